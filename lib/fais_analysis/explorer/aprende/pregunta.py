"""Una pregunta de opción múltiple o una clasificación: qué se pregunta, qué es correcto y por qué."""

from collections.abc import Iterable
from dataclasses import dataclass

from fais_analysis.errors import ParametroError
from fais_analysis.loaders.reparto import compute_sorteo

BIEN, MAL, VACIO = "bien", "mal", "vacio"
SIN_RESPUESTA = "Elija una respuesta y revísela."


@dataclass(frozen=True)
class Opcion:
    """Una respuesta posible, con el porqué de que sea o no correcta."""

    texto: str
    es_correcta: bool
    porque: str


@dataclass(frozen=True)
class Veredicto:
    """Qué se le dice a quien contestó: ``estado`` ∈ {bien, mal, vacio} y la explicación."""

    estado: str
    porque: str


@dataclass(frozen=True)
class Pregunta:
    """Una pregunta con una sola respuesta correcta. ``fuente`` dice de qué regla o tabla sale."""

    id: str
    enunciado: str
    opciones: tuple[Opcion, ...]
    fuente: str

    def __post_init__(self) -> None:
        textos = {o.texto for o in self.opciones}
        correctas = sum(o.es_correcta for o in self.opciones)
        if correctas != 1 or len(textos) != len(self.opciones) or len(textos) < 2:
            raise _build_error(self.id, f"{correctas} correctas y {len(textos)} textos distintos")

    def judge(self, elegida: int | None) -> Veredicto:
        """Dice si la opción elegida (su lugar, desde 0) es la correcta y por qué; nula: falta elegir."""
        if elegida is None:
            return Veredicto(VACIO, SIN_RESPUESTA)
        opcion = self.opciones[elegida]
        return Veredicto(BIEN if opcion.es_correcta else MAL, opcion.porque)


@dataclass(frozen=True)
class Caso:
    """Algo por clasificar: su clase correcta (el id) y por qué."""

    texto: str
    clase: str
    porque: str


@dataclass(frozen=True)
class Clasificacion:
    """Varios renglones que se reparten entre clases. ``clases``: id → rótulo."""

    id: str
    enunciado: str
    renglones: tuple[Caso, ...]
    clases: dict[str, str]
    fuente: str

    def __post_init__(self) -> None:
        if ajenas := {r.clase for r in self.renglones} - set(self.clases):
            raise _build_error(self.id, f"clases sin rótulo: {', '.join(sorted(ajenas))}")

    def judge(self, elegidas: Iterable[str | None]) -> list[Veredicto]:
        """Un veredicto por renglón, en su orden."""
        return [
            _judge_renglon(renglon, elegida)
            for renglon, elegida in zip(self.renglones, elegidas, strict=True)
        ]


def shuffle_opciones(id_pregunta: str, opciones: Iterable[Opcion]) -> tuple[Opcion, ...]:
    """Las opciones en un orden que no delata la correcta y es el mismo en toda máquina."""
    return tuple(sorted(opciones, key=lambda o: compute_sorteo(id_pregunta, o.texto)))


def _judge_renglon(renglon: Caso, elegida: str | None) -> Veredicto:
    if elegida is None:
        return Veredicto(VACIO, "Falta elegir.")
    return Veredicto(BIEN if elegida == renglon.clase else MAL, renglon.porque)


def _build_error(id_pregunta: str, encontrado: str) -> ParametroError:
    return ParametroError(
        "El ejercicio no se puede contestar.",
        donde=f"explorer.aprende, «{id_pregunta}»",
        esperado="una sola respuesta correcta, opciones distintas y clases con rótulo",
        encontrado=encontrado,
        que_hacer="revise la regla o la tabla de la que sale el ejercicio",
    )
