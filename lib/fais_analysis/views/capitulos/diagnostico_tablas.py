"""Las tablas del capítulo de diagnóstico: prioridad, obras que la atienden y municipios comparables."""

from collections.abc import Mapping, Sequence
from functools import partial

from fais_analysis.indicators.texto import join_frase
from fais_analysis.schemas.capitulos.diagnostico import Diagnostico
from fais_analysis.schemas.precision import CV_BAJA_PCT
from fais_analysis.views.capitulos.comun import (
    get_corto,
    has_familia,
    join_citas,
    lower_inicial,
    phrase_comparables,
    phrase_puntos,
    select_filas,
)
from fais_analysis.views.capitulos.origen import write_origen
from fais_analysis.views.marcado import Html, escape_html
from fais_analysis.views.presentacion import Columna
from fais_analysis.views.registros import list_renglones
from fais_analysis.views.tabla import Tabla

TABLAS = ("prioridad", "obras")
CAPACIDAD = {"directa": "Sí, directamente", "indirecta": "Sólo de forma indirecta", "ninguna": "No"}
POCO_PRECISA = "poco precisa: no se compara"
PARECIDOS = ("alto", "medio", "bajo")
FRENTE = {"peor": "más alta", "mejor": "más baja"}


def list_tablas(datos: Diagnostico) -> tuple[str, ...]:
    """Tablas que muestra el capítulo: siempre las mismas; sin dato, sus celdas lo dicen."""
    return TABLAS


def build_tabla_prioridad(datos: Diagnostico) -> Tabla:
    """Las seis carencias por prioridad: personas, comparación y lo que el FAIS puede hacer."""
    imprecisas = datos.prioridad["es_imprecisa"]
    filas = datos.prioridad.assign(
        nombre=datos.prioridad["carencia"].map(get_corto),
        fais=datos.prioridad["capacidad_fais"].map(CAPACIDAD),
        posicion=datos.prioridad["posicion"].replace(FRENTE).mask(imprecisas, POCO_PRECISA),
        familia_posicion=datos.prioridad["familia_posicion"].replace(FRENTE).mask(imprecisas, POCO_PRECISA),
    )
    precision = write_precision(datos)
    origen = partial(write_origen, datos, "prioridad")
    umbral = phrase_puntos(datos.parametros["umbral_similar_pp"].iloc[0])
    return Tabla(
        id="tabla-prioridad",
        titulo=f"Las seis carencias por prioridad, {datos.anio}",
        columnas=[
            Columna("nombre", "Carencia"),
            Columna("lugar", "Lugar", "entero", procedencia=origen("lugar")),
            Columna("puntaje", "Puntaje (0 a 100)", "entero", procedencia=origen("puntaje")),
            Columna("personas", "Personas", "entero", procedencia=origen("personas")),
            Columna("posicion", "Frente al estado"),
            Columna("familia_posicion", "Frente a los comparables"),
            Columna("fais", "¿La mueve el FAIS?"),
        ],
        filas=filas,
        fuente=join_citas(datos.citas, "pobreza_municipal", *(["precision_pobreza"] if precision else [])),
        nota=(
            f"{precision}Con ▸, las prioritarias para el FAIS. «Similar»: hasta {umbral} de diferencia. Una "
            "misma persona puede tener varias carencias. El orden guía la conversación; no la sustituye."
        ),
        destacar="es_prioridad_fais",
    )


def write_precision(datos: Diagnostico) -> str:
    """Qué carencias llevan la marca de poco precisas, y en qué ámbito; vacío si ninguna."""
    marcadas = [
        f"{lower_inicial(get_corto(str(fila['carencia'])))}, "
        f"en lo {str(fila['bajas']).replace(' y ', ' y lo ')}"
        for fila in list_renglones(datos.prioridad)
        if fila["bajas"]
    ]
    if not marcadas:
        return ""
    return (
        f"Estimación poco precisa (coeficiente de variación de más de {CV_BAJA_PCT} %, según CONEVAL): "
        f"{'; '.join(marcadas)}. Si lo es en todo el municipio, no se compara. "
    )


def build_tabla_obras(datos: Diagnostico) -> Tabla:
    """Qué obras quitan cada falla de las carencias prioritarias: una fila = falla, de la más frecuente."""
    directas = select_filas(datos.prioridad, capacidad_fais="directa")
    elegidas = list(select_filas(directas, es_prioridad_fais=True)["carencia"]) or list(directas["carencia"])
    fallas = datos.subindicadores[datos.subindicadores["carencia"].isin(elegidas)]
    fallas = fallas.assign(_orden=fallas["carencia"].map(elegidas.index)).sort_values(
        ["_orden", "municipio_pct"], ascending=[True, False], na_position="last", kind="stable"
    )
    obras = list_renglones(datos.obras)
    filas = fallas.assign(
        finales=[_write_obras(obras, f, "final") for f in fallas["id"]],
        condicionadas=[_write_obras(obras, f, "final condicionada") for f in fallas["id"]],
    )
    return Tabla(
        id="tabla-obras",
        titulo="Obras que quitan cada falla de las carencias prioritarias",
        columnas=[
            Columna("nombre", "Qué falla"),
            Columna("finales", "Obras que la quitan"),
            Columna("condicionadas", "Sólo si se cumple la condición"),
        ],
        filas=filas,
        fuente="Catálogo de obras del FAIS 2016-2020, reconstruido; por verificar con el Diario Oficial",
        nota=(
            "Redes, tanques, pozos, colectores y plantas hacen posible el servicio: cuentan las viviendas "
            "que se conectan, no la población de la localidad."
        ),
    )


def _write_obras(obras: Sequence[Mapping[str, object]], falla: str, efecto: str) -> str:
    """Obras de un efecto en una falla, en una celda; las condicionadas, con su condición."""
    nombres = [
        lower_inicial(str(o["subclasificacion"]))
        + (f": {o['condicion']}" if isinstance(o["condicion"], str) else "")
        for o in obras
        if (o["subindicador"], o["efecto"]) == (falla, efecto)
    ]
    texto = "; ".join(nombres) or "ninguna"
    return texto[:1].upper() + texto[1:]


def show_familia(datos: Diagnostico) -> Html:
    """Con quién se compara, por parecido, y qué tan firme es la comparación."""
    conteos = datos.conteos.iloc[0]
    if not has_familia(conteos):
        texto = phrase_comparables(datos.frase_familia, conteos, "medición")
        return Html(f'<p class="fais-familia">{escape_html(texto)}</p>')
    grupos = [
        f"parecido {parecido}, {join_frase(list(filas['municipio']))}"
        for parecido in PARECIDOS
        if not (filas := select_filas(datos.familia, parecido=parecido)).empty
    ]
    nombres = f" De {'; '.join(grupos)}." if grupos else ""
    texto = (
        f"{datos.frase_familia}{nombres} Se eligen por tamaño de población, dispersión en localidades e "
        "ingreso laboral."
    )
    return Html(f'<p class="fais-familia">{escape_html(texto)}</p>')
