"""Las filas de un municipio, por posición: lo mismo que buscarlas, renglón por renglón."""

import gc

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from fais_analysis.entidad.filtros import _POSICIONES, filter_municipio

CLAVES = ["32001", "32002", "32003"]
RENGLONES = st.lists(
    st.tuples(st.sampled_from([*CLAVES, None]), st.one_of(st.none(), st.floats(0, 100)), st.integers(0, 9)),
    max_size=15,
)


def make_tabla(renglones, indice: int = 0) -> pd.DataFrame:
    tabla = pd.DataFrame(renglones, columns=["clave_municipio", "pct", "obras"])
    tabla["clave_municipio"] = tabla["clave_municipio"].astype("str")
    tabla = tabla.astype({"pct": "float64", "obras": "int64"})
    tabla["anio"] = tabla["obras"].astype("Int64")
    tabla["nombre"] = tabla["obras"].map({0: "Ñandú"}).astype("object")
    tabla.index = range(indice, indice + len(tabla))
    return tabla


def scan(tabla: pd.DataFrame, clave: str) -> pd.DataFrame:
    """Lo que se hacía antes: mirar la tabla entera."""
    suyas = np.flatnonzero(tabla["clave_municipio"].to_numpy(dtype="object") == clave)
    return tabla.take(suyas).reset_index(drop=True)


@settings(max_examples=80, deadline=None)
@given(RENGLONES, st.sampled_from([*CLAVES, "99999"]), st.booleans(), st.integers(0, 5))
def test_by_position_is_what_scanning_finds(renglones, clave, ordenada, indice):
    tabla = make_tabla(renglones, indice)
    if ordenada:
        tabla = tabla.sort_values("clave_municipio", kind="stable")

    for _ in range(2):  # la primera vez se buscan; la segunda, se recuerdan
        pd.testing.assert_frame_equal(
            filter_municipio(tabla, clave), scan(tabla, clave), check_exact=True, check_index_type="exact"
        )


def test_what_the_chapter_does_with_its_rows_stays_in_the_chapter():
    tabla = make_tabla([("32001", 1.0, 1), ("32001", 2.0, 2), ("32002", 3.0, 3)])
    antes = tabla.copy()

    filas = filter_municipio(tabla, "32001")
    filas.loc[0, "pct"] = 99.0
    filas["nueva"] = 1

    pd.testing.assert_frame_equal(tabla, antes)
    assert filter_municipio(tabla, "32001")["pct"].tolist() == [1.0, 2.0]


def test_a_table_that_dies_is_forgotten():
    tabla = make_tabla([("32001", 1.0, 1)])
    filter_municipio(tabla, "32001")
    llave = id(tabla)
    assert llave in _POSICIONES

    del tabla
    gc.collect()

    assert llave not in _POSICIONES
