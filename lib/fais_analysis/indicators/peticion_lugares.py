"""Qué lugares nombra la petición de un municipio, en qué orden y qué necesidad no se pudo ubicar."""

import pandas as pd

from fais_analysis.indicators.peticion import approximate_personas

LUGARES_HOJA = 10
# En un lugar, la falla mayor se busca entre éstas (ni CONAPO ni el Censo publican ahí el excusado que falta).
FALLAS_LUGAR = ("sin_drenaje", "sin_agua", "piso_tierra", "sin_electricidad")
CUENTAS = [f"{falla}_viviendas" for falla in FALLAS_LUGAR]
COLUMNAS = ["clave", "nombre", "personas", "viviendas", "falla", *CUENTAS, "longitud", "latitud"]


def build_lugares(
    localidades: pd.DataFrame, agebs: pd.DataFrame, viviendas: pd.DataFrame, ciudad_personas: int
) -> tuple[str, pd.DataFrame, pd.DataFrame]:
    """La ciudad en que están los lugares (o vacío), los diez que se nombran y los demás puntos.

    Si la mayor localidad es una ciudad, son sus grupos de manzanas (AGEB) con más gente en casas con su falla
    mayor; si no, las localidades con más ``viviendas`` a las que les falta algo y, sin ese dato, las más
    pobladas. Una fila = lugar: ``numero`` y ``COLUMNAS``; lo que no se tiene de un lugar es nulo.

    Parameters
    ----------
    localidades, agebs, viviendas
        Filas del municipio de ``localidades`` (de la mayor a la menor), de sus AGEB y de las viviendas por
        localidad (ninguna, si nadie importó el ITER).
    ciudad_personas
        Desde cuántos habitantes una localidad es una ciudad.
    """
    mayor = localidades["poblacion_personas"].max() if len(localidades) else float("nan")
    manzanas = rank_agebs(agebs[agebs["clave_localidad"].isin(localidades["clave_localidad"].head(1))])
    es_ciudad = len(manzanas) > 0 and mayor >= ciudad_personas
    if es_ciudad:
        puntos = manzanas.assign(nombre=manzanas["clave_ageb"].str[-4:], clave=manzanas["clave_ageb"])
    else:
        puntos = rank_localidades(localidades, viviendas)
    puntos = puntos.reindex(columns=COLUMNAS)
    puntos = puntos.astype({c: "Int64" for c in ("personas", "viviendas", *CUENTAS)}).reset_index(drop=True)
    puntos.insert(0, "numero", range(1, len(puntos) + 1))
    con_falla = int(puntos["viviendas"].gt(0).sum())
    nombrados = min(LUGARES_HOJA, con_falla or len(puntos))
    ciudad = str(localidades["localidad"].iloc[0]) if es_ciudad else ""
    return ciudad, puntos.head(nombrados), puntos.iloc[nombrados:]


def rank_localidades(localidades: pd.DataFrame, viviendas: pd.DataFrame) -> pd.DataFrame:
    """Las localidades habitadas, por sus ``viviendas`` con su falla mayor y, sin dato, por su gente.

    Donde el INEGI reserva las viviendas (hay una o dos) o no se tienen, ``viviendas`` es nula y ``falla``,
    vacía.
    """
    pobladas = localidades[localidades["poblacion_personas"].gt(0)]
    tabla = pobladas.merge(viviendas[["clave_localidad", *CUENTAS]], on="clave_localidad", how="left")
    cuentas = tabla[CUENTAS].astype("Float64").astype("float64")
    mayor = cuentas.max(axis=1)
    falla = pd.Series("", index=tabla.index, dtype="str")
    con_falla = mayor > 0
    falla[con_falla] = cuentas[con_falla].idxmax(axis=1).str.removesuffix("_viviendas")
    tabla = tabla.assign(
        clave=tabla["clave_localidad"], nombre=tabla["localidad"], personas=tabla["poblacion_personas"],
        viviendas=mayor, falla=falla,
    )  # fmt: skip
    orden = ["viviendas", "personas", "clave"]
    return tabla.sort_values(orden, ascending=[False, False, True], na_position="last", ignore_index=True)


def rank_agebs(agebs: pd.DataFrame) -> pd.DataFrame:
    """Las AGEB de más a menos ``personas`` (a decenas) en casas con su falla mayor; las sin dato no están."""
    pcts = agebs[[f"{f}_pct" for f in FALLAS_LUGAR]].astype("float64")
    agebs = agebs[pcts.notna().any(axis=1) & agebs["poblacion_personas"].notna()]
    if agebs.empty:
        return agebs.assign(falla=pd.Series(dtype="str"), personas=pd.Series(dtype="Int64"))
    pcts = pcts.loc[agebs.index]
    personas = (pcts.max(axis=1) * agebs["poblacion_personas"].astype("float64") / 100).round()
    personas = personas.map(lambda n: approximate_personas(int(n)))
    falla = pcts.idxmax(axis=1).str.removesuffix("_pct")
    tabla = agebs.assign(falla=falla, personas=personas.astype("Int64"))
    return tabla.sort_values(["personas", "clave_ageb"], ascending=[False, True], ignore_index=True)


def compute_ubicadas(viviendas: pd.DataFrame, ciudad: pd.DataFrame) -> pd.DataFrame:
    """De cuántas viviendas se sabe en qué localidad están, sin las de la ciudad que ya va por manzanas.

    Una fila = falla: ``falla, viviendas``; ninguna, si no se tienen las viviendas por localidad.
    """
    if viviendas.empty:
        return pd.DataFrame({"falla": pd.Series(dtype="str"), "viviendas": pd.Series(dtype="Int64")})
    sumas = viviendas.loc[~viviendas["clave_localidad"].isin(ciudad["clave_localidad"]), CUENTAS].sum()
    return pd.DataFrame({"falla": list(FALLAS_LUGAR), "viviendas": sumas.astype("Int64").to_numpy()})
