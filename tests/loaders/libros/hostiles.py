"""Libros a mano, celda por celda: lo que ninguna biblioteca escribe y Excel, LibreOffice o un exportador sí."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

PRINCIPAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELACION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PRINCIPAL_ESTRICTO = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELACION_ESTRICTA = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PAQUETE = "http://schemas.openxmlformats.org/package/2006/relationships"
OASIS = "urn:oasis:names:tc:opendocument:xmlns"


@dataclass
class HojaXml:
    """Una hoja: ``celdas`` por lugar («B2» → lo que va tras ``<c r="B2"``) y sus rarezas."""

    celdas: Mapping[str, str]
    nombre: str = "Obras"
    estado: str = "visible"
    parte: str = ""
    ocultos: Sequence[int] = ()
    combinadas: Sequence[str] = ()
    despues: str = ""


def build_celda(valor: object, estilo: int = 0) -> str:
    """El XML de una celda, sin su lugar: texto en línea, número o error («#REF!»)."""
    s = f' s="{estilo}"' if estilo else ""
    if isinstance(valor, str) and valor.startswith("#"):
        return f'{s} t="e"><v>{escape(valor)}</v>'
    if isinstance(valor, str):
        return f'{s} t="inlineStr"><is><t xml:space="preserve">{escape(valor)}</t></is>'
    return f"{s}><v>{valor}</v>"


def build_tabla(filas: Sequence[Sequence[object]]) -> dict[str, str]:
    """Celdas de una tabla desde A1; las vacías (``None``) no se escriben."""
    return {
        f"{letra(j)}{i}": build_celda(valor)
        for i, fila in enumerate(filas, start=1)
        for j, valor in enumerate(fila)
        if valor is not None
    }


def letra(posicion: int) -> str:
    """La letra de una columna (0 = A)."""
    return chr(65 + posicion) if posicion < 26 else letra(posicion // 26 - 1) + chr(65 + posicion % 26)


def build_xlsx(hojas: Sequence[HojaXml], *, estricto: bool = False, formatos: Sequence[str] = ()) -> bytes:
    """Un .xlsx con esas hojas; ``formatos`` son los estilos 1, 2, 3… de celda."""
    principal = PRINCIPAL_ESTRICTO if estricto else PRINCIPAL
    relacion = RELACION_ESTRICTA if estricto else RELACION
    partes = [h.parte or f"xl/worksheets/sheet{i}.xml" for i, h in enumerate(hojas, start=1)]
    declaradas = "".join(
        f'<sheet name={quoteattr(h.nombre)} sheetId="{i}" state="{h.estado}" r:id="h{i}"/>'
        for i, h in enumerate(hojas, start=1)
    )
    relaciones = "".join(
        f'<Relationship Id="h{i}" Type="{relacion}/worksheet" Target="/{parte}"/>'
        for i, parte in enumerate(partes, start=1)
    )
    piezas = {
        "_rels/.rels": f'<Relationships xmlns="{PAQUETE}"><Relationship Id="a" '
        f'Type="{relacion}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{principal}" xmlns:r="{relacion}">'
        f"<sheets>{declaradas}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PAQUETE}">{relaciones}'
        f'<Relationship Id="e" Type="{relacion}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": _build_estilos(principal, formatos),
        **{parte: _build_hoja(principal, hoja) for parte, hoja in zip(partes, hojas, strict=True)},
    }
    return _zip(piezas)


def _zip(piezas: Mapping[str, str]) -> bytes:
    memoria = io.BytesIO()
    with zipfile.ZipFile(memoria, "w", zipfile.ZIP_DEFLATED) as paquete:
        for nombre, contenido in piezas.items():
            paquete.writestr(nombre, contenido)
    return memoria.getvalue()


def _build_estilos(principal: str, formatos: Sequence[str]) -> str:
    numeros = "".join(
        f'<numFmt numFmtId="{200 + i}" formatCode={quoteattr(f)}/>' for i, f in enumerate(formatos)
    )
    estilos = "".join(f'<xf numFmtId="{200 + i}"/>' for i in range(len(formatos)))
    return (
        f'<styleSheet xmlns="{principal}"><numFmts>{numeros}</numFmts>'
        f'<cellXfs><xf numFmtId="0"/>{estilos}</cellXfs></styleSheet>'
    )


def _build_hoja(principal: str, hoja: HojaXml) -> str:
    renglones: dict[int, list[tuple[int, str, str]]] = {}
    for lugar, interior in hoja.celdas.items():
        letras = lugar.rstrip("0123456789")
        celda = (len(letras), letras, f'<c r="{lugar}"{interior}</c>')
        renglones.setdefault(int(lugar[len(letras) :]), []).append(celda)
    filas = ""
    for numero, celdas in sorted(renglones.items()):
        oculto = ' hidden="1"' if numero in hoja.ocultos else ""
        filas += f'<row r="{numero}"{oculto}>' + "".join(c for *_, c in sorted(celdas)) + "</row>"
    bloques = "".join(f'<mergeCell ref="{b}"/>' for b in hoja.combinadas)
    unidas = f"<mergeCells>{bloques}</mergeCells>" if bloques else ""
    return (
        f'<worksheet xmlns="{principal}"><dimension ref="A1"/><sheetData>{filas}</sheetData>{unidas}'
        f"{hoja.despues}</worksheet>"
    )


@dataclass
class TablaOds:
    """Una tabla de .ods: ``filas`` es su XML interior."""

    filas: str
    nombre: str = "Obras"
    es_oculta: bool = False


def build_celda_ods(valor: object) -> str:
    """Una celda de .ods: vacía, número, error o texto."""
    if valor is None:
        return "<table:table-cell/>"
    texto = escape(str(valor))
    atributos = 'office:value-type="string"'
    if isinstance(valor, int | float):
        atributos = f'office:value-type="float" office:value="{valor}"'
    elif texto.startswith("#"):
        atributos = 'office:value-type="string" office:string-value="" calcext:value-type="error"'
    return f"<table:table-cell {atributos}><text:p>{texto}</text:p></table:table-cell>"


def build_filas_ods(filas: Sequence[Sequence[object]]) -> str:
    """Los renglones de una tabla de .ods."""
    return "".join(f"<table:table-row>{''.join(map(build_celda_ods, f))}</table:table-row>" for f in filas)


def build_ods(tablas: Sequence[TablaOds], estilos: str = "") -> bytes:
    """Un .ods con esas tablas y, si se dan, otros estilos."""
    cuerpo = "".join(
        f'<table:table table:name={quoteattr(t.nombre)} table:style-name="{"no" if t.es_oculta else "si"}">'
        f"<table:table-column/>{t.filas}</table:table>"
        for t in tablas
    )
    estilos += "".join(
        f'<style:style style:name="{n}"><style:table-properties table:display="{d}"/></style:style>'
        for n, d in (("no", "false"), ("si", "true"))
    )
    contenido = (
        f'<office:document-content xmlns:office="{OASIS}:office:1.0" xmlns:table="{OASIS}:table:1.0"'
        f' xmlns:text="{OASIS}:text:1.0" xmlns:style="{OASIS}:style:1.0" xmlns:calcext="urn:calcext">'
        f"<office:automatic-styles>{estilos}</office:automatic-styles><office:body><office:spreadsheet>{cuerpo}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return _zip({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": contenido})
