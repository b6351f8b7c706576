"""Fichas de las fuentes: institución, título, cita, términos y la huella de cada archivo oficial."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import yaml

from fais_analysis.errors import FuenteFaltanteError
from fais_analysis.sources.tablas import FichaTabla, write_tabla

__all__ = [
    "Archivo",
    "EdicionArchivo",
    "Ficha",
    "FichaTabla",
    "get_archivo",
    "get_ficha",
    "load_fichas",
    "write_tabla",
]

RUTA_FUENTES = Path(__file__).with_name("fuentes.yml")


class EdicionArchivo(NamedTuple):
    """De qué año y de qué estado es un archivo: ``None`` sin año propio; estado vacío, de todo el país."""

    anio: int | None
    entidad: str = ""

    def __str__(self) -> str:
        return " ".join(p for p in ("" if self.anio is None else str(self.anio), self.entidad) if p)


@dataclass(frozen=True)
class Archivo:
    """Un archivo oficial: dónde va dentro de la carpeta de fuentes, de dónde se baja y qué huella tiene.

    ``estado_url`` es «visto», «plantilla», «portal» o «ninguna». ``zip`` nombra el archivo dentro del ZIP que
    entrega la dirección (vacío si la dirección entrega el archivo) y ``zip_sha256``, la huella de ese ZIP.
    ``convertido`` avisa que la dirección entrega el producto completo y este archivo es un extracto. Sin
    ``sha256`` nadie ha tenido el original: el formato se conoce de oídas y vale el que su lector acepte.
    ``pagina`` es la de su ficha: dónde buscarlo si la dirección se movió.
    """

    ruta: str
    url: str
    estado_url: str
    codificacion: str
    fidelidad: str
    sha256: str = ""
    bytes: int = 0
    zip: str = ""
    zip_sha256: str = ""
    convertido: bool = False
    pagina: str = ""

    @property
    def nombre(self) -> str:
        """Nombre del archivo, sin carpeta."""
        return Path(self.ruta).name

    @property
    def huella_breve(self) -> str:
        """La huella y el tamaño que se esperan, para un mensaje."""
        if not self.sha256:
            return "un archivo que su lector acepte (formato no cotejado con el original)"
        return f"sha256 {self.sha256[:12]}… ({self.bytes:,} bytes)"

    @property
    def es_descargable(self) -> bool:
        """Si la dirección entrega el archivo (y no una página desde la que se baja a mano)."""
        return self.estado_url in ("visto", "plantilla") and not self.convertido


@dataclass(frozen=True)
class Ficha:
    """La ficha de una fuente y sus archivos por edición: año y estado.

    ``institucion_hoy`` es quien responde hoy por ella, si ya no es quien la publicó; ``procesado_por``, quién
    la recortó o convirtió; ``advertencias_por_clave``, lo que hay que saber de la cifra de un municipio.
    """

    id: str
    institucion: str
    titulo: str
    cita: str
    terminos: str
    terminos_url: str
    advertencias: tuple[str, ...]
    archivos: Mapping[EdicionArchivo, Archivo]
    institucion_hoy: str = ""
    pagina: str = ""
    procesado_por: str = ""
    advertencias_por_clave: Mapping[str, str] = field(default_factory=dict)

    @property
    def ediciones(self) -> tuple[EdicionArchivo, ...]:
        """Años y estados con archivo propio."""
        return tuple(self.archivos)

    @property
    def entidades(self) -> tuple[str, ...]:
        """Los estados de que trae; ninguno si hay una edición de todo el país."""
        claves = dict.fromkeys(e.entidad for e in self.archivos)
        return () if "" in claves else tuple(claves)


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


def get_archivo(id_: str, anio: int | None = None, entidad: str = "") -> Archivo:
    """El archivo registrado de una edición; sin estado, el de todo el país o el único de ese año.

    Raises
    ------
    FuenteFaltanteError
        Si la fuente no publicó ese año, o no de ese estado.
    """
    ficha = get_ficha(id_)
    de_ese_anio = [e for e in ficha.archivos if e.anio == anio]
    pedida = EdicionArchivo(anio, entidad)
    if pedida not in ficha.archivos and not entidad and len(de_ese_anio) == 1:
        return ficha.archivos[de_ese_anio[0]]
    if pedida not in ficha.archivos:
        raise FuenteFaltanteError(
            f"La fuente «{id_}» no tiene archivo de {str(pedida) or 'un solo corte'}.",
            donde="sources/fuentes.yml",
            esperado=f"una de estas ediciones: {', '.join(str(e) or 'sin año' for e in ficha.ediciones)}",
            encontrado=str(pedida) or "sin año",
            que_hacer="pida un año publicado; los años que faltan no se interpolan",
        )
    return ficha.archivos[pedida]


def _build_ficha(id_: str, datos: dict) -> Ficha:
    pagina = datos.get("pagina", "")
    archivos = {
        _parse_edicion(llave): Archivo(**campos, pagina=pagina) for llave, campos in datos["archivos"].items()
    }
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
        pagina=pagina,
        procesado_por=datos.get("procesado_por", ""),
        advertencias_por_clave=MappingProxyType(datos.get("advertencias_por_clave", {})),
    )


def _parse_edicion(llave: int | str | None) -> EdicionArchivo:
    """De la llave escrita («2020», «2020-10», «null», «null-10») a la edición."""
    anio, _, entidad = str(llave).partition("-")
    return EdicionArchivo(int(anio) if anio.isdecimal() else None, entidad)
