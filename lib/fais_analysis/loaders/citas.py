"""De la ficha de cada tabla a la fuente que se imprime y a la que se cita al pie."""

import re
from collections.abc import Sequence
from typing import Protocol

from fais_analysis.loaders.ordenadas import load_ficha_tabla
from fais_analysis.schemas.capitulos.resumen import FuenteCitada

ENTRE_PARENTESIS = re.compile(r" \([^)]*\)")


class LibroCitado(Protocol):
    """Lo que de un libro de inversión se dice al citarlo."""

    @property
    def es_demostracion(self) -> bool:
        """Si sus cifras municipales son ficticias."""

    @property
    def origen(self) -> str:
        """Nombre del archivo, sin ruta."""


def build_citas(tablas: Sequence[str], clave: str) -> dict[str, str]:
    """De cada tabla de ``data/``, el renglón corto de fuente que va bajo una gráfica de un lugar.

    ``clave`` es la del municipio o la entidad del informe: la cita de una tabla que no lo cubre va vacía.
    """
    return {n: build_cita(n) if load_ficha_tabla(n).covers(clave) else "" for n in tablas}


def build_cita(nombre: str) -> str:
    """Institución y título cortos; la cita completa va al pie del informe."""
    ficha = load_ficha_tabla(nombre)
    return f"{ficha.institucion}. {ENTRE_PARENTESIS.sub('', ficha.titulo)}"


def build_cortes(tablas: Sequence[str]) -> dict[str, str]:
    """De cada tabla de ``data/``, la fecha de corte que dice su ficha («2020»)."""
    return {nombre: load_ficha_tabla(nombre).fecha_corte for nombre in tablas}


def build_fuentes(tablas: Sequence[str], clave: str) -> tuple[FuenteCitada, ...]:
    """Las fuentes que el informe de un lugar cita al pie, sin repetir, en el orden dado.

    Una tabla que no cubre su entidad no se cita: de ella no salió nada.
    """
    fuentes: dict[FuenteCitada, None] = {}
    for ficha in (f for f in map(load_ficha_tabla, tablas) if f.covers(clave)):
        url = next((original.url for original in ficha.originales if original.url), "")
        fuentes[FuenteCitada(ficha.institucion, f"{ficha.titulo}. {ficha.cita}", ficha.fecha_corte, url)] = (
            None
        )
    return tuple(fuentes)


def build_cita_libro(libro: LibroCitado) -> str:
    """La fuente que va bajo cada gráfica de inversión."""
    if libro.es_demostracion:
        return "DATOS DE DEMOSTRACIÓN, ficticios por municipio"
    return f"Libro de inversión de la secretaría ({libro.origen})"
