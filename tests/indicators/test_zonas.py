"""Zonas por ejercicio: qué conjunto se usa cada año, su status y su decreto."""

import dataclasses

import pandas as pd
import pytest

from fais_analysis.errors import ParametroError
from fais_analysis.indicators.texto import SIN_DATO
from fais_analysis.indicators.zonas import (
    DECLARATORIA,
    DERIVADO,
    InsumosZap,
    compute_diferencia_lista,
    compute_status_zonas,
    compute_zonas,
    filter_zonas,
)
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.rules.cortes_zap import load_cortes_zap
from tests.indicators.libros_de_prueba import make_anexos

TABLAS = (
    "marginacion_original",
    "marginacion_municipal",
    "rezago_social",
    "pobreza_municipal",
    "marginacion_ageb",
)
NOMBRES = {
    "10002": "Canelas", "10007": "Gómez Palacio", "10012": "Lerdo", "10014": "Mezquital", "10019": "Otáez",
    "10023": "Pueblo Nuevo", "10027": "San Juan de Guadalupe", "10032": "Santiago Papasquiaro",
    "10034": "Tamazula", "10037": "Topia",
}  # fmt: skip


@pytest.fixture(scope="module")
def insumos() -> InsumosZap:
    propias = [load_tabla(n) for n in (*TABLAS, "agebs")]
    return InsumosZap(*propias, make_anexos(), load_tabla("zap_declaratorias"), load_tabla("zap_rural"))


@pytest.fixture(scope="module")
def zonas(insumos) -> pd.DataFrame:
    return compute_zonas(insumos, load_cortes_zap(), "10")


def list_zap(zonas: pd.DataFrame, anio: int, ambito: str = "rural") -> list[str]:
    filas = filter_zonas(zonas, anio, ambito)
    return filas.loc[filas["es_zap"].fillna(False), "clave"].tolist()


def test_every_year_has_status_and_known_decree(zonas):
    status = compute_status_zonas(zonas).set_index(["ambito", "anio"])

    assert status.index.get_level_values("anio").unique().tolist() == list(range(2016, 2027))
    assert set(status["status"]) == {DERIVADO}
    assert status.loc[("rural", 2021), "fecha_dof"] == "2020-11-30"  # datos.md §10
    assert pd.isna(status.loc[("rural", 2016), "fecha_dof"])


def test_changing_the_year_changes_the_set(zonas):
    # datos.md §10: 7 con todo 2010; 9 con todo 2015; 7 con todo 2020.
    assert len(list_zap(zonas, 2016)) == 7
    assert len(list_zap(zonas, 2020)) == 9
    assert len(list_zap(zonas, 2023)) == 7
    assert list_zap(zonas, 2020) != list_zap(zonas, 2023)
    # Marginación urbana 2020: 134 AGEB de grado alto y 40 muy alto, en 28 municipios (datos.md §9-10).
    assert len(list_zap(zonas, 2023, "urbana")) == 174
    assert len({c[:5] for c in list_zap(zonas, 2023, "urbana")}) == 28
    assert len(list_zap(zonas, 2019, "urbana")) == 160  # 2010: 122 y 38


def test_ageb_without_grade_is_without_data(zonas):
    urbana = filter_zonas(zonas, 2023, "urbana")

    assert len(urbana) == 1897
    assert urbana["es_zap"].isna().sum() == 1897 - 1012  # 1,012 AGEB con grado en 2020


def test_derived_sets_never_call_themselves_the_declaration(zonas):
    assert zonas["leyenda"].str.contains("no es la declaratoria").all()
    assert not zonas["status"].eq(DECLARATORIA).any()


def test_list_without_the_decree_does_not_decide(zonas):
    diferencia = compute_diferencia_lista(zonas, 2023)
    por_tipo = diferencia.groupby("diferencia")["clave_municipio"].agg(list)

    assert por_tipo["en ambas"] == ["10002", "10014", "10019", "10023", "10027", "10034", "10037"]
    assert por_tipo["sólo en la lista"] == ["10007", "10012", "10032"]
    assert "sólo en el conjunto" not in por_tipo
    assert len(diferencia) == 39


def test_difference_of_2023_is_explained_by_name_in_the_document(zonas, raiz):
    texto = (raiz / "docs" / "focalizacion.md").read_text(encoding="utf-8")
    diferencia = compute_diferencia_lista(zonas, 2023).query("diferencia != 'en ninguna'")

    assert sorted(diferencia["clave_municipio"]) == sorted(NOMBRES)
    for fila in diferencia.itertuples():
        assert f"| {NOMBRES[fila.clave_municipio]} ({fila.clave_municipio}) | {fila.diferencia} |" in texto


@pytest.mark.lento
def test_loaded_annex_replaces_the_derived_set_only_in_its_year(insumos):
    anexos = make_anexos((2019, "rural", "10001"), (2019, "urbana", "1000100010054"))
    zonas = compute_zonas(dataclasses.replace(insumos, anexos=anexos), load_cortes_zap(), "10")
    status = compute_status_zonas(zonas).set_index(["ambito", "anio"])

    assert list_zap(zonas, 2019) == ["10001"]
    assert list_zap(zonas, 2019, "urbana") == ["1000100010054"]
    assert filter_zonas(zonas, 2019, "rural")["es_zap"].notna().all()  # lo que no nombra el anexo está fuera
    assert status.loc[("rural", 2019), ["status", "fecha_dof", "en_zap"]].tolist() == [
        DECLARATORIA,
        "2018-11-30",
        1,
    ]
    assert "no es la declaratoria" not in status.loc[("rural", 2019), "leyenda"]
    assert status.loc[("rural", 2020), "status"] == DERIVADO


@pytest.mark.lento
def test_year_without_annex_or_cut_is_without_data(insumos):
    cortes = {a: c for a, c in load_cortes_zap().items() if a != 2018}

    status = compute_status_zonas(compute_zonas(insumos, cortes, "10")).set_index(["ambito", "anio"])

    assert status.loc[("rural", 2018), "status"] == SIN_DATO
    assert status.loc[("urbana", 2018), "status"] == SIN_DATO
    assert pd.isna(status.loc[("rural", 2018), "en_zap"])


def test_other_state_has_rural_but_no_urban_data(insumos):
    zonas = compute_zonas(insumos, load_cortes_zap(), "32")

    assert set(zonas["ambito"]) == {"rural"}  # sin AGEB de ese estado no hay lugares que mostrar
    assert zonas["en_lista_no_cotejada"].isna().all()
    with pytest.raises(ParametroError, match="No hay zonas"):
        filter_zonas(zonas, 2020, "urbana")


def test_cuts_only_use_what_was_already_published():
    for ejercicio, corte in load_cortes_zap().items():
        insumos = (corte.marginacion, corte.rezago, corte.pobreza, corte.marginacion_ageb)
        assert max(insumos) < ejercicio
        assert corte.certeza == "recordada"
        assert (corte.marginacion_tabla == "marginacion_municipal") == (corte.marginacion == 2020)
