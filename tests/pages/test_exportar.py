"""De cuaderno a fragmento: sin código, anclas únicas y siempre los mismos bytes."""

from dataclasses import replace

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from fais_analysis.errors import EsquemaError
from fais_analysis.pages.exportar import export_cuaderno, find_resumenes
from fais_analysis.pages.figuras import find_codigo
from fais_analysis.schemas.capitulos.resumen import MIME_RESUMEN, Cifra, FuenteCitada, Resumen
from fais_analysis.views.registros import MIME_FAIS

RESUMEN = Resumen(
    "Prueba",
    "10014",
    cifras=(Cifra("pobreza", "Pobreza", "91.1 %", 91.1),),
    fuentes=(FuenteCitada("CONEVAL", "Pobreza", "2020"),),
    graficas=1,
)


def make_celda(fuente: str = "secreto = 1", *salidas: dict, etiquetas: tuple[str, ...] = ()) -> NotebookNode:
    celda = new_code_cell(fuente, execution_count=1, metadata={"tags": list(etiquetas)})
    celda.outputs = [new_output("display_data", data) for data in salidas]
    return celda


def make_libro(*celdas: NotebookNode | str) -> NotebookNode:
    return new_notebook(cells=[new_markdown_cell(c) if isinstance(c, str) else c for c in celdas])


def export(*celdas: NotebookNode | str) -> str:
    return export_cuaderno(make_libro(*celdas), "10_diagnostico").cuerpo


def test_code_prompts_and_parameters_never_reach_the_report():
    cuerpo = export(
        make_celda(
            "clave_municipio = 'centinela'", {"text/html": "<p>param</p>"}, etiquetas=("injected-parameters",)
        ),
        make_celda("centinela = compute()", {"text/html": "<p>visible</p>", "text/plain": "centinela"}),
    )

    assert cuerpo == "<p>visible</p>"


def test_each_drawing_keeps_the_python_that_made_it():
    """Su clave, no los parámetros de ejemplo; lo que prepara los datos y su propia celda."""
    grafica = {MIME_FAIS: {"tipo": "grafica", "id": "uno", "figura": {}}}
    libro = make_libro(
        make_celda("clave_municipio = '1'", etiquetas=("parameters",)),
        make_celda("# Parameters\nclave_municipio = '2'\n", etiquetas=("injected-parameters",)),
        make_celda("datos = build(clave_municipio)"),
        make_celda("otra(datos)", {"text/html": "<p>otra</p>"}),
        make_celda("plot(datos)", grafica),
    )

    esperado = 'clave_municipio = "10014"\n\ndatos = build(clave_municipio)\n\nplot(datos)'
    assert find_codigo(libro, "10014") == {"uno": esperado}
    assert find_codigo(libro, "10")["uno"].startswith('clave_entidad = "10"')


def test_what_was_printed_stays_in_the_notebook():
    celda = make_celda()
    celda.outputs = [new_output("stream", name=n, text="centinela") for n in ("stdout", "stderr")]

    assert export(celda) == ""


def test_cells_for_the_analyst_are_left_out():
    nota = new_markdown_cell("centinela", metadata={"tags": ["solo-cuaderno"]})

    assert export(nota, "Sí va.") == "<p>Sí va.</p>"


def test_headings_go_down_one_level_with_unique_anchors():
    fragmento = export_cuaderno(make_libro("# Título\n\n## ¿Año?", "## ¿Año?", "Ése."), "20_mapa_zap")

    assert [(e.nivel, e.ancla, e.texto) for e in fragmento.entradas] == [
        (2, "sec-mapa-zap-titulo", "Título"),
        (3, "sec-mapa-zap-ano", "¿Año?"),
        (3, "sec-mapa-zap-ano--2", "¿Año?"),
    ]
    assert '<h2 id="sec-mapa-zap-titulo">Título</h2>' in fragmento.cuerpo
    assert "<h1" not in fragmento.cuerpo


def test_headings_may_start_at_any_level():
    fragmento = export_cuaderno(make_libro("## Título", "### Sección", "Texto."), "20_mapa_zap")

    assert [e.nivel for e in fragmento.entradas] == [2, 3]


def test_a_heading_with_nothing_under_it_is_not_printed():
    vacia = make_celda("x", {"text/html": ""})
    libro = make_libro(
        "## Título", "### Sin nada", vacia, "### Con algo", "#### Ni aquí", "### Y aquí", "Sí."
    )

    assert [e.texto for e in export_cuaderno(libro, "10_x").entradas] == ["Título", "Y aquí"]


def make_anexo(contenido: str, *etiquetas: str):
    return new_markdown_cell(contenido, metadata={"tags": list(etiquetas)})


@pytest.mark.parametrize("es_ficticio", [True, False])
def test_what_is_for_the_appendix_goes_apart_and_one_level_down(es_ficticio: bool):
    resumen = replace(RESUMEN, es_demostracion=es_ficticio)
    libro = make_libro(
        "## Título",
        make_anexo("### Método", "anexo"),
        make_anexo("Cómo se hizo.", "anexo"),
        "A la vista.",
        make_anexo("Inventado.", "anexo-si-es-demostracion"),
        make_celda("fin", {MIME_RESUMEN: resumen.to_dict()}),
    )

    fragmento = export_cuaderno(libro, "10_x")

    assert "A la vista." in fragmento.cuerpo
    assert "Cómo se hizo." not in fragmento.cuerpo
    assert '<h4 id="sec-x-metodo">Método</h4>' in fragmento.anexo
    assert [e.texto for e in fragmento.entradas] == ["Título"]
    assert [(e.nivel, e.texto) for e in fragmento.entradas_anexo] == [(4, "Método")]
    assert ("Inventado." in fragmento.anexo) == es_ficticio
    assert ("Inventado." in fragmento.cuerpo) != es_ficticio


def test_the_title_of_a_figure_is_a_heading_under_the_one_before():
    figura = make_celda("x", {"text/html": '<h4 class="fais-titulo">71 de cada 100</h4>'})

    assert '<h3 class="fais-titulo">' in export("## Título", figura)
    assert '<h4 class="fais-titulo">' in export("## Título", "### Sección", figura)


def test_what_a_view_drew_is_not_rewritten():
    dibujo = '<svg viewBox="0 0 1 1"><linearGradient id="g"/><image alt-x="á"/><path d="M0 0"/></svg>'

    assert export(make_celda("x", {"text/html": dibujo})) == dibujo


def test_headings_inside_a_view_are_left_alone():
    assert export(make_celda("x", {"text/html": "<h4>de la vista</h4>"})) == "<h4>de la vista</h4>"


def test_a_peso_sign_in_the_text_is_not_mathematics():
    cuerpo = export("Entre $5 y $6 **millones** hay $1; el 12 % es `x_1`.")

    assert "Entre $5 y $6 <strong>millones</strong> hay $1" in cuerpo


def test_markdown_tables_and_lists_become_html():
    cuerpo = export("- uno\n- dos\n\n| a | b |\n|---|---|\n| 1 | 2 |")

    assert "<ul>" in cuerpo
    assert "<td>1</td>" in cuerpo


def test_braces_and_templates_in_the_text_stay_as_they_are():
    assert "{{ clave }} {% x %}" in export("Texto con {{ clave }} {% x %}")


def test_same_notebook_same_bytes_whatever_the_cell_ids():
    celdas = [("# A", make_celda("x", {"text/html": "<p>b</p>"})) for _ in range(2)]  # ids al azar

    assert export(*celdas[0]) == export(*celdas[1])


def test_summary_is_read_and_not_printed():
    libro = make_libro(make_celda("fin", {MIME_RESUMEN: RESUMEN.to_dict(), "text/html": "<p>centinela</p>"}))

    assert find_resumenes(libro, "10_diagnostico") == [RESUMEN]
    assert export_cuaderno(libro, "10_diagnostico").cuerpo == ""


def test_summary_travels_as_its_own_mime():
    bundle = RESUMEN._repr_mimebundle_()

    assert bundle[MIME_RESUMEN]["clave"] == "10014"
    assert "1 gráfica" in bundle["text/plain"]


@pytest.mark.parametrize("sobra", [{"sobra": 1}, {"cifras": [{"id": "x"}]}, {"fuentes": ["x"]}])
def test_malformed_summary_is_explained(sobra: dict):
    libro = make_libro(make_celda("fin", {MIME_RESUMEN: RESUMEN.to_dict() | sobra}))

    with pytest.raises(EsquemaError, match="resumen"):
        find_resumenes(libro, "10_diagnostico")


def test_a_section_that_showed_nothing_is_not_printed():
    vacia, llena = make_celda("f()", {"text/html": ""}), make_celda("g()", {"text/html": "<p>hay</p>"})
    fragmento = export_cuaderno(
        make_libro("## Título", "### Vacía\n\nProsa.", vacia, "### Llena", llena, "### Sólo prosa\n\nTexto."),
        "10_diagnostico",
    )

    assert [e.texto for e in fragmento.entradas] == ["Título", "Llena", "Sólo prosa"]
    assert "Prosa." not in fragmento.cuerpo
    assert "<p>hay</p>" in fragmento.cuerpo
