"""La portada de un expediente: de qué municipio dice ser y sus cifras principales, leídas de sus bytes.

El manifiesto puede decir otra cosa: las cifras y el mapa de un mensaje salen de lo que dice el informe.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from fais_analysis.delivery.corrida import CifraPrincipal, Corrida, InformeCorrida, read_bytes_informe
from fais_analysis.errors import FaisError
from fais_analysis.recorrido import Atributos, Recorrido

FIN_PORTADA = b"</header>"
CAMPOS = {"dt": "rotulo", "fais-valor": "texto", "fais-detalle": "nota"}


@dataclass(frozen=True)
class Portada:
    """Lo que la portada dice. Una cifra = rótulo, texto, nota y, si es número, valor."""

    claves: tuple[str, ...]
    nombre: str
    cifras: tuple[CifraPrincipal, ...]


class _LectorPortada(Recorrido):
    """Recorre sólo la portada: ``<html data-clave>``, el ``<h1>`` y la lista de cifras."""

    def __init__(self) -> None:
        super().__init__()
        self.claves: list[str] = []
        self.nombre = ""
        self.cifras: list[dict[str, str]] = []
        self.en_lista, self.campo = False, ""

    def handle_starttag(self, tag: str, attrs: Atributos) -> None:
        datos = {nombre: valor or "" for nombre, valor in attrs}
        clases = datos.get("class", "").split()
        if tag == "html":
            self.claves += [valor or "" for nombre, valor in attrs if nombre == "data-clave"]
        elif tag == "dl":
            self.en_lista = "fais-cifras" in clases
        elif tag == "h1":
            self.campo = tag
        elif self.en_lista and tag == "dt":
            self.cifras.append({})
            self.campo = CAMPOS[tag]
        elif self.en_lista and tag == "dd":
            self.campo = next((CAMPOS[c] for c in clases if c in CAMPOS), "")
        elif tag == "data" and self.en_lista and self.campo == "texto" and self.cifras:
            self.cifras[-1].setdefault("valor", datos.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("dt", "dd", "h1"):
            self.campo = ""
        self.en_lista &= tag != "dl"

    def handle_data(self, data: str) -> None:
        if self.campo == "h1":
            self.nombre += data
        elif self.campo and self.cifras:
            self.cifras[-1][self.campo] = self.cifras[-1].get(self.campo, "") + data


def read_portada(crudo: bytes) -> Portada:
    """Lee la portada de los bytes de un expediente; vacía si no lo es."""
    lector = _LectorPortada().read(crudo.partition(FIN_PORTADA)[0].decode("utf-8", errors="replace"))
    cifras = tuple(
        CifraPrincipal(
            "",
            join_texto(c.get("rotulo", "")),
            join_texto(c.get("texto", "")),
            _to_numero(c.get("valor", "")),
            join_texto(c.get("nota", "")),
        )
        for c in lector.cifras
    )  # fmt: skip
    return Portada(tuple(lector.claves), join_texto(lector.nombre), cifras)


def find_discordancia(informe: InformeCorrida, portada: Portada) -> str:
    """En qué no coinciden el informe, su carpeta y lo que el manifiesto dice de él; vacío si coinciden.

    Examples
    --------
    >>> ficha = InformeCorrida("10014", "Mezquital", "10014_mezquital", "bueno", None, "", (), ())
    >>> find_discordancia(ficha, Portada(("10033",), "Súchil", ()))
    'el archivo dice ser de 10033'
    """
    if portada.claves != (informe.clave,):
        return f"el archivo dice ser de {' y '.join(portada.claves) or 'ningún municipio'}"
    if informe.carpeta.partition("_")[0] != informe.clave or (
        informe.ruta is not None and informe.ruta.parent.name != informe.carpeta
    ):
        return f"está en la carpeta {informe.carpeta!r}, que no es la suya"
    if portada.nombre != join_texto(informe.nombre):
        return "el archivo trae el nombre de otro municipio"
    if [_simplify(c) for c in portada.cifras] != [_simplify(c) for c in informe.cifras]:
        return "las cifras del manifiesto no son las del informe"
    return ""


def list_valores(corrida: Corrida, id_cifra: str, claves: Sequence[str]) -> dict[str, float | None]:
    """Valor de la cifra del mapa en cada municipio que se dibuja, leído de su propio informe.

    Nulo si la corrida no lo tiene, si el informe no salió bien o si sus bytes no son los registrados.
    """
    rotulos = {c.rotulo for i in corrida.informes.values() for c in i.cifras if c.id == id_cifra}
    valores: dict[str, float | None] = dict.fromkeys(claves)
    for clave in valores:
        if clave in corrida.informes:
            portada = _read(corrida.informes[clave])
            valores[clave] = next((c.valor for c in portada.cifras if c.rotulo in rotulos), None)
    return valores


def _read(informe: InformeCorrida) -> Portada:
    try:
        ruta, marca = informe.ruta, informe.ruta.stat() if informe.ruta else None
    except OSError:
        marca = None
    if ruta is None or marca is None:
        return Portada((), "", ())
    return _read_una_vez(informe, marca.st_mtime_ns, marca.st_size)


@lru_cache(maxsize=8192)
def _read_una_vez(informe: InformeCorrida, _modificado: int, _tamano: int) -> Portada:
    try:
        return read_portada(read_bytes_informe(informe))
    except FaisError:
        return Portada((), "", ())


def join_texto(texto: str) -> str:
    """Para comparar: sin espacios de más ni de los que no se parten."""
    return " ".join(texto.split())


def _simplify(cifra: CifraPrincipal) -> tuple[str, str, str, float | None]:
    return join_texto(cifra.rotulo), join_texto(cifra.texto), join_texto(cifra.nota), cifra.valor


def _to_numero(texto: str) -> float | None:
    try:
        return float(texto)
    except ValueError:
        return None


def find_ausentes(cifras: Sequence[CifraPrincipal], cuerpo: str) -> list[str]:
    """Rótulos de las cifras que un cuerpo (sin marcas) no dice, con su rótulo y su texto."""
    plano = join_texto(cuerpo)
    return [c.rotulo for c in cifras if not all(join_texto(t) in plano for t in (c.rotulo, c.texto))]


def digest_valores(valores: Mapping[str, float | None], cortes: Sequence[float]) -> str:
    """Resumen de lo que pinta un mapa: dos mapas con otra cifra en otro municipio no lo comparten."""
    partes = [f"{clave}={valor!r}" for clave, valor in sorted(valores.items())]
    return hashlib.sha256("\n".join([*partes, *map(repr, cortes)]).encode()).hexdigest()[:32]
