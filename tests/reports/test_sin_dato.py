"""Sin dato no es ninguna, ni una cifra que no cambió: AGEB sin grado y municipios que no se midieron antes."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fais_analysis.entidad.datos import load_datos_entidad
from fais_analysis.entidad.filtros import complete_municipios
from fais_analysis.indicators.brechas import compute_brechas_todas
from fais_analysis.indicators.tendencias import compute_cambios_todos
from fais_analysis.reports import diagnostico, mapa_zap
from fais_analysis.views.capitulos import comun
from fais_analysis.views.capitulos import diagnostico as ver
from fais_analysis.views.capitulos import diagnostico_carencias as carencias
from fais_analysis.views.capitulos import mapa_zap as ver_mapa
from tests.reports.conftest import get_texto

SOLO_2020 = ("02006", "07120", "07121", "07122", "07123", "07124", "17034", "17035", "17036", "23011")
MUNICIPIOS = pd.DataFrame({"clave_municipio": ["32001", "32002", "32003"]})
ANIOS = (2010, 2015, 2020)


def phrase_agebs(**conteos: int) -> str:
    base = {"agebs": 0, "altas": 0, "altas_personas": 300.0, "todas": 0, "sin_grado": 0}
    fila = pd.DataFrame([base | {"sin_grado_habitadas": 0} | conteos])
    datos = replace(mapa_zap.build_mapa_zap("10014"), resumen_agebs=fila)
    return get_texto(ver_mapa._phrase_agebs(datos))


@pytest.mark.parametrize(
    ("conteos", "esperado"),
    [
        (
            {"agebs": 12, "altas": 0, "todas": 18, "sin_grado": 6, "sin_grado_habitadas": 6},
            "De sus 18 AGEB urbanas (grupos de manzanas), 12 tienen grado de marginación publicado, y en "
            "ninguna es alto ni muy alto. De las otras 6, todas con habitantes: sin dato.",
        ),
        (
            {"agebs": 12, "altas": 0, "todas": 18, "sin_grado": 6, "sin_grado_habitadas": 4},
            "De sus 18 AGEB urbanas (grupos de manzanas), 12 tienen grado de marginación publicado, y en "
            "ninguna es alto ni muy alto. De las otras 6, 4 con habitantes: sin dato.",
        ),
        (
            {"agebs": 2, "altas": 0, "todas": 3, "sin_grado": 1, "sin_grado_habitadas": 1},
            "De sus 3 AGEB urbanas (grupos de manzanas), 2 tienen grado de marginación publicado, y en "
            "ninguna es alto ni muy alto. De la otra, habitada: sin dato.",
        ),
        (
            {"agebs": 1, "altas": 1, "todas": 6, "sin_grado": 5},
            "De sus 6 AGEB urbanas (grupos de manzanas), 1 tiene grado de marginación publicado, y es alto o "
            "muy alto: ahí viven 300 personas. De las otras 5: sin dato.",
        ),
        (
            {"agebs": 4, "altas": 2, "todas": 4},
            "Sus 4 AGEB urbanas (grupos de manzanas) tienen grado de marginación publicado, y en 2 es alto o "
            "muy alto: ahí viven 300 personas.",
        ),
        (
            {"agebs": 2, "altas": 2, "todas": 3, "sin_grado": 1},
            "De sus 3 AGEB urbanas (grupos de manzanas), 2 tienen grado de marginación publicado, y en las "
            "2 es alto o muy alto: ahí viven 300 personas. De la otra: sin dato.",
        ),
        (
            {"agebs": 1, "altas": 0, "todas": 1},
            "Su única AGEB urbana (grupo de manzanas) tiene grado de marginación publicado, y no es alto ni "
            "muy alto.",
        ),
        (
            {"todas": 3, "sin_grado": 3, "sin_grado_habitadas": 2},
            "Sus 3 AGEB urbanas (grupos de manzanas) no tienen grado de marginación publicado: sin dato.",
        ),
    ],
)
def test_agebs_without_grade_are_never_none(conteos: dict[str, int], esperado: str):
    assert phrase_agebs(**conteos) == esperado


@pytest.mark.parametrize("clave", [f"10{n:03d}" for n in range(1, 40)])
def test_every_municipio_counts_all_its_urban_agebs(clave: str):
    datos = mapa_zap.build_mapa_zap(clave)
    fila = datos.resumen_agebs.iloc[0]

    assert fila["agebs"] + fila["sin_grado"] == fila["todas"]
    assert fila["agebs"] == datos.agebs_por_grado["agebs"].sum()
    texto = get_texto(ver_mapa._phrase_agebs(datos))
    if fila["sin_grado"]:
        assert f"sus {int(fila['todas'])}" in texto.lower().replace(",", "") or "no tienen" in texto
        assert texto.endswith("sin dato.")


def test_published_count_of_agebs_is_the_one_of_inegi():
    # Marco Geoestadístico 2020 (data/agebs.csv): Hidalgo tiene 6 AGEB urbanas; CONAPO publica el grado de 1.
    fila = mapa_zap.build_mapa_zap("10010").resumen_agebs.iloc[0]

    assert (fila["todas"], fila["agebs"]) == (6, 1)


@pytest.mark.lento
@pytest.mark.parametrize("clave", SOLO_2020)
def test_a_municipio_measured_once_never_goes_from_a_year_to_the_same_year(clave: str):
    datos = diagnostico.build_diagnostico(clave)

    for indicador in ("pobreza", "pobreza_extrema"):
        titulo = carencias.plot_tendencia(datos, indicador).titulo
        assert titulo.endswith("en 2020; sin dato de 2015")
    assert "falta esa medición" in get_texto(ver.show_portada(datos))


def test_step_with_one_or_no_year():
    paso = comun.phrase_paso(42.7, None, 2015, 2020).replace("\u00a0", " ")

    assert paso == "42.7 % en 2015; sin dato de 2020"


def make_pobreza(valores: dict[tuple[str, int], float]) -> pd.DataFrame:
    filas = [
        {"clave_municipio": c, "anio": a, "serie": "municipal 2010-2020"}
        | {"poblacion_personas": 1000.0, "pobreza_personas": v, "pobreza_extrema_personas": v / 2}
        for (c, a), v in valores.items()
    ]
    return pd.DataFrame(filas)


@pytest.mark.lento
@settings(max_examples=60, deadline=None)
@given(
    valores=st.fixed_dictionaries(
        {(c, a): st.integers(0, 1000).map(float) for c in MUNICIPIOS["clave_municipio"] for a in ANIOS}
    ),
    faltan=st.sets(st.tuples(st.sampled_from(["32002", "32003"]), st.sampled_from(ANIOS))),
)
def test_a_missing_row_and_a_null_row_read_the_same(valores, faltan):
    tabla = make_pobreza(valores)
    es_falta = pd.MultiIndex.from_frame(tabla[["clave_municipio", "anio"]]).isin(list(faltan))
    medidas = [c for c in tabla if c.endswith("_personas")]
    nula = tabla.copy()
    nula.loc[es_falta, medidas] = float("nan")
    ausente = complete_municipios(tabla[~es_falta].reset_index(drop=True), MUNICIPIOS)

    for calcular in (compute_brechas_todas, compute_cambios_todos):
        pd.testing.assert_frame_equal(calcular(ausente), calcular(nula))


def test_every_municipio_of_a_state_has_every_measurement():
    datos = load_datos_entidad("07")

    assert (
        datos.pobreza.groupby("clave_municipio")["anio"].nunique().eq(datos.pobreza["anio"].nunique()).all()
    )
