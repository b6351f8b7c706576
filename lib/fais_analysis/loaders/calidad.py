"""La calidad de ``data/``: guardas cumplidas (con sello, para no repetirlas), renglones, cobertura y vacíos.

El sello son las guardas que ``data/datapackage.json`` dice cumplidas de una tabla con esa huella: si la tabla
y las guardas son las mismas, no se vuelven a comprobar.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from fais_analysis.claves import COLUMNA_MUNICIPIO
from fais_analysis.loaders.cambios import list_aceptados
from fais_analysis.loaders.construccion import CONTRATOS
from fais_analysis.loaders.guardas import RUTA_GUARDAS, check_guardas, load_guardas
from fais_analysis.loaders.ordenadas import list_tablas, load_ficha_tabla, load_tabla
from fais_analysis.loaders.paquete import ARCHIVO, GUARDAS, HUELLA_GUARDAS
from fais_analysis.schemas.registro import ESQUEMAS, OPCIONALES
from fais_analysis.sources.huella import compute_sha256
from fais_analysis.sources.rutas import get_datos, get_fuentes

ANIOS = ("anio", "ejercicio")
NOTAS = ("aviso",)  # vacía es que no hay nada que avisar: no es un dato que falte


@dataclass(frozen=True)
class EdicionTabla:
    """Un corte de una tabla: renglones de la entidad y los que traen al menos un dato."""

    anio: int
    filas: int
    filas_con_dato: int


@dataclass(frozen=True)
class CalidadTabla:
    """Lo medido en una tabla. ``ediciones`` son de la entidad; vacías si la tabla no es por año.

    ``filas_propias`` y ``municipios_con_dato`` son nulos si la tabla no es por municipio. ``sin_dato_pct`` es
    de todas sus celdas y ``columna_vacia``, la que más tiene, con su parte. ``reglas``, cuántas comprueba su
    contrato, y ``guardas``, las identidades cumplidas.
    """

    tabla: str
    titulo: str
    corte: str
    filas: int
    filas_propias: int | None
    municipios_con_dato: int | None
    sin_dato_pct: float
    columna_vacia: str
    columna_vacia_pct: float
    reglas: int
    guardas: tuple[str, ...]
    ediciones: tuple[EdicionTabla, ...]
    aceptados: tuple[str, ...]


def check_guardas_datos() -> None:
    """Comprueba las guardas de las tablas de ``data/`` que no llevan el sello de haberlas cumplido.

    Raises
    ------
    EsquemaError
        Con la primera que no se cumple: una cifra, un rótulo o un renglón cambiado.
    """
    selladas = read_selladas()
    ausentes = OPCIONALES - {*list_tablas()}
    for nombre in load_guardas():
        if nombre not in ausentes and selladas.get(nombre) != load_ficha_tabla(nombre).sha256:
            check_guardas(nombre, load_tabla(nombre), f"data/{nombre}.csv")


def read_selladas() -> dict[str, str]:
    """De cada tabla con sello, la huella con que se selló; sin sello legible, ninguna."""
    try:
        paquete = json.loads((get_datos() / ARCHIVO).read_text(encoding="utf-8"))
        if paquete[HUELLA_GUARDAS] != compute_sha256(RUTA_GUARDAS):
            return {}
        return {
            r["path"].removesuffix(".csv"): r["hash"].removeprefix("sha256:")
            for r in paquete["resources"]
            if r[GUARDAS]
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def measure_calidad(clave_entidad: str) -> list[CalidadTabla]:
    """Una fila = una tabla oficial de ``data/``, vista desde una entidad.

    Raises
    ------
    FuenteFaltanteError, FuenteAlteradaError, EsquemaError
        Si falta una tabla o no es la de su ficha.
    """
    presentes = {*list_tablas()}
    nombres = [n for n in CONTRATOS if n in presentes or n not in OPCIONALES]
    aceptados = list_aceptados(get_fuentes())
    return [_measure_tabla(nombre, clave_entidad, aceptados) for nombre in nombres]


def _measure_tabla(nombre: str, entidad: str, aceptados: Mapping[str, list[str]]) -> CalidadTabla:
    ficha, tabla = load_ficha_tabla(nombre), load_tabla(nombre)
    cifras = tabla[[c for c in tabla.columns if c not in (*ficha.llave, *NOTAS)]]
    vacias = cifras.isna().mean().mul(100)
    numeros = cifras.select_dtypes("number")
    con_dato = (cifras if not len(numeros.columns) else numeros).notna().any(axis=1)
    es_propia = _find_propias(tabla, entidad)
    peor = str(vacias.idxmax()) if vacias.any() else ""
    return CalidadTabla(
        tabla=nombre,
        titulo=ficha.titulo,
        corte=ficha.fecha_corte,
        filas=len(tabla),
        filas_propias=None if es_propia is None else int(es_propia.sum()),
        municipios_con_dato=None
        if es_propia is None
        else tabla.loc[es_propia & con_dato, COLUMNA_MUNICIPIO].nunique(),
        sin_dato_pct=float(cifras.isna().to_numpy().mean() * 100),
        columna_vacia=peor,
        columna_vacia_pct=float(vacias.max()),
        reglas=_count_reglas(nombre),
        guardas=tuple(load_guardas().get(nombre, ())),
        ediciones=_list_ediciones(tabla, con_dato, entidad if es_propia is None else es_propia),
        aceptados=tuple(aceptados.get(nombre, ())),
    )


def _find_propias(tabla: pd.DataFrame, entidad: str) -> "pd.Series | None":
    """Qué renglones son de municipios de la entidad; el que acaba en 000 es el informe de la entidad."""
    if COLUMNA_MUNICIPIO not in tabla:
        return None
    claves = tabla[COLUMNA_MUNICIPIO]
    return claves.str.startswith(entidad) & ~claves.str.endswith("000")


def _list_ediciones(
    tabla: pd.DataFrame, con_dato: pd.Series, propias: "pd.Series | str"
) -> tuple[EdicionTabla, ...]:
    """Los cortes de los renglones propios: por municipio, por entidad o, si no es de ninguno, de todos."""
    columna = next((c for c in ANIOS if c in tabla), None)
    if columna is None:
        return ()
    if isinstance(propias, str):
        propias = tabla.get("clave_entidad", pd.Series(propias, index=tabla.index)) == propias
    grupos = con_dato[propias].groupby(tabla.loc[propias, columna])
    return tuple(EdicionTabla(int(anio), len(g), int(g.sum())) for anio, g in grupos)


def _count_reglas(nombre: str) -> int:
    """Cuántas comprobaciones hace su contrato: de cada columna, de la llave y de la fila."""
    contrato = ESQUEMAS.get(nombre, CONTRATOS[nombre])
    return len(contrato.checks) + 1 + sum(1 + len(c.checks) for c in contrato.columns.values())
