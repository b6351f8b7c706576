"""Un padrón de mentira con verdad conocida: hogares, homónimos, gemelos y padres e hijos con un mismo nombre.

Las frecuencias son supuestas (docs/padron.md lo dice). La misma semilla da el mismo padrón, byte por byte.
"""

import random
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate

from nombres import (
    APELLIDOS,
    COMPUESTOS,
    HOMBRES_JOVENES,
    HOMBRES_MAYORES,
    MUJERES_JOVENES,
    MUJERES_MAYORES,
    NAAYERI_APELLIDOS,
    ODAM_APELLIDOS,
    ODAM_NOMBRES_H,
    ODAM_NOMBRES_M,
    SEGUNDOS,
)

from fais_analysis.padron.curp import compute_verificador

HOY = date(2026, 11, 26)
ENTIDADES_NACIMIENTO = ("DG",) * 88 + ("CL", "CH", "ZS", "SL", "NT", "JC", "DF", "MC", "TS", "NE", "HG", "AS")
MEZQUITAL = "10014"


@dataclass
class Persona:
    """Una persona inventada. ``persona`` es su número: la verdad."""

    persona: int
    nombres: str
    primer_apellido: str
    segundo_apellido: str
    fecha_nacimiento: date
    sexo: str
    curp: str
    clave_localidad: str
    localidad: str
    vivienda: str
    grupo: str = ""
    clases: list[str] = field(default_factory=list)


class Sorteo:
    """Nombres y lugares por su frecuencia: Zipf suavizada por rango, localidades por población^0.8."""

    def __init__(self, azar: random.Random, localidades: Sequence[tuple[str, str, int]]) -> None:
        self.azar = azar
        self.localidades = localidades
        self._pesos_lugar = list(accumulate(p**0.8 for _, _, p in localidades))
        self._pesos: dict[tuple[int, float], list[float]] = {}
        self.curps: set[str] = set()

    def draw(self, lista: Sequence[str], exponente: float = 0.85) -> str:
        llave = (len(lista), exponente)
        if llave not in self._pesos:
            self._pesos[llave] = list(accumulate((r + 2.7) ** -exponente for r in range(1, len(lista) + 1)))
        return self.azar.choices(lista, cum_weights=self._pesos[llave])[0].replace("_", " ")

    def draw_apellido(self, pueblo: str) -> str:
        if pueblo:
            return self.draw(ODAM_APELLIDOS if pueblo == "odam" else NAAYERI_APELLIDOS, 0.75)
        return self.azar.choice(COMPUESTOS) if self.azar.random() < 0.03 else self.draw(APELLIDOS)

    def draw_nombre(self, sexo: str, nacimiento: date, pueblo: str) -> str:
        mayor = nacimiento.year < 1991
        if pueblo and self.azar.random() < 0.6:
            lista = ODAM_NOMBRES_H if sexo == "H" else ODAM_NOMBRES_M
        elif sexo == "H":
            lista = HOMBRES_MAYORES if mayor else HOMBRES_JOVENES
        else:
            lista = MUJERES_MAYORES if mayor else MUJERES_JOVENES
        primero = self.draw(lista, 0.75)
        if self.azar.random() < 0.45:
            segundo = self.draw(lista, 0.75)
            return f"{primero} {segundo}" if segundo != primero else primero
        return primero

    def draw_lugar(self) -> tuple[str, str]:
        clave, nombre, _ = self.azar.choices(self.localidades, cum_weights=self._pesos_lugar)[0]
        return clave, nombre

    def draw_fecha(self, desde: int, hasta: int, pueblo: str = "") -> date:
        anio = self.azar.randint(desde, hasta)
        if pueblo and self.azar.random() < 0.25:
            return date(anio, 1, 1)
        return min(date(anio, 1, 1) + timedelta(days=self.azar.randrange(365)), HOY)


def build_curp(nombres: str, ap1: str, ap2: str, fecha: date, sexo: str, azar: random.Random) -> str:
    """Una CURP con la forma debida; sin corregir palabras inconvenientes, que hay quien las trae."""
    pila = [n for n in _flatten(nombres).split() if n not in ("MARIA", "JOSE", "MA", "J")] or _flatten(
        nombres
    ).split()
    p1, p2 = _strip_particulas(ap1), _strip_particulas(ap2)
    vocal = next((c for c in p1[1:] if c in "AEIOU"), "X")
    raiz = (p1[:1] or "X") + vocal + (p2[:1] or "X") + pila[0][:1]
    internas = "".join(next((c for c in t[1:] if c not in "AEIOU"), "X") for t in (p1, p2, pila[0]))
    siglo = "0" if fecha.year < 2000 else "A"
    if azar.random() < 0.03:
        siglo = "1" if fecha.year < 2000 else "B"
    cuerpo = f"{raiz}{fecha:%y%m%d}{sexo}{azar.choice(ENTIDADES_NACIMIENTO)}{internas}{siglo}".replace(
        "Ñ", "X"
    )
    return cuerpo + compute_verificador(cuerpo)


def bump_curp(curp: str) -> str:
    """La misma CURP con el siguiente diferenciador."""
    cuerpo = (
        curp[:16]
        + ("0123456789" if curp[16].isdigit() else "ABCDEFGHIJ")[
            ("0123456789ABCDEFGHIJ".index(curp[16]) % 10 + 1) % 10
        ]
    )
    return cuerpo + compute_verificador(cuerpo)


def build_personas(cuantas: int, semilla: int, localidades: Sequence[tuple[str, str, int]]) -> list[Persona]:
    """Personas en hogares, hasta completar las pedidas."""
    azar = random.Random(semilla)
    sorteo = Sorteo(azar, localidades)
    personas: list[Persona] = []
    hogar = 0
    while len(personas) < cuantas:
        personas += _build_hogar(sorteo, hogar, len(personas))
        hogar += 1
    return personas[:cuantas]


def _build_hogar(sorteo: Sorteo, hogar: int, desde: int) -> list[Persona]:
    azar = sorteo.azar
    clave, lugar = sorteo.draw_lugar()
    pueblo = ""
    if azar.random() < (0.8 if clave.startswith(MEZQUITAL) else 0.012):
        pueblo = "odam" if azar.random() < 0.75 else "naayeri"
    padre = (sorteo.draw_apellido(pueblo), sorteo.draw_apellido(pueblo))
    madre = (sorteo.draw_apellido(pueblo), sorteo.draw_apellido(pueblo))
    if pueblo and azar.random() < 0.1:
        padre, madre = (padre[0], ""), (madre[0], "")
    nacimiento = sorteo.draw_fecha(1935, 2000, pueblo)
    quienes = [("H", nacimiento, padre, "")]
    if azar.random() < 0.85:
        quienes.append(
            (
                "M",
                sorteo.draw_fecha(max(1935, nacimiento.year - 5), min(2004, nacimiento.year + 6), pueblo),
                madre,
                "",
            )
        )
    anio = nacimiento.year + 18
    for _ in range(azar.choices(range(6), (18, 18, 26, 20, 12, 6))[0]):
        anio += azar.randint(1, 4)
        if anio > HOY.year - 1:
            break
        fecha = sorteo.draw_fecha(anio, anio, pueblo)
        hijos = (padre[0], madre[0])
        quienes.append((azar.choice("HM"), fecha, hijos, "hijo"))
        if azar.random() < 0.03:
            quienes.append((azar.choice("HM"), fecha, hijos, "gemelo"))
    return _name_hogar(sorteo, quienes, (clave, lugar, f"V{hogar:07d}", pueblo), desde)


def _name_hogar(
    sorteo: Sorteo,
    quienes: list[tuple[str, date, tuple[str, str], str]],
    sitio: tuple[str, str, str, str],
    desde: int,
) -> list[Persona]:
    azar, (clave, lugar, vivienda, pueblo) = sorteo.azar, sitio
    usados: set[str] = set()
    personas: list[Persona] = []
    del_padre = ""
    for sexo, fecha, apellidos, papel in quienes:
        nombre, grupo = sorteo.draw_nombre(sexo, fecha, pueblo), pueblo
        if papel and sexo == "H" and del_padre and azar.random() < 0.16:
            nombre, grupo, del_padre = del_padre, "padre_hijo", ""
        else:
            for _ in range(20):  # dos hermanos no llevan el mismo nombre
                if not usados & {*nombre.split(), nombre} - SEGUNDOS:
                    break
                nombre = sorteo.draw_nombre(sexo, fecha, pueblo)
        usados |= {nombre, *nombre.split()}
        if sexo == "H" and not papel:
            del_padre = nombre
        if papel == "gemelo":
            grupo = "gemelos"
            personas[-1].grupo = "gemelos"
        if azar.random() < 0.003:
            sexo = "X"
        curp = build_curp(nombre, *apellidos, fecha, sexo, azar)
        while curp in sorteo.curps:  # RENAPO distingue homónimos con la posición 17
            curp = bump_curp(curp)
        sorteo.curps.add(curp)
        personas.append(
            Persona(
                desde + len(personas), nombre, *apellidos, fecha, sexo, curp, clave, lugar, vivienda, grupo
            )
        )
    return personas


def _flatten(texto: str) -> str:
    plano = unicodedata.normalize("NFD", texto.upper().replace("Ñ", "\0"))
    return "".join(c for c in plano if not unicodedata.combining(c)).replace("\0", "Ñ")


def _strip_particulas(apellido: str) -> str:
    partes = [p for p in _flatten(apellido).split() if p not in ("DE", "DEL", "LA", "LOS", "LAS", "Y")]
    return partes[0] if partes else ""
