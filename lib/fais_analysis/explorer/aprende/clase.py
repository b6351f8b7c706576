"""La clase de un municipio: las lecciones, sus ejercicios y el avance de quien los contesta."""

import ipywidgets as widgets
import pandas as pd

from fais_analysis.analisis.exportar import show_estilo
from fais_analysis.errors import ParametroError
from fais_analysis.explorer.aprende import lecciones, medicion, municipio, obras
from fais_analysis.explorer.aprende.pregunta import Clasificacion, Pregunta
from fais_analysis.explorer.aprende.tarjetas import CLASE, ESTILO, build_tablero, build_tarjeta
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.reports.diagnostico import build_diagnostico
from fais_analysis.rules.carencias import load_carencias
from fais_analysis.rules.catalogo import get_ejercicios_catalogo, load_catalogo_obras
from fais_analysis.schemas.capitulos.diagnostico import Diagnostico
from fais_analysis.views.capitulos import diagnostico as ver
from fais_analysis.views.componentes import render_aviso
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.marcado import Html, escape_html
from fais_analysis.views.tabla import Tabla

SALIDAS: dict[str, tuple[str, str]] = {
    "vivienda": ("icv_pisos", "icv_hac"),
    "servicios_basicos": ("isb_agua", "isb_dren"),
}
SIN_MEDICION = (
    "Este municipio no tiene la última medición de la pobreza, o sus cifras empatan: aquí no hay ejercicios. "
    "Sin dato no es cero."
)


class Clase:
    """Los ejercicios de un municipio y cuántos lleva bien quien los contesta.

    Parameters
    ----------
    datos
        El diagnóstico del municipio.
    """

    def __init__(self, datos: Diagnostico) -> None:
        self.datos, self.carencias = datos, load_carencias()
        self.catalogo = load_catalogo_obras(get_ejercicios_catalogo()[1])
        self.temas = build_temas(datos, self.catalogo)
        self.clasificacion: Clasificacion = obras.build_clasificacion(self.catalogo)
        self._bien: dict[str, bool] = {}
        self._avance = widgets.HTML()
        self._avance.add_class(CLASE)
        self._note("", False)

    @property
    def total(self) -> int:
        """Cuántas respuestas se piden en toda la clase."""
        return sum(map(len, self.temas.values())) + len(self.clasificacion.renglones)

    @property
    def correctas(self) -> int:
        """Cuántas están bien en su última revisión."""
        return sum(self._bien.values())

    def show_bienvenida(self) -> Html:
        """Para quién es la clase, de qué municipio y cómo se contesta con el teclado."""
        nombre, anio = escape_html(self.datos.lugar.nombre), self.datos.anio
        return Html(
            f'{ESTILO}{show_estilo()._repr_html_()}<div class="fais-hoja fais-leccion">'
            f"<p>Los ejemplos son de <strong>{nombre}</strong>, con la medición de {anio}. "
            f"Son {self.total} respuestas y se revisan al momento; puede contestar las veces que quiera y "
            "nada se guarda.</p>"
            "<p><strong>Con teclado:</strong> Tab pasa de un control a otro y Espacio elige la respuesta u "
            "oprime «Revisar».</p></div>"
        )

    def show_carencias(self) -> Tabla:
        """Las seis carencias del municipio y si una obra del FAIS las mueve."""
        return lecciones.build_tabla_carencias(self.datos, self.carencias)

    def show_carencia(self, carencia: str) -> Html:
        """Una carencia explicada; ParametroError si no es una de las seis."""
        if carencia not in self.carencias:
            raise _build_desconocido("carencia", carencia, self.carencias)
        return lecciones.show_carencia(self.carencias[carencia], self.catalogo)

    def show_efectos(self) -> Html:
        """Qué quiere decir cada efecto de una obra."""
        return lecciones.show_efectos()

    def show_grafica(self) -> Grafica:
        """Las seis carencias del municipio frente a su estado: la misma gráfica del expediente."""
        return ver.plot_carencias(self.datos)

    def ask(self, tema: str) -> widgets.Widget:
        """Las preguntas de un tema; si el municipio no las permite, lo dice. ParametroError si no existe."""
        if tema not in self.temas:
            raise _build_desconocido("tema", tema, self.temas)
        if not self.temas[tema]:
            return widgets.HTML(str(render_aviso("informacion", SIN_MEDICION)))
        return widgets.VBox([build_tarjeta(pregunta, self._note) for pregunta in self.temas[tema]])

    def classify_obras(self) -> widgets.Widget:
        """El ejercicio de clasificar obras por lo que le hacen a la carencia."""
        return build_tablero(self.clasificacion, self._note)

    def show_avance(self) -> widgets.Widget:
        """Cuántas respuestas van bien; cambia con cada revisión."""
        return self._avance

    def _note(self, id_pregunta: str, es_correcta: bool) -> None:
        if id_pregunta:
            self._bien[id_pregunta] = es_correcta
        cierre = " Terminó: ya puede leer el expediente de su municipio." * (self.correctas == self.total)
        self._avance.value = (
            f'<p class="fais-enunciado" role="status">Lleva {self.correctas} de {self.total} respuestas '
            f"correctas.{cierre}</p>"
        )


def open_clase(clave_municipio: str) -> Clase:
    """La clase de un municipio.

    Parameters
    ----------
    clave_municipio
        Clave INEGI de cinco dígitos, texto.

    Raises
    ------
    ClaveError
        Si la clave no es texto o no existe.
    """
    return Clase(build_diagnostico(clave_municipio))


def build_temas(datos: Diagnostico, catalogo: pd.DataFrame) -> dict[str, tuple[Pregunta, ...]]:
    """Las preguntas por tema, en el orden de la clase; las del municipio pueden faltar si no hay dato."""
    carencias = load_carencias()
    vivienda, servicios = carencias["vivienda"], carencias["servicios_basicos"]
    return {
        "capacidad": (medicion.build_capacidad(carencias), medicion.build_ninguna(carencias)),
        "vivienda": (
            *(medicion.build_umbral(vivienda, s) for s in vivienda.subindicadores),
            medicion.build_hacinamiento(vivienda),
        ),
        "servicios": tuple(medicion.build_umbral(servicios, s) for s in servicios.subindicadores),
        "salida": tuple(obras.build_salida(catalogo, carencias[c], f) for c, f in SALIDAS.items()),
        "municipio": municipio.build_preguntas(datos),
        "series": (medicion.build_series(load_tabla("pobreza_municipal"), load_tabla("pobreza_estatal")),),
    }


def _build_desconocido(que: str, pedido: str, conocidos: dict) -> ParametroError:
    return ParametroError(
        f"No hay {'una carencia' if que == 'carencia' else 'un tema'} «{pedido}».",
        donde="explorer.aprende",
        esperado=", ".join(conocidos),
        encontrado=repr(pedido),
        que_hacer="corrija el nombre en la celda",
    )
