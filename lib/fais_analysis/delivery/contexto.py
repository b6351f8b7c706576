"""Los nombres que una plantilla de mensaje puede usar y de dónde sale cada uno."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from fais_analysis.delivery.adjunto import Adjunto
from fais_analysis.delivery.bitacora import Mensaje
from fais_analysis.delivery.cambios import MAXIMO, Cambio
from fais_analysis.delivery.configuracion import Configuracion
from fais_analysis.delivery.corrida import Corrida, InformeCorrida
from fais_analysis.delivery.directorio import Contacto
from fais_analysis.delivery.informe import Contenido
from fais_analysis.delivery.mapa import build_leyenda
from fais_analysis.indicators.texto import SIN_DATO
from fais_analysis.views.formato import format_fecha

CIFRAS_MAXIMO = 5


def build_contexto(
    origen: tuple[Corrida, Configuracion, Mapping[str, float | None]],
    leido: tuple[InformeCorrida, Contenido, Contacto],
    adjunto: Adjunto, anterior: tuple[Mensaje | None, Sequence[Cambio]],
) -> dict[str, Any]:  # fmt: skip
    """Los nombres que una plantilla puede usar. ``origen`` lleva también los valores del mapa por clave."""
    informe, contenido, contacto = leido
    (corrida, c, valores), (previo, cambios) = origen, anterior
    mapa_alt, mapa_titulo = build_textos_mapa(corrida, informe, (c.cifra_mapa, len(valores)))
    hay_nulos = None in valores.values()
    enviado = datetime.fromisoformat(previo.actualizado).date() if previo else None
    return {
        "municipio": informe.nombre, "clave": informe.clave, "entidad": corrida.nombre_entidad,
        "nombre": contacto.nombre, "cargo": contacto.cargo, "asunto": c.asunto,
        "cifras": informe.cifras[:CIFRAS_MAXIMO], "mapa_alt": mapa_alt, "mapa_titulo": mapa_titulo,
        "leyenda": build_leyenda(c.cortes_mapa, sin_dato=hay_nulos), "oficina": c.oficina, "baja": c.baja,
        "fuente": shorten_fuente(contenido.fuentes[0]) if contenido.fuentes else SIN_DATO,
        "advertencia": next((a for a in informe.advertencias if "estimación" in a), ""),
        "huella": informe.huella_corta, "formato": adjunto.formato, "adjunto": adjunto.nombre,
        "enlace": adjunto.enlace, "es_corregida": previo is not None, "fecha_anterior": format_fecha(enviado),
        "cambios": list(cambios[:MAXIMO]), "cambios_restantes": max(0, len(cambios) - MAXIMO),
    }  # fmt: skip


def build_textos_mapa(corrida: Corrida, informe: InformeCorrida, mapa: tuple[str, int]) -> tuple[str, str]:
    """Texto alternativo (con la cifra del municipio) y título del mapa.

    ``mapa``: la cifra que lo colorea y cuántos municipios se dibujan; una corrida puede traer menos.
    """
    id_cifra, dibujados = mapa
    cifra = next((c for c in informe.cifras if c.id == id_cifra), None)
    rotulo = cifra.rotulo if cifra else SIN_DATO
    dato = (
        SIN_DATO
        if cifra is None or cifra.valor is None
        else cifra.texto + (f", {cifra.nota}" if cifra.nota else "")
    )
    total = len(corrida.informes)
    cuantos = f"los {total}" if total >= dibujados else f"{total} de los {dibujados}"
    titulo = f"{rotulo} en {cuantos} municipios de {corrida.nombre_entidad}"
    return f"Mapa. {titulo}. {informe.nombre}: {dato}.", titulo


def shorten_fuente(fuente: str) -> str:
    """Institución, año y título de una fuente, sin la cita larga.

    Examples
    --------
    >>> shorten_fuente("CONEVAL (2020). Pobreza municipal. Estimaciones con base en el censo.")
    'CONEVAL (2020). Pobreza municipal.'
    """
    return ". ".join(parte.strip() for parte in fuente.split(". ")[:2]).rstrip(".") + "."


def list_valores(corrida: Corrida, id_cifra: str, claves: Iterable[str]) -> dict[str, float | None]:
    """Valor de la cifra del mapa en cada municipio que se dibuja; nulo si la corrida no lo tiene."""
    cifras = {clave: informe.cifras for clave, informe in corrida.informes.items()}
    return {
        clave: next((c.valor for c in cifras.get(clave, ()) if c.id == id_cifra), None) for clave in claves
    }
