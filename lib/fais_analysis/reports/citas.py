"""De la ficha de cada tabla a la fuente que se imprime y a la que se cita al pie."""

from collections.abc import Sequence

from fais_analysis.loaders.ordenadas import load_ficha_tabla
from fais_analysis.reports.resumen import FuenteCitada


def build_citas(tablas: Sequence[str]) -> dict[str, str]:
    """De cada tabla de ``data/``, el renglón de fuente que va bajo una gráfica."""
    return {nombre: build_cita(nombre) for nombre in tablas}


def build_cita(nombre: str) -> str:
    """Institución y cita de una tabla: «CONEVAL. Estimaciones del CONEVAL con base en…»."""
    ficha = load_ficha_tabla(nombre)
    cita = ficha.cita.rstrip(".")
    return cita if ficha.institucion in cita else f"{ficha.institucion}. {cita}"


def build_fuentes(tablas: Sequence[str]) -> tuple[FuenteCitada, ...]:
    """Las fuentes que un informe cita al pie, sin repetir, en el orden dado."""
    fuentes: dict[FuenteCitada, None] = {}
    for nombre in tablas:
        ficha = load_ficha_tabla(nombre)
        url = next((original.url for original in ficha.originales if original.url), "")
        fuentes[FuenteCitada(ficha.institucion, ficha.titulo, ficha.fecha_corte, url)] = None
    return tuple(fuentes)


def build_advertencias(tablas: Sequence[str]) -> tuple[str, ...]:
    """Advertencias de las fichas, sin repetir, en orden."""
    textos = (texto for nombre in tablas for texto in load_ficha_tabla(nombre).advertencias)
    return tuple(dict.fromkeys(textos))
