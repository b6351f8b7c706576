"""El Catálogo y las carencias: lo que dice el dominio, y nada que parezca cotejado sin estarlo."""

import os
from pathlib import Path

import pandas as pd
import pytest

from fais_analysis.errors import ReglaError
from fais_analysis.rules.carencias import CAPACIDADES, load_carencias
from fais_analysis.rules.catalogo import get_ejercicios_catalogo, load_catalogo_obras
from fais_analysis.schemas.catalogo import EFECTOS, SUBINDICADORES
from fais_analysis.schemas.vocabulario import CARENCIAS
from fais_analysis.sources.catalogo_obras import read_catalogo_obras


@pytest.mark.fuentes
def test_catalogo_is_the_reference_one():
    """59 renglones de catalogo_fais.csv y su mapeo, en el mismo orden."""
    carpeta = Path(os.environ["FAIS_FUENTES"]) / "fais"
    referencia = pd.read_csv(carpeta / "catalogo_fais.csv", dtype="str", keep_default_na=False)
    mapeo = pd.read_csv(carpeta / "mapeo_catalogo_grupo_carencia.csv", dtype="str", keep_default_na=False)
    tabla = read_catalogo_obras()

    assert len(tabla) == 59
    assert list(tabla["subclasificacion"]) == list(referencia["subrubro_o_proyecto"])
    assert list(tabla["rubro"]) == list(referencia["rubro"])
    assert list(tabla["modalidades"]) == list(referencia["modalidad"])
    assert list(tabla["incidencia"]) == list(referencia["incidencia"])
    assert list(tabla["grupo"]) == list(mapeo["grupo_concentrado"])
    assert list(tabla["subindicador"].fillna("")) == list(mapeo["subindicador_coneval"])
    assert (tabla["grupo_alterno"].notna() == mapeo["grupo_alterno"].ne("")).all()
    assert (tabla["carencia"].isna() == mapeo["carencia"].eq("sin carencia directa")).all()
    confianza = referencia["fuente"].str.extract(r"certeza (alta|media|baja)")[0]
    assert list(tabla["confianza"]) == list(confianza)


def test_counts_per_group_are_those_of_the_domain_table():
    """dominio §6: renglones por grupo e incidencia; confianza alta 12, media 28, baja 19."""
    tabla = read_catalogo_obras()
    conteo = tabla.groupby(["grupo", "incidencia"]).size().to_dict()

    assert conteo == {
        ("Agua y Saneamiento", "directa"): 11,
        ("Agua y Saneamiento", "complementaria"): 2,
        ("Electrificación", "directa"): 3,
        ("Vivienda", "directa"): 12,
        ("Vivienda", "complementaria"): 2,
        ("Otros proyectos", "directa"): 10,
        ("Otros proyectos", "complementaria"): 18,
        ("Otros proyectos", "especial"): 1,
    }
    assert tabla["confianza"].value_counts().to_dict() == {"alta": 12, "media": 28, "baja": 19}


@pytest.mark.parametrize(
    "inicio, efecto",
    [
        ("Piso firme", "final"),
        ("Cuarto dormitorio", "final"),
        ("Toma domiciliaria", "final"),
        ("Sanitario con biodigestor", "final"),
        ("Electrificación de la vivienda", "final"),
        ("Estufa ecológica", "final"),
        ("Cuarto para baño", "final condicionada"),
        ("Cuarto para cocina", "final condicionada"),
        ("Sanitario seco", "final condicionada"),
        ("Cisterna", "final condicionada"),
        ("Red o sistema de agua", "intermedia"),
        ("Electrificación rural", "intermedia"),
        ("Red de drenaje", "intermedia"),
        ("Aulas", "indirecta"),
        ("Centro de salud", "indirecta"),
        ("Huerto", "indirecta"),
        ("Calles", "sin efecto"),
        ("Calentador solar", "sin efecto"),
        ("Desazolve", "sin efecto"),
        ("Terminación", "sin efecto"),
    ],
)
def test_efecto_follows_the_domain_table(inicio: str, efecto: str):
    """dominio §6, tabla «Obra final e intermedia»."""
    tabla = read_catalogo_obras()

    assert tabla.loc[tabla["subclasificacion"].str.startswith(inicio), "efecto"].tolist() == [efecto]


def test_nothing_in_the_catalogo_pretends_to_be_verified():
    assert set(read_catalogo_obras()["certeza"]) == {"recordada"}


def test_proyecto_especial_ends_in_2018():
    """catalogo_fais.csv: anio_catalogo 2016-2018 para el proyecto especial."""
    assert (len(load_catalogo_obras(2018)), len(load_catalogo_obras(2019))) == (59, 58)
    assert get_ejercicios_catalogo() == (2016, 2020)


@pytest.mark.parametrize("ejercicio", [2015, 2021, 2026])
def test_catalogo_of_another_year_fails(ejercicio: int):
    with pytest.raises(ReglaError, match=str(ejercicio)) as fallo:
        load_catalogo_obras(ejercicio)

    assert "Anexo I" in fallo.value.que_hacer


def test_catalogo_returns_a_copy():
    mia = load_catalogo_obras(2016)
    mia.loc[0, "grupo"] = "otro"

    assert load_catalogo_obras(2016).loc[0, "grupo"] == "Agua y Saneamiento"


def test_carencias_are_the_six_in_order():
    carencias = load_carencias()

    assert tuple(carencias) == CARENCIAS
    assert {c.capacidad_fais for c in carencias.values()} == set(CAPACIDADES)


def test_capacidad_matches_the_catalogo():
    """«directa» si hay obra final; «ninguna» si no hay obra directa; «indirecta» en lo demás."""
    tabla = read_catalogo_obras()
    for id_carencia, carencia in load_carencias().items():
        efectos = set(tabla.loc[tabla["carencia"].eq(id_carencia), "efecto"])
        esperado = "directa" if "final" in efectos else ("indirecta" if "indirecta" in efectos else "ninguna")
        assert carencia.capacidad_fais == esperado


def test_obras_go_from_final_to_indirect_and_never_complementarias():
    tabla = read_catalogo_obras().set_index("subclasificacion")
    for carencia in load_carencias().values():
        orden = [EFECTOS.index(tabla.loc[o, "efecto"]) for o in carencia.obras]
        assert orden == sorted(orden)
        assert all(tabla.loc[o, "incidencia"] == "directa" for o in carencia.obras)


def test_every_subindicador_of_the_catalogo_is_explained():
    explicados = {s.id for c in load_carencias().values() for s in c.subindicadores}

    assert explicados - {"ic_segsoc"} == set(SUBINDICADORES)
    assert set(read_catalogo_obras()["subindicador"].dropna()) == set(SUBINDICADORES)


def test_hacinamiento_threshold_excludes_exactly_two_and_a_half():
    """dominio §7 (V): 2.5 exacto no es carencia."""
    sub = {s.id: s for s in load_carencias()["vivienda"].subindicadores}["icv_hac"]

    assert "más de 2.5" in sub.umbral
    assert "no es carencia" in sub.no_es_carencia


def test_subindicators_without_municipal_data_say_so():
    """dominio §7: techos y muros sólo hasta 2010; combustible, ninguno."""
    subs = {s.id: s for c in load_carencias().values() for s in c.subindicadores}

    assert "2010" in subs["icv_techos"].proxy
    assert "2010" in subs["icv_muros"].proxy
    assert subs["isb_combus"].proxy == "Sin dato municipal"
