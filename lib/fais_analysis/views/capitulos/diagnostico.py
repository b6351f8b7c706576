"""El capítulo de diagnóstico: portada y gráficas de pobreza, personas, carencias y vivienda."""

from functools import partial

import pandas as pd

from fais_analysis.indicators.texto import join_frase
from fais_analysis.indicators.vivienda import FUENTE_IMM
from fais_analysis.schemas.capitulos.diagnostico import Diagnostico
from fais_analysis.schemas.vocabulario import CARENCIAS
from fais_analysis.views.capitulos.comun import (
    get_corto,
    has_familia,
    list_mayores,
    lower_inicial,
    phrase_numero,
    phrase_parecido,
    phrase_puntos,
    phrase_redondeo_personas,
    select_filas,
    stack_series,
    upper_inicial,
)
from fais_analysis.views.capitulos.origen import build_campos, write_origen
from fais_analysis.views.capitulos.veredicto import (
    is_sin_medicion,
    render_veredicto,
)
from fais_analysis.views.componentes import render_aviso
from fais_analysis.views.figures import (
    Campos,
    plot_apiladas,
    plot_barras_comparadas,
    plot_puntos,
)
from fais_analysis.views.formato import (
    format_entero,
    format_pct,
    format_personas,
)
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.marcado import Html
from fais_analysis.views.presentacion import Presentacion
from fais_analysis.views.tema import TEMA_OTRAS

EVOLUCIONES = ("servicios_basicos", "vivienda", "pobreza", "pobreza_extrema")
GRAFICAS = (
    *(f"evolucion_{i}" for i in EVOLUCIONES),
    "personas",
    "cambio",
    "vivienda",
    "familia",
)
COMPARABLES = "Municipios comparables"
# Con qué se compara la familia: la pobreza y lo que el FAIS mueve directamente.
DE_FAMILIA = ("servicios_basicos", "vivienda", "pobreza", "pobreza_extrema")
# Las que la petición cuenta en viviendas y una obra quita.
FALLAS_CON_OBRA = ("sin_drenaje", "sin_agua", "piso_tierra", "sin_electricidad")
# Partes de la pobreza, de la más grave a la menos grave.
PARTES_POBREZA = ("pobreza_extrema", "pobreza_moderada")


def show_portada(datos: Diagnostico) -> Html:
    """El veredicto y los avisos que cambian la lectura."""
    if is_sin_medicion(datos) or not datos.avisos:
        return render_veredicto(datos)
    return Html(f"{render_veredicto(datos)}{render_aviso('informacion', ' '.join(datos.avisos))}")


def list_graficas(datos: Diagnostico) -> tuple[str, ...]:
    """Gráficas que muestra el capítulo: sin personas no hay barras, sin dos mediciones no hay cambio."""
    omitidas = {"cambio"} if not _tiene_cambio(datos) else set()
    omitidas |= {"personas"} if not _tiene_personas(datos) else set()
    omitidas |= {"familia"} if not _tiene_familia(datos) else set()
    return tuple(g for g in GRAFICAS if g not in omitidas)


def _tiene_personas(datos: Diagnostico) -> bool:
    filas = datos.brechas[datos.brechas["indicador"].isin(PARTES_POBREZA)]
    return bool(filas["municipio_personas"].notna().any())


def plot_personas(datos: Diagnostico) -> Grafica | Html:
    """Personas en pobreza extrema y moderada en cada medición; juntas son las personas en pobreza."""
    if not _tiene_personas(datos):
        return render_aviso("informacion", "Sin dato de las personas en pobreza de este municipio.")
    pobreza = select_filas(datos.brechas, indicador="pobreza")
    rotulos = {f.anio: f"{f.anio}: {format_personas(f.municipio_personas)}" for f in pobreza.itertuples()}
    filas = datos.brechas[datos.brechas["indicador"].isin(PARTES_POBREZA)]
    orden = filas["indicador"].map(PARTES_POBREZA.index).sort_values(kind="stable").index
    filas = filas.loc[orden].reset_index(drop=True)
    filas = filas.assign(parte=filas["indicador"].map(get_corto), rotulo=filas["anio"].map(rotulos))
    extrema = select_filas(datos.brechas, indicador="pobreza_extrema").iloc[-1]
    presentacion = Presentacion(
        id="personas-pobreza",
        titulo=f"En {extrema['anio']}, {format_personas(pobreza['municipio_personas'].iloc[-1])} en pobreza; "
        f"de ellas, {format_entero(extrema['municipio_personas'])} en pobreza extrema",
        descripcion="Personas en pobreza en cada medición, por su parte extrema y moderada",
        fuente=datos.citas["pobreza_municipal"],
        nota=_write_nota_personas(datos),
    )
    campos = Campos(
        "rotulo",
        "municipio_personas",
        "parte",
        "entero",
        procedencia=write_origen(datos, "brechas", "municipio_personas"),
        rotulo_categoria="Año",
        rotulo_valor="Personas",
    )
    return plot_apiladas(filas, campos, presentacion)


def _write_nota_personas(datos: Diagnostico) -> str:
    """El aviso de población va aquí si la portada no lo lleva por falta de la última medición."""
    if datos.avisos and is_sin_medicion(datos):
        return " ".join(datos.avisos)
    nota = "La población de la medición no es la censal; si se aparta mucho, un aviso lo dice arriba."
    return f"{nota} {phrase_redondeo_personas(datos.brechas, PARTES_POBREZA)}".strip()


def _select_cambio(datos: Diagnostico) -> pd.DataFrame:
    previo = int(datos.conteos["anio_previo"].iloc[0])
    filas = select_filas(datos.cambios, desde=previo, hasta=datos.anio)
    return filas[filas["indicador"].isin(CARENCIAS)].reset_index(drop=True)


def _tiene_cambio(datos: Diagnostico) -> bool:
    return bool(datos.conteos["carencias_con_cambio"].iloc[0] > 0)


def plot_cambio_carencias(datos: Diagnostico) -> Grafica | Html:
    """Cada carencia en la medición anterior y en la última, o el aviso de que falta una."""
    conteos = datos.conteos.iloc[0]
    previo = int(conteos["anio_previo"])
    if not _tiene_cambio(datos):
        texto = f"Falta la medición de {previo} o la de {datos.anio}: no se puede decir cómo cambió."
        return render_aviso("no_comparable", texto)
    filas = _select_cambio(datos)
    filas = filas.assign(nombre=filas["indicador"].map(get_corto)).sort_values(
        "hasta_pct", ascending=False, na_position="last"
    )
    umbral = phrase_puntos(datos.parametros["umbral_similar_pp"].iloc[0])
    presentacion = Presentacion(
        id="cambio-carencias",
        titulo=write_titulo_cambio(conteos, umbral),
        descripcion=f"Porcentaje de la población con cada carencia, {previo} y {datos.anio}, y su diferencia "
        "en puntos porcentuales (pp)",
        fuente=datos.citas["pobreza_municipal"],
        nota=f"Con una diferencia de hasta {umbral} no se afirma un cambio. Usa los porcentajes exactos.",
        tema=TEMA_OTRAS,
    )
    campos = build_campos("Carencia")
    series = {"hasta_pct": str(datos.anio), "desde_pct": str(previo)}
    origen = partial(write_origen, datos, "cambios")
    return plot_puntos(stack_series(filas, "nombre", series, origen), campos, presentacion)


def write_titulo_cambio(conteos: pd.Series, umbral: str) -> str:
    """En cuántas carencias la cifra baja o sube más de lo que se llama similar."""
    bajan, suben, todas = (
        int(conteos[c]) for c in ("carencias_bajan", "carencias_suben", "carencias_con_cambio")
    )
    desde = f"Desde {int(conteos['anio_previo'])}"
    if bajan == suben == 0:
        return f"{desde}, ninguna carencia cambia más de {umbral}"
    if todas in (bajan, suben):
        verbo = "baja" if bajan else "sube"
        return f"{desde}, la cifra publicada {verbo} más de {umbral} en las {phrase_numero(todas)} carencias"
    if not bajan or not suben:
        verbo, cuantas = ("baja", bajan) if bajan else ("sube", suben)
        de_las = f"{phrase_numero(cuantas)} de las {phrase_numero(todas)} carencias"
        return f"{desde}, la cifra publicada {verbo} más de {umbral} en {de_las}"
    carencias = "una carencia" if bajan == 1 else f"{phrase_numero(bajan)} carencias"
    return f"{desde}, la cifra publicada baja más de {umbral} en {carencias} y sube en {phrase_numero(suben)}"


def plot_carencias(datos: Diagnostico) -> Grafica:
    """Las seis carencias del municipio frente al estado, de la más a la menos extendida."""
    filas = select_filas(datos.brechas, anio=datos.anio)
    filas = filas[filas["indicador"].isin(CARENCIAS)]
    filas = filas.assign(nombre=filas["indicador"].map(get_corto)).sort_values(
        "municipio_pct", ascending=False, na_position="last"
    )
    series = {"municipio_pct": datos.lugar.municipio, "estado_pct": datos.lugar.estado}
    presentacion = Presentacion(
        id="carencias",
        titulo=_write_titulo_carencias(datos, filas),
        descripcion=f"Porcentaje de la población con cada carencia social, {datos.anio}",
        fuente=datos.citas["pobreza_municipal"],
    )
    campos = build_campos("Carencia", datos.lugar.estado)
    return plot_barras_comparadas(
        stack_series(filas, "nombre", series, partial(_write_origen_carencia, datos)), campos, presentacion
    )


def _write_origen_carencia(datos: Diagnostico, columna: str) -> str:
    return write_origen(datos, "comparacion" if columna == "familia_pct" else "brechas", columna)


def _select_familia(datos: Diagnostico) -> pd.DataFrame:
    actual = select_filas(datos.comparacion, anio=datos.anio)
    estado = select_filas(datos.brechas, anio=datos.anio)[["indicador", "estado_pct"]]
    filas = actual[actual["indicador"].isin(DE_FAMILIA)].merge(estado, on="indicador")
    return filas.sort_values("indicador", key=lambda s: s.map(DE_FAMILIA.index), kind="stable")


def _tiene_familia(datos: Diagnostico) -> bool:
    actual = select_filas(datos.comparacion, anio=datos.anio)
    hay = bool(actual.loc[actual["indicador"].isin(DE_FAMILIA), "familia_pct"].notna().any())
    return hay and has_familia(datos.conteos.iloc[0])


def plot_familia(datos: Diagnostico) -> Grafica | Html:
    """El municipio, su estado y los municipios comparables, en pobreza y en lo que el FAIS mueve."""
    if not _tiene_familia(datos):
        return Html("")
    filas = _select_familia(datos)
    filas = filas.assign(nombre=filas["indicador"].map(get_corto))
    presentacion = Presentacion(
        id="familia",
        titulo=_write_titulo_familia(filas),
        descripcion=f"Porcentaje de la población, {datos.anio}: municipio, estado y municipios comparables",
        fuente=datos.citas["pobreza_municipal"],
        nota=phrase_parecido(datos.conteos.iloc[0]),
    )
    series = {
        "municipio_pct": datos.lugar.municipio,
        "estado_pct": datos.lugar.nombre_estado,
        "familia_pct": COMPARABLES,
    }
    campos = build_campos("Indicador", COMPARABLES)
    origen = partial(_write_origen_carencia, datos)
    return plot_barras_comparadas(stack_series(filas, "nombre", series, origen), campos, presentacion)


def _write_titulo_familia(filas: pd.DataFrame) -> str:
    """De las dos carencias que el FAIS mueve, en la que más se aparta de los comparables."""
    propias = filas[filas["indicador"].isin(DE_FAMILIA[:2])].dropna(subset=["municipio_pct", "familia_pct"])
    if propias.empty:
        return "Frente a los municipios comparables"
    lejos = (propias["municipio_pct"] - propias["familia_pct"]).abs()
    fila = propias.loc[lejos.idxmax()]
    propio, comparables = format_pct(fila["municipio_pct"]), format_pct(fila["familia_pct"])
    return f"{fila['nombre']}: {propio} aquí, {comparables} en los municipios comparables"


def _write_titulo_carencias(datos: Diagnostico, filas: pd.DataFrame) -> str:
    conteos = datos.conteos.iloc[0]
    peores, todas = int(conteos["carencias_peor"]), int(conteos["carencias_con_dato"])
    if todas == 0:
        return "Sin dato de carencias para el municipio"
    cuantas = f"las {phrase_numero(todas)}"
    if todas < len(CARENCIAS):  # las demás son poco precisas: no se comparan
        comparables = f"{phrase_numero(todas)} carencias que se pueden comparar"
        if peores == 0:
            return f"Ninguna de las {comparables} es más alta que en el estado"
        return f"Más alta{'s' * (peores > 1)} que en el estado: {phrase_numero(peores)} de las {comparables}"
    if peores == 0:
        return f"Ninguna de {cuantas} carencias es más alta que en el estado"
    if peores == 1:
        cual = filas.loc[filas["posicion"] == "peor", "nombre"].iloc[0]
        return f"Una de {cuantas} carencias es más alta que en el estado: {lower_inicial(cual)}"
    en_cuantas = cuantas if peores == todas else f"{phrase_numero(peores)} de {cuantas}"
    return f"Más altas que en el estado: {en_cuantas} carencias"


def _write_titulo_vivienda(datos: Diagnostico) -> str:
    """La falla mayor de las que la petición cuenta, que es la de la primera pantalla, y la del estado."""
    contadas = datos.vivienda[datos.vivienda["componente"].isin(FALLAS_CON_OBRA)]
    mayores = list_mayores(contadas, "municipio_pct", format_pct)
    if mayores.empty:
        return "Sin dato de las fallas de la vivienda que quitan las obras"
    fallas = upper_inicial(join_frase([n.removeprefix("Viviendas ") for n in mayores["nombre"]]))
    propio, estado = (format_pct(mayores[f"{de}_pct"].iloc[0]) for de in ("municipio", "estado"))
    final = f"; en el estado, {estado}" if len(mayores) == 1 else ", con cada falla"
    return f"{fallas}: {propio} de las viviendas{final}"


def plot_vivienda(datos: Diagnostico) -> Grafica:
    """Viviendas con cada falla, en el municipio y en el estado; sólo las publicadas en % de viviendas."""
    filas = datos.vivienda.sort_values("municipio_pct", ascending=False, na_position="last")
    filas = filas.assign(
        rotulo=[f.nombre + (" (CONAPO)" if f.fuente == FUENTE_IMM else "") for f in filas.itertuples()]
    )
    series = {"municipio_pct": datos.lugar.municipio, "estado_pct": datos.lugar.nombre_estado}
    presentacion = Presentacion(
        id="vivienda",
        titulo=_write_titulo_vivienda(datos),
        descripcion=f"Porcentaje de viviendas particulares habitadas, {int(filas['anio'].max())}",
        fuente=f"{datos.citas['rezago_social']}; hacinamiento: {datos.citas['marginacion_municipal']}",
        nota=(
            "Son viviendas, no personas. CONAPO cuenta el hacinamiento con otra regla: no ordena obras. "
            "Techo, muros y leña: sin dato municipal."
        ),
    )
    campos = build_campos("Falla", series["estado_pct"])
    origen = partial(write_origen, datos, "vivienda")
    return plot_barras_comparadas(stack_series(filas, "rotulo", series, origen), campos, presentacion)
