"""El veredicto: un párrafo de dos a cuatro frases, por reglas, sólo con lo que los datos sostienen.

Dice el nivel y cómo se compara, qué carencia atender primero y qué no se puede afirmar. Las obras no se
repiten aquí: las propone la primera pantalla y las enumera la tabla del anexo.
"""

from collections.abc import Sequence

import pandas as pd

from fais_analysis.indicators.peticion import CARENCIAS_FAIS
from fais_analysis.indicators.texto import join_frase
from fais_analysis.indicators.vivienda import FUENTE_IMM
from fais_analysis.schemas.capitulos.diagnostico import Diagnostico
from fais_analysis.views.capitulos.comun import (
    get_corto,
    get_fila,
    has_familia,
    list_mayores,
    lower_inicial,
    phrase_de,
    phrase_puntos,
    select_filas,
)
from fais_analysis.views.capitulos.origen import build_cifra
from fais_analysis.views.componentes import CifraVista, render_frase
from fais_analysis.views.formato import format_pct, is_sin_dato, round_decimal
from fais_analysis.views.marcado import Html

ESTADO, FAMILIA = "el estado", "los municipios comparables"
POSICIONES = {
    "peor": "más alta que en {quien}",
    "mejor": "más baja que en {quien}",
    "similar": "similar a la de {quien}",
    "igual": "igual a la de {quien}",
}


def write_posicion(posicion: str, quien: str) -> str:
    """Cómo es una cifra frente a la de alguien, sin calificarla.

    Examples
    --------
    >>> write_posicion("peor", "el estado"), write_posicion("similar", "el estado")
    ('más alta que en el estado', 'similar a la del estado')
    """
    return POSICIONES[posicion].format(quien=quien).replace(" de el ", " del ")


def build_veredicto(datos: Diagnostico) -> list[Html]:
    """Las frases del veredicto, en orden. Sin medición: una sola, que lo dice y nada más."""
    if is_sin_medicion(datos):
        return [
            render_frase(
                "CONEVAL no publicó la medición de la pobreza de {anio} para {municipio}: sin dato no es "
                "cero, y sin ese dato no se afirma nada de su nivel, su comparación ni su cambio.",
                {"anio": str(datos.anio), "municipio": datos.lugar.en_frase},
            )
        ]
    frases = [_phrase_nivel(datos), _phrase_parecido(datos), _phrase_primera(datos), _phrase_limite(datos)]
    return [frase for frase in frases if frase]


def build_criterio(datos: Diagnostico) -> Html:
    """El criterio con que se dice mejor, similar o peor, y con quién se compara."""
    conteos = datos.conteos.iloc[0]
    plantilla = (
        "Criterio: «similar» es una diferencia de hasta {umbral}. «El estado» es la suma de sus municipios. "
    )
    if conteos["familia_municipios"] > 0:
        plantilla += (
            "Los comparables son los {cuantos} del estado más parecidos en tamaño, dispersión e ingreso "
            "laboral, sin mirar su pobreza ni sus carencias."
        )
    return render_frase(
        plantilla,
        {
            "umbral": build_cifra(
                datos, "parametros", datos.parametros.iloc[0], "umbral_similar_pp", phrase_puntos
            ),
            "cuantos": build_cifra(datos, "conteos", conteos, "familia_municipios", "entero"),
        },
    )


def is_sin_medicion(datos: Diagnostico) -> bool:
    """Si el municipio no tiene la última medición."""
    return is_sin_dato(get_fila(datos.brechas, indicador="pobreza", anio=datos.anio)["municipio_pct"])


def get_posicion(fila: pd.Series, otra: str) -> str:
    """La posición de ``municipio_pct`` frente a otra columna; «igual» si impresas se leen igual."""
    if fila["posicion"] == "similar" and format_pct(fila["municipio_pct"]) == format_pct(fila[otra]):
        return "igual"
    return str(fila["posicion"])


def phrase_posiciones(estado: str, familia: str) -> str:
    """Cómo está frente a su estado y frente a su familia, sin el verbo; vacío si no hay con qué comparar.

    Examples
    --------
    >>> phrase_posiciones("peor", "mejor")
    'más alta que en el estado, pero más baja que en los municipios comparables'
    >>> phrase_posiciones("similar", "similar")
    'similar a la del estado y a la de los municipios comparables'
    """
    conocidas = [(p, q) for p, q in ((estado, ESTADO), (familia, FAMILIA)) if p in POSICIONES]
    if not conocidas:
        return ""
    textos = [write_posicion(p, q) for p, q in conocidas]
    if len(textos) == 1:
        return textos[0]
    if estado == familia:
        return f"{textos[0]} y {'a la de' if estado in ('similar', 'igual') else 'que en'} {FAMILIA}"
    conjuncion = "y" if {"similar", "igual"} & {estado, familia} else ", pero"
    return f"{textos[0]}{'' if conjuncion.startswith(',') else ' '}{conjuncion} {textos[1]}"


def _phrase_nivel(datos: Diagnostico) -> Html:
    propio = get_fila(datos.brechas, indicador="pobreza", anio=datos.anio)
    familia = get_fila(datos.comparacion, indicador="pobreza", anio=datos.anio).copy()
    familia["municipio_pct"] = propio["municipio_pct"]
    familia_posicion = "no comparable"
    if has_familia(datos.conteos.iloc[0]):
        familia_posicion = get_posicion(familia, "familia_pct")
    posiciones = phrase_posiciones(get_posicion(propio, "estado_pct"), familia_posicion)
    nivel = "en {anio} se estima que vivía en pobreza {pct} de su población"
    plantilla = f"La pobreza en {{municipio}} es {posiciones}: {nivel}"
    if not posiciones:
        plantilla = "En {anio} se estima que vivía en pobreza {pct} de la población {de}"
    frente = []
    if propio["posicion"] in POSICIONES:
        frente.append("{estado} en el estado")
    if familia_posicion in POSICIONES:
        frente.append("{familia} en los comparables")
    plantilla += f", frente a {join_frase(frente)}." if frente else "."
    if familia_posicion not in POSICIONES:
        plantilla += " No hay municipios comparables con dato."
    return render_frase(
        plantilla,
        {
            "municipio": datos.lugar.en_frase,
            "de": phrase_de(datos.lugar.en_frase),
            "anio": str(datos.anio),
            "pct": build_cifra(datos, "brechas", propio, "municipio_pct", "pct"),
            "estado": build_cifra(datos, "brechas", propio, "estado_pct", "pct"),
            "familia": build_cifra(datos, "comparacion", familia, "familia_pct", "pct"),
        },
    )


def _phrase_parecido(datos: Diagnostico) -> Html | None:
    conteos = datos.conteos.iloc[0]
    bajos, todos = int(conteos["familia_parecido_bajo"]), int(conteos["familia_municipios"])
    if bajos == 0:
        return None
    plantilla = "Con {bajos} de los {todos} comparables el parecido es bajo: tómelo con cautela."
    if bajos == todos:
        plantilla = "El parecido con los comparables es bajo: tómelo con cautela."
    return render_frase(
        plantilla,
        {
            "bajos": build_cifra(datos, "conteos", conteos, "familia_parecido_bajo", "entero"),
            "todos": build_cifra(datos, "conteos", conteos, "familia_municipios", "entero"),
        },
    )


def list_primeras(prioridad: pd.DataFrame) -> list[pd.Series]:
    """La carencia que va primero entre las que el FAIS mueve directamente; varias si empatan."""
    return [fila for _, fila in select_filas(prioridad, lugar_fais=1).iterrows()]


def find_portada(prioridad: pd.DataFrame) -> pd.Series | None:
    """La carencia con que abre la petición (la de mayor %), si otra va primero por puntaje; si no, nada."""
    columnas = (prioridad[c].tolist() for c in ("carencia", "pct", "lugar_fais"))
    filas = list(zip(*columnas, strict=True))
    primeras = [carencia for carencia, _, lugar in filas if not is_sin_dato(lugar) and lugar == 1]
    pcts = {carencia: pct for carencia, pct, _ in filas if not is_sin_dato(pct)}
    if len(primeras) != 1 or not all(c in pcts for c in CARENCIAS_FAIS):
        return None
    portada = max(CARENCIAS_FAIS, key=lambda c: pcts[c])
    return None if portada == primeras[0] else get_fila(prioridad, carencia=portada)


def list_fallas_mayores(datos: Diagnostico) -> pd.DataFrame:
    """La falla más frecuente de la carencia que va primero (todas, si empatan); vacía sin dato.

    El hacinamiento no entra: CONAPO lo cuenta con otro umbral y rebasa a la carencia que lo contiene.
    """
    primeras = {fila["carencia"] for fila in list_primeras(datos.prioridad)}
    propias = datos.vivienda[
        datos.vivienda["carencia"].isin(primeras) & (datos.vivienda["fuente"] != FUENTE_IMM)
    ]
    return list_mayores(propias, "municipio_pct", format_pct)


def _phrase_primera(datos: Diagnostico) -> Html:
    primeras = list_primeras(datos.prioridad)
    if not primeras:
        return Html("No hay dato para decir qué carencia atender primero con el FAIS.")
    if all(round_decimal(fila["personas"], 0) == 0 for fila in primeras):
        return render_frase(
            "De las carencias que el FAIS mueve directamente no se estima ninguna persona: es una cifra de "
            "cero, no un hueco.",
            {},
        )
    portada = find_portada(datos.prioridad)
    if portada is not None:
        primeras = [portada, *primeras]
    if len(primeras) > 1:
        return _phrase_empate(datos, primeras)
    fila = primeras[0]
    verbo = "la tiene" if round_decimal(fila["personas"], 0) == 1 else "la tienen"
    return render_frase(
        "De lo que mueve el FAIS, primero va la carencia de {carencia}: {verbo} {personas} ({pct}). Se "
        "quita con obras que llegan a la casa.",
        {
            "carencia": lower_inicial(get_corto(fila["carencia"])),
            "verbo": verbo,
            "personas": build_cifra(datos, "prioridad", fila, "personas", "personas"),
            "pct": build_cifra(datos, "prioridad", fila, "pct", "pct"),
        },
    )


def _phrase_empate(datos: Diagnostico, primeras: Sequence[pd.Series]) -> Html:
    cifras: dict[str, CifraVista | str] = {}
    partes, es_portada = [], find_portada(datos.prioridad) is not None
    for numero, fila in enumerate(primeras):
        cual = "la carencia de" if es_portada and not numero else "la de"
        partes.append(f"{cual} {{carencia{numero}}} ({{personas{numero}}}, {{pct{numero}}})")
        cifras[f"carencia{numero}"] = lower_inicial(get_corto(fila["carencia"]))
        cifras[f"personas{numero}"] = build_cifra(datos, "prioridad", fila, "personas", "personas")
        cifras[f"pct{numero}"] = build_cifra(datos, "prioridad", fila, "pct", "pct")
    umbral = datos.parametros["umbral_similar_pp"].iloc[0]
    dicho = f"empatan en primer lugar {join_frase(partes)}"
    if es_portada and abs(primeras[0]["pct"] - primeras[1]["pct"]) <= umbral:
        dicho = f"van casi a la par {join_frase(partes)}"
    elif es_portada:
        dicho = (
            f"la que más gente tiene es {partes[0]}; si se pesan también la diferencia con el estado y el "
            f"cambio, va primero {partes[1]}"
        )
    plantilla = f"De lo que mueve el FAIS, {dicho}. Se quitan con obras que llegan a la casa."
    return render_frase(plantilla, cifras)


def write_obra(nombre: str) -> str:
    """Nombre de una obra del catálogo dentro de una frase: minúscula inicial y sin aclaraciones.

    Examples
    --------
    >>> write_obra("Estufa ecológica (con chimenea)")
    'estufa ecológica'
    """
    return lower_inicial(nombre.split(" (")[0].split(" / ")[0])


def _phrase_limite(datos: Diagnostico) -> Html:
    previo = int(datos.conteos["anio_previo"].iloc[0])
    cambio = get_fila(datos.cambios, indicador="pobreza", desde=previo, hasta=datos.anio)
    if is_sin_dato(cambio["cambio_pp"]):
        return render_frase(
            "No se puede decir cómo cambió la pobreza desde {previo}: falta esa medición.",
            {"previo": str(previo)},
        )
    final = "Con una diferencia tan chica no se puede afirmar un cambio."
    if cambio["posicion"] != "similar":
        final = "Se publica sin margen de error: no se puede afirmar que el cambio sea real ni a qué se debe."
    return render_frase(
        f"La cifra publicada de pobreza pasó de {{desde}} en {{previo}} a {{hasta}} en {{anio}}. {final}",
        {
            "desde": build_cifra(datos, "cambios", cambio, "desde_pct", "pct"),
            "hasta": build_cifra(datos, "cambios", cambio, "hasta_pct", "pct"),
            "previo": str(previo),
            "anio": str(datos.anio),
        },
    )


def render_veredicto(datos: Diagnostico) -> Html:
    """El párrafo; su criterio va con los mensajes, en el anexo."""
    return Html(f'<p class="fais-veredicto">{" ".join(map(str, build_veredicto(datos)))}</p>')
