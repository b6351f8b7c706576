"""Lo que una persona hace en la página del explorador, y lo que lee en ella."""

import re

from playwright.sync_api import Page, TimeoutError

RUIDO = re.compile(r"ResizeObserver loop|favicon")
ESPERA_MS = 240_000  # dos núcleos repartidos entre muchos: se espera de más, pero con fin
# La barra de estado dice que está libre, sin haber dejado de estarlo en tres segundos: al conectarse, ipywidgets le pide
# los widgets que tenga, y lo que se corra antes de que conteste puede quedarse con las figuras vacías.
ASENTADO = """() => {
  const libre = document.querySelector('#jp-main-statusbar')?.textContent.includes('(ipykernel) | Idle');
  window.faisLibre = libre ? window.faisLibre ?? performance.now() : null;
  return libre && performance.now() - window.faisLibre > 3000;
}"""


def run_celdas(pagina: Page) -> None:
    """Corre todo el cuaderno abierto desde el menú de JupyterLab, cuando ya tiene kernel.

    Se mira la barra de estado: el círculo de arriba nace en «idle», antes de que haya kernel, y quien corre entonces
    arranca uno por su cuenta, que JupyterLab apaga (con lo corrido) en cuanto llega el que él había pedido.
    """
    wait_cuaderno(pagina)
    pagina.wait_for_function(ASENTADO, timeout=ESPERA_MS, polling=100)
    pick_menu(pagina, "Run", "Run All Cells")


def wait_cuaderno(pagina: Page) -> None:
    """Espera a que se vea; con la máquina saturada JupyterLab a veces no lo abre, y se recarga."""
    for intento in range(3):
        try:
            pagina.wait_for_selector(".jp-Notebook .jp-Cell", timeout=ESPERA_MS // 4)
            return
        except TimeoutError:
            if intento == 2:
                raise
            pagina.reload(timeout=ESPERA_MS, wait_until="commit")


def pick_menu(pagina: Page, menu: str, orden: str) -> None:
    """Una orden del menú de JupyterLab."""
    pagina.get_by_role("menuitem", name=menu, exact=True).click()
    pagina.get_by_role("menuitem", name=orden, exact=True).click()


class Explorada:
    """Una página con el explorador, que anota errores de consola y toda petición fuera de 127.0.0.1."""

    def __init__(self, contexto, direccion: str) -> None:
        self.pagina: Page = contexto.new_page()
        self.errores: list[str] = []
        self.fuera: list[str] = []
        self.pagina.route("**/*", self._route)
        self.pagina.on("console", lambda m: self._note(m.text) if m.type == "error" else None)
        self.pagina.on("pageerror", lambda e: self._note(str(e)))
        self.pagina.goto(direccion, timeout=ESPERA_MS, wait_until="commit")

    def _route(self, ruta) -> None:
        url = ruta.request.url
        if url.startswith(("http://127.0.0.1:", "blob:", "data:", "ws://127.0.0.1:")):
            ruta.continue_()
        else:
            self.fuera.append(url)
            ruta.abort()

    def _note(self, texto: str) -> None:
        if not RUIDO.search(texto):
            self.errores.append(texto)

    def run_cuaderno(self) -> None:
        """Corre todo el cuaderno desde el menú de JupyterLab."""
        run_celdas(self.pagina)
        self.wait_listo()

    def pick_menu(self, menu: str, orden: str) -> None:
        pick_menu(self.pagina, menu, orden)

    def wait_listo(self) -> None:
        """Espera a que las dos figuras de plotly estén dibujadas y la tabla, puesta."""
        self.pagina.wait_for_function(
            "document.querySelectorAll('.fx-marco .main-svg').length >= 2 "
            "&& document.querySelector('.fx-tabla tbody tr')",
            timeout=ESPERA_MS,
        )

    def wait_figuras(self, cuantas: int) -> None:
        """Espera a que haya esas figuras de plotly, ya con sus trazas."""
        self.pagina.wait_for_function(
            "n => { const f = [...document.querySelectorAll('.fx-marco .js-plotly-plot')];"
            "       return f.length === n && f.every(x => x.data?.length && x._fullLayout); }",
            arg=cuantas,
            timeout=ESPERA_MS,
        )

    def wait_municipio(self, clave: str) -> None:
        """Espera a que el resumen, la tabla y los totales digan el municipio."""
        self.pagina.wait_for_function(
            "c => document.querySelector('.fx h2[data-clave]')?.dataset.clave === c "
            "&& document.querySelector('.fx-tabla tr[aria-selected]')?.dataset.clave === c "
            "&& (document.querySelector('.fx-totales[data-filtro]')?.dataset.clave ?? c) === c",
            arg=clave,
            timeout=ESPERA_MS,
        )

    def get_clave(self) -> str:
        return self.pagina.locator(".fx h2[data-clave]").get_attribute("data-clave")

    def click_fila(self, clave: str) -> None:
        self.pagina.locator(f'.fx-tabla tr[data-clave="{clave}"] th').click()
        self.wait_municipio(clave)

    def click_mapa(self, punto: tuple[float, float]) -> None:
        """Clic en el mapa, en pixeles de la figura."""
        caja = self.pagina.locator(".fx-marco .js-plotly-plot").first
        caja.scroll_into_view_if_needed()
        caja.hover(position={"x": punto[0] - 2, "y": punto[1]})
        caja.hover(position={"x": punto[0], "y": punto[1]})
        self.pagina.locator(".fx-marco .hoverlayer .hovertext").first.wait_for(timeout=ESPERA_MS)
        caja.click(position={"x": punto[0], "y": punto[1]})

    def choose(self, rotulo: str, opcion: str) -> None:
        self.pagina.get_by_label(rotulo, exact=True).select_option(opcion)

    def search(self, escrito: str, clave: str) -> None:
        """Escribe un nombre en la búsqueda y se queda con lo primero que sale."""
        caja = self.pagina.get_by_label("Buscar un municipio", exact=True)
        caja.fill("")
        caja.press_sequentially(escrito)
        self.pagina.locator(f'.fx-busca [data-clave="{clave}"][aria-selected="true"]').wait_for(
            timeout=ESPERA_MS
        )
        self.pagina.keyboard.press("Enter")
        self.wait_municipio(clave)

    def mark(self, filtro: str, opcion: str) -> None:
        """Marca o desmarca una opción de un filtro, con un clic."""
        caja = self.pagina.locator(".fx-casillas", has=self.pagina.locator(f'summary:has-text("{filtro}:")'))
        caja.locator("summary").click()
        caja.get_by_label(opcion, exact=True).click()
        self.pagina.keyboard.press("Escape")

    def open_enlace(self, enlace: str) -> None:
        """Pega un enlace y lo abre."""
        caja = self.pagina.get_by_label("Enlace de esta vista", exact=True)
        if caja.input_value() != enlace:
            caja.fill(enlace)
            caja.press("Enter")
        self.wait_municipio(enlace.split("municipio=")[1][:5])

    def wait_titulo(self, titulo: str) -> None:
        """Espera a que el mapa diga lo que se pidió."""
        self.pagina.locator(".fx-tarjeta h3", has_text=titulo).first.wait_for(timeout=ESPERA_MS)

    def wait_filtro(self, parte: str) -> None:
        """Espera a que los totales digan su filtro."""
        self.pagina.wait_for_function(
            "p => document.querySelector('.fx-totales[data-filtro]').dataset.filtro.includes(p)",
            arg=parte,
            timeout=ESPERA_MS,
        )

    def list_celdas(self) -> list[str]:
        """De qué clase es cada celda del cuaderno."""
        return self.pagina.evaluate(
            "[...document.querySelectorAll('.jp-Notebook .jp-Cell')].map(c => "
            "c.classList.contains('jp-CodeCell') ? 'código' : 'texto')"
        )

    def read_tabla(self, numero: int, campo: str) -> dict[str, str]:
        """Lo que dice una columna de la tabla de municipios (0) o de obras (1), por clave de renglón."""
        return self.pagina.evaluate(
            "([numero, campo]) => { const t = document.querySelectorAll('.fx-tabla')[numero];"
            "const n = [...t.querySelectorAll('thead button')].findIndex(b => b.dataset.campo === campo);"
            "return Object.fromEntries([...t.querySelectorAll('tbody tr')].map(f => [f.dataset.clave, "
            "f.cells[n + (t.querySelector('thead input, thead th:not(:has(button))') ? 1 : 0)].textContent])); }",
            [numero, campo],
        )

    def read_resumen(self) -> list[float | None]:
        """Valores exactos de las cuatro cifras del resumen; nulo donde dice «sin dato»."""
        return self.pagina.evaluate(
            "[...document.querySelectorAll('.fx .fais-valor')].map(e => "
            "e.querySelector('data') ? Number(e.querySelector('data').value) : null)"
        )

    def read_datos(self, numero: int) -> list[list[float]]:
        """Las cifras de la tabla que acompaña a una tarjeta."""
        return self.pagina.evaluate(
            "n => [...document.querySelectorAll('.fx-tarjeta')[n].querySelectorAll('tbody tr')].map(f => "
            "[...f.querySelectorAll('data')].map(d => Number(d.value)))",
            numero,
        )

    def read_totales(self) -> dict[str, list[float]]:
        """Por renglón de los totales del libro, sus cifras."""
        return self.pagina.evaluate(
            "Object.fromEntries([...document.querySelectorAll('.fx-totales[data-filtro] tbody tr')]"
            ".filter(f => f.querySelector('data')).map(f => [f.querySelector('th').textContent,"
            "[...f.querySelectorAll('data')].map(d => Number(d.value))]))"
        )

    def save_archivo(self, formato: str, destino) -> object:
        """Guarda lo que está en pantalla y devuelve la ruta."""
        self.choose("Guardar lo que está en pantalla", formato)
        self.pagina.wait_for_timeout(200)
        with self.pagina.expect_download(timeout=ESPERA_MS) as bajada:
            self.pagina.get_by_role("button", name="Guardar", exact=True).click()
        ruta = destino / bajada.value.suggested_filename
        bajada.value.save_as(ruta)
        return ruta
