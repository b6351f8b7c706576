"""Contratos de las viviendas del Censo 2020 (ITER), por municipio y por localidad."""

import pandas as pd
import pandera.pandas as pa

from fais_analysis.claves import PATRON_LOCALIDAD, PATRON_MUNICIPIO
from fais_analysis.schemas.columnas import (
    build_anio,
    build_entero,
    build_esquema,
    build_numero,
    build_personas,
    build_texto,
)

HABITADAS = "Viviendas particulares habitadas"
# Lo que el Censo cuenta de las viviendas particulares habitadas, y cómo se dice.
TENENCIAS = {
    "un_dormitorio": "con un dormitorio",
    "energia": "que disponen de energía eléctrica",
    "agua_dentro": "que disponen de agua entubada en el ámbito de la vivienda",
    "tinaco": "que disponen de tinaco",
    "cisterna": "que disponen de cisterna o aljibe",
    "excusado": "que disponen de excusado o sanitario",
    "drenaje": "que disponen de drenaje",
    "refrigerador": "que disponen de refrigerador",
    "lavadora": "que disponen de lavadora",
    "bicicleta": "que disponen de bicicleta como medio de transporte",
    "television": "que disponen de televisor",
    "computadora": "que disponen de computadora, laptop o tablet",
    "celular": "que disponen de teléfono celular",
    "internet": "que disponen de internet",
    "peliculas_paga": "que disponen de servicio de películas, música o videos de paga por internet",
}


def _caben_en_el_total(tabla: pd.DataFrame) -> pd.Series:
    partes = tabla[[f"{t}_viviendas" for t in TENENCIAS]]
    return partes.le(tabla["total_viviendas"], axis=0).all(axis=1)


VIVIENDAS_MUNICIPALES = build_esquema(
    "viviendas_municipales",
    "una fila por municipio: viviendas que tienen cada cosa; no trae las que se tomaron por total",
    {
        "clave_municipio": build_texto("Clave INEGI del municipio", patron=PATRON_MUNICIPIO),
        "anio": build_anio("Año del censo"),
        "poblacion_personas": build_entero("Población total", "personas", 0),
        "total_viviendas": build_entero(
            "Total de viviendas: habitadas, deshabitadas, de uso temporal y colectivas", "viviendas", 0
        ),
        **{
            f"{tenencia}_viviendas": build_entero(f"{HABITADAS} {dicho}", "viviendas", 0)
            for tenencia, dicho in TENENCIAS.items()
        },
    },
    llave=["clave_municipio", "anio"],
    checks=[pa.Check(_caben_en_el_total, error="hay más viviendas con una cosa que viviendas")],
)

# Lo que el Censo cuenta por localidad, y cómo se dice; «sin» es lo que le falta a la vivienda.
POR_LOCALIDAD = {
    "piso_tierra": "con piso de tierra",
    "sin_energia": "que no disponen de energía eléctrica",
    "sin_agua": "que no disponen de agua entubada en el ámbito de la vivienda",
    "sin_drenaje": "que no disponen de drenaje",
    "sin_los_tres": "que no disponen de energía eléctrica, agua entubada ni drenaje",
    "un_cuarto": "con sólo un cuarto",
    "excusado": "que disponen de excusado o sanitario",
    "letrina": "que disponen de letrina (pozo u hoyo)",
    "refrigerador": "que disponen de refrigerador",
}
FALTAS = ("sin_energia", "sin_agua", "sin_drenaje")


def _caben_en_su_localidad(tabla: pd.DataFrame) -> pd.Series:
    """Ninguna cuenta pasa del total, y a quien le faltan los tres le falta cada uno; lo reservado cumple."""
    reservada = tabla["total_viviendas"].isna()
    partes = tabla[[f"{p}_viviendas" for p in POR_LOCALIDAD]].le(tabla["total_viviendas"], axis=0).all(axis=1)
    faltas = tabla[[f"{f}_viviendas" for f in FALTAS]].ge(tabla["sin_los_tres_viviendas"], axis=0).all(axis=1)
    return reservada | (partes & faltas)


def _todo_o_nada(tabla: pd.DataFrame) -> pd.Series:
    nulas = tabla[[c for c in tabla if c.endswith("_viviendas")]].isna()
    return nulas.all(axis=1) | ~nulas.any(axis=1)


def _build_viviendas(significado: str) -> pa.Column:
    columna = build_personas(f"{significado}; nulo donde el INEGI lo reserva")
    columna.metadata = {"unidad": "viviendas"}
    return columna


VIVIENDAS_LOCALIDADES = build_esquema(
    "viviendas_localidades",
    "una fila por localidad: viviendas a las que les falta cada cosa",
    {
        "clave_localidad": build_texto("Clave INEGI de la localidad", patron=PATRON_LOCALIDAD),
        "clave_municipio": build_texto("Clave INEGI del municipio", patron=PATRON_MUNICIPIO),
        "anio": build_anio("Año del censo"),
        "localidad": build_texto("Nombre de la localidad"),
        "poblacion_personas": build_entero("Población total", "personas", 0),
        "total_viviendas": _build_viviendas(f"{HABITADAS} de las que se tomaron las características"),
        **{f"{p}_viviendas": _build_viviendas(f"{HABITADAS} {dicho}") for p, dicho in POR_LOCALIDAD.items()},
        "hablantes_indigena_personas": build_personas(
            "Personas de 3 años y más que hablan alguna lengua indígena; nulo donde el INEGI lo reserva"
        ),
        "ocupantes_por_cuarto": build_numero("Ocupantes por cuarto, en promedio", "personas", minimo=0),
    },
    llave=["clave_localidad"],
    checks=[
        pa.Check(_caben_en_su_localidad, error="hay más viviendas con una cosa que viviendas"),
        pa.Check(_todo_o_nada, error="faltan unas cuentas de la localidad y otras no"),
    ],
)
