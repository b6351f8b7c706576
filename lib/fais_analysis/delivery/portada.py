"""La primera pantalla de un expediente: de quién dice ser, qué pide y sus cifras, según sus bytes.

El manifiesto puede decir otra cosa: la petición, las cifras y el mapa de un mensaje salen de lo que dice el
informe.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from fais_analysis.delivery.corrida import CifraPrincipal, Corrida, InformeCorrida, read_bytes_informe
from fais_analysis.errors import FaisError
from fais_analysis.procedencia.gramatica import complete_procedencia
from fais_analysis.recorrido import Atributos, RecorridoConPila

FIN_PORTADA = "<nav "
CLASE_NOMBRE, CLASE_PIDE = "nombre", "pide"
# Una cifra o el prefijo de las que siguen, como las escribe el expediente, que ya se verificó.
_CIFRA = re.compile(
    r'data-procedencia-base="([^"]*)"|<data value="([^"]*)" data-procedencia="([^"]*)">([^<]*)</data>'
)
_ANIO = re.compile(r",(\d{4})\]")
DE_PARTE, DE_PERSONAS = ".municipio_pct", ".municipio_personas"


@dataclass(frozen=True)
class CifraMensaje:
    """Una cifra del mensaje, como la dice el informe: rótulo, texto y nota (cuántas personas y qué año)."""

    rotulo: str
    texto: str
    nota: str = ""


@dataclass
class ObraPedida:
    """Una obra de «Le proponemos»: qué se pide, en cuántas viviendas y por qué."""

    obra: str = ""
    viviendas: str = ""
    detalle: str = ""


@dataclass(frozen=True)
class Portada:
    """Lo que la primera pantalla dice; ``cifras``, (texto, valor) de las del informe, por procedencia."""

    claves: tuple[str, ...] = ()
    nombre: str = ""
    peticion: str = ""
    propuestas: tuple[ObraPedida, ...] = ()
    cifras: Mapping[str, tuple[str, float | None]] = field(default_factory=dict)


class _LectorPortada(RecorridoConPila[str]):
    """Recorre la primera pantalla; de cada etiqueta abierta se recuerda su clase."""

    def __init__(self) -> None:
        super().__init__()
        self.claves: list[str] = []
        self.nombre = self.peticion = ""
        self.propuestas: list[ObraPedida] = []

    def open_etiqueta(self, etiqueta: str, atributos: Atributos, es_sola: bool) -> str:
        """Anota de quién dice ser y empieza otra obra; devuelve la clase de la etiqueta."""
        if etiqueta == "html":
            self.claves += [valor or "" for nombre, valor in atributos if nombre == "data-clave"]
        if etiqueta == "li" and ("section", CLASE_PIDE) in self.abiertas:
            self.propuestas.append(ObraPedida())
        return dict(atributos).get("class") or ""

    def handle_data(self, data: str) -> None:
        """Guarda el texto donde toca, según dentro de qué va."""
        etiquetas = {etiqueta for etiqueta, _ in self.abiertas}
        if ("p", CLASE_NOMBRE) in self.abiertas:
            self.nombre += data
        elif "h1" in etiquetas:
            self.peticion += data
        elif self.propuestas and "li" in etiquetas:
            ultima = self.propuestas[-1]
            if "strong" in etiquetas:
                ultima.obra += data
            elif "small" in etiquetas:
                ultima.detalle += data
            else:
                ultima.viviendas += data


def read_portada(crudo: bytes) -> Portada:
    """Lee la primera pantalla y las cifras de los bytes de un expediente; vacía si no lo es."""
    texto = crudo.decode("utf-8", errors="replace")
    lector = _LectorPortada().read(texto.partition(FIN_PORTADA)[0])
    propuestas = tuple(
        ObraPedida(join_texto(p.obra), join_texto(p.viviendas), join_texto(p.detalle))
        for p in lector.propuestas
    )
    return Portada(
        tuple(lector.claves), join_texto(lector.nombre), join_texto(lector.peticion), propuestas,
        _read_cifras(texto),
    )  # fmt: skip


def _read_cifras(texto: str) -> dict[str, tuple[str, float | None]]:
    cifras: dict[str, tuple[str, float | None]] = {}
    base = ""
    for hallada in _CIFRA.finditer(texto):
        prefijo, valor, procedencia, dicho = hallada.groups()
        if prefijo is not None:
            base = prefijo
            continue
        completa = complete_procedencia(procedencia, base)
        cifras.setdefault(completa, (dicho.strip(), _to_numero(valor)))
    return cifras


def find_discordancia(informe: InformeCorrida, portada: Portada) -> str:
    """En qué no coinciden el informe, su carpeta y lo que el manifiesto dice de él; vacío si coinciden.

    Examples
    --------
    >>> ficha = InformeCorrida("10014", "Mezquital", "10014_mezquital", "bueno", None, "", (), ())
    >>> find_discordancia(ficha, Portada(("10033",), "Súchil"))
    'el archivo dice ser de 10033'
    """
    if portada.claves != (informe.clave,):
        return f"el archivo dice ser de {' y '.join(portada.claves) or 'ningún municipio'}"
    if informe.carpeta.partition("_")[0] != informe.clave or (
        informe.ruta is not None and informe.ruta.parent.name != informe.carpeta
    ):
        return f"está en la carpeta {informe.carpeta!r}, que no es la suya"
    # Un homónimo lleva además su clave.
    if portada.nombre.replace(informe.clave, "").strip(" ()·,") != join_texto(informe.nombre):
        return "el archivo trae el nombre de otro municipio"
    if not portada.peticion:
        return "el archivo no dice qué pide"
    if not all(_is_dicha(informe.clave, cifra, portada) for cifra in informe.cifras):
        return "las cifras del manifiesto no son las del informe"
    return ""


def _is_dicha(clave: str, cifra: CifraPrincipal, portada: Portada) -> bool:
    """Si una cifra del manifiesto sale de ese municipio y, de estar en su informe, es la que dice."""
    if not cifra.procedencia:
        return cifra.valor is None
    _, valor = portada.cifras.get(cifra.procedencia, ("", cifra.valor))
    return f"({clave})." in cifra.procedencia and valor == cifra.valor


def list_cifras(informe: InformeCorrida, portada: Portada) -> tuple[CifraMensaje, ...]:
    """Las cifras principales que el informe da en parte de su población, con cuántas personas y el año."""
    cifras = []
    for cifra in informe.cifras:
        texto, valor = portada.cifras.get(cifra.procedencia, ("", None))
        personas, numero = portada.cifras.get(cifra.procedencia.replace(DE_PARTE, DE_PERSONAS), ("", None))
        anio = _ANIO.search(cifra.procedencia)
        if cifra.procedencia.endswith(DE_PARTE) and anio and None not in (valor, numero):
            personas = personas if personas.endswith("personas") else f"{personas} personas"
            cifras.append(CifraMensaje(cifra.rotulo, texto, f"{personas} en {anio[1]}"))
    return tuple(cifras)


def list_dichos(informe: InformeCorrida, portada: Portada) -> list[str]:
    """Lo que los dos cuerpos de su mensaje tienen que decir: la petición, cada obra y cada cifra."""
    obras = [texto for p in portada.propuestas for texto in (p.obra, p.viviendas)]
    cifras = [texto for c in list_cifras(informe, portada) for texto in (c.rotulo, c.texto, c.nota)]
    return [portada.peticion, *filter(None, obras), *cifras]


def find_ausentes(dichos: Sequence[str], cuerpo: str) -> list[str]:
    """Lo que un cuerpo (sin marcas) no dice."""
    plano = join_texto(cuerpo)
    return [dicho for dicho in dichos if join_texto(dicho) not in plano]


def list_valores(corrida: Corrida, id_cifra: str, claves: Sequence[str]) -> dict[str, float | None]:
    """Valor de la cifra del mapa en cada municipio que se dibuja, leído de su propio informe.

    Nulo si la corrida no lo tiene, si el informe no salió bien o si sus bytes no son los registrados.
    """
    return {clave: _read_valor(corrida.informes.get(clave), id_cifra) for clave in claves}


def _read_valor(informe: InformeCorrida | None, id_cifra: str) -> float | None:
    if informe is None or informe.ruta is None:
        return None
    procedencia = next((c.procedencia for c in informe.cifras if c.id == id_cifra), "")
    try:
        marca = informe.ruta.stat()
    except OSError:
        return None
    return _read_una_vez(informe, procedencia, marca.st_mtime_ns, marca.st_size)


@lru_cache(maxsize=8192)
def _read_una_vez(informe: InformeCorrida, procedencia: str, _modificado: int, _tamano: int) -> float | None:
    try:
        texto = read_bytes_informe(informe).decode("utf-8", errors="replace")
    except FaisError:
        return None
    return _read_cifras(texto).get(procedencia, ("", None))[1]


def join_texto(texto: str) -> str:
    """Para comparar: sin espacios de más ni de los que no se parten."""
    return " ".join(texto.split())


def _to_numero(texto: str) -> float | None:
    try:
        return float(texto)
    except ValueError:
        return None


def digest_valores(valores: Mapping[str, float | None], cortes: Sequence[float]) -> str:
    """Resumen de lo que pinta un mapa: dos mapas con otra cifra en otro municipio no lo comparten."""
    partes = [f"{clave}={valor!r}" for clave, valor in sorted(valores.items())]
    return hashlib.sha256("\n".join([*partes, *map(repr, cortes)]).encode()).hexdigest()[:32]
