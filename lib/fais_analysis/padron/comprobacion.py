"""Comprobar lo publicado: cada celda es lo que debe ser, y ningún secreto de nadie está en ningún archivo."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from fais_analysis.padron.capas import read_textos
from fais_analysis.padron.fonetica import normalize_palabras
from fais_analysis.padron.redondeo import BASE

_CURP = re.compile(r"[A-ZÑ][AEIOUX][A-ZÑ]{2}\d{6}[HMX][A-Z]{2}[^AEIOU\W\d_]{3}[0-9A-Z]\d", re.IGNORECASE)
_SEPARADOR = re.compile(r"[,;\t\r\n\"<>|=]+")
_MARCA = re.compile(r"<[^>]*>")
LARGO_CLAVE, LARGO_NUMERO = 6, 8  # una clave más corta («V1», «12345») está en cualquier texto por casualidad
MINIMO_PALABRAS, MAXIMO_PALABRAS = 3, 9


@dataclass
class Secretos:
    """Lo que no puede aparecer: CURP, claves (folio, vivienda, seudónimo) y nombres, en palabras."""

    claves: set[str] = field(default_factory=set)
    nombres: set[tuple[str, ...]] = field(default_factory=set)
    largos: set[int] = field(default_factory=set)


def build_secretos(tabla: pd.DataFrame, publicables: Collection[str] = ()) -> Secretos:
    """Los secretos de un registro; de los registros ``publicables`` la ley deja decir el nombre, y lo que
    en él está escrito (otro renglón puede traerlo a medias).

    Un nombre completo se busca en los dos órdenes, con uno y con dos apellidos. El de una organización, con
    tres palabras o más: con menos es cualquier cosa.
    """
    secretos = Secretos()
    for columna in ("curp", "curp_escrita", "folio", "vivienda", "registro"):
        valores = tabla[columna].str.strip().str.upper()
        secretos.claves |= {
            v for v in valores.unique() if len(v) >= (LARGO_NUMERO if v.isdigit() else LARGO_CLAVE)
        }
    libres, propios = _list_nombres(tabla[tabla["registro"].isin(publicables)]), _list_nombres(tabla)
    organizaciones = (tuple(normalize_palabras(r)) for r in tabla["razon_social"].unique())
    propios |= {o for o in organizaciones if MINIMO_PALABRAS <= len(o) <= MAXIMO_PALABRAS}
    secretos.nombres = propios - _list_ventanas(libres)
    secretos.largos = {len(n) for n in secretos.nombres}
    return secretos


def find_secretos(contenidos: Iterable[bytes], secretos: Secretos, lugares: Mapping[str, str]) -> list[str]:
    """Qué clases de secreto hay en unos contenidos, abiertos hasta el fondo; nunca cuál. Vacía: ninguno.

    Los ``lugares`` (clave y nombre) no cuentan: «Francisco Villa» es una localidad; pero un apellido que es
    también un lugar no rompe el nombre.
    """
    conocidos = {" ".join(normalize_palabras(lugar)) for lugar in lugares.values()}
    clases: set[str] = set()
    for texto in (t for contenido in contenidos for t in read_textos(contenido)):
        if _CURP.search(texto):
            clases.add("una CURP")
        pedazos = [p for p in _SEPARADOR.split(f"{texto}\n{_MARCA.sub(chr(10), texto)}") if p.strip()]
        if any(c in secretos.claves and c not in lugares for c in _list_claves(pedazos)):
            clases.add("una clave del registro (folio, vivienda, CURP o seudónimo)")
        palabras, son_lugar = _join_palabras(pedazos, conocidos)
        if any(
            tuple(palabras[i : i + largo]) in secretos.nombres and not all(son_lugar[i : i + largo])
            for largo in secretos.largos
            for i in range(len(palabras) - largo + 1)
        ):
            clases.add("el nombre de una persona u organización")
    return sorted(clases)


def find_fuera_de_lista(
    encabezado: Sequence[str], filas: Iterable[Sequence[str]], columnas: Mapping[str, str], dominio: "Dominio"
) -> list[str]:
    """Qué hay en una tabla de agregados que la lista blanca no admite, por renglón."""
    if tuple(encabezado) != tuple(columnas):
        return ["renglón 1: columnas que no son las de la lista blanca"]
    fallas = []
    for numero, fila in enumerate(filas, start=2):
        falla = _find_falla(dict(zip(columnas, fila, strict=False)), len(fila) == len(columnas), dominio)
        if falla:
            fallas.append(f"renglón {numero}: {falla}")
    return fallas


@dataclass(frozen=True)
class Dominio:
    """Lo que puede decir cada columna: claves con su nombre y apoyos del registro."""

    ejercicio: str
    apoyos: frozenset[str]
    nombres: Mapping[str, str]
    niveles: frozenset[str]
    sexos: frozenset[str]


def _find_falla(fila: Mapping[str, str], es_completa: bool, dominio: Dominio) -> str:
    if not es_completa:
        return "no tiene las columnas debidas"
    if not (fila["apoyos"].isdecimal() and int(fila["apoyos"]) > 0 and int(fila["apoyos"]) % BASE == 0):
        return f"apoyos que no son un múltiplo de {BASE}"
    admitidos = {"ejercicio": {dominio.ejercicio}, "apoyo": dominio.apoyos}
    admitidos |= {"nivel": dominio.niveles, "sexo": dominio.sexos}
    for columna, valores in admitidos.items():
        if fila[columna] not in valores:
            return f"{columna} con un valor que no es del registro"
    for clave, nombre in (("clave_municipio", "municipio"), ("clave_localidad", "localidad")):
        debido = dominio.nombres.get(fila[clave], "sin localidad registrada") if fila[clave] else ""
        if fila[nombre] != debido:
            return f"{nombre} que no es el del catálogo"
    return ""


def _list_nombres(tabla: pd.DataFrame) -> set[tuple[str, ...]]:
    nombres: set[tuple[str, ...]] = set()
    unicos = tabla[["nombres", "primer_apellido", "segundo_apellido"]].drop_duplicates()
    for pila, uno, dos in unicos.itertuples(index=False):
        partes = [normalize_palabras(t) for t in (pila, uno, dos)]
        for orden in ((0, 1), (1, 0), (0, 1, 2), (1, 2, 0)):
            palabras = tuple(p for i in orden for p in partes[i])
            es_entero = bool(partes[0] and partes[1]) or len(partes[0]) >= MINIMO_PALABRAS  # o en una celda
            if 2 <= len(palabras) <= MAXIMO_PALABRAS and es_entero:
                nombres.add(palabras)
    return nombres


def _list_ventanas(nombres: Iterable[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """Cada nombre y lo que de él puede leerse de corrido."""
    return {
        nombre[i:j] for nombre in nombres for i in range(len(nombre)) for j in range(i + 2, len(nombre) + 1)
    }


def _list_claves(pedazos: Sequence[str]) -> Iterable[str]:
    for pedazo in pedazos:
        yield pedazo.strip().upper()
        yield from pedazo.upper().split()


def _join_palabras(pedazos: Sequence[str], conocidos: Collection[str]) -> tuple[list[str], list[bool]]:
    """Las palabras de corrido y si cada una no basta para un nombre: es de un lugar conocido, o una letra.

    En la tabla, «Ramírez» (una localidad) va junto a «M» (el sexo), que también abrevia María.
    """
    palabras: list[str] = []
    son_lugar: list[bool] = []
    for pedazo in pedazos:
        propias = normalize_palabras(pedazo)
        palabras += propias
        son_lugar += [" ".join(propias) in conocidos or len(pedazo.strip()) == 1] * len(propias)
    return palabras, son_lugar
