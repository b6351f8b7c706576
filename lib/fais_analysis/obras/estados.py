"""Los estados de una propuesta, de los datos (a) a la ejecución (h), y qué exige pasar de uno a otro.

La máquina no salta pasos ni retrocede sin decir por qué. Registra quién dijo mover; no comprueba quién es.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

Exigencia = Literal["motivo", "documento", "acuse", "otra_version", "comparacion", "anexo", "terminadas"]


@dataclass(frozen=True)
class Estado:
    """Un estado: su letra en la práctica, su nombre y a quién le toca el paso que sigue."""

    clave: str
    letra: str
    nombre: str
    sigue: str

    @property
    def rotulo(self) -> str:
        """La letra y el nombre, para leerse."""
        return f"{self.letra} · {self.nombre}" if self.letra else self.nombre


@dataclass(frozen=True)
class Paso:
    """Un movimiento permitido: de dónde a dónde, qué áreas lo suelen mover y qué exige."""

    de: str
    a: str
    areas: tuple[str, ...]
    exige: tuple[Exigencia, ...]


INICIAL, RECIBIDA, ANALIZADA, EJECUCION = "diagnostico", "recibida", "analizada", "ejecucion"
CERRADA, CANCELADA = "cerrada", "cancelada"
CONCLUIDAS = (CERRADA, CANCELADA)
PRIMER_EJERCICIO = 2014  # el de los primeros Lineamientos del FAIS
ESTADOS: dict[str, Estado] = {
    e.clave: e
    for e in (
        Estado("datos", "a", "datos reunidos", "DESPS: hacer el diagnóstico"),
        Estado(INICIAL, "b", "sin propuesta", "Municipio: enviar su propuesta"),
        Estado(RECIBIDA, "c", "inicial recibida", "DPPS: revisarla"),
        Estado(ANALIZADA, "d", "analizada", "SPS: reunión de concertación"),
        Estado("modificada", "e", "modificada recibida", "DPPS: compararla con la anterior"),
        Estado("decision", "f", "en decisión", "Titular y SPS: definir las obras"),
        Estado("convenida", "g", "convenida", "SEBISED y municipio: firma y folio MIDS"),
        Estado(EJECUCION, "h", "en ejecución", "Municipio: su avance del trimestre"),
        Estado(CERRADA, "", "cerrada", "nadie: está cerrada"),
        Estado(CANCELADA, "", "cancelada", "nadie: está cancelada"),
    )
}
PASOS: tuple[Paso, ...] = (
    Paso("datos", INICIAL, ("DESPS",), ("documento",)),
    Paso(INICIAL, RECIBIDA, ("DPPS",), ("acuse",)),
    Paso(RECIBIDA, ANALIZADA, ("DPPS",), ("acuse",)),
    Paso(ANALIZADA, RECIBIDA, ("DPPS",), ("motivo",)),
    Paso(ANALIZADA, "modificada", ("DPPS", "Municipio"), ("otra_version", "documento")),
    Paso(ANALIZADA, "decision", ("SPS",), ("motivo",)),
    Paso("modificada", "decision", ("DPPS",), ("comparacion",)),
    Paso("decision", "modificada", ("SPS", "SEBISED"), ("motivo",)),
    Paso("decision", "convenida", ("SEBISED",), ("anexo",)),
    Paso("convenida", EJECUCION, ("SEBISED",), ("documento",)),
    Paso(EJECUCION, "convenida", ("SEBISED",), ("anexo", "motivo")),
    Paso(EJECUCION, CERRADA, ("SEBISED",), ("documento", "terminadas")),
)
QUE_EXIGE: dict[Exigencia, str] = {
    "motivo": "el motivo, escrito (--motivo)",
    "documento": "el documento que lo prueba (--documento): acta, firma o finiquito con su reintegro",
    "acuse": "el acuse de la propuesta (fais propuesta revisar)",
    "otra_version": "una versión distinta de la analizada (fais propuesta revisar MODIFICADA)",
    "comparacion": "la comparación de lo último recibido (fais propuesta comparar), o dígala con --documento",
    "anexo": "el anexo de la última versión recibida, sin bloqueos abiertos (fais convenio anexo)",
    "terminadas": "el avance con todas las obras al 100 % físico (fais avance revisar)",
}


def find_paso(de: str, a: str, previo: str = "") -> Paso | None:
    """El paso de un estado a otro; nulo si no está permitido.

    Cancelar se puede desde cualquiera abierto; lo cancelado sólo vuelve a ``previo``, de donde se canceló.
    """
    if de == CANCELADA and a == previo:
        return Paso(de, a, ("SEBISED",), ("motivo", "documento"))
    if a == CANCELADA and de not in CONCLUIDAS:
        return Paso(de, a, ("SEBISED",), ("motivo",))
    return next((p for p in PASOS if (p.de, p.a) == (de, a)), None)


def list_siguientes(de: str, previo: str = "") -> list[str]:
    """A dónde se puede pasar desde un estado; vacía si está cerrada. ``previo``: de dónde se canceló."""
    if de == CANCELADA:
        return [previo] if previo else []
    return [p.a for p in PASOS if p.de == de] + ([CANCELADA] if find_paso(de, CANCELADA) else [])


def list_faltas(paso: Paso, cumplidas: Collection[Exigencia]) -> list[str]:
    """Qué le falta a un paso para poder darse, en palabras; vacía si nada."""
    return [QUE_EXIGE[e] for e in paso.exige if e not in cumplidas]
