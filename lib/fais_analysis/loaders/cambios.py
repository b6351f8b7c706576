"""Qué cambió entre la tabla que se tiene y la que sale de un archivo nuevo: renglones, columnas y valores.

Una baja de renglones o de cobertura y una cifra ya publicada que ahora es otra detienen la construcción hasta
que alguien las acepte con un motivo, que se guarda en la carpeta de fuentes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from fais_analysis.errors import FuenteAlteradaError
from fais_analysis.sources.escritura import write_con_carpeta
from fais_analysis.sources.huella import compute_sha256_bytes

ACEPTADOS = "cambios_aceptados.yml"
ENCABEZADO = "# Cambios de una tabla respecto de la anterior que alguien revisó y aceptó, con su motivo.\n"
IGUALES = 1e-9  # diferencia relativa que sólo es ruido al escribir el número
EJEMPLOS = 5


@dataclass(frozen=True)
class Valor:
    """Una cifra que ahora es otra: su clave, su columna, lo que decía y lo que dice."""

    clave: str
    columna: str
    antes: str
    despues: str

    def __str__(self) -> str:
        return f"{self.clave}, {self.columna}: {self.antes} → {self.despues}"


@dataclass(frozen=True)
class Cambios:
    """Lo que difiere entre dos ediciones de una tabla; vacío si dicen lo mismo."""

    tabla: str
    claves_de_mas: tuple[str, ...]
    claves_de_menos: tuple[str, ...]
    columnas_de_mas: tuple[str, ...]
    columnas_de_menos: tuple[str, ...]
    valores: tuple[Valor, ...]

    @property
    def perdidos(self) -> tuple[Valor, ...]:
        """Las cifras que había y ahora son sin dato."""
        return tuple(v for v in self.valores if v.despues == "sin dato")

    @property
    def detienen(self) -> bool:
        """Si hay algo que no debe entrar sin que alguien lo acepte."""
        return bool(self.claves_de_menos or self.columnas_de_menos or self.valores)

    @property
    def huella(self) -> str:
        """La cédula de este cambio: un motivo aceptado vale para éste y para ningún otro."""
        partes = [*self.claves_de_menos, *self.columnas_de_menos, *map(str, self.valores)]
        return compute_sha256_bytes("\n".join([self.tabla, *partes]).encode())

    def describe(self) -> list[str]:
        """El reporte, en renglones: cuántos y cuáles."""
        listas: list[tuple[str, Sequence[object]]] = [
            ("renglones de más", self.claves_de_mas),
            ("renglones de menos", self.claves_de_menos),
            ("columnas de más", self.columnas_de_mas),
            ("columnas de menos", self.columnas_de_menos),
            ("cifras que ahora son sin dato", self.perdidos),
            ("cifras distintas", [v for v in self.valores if v.despues != "sin dato"]),
        ]
        return [
            f"{len(cosas):,} {rotulo}: {'; '.join(map(str, cosas[:EJEMPLOS]))}"
            + ("…" if len(cosas) > EJEMPLOS else "")
            for rotulo, cosas in listas
            if cosas
        ]


def compute_cambios(nombre: str, antes: pd.DataFrame, despues: pd.DataFrame, llave: Sequence[str]) -> Cambios:
    """Compara dos ediciones de una tabla por su llave.

    Parameters
    ----------
    nombre
        Nombre de la tabla, para el reporte.
    antes, despues
        La que se tiene y la nueva, con las mismas reglas (una fila por llave).
    llave
        Columnas de la llave.

    Returns
    -------
    Cambios
        Los renglones y columnas de más y de menos y cada cifra distinta, con su clave.
    """
    viejo, nuevo = _index(antes, llave), _index(despues, llave)
    comunes = viejo.index.intersection(nuevo.index)
    columnas = [c for c in viejo.columns if c in nuevo.columns]
    valores = [v for c in columnas for v in _list_valores(viejo.loc[comunes, c], nuevo.loc[comunes, c])]
    return Cambios(
        tabla=nombre,
        claves_de_mas=tuple(nuevo.index.difference(viejo.index)),
        claves_de_menos=tuple(viejo.index.difference(nuevo.index)),
        columnas_de_mas=tuple(c for c in nuevo.columns if c not in viejo.columns),
        columnas_de_menos=tuple(c for c in viejo.columns if c not in nuevo.columns),
        valores=tuple(valores),
    )


def check_cambios(cambios: Cambios, carpeta: Path, motivo: str = "") -> None:
    """Deja pasar un cambio sólo si no quita ni altera nada, o si se aceptó con un motivo (que se anota).

    Raises
    ------
    FuenteAlteradaError
        Con los renglones y las cifras que difieren.
    """
    if not cambios.detienen or cambios.huella in _read_aceptados(carpeta):
        return
    if motivo.strip():
        _accept(cambios, carpeta, motivo.strip())
        return
    raise FuenteAlteradaError(
        f"La tabla «{cambios.tabla}» que sale de los originales no dice lo mismo que la que ya se tiene.",
        donde=f"data/{cambios.tabla}.csv",
        esperado="los mismos renglones y cifras, o más renglones",
        encontrado=" · ".join(cambios.describe()),
        que_hacer="compare esos renglones con la página de la institución; si son buenos, repita la orden "
        'con --motivo "por qué cambian" (al importar, también --reemplazar)',
    )


def list_aceptados(carpeta: Path) -> dict[str, list[str]]:
    """De cada tabla, los cambios que alguien aceptó al traer otra edición, cada uno con su motivo."""
    por_tabla: dict[str, list[str]] = {}
    for aceptado in _read_aceptados(carpeta).values():
        dicho = f"{aceptado['cambios']}. Motivo: {aceptado['motivo']}"
        por_tabla.setdefault(aceptado["tabla"], []).append(dicho)
    return por_tabla


def _read_aceptados(carpeta: Path) -> dict[str, dict[str, str]]:
    ruta = carpeta / ACEPTADOS
    return (yaml.safe_load(ruta.read_text(encoding="utf-8")) or {}) if ruta.is_file() else {}


def _accept(cambios: Cambios, carpeta: Path, motivo: str) -> None:
    aceptados = _read_aceptados(carpeta)
    aceptados[cambios.huella] = {
        "tabla": cambios.tabla,
        "motivo": motivo,
        "cambios": " · ".join(cambios.describe()),
    }
    texto = ENCABEZADO + yaml.safe_dump(aceptados, allow_unicode=True, sort_keys=True, width=110)
    write_con_carpeta(carpeta / ACEPTADOS, texto)


def _index(tabla: pd.DataFrame, llave: Sequence[str]) -> pd.DataFrame:
    partes = (tabla[columna].astype("str") for columna in llave)
    claves = [" · ".join(fila) for fila in zip(*partes, strict=True)]
    return tabla.drop(columns=list(llave)).set_axis(pd.Index(claves, dtype="object"))


def _list_valores(antes: pd.Series, despues: pd.Series) -> list[Valor]:
    nulos = antes.isna() & despues.isna()
    if pd.api.types.is_numeric_dtype(antes) and pd.api.types.is_numeric_dtype(despues):
        iguales = np.isclose(antes.astype("float64"), despues.astype("float64"), rtol=IGUALES, atol=IGUALES)
    else:
        iguales = (antes.astype("str") == despues.astype("str")).to_numpy()
    distintos = antes.index[~(iguales | nulos.to_numpy())]
    return [Valor(str(c), str(antes.name), _format(antes[c]), _format(despues[c])) for c in distintos]


def _format(valor: object) -> str:
    if valor is None or valor != valor:
        return "sin dato"
    return f"{valor:.12g}" if isinstance(valor, float) else str(valor)
