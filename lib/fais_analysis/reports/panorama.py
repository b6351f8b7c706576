"""El panorama estatal: lo que publicó la práctica, lo que dicen las series oficiales y los municipios."""

from functools import lru_cache

import pandas as pd

from fais_analysis.claves import check_clave_entidad
from fais_analysis.entidad.datos import DatosEntidad, load_datos_entidad
from fais_analysis.entidad.inversion import load_inversion_entidad
from fais_analysis.indicators.constantes import compute_inversion_constante_por
from fais_analysis.indicators.estatal import compare_comparativo, compute_serie_estatal
from fais_analysis.indicators.estatal_componentes import compute_componentes_estatales
from fais_analysis.indicators.fismdf import compute_fismdf_informado, compute_total_fismdf
from fais_analysis.indicators.peticion import compute_voces
from fais_analysis.indicators.practica import (
    ENTIDAD_PRACTICA,
    compare_practica,
    compute_concentrado,
    compute_participacion_social,
    read_concentrado,
)
from fais_analysis.indicators.suma_entidad import compute_entidad_municipal
from fais_analysis.indicators.tendencias import compute_conteo_cambios
from fais_analysis.loaders.citas import build_cita_libro, build_citas, build_fuentes
from fais_analysis.loaders.inversion import TABLA_DEMOSTRACION
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.loaders.seguimiento import load_evaluaciones, load_notas_seguimiento
from fais_analysis.reports.panorama_focalizacion import build_panorama_focalizacion
from fais_analysis.reports.panorama_focalizacion import list_tablas as list_tablas_focalizacion
from fais_analysis.reports.panorama_mapas import build_panorama_mapas
from fais_analysis.reports.panorama_mapas import list_tablas as list_tablas_mapas
from fais_analysis.rules.peticion import load_reglas_peticion
from fais_analysis.schemas.anios import write_tramo
from fais_analysis.schemas.capitulos.panorama import Panorama
from fais_analysis.schemas.capitulos.resumen import Cifra, Resumen
from fais_analysis.views.capitulos import fismdf as ver_fismdf
from fais_analysis.views.capitulos import panorama as ver
from fais_analysis.views.capitulos import panorama_focalizacion as ver_focal
from fais_analysis.views.capitulos import panorama_focalizacion_tablas as tablas_focal
from fais_analysis.views.capitulos import panorama_mapas as ver_mapas
from fais_analysis.views.capitulos import panorama_necesidad as ver_necesidad
from fais_analysis.views.capitulos import panorama_series as ver_series
from fais_analysis.views.capitulos.origen import write_origen
from fais_analysis.views.formato import format_pct
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.mensajes import phrase_prioridad

TABLAS = (
    "pobreza_municipal",
    "pobreza_estatal",
    "pobreza_estatal_anterior",
    "subcarencias_estatales",
    "fismdf_informado",
    "practica/concentrado_2016_2020",
    "practica/comparativo_estatal",
    "inpc",
)
INDICADORES_CONTADOS = ("pobreza", "pobreza_extrema")
TRAMOS = [write_tramo(tabla).replace("-", "–") for tabla in ("pobreza_estatal", "pobreza_municipal")]
ADVERTENCIAS = (
    f"La serie estatal ({TRAMOS[0]}) y la suma de municipios ({TRAMOS[1]}) usan otro estimador y otra "
    "población: se muestran por separado y no se encadenan.",
    "La práctica publicó que la pobreza extrema bajó entre 2016 y 2018 (serie 2008–2018, verificado). "
    "Coincide con la inversión en el tiempo; los datos no permiten decir que la causó. En esa serie la "
    "pobreza total subió, y la extrema volvió a subir en 2020 y en 2022 (otra serie).",
    "El 71 % publicado es la parte del dinero en agua, electrificación y vivienda; no es el porcentaje "
    "de obras de incidencia directa.",
)


@lru_cache(maxsize=4)
def build_panorama(clave_entidad: str) -> Panorama:
    """Tablas del panorama de una entidad.

    Los resultados de la práctica sólo existen para Durango; en otra entidad esas tablas van vacías.

    Raises
    ------
    ClaveError
        Si la clave no es texto de dos dígitos.
    LibroInversionError
        Si el libro de inversión no se puede usar.
    """
    entidad = load_datos_entidad(check_clave_entidad(clave_entidad))
    libro, inpc = load_inversion_entidad(clave_entidad).libro, load_tabla("inpc")
    propio, es_practica = libro.tabla, clave_entidad == ENTIDAD_PRACTICA
    concentrado, participacion = build_concentrado(propio, es_practica)
    estatal, anterior = load_tabla("pobreza_estatal"), load_tabla("pobreza_estatal_anterior")
    return Panorama(
        lugar=entidad.lugar,
        anio=entidad.anio,
        estado=compute_entidad_municipal(entidad.pobreza, clave_entidad),
        serie_estatal=compute_serie_estatal(estatal, clave_entidad),
        serie_anterior=compute_serie_estatal(anterior, clave_entidad),
        componentes=compute_componentes_estatales(load_tabla("subcarencias_estatales"), clave_entidad),
        comparativo=compare_comparativo(
            load_tabla("practica/comparativo_estatal"), estatal, anterior, clave_entidad
        )
        if es_practica
        else pd.DataFrame(),
        concentrado=concentrado,
        participacion=participacion,
        **build_fismdf(entidad),
        conteos=build_conteos(entidad),
        municipios=build_municipios(entidad),
        inversion_anual=compute_inversion_constante_por(propio, inpc, int(inpc["anio"].max()), ["ejercicio"]),
        evaluaciones=load_evaluaciones() if es_practica else pd.DataFrame(),
        es_demostracion=libro.es_demostracion,
        citas={**build_citas(TABLAS, clave_entidad), "libro": build_cita_libro(libro)},
        advertencias=list_advertencias(libro.advertencias, es_practica),
    )


def list_advertencias(del_libro: tuple[str, ...], es_practica: bool) -> tuple[str, ...]:
    """Lo que hay que saber del panorama; lo de la práctica, sólo en su entidad."""
    if not es_practica:
        return ADVERTENCIAS[:1]
    return (*del_libro, *ADVERTENCIAS, *load_notas_seguimiento())


def build_concentrado(libro: pd.DataFrame, es_practica: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """El concentrado publicado frente al del libro, y la parte social en pesos; vacío si no aplica."""
    if not es_practica or libro.empty:
        return pd.DataFrame(), pd.DataFrame()
    publicado = read_concentrado(load_tabla("practica/concentrado_2016_2020"))
    calculado = compute_concentrado(libro)
    participacion = compute_participacion_social(publicado)
    return compare_practica(calculado, publicado), pd.DataFrame([participacion])


def build_fismdf(entidad: DatosEntidad) -> dict[str, pd.DataFrame]:
    """Lo que los municipios informaron de su FISMDF, uno por uno y en total."""
    informado, claves = load_tabla("fismdf_informado"), entidad.municipios["clave_municipio"]
    return {
        "fismdf": compute_fismdf_informado(informado, claves),
        "fismdf_total": compute_total_fismdf(informado, claves),
    }


def build_conteos(entidad: DatosEntidad) -> pd.DataFrame:
    """Municipios que suben y bajan entre las dos últimas mediciones: una fila = indicador y medida."""
    anios = sorted(int(a) for a in entidad.pobreza["anio"].unique())
    partes = [
        compute_conteo_cambios(entidad.pobreza, entidad.lugar.clave, i, anios[-2], anios[-1])
        for i in INDICADORES_CONTADOS
    ]
    return pd.concat(partes, ignore_index=True)


def build_municipios(entidad: DatosEntidad) -> pd.DataFrame:
    """Los municipios con su pobreza, su parte del estado y su carencia prioritaria: una fila = municipio.

    Del que reúne más de las carencias que el FAIS puede quitar al que menos; al final, los sin dato.
    """
    actual = entidad.brechas[entidad.brechas["anio"] == entidad.anio]
    ancha = actual.pivot(
        index="clave_municipio", columns="indicador", values=["municipio_pct", "municipio_personas"]
    )
    tabla = entidad.municipios.set_index("clave_municipio")
    for indicador in INDICADORES_CONTADOS:
        tabla[f"{indicador}_pct"] = ancha["municipio_pct"][indicador]
        tabla[f"{indicador}_personas"] = ancha["municipio_personas"][indicador]
    voces = compute_voces(entidad.brechas, entidad.anio, load_reglas_peticion().umbrales)
    partes = voces.set_index("clave_municipio")[["parte_estado_pct", "parte_extrema_pct"]]
    prioridad = entidad.prioridades.groupby("clave_municipio").apply(phrase_prioridad, include_groups=False)
    tabla = tabla.assign(prioridad=prioridad).join(partes).reset_index()
    return tabla.sort_values(
        ["parte_estado_pct", "clave_municipio"], ascending=[False, True], ignore_index=True
    )


def build_resumen_panorama(datos: Panorama) -> Resumen:
    """Lo que la página del panorama, el índice y el manifiesto necesitan."""
    ultimo = datos.estado[datos.estado["anio"] == datos.anio].set_index("indicador")["pct"]
    cifras = [
        Cifra(
            i,
            rotulo,
            format_pct(ultimo[i]),
            float(ultimo[i]),
            f"suma de municipios, {datos.anio}",
            write_origen(datos, "estado", "pct", indicador=i, anio=datos.anio),
        )
        for i, rotulo in (("pobreza", "Pobreza"), ("pobreza_extrema", "Pobreza extrema"))
    ]
    demostracion = [TABLA_DEMOSTRACION] if datos.es_demostracion else []
    mapas, focal = build_panorama_mapas(datos.lugar.clave), build_panorama_focalizacion(datos.lugar.clave)
    mapa = ver_mapas.plot_mapa_pobreza(mapas)
    tablas = (*TABLAS, *list_tablas_mapas(), *list_tablas_focalizacion(), *demostracion)
    return Resumen(
        titulo=f"Panorama de {datos.lugar.nombre}",
        clave=datos.lugar.clave,
        cifras=tuple(cifras),
        advertencias=datos.advertencias,
        fuentes=build_fuentes([*dict.fromkeys(tablas)], datos.lugar.clave),
        es_demostracion=datos.es_demostracion,
        graficas=len(ver_necesidad.list_graficas(datos))
        + len(ver.list_graficas(datos))
        + len(ver_series.list_graficas(datos))
        + len(ver_focal.list_graficas(focal)),
        tablas=len(ver_necesidad.list_tablas(datos))
        + len(ver.list_tablas(datos))
        + len(ver_series.list_tablas(datos))
        + len(ver_fismdf.list_tablas(datos))
        + len(ver_mapas.list_tablas(mapas))
        + len(tablas_focal.list_tablas(focal)),
        mapas=len(ver_mapas.list_mapas(mapas)) + len(ver_focal.list_mapas(focal)),
        fragmentos={"mapa_indice": mapa.to_html()} if isinstance(mapa, Grafica) else {},
    )
