"""Inversión por zona: qué vía de focalización declara la obra y si se sabe dónde está."""

import numpy as np
import pandas as pd

from fais_analysis.indicators.inversion import CENTAVOS, DONDE, compute_inversion_por
from fais_analysis.indicators.validacion import check_columnas
from fais_analysis.schemas.inversion import VIAS_FOCALIZACION

CON_AGEB, CON_LOCALIDAD, SIN_LOCALIZAR = "con_ageb", "con_localidad", "sin_localizar"
UBICACIONES: tuple[str, ...] = (CON_AGEB, CON_LOCALIDAD, SIN_LOCALIZAR)
SIN_VIA = "sin_via"
VIAS: tuple[str, ...] = (*VIAS_FOCALIZACION, SIN_VIA)
SUMAS = ("inversion_centavos", "porcentaje_pct", "obras", "proyectos", "acciones", "obras_participa")
REPARTO = (*SUMAS, "inversion_mxn", "estado_pct")


def add_focalizacion(libro: pd.DataFrame) -> pd.DataFrame:
    """El libro con ``via`` y ``ubicacion``: lo que no se declara tiene su propio valor, no se pierde.

    Returns
    -------
    DataFrame
        El libro con ``via`` (la declarada, o «sin_via») y ``ubicacion`` («con_ageb»; «con_localidad», sin
        AGEB; «sin_localizar»). Son los datos del libro, sin cotejar con la declaratoria ni con el terreno.

    Examples
    --------
    >>> t = pd.DataFrame({"via_focalizacion": ["rezago", None], "clave_localidad": [None, "100140001"],
    ...                   "clave_ageb": [None, None]})
    >>> add_focalizacion(t)[["via", "ubicacion"]].to_numpy().tolist()
    [['rezago', 'sin_localizar'], ['sin_via', 'con_localidad']]
    """
    check_columnas(libro, ["via_focalizacion", "clave_localidad", "clave_ageb"], DONDE)
    ubicacion = np.select(
        [libro["clave_ageb"].notna(), libro["clave_localidad"].notna()],
        [CON_AGEB, CON_LOCALIDAD],
        default=SIN_LOCALIZAR,
    )
    return libro.assign(
        via=libro["via_focalizacion"].fillna(SIN_VIA),
        ubicacion=pd.Series(ubicacion, index=libro.index, dtype="str"),
    )


def compute_reparto(
    propio: pd.DataFrame, entidad: pd.DataFrame, columna: str, valores: tuple[str, ...]
) -> pd.DataFrame:
    """Cómo se reparte la inversión del municipio entre los valores de un vocabulario, junto a la entidad.

    Parameters
    ----------
    propio
        Filas del libro del municipio.
    entidad
        Filas del libro de toda su entidad o, ya calculada, su ``compute_inversion_por`` de la columna.
    columna
        Columna que se reparte.
    valores
        Los valores del vocabulario, en el orden de salida.

    Returns
    -------
    DataFrame
        Una fila = valor: ``columna, inversion_centavos, porcentaje_pct, obras, proyectos, acciones,
        obras_participa, inversion_mxn, estado_pct``. Un valor sin registros es cero si hay otros registros;
        sin ningún registro del municipio, tabla vacía: no registrado no es cero. Un valor fuera del
        vocabulario va al final, no se pierde. Si lo registrado suma cero pesos, el porcentaje es nulo.
    """
    suyo = compute_inversion_por(propio, [columna])
    todo = entidad if "inversion_centavos" in entidad.columns else compute_inversion_por(entidad, [columna])
    fuera = sorted({*todo[columna].dropna(), *suyo[columna].dropna()} - set(valores))
    tabla = pd.DataFrame({columna: [*valores, *fuera]})
    if suyo.empty:
        return tabla.head(0).assign(**dict.fromkeys(REPARTO, 0))
    estado = todo[[columna, "porcentaje_pct"]].rename(columns={"porcentaje_pct": "estado_pct"})
    tabla = tabla.merge(suyo[[columna, *SUMAS]], on=columna, how="left", validate="one_to_one")
    tabla = tabla.merge(estado, on=columna, how="left", validate="one_to_one")
    enteros = {c: "int64" for c in SUMAS if not c.endswith("_pct")}
    tabla = tabla.fillna(dict.fromkeys((*SUMAS, "estado_pct"), 0)).astype(enteros)
    if not tabla["inversion_centavos"].any():
        tabla["porcentaje_pct"] = float("nan")
    tabla["inversion_mxn"] = tabla["inversion_centavos"] / CENTAVOS
    return tabla[[columna, *REPARTO]]
