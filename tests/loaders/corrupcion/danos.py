"""Las maneras de estropear un archivo: cada una recibe la rejilla buena y el azar, y devuelve los octetos."""

import copy
import random
from collections.abc import Callable

from tests.loaders.corrupcion.originales import Formato, Rejilla

Dano = Callable[[Formato, random.Random], bytes]
ERRORES = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!")
SIN_DATO_AJENOS = ("s/d", "N/E", "n/d", "*", "..", "ND", "No disponible", "-999", "-")
DIGITOS_AJENOS = str.maketrans("0123456789", "０１２３４５６７８９")


def _copy(formato: Formato) -> Rejilla:
    return copy.deepcopy(formato.rejilla)


def _filas(formato: Formato) -> range:
    """Renglones con datos: los de después del encabezado."""
    return range(formato.encabezado + 1 + formato.debajo, len(formato.rejilla))


def _dos(azar: random.Random, de: object) -> tuple[int, int]:
    a, b = azar.sample(list(de), 2)
    return a, b


def _numero(rejilla: Rejilla, formato: Formato, azar: random.Random) -> tuple[int, int]:
    """El lugar de una cifra distinta de cero."""
    lugares = [
        (i, j)
        for i in azar.sample(list(_filas(formato)), min(12, len(_filas(formato))))
        for j in formato.cifras
        if isinstance(rejilla[i][j], int | float) and rejilla[i][j]
    ]
    return azar.choice(lugares) if lugares else (formato.encabezado + 2, formato.cifras[0])


def _columna(formato: Formato, azar: random.Random) -> int:
    """Una columna de cifras con algún número."""
    numericas = [
        j for j in formato.cifras if any(isinstance(formato.rejilla[i][j], float) for i in _filas(formato))
    ]
    return azar.choice(numericas or list(formato.cifras))


def swap_claves(formato: Formato, azar: random.Random) -> bytes:
    """Las claves de dos renglones, intercambiadas; los nombres quedan."""
    rejilla = _copy(formato)
    a, b = _dos(azar, _filas(formato))
    rejilla[a][formato.clave], rejilla[b][formato.clave] = (
        rejilla[b][formato.clave],
        rejilla[a][formato.clave],
    )
    return formato.write(rejilla)


def swap_rotulos(formato: Formato, azar: random.Random) -> bytes:
    """Los rótulos de dos columnas, intercambiados."""
    rejilla = _copy(formato)
    if formato.por_fila:
        a, b = _dos(azar, _filas(formato))
        rejilla[a][0], rejilla[b][0] = rejilla[b][0], rejilla[a][0]
        return formato.write(rejilla)
    fila = rejilla[formato.encabezado]
    columnas = [j for j in formato.cifras if fila[j]]
    a, b = _dos(azar, columnas if len(columnas) > 1 else [*columnas, formato.clave])
    fila[a], fila[b] = fila[b], fila[a]
    return formato.write(rejilla)


def swap_pares(formato: Formato, azar: random.Random) -> bytes:
    """Dos carencias intercambiadas con todo: su porcentaje y sus personas."""
    rejilla = _copy(formato)
    fila = rejilla[formato.encabezado]
    pares = [(j, j + 1) for j in formato.cifras[:-1] if str(fila[j + 1]) == f"{fila[j]}_pob"]
    if len(pares) < 2:
        return swap_rotulos(formato, azar)
    for a, b in zip(*azar.sample(pares, 2), strict=True):
        fila[a], fila[b] = fila[b], fila[a]
    return formato.write(rejilla)


def swap_en_columna(formato: Formato, azar: random.Random) -> bytes:
    """El valor de una columna, intercambiado entre dos renglones."""
    rejilla = _copy(formato)
    a, b = _dos(azar, _filas(formato))
    j = azar.choice(formato.cifras)
    rejilla[a][j], rejilla[b][j] = rejilla[b][j], rejilla[a][j]
    return formato.write(rejilla)


def swap_renglones(formato: Formato, azar: random.Random) -> bytes:
    """Todas las cifras de dos renglones, intercambiadas; clave y nombre quedan."""
    rejilla = _copy(formato)
    a, b = _dos(azar, _filas(formato))
    for j in formato.cifras:
        rejilla[a][j], rejilla[b][j] = rejilla[b][j], rejilla[a][j]
    return formato.write(rejilla)


def swap_en_renglon(formato: Formato, azar: random.Random) -> bytes:
    """Dos cifras de un renglón, intercambiadas."""
    rejilla = _copy(formato)
    fila = rejilla[azar.choice(_filas(formato))]
    a, b = _dos(azar, formato.cifras if len(formato.cifras) > 1 else [*formato.cifras, formato.clave])
    fila[a], fila[b] = fila[b], fila[a]
    return formato.write(rejilla)


def _scale(factor: float, entera: bool) -> Dano:
    def scale(formato: Formato, azar: random.Random) -> bytes:
        rejilla = _copy(formato)
        i, j = _numero(rejilla, formato, azar)
        if entera:
            j = _columna(formato, azar)
        for k in _filas(formato) if entera else [i]:
            valor = rejilla[k][j]
            if isinstance(valor, int | float):
                rejilla[k][j] = valor * factor
        return formato.write(rejilla)

    return scale


def _retext(como: Callable[[float], str], entera: bool) -> Dano:
    def retext(formato: Formato, azar: random.Random) -> bytes:
        rejilla = _copy(formato)
        i, j = _numero(rejilla, formato, azar)
        for k in _filas(formato) if entera else [i]:
            valor = rejilla[k][j]
            if isinstance(valor, int | float):
                rejilla[k][j] = como(float(valor))
        return formato.write(rejilla)

    return retext


def shift_derecha(formato: Formato, azar: random.Random) -> bytes:
    """Un renglón con las celdas corridas una a la derecha desde algún lugar."""
    rejilla = _copy(formato)
    fila = rejilla[azar.choice(_filas(formato))]
    desde = azar.choice(formato.cifras)
    fila[desde:] = [azar.choice(["", fila[desde]]), *fila[desde:-1]]
    return formato.write(rejilla)


def shift_abajo(formato: Formato, azar: random.Random) -> bytes:
    """Una columna corrida un renglón hacia abajo desde algún lugar."""
    rejilla = _copy(formato)
    j = azar.choice(formato.cifras)
    filas = list(_filas(formato))[azar.randrange(len(_filas(formato)) // 2) :]
    previos = [formato.rejilla[i][j] for i in filas]
    for i, valor in zip(filas, [previos[-1], *previos[:-1]], strict=True):
        rejilla[i][j] = valor
    return formato.write(rejilla)


def repeat_rotulo(formato: Formato, azar: random.Random) -> bytes:
    """Una columna que no se usa toma el rótulo de una que sí, antes o después."""
    rejilla = _copy(formato)
    j = azar.choice(formato.cifras)
    otra = azar.choice(formato.cifras)
    donde = azar.choice([j, j + 1, len(rejilla[0])])
    for i, fila in enumerate(rejilla):
        nuevo = fila[j] if i <= formato.encabezado else fila[otra]
        fila.insert(donde, nuevo)
    return formato.write(rejilla)


def drop_columna(formato: Formato, azar: random.Random) -> bytes:
    """Falta una columna."""
    rejilla = _copy(formato)
    j = azar.choice([formato.clave, *formato.cifras])
    for fila in rejilla:
        del fila[j]
    return formato.write(rejilla)


def add_columna(formato: Formato, azar: random.Random) -> bytes:
    """Una columna de más, con otro rótulo."""
    rejilla = _copy(formato)
    j = azar.randrange(len(rejilla[0]) + 1) if not formato.por_fila else len(rejilla[0])
    for i, fila in enumerate(rejilla):
        fila.insert(j, "columna nueva" if i == formato.encabezado else azar.choice(["", 7.0, "nota"]))
    return formato.write(rejilla)


def drop_renglones(formato: Formato, azar: random.Random) -> bytes:
    """Faltan de uno a cinco renglones."""
    rejilla = _copy(formato)
    menos = min(azar.randint(1, 5), len(_filas(formato)) - 2)
    for i in sorted(azar.sample(list(_filas(formato)), menos), reverse=True):
        del rejilla[i]
    return formato.write(rejilla)


def repeat_renglones(formato: Formato, azar: random.Random) -> bytes:
    """Un renglón repetido, igual o con otra cifra."""
    rejilla = _copy(formato)
    i, j = _numero(rejilla, formato, azar)
    nuevo = list(rejilla[i])
    if azar.random() < 0.5 and isinstance(nuevo[j], int | float):
        nuevo[j] = nuevo[j] + 1
    rejilla.insert(azar.choice([i, len(rejilla)]), nuevo)
    return formato.write(rejilla)


def replace_renglon(formato: Formato, azar: random.Random) -> bytes:
    """Un renglón repetido que pisa a otro: la cuenta es la misma."""
    rejilla = _copy(formato)
    a, b = _dos(azar, _filas(formato))
    rejilla[a] = list(rejilla[b])
    return formato.write(rejilla)


def put_anio(formato: Formato, azar: random.Random) -> bytes:
    """Otro año: en los rótulos que lo llevan o en la columna que lo dice."""
    rejilla = _copy(formato)
    otro = str(azar.choice([2000, 2005, 2016, 2018, 2019, 2025]))
    encabezado = rejilla[formato.encabezado]
    columnas = [j for j, v in enumerate(encabezado) if str(v).lower() in ("año", "anio")]
    filas = list(_filas(formato))
    if columnas:
        for i in azar.sample(filas, azar.randint(1, len(filas))):
            rejilla[i][columnas[0]] = azar.choice([otro, "2o15", "dos mil quince", ""])
    elif formato.anios is not None:
        j = azar.choice([j for j, v in enumerate(rejilla[formato.anios]) if v])
        rejilla[formato.anios][j] = azar.choice([otro, "2022p", "2016-2018", ""])
    else:
        rejilla[formato.encabezado] = [
            str(v).replace(str(formato.anio), otro) if formato.anio else v for v in encabezado
        ]
    return formato.write(rejilla)


def put_error(formato: Formato, azar: random.Random) -> bytes:
    """Una celda en error."""
    rejilla = _copy(formato)
    i, j = _numero(rejilla, formato, azar)
    rejilla[i][azar.choice([j, j, formato.clave])] = azar.choice(ERRORES)
    return formato.write(rejilla)


def put_vacia(formato: Formato, azar: random.Random) -> bytes:
    """Una celda vacía donde había un número."""
    rejilla = _copy(formato)
    i, j = _numero(rejilla, formato, azar)
    rejilla[i][j] = ""
    return formato.write(rejilla)


def put_sin_dato(formato: Formato, azar: random.Random) -> bytes:
    """Una marca de sin dato que esta fuente no usa."""
    rejilla = _copy(formato)
    i, j = _numero(rejilla, formato, azar)
    rejilla[i][j] = azar.choice(SIN_DATO_AJENOS)
    return formato.write(rejilla)


def put_codificacion(formato: Formato, azar: random.Random) -> bytes:
    """El mismo texto en otra codificación (o, si es un libro, comprimido a medias)."""
    if formato.hoja:
        return truncate(formato, azar)
    texto = formato.write(formato.rejilla).decode(formato.codificacion)
    return texto.encode(azar.choice(["mac_roman", "cp850", "utf-16", "utf-8-sig", "utf-8", "cp1252"]))


def truncate(formato: Formato, azar: random.Random) -> bytes:
    """El archivo, cortado."""
    contenido = formato.write(formato.rejilla)
    return contenido[: azar.randrange(len(contenido))]


def flip_bytes(formato: Formato, azar: random.Random) -> bytes:
    """Unos octetos cambiados al azar."""
    contenido = bytearray(formato.write(formato.rejilla))
    for _ in range(azar.randint(1, 6)):
        contenido[azar.randrange(len(contenido))] = azar.randrange(256)
    return bytes(contenido)


def put_otra_cosa(formato: Formato, azar: random.Random) -> bytes:
    """Algo que no es el archivo: una página, nada, un ZIP vacío, octetos."""
    opciones = [b"", b"<html><body>404</body></html>", b"PK\x05\x06" + bytes(18), bytes(300), b"\xff\xfe"]
    return azar.choice([*opciones, azar.randbytes(400)])


def hide_hoja(formato: Formato, azar: random.Random) -> bytes:
    """La hoja que se lee, oculta; en un CSV, un renglón en blanco."""
    rejilla = _copy(formato)
    if formato.hoja:
        return formato.write(rejilla, ocultas=[formato.hoja])
    rejilla.insert(azar.choice(_filas(formato)), [""] * len(rejilla[0]))
    return formato.write(rejilla)


def put_titulo(formato: Formato, azar: random.Random) -> bytes:
    """Un renglón de título arriba del encabezado."""
    rejilla = _copy(formato)
    rejilla.insert(0, ["Cuadro 1", *[""] * (len(rejilla[0]) - 1)])
    return formato.write(rejilla)


def change_rotulo(formato: Formato, azar: random.Random) -> bytes:
    """Un rótulo (o todos) en minúsculas, con espacios o con otra letra."""
    rejilla = _copy(formato)
    fila = rejilla[formato.encabezado]
    como = azar.choice([str.lower, str.upper, lambda t: f" {t} ", lambda t: t.replace("o", "0")])
    for j in range(len(fila)) if azar.random() < 0.5 else [azar.choice([formato.clave, *formato.cifras])]:
        fila[j] = como(str(fila[j]))
    return formato.write(rejilla)


def change_clave(formato: Formato, azar: random.Random) -> bytes:
    """Una clave sin ceros, con otro número, con letras o en notación científica."""
    rejilla = _copy(formato)
    fila = rejilla[azar.choice(_filas(formato))]
    clave = str(fila[formato.clave])
    fila[formato.clave] = azar.choice(
        [
            clave.lstrip("0"),
            clave[:-1] + str(azar.randrange(10)),
            clave.replace("0", "O"),
            "1.0E+04",
            f"'{clave}",
        ]
    )
    return formato.write(rejilla)


def put_digito(formato: Formato, azar: random.Random) -> bytes:
    """Dígitos que no son ASCII, en una cifra o en la clave."""
    rejilla = _copy(formato)
    i, j = _numero(rejilla, formato, azar)
    j = azar.choice([j, formato.clave])
    valor = rejilla[i][j]
    rejilla[i][j] = (f"{valor:g}" if isinstance(valor, float) else str(valor)).translate(DIGITOS_AJENOS)
    return formato.write(rejilla)


def change_nombre(formato: Formato, azar: random.Random) -> bytes:
    """El nombre de un renglón es el de otro."""
    if not formato.nombres:
        return swap_renglones(formato, azar)
    rejilla = _copy(formato)
    a, b = _dos(azar, _filas(formato))
    j = formato.nombres[-1]
    rejilla[a][j] = rejilla[b][j]
    return formato.write(rejilla)


def change_grado(formato: Formato, azar: random.Random) -> bytes:
    """Un texto (el grado, el nombre) tomado de otro renglón."""
    rejilla = _copy(formato)
    textos = [j for j in formato.cifras if isinstance(rejilla[formato.encabezado + 2][j], str)]
    j = azar.choice(textos or list(formato.cifras))
    a, b = _dos(azar, _filas(formato))
    rejilla[a][j] = rejilla[b][j]
    return formato.write(rejilla)


def change_valor(formato: Formato, azar: random.Random) -> bytes:
    """Una cifra un poco distinta, del mismo tamaño escrita."""
    rejilla = _copy(formato)
    i, j = _numero(rejilla, formato, azar)
    if isinstance(rejilla[i][j], int | float):
        rejilla[i][j] = rejilla[i][j] + azar.choice([1, -1, 0.5, 2])
    return formato.write(rejilla)


def add_total(formato: Formato, azar: random.Random) -> bytes:
    """Un renglón de totales o de nota al final."""
    rejilla = _copy(formato)
    ancho = len(rejilla[0])
    total = [azar.choice([99.0, "", 1000.0]) for _ in range(ancho)]
    total[0] = azar.choice(["Total", "Nota: cifras preliminares", "99", ""])
    rejilla.append(total)
    return formato.write(rejilla)


def shuffle_renglones(formato: Formato, azar: random.Random) -> bytes:
    """Los mismos renglones en otro orden: no debe importar."""
    rejilla = _copy(formato)
    filas = list(_filas(formato))
    mezcla = azar.sample(filas, len(filas))
    for destino, origen in zip(filas, mezcla, strict=True):
        rejilla[destino] = list(formato.rejilla[origen])
    return formato.write(rejilla)


def add_municipio(formato: Formato, azar: random.Random) -> bytes:
    """Un renglón de un lugar que no existe."""
    rejilla = _copy(formato)
    nuevo = list(rejilla[azar.choice(_filas(formato))])
    clave = str(nuevo[formato.clave])
    nuevo[formato.clave] = clave[:2] + "999" + clave[5:] if len(clave) >= 5 else "2030"
    rejilla.append(nuevo)
    return formato.write(rejilla)


DANOS: dict[str, Dano] = {
    "claves intercambiadas": swap_claves,
    "rótulos intercambiados": swap_rotulos,
    "dos indicadores intercambiados": swap_pares,
    "valor intercambiado entre renglones": swap_en_columna,
    "renglones intercambiados": swap_renglones,
    "valor intercambiado entre columnas": swap_en_renglon,
    "columna en proporción": _scale(0.01, True),
    "columna por cien": _scale(100, True),
    "celda en proporción": _scale(0.01, False),
    "punto perdido": _scale(10, False),
    "signo cambiado": _scale(-1, False),
    "coma decimal en una celda": _retext(lambda v: f"{v:.2f}".replace(".", ","), False),
    "coma decimal en la columna": _retext(lambda v: f"{v:.3f}".replace(".", ","), True),
    "decimales leídos como miles": _retext(lambda v: f"{v % 1000:.3f}".replace(".", ","), False),
    "miles con punto": _retext(lambda v: f"{v:,.0f}".replace(",", "."), True),
    "miles con espacio duro": _retext(lambda v: f"{v:,.0f}".replace(",", "\xa0"), True),
    "por ciento escrito": _retext(lambda v: f"{v:.1f} %", True),
    "celdas corridas": shift_derecha,
    "columna corrida": shift_abajo,
    "rótulo repetido": repeat_rotulo,
    "columna quitada": drop_columna,
    "columna de más": add_columna,
    "renglones de menos": drop_renglones,
    "renglón repetido": repeat_renglones,
    "renglón pisado": replace_renglon,
    "otro año": put_anio,
    "celda en error": put_error,
    "celda vacía": put_vacia,
    "sin dato ajeno": put_sin_dato,
    "otra codificación": put_codificacion,
    "cortado": truncate,
    "octetos cambiados": flip_bytes,
    "otra cosa": put_otra_cosa,
    "hoja oculta": hide_hoja,
    "renglón de título": put_titulo,
    "rótulo cambiado": change_rotulo,
    "clave cambiada": change_clave,
    "dígitos no ASCII": put_digito,
    "nombre de otro": change_nombre,
    "texto de otro": change_grado,
    "una cifra distinta": change_valor,
    "renglón de totales": add_total,
    "otro orden": shuffle_renglones,
    "lugar que no existe": add_municipio,
}
