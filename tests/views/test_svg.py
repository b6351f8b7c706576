"""El dibujante: de un dict de plotly a SVG, sin plotly."""

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fais_analysis.views.svg import count_trazos, render_svg
from fais_analysis.views.svg.lienzo import Lienzo, write_numero
from fais_analysis.views.svg.trazo import ESCALA, build_trazo_poligono, render_marcador
from tests.views.galeria import build_galeria, read_poligonos
from tests.views.instantanea import check_instantanea

SVG = "{http://www.w3.org/2000/svg}"
EJE = {"range": [0, 100], "visible": False}


def make_figura(*trazas, **layout):
    base = {
        "width": 100,
        "height": 100,
        "margin": {"l": 0, "t": 0, "r": 0, "b": 0},
        "font": {"family": "Arial", "size": 10, "color": "#000000"},
        "paper_bgcolor": "#ffffff",
        "xaxis": EJE,
        "yaxis": EJE,
    }
    return {"data": list(trazas), "layout": base | layout}


def draw(*trazas, **layout):
    texto = render_svg(make_figura(*trazas, **layout), "f", "Título", "Descripción")
    return ET.fromstring(texto)


def make_poligono(x, y, **extra):
    base = {"type": "scatter", "mode": "lines", "fill": "toself", "fillcolor": "#112233", "x": x, "y": y}
    return base | {"line": {"color": "#ffffff", "width": 1}} | extra


def make_barra(**extra):
    base = {
        "type": "bar",
        "orientation": "h",
        "x": [50],
        "y": [50],
        "width": 10,
        "marker": {"color": "#112233"},
    }
    return base | extra


def make_puntos(**extra):
    base = {
        "type": "scatter",
        "mode": "markers",
        "x": [10, 20],
        "y": [30, 40],
        "marker": {"color": "#112233", "size": 6},
    }
    return base | extra


def list_marcas(raiz):
    return [hijo for g in raiz.iter(f"{SVG}g") if g.get("class") == "m" for hijo in g]


def test_drawing_is_well_formed_named_and_has_its_description():
    raiz = draw(make_barra())

    assert raiz.get("role") == "img"
    nombres = raiz.get("aria-labelledby").split()
    assert [e.text for i in nombres for e in raiz.iter() if e.get("id") == i] == ["Título", "Descripción"]


@pytest.mark.lento
def test_gallery_draws_exactly_what_the_figure_asks():
    for grafica in build_galeria("10014", read_poligonos()):
        raiz = ET.fromstring(render_svg(grafica.figura, grafica.id, "t", "d"))
        assert len(list_marcas(raiz)) == grafica.trazos > 0, grafica.id


def test_bar_sits_where_the_axes_say():
    barra = list_marcas(draw(make_barra(base=[10])))[0]

    assert [barra.get(a) for a in ("x", "y", "width", "height")] == ["10", "45", "50", "10"]


def test_negative_bar_goes_to_the_left_of_zero():
    barra = list_marcas(draw(make_barra(x=[-50]), xaxis={"range": [-100, 0], "visible": False}))[0]

    assert [barra.get(a) for a in ("x", "width")] == ["50", "50"]


def test_zero_is_a_visible_line_and_null_is_nothing():
    raiz = draw(make_barra(x=[0, None], y=[50, 20]))

    assert [m.get("width") for m in list_marcas(raiz)] == ["1"]


def test_reversed_axis_grows_downwards():
    raiz = draw(make_puntos(), yaxis={"range": [100, 0], "visible": False})

    assert [m.get("cy") for m in list_marcas(raiz)] == ["30", "40"]


def test_line_never_crosses_a_gap():
    linea = make_puntos(mode="lines", x=[0, 1, 2, 3, 4], y=[1, 2, None, 3, 4], line={"color": "#000000"})

    trazos = [m.get("d") for m in list_marcas(draw(linea))]

    assert len(trazos) == 2 == count_trazos(make_figura(linea))


def test_hole_is_cut_out_by_the_even_odd_rule():
    x = (0, 0, 90, 90, 0, None, 30, 60, 60, 30, 30)
    y = (0, 90, 90, 0, 0, None, 30, 30, 60, 60, 30)

    raiz = draw(make_poligono(x, y))

    grupo = next(g for g in raiz.iter(f"{SVG}g") if g.get("class") == "m")
    assert grupo.get("fill-rule") == "evenodd"
    assert list_marcas(raiz)[0].get("d").count("M") == 2


def test_polygon_closes_and_lands_on_the_grid_of_a_fifth_of_a_pixel():
    d = list_marcas(draw(make_poligono((0, 0, 100, 100, 0), (0, 100, 100, 0, 0))))[0].get("d")

    assert d == "M0 500l0-500 500 0 0 500z"


@pytest.mark.lento
@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), min_size=4, max_size=40))
def test_relative_path_returns_to_the_rounded_vertices(puntos):
    xs, ys = zip(*puntos, strict=True)
    lienzo = Lienzo(100, 100, 0, 0, 100, 100, (0, 100), (0, 100))

    d = build_trazo_poligono(xs, ys, lienzo)

    esperados = [(round(x * ESCALA), round(100 * ESCALA - y * ESCALA)) for x, y in puntos]
    if "h" not in d:  # los menores que la rejilla se dibujan como un cuadrito
        sin_repetir = [p for n, p in enumerate(esperados) if n == 0 or p != esperados[n - 1]]
        if len(sin_repetir) > 1 and sin_repetir[0] == sin_repetir[-1]:
            sin_repetir.pop()
        assert all(
            abs(a - c) <= 1 and abs(b - d) <= 1 for (a, b), (c, d) in zip(walk(d), sin_repetir, strict=True)
        )


def walk(d):
    inicio, resto = re.fullmatch(r"M(-?\d+ ?-?\d+)l(.*)z", d).groups() if "l" in d else (d, "")
    numeros = [int(n) for n in re.findall(r"-?\d+", inicio + " " + resto)]
    x, y = numeros[:2]
    puntos = [(x, y)]
    for dx, dy in zip(numeros[2::2], numeros[3::2], strict=True):
        x, y = x + dx, y + dy
        puntos.append((x, y))
    return puntos


TRAMA = {"shape": "/", "bgcolor": "#eeeeee", "fgcolor": "#111111"}
CUADRO = ((0, 0, 90, 90, 0), (0, 90, 90, 0, 0))


@pytest.mark.parametrize("forma", ["/", "\\", "x", "-", "|", "+", "."])
def test_textures_are_lines_clipped_to_what_they_cover(forma: str):
    """Con ``<pattern>`` el navegador imprime una imagen por figura: 3.4 MB donde bastan 0.5."""
    raiz = draw(make_poligono(*CUADRO, fillpattern=TRAMA | {"shape": forma}))

    assert not list(raiz.iter(f"{SVG}pattern"))
    (marca,) = list_marcas(raiz)
    recorte, (raya,) = next(raiz.iter(f"{SVG}clipPath")), list_rayas(raiz)
    assert marca.get("fill") == raya.get("color") == TRAMA["bgcolor"]  # así reconoce el guion su serie
    assert raya.get("stroke") == TRAMA["fgcolor"]
    assert raya.get("clip-path") == f"url(#{recorte.get('id')})"
    assert recorte[0].get("href") == f"#{marca.get('id')}"
    assert len(raya.get("stroke-dasharray").split()) == 2


def list_rayas(raiz):
    return [hijo for g in raiz.iter(f"{SVG}g") if g.get("class") == "t" for hijo in g if hijo.get("stroke")]


def test_equal_textures_are_one_line_but_never_more_than_the_browser_clips_with_lines():
    """Un recorte de más de cuarenta figuras lo imprime el navegador como imagen."""
    raiz = draw(*[make_poligono(*CUADRO, fillpattern=TRAMA)] * 2, make_poligono(*CUADRO))
    assert [len(c) for c in raiz.iter(f"{SVG}clipPath")] == [2]
    assert len(list_marcas(raiz)) == 3

    raiz = draw(*[make_poligono(*CUADRO, fillpattern=TRAMA)] * 70)
    assert [len(c) for c in raiz.iter(f"{SVG}clipPath")] == [30, 30, 10]


def test_texture_of_bars_goes_over_the_bars_and_under_their_labels():
    marcador = {"color": "#eeeeee", "pattern": TRAMA}
    raiz = draw(make_barra(marker=marcador, text=["50", ""], textposition="inside", x=[50, 30], y=[50, 20]))

    marcas, trama, rotulos = [g for g in raiz if g.tag == f"{SVG}g" and len(g)]
    assert [marcas.get("fill"), *(m.get("fill") for m in marcas)] == ["#eeeeee", None, None]
    assert (trama.get("class"), trama.get("pointer-events")) == ("t", "none")
    assert trama[0][0].get("d") == "M0 45h50v10H0zM0 75h30v10H0z"
    assert rotulos[0].text == "50"


def test_merged_points_are_one_mark_and_support_marks_are_none():
    fundidos = make_puntos(meta="fundir")
    apoyo = make_puntos(meta="apoyo")

    raiz = draw(fundidos, apoyo, make_puntos())

    assert len(list_marcas(raiz)) == 1 + 0 + 2 == count_trazos(make_figura(fundidos, apoyo, make_puntos()))


def test_legend_entry_without_vertices_is_shown_but_not_counted():
    entrada = make_poligono((None,), (None,), name="Sin dato", showlegend=True)

    raiz = draw(entrada, showlegend=True, margin={"l": 0, "t": 30, "r": 0, "b": 0})

    assert count_trazos(make_figura(entrada)) == 0
    assert "Sin dato" in [t.text for t in raiz.iter(f"{SVG}text")]


def test_clip_only_when_the_figure_asks():
    cuadro = make_poligono((-50, -50, 50, 50, -50), (-50, 50, 50, -50, -50))

    assert list(draw(cuadro).iter(f"{SVG}clipPath")) == []
    assert [c.get("id") for c in draw(cuadro, meta={"recorte": True}).iter(f"{SVG}clipPath")] == ["f-recorte"]


def test_hostile_texts_stay_as_text():
    malo = "<script>alert(1)</script>\"'&"
    from fais_analysis.views.marcado import encode_plotly

    escrito = encode_plotly(malo)
    nota = {"text": escrito, "x": 1, "y": 1, "showarrow": False}
    raiz = draw(
        make_barra(hovertext=[escrito], text=[escrito], textposition="outside"),
        make_poligono((0, 0, 9), (0, 9, 9), text=escrito),
        annotations=[nota],
    )

    assert list(raiz.iter(f"{SVG}script")) == []
    assert [e.text for e in raiz.iter() if e.text == malo] == [malo] * 4


def test_hostile_id_is_refused():
    from fais_analysis.errors import ParametroError

    with pytest.raises(ParametroError):
        render_svg(make_figura(), 'a"><script>', "t", "d")


@pytest.mark.parametrize(
    ("valor", "escrito"), [(0.04, "0"), (-0.04, "0"), (10.0, "10"), (-3.25, "-3.2"), (1e6, "1000000")]
)
def test_numbers_are_short(valor, escrito):
    assert write_numero(valor) == escrito


@pytest.mark.parametrize(
    "simbolo", ["circle", "diamond", "square", "triangle-up", "triangle-down", "x", "cross", "line-ns"]
)
def test_every_admitted_symbol_is_drawn(simbolo):
    assert ET.fromstring(render_marcador(simbolo, (5, 5), 8)).tag in ("circle", "path")


def test_snapshot_of_every_feature():
    eje = {
        "range": [0, 100],
        "tickvals": [0, 50, 100],
        "ticktext": ["0 %", "50 %", "100 %"],
        "showgrid": True,
    }
    eje |= {"gridcolor": "#dddddd", "zeroline": True, "zerolinecolor": "#888888"}
    figura = make_figura(
        make_barra(
            text=["50.0 %"],
            textposition="outside",
            hovertext=["Salud: 50.0 %"],
            name="Mezquital",
            showlegend=True,
        ),
        make_puntos(mode="lines+markers+text", text=["a", "b"], line={"color": "#000000", "dash": "dash"}),
        make_poligono((0, 0, 20, 20, 0), (0, 20, 20, 0, 0), text="Canelas: 10.0 %"),
        xaxis=eje,
        yaxis=eje,
        showlegend=True,
        margin={"l": 20, "t": 20, "r": 5, "b": 20},
        shapes=[
            {"type": "rect", "x0": 0, "x1": 9, "y0": 0, "y1": 9, "fillcolor": "#eeeeee", "layer": "below"},
            {
                "type": "line",
                "x0": 0,
                "x1": 1,
                "y0": 0,
                "y1": 0,
                "xref": "paper",
                "line": {"color": "#000000", "width": 1},
            },
        ],
        annotations=[
            {"text": "dos<br>renglones", "x": 50, "y": 50, "showarrow": True, "ax": 10, "ay": -10}
            | {"arrowcolor": "#000000", "arrowhead": 2, "bgcolor": "#ffffff"},
        ],
    )
    check_instantanea("dibujante.svg", render_svg(figura, "f", "Título", "Descripción"))
