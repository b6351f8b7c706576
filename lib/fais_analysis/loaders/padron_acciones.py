"""Las acciones del anexo, para cruzarlas con el padrón y para publicar sabiendo lo que ya es público."""

from pathlib import Path
from typing import Any

from fais_analysis.errors import EsquemaError
from fais_analysis.loaders.libros.columnas import build_lectores
from fais_analysis.loaders.libros.lectura import read_hoja
from fais_analysis.loaders.libros.renglones import parse_celdas
from fais_analysis.schemas.padron_acciones import FORMATO_ACCIONES, AccionAnexo


def read_acciones(ruta: Path) -> list[AccionAnexo]:
    """Lee el libro de acciones (.xlsx, .ods, .xls o .csv).

    Raises
    ------
    EsquemaError
        Si no se puede leer o algún renglón no se entiende: con acciones a medias, el cruce mentiría.
    """
    hoja = read_hoja(ruta, FORMATO_ACCIONES)
    problemas, lectores = list(hoja.problemas), build_lectores(FORMATO_ACCIONES)
    acciones: list[AccionAnexo] = []
    for renglon, crudo in hoja.filas:
        valores, propios = parse_celdas(renglon, crudo, FORMATO_ACCIONES, lectores)
        problemas += propios
        if not propios:
            campos: dict[str, Any] = {
                c.nombre: str(valores.get(c.nombre, "")) for c in FORMATO_ACCIONES.columnas
            }
            acciones.append(AccionAnexo(**{**campos, "acciones": int(campos["acciones"])}))
    if problemas or not acciones:
        raise EsquemaError(
            "Las acciones del anexo no se pueden leer.",
            donde=ruta.name,
            esperado=", ".join(c.nombre for c in FORMATO_ACCIONES.columnas if c.es_obligatoria),
            encontrado="; ".join(str(p) for p in problemas[:3]) or "ningún renglón",
            que_hacer="corrija esos renglones; clave_localidad y subclasificacion pueden ir vacías",
        )
    return acciones
