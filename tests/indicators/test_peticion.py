"""La voz de una petición, sus obras y su costo: reglas con casos a mano."""

import pandas as pd
import pytest

from fais_analysis.indicators.peticion import approximate_personas, compute_voces, judge_variante, judge_voz
from fais_analysis.indicators.peticion_costos import add_costos, compute_costos, compute_destinos
from fais_analysis.indicators.peticion_obras import SituacionObras, compute_obras, compute_vive
from fais_analysis.rules.peticion import load_reglas_peticion

REGLAS = load_reglas_peticion()
UMBRALES = REGLAS.umbrales


@pytest.mark.parametrize(
    ("mayor_pp", "personas", "voz"),
    [
        (5.0, 40, "urgente"),
        (4.99, 1001, "como_estado"),
        (1.0, 1000, "falta_poco"),
        (1.01, 10, "como_estado"),
        (-3.0, 1001, "como_estado"),
        (-3.0, 83, "falta_poco"),
    ],
)
def test_voz_at_the_edge_and_beyond(mayor_pp: float, personas: int, voz: str):
    assert judge_voz(mayor_pp, personas, UMBRALES) == voz


@pytest.mark.parametrize(
    ("pp", "variante"), [(1.01, "arriba"), (1.0, "igual"), (-1.0, "igual"), (-1.1, "abajo_muchas")]
)
def test_variante_at_the_edge_and_beyond(pp: float, variante: str):
    assert judge_variante(pp, UMBRALES) == variante


def test_people_are_said_in_tens_and_hundreds():
    assert [approximate_personas(n) for n in (83, 725, 995, 999, 1050, 12753)] == [
        80,
        730,
        1000,
        1000,
        1100,
        12800,
    ]


def make_brechas(pcts: dict[str, float | None]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"clave_municipio": "10001", "anio": 2020, "indicador": c, "municipio_pct": p, "municipio_personas": p and p * 10,
             "estado_pct": 6.0, "estado_personas": 1000, "brecha_pp": p and p - 6}
            for c, p in pcts.items()
        ]
    )  # fmt: skip


def test_voces_take_the_two_carencias_fais_moves():
    (fila,) = compute_voces(
        make_brechas({"servicios_basicos": 7.0, "vivienda": 12.0, "salud": 90.0}), 2020, UMBRALES
    ).to_dict("records")

    assert (fila["voz"], fila["carencia"], fila["personas"], fila["fais_personas"]) == (
        "urgente",
        "vivienda",
        120,
        190,
    )
    assert fila["parte_estado_pct"] == 9.5


def test_without_a_measurement_there_is_no_voz():
    (fila,) = compute_voces(
        make_brechas({"servicios_basicos": None, "vivienda": 12.0}), 2020, UMBRALES
    ).to_dict("records")

    assert fila["voz"] == "sin_dato"
    assert pd.isna(fila["personas"])


def make_situacion(
    viviendas: dict[str, int | None], carencia: str, extra_pp: float = 0, rural: bool = False
) -> SituacionObras:
    pcts = {f: 1.0 for f in ("sin_drenaje", "sin_agua", "sin_electricidad", "piso_tierra")}
    carencias = {"servicios_basicos": 3.0 + extra_pp, "vivienda": 1.0 + extra_pp}
    return SituacionObras(viviendas, pcts, carencias, carencia, rural)


def list_propuestas(situacion: SituacionObras) -> list[str]:
    obras = compute_obras(situacion, REGLAS)
    return obras.loc[obras["es_propuesta"], "obra"].tolist()


def test_obras_go_from_most_to_fewest_and_small_ones_stay_out():
    viviendas = {"sin_drenaje": 100, "sin_agua": 9, "sin_electricidad": 4, "piso_tierra": 10}

    assert list_propuestas(make_situacion(viviendas, "servicios_basicos")) == ["drenaje", "piso"]


def test_what_is_only_a_clue_is_por_contar_and_comes_last():
    viviendas = {"sin_drenaje": 100, "sin_agua": 50, "sin_electricidad": 40, "piso_tierra": 20}
    obras = compute_obras(make_situacion(viviendas, "vivienda", extra_pp=1.0), REGLAS)

    assert obras.loc[obras["es_propuesta"], "obra"].tolist() == ["drenaje", "agua", "piso", "cuarto"]
    assert obras.loc[obras["es_por_contar"], "viviendas"].isna().all()


def test_what_most_dwellings_lack_is_always_offered():
    """Armería (06001): encabezan los servicios, y el piso de tierra es la falla de más viviendas."""
    viviendas = {"sin_drenaje": 94, "sin_agua": 144, "sin_electricidad": 70, "piso_tierra": 450}
    propuestas = list_propuestas(make_situacion(viviendas, "servicios_basicos", extra_pp=1.0))

    assert propuestas == ["piso", "agua", "drenaje", "luz"]


def test_never_only_por_contar_nor_one_alone():
    viviendas = {"sin_drenaje": 3, "sin_agua": 2, "sin_electricidad": 0, "piso_tierra": 1}

    assert list_propuestas(make_situacion(viviendas, "vivienda", extra_pp=1.0))[:1] == ["drenaje"]
    assert list_propuestas(make_situacion(viviendas, "servicios_basicos")) == ["drenaje", "agua"]


def test_a_work_for_no_dwelling_is_not_offered_and_unknown_is_not_zero():
    obras = compute_obras(
        make_situacion({"sin_drenaje": 0, "sin_agua": None}, "servicios_basicos", rural=True), REGLAS
    )

    assert "drenaje" not in set(obras["obra"])
    assert obras.loc[obras["obra"] == "agua", "viviendas"].isna().all()


def make_localidades(poblaciones: list[int | None]) -> pd.DataFrame:
    return pd.DataFrame({"clave_municipio": "10001", "localidad": "x", "poblacion_personas": poblaciones})


@pytest.mark.parametrize(
    ("poblaciones", "forma", "de_cada_10"),
    [
        ([20, 80, 400], "dispersa", 2),
        ([1000, 2000, None], "todos_pueblos", 10),
        ([1500, 1500, 2600], "pueblos", 5),
        ([9000, 1000], "ciudad", 9),
    ],
)
def test_vive_at_a_glance(poblaciones: list[int | None], forma: str, de_cada_10: int):
    (fila,) = compute_vive(make_localidades(poblaciones), UMBRALES).to_dict("records")

    assert (fila["forma"], fila["de_cada_10"]) == (forma, de_cada_10)


def test_without_population_there_is_no_row():
    assert compute_vive(make_localidades([None]), UMBRALES).empty


def make_libro(filas: list[tuple]) -> pd.DataFrame:
    columnas = ["folio_obra", "ejercicio", "subclasificacion", "viviendas", "monto_centavos"]
    return pd.DataFrame(filas, columns=columnas).assign(clave_municipio="10001")


PISO = [("a", 2019, "Piso firme", 2, 100_00), ("a", 2019, "Piso firme", 2, 100_00), ("b", 2020, "Piso firme", 1, 300_00),
        ("c", 2020, "Piso firme", 4, 800_00), ("d", 2020, "Piso firme", None, 900_00)]  # fmt: skip


def test_unit_cost_is_the_median_of_whole_folios():
    # Por vivienda: a = (100+100)/2 = 100; b = 300; c = 200; d no dice viviendas. Mediana: 200 pesos.
    costos = compute_costos(make_libro(PISO), REGLAS.obras, 3)

    assert (costos["piso"], costos["agua"]) == (200, None)
    assert compute_costos(make_libro(PISO), REGLAS.obras, 4)["piso"] is None


def test_total_needs_a_cost_and_a_count():
    obras = pd.DataFrame(
        {"obra": ["piso", "agua", "estufa"], "viviendas": pd.array([7, 5, None], dtype="Int64")}
    )
    tabla = add_costos(obras, {"piso": 200, "agua": None, "estufa": 10})

    assert tabla["total_mxn"].tolist() == [1400, pd.NA, pd.NA]


def test_money_of_the_last_year_adds_up_and_zero_is_said():
    libro = make_libro(PISO)
    tabla = compute_destinos(libro, pd.Series(["final", "final", "intermedia", "sin efecto", "sin efecto"]))

    assert dict(zip(tabla["destino"], tabla["monto_mxn"], strict=True)) == {
        "llega": 0,
        "red": 300,
        "no_toca": 1700,
    }
    assert set(tabla["ejercicio"]) == {2020}
