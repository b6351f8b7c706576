"""De cuaderno ejecutado a fragmento de HTML: nbconvert con plantilla propia, sin código y determinista."""

import html
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from nbconvert.exporters import TemplateExporter
from nbconvert.filters.markdown_mistune import BlockParser, InlineParser, IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from traitlets import default

from fais_analysis.pages.ensamble import Entrada, Fragmento
from fais_analysis.pages.figuras import find_codigo, find_figuras
from fais_analysis.pages.titulos import place_titulos
from fais_analysis.schemas.capitulos.resumen import MIME_RESUMEN, Resumen, load_resumen

PLANTILLAS = Path(__file__).parent / "plantillas"
# Una celda con esta etiqueta no va en el expediente: es lo que lleva ``hoja.html``.
ETIQUETA_HOJA = "hoja"
ETIQUETAS_OMITIDAS = frozenset({"parameters", "injected-parameters", "solo-cuaderno", ETIQUETA_HOJA})
# Las que van en el anexo: siempre, o sólo si el capítulo usa datos de demostración.
ETIQUETA_ANEXO, ETIQUETA_FICTICIA = "anexo", "anexo-si-es-demostracion"
# Separa, ya en el documento, lo que va en el anexo.
CORTE = "\x05"
SUBTITULO = re.compile(r"\s*#{3,6}\s")
ENCABEZADO = re.compile(r"<h([1-6])\b[^>]*>(.*?)</h\1>", re.DOTALL)
MARCA = re.compile(r"<[^>]+>")


def export_cuaderno(libro: NotebookNode, cuaderno: str) -> Fragmento:
    """Fragmento de HTML de un cuaderno ejecutado.

    El encabezado mayor del cuaderno queda como ``h2`` (el único ``h1`` es del expediente), los demás
    bajan o suben lo mismo, y cada uno lleva un ancla estable y única dentro del documento.

    Raises
    ------
    EsquemaError
        Si el resumen del cuaderno no tiene la forma acordada.
    """
    resumenes = tuple(find_resumenes(libro, cuaderno))
    es_ficticio = any(r.es_demostracion for r in resumenes)
    crudo, _ = get_exportador().from_notebook_node(thin_cuaderno(libro, es_ficticio))
    cuerpo, entradas, anexo, propias = number_partes(crudo, cuaderno)
    return Fragmento(
        cuaderno,
        cuerpo,
        entradas,
        resumenes,
        find_figuras(libro),
        find_hoja(libro),
        anexo,
        propias,
        find_codigo(libro, resumenes[0].clave) if resumenes else {},
    )


def number_partes(crudo: str, cuaderno: str) -> tuple[str, tuple[Entrada, ...], str, tuple[Entrada, ...]]:
    """El capítulo y lo suyo del anexo, con el ancla de cada encabezado; en el anexo bajan un nivel más."""
    mayor = min((int(m[1]) for m in ENCABEZADO_PROSA.finditer(crudo)), default=1)
    entradas: list[Entrada] = []

    def abrir(hallado: re.Match[str], tope: int) -> str:
        entradas.append(build_entrada(hallado, tope, cuaderno, entradas))
        entrada = entradas[-1]
        return f'<h{entrada.nivel} id="{entrada.ancla}">{hallado[2]}</h{entrada.nivel}>'

    capitulo, _, anexo = crudo.partition(CORTE)
    capitulo = ENCABEZADO_PROSA.sub(lambda m: abrir(m, mayor), capitulo).strip()
    suyas = len(entradas)
    anexo = ENCABEZADO_PROSA.sub(lambda m: abrir(m, mayor - 1), anexo).strip()
    return (
        place_titulos(capitulo, 2),
        tuple(entradas[:suyas]),
        place_titulos(anexo, 3),
        tuple(entradas[suyas:]),
    )


def thin_cuaderno(libro: NotebookNode, es_ficticio: bool = False) -> NotebookNode:
    """Copia del cuaderno con sólo lo que se imprime; nbconvert copia y valida todo lo que recibe.

    Al final, tras el corte, lo que va en el anexo. Un encabezado sin nada debajo no se imprime.
    """
    capitulo: list[NotebookNode] = []
    anexo: list[NotebookNode] = []
    for numero, celda in enumerate(drop_secciones_vacias(libro.cells)):
        if is_omitida(celda):
            continue
        propias = anexo if is_anexo(celda.metadata.get("tags", []), es_ficticio) else capitulo
        comun = {"id": f"c{numero}", "cell_type": celda.cell_type, "metadata": NotebookNode()}
        if celda.cell_type == "markdown":
            propias.append(NotebookNode(source=celda.source, **comun))
        elif celda.cell_type == "code":
            salidas = [build_salida(render_salida(s)) for s in celda.outputs if has_html(s)]
            propias.append(NotebookNode(source="", execution_count=None, outputs=salidas, **comun))
    celdas = drop_vacios(capitulo, fijas=1)
    if anexo := drop_vacios(anexo):
        celdas += [_build_corte(), *anexo]
    return new_notebook(cells=celdas)


def drop_secciones_vacias(celdas: Sequence[NotebookNode]) -> list[NotebookNode]:
    """Las celdas, sin las secciones cuyo código no mostró nada: ni su encabezado ni su prosa se imprimen.

    Una sección va de un encabezado al siguiente. La que abre el capítulo (su encabezado es el de nivel mayor)
    se queda, y también la de pura prosa.
    """
    tramos: list[list[NotebookNode]] = [[]]
    for celda in celdas:
        if celda.cell_type == "markdown" and SUBTITULO.match(celda.source):
            tramos.append([])
        tramos[-1].append(celda)
    return [c for n, tramo in enumerate(tramos) if n == 0 or not is_vacia(tramo) for c in tramo]


def is_vacia(tramo: Sequence[NotebookNode]) -> bool:
    """Si una sección es un texto y código que se imprime, y nada de ese código dejó algo que leer.

    La celda del resumen no es de ninguna sección: no muestra nada en ninguna.
    """
    codigo = [c for c in tramo if c.cell_type == "code" and not is_omitida(c) and not has_resumen(c)]
    salidas = [s for c in codigo for s in c.get("outputs", [])]
    es_sola = sum(c.cell_type == "markdown" for c in tramo) == 1
    # Lo que dejó algo sin HTML (una imagen, un aviso) no es una sección vacía: su prosa se conserva.
    return es_sola and bool(codigo) and all(has_html(s) and not render_salida(s).strip() for s in salidas)


def has_resumen(celda: NotebookNode) -> bool:
    """Si una celda es la que muestra el resumen del capítulo."""
    return any(MIME_RESUMEN in s.get("data", {}) for s in celda.get("outputs", []))


def is_anexo(etiquetas: Sequence[str], es_ficticio: bool) -> bool:
    """Si una celda con esas etiquetas va en el anexo."""
    return ETIQUETA_ANEXO in etiquetas or (es_ficticio and ETIQUETA_FICTICIA in etiquetas)


def drop_vacios(celdas: Sequence[NotebookNode], fijas: int = 0) -> list[NotebookNode]:
    """Las celdas sin los encabezados que se quedaron sin nada que encabezar.

    Las primeras ``fijas`` quedan: es el título del capítulo, y debajo una línea dice que no hay dato.
    """
    return [c for n, c in enumerate(celdas) if n < fijas or _has_contenido(celdas, n)]


def _has_contenido(celdas: Sequence[NotebookNode], numero: int) -> bool:
    """Si una celda dice algo: no es un encabezado suelto, o le sigue algo antes de otro de su nivel."""
    nivel = _get_nivel(celdas[numero])
    if not nivel:
        return True
    for celda in celdas[numero + 1 :]:
        if not (otro := _get_nivel(celda)):
            if celda.cell_type == "markdown" or any(render_salida(s).strip() for s in celda.outputs):
                return True
        elif otro <= nivel:
            return False
    return False


def _get_nivel(celda: NotebookNode) -> int:
    """Nivel de una celda que es sólo un encabezado; 0 si no lo es."""
    fuente = celda.source.strip()
    if celda.cell_type != "markdown" or "\n" in fuente or not fuente.startswith("#"):
        return 0
    return len(fuente) - len(fuente.lstrip("#"))


def _build_corte() -> NotebookNode:
    comun = {"id": "corte", "cell_type": "code", "metadata": NotebookNode()}
    return NotebookNode(source="", execution_count=None, outputs=[build_salida(CORTE)], **comun)


def build_salida(fragmento: str) -> NotebookNode:
    """Una salida con sólo su HTML; sin validar, que ya lo está en su cuaderno."""
    datos = NotebookNode({"text/html": fragmento})
    return NotebookNode(output_type="display_data", metadata=NotebookNode(), data=datos)


def find_resumenes(libro: NotebookNode, cuaderno: str) -> list[Resumen]:
    """Los resúmenes que mostró el cuaderno (debe ser uno; lo exige la compuerta)."""
    crudos = [
        salida["data"][MIME_RESUMEN]
        for celda in libro.cells
        for salida in celda.get("outputs", [])
        if MIME_RESUMEN in salida.get("data", {})
    ]
    return [load_resumen(campos, f"{cuaderno}.ipynb") for campos in crudos]


def find_hoja(libro: NotebookNode) -> str:
    """El HTML de las celdas que van en la hoja; vacío si el cuaderno no tiene."""
    propias = (c for c in libro.cells if ETIQUETA_HOJA in c.metadata.get("tags", []))
    return "\n".join(render_salida(s) for c in propias for s in c.get("outputs", []) if has_html(s))


class Exportador(TemplateExporter):
    """Exportador de nbconvert a HTML con la plantilla de la casa.

    No hereda de ``HTMLExporter``: ése vuelve a leer y escribir el HTML terminado (y los SVG que lleva) y le
    agrega textos alternativos en inglés.
    """

    output_mimetype = "text/html"

    @default("file_extension")
    def _file_extension(self) -> str:
        return ".html"


@cache
def get_exportador() -> Exportador:
    """El exportador, construido una vez por proceso."""
    exportador = Exportador(
        template_name="cuaderno",
        extra_template_basedirs=[str(PLANTILLAS)],
        template_data_paths=[],
        default_preprocessors=[],
    )
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


def build_entrada(hallado: re.Match[str], mayor: int, cuaderno: str, previas: Sequence[Entrada]) -> Entrada:
    """Nivel, ancla y texto de un encabezado; si la ancla ya existe, se numera."""
    texto = html.unescape(MARCA.sub("", hallado[2])).strip()
    base = f"{build_prefijo(cuaderno)}-{build_ancla(texto)}"
    repetidas = sum(e.ancla == base or e.ancla.startswith(f"{base}--") for e in previas)
    ancla = base if not repetidas else f"{base}--{repetidas + 1}"
    return Entrada(min(int(hallado[1]) - mayor + 2, 6), ancla, texto)


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
