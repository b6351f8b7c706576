"""El capítulo de la hoja: qué se le pide a un municipio, para cuántas viviendas, dónde y a qué costo."""

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from fais_analysis.entidad.datos import (
    load_datos_entidad,
    load_entidad_de,
    load_familia,
    load_fismdf,
    load_poligonos,
    name_dominante,
)
from fais_analysis.entidad.filtros import filter_cada, filter_entidad, filter_municipio
from fais_analysis.entidad.focalizacion import load_catalogo_de
from fais_analysis.entidad.inversion import load_libro
from fais_analysis.indicators.focalizacion import classify_efecto
from fais_analysis.indicators.localidades import compute_localidades
from fais_analysis.indicators.peticion import compute_voces
from fais_analysis.indicators.peticion_costos import add_costos, compute_costos, compute_destinos
from fais_analysis.indicators.peticion_lugares import CUENTAS, build_lugares, compute_ubicadas
from fais_analysis.indicators.peticion_obras import compute_vive
from fais_analysis.indicators.viviendas import compute_viviendas
from fais_analysis.loaders.citas import build_citas, build_fuentes
from fais_analysis.loaders.inversion import select_entidad
from fais_analysis.loaders.ordenadas import has_tabla, load_tabla
from fais_analysis.reports import hoja_tablas as tablas
from fais_analysis.rules.peticion import load_reglas_peticion
from fais_analysis.schemas.capitulos.hoja import HojaMunicipio
from fais_analysis.schemas.capitulos.resumen import Cifra, Resumen
from fais_analysis.views.capitulos.hoja_frases import name_voz
from fais_analysis.views.capitulos.hoja_maquina import build_maquina
from fais_analysis.views.capitulos.origen import write_origen
from fais_analysis.views.formato import format_pct
from fais_analysis.views.maps import Poligonos

TABLAS = (
    "pobreza_municipal",
    "rezago_social",
    "rezago_social_estatal",
    "marginacion_municipal",
    "localidades",
    "agebs",
    "marginacion_ageb",
    "precision_pobreza",
    "fismdf_informado",
)
VIVIENDAS_LOCALIDADES = "viviendas_localidades"  # sólo la tiene quien importó el ITER por localidad
# Qué parte de la necesidad del estado está en el municipio: de qué, cómo se rotula y cómo se cuenta.
PARTES = (
    (
        "estado",
        "las carencias",
        "personas con carencia de servicios o de vivienda; quien tiene las dos cuenta dos veces",
    ),
    ("extrema", "la pobreza extrema", "personas en pobreza extrema"),
)


@dataclass(frozen=True)
class HojasEntidad:
    """Lo que las hojas de una entidad comparten; cada municipio elige sus filas (``schemas.capitulos.hoja``).

    ``agebs``: las urbanas con su marginación y su punto. ``por_localidad``: sus viviendas con cada falla, o
    ninguna fila. ``costos``: obra → pesos por vivienda, o nulo.
    ``parte_libro``: de cuántos municipios es un libro incompleto («1 de 39 municipios»), o vacío.
    """

    voces: pd.DataFrame
    viviendas: pd.DataFrame
    fallas: pd.DataFrame
    vive: pd.DataFrame
    localidades: pd.DataFrame
    agebs: pd.DataFrame
    por_localidad: pd.DataFrame
    poligonos: Poligonos | None
    costos: dict[str, int | None]
    destinos: pd.DataFrame
    parte_libro: str
    es_demostracion: bool


def build_hoja(clave_municipio: str) -> HojaMunicipio:
    """La petición a un municipio, por su clave INEGI: texto de cinco dígitos.

    Raises
    ------
    ClaveError
        Si no es texto de cinco dígitos o el municipio no existe.
    FuenteFaltanteError, FuenteAlteradaError
        Si falta una tabla de ``data/`` o alguien la cambió.
    """
    entidad, reglas = load_entidad_de(clave_municipio), load_reglas_peticion()
    comun = build_hoja_entidad(entidad.lugar.clave)
    de_entidad = (comun.voces, comun.viviendas, comun.fallas, comun.vive, comun.destinos, entidad.brechas)
    peticion, viviendas, fallas, vive, destinos, brechas = filter_cada(clave_municipio, *de_entidad)
    obras = tablas.build_obras(fallas, brechas[brechas["anio"] == entidad.anio], vive, peticion, reglas)
    sitios, agebs, censo = filter_cada(clave_municipio, comun.localidades, comun.agebs, comun.por_localidad)
    ciudad, lugares, puntos = build_lugares(sitios, agebs, censo, reglas.umbrales.ciudad_personas)
    return HojaMunicipio(
        lugar=entidad.get_lugar(clave_municipio),
        anio=entidad.anio,
        peticion=peticion,
        viviendas=viviendas,
        fallas=fallas,
        obras=add_costos(obras, comun.costos),
        vive=vive,
        lugares=tablas.place_puntos(lugares, comun.poligonos),
        puntos=tablas.place_puntos(puntos, comun.poligonos),
        ubicadas=compute_ubicadas(censo, sitios.head(1 if ciudad else 0)),
        dinero=tablas.build_dinero(destinos),
        fismdf=filter_municipio(load_fismdf(entidad.lugar.clave), clave_municipio),
        ciudad=ciudad,
        comparables=tuple(entidad.nombres[c] for c in load_familia(clave_municipio)["clave_municipio"]),
        dominante=name_dominante(clave_municipio),
        poligonos=comun.poligonos,
        parte_libro=comun.parte_libro,
        este_anio_viviendas=reglas.umbrales.este_anio_viviendas,
        certeza_cortes=reglas.certeza,
        es_demostracion=comun.es_demostracion,
        citas=build_citas(list_tablas_hoja(), clave_municipio),
    )


@lru_cache(maxsize=4)
def build_hoja_entidad(clave_entidad: str) -> HojasEntidad:
    """Las tablas de la hoja, con las filas de todos los municipios de la entidad.

    Del libro de demostración no se toma ni un peso: los costos y el dinero son «sin dato».
    """
    entidad, reglas = load_datos_entidad(clave_entidad), load_reglas_peticion()
    viviendas = compute_viviendas(entidad.rezago, entidad.anio, reglas.entidades_cotejadas)
    fallas = tablas.build_fallas(entidad.vivienda, entidad.anio)
    lugares = compute_localidades(filter_entidad(load_tabla("localidades"), clave_entidad))
    libro = select_entidad(load_libro(), clave_entidad)
    real = libro.tabla.iloc[:0] if libro.es_demostracion else libro.tabla
    efectos = classify_efecto(real, load_catalogo_de(real)) if len(real) else pd.Series(dtype="str")
    return HojasEntidad(
        voces=tablas.mark_imprecisas(
            compute_voces(entidad.brechas, entidad.anio, reglas.umbrales), entidad.precision, entidad.anio
        ),
        viviendas=viviendas,
        fallas=tablas.add_comparables(fallas, viviendas, entidad.familias),
        vive=compute_vive(lugares, reglas.umbrales),
        localidades=lugares,
        agebs=load_agebs(clave_entidad, entidad.anio),
        por_localidad=load_por_localidad(clave_entidad),
        poligonos=load_poligonos(clave_entidad),
        costos=compute_costos(real, reglas.obras, reglas.umbrales.minimo_obras_costo),
        destinos=compute_destinos(real, efectos),
        parte_libro=name_parte(real["clave_municipio"].nunique(), len(entidad.nombres)),
        es_demostracion=libro.es_demostracion,
    )


def name_parte(con_registros: int, municipios: int) -> str:
    """De cuántos municipios es un libro incompleto; vacío si trae todos o ninguno.

    Examples
    --------
    >>> name_parte(1, 39), name_parte(39, 39)
    ('1 de 39 municipios', '')
    """
    return f"{con_registros} de {municipios} municipios" if 0 < con_registros < municipios else ""


def load_agebs(clave_entidad: str, anio: int) -> pd.DataFrame:
    """Las AGEB urbanas de la entidad con sus fallas del año y su punto."""
    grados = filter_entidad(load_tabla("marginacion_ageb"), clave_entidad)
    puntos = filter_entidad(load_tabla("agebs"), clave_entidad)[["clave_ageb", "longitud", "latitud"]]
    return grados[grados["anio"] == anio].merge(puntos, on="clave_ageb", how="inner")


def load_por_localidad(clave_entidad: str) -> pd.DataFrame:
    """Las viviendas con cada falla, por localidad de la entidad; ninguna fila si nadie importó el ITER.

    Una fila = localidad: ``clave_localidad, clave_municipio`` y las cuentas de ``peticion_lugares``.
    """
    columnas = ["clave_localidad", "clave_municipio", *CUENTAS]
    if not has_tabla(VIVIENDAS_LOCALIDADES):
        return pd.DataFrame({c: pd.Series(dtype="str" if c in columnas[:2] else "float64") for c in columnas})
    censo = load_tabla(VIVIENDAS_LOCALIDADES).rename(
        columns={"sin_energia_viviendas": "sin_electricidad_viviendas"}
    )
    return filter_entidad(censo[columnas], clave_entidad)


def list_tablas_hoja() -> tuple[str, ...]:
    """Las tablas de ``data/`` de que sale la hoja; la de viviendas por localidad, sólo si se importó."""
    return (*TABLAS, *([VIVIENDAS_LOCALIDADES] if has_tabla(VIVIENDAS_LOCALIDADES) else []))


def build_resumen_hoja(datos: HojaMunicipio) -> Resumen:
    """Lo que el expediente, el índice y el manifiesto necesitan de este capítulo."""
    peticion = datos.peticion.iloc[0]
    cifras = (
        Cifra("voz", "Petición", name_voz(peticion, load_reglas_peticion().umbrales.pocas_personas)),
        *(
            Cifra(
                f"parte_{que}",
                f"Parte de {rotulo} del estado",
                format_pct(peticion[f"parte_{que}_pct"]),
                None if pd.isna(peticion[f"parte_{que}_pct"]) else float(peticion[f"parte_{que}_pct"]),
                nota,
                write_origen(datos, "peticion", f"parte_{que}_pct"),
            )
            for que, rotulo, nota in PARTES
        ),
    )
    return Resumen(
        titulo="La petición",
        clave=datos.lugar.clave,
        cifras=cifras,
        fuentes=build_fuentes(list_tablas_hoja(), datos.lugar.clave),
        maquina=build_maquina(datos),
    )
