"""Cifras que otros publicaron, recalculadas con las tablas ordenadas. Cada una dice de dónde sale."""

import pandas as pd
import pytest

from fais_analysis.indicators.brechas import compute_brechas, compute_brechas_todas
from fais_analysis.indicators.estatal import compare_comparativo, compute_serie_estatal
from fais_analysis.indicators.exactos import compute_exactos
from fais_analysis.indicators.familias import compute_familias, compute_variables_familia
from fais_analysis.indicators.inversion import compute_inversion_por
from fais_analysis.indicators.localidades import compute_resumen_localidades
from fais_analysis.indicators.practica import (
    compare_practica,
    compute_concentrado,
    compute_participacion_social,
    read_concentrado,
)
from fais_analysis.indicators.suma_entidad import compute_entidad_municipal
from fais_analysis.indicators.tendencias import compute_cambios, compute_cambios_todos, compute_conteo_cambios
from fais_analysis.indicators.vivienda import compute_vivienda_todas
from fais_analysis.indicators.zap import CorteZap, compute_criterios_zap
from fais_analysis.loaders.inversion import load_inversion
from fais_analysis.loaders.ordenadas import load_tabla

# datos.md §5.2: suma de los 39 municipios, personas en 2010, 2015 y 2020.
# Pobreza extrema 57,789 (2015) y 80,981 (2020): Inevap, 16-12-2021.
SUMA_39 = {
    "pobreza": (864157, 694997, 696309),
    "pobreza_extrema": (175505, 57789, 80981),
    "pobreza_moderada": (688650, 637206, 615328),
    "vulnerable_carencias": (352713, 496245, 521032),
    "vulnerable_ingresos": (146732, 179507, 189893),
    "no_pobre": (311964, 398665, 445031),
    "rezago_educativo": (318447, 281784, 250012),
    "salud": (460317, 272056, 424082),
    "seguridad_social": (983008, 894299, 942498),
    "vivienda": (190073, 100409, 107818),
    "servicios_basicos": (310275, 205749, 109628),
    "alimentacion": (339519, 314791, 346381),
    "una_carencia": (1216863, 1191242, 1217344),
    "tres_carencias": (396943, 200121, 228111),
    "linea_pobreza": (1010885, 874504, 886201),
    "linea_pobreza_extrema": (391391, 241471, 287152),
}
POBLACION_39 = {2010: 1675560, 2015: 1769414, 2020: 1852264}


@pytest.mark.parametrize("indicador", SUMA_39)
def test_sum_of_the_39_municipalities(durango, indicador):
    estado = compute_entidad_municipal(durango, "10").query("indicador == @indicador")

    assert tuple(estado["personas"]) == SUMA_39[indicador]
    assert dict(zip(estado["anio"], estado["poblacion_personas"], strict=True)) == POBLACION_39
    assert set(estado["municipios_con_dato"]) == {39}


@pytest.mark.parametrize(
    "indicador, anio, pct",
    # datos.md §5.2, % = personas ÷ población sumada, a tres decimales
    [
        ("pobreza", 2010, 51.574),
        ("pobreza", 2020, 37.592),
        ("pobreza_extrema", 2015, 3.266),
        ("pobreza_extrema", 2020, 4.372),
        ("servicios_basicos", 2020, 5.919),
        ("vivienda", 2020, 5.821),
    ],
)
def test_percentage_of_the_39_municipalities(durango, indicador, anio, pct):
    estado = compute_entidad_municipal(durango, "10").query("indicador == @indicador and anio == @anio")

    assert round(estado["pct"].item(), 3) == pct


@pytest.mark.parametrize(
    "indicador, medida, suben, bajan",
    # Inevap 16-12-2021 (en %) y datos.md §5.4 (en personas)
    [
        ("pobreza", "pct", 6, 33),
        ("pobreza_extrema", "pct", 23, 16),
        ("pobreza", "personas", 17, 22),
        ("pobreza_extrema", "personas", 26, 13),
    ],
)
def test_municipalities_that_rise_and_fall_2015_2020(durango, indicador, medida, suben, bajan):
    conteo = compute_conteo_cambios(durango, "10", indicador, 2015, 2020).set_index("medida").loc[medida]

    assert (conteo["suben"], conteo["bajan"], conteo["sin_dato"]) == (suben, bajan, 0)


def test_the_six_where_poverty_rises(durango):
    conteo = compute_conteo_cambios(durango, "10", "pobreza", 2015, 2020).set_index("medida")

    # Mezquital, Pueblo Nuevo, San Dimas, Tamazula, Tepehuanes, Topia (datos.md §5.4)
    assert conteo.loc["pct", "claves_suben"] == ("10014", "10023", "10026", "10034", "10035", "10037")


@pytest.mark.lento
@pytest.mark.parametrize(
    "municipio, clave, indicador, decimales, cambio",
    # Inevap 16-12-2021; con tres decimales, datos.md §5.4 (restando los % redondeados daría 6.4 y 3.4)
    [
        ("Hidalgo", "10010", "pobreza", 1, -29.7),
        ("Indé", "10011", "pobreza", 1, -24.5),
        ("San Bernardo", "10025", "pobreza", 1, -24.2),
        ("San Dimas", "10026", "pobreza", 1, 10.8),
        ("Topia", "10037", "pobreza", 1, 6.3),
        ("Topia", "10037", "pobreza", 3, 6.348),
        ("Tamazula", "10034", "pobreza", 1, 3.5),
        ("Pueblo Nuevo", "10023", "pobreza_extrema", 1, 3.3),
        ("Pueblo Nuevo", "10023", "pobreza_extrema", 3, 3.317),
        ("Otáez", "10019", "pobreza_extrema", 1, -15.4),
    ],
)
def test_change_in_percentage_points_2015_2020(durango, municipio, clave, indicador, decimales, cambio):
    cambios = compute_cambios(durango, clave).query("indicador == @indicador and periodo == '2015-2020'")

    assert round(cambios["cambio_pp"].item(), decimales) == cambio


def test_largest_fall_in_extreme_poverty_is_otaez(durango):
    cambios = compute_cambios_todos(durango).query(
        "indicador == 'pobreza_extrema' and periodo == '2015-2020'"
    )

    assert cambios.loc[cambios["cambio_pp"].idxmin(), "clave_municipio"] == "10019"


def test_mezquital_2020(durango):
    # CONEVAL, pobreza municipal 2020: 91.1 % en pobreza, 65.5 % (32,159) en pobreza extrema
    brechas = compute_brechas(durango, "10014").query("anio == 2020").set_index("indicador")

    assert round(brechas.loc["pobreza", "municipio_pct"], 1) == 91.1
    assert round(brechas.loc["pobreza_extrema", "municipio_pct"], 1) == 65.5
    assert brechas.loc["pobreza_extrema", "municipio_personas"] == 32159
    assert brechas.loc["pobreza_extrema", ["quintil", "posicion"]].tolist() == [5, "peor"]


def test_computed_percentages_agree_with_the_published_decimal(pobreza):
    # datos.md §6: |X − 100·X_pob ÷ población| ≤ 0.08 pp con más de 2,000 habitantes; 0.6 pp en los chicos
    exactos = compute_exactos(pobreza).set_index(["clave_municipio", "anio", "indicador"])
    publicado = pobreza.set_index(["clave_municipio", "anio"]).filter(regex="_pct$").stack()
    publicado.index = publicado.index.set_levels(
        publicado.index.levels[2].str.removesuffix("_pct"), level=2
    ).set_names(exactos.index.names)
    diferencia = (exactos["pct"] - publicado.reindex(exactos.index)).abs()
    grandes = exactos["poblacion_personas"] > 2000

    assert diferencia[grandes].max() <= 0.08 + 1e-9
    assert diferencia.max() <= 0.6
    assert (exactos["pct"].isna() == publicado.reindex(exactos.index).isna()).all()


def test_missing_measurements_of_the_country_are_the_published_ones(pobreza):
    # datos.md §2: 2010 ninguna; 2015 once; 2020 tres, ninguna de Durango
    exactos = compute_exactos(pobreza).query("indicador == 'pobreza'")
    sin_dato = exactos[exactos["pct"].isna()]

    assert sin_dato.groupby("anio").size().to_dict() == {2015: 11, 2020: 3}
    assert sin_dato.query("anio == 2020")["clave_municipio"].tolist() == ["04012", "07125", "29048"]


def test_country_totals_come_from_municipalities_with_data(pobreza):
    # datos.md §5.7: personas en pobreza y en pobreza extrema, nacional con dato
    sumas = compute_exactos(pobreza).groupby(["indicador", "anio"])["personas"].sum()

    assert sumas["pobreza"].tolist() == [52813017, 53375705, 56647995]
    assert sumas["pobreza_extrema"].tolist() == [12964674, 9661306, 11529369]


def test_quintiles_of_durango_are_almost_equal(durango):
    brechas = compute_brechas_todas(durango).query("anio == 2020 and indicador == 'pobreza'")

    assert brechas["quintil"].value_counts().sort_index().tolist() == [8, 8, 7, 8, 8]


# datos.md §10, conjuntos derivados por nombre
CANELAS, GUANACEVI, MEZQUITAL, OTAEZ, PUEBLO_NUEVO = "10002", "10009", "10014", "10019", "10023"
SAN_DIMAS, SAN_JUAN_GUADALUPE, TAMAZULA, TEPEHUANES, TOPIA = "10026", "10027", "10034", "10035", "10037"
TRES_CRITERIOS = ("marginacion", "rezago", "tres_carencias")
CONJUNTOS_ZAP = {
    "2015, nueve": (
        "marginacion_original",
        CorteZap(2015, 2015, 2015),
        [
            CANELAS,
            GUANACEVI,
            MEZQUITAL,
            OTAEZ,
            PUEBLO_NUEVO,
            SAN_JUAN_GUADALUPE,
            TAMAZULA,
            TEPEHUANES,
            TOPIA,
        ],
    ),
    "marginación y carencias 2010 con rezago 2015, ocho": (
        "marginacion_original",
        CorteZap(2010, 2015, 2010, criterios=TRES_CRITERIOS),
        [CANELAS, GUANACEVI, MEZQUITAL, OTAEZ, SAN_DIMAS, TAMAZULA, TEPEHUANES, TOPIA],
    ),
    "todo 2010, siete": (
        "marginacion_original",
        CorteZap(2010, 2010, 2010, criterios=TRES_CRITERIOS),
        [CANELAS, GUANACEVI, MEZQUITAL, OTAEZ, SAN_DIMAS, TAMAZULA, TOPIA],
    ),
    "2020, siete": (
        "marginacion_municipal",
        CorteZap(2020, 2020, 2020),
        [CANELAS, MEZQUITAL, OTAEZ, PUEBLO_NUEVO, SAN_JUAN_GUADALUPE, TAMAZULA, TOPIA],
    ),
}


@pytest.mark.parametrize("nombre", CONJUNTOS_ZAP)
def test_derived_priority_zones_by_name(durango, nombre):
    marginacion, corte, esperado = CONJUNTOS_ZAP[nombre]

    tabla = compute_criterios_zap(load_tabla(marginacion), load_tabla("rezago_social"), durango, corte)
    de_durango = tabla[tabla["clave_municipio"].str[:2] == "10"]

    assert len(de_durango) == 39
    assert de_durango.loc[de_durango["cumple"], "clave_municipio"].tolist() == esperado


@pytest.mark.parametrize("anio, pct", [(2010, 65.1), (2015, 66.2), (2020, 65.5)])
def test_only_mezquital_has_a_majority_in_extreme_poverty(durango, anio, pct):
    # datos.md §10
    exactos = compute_exactos(durango).query("anio == @anio and indicador == 'pobreza_extrema' and pct >= 50")

    assert exactos["clave_municipio"].tolist() == ["10014"]
    assert round(exactos["pct"].item(), 1) == pct


def test_practice_concentrado_with_the_shipped_book():
    # Documento de la práctica (SEBISED): al centavo y a la unidad; 71.148 % → 71 %
    libro = load_inversion()
    publicado = load_tabla("practica/concentrado_2016_2020")
    if not libro.es_demostracion:
        pytest.skip("hay un libro real: sus totales no son los del concentrado")

    concentrado = compute_concentrado(libro.tabla)

    assert compare_practica(concentrado, publicado)["coincide"].all()
    assert concentrado["es_demostracion"].all()
    assert round(compute_participacion_social(concentrado)["porcentaje_pct"], 3) == 71.148
    assert read_concentrado(publicado)["porcentaje_entero"].tolist() == [35, 14, 29, 22, 100]
    por_fuente = compute_inversion_por(libro.tabla, ["clave_municipio", "fuente_recurso"])
    assert por_fuente["inversion_centavos"].sum() == 532069262702
    assert por_fuente["proyectos"].sum() + por_fuente["acciones"].sum() == 100845


def test_practice_state_figures_come_from_the_2008_2018_series():
    # HALLAZGOS 26-11-2026 §4: las seis cifras y las tres reducciones son de la serie 2008-2018. De la 2016-2022
    # coinciden cinco de seis (no el 2.8 de 2016: dominio_fais §7, aviso 2).
    series = (load_tabla(t) for t in ("pobreza_estatal", "pobreza_estatal_anterior"))
    tabla = compare_comparativo(load_tabla("practica/comparativo_estatal"), *series, "10")
    tabla = tabla.set_index(["indicador", "anio"])

    assert tabla["coincide_anterior"].all()
    assert tabla["reduccion_coincide_anterior"].all()
    assert tabla.loc[("pobreza_extrema", 2016), "valor_anterior_pct"].round(4) == 2.7729
    assert tabla["coincide"].sum() == 5
    assert not tabla.loc[("pobreza_extrema", 2016), "coincide"]
    assert tabla["reduccion_coincide"].all()


def test_extreme_poverty_of_the_state_rose_after_2018():
    # CONEVAL, anexo estatal 2022 (datos.md §5.1)
    serie = compute_serie_estatal(load_tabla("pobreza_estatal"), "10").query("indicador == 'pobreza_extrema'")

    assert serie["pct"].round(4).tolist() == [2.7146, 2.1502, 4.3044, 6.3020]


def test_localities_of_durango():
    # ITER 2020 (datos.md §5.7): 5,890 localidades; 5,840 con menos de 2,500 habitantes y 506,270 personas
    resumen = compute_resumen_localidades(load_tabla("localidades"))

    assert len(resumen) == 39
    assert resumen["localidades"].sum() == 5890
    assert resumen["localidades_rurales"].sum() == 5840
    assert resumen["rural_personas"].sum() == 506270
    assert resumen.set_index("clave_municipio").loc["10014", "localidades"] == 905


def test_weighted_housing_mean_stays_close_to_the_official_one():
    # El oficial pondera por viviendas y el nuestro por población: en Durango no llegan a 0.7 pp de diferencia
    rezago, marginacion, estatal = (
        load_tabla(t) for t in ("rezago_social", "marginacion_municipal", "rezago_social_estatal")
    )

    tabla = compute_vivienda_todas(
        rezago[rezago["clave_municipio"].str[:2] == "10"],
        marginacion[marginacion["clave_municipio"].str[:2] == "10"],
        estatal,
    )

    oficial = tabla[tabla["estado_metodo"] == "oficial"]
    assert set(oficial["anio"]) == {2015, 2020}
    assert (oficial["estado_pct"] - oficial["estado_ponderado_pct"]).abs().max() < 0.7
    piso = oficial.query("componente == 'piso_tierra' and anio == 2020 and clave_municipio == '10014'").iloc[
        0
    ]
    assert round(piso["municipio_pct"], 4) == 47.2835  # CONEVAL, IRS 2020 (datos.md §5.5)
    assert round(piso["estado_pct"], 4) == 3.5791


def test_mezquital_is_first_in_both_indices_despite_their_opposite_signs():
    # datos.md §5.5 y §5.6: IRS 5.1575 (mayor = peor), DP2 28.2230 (mayor = menos marginación)
    for nombre, peor in (("rezago_social", "idxmax"), ("marginacion_municipal", "idxmin")):
        tabla = load_tabla(nombre)
        uno = tabla[(tabla["anio"] == 2020) & (tabla["clave_municipio"].str[:2] == "10")]

        assert uno.loc[getattr(uno["indice"], peor)(), "clave_municipio"] == "10014"


def test_every_municipality_of_durango_has_a_family_inside_the_state():
    variables = compute_variables_familia(load_tabla("marginacion_municipal"), 2020)
    de_durango = variables[variables["clave_municipio"].str[:2] == "10"]

    familias = compute_familias(de_durango)

    assert familias.groupby("clave_base").size().tolist() == [6] * 39
    assert (familias["clave_base"] != familias["clave_municipio"]).all()
    assert pd.Series(familias["clave_municipio"]).str.startswith("10").all()
