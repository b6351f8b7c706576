"""Piezas de lectura: del archivo oficial a texto, del texto a columnas con nombre y de ahí a números."""

import csv
import gzip
import io
import re
import zlib
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import python_calamine
import yaml

from fais_analysis.errors import EsquemaError, FuenteAlteradaError
from fais_analysis.loaders.libros_oficiales import check_celdas, read_hoja_oficial

CARPETA_MAPAS = Path(__file__).with_name("columnas")
NUMERO = re.compile(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?([eE][-+]?\d+)?", re.ASCII)
# La coma sólo separa miles donde se cuentan cosas: en un índice, «3,512» es un decimal mal escrito.
COLUMNAS_CON_MILES = ("_personas", "_viviendas", "_mxn", "lugar_nacional", "_rural", "_urbana", "entidades")
RAROS = re.compile("[\x00\x80-\x9f\ufffd]")  # lo que deja un texto leído con la codificación de otro
MAXIMO_CAMPO = 100_000
MAXIMO_BYTES = 80_000_000  # el mayor que se lee entero pesa 12 MB; otro ocuparía toda la memoria
COLUMNAS_TEXTO = frozenset({"grado", "localidad", "certeza"})


@cache
def load_mapa(nombre: str) -> dict[str, Any]:
    """Mapa de columnas de un original (``loaders/columnas/<nombre>.yml``)."""
    return yaml.safe_load((CARPETA_MAPAS / f"{nombre}.yml").read_text(encoding="utf-8"))


def read_csv_texto(ruta: Path, codificacion: str) -> pd.DataFrame:
    """Lee un CSV como texto puro: ni números, ni nulos, ni espacios en los encabezados.

    Se prueba primero UTF-8 estricto (hay fuentes con una edición en cada codificación) y después la
    codificación registrada en la ficha. Un rótulo repetido se conserva repetido.

    Raises
    ------
    FuenteAlteradaError
        Si está vacío, cortado o en otra codificación, o si un renglón trae más o menos campos que el
        encabezado: sus celdas estarían corridas.
    """
    texto = _decode(ruta, codificacion)
    csv.field_size_limit(MAXIMO_CAMPO)
    try:
        filas = [f for f in csv.reader(io.StringIO(texto, newline=""), strict=True) if any(map(str.strip, f))]
    except csv.Error as error:
        raise build_error_danado(ruta, f"un CSV que no se puede separar: {error}") from None
    if not filas:
        raise build_error_danado(ruta, "ningún renglón")
    corridas = [n for n, fila in enumerate(filas, 1) if len(fila) != len(filas[0])]
    if corridas:
        n = corridas[0]
        raise build_error_danado(
            ruta,
            f"{len(corridas):,} renglones con otro número de campos; el {n} trae {len(filas[n - 1])} y el "
            f"encabezado, {len(filas[0])}",
        )
    return pd.DataFrame(filas[1:], columns=[rotulo.strip() for rotulo in filas[0]], dtype="object")


def check_filas(tabla: pd.DataFrame, donde: str) -> None:
    """Que un original traiga datos, además de su encabezado.

    Raises
    ------
    EsquemaError
        Si no trae ninguna fila.
    """
    if not len(tabla):
        raise EsquemaError(
            "El archivo no trae ninguna fila de datos.",
            donde=donde,
            esperado="el archivo oficial completo",
            encontrado="sólo el encabezado, o filas de otro ámbito",
            que_hacer="vuelva a obtenerlo con: fais datos descargar; o fais datos importar ARCHIVO",
        )


def _read_contenido(ruta: Path) -> bytes:
    """Los bytes del archivo, descomprimidos si viene en gzip."""
    if ruta.stat().st_size > MAXIMO_BYTES:
        raise build_error_danado(
            ruta, f"{ruta.stat().st_size:,} bytes: mucho más que cualquiera de sus ediciones"
        )
    contenido = ruta.read_bytes()
    if ruta.suffix != ".gz":
        return contenido
    try:
        return gzip.decompress(contenido)
    except (OSError, EOFError, zlib.error) as error:
        raise build_error_danado(ruta, f"un gzip que no se puede abrir: {error}") from None


def _decode(ruta: Path, codificacion: str) -> str:
    contenido = _read_contenido(ruta)
    try:
        texto = contenido.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            texto = contenido.decode(codificacion)
        except (UnicodeDecodeError, LookupError) as error:
            raise build_error_danado(ruta, f"un texto que no está en {codificacion}: {error}") from None
    raro = RAROS.search(texto)
    if raro:
        renglon = texto.count("\n", 0, raro.start()) + 1
        raise build_error_danado(
            ruta,
            f"en el renglón {renglon:,}, un carácter que no es de un texto en español ({raro[0]!r}): está en "
            f"otra codificación que {codificacion}",
        )
    return texto


def read_hoja(ruta: Path, hoja: str) -> list[list[Any]]:
    """Lee una hoja completa y a la vista (XLSX o XLS) como lista de filas.

    Raises
    ------
    FuenteAlteradaError
        Si el libro no abre, no trae la hoja, la trae oculta o hay en ella una celda en error.
    """
    return read_hojas(ruta, [hoja])[hoja]


def read_hojas(ruta: Path, hojas: Sequence[str]) -> dict[str, list[list[Any]]]:
    """Como :func:`read_hoja`, varias de una vez: el libro se abre sólo una."""
    libro = open_libro(ruta)
    faltan = [h for h in hojas if h not in libro.sheet_names]
    if faltan:
        raise build_error_danado(
            ruta, f"no trae la hoja «{faltan[0]}»; trae {', '.join(f'«{h}»' for h in libro.sheet_names[:5])}"
        )
    try:
        check_celdas(ruta, hojas)
        return {hoja: read_hoja_oficial(libro, hoja) for hoja in hojas}
    except LookupError as error:
        raise build_error_danado(ruta, str(error.args[0])) from None
    except Exception as error:  # un paquete dañado falla de muchas maneras; todas se dicen igual
        raise build_error_danado(ruta, f"{type(error).__name__}: {str(error)[:120]}") from None


def open_libro(ruta: Path) -> python_calamine.CalamineWorkbook:
    """Abre un libro de hojas de cálculo."""
    try:
        return python_calamine.CalamineWorkbook.from_path(str(ruta))
    except Exception as error:  # un libro dañado falla de muchas maneras; todas se dicen igual
        raise build_error_danado(ruta, f"{type(error).__name__}: {str(error)[:120]}") from None


def select_columnas(crudo: pd.DataFrame, mapa: Mapping[str, str], donde: str) -> pd.DataFrame:
    """Toma las columnas del mapa y las renombra; una que falte es error, nunca un hueco.

    Raises
    ------
    EsquemaError
        Si al original le falta una columna del mapa o la trae dos veces.
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
    repetidas = [c for c in mapa if (crudo.columns == c).sum() > 1]
    if repetidas:
        raise EsquemaError(
            f"El original trae dos veces la misma columna: {', '.join(repetidas[:5])}.",
            donde=donde,
            esperado="cada columna una sola vez",
            encontrado=f"{len(repetidas)} repetidas entre {len(crudo.columns)} columnas",
            que_hacer="no se puede saber cuál es la buena: pida a la institución el archivo corregido",
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
            lugar = f"{donde}, columna {nombre}"
            if not nombre.endswith(COLUMNAS_CON_MILES):
                check_comas(tabla[nombre], lugar)
            columnas[nombre] = parse_numeros(tabla[nombre], sin_dato, lugar)
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


def check_comas(columna: pd.Series, donde: str) -> None:
    """Una coma donde no se cuentan cosas sería un decimal leído como miles.

    Raises
    ------
    EsquemaError
        Con las celdas que la traen.
    """
    con_coma = columna[columna.map(lambda v: isinstance(v, str) and "," in v)]
    if len(con_coma):
        raise EsquemaError(
            "Hay comas en una columna que no cuenta personas ni cosas.",
            donde=donde,
            esperado="decimales con punto y sin separador de miles",
            encontrado=f"{len(con_coma):,} celdas: {', '.join(f'«{v}»' for v in con_coma.unique()[:5])}",
            que_hacer="«3,512» puede ser 3.512 o 3512: pida el archivo con punto decimal",
        )


def parse_enteros(columna: pd.Series, donde: str) -> pd.Series:
    """Años y otras cuentas enteras; lo que no lo sea es error, nunca un hueco."""
    numeros = parse_numeros(columna, [], donde)
    malos = columna[numeros % 1 != 0]
    if len(malos):
        raise EsquemaError(
            "Hay celdas que deben ser un número entero y no lo son.",
            donde=donde,
            esperado="números enteros",
            encontrado=f"{len(malos):,} celdas: {', '.join(f'«{v}»' for v in malos.unique()[:5])}",
            que_hacer="compare esas filas con el archivo oficial",
        )
    return numeros.astype("int64")


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
