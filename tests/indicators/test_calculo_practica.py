from decimal import Decimal

import pandas as pd
import pytest

from fais_analysis.errors import ClaveError, ComparabilidadError, EsquemaError
from fais_analysis.indicators.estatal import (
    compare_comparativo,
    compute_serie_estatal,
)
from fais_analysis.indicators.practica import (
    TOTAL,
    compare_practica,
    compute_concentrado,
    compute_participacion_social,
    parse_centavos,
    read_concentrado,
)
from fais_analysis.schemas.vocabulario import GRUPOS_CONCENTRADO, SERIE_ESTATAL
from tests.indicators.tablas_de_prueba import make_libro

# Concentrado de Inversión FAIS 2016-2020, documento de la práctica (SEBISED).
PUBLICADO = pd.DataFrame(
    [
        ("Agua y Saneamiento", "1843953387.71", 3624, 35),
        ("Electrificación", "760739214.80", 1860, 14),
        ("Otros proyectos", "1535105527.03", 3500, 29),
        ("Vivienda", "1180894497.48", 91861, 22),
    ],
    columns=["grupo", "inversion_mxn", "cantidad", "porcentaje_publicado"],
)


def make_publicado_en_libro() -> pd.DataFrame:
    """Un folio por grupo con los totales publicados."""
    return make_libro(
        [
            {
                "grupo": f.grupo,
                "monto_centavos": parse_centavos(f.inversion_mxn),
                "cantidad": f.cantidad,
                "tipo_conteo": "accion" if f.grupo == "Vivienda" else "proyecto",
            }
            for f in PUBLICADO.itertuples()
        ]
    )


def test_concentrado_reproduces_the_published_percentages_with_pesos():
    tabla = compute_concentrado(make_publicado_en_libro()).set_index("grupo")

    assert tabla.index.tolist() == [*GRUPOS_CONCENTRADO, TOTAL]
    # dominio_fais §2, columna «% calculado»
    assert tabla["porcentaje_pct"].round(3).tolist() == [34.656, 14.298, 28.852, 22.194, 100.0]
    assert tabla["porcentaje_entero"].tolist() == [35, 14, 29, 22, 100]
    assert tabla.loc[TOTAL, "inversion_centavos"] == 532069262702
    assert tabla.loc[TOTAL, "cantidad"] == 100845
    assert tabla.loc[TOTAL, ["proyectos", "acciones"]].tolist() == [8984, 91861]


def test_comparison_is_to_the_cent_and_to_the_unit():
    libro = make_publicado_en_libro()

    assert compare_practica(compute_concentrado(libro), PUBLICADO)["coincide"].all()
    falta_un_centavo = libro.assign(monto_centavos=libro["monto_centavos"] - [1, 0, 0, 0])
    comparada = compare_practica(compute_concentrado(falta_un_centavo), PUBLICADO).set_index("grupo")
    assert comparada["diferencia_centavos"].tolist() == [-1, 0, 0, 0, -1]
    assert comparada["coincide"].tolist() == [False, True, True, True, False]


def test_social_share_is_71_from_pesos():
    social = compute_participacion_social(read_concentrado(PUBLICADO))

    assert social["inversion_mxn"] == 3785587099.99
    assert round(social["porcentaje_pct"], 3) == 71.148
    assert social["porcentaje_entero"] == 71


def test_social_share_of_nothing_is_null():
    vacio = pd.DataFrame({"grupo": ["Vivienda"], "inversion_centavos": [0]})

    assert pd.isna(compute_participacion_social(vacio)["porcentaje_pct"])
    assert compute_participacion_social(vacio)["porcentaje_entero"] is None


def test_published_total_row_is_checked():
    total = pd.DataFrame([(TOTAL, "5320692627.02", 100845, 100)], columns=PUBLICADO.columns)

    assert read_concentrado(pd.concat([PUBLICADO, total]))["cantidad"].iloc[-1] == 100845
    with pytest.raises(EsquemaError, match="no es la suma"):
        read_concentrado(pd.concat([PUBLICADO, total.assign(inversion_mxn="5320692627.03")]))


@pytest.mark.parametrize(
    "monto, centavos",
    [("1843953387.71", 184395338771), (Decimal("0.10"), 10), (760739214.8, 76073921480), ("1,000", 100000)],
)
def test_cents_are_exact_from_text_decimal_or_number(monto, centavos):
    assert parse_centavos(monto) == centavos


@pytest.mark.parametrize("monto", ["1.005", "mil", None, float("nan"), float("inf"), ""])
def test_what_is_not_cents_is_refused(monto):
    with pytest.raises(EsquemaError, match="centavos exactos"):
        parse_centavos(monto)


def test_group_without_records_is_zero_only_when_there_is_a_book():
    solo = compute_concentrado(make_libro([{}])).set_index("grupo")

    assert solo.loc["Vivienda", ["inversion_centavos", "cantidad"]].tolist() == [0, 0]
    with pytest.raises(EsquemaError, match="grupos que no son"):
        compute_concentrado(make_libro([{}]).iloc[:0])


def test_unknown_group_is_refused():
    with pytest.raises(EsquemaError, match="grupos que no son"):
        compute_concentrado(make_libro([{"grupo": "Caminos"}]))
    with pytest.raises(EsquemaError, match="grupos que no son"):
        read_concentrado(PUBLICADO.replace("Vivienda", "vivienda"))


ESTATAL = pd.DataFrame(
    {
        "clave_entidad": ["32", "32", "00", "00"],
        "anio": [2018, 2016, 2016, 2018],
        "serie": SERIE_ESTATAL,
        "poblacion_personas": 1000.0,
        "pobreza_extrema_pct": [2.1502, 2.7146, 7.2, 7.0],
        "pobreza_extrema_personas": [21.0, 27.0, 72.0, 70.0],
    }
)


def test_state_series_keeps_published_precision_and_nulls():
    serie = compute_serie_estatal(ESTATAL, "32")

    assert serie["pct"].tolist() == [2.7146, 2.1502]
    assert serie["carencias_promedio"].isna().all()
    assert compute_serie_estatal(ESTATAL, "00")["pct"].tolist() == [7.2, 7.0]


def test_state_table_refuses_mixed_series_and_unknown_states():
    with pytest.raises(ComparabilidadError):
        compute_serie_estatal(ESTATAL.assign(serie=[SERIE_ESTATAL, "estatal 2008-2018"] * 2), "32")
    with pytest.raises(ClaveError):
        compute_serie_estatal(ESTATAL, "31")
    with pytest.raises(ClaveError):
        compute_serie_estatal(ESTATAL, "33")
    with pytest.raises(EsquemaError):
        compute_serie_estatal(ESTATAL.drop(columns="pobreza_extrema_pct"), "32")


def test_practice_figures_are_compared_rounded_and_keep_their_warning():
    comparativo = pd.DataFrame(
        {
            "indicador": ["pobreza_extrema", "pobreza_extrema", "vivienda"],
            "anio": [2016, 2018, 2016],
            "valor_publicado_pct": [Decimal("2.8"), Decimal("2.2"), Decimal("7.0")],
            "reduccion_publicada_pp": [Decimal("0.6"), Decimal("0.6"), None],
            "advertencia": ["probablemente de la serie 2008-2018", "", ""],
        }
    )

    otra = ESTATAL.assign(serie="estatal 2008-2018", pobreza_extrema_pct=[2.21, 2.77] * 2)
    tabla = compare_comparativo(comparativo, ESTATAL, otra, "32")

    assert tabla["coincide_anterior"].tolist() == [True, True, pd.NA]
    assert tabla["coincide"].tolist() == [False, True, pd.NA]
    assert tabla["reduccion_coincide"].tolist() == [True, True, pd.NA]
    assert tabla["advertencia"].iloc[0] == "probablemente de la serie 2008-2018"


def test_a_published_percentage_that_is_not_the_rounded_one_does_not_match():
    otro = PUBLICADO.assign(porcentaje_publicado=[36, 14, 29, 22])

    comparada = compare_practica(compute_concentrado(make_publicado_en_libro()), otro)

    assert comparada.loc[comparada["grupo"] == "Agua y Saneamiento", "coincide"].tolist() == [False]
