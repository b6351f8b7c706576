"""Un lienzo de puntos: discos, rayas, polígonos y números a PNG, sin letra instalada ni navegador."""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fais_analysis.views.formato import round_decimal

Punto = tuple[float, float]


@dataclass(frozen=True)
class Recorte:
    """La parte de un dibujo que un trazo puede tocar."""

    filas: slice
    columnas: slice

    @property
    def forma(self) -> tuple[int, int]:
        """Cuántos renglones y cuántas columnas."""
        return self.filas.stop - self.filas.start, self.columnas.stop - self.columnas.start

    def find_dentro(self, chico: "Recorte") -> tuple[slice, slice]:
        """Dónde queda, dentro de éste, otro más chico."""
        filas = slice(chico.filas.start - self.filas.start, chico.filas.stop - self.filas.start)
        columnas = slice(
            chico.columnas.start - self.columnas.start, chico.columnas.stop - self.columnas.start
        )
        return filas, columnas


# Trazos de cada signo en un cuadro de 4 × 6: así el número de un lugar sale igual en cualquier equipo.
SIGNOS: dict[str, tuple[tuple[Punto, ...], ...]] = {
    "0": (((1, 0), (3, 0), (4, 1), (4, 5), (3, 6), (1, 6), (0, 5), (0, 1), (1, 0)),),
    "1": (((0.8, 1.4), (2.4, 0), (2.4, 6)),),
    "2": (((0, 1.2), (1, 0), (3, 0), (4, 1), (4, 2.2), (0, 6), (4, 6)),),
    "3": (((0, 0), (4, 0), (1.8, 2.5), (3, 2.5), (4, 3.5), (4, 5), (3, 6), (1, 6), (0, 5)),),
    "4": (((3, 6), (3, 0), (0, 4.2), (4, 4.2)),),
    "5": (((3.8, 0), (0.4, 0), (0.2, 2.7), (2.8, 2.4), (4, 3.4), (4, 5), (3, 6), (1, 6), (0, 5.2)),),
    "6": (((3.4, 0), (1.4, 1.2), (0, 3.6), (0, 5), (1, 6), (3, 6), (4, 5), (4, 3.8), (3, 2.8), (0.4, 3.2)),),
    "7": (((0, 0), (4, 0), (1.6, 6)),),
    "8": (
        ((1, 2.8), (0.2, 2), (0.2, 0.9), (1, 0), (3, 0), (3.8, 0.9), (3.8, 2), (3, 2.8), (1, 2.8)),
        ((1, 2.8), (0, 3.8), (0, 5), (1, 6), (3, 6), (4, 5), (4, 3.8), (3, 2.8)),
    ),
    "9": (((3.6, 2.8), (1, 3.2), (0, 2.2), (0, 1), (1, 0), (3, 0), (4, 1), (4, 2.4), (2.6, 4.8), (0.6, 6)),),
    "k": (((0.4, 0), (0.4, 6)), ((3.6, 2.2), (0.4, 4.4)), ((1.6, 3.6), (3.8, 6))),
    "m": (((0, 6), (0, 2.2)), ((0, 2.8), (1, 2.2), (2, 2.8), (2, 6)), ((2, 2.8), (3, 2.2), (4, 2.8), (4, 6))),
    " ": (),
}
ANCHO_SIGNO, ALTO_SIGNO = 5.6, 6.0


class Papel:
    """Un dibujo en blanco de ``ancho`` × ``alto`` unidades, con ``puntos`` de pantalla por unidad."""

    def __init__(self, ancho: float, alto: float, puntos: float) -> None:
        self.puntos = puntos
        columnas, renglones = (max(1, int(round_decimal(lado * puntos, 0))) for lado in (ancho, alto))
        self.tinta = np.full((renglones, columnas, 3), 255.0)

    def paint_disco(self, centro: Punto, radio: float, color: str) -> None:
        """Un círculo relleno."""
        self.paint_raya([centro, centro], 2 * radio, color)

    def paint_raya(self, puntos: Sequence[Punto], grosor: float, color: str) -> None:
        """Una línea quebrada, de puntas redondas."""
        medio = grosor * self.puntos / 2
        xs, ys = self._scale(puntos)
        todo = self._cut(xs, ys, medio + 1)
        cubre = np.zeros(todo.forma)
        for n in range(len(puntos) - 1):
            recorte = self._cut(xs[n : n + 2], ys[n : n + 2], medio + 1)
            x, y = self._list_centros(recorte)
            dx, dy = xs[n + 1] - xs[n], ys[n + 1] - ys[n]
            largo = dx * dx + dy * dy
            t = np.clip(((x - xs[n]) * dx + (y - ys[n]) * dy) / largo, 0, 1) if largo else 0.0
            lejos = np.sqrt((x - xs[n] - t * dx) ** 2 + (y - ys[n] - t * dy) ** 2)
            propio = todo.find_dentro(recorte)
            cubre[propio] = np.maximum(cubre[propio], np.clip(medio - lejos + 0.5, 0, 1))
        self._mix(todo, cubre, color)

    def paint_poligono(self, puntos: Sequence[Punto], color: str) -> None:
        """El interior de un polígono cerrado."""
        xs, ys = self._scale(puntos)
        recorte = self._cut(xs, ys, 1)
        x, y = self._list_centros(recorte)
        dentro = np.zeros(x.shape, dtype=bool)
        for x1, y1, x2, y2 in zip(xs, ys, np.roll(xs, -1), np.roll(ys, -1), strict=True):
            if y1 != y2:  # sólo los renglones que ese lado cruza
                lado = self._cut(np.array([x1]), np.array([y1, y2]), 1)
                filas = recorte.find_dentro(lado)[0]
                alto = y[filas]
                cruza = (y1 > alto) != (y2 > alto)
                dentro[filas] ^= cruza & (x[filas] < (x2 - x1) * (alto - y1) / (y2 - y1) + x1)
        self._mix(recorte, dentro.astype(float), color)

    def write_numero(self, texto: str, inicio: Punto, alto: float, color: str) -> None:
        """Un número (o «5 km») desde su esquina de arriba a la izquierda; lo que no tiene signo se omite."""
        paso = alto / ALTO_SIGNO
        for n, signo in enumerate(texto):
            for trazo in SIGNOS.get(signo, ()):
                sitio = [(inicio[0] + (x + n * ANCHO_SIGNO) * paso, inicio[1] + y * paso) for x, y in trazo]
                self.paint_raya(sitio, paso, color)

    def render_png(self) -> bytes:
        """El dibujo en PNG; los mismos bytes para el mismo dibujo."""
        plano = np.floor(self.tinta + 0.5).astype(np.uint8)
        alto, ancho, _ = plano.shape
        crudo = np.concatenate([np.zeros((alto, 1), np.uint8), plano.reshape(alto, ancho * 3)], axis=1)
        cabeza = struct.pack(">IIBBBBB", ancho, alto, 8, 2, 0, 0, 0)
        trozos = ((b"IHDR", cabeza), (b"IDAT", zlib.compress(crudo.tobytes(), 9)), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(_build_trozo(*trozo) for trozo in trozos)

    def _scale(self, puntos: Sequence[Punto]) -> tuple[np.ndarray, np.ndarray]:
        juntos = np.asarray(puntos, dtype=float) * self.puntos
        return juntos[:, 0], juntos[:, 1]

    def _cut(self, xs: np.ndarray, ys: np.ndarray, orilla: float) -> Recorte:
        """La parte del lienzo que un trazo puede tocar."""
        alto, ancho, _ = self.tinta.shape
        lados = ((ys, alto), (xs, ancho))
        tramos = [
            (min(max(int(v.min() - orilla), 0), tope), max(min(int(v.max() + orilla) + 1, tope), 0))
            for v, tope in lados
        ]
        return Recorte(slice(*tramos[0]), slice(*tramos[1]))

    @staticmethod
    def _list_centros(recorte: Recorte) -> tuple[np.ndarray, np.ndarray]:
        y, x = np.mgrid[recorte.filas, recorte.columnas]
        return x + 0.5, y + 0.5

    def _mix(self, recorte: Recorte, cubre: np.ndarray, color: str) -> None:
        tono = np.array([int(color[n : n + 2], 16) for n in (1, 3, 5)], dtype=float)
        parte = cubre[..., None]
        sitio = (recorte.filas, recorte.columnas)
        self.tinta[sitio] = self.tinta[sitio] * (1 - parte) + tono * parte


def _build_trozo(tipo: bytes, datos: bytes) -> bytes:
    return struct.pack(">I", len(datos)) + tipo + datos + struct.pack(">I", zlib.crc32(tipo + datos))
