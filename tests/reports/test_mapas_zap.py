"""Los mapas de la ZAP: cada año su conjunto, ninguno sin su año ni su situación, y rótulos que no se enciman."""

import re
from itertools import combinations

import pandas as pd
import pytest

from fais_analysis.entidad.datos import load_poligonos
from fais_analysis.entidad.zonas import load_zonas
from fais_analysis.errors import ParametroError
from fais_analysis.indicators.zonas_series import (
    compute_conjuntos,
    compute_situacion_rural,
    compute_zap_anios,
    compute_zap_propias,
)
from fais_analysis.reports import mapa_zap, panorama_mapas
from fais_analysis.views.capitulos import mapa_zap as ver
from fais_analysis.views.capitulos import panorama_mapas as ver_panorama
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.maps import ConjuntoZap, Cortes, plot_mapa, plot_mapas_zap
from fais_analysis.views.maps.colocacion import get_caja_anotacion, is_encimada
from fais_analysis.views.presentacion import Columna, Presentacion, PresentacionMapa, Sello
from fais_analysis.views.svg.lienzo import build_lienzo
from fais_analysis.views.tabla import Tabla

CLAVES = [f"10{n:03d}" for n in range(1, 40)]
SELLO = Sello("2020", "2026", "sólo criterios derivados", muestra_zap=True)
TABLA = Tabla("t", "t", [Columna("a", "A")], pd.DataFrame({"a": [1]}), "f")


def make_zonas(filas: list[tuple], unidad: str = "municipio", status: str = "declaratoria cargada"):
    """Zonas rurales escritas a mano: (año, clave, en zona)."""
    tabla = pd.DataFrame(filas, columns=["anio", "clave", "es_zap"]).astype({"es_zap": "boolean"})
    tabla["clave_municipio"] = tabla["clave"].str[:5]
    vacias = {c: None for c in ("motivo", "en_lista_no_cotejada", "lista_status", "url_dof", "leyenda")}
    return tabla.assign(
        ambito="rural", unidad=unidad, status=status, corte="", fecha_dof="2025-01-02", **vacias
    )


def list_graficas(clave: str) -> list[Grafica]:
    datos = mapa_zap.build_mapa_zap(clave)
    vistas = [ver.plot_mapa_zap(datos), ver.plot_localidades(datos), ver.plot_agebs(datos)]
    return [v for v in vistas if isinstance(v, Grafica)]


def list_panorama() -> list[Grafica]:
    datos = panorama_mapas.build_panorama_mapas("10")
    return [
        ver_panorama.plot_mapa_zap(datos),
        ver_panorama.plot_mapa_pobreza(datos),
        ver_panorama.plot_carencias(datos),
    ]


class TestConjuntos:
    def test_durango_has_the_five_documented_sets(self):
        situacion = compute_situacion_rural(load_zonas("10"), CLAVES)

        conjuntos = compute_conjuntos(situacion)

        # docs/focalizacion.md §1.
        assert conjuntos["conjunto"].tolist() == ["2016", "2017-2018", "2019-2021", "2022", "2023-2026"]
        assert conjuntos["dentro"].tolist() == [7, 10, 9, 7, 7]

    def test_changing_the_year_changes_the_set(self):
        zonas = make_zonas([(2024, "10001", True), (2024, "10002", False), (2025, "10001", False),
                            (2025, "10002", True)])  # fmt: skip

        situacion = compute_situacion_rural(zonas, ["10001", "10002"])

        assert situacion.query("situacion == 'en zona'")[["anio", "clave_municipio"]].values.tolist() == [
            [2024, "10001"],
            [2025, "10002"],
        ]

    def test_two_loaded_decrees_are_never_one_set(self):
        zonas = make_zonas([(2024, "10001", True), (2025, "10001", True)])

        conjuntos = compute_conjuntos(compute_situacion_rural(zonas, ["10001"]))

        assert conjuntos["conjunto"].tolist() == ["2024", "2025"]

    def test_annex_by_locality_says_part_and_counts_them(self):
        zonas = make_zonas([(2026, "100010001", True), (2026, "100010002", True)], unidad="localidad")

        situacion = compute_situacion_rural(zonas, ["10001", "10002"]).set_index("clave_municipio")

        assert situacion["situacion"].tolist() == ["con localidades en zona", "fuera"]
        assert situacion["localidades_en_zap"].tolist() == [2, 0]

    def test_year_without_anything_is_unknown_not_outside(self):
        zonas = make_zonas([(2015, "10001", None), (2015, "10002", None)], status="sin dato")

        situacion = compute_situacion_rural(zonas, ["10001", "10002"])
        conjunto = compute_conjuntos(situacion).iloc[0]

        assert set(situacion["situacion"]) == {"sin dato"}
        assert pd.isna(conjunto["dentro"])
        assert pd.isna(conjunto["fuera"])
        assert conjunto["sin_dato"] == 2

    def test_state_without_agebs_has_unknown_urban_zones(self):
        zonas = load_zonas("32")
        claves = sorted(zonas.loc[zonas["ambito"] == "rural", "clave"].unique())
        situacion = compute_situacion_rural(zonas, claves)

        assert set(compute_zap_anios(zonas, situacion)["status_urbana"]) == {"sin dato"}
        assert compute_zap_propias(zonas, situacion)["agebs_en_zap"].isna().all()

    def test_each_municipality_is_the_same_alone_and_in_any_order(self):
        zonas, situacion = load_zonas("10"), compute_situacion_rural(load_zonas("10"), CLAVES)
        todas = compute_zap_propias(zonas.sample(frac=1, random_state=1), situacion)

        for clave in ("10005", "10014", "10032"):
            propia = situacion[situacion["clave_municipio"] == clave]
            suya = todas[todas["clave_municipio"] == clave].reset_index(drop=True)
            pd.testing.assert_frame_equal(compute_zap_propias(zonas, propia), suya, check_exact=True)


class TestSello:
    @pytest.mark.parametrize(
        "campos",
        [
            ("", "2026", "sin dato"),
            ("2020", "", "sin dato"),
            ("2020", "2026", "oficial"),
            ("2020", "2026", ""),
        ],
    )
    def test_without_year_or_status_there_is_no_seal(self, campos):
        with pytest.raises(ParametroError, match="no dice su año"):
            Sello(*campos)

    def test_a_map_presentation_cannot_be_made_without_a_seal(self):
        with pytest.raises(TypeError, match="sello"):
            PresentacionMapa("m", "t", "d", "f")

    def test_no_map_is_drawn_with_an_ordinary_presentation(self):
        poligonos, comun = load_poligonos("10"), Presentacion("m", "t", "d", "f")
        conjunto = ConjuntoZap("2026", "sin dato", "fecha por verificar", {})
        valores = pd.Series({"10001": 1.0})

        with pytest.raises(ParametroError, match="sin su año"):
            plot_mapa(poligonos, valores, Cortes((1, 2, 3, 4), "x"), comun)
        with pytest.raises(ParametroError, match="sin su año"):
            plot_mapas_zap(poligonos, [conjunto], comun, TABLA)

    @pytest.mark.parametrize(
        "campos",
        [
            ("", "sin dato", "x", {}),
            ("2026", "oficial", "x", {}),
            ("2026", "sin dato", " ", {}),
            ("2026", "sin dato", "x", {"10001": "quizá"}),
        ],
    )
    def test_a_set_needs_years_status_and_decree(self, campos):
        with pytest.raises(ParametroError, match="no se puede dibujar"):
            ConjuntoZap(*campos)

    def test_every_map_of_the_reports_says_its_year_and_its_zap(self):
        mapas = [g for clave in ("10014", "10005", "10027") for g in list_graficas(clave)] + list_panorama()

        assert len(mapas) == 2 + 3 + 2 + 3
        for mapa in mapas:
            escrito = str(mapa.to_html())
            assert re.search(r"Datos de (19|20)\d\d", mapa.nota), mapa.id
            assert "sólo criterios derivados" in mapa.nota, mapa.id
            assert mapa.nota in escrito

    def test_every_small_map_is_labelled_with_its_years_and_status(self):
        mapa = list_graficas("10014")[0]
        textos = [" ".join(re.split(r"<br>", a["text"])) for a in mapa.figura["layout"]["annotations"]]

        for anios in ("2016", "2017-2018", "2019-2021", "2022"):
            assert f"{anios} sólo criterios derivados" in textos
        assert any(t.startswith("ZAP rural 2023-2026: sólo criterios derivados Decreto:") for t in textos)
        assert any("2024, fecha por verificar" in t for t in textos)


class TestSerie:
    def test_polygons_are_written_once(self):
        html = str(list_graficas("10014")[0].to_html())
        svg = re.search(r"<svg.*</svg>", html)[0]

        assert len(re.findall(r'<path id="zap-\d+"', svg)) == 39
        assert (
            len(re.findall(r'<use href="#zap-\d+"', svg)) == 39 + (7 + 10 + 9 + 7) + 2 * 7 + 10 + 9 + 7
        )  # y las tramas
        assert len(svg.encode()) < 22_000

    def test_marks_drawn_are_the_ones_declared(self):
        from fais_analysis.pages.inventario import build_inventario

        for mapa in (*list_graficas("10014"), *list_panorama()):
            esperados, hay = build_inventario(str(mapa.to_html())).trazos[mapa.id]
            assert esperados == hay > 0

    def test_all_unknown_hatches_the_whole_state(self):
        poligonos = load_poligonos("10")
        conjunto = ConjuntoZap("2015", "sin dato", "fecha por verificar", dict.fromkeys(CLAVES, "sin dato"))
        presentacion = PresentacionMapa("m", "t", "d", "f", sello=SELLO)

        figura = plot_mapas_zap(poligonos, [conjunto], presentacion, TABLA).figura

        pintados = [t for t in figura["data"] if t.get("text")]
        assert len(pintados) == 39
        assert all(t["fillpattern"]["shape"] == "/" for t in pintados)

    def test_buttons_of_the_interactive_form_name_every_set(self):
        serie = list_graficas("10009")[0].figura["layout"]["meta"]["serie"]

        assert [s["rotulo"] for s in serie] == ["2023-2026", "2016", "2017-2018", "2019-2021", "2022"]
        assert serie[2]["notas"]["0"].startswith("ZAP rural 2017-2018: sólo criterios derivados")
        assert "En zona" in serie[2]["notas"][list(serie[2]["notas"])[-1]]  # Guanaceví, marginación 2015

    def test_carencias_share_their_classes_and_hatch_what_is_missing(self):
        datos = panorama_mapas.build_panorama_mapas("10")
        sin = datos.indicadores.assign(salud_pct=datos.indicadores["salud_pct"].where(
            datos.indicadores["clave_municipio"] != "10014"))  # fmt: skip
        mapa = ver_panorama.plot_carencias(type(datos)(**{**vars(datos), "indicadores": sin}))

        leyenda = [t["name"] for t in mapa.figura["data"] if t.get("showlegend")]
        rayados = [t["text"] for t in mapa.figura["data"] if t.get("fillpattern") and t.get("text")]
        assert len(leyenda) == 6
        assert leyenda[-1] == "Sin dato"
        assert rayados == ["Mezquital: sin dato"]
        assert len([c for c in mapa.figura["layout"] if c.startswith("xaxis")]) == 6

    def test_both_axes_of_every_small_map_share_the_scale(self):
        for mapa in (list_graficas("10014")[0], list_panorama()[2]):
            layout = mapa.figura["layout"]
            for eje in ("", *(c.removeprefix("xaxis") for c in layout if re.fullmatch(r"xaxis\d", c))):
                lienzo = build_lienzo(layout, eje)
                assert lienzo.x(1) - lienzo.x(0) == pytest.approx(lienzo.y(0) - lienzo.y(1), rel=5e-3)


@pytest.mark.lento
@pytest.mark.parametrize("clave", [*CLAVES, "10"])
def test_no_two_labels_touch_and_none_leaves_the_drawing(clave):
    """Las cajas de texto de cada mapa, con el ancho de la letra más ancha: nunca se cruzan ni se salen."""
    for mapa in list_panorama() if clave == "10" else list_graficas(clave):
        layout = mapa.figura["layout"]
        lienzo, base = build_lienzo(layout), layout["font"]["size"]
        cajas = [(a["text"], get_caja_anotacion(a, lienzo, base)) for a in layout["annotations"] if a["text"]]
        for texto, (x0, y0, x1, y1) in cajas:
            dentro = [x0 >= -1, y0 >= -1, x1 <= lienzo.ancho + 1, y1 <= lienzo.alto + 1]
            assert all(dentro), (mapa.id, texto)
        for (uno, a), (otro, b) in combinations(cajas, 2):
            assert not is_encimada(_shrink(a), _shrink(b)), (mapa.id, uno, otro)


def _shrink(caja):
    """La caja sin su aire: el interlineado deja media línea vacía arriba y abajo."""
    x0, y0, x1, y1 = caja
    return x0 + 1, y0 + 2, x1 - 1, y1 - 2
