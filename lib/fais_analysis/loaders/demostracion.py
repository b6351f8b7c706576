"""El libro de demostración: totales estatales publicados, reparto municipal **ficticio**.

Sirve para que todo corra recién clonado y para ensayar. No usa azar ni reloj: con las mismas tablas
sale idéntico byte por byte. Nada en él es un dato de ningún municipio.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd
import yaml

from fais_analysis.errors import EsquemaError
from fais_analysis.loaders.coneval import load_pobreza_municipal
from fais_analysis.loaders.demostracion_obras import Folio, Lugares, build_filas, build_lugares
from fais_analysis.loaders.inegi import load_agebs, load_localidades
from fais_analysis.loaders.practica import build_concentrado
from fais_analysis.loaders.reparto import (
    choose_indice,
    compute_sorteo,
    split_con_minimo,
    split_restos_mayores,
)
from fais_analysis.schemas.inversion import COLUMNAS_CAPTURA
from fais_analysis.sources.catalogo_obras import read_catalogo_obras

RUTA_PARAMETROS = Path(__file__).with_name("demostracion.yml")
ESCALA = 1_000_000


@dataclass(frozen=True)
class Grupo:
    """Lo que hay que repartir de un grupo del concentrado."""

    nombre: str
    letra: str
    folios: int
    cantidad: int
    centavos: int
    tipo_conteo: str
    carencia: str


@cache
def _read_parametros() -> dict:
    return yaml.safe_load(RUTA_PARAMETROS.read_text(encoding="utf-8"))


def build_demostracion(
    pobreza: pd.DataFrame, localidades: pd.DataFrame, agebs: pd.DataFrame, catalogo: pd.DataFrame
) -> pd.DataFrame:
    """Libro de inversión ficticio de una entidad con los totales del concentrado publicado.

    El peso de cada municipio combina a partes iguales su población en pobreza y la que tiene la
    carencia del grupo; el dinero y las obras se reparten por restos mayores, al centavo.

    Parameters
    ----------
    pobreza
        Pobreza municipal de la entidad en un solo año (``clave_municipio``, ``pobreza_personas``,
        ``servicios_basicos_personas``, ``vivienda_personas``).
    localidades
        ``clave_localidad``, ``clave_municipio``, ``poblacion_personas``.
    agebs
        ``clave_ageb``, ``clave_localidad``, ``poblacion_personas``.
    catalogo
        Catálogo de obras completo.

    Returns
    -------
    DataFrame
        Columnas de captura del libro; una fila = una obra o acción por fuente, ordenada por folio y fuente.

    Raises
    ------
    EsquemaError
        Si a algún municipio le falta la población con que se reparte.
    """
    _check_pobreza(pobreza)
    pobreza = pobreza.sort_values("clave_municipio", ignore_index=True)
    lugares = build_lugares(localidades, agebs)
    por_sub = catalogo.set_index("subclasificacion").to_dict("index")
    filas: list[dict] = []
    for grupo in _list_grupos():
        filas += _build_grupo(grupo, pobreza, lugares, por_sub)
    tabla = pd.DataFrame(filas, columns=[c.nombre for c in COLUMNAS_CAPTURA])
    tabla = tabla.astype(dict.fromkeys(("viviendas", "beneficiarios_h", "beneficiarios_m"), "float64"))
    return tabla.sort_values(["folio_obra", "fuente_recurso"], kind="stable", ignore_index=True)


def _check_pobreza(pobreza: pd.DataFrame) -> None:
    columnas = ["pobreza_personas", "servicios_basicos_personas", "vivienda_personas"]
    sin_dato = pobreza.loc[pobreza[columnas].isna().any(axis=1), "clave_municipio"]
    if len(sin_dato) or pobreza["clave_municipio"].duplicated().any() or pobreza.empty:
        raise EsquemaError(
            "No se puede repartir el libro de demostración: hay municipios sin dato o repetidos.",
            donde="pobreza municipal",
            esperado="una fila por municipio, con población en pobreza y con carencia",
            encontrado=f"{len(sin_dato)} sin dato; {len(pobreza)} filas",
            que_hacer="reparta con un año en que la entidad tenga la medición completa",
        )


def _list_grupos() -> list[Grupo]:
    parametros = _read_parametros()["grupos"]
    return [
        Grupo(
            nombre=fila.grupo,
            cantidad=int(fila.cantidad),
            centavos=int(fila.inversion_mxn * 100),
            **parametros[fila.grupo],
        )
        for fila in build_concentrado().itertuples()
    ]


def _build_grupo(grupo: Grupo, pobreza: pd.DataFrame, lugares: Lugares, catalogo: Mapping) -> list[dict]:
    folios = _list_folios(grupo, pobreza)
    _choose_obras(grupo, folios, catalogo)
    _split_cantidad(grupo, folios)
    _choose_mezclas(grupo, folios)
    _split_monto(grupo, folios)
    return [fila for folio in folios for fila in build_filas(folio, catalogo[folio.obra["sub"]], lugares)]


def _list_folios(grupo: Grupo, pobreza: pd.DataFrame) -> list[Folio]:
    """Cuántos folios tiene cada municipio en cada ejercicio: al menos uno por municipio."""
    ejercicios = _read_parametros()["ejercicios"]
    municipios = list(pobreza["clave_municipio"])
    en_pobreza = [int(v) for v in pobreza["pobreza_personas"]]
    con_carencia = [int(v) for v in pobreza[f"{grupo.carencia}_personas"]]
    pesos = [
        ESCALA * a // sum(en_pobreza) + ESCALA * b // sum(con_carencia)
        for a, b in zip(en_pobreza, con_carencia, strict=True)
    ]
    celdas = [(m, e, p * ejercicios[e]) for m, p in zip(municipios, pesos, strict=True) for e in ejercicios]
    variacion = [750_000 + _sort(grupo, "celda", m, e) // 2 for m, e, _ in celdas]
    por_celda = split_restos_mayores(
        grupo.folios - len(municipios), [c[2] * v for c, v in zip(celdas, variacion, strict=True)]
    )
    for i, municipio in enumerate(municipios):
        por_celda[i * len(ejercicios) + _sort(grupo, "minimo", municipio) * len(ejercicios) // ESCALA] += 1
    return [
        Folio(
            f"DEMO-{ejercicio}-{municipio[2:]}-{grupo.letra}{n + 1:03d}",
            ejercicio,
            municipio,
            grupo.tipo_conteo,
        )
        for (municipio, ejercicio, _), cuantos in zip(celdas, por_celda, strict=True)
        for n in range(cuantos)
    ]


def _choose_obras(grupo: Grupo, folios: list[Folio], catalogo: Mapping) -> None:
    obras = [o for o in _read_parametros()["obras"] if catalogo[o["sub"]]["grupo"] == grupo.nombre]
    for folio in folios:
        rige = [catalogo[o["sub"]]["desde"] <= folio.ejercicio <= catalogo[o["sub"]]["hasta"] for o in obras]
        pesos = [o["peso"] if si else 0 for o, si in zip(obras, rige, strict=True)]
        folio.obra = obras[choose_indice(_sort(folio.clave, "obra"), pesos)]


def _split_cantidad(grupo: Grupo, folios: list[Folio]) -> None:
    """La cantidad es de cada folio y suma lo publicado; en Vivienda pesa la talla de la acción."""
    pesos = [f.obra.get("talla", 1) * (300_000 + _sort(f.clave, "cantidad") ** 2 // ESCALA) for f in folios]
    for folio, cantidad in zip(folios, split_con_minimo(grupo.cantidad, pesos), strict=True):
        folio.cantidad = cantidad


def _choose_mezclas(grupo: Grupo, folios: list[Folio]) -> None:
    mezclas = [
        m
        for m in _read_parametros()["mezclas"]
        if m.get("grupo", grupo.nombre) == grupo.nombre and m.get("grupo_distinto") != grupo.nombre
    ]
    for folio in folios:
        indice = choose_indice(_sort(folio.clave, "mezcla"), [m["peso"] for m in mezclas])
        folio.mezcla = mezclas[indice]["partes"]


def _split_monto(grupo: Grupo, folios: list[Folio]) -> None:
    """El dinero de cada folio, en pares de centavos para poder partirlo peso a peso.

    El centavo suelto, si lo hay, va a un folio de una sola fuente.
    """
    pesos = [f.obra["costo"] * f.cantidad * (700_000 + 6 * _sort(f.clave, "costo") // 10) for f in folios]
    for folio, pares in zip(folios, split_restos_mayores(grupo.centavos // 2, pesos), strict=True):
        folio.centavos = 2 * pares
    unica = next(f for f in folios if len(f.mezcla) == 1)
    unica.centavos += grupo.centavos % 2


def _sort(*llaves: object) -> int:
    nombres = (ll.nombre if isinstance(ll, Grupo) else ll for ll in llaves)
    return compute_sorteo(_read_parametros()["semilla"], *nombres)


def build_demostracion_tablas(
    pobreza: pd.DataFrame | None = None,
    localidades: pd.DataFrame | None = None,
    agebs: pd.DataFrame | None = None,
) -> dict[str, tuple[pd.DataFrame, dict]]:
    """El libro de demostración de Durango con su ficha, para ``data/demostracion/``.

    Sin argumentos lee los archivos oficiales (pobreza municipal, localidades y AGEB).

    Returns
    -------
    dict
        ``demostracion/inversion`` → (tabla, ficha).
    """
    anio = _read_parametros()["anio_pobreza"]
    pobreza = load_pobreza_municipal(anio) if pobreza is None else pobreza[pobreza["anio"] == anio]
    tabla = build_demostracion(
        pobreza[pobreza["clave_municipio"].str[:2] == _read_parametros()["clave_entidad"]],
        load_localidades() if localidades is None else localidades,
        load_agebs() if agebs is None else agebs,
        read_catalogo_obras(),
    )
    return {"demostracion/inversion": (tabla, _build_ficha())}


def _build_ficha() -> dict:
    columnas = {c.nombre: {"significado": c.significado, "unidad": c.unidad} for c in COLUMNAS_CAPTURA}
    return {
        "titulo": "Libro de inversión de DEMOSTRACIÓN (ficticio), Durango 2016-2020",
        "institucion": "Elaboración propia",
        "cita": "Totales por grupo: concentrado 2016-2020 (SEBISED). Todo lo demás es ficticio.",
        "terminos": "Datos ficticios, sin restricción",
        "fecha_corte": _read_parametros()["fecha_corte"],
        "entidades": [_read_parametros()["clave_entidad"]],
        "llave": ["folio_obra", "fuente_recurso"],
        "columnas": columnas,
        "es_demostracion": True,
        "advertencias": list(_read_parametros()["advertencias"]),
    }
