"""«Sin drenaje y con menos dinero de drenaje»: cada necesidad junto a las obras que la atienden."""

from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from fais_analysis.explorer import datos, mediciones
from fais_analysis.explorer.medidas import MEDIDAS, NECESIDADES, POBREZA
from fais_analysis.explorer.vista import Filtro, Vista
from fais_analysis.rules.catalogo import load_catalogo_obras


class Contraste(NamedTuple):
    """Una necesidad y las subclasificaciones del libro que, según el Catálogo, la atienden."""

    necesidad: str
    rotulo: str
    subclasificaciones: tuple[str, ...]


@lru_cache(maxsize=1)
def list_contrastes() -> dict[str, Contraste]:
    """Los contrastes que se pueden pedir, por necesidad: sólo los que tienen obras en el libro."""
    libro = datos.load_libro_con_zona()
    ejercicios = sorted(int(a) for a in libro["ejercicio"].unique())
    en_libro = set(libro["subclasificacion"])
    atienden: dict[str, set[str]] = {}
    for ejercicio in ejercicios:
        obras = load_catalogo_obras(ejercicio)
        obras = obras[obras["subclasificacion"].isin(en_libro)]
        for columna in ("carencia", "subindicador"):
            for valor, nombres in obras.groupby(columna)["subclasificacion"]:
                atienden.setdefault(str(valor), set()).update(nombres)
    contrastes = {}
    for id_ in NECESIDADES:
        medida = MEDIDAS[id_]
        if propias := atienden.get(id_ if medida.origen == POBREZA else medida.subindicador):
            rotulo = f"{medida.corto} y menos dinero para eso"
            contrastes[id_] = Contraste(id_, rotulo, tuple(sorted(propias)))
    return contrastes


def apply_contraste(vista: Vista, necesidad: str) -> Vista:
    """La vista que contesta quién tiene más de una necesidad y menos dinero para ella, por habitante.

    El dinero es el de las obras que la atienden, de los años que ya estaban filtrados.
    """
    contraste = list_contrastes()[necesidad]
    filtro = Filtro(ejercicios=vista.filtro.ejercicios, subclasificaciones=contraste.subclasificaciones)
    return replace(
        vista,
        indicador=necesidad,
        carencia=necesidad,
        anio=mediciones.pick_anio(necesidad, vista.anio),
        es_contraste=True,
        filtro=filtro,
    )
