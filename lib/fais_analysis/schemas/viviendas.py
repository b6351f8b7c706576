"""Contrato de las viviendas por municipio del Censo 2020 (ITER)."""

import pandas as pd
import pandera.pandas as pa

from fais_analysis.claves import PATRON_MUNICIPIO
from fais_analysis.schemas.columnas import build_anio, build_entero, build_esquema, build_texto

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
