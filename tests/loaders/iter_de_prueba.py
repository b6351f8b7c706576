"""Un ITER por localidad escrito según el diccionario oficial: NO es el original, que no se tiene.

La población, los nombres y los totales por municipio son los del Censo 2020; el reparto de las viviendas entre las
localidades es inventado (en proporción a su población), sólo para probar el lector.
"""

import csv
import io
from functools import cache

import numpy as np
import pandas as pd

from fais_analysis.claves import ENTIDADES
from fais_analysis.loaders.lectura import load_mapa
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.schemas.territorio import LOCALIDADES

MAPA = load_mapa("inegi_iter_localidades")
CUENTAS = [c for c in (*MAPA["columnas"], *MAPA["contrarias"]) if c not in ("NOM_LOC", "POBTOT")]
RESERVADA = "*"
SIN_PUNTO = ("", "", "")
CHICAS = {1: "9998", 2: "9999"}  # sus renglones juntan las localidades de una y de dos viviendas


@cache
def build_rejilla(entidad: str = "10") -> tuple[tuple[object, ...], ...]:
    """Encabezado y renglones: el de la entidad, y por municipio su total, sus localidades y lo reservado."""
    rotulos = (
        "ENTIDAD",
        "NOM_ENT",
        "MUN",
        "NOM_MUN",
        "LOC",
        "NOM_LOC",
        *MAPA["ubicacion"],
        "POBTOT",
        *CUENTAS,
    )
    nombre = ENTIDADES[entidad]
    municipios = load_tabla("catalogo_municipios").set_index("clave_municipio")["municipio"]
    total = f"Total de la entidad {nombre}", "0000", "Total de la Entidad", *SIN_PUNTO
    filas = [(entidad, nombre, "000", *total, 0, *(0 for _ in CUENTAS))]
    for clave, suyas in _load_localidades(entidad).groupby("clave_municipio"):
        inicio = (entidad, nombre, clave[2:], municipios[clave])
        filas += [(*inicio, *fila) for fila in _build_municipio(suyas, build_totales(clave))]
    return (rotulos, *filas)


def _load_localidades(entidad: str) -> pd.DataFrame:
    """Las del Censo, si se tienen; de otra entidad, cinco inventadas por municipio."""
    if entidad == "10":
        return load_tabla("localidades")
    censo = load_tabla("viviendas_municipales")
    filas = [
        (f"{clave}{n:04d}", clave, f"Localidad {n}", -103.5 - n / 100, 19.1, 450.0, suya)
        for clave, poblacion in zip(censo["clave_municipio"], censo["poblacion_personas"], strict=True)
        if clave.startswith(entidad)
        for n, suya in enumerate((poblacion - 600, 500, 92, 6, 2), start=1)
    ]
    return pd.DataFrame(filas, columns=list(LOCALIDADES.columns)).reset_index(drop=True)


def write_iter(rejilla: list[list[object]] | tuple[tuple[object, ...], ...]) -> bytes:
    """Los octetos del archivo, UTF-8 con BOM."""
    salida = io.StringIO()
    csv.writer(salida, lineterminator="\r\n").writerows(rejilla)
    return salida.getvalue().encode("utf-8-sig")


def build_totales(clave: str) -> dict[str, int]:
    """Las viviendas de un municipio en el Censo: las publicadas y, del %, las que lo dan."""
    censo = load_tabla("viviendas_municipales").set_index("clave_municipio").loc[clave]
    rezago = load_tabla("rezago_social").query("anio == 2020").set_index("clave_municipio").loc[clave]
    total = round(censo["refrigerador_viviendas"] / (1 - rezago["sin_refrigerador_pct"] / 100))
    totales = {r: int(censo[c]) for r, c in MAPA["viviendas_municipales"].items()}
    por_columna = {c: r for r, c in MAPA["columnas"].items()}
    totales |= {
        por_columna[columna]: round(rezago[pct] * total / 100)
        for columna, pct in MAPA["rezago_social"].items()
    }
    totales |= {"VIVPARH_CV": total, "VPH_PISODT": total - totales["VPH_PISOTI"], "VPH_1CUART": total // 9}
    totales |= {"VPH_NDEAED": 0, "VPH_LETR": 0, "P3YM_HLI": totales["POBTOT"] // 7}
    return totales


def write_grados(grados: float) -> str:
    """Grados, minutos y segundos con milésimas, como los describe el diccionario: 104°46'42.145"."""
    milesimas = round(grados * 3_600_000)
    minutos, milesimas = divmod(milesimas, 60_000)
    return f"{minutos // 60}°{minutos % 60:02d}'{milesimas / 1000:06.3f}\""


def _build_municipio(localidades: pd.DataFrame, totales: dict[str, int]) -> list[tuple[object, ...]]:
    pesos = localidades["poblacion_personas"].to_numpy()
    tamanos = _split(totales["VIVPARH_CV"], pesos)
    repartos = {c: _split(totales[c], tamanos) for c in CUENTAS if c != "PRO_OCUP_C"}
    por_columna = {c: r for r, c in MAPA["columnas"].items()}
    for tiene, falta in MAPA["contrarias"].items():
        repartos[tiene] = _complete(tamanos - repartos[por_columna[falta]], totales[tiene])
    filas: list[tuple[object, ...]] = [
        (
            "0000",
            "Total del Municipio",
            *SIN_PUNTO,
            totales["POBTOT"],
            *(totales.get(c, "1.1") for c in CUENTAS),
        )
    ]
    for n, fila in enumerate(localidades.itertuples()):
        cifras = [repartos[c][n] if c in repartos else "1.1" for c in CUENTAS]
        reservada = tamanos[n] in CHICAS
        filas.append(
            (
                fila.clave_localidad[5:],
                fila.localidad,
                f"{write_grados(-fila.longitud)} W",
                f"{write_grados(fila.latitud)} N",
                f"{fila.altitud_m:04.0f}",
                int(fila.poblacion_personas),
                *([RESERVADA] * len(CUENTAS) if reservada else cifras),
            )
        )
    for viviendas, loc in CHICAS.items():
        suyas = tamanos == viviendas
        sumas = [int(repartos[c][suyas].sum()) if c in repartos else "1.1" for c in CUENTAS]
        filas.append(
            (loc, f"Localidades de {viviendas} vivienda(s)", *SIN_PUNTO, int(pesos[suyas].sum()), *sumas)
        )
    return filas


def _split(total: int, pesos: np.ndarray) -> np.ndarray:
    """Reparto entero en proporción: de cuotas acumuladas, así ninguna parte pasa de su peso."""
    acumulado = total * pesos.astype("int64").cumsum() // int(pesos.sum())
    return np.diff(acumulado, prepend=0)


def _complete(caben: np.ndarray, total: int) -> np.ndarray:
    """Las que tienen algo: todas las que caben, menos las no especificadas, que se quitan desde la primera."""
    sobran = int(caben.sum()) - total
    quitadas = np.minimum(caben, np.maximum(0, sobran - (caben.cumsum() - caben)))
    return caben - quitadas
