"""Los mensajes clave: frases en español llano, por regla, sólo con lo que los datos sostienen."""

from collections.abc import Sequence

import pandas as pd

from fais_analysis.indicators.texto import join_frase, phrase_puntos
from fais_analysis.schemas.informes import Diagnostico
from fais_analysis.views.capitulos.comun import (
    get_corto,
    get_fila,
    lower_inicial,
    phrase_paso,
    select_filas,
)
from fais_analysis.views.componentes import Cifra, render_frase
from fais_analysis.views.formato import is_sin_dato
from fais_analysis.views.marcado import Html

OBRAS_POR_FRASE = 6
FRASES_POSICION = {
    "peor": "está por encima de {estado} ({estado_pct}) por {distancia}",
    "mejor": "está por debajo de {estado} ({estado_pct}) por {distancia}",
    "similar": "es similar a la de {estado} ({estado_pct}): difieren {distancia} o menos",
}


def build_mensajes(datos: Diagnostico) -> list[Html]:
    """De tres a cinco mensajes sobre el municipio, en orden de lectura.

    Sin medición publicada lo dice el primero y no se afirma nada de nivel, comparación ni cambio.
    """
    nivel = get_fila(datos.brechas, indicador="pobreza", anio=datos.anio)
    if is_sin_dato(nivel["municipio_pct"]):
        return [_phrase_sin_dato(datos), *_list_obras(datos)]
    return [_phrase_nivel(datos), _phrase_posicion(datos), _phrase_cambio(datos), *_list_obras(datos)]


def phrase_prioridad(prioridad: pd.DataFrame) -> str:
    """Nombre corto de la carencia prioritaria que el FAIS mueve, o por qué no la hay."""
    primera = prioridad[prioridad["lugar_fais"].eq(1).fillna(False)]
    if primera.empty:
        return "sin dato"
    return join_frase([get_corto(carencia) for carencia in primera["carencia"]])


def _phrase_sin_dato(datos: Diagnostico) -> Html:
    return render_frase(
        "CONEVAL no publicó la medición de la pobreza de {anio} para {municipio}: sin dato no es cero.",
        {"anio": str(datos.anio), "municipio": datos.lugar.en_frase},
    )


def _build_pct(tabla: pd.DataFrame, indicador: str, anio: int, campo: str = "municipio_pct") -> Cifra:
    fila = get_fila(tabla, indicador=indicador, anio=anio)
    clave = fila["clave_municipio"]
    origen = clave if campo.startswith("municipio") else f"suma {clave[:2]}"
    return Cifra(fila[campo], "pct", procedencia=f"pobreza_municipal[{origen},{anio}].{indicador}_pct")


def _build_personas(datos: Diagnostico, indicador: str) -> Cifra:
    fila = get_fila(datos.brechas, indicador=indicador, anio=datos.anio)
    origen = f"pobreza_municipal[{datos.lugar.clave},{datos.anio}].{indicador}_personas"
    return Cifra(fila["municipio_personas"], "personas", procedencia=origen)


def _phrase_nivel(datos: Diagnostico) -> Html:
    plantilla = (
        "En {anio} se estima que {pobreza} de la población vivía en pobreza en {municipio}: {personas}. "
        "En pobreza extrema, {extrema}: {personas_extrema}."
    )
    return render_frase(
        plantilla,
        {
            "anio": str(datos.anio),
            "municipio": datos.lugar.en_frase,
            "pobreza": _build_pct(datos.brechas, "pobreza", datos.anio),
            "personas": _build_personas(datos, "pobreza"),
            "extrema": _build_pct(datos.brechas, "pobreza_extrema", datos.anio),
            "personas_extrema": _build_personas(datos, "pobreza_extrema"),
        },
    )


def _phrase_posicion(datos: Diagnostico) -> Html:
    fila = get_fila(datos.brechas, indicador="pobreza", anio=datos.anio)
    if fila["posicion"] not in FRASES_POSICION:
        return render_frase("La pobreza no se puede comparar con la del estado: falta el dato.", {})
    umbral = phrase_puntos(fila["umbral_similar_pp"])
    distancia = umbral if fila["posicion"] == "similar" else phrase_puntos(fila["brecha_pp"])
    return render_frase(
        f"La pobreza {FRASES_POSICION[fila['posicion']]}. Se llama similar a una diferencia de hasta "
        "{umbral}.",
        {
            "estado": f"la suma de los municipios de {datos.lugar.entidad}",
            "estado_pct": _build_pct(datos.brechas, "pobreza", datos.anio, "estado_pct"),
            "distancia": distancia,
            "umbral": umbral,
        },
    )


def _phrase_cambio(datos: Diagnostico) -> Html:
    previo = int(datos.cambios.loc[datos.cambios["hasta"] == datos.anio, "desde"].max())
    periodo = {"desde": previo, "hasta": datos.anio}
    pobreza = get_fila(datos.cambios, indicador="pobreza", **periodo)
    extrema = get_fila(datos.cambios, indicador="pobreza_extrema", **periodo)
    if is_sin_dato(pobreza["cambio_pp"]):
        return render_frase(
            "No se puede decir cómo cambió la pobreza desde {previo}: falta una medición.",
            {"previo": str(previo)},
        )
    return render_frase(
        "La cifra publicada de pobreza pasó {pobreza}, y la de pobreza extrema, {extrema}. Son estimaciones "
        "sin intervalo publicado en estos archivos: el cambio se describe, no se afirma.",
        {
            "pobreza": phrase_paso(pobreza["desde_pct"], pobreza["hasta_pct"], previo, datos.anio),
            "extrema": phrase_paso(extrema["desde_pct"], extrema["hasta_pct"], previo, datos.anio),
        },
    )


def _list_obras(datos: Diagnostico) -> list[Html]:
    """La carencia prioritaria y las obras que la mueven; una frase por idea."""
    primeras = datos.prioridad[datos.prioridad["lugar_fais"].eq(1).fillna(False)]
    if primeras.empty:
        return [Html("No hay dato para decir qué carencia atender primero.")]
    fila = primeras.iloc[0]
    carencia = fila["carencia"]
    otras = select_filas(datos.prioridad, es_prioridad_fais=True)
    otras = [c for c in otras["carencia"] if c != carencia]
    plantilla = (
        "De las carencias que el FAIS mueve directamente, la primera es {carencia}: {pct}, {personas}."
    )
    if otras:
        plantilla += " También {otras}."
    if fila["es_lugar_fais_estable"] is False or fila["es_lugar_fais_estable"] == 0:
        plantilla += " El orden entre ellas depende de cómo se pesen los criterios."
    mensajes = [
        render_frase(
            plantilla,
            {
                "carencia": lower_inicial(get_corto(carencia)),
                "pct": Cifra(fila["pct"], "pct", procedencia=_get_origen(datos, carencia, "pct")),
                "personas": Cifra(
                    fila["personas"], "personas", procedencia=_get_origen(datos, carencia, "personas")
                ),
                "otras": join_frase([lower_inicial(get_corto(c)) for c in otras]),
            },
        )
    ]
    obras = list_obras_finales(datos.obras, carencia)[:OBRAS_POR_FRASE]
    texto = f"Sacan a una vivienda de esa carencia las obras que llegan a ella: {join_frase(obras)}."
    return [*mensajes, render_frase("{texto}", {"texto": texto})]


def _get_origen(datos: Diagnostico, carencia: str, unidad: str) -> str:
    return f"pobreza_municipal[{datos.lugar.clave},{datos.anio}].{carencia}_{unidad}"


def list_obras_finales(obras: pd.DataFrame, carencia: str) -> Sequence[str]:
    """Obras de efecto final en una carencia, con minúscula inicial y sin aclaraciones entre paréntesis."""
    finales = select_filas(obras, carencia=carencia, efecto="final")["subclasificacion"]
    return [lower_inicial(obra.split(" (")[0].split(" / ")[0]) for obra in finales]
