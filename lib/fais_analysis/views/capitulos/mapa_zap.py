"""El capítulo de mapas: dónde está el municipio, qué criterios cumple y dónde vive su gente."""

import pandas as pd

from fais_analysis.schemas.informes import MapaZap
from fais_analysis.schemas.vocabulario import GRADOS
from fais_analysis.views.capitulos.comun import select_filas
from fais_analysis.views.componentes import Cifra, render_aviso, render_frase, render_lista_mensajes
from fais_analysis.views.formato import format_pct, format_personas
from fais_analysis.views.maps import (
    Categoria,
    OpcionesLocalidades,
    plot_mapa_categorias,
    plot_municipio_localidades,
)
from fais_analysis.views.maps.categorias import build_categorias_orden
from fais_analysis.views.marcado import Html
from fais_analysis.views.modelos import Columna, Grafica, Presentacion, Tabla
from fais_analysis.views.tema import TEMA

CORTE_MAPA = "datos de 2020"
NO_ES_DECLARATORIA = "criterios, no es la declaratoria ZAP; por verificar"
CUMPLE, NO_CUMPLE = "Cumple algún criterio", "No cumple ninguno"
LOCALIDADES_EN_TABLA = 10
NOMBRES_CRITERIO = {
    "marginacion": ("Grado de marginación alto o muy alto", "grado_marginacion"),
    "rezago": ("Grado de rezago social alto o muy alto", "grado_rezago"),
    "tres_carencias": ("Al menos la mitad con tres o más carencias", "tres_carencias_pct"),
    "pobreza_extrema": ("Al menos la mitad en pobreza extrema", "pobreza_extrema_pct"),
}


def list_mapas(datos: MapaZap) -> tuple[str, ...]:
    """Mapas que muestra el capítulo: los que se pueden dibujar con lo que hay."""
    mapas = ("criterios",) if datos.poligonos is not None else ()
    if datos.poligonos is not None and not datos.localidades.empty:
        mapas += ("localidades",)
    return (*mapas, "agebs") if _tiene_agebs(datos) else mapas


def list_tablas(datos: MapaZap) -> tuple[str, ...]:
    """Tablas que muestra el capítulo."""
    tablas = ("criterios", "listas")
    tablas += ("localidades",) if not datos.localidades.empty else ()
    return (*tablas, "agebs") if not datos.agebs.empty else tablas


def _tiene_agebs(datos: MapaZap) -> bool:
    return datos.poligonos is not None and bool(datos.agebs["longitud"].notna().any())


def show_portada(datos: MapaZap) -> Html:
    """Qué criterios cumple el municipio y qué tan dispersa está su población."""
    aviso = render_aviso(
        "por_verificar",
        "Los mapas muestran criterios calculados con grados publicados. No son la declaratoria de Zonas de "
        "Atención Prioritaria del Diario Oficial.",
    )
    mensajes = [_phrase_criterios(datos)]
    if not datos.resumen_localidades.empty:
        mensajes.append(_phrase_localidades(datos))
    return Html(aviso + render_lista_mensajes(mensajes))


def _phrase_criterios(datos: MapaZap) -> Html:
    fila = select_filas(datos.criterios, clave_municipio=datos.lugar.clave, corte=CORTE_MAPA)
    cifras = {"municipio": datos.lugar.en_frase, "corte": CORTE_MAPA}
    if fila.empty or pd.isna(fila["cumple"].iloc[0]):
        return render_frase(
            "Con {corte} no se puede decir si {municipio} cumple los criterios: falta dato.", cifras
        )
    if fila["cumple"].iloc[0]:
        return render_frase(
            "Con {corte}, {municipio} cumple: {motivo}.", {**cifras, "motivo": fila["motivo"].iloc[0]}
        )
    return render_frase(
        "Con {corte}, {municipio} no cumple ninguno de los cuatro criterios calculados.", cifras
    )


def _phrase_localidades(datos: MapaZap) -> Html:
    fila = datos.resumen_localidades.iloc[0]
    return render_frase(
        "Su población vive en {localidades} localidades; {rural}, en las de menos de 2,500 habitantes. "
        "La mayor, {mayor}, reúne a {parte} de sus habitantes.",
        {
            "localidades": Cifra(fila["localidades"], "entero"),
            "rural": Cifra(fila["rural_pct"], "pct"),
            "mayor": str(fila["mayor_localidad"]),
            "parte": Cifra(fila["mayor_pct"], "pct"),
        },
    )


def plot_mapa_criterios(datos: MapaZap) -> Grafica | Html:
    """El estado por criterios derivados, con este municipio señalado."""
    if datos.poligonos is None:
        return render_aviso(
            "informacion", f"Sin mapa: faltan los polígonos municipales de {datos.lugar.entidad}."
        )
    filas = select_filas(datos.criterios, corte=CORTE_MAPA).set_index("clave_municipio")
    filas = filas[filas.index.isin(datos.poligonos.claves)]
    valores = filas["cumple"].map({True: CUMPLE, False: NO_CUMPLE}).where(filas["cumple"].notna(), None)
    cumplen = int((filas["cumple"] == True).sum())  # noqa: E712 - lógico con nulo
    presentacion = Presentacion(
        id="mapa-criterios",
        titulo=f"{cumplen} de {len(filas)} municipios cumplen algún criterio ({NO_ES_DECLARATORIA})",
        descripcion=f"Criterios de atención prioritaria en {datos.lugar.entidad}, {CORTE_MAPA}",
        fuente="Elaboración propia con grados de CONAPO y CONEVAL y pobreza municipal de CONEVAL, 2020",
        nota="Declaratoria ZAP del año: sin dato. Faltan población indígena, delincuencia y caminos.",
    )
    color = TEMA.partes[0]
    categorias = [
        Categoria(CUMPLE, color.color, "/", "#ffffff"),
        Categoria(NO_CUMPLE, TEMA.colores["fondo_suave"]),
    ]
    return plot_mapa_categorias(datos.poligonos, valores, categorias, presentacion, datos.lugar.clave)


def plot_localidades(datos: MapaZap) -> Grafica | Html:
    """El municipio con sus localidades; el área del punto es la población."""
    if "localidades" not in list_mapas(datos):
        return render_aviso("informacion", "Sin mapa de localidades: no se tienen para este municipio.")
    mayor = datos.localidades.iloc[0]
    presentacion = Presentacion(
        id="mapa-localidades",
        titulo=f"{mayor['localidad']} reúne {format_pct(mayor['porcentaje_pct'])} de la población",
        descripcion=f"Localidades de {datos.lugar.municipio}; el área del círculo es su población, 2020",
        fuente=datos.citas["localidades"],
        nota="Grado de marginación o rezago por localidad: sin dato.",
    )
    return plot_municipio_localidades(datos.poligonos, datos.lugar.clave, datos.localidades, presentacion)


def plot_agebs(datos: MapaZap) -> Grafica | Html:
    """Las AGEB urbanas del municipio por grado de marginación."""
    if not _tiene_agebs(datos):
        return render_aviso("informacion", "No hay AGEB urbanas con grado de marginación en este municipio.")
    puntos = datos.agebs[datos.agebs["longitud"].notna()]
    puntos = puntos.assign(
        localidad=[f"{a.localidad}, AGEB {a.clave_ageb[-4:]}" for a in puntos.itertuples()]
    )
    altas = puntos["grado"].isin(["Alto", "Muy alto"])
    personas = puntos.loc[altas, "poblacion_personas"].sum()
    titulo = (
        f"{int(altas.sum())} de {len(puntos)} AGEB urbanas tienen marginación alta o muy alta: "
        f"{format_personas(personas)}"
    )
    presentacion = Presentacion(
        id="mapa-agebs",
        titulo=titulo if altas.any() else "Ninguna AGEB urbana tiene marginación alta o muy alta",
        descripcion=f"AGEB urbanas de {datos.lugar.municipio} por grado de marginación, 2020",
        fuente=f"{datos.citas['marginacion_ageb']}; {datos.citas['agebs']}",
        nota="El punto está dentro de cada AGEB; no dibuja su contorno. No es la declaratoria ZAP.",
    )
    opciones = OpcionesLocalidades("grado", build_categorias_orden(GRADOS), "AGEB", rotular=0)
    return plot_municipio_localidades(datos.poligonos, datos.lugar.clave, puntos, presentacion, opciones)


def build_tabla_criterios(datos: MapaZap) -> Tabla:
    """Cada criterio del municipio, con el dato de cada corte y si lo cumple."""
    propios = select_filas(datos.criterios, clave_municipio=datos.lugar.clave)
    renglones = [
        {
            "criterio": nombre,
            "corte": fila.corte,
            "dato": _write_dato(getattr(fila, campo)),
            "cumple": _write_cumple(getattr(fila, f"cumple_{criterio}")),
        }
        for criterio, (nombre, campo) in NOMBRES_CRITERIO.items()
        for fila in propios.itertuples(index=False)
    ]
    return Tabla(
        id="tabla-criterios",
        titulo=f"Criterios de atención prioritaria ({NO_ES_DECLARATORIA})",
        columnas=[
            Columna("criterio", "Criterio"),
            Columna("corte", "Corte"),
            Columna("dato", "Dato del municipio"),
            Columna("cumple", "¿Lo cumple?"),
        ],
        filas=pd.DataFrame(renglones, columns=["criterio", "corte", "dato", "cumple"]),
        fuente=f"{datos.citas['marginacion_original']}; {datos.citas['marginacion_municipal']}; "
        f"{datos.citas['rezago_social']}; {datos.citas['pobreza_municipal']}",
    )


def _write_dato(valor: object) -> str | None:
    if pd.isna(valor):
        return None
    return valor if isinstance(valor, str) else format_pct(valor)


def _write_cumple(valor: object) -> str | None:
    return None if pd.isna(valor) else ("Sí" if valor else "No")


def build_tabla_listas(datos: MapaZap) -> Tabla:
    """Qué se sabe de la declaratoria rural de cada año para este municipio."""
    figura = {True: "Figura", False: "No figura"}
    filas = datos.listas.assign(
        en_lista=[None if pd.isna(v) else figura[bool(v)] for v in datos.listas["en_lista"]]
    )
    return Tabla(
        id="tabla-listas",
        titulo="Declaratoria ZAP rural por año: lo que se sabe",
        columnas=[
            Columna("anio", "Año", "anio", "izquierda"),
            Columna("en_lista", "¿En la lista?"),
            Columna("status", "Estado de la lista"),
        ],
        filas=filas,
        fuente=datos.citas["zap_rural"],
        nota=(
            "Ninguna lista está cotejada con el Anexo A del DOF: por verificar. No figurar en una lista de "
            "prensa no prueba que el municipio no sea ZAP. Cada lista vale sólo para su año."
        ),
    )


def build_tabla_localidades(datos: MapaZap) -> Tabla | Html:
    """Las diez localidades mayores."""
    if datos.localidades.empty:
        return Html("")
    return Tabla(
        id="tabla-localidades",
        titulo="Las localidades con más población",
        columnas=[
            Columna("localidad", "Localidad"),
            Columna(
                "poblacion_personas", "Habitantes", "entero", procedencia="localidades[{clave_localidad}]"
            ),
            Columna("porcentaje_pct", "Parte del municipio", "pct"),
            Columna("acumulado_pct", "Acumulado", "pct"),
            Columna("tamano", "Tamaño"),
        ],
        filas=datos.localidades.head(LOCALIDADES_EN_TABLA),
        fuente=datos.citas["localidades"],
    )


def build_tabla_agebs(datos: MapaZap) -> Tabla | Html:
    """AGEB urbanas y su población, por grado de marginación."""
    if datos.agebs.empty:
        return Html("")
    grupos = datos.agebs.groupby("grado").agg(
        agebs=("clave_ageb", "size"), personas=("poblacion_personas", "sum")
    )
    grupos = grupos.reindex([g for g in reversed(GRADOS) if g in grupos.index]).reset_index()
    return Tabla(
        id="tabla-agebs",
        titulo="AGEB urbanas por grado de marginación, 2020",
        columnas=[
            Columna("grado", "Grado"),
            Columna("agebs", "AGEB", "entero"),
            Columna("personas", "Habitantes", "entero"),
        ],
        filas=grupos,
        fuente=datos.citas["marginacion_ageb"],
        nota="Sólo las AGEB con grado publicado.",
    )
