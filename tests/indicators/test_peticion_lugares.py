"""Los lugares de la petición: de dónde se tiene el dato depende qué se nombra y en qué orden (tablas inventadas)."""

import pandas as pd

from fais_analysis.indicators.peticion_lugares import CUENTAS, build_lugares, compute_ubicadas

SIN_AGEB = pd.DataFrame(
    {
        c: pd.Series(dtype="float64" if c.endswith(("_pct", "_personas")) else "str")
        for c in (
            "clave_ageb", "clave_localidad", "poblacion_personas", "sin_drenaje_pct", "sin_agua_pct",
            "piso_tierra_pct", "sin_electricidad_pct",
        )
    }
)  # fmt: skip
CIUDAD = 15_000


def make_localidades(*personas: float) -> pd.DataFrame:
    n = range(1, len(personas) + 1)
    return pd.DataFrame(
        {
            "clave_localidad": [f"10099{i:04d}" for i in n],
            "localidad": [f"Pueblo {i}" for i in n],
            "poblacion_personas": personas,
            "longitud": -104.0,
            "latitud": 24.0,
        }
    )


def make_viviendas(*filas: tuple[float | None, ...]) -> pd.DataFrame:
    """Una fila = localidad: sin drenaje, sin agua, piso de tierra y sin luz; todas nulas, reservada."""
    tabla = pd.DataFrame(filas, columns=CUENTAS, dtype="float64")
    return tabla.assign(clave_localidad=[f"10099{i:04d}" for i in range(1, len(filas) + 1)])


def test_places_go_by_dwellings_lacking_something_and_the_reserved_are_not_named():
    viviendas = make_viviendas((3, 9, 0, 0), (40, 2, 1, 0), (None,) * 4, (0, 0, 0, 0))
    ciudad, lugares, puntos = build_lugares(make_localidades(900, 300, 4, 80), SIN_AGEB, viviendas, CIUDAD)

    dichos = lugares[["numero", "nombre", "viviendas", "falla"]].to_numpy().tolist()
    assert (ciudad, dichos) == ("", [[1, "Pueblo 2", 40, "sin_drenaje"], [2, "Pueblo 1", 9, "sin_agua"]])
    assert puntos["nombre"].tolist() == ["Pueblo 4", "Pueblo 3"]  # nada le falta; reservada: nunca cero
    assert puntos["viviendas"].isna().tolist() == [False, True]
    assert compute_ubicadas(viviendas, make_localidades())["viviendas"].tolist() == [43, 11, 1, 0]


def test_without_dwellings_by_locality_the_most_populated_are_named():
    for viviendas in (make_viviendas(), make_viviendas((0, 0, 0, 0), (0, 0, 0, 0), (None,) * 4)):
        _, lugares, puntos = build_lugares(make_localidades(20, 300, 0), SIN_AGEB, viviendas, CIUDAD)

        assert set(lugares["nombre"]) == {"Pueblo 1", "Pueblo 2"}
        assert puntos.empty
        assert not lugares["viviendas"].gt(0).any()


def test_in_a_city_its_blocks_are_named_and_what_lacks_outside_is_counted():
    agebs = pd.DataFrame(
        {
            "clave_ageb": ["100990001001A"], "clave_localidad": ["100990001"], "poblacion_personas": [2_000.0],
            "sin_drenaje_pct": [5.0], "sin_agua_pct": [1.0], "piso_tierra_pct": [2.0], "sin_electricidad_pct": [0.0],
            "longitud": [-104.0], "latitud": [24.0],
        }
    )  # fmt: skip
    viviendas = make_viviendas((50, 10, 20, 0), (7, 1, 0, 0))
    ciudad, lugares, _ = build_lugares(make_localidades(20_000, 300), agebs, viviendas, CIUDAD)

    assert ciudad == "Pueblo 1"
    assert lugares[["nombre", "personas", "falla"]].to_numpy().tolist() == [["001A", 100, "sin_drenaje"]]
    assert compute_ubicadas(viviendas, make_localidades(20_000))["viviendas"].tolist() == [7, 1, 0, 0]
    assert compute_ubicadas(make_viviendas(), make_localidades()).empty
