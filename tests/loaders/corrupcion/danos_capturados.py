"""Cómo llega mal un libro capturado. No está lo que nadie más que quien captura puede saber: una cifra posible
en lugar de otra, o un renglón que no se escribió.
"""

import copy
import random
from collections.abc import Callable

from tests.loaders.corrupcion.capturados import COLUMNAS_LIBRO, Capturado, Rejilla
from tests.loaders.corrupcion.danos import DIGITOS_AJENOS, ERRORES
from tests.loaders.libros.hostiles import HojaXml, build_celda, build_tabla, letra

Dano = Callable[[Capturado, random.Random], bytes]
Cambio = Callable[[Rejilla, Capturado, random.Random], None]
LEJANAS = ("XFD1048576", "A1048576", "XFD2", "AZ3", "B600000")
FOLIOS = (
    lambda f: f.replace("-", "–"),
    lambda f: f.replace("-", "\u2011", 1),
    lambda f: f.replace("-", " - "),
    lambda f: f.replace("0", "O", 1),
    lambda f: f.replace("S", "Ѕ").replace("B", "В"),
    lambda f: f" {f.lower()}\u200b",
)


def _edit(cambio: Cambio) -> Dano:
    """Un daño que sólo cambia la rejilla: vale en cualquier forma de guardarla."""

    def dano(base: Capturado, azar: random.Random) -> bytes:
        rejilla = copy.deepcopy(base.rejilla)
        cambio(rejilla, base, azar)
        return base.write(rejilla)

    return dano


def _fila(rejilla: Rejilla, azar: random.Random) -> list[object]:
    return azar.choice(rejilla[1:])


def _put(columnas: str, valor: Callable[[object, random.Random], object]) -> Dano:
    """Cambia una celda de las columnas que nombra («cifras», «debidas» o «clave»)."""

    def cambio(rejilla: Rejilla, base: Capturado, azar: random.Random) -> None:
        j = base.clave if columnas == "clave" else azar.choice(getattr(base, columnas))
        fila = _fila(rejilla, azar)
        fila[j] = valor(fila[j], azar)

    return _edit(cambio)


def put_error(rejilla: Rejilla, _: Capturado, azar: random.Random) -> None:
    """Una celda en error, en cualquier columna."""
    _fila(rejilla, azar)[azar.randrange(len(rejilla[0]))] = azar.choice(ERRORES)


def put_renglon_error(rejilla: Rejilla, _: Capturado, azar: random.Random) -> None:
    """Un renglón que es todo «#REF!»."""
    _fila(rejilla, azar)[:] = [azar.choice(ERRORES)] * len(rejilla[0])


def swap_rotulos(rejilla: Rejilla, base: Capturado, azar: random.Random) -> None:
    """Los rótulos de dos columnas, intercambiados; en una tabla propia, el de la clave con otro."""
    a, b = azar.sample(range(len(rejilla[0])), 2)
    a = base.clave if base.tipo == "tabla_propia" else a
    b = b if b != a else (a + 1) % len(rejilla[0])
    rejilla[0] = list(rejilla[0])
    rejilla[0][a], rejilla[0][b] = rejilla[0][b], rejilla[0][a]


def repeat_rotulo(rejilla: Rejilla, base: Capturado, azar: random.Random) -> None:
    """Dos columnas con el mismo rótulo y otro contenido."""
    j = azar.choice(base.debidas)
    otro = azar.choice([i for i in range(len(rejilla[0])) if i != j])
    for n, fila in enumerate(rejilla):
        fila.insert(j + 1, fila[j] if n == 0 else fila[otro])


def drop_columna(rejilla: Rejilla, base: Capturado, azar: random.Random) -> None:
    """Falta una columna obligatoria."""
    j = azar.choice(base.debidas)
    for fila in rejilla:
        del fila[j]


def add_columna(rejilla: Rejilla, _: Capturado, azar: random.Random) -> None:
    """Una columna que no es de la plantilla."""
    j = azar.randrange(len(rejilla[0]) + 1)
    for n, fila in enumerate(rejilla):
        fila.insert(j, "cosa nueva" if n == 0 else 7)


def shift_derecha(rejilla: Rejilla, base: Capturado, azar: random.Random) -> None:
    """Un renglón corrido una celda a la derecha desde una columna debida."""
    fila = _fila(rejilla, azar)
    fila.insert(azar.choice(base.debidas), None)


def shift_abajo(rejilla: Rejilla, base: Capturado, azar: random.Random) -> None:
    """Una columna debida, corrida un renglón hacia abajo: queda un hueco."""
    j = azar.choice(base.debidas)
    valores = [fila[j] for fila in rejilla[1:-1]]
    for fila, valor in zip(rejilla[1:], [None, *valores], strict=True):
        fila[j] = valor


def repeat_renglon(rejilla: Rejilla, base: Capturado, azar: random.Random) -> None:
    """Un renglón dos veces (una tabla propia puede traerlos: ahí repite además el encabezado)."""
    repetido = rejilla[0] if base.tipo == "tabla_propia" else _fila(rejilla, azar)
    rejilla.insert(azar.randrange(2, len(rejilla) + 1), list(repetido))


def put_titulo(rejilla: Rejilla, _: Capturado, azar: random.Random) -> None:
    """Renglones de título arriba del encabezado."""
    for _n in range(azar.randint(1, 3)):
        rejilla.insert(0, ["Secretaría, oficio 12", *[None] * (len(rejilla[0]) - 1)])


def add_total(rejilla: Rejilla, base: Capturado, azar: random.Random) -> None:
    """Un renglón de totales al final."""
    total: list[object] = [None] * len(rejilla[0])
    total[azar.choice([0, 1])] = azar.choice(["Total", "TOTAL:", "Suma"])
    total[base.cifras[-1]] = 999
    rejilla.append(total)


def add_fuera(rejilla: Rejilla, _: Capturado, azar: random.Random) -> None:
    """Un dato a la derecha de la tabla, sin encabezado."""
    _fila(rejilla, azar).extend([None, azar.choice([77, "nota"])])


def add_vacios(rejilla: Rejilla, _: Capturado, azar: random.Random) -> None:
    """Renglones en blanco."""
    rejilla.insert(azar.randrange(1, len(rejilla) + 1), [None] * len(rejilla[0]))


def swap_claves(rejilla: Rejilla, base: Capturado, azar: random.Random) -> None:
    """Las claves de dos renglones de municipios distintos, intercambiadas; en una tabla propia, con otra columna."""
    if base.tipo == "tabla_propia":
        fila = _fila(rejilla, azar)
        fila[0], fila[2] = fila[2], fila[0]
        return
    a, b = azar.sample(rejilla[1:5], 2)
    a[base.clave], b[base.clave] = b[base.clave], a[base.clave]


def change_folio(rejilla: Rejilla, _: Capturado, azar: random.Random) -> None:
    """El folio de una de las dos fuentes de una obra, escrito de otro modo que se ve igual."""
    fila = azar.choice(rejilla[-3:])
    fila[0] = azar.choice(FOLIOS)(str(fila[0]))


def lose_punto(rejilla: Rejilla, _: Capturado, azar: random.Random) -> None:
    """Un monto sin su punto decimal."""
    fila, j = _fila(rejilla, azar), COLUMNAS_LIBRO.index("monto_mxn")
    fila[j] = round(float(str(fila[j])) * 100)


def put_clave_por_monto(rejilla: Rejilla, _: Capturado, azar: random.Random) -> None:
    """La clave del municipio donde va el monto."""
    fila = _fila(rejilla, azar)
    clave = str(fila[COLUMNAS_LIBRO.index("clave_municipio")])
    fila[COLUMNAS_LIBRO.index("monto_mxn")] = azar.choice([f"0{clave}", int(clave), clave])


def swap_viviendas(rejilla: Rejilla, _: Capturado, _azar: random.Random) -> None:
    """«viviendas» y «meta» intercambiadas: los rótulos, y las columnas enteras."""
    a, b = COLUMNAS_LIBRO.index("viviendas"), COLUMNAS_LIBRO.index("meta")
    for fila in rejilla[1:]:
        fila[a], fila[b] = fila[b], fila[a]


def swap_correos(rejilla: Rejilla, _: Capturado, azar: random.Random) -> None:
    """Los correos de dos municipios, intercambiados."""
    a, b = azar.sample(rejilla[1:4], 2)
    a[5], b[5] = b[5], a[5]


def truncate(base: Capturado, azar: random.Random) -> bytes:
    """El archivo, cortado (un texto, a la mitad de un renglón)."""
    contenido = base.write(base.rejilla)
    if base.extension != ".csv":
        return contenido[: azar.randrange(len(contenido))]
    ultimo = contenido.rstrip().rindex(b"\n")
    return contenido[: azar.randrange(ultimo + 2, contenido.rindex(b","))]


def put_otra_cosa(_: Capturado, azar: random.Random) -> bytes:
    """Algo que no es el archivo."""
    return azar.choice(
        [b"", b"<html><body>404</body></html>", b"PK\x05\x06" + bytes(18), azar.randbytes(400)]
    )


def put_octetos(base: Capturado, azar: random.Random) -> bytes:
    """Octetos sueltos que no son de un texto (en un libro, cualquiera)."""
    contenido = bytearray(base.write(base.rejilla))
    for _ in range(azar.randint(1, 5)):
        lugar = azar.randrange(len(contenido))
        if base.extension == ".csv":
            contenido.insert(lugar, azar.choice([0, 1, 0x81, 0x90, 0xFF]))
        else:
            contenido[lugar] = azar.randrange(256)
    return bytes(contenido)


def _recode(como: Callable[[str, random.Random], bytes]) -> Dano:
    def dano(base: Capturado, azar: random.Random) -> bytes:
        return como(base.write(base.rejilla).decode(), azar)

    return dano


def _raw(hacer: Callable[[Capturado, random.Random], dict[str, object]]) -> Dano:
    """Un daño de los que sólo hay en un .xlsx."""

    def dano(base: Capturado, azar: random.Random) -> bytes:
        return base.write(base.rejilla, **hacer(base, azar))

    return dano


def _lugar(base: Capturado, azar: random.Random, columnas: str = "cifras") -> str:
    return f"{letra(azar.choice(getattr(base, columnas)))}{azar.randrange(2, len(base.rejilla) + 1)}"


def _vieja(base: Capturado, nombre: str, estado: str) -> HojaXml:
    """Una copia con otras cifras, en otra hoja."""
    rejilla = copy.deepcopy(base.rejilla)
    for fila in rejilla[1:]:
        for j in base.cifras:
            fila[j] = fila[j] + 1 if isinstance(fila[j], int | float) else fila[j]
    return HojaXml(build_tabla(rejilla), nombre, estado)


EN_TODAS: dict[str, Dano] = {
    "celda en error": _edit(put_error),
    "renglón en error": _edit(put_renglon_error),
    "rótulos intercambiados": _edit(swap_rotulos),
    "rótulo repetido": _edit(repeat_rotulo),
    "columna quitada": _edit(drop_columna),
    "columna de más": _edit(add_columna),
    "celdas corridas": _edit(shift_derecha),
    "columna corrida": _edit(shift_abajo),
    "renglón repetido": _edit(repeat_renglon),
    "renglones de título": _edit(put_titulo),
    "renglón de totales": _edit(add_total),
    "dato fuera de la tabla": _edit(add_fuera),
    "renglón en blanco": _edit(add_vacios),
    "claves intercambiadas": _edit(swap_claves),
    "celda debida vacía": _put("debidas", lambda _v, _a: None),
    "dígitos no ASCII": _put("cifras", lambda v, _a: str(v).translate(DIGITOS_AJENOS)),
    "coma decimal": _put("cifras", lambda v, a: f"{v},{a.randrange(10, 99)}"),
    "decimales leídos como miles": _put("cifras", lambda _v, _a: "1.234,56"),
    "signo cambiado": _put("cifras", lambda v, _a: f"-{v}"),
    "sin dato ajeno": _put("cifras", lambda _v, a: a.choice(["s/d", "N/E", "n.d.", "*", "pendiente"])),
    "notación científica": _put("clave", lambda _v, _a: "1.0014E+04"),
    "clave con O": _put("clave", lambda v, _a: str(v).replace("0", "O", 1)),
    "clave de otro lugar": _put("clave", lambda _v, a: a.choice(["10999", "99014", "1014", "10014x"])),
    "espacios alrededor": _put("clave", lambda v, a: a.choice([f" {v} ", f"\u00a0{v}"])),
    "cortado": truncate,
    "octetos cambiados": put_octetos,
    "otra cosa": put_otra_cosa,
}
DEL_LIBRO: dict[str, Dano] = {
    "folio que se ve igual": _edit(change_folio),
    "punto perdido": _edit(lose_punto),
    "clave en lugar del monto": _edit(put_clave_por_monto),
    "viviendas y meta": _edit(swap_viviendas),
}
DEL_DIRECTORIO: dict[str, Dano] = {"correos intercambiados": _edit(swap_correos)}
DE_TEXTO: dict[str, Dano] = {
    "Mac Roman": _recode(lambda t, _a: t.encode("mac_roman")),
    "página 850": _recode(lambda t, _a: t.encode("cp850")),
    "UTF-16": _recode(lambda t, _a: t.encode("utf-16")),
    "Windows": _recode(lambda t, _a: t.encode("cp1252")),
    "otro separador": _recode(lambda t, a: t.replace(",", a.choice(";\t|")).encode()),
    "comillas sin cerrar": _recode(lambda t, _a: (t + '"').encode()),
    "fin de archivo a la mitad": _recode(lambda t, _a: t.replace("\r\n", "\r\n\x1a", 2).encode()),
}
DE_EXCEL: dict[str, Dano] = {
    "celda perdida": _raw(
        lambda _b, a: {"celdas": {a.choice(LEJANAS): build_celda(a.choice([1, "x", " "]))}}
    ),
    "celda perdida en otra hoja": _raw(
        lambda _b, a: {"otras": [HojaXml({a.choice(LEJANAS): build_celda(1)}, "Notas", "hidden")]}
    ),
    "hoja oculta antes": _raw(
        lambda b, a: {"otras": [_vieja(b, "Antes", a.choice(["hidden", "veryHidden"]))]}
    ),
    "la hoja, oculta": _raw(lambda _b, a: {"estado": a.choice(["hidden", "veryHidden"])}),
    "fórmula": _raw(lambda b, a: {"celdas": {_lugar(b, a): "><f>1+1</f><v>2</v>"}}),
    "fórmula sin calcular": _raw(lambda b, a: {"celdas": {_lugar(b, a, "debidas"): "><f>A1</f>"}}),
    "celdas combinadas": _raw(lambda b, a: {"combinadas": [f"{_lugar(b, a)[0]}2:{_lugar(b, a)[0]}4"]}),
    "con formato de por ciento": _raw(
        lambda b, a: {"celdas": {_lugar(b, a): build_celda(0.5, 1)}, "formatos": ["0%"]}
    ),
    "con formato de miles": _raw(
        lambda b, a: {"celdas": {_lugar(b, a): build_celda(5_000, 1)}, "formatos": ["#,##0,"]}
    ),
    "con formato de fecha": _raw(
        lambda b, a: {"celdas": {_lugar(b, a, "debidas"): build_celda(43_000, 1)}, "formatos": ["dd/mm/yyyy"]}
    ),
    "lógico": _raw(lambda b, a: {"celdas": {_lugar(b, a): ' t="b"><v>1</v>'}}),
    "renglones filtrados": _raw(lambda b, a: {"ocultos": [a.randrange(2, len(b.rejilla) + 1)]}),
    "clave de dieciocho cifras": _raw(
        lambda b, _a: {"celdas": {f"A{n}": "><v>201810014000000001</v>" for n in (2, 3)}}
    ),
}

LEGITIMOS = ("signo cambiado", "fórmula")  # en una tabla del analista: un saldo negativo, una suma calculada


def list_danos(base: Capturado) -> dict[str, Dano]:
    """Los daños que caben en esa forma de ese libro."""
    propios = {"libro": DEL_LIBRO, "directorio": DEL_DIRECTORIO}.get(base.tipo, {})
    forma = {".csv": DE_TEXTO, ".xlsx": DE_EXCEL}.get(base.extension, {})
    ajenos = LEGITIMOS if base.tipo == "tabla_propia" else ()
    return {n: d for n, d in {**EN_TODAS, **propios, **forma}.items() if n not in ajenos}
