"""La forma interactiva: la misma descripción, sin red, del tamaño acordado y sólo con guiones propios."""

import base64
import gzip
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from fais_analysis.pages.compuerta import check_documento, check_forma
from fais_analysis.pages.ensamble import Contexto, Entrada, Fragmento, Pagina, build_expediente
from fais_analysis.pages.interactivo import (
    TOPE_INCRUSTADO_BYTES,
    build_interactivo,
    build_permisos,
    copy_plotly,
    get_direccion,
    locate_plotly,
    pack_numeros,
)
from fais_analysis.schemas.capitulos.resumen import Resumen
from fais_analysis.views.guiones import DESCARGA, GUION, INTERACTIVO, load_guion
from fais_analysis.views.plotly_config import CONFIGURACION_PLOTLY, IDIOMA_PLOTLY

CONTEXTO = Contexto("10", "Durango", "0.1.0", "ab" * 32, "cd" * 32, es_demostracion=False)
HOSTIL = "</script><script>alert(1)</script>"
FIGURA = {"data": [{"type": "bar", "name": HOSTIL, "x": [1.5, None, 3]}], "layout": {"width": 340}}
MAPA = (
    '<figure class="fais-grafica fais-mapa" id="mapa-a" data-grafica="mapa-a" data-trazos="1">'
    '<div class="fais-dibujo"><svg viewBox="0 0 1 1"><title id="mapa-a-t">Mapa</title></svg></div>'
    '<p class="fais-descarga"><a download="mapa-a.csv" href="data:text/csv,a">CSV</a></p></figure>'
)


def make_pagina(clave: str = "10014") -> Pagina:
    otras = "".join(MAPA.replace("mapa-a", ident) for ident in ("uno", "dos"))
    fragmento = Fragmento(
        "10_x",
        f'<h2 id="sec-1">Uno</h2>{otras}{MAPA}',
        (Entrada(2, "sec-1", "Uno"),),
        (Resumen("Prueba", clave),),
        {"mapa-a": FIGURA},
    )
    return Pagina(clave, "Mezquital", "Expediente municipal", (fragmento,))


def read_datos(documento: str, ident: str) -> object:
    (crudo,) = re.findall(
        rf'<script type="application/json" id="{ident}">(.*?)</script>', documento, re.DOTALL
    )
    return json.loads(crudo)


def read_dibujos(documento: str) -> dict:
    return json.loads(gzip.decompress(base64.b64decode(read_datos(documento, "fais-figuras")["dibujos"])))


def unpack(valor: object) -> object:
    """Lo mismo que hace el guion con lo que ``pack_numeros`` compactó."""
    if isinstance(valor, dict) and "pasos" in valor:
        suma, lista = 0, []
        for paso in valor["pasos"]:
            suma += paso or 0
            lista.append(None if paso is None else suma / 10 ** valor["decimales"])
        return lista
    if isinstance(valor, dict):
        return {clave: unpack(parte) for clave, parte in valor.items()}
    return [unpack(v) for v in valor] if isinstance(valor, list) else valor


def test_the_figure_travels_once_and_whole():
    documento = build_interactivo(make_pagina(), CONTEXTO)

    assert read_dibujos(documento)["figuras"] == {"mapa-a": FIGURA}
    assert HOSTIL not in documento


@pytest.mark.parametrize(
    "lista",
    [
        [255.58, 258.59, None, -0.01] * 5,
        [1.0, 2.0, 3.0] * 6,
        [0.1 + 0.2] * 15,
        list(range(20)),
        ["a", "b"] * 10,
        [None] * 12,
    ],
)
def test_packed_numbers_come_back_exactly(lista: list):
    assert unpack(json.loads(json.dumps(pack_numeros(lista)))) == lista


def test_all_but_the_first_drawings_travel_compressed():
    documento = build_interactivo(make_pagina(), CONTEXTO)
    dibujos = read_dibujos(documento)

    assert list(dibujos["svgs"]) == ["mapa-a"]
    assert dibujos["svgs"]["mapa-a"].startswith("<svg")
    assert dibujos["svgs"]["mapa-a"].endswith("</svg>")
    assert documento.count('<p class="fais-descarga"></p>') == 3  # el enlace lo pone el guion con su tabla
    assert (documento.count("<svg"), documento.count("<noscript>")) == (2, 1)
    assert 'href="data:' not in documento


def test_the_tools_get_what_they_count_and_the_code_of_each_drawing():
    maquina = {
        "municipio": "San Juan (10014)",
        "anio": 2020,
        "viviendas_habitadas": 10,
        "poblacion_personas": 40,
        "obras": [],
        "frase": "no va",
    }
    pagina = make_pagina()
    fragmento = replace(
        pagina.fragmentos[0],
        hoja="<p>hoja</p>",
        resumenes=(Resumen("Prueba", "10014", maquina=maquina),),
        codigo={"mapa-a": "ver.plot()"},
    )

    documento = build_interactivo(replace(pagina, fragmentos=(fragmento,)), CONTEXTO)
    dibujos = read_dibujos(documento)

    assert '<p class="nombre">San Juan (10014)</p>' in documento  # el homónimo dice su clave al abrir

    assert dibujos["codigo"] == {"mapa-a": "ver.plot()"}
    assert dibujos["peticion"] == {k: v for k, v in maquina.items() if k not in ("frase", "municipio")}
    assert "Servicios básicos en la vivienda" in dibujos["carencias"]
    assert read_dibujos(build_interactivo(pagina, CONTEXTO))["peticion"] == {}


def test_passes_the_gate_with_its_own_permissions_only():
    pagina = make_pagina()
    documento = build_interactivo(pagina, CONTEXTO)

    assert check_forma(documento, "interactivo.html", build_permisos(pagina, False)) == []
    assert [c.tipo for c in check_documento(documento, "10014", "expediente.html")] == ["ConGuiones"]
    assert [c.tipo for c in check_forma(documento, "i", build_permisos(pagina, True))] == ["ConGuiones"]


def test_the_state_page_looks_for_plotly_beside_it():
    assert get_direccion(make_pagina("10014")) == "../recursos/plotly.min.js"
    assert get_direccion(make_pagina("10")) == "recursos/plotly.min.js"


def test_single_file_carries_plotly_whole_and_fits(tmp_path: Path):
    pagina = make_pagina()
    documento = build_interactivo(pagina, CONTEXTO, es_incrustado=True)

    assert check_forma(documento, "interactivo.html", build_permisos(pagina, True)) == []
    assert len(documento.encode()) <= TOPE_INCRUSTADO_BYTES - 200_000  # lo que pesa un expediente grande
    assert "<script src" not in documento
    texto = gzip.decompress(base64.b64decode(read_datos(documento, "fais-plotly"))).decode()
    assert texto == locate_plotly().read_text(encoding="utf-8")
    assert documento == build_interactivo(pagina, CONTEXTO, es_incrustado=True)


def test_plotly_is_copied_as_installed(tmp_path: Path):
    import hashlib

    crudo = locate_plotly().read_bytes()
    assert copy_plotly(tmp_path) == {"recursos/plotly.min.js": hashlib.sha256(crudo).hexdigest()}
    assert (tmp_path / "recursos" / "plotly.min.js").read_bytes() == crudo


def test_both_forms_link_to_each_other():
    assert 'href="interactivo.html"' in build_expediente(make_pagina(), CONTEXTO)
    assert 'href="expediente.html"' in build_interactivo(make_pagina(), CONTEXTO)
    assert 'href="panorama.html"' in build_interactivo(make_pagina("10"), CONTEXTO)


def test_script_of_the_report_is_small_and_asks_for_nothing():
    guion = load_guion(GUION)

    assert len(guion.encode()) <= 10_000
    for texto in (guion, load_guion(INTERACTIVO), load_guion(DESCARGA)):
        assert not re.search(r"https?:|fetch\(|XMLHttpRequest|import\(|eval\(|localStorage|WebSocket", texto)


def test_numbers_and_months_are_from_mexico():
    formato = IDIOMA_PLOTLY["format"]

    assert (formato["decimal"], formato["thousands"], formato["months"][11]) == (".", ",", "diciembre")
    assert CONFIGURACION_PLOTLY["locale"] == IDIOMA_PLOTLY["name"] == "es-MX"
