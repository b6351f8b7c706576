"""El libro de demostración: totales publicados, reparto ficticio y repetible, imposible de confundir."""

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fais_analysis.errors import EsquemaError
from fais_analysis.loaders.demostracion import build_demostracion, build_demostracion_tablas
from fais_analysis.loaders.inversion import load_demostracion
from fais_analysis.loaders.ordenadas import load_ficha_tabla, load_tabla
from fais_analysis.loaders.practica import build_concentrado
from fais_analysis.loaders.reparto import (
    choose_indice,
    compute_sorteo,
    split_con_minimo,
    split_restos_mayores,
)
from fais_analysis.sources.catalogo_obras import read_catalogo_obras
from fais_analysis.sources.tablas import format_csv, write_tabla

# «Concentrado de Inversión FAIS 2016-2020», documento de la práctica (dominio §2).
PUBLICADO = {
    "Agua y Saneamiento": (184_395_338_771, 3_624),
    "Electrificación": (76_073_921_480, 1_860),
    "Otros proyectos": (153_510_552_703, 3_500),
    "Vivienda": (118_089_449_748, 91_861),
}


@pytest.fixture(scope="module")
def tabla() -> pd.DataFrame:
    return load_demostracion().tabla


@pytest.fixture(scope="module")
def folios(tabla) -> pd.DataFrame:
    return tabla.drop_duplicates("folio_obra")


def test_totals_are_the_published_ones_to_the_centavo(tabla, folios):
    centavos = tabla.groupby("grupo")["monto_centavos"].sum().to_dict()
    cantidad = folios.groupby("grupo")["cantidad"].sum().to_dict()

    assert {g: (centavos[g], cantidad[g]) for g in centavos} == PUBLICADO
    assert tabla["monto_centavos"].sum() == 532_069_262_702
    assert folios["cantidad"].sum() == 100_845


def test_vivienda_counts_acciones_and_the_rest_proyectos(folios):
    assert set(folios.loc[folios["grupo"] == "Vivienda", "tipo_conteo"]) == {"accion"}
    assert set(folios.loc[folios["grupo"] != "Vivienda", "tipo_conteo"]) == {"proyecto"}
    assert folios.loc[folios["tipo_conteo"] == "accion", "cantidad"].sum() == 91_861
    assert folios.loc[folios["tipo_conteo"] == "proyecto", "cantidad"].sum() == 8_984


def test_counting_by_row_would_be_wrong(tabla):
    """La prueba de que contar por fila se nota: hay folios con varias fuentes."""
    assert tabla["cantidad"].sum() > 100_845


def test_size_and_years(tabla):
    assert 9_000 <= len(tabla) <= 10_000
    assert sorted(tabla["ejercicio"].unique()) == [2016, 2017, 2018, 2019, 2020]


def test_every_municipio_has_work_in_every_group(folios):
    assert folios.groupby("grupo")["clave_municipio"].nunique().to_dict() == dict.fromkeys(PUBLICADO, 39)
    assert set(folios["clave_municipio"]) == {f"100{n:02d}" for n in range(1, 40)}


def test_nothing_can_be_taken_for_real(tabla):
    libro = load_demostracion()

    assert libro.es_demostracion
    assert "DATOS DE DEMOSTRACIÓN" in libro.advertencias[0]
    assert tabla["es_demostracion"].all()
    assert tabla["folio_obra"].str.startswith("DEMO-").all()
    assert tabla["nombre_obra"].str.endswith("(demostración)").all()
    assert load_ficha_tabla("demostracion/inversion").extras["es_demostracion"] is True


def test_localidades_are_real_and_of_their_municipio(folios):
    conocidas = set(load_tabla("localidades")["clave_localidad"])
    con_localidad = folios["clave_localidad"].dropna()

    assert 0.75 <= len(con_localidad) / len(folios) <= 0.85
    assert set(con_localidad) <= conocidas
    con_ageb = folios[folios["clave_ageb"].notna()]
    assert len(con_ageb) > 100
    assert (con_ageb["clave_ageb"].str[:9] == con_ageb["clave_localidad"]).all()
    assert set(con_ageb["clave_ageb"]) <= set(load_tabla("agebs")["clave_ageb"])


def test_beneficiaries_fit_in_their_localidad(folios):
    poblacion = load_tabla("localidades").set_index("clave_localidad")["poblacion_personas"]
    dentro = folios[folios["clave_localidad"].notna() & folios["beneficiarios_h"].notna()]
    personas = dentro["beneficiarios_h"] + dentro["beneficiarios_m"]

    assert (personas <= dentro["clave_localidad"].map(poblacion)).all()
    assert (personas > 0).all()
    assert folios["beneficiarios_h"].isna().mean() < 0.1


def test_peso_a_peso_exists_to_the_centavo(tabla):
    fuentes = tabla.groupby("folio_obra")["fuente_recurso"].agg(lambda s: tuple(sorted(s)))
    parejas = tabla[tabla["folio_obra"].map(fuentes) == ("FISE", "Municipal")]
    montos = parejas.pivot_table(index="folio_obra", columns="fuente_recurso", values="monto_centavos")

    assert len(montos) > 500
    assert (montos["FISE"] == montos["Municipal"]).all()
    assert {"FISE", "FISMDF", "Estatal", "Municipal", "Beneficiarios"} == set(tabla["fuente_recurso"])


def test_mix_of_incidencia_and_catalogo(folios):
    catalogo = read_catalogo_obras().set_index("subclasificacion")

    assert set(folios["subclasificacion"]) <= set(catalogo.index)
    for columna in ("rubro", "incidencia", "grupo"):
        assert (folios["subclasificacion"].map(catalogo[columna]) == folios[columna]).all()
    complementarias = folios[folios["incidencia"] == "complementaria"].groupby("grupo").size()
    assert {"Otros proyectos", "Agua y Saneamiento"} <= set(complementarias.index)
    especiales = folios[folios["incidencia"] == "especial"]
    assert set(especiales["ejercicio"]) <= {2016, 2017, 2018}


def rebuild(**cambios) -> pd.DataFrame:
    pobreza = load_tabla("pobreza_municipal")
    insumos = {
        "pobreza": pobreza[(pobreza["anio"] == 2015) & (pobreza["clave_municipio"].str[:2] == "10")],
        "localidades": load_tabla("localidades"),
        "agebs": load_tabla("agebs"),
        "catalogo": read_catalogo_obras(),
    }
    return build_demostracion(**(insumos | cambios))


@pytest.mark.lento
def test_rebuilding_gives_the_same_bytes(raiz):
    reconstruida = build_demostracion_tablas(
        load_tabla("pobreza_municipal"), load_tabla("localidades"), load_tabla("agebs")
    )
    tabla, _ = reconstruida["demostracion/inversion"]

    assert format_csv(tabla).encode() == (raiz / "data/demostracion/inversion.csv").read_bytes()


@pytest.mark.lento
def test_ficha_is_the_generated_one(raiz, tmp_path):
    armada = build_demostracion_tablas(
        load_tabla("pobreza_municipal"), load_tabla("localidades"), load_tabla("agebs")
    )
    nombre = "demostracion/inversion"
    _, ficha = write_tabla(nombre, *armada[nombre], tmp_path)

    assert ficha.read_bytes() == (raiz / f"data/{nombre}.ficha.yml").read_bytes()


@pytest.mark.lento
def test_order_of_the_inputs_does_not_matter():
    revuelta = {
        "localidades": load_tabla("localidades").sample(frac=1, random_state=7),
        "agebs": load_tabla("agebs").sample(frac=1, random_state=7),
    }

    assert rebuild(**revuelta).equals(rebuild())


def test_missing_population_stops_the_build():
    pobreza = load_tabla("pobreza_municipal")
    pobreza = pobreza[(pobreza["anio"] == 2015) & (pobreza["clave_municipio"].str[:2] == "10")].copy()
    pobreza.loc[pobreza["clave_municipio"] == "10014", "vivienda_personas"] = float("nan")

    with pytest.raises(EsquemaError, match="sin dato"):
        rebuild(pobreza=pobreza)


def test_concentrado_adds_up_to_the_published_total():
    concentrado = build_concentrado()

    assert concentrado["inversion_mxn"].sum() == Decimal("5320692627.02")
    assert concentrado["cantidad"].sum() == 100_845
    assert concentrado["porcentaje_publicado"].sum() == 100


@given(total=st.integers(0, 10**13), pesos=st.lists(st.integers(0, 10**9), min_size=1, max_size=40))
def test_restos_mayores_adds_up_and_is_proportional(total, pesos):
    pesos[0] += 1
    partes = split_restos_mayores(total, pesos)

    assert sum(partes) == total
    assert all(abs(p * sum(pesos) - total * w) < sum(pesos) for p, w in zip(partes, pesos, strict=True))


@given(pesos=st.lists(st.integers(1, 100), min_size=1, max_size=20), extra=st.integers(0, 500))
def test_minimo_is_respected(pesos, extra):
    partes = split_con_minimo(len(pesos) + extra, pesos)

    assert sum(partes) == len(pesos) + extra
    assert min(partes) >= 1


@given(sorteo=st.integers(0, 999_999), pesos=st.lists(st.integers(0, 9), min_size=1, max_size=9))
def test_choice_never_takes_a_zero_weight(sorteo, pesos):
    pesos[-1] += 1

    assert pesos[choose_indice(sorteo, pesos)] > 0


def test_sorteo_is_fixed_forever():
    """Valor fijado al escribir la prueba: si cambia, cambia todo el libro de demostración."""
    assert compute_sorteo("fais-demostracion-1", "DEMO-2016-001-A001", "obra") == SORTEO_FIJO


SORTEO_FIJO = 582_265
