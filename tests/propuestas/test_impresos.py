"""Lo que se imprime: apaisado, con su encabezado en cada página, sin columnas cortadas y en español de México.

Con LibreOffice se convierte a PDF y se mira; sin él se omite, salvo con FAIS_EXIGIR_LIBREOFFICE.
"""

import io
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from fais_analysis.propuestas.comparacion import build_libro_comparacion, compare_revisiones
from fais_analysis.propuestas.convenio import (
    build_anexo_docx,
    build_anexo_revisado,
    build_anexo_xlsx,
    build_convenio_docx,
)
from fais_analysis.propuestas.libro_hallazgos import build_libro_hallazgos
from fais_analysis.propuestas.mezcla import PedidoMezcla, build_libro_mezcla, suggest_mezcla
from fais_analysis.propuestas.revision import PedidoRevision, Revision, review_propuesta

CABEZA = ["folio", "nombre_obra", "subclasificacion", "localidad", "meta", "unidad_medida", "viviendas", "fise",
          "fismdf", "via_focalizacion", "beneficiarios_h", "beneficiarios_m"]  # fmt: skip
PESOS = 31_000_000.5  # inventados
OBRAS = [
    [f"M-{n:03}", f"Piso firme de la colonia {n}", "Piso firme", "100140015 La Guajolota", 40, "vivienda", 40,
     PESOS, PESOS + n, "rezago", 80, 90]
    for n in range(60)
]  # fmt: skip
CON_LIBREOFFICE = shutil.which("soffice") and shutil.which("pdftotext")
OFICIO, ANCHO_MAXIMO = "5", 330  # con más letras a lo ancho, la de una hoja oficio ya no se lee


@pytest.fixture(scope="module")
def revision(escribir: Callable[..., Path]) -> Revision:
    return review_propuesta(PedidoRevision(escribir([CABEZA, *OBRAS]), "10014", 2020))


@pytest.fixture(scope="module")
def libros(revision: Revision) -> dict[str, bytes]:
    sugerencia = suggest_mezcla(revision, PedidoMezcla())
    return {
        "anexo": build_anexo_xlsx(build_anexo_revisado(revision, [])),
        "hallazgos": build_libro_hallazgos(revision),
        "mezcla": build_libro_mezcla(revision, sugerencia),
        "comparacion": build_libro_comparacion(compare_revisiones(revision, revision)),
    }


@pytest.fixture(scope="module")
def documentos(revision: Revision) -> dict[str, bytes]:
    anexo = build_anexo_revisado(revision, [])
    return {"anexo": build_anexo_docx(anexo), "convenio": build_convenio_docx(anexo)}


def test_every_sheet_prints_whole_with_its_header(libros: dict[str, bytes]):
    for nombre, contenido in libros.items():
        for hoja in openpyxl.load_workbook(io.BytesIO(contenido)):
            if hoja.sheet_state != "visible":
                continue
            donde = f"{nombre}, {hoja.title}"
            assert hoja.print_title_rows == "$1:$1", donde
            assert hoja.page_setup.orientation == "landscape", donde
            assert str(hoja.page_setup.paperSize) == OFICIO, donde
            assert hoja.sheet_properties.pageSetUpPr.fitToPage, donde
            assert int(hoja.page_setup.fitToHeight) == 0, donde  # a lo ancho cabe; a lo largo, las que sean
            anchos = [d.width * (d.max - d.min + 1) for d in hoja.column_dimensions.values()]
            assert sum(anchos) <= ANCHO_MAXIMO, donde
            assert len(anchos) > 0, donde


def test_every_table_repeats_its_header_in_mexican_spanish(documentos: dict[str, bytes]):
    for nombre, contenido in documentos.items():
        partes = zipfile.ZipFile(io.BytesIO(contenido))
        estilos = partes.read("word/styles.xml").decode()
        cuerpo = partes.read("word/document.xml").decode()
        assert re.search(r'<w:docDefaults>.*w:lang [^>]*w:val="es-MX"', estilos, re.DOTALL), nombre
        assert "<dc:language>es-MX</dc:language>" in partes.read("docProps/core.xml").decode(), nombre
        for tabla in re.findall(r"<w:tbl>.*?</w:tbl>", cuerpo, re.DOTALL):
            rejilla = re.findall(r'<w:gridCol w:w="(\d+)"', tabla)
            primera = re.search(r"<w:tr[ >].*?</w:tr>", tabla, re.DOTALL)
            assert primera is not None
            assert "w:tblHeader" in primera[0], nombre
            assert tabla.count("w:cantSplit") == tabla.count("</w:tr>"), nombre
            celdas = re.findall(r'<w:tcW [^>]*w:w="(\d+)"', primera[0])
            assert [round(int(c), -1) for c in celdas] == [round(int(r), -1) for r in rejilla], nombre
    assert (
        'w:orient="landscape"'
        in zipfile.ZipFile(io.BytesIO(documentos["anexo"])).read("word/document.xml").decode()
    )


def convert(carpeta: Path, nombre: str, contenido: bytes) -> list[str]:
    """El texto de cada página del PDF que hace LibreOffice."""
    archivo = carpeta / nombre
    archivo.write_bytes(contenido)
    perfil = f"-env:UserInstallation=file://{carpeta / 'perfil'}"
    orden = ["soffice", perfil, "--headless", "--convert-to", "pdf", "--outdir", str(carpeta), str(archivo)]
    subprocess.run(orden, check=True, capture_output=True, timeout=240)
    pdf = archivo.with_suffix(".pdf")
    hecho = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, timeout=60)
    pdf.unlink()
    return [p for p in hecho.stdout.decode().split("\f") if p.strip()]


@pytest.mark.lento
@pytest.mark.skipif(
    not CON_LIBREOFFICE and "FAIS_EXIGIR_LIBREOFFICE" not in os.environ,
    reason="no hay LibreOffice y pdftotext instalados",
)
def test_converted_to_pdf_nothing_is_cut(
    libros: dict[str, bytes], documentos: dict[str, bytes], revision: Revision, tmp_path: Path
):
    anexo = build_anexo_revisado(revision, [])
    montos = [f"{PESOS * 2 + n:,.2f}" for n in range(60)]
    total = f"{anexo.total / 100:,.2f}"
    for nombre, contenido, rotulo in (
        ("anexo.docx", documentos["anexo"], "obra o acción"),
        ("anexo.xlsx", libros["anexo"], "Obra o acción"),
        ("mezcla.xlsx", libros["mezcla"], "renglón del Catálogo"),
    ):
        paginas = convert(tmp_path, nombre, contenido)
        con_obras = [p for p in paginas if "Piso firme de la" in p]
        assert len(con_obras) > nombre.startswith("anexo"), nombre
        assert all(rotulo in p for p in con_obras), nombre  # el encabezado, en cada página
        juntas = "\n".join(paginas)
        assert total in juntas, nombre
        if nombre.startswith("anexo"):
            assert [m for m in montos if m not in juntas] == []  # ningún monto partido ni con ###
            assert [f"M-{n:03}" for n in range(60) if f"M-{n:03}" not in juntas] == []  # ni un folio
        assert "###" not in juntas, nombre
    assert "PROYECTO, POR REVISIÓN JURÍDICA" in convert(tmp_path, "c.docx", documentos["convenio"])[0]
