"""Las tablas de focalización del panorama: municipios, concentración, antes y después, y la lista."""

from functools import partial

from fais_analysis.indicators.antes_despues import ES_ASOCIACION
from fais_analysis.indicators.necesidad import NO_SE_PUEDE
from fais_analysis.schemas.capitulos.panorama_focalizacion import PanoramaFocalizacion
from fais_analysis.views.capitulos.comun import get_corto, phrase_anios
from fais_analysis.views.capitulos.concentracion_frases import phrase_concentracion
from fais_analysis.views.capitulos.focalizacion_tablas import list_reglas_visibles
from fais_analysis.views.capitulos.origen import write_origen
from fais_analysis.views.capitulos.panorama_focalizacion import (
    CON_ARTICULO,
    PESOS,
)
from fais_analysis.views.marcado import Html
from fais_analysis.views.presentacion import Columna
from fais_analysis.views.tabla import Tabla

NO_COTEJADA = (
    "La lista sale de prensa o de una transcripción y no se ha cotejado con el anexo del Diario Oficial; no "
    "decide qué municipio es zona. Que un municipio esté sólo en la lista puede deberse a un criterio que no "
    "se tiene, como la incidencia delictiva, o a un error de la nota: es conjetura hasta cotejar el anexo."
)


def list_tablas(datos: PanoramaFocalizacion) -> tuple[str, ...]:
    """Tablas que se muestran."""
    con_filas = {
        "focalizacion": datos.focalizacion,
        "concentracion": datos.concentracion,
        "cobertura": datos.cobertura,
        "reglas": list_reglas_visibles(datos),
        "asociacion": datos.asociacion,
        "diferencia_lista": datos.diferencia_lista,
    }
    return tuple(nombre for nombre, tabla in con_filas.items() if len(tabla))


def build_tabla_focalizacion(datos: PanoramaFocalizacion) -> Tabla | Html:
    """Todas las medidas, un renglón por municipio; se puede ordenar en la versión interactiva."""
    if datos.focalizacion.empty:
        return Html("")
    columnas = {
        "inversion_mxn": ("Inversión", "mxn"),
        PESOS: ("Por persona en pobreza extrema", "mxn"),
        "zap_alguna_pct": ("En alguna ZAP", "pct"),
        "directa_pct": ("Obra directa", "pct"),
        "final_pct": ("Obra final o condicionada", "pct"),
        "sin_localizar_pct": ("No dice localidad", "pct"),
    }
    status = "; ".join(dict.fromkeys(datos.focalizacion["status_zap"].dropna()))
    origen = partial(write_origen, datos, "focalizacion")
    lecturas = [_write_lectura(f) for f in datos.focalizacion.itertuples(index=False)]
    es_una = len(set(lecturas)) == 1  # la misma en todos: se dice una vez, en la nota
    unica = f"¿Se puede concluir? {lecturas[0]}. " if es_una else ""
    lectura = [] if es_una else [Columna("lectura", "¿Se puede concluir?")]
    return Tabla(
        id="tabla-focalizacion",
        titulo=f"A dónde llegó la inversión de {phrase_anios(datos.ejercicios)}, por municipio",
        columnas=[
            Columna("municipio", "Municipio"),
            *(Columna(c, r, f, procedencia=origen(c)) for c, (r, f) in columnas.items()),
            *lectura,
        ],
        filas=datos.focalizacion.assign(lectura=lecturas),
        fuente=f"{datos.citas['libro']}; {datos.citas['pobreza_municipal']}; {datos.citas['zonas']}",
        nota=f"{unica}ZAP: la del año de cada obra ({status or 'sin dato'}). Los porcentajes son de la "
        "inversión del municipio, en pesos corrientes de todos los años. La obra final o condicionada "
        "suma esas dos partes de la gráfica por efecto.",
    )


def _write_lectura(fila) -> str:
    if fila.conclusion == NO_SE_PUEDE:
        return f"No: {fila.motivo}"
    return "Sí" if fila.conclusion_zap == "se puede leer" else f"Sí; la ZAP, {fila.conclusion_zap}"


def build_tabla_concentracion(datos: PanoramaFocalizacion) -> Tabla | Html:
    """El índice de cada carencia, con su signo en palabras."""
    if datos.concentracion.empty:
        return Html("")
    origen = partial(write_origen, datos, "concentracion")
    filas = datos.concentracion.assign(nombre=datos.concentracion["indicador"].map(get_corto))
    filas["palabras"] = [
        phrase_concentracion(fila, CON_ARTICULO[fila["indicador"]]) for _, fila in filas.iterrows()
    ]
    return Tabla(
        id="tabla-concentracion",
        titulo="¿El dinero se concentró donde se concentra la carencia?",
        columnas=[
            Columna("nombre", "Indicador"),
            Columna("indice", "Índice", "decimal2", procedencia=origen("indice")),
            Columna("indice_minimo", "Lo menos posible", "decimal2", procedencia=origen("indice_minimo")),
            Columna("indice_maximo", "Lo más posible", "decimal2", procedencia=origen("indice_maximo")),
            Columna("municipios_con_dato", "Municipios", "entero", procedencia=origen("municipios_con_dato")),
            Columna("palabras", "En palabras"),
        ],
        filas=filas,
        fuente=f"{datos.citas['libro']}; {datos.citas['pobreza_municipal']}",
        nota=datos.concentracion["signo"].iloc[0],
    )


def build_tabla_asociacion(datos: PanoramaFocalizacion) -> Tabla | Html:
    """Antes y después de cada carencia de vivienda: correlación, intervalo y conclusión."""
    if datos.asociacion.empty:
        return Html("")
    origen = partial(write_origen, datos, "asociacion")
    filas = datos.asociacion.assign(
        lectura=[
            f"{f.conclusion}: {f.motivo}" if f.motivo else f.conclusion
            for f in datos.asociacion.itertuples(index=False)
        ]
    )
    primera = datos.antes_despues.iloc[0]
    return Tabla(
        id="tabla-asociacion",
        titulo=f"Cambio de las carencias de la vivienda, {primera['desde_anio']}–{primera['hasta_anio']}, e "
        f"inversión en ellas de {phrase_anios([int(e) for e in primera['ejercicios'].split(', ')])}",
        columnas=[
            Columna("nombre", "Carencia"),
            Columna("bajan", "Municipios en que baja", "entero", procedencia=origen("bajan")),
            Columna("suben", "En que sube", "entero", procedencia=origen("suben")),
            Columna("rho", "Correlación", "decimal2", procedencia=origen("rho")),
            Columna("rho_inferior", "Desde", "decimal2", procedencia=origen("rho_inferior")),
            Columna("rho_superior", "Hasta", "decimal2", procedencia=origen("rho_superior")),
            Columna("lectura", "Conclusión"),
        ],
        filas=filas,
        fuente=f"{datos.citas['libro']}; {datos.citas['pobreza_municipal']}; {datos.citas['rezago_social']}",
        nota="Correlación por rangos con su intervalo de 95 %: negativa, donde se invirtió más por persona "
        f"la carencia bajó más. Pesos de {primera['base_anio']}. {ES_ASOCIACION}",
    )


def build_tabla_diferencia(datos: PanoramaFocalizacion) -> Tabla | Html:
    """Los municipios de la lista sin cotejar frente a las zonas de cada año: un renglón por municipio."""
    if datos.diferencia_lista.empty:
        return Html("")
    largas = datos.diferencia_lista.sort_values(["anio", "clave_municipio"])
    anios = [int(a) for a in largas["anio"].unique()]
    ancha = largas.pivot(index=["clave_municipio", "municipio"], columns="anio", values="diferencia")
    ancha = ancha.fillna("en ninguna").rename(columns=lambda a: f"en_{a}")
    motivo = largas.groupby("clave_municipio")["motivo"].last()
    filas = ancha.reset_index()
    filas = filas.assign(motivo=filas["clave_municipio"].map(motivo))
    situacion = [
        f"{phrase_anios([int(a) for a in grupo['anio'].unique()])}, {status}{f' ({corte})' if corte else ''}"
        for (status, corte), grupo in largas.fillna({"corte": ""}).groupby(["status", "corte"], sort=False)
    ]
    return Tabla(
        id="tabla-diferencia-lista",
        titulo=f"La lista sin cotejar frente a las ZAP rurales de su año, {phrase_anios(anios)}",
        columnas=[
            Columna("municipio", "Municipio"),
            *(Columna(f"en_{a}", str(a)) for a in anios),
            Columna("motivo", "Criterios que cumple"),
        ],
        filas=filas,
        fuente=f"{datos.citas['zap_rural']}; {datos.citas['zonas']}",
        nota=f"Conjunto de ZAP: {'; '.join(situacion)}. {NO_COTEJADA}",
    )
