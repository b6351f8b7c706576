"""Registros que sólo crecen: un renglón por hecho y, en cada uno, la huella del anterior.

Alterar o quitar uno rompe los que siguen. Viven en ``data/propuestas/``, que no se versiona.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

from filelock import FileLock

from fais_analysis.errors import PropuestaError
from fais_analysis.sources.escritura import write_con_carpeta
from fais_analysis.sources.huella import compute_sha256_bytes

PRIMERO = "0" * 64


@dataclass(frozen=True, kw_only=True)
class Asiento:
    """Un renglón de un registro; ``anterior`` es la huella del que lo precede."""

    anterior: str

    @property
    def huella(self) -> str:
        """sha256 de todo el renglón: lo que lleva el siguiente."""
        return compute_sha256_bytes(json.dumps(asdict(self), sort_keys=True, ensure_ascii=False).encode())


Renglon = TypeVar("Renglon", bound=Asiento)


def read_bitacora(ruta: Path, clase: type[Renglon]) -> list[Renglon]:
    """Los renglones de un registro, del primero al último; vacío si todavía no hay.

    Raises
    ------
    PropuestaError
        Si alguno se alteró, se quitó o no se puede leer.
    """
    if not ruta.is_file():
        return []
    hechos: list[Renglon] = []
    for numero, renglon in enumerate(_read_renglones(ruta), start=1):
        try:
            hecho = clase(**json.loads(renglon))
        except (ValueError, TypeError):
            raise _build_rota(ruta, numero, "un renglón que no se entiende") from None
        if hecho.anterior != get_ultima(hechos):
            raise _build_rota(ruta, numero, "una huella que no es la del renglón anterior")
        hechos.append(hecho)
    return hechos


def append_asiento(
    ruta: Path, clase: type[Renglon], build: Callable[[Sequence[Renglon]], Renglon | None]
) -> Renglon | None:
    """Agrega el renglón que haga ``build`` con los que ya hay; si no hace ninguno, el registro no cambia.

    Raises
    ------
    PropuestaError
        Si el registro se alteró.
    """
    ruta.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(ruta.with_name(f".{ruta.name}.lock")):
        hechos = read_bitacora(ruta, clase)
        nuevo = build(hechos)
        if nuevo is not None:
            renglones = [json.dumps(asdict(h), ensure_ascii=False) for h in [*hechos, nuevo]]
            write_con_carpeta(ruta, "\n".join(renglones) + "\n")
    return nuevo


def get_ultima(hechos: Sequence[Asiento]) -> str:
    """La huella que debe llevar el renglón que siga."""
    return hechos[-1].huella if hechos else PRIMERO


def split_renglones(texto: str) -> list[str]:
    """Los renglones de un registro: sólo los parte el salto de línea.

    ``splitlines`` parte también en U+0085, U+2028 y U+2029, que un motivo pegado de Word puede traer.
    """
    return texto.removesuffix("\n").split("\n") if texto else []


def is_repetido(nuevo: Asiento, ultimo: Asiento | None, fecha: str) -> bool:
    """Si un renglón dice lo mismo que el último de lo suyo, sin contar ``fecha``, el campo de su fecha."""
    if ultimo is None:
        return False
    uno, otro = ({**asdict(a), "anterior": "", fecha: ""} for a in (nuevo, ultimo))
    return uno == otro


def _read_renglones(ruta: Path) -> list[str]:
    try:
        return split_renglones(ruta.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise _build_rota(ruta, 1, "texto que no es UTF-8") from None


def _build_rota(ruta: Path, numero: int, encontrado: str) -> PropuestaError:
    return PropuestaError(
        f"El registro {ruta.name} no está completo o alguien lo cambió.",
        donde=f"data/propuestas/{ruta.name}, renglón {numero}",
        esperado="cada renglón con la huella del anterior",
        encontrado=encontrado,
        que_hacer="restaure el archivo de su respaldo",
    )
