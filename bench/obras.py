"""Cuánto tarda revisar y optimizar una propuesta: segundos de CPU, sin contar importaciones.

``python bench/obras.py [OBRAS]`` arma una propuesta inventada de Mezquital y mide sus dos pasos.
"""

import random
import sys
import time

from fais_analysis.obras.armado import LecturaPropuesta, build_propuesta
from fais_analysis.obras.efecto import compute_efectos
from fais_analysis.obras.mezcla import find_mezcla
from fais_analysis.obras.mezcla_modelo import EncargoMezcla, Restriccion
from fais_analysis.obras.modelo import sum_fuentes
from fais_analysis.propuestas.contexto import load_necesidad, load_reconocedor
from fais_analysis.propuestas.revision import review_obras

TIPOS = (
    "Piso firme",
    "Sanitario con biodigestor",
    "Cuarto dormitorio (cuarto adicional)",
    "Alumbrado público",
    "Red de drenaje sanitario / red de alcantarillado",
    "Caminos rurales",
)
TEXTOS = ("AMPL. RED DREN. SANIT.", "pav. conc. hidr.", "const. de cuarto dorm.", "rehab. plaza principal")


def build_filas(obras: int) -> list[tuple[int, dict[str, object]]]:
    """Renglones inventados: la mitad con su renglón del Catálogo y la mitad con texto libre."""
    azar = random.Random(1)
    localidades = sorted(load_necesidad("10014").localidades)[:120]
    filas: list[tuple[int, dict[str, object]]] = []
    for n in range(obras):
        nombre = TIPOS[n % len(TIPOS)] if n % 2 else TEXTOS[n % len(TEXTOS)]
        fila: dict[str, object] = {
            "nombre_obra": f"{nombre} col. {azar.randrange(40)}",
            "localidad": azar.choice(localidades),
            "fise": azar.randrange(10**6, 10**8),
            "fismdf": azar.randrange(10**6, 10**8),
            "viviendas": azar.randrange(5, 80),
            "viviendas_conectadas": azar.randrange(5, 80),
            "via_focalizacion": "rezago",
        }
        filas.append((n + 2, fila | ({"subclasificacion": nombre} if n % 2 else {})))
    return filas


def main(obras: int) -> None:
    """Imprime los segundos de CPU de cada paso."""
    import highspy  # noqa: F401 — importar no se cuenta

    necesidad, reconocedor = load_necesidad("10014"), load_reconocedor(2020)
    filas = build_filas(obras)
    contexto = LecturaPropuesta(necesidad, 2020, reconocedor, {})
    inicio = time.process_time()
    propuesta, _ = build_propuesta(filas, contexto)
    review_obras(propuesta.obras, necesidad, 2020)
    compute_efectos(propuesta.obras, necesidad)
    revisada = time.process_time()
    presupuesto = {f: c * 9 // 10 for f, c in sum_fuentes(propuesta.obras).items()}
    regla = Restriccion("DIRECTA_MIN", "directa", ("FISE", "FISMDF"), ">=", 40.0)
    mezcla = find_mezcla(propuesta.obras, [], necesidad, EncargoMezcla(presupuesto, (regla,)))
    fin = time.process_time()
    print(f"{obras:,} obras: revisar {revisada - inicio:.2f} s, optimizar {fin - revisada:.2f} s de CPU")
    print(f"viviendas-componente {mezcla.viviendas:,}; con la propuesta, {mezcla.viviendas_propuesta:,}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
