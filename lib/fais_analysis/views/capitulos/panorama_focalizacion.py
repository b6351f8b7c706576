"""El panorama: ¿llegó el dinero adonde dice la ley? Gráficas y mapa de toda la entidad."""

from functools import partial

import pandas as pd

from fais_analysis.indicators.antes_despues import ES_ASOCIACION
from fais_analysis.indicators.focalizacion import ALTOS, DE_LA_LEY, DE_LINEAMIENTOS
from fais_analysis.indicators.necesidad import NO_SE_PUEDE
from fais_analysis.schemas.capitulos.panorama_focalizacion import PanoramaFocalizacion
from fais_analysis.views.capitulos.comun import get_corto, get_fila, lower_inicial, phrase_anios
from fais_analysis.views.capitulos.concentracion_frases import phrase_concentracion, write_rango
from fais_analysis.views.capitulos.focalizacion import (
    NOTA_EFECTO,
    phrase_localizacion,
    plot_partes,
    show_registros,
    show_titular,
    write_registros,
    write_titulo_partes,
)
from fais_analysis.views.capitulos.origen import write_origen
from fais_analysis.views.componentes import render_aviso, render_lista_mensajes
from fais_analysis.views.figures import Ejes, EjesCurva, plot_curva, plot_dispersion
from fais_analysis.views.formato import format_decimal, format_mxn, format_pct, is_sin_dato
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.maps import Cortes, plot_mapa
from fais_analysis.views.marcado import Html
from fais_analysis.views.presentacion import Presentacion, PresentacionMapa, Sello
from fais_analysis.views.tema import TEMA_OTRAS

GRAFICAS = ("zonas", "rezago", "incidencia", "efecto", "curva")
CARENCIAS = ("servicios_basicos", "vivienda")
PESOS = "inversion_por_persona_pobreza_extrema_mxn"
# Los mismos cortes para todos los estados: pesos acumulados por persona en pobreza extrema.
CORTES_PESOS = Cortes((20_000.0, 40_000.0, 80_000.0, 160_000.0), "pesos por persona", "mxn", 0)
NOMBRES_REZAGO = {
    DE_LA_LEY: "Municipios de grado alto o muy alto",
    DE_LINEAMIENTOS: "Los dos mayores grados del estado",
}
SIN_REGISTROS = (
    "El libro de inversión no registra obras de esta entidad. No registrado no es cero: no se puede decir si "
    "el dinero llegó adonde dice la ley."
)
AVISO_FICTICIO = (
    "El reparto por municipio y por obra es ficticio: de esta parte no se puede concluir nada. Sirve para "
    "ver cómo se leerá con el libro verdadero."
)
CON_ARTICULO = {
    "pobreza": "la pobreza",
    "pobreza_extrema": "la pobreza extrema",
    "servicios_basicos": "la falta de servicios básicos",
    "vivienda": "la carencia de vivienda",
}
RELACION = {
    "no se distingue de cero": "No se ve relación entre lo invertido y el cambio en {carencia}: no se "
    "distingue de cero",
    "asociación negativa": "Donde se invirtió más por persona, {carencia} bajó más; es asociación",
    "asociación positiva": "Donde se invirtió más por persona, {carencia} no bajó más; es asociación",
}
PARECIDA, DISTINTA = "Población parecida", "Su población cambió más de 20\u00a0%"


def list_graficas(datos: PanoramaFocalizacion) -> tuple[str, ...]:
    """Gráficas que se muestran: ninguna sin registros."""
    if datos.localizacion.empty:
        return ()
    curva = GRAFICAS if _tiene_curva(datos) else GRAFICAS[:-1]
    return (*curva, *(c for c in CARENCIAS if _tiene_cambio(datos, c)))


def list_mapas(datos: PanoramaFocalizacion) -> tuple[str, ...]:
    """El mapa, si hay registros y polígonos."""
    return ("pesos",) if len(datos.focalizacion) and datos.poligonos is not None else ()


def show_portada(datos: PanoramaFocalizacion) -> Html:
    """Lo primero: cuántas obras no dicen dónde están, y si de lo demás se puede concluir."""
    if datos.localizacion.empty:
        return render_aviso("informacion", SIN_REGISTROS)
    aviso = render_aviso("demostracion", AVISO_FICTICIO) if datos.es_demostracion else ""
    titular = show_titular(datos) or render_lista_mensajes([phrase_localizacion(datos)])
    return Html(f"{aviso}{titular}{show_registros(datos)}")


def plot_rezago(datos: PanoramaFocalizacion) -> Grafica | Html:
    """Parte de la inversión en los municipios con mayor rezago social, según la ley y los lineamientos."""
    if datos.partes_rezago.empty:
        return Html("")
    altos = get_fila(datos.partes_rezago, definicion=DE_LA_LEY, parte=ALTOS)
    leida = f"{format_pct(altos['parte_pct'])} de la inversión está en municipios de rezago alto o muy alto"
    presentacion = Presentacion(
        id="panorama-rezago",
        titulo=write_titulo_partes(altos, "si el dinero llegó a los de mayor rezago", leida),
        descripcion=f"Porcentaje de la inversión de {phrase_anios(datos.ejercicios)} según el grado de "
        f"rezago social del municipio vigente en el año de la obra{write_registros(datos)}",
        fuente=f"{datos.citas['libro']}; {datos.citas['rezago_social']}",
        nota="Los dos mayores grados, como los piden los Lineamientos: por verificar. No se tiene el grado "
        "de cada localidad.",
    )
    filas = datos.partes_rezago.assign(nombre=datos.partes_rezago["definicion"].map(NOMBRES_REZAGO))
    return plot_partes(datos, "partes_rezago", _drop_vacias(filas), presentacion, "Definición")


def plot_incidencia(datos: PanoramaFocalizacion) -> Grafica | Html:
    """Obra directa, complementaria y especial, año por año."""
    if datos.partes_incidencia.empty:
        return Html("")
    directa = datos.partes_incidencia[datos.partes_incidencia["parte"] == "directa"]
    presentacion = Presentacion(
        id="panorama-incidencia",
        titulo=_write_titulo_anual(directa, "cuánto fue obra directa", "La obra directa"),
        descripcion="Porcentaje de la inversión de cada año por incidencia de la "
        f"obra{write_registros(datos)}",
        fuente=datos.citas["libro"],
        nota="Directa: abate una carencia. Complementaria: mejora el entorno. Catálogo reconstruido, por "
        "verificar.",
    )
    filas = datos.partes_incidencia.assign(nombre=datos.partes_incidencia["ejercicio"].astype("str"))
    return plot_partes(datos, "partes_incidencia", _drop_vacias(filas), presentacion, "Año")


def plot_efecto(datos: PanoramaFocalizacion) -> Grafica | Html:
    """Obra final contra intermedia, año por año."""
    if datos.partes_efecto.empty:
        return Html("")
    final = datos.partes_efecto[datos.partes_efecto["parte"] == "final"]
    presentacion = Presentacion(
        id="panorama-efecto",
        titulo=_write_titulo_anual(
            final, "cuánto fue obra final", "La obra que por sí sola quita la carencia"
        ),
        descripcion="Porcentaje de la inversión de cada año por el efecto de la obra en la "
        f"carencia{write_registros(datos)}",
        fuente=datos.citas["libro"],
        nota=NOTA_EFECTO,
    )
    filas = datos.partes_efecto.assign(nombre=datos.partes_efecto["ejercicio"].astype("str"))
    return plot_partes(datos, "partes_efecto", _drop_vacias(filas), presentacion, "Año")


def _drop_vacias(filas: pd.DataFrame) -> pd.DataFrame:
    """Sin las partes que nadie usa en ningún renglón."""
    usadas = set(filas.loc[filas["obras"] > 0, "parte"])
    return filas[filas["parte"].isin(usadas)]


def _write_titulo_anual(filas: pd.DataFrame, sujeto: str, nombre: str) -> str:
    motivos = list(dict.fromkeys(filas.loc[filas["conclusion"] == NO_SE_PUEDE, "motivo"]))
    if motivos:
        return f"No se puede concluir {sujeto}: {'; '.join(motivos)}"
    menor, mayor = (format_pct(v) for v in (filas["parte_pct"].min(), filas["parte_pct"].max()))
    return f"{nombre} va de {menor} a {mayor} de la inversión, según el año"


def plot_mapa_pesos(datos: PanoramaFocalizacion) -> Grafica | Html:
    """Pesos registrados por persona en pobreza extrema, por municipio, con cortes fijos."""
    poligonos = datos.poligonos
    if poligonos is None or not list_mapas(datos):
        return Html("")
    tabla = datos.focalizacion.set_index("clave_municipio")
    valores = tabla.loc[tabla.index.isin(poligonos.claves), PESOS]
    presentacion = PresentacionMapa(
        id="mapa-pesos-pobreza-extrema",
        titulo=_write_titulo_mapa(datos),
        descripcion=f"Inversión de {phrase_anios(datos.ejercicios)}, en pesos corrientes, por persona en "
        f"pobreza extrema en {datos.anio}{write_registros(datos)}",
        fuente=f"{datos.citas['libro']}; {datos.citas['pobreza_municipal']}",
        nota="Dinero de varios años entre la población de uno: sirve para comparar, no es un monto anual.",
        sello=Sello(str(datos.anio), datos.zap_anio, datos.zap_status),
    )
    cortes = Cortes(
        CORTES_PESOS.limites,
        CORTES_PESOS.unidad,
        CORTES_PESOS.formato,
        CORTES_PESOS.decimales,
        procedencia=write_origen(datos, "focalizacion", PESOS),
    )
    return plot_mapa(poligonos, valores, cortes, presentacion)


def _write_titulo_mapa(datos: PanoramaFocalizacion) -> str:
    if datos.es_demostracion:
        return "No se puede concluir a dónde llegó más dinero: el libro es de demostración"
    con_dato = datos.focalizacion.dropna(subset=[PESOS])
    if con_dato.empty:
        return "Sin dato para decir a dónde llegó más dinero"
    if con_dato[PESOS].map(format_mxn).nunique() == 1:
        cuantos = (
            "En el municipio con registros" if len(con_dato) == 1 else "En todos los municipios con registros"
        )
        return f"{cuantos}, {format_mxn(con_dato[PESOS].iloc[0])} por persona en pobreza extrema"
    mayor, menor = (con_dato.sort_values(PESOS).iloc[n] for n in (-1, 0))
    return (
        f"De {format_mxn(menor[PESOS])} en {menor['municipio']} a {format_mxn(mayor[PESOS])} en "
        f"{mayor['municipio']}, por persona en pobreza extrema"
    )


def _tiene_curva(datos: PanoramaFocalizacion) -> bool:
    columnas = ["acumulado_carencia_pct", "acumulado_inversion_pct"]
    return bool(datos.curva[columnas].notna().all(axis=1).any())


def plot_concentracion(datos: PanoramaFocalizacion) -> Grafica | Html:
    """La curva de concentración, con su signo en palabras."""
    if datos.curva.empty or not _tiene_curva(datos):
        return Html("")
    indicador = datos.curva["indicador"].iloc[0]
    fila = get_fila(datos.concentracion, indicador=indicador)
    nombre, origen = lower_inicial(get_corto(indicador)), partial(write_origen, datos, "curva")
    presentacion = Presentacion(
        id="panorama-concentracion",
        titulo=phrase_concentracion(fila, CON_ARTICULO[indicador]),
        descripcion=f"Municipios del mayor al menor porcentaje en {nombre}: qué parte de las personas y de "
        f"la inversión se va juntando{write_registros(datos)}",
        fuente=f"{datos.citas['libro']}; {datos.citas['pobreza_municipal']}",
        nota=f"Arriba de la línea punteada, los municipios con más {nombre} reciben más que su parte; "
        f"abajo, menos. {write_rango(fila)}",
        tema=TEMA_OTRAS,
    )
    ejes = EjesCurva(
        "acumulado_carencia_pct",
        "acumulado_inversion_pct",
        f"Personas en {nombre}, acumuladas",
        "Inversión acumulada",
        procedencia_x=origen("acumulado_carencia_pct"),
        procedencia_y=origen("acumulado_inversion_pct"),
    )
    return plot_curva(datos.curva, ejes, presentacion)


def _tiene_cambio(datos: PanoramaFocalizacion, par: str) -> bool:
    if datos.antes_despues.empty:
        return False
    filas = datos.antes_despues[datos.antes_despues["par"] == par]
    return bool(filas[["por_persona_pobreza_mxn", "cambio_pp"]].notna().all(axis=1).any())


def plot_antes_despues(datos: PanoramaFocalizacion, par: str) -> Grafica | Html:
    """Cambio de una carencia e inversión que la atiende, un punto por municipio: asociación, no efecto."""
    if not _tiene_cambio(datos, par):
        return Html("")
    filas = datos.antes_despues[datos.antes_despues["par"] == par]
    filas = filas.assign(serie=filas["aviso"].eq("").map({True: PARECIDA, False: DISTINTA}))
    medida, primera = get_fila(datos.asociacion, par=par), filas.iloc[0]
    anios = phrase_anios([int(e) for e in primera["ejercicios"].split(", ")])
    presentacion = Presentacion(
        id=f"antes-despues-{par.replace('_', '-')}",
        titulo=write_titulo_asociacion(medida),
        descripcion=f"{medida['nombre']}: cambio de {primera['desde_anio']} a {primera['hasta_anio']} e "
        f"inversión de {anios} por persona en pobreza, en pesos de {primera['base_anio']}. "
        f"{_phrase_intervalo(medida)}",
        fuente=f"{datos.citas['libro']}; {datos.citas['pobreza_municipal']}; {datos.citas['inpc']}",
        nota=ES_ASOCIACION,
    )
    origen = partial(write_origen, datos, "antes_despues")
    ejes = Ejes(
        "por_persona_pobreza_mxn",
        "cambio_pp",
        f"Pesos de {primera['base_anio']} por persona en pobreza",
        "Cambio en puntos porcentuales (abajo de cero, bajó)",
        "mxn",
        "pp",
        procedencia_x=origen("por_persona_pobreza_mxn"),
        procedencia_y=origen("cambio_pp"),
    )
    return plot_dispersion(filas, ejes, (PARECIDA, DISTINTA), presentacion)


def write_titulo_asociacion(medida: pd.Series) -> str:
    """La conclusión de una asociación, siempre dicha como tal y con su carencia."""
    carencia = CON_ARTICULO[medida["par"]]
    if medida["conclusion"] == NO_SE_PUEDE:
        return f"No se puede concluir si {carencia} bajó más donde se invirtió más: {medida['motivo']}"
    return RELACION[medida["conclusion"]].format(carencia=carencia)


def _phrase_intervalo(medida: pd.Series) -> str:
    if is_sin_dato(medida["rho"]):
        return "Correlación por rangos: sin dato"
    rho, bajo, alto = (format_decimal(medida[c], 2) for c in ("rho", "rho_inferior", "rho_superior"))
    return f"Correlación por rangos: {rho} (intervalo de 95\u00a0%: de {bajo} a {alto})"
