"""Los acuses encadenados y el estado: quién envió qué es demostrable, y se ve quién falta."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

import fais_analysis.cli.app as ordenes
from fais_analysis.errors import PropuestaError
from fais_analysis.propuestas.acuses import ARCHIVO, read_acuses, save_acuse
from fais_analysis.propuestas.libro_hallazgos import build_libro_hallazgos
from fais_analysis.propuestas.resumen import build_resumen_html
from fais_analysis.propuestas.revision import PedidoRevision, Revision, review_propuesta

AHORA = datetime(2020, 2, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def revision(calle: Path) -> Revision:
    return review_propuesta(PedidoRevision(calle, "10014", 2020))


def test_same_book_again_is_not_another_version(revision: Revision, tmp_path: Path):
    uno = save_acuse(revision, tmp_path, AHORA, "Obras públicas")
    otro = save_acuse(revision, tmp_path, AHORA, "Obras públicas")

    assert uno == otro
    assert (uno.version, uno.folio) == (1, "P2020-10014-v1-0001")
    assert len(read_acuses(tmp_path)) == 1


def test_altering_one_breaks_the_chain(revision: Revision, tmp_path: Path):
    from dataclasses import replace

    save_acuse(revision, tmp_path, AHORA, "")
    segunda = replace(revision, propuesta=replace(revision.propuesta, sha256="0" * 64, obras=()))
    assert save_acuse(segunda, tmp_path, AHORA, "").version == 2
    ruta = tmp_path / ARCHIVO
    primero, segundo = ruta.read_text(encoding="utf-8").splitlines()
    alterado = json.dumps({**json.loads(primero), "bloqueos": 0}, ensure_ascii=False)
    ruta.write_text(f"{alterado}\n{segundo}\n", encoding="utf-8")

    with pytest.raises(PropuestaError, match="acuses"):
        read_acuses(tmp_path)


def test_outputs_are_the_same_bytes_and_ask_nothing_from_the_network(revision: Revision):
    assert build_libro_hallazgos(revision) == build_libro_hallazgos(revision)
    pagina = build_resumen_html(revision, "P1")
    assert "default-src 'none'" in pagina
    assert "E+" not in pagina
    assert "<script" not in pagina


def test_review_command_leaves_book_page_and_receipt(calle: Path, tmp_path: Path):
    orden = ["propuesta", "revisar", str(calle), "--municipio", "10014", "--ejercicio", "2020"]
    corrida = CliRunner().invoke(ordenes.app, [*orden, "--salida", str(tmp_path)], prog_name="fais")

    assert corrida.exit_code == 2  # hay bloqueos
    assert "Acuse: P2020-10014-v1-0001" in corrida.stdout
    nombres = {r.name for r in tmp_path.iterdir() if not r.name.startswith(".")}
    registros = {ARCHIVO, "transiciones.jsonl", "estado_10.json"}
    assert nombres == {"10014_2020_v1_hallazgos.xlsx", "10014_2020_v1_resumen.html", *registros}

    orden = ["propuesta", "estado", "--ejercicio", "2020", "--salida", str(tmp_path)]
    estado = CliRunner().invoke(ordenes.app, orden, prog_name="fais")
    renglones = estado.stdout.splitlines()
    assert renglones[0] == "Propuestas 2020: 1 de 39 municipios"
    assert "no ha enviado" in renglones[2]
    assert renglones[-1].lstrip().startswith("10014 Mezquital")


def test_unreadable_file_exits_with_2_and_no_trace(tmp_path: Path):
    roto = tmp_path / "roto.xlsx"
    roto.write_bytes(b"x")
    corrida = CliRunner().invoke(ordenes.app, ["propuesta", "revisar", str(roto)], prog_name="fais")

    assert corrida.exit_code == 2
    assert "Qué hacer:" in corrida.stderr
