"""El capítulo de mapas: dónde está el municipio, qué criterios cumple y dónde vive su gente."""

import pandas as pd

from fais_analysis.schemas.informes import MapaZap
from fais_analysis.schemas.vocabulario import GRADOS
from fais_analysis.views.capitulos.comun import get_fila, select_filas
from fais_analysis.views.capitulos.origen import build_cifra, write_origen
from fais_analysis.views.componentes import Cifra, render_aviso, render_frase, render_lista_mensajes
from fais_analysis.views.formato import format_entero, format_pct, format_personas
from fais_analysis.views.maps import (
    Categoria,
    OpcionesLocalidades,
    plot_mapa_categorias,
    plot_municipio_localidades,
)
from fais_analysis.views.maps.categorias import build_categorias_orden
from fais_analysis.views.marcado import Html
from fais_analysis.views.modelos import Grafica, Presentacion
from fais_analysis.views.tema import TEMA

CORTE_MAPA = "datos de 2020"
NO_ES_DECLARATORIA = "no es la declaratoria ZAP; por verificar"
CUMPLE, NO_CUMPLE = "Cumple algún criterio", "No cumple ninguno"
# Con éstas o menos, una frase dice lo mismo que un mapa y una tabla.
POCAS_AGEBS = 10


def list_mapas(datos: MapaZap) -> tuple[str, ...]:
    """Mapas que muestra el capítulo: los que se pueden dibujar con lo que hay."""
    mapas = ("criterios",) if datos.poligonos is not None else ()
    if datos.poligonos is not None and not datos.localidades.empty:
        mapas += ("localidades",)
    return (*mapas, "agebs") if _tiene_mapa_agebs(datos) else mapas


def _tiene_mapa_agebs(datos: MapaZap) -> bool:
    tiene_puntos = bool(datos.agebs["longitud"].notna().any())
    return datos.poligonos is not None and tiene_puntos and len(datos.agebs) > POCAS_AGEBS


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
    mensajes.append(_phrase_agebs(datos))
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
    """Cuántas localidades son, cuántas rurales y la mayor; «sin dato» si falta su población."""
    fila = datos.resumen_localidades.iloc[0]
    cifras: dict[str, Cifra | str] = {
        "localidades": build_cifra(datos, "resumen_localidades", fila, "localidades", "entero"),
        "rural": build_cifra(datos, "resumen_localidades", fila, "rural_pct", "pct"),
        "mayor": str(fila["mayor_localidad"]),
        "parte": build_cifra(datos, "resumen_localidades", fila, "mayor_pct", "pct"),
    }
    if fila["localidades"] == 1:
        return render_frase("Toda su población vive en 1 localidad: {mayor}.", cifras)
    rural = "{rural}, en las de menos de 2,500 habitantes"
    if fila["localidades_rurales"] == fila["localidades"]:
        rural = "todas, de menos de 2,500 habitantes"
    elif fila["localidades_rurales"] == 0:
        rural = "ninguna, de menos de 2,500 habitantes"
    return render_frase(
        f"Su población vive en {{localidades}} localidades; {rural}. La mayor, {{mayor}}, reúne a {{parte}} "
        "de sus habitantes.",
        cifras,
    )


def _phrase_agebs(datos: MapaZap) -> Html:
    """Las AGEB urbanas con marginación alta o muy alta, o que no se tienen."""
    fila = datos.resumen_agebs.iloc[0]
    cifras = {
        "agebs": build_cifra(datos, "resumen_agebs", fila, "agebs", "entero"),
        "altas": build_cifra(datos, "resumen_agebs", fila, "altas", "entero"),
        "personas": build_cifra(datos, "resumen_agebs", fila, "altas_personas", "personas"),
    }
    if fila["agebs"] == 0:
        return Html("No se tienen AGEB urbanas (conjuntos de manzanas) con grado de marginación: sin dato.")
    if fila["agebs"] == 1:
        final = "tiene" if fila["altas"] else "no tiene"
        return render_frase(
            f"Su única AGEB urbana (un conjunto de manzanas) {final} marginación alta o muy alta.", cifras
        )
    if fila["altas"] == 0:
        return render_frase(
            "Ninguna de sus {agebs} AGEB urbanas (conjuntos de manzanas) tiene marginación alta o muy alta.",
            cifras,
        )
    if fila["altas"] == fila["agebs"]:
        return render_frase(
            "Sus {agebs} AGEB urbanas (conjuntos de manzanas) tienen marginación alta o muy alta: ahí viven "
            "{personas}.",
            cifras,
        )
    verbo = "tiene" if fila["altas"] == 1 else "tienen"
    return render_frase(
        f"De sus {{agebs}} AGEB urbanas (conjuntos de manzanas), {{altas}} {verbo} marginación alta o muy "
        "alta: ahí viven {personas}.",
        cifras,
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
    conteo = get_fila(datos.conteo_criterios, corte=CORTE_MAPA)
    presentacion = Presentacion(
        id="mapa-criterios",
        titulo=(
            f"{conteo['cumplen']} de {conteo['municipios']} municipios cumplen algún criterio "
            f"({NO_ES_DECLARATORIA})"
        ),
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
    opciones = OpcionesLocalidades(procedencia=write_origen(datos, "localidades", "poblacion_personas"))
    return plot_municipio_localidades(
        datos.poligonos, datos.lugar.clave, datos.localidades, presentacion, opciones
    )


def plot_agebs(datos: MapaZap) -> Grafica | Html:
    """Las AGEB urbanas del municipio por grado de marginación; si son pocas, la portada ya lo dijo."""
    if not _tiene_mapa_agebs(datos):
        return Html("")
    puntos = datos.agebs[datos.agebs["longitud"].notna()]
    puntos = puntos.assign(
        localidad=[f"{a.localidad}, AGEB {a.clave_ageb[-4:]}" for a in puntos.itertuples()]
    )
    resumen = datos.resumen_agebs.iloc[0]
    titulo = (
        f"{format_entero(resumen['altas'])} de {format_entero(resumen['agebs'])} AGEB urbanas tienen "
        f"marginación alta o muy alta: {format_personas(resumen['altas_personas'])}"
    )
    presentacion = Presentacion(
        id="mapa-agebs",
        titulo=titulo if resumen["altas"] else "Ninguna AGEB urbana tiene marginación alta o muy alta",
        descripcion=f"AGEB urbanas de {datos.lugar.municipio} por grado de marginación, 2020",
        fuente=f"{datos.citas['marginacion_ageb']}; {datos.citas['agebs']}",
        nota="El punto está dentro de cada AGEB; no dibuja su contorno. No es la declaratoria ZAP.",
    )
    opciones = OpcionesLocalidades(
        "grado",
        build_categorias_orden(GRADOS),
        "AGEB",
        rotular=0,
        procedencia=write_origen(datos, "agebs", "poblacion_personas"),
    )
    return plot_municipio_localidades(datos.poligonos, datos.lugar.clave, puntos, presentacion, opciones)
