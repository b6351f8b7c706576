"""La identidad visual como datos: colores, tipografía y logotipo se leen de ``tema.yml``."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from string import Template
from types import MappingProxyType
from typing import Any

from fais_analysis.errors import ParametroError
from fais_analysis.schemas.textos import read_yaml
from fais_analysis.views.marcado import escape_html

_HEX = re.compile(r"#[0-9a-f]{6}")
_LOGO = re.compile(r"data:image/(png|svg\+xml|jpeg);base64,[A-Za-z0-9+/=]+")
MAXIMO_COLUMNAS = 12


@dataclass(frozen=True)
class EstiloSerie:
    """Cómo se dibuja una serie: color, relleno de barra, símbolo, guion y trama (nunca sólo color)."""

    color: str
    relleno: str
    simbolo: str
    guion: str
    trama: str


@dataclass(frozen=True)
class EstiloParte:
    """Cómo se dibuja una parte de un todo o una categoría de mapa."""

    color: str
    trama: str
    linea: str


@dataclass(frozen=True)
class Tema:
    """Identidad visual completa. Se construye con ``load_tema``; los colores son ``#rrggbb``.

    ``series`` son lugares, siempre con el mismo color: el municipio, su estado y los comparables; ``otras``,
    lo que no es un lugar (años, indicadores).
    """

    nombre: str
    logo: tuple[str, str] | None
    tipografia: str
    tamano_rotulo_px: int
    tamano_eje_px: int
    colores: Mapping[str, str]
    series: tuple[EstiloSerie, ...]
    otras: tuple[EstiloSerie, ...]
    partes: tuple[EstiloParte, ...]
    secuencial: tuple[str, ...]
    sin_dato: Mapping[str, str]
    avisos: Mapping[str, Mapping[str, str]]


def build_tema(datos: Mapping[str, Any]) -> Tema:
    """Arma un tema desde el contenido de un ``tema.yml`` y comprueba que sea inofensivo.

    Raises
    ------
    ParametroError
        Si falta una sección, un color no es ``#rrggbb`` o el logotipo no es una imagen incrustada.
    """
    try:
        tema = Tema(
            nombre=str(datos["nombre"]),
            logo=_read_logo(datos.get("logo")),
            tipografia=_check_tipografia(str(datos["tipografia"])),
            tamano_rotulo_px=int(datos["tamano_rotulo_px"]),
            tamano_eje_px=int(datos["tamano_eje_px"]),
            colores=MappingProxyType(dict(datos["colores"])),
            series=tuple(EstiloSerie(**serie) for serie in datos["series"]),
            otras=tuple(EstiloSerie(**serie) for serie in datos["otras"]),
            partes=tuple(EstiloParte(**parte) for parte in datos["partes"]),
            secuencial=tuple(datos["secuencial"]),
            sin_dato=MappingProxyType(dict(datos["sin_dato"])),
            avisos=MappingProxyType({k: MappingProxyType(dict(v)) for k, v in datos["avisos"].items()}),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _build_error(
            "falta una sección o tiene otra forma", type(error).__name__ + f": {error}"
        ) from error
    for color in _list_colores(tema):
        if not _HEX.fullmatch(str(color)):
            raise _build_error("colores como «#1d2733», en minúsculas", repr(color))
    if len(tema.secuencial) != 5 or len(tema.series) < 2 or len(tema.partes) < 5:
        raise _build_error("5 colores secuenciales, 2 series o más y 5 partes o más", "menos")
    return tema


def _list_colores(tema: Tema) -> list[str]:
    series = [c for s in (*tema.series, *tema.otras) for c in (s.color, s.relleno)]
    partes = [c for p in tema.partes for c in (p.color, p.linea)]
    avisos = [c for a in tema.avisos.values() for c in a.values()]
    return [*tema.colores.values(), *series, *partes, *tema.secuencial, *tema.sin_dato.values(), *avisos]


def _check_tipografia(tipografia: str) -> str:
    if re.search(r"[^\w\s,\"'-]", tipografia):
        raise _build_error("una lista de tipografías separadas por comas", repr(tipografia))
    return tipografia


def _read_logo(logo: Mapping[str, str] | None) -> tuple[str, str] | None:
    if not logo:
        return None
    if not _LOGO.fullmatch(logo["imagen"]) or not logo["alternativa"].strip():
        raise _build_error(
            "un logotipo incrustado («data:image/png;base64,…») con texto alternativo", "otra cosa"
        )
    return logo["imagen"], logo["alternativa"]


def _build_error(esperado: str, encontrado: str) -> ParametroError:
    return ParametroError(
        "El tema visual no se puede usar.",
        donde="tema.yml",
        esperado=esperado,
        encontrado=encontrado,
        que_hacer="corrija esa sección; el tema incluido en la biblioteca sirve de modelo",
    )


@cache
def load_tema() -> Tema:
    """Tema incluido en la biblioteca (``views/tema.yml``)."""
    return build_tema(read_yaml(files(__package__).joinpath("tema.yml").read_text(encoding="utf-8")))


TEMA = load_tema()
# Para una gráfica cuyas series no son lugares, y para la del estado solo.
TEMA_OTRAS = replace(TEMA, series=TEMA.otras)
TEMA_ESTADO = replace(TEMA, series=TEMA.series[1:])


def build_css(tema: Tema = TEMA) -> str:
    """Hoja de estilo de todas las vistas: una sola, en línea, sin direcciones externas ni JavaScript.

    Declara ``color-scheme: only light``: el modo oscuro del teléfono no invierte las gráficas.
    """
    valores = {clave: color for clave, color in tema.colores.items()}
    valores["tipografia"] = tema.tipografia
    valores |= {"rotulo_px": f"{tema.tamano_rotulo_px}px", "eje_px": f"{tema.tamano_eje_px}px"}
    valores["sin_dato_trama"] = tema.sin_dato["trama"]
    for nombre, aviso in tema.avisos.items():
        valores |= {f"{nombre}_{parte}": color for parte, color in aviso.items()}
    plantilla = files(__package__).joinpath("estilo.css").read_text(encoding="utf-8")
    return compact_css(Template(plantilla).substitute(valores)) + _build_css_columnas()


def _build_css_columnas() -> str:
    """La clase ``nN`` de una tabla alinea a la derecha su columna de cifras N."""
    columnas = [f".n{n} td:nth-child({n})" for n in range(2, MAXIMO_COLUMNAS + 1)]
    return f"{','.join(columnas)}{{text-align:right;white-space:nowrap}}"


def compact_css(css: str) -> str:
    """La misma hoja de estilo sin comentarios, sangrías ni espacios que no significan nada."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s*\n\s*", " ", css).strip()
    return re.sub(r" ?([{};]) ?|([:,]) ", lambda m: m[1] or m[2], css).replace(";}", "}")


def render_logo(tema: Tema = TEMA) -> str:
    """Logotipo del tema como ``<img>``, o texto vacío si no hay."""
    if tema.logo is None:
        return ""
    imagen, alternativa = tema.logo
    return f'<img class="fais-logo" src="{imagen}" alt="{escape_html(alternativa)}">'


def compute_luminancia(color: str) -> float:
    """Luminancia relativa de un color ``#rrggbb`` (WCAG), de 0 a 1.

    Examples
    --------
    >>> round(compute_luminancia("#ffffff"), 3)
    1.0
    """
    canales = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in canales)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def compute_contraste(uno: str, otro: str) -> float:
    """Razón de contraste WCAG entre dos colores, de 1 a 21.

    Examples
    --------
    >>> compute_contraste("#000000", "#ffffff")
    21.0
    """
    mayor, menor = sorted((compute_luminancia(uno) + 0.05, compute_luminancia(otro) + 0.05), reverse=True)
    return round(mayor / menor, 2)
