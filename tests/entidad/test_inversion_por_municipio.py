"""El capítulo toma de la entidad lo de su municipio: igual que calculado con su parte del libro y nada más."""

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from fais_analysis.entidad import inversion_tablas as tablas
from fais_analysis.entidad.datos import DatosEntidad, load_datos_entidad
from fais_analysis.entidad.filtros import filter_municipio
from fais_analysis.entidad.inversion import load_inversion_entidad
from fais_analysis.entidad.zonas import load_zonas
from fais_analysis.indicators.revision_reglas import evaluate_sumas_reglas
from fais_analysis.indicators.sumas_reglas import compute_sumas_reglas
from fais_analysis.indicators.ubicacion_zonas import classify_zonas
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.reports.inversion import build_inversion
from fais_analysis.rules.reparto import list_reglas_reparto

CLAVES = ("10001", "10005", "10014", "10026", "10039")
REPARTOS = ("por_grupo", "por_incidencia", "por_fuente", "por_via")


@pytest.fixture(scope="module")
def durango() -> DatosEntidad:
    """La entidad con el libro vigente (el de demostración)."""
    return load_datos_entidad("10")


def build_tablas(durango: DatosEntidad, libro: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Las tablas que el capítulo tomaría de un libro."""
    catalogo = tablas.build_catalogo(libro)
    return tablas.build_tablas_municipios(libro, catalogo, durango.municipios, load_tabla("inpc"))


@pytest.mark.lento
@pytest.mark.parametrize("clave", CLAVES)
def test_the_chapter_is_what_the_book_of_the_municipality_alone_gives(durango: DatosEntidad, clave: str):
    propio = filter_municipio(load_inversion_entidad("10").libro.tabla, clave)
    datos = build_inversion(clave)

    for nombre, tabla in build_tablas(durango, propio).items():
        sola = filter_municipio(tabla, clave).drop(columns="clave_municipio")
        junta = getattr(datos, nombre)
        if nombre in REPARTOS:  # lo de la entidad no sale del libro de uno
            sola, junta = (t.drop(columns="estado_pct") for t in (sola, junta))
        assert not sola.empty
        assert_frame_equal(junta, sola, check_exact=True)


@pytest.mark.parametrize("clave", CLAVES)
def test_the_rules_of_the_chapter_are_those_of_its_book_alone(durango: DatosEntidad, clave: str):
    propio = filter_municipio(load_inversion_entidad("10").libro.tabla, clave)
    reglas = list_reglas_reparto(propio["ejercicio"].unique())
    zonas = load_zonas("10")
    revision = evaluate_sumas_reglas(
        compute_sumas_reglas(propio, zonas, classify_zonas(propio, zonas)), reglas
    )
    # Las del FISMDF, sin el máximo complementario (la otra cara del mínimo) ni la suma de los dos fondos.
    es_suya = revision["fondo"].eq("FISMDF") & revision["regla"].ne("COMPLEMENTARIA_MAX")
    esperada = revision[es_suya | revision["regla"].eq("FOCALIZACION")].reset_index(drop=True)

    assert len(esperada)
    assert_frame_equal(build_inversion(clave).reglas, esperada, check_exact=True)


def test_a_municipality_without_records_has_no_rows_and_nothing_unclassified(durango: DatosEntidad):
    libro = load_inversion_entidad("10").libro.tabla
    sin_nuevo_ideal = build_tablas(durango, libro[libro["clave_municipio"] != "10039"])

    for nombre, tabla in sin_nuevo_ideal.items():
        assert len(filter_municipio(tabla, "10039")) == (1 if nombre == "sin_clasificar" else 0)
        assert len(filter_municipio(tabla, "10001"))
    fila = filter_municipio(sin_nuevo_ideal["sin_clasificar"], "10039").iloc[0]
    assert (fila["obras"], fila["inversion_centavos"], fila["inversion_mxn"]) == (0, 0, 0)
    assert pd.isna(fila["porcentaje_pct"])


def test_no_social_work_is_zero_and_not_missing(durango: DatosEntidad):
    libro = load_inversion_entidad("10").libro.tabla
    propio = filter_municipio(libro, "10001").assign(grupo="Urbanización")
    otro = filter_municipio(libro, "10005")

    social = tablas.build_social(pd.concat([propio, otro], ignore_index=True))

    assert filter_municipio(social, "10001").drop(columns="clave_municipio").values.tolist() == [[0, 0, 0, 0]]
    assert filter_municipio(social, "10005")["inversion_centavos"].item() > 0
