"""Una tarde en el explorador: siete preguntas de una analista, contestadas en pantalla como en la biblioteca."""

import csv
import io
from dataclasses import replace

import pytest

from fais_analysis.explorer import datos
from fais_analysis.explorer.contrastes import apply_contraste
from fais_analysis.explorer.enlace import write_enlace
from fais_analysis.explorer.medidas import DE_INVERSION
from fais_analysis.explorer.vista import DEL_MUNICIPIO, Filtro, Vista
from fais_analysis.views.formato import format_mxn, format_pct
from tests.explorer.pagina import ESPERA_MS

pytestmark = [pytest.mark.navegador, pytest.mark.lento, pytest.mark.xdist_group("explorador")]
SIN_DRENAJE = "irs_sin_drenaje"
COCINA, PISO = "Cuarto para cocina", "Piso firme"


def test_seven_questions_of_an_afternoon(lab, tmp_path):
    vista = Vista("10014", 2020)
    lab.open_enlace(write_enlace(vista))

    # 1. ¿Cómo está Santiago Papasquiaro? (escrito con una errata)
    lab.search("papasquaro", "10032")
    vista = replace(vista, clave_municipio="10032")
    assert lab.read_resumen()[0] == pytest.approx(datos.get_fila(vista)["municipio_pct"])

    # 2. ¿Cuántas viviendas no tenían drenaje en 2005?
    lab.choose("Indicador", "Viviendas sin drenaje")
    lab.wait_titulo("Viviendas sin drenaje por municipio, 2020")
    lab.choose("Año de la medición", "2005")
    vista = replace(vista, indicador=SIN_DRENAJE, anio=2005)
    lab.wait_titulo("Viviendas sin drenaje por municipio, 2005")
    assert lab.read_resumen()[0] == pytest.approx(datos.get_fila(vista)["municipio_pct"])

    # 3. ¿Quién tiene más viviendas sin drenaje y menos dinero de drenaje por persona, hoy?
    lab.choose("Año de la medición", "2020")
    lab.wait_titulo("Viviendas sin drenaje por municipio, 2020")
    lab.choose("Necesidad contra dinero", "Viviendas sin drenaje y menos dinero para eso")
    vista = apply_contraste(replace(vista, anio=2020), SIN_DRENAJE)
    esperada = datos.get_municipios(vista).set_index("clave_municipio")
    lab.pagina.wait_for_function(
        "n => document.querySelectorAll('.fx-tabla')[0].tBodies[0].rows.length === n",
        arg=len(esperada),
        timeout=ESPERA_MS,
    )
    leida = lab.read_tabla(0, "inversion_por_persona_mxn")
    assert leida == {c: format_mxn(v) for c, v in esperada["inversion_por_persona_mxn"].items()}

    # 4. ¿Qué obras hay detrás de su total?
    lab.pagina.locator('.fx-totales [data-total] .fx-pide[data-de="municipio"]').click()
    vista = replace(vista, obras_de=DEL_MUNICIPIO)
    obras = datos.list_obras(vista)
    lab.pagina.get_by_text("Obras de Santiago Papasquiaro").wait_for(timeout=ESPERA_MS)
    assert list(lab.read_tabla(1, "monto_mxn").values()) == [format_mxn(v) for v in obras["monto_mxn"]]
    texto = lab.save_archivo("Obras CSV", tmp_path).read_text(encoding="utf-8-sig")
    renglones = list(csv.reader(io.StringIO(texto)))
    montos = [float(r[-1]) for r in renglones[renglones.index([]) + 2 :]]
    assert sum(montos) == pytest.approx(datos.get_totales(vista).iloc[0]["inversion_mxn"])

    # 5. ¿Cuánto se hizo aquí de cuartos para cocina? Nada no es «sin dato».
    lab.pagina.get_by_role("button", name="Quitar los filtros").click()
    lab.wait_filtro("sin filtros")
    libro = datos.load_libro_con_zona()
    con_cocina = set(libro.loc[libro["subclasificacion"] == COCINA, "clave_municipio"])
    sin_cocina = next(c for c in sorted(set(libro["clave_municipio"])) if c not in con_cocina)
    lab.mark("Subclasificación", COCINA)
    lab.wait_filtro(COCINA)
    lab.click_fila(sin_cocina)
    assert lab.read_resumen()[3] == 0
    assert lab.read_tabla(0, "inversion_mxn")[sin_cocina] == "$0"

    # 6. ¿Cómo se ve en el mapa la inversión en piso firme?
    lab.mark("Subclasificación", COCINA)
    lab.mark("Subclasificación", PISO)
    lab.wait_filtro(PISO)
    lab.choose("Indicador", "Inversión del libro, con los filtros, por habitante")
    lab.wait_titulo("Inversión del libro, con los filtros por municipio, 2020")
    vista = Vista("10014", 2020, DE_INVERSION, filtro=Filtro(subclasificaciones=(PISO,)))
    esperado = datos.get_mapa(vista)["municipio_mxn"].dropna().tolist()
    assert sorted(f[0] for f in lab.read_datos(0)) == pytest.approx(sorted(esperado))

    # 7. ¿Y el país?
    lab.choose("Indicador", "Población en situación de pobreza")
    lab.choose("La tabla y el mapa muestran", "Todo el país")
    lab.wait_titulo("Pobreza por entidad, 2020")
    pais = datos.get_mapa(Vista("10014", 2020, es_nacional=True))["municipio_pct"]
    assert sorted(f[0] for f in lab.read_datos(0)) == pytest.approx(sorted(pais.tolist()))
    assert format_pct(pais.iloc[9]) in lab.pagina.locator(".fx-encima").first.text_content()

    lab.pagina.get_by_role("button", name="Deshacer").click()
    lab.wait_titulo("Pobreza por municipio, 2020")
    assert (lab.errores, lab.fuera) == ([], [])
    lab.open_enlace(write_enlace(Vista("10014", 2020)))


@pytest.mark.parametrize("ancho", [1024, 1440, 1920])
def test_it_fills_the_width_keeps_the_controls_in_sight_and_never_overflows(lab, ancho: int):
    lab.pagina.set_viewport_size({"width": ancho, "height": 1000})
    lab.pagina.locator(".fx-secciones").scroll_into_view_if_needed()
    lab.pagina.mouse.wheel(0, 600)
    lab.pagina.wait_for_timeout(300)
    medida = lab.pagina.evaluate(
        """() => {
          const caja = e => e.getBoundingClientRect(), fx = document.querySelector('.fx');
          const marco = caja(document.querySelector('.jp-WindowedPanel-outer'));
          const columnas = new Set([...document.querySelectorAll('.fx-tarjeta')].map(t => Math.round(caja(t).x)));
          const barra = caja(document.querySelector('.fx-barra'));
          return { libre: marco.right - caja(fx).right, sobra: fx.scrollWidth - fx.clientWidth,
            columnas: columnas.size, barra: barra.y >= marco.y - 1 && barra.bottom < marco.bottom };
        }"""
    )
    lab.pagina.set_viewport_size({"width": 1280, "height": 1100})
    assert medida["sobra"] <= 1
    assert 0 <= medida["libre"] < 60, "no llena el ancho"
    assert medida["barra"], "los controles se fueron de la vista"
    assert medida["columnas"] == {1024: 1, 1440: 2, 1920: 4}[ancho]  # con el panel de archivos abierto
