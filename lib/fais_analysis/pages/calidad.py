"""``calidad.html``: qué tan buenos son los datos con que se hizo una corrida, tabla por tabla."""

from collections.abc import Sequence
from dataclasses import dataclass

from fais_analysis.loaders.calidad import CalidadTabla, EdicionTabla
from fais_analysis.pages.contexto import Contexto
from fais_analysis.pages.ensamble import build_forma, get_ambiente
from fais_analysis.reports.calidad import Calidad
from fais_analysis.schemas.vocabulario import POR_ID
from fais_analysis.views.formato import format_entero, format_pct
from fais_analysis.views.guiones import GUION

# Lo que cada guarda comprueba, dicho para quien lee.
GUARDAS = {
    "completa": "ningún renglón a medias",
    "lineal": "el índice sale de sus indicadores",
    "orden": "el lugar nacional sigue al índice",
    "escalones": "los grados son tramos del índice",
    "proporcional": "el índice normalizado es el índice entre una constante",
    "cotas": "cada carencia cabe en «al menos una»",
    "promedio": "las carencias promedio son la suma de las seis",
    "nacional": "las entidades suman el país",
    "cadena": "los precios de un año siguen a los del anterior",
    "medianas": "los montos son del tamaño conocido",
    "vecinos": "ninguna columna cruzada ni en otra escala que en otra edición",
}
MINIMO_PCT = 0.05
SOLO_CONTRATO = "las de su contrato"


@dataclass(frozen=True)
class RenglonCalidad:
    """Lo que la página dice de una tabla, ya en palabras."""

    tabla: str
    titulo: str
    corte: str
    filas: str
    cobertura: str
    sin_dato: str
    reglas: str
    identidades: str
    ediciones: str
    aceptados: tuple[str, ...]


def build_pagina_calidad(calidad: Calidad, contexto: Contexto) -> str:
    """La página, autónoma. Los mismos datos dan los mismos bytes: no lleva fecha."""
    return (
        get_ambiente()
        .get_template("calidad.html.j2")
        .render(
            calidad=calidad,
            contexto=contexto,
            forma=build_forma(GUION),
            renglones=[_build_renglon(t, calidad.municipios) for t in calidad.tablas],
            reglas=format_entero(sum(t.reglas for t in calidad.tablas)),
            identidades=sum(len(t.guardas) for t in calidad.tablas),
            precision=[
                (POR_ID[p.indicador].nombre, p.anio, p.municipios, p.imprecisos) for p in calidad.precision
            ],
            es_demostracion=False,  # la inversión no entra: sólo se miden tablas oficiales
        )
    )


def _build_renglon(tabla: CalidadTabla, municipios: int) -> RenglonCalidad:
    return RenglonCalidad(
        tabla=tabla.tabla,
        titulo=tabla.titulo,
        corte=tabla.corte,
        filas=format_entero(tabla.filas),
        cobertura=_phrase_cobertura(tabla, municipios),
        sin_dato=_phrase_vacias(tabla),
        reglas=format_entero(tabla.reglas),
        identidades="; ".join(GUARDAS[g] for g in tabla.guardas) or SOLO_CONTRATO,
        ediciones=phrase_ediciones(tabla.ediciones),
        aceptados=tabla.aceptados,
    )


def _phrase_cobertura(tabla: CalidadTabla, municipios: int) -> str:
    if tabla.municipios_con_dato is None:
        return "no es por municipio"
    if not tabla.filas_propias:
        return "ninguno: sin dato en esta entidad"
    return f"{format_entero(tabla.municipios_con_dato)} de {format_entero(municipios)}"


def _phrase_vacias(tabla: CalidadTabla) -> str:
    if not tabla.columna_vacia:
        return "ninguna"
    peor = f"{tabla.columna_vacia}, {_phrase_pct(tabla.columna_vacia_pct)}"
    return f"{_phrase_pct(tabla.sin_dato_pct)} (la que más: {peor})"


def _phrase_pct(valor: float) -> str:
    """Lo poco no se escribe como cero."""
    return "menos de 0.1 %" if 0 < valor < MINIMO_PCT else format_pct(valor)


def phrase_ediciones(ediciones: Sequence[EdicionTabla]) -> str:
    """De los dos últimos cortes de una entidad, cuántos renglones traen dato y cuántos más o menos son.

    Examples
    --------
    >>> phrase_ediciones([EdicionTabla(2015, 39, 38), EdicionTabla(2020, 39, 39)])
    '2020: 39 renglones con dato, 1 más que en 2015 (38)'
    >>> phrase_ediciones([EdicionTabla(2020, 39, 39)])
    '2020: 39 renglones con dato; no hay corte anterior'
    """
    if not ediciones:
        return "sin cortes por año"
    ultima = ediciones[-1]
    renglones = "renglón" if ultima.filas_con_dato == 1 else "renglones"
    dice = f"{ultima.anio}: {format_entero(ultima.filas_con_dato)} {renglones} con dato"
    if len(ediciones) == 1:
        return f"{dice}; no hay corte anterior"
    previa = ediciones[-2]
    cambio = ultima.filas_con_dato - previa.filas_con_dato
    if not cambio:
        return f"{dice}, los mismos que en {previa.anio}"
    signo = "más" if cambio > 0 else "menos"
    antes = format_entero(previa.filas_con_dato)
    return f"{dice}, {format_entero(abs(cambio))} {signo} que en {previa.anio} ({antes})"
