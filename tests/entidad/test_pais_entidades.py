"""Cualquier entidad del país sale con las tablas incluidas: municipios nuevos, sin medición, y estados grandes."""

from functools import cache

import pandas as pd
import pytest

from fais_analysis.entidad import datos as estado
from fais_analysis.entidad.datos import load_datos_entidad
from fais_analysis.entidad.filtros import complete_municipios
from fais_analysis.entidad.inversion import load_inversion_entidad
from fais_analysis.loaders.inversion import SIN_OBRAS
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.pages import compuerta
from fais_analysis.verify.rearmado import Rearmado, rebuild_informe


@cache
def rebuild(clave: str) -> Rearmado:
    """El informe, armado una vez para las pruebas que lo miran."""
    return rebuild_informe(clave)


def list_sin_medicion() -> list[str]:
    """Municipios del catálogo que no están en la medición de 2020."""
    catalogo, pobreza = load_tabla("catalogo_municipios"), load_tabla("pobreza_municipal")
    return sorted(set(catalogo["clave_municipio"]) - set(pobreza["clave_municipio"]))


def test_catalogue_has_nine_municipalities_never_measured():
    # CONEVAL publica 2,469 municipios en 2020; el catálogo del INEGI trae 2,478.
    assert list_sin_medicion() == [
        "02007", "04013", "12082", "12083", "12084", "12085", "24059", "25019", "25020",
    ]  # fmt: skip


@pytest.mark.lento
@pytest.mark.parametrize("entidad", ["02", "12"])
def test_never_measured_is_null_and_never_zero(entidad: str):
    datos = load_datos_entidad(entidad)
    for clave in (c for c in list_sin_medicion() if c.startswith(entidad)):
        fila = datos.pobreza[datos.pobreza["clave_municipio"] == clave]
        assert fila["anio"].tolist() == sorted(datos.pobreza["anio"].unique())
        assert fila.drop(columns=["clave_municipio", "anio", "serie"]).isna().all(axis=None)
        assert clave in set(datos.variables_familia["clave_municipio"])


def test_complete_municipios_keeps_a_complete_table_untouched():
    datos = load_datos_entidad("10")

    assert complete_municipios(datos.pobreza, datos.municipios) is datos.pobreza


def test_complete_municipios_keeps_types_and_key():
    tabla = pd.DataFrame(
        {"clave_municipio": ["99001"], "anio": [2020], "serie": ["x"], "pobreza_pct": [10.0]}
    )
    municipios = pd.DataFrame({"clave_municipio": ["99001", "99002"], "municipio": ["A", "B"]})

    completa = complete_municipios(tabla, municipios)

    assert completa["clave_municipio"].tolist() == ["99001", "99002"]
    assert completa.dtypes.equals(tabla.dtypes)
    assert pd.isna(completa["pobreza_pct"].iloc[1])


@pytest.mark.lento
@pytest.mark.parametrize("clave", ["02007", "02006", "29048"])  # sin medir · desde 2020 · «n.d.» en 2020
def test_report_without_measurement_says_so_and_passes_the_gate(clave: str):
    informe = rebuild(clave)

    assert compuerta.check_documento(informe.documento, clave, "expediente.html") == []
    assert "sin dato" in informe.documento.lower()
    for fragmento in informe.fragmentos:
        inventario = compuerta.build_inventario(fragmento.cuerpo + fragmento.anexo)
        assert compuerta.check_conteos(inventario.conteos, fragmento.resumen, fragmento.cuaderno) == []
        assert compuerta.check_trazos(inventario, [fragmento.cuaderno]) == []


@pytest.mark.lento
def test_panorama_of_570_municipalities_passes_the_gate():
    documento = rebuild_informe("20").documento

    assert compuerta.check_documento(documento, "20", "panorama.html") == []
    assert estado.load_poligonos("20") is None
    assert len(documento.encode()) > compuerta.TOPE_BYTES  # por eso el panorama tiene su propio tope


def test_ledger_of_another_state_is_not_demonstration_and_says_what_is_missing():
    # El libro de demostración sólo trae obras de Durango.
    informe = rebuild("02006")

    assert not any(fragmento.resumen.es_demostracion for fragmento in informe.fragmentos)
    assert SIN_OBRAS in informe.documento
    assert not informe.contexto.es_demostracion
    assert "DATOS DE DEMOSTRACIÓN" not in informe.documento
    assert load_inversion_entidad("10").libro.es_demostracion


def test_entity_ledger_computes_once_what_every_municipality_shares():
    inversion = load_inversion_entidad("10")

    assert inversion is load_inversion_entidad("10")
    municipios = load_datos_entidad("10").municipios["clave_municipio"]
    assert set(inversion.per_capita["clave_municipio"]) == set(municipios)
    assert inversion.necesidad["clave_municipio"].nunique() == 39
