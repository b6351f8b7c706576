"""Anexos SINTÉTICOS de declaratorias ZAP: no son del Diario Oficial, imitan el formato descrito."""

import zipfile
from pathlib import Path

from openpyxl import Workbook

RURAL = [
    ["CLAVE ENTIDAD", "CLAVE MUNICIPIO", "NOMBRE ENTIDAD", "NOMBRE MUNICIPIO"],
    ["10", "10014", "DURANGO", "MEZQUITAL"],
    ["05", "05001", "COAHUILA DE", "ABASOLO"],
    ["10", "10002", "DURANGO", "CANELAS"],
]
URBANA = [
    ["Clave entidad", "Entidad", "Clave municipio", "Municipio", "Clave localidad", "Localidad", "Clave AGEB",
     "Ámbito", "Grado", "Población", "Traslape con ZAP rural", "Clave de AGEB actualizada a junio de 2026"],
    ["10", "Durango", "10005", "Durango", "100050001", "Victoria", "1000500010015", "Urbana", "Alto", "10", "NO",
     "1000500010015"],
    ["10", "Durango", "10014", "Mezquital", "100140001", "San Francisco", "1001400010885", "Urbana", "Alto", "20",
     "SI", "100140001089A"],
]  # fmt: skip


def write_html(carpeta: Path, *tablas: list[list[str]], codificacion: str = "cp1252") -> Path:
    """Una página con varias tablas, como la del Diario Oficial."""
    cuerpos = [
        "<table>"
        + "".join("<tr>" + "".join(f"<td><p>{c}</p></td>" for c in r) + "</tr>" for r in t)
        + "</table>"
        for t in tablas
    ]
    ruta = carpeta / "decreto.html"
    ruta.write_bytes(f"<html><body>Decreto (sintético){''.join(cuerpos)}</body></html>".encode(codificacion))
    return ruta


def write_zip(
    carpeta: Path, renglones: list[list[str]], vacios: int = 4, nombres: tuple[str, ...] = ("b",)
) -> Path:
    """Un ZIP con el libro; el encabezado, después de los renglones de título."""
    ruta = carpeta / "urbano.zip"
    with zipfile.ZipFile(ruta, "w") as libro:
        for nombre in nombres:
            hoja = Workbook()
            for _ in range(vacios):
                hoja.active.append(["Zonas (sintético)"])
            for renglon in renglones:
                hoja.active.append(renglon)
            hoja.save(carpeta / f"{nombre}.xlsx")
            libro.write(carpeta / f"{nombre}.xlsx", f"{nombre}.xlsx")
    return ruta
