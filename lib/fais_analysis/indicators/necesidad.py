"""Carencia contra peso: qué parte de la inversión va a cada carencia y cuándo no se puede concluir."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from fais_analysis.indicators.comparar import find_similares
from fais_analysis.indicators.inversion import (
    CENTAVOS,
    DONDE,
    check_centavos,
    is_demostracion,
)
from fais_analysis.indicators.parametros import (
    MINIMO_OBRAS_CONCLUIR,
    MINIMO_PERSONAS_CONCLUIR,
    UMBRAL_PESO_PP,
)
from fais_analysis.indicators.texto import phrase_pct
from fais_analysis.indicators.validacion import check_columnas, check_llave_unica

NO_SE_PUEDE = "no se puede concluir"
SIN_CLASIFICAR = "sin clasificar"
EFECTOS: dict[str, str] = {
    "final": "final",
    "final condicionada": "final",
    "intermedia": "intermedia",
    "indirecta": "indirecta",
}
LLAVE = ["clave_municipio", "carencia"]
LLAVE_CATALOGO = ["rubro", "subclasificacion"]


@dataclass(frozen=True)
class ReglaConclusion:
    """Cuándo hay base para concluir: mínimos de personas y de obras, y diferencia que se llama parecida."""

    minimo_personas: int = MINIMO_PERSONAS_CONCLUIR
    minimo_obras: int = MINIMO_OBRAS_CONCLUIR
    umbral_pp: float = UMBRAL_PESO_PP


def compute_necesidad_inversion(
    prioridad: pd.DataFrame,
    libro: pd.DataFrame,
    catalogo: pd.DataFrame,
    regla: ReglaConclusion | None = None,
) -> pd.DataFrame:
    """Peso de cada carencia en la necesidad del municipio y en la inversión que la atiende.

    Sólo entre las carencias que el FAIS mueve directamente: ``peso_necesidad_pct`` es la parte de las
    personas con esas carencias y ``peso_inversion_pct``, la parte del dinero en obras que las atienden. Una
    persona puede tener varias carencias y las obras cuestan distinto: la comparación orienta la conversación,
    no mide suficiencia ni causa.

    Parameters
    ----------
    prioridad
        Resultado de ``compute_prioridad`` o ``compute_prioridades``.
    libro
        Tabla del libro de inversión; sólo se usan los municipios de ``prioridad``.
    catalogo
        Catálogo de obras (``rubro, subclasificacion, efecto``); si trae ``ejercicio``, cada obra se busca en
        el de su año.
    regla
        Mínimos para concluir; por omisión, los documentados en ``docs/metodo.md``.

    Returns
    -------
    DataFrame
        Una fila = municipio y carencia: ``personas, pct, capacidad_fais, inversion_centavos, inversion_mxn,
        inversion_final_mxn, inversion_intermedia_mxn, inversion_indirecta_mxn,
        inversion_sin_clasificar_mxn, obras, inversion_por_persona_mxn, peso_necesidad_pct,
        peso_inversion_pct, diferencia_pp, conclusion`` ∈ {más que su peso, parecida a su peso, menos que su
        peso, no se puede concluir}, ``motivo, es_demostracion``. Sin registros del municipio en el libro, la
        inversión es nula; con registros pero ninguno en la carencia, es cero.
    """
    tabla = _add_inversion(_select_prioridad(prioridad), libro, catalogo)
    personas = tabla["personas"]
    tabla["inversion_por_persona_mxn"] = tabla["inversion_mxn"] / personas.where(personas > 0)
    tabla = _add_pesos(tabla).assign(es_demostracion=is_demostracion(libro))
    return _conclude(tabla, regla or ReglaConclusion()).drop(columns=["_obras_municipio"])


def _conclude(tabla: pd.DataFrame, regla: ReglaConclusion) -> pd.DataFrame:
    """Si la inversión es más, parecida o menos que su peso; o por qué no se puede concluir."""
    tabla["motivo"] = _list_motivos(tabla, regla)
    sin_base = tabla["motivo"] != ""
    tabla["conclusion"] = np.select(
        [sin_base, find_similares(tabla["diferencia_pp"], regla.umbral_pp), tabla["diferencia_pp"] > 0],
        [NO_SE_PUEDE, "parecida a su peso", "más que su peso"],
        default="menos que su peso",
    )
    frases = [_phrase_pesos(f) for f in tabla.itertuples(index=False)]
    tabla["motivo"] = tabla["motivo"].where(sin_base, pd.Series(frases, index=tabla.index, dtype="str"))
    return tabla


def _add_inversion(tabla: pd.DataFrame, libro: pd.DataFrame, catalogo: pd.DataFrame) -> pd.DataFrame:
    """Centavos y obras por municipio y carencia, y por efecto; nulo si el municipio no tiene registros."""
    llave = _get_llave(catalogo)
    check_columnas(libro, ["folio_obra", "monto_centavos", *LLAVE, *llave], DONDE)
    check_columnas(catalogo, [*llave, "efecto"], "catálogo de obras")
    check_llave_unica(catalogo, llave, "catálogo de obras")
    suyos = libro[libro["clave_municipio"].isin(set(tabla["clave_municipio"]))]
    suyos = suyos.assign(monto_centavos=check_centavos(suyos))
    suyos = suyos.merge(catalogo[[*llave, "efecto"]], on=llave, how="left", validate="many_to_one")
    suyos["_efecto"] = suyos["efecto"].map(EFECTOS).fillna(SIN_CLASIFICAR)
    por_carencia = suyos.dropna(subset=["carencia"]).groupby(LLAVE)
    sumas = pd.DataFrame(
        {
            "inversion_centavos": por_carencia["monto_centavos"].sum(),
            "obras": por_carencia["folio_obra"].nunique(),
        }
    )
    efectos = suyos.pivot_table(
        index=LLAVE, columns="_efecto", values="monto_centavos", aggfunc="sum", fill_value=0, observed=True
    )
    for efecto in (*dict.fromkeys(EFECTOS.values()), SIN_CLASIFICAR):
        nombre = f"inversion_{efecto.replace(' ', '_')}_mxn"
        sumas[nombre] = efectos.get(efecto, 0) / CENTAVOS
    junta = tabla.merge(sumas.reset_index(), on=LLAVE, how="left", validate="one_to_one")
    obras = suyos.groupby("clave_municipio")["folio_obra"].nunique()
    junta["_obras_municipio"] = junta["clave_municipio"].map(obras).fillna(0).astype("int64")
    hay = junta["_obras_municipio"] > 0
    for columna in sumas.columns:
        junta[columna] = junta[columna].mask(hay & junta[columna].isna(), 0)
    junta = junta.astype({"inversion_centavos": "Int64", "obras": "Int64"})
    pesos = (junta["inversion_centavos"] / CENTAVOS).astype("float64")
    junta.insert(junta.columns.get_loc("inversion_centavos") + 1, "inversion_mxn", pesos)
    return junta


def _get_llave(catalogo: pd.DataFrame) -> list[str]:
    """Con qué se busca una obra en el catálogo: también con su año, si el catálogo cambia por ejercicio."""
    return [*LLAVE_CATALOGO, *(["ejercicio"] if "ejercicio" in catalogo.columns else [])]


def compute_sin_clasificar(
    libro: pd.DataFrame, catalogo: pd.DataFrame, por: Sequence[str] = ()
) -> pd.DataFrame:
    """Lo que no está en el catálogo de su ejercicio: no se sabe qué carencia atiende ni con qué efecto.

    Returns
    -------
    DataFrame
        Una fila (o una por cada libro en que lo parten las columnas ``por``): ``por, obras,
        inversion_centavos, inversion_mxn, porcentaje_pct`` (de ese libro; nulo si no tiene dinero). Todo
        clasificado es cero.
    """
    llave = _get_llave(catalogo)
    check_columnas(libro, ["folio_obra", "monto_centavos", *por, *llave], DONDE)
    check_llave_unica(catalogo, llave, "catálogo de obras")
    tabla = libro[list(dict.fromkeys(["folio_obra", *por, *llave]))].assign(
        _total="total", total=check_centavos(libro)
    )
    tabla = tabla.merge(catalogo[llave], on=llave, how="left", indicator="_origen")
    falta = tabla["_origen"] == "left_only"
    tabla = tabla.assign(
        obras=tabla["folio_obra"].where(falta), inversion_centavos=tabla["total"].where(falta, 0)
    )
    por_libro = tabla.groupby(list(por) or ["_total"])
    salida = por_libro[["inversion_centavos", "total"]].sum()
    salida.insert(0, "obras", por_libro["obras"].nunique())
    salida = salida if por else salida.reindex(["total"], fill_value=0)
    salida["inversion_mxn"] = salida["inversion_centavos"] / CENTAVOS
    total = salida.pop("total")
    salida["porcentaje_pct"] = 100 * salida["inversion_centavos"] / total.where(total > 0)
    return salida.reset_index(drop=not por)


def _add_pesos(tabla: pd.DataFrame) -> pd.DataFrame:
    """Pesos dentro de las carencias de capacidad directa; nulos si a alguna le falta dato."""
    directa = tabla["capacidad_fais"] == "directa"
    for columna, peso in (("personas", "peso_necesidad_pct"), ("inversion_mxn", "peso_inversion_pct")):
        valores = tabla[columna].where(directa)
        grupo = valores.groupby(tabla["clave_municipio"])
        completo = (directa & tabla[columna].isna()).groupby(tabla["clave_municipio"]).transform("sum") == 0
        total = grupo.transform("sum")
        tabla[peso] = 100 * valores / total.where(completo & (total > 0))
    tabla["diferencia_pp"] = tabla["peso_inversion_pct"] - tabla["peso_necesidad_pct"]
    return tabla


def _list_motivos(tabla: pd.DataFrame, regla: ReglaConclusion) -> pd.Series:
    """El primer motivo por el que no se concluye; vacío si hay base."""
    directa = tabla["capacidad_fais"] == "directa"
    obras = tabla["obras"].where(directa).astype("float64").groupby(tabla["clave_municipio"]).transform("sum")
    casos = {
        "el libro es de demostración": tabla["es_demostracion"],
        "el FAIS no mueve esta carencia directamente": ~directa,
        "sin dato de la carencia": tabla["personas"].isna(),
        "el municipio no tiene registros en el libro": tabla["_obras_municipio"] == 0,
        f"menos de {regla.minimo_personas:,} personas con la carencia": tabla["personas"]
        < regla.minimo_personas,
        f"menos de {regla.minimo_obras:,} obras en carencias que el FAIS mueve directamente": obras
        < regla.minimo_obras,
        "sin base para comparar los pesos": tabla["diferencia_pp"].isna(),
    }
    elegido = np.select([c.to_numpy(dtype="bool") for c in casos.values()], list(casos), default="")
    return pd.Series(elegido, index=tabla.index, dtype="str")


def _phrase_pesos(fila) -> str:
    return (
        f"recibe {phrase_pct(fila.peso_inversion_pct)} de la inversión en carencias que el FAIS mueve "
        f"directamente y reúne {phrase_pct(fila.peso_necesidad_pct)} de las personas con ellas"
    )


def _select_prioridad(prioridad: pd.DataFrame) -> pd.DataFrame:
    check_columnas(prioridad, [*LLAVE, "personas", "pct", "capacidad_fais"], "priorización")
    check_llave_unica(prioridad, LLAVE, "priorización")
    return prioridad[[*LLAVE, "personas", "pct", "capacidad_fais"]].reset_index(drop=True)
