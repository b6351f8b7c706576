"""El banco: mide el lote contra sus varas y escribe la tabla en Markdown y los datos en JSON.

    .venv/bin/python bench/banco.py                       # todo, en menos de doce minutos con dos núcleos
    .venv/bin/python bench/banco.py --medir lote,memoria  # sólo eso
    .venv/bin/python bench/banco.py --pais-completo --serial-completo   # además, las dos corridas largas

Toda razón es entre corridas de esta misma ejecución, intercaladas A B A B; se cita la mediana y el intervalo.
Ningún tiempo cuenta si algún HTML no trae sus gráficas, tablas, mapas y cifras.
"""

import argparse
import compileall
import json
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corredores import RAIZ, CorridaInvalida
from mediciones import Banco, measure_cpu, measure_lote, measure_memoria, measure_pais, measure_px

MEDICIONES: dict[str, Callable[[Banco], list["dict[str, Any]"]]] = {
    "lote": measure_lote,
    "cpu": measure_cpu,
    "px": measure_px,
    "memoria": measure_memoria,
    "pais": measure_pais,
}


@dataclass(frozen=True)
class Condiciones:
    """Dónde y con qué se midió."""

    nucleos: int
    carga_inicial: str
    python: str
    sistema: str
    versiones: dict[str, str]


def read_condiciones() -> Condiciones:
    """Las condiciones de esta máquina, ahora."""
    from fais_analysis.batch.plan.huellas import get_versiones
    from fais_analysis.batch.plan.plan import count_nucleos

    carga = Path("/proc/loadavg")
    return Condiciones(
        count_nucleos(),
        " ".join(carga.read_text().split()[:3]) if carga.exists() else "no se sabe",
        platform.python_version(),
        f"{platform.system()} {platform.machine()}",
        get_versiones(),
    )


def render_markdown(filas: list[dict[str, Any]], condiciones: Condiciones, duracion_s: float) -> str:
    """La tabla de resultados, con sus condiciones."""
    versiones = ", ".join(f"{p} {v}" for p, v in condiciones.versiones.items())
    renglones = [
        "| Qué | Exigido | Meta | Medido | Cumple |",
        "|---|---|---|---|---|",
        *(
            f"| {f['que']} | {f['exigido']} | {f['meta']} | {f['medido']} | {render_cumple(f['cumple'])} |"
            for f in filas
        ),
        "",
        f"Condiciones: {condiciones.nucleos} núcleos, carga al empezar {condiciones.carga_inicial}, "
        f"{condiciones.sistema}, {versiones}. La medición duró {duracion_s / 60:.1f} min.",
    ]
    return "\n".join(renglones)


def render_cumple(cumple: bool | None) -> str:
    """Sí, no o, si sólo se informa, raya."""
    return "–" if cumple is None else ("sí" if cumple else "**no**")


def read_argumentos(argumentos: list[str] | None) -> argparse.Namespace:
    """Las opciones de la orden."""
    lector = argparse.ArgumentParser(prog="bench/banco.py", description="Mide el lote contra sus varas.")
    lector.add_argument("--medir", default=",".join(MEDICIONES), help="qué medir, separado por comas")
    lector.add_argument("--pares", type=int, default=2, help="pares A B por razón (2)")
    lector.add_argument("--muestra", type=int, default=2, help="municipios del bucle de fábrica por par (2)")
    lector.add_argument("--municipios", type=int, default=0, help="municipios del lote; 0 = los 39")
    lector.add_argument("--trabajadores", type=int, default=2, help="procesos del lote (2)")
    lector.add_argument("--entidades", default="01,29,17", help="muestra nacional: entidades completas")
    lector.add_argument("--pais-completo", action="store_true", help="además, las 32 entidades")
    lector.add_argument(
        "--serial-completo", action="store_true", help="el bucle de fábrica con todos, una vez"
    )
    lector.add_argument("--json", type=Path, help="dónde guardar los datos; si no, outputs/banco.json")
    return lector.parse_args(argumentos)


def main(argumentos: list[str] | None = None) -> int:
    """Mide lo pedido; 0 si todo lo exigido se cumple, 1 si algo no, 2 si una corrida no vale."""
    opciones = read_argumentos(argumentos)
    pedidas = [m for m in opciones.medir.split(",") if m]
    if ajenas := [m for m in pedidas if m not in MEDICIONES]:
        print(f"No se sabe medir: {', '.join(ajenas)}. Hay: {', '.join(MEDICIONES)}", file=sys.stderr)
        return 2
    compileall.compile_dir(str(RAIZ / "lib"), quiet=2)
    condiciones, inicio, filas = read_condiciones(), time.monotonic(), []
    carpeta = Path(tempfile.mkdtemp(prefix="fais-banco-"))
    try:
        banco = Banco(carpeta, opciones)
        for nombre in pedidas:
            filas += MEDICIONES[nombre](banco)
    except CorridaInvalida as error:
        print(f"Corrida inválida: {error}", file=sys.stderr)
        return 2
    finally:
        shutil.rmtree(carpeta, ignore_errors=True)
    duracion_s = time.monotonic() - inicio
    print(render_markdown(filas, condiciones, duracion_s))
    destino = opciones.json or RAIZ / "outputs" / "banco.json"
    destino.parent.mkdir(parents=True, exist_ok=True)
    datos = {"condiciones": vars(condiciones), "duracion_s": duracion_s, "filas": filas}
    destino.write_text(json.dumps(datos, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return 1 if any(fila["cumple"] is False for fila in filas) else 0


if __name__ == "__main__":
    sys.exit(main())
