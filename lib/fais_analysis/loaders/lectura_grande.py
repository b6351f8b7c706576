"""Lee un CSV que no cabe entero en la memoria: sólo las columnas y filas que se piden."""

import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pandas as pd

from fais_analysis.loaders.lectura import MAXIMO_CAMPO, RAROS, build_error_danado, select_columnas


def read_csv_filtrado(
    ruta: Path, codificacion: str, columnas: Sequence[str], conserva: Callable[[dict[str, str]], bool]
) -> pd.DataFrame:
    """Las filas que ``conserva`` admite, con esas columnas, como texto puro.

    Se prueba primero UTF-8 estricto y después la codificación registrada, como en :func:`read_csv_texto`.

    Raises
    ------
    FuenteAlteradaError
        Si está vacío, cortado o en otra codificación, o un renglón no trae los campos del encabezado.
    EsquemaError
        Si falta una columna o viene dos veces.
    """
    for intento in ("utf-8-sig", codificacion):
        try:
            filas = [*_iter_filas(ruta, intento, columnas, conserva)]
            return pd.DataFrame(filas, columns=list(columnas), dtype="object")
        except UnicodeDecodeError as error:
            detalle = f"un texto que no está en {codificacion}: {error.reason}"
        except csv.Error as error:
            raise build_error_danado(ruta, f"un CSV que no se puede separar: {error}") from None
    raise build_error_danado(ruta, detalle)


def read_rotulos(ruta: Path, codificacion: str) -> list[str]:
    """Los rótulos del primer renglón; vacía si no se puede leer (quien la lea entera dirá por qué)."""
    try:
        with ruta.open(encoding=codificacion, newline="") as texto:
            return [r.strip() for r in next(csv.reader(texto), [])]
    except (UnicodeDecodeError, csv.Error):
        return []


def _iter_filas(
    ruta: Path, codificacion: str, columnas: Sequence[str], conserva: Callable[[dict[str, str]], bool]
) -> Iterator[list[str]]:
    csv.field_size_limit(MAXIMO_CAMPO)
    with ruta.open(encoding=codificacion, newline="") as texto:
        renglones = csv.reader(texto, strict=True)
        rotulos = [r.strip() for r in next(renglones, [])]
        select_columnas(pd.DataFrame(columns=rotulos), {c: c for c in columnas}, ruta.name)
        lugares = [rotulos.index(c) for c in columnas]
        for numero, renglon in enumerate(renglones, start=2):
            if not any(map(str.strip, renglon)):
                continue
            if len(renglon) != len(rotulos):
                raise build_error_danado(
                    ruta,
                    f"el renglón {numero:,} trae {len(renglon)} campos y el encabezado, {len(rotulos)}",
                )
            fila = [renglon[n].strip() for n in lugares]
            if conserva(dict(zip(columnas, fila, strict=True))):
                _check_texto(fila, numero, ruta)
                yield fila


def _check_texto(fila: Sequence[str], numero: int, ruta: Path) -> None:
    raro = RAROS.search("\t".join(fila))
    if raro:
        raise build_error_danado(
            ruta, f"en el renglón {numero:,}, un carácter que no es de un texto en español ({raro[0]!r})"
        )
