"""El capítulo de inversión: en qué, cuándo, con qué dinero, dónde, y la carencia frente al peso."""

from fais_analysis.entidad.datos import load_entidad_de, load_familia, load_fismdf, phrase_comparables_de
from fais_analysis.entidad.filtros import filter_municipio
from fais_analysis.entidad.focalizacion import TABLAS as TABLAS_FOCALIZACION
from fais_analysis.entidad.inversion import InversionEntidad, count_registros, load_inversion_entidad
from fais_analysis.entidad.zonas import list_tablas_zonas
from fais_analysis.loaders.citas import build_cita_libro, build_citas, build_fuentes
from fais_analysis.loaders.inversion import TABLA_DEMOSTRACION
from fais_analysis.loaders.seguimiento import load_padron_municipio
from fais_analysis.reports import inversion_tablas as tablas
from fais_analysis.reports.inversion_focalizacion import build_focalizacion_propia
from fais_analysis.reports.inversion_tablas import TABLA_PUBLICADA
from fais_analysis.schemas.capitulos.inversion import InversionMunicipio
from fais_analysis.schemas.capitulos.resumen import Cifra, Resumen
from fais_analysis.views.capitulos import inversion as ver
from fais_analysis.views.capitulos import inversion_tablas as ver_tablas
from fais_analysis.views.capitulos.origen import write_origen
from fais_analysis.views.formato import format_mxn

ADVERTENCIAS = (
    "La inversión es la registrada en el libro; lo que el libro no registra es «sin dato», no cero.",
    "La incidencia y el efecto de cada obra siguen un catálogo reconstruido, y la vía de focalización es la "
    "que declara el libro: sin cotejar con el Diario Oficial, por verificar.",
)


def build_inversion(clave_municipio: str) -> InversionMunicipio:
    """Tablas de la inversión de un municipio y de su entidad, por su clave INEGI: texto de cinco dígitos.

    Raises
    ------
    ClaveError
        Si no es texto de cinco dígitos o el municipio no existe.
    LibroInversionError
        Si el libro de inversión no se puede usar.
    """
    entidad = load_entidad_de(clave_municipio)
    de_entidad = load_inversion_entidad(entidad.lugar.clave)
    libro = de_entidad.libro
    familia = load_familia(clave_municipio)
    per_capita = tablas.build_per_capita(
        de_entidad.per_capita, de_entidad.per_capita_estado, clave_municipio, familia
    )
    propias = {n: filter_municipio(t, clave_municipio) for n, t in de_entidad.tablas.items()}
    return InversionMunicipio(
        lugar=entidad.get_lugar(clave_municipio),
        **{nombre: tabla.drop(columns="clave_municipio") for nombre, tabla in propias.items()},
        **build_focalizacion_propia(de_entidad, clave_municipio),
        per_capita=per_capita,
        necesidad=tablas.build_necesidad(de_entidad.necesidad, clave_municipio),
        parametros=tablas.build_parametros(familia, per_capita),
        fismdf=filter_municipio(load_fismdf(entidad.lugar.clave), clave_municipio),
        registros=count_registros(libro.tabla, entidad.municipios),
        padron=load_padron_municipio(clave_municipio),
        publicado=tablas.build_publicado(entidad.lugar.clave, libro.es_demostracion),
        frase_familia=phrase_comparables_de(clave_municipio),
        anio_base=de_entidad.anio_base,
        es_demostracion=libro.es_demostracion,
        origen=libro.origen,
        citas={
            **de_entidad.citas,
            **build_citas([TABLA_PUBLICADA], clave_municipio),
            "libro": build_cita_libro(libro),
        },
        advertencias=(*libro.advertencias, *(() if propias["total"].empty else ADVERTENCIAS)),
    )


def load_comun(clave_entidad: str) -> InversionEntidad:
    """La inversión de la entidad, con lo demás que sus municipios comparten ya calculado."""
    comun = load_inversion_entidad(clave_entidad)
    load_fismdf(clave_entidad)
    tablas.build_publicado(clave_entidad, comun.libro.es_demostracion)
    return comun


def build_resumen_inversion(datos: InversionMunicipio) -> Resumen:
    """Lo que el expediente, el índice y el manifiesto necesitan de este capítulo.

    Una cifra de demostración nunca va entre las cifras clave de la primera pantalla.
    """
    total = None if datos.total.empty else float(datos.total["inversion_mxn"].iloc[0])
    origen = "" if total is None else write_origen(datos, "total", "inversion_mxn")
    anios = datos.por_anio["ejercicio"]
    nota = "" if anios.empty else f"de {anios.min()} a {anios.max()}, en pesos corrientes"
    focal = [] if datos.total.empty else [*TABLAS_FOCALIZACION, *list_tablas_zonas()]
    demostracion = [TABLA_DEMOSTRACION] if datos.es_demostracion else []
    demostracion += [] if datos.publicado.empty else [TABLA_PUBLICADA]
    de_datos = list(dict.fromkeys(["inpc", "pobreza_municipal", "fismdf_informado", *focal, *demostracion]))
    return Resumen(
        titulo="Inversión",
        clave=datos.lugar.clave,
        cifras=()
        if datos.es_demostracion
        else (Cifra("inversion", "Inversión registrada", format_mxn(total), total, nota, origen),),
        advertencias=datos.advertencias,
        fuentes=build_fuentes(de_datos, datos.lugar.clave),
        es_demostracion=datos.es_demostracion,
        graficas=len(ver.list_graficas(datos)),
        tablas=len(ver_tablas.list_tablas(datos)),
    )
