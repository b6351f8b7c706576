"""Fichas de las fuentes: institución, título, cita, términos y la huella de cada archivo oficial."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import yaml

from fais_analysis.errors import FuenteFaltanteError
from fais_analysis.sources.tablas import FichaTabla, write_tabla

__all__ = ["Archivo", "Ficha", "FichaTabla", "get_archivo", "get_ficha", "load_fichas", "write_tabla"]

RUTA_FUENTES = Path(__file__).with_name("fuentes.yml")


@dataclass(frozen=True)
class Archivo:
    """Un archivo oficial: dónde va dentro de la carpeta de fuentes, de dónde se baja y qué huella tiene.

    ``estado_url`` es «visto», «plantilla», «portal» o «ninguna». ``zip`` nombra el archivo dentro del ZIP que
    entrega la dirección (vacío si la dirección entrega el archivo) y ``zip_sha256``, la huella de ese ZIP.
    ``convertido`` avisa que la dirección entrega el producto completo y este archivo es un extracto.
    """

    ruta: str
    url: str
    estado_url: str
    sha256: str
    bytes: int
    codificacion: str
    fidelidad: str
    zip: str = ""
    zip_sha256: str = ""
    convertido: bool = False

    @property
    def nombre(self) -> str:
        """Nombre del archivo, sin carpeta."""
        return Path(self.ruta).name

    @property
    def es_descargable(self) -> bool:
        """Si la dirección entrega el archivo (y no una página desde la que se baja a mano)."""
        return self.estado_url in ("visto", "plantilla") and not self.convertido


@dataclass(frozen=True)
class Ficha:
    """La ficha de una fuente y sus archivos por año (``None`` cuando no hay uno por año).

    ``institucion_hoy`` es quien responde hoy por ella, si ya no es quien la publicó; ``entidad``, la clave de
    su estado, o vacía si es de todo el país.
    """

    id: str
    institucion: str
    titulo: str
    cita: str
    terminos: str
    terminos_url: str
    advertencias: tuple[str, ...]
    archivos: Mapping[int | None, Archivo]
    institucion_hoy: str = ""
    entidad: str = ""

    @property
    def anios(self) -> tuple[int | None, ...]:
        """Años con archivo propio."""
        return tuple(self.archivos)


@lru_cache(maxsize=1)
def load_fichas() -> Mapping[str, Ficha]:
    """Todas las fichas registradas en ``sources/fuentes.yml``, por identificador."""
    crudo = yaml.safe_load(RUTA_FUENTES.read_text(encoding="utf-8"))
    fichas = {id_: _build_ficha(id_, datos) for id_, datos in crudo.items() if not id_.startswith("x-")}
    return MappingProxyType(fichas)


def get_ficha(id_: str) -> Ficha:
    """La ficha de una fuente.

    Raises
    ------
    FuenteFaltanteError
        Si el identificador no está registrado.
    """
    fichas = load_fichas()
    if id_ not in fichas:
        raise FuenteFaltanteError(
            f"No hay una fuente registrada con el identificador «{id_}».",
            donde="sources/fuentes.yml",
            esperado=f"uno de: {', '.join(sorted(fichas))}",
            encontrado=f"«{id_}»",
            que_hacer="consulte los identificadores con: fais datos fichas",
        )
    return fichas[id_]


def get_archivo(id_: str, anio: int | None = None) -> Archivo:
    """El archivo registrado de una fuente en un año (``None`` si la fuente no tiene uno por año).

    Raises
    ------
    FuenteFaltanteError
        Si la fuente no publicó ese año.
    """
    ficha = get_ficha(id_)
    if anio not in ficha.archivos:
        anios = ", ".join("sin año" if a is None else str(a) for a in ficha.anios)
        raise FuenteFaltanteError(
            f"La fuente «{id_}» no tiene archivo de {'un solo corte' if anio is None else anio}.",
            donde="sources/fuentes.yml",
            esperado=f"uno de estos años: {anios}",
            encontrado=f"{anio}",
            que_hacer="pida un año publicado; los años que faltan no se interpolan",
        )
    return ficha.archivos[anio]


def _build_ficha(id_: str, datos: dict) -> Ficha:
    archivos = {anio: Archivo(**campos) for anio, campos in datos["archivos"].items()}
    return Ficha(
        id=id_,
        institucion=datos["institucion"],
        titulo=datos["titulo"],
        cita=datos["cita"],
        terminos=datos["terminos"],
        terminos_url=datos["terminos_url"],
        advertencias=tuple(datos["advertencias"]),
        archivos=MappingProxyType(archivos),
        institucion_hoy=datos.get("institucion_hoy", ""),
        entidad=datos.get("entidad", ""),
    )
