"""Lo que se lee antes de contestar: cada carencia con sus umbrales, y qué quiere decir cada efecto."""

from collections.abc import Mapping

import pandas as pd

from fais_analysis.explorer.aprende.medicion import explain_exento
from fais_analysis.explorer.aprende.obras import FUENTE, ROTULOS, SIGNIFICADOS
from fais_analysis.indicators.texto import join_frase
from fais_analysis.rules.carencias import Carencia
from fais_analysis.schemas.capitulos.diagnostico import Diagnostico
from fais_analysis.views.capitulos.comun import get_corto, upper_inicial
from fais_analysis.views.capitulos.veredicto import write_obra
from fais_analysis.views.marcado import Html, escape_html
from fais_analysis.views.presentacion import Columna
from fais_analysis.views.tabla import Tabla

CAPACIDADES: dict[str, str] = {
    "directa": "Sí: la obra puede quitarla",
    "indirecta": "De forma indirecta: por sí sola no la cambia",
    "ninguna": "No la mueve",
}


def build_tabla_carencias(datos: Diagnostico, carencias: Mapping[str, Carencia]) -> Tabla:
    """Las seis carencias, cuánta gente las tiene y si el FAIS las mueve: una fila = carencia."""
    medidas = datos.prioridad.set_index("carencia")
    filas = pd.DataFrame(
        [
            {
                "carencia": get_corto(c.id),
                "personas": medidas.loc[c.id, "personas"],
                "pct": medidas.loc[c.id, "pct"],
                "capacidad": CAPACIDADES[c.capacidad_fais],
            }
            for c in carencias.values()
        ]
    )
    return Tabla(
        id="aprende-carencias",
        titulo=f"Las seis carencias en {datos.lugar.nombre}, {datos.anio}",
        columnas=[
            Columna("carencia", "Carencia"),
            Columna("personas", "Personas", "entero"),
            Columna("pct", "De la población", "pct"),
            Columna("capacidad", "¿La mueve una obra del FAIS?"),
        ],
        filas=filas,
        fuente=datos.citas["pobreza_municipal"],
        nota="Una persona puede tener varias: no se suman.",
    )


def show_carencia(carencia: Carencia, catalogo: pd.DataFrame) -> Html:
    """Una carencia explicada: qué es, cuándo la hay, qué obra la quita y qué no se puede."""
    tabla = build_tabla_umbrales(carencia, catalogo).to_html() if len(carencia.subindicadores) > 1 else ""
    return Html(
        f'<div class="fais-hoja fais-leccion"><h3>{escape_html(carencia.nombre)}</h3>'
        f"<p>{escape_html(carencia.definicion)}</p>{tabla}"
        f"<p><strong>Qué puede hacer el FAIS.</strong> {escape_html(carencia.que_puede_fais)}</p>"
        f"<p><strong>Qué no puede.</strong> {escape_html(carencia.que_no_puede)}</p></div>"
    )


def build_tabla_umbrales(carencia: Carencia, catalogo: pd.DataFrame) -> Tabla:
    """Los componentes de una carencia: una fila = componente, su umbral y las obras que lo quitan."""
    finales = catalogo[catalogo["efecto"] == "final"]
    filas = pd.DataFrame(
        [
            {
                "nombre": s.nombre,
                "umbral": s.umbral,
                "exento": explain_exento(s) or "—",
                "obras": _list_obras(finales[finales["subindicador"] == s.id]),
            }
            for s in carencia.subindicadores
        ]
    )
    return Tabla(
        id=f"aprende-{carencia.id.replace('_', '-')}",
        titulo=f"{carencia.nombre}: basta una falla",
        columnas=[
            Columna("nombre", "Falla"),
            Columna("umbral", "Hay carencia si…"),
            Columna("exento", "Ojo"),
            Columna("obras", "Obra que la quita"),
        ],
        filas=filas,
        fuente=carencia.cita,
        nota=f"Obras: {FUENTE}.",
    )


def show_efectos() -> Html:
    """Qué quiere decir cada efecto de una obra sobre la carencia."""
    partes = "".join(
        f"<li><strong>{escape_html(ROTULOS[e])}.</strong> {escape_html(upper_inicial(SIGNIFICADOS[e]))}.</li>"
        for e in ROTULOS
    )
    return Html(f'<div class="fais-hoja fais-leccion"><ul>{partes}</ul></div>')


def _list_obras(obras: pd.DataFrame) -> str:
    return upper_inicial(join_frase([write_obra(s) for s in obras["subclasificacion"]]))
