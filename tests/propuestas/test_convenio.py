"""El anexo y el convenio: cuadran al centavo, los mismos bytes siempre, y no salen con algo que bloquee."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest
from typer.testing import CliRunner

import fais_analysis.cli.app as ordenes
from fais_analysis.errors import PropuestaError
from fais_analysis.obras.anexo import Justificacion
from fais_analysis.propuestas.convenio import (
    build_anexo_docx,
    build_anexo_revisado,
    build_anexo_xlsx,
    build_convenio_docx,
)
from fais_analysis.propuestas.revision import PedidoRevision, Revision, review_propuesta

CABEZA = ["nombre_obra", "subclasificacion", "localidad", "meta", "unidad_medida", "viviendas", "fise", "fismdf",
          "municipal", "otra", "via_focalizacion", "beneficiarios_h", "beneficiarios_m"]  # fmt: skip
# Montos inventados.
OBRAS = [
    [f"Piso firme, etapa {n}", "Piso firme", "100140015", 40, "vivienda", 40, 300000.01 * n, 250000.5, 10000, 33.33,
     "rezago", 80, 90]
    for n in range(1, 40)
]  # fmt: skip


@pytest.fixture(scope="module")
def libro(escribir: Callable[..., Path]) -> Path:
    return escribir([CABEZA, *OBRAS])


@pytest.fixture(scope="module")
def revision(libro: Path) -> Revision:
    return review_propuesta(PedidoRevision(libro, "10014", 2020))


def test_annex_adds_up_to_the_cent(revision: Revision):
    anexo = build_anexo_revisado(revision, [])
    hoja = openpyxl.load_workbook(io.BytesIO(build_anexo_xlsx(anexo)))["Anexo técnico"]
    filas = [[c.value for c in f] for f in hoja.iter_rows(min_row=2)]

    assert anexo.total == revision.propuesta.total == sum(sum(r.montos.values()) for r in anexo.renglones)
    assert round(sum(f[13] for f in filas[:-1]), 2) == filas[-1][13] == anexo.total / 100
    assert filas[-1][13] == round(sum(filas[-1][14:19]), 2)
    assert [f[1] for f in filas[:-1]] == [r.obra.folio for r in anexo.renglones]
    assert filas[0][3] == "100140015 La Guajolota"  # el libro sólo trae la clave; el nombre es el del INEGI
    assert anexo.letra.endswith("/100 M.N.)")


def test_dates_are_written_as_in_mexico(escribir: Callable[..., Path]):
    ruta = escribir([[*CABEZA, "fecha_inicio", "fecha_termino"], [*OBRAS[0], "01/04/2020", "31/08/2020"]])
    anexo = build_anexo_revisado(review_propuesta(PedidoRevision(ruta, "10014", 2020)), [])
    hoja = openpyxl.load_workbook(io.BytesIO(build_anexo_xlsx(anexo)))["Anexo técnico"]
    impresas = docx.Document(io.BytesIO(build_anexo_docx(anexo))).tables[0].rows[1].cells[-1].text

    assert [c.value for c in hoja[2]][-2:] == ["01/04/2020", "31/08/2020"]
    assert impresas == "01/04/2020 a 31/08/2020"


@pytest.mark.lento
def test_same_bytes_whatever_the_order_of_rows(revision: Revision):
    volteada = replace(revision, propuesta=replace(revision.propuesta, obras=revision.propuesta.obras[::-1]))
    uno, otro = (build_anexo_revisado(r, []) for r in (revision, volteada))

    assert build_anexo_docx(uno) == build_anexo_docx(otro)
    assert build_anexo_xlsx(uno) == build_anexo_xlsx(otro)
    assert build_convenio_docx(uno) == build_convenio_docx(otro)


@pytest.mark.lento
def test_documents_are_ours_and_in_spanish(revision: Revision):
    anexo = build_anexo_revisado(revision, [])
    documento = docx.Document(io.BytesIO(build_anexo_docx(anexo)))
    encabezados = documento.tables[0].rows[0]._tr.xpath("./w:trPr/w:tblHeader")

    assert documento.core_properties.language == "es-MX"
    assert documento.core_properties.author == ""
    assert len(encabezados) == 1
    assert len(documento.tables[0].rows) == 39 + 2
    for fila, renglon in zip(documento.tables[0].rows[1:], anexo.renglones, strict=False):
        assert fila.cells[1].text.startswith(renglon.obra.folio)
    convenio = "\n".join(p.text for p in docx.Document(io.BytesIO(build_convenio_docx(anexo))).paragraphs)
    assert "PROYECTO, POR REVISIÓN JURÍDICA" in convenio
    assert anexo.letra in convenio
    assert "{" not in convenio


@pytest.mark.lento
def test_office_template_is_accepted_and_a_broken_one_refused(revision: Revision, tmp_path: Path):
    anexo = build_anexo_revisado(revision, [])
    plantilla = tmp_path / "oficina.docx"
    propia = docx.Document()
    propia.add_heading("Membrete", 1)
    propia.save(str(plantilla))
    assert "Membrete" in docx.Document(io.BytesIO(build_anexo_docx(anexo, plantilla))).paragraphs[0].text

    plantilla.write_bytes(b"no es word")
    with pytest.raises(PropuestaError, match="plantilla"):
        build_anexo_docx(anexo, plantilla)


def test_blocking_findings_stop_it_until_justified_for_that_version(
    escribir: Callable[..., Path], tmp_path: Path
):
    sin_via = [*OBRAS[0]]
    sin_via[10] = None
    libro = escribir([CABEZA, sin_via])
    comun = [str(libro), "--municipio", "10014", "--ejercicio", "2020", "--salida", str(tmp_path)]
    motivo = [
        "--regla",
        "FOCALIZACION",
        "--motivo",
        "Acta 3: localidad\u2028de muy alto rezago",
        "--area",
        "SPS",
    ]

    def run(*orden: str):
        return CliRunner().invoke(ordenes.app, ["convenio", *orden], prog_name="fais")

    antes = run("anexo", *comun)
    assert antes.exit_code == 2
    assert "FOCALIZACION" in antes.stderr
    assert run("justificar", *comun, "--regla", "NADA", "--motivo", "x", "--area", "SPS").exit_code == 2
    assert run("justificar", *comun, *motivo).exit_code == 0
    despues = run("anexo", *comun)
    assert despues.exit_code == 0, despues.stderr
    assert len(list(tmp_path.glob("ANX-2020-10014-*"))) == 3


def test_a_justification_of_another_version_does_not_count(escribir: Callable[..., Path]):
    sin_via = [*OBRAS[0]]
    sin_via[10] = None
    revision = review_propuesta(PedidoRevision(escribir([CABEZA, sin_via]), "10014", 2020))
    ajena = Justificacion("otra", "FOCALIZACION", "x", "SPS", "2020-01-01")

    with pytest.raises(PropuestaError, match="impide"):
        build_anexo_revisado(revision, [ajena])
