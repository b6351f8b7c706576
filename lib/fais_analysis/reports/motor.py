"""Motor de papermill que corre las celdas en este proceso, sin kernel: ``engine_name="fais"``.

papermill carga **todos** los motores instalados al importarse, así que este módulo debe ser ligero y no
puede fallar: de papermill toma sólo la clase base y lo demás se importa al correr.
"""

from typing import Any

from papermill.engines import Engine

NOMBRE = "fais"


class Motor(Engine):
    """Corre cada cuaderno en un intérprete de IPython propio y nuevo, dentro de este proceso."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **opciones: Any) -> Any:
        """Corre las celdas y deja en el cuaderno lo mismo que dejaría el motor de fábrica.

        ``rastro``, opcional, recibe cada mensaje en cuanto se produce: con él se rehace el cuaderno si el
        proceso muere (vea ``reports.rastro``). ``kernel_name`` no se usa: siempre es este intérprete.
        """
        from fais_analysis.reports.celdas import Cliente

        comunes = {k: opciones[k] for k in ("log_output", "stdout_file", "stderr_file") if k in opciones}
        return Cliente(nb_man, rastro=opciones.get("rastro"), **comunes).execute()
