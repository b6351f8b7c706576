"""El esqueleto de la ficha de una fuente nueva: lo que se puede medir, medido; lo demás, por escribir."""

import csv
import io
import re
from pathlib import Path

import yaml

from fais_analysis.errors import ParametroError
from fais_analysis.sources.fichas import load_fichas
from fais_analysis.sources.huella import compute_sha256_bytes

POR_ESCRIBIR = "POR ESCRIBIR"
BOM = b"\xef\xbb\xbf"
PATRON_ID = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+")
DE_TEXTO = (".csv", ".txt")
ENCABEZADO = """\
# Esqueleto de ficha: escriba lo que dice «{por_escribir}» y péguelo en lib/fais_analysis/sources/fuentes.yml.
# Su forma: lib/fais_analysis/schemas/fuente-1.schema.json. Lo que sigue: CONTRIBUTING.md, «Una fuente».
"""


def build_tarjeta(id_: str, archivo: Path, anio: int | None = None, entidad: str = "") -> str:
    """Texto YAML del esqueleto: ruta, huella, tamaño, codificación y columnas del archivo que se tiene.

    Parameters
    ----------
    id_
        Identificador: institución y tema, en minúsculas con guion bajo.
    archivo
        El original.
    anio
        Su año; ``None`` si la fuente no publica uno por año.
    entidad
        Clave del estado del que es; vacía si es de todo el país.

    Raises
    ------
    ParametroError
        Si el identificador no tiene la forma o ya existe, o el archivo no se puede leer.
    """
    _check_id(id_)
    contenido = _read_archivo(archivo)
    tarjeta = {
        "institucion": f"{POR_ESCRIBIR}: quién lo publica",
        "titulo": f"{POR_ESCRIBIR}: el título exacto",
        "pagina": "",
        "cita": f"{POR_ESCRIBIR}: cómo se cita y quién lo procesó, si alguien",
        "terminos": f"{POR_ESCRIBIR}: términos de uso",
        "terminos_url": "",
        "advertencias": [f"{POR_ESCRIBIR}: qué hay que saber antes de usarlo"],
        "archivos": {_write_llave(anio, entidad): _measure_archivo(id_, archivo, contenido)},
    }
    texto = yaml.safe_dump({id_: tarjeta}, allow_unicode=True, sort_keys=False, width=110)
    columnas = _list_columnas(archivo, contenido)
    nota = f"# Columnas que trae: {', '.join(columnas)}\n" if columnas else ""
    return ENCABEZADO.format(por_escribir=POR_ESCRIBIR) + nota + texto


def find_codificacion(archivo: Path, contenido: bytes) -> str:
    """Codificación de un archivo de texto; vacía si es un libro o un mapa."""
    if archivo.suffix.lower() not in DE_TEXTO:
        return ""
    if contenido.startswith(BOM):
        return "utf-8-sig"
    try:
        contenido.decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def _measure_archivo(id_: str, archivo: Path, contenido: bytes) -> dict[str, str | int]:
    return {
        "ruta": f"{id_.split('_', 1)[0]}/{archivo.name}",
        "url": "",
        "estado_url": "ninguna",
        "sha256": compute_sha256_bytes(contenido),
        "bytes": len(contenido),
        "codificacion": find_codificacion(archivo, contenido),
        "fidelidad": f"{POR_ESCRIBIR}: original sin cambios, extracto o procesado por quién",
    }


def _write_llave(anio: int | None, entidad: str) -> int | str | None:
    """La llave de la edición, como va en el registro: «2020», «2020-10», «null» o «null-10»."""
    return f"{'null' if anio is None else anio}-{entidad}" if entidad else anio


def _list_columnas(archivo: Path, contenido: bytes) -> list[str]:
    codificacion = find_codificacion(archivo, contenido)
    if not codificacion:
        return []
    primera = contenido.decode(codificacion).splitlines()[0]
    return [re.sub(r"\s+", " ", c).strip() for c in next(csv.reader(io.StringIO(primera)), [])]


def _check_id(id_: str) -> None:
    if not PATRON_ID.fullmatch(id_):
        raise ParametroError(
            f"«{id_}» no sirve de identificador de una fuente.",
            donde="primer argumento",
            esperado="institución y tema en minúsculas, sin acentos y con guion bajo: inegi_viviendas",
            encontrado=f"«{id_}»",
            que_hacer="escriba otro",
        )
    if id_ in load_fichas():
        raise ParametroError(
            f"Ya hay una fuente registrada como «{id_}».",
            donde="sources/fuentes.yml",
            esperado="un identificador nuevo",
            encontrado=f"«{id_}»",
            que_hacer="si es otro año de la misma fuente, agréguelo a su ficha: fais datos fichas " + id_,
        )


def _read_archivo(archivo: Path) -> bytes:
    try:
        contenido = archivo.read_bytes()
    except OSError as error:
        contenido, causa = b"", error.strerror or type(error).__name__
    else:
        causa = "está vacío"
    if not contenido:
        raise ParametroError(
            "El archivo no se puede leer.",
            donde=archivo.name,
            esperado="el original que describe la ficha",
            encontrado=causa,
            que_hacer="revise la ruta que dio en --archivo",
        )
    return contenido
