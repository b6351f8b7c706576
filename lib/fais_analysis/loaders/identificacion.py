"""Quién es cada fila: la clave contra el nombre y contra las partes que la forman en el mismo archivo."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, NoReturn

import pandas as pd

from fais_analysis.claves import ENTIDADES
from fais_analysis.errors import EsquemaError, FaisError
from fais_analysis.loaders.lectura import check_filas, load_mapa, normalize_rotulo
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.loaders.rechazo import Rechazo
from fais_analysis.schemas.srft import SUFIJO_ESTADO

ANCHOS = (2, 3, 4, 4)
RECHAZO = Rechazo(
    "Hay filas en que",
    "el nombre que da el catálogo a esa clave, o uno de loaders/columnas/nombres.yml",
    "si se intercambiaron claves, pida el archivo corregido; si el municipio es nuevo o cambió "
    "de nombre, importe el catálogo vigente o agréguelo a loaders/columnas/nombres.yml",
)


def check_identificacion(crudo: pd.DataFrame, clave: pd.Series, mapa: Mapping[str, Any], donde: str) -> None:
    """Comprueba que el nombre y las partes de cada fila sean los de su clave.

    Parameters
    ----------
    crudo
        La tabla como viene, con sus rótulos.
    clave
        La clave ya completa (5, 9 o 13 caracteres), con el mismo índice.
    mapa
        ``entidad`` y ``municipio``: rótulos de los nombres; ``partes``: rótulos que, unidos, dan la clave.
        Los que el original no trae no se comprueban.
    donde
        El archivo, para el mensaje.

    Raises
    ------
    EsquemaError
        Si no trae filas, un nombre no es el de su clave o las partes dan otra clave.
    """
    check_filas(crudo, donde)
    if crudo.columns.duplicated().any():
        crudo = crudo.loc[:, ~crudo.columns.duplicated()]
    _check_partes(crudo, clave, [p for p in mapa.get("partes", ()) if p in crudo], donde)
    entidades = {c: list_nombres_entidad(c) for c in (*ENTIDADES, "00")}
    for rotulo, conocidos, digitos in (
        (mapa.get("entidad"), entidades, 2),
        (mapa.get("municipio"), load_nombres(), 5),
    ):
        if rotulo in crudo and conocidos:
            _check_nombres(crudo[rotulo], clave.str[:digitos], conocidos, donde)


def check_claves(claves: pd.Series, donde: str, *, con_estado: bool = False) -> None:
    """De un archivo sin nombres: el orden delata dos claves intercambiadas; el catálogo, una ajena.

    Parameters
    ----------
    claves
        Las de municipio, como vienen.
    donde
        El archivo y la columna, para el mensaje.
    con_estado
        Si además puede traer el informe de cada entidad («EE000»).

    Raises
    ------
    EsquemaError
        Con las claves que no existen o no van en su orden.
    """
    conocidas = {*load_tabla("catalogo_municipios")["clave_municipio"]}
    conocidas |= {c[:2] + SUFIJO_ESTADO for c in conocidas} if con_estado else set()
    ajenas = [c for c in claves if c not in conocidas]
    sueltas = [c for previa, c in pairwise(claves) if c <= previa]
    if ajenas or sueltas:
        raise EsquemaError(
            "Hay claves de municipio que no existen." if ajenas else "Las claves no vienen en su orden.",
            donde=donde,
            esperado="claves del catálogo, cada una una vez y de menor a mayor, como se publicó",
            encontrado=", ".join(f"«{c}»" for c in (ajenas or sueltas)[:5]),
            que_hacer="si se intercambiaron o repitieron renglones, pida el archivo a quien lo publica",
        )


def load_nombres() -> dict[str, set[str]]:
    """Los nombres con que se conoce a cada municipio: el del catálogo y los de otros años o instituciones."""
    try:
        return _build_nombres()
    except FaisError:
        return {}  # la primera vez no hay catálogo con qué comparar


@cache
def _build_nombres() -> dict[str, set[str]]:
    catalogo = load_tabla("catalogo_municipios")
    pares = zip(catalogo["clave_municipio"], catalogo["municipio"], strict=True)
    return {clave: {normalize_nombre(nombre)} | _list_otros(clave) for clave, nombre in pares}


def list_nombres_ajenos(claves: pd.Series, nombres: pd.Series) -> list[str]:
    """Los renglones cuyo nombre, quizá cortado, no es el de su clave de municipio: «10015 MEZQUITAL»."""
    conocidos = load_nombres()
    return [
        f"{clave} {nombre}"
        for clave, nombre in zip(claves, nombres, strict=True)
        if (dado := normalize_nombre(nombre))
        and not any(n.startswith(dado) or dado.startswith(n) for n in conocidos.get(clave, ()))
    ]


def list_nombres_entidad(clave: str) -> set[str]:
    """Los nombres con que se conoce a una entidad («00», el país), normalizados."""
    return {normalize_nombre(ENTIDADES.get(clave, ""))} | _list_otros(clave)


def normalize_nombre(nombre: object) -> str:
    """Un nombre para comparar: sin acentos, mayúsculas, signos ni espacios de más.

    Examples
    --------
    >>> normalize_nombre("San Juan Mixtepec -Dto. 08 -")
    'san juan mixtepec dto 08'
    """
    return _normalize_rotulo(normalize_rotulo(nombre))


@lru_cache(maxsize=8192)
def _normalize_rotulo(rotulo: str) -> str:
    """Los nombres se repiten en todas las tablas: cada uno se compone una vez."""
    plano = unicodedata.normalize("NFD", rotulo.casefold())
    sin_acentos = "".join(c for c in plano if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", " ", sin_acentos).strip()


def _list_otros(clave: str) -> set[str]:
    return set(load_mapa("nombres")["otros"].get(clave, ()))


def _check_partes(crudo: pd.DataFrame, clave: pd.Series, partes: Sequence[str], donde: str) -> None:
    if not partes:
        return
    textos = [crudo[p].map(_as_entero).str.zfill(a) for p, a in zip(partes, ANCHOS, strict=False)]
    unida = pd.concat(textos, axis=1).agg("".join, axis=1)
    largo = sum(ANCHOS[: len(partes)])
    malas = clave.str[:largo] != unida
    if malas.any():
        _fail(f"la clave no es la unión de {' y '.join(partes)}", clave[malas], unida[malas], donde)


def _check_nombres(
    nombres: pd.Series, clave: pd.Series, conocidos: Mapping[str, set[str]], donde: str
) -> None:
    planos = nombres.map(normalize_nombre)
    malas = [n not in conocidos.get(c, ()) for c, n in zip(clave, planos, strict=True)]
    if any(malas):
        _fail("el nombre no es el de su clave", clave[malas], nombres[malas], donde)


def _as_entero(valor: object) -> str:
    texto = str(valor).strip()
    return texto.removesuffix(".0")


def _fail(regla: str, claves: pd.Series, hallados: pd.Series, donde: str) -> NoReturn:
    pares = zip(claves, hallados, strict=True)
    RECHAZO.fail(regla, [f"{c}: «{normalize_rotulo(h)[:40]}»" for c, h in pares], donde)
