"""Lee los proyectos del SRFT (destino del gasto) y la distribución publicada del FISMDF; formato no cotejado.

Se busca cada columna por su rótulo y lo que no se espera se rechaza por su nombre.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from fais_analysis.claves import ENTIDADES
from fais_analysis.loaders.fondo_municipal import (
    MAPA,
    RECHAZO,
    check_nombres,
    join_clave,
    list_ediciones,
    parse_centavos,
    read_elegidos,
)
from fais_analysis.loaders.guardas import certify
from fais_analysis.loaders.identificacion import load_nombres, normalize_nombre
from fais_analysis.loaders.lectura import concat_ordenado, load_mapa, parse_enteros
from fais_analysis.schemas.fondo_municipal import FISMDF_DISTRIBUCION, SRFT_FUENTES, SRFT_PROYECTOS
from fais_analysis.schemas.srft import SUFIJO_ESTADO
from fais_analysis.sources.entidades import load_entidades
from fais_analysis.sources.fichas import EdicionArchivo

DE_MAS = "lo pagado pasa de lo aprobado"


def load_srft_proyectos() -> pd.DataFrame:
    """Proyectos de las entidades preparadas, de todos los fondos: una fila = un folio de un año.

    De qué fondo es cada uno lo dice :func:`load_srft_fuentes`, por el folio.

    Raises
    ------
    FuenteFaltanteError
        Si no se ha importado ningún año.
    EsquemaError
        Si falta una columna, una celda no es un número, un municipio no existe o un folio se repite.

    References
    ----------
    Fuente ``shcp_srft_destino``.
    """
    mapa = load_mapa(MAPA)["srft_destino"]
    partes = [_read_proyectos(edicion, mapa) for edicion in list_ediciones(mapa["fuente"])]
    ordenada = concat_ordenado(partes, ["anio", "folio"])[list(SRFT_PROYECTOS.columns)]
    return certify(SRFT_PROYECTOS, ordenada, "SRFT, destino del gasto")


def load_srft_fuentes() -> pd.DataFrame:
    """Lo que cada proyecto del país recibe del FAIS: una fila = un folio, un programa y un año.

    Raises
    ------
    FuenteFaltanteError
        Si no se ha importado ningún año.
    EsquemaError
        Si falta una columna o una celda no es un número.

    References
    ----------
    Fuente ``shcp_srft_destino_fuentes``.
    """
    mapa = load_mapa(MAPA)["srft_fuentes"]
    partes = [_read_fuentes(edicion, mapa) for edicion in list_ediciones(mapa["fuente"])]
    ordenada = concat_ordenado(partes, ["anio", "folio", "programa"])[list(SRFT_FUENTES.columns)]
    return certify(SRFT_FUENTES, ordenada, "SRFT, fuentes de financiamiento")


def load_fismdf_distribucion() -> pd.DataFrame:
    """FISMDF que a cada municipio le asignó el acuerdo de su entidad: una fila = un municipio y un año.

    Raises
    ------
    FuenteFaltanteError
        Si no se ha importado ninguno.
    EsquemaError
        Si un municipio no es de la entidad, falta o se repite, o los montos no suman el total publicado.

    References
    ----------
    Fuente ``po_distribucion_fismdf``.
    """
    fuente = load_mapa(MAPA)["distribucion"]["fuente"]
    partes = [_read_distribucion(edicion) for edicion in list_ediciones(fuente)]
    ordenada = concat_ordenado(partes, ["clave_municipio", "anio"])[list(FISMDF_DISTRIBUCION.columns)]
    return certify(FISMDF_DISTRIBUCION, ordenada, "distribución del FISMDF")


def _read_proyectos(edicion: EdicionArchivo, mapa: Mapping[str, Any]) -> pd.DataFrame:
    entidades = load_entidades()
    tabla, donde = read_elegidos(edicion, mapa, lambda f: f["clave_entidad"].zfill(2) in entidades)
    tabla = tabla.assign(clave_municipio=join_clave(tabla), anio=edicion.anio)
    if (repetidos := tabla.loc[tabla["folio"].duplicated(), "folio"]).size:
        RECHAZO.fail("hay folios repetidos", [*repetidos], donde)
    check_nombres(tabla[tabla["clave_municipio"].str[2:] != SUFIJO_ESTADO], donde)
    tabla["trimestre"] = parse_enteros(tabla["trimestre"], f"{donde}, TRIMESTRE")
    for monto in ("aprobado", "pagado"):
        tabla[f"{monto}_centavos"] = parse_centavos(tabla[monto], f"{donde}, {monto}")
    de_mas = tabla["pagado_centavos"] > tabla["aprobado_centavos"]
    return tabla.assign(aviso=[DE_MAS if mal else None for mal in de_mas])


def _read_fuentes(edicion: EdicionArchivo, mapa: Mapping[str, Any]) -> pd.DataFrame:
    """Lo del FAIS de cada folio, sumado por programa, y cuántas fuentes tiene el proyecto."""
    tabla, donde = read_elegidos(edicion, mapa, lambda _: True)
    tabla["fuentes"] = tabla.groupby("folio")["folio"].transform("size").astype("int64")
    es_fais = (tabla["ramo"] == mapa["ramo"]) & (tabla["modalidad"] == mapa["modalidad"])
    tabla["programa"] = tabla["programa"].map(mapa["programas"]).where(es_fais)
    tabla = tabla.dropna(subset=["programa"])
    tabla["modificado_centavos"] = parse_centavos(tabla["modificado"], f"{donde}, MONTO_MODIFICADO")
    llave = ["folio", "programa", "fuentes"]
    return tabla.groupby(llave, as_index=False)["modificado_centavos"].sum().assign(anio=edicion.anio)


def _read_distribucion(edicion: EdicionArchivo) -> pd.DataFrame:
    mapa = load_mapa(MAPA)["distribucion"]
    tabla, donde = read_elegidos(edicion, mapa, lambda _: True)
    nombres = tabla["municipio"].map(normalize_nombre)
    es_total = nombres == mapa["total"]
    montos = parse_centavos(tabla["monto"], f"{donde}, {mapa['rotulos']['monto'][0]}")
    if es_total.sum() != 1 or montos[es_total].sum() != montos[~es_total].sum():
        RECHAZO.fail(
            "los municipios no suman el renglón del total", [str(montos[~es_total].sum() / 100)], donde
        )
    por_nombre: dict[str, list[str]] = {}
    for clave, suyos in load_nombres().items():
        if clave[:2] == edicion.entidad:
            for nombre in suyos:
                por_nombre.setdefault(nombre, []).append(clave)
    malos = [n for n in nombres[~es_total] if len(por_nombre.get(n, ())) != 1]
    claves = [c for n in nombres[~es_total] for c in por_nombre.get(n, ())]
    if malos or len({*claves}) != len(claves):
        RECHAZO.fail(
            f"hay municipios que no son uno de {ENTIDADES[edicion.entidad]}, o repetidos", malos, donde
        )
    faltan = sorted({c for cs in por_nombre.values() for c in cs} - {*claves})
    if faltan:
        RECHAZO.fail("faltan municipios", faltan, donde)
    return pd.DataFrame(
        {"clave_municipio": claves, "anio": edicion.anio, "monto_centavos": [*montos[~es_total]]}
    )
