"""Cuántas viviendas tienen a la vez agua, drenaje y electricidad: lo que publica el INEGI por municipio."""

from functools import cache
from pathlib import Path

import yaml

RUTA = Path(__file__).parent / "data" / "servicios_juntos.yml"


@cache
def load_con_los_tres() -> dict[str, float]:
    """Por municipio, el % de viviendas habitadas con los tres servicios en 2020; sólo los de Durango."""
    return dict(yaml.safe_load(RUTA.read_text(encoding="utf-8"))["con_los_tres_pct"])
