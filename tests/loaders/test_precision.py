"""Las bandas de precisión: cuáles son, cuándo una carencia no se compara y qué dice el informe."""

import re
from pathlib import Path

import pandas as pd
import pytest

from fais_analysis.entidad.datos import load_datos_entidad
from fais_analysis.errors import EsquemaError
from fais_analysis.indicators.precision import compute_precision, list_imprecisas
from fais_analysis.loaders import precision
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.reports.diagnostico import build_diagnostico
from fais_analysis.views.capitulos import diagnostico_tablas as ver

ENCABEZADO = "cvegeo," + ",".join(
    f"banda_{a}_{i}"
    for i in (
        "lp_ingreso",
        "rezago_educ",
        "car_salud",
        "car_segsoc",
        "car_vivienda",
        "car_servbas",
        "car_alim",
    )
    for a in ("rural", "urbano")
)


def test_table_has_the_published_rows_and_the_known_bands():
    # HALLAZGOS 26-11-2026: 2,466 municipios; 10005, servicios básicos urbano, más de 25 %.
    tabla = load_tabla("precision_pobreza").set_index("clave_municipio")

    assert len(tabla) == 2466
    assert len(tabla[tabla.index.str[:2] == "10"]) == 39
    assert tabla.loc["10005", "servicios_basicos_urbano"] == "baja"
    assert set(tabla["vivienda_rural"].dropna()) == {"alta", "media", "baja"}


def test_only_what_is_imprecise_everywhere_is_not_compared():
    datos = load_datos_entidad("10")
    propias = list_imprecisas(datos.precision)

    # Contadas a mano en el original: municipio y carencia con más de 25 % en todos los ámbitos que tienen.
    assert len(propias) == 17
    assert ("10039", "vivienda", 2020) in propias
    assert ("10005", "servicios_basicos", 2020) not in propias  # en lo rural es media
    ultimo = datos.brechas[datos.brechas["anio"] == 2020].set_index(["clave_municipio", "indicador"])
    assert ultimo.loc[("10039", "vivienda"), "posicion"] == "no comparable"
    assert "poco precisa" in ultimo.loc[("10039", "vivienda"), "posicion_texto"]
    assert pd.notna(ultimo.loc[("10039", "vivienda"), "brecha_pp"])  # la cifra se conserva
    antes = datos.brechas[datos.brechas["anio"] == 2015].set_index(["clave_municipio", "indicador"])
    assert antes.loc[("10039", "vivienda"), "posicion"] != "no comparable"


@pytest.mark.parametrize(
    ("clave", "dice"),
    [
        ("10039", "calidad y espacios de la vivienda, en lo rural y lo urbano"),
        ("10005", "servicios básicos en la vivienda, en lo urbano"),
        ("10014", ""),
    ],
)
def test_report_says_which_is_imprecise_and_where(clave: str, dice: str):
    datos = build_diagnostico(clave)
    texto = ver.write_precision(datos)
    html = ver.build_tabla_prioridad(datos).to_html()

    assert dice in texto
    assert bool(texto) == bool(dice)
    assert (ver.POCO_PRECISA in html) == bool(datos.prioridad["es_imprecisa"].any())
    assert ("Precisión de la pobreza" in html) == bool(dice)
    assert not re.search("[✔⚠❌]", html)


def test_an_unknown_mark_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    archivo = tmp_path / "bandas.csv"
    archivo.write_text(f"{ENCABEZADO}\n01001,{','.join(['✔'] * 13)},★\n", encoding="utf-8")
    monkeypatch.setattr(precision, "locate_archivo", lambda _: archivo)

    with pytest.raises(EsquemaError, match="marcas de precisión") as error:
        precision.load_precision_pobreza()

    assert "★" in error.value.encontrado
    assert "alimentacion_urbano" in error.value.donde


def test_without_a_population_there_is_no_band_and_missing_is_not_imprecise():
    vacia = pd.DataFrame(
        {"clave_municipio": ["32001"], "anio": [2020]}
        | {c: [None] for c in load_tabla("precision_pobreza").columns[2:]}
    )

    assert not compute_precision(vacia)["es_imprecisa"].any()
