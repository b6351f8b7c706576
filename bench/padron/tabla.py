"""De las personas inventadas a la tabla del padrón, con su verdad al lado."""

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd

RAIZ = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(Path(__file__).parent), str(RAIZ / "lib")]

from generador import HOY, Persona

from fais_analysis.padron.carga import COLUMNAS_REGISTRO
from fais_analysis.padron.curp import find_error_curp


def load_localidades() -> list[tuple[str, str, int]]:
    """Las localidades de Durango con población, de la tabla del producto."""
    tabla = pd.read_csv(RAIZ / "data" / "localidades.csv", dtype=str)
    tabla = tabla[tabla["clave_localidad"].str.startswith("10")]
    poblacion = pd.to_numeric(tabla["poblacion_personas"], errors="coerce").fillna(0).astype(int)
    tabla = tabla[poblacion > 0]
    return list(zip(tabla["clave_localidad"], tabla["localidad"], poblacion[poblacion > 0], strict=True))


def build_tabla(renglones: Sequence[Persona]) -> pd.DataFrame:
    """Una fila por renglón con las columnas del padrón y, además, persona, clases y grupo."""
    filas = []
    for i, p in enumerate(renglones):
        error = find_error_curp(p.curp, HOY)
        fecha = p.fecha_nacimiento.isoformat() if isinstance(p.fecha_nacimiento, date) else ""
        filas.append(
            {
                "registro": f"R{i:08d}", "programa": "propio:ensayo", "unidad": "persona", "nombres": p.nombres,
                "primer_apellido": p.primer_apellido, "segundo_apellido": p.segundo_apellido,
                "curp": "" if error else p.curp, "curp_error": error, "curp_escrita": p.curp,
                "fecha_nacimiento": fecha, "sexo": p.sexo, "clave_localidad": p.clave_localidad,
                "clave_municipio": p.clave_localidad[:5], "localidad": p.localidad, "vivienda": p.vivienda,
                "persona": p.persona, "clases": "+".join(p.clases), "grupo": p.grupo,
            }
        )  # fmt: skip
    return pd.DataFrame(
        filas, columns=[*COLUMNAS_REGISTRO, "persona", "clases", "grupo"], dtype=object
    ).fillna("")
