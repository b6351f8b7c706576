"""Las tablas del capítulo de mapas: ZAP por año, criterios y AGEB."""

from functools import partial

import pandas as pd

from fais_analysis.schemas.capitulos.mapa_zap import MapaZap
from fais_analysis.views.capitulos.mapa_zap import POCAS_AGEBS, has_poligono
from fais_analysis.views.capitulos.mapa_zap_frases import NO_ES_DECLARATORIA
from fais_analysis.views.capitulos.origen import write_origen
from fais_analysis.views.capitulos.zap_tabla import build_tabla_zap_propia
from fais_analysis.views.formato import format_entero, format_pct
from fais_analysis.views.marcado import Html
from fais_analysis.views.presentacion import Columna
from fais_analysis.views.tabla import Tabla

NOMBRES_CRITERIO = {
    "marginacion": "Grado de marginación alto o muy alto",
    "rezago": "Grado de rezago social alto o muy alto",
    "tres_carencias": "Al menos la mitad con tres o más carencias",
    "pobreza_extrema": "Al menos la mitad en pobreza extrema",
}


def list_tablas(datos: MapaZap) -> tuple[str, ...]:
    """Tablas que muestra el capítulo."""
    tablas = ("criterios",) if has_poligono(datos) else ("zap", "criterios")
    return (*tablas, "agebs") if len(datos.agebs) > POCAS_AGEBS else tablas


def build_tabla_criterios(datos: MapaZap) -> Tabla:
    """Cada criterio del municipio, con el dato de cada corte y si lo cumple: una fila = criterio."""
    anios = [c.removeprefix("dato_") for c in datos.criterios_propios.columns if c.startswith("dato_")]
    filas = datos.criterios_propios.assign(
        nombre=datos.criterios_propios["criterio"].map(NOMBRES_CRITERIO),
        **{f"si_{a}": [_write_cumple(v) for v in datos.criterios_propios[f"cumple_{a}"]] for a in anios},
    )
    columnas = [Columna("nombre", "Criterio")]
    for anio in anios:
        origen = write_origen(datos, "criterios_propios", f"dato_{anio}")
        columnas.append(Columna(f"dato_{anio}", f"Dato de {anio}", _write_dato, "izquierda", origen))
        columnas.append(Columna(f"si_{anio}", f"¿Cumple en {anio}?"))
    return Tabla(
        id="tabla-criterios",
        titulo=f"Criterios de atención prioritaria ({NO_ES_DECLARATORIA})",
        columnas=columnas,
        filas=filas,
        fuente=f"{datos.citas['marginacion_original']}; {datos.citas['marginacion_municipal']}; "
        f"{datos.citas['rezago_social']}; {datos.citas['pobreza_municipal']}",
    )


def _write_dato(valor: object) -> str:
    return valor if isinstance(valor, str) else format_pct(valor)


def _write_cumple(valor: object) -> str | None:
    return None if pd.isna(valor) else ("Sí" if valor else "No")


def _write_nota_agebs(datos: MapaZap) -> str:
    """Por qué la tabla no suma todas las AGEB del municipio."""
    fila = datos.resumen_agebs.iloc[0]
    con, todas = (format_entero(fila[c]) for c in ("agebs", "todas"))
    if not datos.citas["agebs"]:
        return "Sólo las de grado publicado: de esta entidad no se tiene la lista completa de sus AGEB."
    if fila["sin_grado"] == 0:
        return "Todas sus AGEB urbanas tienen grado publicado."
    return f"Suma las {con} AGEB urbanas con grado publicado, de {todas}: de las demás, sin dato."


def build_tabla_zap(datos: MapaZap) -> Tabla | Html:
    """La ZAP año por año, suelta, cuando no hay mapa que la lleve."""
    return build_tabla_zap_propia(datos) if "zap" in list_tablas(datos) else Html("")


def build_tabla_agebs(datos: MapaZap) -> Tabla | Html:
    """AGEB urbanas y su población, por grado de marginación."""
    if "agebs" not in list_tablas(datos):
        return Html("")
    origen = partial(write_origen, datos, "agebs_por_grado")
    return Tabla(
        id="tabla-agebs",
        titulo=f"AGEB urbanas por grado de marginación, {datos.cortes['marginacion_ageb']}",
        columnas=[
            Columna("grado", "Grado"),
            Columna("agebs", "AGEB", "entero", procedencia=origen("agebs")),
            Columna("poblacion_personas", "Habitantes", "entero", procedencia=origen("poblacion_personas")),
        ],
        filas=datos.agebs_por_grado,
        fuente=datos.citas["marginacion_ageb"],
        nota=_write_nota_agebs(datos),
    )
