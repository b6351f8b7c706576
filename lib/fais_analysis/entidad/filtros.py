"""Las filas de una entidad y las de un municipio."""

import numpy as np
import pandas as pd


def complete_municipios(tabla: pd.DataFrame, municipios: pd.DataFrame) -> pd.DataFrame:
    """La tabla con los municipios del catálogo que nunca se han medido: nulos en el último año.

    Son los creados después de la última medición. Sin esa fila no tendrían expediente; con ella, su
    expediente dice «sin dato» y los conteos de la entidad los cuentan así.
    """
    faltan = municipios.loc[
        ~municipios["clave_municipio"].isin(tabla["clave_municipio"]), ["clave_municipio"]
    ]
    if faltan.empty or tabla.empty:
        return tabla
    ultimo = tabla[tabla["anio"] == tabla["anio"].max()].iloc[0]
    fijas = {c: ultimo[c] for c in ("anio", "serie") if c in tabla.columns}
    nuevas = faltan.assign(**fijas).reindex(columns=tabla.columns).astype(tabla.dtypes)
    return pd.concat([tabla, nuevas]).sort_values(["clave_municipio", "anio"], ignore_index=True)


def filter_entidad(tabla: pd.DataFrame, clave_entidad: str) -> pd.DataFrame:
    """Filas de una entidad, por su clave de municipio."""
    propias = [clave.startswith(clave_entidad) for clave in tabla["clave_municipio"].tolist()]
    return tabla[np.array(propias, dtype="bool")].reset_index(drop=True)


def filter_municipio(tabla: pd.DataFrame, clave_municipio: str) -> pd.DataFrame:
    """Filas de un municipio."""
    suyas = np.flatnonzero(tabla["clave_municipio"].to_numpy(dtype="object") == clave_municipio)
    return tabla.take(suyas).reset_index(drop=True)
