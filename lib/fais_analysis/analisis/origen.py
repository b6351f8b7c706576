"""De quién es una tabla que alguien va a sacar: de la institución sólo mientras sea la suya, recortada.

pandas arrastra ``attrs`` por ``groupby``, sumas y uniones: el promedio de alguien saldría con la cita de
CONEVAL. Por eso la cita no se cree: se coteja cada renglón con la tabla publicada.
"""

from dataclasses import dataclass

import pandas as pd

from fais_analysis.analisis.tablas import LIBRO, load_tabla
from fais_analysis.errors import FaisError
from fais_analysis.loaders import inversion, ordenadas
from fais_analysis.loaders.citas import build_cita

PROPIA = "Elaboración propia con datos de: "
# Lo que dice de quién y de cuándo es un renglón; una tabla que lo perdió ya es otra.
IDENTIDAD = (
    *("clave_entidad", "clave_municipio", "clave_localidad", "clave_ageb", "anio"),
    *("folio_obra", "ejercicio", "fuente_recurso"),
)


@dataclass(frozen=True)
class OrigenTabla:
    """Lo que se escribe al sacar una tabla: su fuente y su cita; vacías si nadie las dijo."""

    fuente: str
    cita: str


def describe_origen(tabla: pd.DataFrame, fuente: str = "") -> OrigenTabla:
    """La fuente y la cita de una tabla; de la institución, sólo si es un recorte de la suya.

    Parameters
    ----------
    tabla
        Cargada con esta biblioteca, calculada o ajena.
    fuente
        La que dice quien la saca; vacía, la de ``tabla.attrs``.

    Returns
    -------
    OrigenTabla
        De un recorte (filas, columnas u orden), la de su ficha. De otra cosa hecha con una tabla de la casa,
        «Elaboración propia con datos de: …». De una tabla ajena, lo que se haya dicho.
    """
    propia = str(tabla.attrs.get("fuente", ""))
    dicha = fuente or propia
    if is_recorte(tabla):
        return OrigenTabla(dicha, str(tabla.attrs.get("cita", "")) or dicha)
    if dicha and (propia or is_publicada(dicha)) and not dicha.casefold().startswith("elaboración propia"):
        dicha = PROPIA + dicha
    return OrigenTabla(dicha, dicha)


def is_publicada(fuente: str) -> bool:
    """Si esas palabras son la cita de una tabla de la casa."""
    return any(fuente.strip() == build_cita(nombre) for nombre in ordenadas.list_tablas())


def is_recorte(tabla: pd.DataFrame) -> bool:
    """Si cada renglón está, con esos mismos valores, en la tabla de la que dice venir."""
    original = _load_original(str(tabla.attrs.get("tabla", "")))
    columnas = list(tabla.columns)
    if original is None or tabla.columns.has_duplicates:
        return False
    if tabla.empty:
        return set(columnas) <= set(original.columns)
    identidad = [c for c in IDENTIDAD if c in original.columns]
    if not set(identidad) <= set(columnas) or not set(columnas) <= set(original.columns):
        return False
    try:
        if identidad:  # sólo contra los renglones que podrían ser los suyos
            original = original[original[identidad[0]].isin(tabla[identidad[0]])]
        cuantos = original.value_counts(columnas, dropna=False)
        propios = tabla.value_counts(columnas, dropna=False)
        return bool((propios <= cuantos.reindex(propios.index, fill_value=0)).all())
    except (TypeError, ValueError):  # otros tipos: ya no es la misma
        return False


def _load_original(nombre: str) -> pd.DataFrame | None:
    """La tabla completa, como la entrega esta biblioteca; nada si no es de la casa."""
    try:
        if nombre == LIBRO:
            return inversion.load_inversion().tabla
        return load_tabla(nombre) if nombre else None
    except FaisError:
        return None
