"""Los tipos se revisan, no sólo se declaran: mypy en «make estilo», sin excepciones calladas."""

import re
import tomllib
from pathlib import Path

RAIZ = Path(__file__).resolve().parents[2]
BIBLIOTECA = RAIZ / "lib" / "fais_analysis"
# Cuántos «# type: ignore» hay. Subirlo se decide a la vista; bajarlo, también.
IGNORADOS = 2


def read_overrides() -> list[dict]:
    return tomllib.loads((RAIZ / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]["overrides"]


def list_ignorados() -> list[str]:
    return [
        f"{ruta.relative_to(RAIZ)}:{numero}: {renglon.strip()}"
        for ruta in sorted(BIBLIOTECA.rglob("*.py"))
        for numero, renglon in enumerate(ruta.read_text(encoding="utf-8").splitlines(), start=1)
        if re.search(r"#\s*type:\s*ignore|#\s*mypy:", renglon)
    ]


def test_every_ignore_names_its_code_and_says_why():
    sin_motivo = [r for r in list_ignorados() if not re.search(r"# type: ignore\[[a-z,-]+\]  # \w.{10,}", r)]

    assert sin_motivo == []


def test_ignores_are_counted():
    assert len(list_ignorados()) == IGNORADOS


def test_no_module_is_exempt():
    """mypy revisa la biblioteca entera: ninguna excepción apaga sus errores ni relaja una regla."""
    propias = [o for o in read_overrides() if any(m.startswith("fais_analysis") for m in o["module"])]

    assert propias == []
    assert not any(o.get("ignore_errors") for o in read_overrides())


def test_style_and_continuous_integration_run_mypy():
    receta = re.search(r"^estilo:.*\n((?:\t.*\n)+)", (RAIZ / "Makefile").read_text(encoding="utf-8"), re.M)

    assert receta is not None
    assert "$(BIN)/mypy" in receta[1]
    assert re.search(r"^make estilo$", (RAIZ / ".ci" / "run").read_text(encoding="utf-8"), re.M)
    assert ".mypy_cache/" in (RAIZ / ".gitignore").read_text(encoding="utf-8").split()
