"""Qué tablas ordenadas hay, de qué fuentes sale cada una y cuáles se construyen siempre (``tablas.yml``)."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from fais_analysis.schemas.anios import load_anios, load_filas_por_anio, write_tramo
from fais_analysis.sources.anexos import load_anexos
from fais_analysis.sources.entidades import ENTIDAD_BASE, load_entidades
from fais_analysis.sources.fichas import EdicionArchivo, get_ficha
from fais_analysis.sources.locate import list_a_mano

RUTA_TABLAS = Path(__file__).with_name("tablas.yml")


@cache
def load_definiciones() -> dict[str, dict[str, Any]]:
    """Definición de cada tabla ordenada (``loaders/tablas.yml``), con los años ya puestos."""
    crudas = yaml.safe_load(RUTA_TABLAS.read_text(encoding="utf-8"))
    return {nombre: _put_anios(nombre, definicion) for nombre, definicion in crudas.items()}


def list_originales(nombre: str) -> list[str]:
    """Las fuentes de que sale una tabla: si se preparó otra entidad, las de todo el país."""
    definicion = load_definiciones()[nombre]
    campo = "originales" if load_entidades() == (ENTIDAD_BASE,) else "originales_nacionales"
    return list(definicion.get(campo, definicion["originales"]))


def is_de_siempre(nombre: str) -> bool:
    """Las tablas opcionales sólo se construyen solas cuando hay con qué."""
    definicion = load_definiciones()[nombre]
    if not definicion.get("opcional"):
        return True
    originales = definicion["originales"]
    return any(map(list_a_mano, originales)) if originales else bool(load_anexos())


def list_pedidas(nombre: str, id_: str) -> Sequence[EdicionArchivo]:
    """Las ediciones que una tabla necesita: del país y de las entidades preparadas.

    De lo que nadie ha cotejado bastan las que haya; a una tabla que no es opcional no le hace falta ninguna.
    """
    ficha, entidades = get_ficha(id_), ("", *load_entidades())
    de_aqui = [e for e in ficha.ediciones if e.entidad in entidades]
    a_mano = list_a_mano(id_) if not all(ficha.archivos[e].sha256 for e in de_aqui) else []
    pedidas = [e for e in de_aqui if ficha.archivos[e].sha256 or e in a_mano]
    return pedidas or (de_aqui if load_definiciones()[nombre].get("opcional") else [])


def _put_anios(nombre: str, definicion: dict[str, Any]) -> dict[str, Any]:
    """Escribe los años de ``schemas/anios.yml`` donde la definición los pide."""
    if nombre not in load_filas_por_anio():
        return definicion
    anios = [str(anio) for anio in load_anios(nombre)]
    titulo = definicion["titulo"].format(
        anios=f"{', '.join(anios[:-1])} y {anios[-1]}", tramo=write_tramo(nombre)
    )
    return {**definicion, "titulo": titulo, "fecha_corte": anios[-1]}
