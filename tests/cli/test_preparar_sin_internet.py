"""``fais preparar-sin-internet``: sólo lo versionado y los paquetes fijos; nada privado."""

import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

import fais_analysis.cli.app as ordenes
from fais_analysis.cli import preparar_sin_internet as modulo


@pytest.fixture
def raiz(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Un repositorio con una tabla pública y un libro privado sin versionar."""
    raiz = tmp_path / "proyecto"
    (raiz / "data" / "inversion").mkdir(parents=True)
    for nombre in ("requirements.lock", "data/inpc.csv", "data/inversion/libro.xlsx", "cuaderno ñ.txt"):
        (raiz / nombre).write_text("x", encoding="utf-8")
    (raiz / ".gitignore").write_text("data/inversion/\n", encoding="utf-8")
    for orden in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *orden], cwd=raiz, check=True)
    monkeypatch.setenv("FAIS_RAIZ", str(raiz))
    monkeypatch.setattr(modulo, "get_raiz", lambda: raiz)
    return raiz


@pytest.fixture
def bajados(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Lo que se le pediría a pip; deja un paquete."""
    vistos: list[list[str]] = []

    def call(orden: list[str]) -> int:
        vistos.append(orden)
        carpeta = Path(orden[-1])
        carpeta.mkdir()
        (carpeta / "pandas.whl").touch()
        return 0

    monkeypatch.setattr(modulo.subprocess, "call", call)
    return vistos


def run(carpeta: Path):
    return CliRunner().invoke(ordenes.app, ["preparar-sin-internet", str(carpeta)], prog_name="fais")


def test_takes_what_is_versioned_and_nothing_private(raiz: Path, bajados, tmp_path: Path) -> None:
    destino = tmp_path / "para llevar"
    hecho = run(destino)
    assert hecho.exit_code == 0, hecho.output
    llevados = {r.relative_to(destino).as_posix() for r in destino.rglob("*") if r.is_file()}
    assert llevados == {
        "requirements.lock", "data/inpc.csv", "cuaderno ñ.txt", ".gitignore", "ruedas/pandas.whl",
    }  # fmt: skip
    assert "--require-hashes" in bajados[0]
    assert "python3 preparar.py" in hecho.output


def test_a_folder_with_something_is_not_touched(raiz: Path, bajados, tmp_path: Path) -> None:
    (tmp_path / "lleno").mkdir()
    (tmp_path / "lleno" / "mío.txt").touch()
    hecho = run(tmp_path / "lleno")
    assert hecho.exit_code == 2
    assert "ya tiene algo" in hecho.stderr
    assert bajados == []


def test_a_copy_without_git_and_a_failed_download_are_five_parts(
    raiz: Path, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(modulo.subprocess, "call", lambda _: 1)
    hecho = run(tmp_path / "uno")
    assert hecho.exit_code == 2
    assert "alguno no se pudo bajar" in hecho.stderr
    assert "HTTPS_PROXY" in hecho.stderr
    monkeypatch.setattr(modulo, "LISTAR", ("git", "orden-que-no-existe"))
    hecho = run(tmp_path / "dos")
    assert hecho.exit_code == 2
    assert "git clone" in hecho.stderr
