"""Lo que se guarda de la vista: la tabla, los dibujos y el libro, con lo que cada archivo dice de sí."""

from typing import Protocol

import pandas as pd

from fais_analysis.explorer import datos
from fais_analysis.explorer.exportar import ContextoArchivo, HojaExportada, build_csv, build_svg, build_xlsx
from fais_analysis.explorer.graficas import name_municipios
from fais_analysis.explorer.pantalla import ORDEN_TARJETAS, Pantalla
from fais_analysis.explorer.piezas import apply_orden
from fais_analysis.explorer.vista import Vista, describe_vista
from fais_analysis.views.formato import format_decimal
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.presentacion import Columna

COLUMNAS = (
    Columna("municipio", "Municipio"),
    Columna("clave_municipio", "Clave"),
    Columna("municipio_pct", "% de la población", "pct"),
    Columna("personas", "Personas", "entero"),
    Columna("brecha_pp", "Brecha con su estado", "pp"),
    Columna("cambio_pp", "Cambio", "pp"),
    Columna("inversion_mxn", "Inversión", "mxn"),
    Columna("inversion_por_persona_mxn", "Por habitante", "mxn"),
    Columna("obras", "Obras", "entero"),
)


TOTALES = (
    Columna("dimension", "Dimensión"),
    Columna("valor", "Valor"),
    Columna("inversion_mxn", "Inversión, pesos corrientes", "mxn"),
    Columna("porcentaje_pct", "% de lo filtrado", "pct"),
    Columna("obras", "Obras en que participa", "entero"),
)


HOJAS = {
    "tendencia": (Columna("serie", "Serie"), Columna("anio", "Año", "anio"), Columna("pct", "%", "pct")),
    "brecha": (Columna("indicador", "Indicador"), Columna("serie", "Serie"), Columna("pct", "%", "pct")),
    "dispersion": (
        Columna("municipio", "Municipio"),
        Columna("clave_municipio", "Clave"),
        Columna("carencia_pct", "% con la carencia", "pct"),
        Columna("inversion_mxn", "Inversión", "mxn"),
        Columna("inversion_por_persona_mxn", "Por habitante", "mxn"),
    ),
    "totales_municipio": TOTALES,
    "totales_entidad": TOTALES,
}


MIMES = {
    "svg": "image/svg+xml",
    "png": "image/svg+xml",  # viaja el SVG; el navegador lo pasa a imagen
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


ESCALA_PNG = 2


class Escena(Protocol):
    """Lo que las acciones usan del explorador: lo que está en pantalla y cómo cambiarlo."""

    pantalla: Pantalla
    vista: Vista

    def show_vista(self, vista: Vista) -> None:
        """Muestra otra vista."""

    def draw_graficas(self, vista: Vista, es_completa: bool = True) -> dict[str, Grafica]:
        """Las gráficas de una vista, por tarjeta."""


def build_contexto(vista: Vista) -> ContextoArchivo:
    """Lo que cada archivo dice de sí."""
    renglones = tuple(describe_vista(vista, datos.load_nombres()))
    return ContextoArchivo(renglones, datos.get_fuentes(), datos.is_demostracion())


def get_tabla_en_pantalla(pantalla: Pantalla, vista: Vista) -> pd.DataFrame:
    """La tabla de municipios con el orden y el filtro que puso la persona."""
    return apply_orden(datos.get_municipios(vista), pantalla.tabla.orden, pantalla.tabla.filtro)


def describe_tabla(pantalla: Pantalla) -> list[tuple[str, str]]:
    """El orden y el filtro de la tabla, en renglones."""
    filtro, orden = pantalla.tabla.filtro, pantalla.tabla.orden
    rotulos = {c.campo: c.rotulo for c in COLUMNAS}
    partes = [f"texto «{filtro['busqueda']}»"] if filtro["busqueda"] else []
    for extremo, palabra in (("minimo", "desde"), ("maximo", "hasta")):
        if filtro[extremo] is not None:
            numero = format_decimal(filtro[extremo])
            partes.append(f"{rotulos.get(filtro['campo'], '')} {palabra} {numero}")
    sentido = "de mayor a menor" if orden["descendente"] else "de menor a mayor"
    return [
        ("Filtro de la tabla", ", ".join(partes) or "ninguno"),
        ("Orden de la tabla", f"{rotulos[orden['campo']]}, {sentido}"),
    ]


def build_archivo(formato: str, explorador: Escena) -> tuple[bytes, dict[str, int] | None]:
    """El contenido del archivo y, si es PNG, las medidas con que el navegador lo dibuja."""
    pantalla, vista = explorador.pantalla, explorador.vista
    contexto = build_contexto(vista)
    if formato in ("svg", "png"):
        graficas = explorador.draw_graficas(vista)
        svg, ancho, alto = build_svg([graficas[n] for n in ORDEN_TARJETAS if n in graficas], contexto)
        medida = {"ancho": ancho, "alto": alto, "escala": ESCALA_PNG} if formato == "png" else None
        return svg.encode(), medida
    tabla = get_tabla_en_pantalla(pantalla, vista)
    renglones = (*contexto.renglones, *describe_tabla(pantalla))
    contexto = ContextoArchivo(renglones, contexto.fuentes, contexto.es_demostracion)
    if formato == "csv":
        return build_csv(tabla, COLUMNAS, contexto).encode(), None
    return build_xlsx(list_hojas(vista, tabla), contexto), None


def list_hojas(vista: Vista, tabla: pd.DataFrame) -> dict[str, HojaExportada]:
    """Las hojas del libro: la tabla como se ve y las que hay detrás de cada dibujo y de los totales."""
    tablas, nombres = datos.list_tablas(vista), datos.load_nombres()
    dispersion = tablas["dispersion"]
    tablas["dispersion"] = name_municipios(dispersion, nombres)
    hojas = {nombre: HojaExportada(tablas[nombre], columnas) for nombre, columnas in HOJAS.items()}
    return {"municipios": HojaExportada(tabla, COLUMNAS), **hojas}
