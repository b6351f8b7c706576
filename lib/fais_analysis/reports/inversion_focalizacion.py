"""La focalización de un municipio: su parte de las tablas de su entidad."""

import pandas as pd

from fais_analysis.claves import COLUMNA_MUNICIPIO
from fais_analysis.entidad.filtros import filter_municipio
from fais_analysis.entidad.focalizacion import build_reglas
from fais_analysis.entidad.inversion import InversionEntidad


def build_focalizacion_propia(inversion: InversionEntidad, clave_municipio: str) -> dict[str, pd.DataFrame]:
    """La focalización de un municipio, por nombre de tabla; todas vacías si el libro no registra sus obras.

    ``localizacion`` (una fila = parte), ``partes_zap`` (ámbito y parte), ``partes_efecto`` (parte, con
    ``estado_pct``), ``cobertura`` (clase de lugar), ``reglas`` (regla, ejercicio y versión, sólo del FISMDF)
    y ``cambio`` (carencia de vivienda).
    """
    nombres = ("localizacion", "partes_zap", "partes_efecto", "cobertura", "reglas", "cambio")
    if clave_municipio not in set(inversion.tablas["total"][COLUMNA_MUNICIPIO]):
        return {nombre: pd.DataFrame() for nombre in nombres}
    # Sin localidades ni AGEB (otro estado) la cobertura viene vacía, hasta de columnas.
    propias = {
        n: t if t.empty else filter_municipio(t, clave_municipio) for n, t in inversion.focalizacion.items()
    }
    localizacion, zap, efecto, sumas = (
        propias[n].drop(columns=COLUMNA_MUNICIPIO)
        for n in ("localizacion", "partes_zap", "partes_efecto", "reglas")
    )
    del_estado = inversion.efecto[["parte", "parte_pct"]].rename(columns={"parte_pct": "estado_pct"})
    tablas = (
        localizacion,
        zap,
        efecto.merge(del_estado, on="parte", how="left"),
        propias["cobertura"],
        build_reglas(sumas[sumas["fondo"].str.contains("FISMDF")]),
        filter_municipio(inversion.antes_despues, clave_municipio),
    )
    return dict(zip(nombres, tablas, strict=True))
