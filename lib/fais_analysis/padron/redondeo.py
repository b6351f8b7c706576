"""Redondeo controlado a base 5: cada celda sube o baja al múltiplo vecino y las sumas publicadas cuadran.

Quién sube sale de un sorteo con llave, insesgado: la misma cuenta en la misma celda se redondea igual en toda
edición, porque promediar redondeos distintos revelaría la cuenta.
"""

import base64
from collections.abc import Mapping, Sequence

from fais_analysis.padron.celdas import CeldaPadron, list_sumas
from fais_analysis.padron.llaves import compute_seudonimo
from fais_analysis.programa import Programa

BASE = 5
PESO_YA_PUBLICADO = 10_000  # cambiar lo que ya salió sólo si no hay otra forma de que sume


def write_sorteo(apoyo: str, celda: CeldaPadron) -> str:
    """La llave de una celda con su cuenta, para recordar cómo se redondeó."""
    return "|".join((apoyo, celda.lugar, celda.sexo, str(celda.n)))


def round_celdas(
    apoyo: str, celdas: Sequence[CeldaPadron], llave_publicacion: bytes, ya_publicado: Mapping[str, int]
) -> list[int] | None:
    """Lo que se publica de cada celda, o nada si no hay redondeo que sume."""
    programa, objetivo, columnas = Programa(), {}, {}
    for i, celda in enumerate(celdas):
        if celda.n % BASE:
            columnas[i] = programa.add_columna(0, 1)
            previo = ya_publicado.get(write_sorteo(apoyo, celda))
            sube = draw_sube(llave_publicacion, apoyo, celda) if previo is None else previo > celda.n
            objetivo[columnas[i]] = (1 if previo is None else PESO_YA_PUBLICADO) * (1 if sube else -1)
    bajos = [c.n - c.n % BASE for c in celdas]
    lugar = {(c.lugar, c.sexo): i for i, c in enumerate(celdas)}
    for suma, partes in list_sumas(celdas):
        terminos: dict[int, float] = {}
        diferencia = 0
        for signo, celda in ((1, suma), *((-1, p) for p in partes)):
            i = lugar[celda.lugar, celda.sexo]
            diferencia += signo * bajos[i]
            if i in columnas:
                terminos[columnas[i]] = signo * BASE
        programa.add_fila(terminos, -diferencia, -diferencia)
    if not columnas:
        return bajos
    solucion = programa.maximize(objetivo)
    if solucion is None:
        return None
    return [
        b + (BASE * solucion.get_entero(columnas[i]) if i in columnas else 0) for i, b in enumerate(bajos)
    ]


def round_sola(llave_publicacion: bytes, apoyo: str, celda: CeldaPadron) -> int:
    """Una cuenta que no suma con otras, redondeada por su solo sorteo."""
    resto = celda.n % BASE
    return celda.n - resto + (BASE if resto and draw_sube(llave_publicacion, apoyo, celda) else 0)


def draw_sube(llave_publicacion: bytes, apoyo: str, celda: CeldaPadron) -> bool:
    """El sorteo de una celda: sube con probabilidad (cuenta mod 5) / 5."""
    seudonimo = compute_seudonimo(llave_publicacion, "redondeo", write_sorteo(apoyo, celda))
    azar = int.from_bytes(base64.b32decode(seudonimo[:16]), "big") / 2**80
    return azar < (celda.n % BASE) / BASE
