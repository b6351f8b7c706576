"""Lo que se hace con la vista: fijarla, guardarla y producir el expediente del municipio."""

import threading
from typing import TYPE_CHECKING

import pandas as pd

from fais_analysis.errors import ParametroError
from fais_analysis.explorer import datos, textos
from fais_analysis.explorer.expediente import Avance, run_expediente
from fais_analysis.explorer.exportar import Contexto, build_csv, build_svg, build_xlsx, write_nombre
from fais_analysis.explorer.fijadas import MAXIMO, get_ruta, read_fijadas, save_fijadas
from fais_analysis.explorer.graficas import name_municipios
from fais_analysis.explorer.pantalla import ORDEN_TARJETAS, Pantalla
from fais_analysis.explorer.piezas import apply_orden
from fais_analysis.explorer.vista import Vista, describe_vista
from fais_analysis.views.formato import format_decimal
from fais_analysis.views.marcado import escape_html
from fais_analysis.views.modelos import Columna

if TYPE_CHECKING:
    from fais_analysis.explorer.tablero import Explorador

COLUMNAS = (
    Columna("municipio", "Municipio"),
    Columna("clave_municipio", "Clave"),
    Columna("municipio_pct", "% de la población", "pct"),
    Columna("personas", "Personas", "entero"),
    Columna("brecha_pp", "Brecha con su estado", "pp"),
    Columna("cambio_pp", "Cambio", "pp"),
    Columna("inversion_mxn", "Inversión", "mxn"),
    Columna("inversion_por_persona_mxn", "Por habitante", "mxn"),
    Columna("obras", "Obras", "entero"),
)
TOTALES = (
    Columna("dimension", "Dimensión"),
    Columna("valor", "Valor"),
    Columna("inversion_mxn", "Inversión, pesos corrientes", "mxn"),
    Columna("porcentaje_pct", "% de lo filtrado", "pct"),
    Columna("obras", "Obras en que participa", "entero"),
)
HOJAS = {
    "tendencia": (Columna("serie", "Serie"), Columna("anio", "Año", "anio"), Columna("pct", "%", "pct")),
    "brecha": (Columna("indicador", "Indicador"), Columna("serie", "Serie"), Columna("pct", "%", "pct")),
    "dispersion": (
        Columna("municipio", "Municipio"),
        Columna("clave_municipio", "Clave"),
        Columna("carencia_pct", "% con la carencia", "pct"),
        Columna("inversion_mxn", "Inversión", "mxn"),
        Columna("inversion_por_persona_mxn", "Por habitante", "mxn"),
    ),
    "totales_municipio": TOTALES,
    "totales_entidad": TOTALES,
}
MIMES = {
    "svg": "image/svg+xml",
    "png": "image/svg+xml",  # viaja el SVG; el navegador lo pasa a imagen
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ESCALA_PNG = 2


def build_contexto(vista: Vista) -> Contexto:
    """Lo que cada archivo dice de sí."""
    renglones = tuple(describe_vista(vista, datos.load_nombres()))
    return Contexto(renglones, datos.get_fuentes(), datos.is_demostracion())


def get_tabla_en_pantalla(pantalla: Pantalla, vista: Vista) -> pd.DataFrame:
    """La tabla de municipios con el orden y el filtro que puso la persona."""
    return apply_orden(datos.get_municipios(vista), pantalla.tabla.orden, pantalla.tabla.filtro)


def describe_tabla(pantalla: Pantalla) -> list[tuple[str, str]]:
    """El orden y el filtro de la tabla, en renglones."""
    filtro, orden = pantalla.tabla.filtro, pantalla.tabla.orden
    rotulos = {c.campo: c.rotulo for c in COLUMNAS}
    partes = [f"texto «{filtro['busqueda']}»"] if filtro["busqueda"] else []
    for extremo, palabra in (("minimo", "desde"), ("maximo", "hasta")):
        if filtro[extremo] is not None:
            numero = format_decimal(filtro[extremo])
            partes.append(f"{rotulos.get(filtro['campo'], '')} {palabra} {numero}")
    sentido = "de mayor a menor" if orden["descendente"] else "de menor a mayor"
    return [
        ("Filtro de la tabla", ", ".join(partes) or "ninguno"),
        ("Orden de la tabla", f"{rotulos[orden['campo']]}, {sentido}"),
    ]


def build_archivo(formato: str, explorador: "Explorador") -> tuple[bytes, dict[str, int] | None]:
    """El contenido del archivo y, si es PNG, las medidas con que el navegador lo dibuja."""
    pantalla, vista = explorador.pantalla, explorador.vista
    contexto = build_contexto(vista)
    if formato in ("svg", "png"):
        graficas = explorador.draw_graficas(vista)
        svg, ancho, alto = build_svg([graficas[n] for n in ORDEN_TARJETAS if n in graficas], contexto)
        medida = {"ancho": ancho, "alto": alto, "escala": ESCALA_PNG} if formato == "png" else None
        return svg.encode(), medida
    tabla = get_tabla_en_pantalla(pantalla, vista)
    renglones = (*contexto.renglones, *describe_tabla(pantalla))
    contexto = Contexto(renglones, contexto.fuentes, contexto.es_demostracion)
    if formato == "csv":
        return build_csv(tabla, COLUMNAS, contexto).encode(), None
    return build_xlsx(list_hojas(vista, tabla), contexto), None


def list_hojas(vista: Vista, tabla: pd.DataFrame) -> dict[str, tuple[pd.DataFrame, tuple[Columna, ...]]]:
    """Las hojas del libro: la tabla como se ve y las que hay detrás de cada dibujo y de los totales."""
    tablas, nombres = datos.list_tablas(vista), datos.load_nombres()
    dispersion = tablas["dispersion"]
    tablas["dispersion"] = name_municipios(dispersion, nombres)
    hojas = {nombre: (tablas[nombre], columnas) for nombre, columnas in HOJAS.items()}
    return {"municipios": (tabla, COLUMNAS), **hojas}


class Acciones:
    """Conecta los botones de la pantalla con lo que hacen.

    En sólo lectura (el tablero, que varios abren) no se producen expedientes y lo fijado no se guarda.
    """

    def __init__(self, explorador: "Explorador", es_lectura: bool) -> None:
        self.explorador, self.pantalla = explorador, explorador.pantalla
        self.es_lectura, self.fijadas = es_lectura, dict[str, Vista]()
        self.hilo: threading.Thread | None = None
        a = self.pantalla.acciones
        a.fijar.on_click(lambda _: self.pin_vista())
        a.quitar.on_click(lambda _: self.clear_fijadas())
        a.guardar.on_click(lambda _: self.save_archivo())
        a.fijadas.observe(lambda cambio: self._restore(cambio["new"]), "value")
        if not es_lectura:
            a.expediente.on_click(lambda _: self.start_expediente())
            self._load_fijadas()

    @property
    def vista(self) -> Vista:
        """La que está en pantalla."""
        return self.explorador.vista

    def pin_vista(self) -> None:
        """Fija la vista: queda en la lista con sus cifras, también la próxima vez que se abra."""
        self._add_fijada(self.vista)
        duracion = ". Dura mientras esta página siga abierta." if self.es_lectura else ""
        self._keep_fijadas(f"Vista fijada: {list(self.fijadas)[-1]}{duracion}")

    def clear_fijadas(self) -> None:
        """Vacía la lista de vistas fijadas y su archivo."""
        self.fijadas.clear()
        self._keep_fijadas("Ya no hay vistas fijadas.")

    def _add_fijada(self, vista: Vista) -> None:
        fila, nombre = datos.get_fila(vista), datos.load_nombres()[vista.clave_municipio]
        rotulo = textos.write_fijada(vista, fila, nombre)
        self.fijadas.pop(rotulo, None)
        self.fijadas[rotulo] = vista
        if len(self.fijadas) > MAXIMO:
            del self.fijadas[next(iter(self.fijadas))]

    def _load_fijadas(self) -> None:
        """Las de la vez pasada; las que ya no se pueden mostrar (otro libro, otros años) se dejan fuera."""
        try:
            guardadas = read_fijadas(get_ruta())
        except ParametroError as error:
            self._say(str(error))
            return
        for vista in guardadas:
            if self.pantalla.can_show(vista) and vista.clave_municipio in datos.load_catalogo():
                self._add_fijada(vista)
        self._show_fijadas()

    def _keep_fijadas(self, dicho: str) -> None:
        """Muestra la lista y la guarda; si no se puede, lo dice."""
        self._show_fijadas()
        try:
            if not self.es_lectura:
                save_fijadas(get_ruta(), tuple(self.fijadas.values()))
        except OSError as error:
            dicho += f" No se pudo guardar para la próxima vez: {error.strerror}."
        self._say(dicho)

    def _show_fijadas(self) -> None:
        primera = "Elija una para volver a ella…" if self.fijadas else "Ninguna todavía"
        self.pantalla.acciones.fijadas.options = [(primera, None), *self.fijadas.items()]

    def _restore(self, vista: Vista | None) -> None:
        if vista is not None:
            self.explorador.show_vista(vista)
            self.pantalla.acciones.fijadas.value = None

    def save_archivo(self) -> None:
        """Manda al navegador lo que está en pantalla, en el formato elegido."""
        formato = self.pantalla.acciones.formato.value
        contenido, png = build_archivo(formato, self.explorador)
        nombre = write_nombre(self.vista, formato)
        self.pantalla.descarga.send_archivo(nombre, contenido, (MIMES[formato], png))

    def start_expediente(self) -> None:
        """Empieza el expediente del municipio; el explorador se puede seguir usando."""
        boton = self.pantalla.acciones.expediente
        if boton.disabled:
            return
        boton.disabled = True
        clave = self.vista.clave_municipio
        self.hilo = threading.Thread(target=self._produce, args=(clave,), daemon=True)
        self.hilo.start()

    def _produce(self, clave_municipio: str) -> None:
        try:
            run_expediente(clave_municipio, lambda avance: self._show_avance(clave_municipio, avance))
        except OSError as error:
            self._say(f"No se pudo empezar el expediente: {error.strerror}.")
        finally:
            self.pantalla.acciones.expediente.disabled = False

    def _show_avance(self, clave_municipio: str, avance: Avance) -> None:
        barra = self.pantalla.acciones.avance
        barra.layout.visibility = "visible"
        barra.value = 100 if avance.codigo == 0 else round(100 * avance.hechos / (avance.total or 2))
        nombre = datos.load_nombres()[clave_municipio]
        conteo = f" ({avance.hechos} de {avance.total})" if avance.total else ""
        if avance.codigo is None:
            self._say(f"Haciendo el expediente de {nombre}{conteo}: {avance.mensaje}")
        elif avance.codigo == 0:
            self._say(f"Listo el expediente de {nombre}. Ábralo en: {avance.indice}")
        else:
            self._say(f"No salió el expediente de {nombre}: {avance.mensaje}")

    def _say(self, texto: str) -> None:
        self.pantalla.acciones.mensaje.value = f'<p class="fx-estado" role="status">{escape_html(texto)}</p>'
