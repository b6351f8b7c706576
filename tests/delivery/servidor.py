"""Un servidor SMTP de verdad (aiosmtpd, STARTTLS y AUTH) que se porta como se le pida y lleva su propio registro.

Sólo escucha en 127.0.0.1. También corre solo: ``python servidor.py CARPETA`` (para matar al emisor sin matarlo a él).
"""

import asyncio
import json
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

USUARIO, CLAVE = "emisor", "una-clave-de-prueba"


def build_certificados(carpeta: Path, nombre: str = "127.0.0.1") -> tuple[trustme.CA, trustme.LeafCert, Path]:
    """Autoridad, certificado del servidor y el PEM en que el cliente confía."""
    autoridad = trustme.CA()
    pem = carpeta / "autoridad.pem"
    autoridad.cert_pem.write_to_path(str(pem))
    return autoridad, autoridad.issue_cert(nombre), pem


@dataclass
class Guion:
    """Cómo se porta el servidor. Cada función recibe el destinatario y devuelve la respuesta o una conducta."""

    mail: Callable[[str], str] = lambda _: "250 OK"
    rcpt: Callable[[str], str] = lambda _: "250 OK"
    data: Callable[[str], str] = lambda _: "250 OK"  # además: «cortar»
    cuerpo: Callable[[str], str] = lambda _: (
        "250 OK aceptado"
    )  # además: «cortar», «cortar a medias», «tardar N»
    con_starttls: bool = True
    con_smtputf8: bool = True


@dataclass
class Registro:
    """Lo que el servidor vio: (destinatario, Message-ID) de cada mensaje completo que dio por recibido."""

    recibidos: list[tuple[str, str, bytes]] = field(default_factory=list)
    intentos: list[str] = field(default_factory=list)
    usuarios: list[str] = field(default_factory=list)
    conexiones: int = 0
    archivo: Path | None = None

    def add(self, destinatario: str, crudo: bytes) -> None:
        """Asienta un mensaje completo; en disco, si se pidió, antes de contestar."""
        identidad = next(
            (r[11:].strip().decode() for r in crudo.split(b"\r\n") if r.lower().startswith(b"message-id:")),
            "",
        )
        self.recibidos.append((destinatario, identidad, crudo))
        if self.archivo:
            with self.archivo.open("a", encoding="utf-8") as salida:
                salida.write(json.dumps([destinatario, identidad]) + "\n")
                salida.flush()
                os.fsync(salida.fileno())


class _Manejador:
    def __init__(self, guion: Guion, registro: Registro) -> None:
        self.guion, self.registro = guion, registro

    async def handle_MAIL(self, server, session, envelope, address, mail_options):
        respuesta = self.guion.mail(address)
        if respuesta.startswith("250"):
            envelope.mail_from = address
            envelope.mail_options.extend(mail_options)
        return respuesta

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        self.registro.intentos.append(address)
        respuesta = self.guion.rcpt(address)
        if respuesta == "cortar":
            server.transport.abort()
        if respuesta.startswith("250"):
            envelope.rcpt_tos.append(address)
        return respuesta

    async def handle_DATA(self, server, session, envelope):
        destinatario = envelope.rcpt_tos[0]
        respuesta = self.guion.cuerpo(destinatario)
        if respuesta.startswith("tardar"):
            self.registro.add(destinatario, envelope.original_content)
            await asyncio.sleep(float(respuesta.split()[1]))
            return "250 OK tarde"
        if respuesta == "cortar" or respuesta.startswith("250"):
            self.registro.add(destinatario, envelope.original_content)
        if respuesta == "cortar":
            server.transport.abort()
        return respuesta if respuesta != "cortar" else "250 OK"


class _Protocolo(SMTP):
    async def smtp_DATA(self, arg: str) -> None:
        guion = self.event_handler.guion
        destinatario = self.envelope.rcpt_tos[0] if self.envelope.rcpt_tos else ""
        respuesta = guion.data(destinatario)
        if respuesta == "cortar":
            self.transport.abort()
        elif not respuesta.startswith("250"):
            await self.push(respuesta)
        elif guion.cuerpo(destinatario) == "cortar a medias":
            await self.push("354 siga")
            await self._reader.read(500)
            self.transport.abort()
        else:
            await super().smtp_DATA(arg)


class Servidor:
    """El servidor, en su propio hilo. Se usa con ``with``."""

    def __init__(
        self,
        carpeta: Path,
        guion: Guion | None = None,
        nombre: str = "127.0.0.1",
        archivo: Path | None = None,
    ):
        self.guion, self.registro = guion or Guion(), Registro(archivo=archivo)
        _, certificado, self.pem = build_certificados(carpeta, nombre)
        import ssl

        self.contexto = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificado.configure_cert(self.contexto)
        self.lazo = asyncio.new_event_loop()
        self.puerto = 0

    def _build_protocolo(self) -> SMTP:
        self.registro.conexiones += 1
        tls = {"tls_context": self.contexto, "require_starttls": True} if self.guion.con_starttls else {}
        return _Protocolo(
            _Manejador(self.guion, self.registro), hostname="servidor.example", authenticator=self._authenticate,
            auth_required=True, auth_require_tls=True, enable_SMTPUTF8=self.guion.con_smtputf8, loop=self.lazo, **tls,
        )  # fmt: skip

    def _authenticate(self, server, session, envelope, mechanism, datos) -> AuthResult:
        bien = isinstance(datos, LoginPassword) and (datos.login, datos.password) == (
            USUARIO.encode(),
            CLAVE.encode(),
        )
        self.registro.usuarios.append("bien" if bien else "mal")
        return AuthResult(success=bien, handled=bien)

    def __enter__(self) -> "Servidor":
        self.hilo = threading.Thread(target=self.lazo.run_forever, daemon=True)
        self.hilo.start()
        abre = self.lazo.create_server(self._build_protocolo, "127.0.0.1", 0)
        self.oyente = asyncio.run_coroutine_threadsafe(abre, self.lazo).result(timeout=10)
        self.puerto = self.oyente.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        self.lazo.call_soon_threadsafe(self.oyente.close)
        self.lazo.call_soon_threadsafe(self.lazo.stop)
        self.hilo.join(timeout=5)

    def build_ajustes(self, **cambios) -> dict:
        """Ajustes de ``correo.yml`` para este servidor."""
        servidor = {
            "nombre": "127.0.0.1",
            "puerto": self.puerto,
            "seguridad": "starttls",
            "certificados": str(self.pem),
        }
        return {"servidor": servidor | cambios}


def main(carpeta: Path) -> None:
    """Corre hasta que se cierre la entrada; dice su puerto en el primer renglón."""
    with Servidor(carpeta, archivo=carpeta / "recibidos.jsonl") as servidor:
        print(json.dumps({"puerto": servidor.puerto, "pem": str(servidor.pem)}), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
