"""La guarda contra entrega equivocada: se revisa el mensaje mismo, justo antes de DATA.

No se fía de la preparación: vuelve a leer los bytes que va a mandar, el directorio, el manifiesto y el
archivo de la corrida, y exige que los cuatro digan el mismo municipio.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fais_analysis.delivery import registro
from fais_analysis.delivery.adjunto import build_enlace, read_titulo_pdf
from fais_analysis.delivery.bitacora import Bitacora, Mensaje
from fais_analysis.delivery.configuracion import Configuracion
from fais_analysis.delivery.corrida import Corrida, InformeCorrida, read_bytes_informe, read_corrida
from fais_analysis.delivery.direccion import fold_direccion
from fais_analysis.delivery.directorio import Contacto, read_directorio, select_contactos
from fais_analysis.delivery.historia import find_repetido
from fais_analysis.delivery.informe import read_contenido
from fais_analysis.delivery.mensaje import (
    BYTES_MAXIMO,
    build_message_id,
    has_salto_suelto,
    list_destinos,
    list_nombres,
    parse_mensaje,
)
from fais_analysis.delivery.verificacion import COINCIDE
from fais_analysis.errors import FaisError


class GuardaError(FaisError):
    """El mensaje no se entrega: algo no coincide. Dice qué, no a quién."""


@dataclass(frozen=True)
class Guarda:
    """Con qué se compara un mensaje antes de mandarlo."""

    bitacora: Bitacora
    campania: registro.Campania
    carpeta: Path
    configuracion: Configuracion
    hoy: Callable[[], date] = date.today
    exige_aprobacion: bool = True

    def check(self, mensaje: Mensaje) -> bytes:
        """Los bytes del mensaje, si todo coincide.

        Raises
        ------
        GuardaError
            Con la primera cosa que no coincide.
        """
        try:
            crudo = self._read(mensaje)
            corrida = read_corrida(Path(self.campania.carpeta_corrida))
            informe = self._check_informe(corrida, mensaje)
            self._check_repetido(mensaje)
            contacto = self._check_directorio(corrida, mensaje)
            self._check_mensaje(crudo, mensaje, informe, contacto)
        except GuardaError:
            raise
        except FaisError as error:
            raise _build_error(mensaje, f"{error.donde}: {error.esperado}", error.encontrado) from None
        return crudo

    def check_enlace(self, mensaje: Mensaje, comprobar: Callable[[str, str], str]) -> None:
        """Si va por enlace, que ahí estén los bytes del informe. Toca la red: sólo al enviar."""
        if mensaje.formato != "enlace":
            return
        informe = read_corrida(Path(self.campania.carpeta_corrida)).informes[mensaje.clave]
        problema = comprobar(build_enlace(self.configuracion.enlace, informe), mensaje.informe)
        _expect(mensaje, not problema, "su informe publicado en el enlace", problema)

    def _read(self, mensaje: Mensaje) -> bytes:
        try:
            crudo = (self.carpeta / mensaje.archivo).read_bytes()
        except OSError as error:
            raise _build_error(mensaje, "el .eml preparado", type(error).__name__) from None
        huella = hashlib.sha256(crudo).hexdigest()
        _expect(mensaje, huella == mensaje.mensaje, "los bytes que se prepararon", f"sha256 {huella[:12]}…")
        if self.exige_aprobacion:
            personas = registro.count_aprobadores(self.bitacora, mensaje.folio, huella)
            falta = f"{personas} de {self.campania.aprobadores} aprobaciones de estos bytes"
            _expect(mensaje, personas >= self.campania.aprobadores, "bytes aprobados", falta)
        _expect(mensaje, len(crudo) <= BYTES_MAXIMO, f"a lo más {BYTES_MAXIMO:,} bytes", f"{len(crudo):,}")
        _expect(mensaje, not has_salto_suelto(crudo), "renglones con CRLF", "saltos sueltos")
        return crudo

    def _check_informe(self, corrida: Corrida, mensaje: Mensaje) -> InformeCorrida:
        informe = corrida.informes.get(mensaje.clave)
        if informe is None:
            raise _build_error(mensaje, f"un informe de {mensaje.clave} en la corrida", "ninguno")
        _expect(mensaje, informe.sha256 == mensaje.informe, "la huella del manifiesto", "otro informe")
        _expect(mensaje, informe.nombre == mensaje.municipio, "el nombre del manifiesto", "otro municipio")
        demostracion = corrida.es_demostracion or informe.es_demostracion
        _expect(
            mensaje, not demostracion, "un informe sin datos de demostración", "una corrida de demostración"
        )
        contenido = read_contenido(read_bytes_informe(informe))
        _expect(
            mensaje,
            contenido.claves == (mensaje.clave,),
            f"clave {mensaje.clave} en el informe",
            "otra clave",
        )
        _expect(mensaje, not contenido.es_demostracion, "un informe sin datos de demostración", "la leyenda")
        verificado = registro.get_verificaciones(self.bitacora, [informe.sha256]).get(
            informe.sha256, "sin verificar"
        )
        _expect(mensaje, verificado == COINCIDE, "un informe verificado", verificado)
        return informe

    def _check_repetido(self, mensaje: Mensaje) -> None:
        """Otra campaña, preparada a la par, no le mandó ya lo mismo."""
        if self.campania.repetir:
            return
        lectura, _ = registro.get_informe(self.bitacora, mensaje.informe)
        previo = find_repetido(self.bitacora, (mensaje.campania, mensaje.clave, mensaje.buzon), lectura)
        otra = f"ya salió en la campaña «{previo.campania}»" if previo else ""
        _expect(mensaje, previo is None, "un informe que no haya recibido", otra)

    def _check_directorio(self, corrida: Corrida, mensaje: Mensaje) -> Contacto:
        directorio = read_directorio(Path(self.campania.directorio))
        nombres = {mensaje.clave: corrida.informes[mensaje.clave].nombre}
        seleccion = select_contactos(directorio, nombres, self.hoy(), [mensaje.rol])[mensaje.clave]
        _expect(mensaje, not seleccion.problema, "un renglón vigente y sin problemas", seleccion.problema)
        iguales = [c for c in seleccion.contactos if fold_direccion(c.correo) == mensaje.buzon]
        _expect(mensaje, len(iguales) == 1, "la misma persona del directorio de hoy", "el directorio cambió")
        _expect(mensaje, iguales[0].cargo == mensaje.cargo, "el mismo cargo del directorio", "otro cargo")
        return iguales[0]

    def _check_mensaje(
        self, crudo: bytes, mensaje: Mensaje, informe: InformeCorrida, contacto: Contacto
    ) -> None:
        """El mensaje por dentro: destinatario, identidad, asunto y adjunto."""
        partes = parse_mensaje(crudo)
        _expect(
            mensaje,
            list_destinos(partes) == [mensaje.destinatario],
            "el destinatario de la bitácora en «Para»",
            "otro",
        )
        _expect(mensaje, not partes["Cc"] and not partes["Bcc"], "un solo destinatario", "copias")
        nombres = [" ".join(contacto.nombre.split())]
        _expect(mensaje, list_nombres(partes) == nombres, "el nombre del directorio de hoy", "otro nombre")
        dominio = self.configuracion.dominio
        identidad = (mensaje.campania, mensaje.clave, mensaje.destinatario, mensaje.informe, dominio)
        _expect(mensaje, partes["Message-ID"] == build_message_id(*identidad), "su Message-ID", "otro")
        asunto = str(partes["Subject"])
        _expect(mensaje, mensaje.municipio in asunto, f"«{mensaje.municipio}» en el asunto", "otro asunto")
        for tipo in ("plain", "html"):
            texto = partes.get_body((tipo,))
            dice = (
                texto is not None
                and mensaje.clave in texto.get_content()
                and informe.huella_corta in texto.get_content()
            )
            _expect(mensaje, dice, "la clave y la huella en el cuerpo", f"un cuerpo {tipo} sin ellas")
        adjuntos = [
            (a.get_content_type(), a.get_payload(decode=True) or b"") for a in partes.iter_attachments()
        ]
        self._check_adjunto(mensaje, informe, adjuntos, str(partes.get_body(("plain",)).get_content()))

    def _check_adjunto(
        self, mensaje: Mensaje, informe: InformeCorrida, adjuntos: list[tuple[str, bytes]], texto: str
    ) -> None:
        """La clave que lleva dentro el adjunto es la del destinatario."""
        if mensaje.formato == "enlace":
            enlace = build_enlace(self.configuracion.enlace, informe)
            _expect(mensaje, not adjuntos and enlace in texto.split(), "el enlace de su informe", "otra cosa")
            return
        _expect(mensaje, len(adjuntos) == 1, "exactamente un adjunto", f"{len(adjuntos)}")
        (tipo, crudo) = adjuntos[0]
        huella = hashlib.sha256(crudo).hexdigest()
        _expect(mensaje, huella == mensaje.adjunto, "el adjunto que se preparó", f"sha256 {huella[:12]}…")
        if mensaje.formato == "html":
            dentro = read_contenido(crudo)
            bien = tipo == "text/html" and dentro.claves == (mensaje.clave,) and huella == informe.sha256
            _expect(
                mensaje, bien, f"el expediente de {mensaje.clave} sin cambios", f"{tipo}, {dentro.claves}"
            )
            _expect(
                mensaje, not dentro.es_demostracion, "sin datos de demostración", "la leyenda en el adjunto"
            )
        else:
            titulo = read_titulo_pdf(crudo)
            bien = tipo == "application/pdf" and f"({mensaje.clave})" in titulo and informe.nombre in titulo
            _expect(mensaje, bien, f"un PDF de {informe.nombre} ({mensaje.clave})", f"{tipo} con otro título")


def _expect(mensaje: Mensaje, bien: bool, esperado: str, encontrado: str) -> None:
    if not bien:
        raise _build_error(mensaje, esperado, encontrado)


def _build_error(mensaje: Mensaje, esperado: str, encontrado: str) -> GuardaError:
    return GuardaError(
        "El mensaje no se entrega.",
        donde=f"folio {mensaje.folio}, {mensaje.clave} {mensaje.municipio}",
        esperado=esperado,
        encontrado=encontrado,
        que_hacer="vuelva a preparar la campaña y apruébela; no edite los .eml",
    )
