"""Lee las finanzas públicas municipales de la EFIPEM: contexto, nunca FAIS."""

import numpy as np
import pandas as pd

from fais_analysis.loaders.guardas import certify
from fais_analysis.loaders.identificacion import check_claves
from fais_analysis.loaders.lectura import (
    check_comas,
    concat_ordenado,
    load_mapa,
    parse_enteros,
    parse_numeros,
    read_csv_texto,
    select_columnas,
)
from fais_analysis.loaders.rechazo import Rechazo
from fais_analysis.schemas.finanzas import EGRESOS, FINANZAS_MUNICIPALES, INGRESOS
from fais_analysis.sources.fichas import get_archivo
from fais_analysis.sources.locate import locate_archivo

FUENTE = "inegi_efipem_municipal"
CENTAVOS_POR_PESO = 100
HOLGURA_MXN = 0.01  # de lo publicado por habitante
RECHAZO = Rechazo(
    "Hay municipios en que",
    "las cifras de cada municipio en su fila, como las publica la EFIPEM",
    "si se cruzaron renglones o columnas, pida el archivo a quien lo publica",
)


def load_finanzas_municipales() -> pd.DataFrame:
    """Ingresos y egresos de cada municipio: una fila = municipio y concepto con dato.

    «Aportaciones» junta las federales y las estatales con los convenios: no separa el FAIS. Un concepto sin
    dato no tiene fila: no es cero. El municipio que no respondió no está.

    Raises
    ------
    EsquemaError
        Si una celda no es un número, una clave no existe, los ingresos no son los egresos o una cifra no es
        la de su municipio según lo publicado por habitante.

    References
    ----------
    Fuente ``inegi_efipem_municipal``, procesada por un tercero.
    """
    ruta, mapa = locate_archivo(FUENTE), load_mapa(FUENTE)
    crudo = read_csv_texto(ruta, get_archivo(FUENTE).codificacion)
    conceptos, sufijo = mapa["conceptos"], mapa["sufijo_por_habitante"]
    rotulos = [mapa["clave"], mapa["poblacion"], *conceptos, *(f"{c}{sufijo}" for c in conceptos)]
    tabla = select_columnas(crudo, {r: r for r in rotulos}, ruta.name)
    check_claves(tabla[mapa["clave"]], f"{ruta.name}, columna {mapa['clave']}")
    tabla.index = tabla[mapa["clave"]].rename(None)  # así cada rechazo dice de qué municipios
    poblacion = parse_enteros(tabla[mapa["poblacion"]], f"{ruta.name}, {mapa['poblacion']}")
    montos = {c: _parse_montos(tabla[c], f"{ruta.name}, {c}") for c in conceptos}
    for crudo_, concepto in conceptos.items():
        por_habitante = parse_numeros(tabla[f"{crudo_}{sufijo}"], [""], f"{ruta.name}, {crudo_}{sufijo}")
        _check_por_habitante(montos[crudo_], poblacion, por_habitante, f"{ruta.name}, {concepto}")
    partes = [
        pd.DataFrame({"clave_municipio": tabla[mapa["clave"]], "monto_centavos": montos[crudo_]})
        .dropna()
        .assign(anio=int(mapa["anio"]), concepto=concepto)
        for crudo_, concepto in conceptos.items()
    ]
    ordenada = concat_ordenado(partes, ["clave_municipio", "concepto"])
    ordenada = ordenada[list(FINANZAS_MUNICIPALES.columns)]
    ordenada["monto_centavos"] = ordenada["monto_centavos"].astype("int64")
    _check_balance(ordenada, ruta.name)
    return certify(FINANZAS_MUNICIPALES, ordenada, f"finanzas municipales ({ruta.name})")


def _parse_montos(textos: pd.Series, donde: str) -> pd.Series:
    """Centavos exactos: la fuente publica pesos enteros; vacía es sin dato."""
    check_comas(textos, donde)
    con_dato = textos.str.strip() != ""
    pesos = parse_enteros(textos[con_dato], donde)
    return (pesos * CENTAVOS_POR_PESO).reindex(textos.index).astype("Int64")


def _check_por_habitante(
    montos: pd.Series, poblacion: pd.Series, por_habitante: pd.Series, donde: str
) -> None:
    """El monto entre la población es lo publicado por habitante, y faltan los dos o ninguno."""
    propio = montos.astype("float64") / CENTAVOS_POR_PESO / poblacion
    malas = ~np.isclose(propio, por_habitante, rtol=0, atol=HOLGURA_MXN, equal_nan=True)
    if malas.any():
        RECHAZO.fail("no es lo publicado por habitante por su población", [*montos.index[malas]], donde)


def _check_balance(tabla: pd.DataFrame, donde: str) -> None:
    """En la EFIPEM el total de ingresos es el total de egresos, en cada municipio."""
    totales = tabla.pivot(index="clave_municipio", columns="concepto", values="monto_centavos")
    malas = totales[INGRESOS] != totales[EGRESOS]
    if malas.any():
        RECHAZO.fail("el total de ingresos no es el de egresos", [*totales.index[malas]], donde)
