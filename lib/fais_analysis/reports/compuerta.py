"""La compuerta: lo que se revisa de cada informe antes de darlo por bueno.

Un informe vacío también «sale bien». Aquí se cuenta lo que quedó en el HTML contra lo que cada cuaderno
dijo que debía mostrar, se exige que sea el del municipio pedido, que no necesite internet y que no lleve más
guiones que los propios, reconocidos por su huella.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from fais_analysis.reports.manifiesto import Causa, Conteos
from fais_analysis.reports.resumen import MIME_RESUMEN, Resumen
from fais_analysis.views.guiones import BUSCADOR, GUION, compute_huella_csp, load_guion

EXTERNO = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:)?//|^\s*(?:https?|ftp|file|javascript):", re.IGNORECASE)
ESTILO_EXTERNO = re.compile(r"@import|url\(\s*[\"']?\s*(?!data:|#)[^\"')]", re.IGNORECASE)
CARGABLES = ("src", "srcset", "poster", "data", "background", "action", "formaction", "xlink:href", "ping")
VETADAS = frozenset({"iframe", "object", "embed", "base", "link", "applet", "frame"})
LANDMARKS = ("header", "nav", "main", "footer")
CON_DESTINO_LIBRE = frozenset({"a", "area"})
# Marcas que ponen las vistas: mapa, tabla y grupo de lo dibujado con datos.
CLASE_MAPA, CLASE_TABLA, CLASE_MARCAS = "fais-mapa", "fais-tabla", "m"
DIBUJOS = frozenset({"path", "rect", "circle", "ellipse", "polygon", "polyline", "line", "use"})
MARCAS = "\0marcas"
TOPE_BYTES = 250_000
TIPO_INERTE = "application/json"
SIN_CIERRE = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)


@dataclass(frozen=True)
class Permisos:
    """Lo que un documento puede llevar: huellas de guiones en línea, archivos de guion y tamaño."""

    guiones: frozenset[str]
    archivos: frozenset[str] = frozenset()
    tope_bytes: int = TOPE_BYTES


PERMISOS = Permisos(frozenset(compute_huella_csp(load_guion(nombre)) for nombre in (GUION, BUSCADOR)))


@dataclass
class Inventario:
    """Lo que hay en un documento HTML."""

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
    trazos: dict[str, list[int]] = field(default_factory=dict)
    lengua: str = ""
    clave: str = ""
    texto: str = ""


class _Lector(HTMLParser):
    """Recorre el HTML y llena el inventario."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.inventario = Inventario()
        self.abiertas: list[tuple[str, str]] = []
        self.trozos: list[str] = []
        self.guion: list[str] | None = None

    def handle_starttag(self, etiqueta: str, atributos: list[tuple[str, str | None]]) -> None:
        datos = self._read(etiqueta, atributos)
        if etiqueta not in SIN_CIERRE:
            es_marcas = etiqueta == "g" and datos.get("class") == CLASE_MARCAS
            self.abiertas.append((etiqueta, MARCAS if es_marcas else datos.get("data-grafica", "")))

    def handle_startendtag(self, etiqueta: str, atributos: list[tuple[str, str | None]]) -> None:
        self._read(etiqueta, atributos)

    def _read(self, etiqueta: str, atributos: list[tuple[str, str | None]]) -> dict[str, str]:
        datos = {nombre: valor or "" for nombre, valor in atributos}
        self._count(etiqueta, datos)
        self._check_carga(etiqueta, datos)
        if etiqueta == "script":
            self._open_guion(datos)
        return datos

    def _open_guion(self, datos: dict[str, str]) -> None:
        """Un guion sin atributos se reconoce por su huella; con ``src``, por su archivo; JSON es inerte."""
        if not datos:
            self.guion = []
        elif set(datos) == {"src", "defer"}:
            self.inventario.archivos.append(datos["src"])
        elif set(datos) != {"type", "id"} or datos["type"] != TIPO_INERTE:
            self.inventario.guiones.append("<script>")

    def handle_endtag(self, etiqueta: str) -> None:
        if etiqueta == "script" and self.guion is not None:
            self.inventario.propios.append(compute_huella_csp("".join(self.guion)))
            self.guion = None
        while self.abiertas:
            if self.abiertas.pop()[0] == etiqueta:
                break

    def handle_data(self, texto: str) -> None:
        if self.abiertas and self.abiertas[-1][0] == "script":
            if self.guion is not None:
                self.guion.append(texto)
        elif self.abiertas and self.abiertas[-1][0] == "style":
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
        inventario.conteos += self._classify(etiqueta, datos)

    def _classify(self, etiqueta: str, datos: dict[str, str]) -> Conteos:
        clases, figura = datos.get("class", "").split(), next((f for _, f in self.abiertas if f), "")
        if ident := datos.get("data-grafica"):
            self.inventario.trazos[ident] = [int(datos.get("data-trazos", "0")), 0]
            return Conteos(mapas=1) if CLASE_MAPA in clases else Conteos(graficas=1)
        if (
            etiqueta in DIBUJOS
            and any(f == MARCAS for _, f in self.abiertas)
            and figura in self.inventario.trazos
        ):
            self.inventario.trazos[figura][1] += 1
        return Conteos(tablas=1) if CLASE_TABLA in clases and not figura else Conteos()

    def _check_carga(self, etiqueta: str, datos: dict[str, str]) -> None:
        inventario = self.inventario
        if etiqueta in VETADAS:
            inventario.guiones.append(f"<{etiqueta}>")
        for nombre, valor in datos.items():
            if nombre.startswith("on") or valor.strip().lower().startswith("javascript:"):
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
    lector = _Lector()
    lector.feed(documento)
    lector.close()
    lector.inventario.texto = " ".join(" ".join(lector.trozos).split())
    return lector.inventario


def check_salidas(libro: Any, cuaderno: str) -> list[Causa]:
    """Salidas que el expediente no puede mostrar: sin HTML, con error o imágenes y widgets sueltos."""
    fallas = []
    for numero, celda in enumerate(libro.cells, start=1):
        for salida in celda.get("outputs", []):
            if salida["output_type"] == "error":
                fallas.append(Causa(cuaderno, numero, salida["ename"], salida["evalue"]))
            datos = salida.get("data")
            if datos is not None and "text/html" not in datos and MIME_RESUMEN not in datos:
                tipos = ", ".join(sorted(datos))
                fallas.append(Causa(cuaderno, numero, "SalidaSinHtml", f"la celda muestra sólo {tipos}"))
    return fallas


def check_resumenes(resumenes: Sequence[Resumen], cuaderno: str, clave: str) -> list[Causa]:
    """Cada cuaderno termina con un resumen, y es el de la clave pedida."""
    if len(resumenes) != 1:
        mensaje = f"debe mostrar un Resumen y mostró {len(resumenes)}"
        return [Causa(cuaderno, None, "SinResumen", mensaje)]
    if resumenes[0].clave != clave:
        mensaje = f"se pidió {clave} y el cuaderno calculó {resumenes[0].clave}"
        return [Causa(cuaderno, None, "ClaveEquivocada", mensaje)]
    return []


def check_conteos(conteos: Conteos, resumen: Resumen, cuaderno: str) -> list[Causa]:
    """Lo que el cuaderno dijo que mostraría contra lo que hay en su HTML."""
    esperados = Conteos(resumen.graficas, resumen.tablas, resumen.mapas)
    if conteos == esperados:
        return []
    diferencias = [
        f"{cosa}: se esperaban {getattr(esperados, cosa)} y hay {getattr(conteos, cosa)}"
        for cosa in ("graficas", "tablas", "mapas")
        if getattr(esperados, cosa) != getattr(conteos, cosa)
    ]
    return [Causa(cuaderno, None, "ConteoDistinto", "; ".join(diferencias))]


def check_trazos(inventario: Inventario, cuaderno: str) -> list[Causa]:
    """Lo que cada gráfica dijo que dibujaría contra lo que hay en su SVG."""
    return [
        Causa(cuaderno, None, "TrazosDistintos", f"{ident}: se esperaban {esperados} marcas y hay {hay}")
        for ident, (esperados, hay) in inventario.trazos.items()
        if esperados != hay or hay == 0
    ]


def check_documento(documento: str, clave: str, informe: str, permisos: Permisos = PERMISOS) -> list[Causa]:
    """Reglas del documento completo: clave, autonomía, guiones, estructura, anclas y tamaño."""
    inventario = build_inventario(documento)
    return [
        Causa(informe, None, tipo, mensaje)
        for tipo, mensaje in (
            *_check_clave(inventario, clave),
            *_check_autonomia(inventario),
            *_check_guiones(inventario, permisos),
            *_check_estructura(inventario),
            *_check_tamanio(documento, permisos),
        )
    ]


def check_forma(documento: str, informe: str, permisos: Permisos) -> list[Causa]:
    """Otra forma de un documento que ya pasó: sólo lo que cambia, que son sus guiones y su tamaño."""
    cola = documento[documento.rindex("</footer>") :]
    cabeza = documento[: documento.index("<title>")]
    inventario = build_inventario(cabeza + cola)
    fallas = (
        *_check_autonomia(inventario),
        *_check_guiones(inventario, permisos),
        *_check_tamanio(documento, permisos),
    )
    return [Causa(informe, None, tipo, mensaje) for tipo, mensaje in fallas]


def check_autonomia(fragmento: str, donde: str) -> list[Causa]:
    """Que un fragmento no pida nada de fuera ni traiga guiones."""
    inventario = build_inventario(fragmento)
    fallas = (*_check_autonomia(inventario), *_check_guiones(inventario, Permisos(frozenset())))
    return [Causa(donde, None, tipo, mensaje) for tipo, mensaje in fallas]


def _check_clave(inventario: Inventario, clave: str) -> Iterable[tuple[str, str]]:
    if inventario.clave != clave or clave not in inventario.texto:
        yield "ClaveEquivocada", f"el documento es de «{inventario.clave}» y se pidió «{clave}»"


def _check_autonomia(inventario: Inventario) -> Iterable[tuple[str, str]]:
    if inventario.externos:
        yield "RecursoExterno", f"el documento pide recursos de fuera: {_list(inventario.externos)}"
    if inventario.guiones:
        yield "ConGuiones", f"el documento trae lo que no se admite: {_list(inventario.guiones)}"


def _check_guiones(inventario: Inventario, permisos: Permisos) -> Iterable[tuple[str, str]]:
    ajenos = [h for h in inventario.propios if h not in permisos.guiones]
    ajenos += [a for a in inventario.archivos if a not in permisos.archivos]
    if ajenos:
        yield "ConGuiones", f"el documento trae guiones que no son de la casa: {_list(ajenos)}"
        return
    sin_politica = [h for h in inventario.propios if f"'{h}'" not in inventario.politica]
    if sin_politica or (inventario.propios and "default-src 'none'" not in inventario.politica):
        yield "SinPolitica", "la política de seguridad del documento no nombra su guion por la huella"


def _check_tamanio(documento: str, permisos: Permisos) -> Iterable[tuple[str, str]]:
    bytes_ = len(documento.encode("utf-8"))
    if bytes_ > permisos.tope_bytes:
        yield "TamanioExcedido", f"el documento pesa {bytes_:,} bytes y el tope es {permisos.tope_bytes:,}"


def _check_estructura(inventario: Inventario) -> Iterable[tuple[str, str]]:
    if inventario.lengua != "es-MX":
        yield "SinLengua", f"lang es «{inventario.lengua}» y debe ser «es-MX»"
    if inventario.etiquetas["h1"] != 1:
        yield "Encabezados", f"debe haber un h1 y hay {inventario.etiquetas['h1']}"
    faltan = [n for n in LANDMARKS if not inventario.etiquetas[n]]
    if faltan:
        yield "SinLandmark", f"faltan: {', '.join(faltan)}"
    repetidos = [nombre for nombre, veces in inventario.ids.items() if veces > 1]
    if repetidos:
        yield "IdRepetido", f"identificadores repetidos: {_list(repetidos)}"
    rotas = [ancla for ancla in inventario.anclas if ancla and ancla not in inventario.ids]
    if rotas:
        yield "EnlaceRoto", f"enlaces internos sin destino: {_list(rotas)}"
    if inventario.sin_nombre:
        yield "SinTextoAlterno", f"{len(inventario.sin_nombre)} imágenes sin texto alternativo"


def _list(cosas: Sequence[str]) -> str:
    unicas = list(dict.fromkeys(cosas))
    resto = f" y {len(unicas) - 5} más" if len(unicas) > 5 else ""
    return ", ".join(unicas[:5]) + resto
