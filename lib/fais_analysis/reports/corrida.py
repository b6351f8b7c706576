"""De lo que pidió la persona a una corrida publicada, con su mensaje final."""

import sys
from pathlib import Path

from fais_analysis.reports.insumos import check_insumos, list_municipios
from fais_analysis.reports.lote import run_lote
from fais_analysis.reports.manifiesto import BUENO, FALLIDO, PENDIENTE, Manifiesto
from fais_analysis.reports.plan import build_plan, check_municipios
from fais_analysis.reports.progreso import open_progreso
from fais_analysis.reports.salida import check_salida
from fais_analysis.sources.rutas import get_raiz, get_salidas

INTERRUMPIDA = 130


def produce_reportes(
    pedido: tuple[str, tuple[str, ...]], carpetas: tuple[Path | None, Path | None], trabajadores: int | None
) -> int:
    """Valida, corre el lote y dice qué pasó; devuelve el código de salida.

    Parameters
    ----------
    pedido
        Entidad y municipios (vacío = todos).
    carpetas
        La de cuadernos y la de salida; nulo = ``notebooks`` y ``outputs``.
    trabajadores
        Procesos; nulo = uno por núcleo.

    Raises
    ------
    FaisError
        Si algo de lo pedido o de los datos está mal; nada se escribe.
    """
    entidad, claves = pedido
    check_municipios(claves, entidad, list_municipios(entidad))  # lo más común, antes de abrir todo
    cuadernos, salida = carpetas[0] or get_raiz() / "notebooks", carpetas[1] or get_salidas()
    plan = build_plan(entidad, claves, check_insumos(entidad), (cuadernos, salida.absolute()), trabajadores)
    check_salida(plan.salida)
    manifiesto = run_lote(plan, open_progreso(len(plan.tareas), sys.stdout))
    print_cierre(manifiesto, plan.salida)
    return INTERRUMPIDA if manifiesto.list_estado(PENDIENTE) else manifiesto.codigo_salida


def print_cierre(manifiesto: Manifiesto, salida: Path) -> None:
    """Dice cuántos salieron, dónde están y, si algo falló, qué y por qué."""
    buenos, fallidos = manifiesto.list_estado(BUENO), manifiesto.list_estado(FALLIDO)
    pendientes, carpeta = manifiesto.list_estado(PENDIENTE), salida / manifiesto.corrida
    segundos = manifiesto.tiempos["total_s"]
    print(f"{len(buenos)} de {len(manifiesto.informes)} informes en {segundos:.1f} s: {carpeta}")
    if buenos:
        print(f"Ábralos en: {carpeta / 'index.html'}")
    sys.stdout.flush()
    if pendientes:
        print(f"Interrumpido: se conservó lo hecho; faltaron {len(pendientes)} informes.", file=sys.stderr)
    for ficha in fallidos:
        print(f"Falló {ficha.clave} {ficha.nombre}: {ficha.causa}", file=sys.stderr)
    if fallidos:
        print(f"Lo que quedó de ellos está en: {carpeta / 'fallos'}", file=sys.stderr)
