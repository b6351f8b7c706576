"""Mostrar y sacar algo del cuaderno sin que pierda su fuente: estilo, Excel con filtros o página HTML."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pandas as pd

from fais_analysis import __version__
from fais_analysis.analisis.origen import OrigenTabla, describe_origen
from fais_analysis.analisis.tablas import describe_columnas
from fais_analysis.errors import ParametroError
from fais_analysis.sources.escritura import explain_escritura, write_con_carpeta
from fais_analysis.views.componentes import render_aviso
from fais_analysis.views.marcado import Html, escape_html
from fais_analysis.views.tema import build_css

HOJA_DATOS, HOJA_FUENTE, HOJA_COLUMNAS = "datos", "fuente y filtros", "columnas"
HOJA_DEMOSTRACION = "DATOS DE DEMOSTRACIÓN"
AVISO_DEMOSTRACION = "Datos de demostración: el reparto por municipio y las obras son ficticios."
FORMATOS_EXCEL: dict[str, str] = {
    "_pct": "0.0",
    "_pp": "+0.0;-0.0;0.0",
    "_mxn": "$#,##0.00",
    "_personas": "#,##0",
    "_viviendas": "#,##0",
}
# Jupyter alinea toda celda a la derecha y no la deja partirse.
AJUSTES_JUPYTER = (
    ".jp-RenderedHTMLCommon .fais-tabla :is(td,th){text-align:left;white-space:normal;vertical-align:top}"
    ".jp-RenderedHTMLCommon .fais-tabla .fais-num{text-align:right}"
)
ANCHO_MINIMO, ANCHO_MAXIMO = 10, 44


class Mostrable(Protocol):
    """Lo que se puede poner en una página: una gráfica, un mapa o una tabla de la casa."""

    def to_html(self) -> Html:
        """El HTML de la pieza, con su título y su fuente."""


@dataclass(frozen=True)
class Estilo:
    """La hoja de estilo de la casa para un cuaderno: Jupyter la aplica a todo lo que el cuaderno muestra."""

    def __repr__(self) -> str:
        return "<Estilo de gráficas, mapas y tablas>"

    def _repr_html_(self) -> str:
        return f"<style>{build_css()}{AJUSTES_JUPYTER}</style>"


def show_estilo() -> Estilo:
    """Para que gráficas, mapas y tablas se vean en el cuaderno como en el informe; una vez por cuaderno.

    Returns
    -------
    Estilo
        Déjelo como última línea de su celda.
    """
    return Estilo()


def export_excel(tabla: pd.DataFrame, ruta: str | Path, *, filtros: str = "", fuente: str = "") -> Path:
    """Guarda una tabla en Excel con otra hoja que dice de dónde salió y cómo se filtró.

    La primera hoja conserva los nombres de columna (se puede volver a leer); la celda vacía es «sin dato». La
    tercera dice qué significa cada columna. Las claves van como texto y nada se ejecuta como fórmula. Si hay
    datos de demostración, la hoja se llama «DATOS DE DEMOSTRACIÓN».

    Parameters
    ----------
    tabla
        Una tabla cargada con esta biblioteca, o la suya.
    ruta
        Archivo ``.xlsx`` que se escribe; si ya existe se sustituye entero.
    filtros
        En una frase, qué se dejó fuera: «sólo Durango, 2020».
    fuente
        De dónde salió. Nulo si ``tabla.attrs`` lo dice; obligatorio si no. Una cuenta hecha con una tabla de
        la casa sale como «Elaboración propia con datos de: …», nunca como de la institución.

    Returns
    -------
    Path
        La ruta escrita.

    Raises
    ------
    ParametroError
        Si nadie dice la fuente, o la ruta no termina en ``.xlsx``.
    SalidaError
        Si no se puede escribir.
    """
    destino, origen = Path(ruta), describe_origen(tabla, fuente)
    _check_pedido(destino, origen.fuente)
    memoria = io.BytesIO()
    opciones = {"options": {"strings_to_formulas": False, "strings_to_urls": False}}
    with pd.ExcelWriter(memoria, engine="xlsxwriter", engine_kwargs=opciones) as libro:
        _write_datos(libro, tabla)
        _write_fuente(libro, tabla, origen, filtros)
    _write(destino, memoria.getvalue())
    return destino


def export_html(
    piezas: Sequence[Mostrable], ruta: str | Path, titulo: str, es_demostracion: bool = False
) -> Path:
    """Guarda gráficas, mapas y tablas en una página HTML que se abre sin internet y sin JavaScript.

    Parameters
    ----------
    piezas
        Lo que regresan ``plot_*``, en el orden en que se leerá.
    ruta
        Archivo ``.html`` que se escribe.
    titulo
        Título de la página.
    es_demostracion
        Si alguna pieza se hizo con el libro de demostración: la página lo dice antes que nada.

    Returns
    -------
    Path
        La ruta escrita.

    Raises
    ------
    SalidaError
        Si no se puede escribir.
    """
    aviso = render_aviso("demostracion", AVISO_DEMOSTRACION) if es_demostracion else ""
    cuerpo = aviso + "".join(str(pieza.to_html()) for pieza in piezas)
    pagina = (
        '<!doctype html>\n<html lang="es-MX"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape_html(titulo)}</title><style>{build_css()}</style></head>"
        f'<body><main class="fais-hoja"><h1>{escape_html(titulo)}</h1>{cuerpo}</main></body></html>\n'
    )
    _write(Path(ruta), pagina.encode("utf-8"))
    return Path(ruta)


def is_demostracion(tabla: pd.DataFrame) -> bool:
    """Si la tabla viene del libro de demostración, por sus ``attrs`` o su columna ``es_demostracion``."""
    marcada = "es_demostracion" in tabla.columns and bool(tabla["es_demostracion"].any())
    return marcada or bool(tabla.attrs.get("es_demostracion", False))


def _write_datos(libro: pd.ExcelWriter, tabla: pd.DataFrame) -> None:
    hoja = HOJA_DEMOSTRACION if is_demostracion(tabla) else HOJA_DATOS
    tabla.to_excel(libro, sheet_name=hoja, index=False)
    destino = libro.sheets[hoja]
    for numero, columna in enumerate(tabla.columns):
        formato = next((f for s, f in FORMATOS_EXCEL.items() if str(columna).endswith(s)), None)
        ancho = min(max(len(str(columna)) + 2, ANCHO_MINIMO), ANCHO_MAXIMO)
        destino.set_column(numero, numero, ancho, formato and libro.book.add_format({"num_format": formato}))
    destino.freeze_panes(1, 0)
    destino.autofilter(0, 0, len(tabla), max(len(tabla.columns) - 1, 0))


def _write_fuente(libro: pd.ExcelWriter, tabla: pd.DataFrame, origen: OrigenTabla, filtros: str) -> None:
    advertencias = list(tabla.attrs.get("advertencias", []))
    if is_demostracion(tabla) and not any(HOJA_DEMOSTRACION in a for a in advertencias):
        advertencias.insert(0, AVISO_DEMOSTRACION)
    renglones = [
        ("Fuente", origen.fuente),
        ("Cita", origen.cita),
        ("Filtros", filtros or "ninguno"),
        ("Filas", f"{len(tabla):,}"),
        ("Sin dato", "celda vacía; nunca es cero"),
        *(("Advertencia", texto) for texto in advertencias),
        ("Hecho con", f"fais_analysis {__version__}; elaboración propia"),
    ]
    ficha = pd.DataFrame(renglones, columns=["Concepto", "Contenido"])
    columnas = describe_columnas(tabla).rename(columns=str.capitalize)
    for hoja, contenido in ((HOJA_FUENTE, ficha), (HOJA_COLUMNAS, columnas)):
        contenido.to_excel(libro, sheet_name=hoja, index=False)
        libro.sheets[hoja].set_column(0, 0, 34)
        libro.sheets[hoja].set_column(1, 2, 70)


def _check_pedido(ruta: Path, fuente: str) -> None:
    if ruta.suffix.lower() != ".xlsx":
        raise ParametroError(
            "El archivo no es de Excel.",
            donde="export_excel",
            esperado="una ruta que termine en .xlsx",
            encontrado=f"«{ruta.name}»",
            que_hacer="cambie la terminación del nombre",
        )
    if not fuente:
        raise ParametroError(
            "Una tabla calculada no sabe de dónde salió.",
            donde="export_excel",
            esperado="la fuente, en una frase",
            encontrado="tabla.attrs sin «fuente» y el argumento fuente vacío",
            que_hacer="dígala: export_excel(tabla, ruta, fuente=pobreza.attrs[«fuente»])",
        )


def _write(ruta: Path, contenido: bytes) -> None:
    with explain_escritura(
        "No se pudo escribir el archivo.",
        donde=str(ruta),
        que_hacer="elija otra carpeta o cierre el archivo si está abierto en Excel",
    ):
        write_con_carpeta(ruta, contenido)
