"""El cuaderno de formación en JupyterLab y en Voilà de verdad: contesta bien y mal, con ratón y con teclado."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from fais_analysis.explorer import CUADERNO as EXPLORADOR
from fais_analysis.explorer.aprende.clase import Clase, open_clase
from fais_analysis.explorer.aprende.pregunta import Pregunta
from tests.explorer.pagina import ESPERA_MS, run_celdas
from tests.explorer.voila import open_voila

pytestmark = [pytest.mark.navegador, pytest.mark.lento, pytest.mark.xdist_group("explorador")]
CUADERNO = "91_aprende_carencias.ipynb"
ALTO = 9_000  # todo a la vista: JupyterLab sólo dibuja las celdas cercanas


@pytest.fixture(scope="module")
def clase() -> Clase:
    return open_clase("10014")


@pytest.fixture(scope="module", params=["jupyterlab", "voila"])
def pagina(request: pytest.FixtureRequest, contexto, tmp_path_factory, raiz: Path) -> Iterator:
    """El cuaderno ya corrido; sólo se deja hablar con 127.0.0.1."""
    hoja = contexto.new_page()
    hoja.set_viewport_size({"width": 1200, "height": ALTO})
    hoja.errores, hoja.servidor = [], request.param
    hoja.on("pageerror", lambda error: hoja.errores.append(str(error)))
    hoja.route("**/*", lambda ruta: ruta.continue_() if "127.0.0.1" in ruta.request.url else ruta.abort())
    if request.param == "jupyterlab":  # el mismo que abre ``fais explorar``, en otro espacio de trabajo
        direccion, _ = request.getfixturevalue("laboratorio")
        hoja.goto(
            direccion.replace(
                f"/lab/tree/notebooks/{EXPLORADOR}", f"/lab/workspaces/aprende/tree/notebooks/{CUADERNO}"
            ),
            timeout=ESPERA_MS,
            wait_until="commit",
        )
        run_celdas(hoja)
        wait_clase(hoja)
        yield hoja
    else:
        carpeta = tmp_path_factory.mktemp("voila")
        shutil.copy(raiz / "notebooks" / CUADERNO, carpeta)
        with open_voila(CUADERNO, carpeta, raiz) as direccion:
            hoja.goto(direccion, timeout=ESPERA_MS)
            wait_clase(hoja)
            yield hoja
    hoja.close()


def wait_clase(hoja) -> None:
    """Espera a que estén los ejercicios del principio y los del final."""
    hoja.get_by_text("Revisar todo").wait_for(timeout=ESPERA_MS)
    hoja.get_by_text("¿Puede restarlas").wait_for(timeout=ESPERA_MS)


def find_tarjeta(hoja, enunciado: str):
    return hoja.locator(".widget-vbox.fais-aprende", has_text=enunciado)


def find_avance(hoja) -> str:
    return hoja.locator(".fais-aprende", has_text="Lleva").first.inner_text()


def list_correctas(pregunta: Pregunta) -> list[int]:
    return [n for n, o in enumerate(pregunta.opciones) if o.es_correcta]


def wait_revision(tarjeta, texto: str) -> str:
    revision = tarjeta.locator(".fais-revision", has_text=texto).first
    revision.wait_for(timeout=ESPERA_MS)
    return revision.inner_text()


def test_wrong_then_right_with_the_mouse(pagina, clase: Clase):
    pregunta = clase.temas["vivienda"][0]
    tarjeta = find_tarjeta(pagina, pregunta.enunciado)
    buena = list_correctas(pregunta)[0]
    mala = next(n for n in range(len(pregunta.opciones)) if n != buena)
    radios, boton = tarjeta.get_by_role("radio"), tarjeta.get_by_role("button", name="Revisar")

    boton.click()
    assert "Elija una respuesta" in wait_revision(tarjeta, "Elija")
    radios.nth(mala).click()
    boton.click()
    assert pregunta.opciones[mala].porque in wait_revision(tarjeta, "Todavía no")
    radios.nth(buena).click()
    boton.click()
    dicho = wait_revision(tarjeta, "Correcto")
    assert pregunta.opciones[buena].porque in dicho
    assert "Fuente:" in dicho


def test_every_question_with_the_keyboard_only(pagina, clase: Clase):
    for pregunta in [p for preguntas in clase.temas.values() for p in preguntas]:
        tarjeta = find_tarjeta(pagina, pregunta.enunciado)
        buena = list_correctas(pregunta)[0]
        tarjeta.get_by_role("radio").first.focus()
        for _ in range(buena):  # las flechas no: JupyterLab las usa para cambiar de celda
            pagina.keyboard.press("Tab")
        pagina.keyboard.press("Space")
        for _ in pregunta.opciones[buena:]:  # los círculos que faltan y luego el botón
            pagina.keyboard.press("Tab")
        pagina.keyboard.press("Space")
        assert pregunta.opciones[buena].porque in wait_revision(tarjeta, "Correcto")


def test_classification_says_why_in_every_row(pagina, clase: Clase):
    ejercicio = clase.clasificacion
    tablero = find_tarjeta(pagina, ejercicio.enunciado)
    otra = next(c for c in ejercicio.clases if c != ejercicio.renglones[0].clase)

    for numero, renglon in enumerate(ejercicio.renglones):
        elegida = ejercicio.clases[otra if numero == 0 else renglon.clase]
        tablero.get_by_label(renglon.texto, exact=True).select_option(value=elegida)
    tablero.get_by_role("button", name="Revisar todo").click()

    total = len(ejercicio.renglones)
    assert ejercicio.renglones[0].porque in wait_revision(tablero, ejercicio.renglones[0].porque)
    wait_revision(tablero, f"{total - 1} de {total} correctas")
    assert tablero.locator(".fais-revision-bien").count() == total - 1
    tablero.get_by_label(ejercicio.renglones[0].texto, exact=True).select_option(
        value=ejercicio.clases[ejercicio.renglones[0].clase]
    )
    tablero.get_by_role("button", name="Revisar todo").click()
    wait_revision(tablero, f"{total} de {total} correctas")


def test_progress_reaches_the_total(pagina, clase: Clase):
    """Después de las anteriores todo está bien contestado; lo dicen las dos veces que aparece."""
    esperado = f"Lleva {clase.total} de {clase.total} respuestas correctas"
    pagina.get_by_text(esperado).first.wait_for(timeout=ESPERA_MS)

    assert pagina.get_by_text(esperado).count() == 2
    assert "Terminó" in find_avance(pagina)


def test_figures_on_the_page_are_the_ones_in_the_table(pagina, clase: Clase):
    tabla = pagina.locator("#aprende-carencias")
    for fila in clase.datos.prioridad.itertuples():
        assert f"{fila.personas:,.0f}" in tabla.inner_text()


def test_nothing_overflows_nor_breaks(pagina, tmp_path: Path):
    sobran = pagina.evaluate(
        "[...document.querySelectorAll('.fais-aprende, .fais-leccion')]"
        ".filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.innerText.slice(0, 60))"
    )
    capturas = Path(os.environ.get("FAIS_CAPTURAS", tmp_path))
    pagina.screenshot(path=capturas / f"aprende_{pagina.servidor}.png")

    assert sobran == []
    assert pagina.errores == []
    if pagina.servidor == "voila":  # el teléfono de un alcalde
        pagina.set_viewport_size({"width": 360, "height": ALTO})
        pagina.screenshot(path=capturas / "aprende_voila_360.png")
        assert pagina.evaluate("document.documentElement.scrollWidth") <= 360
