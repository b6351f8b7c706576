"""Preguntas sobre cómo se mide cada carencia: los umbrales de las reglas, dichos como ejercicio."""

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from fais_analysis.errors import ComparabilidadError, ReglaError
from fais_analysis.explorer.aprende.pregunta import Opcion, Pregunta, shuffle_opciones
from fais_analysis.indicators.comparabilidad import check_misma_serie
from fais_analysis.indicators.texto import join_frase
from fais_analysis.rules.carencias import Carencia, Subindicador
from fais_analysis.views.capitulos.comun import lower_inicial
from fais_analysis.views.formato import format_decimal

LIMITE = re.compile(r"más de (\d+(?:\.\d+)?) personas por cuarto")
DELATA = re.compile(r"\s*no es carencia\.?$")
CASAS: tuple[tuple[int, int], ...] = ((4, 2), (5, 2), (6, 2), (9, 4))
HACINAMIENTO = "icv_hac"
MAXIMO_AJENAS = 2


def build_capacidad(carencias: Mapping[str, Carencia]) -> Pregunta:
    """¿Cuál carencia puede quitar directamente una obra? La primera que sí, contra todas las que no."""
    directa = next(c for c in carencias.values() if c.capacidad_fais == "directa")
    rivales = [c for c in carencias.values() if c.capacidad_fais != "directa"]
    enunciado = "¿Cuál de estas carencias puede quitar directamente una obra del FAIS?"
    return _build_capacidades("capacidad", enunciado, [directa, *rivales], "directa")


def build_ninguna(carencias: Mapping[str, Carencia]) -> Pregunta:
    """¿Cuál carencia no mueve ninguna obra? Las seis son opciones."""
    enunciado = "¿Cuál de las seis carencias no la mueve ninguna obra del FAIS?"
    return _build_capacidades("ninguna", enunciado, list(carencias.values()), "ninguna")


def build_umbral(carencia: Carencia, subindicador: Subindicador) -> Pregunta:
    """¿En qué caso hay carencia por este componente? Las otras opciones son sus hermanos y lo que no es."""
    nombre = subindicador.nombre.lower()
    opciones = [Opcion(subindicador.umbral, True, f"Es el umbral de CONEVAL para «{nombre}».")]
    if exento := DELATA.sub("", subindicador.no_es_carencia):
        opciones.append(Opcion(exento.rstrip(".") + ".", False, explain_exento(subindicador)))
    ajenos = [s for s in carencia.subindicadores if s.id != subindicador.id][:MAXIMO_AJENAS]
    opciones += [
        Opcion(s.umbral, False, f"Eso es carencia, pero por otra falla: «{s.nombre.lower()}».")
        for s in ajenos
    ]
    id_pregunta = f"umbral-{subindicador.id}"
    return Pregunta(
        id_pregunta,
        f"¿Cuándo se dice que una vivienda tiene la falla «{nombre}»?",
        shuffle_opciones(id_pregunta, opciones),
        carencia.cita,
    )


def read_limite(subindicador: Subindicador) -> float:
    """El número de personas por cuarto que dice la regla del hacinamiento.

    Raises
    ------
    ReglaError
        Si el texto de la regla ya no lo dice así.
    """
    hallado = LIMITE.search(subindicador.umbral)
    if hallado is None:
        raise ReglaError(
            "La regla del hacinamiento no dice su límite.",
            donde=f"rules/data/carencias.yml, {subindicador.id}",
            esperado="«más de N personas por cuarto»",
            encontrado=f"«{subindicador.umbral}»",
            que_hacer="corrija el texto de la regla o este ejercicio",
        )
    return float(hallado[1])


def is_hacinada(personas: int, cuartos: int, limite: float) -> bool:
    """Si hay hacinamiento: **más** de ``limite`` personas por cuarto; el límite exacto no cuenta."""
    return personas > limite * cuartos


def build_hacinamiento(carencia: Carencia, casas: Sequence[tuple[int, int]] = CASAS) -> Pregunta:
    """¿En qué vivienda hay hacinamiento? Personas y cuartos de cada una; la respuesta se calcula.

    Parameters
    ----------
    carencia
        La de calidad y espacios de la vivienda.
    casas
        Parejas de personas y cuartos; sólo una debe pasar del límite.

    Raises
    ------
    ParametroError
        Si no es una sola la que pasa del límite.
    """
    regla = next(s for s in carencia.subindicadores if s.id == HACINAMIENTO)
    limite = read_limite(regla)
    opciones = [
        Opcion(
            f"{personas} personas en {cuartos} cuartos",
            is_hacinada(personas, cuartos, limite),
            _explain_casa(personas, cuartos, limite),
        )
        for personas, cuartos in casas
    ]
    return Pregunta(
        "hacinamiento", "¿En cuál de estas viviendas hay hacinamiento?", tuple(opciones), carencia.cita
    )


def build_series(municipal: pd.DataFrame, estatal: pd.DataFrame) -> Pregunta:
    """¿Se puede restar una cifra municipal de una estatal? Lo contesta la regla de comparabilidad.

    Parameters
    ----------
    municipal, estatal
        Tablas ``pobreza_municipal`` y ``pobreza_estatal``: basta su columna ``serie``.
    """
    razon = _explain_series(municipal, estatal)
    es_comparable = not razon
    opciones = (
        Opcion("Sí: las dos son pobreza de CONEVAL", es_comparable, razon or "Son de la misma serie."),
        Opcion("No: son dos series distintas", not es_comparable, razon or "Son de la misma serie."),
    )
    return Pregunta(
        "series",
        f"Tiene la pobreza del municipio en {municipal['anio'].max()} y la del estado en "
        f"{estatal['anio'].max()}. ¿Puede restarlas para decir cuánto cambió?",
        opciones,
        "docs/metodo.md",
    )


def _build_capacidades(
    id_pregunta: str, enunciado: str, carencias: Sequence[Carencia], correcta: str
) -> Pregunta:
    opciones = [Opcion(c.nombre, c.capacidad_fais == correcta, _explain_capacidad(c)) for c in carencias]
    fuente = next(c.cita for c in carencias if c.capacidad_fais == correcta)
    return Pregunta(id_pregunta, enunciado, shuffle_opciones(id_pregunta, opciones), fuente)


def _explain_capacidad(carencia: Carencia) -> str:
    if carencia.capacidad_fais == "directa":
        return carencia.que_puede_fais
    inicio = f"{carencia.que_puede_fais} " if carencia.capacidad_fais == "indirecta" else ""
    return f"{inicio}{carencia.que_no_puede}"


def explain_exento(subindicador: Subindicador) -> str:
    """Lo que parece carencia y no lo es, dicho una sola vez; vacío si la regla no lo dice."""
    texto = subindicador.no_es_carencia
    return texto if not texto or "no es carencia" in texto else f"No es carencia: {lower_inicial(texto)}"


def _explain_casa(personas: int, cuartos: int, limite: float) -> str:
    por_cuarto, tope = format_decimal(personas / cuartos, 2), f"{limite:g}"
    if is_hacinada(personas, cuartos, limite):
        return f"{personas} ÷ {cuartos} = {por_cuarto} personas por cuarto: más de {tope}, hay hacinamiento."
    exacto = personas == limite * cuartos
    resto = f"justo {tope} todavía no es hacinamiento" if exacto else f"no pasa de {tope}"
    return f"{personas} ÷ {cuartos} = {por_cuarto} personas por cuarto: {resto}."


def _explain_series(municipal: pd.DataFrame, estatal: pd.DataFrame) -> str:
    try:
        check_misma_serie(municipal, estatal)
    except ComparabilidadError:
        nombres = join_frase([f"«{s}»" for t in (municipal, estatal) for s in t["serie"].unique()])
        return (
            f"{nombres} son dos series: se estiman de otra manera y con otra población. "
            "La resta mezclaría el método con la realidad."
        )
    return ""
