"""Lo que dice la hoja, para máquinas: un diccionario con la forma de ``schemas/resumen-1.schema.json``."""

import re
from collections.abc import Sequence
from html import unescape
from typing import Any

import pandas as pd

from fais_analysis.schemas.capitulos.hoja import HojaMunicipio
from fais_analysis.views.capitulos.hoja_frases import write_peticion, write_vive
from fais_analysis.views.formato import is_sin_dato
from fais_analysis.views.marcado import Html
from fais_analysis.views.registros import list_renglones

_MARCA = re.compile(r"<[^>]+>")
PETICION = ("voz", "variante", "carencia", "municipio_pct", "estado_pct", "diferencia_pp", "personas",
            "aproximadas_personas", "fais_personas", "parte_estado_pct", "es_imprecisa")  # fmt: skip
TABLAS: dict[str, tuple[str, ...]] = {
    "fallas": ("falla", "nombre", "municipio_pct", "estado_pct", "comparables_pct", "viviendas"),
    "obras": ("obra", "nombre", "falta", "carencia", "viviendas", "es_por_contar", "es_propuesta",
              "costo_mxn", "total_mxn"),
    "lugares": ("numero", "clave", "nombre", "personas", "viviendas", "falla"),
    "dinero": ("ejercicio", "destino", "monto_mxn"),
    "fismdf": ("ejercicio", "aprobado_mxn", "pagado_mxn", "aviso"),
}  # fmt: skip


def build_maquina(datos: HojaMunicipio) -> dict[str, Any]:
    """Lo mismo que la hoja, sin redondear; sin dato es nulo."""
    habitadas = list_filas(datos.viviendas, ("viviendas", "poblacion_personas"))
    censo = habitadas[0] if habitadas else {}
    return {
        "clave": datos.lugar.clave,
        "municipio": datos.lugar.nombre,
        "entidad": datos.lugar.entidad,
        "anio": datos.anio,
        "frase": write_texto(write_peticion(datos)),
        "como_vive": write_texto(write_vive(datos)),
        "certeza_cortes": datos.certeza_cortes,
        "peticion": list_filas(datos.peticion, PETICION)[0],
        "viviendas_habitadas": censo.get("viviendas"),
        "poblacion_personas": censo.get("poblacion_personas"),
        "comparables": list(datos.comparables),
        "ciudad": datos.ciudad,
        **{nombre: list_filas(getattr(datos, nombre), columnas) for nombre, columnas in TABLAS.items()},
    }


def list_filas(tabla: pd.DataFrame, columnas: Sequence[str]) -> list[dict[str, Any]]:
    """Los renglones de una tabla con sólo esas columnas y valores que caben en un JSON."""
    return [{c: _write(fila[c]) for c in columnas} for fila in list_renglones(tabla)]


def write_texto(frase: Html) -> str:
    """Una frase sin sus marcas."""
    return unescape(_MARCA.sub("", frase))


def _write(valor: Any) -> Any:
    if is_sin_dato(valor):
        return None
    return valor.item() if hasattr(valor, "item") else valor
