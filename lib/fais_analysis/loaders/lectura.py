"""Piezas de lectura: del archivo oficial a texto, del texto a columnas con nombre y de ahí a números."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import python_calamine
import yaml

from fais_analysis.errors import EsquemaError, FuenteAlteradaError

CARPETA_MAPAS = Path(__file__).with_name("columnas")
NUMERO = re.compile(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?([eE][-+]?\d+)?")
COLUMNAS_TEXTO = frozenset({"grado", "localidad", "certeza"})


@cache
def load_mapa(nombre: str) -> dict[str, Any]:
    """Mapa de columnas de un original (``loaders/columnas/<nombre>.yml``)."""
    return yaml.safe_load((CARPETA_MAPAS / f"{nombre}.yml").read_text(encoding="utf-8"))


def read_csv_texto(ruta: Path, codificacion: str) -> pd.DataFrame:
    """Lee un CSV como texto puro: ni números, ni nulos, ni espacios en los encabezados.

    Se prueba primero UTF-8 estricto (hay fuentes con una edición en cada codificación) y después la
    codificación registrada en la ficha.
    """
    contenido = ruta.read_bytes()
    try:
        contenido.decode("utf-8-sig")
        codificacion = "utf-8-sig"
    except UnicodeDecodeError:
        pass
    try:
        tabla = pd.read_csv(ruta, encoding=codificacion, dtype=str, keep_default_na=False)
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise build_error_danado(ruta, str(error)) from None
    return tabla.rename(columns=str.strip)


def read_hoja(ruta: Path, hoja: str) -> list[list[Any]]:
    """Lee una hoja completa (XLSX o XLS) como lista de filas.

    Raises
    ------
    FuenteAlteradaError
        Si el libro no abre o no trae la hoja.
    """
    libro = open_libro(ruta)
    if hoja not in libro.sheet_names:
        raise build_error_danado(
            ruta, f"no trae la hoja «{hoja}»; trae {', '.join(f'«{h}»' for h in libro.sheet_names[:5])}"
        )
    return libro.get_sheet_by_name(hoja).to_python(skip_empty_area=False)


def open_libro(ruta: Path) -> python_calamine.CalamineWorkbook:
    """Abre un libro de hojas de cálculo."""
    try:
        return python_calamine.CalamineWorkbook.from_path(str(ruta))
    except (python_calamine.CalamineError, OSError) as error:
        raise build_error_danado(ruta, str(error)) from None


def select_columnas(crudo: pd.DataFrame, mapa: Mapping[str, str], donde: str) -> pd.DataFrame:
    """Toma las columnas del mapa y las renombra; una que falte es error, nunca un hueco.

    Raises
    ------
    EsquemaError
        Si al original le falta una columna del mapa.
    """
    faltan = [c for c in mapa if c not in crudo.columns]
    if faltan:
        raise EsquemaError(
            f"Al original le faltan columnas: {', '.join(faltan[:5])}.",
            donde=donde,
            esperado=f"{len(mapa)} columnas, entre ellas {', '.join(faltan[:5])}",
            encontrado=f"{len(crudo.columns)} columnas: {', '.join(map(str, crudo.columns[:8]))}…",
            que_hacer="la institución cambió el archivo: revise el mapa en loaders/columnas antes de usarlo",
        )
    return crudo[list(mapa)].rename(columns=dict(mapa))


def parse_columnas(tabla: pd.DataFrame, sin_dato: Collection[str], donde: str) -> pd.DataFrame:
    """Convierte a número todo lo que no es clave ni texto; lo declarado sin dato queda nulo.

    Raises
    ------
    EsquemaError
        Si una celda no es número ni está declarada como sin dato.
    """
    columnas = {}
    for nombre in tabla.columns:
        if nombre.startswith("clave_") or nombre in COLUMNAS_TEXTO:
            columnas[nombre] = _parse_textos(tabla[nombre], sin_dato)
        else:
            columnas[nombre] = parse_numeros(tabla[nombre], sin_dato, f"{donde}, columna {nombre}")
    return pd.DataFrame(columnas, index=tabla.index)


def parse_numeros(columna: pd.Series, sin_dato: Collection[str], donde: str) -> pd.Series:
    """De texto oficial («33,054», «9», «n.d») a número; lo desconocido es error, no nulo."""
    textos = columna.map(_as_text)
    con_dato = ~textos.isin(list(sin_dato))
    malos = textos[con_dato & ~textos.str.fullmatch(NUMERO)]
    if len(malos):
        raise EsquemaError(
            "Hay celdas que no son un número ni están declaradas como sin dato.",
            donde=donde,
            esperado=f"números o {', '.join(f'«{s}»' for s in sin_dato) or 'nada más'}",
            encontrado=f"{len(malos):,} celdas: {', '.join(f'«{v}»' for v in malos.unique()[:5])}",
            que_hacer="si es una marca nueva de sin dato, agréguela al mapa en loaders/columnas",
        )
    limpios = textos.where(con_dato).str.replace(",", "", regex=False)
    return pd.to_numeric(limpios).astype("float64")


def pad_clave(columna: pd.Series, digitos: int) -> pd.Series:
    """Devuelve la clave como texto con los ceros iniciales que el original perdió."""
    return columna.map(_as_text).str.zfill(digitos)


def normalize_rotulo(valor: object) -> str:
    """Un rótulo sin saltos de línea, espacios dobles ni orillas."""
    return " ".join(str(valor).split())


def build_error_danado(ruta: Path, detalle: str) -> FuenteAlteradaError:
    """El error de un archivo que no se puede abrir o no trae lo que debe."""
    return FuenteAlteradaError(
        "El archivo no se puede leer.",
        donde=ruta.name,
        esperado="el archivo oficial completo",
        encontrado=detalle,
        que_hacer="vuelva a obtenerlo con: fais datos descargar; o fais datos importar ARCHIVO",
    )


def concat_ordenado(tablas: Sequence[pd.DataFrame], llave: Sequence[str]) -> pd.DataFrame:
    """Apila tablas de las mismas columnas y las ordena por su llave."""
    return pd.concat(tablas, ignore_index=True).sort_values(list(llave), kind="stable", ignore_index=True)


def _parse_textos(columna: pd.Series, sin_dato: Collection[str]) -> pd.Series:
    textos = columna.map(_as_text)
    return textos.where(~textos.isin([*sin_dato, ""])).astype("str")


def _as_text(valor: object) -> str:
    """Texto de una celda; un entero que la hoja de cálculo guardó como 12.0 queda «12»."""
    if isinstance(valor, float) and valor.is_integer():
        return str(int(valor))
    return str(valor).strip()
