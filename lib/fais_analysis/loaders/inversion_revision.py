"""Revisión completa de un libro: cada celda, cada folio y su acuerdo con los catálogos."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from fais_analysis.errors import LibroInversionError
from fais_analysis.loaders.inversion_absurdos import find_absurdos
from fais_analysis.loaders.inversion_cruces import check_cruces, complete_catalogo
from fais_analysis.loaders.inversion_ejercicio import Declarado
from fais_analysis.loaders.inversion_lectura import read_renglones
from fais_analysis.loaders.inversion_personales import find_personales
from fais_analysis.loaders.inversion_renglon import RenglonInversion
from fais_analysis.loaders.inversion_sospechas import find_sospechas
from fais_analysis.loaders.libros.lectura import read_hoja
from fais_analysis.loaders.libros.problemas import Advertencia, Problema, describe_grupo, group_problemas
from fais_analysis.schemas.inversion import FORMATO, LibroInversionEsquema

MAXIMO_MOSTRADO = 20


@dataclass
class RevisionLibro:
    """El resultado de revisar un libro.

    ``tabla`` existe sólo si no hay problemas. ``folios`` da el primer renglón de cada folio y ``entendidas``
    dice qué se leyó distinto de como está escrito.
    """

    tabla: pd.DataFrame | None = None
    problemas: list[Problema] = field(default_factory=list)
    advertencias: list[Advertencia] = field(default_factory=list)
    entendidas: list[Advertencia] = field(default_factory=list)
    folios: dict[str, int] = field(default_factory=dict)


def review_libro(
    ruta: Path,
    municipios: Collection[str],
    catalogo: pd.DataFrame,
    localidades: Collection[str] = frozenset(),
    poblacion: Mapping[str, int] | None = None,
) -> RevisionLibro:
    """Revisa un libro completo sin detenerse en el primer problema.

    Parameters
    ----------
    ruta
        Archivo .xlsx, .ods, .xls o .csv.
    municipios
        Claves de municipio que existen; con su nombre, también se lee el municipio por su nombre.
    catalogo
        Catálogo de obras completo.
    localidades
        Claves de localidad conocidas, con o sin su nombre; una que no está sólo se advierte (el Censo no las
        trae todas).
    poblacion
        Habitantes de cada municipio, para saber qué monto o qué beneficiarios no pueden ser.
    """
    declarado = Declarado()
    hoja = read_hoja(ruta, FORMATO, declarado)
    lectura = read_renglones(hoja, municipios, localidades)
    renglones = lectura.renglones
    revision = RevisionLibro(None, lectura.problemas, lectura.advertencias, lectura.entendidas)
    if hoja.renglon_encabezado and not renglones:
        revision.problemas.append(_build_vacia(hoja.renglon_encabezado + 1))
    problemas, advertencias = check_cruces(renglones, municipios, localidades, declarado.ejercicio)
    revision.problemas += problemas
    revision.advertencias += advertencias
    _finish(revision, renglones, catalogo)
    revision.advertencias += [*find_personales(renglones), *find_absurdos(renglones, poblacion or {})]
    revision.advertencias.sort(key=lambda a: a.nivel != "grave")
    return _stamp(revision, ruta)


def _build_vacia(renglon: int) -> Problema:
    return Problema(renglon, "", "la hoja sin renglones de obras", "al menos uno", "capture las obras")


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
    """Junta los problemas en un solo error: los iguales en un renglón, veinte renglones y cuántos quedan."""
    ordenados = sorted(problemas, key=lambda p: (p.archivo, p.renglon))
    varios = len({p.archivo for p in problemas if p.archivo}) > 1
    grupos = group_problemas(ordenados)
    lineas = [
        f"\n    {f'{g[0].archivo}, ' if varios else ''}{describe_grupo(g)}".rstrip()
        for g in grupos[:MAXIMO_MOSTRADO]
    ]
    resto = len(ordenados) - sum(map(len, grupos[:MAXIMO_MOSTRADO]))
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
