"""El tema se lee en cualquier pantalla, en gris y con daltonismo; lo inseguro se rechaza."""

from importlib.resources import files
from itertools import combinations, pairwise

import pytest
import yaml

from fais_analysis.errors import ParametroError
from fais_analysis.views.tema import (
    TEMA,
    build_css,
    build_tema,
    compute_contraste,
    compute_luminancia,
    load_tema,
    render_logo,
)

AA_TEXTO, AA_GRAFICO = 4.5, 3.0
# Matrices de Machado, Oliveira y Fernandes (2009), severidad 1.0, en RGB lineal.
DALTONISMO = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def read_yaml():
    return yaml.safe_load(files("fais_analysis.views").joinpath("tema.yml").read_text(encoding="utf-8"))


def to_lineal(color):
    canales = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in canales]


def to_lab(lineal):
    r, g, b = (min(max(c, 0), 1) for c in lineal)
    x, y, z = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
    )
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def measure_distancia(uno, otro, matriz=None):
    def ver(color):
        lineal = to_lineal(color)
        return to_lab(
            [sum(a * b for a, b in zip(fila, lineal, strict=True)) for fila in matriz] if matriz else lineal
        )

    return sum((a - b) ** 2 for a, b in zip(ver(uno), ver(otro), strict=True)) ** 0.5


@pytest.mark.parametrize("nombre", ["tinta", "tinta_suave", "enlace", "destacado", "acento"])
@pytest.mark.parametrize("fondo", ["fondo", "fondo_suave"])
def test_text_colours_pass_aa(nombre, fondo):
    assert compute_contraste(TEMA.colores[nombre], TEMA.colores[fondo]) >= AA_TEXTO


def test_series_label_their_values_with_a_legible_colour():
    for serie in TEMA.series:
        assert compute_contraste(serie.color, TEMA.colores["fondo"]) >= AA_TEXTO, serie


def test_bars_and_parts_are_outlined_or_dark_enough():
    for color in [*(s.color for s in TEMA.series), TEMA.colores["contexto_linea"], TEMA.sin_dato["trama"]]:
        assert compute_contraste(color, TEMA.colores["fondo"]) >= AA_GRAFICO, color


def test_parts_take_legible_ink():
    for parte in TEMA.partes:
        mejor = max(compute_contraste(parte.color, TEMA.colores[c]) for c in ("tinta", "fondo"))
        assert mejor >= AA_TEXTO, parte


def test_notices_pass_aa_and_have_a_visible_border():
    for nombre, aviso in TEMA.avisos.items():
        assert compute_contraste(aviso["texto"], aviso["fondo"]) >= AA_TEXTO, nombre
        assert compute_contraste(aviso["borde"], TEMA.colores["fondo"]) >= AA_GRAFICO, nombre


def test_no_two_series_share_marker_or_dash_and_fill():
    assert len({s.simbolo for s in TEMA.series}) == len(TEMA.series)
    assert len({(s.guion, s.trama) for s in TEMA.series}) >= len(TEMA.series) - 1


def test_sequential_classes_darken_in_visible_steps():
    claridades = [to_lab(to_lineal(color))[0] for color in TEMA.secuencial]

    pasos = [a - b for a, b in pairwise(claridades)]

    assert min(pasos) >= 9  # también se distinguen en gris


@pytest.mark.parametrize("tipo", DALTONISMO)
def test_colours_that_must_differ_do_so_with_colour_blindness(tipo):
    parejas = list(pairwise(TEMA.secuencial))
    parejas += combinations([s.color for s in TEMA.series[:2]], 2)
    parejas += pairwise([p.color for p in TEMA.partes[:5]])
    for uno, otro in parejas:
        assert measure_distancia(uno, otro, DALTONISMO[tipo]) >= 10, (uno, otro)


def test_parts_next_to_each_other_differ_by_texture_or_by_lightness():
    for una, otra in pairwise(TEMA.partes):
        mucha = abs(compute_luminancia(una.color) - compute_luminancia(otra.color)) >= 0.2
        assert una.trama != otra.trama or mucha, (una, otra)


def test_css_has_no_external_address_nor_unfilled_token_and_is_small():
    css = build_css()

    assert "http" not in css
    assert "url(" not in css
    assert "$" not in css
    assert "@import" not in css
    assert "only light" in css
    assert len(css.encode()) < 12_000


@pytest.mark.parametrize(
    "cambio",
    [
        {"colores": {"tinta": "red;} body{display:none"}},
        {"secuencial": ["#e8f0c8"]},
        {"series": []},
        {"tipografia": "Arial;}</style><script>"},
        {"logo": {"imagen": "https://ejemplo.mx/logo.png", "alternativa": "Logo"}},
        {"logo": {"imagen": 'data:image/png;base64,AAA"onload="x', "alternativa": "Logo"}},
        {"logo": {"imagen": "data:image/png;base64,AAAA", "alternativa": " "}},
        {"avisos": None},
    ],
)
def test_unsafe_or_incomplete_theme_is_refused(cambio):
    with pytest.raises(ParametroError, match="tema visual"):
        build_tema(read_yaml() | cambio)


def test_missing_section_is_refused():
    datos = read_yaml()
    del datos["partes"]

    with pytest.raises(ParametroError):
        build_tema(datos)


def test_logo_is_optional_and_has_alternative_text():
    assert render_logo() == ""
    logo = {"imagen": "data:image/png;base64,AAAA", "alternativa": "Gobierno <del> estado"}

    html = render_logo(build_tema(read_yaml() | {"logo": logo}))

    assert 'alt="Gobierno &lt;del&gt; estado"' in html


def test_theme_is_loaded_once():
    assert load_tema() is TEMA
