"""Más originales de la batería: los de un renglón por cifra y el ITER, del que no se tiene el original."""

from unittest.mock import patch

import numpy as np
import pandas as pd

from fais_analysis.claves import ENTIDADES
from fais_analysis.loaders import iter_localidades
from fais_analysis.loaders.censo import load_indicadores_censales
from fais_analysis.loaders.fondos import load_fais_estatal, load_ramo33
from fais_analysis.loaders.lectura import load_mapa
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.schemas.viviendas import VIVIENDAS_LOCALIDADES
from tests.loaders.corrupcion.originales import Formato, Rejilla
from tests.loaders.iter_de_prueba import build_rejilla

DE_ITER = load_mapa("inegi_iter_localidades")
INDICADORES = ("1002000001", "1002000024", "3105001001")


def list_largos() -> list[Formato]:
    """El FAIS por entidad, el Ramo 33, tres indicadores censales y el ITER de Colima."""
    return [_fais(), _ramo33(), _censales(), _iter()]


def _fais() -> Formato:
    """El FAIS de ``data/`` con otros siete fondos inventados, que con él suman las aportaciones."""
    esperada, mapa = load_tabla("fais_estatal"), load_mapa("fondos")["fais_estatal"]
    pesos = esperada.set_index(["clave_entidad", "anio", "momento"])["monto_centavos"] / 100
    filas: Rejilla = [["Estado", "Año", "Codigo", "Concepto", "Aprobado", "Devengado", "Observaciones"]]
    for clave, nombre in ENTIDADES.items():
        for anio in range(2018, 2027):
            suyos = [float(pesos.get((clave, anio, m), 0.0)) for m in ("aprobado", "devengado")]
            partes = {c: [1_000.0 + len(filas)] * 2 for c in mapa["partes"]}
            partes[mapa["codigo"]] = suyos
            totales = [sum(p[m] for p in partes.values()) for m in (0, 1)]
            for codigo, montos in {mapa["total"]: totales, **partes}.items():
                filas.append([nombre, anio, codigo, "Fondo", *montos, "x"])
    return Formato(
        id="fais_estatal", fuente="fais_eaid_estados", anio=None, tabla="fais_estatal", rejilla=filas, clave=0,
        nombres=(0,), cifras=(4, 5), leer=load_fais_estatal, esperada=esperada, peso=0.6,
    )  # fmt: skip


def _ramo33() -> Formato:
    esperada, mapa = load_tabla("ramo33_fondos"), load_mapa("fondos")["ramo33_fondos"]
    mdp = esperada.pivot(index=["clave_entidad", "anio"], columns="fondo", values="monto_centavos") / 1e8
    nombres = {**ENTIDADES, "00": "Nacional"}
    filas: Rejilla = [["id", "estado", "yr", *mapa["columnas"]]]
    for (clave, anio), suyos in mdp.sort_index(level=["anio", "clave_entidad"]).iterrows():
        montos = ["" if np.isnan(v) else float(v) for v in suyos[[*mapa["columnas"].values()]]]
        filas.append([clave, nombres[clave], anio, *montos])
    return Formato(
        id="ramo33_fondos", fuente="shcp_ramo33_fondos", anio=None, tabla="ramo33_fondos", rejilla=filas, clave=0,
        nombres=(1,), cifras=tuple(range(3, len(filas[0]))), leer=load_ramo33, esperada=esperada, peso=0.6,
    )  # fmt: skip


def _censales() -> Formato:
    esperada = load_tabla("indicadores_censales")
    esperada = esperada[esperada["id_indicador"].isin(INDICADORES)].reset_index(drop=True)
    municipios = load_tabla("catalogo_municipios").set_index("clave_municipio")["municipio"]
    filas: Rejilla = [[*DE_CENSO, "desc_entidad", "desc_municipio"]]
    for fila in esperada.itertuples():
        es_estado = fila.clave_municipio.endswith("000")
        propias = {
            "clave_entidad": "10", "municipio": "0" if es_estado else fila.clave_municipio[2:],
            "valor": "ND" if np.isnan(fila.valor) else fila.valor, "anio": fila.anio, "unidad": fila.unidad,
            "id_indicador": fila.id_indicador, "indicador": fila.indicador,
        }  # fmt: skip
        lugar = "Estatal" if es_estado else municipios[fila.clave_municipio]
        filas.append([*(propias[c] for c in DE_CENSO.values()), "Durango", lugar])
    return Formato(
        id="indicadores_censales", fuente="inegi_indicadores_censales", anio=None, tabla="indicadores_censales",
        rejilla=filas, clave=1, nombres=(7, 8), cifras=(6,), leer=load_indicadores_censales, esperada=esperada,
    )  # fmt: skip


DE_CENSO = load_mapa("inegi_indicadores_censales")["columnas"]


def _iter() -> Formato:
    """Los diez municipios de Colima, con cinco localidades inventadas en cada uno."""
    encabezado, *resto = ([*fila] for fila in build_rejilla("06"))
    filas = [encabezado, ["00", "Total nacional", "000", *resto[0][3:]], *resto]
    lugar = encabezado.index
    return Formato(
        id="iter_localidades", fuente=iter_localidades.FUENTE, anio=2020, tabla="viviendas_localidades",
        rejilla=filas, clave=lugar("LOC"), nombres=(1, 3), leer=_read_colima, esperada=_expect_iter(encabezado, resto),
        cifras=tuple(lugar(c) for c in DE_ITER["columnas"] if c != "NOM_LOC"),
    )  # fmt: skip


def _read_colima() -> pd.DataFrame:
    with (
        patch.object(iter_localidades, "load_entidades", lambda: ("06",)),
        patch.object(iter_localidades, "ENTIDADES", {"06": "Colima"}),
    ):
        return iter_localidades.load_viviendas_localidades()


def _expect_iter(encabezado: list[object], filas: Rejilla) -> pd.DataFrame:
    tabla = pd.DataFrame(filas, columns=encabezado)
    tabla = tabla[(tabla["MUN"] != "000") & ~tabla["LOC"].isin(["0000", *DE_ITER["reservadas"]])]
    cifras = tabla[[*DE_ITER["columnas"]]].rename(columns=DE_ITER["columnas"]).replace("*", np.nan)
    for columna in cifras.columns.drop("localidad"):
        cifras[columna] = cifras[columna].astype("float64")
    clave = tabla["ENTIDAD"] + tabla["MUN"]
    cifras = cifras.assign(clave_municipio=clave, clave_localidad=clave + tabla["LOC"], anio=DE_ITER["anio"])
    ordenada = cifras.sort_values("clave_localidad", ignore_index=True)
    return ordenada[list(VIVIENDAS_LOCALIDADES.columns)]
