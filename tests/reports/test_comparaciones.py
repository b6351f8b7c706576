"""Más, menos, casi igual e igual: cada frase que compara dice lo que se lee, y un libro incompleto no es el estado."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from fais_analysis.entidad import inversion as entidad_inversion
from fais_analysis.indicators.brechas import compute_posicion
from fais_analysis.indicators.comparar import CASI_IGUAL, IGUAL, MAS, MENOS, SIN_DATO, compare
from fais_analysis.reports import diagnostico, inversion, panorama_focalizacion
from fais_analysis.views.capitulos import comun
from fais_analysis.views.capitulos import diagnostico as ver_diagnostico
from fais_analysis.views.capitulos import focalizacion as ver_focalizacion
from fais_analysis.views.capitulos import inversion as ver
from fais_analysis.views.capitulos import inversion_portada as ver_portada
from fais_analysis.views.capitulos import inversion_tablas as ver_tablas
from fais_analysis.views.capitulos import panorama as ver_estado
from fais_analysis.views.capitulos import panorama_focalizacion as ver_panorama
from fais_analysis.views.capitulos import panorama_focalizacion_tablas as ver_tablas_panorama
from fais_analysis.views.capitulos.panorama_focalizacion import PESOS
from fais_analysis.views.capitulos.veredicto import get_posicion, phrase_posiciones
from fais_analysis.views.formato import format_pct, round_decimal
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.marcado import Html
from tests.reports.conftest import get_panorama, get_texto
from tests.reports.test_capitulos import list_vistas

MUNICIPIO = "10005"


def _forget() -> None:
    entidad_inversion.load_inversion_entidad.cache_clear()
    panorama_focalizacion.build_panorama_focalizacion.cache_clear()


@pytest.fixture
def usar_municipios(monkeypatch: pytest.MonkeyPatch):
    """El libro vigente, como si fuera verdadero, con sólo las obras de esos municipios."""
    vigente = entidad_inversion.load_libro()

    def usar(*claves: str) -> None:
        tabla = vigente.tabla[vigente.tabla["clave_municipio"].isin(claves)].reset_index(drop=True)
        libro = replace(vigente, tabla=tabla.assign(es_demostracion=False), es_demostracion=False)
        monkeypatch.setattr(entidad_inversion, "load_libro", lambda: libro)
        _forget()

    yield usar
    monkeypatch.undo()
    _forget()


@pytest.mark.parametrize(
    ("propio", "otro", "esperado"),
    [
        (6.04, 5.0, CASI_IGUAL),  # se lee +1.0: no es «más de 1 punto»
        (6.06, 5.0, MAS),
        (3.9, 5.0, MENOS),
        (5.04, 4.96, IGUAL),  # los dos se leen 5.0
        (float("nan"), 5.0, SIN_DATO),
    ],
)
def test_what_is_printed_decides_how_a_comparison_is_said(propio: float, otro: float, esperado: str):
    assert compare(propio, otro, 1.0) == esperado


@pytest.mark.parametrize(("diferencia", "posicion"), [(1.04, "similar"), (1.05, "peor"), (-1.04, "similar")])
def test_position_is_similar_while_the_printed_difference_is(diferencia: float, posicion: str):
    tabla = compute_posicion(pd.Series([diferencia]), pd.Series(["pobreza"]), 1.0)

    assert tabla.tolist() == [posicion]


def test_a_tie_has_its_own_words():
    fila = pd.Series({"municipio_pct": 37.61, "estado_pct": 37.58, "posicion": "similar"})

    assert phrase_posiciones(get_posicion(fila, "estado_pct"), "similar") == (
        "igual a la del estado y similar a la de los municipios comparables"
    )


def test_the_greatest_are_all_those_that_read_the_same():
    tabla = pd.DataFrame({"quien": list("abc"), "pct": [40.01, 39.98, 39.0]})

    assert list(comun.list_mayores(tabla, "pct", format_pct)["quien"]) == ["a", "b"]


@pytest.mark.lento
def test_a_ledger_of_one_municipio_is_never_the_state(usar_municipios):
    # Issue: «menos que en el estado: $11,477» junto a $11,477; «Sólo 0 tienen dato».
    usar_municipios(MUNICIPIO)

    vistas, _ = list_vistas("30_inversion", MUNICIPIO)

    textos = [get_texto(v.to_html() if hasattr(v, "to_html") else v) for v in vistas]
    todo = "\n".join(textos)
    portada = get_texto(ver_portada.show_portada(inversion.build_inversion(MUNICIPIO)))
    assert portada.find("registros de 1 de 39 municipios") < portada.find("Inversión registrada")
    assert "registros de 1 de 39 municipios" in portada
    assert "Estado de Durango" not in todo
    assert "en el estado" not in todo
    assert "Sólo 0" not in todo
    assert "Se compara con 6 municipios" not in todo
    assert "Ninguno de sus 6 municipios comparables tiene registros: no se compara con ellos." in todo


@pytest.mark.lento
@pytest.mark.parametrize("claves", [("10005",), tuple(f"10{n:03d}" for n in range(1, 39))])
def test_panorama_says_how_many_municipios_reported(usar_municipios, claves: tuple[str, ...]):
    usar_municipios(*claves)

    datos = panorama_focalizacion.build_panorama_focalizacion("10")

    aviso = f"registros de {len(claves)} de 39 municipios"
    assert aviso in get_texto(ver_panorama.show_portada(datos))
    graficas = (ver_panorama.plot_rezago, ver_panorama.plot_efecto, ver_panorama.plot_concentracion)
    for grafica in (graficar(datos) for graficar in graficas):
        assert isinstance(grafica, Grafica)
        assert aviso in grafica.descripcion


@pytest.mark.lento
def test_panorama_map_of_one_municipio_has_no_from_to(usar_municipios):
    usar_municipios(MUNICIPIO)
    datos = panorama_focalizacion.build_panorama_focalizacion("10")

    assert datos.focalizacion[PESOS].notna().sum() == 1
    assert "no hay índice que calcular" in ver_panorama.plot_concentracion(datos).nota
    assert ver_panorama._write_titulo_mapa(datos).startswith("En el municipio con registros, $")


@pytest.mark.lento
def test_the_whole_ledger_is_still_compared(usar_municipios):
    usar_municipios(*(f"10{n:03d}" for n in range(1, 40)))
    datos = inversion.build_inversion(MUNICIPIO)

    assert "de 39 municipios" not in get_texto(ver_portada.show_portada(datos))
    assert "Estado de Durango" in get_texto(ver.plot_per_capita(datos).to_html())


@pytest.mark.lento
@pytest.mark.parametrize(
    ("propio", "estado", "esperado"),
    [
        (11_477.4, 11_476.6, "se registra lo mismo que en el estado"),
        (11_477.0, 11_000.0, "se registra casi lo mismo que en el estado"),
        (20_000.0, 11_000.0, "se registra más que en el estado"),
        (2_000.0, 11_000.0, "se registra menos que en el estado"),
    ],
)
def test_pesos_per_person_against_the_state(propio: float, estado: float, esperado: str):
    datos = inversion.build_inversion(MUNICIPIO)
    tabla = datos.per_capita.assign(municipio_mxn=propio, estado_mxn=estado)

    assert esperado in ver.plot_per_capita(replace(datos, per_capita=tabla)).titulo


@pytest.mark.parametrize(("con_dato", "hay"), [(0, False), (2, False), (3, True), (6, True)])
def test_a_family_without_half_its_data_is_not_a_family(con_dato: int, hay: bool):
    conteos = pd.Series({"familia_municipios": 6, "familia_con_dato": con_dato, "familia_parecido_bajo": 0})

    assert comun.has_familia(conteos) == hay
    texto = comun.phrase_comparables("Se compara con 6 municipios.", conteos, "registros")
    assert texto.startswith("Se compara con 6") == hay
    assert ("no se compara con ellos" in texto) != hay


def test_parts_that_do_not_read_100_say_why_and_the_others_do_not():
    tercios = pd.DataFrame({"g": ["a"] * 3, "pct": [33.33] * 3})

    assert "redondeo" in comun.phrase_redondeo(tercios, "g", "pct")
    assert comun.phrase_redondeo(tercios.assign(pct=[50.0, 25.0, 25.0]), "g", "pct") == ""


@pytest.mark.parametrize(("pct", "dice"), [
    ([37.1, 32.0, 30.9], "Agua y Saneamiento recibe más que ningún otro grupo: 37.1\u00a0%"),
    ([50.04, 29.96, 20.0], "Agua y Saneamiento recibe más que ningún otro grupo: 50.0\u00a0%"),
    ([50.1, 49.9, 0.0], "Agua y Saneamiento recibe la mayor parte: 50.1\u00a0%"),
    ([40.0, 40.0, 20.0], "Agua y Saneamiento y Vivienda son los grupos que más reciben: 40.0\u00a0% cada uno"),
])  # fmt: skip
def test_most_is_more_than_half(pct: list[float], dice: str):
    """«La mayor parte: 31.9 %» es falso: es la mayor de las partes, no la mayor parte."""
    grupos = ["Agua y Saneamiento", "Vivienda", "Urbanización"]
    datos = inversion.build_inversion("10014")
    filas = pd.DataFrame({"grupo": grupos, "porcentaje_pct": pct, "estado_pct": pct})
    filas = datos.por_grupo.head(3).reset_index(drop=True).assign(**filas)

    assert ver.plot_grupos(replace(datos, por_grupo=filas)).titulo == dice


@pytest.mark.lento
@pytest.mark.parametrize(
    ("bajan", "suben", "dice"),
    [
        (1, 4, "baja en 1 municipio y sube en 4 (en porcentaje)."),
        (5, 0, "baja en 5 municipios y sube en ninguno (en porcentaje)."),
        (0, 1, "baja en ninguno y sube en 1 (en porcentaje)."),
    ],
)
def test_counts_of_municipalities_agree_in_number_and_none_is_a_word(bajan: int, suben: int, dice: str):
    """Baja California Sur decía «baja en 1 municipios»; Baja California, «sube en 0»."""
    datos = get_panorama()
    conteos = datos.conteos.assign(bajan=bajan, suben=suben, similares=0)

    assert dice in get_texto(ver_estado._phrase_conteo(replace(datos, conteos=conteos), "pobreza"))


NOTA_REDONDEO = "Por el redondeo"


@pytest.mark.lento
@pytest.mark.parametrize("clave", [f"10{n:03d}" for n in range(1, 40)])
def test_rounding_is_said_once_and_only_where_it_shows(clave: str):
    datos, pobreza = inversion.build_inversion(clave), diagnostico.build_diagnostico(clave)
    notas = [ver.plot_efecto(datos).nota, ver_focalizacion.plot_zonas(datos).nota]
    partes = datos.partes_efecto
    suman = [[sum(round_decimal(v, 1) for v in partes[c]) == 100 for c in ("parte_pct", "estado_pct")]]
    zap = datos.partes_zap.groupby("ambito")["parte_pct"]
    suman.append([sum(round_decimal(v, 1) for v in grupo) == 100 for _, grupo in zap])
    primera = next((n for n, todas in enumerate(suman) if not all(todas)), None)

    assert [NOTA_REDONDEO in nota for nota in notas] == [n == primera for n in range(2)]

    personas = pobreza.brechas.pivot(index="anio", columns="indicador", values="municipio_personas").round()
    dan = (personas["pobreza_extrema"] + personas["pobreza_moderada"] == personas["pobreza"]).all()
    assert (NOTA_REDONDEO in ver_diagnostico.plot_personas(pobreza).nota) == (not dan)


@pytest.mark.lento
def test_one_name_one_measure_in_the_panorama():
    # Issue: «obra final» 13.0 % (con la condicionada) en la tabla y 7.3 % en la gráfica.
    datos = panorama_focalizacion.build_panorama_focalizacion("10")
    tabla = ver_tablas_panorama.build_tabla_focalizacion(datos)

    assert "Obra final o condicionada" in [c.rotulo for c in tabla.columnas]
    assert "Obra final" not in [c.rotulo for c in tabla.columnas]


def test_a_chart_of_percentages_is_titled_with_percentages():
    titulo = ver_estado.plot_suma_municipios(get_panorama()).titulo

    assert titulo.count("%") == 3
    assert "Personas" not in titulo


def test_projects_and_works_say_why_they_differ():
    tabla = ver_tablas.build_tabla_grupos(inversion.build_inversion(MUNICIPIO))

    assert "no dan el número de obras" in tabla.nota


def test_the_capital_is_named_in_lower_case_inside_a_sentence():
    vistas = [
        v for n in ("10_diagnostico", "20_mapa_zap", "30_inversion") for v in list_vistas(n, "10005")[0]
    ]
    textos = [get_texto(v) for v in vistas if isinstance(v, Html)]
    textos += [t for v in vistas if hasattr(v, "titulo") for t in (v.titulo, getattr(v, "descripcion", ""))]

    for texto in textos:
        assert not re.search(r"[a-záéíóú,] Municipio de Durango", texto), texto
