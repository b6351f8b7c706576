"""Municipios y localidades por su nombre: la gente los escribe así, y sólo se acepta si no hay duda."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from typing import NamedTuple

import pandas as pd

from fais_analysis.claves import PATRON_MUNICIPIO
from fais_analysis.loaders.libros.valores import DIGITOS_MUNICIPIO, ValorError, parse_clave, parse_texto
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.nombres import describe_sugerencia, fold_texto
from fais_analysis.sources.catalogo_obras import read_catalogo_obras

CLAVE_Y_NOMBRE = re.compile(r"(\d{4,5})[\s\-–—.,:]+(\D.*)|(\D.*?)[\s\-–—(]+(\d{4,5})\)?", re.ASCII)
Fila = tuple[int, dict[str, object]]


class Referencias(NamedTuple):
    """Contra qué se revisa un libro: nombres por clave, el Catálogo y cuánta gente vive en cada municipio."""

    municipios: Mapping[str, str]
    catalogo: pd.DataFrame
    localidades: Mapping[str, str]
    poblacion: Mapping[str, int]


def load_referencias() -> Referencias:
    """Las referencias oficiales del proyecto; la población, la última de la medición municipal."""
    municipios, localidades = load_tabla("catalogo_municipios"), load_tabla("localidades")
    pobreza = load_tabla("pobreza_municipal").sort_values("anio").dropna(subset=["poblacion_personas"])
    ultima = pobreza.drop_duplicates("clave_municipio", keep="last")
    return Referencias(
        dict(zip(municipios["clave_municipio"], municipios["municipio"], strict=True)),
        read_catalogo_obras(),
        dict(zip(localidades["clave_localidad"], localidades["localidad"], strict=True)),
        dict(zip(ultima["clave_municipio"], ultima["poblacion_personas"].astype("int64"), strict=True)),
    )


def name_claves(claves: Collection[str]) -> Mapping[str, str]:
    """El nombre de cada clave; vacío si sólo se dieron las claves."""
    return claves if isinstance(claves, Mapping) else dict.fromkeys(claves, "")


def build_lector_municipio(nombres: Mapping[str, str], filas: Iterable[Fila]) -> Callable[[object], str]:
    """Cómo se lee la celda del municipio: clave, nombre o los dos juntos.

    Un nombre que se repite en el país se entiende si todo el libro es de una misma entidad.
    """
    por_nombre: dict[str, list[str]] = {}
    for clave, nombre in nombres.items():
        if nombre:
            por_nombre.setdefault(fold_texto(nombre), []).append(clave)
    entidades = set()
    for _, fila in filas:
        texto = str(fila.get("clave_municipio") or "").strip()
        claves = [texto[:5]] if texto[:5] in nombres else por_nombre.get(fold_texto(texto), [])
        entidades |= {claves[0][:2]} if len(claves) == 1 else set()
    return partial(_parse_municipio, nombres=nombres, por_nombre=por_nombre, entidades=entidades)


def _parse_municipio(
    valor: object,
    nombres: Mapping[str, str],
    por_nombre: Mapping[str, list[str]],
    entidades: Collection[str],
) -> str:
    texto = parse_texto(valor)
    if not any(nombres.values()) or re.fullmatch(r"[\d.]+", texto, re.ASCII):
        return parse_clave(valor, DIGITOS_MUNICIPIO, PATRON_MUNICIPIO)
    if partes := CLAVE_Y_NOMBRE.fullmatch(texto):
        return _check_pareja(partes[1] or partes[4], partes[2] or partes[3], nombres)
    claves = por_nombre.get(fold_texto(texto), [])
    propias = [c for c in claves if c[:2] in entidades] if len(entidades) == 1 else claves
    if len(propias) == 1:
        return propias[0]
    esperado = "la clave INEGI de cinco dígitos o el nombre de un municipio"
    if claves:
        ejemplos = ", ".join(claves[:3]) + ("…" if len(claves) > 3 else "")
        raise ValorError(
            esperado, f"hay {len(claves)} municipios con ese nombre ({ejemplos}): escriba la clave"
        )
    sugerencia = describe_sugerencia(
        texto, {c: n for c, n in nombres.items() if not entidades or c[:2] in entidades}
    )
    raise ValorError(
        esperado, f"{sugerencia} Escriba la clave" if sugerencia else "búsquelo: fais municipios NOMBRE"
    )


def _check_pareja(clave: str, nombre: str, nombres: Mapping[str, str]) -> str:
    """La clave, si el nombre que la acompaña es el suyo."""
    oficial = nombres.get(clave)
    if oficial is None:
        return parse_clave(clave, DIGITOS_MUNICIPIO, PATRON_MUNICIPIO)
    if fold_texto(nombre) != fold_texto(oficial):
        raise ValorError(
            f"«{clave} {oficial}», que es como se llama esa clave", "corrija la clave o el nombre"
        )
    return clave


def find_localidad(valor: object, clave_municipio: str, nombres: Mapping[str, str]) -> str:
    """La clave de la única localidad del municipio que se llama así; vacía si ninguna o varias."""
    buscado = fold_texto(str(valor))
    halladas = [
        c for c, n in nombres.items() if c.startswith(clave_municipio) and n and fold_texto(n) == buscado
    ]
    return halladas[0] if clave_municipio and len(halladas) == 1 else ""
