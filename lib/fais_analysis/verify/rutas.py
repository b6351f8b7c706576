"""Dónde está lo que alguien pidió verificar; si no está, qué hay que se le parezca."""

from difflib import get_close_matches
from pathlib import Path

from fais_analysis.batch.corridas.historial import list_carpetas
from fais_analysis.batch.corridas.salida import get_ultima
from fais_analysis.errors import ParametroError
from fais_analysis.nombres import phrase_sugerencia
from fais_analysis.sources.rutas import get_salidas

ULTIMA = "ultima"
MOSTRADAS = 3


def find_ruta(pedida: Path) -> Path:
    """La ruta pedida o, si no existe, la corrida de ese nombre; «ultima», también donde no hay enlaces.

    Raises
    ------
    ParametroError
        Si no hay nada ahí; dice qué se le parece.
    """
    if pedida.exists():
        return pedida
    salidas = get_salidas()
    carpeta = salidas if pedida == Path(pedida.name) else pedida.parent
    nombre = get_ultima(carpeta) if pedida.name == ULTIMA else pedida.name
    if nombre and (carpeta / nombre).exists():
        return carpeta / nombre
    raise ParametroError(
        "No existe lo que se pidió verificar.",
        donde=str(pedida),
        esperado="un informe en HTML, la carpeta de una corrida o su nombre",
        encontrado=_describe_ausencia(pedida),
        que_hacer=_suggest(pedida, salidas),
    )


def _describe_ausencia(pedida: Path) -> str:
    if pedida.is_symlink():
        return "un enlace a una corrida que ya se borró"
    return "nada con ese nombre" if pedida.parent.is_dir() else f"ninguna carpeta «{pedida.parent}»"


def _suggest(pedida: Path, salidas: Path) -> str:
    vecinos = [r.name for r in pedida.parent.iterdir()] if pedida.parent.is_dir() else []
    parecidos = get_close_matches(pedida.name, [v for v in vecinos if not v.startswith(".")], MOSTRADAS)
    if parecidos:
        return phrase_sugerencia([str(pedida.parent / p) for p in parecidos])
    corridas = [carpeta.name for carpeta in list_carpetas(salidas)[:MOSTRADAS]]
    if corridas:
        return f"pruebe con «{ULTIMA}» o con una corrida: {', '.join(corridas)}; véalas con: fais corridas"
    return "prodúzcalos primero con: fais reportes"
