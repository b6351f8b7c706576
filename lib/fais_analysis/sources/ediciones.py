"""Otras ediciones que alguien aceptó: a veces la institución republica los mismos valores en otros bytes."""

from pathlib import Path

import yaml

from fais_analysis.sources.escritura import write_con_carpeta

EDICIONES = "ediciones_aceptadas.yml"
ENCABEZADO = "# Ediciones aceptadas además de la registrada: archivo → huellas sha256.\n"


def read_ediciones_aceptadas(carpeta: Path) -> dict[str, list[str]]:
    """Huellas aceptadas al importar otra edición: ruta dentro de la carpeta → huellas."""
    ruta = carpeta / EDICIONES
    if not ruta.is_file():
        return {}
    return yaml.safe_load(ruta.read_text(encoding="utf-8")) or {}


def is_edicion_aceptada(carpeta: Path, ruta: str, huella: str) -> bool:
    """Si alguien aceptó esa edición de ese archivo."""
    return huella in read_ediciones_aceptadas(carpeta).get(ruta, [])


def accept_edicion(carpeta: Path, ruta: str, huella: str) -> None:
    """Anota en la carpeta de fuentes que esa edición se admite."""
    aceptadas = read_ediciones_aceptadas(carpeta)
    if huella not in aceptadas.setdefault(ruta, []):
        aceptadas[ruta].append(huella)
    texto = ENCABEZADO + yaml.safe_dump(aceptadas, allow_unicode=True, sort_keys=True)
    write_con_carpeta(carpeta / EDICIONES, texto.encode("utf-8"))
