"""Arranque del kernel de un cuaderno: ipykernel sin lo que un informe no usa.

Se corre como ``python -m fais_analysis.reports.nucleo -f CONEXION``. No depende de que la persona
haya instalado un *kernelspec*: es siempre el intérprete con que se corre el lote.
"""

import sys


def block_gramatica_iri() -> None:
    """Evita que ``jsonschema`` cargue la gramática de IRI que instala jupyterlab.

    Sólo construirla cuesta dos segundos por proceso y nada del lote la usa. Con el módulo vedado,
    jsonschema omite ese formato y la validación de cuadernos sigue igual.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def block_depurador() -> None:
    """Evita que el kernel cargue el depurador: más de cien módulos que un informe no usa."""
    sys.modules.setdefault("debugpy", None)  # type: ignore[arg-type]


def main() -> None:
    """Arranca el kernel con los argumentos de la línea de órdenes."""
    block_gramatica_iri()
    block_depurador()
    from ipykernel import kernelapp

    kernelapp.launch_new_instance()


if __name__ == "__main__":
    main()
