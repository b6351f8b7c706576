"""El directorio de presidencias: se lee renglón por renglón y se dice qué tiene mal, sin repetir datos.

Un renglón con un problema impide enviar a su municipio; nunca se adivina.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fais_analysis.claves import check_clave_municipio
from fais_analysis.delivery.carpeta import check_privada
from fais_analysis.delivery.configuracion import FORMATOS, ROLES
from fais_analysis.delivery.direccion import (
    check_direccion,
    fold_direccion,
    is_texto_limpio,
    normalize_direccion,
)
from fais_analysis.delivery.errores import DirectorioError
from fais_analysis.errors import ClaveError
from fais_analysis.loaders.libros.celdas import is_roto
from fais_analysis.loaders.libros.lectura import read_hoja
from fais_analysis.loaders.libros.problemas import Problema
from fais_analysis.loaders.libros.valores import SIN_DATO, ValorError, is_vacio, parse_fecha
from fais_analysis.nombres import fold_texto
from fais_analysis.schemas.libros import ColumnaLibro, FormatoLibro
from fais_analysis.sources.huella import compute_sha256

FORMATO = FormatoLibro(
    hoja="Directorio",
    contenido="contactos",
    columnas=(
        ColumnaLibro(
            "clave_municipio", "Clave INEGI del municipio", es_obligatoria=True, tipo="clave", largo=5
        ),
        ColumnaLibro("municipio", "Nombre del municipio", es_obligatoria=True),
        ColumnaLibro("rol", "Qué papel tiene", es_obligatoria=True, tipo="opcion", opciones=ROLES),
        ColumnaLibro("cargo", "Cargo, como va en el saludo", es_obligatoria=True, es_privada=True),
        ColumnaLibro("nombre", "Nombre, como va en el saludo", es_obligatoria=True, es_privada=True),
        ColumnaLibro("correo", "Dirección de correo", es_obligatoria=True, es_privada=True),
        ColumnaLibro("formato", "Cómo prefiere recibir el expediente", tipo="opcion", opciones=FORMATOS),
        ColumnaLibro("vigente_desde", "Desde cuándo está en el cargo", tipo="fecha"),
        ColumnaLibro("vigente_hasta", "Hasta cuándo está en el cargo", tipo="fecha"),
    ),
    minimo_reconocidas=5,
    es_hoja_obligada=True,
    exige_todas=True,
)
COLUMNAS = tuple(c.nombre for c in FORMATO.columnas)
LARGO_TEXTO = 120
PRESIDENCIA = "presidencia"
CON_LETRAS = ("municipio", "cargo", "nombre")  # un número ahí es un dato de otra columna
SIGNOS_DIRECCION = frozenset("@<>")  # en un nombre harían creer que el mensaje va a otra parte


@dataclass(frozen=True, repr=False)
class Contacto:
    """Una persona a la que se escribe. Su ``repr`` no dice quién es: acaba en trazas y registros."""

    renglon: int
    clave: str
    municipio: str
    rol: str
    cargo: str
    nombre: str
    correo: str
    formato: str
    desde: date | None
    hasta: date | None

    def __repr__(self) -> str:
        return f"Contacto(renglón {self.renglon}, {self.clave}, {self.rol})"

    def is_vigente(self, fecha: date) -> bool:
        """Si su pedido cubre esa fecha; sin fecha de inicio o de fin, ese lado queda abierto."""
        return (self.desde is None or self.desde <= fecha) and (self.hasta is None or fecha <= self.hasta)


@dataclass(frozen=True)
class Directorio:
    """Un directorio leído: contactos, y por clave los renglones que no se pudieron usar («» = sin clave)."""

    contactos: tuple[Contacto, ...]
    problemas: dict[str, tuple[str, ...]]
    sha256: str
    advertencias: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReglasSeleccion:
    """Con qué se elige: el día, los roles pedidos y las direcciones que sirven a dos municipios."""

    fecha: date
    roles: frozenset[str]
    compartidas: frozenset[str]


@dataclass(frozen=True)
class Seleccion:
    """A quién se escribe en un municipio o por qué no se puede."""

    contactos: tuple[Contacto, ...] = ()
    problema: str = ""


def read_directorio(ruta: Path) -> Directorio:
    """Lee un directorio en .xlsx, .ods o .xls (hoja «Directorio») o .csv.

    Raises
    ------
    DirectorioError
        Si está donde git lo versionaría, no se puede leer, no trae las columnas o hay algo fuera de la tabla.
    """
    check_privada(ruta)
    hoja = read_hoja(ruta, FORMATO)
    renglones = {numero for numero, _ in hoja.filas}
    generales = [p for p in hoja.problemas if p.renglon not in renglones]
    if generales:
        raise _build_error(ruta.name, generales)
    contactos: list[Contacto] = []
    problemas: dict[str, tuple[str, ...]] = {}
    for renglon, fila in hoja.filas:
        clave, problema, contacto = _parse_fila(renglon, fila)
        hallados = [_describe(p) for p in hoja.problemas if p.renglon == renglon]
        if contacto and not hallados:
            contactos.append(contacto)
        else:
            textos = hallados or [f"renglón {renglon}: {problema}"]
            problemas[clave] = (*problemas.get(clave, ()), *textos)
    avisos = (
        *(str(a) for a in hoja.advertencias),
        *problemas.get("", ()),
    )  # sin clave no hay a quién decírselo
    return Directorio(tuple(contactos), problemas, compute_sha256(ruta), avisos)


def select_contactos(
    directorio: Directorio, nombres: Mapping[str, str], fecha: date, roles: Iterable[str]
) -> dict[str, Seleccion]:
    """A quién se escribe en cada municipio de ``nombres`` (clave → nombre en la corrida).

    Se exige exactamente una presidencia vigente, que el nombre del municipio del renglón sea el de su clave y
    que ninguna dirección sirva a dos municipios.
    """
    duenos: dict[str, set[str]] = {}
    for contacto in directorio.contactos:
        if contacto.is_vigente(fecha):
            duenos.setdefault(fold_direccion(contacto.correo), set()).add(contacto.clave)
    compartidas = frozenset(direccion for direccion, claves in duenos.items() if len(claves) > 1)
    reglas = ReglasSeleccion(fecha, frozenset(roles), compartidas)
    return {clave: _select(directorio, clave, nombre, reglas) for clave, nombre in nombres.items()}


def is_mismo_nombre(uno: str, otro: str) -> bool:
    """Si dos escrituras nombran al mismo municipio: sin contar acentos, mayúsculas ni espacios de más.

    Examples
    --------
    >>> is_mismo_nombre("Penon  blanco", "Peñón Blanco")
    True
    """
    return fold_texto(uno) == fold_texto(otro)


def _select(directorio: Directorio, clave: str, nombre: str, reglas: ReglasSeleccion) -> Seleccion:
    if clave in directorio.problemas:
        return Seleccion(problema="; ".join(directorio.problemas[clave]))
    propios = [c for c in directorio.contactos if c.clave == clave and c.is_vigente(reglas.fecha)]
    ajeno = next((c for c in propios if not is_mismo_nombre(c.municipio, nombre)), None)
    presidencias = [c for c in propios if c.rol == PRESIDENCIA]
    elegidos = tuple(c for c in propios if c.rol in reglas.roles)
    if ajeno:
        return Seleccion(
            problema=f"renglón {ajeno.renglon}: la clave {clave} es de {nombre} y el renglón dice otro"
        )
    if not presidencias:
        return Seleccion(problema="falta la dirección: no hay una presidencia vigente en el directorio")
    if len(presidencias) > 1:
        renglones = ", ".join(str(c.renglon) for c in presidencias)
        return Seleccion(problema=f"hay {len(presidencias)} presidencias vigentes (renglones {renglones})")
    repetida = next((c for c in propios if fold_direccion(c.correo) in reglas.compartidas), None)
    if repetida:
        return Seleccion(problema=f"renglón {repetida.renglon}: la misma dirección aparece en otro municipio")
    if len({fold_direccion(c.correo) for c in elegidos}) < len(elegidos):
        return Seleccion(problema="una misma dirección aparece dos veces en el municipio")
    return Seleccion(elegidos) if elegidos else Seleccion(problema="nadie vigente con los roles pedidos")


def _parse_fila(renglon: int, fila: dict[str, object]) -> tuple[str, str, Contacto | None]:
    textos = {c: _to_texto(fila[c]) for c in COLUMNAS[:7]}
    try:
        clave = check_clave_municipio(textos["clave_municipio"])
    except ClaveError:
        return "", "la clave de municipio no son cinco dígitos", None
    if fechada := next((c for c in COLUMNAS[:7] if isinstance(fila[c], date)), ""):
        return clave, f"«{fechada}» es una fecha: dé formato de texto a la celda y reescríbala", None
    fechas = [_parse_fecha(fila[c]) for c in COLUMNAS[7:]]
    if problema := _find_problema(textos, fechas):
        return clave, problema, None
    desde, hasta = _list_validas(fechas)
    formato = textos["formato"].lower()
    contacto = Contacto(
        renglon, clave, textos["municipio"], textos["rol"].lower(), textos["cargo"], textos["nombre"],
        normalize_direccion(textos["correo"]), formato, desde, hasta,
    )  # fmt: skip
    return clave, "", contacto


def _find_problema(textos: dict[str, str], fechas: list[date | str | None]) -> str:
    """El primer problema de un renglón, sin repetir lo que trae."""
    for columna, texto in textos.items():
        if problema := _find_problema_texto(columna, texto):
            return f"«{columna}» {problema}"
    if textos["rol"].lower() not in ROLES:
        return f"«rol» no es uno de: {', '.join(ROLES)}"
    if textos["formato"] and textos["formato"].lower() not in FORMATOS:
        return f"«formato» no es uno de: {', '.join(FORMATOS)}"
    if problema := check_direccion(textos["correo"]):
        return f"el correo {problema}"
    if any(isinstance(fecha, str) for fecha in fechas):
        return "una fecha de vigencia no se entiende (se espera AAAA-MM-DD)"
    desde, hasta = _list_validas(fechas)
    return "la vigencia termina antes de empezar" if desde and hasta and hasta < desde else ""


def _list_validas(fechas: list[date | str | None]) -> list[date | None]:
    """Las fechas, con lo que no se entendió en nulo."""
    return [f if isinstance(f, date) else None for f in fechas]


def _find_problema_texto(columna: str, texto: str) -> str:
    """Qué tiene de malo una celda de texto; vacío si nada."""
    if texto.startswith("="):
        return "es una fórmula"
    if is_roto(texto):
        return "trae letras echadas a perder («Ã±» por «ñ»)"
    if texto in SIN_DATO:
        return "dice que no hay dato"
    if not is_texto_limpio(texto):
        return "trae saltos de renglón o caracteres invisibles"
    if columna != "correo" and len(texto) > LARGO_TEXTO:
        return f"pasa de {LARGO_TEXTO} caracteres"
    if columna != "correo" and set(texto) & SIGNOS_DIRECCION:
        return "trae signos de una dirección (@ < >)"
    if columna in CON_LETRAS and texto and not any(c.isalpha() for c in texto):
        return "no trae ninguna letra"
    return "" if texto or columna == "formato" else "está vacía"


def _to_texto(valor: object) -> str:
    """Texto de una celda; un entero de cinco dígitos no pudo perder el cero inicial y se acepta."""
    if isinstance(valor, bool) or valor is None:
        return ""
    if isinstance(valor, float) and valor.is_integer():
        valor = int(valor)
    return unicodedata.normalize("NFC", str(valor)).strip(" ")


def _parse_fecha(valor: object) -> date | str | None:
    """Fecha, nulo si está vacía, o «mal»."""
    if is_vacio(valor):
        return None
    try:
        return parse_fecha(valor)
    except ValorError:
        return "mal"


def _describe(problema: Problema) -> str:
    columna = f"columna {problema.columna}: " if problema.columna else ""
    return f"renglón {problema.renglon}: {columna}{problema.encontrado}; {problema.que_hacer}"


def _build_error(nombre: str, problemas: list[Problema]) -> DirectorioError:
    primero, resto = problemas[0], len(problemas) - 1
    lugar = f"{nombre}, renglón {primero.renglon}" if primero.renglon else nombre
    columna = f"columna {primero.columna}: " if primero.columna else ""
    return DirectorioError(
        "No se puede leer el directorio.",
        donde=lugar,
        esperado=primero.esperado,
        encontrado=f"{columna}{primero.encontrado}" + (f" (y {resto:,} problemas más)" if resto else ""),
        que_hacer=f"{primero.que_hacer}; o use la plantilla: fais correo plantilla-directorio",
    )
