"""Lo que se hace con la vista: fijarla, guardarla y producir el expediente del municipio."""

import threading

from fais_analysis.errors import ParametroError
from fais_analysis.explorer import datos, textos
from fais_analysis.explorer.archivo import DIBUJADOS, MIMES, Escena, build_archivo
from fais_analysis.explorer.expediente import Avance, find_enlace, run_expediente
from fais_analysis.explorer.exportar import write_nombre
from fais_analysis.explorer.fijadas import MAXIMO, get_ruta, read_fijadas, save_fijadas
from fais_analysis.explorer.repetir import write_codigo
from fais_analysis.explorer.vista import Vista
from fais_analysis.views.marcado import escape_html


class Acciones:
    """Conecta los botones de la pantalla con lo que hacen.

    En sólo lectura (el tablero, que varios abren) no se producen expedientes y lo fijado no se guarda.
    """

    def __init__(self, explorador: Escena, es_lectura: bool) -> None:
        self.explorador, self.pantalla = explorador, explorador.pantalla
        self.es_lectura, self.fijadas = es_lectura, dict[str, Vista]()
        self.hilo: threading.Thread | None = None
        a = self.pantalla.acciones
        a.fijar.on_click(lambda _: self.pin_vista())
        a.quitar.on_click(lambda _: self.clear_fijadas())
        for tabla in (self.pantalla.tabla, self.pantalla.obras):
            tabla.observe(lambda _: self.show_repetir(), ["orden", "filtro"])
        a.guardar.on_click(lambda _: self.save_archivo())
        a.repetir.observe(lambda _: self.show_repetir(), "value")
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

    def show_repetir(self) -> None:
        """La celda de Python que rehace lo elegido, con el orden y el filtro que la persona puso."""
        p, a = self.pantalla, self.pantalla.acciones
        tabla = p.obras if a.repetir.value == "Las obras" else p.tabla
        codigo = write_codigo(self.vista, a.repetir.value, tabla.orden, tabla.filtro)
        a.codigo.value = str(textos.render_codigo(codigo))

    def save_archivo(self) -> None:
        """Manda al navegador lo que está en pantalla, en el formato elegido; si no se puede, dice por qué."""
        a = self.pantalla.acciones
        formato, dibujo = a.formato.value, a.dibujo.value if a.formato.value in DIBUJADOS else ""
        try:
            contenido, png = build_archivo(formato, self.explorador)
        except ParametroError as error:
            self._say(str(error))
            return
        nombre = write_nombre(self.vista, formato, dibujo)
        self.pantalla.descarga.send_archivo(nombre, contenido, MIMES[formato], png)

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
            self._say(
                f"Listo el expediente de {nombre}. Ábralo en: {avance.indice}",
                find_enlace(clave_municipio, avance),
            )
        else:
            self._say(f"No salió el expediente de {nombre}: {avance.mensaje}")

    def _say(self, texto: str, enlace: str = "") -> None:
        abrir = f' <a href="{escape_html(enlace)}" target="_blank">Abrir el expediente</a>' if enlace else ""
        self.pantalla.acciones.mensaje.value = (
            f'<p class="fx-estado" role="status">{escape_html(texto)}{abrir}</p>'
        )
