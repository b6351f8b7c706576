"""Un punto contra el municipio de su clave: delata una coordenada corrida, girada o de otro renglón."""

from typing import Any

import pandas as pd
import shapely

from fais_analysis.errors import EsquemaError, FaisError
from fais_analysis.loaders.ordenadas import load_municipios_geo

# Los contornos están simplificados a 800 m: un punto de la orilla puede quedar fuera por esa distancia.
HOLGURA_GRADOS = 0.02


def check_puntos(tabla: pd.DataFrame, donde: str) -> pd.DataFrame:
    """Devuelve la tabla si cada punto cae en el municipio de su clave (o a menos de unos dos kilómetros).

    Los municipios de entidades sin mapa en ``shapefiles/`` no se comprueban.

    Raises
    ------
    EsquemaError
        Con cuántos caen en otra parte y cinco claves.
    """
    contornos: dict[str, Any] = {}
    for entidad in sorted(tabla["clave_municipio"].str[:2].unique()):
        try:
            mapa = load_municipios_geo(entidad)
        except FaisError:
            continue
        contornos |= dict(zip(mapa["clave_municipio"], mapa.geometry, strict=True))
    fuera: list[str] = []
    for clave, grupo in tabla.groupby("clave_municipio"):
        if clave in contornos:
            puntos = shapely.points(grupo["longitud"].to_numpy(), grupo["latitud"].to_numpy())
            lejos = shapely.distance(contornos[clave], puntos) > HOLGURA_GRADOS
            fuera += grupo.loc[lejos, grupo.columns[0]].tolist()
    if fuera:
        raise EsquemaError(
            "Hay puntos que no caen en el municipio de su clave.",
            donde=f"{donde} ({'; '.join(fuera[:5])})",
            esperado="longitud y latitud dentro del municipio, con unos dos kilómetros de holgura",
            encontrado=f"{len(fuera):,} de {len(tabla):,} puntos en otra parte",
            que_hacer="revise si una columna se corrió un renglón, si se intercambiaron claves o si longitud "
            "y latitud vienen al revés",
        )
    return tabla
