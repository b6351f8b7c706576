"""Lo que se guarda de la vista: la tabla, los dibujos y el libro, con lo que cada archivo dice de sí."""

from contextlib import AbstractContextManager
from typing import Protocol

import pandas as pd

from fais_analysis.explorer import datos
from fais_analysis.explorer.dibujos import draw_graficas
from fais_analysis.explorer.enlace import write_enlace
from fais_analysis.explorer.exportar import ContextoArchivo, HojaExportada, build_csv, build_svg, build_xlsx
from fais_analysis.explorer.graficas import name_municipios
from fais_analysis.explorer.medidas import DE_INVERSION, MEDIDAS, MXN, PCT, POBREZA
from fais_analysis.explorer.orden import apply_orden
from fais_analysis.explorer.pantalla import ORDEN_TARJETAS, Pantalla
from fais_analysis.explorer.vista import Vista, build_error, describe_vista
from fais_analysis.views.formato import format_decimal
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.presentacion import Columna

INVERSION = (
    Columna("inversion_mxn", "Inversión", "mxn"),
    Columna("inversion_por_persona_mxn", "Por habitante", "mxn"),
    Columna("obras", "Obras", "entero"),
)
LUGAR = (Columna("municipio", "Municipio"), Columna("clave_municipio", "Clave"))


def list_columnas(indicador: str) -> tuple[Columna, ...]:
    """Las columnas de la tabla de municipios, según lo que se mide."""
    medida = MEDIDAS[indicador]
    if medida.formato == MXN:
        propias = (
            Columna(medida.campo, medida.unidad.capitalize(), "mxn"),
            Columna(medida.conteo, "Monto", "mxn"),
            Columna(medida.brecha, "Diferencia con su estado", "mxn"),
        )
        return (*LUGAR, *propias, *(INVERSION if indicador != DE_INVERSION else INVERSION[-1:]))
    personas = (Columna(medida.conteo, "Personas", "entero"),) * (medida.origen == POBREZA)
    brechas = (
        Columna(medida.brecha, "Brecha con su estado", "pp"),
        Columna(medida.cambio, "Cambio", "pp"),
    )
    return (*LUGAR, Columna(medida.campo, medida.unidad, "pct"), *personas, *brechas, *INVERSION)


OBRAS = (
    Columna("folio_obra", "Folio"),
    Columna("ejercicio", "Año", "anio"),
    Columna("municipio", "Municipio"),
    Columna("localidad", "Localidad"),
    Columna("nombre_obra", "Obra"),
    Columna("rubro", "Rubro"),
    Columna("subclasificacion", "Subclasificación"),
    Columna("incidencia", "Incidencia"),
    Columna("fuente_recurso", "Fuente"),
    Columna("monto_mxn", "Monto", "mxn"),
)


TOTALES = (
    Columna("dimension", "Dimensión"),
    Columna("valor", "Valor"),
    Columna("inversion_mxn", "Inversión, pesos corrientes", "mxn"),
    Columna("porcentaje_pct", "% de lo filtrado", "pct"),
    Columna("obras", "Obras en que participa", "entero"),
)


HOJAS = {
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
    "obras": OBRAS,
}


MIMES = {
    "svg": "image/svg+xml",
    "png": "image/svg+xml",  # viaja el SVG; el navegador lo pasa a imagen
    "csv": "text/csv",
    "csv_obras": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


DIBUJADOS = ("svg", "png")
ESCALA_PNG = 2


class Escena(Protocol):
    """Lo que las acciones usan del explorador: lo que está en pantalla y cómo cambiarlo."""

    pantalla: Pantalla
    vista: Vista

    @property
    def turno(self) -> AbstractContextManager[bool | None]:
        """Quien lo tiene muestra; los demás esperan."""

    @property
    def esta_mostrando(self) -> bool:
        """Si el cambio lo hace el propio explorador."""

    def show_vista(self, vista: Vista) -> None:
        """Muestra otra vista."""

    def renew_figuras(self) -> None:
        """Pone figuras nuevas en lugar de las que llegaron vacías."""

    def open_vista(self, vista: Vista) -> None:
        """Muestra la vista que manda otra persona, si aquí se puede."""


def build_contexto(vista: Vista) -> ContextoArchivo:
    """Lo que cada archivo dice de sí."""
    renglones = (*describe_vista(vista, datos.load_nombres()), ("Enlace de esta vista", write_enlace(vista)))
    return ContextoArchivo(renglones, datos.list_fuentes(vista), datos.is_demostracion())


def get_tabla_en_pantalla(pantalla: Pantalla, vista: Vista) -> pd.DataFrame:
    """La tabla de municipios con el orden y el filtro que puso la persona."""
    return apply_orden(datos.get_municipios(vista), pantalla.tabla.orden, pantalla.tabla.filtro)


def get_obras_en_pantalla(pantalla: Pantalla, vista: Vista) -> pd.DataFrame:
    """Las obras de la vista, con el orden y el filtro que puso la persona."""
    return apply_orden(datos.list_obras(vista), pantalla.obras.orden, pantalla.obras.filtro)


def describe_orden(pantalla: Pantalla) -> list[tuple[str, str]]:
    """El orden y el filtro de la tabla, en renglones."""
    filtro, orden = pantalla.tabla.filtro, pantalla.tabla.orden
    rotulos = {c["campo"]: c["rotulo"] for c in pantalla.tabla.columnas}
    partes = [f"texto «{filtro['busqueda']}»"] if filtro["busqueda"] else []
    for extremo, palabra in (("minimo", "desde"), ("maximo", "hasta")):
        if filtro[extremo] is not None:
            numero = format_decimal(filtro[extremo])
            partes.append(f"{rotulos.get(filtro['campo'], '')} {palabra} {numero}")
    sentido = "de mayor a menor" if orden["descendente"] else "de menor a mayor"
    return [
        ("Filtro de la tabla", ", ".join(partes) or "ninguno"),
        ("Orden de la tabla", f"{rotulos.get(orden['campo'], 'Clave')}, {sentido}"),
    ]


def build_archivo(formato: str, explorador: Escena) -> tuple[bytes, dict[str, int] | None]:
    """El contenido del archivo y, si es PNG, las medidas con que el navegador lo dibuja.

    ParametroError si se pide un dibujo que la vista no tiene.
    """
    pantalla, vista = explorador.pantalla, explorador.vista
    contexto, cual = build_contexto(vista), pantalla.acciones.dibujo.value
    if formato in DIBUJADOS:
        svg, ancho, alto = build_svg(pick_graficas(vista, cual), contexto)
        medida = {"ancho": ancho, "alto": alto, "escala": ESCALA_PNG} if formato == "png" else None
        return svg.encode(), medida
    if formato == "csv_obras":
        return build_csv(get_obras_en_pantalla(pantalla, vista), OBRAS, contexto).encode(), None
    tabla = get_tabla_en_pantalla(pantalla, vista)
    renglones = (*contexto.renglones, *describe_orden(pantalla))
    contexto = ContextoArchivo(renglones, contexto.fuentes, contexto.es_demostracion)
    if formato == "csv":
        return build_csv(tabla, list_columnas(vista.indicador), contexto).encode(), None
    obras = get_obras_en_pantalla(pantalla, vista)
    return build_xlsx(list_hojas(vista, tabla, obras), contexto), None


def pick_graficas(vista: Vista, cual: str) -> list[Grafica]:
    """Los dibujos que se guardan: el pedido o, si no se pide uno, los que haya, en el orden de la pantalla.

    Raises
    ------
    ParametroError
        Si se pide el mapa de una entidad que no lo tiene.
    """
    graficas = draw_graficas(vista)
    if cual and cual not in graficas:
        raise build_error("Cuál dibujo", ", ".join(graficas), cual)
    return [graficas[n] for n in ([cual] if cual else ORDEN_TARJETAS) if n in graficas]


def list_hojas(vista: Vista, tabla: pd.DataFrame, obras: pd.DataFrame) -> dict[str, HojaExportada]:
    """Las hojas del libro: las dos tablas como se ven y lo que hay detrás de cada dibujo y total."""
    tablas, formato = datos.list_tablas(vista), MEDIDAS[vista.indicador].formato
    tablas["dispersion"] = name_municipios(tablas["dispersion"], datos.load_nombres())
    tablas["obras"] = obras
    serie = (
        Columna("serie", "Serie"),
        Columna("anio", "Año", "anio"),
        Columna(formato, "%" if formato == PCT else "$", formato),
    )
    columnas = {"tendencia": serie, **HOJAS}
    hojas = {nombre: HojaExportada(tablas[nombre], propias) for nombre, propias in columnas.items()}
    return {"municipios": HojaExportada(tabla, list_columnas(vista.indicador)), **hojas}
