"""Motor de papermill que corre las celdas en este proceso, sin kernel: ``engine_name="fais"``.

papermill carga **todos** los motores instalados al importarse: si éste fallara, papermill entero dejaría
de importarse. Por eso aquí no se importa nada; lo demás, al correr.
"""

from typing import Any

NOMBRE = "fais"


class Motor:
    """Corre cada cuaderno en un intérprete de IPython propio y nuevo, dentro de este proceso."""

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str, **opciones: Any) -> Any:
        """Corre el cuaderno y lo devuelve como lo dejaría el motor de fábrica.

        Además de las opciones de papermill admite ``rastro``, que recibe cada mensaje en cuanto se produce
        (vea ``batch.kernel.rastro``). ``kernel_name`` no se usa: siempre es este intérprete.
        """
        from fais_analysis.batch.kernel.celdas import MotorEnProceso

        return MotorEnProceso.execute_notebook(nb, kernel_name, **opciones)

    @classmethod
    def nb_kernel_name(cls, nb: Any, name: str | None = None) -> str:
        """Nombre del kernel que pide el cuaderno."""
        from papermill.utils import nb_kernel_name

        return nb_kernel_name(nb, name)

    @classmethod
    def nb_language(cls, nb: Any, language: str | None = None) -> str:
        """Lenguaje del cuaderno."""
        from papermill.utils import nb_language

        return nb_language(nb, language)
