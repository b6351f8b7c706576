"""La bitácora de accesos: quién, cuándo, qué orden y cuántas filas; ningún dato ni nombre de archivo.

Cada renglón lleva la huella del anterior: cambiar o quitar uno del medio se nota. Quitar los últimos sólo se
nota si la última huella se guarda también en otra parte. Un renglón a medias (se acabó el
disco) no impide seguir: los que vienen encadenan con lo que quedó de él, y ``check_accesos`` lo señala.
"""

import getpass
import hashlib
import json
import os
from datetime import UTC, datetime
from pathlib import Path

ACCESOS = "accesos.jsonl"
INICIO = "0" * 64


def record_acceso(carpeta: Path, orden: str, filas: int, archivo: str = "", motivo: str = "") -> str:
    """Agrega un acceso y devuelve su huella. ``archivo`` es un seudónimo, nunca el nombre."""
    ruta = carpeta / ACCESOS
    crudo = _read_crudo(ruta)
    anterior = _find_ultima(_split_renglones(crudo))
    acceso = {
        "cuando": datetime.now(UTC).isoformat(timespec="seconds"),
        "quien": getpass.getuser(),
        "orden": orden,
        "archivo": archivo,
        "filas": filas,
        "motivo": motivo,
    }
    renglon = json.dumps(acceso, ensure_ascii=False, sort_keys=True)
    huella = _compute_huella(anterior, renglon)
    a_medias = crudo[-1:] not in (b"", b"\n")
    descriptor = os.open(ruta, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as archivo_abierto:
        asiento = json.dumps({"huella": huella, "acceso": acceso}, ensure_ascii=False)
        archivo_abierto.write("\n" * a_medias + asiento + "\n")
    return huella


def check_accesos(carpeta: Path) -> tuple[int, int]:
    """Cuántos accesos hay y el primer renglón que no encadena (0 = todos encadenan)."""
    renglones = _split_renglones(_read_crudo(carpeta / ACCESOS))
    anterior = INICIO
    for numero, renglon in enumerate(renglones, start=1):
        try:
            leido = json.loads(renglon)
            texto = json.dumps(leido["acceso"], ensure_ascii=False, sort_keys=True)
            huella = leido["huella"]
        except (ValueError, KeyError, TypeError):
            return len(renglones), numero
        if _compute_huella(anterior, texto) != huella:
            return len(renglones), numero
        anterior = huella
    return len(renglones), 0


def _read_crudo(ruta: Path) -> bytes:
    return ruta.read_bytes() if ruta.is_file() else b""


def _split_renglones(crudo: bytes) -> list[str]:
    """Los renglones; un motivo puede llevar U+2028 o U+0085, que ``splitlines`` tomaría por fin."""
    texto = crudo.decode("utf-8", errors="replace").replace("\r\n", "\n").removesuffix("\n")
    return texto.split("\n") if texto else []


def _find_ultima(renglones: list[str]) -> str:
    if not renglones:
        return INICIO
    try:
        return str(json.loads(renglones[-1])["huella"])
    except (ValueError, KeyError, TypeError):
        return _compute_huella(INICIO, renglones[-1])


def _compute_huella(anterior: str, renglon: str) -> str:
    return hashlib.sha256((anterior + renglon).encode()).hexdigest()
