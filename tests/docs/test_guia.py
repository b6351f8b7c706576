"""La guía del analista corre: cada receta, en un cuaderno nuevo, imprime exactamente lo que la guía dice."""

import os
import re
from pathlib import Path

import pytest

from tests.docs.bloques import list_bloques, list_secciones, renew_documento, run_bloque

RUTA = Path(__file__).resolve().parents[2] / "docs" / "guia_analista.md"
SECCIONES = list_secciones(RUTA.read_text(encoding="utf-8"))
CON_CODIGO = {titulo: texto for titulo, texto in SECCIONES.items() if list_bloques(texto)}
LENTAS = [titulo for titulo in CON_CODIGO if "produce_reportes(" in CON_CODIGO[titulo]]
RECETAS = [t for t in CON_CODIGO if re.match(r"\d+\. ", t)]


def run_seccion(titulo: str) -> list[tuple[str, str, str]]:
    """Cada bloque de una receta, corrido en orden: código, lo que dice la guía y lo que sale."""
    espacio: dict[str, object] = {"__name__": "guia"}
    return [(b.codigo, b.salida, run_bloque(b.codigo, espacio)) for b in list_bloques(CON_CODIGO[titulo])]


def check_seccion(titulo: str) -> None:
    corridas = [c if "produce_reportes(" not in c[0] else check_avance(*c) for c in run_seccion(titulo)]
    if "FAIS_RENOVAR" in os.environ:
        texto = RUTA.read_text(encoding="utf-8")
        RUTA.write_text(renew_documento(texto, {c: s for c, _, s in corridas}), encoding="utf-8")
        return
    for codigo, dicho, salida in corridas:
        assert salida == dicho, f"en «{titulo}»:\n{codigo}"


def check_avance(codigo: str, dicho: str, salida: str) -> tuple[str, str, str]:
    """El avance del lote trae tiempos, que la guía no imprime: se comprueba que todo salió."""
    hechos, pedidos = re.search(r"(\d+) de (\d+) informes", salida).groups()
    assert hechos == pedidos, salida
    return codigo, dicho, ""


@pytest.fixture(autouse=True)
def carpeta_propia(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Cada receta escribe en una carpeta vacía, como si se abriera un cuaderno nuevo."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("titulo", [t for t in CON_CODIGO if t not in LENTAS])
def test_recipe_prints_what_the_guide_says(titulo: str):
    check_seccion(titulo)


@pytest.mark.lento
@pytest.mark.usefixtures("obreros_tibios")
@pytest.mark.parametrize("titulo", LENTAS)
def test_slow_recipe_prints_what_the_guide_says(titulo: str):
    check_seccion(titulo)


def test_there_are_at_least_ten_recipes_and_each_shows_something():
    assert len(RECETAS) >= 10
    assert [t.split(".")[0] for t in RECETAS] == [str(n) for n in range(1, len(RECETAS) + 1)]
    for titulo in RECETAS:
        assert any(b.salida for b in list_bloques(CON_CODIGO[titulo])), titulo


def test_recipes_only_use_the_public_surface():
    importados = re.findall(r"^from (fais_analysis\S*) import", RUTA.read_text(encoding="utf-8"), re.M)

    assert importados
    assert set(importados) <= {"fais_analysis", "fais_analysis.errors"}


def test_a_wrong_output_in_the_guide_is_caught():
    bloque = list_bloques("```python\n1 + 1\n```\n\n```text\n3\n```\n")[0]

    assert run_bloque(bloque.codigo, {}) == "2\n"
    assert bloque.salida == "3\n"
