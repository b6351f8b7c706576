"""Entrena el modelo de duplicados con verdad conocida y escribe lib/fais_analysis/padron/modelo.json.

    PYTHONPATH=… python bench/padron/entrenar.py [--personas 80000]

m sale de los pares verdaderos; u, de pares al azar. Un nivel que casi no se ve en el azar lleva un piso escrito.
"""

import argparse
import json
import random

import duckdb
import pandas as pd
from tabla import RAIZ, build_tabla, load_localidades

from generador import build_personas  # isort: skip
from ruido import build_registros  # isort: skip
from fais_analysis.padron.comparaciones import COMPARACIONES, NULO, OTRO
from fais_analysis.padron.normaliza import normalize_registros

PISO_U = 1e-6
PISOS = {"curp": {"igual": 3e-6, "casi": 2e-6}}
SEMILLA, NIVEL = 101, "moderado"


def main() -> None:
    opciones = argparse.ArgumentParser()
    opciones.add_argument("--personas", type=int, default=80_000)
    personas = opciones.parse_args().personas
    renglones = build_registros(build_personas(personas, SEMILLA, load_localidades()), NIVEL, SEMILLA)
    tabla = build_tabla(renglones)
    enlace = normalize_registros(tabla)
    misma, azar = list_verdaderos(tabla), list_azar(tabla, 2_000_000)
    m, u = count_niveles(enlace, misma), count_niveles(enlace, azar)
    niveles = {}
    for campo, debidos in COMPARACIONES.items():
        con_dato = [n.nombre for n in debidos if n.nombre != NULO]
        total_m = sum(m[campo].get(n, 0) + 0.5 for n in con_dato)
        total_u = sum(u[campo].get(n, 0) for n in con_dato)
        niveles[campo] = {
            n: (
                round((m[campo].get(n, 0) + 0.5) / total_m, 9),
                round(max(u[campo].get(n, 0) / total_u, PISOS.get(campo, {}).get(n, PISO_U)), 9),
            )
            for n in con_dato
        }
    columnas = ("nom", "ap1", "ap2", "fecha", "curp_escrita", "sexo", "mun")
    modelo = {
        "version": "2026-11",
        "entrenado": f"bench/padron/entrenar.py: {len(tabla)} registros, ruido {NIVEL}, semilla {SEMILLA}",
        "previa": round(len(misma) / (len(tabla) * (len(tabla) - 1) / 2), 12),
        "nulos": {c: round(float(enlace[c].isna().mean()), 4) for c in columnas},
        "niveles": niveles,
    }
    destino = RAIZ / "lib" / "fais_analysis" / "padron" / "modelo.json"
    destino.write_text(json.dumps(modelo, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def list_verdaderos(tabla: pd.DataFrame) -> pd.DataFrame:
    """Los pares de la misma persona."""
    lado = tabla[["registro", "persona"]]
    pares = lado.merge(lado, on="persona", suffixes=("_a", "_b"))
    return pares[pares["registro_a"] < pares["registro_b"]].rename(
        columns={"registro_a": "a", "registro_b": "b"}
    )[["a", "b"]]


def list_azar(tabla: pd.DataFrame, cuantos: int) -> pd.DataFrame:
    """Pares al azar de dos personas."""
    azar = random.Random(SEMILLA)
    registros, personas = tabla["registro"].tolist(), tabla["persona"].tolist()
    indices = [(azar.randrange(len(tabla)), azar.randrange(len(tabla))) for _ in range(cuantos)]
    return pd.DataFrame(
        [(registros[i], registros[j]) for i, j in indices if personas[i] != personas[j]], columns=["a", "b"]
    )


def count_niveles(enlace: pd.DataFrame, pares: pd.DataFrame) -> dict[str, dict[str, int]]:
    """Cuántos pares caen en cada nivel de cada campo."""
    conexion = duckdb.connect(":memory:")
    conexion.register("e", enlace)
    conexion.register("p", pares)
    columnas = [c for c in enlace.columns if c != "registro"]
    lados = ", ".join(f"CAST(l.{c} AS VARCHAR) AS {c}_l, CAST(r.{c} AS VARCHAR) AS {c}_r" for c in columnas)
    casos = []
    for campo, niveles in COMPARACIONES.items():
        cuando = " ".join(f"WHEN {n.condicion} THEN '{n.nombre}'" for n in niveles if n.condicion != OTRO)
        casos.append(f"CASE {cuando} ELSE '{niveles[-1].nombre}' END AS {campo}")
    conexion.execute(
        f"CREATE TABLE g AS SELECT {', '.join(casos)} FROM "
        f"(SELECT {lados} FROM p JOIN e l ON p.a = l.registro JOIN e r ON p.b = r.registro)"
    )
    return {
        c: dict(conexion.execute(f"SELECT {c}, count(*) FROM g GROUP BY 1").fetchall()) for c in COMPARACIONES
    }


if __name__ == "__main__":
    main()
