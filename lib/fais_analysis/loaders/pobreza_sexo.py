"""Lee la pobreza municipal por sexo: los dos sexos deben dar la cifra que ya se tiene de los dos juntos."""

import pandas as pd

from fais_analysis.errors import FaisError
from fais_analysis.loaders.guardas import certify
from fais_analysis.loaders.identificacion import check_identificacion
from fais_analysis.loaders.lectura import (
    concat_ordenado,
    load_mapa,
    pad_clave,
    parse_columnas,
    parse_enteros,
    read_csv_texto,
    select_columnas,
)
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.loaders.rechazo import Rechazo
from fais_analysis.schemas.pobreza_sexo import INDICADORES_POR_SEXO, POBREZA_MUNICIPAL_SEXO
from fais_analysis.sources.fichas import get_archivo
from fais_analysis.sources.locate import locate_archivo

FUENTE = "coneval_pobreza_sexo"
LLAVE = ["clave_municipio", "anio"]
HOLGURA_PERSONAS = 2  # lo más que difieren en los originales, por redondeo: 1.51
RECHAZO = Rechazo(
    "En la pobreza por sexo", "las cifras de cada municipio y sexo en su fila, como las publica CONEVAL"
)


def load_pobreza_municipal_sexo() -> pd.DataFrame:
    """Pobreza y carencias de hombres y de mujeres: una fila = municipio, año y sexo.

    Raises
    ------
    EsquemaError
        Si una celda no es un número, un nombre no es el de su clave, un grupo no se conoce o los dos sexos no
        dan la cifra municipal publicada.

    References
    ----------
    Fuente ``coneval_pobreza_sexo``, con las columnas renombradas por un tercero.
    """
    ruta, mapa = locate_archivo(FUENTE), load_mapa(FUENTE)
    crudo = read_csv_texto(ruta, get_archivo(FUENTE).codificacion)
    textos = select_columnas(crudo, {"grupo": "sexo", "periodo": "anio", **mapa["columnas"]}, ruta.name)
    clave = pad_clave(textos["clave_municipio"], 5)
    check_identificacion(crudo, clave, mapa["identificacion"], ruta.name)
    cifras = textos.drop(columns=["sexo", "anio", "clave_municipio"])
    cifras = cifras.map(lambda texto: texto.strip().removesuffix(".0"))
    tabla = parse_columnas(cifras, mapa["sin_dato"], ruta.name)
    tabla["clave_municipio"] = clave
    tabla["anio"] = parse_enteros(textos["anio"].str[:4], f"{ruta.name}, columna periodo")
    tabla["sexo"] = _parse_sexo(textos["sexo"], mapa["grupos"], ruta.name)
    ordenada = concat_ordenado([tabla[list(POBREZA_MUNICIPAL_SEXO.columns)]], [*LLAVE, "sexo"])
    certificada = certify(POBREZA_MUNICIPAL_SEXO, ordenada, f"pobreza por sexo ({ruta.name})")
    _check_municipal(certificada, ruta.name)
    return certificada


def _parse_sexo(grupos: pd.Series, conocidos: dict[str, str], donde: str) -> pd.Series:
    ajenos = sorted(set(grupos.str.strip()) - set(conocidos))
    if ajenos:
        RECHAZO.fail("hay grupos de población que no se conocen", ajenos, f"{donde}, columna grupo")
    return grupos.str.strip().map(conocidos)


def _check_municipal(tabla: pd.DataFrame, donde: str) -> None:
    """Los dos sexos, juntos, dan la población y las personas de cada carencia, si ambos se publican."""
    try:
        conocida = load_tabla("pobreza_municipal").set_index(LLAVE)
    except FaisError:
        return  # la primera vez no hay con qué comparar
    personas = tabla.groupby(LLAVE)["poblacion_personas"].sum(min_count=2)
    mal = (personas - conocida["poblacion_personas"]).abs() > HOLGURA_PERSONAS
    _check_mal(mal, "la población de los dos sexos no es la del municipio", donde)
    for id_ in INDICADORES_POR_SEXO:
        ponderada = tabla[f"{id_}_pct"] / 100 * tabla["poblacion_personas"]
        propias = ponderada.groupby([tabla[c] for c in LLAVE]).sum(min_count=2)
        mal = (propias - conocida[f"{id_}_personas"]).abs() > HOLGURA_PERSONAS
        _check_mal(mal, f"los dos sexos no dan {id_} del municipio", donde)


def _check_mal(mal: pd.Series, regla: str, donde: str) -> None:
    if mal.any():
        claves = [" · ".join(map(str, llave)) for llave in mal[mal].index]
        RECHAZO.fail(regla, claves, donde)
