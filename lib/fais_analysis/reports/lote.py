"""El lote: corre un plan completo y escribe la corrida con su índice y su manifiesto."""

import shutil
import time
from collections.abc import Iterable
from dataclasses import replace

from fais_analysis import __version__
from fais_analysis.reports.encargo import Encargo, Limites, Resultado
from fais_analysis.reports.ensamble import Contexto
from fais_analysis.reports.equipo import Equipo
from fais_analysis.reports.indice import build_indice
from fais_analysis.reports.huellas import compute_huella, compute_huella_codigo, get_versiones
from fais_analysis.reports.interactivo import copy_plotly
from fais_analysis.reports.manifiesto import BUENO, NOMBRE, PENDIENTE, FichaInforme, Manifiesto, build_json
from fais_analysis.reports.plan import Plan, Tarea, add_vigencias
from fais_analysis.reports.progreso import Progreso, ProgresoCallado
from fais_analysis.reports.salida import (
    Corrida,
    discard_corrida,
    get_momento,
    open_corrida,
    publish_corrida,
    write_atomico,
)

INDICE, FRAGMENTO_MAPA = "index.html", "mapa_indice"


def run_lote(plan: Plan, progreso: Progreso | None = None) -> Manifiesto:
    """Corre un plan y publica la corrida en ``salida/<corrida>``.

    Una tarea que falla no detiene a las demás. Con Ctrl-C se termina lo que esté a medias, se conserva lo
    hecho y lo demás queda «pendiente»; si no había nada hecho, no se publica nada.

    Returns
    -------
    Manifiesto
        El mismo que queda en ``manifest.json``.

    Raises
    ------
    KeyboardInterrupt
        Si se interrumpió antes de terminar el primer informe.
    """
    inicio = time.monotonic()
    plan = add_vigencias(plan)
    corrida = open_corrida(plan.salida, get_momento())
    try:
        contexto = build_contexto(plan)
        limites = Limites(plan.arranque_s, plan.limite_s)
        encargo = Encargo(
            corrida.parcial,
            plan.cuadernos,
            limites,
            contexto,
            plan.es_incrustado,
            plan.motor,
            plan.aislamiento,
        )
        resultados = collect_resultados(plan, encargo, progreso or ProgresoCallado())
        manifiesto = build_manifiesto(plan, corrida, contexto, resultados)
        manifiesto.recursos.update({} if plan.es_incrustado else copy_plotly(corrida.parcial))
        manifiesto.tiempos.update(describe_tiempos(resultados.values(), inicio, plan.trabajadores))
        write_corrida(plan, corrida, contexto, (manifiesto, resultados))
    except BaseException:
        discard_corrida(corrida)
        raise
    publish_corrida(corrida, es_ultima=bool(manifiesto.list_estado(BUENO)))
    return manifiesto


def build_contexto(plan: Plan) -> Contexto:
    """Lo que es igual en todas las páginas; sólo depende de datos, cuadernos y biblioteca."""
    codigo = compute_huella_codigo(plan.list_rutas())
    versiones = get_versiones()
    return Contexto(
        entidad=plan.entidad,
        nombre_entidad=plan.nombre_entidad,
        version=__version__,
        huella_datos=plan.insumos.huella_datos,
        huella_corrida=compute_huella({**versiones, "datos": plan.insumos.huella_datos, "codigo": codigo}),
        es_demostracion=plan.insumos.es_demostracion,
    )


def collect_resultados(plan: Plan, encargo: Encargo, progreso: Progreso) -> dict[str, Resultado]:
    """Resultados por clave, de todas las tareas o de las que alcanzaron antes de una interrupción."""
    resultados: dict[str, Resultado] = {}
    equipo = Equipo(encargo, plan.trabajadores)
    try:
        with progreso:
            for resultado in equipo.run(plan.tareas):
                resultados[resultado.ficha.clave] = resultado
                progreso.add_terminado(resultado.ficha, resultado.segundos)
    except KeyboardInterrupt:
        if not resultados:
            raise
    finally:
        equipo.close()
    return resultados


def build_manifiesto(
    plan: Plan, corrida: Corrida, contexto: Contexto, resultados: dict[str, Resultado]
) -> Manifiesto:
    """Manifiesto de la corrida, en orden de clave; lo que no se alcanzó queda pendiente."""
    fichas = {
        tarea: resultados[tarea.clave].ficha if tarea.clave in resultados else build_pendiente(tarea)
        for tarea in plan.tareas
    }
    return Manifiesto(
        corrida=corrida.nombre,
        generado=corrida.generado,
        entidad=plan.entidad,
        nombre_entidad=plan.nombre_entidad,
        es_demostracion=contexto.es_demostracion or any(r.es_demostracion for r in resultados.values()),
        huella_corrida=contexto.huella_corrida,
        versiones=get_versiones(),
        insumos={
            "huella_datos": plan.insumos.huella_datos,
            "libro": plan.insumos.libro,
            "archivos": plan.insumos.huellas,
        },
        panorama=next((f for t, f in fichas.items() if not t.carpeta), None),
        municipios=[f for t, f in sorted(fichas.items(), key=lambda par: par[0].clave) if t.carpeta],
    )


def build_pendiente(tarea: Tarea) -> FichaInforme:
    """Ficha de un informe al que no se llegó."""
    return FichaInforme(tarea.clave, tarea.nombre, tarea.carpeta, PENDIENTE)


def describe_tiempos(resultados: Iterable[Resultado], inicio: float, trabajadores: int) -> dict[str, object]:
    """Segundos totales y por informe."""
    por_informe = {r.ficha.clave: r.segundos for r in sorted(resultados, key=lambda r: r.ficha.clave)}
    total_s = round(time.monotonic() - inicio, 3)
    return {"total_s": total_s, "trabajadores": trabajadores, "por_informe_s": por_informe}


def write_corrida(
    plan: Plan, corrida: Corrida, contexto: Contexto, hecho: tuple[Manifiesto, dict[str, Resultado]]
) -> None:
    """Escribe índice y manifiesto en la carpeta de trabajo; el manifiesto al último."""
    manifiesto, resultados = hecho
    panorama = resultados.get(plan.entidad)
    mapa = panorama.fragmentos.get(FRAGMENTO_MAPA, "") if panorama else ""
    contexto = replace(contexto, es_demostracion=manifiesto.es_demostracion)
    indice = build_indice(manifiesto, contexto, plan.insumos.municipios, plan.cifras_indice, mapa)
    write_atomico(corrida.parcial / INDICE, indice)
    for taller in corrida.parcial.glob(".taller-*"):
        shutil.rmtree(taller, ignore_errors=True)
    write_atomico(corrida.parcial / NOMBRE, build_json(manifiesto))
