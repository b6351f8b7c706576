"""El mapa del mensaje: los municipios de la entidad por clase de una cifra, con el propio marcado, en PNG.

El correo no admite SVG. Se pintan polígonos, sin texto, con numpy y zlib: no hacen falta navegador,
tipografías ni otra biblioteca, y los bytes dependen sólo de los polígonos y las cifras. La leyenda y los
números van en el HTML del mensaje.
"""

import hashlib
import json
import math
import struct
import zlib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from fais_analysis.delivery.errores import CorridaError
from fais_analysis.delivery.portada import digest_valores
from fais_analysis.sources.rutas import get_shapefiles
from fais_analysis.views.tema import load_tema

ANCHO_PX, MARGEN_PX, FINURA = (
    720,
    12,
    2,
)  # se muestra a la mitad de ancho; cada pixel se pinta con 2 × 2 muestras
FONDO, BORDE, PROPIO, SIN_DATO = 5, 6, 7, 8  # índices de color tras las cinco clases


GRIS = "#b9bec5"


@dataclass(frozen=True, eq=False)
class Base:
    """Los polígonos ya pintados: por muestra, el número del municipio en ``claves`` (−1 fuera)."""

    claves: tuple[str, ...]
    muestras: np.ndarray
    bordes: np.ndarray


@dataclass(frozen=True)
class ClaseMapa:
    """Una clase del mapa: color y qué abarca."""

    color: str
    texto: str


def build_base(geojson: Path, sha256: str | None) -> Base:
    """Pinta los municipios de un GeoJSON una sola vez para todos los mensajes.

    Raises
    ------
    CorridaError
        Si el archivo falta o no es el que usó la corrida.
    """
    try:
        crudo = geojson.read_bytes()
    except OSError:
        crudo = b""
    if not crudo or hashlib.sha256(crudo).hexdigest() != sha256:
        raise CorridaError(
            "El mapa de los municipios no es el que usó la corrida.",
            donde=f"shapefiles/{geojson.name}",
            esperado=f"sha256 {sha256[:12]}…" if sha256 else "el archivo que registra el manifiesto",
            encontrado="otro archivo" if crudo else "no está",
            que_hacer="vuelva a producir la corrida con estos mapas",
        )
    return _paint(crudo, ANCHO_PX)


def get_claves_mapa(entidad: str, archivos: Mapping[str, str]) -> tuple[str, ...]:
    """Claves de los municipios que dibuja el mapa de una corrida; ``archivos`` da la huella del suyo."""
    geojson = f"municipios_{entidad}.geojson"
    return build_base(get_shapefiles() / geojson, archivos.get(f"shapefiles/{geojson}")).claves


@lru_cache(maxsize=1)
def _paint(crudo: bytes, ancho: int) -> Base:
    """Pinta una vez por archivo y ancho; las corridas de una entidad comparten polígonos."""
    anillos = {
        rasgo["properties"]["clave_municipio"]: _list_anillos(rasgo["geometry"])
        for rasgo in json.loads(crudo)["features"]
    }
    claves = tuple(sorted(anillos))
    escala, origen, alto = _fit([p for c in claves for p in anillos[c]], ancho)
    muestras = np.full((alto * FINURA, ancho * FINURA), -1, dtype=np.int16)
    for numero, clave in enumerate(claves):
        puntos = [
            (anillo - origen) * (escala[0], -escala[0]) * FINURA + MARGEN_PX * FINURA
            for anillo in anillos[clave]
        ]
        muestras[_fill(puntos, muestras.shape)] = numero
    return Base(claves, muestras, _find_bordes(muestras, 1))


def build_leyenda(cortes: tuple[float, ...], *, sin_dato: bool = False, unidad: str = "%") -> list[ClaseMapa]:
    """Las cinco clases, de menor a mayor, y «sin dato» si algún municipio no lo tiene."""
    colores = load_tema().secuencial
    textos = [f"Menos de {cortes[0]:g} {unidad}"]
    textos += [f"De {a:g} a menos de {b:g} {unidad}" for a, b in pairwise(cortes)]
    textos.append(f"{cortes[-1]:g} {unidad} o más")
    clases = [ClaseMapa(color, texto) for color, texto in zip(colores, textos, strict=True)]
    return [*clases, ClaseMapa(GRIS, "Sin dato en esta corrida")] if sin_dato else clases


def build_mapa(
    base: Base, valores: Mapping[str, float | None], cortes: tuple[float, ...], propia: str
) -> bytes:
    """PNG con paleta: clases por valor, gris donde no hay dato y contorno grueso en el municipio propio."""
    clases = tuple(
        SIN_DATO if (v := valores.get(c)) is None else bisect_right(cortes, v) for c in base.claves
    )
    indices, comun = _paint_clases(base, clases)
    es_propia = base.muestras == base.claves.index(propia)
    filas, columnas = (_get_tramo(es_propia.any(axis=eje)) for eje in (1, 0))
    recorte = indices[filas, columnas].copy()
    for grueso, color in (
        (6, BORDE),
        (3, PROPIO),
    ):  # primero un halo: el contorno se ve sobre cualquier clase
        recorte[_find_bordes(es_propia[filas, columnas], grueso)] = color
    pintado = comun.copy()  # fuera del recorte, todos los mapas de una campaña son el mismo
    pintado[_shrink_tramo(filas), _shrink_tramo(columnas)] = _shrink(recorte)
    return _write_png(pintado, build_marca(propia, valores, cortes))


@lru_cache(maxsize=1)
def _paint_clases(base: Base, clases: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Lo que no depende del municipio propio: cada muestra con su clase y el mapa ya reducido."""
    indices = np.array([*clases, FONDO], dtype=np.uint8)[base.muestras]
    indices[base.bordes] = BORDE
    return indices, _shrink(indices)


def build_marca(propia: str, valores: Mapping[str, float | None], cortes: Sequence[float]) -> bytes:
    """Lo que el PNG dice de sí: de quién es y qué valores pinta. La guarda lo compara con los informes."""
    return f"fais {propia} {digest_valores(valores, cortes)}".encode("ascii")


def read_marca(crudo: bytes) -> bytes:
    """La marca de un mapa; vacía si no la trae."""
    inicio = crudo.find(b"tEXtfais\0")
    largo = int.from_bytes(crudo[inicio - 4 : inicio], "big") if inicio >= 4 else 0
    return crudo[inicio + 9 : inicio + 4 + largo]


@lru_cache(maxsize=16)
def build_muestra(color: str) -> bytes:
    """PNG de un color para la leyenda: el modo oscuro de un cliente no le cambia el color a una imagen."""
    rgb = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)], dtype=np.uint8)
    return _write_png(np.broadcast_to(rgb, (16, 22, 3)))


def _list_anillos(geometria: dict) -> list[np.ndarray]:
    poligonos = [geometria["coordinates"]] if geometria["type"] == "Polygon" else geometria["coordinates"]
    return [np.asarray(anillo, dtype=float) for poligono in poligonos for anillo in poligono]


def _fit(anillos: list[np.ndarray], ancho_px: int) -> tuple[tuple[float], np.ndarray, int]:
    """Escala (pixeles por grado de latitud), esquina superior izquierda y alto; acorta la longitud."""
    todos = np.vstack(anillos)
    factor = math.cos(math.radians((todos[:, 1].min() + todos[:, 1].max()) / 2))
    for anillo in anillos:
        anillo[:, 0] *= factor
    ancho = (todos[:, 0].max() - todos[:, 0].min()) * factor
    escala = (ancho_px - 2 * MARGEN_PX) / ancho
    alto = math.ceil((todos[:, 1].max() - todos[:, 1].min()) * escala) + 2 * MARGEN_PX
    return (escala,), np.array([todos[:, 0].min() * factor, todos[:, 1].max()]), alto


def _fill(anillos: list[np.ndarray], forma: tuple[int, int]) -> np.ndarray:
    """Máscara de lo que queda dentro, por la regla par-impar, muestreando el centro de cada celda."""
    cruces = np.zeros(forma, dtype=np.uint8)
    for anillo in anillos:
        inicio, fin = anillo[:-1], anillo[1:]
        for (x0, y0), (x1, y1) in zip(inicio, fin, strict=True):
            if y0 == y1:
                continue
            arriba, abajo = sorted((y0, y1))
            filas = np.arange(max(0, math.ceil(arriba - 0.5)), min(forma[0], math.ceil(abajo - 0.5)))
            if not filas.size:
                continue
            x = x0 + (filas + 0.5 - y0) * (x1 - x0) / (y1 - y0)
            columnas = np.clip(np.ceil(x - 0.5).astype(int), 0, forma[1] - 1)
            cruces[filas, columnas] ^= 1
    return np.bitwise_xor.accumulate(cruces, axis=1).astype(bool)


def _get_tramo(ocupado: np.ndarray) -> slice:
    """Del primer al último lugar ocupado, con holgura para el contorno y en pixeles enteros."""
    lugares = np.flatnonzero(ocupado)
    inicio, fin = max(0, int(lugares[0]) - 10), int(lugares[-1]) + 11
    return slice(inicio // FINURA * FINURA, -(-fin // FINURA) * FINURA)


def _shrink_tramo(tramo: slice) -> slice:
    return slice(tramo.start // FINURA, tramo.stop // FINURA)


def _find_bordes(etiquetas: np.ndarray, grueso: int) -> np.ndarray:
    """Dónde cambia la etiqueta respecto de la muestra vecina, engrosado ``grueso`` muestras."""
    borde = np.zeros(etiquetas.shape, dtype=bool)
    borde[:, 1:] |= etiquetas[:, 1:] != etiquetas[:, :-1]
    borde[1:, :] |= etiquetas[1:, :] != etiquetas[:-1, :]
    for _ in range(grueso):
        crecido = borde.copy()
        crecido[1:, :] |= borde[:-1, :]
        crecido[:-1, :] |= borde[1:, :]
        crecido[:, 1:] |= borde[:, :-1]
        crecido[:, :-1] |= borde[:, 1:]
        borde = crecido
    return borde


def _shrink(indices: np.ndarray) -> np.ndarray:
    """Promedia el color de cada bloque de muestras: bordes suaves."""
    tema = load_tema()
    paleta = [*tema.secuencial, tema.colores["fondo"], tema.colores["fondo"], tema.series[0].color, GRIS]
    colores = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in paleta], dtype=np.uint16)
    pares = [(fila, columna) for fila in range(FINURA) for columna in range(FINURA)]
    suma = sum(colores[indices[fila::FINURA, columna::FINURA]] for fila, columna in pares)
    return (suma // FINURA**2).astype(np.uint8)


def _write_png(rgb: np.ndarray, marca: bytes = b"") -> bytes:
    """PNG de color verdadero; sin más metadatos que la marca de un mapa."""
    alto, ancho, _ = rgb.shape
    renglones = np.hstack([np.zeros((alto, 1), dtype=np.uint8), rgb.reshape(alto, ancho * 3)])
    cabeza = struct.pack(">IIBBBBB", ancho, alto, 8, 2, 0, 0, 0)
    texto = ((b"tEXt", b"fais\0" + marca),) if marca else ()
    trozos = ((b"IHDR", cabeza), *texto, (b"IDAT", zlib.compress(renglones.tobytes(), 6)), (b"IEND", b""))
    cuerpo = b"".join(
        struct.pack(">I", len(d)) + t + d + struct.pack(">I", zlib.crc32(t + d)) for t, d in trozos
    )
    return b"\x89PNG\r\n\x1a\n" + cuerpo
