"""Lee un informe en HTML como una lista de piezas: cada texto y cada atributo, con el lugar en que está."""

import base64
import re
import zlib
from dataclasses import dataclass, field

from fais_analysis.procedencia.gramatica import ATRIBUTO, ATRIBUTO_BASE, complete_procedencia
from fais_analysis.recorrido import Atributos, RecorridoConPila

DIGITO = re.compile(r"\d")
VERSION_ENVIAR = "Versión para enviar"
ID_PLOTLY = "fais-plotly"
COMPRIMIDO = re.compile(r'"dibujos": ?"([A-Za-z0-9+/=]+)"')
MAXIMO_DESCOMPRIMIDO = 30_000_000
FICHA = "ficha del informe"
ENCABEZADOS = ("h1", "h2", "h3", "h4")
# Qué es cada parte, por su clase o su etiqueta; lo más cercano manda.
PAPEL_POR_CLASE = {
    "fais-cifra": "tarjeta",
    "fais-veredicto": "veredicto",
    "fais-metodo": "método",
    "fais-mensajes": "mensaje",
    "fais-titulo": "título",
    "fais-descripcion": "descripción",
    "fais-nota": "nota",
    "fais-fuente": "fuente",
    "fais-descarga": "CSV",
    "fais-aviso": "aviso",
    "franja-demostracion": "aviso",
    "marca-demostracion": "aviso",
    "ficha": FICHA,
    "indice": "índice",
    "partes": "índice",
}
PAPEL_POR_ROTULO = ("advertencias", "fuentes")  # el encabezado que nombra su sección
PAPEL_POR_ETIQUETA = {
    "svg": "dibujo",
    "text": "rótulo del dibujo",
    "title": "globo",
    "table": "tabla",
    "caption": "título de la tabla",
    "summary": "resumen",
    "style": "hoja de estilo",
    "script": "guion",
    **dict.fromkeys(ENCABEZADOS, "encabezado"),
}


@dataclass(slots=True)
class RenglonTabla:
    """El renglón de tabla que se está leyendo: su encabezado y cuántas celdas lleva."""

    nombre: str = ""
    celdas: int = 0


@dataclass(frozen=True, slots=True)
class LugarPieza:
    """Dónde está una pieza: capítulo, sección, figura, qué es y, en una tabla, renglón y columna.

    ``cuaderno`` es el del capítulo, también dentro del anexo; vacío en lo que no es de ninguno.
    """

    capitulo: str = ""
    seccion: str = ""
    figura: str = ""
    papel: str = ""
    renglon: RenglonTabla | None = None
    columnas: tuple[str, ...] = ()
    columna: int = -1
    cuaderno: str = ""

    @property
    def tramo(self) -> tuple[str, str, str]:
        """Capítulo, sección y figura."""
        return self.capitulo, self.seccion, self.figura

    def __str__(self) -> str:
        partes = [self.capitulo, self.seccion, self.figura, self.papel]
        if self.renglon is not None and self.renglon.nombre:
            partes.append(f"renglón «{self.renglon.nombre}»")
        if 0 <= self.columna < len(self.columnas):
            partes.append(f"columna «{self.columnas[self.columna]}»")
        return " › ".join(dict.fromkeys(p for p in partes if p)) or "documento"


@dataclass(slots=True)
class Pieza:
    """Un texto, un atributo o una etiqueta del informe, en su orden. ``cifra`` es la que la contiene."""

    tipo: str
    etiqueta: str
    nombre: str
    valor: str
    lugar: LugarPieza
    cifra: int = -1

    @property
    def forma(self) -> tuple[str, str, str]:
        """Lo que debe coincidir para que dos piezas se comparen: todo menos el valor."""
        return self.tipo, self.etiqueta, self.nombre


@dataclass(slots=True)
class CifraLeida:
    """Un ``<data>`` del informe: su valor exacto, el texto impreso, su procedencia y su lugar."""

    valor: str
    procedencia: str
    lugar: LugarPieza
    texto: str = ""


@dataclass(slots=True)
class Informe:
    """Un informe leído. ``ficha``: los renglones de la suya; ``formato``: html, docx o json."""

    clave: str = ""
    rotulo: str = ""
    piezas: list[Pieza] = field(default_factory=list)
    cifras: list[CifraLeida] = field(default_factory=list)
    ficha: dict[str, str] = field(default_factory=dict)
    procedencias: str = ""
    es_incrustado: bool = False
    formato: str = "html"

    @property
    def es_interactivo(self) -> bool:
        """Si es la forma con plotly.js y no la que se envía."""
        return VERSION_ENVIAR in self.ficha


@dataclass(slots=True)
class _Marco:
    """Una etiqueta abierta."""

    etiqueta: str
    clases: list[str]
    lugar: LugarPieza
    cifra: int = -1
    ident: str = ""
    trozos: list[str] = field(default_factory=list)


class _LectorInforme(RecorridoConPila[_Marco]):
    """Recorre el HTML una vez. Un documento mal formado no lo detiene: sale lo que se pudo leer."""

    def __init__(self) -> None:
        super().__init__()
        self.informe = Informe()
        self.capitulo = self.seccion = self.termino = self.base = self.anexo = ""
        self.columnas: list[str] = []

    def close_etiqueta(self, etiqueta: str, marco: _Marco) -> None:
        """Toma el texto de lo que se cerró y anota el cierre."""
        self._close(marco)
        self.informe.piezas.append(Pieza("cierra", etiqueta, "", "", marco.lugar, marco.cifra))

    def handle_data(self, texto: str) -> None:
        if not texto.strip():
            return
        lugar, cifra, etiqueta = LugarPieza(), -1, ""
        for _, marco in self.abiertas:
            marco.trozos.append(texto)
        if self.abiertas:
            ultimo = self.abiertas[-1][1]
            lugar, cifra, etiqueta = ultimo.lugar, ultimo.cifra, ultimo.etiqueta
        valor = expand_dibujos(texto) if etiqueta == "script" else texto
        self.informe.piezas.append(Pieza("texto", etiqueta, "", valor, lugar, cifra))
        if cifra >= 0:
            self.informe.cifras[cifra].texto += texto

    def handle_comment(self, texto: str) -> None:
        self.informe.piezas.append(Pieza("comentario", "", "", texto, self._get_lugar()))

    def handle_decl(self, texto: str) -> None:
        self.informe.piezas.append(Pieza("declaracion", "", "", texto, LugarPieza()))

    def handle_pi(self, texto: str) -> None:
        self.informe.piezas.append(Pieza("instruccion", "", "", texto, self._get_lugar()))

    def open_etiqueta(self, etiqueta: str, atributos: Atributos, es_sola: bool) -> _Marco:
        """Anota la etiqueta y sus atributos, en su orden y con los repetidos."""
        datos = {nombre: valor or "" for nombre, valor in atributos}
        lugar = self._build_lugar(etiqueta, datos)
        cifra = self.abiertas[-1][1].cifra if self.abiertas else -1
        if etiqueta == "data":
            cifra = len(self.informe.cifras)
            procedencia = complete_procedencia(datos.get(ATRIBUTO, ""), self.base)
            leida = CifraLeida(datos.get("value", ""), procedencia, lugar)
            self.informe.cifras.append(leida)
        self.base = datos.get(ATRIBUTO_BASE, self.base)
        self.informe.es_incrustado |= datos.get("id") == ID_PLOTLY
        if etiqueta == "html":
            self.informe.clave = datos.get("data-clave", "")
        self.informe.piezas.append(Pieza("abre", etiqueta, "", "", lugar, cifra))
        self._note_atributos(etiqueta, atributos, lugar, cifra)
        return _Marco(etiqueta, datos.get("class", "").split(), lugar, cifra, datos.get("id", ""))

    def _note_atributos(self, etiqueta: str, atributos: Atributos, lugar: LugarPieza, cifra: int) -> None:
        """Anota los atributos; la procedencia va entera, que el principio común depende de las demás."""
        for nombre, valor in atributos:
            if nombre != ATRIBUTO_BASE:
                texto = complete_procedencia(valor or "", self.base) if nombre == ATRIBUTO else valor or ""
                self.informe.piezas.append(Pieza("atributo", etiqueta, nombre, texto, lugar, cifra))

    def _get_lugar(self) -> LugarPieza:
        return self.abiertas[-1][1].lugar if self.abiertas else LugarPieza()

    def _build_lugar(self, etiqueta: str, datos: dict[str, str]) -> LugarPieza:
        padre, clases = self._get_lugar(), datos.get("class", "").split()
        self._note_zona(etiqueta, clases)
        papel = next((PAPEL_POR_CLASE[c] for c in clases if c in PAPEL_POR_CLASE), "")
        if (rotulo := datos.get("aria-labelledby", "")) in PAPEL_POR_ROTULO:
            papel = rotulo
        papel = papel or PAPEL_POR_ETIQUETA.get(etiqueta, "") or padre.papel
        es_figura = "data-grafica" in datos or "fais-tabla" in clases
        figura = datos.get("id", "") if es_figura else padre.figura
        renglon, columna = padre.renglon, padre.columna
        if etiqueta == "tr":
            renglon, columna = RenglonTabla(), -1
        elif etiqueta == "thead":
            self.columnas = []
        elif etiqueta in ("td", "th") and renglon is not None:
            columna, renglon.celdas = renglon.celdas, renglon.celdas + 1
        elif etiqueta == "dd":
            renglon = RenglonTabla(self.termino)
        columnas = tuple(self.columnas) if etiqueta == "tr" else padre.columnas
        cuaderno = datos.get("data-capitulo", padre.cuaderno)
        return LugarPieza(self.capitulo, self.seccion, figura, papel, renglon, columnas, columna, cuaderno)

    def _note_zona(self, etiqueta: str, clases: list[str]) -> None:
        if etiqueta == "section" and "capitulo" in clases:
            self.capitulo, self.seccion, self.base = self.anexo, "", ""
        elif etiqueta == "section" and "anexo" in clases:
            self.anexo, self.capitulo, self.seccion, self.base = "Anexo", "Anexo", "", ""
        elif etiqueta == "div" and "portada" in clases:  # tras la petición, lo que encabeza el expediente
            self.capitulo, self.seccion, self.base = "Encabezado", "", ""
        elif etiqueta in ("header", "footer", "head"):
            self.base = ""
            self.capitulo = {"header": "Encabezado", "footer": "Pie", "head": "Documento"}[etiqueta]
            self.seccion = ""

    def _close(self, marco: _Marco) -> None:
        texto = " ".join("".join(marco.trozos).split())
        if marco.etiqueta == "h2":
            self.capitulo, self.seccion = (self.capitulo or texto), ""
        elif marco.etiqueta == "h3" and "fais-titulo" not in marco.clases:
            self.seccion = texto
        elif marco.etiqueta == "th" and marco.lugar.renglon is not None:
            es_encabezado = any(abierta == "thead" for abierta, _ in self.abiertas)
            if es_encabezado:
                self.columnas.append(texto)
            elif not marco.lugar.renglon.nombre:
                marco.lugar.renglon.nombre = texto.removeprefix("▸ ")
        elif marco.etiqueta == "dt":
            self.termino = texto
        elif marco.etiqueta == "dd" and marco.lugar.papel == FICHA:
            self.informe.ficha.setdefault(self.termino, texto)
        elif marco.etiqueta == "p" and "rotulo" in marco.clases:
            self.informe.rotulo = self.informe.rotulo or texto
        elif marco.ident == "fais-procedencias":
            self.informe.procedencias = "".join(marco.trozos)


def expand_dibujos(texto: str) -> str:
    """El guion con sus dibujos descomprimidos, para comparar lo que dicen y no sus bytes.

    Lo que no se puede descomprimir, o pasa de un tamaño razonable, queda como está.
    """
    hallado = COMPRIMIDO.search(texto)
    if hallado is None:
        return texto
    try:
        lector = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)  # gzip o zlib, según su encabezado
        plano = lector.decompress(base64.b64decode(hallado[1]), MAXIMO_DESCOMPRIMIDO)
        if lector.unconsumed_tail or not lector.eof:
            return texto
        return texto[: hallado.start(1)] + plano.decode("utf-8") + texto[hallado.end(1) :]
    except (ValueError, zlib.error):
        return texto


def read_informe(documento: str) -> Informe:
    """Lee un documento completo. Nunca falla: lo que no se entiende sale como piezas que no coincidirán."""
    return _LectorInforme().read(documento).informe
