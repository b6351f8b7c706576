"""El puente con la página: lo que cambia al mostrar una vista va en un solo mensaje, y los gestos, en orden.

Un mensaje por widget enseñaba media vista mientras llegaban los demás, y cada uno costaba un cuadro.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.resources import files
from typing import Any, ClassVar

import anywidget
import ipywidgets as w


def read_guion(*nombres: str) -> str:
    """El guion de un widget: sus archivos, uno tras otro."""
    carpeta = files(__package__)
    return "".join(carpeta.joinpath(nombre).read_text(encoding="utf-8") for nombre in nombres)


class PuenteVivo(anywidget.AnyWidget):
    """Lo que la página avisa (un total o un polígono que se toca), el teclado y lo que el núcleo cambia.

    ``esta_listo`` dice si la página contestó que lo oye; mientras no, cada widget manda lo suyo.
    """

    _esm = read_guion("cola.js", "puente.js")

    def __init__(self) -> None:
        super().__init__()
        self.esta_listo = False
        self.on_msg(lambda _, mensaje, __: self._greet(mensaje))

    def _greet(self, mensaje: Mapping[str, Any]) -> None:
        """Una página nueva pregunta si se le oye; con la respuesta en la mano, dice que está lista."""
        if "saludo" in mensaje:
            self.esta_listo = mensaje["saludo"] == "listo"
            if not self.esta_listo:
                self.send({"saludo": "listo"})

    def send_estados(self, estados: Mapping[str, Mapping[str, Any]]) -> None:
        """Manda de una vez el estado nuevo de varios widgets, por su ``model_id``."""
        self.send({"estados": estados})


class Juntable(w.Widget):
    """Un widget que, dentro de ``join_cambios``, deja lo suyo para el mensaje de todos."""

    puente: PuenteVivo | None = None

    def send_state(self, key: str | Iterable[str] | None = None) -> None:
        """Manda el estado a la página o lo deja para el mensaje que se está juntando."""
        lote = _LOTE.get()
        if lote is None:
            super().send_state(key)
        else:
            lote.setdefault(self, set()).update([key] if isinstance(key, str) else key or self.keys)


class Gestual(Juntable):
    """Un control que se toca en la página: sus gestos llegan como mensajes, en el orden en que se hicieron.

    Como cambio de estado no servirían: ipywidgets retiene los de un widget mientras el núcleo está ocupado, y
    lo que se tocó después se le adelantaba.
    """

    tocables: ClassVar[tuple[str, ...]] = ()  # lo que la página puede cambiar

    def __init__(self, **opciones: Any) -> None:
        super().__init__(**opciones)
        self.on_msg(lambda _, mensaje, __: self.read_gesto(mensaje))

    def read_gesto(self, mensaje: Mapping[str, Any]) -> None:
        """Pone lo que la persona eligió y contesta cómo quedó, aunque haya quedado en otra cosa."""
        for campo in self.tocables:
            if campo in mensaje:
                with join_cambios(self.puente):
                    if self.is_vigente(mensaje):
                        setattr(self, campo, mensaje[campo])
                    self.send_state(campo)

    def is_vigente(self, mensaje: Mapping[str, Any]) -> bool:
        """Si lo elegido sigue siendo lo que la persona leyó al elegirlo."""
        return True


Lote = dict[Juntable, set[str]]
_LOTE: ContextVar[Lote | None] = ContextVar("lote", default=None)


@contextmanager
def join_cambios(puente: PuenteVivo | None) -> Iterator[None]:
    """Mientras dura, lo que cambia en los ``Juntable`` se guarda; al salir va en un solo mensaje."""
    if puente is None or not puente.esta_listo or _LOTE.get() is not None:
        yield
        return
    lote: Lote = {}
    ficha = _LOTE.set(lote)
    try:
        yield
    finally:
        _LOTE.reset(ficha)
        if lote:
            puente.send_estados(
                {widget.model_id: widget.get_state(campos) for widget, campos in lote.items()}
            )
