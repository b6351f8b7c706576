"""Huella sha256 de un archivo: la cédula con la que se reconoce una edición."""

import hashlib
from collections.abc import Mapping
from pathlib import Path


def compute_sha256(ruta: Path) -> str:
    """Huella sha256 del contenido de un archivo, en hexadecimal."""
    with ruta.open("rb") as archivo:
        return hashlib.file_digest(archivo, "sha256").hexdigest()


def compute_sha256_bytes(contenido: bytes) -> str:
    """Huella sha256 de unos bytes ya leídos, en hexadecimal."""
    return hashlib.sha256(contenido).hexdigest()


def compute_huella(partes: Mapping[str, str]) -> str:
    """Una huella de varias, sin que importe el orden."""
    texto = "\n".join(f"{nombre} {valor}" for nombre, valor in sorted(partes.items()))
    return hashlib.sha256(texto.encode()).hexdigest()
