"""El explorador sin navegador: la vista, las tablas detrás de cada parte y lo que se exporta."""

import csv
import doctest
import importlib
import io
import pkgutil
from dataclasses import replace
from xml.etree import ElementTree

import openpyxl
import pandas as pd
import pytest

from fais_analysis import explorer
from fais_analysis.entidad.datos import load_datos_entidad
from fais_analysis.entidad.inversion import load_libro
from fais_analysis.errors import ClaveError, ParametroError
from fais_analysis.explorer import calculo, datos
from fais_analysis.explorer.archivo import build_contexto, list_columnas, list_hojas
from fais_analysis.explorer.expediente import follow_renglones
from fais_analysis.explorer.exportar import build_csv, build_svg, build_xlsx
from fais_analysis.explorer.figura import FiguraLigada, load_motor
from fais_analysis.explorer.fijadas import ARCHIVO, MAXIMO, read_fijadas, save_fijadas
from fais_analysis.explorer.mapa import draw_mapa_completo, is_de_encima, prepare_mapa
from fais_analysis.explorer.orden import SIN_FILTRO, apply_orden
from fais_analysis.explorer.piezas import build_filas
from fais_analysis.explorer.vista import Filtro, Vista, describe_filtro, select_municipio, toggle_comparado
from fais_analysis.indicators.inversion import compute_inversion_por

VISTA = Vista("10014", 2020)
COLUMNAS = list_columnas(VISTA.indicador)
ENTEROS = ("10014", "10005", "10023", "10027")


@pytest.mark.parametrize("modulo", [m.name for m in pkgutil.iter_modules(explorer.__path__)])
def test_examples_run(modulo: str):
    hecho = doctest.testmod(importlib.import_module(f"fais_analysis.explorer.{modulo}"))

    assert hecho.failed == 0


def test_vista_refuses_what_it_cannot_show():
    with pytest.raises(ClaveError):
        Vista(10014, 2020)
    with pytest.raises(ParametroError):
        Vista("10014", 2020, indicador="felicidad")
    with pytest.raises(ParametroError):
        Vista("10014", 2020, comparados=ENTEROS)
    with pytest.raises(ParametroError):
        Filtro(vias=("por ahí",))


def test_comparing_never_exceeds_four_nor_mixes_states():
    vista = toggle_comparado(toggle_comparado(toggle_comparado(VISTA, "10005"), "10023"), "10027")

    assert vista.claves == ENTEROS
    with pytest.raises(ParametroError):
        toggle_comparado(vista, "10001")
    assert select_municipio(vista, "20057").claves == ("20057",)


def test_municipios_agree_with_the_brechas_of_the_report():
    """La tabla de la pantalla y el informe calculan lo mismo por dos caminos."""
    brechas = load_datos_entidad("10").brechas
    propias = brechas[(brechas["indicador"] == "vivienda") & (brechas["anio"] == 2015)]
    tabla = datos.get_municipios(replace(VISTA, indicador="vivienda", anio=2015))
    junta = tabla.merge(propias, on="clave_municipio", suffixes=("", "_informe"), validate="one_to_one")

    assert len(junta) == 39
    for campo in ("municipio_pct", "brecha_pp"):
        pd.testing.assert_series_equal(junta[campo], junta[f"{campo}_informe"], check_names=False)


def test_first_measurement_has_no_change_and_later_ones_do():
    assert datos.get_municipios(replace(VISTA, anio=2010))["cambio_pp"].isna().all()
    assert datos.get_municipios(VISTA)["cambio_pp"].notna().all()


def test_filter_keeps_only_what_it_says_and_parts_add_up():
    libro = datos.load_libro_con_zona()
    filtro = Filtro(ejercicios=(2019, 2020), incidencias=("directa",), vias=("sin_via",))
    filtrado = calculo.filter_libro(libro, filtro)

    assert set(filtrado["ejercicio"]) == {2019, 2020}
    assert filtrado["via_focalizacion"].isna().all()
    assert len(calculo.filter_libro(libro, Filtro())) == len(load_libro().tabla)
    partes = [
        calculo.filter_libro(libro, Filtro(ejercicios=(a,)))["monto_centavos"].sum()
        for a in range(2016, 2021)
    ]
    assert sum(partes) == libro["monto_centavos"].sum()


def test_totals_are_those_of_the_indicators():
    vista = replace(VISTA, filtro=Filtro(rubros=("Vivienda",)))
    totales = datos.get_totales(vista)
    filtrado = datos.get_libro_filtrado(vista.filtro)
    propio = compute_inversion_por(filtrado[filtrado["clave_municipio"] == "10014"])
    total = totales[totales["dimension"] == "Total"].iloc[0]

    assert total["inversion_mxn"] == propio["inversion_mxn"].iloc[0]
    assert total["obras"] == propio["obras"].iloc[0]
    por_anio = totales[totales["dimension"] == "Año de la obra"]
    assert por_anio["inversion_mxn"].sum() == pytest.approx(total["inversion_mxn"])
    assert por_anio["porcentaje_pct"].sum() == pytest.approx(100)


@pytest.mark.lento
def test_no_records_is_not_zero_but_a_filter_that_leaves_nothing_is():
    libro = datos.load_libro_con_zona()
    ajeno = datos.get_totales(Vista("20057", 2020))
    vacio = calculo.compute_totales(libro, libro.head(0))

    assert ajeno.empty
    assert datos.get_fila(Vista("20057", 2020))["inversion_mxn"] is not None
    assert pd.isna(datos.get_fila(Vista("20057", 2020))["inversion_mxn"])
    assert (vacio["inversion_mxn"] == 0).all()
    assert set(vacio["dimension"]) == {"Total"}


def test_missing_measurement_is_null_everywhere():
    """20057 no tiene medición en 2015 (CONEVAL, archivo municipal 2010–2020)."""
    vista = Vista("20057", 2015)
    fila = datos.get_fila(vista)
    tendencia = datos.get_tendencia(vista)

    assert pd.isna(fila["municipio_pct"])
    assert pd.isna(tendencia[(tendencia["clave"] == "20057") & (tendencia["anio"] == 2015)]["pct"].iloc[0])


def test_order_and_filter_of_the_table_ignore_accents_and_leave_missing_last():
    tabla = pd.DataFrame(
        {
            "clave_municipio": ["10001", "10002", "10003", "10004"],
            "municipio": ["Súchil", "Canelas", "Sucre", "Nazas"],
            "municipio_pct": [10.0, None, 30.0, 20.0],
        }
    )
    orden = {"campo": "municipio_pct", "descendente": True}

    assert apply_orden(tabla, orden, SIN_FILTRO)["clave_municipio"].tolist() == [
        "10003",
        "10004",
        "10001",
        "10002",
    ]
    filtro = {**SIN_FILTRO, "busqueda": "SUC"}
    assert apply_orden(tabla, orden, filtro)["clave_municipio"].tolist() == ["10003", "10001"]
    rango = {**SIN_FILTRO, "campo": "municipio_pct", "minimo": 20.0}
    assert apply_orden(tabla, orden, rango)["clave_municipio"].tolist() == ["10003", "10004"]


def test_table_sends_mexican_text_and_exact_values():
    fila = next(f for f in build_filas(datos.get_municipios(VISTA), COLUMNAS) if f["clave"] == "10014")

    assert fila["textos"][2:4] == ["91.1\u00a0%", "44,732"]
    assert fila["valores"][3] == 44732


def test_what_is_chosen_is_drawn_on_the_scale_of_the_base():
    """El SVG de encima cae sobre la figura de plotly: mismas medidas, márgenes y rangos."""
    fuente = datos.get_fuentes()[0]
    base, completa = prepare_mapa(VISTA, fuente), draw_mapa_completo(VISTA, fuente, ("10023",))

    for pieza in ("width", "height", "margin"):
        assert base.figura["layout"][pieza] == completa.figura["layout"][pieza]
    for eje in ("xaxis", "yaxis"):
        assert base.figura["layout"][eje]["range"] == completa.figura["layout"][eje]["range"]
    claves = [t["customdata"][0] for t in base.figura["data"] if "customdata" in t]
    assert claves == sorted(claves)
    assert len(claves) == 39
    assert len([t for t in completa.figura["data"] if is_de_encima(t)]) == 2


def test_one_figure_carries_the_motor_and_the_rest_share_it():
    assert load_motor().rstrip().endswith("}")
    assert len(load_motor()) > 4_000_000
    assert len(FiguraLigada._esm) < 1_000


def test_figure_sends_only_what_changed():
    figura = {
        "data": [{"type": "scatter", "mode": "lines", "x": [1, 2], "y": [1, 2]}],
        "layout": {"width": 300},
    }
    viva = FiguraLigada(figura)
    enviados = []
    viva.plotly_update = lambda *piezas: enviados.append(piezas)

    viva.show_figura(figura)
    viva.show_figura({**figura, "data": [{**figura["data"][0], "y": [1, 3]}]})

    assert enviados == [({"y": [[1, 3]]}, {}, [0])]


def test_files_carry_source_filters_and_demonstration():
    vista = replace(VISTA, filtro=Filtro(ejercicios=(2020,)))
    contexto, tabla = build_contexto(vista), datos.get_municipios(vista)
    texto = build_csv(tabla, COLUMNAS, contexto)
    renglones = list(csv.reader(io.StringIO(texto.lstrip("\ufeff"))))
    libro = openpyxl.load_workbook(
        io.BytesIO(build_xlsx(list_hojas(vista, tabla, datos.list_obras(vista)), contexto))
    )

    assert renglones[0] == ["# AVISO", "DATOS DE DEMOSTRACIÓN: la inversión por municipio es ficticia"]
    assert ["# Filtros del libro de inversión", describe_filtro(vista.filtro)] in renglones
    assert len(renglones) - renglones.index([]) - 2 == 39
    assert libro["Vista"]["B1"].value.startswith("DATOS DE DEMOSTRACIÓN")
    assert [c.value for c in libro["municipios"]["B"]][1:4] == ["10001", "10002", "10003"]
    assert {"tendencia", "brecha", "dispersion", "totales_municipio"} <= set(libro.sheetnames)


def test_svg_is_valid_and_says_everything():
    fuente = datos.get_fuentes()[0]
    svg, ancho, alto = build_svg([draw_mapa_completo(VISTA, fuente)], build_contexto(VISTA))
    raiz = ElementTree.fromstring(svg)

    assert (raiz.get("width"), raiz.get("height")) == (str(ancho), str(alto))
    assert all(t in svg for t in ("DATOS DE DEMOSTRACIÓN", "Mezquital", "sin filtros", fuente))
    ids = [e.get("id") for e in raiz.iter() if e.get("id")]
    assert len(ids) == len(set(ids))


def test_progress_of_the_expediente_reads_what_the_order_says():
    avances = []
    dicho = ["[1/2] 10 Durango (panorama) listo (3.1 s)", "ruido", "Falló 10014 Mezquital: no hay datos"]

    ultimo = follow_renglones(dicho, avances.append)

    assert [a.hechos for a in avances] == [0, 1, 1]
    assert ultimo.mensaje.startswith("Falló 10014")


def test_pinned_views_are_the_same_another_day(tmp_path):
    ruta = tmp_path / ARCHIVO
    filtro = Filtro(ejercicios=(2019, 2020), vias=("sin_via",))
    vistas = (VISTA, Vista("10005", 2015, modo="municipios", comparados=("10007",), filtro=filtro))

    save_fijadas(ruta, vistas)

    assert read_fijadas(ruta) == vistas
    assert [p.name for p in tmp_path.iterdir()] == [ARCHIVO]


def test_only_the_last_pinned_views_are_kept(tmp_path):
    vistas = [Vista("10014", anio) for anio in range(2000, 2000 + MAXIMO + 3)]

    save_fijadas(tmp_path / ARCHIVO, vistas)

    assert read_fijadas(tmp_path / ARCHIVO) == tuple(vistas[3:])


@pytest.mark.parametrize("texto", ["", "[1]", '[{"anio": 2020}]', '[{"clave_municipio": "1"}]', "null"])
def test_a_foreign_pins_file_is_explained_and_never_a_traceback(tmp_path, texto: str):
    (tmp_path / ARCHIVO).write_text(texto, encoding="utf-8")

    with pytest.raises(ParametroError, match="vistas fijadas"):
        read_fijadas(tmp_path / ARCHIVO)


def test_pins_of_another_session_come_back_and_stale_ones_stay_out(monkeypatch, tmp_path):
    from fais_analysis.explorer import acciones
    from fais_analysis.explorer.tablero import Explorador

    monkeypatch.setattr(acciones, "get_ruta", lambda: tmp_path / ARCHIVO)
    save_fijadas(tmp_path / ARCHIVO, (VISTA, Vista("10005", 1990)))  # en 1990 no hubo medición

    explorador = Explorador("10005")
    assert list(explorador.acciones.fijadas.values()) == [VISTA]
    explorador.acciones.pin_vista()
    assert read_fijadas(tmp_path / ARCHIVO) == (VISTA, explorador.vista)
    assert Explorador("10005", es_lectura=True).acciones.fijadas == {}
