"""El capítulo de diagnóstico: portada, evolución, carencias, prioridad, vivienda y comparables."""

import pandas as pd

from fais_analysis.indicators.texto import phrase_puntos
from fais_analysis.schemas.informes import Diagnostico
from fais_analysis.schemas.vocabulario import CARENCIAS
from fais_analysis.views.capitulos.comun import (
    get_corto,
    get_fila,
    get_nombre,
    phrase_paso,
    select_filas,
    stack_series,
)
from fais_analysis.views.componentes import render_aviso, render_lista_mensajes
from fais_analysis.views.figures import Campos, plot_barras_comparadas, plot_evolucion, plot_puntos
from fais_analysis.views.formato import format_pct, format_personas, is_sin_dato
from fais_analysis.views.marcado import Html, escape_html
from fais_analysis.views.mensajes import build_mensajes
from fais_analysis.views.modelos import Columna, Grafica, Presentacion, Tabla

GRAFICAS = ("pobreza", "pobreza_extrema", "carencias", "cambio", "vivienda")
TABLAS = ("carencias", "prioridad", "obras", "familia", "grados")
CAPACIDAD = {"directa": "Sí, directamente", "indirecta": "Sólo de forma indirecta", "ninguna": "No"}
IRS = "índice de rezago social"
NUMEROS = ("ninguna", "una", "dos", "tres", "cuatro", "cinco", "seis")


def show_portada(datos: Diagnostico) -> Html:
    """Los mensajes: lo que debe entender quien sólo lea la primera pantalla."""
    avisos = "".join(render_aviso("informacion", texto) for texto in datos.avisos)
    return Html(render_lista_mensajes(build_mensajes(datos)) + avisos)


def plot_evolucion_pobreza(datos: Diagnostico, indicador: str = "pobreza") -> Grafica:
    """Porcentaje del municipio y de la suma de municipios del estado en las tres mediciones."""
    filas = select_filas(datos.brechas, indicador=indicador)
    series = {"municipio_pct": datos.lugar.municipio, "estado_pct": datos.lugar.estado}
    ultimo = filas.iloc[-1]
    previo = filas.iloc[-2] if len(filas) > 1 else ultimo
    paso = phrase_paso(previo["municipio_pct"], ultimo["municipio_pct"], previo["anio"], ultimo["anio"])
    presentacion = Presentacion(
        id=f"evolucion-{indicador.replace('_', '-')}",
        titulo=f"{get_corto(indicador)}: {paso}",
        descripcion=f"{get_nombre(indicador)}, porcentaje de la población, {datos.lugar.municipio} y estado",
        fuente=datos.citas["pobreza_municipal"],
        nota="Estimaciones de modelo. Entre mediciones no se interpola.",
    )
    campos = Campos(
        "anio",
        "valor",
        "serie",
        referencia=datos.lugar.estado,
        rotulo_categoria="Año",
        procedencia="pobreza_municipal[{clave_municipio},{anio}]." + indicador,
    )
    return plot_evolucion(stack_series(filas, "anio", series), campos, presentacion)


def plot_carencias(datos: Diagnostico) -> Grafica:
    """Las seis carencias del municipio frente al estado, de la más a la menos extendida."""
    filas = _select_carencias(datos).sort_values("municipio_pct", ascending=False, na_position="last")
    filas = filas.assign(nombre=filas["indicador"].map(get_corto))
    series = {"municipio_pct": datos.lugar.municipio, "estado_pct": datos.lugar.estado}
    peores = int((filas["posicion"] == "peor").sum())
    presentacion = Presentacion(
        id="carencias",
        titulo=_write_titulo_carencias(peores, filas),
        descripcion=f"Porcentaje de la población con cada carencia social, {datos.anio}",
        fuente=datos.citas["pobreza_municipal"],
    )
    campos = Campos("categoria", "valor", "serie", referencia=datos.lugar.estado, rotulo_categoria="Carencia")
    return plot_barras_comparadas(stack_series(filas, "nombre", series), campos, presentacion)


def _write_titulo_carencias(peores: int, filas: pd.DataFrame) -> str:
    if filas["municipio_pct"].isna().all():
        return "Sin dato de carencias para el municipio"
    if peores == 0:
        return "En ninguna de las seis carencias está peor que el estado"
    if peores == 1:
        cual = filas.loc[filas["posicion"] == "peor", "nombre"].iloc[0]
        return f"Está peor que el estado en una de las seis carencias: {cual.lower()}"
    cuantas = "las seis" if peores == 6 else f"{NUMEROS[peores]} de las seis"
    return f"Está peor que el estado en {cuantas} carencias"


def list_graficas(datos: Diagnostico) -> tuple[str, ...]:
    """Gráficas que muestra el capítulo: sin las dos mediciones no hay cambio que dibujar."""
    return tuple(g for g in GRAFICAS if g != "cambio" or _tiene_cambio(datos))


def _select_cambio(datos: Diagnostico) -> tuple[int, pd.DataFrame]:
    previo = int(datos.cambios.loc[datos.cambios["hasta"] == datos.anio, "desde"].max())
    filas = select_filas(datos.cambios, desde=previo, hasta=datos.anio)
    return previo, filas[filas["indicador"].isin(CARENCIAS)].reset_index(drop=True)


def _tiene_cambio(datos: Diagnostico) -> bool:
    return bool(_select_cambio(datos)[1]["cambio_pp"].notna().any())


def plot_cambio_carencias(datos: Diagnostico) -> Grafica | Html:
    """Cada carencia en la medición anterior y en la última, o el aviso de que falta una."""
    previo, filas = _select_cambio(datos)
    if not _tiene_cambio(datos):
        texto = f"Falta la medición de {previo} o la de {datos.anio}: no se puede decir cómo cambió."
        return render_aviso("no_comparable", texto)
    filas = filas.assign(nombre=filas["indicador"].map(get_corto)).sort_values(
        "hasta_pct", ascending=False, na_position="last"
    )
    bajan, suben = int((filas["sentido"] == "baja").sum()), int((filas["sentido"] == "sube").sum())
    presentacion = Presentacion(
        id="cambio-carencias",
        titulo=_write_titulo_cambio(bajan, suben, previo),
        descripcion=f"Porcentaje de la población con cada carencia, {previo} y {datos.anio}, y su diferencia",
        fuente=datos.citas["pobreza_municipal"],
        nota="La diferencia usa los porcentajes exactos (personas entre población), no los redondeados.",
    )
    campos = Campos("categoria", "valor", "serie", rotulo_categoria="Carencia")
    series = {"hasta_pct": str(datos.anio), "desde_pct": str(previo)}
    return plot_puntos(stack_series(filas, "nombre", series), campos, presentacion)


def _write_titulo_cambio(bajan: int, suben: int, previo: int) -> str:
    return f"Desde {previo}, la cifra publicada baja en {NUMEROS[bajan]} carencias y sube en {NUMEROS[suben]}"


def build_tabla_carencias(datos: Diagnostico) -> Tabla:
    """Personas, porcentaje, brecha y posición de cada carencia, frente al estado y a su familia."""
    filas = _select_carencias(datos).merge(
        select_filas(datos.comparacion, anio=datos.anio)[["indicador", "familia_pct"]],
        on="indicador",
        how="left",
    )
    filas = filas.assign(nombre=filas["indicador"].map(get_corto)).sort_values(
        "municipio_personas", ascending=False, na_position="last"
    )
    origen = "pobreza_municipal[{clave_municipio},{anio}].{indicador}"
    return Tabla(
        id="tabla-carencias",
        titulo=f"Carencias sociales, {datos.anio}: personas, porcentaje y comparación",
        columnas=[
            Columna("nombre", "Carencia"),
            Columna("municipio_personas", "Personas", "entero", procedencia=f"{origen}_personas"),
            Columna("municipio_pct", datos.lugar.municipio, "pct", procedencia=f"{origen}_pct"),
            Columna("estado_pct", "Estado", "pct"),
            Columna("familia_pct", "Municipios comparables", "pct"),
            Columna("brecha_pp", "Diferencia con el estado", "pp"),
            Columna("posicion", "Posición"),
            Columna("quintil", "Quintil en el estado (5 = peor)", "entero"),
        ],
        filas=filas,
        fuente=datos.citas["pobreza_municipal"],
        nota=(
            f"Posición: «similar» si la diferencia con el estado no pasa de "
            f"{phrase_puntos(filas['umbral_similar_pp'].iloc[0])}. «Estado» es la suma de sus municipios."
        ),
    )


def build_tabla_prioridad(datos: Diagnostico) -> Tabla:
    """Las seis carencias por prioridad, con lo que el FAIS puede hacer y la razón."""
    filas = datos.prioridad.assign(
        nombre=datos.prioridad["carencia"].map(get_corto),
        fais=datos.prioridad["capacidad_fais"].map(CAPACIDAD),
    )
    return Tabla(
        id="tabla-prioridad",
        titulo="Prioridad de las carencias y lo que el FAIS puede hacer",
        columnas=[
            Columna("nombre", "Carencia"),
            Columna("lugar", "Lugar", "entero"),
            Columna("puntaje", "Puntaje (0 a 100)", "entero"),
            Columna("fais", "¿La mueve el FAIS?"),
            Columna("razon", "Por qué"),
        ],
        filas=filas,
        fuente=datos.citas["pobreza_municipal"],
        nota=(
            "El puntaje promedia cuatro comparaciones con los municipios del estado: personas, porcentaje, "
            "diferencia con el estado y cambio desde la medición anterior. Ordena la conversación; "
            "no la sustituye."
        ),
        destacar="es_prioridad_fais",
    )


def build_tabla_obras(datos: Diagnostico) -> Tabla:
    """Obras de efecto final para las carencias prioritarias."""
    prioritarias = select_filas(datos.prioridad, es_prioridad_fais=True)["carencia"]
    directas = datos.prioridad.loc[datos.prioridad["capacidad_fais"] == "directa", "carencia"]
    elegidas = list(prioritarias) or list(directas)
    finales = datos.obras[datos.obras["efecto"].isin(["final", "final condicionada"])]
    finales = finales[finales["carencia"].isin(elegidas)]
    filas = finales.assign(
        nombre=finales["carencia"].map(get_corto), condicion=finales["condicion"].fillna("ninguna")
    )
    return Tabla(
        id="tabla-obras",
        titulo="Obras que sacan a una vivienda de las carencias prioritarias",
        columnas=[
            Columna("subclasificacion", "Obra o acción"),
            Columna("nombre", "Carencia"),
            Columna("subindicador_nombre", "Falla que corrige"),
            Columna("condicion", "Condición"),
        ],
        filas=filas,
        fuente="Catálogo de obras del FAIS 2016-2020, reconstruido; no cotejado con el DOF: por verificar",
        nota="Redes, tanques, pozos y plantas hacen posible el servicio; cuentan si la vivienda se conecta.",
    )


def plot_vivienda(datos: Diagnostico) -> Grafica:
    """Viviendas con cada falla, en el municipio y en el estado (rezago social, último año)."""
    irs = select_filas(datos.vivienda, fuente=IRS)
    anio = int(irs["anio"].max())
    filas = select_filas(irs, anio=anio).sort_values("municipio_pct", ascending=False, na_position="last")
    series = {"municipio_pct": datos.lugar.municipio, "estado_pct": f"Estado de {datos.lugar.entidad}"}
    mayor = filas.iloc[0]
    titulo = (
        "Sin dato de la vivienda para el municipio"
        if is_sin_dato(mayor["municipio_pct"])
        else f"La falla más frecuente: {mayor['nombre'].lower()}, {format_pct(mayor['municipio_pct'])}"
    )
    presentacion = Presentacion(
        id="vivienda",
        titulo=titulo,
        descripcion=f"Porcentaje de viviendas particulares habitadas, {anio}",
        fuente=datos.citas["rezago_social"],
        nota="Son viviendas, no personas con la carencia. El dato del estado es el oficial del mismo índice.",
    )
    campos = Campos("categoria", "valor", "serie", rotulo_categoria="Falla", referencia=series["estado_pct"])
    return plot_barras_comparadas(stack_series(filas, "nombre", series), campos, presentacion)


def build_tabla_familia(datos: Diagnostico) -> Tabla:
    """Los municipios comparables, con su razón."""
    return Tabla(
        id="tabla-familia",
        titulo="Municipios comparables del estado",
        columnas=[
            Columna("municipio", "Municipio"),
            Columna("parecido", "Parecido"),
            Columna("razon", "En qué se parece"),
        ],
        filas=datos.familia,
        fuente=datos.citas["marginacion_municipal"],
        nota=datos.frase_familia,
    )


def build_tabla_grados(datos: Diagnostico) -> Tabla:
    """Grado de rezago social y de marginación por año."""
    rezago = select_filas(datos.grados, metodo="rezago_social")[["anio", "grado", "lugar_nacional"]]
    marginacion = select_filas(datos.grados, metodo="marginacion_dp2")[["anio", "grado"]]
    filas = rezago.merge(marginacion, on="anio", how="outer", suffixes=("_rezago", "_marginacion"))
    return Tabla(
        id="tabla-grados",
        titulo="Grado de rezago social y de marginación",
        columnas=[
            Columna("anio", "Año", "anio", "izquierda"),
            Columna("grado_rezago", "Rezago social"),
            Columna("lugar_nacional", "Lugar en el país (1 = mayor rezago)", "entero"),
            Columna("grado_marginacion", "Marginación"),
        ],
        filas=filas.sort_values("anio"),
        fuente=f"{datos.citas['rezago_social']}; {datos.citas['marginacion_municipal']}",
        nota="El valor del índice no se compara entre años; sí el grado. Marginación: método DP2.",
    )


def show_significado(datos: Diagnostico) -> Html:
    """Qué quiere decir cada carencia y qué puede y no puede hacer el FAIS."""
    partes = []
    for fila in datos.carencias.itertuples(index=False):
        medida = get_fila(datos.brechas, indicador=fila.id, anio=datos.anio)
        dato = f"{format_pct(medida['municipio_pct'])}, {format_personas(medida['municipio_personas'])}"
        pendiente = "" if fila.certeza == "verificada" else " (por verificar)"
        partes.append(
            f'<details class="fais-significado"><summary>{escape_html(get_corto(fila.id))}: '
            f"{escape_html(dato)}</summary><p>{escape_html(fila.definicion)}</p>"
            f"<p><strong>Qué puede hacer el FAIS.</strong> {escape_html(fila.que_puede_fais)}</p>"
            f"<p><strong>Qué no puede.</strong> {escape_html(fila.que_no_puede)}</p>"
            f'<p class="fais-fuente">Fuente: {escape_html(fila.cita)}{pendiente}.</p></details>'
        )
    return Html("".join(partes))


def _select_carencias(datos: Diagnostico) -> pd.DataFrame:
    filas = select_filas(datos.brechas, anio=datos.anio)
    return filas[filas["indicador"].isin(CARENCIAS)].reset_index(drop=True)
