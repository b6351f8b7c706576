"""El libro en blanco del portal de transparencia (SIPOT): se llena sin cambiar un encabezado.

El formato del padrón no se ha visto: del blanco que dé la oficina se toman sus propios encabezados, se llenan
los que se reconocen y los demás se quedan vacíos. Los catálogos y las hojas ajenas no se tocan.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from fais_analysis.errors import EsquemaError
from fais_analysis.loaders.libros.valores import normalize_texto

# Qué campo de la lista va en cada encabezado, por las palabras con que empieza.
ENCABEZADOS: Mapping[str, tuple[str, ...]] = {
    "ejercicio": ("ejercicio",),
    "nombres": ("nombre (s)", "nombre(s)", "nombre", "nombres"),
    "primer_apellido": ("primer apellido",),
    "segundo_apellido": ("segundo apellido",),
    "apoyo": ("apoyo", "beneficio", "monto, recurso, beneficio", "monto (en pesos), recurso, beneficio"),
    "municipio": ("unidad territorial", "municipio"),
    "edad": ("edad",),
    "sexo": ("sexo",),
}
SEXO_CATALOGO = {"H": "hombre", "M": "mujer"}
MINIMO_RECONOCIDAS = 4
RENGLONES_ENCABEZADO = 12


@dataclass(frozen=True)
class BlancoSipot:
    """Dónde pide el blanco a las personas: hoja, renglón del encabezado y columna de cada campo."""

    contenido: bytes
    hoja: str
    renglon: int
    columnas: Mapping[str, int]
    sexos: Mapping[str, str]

    @property
    def sin_reconocer(self) -> list[str]:
        """Los campos de la lista que el blanco no pide."""
        return [c for c in ENCABEZADOS if c not in self.columnas]


def read_blanco(ruta: Path) -> BlancoSipot:
    """Halla en el libro en blanco la hoja que pide personas.

    Raises
    ------
    EsquemaError
        Si no se puede abrir, ninguna hoja pide nombres y apellidos, o ya trae personas.
    """
    try:
        contenido = ruta.read_bytes()
        libro = openpyxl.load_workbook(io.BytesIO(contenido))
    except Exception:  # el mensaje de la biblioteca puede traer una celda
        raise _fail(ruta, "un libro que no se puede abrir") from None
    for hoja in libro.worksheets:
        hallado = _find_encabezado(hoja)
        if hallado is None or not {"nombres", "primer_apellido"} <= hallado[1].keys():
            continue
        renglon, columnas = hallado
        if any(c.value is not None for fila in hoja.iter_rows(min_row=renglon + 1) for c in fila):
            raise _fail(ruta, "renglones ya llenos bajo el encabezado")
        return BlancoSipot(contenido, hoja.title, renglon, columnas, _find_sexos(libro))
    raise _fail(ruta, "ninguna hoja con nombre, apellidos y otras dos columnas conocidas")


def fill_blanco(blanco: BlancoSipot, personas: Sequence[Mapping[str, object]]) -> bytes:
    """El blanco con una persona por renglón. Quien no es H ni M en el catálogo del blanco queda sin sexo."""
    libro = openpyxl.load_workbook(io.BytesIO(blanco.contenido))
    hoja = libro[blanco.hoja]
    for i, persona in enumerate(personas, start=blanco.renglon + 1):
        for campo, columna in blanco.columnas.items():
            valor = persona.get(campo, "")
            if campo == "sexo":
                valor = blanco.sexos.get(str(valor), "")
            if valor != "":
                celda: Any = hoja.cell(i, columna)  # el tipo de openpyxl no admite «object»
                celda.value = valor
                celda.data_type = "s" if isinstance(valor, str) else "n"  # «=…» es texto, no fórmula
    memoria = io.BytesIO()
    libro.save(memoria)
    return memoria.getvalue()


def _find_encabezado(hoja: Worksheet) -> tuple[int, dict[str, int]] | None:
    for renglon in range(1, min(hoja.max_row, RENGLONES_ENCABEZADO) + 1):
        columnas: dict[str, int] = {}
        for celda in hoja[renglon]:
            rotulo = normalize_texto(str(celda.value or ""))
            campo = next((c for c, f in ENCABEZADOS.items() if _matches(rotulo, f) and c not in columnas), "")
            if campo:
                columnas[campo] = celda.column or 0
        if len(columnas) >= MINIMO_RECONOCIDAS:
            return renglon, columnas
    return None


def _matches(rotulo: str, formas: Sequence[str]) -> bool:
    return any(rotulo == f or rotulo.startswith((f"{f} (", f"{f}, ", f"{f} o ")) for f in formas)


def _find_sexos(libro: openpyxl.Workbook) -> dict[str, str]:
    """Cómo escribe el catálogo del blanco a hombres y mujeres."""
    sexos = {}
    for hoja in (h for h in libro.worksheets if h.title.startswith("Hidden_")):
        for (valor,) in hoja.iter_rows(max_col=1, values_only=True):
            for letra, palabra in SEXO_CATALOGO.items():
                if normalize_texto(str(valor or "")) == palabra:
                    sexos[letra] = str(valor)
    return sexos


def _fail(ruta: Path, encontrado: str) -> EsquemaError:
    return EsquemaError(
        "El libro en blanco del portal no se puede llenar.",
        donde=ruta.name,
        esperado="el formato vacío que da la oficina, con una hoja que pida nombre y apellidos",
        encontrado=encontrado,
        que_hacer="descárguelo vacío del portal; no cambie sus encabezados",
    )
