"""Lo que una analista le pregunta al explorador, sin navegador: buscar, contrastar, listar, repetir y compartir."""

from dataclasses import replace
from threading import Event, Thread
from xml.etree import ElementTree

import pandas as pd
import pytest

from fais_analysis.entidad.datos import load_datos_entidad
from fais_analysis.errors import ParametroError
from fais_analysis.explorer import calculo_medidas, datos, open_explorador
from fais_analysis.explorer.archivo import list_columnas
from fais_analysis.explorer.contrastes import apply_contraste, list_contrastes
from fais_analysis.explorer.dibujos import draw_graficas
from fais_analysis.explorer.enlace import read_enlace, write_enlace
from fais_analysis.explorer.expediente import Avance, find_enlace
from fais_analysis.explorer.mapa import prepare_mapa
from fais_analysis.explorer.mediciones import list_anios
from fais_analysis.explorer.medidas import DE_INVERSION, MEDIDAS
from fais_analysis.explorer.piezas import build_filas
from fais_analysis.explorer.repetir import REPETIBLES, write_codigo
from fais_analysis.explorer.tablero import Explorador
from fais_analysis.explorer.vista import DE_LA_ENTIDAD, DEL_MUNICIPIO, Filtro, Vista
from fais_analysis.indicators.fismdf import compute_fismdf_informado
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.views.presentacion import Columna

VISTA = Vista("10014", 2020)
SIN_DRENAJE = "irs_sin_drenaje"
LLENA = Vista(
    "10014",
    2020,
    indicador=SIN_DRENAJE,
    carencia="imm_hacinamiento",
    modo="municipios",
    comparados=("10005", "10023"),
    es_nacional=True,
    es_contraste=True,
    obras_de=DE_LA_ENTIDAD,
    filtro=Filtro((2019, 2020), ("Vivienda",), ("Piso firme",), ("directa",), ("sin_via",)),
)


@pytest.fixture(scope="module")
def explorador() -> Explorador:
    return Explorador("10014", es_lectura=True)


def get_libro(municipio: str = "10014") -> pd.DataFrame:
    libro = datos.load_libro_con_zona()
    return libro[libro["clave_municipio"] == municipio]


@pytest.mark.parametrize("medida", ["pobreza", "imm_sin_agua", SIN_DRENAJE, "fismdf_pagado", DE_INVERSION])
def test_a_municipality_of_another_state_is_compared_with_its_own_figures(medida: str):
    """En la tabla del país se puede marcar cualquiera; antes su serie se perdía y las diferencias fallaban."""
    vista = Vista("10014", 2020, medida, modo="municipios", comparados=("20067",), es_nacional=True)
    suya = Vista("20067", 2020, medida)
    for leida, propia in (
        (datos.get_tendencia(vista), datos.get_tendencia(suya)),
        (datos.get_brecha(vista), datos.get_brecha(suya)),
    ):
        pd.testing.assert_frame_equal(
            leida[leida["clave"] == "20067"].reset_index(drop=True),
            propia[propia["clave"] == "20067"].reset_index(drop=True),
            check_dtype=False,
        )
        assert set(leida["clave"]) == {"10014", "20067"}
    assert {"tendencia", "brecha", "mapa"} <= set(draw_graficas(vista))


@pytest.mark.parametrize("medida", [m for m in MEDIDAS if m != DE_INVERSION])
def test_every_measure_has_years_a_value_or_no_data_and_a_drawing(medida: str):
    vista = Vista("10005", list_anios(medida)[-1], indicador=medida)
    campo = MEDIDAS[medida].campo

    tabla = datos.get_municipios(vista)

    assert len(tabla) == 39
    assert tabla[campo].notna().any()
    assert (tabla[campo].dropna() >= 0).all()


def test_housing_components_are_those_of_the_report():
    vivienda = load_datos_entidad("10").vivienda
    for medida, componente, fuente in (
        (SIN_DRENAJE, "sin_drenaje", "índice de rezago social"),
        ("imm_hacinamiento", "hacinamiento", "índice de marginación"),
    ):
        propios = vivienda[(vivienda["componente"] == componente) & (vivienda["fuente"] == fuente)]
        esperado = propios[propios["anio"] == 2015].set_index("clave_municipio")
        tabla = datos.get_municipios(replace(VISTA, indicador=medida, anio=2015)).set_index("clave_municipio")
        for campo in ("municipio_pct", "brecha_pp", "cambio_pp"):
            pd.testing.assert_series_equal(tabla[campo], esperado[campo], check_names=False)


def test_money_per_person_divides_what_was_informed_by_the_population():
    informado = load_tabla("fismdf_informado")
    montos = compute_fismdf_informado(informado, informado["clave_municipio"]).set_index("clave_municipio")
    fila = datos.get_fila(Vista("10005", 2020, indicador="fismdf_aprobado"))
    poblacion = load_datos_entidad("10").pobreza.query("clave_municipio == '10005' and anio == 2020")

    assert fila["monto_mxn"] == montos.loc["10005", "aprobado_mxn"]
    esperado = fila["monto_mxn"] / poblacion["poblacion_personas"].iloc[0]
    assert fila["municipio_mxn"] == pytest.approx(esperado)
    assert pd.isna(datos.get_fila(Vista("10014", 2020, indicador="fismdf_aprobado"))["municipio_mxn"])


def test_the_money_of_the_ledger_is_not_said_twice():
    tabla = datos.get_municipios(replace(VISTA, indicador=DE_INVERSION))
    columnas = [tuple(tabla[c.campo]) for c in list_columnas(DE_INVERSION)]

    assert len(set(columnas)) == len(columnas)
    assert list_columnas(DE_INVERSION)[-1].campo == "obras"


@pytest.mark.lento
def test_zero_with_coverage_is_zero_and_no_coverage_is_no_data():
    """Ningún municipio de Oaxaca está en el libro; los de Durango sí, aunque un filtro no les deje nada."""
    libro = datos.load_libro_con_zona()
    de_cocina = set(libro.loc[libro["subclasificacion"] == "Cuarto para cocina", "clave_municipio"])
    vista = replace(VISTA, indicador=DE_INVERSION, filtro=Filtro(subclasificaciones=("Cuarto para cocina",)))
    tabla = datos.get_municipios(vista)
    sin_obra = tabla[~tabla["clave_municipio"].isin(de_cocina)]

    assert len(sin_obra) == 39 - len(de_cocina)
    assert (
        (sin_obra[["inversion_mxn", "obras", "inversion_por_persona_mxn", "municipio_mxn"]] == 0)
        .to_numpy()
        .all()
    )
    textos = build_filas(sin_obra, [Columna("inversion_mxn", "Inversión", "mxn")])[0]
    assert (textos["textos"], textos["valores"]) == (["$0"], [0.0])
    assert datos.get_dispersion(vista)["inversion_por_persona_mxn"].notna().all()
    assert pd.isna(datos.get_fila(replace(vista, clave_municipio="20057"))["inversion_mxn"])
    totales = datos.get_totales(replace(vista, clave_municipio=sin_obra["clave_municipio"].iloc[0]))
    assert totales["inversion_mxn"].tolist() == [0.0]


def test_without_drainage_and_with_less_drainage_money_is_one_gesture(explorador):
    explorador.show_vista(replace(VISTA, filtro=Filtro(ejercicios=(2019, 2020))))

    explorador.pantalla.controles.contraste.value = SIN_DRENAJE

    vista, tabla = explorador.vista, datos.get_municipios(explorador.vista)
    libro = datos.load_libro_con_zona()
    libro = libro[libro["ejercicio"].isin((2019, 2020))]
    libro = libro[libro["subclasificacion"].isin(list_contrastes()[SIN_DRENAJE].subclasificaciones)]
    pesos = libro.groupby("clave_municipio")["monto_centavos"].sum() / 100
    poblacion = load_datos_entidad("10").pobreza.query("anio == 2020").set_index("clave_municipio")
    poblacion = poblacion["poblacion_personas"]
    por_persona = pesos.reindex(poblacion.index, fill_value=0) / poblacion
    sin_drenaje = datos.get_municipios(replace(VISTA, indicador=SIN_DRENAJE)).set_index("clave_municipio")
    es = (sin_drenaje["brecha_pp"] > 0) & (por_persona < pesos.sum() / poblacion.sum())
    assert set(tabla["clave_municipio"]) == set(es[es].index)
    assert 0 < len(tabla) < 39
    assert (vista.indicador, vista.carencia) == (SIN_DRENAJE, SIN_DRENAJE)
    assert explorador.pantalla.tabla.orden == {"campo": "municipio_pct", "descendente": True}


def test_works_behind_a_total_add_up_to_the_cent():
    filtro = Filtro(ejercicios=(2020,), rubros=("Vivienda",))
    vista = replace(VISTA, obras_de=DEL_MUNICIPIO, filtro=filtro)
    obras, total = datos.list_obras(vista), datos.get_totales(vista).iloc[0]

    assert round(obras["monto_mxn"].sum() * 100) == round(total["inversion_mxn"] * 100)
    assert obras["folio_obra"].nunique() == total["obras"]
    entidad = datos.list_obras(replace(vista, obras_de=DE_LA_ENTIDAD))
    suma = datos.get_totales_entidad(vista).iloc[0]["inversion_mxn"]
    assert round(entidad["monto_mxn"].sum() * 100) == round(suma * 100)
    assert len(datos.list_obras(VISTA)) == len(get_libro())


def test_touching_a_total_lists_its_works(explorador):
    explorador.show_vista(VISTA)

    explorador.gestos.ask_obras({"de": DEL_MUNICIPIO, "dimension": "ejercicios", "valor": "2018"})

    assert explorador.vista.filtro == Filtro(ejercicios=(2018,))
    assert len(explorador.pantalla.obras.filas) == (get_libro()["ejercicio"] == 2018).sum()
    assert "Obras de Mezquital (Año de la obra: 2018)" in explorador.pantalla.obras.titulo


@pytest.mark.parametrize(
    ("escrito", "primera"),
    [("mezquital", "10014"), ("papasquaro", "10032"), ("1014", "10014"), ("SUCHIL", "10033")],
)
def test_a_typed_name_finds_its_municipality_even_misspelled(explorador, escrito: str, primera: str):
    explorador.show_vista(VISTA)
    dichos = []
    explorador.pantalla.busca.show_hallados = lambda texto, hallados: dichos.append((texto, list(hallados)))

    explorador.gestos.read_busca({"texto": escrito})
    explorador.gestos.read_busca({"clave": primera})

    assert (dichos[-1][0], dichos[-1][1][0]) == (escrito, primera)
    assert explorador.vista.clave_municipio == primera


def test_undo_returns_step_by_step(explorador):
    explorador.show_vista(VISTA)
    explorador.gestos.choose("10005")
    explorador.pantalla.controles.indicador.value = SIN_DRENAJE
    explorador.pantalla.controles.anio.value = 2005

    vueltas = []
    for _ in range(3):
        explorador.gestos.undo()
        vueltas.append((explorador.vista.clave_municipio, explorador.vista.indicador, explorador.vista.anio))

    assert vueltas == [("10005", SIN_DRENAJE, 2020), ("10005", "pobreza", 2020), ("10014", "pobreza", 2020)]


@pytest.mark.parametrize("vista", [VISTA, LLENA])
def test_a_link_opens_the_same_view(vista: Vista):
    assert read_enlace(f"  {write_enlace(vista)}\n") == vista


@pytest.mark.parametrize(
    "texto", ["", "hola", "municipio=10014", "municipio=10014&anio=dos", "anio=2020&municipio=1&x=2"]
)
def test_a_broken_link_is_explained(texto: str):
    with pytest.raises(ParametroError, match="no es el de una vista"):
        read_enlace(texto)


def test_a_link_of_a_ledger_that_is_not_here_is_explained_on_the_page(explorador):
    explorador.show_vista(VISTA)

    explorador.pantalla.controles.enlace.value = "municipio=10005&anio=2020&ejercicio=1999"

    assert explorador.vista == VISTA
    assert "Filtro.ejercicios" in explorador.pantalla.aviso.value


def test_the_kernel_opens_the_view_the_command_was_given(monkeypatch):
    monkeypatch.setenv("FAIS_ENLACE", write_enlace(replace(VISTA, indicador="salud", anio=2015)))

    assert open_explorador("10014").vista == replace(VISTA, indicador="salud", anio=2015)


@pytest.mark.parametrize("cual", REPETIBLES)
def test_the_cell_repeats_exactly_what_is_on_screen(cual: str):
    vista = replace(VISTA, indicador=SIN_DRENAJE, filtro=Filtro(ejercicios=(2019,), rubros=("Vivienda",)))
    orden = {"campo": "monto_mxn" if cual == "Las obras" else "municipio_pct", "descendente": True}
    filtro = {"busqueda": "san", "campo": "", "minimo": None, "maximo": None}
    *lineas, ultima = write_codigo(vista, cual, orden, filtro).split("\n")
    celda: dict[str, object] = {}

    exec("\n".join([*lineas, f"resultado = {ultima}"]), celda)

    tipo, nombre = REPETIBLES[cual]
    resultado = celda["resultado"]
    if tipo == "dibujo":
        assert resultado.figura == draw_graficas(vista)[nombre].figura
        return
    esperado = datos.list_tablas(vista)[nombre]
    if cual in ("La tabla de municipios", "Las obras"):
        assert 0 < len(resultado) < len(esperado)
        valores = resultado[orden["campo"]].tolist()
        assert valores == sorted(valores, reverse=True)
        assert set(resultado.index) <= set(esperado.index)
    else:
        pd.testing.assert_frame_equal(resultado, esperado)


def test_the_national_map_has_the_32_states_with_their_own_figure():
    vista = replace(VISTA, es_nacional=True)
    mapa, entidades = prepare_mapa(vista, "fuente"), datos.get_mapa(vista)

    claves = [t["customdata"][0] for t in mapa.figura["data"] if "customdata" in t]
    assert claves == [f"{n:02d}" for n in range(1, 33)]
    brechas = load_datos_entidad("10").brechas.query("indicador == 'pobreza' and anio == 2020")
    durango = entidades.set_index("clave_municipio").loc["10", "municipio_pct"]
    assert durango == pytest.approx(brechas["estado_pct"].iloc[0])


def test_investment_of_one_kind_of_work_goes_on_the_map():
    filtro = Filtro(subclasificaciones=("Piso firme",))
    vista = replace(VISTA, indicador=DE_INVERSION, filtro=filtro)
    propio = get_libro()[get_libro()["subclasificacion"] == "Piso firme"]["monto_centavos"].sum() / 100

    assert datos.get_fila(vista)["monto_mxn"] == propio
    assert prepare_mapa(vista, "f").figura != prepare_mapa(replace(vista, filtro=Filtro()), "f").figura


def test_every_contrast_has_works_of_the_catalogue_that_the_ledger_brings():
    contrastes = list_contrastes()
    en_libro = set(datos.load_libro_con_zona()["subclasificacion"])

    assert {SIN_DRENAJE, "irs_sin_agua", "irs_piso_tierra", "irs_sin_electricidad", "vivienda"} <= set(
        contrastes
    )
    assert all(c.subclasificaciones and set(c.subclasificaciones) <= en_libro for c in contrastes.values())
    assert "Red de drenaje sanitario / red de alcantarillado" in contrastes[SIN_DRENAJE].subclasificaciones
    assert apply_contraste(replace(VISTA, anio=2015), SIN_DRENAJE).anio == 2015


def test_contrast_leaves_out_who_lacks_either_figure():
    claves = ["10001", "10002"]
    necesidad = pd.DataFrame({"clave_municipio": claves, "brecha_pp": [1.0, None]})
    dinero = pd.DataFrame({"clave_municipio": claves, "brecha_mxn": [None, -1.0]})

    assert calculo_medidas.find_contraste(necesidad, dinero) == []


def test_the_finished_expediente_is_a_link_only_where_the_server_reaches(monkeypatch, tmp_path):
    hecho = tmp_path / "outputs" / "ultima" / "10014_mezquital" / "expediente.html"
    hecho.parent.mkdir(parents=True)
    hecho.touch()
    avance = Avance(2, 2, "listo", str(hecho.parents[1] / "index.html"), 0)

    monkeypatch.delenv("FAIS_SERVIDO", raising=False)
    assert find_enlace("10014", avance) == ""
    monkeypatch.setenv("FAIS_SERVIDO", str(tmp_path))
    assert find_enlace("10014", avance) == "/files/outputs/ultima/10014_mezquital/expediente.html"
    monkeypatch.setenv("FAIS_SERVIDO", str(tmp_path / "otra"))
    assert find_enlace("10014", avance) == ""


@pytest.mark.lento
def test_what_did_not_change_is_the_same_drawing_and_a_state_without_map_is_named(explorador):
    otra = replace(VISTA, carencia="vivienda", filtro=Filtro(ejercicios=(2020,)))
    antes, ahora = draw_graficas(VISTA), draw_graficas(otra)
    assert [n for n in antes if antes[n] is ahora[n]] == ["tendencia", "brecha", "mapa"]
    de_inversion = (draw_graficas(replace(v, indicador=DE_INVERSION)) for v in (VISTA, otra))
    assert len({id(g["mapa"]) for g in de_inversion}) == 2

    for clave, entidad in (("20001", "Oaxaca"), ("32001", "Zacatecas")):
        explorador.show_vista(Vista(clave, 2020))
        assert f"los polígonos de {entidad}" in explorador.pantalla.tarjetas["mapa"].cabeza.value
    explorador.show_vista(VISTA)
    assert "Mezquital" in explorador.pantalla.tarjetas["mapa"].encima.value
    assert "Ver los datos" in explorador.pantalla.tarjetas["mapa"].pie.value


@pytest.fixture
def guardados(explorador, monkeypatch) -> list[tuple[str, bytes]]:
    """Nombre y contenido de lo que se mandaría a guardar."""
    hechos: list[tuple[str, bytes]] = []
    monkeypatch.setattr(
        explorador.pantalla.descarga,
        "send_archivo",
        lambda nombre, contenido, *_: hechos.append((nombre, contenido)),
    )
    yield hechos
    explorador.pantalla.acciones.dibujo.value = ""


@pytest.mark.parametrize("dibujo", ["mapa", "tendencia", "brecha", "dispersion"])
def test_one_drawing_alone_is_saved_with_its_name_its_sources_and_no_other(explorador, guardados, dibujo):
    explorador.show_vista(VISTA)
    botones, graficas = explorador.pantalla.acciones, draw_graficas(VISTA)
    botones.formato.value, botones.dibujo.value = "svg", dibujo

    botones.guardar.click()

    [(nombre, contenido)] = guardados
    dicho = "".join(ElementTree.fromstring(contenido).itertext())
    assert nombre == f"explorador_10014_pobreza_2020_{dibujo}.svg"
    assert {n for n, g in graficas.items() if f'id="{g.id}-' in contenido.decode()} == {dibujo}
    assert all(f in dicho for f in ("DATOS DE DEMOSTRACIÓN", "Mezquital", *datos.list_fuentes(VISTA)[:1]))


def test_works_are_saved_in_a_file_that_a_spreadsheet_opens(explorador, guardados):
    explorador.show_vista(replace(VISTA, obras_de=DEL_MUNICIPIO))
    explorador.pantalla.acciones.formato.value = "csv_obras"

    explorador.pantalla.acciones.guardar.click()

    assert [nombre for nombre, _ in guardados] == ["explorador_10014_pobreza_2020_obras.csv"]


def test_a_map_that_does_not_exist_is_not_saved_and_says_why(explorador, guardados):
    explorador.show_vista(Vista("20001", 2020))
    botones = explorador.pantalla.acciones
    botones.formato.value, botones.dibujo.value = "png", "mapa"

    botones.guardar.click()

    assert guardados == []
    assert "Cuál dibujo" in botones.mensaje.value


def test_a_gesture_made_while_another_is_being_shown_waits_its_turn(explorador, monkeypatch):
    """JupyterLab puede atender cada control en su hilo: lo que se tocaba entre tanto se perdía."""
    explorador.show_vista(VISTA)
    mostrando, sigue = Event(), Event()

    def show_despacio(vista: Vista) -> None:
        mostrando.set()
        sigue.wait(60)

    monkeypatch.setattr(explorador, "_show_figuras", show_despacio)
    lento = Thread(target=explorador.show_vista, args=(replace(VISTA, es_nacional=True),))
    lento.start()
    mostrando.wait(60)
    clic = Thread(target=setattr, args=(explorador.pantalla.tabla, "seleccion", "10005"))
    clic.start()
    clic.join(0.5)  # sin turnos ya habría acabado, sin efecto
    sigue.set()
    lento.join()
    clic.join()

    assert explorador.vista == replace(VISTA, clave_municipio="10005", es_nacional=True)
