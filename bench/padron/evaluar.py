"""Mide el enlace con verdad conocida: precisión y recuerdo por nivel de ruido, clase de error y grupo.

python bench/padron/evaluar.py --generador propio|otro --personas 20000 --semilla 2 --nivel moderado
"""

import argparse
import json
import math
import resource
import time
from collections import defaultdict
from itertools import combinations

import pandas as pd
from tabla import build_tabla, load_localidades

from generador import build_personas  # isort: skip
from ruido import build_registros  # isort: skip
from fais_analysis.padron.duplicados import find_duplicados


def compute_wilson(aciertos: int, total: int) -> tuple[float, float]:
    """Intervalo de Wilson al 95 %."""
    if not total:
        return 0.0, 1.0
    p, z = aciertos / total, 1.96
    centro = (p + z * z / (2 * total)) / (1 + z * z / total)
    medio = z * math.sqrt(p * (1 - p) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return round(centro - medio, 4), round(centro + medio, 4)


def list_pares(grupos: pd.Series) -> set[tuple[str, str]]:
    """Pares de registros del mismo grupo; ``grupos`` va por registro."""
    por_grupo = defaultdict(list)
    for registro, grupo in grupos.items():
        por_grupo[grupo].append(registro)
    return {p for m in por_grupo.values() if len(m) > 1 for p in combinations(sorted(m), 2)}


def evaluate(tabla: pd.DataFrame) -> dict:
    """Corre el enlace y lo compara con la verdad."""
    inicio, cpu = time.perf_counter(), time.process_time()
    hallado = find_duplicados(tabla.drop(columns=["persona", "clases", "grupo"]))
    reloj, cpu = time.perf_counter() - inicio, time.process_time() - cpu
    verdaderos = list_pares(tabla.set_index("registro")["persona"])
    dichos = list_pares(pd.Series(hallado.grupo))
    bien = verdaderos & dichos
    por = tabla.set_index("registro")
    curp, clases, grupo, sexo = (por[c].to_dict() for c in ("curp", "clases", "grupo", "sexo"))
    nacidos = por["fecha_nacimiento"].str[:4].to_dict()
    alcanzables = {p for p in verdaderos if not (curp[p[0]] and curp[p[1]] and curp[p[0]] != curp[p[1]])}
    en_revision = set(zip(hallado.revision["a"], hallado.revision["b"], strict=True))
    cortes: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for par in verdaderos:
        anio = nacidos[par[0]] or nacidos[par[1]]
        edad = (
            "sin fecha"
            if not anio
            else next(
                e
                for e, tope in (("0-11", 11), ("12-17", 17), ("18-29", 29), ("30-59", 59), ("60+", 200))
                if 2026 - int(anio) <= tope
            )
        )
        claves = {f"sexo {sexo[par[0]] or '-'}", f"edad {edad}", f"grupo {grupo[par[0]] or 'general'}"}
        claves |= {f"clase {c}" for r in par for c in clases[r].split("+") if c}
        for clave in claves:
            cortes[clave][1] += 1
            cortes[clave][0] += par in bien
    return {
        "registros": len(tabla), "verdaderos": len(verdaderos), "dichos": len(dichos),
        "precision": round(len(bien) / max(len(dichos), 1), 5),
        "recuerdo": round(len(bien) / max(len(verdaderos), 1), 5),
        "recuerdo_sin_dos_curp": round(len(bien & alcanzables) / max(len(alcanzables), 1), 5),
        "recuerdo_con_revision": round(len(verdaderos & (dichos | en_revision)) / max(len(verdaderos), 1), 5),
        "a_revision": len(en_revision), "revision_verdaderos": len(en_revision & verdaderos),
        "reloj_s": round(reloj, 1), "cpu_s": round(cpu, 1),
        "memoria_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "cortes": {k: [round(a / n, 3), n, *compute_wilson(a, n)] for k, (a, n) in sorted(cortes.items())},
        "falsos": sorted(dichos - verdaderos)[:50], "perdidos": sorted(alcanzables - bien)[:200],
    }  # fmt: skip


def main() -> None:
    opciones = argparse.ArgumentParser()
    opciones.add_argument("--generador", choices=("propio", "otro"), default="propio")
    opciones.add_argument("--personas", type=int, default=20_000)
    opciones.add_argument("--semilla", type=int, default=2)
    opciones.add_argument("--nivel", choices=("leve", "moderado", "fuerte"), default="moderado")
    opciones.add_argument("--gemelos", type=float, default=0.02, help="sólo el otro: casas con gemelos")
    opciones.add_argument("--sin-fecha", type=float, default=0.0, help="parte de los renglones sin su fecha")
    opciones.add_argument("--detalle", action="store_true")
    pedido = opciones.parse_args()
    if pedido.generador == "otro":
        from generador_otro import build_tabla_otra

        tabla = build_tabla_otra(pedido.personas, pedido.semilla, pedido.nivel, pedido.gemelos)
    else:
        personas = build_personas(pedido.personas, pedido.semilla, load_localidades())
        tabla = build_tabla(build_registros(personas, pedido.nivel, pedido.semilla))
    sin_fecha = tabla.sample(frac=pedido.sin_fecha, random_state=pedido.semilla).index
    tabla.loc[sin_fecha, "fecha_nacimiento"] = ""
    medido = evaluate(tabla)
    if pedido.detalle:
        por = tabla.set_index("registro")
        columnas = [
            "nombres",
            "primer_apellido",
            "segundo_apellido",
            "fecha_nacimiento",
            "sexo",
            "curp_escrita",
            "vivienda",
            "clases",
            "grupo",
        ]
        for titulo in ("falsos", "perdidos"):
            for a, b in medido[titulo][:40]:
                print(titulo, list(por.loc[a, columnas]), list(por.loc[b, columnas]))
    medido.pop("falsos"), medido.pop("perdidos")
    print(json.dumps(medido, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
