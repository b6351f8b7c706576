"""Los mensajes clave: de tres a cinco, cada uno una idea, por regla y sin repetir el veredicto."""

import pandas as pd

from fais_analysis.indicators.texto import join_frase
from fais_analysis.schemas.capitulos.diagnostico import Diagnostico
from fais_analysis.views.capitulos.comun import get_corto, get_fila, list_mayores, lower_inicial
from fais_analysis.views.capitulos.origen import build_cifra
from fais_analysis.views.capitulos.veredicto import (
    ESTADO,
    POSICIONES,
    find_portada,
    get_posicion,
    is_sin_medicion,
    list_fallas_mayores,
    write_posicion,
)
from fais_analysis.views.componentes import CifraVista, render_frase
from fais_analysis.views.formato import format_pct, format_personas, is_sin_dato, round_decimal
from fais_analysis.views.marcado import Html

CARENCIAS_EN_FRASE = {
    "rezago_educativo": "el rezago educativo",
    "salud": "la de acceso a los servicios de salud",
    "seguridad_social": "la de seguridad social",
    "vivienda": "la de calidad y espacios de la vivienda",
    "servicios_basicos": "la de servicios básicos en la vivienda",
    "alimentacion": "la de alimentación",
}
FRASES_CAPACIDAD = {
    "directa": "es de las que el FAIS mueve directamente.",
    "indirecta": "una obra del FAIS acerca el servicio, pero por sí sola no cambia ese indicador.",
    "ninguna": "el FAIS no la mueve; depende de otras políticas.",
}

# Con menos no se dice que el número de personas sube o baja: 14 más de 109,597 no es subir.
CASI_IGUAL_PCT = 1.0


def build_mensajes(datos: Diagnostico) -> list[Html]:
    """De tres a cinco mensajes sobre el municipio, en orden de lectura.

    Sin medición publicada no hay mensajes: el veredicto lo dice y no se afirma nada más.
    """
    if is_sin_medicion(datos):
        return []
    mensajes = (
        _phrase_personas(datos),
        _phrase_extrema(datos),
        _phrase_extendida(datos),
        _phrase_segunda(datos),
        _phrase_vivienda(datos),
    )
    return [mensaje for mensaje in mensajes if mensaje]


def phrase_prioridad(prioridad: pd.DataFrame) -> str:
    """Nombre corto de la carencia prioritaria que el FAIS mueve, o por qué no la hay.

    Si más gente tiene otra, va primero ésa, que es la de la petición, y se dice cuál va primero por puntaje.
    """
    primera = prioridad[prioridad["lugar_fais"].eq(1).fillna(False)]
    if primera.empty:
        return "sin dato"
    nombres = join_frase([get_corto(carencia) for carencia in primera["carencia"]])
    portada = find_portada(prioridad)
    if portada is None:
        return nombres
    return f"{get_corto(portada['carencia'])} (por puntaje, {lower_inicial(nombres)})"


def phrase_prioridad_personas(prioridad: pd.DataFrame, anio: int) -> str:
    """A cuántas personas llega la carencia prioritaria; vacío si no la hay, empata o no tiene dato."""
    primera = prioridad[prioridad["lugar_fais"].eq(1).fillna(False)]
    if len(primera) != 1 or primera[["personas", "pct"]].isna().any(axis=None):
        return ""
    portada = find_portada(prioridad)
    fila = primera.iloc[0] if portada is None else portada
    return f"{format_personas(fila['personas'])}, {format_pct(fila['pct'])} de la población, en {anio}"


def _phrase_personas(datos: Diagnostico) -> Html:
    """Las personas detrás del porcentaje, y si se mueven en sentido contrario que él."""
    previo = int(datos.conteos["anio_previo"].iloc[0])
    pobreza = get_fila(datos.cambios, indicador="pobreza", desde=previo, hasta=datos.anio)
    extrema = get_fila(datos.cambios, indicador="pobreza_extrema", desde=previo, hasta=datos.anio)
    cifras: dict[str, CifraVista | str] = {
        "anio": str(datos.anio),
        "previo": str(previo),
        "hasta": build_cifra(datos, "cambios", pobreza, "hasta_personas", "personas"),
        "desde": build_cifra(datos, "cambios", pobreza, "desde_personas", "entero"),
        "extrema": build_cifra(datos, "cambios", extrema, "hasta_personas", "entero"),
        "extrema_desde": build_cifra(datos, "cambios", extrema, "desde_personas", "entero"),
    }
    # Si la población de la medición se aparta de la censal, comparar personas entre años engañaría.
    if is_sin_dato(pobreza["cambio_personas"]) or datos.avisos:
        return render_frase(
            "Detrás del porcentaje hay {hasta} en pobreza en {anio}; de ellas, {extrema} en pobreza extrema.",
            cifras,
        )
    plantilla = (
        "Detrás del porcentaje hay {hasta} en pobreza en {anio} ({desde} en {previo}); de ellas, {extrema} "
        "en pobreza extrema ({extrema_desde} en {previo})."
    )
    se_afirma = pobreza["posicion"] != "similar"
    if se_afirma and {pobreza["sentido"], pobreza["sentido_personas"]} == {"baja", "sube"}:
        casi = abs(pobreza["cambio_personas"]) < pobreza["desde_personas"] * CASI_IGUAL_PCT / 100
        personas = "casi no cambia" if casi else pobreza["sentido_personas"]
        plantilla += (
            f" En pobreza, el porcentaje {pobreza['sentido']} y el número de personas {personas}: también "
            "cambió la población."
        )
    return render_frase(plantilla, cifras)


def _phrase_extrema(datos: Diagnostico) -> Html | None:
    fila = get_fila(datos.brechas, indicador="pobreza_extrema", anio=datos.anio)
    if fila["posicion"] not in POSICIONES:
        return None
    posicion = write_posicion(get_posicion(fila, "estado_pct"), ESTADO)
    return render_frase(
        f"La pobreza extrema es {posicion}: {{pct}} de la población, frente a {{estado}}.",
        {
            "pct": build_cifra(datos, "brechas", fila, "municipio_pct", "pct"),
            "estado": build_cifra(datos, "brechas", fila, "estado_pct", "pct"),
        },
    )


def _phrase_extendida(datos: Diagnostico) -> Html | None:
    """La carencia que más gente tiene y si el FAIS la mueve; nada si falta alguna."""
    if datos.prioridad["pct"].isna().any():
        return None
    mayores = list_mayores(datos.prioridad, "pct", format_pct)
    nombres = join_frase([CARENCIAS_EN_FRASE[c] for c in mayores["carencia"]])
    pct: dict[str, CifraVista | str] = {
        "pct": build_cifra(datos, "prioridad", mayores.iloc[0], "pct", "pct"),
        "nombres": nombres,
    }
    if len(mayores) > 1:
        return render_frase("Las carencias más extendidas son {nombres}: {pct} cada una.", pct)
    final = FRASES_CAPACIDAD[mayores["capacidad_fais"].iloc[0]]
    return render_frase(
        f"La carencia más extendida es {{nombres}}, con {{pct}} de la población: {final}", pct
    )


def _phrase_segunda(datos: Diagnostico) -> Html | None:
    """La otra carencia que el FAIS mueve, si también es prioridad o si el orden depende de los pesos."""
    directas = datos.prioridad[
        (datos.prioridad["capacidad_fais"] == "directa") & datos.prioridad["lugar_fais"].notna()
    ]
    primeras = directas[directas["lugar_fais"] == 1]
    otras = directas[directas["lugar_fais"] > 1]
    if len(primeras) != 1 or len(otras) != 1:
        return None
    fila = otras.iloc[0]
    es_estable = bool(primeras["es_lugar_fais_estable"].fillna(True).iloc[0])
    if not fila["es_prioridad_fais"] and es_estable:
        return None
    cual = "También es prioridad" if fila["es_prioridad_fais"] else "Conviene ver también"
    plantilla = f"{cual} {{carencia}}: {{pct}} de la población, {{personas}}."
    if not es_estable:
        plantilla += " Cuál va primero depende de cómo se pesen los criterios."
    return render_frase(
        plantilla,
        {
            "carencia": f"la carencia de {lower_inicial(get_corto(fila['carencia']))}",
            "pct": build_cifra(datos, "prioridad", fila, "pct", "pct"),
            "personas": build_cifra(datos, "prioridad", fila, "personas", "personas"),
        },
    )


def _phrase_vivienda(datos: Diagnostico) -> Html | None:
    """La falla más frecuente de la carencia que va primero, entre las que se publican por municipio."""
    mayores = list_fallas_mayores(datos)
    if mayores.empty or round_decimal(mayores["municipio_pct"].iloc[0], 1) == 0:
        return None
    fila = mayores.iloc[0]
    fallas = join_frase([f"«{n.removeprefix('Viviendas ')}»" for n in mayores["nombre"]])
    # Si empatan, cada una tiene su cifra en el estado: no se compara con la de una sola.
    final = "{pct} de las viviendas, frente a {estado} en el estado."
    if len(mayores) > 1:
        final = "{pct} de las viviendas con cada una."
    carencias = mayores["carencia"].unique()
    propias = f" de {lower_inicial(get_corto(carencias[0]))}" if len(carencias) == 1 else ""
    return render_frase(
        f"De las fallas{propias} que se publican por municipio, {{sujeto}} {{falla}}: {final}",
        {
            "sujeto": f"la más frecuente en {fila['anio']} es"
            if len(mayores) == 1
            else f"las más frecuentes en {fila['anio']} son",
            "falla": fallas,
            "pct": build_cifra(datos, "vivienda", fila, "municipio_pct", "pct"),
            "estado": build_cifra(datos, "vivienda", fila, "estado_pct", "pct"),
        },
    )
