"""El punto de una obra: sus coordenadas en grados decimales, y si caen en su municipio."""

from collections.abc import Mapping
from typing import Any

from fais_analysis.obras.modelo import Hallazgo

Caja = tuple[float, float, float, float]  # oeste, sur, este, norte
MEXICO: Caja = (-118.5, 14.5, -86.7, 32.8)
HOLGURA_GRADOS = 0.15  # las localidades no llegan al límite municipal


def read_punto(fila: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """Latitud y longitud de un renglón; nulas las que no se entienden."""
    return _parse_grados(fila.get("latitud")), _parse_grados(fila.get("longitud"))


def is_lejano(latitud: float | None, longitud: float | None, caja: Caja | None) -> bool:
    """Si un punto completo cae fuera de su municipio; sin sus límites, del país."""
    if latitud is None or longitud is None:
        return False
    oeste, sur, este, norte = caja or MEXICO
    dentro_lon = oeste - HOLGURA_GRADOS <= longitud <= este + HOLGURA_GRADOS
    return not (dentro_lon and sur - HOLGURA_GRADOS <= latitud <= norte + HOLGURA_GRADOS)


def check_punto(folio: str, renglon: int, fila: Mapping[str, Any]) -> list[Hallazgo]:
    """Unas coordenadas que no están en grados decimales, o a medias: nunca se dejan fuera sin decirlo."""
    dichas = [str(fila[c]) for c in ("latitud", "longitud") if c in fila]
    if not dichas or None not in read_punto(fila):
        return []
    return [
        Hallazgo(
            "COORDENADAS",
            "corregir",
            "Las coordenadas no se entienden o están a medias.",
            "escriba las dos en grados decimales, como 23.4735 y -104.3967",
            folio,
            renglon,
            "latitud",
            ", ".join(dichas)[:60],
            "latitud y longitud en grados decimales",
            causa="coordenadas que no se entienden",
        )
    ]


def _parse_grados(valor: object) -> float | None:
    try:
        return float(str(valor))
    except ValueError:
        return None
