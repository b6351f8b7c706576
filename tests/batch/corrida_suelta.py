"""Una corrida en su propio proceso, que puede matarse sola (SIGKILL) en el punto que se le diga.

Uso: ``python -m tests.batch.corrida_suelta CUADERNOS SALIDA [PUNTO [VEZ]]``, desde la raíz. Un punto es
``módulo.función``, con el módulo contado desde ``batch``: al llamarla por VEZ-ésima vez, el proceso muere de
golpe, sin despedirse. Con ``+`` al final, muere justo después.
"""

import importlib
import os
import signal
import sys
from pathlib import Path

from tests.batch.cuadernos_prueba import MUNICIPIOS

CLAVES = ("10005", "10014")


def arm(punto: str, vez: int) -> None:
    """Hace que el proceso muera al llegar a un punto."""
    modulo, nombre = punto.rstrip("+").rsplit(".", 1)
    cargado = importlib.import_module(f"fais_analysis.batch.{modulo}")
    original, cuenta = getattr(cargado, nombre), [0]

    def morir(*argumentos: object, **opciones: object) -> object:
        cuenta[0] += 1
        if cuenta[0] == vez and not punto.endswith("+"):
            os.kill(os.getpid(), signal.SIGKILL)
        resultado = original(*argumentos, **opciones)
        if cuenta[0] == vez:
            os.kill(os.getpid(), signal.SIGKILL)
        return resultado

    setattr(cargado, nombre, morir)


def main() -> None:
    """Corre dos municipios y el panorama con los cuadernos de prueba."""
    from fais_analysis.batch import lote
    from fais_analysis.batch.plan.insumos import Insumos
    from fais_analysis.batch.plan.pedido import Pedido
    from fais_analysis.batch.plan.plan import build_plan
    from fais_analysis.batch.progreso import ProgresoRenglones

    cuadernos, salida = map(Path, sys.argv[1:3])
    if len(sys.argv) > 3:
        arm(sys.argv[3], int(sys.argv[4]) if len(sys.argv) > 4 else 1)
    insumos = Insumos(MUNICIPIOS, {"data/x.csv": "ab12"}, {"origen": "demo.csv", "sha256": "cd34"}, True)
    plan = build_plan(Pedido("10", CLAVES, cuadernos=cuadernos, salida=salida, trabajadores=2), insumos)
    print(lote.run_lote(plan, ProgresoRenglones(4, sys.stdout)).corrida)


if __name__ == "__main__":
    main()
