"""El preparador del ambiente: revisa antes de instalar, dice qué escribir y no repite."""

import importlib.util
import shutil
import subprocess
import sys
import types
from pathlib import Path

import pytest

RAIZ = Path(__file__).resolve().parents[2]


@pytest.fixture
def preparar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    """El guion, como si viviera en una carpeta vacía con sus dos archivos y acentos en la ruta."""
    raiz = tmp_path / "Área de análisis"
    raiz.mkdir()
    for nombre in ("requirements.lock", "pyproject.toml"):
        (raiz / nombre).write_text("x", encoding="utf-8")
    ficha = importlib.util.spec_from_file_location("preparar", RAIZ / "preparar.py")
    modulo = importlib.util.module_from_spec(ficha)
    ficha.loader.exec_module(modulo)
    for nombre, valor in {
        "RAIZ": str(raiz),
        "VENV": str(raiz / ".venv"),
        "LISTO": str(raiz / ".venv" / ".listo"),
        "RUEDAS": str(raiz / "ruedas"),
        "PYTHON_VENV": str(raiz / ".venv" / "bin" / "python"),
    }.items():
        monkeypatch.setattr(modulo, nombre, valor)
    monkeypatch.setattr(sys, "argv", ["preparar.py"])
    return modulo


@pytest.fixture
def pasos(preparar: types.ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Las órdenes que correría, sin correrlas."""
    vistos: list[list[str]] = []

    def call(orden: list[str], cwd: str) -> int:
        vistos.append(orden)
        Path(preparar.VENV).mkdir(exist_ok=True)
        (Path(preparar.VENV) / "pyvenv.cfg").touch()
        return 0

    monkeypatch.setattr(preparar.subprocess, "call", call)
    return vistos


@pytest.mark.parametrize("version", [(3, 8, 1), (3, 10, 9), (3, 15, 0), (2, 7, 18)])
def test_another_python_is_refused_before_installing(preparar, pasos, version) -> None:
    with pytest.raises(preparar.PreparacionError, match=r"Hace falta Python 3\.11 a 3\.14 y éste es"):
        preparar.check_python(version)
    assert pasos == []


def test_the_range_is_the_one_of_the_project(preparar) -> None:
    declarado = (RAIZ / "pyproject.toml").read_text(encoding="utf-8")
    minima, tope = (f"{a}.{b}" for a, b in (preparar.MINIMA, preparar.TOPE))
    assert f'requires-python = ">={minima},<{tope}"' in declarado
    for menor in range(preparar.MINIMA[1], preparar.TOPE[1]):
        assert f"Python :: 3.{menor}" in declarado


def test_without_ensurepip_says_what_to_type(preparar, pasos, monkeypatch, capsys) -> None:
    monkeypatch.setattr(preparar.importlib.util, "find_spec", lambda _: None)
    assert preparar.main() == 2
    assert f"sudo apt install python{preparar.ESTE}-venv" in capsys.readouterr().err
    assert pasos == []


def test_installs_once_and_again_only_when_something_changed(preparar, pasos, monkeypatch, capsys) -> None:
    assert preparar.main() == 0
    assert [p[1:3] for p in pasos] == [["-m", "venv"], ["-m", "pip"], ["-m", "pip"]]
    assert all("--require-hashes" in p or "venv" in p or "--no-deps" in p for p in pasos)
    assert ". .venv/bin/activate" in capsys.readouterr().out
    pasos.clear()
    monkeypatch.setattr(preparar.subprocess, "check_output", lambda *_, **__: preparar.ESTE.encode())
    assert preparar.main() == 0
    assert pasos == []
    (Path(preparar.RAIZ) / "requirements.lock").write_text("y", encoding="utf-8")
    assert preparar.main() == 0
    assert pasos


def test_a_venv_of_another_python_is_rebuilt_and_a_folder_of_someone_else_is_not(
    preparar, pasos, capsys
) -> None:
    venv = Path(preparar.VENV)
    venv.mkdir()
    (venv / "pyvenv.cfg").write_text("version = 3.8.1", encoding="utf-8")
    (venv / "viejo").touch()
    assert preparar.main() == 0
    assert not (venv / "viejo").exists()
    (venv / "pyvenv.cfg").unlink(missing_ok=True)
    (venv / ".listo").unlink()
    (venv / "notas.txt").write_text("mías", encoding="utf-8")
    assert preparar.main() == 2
    assert "no es un ambiente" in capsys.readouterr().err
    assert (venv / "notas.txt").exists()


def test_a_working_venv_of_another_python_that_serves_is_kept(preparar, pasos, monkeypatch) -> None:
    """«make» toma el primer Python que halla: no por eso se borra el ambiente de quien lo hizo con otro."""
    venv = Path(preparar.VENV)
    venv.mkdir()
    (venv / "mío").touch()
    dicho = {"version": b"3.12\n"}
    monkeypatch.setattr(preparar.subprocess, "check_output", lambda *_, **__: dicho["version"])
    assert preparar.main() == 0
    assert (venv / "mío").exists()
    assert not any("venv" in p for p in pasos)
    pasos.clear()
    assert preparar.main() == 0
    assert pasos == []
    dicho["version"] = b"3.9\n"  # uno que ya no sirve sí se rehace
    assert preparar.main() == 0
    assert not (venv / "mío").exists()


def test_with_wheels_at_hand_the_network_is_not_used(preparar, pasos) -> None:
    (Path(preparar.RAIZ) / "ruedas").mkdir()
    assert preparar.main() == 0
    assert all("--no-index" in p for p in pasos if "pip" in p)


def test_a_failed_step_is_named_and_nothing_is_called_ready(preparar, monkeypatch, capsys) -> None:
    monkeypatch.setattr(preparar.subprocess, "call", lambda *_, **__: 1)
    assert preparar.main() == 2
    assert "No se pudo terminar" in capsys.readouterr().err
    assert not Path(preparar.LISTO).exists()


def test_the_script_is_readable_by_an_old_python() -> None:
    """Sin sintaxis nueva: un Python 3.6 debe poder decir que hace falta otro."""
    import ast

    ast.parse((RAIZ / "preparar.py").read_text(encoding="utf-8"), feature_version=(3, 6))


def test_in_a_terminal_without_accents_it_still_speaks(tmp_path: Path) -> None:
    """Desde una copia sin ambiente: junto a uno listo, el preparador no tiene nada que decir."""
    preparador = shutil.copy(RAIZ / "preparar.py", tmp_path)
    guion = (
        "import runpy, sys; sys.version_info = (3, 8, 0); runpy.run_path(sys.argv[1], run_name='__main__')"
    )
    hecho = subprocess.run(
        [sys.executable, "-c", guion, preparador],
        env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        check=False,
    )
    assert hecho.returncode == 2
    assert b"Hace falta Python 3.11" in hecho.stderr
