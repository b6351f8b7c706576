"""Documentos de Word con nuestro estilo y siempre los mismos bytes: fechas, autor y orden fijos."""

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from fais_analysis.errors import PropuestaError

FECHA_DOCUMENTO = datetime(2026, 1, 1)
FECHA_ZIP = (1980, 1, 1, 0, 0, 0)
OFICIO_CM = (35.56, 21.59)
MINIATURA = "thumbnail"


def open_documento(titulo: str, plantilla: Path | None = None, es_apaisado: bool = False) -> Any:
    """Un documento vacío, en español de México; con la plantilla de la oficina si se da.

    Raises
    ------
    PropuestaError
        Si la plantilla no es un documento de Word.
    """
    try:
        documento = docx.Document(str(plantilla)) if plantilla else docx.Document()
    except Exception:  # python-docx deja pasar fallas de zip, de XML y de paquete
        raise PropuestaError(
            "La plantilla de la oficina no se puede usar.",
            donde=plantilla.name if plantilla else "",
            esperado="un .docx de Word sin contraseña",
            encontrado="un archivo dañado o de otro tipo",
            que_hacer="ábrala en Word y guárdela como .docx, o quite --plantilla",
        ) from None
    propiedades = documento.core_properties
    propiedades.title, propiedades.author, propiedades.language = titulo, "", "es-MX"
    propiedades.comments, propiedades.last_modified_by, propiedades.revision = "", "", 1
    propiedades.created = propiedades.modified = FECHA_DOCUMENTO
    if plantilla is None:
        _set_estilo(documento)
    if es_apaisado:
        _turn_pagina(documento.sections[0])
    return documento


def save_documento(documento: Any) -> bytes:
    """Los bytes del documento; los mismos con otra fecha, otra zona y otra semilla."""
    for llave, relacion in list(documento.part.package.rels.items()):
        if MINIATURA in relacion.reltype:
            documento.part.package.rels.pop(llave)
    crudo, limpio = io.BytesIO(), io.BytesIO()
    documento.save(crudo)
    with zipfile.ZipFile(crudo) as entrada, zipfile.ZipFile(limpio, "w", zipfile.ZIP_DEFLATED) as salida:
        nombres = sorted(entrada.namelist(), key=lambda n: (n != "[Content_Types].xml", n))
        for nombre in nombres:
            ficha = zipfile.ZipInfo(nombre, FECHA_ZIP)
            ficha.compress_type, ficha.create_system, ficha.external_attr = zipfile.ZIP_DEFLATED, 0, 0
            salida.writestr(ficha, entrada.read(nombre))
    return limpio.getvalue()


def add_parrafo(
    documento: Any, texto: str, pt: float = 10, es_negrita: bool = False, centro: bool = False
) -> None:
    """Un párrafo con su tamaño."""
    parrafo = documento.add_paragraph()
    corrida = parrafo.add_run(texto)
    corrida.bold, corrida.font.size = es_negrita, Pt(pt)
    parrafo.paragraph_format.space_after = Pt(4)
    if centro:
        parrafo.alignment = WD_ALIGN_PARAGRAPH.CENTER


def add_tabla(
    documento: Any,
    filas: Sequence[Sequence[str]],
    anchos_cm: Sequence[float],
    derecha: set[int],
    pt: float = 7,
) -> Any:
    """Una tabla con el encabezado repetido en cada página, ningún renglón partido y montos a la derecha."""
    tabla = documento.add_table(rows=0, cols=len(anchos_cm))
    tabla.autofit = False
    if "Table Grid" in [e.name for e in documento.styles]:
        tabla.style = "Table Grid"
    for columna, ancho in zip(tabla.columns, anchos_cm, strict=True):
        columna.width = Cm(ancho)
    for n, fila in enumerate(filas):
        renglon = tabla.add_row()
        _mark_renglon(renglon, es_encabezado=n == 0)
        for j, (celda, texto) in enumerate(zip(renglon.cells, fila, strict=True)):
            celda.width = Cm(anchos_cm[j])
            parrafo = celda.paragraphs[0]
            corrida = parrafo.add_run(texto)
            corrida.font.size, corrida.bold = Pt(pt), n == 0
            if j in derecha:
                parrafo.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return tabla


def _mark_renglon(renglon: Any, es_encabezado: bool) -> None:
    propiedades = renglon._tr.get_or_add_trPr()
    propiedades.append(OxmlElement("w:cantSplit"))
    if es_encabezado:
        propiedades.append(OxmlElement("w:tblHeader"))


def _set_estilo(documento: Any) -> None:
    normal = documento.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(10)
    for lengua in documento.styles.element.iter(qn("w:lang")):
        lengua.set(qn("w:val"), "es-MX")


def _turn_pagina(seccion: Any) -> None:
    seccion.orientation = WD_ORIENT.LANDSCAPE
    seccion.page_width, seccion.page_height = Cm(OFICIO_CM[0]), Cm(OFICIO_CM[1])
    seccion.left_margin = seccion.right_margin = Cm(1.2)
    seccion.top_margin = seccion.bottom_margin = Cm(1.5)
