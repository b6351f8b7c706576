"""Correr celdas en un intérprete de este proceso y guardar lo que muestran como lo haría Jupyter.

El cliente es el de papermill y los mensajes son los de ipykernel; sólo cambia que viajan por llamada y no por
sockets. Así el cuaderno queda igual que con un kernel.
"""

from types import SimpleNamespace
from typing import Any

from ipykernel.ipkernel import IPythonKernel
from jupyter_core.utils import run_sync
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import output_from_msg
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine
from papermill.log import logger

from fais_analysis.batch.kernel.buzon import Mensaje
from fais_analysis.batch.kernel.interprete import Interprete, open_interprete
from fais_analysis.batch.kernel.rastro import Rastro

# Lo que el cliente de papermill entiende; lo demás que reciba el motor no aplica aquí.
OPCIONES = ("log_output", "stdout_file", "stderr_file")

CAMPOS = {
    "stream": ("name", "text"),
    "display_data": ("metadata", "data"),
    "execute_result": ("metadata", "data", "execution_count"),
}


class MotorEnProceso(Engine):
    """El motor: papermill lleva los metadatos y el cliente corre las celdas."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **opciones: Any) -> NotebookNode:
        """Corre las celdas y deja en el cuaderno lo mismo que dejaría el motor de fábrica."""
        comunes = {k: opciones[k] for k in OPCIONES if k in opciones}
        return Cliente(nb_man, rastro=opciones.get("rastro"), **comunes).execute()


class Cliente(PapermillNotebookClient):
    """Cliente de papermill cuyo kernel es un intérprete de este mismo proceso."""

    interprete: Interprete

    def __init__(self, nb_man: Any, rastro: Rastro | None = None, **opciones: Any) -> None:
        super().__init__(nb_man, log=logger, record_timing=False, **opciones)
        self.rastro, self.indice = rastro, 0

    def execute(self, **_: Any) -> NotebookNode:
        """Corre el cuaderno entero o hasta la primera celda que falle."""
        self.reset_execution_trackers()
        if self.rastro:
            self.rastro.open_libro(self.nb)
        with open_interprete(self.receive) as self.interprete:
            buzon = self.interprete.buzon
            canal = SimpleNamespace(send=buzon.para_controles.append)
            self.kc = SimpleNamespace(session=buzon, shell_channel=canal)  # lo que piden los controles
            self.papermill_execute_cells()
        self.nb.metadata["language_info"] = dict(IPythonKernel.language_info)
        self.set_widgets_metadata()
        return self.nb

    async def async_execute_cell(self, cell: NotebookNode, cell_index: int, **_: Any) -> NotebookNode:
        """Corre una celda de código; las demás, y las marcadas para omitirse, quedan como están.

        Raises
        ------
        CellExecutionError
            Si la celda falla y no está marcada para eso.
        DeadKernelError
            Si una celda anterior pidió terminar con ``exit()``.
        """
        if self.rastro:
            self.rastro.add_inicio(cell_index)
        es_omitida = self.skip_cells_with_tag in cell.metadata.get("tags", [])
        if cell.cell_type != "code" or not cell.source.strip() or es_omitida:
            return cell
        if self.interprete.exit_now:
            raise DeadKernelError("Kernel died")
        self.indice, self.clear_before_next_output = cell_index, False
        self.code_cells_executed += 1
        cell.outputs = []
        cell.execution_count = self.interprete.execution_count
        respuesta = await self.interprete.run_fuente(cell.source)
        await self._check_raise_for_error(cell, cell_index, {"content": respuesta})
        return cell

    execute_cell = run_sync(async_execute_cell)

    def receive(self, mensaje: Mensaje) -> None:
        """Guarda un mensaje del intérprete en la celda en curso."""
        if self.rastro:
            self.rastro.add_mensaje(self.indice, mensaje)
        self.store(mensaje, self.indice)

    def store(self, mensaje: Mensaje, indice: int) -> None:
        """Agrega el mensaje a su celda; un texto continúa el anterior si sale por la misma corriente."""
        celda, contenido = self.nb.cells[indice], mensaje["content"]
        ultima: Any = celda.outputs[-1] if celda.outputs and not self.clear_before_next_output else {}
        es_texto = mensaje["msg_type"] == "stream" and not self.has_desvio(mensaje)
        if es_texto and ultima.get("name") == contenido["name"]:
            ultima.text += contenido["text"]
            return
        self.process_message(mensaje, celda, indice)

    def handle_comm_msg(self, outs: list[NotebookNode], msg: Mensaje, cell_index: int) -> None:
        """Lo que dice un control; si nadie lo atiende, sin el aviso de nbclient, que caería en la celda."""
        self.comm_open_handlers.setdefault(msg["content"].get("target_name"), lambda _: None)
        super().handle_comm_msg(outs, msg, cell_index)

    def has_desvio(self, mensaje: Mensaje) -> bool:
        """Si lo que muestra la celda se va a un control ``Output``."""
        return bool(self.output_hook_stack.get(mensaje["parent_header"].get("msg_id")))

    def output(
        self, outs: list[NotebookNode], msg: Mensaje, display_id: str | None, cell_index: int
    ) -> NotebookNode | None:
        """Agrega una salida, como nbclient, pero sin validar cada una: se valida el cuaderno al final.

        Un error sí se valida, como allá: su traza puede ser cualquier cosa.
        """
        if self.has_desvio(msg):
            return super().output(outs, msg, display_id, cell_index)
        if self.clear_before_next_output:
            outs[:], self.clear_before_next_output = [], False
            self.clear_display_id_mapping(cell_index)
        if display_id:
            self._display_id_map.setdefault(display_id, {}).setdefault(cell_index, []).append(len(outs))
        tipo, contenido = msg["msg_type"], msg["content"]
        if tipo == "error":
            salida = output_from_msg(msg)
        else:
            salida = NotebookNode()
            dict.update(salida, output_type=tipo, **{campo: contenido[campo] for campo in CAMPOS[tipo]})
        outs.append(salida)
        return salida
