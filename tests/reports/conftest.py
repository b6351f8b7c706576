"""Ayudas de las pruebas de capítulos: texto plano e instantáneas que sólo se renuevan a propósito."""

import html
import os
import re
from functools import cache
from pathlib import Path

from fais_analysis.reports.panorama import build_panorama
from fais_analysis.schemas.capitulos.panorama import Panorama

INSTANTANEAS = Path(__file__).parent / "instantaneas"


@cache
def get_panorama() -> Panorama:
    """El panorama de Durango con los datos de siempre, armado una vez; quien los altera arma el suyo."""
    return build_panorama("10")


def get_texto(marcado: object) -> str:
    """El texto de un HTML: un renglón por elemento de lista o párrafo, sin espacios duros."""
    con_renglones = re.sub(r"</(li|p|dd|dt|tr|summary)>", "\n", str(marcado))
    en_linea = re.sub(r"</?(data|strong|span|em|time)\b[^>]*>", "", con_renglones)
    plano = html.unescape(re.sub(r"<[^>]+>", " ", en_linea)).replace("\u00a0", " ")
    return "\n".join(" ".join(r.split()) for r in plano.splitlines() if r.strip())


def assert_instantanea(texto: str, nombre: str) -> None:
    """Compara con la instantánea guardada; con FAIS_RENOVAR=1 la vuelve a escribir."""
    archivo = INSTANTANEAS / f"{nombre}.txt"
    if os.environ.get("FAIS_RENOVAR") == "1":
        archivo.write_text(texto + "\n", encoding="utf-8")
    assert archivo.is_file(), f"falta {archivo.name}: revise el texto y corra con FAIS_RENOVAR=1"
    assert texto + "\n" == archivo.read_text(encoding="utf-8")
