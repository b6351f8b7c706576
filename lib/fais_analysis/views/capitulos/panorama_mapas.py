"""Los mapas del panorama: la ZAP de cada año, la pobreza extrema y las carencias en clases fijas."""

from dataclasses import replace
from functools import partial

import pandas as pd

from fais_analysis.indicators.texto import join_frase
from fais_analysis.schemas.capitulos.lugares import Lugar
from fais_analysis.schemas.capitulos.panorama_mapas import PanoramaMapas
from fais_analysis.schemas.vocabulario import CARENCIAS
from fais_analysis.views.capitulos.comun import get_corto, join_citas, list_mayores
from fais_analysis.views.capitulos.mapa_zap_frases import (
    NO_ES_DECLARATORIA,
    build_conjuntos_zap,
    build_sello_zap,
    phrase_aviso_zap,
    write_decreto,
)
from fais_analysis.views.capitulos.origen import write_origen
from fais_analysis.views.componentes import render_aviso
from fais_analysis.views.formato import format_pct
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.maps import Cortes, plot_mapa, plot_mapas_zap, plot_serie_coropletas
from fais_analysis.views.marcado import Html
from fais_analysis.views.presentacion import Columna, PresentacionMapa, Sello
from fais_analysis.views.tabla import Tabla

# Los mismos cortes para todos los estados y todos los informes.
CORTES_EXTREMA = Cortes((2.5, 5.0, 10.0, 20.0), "% en pobreza extrema")
CORTES_CARENCIA = Cortes((10.0, 20.0, 40.0, 60.0), "% de la población")


def list_mapas(datos: PanoramaMapas) -> tuple[str, ...]:
    """Mapas que se muestran: ninguno si no hay polígonos."""
    return () if datos.poligonos is None else ("zap", "pobreza_extrema", "carencias")


def list_tablas(datos: PanoramaMapas) -> tuple[str, ...]:
    """Tablas que se muestran: la de años va con su mapa y, sin él, suelta."""
    propias = () if datos.poligonos is not None else ("zap_anios",)
    return (*propias, *(("zap_municipios",) if len(datos.zap_municipios) else ()))


def show_aviso_zap(datos: PanoramaMapas) -> Html:
    """Qué tan oficiales son las zonas, y si faltan los polígonos."""
    anios = datos.situacion.drop_duplicates("anio")
    aviso = render_aviso("por_verificar", phrase_aviso_zap(anios))
    if datos.poligonos is not None:
        return aviso
    falta = f"Sin mapas: no se han construido los polígonos municipales de {datos.lugar.nombre}."
    return Html(aviso + render_aviso("informacion", f"{falta} Las cifras van en las tablas."))


def plot_mapa_zap(datos: PanoramaMapas) -> Grafica | Html:
    """La ZAP rural de cada año."""
    if datos.poligonos is None:
        return Html("")
    ultimo = datos.conjuntos.iloc[-1]
    total = ultimo["municipios"]
    cuantos = (
        "sin dato" if ultimo["sin_dato"] == total else f"{ultimo['dentro'] + ultimo['en_parte']} de {total}"
    )
    salvedad = "" if ultimo["status"] == "declaratoria cargada" else f" ({NO_ES_DECLARATORIA})"
    presentacion = PresentacionMapa(
        id="zap",
        titulo=f"Municipios en ZAP rural en {ultimo['conjunto']}: {cuantos}{salvedad}",
        descripcion=f"Zonas de Atención Prioritaria (ZAP) rurales de {datos.lugar.nombre}, por año",
        fuente=(
            f"{datos.citas['zap_declaratorias']}; elaboración propia con grados de CONAPO y CONEVAL y "
            "pobreza municipal de CONEVAL"
        ),
        nota="Los criterios derivados no incluyen población indígena, delincuencia ni caminos.",
        sello=build_sello_zap(datos.conjuntos),
    )
    conjuntos = build_conjuntos_zap(datos.conjuntos, datos.situacion, datos.poligonos.claves)
    return plot_mapas_zap(datos.poligonos, conjuntos, presentacion, _build_tabla_anios(datos))


def build_tabla_zap_anios(datos: PanoramaMapas) -> Tabla | Html:
    """La ZAP año por año, suelta, cuando no hay mapa que la lleve."""
    return _build_tabla_anios(datos) if "zap_anios" in list_tablas(datos) else Html("")


def _build_tabla_anios(datos: PanoramaMapas) -> Tabla:
    filas = datos.zap_anios.assign(decreto=[write_decreto(f) for f in datos.zap_anios["fecha_dof"]])
    origen = partial(write_origen, datos, "zap_anios")
    return Tabla(
        id="tabla-zap-anios",
        titulo=f"ZAP de {datos.lugar.nombre}, por año",
        columnas=[
            Columna("anio", "Año", "anio", "izquierda"),
            Columna("decreto", "Decreto (Diario Oficial)"),
            Columna("status_rural", "Rural"),
            Columna("dentro", "Municipios en zona", "entero", procedencia=origen("dentro")),
            Columna("status_urbana", "Urbana"),
            Columna("agebs_en_zap", "AGEB en zona", "entero", procedencia=origen("agebs_en_zap")),
            Columna("agebs_sin_dato", "AGEB sin dato", "entero", procedencia=origen("agebs_sin_dato")),
        ],
        filas=filas,
        fuente=join_citas(datos.citas, "zap_declaratorias", "marginacion_ageb"),
        nota="El conjunto de un año no se usa en otro.",
    )


def build_tabla_zap_municipios(datos: PanoramaMapas) -> Tabla | Html:
    """Los municipios que alguna vez están en zona: una fila = municipio; una columna = conjunto."""
    if "zap_municipios" not in list_tablas(datos):
        return Html("")
    columnas = [
        Columna(f"conjunto_{fila.hasta}", f"{fila.conjunto} ({fila.status})")
        for fila in datos.conjuntos.itertuples()
    ]
    return Tabla(
        id="tabla-zap-municipios",
        titulo="Municipios que algún año están en ZAP rural",
        columnas=[Columna("municipio", "Municipio"), *columnas],
        filas=datos.zap_municipios,
        fuente=datos.citas["zap_declaratorias"],
        nota=f"Los demás municipios están fuera todos los años. Lo derivado {NO_ES_DECLARATORIA}.",
    )


def plot_mapa_pobreza(datos: PanoramaMapas) -> Grafica | Html:
    """Los municipios por pobreza extrema, con cortes fijos."""
    if datos.poligonos is None:
        return Html("")
    valores = datos.indicadores.set_index("clave_municipio")["pobreza_extrema_pct"]
    mayores = list_mayores(datos.indicadores, "pobreza_extrema_pct", format_pct)
    presentacion = PresentacionMapa(
        id="mapa-pobreza-extrema",
        titulo=_write_titulo_pobreza(datos, mayores),
        descripcion=f"Población en pobreza extrema por municipio, {datos.anio}",
        fuente=datos.citas["pobreza_municipal"],
        sello=_build_sello(datos),
    )
    cortes = replace(CORTES_EXTREMA, procedencia=write_origen(datos, "indicadores", "pobreza_extrema_pct"))
    propios = valores[valores.index.isin(datos.poligonos.claves)]
    return plot_mapa(datos.poligonos, propios, cortes, presentacion)


def _write_titulo_pobreza(datos: PanoramaMapas, mayores: pd.DataFrame) -> str:
    """Dónde es más alta; si empatan, en todos ellos."""
    if mayores.empty:
        return "Sin dato de pobreza extrema en los municipios"
    pct = format_pct(mayores["pobreza_extrema_pct"].iloc[0])
    nombres = [
        Lugar(c, n).en_frase for c, n in zip(mayores["clave_municipio"], mayores["municipio"], strict=True)
    ]
    return f"La más alta, en {join_frase(nombres)}: {pct}"


def plot_carencias(datos: PanoramaMapas) -> Grafica | Html:
    """Las seis carencias sociales, un mapa chico cada una, todas con las mismas clases."""
    if datos.poligonos is None:
        return Html("")
    presentes = [c for c in CARENCIAS if f"{c}_pct" in datos.indicadores]
    presentacion = PresentacionMapa(
        id="carencias",
        titulo="Las seis carencias, con las mismas clases en todos los mapas",
        descripcion=f"Porcentaje de la población con cada carencia por municipio, {datos.anio}",
        fuente=datos.citas["pobreza_municipal"],
        nota="Son estimaciones de modelo: no se ordenan municipios por decimales.",
        sello=_build_sello(datos),
    )
    valores = datos.indicadores.set_index("clave_municipio")[[f"{c}_pct" for c in presentes]]
    valores = valores[valores.index.isin(datos.poligonos.claves)]
    valores.columns = [get_corto(c) for c in presentes]
    tabla = _build_tabla_carencias(datos, presentes)
    return plot_serie_coropletas(datos.poligonos, valores, CORTES_CARENCIA, presentacion, tabla)


def _build_tabla_carencias(datos: PanoramaMapas, carencias: list[str]) -> Tabla:
    columnas = [
        Columna(f"{c}_pct", get_corto(c), "pct", procedencia=write_origen(datos, "indicadores", f"{c}_pct"))
        for c in carencias
    ]
    return Tabla(
        id="tabla-carencias-municipios",
        titulo=f"Carencias por municipio, {datos.anio}",
        columnas=[Columna("municipio", "Municipio"), *columnas],
        filas=datos.indicadores,
        fuente=datos.citas["pobreza_municipal"],
    )


def _build_sello(datos: PanoramaMapas) -> Sello:
    """Datos de la medición; la ZAP del último año, que estos mapas no dibujan."""
    return replace(build_sello_zap(datos.conjuntos.tail(1), str(datos.anio)), muestra_zap=False)
