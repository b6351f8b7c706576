"""Libros con el acomodo conocido de los índices por localidad y por AGEB: lugares reales, indicadores inventados."""

from typing import Any

import numpy as np
import pandas as pd

from fais_analysis.claves import ENTIDADES
from fais_analysis.loaders.lectura import load_mapa
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.schemas.vocabulario import GRADOS

MAPA = load_mapa("indices_locales")
CUANTOS = 60
Rejilla = list[list[object]]


def build_mapas(_: str) -> dict[str, Any]:
    """El mapa de columnas con el país de las pruebas: tantos lugares como trae el libro chico."""
    chicos = {
        nombre: mapa | {"filas_nacionales": CUANTOS}
        for nombre, mapa in MAPA.items()
        if "fuente" in mapa and mapa["filas_nacionales"]
    }
    return MAPA | chicos


def build_tabla(nombre: str) -> pd.DataFrame:
    """Sesenta lugares de Durango con su población, indicadores inventados y, si lo hay, un índice que sale de ellos."""
    columnas, al_azar = [*MAPA[nombre]["columnas"].values()], np.random.default_rng(2020)
    llave = columnas[0]
    lugares = load_tabla("marginacion_ageb" if llave == "clave_ageb" else "localidades")
    if llave == "clave_ageb":
        lugares = lugares[lugares["anio"] == 2020]
    tabla = lugares.iloc[:: len(lugares) // CUANTOS].head(CUANTOS).reset_index(drop=True)
    de_censo = [c for c in columnas if c.endswith("_pct") and c in tabla]
    nuevas = {
        c: al_azar.uniform(0, 40, CUANTOS) for c in columnas if c.endswith("_pct") and c not in de_censo
    }
    tabla = tabla[[llave, "localidad", "poblacion_personas", *de_censo]].assign(**nuevas)
    pct = tabla[[c for c in columnas if c.endswith("_pct")]].to_numpy()
    indice = 30 - pct @ np.linspace(0.01, 0.05, pct.shape[1])
    if nombre.startswith("rezago"):
        indice = -indice
    lugar = pd.Series(indice).rank(ascending=False)
    tramo = np.minimum((pd.Series(indice).rank() - 1) * 5 // CUANTOS, 4).astype(int)
    grados = GRADOS if nombre.startswith("rezago") else GRADOS[::-1]
    otras = {
        "indice": indice, "indice_normalizado": indice / 31.0, "lugar_nacional": lugar,
        "grado": [grados[t] for t in tramo], "total_viviendas": np.arange(CUANTOS) + 3.0,
    }  # fmt: skip
    return tabla.assign(**{c: v for c, v in otras.items() if c in columnas})[columnas]


def build_rejilla(nombre: str, tabla: pd.DataFrame) -> Rejilla:
    """El libro: un título, el encabezado con su renglón de abajo (si lo lleva), los renglones y una nota."""
    mapa = MAPA[nombre]
    llave = tabla.columns[0]
    municipios = load_tabla("catalogo_municipios").set_index("clave_municipio")["municipio"]
    clave = tabla[llave].str
    identidad = {
        "CVE_LOC": clave[:], "ENT": clave[:2], "NOM_ENT": clave[:2].map(ENTIDADES), "MUN": clave[2:5],
        "NOM_MUN": clave[:5].map(municipios), "LOC": clave[5:9],
    }  # fmt: skip
    if mapa["rotulo_clave"] != "CVE_LOC":
        identidad = {
            "Clave entidad": clave[:2], "Entidad federativa": clave[:2].map(ENTIDADES),
            "Clave municipio": clave[:5], "Municipio": clave[:5].map(municipios),
        }  # fmt: skip
    rotulos = {rotulo: tabla[columna] for rotulo, columna in mapa["columnas"].items()}
    libro = pd.DataFrame({**identidad, **{r: v for r, v in rotulos.items() if r not in identidad}})
    filas: Rejilla = [[*libro.columns], *libro.astype(object).where(libro.notna(), "").to_numpy().tolist()]
    if mapa["renglones_encabezado"] == 2:
        filas.insert(1, [""] * len(libro.columns))
        filas.insert(0, ["Índice de prueba, 2020", *[""] * (len(libro.columns) - 1)])
        filas.append(["Nota: formato escrito según su descripción.", *[""] * (len(libro.columns) - 1)])
    return filas
