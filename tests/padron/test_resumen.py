"""El resumen para el panorama y los expedientes: de nadie se sabe que son de 1 a 4, ni restando."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from fais_analysis.padron.celdas import SIN_MUNICIPIO
from fais_analysis.padron.resumen import build_resumen, count_municipios

from .test_cruces import make

LLAVE = b"k" * 32
CUENTA = st.one_of(st.integers(0, 6), st.integers(0, 60))


def make_cuentas(filas: list[tuple[int, int, int, int]]) -> pd.DataFrame:
    """Acciones, registradas (nunca más que las acciones), apoyos y repetidos (nunca más que los apoyos)."""
    return pd.DataFrame(
        [(m, min(r, m), a, min(d, a)) for m, r, a, d in filas],
        columns=["acciones", "registradas", "apoyos", "repetidos"],
        index=[f"10{i:03d}" for i in range(1, len(filas) + 1)],
    )


def list_demostradas(cuentas: pd.DataFrame, dicho: dict, medida: str, tope: str | None) -> list[str]:
    """Los municipios de los que restando intervalos se sabe que son de 1 a 4; sin nada del programa lineal."""
    rangos = {}
    for lugar in cuentas.index:
        z = dicho["municipios"].get(lugar, {}).get(medida)
        maximo = cuentas[tope][lugar] if tope else 10**6
        rangos[lugar] = (0, maximo) if z is None else (max(0, z - 4), min(z + 4, maximo))
    z = dicho[medida]  # si es la suma de lo dicho, no agrega nada
    es_suma = z is None or z == sum(f[medida] or 0 for f in dicho["municipios"].values())
    bajo, alto = (0, 10**9) if es_suma else (max(0, z - 4), z + 4)
    malos = []
    for lugar in cuentas.index:
        otros = [r for m, r in rangos.items() if m != lugar]
        minimo = max(rangos[lugar][0], bajo - sum(r[1] for r in otros))
        maximo = min(rangos[lugar][1], alto - sum(r[0] for r in otros))
        assert rangos[lugar][0] <= cuentas[medida][lugar] <= rangos[lugar][1]  # lo dicho es cierto
        malos += [lugar] if minimo >= 1 and maximo <= 4 else []
    return malos


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(CUENTA, CUENTA, CUENTA, CUENTA), min_size=1, max_size=6))
def test_no_small_count_is_proved_not_even_by_subtraction(filas: list):
    cuentas = make_cuentas(filas)
    dicho = build_resumen(cuentas, LLAVE)

    for medida, tope in (("registradas", "acciones"), ("apoyos", None), ("repetidos", None)):
        assert list_demostradas(cuentas, dicho, medida, tope) == []
    for lugar, fila in dicho["municipios"].items():
        assert fila["acciones"] == cuentas["acciones"][lugar]  # el anexo es público
        assert fila["registradas"] is None or fila["registradas"] in (fila["acciones"], *range(0, 100, 5))
    assert build_resumen(cuentas[::-1], LLAVE) | {"municipios": 0} == dicho | {
        "municipios": 0
    }  # en cualquier orden


def test_few_actions_say_nothing_and_the_sensitive_only_counts_in_the_state():
    tabla = make(
        *[{"ventana_meses": "36"}] * 30, *[{"clave_municipio": "10007", "ventana_meses": "36"}] * 3,
        *[{"clave_municipio": "10008", "ventana_meses": "36", "sensible": "1", "apoyo": "refugio"}] * 20,
    )  # fmt: skip
    tabla["registro"] = [f"R{i}" for i in range(len(tabla))]
    cruce = pd.DataFrame(
        [("10005", "piso", 30, 30), ("10007", "piso", 4, 3), ("10008", "refugio", 20, 20)],
        columns=["clave_municipio", "apoyo", "pagadas", "registradas"],
    )
    cuentas = count_municipios(cruce, tabla, {f"R{i}" for i in range(10)})
    dicho = build_resumen(cuentas, LLAVE)

    assert cuentas.loc[SIN_MUNICIPIO, ["acciones", "apoyos"]].tolist() == [20, 20]
    assert dicho["municipios"].keys() == {"10005", "10007"}
    assert dicho["municipios"]["10005"] == {"acciones": 30, "registradas": 30, "apoyos": 30, "repetidos": 10}
    assert dicho["municipios"]["10007"]["registradas"] is None
    assert dicho["acciones"] == 54


def test_without_a_window_repeats_are_not_said():
    cruce = pd.DataFrame(
        [("10005", "piso", 30, 30)], columns=["clave_municipio", "apoyo", "pagadas", "registradas"]
    )
    cuentas = count_municipios(cruce, make(*[{}] * 30), ())

    dicho = build_resumen(cuentas, LLAVE)
    assert dicho["municipios"]["10005"] == {
        "acciones": 30, "registradas": 30, "apoyos": None, "repetidos": None,
    }  # fmt: skip
