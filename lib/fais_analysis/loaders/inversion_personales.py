"""Posibles datos de personas en el nombre de una obra: se señalan sin repetirlos."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from fais_analysis.loaders.inversion_renglon import RenglonInversion
from fais_analysis.loaders.libros.problemas import Advertencia
from fais_analysis.loaders.libros.valores import normalize_texto

TELEFONO = re.compile(
    r"(?<![\d.,-])(?:\+?52[\s.-]?)?\(?\d{2,3}\)?[\s.-]?\d{3,4}[\s.-]?\d{2}[\s.-]?\d{2}(?![\d.,-])", re.ASCII
)
AVISO_TELEFONO = re.compile(r"\b(?:tel|telefono|cel|celular|whatsapp)\b\.?:?\s*\d", re.ASCII)
CORREO = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
RFC = re.compile(r"\b[a-zñ&]{4}\d{6}[a-z\d]{3}\b")
TRATO = (
    r"(?:c\.|sra?\.?|srita\.?|senora?|don|dona|fam\.?|familia|prof(?:ra)?\.?|ing\.?|lic\.?|beneficiari[oa])"
)
BIENES = r"(?:casa|vivienda|domicilio|predio|propiedad|terreno|hogar)"
DE_ALGUIEN = re.compile(rf"\b{BIENES}\s+del?\s+(?:la\s+)?{TRATO}\s+\w")
CON_TRATO = re.compile(
    r"\b(?:beneficiari[oa]|propietari[oa]|solicitante)\s*:\s*\w|\b(?:c\.|sra?\.)\s+[a-z]{3,}\s+[a-z]{3,}"
)
CASA_DE = re.compile(r"\b(?:casa|domicilio)\s+de\s+([a-z]+)")
# De estas casas no vive nadie en particular.
CASA_PUBLICA = re.compile(
    r"salud|cultura|cultural|las?|los|el|matanza|maquinas|bombas|justicia|asistencia|moneda|campesinos?"
    r"|estudiantes?|adultos?|dia|descanso|retiro|oficios|artesanias|gobierno|pueblo|mujer|mujeres|ninos"
    r"|jovenes|piedra|tejas?|adobe|lamina|madera|block|carton|concreto|construccion|interes|usos|musica"
    r"|artes?|ejidatarios|ejido|huespedes|maestros?|reposo|cargos|oracion|cuna"
)
MINIMO_CIFRAS = 10


def find_personales(renglones: Sequence[RenglonInversion]) -> list[Advertencia]:
    """Los renglones cuyo nombre de obra parece traer un teléfono, un correo, un RFC o a alguien."""
    reglas: Mapping[str, Callable[[str], object]] = {
        "un teléfono": _has_telefono,
        "un correo": CORREO.search,
        "un RFC": RFC.search,
        "el nombre de una persona o su casa": _names_persona,
    }
    avisos = []
    for que, hay in reglas.items():
        numeros = tuple(_list_renglones(renglones, hay))
        if numeros:
            texto = f"El nombre de la obra parece decir {que}: quite el dato personal, por verificar"
            avisos.append(Advertencia(texto, numeros))
    return avisos


def _list_renglones(renglones: Iterable[RenglonInversion], hay: Callable[[str], object]) -> Iterable[int]:
    return (r.numero for r in renglones if hay(normalize_texto(r.get_texto("nombre_obra"))))


def _has_telefono(nombre: str) -> bool:
    if AVISO_TELEFONO.search(nombre):
        return True
    return any(sum(c.isdigit() for c in h[0]) >= MINIMO_CIFRAS for h in TELEFONO.finditer(nombre))


def _names_persona(nombre: str) -> bool:
    casas = (h[1] for h in CASA_DE.finditer(nombre))
    return bool(
        DE_ALGUIEN.search(nombre)
        or CON_TRATO.search(nombre)
        or any(not CASA_PUBLICA.fullmatch(palabra) for palabra in casas)
    )
