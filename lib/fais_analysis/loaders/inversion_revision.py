"""Revisión completa de un libro: cada celda, cada folio y su acuerdo con los catálogos."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from fais_analysis.errors import LibroInversionError
from fais_analysis.loaders.inversion_cruces import check_cruces, complete_catalogo
from fais_analysis.loaders.inversion_ejercicio import Declarado
from fais_analysis.loaders.inversion_renglon import RenglonInversion
from fais_analysis.loaders.inversion_sospechas import find_sospechas
from fais_analysis.loaders.libros.columnas import build_lectores
from fais_analysis.loaders.libros.lectura import read_hoja
from fais_analysis.loaders.libros.problemas import Advertencia, Problema
from fais_analysis.loaders.libros.renglones import parse_celdas
from fais_analysis.loaders.libros.valores import is_vacio, normalize_texto
from fais_analysis.schemas.inversion import FORMATO, LibroInversionEsquema

MAXIMO_MOSTRADO = 20
LECTORES = build_lectores(FORMATO)
QUE_ESCRIBIR = {
    "monto_mxn": "escriba el monto de esta fuente o quite el renglón",
    "clave_municipio": "copie la clave del catálogo: fais municipios",
}


@dataclass
class RevisionLibro:
    """El resultado de revisar un libro.

    ``tabla`` existe sólo si no hay problemas. ``folios`` da el primer renglón de cada folio.
    """

    tabla: pd.DataFrame | None = None
    problemas: list[Problema] = field(default_factory=list)
    advertencias: list[Advertencia] = field(default_factory=list)
    folios: dict[str, int] = field(default_factory=dict)


def review_libro(
    ruta: Path,
    municipios: Collection[str],
    catalogo: pd.DataFrame,
    localidades: Collection[str] = frozenset(),
) -> RevisionLibro:
    """Revisa un libro completo sin detenerse en el primer problema.

    Parameters
    ----------
    ruta
        Archivo .xlsx, .ods, .xls o .csv.
    municipios
        Claves de municipio que existen.
    catalogo
        Catálogo de obras completo.
    localidades
        Claves de localidad conocidas; una clave que no está sólo se advierte (el Censo no las trae todas).
    """
    declarado = Declarado()
    hoja = read_hoja(ruta, FORMATO, declarado)
    revision = RevisionLibro(problemas=list(hoja.problemas), advertencias=list(hoja.advertencias))
    if hoja.renglon_encabezado and not hoja.filas:
        revision.problemas.append(
            Problema(
                hoja.renglon_encabezado + 1,
                "",
                "la hoja sin renglones de obras",
                "al menos uno",
                "capture las obras",
            )
        )
    renglones = [_parse_renglon(n, fila, revision) for n, fila in hoja.filas]
    problemas, advertencias = check_cruces(renglones, municipios, localidades, declarado.ejercicio)
    revision.problemas += problemas
    revision.advertencias += advertencias
    _finish(revision, renglones, catalogo)
    return _stamp(revision, ruta)


def _finish(revision: RevisionLibro, renglones: list[RenglonInversion], catalogo: pd.DataFrame) -> None:
    """Folios, sospechas y catálogo; y la tabla, si no hay problemas."""
    for renglon in renglones:
        folio = renglon.get_texto("folio_obra")
        if folio:
            revision.folios.setdefault(folio, renglon.numero)
    revision.advertencias += find_sospechas(renglones)
    problemas, advertencias = complete_catalogo(renglones, catalogo)
    revision.problemas += problemas
    revision.advertencias += advertencias
    if not revision.problemas:
        revision.tabla = _build_tabla(renglones)


def build_libro_error(problemas: Sequence[Problema], archivo: str) -> LibroInversionError:
    """Junta los problemas en un solo error que muestra los primeros veinte y cuenta el resto."""
    ordenados = sorted(problemas, key=lambda p: (p.archivo, p.renglon))
    varios = len({p.archivo for p in problemas if p.archivo}) > 1
    lineas = [f"\n    {f'{p.archivo}, ' if varios else ''}{p}".rstrip() for p in ordenados[:MAXIMO_MOSTRADO]]
    resto = len(ordenados) - len(lineas)
    if resto > 0:
        lineas.append(f"\n    … y {resto:,} más")
    plural = len(ordenados) > 1
    return LibroInversionError(
        "El libro de inversión no se puede usar: "
        f"{len(ordenados):,} {'problemas' if plural else 'problema'} por corregir.",
        donde=archivo,
        esperado="el formato de la plantilla (fais inversion plantilla)",
        encontrado="".join(lineas),
        que_hacer="corrija el libro y repita: fais inversion revisar ARCHIVO",
    )


def _stamp(revision: RevisionLibro, ruta: Path) -> RevisionLibro:
    """Ordena los problemas por renglón y les pone el nombre del archivo."""
    ordenados = sorted(revision.problemas, key=lambda p: p.renglon)
    revision.problemas = [
        Problema(p.renglon, p.columna, p.encontrado, p.esperado, p.que_hacer, ruta.name) for p in ordenados
    ]
    return revision


def _parse_renglon(numero: int, crudo: Mapping[str, object], revision: RevisionLibro) -> RenglonInversion:
    valores: dict[str, object] = {}
    if _is_total(crudo):
        revision.problemas.append(
            Problema(
                numero,
                "",
                "un renglón de totales",
                "sólo obras",
                "quite el renglón: el total se calcula solo",
            )
        )
        return RenglonInversion(numero, valores)
    leidos, problemas = parse_celdas(numero, crudo, FORMATO, LECTORES, QUE_ESCRIBIR)
    valores.update(leidos)
    revision.problemas += problemas
    if _is_marca_si(crudo.get("es_demostracion")):
        valores["es_demostracion"] = True
    return RenglonInversion(numero, valores)


def _is_total(crudo: Mapping[str, object]) -> bool:
    """Un renglón sin folio ni municipio que dice «total» en alguna celda."""
    if not is_vacio(crudo.get("clave_municipio")):
        return False
    textos = [normalize_texto(v) for v in crudo.values() if isinstance(v, str)]
    return any(t.split(" ")[0].strip(":") in ("total", "totales", "suma", "subtotal") for t in textos if t)


def _is_marca_si(valor: object) -> bool:
    return not is_vacio(valor) and normalize_texto(str(valor)) not in ("no", "false", "falso", "0", "0.0")


def _build_tabla(renglones: list[RenglonInversion]) -> pd.DataFrame:
    esquema = LibroInversionEsquema.to_schema()
    filas = [r.valores for r in renglones]
    centavos = pd.Series([f["monto_mxn"] for f in filas], dtype="int64")
    datos: dict[str, pd.Series] = {}
    for columna, contrato in esquema.columns.items():
        if columna == "monto_centavos":
            datos[columna] = centavos
        elif columna == "monto_mxn":
            datos[columna] = centavos / 100
        elif columna == "es_demostracion":
            datos[columna] = pd.Series([False] * len(filas), dtype="bool")
        else:
            datos[columna] = pd.Series([f.get(columna) for f in filas], dtype=str(contrato.dtype))
    return pd.DataFrame(datos)
