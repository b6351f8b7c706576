"""``revision.html``: un renglón por municipio (o persona) y cada mensaje tal como se verá, sin internet."""

import base64
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from jinja2 import Environment, StrictUndefined

from fais_analysis.delivery.configuracion import read_plantilla_paquete
from fais_analysis.delivery.corrida import Corrida
from fais_analysis.delivery.direccion import mask_direccion
from fais_analysis.delivery.encargo import Renglon, Vista
from fais_analysis.views.formato import format_fecha

PLANTILLA = "revision.html.j2"


def build_revision(campania: str, corrida: Corrida, renglones: Sequence[Renglon], ahora: datetime) -> str:
    """HTML de la revisión. La tabla enmascara las direcciones; el mensaje completo está en cada detalle."""
    entorno = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return entorno.from_string(read_plantilla_paquete(PLANTILLA)).render(
        campania=campania,
        corrida=corrida.nombre,
        entidad=corrida.nombre_entidad,
        fecha=format_fecha(ahora.date()),
        conteo=sorted(Counter(r.estado for r in renglones).items()),
        municipios=len(corrida.informes),
        renglones=[_build_fila(numero, r) for numero, r in enumerate(renglones)],
    )


def _build_fila(numero: int, r: Renglon) -> dict[str, object]:
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
        "asunto": vista.cuerpo.asunto if vista else "",
        "texto": vista.cuerpo.texto if vista else "",
        "html": _embed(vista) if vista else "",
    }


def _embed(vista: Vista) -> str:
    """El HTML del mensaje con el mapa adentro, para verlo sin cliente de correo."""
    datos = base64.b64encode(vista.mapa).decode("ascii")
    return vista.cuerpo.html.replace(f"cid:{vista.cid}", f"data:image/png;base64,{datos}")
