"""La hoja publicada como árbol: de ahí salen el texto y los dibujos de su documento editable."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from fais_analysis.recorrido import Atributos, RecorridoConPila

# Donde la hoja deja un renglón para escribir a mano.
HUECO = "i"
RENGLON_HUECO = "_" * 18


@dataclass(slots=True)
class Nodo:
    """Una etiqueta con sus atributos y lo que lleva dentro: textos y otras etiquetas, en orden."""

    etiqueta: str = ""
    atributos: dict[str, str] = field(default_factory=dict)
    dentro: list["str | Nodo"] = field(default_factory=list)

    @property
    def hijos(self) -> list["Nodo"]:
        """Las etiquetas que lleva dentro, sin los textos."""
        return [h for h in self.dentro if isinstance(h, Nodo)]

    def list_todos(self, etiqueta: str, clase: str = "") -> Iterator["Nodo"]:
        """Los de adentro, a cualquier profundidad, con esa etiqueta y esa clase."""
        for hijo in self.hijos:
            if hijo.etiqueta == etiqueta and (not clase or clase in hijo.atributos.get("class", "").split()):
                yield hijo
            yield from hijo.list_todos(etiqueta, clase)

    def get_primero(self, etiqueta: str, clase: str = "") -> "Nodo":
        """El primero con esa etiqueta y esa clase; si no hay, uno vacío."""
        return next(self.list_todos(etiqueta, clase), Nodo())

    def write_texto(self) -> str:
        """Lo que se lee, en un renglón y con sus huecos; lo dibujado no se lee."""
        return " ".join("".join(self._list_trozos()).split())

    def _list_trozos(self) -> Iterator[str]:
        if self.etiqueta == HUECO:
            yield RENGLON_HUECO
        if self.etiqueta == "small":
            yield ": "
        for hijo in self.dentro:
            if isinstance(hijo, str):
                yield hijo
            elif hijo.etiqueta != "svg":
                yield from hijo._list_trozos()


class _LectorArbol(RecorridoConPila[Nodo]):
    def __init__(self) -> None:
        super().__init__()
        self.raiz = Nodo()

    def open_etiqueta(self, etiqueta: str, atributos: Atributos, es_sola: bool) -> Nodo:
        """Cuelga la etiqueta de la que está abierta."""
        nodo = Nodo(etiqueta, {nombre: valor or "" for nombre, valor in atributos})
        self._get_abierta().dentro.append(nodo)
        return nodo

    def handle_data(self, texto: str) -> None:
        self._get_abierta().dentro.append(texto)

    def read_raiz(self, documento: str) -> Nodo:
        """El documento entero, colgado de un nodo sin nombre."""
        self.read(documento)
        return self.raiz

    def _get_abierta(self) -> Nodo:
        return self.abiertas[-1][1] if self.abiertas else self.raiz


def read_arbol(documento: str) -> Nodo:
    """El árbol de una hoja. Nunca falla: lo que falte sale vacío."""
    return _LectorArbol().read_raiz(documento)
