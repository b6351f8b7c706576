"""pyproject.toml, environment.yml y requirements.lock dicen lo mismo."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.version import Version

RAIZ = Path(__file__).resolve().parents[2]


def read_pyproject() -> dict:
    return tomllib.loads((RAIZ / "pyproject.toml").read_text(encoding="utf-8"))


PYTHONES = ("3.11", "3.12", "3.13", "3.14")


def read_lock(*nombres: str, python: str = "3.11") -> dict[str, Version]:
    """Paquete → versión fija que toca instalar en ese Python."""
    texto = "\n".join((RAIZ / n).read_text(encoding="utf-8") for n in ("requirements.lock", *nombres))
    versiones = {}
    for renglon in re.findall(r"^[A-Za-z0-9][^\n]*", texto, flags=re.M):
        requisito = Requirement(renglon.rstrip(" \\"))
        aplica = requisito.marker is None or requisito.marker.evaluate(
            {"python_version": python, "python_full_version": f"{python}.7"}
        )
        if aplica:
            versiones[requisito.name.lower()] = Version(str(requisito.specifier).removeprefix("=="))
    return versiones


def test_environment_has_the_same_ranges_as_pyproject():
    proyecto = read_pyproject()["project"]
    esperado = {r.name.lower(): r.specifier for r in map(Requirement, proyecto["dependencies"])}
    esperado["python"] = Requirement("python" + proyecto["requires-python"]).specifier
    conda = yaml.safe_load((RAIZ / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    requisitos = [Requirement(d) for d in conda if isinstance(d, str) and d != "pip"]

    assert {r.name.lower(): r.specifier for r in requisitos} == esperado


def test_environment_installs_the_package_itself_and_uses_conda_forge():
    conda = yaml.safe_load((RAIZ / "environment.yml").read_text(encoding="utf-8"))

    assert conda["channels"] == ["conda-forge"]
    assert {"pip": ["-e ."]} in conda["dependencies"]


@pytest.mark.parametrize("python", PYTHONES)
def test_lock_satisfies_every_declared_range(python):
    proyecto = read_pyproject()["project"]
    assert Version(python + ".0") in Requirement("python" + proyecto["requires-python"]).specifier
    declarados = proyecto["dependencies"] + proyecto["optional-dependencies"]["desarrollo"]
    fijas = read_lock(python=python)

    for requisito in map(Requirement, declarados):
        assert requisito.name.lower() in fijas, f"{requisito.name} no está en requirements.lock"
        assert fijas[requisito.name.lower()] in requisito.specifier, str(requisito)


def test_padron_extra_matches_its_lock_and_stays_out_of_the_common_one():
    """splink trae pyarrow, que cambia lo que pandas importa en cada proceso: sólo entra quien lo pide."""
    fijas, comunes = read_lock("requirements-padron.lock"), read_lock()

    for requisito in map(Requirement, read_pyproject()["project"]["optional-dependencies"]["padron"]):
        assert fijas[requisito.name.lower()] in requisito.specifier, str(requisito)
    assert not {"splink", "duckdb", "pyarrow", "pyrage"} & set(comunes)


@pytest.mark.parametrize(
    "nombre", ["requirements.lock", "requirements-construccion.lock", "requirements-padron.lock"]
)
def test_lock_is_hashed_and_names_no_index(nombre: str):
    texto = (RAIZ / nombre).read_text(encoding="utf-8")
    bloques = re.split(r"\n(?=[A-Za-z0-9])", texto.strip())

    assert all("--hash=sha256:" in b for b in bloques)
    assert not re.search(r"https?://|index-url|find-links|@ ", texto)


def test_construction_extra_matches_its_lock():
    (extra,) = read_pyproject()["project"]["optional-dependencies"]["construccion"]

    assert extra in (RAIZ / "requirements-construccion.lock").read_text(encoding="utf-8")


@pytest.mark.xdist_group("reparto")
def test_the_tests_of_a_group_share_a_process(request: pytest.FixtureRequest):
    """pytest 9.2 cambió el nombre de las pruebas y pytest-xdist 3.8 dejó de ver los grupos: por eso el tope."""
    repartidas = request.config.getoption("loadgroup", default=False)
    assert request.node.nodeid.endswith("@reparto") == repartidas
