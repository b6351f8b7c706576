"""El libro de inversión: el de la secretaría si está en ``data/inversion/``; si no, el de demostración."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import pandas as pd

from fais_analysis.errors import FuenteAlteradaError, FuenteFaltanteError, LibroInversionError
from fais_analysis.folios import normalize_folio
from fais_analysis.loaders.inversion_lugares import load_referencias
from fais_analysis.loaders.inversion_revision import RevisionLibro, build_libro_error, review_libro
from fais_analysis.loaders.libros.lectura import EXTENSIONES
from fais_analysis.loaders.libros.problemas import Problema
from fais_analysis.loaders.ordenadas import load_ficha_tabla
from fais_analysis.schemas.inversion import LibroInversionEsquema
from fais_analysis.schemas.validacion import validate
from fais_analysis.sources.huella import compute_sha256, compute_sha256_bytes
from fais_analysis.sources.rutas import get_datos

NO_SON_LIBROS = frozenset({"leeme.md", "readme.md", "thumbs.db", "desktop.ini"})
TABLA_DEMOSTRACION = "demostracion/inversion"
AVISO_DEMOSTRACION = (
    "DATOS DE DEMOSTRACIÓN: los totales estatales por grupo son los publicados por la práctica; "
    "el reparto por municipio, las obras y los beneficiarios son ficticios."
)
SIN_OBRAS = "El libro de inversión no trae obras de esta entidad: la inversión es «sin dato», no cero."
ENTERAS_NULAS = ("viviendas", "beneficiarios_h", "beneficiarios_m")


@dataclass(frozen=True)
class LibroInversion:
    """Un libro ya leído y comprobado.

    ``tabla`` cumple ``schemas.inversion.LibroInversionEsquema`` (una fila = una obra o acción por
    fuente de recurso). ``origen`` es el nombre del archivo, sin ruta. ``advertencias`` se imprimen
    junto a cualquier resultado.
    """

    tabla: pd.DataFrame
    es_demostracion: bool
    origen: str
    sha256: str
    advertencias: tuple[str, ...] = ()


def load_inversion() -> LibroInversion:
    """El libro de inversión vigente.

    Usa los archivos .xlsx, .ods, .xls y .csv de ``data/inversion/`` (todos, unidos); sin ninguno, el libro de
    demostración, con ``es_demostracion=True``.

    Raises
    ------
    LibroInversionError
        Si un libro trae problemas, un folio está en dos libros, se cuelan filas de demostración o hay
        un archivo que no se puede leer. Nunca se cae en silencio al libro de demostración.
    FuenteFaltanteError, FuenteAlteradaError
        Si el libro de demostración falta o alguien lo cambió.
    """
    rutas = tuple(find_libros(get_datos() / "inversion"))
    firma = tuple((str(r), r.stat().st_size, r.stat().st_mtime_ns) for r in rutas)
    if not rutas:
        return load_demostracion()
    libro = _load_reales(rutas, firma)
    return replace(libro, tabla=libro.tabla.copy())


def load_demostracion() -> LibroInversion:
    """El libro de demostración, aunque haya uno verdadero; siempre con ``es_demostracion=True``.

    Raises
    ------
    FuenteFaltanteError, FuenteAlteradaError
        Si falta o alguien lo cambió.
    """
    libro = _load_demostracion(get_datos())
    return replace(libro, tabla=libro.tabla.copy())


def select_entidad(libro: LibroInversion, clave_entidad: str) -> LibroInversion:
    """El libro con sólo las obras de una entidad.

    Un libro sin obras suyas no la vuelve de demostración: nada de lo que se muestra sale de él, y la
    advertencia dice qué falta. El de demostración sólo trae Durango.
    """
    tabla = libro.tabla[libro.tabla["clave_municipio"].str.startswith(clave_entidad)].reset_index(drop=True)
    if tabla.empty:
        return replace(libro, tabla=tabla, es_demostracion=False, advertencias=(SIN_OBRAS,))
    return replace(libro, tabla=tabla)


def find_libros(carpeta: Path) -> list[Path]:
    """Libros de la carpeta, por nombre; sin temporales de Excel ni archivos ocultos.

    Raises
    ------
    LibroInversionError
        Si hay un archivo de otro tipo o una carpeta: se ignoraría sin que nadie lo note.
    """
    if not carpeta.is_dir():
        return []
    presentes = sorted(r for r in carpeta.iterdir() if not _is_ajeno(r))
    otros = [r.name for r in presentes if r.is_dir() or r.suffix.lower() not in EXTENSIONES]
    if otros:
        raise LibroInversionError(
            "En la carpeta de inversión hay algo que no se puede leer.",
            donde="data/inversion/",
            esperado="sólo libros .xlsx, .ods, .xls o .csv, sin carpetas",
            encontrado=", ".join(f"«{n}»" for n in otros[:5]),
            que_hacer="guárdelo como .xlsx o .csv, o sáquelo de la carpeta",
        )
    return presentes


def _build_libro(ruta: Path, revision: RevisionLibro) -> LibroInversion:
    if revision.tabla is None or revision.problemas:
        raise build_libro_error(revision.problemas, ruta.name)
    return LibroInversion(
        tabla=validate(LibroInversionEsquema.to_schema(), revision.tabla, ruta.name),
        es_demostracion=False,
        origen=ruta.name,
        sha256=compute_sha256(ruta),
        advertencias=tuple(str(a) for a in revision.advertencias),
    )


@lru_cache(maxsize=2)
def _load_reales(rutas: tuple[Path, ...], firma: object) -> LibroInversion:  # firma: la llave de la caché
    referencias = load_referencias()
    revisiones = [review_libro(ruta, *referencias) for ruta in rutas]
    problemas = [p for r in revisiones for p in r.problemas] + _check_folios_entre_libros(rutas, revisiones)
    if problemas:
        raise build_libro_error(problemas, ", ".join(r.name for r in rutas))
    return _join_libros([_build_libro(r, v) for r, v in zip(rutas, revisiones, strict=True)])


def _check_folios_entre_libros(rutas: Sequence[Path], revisiones: Sequence[RevisionLibro]) -> list[Problema]:
    vistos: dict[str, str] = {}
    problemas = []
    for ruta, revision in zip(rutas, revisiones, strict=True):
        for folio, renglon in revision.folios.items():
            normal = normalize_folio(folio)
            if normal in vistos:
                problemas.append(
                    Problema(
                        renglon,
                        "folio_obra",
                        f"el folio «{folio}», que ya está en «{vistos[normal]}»",
                        "cada folio en un solo libro",
                        "deje la obra en un solo archivo, con todas sus fuentes",
                        ruta.name,
                    )
                )
            vistos.setdefault(normal, ruta.name)
    return problemas


def _join_libros(libros: Sequence[LibroInversion]) -> LibroInversion:
    if len(libros) == 1:
        return libros[0]
    huellas = "\n".join(f"{libro.origen} {libro.sha256}" for libro in libros)
    return LibroInversion(
        tabla=pd.concat([libro.tabla for libro in libros], ignore_index=True),
        es_demostracion=False,
        origen=", ".join(libro.origen for libro in libros),
        sha256=compute_sha256_bytes(huellas.encode()),
        advertencias=tuple(f"{libro.origen}: {a}" for libro in libros for a in libro.advertencias),
    )


@lru_cache(maxsize=1)
def _load_demostracion(datos: Path) -> LibroInversion:
    ruta, registrada = datos / f"{TABLA_DEMOSTRACION}.csv", load_ficha_tabla(TABLA_DEMOSTRACION).sha256
    huella = compute_sha256(ruta) if ruta.is_file() else ""
    if huella != registrada:
        raise (FuenteAlteradaError if huella else FuenteFaltanteError)(
            f"El libro de demostración {'cambió' if huella else 'no está'}.",
            donde=f"data/{TABLA_DEMOSTRACION}.csv",
            esperado=f"sha256 {registrada[:12]}…",
            encontrado=f"sha256 {huella[:12]}…" if huella else "no existe el archivo",
            que_hacer="restáurelo del repositorio; sus datos van en data/inversion/, no en la demostración",
        )
    tabla = validate(LibroInversionEsquema.to_schema(), _read_demostracion(ruta), ruta.name)
    return LibroInversion(tabla, True, ruta.name, huella, (AVISO_DEMOSTRACION,))


def _read_demostracion(ruta: Path) -> pd.DataFrame:
    """Lectura directa: el archivo es nuestro y su huella ya se comprobó."""
    crudo = pd.read_csv(ruta, dtype="str", encoding="utf-8", keep_default_na=False, na_values=[""])
    centavos = crudo["monto_mxn"].str.replace(".", "", regex=False).astype("int64")
    crudo["monto_mxn"] = centavos / 100
    crudo["meta"] = crudo["meta"].astype("float64")
    for columna in ENTERAS_NULAS:
        crudo[columna] = pd.to_numeric(crudo[columna]).astype("Int64")
    crudo = crudo.astype({"ejercicio": "int64", "cantidad": "int64"})
    crudo.insert(crudo.columns.get_loc("monto_mxn") + 1, "monto_centavos", centavos)
    return crudo.assign(es_demostracion=True)


def _is_ajeno(ruta: Path) -> bool:
    nombre = ruta.name
    return nombre.startswith((".", "~$")) or nombre.lower() in NO_SON_LIBROS
