"""``revision.html``: un renglón por municipio (o persona) y cada mensaje tal como se verá, sin internet."""

import base64
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from jinja2 import Environment, StrictUndefined

from fais_analysis.delivery.carpeta import write_privado
from fais_analysis.delivery.configuracion import read_plantilla_paquete
from fais_analysis.delivery.corrida import Corrida
from fais_analysis.delivery.direccion import mask_direccion
from fais_analysis.delivery.pedido import PedidoCampania, RenglonRevision, VistaPrevia
from fais_analysis.views.formato import format_fecha

PLANTILLA = "revision.html.j2"


def write_revision(pedido: PedidoCampania, renglones: Sequence[RenglonRevision]) -> None:
    """Escribe la revisión junto a los mensajes de su campaña."""
    trozos = stream_revision(pedido.campania, pedido.corrida, renglones, pedido.ahora)
    write_privado(pedido.carpeta_campania / "revision.html", (trozo.encode("utf-8") for trozo in trozos))


def stream_revision(
    campania: str, corrida: Corrida, renglones: Sequence[RenglonRevision], ahora: datetime
) -> Iterator[str]:
    """HTML de la revisión, por trozos: cada mensaje se abre al llegar a él y no queda en memoria.

    La tabla enmascara las direcciones; el mensaje completo está en cada detalle.
    """
    entorno = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return entorno.from_string(read_plantilla_paquete(PLANTILLA)).generate(
        campania=campania,
        corrida=corrida.nombre,
        entidad=corrida.nombre_entidad,
        fecha=format_fecha(ahora.date()),
        conteo=sorted(Counter(r.estado for r in renglones).items()),
        municipios=len(corrida.informes),
        renglones=[_build_fila(numero, r) for numero, r in enumerate(renglones)],
    )


def _build_fila(numero: int, r: RenglonRevision) -> dict[str, object]:
    contacto, vista = r.contacto, r.vista
    return {
        "ancla": f"mensaje-{numero}",
        "clave": r.clave,
        "municipio": r.municipio,
        "estado": r.estado,
        "razon": r.razon,
        "huella": r.huella,
        "folio": r.folio,
        "para": f"{contacto.cargo}, {mask_direccion(contacto.correo)}" if contacto else "",
        "completo": f"{contacto.nombre} <{contacto.correo}>" if contacto else "",
        "envio": f"{vista.adjunto} ({vista.bytes_total / 1000:,.0f} kB)" if vista else "",
        "vista": vista,
        "abrir": lambda: _open(vista) if vista else {},
    }


def _open(vista: VistaPrevia) -> dict[str, str]:
    """Asunto, texto y HTML de un mensaje, éste con sus imágenes adentro para verlo sin cliente de correo."""
    cuerpo, imagenes = vista.read()
    html = cuerpo.html
    for cid, crudo in imagenes.items():
        datos = base64.b64encode(crudo).decode("ascii")
        html = html.replace(f"cid:{cid}", f"data:image/png;base64,{datos}")
    return {"asunto": cuerpo.asunto, "texto": cuerpo.texto, "html": html}
