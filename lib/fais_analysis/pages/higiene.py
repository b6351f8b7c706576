"""Nada de la máquina en lo que se publica: ni rutas, ni usuario, ni tiempos por celda."""

import re
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from fais_analysis.sources.rutas import get_raiz

SECUENCIA_TERMINAL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
CELDA_TEMPORAL = re.compile(r"<temporal>/ipykernel_\d+/\d+\.py")


@cache
def list_rutas_privadas() -> tuple[tuple[str, str], ...]:
    """Rutas de esta máquina y con qué se sustituyen; primero las más largas."""
    rutas = {
        str(get_raiz()): "<proyecto>",
        sys.prefix: "<python>",
        sys.base_prefix: "<python>",
        tempfile.gettempdir(): "<temporal>",
        str(Path.home()): "<usuario>",
    }
    return tuple(sorted(((r, n) for r, n in rutas.items() if len(r) > 1), key=lambda par: -len(par[0])))


def hide_rutas(texto: str) -> str:
    """Texto sin rutas de la máquina, nombre de usuario ni secuencias de terminal."""
    texto = SECUENCIA_TERMINAL.sub("", texto)
    for ruta, nombre in list_rutas_privadas():
        texto = texto.replace(ruta, nombre)
    return CELDA_TEMPORAL.sub("<celda>", texto)


def clean_cuaderno(libro: Any, cuaderno: str) -> None:
    """Deja el cuaderno ejecutado listo para publicarse y, con los mismos datos, idéntico.

    De los metadatos de papermill queda sólo si cada celda terminó; el identificador de la celda
    inyectada, que es aleatorio, se fija.
    """
    libro.metadata.pop("papermill", None)
    libro.metadata["fais"] = {"cuaderno": cuaderno}
    for celda in libro.cells:
        celda.metadata.pop("execution", None)
        papermill = celda.metadata.pop("papermill", {})
        celda.metadata["fais"] = {"estado": papermill.get("status", "pending")}
        if "injected-parameters" in celda.metadata.get("tags", []):
            celda["id"] = "parametros-de-la-corrida"
        for salida in celda.get("outputs", []):
            _clean_salida(salida)


def _clean_salida(salida: Any) -> None:
    for campo in ("text", "evalue"):
        if campo in salida:
            salida[campo] = hide_rutas(salida[campo])
    if "traceback" in salida:
        salida["traceback"] = [hide_rutas(renglon) for renglon in salida["traceback"]]
