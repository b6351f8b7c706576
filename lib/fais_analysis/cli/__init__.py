"""La orden ``fais``: arma los expedientes, lista municipios y monta las órdenes de datos e inversión.

Se importa al usarse: cada proceso trabajador vuelve a leer el programa ``fais`` y no debe pagar las
órdenes que no corre.
"""

from typing import NoReturn


def main() -> NoReturn:
    """Punto de entrada de la orden ``fais``."""
    from fais_analysis.cli.app import run

    run()
