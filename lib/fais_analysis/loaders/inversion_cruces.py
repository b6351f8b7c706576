"""Lo que no se ve en una sola celda: folios repetidos o contradictorios, claves que no casan, catálogo."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import pandas as pd

from fais_analysis.claves import is_ageb
from fais_analysis.folios import normalize_folio
from fais_analysis.loaders.inversion_renglon import RenglonInversion
from fais_analysis.loaders.libros.problemas import Advertencia, Problema, show_valor
from fais_analysis.loaders.libros.valores import normalize_texto
from fais_analysis.schemas.inversion import (
    DE_FOLIO,
    MARCA_DEMOSTRACION,
    OBLIGATORIAS,
    POR_NOMBRE,
    PREFIJO_DEMOSTRACION,
)

PATRON_CURP = re.compile(r"\b[A-ZÑ]{4}\d{6}[HMX][A-Z]{2}[A-Z]{3}[A-Z\d]\d\b", re.IGNORECASE)


def check_cruces(
    renglones: Iterable[RenglonInversion],
    municipios: Collection[str],
    localidades: Collection[str],
    ejercicio: int | None,
) -> tuple[list[Problema], list[Advertencia]]:
    """Claves, ejercicio declarado, marcas de demostración, duplicados y acuerdo entre filas del folio."""
    problemas: list[Problema] = []
    avisos: dict[str, list[int]] = defaultdict(list)
    entidades = {clave[:2] for clave in localidades}
    for renglon in renglones:
        problemas += _check_claves(renglon, municipios)
        problemas += _check_marcas(renglon)
        problemas += _check_ejercicio(renglon, ejercicio)
        localidad = renglon.get_texto("clave_localidad")
        if localidad[:2] in entidades and localidad not in localidades:
            avisos["Localidad que no está en el Censo 2020, por verificar"].append(renglon.numero)
        ageb = renglon.get_texto("clave_ageb")
        if ageb and not is_ageb(ageb):
            avisos["AGEB cuyo último signo no es el que le toca, por verificar"].append(renglon.numero)
        if renglon.valores.get("monto_mxn") == 0:
            avisos["Monto en cero, por verificar"].append(renglon.numero)
    problemas += _check_duplicados(renglones)
    problemas += _check_folios(renglones, avisos)
    return problemas, [Advertencia(texto, tuple(numeros)) for texto, numeros in avisos.items()]


def _check_claves(renglon: RenglonInversion, municipios: Collection[str]) -> list[Problema]:
    problemas = []
    municipio, localidad, ageb = (renglon.get_texto(f"clave_{n}") for n in ("municipio", "localidad", "ageb"))
    if municipio and municipio not in municipios:
        problemas.append(
            Problema(
                renglon.numero,
                "clave_municipio",
                show_valor(municipio),
                "un municipio que exista",
                "copie la clave del catálogo: fais municipios",
            )
        )
    if municipio and localidad and not localidad.startswith(municipio):
        problemas.append(
            Problema(
                renglon.numero,
                "clave_localidad",
                show_valor(localidad),
                f"una localidad del municipio {municipio}",
                "corrija la localidad o el municipio",
            )
        )
    contenedor = localidad or municipio
    if ageb and contenedor and not ageb.startswith(contenedor):
        problemas.append(
            Problema(
                renglon.numero,
                "clave_ageb",
                show_valor(ageb),
                f"una AGEB dentro de {contenedor}",
                "corrija la AGEB o deje vacía la celda",
            )
        )
    return problemas


def _check_marcas(renglon: RenglonInversion) -> list[Problema]:
    valores, problemas = renglon.valores, []
    nombre = str(valores.get("nombre_obra", ""))
    es_demostracion = (
        str(valores.get("folio_obra", "")).upper().startswith(PREFIJO_DEMOSTRACION)
        or MARCA_DEMOSTRACION in nombre.lower()
        or valores.pop("es_demostracion", False)
    )
    if es_demostracion:
        problemas.append(
            Problema(
                renglon.numero,
                "folio_obra",
                "una fila del libro de demostración",
                "sólo obras verdaderas",
                "quite las filas de demostración: sus cifras municipales son ficticias",
            )
        )
    if PATRON_CURP.search(nombre):
        problemas.append(
            Problema(
                renglon.numero,
                "nombre_obra",
                "una CURP",
                "un nombre de obra sin datos de personas",
                "quite el dato personal",
            )
        )
    return problemas


def _check_ejercicio(renglon: RenglonInversion, declarado: int | None) -> list[Problema]:
    ejercicio = renglon.valores.get("ejercicio")
    if declarado is None or ejercicio is None or ejercicio == declarado:
        return []
    return [
        Problema(
            renglon.numero,
            "ejercicio",
            show_valor(ejercicio),
            f"{declarado}, el que declara la hoja Instrucciones",
            "corrija el renglón o deje vacío el ejercicio declarado",
        )
    ]


def _check_duplicados(renglones: Iterable[RenglonInversion]) -> list[Problema]:
    vistos: dict[tuple[object, object], int] = {}
    problemas = []
    for renglon in renglones:
        folio, fuente = renglon.valores.get("folio_obra"), renglon.valores.get("fuente_recurso")
        if not folio or not fuente:
            continue
        primero = vistos.setdefault((folio, fuente), renglon.numero)
        if primero != renglon.numero:
            problemas.append(
                Problema(
                    renglon.numero,
                    "fuente_recurso",
                    f"otra vez {show_valor(folio)} con {show_valor(fuente)} (renglón {primero})",
                    "una fila por folio y fuente",
                    "sume los montos en una sola fila o quite la repetida",
                )
            )
    return problemas


def _check_folios(renglones: Iterable[RenglonInversion], avisos: dict[str, list[int]]) -> list[Problema]:
    """El folio dice lo mismo en todas sus filas; lo opcional vacío se completa con lo que dice otra."""
    por_folio: dict[object, list[RenglonInversion]] = defaultdict(list)
    for renglon in renglones:
        if renglon.valores.get("folio_obra"):
            por_folio[renglon.valores["folio_obra"]].append(renglon)
    problemas = _check_escritura(por_folio)
    for grupo in por_folio.values():
        for columna in DE_FOLIO if len(grupo) > 1 else ():
            problemas += _check_columna_de_folio(grupo, columna, avisos)
    return problemas


def _check_escritura(por_folio: Mapping[object, list[RenglonInversion]]) -> list[Problema]:
    """El mismo folio escrito de dos maneras («A-1», «a–1») se contaría dos veces."""
    vistos: dict[str, tuple[object, int]] = {}
    problemas = []
    for folio, grupo in por_folio.items():
        otro, renglon = vistos.setdefault(normalize_folio(str(folio)), (folio, grupo[0].numero))
        if otro != folio:
            problemas.append(
                Problema(
                    grupo[0].numero,
                    "folio_obra",
                    show_valor(folio),
                    f"{show_valor(otro)}, como en el renglón {renglon}, o un folio distinto",
                    "escriba el folio igual en todas sus filas",
                )
            )
    return problemas


def _check_columna_de_folio(
    grupo: list[RenglonInversion], columna: str, avisos: dict[str, list[int]]
) -> list[Problema]:
    con_valor = [r for r in grupo if columna in r.valores]
    if not con_valor:
        return []
    primero = con_valor[0]
    distintos = [r for r in con_valor[1:] if r.valores[columna] != primero.valores[columna]]
    if not distintos and columna not in OBLIGATORIAS:
        for renglon in grupo:
            if columna not in renglon.valores:
                renglon.valores[columna] = primero.valores[columna]
                avisos["Celdas vacías completadas con lo que dice otra fila del mismo folio"].append(
                    renglon.numero
                )
    oculta = POR_NOMBRE[columna].es_privada
    esperado = "el mismo texto" if oculta else show_valor(primero.valores[columna])
    return [
        Problema(
            r.numero,
            columna,
            show_valor(r.valores[columna], oculta),
            f"{esperado}, como en el renglón {primero.numero} del mismo folio",
            "una obra dice lo mismo en todas sus fuentes: corrija uno de los dos renglones",
        )
        for r in distintos
    ]


def complete_catalogo(
    renglones: Iterable[RenglonInversion], catalogo: pd.DataFrame
) -> tuple[list[Problema], list[Advertencia]]:
    """Pone grupo y carencia desde el Catálogo y advierte lo que no casa con él (está por verificar).

    Lo que el libro dice manda: el Catálogo es una reconstrucción. Sólo es problema no poder saber a
    qué grupo va la obra.
    """
    por_nombre = {normalize_texto(f["subclasificacion"]): f for f in catalogo.to_dict("records")}
    problemas: list[Problema] = []
    avisos: dict[str, list[int]] = defaultdict(list)
    for renglon in renglones:
        if "subclasificacion" not in renglon.valores:
            continue
        obra = por_nombre.get(normalize_texto(str(renglon.valores["subclasificacion"])))
        if obra is not None:
            _complete_renglon(renglon, obra, avisos)
        elif "grupo" in renglon.valores:
            avisos["Subclasificación que no está en el Catálogo, por verificar"].append(renglon.numero)
        else:
            problemas.append(
                Problema(
                    renglon.numero,
                    "subclasificacion",
                    show_valor(renglon.valores["subclasificacion"]),
                    "una subclasificación de la hoja Catálogo",
                    "elija de la lista o, si no está, llene también la columna grupo",
                )
            )
    return problemas, [Advertencia(texto, tuple(numeros)) for texto, numeros in avisos.items()]


def _complete_renglon(
    renglon: RenglonInversion, obra: Mapping[str, Any], avisos: dict[str, list[int]]
) -> None:
    valores, numero = renglon.valores, renglon.numero
    valores["subclasificacion"] = obra["subclasificacion"]
    if "rubro" in valores and normalize_texto(str(valores["rubro"])) == normalize_texto(obra["rubro"]):
        valores["rubro"] = obra["rubro"]
    for columna in ("rubro", "incidencia", "carencia", "grupo"):
        del_catalogo = obra[columna] if isinstance(obra[columna], str) else None
        if columna not in valores:
            if columna in ("carencia", "grupo") and del_catalogo is not None:
                valores[columna] = del_catalogo
        elif valores[columna] != del_catalogo:
            avisos[f"La columna {columna} no casa con el Catálogo (reconstruido), por verificar"].append(
                numero
            )
    ejercicio = valores.get("ejercicio")
    if isinstance(ejercicio, int) and not obra["desde"] <= ejercicio <= obra["hasta"]:
        avisos["Ejercicio fuera de los años del Catálogo revisado, por verificar"].append(numero)
