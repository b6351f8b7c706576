"""Dónde está la necesidad del estado: qué parte reúne cada municipio y por cuál empezar."""

from functools import partial

import pandas as pd

from fais_analysis.indicators.texto import join_frase
from fais_analysis.schemas.capitulos.panorama import Panorama
from fais_analysis.views.capitulos.origen import build_cifra, write_origen
from fais_analysis.views.componentes import render_frase
from fais_analysis.views.figures import Campos, plot_barras
from fais_analysis.views.formato import format_pct
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.marcado import Html
from fais_analysis.views.presentacion import Columna, Presentacion
from fais_analysis.views.tabla import Tabla

# Cuántas barras lleva la gráfica y cuántos municipios nombra su título.
BARRAS, NOMBRADOS, MITAD_PCT = 10, 4, 50.0
PARTE, PARTE_EXTREMA = "parte_estado_pct", "parte_extrema_pct"
SE_CUENTA = (
    "Personas con carencia de servicios básicos más personas con carencia de calidad y espacios de la "
    "vivienda; quien tiene las dos cuenta dos veces."
)


def list_graficas(datos: Panorama) -> tuple[str, ...]:
    """Gráficas que muestra: ninguna si no hay medición de los municipios."""
    return () if _select_medidos(datos).empty else ("necesidad",)


def list_tablas(_datos: Panorama) -> tuple[str, ...]:
    """Tablas que muestra."""
    return ("municipios",)


def _select_medidos(datos: Panorama) -> pd.DataFrame:
    return datos.municipios.dropna(subset=[PARTE, PARTE_EXTREMA])


def phrase_necesidad(datos: Panorama) -> list[Html]:
    """Dónde está más de lo que el FAIS puede quitar y más pobreza extrema; vacía sin medición."""
    medidos = _select_medidos(datos)
    if medidos.empty:
        return []
    primero, extrema = medidos.iloc[0], medidos.loc[medidos[PARTE_EXTREMA].idxmax()]
    es_el_mismo = primero["clave_municipio"] == extrema["clave_municipio"]
    return [
        render_frase(
            "En {municipio} está el {parte} de las carencias de la vivienda que el FAIS puede quitar en el "
            "estado y {donde} el {extrema} de la gente en pobreza extrema.",
            {
                "municipio": primero["municipio"],
                "parte": build_cifra(datos, "municipios", primero, PARTE, "pct"),
                "donde": "vive" if es_el_mismo else f"en {extrema['municipio']} vive",
                "extrema": build_cifra(datos, "municipios", extrema, PARTE_EXTREMA, "pct"),
            },
        )
    ]


def plot_necesidad(datos: Panorama) -> Grafica | Html:
    """Los municipios que reúnen más de las carencias que el FAIS puede quitar."""
    medidos = _select_medidos(datos)
    if medidos.empty:
        return Html("")
    otros = medidos.iloc[BARRAS:]
    quienes = "El otro municipio reúne" if len(otros) == 1 else f"Los otros {len(otros)} municipios reúnen"
    resto = f" {quienes} {format_pct(otros[PARTE].sum())}." if len(otros) else ""
    presentacion = Presentacion(
        id="necesidad",
        titulo=_write_titulo(medidos),
        descripcion="Parte de las carencias de la vivienda que el FAIS puede quitar en el estado, "
        f"{datos.anio}",
        fuente=datos.citas["pobreza_municipal"],
        nota=f"{SE_CUENTA}{resto}",
    )
    campos = Campos(
        "municipio",
        PARTE,
        procedencia=write_origen(datos, "municipios", PARTE),
        rotulo_categoria="Municipio",
        rotulo_valor="Parte de las carencias",
    )
    return plot_barras(medidos.iloc[:BARRAS], campos, presentacion)


def _write_titulo(medidos: pd.DataFrame) -> str:
    """Los menos municipios que juntan la mitad: por su nombre si son pocos; si no, cuántos son."""
    cuantos = int((medidos[PARTE].cumsum() < MITAD_PCT).sum()) + 1
    juntos = format_pct(medidos[PARTE].iloc[:cuantos].sum())
    if cuantos > NOMBRADOS:
        return f"{cuantos} de {len(medidos)} municipios reúnen {juntos} de lo que el FAIS puede quitar"
    nombres = join_frase(medidos["municipio"].iloc[:cuantos].tolist())
    return f"{nombres} {'reúnen' if cuantos > 1 else 'reúne'} {juntos} de lo que el FAIS puede quitar"


def build_tabla_municipios(datos: Panorama) -> Tabla:
    """Los municipios del estado, del que reúne más de lo que el FAIS puede quitar al que menos."""
    origen = partial(write_origen, datos, "municipios")
    pct = {
        PARTE: "Parte de las carencias del estado",
        PARTE_EXTREMA: "Parte de la pobreza extrema del estado",
        "pobreza_pct": "Pobreza",
        "pobreza_extrema_pct": "Pobreza extrema",
    }
    personas = "pobreza_extrema_personas"
    return Tabla(
        id="tabla-municipios",
        titulo=f"Los {len(datos.municipios)} municipios, del que reúne más carencias al que menos, "
        f"{datos.anio}",
        columnas=[
            Columna("municipio", "Municipio"),
            Columna("clave_municipio", "Clave"),
            *(Columna(campo, rotulo, "pct", procedencia=origen(campo)) for campo, rotulo in pct.items()),
            Columna(personas, "Personas en pobreza extrema", "entero", procedencia=origen(personas)),
            Columna("prioridad", "Primera carencia que el FAIS puede mover"),
        ],
        filas=datos.municipios,
        fuente=datos.citas["pobreza_municipal"],
        nota=SE_CUENTA,
    )
