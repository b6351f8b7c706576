"""Lo que hay en un documento HTML: etiquetas, anclas, guiones, recursos de fuera, gráficas y sus marcas."""

import re
from collections import Counter
from dataclasses import dataclass, field

from fais_analysis.pages.causa import Conteos
from fais_analysis.recorrido import Atributos, RecorridoConPila
from fais_analysis.views.guiones import compute_huella_csp

EXTERNO = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:)?//|^\s*(?:https?|ftp|file|javascript):", re.IGNORECASE)
ESTILO_EXTERNO = re.compile(r"@import|url\(\s*[\"']?\s*(?!data:|#)[^\"')]", re.IGNORECASE)
EJECUTABLE = re.compile(r"\s*javascript:", re.IGNORECASE)
CARGABLES = ("src", "srcset", "poster", "data", "background", "action", "formaction", "xlink:href", "ping")
VETADAS = frozenset({"iframe", "object", "embed", "base", "link", "applet", "frame"})
CON_DESTINO_LIBRE = frozenset({"a", "area"})
# Marcas que ponen las vistas: mapa, tabla y grupo de lo dibujado con datos.
CLASE_MAPA, CLASE_TABLA, CLASE_MARCAS = "fais-mapa", "fais-tabla", "m"
DIBUJOS = frozenset({"path", "rect", "circle", "ellipse", "polygon", "polyline", "line", "use"})
CLASE_CAPITULO, ATRIBUTO_CAPITULO = "capitulo", "data-capitulo"
MARCAS, CAPITULO = "\0marcas", "\0capitulo"
TIPO_INERTE = "application/json"


@dataclass
class Inventario:
    """Lo que hay en un documento HTML.

    ``conteos``: gráficas, tablas y mapas de todo el documento; ``capitulos``, los de cada capítulo, en orden,
    con lo suyo del anexo.
    ``trazos``: por gráfica, las marcas que dijo que dibujaría y las que hay; ``capitulo_de``, en qué capítulo
    está cada una.
    """

    etiquetas: Counter[str] = field(default_factory=Counter)
    ids: Counter[str] = field(default_factory=Counter)
    anclas: list[str] = field(default_factory=list)
    externos: list[str] = field(default_factory=list)
    guiones: list[str] = field(default_factory=list)
    propios: list[str] = field(default_factory=list)
    archivos: list[str] = field(default_factory=list)
    politica: str = ""
    sin_nombre: list[str] = field(default_factory=list)
    conteos: Conteos = field(default_factory=Conteos)
    capitulos: list[Conteos] = field(default_factory=list)
    trazos: dict[str, list[int]] = field(default_factory=dict)
    capitulo_de: dict[str, int] = field(default_factory=dict)
    lengua: str = ""
    clave: str = ""
    texto: str = ""


class _LectorInventario(RecorridoConPila[str]):
    """Recorre el HTML y llena el inventario.

    De cada etiqueta abierta se guarda su papel: la figura que es, el grupo de marcas, un capítulo o nada.
    """

    def __init__(self) -> None:
        super().__init__()
        self.inventario = Inventario()
        self.papeles: list[str] = []
        self.cuentas: dict[str | None, Counter[str]] = {None: Counter()}
        self.capitulo: str | None = None
        self.trozos: list[str] = []
        self.guion: list[str] | None = None

    def open_etiqueta(self, etiqueta: str, atributos: Atributos, es_sola: bool) -> str:
        """Anota lo que es y devuelve su papel; el de una etiqueta sola no le importa a nadie."""
        datos = self._read(etiqueta, atributos)
        papel = "" if es_sola else self._find_papel(etiqueta, datos)
        if papel:
            self.papeles.append(papel)
        return papel

    def close_etiqueta(self, etiqueta: str, papel: str) -> None:
        """Deja de estar dentro de lo que esa etiqueta era."""
        if papel:
            self.papeles.pop()

    def _find_papel(self, etiqueta: str, datos: dict[str, str]) -> str:
        if etiqueta == "g" and datos.get("class") == CLASE_MARCAS:
            return MARCAS
        if etiqueta == "section" and datos.get("class") == CLASE_CAPITULO:
            # Sin nombre es uno más; con él, lo del anexo se cuenta con lo de su capítulo.
            self.capitulo = datos.get(ATRIBUTO_CAPITULO) or f"\0{len(self.cuentas)}"
            self.cuentas.setdefault(self.capitulo, Counter())
            return CAPITULO
        return datos.get("data-grafica", "")

    def _read(self, etiqueta: str, atributos: Atributos) -> dict[str, str]:
        datos = {nombre: valor or "" for nombre, valor in atributos}
        self._count(etiqueta, datos)
        self._check_carga(etiqueta, datos)
        if etiqueta == "script":
            self._open_guion(datos)
        return datos

    def _open_guion(self, datos: dict[str, str]) -> None:
        """Un guion sin atributos se reconoce por su huella; con ``src`` que no arranca solo, por su archivo;
        JSON es inerte.
        """
        if not datos:
            self.guion = []
        elif set(datos) == {"src", "type"} and datos["type"] == "text/plain":
            self.inventario.archivos.append(datos["src"])
        elif set(datos) != {"type", "id"} or datos["type"] != TIPO_INERTE:
            self.inventario.guiones.append("<script>")

    def handle_endtag(self, etiqueta: str) -> None:
        if etiqueta == "script" and self.guion is not None:
            self.inventario.propios.append(compute_huella_csp("".join(self.guion)))
            self.guion = None
        super().handle_endtag(etiqueta)

    def handle_data(self, texto: str) -> None:
        abierta = self.abiertas[-1][0] if self.abiertas else ""
        if abierta == "script":
            if self.guion is not None:
                self.guion.append(texto)
        elif abierta == "style":
            if ESTILO_EXTERNO.search(texto):
                self.inventario.externos.append("<style>")
        else:
            self.trozos.append(texto)

    def _count(self, etiqueta: str, datos: dict[str, str]) -> None:
        inventario = self.inventario
        inventario.etiquetas[etiqueta] += 1
        if etiqueta == "html":
            inventario.lengua, inventario.clave = datos.get("lang", ""), datos.get("data-clave", "")
        if "id" in datos:
            inventario.ids[datos["id"]] += 1
        if etiqueta == "a" and datos.get("href", "").startswith("#"):
            inventario.anclas.append(datos["href"][1:])
        if etiqueta == "meta" and datos.get("http-equiv", "").lower() == "content-security-policy":
            inventario.politica = datos.get("content", "")
        if etiqueta == "img" and "alt" not in datos:
            inventario.sin_nombre.append("img")
        self._classify(etiqueta, datos)

    def _classify(self, etiqueta: str, datos: dict[str, str]) -> None:
        """Cuenta la figura, la tabla o la marca que sea; una tabla dentro de una figura es de ella."""
        ident = datos.get("data-grafica")
        clases = datos["class"].split() if "class" in datos else []
        es_tabla = CLASE_TABLA in clases
        if not (ident or es_tabla or etiqueta in DIBUJOS):
            return  # casi todas
        capitulo = self.capitulo if CAPITULO in self.papeles else None
        figura = next((p for p in self.papeles if p not in (MARCAS, CAPITULO)), "")
        if ident:
            self.inventario.trazos[ident] = [int(datos.get("data-trazos", "0")), 0]
            self.inventario.capitulo_de[ident] = list(self.cuentas).index(capitulo) - 1
            self.cuentas[capitulo]["mapas" if CLASE_MAPA in clases else "graficas"] += 1
        elif figura in self.inventario.trazos and etiqueta in DIBUJOS and MARCAS in self.papeles:
            self.inventario.trazos[figura][1] += 1
        elif not figura and es_tabla:
            self.cuentas[capitulo]["tablas"] += 1

    def _check_carga(self, etiqueta: str, datos: dict[str, str]) -> None:
        inventario = self.inventario
        if etiqueta in VETADAS:
            inventario.guiones.append(f"<{etiqueta}>")
        for nombre, valor in datos.items():
            if nombre.startswith("on") or EJECUTABLE.match(valor):
                inventario.guiones.append(f"<{etiqueta} {nombre}>")
            carga = nombre in CARGABLES or (nombre == "href" and etiqueta not in CON_DESTINO_LIBRE)
            if carga and EXTERNO.search(valor):
                inventario.externos.append(f"<{etiqueta} {nombre}>")
            if nombre == "style" and ESTILO_EXTERNO.search(valor):
                inventario.externos.append(f"<{etiqueta} style>")
            if nombre == "http-equiv" and valor.lower() == "refresh":
                inventario.guiones.append("<meta refresh>")


def build_inventario(documento: str) -> Inventario:
    """Inventario de un documento o fragmento de HTML."""
    lector = _LectorInventario().read(documento)
    inventario = lector.inventario
    inventario.texto = " ".join(" ".join(lector.trozos).split())
    fuera = Conteos(**lector.cuentas.pop(None))
    inventario.capitulos = [Conteos(**cuenta) for cuenta in lector.cuentas.values()]
    inventario.conteos = sum(inventario.capitulos, fuera)
    return inventario
