"""Lo de todos los municipios, calculado de una vez, es lo de cada uno calculado solo: renglón por renglón."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from fais_analysis.indicators.constantes import compute_inversion_constante_por
from fais_analysis.indicators.inversion import compute_inversion_por, compute_repartos
from fais_analysis.indicators.necesidad import compute_sin_clasificar
from tests.indicators.tablas_de_prueba import make_libro

POR = ["clave_municipio"]
CLAVES = ["32001", "32002", "32003", "32004"]  # el último nunca tiene registros
GRUPOS = ("Vivienda", "Electrificación", "Urbanización")
# De 2030 no hay INPC.
INPC = pd.DataFrame(
    {"anio": [2016, 2017], "inpc_promedio": [80.3, 100.7], "certeza": ["verificada", "corroborada"]}
)
CATALOGO = pd.DataFrame({"rubro": ["Agua y saneamiento"] * 2, "subclasificacion": ["Red de agua", "Pozo"]})
COLUMNAS = ["grupo", "fuente_recurso", "ejercicio", "via"]


@st.composite
def libros(draw) -> pd.DataFrame:
    """Folios repartidos entre municipios, montos cero, valores vacíos y fuera del vocabulario."""
    folios = {
        f"F{n}": (draw(st.sampled_from(["proyecto", "accion"])), draw(st.integers(1, 99))) for n in "1234"
    }
    filas = []
    for _ in range(draw(st.integers(1, 14))):
        folio = draw(st.sampled_from(list(folios)))
        fila = {
            "folio_obra": folio,
            "tipo_conteo": folios[folio][0],
            "cantidad": folios[folio][1],
            "clave_municipio": draw(st.sampled_from(CLAVES[:3])),
            "ejercicio": draw(st.sampled_from([2016, 2017, 2030])),
            "grupo": draw(st.sampled_from([*GRUPOS, "Fuera del vocabulario", None])),
            "fuente_recurso": draw(st.sampled_from(["FISE", "FISMDF", "Municipal"])),
            "via": draw(st.sampled_from(["rezago", None])),
            "subclasificacion": draw(st.sampled_from(["Red de agua", "Pozo", "No está"])),
            "monto_centavos": draw(st.sampled_from([0, 5, 10]) | st.integers(0, 10**13)),
            "es_demostracion": draw(st.booleans()),
        }
        filas.append(fila)
    return make_libro(filas).astype({"grupo": "str", "via": "str"})


def select(tabla: pd.DataFrame, clave: str) -> pd.DataFrame:
    """Lo de un municipio, sin su clave."""
    return tabla[tabla["clave_municipio"] == clave].drop(columns="clave_municipio").reset_index(drop=True)


def split(libro: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """El libro de cada municipio que tiene registros."""
    return {c: t.reset_index(drop=True) for c, t in libro.groupby("clave_municipio")}


def test_a_work_in_two_municipalities_counts_once_in_each():
    filas = [("32001", "FISE", 30), ("32001", "Municipal", 10), ("32002", "FISE", 60)]
    libro = make_libro(
        [
            {"folio_obra": "A", "cantidad": 7, "clave_municipio": c, "fuente_recurso": f, "monto_centavos": m}
            for c, f, m in filas
        ]
    )

    junto = compute_inversion_por(libro, ["fuente_recurso"])
    aparte = compute_inversion_por(libro, ["fuente_recurso"], POR)

    assert junto[["fuente_recurso", "proyectos", "porcentaje_pct"]].values.tolist() == [
        ["FISE", 7, 90],
        ["Municipal", 0, 10],
    ]
    columnas = ["clave_municipio", "fuente_recurso", "proyectos", "porcentaje_pct", "obras_compartidas"]
    assert aparte[columnas].values.tolist() == [
        ["32001", "FISE", 7, 75, 1],
        ["32001", "Municipal", 0, 25, 1],
        ["32002", "FISE", 7, 100, 0],
    ]


@pytest.mark.lento
@settings(max_examples=25, deadline=None)
@given(libros(), st.lists(st.sampled_from(COLUMNAS), max_size=2, unique=True))
def test_investment_of_all_is_that_of_each_alone(libro, columnas):
    todos = compute_inversion_por(libro, columnas, POR)

    assert sorted(todos["clave_municipio"].unique()) == sorted(split(libro))  # sin registros no hay filas
    for clave, propio in split(libro).items():
        assert_frame_equal(select(todos, clave), compute_inversion_por(propio, columnas), check_exact=True)


@pytest.mark.lento
@settings(max_examples=25, deadline=None)
@given(libros())
def test_constant_pesos_and_unclassified_of_all_are_those_of_each_alone(libro):
    anuales = compute_inversion_constante_por(libro, INPC, 2017, ["ejercicio"], POR)
    ajenos = compute_sin_clasificar(libro, CATALOGO, POR)

    assert CLAVES[3] not in {*anuales["clave_municipio"], *ajenos["clave_municipio"]}
    for clave, propio in split(libro).items():
        solo = compute_inversion_constante_por(propio, INPC, 2017, ["ejercicio"])
        assert_frame_equal(select(anuales, clave), solo, check_exact=True)
        assert_frame_equal(select(ajenos, clave), compute_sin_clasificar(propio, CATALOGO), check_exact=True)


@pytest.mark.lento
@settings(max_examples=25, deadline=None)
@given(libros())
def test_shares_of_all_are_those_of_each_alone_next_to_the_state(libro):
    todos = compute_repartos(libro, "grupo", GRUPOS)
    entidad = compute_inversion_por(libro, ["grupo"]).set_index("grupo")["porcentaje_pct"]
    fuera = ["Fuera del vocabulario"] if "Fuera del vocabulario" in entidad.index else []

    for clave, propio in split(libro).items():
        solo = compute_inversion_por(propio, ["grupo"]).set_index("grupo")
        tabla = select(todos, clave).set_index("grupo")
        assert tabla.index.tolist() == [*GRUPOS, *fuera]
        hay_dinero = propio.loc[propio["grupo"].notna(), "monto_centavos"].sum() > 0
        for valor, fila in tabla.iterrows():
            if valor in solo.index:
                suma = solo.loc[
                    valor, ["inversion_centavos", "inversion_mxn", "obras", "proyectos", "acciones"]
                ]
                assert fila[suma.index].tolist() == suma.tolist()
            else:
                assert not fila[
                    ["inversion_centavos", "inversion_mxn", "obras", "proyectos", "acciones"]
                ].any()
            pct = solo["porcentaje_pct"].get(valor, 0.0) if hay_dinero else float("nan")
            assert fila["porcentaje_pct"] == pytest.approx(pct, abs=0, rel=0, nan_ok=True)
            estado = entidad.get(valor, 0.0)
            assert fila["estado_pct"] == (0 if pd.isna(estado) else estado)
    assert not (todos["clave_municipio"] == CLAVES[3]).any()
    enteras = ["inversion_centavos", "obras", "proyectos", "acciones", "obras_participa"]
    assert set(todos[enteras].dtypes.astype("str")) == {"int64"}


def test_an_empty_book_has_no_rows_for_anyone():
    vacio = make_libro([{}]).iloc[:0]

    assert compute_inversion_por(vacio, ["grupo"], POR).empty
    assert compute_repartos(vacio, "grupo", GRUPOS).empty
    assert compute_inversion_constante_por(vacio, INPC, 2017, ["ejercicio"], POR).empty
    assert compute_sin_clasificar(vacio, CATALOGO, POR).empty
    solo = compute_sin_clasificar(vacio, CATALOGO)  # lo de un libro siempre es una fila
    assert solo[["obras", "inversion_centavos"]].values.tolist() == [[0, 0]]
    assert solo["porcentaje_pct"].isna().all()
