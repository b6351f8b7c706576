"""La hoja en que una persona decide: dos renglones por par, lo distinto marcado y ningún puntaje a la
vista.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from fais_analysis.padron.decisiones import OPCIONES_DECISION

HOJA_PARES, HOJA_REPETIDOS, HOJA_OPCIONES = "Pares", "Apoyos repetidos", "Opciones"
COLUMNAS_HOJA = (
    *("par", "renglón", "nombres", "primer_apellido", "segundo_apellido", "fecha_nacimiento", "sexo"),
    *("curp", "localidad", "vivienda", "origen", "≠ lo distinto", "decisión", "por qué", "quién", "fecha"),
)
COLUMNAS_LIBRES = ("decisión", "por qué", "quién", "fecha")
_COMPARADAS = ("nombres", "primer_apellido", "segundo_apellido", "fecha_nacimiento", "sexo", "localidad")
_ANCHOS = (12, 9, 22, 17, 18, 18, 6, 16, 22, 14, 28, 34, 16, 22, 14, 12)
_REPETIDOS = {
    "tipo": 16,
    "apoyo": 24,
    "meses entre uno y otro": 14,
    "origen A": 44,
    "origen B": 44,
}  # y su ancho
_OFICIO, _MARGEN_PULGADAS, _ALTO_LINEA = 5, 0.3, 15
_INSTRUCCIONES = (
    "Decida cada par en su primer renglón. Un renglón es A y el otro B. Lo distinto va subrayado y en "
    "rojo, y se "
    "nombra en «≠ lo distinto». No se muestra puntaje a propósito. No cambie nada más: el par alterado "
    "se rechaza."
)


@dataclass(frozen=True)
class ParHoja:
    """Un par por decidir: su clave, las dos filas y lo que se dice de él (CURP, vivienda y qué difiere)."""

    par: str
    a: Mapping[str, str]
    b: Mapping[str, str]
    curp: str
    vivienda: str
    distinto: str


def build_hoja(pares: Sequence[ParHoja], repetidos: Sequence[Sequence[str]]) -> bytes:
    """El .xlsx de revisión, en memoria, con los pares por orden de clave: a ciegas del parecido."""
    memoria = io.BytesIO()
    with xlsxwriter.Workbook(memoria, {"in_memory": True, "strings_to_formulas": False}) as libro:
        libro.set_properties({"title": "Revisión de pares", "author": "", "created": datetime(2026, 1, 1)})
        formatos = _build_formatos(libro)
        hoja = libro.add_worksheet(HOJA_PARES)
        opciones = libro.add_worksheet(HOJA_OPCIONES)
        for i, opcion in enumerate(OPCIONES_DECISION):
            opciones.write_string(i, 0, opcion)
        opciones.hide()
        libro.define_name("opciones", f"={HOJA_OPCIONES}!$A$1:$A${len(OPCIONES_DECISION)}")
        _write_encabezado(hoja, formatos)
        for i, par in enumerate(sorted(pares, key=lambda p: p.par)):
            _write_par(hoja, formatos, 2 + 2 * i, par)
        if repetidos:
            _write_repetidos(libro.add_worksheet(HOJA_REPETIDOS), formatos, repetidos)
    return memoria.getvalue()


def _build_formatos(libro: xlsxwriter.Workbook) -> dict[str, Format]:
    base = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#BFBFBF", "num_format": "@"}
    return {
        "titulo": libro.add_format(base | {"bold": True, "bg_color": "#1F3864", "font_color": "#FFFFFF"}),
        "igual": libro.add_format(base),
        "distinto": libro.add_format(
            base | {"bold": True, "underline": 1, "font_color": "#9C0006", "bg_color": "#FFE3E3"}
        ),
        "libre": libro.add_format(base | {"locked": False, "bg_color": "#FFFBE6"}),
        "nota": libro.add_format({"italic": True, "text_wrap": True, "valign": "top"}),
    }


def _write_encabezado(hoja: Worksheet, formatos: Mapping[str, Format]) -> None:
    hoja.merge_range(0, 0, 0, len(COLUMNAS_HOJA) - 1, _INSTRUCCIONES, formatos["nota"])
    hoja.set_row(0, 32)
    for j, (columna, ancho) in enumerate(zip(COLUMNAS_HOJA, _ANCHOS, strict=True)):
        hoja.set_column(j, j, ancho)
        hoja.write_string(1, j, columna, formatos["titulo"])
    hoja.freeze_panes(2, 3)
    hoja.protect("", {"format_columns": True, "format_rows": True})
    _fit_pagina(hoja, 1)


def _fit_pagina(hoja: Worksheet, encabezado: int) -> None:
    """Impresa, cabe a lo ancho y cada página repite el encabezado."""
    hoja.set_landscape()
    hoja.set_paper(_OFICIO)
    hoja.set_margins(*[_MARGEN_PULGADAS] * 4)
    hoja.fit_to_pages(1, 0)
    hoja.repeat_rows(encabezado)


def _write_par(hoja: Worksheet, formatos: Mapping[str, Format], renglon: int, par: ParHoja) -> None:
    for lado, (letra, fila) in enumerate((("A", par.a), ("B", par.b))):
        comunes = {"par": par.par, "renglón": letra, "curp": par.curp, "vivienda": par.vivienda}
        comunes |= {"≠ lo distinto": par.distinto if lado == 0 else ""}
        mostrados = {**fila, **comunes}
        hoja.set_row(renglon + lado, _compute_alto([mostrados.get(c, "") for c in COLUMNAS_HOJA], _ANCHOS))
        for j, columna in enumerate(COLUMNAS_HOJA):
            if columna in COLUMNAS_LIBRES:
                hoja.write_blank(renglon + lado, j, None, formatos["libre" if lado == 0 else "igual"])
                continue
            texto = comunes.get(columna, fila.get(columna, ""))
            cambia = columna in _COMPARADAS and par.a.get(columna, "") != par.b.get(columna, "")
            hoja.write_string(renglon + lado, j, texto, formatos["distinto" if cambia else "igual"])
    decision = COLUMNAS_HOJA.index("decisión")
    hoja.data_validation(renglon, decision, renglon, decision, {"validate": "list", "source": "=opciones"})


def _compute_alto(textos: Sequence[str], anchos: Iterable[int]) -> int:
    """El alto en que cabe el texto más largo: sin él, LibreOffice corta lo que pasa de una línea."""
    lineas = [-(-len(t) // max(1, int(ancho * 0.85))) for t, ancho in zip(textos, anchos, strict=True)]
    return _ALTO_LINEA * max(1, *lineas)


def _write_repetidos(
    hoja: Worksheet, formatos: Mapping[str, Format], repetidos: Sequence[Sequence[str]]
) -> None:
    hoja.set_row(0, 2 * _ALTO_LINEA)
    for j, (columna, ancho) in enumerate(_REPETIDOS.items()):
        hoja.set_column(j, j, ancho)
        hoja.write_string(0, j, columna, formatos["titulo"])
    for i, fila in enumerate(repetidos, start=1):
        hoja.set_row(i, _compute_alto(fila, _REPETIDOS.values()))
        for j, texto in enumerate(fila):
            hoja.write_string(i, j, texto, formatos["igual"])
    hoja.freeze_panes(1, 0)
    _fit_pagina(hoja, 0)
