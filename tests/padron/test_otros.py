"""Organizaciones y obras comunitarias: sus propias cuentas, redondeadas, y ninguna persona ni razón social."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from fais_analysis.padron.celdas import UMBRAL
from fais_analysis.padron.otros import build_otras

from .test_cruces import make

LLAVE = b"k" * 32
MAPAS = {
    "actor_social": "columnas:\n  razon_social: Nombre\n  apoyo: {fijo: proyecto}\n",
    "obra": "columnas:\n  poblacion_personas: Personas\n  apoyo: {fijo: parque}\n",
}
CABEZAS = {"actor_social": "Nombre", "obra": "Personas"}


def test_counts_are_rounded_and_the_state_is_their_sum():
    tabla = make(
        *[{"unidad": "obra", "apoyo": "parque", "poblacion_personas": n} for n in ("120", "3", "41")],
        {"unidad": "obra", "apoyo": "parque", "poblacion_personas": "2", "clave_municipio": "10007"},
        *[{"unidad": "actor_social", "apoyo": "proyecto"}] * 7,
        *[{"unidad": "actor_social", "apoyo": "refugio", "sensible": "1"}] * 30, *[{}] * 9,
        {"unidad": "obra", "ejercicio": "2023", "poblacion_personas": "500"},
    )  # fmt: skip
    filas = build_otras(tabla, "2024", {"10005": "Durango"}, LLAVE)

    por = {(f[2], f[4]): f for f in filas}
    for apoyo, columna, cierto in (("parque", 7, 164), ("proyecto", 6, 7)):
        del_municipio = por[apoyo, "10005"][columna]
        assert del_municipio % UMBRAL == 0
        assert abs(del_municipio - cierto) < UMBRAL
        assert por[apoyo, ""][columna] == sum(f[columna] for c, f in por.items() if c[0] == apoyo and c[1])
    assert [c for c in por if c[0] == "refugio"] == [("refugio", "")]  # delata: sólo el estado
    assert por["parque", "10005"][1:6] == [
        "población de obra comunitaria", "parque", "municipio", "10005", "Durango",
    ]  # fmt: skip
    assert filas == build_otras(tabla[::-1], "2024", {"10005": "Durango"}, LLAVE)


@pytest.mark.padron
def test_they_are_published_and_checked_without_people(cuarto: Path, orden: Callable[..., str]):
    nombre = "Unión de Zenobia Quintanar"
    datos = {"actor_social": [nombre, *[f"Grupo {i} del Cerro" for i in range(8)]], "obra": [120, 41, 3]}
    for unidad, valores in datos.items():
        mapa, libro = cuarto / f"{unidad}.yml", cuarto / f"{unidad}.csv"
        mapa.write_text(
            f"programa: DG2018-04\nunidad: {unidad}\naviso_privacidad: '1'\n{MAPAS[unidad]}"
            "  clave_municipio: Clave\n  ejercicio: Ejercicio\n",
            encoding="utf-8",
        )
        with libro.open("w", encoding="utf-8", newline="") as archivo:
            csv.writer(archivo).writerows(
                [(CABEZAS[unidad], "Clave", "Ejercicio"), *[(v, "10005", 2024) for v in valores]]
            )
        orden("cargar", libro, "--mapa", mapa)
        libro.unlink()

    assert "organizaciones y obras comunitarias: 4 celdas" in orden("publicar", "e", "--ejercicio", 2024)
    assert "Ediciones comprobadas: 1" in orden("comprobar", "e")
    with (cuarto / "e" / "otros_2024.csv").open(encoding="utf-8-sig") as archivo:
        filas = list(csv.DictReader(archivo))
    assert {f["poblacion_personas"] for f in filas if f["tipo"].startswith("población")} <= {"160", "165"}
    assert {f["apoyos"] for f in filas if f["tipo"] == "actor social"} <= {"5", "10"}
    assert "es la misma tabla" in orden("publicar", "otra", "--ejercicio", 2024)
    assert (cuarto / "otra" / "otros_2024.csv").read_bytes() == (cuarto / "e" / "otros_2024.csv").read_bytes()
    with (cuarto / "e" / "otros_2024.csv").open("a", encoding="utf-8") as archivo:
        archivo.write(f"2024,actor social,{nombre},municipio,10005,Durango,3,\r\n")
    malo = orden("comprobar", "e", salida=2)
    assert "no es lo que se publicó" in malo
    assert "nombre de una persona u organización" in malo
