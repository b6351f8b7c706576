"""El informe de otro estado no nombra a Durango, no trae claves ajenas ni encabezados sin nada debajo."""

import html
import re

import pytest

from fais_analysis.claves import ENTIDADES
from fais_analysis.reports.hoja import build_hoja
from fais_analysis.verify.rearmado import rebuild_informe
from fais_analysis.views.capitulos import hoja as ver_hoja
from fais_analysis.views.capitulos import hoja_papel as papel
from tests.reports.conftest import get_texto

pytestmark = pytest.mark.lento
# Un municipio de tres estados y el panorama de uno; el de Oaxaca, entero, se leyó a mano (570 municipios).
INFORMES = ("03003", "06007", "20208", "03")
OTRAS_CLAVES = re.compile(r"\b10\d{3}\b")
INVISIBLE = re.compile(r"<(script|style|head)\b.*?</\1>", re.S)
VACIO = re.compile(r"<h3[^>]*>[^<]*</h3>\s*(?:</section>\s*<section[^>]*>\s*)*(?=<h[123]|</section>)")


@pytest.fixture(scope="module", params=INFORMES)
def informe(request: pytest.FixtureRequest) -> tuple[str, str]:
    """La clave y el documento del informe, armado con los datos del repositorio."""
    return request.param, rebuild_informe(request.param).documento


def test_another_state_is_never_called_durango(informe: tuple[str, str]):
    clave, documento = informe
    texto = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", INVISIBLE.sub(" ", documento))).split())

    assert ENTIDADES[clave[:2]] in texto
    assert "Durango" not in texto
    assert "SEBISED" not in texto
    assert not OTRAS_CLAVES.findall(texto)
    assert "Durango" not in documento  # tampoco en las fuentes que se ven al tocar una cifra


def test_its_sheet_is_its_own(informe: tuple[str, str]):
    clave, _ = informe
    if len(clave) == 5:
        datos = build_hoja(clave)
        texto = get_texto(papel.show_hoja(datos)) + get_texto(ver_hoja.show_peticion(datos))

        assert "Durango" not in texto
        assert "nan" not in texto.lower().split()
        assert "Población por localidad: sin dato. Escriba los que más lo necesitan:" in texto


def test_no_heading_is_left_without_anything_below(informe: tuple[str, str]):
    _, documento = informe

    assert VACIO.findall(documento) == []
    indice = re.findall(r'href="#(sec-[^"]+)"', documento)
    assert indice
    assert all(f'id="{ancla}"' in documento for ancla in indice)


def test_a_chapter_without_ledger_is_one_honest_line(informe: tuple[str, str]):
    clave, documento = informe

    if len(clave) == 5:
        assert "No registrado no es cero" in documento
        assert "¿Cuándo y con qué dinero?" not in documento
        assert "Las obras mayores" not in documento
    else:
        assert "¿Qué publicó la práctica?" not in documento
        assert "No se puede" in documento or "no se puede decir" in documento
