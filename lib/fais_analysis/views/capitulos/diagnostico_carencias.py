"""Las dos carencias que el FAIS mueve, año por año, y aparte las que dependen de otros programas."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import pandas as pd

from fais_analysis.indicators.peticion import CARENCIAS_FAIS
from fais_analysis.schemas.capitulos.diagnostico import Diagnostico
from fais_analysis.views.capitulos.comun import (
    get_corto,
    get_fila,
    get_nombre,
    phrase_paso,
    select_filas,
    stack_series,
)
from fais_analysis.views.capitulos.origen import build_campos, build_cifra, write_origen
from fais_analysis.views.capitulos.veredicto import build_criterio, is_sin_medicion
from fais_analysis.views.componentes import render_frase, render_lista_mensajes
from fais_analysis.views.figures import plot_evolucion
from fais_analysis.views.formato import is_sin_dato, round_decimal
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.marcado import Html
from fais_analysis.views.mensajes import build_mensajes
from fais_analysis.views.presentacion import Presentacion


def plot_tendencia(datos: Diagnostico, indicador: str) -> Grafica:
    """Porcentaje del municipio y de la suma de municipios del estado en las tres mediciones."""
    filas = select_filas(datos.brechas, indicador=indicador)
    series = {"municipio_pct": datos.lugar.municipio, "estado_pct": datos.lugar.estado}
    por_anio = dict(zip(filas["anio"], filas["municipio_pct"], strict=True))
    presentacion = Presentacion(
        id=f"evolucion-{indicador.replace('_', '-')}",
        titulo=f"{get_corto(indicador)}: {_phrase_cambio(datos, indicador, por_anio)}",
        descripcion=f"{get_nombre(indicador)}, porcentaje de la población",
        fuente=datos.citas["pobreza_municipal"],
        nota="Estimaciones de modelo; no hay años intermedios.",
    )
    campos = replace(build_campos("Año", datos.lugar.estado), maximo=_measure_tope(datos, indicador))
    origen = partial(write_origen, datos, "brechas")
    return plot_evolucion(stack_series(filas, "anio", series, origen), campos, presentacion)


def _measure_tope(datos: Diagnostico, indicador: str) -> float | None:
    """Hasta dónde llega el eje: las dos carencias que el FAIS mueve van a la par y comparten escala."""
    if indicador not in CARENCIAS_FAIS:
        return None
    juntas = datos.brechas.loc[
        datos.brechas["indicador"].isin(CARENCIAS_FAIS), ["municipio_pct", "estado_pct"]
    ]
    return None if juntas.isna().all(axis=None) else float(juntas.max(axis=None))


def _phrase_cambio(datos: Diagnostico, indicador: str, por_anio: Mapping[int, object]) -> str:
    """«de 84 a 83 de cada 100, casi sin cambio desde 2015», o qué medición falta."""
    previo = int(datos.conteos["anio_previo"].iloc[0])
    desde, hasta = por_anio.get(previo), por_anio.get(datos.anio)
    if is_sin_dato(desde) or is_sin_dato(hasta):
        return phrase_paso(desde, hasta, previo, datos.anio)
    cambio = get_fila(datos.cambios, indicador=indicador, desde=previo, hasta=datos.anio)
    sentido = f"la cifra publicada {cambio['sentido']}"
    if cambio["posicion"] in ("similar", "igual"):
        sentido = "casi sin cambio"
    antes, ahora = (round_decimal(v, 0) for v in (desde, hasta))
    paso = f"{ahora} de cada 100" if antes == ahora else f"de {antes} a {ahora} de cada 100"
    return f"{paso}, {sentido} desde {previo}"


def show_mensajes(datos: Diagnostico) -> Html:
    """Los mensajes clave y el criterio con que se compara; sin medición, nada."""
    if is_sin_medicion(datos):
        return Html("")
    criterio = f'<p class="fais-nota fais-criterio">{build_criterio(datos)}</p>'
    return Html(f"{render_lista_mensajes(build_mensajes(datos))}{criterio}")


def show_otros_programas(datos: Diagnostico) -> Html:
    """Las carencias que el FAIS no mueve directamente, en el municipio y en el estado: en lista y aparte."""
    ajenas = list(datos.prioridad.loc[datos.prioridad["capacidad_fais"] != "directa", "carencia"])
    filas = select_filas(datos.brechas, anio=datos.anio)
    filas = filas[filas["indicador"].isin(ajenas)].sort_values(
        "municipio_pct", ascending=False, na_position="last", kind="stable"
    )
    renglones = "".join(f"<li>{_phrase_ajena(datos, fila)}</li>" for _, fila in filas.iterrows())
    return Html(
        f'<p>De cada 100 personas, en {datos.anio}:</p><ul class="fais-otros">{renglones}</ul>'
        '<p class="fais-nota">Un aula o una clínica ayuda, pero no quita por sí sola estas carencias.</p>'
    )


def _phrase_ajena(datos: Diagnostico, fila: pd.Series) -> Html:
    # En enteros, como la petición; con decimal si el entero diría cero de lo que no lo es.
    chicas = any(0 < fila[c] < 0.5 for c in ("municipio_pct", "estado_pct"))
    formato = "decimal" if chicas else "entero"
    return render_frase(
        "{nombre}: {pct} aquí, {estado} en el estado",
        {
            "nombre": get_corto(str(fila["indicador"])),
            "pct": build_cifra(datos, "brechas", fila, "municipio_pct", formato),
            "estado": build_cifra(datos, "brechas", fila, "estado_pct", formato),
        },
    )
