"""Una tabla que el analista ya tiene (Excel o CSV), con su clave de municipio revisada para poder unirla."""

import io
import re
import warnings
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from fais_analysis.analisis.propias_lectura import HojaPropia, read_hoja_propia
from fais_analysis.analisis.propias_numeros import parse_comas
from fais_analysis.analisis.tablas import ColumnaFicha
from fais_analysis.errors import EsquemaError
from fais_analysis.loaders.lectura import pad_clave
from fais_analysis.loaders.libros.valores import DIGITOS_MUNICIPIO, SIN_DATO, is_vacio
from fais_analysis.loaders.ordenadas import load_tabla

CLAVE = "clave_municipio"
DECIMAL_VACIO = r"\.0+$"  # «1001.0»: un número que la hoja leyó como decimal porque la columna trae huecos
DIGITOS = (2, 3)  # los de la entidad y los del municipio
ENCABEZADO = 2  # el renglón 1 de la hoja son los títulos


def read_tabla_propia(ruta: str | Path, columna_clave: str | Sequence[str] = CLAVE) -> pd.DataFrame:
    """Lee una hoja de Excel o un CSV y deja su clave de municipio lista para unir.

    La clave queda como texto de cinco dígitos, con el cero que Excel le haya quitado (1001 → «01001»). Una
    clave vacía o que no existe en el catálogo es un error que dice en qué renglón está; no se une nada por
    nombre. Del libro se lee la primera hoja a la vista. Lo que conviene verificar (codificación, coma
    decimal, columnas ocultas) se avisa y queda en ``attrs["advertencias"]``.

    Parameters
    ----------
    ruta
        Archivo ``.xlsx``, ``.ods``, ``.xls`` o ``.csv``.
    columna_clave
        Cómo se llama en su archivo la columna de la clave o, si va en dos, las dos:
        ``["CVE_ENT", "CVE_MUN"]`` (10 y 14, «10» y «014»).

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
        Si no es una hoja de cálculo, no trae la columna, una clave no es de un municipio o leerla perdería
        datos en silencio (errores de Excel, renglones filtrados, celdas combinadas, números dudosos).

    Examples
    --------
    >>> load_pobreza("10", 2020).merge(mia, on="clave_municipio", validate="1:1")  # doctest: +SKIP
    """
    columnas = [columna_clave] if isinstance(columna_clave, str) else list(columna_clave)
    hoja = read_hoja_propia(Path(ruta), columnas)
    tabla = _build_tabla(hoja, columnas)
    for aviso in hoja.avisos:
        warnings.warn(f"{hoja.archivo}: {aviso}.", stacklevel=2)
    return tabla


def _build_tabla(hoja: HojaPropia, columnas_clave: Sequence[str]) -> pd.DataFrame:
    tabla = (_build_texto if hoja.es_texto else _build_libro)(hoja, columnas_clave)
    if len(columnas_clave) == 1:
        tabla = tabla.rename(columns={columnas_clave[0]: CLAVE})
    else:
        partes = [_clean_clave(tabla[c]).str.zfill(n) for c, n in zip(columnas_clave, DIGITOS, strict=True)]
        tabla.insert(0, CLAVE, partes[0] + partes[1])
    tabla[CLAVE] = _check_claves(tabla[CLAVE], hoja.archivo, [numero for numero, _ in hoja.renglones])
    if len(columnas_clave) == 1:
        hoja.avisos += _warn_completadas(hoja, columnas_clave[0])
    tabla.attrs = _describe(Path(hoja.archivo), hoja.avisos)
    return tabla


def _clean_clave(columna: pd.Series) -> pd.Series:
    return columna.fillna("").str.strip().str.replace(DECIMAL_VACIO, "", regex=True)


def _build_libro(hoja: HojaPropia, columnas_clave: Sequence[str]) -> pd.DataFrame:
    columnas = {
        titulo: [None if is_vacio(valores[i]) else valores[i] for _, valores in hoja.renglones]
        for i, titulo in enumerate(hoja.columnas)
    }
    textos = {c: [None if v is None else str(v) for v in columnas[c]] for c in columnas_clave}
    return pd.DataFrame(columnas).assign(**{c: pd.Series(v, dtype="str") for c, v in textos.items()})


def _build_texto(hoja: HojaPropia, columnas_clave: Sequence[str]) -> pd.DataFrame:
    """De texto a números como lo hace pandas, con la coma ya resuelta y lo «sin dato» dicho."""
    columnas = {
        titulo: ["" if valores[i] is None else str(valores[i]) for _, valores in hoja.renglones]
        for i, titulo in enumerate(hoja.columnas)
    }
    limpias, avisos = parse_comas(
        {t: v for t, v in columnas.items() if t not in columnas_clave}, hoja.archivo
    )
    hoja.avisos += avisos
    omitidas = [
        n
        for n, valores in hoja.renglones
        if any(isinstance(v, str) and v.strip() in SIN_DATO for v in valores)
    ]
    if omitidas:
        renglones = ", ".join(map(str, omitidas[:5])) + ("…" if len(omitidas) > 5 else "")
        hoja.avisos.append(f"«NA», «None» y parecidos se leyeron como sin dato (renglones {renglones})")
    texto = pd.DataFrame(columnas | limpias).to_csv(index=False)
    return pd.read_csv(io.StringIO(texto), dtype=dict.fromkeys(columnas_clave, "str"))


def _check_claves(columna: pd.Series, archivo: str, renglones: Sequence[int] = ()) -> pd.Series:
    claves = pad_clave(_clean_clave(columna), 5)
    malas = claves[~claves.isin(load_tabla("catalogo_municipios")[CLAVE])]
    if malas.empty:
        return claves
    numeros = renglones or [i + ENCABEZADO for i in range(len(columna))]
    muestra = ", ".join(f"renglón {numeros[i]} «{columna.fillna('').iloc[i]}»" for i in malas.index[:5])
    raise EsquemaError(
        f"{len(malas):,} {'clave no es' if len(malas) == 1 else 'claves no son'} de ningún municipio.",
        donde=f"{archivo}, columna de la clave",
        esperado="la clave INEGI de cinco dígitos, por ejemplo 10014",
        encontrado=muestra + ("…" if len(malas) > 5 else ""),
        que_hacer="corríjalas con: fais municipios --entidad EE; quite los renglones de totales",
    )


def _warn_completadas(hoja: HojaPropia, columna_clave: str) -> list[str]:
    """Una clave a la que se le puso el cero, en una tabla de otro estado: quizá le falta otra cifra."""
    lugar = hoja.columnas.index(columna_clave)
    claves = {n: re.sub(DECIMAL_VACIO, "", str(v[lugar]).strip()) for n, v in hoja.renglones}
    cortas = {n: c for n, c in claves.items() if len(c) < DIGITOS_MUNICIPIO}
    estados = {c[:2] for n, c in claves.items() if n not in cortas}
    if (
        not cortas
        or len(estados) != 1
        or estados == {c.zfill(DIGITOS_MUNICIPIO)[:2] for c in cortas.values()}
    ):
        return []
    dichas = ", ".join(f"renglón {n} «{c}»" for n, c in list(cortas.items())[:5])
    return [f"Se puso un cero a claves que quedan en otro estado que las demás ({dichas})"]


def _describe(ruta: Path, avisos: Sequence[str]) -> dict[str, object]:
    clave = ColumnaFicha("Clave INEGI del municipio, cinco dígitos", "texto")
    return {
        "tabla": ruta.name,
        "titulo": ruta.stem,
        "fuente": f"Tabla propia: {ruta.name}",
        "cita": ruta.name,
        "advertencias": list(avisos),
        "unidades": {CLAVE: clave.unidad},
        "significados": {CLAVE: clave.significado},
    }
