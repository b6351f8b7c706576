"""El FISMDF que los municipios informaron al SRFT en 2020, con sus avisos como datos."""

from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

from fais_analysis.loaders.guardas import certify
from fais_analysis.loaders.identificacion import check_claves
from fais_analysis.loaders.lectura import (
    check_comas,
    concat_ordenado,
    load_mapa,
    parse_enteros,
    parse_numeros,
    read_csv_texto,
    select_columnas,
)
from fais_analysis.schemas.srft import FISMDF_INFORMADO
from fais_analysis.sources.fichas import get_archivo, get_ficha
from fais_analysis.sources.locate import locate_archivo

FUENTE = "shcp_srft_fismdf"


def load_fismdf_informado() -> pd.DataFrame:
    """FISMDF aprobado y pagado de los municipios que lo informaron; «EE000» es el informe del estado.

    Una fila = un municipio con informe. El que no informó no tiene fila: es sin dato, nunca cero. ``aviso``
    dice qué hay que saber de esa cifra, o va vacío.

    Raises
    ------
    EsquemaError
        Si una celda no es un número, una clave no existe o está fuera de su lugar, o no cumple las guardas.

    References
    ----------
    Fuente ``shcp_srft_fismdf``, procesada por un tercero.
    """
    ruta, mapa = locate_archivo(FUENTE), load_mapa(FUENTE)
    crudo = read_csv_texto(ruta, get_archivo(FUENTE).codificacion)
    tabla = select_columnas(crudo, mapa["columnas"], ruta.name)
    check_claves(tabla["clave_municipio"], f"{ruta.name}, columna cvegeo", con_estado=True)
    # Sin ninguno de los tres: sólo informó FORTAMUN. Con uno o dos, algo se perdió y se dirá.
    tabla = tabla[(tabla[["trimestre", "aprobado_mxn", "pagado_mxn"]] != "").any(axis=1)].copy()
    for origen in ("aprobado", "pagado"):
        textos = tabla.pop(f"{origen}_mxn")
        _check_numeros(textos, f"{ruta.name}, {origen}")
        tabla[f"{origen}_centavos"] = textos.map(_parse_centavos)
    tabla["trimestre"] = parse_enteros(tabla["trimestre"], f"{ruta.name}, trimestre")
    tabla["ejercicio"] = int(mapa["ejercicio"])
    tabla["aviso"] = [_write_aviso(fila, mapa) for fila in tabla.to_dict("records")]
    ordenada = concat_ordenado([tabla[list(FISMDF_INFORMADO.columns)]], ["clave_municipio"])
    return certify(FISMDF_INFORMADO, ordenada, f"FISMDF informado ({ruta.name})")


def _check_numeros(textos: pd.Series, donde: str) -> None:
    """Ni comas ni celdas vacías: cada informe trae sus tres cifras."""
    check_comas(textos, donde)
    parse_numeros(textos, [], donde)


def _parse_centavos(texto: str) -> int:
    """Centavos exactos; lo que el procesamiento dejó bajo el centavo («…140000001») se redondea."""
    return int((Decimal(texto) * 100).quantize(Decimal(1), ROUND_HALF_UP))


def _write_aviso(fila: dict[str, object], mapa: dict) -> str | None:
    """Los avisos de una cifra: los que salen de ella y los que se conocen por clave."""
    aprobado, pagado = int(str(fila["aprobado_centavos"])), int(str(fila["pagado_centavos"]))
    avisos, textos = [], mapa["avisos"]
    if aprobado == 0 and pagado > 0:
        avisos.append(textos["sin_aprobado"])
    elif 100 * pagado < mapa["pagado_minimo_pct"] * aprobado:
        avisos.append(textos["poco_pagado"])
    if fila["trimestre"] != mapa["ultimo_trimestre"]:
        avisos.append(textos["trimestre"].format(trimestre=fila["trimestre"]))
    por_clave = get_ficha(FUENTE).advertencias_por_clave.get(str(fila["clave_municipio"]))
    return "; ".join([*avisos, por_clave] if por_clave else avisos) or None
