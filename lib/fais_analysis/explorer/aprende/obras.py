"""Preguntas sobre qué mueve cada obra: el efecto que dice el Catálogo y si la casa sale de la carencia."""

from collections.abc import Iterable, Sequence

import pandas as pd

from fais_analysis.explorer.aprende.pregunta import (
    Caso,
    Clasificacion,
    Opcion,
    Pregunta,
    shuffle_opciones,
)
from fais_analysis.indicators.texto import join_frase
from fais_analysis.loaders.reparto import compute_sorteo
from fais_analysis.rules.carencias import Carencia
from fais_analysis.schemas.catalogo import EFECTOS
from fais_analysis.views.capitulos.comun import lower_inicial, upper_inicial
from fais_analysis.views.capitulos.veredicto import write_obra

FUENTE = "Catálogo de obras reconstruido; el efecto es lectura del proyecto (por verificar)"
# Qué quiere decir cada efecto, en una frase que se pueda decir en una reunión: rótulo y explicación.
ROTULOS: dict[str, str] = {
    "final": "Quita la falla",
    "final condicionada": "La quita sólo con una condición",
    "intermedia": "Hace falta conectar la vivienda",
    "indirecta": "Acerca un servicio; no cambia el indicador",
    "sin efecto": "No mueve ninguna carencia",
}
SIGNIFICADOS: dict[str, str] = {
    "final": "llega a la vivienda: se cuentan las que dejan de tener la falla",
    "final condicionada": "sin la condición cumplida no se cuenta",
    "intermedia": "pasa por la calle o la localidad: se cuentan sólo las viviendas que se conectan",
    "indirecta": "se cuenta la población usuaria, no personas que dejan la carencia",
    "sin efecto": "puede ser útil, pero ninguna de las seis carencias cambia con ella",
}
POR_EFECTO = 2
ORDEN_CONFIANZA = {"alta": 0, "media": 1, "baja": 2}


def choose_obras(catalogo: pd.DataFrame, por_efecto: int = POR_EFECTO) -> pd.DataFrame:
    """Unas obras de cada efecto, de las mejor sabidas, en un orden que no las agrupa por respuesta."""
    obras = catalogo.assign(
        _confianza=catalogo["confianza"].map(ORDEN_CONFIANZA).fillna(len(ORDEN_CONFIANZA)),
        _sorteo=[compute_sorteo("obras", s) for s in catalogo["subclasificacion"]],
    ).sort_values(["_confianza", "_sorteo"])
    elegidas = obras.groupby("efecto", sort=False).head(por_efecto).sort_values("_sorteo")
    return elegidas.drop(columns=["_confianza", "_sorteo"]).reset_index(drop=True)


def build_clasificacion(catalogo: pd.DataFrame, por_efecto: int = POR_EFECTO) -> Clasificacion:
    """¿Qué le hace cada obra a la carencia? Una fila = obra; la respuesta es su ``efecto`` del Catálogo."""
    renglones = tuple(
        Caso(str(obra.subclasificacion), str(obra.efecto), explain_efecto(str(obra.efecto), obra.condicion))
        for obra in choose_obras(catalogo, por_efecto).itertuples()
    )
    presentes = {r.clase for r in renglones}
    return Clasificacion(
        "efectos",
        "¿Qué le hace cada obra a la carencia?",
        renglones,
        {e: ROTULOS[e] for e in EFECTOS if e in presentes},
        FUENTE,
    )


def explain_efecto(efecto: str, condicion: object) -> str:
    """Por qué una obra tiene el efecto que dice el Catálogo, con su condición si la hay."""
    detalle = condicion if isinstance(condicion, str) else SIGNIFICADOS[efecto]
    return f"{ROTULOS[efecto]}. {upper_inicial(detalle)}."


def compute_pendientes(fallas: Iterable[str], obras: pd.DataFrame) -> set[str]:
    """Las fallas que le quedan a una vivienda después de unas obras: sólo las de efecto final las quitan.

    Parameters
    ----------
    fallas
        Subindicadores que tiene la vivienda (``icv_pisos``…).
    obras
        Renglones del Catálogo.

    Examples
    --------
    >>> obra = pd.DataFrame({"subindicador": ["icv_pisos"], "efecto": ["final"]})
    >>> sorted(compute_pendientes({"icv_pisos", "icv_hac"}, obra))
    ['icv_hac']
    """
    return set(fallas) - set(obras.loc[obras["efecto"] == "final", "subindicador"].dropna())


def build_salida(catalogo: pd.DataFrame, carencia: Carencia, fallas: Sequence[str]) -> Pregunta:
    """Una vivienda tiene dos fallas: ¿qué obras la sacan de la carencia?

    Las opciones son sus obras finales, cada una sola y las dos juntas, y las intermedias si las hay (si no,
    una obra sin efecto). Sale de la carencia la vivienda a la que no le queda ninguna falla.

    Parameters
    ----------
    catalogo
        Catálogo de obras de un ejercicio.
    carencia
        La carencia a la que pertenecen las dos fallas.
    fallas
        Dos subindicadores de la carencia.
    """
    nombres = _list_nombres(carencia)
    finales = [_pick(catalogo, falla, "final") for falla in fallas]
    intermedias = [_pick(catalogo, falla, "intermedia") for falla in fallas]
    ajenas = pd.concat(intermedias) if all(len(i) for i in intermedias) else _pick_sin_efecto(catalogo)
    grupos = [*finales, pd.concat(finales), ajenas]
    id_pregunta = f"salida-{carencia.id}"
    return Pregunta(
        id_pregunta,
        f"Una vivienda tiene dos fallas: {_quote(fallas, nombres)}. "
        f"¿Qué la saca de la {lower_inicial(carencia.nombre)}?",
        shuffle_opciones(id_pregunta, [_build_opcion(g, fallas, carencia) for g in grupos]),
        FUENTE,
    )


def _build_opcion(obras: pd.DataFrame, fallas: Sequence[str], carencia: Carencia) -> Opcion:
    nombres = _list_nombres(carencia)
    pendientes = compute_pendientes(fallas, obras)
    texto = join_frase([write_obra(s) for s in obras["subclasificacion"]])
    if not pendientes:
        porque = f"No le queda ninguna falla: deja de tener la carencia. Ojo: {carencia.que_no_puede}"
    else:
        quedan = _quote([f for f in fallas if f in pendientes], nombres)
        porque = f"Todavía tiene {quedan}, y basta una falla para seguir en la carencia."
        ajenos = [e for e in dict.fromkeys(obras["efecto"]) if e != "final"]
        porque += "".join(f" {ROTULOS[e]}: {SIGNIFICADOS[e]}." for e in ajenos)
    return Opcion(upper_inicial(texto), not pendientes, porque)


def _list_nombres(carencia: Carencia) -> dict[str, str]:
    return {s.id: s.nombre.lower() for s in carencia.subindicadores}


def _quote(fallas: Iterable[str], nombres: dict[str, str]) -> str:
    return join_frase([f"«{nombres[f]}»" for f in fallas])


def _pick(catalogo: pd.DataFrame, falla: str, efecto: str) -> pd.DataFrame:
    """La obra mejor sabida de una falla con ese efecto; ninguna fila si no la hay."""
    propias = catalogo[(catalogo["subindicador"] == falla) & (catalogo["efecto"] == efecto)]
    return propias.sort_values("confianza", key=lambda s: s.map(ORDEN_CONFIANZA), kind="stable").head(1)


def _pick_sin_efecto(catalogo: pd.DataFrame) -> pd.DataFrame:
    propias = catalogo[catalogo["efecto"] == "sin efecto"]
    return propias.sort_values("confianza", key=lambda s: s.map(ORDEN_CONFIANZA), kind="stable").head(1)
