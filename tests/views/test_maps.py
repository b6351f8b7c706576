"""Mapas: proyección, orientación, clases fijas, sin dato, rótulos y tamaño."""

import re
from itertools import pairwise

import geopandas as gpd
import pandas as pd
import plotly.graph_objects as go
import pytest
from shapely.geometry import MultiPolygon, Polygon, box

from fais_analysis.errors import ParametroError
from fais_analysis.views.maps import (
    Cortes,
    OpcionesLocalidades,
    build_categorias_orden,
    plot_mapa,
    plot_municipio_localidades,
    project_poligonos,
    project_puntos,
)
from fais_analysis.views.maps.agebs import read_agebs
from fais_analysis.views.maps.colocacion import (
    Tierra,
    is_encimada,
    list_lugares,
    place_destacado,
    place_rotulo,
)
from fais_analysis.views.maps.puntos import read_puntos
from fais_analysis.views.presentacion import PresentacionMapa, Sello
from fais_analysis.views.svg.lienzo import build_lienzo
from fais_analysis.views.tema import TEMA
from tests.views.galeria import read_poligonos, read_tabla

CORTES = Cortes((20, 40, 60, 80), "Porcentaje de la población")
SELLO = Sello("2020", "2026", "sólo criterios derivados")
PRESENTACION = PresentacionMapa("m1", "Titular", "Población en pobreza, 2020", "CONEVAL", sello=SELLO)


@pytest.fixture(scope="module")
def poligonos():
    return read_poligonos()


@pytest.fixture(scope="module")
def localidades():
    return read_tabla("localidades").query("clave_municipio == '10014'")


@pytest.fixture(scope="module")
def pobreza():
    tabla = read_tabla("pobreza_municipal").query("anio == 2020 and clave_municipio.str.startswith('10')")
    return (100 * tabla["pobreza_personas"] / tabla["poblacion_personas"]).set_axis(tabla["clave_municipio"])


def make_geo(*formas, nombres=None):
    claves = [f"{n:05d}" for n in range(1, len(formas) + 1)]
    nombres = nombres or [f"Lugar {c}" for c in claves]
    # Grados alrededor de Durango.
    return gpd.GeoDataFrame({"clave_municipio": claves, "nombre": nombres}, geometry=list(formas), crs=4326)


def compute_area(x, y):
    """Área con signo: negativa = sentido horario."""
    puntos = list(zip(x, y, strict=True))
    return sum(a * d - c * b for (a, b), (c, d) in zip(puntos, puntos[1:] + puntos[:1], strict=True)) / 2


def split_anillos(x, y):
    cortes = [-1, *(n for n, v in enumerate(x) if v is None), len(x)]
    return [(x[a + 1 : b], y[a + 1 : b]) for a, b in pairwise(cortes)]


def list_poligonos(grafica):
    return [t for t in grafica.figura["data"] if t.get("fill") == "toself" and t.get("text")]


class TestProyeccion:
    def test_thirty_nine_in_km_and_clockwise(self, poligonos):
        assert len(poligonos.claves) == 39
        for x, y in zip(poligonos.x, poligonos.y, strict=True):
            anillos = split_anillos(x, y)
            assert compute_area(*anillos[0]) < 0
            assert all(0 <= v <= 700 for v in (*anillos[0][0], *anillos[0][1]))

    def test_area_in_km2_matches_the_known_one(self, poligonos):
        # Durango: 123,364 km² oficiales; EPSG:6372 no conserva áreas y da 122,131 (−1.0 %) (datos §9).
        total = sum(
            -compute_area(*anillo)
            for x, y in zip(poligonos.x, poligonos.y, strict=True)
            for anillo in split_anillos(x, y)
        )

        assert total == pytest.approx(122_131, rel=0.003)

    @pytest.mark.parametrize("al_reves", [False, True])
    def test_orientation_and_holes_are_fixed_on_the_way_in(self, al_reves):
        marco, hueco = (
            box(-105, 24, -104, 25).exterior.coords,
            box(-104.7, 24.3, -104.4, 24.6).exterior.coords,
        )
        forma = Polygon(marco[::-1] if al_reves else marco, [hueco[::-1] if al_reves else hueco])

        x, y = (v[0] for v in (project_poligonos(make_geo(forma)).x, project_poligonos(make_geo(forma)).y))

        exterior, interior = (compute_area(*anillo) for anillo in split_anillos(x, y))
        assert exterior < 0 < interior

    def test_several_parts_share_one_trace(self):
        forma = MultiPolygon([box(-105, 24, -104.9, 24.1), box(-104.5, 24, -104, 24.5)])

        poligonos = project_poligonos(make_geo(forma))

        assert len(split_anillos(poligonos.x[0], poligonos.y[0])) == 2
        # El punto para rotular cae en la parte mayor.
        assert poligonos.puntos[0][0] > 40

    def test_points_use_the_same_origin(self, poligonos):
        # Cabecera de Mezquital (localidades, 100140001): dentro de la caja de su municipio.
        fila = read_tabla("localidades").query("clave_localidad == '100140001'").iloc[0]
        (x,), (y,) = project_puntos([fila["longitud"]], [fila["latitud"]], poligonos)

        x0, y0, x1, y1 = poligonos.cajas[poligonos.check_clave("10014")]
        assert x0 < x < x1
        assert y0 < y < y1

    @pytest.mark.parametrize("cambio", ["sin crs", "sin nombre", "vacía"])
    def test_unusable_polygons_are_refused(self, cambio):
        geo = make_geo(box(-105, 24, -104, 25))
        geo = {
            "sin crs": lambda: gpd.GeoDataFrame(geo.drop(columns="geometry"), geometry=list(geo.geometry)),
            "sin nombre": lambda: geo.drop(columns="nombre"),
            "vacía": lambda: geo.set_geometry([Polygon()], crs=4326),
        }[cambio]()

        with pytest.raises(ParametroError, match="proyectar"):
            project_poligonos(geo)


class TestCoropletas:
    def test_one_titled_polygon_per_municipality(self, poligonos, pobreza):
        grafica = plot_mapa(poligonos, pobreza, CORTES, PRESENTACION, "10014")

        assert grafica.trazos == 39
        # Mezquital, pobreza 2020: 91.1 % (datos §5.3).
        assert "<title>Mezquital: 91.1\u00a0%</title>" in grafica.to_html()
        go.Figure(grafica.figura)

    def test_highlight_goes_last_thick_and_labelled(self, poligonos, pobreza):
        figura = plot_mapa(poligonos, pobreza, CORTES, PRESENTACION, "10014").figura

        assert figura["data"][-1]["name"] == "Mezquital"
        assert figura["data"][-1]["line"]["width"] > 2 * figura["data"][-2]["line"]["width"]
        flecha = figura["layout"]["annotations"][-1]
        assert flecha["showarrow"] is True
        assert flecha["text"] == "Mezquital<br>91.1\u00a0%"

    def test_missing_value_is_hatched_and_in_the_legend(self, poligonos, pobreza):
        grafica = plot_mapa(
            poligonos, pobreza.drop("10001").replace(pobreza["10002"], None), CORTES, PRESENTACION
        )

        rayados = [t["name"] for t in list_poligonos(grafica) if t.get("fillpattern")]
        leyenda = [t["name"] for t in grafica.figura["data"] if t.get("showlegend")]
        assert sorted(rayados) == ["Canatlán", "Canelas"]
        assert leyenda[-1] == "Sin dato"
        assert "Sin dato" not in [
            t["name"] for t in plot_mapa(poligonos, pobreza, CORTES, PRESENTACION).figura["data"]
        ]

    @pytest.mark.parametrize(
        ("valor", "clase"),
        [(0, 0), (19.94, 0), (19.95, 1), (20, 1), (39.96, 2), (59.9, 2), (80, 4), (100, 4)],
    )
    def test_colour_follows_the_printed_figure(self, valor, clase):
        # 19.95 se imprime «20.0 %»: debe ir con la clase que empieza en 20.
        assert CORTES.get_clase(valor) == clase

    def test_class_names_leave_no_gap(self):
        assert [n.replace("\u00a0", " ") for n in CORTES.list_nombres()] == [
            "Menos de 20 %",
            "20 a 39.9 %",
            "40 a 59.9 %",
            "60 a 79.9 %",
            "80 % o más",
        ]
        pesos = Cortes((500, 1000, 2000, 5000), "Pesos por persona", "mxn", 0)
        assert pesos.list_nombres()[1:] == (
            "$500 a $999",
            "$1,000 a $1,999",
            "$2,000 a $4,999",
            "$5,000 o más",
        )

    @pytest.mark.parametrize("malos", [(), (1, 2, 3, 4, 5), (1, 2, 2, 3), (4, 3, 2, 1)])
    def test_cuts_must_make_from_two_to_five_classes(self, malos):
        with pytest.raises(ParametroError, match="no forman las clases"):
            Cortes(malos, "x")

    def test_value_of_another_state_is_refused(self, poligonos):
        with pytest.raises(ParametroError, match="no están en el mapa"):
            plot_mapa(poligonos, pd.Series({"01001": 1.0}), CORTES, PRESENTACION)

    def test_number_as_key_is_refused_instead_of_drawing_nothing(self, poligonos):
        with pytest.raises(ParametroError):
            plot_mapa(poligonos, pd.Series({1001: 1.0}), CORTES, PRESENTACION)

    def test_unknown_highlight_is_refused(self, poligonos, pobreza):
        with pytest.raises(ParametroError, match="no está en el mapa"):
            plot_mapa(poligonos, pobreza, CORTES, PRESENTACION, "10040")

    def test_state_map_is_small(self, poligonos, pobreza):
        html = plot_mapa(poligonos, pobreza, CORTES, PRESENTACION, "10014").to_html()

        assert len(re.search(r"<svg.*</svg>", html)[0].encode()) < 45_000

    def test_scale_bar_is_as_long_as_it_says(self, poligonos, pobreza):
        layout = plot_mapa(poligonos, pobreza, CORTES, PRESENTACION).figura["layout"]
        lienzo = build_lienzo(layout)
        barra = layout["shapes"][0]

        largo_px = (barra["x1"] - barra["x0"]) * (lienzo.derecha - lienzo.izquierda)
        km = largo_px / (lienzo.x(1) - lienzo.x(0))

        assert km == pytest.approx(100, rel=0.005)
        assert any(a["text"] == "100\u00a0km" for a in layout["annotations"])

    def test_both_axes_share_the_scale(self, poligonos, pobreza):
        lienzo = build_lienzo(plot_mapa(poligonos, pobreza, CORTES, PRESENTACION).figura["layout"])

        assert lienzo.x(1) - lienzo.x(0) == pytest.approx(lienzo.y(0) - lienzo.y(1), rel=1e-3)

    def test_table_lists_every_municipality_with_the_own_one_marked(self, poligonos, pobreza):
        tabla = plot_mapa(poligonos, pobreza, CORTES, PRESENTACION, "10014").tabla

        assert len(tabla.filas) == 39
        assert tabla.filas.loc[tabla.filas["destacada"], "municipio"].tolist() == ["Mezquital"]

    def test_hostile_municipality_name_is_inert(self):
        malo = "<script>alert(1)</script>"
        poligonos = project_poligonos(make_geo(box(-105, 24, -104, 25), nombres=[malo]))

        html = plot_mapa(poligonos, pd.Series({"00001": 50.0}), CORTES, PRESENTACION, "00001").to_html()

        assert "<script" not in html


class TestCategorias:
    def test_ordered_categories_use_the_sequential_palette(self):
        assert [c.color for c in build_categorias_orden(["a", "b"])] == list(TEMA.secuencial[:2])


class TestLocalidades:
    def test_every_locality_is_in_the_figure(self, poligonos, localidades):
        grafica = plot_municipio_localidades(poligonos, "10014", localidades, PRESENTACION)

        # 905 localidades de Mezquital (datos §5.7).
        puntos = [t for t in grafica.figura["data"] if t["mode"] == "markers" and t.get("meta") != "apoyo"]
        assert sum(len(t["x"]) for t in puntos) == 905
        go.Figure(grafica.figura)
        assert len(grafica.to_html().encode()) < 40_000

    def test_area_is_proportional_to_population(self, poligonos, localidades):
        grafica = plot_municipio_localidades(poligonos, "10014", localidades, PRESENTACION)
        mayores = next(t for t in grafica.figura["data"] if isinstance(t.get("marker", {}).get("size"), list))
        primeras = (
            localidades.sort_values("poblacion_personas", ascending=False)["poblacion_personas"]
            .head(5)
            .tolist()
        )

        razones = [d**2 / p for d, p in zip(mayores["marker"]["size"], primeras, strict=False)]

        assert max(razones) / min(razones) < 1.1  # salvo el redondeo a medio pixel

    def test_the_largest_are_named(self, poligonos, localidades):
        grafica = plot_municipio_localidades(poligonos, "10014", localidades, PRESENTACION)

        nombres = [
            a
            for a in grafica.figura["layout"]["annotations"]
            if a.get("bgcolor") and a.get("xref") != "paper"
        ]
        assert len(nombres) >= 5

    def test_classes_missing_ones_and_close_up(self, poligonos):
        agebs = (
            read_tabla("agebs")
            .query("clave_municipio == '10005'")
            .rename(columns={"clave_ageb": "localidad"})
        )
        agebs = agebs.assign(grado=["Alto", None, "Bajo"] * (len(agebs) // 3) + ["Bajo"] * (len(agebs) % 3))
        opciones = OpcionesLocalidades(
            "grado", build_categorias_orden(["Bajo", "Alto"]), "AGEB", 0, encuadre="puntos"
        )

        grafica = plot_municipio_localidades(poligonos, "10005", agebs, PRESENTACION, opciones)

        leyenda = [t["name"] for t in grafica.figura["data"] if t.get("showlegend")]
        assert leyenda == ["Bajo", "Alto", "Sin dato"]
        x0, x1 = grafica.figura["layout"]["xaxis"]["range"]
        caja = poligonos.cajas[poligonos.check_clave("10005")]
        assert x1 - x0 < caja[2] - caja[0]

    def test_a_place_with_one_inhabitant_is_said_in_singular(self, poligonos, localidades):
        sola = localidades.head(1).assign(poblacion_personas=1)
        ageb = sola.assign(clave_ageb="1001400010012", grado="Alto", en_zap=True)

        assert read_puntos(sola, poligonos, "").lista[0].texto.endswith(": 1 habitante")
        assert ": 1 habitante, alto, en ZAP" in read_agebs(ageb, poligonos)[0].texto

    def test_one_point_alone_still_gets_a_frame(self, poligonos, localidades):
        opciones = OpcionesLocalidades(encuadre="puntos")

        grafica = plot_municipio_localidades(poligonos, "10014", localidades.head(1), PRESENTACION, opciones)

        desde, hasta = grafica.figura["layout"]["xaxis"]["range"]
        assert hasta - desde >= 2

    def test_without_population_points_are_still_visible(self, poligonos, localidades):
        sin = localidades.head(9).assign(poblacion_personas=None)

        grafica = plot_municipio_localidades(poligonos, "10014", sin, PRESENTACION)

        assert grafica.figura["data"][-1]["marker"]["size"] == [8] * 9

    def test_no_points_or_no_columns_is_refused(self, poligonos, localidades):
        for mala in (localidades.head(0), localidades.drop(columns="latitud")):
            with pytest.raises(ParametroError, match="localidades"):
                plot_municipio_localidades(poligonos, "10014", mala, PRESENTACION)


class TestColocacion:
    def test_second_label_moves_when_the_first_took_its_place(self):
        marco, tamano = (0, 0, 100, 100), (30, 10)
        primero = place_rotulo(list_lugares((50, 50), 2, tamano), marco, [])
        segundo = place_rotulo(list_lugares((50, 50), 2, tamano), marco, [primero.caja])

        assert primero.xanchor == "left"
        assert segundo.xanchor == "right"
        assert not is_encimada(primero.caja, segundo.caja)

    def test_label_that_does_not_fit_is_dropped(self):
        assert place_rotulo(list_lugares((5, 5), 2, (90, 90)), (0, 0, 60, 60), []) is None

    @pytest.mark.parametrize("clave", ["10014", "10005", "10027", "10018", "10029", "10032"])
    def test_highlight_label_stays_in_the_frame_and_off_the_scale(self, poligonos, pobreza, clave):
        layout = plot_mapa(poligonos, pobreza, CORTES, PRESENTACION, clave).figura["layout"]
        lienzo = build_lienzo(layout)
        punto = poligonos.puntos[poligonos.check_clave(clave)]
        px = (lienzo.x(punto[0]), lienzo.y(punto[1]))
        prohibida = (lienzo.izquierda, lienzo.abajo - 40, lienzo.izquierda + 120, lienzo.abajo)

        _, lugar = place_destacado(px, (90, 40), lienzo, Tierra(poligonos, lienzo), [prohibida])

        assert lienzo.izquierda <= lugar.caja[0]
        assert lugar.caja[2] <= lienzo.derecha
        assert lienzo.arriba <= lugar.caja[1]
        assert lugar.caja[3] <= lienzo.abajo
        assert not is_encimada(lugar.caja, prohibida)

    @pytest.mark.parametrize("clave", ["10014", "10027", "10034"])
    def test_highlight_of_an_outer_municipality_lies_on_blank_paper(self, poligonos, pobreza, clave):
        layout = plot_mapa(poligonos, pobreza, CORTES, PRESENTACION, clave).figura["layout"]
        lienzo, punto = build_lienzo(layout), poligonos.puntos[poligonos.check_clave(clave)]
        tierra = Tierra(poligonos, lienzo)

        _, lugar = place_destacado((lienzo.x(punto[0]), lienzo.y(punto[1])), (85, 40), lienzo, tierra, [])

        assert int(tierra.measure(*lugar.caja)) == 0

    def test_land_count_matches_the_grid(self, poligonos, pobreza):
        lienzo = build_lienzo(plot_mapa(poligonos, pobreza, CORTES, PRESENTACION).figura["layout"])

        todo = Tierra(poligonos, lienzo).measure(
            lienzo.izquierda - 9, lienzo.arriba - 9, lienzo.derecha + 9, lienzo.abajo + 9
        )

        assert int(todo) == sum(map(sum, poligonos.tierra)) > 1000
