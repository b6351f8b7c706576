"""Marco Geoestadístico de un estado: sintético siempre; con los polígonos oficiales si están los originales."""

import zipfile

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from fais_analysis.errors import EsquemaError, FuenteAlteradaError
from fais_analysis.loaders.construccion_mapas import compute_area_km2
from fais_analysis.loaders.construccion_marco import build_marco
from fais_analysis.loaders.inegi import load_agebs_geo, load_localidades
from fais_analysis.loaders.marco import load_capa_marco, read_marco
from fais_analysis.loaders.poligonos import load_poligonos
from fais_analysis.sources.locate import locate_archivo
from tests.loaders.marcos_de_prueba import make_agebs, make_localidades, make_municipios, write_marco

AREA_OFICIAL_KM2 = 123_364  # INEGI, superficie de Durango (datos.md §9)


def make_capas() -> dict[str, gpd.GeoDataFrame]:
    return {"mun": make_municipios(), "l": make_localidades(), "a": make_agebs()}


def test_layers_keys_and_encoding(tmp_path):
    marco = read_marco(write_marco(tmp_path, make_capas()))

    assert marco.clave_entidad == "32"
    assert marco.municipios["nombre"].tolist() == ["Peñón", "Otáez"]
    assert marco.agebs["clave_ageb"].tolist() == ["3200100010017", "320010001002A"]
    assert marco.agebs["clave_localidad"].unique().tolist() == ["320010001"]
    assert marco.localidades["nombre"].tolist() == ["Añil"]
    assert {c.crs.to_epsg() for c in (marco.municipios, marco.localidades, marco.agebs)} == {6372}


def test_declared_encoding_is_honoured(tmp_path):
    ruta = write_marco(tmp_path, {"mun": make_municipios()}, codificacion="UTF-8", sin=())

    assert read_marco(ruta).municipios["nombre"].tolist() == ["Peñón", "Otáez"]


def test_rings_are_clockwise_and_missing_layers_are_null(tmp_path):
    marco = read_marco(write_marco(tmp_path, {"mun": make_municipios()}))

    assert not any(g.exterior.is_ccw for g in marco.municipios.geometry)
    assert marco.agebs is None


def change(capa: str, **columnas: object) -> dict[str, gpd.GeoDataFrame]:
    capas = make_capas()
    capas[capa] = capas[capa].assign(**columnas)
    return capas


MOÑO = shapely.Polygon(
    [(2_500_000, 1_300_000), (2_501_000, 1_301_000), (2_501_000, 1_300_000), (2_500_000, 1_301_000)]
)


@pytest.mark.parametrize(
    ("capas", "dice"),
    [
        (change("a", CVEGEO=["3200100010017", "3200100010018"]), "igual a la unión"),
        (change("mun", CVE_MUN=["001", "001"], CVEGEO=["32001", "32001"]), "una sola vez"),
        (change("a", CVE_MUN="009", CVEGEO=["3200900010017", "320090001002A"]), "municipios del mismo marco"),
        ({"mun": make_municipios().drop(columns="NOMGEO")}, "faltan NOMGEO"),
        ({"mun": make_municipios().to_crs(4326)}, "EPSG:6372"),
        ({"mun": make_municipios().set_crs(32613, allow_override=True)}, "proyección del INEGI"),
        ({"mun": make_municipios().set_geometry([MOÑO, MOÑO])}, "polígonos válidos"),
        ({"a": make_agebs()}, "un solo estado"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_by_name(tmp_path, capas, dice):
    with pytest.raises(EsquemaError) as error:
        read_marco(write_marco(tmp_path, capas))

    assert dice in str(error.value)


@pytest.mark.parametrize("falta", [".prj", ".dbf", ".shx"])
def test_missing_companion_is_named(tmp_path, falta):
    with pytest.raises(EsquemaError) as error:
        read_marco(write_marco(tmp_path, make_capas(), sin=(".cpg", falta)))

    assert falta in str(error.value.encontrado)


@pytest.mark.lento
@pytest.mark.parametrize("escrita", ["ISO-8859-1", "UTF-8", "CP850", "mac_roman"])
@pytest.mark.parametrize("declarada", ["ISO 88591", "1252", "850", "UTF-8", "ANSI 1252", "nada", ""])
def test_names_are_read_right_whatever_the_cpg_says(tmp_path, escrita, declarada):
    nombres = ("Peñón Blanco", "Otáez", "Súchil")
    propia = "UTF-8" if escrita == "UTF-8" else "ISO-8859-1"
    ruta = write_marco(tmp_path, {"mun": make_municipios(nombres=nombres)}, codificacion=propia)
    rewrite_nombres(ruta, escrita, declarada)

    assert tuple(read_marco(ruta).municipios["nombre"]) == nombres


def rewrite_nombres(ruta, escrita: str, declarada: str) -> None:
    """Las letras del .dbf en otra codificación, y un .cpg que dice lo que quiera."""
    with zipfile.ZipFile(ruta) as libro:
        piezas = {m: libro.read(m) for m in libro.namelist()}
    for miembro in [m for m in piezas if m.endswith(".dbf")]:
        if escrita != "UTF-8":  # una letra, un octeto: los renglones conservan su largo
            piezas[miembro] = b"".join(
                bytes([b]) if b < 128 or n < 300 else bytes([b]).decode("latin-1").encode(escrita)
                for n, b in enumerate(piezas[miembro])
            )
        if declarada:
            piezas[miembro[:-4] + ".cpg"] = declarada.encode()
    with zipfile.ZipFile(ruta, "w") as libro:
        for miembro, contenido in piezas.items():
            libro.writestr(miembro, contenido)


def test_names_in_no_known_encoding_are_refused(tmp_path):
    capas = {"mun": make_municipios(nombres=("Pe\x03n", "Ot\xd7ez"))}

    with pytest.raises(EsquemaError) as error:
        read_marco(write_marco(tmp_path, capas))

    assert "acentos" in error.value.esperado


def test_a_municipality_with_the_name_of_another_is_refused(tmp_path):
    capas = {"mun": make_municipios("10", ("Canelas", "Canatlán"))}  # 10001 es Canatlán y 10002, Canelas

    with pytest.raises(EsquemaError) as error:
        read_marco(write_marco(tmp_path, capas, entidad="10"))

    assert "10001 Canelas" in error.value.encontrado


@pytest.mark.parametrize("capa, claves", [("mun", "32001 y 32002"), ("a", "3200100010017 y 320010001002A")])
def test_places_that_overlap_are_refused(tmp_path, capa, claves):
    capas = make_capas()
    formas = capas[capa].geometry
    capas[capa] = capas[capa].set_geometry([formas[0].buffer(formas[0].length / 40), formas[1]])

    with pytest.raises(EsquemaError) as error:
        read_marco(write_marco(tmp_path, capas))

    assert claves in error.value.encontrado


@pytest.mark.parametrize("capa", ["l", "a"])
def test_two_municipalities_with_the_polygon_of_each_other_are_refused(tmp_path, capa):
    capas = make_capas()
    capas = {"mun": capas["mun"], capa: capas[capa]}
    capas["mun"] = capas["mun"].set_geometry(capas["mun"].geometry.to_numpy()[::-1])

    with pytest.raises(EsquemaError) as error:
        read_marco(write_marco(tmp_path, capas))

    assert error.value.encontrado.endswith("fuera del suyo: «32001»")


def test_other_state_and_damaged_zip_are_refused(tmp_path):
    ruta = write_marco(tmp_path, make_capas())
    with pytest.raises(EsquemaError, match="Marco"):
        read_marco(ruta, "10")
    ruta.write_bytes(b"no es un zip")
    with pytest.raises(FuenteAlteradaError):
        read_marco(ruta)


def test_maps_are_written_and_read_back_like_the_others(tmp_path, monkeypatch):
    for carpeta in ("data", "shapefiles"):
        (tmp_path / carpeta).mkdir()
    monkeypatch.setenv("FAIS_RAIZ", str(tmp_path))
    ruta = write_marco(tmp_path, make_capas())

    primeros = [r.read_bytes() for r in build_marco(ruta)]
    segundos = [r.read_bytes() for r in build_marco(ruta)]

    agebs = load_capa_marco("agebs", "32")
    assert primeros == segundos
    assert agebs["clave_ageb"].tolist() == ["3200100010017", "320010001002A"]
    assert agebs["area_km2"].tolist() == pytest.approx([1, 1], rel=0.03)  # cuadros de 1 km en la proyección
    assert agebs.crs.to_epsg() == 4326
    assert load_capa_marco("agebs", "10") is None


def test_published_map_keeps_area_orientation_and_neighbours():
    mapa = load_poligonos("municipios_10").set_index("clave_municipio")

    assert mapa["area_km2"].sum() == pytest.approx(AREA_OFICIAL_KM2, abs=0.5)
    partes = mapa.geometry.explode()
    assert not any(g.exterior.is_ccw for g in partes)
    # Canelas colinda con Tepehuanes, Santiago Papasquiaro, Topia y Tamazula (descripción municipal).
    assert sorted(mapa.index[mapa.touches(mapa.geometry["10002"])]) == ["10032", "10034", "10035", "10037"]
    vecinos = mapa.geometry.apply(lambda g: mapa.touches(g).sum())
    assert vecinos.min() >= 1  # ningún municipio suelto


@pytest.fixture(scope="module")
def oficial(tmp_path_factory):
    """Un ZIP con el formato del marco, hecho con los polígonos oficiales de Durango."""
    municipios = gpd.read_file(locate_archivo("inegi_municipios_geo", 2019))
    municipios = municipios.set_crs(6372, allow_override=True)[["CVEGEO", "NOMGEO", "geometry"]]
    municipios["CVE_ENT"], municipios["CVE_MUN"] = municipios["CVEGEO"].str[:2], municipios["CVEGEO"].str[2:]
    agebs = (
        load_agebs_geo()
        .rename(columns={"clave_ageb": "CVEGEO"})
        .drop(columns="poblacion_personas")
        .to_crs(6372)
    )
    for columna, corte in {
        "CVE_ENT": (0, 2),
        "CVE_MUN": (2, 5),
        "CVE_LOC": (5, 9),
        "CVE_AGEB": (9, 13),
    }.items():
        agebs[columna] = agebs["CVEGEO"].str.slice(*corte)
    carpeta = tmp_path_factory.mktemp("marco")
    return read_marco(write_marco(carpeta, {"mun": municipios, "a": agebs}, entidad="10"), "10")


@pytest.mark.fuentes
class TestOficial:
    def test_area_is_the_official_one(self, oficial):
        assert len(oficial.municipios) == 39
        assert compute_area_km2(oficial.municipios).sum() == pytest.approx(AREA_OFICIAL_KM2, abs=1)

    def test_rings_are_clockwise(self, oficial):
        for capa in (oficial.municipios, oficial.agebs):
            assert not any(g.exterior.is_ccw for g in capa.geometry.explode())

    def test_every_locality_is_in_its_municipality(self, oficial):
        localidades = load_localidades()
        puntos = gpd.GeoDataFrame(
            localidades,
            geometry=gpd.points_from_xy(localidades["longitud"], localidades["latitud"]),
            crs=4326,
        ).to_crs(6372)
        unidos = puntos.sjoin(oficial.municipios[["clave_municipio", "geometry"]], predicate="within")

        assert len(unidos) == 5890  # las del Censo 2020
        assert (unidos["clave_municipio_left"] == unidos["clave_municipio_right"]).all()

    def test_every_ageb_point_is_in_its_municipality(self, oficial):
        puntos = oficial.agebs.set_geometry(oficial.agebs.representative_point())
        unidos = puntos.sjoin(oficial.municipios[["clave_municipio", "geometry"]], predicate="within")

        assert len(oficial.agebs) == 1897
        assert (unidos["clave_municipio_left"] == unidos["clave_municipio_right"]).all()
        assert len(unidos) == 1897

    def test_neighbours_share_a_border_and_nothing_overlaps(self, oficial):
        formas = oficial.municipios.set_index("clave_municipio").geometry

        assert shapely.coverage_is_valid(formas.to_numpy())
        assert sorted(formas.index[formas.touches(formas["10002"])]) == ["10032", "10034", "10035", "10037"]
        assert pd.Series(formas.index).is_monotonic_increasing
