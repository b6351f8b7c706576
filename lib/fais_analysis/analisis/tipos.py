"""Otro tipo del que se pide se dice en español, y un año escrito como texto se entiende."""

import types
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from inspect import Signature, signature
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

import pandas as pd

from fais_analysis.errors import ParametroError

NOMBRES: dict[object, str] = {
    pd.DataFrame: "una tabla (DataFrame)",
    pd.Series: "una columna (Series)",
    str: "un texto",
    int: "un número entero",
    float: "un número",
    bool: "verdadero o falso",
    Path: "una ruta",
    Sequence: "una lista",
    Mapping: "un diccionario",
    types.NoneType: "nada (None)",
}
# Su propia comprobación dice más: cuántos dígitos lleva y que va entre comillas.
CLAVES = "clave_"
ANIOS = ("anio", "ejercicio", "base_anio")


def guard_tipos(funcion: Callable[..., Any]) -> Callable[..., Any]:
    """La misma función, que antes de correr comprueba el tipo de sus argumentos.

    Raises
    ------
    ParametroError
        Al llamarla con argumentos de más, de menos o de otro tipo que lo que dice su firma. Un año como texto
        («2020») se toma como número.
    """
    firma = signature(funcion)

    @wraps(funcion)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            dados = firma.bind(*args, **kwargs)
        except TypeError:
            raise _explain_argumentos(funcion.__name__, firma, len(args), kwargs) from None
        tipos = _read_tipos(funcion)
        for nombre, valor in dados.arguments.items():
            if nombre in tipos and not nombre.startswith(CLAVES):
                entendido = _understand(nombre, valor, tipos[nombre])
                _check_tipo(f"{funcion.__name__}({nombre})", entendido, tipos[nombre])
                dados.arguments[nombre] = entendido
        return funcion(*dados.args, **dados.kwargs)

    return run


def _explain_argumentos(
    funcion: str, firma: Signature, posicionales: int, con_nombre: Mapping[str, Any]
) -> ParametroError:
    """Qué argumentos sobran, faltan o se repiten."""
    nombres = list(firma.parameters)
    por_lugar = [n for n, p in firma.parameters.items() if p.kind is not p.KEYWORD_ONLY]
    dados = {*por_lugar[:posicionales], *con_nombre}
    obligados = [n for n, p in firma.parameters.items() if p.default is p.empty]
    hallazgos = {
        "no los pide": [n for n in con_nombre if n not in nombres],
        "dados dos veces": [n for n in por_lugar[:posicionales] if n in con_nombre],
        "faltan": [n for n in obligados if n not in dados],
    }
    dichos = [f"{que}: {', '.join(cuales)}" for que, cuales in hallazgos.items() if cuales]
    return ParametroError(
        "Los argumentos no son los que la función pide.",
        donde=f"{funcion}({', '.join(nombres)})",
        esperado=", ".join(obligados) or "ninguno es obligatorio",
        encontrado="; ".join(dichos) or f"{posicionales} sin nombre; caben {len(por_lugar)}",
        que_hacer=f"vea qué pide con help({funcion})",
    )


def _understand(nombre: str, valor: Any, tipo: object) -> Any:
    """Lo que se puede tomar sin duda por lo que la función pide: un año o una ruta escritos de otro modo."""
    if nombre in ANIOS:
        anio = read_anio(valor)
        return str(anio) if tipo is str and isinstance(anio, int) else anio
    return Path(valor) if tipo is Path and isinstance(valor, str) else valor


def read_anio(valor: Any) -> Any:
    """Un año como número, aunque venga como texto o con decimales de Excel; lo demás, como llegó.

    Examples
    --------
    >>> read_anio("2020"), read_anio(2020.0), read_anio(" 2020.0 "), read_anio("dos mil"), read_anio(None)
    (2020, 2020, 2020, 'dos mil', None)
    """
    texto = str(valor).strip().removesuffix(".0")
    return int(texto) if not isinstance(valor, bool) and texto.isdecimal() and len(texto) == 4 else valor


def _read_tipos(funcion: Callable[..., Any]) -> dict[str, Any]:
    try:
        return get_type_hints(funcion)
    except NameError:  # un tipo que sólo se importa para revisar
        return {}


def _check_tipo(donde: str, valor: object, tipo: object) -> None:
    opciones = get_args(tipo) if get_origin(tipo) in (Union, types.UnionType) else (tipo,)
    clases = [get_origin(opcion) or opcion for opcion in opciones]
    if not all(map(_is_comprobable, clases)) or any(_is_tipo(valor, c) for c in clases):
        return
    esperado = " o ".join(NOMBRES.get(c) or c.__name__ for c in clases)
    raise ParametroError(
        "Un argumento no es del tipo que la función espera.",
        donde=donde,
        esperado=esperado,
        encontrado=f"{repr(valor)[:60]} ({type(valor).__name__})",
        que_hacer="vea qué pide con help(" + donde.partition("(")[0] + ")",
    )


def _is_comprobable(clase: Any) -> bool:
    return clase in NOMBRES or (isinstance(clase, type) and not getattr(clase, "_is_protocol", False))


def _is_tipo(valor: object, clase: Any) -> bool:
    if clase is Sequence and isinstance(valor, str):
        return False
    if clase in (int, float) and isinstance(valor, bool):
        return False
    if clase is Sequence:
        return hasattr(valor, "__len__") and hasattr(valor, "__getitem__") and not isinstance(valor, Mapping)
    numeros = {int: "__index__", float: "__float__"}
    return isinstance(valor, clase) or (clase in numeros and hasattr(valor, numeros[clase]))
