"""La historia de la práctica: de pavimento y plazas a agua, drenaje, luz, cuartos, pisos, techos y baños."""

from collections.abc import Callable
from pathlib import Path

from typer.testing import CliRunner

import fais_analysis.cli.app as ordenes

# Montos inventados.
CABEZA = ["nombre_obra", "subclasificacion", "localidad", "meta", "unidad_medida", "viviendas",
          "viviendas_conectadas", "con_drenaje", "fise", "fismdf", "via_focalizacion"]  # fmt: skip
PLAZA = "Plaza, parque, domo o espacio público recreativo"
CALLES = "Calles: pavimentación (adoquín, asfalto, concreto, empedrado, huellas de rodamiento)"
INICIAL = [
    [
        "Pavimentación calle Morelos",
        CALLES,
        "100140001",
        1200,
        "m2",
        None,
        None,
        None,
        2000000,
        2000000,
        None,
    ],
    ["Rehabilitación de plaza", PLAZA, "100140001", 1, "obra", None, None, None, 1000000, 1000000, None],
    ["Piso firme", "Piso firme", "100140015", 40, "vivienda", 40, None, None, 200000, 200000, "rezago"],
]
MODIFICADA = [
    ["Rehabilitación de plaza 1a. etapa", PLAZA, "100140001", 1, "obra", None, None, None, 200000, 200000, "rezago"],
    ["Piso firme 2a. lista", "Piso firme", "100140015", 60, "vivienda", 60, None, None, 300000, 300000, "rezago"],
    ["Red de drenaje", "Red de drenaje sanitario / red de alcantarillado", "100140001", 900, "metro", None, 90, None,
     1500000, 1500000, "rezago"],
    ["Paneles solares", "Electrificación no convencional (panel solar / fotovoltaica / eólica)", "100140016", 50,
     "vivienda", 50, None, None, 600000, 600000, "rezago"],
    ["Baños con drenaje", "Cuarto para baño", "100140042", 30, "vivienda", 30, None, "sí", 600000, 600000, "rezago"],
]  # fmt: skip


def test_the_story_of_the_practice(escribir: Callable[..., Path], tmp_path: Path):
    una, otra = escribir([CABEZA, *INICIAL]), escribir([CABEZA, *MODIFICADA], "modificada.xlsx")
    orden = ["propuesta", "comparar", str(una), str(otra), "--municipio", "10014", "--ejercicio", "2020"]
    corrida = CliRunner().invoke(ordenes.app, [*orden, "--salida", str(tmp_path)], prog_name="fais")

    assert corrida.exit_code == 0, corrida.stderr
    salida = " ".join(corrida.stdout.split())
    assert "cambia 1, eliminada 1, nueva 3, ¿es la misma? 1" in salida
    assert "no incide en carencias 6,000,000.00 400,000.00" in salida
    assert "llega a la vivienda 400,000.00 6,000,000.00" in salida
    assert "drenaje 0 120" in salida
    assert (tmp_path / "10014_2020_comparacion.xlsx").stat().st_size > 5000


def test_two_municipalities_are_not_compared(escribir: Callable[..., Path], tmp_path: Path):
    una = escribir([["municipio", "ejercicio", *CABEZA], ["Mezquital", 2020, *INICIAL[2]]])
    otra = escribir([["municipio", "ejercicio", *CABEZA], ["Canatlán", 2020, *INICIAL[2]]])
    orden = ["propuesta", "comparar", str(una), str(otra), "--salida", str(tmp_path)]
    corrida = CliRunner().invoke(ordenes.app, orden, prog_name="fais")

    assert corrida.exit_code == 2
    assert "la misma propuesta" in corrida.stderr
