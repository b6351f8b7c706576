"""De lo que pidió la persona a una corrida publicada, con su mensaje final."""

import sys
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from fais_analysis.batch.corridas.manifiesto import BUENO, FALLIDO, PENDIENTE, Manifiesto
from fais_analysis.batch.corridas.salida import check_salida
from fais_analysis.batch.kernel.limites import MOTOR_PROPIO, check_motor
from fais_analysis.batch.plan.al_dia import Pedido, compute_cruda, find_al_dia, write_sello
from fais_analysis.batch.plan.insumos import check_insumos, list_municipios
from fais_analysis.batch.plan.plan import Plan, build_plan, check_municipios
from fais_analysis.batch.workers.procesos import block_pesados
from fais_analysis.batch.workers.puesto import hire_adelantado
from fais_analysis.errors import SalidaError
from fais_analysis.navegador import find_navegador
from fais_analysis.sources.rutas import get_raiz, get_salidas

INTERRUMPIDA = 130


@dataclass(frozen=True)
class Opciones:
    """Cómo se quieren los informes.

    ``trabajadores`` nulo = uno por núcleo; ``es_incrustado``, el interactivo en un solo archivo; ``con_pdf``,
    también en PDF; ``motor``, con qué se corren los cuadernos (``fais`` o ``papermill``, con kernel);
    ``dask``, la dirección de un clúster que los corra (vacía, esta máquina); ``forzar``, todo de nuevo aunque
    nada haya cambiado.
    """

    trabajadores: int | None = None
    es_incrustado: bool = False
    con_pdf: bool = False
    motor: str = MOTOR_PROPIO
    dask: str = ""
    forzar: bool = False


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
    check_opciones(opciones)
    return produce_entidad((entidad, claves), carpetas, opciones)[0]


def check_opciones(opciones: Opciones) -> None:
    """Que haya lo que las opciones piden: el motor, el navegador y el clúster. Antes de empezar.

    Raises
    ------
    FaisError
        Si algo falta.
    """
    check_motor(opciones.motor)
    if opciones.con_pdf:
        find_navegador()
    if opciones.dask:
        from fais_analysis.batch.workers.cumulo import check_cumulo

        check_cumulo(opciones.dask)


def produce_entidad(
    pedido: tuple[str, tuple[str, ...]], carpetas: tuple[Path | None, Path | None], opciones: Opciones
) -> tuple[int, Manifiesto]:
    """Corre lo pedido de una entidad y dice qué pasó; devuelve el código de salida y el manifiesto."""
    entidad, claves = pedido
    cuadernos = carpetas[0] or get_raiz() / "notebooks"
    salida = (carpetas[1] or get_salidas()).expanduser().absolute()
    vigente = None
    if not opciones.forzar:
        vigente = find_al_dia(Pedido(entidad, claves, opciones.es_incrustado), cuadernos, salida)
    if vigente is None:
        if not opciones.dask:
            block_pesados()
        cruda = compute_cruda(cuadernos)
        adelanto = entidad if opciones.motor == MOTOR_PROPIO else ""
        with nullcontext() if opciones.dask else hire_adelantado(adelanto):
            check_municipios(claves, entidad, list_municipios(entidad))  # lo más común, antes de abrir todo
            plan = build_plan(
                entidad, claves, check_insumos(entidad), (cuadernos, salida), opciones.trabajadores
            )
            manifiesto, es_nueva = run_plan(plan, opciones)
        if cruda and cruda == compute_cruda(cuadernos):  # nada cambió mientras corría
            buenas = {f.clave for f in manifiesto.list_estado(BUENO)}
            write_sello(salida, cruda, manifiesto, sorted(buenas & {t.clave for t in plan.tareas}))
    else:
        manifiesto, es_nueva = vigente, False
    (print_cierre if es_nueva else print_al_dia)(manifiesto, salida)
    if manifiesto.list_estado(PENDIENTE) and es_nueva:
        return INTERRUMPIDA, manifiesto
    codigo_pdf = print_pdfs(list_pedidos(manifiesto, salida, claves)) if opciones.con_pdf else 0
    return max(manifiesto.codigo_salida if es_nueva else 0, codigo_pdf), manifiesto


def run_plan(plan: Plan, opciones: Opciones) -> tuple[Manifiesto, bool]:
    """Corre el plan; dice además si la corrida es nueva o la que ya estaba al día."""
    from fais_analysis.batch.lote import run_lote
    from fais_analysis.batch.progreso import open_progreso

    check_salida(plan.salida)
    plan = replace(
        plan,
        es_incrustado=opciones.es_incrustado,
        motor=opciones.motor,
        dask=opciones.dask,
        forzar=opciones.forzar,
    )
    previas = {ruta.name for ruta in plan.salida.iterdir()}
    manifiesto = run_lote(plan, open_progreso(len(plan.tareas), sys.stdout))
    return manifiesto, manifiesto.corrida not in previas


def list_pedidos(manifiesto: Manifiesto, salida: Path, claves: Sequence[str]) -> list[Path]:
    """Los informes buenos de lo que se pidió; sin claves, todos."""
    carpeta, pedidos = salida / manifiesto.corrida, {manifiesto.entidad, *claves}
    fichas = [f for f in manifiesto.list_estado(BUENO) if not claves or f.clave in pedidos]
    return [carpeta / ficha.informe for ficha in fichas if ficha.informe]


def print_pdfs(informes: Sequence[Path]) -> int:
    """Hace el PDF de cada informe, junto a él, y dice cuántos salieron; 1 si alguno falló."""
    from fais_analysis.pages.pdf import print_varios

    navegador = find_navegador()
    hechos = print_varios(informes, navegador)
    fallas = [hecho for _, hecho in hechos if isinstance(hecho, SalidaError)]
    print(f"{len(hechos) - len(fallas)} de {len(hechos)} PDF, cada uno junto a su informe")
    sys.stdout.flush()
    for falla in fallas:
        print(f"Error: {falla}", file=sys.stderr)
    return 1 if fallas else 0


def print_al_dia(manifiesto: Manifiesto, salida: Path) -> None:
    """Dice que nada cambió y dónde está lo que ya había."""
    carpeta, buenos = salida / manifiesto.corrida, manifiesto.list_estado(BUENO)
    print(f"Nada cambió desde la corrida {manifiesto.corrida}: {len(buenos)} informes al día.")
    print(f"Ábralos en: {carpeta / 'index.html'}")
    print("Para producirlos de nuevo, agregue --forzar.")


def print_cierre(manifiesto: Manifiesto, salida: Path) -> None:
    """Dice cuántos salieron, dónde están y, si algo falló, qué y por qué."""
    buenos, fallidos = manifiesto.list_estado(BUENO), manifiesto.list_estado(FALLIDO)
    pendientes, carpeta = manifiesto.list_estado(PENDIENTE), salida / manifiesto.corrida
    segundos, reusados = manifiesto.tiempos["total_s"], sum(f.reuso is not None for f in buenos)
    sin_cambios = f" ({reusados} sin cambios)" if reusados else ""
    print(f"{len(buenos)} de {len(manifiesto.informes)} informes{sin_cambios} en {segundos:.1f} s: {carpeta}")
    if buenos:
        print(f"Ábralos en: {carpeta / 'index.html'}")
    sys.stdout.flush()
    if pendientes:
        print(f"Interrumpido: se conservó lo hecho; faltaron {len(pendientes)} informes.", file=sys.stderr)
    for ficha in fallidos:
        print(f"Falló {ficha.clave} {ficha.nombre}: {ficha.causa}", file=sys.stderr)
        if ficha.anterior:
            print(
                f"  Se conserva el de la corrida {ficha.anterior.corrida}, que no se puede enviar: "
                f"{carpeta / ficha.anterior.informe}",
                file=sys.stderr,
            )
    if fallidos:
        print(f"Lo que quedó de ellos está en: {carpeta / 'fallos'}", file=sys.stderr)
