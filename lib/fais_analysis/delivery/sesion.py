"""Una conversación SMTP, paso por paso, para saber siempre de qué lado de DATA se cortó."""

import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass

from fais_analysis.delivery.configuracion import Configuracion
from fais_analysis.delivery.credenciales import VARIABLE_CLAVE, VARIABLE_USUARIO, Credenciales
from fais_analysis.delivery.errores import EnvioError

LARGO_RESPUESTA = 500
DESPEDIDA_S = 5
MECANISMOS = ("PLAIN", "LOGIN")
ENTENDIBLES = (2, 4, 5)
DEL_MENSAJE = (552, 553)  # rechazos de MAIL por el tamaño o por los acentos, no por el remitente
_PUNTO = re.compile(rb"^\.", re.MULTILINE)
Paso = Callable[[str], None]


@dataclass(frozen=True)
class Respuesta:
    """Lo que contestó el servidor: código de tres cifras y texto."""

    codigo: int
    texto: str

    def __str__(self) -> str:
        return f"{self.codigo} {self.texto}".strip()


class ConexionPerdida(Exception):
    """Se cortó antes de mandar el cuerpo: el mensaje seguro no llegó."""


class RespuestaPerdida(Exception):
    """Se cortó después de empezar el cuerpo: no se sabe si llegó."""


def check_servidor(configuracion: Configuracion) -> None:
    """Exige que el servidor esté en la lista permitida.

    Raises
    ------
    EnvioError
        Si no está.
    """
    nombre = configuracion.servidor.nombre.lower()
    if nombre in {permitido.lower() for permitido in configuracion.servidores_permitidos}:
        return
    raise EnvioError(
        "El servidor no está en la lista permitida.",
        donde="correo.yml, servidores_permitidos",
        esperado=", ".join(configuracion.servidores_permitidos),
        encontrado=nombre,
        que_hacer="si es el de la institución, agréguelo a la lista",
    )


class Sesion:
    """Conexión cifrada y autenticada con el servidor. Se usa con ``with``."""

    def __init__(self, configuracion: Configuracion, credenciales: Credenciales | None) -> None:
        self.configuracion = configuracion
        self.smtp = _connect(configuracion)
        try:
            _secure(self.smtp, configuracion)
            _login(self.smtp, credenciales)
        except BaseException:
            self.smtp.close()
            raise

    def __enter__(self) -> "Sesion":
        return self

    def __exit__(self, *_: object) -> None:
        try:
            if self.smtp.sock is not None:
                self.smtp.sock.settimeout(DESPEDIDA_S)
            self.smtp.quit()
        except (OSError, smtplib.SMTPException):
            self.smtp.close()

    def offer(self, retorno: str, destinatario: str, largo: int) -> Respuesta:
        """Sobre: MAIL y RCPT. Código 2xx si el servidor lo admite.

        Raises
        ------
        ConexionPerdida
            Si se corta o contesta algo que no es de SMTP.
        EnvioError
            Si el servidor no admite al remitente: la culpa no es de la dirección.
        """
        opciones = [f"SIZE={largo}"] if self.smtp.has_extn("size") else []
        if not destinatario.isascii():
            if not self.smtp.has_extn("smtputf8"):
                return Respuesta(553, "el servidor no admite direcciones con acentos (SMTPUTF8)")
            opciones.append("SMTPUTF8")
        try:
            if "SMTPUTF8" in opciones:
                self.smtp.command_encoding = "utf-8"
            codigo, texto = self.smtp.docmd("MAIL", " ".join([f"FROM:<{retorno}>", *opciones]))
            if 500 <= codigo < 600 and codigo not in DEL_MENSAJE:
                raise _build_error("un servidor que admita al remitente", f"lo rechazó ({codigo})")
            if 200 <= codigo < 300:
                codigo, texto = self.smtp.docmd("RCPT", f"TO:<{destinatario}>")
        except (OSError, smtplib.SMTPException) as error:
            raise ConexionPerdida(type(error).__name__) from None
        if codigo // 100 not in ENTENDIBLES:
            raise ConexionPerdida(f"respuesta inesperada ({codigo})")
        return _build_respuesta(codigo, texto)

    def probe(self, retorno: str) -> None:
        """Propone al remitente y lo retira: ni destinatario ni mensaje.

        Raises
        ------
        ConexionPerdida
            Si se corta.
        EnvioError
            Si el servidor no lo admite.
        """
        try:
            codigo, _ = self.smtp.docmd("MAIL", f"FROM:<{retorno}>")
            self.smtp.docmd("RSET")
        except (OSError, smtplib.SMTPException) as error:
            raise ConexionPerdida(type(error).__name__) from None
        if not 200 <= codigo < 300:
            raise _build_error("un servidor que admita al remitente", f"contestó {codigo}")

    def transmit(self, crudo: bytes, paso: Paso) -> Respuesta:
        """DATA y el cuerpo; espera la respuesta final.

        Raises
        ------
        ConexionPerdida
            Si se corta antes de que el servidor pida el cuerpo.
        RespuestaPerdida
            Si se corta o se agota el tiempo después.
        """
        try:
            codigo, texto = self.smtp.docmd("DATA")
        except (OSError, smtplib.SMTPException) as error:
            raise ConexionPerdida(type(error).__name__) from None
        if codigo != 354:
            if codigo // 100 not in (4, 5):  # un 2xx aquí no es una aceptación: no se ha mandado nada
                raise ConexionPerdida(f"respuesta inesperada a DATA ({codigo})")
            return _build_respuesta(codigo, texto)
        paso("datos")
        cuerpo = _PUNTO.sub(b"..", crudo)
        final = b".\r\n" if cuerpo.endswith(b"\r\n") else b"\r\n.\r\n"
        try:
            mitad = len(cuerpo) // 2
            self.smtp.send(cuerpo[:mitad])
            paso("medio cuerpo")
            self.smtp.send(cuerpo[mitad:] + final)
            paso("cuerpo")
            if self.smtp.sock is not None:
                self.smtp.sock.settimeout(self.configuracion.cierre_s)
            codigo, texto = self.smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self.smtp.close()  # sin despedirse: esperar a un servidor mudo retrasaría a los demás
            raise RespuestaPerdida(type(error).__name__) from None
        if codigo // 100 not in ENTENDIBLES:
            self.smtp.close()
            raise RespuestaPerdida(f"respuesta inesperada ({codigo})")
        paso("respuesta")
        return _build_respuesta(codigo, texto)


def _connect(configuracion: Configuracion) -> smtplib.SMTP:
    """Abre la conexión; con «tls», cifrada desde el principio."""
    check_servidor(configuracion)
    servidor = configuracion.servidor
    try:
        if servidor.seguridad == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                servidor.nombre, servidor.puerto, configuracion.dominio, timeout=configuracion.conexion_s,
                context=build_contexto_tls(servidor.certificados),
            )  # fmt: skip
        else:
            smtp = smtplib.SMTP(
                servidor.nombre, servidor.puerto, configuracion.dominio, timeout=configuracion.conexion_s
            )
        if smtp.sock is not None:
            smtp.sock.settimeout(configuracion.respuesta_s)
        return smtp
    except ssl.SSLError as error:
        raise _build_error("un certificado válido para el servidor", _describe_tls(error)) from None
    except (OSError, smtplib.SMTPException) as error:
        raise ConexionPerdida(type(error).__name__) from None


def build_contexto_tls(certificados: str = "") -> ssl.SSLContext:
    """TLS 1.2 o mayor, con certificado y nombre comprobados siempre."""
    try:
        contexto = ssl.create_default_context(cafile=certificados or None)
    except (OSError, ssl.SSLError):
        raise _build_error("un archivo PEM legible en «certificados»", "otra cosa") from None
    contexto.minimum_version = ssl.TLSVersion.TLSv1_2
    return contexto


def _secure(smtp: smtplib.SMTP, configuracion: Configuracion) -> None:
    """EHLO y STARTTLS; sin cifrado no se sigue."""
    try:
        smtp.ehlo()
        if configuracion.servidor.seguridad == "starttls":
            if not smtp.has_extn("starttls"):
                raise _build_error("un servidor que ofrezca STARTTLS", "no lo ofrece")
            smtp.starttls(context=build_contexto_tls(configuracion.servidor.certificados))
            smtp.ehlo()
    except ssl.SSLError as error:
        raise _build_error("un certificado válido para el servidor", _describe_tls(error)) from None
    except (OSError, smtplib.SMTPException) as error:
        raise ConexionPerdida(type(error).__name__) from None


def _login(smtp: smtplib.SMTP, credenciales: Credenciales | None) -> None:
    """Se autentica si hay credenciales; un rechazo detiene la campaña."""
    if credenciales is None:
        if smtp.has_extn("auth"):
            esperado = f"credenciales ({VARIABLE_USUARIO} y {VARIABLE_CLAVE}): el servidor las pide"
            raise _build_error(esperado, "ninguna exportada")
        return
    ofrece = smtp.esmtp_features.get("auth", "").upper().split()
    mecanismo = next((m for m in MECANISMOS if m in ofrece), "")
    if not mecanismo or not (credenciales.usuario + credenciales.clave).isascii():
        esperado = f"autenticación {' o '.join(MECANISMOS)} con usuario y contraseña sin acentos"
        raise _build_error(esperado, "otra cosa")
    smtp.user, smtp.password = credenciales.usuario, credenciales.clave
    try:  # un solo mecanismo: probar varios gasta intentos y puede bloquear la cuenta
        smtp.auth(mecanismo, smtp.auth_plain if mecanismo == "PLAIN" else smtp.auth_login)
    except smtplib.SMTPAuthenticationError as error:
        if 400 <= error.smtp_code < 500:
            raise ConexionPerdida(f"autenticación {error.smtp_code}") from None
        raise _build_error(
            "credenciales que el servidor acepte", f"las rechazó ({error.smtp_code})"
        ) from None
    except (OSError, smtplib.SMTPException) as error:
        raise ConexionPerdida(type(error).__name__) from None


def _build_respuesta(codigo: int, texto: bytes) -> Respuesta:
    limpio = " ".join(texto.decode("utf-8", errors="replace").split())
    return Respuesta(codigo, "".join(c for c in limpio if c.isprintable())[:LARGO_RESPUESTA])


def _describe_tls(error: ssl.SSLError) -> str:
    motivo = getattr(error, "verify_message", "") or error.reason or type(error).__name__
    return f"no se pudo comprobar ({motivo})"


def _build_error(esperado: str, encontrado: str) -> EnvioError:
    return EnvioError(
        "No se puede usar el servidor de correo.",
        donde="correo.yml, servidor",
        esperado=esperado,
        encontrado=encontrado,
        que_hacer="corrija la configuración o hable con quien administra el servidor; no se envió nada más",
    )
