"""Construye ``data/`` desde los archivos oficiales; con los mismos originales salen los mismos bytes."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd

from fais_analysis.claves import COLUMNA_MUNICIPIO
from fais_analysis.errors import EsquemaError, FaisError, FuenteFaltanteError, ParametroError
from fais_analysis.loaders import demostracion, practica
from fais_analysis.loaders.cambios import Cambios, check_cambios, compute_cambios
from fais_analysis.loaders.definiciones import (
    is_de_siempre,
    list_originales,
    list_pedidas,
    load_definiciones,
)
from fais_analysis.loaders.lectura import concat_ordenado
from fais_analysis.loaders.ordenadas import clear_memoria, list_tablas, load_tabla
from fais_analysis.schemas.anios import load_anios, load_filas_por_anio
from fais_analysis.schemas.registro import ESQUEMAS, ESQUEMAS_OPCIONALES
from fais_analysis.schemas.validacion import validate
from fais_analysis.sources.anexos import load_anexos
from fais_analysis.sources.entidades import ENTIDAD_BASE
from fais_analysis.sources.fichas import EdicionArchivo, Ficha, get_ficha
from fais_analysis.sources.huella import compute_sha256
from fais_analysis.sources.locate import locate_archivo
from fais_analysis.sources.rutas import get_datos, get_fuentes
from fais_analysis.sources.tablas import write_tabla

ALCANCE_ENTIDADES = "entidades"
CONTRATOS = {**ESQUEMAS, **ESQUEMAS_OPCIONALES}
# Con éstas se cotejan los lectores de las demás: si ``data/`` no las trae sanas, se reponen primero.
APOYOS = ("catalogo_municipios", "pobreza_municipal", "rezago_social", "viviendas_municipales")


def build_datos(destino: Path | None = None, tablas: Collection[str] = (), motivo: str = "") -> list[Path]:
    """Reescribe las tablas ordenadas y sus fichas.

    No se escribe ninguna oficial hasta que todas las pedidas se leyeron y compararon; después, las que se
    apoyan en ellas (práctica y demostración).

    Parameters
    ----------
    destino
        Carpeta de salida; por omisión, ``data/`` del proyecto.
    tablas
        Nombres de las tablas; sin ellos, todas. Sólo hacen falta los originales de las pedidas.
    motivo
        Por qué se aceptan renglones de menos o cifras distintas de las que ya se tienen; se guarda.

    Raises
    ------
    ParametroError
        Si se pide una tabla que no existe.
    FuenteFaltanteError, FuenteAlteradaError
        Si falta un archivo oficial, no es el registrado o cambia lo que ya se tenía sin un motivo.
    EsquemaError
        Si una tabla no cumple su contrato.
    """
    destino = destino or get_datos()
    _check_nombres(tablas)
    propias = [n for n in load_definiciones() if (n in tablas if tablas else is_de_siempre(n))]
    check_originales(propias)
    if destino == get_datos():
        _restore_apoyos(propias, destino)
    armadas = [*build_tablas(propias)]
    for armada in armadas:
        check_cambios(compare_con_datos(armada.nombre, armada.tabla), get_fuentes(), motivo)
    rutas = _write_todas(armadas, destino)
    clear_memoria()
    if not tablas or set(tablas) - set(propias):
        externas = {**practica.build_practica(), **demostracion.build_demostracion_tablas()}
        pedidas = [TablaArmada(n, *externas[n]) for n in externas if not tablas or n in tablas]
        rutas += _write_todas(pedidas, destino)
    return rutas


def _restore_apoyos(propias: Collection[str], destino: Path) -> None:
    """Repone las tablas de apoyo que se perdieron o se dañaron: sin ellas, las demás no se pueden leer."""
    for nombre in (n for n in APOYOS if n in propias):
        try:
            load_tabla(nombre)
        except FaisError:
            _write_todas(build_tablas([nombre]), destino)
            clear_memoria()


def check_originales(tablas: Iterable[str]) -> None:
    """Comprueba de una vez que estén los originales de unas tablas, para no descubrirlos de uno en uno.

    Raises
    ------
    FuenteFaltanteError
        Con la cuenta y los primeros que faltan.
    FuenteAlteradaError
        Si alguno no es la edición registrada.
    """
    pedidos = {
        (id_, edicion)
        for nombre in tablas
        for id_ in list_originales(nombre)
        for edicion in list_pedidas(nombre, id_)
    }
    faltan = []
    for id_, edicion in sorted(pedidos, key=str):
        try:
            locate_archivo(id_, *edicion)
        except FuenteFaltanteError as error:
            faltan.append((get_ficha(id_).archivos[edicion].ruta, error))
    if faltan:
        raise FuenteFaltanteError(
            f"Faltan {len(faltan):,} de {len(pedidos):,} archivos oficiales para construir las tablas.",
            donde=faltan[0][1].donde.split(", en ", 1)[-1],
            esperado="todos los archivos de: fais datos fichas",
            encontrado=f"faltan {'; '.join(r for r, _ in faltan[:5])}" + ("…" if len(faltan) > 5 else ""),
            que_hacer=faltan[0][1].que_hacer,
        )


@dataclass(frozen=True)
class TablaArmada:
    """Una tabla por escribir, con los datos de su ficha."""

    nombre: str
    tabla: pd.DataFrame
    ficha: dict[str, Any]


def build_tablas(tablas: Iterable[str]) -> Iterator[TablaArmada]:
    """Cada tabla de ``loaders/tablas.yml`` que se pide, validada, con los datos de su ficha."""
    for nombre in tablas:
        tabla = validate(CONTRATOS[nombre], _load_originales(nombre), f"tabla {nombre}")
        check_filas(nombre, tabla)
        yield TablaArmada(nombre, tabla, {**build_ficha(nombre), **find_entidades(nombre, tabla)})


def find_entidades(nombre: str, tabla: pd.DataFrame) -> dict[str, list[str]]:
    """Para la ficha de una tabla que no cubre el país, las entidades de las que trae filas."""
    if load_definiciones()[nombre].get("alcance") != ALCANCE_ENTIDADES:
        return {}
    return {"entidades": sorted(tabla[COLUMNA_MUNICIPIO].str[:2].unique())}


def compare_con_datos(nombre: str, tabla: pd.DataFrame, anio: int | None = None) -> Cambios:
    """Qué cambia una tabla recién leída (o un año de ella) respecto de la de ``data/``; sin ella, nada."""
    try:
        antes = load_tabla(nombre)
    except FaisError:
        antes = tabla  # la primera vez, o data/ dañada: construir es lo que la repone
    if anio is not None:
        antes = antes[antes["anio"] == anio]
    return compute_cambios(nombre, antes, tabla, list(CONTRATOS[nombre].unique))


def check_filas(nombre: str, tabla: pd.DataFrame) -> None:
    """Comprueba la cuenta de control: ni una fila de menos ni una de más, por año donde lo hay.

    Raises
    ------
    EsquemaError
        Si la cuenta no es la declarada en ``schemas/anios.yml`` o, si la tabla no es de una institución que
        publica por años, en ``loaders/tablas.yml`` (una tabla opcional no declara cuenta).
    """
    esperadas = load_filas_por_anio().get(nombre, load_definiciones()[nombre].get("filas"))
    if esperadas is None:
        return
    if load_definiciones()[nombre].get("alcance") == ALCANCE_ENTIDADES:
        tabla = tabla[tabla[COLUMNA_MUNICIPIO].str[:2] == ENTIDAD_BASE]
    por_anio = isinstance(esperadas, dict)
    halladas = tabla.groupby("anio").size().to_dict() if por_anio else len(tabla)
    if halladas != esperadas:
        raise EsquemaError(
            f"La tabla «{nombre}» no trae las filas que debe.",
            donde=f"tabla {nombre}",
            esperado=f"{esperadas} filas",
            encontrado=f"{halladas} filas",
            que_hacer="si la institución publicó otra edición, revísela y actualice schemas/anios.yml",
        )


def build_ficha(nombre: str) -> dict[str, Any]:
    """Ficha de una tabla: lo que dicen las fuentes de las que sale y el significado de sus columnas."""
    definicion = load_definiciones()[nombre]
    fuentes = [get_ficha(id_) for id_ in list_originales(nombre)]
    originales = [
        _build_original(ficha, edicion) for ficha in fuentes for edicion in list_pedidas(nombre, ficha.id)
    ] or _list_anexos()
    propias = [k for k in ("institucion", "cita", "terminos") if k in definicion]
    return {
        "titulo": definicion["titulo"],
        "institucion": _join(f.institucion for f in fuentes),
        "cita": _join(f.cita for f in fuentes),
        "terminos": _join(f"{f.terminos} {f.terminos_url}".strip() for f in fuentes),
        **{k: definicion[k] for k in propias},
        "fecha_corte": definicion["fecha_corte"],
        "originales": originales,
        "advertencias": list(
            dict.fromkeys(
                [*definicion.get("advertencias", []), *(a for f in fuentes for a in f.advertencias)]
            )
        ),
        "llave": list(CONTRATOS[nombre].unique),
        "columnas": describe_columnas(nombre),
    }


def describe_columnas(nombre: str) -> dict[str, dict[str, str]]:
    """Significado y unidad de cada columna, tal como los dice el contrato de la tabla."""
    return {
        columna: {"significado": contrato.description, "unidad": contrato.metadata["unidad"]}
        for columna, contrato in CONTRATOS[nombre].columns.items()
    }


def _load_originales(nombre: str) -> pd.DataFrame:
    """La tabla, leída por el lector que nombra su definición: entera o año por año."""
    definicion = load_definiciones()[nombre]
    if "lector" in definicion:
        return get_lector(definicion["lector"])()
    lector = get_lector(definicion["lector_por_anio"])
    return concat_ordenado([lector(anio) for anio in load_anios(nombre)], list(CONTRATOS[nombre].unique))


def get_lector(nombre: str) -> Callable[..., pd.DataFrame]:
    """El lector que nombra ``loaders/tablas.yml``: «módulo.función» de este cuarto."""
    modulo, funcion = nombre.split(".")
    return getattr(import_module(f"fais_analysis.loaders.{modulo}"), funcion)


def _write_todas(armadas: Iterable[TablaArmada], destino: Path) -> list[Path]:
    return [ruta for a in armadas for ruta in write_tabla(a.nombre, a.tabla, a.ficha, destino)]


def _check_nombres(tablas: Collection[str]) -> None:
    conocidas = sorted({*load_definiciones(), *list_tablas()})
    ajenas = sorted(set(tablas) - set(conocidas))
    if ajenas:
        raise ParametroError(
            f"No hay una tabla ordenada que se llame {', '.join(f'«{n}»' for n in ajenas)}.",
            donde="opción --tabla",
            esperado=f"una de: {', '.join(conocidas)}",
            encontrado=", ".join(ajenas),
            que_hacer="escriba el nombre como en data/, sin extensión",
        )


def _build_original(ficha: Ficha, edicion: EdicionArchivo) -> dict[str, Any]:
    archivo = ficha.archivos[edicion]
    return {
        "archivo": archivo.nombre,
        "titulo": ficha.titulo,
        "anio": edicion.anio,
        "url": archivo.url,
        "estado_url": archivo.estado_url,
        "sha256": compute_sha256(locate_archivo(ficha.id, *edicion)),
    }


def _list_anexos() -> list[dict[str, Any]]:
    """Los originales de la tabla de anexos: los que anota el registro de lo importado."""
    return [
        {
            "archivo": a.nombre_original,
            "titulo": a.titulo,
            "anio": a.anio,
            "url": a.url_dof,
            "estado_url": "portal" if a.url_dof else "ninguna",
            "sha256": a.sha256,
        }
        for a in load_anexos()
    ]


def _join(partes: Any) -> str:
    return "; ".join(re.sub(r"\s+", " ", p) for p in dict.fromkeys(partes))
