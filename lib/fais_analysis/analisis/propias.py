"""Una tabla que el analista ya tiene (Excel o CSV), con su clave de municipio revisada para poder unirla."""

from pathlib import Path

import pandas as pd

from fais_analysis.analisis.tablas import ColumnaFicha
from fais_analysis.errors import EsquemaError, FuenteFaltanteError
from fais_analysis.loaders.lectura import pad_clave
from fais_analysis.loaders.ordenadas import load_tabla

CLAVE = "clave_municipio"
LIBROS = (".xlsx", ".xlsm", ".xls")
DECIMAL_VACIO = r"\.0+$"  # «1001.0»: un número que la hoja leyó como decimal porque la columna trae huecos
ENCABEZADO = 2  # el renglón 1 de la hoja son los títulos


def read_tabla_propia(ruta: str | Path, columna_clave: str = CLAVE) -> pd.DataFrame:
    """Lee una hoja de Excel o un CSV y deja su clave de municipio lista para unir.

    La clave queda como texto de cinco dígitos, con el cero que Excel le haya quitado (1001 → «01001»). Una
    clave vacía o que no existe en el catálogo es un error que dice en qué renglón está; no se une nada por
    nombre. Del libro se lee la primera hoja.

    Parameters
    ----------
    ruta
        Archivo ``.xlsx``, ``.xls`` o ``.csv``.
    columna_clave
        Cómo se llama en su archivo la columna de la clave.

    Returns
    -------
    DataFrame
        Sus columnas, con la clave llamada ``clave_municipio``, y en ``attrs`` el nombre del archivo como
        fuente. Una fila = lo que sea una fila en su archivo.

    Raises
    ------
    FuenteFaltanteError
        Si el archivo no está.
    EsquemaError
        Si no es una hoja de cálculo, no trae la columna o alguna clave no es de un municipio.

    Examples
    --------
    Después se une con pandas, sin perder municipios ni repetirlos::

        load_pobreza("10", 2020).merge(mia, on="clave_municipio", how="left", validate="1:1")
    """
    ruta = Path(ruta)
    tabla = _read_archivo(ruta, columna_clave)
    _check_columna(tabla, columna_clave, ruta.name)
    tabla = tabla.rename(columns={columna_clave: CLAVE})
    tabla[CLAVE] = _check_claves(tabla[CLAVE], ruta.name)
    tabla.attrs = _describe(ruta)
    return tabla


def _read_archivo(ruta: Path, columna_clave: str) -> pd.DataFrame:
    if not ruta.is_file():
        raise FuenteFaltanteError(
            "No está el archivo de su tabla.",
            donde=str(ruta),
            esperado="un archivo .xlsx, .xls o .csv",
            encontrado="no existe el archivo",
            que_hacer="revise el nombre y la carpeta",
        )
    try:
        if ruta.suffix.lower() in LIBROS:
            return pd.read_excel(ruta, dtype={columna_clave: "str"}, engine="calamine")
        return _read_csv(ruta, columna_clave)
    except Exception as error:  # cada lector falla a su modo; para quien lo usa, el archivo no se lee
        raise EsquemaError(
            "El archivo no se puede leer como tabla.",
            donde=ruta.name,
            esperado="una hoja de Excel o un CSV separado por comas, con títulos en el primer renglón",
            encontrado=f"{type(error).__name__}: {str(error)[:100]}",
            que_hacer="ábralo en Excel y guárdelo como .xlsx",
        ) from None


def _read_csv(ruta: Path, columna_clave: str) -> pd.DataFrame:
    try:
        return pd.read_csv(ruta, dtype={columna_clave: "str"}, encoding="utf-8-sig")
    except UnicodeDecodeError:  # Excel en Windows guarda «CSV» en su propia codificación
        return pd.read_csv(ruta, dtype={columna_clave: "str"}, encoding="cp1252")


def _check_claves(columna: pd.Series, archivo: str) -> pd.Series:
    limpias = columna.fillna("").str.strip().str.replace(DECIMAL_VACIO, "", regex=True)
    claves = pad_clave(limpias, 5)
    malas = claves[~claves.isin(load_tabla("catalogo_municipios")[CLAVE])]
    if malas.empty:
        return claves
    muestra = ", ".join(f"renglón {i + ENCABEZADO} «{columna.fillna('').iloc[i]}»" for i in malas.index[:5])
    raise EsquemaError(
        f"{len(malas):,} {'clave no es' if len(malas) == 1 else 'claves no son'} de ningún municipio.",
        donde=f"{archivo}, columna de la clave",
        esperado="la clave INEGI de cinco dígitos, por ejemplo 10014",
        encontrado=muestra + ("…" if len(malas) > 5 else ""),
        que_hacer="corríjalas con: fais municipios --entidad EE; quite los renglones de totales",
    )


def _describe(ruta: Path) -> dict[str, object]:
    clave = ColumnaFicha("Clave INEGI del municipio, cinco dígitos", "texto")
    return {
        "tabla": ruta.name,
        "titulo": ruta.stem,
        "fuente": f"Tabla propia: {ruta.name}",
        "cita": ruta.name,
        "advertencias": [],
        "unidades": {CLAVE: clave.unidad},
        "significados": {CLAVE: clave.significado},
    }


def _check_columna(tabla: pd.DataFrame, columna_clave: str, nombre: str) -> None:
    if columna_clave not in tabla.columns:
        raise EsquemaError(
            "La tabla no trae la columna de la clave.",
            donde=nombre,
            esperado=f"una columna «{columna_clave}» con la clave INEGI del municipio",
            encontrado=", ".join(f"«{c}»" for c in tabla.columns[:8]),
            que_hacer="diga su nombre: read_tabla_propia(ruta, columna_clave=«…»)",
        )
