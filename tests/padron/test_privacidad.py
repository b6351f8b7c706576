"""docs/privacidad.md: cada regla nombra un código y una prueba que existen."""

import re
from pathlib import Path

import fais_analysis

PAQUETE = Path(fais_analysis.__file__).parent
DOCUMENTO = Path(__file__).resolve().parents[2] / "docs" / "privacidad.md"
PRUEBAS = re.findall(
    r"^def (test_\w+)", "\n".join(r.read_text("utf-8") for r in Path(__file__).parent.glob("test_*.py")), re.M
)


def list_reglas() -> list[list[str]]:
    """Los renglones de la tabla: regla, certeza, código y prueba."""
    renglones = [r for r in DOCUMENTO.read_text("utf-8").splitlines() if r.startswith("|")]
    return [[c.strip() for c in r.strip("|").split("|")] for r in renglones[2:]]


def is_prueba(nombre: str) -> bool:
    """Si hay una prueba con ese nombre, o una sola que empiece así cuando va recortado."""
    if nombre.endswith("…"):
        return sum(p.startswith(nombre[:-1]) for p in PRUEBAS) == 1
    return nombre in PRUEBAS


def test_every_rule_names_code_and_test_that_exist():
    reglas = list_reglas()
    assert len(reglas) > 15
    for regla, certeza, codigo, prueba in reglas:
        archivos = re.findall(r"`([\w/]+\.(?:py|yml))`", codigo)
        pruebas = re.findall(r"`(test_\w+…?)`", prueba)
        assert certeza in ("por verificar", "decisión de la casa"), regla
        assert archivos, regla
        assert pruebas, regla
        assert [a for a in archivos if not (PAQUETE / a).is_file()] == [], regla
        assert [p for p in pruebas if not is_prueba(p)] == [], regla
