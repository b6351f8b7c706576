"""Direcciones de correo: qué se admite, cómo se escribe en el sobre y cómo se muestra sin revelarla."""

import re
import unicodedata

LARGO_LOCAL, LARGO_TOTAL = 64, 254
# Dominios que reparten el mismo buzón, y los signos que cada servicio no distingue.
MISMO_SERVICIO = {
    "googlemail.com": "gmail.com",
    "me.com": "icloud.com",
    "mac.com": "icloud.com",
    "pm.me": "proton.me",
    "protonmail.com": "proton.me",
}
SIN_SIGNOS = {"gmail.com": ".", "proton.me": ".-_"}
_LOCAL = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*")
_ETIQUETA = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE)


def is_texto_limpio(texto: str) -> bool:
    """Si cabe en un encabezado: sin saltos, controles, marcas invisibles ni inversiones de sentido."""
    return not any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} for c in texto)


def check_direccion(direccion: str) -> str:
    """Qué tiene de malo una dirección; vacío si sirve. No la repite: es un dato personal.

    Examples
    --------
    >>> check_direccion("presidencia@mezquital.example")
    ''
    >>> check_direccion("uno@a.example, dos@b.example")
    'no tiene la forma nombre@dominio'
    """
    local, arroba, dominio = direccion.partition("@")
    if not arroba or "@" in dominio or not is_texto_limpio(direccion) or re.search(r"\s", direccion):
        return "no tiene la forma nombre@dominio"
    if len(local) > LARGO_LOCAL or len(direccion) > LARGO_TOTAL:
        return "es demasiado larga"
    if not _LOCAL.fullmatch(local):
        return "trae caracteres que no se admiten antes de la arroba"
    etiquetas = _to_ascii(dominio).split(".")
    if len(etiquetas) < 2 or not all(_ETIQUETA.fullmatch(e) for e in etiquetas) or etiquetas[-1].isdigit():
        return "lleva un dominio que no es válido"
    return ""


def normalize_direccion(direccion: str) -> str:
    """Como va en el sobre y en la bitácora: dominio en minúsculas y en ASCII (IDNA); el nombre, en NFC.

    Examples
    --------
    >>> normalize_direccion("Obras@Peñón.Example")
    'Obras@xn--pen-8mak.example'
    """
    local, _, dominio = direccion.strip().partition("@")
    return f"{unicodedata.normalize('NFC', local)}@{_to_ascii(dominio)}"


def fold_direccion(direccion: str) -> str:
    """Para comparar: dos escrituras del mismo buzón dan lo mismo, sin contar mayúsculas."""
    return normalize_direccion(direccion).casefold()


def fold_comun(direccion: str) -> str:
    """Para saber si dos direcciones caen en el mismo buzón: sin «+etiqueta» ni lo que el servicio no mira.

    Examples
    --------
    >>> fold_comun("Alcaldia.Mezquital+10014@googlemail.com"), fold_comun("alcaldia-10014@yahoo.com.mx")
    ('alcaldiamezquital@gmail.com', 'alcaldia@yahoo.com.mx')
    """
    local, _, dominio = fold_direccion(direccion).partition("@")
    dominio = MISMO_SERVICIO.get(dominio, dominio)
    local = local.partition("+")[0] or local
    if dominio.startswith(("yahoo.", "ymail.")):
        local = local.partition("-")[0] or local
    if dominio in SIN_SIGNOS:
        local = "".join(c for c in local if c not in SIN_SIGNOS[dominio])
    return f"{local}@{dominio}"


def mask_direccion(direccion: str) -> str:
    """Para mostrar: primera letra y dominio.

    Examples
    --------
    >>> mask_direccion("presidencia@mezquital.example")
    'p•••@mezquital.example'
    """
    local, _, dominio = direccion.partition("@")
    return f"{local[:1]}•••@{dominio}"


def mask_texto(texto: str) -> str:
    """Un texto ajeno (respuesta de un servidor) sin las direcciones que traiga.

    Examples
    --------
    >>> mask_texto("550 5.1.1 <alcaldia@mezquital.example> no existe")
    '550 5.1.1 <a•••@mezquital.example> no existe'
    """
    return re.sub(r"[^\s<>\"'(),;:@]+@[^\s<>\"'(),;:@]+", lambda m: mask_direccion(m[0]), texto)


def _to_ascii(dominio: str) -> str:
    try:
        return dominio.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
