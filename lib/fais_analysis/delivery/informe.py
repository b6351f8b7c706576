"""Lo que un ``expediente.html`` dice de sí mismo: clave, demostración, fuentes, cifras y lo que se lee.

La entrega no confía en el nombre del archivo ni en la carpeta: abre el documento que va a mandar.
"""

import hashlib
import re
from dataclasses import dataclass
from html import unescape

from fais_analysis.delivery.corrida import LEYENDA_DEMOSTRACION
from fais_analysis.recorrido import Atributos, RecorridoConPila

CLASES_DEMOSTRACION = frozenset({"franja-demostracion", "marca-demostracion", "fais-aviso-demostracion"})
SECCION_FICHA, SECCION_FUENTES = "ficha", "fuentes"
MUDAS = frozenset({"style", "script", "template"})
TITULOS = frozenset({"h1", "h2", "h3"})
BLOQUES = frozenset({"p", "li", "dt", "div", "figcaption", "section", "summary", "blockquote", *TITULOS})
LARGO_CONTEXTO = 70
_ESPACIOS = re.compile(r"\s+")
_ABRE_HTML = re.compile(r"<html", re.IGNORECASE)
_CLAVE = re.compile(r'\A<!doctype html>\s*<html lang="es-MX" data-clave="(\d{5})">')
_ESTILO = re.compile(r"<style>[^<]*</style>")


@dataclass(frozen=True)
class CifraExpediente:
    """Una cifra del expediente: dónde está (capítulo › tabla › renglón › columna) y cómo se lee."""

    lugar: str
    texto: str


@dataclass(frozen=True)
class Contenido:
    """Un expediente leído. ``cifras`` va por procedencia o, si la cifra no la trae, por su lugar.

    ``huella_lectura`` cambia sólo si cambia algo que el lector lee: deja fuera el estilo y la ficha técnica
    del pie, donde están las huellas de la corrida.
    """

    claves: tuple[str, ...]
    titulo: str
    es_demostracion: bool
    fuentes: tuple[str, ...]
    cifras: dict[str, CifraExpediente]
    huella_lectura: str


@dataclass(frozen=True)
class Identidad:
    """Lo que la guarda pregunta antes de cada entrega: de quién es un expediente y si es de demostración."""

    claves: tuple[str, ...]
    es_demostracion: bool


def read_contenido(crudo: bytes) -> Contenido:
    """Lee los bytes de un expediente. No falla si no lo es: ``claves`` sale vacía y nadie lo envía."""
    texto = crudo.decode("utf-8", errors="replace")
    lector = _LectorExpediente().read(texto)
    demostracion = lector.es_demostracion or LEYENDA_DEMOSTRACION in texto
    huella = hashlib.sha256("\n".join(lector.leido).encode("utf-8", "surrogatepass")).hexdigest()
    return Contenido(
        tuple(lector.claves), _clean("".join(lector.titulo)), demostracion,
        tuple(filter(None, lector.fuentes)), lector.cifras, huella,
    )  # fmt: skip


def read_identidad(crudo: bytes) -> Identidad:
    """De quién es un expediente y si es de demostración, sin leerlo entero si los dice una sola vez y claro.

    Con cualquier duda (otra etiqueta ``html``, otra escritura, una marca fuera de la hoja de estilo) se lee
    completo: da lo mismo que :func:`read_contenido`.
    """
    texto = crudo.decode("utf-8", errors="replace")
    visible = unescape(_ESTILO.sub("", texto))
    dudas = (LEYENDA_DEMOSTRACION, *CLASES_DEMOSTRACION)
    declarada = _CLAVE.search(texto)
    if declarada and len(_ABRE_HTML.findall(texto)) == 1 and not any(d in visible for d in dudas):
        return Identidad((declarada[1],), LEYENDA_DEMOSTRACION in texto)
    contenido = read_contenido(crudo)
    return Identidad(contenido.claves, contenido.es_demostracion)


def _clean(texto: str) -> str:
    return _ESPACIOS.sub(" ", texto).strip()


def _cut(texto: str) -> str:
    """Lo último de una frase, desde el principio de una palabra: dice de qué es la cifra que sigue.

    Examples
    --------
    >>> _cut("La inversión por habitante fue de ")
    'La inversión por habitante fue de'
    """
    texto = texto.strip(" ,;:")
    corte = texto[-LARGO_CONTEXTO:]
    return texto if len(texto) <= LARGO_CONTEXTO else "… " + corte.partition(" ")[2]


class _LectorExpediente(RecorridoConPila[str]):
    """Recorre el documento; de cada etiqueta abierta se recuerda la sección que empieza."""

    def __init__(self) -> None:
        super().__init__()
        self.claves: list[str] = []
        self.titulo: list[str] = []
        self.fuentes: list[str] = []
        self.leido: list[str] = []
        self.cifras: dict[str, CifraExpediente] = {}
        self.es_demostracion = False
        self.encabezados = {"h1": "", "h2": "", "h3": ""}
        self.tabla = _Tabla()
        self.frase = ""
        self.cifra: list[str] | None = None
        self.procedencia = ""

    def open_etiqueta(self, tag: str, attrs: Atributos, es_sola: bool) -> str:
        """Anota lo que dice de sí el documento y devuelve la sección que empieza, si empieza una."""
        datos = {nombre: valor or "" for nombre, valor in attrs}
        self.es_demostracion |= bool(CLASES_DEMOSTRACION & set(datos.get("class", "").split()))
        if tag == "html":
            self.claves += [valor or "" for nombre, valor in attrs if nombre == "data-clave"]
        if tag == "data":
            self.procedencia = datos.get("data-procedencia", "")
        self._open(tag)
        return datos.get("aria-labelledby", "") if tag == "section" else ""

    def handle_startendtag(self, tag: str, attrs: Atributos) -> None:
        """Lo que se cierra solo empieza y termina ahí mismo."""
        self.open_etiqueta(tag, attrs, True)
        self._finish(tag)

    def _open(self, tag: str) -> None:
        if tag in BLOQUES:
            self.frase = ""
        if tag in TITULOS:
            self.encabezados[tag] = ""
            if tag == "h2":
                self.encabezados["h3"] = ""
        elif tag == "data":
            self.cifra = []
        elif tag == "li" and self._inside(SECCION_FUENTES):
            self.fuentes.append("")
        else:
            self.tabla.open(tag)

    def handle_endtag(self, tag: str) -> None:
        """Guarda la cifra que terminó y sale de la etiqueta."""
        self._finish(tag)
        super().handle_endtag(tag)

    def _finish(self, tag: str) -> None:
        if tag == "data" and self.cifra is not None:
            self._store("".join(self.cifra))
            self.cifra = None
        self.tabla.close(tag)

    def handle_data(self, data: str) -> None:
        if data.isspace():
            return  # entre etiquetas; nada de lo que se junta lo necesita
        etiquetas = {tag for tag, _ in self.abiertas}
        if "title" in etiquetas and "svg" not in etiquetas:
            self.titulo.append(data)
        if etiquetas & MUDAS or self._inside(SECCION_FICHA) or not data.strip():
            return
        self.leido.append(_clean(data))
        self.frase += data if self.cifra is not None else f" {data}"
        if self.cifra is not None:
            self.cifra.append(data)
        if self.fuentes and self._inside(SECCION_FUENTES) and "li" in etiquetas:
            self.fuentes[-1] = _clean(self.fuentes[-1] + " " + _clean(data)).replace(" .", ".")
        for titulo in TITULOS & etiquetas:
            self.encabezados[titulo] = _clean(self.encabezados[titulo] + data)
        self.tabla.read(data, etiquetas)

    def _inside(self, seccion: str) -> bool:
        return any(abierta == seccion for _, abierta in self.abiertas)

    def _store(self, texto: str) -> None:
        tabla = self.tabla.locate() if any(tag == "table" for tag, _ in self.abiertas) else ""
        previo = self.frase.removesuffix(texto)
        self.frase = f"{previo} … "
        contexto = "" if tabla else _cut(_clean(previo))
        partes = [self.encabezados["h2"], self.encabezados["h3"] if not tabla else "", tabla or contexto]
        lugar = " › ".join(p for p in partes if p) or "Portada"
        if any(tag == "h1" for tag, _ in self.abiertas):
            lugar = "La petición"
        leida = CifraExpediente(lugar, _clean(texto))
        base = self.procedencia or lugar
        clave, numero = base, 2
        while clave in self.cifras and self.cifras[clave].texto != leida.texto:
            clave, numero = f"{base} ({numero})", numero + 1
        self.cifras.setdefault(clave, leida)


class _Tabla:
    """En qué título, renglón y columna de una tabla va la lectura."""

    def __init__(self) -> None:
        self.titulo, self.renglon = "", ""
        self.columnas: list[str] = []
        self.columna = -1
        self.en_cabeza = False

    def open(self, tag: str) -> None:
        """Entra a una etiqueta de tabla; las demás no le importan."""
        if tag == "table":
            self.titulo, self.renglon, self.columnas, self.columna = "", "", [], -1
        elif tag == "thead":
            self.en_cabeza, self.columnas = True, []
        elif tag == "tr":
            self.renglon, self.columna = "", -1
        elif tag in ("th", "td"):
            self.columna += 1
            if self.en_cabeza:
                self.columnas.append("")

    def close(self, tag: str) -> None:
        """Sale de una etiqueta."""
        if tag == "thead":
            self.en_cabeza = False

    def read(self, texto: str, etiquetas: set[str]) -> None:
        """Toma el texto si es de un título, una columna o el rótulo de un renglón."""
        if "caption" in etiquetas:
            self.titulo = _clean(self.titulo + texto)
        elif self.en_cabeza and self.columnas and "th" in etiquetas:
            self.columnas[-1] = _clean(self.columnas[-1] + " " + texto)
        elif "th" in etiquetas and "data" not in etiquetas:
            self.renglon = _clean(self.renglon + " " + texto)

    def locate(self) -> str:
        """Tabla › renglón › columna de la celda en curso."""
        columna = self.columnas[self.columna] if 0 <= self.columna < len(self.columnas) else ""
        return " › ".join(p for p in (self.titulo, self.renglon, columna) if p)
