"""Cobertura: a cuántas de las localidades y AGEB con más necesidad llegó alguna obra."""

from collections.abc import Sequence

import pandas as pd

from fais_analysis.indicators.inversion import DONDE, is_demostracion
from fais_analysis.indicators.localidades import add_tamano
from fais_analysis.indicators.necesidad import NO_SE_PUEDE
from fais_analysis.indicators.parametros import GRADOS_PRIORITARIOS, MAXIMO_SIN_LOCALIZAR_PCT
from fais_analysis.indicators.partes import SE_PUEDE_LEER
from fais_analysis.indicators.texto import phrase_pct
from fais_analysis.indicators.validacion import check_columnas, check_llave_unica
from fais_analysis.schemas.vocabulario import GRADOS

SIN_GRADO = "sin dato: no se tiene el grado de rezago o marginación por localidad"
CLASE_SIN_DATO = "sin dato"
SALIDA = [
    "lugares",
    "con_obra",
    "sin_obra",
    "cobertura_pct",
    "poblacion_personas",
    "poblacion_con_obra_personas",
    "poblacion_cubierta_pct",
]


def compute_cobertura_localidades(
    libro: pd.DataFrame,
    localidades: pd.DataFrame,
    grados: pd.DataFrame | None = None,
    columnas: Sequence[str] = ("clave_municipio",),
) -> pd.DataFrame:
    """Localidades con alguna obra, por grado (si se tiene) o por tamaño.

    Sólo cuentan las obras que dicen su localidad: la cobertura es un mínimo («al menos»). Sin grado por
    localidad, la de las localidades con más necesidad es sin dato y se dice; se da por tamaño.

    Parameters
    ----------
    libro
        Tabla del libro de inversión.
    localidades
        Tabla ``localidades``.
    grados
        ``clave_localidad, grado``; nulo = no se tiene.
    columnas
        ``("clave_municipio",)`` o ninguna, para todo el conjunto.

    Returns
    -------
    DataFrame
        Una fila = grupo y ``clase`` (grado, tamaño o «sin dato»): ``clase_de`` ∈ {grado, tamaño},
        ``es_mayor`` (grado alto o muy alto; nulo sin grado), ``lugares, con_obra, sin_obra, cobertura_pct,
        poblacion_personas, poblacion_con_obra_personas, poblacion_cubierta_pct, status, obras_sin_localizar,
        conclusion, motivo, es_demostracion``.
    """
    check_columnas(libro, ["folio_obra", "clave_municipio", "clave_localidad"], DONDE)
    tabla = _classify_localidades(add_tamano(localidades), grados)
    con_obra = tabla["clave_localidad"].isin(set(libro["clave_localidad"].dropna()))
    resumen = _sum_clases(tabla.assign(con_obra=con_obra), list(columnas))
    return _add_obras_perdidas(resumen, libro, list(columnas), libro["clave_localidad"].isna())


def compute_cobertura_agebs(
    libro: pd.DataFrame, marginacion_ageb: pd.DataFrame, columnas: Sequence[str] = ("clave_municipio",)
) -> pd.DataFrame:
    """AGEB urbanas con alguna obra, por grado de marginación del último año de la tabla.

    Sólo cuentan las obras que dicen su AGEB: la cobertura es un mínimo. Las obras de localidades rurales no
    tienen AGEB urbana y no cuentan como perdidas.

    Returns
    -------
    DataFrame
        Como :func:`compute_cobertura_localidades`, con ``clase_de`` = «grado de marginación urbana AAAA».
    """
    check_columnas(libro, ["folio_obra", "clave_municipio", "clave_localidad", "clave_ageb"], DONDE)
    check_columnas(
        marginacion_ageb, ["clave_ageb", "anio", "clave_municipio", "grado"], "marginación por AGEB"
    )
    anio = int(marginacion_ageb["anio"].max())
    tabla = marginacion_ageb[marginacion_ageb["anio"] == anio]
    check_llave_unica(tabla, ["clave_ageb"], "marginación por AGEB")
    tabla = tabla.assign(
        clase=tabla["grado"].fillna(CLASE_SIN_DATO),
        clase_de=f"grado de marginación urbana {anio}",
        status="con grado",
        con_obra=tabla["clave_ageb"].isin(set(libro["clave_ageb"].dropna())),
    )
    urbanas = set(tabla["clave_ageb"].str.slice(0, 9))
    puede_ser = libro["clave_localidad"].isna() | libro["clave_localidad"].isin(urbanas)
    resumen = _sum_clases(tabla, list(columnas))
    return _add_obras_perdidas(resumen, libro, list(columnas), libro["clave_ageb"].isna() & puede_ser)


def _sum_clases(tabla: pd.DataFrame, columnas: list[str]) -> pd.DataFrame:
    personas = tabla["poblacion_personas"].astype("float64")
    grupos = tabla.assign(
        personas=personas, personas_con_obra=personas.where(tabla["con_obra"], 0.0)
    ).groupby([*columnas, "clase_de", "clase", "status"], dropna=False)
    resumen = grupos.agg(
        lugares=("con_obra", "size"),
        con_obra=("con_obra", "sum"),
        poblacion_personas=("personas", lambda s: s.sum(min_count=1)),
        poblacion_con_obra_personas=("personas_con_obra", "sum"),
    ).reset_index()
    resumen["sin_obra"] = resumen["lugares"] - resumen["con_obra"]
    resumen["cobertura_pct"] = 100 * resumen["con_obra"] / resumen["lugares"]
    poblacion = resumen["poblacion_personas"]
    resumen["poblacion_con_obra_personas"] = resumen["poblacion_con_obra_personas"].where(poblacion.notna())
    resumen["poblacion_cubierta_pct"] = (
        100 * resumen["poblacion_con_obra_personas"] / poblacion.where(poblacion > 0)
    )
    es_grado = resumen["clase"].isin(GRADOS)
    mayor = resumen["clase"].isin(GRADOS_PRIORITARIOS).astype("boolean").where(es_grado)
    return resumen.assign(es_mayor=mayor)[[*columnas, "clase_de", "clase", "es_mayor", *SALIDA, "status"]]


def _add_obras_perdidas(
    resumen: pd.DataFrame, libro: pd.DataFrame, columnas: list[str], perdida: pd.Series
) -> pd.DataFrame:
    """Cuántas obras no se pudieron ubicar en el grupo y si por eso no se puede concluir."""
    folios = libro.assign(_perdida=perdida, _total="total").drop_duplicates("folio_obra")
    conteo = folios.groupby(columnas or ["_total"])["_perdida"].agg(["sum", "size"])
    if columnas:
        unida = resumen.merge(conteo, left_on=columnas, right_index=True, how="left")
    else:
        valores = {c: int(conteo[c].sum()) for c in ("sum", "size")}
        unida = resumen.assign(**valores)
    unida = unida.rename(columns={"sum": "obras_sin_localizar", "size": "obras"})
    unida[["obras_sin_localizar", "obras"]] = unida[["obras_sin_localizar", "obras"]].astype("Int64")
    demo = is_demostracion(libro)
    motivos = [
        _find_motivo(demo, perdidas, total)
        for perdidas, total in zip(unida["obras_sin_localizar"], unida["obras"], strict=True)
    ]
    unida["motivo"] = pd.Series(motivos, index=unida.index, dtype="str")
    unida["conclusion"] = unida["motivo"].eq("").map({True: SE_PUEDE_LEER, False: NO_SE_PUEDE})
    sin_registros = unida["obras"].isna()
    for columna in ("con_obra", "sin_obra"):
        unida[columna] = unida[columna].astype("Int64").mask(sin_registros)
    for columna in ("cobertura_pct", "poblacion_con_obra_personas", "poblacion_cubierta_pct"):
        unida[columna] = unida[columna].mask(sin_registros)
    return unida.assign(es_demostracion=demo).reset_index(drop=True)


def _find_motivo(demo: bool, perdidas: int, total: int) -> str:
    if pd.isna(total) or not total:
        return "sin registros de inversión"
    if demo:
        return "el libro es de demostración"
    pct = 100 * int(perdidas) / int(total)
    return f"{phrase_pct(pct)} de las obras están sin localizar" if pct > MAXIMO_SIN_LOCALIZAR_PCT else ""


def _classify_localidades(tabla: pd.DataFrame, grados: pd.DataFrame | None) -> pd.DataFrame:
    """La clase de cada localidad: su grado, si se tiene; si no, su tamaño."""
    if grados is None:
        return tabla.assign(clase=tabla["tamano"].fillna(CLASE_SIN_DATO), clase_de="tamaño", status=SIN_GRADO)
    check_columnas(grados, ["clave_localidad", "grado"], "grados por localidad")
    check_llave_unica(grados, ["clave_localidad"], "grados por localidad")
    unida = tabla.merge(grados[["clave_localidad", "grado"]], on="clave_localidad", how="left")
    return unida.assign(clase=unida["grado"].fillna(CLASE_SIN_DATO), clase_de="grado", status="con grado")
