"""El capítulo de diagnóstico: pobreza, carencias, prioridad, vivienda y municipios comparables."""

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from fais_analysis.entidad.datos import (
    DatosEntidad,
    load_datos_entidad,
    load_entidad_de,
    load_familia,
    phrase_comparables_de,
)
from fais_analysis.entidad.filtros import filter_cada, filter_municipio
from fais_analysis.indicators.estatal_componentes import compute_componentes_estatales
from fais_analysis.indicators.territorio import write_avisos_territorio
from fais_analysis.loaders.citas import build_citas, build_fuentes
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.reports import diagnostico_tablas as tablas
from fais_analysis.rules.carencias import load_carencias
from fais_analysis.rules.territorio import load_territorio
from fais_analysis.schemas.capitulos.diagnostico import Diagnostico
from fais_analysis.schemas.capitulos.resumen import Cifra, Resumen
from fais_analysis.views.capitulos import diagnostico as ver
from fais_analysis.views.capitulos import diagnostico_tablas as ver_tablas
from fais_analysis.views.capitulos.origen import write_origen
from fais_analysis.views.formato import format_pct, format_personas
from fais_analysis.views.mensajes import phrase_prioridad, phrase_prioridad_personas

TABLAS = (
    "pobreza_municipal",
    "rezago_social",
    "rezago_social_estatal",
    "marginacion_municipal",
    "subcarencias_estatales",
    "precision_pobreza",
    "catalogo_municipios",
)
ADVERTENCIAS = (
    "La pobreza municipal es una estimación de modelo (CONEVAL) y los archivos publicados no traen su margen "
    "de error: una diferencia pequeña puede no ser real.",
    "No hay medición municipal de la pobreza posterior a la última que se muestra, y entre mediciones no se "
    "calculan años intermedios.",
    "Los componentes de la vivienda cuentan viviendas, no personas con la carencia.",
)


@dataclass(frozen=True)
class DiagnosticoEntidad:
    """Lo que los diagnósticos de una entidad comparten: cada municipio elige sus filas.

    ``prioridades``: una fila = municipio y carencia; ``viviendas``: municipio y componente de la vivienda;
    ``subindicadores``: municipio y subindicador. Las demás son las de ``Diagnostico``, iguales para todos.
    """

    prioridades: pd.DataFrame
    viviendas: pd.DataFrame
    subindicadores: pd.DataFrame
    componentes: pd.DataFrame
    carencias: pd.DataFrame
    obras: pd.DataFrame
    parametros: pd.DataFrame


def build_diagnostico(clave_municipio: str) -> Diagnostico:
    """Tablas del diagnóstico de un municipio, por su clave INEGI: texto de cinco dígitos.

    Raises
    ------
    ClaveError
        Si no es texto de cinco dígitos o el municipio no existe.
    FuenteFaltanteError, FuenteAlteradaError
        Si falta una tabla de ``data/`` o alguien la cambió.
    """
    entidad = load_entidad_de(clave_municipio)
    familia, comun = load_familia(clave_municipio), build_diagnostico_entidad(entidad.lugar.clave)
    de_entidad = (entidad.brechas, entidad.cambios, entidad.comparaciones)
    comunes = (comun.prioridades, comun.viviendas, comun.subindicadores)
    brechas, cambios, comparacion = filter_cada(clave_municipio, *de_entidad)
    prioridad, vivienda, subindicadores = filter_cada(clave_municipio, *comunes)
    return Diagnostico(
        lugar=entidad.get_lugar(clave_municipio),
        anio=entidad.anio,
        brechas=brechas,
        cambios=cambios,
        prioridad=prioridad,
        vivienda=vivienda,
        componentes=comun.componentes,
        familia=familia.merge(entidad.municipios, on="clave_municipio", how="left"),
        comparacion=comparacion,
        frase_familia=phrase_comparables_de(clave_municipio),
        carencias=comun.carencias,
        subindicadores=subindicadores,
        obras=comun.obras,
        conteos=tablas.build_conteos(brechas, cambios, familia, comparacion),
        parametros=comun.parametros,
        avisos=build_avisos_municipio(entidad, cambios, clave_municipio),
        citas=build_citas(TABLAS, clave_municipio),
        advertencias=ADVERTENCIAS,
    )


@lru_cache(maxsize=4)
def build_diagnostico_entidad(clave_entidad: str) -> DiagnosticoEntidad:
    """Las tablas del diagnóstico, con las filas de todos los municipios de la entidad."""
    entidad, carencias = load_datos_entidad(clave_entidad), load_carencias()
    viviendas = tablas.select_viviendas(entidad.vivienda)
    claves = entidad.municipios["clave_municipio"]
    return DiagnosticoEntidad(
        prioridades=tablas.build_prioridades(
            entidad.prioridades, entidad.comparaciones, entidad.precision, entidad.anio
        ),
        viviendas=viviendas,
        subindicadores=tablas.build_subindicadores(carencias, viviendas, claves),
        componentes=compute_componentes_estatales(load_tabla("subcarencias_estatales"), clave_entidad),
        carencias=tablas.build_carencias(carencias),
        obras=tablas.build_obras(carencias),
        parametros=tablas.build_parametros(),
    )


def build_avisos(poblaciones: pd.DataFrame, cambios: pd.DataFrame, anio: int) -> tuple[str, ...]:
    """Lo que cambia la lectura de las cifras de este municipio.

    Una medición hecha con una población muy distinta de la censal, o un cambio en personas que viene de que
    cambió la población de la medición.
    """
    ultimo = cambios[(cambios["indicador"] == "pobreza") & (cambios["hasta"] == anio)]
    del_cambio = ultimo[ultimo["desde"] == ultimo["desde"].max()]["aviso"]
    comparadas = poblaciones[poblaciones["tiene_aviso"] & (poblaciones["anio"] >= ultimo["desde"].max())]
    textos = [*comparadas["aviso"], *del_cambio]
    return tuple(t for t in textos if isinstance(t, str) and t)


def build_avisos_municipio(
    entidad: DatosEntidad, cambios: pd.DataFrame, clave_municipio: str
) -> tuple[str, ...]:
    """Los avisos de población y los de territorio, en ese orden."""
    poblaciones = filter_municipio(entidad.poblaciones, clave_municipio)
    return (
        *build_avisos(poblaciones, cambios, entidad.anio),
        *build_avisos_territorio(entidad, clave_municipio),
    )


def build_avisos_territorio(entidad: DatosEntidad, clave_municipio: str) -> tuple[str, ...]:
    """Los municipios nuevos de la entidad que cambian de qué territorio son las cifras de éste."""
    nombres = dict(zip(entidad.municipios["clave_municipio"], entidad.municipios["municipio"], strict=True))
    return write_avisos_territorio(clave_municipio, entidad.nuevos, load_territorio(), nombres)


def build_resumen_diagnostico(datos: Diagnostico) -> Resumen:
    """Lo que el expediente, el índice y el manifiesto necesitan de este capítulo."""
    actual = datos.brechas[datos.brechas["anio"] == datos.anio].set_index("indicador")
    cifras = [
        Cifra(
            id=indicador,
            rotulo=rotulo,
            texto=format_pct(actual.loc[indicador, "municipio_pct"]),
            valor=_get_numero(actual.loc[indicador, "municipio_pct"]),
            nota=f"{format_personas(actual.loc[indicador, 'municipio_personas'])} en {datos.anio}",
            procedencia=write_origen(datos, "brechas", "municipio_pct", indicador=indicador, anio=datos.anio),
        )
        for indicador, rotulo in (("pobreza", "Pobreza"), ("pobreza_extrema", "Pobreza extrema"))
    ]
    nota = phrase_prioridad_personas(datos.prioridad, datos.anio)
    cifras.append(Cifra("prioridad", "Carencia prioritaria", phrase_prioridad(datos.prioridad), nota=nota))
    return Resumen(
        titulo="Diagnóstico",
        clave=datos.lugar.clave,
        cifras=tuple(cifras),
        advertencias=datos.advertencias,
        fuentes=build_fuentes(TABLAS[:-1], datos.lugar.clave),
        graficas=len(ver.list_graficas(datos)),
        tablas=len(ver_tablas.list_tablas(datos)),
    )


def _get_numero(valor: float) -> float | None:
    return None if pd.isna(valor) else float(valor)
