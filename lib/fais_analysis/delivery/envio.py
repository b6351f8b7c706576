"""Enviar una campaña: uno por uno, con «enviando» asentado en disco antes de DATA y nada supuesto después."""

import hashlib
import os
import socket
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from fais_analysis.delivery import bitacora_esquema as e
from fais_analysis.delivery.bitacora import Bitacora, Mensaje
from fais_analysis.delivery.configuracion import Configuracion
from fais_analysis.delivery.direccion import mask_texto
from fais_analysis.delivery.errores import EnvioAjenoError, EnvioError
from fais_analysis.delivery.guarda import Guarda, GuardaError
from fais_analysis.delivery.mensaje import stamp_fecha
from fais_analysis.delivery.respuestas import is_del_buzon
from fais_analysis.delivery.ritmo import Ritmo, compute_espera
from fais_analysis.delivery.sesion import ConexionPerdida, Respuesta, RespuestaPerdida, Sesion
from fais_analysis.delivery.testigo import attest
from fais_analysis.delivery.ventana import check_ventana
from fais_analysis.errors import FaisError

NEGADO = "negado"
LARGO_FECHA = 64  # holgura para el encabezado Date, que se agrega al mandar
Abrir = Callable[[], Sesion]
Aviso = Callable[[str], None]
Publicado = Callable[[str, str], str]  # dirección y huella → qué tiene de malo, o vacío
PasoEnvio = Callable[[str, int], None]


def _ignore(*_: object) -> None:
    """No avisa."""


@dataclass
class Medios:
    """Con qué se envía. En pruebas se sustituyen el reloj, la espera y los avisos de cada paso."""

    abrir: Abrir
    ritmo: Ritmo
    publicado: Publicado = lambda *_: "no hay con qué comprobar el enlace"
    reloj: Callable[[], float] = time.time
    ahora: Callable[[], datetime] = lambda: datetime.now().astimezone()
    dormir: Callable[[float], None] = time.sleep
    paso: PasoEnvio = _ignore
    aviso: Aviso = _ignore


@dataclass
class ResumenEnvio:
    """Cuántos mensajes terminaron en cada estado en esta orden, y por qué se detuvo si se detuvo."""

    conteo: Counter[str] = field(default_factory=Counter)
    seguidas: int = 0
    recuperados: tuple[int, int] = (0, 0)


class Emisor:
    """Envía los mensajes pendientes de una campaña. Exige el candado de la carpeta."""

    def __init__(self, bitacora: Bitacora, guarda: Guarda, medios: Medios) -> None:
        self.bitacora, self.guarda, self.medios = bitacora, guarda, medios
        self.configuracion: Configuracion = guarda.configuracion
        self.campania = guarda.campania.nombre
        self.dueno = f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self.omitidos: set[int] = set()
        self.resumen = ResumenEnvio()

    def run(self) -> ResumenEnvio:
        """Envía todo lo que toca; espera a los diferidos hasta agotar sus intentos.

        Raises
        ------
        EnvioError
            Si el servidor no se puede usar o hay demasiadas fallas seguidas.
        """
        a_cola, dudosos = self.bitacora.recover()
        self.resumen.recuperados = (len(a_cola), len(dudosos))
        while True:
            check_ventana(self.configuracion.ventana, self.medios.ahora())
            omitidos = frozenset(self.omitidos)
            mensaje = self.bitacora.claim_siguiente(self.campania, self.medios.reloj(), self.dueno, omitidos)
            if mensaje is not None:
                self._deliver(mensaje)
                self._check_seguidas()
                continue
            proximo = self.bitacora.get_proximo(self.campania, omitidos)
            if proximo is None or proximo <= self.medios.reloj():
                return self.resumen
            falta = proximo - self.medios.reloj()
            self.medios.aviso(f"El servidor pidió esperar; el siguiente intento es en {falta:,.0f} s.")
            self.medios.dormir(falta)

    def _deliver(self, mensaje: Mensaje) -> None:
        """Un mensaje ya apartado: guarda, conexión, sobre, guarda otra vez y DATA."""
        self.medios.paso("reservado", mensaje.folio)
        try:
            crudo = self.guarda.check(mensaje)
            self.guarda.check_enlace(mensaje, self.medios.publicado)
            self.medios.ritmo.wait(mensaje.mensaje)
            with self.medios.abrir() as sesion:
                self.medios.paso("conectado", mensaje.folio)
                self._converse(sesion, mensaje, len(crudo) + LARGO_FECHA)
        except GuardaError as error:
            self._release(mensaje, f"se esperaba {error.esperado}; se encontró {error.encontrado}")
        except ConexionPerdida as error:
            self._retry(mensaje, f"conexión perdida: {error}", propia=False)
        except EnvioError as error:
            self.bitacora.move(mensaje.folio, e.EN_COLA, (e.RESERVADO,), self.dueno, str(error.encontrado))
            raise

    def _converse(self, sesion: Sesion, mensaje: Mensaje, largo: int) -> None:
        respuesta = sesion.offer(self.configuracion.retorno, mensaje.destinatario, largo)
        self.medios.paso("sobre", mensaje.folio)
        if not 200 <= respuesta.codigo < 300:
            self._settle(mensaje, respuesta)
            return
        crudo = self.guarda.check(mensaje)  # justo antes de DATA, con lo que hay en disco en este momento
        self.medios.paso("guarda", mensaje.folio)
        crudo = stamp_fecha(crudo, self.medios.ahora())
        detalle = f"sha256 {hashlib.sha256(crudo).hexdigest()} con su Date"
        self.bitacora.move(mensaje.folio, e.ENVIANDO, (e.RESERVADO,), self.dueno, detalle)
        self.medios.paso("enviando", mensaje.folio)
        self._attest(mensaje)
        self.medios.paso("testigo", mensaje.folio)
        try:
            respuesta = sesion.transmit(crudo, lambda paso: self.medios.paso(paso, mensaje.folio))
        except RespuestaPerdida as error:
            self._doubt(mensaje, f"se cortó después de empezar DATA ({error})")
            return
        self._settle(mensaje, respuesta)
        self.medios.paso("asentado", mensaje.folio)

    def _attest(self, mensaje: Mensaje) -> None:
        """Asienta en el testigo; si no se puede, no hay DATA y la orden se detiene."""
        try:
            attest(self.bitacora, mensaje)
        except EnvioAjenoError:
            self._doubt(mensaje, "otra bitácora ya lo había empezado a mandar")
            raise
        except FaisError as error:
            motivo = f"no se pudo asentar en el testigo: {error.encontrado}"
            self.bitacora.defer(mensaje.folio, self.medios.reloj(), self.dueno, motivo)
            raise

    def _settle(self, mensaje: Mensaje, respuesta: Respuesta) -> None:
        """Asienta la respuesta: 2xx acepta, 4xx espera, 5xx del buzón rechaza."""
        texto, desde = str(respuesta), (e.RESERVADO, e.ENVIANDO)
        if 200 <= respuesta.codigo < 300:
            self.bitacora.move(mensaje.folio, e.ACEPTADO, (e.ENVIANDO,), self.dueno, texto)
            self._count(e.ACEPTADO, mensaje, texto, falla=False)
        elif 400 <= respuesta.codigo < 500:
            self._retry(mensaje, texto)
        elif not is_del_buzon(respuesta.codigo, respuesta.texto):
            self._postpone(mensaje, f"{texto} (no dice nada del buzón: revise el servidor)")
        else:
            self.bitacora.move(mensaje.folio, e.RECHAZADO, desde, self.dueno, texto)
            self._count(e.RECHAZADO, mensaje, texto)

    def _retry(self, mensaje: Mensaje, motivo: str, *, propia: bool = True) -> None:
        """Deja para después; agotados los intentos, para otra orden. Un 4xx nunca marca a una alcaldía.

        Sin ``propia`` la falla es de la conexión y no gasta los intentos del mensaje más allá de esta orden.
        """
        if mensaje.intentos + 1 >= self.configuracion.intentos:
            cuales = "intentos" if propia else "intentos de conexión"
            self._postpone(mensaje, f"{mensaje.intentos + 1} {cuales}; el último: {motivo}")
            return
        espera = compute_espera(self.configuracion, mensaje.intentos, mensaje.mensaje)
        self.bitacora.defer(mensaje.folio, self.medios.reloj() + espera, self.dueno, motivo)
        self._count(e.DIFERIDO, mensaje, motivo)

    def _postpone(self, mensaje: Mensaje, motivo: str) -> None:
        """Queda diferido, sin culpa del buzón; no se ofrece más en esta orden y la siguiente lo reintenta."""
        self.bitacora.postpone(mensaje.folio, self.dueno, motivo)
        self.omitidos.add(mensaje.folio)
        self._count(e.DIFERIDO, mensaje, motivo)

    def _doubt(self, mensaje: Mensaje, motivo: str) -> None:
        detalle = f"no se sabe si llegó: {motivo}"
        self.bitacora.move(mensaje.folio, e.DESCONOCIDO, (e.ENVIANDO,), self.dueno, detalle)
        self._count(e.DESCONOCIDO, mensaje, detalle)

    def _release(self, mensaje: Mensaje, motivo: str) -> None:
        """La guarda lo negó: vuelve a la cola y no se ofrece más en esta orden."""
        self.bitacora.move(mensaje.folio, e.EN_COLA, (e.RESERVADO,), self.dueno, f"negado: {motivo}")
        self.omitidos.add(mensaje.folio)
        self._count(NEGADO, mensaje, motivo, falla=False)

    def _count(self, estado: str, mensaje: Mensaje, detalle: str, *, falla: bool = True) -> None:
        self.resumen.conteo[estado] += 1
        if estado != NEGADO:
            self.resumen.seguidas = self.resumen.seguidas + 1 if falla else 0
        self.medios.aviso(
            f"{mensaje.clave} {mensaje.municipio}: {estado}. {mask_texto(detalle)}".rstrip(". ")
        )

    def _check_seguidas(self) -> None:
        if self.resumen.seguidas < self.configuracion.fallas_seguidas:
            return
        raise EnvioError(
            "La campaña se detuvo: demasiadas fallas seguidas.",
            donde=f"campaña «{self.campania}»",
            esperado=f"menos de {self.configuracion.fallas_seguidas} fallas seguidas",
            encontrado=f"{self.resumen.seguidas} seguidas",
            que_hacer="vea la causa con fais correo estado; lo que falta sigue en la cola y puede reanudarse",
        )
