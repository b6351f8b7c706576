"""La petición en palabras: la frase de cada voz, cómo vive la gente y lo que se dice de una plaza."""

import re

import pandas as pd

from fais_analysis.indicators.parametros import UMBRAL_SIMILAR_PP
from fais_analysis.indicators.peticion import ABAJO, ARRIBA, PARECIDO
from fais_analysis.schemas.capitulos.hoja import HojaMunicipio
from fais_analysis.schemas.capitulos.resumen import COMO_ESTADO, FALTA_POCO, NOMBRES_VOZ, SIN_VOZ, URGENTE
from fais_analysis.views.capitulos.origen import build_cifra
from fais_analysis.views.componentes import CifraVista, render_frase
from fais_analysis.views.formato import format_entero, round_decimal
from fais_analysis.views.marcado import Html

MENOS = "menos que el estado"
CON_ESTADO = ("municipio_pct", "estado_pct")
CUIDADO = "Contamos viviendas: la estimación de personas es imprecisa."
PLAZA = "Plazas y calles mejoran el lugar; no quitan estas carencias."
_CIFRA = re.compile(r"(?:unas )?<data .*?</data>(?: de cada 100| personas| viviendas)?", re.IGNORECASE)
# Cómo se dice cada carencia tras «A 83 de cada 100 personas…» o «26 de cada 100 personas…».
LES_FALTA = "les falta en casa agua, drenaje, luz o chimenea"
VIVEN = "viven en casas frágiles, con pocos cuartos o piso de tierra"
VIVE = {
    "dispersa": "{n} de 10 viven en lugares de menos de 100 habitantes: obra casa por casa.",
    "todos_pueblos": "Todos viven en pueblos y rancherías de menos de 2,500 habitantes.",
    "casi_pueblos": "Casi todos viven en pueblos y rancherías de menos de 2,500 habitantes.",
    "pueblos": "{n} de 10 viven en pueblos de menos de 2,500 habitantes.",
    "ciudad": "{n} de 10 viven en poblaciones grandes: obra por colonia.",
    "casi_ciudad": "Casi todos viven en poblaciones grandes: obra por colonia.",
    "dispersa_pocos": "{n} de 10 viven en lugares menores de 100 habitantes: ahí, obra casa por casa.",
    "ciudad_chica": "{n} de 10 viven en poblaciones de 2,500 habitantes o más.",
    "casi_ciudad_chica": "Casi todos viven en poblaciones de 2,500 habitantes o más.",
}
# Desde cuántos habitantes una población se reparte por colonias: convención de la frase, no decide obras.
COLONIA_PERSONAS = 15_000


def name_voz(peticion: pd.Series, pocas_personas: int) -> str:
    """La voz en pocas palabras, para el índice: «como el estado» sólo si de verdad está casi igual.

    ``peticion`` es una fila de ``compute_voces``; con ``pocas_personas`` o menos no se dice que son muchas, y
    de una estimación poco precisa no se dice que es más ni menos.

    Examples
    --------
    >>> name_voz(pd.Series({"voz": "como_estado", "variante": "abajo_muchas", "personas": 25414}), 1000)
    'mucha gente, menos que el estado'
    """
    voz, variante = peticion["voz"], peticion["variante"]
    if voz != COMO_ESTADO or variante == PARECIDO or peticion.get("es_imprecisa", False):
        return NOMBRES_VOZ[voz]
    if variante == ARRIBA:
        return "algo más que el estado"
    return MENOS if peticion["personas"] <= pocas_personas else f"mucha gente, {MENOS}"


def write_peticion(datos: HojaMunicipio) -> Html:
    """La frase con que se le pide, según su voz, con sus cifras."""
    fila = datos.peticion.iloc[0]
    voz, es_servicios = fila["voz"], fila["carencia"] == "servicios_basicos"
    if voz == SIN_VOZ:
        return Html(f"No hay medición de {datos.anio} de las carencias de este municipio.")
    if (mayor := find_mayor_contada(datos)) is not None:
        return write_viviendas(datos, *mayor)
    cifras: dict[str, CifraVista | str] = {
        "n": build_cifra(datos, "peticion", fila, "municipio_pct", "entero"),
        "m": build_cifra(datos, "peticion", fila, "estado_pct", "entero"),
        "p": build_cifra(datos, "peticion", fila, "aproximadas_personas", "entero"),
    }
    if voz == FALTA_POCO:
        sujeto = f"A unas {{p}} personas {LES_FALTA}" if es_servicios else f"Unas {{p}} personas {VIVEN}"
        return strong_cifras(render_frase(f"{sujeto}. {ask_plazo(datos)}", cifras))
    sujeto = (
        f"A {{n}} de cada 100 personas {LES_FALTA}" if es_servicios else f"{{n}} de cada 100 personas {VIVEN}"
    )
    return strong_cifras(render_frase(f"{sujeto}{compare_estado(datos)}", cifras))


def find_mayor_contada(datos: HojaMunicipio) -> tuple[pd.Series, pd.Series] | None:
    """La obra de más viviendas y su falla, si la estimación de personas es poco precisa; si no, nada.

    La petición no se apoya en una cifra que no alcanza para comparar: las viviendas las contó el Censo.
    """
    if not datos.peticion["es_imprecisa"].iloc[0]:
        return None
    contadas = datos.obras[datos.obras["es_propuesta"] & datos.obras["viviendas"].notna()]
    fallas = datos.fallas[datos.fallas["falla"].isin(contadas["falla"])].dropna(subset=list(CON_ESTADO))
    if fallas.empty:
        return None
    obra = contadas.loc[contadas["viviendas"].astype("float64").idxmax()]
    propias = fallas[fallas["falla"] == obra["falla"]]
    return None if propias.empty else (obra, propias.iloc[0])


def write_viviendas(datos: HojaMunicipio, obra: pd.Series, falla: pd.Series) -> Html:
    """La frase en viviendas: cuántas, de cada cien y en el estado; o hasta cuándo, si falta poco."""
    cifras: dict[str, CifraVista | str] = {
        "v": build_cifra(datos, "obras", obra, "viviendas", "entero"),
        "n": build_cifra(datos, "fallas", falla, "municipio_pct", "entero"),
        "m": build_cifra(datos, "fallas", falla, "estado_pct", "entero"),
    }
    inicio = f"A {{v}} viviendas les falta {obra['que_falta']}"
    if datos.peticion["voz"].iloc[0] == FALTA_POCO:
        return strong_cifras(render_frase(f"{inicio}. {ask_plazo(datos)}", cifras))
    return strong_cifras(render_frase(f"{inicio}, a {{n}} de cada 100{compare_falla(datos, falla)}", cifras))


def compare_falla(datos: HojaMunicipio, falla: pd.Series) -> str:
    """El final de la frase en viviendas: con hasta un punto de diferencia no está mejor ni peor."""
    aqui, estado = (round_decimal(falla[columna], 0) for columna in CON_ESTADO)
    diferencia_pp = float(falla["municipio_pct"] - falla["estado_pct"])
    if aqui == estado:
        return ". Igual que en el estado."
    if abs(diferencia_pp) <= UMBRAL_SIMILAR_PP and datos.peticion["voz"].iloc[0] != URGENTE:
        return "; en el estado, a {m}. Casi igual."
    return ". En el estado, a {m}." if aqui > estado else ": menos que en el estado ({m})."


def write_cuidado(datos: HojaMunicipio) -> str:
    """Por qué la petición cuenta viviendas y no personas; vacío si cuenta personas."""
    return CUIDADO if find_mayor_contada(datos) is not None else ""


def compare_estado(datos: HojaMunicipio) -> str:
    """El final de la frase: cómo está frente al estado, sin alarmar a quien está mejor."""
    fila = datos.peticion.iloc[0]
    a = "a " if fila["carencia"] == "servicios_basicos" else ""
    if fila["variante"] == ABAJO:
        return ": menos que en el estado ({m}). Pero son unas {p}."
    if fila["variante"] == PARECIDO and fila["voz"] != URGENTE:
        iguales = round_decimal(fila["municipio_pct"], 0) == round_decimal(fila["estado_pct"], 0)
        return ". Igual que en el estado." if iguales else f"; en el estado, {a}{{m}}. Casi igual."
    return f". En el estado, {a}{{m}}."


def ask_plazo(datos: HojaMunicipio) -> str:
    """«¿Lo terminamos este año?», si cada obra propuesta es de pocas viviendas; sin contar, no se promete."""
    propuestas = datos.obras.loc[datos.obras["es_propuesta"], "viviendas"]
    if propuestas.isna().any():
        return "¿Lo contamos y lo terminamos juntos?"
    pocas = len(propuestas) and int(propuestas.max()) <= datos.este_anio_viviendas
    return "¿Lo terminamos este año?" if pocas else "¿En cuántos años lo terminamos?"


def strong_cifras(frase: Html) -> Html:
    """La frase con cada cifra, y de cuántas es, en negritas y sin partirse de su renglón."""
    return Html(_CIFRA.sub(r"<b>\g<0></b>", frase))


def write_vive(datos: HojaMunicipio) -> Html:
    """Cómo vive la gente, que decide si la obra va casa por casa, por pueblo o por colonia; o vacío."""
    if datos.vive.empty:
        return Html("Cómo vive la gente, por localidad: sin dato.")
    fila = datos.vive.iloc[0]
    forma = str(fila["forma"])
    if forma == "dispersa" and fila["menos_100_pct"] < 50:
        forma = "dispersa_pocos"
    if forma == "ciudad":
        forma = "casi_ciudad" if fila["de_cada_10"] >= 10 else forma
        forma += "" if has_colonias(datos) else "_chica"
    return render_frase(VIVE[forma], {"n": build_cifra(datos, "vive", fila, "de_cada_10", "entero")})


def has_colonias(datos: HojaMunicipio) -> bool:
    """Si su mayor población alcanza para hablar de colonias; sin el dato, no."""
    hay = (bool((tabla["personas"] >= COLONIA_PERSONAS).any()) for tabla in (datos.lugares, datos.puntos))
    return bool(datos.ciudad) or any(hay)


def name_caption(datos: HojaMunicipio) -> str:
    """De cuántas viviendas habitadas son las de la tabla de obras."""
    total = datos.viviendas["viviendas"].iloc[0] if len(datos.viviendas) else None
    return format_entero(total)
