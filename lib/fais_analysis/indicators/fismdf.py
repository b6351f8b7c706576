"""El FISMDF que informaron los municipios: cifra real, que no se mezcla con el libro de inversión."""

import pandas as pd

from fais_analysis.indicators.validacion import check_columnas, check_llave_unica
from fais_analysis.schemas.srft import SUFIJO_ESTADO

DONDE = "FISMDF informado"
INFORMADAS = ["clave_municipio", "ejercicio", "aprobado_mxn", "pagado_mxn", "pagado_pct", "aviso"]


def compute_fismdf_informado(informado: pd.DataFrame, municipios: pd.Series) -> pd.DataFrame:
    """Lo que cada municipio informó, en pesos: una fila = municipio pedido, con nulos si no informó.

    Parameters
    ----------
    informado
        Tabla ``fismdf_informado``.
    municipios
        Claves de los municipios.

    Returns
    -------
    DataFrame
        ``clave_municipio, ejercicio, aprobado_mxn, pagado_mxn, pagado_pct`` (nulo con aprobado en cero) y
        ``aviso``.
    """
    check_columnas(informado, ["clave_municipio", "aprobado_centavos", "pagado_centavos"], DONDE)
    check_llave_unica(informado, ["clave_municipio", "ejercicio"], DONDE)
    tabla = municipios.to_frame("clave_municipio").merge(informado, on="clave_municipio", how="left")
    tabla["ejercicio"] = int(informado["ejercicio"].max())
    for nombre in ("aprobado", "pagado"):
        tabla[f"{nombre}_mxn"] = tabla[f"{nombre}_centavos"] / 100
    con_aprobado = tabla["aprobado_centavos"].where(tabla["aprobado_centavos"] > 0)
    tabla["pagado_pct"] = 100 * tabla["pagado_centavos"] / con_aprobado
    return tabla[INFORMADAS].reset_index(drop=True)


def compute_total_fismdf(informado: pd.DataFrame, municipios: pd.Series) -> pd.DataFrame:
    """La suma de lo informado en la entidad y la parte que es de su fondo: una fila.

    Returns
    -------
    DataFrame
        ``municipios, con_aprobado, con_cero`` (capturaron un aprobado de cero)``, con_aviso, sin_dato,
        aprobado_mxn, fondo_mxn`` (el informe del estado; nulo sin él) y ``fondo_pct``.
    """
    propios = informado[informado["clave_municipio"].isin(municipios)]
    claves = municipios.str[:2].unique() + SUFIJO_ESTADO
    fondo = informado.loc[informado["clave_municipio"].isin(claves), "aprobado_centavos"]
    suma = int(propios["aprobado_centavos"].sum())
    total = int(fondo.iloc[0]) if len(fondo) == 1 else None
    fila = {
        "municipios": len(municipios),
        "con_aprobado": int((propios["aprobado_centavos"] > 0).sum()),
        "con_cero": int((propios["aprobado_centavos"] == 0).sum()),
        "con_aviso": int(propios["aviso"].notna().sum()),
        "sin_dato": len(municipios) - len(propios),
        "aprobado_mxn": suma / 100,
        "fondo_mxn": total / 100 if total else None,
        "fondo_pct": 100 * suma / total if total else None,
    }
    return pd.DataFrame([fila])
