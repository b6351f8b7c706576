"""El libro de evaluaciones: su plantilla y su lectura, renglón por renglón."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from fais_analysis.loaders.libros.columnas import build_lectores
from fais_analysis.loaders.libros.lectura import read_hoja
from fais_analysis.loaders.libros.plantilla import Captura, Formatos, build_libro, write_captura, write_listas
from fais_analysis.loaders.libros.problemas import PATRON_PERSONAL, Problema
from fais_analysis.loaders.libros.renglones import parse_celdas
from fais_analysis.schemas.evaluaciones import (
    COMO_SE_ESCRIBE,
    FORMATO_EVALUACIONES,
    HOJA_EVALUACIONES,
    PATRON_HUELLA,
    TIPOS_EVALUACION,
    Aspecto,
)

HUELLA = ("64 cifras hexadecimales", "calcule la huella del archivo de evidencia: sha256sum ARCHIVO")
SIN_PERSONAS = ("un texto sin datos de personas", "quite la CURP, el RFC, el correo o el teléfono")


@dataclass
class LibroEvaluaciones:
    """Lo leído: los aspectos y lo que no se entendió."""

    aspectos: list[Aspecto] = field(default_factory=list)
    problemas: list[Problema] = field(default_factory=list)


def read_evaluaciones(ruta: Path) -> LibroEvaluaciones:
    """Lee el libro de evaluaciones (.xlsx, .ods, .xls o .csv); lo que no se entienda queda como problema."""
    hoja = read_hoja(ruta, FORMATO_EVALUACIONES)
    libro = LibroEvaluaciones(problemas=list(hoja.problemas))
    lectores = build_lectores(FORMATO_EVALUACIONES)
    for renglon, crudo in hoja.filas:
        leidos, problemas = parse_celdas(renglon, crudo, FORMATO_EVALUACIONES, lectores)
        valores: dict[str, Any] = dict(leidos)
        if not re.fullmatch(PATRON_HUELLA, valores.get("evidencia_sha256", "0" * 64)):
            problemas.append(Problema(renglon, "evidencia_sha256", "otra cosa", *HUELLA))
        problemas += [
            Problema(renglon, campo, "un texto que no se muestra", *SIN_PERSONAS)
            for campo, valor in valores.items()
            if campo != "evidencia_sha256" and isinstance(valor, str) and PATRON_PERSONAL.search(valor)
        ]
        libro.problemas += problemas
        if not problemas:
            libro.aspectos.append(Aspecto(renglon, **valores))
    return libro


def build_plantilla_evaluaciones() -> bytes:
    """El libro vacío, con sus listas y su ayuda."""

    def escribir(libro: Workbook, formatos: Formatos) -> None:
        listas = {"tipo": TIPOS_EVALUACION}
        anchos = {"recomendacion": 50, "evidencia_sha256": 66, "programa": 34, "evaluador": 30}
        captura = Captura(FORMATO_EVALUACIONES, listas, COMO_SE_ESCRIBE, anchos, renglones=2_000)
        write_captura(libro.add_worksheet(HOJA_EVALUACIONES), formatos, captura)
        write_listas(libro.add_worksheet("Listas"), formatos, listas)

    return build_libro("Registro de evaluaciones", escribir)
