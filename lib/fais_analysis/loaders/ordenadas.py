"""Tablas ordenadas: lee ``data/`` y ``shapefiles/``, comprueba huella y contrato, y guarda en memoria."""

import io
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from fais_analysis.claves import check_clave_entidad
from fais_analysis.errors import FuenteAlteradaError, FuenteFaltanteError
from fais_analysis.schemas.registro import ESQUEMAS
from fais_analysis.schemas.validacion import validate
from fais_analysis.sources.huella import compute_sha256_bytes
from fais_analysis.sources.rutas import get_datos
from fais_analysis.sources.tablas import FichaTabla, read_ficha_tabla

if TYPE_CHECKING:
    import geopandas as gpd

QUE_HACER_TABLA = (
    "restaure el archivo de data/ desde el repositorio o, con los originales, corra: fais datos construir"
)
TIPOS_LECTURA = {"texto": "str", "entero": "int64", "numero": "float64", "decimal": "str", "logico": "str"}


def load_tabla(nombre: str) -> pd.DataFrame:
    """Tabla ordenada de ``data/``, con sus tipos, ya comprobadas su huella y su contrato.

    Claves y textos son texto; los números, ``float64`` (nulo = sin dato); los años, enteros. Se lee una vez
    por proceso; cada llamada devuelve una copia.

    Parameters
    ----------
    nombre
        Por ejemplo ``pobreza_municipal`` o ``practica/concentrado_2016_2020``.

    Raises
    ------
    FuenteFaltanteError
        Si falta la tabla o su ficha.
    FuenteAlteradaError
        Si la tabla no es, byte por byte, la que describe su ficha.
    EsquemaError
        Si no cumple su contrato.
    """
    return _read_tabla(nombre, get_datos()).copy()


def load_ficha_tabla(nombre: str) -> FichaTabla:
    """Ficha de una tabla ordenada: título, institución, cita, originales, advertencias y columnas.

    Raises
    ------
    FuenteFaltanteError
        Si la tabla no tiene ficha.
    FuenteAlteradaError
        Si la ficha no se puede leer.
    """
    return _read_ficha(nombre, get_datos())


def load_municipios_geo(clave_entidad: str) -> "gpd.GeoDataFrame":
    """Contornos simplificados de los municipios de una entidad: clave_municipio, nombre, area_km2.

    EPSG:4326, anillos exteriores en sentido horario, ordenados por clave. Sirven para dibujar, no para
    ubicar puntos. El área es geodésica y de la geometría completa.

    Raises
    ------
    ClaveError
        Si la clave no es de una entidad.
    FuenteFaltanteError, FuenteAlteradaError
        Si el mapa falta o cambió.
    """
    from fais_analysis.loaders.poligonos import load_poligonos  # geopandas tarda: sólo quien dibuja lo paga

    return load_poligonos(f"municipios_{check_clave_entidad(clave_entidad)}")


def load_entidades_geo() -> "gpd.GeoDataFrame":
    """Contornos simplificados de las 32 entidades: clave_entidad, nombre, area_km2 (EPSG:4326).

    Raises
    ------
    FuenteFaltanteError, FuenteAlteradaError
        Si el mapa falta o cambió.
    """
    from fais_analysis.loaders.poligonos import load_poligonos

    return load_poligonos("entidades")


def list_tablas() -> list[str]:
    """Nombres de las tablas ordenadas que hay en ``data/``, en orden alfabético."""
    datos = get_datos()
    return sorted(
        ruta.relative_to(datos).as_posix().removesuffix(".ficha.yml") for ruta in datos.rglob("*.ficha.yml")
    )


def has_tabla(nombre: str) -> bool:
    """Si esa tabla está en ``data/``: las opcionales sólo, si alguien importó con qué construirlas."""
    return (get_datos() / f"{nombre}.ficha.yml").is_file()


def clear_memoria() -> None:
    """Olvida lo leído: hace falta sólo si ``data/`` se reescribió dentro del mismo proceso."""
    _read_tabla.cache_clear()
    _read_ficha.cache_clear()


@lru_cache(maxsize=64)
def _read_ficha(nombre: str, datos: Path) -> FichaTabla:
    ruta = datos / f"{nombre}.ficha.yml"
    if not ruta.is_file():
        raise _build_faltante(nombre, ruta)
    return read_ficha_tabla(ruta)


@lru_cache(maxsize=64)
def _read_tabla(nombre: str, datos: Path) -> pd.DataFrame:
    ficha = _read_ficha(nombre, datos)
    contenido = _read_comprobado(datos / f"{nombre}.csv", nombre, ficha)
    tabla = _parse_csv(contenido, nombre, ficha)
    for columna, definicion in ficha.columnas.items():
        if definicion.tipo == "decimal":
            tabla[columna] = tabla[columna].map(Decimal, na_action="ignore").astype("object")
        elif definicion.tipo == "logico":
            tabla[columna] = tabla[columna] == "sí"
    if nombre in ESQUEMAS:
        return validate(ESQUEMAS[nombre], tabla, f"data/{nombre}.csv")
    return tabla


def _parse_csv(contenido: bytes, nombre: str, ficha: FichaTabla) -> pd.DataFrame:
    try:
        tipos = {c: TIPOS_LECTURA[columna.tipo] for c, columna in ficha.columnas.items()}
        return pd.read_csv(
            io.BytesIO(contenido), dtype=tipos, keep_default_na=False, na_values=[""], encoding="utf-8"
        )
    except (ValueError, KeyError) as error:  # la ficha describe otra cosa que la tabla
        raise FuenteAlteradaError(
            f"La tabla «{nombre}» no es la que describe su ficha.",
            donde=f"data/{nombre}.csv",
            esperado=f"columnas {', '.join(list(ficha.columnas)[:5])}… de los tipos declarados",
            encontrado=f"{type(error).__name__}: {str(error)[:120]}",
            que_hacer=QUE_HACER_TABLA,
        ) from None


def _read_comprobado(ruta: Path, nombre: str, ficha: FichaTabla) -> bytes:
    if not ruta.is_file():
        raise _build_faltante(nombre, ruta)
    contenido = ruta.read_bytes()
    huella = compute_sha256_bytes(contenido)
    if huella != ficha.sha256:
        filas = contenido.count(b"\n") - 1
        raise FuenteAlteradaError(
            f"La tabla «{nombre}» cambió desde que se construyó.",
            donde=f"data/{nombre}.csv",
            esperado=f"sha256 {ficha.sha256[:12]}… ({ficha.filas:,} filas)",
            encontrado=f"sha256 {huella[:12]}… ({max(filas, 0):,} filas)",
            que_hacer=QUE_HACER_TABLA + "; ninguna cifra de data/ se edita a mano",
        )
    return contenido


def _build_faltante(nombre: str, ruta: Path) -> FuenteFaltanteError:
    return FuenteFaltanteError(
        f"Falta la tabla ordenada «{nombre}» o su ficha.",
        donde=f"data/{nombre}" + (".ficha.yml" if ruta.name.endswith(".ficha.yml") else ".csv"),
        esperado="la tabla CSV y su ficha, una junto a la otra",
        encontrado="no existe el archivo",
        que_hacer=QUE_HACER_TABLA,
    )
