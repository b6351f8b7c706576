"""PDF de los informes de una corrida, junto a cada uno; lo imprime el navegador que ya esté instalado."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from fais_analysis.errors import SalidaError
from fais_analysis.navegador import print_documento
from fais_analysis.sources.escritura import write_atomico

SIMULTANEOS = 2


def print_pdf(archivo: Path, navegador: Path) -> Path:
    """Hace el PDF de un informe, junto a él y con el mismo nombre; o queda entero o no queda.

    Raises
    ------
    SalidaError
        Si el informe no existe o el navegador falla, tarda de más o no deja un PDF.
    """
    archivo = archivo.absolute()
    crudo = print_documento(archivo, navegador)
    destino = archivo.with_suffix(".pdf")
    write_atomico(destino, crudo)
    return destino


def print_varios(archivos: Sequence[Path], navegador: Path) -> list[tuple[Path, Path | SalidaError]]:
    """PDF de varios informes, dos a la vez; una falla no detiene a los demás.

    Returns
    -------
    list
        Por informe, en su orden, el PDF o por qué no salió.
    """

    def intentar(archivo: Path) -> tuple[Path, Path | SalidaError]:
        try:
            return archivo, print_pdf(archivo, navegador)
        except SalidaError as error:
            return archivo, error

    with ThreadPoolExecutor(SIMULTANEOS) as grupo:
        return list(grupo.map(intentar, archivos))
