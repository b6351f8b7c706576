"""Los guiones propios del informe y la política que sólo los deja correr a ellos.

Ninguno tiene dependencias ni pide nada. En el documento van sin comentarios ni sangría; su huella va en la
política de seguridad (CSP), de modo que un guion ajeno no corre aunque alguien logre escribirlo.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from string import Template

from fais_analysis.views.tema import TEMA, Tema, build_css, compact_css

GUION, BUSCADOR, INTERACTIVO, HERRAMIENTAS = "guion", "buscador", "interactivo", "herramientas"
DESCARGA = "descarga"
_COMENTARIO = re.compile(r"^\s*(?:/\*.*?\*/|//[^\n]*)\s*?$", re.MULTILINE | re.DOTALL)


@cache
def load_guion(nombre: str) -> str:
    """Texto de un guion propio tal como va en el documento, sin comentarios, sangría ni renglones vacíos."""
    crudo = files(__package__).joinpath("guion", f"{nombre}.js").read_text(encoding="utf-8")
    renglones = (renglon.strip() for renglon in _COMENTARIO.sub("", crudo).splitlines())
    return "\n".join(renglon for renglon in renglones if renglon)


def render_guion(nombre: str) -> str:
    """El guion dentro de su etiqueta."""
    return f"<script>{load_guion(nombre)}</script>"


def render_datos(identificador: str, datos: object) -> str:
    r"""Datos inertes (JSON) para un guion: el navegador no los ejecuta y no pueden cerrar la etiqueta.

    Examples
    --------
    >>> render_datos("x", {"a": "</script>"})
    '<script type="application/json" id="x">{"a":"\\u003c/script>"}</script>'
    """
    escrito = json.dumps(datos, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json" id="{identificador}">{escrito}</script>'


@cache
def compute_huella_csp(texto: str) -> str:
    """Huella de un guion en la forma que pide la política: ``sha256-…``."""
    return "sha256-" + base64.b64encode(hashlib.sha256(texto.encode()).digest()).decode()


def build_politica(permitidos: Iterable[str]) -> str:
    """Política de seguridad del documento: nada de fuera; sólo los guiones dados.

    ``permitidos`` son orígenes de ``script-src`` ya escritos, por ejemplo ``'sha256-…'``.
    """
    return (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
        f"script-src {' '.join(permitidos)}"
    )


def quote_huella(nombre: str) -> str:
    """Origen de ``script-src`` de un guion propio."""
    return f"'{compute_huella_csp(load_guion(nombre))}'"


def drop_reglas(css: str, *prefijos: str) -> str:
    """Hoja de estilo compacta sin las reglas cuyos selectores empiezan todos con uno de los prefijos.

    Examples
    --------
    >>> drop_reglas(".a p{x:1}.b{y:2}.a,.c{z:3}", ".a")
    '.b{y:2}.a,.c{z:3}'
    """

    def juzgar(hallada: re.Match[str]) -> str:
        selectores = hallada[1].split(",")
        return "" if all(s.strip().startswith(prefijos) for s in selectores) else hallada[0]

    return re.sub(r"([^{}@]+)\{[^{}]*\}", juzgar, css)


def build_css_documento(tema: Tema = TEMA) -> str:
    """Hoja de estilo de las vistas y de lo que los guiones agregan."""
    crudo = files(__package__).joinpath("guion", "guion.css").read_text(encoding="utf-8")
    propio = Template(crudo).substitute({**tema.colores, "tipografia": tema.tipografia})
    return f"{build_css(tema)}\n{compact_css(propio)}"
