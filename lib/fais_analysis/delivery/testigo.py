"""El testigo: segunda constancia, fuera de la carpeta del correo, de cada mensaje que empezó a mandarse.

La bitácora puede borrarse, volver de un respaldo viejo o quedar en otra carpeta; sin otra constancia, la
siguiente preparación ofrecería de nuevo los 39. El testigo es un archivo de renglones que sólo crece, en los
datos del usuario; lleva la campaña y el Message-ID, que no dicen a quién. Se asienta después de confirmar
«enviando» y antes de DATA: si sabe de un envío que la bitácora ignora, no se manda nada.
"""

import os
import re
from collections import Counter
from pathlib import Path

import platformdirs

from fais_analysis.delivery import bitacora_esquema as e
from fais_analysis.delivery.bitacora import Bitacora, Mensaje, get_ahora
from fais_analysis.delivery.carpeta import hold_candado, make_carpeta
from fais_analysis.delivery.errores import BitacoraError, EnvioAjenoError
from fais_analysis.errors import describe_falla_sistema

VARIABLE, NOMBRE = "FAIS_CORREO_TESTIGO", "envios.txt"
ESPERA_S = 10.0
_RENGLON = re.compile(r"^\S+\t([a-z0-9-]+)\t(<[^<>\s]+>)$", re.MULTILINE)


def get_ruta() -> Path:
    """Dónde está el testigo: la carpeta de ``FAIS_CORREO_TESTIGO`` o la de estado del usuario."""
    declarada = os.environ.get(VARIABLE)
    omision = Path(platformdirs.user_state_dir("fais_analysis", appauthor=False)) / "correo_testigo"
    return (Path(declarada).expanduser() if declarada else omision) / NOMBRE


def check_testigo(bitacora: Bitacora, campania: str, *, repetir: bool = False) -> None:
    """Exige que la bitácora sepa de todo lo que el testigo vio salir, en esa campaña y en las demás.

    Con ``repetir``, quien prepara dijo a sabiendas que otras campañas salieron desde otra bitácora.

    Raises
    ------
    EnvioAjenoError
        Si falta algo: la bitácora se borró, es anterior o la campaña se envió desde otra carpeta.
    """
    vistos = _read(campania)
    ignorados = sum(veces > _count_sabidos(bitacora, identidad) for identidad, veces in vistos.items())
    if ignorados:
        raise _build_ignorados(campania, ignorados)
    if not repetir and (otras := _list_otras(bitacora, campania)):
        raise _build_otras(campania, otras)


def _list_otras(bitacora: Bitacora, campania: str) -> Counter[str]:
    """De cada otra campaña, cuántos mensajes vio salir el testigo que esta bitácora no tiene."""
    sabidos = {fila[0] for fila in bitacora.base.execute("SELECT message_id FROM mensajes")}
    vistos = {(suya, identidad) for suya, identidad in _read_todos() if suya != campania}
    return Counter(suya for suya, identidad in vistos if identidad not in sabidos)


def attest(bitacora: Bitacora, mensaje: Mensaje) -> None:
    """Asienta que un mensaje ya marcado «enviando» está por mandarse; al volver, está en disco.

    Raises
    ------
    EnvioAjenoError
        Si otra bitácora ya lo mandó.
    BitacoraError
        Si el testigo no se puede leer o escribir: no se manda.
    """
    ruta = get_ruta()
    make_carpeta(ruta.parent)
    with hold_candado(ruta.parent, ESPERA_S):
        veces = _read(mensaje.campania)[mensaje.message_id]
        if veces >= _count_sabidos(bitacora, mensaje.message_id):
            raise _build_ignorados(mensaje.campania, 1)
        _append(ruta, f"{get_ahora()}\t{mensaje.campania}\t{mensaje.message_id}\n".encode())


def _append(ruta: Path, renglon: bytes) -> None:
    try:
        bandera = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(ruta, bandera, 0o600), "r+b") as archivo:
            largo = archivo.seek(0, os.SEEK_END)
            if largo:
                archivo.seek(largo - 1)
                renglon = renglon if archivo.read(1) == b"\n" else b"\n" + renglon
            archivo.write(renglon)
            archivo.flush()
            os.fsync(archivo.fileno())
    except OSError as error:
        raise _build_ilegible(describe_falla_sistema(error)) from None


def _read(campania: str) -> Counter[str]:
    """Cuántas veces vio salir cada Message-ID de una campaña."""
    return Counter(identidad for suya, identidad in _read_todos() if suya == campania)


def _read_todos() -> list[tuple[str, str]]:
    """Todo lo que vio salir: campaña y Message-ID, en orden."""
    try:
        texto = get_ruta().read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise _build_ilegible(describe_falla_sistema(error)) from None
    return _RENGLON.findall(texto)


def _count_sabidos(bitacora: Bitacora, identidad: str) -> int:
    """Cuántas veces asentó la bitácora que ese mensaje empezaba a mandarse."""
    orden = "SELECT COUNT(*) FROM eventos JOIN mensajes USING (folio) WHERE message_id = ? AND suceso = ?"
    return int(bitacora.base.execute(orden, (identidad, e.ENVIANDO)).fetchone()[0])


def _build_ignorados(campania: str, cuantos: int) -> EnvioAjenoError:
    return EnvioAjenoError(
        "Esta bitácora no sabe de mensajes que ya salieron; no se envía nada para no repetirlos.",
        donde=f"campaña «{campania}»",
        esperado="una bitácora que registre todo lo que salió en la campaña",
        encontrado=f"{cuantos} mensajes que empezaron a mandarse y aquí no constan (bitácora borrada,"
        " de un respaldo anterior o de otra carpeta)",
        que_hacer="restaure la bitácora completa o indique su carpeta con --carpeta; para volver a enviar a"
        " sabiendas, prepare con otro nombre de campaña y --repetir",
    )


def _build_otras(campania: str, otras: Counter[str]) -> EnvioAjenoError:
    nombres = ", ".join(f"«{nombre}» ({n})" for nombre, n in sorted(otras.items()))
    return EnvioAjenoError(
        "De otras campañas salieron mensajes que esta bitácora no conoce; podrían repetirse.",
        donde=f"campaña «{campania}»",
        esperado="una bitácora que registre todo lo que ha salido de esta computadora",
        encontrado=f"{otras.total()} mensajes desconocidos, de {nombres}",
        que_hacer="restaure la bitácora o indique su carpeta con --carpeta; si de verdad es otra oficina o"
        " debe volver a enviarse, prepare con --repetir",
    )


def _build_ilegible(encontrado: str) -> BitacoraError:
    return BitacoraError(
        "No se pudo asentar el envío en el testigo; el mensaje no se mandó.",
        donde=NOMBRE,
        esperado="un archivo en el que se pueda leer y agregar",
        encontrado=encontrado,
        que_hacer=f"libere espacio o corrija el permiso de su carpeta ({VARIABLE}) y repita",
    )
