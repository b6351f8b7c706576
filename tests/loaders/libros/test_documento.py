"""La página del libro nombra cada columna y cada opción del contrato."""

import re

from fais_analysis.schemas.inversion import COLUMNAS_CAPTURA, ESTATUS, FUENTES_RECURSO, VIAS_FOCALIZACION


def test_every_column_is_documented_with_its_obligation(raiz):
    texto = (raiz / "docs" / "libro_inversion.md").read_text(encoding="utf-8")

    for columna in COLUMNAS_CAPTURA:
        assert re.search(rf"`{columna.nombre}`( \(o\))?", texto), columna.nombre
        assert (f"`{columna.nombre}` (o)" in texto) == columna.es_obligatoria, columna.nombre
    for opcion in (*ESTATUS, *FUENTES_RECURSO, *VIAS_FOCALIZACION):
        assert opcion in texto, opcion
