"""Antes de contar un tiempo: que cada HTML traiga sus gráficas, sus tablas, sus mapas y sus cifras."""

import json
import re
from pathlib import Path

from corredores import CorridaInvalida
from fais_analysis.pages.inventario import build_inventario

CIFRA = re.compile(r"\bdata-procedencia=")
Cuenta = dict[str, int]


def check_corrida(carpeta: Path, claves: list[str]) -> dict[str, Cuenta]:
    """Revisa una corrida de la casa contra su manifiesto; entrega lo que trae cada expediente.

    Raises
    ------
    CorridaInvalida
        Si falta un municipio, dos son iguales o a uno le falta algo de lo que su manifiesto dice.
    """
    manifiesto = json.loads((carpeta / "manifest.json").read_text(encoding="utf-8"))
    fichas = {ficha["clave"]: ficha for ficha in manifiesto["municipios"] if ficha["informe"]}
    _exigir(sorted(fichas) == sorted(claves), f"hay {len(fichas)} expedientes y se esperaban {len(claves)}")
    cuentas = {clave: check_ficha(carpeta, ficha) for clave, ficha in fichas.items()}
    distintas = {ficha["sha256"] for ficha in fichas.values()}
    _exigir(len(distintas) == len(fichas), "hay expedientes idénticos entre municipios")
    return cuentas


def check_ficha(carpeta: Path, ficha: dict) -> Cuenta:
    """Un expediente: lo que trae contra lo que dice su ficha."""
    ruta = carpeta / ficha["informe"]
    inventario = build_inventario(texto := ruta.read_text(encoding="utf-8"))
    cuenta = {**_count(inventario), "cifras": len(CIFRA.findall(texto))}
    declarados = {c: ficha["conteos"][c] for c in ("graficas", "tablas", "mapas")}
    _exigir(inventario.clave == ficha["clave"], f"{ruta} es de {inventario.clave}")
    _exigir(
        {c: cuenta[c] for c in declarados} == declarados, f"{ruta}: {cuenta} y se declararon {declarados}"
    )
    _exigir(cuenta["graficas"] > 0 and cuenta["tablas"] > 0 and cuenta["cifras"] > 0, f"{ruta} está vacío")
    _exigir(
        all(hay == esperados > 0 for esperados, hay in inventario.trazos.values()), f"{ruta}: dibujos vacíos"
    )
    _exigir((ruta.parent / "interactivo.html").stat().st_size > 0, f"{ruta}: sin forma interactiva")
    return cuenta


def check_fabrica(carpeta: Path, clave: str, esperado: Cuenta) -> None:
    """Los tres HTML de fábrica de un municipio traen, juntos, lo mismo que su expediente.

    Raises
    ------
    CorridaInvalida
        Si no.
    """
    textos = [r.read_text(encoding="utf-8") for r in sorted(carpeta.glob(f"{clave}_*.html"))]
    cuentas = [_count(build_inventario(texto)) for texto in textos]
    juntas = {c: sum(cuenta[c] for cuenta in cuentas) for c in ("graficas", "tablas", "mapas")}
    _exigir(juntas == {c: esperado[c] for c in juntas}, f"fábrica {clave}: {juntas} y no {esperado}")


def check_iguales(corrida: Path, otra: Path, claves: list[str]) -> int:
    """Cuántos expedientes son iguales, byte por byte, en dos carpetas; exige que todos.

    Raises
    ------
    CorridaInvalida
        Si alguno no lo es.
    """
    for clave in claves:
        uno, dos = (next(c.glob(f"{clave}_*/expediente.html")) for c in (corrida, otra))
        _exigir(uno.read_bytes() == dos.read_bytes(), f"{clave}: el HTML no es el mismo sin Jupyter")
    return len(claves)


def _count(inventario: object) -> Cuenta:
    conteos = inventario.conteos
    return {"graficas": conteos.graficas, "tablas": conteos.tablas, "mapas": conteos.mapas}


def _exigir(condicion: bool, mensaje: str) -> None:
    if not condicion:
        raise CorridaInvalida(mensaje)
