"""La vista en un renglón de texto: se copia, se manda y abre lo mismo en otra máquina."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, quote, urlencode

from fais_analysis.errors import FaisError, ParametroError
from fais_analysis.explorer.vista import Filtro, Vista

DE_VISTA: dict[str, str] = {
    "municipio": "clave_municipio",
    "anio": "anio",
    "indicador": "indicador",
    "necesidad": "carencia",
    "comparar": "modo",
    "con": "comparados",
    "pais": "es_nacional",
    "contraste": "es_contraste",
    "obras": "obras_de",
}
DE_FILTRO: dict[str, str] = {
    "ejercicio": "ejercicios",
    "rubro": "rubros",
    "subclasificacion": "subclasificaciones",
    "incidencia": "incidencias",
    "zona": "vias",
}
SI = "si"


def write_enlace(vista: Vista) -> str:
    """La vista como texto; lo que está como viene de fábrica no se escribe.

    Examples
    --------
    >>> write_enlace(Vista("10014", 2020, filtro=Filtro(rubros=("Agua y saneamiento",))))
    'municipio=10014&anio=2020&rubro=Agua%20y%20saneamiento'
    """
    base = Vista(vista.clave_municipio, vista.anio)
    pares: list[tuple[str, object]] = [("municipio", vista.clave_municipio), ("anio", vista.anio)]
    for de_quien, comun, nombres in ((vista, base, DE_VISTA), (vista.filtro, base.filtro, DE_FILTRO)):
        for nombre, campo in nombres.items():
            valor = getattr(de_quien, campo)
            if valor != getattr(comun, campo):
                lista = valor if isinstance(valor, tuple) else (SI if valor is True else valor,)
                pares += [(nombre, v) for v in lista]
    return urlencode(pares, quote_via=quote)


def read_enlace(texto: str) -> Vista:
    """La vista que dice el texto de ``write_enlace``.

    Raises
    ------
    ParametroError
        Si no es de una vista, le falta algo o dice algo que no existe.
    """
    try:
        pares = parse_qs(texto.strip().strip("\"'«»"), strict_parsing=True)
        if ajenos := [n for n in pares if n not in DE_VISTA and n not in DE_FILTRO]:
            raise ValueError(", ".join(ajenos))
        de_vista: dict[str, Any] = {
            DE_VISTA[n]: _read(DE_VISTA[n], v) for n, v in pares.items() if n in DE_VISTA
        }
        de_filtro = {DE_FILTRO[n]: _read(DE_FILTRO[n], v) for n, v in pares.items() if n in DE_FILTRO}
        return Vista(**de_vista, filtro=Filtro(**de_filtro))
    except (ValueError, TypeError, FaisError) as error:
        raise ParametroError(
            "El texto no es el de una vista del explorador.",
            donde="enlace de la vista",
            esperado="por ejemplo municipio=10014&anio=2020&indicador=irs_sin_drenaje",
            encontrado=getattr(error, "encontrado", "") or f"«{texto.strip()[:80]}»",
            que_hacer="cópielo entero del cuadro «Enlace de esta vista»",
        ) from error


LECTORES: dict[str, Callable[[list[str]], Any]] = {
    "anio": lambda v: int(v[0]),
    "ejercicios": lambda v: tuple(map(int, v)),
    "es_nacional": lambda v: v[0] == SI,
    "es_contraste": lambda v: v[0] == SI,
    **dict.fromkeys(("comparados", "rubros", "subclasificaciones", "incidencias", "vias"), tuple),
}


def _read(campo: str, valores: list[str]) -> Any:
    return LECTORES.get(campo, lambda v: v[0])(valores)
