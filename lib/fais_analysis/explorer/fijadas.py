"""Las vistas fijadas, guardadas: siguen ahí al reiniciar el kernel o al volver otro día.

Van en un archivo aparte, en ``outputs/`` (que no se versiona), y no en el cuaderno. Sólo dicen qué se
eligió (municipio, año, indicador, comparación y filtros): ni cifras, que se vuelven a calcular, ni datos
de personas.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from fais_analysis.errors import FaisError, ParametroError
from fais_analysis.explorer.vista import Filtro, Vista
from fais_analysis.sources.escritura import write_atomico
from fais_analysis.sources.rutas import get_salidas

ARCHIVO = "vistas_fijadas.json"
MAXIMO = 20


def get_ruta() -> Path:
    """Dónde se guardan: ``outputs/vistas_fijadas.json``."""
    return get_salidas() / ARCHIVO


def read_fijadas(ruta: Path) -> tuple[Vista, ...]:
    """Las vistas guardadas, de la más vieja a la más nueva; ninguna si el archivo no existe.

    Raises
    ------
    ParametroError
        Si el archivo no se puede leer o no es el que escribe el explorador.
    """
    try:
        return tuple(build_vista(v) for v in json.loads(ruta.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, TypeError, KeyError, AttributeError, FaisError) as error:
        raise ParametroError(
            "No se pudieron leer las vistas fijadas.",
            donde=f"outputs/{ruta.name}",
            esperado="el archivo que escribe el explorador",
            encontrado="otra cosa" if not isinstance(error, OSError) else "un archivo que no se deja abrir",
            que_hacer="bórrelo o muévalo; la próxima vista que fije lo escribe de nuevo",
        ) from error


def build_vista(campos: dict[str, Any]) -> Vista:
    """Una vista a partir de lo que guarda el archivo (JSON no tiene tuplas)."""
    filtro = Filtro(**{nombre: tuple(valores) for nombre, valores in campos["filtro"].items()})
    return Vista(**{**campos, "comparados": tuple(campos["comparados"]), "filtro": filtro})


def save_fijadas(ruta: Path, vistas: Sequence[Vista]) -> None:
    """Guarda las últimas vistas fijadas, a lo más veinte; o queda entero el archivo o queda el anterior.

    Raises
    ------
    OSError
        Si no se puede escribir en ``outputs/``.
    """
    write_atomico(ruta, json.dumps([asdict(v) for v in vistas[-MAXIMO:]], ensure_ascii=False, indent=1))
