"""De lo que pidió la persona a una corrida publicada, con su mensaje final."""

import sys
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from fais_analysis.batch.corridas.manifiesto import BUENO, FALLIDO, PENDIENTE, Manifiesto
from fais_analysis.batch.corridas.salida import check_salida
from fais_analysis.batch.plan.al_dia import compute_cruda, find_al_dia, write_sello
from fais_analysis.batch.plan.insumos import check_insumos, list_municipios
from fais_analysis.batch.plan.limites import MOTOR_PROPIO, check_motor
from fais_analysis.batch.plan.momento import list_cambios, take_momento
from fais_analysis.batch.plan.pedido import Pedido
from fais_analysis.batch.plan.plan import Plan, build_plan, check_municipios
from fais_analysis.batch.workers.procesos import block_pesados
from fais_analysis.batch.workers.puesto import hire_adelantado
from fais_analysis.errors import SalidaError
from fais_analysis.navegador import find_navegador
from fais_analysis.schemas.capitulos.resumen import ARCHIVO_HOJA

INTERRUMPIDA = 130


def produce_reportes(pedido: Pedido) -> int:
    """Valida, corre el lote y dice qué pasó; devuelve el código de salida.

    Raises
    ------
    FaisError
        Si algo de lo pedido o de los datos está mal; nada se escribe.
    """
    check_pedido(pedido)
    return produce_entidad(pedido)[0]


def check_pedido(pedido: Pedido) -> None:
    """Que haya lo que se pide: el motor, el navegador y el clúster. Antes de empezar.

    Raises
    ------
    FaisError
        Si algo falta.
    """
    check_motor(pedido.motor)
    if pedido.con_pdf:
        find_navegador()
    if pedido.dask:
        from fais_analysis.batch.workers.cumulo import check_cumulo

        check_cumulo(pedido.dask)


def produce_entidad(pedido: Pedido) -> tuple[int, Manifiesto]:
    """Corre lo pedido de una entidad y dice qué pasó; devuelve el código de salida y el manifiesto."""
    salida = pedido.salida.expanduser().absolute()
    pedido = replace(pedido, salida=salida)
    vigente = None if pedido.forzar else find_al_dia(pedido)
    manifiesto, es_nueva = run_pedido(pedido) if vigente is None else (vigente, False)
    (print_cierre if es_nueva else print_al_dia)(manifiesto, salida)
    if manifiesto.list_estado(PENDIENTE) and es_nueva:
        return INTERRUMPIDA, manifiesto
    informes = list_pedidos(manifiesto, salida, pedido.claves)
    codigo = write_documentos(informes) if pedido.con_docx else 0
    codigo = max(codigo, print_pdfs(informes) if pedido.con_pdf else 0)
    return max(manifiesto.codigo_salida if es_nueva else 0, codigo), manifiesto


def run_pedido(pedido: Pedido) -> tuple[Manifiesto, bool]:
    """Comprueba los datos, arma el plan y lo corre; deja constancia de con qué archivos quedó al día."""
    if not pedido.dask:
        block_pesados()
    momento = take_momento(pedido.cuadernos)
    cruda = compute_cruda(pedido.cuadernos)
    adelanto = pedido.entidad if pedido.motor == MOTOR_PROPIO else ""
    with nullcontext() if pedido.dask else hire_adelantado(adelanto):
        # lo más común, antes de abrir todo
        check_municipios(pedido.claves, pedido.entidad, list_municipios(pedido.entidad))
        plan = replace(build_plan(pedido, check_insumos(pedido.entidad)), momento=momento)
        manifiesto, es_nueva = run_plan(plan)
    if cruda and not list_cambios(momento, es_completo=True):
        buenas = {f.clave for f in manifiesto.list_estado(BUENO)}
        write_sello(pedido.salida, cruda, manifiesto, sorted(buenas & {t.clave for t in plan.tareas}))
    return manifiesto, es_nueva


def run_plan(plan: Plan) -> tuple[Manifiesto, bool]:
    """Corre el plan; dice además si la corrida es nueva o la que ya estaba al día."""
    from fais_analysis.batch.lote import run_lote
    from fais_analysis.batch.progreso import open_progreso

    salida = check_salida(plan.pedido.salida)
    previas = {ruta.name for ruta in salida.iterdir()}
    manifiesto = run_lote(plan, open_progreso(len(plan.tareas), sys.stdout))
    return manifiesto, manifiesto.corrida not in previas


def list_pedidos(manifiesto: Manifiesto, salida: Path, claves: Sequence[str]) -> list[Path]:
    """Los informes buenos de lo que se pidió, cada uno con su hoja; sin claves, todos."""
    carpeta, pedidos = salida / manifiesto.corrida, {manifiesto.entidad, *claves}
    fichas = [f for f in manifiesto.list_estado(BUENO) if not claves or f.clave in pedidos]
    return [carpeta / relativa for f in fichas for relativa in (f.informe, f.hoja) if relativa]


def print_pdfs(informes: Sequence[Path]) -> int:
    """Hace el PDF de cada informe, junto a él, y dice cuántos salieron; 1 si alguno falló."""
    from fais_analysis.pages.pdf import print_varios

    navegador = find_navegador()
    hechos = print_varios(informes, navegador)
    fallas = [hecho for _, hecho in hechos if isinstance(hecho, SalidaError)]
    return print_hechos(len(hechos), "PDF, cada uno junto a su informe", fallas)


def write_documentos(informes: Sequence[Path]) -> int:
    """Hace el documento editable de cada hoja, junto a ella, y dice cuántos salieron; 1 si alguno falló."""
    from fais_analysis.pages.hoja_docx import write_docx

    hojas, fallas = [r for r in informes if r.name == ARCHIVO_HOJA], []
    for ruta in hojas:
        try:
            write_docx(ruta)
        except SalidaError as falla:
            fallas.append(falla)
    return print_hechos(len(hojas), "documentos de Word, cada uno junto a su hoja", fallas)


def print_hechos(pedidos: int, cuales: str, fallas: Sequence[SalidaError]) -> int:
    """Dice cuántos salieron y por qué no los demás; 1 si alguno falló."""
    print(f"{pedidos - len(fallas)} de {pedidos} {cuales}")
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
