"""La inversión de una entidad: lo que todos sus municipios comparten, calculado una vez."""

from dataclasses import dataclass, replace
from functools import lru_cache

import pandas as pd

from fais_analysis.entidad import focalizacion as focalizacion
from fais_analysis.entidad import inversion_tablas as tablas
from fais_analysis.entidad.datos import DatosEntidad, load_datos_entidad
from fais_analysis.entidad.zonas import load_zonas
from fais_analysis.indicators.focalizacion import add_focalizacion, compute_partes_efecto
from fais_analysis.indicators.necesidad import compute_necesidad_inversion
from fais_analysis.indicators.per_capita import compute_inversion_per_capita, compute_per_capita_estado
from fais_analysis.indicators.ubicacion_zonas import classify_zonas
from fais_analysis.loaders.citas import build_citas
from fais_analysis.loaders.inversion import LibroInversion, load_inversion, select_entidad
from fais_analysis.loaders.ordenadas import load_tabla


@dataclass(frozen=True)
class InversionEntidad:
    """El libro de una entidad y los cálculos que abarcan a todos sus municipios.

    ``libro``: sólo las obras de la entidad, con su vía. ``lugares``: dónde cae cada fila del libro respecto a
    la zona de su ejercicio. ``tablas``: por nombre, lo que cada municipio imprime de su parte del libro.
    ``per_capita`` y ``necesidad``: todos los municipios; ``per_capita_estado``: su conjunto. ``efecto``: toda
    la entidad, una fila = obra final, intermedia… ``antes_despues``: una fila = carencia de vivienda y
    municipio. ``focalizacion``: por tabla, la de todos los municipios. ``anio_base``: el de los pesos
    constantes. ``citas``: de cada tabla de ``data/`` y de las zonas, la fuente impresa.
    """

    libro: LibroInversion
    lugares: pd.DataFrame
    tablas: dict[str, pd.DataFrame]
    per_capita: pd.DataFrame
    per_capita_estado: pd.DataFrame
    necesidad: pd.DataFrame
    efecto: pd.DataFrame
    antes_despues: pd.DataFrame
    focalizacion: dict[str, pd.DataFrame]
    anio_base: int
    citas: dict[str, str]


def build_inversion_entidad(estado: DatosEntidad, libro: LibroInversion) -> InversionEntidad:
    """Los cálculos de la entidad con el libro vigente."""
    entidad, inpc = estado.lugar.clave, load_tabla("inpc")
    propio = select_entidad(libro, entidad)
    tabla = add_focalizacion(propio.tabla)
    catalogo, con_vigencia = tablas.build_catalogo(tabla), focalizacion.load_catalogo_de(tabla)
    zonas = load_zonas(entidad)
    lugares = classify_zonas(tabla, zonas)
    citas = build_citas(["inpc", "pobreza_municipal", *focalizacion.TABLAS], entidad)
    per_capita = compute_inversion_per_capita(tabla, estado.pobreza)
    return InversionEntidad(
        libro=replace(propio, tabla=tabla),
        lugares=lugares,
        tablas=tablas.build_tablas_municipios(tabla, catalogo, estado.municipios, inpc),
        per_capita=per_capita,
        per_capita_estado=compute_per_capita_estado(per_capita),
        necesidad=compute_necesidad_inversion(estado.prioridades, tabla, catalogo),
        efecto=compute_partes_efecto(tabla, con_vigencia, ()),
        antes_despues=focalizacion.build_antes_despues(tabla, con_vigencia, estado),
        focalizacion=focalizacion.build_focalizacion_municipios(tabla, entidad, lugares, con_vigencia),
        anio_base=int(inpc["anio"].max()),
        citas={**citas, "zonas": focalizacion.build_cita_zonas(zonas)},
    )


def count_registros(libro: pd.DataFrame, municipios: pd.DataFrame) -> pd.DataFrame:
    """Cuántos municipios de la entidad tienen alguna obra en el libro: si no son todos, no es la entidad.

    Returns
    -------
    DataFrame
        Una fila: ``con_registros`` y ``municipios``.
    """
    claves = set(municipios["clave_municipio"])
    return pd.DataFrame(
        [{"con_registros": len(claves & set(libro["clave_municipio"])), "municipios": len(claves)}]
    )


@lru_cache(maxsize=1)
def load_libro() -> LibroInversion:
    """El libro de inversión, leído una vez por proceso."""
    return load_inversion()


@lru_cache(maxsize=4)
def load_inversion_entidad(clave_entidad: str) -> InversionEntidad:
    """La inversión de una entidad según el libro vigente, calculada una vez por proceso.

    Raises
    ------
    LibroInversionError
        Si el libro no se puede usar.
    """
    return build_inversion_entidad(load_datos_entidad(clave_entidad), load_libro())
