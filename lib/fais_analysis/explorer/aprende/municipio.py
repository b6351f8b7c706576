"""Preguntas sobre el propio municipio: la respuesta se lee de su gráfica y sale de las mismas tablas."""

import pandas as pd

from fais_analysis.errors import ParametroError
from fais_analysis.explorer.aprende.pregunta import Opcion, Pregunta, shuffle_opciones
from fais_analysis.schemas.capitulos.diagnostico import Diagnostico
from fais_analysis.views.capitulos.comun import get_corto, lower_inicial
from fais_analysis.views.formato import format_decimal, format_pct, format_personas, is_sin_dato

POSICIONES: dict[str, str] = {
    "mejor": "Mejor que su estado",
    "similar": "Parecido a su estado",
    "peor": "Peor que su estado",
}


def build_preguntas(datos: Diagnostico) -> tuple[Pregunta, ...]:
    """Las preguntas que este municipio permite; ninguna si no tiene la última medición."""
    armadores = (build_mas_gente, build_primera, build_posicion, build_puntos)
    return tuple(p for p in (armar(datos) for armar in armadores) if p is not None)


def build_mas_gente(datos: Diagnostico) -> Pregunta | None:
    """¿Cuál carencia tiene más gente? Nada si falta un dato o empatan."""
    tabla = datos.prioridad.dropna(subset=["personas"])
    opciones = [
        Opcion(
            get_corto(fila.carencia),
            fila.personas == tabla["personas"].max(),
            f"{get_corto(fila.carencia)}: {format_personas(fila.personas)}, el {format_pct(fila.pct)}.",
        )
        for fila in tabla.itertuples()
    ]
    return _build("mas-gente", f"En {datos.lugar.nombre}, ¿qué carencia tiene más gente?", opciones, datos)


def build_primera(datos: Diagnostico) -> Pregunta | None:
    """De las carencias que el FAIS mueve directamente, ¿cuál va primero? Nada si falta un dato o empatan."""
    tabla = datos.prioridad[datos.prioridad["lugar_fais"].notna()]
    if tabla.empty:
        return None
    rivales = datos.prioridad[datos.prioridad["capacidad_fais"] == "ninguna"]
    opciones = [
        Opcion(get_corto(f.carencia), not is_sin_dato(f.lugar_fais) and f.lugar_fais == 1, str(f.razon))
        for f in pd.concat([tabla, rivales]).itertuples()
    ]
    enunciado = "Entre las carencias que una obra del FAIS puede quitar, ¿cuál conviene atender primero?"
    return _build("primera", enunciado, opciones, datos)


def build_posicion(datos: Diagnostico) -> Pregunta | None:
    """¿Cómo está el municipio frente a su estado en su primera carencia? Nada si no es comparable."""
    fila = _get_primera(datos)
    if fila is None or fila["posicion"] not in POSICIONES:
        return None
    nombre = lower_inicial(get_corto(str(fila["carencia"])))
    brechas = datos.brechas
    dicho = brechas[(brechas["indicador"] == fila["carencia"]) & (brechas["anio"] == datos.anio)]
    porque = str(dicho["posicion_texto"].iloc[0])
    opciones = [Opcion(texto, p == fila["posicion"], porque) for p, texto in POSICIONES.items()]
    enunciado = f"Vea la gráfica. En {nombre}, ¿cómo está el municipio frente a su estado?"
    return _build("posicion", enunciado, opciones, datos, es_mezclada=False)


def build_puntos(datos: Diagnostico) -> Pregunta | None:
    """¿Cómo se dice el cambio: en puntos o en por ciento? Nada si falta una medición o casi no cambió."""
    cambios = datos.cambios[datos.cambios["hasta"] == datos.anio]
    fila = cambios[(cambios["indicador"] == "pobreza")].sort_values("desde").tail(1)
    if fila.empty or fila["cambio_pp"].isna().any():
        return None
    cambio = fila.iloc[0]
    puntos = format_decimal(abs(cambio["cambio_pp"]))
    relativo = format_pct(abs(100 * cambio["cambio_pp"] / cambio["desde_pct"])) if cambio["desde_pct"] else ""
    if puntos == "0.0" or not relativo or relativo.startswith(puntos):
        return None
    verbo, causa = ("subió", "subiera") if cambio["cambio_pp"] > 0 else ("bajó", "bajara")
    porque = (
        f"De {format_pct(cambio['desde_pct'])} a {format_pct(cambio['hasta_pct'])} hay {puntos} puntos "
        f"porcentuales. El {relativo} es otra cosa: la diferencia entre la cifra de {cambio['desde']}."
    )
    opciones = [
        Opcion(f"La cifra {verbo} {puntos} puntos porcentuales", True, porque),
        Opcion(f"La cifra {verbo} {puntos} %", False, porque),
        Opcion(
            f"El FAIS hizo que la pobreza {causa}", False, "La cifra no dice la causa: sólo que coincide."
        ),
    ]
    paso = f"de {format_pct(cambio['desde_pct'])} en {cambio['desde']} a {format_pct(cambio['hasta_pct'])}"
    enunciado = f"La pobreza pasó {paso} en {cambio['hasta']}. ¿Cómo se dice bien?"
    return _build("puntos", enunciado, opciones, datos)


def _get_primera(datos: Diagnostico) -> pd.Series | None:
    tabla = datos.prioridad[datos.prioridad["lugar_fais"].eq(1).fillna(False)]
    return None if tabla.empty else tabla.iloc[0]


def _build(
    id_pregunta: str, enunciado: str, opciones: list[Opcion], datos: Diagnostico, es_mezclada: bool = True
) -> Pregunta | None:
    id_propio = f"{id_pregunta}-{datos.lugar.clave}"
    puestas = shuffle_opciones(id_propio, opciones) if es_mezclada else tuple(opciones)
    try:
        return Pregunta(id_propio, enunciado, puestas, datos.citas["pobreza_municipal"])
    except ParametroError:  # empate o falta de datos: no se inventa una respuesta
        return None
