"""Nada de la máquina en lo que se publica: ni rutas, ni usuario, ni tiempos por celda."""

import html
import json
import os
import re
import site
import sys
import sysconfig
import tempfile
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fais_analysis.sources.rutas import REPOSITORIO, get_raiz

SECUENCIA_TERMINAL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
CELDA_TEMPORAL = re.compile(r"<temporal>/ipykernel_\d+/\d+\.py")
# Con que una terminal angosta parte un renglón: el salto, los espacios y, en un recuadro, sus orillas.
CORTE = r"(?:[ \t│]*\n[ \t│]*)?"
BLANCOS = re.compile(r"[\s│]+")
DEL_SISTEMA = {
    "bin",
    "dev",
    "etc",
    "lib",
    "lib64",
    "opt",
    "proc",
    "sbin",
    "sys",
    "usr",
}  # no dicen de quién es


def hide_rutas(texto: str) -> str:
    """Texto sin rutas de la máquina, nombre de usuario ni secuencias de terminal.

    De una carpeta conocida queda cuál es (``<proyecto>/lib/x.py``), como sea que esté escrita o partida en
    renglones; de cualquier otra (las salidas, un disco montado, la de otra persona), sólo el archivo:
    ``<ruta>/libro.csv``.
    """
    texto = SECUENCIA_TERMINAL.sub("", texto)
    formas, junto = _list_formas(*_read_lugares()), BLANCOS.sub("", texto)
    nombres = {BLANCOS.sub("", forma): nombre for forma, nombre in formas.items()}
    if any(forma in junto for forma in nombres):
        patron = _build_patron(tuple(formas))
        texto = patron.sub(lambda hallada: nombres[BLANCOS.sub("", hallada[0])], texto)
    return CELDA_TEMPORAL.sub("<celda>", _build_patron_ajenas().sub(r"<ruta>\g<ultimo>", texto))


def _read_lugares() -> tuple[tuple[str, str], ...]:
    """Las carpetas de esta máquina y con qué se sustituyen; la primera manda si dos son la misma.

    La biblioteca puede estar fuera del proyecto: ``FAIS_RAIZ`` elige otros datos, no otro código.
    """
    lugares = [
        (get_raiz(), "<proyecto>"),
        (REPOSITORIO, "<proyecto>"),
        *((ruta, "<python>") for ruta in (sys.prefix, sys.base_prefix, *_list_paquetes())),
        (tempfile.gettempdir(), "<temporal>"),
        (Path.home(), "<usuario>"),
    ]
    return tuple((str(ruta), nombre) for ruta, nombre in lugares if len(str(ruta)) > 1)


@cache
def _list_paquetes() -> tuple[str, ...]:
    """Donde Python tiene su biblioteca y lo instalado, aunque esté fuera de su carpeta."""
    return (*sysconfig.get_paths().values(), site.getusersitepackages())


@cache
def _list_formas(*lugares: tuple[str, str]) -> dict[str, str]:
    """Cada manera de escribir esas carpetas y con qué se sustituye; primero las más largas.

    Con los enlaces resueltos, desde la carpeta del usuario (``~/…``, como la escribe IPython), con diagonales
    invertidas, y como la escriben una dirección, JSON o HTML.
    """
    usuario = str(Path.home())
    formas: dict[str, str] = {}
    for ruta, nombre in lugares:
        for una in (ruta, os.path.realpath(ruta)):
            corta = f"~{una[len(usuario) :]}" if una.startswith(usuario + os.sep) else una
            for escrita in (una, corta):
                escritas = (escrita, escrita.replace("\\", "/"), quote(escrita), html.escape(escrita))
                for forma in (*escritas, json.dumps(escrita)[1:-1]):
                    formas.setdefault(forma, nombre)
    return dict(sorted(formas.items(), key=lambda par: -len(par[0])))


@cache
def _build_patron(formas: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(CORTE.join(map(re.escape, forma)) for forma in formas))


@cache
def _build_patron_ajenas() -> re.Pattern[str]:
    """Una ruta absoluta: lo que cuelga de una carpeta que sí está en la raíz del disco, o de una unidad.

    Así «/hab» o «agua/drenaje» no son rutas. Las del sistema se dejan: no dicen de quién es la máquina.
    """
    carpetas = sorted(r.name for r in Path("/").iterdir() if r.is_dir() and r.name not in DEL_SISTEMA)
    raices = "|".join([*(f"/{re.escape(c)}" for c in carpetas), r"[A-Za-z]:"])
    palabra = r"[^\s\\/:'\"<>|«»(),;]+"
    parte = rf"[\\/]+{palabra}"
    carpeta = rf"{parte}(?: {palabra}){{0,4}}(?=[\\/])"  # «Juan Pérez» también es una carpeta
    return re.compile(rf"(?:file://|(?<![\w.~>/\\-]))(?:{raices})(?:{carpeta})*(?P<ultimo>{parte})")


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
    plano = salida.get("data", {}).get("text/plain")
    if isinstance(plano, str):
        salida["data"]["text/plain"] = hide_rutas(plano)
