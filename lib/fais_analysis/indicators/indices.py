"""Índices de rezago social y de marginación: grado y lugar entre años; nivel, sólo dentro de un año."""

from dataclasses import dataclass

import pandas as pd

from fais_analysis.errors import ParametroError
from fais_analysis.indicators.comparabilidad import check_indice_de_un_anio
from fais_analysis.indicators.validacion import check_columnas, check_llave_unica, filter_estado_de
from fais_analysis.schemas.vocabulario import GRADOS


@dataclass(frozen=True)
class MetodoIndice:
    """Cómo se lee un índice: su nombre y si un valor mayor quiere decir más carencia."""

    nombre: str
    mayor_es_peor: bool


METODOS: dict[str, MetodoIndice] = {
    "rezago_social": MetodoIndice("índice de rezago social (componentes principales)", True),
    "marginacion_dp2": MetodoIndice("índice de marginación (DP2)", False),
    "marginacion_original": MetodoIndice("índice de marginación (método anterior)", True),
}


def get_metodo_indice(metodo: str) -> MetodoIndice:
    """Devuelve cómo se lee el índice; ParametroError si no es uno de los tres."""
    if metodo not in METODOS:
        raise ParametroError(
            f"«{metodo}» no es un índice conocido.",
            donde="metodo",
            esperado=", ".join(METODOS),
            encontrado=repr(metodo),
            que_hacer="diga de qué índice es la tabla: el signo cambia de uno a otro",
        )
    return METODOS[metodo]


def compute_severidad(tabla: pd.DataFrame, metodo: str) -> pd.Series:
    """Lugar de cada municipio de la tabla por su índice en un año: 1 = mayor rezago o marginación.

    Pone el signo correcto: en el rezago social y en la marginación anterior mayor es peor; en la marginación
    DP2 mayor es **menos** marginación. Es el lugar dentro de la tabla dada, no el nacional publicado.

    Returns
    -------
    Series
        ``lugar_severidad`` con el índice de la tabla; los empates comparten lugar; nulo sin índice.

    Raises
    ------
    ComparabilidadError
        Si la tabla trae más de un año: el nivel no se compara.

    Examples
    --------
    >>> t = pd.DataFrame({"anio": [2020, 2020], "indice": [28.2230, 59.5910]})
    >>> compute_severidad(t, "marginacion_dp2").tolist()
    [1, 2]
    """
    mayor_es_peor = get_metodo_indice(metodo).mayor_es_peor
    check_columnas(tabla, ["anio", "indice"], METODOS[metodo].nombre)
    check_indice_de_un_anio(tabla)
    lugar = tabla["indice"].rank(method="min", ascending=not mayor_es_peor)
    return lugar.astype("Int64").rename("lugar_severidad")


def compute_grados(tabla: pd.DataFrame, clave_municipio: str, metodo: str) -> pd.DataFrame:
    """Grado y lugar nacional del municipio en cada año de un mismo índice, sin el nivel.

    Returns
    -------
    DataFrame
        Una fila = año: ``clave_municipio, metodo, anio, grado, lugar_nacional`` (1 = mayor rezago; nulo si la
        fuente no lo da), ``grado_anterior, cambio_grado`` ∈ {menor, igual, mayor, sin dato}: «mayor» es más
        rezago o marginación que en el año anterior. El grado también depende de los cortes de cada año:
        el cambio se describe, no se mide.

    Raises
    ------
    ClaveError
        Si el municipio no está en la tabla.
    """
    nombre = get_metodo_indice(metodo).nombre
    check_columnas(tabla, ["clave_municipio", "anio", "grado"], nombre)
    estado = filter_estado_de(tabla, clave_municipio, nombre)
    filas = estado[estado["clave_municipio"] == clave_municipio].sort_values("anio", ignore_index=True)
    check_llave_unica(filas, ["clave_municipio", "anio"], nombre)
    salida = filas[["clave_municipio", "anio", "grado"]].copy()
    salida.insert(1, "metodo", metodo)
    lugar = filas["lugar_nacional"] if "lugar_nacional" in filas else pd.Series(pd.NA, index=filas.index)
    salida["lugar_nacional"] = lugar.astype("Int64")
    orden = salida["grado"].map({g: n for n, g in enumerate(GRADOS)})
    salida["grado_anterior"] = salida["grado"].shift(1)
    diferencia = orden.diff()
    salida["cambio_grado"] = [_name_cambio(d) for d in diferencia]
    return salida


def _name_cambio(diferencia: float) -> str:
    if pd.isna(diferencia):
        return "sin dato"
    return "igual" if diferencia == 0 else ("mayor" if diferencia > 0 else "menor")
