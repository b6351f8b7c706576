"""De tabla a figura: qué se dibuja, con qué textos, y que plotly acepte la misma descripción."""

import json
import re

import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fais_analysis.errors import ParametroError
from fais_analysis.views.figures import (
    Campos,
    plot_apiladas,
    plot_barras,
    plot_barras_comparadas,
    plot_evolucion,
    plot_puntos,
)
from fais_analysis.views.figures.comun import ANCHO, build_marcas_eje, write_marcas_eje
from fais_analysis.views.figures.escala import fit_rango
from fais_analysis.views.plotly_config import CONFIGURACION_PLOTLY
from fais_analysis.views.presentacion import Presentacion
from fais_analysis.views.tema import TEMA
from fais_analysis.views.texto import measure_texto
from tests.views.galeria import build_galeria, read_poligonos
from tests.views.instantanea import check_instantanea

HOSTIL = "<script>alert(1)</script> & <b>x</b>"


def make_presentacion(ident="g1", **cambios):
    base = {"id": ident, "titulo": "Titular", "descripcion": "Porcentaje", "fuente": "CONEVAL"}
    return Presentacion(**(base | cambios))


def make_series(valores, series=("Mezquital", "Estado"), anios=(2010, 2015, 2020)):
    filas = [
        {"anio": a, "serie": s, "pct": v}
        for s, lista in zip(series, valores, strict=True)
        for a, v in zip(anios, lista, strict=True)
    ]
    return pd.DataFrame(filas)


# Pobreza 2010, 2015 y 2020 de Mezquital y del estado (suma de municipios): referencia datos §5.2 y §5.3.
POBREZA = make_series([[89.7, 89.1, 91.1], [51.6, 39.3, 37.6]])
CAMPOS = Campos("anio", "pct", "serie")


def list_textos(grafica):
    textos = [a["text"] for a in grafica.figura["layout"]["annotations"]]
    for traza in grafica.figura["data"]:
        textos += traza.get("text") if isinstance(traza.get("text"), list) else []
    return [t.replace("\u00a0", " ") for t in textos]


@pytest.fixture(scope="module")
def galeria():
    return build_galeria("10014", read_poligonos())


def test_plotly_accepts_every_figure(galeria):
    for grafica in galeria:
        go.Figure(grafica.figura)


def test_every_figure_is_plain_json_and_never_uses_geo(galeria):
    for grafica in galeria:
        texto = json.dumps(grafica.to_dict(), allow_nan=False)
        assert '"geo"' not in texto
        assert {t["type"] for t in grafica.figura["data"]} <= {"bar", "scatter"}


def test_two_builds_give_the_same_bytes(galeria):
    otra = build_galeria("10014", read_poligonos())

    assert [str(g.to_html()) for g in otra] == [str(g.to_html()) for g in galeria]


def test_ids_do_not_repeat_inside_a_page(galeria):
    html = "".join(str(g.to_html()) for g in galeria)
    ids = re.findall(r'\sid="([^"]+)"', html)

    assert len(ids) == len(set(ids))


def test_everything_hostile_is_inert_in_svg_and_in_plotly_text():
    datos = pd.DataFrame({"c": [HOSTIL, "b"], "v": [1.0, 2.0], "s": [HOSTIL, HOSTIL]})
    campos = Campos("c", "v", "s", rotulo_categoria=HOSTIL)
    grafica = plot_barras_comparadas(
        datos, campos, make_presentacion(titulo=HOSTIL, descripcion=HOSTIL, fuente=HOSTIL, nota=HOSTIL)
    )

    assert "<script" not in grafica.to_html()
    assert "<b>" not in grafica.to_html()
    assert "<script" not in json.dumps(grafica.figura)


def test_cloud_button_is_off():
    assert CONFIGURACION_PLOTLY["showSendToCloud"] is False
    assert CONFIGURACION_PLOTLY["displaylogo"] is False


class TestEvolucion:
    def test_every_point_carries_its_value(self):
        textos = list_textos(plot_evolucion(POBREZA, CAMPOS, make_presentacion()))

        assert sorted(textos) == sorted(["89.7 %", "89.1 %", "91.1 %", "51.6 %", "39.3 %", "37.6 %"])

    def test_missing_year_breaks_the_line_and_is_labelled(self):
        grafica = plot_evolucion(make_series([[1, None, 3], [4, 5, 6]]), CAMPOS, make_presentacion())

        assert grafica.trazos == 2 + 1 + 3  # dos puntos sueltos; una línea con sus tres puntos
        assert "sin dato" in list_textos(grafica)
        assert grafica.figura["data"][0]["connectgaps"] is False

    def test_axis_starts_at_zero_unless_there_are_negatives(self):
        positivo = plot_evolucion(POBREZA, CAMPOS, make_presentacion())
        negativo = plot_evolucion(make_series([[-3, 2, 1], [0, 0, 0]]), CAMPOS, make_presentacion())

        assert positivo.figura["layout"]["yaxis"]["range"][0] == 0
        assert negativo.figura["layout"]["yaxis"]["range"][0] < 0

    def test_labels_do_not_collide_when_values_are_equal_or_near_zero(self):
        grafica = plot_evolucion(make_series([[0.2, 50, 99], [0.2, 50, 99]]), CAMPOS, make_presentacion())
        rango = grafica.figura["layout"]["yaxis"]["range"]
        px = 190 / (rango[1] - rango[0])
        for anio in (2010, 2015, 2020):
            notas = [a for a in grafica.figura["layout"]["annotations"] if a["x"] == anio]
            alturas = sorted(a["y"] * px + a["yshift"] for a in notas)
            assert alturas[1] - alturas[0] >= 16
            assert alturas[0] >= 8

    def test_order_of_rows_does_not_change_the_order_of_years(self):
        revuelta = POBREZA.sort_values("pct")

        assert plot_evolucion(revuelta, CAMPOS, make_presentacion()).figura["data"][0]["x"] == [
            2010,
            2015,
            2020,
        ]

    def test_more_than_four_series_is_refused(self):
        with pytest.raises(ParametroError, match="demasiadas series"):
            plot_evolucion(make_series([[1, 2, 3]] * 5, series="abcde"), CAMPOS, make_presentacion())

    def test_snapshot(self):
        check_instantanea("evolucion.html", plot_evolucion(POBREZA, CAMPOS, make_presentacion()).to_html())


class TestBarras:
    def test_bar_and_label_fit_in_the_width(self):
        valores = [1234567890, 987654321, 0]
        datos = pd.DataFrame({"c": ["a", "b", "c"], "v": valores})

        grafica = plot_barras(datos, Campos("c", "v", formato="mxn"), make_presentacion())

        layout = grafica.figura["layout"]
        rango, margen = layout["xaxis"]["range"], layout["margin"]
        px = (ANCHO - margen["l"] - margen["r"]) / (rango[1] - rango[0])
        for valor, texto in zip(valores, grafica.figura["data"][0]["text"], strict=True):
            assert margen["l"] + valor * px + 5 + measure_texto(texto, 13, True) <= ANCHO

    def test_standing_bars_lie_down_when_labels_do_not_fit(self):
        cortas = pd.DataFrame({"c": range(2016, 2021), "v": [1.0] * 5})
        largas = cortas.assign(v=1234567890)

        de_pie = plot_barras(cortas, Campos("c", "v"), make_presentacion(), "v")
        acostadas = plot_barras(largas, Campos("c", "v", formato="mxn"), make_presentacion(), "v")

        assert de_pie.figura["data"][0]["orientation"] == "v"
        assert acostadas.figura["data"][0]["orientation"] == "h"

    def test_missing_bar_is_labelled_and_zero_is_drawn(self):
        datos = pd.DataFrame({"c": ["a", "b"], "v": [0.0, None]})

        grafica = plot_barras(datos, Campos("c", "v"), make_presentacion())

        assert grafica.trazos == 1
        assert "sin dato" in list_textos(grafica)
        assert "0.0 %" in list_textos(grafica)

    @pytest.mark.parametrize(
        ("largo", "xanchor"), [("Acceso a los servicios básicos en la vivienda", "left"), ("FISE", "right")]
    )
    def test_long_names_go_above_and_short_ones_beside(self, largo, xanchor):
        grafica = plot_barras(
            pd.DataFrame({"c": [largo, "b"], "v": [1, 2]}), Campos("c", "v"), make_presentacion()
        )

        assert grafica.figura["layout"]["annotations"][0]["xanchor"] == xanchor

    def test_highlight_is_darker_and_bold(self):
        datos = pd.DataFrame({"c": ["a", "b"], "v": [1, 2], "mio": [False, True]})

        grafica = plot_barras(datos, Campos("c", "v", destacar="mio"), make_presentacion())

        assert grafica.figura["data"][0]["marker"]["color"] == [
            TEMA.colores["contexto"],
            TEMA.series[0].color,
        ]
        assert [a["font"].get("weight") for a in grafica.figura["layout"]["annotations"]] == [None, 700]
        assert 'class="fais-destacada"' in grafica.to_html()

    def test_snapshot(self):
        datos = pd.DataFrame({"c": ["Sube", "Baja", "Falta"], "v": [4.06, -2.5, None]})
        grafica = plot_barras(datos, Campos("c", "v", formato="pp"), make_presentacion())

        check_instantanea("barras.html", grafica.to_html())


class TestComparadas:
    def test_row_missing_in_one_series_says_so(self):
        datos = make_series([[1, 2], [3, None]], anios=("Salud", "Vivienda")).iloc[[0, 1, 2]]

        grafica = plot_barras_comparadas(datos, CAMPOS, make_presentacion())

        assert grafica.trazos == 3
        assert list_textos(grafica).count("sin dato") == 1

    def test_fixed_top_keeps_two_charts_comparable(self):
        campos = Campos("anio", "pct", "serie", maximo=100)
        chica = plot_barras_comparadas(make_series([[1], [2]], anios=("a",)), campos, make_presentacion())

        assert chica.figura["layout"]["xaxis"]["range"][1] >= 100

    def test_snapshot(self):
        datos = make_series(
            [[83.04, 33.9], [5.92, 13.5]], anios=("Servicios básicos en la vivienda", "Rezago")
        )

        check_instantanea(
            "comparadas.html", plot_barras_comparadas(datos, CAMPOS, make_presentacion()).to_html()
        )


class TestApiladas:
    DATOS = make_series([[65.49], [25.61], [8.9]], series=("Extrema", "Moderada", "Otra"), anios=("2020",))

    def test_every_part_is_written_inside_or_below(self):
        textos = " ".join(list_textos(plot_apiladas(self.DATOS, CAMPOS, make_presentacion())))

        for cifra in ("65.5 %", "25.6 %", "8.9 %"):
            assert textos.count(cifra) == 1

    def test_parts_pile_up_without_gaps(self):
        trazas = plot_apiladas(self.DATOS, CAMPOS, make_presentacion()).figura["data"]

        assert [t["base"][0] for t in trazas] == [0, 65.49, pytest.approx(91.10)]

    def test_negative_part_is_refused(self):
        with pytest.raises(ParametroError, match="apilar"):
            plot_apiladas(make_series([[-1], [2]], anios=("a",)), CAMPOS, make_presentacion())

    def test_snapshot(self):
        check_instantanea("apiladas.html", plot_apiladas(self.DATOS, CAMPOS, make_presentacion()).to_html())


class TestPuntos:
    def test_gap_uses_unrounded_values(self):
        # Pueblo Nuevo, pobreza extrema 2015-2020: +3.317; con los % publicados daría 3.4 (datos §5.4).
        datos = make_series([[7.6662], [4.3491]], series=("2020", "2015"), anios=("Pobreza extrema",))

        assert "+3.3 pp" in list_textos(plot_puntos(datos, CAMPOS, make_presentacion()))

    def test_missing_side_gives_no_gap(self):
        datos = make_series([[7.0, 1.0], [None, 2.0]], anios=("a", "b"))

        grafica = plot_puntos(datos, CAMPOS, make_presentacion())

        assert "sin dato" in list_textos(grafica)
        assert grafica.trazos == 1 + 2 + 1

    def test_needs_exactly_two_series(self):
        with pytest.raises(ParametroError, match="dos series"):
            plot_puntos(make_series([[1]], series=("a",), anios=("x",)), CAMPOS, make_presentacion())

    def test_snapshot(self):
        datos = make_series([[83.04], [5.92]], anios=("Servicios básicos",))

        check_instantanea("puntos.html", plot_puntos(datos, CAMPOS, make_presentacion()).to_html())


@pytest.mark.parametrize("plot", [plot_evolucion, plot_barras_comparadas, plot_apiladas, plot_puntos])
def test_empty_repeated_or_incomplete_table_is_refused(plot):
    repetida = pd.concat([POBREZA, POBREZA])
    for mala in (POBREZA.head(0), repetida, POBREZA.drop(columns="pct")):
        with pytest.raises(ParametroError):
            plot(mala, CAMPOS, make_presentacion())


def test_provenance_reaches_each_figure_of_the_table():
    campos = Campos("anio", "pct", "serie", procedencia="pobreza[{serie},{anio}]")

    html = plot_evolucion(POBREZA, campos, make_presentacion()).to_html()

    assert 'value="89.7" data-procedencia="pobreza[Mezquital,2010]"' in html


def test_axis_marks_are_round_and_cover_the_data():
    assert build_marcas_eje(-3.2, 11) == [-5.0, 0.0, 5.0, 10.0, 15.0]
    assert build_marcas_eje(0, 0) == [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    assert build_marcas_eje(0, 2, "personas") == [0.0, 1.0, 2.0]


@pytest.mark.lento
@pytest.mark.parametrize("formato", ["pct", "pp", "decimal", "mxn", "entero", "personas", "mdp"])
@given(desde=st.integers(-(10**6), 0).map(lambda n: n / 100), largo=st.floats(0.001, 1e10))
def test_axis_says_exactly_where_each_mark_is(formato, desde, largo):
    marcas = build_marcas_eje(desde, desde + largo, formato)

    textos = write_marcas_eje(marcas, formato)

    assert marcas[0] <= desde + largo * 1e-6
    assert marcas[-1] >= desde + largo * 0.999
    assert len(marcas) <= 9
    assert len(set(textos)) == len(textos)
    for marca, texto in zip(marcas, textos, strict=True):
        leido = float(re.sub(r"[^0-9.-]", "", texto.replace("−", "-")))
        assert leido * (1e6 if formato == "mdp" else 1) == pytest.approx(marca, rel=1e-6, abs=1e-6)


def test_value_above_the_fixed_top_still_fits_the_axis():
    grafica = plot_evolucion(POBREZA, Campos("anio", "pct", "serie", maximo=50), make_presentacion())

    assert grafica.figura["layout"]["yaxis"]["range"][1] >= 91.1


@pytest.mark.parametrize(
    "barras", [[(100, "100")], [(-5, "−5 pp"), (3, "+3 pp")], [(-5, "−5 pp")], [(0, "0")], []]
)
def test_range_leaves_room_on_both_sides(barras):
    desde, hasta = fit_rango(barras, 300, TEMA)

    assert hasta > desde
    px = 300 / (hasta - desde)
    for valor, texto in barras:
        largo = measure_texto(texto, 13, True) + 5
        extremo = (valor - desde) * px + (largo if valor >= 0 else -largo)
        assert -0.5 <= extremo <= 300.5
