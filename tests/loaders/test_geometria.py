"""La geografía que se dibuja: áreas, orientación, vecinos y cada localidad en su municipio."""

import geopandas as gpd
import pytest

from fais_analysis.entidad.datos import load_poligonos
from fais_analysis.loaders.construccion_mapas import compute_area_km2
from fais_analysis.loaders.ordenadas import load_municipios_geo, load_tabla

# Superficie de Durango, INEGI. El mapa del proyecto está simplificado a 800 m con cobertura común: mueve la
# orilla, no los límites interiores, y su área cambia menos de 0.05 %.
AREA_OFICIAL_KM2, TOLERANCIA_AREA = 123_364, 0.0005
TOLERANCIA_SIMPLIFICACION_M = 800
# Localidades del Censo 2020 que quedan fuera del contorno simplificado de su municipio: 27 de 5,890, la más
# lejana a 316 m (El Oro, Canelas). Con los polígonos sin simplificar no hay ninguna (tests/loaders/test_marco).
LOCALIDADES, FUERA_POR_SIMPLIFICAR = 5_890, 27


@pytest.fixture(scope="module")
def mapa():
    return load_municipios_geo("10").set_index("clave_municipio", drop=False)


def test_drawn_area_is_the_official_one(mapa):
    assert compute_area_km2(mapa).sum() == pytest.approx(AREA_OFICIAL_KM2, rel=TOLERANCIA_AREA)


@pytest.mark.parametrize(
    ("clave", "vecinos"),
    [
        # Canelas: Tepehuanes, Santiago Papasquiaro, Topia y Tamazula.
        ("10002", ["10032", "10034", "10035", "10037"]),
        # Mezquital: Durango, Nombre de Dios, Pueblo Nuevo y Súchil, entre otros.
        ("10014", ["10005", "10016", "10023", "10033"]),
    ],
)
def test_known_neighbours_touch(mapa, clave, vecinos):
    tocan = set(mapa.index[mapa.touches(mapa.geometry[clave])])

    assert set(vecinos) <= tocan


def test_far_ones_do_not_touch_and_none_overlaps(mapa):
    import shapely

    assert not mapa.geometry["10014"].touches(mapa.geometry["10027"])  # Mezquital y San Juan de Guadalupe
    assert shapely.coverage_is_valid(mapa.geometry.to_numpy())
    assert not any(g.exterior.is_ccw for g in mapa.geometry.explode())


def test_every_locality_is_in_its_municipality_or_at_the_edge(mapa):
    tabla = load_tabla("localidades")
    puntos = gpd.GeoSeries(gpd.points_from_xy(tabla["longitud"], tabla["latitud"]), crs=4326).to_crs(6372)
    formas = mapa.geometry.to_crs(6372).reindex(tabla["clave_municipio"]).reset_index(drop=True)

    distancia_m = puntos.distance(formas)

    assert len(tabla) == LOCALIDADES
    assert (distancia_m > 0).sum() == FUERA_POR_SIMPLIFICAR
    assert distancia_m.max() < TOLERANCIA_SIMPLIFICACION_M


def test_coarse_polygons_of_the_state_map_keep_the_same_neighbours(mapa):
    poligonos = load_poligonos("10")
    numero = poligonos.check_clave("10002")
    propios = {v for v in zip(poligonos.x_estado[numero], poligonos.y_estado[numero], strict=True)}

    comparten = [
        clave
        for clave, x, y in zip(poligonos.claves, poligonos.x_estado, poligonos.y_estado, strict=True)
        if clave != "10002" and len(propios & set(zip(x, y, strict=True)) - {(None, None)}) >= 2
    ]

    assert comparten == ["10032", "10034", "10035", "10037"]
