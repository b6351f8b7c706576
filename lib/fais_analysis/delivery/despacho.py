"""Junta lo necesario para ensayar o enviar una campaña ya preparada."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fais_analysis.delivery import bitacora_esquema as e
from fais_analysis.delivery import registro
from fais_analysis.delivery.bitacora import Bitacora
from fais_analysis.delivery.carpeta import BITACORA, CONFIGURACION
from fais_analysis.delivery.configuracion import Configuracion, read_configuracion
from fais_analysis.delivery.credenciales import get_credenciales
from fais_analysis.delivery.direccion import mask_direccion
from fais_analysis.delivery.envio import Medios
from fais_analysis.delivery.guarda import Guarda, GuardaError
from fais_analysis.delivery.ritmo import Ritmo
from fais_analysis.delivery.sesion import Sesion, check_servidor


@dataclass(frozen=True)
class Despacho:
    """Una campaña lista para ensayarse o enviarse."""

    bitacora: Bitacora
    guarda: Guarda
    configuracion: Configuracion


def open_despacho(carpeta: Path, campania: str, exige_aprobacion: bool = True) -> Despacho:
    """Abre la bitácora, la campaña y la configuración de una carpeta del correo."""
    configuracion = read_configuracion(carpeta / CONFIGURACION)
    bitacora = Bitacora(carpeta / BITACORA)
    ficha = registro.get_campania(bitacora, campania)
    guarda = Guarda(bitacora, ficha, carpeta / campania, configuracion, date.today(), exige_aprobacion)
    return Despacho(bitacora, guarda, configuracion)


def build_medios(configuracion: Configuracion, aviso: Callable[[str], None]) -> Medios:
    """Medios reales: servidor permitido, TLS comprobado y credenciales del entorno o del llavero."""
    check_servidor(configuracion)
    credenciales = get_credenciales(configuracion.servidor.nombre)
    return Medios(lambda: Sesion(configuracion, credenciales), Ritmo(configuracion), aviso=aviso)


def rehearse(despacho: Despacho) -> tuple[list[str], int]:
    """Ensayo: pasa la guarda a cada mensaje sin conectarse ni tocar la bitácora; dice cuántos saldrían."""
    renglones, saldrian = [], 0
    for mensaje in despacho.bitacora.list_mensajes(despacho.guarda.campania.nombre, *e.PENDIENTES):
        try:
            crudo = despacho.guarda.check(mensaje)
            saldrian += 1
            detalle = f"saldría a {mask_direccion(mensaje.destinatario)}, {len(crudo) / 1000:,.0f} kB"
        except GuardaError as error:
            detalle = f"NO saldría: se esperaba {error.esperado}; se encontró {error.encontrado}"
        renglones.append(f"{mensaje.clave} {mensaje.municipio}: {detalle}")
    return renglones, saldrian
