"""El candado de la carpeta de salida: una sola corrida a la vez. El sistema lo suelta si el proceso muere."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from fais_analysis.errors import SalidaError
from fais_analysis.sources.escritura import explain_escritura

NOMBRE_CANDADO = ".candado"
ESPERA_S = 15.0


@contextmanager
def hold_salida(salida: Path, espera_s: float = ESPERA_S) -> Iterator[None]:
    """Toma el candado de la carpeta mientras dura el bloque.

    Si otra corrida lo tiene, espera un poco: la que está por terminar, o los últimos procesos de una que
    murió, no hacen perder la orden.

    Raises
    ------
    SalidaError
        Si otra corrida sigue trabajando ahí, o no se puede escribir.
    """
    candado = FileLock(salida / NOMBRE_CANDADO, timeout=espera_s)
    with explain_escritura(
        "No se puede escribir en la carpeta de salida.",
        donde=str(salida),
        que_hacer="elija otra carpeta con --salida o corrija el permiso",
    ):
        try:
            candado.acquire()
        except Timeout:
            raise SalidaError(
                "Otra corrida está trabajando en esta carpeta.",
                donde=str(salida),
                esperado="una sola corrida a la vez por carpeta de salida",
                encontrado=f"en marcha: {describe_en_marcha(salida)}",
                que_hacer="espere a que termine y repita la orden, o elija otra carpeta con --salida",
            ) from None
    try:
        yield
    finally:
        candado.release()


def describe_en_marcha(salida: Path) -> str:
    """Nombre de las corridas sin publicar que hay en la carpeta."""
    nombres = sorted(r.name.removeprefix(".").removesuffix(".parcial") for r in salida.glob(".*.parcial"))
    return ", ".join(nombres) or "una que empieza o termina"
