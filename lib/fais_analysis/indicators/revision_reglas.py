"""Revisión del reparto contra las reglas de cada ejercicio: hallazgos como renglones, nunca un error.

Lo que no está verificado avisa; nada de lo que aquí sale detiene una obra por sí solo.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pandas as pd

from fais_analysis.indicators.sumas_reglas import FOCALIZACION, SUMAS
from fais_analysis.rules.evaluacion import NO_EVALUABLE, Observado, compute_parte_pct, evaluate_regla
from fais_analysis.rules.reglas import LEYENDA_POR_VERIFICAR, Regla

SIN_REVISAR = "nadie ha revisado esta regla para el ejercicio"
SIN_FONDO = "sin dato: el libro no trae dinero de ese fondo en el ejercicio"
SIN_UBICAR = "depende de dónde caiga la inversión sin localizar o sin dato"
TODO_EL_ANIO = "todo el año"
ANIO_COMPLETO = "se compara el año completo: el libro no trae fecha de obra"
VIA_DECLARADA = "vía declarada en el libro, sin evidencia"
SIN_DECLARATORIA = "no se tiene la declaratoria ZAP del ejercicio; con criterios derivados no se evalúa"
COLUMNAS = [
    "regla",
    "descripcion",
    "fondo",
    "version",
    "observado",
    "observado_pct",
    "esperado",
    "resultado",
    "accion",
    "puede_bloquear",
    "certeza",
    "leyenda",
    "cita",
    "nota",
    "razon",
    "texto",
    "total_centavos",
    "es_demostracion",
]


def evaluate_sumas_reglas(sumas: pd.DataFrame, reglas: Sequence[Regla]) -> pd.DataFrame:
    """Compara, ejercicio por ejercicio, el reparto del libro con las reglas que regían.

    La parte en ZAP sólo se evalúa con la declaratoria de ese año cargada; con criterios derivados el
    resultado es «no se puede evaluar» y ``observado_pct`` queda como indicio. El dinero sin
    localizar pudo caer dentro o fuera: si de eso depende el resultado, tampoco se evalúa. Si una regla cambió
    dentro del año, van sus dos versiones, comparadas con el año completo: el libro no trae fecha de obra.

    Parameters
    ----------
    sumas
        Resultado de ``compute_sumas_reglas``, o las filas que se quieran de él.
    reglas
        Las de ``rules.reparto.list_reglas_reparto`` para los ejercicios del libro.

    Returns
    -------
    DataFrame
        Una fila = grupo, ejercicio, regla, fondo y versión: los grupos de ``sumas`` y ``descripcion,
        version, observado, observado_pct, esperado, resultado`` ∈ {cumple, no cumple, no se puede evaluar},
        ``accion`` ∈ {nada, exigir, señalar, avisar}, ``puede_bloquear, certeza, leyenda`` («por verificar» si
        no está cotejada), ``cita, nota, razon, texto, total_centavos, es_demostracion``.
    """
    grupos = [c for c in sumas.columns if c not in SUMAS]
    demo = bool(sumas["es_demostracion"].any())
    filas = []
    for suma in sumas.itertuples(index=False):
        versiones = [r for r in reglas if r.codigo == suma.regla and r.ejercicio == suma.ejercicio]
        evaluate = _review_vias if suma.regla == FOCALIZACION else _review_parte
        parte = compute_parte_pct(int(suma.minimo_centavos), int(suma.total_centavos))
        base = {
            **{c: getattr(suma, c) for c in grupos},
            "regla": suma.regla,
            "fondo": suma.fondo,
            "total_centavos": suma.total_centavos,
            "observado_pct": float("nan") if parte is None else float(parte),
            "es_demostracion": demo,
        }
        filas += [{**base, **e} for e in [evaluate(suma, r) for r in versiones] or [_describe_sin_regla()]]
    return pd.DataFrame(filas, columns=[*grupos, *COLUMNAS])


def _review_parte(suma: Any, regla: Regla) -> dict:
    total = int(suma.total_centavos)
    minimo, maximo = (compute_parte_pct(int(c), total) for c in (suma.minimo_centavos, suma.maximo_centavos))
    razon = SIN_FONDO if not total else SIN_DECLARATORIA if suma.sin_declaratoria else ""
    return _evaluate(regla, minimo, razon or _find_duda(regla, minimo, maximo))


def _find_duda(regla: Regla, minimo: Fraction | None, maximo: Fraction | None) -> str:
    """Si el resultado cambia según dónde caiga lo que no se ha localizado."""
    resultados = {evaluate_regla(regla, parte).resultado for parte in (minimo, maximo)}
    return SIN_UBICAR if len(resultados) > 1 else ""


def _review_vias(suma: Any, regla: Regla) -> dict:
    """Obras que no declaran por qué vía llegan a su población: la ley pide una, el libro puede no decirla."""
    declaradas = suma.vias if isinstance(suma.vias, list) else []
    perdidas, obras = int(suma.obras_sin_via), int(suma.obras)
    sin_via = f"{perdidas:,} de {obras:,} obras no declaran su vía" if perdidas else ""
    razon = sin_via if suma.total_centavos else SIN_FONDO
    permitidas = regla.valor if isinstance(regla.valor, tuple) else ()
    ajena = next((v for v in declaradas if v not in permitidas), None)
    fila = _evaluate(regla, ajena or (declaradas[0] if declaradas else None), razon)
    texto = f"{fila['texto']}; {VIA_DECLARADA}"
    return {**fila, "observado": ", ".join(declaradas) or "sin dato", "texto": texto}


def _evaluate(regla: Regla, observado: Observado, razon: str) -> dict:
    evaluacion = evaluate_regla(regla, None if razon else observado)
    motivo = razon if razon and regla.activa and regla.valor is not None else evaluacion.razon
    vigencia = [f"{t} {f.isoformat()}" for t, f in (("desde", regla.desde), ("hasta", regla.hasta)) if f]
    leyenda = f" ({evaluacion.leyenda})" if evaluacion.leyenda else ""
    aviso = f"; rige {' '.join(vigencia)} y {ANIO_COMPLETO}" if vigencia else ""
    detalle = motivo or f"observado {evaluacion.observado}, se esperaba {evaluacion.esperado}"
    return {
        "descripcion": regla.descripcion,
        "version": " ".join(vigencia) or TODO_EL_ANIO,
        "observado": evaluacion.observado,
        "esperado": evaluacion.esperado,
        "resultado": evaluacion.resultado,
        "accion": evaluacion.accion,
        "puede_bloquear": evaluacion.puede_bloquear,
        "certeza": regla.certeza,
        "leyenda": evaluacion.leyenda,
        "cita": regla.cita,
        "nota": regla.nota,
        "razon": motivo,
        "texto": f"{evaluacion.resultado}: {detalle}{leyenda}{aviso}",
    }


def _describe_sin_regla() -> dict:
    vacios = dict.fromkeys(("descripcion", "esperado", "cita", "nota"), "")
    return {
        **vacios,
        "version": TODO_EL_ANIO,
        "observado": "sin dato",
        "resultado": NO_EVALUABLE,
        "accion": "nada",
        "puede_bloquear": False,
        "certeza": "sin revisar",
        "leyenda": LEYENDA_POR_VERIFICAR,
        "razon": SIN_REVISAR,
        "texto": f"{NO_EVALUABLE}: {SIN_REVISAR}",
    }
