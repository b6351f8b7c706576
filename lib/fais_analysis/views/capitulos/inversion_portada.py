"""La portada del capítulo de inversión: cifras y mensajes, sólo con lo que el libro sostiene."""

from dataclasses import replace
from functools import partial

import pandas as pd

from fais_analysis.indicators.estado_dato import COMPLETO
from fais_analysis.indicators.necesidad import NO_SE_PUEDE
from fais_analysis.schemas.capitulos.inversion import InversionMunicipio
from fais_analysis.schemas.vocabulario import TRAMO_PRACTICA
from fais_analysis.views.capitulos.comun import (
    get_corto,
    get_fila,
    has_familia,
    phrase_anios,
    phrase_obras,
    stack_series,
)
from fais_analysis.views.capitulos.focalizacion import (
    SUJETO_EFECTO,
    build_tarjeta_zap,
    is_parcial,
    phrase_localizacion,
    show_registros,
    show_titular,
    write_titulo_partes,
)
from fais_analysis.views.capitulos.origen import build_campos, build_cifra, write_origen
from fais_analysis.views.componentes import (
    CifraVista,
    render_aviso,
    render_cifras,
    render_frase,
    render_lista_mensajes,
)
from fais_analysis.views.figures import plot_barras_comparadas
from fais_analysis.views.formato import format_mdp, round_decimal
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.marcado import Html
from fais_analysis.views.presentacion import Presentacion
from fais_analysis.views.tema import TEMA_ESTADO

CARENCIAS = ("servicios_basicos", "vivienda")
ASOCIACION = "Es asociación, no efecto: lo uno no prueba lo otro."
DEMOSTRACION = "el libro es de demostración"
SIN_REGISTROS = (
    "El libro de inversión no registra obras de este municipio. No registrado no es cero: "
    "no se puede decir cuánto se invirtió."
)
AVISO_FICTICIO = (
    "Falta el libro real de obras. Los montos por municipio y por obra son ficticios y van en el anexo: no "
    "los use para decidir. Pobreza, carencias y viviendas son datos oficiales."
)


def show_portada(datos: InversionMunicipio) -> Html:
    """Cifras y mensajes de la inversión; sin registros, nada: el aviso ya lo dijo."""
    if datos.total.empty:
        return Html("")
    mensajes = render_lista_mensajes(build_mensajes(datos))
    registros = show_registros(datos)
    return Html(f"{show_titular(datos)}{registros}{render_cifras(_list_tarjetas(datos))}{mensajes}")


def show_avisos(datos: InversionMunicipio) -> Html:
    """Que no hay registros, o que los montos por municipio son de demostración; con el libro real, nada."""
    if datos.total.empty:
        return render_aviso("informacion", SIN_REGISTROS)
    return render_aviso("demostracion", AVISO_FICTICIO) if datos.es_demostracion else Html("")


def _list_tarjetas(datos: InversionMunicipio) -> list[CifraVista]:
    pobreza = get_fila(datos.per_capita, poblacion="pobreza_personas")
    anios = f"{datos.por_anio['ejercicio'].min()}–{datos.por_anio['ejercicio'].max()}"
    con_estado = [] if is_parcial(datos) else ["en el estado, {estado}"]
    con_familia = ["en los comparables, {familia}"] if has_familia(datos.parametros.iloc[0]) else []
    junto = render_frase(
        "; ".join([*con_estado, *con_familia]) or "pesos corrientes",
        {
            "estado": build_cifra(datos, "per_capita", pobreza, "estado_mxn", "mxn"),
            "familia": build_cifra(datos, "per_capita", pobreza, "familia_mxn", "mxn"),
        },
    )
    total = build_cifra(datos, "total", datos.total.iloc[0], "inversion_mxn", "mxn")
    por_persona = build_cifra(datos, "per_capita", pobreza, "municipio_mxn", "mxn")
    tarjetas = [
        replace(total, rotulo=f"Inversión registrada, {anios}, en pesos corrientes"),
        replace(por_persona, rotulo="Por persona en pobreza", detalle=junto),
        build_tarjeta_zap(datos, anios),
    ]
    marca = " (demostración)" if datos.es_demostracion else ""
    return [replace(t, rotulo=f"{t.rotulo}{marca}") for t in tarjetas]


def build_mensajes(datos: InversionMunicipio) -> list[Html]:
    """En qué, con qué efecto, carencia contra peso y lo que quedó sin clasificar; una idea cada uno."""
    social = build_cifra(datos, "social", datos.social.iloc[0], "porcentaje_pct", "pct")
    frases = [
        render_frase(
            "Agua, electrificación y vivienda reciben {social} de la inversión registrada.",
            {"social": social},
        ),
        *_list_efecto(datos),
        *phrase_necesidades(datos),
        *([] if show_titular(datos) else [phrase_localizacion(datos)]),
    ]
    return [*frases, *_list_sin_clasificar(datos)]


def _list_efecto(datos: InversionMunicipio) -> list[Html]:
    """Cuánto fue a obras que por sí solas quitan la carencia; si no se puede decir, lo dice su gráfica."""
    final = get_fila(datos.partes_efecto, parte="final")
    if final["conclusion"] == NO_SE_PUEDE:
        return []
    junto = "" if is_parcial(datos) else "; en el estado, {estado}"
    leida = f"Las obras que por sí solas quitan la carencia reciben {{municipio}}{junto}"
    cifras = {
        "municipio": build_cifra(datos, "partes_efecto", final, "parte_pct", "pct"),
        "estado": build_cifra(datos, "partes_efecto", final, "estado_pct", "pct"),
    }
    return [render_frase(f"{write_titulo_partes(final, SUJETO_EFECTO, leida)}.", cifras)]


def show_incidencia(datos: InversionMunicipio) -> Html:
    """La incidencia directa y lo que no declara a qué población llega: con las reglas del reparto."""
    if datos.total.empty:
        return Html("")
    directa = get_fila(datos.por_incidencia, incidencia="directa")
    frase = render_frase(
        "Las obras que abaten una carencia (de incidencia directa) suman {directa} de la inversión "
        f"registrada{'' if is_parcial(datos) else '; en el estado, {estado}'}.",
        {
            "directa": build_cifra(datos, "por_incidencia", directa, "porcentaje_pct", "pct"),
            "estado": build_cifra(datos, "por_incidencia", directa, "estado_pct", "pct"),
        },
    )
    return render_lista_mensajes([frase, _phrase_via(datos)])


def _phrase_via(datos: InversionMunicipio) -> Html:
    """Lo que el libro no dice de a qué población llega: se cuenta, no se omite."""
    via = get_fila(datos.por_via, via="sin_via")
    if via["obras"] == 0:
        return Html("Todas las obras registradas declaran a qué población llegan.")
    return render_frase(
        f"{{pct}} de la inversión ({phrase_obras('obras', via['obras'])}) no declara a qué población llega: "
        "zona prioritaria, rezago social o pobreza extrema.",
        {
            "pct": build_cifra(datos, "por_via", via, "porcentaje_pct", "pct"),
            "obras": build_cifra(datos, "por_via", via, "obras", "entero"),
        },
    )


def phrase_necesidades(datos: InversionMunicipio) -> list[Html]:
    """Si el dinero siguió a la necesidad: juntas si de ninguna, o de todas, se puede concluir."""
    necesidad = datos.necesidad
    motivos = list(dict.fromkeys(necesidad["motivo"]))
    if (necesidad["conclusion"] == NO_SE_PUEDE).all() and len(motivos) == 1:
        return [
            render_frase(
                "No se puede concluir si el dinero siguió a la necesidad: {motivo}.", {"motivo": motivos[0]}
            )
        ]
    filas = [fila for _, fila in necesidad.iterrows()]
    if not filas or (necesidad["conclusion"] == NO_SE_PUEDE).any():
        return [_phrase_necesidad(datos, fila) for fila in filas]
    juntas = " ".join(_phrase_necesidad(datos, fila, es_primera=n == 0) for n, fila in enumerate(filas))
    return [Html(juntas)]


def _phrase_necesidad(datos: InversionMunicipio, fila: pd.Series, es_primera: bool = True) -> Html:
    """El peso de una carencia en las personas y en el dinero; la que sigue no repite de qué son."""
    carencia = get_corto(fila["carencia"])
    if fila["conclusion"] == NO_SE_PUEDE:
        return render_frase(
            "{carencia}: no se puede concluir si el dinero siguió a la necesidad ({motivo}).",
            {"carencia": carencia, "motivo": fila["motivo"]},
        )
    plantilla = "{carencia}: {necesidad} y {inversion}, {conclusion}."
    if es_primera:
        plantilla = (
            "{carencia}: reúne {necesidad} de las personas con carencias que el FAIS mueve directamente y "
            "recibe {inversion} del dinero que las atiende, {conclusion}."
        )
    return render_frase(
        plantilla,
        {
            "carencia": carencia,
            "necesidad": build_cifra(datos, "necesidad", fila, "peso_necesidad_pct", "pct"),
            "inversion": build_cifra(datos, "necesidad", fila, "peso_inversion_pct", "pct"),
            "conclusion": fila["conclusion"],
        },
    )


def _list_sin_clasificar(datos: InversionMunicipio) -> list[Html]:
    fila = datos.sin_clasificar.iloc[0]
    if fila["obras"] == 0:
        return []
    return [
        render_frase(
            f"Sin clasificar: {phrase_obras('obras', fila['obras'])} con {{pesos}} ({{pct}}) no están en el "
            "catálogo de su año y no se sabe qué carencia atienden.",
            {
                "obras": build_cifra(datos, "sin_clasificar", fila, "obras", "entero"),
                "pesos": build_cifra(datos, "sin_clasificar", fila, "inversion_mxn", "mxn"),
                "pct": build_cifra(datos, "sin_clasificar", fila, "porcentaje_pct", "pct"),
            },
        )
    ]


def show_cambio(datos: InversionMunicipio) -> Html:
    """Antes y después de las dos carencias de la vivienda junto a su inversión: asociación, nunca efecto."""
    filas = datos.cambio[datos.cambio["par"].isin(CARENCIAS)] if len(datos.cambio) else datos.cambio
    if filas.empty:
        return Html("")
    return render_lista_mensajes([_phrase_cambio(datos, fila) for _, fila in filas.iterrows()])


def _phrase_cambio(datos: InversionMunicipio, fila: pd.Series) -> Html:
    nombre = get_corto(fila["par"])
    if fila["estado_dato"] != COMPLETO:
        return render_frase(
            "{nombre}, antes y después: {falta}.", {"nombre": nombre, "falta": fila["estado_dato"]}
        )
    anios = phrase_anios([int(e) for e in fila["ejercicios"].split(", ")])
    cierre = f"No se puede concluir: {DEMOSTRACION}." if fila["es_demostracion"] else ASOCIACION
    registro = f"De {anios} no hay obras en el libro que la atiendan."
    if fila["por_persona_pobreza_mxn"] != 0:
        registro = (
            f"En obras de {anios} que la atienden se registran {{pesos}} por persona en pobreza (pesos de "
            f"{fila['base_anio']})."
        )
    return render_frase(
        f"{nombre}: la cifra publicada pasó de {{desde}} en {fila['desde_anio']} a {{hasta}} en "
        f"{fila['hasta_anio']}. {registro} {cierre}",
        {
            "desde": build_cifra(datos, "cambio", fila, "desde_pct", "pct"),
            "hasta": build_cifra(datos, "cambio", fila, "hasta_pct", "pct"),
            "pesos": build_cifra(datos, "cambio", fila, "por_persona_pobreza_mxn", "mxn"),
        },
    )


def plot_publicado(datos: InversionMunicipio) -> Grafica | Html:
    """Los totales de la entidad que publicó la práctica, mientras falta el libro real de obras."""
    if datos.total.empty or datos.publicado.empty:
        return Html("")
    social = round_decimal(datos.publicado["social_pct"].iloc[0], 0)
    total = format_mdp(datos.publicado["total_mxn"].iloc[0])
    presentacion = Presentacion(
        id="inversion-publicada",
        titulo=(
            f"En todo el estado, {social} de cada 100 pesos fueron a agua, vivienda y luz, {TRAMO_PRACTICA}"
        ),
        descripcion=f"Inversión publicada por grupo de obras, millones de pesos (mdp); en total, {total}",
        fuente=datos.citas["practica/concentrado_2016_2020"],
        nota="Falta conciliar ese total con el FAIS publicado de cada año.",
        tema=TEMA_ESTADO,
    )
    filas = datos.publicado.sort_values("inversion_mxn", ascending=False, kind="stable")
    campos = build_campos("Grupo", formato="mdp")
    origen = partial(write_origen, datos, "publicado")
    series = {"inversion_mxn": datos.lugar.nombre_estado}
    return plot_barras_comparadas(stack_series(filas, "grupo", series, origen), campos, presentacion)
