"""Los libros con que se cruza el padrón: las acciones del anexo y, si la oficina lo tiene, el rezago por
localidad.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fais_analysis.errors import EsquemaError
from fais_analysis.loaders.libros.columnas import build_lectores
from fais_analysis.loaders.libros.lectura import read_hoja
from fais_analysis.loaders.libros.renglones import parse_celdas
from fais_analysis.loaders.libros.valores import normalize_texto
from fais_analysis.loaders.padron import hide_citas, hide_valor
from fais_analysis.schemas.libros import FormatoLibro
from fais_analysis.schemas.padron_acciones import FORMATO_ACCIONES, FORMATO_REZAGO, GRADOS, AccionAnexo


def read_acciones(ruta: Path) -> list[AccionAnexo]:
    """Lee el libro de acciones (.xlsx, .ods, .xls o .csv).

    Raises
    ------
    EsquemaError
        Si no se puede leer o algún renglón no se entiende: con acciones a medias, el cruce mentiría.
    """
    filas = _read_filas(ruta, FORMATO_ACCIONES, "clave_localidad y subclasificacion pueden ir vacías")
    return [AccionAnexo(**{**campos, "acciones": int(campos["acciones"])}) for campos in filas]


def read_rezago(ruta: Path) -> Mapping[str, str]:
    """El grado de rezago social de cada localidad, por su clave.

    Raises
    ------
    EsquemaError
        Si no se puede leer, o un grado no es de los cinco.
    """
    que_hacer = f"grado: {', '.join(GRADOS)}"
    grados = {}
    for fila in _read_filas(ruta, FORMATO_REZAGO, que_hacer):
        grado = normalize_texto(fila["grado"])
        if grado not in GRADOS:
            raise _fail(ruta, FORMATO_REZAGO, f"otro grado en {fila['clave_localidad']}", que_hacer)
        grados[fila["clave_localidad"]] = grado
    return grados


def _read_filas(ruta: Path, formato: FormatoLibro, que_hacer: str) -> list[dict[str, Any]]:
    hoja = read_hoja(ruta, formato)
    problemas = hide_citas(hoja, formato)  # quien se equivoca de archivo da el registro de personas
    lectores, filas = build_lectores(formato), []
    for renglon, crudo in hoja.filas:
        valores, propios = parse_celdas(renglon, crudo, formato, lectores)
        problemas += [hide_valor(p) for p in propios]
        if not propios:
            filas.append({c.nombre: str(valores.get(c.nombre, "")) for c in formato.columnas})
    if problemas or not filas:
        raise _fail(ruta, formato, "; ".join(str(p) for p in problemas[:3]) or "ningún renglón", que_hacer)
    return filas


def _fail(ruta: Path, formato: FormatoLibro, encontrado: str, que_hacer: str) -> EsquemaError:
    return EsquemaError(
        f"El libro de {formato.contenido} no se puede leer.",
        donde=ruta.name,
        esperado=", ".join(c.nombre for c in formato.columnas if c.es_obligatoria),
        encontrado=encontrado,
        que_hacer=f"corrija esos renglones; {que_hacer}",
    )
