"""De cuaderno ejecutado a fragmento de HTML: nbconvert con plantilla propia, sin código y determinista."""

import html
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import BlockParser, InlineParser, IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode

from fais_analysis.reports.ensamble import Entrada, Fragmento
from fais_analysis.reports.resumen import MIME_RESUMEN, Resumen, load_resumen

PLANTILLAS = Path(__file__).parent / "plantillas"
ETIQUETAS_OMITIDAS = frozenset({"parameters", "injected-parameters", "solo-cuaderno"})
ENCABEZADO = re.compile(r"<h([1-6])\b[^>]*>(.*?)</h\1>", re.DOTALL)
MARCA = re.compile(r"<[^>]+>")


def export_cuaderno(libro: NotebookNode, cuaderno: str) -> Fragmento:
    """Fragmento de HTML de un cuaderno ejecutado.

    Los encabezados bajan un nivel (el título del cuaderno es ``h2``: el único ``h1`` es del
    expediente) y llevan un ancla estable y única dentro del documento.

    Raises
    ------
    EsquemaError
        Si el resumen del cuaderno no tiene la forma acordada.
    """
    crudo, _ = get_exportador().from_notebook_node(libro)
    entradas: list[Entrada] = []
    cuerpo = ENCABEZADO_PROSA.sub(lambda m: _open_encabezado(m, cuaderno, entradas), crudo).strip()
    return Fragmento(cuaderno, cuerpo, tuple(entradas), tuple(find_resumenes(libro, cuaderno)))


def find_resumenes(libro: NotebookNode, cuaderno: str) -> list[Resumen]:
    """Los resúmenes que mostró el cuaderno (debe ser uno; lo exige la compuerta)."""
    crudos = [
        salida["data"][MIME_RESUMEN]
        for celda in libro.cells
        for salida in celda.get("outputs", [])
        if MIME_RESUMEN in salida.get("data", {})
    ]
    return [load_resumen(campos, f"{cuaderno}.ipynb") for campos in crudos]


@cache
def get_exportador() -> HTMLExporter:
    """El exportador, construido una vez por proceso."""
    exportador = HTMLExporter(
        template_name="cuaderno",
        extra_template_basedirs=[str(PLANTILLAS)],
        template_data_paths=[],
        exclude_anchor_links=True,
        embed_images=False,
        sanitize_html=False,
        preprocessors=[],
        default_preprocessors=[],
    )
    exportador.register_filter("es_omitida", is_omitida)
    exportador.register_filter("tiene_html", has_html)
    exportador.register_filter("salida_html", render_salida)
    exportador.register_filter("prosa_html", render_prosa)
    return exportador


def is_omitida(celda: NotebookNode) -> bool:
    """Si la celda es sólo para quien trabaja en el cuaderno."""
    return not ETIQUETAS_OMITIDAS.isdisjoint(celda.metadata.get("tags", []))


def has_html(salida: Any) -> bool:
    """Si la salida se imprime: trae HTML y no es el resumen."""
    datos = salida.get("data", {})
    return "text/html" in datos and MIME_RESUMEN not in datos


def render_salida(salida: Any) -> str:
    """El HTML de una salida, tal cual lo dejó la vista."""
    return "".join(salida["data"]["text/html"])


def render_prosa(fuente: str) -> str:
    """HTML de una celda de texto. Sin fórmulas: un «$» en la prosa es un peso, no matemáticas."""
    dibujante = IPythonRenderer(escape=False, exclude_anchor_links=True)
    lector = MarkdownWithMath(renderer=dibujante, block=BlockParser(), inline=InlineParser())
    return mark_prosa(lector.render(fuente))


# Sólo bajan de nivel los encabezados de la prosa; los que traiga una vista son suyos.
ENCABEZADO_PROSA = re.compile(r"\x02h([1-6])\x03(.*?)\x04", re.DOTALL)


def mark_prosa(fragmento: str) -> str:
    """Señala los encabezados de una celda de texto para numerarlos después, ya en el documento."""
    return ENCABEZADO.sub(lambda m: f"\x02h{m[1]}\x03{m[2]}\x04", fragmento)


def _open_encabezado(hallado: re.Match[str], cuaderno: str, entradas: list[Entrada]) -> str:
    nivel = min(int(hallado[1]) + 1, 6)
    texto = html.unescape(MARCA.sub("", hallado[2])).strip()
    base = f"{build_prefijo(cuaderno)}-{build_ancla(texto)}"
    repetidas = sum(e.ancla == base or e.ancla.startswith(f"{base}--") for e in entradas)
    ancla = base if not repetidas else f"{base}--{repetidas + 1}"
    entradas.append(Entrada(nivel, ancla, texto))
    return f'<h{nivel} id="{ancla}">{hallado[2]}</h{nivel}>'


def build_prefijo(cuaderno: str) -> str:
    """Prefijo de las anclas de un cuaderno: su nombre sin el número («sec-mapa-zap»)."""
    return "sec-" + build_ancla(re.sub(r"^\d+_", "", cuaderno))


def build_ancla(texto: str) -> str:
    """Ancla en ASCII a partir de un texto.

    Examples
    --------
    >>> build_ancla("¿Qué carencias pesan más?")
    'que-carencias-pesan-mas'
    """
    ascii_ = unicodedata.normalize("NFKD", texto).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_.lower()).strip("-") or "seccion"
