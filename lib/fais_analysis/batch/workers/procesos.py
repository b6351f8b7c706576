"""Procesos: el entorno de los trabajadores y cómo terminarlos con todo lo que hayan lanzado."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psutil

PESADOS = ("rfc3987_syntax", "dask.dataframe", "hypothesis")
# glibc devuelve al sistema lo que se libera, sin subir esos topes sola: menos memoria en el hijo mayor.
# Con topes más bajos pide memoria nueva a cada rato, y eso cuesta hasta un veinteavo del tiempo.
TOPE_GLIBC = "131072"
DEVUELVE = {
    "MALLOC_TRIM_THRESHOLD_": TOPE_GLIBC,
    "MALLOC_MMAP_THRESHOLD_": TOPE_GLIBC,
    "MALLOC_TOP_PAD_": "0",
}
# Vueltas con que se terminan los descendientes de un proceso, y lo que se espera a que mueran en cada una.
VUELTAS, VUELTA_S = 50, 0.1
# Sucesos con que Python avisa que va a lanzar un proceso.
LANZAN = frozenset(
    ("subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile", "os.system")
)
UN_HILO = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def block_pesados() -> None:
    """Veda los módulos que otras bibliotecas importan sólo porque están instalados, y que el lote no usa.

    ``jsonschema`` carga la gramática de IRI que instala jupyterlab (dos segundos por proceso) y ``pandera``,
    las tablas de dask (medio segundo) e ``hypothesis`` (un quinto). Sin ellos omiten ese formato, esas
    tablas y los datos inventados para probar; lo demás sigue igual.
    """
    for modulo in PESADOS:
        sys.modules.setdefault(modulo, None)  # type: ignore[arg-type]  # None veda la importación


@contextmanager
def avoid_pesados() -> Iterator[None]:
    """Los veda sólo mientras se importa algo: el cuaderno de una persona puede quererlos después."""
    previos = {modulo for modulo in PESADOS if modulo in sys.modules}
    block_pesados()
    try:
        yield
    finally:
        for modulo in set(PESADOS) - previos:
            del sys.modules[modulo]


def build_entorno(carpeta: Path) -> dict[str, str]:
    """Entorno de los trabajadores: un hilo de cálculo, orden de conjuntos fijo y sin arranques personales.

    Rige en los dos motores. Se quita ``PYTHONDONTWRITEBYTECODE`` porque, con ella, cada proceso compila de
    nuevo la biblioteca.
    """
    entorno = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    entorno |= dict.fromkeys(UN_HILO, "1") | DEVUELVE
    entorno |= {
        "PYTHONHASHSEED": "0",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "PLOTLY_RENDERER": "plotly_mimetype",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "IPYTHONDIR": str(carpeta / "ipython"),
        "JUPYTER_RUNTIME_DIR": str(carpeta),
    }
    return entorno


def kill_grupo(pid: int) -> None:
    """Termina un proceso con todo su grupo; si ya no existe, no pasa nada."""
    try:
        if hasattr(os, "killpg"):
            os.killpg(pid, signal.SIGKILL)
        else:
            os.kill(pid, signal.SIGTERM)
    except (ProcessLookupError, PermissionError):
        pass


def kill_arbol(pid: int) -> None:
    """Termina un proceso, su grupo y todos sus descendientes, aunque estén en otro grupo."""
    kill_descendientes(pid)
    kill_grupo(pid)


def kill_descendientes(pid: int) -> None:
    """Termina todo lo que lanzó un proceso y sigue vivo, sin tocarlo a él.

    Da las vueltas que hagan falta: mientras se mata a uno, puede estar lanzando a otro.
    """
    import psutil

    for _ in range(VUELTAS):
        vivos = [p for p in _list_descendientes(pid) if _is_vivo(p)]
        if not vivos:
            return
        for proceso in vivos:
            with suppress(psutil.Error):
                proceso.kill()
        psutil.wait_procs(vivos, timeout=VUELTA_S)


def _list_descendientes(pid: int) -> list["psutil.Process"]:
    import psutil

    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.Error:
        return []


def _is_vivo(proceso: "psutil.Process") -> bool:
    """Si sigue corriendo: uno ya muerto que nadie ha recogido no cuenta."""
    import psutil

    try:
        return proceso.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def forbid_lanzar() -> None:
    """Desde ahora este proceso no puede lanzar otros: lo que siga corriendo en él falla al intentarlo."""

    def refuse(suceso: str, _: tuple) -> None:
        if suceso in LANZAN:
            raise RuntimeError("el trabajador está terminando: ya no lanza procesos")

    sys.addaudithook(refuse)
