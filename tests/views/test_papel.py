"""El dibujo en PNG: se lee como PNG y pinta donde debe."""

import struct
import zlib

from fais_analysis.views.papel import Papel


def read_puntos(crudo: bytes) -> tuple[int, int, bytes]:
    """Ancho, alto y los renglones de un PNG de los nuestros (RGB, sin filtro)."""
    ancho, alto = struct.unpack(">II", crudo[16:24])
    inicio = crudo.index(b"IDAT") + 4
    (largo,) = struct.unpack(">I", crudo[inicio - 8 : inicio - 4])
    return ancho, alto, zlib.decompress(crudo[inicio : inicio + largo])


def get_punto(crudo: bytes, x: int, y: int) -> tuple[int, ...]:
    ancho, _, renglones = read_puntos(crudo)
    desde = y * (1 + 3 * ancho) + 1 + 3 * x
    return tuple(renglones[desde : desde + 3])


def test_a_disc_a_line_and_a_polygon_paint_their_place():
    lienzo = Papel(20, 10, 2)
    lienzo.paint_disco((5, 5), 2, "#164f86")
    lienzo.paint_raya([(10, 1), (10, 9)], 1, "#000000")
    lienzo.paint_poligono([(14, 2), (18, 2), (18, 8), (14, 8)], "#a8560f")
    crudo = lienzo.render_png()

    assert read_puntos(crudo)[:2] == (40, 20)
    assert get_punto(crudo, 10, 10) == (0x16, 0x4F, 0x86)
    assert get_punto(crudo, 0, 0) == (255, 255, 255)
    assert sum(get_punto(crudo, 20, 10)) < 200
    assert get_punto(crudo, 32, 10) == (0xA8, 0x56, 0x0F)


def test_numbers_differ_and_what_falls_outside_is_cut():
    dibujos = set()
    for texto in ("1", "7", "10", "50 km"):
        lienzo = Papel(10, 6, 4)
        lienzo.write_numero(texto, (0.5, 0.5), 4, "#1d2733")
        dibujos.add(lienzo.render_png())
    lienzo = Papel(10, 6, 4)
    lienzo.paint_raya([(-50, -50), (-40, -40)], 2, "#1d2733")

    assert len(dibujos) == 4
    assert set(read_puntos(lienzo.render_png())[2]) == {0, 255}
