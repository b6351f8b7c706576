"""Rango del eje de valores para que el rótulo de cada barra quepa junto a ella."""

from collections.abc import Sequence

from fais_analysis.views.tema import Tema
from fais_analysis.views.texto import measure_texto

_AIRE_PX = 9


def fit_rango(
    barras: Sequence[tuple[float, str]], ancho: float, tema: Tema, maximo: float | None = None
) -> tuple[float, float]:
    """Extremos del eje tales que barra y rótulo quepan en el ancho, también con valores negativos.

    Parameters
    ----------
    barras
        (valor, rótulo impreso) de cada barra.
    maximo
        Tope mínimo del eje, para que varias gráficas compartan escala.
    """
    derecha = [(max(v, 0), _measure(t, tema)) for v, t in barras if v >= 0] or [(0.0, 0.0)]
    izquierda = [(-v, _measure(t, tema)) for v, t in barras if v < 0]
    tope = max(maximo or 0, max(v for v, _ in derecha))
    fondo = max((v for v, _ in izquierda), default=0.0)
    if tope + fondo == 0:
        return 0.0, 1.0
    aire_izquierda = max((w for _, w in izquierda), default=0.0)
    px_por_unidad = min((ancho - aire_izquierda - w) / (v + fondo) for v, w in derecha if v + fondo > 0)
    px_por_unidad = min(px_por_unidad, (ancho - aire_izquierda) / (tope + fondo))
    desde = -(aire_izquierda / px_por_unidad + fondo) if izquierda else 0.0
    return desde, desde + ancho / px_por_unidad


def _measure(texto: str, tema: Tema) -> float:
    return measure_texto(texto, tema.tamano_eje_px, True) + _AIRE_PX
