"""La hoja como documento de Word: lo mismo que ``hoja.html``, para que la oficina lo corrija y lo firme."""

import io
from pathlib import Path
from typing import Any

from docx.enum.section import WD_SECTION
from docx.enum.text import WD_BREAK, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt, RGBColor

from fais_analysis.pages.hoja_arbol import Nodo, read_arbol
from fais_analysis.pages.hoja_dibujos import draw_png
from fais_analysis.sources.documento import add_tabla, open_documento, save_documento
from fais_analysis.sources.escritura import explain_escritura, write_atomico
from fais_analysis.views.tema import TEMA

LETRA_PT, CHICA_PT, VIVIENDAS_PT = 10.0, 9.0, 11.0
ALTO_RENGLON_MM = 8.2
ANCHO_CM, ORILLA_CM = 19.0, 1.29
# La tira, el mapa y la lista, lado a lado; y lo que hay entre ellas.
COLUMNAS_CM, ENTRE_CM = (8.4, 4.3, 5.5), 0.4
ANCHOS_TIRA_CM = (2.95, 1.65, 1.1, 1.05, 1.55)
ANCHOS_OBRAS_CM = (4.9, 1.9, 2.3, 2.4, 2.6, 2.7, 2.2)
TWIPS_CM, MARGEN_CM = 567, 0.1


def write_docx(hoja: Path) -> Path:
    """Hace ``hoja.docx`` junto a una ``hoja.html`` publicada; o queda entero o no queda.

    Raises
    ------
    SalidaError
        Si la hoja no se puede leer o el documento no se puede escribir.
    """
    destino = hoja.with_suffix(".docx")
    with explain_escritura(
        "No se pudo hacer el documento de la hoja.",
        donde=f"{hoja.parent.name}/{destino.name}",
        que_hacer="cierre el documento si lo tiene abierto y repita la orden",
    ):
        write_atomico(destino, build_docx(hoja.read_text(encoding="utf-8")))
    return destino


def build_docx(documento_html: str) -> bytes:
    """El documento de una hoja, del mismo texto y en el mismo orden; siempre los mismos bytes."""
    arbol = read_arbol(documento_html)
    documento = open_documento(arbol.get_primero("title").write_texto())
    _set_pagina(documento)
    _add_cabeza(documento, arbol)
    _add_peticion(documento, arbol.get_primero("section", "fr"))
    _add_lugares(documento, arbol.get_primero("section", "g3"))
    _add_acuerdos(documento, arbol)
    _add_sigue(documento, arbol.get_primero("section", "pa"), arbol.get_primero("section", "fi"))
    _add_pie(documento, arbol.get_primero("footer", "ft"))
    return save_documento(documento)


def _set_pagina(documento: Any) -> None:
    seccion = documento.sections[0]
    seccion.page_width, seccion.page_height = Cm(21.59), Cm(27.94)
    seccion.left_margin = seccion.right_margin = Cm(ORILLA_CM)
    seccion.top_margin, seccion.bottom_margin = Cm(0.9), Cm(0.8)
    seccion.header_distance = seccion.footer_distance = Cm(0.4)
    for nombre, pt in (("Heading 1", 19), ("Heading 2", 11)):
        estilo = documento.styles[nombre]
        estilo.font.name, estilo.font.size, estilo.font.bold = "Arial", Pt(pt), True
        estilo.font.color.rgb = RGBColor.from_string(TEMA.colores["tinta"][1:])
        estilo.element.rPr.rFonts.set(qn("w:ascii"), "Arial")
        for tema in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            estilo.element.rPr.rFonts.attrib.pop(qn(tema), None)


def _add_cabeza(documento: Any, arbol: Nodo) -> None:
    cabeza = arbol.get_primero("header", "hd")
    _write_parrafo(documento, cabeza.get_primero("h1"), estilo="Heading 1")
    renglon = _write_parrafo(documento, cabeza.get_primero("p", "rotulo"), 11)
    renglon.paragraph_format.tab_stops.add_tab_stop(Cm(ANCHO_CM), WD_TAB_ALIGNMENT.RIGHT)
    _write_corrida(renglon, "\t" + cabeza.get_primero("p", "fecha").write_texto(), LETRA_PT)


def _add_peticion(documento: Any, peticion: Nodo) -> None:
    _write_parrafo(documento, peticion.get_primero("p", "s"), 14, es_negrita=True)
    pares = list(zip(peticion.list_todos("span"), peticion.list_todos("svg", "fais-cien"), strict=False))
    if not pares:
        return
    parrafo = _write_parrafo(documento, Nodo())
    for rotulo, dibujo in pares:
        _write_corrida(parrafo, f"{rotulo.write_texto()}  ", LETRA_PT, es_negrita=True)
        _add_dibujo(parrafo, dibujo, 28, dibujo.atributos["aria-label"], 4)
        _write_corrida(parrafo, "     ", LETRA_PT)


def _add_lugares(documento: Any, zona: Nodo) -> None:
    """La tira, el mapa y la lista, en tres columnas de texto: se leen en su orden, sin tablas de acomodo."""
    _split_columnas(documento.add_section(WD_SECTION.CONTINUOUS), COLUMNAS_CM)
    _add_tira(documento, zona.get_primero("table", "tira"))
    for clase in ("ley", "nt"):
        _write_parrafo(documento, zona.get_primero("p", clase), CHICA_PT)
    corte = _push_columna(_write_parrafo(documento, Nodo()))
    for mapa in zona.list_todos("svg", "mapa"):
        ancho = float(mapa.atributos["viewbox"].split()[2])
        _add_dibujo(corte, mapa, min(ancho, 10 * COLUMNAS_CM[1]), mapa.atributos["aria-label"], 10)
    lista = zona.hijos[-1] if zona.hijos else Nodo()
    _push_columna(_write_parrafo(documento, lista.get_primero("h2"), estilo="Heading 2"))
    for renglon in (*lista.list_todos("p"), *lista.list_todos("li")):
        parrafo = _write_parrafo(documento, _join_lugar(renglon), LETRA_PT)
        parrafo.paragraph_format.left_indent = Cm(0.5)
        parrafo.paragraph_format.first_line_indent = Cm(-0.5)
    _split_columnas(documento.add_section(WD_SECTION.CONTINUOUS), (ANCHO_CM,))


def _join_lugar(renglon: Nodo) -> Nodo:
    """«1 Huazamota: 1,253»: en la hoja, el número va en otra columna."""
    partes = renglon.hijos
    return Nodo("", {}, [partes[0], " ", partes[1], ": ", partes[2]]) if len(partes) == 3 else renglon


def _add_tira(documento: Any, tira: Nodo) -> None:
    cabeza = [c.write_texto() for c in tira.get_primero("thead").list_todos("th")]
    filas = [
        [f.hijos[0].write_texto(), "", *(c.write_texto() for c in f.hijos[2:])] for f in _list_filas(tira)
    ]
    titulos = [cabeza[0], "", *cabeza[1:]] if cabeza else [""] * len(ANCHOS_TIRA_CM)
    tabla = add_tabla(documento, [titulos, *filas], ANCHOS_TIRA_CM, {2, 3, 4}, CHICA_PT)
    if cabeza:  # el título abarca el nombre y su barra
        juntas = tabla.rows[0].cells[0].merge(tabla.rows[0].cells[1])
        juntas._tc.remove(juntas.paragraphs[-1]._p)
    for renglon, fila in zip(tabla.rows[1:], _list_filas(tira), strict=True):
        dicho = ", ".join(f"{n} {c.write_texto()}" for n, c in zip(cabeza[1:], fila.hijos[2:], strict=True))
        for barra in fila.hijos[1].list_todos("svg"):
            nombre = f"{fila.hijos[0].write_texto()}: {dicho}"
            _add_dibujo(renglon.cells[1].paragraphs[0], barra, 14, nombre, 2)
    _close_parrafos(tabla)


def _add_acuerdos(documento: Any, arbol: Nodo) -> None:
    hoja = arbol.get_primero("div", "hoja")
    obras = hoja.get_primero("table", "ob")
    notas = [p for p in hoja.hijos if p.atributos.get("class") == "nt"]
    for nota in notas[:-1]:
        _write_parrafo(documento, nota, CHICA_PT)
    _write_parrafo(documento, obras.get_primero("caption"), estilo="Heading 2")
    cabeza = [c.write_texto() for c in obras.get_primero("thead").list_todos("th")]
    filas = [[c.write_texto() for c in fila.hijos] for fila in _list_filas(obras)]
    tabla = add_tabla(documento, [cabeza, *filas], ANCHOS_OBRAS_CM, {1}, CHICA_PT)
    for renglon in tabla.rows[1:]:
        renglon.height = Mm(ALTO_RENGLON_MM)
        if renglon.cells[1].text[:1].isdigit():
            renglon.cells[1].paragraphs[0].runs[0].font.size = Pt(VIVIENDAS_PT)
    _close_parrafos(tabla)
    for nota in (*notas[-1:], *hoja.get_primero("section", "cu").hijos, hoja.get_primero("p", "din")):
        _write_parrafo(documento, nota, CHICA_PT if nota in notas else LETRA_PT)


def _add_sigue(documento: Any, pasos: Nodo, firmas: Nodo) -> None:
    _split_columnas(documento.add_section(WD_SECTION.CONTINUOUS), (11.6, 7.0))
    for n, bloque in enumerate(pasos.hijos):
        titulo = _write_parrafo(documento, bloque.get_primero("h2"), estilo="Heading 2")
        if n:
            _push_columna(titulo)
        for m, paso in enumerate(bloque.list_todos("li"), start=1):
            _write_parrafo(documento, Nodo("", {}, [f"{m}. ", paso]), LETRA_PT)
        for renglon in bloque.list_todos("p"):
            _write_parrafo(documento, renglon, LETRA_PT)
    _split_columnas(documento.add_section(WD_SECTION.CONTINUOUS), (ANCHO_CM,))
    quienes = [p.write_texto() for p in firmas.list_todos("p")]
    parrafo = _write_parrafo(documento, Nodo())
    parrafo.paragraph_format.space_before = Pt(20)
    for n in range(len(quienes)):
        parrafo.paragraph_format.tab_stops.add_tab_stop(Cm(4.4 + 10 * n), WD_TAB_ALIGNMENT.CENTER)
    _write_corrida(parrafo, "".join(f"\t{'_' * 34}" for _ in quienes) + "\n", LETRA_PT)
    _write_corrida(parrafo, "".join(f"\t{quien}" for quien in quienes), LETRA_PT)


def _add_pie(documento: Any, pie: Nodo) -> None:
    _write_parrafo(documento, pie.get_primero("p"), CHICA_PT)
    ficha = [f"{d.get_primero('dt').write_texto()}: {d.get_primero('dd').write_texto()}"
             for d in pie.get_primero("dl", "ficha").hijos]  # fmt: skip
    _write_parrafo(documento, Nodo("", {}, [" · ".join(ficha)]), CHICA_PT)


def _list_filas(tabla: Nodo) -> list[Nodo]:
    return list(tabla.get_primero("tbody").list_todos("tr"))


def _write_parrafo(
    documento: Any, nodo: Nodo, pt: float = LETRA_PT, es_negrita: bool = False, estilo: str = "Normal"
) -> Any:
    """Un párrafo con el texto de una etiqueta; lo que ella lleva en ``b`` va en negritas."""
    parrafo = documento.add_paragraph(style=estilo)
    formato = parrafo.paragraph_format
    formato.space_before, formato.space_after, formato.line_spacing = Pt(0), Pt(2), 1.0
    texto, negritas = nodo.write_texto(), [b.write_texto() for b in nodo.list_todos("b")]
    for negrita in negritas:
        antes, _, texto = texto.partition(negrita)
        _write_corrida(parrafo, antes, pt, es_negrita, estilo)
        _write_corrida(parrafo, negrita, pt, True, estilo)
    _write_corrida(parrafo, texto, pt, es_negrita, estilo)
    return parrafo


def _write_corrida(
    parrafo: Any, texto: str, pt: float, es_negrita: bool = False, estilo: str = "Normal"
) -> None:
    if not texto:
        return
    corrida = parrafo.add_run(texto)
    if estilo == "Normal":
        corrida.font.size, corrida.bold = Pt(pt), es_negrita


def _add_dibujo(parrafo: Any, dibujo: Nodo, ancho_mm: float, nombre: str, puntos: float) -> None:
    """El dibujo en PNG, con su texto alternativo."""
    puesto = parrafo.add_run().add_picture(io.BytesIO(draw_png(dibujo, puntos)), width=Mm(ancho_mm))
    propiedades = puesto._inline.docPr
    propiedades.set("descr", nombre)
    propiedades.set("name", f"Dibujo {propiedades.get('id')}")


def _split_columnas(seccion: Any, anchos_cm: tuple[float, ...]) -> None:
    """Las columnas de texto de una sección, de esos anchos."""
    columnas = seccion._sectPr.find(qn("w:cols"))
    for previa in [*columnas]:
        columnas.remove(previa)
    columnas.attrib.clear()
    columnas.set(qn("w:num"), str(len(anchos_cm)))
    if len(anchos_cm) == 1:
        return
    columnas.set(qn("w:equalWidth"), "0")
    for n, ancho in enumerate(anchos_cm, start=1):
        columna = OxmlElement("w:col")
        columna.set(qn("w:w"), str(round(ancho * TWIPS_CM)))
        columna.set(qn("w:space"), str(round(ENTRE_CM * TWIPS_CM)) if n < len(anchos_cm) else "0")
        columnas.append(columna)


def _push_columna(parrafo: Any) -> Any:
    """El mismo párrafo, al principio de la columna que sigue."""
    corrida = parrafo.add_run()
    corrida.add_break(WD_BREAK.COLUMN)
    parrafo._p.get_or_add_pPr().addnext(corrida._r)
    return parrafo


def _close_parrafos(tabla: Any) -> None:
    """Las celdas, sin el espacio que Word les agrega arriba ni a los lados."""
    margenes = OxmlElement("w:tblCellMar")
    for lado in ("left", "right"):
        margen = OxmlElement(f"w:{lado}")
        margen.set(qn("w:w"), str(round(MARGEN_CM * TWIPS_CM)))
        margen.set(qn("w:type"), "dxa")
        margenes.append(margen)
    tabla._tbl.tblPr.find(qn("w:tblLook")).addprevious(margenes)
    for celda in (c for renglon in tabla.rows for c in renglon.cells):
        formato = celda.paragraphs[0].paragraph_format
        formato.space_before, formato.space_after, formato.line_spacing = Pt(0), Pt(0), 1.0
