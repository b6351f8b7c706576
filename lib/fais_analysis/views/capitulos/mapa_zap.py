"""El capítulo de mapas: la ZAP de cada año, dónde vive la gente del municipio y sus AGEB."""

import pandas as pd

from fais_analysis.indicators.zonas import DECLARATORIA
from fais_analysis.schemas.capitulos.mapa_zap import MapaZap
from fais_analysis.schemas.poligonos import Poligonos
from fais_analysis.schemas.vocabulario import GRADOS
from fais_analysis.views.capitulos.comun import join_citas, phrase_de
from fais_analysis.views.capitulos.mapa_zap_frases import (
    build_conjuntos_zap,
    build_sello_zap,
    phrase_aviso_zap,
    phrase_situacion,
    phrase_titulo_zap,
)
from fais_analysis.views.capitulos.origen import build_cifra, write_origen
from fais_analysis.views.capitulos.zap_tabla import build_tabla_zap_propia
from fais_analysis.views.componentes import CifraVista, render_aviso, render_frase, render_lista_mensajes
from fais_analysis.views.formato import format_entero, format_pct, format_personas
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.maps import (
    OpcionesAgebs,
    OpcionesLocalidades,
    plot_mapas_zap,
    plot_municipio_agebs,
    plot_municipio_localidades,
)
from fais_analysis.views.maps.categorias import build_categorias_orden
from fais_analysis.views.marcado import Html
from fais_analysis.views.presentacion import PresentacionMapa

# Con éstas o menos, una frase dice lo mismo que un mapa y una tabla.
POCAS_AGEBS = 10


def list_mapas(datos: MapaZap) -> tuple[str, ...]:
    """Mapas que muestra el capítulo: los que se pueden dibujar con lo que hay."""
    if not has_poligono(datos):
        return ()
    mapas: tuple[str, ...] = ("zap",)
    if not datos.localidades.empty:
        mapas += ("localidades",)
    return (*mapas, "agebs") if _tiene_mapa_agebs(datos) else mapas


def _tiene_mapa_agebs(datos: MapaZap) -> bool:
    tiene_puntos = bool(datos.agebs["longitud"].notna().any())
    return has_poligono(datos) and tiene_puntos and len(datos.agebs) > POCAS_AGEBS


def has_poligono(datos: MapaZap) -> bool:
    """Si se tienen polígonos de la entidad y entre ellos está el municipio."""
    return _get_poligonos(datos) is not None


def _get_poligonos(datos: MapaZap) -> Poligonos | None:
    """Los de la entidad, si entre ellos está el del municipio."""
    poligonos = datos.poligonos
    return poligonos if poligonos is not None and datos.lugar.clave in poligonos.indice else None


def show_portada(datos: MapaZap) -> Html:
    """Si el municipio está en zona, año por año, y qué tan dispersa está su población."""
    mensajes = [phrase_situacion(datos)]
    if not datos.resumen_localidades.empty:
        mensajes.append(_phrase_localidades(datos))
    mensajes.append(_phrase_agebs(datos))
    return render_lista_mensajes(mensajes)


def show_aviso(datos: MapaZap) -> Html:
    """Qué tan oficiales son las zonas de los mapas."""
    return render_aviso("por_verificar", phrase_aviso_zap(datos.zap_propia))


def _phrase_localidades(datos: MapaZap) -> Html:
    """Cuántas localidades son, cuántas rurales y la mayor; «sin dato» si falta su población."""
    fila = datos.resumen_localidades.iloc[0]
    cifras: dict[str, CifraVista | str] = {
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
    elif fila["localidades_rurales"] == 0 and fila["localidades_sin_dato"] == 0:
        rural = "ninguna, de menos de 2,500 habitantes"
    return render_frase(
        f"Su población vive en {{localidades}} localidades; {rural}. La mayor, {{mayor}}, reúne {{parte}} de "
        "sus habitantes.",
        cifras,
    )


def _phrase_agebs(datos: MapaZap) -> Html:
    """De las AGEB urbanas con grado publicado, cuántas lo tienen alto; de las otras, sin dato."""
    fila = datos.resumen_agebs.iloc[0]
    columnas = ("agebs", "altas", "todas", "sin_grado", "sin_grado_habitadas")
    cifras = {c: build_cifra(datos, "resumen_agebs", fila, c, "entero") for c in columnas}
    cifras["personas"] = build_cifra(datos, "resumen_agebs", fila, "altas_personas", "personas")
    if fila["todas"] == 0:
        return Html("No se tienen AGEB urbanas (grupos de manzanas) con grado de marginación: sin dato.")
    if fila["agebs"] == 0:
        sujeto = "Su única AGEB urbana" if fila["todas"] == 1 else "Sus {todas} AGEB urbanas"
        verbo = "no tiene" if fila["todas"] == 1 else "no tienen"
        return render_frase(
            f"{sujeto} (grupos de manzanas) {verbo} grado de marginación publicado: sin dato.", cifras
        )
    base = _write_base(fila, con_todas=bool(datos.citas["agebs"]))
    return render_frase(f"{base}, y {_write_altas(fila)}{_write_sin_grado(fila)}", cifras)


def _write_base(fila: pd.Series, *, con_todas: bool) -> str:
    """«De sus 18 AGEB urbanas, 12 tienen grado»; sin la lista del INEGI no se dice de cuántas."""
    grado = "grado de marginación publicado"
    cuantas = "1 tiene" if fila["agebs"] == 1 else "{agebs} tienen"
    if not con_todas:
        return f"De sus AGEB urbanas (grupos de manzanas), {cuantas} {grado}"
    if fila["sin_grado"] > 0:
        return f"De sus {{todas}} AGEB urbanas (grupos de manzanas), {cuantas} {grado}"
    if fila["agebs"] == 1:
        return f"Su única AGEB urbana (grupo de manzanas) tiene {grado}"
    return f"Sus {{agebs}} AGEB urbanas (grupos de manzanas) tienen {grado}"


def _write_altas(fila: pd.Series) -> str:
    """Cuántas de las que tienen grado lo tienen alto o muy alto."""
    if fila["altas"] == 0:
        return "no es alto ni muy alto." if fila["agebs"] == 1 else "en ninguna es alto ni muy alto."
    donde = "en {altas} " if fila["altas"] < fila["agebs"] else "en las {altas} "
    donde = "" if fila["agebs"] == 1 else donde
    return f"{donde}es alto o muy alto: ahí viven {{personas}}."


def _write_sin_grado(fila: pd.Series) -> str:
    """Las que no tienen grado son sin dato, y se dice cuántas tienen gente."""
    if fila["sin_grado"] == 0:
        return ""
    sujeto = "De la otra" if fila["sin_grado"] == 1 else "De las otras {sin_grado}"
    habitadas = ""
    if fila["sin_grado"] == 1 and fila["sin_grado_habitadas"] == 1:
        habitadas = ", habitada"
    elif fila["sin_grado_habitadas"] == fila["sin_grado"]:
        habitadas = ", todas con habitantes"
    elif fila["sin_grado_habitadas"]:
        habitadas = ", {sin_grado_habitadas} con habitantes"
    return f" {sujeto}{habitadas}: sin dato."


def plot_mapa_zap(datos: MapaZap) -> Grafica | Html:
    """La ZAP rural de cada año en la entidad, con este municipio señalado."""
    poligonos = _get_poligonos(datos)
    if poligonos is None:
        return render_aviso(
            "informacion",
            f"Sin mapas: no se ha construido el polígono de este municipio de {datos.lugar.entidad}. Las "
            "zonas de cada año van en la tabla.",
        )
    presentacion = PresentacionMapa(
        id="zap",
        titulo=phrase_titulo_zap(datos),
        descripcion=f"Zonas de Atención Prioritaria (ZAP) rurales de {datos.lugar.entidad}, por año",
        fuente=(
            f"{datos.citas['zap_declaratorias']}; elaboración propia con grados de CONAPO y CONEVAL y "
            "pobreza municipal de CONEVAL"
        ),
        nota="Los criterios derivados no incluyen población indígena, delincuencia ni caminos.",
        sello=build_sello_zap(datos.conjuntos),
    )
    conjuntos = build_conjuntos_zap(datos.conjuntos, datos.situacion, poligonos.claves)
    tabla = build_tabla_zap_propia(datos)
    return plot_mapas_zap(poligonos, conjuntos, presentacion, tabla, datos.lugar.clave)


def plot_localidades(datos: MapaZap) -> Grafica | Html:
    """El municipio con sus localidades; el área del punto es la población."""
    poligonos = _get_poligonos(datos)
    if poligonos is None:
        return Html("")
    if "localidades" not in list_mapas(datos):
        return render_aviso("informacion", "Sin mapa de localidades: no se tienen para este municipio.")
    mayor, ultimo = datos.localidades.iloc[0], datos.zap_propia.iloc[-1]
    corte = datos.cortes["localidades"]
    tiene_grado = "grado" in datos.localidades and bool(datos.localidades["grado"].notna().any())
    presentacion = PresentacionMapa(
        id="mapa-localidades",
        titulo=f"{mayor['localidad']} reúne {format_pct(mayor['porcentaje_pct'])} de la población",
        descripcion=f"Localidades {phrase_de(datos.lugar.en_frase)}; el área del círculo es su población, "
        f"{corte}",
        fuente=datos.citas["localidades"],
        nota=f"ZAP rural {ultimo['anio']}: {ultimo['situacion']}."
        + ("" if tiene_grado else " Grado de marginación o rezago por localidad: sin dato."),
        sello=build_sello_zap(datos.conjuntos.tail(1), corte),
    )
    opciones = OpcionesLocalidades(
        clase="grado" if tiene_grado else "",
        categorias=build_categorias_orden(GRADOS) if tiene_grado else (),
        procedencia=write_origen(datos, "localidades", "poblacion_personas"),
        rotulo_zap=f"ZAP rural {ultimo['anio']}: {ultimo['status']}",
        es_zap=ultimo["situacion"] == "en zona",
    )
    return plot_municipio_localidades(poligonos, datos.lugar.clave, datos.localidades, presentacion, opciones)


def plot_agebs(datos: MapaZap) -> Grafica | Html:
    """Las AGEB urbanas del municipio por grado y ZAP; si son pocas, la portada ya lo dijo."""
    poligonos = _get_poligonos(datos)
    if poligonos is None or not _tiene_mapa_agebs(datos):
        return Html("")
    resumen, ultimo = datos.resumen_agebs.iloc[0], datos.zap_propia.iloc[-1]
    corte = datos.cortes["marginacion_ageb"]
    base = f"las {format_entero(resumen['agebs'])} AGEB urbanas con grado publicado"
    titulo = (
        f"{format_entero(resumen['altas'])} de {base} {'tiene' if resumen['altas'] == 1 else 'tienen'} "
        f"marginación alta o muy alta: {format_personas(resumen['altas_personas'])}"
    )
    nota = "" if datos.formas_agebs else "El punto está dentro de cada AGEB; no dibuja su contorno."
    if ultimo["status_urbana"] != DECLARATORIA:
        nota = f"{nota} La ZAP derivada es el grado alto o muy alto: no es la declaratoria.".strip()
    presentacion = PresentacionMapa(
        id="mapa-agebs",
        titulo=titulo if resumen["altas"] else f"Ninguna de {base} tiene marginación alta o muy alta",
        descripcion=f"AGEB urbanas {phrase_de(datos.lugar.en_frase)} por grado de marginación, {corte}",
        fuente=join_citas(datos.citas, "marginacion_ageb", "agebs"),
        nota=nota,
        sello=build_sello_zap(datos.zap_propia.tail(1), corte),
    )
    opciones = OpcionesAgebs(
        build_categorias_orden(GRADOS),
        f"ZAP urbana {ultimo['anio']}: {ultimo['status_urbana']}",
        datos.formas_agebs,
        write_origen(datos, "agebs", "poblacion_personas"),
    )
    return plot_municipio_agebs(poligonos, datos.lugar.clave, datos.agebs, presentacion, opciones)
