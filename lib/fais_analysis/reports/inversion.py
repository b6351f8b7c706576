"""El capítulo de inversión: en qué, cuándo, con qué dinero, y la carencia frente al peso."""

import pandas as pd

from fais_analysis.indicators.constantes import compute_inversion_constante_por
from fais_analysis.indicators.inversion import compute_inversion_por
from fais_analysis.indicators.necesidad import compute_necesidad_inversion
from fais_analysis.indicators.per_capita import compute_inversion_per_capita, compute_per_capita_estado
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.reports.citas import build_citas, build_fuentes
from fais_analysis.reports.estado import DatosEstado, filter_municipio, load_estado_de, load_libro
from fais_analysis.reports.resumen import Cifra, Resumen
from fais_analysis.rules.catalogo import get_ejercicios_catalogo, load_catalogo_obras
from fais_analysis.schemas.informes import InversionMunicipio
from fais_analysis.views.capitulos import inversion as ver
from fais_analysis.views.formato import format_mxn

TABLA_DEMOSTRACION = "demostracion/inversion"
OBRAS_MAYORES = 10
ADVERTENCIAS = (
    "La inversión es la registrada en el libro; lo que el libro no registra es «sin dato», no cero.",
    "Comparar la carencia con el dinero orienta la conversación: no mide si alcanzó ni qué efecto tuvo.",
    "La incidencia y el efecto de cada obra siguen un catálogo reconstruido, no cotejado con el DOF: "
    "por verificar.",
    "Los pesos constantes usan el INPC promedio anual derivado de publicaciones oficiales, por verificar.",
)


def build_inversion(clave_municipio: str) -> InversionMunicipio:
    """Tablas de la inversión de un municipio y de su entidad.

    Parameters
    ----------
    clave_municipio
        Clave INEGI, texto de cinco dígitos.

    Raises
    ------
    ClaveError
        Si no es texto de cinco dígitos o el municipio no existe.
    LibroInversionError
        Si el libro de inversión no se puede usar.
    """
    estado = load_estado_de(clave_municipio)
    libro, inpc = load_libro(), load_tabla("inpc")
    de_entidad = libro.tabla[libro.tabla["clave_municipio"].str.startswith(clave_municipio[:2])]
    propio = filter_municipio(de_entidad, clave_municipio)
    anio_base = int(inpc["anio"].max())
    return InversionMunicipio(
        lugar=estado.get_lugar(clave_municipio),
        total=compute_inversion_por(propio),
        por_grupo=compute_inversion_por(propio, ["grupo"]),
        por_anio=compute_inversion_constante_por(propio, inpc, anio_base, ["ejercicio"]),
        por_anio_grupo=compute_inversion_por(propio, ["ejercicio", "grupo"]),
        por_incidencia=compute_inversion_por(propio, ["incidencia"]),
        por_fuente=compute_inversion_por(propio, ["fuente_recurso"]),
        estado_por_grupo=compute_inversion_por(de_entidad, ["grupo"]),
        estado_por_incidencia=compute_inversion_por(de_entidad, ["incidencia"]),
        per_capita=build_per_capita(de_entidad, estado, clave_municipio),
        necesidad=build_necesidad(de_entidad, estado, clave_municipio),
        obras=build_obras_mayores(propio, estado.get_nombre(clave_municipio)),
        anio_base=anio_base,
        es_demostracion=libro.es_demostracion,
        origen=libro.origen,
        citas={**build_citas(["inpc", "pobreza_municipal"]), "libro": build_cita_libro(libro)},
        advertencias=(*libro.advertencias, *ADVERTENCIAS),
    )


def build_cita_libro(libro: object) -> str:
    """La fuente que va bajo cada gráfica de inversión."""
    if libro.es_demostracion:
        return "DATOS DE DEMOSTRACIÓN; sólo los totales estatales por grupo son los publicados por la SEBISED"
    return f"Libro de inversión de la secretaría ({libro.origen})"


def build_per_capita(libro: pd.DataFrame, estado: DatosEstado, clave_municipio: str) -> pd.DataFrame:
    """Inversión por persona: una fila = población (toda, en pobreza, en pobreza extrema).

    Columnas: ``poblacion, municipio_mxn, estado_mxn, municipio_personas``; sin dato, nulo.
    """
    todos = compute_inversion_per_capita(libro, estado.pobreza)
    propio = todos[todos["clave_municipio"] == clave_municipio].iloc[0]
    del_estado = compute_per_capita_estado(todos)
    columna = {
        "poblacion_personas": "inversion_por_persona_mxn",
        "pobreza_personas": "inversion_por_persona_pobreza_mxn",
        "pobreza_extrema_personas": "inversion_por_persona_pobreza_extrema_mxn",
    }
    return del_estado.assign(
        municipio_mxn=[propio[columna[p]] for p in del_estado["poblacion"]],
        municipio_personas=[propio[p] for p in del_estado["poblacion"]],
        anio_poblacion=int(propio["anio_poblacion"]),
    ).rename(columns={"por_persona_mxn": "estado_mxn"})


def build_necesidad(libro: pd.DataFrame, estado: DatosEstado, clave_municipio: str) -> pd.DataFrame:
    """Carencia frente a peso, sólo en las carencias que el FAIS mueve directamente."""
    prioridad = filter_municipio(estado.prioridades, clave_municipio)
    catalogo = load_catalogo_obras(get_ejercicios_catalogo()[1])
    tabla = compute_necesidad_inversion(prioridad, libro, catalogo)
    return tabla[tabla["capacidad_fais"] == "directa"].reset_index(drop=True)


def build_obras_mayores(libro: pd.DataFrame, municipio: str) -> pd.DataFrame:
    """Las obras con más dinero del municipio: una fila = folio, con la suma de sus fuentes."""
    if libro.empty:
        return pd.DataFrame(columns=["nombre_obra", "ejercicio", "grupo", "incidencia", "inversion_mxn"])
    llave = ["folio_obra", "nombre_obra", "ejercicio", "grupo", "incidencia"]
    sumas = libro.groupby(llave, as_index=False, dropna=False)["monto_centavos"].sum()
    sumas = sumas.sort_values(["monto_centavos", "folio_obra"], ascending=[False, True]).head(OBRAS_MAYORES)
    return sumas.assign(inversion_mxn=sumas["monto_centavos"] / 100, municipio=municipio).reset_index(
        drop=True
    )


def build_resumen_inversion(datos: InversionMunicipio) -> Resumen:
    """Lo que el expediente, el índice y el manifiesto necesitan de este capítulo.

    Una cifra de demostración nunca va entre las cifras clave de la primera pantalla.
    """
    total = None if datos.total.empty else float(datos.total["inversion_mxn"].iloc[0])
    tablas = ["inpc", "pobreza_municipal", *([TABLA_DEMOSTRACION] if datos.es_demostracion else [])]
    return Resumen(
        titulo="Inversión",
        clave=datos.lugar.clave,
        cifras=()
        if datos.es_demostracion
        else (Cifra("inversion", "Inversión registrada", format_mxn(total), total),),
        advertencias=datos.advertencias,
        fuentes=build_fuentes(tablas),
        es_demostracion=datos.es_demostracion,
        graficas=len(ver.list_graficas(datos)),
        tablas=len(ver.list_tablas(datos)),
    )
