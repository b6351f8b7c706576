"""Las gráficas del capítulo de inversión: por grupo, efecto, año, fuente y persona."""

from dataclasses import replace
from functools import partial

import pandas as pd

from fais_analysis.indicators.comparar import CASI_IGUAL, PALABRAS_CUANTO, compare
from fais_analysis.indicators.necesidad import NO_SE_PUEDE
from fais_analysis.indicators.parametros import UMBRAL_MAYORIA_PCT, UMBRAL_SIMILAR_MXN_PCT
from fais_analysis.indicators.texto import join_frase
from fais_analysis.schemas.capitulos.inversion import InversionMunicipio
from fais_analysis.views.capitulos.comun import (
    get_corto,
    get_fila,
    has_familia,
    list_mayores,
    lower_inicial,
    phrase_comparables,
    stack_series,
    upper_inicial,
)
from fais_analysis.views.capitulos.focalizacion import (
    NOTA_EFECTO,
    SUJETO_EFECTO,
    is_parcial,
    phrase_primer_redondeo,
    write_titulo_partes,
)
from fais_analysis.views.capitulos.origen import PROCEDENCIA, build_campos, write_origen
from fais_analysis.views.figures import Campos, plot_apiladas, plot_barras_comparadas
from fais_analysis.views.formato import format_mxn, format_pct, is_sin_dato, round_decimal
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.marcado import Html
from fais_analysis.views.presentacion import Presentacion
from fais_analysis.views.tema import TEMA_OTRAS

GRAFICAS = ("grupos", "efecto", "anios", "fuentes", "zonas", "per_capita", "necesidad")
NOMBRES_POBLACION = {
    "poblacion_personas": "Por persona",
    "pobreza_personas": "Por persona en pobreza",
    "pobreza_extrema_personas": "Por persona en pobreza extrema",
}


def list_graficas(datos: InversionMunicipio) -> tuple[str, ...]:
    """Gráficas que muestra el capítulo: ninguna si el libro no registra obras del municipio."""
    if datos.total.empty:
        return ()
    return ("publicado",) * (not datos.publicado.empty) if datos.es_demostracion else list_reales(datos)


def list_reales(datos: InversionMunicipio) -> tuple[str, ...]:
    """Gráficas de lo registrado en el libro; de uno de demostración sólo se muestran sus tablas."""
    omitidas = set() if _tiene_per_capita(datos) else {"per_capita"}
    omitidas |= set() if _tiene_necesidad(datos) else {"necesidad"}
    return tuple(g for g in GRAFICAS if g not in omitidas)


def _get_series(datos: InversionMunicipio, propia: str, estado: str) -> dict[str, str]:
    """La columna del municipio y la de su estado; con un libro incompleto, sólo la suya."""
    series = {propia: datos.lugar.municipio}
    return series if is_parcial(datos) else series | {estado: datos.lugar.nombre_estado}


def _drop_sin_uso(filas: pd.DataFrame, series: dict[str, str]) -> pd.DataFrame:
    """Sin los valores del vocabulario que ninguna serie usa."""
    return filas[(filas[list(series)] > 0).any(axis=1)]


def _plot_reparto(
    datos: InversionMunicipio, tabla: str, filas: pd.DataFrame, presentacion: Presentacion, rotulo: str
) -> Grafica:
    """Barras del municipio y del estado por ``nombre`` (valor del vocabulario); fuera, los que nadie usa."""
    series = _get_series(datos, "porcentaje_pct", "estado_pct")
    campos = build_campos(rotulo, series.get("estado_pct", ""))
    origen = partial(write_origen, datos, tabla)
    return plot_barras_comparadas(
        stack_series(_drop_sin_uso(filas, series), "nombre", series, origen), campos, presentacion
    )


def _plot_partes(
    datos: InversionMunicipio,
    tabla: str,
    filas: pd.DataFrame,
    presentacion: Presentacion,
    propia: str = "porcentaje_pct",
) -> Grafica:
    """Dos barras apiladas, municipio (``propia``) y estado, con las partes de un todo, por ``nombre``."""
    series = _get_series(datos, propia, "estado_pct")
    filas = _drop_sin_uso(filas, series)
    nota = f"{presentacion.nota} {phrase_primer_redondeo(datos, tabla)}".strip()
    presentacion = replace(presentacion, nota=nota)
    campos = Campos("serie", "valor", "categoria", procedencia=PROCEDENCIA, rotulo_categoria="Ámbito")
    origen = partial(write_origen, datos, tabla)
    return plot_apiladas(stack_series(filas, "nombre", series, origen), campos, presentacion)


def plot_grupos(datos: InversionMunicipio) -> Grafica | Html:
    """Parte de la inversión en cada grupo, municipio y estado."""
    if datos.total.empty:
        return Html("")
    mayores = list_mayores(datos.por_grupo, "porcentaje_pct", format_pct)
    presentacion = Presentacion(
        id="inversion-grupos",
        titulo=_write_titulo_grupos(mayores),
        descripcion="Porcentaje de la inversión registrada en cada grupo de obras",
        fuente=datos.citas["libro"],
    )
    filas = datos.por_grupo.assign(nombre=datos.por_grupo["grupo"])
    return _plot_reparto(datos, "por_grupo", filas, presentacion, "Grupo")


def plot_efecto(datos: InversionMunicipio) -> Grafica | Html:
    """Obra final contra intermedia, en el municipio y en el estado."""
    if datos.total.empty:
        return Html("")
    final = get_fila(datos.partes_efecto, parte="final")
    leida = f"Las obras que por sí solas quitan la carencia reciben {format_pct(final['parte_pct'])}"
    presentacion = Presentacion(
        id="inversion-efecto",
        titulo=write_titulo_partes(final, SUJETO_EFECTO, leida),
        descripcion="Porcentaje de la inversión registrada por el efecto de la obra en la carencia",
        fuente=datos.citas["libro"],
        nota=NOTA_EFECTO,
    )
    filas = datos.partes_efecto.assign(nombre=datos.partes_efecto["parte"].map(upper_inicial))
    return _plot_partes(datos, "partes_efecto", filas, presentacion, "parte_pct")


def plot_anios(datos: InversionMunicipio) -> Grafica | Html:
    """Inversión de cada año, en pesos corrientes y descontada la inflación."""
    if datos.total.empty:
        return Html("")
    filas = datos.por_anio.assign(anio=datos.por_anio["ejercicio"].astype("str"))
    constantes = f"A precios de {datos.anio_base}"
    series = {"inversion_mxn": "Pesos corrientes", "inversion_constante_mxn": constantes}
    presentacion = Presentacion(
        id="inversion-anios",
        titulo=_write_titulo_anios(datos),
        descripcion="Inversión registrada por año, millones de pesos (mdp)",
        fuente=f"{datos.citas['libro']}; {datos.citas['inpc']}",
        nota="La inflación es la del índice nacional de precios al consumidor (INPC), promedio anual "
        "derivado de publicaciones oficiales: por verificar.",
        tema=TEMA_OTRAS,
    )
    campos = build_campos("Año", constantes, "mdp")
    origen = partial(write_origen, datos, "por_anio")
    return plot_barras_comparadas(stack_series(filas, "anio", series, origen), campos, presentacion)


def _write_titulo_anios(datos: InversionMunicipio) -> str:
    """El año de mayor inversión sin inflación; si falta el INPC de alguno, no se dice cuál es."""
    constantes = datos.por_anio["inversion_constante_mxn"]
    if constantes.isna().any():
        return "Sin inflación de algún año no se puede decir cuál fue el de mayor inversión"
    mayor = datos.por_anio.loc[constantes.idxmax(), "ejercicio"]
    if len(datos.por_anio) == 1:
        return f"Toda la inversión registrada es de {mayor}"
    if (constantes.map(format_mxn) == format_mxn(constantes.max())).sum() > 1:
        return "Más de un año comparte la mayor inversión registrada, ya descontada la inflación"
    return f"El año de mayor inversión registrada, ya descontada la inflación, es {mayor}"


def plot_fuentes(datos: InversionMunicipio) -> Grafica | Html:
    """De dónde salió el dinero, en el municipio y en el estado."""
    if datos.total.empty:
        return Html("")
    filas = datos.por_fuente.sort_values("inversion_centavos", ascending=False, kind="stable")
    mayores = list_mayores(filas, "porcentaje_pct", format_pct)
    presentacion = Presentacion(
        id="inversion-fuentes",
        titulo=_write_titulo_fuentes(mayores),
        descripcion="Porcentaje por fuente: FISMDF, fondo municipal del FAIS; FISE, fondo estatal del FAIS",
        fuente=datos.citas["libro"],
        nota="De la inversión registrada. Una obra puede mezclar fuentes.",
    )
    filas = filas.assign(nombre=filas["fuente_recurso"])
    return _plot_reparto(datos, "por_fuente", filas, presentacion, "Fuente")


def _write_titulo_grupos(mayores: pd.DataFrame) -> str:
    """Qué grupo recibe más y cuánto; «la mayor parte» sólo si pasa de la mitad; si empatan, todos."""
    pct = mayores["porcentaje_pct"].iloc[0]
    nombres = join_frase(list(mayores["grupo"]))
    if len(mayores) > 1:
        return f"{nombres} son los grupos que más reciben: {format_pct(pct)} cada uno"
    cuanto = "la mayor parte" if round_decimal(pct, 1) > UMBRAL_MAYORIA_PCT else "más que ningún otro grupo"
    return f"{nombres} recibe {cuanto}: {format_pct(pct)}"


def _write_titulo_fuentes(mayores: pd.DataFrame) -> str:
    """De qué fuente viene más dinero; si empatan, todas."""
    pct, nombres = format_pct(mayores["porcentaje_pct"].iloc[0]), join_frase(list(mayores["fuente_recurso"]))
    if len(mayores) > 1:
        return f"{nombres} son las mayores fuentes: {pct} cada una"
    return f"{nombres} es la mayor fuente: {pct}"


def _tiene_per_capita(datos: InversionMunicipio) -> bool:
    return bool(datos.per_capita[["municipio_mxn", "estado_mxn"]].notna().any(axis=None))


def plot_per_capita(datos: InversionMunicipio) -> Grafica | Html:
    """Pesos por persona y por persona en pobreza: municipio, estado y familia."""
    if datos.total.empty or not _tiene_per_capita(datos):
        return Html("")
    filas = datos.per_capita[datos.per_capita["poblacion"] != "pobreza_extrema_personas"]
    filas = filas.assign(nombre=filas["poblacion"].map(NOMBRES_POBLACION))
    series = _get_series(datos, "municipio_mxn", "estado_mxn")
    conteos = datos.parametros.iloc[0]
    if has_familia(conteos) and filas["familia_mxn"].notna().any():
        series["familia_mxn"] = "Municipios comparables"
    anio = int(filas["anio_poblacion"].iloc[0])
    presentacion = Presentacion(
        id="inversion-per-capita",
        titulo=_write_titulo_per_capita(datos),
        descripcion=f"Pesos corrientes acumulados, entre la población de {anio}",
        fuente=f"{datos.citas['libro']}; población: CONEVAL {anio}",
        nota="Dinero de varios años entre la población de uno: sirve para comparar, no es un monto anual. "
        f"{_write_casi(datos)}{phrase_comparables(datos.frase_familia, conteos, 'registros')}".strip(),
    )
    campos = build_campos("Población", series.get("estado_mxn", ""), "mxn")
    origen = partial(write_origen, datos, "per_capita")
    return plot_barras_comparadas(stack_series(filas, "nombre", series, origen), campos, presentacion)


def _write_titulo_per_capita(datos: InversionMunicipio) -> str:
    fila = get_fila(datos.per_capita, poblacion="pobreza_personas")
    if is_sin_dato(fila["municipio_mxn"]) or is_sin_dato(fila["estado_mxn"]):
        return "Sin dato para decir cuánto se invirtió por persona en pobreza"
    if is_parcial(datos):
        return f"Por persona en pobreza se registran {format_mxn(fila['municipio_mxn'])}"
    cuanto = PALABRAS_CUANTO[_compare_estado(fila)]
    return f"Por persona en pobreza se registra {cuanto} en el estado: {format_mxn(fila['municipio_mxn'])}"


def _compare_estado(fila: pd.Series) -> str:
    banda = UMBRAL_SIMILAR_MXN_PCT / 100 * fila["estado_mxn"]
    return compare(fila["municipio_mxn"], fila["estado_mxn"], banda, 0)


def _write_casi(datos: InversionMunicipio) -> str:
    """Qué es «casi lo mismo», si el título lo dice."""
    fila = get_fila(datos.per_capita, poblacion="pobreza_personas")
    if is_parcial(datos) or _compare_estado(fila) != CASI_IGUAL:
        return ""
    return f"«Casi lo mismo»: hasta {format_pct(UMBRAL_SIMILAR_MXN_PCT, 0)} de diferencia. "


def _tiene_necesidad(datos: InversionMunicipio) -> bool:
    return bool(datos.necesidad[["peso_necesidad_pct", "peso_inversion_pct"]].notna().any(axis=None))


def plot_necesidad(datos: InversionMunicipio) -> Grafica | Html:
    """Dónde está la necesidad y a dónde fue el dinero, entre las carencias que el FAIS mueve directamente."""
    if datos.total.empty or not _tiene_necesidad(datos):
        return Html("")
    filas = datos.necesidad.assign(nombre=datos.necesidad["carencia"].map(get_corto))
    series = {
        "peso_necesidad_pct": "De las personas con estas carencias",
        "peso_inversion_pct": "Del dinero que las atiende",
    }
    presentacion = Presentacion(
        id="inversion-necesidad",
        titulo=_write_titulo_necesidad(datos.necesidad),
        descripcion="Dónde está la necesidad y a dónde fue el dinero, en porcentaje",
        fuente=f"{datos.citas['libro']}; {datos.citas['pobreza_municipal']}",
        nota="Una persona puede tener las dos carencias y las obras cuestan distinto: no mide si alcanzó.",
        tema=TEMA_OTRAS,
    )
    campos = build_campos("Carencia")
    origen = partial(write_origen, datos, "necesidad")
    return plot_barras_comparadas(stack_series(filas, "nombre", series, origen), campos, presentacion)


def _write_titulo_necesidad(necesidad: pd.DataFrame) -> str:
    concluidas = necesidad[necesidad["conclusion"] != NO_SE_PUEDE]
    if concluidas.empty:
        motivos = "; ".join(dict.fromkeys(necesidad["motivo"]))
        return f"No se puede concluir si el dinero siguió a la necesidad: {motivos}"
    partes = [
        f"{lower_inicial(get_corto(f.carencia))}, {f.conclusion}" for f in concluidas.itertuples(index=False)
    ]
    return f"El dinero frente a la necesidad: {'; '.join(partes)}"
