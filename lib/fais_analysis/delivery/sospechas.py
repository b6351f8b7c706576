"""Lo que quien aprueba debe mirar en una dirección: nombra a otro municipio, imita a otra o es de quien sea.

Un aviso no adivina: se muestra con el nombre del municipio y una persona contesta. El que además bloquea
(dirección y municipio no concuerdan) exige una razón asentada.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from fais_analysis.delivery.direccion import fold_direccion
from fais_analysis.delivery.directorio import PRESIDENCIA, Contacto, is_mismo_nombre
from fais_analysis.delivery.historia import describe_mudado
from fais_analysis.nombres import fold_texto

if TYPE_CHECKING:
    from fais_analysis.delivery.pedido import Aviso, Entrega, PedidoCampania
    from fais_analysis.delivery.redaccion import Escrito

AJENA, IMITA, RARA, MUDADA, TAMANIO, TEMPORAL = "ajena", "imita", "rara", "mudada", "tamanio", "temporal"
COMPARTIDA, HOMONIMO, SUCESOR = "compartida", "homonimo", "sucesor"
SERVICIOS = frozenset({
    "gmail", "googlemail", "hotmail", "outlook", "live", "msn", "yahoo", "ymail", "rocketmail", "icloud",
    "me", "mac", "prodigy", "infinitum", "protonmail", "proton", "pm", "aol", "gmx", "zoho", "yandex",
    "tutanota", "tuta",
})  # fmt: skip
GRANDES = ("gmail.com", "hotmail.com", "outlook.com", "yahoo.com", "yahoo.com.mx", "icloud.com", "live.com")
PARTES_SERVICIO = 3  # «yahoo.com.mx»; con más, es el subdominio de alguien
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
    if iguales := [c for c in municipios if c != clave and is_mismo_nombre(municipios[c], municipios[clave])]:
        texto = f"{' y '.join(iguales)} se llama igual: compruebe que la dirección es la de {clave}"
        yield Aviso(HOMONIMO, texto)
    conocidas = otros | {c.correo for c in pedido.directorio.contactos}
    if imitado := find_imitado(correo, conocidas) or find_nombre_imitado(correo, municipios.values()):
        yield Aviso(IMITA, f"el dominio se parece a {imitado} y no es el mismo", bloquea=True)
    if not is_publico(get_dominio(correo)) and get_dominio(correo) in {get_dominio(otro) for otro in otros}:
        yield Aviso(COMPARTIDA, "otro municipio usa el mismo dominio")
    if mudado := describe_mudado(entrega.historia):
        yield Aviso(MUDADA, mudado)
    if entrega.historia.temporal:
        yield Aviso(TEMPORAL, f"su último aviso de entrega no fue definitivo: {entrega.historia.temporal}")
    if sucesor := find_sucesor(pedido.directorio.contactos, entrega.contacto):
        yield Aviso(
            SUCESOR, f"hay otra presidencia que empieza después ({sucesor}) y el fin de ésta está vacío"
        )
    if escrito.por_tamanio:
        yield Aviso(TAMANIO, "el adjunto pesa de más: va por enlace")


def find_ajeno(direccion: str, clave: str, nombres: Mapping[str, str], entidad: str) -> str:
    """Otro municipio que la dirección nombra, si no nombra al suyo: quizá se recorrió una columna.

    Primero se mira el dominio; si no nombra a ninguno, lo de antes de la arroba. De dos nombres, uno dentro
    del otro («Juárez» y «Benito Juárez»), se dice el largo. El nombre de la entidad no cuenta: va en el
    dominio de todos. Es un aviso: un apellido puede ser también nombre de municipio.

    Examples
    --------
    >>> municipios = {"10014": "Mezquital", "10033": "Súchil"}
    >>> find_ajeno("mezquital@suchil.gob.mx", "10014", municipios, "Durango")
    'Súchil'
    """
    pegados = {c: _reduce(n) for c, n in nombres.items() if not is_mismo_nombre(n, entidad)}
    local, _, _ = fold_direccion(direccion).partition("@")
    for parte in (get_visible(get_dominio(direccion)), local):
        plana = _reduce(parte)
        dichos = {n for n in pegados.values() if n in plana}
        largos = {n for n in dichos if not any(n in otro and n != otro for otro in dichos)}
        if largos:
            ajenos = [c for c, n in pegados.items() if n in largos]
            return "" if pegados.get(clave, "@") in largos else nombres[ajenos[0]]
    return ""


def _reduce(texto: str) -> str:
    return "".join(c for c in fold_texto(texto) if c.isalnum())


def find_sucesor(contactos: Iterable[Contacto], elegido: Contacto) -> str:
    """La presidencia que empieza después de la elegida, si el fin de ésta está en blanco; o vacío.

    Quien entra con el año mal escrito (2062 por 2026) no cuenta todavía, y gana quien ya salió.
    """
    posteriores = [
        c
        for c in contactos
        if c.clave == elegido.clave
        and c.rol == elegido.rol == PRESIDENCIA
        and c.desde
        and elegido.hasta is None
        and c.desde > (elegido.desde or date.min)
    ]
    return ", ".join(f"renglón {c.renglon}, desde {c.desde}" for c in posteriores)


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
        return f"el dominio lleva letras que no son del alfabeto común (punycode): «{get_visible(dominio)}»"
    if len({_get_alfabeto(c) for c in direccion if c.isalpha()}) > 1:
        return "la dirección mezcla letras de dos alfabetos"
    if parecido := _find_grande(dominio):
        return f"el dominio se parece a {parecido} y no lo es"
    if is_publico(dominio):
        return "es un buzón de un servicio público, no de la institución"
    dice_gobierno = re.search(r"\bgob\b", dominio) and not dominio.endswith(".gob.mx")
    return "el dominio dice «gob» y no termina en .gob.mx" if dice_gobierno else ""


def is_publico(dominio: str) -> bool:
    """Si es de un servicio de correo abierto a cualquiera.

    Examples
    --------
    >>> is_publico("yahoo.com.mx"), is_publico("mezquital.gob.mx"), is_publico("live.mezquital.gob.mx")
    (True, False, False)
    """
    partes = dominio.split(".")
    return partes[0] in SERVICIOS and len(partes) <= PARTES_SERVICIO


def _find_grande(dominio: str) -> str:
    """El servicio público al que un dominio se parece por una errata («gmial.com», «gmail.con»)."""
    from rapidfuzz.distance import OSA  # sólo el correo lo paga

    if dominio in GRANDES:
        return ""
    return next((g for g in GRANDES if OSA.distance(dominio, g, score_cutoff=1) == 1), "")


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


def find_nombre_imitado(direccion: str, nombres: Iterable[str]) -> str:
    """El municipio cuyo nombre un dominio aparenta sin escribirlo («mezqu1tal»), o vacío.

    Examples
    --------
    >>> find_nombre_imitado("p@rnezquital.gob.mx", ["Mezquital"])
    'Mezquital'
    >>> find_nombre_imitado("p@mezquital.gob.mx", ["Mezquital"])
    ''
    """
    dominio = get_dominio(direccion)
    plano, esqueleto = _reduce(get_visible(dominio)), build_esqueleto(dominio)
    por_nombre = {n: _reduce(n) for n in nombres}
    return next(
        (n for n, p in por_nombre.items() if p and p not in plano and build_esqueleto(p) in esqueleto), ""
    )


def get_visible(dominio: str) -> str:
    """Un dominio como se ve, sin punycode."""
    try:
        return dominio.encode("ascii").decode("idna")
    except UnicodeError:
        return dominio


def build_esqueleto(dominio: str) -> str:
    """Cómo se ve un dominio a primera vista: dos que se confunden dan lo mismo."""
    plano = unicodedata.normalize("NFKD", get_visible(dominio))
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
