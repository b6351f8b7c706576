"""El lote: corre un plan completo y escribe la corrida con su índice y su manifiesto."""

import shutil
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from fais_analysis.batch.corridas.candado import hold_salida
from fais_analysis.batch.corridas.conjunto import has_todo, is_a_la_vista, list_ajenos
from fais_analysis.batch.corridas.historial import HECHOS, FuenteReuso, compute_salidas, list_fuentes
from fais_analysis.batch.corridas.indice import PiezasIndice, build_indice, find_huella_propuestas
from fais_analysis.batch.corridas.manifiesto import (
    BUENO,
    NOMBRE,
    PENDIENTE,
    FichaInforme,
    Manifiesto,
    build_json,
)
from fais_analysis.batch.corridas.salida import (
    CorridaEnMarcha,
    discard_corrida,
    get_momento,
    get_ultima,
    open_corrida,
    point_ultima,
    publish_corrida,
)
from fais_analysis.batch.plan.huellas import get_versiones
from fais_analysis.batch.plan.momento import check_momento
from fais_analysis.batch.plan.plan import Plan, Tarea, add_vigencias
from fais_analysis.batch.progreso import Progreso, ProgresoCallado
from fais_analysis.batch.reuso import find_vigente, keep_anterior, reuse_informes, seal_resultado
from fais_analysis.batch.workers.encargo import Encargo, Resultado
from fais_analysis.batch.workers.equipo import Equipo
from fais_analysis.errors import SalidaError, describe_falla_sistema
from fais_analysis.loaders.estado_propuestas import EstadoPropuestas, read_estado_propuestas
from fais_analysis.pages.calidad import build_pagina_calidad
from fais_analysis.pages.contexto import Contexto
from fais_analysis.pages.interactivo import copy_plotly
from fais_analysis.sources.escritura import write_atomico

if TYPE_CHECKING:
    from fais_analysis.batch.workers.cumulo import Cumulo
from fais_analysis.batch.plan.plan import build_contexto

INDICE, CALIDAD, FRAGMENTO_MAPA = "index.html", "calidad.html", "mapa_indice"


@dataclass(frozen=True)
class Lote:
    """Una corrida en marcha: el plan, su carpeta, lo que rodea a las páginas y lo que ya había hecho."""

    plan: Plan
    corrida: CorridaEnMarcha
    contexto: Contexto
    fuentes: tuple[FuenteReuso, ...] = ()


def run_lote(plan: Plan, progreso: Progreso | None = None) -> Manifiesto:
    """Corre un plan y publica la corrida en ``salida/<corrida>``.

    Sólo se produce lo que cambió; lo demás se toma de una corrida anterior. Si nada cambió no se publica otra
    corrida: se devuelve el manifiesto de la vigente. Una tarea que falla no detiene a las demás. Con Ctrl-C
    se termina lo que esté a medias, se conserva lo hecho y lo demás queda «pendiente»; si no había nada
    hecho, no se publica nada.

    Returns
    -------
    Manifiesto
        El mismo que queda en ``manifest.json``.

    Raises
    ------
    KeyboardInterrupt
        Si se interrumpió antes de terminar el primer informe.
    FuenteAlteradaError
        Si un archivo cambió mientras corría; lo hecho antes se conserva y no se publica nada.
    PropuestaError
        Si el estado de las propuestas está dañado.
    SalidaError
        Si otra corrida trabaja en la carpeta, o no se pudo escribir; lo ya hecho se conserva.
    """
    plan = add_vigencias(plan)
    propuestas = read_estado_propuestas(plan.entidad)  # dañado, se dice antes de producir nada
    with hold_salida(plan.pedido.salida):
        fuentes = tuple(list_fuentes(plan.pedido.salida, plan.entidad))
        vigente = None if plan.pedido.forzar else find_vigente(plan, fuentes)
        if vigente is None or not has_propuestas_al_dia(plan, vigente, propuestas):
            return produce_lote(plan, fuentes, progreso or ProgresoCallado())
        if not keeps_ultima(plan, fuentes):
            if not has_todo(vigente.corrida, fuentes):
                return produce_lote(plan, fuentes, progreso or ProgresoCallado())
            point_ultima(CorridaEnMarcha(vigente.corrida, vigente.generado, plan.pedido.salida))
        discard_huerfanas(fuentes, plan.entidad)
        return vigente


def keeps_ultima(plan: Plan, fuentes: tuple[FuenteReuso, ...]) -> bool:
    """Si se pidió una parte y el índice de ``ultima`` ya lleva a lo pedido: quitarla perdería lo demás."""
    es_parcial = len(plan.tareas) <= len(plan.insumos.municipios)
    contenidos = {t.clave: t.vigencia.clave for t in plan.tareas if t.carpeta}
    return es_parcial and is_a_la_vista(get_ultima(plan.pedido.salida), fuentes, contenidos)


def has_propuestas_al_dia(plan: Plan, vigente: Manifiesto, hoy: EstadoPropuestas | None) -> bool:
    """Si el índice de una corrida dice de las propuestas lo que hay ahora; con ninguna, que no las diga."""
    indice = (plan.pedido.salida / vigente.corrida / INDICE).read_text(encoding="utf-8")
    return find_huella_propuestas(indice) == (hoy.huella if hoy else "")


def produce_lote(plan: Plan, fuentes: tuple[FuenteReuso, ...], progreso: Progreso) -> Manifiesto:
    """Produce lo que falta, toma lo que no cambió y publica la corrida. Con el candado tomado."""
    inicio = time.monotonic()
    corrida = open_corrida(plan.pedido.salida, get_momento())
    lote = Lote(plan, corrida, build_contexto(plan), fuentes)
    try:
        resultados = {} if plan.pedido.forzar else reuse_informes(plan, fuentes, corrida)
        resultados |= produce_faltantes(lote, resultados, progreso)
        manifiesto = build_manifiesto(lote, resultados)
        manifiesto.tiempos.update(describe_tiempos(resultados.values(), inicio, plan.trabajadores))
        write_corrida(lote, manifiesto, resultados)
        check_momento(plan.momento, es_completo=True)
        publish_corrida(corrida, es_ultima=bool(manifiesto.list_estado(BUENO)))
    except BaseException as error:
        if not any((corrida.parcial / HECHOS).glob("*.json")):
            discard_corrida(corrida)  # si algo se alcanzó a hacer, se queda para la siguiente
        if isinstance(error, OSError):
            raise build_salida_error(plan.pedido.salida, error) from error
        raise
    shutil.rmtree(corrida.final / HECHOS, ignore_errors=True)
    discard_huerfanas(fuentes, plan.entidad)
    return manifiesto


def produce_faltantes(
    lote: Lote, reusados: Mapping[str, Resultado], progreso: Progreso
) -> dict[str, Resultado]:
    """Los informes que no se pudieron tomar de otra corrida, producidos ahora."""
    plan = lote.plan
    faltan = tuple(t for t in plan.tareas if t.clave not in reusados)
    progreso.add_reusados(len(reusados), len(faltan))
    if not faltan:
        return {}
    plan = replace(plan, tareas=faltan, trabajadores=min(plan.trabajadores, len(faltan)))
    encargo = Encargo(lote.corrida.parcial, plan.pedido, lote.contexto)
    return collect_resultados(replace(lote, plan=plan), encargo, progreso)


def build_salida_error(salida: Path, error: OSError) -> SalidaError:
    """Por qué no se pudo terminar la corrida, y que lo hecho no se perdió."""
    return SalidaError(
        "No se pudo terminar de escribir la corrida.",
        donde=str(salida),
        esperado="espacio y permiso para escribir",
        encontrado=describe_falla_sistema(error),
        que_hacer="libere espacio o corrija el permiso y repita la orden: lo ya hecho no se repetirá",
    )


def discard_huerfanas(fuentes: Iterable[FuenteReuso], entidad: str) -> None:
    """Borra lo que dejaron a medias corridas muertas de la misma entidad: lo que servía ya se tomó."""
    for fuente in fuentes:
        if fuente.es_huerfana and all(clave.startswith(entidad) for clave in fuente.fichas):
            shutil.rmtree(fuente.carpeta, ignore_errors=True)


def collect_resultados(lote: Lote, encargo: Encargo, progreso: Progreso) -> dict[str, Resultado]:
    """Resultados por clave, de todas las tareas o de las que alcanzaron antes de una interrupción."""
    resultados: dict[str, Resultado] = {}
    tareas = {tarea.clave: tarea for tarea in lote.plan.tareas}
    equipo = build_equipo(lote.plan, encargo)
    try:
        with progreso:
            for crudo in equipo.run(lote.plan.tareas):
                check_momento(lote.plan.momento)  # antes de anotarlo como bueno
                resultado = seal_resultado(crudo, tareas[crudo.ficha.clave], lote.plan, lote.corrida)
                resultados[resultado.ficha.clave] = resultado
                progreso.add_terminado(resultado.ficha, resultado.segundos)
    except KeyboardInterrupt:
        if not resultados:
            raise
    finally:
        equipo.close()
    return resultados


def build_equipo(plan: Plan, encargo: Encargo) -> "Equipo | Cumulo":
    """Quien corre las tareas: los procesos de esta máquina o, si se pidió, un clúster."""
    if not plan.pedido.dask:
        return Equipo(encargo, plan.trabajadores)
    from fais_analysis.batch.workers.cumulo import Cumulo

    return Cumulo(encargo, plan.pedido.dask)


def build_manifiesto(lote: Lote, resultados: Mapping[str, Resultado]) -> Manifiesto:
    """Manifiesto de la corrida, en orden de clave; lo que no se alcanzó queda pendiente."""
    plan, contexto = lote.plan, lote.contexto
    fichas = {
        tarea: keep_anterior(
            resultados[tarea.clave].ficha if tarea.clave in resultados else build_pendiente(tarea),
            tarea,
            lote.fuentes,
            lote.corrida.parcial,
        )
        for tarea in plan.tareas
    }
    return Manifiesto(
        corrida=lote.corrida.nombre,
        generado=lote.corrida.generado,
        entidad=plan.entidad,
        nombre_entidad=plan.nombre_entidad,
        es_demostracion=contexto.es_demostracion or any(r.es_demostracion for r in resultados.values()),
        huella_corrida=contexto.huella_corrida,
        versiones=get_versiones(),
        insumos={
            "huella_datos": plan.insumos.huella_datos,
            "libro": plan.insumos.libro,
            "archivos": plan.insumos.huellas,
            "municipios_entidad": len(plan.insumos.municipios),
        },
        panorama=next((f for t, f in fichas.items() if not t.carpeta), None),
        municipios=[f for t, f in sorted(fichas.items(), key=lambda par: par[0].clave) if t.carpeta],
    )


def build_pendiente(tarea: Tarea) -> FichaInforme:
    """Ficha de un informe al que no se llegó."""
    return FichaInforme(tarea.clave, tarea.nombre, tarea.carpeta, PENDIENTE)


def describe_tiempos(resultados: Iterable[Resultado], inicio: float, trabajadores: int) -> dict[str, object]:
    """Segundos totales y de cada informe que se produjo ahora."""
    por_informe = {
        r.ficha.clave: r.segundos
        for r in sorted(resultados, key=lambda r: r.ficha.clave)
        if r.ficha.reuso is None
    }
    total_s = round(time.monotonic() - inicio, 3)
    return {"total_s": total_s, "trabajadores": trabajadores, "por_informe_s": por_informe}


def write_corrida(lote: Lote, manifiesto: Manifiesto, resultados: Mapping[str, Resultado]) -> None:
    """Escribe recursos, índice y manifiesto en la carpeta de trabajo; el manifiesto al último."""
    plan, parcial = lote.plan, lote.corrida.parcial
    panorama = resultados.get(plan.entidad)
    mapa = panorama.fragmentos.get(FRAGMENTO_MAPA, "") if panorama else ""
    contexto = replace(lote.contexto, es_demostracion=manifiesto.es_demostracion)
    ajenos = list_ajenos(lote.fuentes, plan.insumos.municipios, [f.clave for f in manifiesto.municipios])
    calidad = CALIDAD if plan.insumos.calidad is not None else ""
    piezas = PiezasIndice(plan.cifras_indice, mapa, read_estado_propuestas(plan.entidad), ajenos, calidad)
    indice = build_indice(manifiesto, contexto, plan.insumos.municipios, piezas)
    write_atomico(parcial / INDICE, indice)
    manifiesto.recursos.update({} if plan.pedido.es_incrustado else copy_plotly(parcial))
    paginas = [parcial / INDICE]
    if plan.insumos.calidad is not None:
        paginas.append(parcial / CALIDAD)
        write_atomico(parcial / CALIDAD, build_pagina_calidad(plan.insumos.calidad, contexto))
    manifiesto.recursos.update(compute_salidas(paginas, parcial))
    for taller in parcial.glob(".taller-*"):
        shutil.rmtree(taller, ignore_errors=True)
    write_atomico(parcial / NOMBRE, build_json(manifiesto))
