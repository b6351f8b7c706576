"""Qué puede llevar el HTML de un mensaje: una lista de lo admitido. Lo que no está en ella no sale.

Una lista de lo prohibido siempre olvida una manera de pedir algo a internet; ésta no la necesita.
"""

import re

from fais_analysis.recorrido import Atributos, Recorrido

_ETIQUETAS = (
    "html head meta title body table thead tbody tfoot tr td th caption p br hr div span strong em b i u "
    "small sub sup h1 h2 h3 h4 ul ol li dl dt dd blockquote center a img "
)
ETIQUETAS = frozenset(_ETIQUETAS.split())
_ATRIBUTOS = (
    "style width height align valign bgcolor cellpadding cellspacing border role lang dir title alt "
    "colspan rowspan scope class id aria-label aria-hidden "
)
ATRIBUTOS = frozenset(_ATRIBUTOS.split())
PROPIOS = {"a": {"href", "target", "rel"}, "img": {"src"}, "meta": {"charset", "name", "content"}}
METAS = frozenset({"viewport", "color-scheme", "supported-color-schemes", "format-detection"})
_ESTILOS = (
    "background background-color border border-bottom border-collapse border-left border-radius "
    "border-right border-spacing border-top box-sizing clear color color-scheme direction display float font "
    "font-family font-size font-style font-variant-numeric font-weight height letter-spacing line-height "
    "list-style-type margin margin-bottom margin-left margin-right margin-top max-height max-width "
    "min-height min-width mso-line-height-rule mso-table-lspace mso-table-rspace opacity overflow "
    "overflow-wrap padding padding-bottom padding-left padding-right padding-top table-layout text-align "
    "text-decoration text-indent text-transform vertical-align white-space width word-break word-wrap "
    "border-color border-style border-width "
)
ESTILOS = frozenset(_ESTILOS.split())
DESTINOS = ("https://", "mailto:", "tel:")
_VALOR = re.compile(r"(?:[\w\s#%.,'\"!+-]|(?:rgba?|hsla?)\([\d\s.,%/]*\))*")
_CONDICIONAL = re.compile(r"\[if [\w !&|()]{1,40}\]>(.*)<!\[endif\]", re.DOTALL | re.IGNORECASE)
_DOCTYPE = re.compile(r"doctype html", re.IGNORECASE)


class Revisor(Recorrido):
    """Anota en ``problemas`` lo que no está en la lista; en ``imagenes``, origen y texto de cada una."""

    def __init__(self) -> None:
        super().__init__()
        self.problemas: list[str] = []
        self.imagenes: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: Atributos) -> None:
        """Una etiqueta y sus atributos."""
        if tag not in ETIQUETAS:
            self.problemas.append(f"<{tag[:20]}>")
        for nombre, valor in attrs:
            self._check_atributo(tag, nombre, (valor or "").strip())
        if tag == "meta":
            nombres = {(v or "").lower() for n, v in attrs if n == "name"}
            if not nombres <= METAS:
                self.problemas.append("meta con otro nombre")
        if tag == "img":
            datos = {n: v or "" for n, v in attrs}
            self.imagenes.append((datos.get("src", ""), datos.get("alt", "")))

    def _check_atributo(self, tag: str, nombre: str, valor: str) -> None:
        if nombre not in ATRIBUTOS and nombre not in PROPIOS.get(tag, ()):
            self.problemas.append(f"{tag} {nombre[:20]}")
        elif nombre == "src" and not re.fullmatch(r"cid:[\w.@+-]+", valor):
            self.problemas.append(f"{tag} {nombre} que no va dentro del mensaje")
        elif nombre == "href" and not (valor.startswith(DESTINOS) and valor.isprintable()):
            self.problemas.append("un enlace que no es https, mailto o tel")
        elif nombre == "style":
            self.problemas += list_estilos_ajenos(tag, valor)

    def handle_comment(self, data: str) -> None:
        """Un comentario condicional lo interpreta Outlook: se revisa por dentro como lo demás."""
        if condicional := _CONDICIONAL.fullmatch(data.strip()):
            self.problemas += Revisor().read(condicional[1]).problemas
        elif "[" in data or "<" in data:
            self.problemas.append("un comentario con marcas")

    def handle_decl(self, decl: str) -> None:
        """Sólo el doctype de HTML."""
        if not _DOCTYPE.fullmatch(decl.strip()):
            self.problemas.append("una declaración")

    def unknown_decl(self, data: str) -> None:
        """Lo que Outlook muestra y los demás no."""
        self.problemas.append("una sección condicional o CDATA")

    def handle_pi(self, data: str) -> None:
        """Espacios de nombres de VML."""
        self.problemas.append("una instrucción <?…>")

    def handle_data(self, data: str) -> None:
        """El texto no trae marcas a medias."""
        if "<" in data:  # lo que este lector toma por texto, otro lo puede tomar por marca
            self.problemas.append("un «<» suelto")


def list_estilos_ajenos(tag: str, estilo: str) -> list[str]:
    r"""Lo que un ``style`` trae fuera de la lista; ninguno si todo está en ella.

    Examples
    --------
    >>> list_estilos_ajenos("p", "color:#123; background:u\\\\72l(x)")
    ['p style: background']
    """
    ajenos = []
    for declaracion in filter(None, (d.strip() for d in estilo.split(";"))):
        nombre, dos_puntos, valor = declaracion.partition(":")
        propiedad = nombre.strip().lower()
        if not dos_puntos or propiedad not in ESTILOS or not _VALOR.fullmatch(valor):
            ajenos.append(f"{tag} style: {ascii(propiedad)[1:-1][:20]}")
    return ajenos
