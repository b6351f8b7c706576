"""Lo que se calcula una vez por entidad: cada municipio elige lo suyo y nadie lo modifica."""

from collections.abc import Iterator
from dataclasses import fields

import pandas as pd
import pytest

from fais_analysis.batch.plan.plan import CUADERNOS_MUNICIPIO, Tarea
from fais_analysis.entidad import datos as estado
from fais_analysis.entidad.filtros import filter_municipio
from fais_analysis.reports import diagnostico, mapa_zap
from fais_analysis.reports import diagnostico_tablas as tablas
from fais_analysis.rules.carencias import load_carencias
from fais_analysis.verify import rearmado

CANELAS, DURANGO = "10002", "10005"


def list_compartidas() -> Iterator[tuple[str, pd.DataFrame]]:
    datos = estado.load_datos_entidad("10")
    for nombre in ("familias", "comparaciones", "poblaciones"):
        yield nombre, getattr(datos, nombre)
    for objeto in (datos, diagnostico.build_diagnostico_entidad("10"), mapa_zap.build_mapas_entidad("10")):
        for campo in fields(objeto):
            if isinstance(getattr(objeto, campo.name), pd.DataFrame):
                yield f"{type(objeto).__name__}.{campo.name}", getattr(objeto, campo.name)


@pytest.mark.lento
def test_no_chapter_modifies_what_the_state_shares(raiz):
    antes = {nombre: tabla.copy(deep=True) for nombre, tabla in list_compartidas()}
    assert len(antes) > 20

    tarea = Tarea(CANELAS, "Canelas", CANELAS, "expediente.html", "clave_municipio", CUADERNOS_MUNICIPIO)
    for cuaderno in CUADERNOS_MUNICIPIO:
        rearmado.rebuild_fragmento(raiz / "notebooks" / f"{cuaderno}.ipynb", tarea)

    for nombre, tabla in list_compartidas():
        pd.testing.assert_frame_equal(tabla, antes[nombre], check_exact=True, obj=nombre)


@pytest.mark.parametrize("clave", [CANELAS, DURANGO])
def test_each_municipality_is_the_same_alone(clave):
    datos, comun = estado.load_datos_entidad("10"), diagnostico.build_diagnostico_entidad("10")

    def select(tabla: pd.DataFrame) -> pd.DataFrame:
        return filter_municipio(tabla, clave)

    viviendas = tablas.select_viviendas(select(datos.vivienda))
    solas = {
        "prioridades": tablas.build_prioridades(
            select(datos.prioridades), select(datos.comparaciones), select(datos.precision), datos.anio
        ),
        "viviendas": viviendas,
        "subindicadores": tablas.build_subindicadores(
            load_carencias(), viviendas, select(datos.municipios)["clave_municipio"]
        ),
    }

    for nombre, tabla in solas.items():
        pd.testing.assert_frame_equal(tabla, select(getattr(comun, nombre)), check_exact=True, obj=nombre)


def test_blocks_and_their_counts_are_those_of_each_municipality():
    comun = mapa_zap.build_mapas_entidad("10")

    for clave in (CANELAS, DURANGO):
        suyas = filter_municipio(comun.agebs, clave)
        por_grado = filter_municipio(comun.agebs_por_grado, clave)
        assert (suyas["clave_ageb"].str[:5] == clave).all()
        pd.testing.assert_frame_equal(mapa_zap.count_agebs(suyas), por_grado, check_exact=True)
        assert por_grado["agebs"].sum() == suyas["grado"].notna().sum()
