"""La guarda contra entrega equivocada: se revisa el mensaje mismo, justo antes de DATA.

No se fía de la preparación: vuelve a leer los bytes que va a mandar, el directorio, el manifiesto y el
archivo de la corrida, y exige que los cuatro digan el mismo municipio.
"""

import hashlib
import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from pathlib import Path

from fais_analysis.delivery import registro
from fais_analysis.delivery.adjunto import build_enlace, is_pdf_propio
from fais_analysis.delivery.bitacora import Bitacora, Mensaje
from fais_analysis.delivery.configuracion import Configuracion
from fais_analysis.delivery.corrida import HOJA, Corrida, InformeCorrida, read_bytes_informe
from fais_analysis.delivery.decisiones import has_direccion
from fais_analysis.delivery.direccion import fold_direccion
from fais_analysis.delivery.directorio import Contacto
from fais_analysis.delivery.historia import BuzonCampania, find_repetido
from fais_analysis.delivery.lecturas import get_corrida, get_lectura, get_pintado, get_seleccion
from fais_analysis.delivery.mapa import get_claves_mapa, read_marca
from fais_analysis.delivery.mensaje import (
    BYTES_MAXIMO,
    build_message_id,
    decode_parte,
    has_salto_suelto,
    list_destinos,
    list_nombres,
    parse_mensaje,
    read_imagenes,
)
from fais_analysis.delivery.portada import Portada, find_ausentes, find_discordancia, list_dichos
from fais_analysis.delivery.verificacion import COINCIDE
from fais_analysis.errors import FaisError

_MARCA = re.compile(r"<[^<>]*>")


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
            corrida = self._get_corrida(mensaje)
            informe, portada = self._check_informe(corrida, mensaje)
            self._check_avisos(mensaje)
            self._check_repetido(mensaje)
            contacto = self._check_directorio(corrida, mensaje)
            partes = self._check_sobre(crudo, mensaje, contacto)
            self._check_cuerpo(partes, mensaje, informe, portada)
            self._check_mapa(partes, mensaje, corrida)
            self._check_adjuntos(partes, mensaje, informe)
        except GuardaError:
            raise
        except FaisError as error:
            raise _build_error(mensaje, f"{error.donde}: {error.esperado}", error.encontrado) from None
        return crudo

    def check_enlace(self, mensaje: Mensaje, comprobar: Callable[[str, str], str]) -> None:
        """Si va por enlace, que ahí estén sus bytes y, junto, los de su hoja. Toca la red: sólo al enviar."""
        if mensaje.formato != "enlace":
            return
        informe = self._get_corrida(mensaje).informes[mensaje.clave]
        enlace = build_enlace(self.configuracion.enlace, informe)
        problema = comprobar(enlace, mensaje.informe)
        if informe.hoja and not problema:
            problema = comprobar(f"{enlace.rpartition('/')[0]}/{HOJA}", informe.hoja_sha256)
        _expect(mensaje, not problema, "su informe publicado en el enlace", problema)

    def _get_corrida(self, mensaje: Mensaje) -> Corrida:
        """La corrida con que se preparó ese mensaje: con --solo, la de los demás puede ser otra."""
        return get_corrida(Path(mensaje.carpeta_corrida or self.campania.carpeta_corrida))

    def _check_avisos(self, mensaje: Mensaje) -> None:
        """Dirección y municipio concuerdan, o alguien dijo por qué no."""
        for tipo, texto, bloquea in registro.list_avisos(self.bitacora, mensaje.folio):
            if bloquea and not has_direccion(self.bitacora, mensaje.clave, mensaje.buzon):
                raise _build_error(mensaje, f"una razón asentada para el aviso «{tipo}»", texto)

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

    def _check_informe(self, corrida: Corrida, mensaje: Mensaje) -> tuple[InformeCorrida, Portada]:
        informe = corrida.informes.get(mensaje.clave)
        if informe is None:
            raise _build_error(mensaje, f"un informe de {mensaje.clave} en la corrida", "ninguno")
        _expect(mensaje, informe.sha256 == mensaje.informe, "la huella del manifiesto", "otro informe")
        _expect(mensaje, informe.nombre == mensaje.municipio, "el nombre del manifiesto", "otro municipio")
        demostracion = corrida.es_demostracion or informe.es_demostracion
        _expect(
            mensaje, not demostracion, "un informe sin datos de demostración", "una corrida de demostración"
        )
        contenido, portada = get_lectura(read_bytes_informe(informe))
        _expect(
            mensaje,
            contenido.claves == (mensaje.clave,),
            f"clave {mensaje.clave} en el informe",
            "otra clave",
        )
        discordancia = find_discordancia(informe, portada)
        _expect(mensaje, not discordancia, "informe, carpeta y manifiesto que concuerdan", discordancia)
        _expect(mensaje, not contenido.es_demostracion, "un informe sin datos de demostración", "la leyenda")
        huella = informe.huella_conjunta
        verificado = registro.get_verificaciones(self.bitacora, [huella]).get(huella, "sin verificar")
        _expect(mensaje, verificado == COINCIDE, "un informe verificado", verificado)
        return informe, portada

    def _check_repetido(self, mensaje: Mensaje) -> None:
        """Otra campaña, preparada a la par, no le mandó ya lo mismo."""
        if mensaje.repetir or self.campania.repetir:
            return
        leido = registro.get_informe(self.bitacora, mensaje.informe)
        buzon = BuzonCampania(mensaje.campania, mensaje.clave, mensaje.buzon)
        previo = find_repetido(self.bitacora, buzon, leido.huella_lectura)
        otra = f"ya salió en la campaña «{previo.campania}»" if previo else ""
        _expect(mensaje, previo is None, "un informe que no haya recibido", otra)

    def _check_directorio(self, corrida: Corrida, mensaje: Mensaje) -> Contacto:
        ruta = Path(self.campania.directorio)
        seleccion = get_seleccion(ruta, corrida, self.hoy(), mensaje.rol)[mensaje.clave]
        _expect(mensaje, not seleccion.problema, "un renglón vigente y sin problemas", seleccion.problema)
        iguales = [c for c in seleccion.contactos if fold_direccion(c.correo) == mensaje.buzon]
        _expect(mensaje, len(iguales) == 1, "la misma persona del directorio de hoy", "el directorio cambió")
        _expect(mensaje, iguales[0].cargo == mensaje.cargo, "el mismo cargo del directorio", "otro cargo")
        return iguales[0]

    def _check_sobre(self, crudo: bytes, mensaje: Mensaje, contacto: Contacto) -> EmailMessage:
        """Destinatario, nombre, identidad, asunto y ninguna fecha: ésa se pone al enviar."""
        partes = parse_mensaje(crudo)
        para = list_destinos(partes) == [mensaje.destinatario]
        _expect(mensaje, para, "el destinatario de la bitácora en «Para»", "otro")
        _expect(mensaje, not partes["Cc"] and not partes["Bcc"], "un solo destinatario", "copias")
        nombres = [" ".join(contacto.nombre.split())]
        _expect(mensaje, list_nombres(partes) == nombres, "el nombre del directorio de hoy", "otro nombre")
        dominio = self.configuracion.dominio
        identidad = (mensaje.campania, mensaje.clave, mensaje.destinatario, mensaje.informe, dominio)
        _expect(mensaje, partes["Message-ID"] == build_message_id(*identidad), "su Message-ID", "otro")
        asunto = str(partes["Subject"])
        _expect(mensaje, mensaje.municipio in asunto, f"«{mensaje.municipio}» en el asunto", "otro asunto")
        _expect(mensaje, partes["Date"] is None, "un mensaje sin fecha propia", "trae encabezado Date")
        return partes

    def _check_cuerpo(
        self, partes: EmailMessage, mensaje: Mensaje, informe: InformeCorrida, portada: Portada
    ) -> None:
        """Los dos cuerpos dicen la clave, la huella y lo que dice la primera pantalla de su informe."""
        dichos = list_dichos(informe, portada)
        for tipo in ("plain", "html"):
            texto = _read_texto(partes, tipo)
            dice = mensaje.clave in texto and informe.huella_corta in texto
            _expect(mensaje, dice, "la clave y la huella en el cuerpo", f"un cuerpo {tipo} sin ellas")
            ausentes = find_ausentes(dichos, strip_marcas(texto))
            faltan = f"un cuerpo {tipo} que no dice: {', '.join(ausentes)}"
            _expect(mensaje, not ausentes, "la petición y las cifras de su informe en el cuerpo", faltan)

    def _check_mapa(self, partes: EmailMessage, mensaje: Mensaje, corrida: Corrida) -> None:
        """El mapa marca a ese municipio y pinta lo que dicen los informes de la corrida."""
        c = self.configuracion
        marcas = {read_marca(imagen) for imagen in read_imagenes(partes).values()} - {b""}
        claves = get_claves_mapa(corrida.entidad, corrida.archivos)
        pintado = get_pintado(corrida, c.cifra_mapa, c.cortes_mapa, claves)
        esperada = f"fais {mensaje.clave} {pintado}".encode("ascii")
        _expect(
            mensaje, marcas == {esperada}, "el mapa de su municipio con los valores de la corrida", "otro"
        )

    def _check_adjuntos(self, partes: EmailMessage, mensaje: Mensaje, informe: InformeCorrida) -> None:
        """La hoja, si la corrida la trae, y el expediente: son los del destinatario."""
        adjuntos = [(a.get_content_type(), decode_parte(a)) for a in partes.iter_attachments()]
        if mensaje.formato == "enlace":
            texto = _read_texto(partes, "plain")
            enlace = build_enlace(self.configuracion.enlace, informe)
            _expect(mensaje, not adjuntos and enlace in texto.split(), "el enlace de su informe", "otra cosa")
            return
        huellas = [informe.hoja_sha256, informe.sha256] if informe.hoja else [informe.sha256]
        _expect(mensaje, len(adjuntos) == len(huellas), f"{len(huellas)} adjuntos", f"{len(adjuntos)}")
        ultima = hashlib.sha256(adjuntos[-1][1]).hexdigest()
        _expect(mensaje, ultima == mensaje.adjunto, "el adjunto que se preparó", f"sha256 {ultima[:12]}…")
        for (tipo, crudo), huella in zip(adjuntos, huellas, strict=True):
            if mensaje.formato == "html":  # por su huella son los bytes de la corrida
                bien = tipo == "text/html" and hashlib.sha256(crudo).hexdigest() == huella
                _expect(mensaje, bien, f"lo de {mensaje.clave} sin cambios", f"{tipo}, otros bytes")
            else:
                bien = tipo == "application/pdf" and is_pdf_propio(informe, crudo)
                _expect(
                    mensaje, bien, f"un PDF de {informe.nombre} ({mensaje.clave})", f"{tipo} con otro título"
                )


def strip_marcas(texto: str) -> str:
    """Lo que se lee de un HTML, sin marcas; un texto plano queda casi igual.

    Examples
    --------
    >>> strip_marcas("<b>31 %</b><br>Pobreza &amp; más")
    ' 31 %  Pobreza & más'
    """
    return html.unescape(_MARCA.sub(" ", texto))


def _read_texto(partes: EmailMessage, tipo: str) -> str:
    """El cuerpo de un mensaje en una de sus formas; vacío si no la trae."""
    parte = partes.get_body((tipo,))
    return parte.get_content() if parte is not None else ""


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
