"""``calidad.html``: pasa la compuerta, dice lo medido y no repite la marca de demostración."""

import pytest

from fais_analysis.loaders.calidad import EdicionTabla
from fais_analysis.loaders.guardas import load_guardas
from fais_analysis.pages.calidad import GUARDAS, build_pagina_calidad, phrase_ediciones
from fais_analysis.pages.compuerta import check_documento
from fais_analysis.pages.contexto import Contexto
from fais_analysis.pages.inventario import build_inventario
from fais_analysis.reports.calidad import build_calidad


def make_pagina(entidad: str) -> str:
    contexto = Contexto(entidad, "x", "0.1.0", "a" * 64, "b" * 64, es_demostracion=True)
    return build_pagina_calidad(build_calidad(entidad), contexto)


@pytest.mark.lento
@pytest.mark.parametrize("entidad", ["10", "20"])
def test_page_passes_the_gate_and_is_the_same_twice(entidad: str):
    pagina = make_pagina(entidad)

    assert check_documento(pagina, entidad, "calidad.html") == []
    assert pagina == make_pagina(entidad)
    assert len(pagina.encode()) < 100_000


def test_page_says_coverage_precision_and_identities():
    texto = build_inventario(make_pagina("10")).texto

    assert "21 de 39" in texto  # FISMDF informado: HALLAZGOS 26-11-2026, §1
    assert "las entidades suman el país" in texto
    assert "2020: 39 renglones con dato, los mismos que en 2015" in texto
    assert "calidad y espacios de la vivienda 2020 39 5" in texto  # contadas a mano en el original
    assert "DEMOSTRACIÓN" not in texto  # sólo mide tablas oficiales
    assert "ninguno: sin dato en esta entidad" in build_inventario(make_pagina("20")).texto


def test_every_guard_is_told_in_words():
    assert {g for propias in load_guardas().values() for g in propias} <= {*GUARDAS}


@pytest.mark.parametrize(
    ("antes", "ahora", "dice"),
    [
        (39, 38, "38 renglones con dato, 1 menos que en 2015 (39)"),
        (0, 1, "1 renglón con dato, 1 más que en 2015 (0)"),
    ],
)
def test_a_fall_in_coverage_is_told(antes: int, ahora: int, dice: str):
    ediciones = [EdicionTabla(2015, 39, antes), EdicionTabla(2020, 39, ahora)]

    assert phrase_ediciones(ediciones) == f"2020: {dice}"
    assert phrase_ediciones([]) == "sin cortes por año"
