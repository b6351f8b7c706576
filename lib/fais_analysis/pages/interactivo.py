"""La forma interactiva de un informe: el mismo documento, con cada figura dibujada además por plotly.

Cada figura viaja una vez, como el diccionario de que salió su SVG. plotly.js se toma del paquete instalado:
se copia una vez por corrida o, si se pide, se incrusta comprimido. Sin plotly.js queda el SVG.
"""

import base64
import gzip
import importlib.util
import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from fais_analysis.errors import FuenteFaltanteError
from fais_analysis.pages.compuerta import PERMISOS, Permisos, get_tope_bytes
from fais_analysis.pages.contexto import Contexto
from fais_analysis.pages.ensamble import FormaInforme, Pagina, build_expediente
from fais_analysis.schemas.vocabulario import CARENCIAS, POR_ID
from fais_analysis.sources.huella import compute_sha256
from fais_analysis.views.guiones import (
    DESCARGA,
    GUION,
    HERRAMIENTAS,
    INTERACTIVO,
    build_politica,
    compute_huella_csp,
    load_guion,
    quote_huella,
    render_datos,
    render_guion,
)
from fais_analysis.views.marcado import Html
from fais_analysis.views.plotly_config import CONFIGURACION_PLOTLY, IDIOMA_PLOTLY

RECURSOS, ARCHIVO_PLOTLY = "recursos", "plotly.min.js"
TOPE_INCRUSTADO_BYTES = 2_400_000
LISTA_LARGA = 12
DIBUJO = re.compile(
    r'(?P<antes><figure class="[^"]*" id="(?P<ident>[^"]+)".*?<div class="fais-dibujo">)'
    r"(?P<svg><svg.*?</svg>)</div>",
    re.DOTALL,
)
SIN_DIBUJO = "<noscript>Este dibujo lo pone un guion; la versión para enviar lo trae puesto.</noscript>"
DIBUJOS_PUESTOS = 2
GUIONES = (DESCARGA, GUION, HERRAMIENTAS, INTERACTIVO)
# De lo que la petición deja para máquinas, con lo que se hace la cuenta de «¿qué pasa si…?».
DE_LA_PETICION = ("anio", "viviendas_habitadas", "poblacion_personas", "obras")
ID_FIGURAS, ID_PLOTLY = "fais-figuras", "fais-plotly"


def build_interactivo(pagina: Pagina, contexto: Contexto, es_incrustado: bool = False) -> str:
    """Documento interactivo: un solo archivo, o uno que toma plotly.js de ``recursos/``.

    Raises
    ------
    FuenteFaltanteError
        Si el paquete plotly instalado no trae su plotly.min.js.
    """
    figuras = {ident: pack_numeros(figura) for f in pagina.fragmentos for ident, figura in f.figuras.items()}
    ligera, svgs = detach_pesado(pagina)
    comprimido = {
        "figuras": figuras,
        "svgs": svgs,
        "codigo": {ident: texto for f in pagina.fragmentos for ident, texto in f.codigo.items()},
        "carencias": [POR_ID[c].corto for c in CARENCIAS],
        "peticion": pick_peticion(pagina),
        "herramientas": load_guion(HERRAMIENTAS),  # comprimido pesa la mitad
    }
    datos = {
        "configuracion": CONFIGURACION_PLOTLY,
        "idioma": IDIOMA_PLOTLY,
        "dibujos": compress_texto(json.dumps(comprimido, ensure_ascii=False, separators=(",", ":"))),
    }
    permitidos = [quote_huella(nombre) for nombre in GUIONES]
    if es_incrustado:
        plotly = render_datos(ID_PLOTLY, load_plotly_comprimido())
        permitidos.append(f"'{compute_huella_csp(load_plotly())}'")
    else:
        # Sin tipo de guion el navegador no lo arranca: lo pide interactivo.js cuando la página ya se lee.
        plotly = f'<script type="text/plain" src="{get_direccion(pagina)}"></script>'
        permitidos += ["'self'", "file:"]
    propios = "".join(map(render_guion, (DESCARGA, GUION, INTERACTIVO)))
    cola = plotly + render_datos(ID_FIGURAS, datos) + propios
    politica = build_politica(permitidos).replace(
        "img-src data:", "img-src data: blob:"
    )  # guardar como imagen
    return build_expediente(ligera, contexto, FormaInforme(politica, Html(cola), es_interactiva=True))


def pick_peticion(pagina: Pagina) -> dict[str, Any]:
    """Lo que la cuenta de «¿qué pasa si…?» necesita de la petición; vacío si el documento no la trae."""
    return {campo: pagina.maquina[campo] for campo in DE_LA_PETICION if campo in pagina.maquina}


def detach_pesado(pagina: Pagina) -> tuple[Pagina, dict[str, str]]:
    """La página sin casi ningún SVG, y los SVG por figura.

    Son lo más pesado: viajan comprimidos y el guion los pone en su lugar, haya o no plotly.js. Los primeros
    dibujos se quedan, para que se vean antes que nada; las cifras de todos siguen en las tablas.
    """
    svgs: dict[str, str] = {}
    vistos = [h["ident"] for f in pagina.fragmentos for h in DIBUJO.finditer(f.cuerpo + f.anexo)]

    def sacar(hallado: re.Match[str]) -> str:
        if hallado["ident"] in vistos[:DIBUJOS_PUESTOS]:
            return hallado[0]
        svgs[hallado["ident"]] = hallado["svg"]
        return f"{hallado['antes']}{SIN_DIBUJO}</div>"

    fragmentos = tuple(
        replace(f, cuerpo=DIBUJO.sub(sacar, f.cuerpo), anexo=DIBUJO.sub(sacar, f.anexo))
        for f in pagina.fragmentos
    )
    return replace(pagina, fragmentos=fragmentos), svgs


def pack_numeros(valor: Any) -> Any:
    """La figura con sus listas largas de números como diferencias enteras: pesa menos y es exacta.

    Examples
    --------
    >>> pack_numeros({"x": (1.5, 1.6, None) * 4})
    {'x': {'decimales': 1, 'pasos': [15, 1, None, -1, 1, None, -1, 1, None, -1, 1, None]}}
    """
    if isinstance(valor, dict):
        return {clave: pack_numeros(parte) for clave, parte in valor.items()}
    if not isinstance(valor, list | tuple):
        return valor
    if len(valor) < LISTA_LARGA or not all(v is None or type(v) in (int, float) for v in valor):
        return [pack_numeros(parte) for parte in valor]
    for decimales in range(4):
        enteros = [None if v is None else round(v * 10**decimales) for v in valor]
        if all(v is None or n / 10**decimales == v for v, n in zip(valor, enteros, strict=True)):
            return {"decimales": decimales, "pasos": _list_pasos(enteros)}
    return list(valor)


def _list_pasos(enteros: list[int | None]) -> list[int | None]:
    previo, pasos = 0, []
    for n in enteros:
        pasos.append(None if n is None else n - previo)
        previo = previo if n is None else n
    return pasos


def get_direccion(pagina: Pagina) -> str:
    """Ruta relativa de plotly.js desde el documento: los municipios están una carpeta adentro."""
    return f"{'' if pagina.es_panorama else '../'}{RECURSOS}/{ARCHIVO_PLOTLY}"


def build_permisos(pagina: Pagina, es_incrustado: bool) -> Permisos:
    """Lo que la compuerta admite en un documento interactivo."""
    guiones = PERMISOS.guiones | {compute_huella_csp(load_guion(nombre)) for nombre in GUIONES}
    if es_incrustado:
        return Permisos(guiones, tope_bytes=TOPE_INCRUSTADO_BYTES)
    return Permisos(guiones, frozenset({get_direccion(pagina)}), get_tope_bytes(pagina.clave))


def compress_texto(texto: str) -> str:
    """Texto en gzip y base64, siempre con los mismos bytes."""
    return base64.b64encode(gzip.compress(texto.encode("utf-8"), 9, mtime=0)).decode("ascii")


def locate_plotly() -> Path:
    """El plotly.min.js del paquete instalado, sin importar plotly.

    Raises
    ------
    FuenteFaltanteError
        Si no está.
    """
    paquete = importlib.util.find_spec("plotly")
    ruta = Path(paquete.origin or "").parent / "package_data" / ARCHIVO_PLOTLY if paquete else Path()
    if not ruta.is_file():
        raise FuenteFaltanteError(
            "No está plotly.min.js, que los informes interactivos necesitan.",
            donde="paquete plotly instalado",
            esperado=f"package_data/{ARCHIVO_PLOTLY}",
            encontrado="nada",
            que_hacer="vuelva a instalar el ambiente con las versiones de requirements.lock",
        )
    return ruta


@cache
def load_plotly() -> str:
    """El texto de plotly.min.js, una vez por proceso."""
    return locate_plotly().read_text(encoding="utf-8")


@cache
def load_plotly_comprimido() -> str:
    """plotly.min.js en gzip y base64, una vez por proceso."""
    return compress_texto(load_plotly())


def copy_plotly(corrida: Path) -> dict[str, Any]:
    """Copia plotly.min.js a los recursos de una corrida; devuelve su ruta y su huella para el manifiesto."""
    destino = corrida / RECURSOS / ARCHIVO_PLOTLY
    destino.parent.mkdir(exist_ok=True)
    destino.write_bytes(locate_plotly().read_bytes())
    return {f"{RECURSOS}/{ARCHIVO_PLOTLY}": compute_sha256(destino)}
