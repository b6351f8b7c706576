"""Qué motor corre un cuaderno y hasta dónde puede llegar. Módulo ligero: lo importan padre y trabajadores."""

from dataclasses import dataclass

from fais_analysis.errors import ParametroError

MOTOR_PROPIO, MOTOR_FABRICA = "fais", "papermill"


MOTORES = (MOTOR_PROPIO, MOTOR_FABRICA)


@dataclass(frozen=True)
class Limites:
    """Segundos que se espera a que un kernel arranque y a que un cuaderno termine, y memoria de un informe.

    ``memoria_mb`` es lo que un informe puede tomar además de lo que ya ocupa el proceso al empezarlo.
    """

    arranque_s: float = 120
    cuaderno_s: float = 300
    memoria_mb: float = 1024


def check_motor(motor: str) -> str:
    """El motor, si existe.

    Raises
    ------
    ParametroError
        Si no es uno de ``MOTORES``.
    """
    if motor not in MOTORES:
        raise ParametroError(
            "No existe ese motor para correr los cuadernos.",
            donde="--motor",
            esperado=" o ".join(MOTORES),
            encontrado=f"«{motor}»",
            que_hacer="quite la opción para usar el de siempre, o escriba: --motor papermill",
        )
    return motor
