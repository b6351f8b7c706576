"""Las plantillas del mensaje: las del paquete o las que el analista editó, con nombres estrictos."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from fais_analysis.delivery.configuracion import read_plantilla_paquete
from fais_analysis.delivery.errores import ConfiguracionError
from fais_analysis.delivery.html_correo import Revisor

ASUNTO, TEXTO, HTML, ESTILO = "asunto.txt.j2", "mensaje.txt.j2", "mensaje.html.j2", "estilo.yml"
ARCHIVOS = (ASUNTO, TEXTO, HTML, ESTILO)
BYTES_HTML = 100_000
_RENGLONES = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Cuerpo:
    """Lo que dice un mensaje: asunto de un renglón, texto plano y HTML."""

    asunto: str
    texto: str
    html: str


class Plantillas:
    """Plantillas listas para usarse. Lo que falte en la carpeta se toma del paquete."""

    def __init__(self, carpeta: Path | None = None) -> None:
        self.textos = {nombre: _read(carpeta, nombre) for nombre in ARCHIVOS}
        self.estilo = _read_estilo(self.textos[ESTILO])

    def render(self, contexto: Mapping[str, Any], cid: str) -> Cuerpo:
        """Asunto, texto y HTML de un mensaje.

        Raises
        ------
        ConfiguracionError
            Si una plantilla usa un nombre que no existe, está mal escrita, pide algo a internet, pesa de más
            o no muestra el mapa.
        """
        completo = {**contexto, "estilo": self.estilo}
        asunto = " ".join(self._render(ASUNTO, completo).split())
        texto = _RENGLONES.sub("\n\n", self._render(TEXTO, completo)).strip() + "\n"
        html = self._render(HTML, {**completo, "titulo": asunto}) + "\n"
        check_html(html, cid)
        return Cuerpo(asunto, texto, html)

    def _render(self, nombre: str, contexto: Mapping[str, Any]) -> str:
        try:
            return _compile(self.textos[nombre], nombre == HTML).render(contexto)
        except TemplateError as error:
            renglon = getattr(error, "lineno", None)
            raise _build_error(
                nombre + (f", renglón {renglon}" if renglon else ""),
                "nombres y marcas de la plantilla original",
                str(error.message or type(error).__name__)[:120],
            ) from None


@lru_cache(maxsize=32)
def _compile(texto: str, es_html: bool) -> Template:
    """Plantilla compilada: la misma sirve para todos los mensajes."""
    entorno = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=es_html, trim_blocks=True, lstrip_blocks=True
    )
    return entorno.from_string(texto)


def check_html(html: str, cid: str) -> None:
    """Exige que el HTML no pida nada a internet (ni para rastrear), quepa y lleve el mapa con su texto.

    Raises
    ------
    ConfiguracionError
        Si no lo cumple.
    """
    revisor = Revisor().read(html)
    problemas = list(revisor.problemas)
    if len(html.encode()) > BYTES_HTML:
        problemas.append(f"{len(html.encode()):,} bytes")
    if not any(src == f"cid:{cid}" and re.search(r"\d|sin dato", alt) for src, alt in revisor.imagenes):
        problemas.append("falta el mapa, o su texto alternativo no dice la cifra")
    if problemas:
        raise _build_error(
            HTML, "un mensaje autónomo, sin rastreo y de menos de 100 KB", "; ".join(problemas)[:200]
        )


def _read(carpeta: Path | None, nombre: str) -> str:
    propia = carpeta / nombre if carpeta else None
    if propia is None or not propia.is_file():
        return read_plantilla_paquete(nombre)
    try:
        return propia.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _build_error(nombre, "un archivo de texto UTF-8", type(error).__name__) from None


def _read_estilo(texto: str) -> dict[str, str]:
    try:
        estilo = yaml.safe_load(texto)
    except yaml.YAMLError:
        estilo = None
    if not isinstance(estilo, dict) or not all(isinstance(v, str) for v in estilo.values()):
        raise _build_error(ESTILO, 'renglones «nombre: "estilo"»', "otra cosa")
    return estilo


def _build_error(donde: str, esperado: str, encontrado: str) -> ConfiguracionError:
    return ConfiguracionError(
        "Una plantilla del mensaje no sirve.",
        donde=donde,
        esperado=esperado,
        encontrado=encontrado,
        que_hacer="corríjala o borre la suya para usar la original",
    )
