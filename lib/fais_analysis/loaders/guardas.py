"""Guardas: lo que una tabla oficial debe cumplir y un contrato por columna no ve.

Cada tabla declara las suyas en ``guardas.yml``; aquí está cómo se comprueba cada clase, una sola vez. Se
apoyan en la propia tabla (identidades de su método) o en otra edición de la misma (``data/``).
"""

from collections.abc import Callable, Sequence
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa
import yaml

from fais_analysis.errors import FaisError
from fais_analysis.loaders.lectura import check_filas
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.loaders.rechazo import Rechazo
from fais_analysis.schemas.validacion import validate

RUTA_GUARDAS = Path(__file__).with_name("guardas.yml")
RECHAZO = Rechazo(
    "La tabla no cuadra consigo misma o con la edición anterior:",
    "las cifras de la institución, que cumplen esa relación en todas las ediciones conocidas",
    "compare esas filas con la página de la institución; si de verdad cambió su método, ajuste "
    "loaders/guardas.yml y diga por qué",
)
CARENCIAS = ("rezago_educativo", "salud", "seguridad_social", "vivienda", "servicios_basicos", "alimentacion")
MINIMO_FILAS = 30  # con menos, una correlación no dice nada
SOBRANTES = 8  # filas de más, sobre las incógnitas, para que un residuo diga algo
MAXIMO_PROPORCION = 1.0
VECES_PROPORCION = 15.0
DIFERENCIA_CORRELACION = 0.05  # en todas las ediciones conocidas, cada columna se parece más a sí misma
RUIDO = 2.0  # lo que dos correlaciones difieren por azar, por la raíz de las filas
Falla = tuple[str, Sequence[str]]
Guarda = Callable[[pd.DataFrame, Any, str], "Falla | None"]


def certify(esquema: pa.DataFrameSchema, tabla: pd.DataFrame, donde: str) -> pd.DataFrame:
    """La tabla, si cumple su contrato y sus guardas; así termina todo lector de un original.

    Raises
    ------
    EsquemaError
        Con lo primero que no cumple.
    """
    check_filas(tabla, donde)
    return check_guardas(str(esquema.name), validate(esquema, tabla, donde), donde)


def check_guardas(nombre: str, tabla: pd.DataFrame, donde: str) -> pd.DataFrame:
    """Devuelve la tabla si cumple las guardas que declara ``guardas.yml``, año por año.

    Raises
    ------
    EsquemaError
        Con la primera que no cumple y hasta cinco llaves.
    """
    for _, grupo in tabla.groupby("anio") if "anio" in tabla and nombre != "inpc" else [(None, tabla)]:
        for guarda, opciones in load_guardas().get(nombre, {}).items():
            falla = GUARDAS[guarda](grupo, opciones, nombre)
            if falla is not None:
                RECHAZO.fail(*falla, donde)
    return tabla


@cache
def load_guardas() -> dict[str, dict[str, Any]]:
    """Las guardas de cada tabla ordenada (``loaders/guardas.yml``)."""
    return yaml.safe_load(RUTA_GUARDAS.read_text(encoding="utf-8"))


def _check_completa(tabla: pd.DataFrame, modo: str, _: str) -> Falla | None:
    """Ninguna celda sin dato («siempre») o todas las de la fila («o ninguna»)."""
    cifras = tabla[[c for c in tabla.columns if c not in _list_llave(tabla)]]
    nulas = cifras.isna().sum(axis=1)
    malas = nulas > 0 if modo == "siempre" else (nulas > 0) & (nulas < cifras.shape[1])
    return (
        ("faltan datos en filas que esta fuente publica completas", _name(tabla, malas))
        if malas.any()
        else None
    )


def _check_lineal(tabla: pd.DataFrame, opciones: dict[str, Any], _: str) -> Falla | None:
    """El índice es combinación lineal de sus indicadores: así lo calcula la institución."""
    datos = tabla.dropna(subset=[opciones["indice"]])
    if len(datos) and datos["anio"].iloc[0] in opciones.get("salvo", ()):
        return None
    partes = [c for c in datos.columns if c.endswith("_pct")]
    if len(datos) < len(partes) + 1 + SOBRANTES or datos[partes].isna().any(axis=None):
        return None
    matriz = np.column_stack([np.ones(len(datos)), datos[partes].to_numpy()])
    indice = datos[opciones["indice"]].to_numpy()
    resto = np.abs(indice - matriz @ np.linalg.lstsq(matriz, indice, rcond=None)[0])
    if resto.max() <= opciones["holgura"]:
        return None
    peor = pd.Series(resto, datos.index) >= resto.max() * 0.5
    return f"el índice no sale de sus {len(partes)} indicadores (se aparta {resto.max():.4f})", _name(
        datos, peor
    )


def _check_orden(tabla: pd.DataFrame, opciones: dict[str, Any], _: str) -> Falla | None:
    """El lugar nacional sigue el orden del índice, de mayor a menor."""
    datos = tabla.dropna(subset=["indice", "lugar_nacional"]).sort_values("indice", ascending=False)
    previo = datos["lugar_nacional"].cummax().shift(fill_value=0)
    malas = datos["lugar_nacional"] < previo - opciones["holgura"]
    repetidos = datos["lugar_nacional"].duplicated(keep=False) & bool(opciones.get("unico"))
    malas |= repetidos
    return ("el lugar nacional no sigue el orden del índice", _name(datos, malas)) if malas.any() else None


def _check_escalones(tabla: pd.DataFrame, _opciones: object, _: str) -> Falla | None:
    """Cada grado es un tramo del índice: los tramos no se traslapan."""
    datos = tabla.dropna(subset=["indice", "grado"])
    tramos = datos.groupby("grado")["indice"].agg(["min", "max"]).sort_values("min")
    traslape = tramos["min"].to_numpy()[1:] < tramos["max"].to_numpy()[:-1]
    if not traslape.any():
        return None
    grado = tramos.index[int(np.argmax(traslape))]
    fuera = (datos["grado"] == grado) & (datos["indice"] == tramos.loc[grado, "max"])
    return f"el grado «{grado}» se traslapa con el siguiente", _name(datos, fuera)


def _check_proporcional(tabla: pd.DataFrame, holgura: float, _: str) -> Falla | None:
    """El índice normalizado es el índice entre una constante."""
    razon = tabla["indice"] / tabla["indice_normalizado"]
    malas = ~((razon / razon.median() - 1).abs() <= holgura)
    return (
        ("el índice normalizado no es proporcional al índice", _name(tabla, malas)) if malas.any() else None
    )


def _check_cotas(tabla: pd.DataFrame, holgura: float, _: str) -> Falla | None:
    """Cada carencia cabe en «al menos una»; la suma de las seis alcanza para las que se dicen."""
    una, tres = tabla["una_carencia_personas"], tabla["tres_carencias_personas"]
    seis = tabla[[f"{c}_personas" for c in CARENCIAS]]
    malas = (seis.max(axis=1) > una + holgura) | (seis.sum(axis=1) < una + 2 * tres - holgura)
    return (
        ("las seis carencias no caben en «al menos una» y «tres o más»", _name(tabla, malas))
        if malas.any()
        else None
    )


def _check_promedio(tabla: pd.DataFrame, holgura: float, _: str) -> Falla | None:
    """Las carencias promedio de quien tiene al menos una son la suma de las seis entre esas personas."""
    seis = tabla[[f"{c}_personas" for c in CARENCIAS]].sum(axis=1)
    resto = seis / tabla["una_carencia_personas"] - tabla["una_carencia_carencias_promedio"]
    malas = resto.abs() > holgura
    return (
        ("las carencias promedio no son la suma de las seis carencias", _name(tabla, malas))
        if malas.any()
        else None
    )


def _check_nacional(tabla: pd.DataFrame, holgura: float, _: str) -> Falla | None:
    """Las entidades suman la fila nacional del mismo libro, en cada indicador."""
    personas = [c for c in tabla.columns if c.endswith("_personas")]
    nacional = tabla[tabla["clave_entidad"] == "00"][personas].sum()
    resto = (tabla[tabla["clave_entidad"] != "00"][personas].sum() - nacional).abs()
    if resto.max() <= holgura or len(tabla) == 1:
        return None
    return f"las entidades no suman la fila nacional en {resto.idxmax()}", [f"diferencia {resto.max():,.0f}"]


def _check_cadena(tabla: pd.DataFrame, opciones: dict[str, Any], _: str) -> Falla | None:
    """Precios: el promedio queda entre el diciembre anterior y el propio; los años, seguidos."""
    datos = tabla.sort_values("anio")
    anios = datos["anio"].tolist()
    if anios != list(range(anios[0], anios[0] + len(anios))) or anios[0] != opciones["desde"]:
        return f"los años no son seguidos desde {opciones['desde']}", [str(a) for a in anios]
    previo = datos["inpc_diciembre"].shift()
    malas = (datos["inpc_promedio"] > datos["inpc_diciembre"]) | (datos["inpc_promedio"] < previo)
    malas |= (datos["inpc_diciembre"] / previo - 1).abs() > opciones["inflacion_maxima"]
    return ("el promedio no queda entre un diciembre y el otro", _name(datos, malas)) if malas.any() else None


def _check_medianas(tabla: pd.DataFrame, opciones: dict[str, list[float]], _: str) -> Falla | None:
    """La mediana de una columna (o de una entre otra, «a / b») es del tamaño conocido."""
    for cual, (desde, hasta) in opciones.items():
        arriba, _sep, abajo = cual.partition(" / ")
        valores = tabla[arriba] / tabla[abajo].where(tabla[abajo] > 0) if abajo else tabla[arriba]
        mediana = float(valores.median())
        if not desde <= mediana <= hasta:
            return f"la mediana de {cual} sale de lo conocido ({mediana:,.4g})", [f"de {desde:g} a {hasta:g}"]
    return None


def _check_vecinos(tabla: pd.DataFrame, _opciones: object, nombre: str) -> Falla | None:
    """Contra la edición más cercana: ni dos columnas cruzadas ni una en otra escala."""
    otra = _load_vecina(nombre, tabla)
    if otra is None:
        return None
    columnas = [c for c in tabla.columns if c.endswith("_pct") and c in otra]
    mia, suya = (
        tabla.set_index(_list_llave(tabla)[0])[columnas],
        otra.set_index(_list_llave(tabla)[0])[columnas],
    )
    unidas = mia.index.intersection(suya.index)
    mia, suya = mia.loc[unidas].dropna(), suya.loc[unidas].dropna()
    unidas = mia.index.intersection(suya.index)
    return find_intercambio(mia.loc[unidas], suya.loc[unidas])


def find_intercambio(mia: pd.DataFrame, suya: pd.DataFrame) -> Falla | None:
    """Entre dos mediciones de lo mismo: una columna en otra escala, o dos con el rótulo intercambiado.

    Parameters
    ----------
    mia, suya
        Las mismas columnas y el mismo índice, sin nulos; con pocas filas no se juzga.
    """
    if len(mia) < MINIMO_FILAS:
        return None
    return _find_escala(mia, suya) or _find_cruce(mia, suya)


def _find_escala(mia: pd.DataFrame, suya: pd.DataFrame) -> Falla | None:
    """Una columna en proporción (0 a 1) que en la otra edición está en por ciento."""
    chicas = (mia.max() <= MAXIMO_PROPORCION) & (suya.max() > VECES_PROPORCION * mia.max())
    return (
        ("una columna viene en proporción y no en por ciento", list(mia.columns[chicas]))
        if chicas.any()
        else None
    )


def _find_cruce(mia: pd.DataFrame, suya: pd.DataFrame) -> Falla | None:
    """Dos columnas que se parecen más a la otra que a sí mismas."""
    rangos = pd.concat([mia.rank(), suya.rank().add_prefix("·")], axis=1).corr()
    for a, b in combinations(mia.columns, 2):
        propia = rangos.loc[a, f"·{a}"] + rangos.loc[b, f"·{b}"]
        ajena = rangos.loc[a, f"·{b}"] + rangos.loc[b, f"·{a}"]
        parecen = ajena - propia > DIFERENCIA_CORRELACION + RUIDO / len(mia) ** 0.5
        if parecen and _is_lejos(mia, suya, a, b):
            return "dos columnas parecen tener el rótulo intercambiado", [a, b]
    return None


def _is_lejos(mia: pd.DataFrame, suya: pd.DataFrame, a: str, b: str) -> bool:
    """Si dos columnas difieren de sí mismas tanto o más que de la otra."""

    def mediana(una: str, otra: str) -> float:
        return float((mia[una] - suya[otra]).abs().median())

    return mediana(a, a) + mediana(b, b) >= mediana(a, b) + mediana(b, a)


def _load_vecina(nombre: str, tabla: pd.DataFrame) -> pd.DataFrame | None:
    """Las filas del año más cercano (otro que el propio) de la tabla que hay en ``data/``."""
    try:
        conocida = load_tabla(nombre)
    except FaisError:
        return None  # la primera vez, o data/ dañada: construir es justo lo que la repone
    anio = int(tabla["anio"].iloc[0])
    otros = sorted(set(conocida["anio"]) - {anio}, key=lambda a: (abs(a - anio), a))
    return conocida[conocida["anio"] == otros[0]] if otros else None


def _list_llave(tabla: pd.DataFrame) -> list[str]:
    claves = [c for c in ("clave_ageb", "clave_localidad", "clave_municipio", "clave_entidad") if c in tabla]
    return [*claves[:1], *(["anio"] if "anio" in tabla else [])]


def _name(tabla: pd.DataFrame, malas: pd.Series) -> list[str]:
    filas = tabla.loc[malas, _list_llave(tabla)].astype("str")
    return filas.agg(" · ".join, axis=1).tolist()


GUARDAS: dict[str, Guarda] = {
    "completa": _check_completa,
    "lineal": _check_lineal,
    "orden": _check_orden,
    "escalones": _check_escalones,
    "proporcional": _check_proporcional,
    "cotas": _check_cotas,
    "promedio": _check_promedio,
    "nacional": _check_nacional,
    "cadena": _check_cadena,
    "medianas": _check_medianas,
    "vecinos": _check_vecinos,
}
