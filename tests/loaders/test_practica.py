"""Lo que publicó la práctica queda transcrito tal cual y con sus advertencias."""

from decimal import Decimal

import pytest

from fais_analysis.loaders.ordenadas import load_ficha_tabla, load_tabla
from fais_analysis.loaders.practica import build_practica
from fais_analysis.sources.tablas import write_tabla

TABLAS = ["concentrado_2016_2020", "comparativo_estatal", "montos_fais_publicados", "resultados"]


@pytest.mark.fuentes
def test_rebuilding_gives_the_same_bytes(raiz, tmp_path):
    for nombre, (tabla, ficha) in build_practica().items():
        for ruta in write_tabla(nombre, tabla, ficha, tmp_path):
            assert ruta.read_bytes() == (raiz / "data" / ruta.relative_to(tmp_path)).read_bytes(), nombre


@pytest.mark.parametrize("nombre", TABLAS)
def test_every_table_loads_with_its_ficha(nombre):
    assert len(load_tabla(f"practica/{nombre}")) == load_ficha_tabla(f"practica/{nombre}").filas


def test_concentrado_is_the_published_one():
    """Documento de la práctica (dominio §2), al centavo."""
    tabla = load_tabla("practica/concentrado_2016_2020")

    assert list(tabla.itertuples(index=False, name=None)) == [
        ("Agua y Saneamiento", Decimal("1843953387.71"), 3624, 35),
        ("Electrificación", Decimal("760739214.80"), 1860, 14),
        ("Otros proyectos", Decimal("1535105527.03"), 3500, 29),
        ("Vivienda", Decimal("1180894497.48"), 91861, 22),
    ]


def test_comparativo_reductions_are_points_and_add_up():
    """2.8→2.2, 8.1→5.7 y 7.0→4.8 (dominio §2); la reducción publicada es la resta, en puntos."""
    tabla = load_tabla("practica/comparativo_estatal")
    ancha = tabla.pivot_table(
        index="indicador", columns="anio", values="valor_publicado_pct", aggfunc="first"
    )
    publicada = tabla.groupby("indicador")["reduccion_publicada_pp"].first()

    assert {i: tuple(map(str, f)) for i, f in zip(ancha.index, ancha.to_numpy(), strict=True)} == {
        "pobreza_extrema": ("2.8", "2.2"),
        "servicios_basicos": ("8.1", "5.7"),
        "vivienda": ("7.0", "4.8"),
    }
    assert ((ancha[2016] - ancha[2018]) == publicada).all()


def test_the_once_doubtful_figure_says_where_it_comes_from():
    tabla = load_tabla("practica/comparativo_estatal").set_index(["indicador", "anio"])
    advertencias = " ".join(load_ficha_tabla("practica/comparativo_estatal").advertencias)

    # HALLAZGOS 26-11-2026 §4: cuadro 4A del anexo 2008-2018.
    assert "2.7729" in tabla.loc[("pobreza_extrema", 2016), "advertencia"]
    assert "Verificado" in tabla.loc[("pobreza_extrema", 2016), "advertencia"]
    assert "por verificar" not in advertencias
    assert "35.99 a 37.35" in advertencias
    assert "puntos porcentuales" in advertencias
    assert "2022" in advertencias


def test_resultados_agree_with_the_concentrado():
    resultados = load_tabla("practica/resultados").set_index("resultado")["valor"]
    concentrado = load_tabla("practica/concentrado_2016_2020").set_index("grupo")
    total = concentrado["inversion_mxn"].sum()
    social = total - concentrado.loc["Otros proyectos", "inversion_mxn"]

    assert resultados["inversion_total"] == total
    assert resultados["cantidad_total"] == int(concentrado["cantidad"].sum())
    assert round(100 * social / total) == resultados["participacion_social"]  # 71.148 %
    assert resultados["municipios"] == 39
