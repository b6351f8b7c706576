"""data/ reproduce las cifras oficiales; cada archivo de ``cifras/`` dice de dónde salen las suyas."""

from pathlib import Path

import pandas as pd
import pytest

from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.schemas.componentes import COMPONENTES_IRS
from fais_analysis.schemas.vocabulario import INDICADORES

CIFRAS = Path(__file__).with_name("cifras")
IDS = [i.id for i in INDICADORES]
GRADOS = ["Muy alto", "Alto", "Medio", "Bajo", "Muy bajo"]
CENSO_2020, INTERCENSAL_2015, CENSO_2010 = 1_832_650, 1_754_754, 1_632_934  # INEGI, población de Durango


def list_cifras(nombre: str) -> list[tuple]:
    return list(load_cifras(nombre).itertuples())


def load_cifras(nombre: str) -> pd.DataFrame:
    return pd.read_csv(CIFRAS / f"{nombre}.csv", comment="#", dtype={"clave": str, "clave_municipio": str})


def get_durango(nombre: str, anio: int | None = None) -> pd.DataFrame:
    tabla = load_tabla(nombre)
    tabla = tabla[tabla["clave_municipio"].str.startswith("10")]
    return tabla if anio is None else tabla[tabla["anio"] == anio].set_index("clave_municipio")


def count_grados(grados: pd.Series) -> list[int]:
    return grados.value_counts().reindex(GRADOS, fill_value=0).tolist()


class TestEstado:
    """Serie estatal 2016-2022 (datos de la hoja «Durango» del anexo 2022)."""

    @pytest.fixture
    def durango(self) -> pd.DataFrame:
        tabla = load_tabla("pobreza_estatal")
        return tabla[tabla["clave_entidad"] == "10"].set_index("anio")

    def test_the_list_of_figures_is_complete(self):
        cifras = load_cifras("estado_2016_2022")

        assert sorted(cifras["indicador"].unique()) == sorted(IDS)
        assert len(cifras) == len(IDS) * 4

    @pytest.mark.parametrize("cifra", list_cifras("estado_2016_2022"), ids=lambda c: f"{c[1]}-{c[2]}")
    def test_every_figure(self, durango, cifra):
        fila = durango.loc[cifra.anio]

        assert fila[f"{cifra.indicador}_pct"] == pytest.approx(cifra.pct, abs=5e-5)
        assert fila[f"{cifra.indicador}_personas"] == round(cifra.miles_personas * 1000)
        promedio = fila[f"{cifra.indicador}_carencias_promedio"]
        if cifra.indicador in ("vulnerable_ingresos", "no_pobre"):
            assert pd.isna(promedio)  # el 0 impreso quiere decir «no aplica»
        else:
            assert promedio == pytest.approx(cifra.carencias_promedio, abs=5e-5)

    def test_population_is_the_sum_of_the_four_parts(self, durango):
        # Filas 9, 12, 13 y 14 del anexo, en miles: 1,750.254, 1,790.551, 1,849.336 y 1,868.505.
        assert durango["poblacion_personas"].tolist() == [1_750_254, 1_790_551, 1_849_336, 1_868_505]

    def test_figures_of_the_base_document(self, durango):
        # Servicios básicos 8.1→5.7, calidad y espacios 7.0→4.8, extrema 2.7→2.2 (2016→2018, serie nueva).
        redondos = durango.round(1)
        assert redondos["servicios_basicos_pct"].tolist()[:2] == [8.1, 5.7]
        assert redondos["vivienda_pct"].tolist()[:2] == [7.0, 4.8]
        assert redondos["pobreza_extrema_pct"].tolist()[:2] == [2.7, 2.2]


class TestMunicipios:
    """Serie municipal 2010-2020."""

    @pytest.fixture
    def sumas(self) -> pd.DataFrame:
        columnas = ["poblacion_personas", *(f"{i}_personas" for i in IDS)]
        return get_durango("pobreza_municipal").groupby("anio")[columnas].sum()

    def test_the_lists_of_figures_are_complete(self):
        sumas, cuatro = load_cifras("suma_39_municipios"), load_cifras("cuatro_municipios")

        assert set(sumas["indicador"]) == set(cuatro["indicador"]) == {*IDS, "poblacion"}
        assert (len(sumas), len(cuatro)) == (17 * 3, 17 * 12)

    @pytest.mark.parametrize("cifra", list_cifras("suma_39_municipios"), ids=lambda c: f"{c[1]}-{c[2]}")
    def test_sum_of_the_39(self, sumas, cifra):
        suma = sumas.loc[cifra.anio, f"{cifra.indicador}_personas"]

        assert suma == cifra.personas
        if cifra.indicador != "poblacion":
            pct = 100 * suma / sumas.loc[cifra.anio, "poblacion_personas"]
            assert pct == pytest.approx(cifra.pct, abs=5e-4)

    @pytest.mark.parametrize("clave", ["10005", "10007", "10014", "10023"])
    @pytest.mark.parametrize("anio", [2010, 2015, 2020])
    def test_four_complete_municipalities(self, clave, anio):
        fila = get_durango("pobreza_municipal", anio).loc[clave]
        cifras = load_cifras("cuatro_municipios")

        propias = cifras[(cifras["clave_municipio"] == clave) & (cifras["anio"] == anio)]
        for cifra in propias.itertuples():
            assert fila[f"{cifra.indicador}_personas"] == cifra.personas, cifra.indicador
            if cifra.indicador != "poblacion":
                assert fila[f"{cifra.indicador}_pct"] == cifra.pct, cifra.indicador

    @pytest.mark.parametrize(
        ("anio", "municipios", "pobreza", "extrema"),
        # CONEVAL, suma nacional de los municipios con dato en 2010, 2015 y 2020.
        [
            (2010, 2456, 52_813_017, 12_964_674),
            (2015, 2446, 53_375_705, 9_661_306),
            (2020, 2466, 56_647_995, 11_529_369),
        ],
    )
    def test_national_sums(self, anio, municipios, pobreza, extrema):
        tabla = load_tabla("pobreza_municipal")
        tabla = tabla[tabla["anio"] == anio]

        assert tabla["pobreza_personas"].notna().sum() == municipios
        assert tabla["pobreza_personas"].sum() == pobreza
        assert tabla["pobreza_extrema_personas"].sum() == extrema

    def test_municipal_and_state_series_do_not_meet(self, sumas):
        """2020: 37.592 % sumando municipios y 38.692 % con la ENIGH; no debe forzarse que coincidan."""
        estatal = load_tabla("pobreza_estatal").query("clave_entidad == '10' and anio == 2020").iloc[0]
        municipal = 100 * sumas.loc[2020, "pobreza_personas"] / sumas.loc[2020, "poblacion_personas"]

        assert (round(municipal, 3), round(estatal["pobreza_pct"], 3)) == (37.592, 38.692)
        assert estatal["serie"] != load_tabla("pobreza_municipal")["serie"].iloc[0]

    def test_municipal_2010_sum_is_the_state_figure_of_the_former_series(self, sumas):
        # AE_estatal_2008_2018: pobreza 51.5742, extrema 10.4744, al menos una carencia 72.6244 (2010).
        for indicador, publicado in {
            "pobreza": 51.5742,
            "pobreza_extrema": 10.4744,
            "una_carencia": 72.6244,
        }.items():
            pct = 100 * sumas.loc[2010, f"{indicador}_personas"] / sumas.loc[2010, "poblacion_personas"]
            assert pct == pytest.approx(publicado, abs=5e-4)


class TestCambio2015a2020:
    """Publicado por el Inevap el 16-12-2021; se reproduce con 100 × personas ÷ población."""

    def get_cambio_pp(self, indicador: str) -> pd.Series:
        antes, despues = get_durango("pobreza_municipal", 2015), get_durango("pobreza_municipal", 2020)
        pct = [100 * t[f"{indicador}_personas"] / t["poblacion_personas"] for t in (antes, despues)]
        return pct[1] - pct[0]

    def get_cambio_personas(self, indicador: str) -> pd.Series:
        columna = f"{indicador}_personas"
        antes, despues = get_durango("pobreza_municipal", 2015), get_durango("pobreza_municipal", 2020)
        return despues[columna] - antes[columna]

    def test_counts_in_percentage(self):
        pobreza, extrema = self.get_cambio_pp("pobreza"), self.get_cambio_pp("pobreza_extrema")

        assert ((pobreza < 0).sum(), (extrema > 0).sum(), (extrema < 0).sum()) == (33, 23, 16)
        # San Dimas, Topia, Tamazula, Tepehuanes, Pueblo Nuevo y Mezquital.
        assert sorted(pobreza[pobreza > 0].index) == ["10014", "10023", "10026", "10034", "10035", "10037"]

    def test_counts_in_people_are_others(self):
        pobreza, extrema = self.get_cambio_personas("pobreza"), self.get_cambio_personas("pobreza_extrema")

        assert ((pobreza < 0).sum(), (extrema > 0).sum(), (extrema < 0).sum()) == (22, 26, 13)

    @pytest.mark.parametrize(
        ("indicador", "clave", "cambio_pp", "decimales"),
        [
            ("pobreza", "10010", -29.7, 1),  # Hidalgo
            ("pobreza", "10011", -24.5, 1),  # Indé
            ("pobreza", "10025", -24.2, 1),  # San Bernardo
            ("pobreza", "10026", 10.8, 1),  # San Dimas
            ("pobreza", "10037", 6.348, 3),  # Topia: con los % redondeados saldría 6.4
            ("pobreza", "10034", 3.5, 1),  # Tamazula
            ("pobreza_extrema", "10023", 3.317, 3),  # Pueblo Nuevo: con los redondeados, 3.4
            ("pobreza_extrema", "10019", -15.4, 1),  # Otáez
        ],
    )
    def test_published_changes(self, indicador, clave, cambio_pp, decimales):
        assert round(self.get_cambio_pp(indicador)[clave], decimales) == cambio_pp

    def test_largest_fall_in_extreme_poverty_is_otaez(self):
        assert self.get_cambio_pp("pobreza_extrema").idxmin() == "10019"


class TestRezagoSocial:
    """CONEVAL, índice de rezago social."""

    @pytest.mark.parametrize("cifra", list_cifras("rezago_social"), ids=lambda c: f"{c.clave}-{c.anio}")
    def test_every_figure(self, cifra):
        es_estado = len(cifra.clave) == 2
        tabla = load_tabla("rezago_social_estatal" if es_estado else "rezago_social")
        clave = "clave_entidad" if es_estado else "clave_municipio"
        fila = tabla[(tabla[clave] == cifra.clave) & (tabla["anio"] == cifra.anio)].iloc[0]

        assert fila["poblacion_personas"] == cifra.poblacion
        for componente in COMPONENTES_IRS:
            assert fila[f"{componente}_pct"] == pytest.approx(getattr(cifra, componente), abs=5.1e-5)
        assert fila["indice"] == pytest.approx(cifra.indice, abs=5.1e-7)
        assert (fila["grado"], fila["lugar_nacional"]) == (cifra.grado, cifra.lugar_nacional)

    @pytest.mark.parametrize(
        ("anio", "conteo"), [(2010, [1, 4, 4, 6, 24]), (2015, [1, 6, 3, 23, 6]), (2020, [1, 1, 6, 9, 22])]
    )
    def test_grades_of_the_39(self, anio, conteo):
        assert count_grados(get_durango("rezago_social", anio)["grado"]) == conteo

    @pytest.mark.parametrize(
        ("anio", "grado", "claves"),
        [
            (2010, "Alto", ["10002", "10019", "10034", "10037"]),
            (2015, "Muy alto", ["10014"]),
            (2015, "Alto", ["10002", "10009", "10019", "10034", "10035", "10037"]),
            (2020, "Muy alto", ["10014"]),
            (2020, "Alto", ["10034"]),
            (2020, "Medio", ["10002", "10009", "10019", "10023", "10026", "10037"]),
        ],
    )
    def test_who_has_each_grade(self, anio, grado, claves):
        tabla = get_durango("rezago_social", anio)

        assert tabla.index[tabla["grado"] == grado].tolist() == claves


class TestMarginacion:
    """CONAPO, índice de marginación: DP2 y método anterior."""

    @pytest.mark.parametrize("cifra", list_cifras("marginacion_dp2"), ids=lambda c: f"{c[1]}-{c[2]}")
    def test_dp2(self, cifra):
        fila = get_durango("marginacion_municipal", cifra.anio).loc[cifra.clave_municipio]

        assert fila["indice"] == pytest.approx(cifra.indice, abs=5.1e-5)
        assert fila["indice_normalizado"] == pytest.approx(cifra.indice_normalizado, abs=5.1e-5)
        assert fila["grado"] == cifra.grado

    @pytest.mark.parametrize("cifra", list_cifras("marginacion_original"), ids=lambda c: f"{c[1]}-{c[2]}")
    def test_former_method(self, cifra):
        fila = get_durango("marginacion_original", cifra.anio).loc[cifra.clave_municipio]

        assert (fila["indice"], fila["grado"], fila["lugar_nacional"]) == (
            cifra.indice,
            cifra.grado,
            cifra.lugar_nacional,
        )

    @pytest.mark.parametrize(
        ("tabla", "anio", "conteo"),
        [
            ("marginacion_municipal", 2010, [5, 2, 7, 19, 6]),
            ("marginacion_municipal", 2015, [3, 3, 7, 20, 6]),
            ("marginacion_municipal", 2020, [2, 5, 4, 10, 18]),
            ("marginacion_original", 2010, [5, 0, 23, 8, 3]),
            ("marginacion_original", 2015, [2, 7, 9, 16, 5]),
        ],
    )
    def test_grades_of_the_39(self, tabla, anio, conteo):
        assert count_grados(get_durango(tabla, anio)["grado"]) == conteo

    def test_who_has_high_grade_in_2020(self):
        tabla = get_durango("marginacion_municipal", 2020)["grado"]

        assert tabla.index[tabla == "Muy alto"].tolist() == ["10014", "10034"]
        assert tabla.index[tabla == "Alto"].tolist() == ["10002", "10019", "10023", "10027", "10037"]

    def test_national_grades_2010_of_the_former_method(self):
        tabla = load_tabla("marginacion_original")

        assert count_grados(tabla.loc[tabla["anio"] == 2010, "grado"]) == [441, 408, 944, 401, 262]

    def test_signs_are_opposite(self):
        """DP2: mayor = menos marginación. Método anterior: mayor = más."""
        dp2 = get_durango("marginacion_municipal", 2015)["indice"]
        anterior = get_durango("marginacion_original", 2015)["indice"]

        assert dp2.idxmin() == anterior.idxmax() == "10014"

    @pytest.mark.parametrize(
        ("anio", "total", "conteo"),
        [(2020, 1012, [40, 134, 317, 343, 178]), (2010, 860, [38, 122, 274, 267, 159])],
    )
    def test_urban_agebs(self, anio, total, conteo):
        tabla = load_tabla("marginacion_ageb").query("anio == @anio")

        assert len(tabla) == total
        assert count_grados(tabla["grado"]) == conteo

    def test_agebs_that_have_a_point(self):
        con_punto = set(load_tabla("agebs")["clave_ageb"])
        tabla = load_tabla("marginacion_ageb")

        unidas = tabla[tabla["clave_ageb"].isin(con_punto)].groupby("anio").size()
        assert unidas.to_dict() == {2010: 858, 2020: 1012}


class TestTerritorio:
    """INEGI: Censo 2020, catálogo y AGEB."""

    def test_census_population_is_the_same_everywhere(self):
        iter_2020 = load_tabla("localidades").groupby("clave_municipio")["poblacion_personas"].sum()
        irs = get_durango("rezago_social", 2020)["poblacion_personas"]
        imm = get_durango("marginacion_municipal", 2020)["poblacion_personas"]

        assert len(iter_2020) == 39
        assert iter_2020.tolist() == irs.tolist() == imm.tolist()
        assert iter_2020.sum() == CENSO_2020

    def test_population_of_other_years(self):
        assert get_durango("rezago_social", 2015)["poblacion_personas"].sum() == INTERCENSAL_2015
        assert get_durango("marginacion_municipal", 2015)["poblacion_personas"].sum() == INTERCENSAL_2015
        assert get_durango("marginacion_municipal", 2010)["poblacion_personas"].sum() == CENSO_2010

    def test_localities(self):
        tabla = load_tabla("localidades")
        cuentas = tabla.groupby("clave_municipio").size()
        rurales = tabla[tabla["poblacion_personas"] < 2500]

        assert len(tabla) == 5890
        assert cuentas[["10005", "10007", "10014", "10023"]].tolist() == [736, 321, 905, 315]
        assert (len(rurales), rurales["poblacion_personas"].sum()) == (5840, 506_270)

    def test_agebs(self):
        tabla = load_tabla("agebs")

        assert len(tabla) == 1897
        # 276 que el servicio da en cero y 8 que no da: ninguna es una cuenta del Censo.
        assert tabla["poblacion_personas"].isna().sum() == 276 + 8
        assert tabla["poblacion_personas"].sum() == 1_323_825
        assert tabla["clave_municipio"].nunique() == 39

    def test_no_ageb_is_empty_where_the_census_counts_people(self):
        """Ninguna población en cero donde CONAPO, con el mismo Censo, publica habitantes."""
        agebs = load_tabla("agebs").set_index("clave_ageb")["poblacion_personas"]
        conapo = load_tabla("marginacion_ageb")
        censo = conapo[conapo["anio"] == 2020].set_index("clave_ageb")["poblacion_personas"]
        juntas = pd.concat({"inegi": agebs, "conapo": censo}, axis=1, join="inner")

        assert len(juntas) == 1012
        assert juntas["inegi"].isna().sum() == 31
        assert (juntas["inegi"].fillna(juntas["conapo"]) == juntas["conapo"]).all()

    def test_catalogue(self):
        tabla = load_tabla("catalogo_municipios")
        durango = tabla[tabla["clave_entidad"] == "10"].set_index("clave_municipio")["municipio"]

        assert len(tabla) == 2478
        assert durango.index.tolist() == [f"10{n:03d}" for n in range(1, 40)]
        assert durango[["10001", "10014", "10018", "10019", "10039"]].tolist() == [
            "Canatlán",
            "Mezquital",
            "El Oro",
            "Otáez",
            "Nuevo Ideal",
        ]

    def test_municipalities_created_after_2010(self):
        # datos.md §8: 23010 aparece en 2015 y doce más en 2020.
        por_anio = load_tabla("pobreza_municipal").groupby("anio")["clave_municipio"].agg(set)
        nuevos_2020 = [
            "02006",
            "04012",
            *(f"07{n}" for n in range(120, 126)),
            "17034",
            "17035",
            "17036",
            "23011",
        ]

        assert por_anio[2015] - por_anio[2010] == {"23010"}
        assert sorted(por_anio[2020] - por_anio[2015]) == nuevos_2020

    def test_three_populations_are_not_one(self):
        # Mezquital 2020: 49,103 (calibrada por CONEVAL) y 48,583 (Censo).
        assert get_durango("pobreza_municipal", 2020).loc["10014", "poblacion_personas"] == 49_103
        assert get_durango("rezago_social", 2020).loc["10014", "poblacion_personas"] == 48_583

    def test_dirt_floor_has_two_units(self):
        # Mezquital 2020: 47.28 % de viviendas (IRS) y 50.82 % de ocupantes (IMM).
        irs = get_durango("rezago_social", 2020).loc["10014", "piso_tierra_pct"]
        imm = get_durango("marginacion_municipal", 2020).loc["10014", "piso_tierra_pct"]

        assert (round(irs, 2), round(imm, 2)) == (47.28, 50.82)


class TestZap:
    """Lo que se sabe de las ZAP; no es la declaratoria."""

    def test_lists_by_year(self):
        tabla = load_tabla("zap_rural")
        por_anio = tabla.groupby("anio")["clave_municipio"].agg(list)

        assert por_anio[2023] == [f"10{n:03d}" for n in (2, 7, 12, 14, 19, 23, 27, 32, 34, 37)]
        assert por_anio[2026] == [f"10{n:03d}" for n in (2, 7, 12, 14, 19, 23, 25, 26, 27, 34, 37, 38)]
        assert sorted(por_anio.index) == [2023, 2026]

    def test_every_year_says_what_is_known(self):
        tabla = load_tabla("zap_declaratorias").set_index("anio")

        assert tabla.index.tolist() == list(range(2016, 2027))
        assert tabla.index[tabla["listado_rural_durango"] != "no localizada"].tolist() == [2023, 2026]
        assert tabla["municipios_rural"].dropna().to_dict() == {2017: 1115, 2025: 1345, 2026: 1575}
        assert tabla["fecha_dof"].dropna().to_dict() == {
            2021: "2020-11-30",
            2023: "2022-11-28",
            2025: "2024-12-24",
            2026: "2025-11-21",
        }


def test_inpc_links_the_two_bases():
    # 122.515 y 130.813 en base 2010 = 92.039 y 98.273 en base 2018 (diciembre de 2016 y 2017).
    tabla = load_tabla("inpc").set_index("anio")

    assert tabla["inpc_diciembre"].tolist()[:2] == [92.039, 98.273]
    assert pytest.approx(130.813 / 122.515, abs=1e-5) == 98.273 / 92.039
    assert tabla.index.tolist() == [2016, 2017, 2018, 2019, 2020]
