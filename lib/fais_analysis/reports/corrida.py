"""De lo que pidió la persona a una corrida publicada, con su mensaje final."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fais_analysis.errors import SalidaError
from fais_analysis.navegador import find_navegador
from fais_analysis.reports.encargo import MOTOR_PROPIO, check_motor
from fais_analysis.reports.insumos import check_insumos, list_municipios
from fais_analysis.reports.lote import run_lote
from fais_analysis.reports.manifiesto import BUENO, FALLIDO, PENDIENTE, Manifiesto
from fais_analysis.reports.pdf import print_varios
from fais_analysis.reports.plan import build_plan, check_municipios
from fais_analysis.reports.progreso import open_progreso
from fais_analysis.reports.salida import check_salida
from fais_analysis.sources.rutas import get_raiz, get_salidas

INTERRUMPIDA = 130


@dataclass(frozen=True)
class Opciones:
    """Cómo se quieren los informes.

    ``trabajadores`` nulo = uno por núcleo; ``es_incrustado``, el interactivo en un solo archivo; ``con_pdf``,
    también en PDF; ``motor``, con qué se corren los cuadernos (``fais`` o ``papermill``, con kernel).
    """

    trabajadores: int | None = None
    es_incrustado: bool = False
    con_pdf: bool = False
    motor: str = MOTOR_PROPIO


def produce_reportes(
    pedido: tuple[str, tuple[str, ...]],
    carpetas: tuple[Path | None, Path | None],
    opciones: Opciones = Opciones(),
) -> int:
    """Valida, corre el lote y dice qué pasó; devuelve el código de salida.

    Parameters
    ----------
    pedido
        Entidad y municipios (vacío = todos).
    carpetas
        La de cuadernos y la de salida; nulo = ``notebooks`` y ``outputs``.
    opciones
        Procesos y formas que se piden.

    Raises
    ------
    FaisError
        Si algo de lo pedido o de los datos está mal; nada se escribe.
    """
    entidad, claves = pedido
    motor = check_motor(opciones.motor)
    navegador = find_navegador() if opciones.con_pdf else None  # que se sepa antes de empezar
    check_municipios(claves, entidad, list_municipios(entidad))  # lo más común, antes de abrir todo
    cuadernos, salida = carpetas[0] or get_raiz() / "notebooks", carpetas[1] or get_salidas()
    rutas = (cuadernos, salida.absolute())
    plan = build_plan(entidad, claves, check_insumos(entidad), rutas, opciones.trabajadores)
    plan = replace(plan, es_incrustado=opciones.es_incrustado, motor=motor)
    check_salida(plan.salida)
    manifiesto = run_lote(plan, open_progreso(len(plan.tareas), sys.stdout))
    print_cierre(manifiesto, plan.salida)
    if manifiesto.list_estado(PENDIENTE):
        return INTERRUMPIDA
    carpeta = plan.salida / manifiesto.corrida
    informes = [carpeta / ficha.informe for ficha in manifiesto.list_estado(BUENO) if ficha.informe]
    return max(manifiesto.codigo_salida, print_pdfs(informes, navegador) if navegador else 0)


def print_pdfs(informes: Sequence[Path], navegador: Path) -> int:
    """Hace el PDF de cada informe, junto a él, y dice cuántos salieron; 1 si alguno falló."""
    hechos = print_varios(informes, navegador)
    fallas = [hecho for _, hecho in hechos if isinstance(hecho, SalidaError)]
    print(f"{len(hechos) - len(fallas)} de {len(hechos)} PDF, cada uno junto a su informe")
    sys.stdout.flush()
    for falla in fallas:
        print(f"Error: {falla}", file=sys.stderr)
    return 1 if fallas else 0


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
