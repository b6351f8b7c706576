"""El libro de LibreOffice (.ods): las mismas celdas que el de Excel, con lo repetido sin inflar."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from fais_analysis.loaders.libros.celdas import (
    MAXIMO_CELDAS,
    Celdas,
    ErrorExcel,
    Fila,
    Hoja,
    LibroIlegible,
    build_lugar,
    is_error,
)
from fais_analysis.loaders.libros.ods_estilos import Estilos
from fais_analysis.loaders.libros.paquete import Atributos, Piezas

CONTENIDO, ESTILOS = "content.xml", "styles.xml"
CELDAS = ("table-cell", "covered-table-cell")
OCULTAS = ("collapse", "filter")
CON_VALOR = ("float", "currency")
APARTE = frozenset({"annotation", "custom-shape", "frame"})  # comentarios y cuadros de texto


def open_ods(contenido: bytes) -> list[Hoja]:
    """Las hojas de un .ods, en su orden; ninguna se lee todavía.

    Raises
    ------
    LibroIlegible
        Si no es una hoja de cálculo.
    """
    piezas = Piezas(contenido)
    hojas: list[tuple[str, str]] = []
    ocultos: set[str] = set()
    estilo, es_hoja = "", False

    def abre(nombre: str, atributos: Atributos) -> None:
        nonlocal estilo, es_hoja
        if nombre == "spreadsheet":
            es_hoja = True
        elif nombre == "style":
            estilo = atributos.get("name", "")
        elif nombre == "table-properties" and atributos.get("display") == "false":
            ocultos.add(estilo)
        elif nombre == "table":
            hojas.append((atributos.get("name", ""), atributos.get("style-name", "")))

    if piezas.has(CONTENIDO):
        piezas.walk(CONTENIDO, abre)
    if not es_hoja:
        raise LibroIlegible(
            "un archivo dañado o que no es una hoja de cálculo",
            "un .ods que LibreOffice abra sin avisos",
            "ábralo en LibreOffice y guárdelo de nuevo",
        )
    return [Hoja(n, e not in ocultos, partial(_read_hoja, piezas, i)) for i, (n, e) in enumerate(hojas)]


def _read_hoja(piezas: Piezas, cual: int, hasta: int, maximo: int = 0) -> Celdas:
    estilos = Estilos()
    for pieza in (ESTILOS, CONTENIDO):
        if piezas.has(pieza):
            piezas.walk(pieza, estilos.open, estilos.close, estilos.add_texto)
    lector = _LectorHoja(cual, hasta, estilos, Celdas(maximo=maximo))
    piezas.walk(CONTENIDO, lector.open, lector.close, lector.add_texto)
    return lector.celdas


@dataclass
class _LectorHoja:
    """Arma las celdas de una tabla del documento; a las demás no las mira."""

    cual: int
    hasta: int
    estilos: Estilos
    celdas: Celdas = field(default_factory=Celdas)
    tabla: int = -1
    fila: Fila = field(default_factory=lambda: Fila(0))
    veces_fila: int = 1
    columna: int = 0
    columna_declarada: int = 0
    de_columna: dict[int, str] = field(default_factory=dict)
    siguiente: int = 1
    vistas: int = 0
    celda: Atributos | None = None
    parrafos: list[str] = field(default_factory=list)
    dentro: list[str] = field(default_factory=list)

    def open(self, nombre: str, atributos: Atributos) -> None:
        if nombre == "table":
            self.tabla += 1
        self.dentro.append(nombre)
        if self.tabla != self.cual or (self.hasta and self.siguiente > self.hasta):
            return
        if nombre == "table-row":
            self.veces_fila = int(atributos.get("number-rows-repeated", 1))
            self.fila = Fila(self.siguiente, es_oculta=atributos.get("visibility") in OCULTAS)
            self.columna = 0
        elif nombre in CELDAS:
            self.celda, self.parrafos = atributos, []
        elif nombre in APARTE:
            self.celdas.notas.append((build_lugar(self.fila.numero or 1, self.columna), ""))
        elif nombre == "p" and not self._is_aparte():
            self.parrafos.append("")
        elif nombre == "span" and atributos.get("style-name") in self.estilos.tachados:
            self.celdas.tachadas.add((self.fila.numero, self.columna))
        elif nombre == "table-column":
            self._add_columna(atributos)
        elif nombre in ("s", "tab", "line-break") and self.parrafos:
            self.parrafos[-1] += " " * int(atributos.get("c", 1)) if nombre == "s" else " "

    def close(self, nombre: str) -> None:
        self.dentro.pop()
        if self.tabla != self.cual:
            return
        if nombre in CELDAS and self.celda is not None:
            self._save_celda(self.celda)
            self.celda = None
        elif nombre == "table-row" and not (self.hasta and self.siguiente > self.hasta):
            self._save_fila()

    def add_texto(self, pedazo: str) -> None:
        if self.tabla != self.cual or "p" not in self.dentro:
            return
        if self._is_aparte():
            if self.celdas.notas:  # falta la que esté más allá de los primeros renglones
                lugar, dicho = self.celdas.notas[-1]
                self.celdas.notas[-1] = (lugar, dicho + pedazo)
        elif self.celda is not None and self.parrafos:
            self.parrafos[-1] += pedazo

    def _is_aparte(self) -> bool:
        """Si lo que se lee es un comentario o un cuadro de texto, no la celda."""
        return not APARTE.isdisjoint(self.dentro)

    def _add_columna(self, atributos: Atributos) -> None:
        veces = int(atributos.get("number-columns-repeated", 1))
        if atributos.get("visibility") in OCULTAS:
            self.celdas.columnas_ocultas.update(
                range(self.columna_declarada, min(self.columna_declarada + veces, 16_384))
            )
        for columna in range(self.columna_declarada, min(self.columna_declarada + veces, 1_024)):
            self.de_columna[columna] = atributos.get("default-cell-style-name", "")
        self.columna_declarada += veces

    def _save_celda(self, celda: Atributos) -> None:
        veces, donde = int(celda.get("number-columns-repeated", 1)), self.columna
        self.columna += veces
        valor = _parse(celda, "\n".join(self.parrafos))
        es_formula = "formula" in celda
        if valor is None and not es_formula:
            self._add_combinada(celda, donde)
            return
        self._count(veces)
        for columna in range(donde, donde + veces):
            if valor is not None:
                self.fila.valores[columna] = valor
            if es_formula:
                self.celdas.formulas.add((self.fila.numero, columna))
            if disfraz := self._find_disfraz(celda, columna):
                self.celdas.disfraces[self.fila.numero, columna] = disfraz
            if self._get_estilo(celda, columna) in self.estilos.tachados:
                self.celdas.tachadas.add((self.fila.numero, columna))
        self._add_combinada(celda, donde)

    def _find_disfraz(self, celda: Atributos, columna: int) -> str:
        if celda.get("value-type") == "percentage":
            return "porcentaje"
        if celda.get("value-type") not in CON_VALOR:
            return ""
        return self.estilos.find_disfraz(self._get_estilo(celda, columna))

    def _get_estilo(self, celda: Atributos, columna: int) -> str:
        return celda.get("style-name") or self.de_columna.get(columna, "")

    def _add_combinada(self, celda: Atributos, donde: int) -> None:
        alto, ancho = int(celda.get("number-rows-spanned", 1)), int(celda.get("number-columns-spanned", 1))
        if alto > 1 or ancho > 1:
            renglon = self.fila.numero
            self.celdas.combinadas.append((renglon, donde, renglon + alto - 1, donde + ancho - 1))

    def _save_fila(self) -> None:
        if self.fila.valores:
            self._count((self.veces_fila - 1) * len(self.fila.valores))
            for numero in range(self.siguiente, self.siguiente + self.veces_fila):
                self.celdas.add_fila(Fila(numero, self.fila.valores, 0, self.fila.es_oculta))
        self.siguiente += self.veces_fila

    def _count(self, cuantas: int) -> None:
        self.vistas += cuantas
        if self.vistas > MAXIMO_CELDAS:
            raise LibroIlegible(
                f"una hoja con más de {MAXIMO_CELDAS:,} celdas",
                "una hoja capturada",
                "copie los datos a la plantilla y pegue sólo los valores",
            )


def _parse(celda: Atributos, texto: str) -> object:
    # «value-type» viene dos veces (office: y calcext:) y la segunda dice si es error
    tipo = celda.get("value-type", "")
    if tipo == "error" or is_error(texto):
        return ErrorExcel(texto or "#N/A")
    lector = _LECTORES.get(tipo)
    if lector is not None:
        return lector(celda)
    return celda.get("string-value", texto) or None


def _parse_numero(celda: Atributos) -> object:
    crudo = celda["value"]
    return int(crudo) if crudo.lstrip("-").isdigit() else float(crudo)


_LECTORES: dict[str, Callable[[Atributos], object]] = {
    "float": _parse_numero,
    "percentage": _parse_numero,
    "currency": _parse_numero,
    "boolean": lambda celda: celda.get("boolean-value") == "true",
    "date": lambda celda: datetime.fromisoformat(celda["date-value"]),
    "time": lambda celda: celda["time-value"],
}
