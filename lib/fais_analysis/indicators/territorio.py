"""Municipios que aparecen entre dos mediciones: las cifras de antes y las de después no son comparables."""

from collections.abc import Mapping, Sequence

import pandas as pd

from fais_analysis.indicators.texto import join_frase

LLAVE = ["clave_municipio", "anio"]


def find_nuevos(*tablas: pd.DataFrame) -> dict[str, int]:
    """En qué año aparece cada municipio que no estaba en la primera medición.

    Parameters
    ----------
    tablas
        Tablas municipales con ``clave_municipio, anio, poblacion_personas``; el primer año es el de la
        primera. Una fila nula y una ausente son lo mismo: un municipio aparece el primer año en que alguna
        trae su población.

    Returns
    -------
    dict
        Clave → año, sólo de los que aparecen después del primer año de las tablas. Los que no aparecen
        nunca no están.

    Examples
    --------
    >>> t = pd.DataFrame({"clave_municipio": ["32001", "32001", "32002"], "anio": [2015, 2020, 2020],
    ...                   "poblacion_personas": [9, 9, 4]})
    >>> find_nuevos(t)
    {'32002': 2020}
    """
    juntas = pd.concat([t[[*LLAVE, "poblacion_personas"]] for t in tablas], ignore_index=True)
    primero = tablas[0]["anio"].min()
    aparece = juntas[juntas["poblacion_personas"].notna()].groupby("clave_municipio")["anio"].min()
    return {str(c): int(a) for c, a in aparece.items() if a > primero}


def write_avisos_territorio(
    clave_municipio: str,
    nuevos: Mapping[str, int],
    origenes: Mapping[str, Sequence[str]],
    nombres: Mapping[str, str],
) -> tuple[str, ...]:
    """Lo que el informe de un municipio dice de los municipios nuevos de su estado.

    Parameters
    ----------
    clave_municipio
        De quién es el informe.
    nuevos
        De :func:`find_nuevos`.
    origenes
        De cuáles se separó cada uno (``rules.territorio``); de los que no están, no se sabe.
    nombres
        Nombre de cada municipio del estado.

    Returns
    -------
    tuple
        Un texto por municipio nuevo que lo afecta, y el suyo si él es nuevo; vacía si ninguno.
    """
    textos = []
    for clave, anio in sorted(nuevos.items()):
        nombre = nombres.get(clave, clave)
        if clave == clave_municipio:
            textos.append(_phrase_propio(anio, [nombres.get(c, c) for c in origenes.get(clave, ())]))
        elif clave_municipio in origenes.get(clave, ()):
            textos.append(
                f"{nombre} aparece como municipio en {anio} y se separó de éste (por verificar): las cifras "
                "de antes cuentan su territorio y las de después no. El cambio en personas no es comparable."
            )
        elif clave not in origenes:
            textos.append(
                f"{nombre} aparece como municipio en {anio} y no se tiene de cuál se separó: si fue de éste, "
                "las cifras de antes cuentan su territorio."
            )
    return tuple(textos)


def _phrase_propio(anio: int, origen: Sequence[str]) -> str:
    de = f": antes era parte de {join_frase(list(origen))} (por verificar)" if origen else ""
    return f"Este municipio aparece por primera vez en {anio}{de}. No tiene cifras propias anteriores."
