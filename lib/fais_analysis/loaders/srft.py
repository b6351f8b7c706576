"""El FISMDF que los municipios informaron al SRFT en 2020, con sus avisos como datos."""

from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

from fais_analysis.loaders.lectura import concat_ordenado, load_mapa, read_csv_texto, select_columnas
from fais_analysis.schemas.srft import FISMDF_INFORMADO
from fais_analysis.schemas.validacion import validate
from fais_analysis.sources.fichas import get_archivo
from fais_analysis.sources.locate import locate_archivo

FUENTE = "shcp_srft_fismdf"


def load_fismdf_informado() -> pd.DataFrame:
    """FISMDF aprobado y pagado de los municipios que lo informaron; «EE000» es el informe del estado.

    Una fila = un municipio con informe. El que no informó no tiene fila: es sin dato, nunca cero. ``aviso``
    dice qué hay que saber de esa cifra, o va vacío.

    References
    ----------
    Fuente ``shcp_srft_fismdf``, procesada por un tercero.
    """
    ruta, mapa = locate_archivo(FUENTE), load_mapa(FUENTE)
    crudo = read_csv_texto(ruta, get_archivo(FUENTE).codificacion)
    tabla = select_columnas(crudo, mapa["columnas"], ruta.name)
    tabla = tabla[tabla["trimestre"] != ""]  # sin trimestre de FAIS: sólo informó FORTAMUN
    for origen in ("aprobado", "pagado"):
        tabla[f"{origen}_centavos"] = tabla.pop(f"{origen}_mxn").map(_parse_centavos)
    tabla["trimestre"] = tabla["trimestre"].map(lambda t: int(Decimal(t)))
    tabla["ejercicio"] = int(mapa["ejercicio"])
    tabla["aviso"] = [_write_aviso(fila, mapa) for fila in tabla.to_dict("records")]
    ordenada = concat_ordenado([tabla[list(FISMDF_INFORMADO.columns)]], ["clave_municipio"])
    return validate(FISMDF_INFORMADO, ordenada, f"FISMDF informado ({ruta.name})")


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
    por_clave = mapa["avisos_por_clave"].get(fila["clave_municipio"])
    return "; ".join([*avisos, por_clave] if por_clave else avisos) or None
