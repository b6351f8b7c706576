"""El expediente, corto: lo que se lee antes de abrir nada, contado en el HTML de los 39."""

import re
from statistics import median

import pytest

from tests.pages.conftest import Corrida
from tests.pages.medida import measure_documento

pytestmark = [pytest.mark.lento, pytest.mark.xdist_group("informes")]

CLAVES = [f"10{n:03d}" for n in range(1, 40)]
PALABRAS, PARADAS = 1_500, 60


@pytest.fixture(scope="module")
def documentos(corrida: Corrida) -> dict[str, str]:
    return {clave: corrida.get_html(clave).read_text(encoding="utf-8") for clave in CLAVES}


def test_few_words_and_few_stops_in_the_39(documentos: dict[str, str]):
    medidas = {clave: measure_documento(d) for clave, d in documentos.items()}

    assert {c: m.palabras for c, m in medidas.items() if m.palabras > PALABRAS} == {}
    assert {c: m.paradas for c, m in medidas.items() if m.paradas > PARADAS} == {}
    assert median(m.palabras for m in medidas.values()) < 1_300


def test_what_is_fictional_and_the_method_are_in_the_appendix_and_only_there(documentos: dict[str, str]):
    for clave, documento in documentos.items():
        corte = documento.index('<section class="anexo"')
        antes, anexo = documento[:corte], documento[corte:]
        for ident in ("tabla-prioridad", "tabla-obras", "tabla-zap", "tabla-reglas", "cambio-carencias"):
            assert f'id="{ident}"' not in antes, (clave, ident)
            assert f'id="{ident}"' in anexo, (clave, ident)
        assert "ficticios por municipio" not in antes, clave
        assert re.findall(r"<h2[^>]*>", anexo) == ['<h2 id="anexo">']
        assert all(f'id="{i}"' in anexo for i in ("advertencias", "fuentes", "ficha")), clave


def test_no_heading_is_left_without_anything_under_it(documentos: dict[str, str]):
    for clave, documento in documentos.items():
        for nivel in (2, 3, 4):
            vacio = rf"</h{nivel}>\s*(?:</section>\s*)?<(?:section[^>]*>\s*<)?h[1-{nivel}][ >]"
            assert re.findall(vacio, documento) == [], clave
