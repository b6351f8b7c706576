"""Escribe en milisegundos un .xlsx mínimo: la batería hace miles y un escritor completo tardaría minutos."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

TIPOS = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName='
    '"/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.'
    'main+xml"/>{hojas}</Types>'
)
TIPO_HOJA = (
    '<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.worksheet+xml"/>'
)
RELACION = (
    '<Relationship Id="{id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{t}"'
    ' Target="{destino}"/>'
)
RELACIONES = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/'
    '2006/relationships">{0}</Relationships>'
)
LIBRO = (
    '<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/'
    '2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    "{0}</sheets></workbook>"
)
HOJA = (
    '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/'
    'spreadsheetml/2006/main"><sheetData>{0}</sheetData></worksheet>'
)


def build_xlsx(hojas: Mapping[str, Sequence[Sequence[object]]], ocultas: Sequence[str] = ()) -> bytes:
    """Los octetos de un libro con esas hojas; un texto que empieza con «#» queda como celda de error."""
    salida = io.BytesIO()
    with zipfile.ZipFile(salida, "w", zipfile.ZIP_STORED) as libro:
        n = range(1, len(hojas) + 1)
        libro.writestr("[Content_Types].xml", TIPOS.format(hojas="".join(TIPO_HOJA.format(n=i) for i in n)))
        raiz = RELACION.format(id="rId1", t="officeDocument", destino="xl/workbook.xml")
        libro.writestr("_rels/.rels", RELACIONES.format(raiz))
        suyas = [RELACION.format(id=f"rId{i}", t="worksheet", destino=f"worksheets/sheet{i}.xml") for i in n]
        libro.writestr("xl/_rels/workbook.xml.rels", RELACIONES.format("".join(suyas)))
        nombres = [
            f'<sheet name="{escape(h)}" sheetId="{i}" r:id="rId{i}"'
            + (' state="hidden"/>' if h in ocultas else "/>")
            for i, h in enumerate(hojas, 1)
        ]
        libro.writestr("xl/workbook.xml", LIBRO.format("".join(nombres)))
        for i, filas in enumerate(hojas.values(), 1):
            libro.writestr(
                f"xl/worksheets/sheet{i}.xml", HOJA.format("".join(map(_row, enumerate(filas, 1))))
            )
    return salida.getvalue()


def _row(numerada: tuple[int, Sequence[object]]) -> str:
    n, fila = numerada
    return f'<row r="{n}">{"".join(_cell(n, j, v) for j, v in enumerate(fila))}</row>'


def _cell(n: int, columna: int, valor: object) -> str:
    lugar = f"{_letra(columna)}{n}"
    if valor is None or valor == "" or valor != valor:
        return ""
    if isinstance(valor, int | float):
        return f'<c r="{lugar}"><v>{valor!r}</v></c>'
    texto = str(valor)
    if texto.startswith("#"):
        return f'<c r="{lugar}" t="e"><v>{escape(texto)}</v></c>'
    return f'<c r="{lugar}" t="inlineStr"><is><t xml:space="preserve">{escape(texto)}</t></is></c>'


def _letra(columna: int) -> str:
    letras, resto = "", columna + 1
    while resto:
        resto, ultimo = divmod(resto - 1, 26)
        letras = chr(ord("A") + ultimo) + letras
    return letras
