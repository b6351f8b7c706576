"""Los números de un texto separado: con punto o con coma decimal, pero nunca adivinados."""

import re
from collections.abc import Sequence

from fais_analysis.errors import EsquemaError
from fais_analysis.loaders.libros.valores import SIN_DATO, is_vacio

PLANO = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?", re.ASCII)
COMA_DECIMAL = re.compile(r"-?(\d+|\d{1,3}(\.\d{3})+),\d+", re.ASCII)
COMA_MILLARES = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
PUNTO_MILLARES = re.compile(r"-?[1-9]\d{0,2}\.\d{3}", re.ASCII)
PUNTO_DUDOSO = re.compile(r"-?\d{1,3}\.\d{3}", re.ASCII)

CLASES = {"decimal": "decimales", "millares": "millares"}
Columnas = dict[str, list[str]]


def parse_comas(columnas: Columnas, archivo: str) -> tuple[Columnas, list[str]]:
    """Deja con punto decimal y sin millares las columnas de números con coma, y dice cuáles cambió.

    Raises
    ------
    EsquemaError
        Si una columna de números puede leerse de dos maneras.
    """
    usos = {nombre: _find_uso(valores) for nombre, valores in columnas.items()}
    claros = {uso for uso in usos.values() if uso in ("decimal", "millares")}
    avisos: list[str] = []
    limpias = dict(columnas)
    for nombre, uso in usos.items():
        if uso == "dudoso" and len(claros) == 1:
            uso = next(iter(claros))  # el resto del archivo dice qué quiere decir su coma
        if uso in ("dudoso", "mezcla") or (
            uso == "plano" and "decimal" in claros and _has_punto_dudoso(columnas[nombre])
        ):
            _refuse(nombre, columnas[nombre], archivo)
        if uso in ("decimal", "millares"):
            limpias[nombre] = [_rewrite(v, uso) for v in columnas[nombre]]
            avisos.append(f"La columna «{nombre}» se leyó con coma de {CLASES[uso]}")
        elif uso == "plano" and (muestra := _find_millares(columnas[nombre])):
            avisos.append(
                f"En la columna «{nombre}» todo punto va antes de tres cifras («{muestra}»): se leyó como "
                "decimal; verifique que no sean millares"
            )
    return limpias, avisos


def find_sueltos(valores: Sequence[object], *, es_texto: bool) -> list[int]:
    """En una columna que es sobre todo de números, los lugares de lo que no lo es: dejarían de sumarse.

    Con ``es_texto`` (un .csv) un número viene escrito; en un libro, un número escrito como texto no lo es.

    Examples
    --------
    >>> find_sueltos([5, 7, "s/d", "9"], es_texto=False), find_sueltos(["5", "s/d", "7"], es_texto=True)
    ([2, 3], [1])
    """
    con_dato = [i for i, v in enumerate(valores) if not is_vacio(v) and str(v).strip() not in SIN_DATO]
    sueltos = [i for i in con_dato if not _is_cifra(valores[i], es_texto)]
    return sueltos if 2 * len(sueltos) < len(con_dato) else []


def _is_cifra(valor: object, es_texto: bool) -> bool:
    if isinstance(valor, str):
        return es_texto and _is_numero(valor.strip())
    return isinstance(valor, int | float) and not isinstance(valor, bool)


def _find_uso(valores: Sequence[str]) -> str:
    """Qué quiere decir la coma en una columna; «texto» si no es de números, «plano» si no la usa."""
    limpios = [v.strip() for v in valores if v.strip() and v.strip() not in SIN_DATO]
    if not limpios or not all(_is_numero(v) for v in limpios):
        return "texto"
    con_coma = [v for v in limpios if "," in v]
    if not con_coma:
        return "plano"
    es_decimal = all(COMA_DECIMAL.fullmatch(v) for v in con_coma)
    es_millares = all(COMA_MILLARES.fullmatch(v) for v in con_coma)
    if es_decimal and es_millares:
        puntos = [v for v in limpios if "." in v and "," not in v]
        return "millares" if any(not PUNTO_DUDOSO.fullmatch(v) for v in puntos) else "dudoso"
    if es_decimal:
        otros = [v for v in limpios if "," not in v and "." in v]
        return "decimal" if all(PUNTO_DUDOSO.fullmatch(v) for v in otros) else "mezcla"
    return "millares" if es_millares else "mezcla"


def _is_numero(texto: str) -> bool:
    return any(p.fullmatch(texto) for p in (PLANO, COMA_DECIMAL, COMA_MILLARES))


def _find_millares(valores: Sequence[str]) -> str:
    """El primer «1.234» de una columna en que todo lo que lleva punto es así; vacío si no lo es."""
    con_punto = [v.strip() for v in valores if "." in v and v.strip() not in SIN_DATO]
    return con_punto[0] if con_punto and all(PUNTO_MILLARES.fullmatch(v) for v in con_punto) else ""


def _has_punto_dudoso(valores: Sequence[str]) -> bool:
    con_punto = [v.strip() for v in valores if "." in v]
    return bool(con_punto) and all(PUNTO_DUDOSO.fullmatch(v) for v in con_punto)


def _rewrite(texto: str, uso: str) -> str:
    if texto.strip() in SIN_DATO:
        return texto
    return texto.replace(".", "").replace(",", ".") if uso == "decimal" else texto.replace(",", "")


def _refuse(nombre: str, valores: Sequence[str], archivo: str) -> None:
    muestra = [v.strip() for v in valores if "," in v or "." in v][:3]
    raise EsquemaError(
        "Una columna de números puede leerse de dos maneras.",
        donde=f"{archivo}, columna «{nombre}»",
        esperado="punto para los decimales y nada para los millares: 1234.5",
        encontrado=", ".join(f"«{v}»" for v in muestra),
        que_hacer="guárdelo desde Excel como .xlsx, que no tiene esa duda, o escriba los números con punto",
    )
