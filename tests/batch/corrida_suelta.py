"""Corridas en su propio proceso, que pueden matarse solas (SIGKILL) en el punto que se les diga.

``python -m tests.batch.corrida_suelta``, desde la raíz, importa todo una vez y bifurca una corrida por pedido: lo
que se prueba es cómo muere una corrida, no cuánto tarda Python en importar. Un punto es ``módulo.función``, con el
módulo contado desde ``batch``: al llamarla por VEZ-ésima vez, el proceso muere de golpe, sin despedirse. Con ``+``
al final, muere justo después.
"""

import importlib
import json
import os
import signal
import sys
import traceback
from pathlib import Path

from fais_analysis.batch import lote
from fais_analysis.batch.plan.insumos import Insumos
from fais_analysis.batch.plan.pedido import Pedido
from fais_analysis.batch.plan.plan import build_plan
from fais_analysis.batch.progreso import ProgresoRenglones
from fais_analysis.batch.workers import puesto
from tests.batch.bifurcado import ObreroBifurcado, warm
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


def run(cuadernos: Path, salida: Path, punto: str = "", vez: int = 1) -> None:
    """Corre dos municipios y el panorama con los cuadernos de prueba."""
    if punto:
        arm(punto, vez)
    insumos = Insumos(MUNICIPIOS, {"data/x.csv": "ab12"}, {"origen": "demo.csv", "sha256": "cd34"}, True)
    plan = build_plan(Pedido("10", CLAVES, cuadernos=cuadernos, salida=salida, trabajadores=2), insumos)
    print(lote.run_lote(plan, ProgresoRenglones(4, sys.stdout)).corrida, flush=True)


def fork_corrida(pedido: dict) -> int:
    """Un proceso nuevo con esa corrida; lo que imprime queda en ``pedido["renglones"]`` y ``["error"]``."""
    hijo = os.fork()
    if hijo:
        return hijo
    codigo = 1
    try:
        for flujo, ruta in ((1, pedido["renglones"]), (2, pedido["error"])):
            os.dup2(os.open(ruta, os.O_CREAT | os.O_WRONLY), flujo)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.environ["FAIS_RAIZ"] = pedido["raiz"]
        run(Path(pedido["cuadernos"]), Path(pedido["salida"]), pedido["punto"], pedido["vez"])
        codigo = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(codigo)


def main() -> None:
    """Por cada renglón, una corrida nueva; o, si trae un número, espera a esa y dice cómo terminó."""
    warm()
    puesto.Obrero = ObreroBifurcado
    for renglon in sys.stdin:
        pedido = json.loads(renglon)
        if isinstance(pedido, int):
            print(os.waitstatus_to_exitcode(os.waitpid(pedido, 0)[1]), flush=True)
        else:
            print(fork_corrida(pedido), flush=True)


if __name__ == "__main__":
    main()
