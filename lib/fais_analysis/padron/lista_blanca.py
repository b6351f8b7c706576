"""Qué columnas se pueden publicar según la ley de cada ejercicio; lo que no está en la lista no sale."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fais_analysis.padron.errores import PadronError
from fais_analysis.schemas.textos import read_yaml


@dataclass(frozen=True)
class PerfilPublicacion:
    """Una ley y sus columnas (nombre → significado): agregados de personas, de lo demás, y la lista."""

    ley: str
    certeza: str
    agregados: Mapping[str, str]
    otros: Mapping[str, str]
    lista: Mapping[str, str]


def get_perfil(ejercicio: int) -> PerfilPublicacion:
    """El perfil de un ejercicio.

    Raises
    ------
    PadronError
        Si nadie ha dicho qué ley lo rige.
    """
    for perfil in _read_perfiles():
        if perfil["desde"] <= ejercicio <= perfil["hasta"]:
            return PerfilPublicacion(
                **{c: perfil[c] for c in ("ley", "certeza", "agregados", "otros", "lista")}
            )
    raise PadronError(
        "De ese ejercicio no hay lista de columnas publicables.",
        donde="--ejercicio",
        esperado="un ejercicio con su ley en lista_blanca.yml",
        encontrado=str(ejercicio),
        que_hacer="pida a la unidad de transparencia qué ley lo rige y agréguela",
    )


@cache
def _read_perfiles() -> list[dict]:
    texto = files("fais_analysis.padron").joinpath("lista_blanca.yml").read_text(encoding="utf-8")
    perfiles: list[dict] = read_yaml(texto)["perfiles"]
    return perfiles
