"""Los documentos se leen enteros: ningún enlace interno roto, ninguno huérfano y todas las órdenes existen."""

import re
import tomllib
from pathlib import Path

import pytest
import typer.main

from fais_analysis.cli.app import app

RAIZ = Path(__file__).resolve().parents[2]
DOCUMENTOS = sorted([*RAIZ.glob("*.md"), *(RAIZ / "docs").rglob("*.md")])
ENLACE = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
CODIGO = re.compile(r"^```.*?^```$|`[^`\n]*`", re.M | re.S)


def list_enlaces(documento: Path) -> list[str]:
    """Destinos internos de un documento (sin direcciones de internet)."""
    texto = CODIGO.sub("", documento.read_text(encoding="utf-8"))
    destinos = [a or b for a, b in ENLACE.findall(texto)]
    return [d for d in destinos if not re.match(r"[a-z]+:", d)]


def build_anclas(documento: Path) -> set[str]:
    """Las anclas que GitHub da a los encabezados de un documento."""
    texto = re.sub(r"^```.*?^```$", "", documento.read_text(encoding="utf-8"), flags=re.M | re.S)
    titulos = re.findall(r"^#+ (.+)$", texto, re.M)
    limpios = [re.sub(r"[^\w\- ]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", t).lower()) for t in titulos]
    return {t.strip().replace(" ", "-") for t in limpios}


@pytest.mark.parametrize("documento", DOCUMENTOS, ids=lambda d: str(d.relative_to(RAIZ)))
def test_internal_links_exist(documento: Path):
    for destino in list_enlaces(documento):
        ruta, _, ancla = destino.partition("#")
        archivo = (documento.parent / ruta).resolve() if ruta else documento
        assert archivo.exists(), f"{destino}: no existe"
        if ancla and archivo.suffix == ".md":
            assert ancla in build_anclas(archivo), f"{destino}: no hay ese encabezado"


def test_every_document_can_be_reached_from_the_readme():
    vistos, por_ver = set(), [RAIZ / "README.md"]
    while por_ver:
        documento = por_ver.pop()
        if documento in vistos or documento.suffix != ".md" or not documento.is_file():
            continue
        vistos.add(documento)
        destinos = [(documento.parent / d.partition("#")[0]).resolve() for d in list_enlaces(documento)]
        por_ver += [d for r in destinos for d in ([*r.glob("*.md")] if r.is_dir() else [r])]

    assert {d for d in DOCUMENTOS if d.parent.name != "decisiones"} - vistos <= {
        RAIZ / "CHANGELOG.md", RAIZ / "CONTRIBUTING.md",
    }  # fmt: skip
    assert set((RAIZ / "docs" / "decisiones").glob("*.md")) <= vistos


def test_every_order_named_in_the_documents_exists():
    raiz = typer.main.get_command(app)
    for documento in DOCUMENTOS:
        texto = documento.read_text(encoding="utf-8")
        for orden in re.findall(r"(?:^|`)fais ([a-z]+(?:-[a-z]+)*(?: [a-z]+(?:-[a-z]+)*)?)", texto, re.M):
            check_orden(raiz, orden.split(), documento.name)


def check_orden(grupo: object, partes: list[str], donde: str) -> None:
    orden = grupo.commands.get(partes[0])
    assert orden is not None, f"{donde}: no hay «fais {partes[0]}»"
    if hasattr(orden, "commands") and len(partes) > 1:
        assert partes[1] in orden.commands, f"{donde}: no hay «fais {' '.join(partes)}»"


def test_a_broken_link_would_be_caught(tmp_path: Path):
    documento = tmp_path / "a.md"
    documento.write_text(
        "[x](no.md) [y](#no) `[z](codigo.md)` [w](https://x.mx)\n## Sí, señor\n", encoding="utf-8"
    )

    assert list_enlaces(documento) == ["no.md", "#no"]
    assert build_anclas(documento) == {"sí-señor"}


def test_each_decision_has_its_own_number():
    decisiones = sorted((RAIZ / "docs" / "decisiones").glob("*.md"))

    assert [int(d.name[:4]) for d in decisiones] == list(range(1, len(decisiones) + 1))
    for decision in decisiones:
        assert decision.read_text(encoding="utf-8").startswith(f"# {int(decision.name[:4])}. "), decision.name


def test_the_map_of_the_house_is_the_contract_of_its_layers():
    """El mapa del README nombra cada cuarto, de arriba abajo, en el orden que exige ``pyproject.toml``."""
    contratos = tomllib.loads((RAIZ / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    capas = [set(re.findall(r"\w+", capa)) for capa in contratos["contracts"][0]["layers"]]
    cuartos = {d.name for d in (RAIZ / "lib" / "fais_analysis").iterdir() if (d / "__init__.py").is_file()}
    apartado = (RAIZ / "README.md").read_text(encoding="utf-8").split("| Cuarto |")[1].split("\n\n")[0]
    renglones = [set(re.findall(r"`(\w+)`", r.split("|")[1])) for r in apartado.splitlines()[2:]]

    assert renglones == [capa & cuartos for capa in capas if capa & cuartos]
