"""Junta lo necesario para ensayar o enviar una campaña ya preparada."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from fais_analysis.delivery import bitacora_esquema as e
from fais_analysis.delivery import registro
from fais_analysis.delivery.bitacora import Bitacora
from fais_analysis.delivery.carpeta import BITACORA, CONFIGURACION
from fais_analysis.delivery.configuracion import Configuracion, read_configuracion
from fais_analysis.delivery.credenciales import get_credenciales
from fais_analysis.delivery.direccion import mask_direccion
from fais_analysis.delivery.envio import Medios
from fais_analysis.delivery.errores import EnvioError
from fais_analysis.delivery.guarda import Guarda, GuardaError
from fais_analysis.delivery.prueba import MARCA, check_buzon
from fais_analysis.delivery.publicacion import check_publicado
from fais_analysis.delivery.ritmo import Ritmo
from fais_analysis.delivery.sesion import ConexionPerdida, Sesion, build_contexto_tls, check_servidor
from fais_analysis.delivery.testigo import check_testigo

HOLGURA_RELOJ = timedelta(minutes=5)


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
    check_testigo(bitacora, campania, repetir=ficha.repetir)
    check_reloj(bitacora, datetime.now().astimezone())
    guarda = Guarda(bitacora, ficha, carpeta / campania, configuracion, exige_aprobacion=exige_aprobacion)
    return Despacho(bitacora, guarda, configuracion)


def check_reloj(bitacora: Bitacora, ahora: datetime) -> None:
    """Exige que el reloj no vaya atrás de lo último que asentó la bitácora.

    Con un reloj atrasado pasaría por vigente quien ya dejó el cargo y los reintentos esperarían de más.

    Raises
    ------
    EnvioError
        Si va atrás por más de unos minutos.
    """
    ultimo = bitacora.get_ultimo_instante()
    if ultimo is None or ahora >= ultimo - HOLGURA_RELOJ:
        return
    raise EnvioError(
        "El reloj de esta computadora va atrasado; no se envía nada.",
        donde="fecha y hora del sistema",
        esperado=f"una hora posterior al último suceso de la bitácora ({ultimo:%Y-%m-%d %H:%M})",
        encontrado=f"{ahora:%Y-%m-%d %H:%M}",
        que_hacer="corrija la fecha y la hora y repita la orden",
    )


def build_medios(configuracion: Configuracion, aviso: Callable[[str], None]) -> Medios:
    """Medios reales: servidor permitido, TLS comprobado y credenciales del entorno o del llavero."""
    check_servidor(configuracion)
    credenciales = get_credenciales(configuracion.servidor.nombre)
    contexto = build_contexto_tls()  # el enlace puede estar en otro servidor: valen también las del sistema
    if configuracion.servidor.certificados:
        contexto.load_verify_locations(configuracion.servidor.certificados)
    return Medios(
        lambda: Sesion(configuracion, credenciales), Ritmo(configuracion),
        lambda direccion, huella: check_publicado(direccion, huella, contexto), aviso=aviso,
    )  # fmt: skip


def describe_envio(despacho: Despacho, prueba: str = "") -> str:
    """Lo que está por pasar, para leerlo antes de escribir el nombre de la campaña."""
    c, campania = despacho.configuracion, despacho.guarda.campania
    cuantos = len(despacho.bitacora.list_mensajes(campania.nombre, *e.PENDIENTES))
    a_quien = f"a {mask_direccion(prueba)}, marcados {MARCA}" if prueba else "cada uno a su destinatario"
    servidor = f"{c.servidor.nombre}:{c.servidor.puerto}"
    return f"{cuantos} mensajes de la corrida {campania.corrida}, {a_quien}, por {servidor}."


def check_medios(despacho: Despacho, medios: Medios) -> list[str]:
    """Prueba previa: conexión, TLS, credenciales, remitente admitido y enlaces vivos. No manda nada.

    Devuelve un renglón por enlace que no sirve; ninguno si todos devuelven su informe.

    Raises
    ------
    EnvioError
        Si el servidor no se puede usar: es de quien opera, no de las alcaldías.
    """
    try:
        with medios.abrir() as sesion:
            sesion.probe(despacho.configuracion.retorno)
    except ConexionPerdida as error:
        servidor = despacho.configuracion.servidor
        raise EnvioError(
            "No hay conexión con el servidor de correo; no se envió nada.",
            donde=f"{servidor.nombre}:{servidor.puerto}",
            esperado="un servidor que conteste",
            encontrado=str(error),
            que_hacer="revise la red y «servidor» en correo.yml; los mensajes siguen en la cola",
        ) from None
    malos = []
    for mensaje in despacho.bitacora.list_mensajes(despacho.guarda.campania.nombre, *e.PENDIENTES):
        try:
            despacho.guarda.check_enlace(mensaje, medios.publicado)
        except GuardaError as error:
            malos.append(f"{mensaje.clave} {mensaje.municipio}: {error.encontrado}")
    return malos


def rehearse(despacho: Despacho, prueba: str = "") -> tuple[list[str], int]:
    """Ensayo: pasa la guarda a cada mensaje sin conectarse ni tocar la bitácora; dice cuántos saldrían.

    Con ``prueba``, dice que irían a ese buzón.
    """
    bitacora, campania = despacho.bitacora, despacho.guarda.campania
    buzon = check_buzon(bitacora, campania, prueba) if prueba else ""
    renglones, saldrian = [], 0
    for mensaje in bitacora.list_mensajes(campania.nombre, *e.PENDIENTES):
        try:
            crudo = despacho.guarda.check(mensaje)
            saldrian += 1
            a_quien = mask_direccion(buzon or mensaje.destinatario) + (", como prueba" if buzon else "")
            detalle = f"saldría a {a_quien}, {len(crudo) / 1000:,.0f} kB"
            if mensaje.formato == "enlace":
                detalle += "; al enviar se comprobará lo publicado en el enlace"
        except GuardaError as error:
            detalle = f"NO saldría: se esperaba {error.esperado}; se encontró {error.encontrado}"
        renglones.append(f"{mensaje.clave} {mensaje.municipio}: {detalle}")
    return renglones, saldrian
