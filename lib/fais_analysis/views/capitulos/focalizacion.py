"""¿Llegó el dinero adonde dice la ley? Frases y gráficas comunes al expediente y al panorama."""

from dataclasses import replace
from functools import partial

import pandas as pd

from fais_analysis.indicators.focalizacion import ALGUNA, PARTES_ZONA, RURAL, URBANA
from fais_analysis.indicators.necesidad import NO_SE_PUEDE
from fais_analysis.indicators.parametros import MAXIMO_SIN_LOCALIZAR_PCT
from fais_analysis.indicators.partes import ES_INDICIO, SIN_LOCALIZAR
from fais_analysis.indicators.texto import SIN_DATO
from fais_analysis.indicators.ubicacion_zonas import DENTRO
from fais_analysis.indicators.zonas import DECLARATORIA
from fais_analysis.schemas.capitulos.inversion import InversionMunicipio
from fais_analysis.schemas.capitulos.panorama_focalizacion import PanoramaFocalizacion
from fais_analysis.views.capitulos.comun import get_fila, phrase_anios, phrase_redondeo, upper_inicial
from fais_analysis.views.capitulos.origen import PROCEDENCIA, build_cifra, write_origen
from fais_analysis.views.componentes import CifraVista, render_aviso, render_frase
from fais_analysis.views.dato import fill_procedencia
from fais_analysis.views.figures import Campos, plot_apiladas
from fais_analysis.views.formato import format_entero, format_pct, is_sin_dato
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.marcado import Html
from fais_analysis.views.presentacion import Presentacion
from fais_analysis.views.registros import list_renglones

ConInversion = InversionMunicipio | PanoramaFocalizacion
NOMBRES_ZONA = {
    RURAL: "En ZAP rural (municipios)",
    URBANA: "En ZAP urbana (AGEB)",
    ALGUNA: "En alguna de las dos",
}
NOTA_ZAP = (
    "ZAP: zona de atención prioritaria; AGEB: grupo de manzanas. Cada obra se compara con las zonas de su "
    "año. Sin localizar: la obra no dice su localidad o su AGEB; se cuenta y se muestra."
)
# Las gráficas de partes de cada capítulo, en su orden: tabla, qué las agrupa y sus porcentajes.
TABLAS_MUNICIPIO = {
    "partes_efecto": ("todo", "parte_pct", "estado_pct"),
    "partes_zap": ("ambito", "parte_pct"),
}
TABLAS_PANORAMA = {
    "partes_zap": ("ambito", "parte_pct"),
    "partes_rezago": ("definicion", "parte_pct"),
    "partes_incidencia": ("ejercicio", "parte_pct"),
    "partes_efecto": ("ejercicio", "parte_pct"),
}
TODO_RURAL = "todo el municipio está en ZAP rural: no hace falta la localidad"
NO_ES_DECLARATORIA = "Sin la declaratoria del Diario Oficial es sólo un indicio."
SUJETO_EFECTO = "qué tanto fue obra final"
NOTA_EFECTO = (
    "Final: por sí sola quita la carencia; condicionada, sólo si se cumple su condición; intermedia, cuando "
    "la vivienda se conecta. Catálogo reconstruido, por verificar."
)


def is_parcial(datos: ConInversion) -> bool:
    """Si al libro le falta algún municipio: la suma de los que sí están no es la entidad."""
    fila = datos.registros.iloc[0]
    return bool(fila["con_registros"] < fila["municipios"])


def show_registros(datos: ConInversion) -> Html:
    """Cuántos municipios tienen registros, si no son todos, y que por eso no se habla de la entidad."""
    if not is_parcial(datos):
        return Html("")
    fila = datos.registros.iloc[0]
    cierre = "lo que sigue es sólo de ellos, no de toda la entidad."
    if len(datos.lugar.clave) > 2:
        cierre = "con un libro incompleto no se compara con el estado."
    frase = render_frase(
        f"El libro de inversión trae registros de {{con_registros}} de {{municipios}} municipios: {cierre}",
        {c: build_cifra(datos, "registros", fila, c, "entero") for c in ("con_registros", "municipios")},
    )
    return render_aviso("informacion", frase)


def write_registros(datos: ConInversion) -> str:
    """Lo mismo en la descripción de una gráfica del panorama: «; registros de 1 de 39 municipios»."""
    if len(datos.lugar.clave) > 2 or not is_parcial(datos):
        return ""
    con, todos = (format_entero(datos.registros[c].iloc[0]) for c in ("con_registros", "municipios"))
    return f"; registros de {con} de {todos} municipios"


def phrase_localizacion(datos: ConInversion) -> Html:
    """Cuántas obras no dicen dónde están; en la mitad y en más de la mitad, la frase empieza por ahí."""
    fila = get_fila(datos.localizacion, parte=SIN_LOCALIZAR)
    cifra = partial(build_cifra, datos, "localizacion", fila)
    return render_frase(
        fila["plantilla"],
        {
            "obras": cifra("obras", "entero"),
            "total": cifra("total_obras", "entero"),
            "pct": cifra("parte_pct", "pct"),
        },
    )


def show_titular(datos: ConInversion) -> Html:
    """Aviso que abre el capítulo si la mitad o más de las obras, o del dinero, no dice dónde está."""
    if datos.localizacion.empty:
        return Html("")
    fila = get_fila(datos.localizacion, parte=SIN_LOCALIZAR)
    falta = max((v for v in (fila["falta_pct"], fila["falta_obras_pct"]) if not is_sin_dato(v)), default=0)
    if falta < MAXIMO_SIN_LOCALIZAR_PCT:
        return Html("")
    return render_aviso("informacion", phrase_localizacion(datos))


def build_tarjeta_zap(datos: ConInversion, anios: str) -> CifraVista:
    """Parte de la inversión dentro de alguna ZAP, con los años y la situación de la zona."""
    dentro, perdida = (get_fila(datos.partes_zap, ambito=ALGUNA, parte=p) for p in (DENTRO, SIN_LOCALIZAR))
    rural = get_fila(datos.partes_zap, ambito=RURAL, parte=DENTRO)
    # Donde todo el municipio es ZAP rural, «sin localizar, 0 %» contradice lo que se dice de las obras.
    falta = TODO_RURAL if rural["parte_pct"] == 100 else "sin localizar, {perdida}"
    detalle = render_frase(
        f"{{status}}; {falta}",
        {
            "status": dentro["status"],
            "perdida": build_cifra(datos, "partes_zap", perdida, "parte_pct", "pct"),
        },
    )
    tarjeta = CifraVista(None, "pct", f"Dentro de alguna ZAP, {anios}", detalle)
    if dentro["status"] == SIN_DATO:  # sin conjunto, el cero de «dentro» no sería verdad
        return tarjeta
    cifra = build_cifra(datos, "partes_zap", dentro, "parte_pct", "pct")
    return replace(tarjeta, valor=cifra.valor, procedencia=cifra.procedencia)


def write_titulo_partes(fila: pd.Series, sujeto: str, leida: str) -> str:
    """El mensaje de un reparto según lo que se puede concluir; ``leida`` es la frase si se puede leer.

    Examples
    --------
    >>> demo = pd.Series({"conclusion": NO_SE_PUEDE, "motivo": "el libro es de demostración"})
    >>> write_titulo_partes(demo, "si llegó a las ZAP", "Llegó el 5 %")
    'No se puede concluir si llegó a las ZAP: el libro es de demostración'
    """
    if fila["conclusion"] == NO_SE_PUEDE:
        return f"No se puede concluir {sujeto}: {fila['motivo']}"
    mitad = max(fila["falta_pct"], fila["falta_obras_pct"]) == MAXIMO_SIN_LOCALIZAR_PCT
    frase = f"{leida}; de la mitad no se sabe" if mitad else leida
    return f"Indicio: {frase[:1].lower()}{frase[1:]}" if fila["conclusion"] == ES_INDICIO else frase


def plot_zonas(datos: ConInversion) -> Grafica | Html:
    """Parte de la inversión dentro y fuera de la ZAP de cada año; lo que no se localiza va rayado."""
    if datos.partes_zap.empty:
        return Html("")
    alguna = get_fila(datos.partes_zap, ambito=ALGUNA, parte=DENTRO)
    es_declarada = alguna["status"] == DECLARATORIA
    leida = f"{format_pct(alguna['parte_pct'])} de la inversión está dentro de una ZAP"
    presentacion = Presentacion(
        id="inversion-zap",
        titulo=write_titulo_partes(alguna, "si el dinero llegó a las ZAP", leida),
        descripcion=f"Porcentaje de la inversión de {_phrase_ejercicios(datos)} según la ZAP del año de cada "
        f"obra: {alguna['status']}{write_registros(datos)}",
        fuente=f"{datos.citas['libro']}; {_cite_zonas(datos)}",
        nota=NOTA_ZAP if es_declarada else f"{NOTA_ZAP} {NO_ES_DECLARATORIA}",
    )
    filas = datos.partes_zap.assign(nombre=datos.partes_zap["ambito"].map(NOMBRES_ZONA))
    # «Sin localizar» se queda aunque sea cero: es una respuesta, y así cada parte conserva su trama.
    usadas = [p for p in PARTES_ZONA if p != SIN_DATO or (filas["parte"].eq(p) & (filas["obras"] > 0)).any()]
    return plot_partes(datos, "partes_zap", filas[filas["parte"].isin(usadas)], presentacion, "Zona")


def plot_partes(
    datos: ConInversion, tabla: str, filas: pd.DataFrame, presentacion: Presentacion, rotulo: str
) -> Grafica:
    """Barras apiladas de 100 %: una por ``nombre``, con las partes en su orden."""
    plantilla = write_origen(datos, tabla, "parte_pct")
    origenes = [fill_procedencia(plantilla, r) for r in list_renglones(filas)]
    filas = filas.assign(procedencia=origenes, parte_nombre=filas["parte"].map(upper_inicial))
    campos = Campos(
        "nombre",
        "parte_pct",
        "parte_nombre",
        procedencia=PROCEDENCIA,
        rotulo_categoria=rotulo,
        maximo=100,
    )
    nota = f"{presentacion.nota} {phrase_primer_redondeo(datos, tabla)}".strip()
    return plot_apiladas(filas, campos, replace(presentacion, nota=nota))


def phrase_primer_redondeo(datos: ConInversion, tabla: str) -> str:
    """Por qué las partes no suman 100, sólo en la primera gráfica del capítulo en que se ve que no suman."""
    orden = TABLAS_MUNICIPIO if isinstance(datos, InversionMunicipio) else TABLAS_PANORAMA
    for nombre, (grupo, *columnas) in orden.items():
        filas = getattr(datos, nombre)
        frases = (phrase_redondeo(filas.assign(todo=""), grupo, c) for c in columnas if not filas.empty)
        frase = next(filter(None, frases), "")
        if frase or nombre == tabla:
            return frase if nombre == tabla else ""
    return ""


def _phrase_ejercicios(datos: ConInversion) -> str:
    return phrase_anios([int(e) for e in datos.ejercicios])


def _cite_zonas(datos: ConInversion) -> str:
    return datos.citas["zonas"]
