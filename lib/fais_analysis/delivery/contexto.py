"""Los nombres que una plantilla de mensaje puede usar y de dónde sale cada uno."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from fais_analysis.delivery.adjunto import Adjunto
from fais_analysis.delivery.cambios import MAXIMO, Cambio
from fais_analysis.delivery.corrida import Corrida
from fais_analysis.delivery.leido import InformeLeido
from fais_analysis.delivery.mapa import build_leyenda
from fais_analysis.delivery.pedido import Entrega, PedidoCampania
from fais_analysis.indicators.texto import SIN_DATO
from fais_analysis.views.formato import format_fecha

ROL_ENLACE = "enlace"


def build_contexto(
    pedido: PedidoCampania, entrega: Entrega, adjunto: Adjunto, cambios: Sequence[Cambio]
) -> dict[str, Any]:
    """Los nombres que una plantilla puede usar para un mensaje."""
    corrida, c, informe, contacto = (
        pedido.corrida, pedido.configuracion, entrega.informe, entrega.contacto,
    )  # fmt: skip
    leido = entrega.leido
    mapa_alt, mapa_titulo = build_textos_mapa(corrida, leido, c.cifra_mapa, len(pedido.valores))
    clases = build_leyenda(c.cortes_mapa, sin_dato=None in pedido.valores.values())
    fuentes = leido.contenido.fuentes
    return {
        "municipio": informe.nombre, "clave": informe.clave, "entidad": corrida.nombre_entidad,
        "nombre": contacto.nombre, "cargo": contacto.cargo, "asunto": c.asunto,
        "peticion": leido.portada.peticion, "propuestas": leido.portada.propuestas,
        "cifras": leido.cifras, "mapa_alt": mapa_alt, "mapa_titulo": mapa_titulo,
        "leyenda": [{"color": k.color, "texto": k.texto} for k in clases], "oficina": c.oficina,
        "baja": c.baja, "fuente": shorten_fuente(fuentes[0]) if fuentes else SIN_DATO,
        "advertencia": next((a for a in informe.advertencias if "estimación" in a), ""),
        "huella": informe.huella_corta, "formato": adjunto.formato, "adjunto": adjunto.nombre,
        "hoja": adjunto.hoja.nombre if adjunto.hoja else "",
        "enlace": adjunto.enlace, "es_copia": contacto.rol == ROL_ENLACE,
        "es_recordatorio": pedido.recordatorio, **_build_version(entrega, cambios),
    }  # fmt: skip


def _build_version(entrega: Entrega, cambios: Sequence[Cambio]) -> dict[str, Any]:
    """Lo que se dice de lo que ya recibió: si se corrige, qué cambió; si se recuerda, cuándo fue."""
    previo = entrega.historia.ultimo
    anterior = previo or entrega.historia.repetido
    enviado = datetime.fromisoformat(anterior.actualizado).date() if anterior else None
    return {
        "es_corregida": previo is not None, "fecha_anterior": format_fecha(enviado),
        "cambios": list(cambios[:MAXIMO]), "cambios_restantes": max(0, len(cambios) - MAXIMO),
    }  # fmt: skip


def build_textos_mapa(
    corrida: Corrida, leido: InformeLeido, id_cifra: str, dibujados: int
) -> tuple[str, str]:
    """Texto alternativo (con la cifra del municipio) y título del mapa.

    ``id_cifra`` es la que lo colorea y ``dibujados``, cuántos municipios; una corrida puede traer menos.
    """
    rotulo = next((c.rotulo for c in leido.informe.cifras if c.id == id_cifra), SIN_DATO)
    dato = next((f"{c.texto}, {c.nota}" for c in leido.cifras if c.rotulo == rotulo), SIN_DATO)
    total = len(corrida.informes)
    cuantos = f"los {total}" if total >= dibujados else f"{total} de los {dibujados}"
    titulo = f"{rotulo} en {cuantos} municipios de {corrida.nombre_entidad}"
    return f"Mapa. {titulo}. {leido.informe.nombre}: {dato}.", titulo


def shorten_fuente(fuente: str) -> str:
    """Institución, año y título de una fuente, sin la cita larga.

    Examples
    --------
    >>> shorten_fuente("CONEVAL (2020). Pobreza municipal. Estimaciones con base en el censo.")
    'CONEVAL (2020). Pobreza municipal.'
    """
    return ". ".join(parte.strip() for parte in fuente.split(". ")[:2]).rstrip(".") + "."
