"""Lo que está en pantalla, como archivo: SVG, CSV y Excel, con la fuente y los filtros escritos adentro."""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import xlsxwriter

from fais_analysis.explorer.vista import Vista
from fais_analysis.views.dato import write_valor
from fais_analysis.views.figures.comun import ANCHO
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.hoja_csv import build_hoja_csv
from fais_analysis.views.marcado import escape_html
from fais_analysis.views.presentacion import Columna
from fais_analysis.views.svg import render_svg
from fais_analysis.views.tema import TEMA
from fais_analysis.views.texto import split_renglones

MARGEN, ENTRE, RENGLON = 16, 28, 18
ANCHO_HOJA = 2 * ANCHO + ENTRE + 2 * MARGEN
APERTURA = re.compile(r'^<svg xmlns="[^"]*"')
DEMOSTRACION = "DATOS DE DEMOSTRACIÓN: la inversión por municipio es ficticia"
HALO = ".h{paint-order:stroke;stroke-width:3px;stroke-linejoin:round}"  # el texto, sobre su orilla clara
FORMATOS_EXCEL = {"pct": "0.0", "pp": "+0.0;-0.0;0.0", "mxn": "$#,##0", "entero": "#,##0", "anio": "0"}


@dataclass(frozen=True)
class ContextoArchivo:
    """Lo que todo archivo dice de sí: la vista (rótulo y valor), sus fuentes y si es demostración."""

    renglones: tuple[tuple[str, str], ...]
    fuentes: tuple[str, ...]
    es_demostracion: bool

    def list_renglones(self) -> list[tuple[str, str]]:
        """La vista, las fuentes y el rótulo de demostración, que va primero."""
        aviso = [("AVISO", DEMOSTRACION)] if self.es_demostracion else []
        return [*aviso, *self.renglones, *[("Fuente", f) for f in self.fuentes]]


def write_nombre(vista: Vista, formato: str, dibujo: str = "") -> str:
    """Nombre del archivo: qué municipio, qué indicador, qué año y, si es sólo una parte, cuál.

    Examples
    --------
    >>> write_nombre(Vista("10014", 2020), "csv_obras"), write_nombre(Vista("10014", 2020), "png", "mapa")
    ('explorador_10014_pobreza_2020_obras.csv', 'explorador_10014_pobreza_2020_mapa.png')
    """
    extension, _, parte = formato.partition("_")
    partes = ("explorador", vista.clave_municipio, vista.indicador, str(vista.anio), parte, dibujo)
    return f"{'_'.join(filter(None, partes))}.{extension}"


def build_svg(graficas: Sequence[Grafica], contexto: ContextoArchivo) -> tuple[str, int, int]:
    """Los dibujos en dos columnas, con sus titulares, la vista y las fuentes. Devuelve SVG, ancho y alto.

    Uno solo lleva lo mismo: su hoja no se angosta, porque los renglones de la vista son largos.
    """
    partes, y = _write_encabezado(contexto)
    for par in (graficas[n : n + 2] for n in range(0, len(graficas), 2)):
        altos = []
        for lugar, grafica in enumerate(par):
            dibujo, alto = _place_grafica(grafica, MARGEN + lugar * (ANCHO + ENTRE), y)
            partes.append(dibujo)
            altos.append(alto)
        y += max(altos) + ENTRE
    pie, y = _write_renglones([("Fuente", f) for f in contexto.fuentes], y)
    alto = round(y + MARGEN)
    cuerpo = "".join([*partes, pie])
    raiz = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{ANCHO_HOJA}" height="{alto}" '
        f'viewBox="0 0 {ANCHO_HOJA} {alto}" font-family="{escape_html(TEMA.tipografia)}" '
        f'font-size="13" fill="{TEMA.colores["tinta"]}">'
        f"<style>{HALO}</style>"
        f'<rect width="100%" height="100%" fill="#ffffff"/>{cuerpo}</svg>'
    )
    return raiz, ANCHO_HOJA, alto


def _write_encabezado(contexto: ContextoArchivo) -> tuple[list[str], float]:
    partes, y = [], float(MARGEN)
    if contexto.es_demostracion:
        aviso = TEMA.avisos["demostracion"]
        partes.append(
            f'<rect x="{MARGEN}" y="{y:g}" width="{ANCHO_HOJA - 2 * MARGEN}" height="28" '
            f'fill="{aviso["fondo"]}" stroke="{aviso["borde"]}" stroke-dasharray="5 3"/>'
            f'<text x="{MARGEN + 10}" y="{y + 19:g}" font-weight="700" fill="{aviso["texto"]}">'
            f"{DEMOSTRACION}</text>"
        )
        y += 28 + 10
    texto, y = _write_renglones(list(contexto.renglones), y)
    return [*partes, texto], y + 10


def _write_renglones(renglones: Sequence[tuple[str, str]], y: float) -> tuple[str, float]:
    partes = []
    for rotulo, valor in renglones:
        for renglon in split_renglones(f"{rotulo}: {valor}", ANCHO_HOJA - 2 * MARGEN, 13):
            y += RENGLON
            partes.append(f'<text x="{MARGEN}" y="{y:g}">{escape_html(renglon)}</text>')
    return "".join(partes), y


def _place_grafica(grafica: Grafica, x: float, y: float) -> tuple[str, float]:
    """El titular, la descripción y el dibujo en su lugar; devuelve también cuánto ocupa hacia abajo."""
    partes, alto = [], 0.0
    for texto, tamano, es_negrita in ((grafica.titulo, 15, True), (grafica.descripcion, 13, False)):
        for renglon in split_renglones(texto, ANCHO, tamano, es_negrita):
            alto += RENGLON
            peso = ' font-weight="700"' if es_negrita else ""
            lugar = f'x="{x:g}" y="{y + alto:g}" font-size="{tamano}"'
            partes.append(f"<text {lugar}{peso}>{escape_html(renglon)}</text>")
    alto += 10
    layout = grafica.figura["layout"]
    svg = str(render_svg(grafica.figura, grafica.id, grafica.titulo, grafica.alternativa))
    medida = f'width="{layout["width"]:g}" height="{layout["height"]:g}"'
    partes.append(APERTURA.sub(f'<svg x="{x:g}" y="{y + alto:g}" {medida}', svg))
    alto += layout["height"]
    if grafica.nota:
        for renglon in split_renglones(grafica.nota, ANCHO, 12):
            alto += 16
            partes.append(f'<text x="{x:g}" y="{y + alto:g}" font-size="12">{escape_html(renglon)}</text>')
    return "".join(partes), alto


def build_csv(tabla: pd.DataFrame, columnas: Sequence[Columna], contexto: ContextoArchivo) -> str:
    """La tabla como se ve, con valores sin redondear y la vista en los primeros renglones."""
    renglones = [[f"# {rotulo}", valor] for rotulo, valor in contexto.list_renglones()]
    valores = ([registro[c.campo] for c in columnas] for registro in tabla.to_dict("records"))
    return build_hoja_csv([*renglones, [], [c.rotulo for c in columnas], *valores])


@dataclass(frozen=True)
class HojaExportada:
    """Una hoja del libro: su tabla y qué columnas suyas se escriben."""

    tabla: pd.DataFrame
    columnas: Sequence[Columna]


def build_xlsx(hojas: Mapping[str, HojaExportada], contexto: ContextoArchivo) -> bytes:
    """Un libro: primero la vista y sus fuentes, luego una hoja por tabla. Sin dato es celda vacía."""
    salida = io.BytesIO()
    with xlsxwriter.Workbook(salida, {"in_memory": True}) as libro:
        libro.set_properties(
            {"title": "Explorador", "comments": DEMOSTRACION if contexto.es_demostracion else ""}
        )
        negrita = libro.add_format({"bold": True})
        portada = libro.add_worksheet("Vista")
        portada.set_column(0, 0, 30)
        portada.set_column(1, 1, 90)
        for n, (rotulo, valor) in enumerate(contexto.list_renglones()):
            portada.write_string(n, 0, rotulo, negrita)
            portada.write_string(n, 1, valor)
        for nombre, hoja in hojas.items():
            _write_hoja(libro, nombre, hoja.tabla, hoja.columnas)
    return salida.getvalue()


def _write_hoja(
    libro: xlsxwriter.Workbook, nombre: str, tabla: pd.DataFrame, columnas: Sequence[Columna]
) -> None:
    hoja = libro.add_worksheet(nombre)
    negrita = libro.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    for n, columna in enumerate(columnas):
        formato = libro.add_format({"num_format": FORMATOS_EXCEL.get(str(columna.formato), "General")})
        hoja.set_column(n, n, 28 if n == 0 else 16)
        hoja.write_string(0, n, columna.rotulo, negrita)
        for fila, valor in enumerate(tabla[columna.campo].tolist(), start=1):
            escrito = write_valor(valor)
            if escrito == "":
                continue
            if columna.es_texto and columna.formato != "anio":
                hoja.write_string(fila, n, escrito)
            else:
                hoja.write_number(fila, n, float(valor), formato)
    hoja.freeze_panes(1, 1)
    if len(tabla):
        hoja.autofilter(0, 0, len(tabla), len(columnas) - 1)
