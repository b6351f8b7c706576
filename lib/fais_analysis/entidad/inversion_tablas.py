"""Las tablas de inversión de todos los municipios de una entidad, armadas de una vez."""

import pandas as pd

from fais_analysis.claves import COLUMNA_MUNICIPIO
from fais_analysis.indicators.constantes import compute_inversion_constante_por
from fais_analysis.indicators.focalizacion import VIAS
from fais_analysis.indicators.inversion import CENTAVOS, compute_inversion_por, compute_repartos
from fais_analysis.indicators.necesidad import compute_sin_clasificar
from fais_analysis.indicators.practica import GRUPOS_SOCIALES
from fais_analysis.rules.catalogo import get_ejercicios_catalogo, load_catalogo_obras
from fais_analysis.schemas.vocabulario import FUENTES_RECURSO, GRUPOS_CONCENTRADO, INCIDENCIAS

OBRAS_MAYORES = 5


REPARTOS = {
    "grupo": GRUPOS_CONCENTRADO,
    "incidencia": INCIDENCIAS,
    "fuente_recurso": FUENTES_RECURSO,
    "via": VIAS,
}


def build_tablas_municipios(
    libro: pd.DataFrame, catalogo: pd.DataFrame, municipios: pd.DataFrame, inpc: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Lo que cada municipio imprime de su parte del libro, de todos a la vez: por tabla del capítulo.

    Cada tabla trae ``clave_municipio`` y se lee filtrándola; un municipio sin registros no tiene filas, salvo
    en ``sin_clasificar``, donde son cero.
    """
    repartos = {c: compute_repartos(libro, c, valores) for c, valores in REPARTOS.items()}
    base_anio = int(inpc["anio"].max())
    return {
        "total": compute_inversion_por(libro, (), [COLUMNA_MUNICIPIO]),
        "social": build_social(libro),
        "por_grupo": repartos["grupo"],
        "por_anio": compute_inversion_constante_por(
            libro, inpc, base_anio, ["ejercicio"], [COLUMNA_MUNICIPIO]
        ),
        "por_incidencia": repartos["incidencia"],
        "por_fuente": repartos["fuente_recurso"],
        "por_via": repartos["via"],
        "sin_clasificar": build_sin_clasificar(libro, catalogo, municipios),
        "obras": build_obras_mayores(libro),
    }


def build_social(libro: pd.DataFrame) -> pd.DataFrame:
    """Parte de la inversión en agua, electrificación y vivienda: una fila = municipio con registros."""
    es_social = libro["grupo"].isin(GRUPOS_SOCIALES)
    tabla = compute_inversion_por(libro.assign(es_social=es_social), ["es_social"], [COLUMNA_MUNICIPIO])
    social = tabla[tabla["es_social"]]
    # Hay registros y ninguno es de esos grupos: cero.
    ceros = tabla[~tabla[COLUMNA_MUNICIPIO].isin(social[COLUMNA_MUNICIPIO])].assign(
        inversion_centavos=0, inversion_mxn=0.0, porcentaje_pct=0.0, obras=0
    )
    columnas = [COLUMNA_MUNICIPIO, "inversion_centavos", "inversion_mxn", "porcentaje_pct", "obras"]
    return pd.concat([social, ceros])[columnas]


def build_sin_clasificar(
    libro: pd.DataFrame, catalogo: pd.DataFrame, municipios: pd.DataFrame
) -> pd.DataFrame:
    """Lo que no está en el catálogo de su ejercicio (``compute_sin_clasificar``): una fila = municipio."""
    tabla = municipios[[COLUMNA_MUNICIPIO]].merge(
        compute_sin_clasificar(libro, catalogo, [COLUMNA_MUNICIPIO]), how="left"
    )
    ceros = {"obras": 0, "inversion_centavos": 0, "inversion_mxn": 0.0}
    return tabla.fillna(ceros).astype({"obras": "int64", "inversion_centavos": "int64"})


def build_catalogo(libro: pd.DataFrame) -> pd.DataFrame:
    """El catálogo de cada ejercicio del libro: una fila = ejercicio y subclasificación.

    De un ejercicio sin catálogo revisado no hay filas: sus obras quedan sin clasificar, y se dice cuántas.
    """
    desde, hasta = get_ejercicios_catalogo()
    ejercicios = sorted({int(e) for e in libro["ejercicio"]} & set(range(desde, hasta + 1)))
    partes = [load_catalogo_obras(e).assign(ejercicio=e) for e in ejercicios or [hasta]]
    return pd.concat(partes, ignore_index=True)


def build_obras_mayores(libro: pd.DataFrame) -> pd.DataFrame:
    """Las obras con más dinero de cada municipio: una fila = folio, con la suma de sus fuentes."""
    llave = [COLUMNA_MUNICIPIO, "folio_obra", "nombre_obra", "ejercicio", "grupo", "incidencia"]
    sumas = libro.groupby(llave, as_index=False, dropna=False)["monto_centavos"].sum()
    sumas = sumas.sort_values(
        [COLUMNA_MUNICIPIO, "monto_centavos", "folio_obra"], ascending=[True, False, True]
    )
    mayores = sumas.groupby(COLUMNA_MUNICIPIO).head(OBRAS_MAYORES)
    return mayores.assign(inversion_mxn=mayores["monto_centavos"] / CENTAVOS)
