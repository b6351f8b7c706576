"""Un libro hecho a mano con partes conocidas, y las zonas con que se compara (entidad 32, claves inventadas)."""

import pandas as pd

from fais_analysis.indicators.texto import SIN_DATO
from fais_analysis.indicators.zonas import DECLARATORIA, DERIVADO

COLUMNAS_ANEXOS = ["anio", "ambito", "clave", "clave_municipio", "traslape_rural", "fecha_dof", "url_dof"]
BASE = {
    "ejercicio": 2019,
    "clave_municipio": "32001",
    "clave_localidad": "320010001",
    "clave_ageb": None,
    "rubro": "Vivienda",
    "subclasificacion": "Piso firme",
    "carencia": "vivienda",
    "incidencia": "directa",
    "tipo_conteo": "proyecto",
    "cantidad": 1,
    "fuente_recurso": "FISE",
    "via_focalizacion": "zap_rural",
    "es_demostracion": False,
}
CATALOGO = pd.DataFrame(
    [
        ("Vivienda", "Piso firme", "vivienda", "icv_pisos", "final"),
        ("Vivienda", "Cuarto para baño", "servicios_basicos", "isb_dren", "final condicionada"),
        ("Agua y saneamiento", "Red de agua", "servicios_basicos", "isb_agua", "intermedia"),
        ("Urbanización", "Banquetas", None, None, "sin efecto"),
    ],
    columns=["rubro", "subclasificacion", "carencia", "subindicador", "efecto"],
)


def make_libro(*filas: dict) -> pd.DataFrame:
    """Cada fila: lo que cambia de la base; ``monto`` en pesos. El folio es distinto si no se dice."""
    renglones = [{"folio_obra": f"F-{n}", **BASE, **f} for n, f in enumerate(filas, start=1)]
    tabla = pd.DataFrame(renglones)
    tabla["monto_centavos"] = (tabla.pop("monto") * 100).astype("int64")
    for columna in ("clave_localidad", "clave_ageb", "via_focalizacion", "carencia"):
        tabla[columna] = tabla[columna].astype("str")
    return tabla


def make_zonas(*filas: tuple) -> pd.DataFrame:
    """Filas (año, ámbito, clave, es_zap, status); el status por omisión es declaratoria cargada."""
    renglones = [(*f, DECLARATORIA)[:5] for f in filas]
    tabla = pd.DataFrame(renglones, columns=["anio", "ambito", "clave", "es_zap", "status"])
    unidades = {5: "municipio", 9: "localidad", 13: "ageb"}
    tabla["unidad"] = tabla["clave"].str.len().map(unidades)
    tabla["es_zap"] = tabla["es_zap"].astype("boolean")
    return tabla.assign(corte="", fecha_dof="2018-11-30", leyenda="ejemplo sintético")


ZONAS = make_zonas(
    (2019, "rural", "32001", True),
    (2019, "rural", "32002", False),
    (2019, "rural", "32003", None),
    (2019, "urbana", "3200100010017", True),
    (2019, "urbana", "3200100010021", False),
    (2019, "urbana", "3200200010017", False),
    (2020, "rural", "32001", False, DERIVADO),
    (2020, "rural", "32002", True, DERIVADO),
    (2020, "urbana", "3200100010017", None, SIN_DATO),
)


def make_anexos(*filas: tuple) -> pd.DataFrame:
    """Filas (año, ámbito, clave) de un anexo sintético."""
    tabla = pd.DataFrame(filas, columns=["anio", "ambito", "clave"]).astype({"anio": "int64", "clave": "str"})
    tabla = tabla.assign(clave_municipio=tabla["clave"].str[:5], traslape_rural=None, url_dof=None)
    return tabla.assign(fecha_dof="2018-11-30")[COLUMNAS_ANEXOS]
