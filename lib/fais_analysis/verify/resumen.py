"""El ``resumen.json`` junto a una hoja: que sea del mismo municipio y diga lo que sale de los datos."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fais_analysis.errors import FuenteAlteradaError
from fais_analysis.pages.lectura import Informe
from fais_analysis.schemas.capitulos.resumen import ARCHIVO_RESUMEN
from fais_analysis.verify.comparacion import NADA
from fais_analysis.verify.condiciones import build_condiciones
from fais_analysis.verify.entrada import read_crudo
from fais_analysis.verify.resultado import DISCREPANCIA, SIN_COMPROBAR, Reparo

FICHA = "ficha"  # versión y huellas: ya las dice la hoja
DE_QUIEN = ("clave", "municipio", "entidad")  # ni otra versión ni otro libro las cambian
LARGO = 60


def check_resumen(carpeta: Path, hoja: Informe) -> Iterator[Reparo]:
    """Lo que el resumen de una carpeta no dice como los datos; nada si no hay resumen."""
    if not (carpeta / ARCHIVO_RESUMEN).is_file():
        return
    from fais_analysis.pages.hoja import build_resumen
    from fais_analysis.verify.rearmado import rebuild_informe

    try:
        rearmado = rebuild_informe(hoja.clave)
    except FuenteAlteradaError:
        return  # la hoja ya dijo que los datos no son los de su ficha
    debido = json.loads(build_resumen(rearmado.pagina, rearmado.contexto))
    dicho = read_resumen(carpeta / ARCHIVO_RESUMEN)
    condiciones = build_condiciones(hoja, rearmado)
    for campo in (c for c in {**debido, **dicho} if c != FICHA):
        if dicho.get(campo) != debido.get(campo):
            razon = "" if campo in DE_QUIEN else condiciones.version or condiciones.libro
            estado = SIN_COMPROBAR if razon else DISCREPANCIA
            textos = (shorten(dicho, campo), shorten(debido, campo))
            yield Reparo(estado, f"{ARCHIVO_RESUMEN} › {campo}", *textos, razon)


def read_resumen(ruta: Path) -> Mapping[str, Any]:
    """Lo que dice un resumen; vacío si no es un objeto de JSON."""
    try:
        dicho = json.loads(read_crudo(ruta).decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return {}
    return dicho if isinstance(dicho, dict) else {}


def shorten(resumen: Mapping[str, Any], campo: str) -> str:
    """Un campo en un renglón corto."""
    texto = json.dumps(resumen[campo], ensure_ascii=False) if campo in resumen else NADA
    return texto if len(texto) <= LARGO else f"{texto[:LARGO]}…"
