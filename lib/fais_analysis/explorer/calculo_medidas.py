"""Las tablas de lo que no es pobreza: componentes de la vivienda, pesos por habitante, contraste y obras."""

from collections.abc import Mapping

import pandas as pd

from fais_analysis.explorer.medidas import MEDIDAS, Medible

OBRA = (
    *("folio_obra", "ejercicio", "clave_municipio", "municipio", "localidad", "nombre_obra", "rubro"),
    *("subclasificacion", "incidencia", "via", "fuente_recurso", "monto_mxn"),
)


def select_componente(componentes: pd.DataFrame, medida_id: str, anio: int) -> pd.DataFrame:
    """Un componente de la vivienda en un año, con la forma de ``compute_municipios`` y sin personas."""
    propios = componentes[(componentes["indicador"] == medida_id) & (componentes["anio"] == anio)]
    campos = ["clave_municipio", "municipio_pct", "brecha_pp", "cambio_pp"]
    return propios[campos].reset_index(drop=True).assign(personas=float("nan"))


def compute_dinero(montos: pd.DataFrame, poblacion: pd.DataFrame) -> pd.DataFrame:
    """Pesos por habitante y su distancia con el estado.

    Parameters
    ----------
    montos
        Una fila = municipio con dato: ``clave_municipio, monto_mxn``.
    poblacion
        Una fila = municipio: ``clave_municipio, poblacion_personas``; son las filas del resultado.

    Returns
    -------
    DataFrame
        ``clave_municipio, municipio_mxn`` (por habitante), ``monto_mxn, brecha_mxn`` (contra la suma de los
        que tienen dato en su estado), ``cambio_mxn`` (nulo: no hay otra medición). Sin dato: nulos.
    """
    tabla = poblacion[["clave_municipio", "poblacion_personas"]].merge(montos, how="left", validate="1:1")
    personas = tabla["poblacion_personas"].where(
        tabla["monto_mxn"].notna() & (tabla["poblacion_personas"] > 0)
    )
    tabla["municipio_mxn"] = tabla["monto_mxn"] / personas
    entidad = tabla["clave_municipio"].str[:2]
    pesos = tabla["monto_mxn"].where(personas.notna()).groupby(entidad).transform("sum")
    tabla["brecha_mxn"] = tabla["municipio_mxn"] - pesos / personas.groupby(entidad).transform("sum")
    return tabla.assign(cambio_mxn=float("nan")).drop(columns="poblacion_personas")


def compute_entidades(valores: pd.DataFrame, medida: Medible) -> pd.DataFrame:
    """Lo que la medida da en cada entidad: una fila = entidad, con su clave en ``clave_municipio``.

    Es la cifra con que cada municipio se compara: su valor menos su brecha.
    """
    entidades = pd.DataFrame(
        {
            "clave_municipio": valores["clave_municipio"].str[:2],
            medida.campo: valores[medida.campo] - valores[medida.brecha],
        }
    )
    return entidades.groupby("clave_municipio", as_index=False).first()


def shape_serie(medicion: pd.DataFrame, medida_id: str) -> pd.DataFrame:
    """Una medición de dinero con las columnas de ``brechas``, para la misma gráfica en el tiempo."""
    valor, brecha = MEDIDAS[medida_id].campo, MEDIDAS[medida_id].brecha
    return pd.DataFrame(
        {
            "clave_municipio": medicion["clave_municipio"],
            "indicador": medida_id,
            "anio": medicion["anio"],
            "municipio_pct": medicion[valor],
            "estado_pct": medicion[valor] - medicion[brecha],
        }
    )


def find_contraste(necesidad: pd.DataFrame, dinero: pd.DataFrame) -> list[str]:
    """Los municipios con más necesidad que su estado y menos pesos por habitante que él.

    Sin dato de alguno de los dos, el municipio no está.

    Examples
    --------
    >>> claves = ["10001", "10002", "10003"]
    >>> necesidad = pd.DataFrame({"clave_municipio": claves, "brecha_pp": [5.0, 5.0, -5.0]})
    >>> dinero = pd.DataFrame({"clave_municipio": claves, "brecha_mxn": [-10.0, 10.0, -10.0]})
    >>> find_contraste(necesidad, dinero)
    ['10001']
    """
    junta = necesidad.merge(dinero[["clave_municipio", "brecha_mxn"]], on="clave_municipio")
    return junta.loc[(junta["brecha_pp"] > 0) & (junta["brecha_mxn"] < 0), "clave_municipio"].tolist()


def list_obras(
    libro: pd.DataFrame, municipios: Mapping[str, str], localidades: Mapping[str, str]
) -> pd.DataFrame:
    """Las obras que hay detrás de un total, de la más cara a la más barata.

    Parameters
    ----------
    libro
        Los renglones del total.
    municipios, localidades
        El nombre de cada clave.

    Returns
    -------
    DataFrame
        Una fila = obra y fuente de recurso, como en el libro; la suma de ``monto_mxn`` es el total:
        ``folio_obra, ejercicio, clave_municipio, municipio, localidad, nombre_obra, rubro, subclasificacion,
        incidencia, via, fuente_recurso, monto_mxn``.
    """
    orden = libro.sort_values(["monto_centavos", "folio_obra"], ascending=[False, True], kind="stable")
    con_nombre = orden.assign(
        municipio=orden["clave_municipio"].map(municipios),
        localidad=orden["clave_localidad"].map(localidades).fillna("sin localidad"),
    )
    return con_nombre[list(OBRA)].reset_index(drop=True)
