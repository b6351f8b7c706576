"""Los datos de la vista: carga por ``entidad.datos`` y cálculo guardado, para que elegir otro municipio no
repita nada.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd

from fais_analysis.entidad.datos import DatosEntidad, load_datos_entidad
from fais_analysis.entidad.filtros import filter_entidad, filter_municipio
from fais_analysis.entidad.inversion import load_libro
from fais_analysis.explorer import calculo
from fais_analysis.explorer.vista import FAMILIA, Filtro, Vista
from fais_analysis.indicators.familias import compute_familia, phrase_familia
from fais_analysis.indicators.familias_comparacion import compute_comparacion_familia
from fais_analysis.indicators.focalizacion import add_focalizacion
from fais_analysis.loaders.citas import build_cita, build_cita_libro
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.schemas.capitulos.lugares import Lugar

GUARDADOS = 32


@lru_cache(maxsize=1)
def load_catalogo() -> Mapping[str, str]:
    """Clave y nombre oficial de todos los municipios, en orden de clave."""
    catalogo = load_tabla("catalogo_municipios").sort_values("clave_municipio")
    return MappingProxyType(dict(zip(catalogo["clave_municipio"], catalogo["municipio"], strict=True)))


@lru_cache(maxsize=1)
def load_nombres() -> Mapping[str, str]:
    """Clave y nombre con que se presenta cada municipio: distingue al que se llama como su estado."""
    return MappingProxyType({c: Lugar(c, nombre).municipio for c, nombre in load_catalogo().items()})


@lru_cache(maxsize=1)
def load_libro_con_zona() -> pd.DataFrame:
    """El libro completo con ``via``, una vez por proceso."""
    return add_focalizacion(load_libro().tabla)


@lru_cache(maxsize=GUARDADOS)
def get_libro_filtrado(filtro: Filtro) -> pd.DataFrame:
    """El libro con el filtro de la vista."""
    return calculo.filter_libro(load_libro_con_zona(), filtro)


def get_estado(vista: Vista) -> DatosEntidad:
    """Las tablas de la entidad de la vista."""
    return load_datos_entidad(vista.clave_entidad)


def get_municipios(vista: Vista) -> pd.DataFrame:
    """La tabla de la pantalla: una fila = municipio, con su indicador, brecha, cambio e inversión."""
    entidad = "" if vista.es_nacional else vista.clave_entidad
    return _compute_municipios(entidad, vista.indicador, vista.anio, vista.filtro)


@lru_cache(maxsize=GUARDADOS)
def _compute_municipios(clave_entidad: str, indicador: str, anio: int, filtro: Filtro) -> pd.DataFrame:
    pobreza = _get_pobreza(clave_entidad)
    tabla = calculo.compute_municipios(pobreza, indicador, anio)
    inversion = _compute_inversion(clave_entidad, anio, filtro)
    tabla = tabla.merge(inversion, on="clave_municipio", how="left", validate="one_to_one")
    nombres = load_catalogo()
    tabla.insert(1, "municipio", [nombres[c] for c in tabla["clave_municipio"]])
    return tabla


def _get_pobreza(clave_entidad: str) -> pd.DataFrame:
    return load_datos_entidad(clave_entidad).pobreza if clave_entidad else load_tabla("pobreza_municipal")


@lru_cache(maxsize=GUARDADOS)
def _compute_inversion(clave_entidad: str, anio: int, filtro: Filtro) -> pd.DataFrame:
    return calculo.compute_inversion_municipios(get_libro_filtrado(filtro), _get_pobreza(clave_entidad), anio)


def get_dispersion(vista: Vista) -> pd.DataFrame:
    """Necesidad contra pesos de los municipios de la entidad."""
    return _compute_dispersion(vista.clave_entidad, vista.carencia, vista.anio, vista.filtro)


@lru_cache(maxsize=GUARDADOS)
def _compute_dispersion(clave_entidad: str, carencia: str, anio: int, filtro: Filtro) -> pd.DataFrame:
    inversion = _compute_inversion(clave_entidad, anio, filtro)
    return calculo.compute_dispersion(_get_pobreza(clave_entidad), inversion, carencia, anio)


@lru_cache(maxsize=GUARDADOS)
def get_familia(clave_municipio: str) -> tuple[pd.DataFrame, pd.DataFrame, str]:
    """La familia del municipio, su comparación con ella y la frase que la explica."""
    estado = load_datos_entidad(clave_municipio[:2])
    familia = compute_familia(estado.variables_familia, clave_municipio)
    comparacion = compute_comparacion_familia(estado.pobreza, clave_municipio, familia)
    return familia, comparacion, phrase_familia(estado.variables_familia, clave_municipio)


@lru_cache(maxsize=GUARDADOS)
def get_brechas(clave_municipio: str) -> pd.DataFrame:
    """Todos los indicadores y años del municipio frente a su estado."""
    return filter_municipio(load_datos_entidad(clave_municipio[:2]).brechas, clave_municipio)


def get_tendencia(vista: Vista) -> pd.DataFrame:
    """La serie del indicador que se dibuja."""
    brechas = pd.concat([get_brechas(c) for c in vista.claves], ignore_index=True)
    return calculo.compute_tendencia(
        brechas, vista.indicador, vista.claves, load_nombres(), _familia_de(vista)
    )


def get_brecha(vista: Vista) -> pd.DataFrame:
    """Las brechas que se dibujan."""
    brechas = pd.concat([get_brechas(c) for c in vista.claves], ignore_index=True)
    return calculo.compute_brecha(brechas, vista.anio, vista.claves, load_nombres(), _familia_de(vista))


def _familia_de(vista: Vista) -> pd.DataFrame | None:
    return get_familia(vista.clave_municipio)[1] if vista.modo == FAMILIA else None


def list_familia(vista: Vista) -> tuple[str, ...]:
    """Las claves de la familia que se está mostrando; ninguna si no se compara con ella."""
    return tuple(get_familia(vista.clave_municipio)[0]["clave_municipio"]) if vista.modo == FAMILIA else ()


def get_fila(vista: Vista) -> dict[str, object]:
    """El renglón del municipio elegido, de la tabla de su entidad: trae también a los aún sin medir."""
    tabla = get_municipios(replace(vista, es_nacional=False))
    return tabla[tabla["clave_municipio"] == vista.clave_municipio].iloc[0].to_dict()


def list_opciones_libro() -> dict[str, list[object]]:
    """Los valores de cada filtro del libro."""
    return calculo.list_opciones(load_libro_con_zona())


def get_totales(vista: Vista) -> pd.DataFrame:
    """Los totales del libro tras el filtro, del municipio; vacía si el libro no tiene renglones suyos."""
    return filter_municipio(_compute_totales(vista.clave_entidad, vista.filtro), vista.clave_municipio)


def get_totales_entidad(vista: Vista) -> pd.DataFrame:
    """Los totales de la entidad: la suma de los de sus municipios, con las mismas columnas."""
    return _sum_totales(vista.clave_entidad, vista.filtro)


@lru_cache(maxsize=GUARDADOS)
def _compute_totales(clave_entidad: str, filtro: Filtro) -> pd.DataFrame:
    libros = load_libro_con_zona(), get_libro_filtrado(filtro)
    return calculo.compute_totales(*(filter_entidad(libro, clave_entidad) for libro in libros))


@lru_cache(maxsize=GUARDADOS)
def _sum_totales(clave_entidad: str, filtro: Filtro) -> pd.DataFrame:
    return calculo.sum_totales(_compute_totales(clave_entidad, filtro))


def list_tablas(vista: Vista) -> dict[str, pd.DataFrame]:
    """Las tablas de la pantalla, por nombre: las que se exportan y las que usa quien escribe código."""
    return {
        "municipios": get_municipios(vista),
        "tendencia": get_tendencia(vista),
        "brecha": get_brecha(vista),
        "dispersion": get_dispersion(vista),
        "totales_municipio": get_totales(vista),
        "totales_entidad": get_totales_entidad(vista),
    }


class FuentesVista(NamedTuple):
    """La fuente de la pobreza y la del libro."""

    pobreza: str
    libro: str


def get_fuentes() -> FuentesVista:
    """Como van bajo cada dibujo y en cada archivo."""
    return FuentesVista(build_cita("pobreza_municipal"), build_cita_libro(load_libro()))


def is_demostracion() -> bool:
    """Si el libro de inversión que se muestra es el de demostración."""
    return load_libro().es_demostracion
