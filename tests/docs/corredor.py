"""Un Python que importa la biblioteca de una copia una sola vez y bifurca un hijo por cada orden ``fais``.

Cada orden en su Python nuevo pagaba tres segundos de importar, y las que producen o verifican informes, otros seis de
leer los datos. El corredor se arranca al pedirle la primera orden: la biblioteca ya debe estar como se va a probar.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

RAIZ = Path(__file__).resolve().parents[2]
TOPE_S = 900


@dataclass
class Corredor:
    """Corre órdenes en ``carpeta``, con la biblioteca y el entorno que se le digan."""

    carpeta: Path
    biblioteca: Path
    entorno: Mapping[str, str]
    lote: bool = True  # si va a producir informes: entonces importa también lo de los trabajadores
    proceso: subprocess.Popen[str] | None = field(default=None, init=False)

    def run(self, *argumentos: str, codigo: str = "", entidad: str = "") -> str:
        """Corre una orden (o un código) y da lo que imprimió; falla si no sale bien.

        Con ``entidad``, el corredor lee antes sus datos, que heredan ésta y las que sigan: ya no deben cambiar.
        """
        pedido = {"argumentos": argumentos, "codigo": codigo, "entidad": entidad}
        proceso = self.proceso = self.proceso or self.start()
        print(json.dumps(pedido), file=proceso.stdin, flush=True)
        salio, salida, error = json.loads(proceso.stdout.readline())
        assert salio == 0, f"fais {' '.join(argumentos)}{codigo}\n{salida}{error}"
        return salida

    def start(self) -> subprocess.Popen[str]:
        """Arranca el Python que importa y bifurca."""
        entorno = {**self.entorno, "FAIS_RAIZ": str(self.carpeta)}
        entorno["PYTHONPATH"] = os.pathsep.join(map(str, (self.biblioteca, RAIZ)))
        return subprocess.Popen(
            [sys.executable, "-m", __name__, *(["lote"] if self.lote else [])],
            cwd=self.carpeta,
            env=entorno,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def close(self) -> None:
        """Cierra su entrada y lo espera."""
        if self.proceso is not None:
            self.proceso.communicate()


def main() -> None:
    """Atiende un pedido por renglón: lo corre bifurcado y contesta con qué salió y qué dijo."""
    from tests.orden_bifurcada import OrdenBifurcada

    if sys.argv[1:]:
        warm_lote()
    for renglon in sys.stdin:
        pedido = json.loads(renglon)
        if pedido["entidad"]:
            warm_entidad(pedido["entidad"])

        def antes(codigo: str = pedido["codigo"]) -> None:
            if codigo:
                exec(codigo, {})
                sys.exit()

        orden = OrdenBifurcada(tuple(pedido["argumentos"]), Path.cwd(), antes)
        salida, error = orden.communicate(TOPE_S)
        print(json.dumps([orden.returncode, salida, error]), flush=True)


def warm_lote() -> None:
    """Importa lo que los trabajadores usan, que nacerán de este proceso."""
    import pytest

    from tests.batch.bifurcado import use_bifurcados

    use_bifurcados(pytest.MonkeyPatch())


def warm_entidad(entidad: str) -> None:
    """Lee los datos de una entidad, que heredarán las órdenes que sigan."""
    from fais_analysis.batch.workers.precarga import preload_entidad, preload_panorama

    preload_entidad(entidad)
    preload_panorama(entidad)


if __name__ == "__main__":
    main()
