"""Los cuatro dibujos de la pantalla, hechos con ``views``: la misma figura se ve y se guarda."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from fais_analysis.explorer.datos import FuentesVista
from fais_analysis.explorer.mediciones import pick_anio
from fais_analysis.explorer.medidas import MEDIDAS, MXN, PCT, POBREZA, Medible
from fais_analysis.explorer.vista import FAMILIA, Vista, describe_tabla
from fais_analysis.indicators.texto import join_frase
from fais_analysis.views.figures import (
    Campos,
    Ejes,
    plot_barras_comparadas,
    plot_dispersion,
    plot_evolucion,
    plot_puntos,
)
from fais_analysis.views.formato import format_mxn, format_pct, format_pp, get_formato, is_sin_dato
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.maps import Cortes, Poligonos, plot_mapa
from fais_analysis.views.presentacion import Presentacion, PresentacionMapa, Sello

# Cortes fijos por indicador: los mismos para todos los estados y todos los años.
BAJOS, MEDIOS, ALTOS = (2.5, 5.0, 10.0, 20.0), (10.0, 20.0, 30.0, 40.0), (20.0, 40.0, 60.0, 80.0)
CORTES: dict[str, tuple[float, float, float, float]] = {
    **dict.fromkeys(("pobreza_extrema", "vulnerable_ingresos"), BAJOS),
    **dict.fromkeys(("rezago_educativo", "salud", "vivienda", "alimentacion"), MEDIOS),
    **dict.fromkeys(("servicios_basicos", "tres_carencias", "linea_pobreza_extrema"), MEDIOS),
    "vulnerable_carencias": MEDIOS,
    **{m.id: MEDIOS for m in MEDIDAS.values() if m.subindicador},
}
CONTEXTO, TODOS = "Los demás municipios", "Un punto por municipio"
EJES = Ejes(
    x="carencia_pct",
    y="inversion_por_persona_mxn",
    rotulo_x="Población con la carencia",
    rotulo_y="Inversión por habitante, pesos corrientes",
)
SIN_PCT = float("nan")
CUANTILES = (0.2, 0.4, 0.6, 0.8)
SIN_FAMILIA = "La familia sólo se calcula para la pobreza y las carencias."


@dataclass(frozen=True)
class BaseMapa:
    """Sobre qué se dibuja: los polígonos y el sello de la entidad."""

    poligonos: Poligonos
    sello: Sello


def draw_mapa(
    vista: Vista,
    municipios: pd.DataFrame,
    base: BaseMapa,
    fuente: str,
    destacar: str = "",
) -> Grafica:
    """El indicador en el mapa del estado; ``destacar`` pone el borde y el rótulo del municipio."""
    poligonos, medida = base.poligonos, MEDIDAS[vista.indicador]
    valores = municipios.set_index("clave_municipio")[medida.campo]
    propios = valores[valores.index.isin(poligonos.claves)]
    por_que = "entidad" if vista.es_nacional else "municipio"
    presentacion = PresentacionMapa(
        id="explorador-mapa",
        titulo=f"{medida.corto} por {por_que}, {vista.anio}",
        descripcion=f"{medida.nombre}, {medida.unidad}, {vista.anio}{_describe_cortes(medida)}",
        fuente=fuente,
        sello=base.sello,
    )
    return plot_mapa(poligonos, propios, build_cortes(medida, propios), presentacion, destacar)


def _describe_cortes(medida: Medible) -> str:
    return "" if medida.formato == PCT else "; las clases salen de lo que hay en este mapa"


def build_cortes(medida: Medible, valores: pd.Series) -> Cortes:
    """Las clases del mapa: fijas en los porcentajes; en los pesos, cinco partes de lo que hay, redondeadas.

    Examples
    --------
    >>> build_cortes(MEDIDAS["inversion_libro"], pd.Series([0.0, 110.0, 220.0, 330.0, 440.0, 990.0])).limites
    (110.0, 220.0, 330.0, 440.0)
    >>> build_cortes(MEDIDAS["inversion_libro"], pd.Series([0.0, 0.0])).limites
    (1.0, 2.0, 3.0, 4.0)
    """
    if medida.formato == PCT:
        return Cortes(CORTES.get(medida.id, ALTOS), medida.unidad)
    limites: list[float] = []
    for crudo in valores.dropna().quantile(CUANTILES):
        redondo = float(f"{crudo:.2g}") if crudo > 0 else 1.0
        limites.append(redondo if not limites or redondo > limites[-1] else limites[-1] + 1)
    a, b, c, d = limites or (1.0, 2.0, 3.0, 4.0)
    return Cortes((a, b, c, d), medida.unidad, MXN, 0)


def draw_tendencia(vista: Vista, tendencia: pd.DataFrame, fuente: str) -> Grafica:
    """La serie del indicador: el municipio y con quién se compara."""
    medida = MEDIDAS[vista.indicador]
    propia = tendencia[tendencia["clave"] == vista.clave_municipio]
    presentacion = Presentacion(
        id="explorador-tendencia",
        titulo=_phrase_tendencia(propia, medida.formato),
        descripcion=f"{medida.nombre}, {medida.unidad}",
        fuente=fuente,
        nota=SIN_FAMILIA if vista.modo == FAMILIA and medida.origen != POBREZA else "",
    )
    campos = Campos("anio", medida.formato, "serie", medida.formato, rotulo_categoria="Año")
    return plot_evolucion(_name_series(tendencia), campos, presentacion)


def _phrase_tendencia(propia: pd.DataFrame, campo: str) -> str:
    con_dato, dar = propia[propia[campo].notna()].sort_values("anio"), get_formato(campo)
    nombre = propia["serie"].iloc[0]
    if con_dato.empty:
        return f"{nombre}: sin dato publicado"
    ultimo, primero = con_dato.iloc[-1], con_dato.iloc[0]
    if len(con_dato) == 1:
        demas = "; sin dato en los demás años" if len(propia) > 1 else ""
        return f"{nombre}: {dar(ultimo[campo])} en {ultimo['anio']}{demas}"
    paso = f"{dar(primero[campo])} en {primero['anio']} y {dar(ultimo[campo])} en {ultimo['anio']}"
    return f"{nombre}: la cifra {'' if campo == MXN else 'publicada '}es {paso}"


def draw_brecha(vista: Vista, brecha: pd.DataFrame, fuente: str) -> Grafica:
    """Pobreza y carencias: la distancia con el estado o la familia, o las barras de varios municipios."""
    filas = _name_series(brecha).assign(nombre=brecha["indicador"].map(lambda i: MEDIDAS[i].corto))
    series = list(dict.fromkeys(filas["serie"]))
    es_pareja = len(series) == 2 and not filas.groupby("nombre")["pct"].count().eq(0).all()
    es_vivienda = bool(MEDIDAS[vista.indicador].subindicador)
    anio = vista.anio if es_vivienda else pick_anio("pobreza", vista.anio)
    que = "Componentes de la vivienda" if es_vivienda else "Porcentaje de la población en cada situación"
    presentacion = Presentacion(
        id="explorador-brecha",
        titulo=_phrase_brecha(anio, brecha),
        descripcion=f"{que}, {anio}: {join_frase(series)}",
        fuente=fuente,
    )
    campos = Campos(
        "nombre", "pct", "serie", rotulo_categoria="Situación", maximo=100.0 if es_pareja else None
    )
    return (plot_puntos if es_pareja else plot_barras_comparadas)(filas, campos, presentacion)


def _phrase_brecha(anio: int, brecha: pd.DataFrame) -> str:
    por_serie: dict[str, dict[str, float]] = {}
    for serie, indicador, pct in zip(brecha["serie"], brecha["indicador"], brecha["pct"], strict=True):
        por_serie.setdefault(serie, {})[indicador] = pct
    propia, otra = list(por_serie)[:2]
    diferencias = {i: v - por_serie[otra].get(i, SIN_PCT) for i, v in por_serie[propia].items()}
    distancias = {i: abs(d) for i, d in diferencias.items() if not is_sin_dato(d)}
    if not distancias:
        return f"{propia}: sin dato para comparar en {anio}"
    mayor = max(distancias, key=distancias.__getitem__)
    con = {"Suma de su estado": "su estado", "Su familia": "su familia"}.get(otra, otra)
    return f"La mayor distancia con {con}: {MEDIDAS[mayor].corto}, {format_pp(diferencias[mayor])}"


def _name_series(tabla: pd.DataFrame) -> pd.DataFrame:
    """Dos municipios del mismo nombre (hay varios en el país) se distinguen por su clave."""
    pares = {(s, c) for s, c in zip(tabla["serie"], tabla["clave"], strict=True) if c}
    veces = Counter(serie for serie, _ in pares)
    repetidos = {serie for serie, n in veces.items() if n > 1}
    if not repetidos:
        return tabla
    series = [
        f"{s} ({c})" if s in repetidos else s for s, c in zip(tabla["serie"], tabla["clave"], strict=True)
    ]
    return tabla.assign(serie=series)


def draw_dispersion(
    vista: Vista,
    dispersion: pd.DataFrame,
    nombres: Mapping[str, str],
    familia: tuple[str, ...],
    fuentes: FuentesVista,
) -> Grafica:
    """Necesidad contra pesos: un punto por municipio; el elegido y los comparados, destacados."""
    nombre, otros = nombres[vista.clave_municipio], set(vista.claves[1:]) | set(familia)
    grupo = "Su familia" if vista.modo == FAMILIA else "Los comparados"
    claves = dispersion["clave_municipio"]
    serie = pd.Series(CONTEXTO, index=dispersion.index)
    serie[claves.isin(otros)] = grupo
    serie[claves == vista.clave_municipio] = nombre
    filas = name_municipios(dispersion, nombres).assign(serie=serie)
    titulo = _phrase_dispersion(filas[claves == vista.clave_municipio].iloc[0])
    presentacion = _present_dispersion(vista, titulo, fuentes)
    return plot_dispersion(filas, _build_ejes(vista), (nombre, grupo, CONTEXTO), presentacion)


def _build_ejes(vista: Vista) -> Ejes:
    medida = MEDIDAS[vista.carencia]
    return EJES if medida.origen == POBREZA else replace(EJES, rotulo_x=medida.nombre)


def draw_dispersion_base(
    vista: Vista, dispersion: pd.DataFrame, nombres: Mapping[str, str], fuentes: FuentesVista
) -> Grafica:
    """La misma dispersión, sin destacar a nadie."""
    filas = name_municipios(dispersion, nombres).assign(serie=TODOS)
    presentacion = _present_dispersion(vista, "Necesidad contra pesos", fuentes)
    return plot_dispersion(filas, _build_ejes(vista), ("Elegido", TODOS), presentacion)


def name_municipios(tabla: pd.DataFrame, nombres: Mapping[str, str]) -> pd.DataFrame:
    """La tabla con el nombre de cada municipio."""
    return tabla.assign(municipio=[nombres[c] for c in tabla["clave_municipio"]])


def _present_dispersion(vista: Vista, titulo: str, fuentes: FuentesVista) -> Presentacion:
    return Presentacion(
        id="explorador-dispersion",
        titulo=titulo,
        descripcion=f"{MEDIDAS[vista.carencia].nombre}, {pick_anio(vista.carencia, vista.anio)}, "
        "y la inversión filtrada por habitante",
        fuente="; ".join(fuentes),
        nota="Inversión de los años filtrados entre la población de la medición; no es causa ni efecto.",
    )


def _phrase_dispersion(propia: pd.Series) -> str:
    pesos, pct = propia["inversion_por_persona_mxn"], propia["carencia_pct"]
    if is_sin_dato(pesos) or is_sin_dato(pct):
        falta = [n for n, v in (("la carencia", pct), ("la inversión", pesos)) if is_sin_dato(v)]
        return f"{propia['municipio']}: sin dato de {join_frase(falta)}"
    return f"{propia['municipio']}: {format_pct(pct)} con la carencia y {format_mxn(pesos)} por habitante"


def write_titulo_tabla(vista: Vista) -> str:
    """El título de la tabla de municipios."""
    return f"{MEDIDAS[vista.indicador].nombre}, {vista.anio}, e inversión filtrada: {describe_tabla(vista)}"
