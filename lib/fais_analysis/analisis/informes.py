"""Producir expedientes desde un cuaderno o un guion de Python, con la misma corrida que ``fais reportes``."""

from collections.abc import Sequence
from pathlib import Path

from fais_analysis.claves import check_clave_entidad, check_clave_municipio
from fais_analysis.errors import ParametroError, SalidaError
from fais_analysis.reports import corrida
from fais_analysis.reports.manifiesto import NOMBRE
from fais_analysis.sources.rutas import get_salidas


def produce_reportes(
    claves: Sequence[str], salida: str | Path | None = None, trabajadores: int | None = None
) -> Path:
    """Produce el panorama del estado y el expediente de unos municipios; es la orden ``fais reportes``.

    Va diciendo el avance en pantalla. Si un municipio falla se nombra y los demás salen.

    Parameters
    ----------
    claves
        Claves INEGI de cinco dígitos, como texto, de una misma entidad; o una de entidad (dos dígitos), que
        quiere decir todos sus municipios.
    salida
        Carpeta donde se escribe la corrida; por omisión, ``outputs/``.
    trabajadores
        Procesos; por omisión, uno por núcleo.

    Returns
    -------
    Path
        La carpeta de la corrida: dentro, ``index.html`` y una carpeta por municipio.

    Raises
    ------
    ClaveError
        Si una clave no es texto o no existe.
    ParametroError
        Si las claves son de varias entidades o no se dio ninguna.
    SalidaError
        Si no salió ningún informe.
    """
    entidad, municipios = _split_claves(claves)
    carpeta = Path(salida) if salida is not None else get_salidas()
    previas = set(_list_corridas(carpeta))
    opciones = corrida.Opciones(trabajadores=trabajadores)
    corrida.produce_reportes((entidad, municipios), (None, carpeta), opciones)
    nuevas = [ruta for ruta in _list_corridas(carpeta) if ruta not in previas]
    if not nuevas:
        raise SalidaError(
            "La corrida no dejó informes.",
            donde=str(carpeta),
            esperado="una carpeta nueva con index.html",
            encontrado="ninguna",
            que_hacer="lea lo que se dijo en pantalla y corra de nuevo",
        )
    return nuevas[-1]


def _split_claves(claves: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    pedidas = (claves,) if isinstance(claves, str) else tuple(claves)
    if len(pedidas) == 1 and len(str(pedidas[0])) == 2:
        return check_clave_entidad(pedidas[0]), ()
    entidades = sorted({check_clave_municipio(clave)[:2] for clave in pedidas})
    if len(entidades) != 1:
        raise ParametroError(
            "Una corrida es de una sola entidad.",
            donde="produce_reportes",
            esperado="claves de municipios de la misma entidad",
            encontrado=", ".join(entidades) or "ninguna clave",
            que_hacer="haga una corrida por entidad",
        )
    return entidades[0], pedidas


def _list_corridas(carpeta: Path) -> list[Path]:
    """Corridas publicadas, por nombre; «ultima» señala a una de ellas y no cuenta."""
    if not carpeta.is_dir():
        return []
    propias = [r for r in carpeta.iterdir() if not r.is_symlink() and (r / NOMBRE).is_file()]
    return sorted(r for r in propias if not r.name.startswith("."))
