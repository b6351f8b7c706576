"""Las filas de una entidad y las de un municipio."""

import weakref
from collections.abc import Mapping
from dataclasses import is_dataclass
from itertools import pairwise

import numpy as np
import pandas as pd


def complete_municipios(tabla: pd.DataFrame, municipios: pd.DataFrame) -> pd.DataFrame:
    """La tabla con una fila por municipio del catálogo y año: nula donde no se midió.

    Un municipio nuevo no está en los años de antes, y otro puede estar con su dato nulo: los dos se leen
    igual, «sin dato», y los conteos de la entidad los cuentan así.
    """
    if tabla.empty:
        return tabla
    fijas = tabla[[c for c in ("anio", "serie") if c in tabla.columns]].drop_duplicates("anio")
    todas = municipios[["clave_municipio"]].merge(fijas, how="cross")
    hay = pd.MultiIndex.from_frame(tabla[["clave_municipio", "anio"]])
    faltan = todas[~pd.MultiIndex.from_frame(todas[["clave_municipio", "anio"]]).isin(hay)]
    if faltan.empty:
        return tabla
    nuevas = faltan.reindex(columns=tabla.columns).astype(tabla.dtypes)
    return pd.concat([tabla, nuevas]).sort_values(["clave_municipio", "anio"], ignore_index=True)


def filter_entidad(tabla: pd.DataFrame, clave_entidad: str) -> pd.DataFrame:
    """Filas de una entidad, por su clave de municipio."""
    propias = [clave.startswith(clave_entidad) for clave in tabla["clave_municipio"].tolist()]
    return tabla[np.array(propias, dtype="bool")].reset_index(drop=True)


def filter_municipio(tabla: pd.DataFrame, clave_municipio: str) -> pd.DataFrame:
    """Filas de un municipio, en su orden y con los tipos de la tabla: ninguna, si no trae ninguna.

    Una entidad le pide lo mismo a la misma tabla una vez por municipio; por eso las posiciones se buscan la
    primera vez y se recuerdan mientras la tabla viva. Las tablas compartidas no se modifican en su lugar.
    """
    suyas = _get_posiciones(tabla).get(clave_municipio, _NINGUNA)
    filas = tabla.iloc[suyas] if isinstance(suyas, slice) else tabla.take(suyas)
    filas.index = pd.RangeIndex(len(filas))
    return filas


def filter_cada(clave_municipio: str, *tablas: pd.DataFrame) -> list[pd.DataFrame]:
    """Las filas de un municipio en varias tablas, en el orden en que se piden."""
    return [filter_municipio(tabla, clave_municipio) for tabla in tablas]


def index_tablas(cosa: object) -> None:
    """Busca de una vez las posiciones de una tabla, o de las que guarde un contrato o un diccionario."""
    if isinstance(cosa, pd.DataFrame):
        if "clave_municipio" in cosa:
            _get_posiciones(cosa)
    elif isinstance(cosa, dict):
        for valor in cosa.values():
            index_tablas(valor)
    elif is_dataclass(cosa):
        index_tablas(vars(cosa))


Posiciones = Mapping[str, slice | np.ndarray]
_NINGUNA = slice(0, 0)
_POSICIONES: dict[int, tuple[weakref.ref[pd.DataFrame], Posiciones]] = {}


def _get_posiciones(tabla: pd.DataFrame) -> Posiciones:
    """Posiciones de cada clave en la tabla, por identidad: una tabla igual pero distinta tiene las suyas."""
    llave = id(tabla)
    if (guardada := _POSICIONES.get(llave)) is not None and guardada[0]() is tabla:
        return guardada[1]
    posiciones = _build_posiciones(tabla["clave_municipio"])
    # Al morir la tabla se olvida lo suyo: su identidad puede tocarle después a otra.
    _POSICIONES[llave] = (weakref.ref(tabla, lambda _: _POSICIONES.pop(llave, None)), posiciones)
    return posiciones


def _build_posiciones(claves: pd.Series) -> Posiciones:
    """En qué renglones está cada clave, en orden: seguidos, un tramo; los renglones sin clave, de nadie."""
    codigos, unicas = pd.factorize(claves)
    orden = np.argsort(codigos, kind="stable")
    cortes = np.searchsorted(codigos[orden], np.arange(len(unicas) + 1))
    propias = (orden[desde:hasta] for desde, hasta in pairwise(cortes))
    # Un tramo se toma sin copiar columna por columna, que es lo que costaba.
    return {
        clave: slice(p[0], p[-1] + 1) if p[-1] - p[0] == len(p) - 1 else p
        for clave, p in zip(unicas, propias, strict=True)
    }
