"""Una hoja tal como está en el archivo: sólo las celdas que traen algo, y lo que de ellas no se ve."""

import re
from dataclasses import dataclass, field
from typing import Protocol

MAXIMO_BYTES = 100_000_000  # de una pieza del archivo ya descomprimida: ningún libro capturado pesa tanto
MAXIMO_CELDAS = 1_500_000  # 65 mil renglones de 23 columnas
DANADO = (
    "un archivo dañado o que no es un libro de Excel",
    "un .xlsx que Excel abra sin avisos",
    "ábralo en Excel y guárdelo como .xlsx",
)
PATRON_ERROR = re.compile(
    r"#[¡¿]?(?:N/A|N/D|REF|VALUE|VALOR|DIV/0|NAME|NOMBRE|NUM|NULL|NULO|SPILL|DESBORDAMIENTO|CALC|FIELD|CAMPO"
    r"|BLOCKED|CONNECT|BUSY|UNKNOWN|PYTHON|EXTERNAL|GETTING_DATA|OBTENIENDO_DATOS|ERROR)[!?]?"
    r"|#{3,}|Err:\d{3}",
    re.IGNORECASE,
)

MARCAS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]')  # de un formato: textos, espacios y colores
LETREROS = re.compile(r'"([^"]*)"|\\(.)')
# Un letrero que hace leer otra cantidad: cifras, por ciento, miles o un punto entre los dígitos.
OTRA_CANTIDAD = re.compile(r"[\d%‰]|\bmil(?:es|l[oó]n(?:es)?)?\b|\bm\.?\s?d\.?\s?[pd]\b", re.IGNORECASE)
OTRA_MONEDA = re.compile(r"[€£¥]|US\$|\b(?:USD|EUR|GBP|CAD|DLL?S|D[OÓ]LAR(?:ES)?|EUROS?)\b", re.IGNORECASE)
PUNTO_PINTADO = re.compile(r'[0#?](?:"[.,]"|\\[.,])[0#?]')
# Un texto que otro programa leyó con la codificación que no era: «PeÃ±Ã³n», «Pe\ufffdn», «Otßez».
ROTO = re.compile(
    r"\ufffd|[ÃÂ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€|[\x80-\x9f\u2500-\u259f]"
    r"|[^\W\d_][ßÞÐþð§¤¶÷×¬¢£¥ƒ≥≤∞≠√∫Ω¿¡][^\W\d_]"
)


class LibroIlegible(Exception):
    """El archivo no se puede leer; dice qué se encontró, qué se esperaba y qué hacer."""

    def __init__(self, encontrado: str, esperado: str, que_hacer: str) -> None:
        super().__init__(encontrado)
        self.encontrado, self.esperado, self.que_hacer = encontrado, esperado, que_hacer


class MuchasFilas(Exception):
    """La hoja trae más renglones con datos de los que caben en su libro."""


class ErrorExcel(str):
    """El texto de una celda que la hoja de cálculo dejó en error («#N/A»): nunca es un dato ni un vacío."""

    __slots__ = ()


@dataclass
class Fila:
    """Un renglón: sus celdas con algo, por posición de columna (0 = A).

    ``largo`` es cuántos campos trae un renglón de texto separado por comas; 0 en un libro.
    """

    numero: int
    valores: dict[int, object] = field(default_factory=dict)
    largo: int = 0
    es_oculta: bool = False


@dataclass
class Celdas:
    """Una hoja leída. Las celdas se nombran (renglón de Excel, posición de columna).

    ``notas`` son los comentarios y cuadros de texto: en qué celda («B4»; vacía si flota) y qué dicen.
    ``maximo`` es cuántos renglones con datos caben; cero, los que sean.
    """

    filas: list[Fila] = field(default_factory=list)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    disfraces: dict[tuple[int, int], str] = field(default_factory=dict)
    tachadas: set[tuple[int, int]] = field(default_factory=set)
    notas: list[tuple[str, str]] = field(default_factory=list)
    combinadas: list[tuple[int, int, int, int]] = field(default_factory=list)
    columnas_ocultas: set[int] = field(default_factory=set)
    avisos: list[str] = field(default_factory=list)
    maximo: int = 0

    def add_fila(self, fila: Fila) -> None:
        """Agrega un renglón, si trae algo.

        Raises
        ------
        MuchasFilas
            En cuanto pasan del máximo: no hace falta leer los que siguen.
        """
        if not fila.valores:
            return
        if 0 < self.maximo <= len(self.filas):
            raise MuchasFilas
        self.filas.append(fila)


class LeerHoja(Protocol):
    """Lee los primeros ``hasta`` renglones de una hoja (0, todos), a lo más ``maximo`` con datos."""

    def __call__(self, hasta: int, maximo: int = 0) -> Celdas:
        """La hoja leída."""


@dataclass(frozen=True)
class Hoja:
    """Una hoja por leer, cuando haga falta."""

    nombre: str
    es_visible: bool
    leer: LeerHoja


def is_error(valor: object) -> bool:
    """Si la celda es un error de la hoja de cálculo, también cuando quedó escrito como texto.

    Examples
    --------
    >>> is_error("#N/A"), is_error("#¡REF!"), is_error("#12")
    (True, True, False)
    """
    if isinstance(valor, ErrorExcel):
        return True
    if not isinstance(valor, str) or not ("#" in valor or "Err:" in valor):
        return False
    return bool(PATRON_ERROR.fullmatch(valor.strip()))


def is_roto(valor: object) -> bool:
    """Si un texto trae letras que otro programa echó a perder antes de llegar aquí.

    Examples
    --------
    >>> is_roto("PeÃ±Ã³n Blanco"), is_roto("Otßez"), is_roto("Peñón Blanco")
    (True, True, False)
    """
    return isinstance(valor, str) and not valor.isascii() and bool(ROTO.search(valor))


def build_letra(columna: int) -> str:
    """La letra de una columna, por su posición.

    Examples
    --------
    >>> build_letra(0), build_letra(26), build_letra(16383)
    ('A', 'AA', 'XFD')
    """
    letras, resto = "", columna + 1
    while resto:
        resto, ultimo = divmod(resto - 1, 26)
        letras = chr(ord("A") + ultimo) + letras
    return letras


def build_lugar(renglon: int, columna: int) -> str:
    """Cómo se llama una celda en la hoja de cálculo («XFD1048550»)."""
    return f"{build_letra(columna)}{renglon}"


def find_disfraz(formato: str) -> str:
    """Por qué un formato muestra un número distinto del guardado; vacío si no lo hace.

    Examples
    --------
    >>> find_disfraz("0.00%"), find_disfraz("#,##0,"), find_disfraz("#,##0.00")
    ('porcentaje', 'miles', '')
    >>> find_disfraz('0" mil"'), find_disfraz(";;;"), find_disfraz('0" viviendas"')
    ('letrero', 'tapado', '')
    >>> find_disfraz("[$€-2] #,##0.00"), find_disfraz("[$$-409]#,##0.00")
    ('moneda', '')
    """
    if OTRA_MONEDA.search(formato):
        return "moneda"
    plano = MARCAS.sub("", formato)
    if "%" in plano:
        return "porcentaje"
    if re.search(r"[0#?],+(?![0#?])", plano):
        return "miles"
    if formato and not re.search(r"[0#?@]|general|est[aá]ndar", plano.partition(";")[0], re.IGNORECASE):
        return "" if is_formato_fecha(formato) else "tapado"
    letreros = " ".join(dicho or suelto for dicho, suelto in LETREROS.findall(formato))
    return "letrero" if OTRA_CANTIDAD.search(letreros) or PUNTO_PINTADO.search(formato) else ""


def is_formato_fecha(formato: str) -> bool:
    """Si un formato de número es de fecha u hora."""
    plano = MARCAS.sub("", formato).lower()
    return "general" not in plano and bool(re.search(r"[dmyhs]", plano))
