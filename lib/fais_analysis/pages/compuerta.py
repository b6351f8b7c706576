"""La compuerta: lo que se revisa de cada informe antes de darlo por bueno.

Un informe vacío también «sale bien». Aquí se cuenta lo que quedó en el HTML contra lo que cada cuaderno
dijo que debía mostrar, se exige que sea el del municipio pedido, que no necesite internet y que no lleve más
guiones que los propios, reconocidos por su huella.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from fais_analysis.pages.causa import Causa, Conteos
from fais_analysis.pages.inventario import Inventario, build_inventario
from fais_analysis.schemas.capitulos.resumen import MIME_RESUMEN, Resumen
from fais_analysis.views.guiones import BUSCADOR, DESCARGA, GUION, compute_huella_csp, load_guion

if TYPE_CHECKING:  # arma páginas y tarda en importarse; aquí sólo se nombra
    from fais_analysis.pages.ensamble import Fragmento

LANDMARKS = ("header", "nav", "main", "footer")
# La meta es 250 KB, que un correo lleva sin quejarse: la cumplen los 39 de Durango, también con un libro real
# de miles de obras. El tope deja lugar a lo que no se ha visto: quedarse sin informe sería peor que pasarla.
TOPE_BYTES = 320 * 1024
# El panorama no se envía por correo y crece con los municipios.
TOPE_PANORAMA_BYTES = 1_000_000
# En Oaxaca los mapas de cada informe dibujan 570 municipios, casi el triple que en el estado que le sigue.
ENTIDAD_DE_CIENTOS = "20"
TOPE_DE_CIENTOS_BYTES, TOPE_PANORAMA_DE_CIENTOS_BYTES = 512 * 1024, 2_500_000
LARGO_CLAVE_ENTIDAD = 2


@dataclass(frozen=True)
class Permisos:
    """Lo que un documento puede llevar: huellas de guiones en línea, archivos de guion y tamaño."""

    guiones: frozenset[str]
    archivos: frozenset[str] = frozenset()
    tope_bytes: int = TOPE_BYTES


PERMISOS = Permisos(
    frozenset(compute_huella_csp(load_guion(nombre)) for nombre in (DESCARGA, GUION, BUSCADOR))
)


def get_tope_bytes(clave: str) -> int:
    """Lo más que puede pesar un documento: el de un municipio o el panorama de una entidad.

    Examples
    --------
    >>> get_tope_bytes("10014"), get_tope_bytes("20057"), get_tope_bytes("20")
    (327680, 524288, 2500000)
    """
    es_panorama, de_cientos = len(clave) == LARGO_CLAVE_ENTIDAD, clave.startswith(ENTIDAD_DE_CIENTOS)
    if de_cientos:
        return TOPE_PANORAMA_DE_CIENTOS_BYTES if es_panorama else TOPE_DE_CIENTOS_BYTES
    return TOPE_PANORAMA_BYTES if es_panorama else TOPE_BYTES


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


def check_trazos(inventario: Inventario, cuadernos: Sequence[str]) -> list[Causa]:
    """Lo que cada gráfica dijo que dibujaría contra lo que hay en su SVG; ``cuadernos``, uno por capítulo."""
    return [
        Causa(
            cuadernos[inventario.capitulo_de[ident]],
            None,
            "TrazosDistintos",
            f"{ident}: se esperaban {esperados} marcas y hay {hay}",
        )
        for ident, (esperados, hay) in inventario.trazos.items()
        if esperados != hay or hay == 0
    ]


def check_informe(documento: str, clave: str, informe: str, fragmentos: Sequence["Fragmento"]) -> list[Causa]:
    """El documento entero, leído una vez: que cada capítulo traiga lo que su cuaderno dijo, y sus reglas."""
    inventario = build_inventario(documento)
    cuadernos = [fragmento.cuaderno for fragmento in fragmentos]
    if len(inventario.capitulos) != len(fragmentos):
        mensaje = f"se esperaban {len(fragmentos)} capítulos y hay {len(inventario.capitulos)}"
        return [Causa(informe, None, "ConteoDistinto", mensaje)]
    pares = zip(inventario.capitulos, fragmentos, strict=True)
    faltan = [causa for conteos, f in pares for causa in check_conteos(conteos, f.resumen, f.cuaderno)]
    return [
        *faltan,
        *check_trazos(inventario, cuadernos),
        *check_documento(documento, clave, informe, inventario),
    ]


def check_documento(
    documento: str, clave: str, informe: str, inventario: Inventario | None = None, tope_bytes: int = 0
) -> list[Causa]:
    """Reglas del documento completo: clave, autonomía, guiones, estructura, anclas y tamaño.

    ``inventario`` es el suyo, si ya se leyó; de una página suelta, se lee aquí. ``tope_bytes``: el suyo, si
    no es el de un informe.
    """
    permisos = replace(PERMISOS, tope_bytes=tope_bytes or get_tope_bytes(clave))
    leido = inventario or build_inventario(documento)
    return _list_causas(_check_reglas(documento, leido, clave, permisos), informe)


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
    return _list_causas(fallas, informe)


def check_autonomia(fragmento: str, donde: str) -> list[Causa]:
    """Que un fragmento no pida nada de fuera ni traiga guiones."""
    inventario = build_inventario(fragmento)
    fallas = (*_check_autonomia(inventario), *_check_guiones(inventario, Permisos(frozenset())))
    return _list_causas(fallas, donde)


def _list_causas(fallas: Iterable[tuple[str, str]], donde: str) -> list[Causa]:
    return [Causa(donde, None, tipo, mensaje) for tipo, mensaje in fallas]


def _check_reglas(
    documento: str, inventario: Inventario, clave: str, permisos: Permisos
) -> Iterable[tuple[str, str]]:
    yield from _check_clave(inventario, clave)
    yield from _check_autonomia(inventario)
    yield from _check_guiones(inventario, permisos)
    yield from _check_estructura(inventario)
    yield from _check_tamanio(documento, permisos)


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
