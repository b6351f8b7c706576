"""Corre un diseño completo en un proceso nuevo y lo mide por fuera: reloj, CPU y memoria."""

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from memoria import Vigia, summarize_picos

AQUI = Path(__file__).resolve().parent
RAIZ = AQUI.parent


class CorridaInvalida(Exception):
    """Una corrida que falló o cuyo resultado no trae lo que debe: su tiempo no cuenta."""


@dataclass(frozen=True)
class Medida:
    """Una corrida: segundos de reloj, segundos de CPU (con la de los procesos que esperó) y su salida."""

    reloj_s: float
    cpu_s: float
    texto: str
    memoria: dict[str, float] = field(default_factory=dict)

    @property
    def renglon(self) -> dict[str, Any]:
        """El renglón JSON con que termina un programa de ``bench``."""
        return json.loads(self.texto.strip().splitlines()[-1])


def build_entorno() -> dict[str, str]:
    """El entorno de todas las corridas: bytecode compilado, un hilo de cálculo y ``bench`` importable."""
    entorno = {
        k: v for k, v in os.environ.items() if k not in ("PYTHONDONTWRITEBYTECODE", "SOURCE_DATE_EPOCH")
    }
    rutas = [str(AQUI), entorno.get("PYTHONPATH", "")]
    return {
        **entorno,
        "PYTHONPATH": os.pathsep.join(r for r in rutas if r),
        "FAIS_RAIZ": str(RAIZ),
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


def run_medido(orden: list[str], con_memoria: bool = False) -> Medida:
    """Corre una orden en un proceso nuevo y la mide.

    Raises
    ------
    CorridaInvalida
        Si termina con código distinto de cero.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as salida, tempfile.TemporaryFile("w+") as errores:
        inicio = time.monotonic()
        proceso = subprocess.Popen(
            [sys.executable, *orden], stdout=salida, stderr=errores, env=build_entorno(), cwd=RAIZ
        )
        vigia = Vigia(proceso.pid) if con_memoria else None
        if vigia:
            vigia.start()
        _, estado, uso = os.wait4(proceso.pid, 0)
        reloj_s = time.monotonic() - inicio
        proceso.returncode = os.waitstatus_to_exitcode(estado)
        memoria = summarize_picos(vigia.stop()) if vigia else {}
        salida.seek(0)
        errores.seek(0)
        if proceso.returncode:
            cola = (salida.read() + errores.read())[-2000:]
            raise CorridaInvalida(f"{' '.join(orden[:4])}… terminó con {proceso.returncode}\n{cola}")
        return Medida(reloj_s, uso.ru_utime + uso.ru_stime, salida.read(), memoria)


@dataclass(frozen=True)
class Lote:
    """Cómo se corre el lote de la casa: siempre en frío, con ``--forzar`` y una carpeta nueva."""

    salida: Path
    trabajadores: int = 2
    cuadernos: Path = RAIZ / "notebooks"

    def run(self, entidad: str, claves: list[str] | None = None, con_memoria: bool = False) -> Medida:
        """Corre una entidad, varias («01,29») o todas («todas»)."""
        orden = ["-m", "fais_analysis", "reportes", *(claves or []), "--entidad", entidad]
        orden += ["--salida", str(self.salida), "--cuadernos", str(self.cuadernos)]
        return run_medido([*orden, "--trabajadores", str(self.trabajadores)], con_memoria)

    def find_corridas(self) -> list[Path]:
        """Carpetas de corrida que quedaron, con su manifiesto."""
        return sorted(m.parent for m in self.salida.rglob("manifest.json") if m.parent.name[:2] == "20")


def run_fabrica(cuadernos: Path, salida: Path, claves: list[str]) -> Medida:
    """El bucle de fábrica sobre unos municipios."""
    from fais_analysis.reports.capitulos import MUNICIPIO, list_cuadernos

    nombres = ",".join(list_cuadernos(MUNICIPIO))
    return run_medido([str(AQUI / "fabrica.py"), str(cuadernos), nombres, str(salida), *claves])


def run_sin_jupyter(entidad: str, salida: Path, claves: list[str]) -> Medida:
    """El ensamble sin Jupyter sobre unos municipios."""
    return run_medido([str(AQUI / "sin_jupyter.py"), entidad, str(salida), *claves])
