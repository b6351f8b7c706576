import pandas as pd
import pytest

from fais_analysis.errors import EsquemaError
from fais_analysis.indicators.necesidad import (
    NO_SE_PUEDE,
    ReglaConclusion,
    compute_necesidad_inversion,
)
from tests.indicators.tablas_de_prueba import CAPACIDAD, make_libro

CATALOGO = pd.DataFrame(
    [
        ("Agua y saneamiento", "Red de agua", "intermedia", "servicios_basicos"),
        ("Vivienda", "Piso firme", "final", "vivienda"),
        ("Vivienda", "Cuarto para baño", "final condicionada", "servicios_basicos"),
        ("Educación", "Aula", "indirecta", "rezago_educativo"),
    ],
    columns=["rubro", "subclasificacion", "efecto", "carencia"],
)
PISO = {"rubro": "Vivienda", "subclasificacion": "Piso firme", "carencia": "vivienda", "grupo": "Vivienda"}


def make_prioridad(servicios=800, vivienda=200, clave="32001") -> pd.DataFrame:
    personas = {"servicios_basicos": servicios, "vivienda": vivienda}
    filas = [(clave, c, personas.get(c, 500), 10.0, cap) for c, cap in CAPACIDAD.items()]
    return pd.DataFrame(filas, columns=["clave_municipio", "carencia", "personas", "pct", "capacidad_fais"])


def get_fila(tabla: pd.DataFrame, carencia: str = "servicios_basicos") -> pd.Series:
    return tabla.set_index("carencia").loc[carencia]


BASE = make_libro([{"monto_centavos": 1000}] * 4 + [{**PISO, "monto_centavos": 6000}])


def test_weights_compare_people_and_money_among_what_fais_moves():
    tabla = compute_necesidad_inversion(make_prioridad(), BASE, CATALOGO)

    fila = get_fila(tabla)
    assert fila["peso_necesidad_pct"] == 80
    assert fila["peso_inversion_pct"] == 40
    assert fila["diferencia_pp"] == -40
    assert fila["conclusion"] == "menos que su peso"
    assert get_fila(tabla, "vivienda")["conclusion"] == "más que su peso"
    assert "40.0\u00a0% de la inversión" in fila["motivo"]
    assert fila["inversion_por_persona_mxn"] == 40 / 800


def test_effects_split_the_money():
    libro = pd.concat(
        [
            BASE,
            make_libro(
                [
                    {"folio_obra": "B", "rubro": "Vivienda", "subclasificacion": "Cuarto para baño"},
                    {"folio_obra": "C", "rubro": "Otro", "subclasificacion": "No está"},
                ]
            ),
        ]
    )

    fila = get_fila(compute_necesidad_inversion(make_prioridad(), libro, CATALOGO))

    partes = [f"inversion_{e}_mxn" for e in ("final", "intermedia", "indirecta", "sin_clasificar")]
    assert fila[partes].tolist() == [1, 40, 0, 1]
    assert fila["inversion_mxn"] == sum(fila[partes])


def test_similar_weight_is_within_the_threshold():
    tabla = compute_necesidad_inversion(make_prioridad(300, 700), BASE, CATALOGO)

    assert get_fila(tabla)["conclusion"] == "parecida a su peso"  # 40 % del dinero, 30 % de las personas
    estricta = compute_necesidad_inversion(
        make_prioridad(300, 700), BASE, CATALOGO, ReglaConclusion(umbral_pp=9)
    )
    assert get_fila(estricta)["conclusion"] == "más que su peso"


@pytest.mark.parametrize(
    "prioridad, libro, carencia, motivo",
    [
        (make_prioridad(), BASE.assign(es_demostracion=True), "servicios_basicos", "demostración"),
        (make_prioridad(), BASE, "salud", "no mueve esta carencia directamente"),
        (make_prioridad(), BASE, "seguridad_social", "no mueve esta carencia directamente"),
        (make_prioridad(None), BASE, "servicios_basicos", "sin dato de la carencia"),
        (make_prioridad(None), BASE, "vivienda", "sin base para comparar los pesos"),
        (make_prioridad(clave="32002"), BASE, "servicios_basicos", "no tiene registros"),
        (make_prioridad(99), BASE, "servicios_basicos", "menos de 100 personas"),
        (make_prioridad(), BASE.head(4), "servicios_basicos", "menos de 5 obras"),
        (make_prioridad(), BASE.assign(monto_centavos=0), "servicios_basicos", "sin base para comparar"),
    ],
)
def test_when_it_cannot_be_concluded_it_says_why(prioridad, libro, carencia, motivo):
    fila = get_fila(compute_necesidad_inversion(prioridad, libro, CATALOGO), carencia)

    assert fila["conclusion"] == NO_SE_PUEDE
    assert motivo in fila["motivo"]


def test_no_records_is_null_and_no_money_for_that_need_is_zero():
    sin_registros = get_fila(compute_necesidad_inversion(make_prioridad(clave="32002"), BASE, CATALOGO))
    sin_obra = get_fila(compute_necesidad_inversion(make_prioridad(), BASE, CATALOGO), "salud")

    assert pd.isna(sin_registros["inversion_centavos"])
    assert pd.isna(sin_registros["inversion_mxn"])
    assert sin_obra["inversion_centavos"] == 0
    assert sin_obra["obras"] == 0


def test_many_municipalities_at_once_equal_one_by_one():
    dos = pd.concat([make_prioridad(), make_prioridad(50, 900, "32002")], ignore_index=True)
    libro = pd.concat(
        [BASE, BASE.assign(clave_municipio="32002", folio_obra=lambda t: "Z" + t["folio_obra"])]
    )

    juntas = compute_necesidad_inversion(dos, libro, CATALOGO)
    una = compute_necesidad_inversion(make_prioridad(), libro, CATALOGO)

    suya = juntas[juntas["clave_municipio"] == "32001"].reset_index(drop=True)
    pd.testing.assert_frame_equal(suya, una)
    assert set(juntas["conclusion"]) <= {
        "más que su peso",
        "parecida a su peso",
        "menos que su peso",
        NO_SE_PUEDE,
    }


def test_repeated_catalogue_would_double_the_money_so_it_is_refused():
    with pytest.raises(EsquemaError, match="repite llaves"):
        compute_necesidad_inversion(make_prioridad(), BASE, pd.concat([CATALOGO, CATALOGO]))


def test_the_minimums_are_inclusive():
    justos = get_fila(compute_necesidad_inversion(make_prioridad(100), BASE, CATALOGO))

    assert justos["conclusion"] != NO_SE_PUEDE
