"""La plantilla de un libro capturado: encabezados, formatos, listas y reglas según cada columna."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from fais_analysis.errors import ParametroError, SalidaError
from fais_analysis.schemas.libros import ColumnaLibro, FormatoLibro
from fais_analysis.sources.escritura import explain_escritura, write_con_carpeta

FECHA_FIJA = datetime(2026, 1, 1)  # en las propiedades: el mismo libro, byte por byte, cualquier día
FORMATO_ENTERO, FORMATO_MONTO, FORMATO_TEXTO = 3, 4, 49  # los de fábrica de Excel: #,##0 · #,##0.00 · @
HOJA_LISTAS = "Listas"
ANCHO_MINIMO = 14
LARGO_TITULO = 32  # lo que Excel admite en el título de un mensaje
Formatos = Mapping[str, Format]


@dataclass(frozen=True)
class Captura:
    """Lo que la hoja de captura ofrece además de sus columnas.

    ``listas`` da las opciones de cada columna que las tiene, en el orden de la hoja Listas;
    ``como_se_escribe``, la ayuda de cada una; ``renglones``, hasta dónde llegan las reglas.
    """

    formato: FormatoLibro
    listas: Mapping[str, Sequence[str]]
    como_se_escribe: Mapping[str, str]
    anchos: Mapping[str, int] = field(default_factory=dict)
    renglones: int = 20_000


def build_libro(titulo: str, escribir: Callable[[xlsxwriter.Workbook, Formatos], None]) -> bytes:
    """El .xlsx que ``escribir`` llena; los mismos bytes cada vez."""
    memoria = io.BytesIO()
    with xlsxwriter.Workbook(memoria, {"in_memory": True}) as libro:
        libro.set_properties({"title": titulo, "author": "", "created": FECHA_FIJA})
        escribir(libro, _build_formatos(libro))
    return memoria.getvalue()


def check_plantilla(destino: Path, ejemplo: str) -> None:
    """Que ``destino`` sea un .xlsx que no existe: uno que ya está podría estar lleno.

    Raises
    ------
    ParametroError
        Si no termina en .xlsx; ``ejemplo`` es el nombre que se propone.
    SalidaError
        Si ya existe.
    """
    if destino.suffix.lower() != ".xlsx":
        raise ParametroError(
            "La plantilla es un libro de Excel.",
            donde="opción --salida",
            esperado="un nombre que termine en .xlsx",
            encontrado=f"«{destino.name}»",
            que_hacer=f"cambie el nombre, por ejemplo {ejemplo}",
        )
    if destino.exists():
        raise SalidaError(
            "Ya existe un archivo con ese nombre y podría estar lleno.",
            donde=destino.name,
            esperado="un nombre libre",
            encontrado="un archivo",
            que_hacer="elija otro nombre con --salida o mueva el que está",
        )


def save_plantilla(destino: Path, contenido: bytes) -> Path:
    """Escribe la plantilla, con su carpeta, y da su ruta.

    Raises
    ------
    SalidaError
        Si no se puede escribir.
    """
    with explain_escritura(
        "No se pudo escribir la plantilla.",
        donde=destino.name,
        que_hacer="elija otra carpeta con --salida",
    ):
        write_con_carpeta(destino, contenido)
    return destino


def write_captura(hoja: Worksheet, formatos: Formatos, captura: Captura) -> None:
    """Encabezados con su color, columnas con su formato y la regla de cada una que la tenga."""
    hoja.freeze_panes(1, 1)
    for j, columna in enumerate(captura.formato.columnas):
        ancho = captura.anchos.get(columna.nombre, max(ANCHO_MINIMO, len(columna.nombre) + 2))
        hoja.set_column(j, j, ancho, formatos.get(_choose_formato(columna)))
        hoja.write(0, j, columna.nombre, formatos["obligatoria" if columna.es_obligatoria else "opcional"])
        regla = _build_validacion(columna, captura.listas)
        if regla:
            hoja.data_validation(1, j, captura.renglones, j, regla | _build_mensajes(columna, captura))


def write_listas(hoja: Worksheet, formatos: Formatos, listas: Mapping[str, Sequence[str]]) -> None:
    """La hoja de donde las reglas toman sus opciones."""
    hoja.freeze_panes(1, 0)
    for j, (nombre, opciones) in enumerate(listas.items()):
        hoja.set_column(j, j, 22, formatos["texto"])
        hoja.write(0, j, f"Lista: {nombre}", formatos["opcional"])
        for i, opcion in enumerate(opciones, start=1):
            hoja.write_string(i, j, opcion, formatos["texto"])


def _build_formatos(libro: xlsxwriter.Workbook) -> Formatos:
    return {
        "titulo": libro.add_format({"bold": True, "font_size": 14}),
        "rotulo": libro.add_format({"bold": True}),
        "obligatoria": libro.add_format({"bold": True, "bg_color": "#1F4E5F", "font_color": "#FFFFFF"}),
        "opcional": libro.add_format({"bold": True, "bg_color": "#DCE6EA"}),
        "texto": libro.add_format({"num_format": FORMATO_TEXTO}),
        "monto": libro.add_format({"num_format": FORMATO_MONTO}),
        "entero": libro.add_format({"num_format": FORMATO_ENTERO}),
        "ajustado": libro.add_format({"text_wrap": True, "valign": "top"}),
        "captura": libro.add_format({"border": 1, "num_format": "0"}),
        "fecha": libro.add_format({"num_format": "yyyy-mm-dd"}),
    }


def _choose_formato(columna: ColumnaLibro) -> str:
    if columna.tipo == "entero" and columna.maximo:
        return ""  # un año no lleva coma de millares
    return {"clave": "texto", "monto": "monto", "entero": "entero", "fecha": "fecha"}.get(columna.tipo, "")


def _build_mensajes(columna: ColumnaLibro, captura: Captura) -> dict[str, str]:
    ayuda = captura.como_se_escribe[columna.nombre]
    return {
        "input_title": columna.nombre[:LARGO_TITULO],
        "input_message": ("Obligatoria. " if columna.es_obligatoria else "Opcional. ") + ayuda,
        "error_title": "Revise este dato",
        "error_message": ayuda,
    }


def _build_validacion(columna: ColumnaLibro, listas: Mapping[str, Sequence[str]]) -> dict[str, object]:
    if columna.nombre in listas:
        letra = xlsxwriter.utility.xl_col_to_name(list(listas).index(columna.nombre))
        fuente = f"={HOJA_LISTAS}!${letra}$2:${letra}${len(listas[columna.nombre]) + 1}"
        aviso = "warning" if columna.es_lista_abierta else "stop"
        return {"validate": "list", "source": fuente, "error_type": aviso}
    if columna.tipo == "clave" and columna.largo:
        return {"validate": "length", "criteria": "==", "value": columna.largo}
    if columna.tipo == "entero" and columna.maximo:
        limites = {"minimum": columna.minimo, "maximum": columna.maximo}
        return {"validate": "integer", "criteria": "between", **limites}
    if columna.tipo == "entero":
        return {"validate": "integer", "criteria": ">=", "value": columna.minimo}
    if columna.tipo in ("monto", "numero"):
        return {"validate": "decimal", "criteria": ">=", "value": 0}
    if columna.tipo == "fecha":
        return {"validate": "date", "criteria": ">=", "value": datetime(1998, 1, 1)}
    return {}
