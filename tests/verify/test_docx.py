"""La hoja en Word: el mismo texto que la hoja, siempre los mismos bytes, y ``fais verificar`` la lee."""

import io
import re
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from fais_analysis.batch.corrida import write_documentos
from fais_analysis.errors import ParametroError
from fais_analysis.pages.hoja import ROTULO, build_hoja
from fais_analysis.pages.hoja_arbol import read_arbol
from fais_analysis.pages.hoja_docx import build_docx
from fais_analysis.pages.lectura_docx import read_docx
from fais_analysis.verify.informe import verify_archivo
from fais_analysis.verify.rearmado import rebuild_informe
from tests.verify.conftest import CLAVE


@pytest.fixture(scope="module")
def hoja() -> str:
    rearmado = rebuild_informe(CLAVE)
    return build_hoja(rearmado.pagina, rearmado.contexto)


@pytest.fixture(scope="module")
def crudo(hoja: str) -> bytes:
    return build_docx(hoja)


def edit(crudo: bytes, ruta: Path, renglon: int, columna: int, texto: str) -> Path:
    """Cambia una celda de la tabla de acuerdos, como haría quien la abre en Word."""
    documento = docx.Document(io.BytesIO(crudo))
    documento.tables[1].rows[renglon].cells[columna].paragraphs[0].runs[0].text = texto
    documento.save(str(ruta))
    return ruta


def test_the_document_says_every_word_of_the_sheet(hoja: str, crudo: bytes):
    dicho = " ".join(p.valor for p in read_docx(crudo).piezas)
    arbol = read_arbol(hoja)
    de_la_hoja = [n.write_texto() for e in ("h1", "h2", "th", "td") for n in arbol.list_todos(e)]
    parrafos = [
        n.write_texto()
        for n in arbol.get_primero("main").list_todos("p")
        if "solo" not in n.atributos.get("class", "")
    ]

    assert [t for t in (*de_la_hoja, *parrafos) if t and t not in dicho] == []
    assert "San Francisco del Mezquital: 2,106" in dicho  # ITER 2020


def test_every_picture_is_named_and_the_language_is_mexican_spanish(crudo: bytes):
    documento = docx.Document(io.BytesIO(crudo))
    nombres = [d.get("descr") for d in documento.element.iter(qn("wp:docPr"))]

    assert len(nombres) == 9  # dos bloques de puntos, seis barras y el mapa
    assert "83 de cada 100 personas en Mezquital" in nombres
    assert "Sin drenaje: Aquí 71.4, Est. 5.0, Comp. 10.9" in nombres
    assert {e.get(qn("w:val")) for e in documento.styles.element.iter(qn("w:lang"))} == {"es-MX"}
    assert [p.style.name for p in documento.paragraphs if p.style.name == "Heading 1"] == ["Heading 1"]


@pytest.mark.lento
def test_the_bytes_depend_on_nothing_but_the_sheet(hoja: str, crudo: bytes):
    assert build_docx(hoja) == crudo
    with zipfile.ZipFile(io.BytesIO(crudo)) as paquete:
        assert {f.date_time for f in paquete.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.lento
def test_it_is_verified_and_a_changed_figure_is_found(crudo: bytes, tmp_path: Path):
    (tmp_path / "hoja.docx").write_bytes(crudo)
    igual = verify_archivo(tmp_path / "hoja.docx")
    assert igual.resultado == "Todo coincide."

    hecho = verify_archivo(edit(crudo, tmp_path / "hoja.docx", 1, 1, "6,634"))
    assert [(r.informe, r.datos) for r in hecho.reparos] == [("6,634", "6,633")]
    assert "columna «Viviendas»" in hecho.reparos[0].donde


@pytest.mark.lento
def test_what_is_written_in_a_blank_is_not_taken_as_good_nor_as_false(crudo: bytes, tmp_path: Path):
    hecho = verify_archivo(edit(crudo, tmp_path / "hoja.docx", 1, 2, "$ 45,000"))

    assert (hecho.codigo_salida, hecho.discrepancias) == (3, 0)


@pytest.mark.parametrize("malo", [b"", b"PK\x03\x04nada", b"<html>"], ids=["vacio", "roto", "html"])
def test_what_is_not_a_document_is_refused(tmp_path: Path, malo: bytes):
    (tmp_path / "hoja.docx").write_bytes(malo)

    with pytest.raises(ParametroError, match=r"hoja\.docx"):
        verify_archivo(tmp_path / "hoja.docx")


@pytest.mark.lento
def test_each_published_sheet_gets_its_document(
    hoja: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    buena, falta = tmp_path / "10014_mezquital", tmp_path / "10005_durango"
    buena.mkdir()
    (buena / "hoja.html").write_text(hoja, encoding="utf-8")
    rutas = [c / n for c in (buena, falta) for n in ("expediente.html", "hoja.html")]

    codigo = write_documentos(rutas)

    salidas = capsys.readouterr()
    assert (codigo, salidas.out) == (1, "1 de 2 documentos de Word, cada uno junto a su hoja\n")
    assert "10005_durango/hoja.docx" in salidas.err
    assert re.search(ROTULO, read_docx((buena / "hoja.docx").read_bytes()).rotulo)
