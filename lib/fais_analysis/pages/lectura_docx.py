"""Lee ``hoja.docx`` como una lista de piezas: cada párrafo, cada celda y el nombre de cada dibujo."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn

from fais_analysis.pages.hoja import ROTULO
from fais_analysis.pages.lectura import FICHA, Informe, LugarPieza, Pieza, RenglonTabla

# Dónde está lo del documento: en él, lo escrito en un hueco no es una discrepancia.
CAPITULO = "La hoja"
SEPARADOR = " · "
BYTES_ABIERTO = 50_000_000
_RENGLON_FICHA = re.compile(r"(Clave|Versión|Huella de los datos|Huella del informe): (.+)")


def read_docx(crudo: bytes) -> Informe:
    """Lee la hoja en Word. Los dibujos no se comparan, sólo el nombre con que se leen en voz alta.

    Raises
    ------
    ValueError
        Si no es un documento de Word, o abierto mide de más.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(crudo)) as paquete:
            if sum(f.file_size for f in paquete.infolist()) > BYTES_ABIERTO:
                raise ValueError("un documento que abierto mide de más")
        documento = docx.Document(io.BytesIO(crudo))
        piezas = [p for parte in documento.iter_inner_content() for p in _list_piezas(parte)]
    except Exception as error:  # python-docx deja pasar fallas de zip, de XML y de paquete
        raise ValueError("un archivo que no es un documento de Word") from error
    ficha = {p.lugar.renglon.nombre: p.valor for p in piezas if p.lugar.papel == FICHA and p.lugar.renglon}
    es_hoja = any(ROTULO in p.valor for p in piezas)
    return Informe(ficha.get("Clave", ""), ROTULO if es_hoja else "", piezas, ficha=ficha, formato="docx")


def _list_piezas(parte: Any) -> Iterator[Pieza]:
    if hasattr(parte, "rows"):
        yield from _list_celdas(parte)
    else:
        yield from _list_parrafo(parte)


def _list_parrafo(parrafo: Any) -> Iterator[Pieza]:
    texto, lugar = _clean(parrafo.text), LugarPieza(CAPITULO)
    trozos = texto.split(SEPARADOR) if _RENGLON_FICHA.match(texto) else [texto]
    for trozo in filter(None, trozos):
        hallado = _RENGLON_FICHA.fullmatch(trozo)
        suyo = LugarPieza("Pie", papel=FICHA, renglon=RenglonTabla(hallado[1])) if hallado else lugar
        yield Pieza("texto", "p", "", hallado[2] if hallado else trozo, suyo)
    yield from _list_dibujos(parrafo, lugar)


def _list_celdas(tabla: Any) -> Iterator[Pieza]:
    filas = [list(renglon.cells) for renglon in tabla.rows]
    titulos = tuple(_clean(celda.text) for celda in filas[0])
    for numero, fila in enumerate(filas):
        renglon = RenglonTabla(_clean(fila[0].text)) if numero else None
        for n, celda in enumerate(fila):
            lugar = LugarPieza(CAPITULO, papel="tabla", renglon=renglon, columnas=titulos, columna=n)
            yield Pieza("texto", "td", "", _clean(celda.text), lugar)
            for parrafo in celda.paragraphs:
                yield from _list_dibujos(parrafo, lugar)


def _list_dibujos(parrafo: Any, lugar: LugarPieza) -> Iterator[Pieza]:
    for dibujo in parrafo._p.iter(qn("wp:docPr")):
        yield Pieza("atributo", "dibujo", "texto alternativo", dibujo.get("descr", ""), lugar)


def _clean(texto: str) -> str:
    return " ".join(texto.split())
