"""«¿Qué significa?» y «¿Cómo se hizo?»: la medición explicada para quien nunca ha oído de ella."""

from collections.abc import Sequence

import pandas as pd

from fais_analysis.indicators.vivienda import FUENTE_IMM
from fais_analysis.schemas.capitulos.diagnostico import Diagnostico
from fais_analysis.views.capitulos.comun import (
    get_corto,
    get_fila,
    lower_inicial,
    phrase_anios,
    phrase_puntos,
    select_filas,
)
from fais_analysis.views.capitulos.origen import build_cifra
from fais_analysis.views.componentes import render_frase
from fais_analysis.views.formato import is_sin_dato
from fais_analysis.views.marcado import Html, escape_html

POBREZA = (
    "Una persona está en pobreza si su ingreso no alcanza para lo básico (queda bajo la línea de pobreza) y "
    "además tiene al menos una de las seis carencias. No basta con ganar poco ni con tener una carencia."
)
EXTREMA = (
    "Está en pobreza extrema si su ingreso no alcanza ni para la canasta de alimentos (queda bajo la línea "
    "de pobreza extrema) y tiene tres o más carencias."
)
PUEDE_POBREZA = (
    "Quitar carencias de la vivienda. Quien deja su última carencia ya no se cuenta en pobreza aunque su "
    "ingreso no cambie; quien pasa de tres a dos, ya no se cuenta en pobreza extrema."
)
NO_PUEDE_POBREZA = "Subir el ingreso de los hogares: eso depende del empleo, los salarios y los precios."
CITA_POBREZA = (
    "CONEVAL, Lineamientos y criterios generales para la medición de la pobreza "
    "(Diario Oficial, 16/06/2010 y 30/10/2018)"
)


def show_significado(datos: Diagnostico) -> Html:
    """La pobreza y cada carencia: qué quiere decir, con qué dato se ve y qué puede y no puede el FAIS."""
    # Primero las que el FAIS mueve; dentro de cada grupo, por prioridad.
    propias = datos.prioridad.sort_values("capacidad_fais", key=lambda s: s.ne("directa"), kind="stable")
    orden = {c: n for n, c in enumerate(propias["carencia"])}
    carencias = datos.carencias.sort_values("id", key=lambda s: s.map(orden), kind="stable")
    partes = [_render_pobreza(datos)]
    partes += [_render_carencia(datos, fila) for _, fila in carencias.iterrows()]
    resumen = "Qué es cada carencia, cuántas personas la tienen y qué puede hacer el FAIS"
    return Html(f'<details class="fais-significado"><summary>{resumen}</summary>{"".join(partes)}</details>')


def _render_pobreza(datos: Diagnostico) -> str:
    cuerpo = f"<p>{escape_html(POBREZA)}</p><p>{escape_html(EXTREMA)}</p>"
    puede = _render_puede(PUEDE_POBREZA, NO_PUEDE_POBREZA)
    return _render_parte(_render_resumen(datos, ("pobreza", "pobreza_extrema")), cuerpo + puede, CITA_POBREZA)


def _render_carencia(datos: Diagnostico, carencia: pd.Series) -> str:
    componentes = select_filas(datos.subindicadores, carencia=carencia["id"])
    cuerpo = f"<p>{escape_html(carencia['definicion'])}</p>{_render_componentes(datos, componentes)}"
    cuerpo += _render_puede(carencia["que_puede_fais"], carencia["que_no_puede"])
    pendiente = "" if carencia["certeza"] == "verificada" else " (por verificar)"
    return _render_parte(_render_resumen(datos, (carencia["id"],)), cuerpo, f"{carencia['cita']}{pendiente}")


def _render_resumen(datos: Diagnostico, indicadores: Sequence[str]) -> str:
    """Nombre y cifra del municipio: lo que encabeza cada explicación."""
    partes = []
    for indicador in indicadores:
        medida = get_fila(datos.brechas, indicador=indicador, anio=datos.anio)
        pct = build_cifra(datos, "brechas", medida, "municipio_pct", "pct")
        personas = build_cifra(datos, "brechas", medida, "municipio_personas", "personas")
        plantilla = "{nombre}: {pct}, {personas}"
        if is_sin_dato(medida["municipio_pct"]):
            plantilla = "{nombre}: {pct}"
        partes.append(
            str(render_frase(plantilla, {"nombre": get_corto(indicador), "pct": pct, "personas": personas}))
        )
    return "; ".join(partes)


def _render_parte(resumen: str, cuerpo: str, cita: str) -> str:
    return (
        f'<h4 class="fais-titulo">{resumen}</h4>{cuerpo}'
        f'<p class="fais-fuente">Fuente: {escape_html(cita)}.</p>'
    )


def _render_puede(puede: str, no_puede: str) -> str:
    return (
        f"<p><strong>Qué puede hacer el FAIS.</strong> {escape_html(puede)}</p>"
        f"<p><strong>Qué no puede.</strong> {escape_html(no_puede)}</p>"
    )


def _render_componentes(datos: Diagnostico, componentes: pd.DataFrame) -> str:
    """Cada componente con su umbral, lo que no es carencia y el dato municipal con que se ve."""
    if len(componentes) == 1:
        return f"<p><strong>Cómo se mide.</strong> {escape_html(componentes['umbral'].iloc[0])}</p>"
    partes = []
    for _, fila in componentes.iterrows():
        textos = [f"<dd>{escape_html(fila['umbral'])}</dd>"]
        textos += [f"<dd>{escape_html(_write_exento(fila))}</dd>"] if fila["no_es_carencia"] else []
        textos.append(f"<dd>{_render_dato(datos, fila)}</dd>")
        partes.append(f"<div><dt>{escape_html(fila['nombre'])}</dt>{''.join(textos)}</div>")
    return f'<dl class="fais-umbrales">{"".join(partes)}</dl>'


def _write_exento(fila: pd.Series) -> str:
    """Lo que no es carencia, dicho una sola vez."""
    texto = str(fila["no_es_carencia"])
    return texto if "no es carencia" in texto else f"No es carencia: {lower_inicial(texto)}"


def _render_dato(datos: Diagnostico, fila: pd.Series) -> Html:
    """La cifra municipal más cercana al componente, o que no la hay."""
    if is_sin_dato(fila["dato"]):
        return render_frase("En el municipio: sin dato municipal reciente.", {})
    # El hacinamiento de CONAPO cuenta con otro umbral que el que se acaba de explicar.
    otra_regla = fila["id"] == "icv_hac" and fila["fuente"] == FUENTE_IMM
    salvedad = " (CONAPO: más de 2 por dormitorio; no es esta regla)" if otra_regla else ""
    return render_frase(
        f"En el municipio: {{dato}}, {{pct}} ({{fuente}}, {{anio}}){salvedad}.",
        {
            "dato": lower_inicial(fila["dato"]),
            "pct": build_cifra(datos, "subindicadores", fila, "municipio_pct", "pct"),
            "fuente": str(fila["fuente"]),
            "anio": str(int(fila["anio"])),
        },
    )


def show_metodo(datos: Diagnostico) -> Html:
    """Cómo se eligió, se comparó y se fechó: el método en breve."""
    partes = [
        f"<div><dt>{escape_html(titulo)}</dt><dd>{texto}</dd></div>"
        for titulo, texto in _list_metodo(datos).items()
    ]
    return Html(f'<dl class="fais-metodo">{"".join(partes)}</dl>')


def _list_metodo(datos: Diagnostico) -> dict[str, Html]:
    parametros = datos.parametros.iloc[0]
    pesos = {
        n: build_cifra(datos, "parametros", parametros, f"peso_{n}_pct", "pct0")
        for n in ("personas", "prevalencia", "brecha", "tendencia")
    }
    umbral = build_cifra(datos, "parametros", parametros, "umbral_similar_pp", phrase_puntos)
    anios = phrase_anios([int(a) for a in datos.brechas["anio"].unique()])
    prioridad = (
        "El puntaje suma cuatro comparaciones: cuántas personas tienen la carencia ({personas} del "
        "puntaje), qué porcentaje de la población ({prevalencia}), la diferencia con el estado ({brecha}) y "
        "el cambio desde la medición anterior ({tendencia}). Los pesos son de este proyecto; ninguna norma "
        "los fija. Es prioridad del FAIS la primera de las que mueve directamente y la que sea más alta "
        "que en el estado."
    )
    similar = "Una diferencia de hasta {umbral}. Es una convención: los datos no traen su margen de error."
    familia = (
        "Los {k} municipios del estado más parecidos en población, porcentaje en localidades de menos de "
        "5,000 habitantes e ingreso laboral (CONAPO). El parecido es de tamaño, dispersión e ingreso, no de "
        "pobreza."
    )
    return {
        "Cómo se eligió la prioridad": render_frase(prioridad, pesos),
        "Qué es «similar»": render_frase(similar, {"umbral": umbral}),
        "Qué son los municipios comparables": render_frase(
            familia, {"k": build_cifra(datos, "parametros", parametros, "tamano_familia", "entero")}
        ),
        "Por qué el hacinamiento no ordena obras": Html(
            "CONAPO no usa el umbral de CONEVAL (por verificar). Su dato del estado es el promedio municipal "
            "ponderado por población; los demás, el oficial."
        ),
        "Por qué no se une con la cifra estatal oficial": Html(
            "La estatal sale de otra encuesta, con otra población y otros años. Aquí «estado» es la suma de "
            "los municipios en la misma medición."
        ),
        "De cuándo son los datos": render_frase(
            "Pobreza y carencias: {anios}. Viviendas: {vivienda}. El porcentaje es personas entre población.",
            {"anios": anios, "vivienda": phrase_anios([int(a) for a in datos.vivienda["anio"].unique()])},
        ),
    }
