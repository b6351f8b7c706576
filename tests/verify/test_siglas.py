"""Ninguna sigla sin explicar la primera vez que un documento la usa."""

import re
from html import unescape

import pytest

from fais_analysis.pages.hoja import build_hoja
from fais_analysis.pages.siglas import SIGLAS
from fais_analysis.verify.rearmado import rebuild_informe
from tests.verify.conftest import CLAVE

NO_SE_LEE = re.compile(r"<(style|script|svg|head)\b.*?</\1>", re.DOTALL)
CERCA = 130
# Otras formas de decirlo al explicarla.
FORMAS = {
    "INPC": "índice nacional de precios",
    "FISMDF": "ondo municipal del FAIS",
    "ZAP": "onas? de atención",
}


def list_sin_explicar(documento: str) -> list[str]:
    """Las siglas que, donde salen primero, no tienen al lado lo que quieren decir."""
    texto = " ".join(unescape(re.sub(r"<[^>]+>", " ", NO_SE_LEE.sub(" ", documento))).split())
    faltan = []
    for sigla, dice in SIGLAS.items():
        hallada = re.search(rf"(?<![\w-]){sigla}(?![\w-])", texto)
        cerca = texto[max(0, hallada.start() - CERCA) : hallada.end() + CERCA] if hallada else dice
        if not re.search(
            f"{FORMAS.get(sigla, dice)}|{dice}|{dice.replace(' ', 's ', 1)}", cerca, re.IGNORECASE
        ):
            faltan.append(f"{sigla}: …{cerca}…")
    return faltan


@pytest.mark.lento
@pytest.mark.parametrize("clave", [CLAVE, "10"])
def test_reports_explain_each_acronym_at_its_first_use(clave: str):
    assert list_sin_explicar(rebuild_informe(clave).documento) == []


@pytest.mark.lento
@pytest.mark.parametrize("clave", [CLAVE, "10005"])
def test_sheets_explain_or_drop_them(clave: str):
    rearmado = rebuild_informe(clave)

    assert list_sin_explicar(build_hoja(rearmado.pagina, rearmado.contexto)) == []


def test_the_check_can_fail():
    assert list_sin_explicar("<p>El FISE y la ZAP: zona de atención prioritaria</p>")[0].startswith("FISE")
