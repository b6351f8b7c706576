"""De fragmentos a página: un expediente por municipio, el panorama y el índice, con jinja2."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from fais_analysis.pages.contexto import Contexto
from fais_analysis.pages.siglas import SIGLAS, write_siglas
from fais_analysis.procedencia.gramatica import find_base, shorten_procedencias
from fais_analysis.schemas.capitulos.resumen import Cifra, FuenteCitada, Resumen
from fais_analysis.views.guiones import (
    BUSCADOR,
    DESCARGA,
    GUION,
    build_css_documento,
    build_politica,
    drop_reglas,
    quote_huella,
    render_datos,
    render_guion,
)
from fais_analysis.views.marcado import Html
from fais_analysis.views.tema import TEMA, compact_css, render_logo

# Las que un expediente usa sin explicarlas, al abrir y en su anexo; las demás las explica donde salen.
SIGLAS_ABRE, SIGLAS_ANEXO = ("FAIS",), ("DOF",)
PAGINAS = Path(__file__).parent / "plantillas" / "pagina"
ID_PROCEDENCIAS = "fais-procedencias"
# Lo que un SVG lleva para guardarse suelto y dentro del documento sobra, o lo dice su hoja de estilo.
SUELTO = {
    ' xmlns="http://www.w3.org/2000/svg"': "",
    '<rect width="100%" height="100%" fill="#ffffff"/>': "",
    ' class="t" fill="none" pointer-events="none"': ' class="t"',
    f' class="h" stroke="{TEMA.colores["fondo"]}"': ' class="h"',
    f' class="l" font-size="{TEMA.tamano_eje_px}"': ' class="l"',
    f' font-size="{TEMA.tamano_rotulo_px}" fill="{TEMA.colores["tinta"]}"><title': "><title",
}

# El enlace con que una tabla suelta se guarda: en el documento lo pone el guion, con lo que la tabla ya dice.
ENLACE_CSV = re.compile(r'(<p class="fais-descarga">)<a .*?</a>')


@dataclass(frozen=True)
class Entrada:
    """Un renglón del índice de secciones: nivel del encabezado (2 o 3), ancla y texto."""

    nivel: int
    ancla: str
    texto: str


@dataclass(frozen=True)
class Fragmento:
    """Un cuaderno exportado: su HTML, los encabezados que tiene y el resumen con que terminó.

    ``figuras`` va de id a figura (dict de plotly): de ellas sale la forma interactiva; ``codigo``, de id al
    Python con que el cuaderno la hizo. ``hoja`` es lo que el cuaderno deja para ``hoja.html``, y ``anexo``,
    lo que va en el anexo del informe con sus encabezados; vacíos si no deja nada.
    """

    cuaderno: str
    cuerpo: str
    entradas: tuple[Entrada, ...]
    resumenes: tuple[Resumen, ...] = ()
    figuras: Mapping[str, Any] = field(default_factory=dict)
    hoja: str = ""
    anexo: str = ""
    entradas_anexo: tuple[Entrada, ...] = ()
    codigo: Mapping[str, str] = field(default_factory=dict)

    @property
    def base(self) -> str:
        """Principio común de las procedencias del capítulo: se escribe una vez, en su sección."""
        return find_base(self.cuerpo + self.anexo)

    @property
    def cuerpo_breve(self) -> str:
        """El cuerpo, sin ese principio en cada cifra ni lo que un SVG dentro de HTML no usa."""
        return self._shorten(self.cuerpo)

    @property
    def anexo_breve(self) -> str:
        """Lo mismo, de lo que va en el anexo."""
        return self._shorten(self.anexo)

    def _shorten(self, parte: str) -> str:
        breve = ENLACE_CSV.sub(r"\1", shorten_procedencias(parte, self.base))
        for sobra, queda in SUELTO.items():
            breve = breve.replace(sobra, queda)
        return breve

    @property
    def resumen(self) -> Resumen:
        """El resumen del cuaderno, ya comprobado que es uno."""
        (resumen,) = self.resumenes
        return resumen


@dataclass(frozen=True)
class Pagina:
    """Un informe por armar: de quién es y los fragmentos que lleva, en orden."""

    clave: str
    nombre: str
    rotulo: str
    fragmentos: tuple[Fragmento, ...]

    @property
    def es_panorama(self) -> bool:
        """Si es el de la entidad: queda en la raíz de la corrida y no en una carpeta."""
        return len(self.clave) == 2

    @property
    def peticion(self) -> Fragmento | None:
        """El capítulo con que abre, si es una petición: trae su propio ``h1`` y su hoja."""
        return next((f for f in self.fragmentos if f.hoja), None)

    @property
    def maquina(self) -> Mapping[str, Any]:
        """Lo que su petición deja para máquinas; vacío si no trae."""
        return next((r.maquina for r in self.peticion.resumenes), {}) if self.peticion else {}

    @property
    def titular(self) -> str:
        """Cómo se encabeza: su nombre, con la clave si otro municipio de la entidad se llama igual."""
        return str(self.maquina.get("municipio", self.nombre))

    @property
    def interactivo(self) -> str:
        """Archivo de su forma interactiva, en la misma carpeta."""
        return "panorama_interactivo.html" if self.es_panorama else "interactivo.html"


@dataclass(frozen=True)
class FormaInforme:
    """Una de las formas de un mismo documento: la política de sus guiones y lo que lleva al final."""

    politica: str
    cola: Html
    es_interactiva: bool = False


def build_forma(*guiones: str) -> FormaInforme:
    """Forma con guiones propios en línea y nada más."""
    cola = "".join(render_guion(nombre) for nombre in guiones)
    return FormaInforme(build_politica(map(quote_huella, guiones)), Html(cola))


def build_expediente(pagina: Pagina, contexto: Contexto, forma: FormaInforme | None = None) -> str:
    """Documento HTML autónomo de un municipio (o del panorama). Los mismos datos dan los mismos bytes.

    ``forma`` nula es la que se envía: sólo SVG y el guion propio.
    """
    return (
        get_ambiente()
        .get_template("expediente.html.j2")
        .render(
            pagina=pagina,
            contexto=contexto,
            forma=forma or build_forma(DESCARGA, GUION),
            procedencias=render_procedencias(pagina.fragmentos, contexto.entradas),
            entradas=list_entradas(pagina.fragmentos),
            anexos=[f for f in pagina.fragmentos if f.anexo],
            cifras=list_cifras([f for f in pagina.fragmentos if f is not pagina.peticion]),
            advertencias=list_advertencias(pagina.fragmentos),
            fuentes=list_fuentes(pagina.fragmentos),
            es_demostracion=is_demostracion(pagina.fragmentos, contexto),
            siglas_anexo=write_siglas([f.anexo + repr(f.resumenes) for f in pagina.fragmentos], SIGLAS_ANEXO),
            siglas=write_siglas(
                [f.cuerpo + f.anexo + repr(f.resumenes) for f in pagina.fragmentos],
                SIGLAS_ABRE if pagina.peticion else SIGLAS,
            ),
        )
    )


def build_forma_indice() -> FormaInforme:
    """La forma del índice: el guion del informe y el buscador."""
    return build_forma(GUION, BUSCADOR)


def render_procedencias(fragmentos: Sequence[Fragmento], entradas: Mapping[str, str]) -> Html:
    """Diccionario con que el guion dice de dónde sale una cifra; vacío si ninguna lo trae.

    ``entradas``: huella de las filas que el informe usó de cada tabla; la que falte, la de la tabla entera.
    """
    if not any("data-procedencia" in f.cuerpo + f.anexo for f in fragmentos):
        return Html()
    from fais_analysis.procedencia.textos import build_procedencias  # abre tablas: sólo si hace falta

    return Html(render_datos(ID_PROCEDENCIAS, build_procedencias(list_citadas(fragmentos), entradas)))


@cache
def get_ambiente() -> Environment:
    """Ambiente de jinja2: escapa todo y falla si una variable no existe."""
    ambiente = Environment(
        loader=FileSystemLoader(PAGINAS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    estilo = ambiente.get_template("pagina.css.j2").render(tema=TEMA)
    peticion = ambiente.get_template("peticion.css.j2").render(tema=TEMA)
    hoja = f"{build_css_documento(TEMA)}{compact_css(estilo)}"
    ambiente.globals.update(
        css=drop_reglas(hoja, ".fais-hoja"),
        css_hoja=compact_css(ambiente.get_template("hoja.css.j2").render(tema=TEMA)),
        css_informe=drop_reglas(
            hoja,
            *(".fais-hoja", ".lista-municipios", ".tarjetas", ".con-guion .tarjetas", ".buscador"),
            *(".desplazable", ".llamada", ".estado-fallido"),
        )
        + compact_css(peticion),
        logo=render_logo(TEMA),
        demostracion=TEMA.avisos["demostracion"],
        tinta_suave=TEMA.colores["tinta_suave"],
    )
    return ambiente


def list_entradas(fragmentos: Sequence[Fragmento]) -> list[Entrada]:
    """Renglones del índice de secciones: títulos de capítulo y de sección."""
    return [e for f in fragmentos for e in f.entradas if e.nivel <= 3]


def list_cifras(fragmentos: Sequence[Fragmento]) -> list[Cifra]:
    """Cifras clave de la portada, sin repetir."""
    return list({c.id: c for f in fragmentos for r in f.resumenes for c in r.cifras}.values())


def list_advertencias(fragmentos: Sequence[Fragmento]) -> list[str]:
    """Advertencias de todos los cuadernos, sin repetir y en orden."""
    return list(dict.fromkeys(a for f in fragmentos for r in f.resumenes for a in r.advertencias))


def list_fuentes(fragmentos: Sequence[Fragmento]) -> list[FuenteCitada]:
    """Fuentes citadas por todos los cuadernos, sin repetir y en orden."""
    return list(dict.fromkeys(fuente for f in fragmentos for r in f.resumenes for fuente in r.fuentes))


def is_demostracion(fragmentos: Sequence[Fragmento], contexto: Contexto) -> bool:
    """Si la corrida o algún cuaderno usó datos de demostración."""
    return contexto.es_demostracion or any(r.es_demostracion for f in fragmentos for r in f.resumenes)


_PROCEDENCIA = re.compile(r'data-procedencia="([^"]*)"')


def list_citadas(fragmentos: Iterable[Fragmento]) -> Iterable[str]:
    """Procedencias que aparecen en los fragmentos y en sus cifras clave."""
    for fragmento in fragmentos:
        yield from (unescape(texto) for texto in _PROCEDENCIA.findall(fragmento.cuerpo + fragmento.anexo))
        for resumen in fragmento.resumenes:
            yield from (c.procedencia for c in resumen.cifras if c.procedencia)
