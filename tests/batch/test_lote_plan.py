"""El plan se revisa antes de abrir un kernel: claves, cuadernos y procesos."""

from dataclasses import replace
from pathlib import Path

import pytest

from fais_analysis.batch.plan.huellas import compute_huella_codigo
from fais_analysis.batch.plan.insumos import Insumos
from fais_analysis.batch.plan.pedido import Pedido
from fais_analysis.batch.plan.plan import Plan, build_plan, count_trabajadores
from fais_analysis.errors import ClaveError, FuenteFaltanteError, ParametroError
from tests.batch.cuadernos_prueba import write_cuaderno, write_cuadernos


def make_plan(
    insumos: Insumos, cuadernos: Path, *claves: str, entidad: str = "10", **opciones: object
) -> Plan:
    return build_plan(
        Pedido(entidad, claves, cuadernos=cuadernos, salida=Path("salida"), **opciones), insumos
    )


def test_without_keys_every_municipality_and_the_state(insumos: Insumos, cuadernos: Path):
    plan = make_plan(insumos, cuadernos)

    assert [t.clave for t in plan.tareas] == ["10", *insumos.municipios]
    assert plan.tareas[0].cuadernos == ("00_panorama_estatal",)
    assert plan.tareas[1].cuadernos == ("05_hoja", "10_diagnostico", "20_mapa_zap", "30_inversion")
    assert {t.parametro for t in plan.tareas[1:]} == {"clave_municipio"}


def test_repeated_keys_run_once_and_in_order(insumos: Insumos, cuadernos: Path):
    plan = make_plan(insumos, cuadernos, "10014", "10005", "10014")

    assert [t.clave for t in plan.tareas] == ["10", "10005", "10014"]


@pytest.mark.parametrize("clave", ["01001", "1014", "10040", "", "10014 ", "mezquital", "100140"])
def test_bad_key_is_rejected(insumos: Insumos, cuadernos: Path, clave: str):
    with pytest.raises(ClaveError):
        make_plan(insumos, cuadernos, "10014", clave)


def test_key_of_another_state_says_which_and_what_to_do(insumos: Insumos, cuadernos: Path):
    with pytest.raises(ClaveError) as error:
        make_plan(insumos, cuadernos, "01001")
    assert "Aguascalientes" in error.value.encontrado
    assert "--entidad 01" in error.value.que_hacer


def test_numeric_key_is_rejected(insumos: Insumos, cuadernos: Path):
    with pytest.raises(ClaveError, match="número"):
        make_plan(insumos, cuadernos, 10014)


def test_missing_notebook_is_named(insumos: Insumos, tmp_path: Path):
    (write_cuadernos(tmp_path) / "20_mapa_zap.ipynb").unlink()

    with pytest.raises(FuenteFaltanteError, match=r"20_mapa_zap\.ipynb"):
        make_plan(insumos, tmp_path, "10014")


@pytest.mark.parametrize("parametro", ["clave_municpio", "ejercico"])
def test_notebook_that_does_not_declare_the_parameter_is_rejected(
    insumos: Insumos, tmp_path: Path, parametro: str
):
    write_cuaderno(write_cuadernos(tmp_path) / "30_inversion.ipynb", parametro, [])

    with pytest.raises(ParametroError) as error:
        make_plan(insumos, tmp_path, "10014")
    assert error.value.encontrado == parametro


def test_broken_notebook_is_explained(insumos: Insumos, tmp_path: Path):
    (write_cuadernos(tmp_path) / "10_diagnostico.ipynb").write_text("{")

    with pytest.raises(ParametroError, match="10_diagnostico"):
        make_plan(insumos, tmp_path, "10014")


def test_never_more_workers_than_tasks(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("fais_analysis.batch.plan.plan.count_nucleos", lambda: 8)

    assert count_trabajadores(None, 40) == 8
    assert count_trabajadores(None, 2) == 2
    assert count_trabajadores(16, 3) == 3


@pytest.mark.parametrize("pedidos", [0, -1, 65])
def test_absurd_workers_are_rejected(pedidos: int):
    with pytest.raises(ParametroError):
        count_trabajadores(pedidos, 40)


def test_code_fingerprint_depends_on_the_notebooks(tmp_path: Path):
    write_cuadernos(tmp_path)
    antes = compute_huella_codigo([tmp_path / "10_diagnostico.ipynb"])
    igual = compute_huella_codigo([tmp_path / "10_diagnostico.ipynb"])
    write_cuaderno(tmp_path / "10_diagnostico.ipynb", "clave_municipio", ["1"])

    assert antes == igual
    assert antes != compute_huella_codigo([tmp_path / "10_diagnostico.ipynb"])


def test_fingerprint_depends_on_every_input(insumos: Insumos):
    otra_tabla = replace(insumos, huellas={"data/x.csv": "ab13"})
    otro_libro = replace(insumos, libro={"origen": "demo.csv", "sha256": "ee"})

    assert len({insumos.huella_datos, otra_tabla.huella_datos, otro_libro.huella_datos}) == 3
