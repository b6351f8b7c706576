"""Lo que quien aprueba debe mirar en una dirección: nombra a otro municipio, imita a otra o es de quien sea.

Un aviso no adivina: se muestra con el nombre del municipio y una persona contesta. El que además bloquea
(dirección y municipio no concuerdan) exige una razón asentada.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from fais_analysis.delivery.direccion import fold_direccion
from fais_analysis.delivery.directorio import Contacto, find_ajeno
from fais_analysis.delivery.historia import describe_mudado

if TYPE_CHECKING:
    from fais_analysis.delivery.pedido import Aviso, Entrega, PedidoCampania
    from fais_analysis.delivery.redaccion import Escrito

AJENA, IMITA, RARA, MUDADA, TAMANIO, TEMPORAL = "ajena", "imita", "rara", "mudada", "tamanio", "temporal"
COMPARTIDA = "compartida"
PUBLICOS = frozenset({"gmail.com", "googlemail.com", "hotmail.com", "outlook.com", "live.com", "yahoo.com",
                      "yahoo.com.mx", "icloud.com", "prodigy.net.mx", "live.com.mx", "outlook.es",
                      "hotmail.es", "msn.com", "protonmail.com", "aol.com"})  # fmt: skip
# Signos que se ven igual: se pasan al de la izquierda antes de comparar dominios.
PARECIDOS = {"l": "1i|í", "o": "0", "m": "rn", "w": "vv", "d": "cl", "g": "q9", "s": "5", "b": "8", "e": "3"}


def list_avisos(pedido: "PedidoCampania", entrega: "Entrega", escrito: "Escrito") -> Iterator["Aviso"]:
    """Los avisos de un mensaje por aprobar."""
    from fais_analysis.delivery.pedido import Aviso

    clave, correo = entrega.informe.clave, entrega.contacto.correo
    municipios = list_municipios(pedido.directorio.contactos, pedido.corrida.informes)
    if ajeno := find_ajeno(correo, clave, municipios, pedido.corrida.nombre_entidad):
        yield Aviso(AJENA, f"la dirección nombra a {ajeno}", bloquea=True)
    otros = {c.correo for c in pedido.directorio.contactos if c.clave != clave}
    if raro := find_rareza(correo):
        yield Aviso(RARA, raro)
    if imitado := find_imitado(correo, otros | {c.correo for c in pedido.directorio.contactos}):
        yield Aviso(IMITA, f"el dominio se parece al de otro ({imitado}) y no es el mismo", bloquea=True)
    if get_dominio(correo) in {get_dominio(otro) for otro in otros} - PUBLICOS:
        yield Aviso(COMPARTIDA, "otro municipio usa el mismo dominio")
    if mudado := describe_mudado(entrega.historia):
        yield Aviso(MUDADA, mudado)
    if entrega.historia.temporal:
        yield Aviso(TEMPORAL, f"su último aviso de entrega no fue definitivo: {entrega.historia.temporal}")
    if escrito.por_tamanio:
        yield Aviso(TAMANIO, "el adjunto pesa de más: va por enlace")


def list_municipios(contactos: Iterable[Contacto], informes: Mapping[str, object]) -> dict[str, str]:
    """Nombre por clave de todos los municipios de que se tiene noticia: los del directorio y la corrida."""
    nombres = {c.clave: c.municipio for c in contactos}
    return nombres | {clave: getattr(informe, "nombre", "") for clave, informe in informes.items()}


def get_dominio(direccion: str) -> str:
    """El dominio, en minúsculas y en ASCII."""
    return fold_direccion(direccion).rpartition("@")[2]


def find_rareza(direccion: str) -> str:
    """Qué tiene de raro una dirección, o vacío.

    Examples
    --------
    >>> find_rareza("presidencia@xn--mezqutal-9va.example")
    'el dominio lleva letras que no son del alfabeto común (punycode): «mezquítal.example»'
    >>> find_rareza("presidencia@mezquital.example")
    ''
    """
    dominio = get_dominio(direccion)
    if any(parte.startswith("xn--") for parte in dominio.split(".")):
        try:
            visible = dominio.encode("ascii").decode("idna")
        except UnicodeError:
            visible = dominio
        return f"el dominio lleva letras que no son del alfabeto común (punycode): «{visible}»"
    if len({_get_alfabeto(c) for c in direccion if c.isalpha()}) > 1:
        return "la dirección mezcla letras de dos alfabetos"
    return "es un buzón de un servicio público, no de la institución" if dominio in PUBLICOS else ""


def find_imitado(direccion: str, conocidas: Iterable[str]) -> str:
    """Dominio conocido al que una dirección se parece sin serlo, o vacío.

    Examples
    --------
    >>> find_imitado("p@rnezquital.example", ["otra@mezquital.example", "x@suchil.example"])
    'mezquital.example'
    """
    propio = get_dominio(direccion)
    dominios = sorted({get_dominio(otra) for otra in conocidas} - {propio})
    return next((d for d in dominios if build_esqueleto(d) == build_esqueleto(propio)), "")


def build_esqueleto(dominio: str) -> str:
    """Cómo se ve un dominio a primera vista: dos que se confunden dan lo mismo."""
    try:
        visible = dominio.encode("ascii").decode("idna")
    except UnicodeError:
        visible = dominio
    plano = unicodedata.normalize("NFKD", visible)
    texto = "".join(_CONFUNDIBLES.get(c, c) for c in plano if not unicodedata.combining(c))
    for letra, imitan in PARECIDOS.items():
        for imita in [imitan] if letra in "mwd" else imitan:
            texto = texto.replace(imita, letra)
    return texto.replace("-", "")


_CONFUNDIBLES = dict(
    zip("аеорсухіјѕһԁԛԝкмтвнαερονικτυχγӏ", "aeopcyxijshdqwkmtbhaepoviktuxyl", strict=True)
) | {"ı": "i", "ł": "l", "ø": "o", "đ": "d"}


def _get_alfabeto(letra: str) -> str:
    return unicodedata.name(letra, "?").partition(" ")[0]
