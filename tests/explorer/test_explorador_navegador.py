"""El explorador de verdad, en Chromium y sin red: JupyterLab y Voilà, con clic y con teclado."""

import csv
import io
import re
import struct
from pathlib import Path
from urllib.request import urlopen
from xml.etree import ElementTree

import pandas as pd
import pytest

from fais_analysis.entidad.datos import load_poligonos
from fais_analysis.explorer import datos
from fais_analysis.explorer.enlace import write_enlace
from fais_analysis.explorer.mapa import prepare_mapa
from fais_analysis.explorer.vista import Filtro, Vista, select_municipio
from fais_analysis.views.svg.lienzo import build_lienzo
from tests.explorer.pagina import ASENTADO, ESPERA_MS, Explorada
from tests.explorer.servidor import RAIZ, open_explorar

pytestmark = [pytest.mark.navegador, pytest.mark.lento, pytest.mark.xdist_group("explorador")]
MEZQUITAL, CANATLAN = "10014", "10001"
CIFRAS = ("municipio_pct", "brecha_pp", "cambio_pp", "inversion_mxn")
CRECE_MB = 25  # lo que el motor de JavaScript puede retener de más tras treinta selecciones


def get_punto(clave: str) -> tuple[float, float]:
    """Un punto interior del municipio, en pixeles de la figura."""
    poligonos = load_poligonos("10")
    figura = prepare_mapa(Vista(MEZQUITAL, 2020), datos.get_fuentes()[0]).figura
    lienzo, (x, y) = build_lienzo(figura["layout"]), poligonos.puntos[poligonos.indice[clave]]
    return lienzo.x(x), lienzo.y(y)


def list_cifras(vista: Vista) -> list[float | None]:
    fila = datos.get_fila(vista)
    return [None if pd.isna(fila[c]) else fila[c] for c in CIFRAS]


def check_pagina(explorada: Explorada, vista: Vista) -> None:
    """Lo leído de la página es lo calculado en Python: resumen, tendencia, brecha y totales."""
    assert explorada.read_resumen() == pytest.approx(list_cifras(vista), nan_ok=True)
    tendencia = datos.get_tendencia(vista).pivot(index="anio", columns="serie", values="pct")
    series = list(dict.fromkeys(datos.get_tendencia(vista)["serie"]))
    leida = explorada.read_datos(1)
    assert leida == [pytest.approx(f) for f in tendencia[series].to_numpy().tolist()]
    brecha = datos.get_brecha(vista)
    series = list(dict.fromkeys(brecha["serie"]))
    esperada = brecha.pivot(index="indicador", columns="serie", values="pct")[series]
    esperada = esperada.loc[list(dict.fromkeys(brecha["indicador"]))]
    assert explorada.read_datos(2) == [pytest.approx(f) for f in esperada.to_numpy().tolist()]
    total = datos.get_totales(vista).query("dimension == 'Total'").iloc[0]
    assert explorada.read_totales()["Total"][:2] == pytest.approx([total["inversion_mxn"], total["obras"]])


def test_lab_opens_offline_with_two_figures_and_says_it_is_a_demonstration(lab):
    assert lab.get_clave() == MEZQUITAL
    assert lab.pagina.locator(".fx .js-plotly-plot").count() == 2
    assert "DATOS DE DEMOSTRACIÓN" in lab.pagina.locator(".fais-aviso-demostracion").inner_text()
    assert lab.pagina.get_by_text("Would you like").count() == 0
    assert (
        lab.pagina.locator(".js-plotly-plot .modebar").count() == 0
        or not lab.pagina.get_by_text("Share chart").count()
    )
    assert lab.fuera == []
    check_pagina(lab, Vista(MEZQUITAL, 2020))


def test_running_before_there_is_a_kernel_is_announced_not_lost(lab):
    ajuste = lab.pagina.evaluate(
        "fetch('/lab/api/settings/@jupyterlab/notebook-extension:tracker').then(r => r.json())"
        ".then(r => r.schema.properties.enableKernelInitNotification.default)"
    )
    assert ajuste is True


def test_click_on_the_map_selects_and_every_linked_view_agrees(lab):
    lab.click_mapa(get_punto("10026"))
    lab.wait_municipio("10026")

    check_pagina(lab, Vista("10026", 2020))
    assert "San Dimas" in lab.pagina.locator(".fx-encima").nth(1).inner_html()


def test_what_is_chosen_falls_on_its_point(lab):
    """El punto de encima y el de plotly están en el mismo lugar de la pantalla, a menos de dos pixeles."""
    lab.click_fila(MEZQUITAL)
    lab.pagina.wait_for_function(
        """() => {
          const medio = e => { const c = e.getBoundingClientRect(); return [c.x + c.width / 2, c.y + c.height / 2]; };
          const marco = document.querySelectorAll('.fx-marco')[1];
          const elegido = medio([...marco.querySelectorAll('.fx-encima .m > *')].pop());
          const puntos = [...marco.querySelectorAll('.js-plotly-plot .points path')].map(medio);
          return Math.min(...puntos.map(p => Math.hypot(p[0] - elegido[0], p[1] - elegido[1]))) < 2;
        }""",
        timeout=ESPERA_MS,
    )


def test_keyboard_selects_in_the_table_and_in_the_list(lab):
    lab.click_fila(CANATLAN)
    lab.pagina.locator(f'.fx-tabla tr[data-clave="{CANATLAN}"]').focus()
    lab.pagina.keyboard.press("ArrowDown")
    lab.pagina.keyboard.press("Enter")
    lab.wait_municipio("10002")
    lab.pagina.keyboard.press("ArrowDown")
    lab.pagina.keyboard.press("c")  # compara sin dejar el teclado
    lab.pagina.wait_for_function(
        "document.querySelector('.fx-tarjeta:nth-child(2) h3').textContent.includes('Canelas') && "
        "document.querySelectorAll('.fx-tarjeta')[1].querySelector('svg').textContent.includes('Coneto')"
    )
    check_pagina(lab, Vista("10002", 2020, modo="municipios", comparados=("10003",)))

    lista = lab.pagina.get_by_label("Municipio", exact=True)
    lista.focus()
    lab.pagina.keyboard.type("Nazas")
    lab.wait_municipio("10015")
    celdas = lab.list_celdas()
    for control in (
        lab.pagina.locator(".fx .fais-cifras"),
        lista,
        lab.pagina.locator(".fx-casillas summary").first,
    ):
        control.click(position={"x": 5, "y": 5})
        lab.pagina.keyboard.type("mabdd")  # en una celda: a Markdown, insertar arriba y abajo, y borrarla
        lab.pagina.keyboard.press("Escape")
    assert lab.list_celdas() == celdas, "el teclado llegó al cuaderno"
    lab.search("nazas", "10015")
    lab.choose("Comparar", "Con su familia")
    lab.pagina.wait_for_function(
        "document.querySelectorAll('.fx-tarjeta')[1].querySelector('svg').textContent.includes('Su familia')"
    )
    check_pagina(lab, Vista("10015", 2020, modo="familia"))
    lab.choose("Comparar", "Con su estado")
    lab.pagina.wait_for_function(
        "!document.querySelectorAll('.fx-tarjeta')[1].querySelector('svg').textContent.includes('Su familia')"
    )


def test_ledger_filter_changes_the_totals_and_export_files_match(lab, tmp_path):
    lab.click_fila(MEZQUITAL)
    lab.mark("Año de la obra", "2020")
    lab.pagina.wait_for_function(
        "document.querySelector('.fx-totales[data-filtro]').dataset.filtro.includes('2020')"
    )
    vista = Vista(MEZQUITAL, 2020, filtro=Filtro(ejercicios=(2020,)))
    check_pagina(lab, vista)
    lab.pagina.get_by_label("Buscar", exact=True).fill("san")
    lab.pagina.wait_for_function("document.querySelectorAll('.fx-tabla tbody tr').length < 20")
    lab.pagina.locator('.fx-tabla thead button[data-campo="municipio_pct"]').click()
    lab.pagina.wait_for_selector('.fx-tabla th[aria-sort="descending"]')
    vistas = lab.pagina.evaluate(
        "[...document.querySelectorAll('.fx-tabla tbody tr')].map(f => f.dataset.clave)"
    )

    texto = lab.save_archivo("Tabla CSV", tmp_path).read_text(encoding="utf-8-sig")
    renglones = list(csv.reader(io.StringIO(texto)))
    datos_csv = renglones[renglones.index([]) + 2 :]
    assert [r[1] for r in datos_csv] == vistas
    assert "DATOS DE DEMOSTRACIÓN" in texto
    assert "Año de la obra: 2020" in texto
    assert "texto «san»" in texto
    esperado = datos.get_municipios(vista).set_index("clave_municipio")["municipio_pct"]
    assert [float(r[2]) for r in datos_csv] == pytest.approx([esperado[c] for c in vistas])

    ruta = lab.save_archivo("Libro de Excel", tmp_path)
    libro = pd.read_excel(ruta, sheet_name=None, dtype={"Clave": str}, engine="openpyxl")
    assert libro["municipios"]["Clave"].tolist() == vistas
    assert "AVISO" in libro["Vista"].columns
    svg = lab.save_archivo("Dibujo SVG", tmp_path).read_text(encoding="utf-8")
    ElementTree.fromstring(svg)
    assert all(t in svg for t in ("DATOS DE DEMOSTRACIÓN", "Año de la obra: 2020", "Mezquital", "CONEVAL"))
    png = lab.save_archivo("Imagen PNG", tmp_path).read_bytes()
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">2I", png[16:24])[0] == 1480  # dos veces los 740 px del SVG
    assert len(png) > 50_000, "imagen en blanco"

    lab.pagina.get_by_label("Buscar", exact=True).fill("")
    lab.pagina.get_by_role("button", name="Quitar los filtros").click()
    lab.pagina.wait_for_function(
        "document.querySelector('.fx-totales[data-filtro]').dataset.filtro === 'sin filtros'"
    )


def test_pinned_view_comes_back(lab):
    lab.click_fila("10037")
    lab.pagina.get_by_role("button", name="Fijar esta vista").click()
    lab.pagina.get_by_text("Vista fijada: Topia").wait_for()
    lab.click_fila(MEZQUITAL)

    lab.pagina.get_by_label("Vistas fijadas", exact=True).select_option(index=1)

    lab.wait_municipio("10037")


def test_thirty_selections_keep_memory_and_widgets_constant(lab):
    sonda = lab.pagina.context.new_cdp_session(lab.pagina)
    claves = [f"10{n:03d}" for n in range(1, 31)]

    def measure() -> tuple[float, int]:
        lab.pagina.evaluate("window.gc && gc()")
        sonda.send("HeapProfiler.collectGarbage")
        usado = sonda.send("Runtime.getHeapUsage")["usedSize"] / 1e6
        return usado, lab.pagina.locator(".fx .js-plotly-plot").count()

    for clave in claves[:5]:
        lab.click_fila(clave)
    antes = measure()
    for clave in claves:
        lab.click_fila(clave)
    despues = measure()

    assert despues[1] == antes[1] == 2
    assert despues[0] - antes[0] < CRECE_MB
    assert lab.errores == []
    assert lab.fuera == []


def test_municipality_without_data_says_so_and_the_map_explains_its_absence(lab):
    lab.choose("Entidad", "Oaxaca")
    lab.pagina.get_by_text("Sin mapa: faltan los polígonos de Oaxaca").wait_for(timeout=ESPERA_MS)
    lab.wait_municipio("20001")
    lab.pagina.locator('select option:text-is("Matías Romero Avendaño")').first.wait_for(state="attached")
    lab.choose("Año de la medición", "2015")
    lab.pagina.get_by_text("Pobreza, 2015", exact=True).wait_for()
    lab.choose("Municipio", "Matías Romero Avendaño")  # 20057: sin medición en 2015 (CONEVAL)
    lab.wait_municipio("20057")

    dicho = lab.pagina.locator(".fx").inner_text()
    assert "no tiene dato publicado de este indicador en 2015: sin dato, no cero" in dicho
    assert "El libro de inversión no registra obras" in dicho
    assert lab.read_resumen() == [None, None, None, None]
    lab.choose("Año de la medición", "2020")
    lab.pagina.get_by_text("Pobreza, 2020", exact=True).wait_for()
    lab.choose("Entidad", "Durango")
    lab.wait_municipio(CANATLAN)
    lab.wait_figuras(2)


def test_national_table_stays_usable(lab):
    lab.choose("La tabla y el mapa muestran", "Todo el país")
    lab.pagina.get_by_text("2,469 municipios", exact=True).wait_for(timeout=ESPERA_MS)
    lab.pagina.get_by_label("Buscar", exact=True).fill("mezquital 10014")
    lab.pagina.get_by_text("1 de 2,469 municipios").wait_for()
    lab.click_fila(MEZQUITAL)
    lab.pagina.get_by_label("Buscar", exact=True).fill("")
    lab.choose("La tabla y el mapa muestran", "Los municipios del estado")
    lab.pagina.get_by_text("39 municipios", exact=True).wait_for()


def test_expediente_of_this_municipality_with_progress(lab):
    lab.click_fila("10002")
    lab.pagina.get_by_role("button", name="Hacer el expediente de este municipio").click()
    lab.pagina.get_by_text("Haciendo el expediente de Canelas").wait_for(timeout=ESPERA_MS)
    lab.pagina.get_by_text("Listo el expediente de Canelas").wait_for(timeout=2 * ESPERA_MS)

    assert list((lab.proyecto / "outputs").glob("*/*/expediente.html"))
    with lab.pagina.context.expect_page() as abierta:
        lab.pagina.get_by_role("link", name="Abrir el expediente").click()
    abierta.value.get_by_role("heading", name="Canelas").first.wait_for(timeout=ESPERA_MS)
    abierta.value.close()


def test_explorer_without_a_kernel_says_so_instead_of_staying_silent(lab):
    lab.pagina.get_by_role("menuitem", name="Kernel", exact=True).click()
    lab.pagina.get_by_role("menuitem", name=re.compile("^Restart Kernel…")).click()
    lab.pagina.get_by_role("button", name="Confirm Kernel Restart").click()
    lab.pagina.wait_for_function(ASENTADO, timeout=ESPERA_MS, polling=100)
    lab.pagina.locator('.fx-tabla tr[data-clave="10005"] th').click()
    aviso = lab.pagina.locator(".fx-mudo")
    aviso.wait_for()
    assert "vuelva a correr su celda" in aviso.text_content()
    assert lab.pagina.evaluate("e => e.closest('.fx') !== null", aviso.element_handle())
    lab.errores.clear()  # el del mensaje que no tuvo a quién llegar


def test_kernel_restart_recovers_and_the_notebook_is_saved_clean(lab):
    lab.pick_menu("Kernel", "Restart Kernel and Run All Cells…")
    lab.pagina.get_by_role("button", name="Confirm Kernel Restart").click()
    lab.pagina.wait_for_function(
        "document.querySelector('.fx h2[data-clave]')?.dataset.clave !== '10002'", timeout=ESPERA_MS
    )
    lab.wait_listo()
    lab.wait_municipio(MEZQUITAL)
    lab.pagina.get_by_label("Vistas fijadas", exact=True).select_option(index=1)
    lab.wait_municipio("10037")  # la que fijó otra prueba, en el kernel anterior
    lab.pagina.get_by_role("button", name="Quitar las fijadas").click()
    lab.pagina.get_by_text("Ya no hay vistas fijadas.").wait_for()
    lab.click_fila("10005")
    check_pagina(lab, Vista("10005", 2020))

    antes = (lab.proyecto / "notebooks" / "90_explorador.ipynb").stat().st_mtime_ns
    lab.pagina.keyboard.press("Control+s")
    guardado = wait_guardado(lab, lab.proyecto / "notebooks" / "90_explorador.ipynb", antes)
    assert guardado == (RAIZ / "notebooks" / "90_explorador.ipynb").read_bytes(), "el cuaderno cambió en git"
    assert lab.errores == []


def wait_guardado(lab: Explorada, ruta: Path, antes: int) -> bytes:
    """El cuaderno, cuando JupyterLab lo haya escrito."""
    for _ in range(120):
        if ruta.stat().st_mtime_ns != antes:
            break
        lab.pagina.wait_for_timeout(500)  # dormir detendría también las peticiones de la página
    return ruta.read_bytes()


def list_graves(pagina) -> list[tuple[str, str]]:
    """Lo que axe encuentra de serio o crítico; lo leve es del marco de Voilà."""
    from axe_playwright_python.sync_playwright import Axe

    hallazgos = Axe().run(pagina).response["violations"]
    return [
        (h["id"], h["nodes"][0]["html"][:120]) for h in hallazgos if h["impact"] in ("serious", "critical")
    ]


def test_voila_is_read_only_and_agrees_with_python(contexto, tmp_path):
    pedida = Vista("10034", 2015, indicador="irs_sin_drenaje", filtro=Filtro(ejercicios=(2019,)))
    with open_explorar(tmp_path, "--tablero", "--vista", write_enlace(pedida)) as (direccion, proyecto):
        assert b"explorador" not in urlopen(direccion.split("?")[0], timeout=30).read(), "abre sin contraseña"
        tablero = Explorada(contexto, direccion)
        tablero.wait_listo()
        assert tablero.pagina.get_by_role("button", name="Hacer el expediente").count() == 0
        dicho = tablero.pagina.locator("body").inner_text()
        assert not [ajena for ajena in ("open_explorador", "JupyterLab", "Run All") if ajena in dicho]
        assert "sólo para mirar" in dicho
        tablero.wait_municipio("10034")  # el enlace de otra máquina abrió la misma vista
        check_pagina(tablero, pedida)
        tablero.click_mapa(get_punto("10026"))
        tablero.wait_municipio("10026")
        check_pagina(tablero, select_municipio(pedida, "10026"))
        tablero.pagina.set_viewport_size({"width": 390, "height": 900})
        tablero.pagina.wait_for_timeout(500)
        ancho = tablero.pagina.evaluate("document.querySelector('.fx').scrollWidth")
        assert ancho <= 390, "la página se desborda en un teléfono"
        assert tablero.pagina.evaluate("document.documentElement.lang") == "es-MX"
        assert list_graves(tablero.pagina) == []
        assert (tablero.fuera, tablero.errores) == ([], [])
        assert not list((proyecto / "outputs").iterdir())
