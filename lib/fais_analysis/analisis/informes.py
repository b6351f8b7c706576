"""Producir expedientes desde un cuaderno o un guion de Python, con la misma corrida que ``fais reportes``."""

from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from fais_analysis.batch import corrida
from fais_analysis.batch.corridas.manifiesto import BUENO
from fais_analysis.batch.plan.pedido import Pedido
from fais_analysis.claves import check_clave_entidad, check_clave_municipio
from fais_analysis.errors import ParametroError, SalidaError
from fais_analysis.sources.rutas import get_salidas


def produce_reportes(
    claves: Sequence[str], salida: str | Path | None = None, trabajadores: int | None = None
) -> Path:
    """Produce el panorama del estado y el expediente de unos municipios; es la orden ``fais reportes``.

    Va diciendo el avance en pantalla. Si un municipio falla se nombra y los demás salen. Si nada cambió desde
    la última corrida de esa carpeta, regresa aquélla sin repetirla.

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
    destino = Path(salida) if salida is not None else get_salidas()
    pedido = Pedido(entidad, municipios, salida=destino, trabajadores=trabajadores)
    _, manifiesto = corrida.produce_entidad(pedido)
    carpeta = destino.expanduser().absolute() / manifiesto.corrida
    if not manifiesto.list_estado(BUENO):
        _raise_sin_informes(carpeta, len(manifiesto.informes))
    return carpeta


def _raise_sin_informes(carpeta: Path, cuantos: int) -> NoReturn:
    raise SalidaError(
        "La corrida no dejó ningún informe bueno.",
        donde=str(carpeta),
        esperado="al menos un informe",
        encontrado=f"{cuantos} que no salieron",
        que_hacer="lea en pantalla por qué falló cada uno y corra de nuevo",
    )


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
