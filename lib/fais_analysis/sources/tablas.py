"""Tablas ordenadas y su ficha: se escriben siempre igual, byte por byte, y cada una sabe de dónde salió."""

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from fais_analysis.errors import EsquemaError, FuenteAlteradaError
from fais_analysis.sources.escritura import write_con_carpeta
from fais_analysis.sources.huella import compute_sha256_bytes

CIFRAS_SIGNIFICATIVAS = 15  # las que guarda una hoja de cálculo; el resto es ruido binario
CargadorYaml = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class ColumnaFicha:
    """Una columna de una tabla ordenada: qué significa, en qué unidad está y de qué tipo se lee."""

    significado: str
    unidad: str = ""
    tipo: str = "texto"


@dataclass(frozen=True)
class Original:
    """El archivo oficial del que salió una tabla."""

    archivo: str
    titulo: str
    anio: int | None
    url: str
    estado_url: str
    sha256: str


@dataclass(frozen=True)
class FichaTabla:
    """La ficha de una tabla ordenada: procedencia, columnas, advertencias y huella.

    ``entidades`` son las claves de las que trae filas; vacía, la tabla es de todo el país.
    """

    tabla: str
    titulo: str
    institucion: str
    cita: str
    terminos: str
    fecha_corte: str
    llave: tuple[str, ...]
    filas: int
    columnas: Mapping[str, ColumnaFicha]
    originales: tuple[Original, ...] = ()
    advertencias: tuple[str, ...] = ()
    entidades: tuple[str, ...] = ()
    sha256: str = ""
    extras: Mapping[str, Any] = field(default_factory=dict)

    def covers(self, clave: str) -> bool:
        """Si la tabla puede traer algo de un lugar, por su clave de entidad o de municipio."""
        return not self.entidades or clave[:2] in self.entidades


def write_tabla(
    nombre: str, tabla: pd.DataFrame, ficha: Mapping[str, Any], destino: Path
) -> tuple[Path, Path]:
    """Escribe ``destino/<nombre>.csv`` y ``destino/<nombre>.ficha.yml``, siempre con los mismos bytes.

    La tabla se ordena por ``ficha["llave"]``. Cada archivo se escribe aparte y se renombra al final: nunca
    queda a medias.

    Parameters
    ----------
    nombre
        Nombre de la tabla; puede llevar carpeta (``practica/comparativo_estatal``).
    tabla
        Los datos; nulo = celda vacía. Una columna de ``Decimal`` conserva sus centavos escritos.
    ficha
        ``titulo, institucion, cita, terminos, fecha_corte, llave, columnas: {nombre: {significado, unidad}}``
        y, si aplica, ``originales`` y ``advertencias``. El tipo, las filas y la huella los pone esta función.

    Raises
    ------
    EsquemaError
        Si falta describir una columna, sobra una o la llave se repite.
    """
    _check_columnas(nombre, tabla, ficha)
    llave = list(ficha["llave"])
    _check_llave(nombre, tabla, llave)
    ordenada = tabla.sort_values(llave, kind="stable", ignore_index=True)
    contenido = format_csv(ordenada).encode("utf-8")
    ruta_csv = destino / f"{nombre}.csv"
    ruta_ficha = destino / f"{nombre}.ficha.yml"
    texto_ficha = format_ficha(nombre, ordenada, ficha, compute_sha256_bytes(contenido))
    write_con_carpeta(ruta_csv, contenido)
    write_con_carpeta(ruta_ficha, texto_ficha.encode("utf-8"))
    return ruta_csv, ruta_ficha


def read_ficha_tabla(ruta: Path) -> FichaTabla:
    """Lee la ficha de una tabla ordenada o de un mapa.

    Raises
    ------
    FuenteAlteradaError
        Si no se puede leer o le falta algo.
    """
    try:
        datos = yaml.load(ruta.read_text(encoding="utf-8"), Loader=CargadorYaml)
        return _build_ficha_tabla(datos)
    except (yaml.YAMLError, KeyError, TypeError, AttributeError, UnicodeDecodeError) as error:
        raise FuenteAlteradaError(
            f"La ficha «{ruta.name}» no se puede leer.",
            donde=f"{ruta.parent.name}/{ruta.name}",
            esperado="la ficha que escribió: fais datos construir",
            encontrado=f"{type(error).__name__}: {str(error).splitlines()[0][:120]}",
            que_hacer="restaure el archivo desde el repositorio o, con los originales, corra: "
            "fais datos construir",
        ) from None


def _build_ficha_tabla(datos: Mapping[str, Any]) -> FichaTabla:
    conocidos = set(FichaTabla.__dataclass_fields__) - {"extras"}
    compuestos = {"columnas", "originales", "llave", "advertencias", "entidades"}
    return FichaTabla(
        **{k: v for k, v in datos.items() if k in conocidos - compuestos},
        llave=tuple(datos["llave"]),
        columnas={c: ColumnaFicha(**campos) for c, campos in datos["columnas"].items()},
        originales=tuple(Original(**o) for o in datos.get("originales", [])),
        advertencias=tuple(datos.get("advertencias", [])),
        entidades=tuple(datos.get("entidades", [])),
        extras={k: v for k, v in datos.items() if k not in conocidos},
    )


def format_csv(tabla: pd.DataFrame) -> str:
    """La tabla como CSV determinista: UTF-8, LF, sin índice, nulo = celda vacía, números sin relleno."""
    columnas = [_format_columna(tabla[c]) for c in tabla.columns]
    texto = io.StringIO(newline="")
    escritor = csv.writer(texto, lineterminator="\n")
    escritor.writerow(tabla.columns)
    escritor.writerows(zip(*columnas, strict=True))
    return texto.getvalue()


def format_numero(valor: float) -> str:
    """Un número con hasta quince cifras significativas, sin exponente ni ceros de relleno; nulo = vacío.

    Examples
    --------
    >>> format_numero(3.4785999999999997), format_numero(12.0), format_numero(float("nan"))
    ('3.4786', '12', '')
    """
    if math.isnan(valor):
        return ""
    # ``repr`` es la misma escritura corta, y mucho más rápida; sólo lo muy grande o muy chico trae exponente.
    redondo = float(f"{valor:.{CIFRAS_SIGNIFICATIVAS}g}")
    texto = repr(redondo + 0.0)
    return np.format_float_positional(redondo, trim="-") if "e" in texto else texto.removesuffix(".0")


def infer_tipo(columna: pd.Series) -> str:
    """Tipo con el que se guarda y se lee una columna: texto, entero, numero, decimal o logico."""
    if pd.api.types.is_bool_dtype(columna):
        return "logico"
    if pd.api.types.is_integer_dtype(columna):
        return "entero"
    if pd.api.types.is_float_dtype(columna):
        return "numero"
    con_dato = columna.dropna()
    return "decimal" if len(con_dato) and isinstance(con_dato.iloc[0], Decimal) else "texto"


def _format_columna(columna: pd.Series) -> list[str]:
    tipo = infer_tipo(columna)
    if tipo == "numero":
        return [format_numero(v) for v in columna.astype("float64").tolist()]
    if tipo == "logico":
        return ["" if pd.isna(v) else ("sí" if v else "no") for v in columna]
    return ["" if nula else str(v) for v, nula in zip(columna.tolist(), columna.isna().tolist(), strict=True)]


def _check_columnas(nombre: str, tabla: pd.DataFrame, ficha: Mapping[str, Any]) -> None:
    descritas, reales = list(ficha["columnas"]), list(tabla.columns)
    if set(descritas) != set(reales):
        raise EsquemaError(
            f"La ficha de «{nombre}» no describe las columnas de la tabla.",
            donde=f"ficha de {nombre}",
            esperado=f"{len(reales)} columnas: {', '.join(reales)}",
            encontrado=f"difieren: {', '.join(sorted(set(descritas) ^ set(reales)))}",
            que_hacer="describa en la ficha cada columna, y sólo ésas, con su significado y unidad",
        )


def _check_llave(nombre: str, tabla: pd.DataFrame, llave: Sequence[str]) -> None:
    repetidas = tabla[tabla.duplicated(llave)]
    if len(repetidas) or tabla[llave].isna().any(axis=None):
        ejemplos = repetidas[llave].head(5).astype(str).agg(" · ".join, axis=1).tolist()
        raise EsquemaError(
            f"La llave de «{nombre}» se repite o viene vacía.",
            donde=f"columnas {', '.join(llave)}",
            esperado="una fila por llave, sin nulos",
            encontrado=f"{len(repetidas):,} filas repetidas: {'; '.join(ejemplos) or 'llaves nulas'}",
            que_hacer="revise el original: una llave repetida contaría dos veces",
        )


def format_ficha(nombre: str, tabla: pd.DataFrame, ficha: Mapping[str, Any], sha256: str) -> str:
    """Texto de la ficha: lo que se declaró, más el tipo de cada columna, las filas y la huella."""
    columnas = {
        c: {
            "significado": ficha["columnas"][c]["significado"],
            "unidad": ficha["columnas"][c].get("unidad") or "",
            "tipo": infer_tipo(tabla[c]),
        }
        for c in tabla.columns
    }
    propios = ("titulo", "institucion", "cita", "terminos", "fecha_corte")
    datos = {"tabla": nombre, **{k: ficha[k] for k in propios}}
    datos |= {k: v for k, v in ficha.items() if k not in {*propios, *datos, *_REESCRITOS}}
    datos |= {
        "originales": [dict(o) for o in ficha.get("originales", [])],
        "advertencias": list(ficha.get("advertencias", [])),
        "llave": list(ficha["llave"]),
        "filas": len(tabla),
        "sha256": sha256,
        "columnas": columnas,
    }
    return yaml.safe_dump(datos, allow_unicode=True, sort_keys=False, width=110)


_REESCRITOS = ("tabla", "originales", "advertencias", "llave", "filas", "sha256", "columnas", "tipo")
