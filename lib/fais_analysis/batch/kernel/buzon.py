"""El buzón de un intérprete sin kernel: cada mensaje se vuelve JSON, como si viajara, y se entrega.

Un mensaje es de la celda que corre. Lo que muestre una tarea que dejó otra celda no se entrega, como en
Jupyter; un hilo escribe en la que corra.
"""

import io
import json
from collections.abc import Callable
from typing import Any

import comm
from ipykernel.kernelbase import Kernel
from jupyter_client.jsonutil import json_default
from jupyter_client.session import Session

Mensaje = dict[str, Any]


class Buzon(Session):
    """Hace de sesión de Jupyter, con un kernel sin sockets: ahí lo buscan los controles de ipywidgets."""

    entregar: Callable[[Mensaje], None]

    def __init__(self, **opciones: Any) -> None:
        super().__init__(**opciones)
        self.kernel = Kernel(session=self)
        self.actual: Mensaje = self.kernel.get_parent()
        self.para_controles: list[Mensaje] = []

    def begin_celda(self, numero: int) -> None:
        """Da a los controles lo que esperan y empieza una celda: lo que sigue es suyo."""
        self.kernel.set_parent([], {"header": {}})  # de ninguna celda: lo que contesten no se guarda
        controles: Any = comm.get_comm_manager()
        while self.para_controles:
            controles.comm_msg(None, None, self.para_controles.pop(0))
        self.actual = {"header": {"msg_id": f"celda-{numero}"}}
        self.kernel.set_parent([], self.actual)

    def is_de_otra(self) -> bool:
        """Si quien escribe es una tarea que dejó otra celda."""
        return self.kernel.get_parent() is not self.actual

    def msg(  # type: ignore[override]  # el de Jupyter declara más argumentos; aquí no se usan
        self, msg_type: str, content: Any = None, **_: Any
    ) -> Mensaje:
        """Mensaje sin encabezados de red."""
        return {
            "header": {"msg_type": msg_type},
            "msg_type": msg_type,
            "content": content or {},
            "parent_header": self.actual.get("header", {}),
            "metadata": {},
            "buffers": [],
        }

    def send(
        self, stream: Any, msg_or_type: Any, content: Any = None, *_: Any, buffers: Any = None, **__: Any
    ) -> None:
        """Entrega el mensaje tal como llegaría: lo que no es JSON estricto cambia igual que al viajar."""
        if not self.is_de_otra():
            mensaje = self.msg(msg_or_type, content) if isinstance(msg_or_type, str) else msg_or_type
            self.deliver(mensaje | {"buffers": buffers} if buffers else mensaje)

    def deliver(self, mensaje: Mensaje) -> None:
        """Entrega un mensaje; lo raro (NaN, un objeto), con el aviso o el error de jupyter_client."""
        crudo = dump_estricto(mensaje["content"])
        if crudo is None:
            crudo = self.serialize(mensaje)[-1]
        texto = crudo.decode("utf-8", "replace")
        self.entregar(mensaje | {"content": json.loads(texto), "crudo": texto})


def dump_estricto(contenido: Any) -> bytes | None:
    """El JSON de un contenido; nulo si trae algo que JSON no admite."""
    try:
        texto = json.dumps(contenido, default=json_default, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError):
        return None
    return texto.encode("utf-8", "surrogateescape")


class Corriente(io.TextIOBase):
    """``sys.stdout`` o ``sys.stderr`` de un cuaderno: lo escrito se entrega como mensaje al vaciarse."""

    encoding, errors = "UTF-8", None

    def __init__(self, nombre: str, buzon: Buzon, descriptor: int) -> None:
        self.name, self.buzon, self.descriptor = nombre, buzon, descriptor
        self.pendiente: list[str] = []
        self.hermana: Corriente | None = None

    def write(self, texto: str) -> int:
        """Guarda el texto; antes vacía la otra corriente, para que el orden sea el verdadero."""
        if self.closed:
            raise ValueError("I/O operation on closed file")
        if not isinstance(texto, str):
            raise TypeError(f"write() argument must be str, not {type(texto)}")
        if self.buzon.is_de_otra():
            return len(texto)
        if self.hermana and self.hermana.pendiente:
            self.hermana.flush()
        if texto:
            self.pendiente.append(texto)
        return len(texto)

    def flush(self) -> None:
        """Entrega lo pendiente."""
        if self.pendiente:
            texto, self.pendiente = "".join(self.pendiente), []
            self.buzon.deliver(self.buzon.msg("stream", {"name": self.name, "text": texto}))

    def writable(self) -> bool:
        """Siempre."""
        return True

    def fileno(self) -> int:
        """El descriptor del proceso: lo que otro programa escriba ahí también se recoge."""
        return self.descriptor
