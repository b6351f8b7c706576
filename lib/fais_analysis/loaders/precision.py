"""Lee qué tan precisa es cada estimación municipal de la pobreza: bandas del coeficiente de variación."""

import pandas as pd

from fais_analysis.errors import EsquemaError
from fais_analysis.loaders.guardas import certify
from fais_analysis.loaders.lectura import (
    concat_ordenado,
    load_mapa,
    pad_clave,
    read_csv_texto,
    select_columnas,
)
from fais_analysis.schemas.precision import AMBITOS, PRECISION_POBREZA
from fais_analysis.sources.fichas import get_archivo
from fais_analysis.sources.locate import locate_archivo

FUENTE = "coneval_precision_municipal"


def load_precision_pobreza() -> pd.DataFrame:
    """Banda de precisión de cada indicador en lo rural y lo urbano: una fila = un municipio.

    Una banda vacía es que el municipio no tiene esa población o que no se publicó.

    Raises
    ------
    EsquemaError
        Si falta una columna o una celda no es una banda conocida.

    References
    ----------
    Fuente ``coneval_precision_municipal``: bandas de CONEVAL, reunidas por un tercero.
    """
    ruta, mapa = locate_archivo(FUENTE), load_mapa(FUENTE)
    columnas = {
        f"banda_{ambito}_{crudo}": f"{indicador}_{ambito}"
        for crudo, indicador in mapa["indicadores"].items()
        for ambito in AMBITOS
    }
    crudo = read_csv_texto(ruta, get_archivo(FUENTE).codificacion)
    tabla = select_columnas(crudo, {mapa["clave"]: "clave_municipio", **columnas}, ruta.name)
    for columna in columnas.values():
        tabla[columna] = _parse_bandas(tabla[columna], mapa, f"{ruta.name}, columna {columna}")
    tabla["clave_municipio"] = pad_clave(tabla["clave_municipio"], 5)
    tabla["anio"] = int(mapa["anio"])
    ordenada = concat_ordenado([tabla[list(PRECISION_POBREZA.columns)]], ["clave_municipio"])
    return certify(PRECISION_POBREZA, ordenada, f"precisión de la pobreza ({ruta.name})")


def _parse_bandas(columna: pd.Series, mapa: dict, donde: str) -> pd.Series:
    textos = columna.str.strip()
    ajenas = sorted(set(textos) - set(mapa["bandas"]) - set(mapa["sin_dato"]))
    if ajenas:
        raise EsquemaError(
            "Hay marcas de precisión que no se conocen.",
            donde=donde,
            esperado=f"{', '.join(mapa['bandas'])} o sin dato",
            encontrado=", ".join(f"«{m}»" for m in ajenas[:5]),
            que_hacer="si CONEVAL cambió sus marcas, actualice el mapa en loaders/columnas",
        )
    return textos.map(mapa["bandas"]).astype("str").where(textos.isin(list(mapa["bandas"])))
