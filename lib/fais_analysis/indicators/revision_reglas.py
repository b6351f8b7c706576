"""Revisión del reparto contra las reglas de cada ejercicio: hallazgos como renglones, nunca un error.

Lo que no está verificado avisa; nada de lo que aquí sale detiene una obra por sí solo.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from fais_analysis.indicators.inversion import DONDE, check_centavos, is_demostracion
from fais_analysis.indicators.partes import SIN_DATO, SIN_LOCALIZAR
from fais_analysis.indicators.ubicacion_zonas import ALGUNA, DENTRO, classify_zonas
from fais_analysis.indicators.validacion import check_columnas
from fais_analysis.indicators.zonas import DECLARATORIA, RURAL, URBANA
from fais_analysis.rules.evaluacion import NO_EVALUABLE, compute_parte_pct, evaluate_regla
from fais_analysis.rules.reglas import LEYENDA_POR_VERIFICAR, Regla

FAIS = ("FISE", "FISMDF")
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


@dataclass(frozen=True)
class Medida:
    """Qué parte del dinero mide una regla: de qué fondos y qué filas cuentan."""

    regla: str
    fondos: tuple[tuple[str, ...], ...]
    columna: str
    valores: tuple[str, ...]
    ambitos: tuple[str, ...] = ()


MEDIDAS: tuple[Medida, ...] = (
    Medida("DIRECTA_MIN", (FAIS, ("FISE",), ("FISMDF",)), "incidencia", ("directa",)),
    Medida(
        "COMPLEMENTARIA_MAX",
        (FAIS, ("FISE",), ("FISMDF",)),
        "incidencia",
        ("complementaria", "especial"),
    ),
    Medida("FISE_ZAP_MIN", (("FISE",),), ALGUNA, (DENTRO,), (RURAL, URBANA)),
    Medida("FISMDF_ZAP_URBANA_MIN", (("FISMDF",),), URBANA, (DENTRO,), (URBANA,)),
)


def compute_revision_reglas(
    libro: pd.DataFrame, reglas: Sequence[Regla], zonas: pd.DataFrame, columnas: Sequence[str] = ()
) -> pd.DataFrame:
    """Compara, ejercicio por ejercicio, el reparto del libro con las reglas que regían.

    La parte en ZAP sólo se evalúa con la declaratoria de ese año cargada; con criterios derivados el
    resultado es «no se puede evaluar» y ``observado_pct`` queda como indicio. El dinero sin
    localizar pudo caer dentro o fuera: si de eso depende el resultado, tampoco se evalúa. Si una regla cambió
    dentro del año, van sus dos versiones, comparadas con el año completo: el libro no trae fecha de obra.

    Parameters
    ----------
    libro
        Tabla del libro de inversión.
    reglas
        Las de ``rules.reparto.list_reglas_reparto`` para los ejercicios del libro.
    zonas
        Resultado de ``compute_zonas``.
    columnas
        Grupos además del ejercicio, por ejemplo ``("clave_municipio",)``.

    Returns
    -------
    DataFrame
        Una fila = grupo, ejercicio, regla, fondo y versión: ``columnas, ejercicio, regla, descripcion, fondo,
        version, observado, observado_pct, esperado, resultado`` ∈ {cumple, no cumple, no se puede evaluar},
        ``accion`` ∈ {nada, exigir, señalar, avisar}, ``puede_bloquear, certeza, leyenda`` («por verificar» si
        no está cotejada), ``cita, nota, razon, texto, total_centavos, es_demostracion``.
    """
    grupos = [*columnas, "ejercicio"]
    usadas = ["incidencia", "fuente_recurso", "via_focalizacion", *grupos]
    check_columnas(libro, usadas, DONDE)
    zona = classify_zonas(libro, zonas)
    tabla = libro[list(dict.fromkeys(["folio_obra", *usadas]))].assign(
        monto_centavos=check_centavos(libro), **{c: zona[c] for c in zona.columns}
    )
    declarados = _list_declarados(zonas)
    demo = is_demostracion(libro)
    filas = []
    for llave, grupo in tabla.groupby(grupos, dropna=False, observed=True):
        propios = dict(zip(grupos, llave if isinstance(llave, tuple) else (llave,), strict=True))
        for fila in _review_grupo(grupo, int(propios["ejercicio"]), reglas, declarados):
            filas.append({**propios, **fila, "es_demostracion": demo})
    return pd.DataFrame(filas, columns=[*grupos, *COLUMNAS])


def _list_declarados(zonas: pd.DataFrame) -> set[tuple[int, str]]:
    cargadas = zonas[zonas["status"] == DECLARATORIA][["anio", "ambito"]].drop_duplicates()
    return set(cargadas.itertuples(index=False, name=None))


def _review_grupo(
    grupo: pd.DataFrame, ejercicio: int, reglas: Sequence[Regla], declarados: set[tuple[int, str]]
) -> list[dict]:
    filas, montos = [], grupo["monto_centavos"].to_numpy()
    for medida in MEDIDAS:
        versiones = [r for r in reglas if r.codigo == medida.regla and r.ejercicio == ejercicio]
        falta = [a for a in medida.ambitos if (ejercicio, a) not in declarados]
        minimo = grupo[medida.columna].isin(medida.valores).to_numpy()
        maximo = grupo[medida.columna].isin((*medida.valores, SIN_LOCALIZAR, SIN_DATO)).to_numpy()
        for fondos in medida.fondos:
            del_fondo = grupo["fuente_recurso"].isin(fondos).to_numpy()
            total = int(montos[del_fondo].sum())
            parte, tope = (
                compute_parte_pct(int(montos[del_fondo & dentro].sum()), total) for dentro in (minimo, maximo)
            )
            base = {
                "regla": medida.regla,
                "fondo": " y ".join(fondos),
                "total_centavos": total,
                "observado_pct": float("nan") if parte is None else float(parte),
            }
            razon = SIN_FONDO if not total else SIN_DECLARATORIA if falta else ""
            filas += [
                {**base, **_evaluate(r, parte, razon or _find_duda(r, parte, tope))} for r in versiones
            ] or [{**base, **_describe_sin_regla()}]
    return [*filas, *_review_vias(grupo, ejercicio, reglas)]


def _find_duda(regla: Regla, minimo: Fraction | None, maximo: Fraction | None) -> str:
    """Si el resultado cambia según dónde caiga lo que no se ha localizado."""
    resultados = {evaluate_regla(regla, parte).resultado for parte in (minimo, maximo)}
    return SIN_UBICAR if len(resultados) > 1 else ""


def _review_vias(grupo: pd.DataFrame, ejercicio: int, reglas: Sequence[Regla]) -> list[dict]:
    """Obras que no declaran por qué vía llegan a su población: la ley pide una, el libro puede no decirla."""
    versiones = [r for r in reglas if r.codigo == "FOCALIZACION" and r.ejercicio == ejercicio]
    propios = grupo[grupo["fuente_recurso"].isin(FAIS)]
    total = int(propios["monto_centavos"].sum())
    sin_via = propios[propios["via_focalizacion"].isna()]
    parte = compute_parte_pct(total - int(sin_via["monto_centavos"].sum()), total)
    base = {
        "regla": "FOCALIZACION",
        "fondo": " y ".join(FAIS),
        "total_centavos": total,
        "observado_pct": float("nan") if parte is None else float(parte),
    }
    obras, perdidas = propios["folio_obra"].nunique(), sin_via["folio_obra"].nunique()
    razon = (
        SIN_FONDO if not total else f"{perdidas:,} de {obras:,} obras no declaran su vía" if perdidas else ""
    )
    declaradas = sorted(propios["via_focalizacion"].dropna().unique())
    filas = []
    for regla in versiones:
        ajena = next((v for v in declaradas if v not in (regla.valor or ())), None)
        fila = _evaluate(regla, ajena or (declaradas[0] if declaradas else None), razon)
        texto = f"{fila['texto']}; {VIA_DECLARADA}"
        filas.append({**base, **fila, "observado": ", ".join(declaradas) or "sin dato", "texto": texto})
    return filas or [{**base, **_describe_sin_regla()}]


def _evaluate(regla: Regla, observado: object, razon: str) -> dict:
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
