"""Qué celdas cambiaron entre dos ediciones de un archivo, con su hoja y su lugar."""

from pathlib import Path

import openpyxl
import pytest

from fais_analysis.loaders.celdas_cambiadas import list_celdas_cambiadas

FILAS = [
    ["Clave", "Municipio", "Tierra", "Agua"],
    ["10005", "Durango", 1.8, 0.7],
    ["10014", "Mezquital", 47.3, 49.1],
    ["10023", "Pueblo Nuevo", 16.0, 3.1],
]


def write_libro(ruta: Path, hojas: dict[str, list[list[object]]]) -> Path:
    libro = openpyxl.Workbook()
    libro.remove(libro.active)
    for nombre, filas in hojas.items():
        hoja = libro.create_sheet(nombre)
        for fila in filas:
            hoja.append(fila)
    libro.save(ruta)
    return ruta


def write_texto(ruta: Path, filas: list[list[object]]) -> Path:
    ruta.write_text("".join(",".join(map(str, f)) + "\n" for f in filas), encoding="utf-8")
    return ruta


def replace_agua(valor: object) -> list[list[object]]:
    return [*FILAS[:2], [*FILAS[2][:3], valor], FILAS[3]]


@pytest.mark.parametrize(
    ("nuevas", "dice"),
    [
        (FILAS, []),
        (FILAS[::-1], []),
        (replace_agua(49.10000000000001), []),  # ruido de otro programa
        (replace_agua(4.91), ["hoja «Municipios», celda D3: 49.1 → 4.91"]),
        (replace_agua(None), ["hoja «Municipios», celda D3: 49.1 → vacía"]),
        ([["Título"], *FILAS], ["hoja «Municipios»: 5 renglones, antes 4"]),
        ([["T"], *replace_agua(7)], ["hoja «Municipios»: 5 renglones, antes 4",
                                     "hoja «Municipios», celda D4: 49.1 → 7"]),
        (FILAS[:3], ["hoja «Municipios»: 3 renglones, antes 4"]),
    ],
    ids=["iguales", "otro orden", "ruido", "cifra", "vacía", "título", "título y cifra", "renglón"],
)  # fmt: skip
def test_each_changed_cell_of_a_workbook_is_named(tmp_path: Path, nuevas, dice):
    antes = write_libro(tmp_path / "a.xlsx", {"Municipios": FILAS})
    despues = write_libro(tmp_path / "b.xlsx", {"Municipios": nuevas})

    assert list_celdas_cambiadas(antes, despues, "") == dice


def test_sheets_and_columns_that_come_or_go_are_told(tmp_path: Path):
    antes = write_libro(tmp_path / "a.xlsx", {"Estados": FILAS, "Municipios": FILAS})
    anchas = [[*fila, "x"] for fila in FILAS]
    despues = write_libro(tmp_path / "b.xlsx", {"Municipios": anchas, "Notas": FILAS})

    assert list_celdas_cambiadas(antes, despues, "") == [
        "hoja «Estados» de menos",
        "hoja «Notas» de más",
        "hoja «Municipios»: 5 columnas, antes 4",
    ]


def test_a_csv_names_the_row_and_its_label(tmp_path: Path):
    antes, despues = write_texto(tmp_path / "a.csv", FILAS), tmp_path / "b.csv"
    write_texto(despues, replace_agua(4.91))

    assert list_celdas_cambiadas(antes, despues, "utf-8") == ["renglón 3, columna «Agua»: 49.1 → 4.91"]


@pytest.mark.parametrize("contenido", [None, b"", b"PK\x03\x04 nada", b"\x00\xff"])
def test_what_cannot_be_read_says_nothing(tmp_path: Path, contenido: bytes | None):
    antes, despues = write_libro(tmp_path / "a.xlsx", {"Municipios": FILAS}), tmp_path / "b.xlsx"
    if contenido is not None:
        despues.write_bytes(contenido)

    assert list_celdas_cambiadas(antes, despues, "") == []
