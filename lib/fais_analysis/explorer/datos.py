"""Los datos de la vista: carga por ``entidad.datos`` y cálculo guardado, para que elegir otro municipio no
repita nada.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd

from fais_analysis.claves import ENTIDADES
from fais_analysis.entidad.datos import DatosEntidad, load_datos_entidad
from fais_analysis.entidad.filtros import filter_entidad, filter_municipio
from fais_analysis.entidad.inversion import load_libro
from fais_analysis.explorer import calculo, calculo_medidas, mediciones
from fais_analysis.explorer.medidas import DE_INVERSION, MEDIDAS, PCT
from fais_analysis.explorer.vista import DE_LA_ENTIDAD, FAMILIA, Filtro, Vista
from fais_analysis.indicators.familias import compute_familia, phrase_familia
from fais_analysis.indicators.familias_comparacion import compute_comparacion_familia
from fais_analysis.indicators.focalizacion import add_focalizacion
from fais_analysis.loaders.citas import build_cita_libro
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


def get_entidad(clave_municipio: str) -> str:
    """El nombre de la entidad de un municipio."""
    return ENTIDADES[clave_municipio[:2]]


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
    tabla = _compute_municipios(entidad, vista.indicador, vista.anio, vista.filtro)
    if not vista.es_contraste:
        return tabla
    elegidos = _find_contraste(entidad, vista.carencia, vista.anio, vista.filtro)
    return tabla[tabla["clave_municipio"].isin(elegidos)]


@lru_cache(maxsize=GUARDADOS)
def _compute_municipios(clave_entidad: str, indicador: str, anio: int, filtro: Filtro) -> pd.DataFrame:
    tabla = get_valores(indicador, clave_entidad, anio, filtro)
    inversion = _compute_inversion(clave_entidad, anio, filtro)
    tabla = tabla.merge(inversion, on="clave_municipio", how="left", validate="one_to_one")
    nombres = load_catalogo()
    tabla.insert(1, "municipio", [nombres[c] for c in tabla["clave_municipio"]])
    return tabla


def get_valores(medida_id: str, clave_entidad: str, anio: int, filtro: Filtro) -> pd.DataFrame:
    """Cualquier medida en un año (``mediciones.get_medicion``), también la inversión del libro filtrada."""
    if medida_id != DE_INVERSION:
        return mediciones.get_medicion(medida_id, clave_entidad, mediciones.pick_anio(medida_id, anio))
    inversion, pobreza = (
        _compute_inversion(clave_entidad, anio, filtro),
        mediciones.get_pobreza(clave_entidad),
    )
    montos = inversion.rename(columns={"inversion_mxn": "monto_mxn"})[["clave_municipio", "monto_mxn"]]
    poblacion = pobreza[pobreza["anio"] == mediciones.pick_anio("pobreza", anio)]
    return calculo_medidas.compute_dinero(montos, poblacion)


@lru_cache(maxsize=GUARDADOS)
def _compute_inversion(clave_entidad: str, anio: int, filtro: Filtro) -> pd.DataFrame:
    registrados = load_libro_con_zona()["clave_municipio"].unique()
    return calculo.compute_inversion_municipios(
        get_libro_filtrado(filtro),
        mediciones.get_pobreza(clave_entidad),
        mediciones.pick_anio("pobreza", anio),
        registrados,
    )


def get_mapa(vista: Vista) -> pd.DataFrame:
    """Lo que se dibuja en el mapa: los municipios de la entidad o, si se mira el país, sus entidades."""
    if not vista.es_nacional:
        return get_municipios(replace(vista, es_contraste=False))
    valores = get_valores(vista.indicador, "", vista.anio, vista.filtro)
    return calculo_medidas.compute_entidades(valores, MEDIDAS[vista.indicador])


def get_dispersion(vista: Vista) -> pd.DataFrame:
    """Necesidad contra pesos de los municipios de la entidad."""
    return _compute_dispersion(vista.clave_entidad, vista.carencia, vista.anio, vista.filtro)


@lru_cache(maxsize=GUARDADOS)
def _compute_dispersion(clave_entidad: str, carencia: str, anio: int, filtro: Filtro) -> pd.DataFrame:
    inversion = _compute_inversion(clave_entidad, anio, filtro)
    return calculo.compute_dispersion(get_valores(carencia, clave_entidad, anio, filtro), inversion)


@lru_cache(maxsize=GUARDADOS)
def _find_contraste(clave_entidad: str, carencia: str, anio: int, filtro: Filtro) -> frozenset[str]:
    pares = (get_valores(m, clave_entidad, anio, filtro) for m in (carencia, DE_INVERSION))
    return frozenset(calculo_medidas.find_contraste(*pares))


@lru_cache(maxsize=GUARDADOS)
def get_obras(clave: str, filtro: Filtro) -> pd.DataFrame:
    """Las obras del libro filtrado, de un municipio o, con dos dígitos, de una entidad."""
    libro = get_libro_filtrado(filtro)
    propias = libro[libro["clave_municipio"].str.startswith(clave)]
    return calculo_medidas.list_obras(propias, load_nombres(), load_localidades())


@lru_cache(maxsize=1)
def load_localidades() -> Mapping[str, str]:
    """El nombre de cada localidad que se conoce, por su clave."""
    tabla = load_tabla("localidades")
    return MappingProxyType(dict(zip(tabla["clave_localidad"], tabla["localidad"], strict=True)))


def list_obras(vista: Vista) -> pd.DataFrame:
    """Las obras de lo que se está mirando: de la entidad o, si no se pide otra cosa, del municipio."""
    es_entidad = vista.obras_de == DE_LA_ENTIDAD
    return get_obras(vista.clave_entidad if es_entidad else vista.clave_municipio, vista.filtro)


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
    medida = MEDIDAS[vista.indicador]
    serie = calculo.compute_tendencia(
        _get_serie(vista), medida.id, vista.claves, load_nombres(), _familia_de(vista)
    )
    return serie.rename(columns={PCT: medida.formato})


def _get_serie(vista: Vista) -> pd.DataFrame:
    if vista.indicador == DE_INVERSION:
        anual = _pick_municipios(partial(_list_inversion_anual, vista), vista.claves)
        return calculo_medidas.shape_serie(anual, vista.indicador)
    return _pick_municipios(partial(mediciones.get_serie, vista.indicador), vista.claves)


def _list_inversion_anual(vista: Vista, clave_entidad: str) -> pd.DataFrame:
    """La inversión filtrada de cada ejercicio, por habitante: una fila = municipio y ejercicio."""
    ejercicios = vista.filtro.ejercicios or tuple(sorted(load_libro_con_zona()["ejercicio"].unique()))
    partes = [
        get_valores(
            DE_INVERSION, clave_entidad, vista.anio, replace(vista.filtro, ejercicios=(int(a),))
        ).assign(anio=int(a))
        for a in ejercicios
    ]
    return pd.concat(partes, ignore_index=True)


def _pick_municipios(read_entidad: Callable[[str], pd.DataFrame], claves: Sequence[str]) -> pd.DataFrame:
    """Los renglones de cada municipio, de la tabla de su entidad: se comparan también los de otra."""
    tablas = {entidad: read_entidad(entidad) for entidad in dict.fromkeys(c[:2] for c in claves)}
    return pd.concat([filter_municipio(tablas[c[:2]], c) for c in claves], ignore_index=True)


def get_brecha(vista: Vista) -> pd.DataFrame:
    """Las brechas que se dibujan: las de los componentes, si se mira uno; si no, pobreza y carencias."""
    nombres, medida = load_nombres(), MEDIDAS[vista.indicador]
    if medida.subindicador:
        serie = _pick_municipios(mediciones.load_componentes, vista.claves)
        serie = serie[serie["fuente"] == mediciones.FUENTES[medida.origen]]
        return calculo.compute_brecha(serie, vista.anio, vista.claves, nombres)
    brechas = pd.concat([get_brechas(c) for c in vista.claves], ignore_index=True)
    anio = mediciones.pick_anio("pobreza", vista.anio)
    return calculo.compute_brecha(brechas, anio, vista.claves, nombres, _familia_de(vista))


def _familia_de(vista: Vista) -> pd.DataFrame | None:
    return get_familia(vista.clave_municipio)[1] if vista.modo == FAMILIA else None


def list_familia(vista: Vista) -> tuple[str, ...]:
    """Las claves de la familia que se está mostrando; ninguna si no se compara con ella."""
    return tuple(get_familia(vista.clave_municipio)[0]["clave_municipio"]) if vista.modo == FAMILIA else ()


def get_fila(vista: Vista) -> dict[str, object]:
    """El renglón del municipio elegido, de la tabla de su entidad: trae también a los aún sin medir."""
    tabla = get_municipios(replace(vista, es_nacional=False, es_contraste=False))
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
        "obras": list_obras(vista),
        "totales_municipio": get_totales(vista),
        "totales_entidad": get_totales_entidad(vista),
    }


class FuentesVista(NamedTuple):
    """La fuente de lo que se mide y la del libro."""

    medida: str
    libro: str


def get_fuentes(medida_id: str = "pobreza") -> FuentesVista:
    """Como van bajo cada dibujo: la de la medida y la del libro."""
    libro = build_cita_libro(load_libro())
    return FuentesVista(libro if medida_id == DE_INVERSION else mediciones.get_cita(medida_id), libro)


def list_fuentes(vista: Vista) -> tuple[str, ...]:
    """Todas las fuentes de lo que está en pantalla, sin repetir."""
    fuentes = (get_fuentes(m) for m in (vista.indicador, vista.carencia, "pobreza"))
    medidas, libros = zip(*fuentes, strict=True)
    return tuple(dict.fromkeys((*medidas, libros[0])))


def is_demostracion() -> bool:
    """Si el libro de inversión que se muestra es el de demostración."""
    return load_libro().es_demostracion
