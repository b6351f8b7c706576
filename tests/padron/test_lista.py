"""La lista de personas y el libro del portal: sólo adultas, sin encabezados cambiados y sin contar a quien se reserva."""

import csv
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from fais_analysis.errors import EsquemaError
from fais_analysis.loaders.padron_sipot import fill_blanco, read_blanco
from fais_analysis.padron.carga import COLUMNAS_REGISTRO
from fais_analysis.padron.lista import build_lista, choose_callados, compute_edad

from .test_carga import write_registro
from .test_cuarto import find_fugas

ENCABEZADO_PORTAL = (
    "ID", "FECHA CREACION", "NOMBRE (S)", "PRIMER APELLIDO", "SEGUNDO APELLIDO",
    "MONTO, RECURSO, BENEFICIO O APOYO OTORGADO", "UNIDAD TERRITORIAL", "EDAD (EN SU CASO)", "SEXO (CATÁLOGO)", "NOTA",
)  # fmt: skip


def write_blanco(ruta: Path, encabezado: tuple = ENCABEZADO_PORTAL) -> Path:
    """Un blanco con la forma del portal (cabecera, encabezado en el renglón 3 de la tabla, catálogos aparte)."""
    libro = openpyxl.Workbook()
    libro.active.title = "Información"
    libro.active.append(["Formato:", "Padrón de personas beneficiarias"])
    tabla = libro.create_sheet("Tabla_123456")
    tabla.append(["Información relacionada a:", "Personas beneficiarias"])
    tabla.append([])
    tabla.append(list(encabezado))
    catalogo = libro.create_sheet("Hidden_1")
    for valor in ("Hombre", "Mujer"):
        catalogo.append([valor])
    libro.save(ruta)
    return ruta


def make(*filas: dict) -> pd.DataFrame:
    base = {
        "unidad": "persona",
        "apoyo": "beca",
        "ejercicio": "2024",
        "clave_municipio": "10005",
        "sexo": "M",
    }
    base |= {"nombres": "Ana", "primer_apellido": "Rojo", "fecha_nacimiento": "1980-05-05"}
    todas = [{"registro": f"R{i}"} | base | f for i, f in enumerate(filas)]
    return pd.DataFrame(todas, columns=list(COLUMNAS_REGISTRO), dtype=object).fillna("")


def test_only_adults_of_programmes_that_say_nothing_about_them():
    tabla = make(
        {}, *[{"fecha_nacimiento": "2006-06-01"}] * 5, {"sensible": "1"}, {"sexo": "X", "fecha_nacimiento": "2006-01-01"},
        *[{"fecha_nacimiento": ""}] * 2, {"ejercicio": "2023"},
    )  # fmt: skip
    lista = build_lista(tabla, 2024, {"10005": "Durango"})

    assert lista.registros == {"R0", "R7"}
    assert [f["sexo"] for f in lista.filas] == ["", ""]  # un solo hueco señalaría a quien no es H ni M
    assert lista.reservadas == 7


def test_who_is_kept_out_cannot_be_counted_by_subtraction():
    assert choose_callados({"10001": 7}) == set()
    assert choose_callados({"10001": 2, "10002": 1}) is None
    assert choose_callados({"10001": 4, "10002": 1, "10003": 80}) == {"10001", "10002"}
    pocos = build_lista(make({}, {"fecha_nacimiento": "2020-01-01"}), 2024, {})
    assert (pocos.filas, pocos.sin_lista) == ([], ["beca"])


def test_age_is_the_one_at_the_start_of_the_year():
    assert compute_edad("2006-01-01", date(2024, 1, 1)) == 18
    assert compute_edad("2006-01-02", date(2024, 1, 1)) == 17
    assert pd.isna(compute_edad("", date(2024, 1, 1)))


def test_portal_workbook_keeps_its_headers(tmp_path: Path):
    blanco = read_blanco(write_blanco(tmp_path / "b.xlsx"))
    personas = [
        {"nombres": "=Ana", "primer_apellido": "Rojo", "apoyo": "beca", "edad": 44, "sexo": s}
        for s in ("M", "X")
    ]
    (tmp_path / "lleno.xlsx").write_bytes(fill_blanco(blanco, personas))
    antes, despues = (openpyxl.load_workbook(tmp_path / n) for n in ("b.xlsx", "lleno.xlsx"))

    assert antes.sheetnames == despues.sheetnames
    for nombre in antes.sheetnames:
        filas = [[c.value for c in fila] for fila in antes[nombre].iter_rows()]
        assert [[c.value for c in f] for f in despues[nombre].iter_rows(max_row=len(filas))] == filas
    tabla = despues["Tabla_123456"]
    assert [c.value for c in tabla[4]] == [None, None, "=Ana", "Rojo", None, "beca", None, 44, "Mujer", None]
    assert tabla["C4"].data_type == "s"
    assert tabla["I5"].value is None
    assert blanco.sin_reconocer == ["ejercicio"]


def test_blank_that_is_not_blank_or_not_of_people_is_refused(tmp_path: Path):
    lleno = openpyxl.load_workbook(write_blanco(tmp_path / "b.xlsx"))
    lleno["Tabla_123456"].append(["1", "", "Eva"])
    lleno.save(tmp_path / "lleno.xlsx")
    (tmp_path / "roto.xlsx").write_bytes(b"PK nada")
    otro = write_blanco(tmp_path / "otro.xlsx", ("ID", "MONTO", "NOTA"))
    for ruta, dicho in (
        (tmp_path / "lleno.xlsx", "ya llenos"),
        (tmp_path / "roto.xlsx", "no se puede abrir"),
        (otro, "ninguna hoja"),
    ):
        with pytest.raises(EsquemaError, match=dicho):
            read_blanco(ruta)


@pytest.mark.fuentes
def test_official_skeleton_of_the_portal_is_filled_without_touching_it(tmp_path: Path):
    """El único blanco real a la mano es de remuneraciones: sirve para la forma (35 columnas, catálogos y tablas)."""
    import os

    (ruta,) = (Path(os.environ["FAIS_FUENTES"]) / "formatos").glob("sipot_pnt_*.xlsx")
    blanco = read_blanco(ruta)
    (tmp_path / "lleno.xlsx").write_bytes(
        fill_blanco(blanco, [{"ejercicio": 2024, "nombres": "Ana", "sexo": "M"}])
    )
    antes, despues = openpyxl.load_workbook(ruta), openpyxl.load_workbook(tmp_path / "lleno.xlsx")

    assert (blanco.hoja, blanco.renglon, blanco.sexos) == ("Información", 6, {"H": "Hombre", "M": "Mujer"})
    assert antes.sheetnames == despues.sheetnames
    for hoja in antes.worksheets:
        assert [c.value for c in hoja[3]] == [c.value for c in despues[hoja.title][3]]
    assert [c.value for c in antes["Información"][6]] == [c.value for c in despues["Información"][6]]


@pytest.mark.padron
def test_list_and_portal_are_published_and_checked(cuarto: Path, mapa: Path, orden: Callable[..., str]):
    azar = random.Random(5)
    filas = []
    for i in range(120):
        nacida = "15/06/2015" if i % 4 == 0 else "15/06/1985"
        nombre = ("Zenobia", "Ñuflo D’Ocón")[i % 4 == 0]
        filas.append((nombre, f"Quintanar{i}", "Urdapilleta", "", "no la trajo", nacida, "MH"[i % 2],
                      azar.choice(("100050001", "100070001")), "x", f"V-{i:05d}", 2024, "6180001234"))  # fmt: skip
    orden("cargar", write_registro(cuarto, *filas), "--mapa", mapa)
    write_blanco(cuarto / "blanco.xlsx")

    dicho = publish(cuarto, "publicar", "e", "--ejercicio", "2024", "--lista", "--formato", "blanco.xlsx")

    assert "Lista: 90 apoyos a personas adultas; se reservan 30." in dicho
    assert {r.name for r in (cuarto / "e").iterdir()} == {
        *(
            "SHA256SUMS",
            "apoyos_2024.csv",
            "diccionario.csv",
            "diccionario_lista.csv",
            "lista_2024.csv",
            "sipot_2024.xlsx",
        )
    }
    lista = (cuarto / "e" / "lista_2024.csv").read_text("utf-8-sig")
    assert "Ñuflo" not in lista
    assert "1985" not in lista
    assert len(list(csv.DictReader(lista.splitlines()))) == 90
    assert "Ediciones comprobadas: 1" in publish(cuarto, "comprobar", "e")
    (cuarto / "e" / "lista_2024.csv").write_text(
        lista + "2024,DG2018-04,calentador_solar,Ñuflo D’Ocón,Quintanar0,Urdapilleta,,,9,H\r\n", "utf-8-sig"
    )
    malo = publish(cuarto, "comprobar", "e")
    assert "1 renglones que la ley no deja publicar" in malo
    assert "el nombre de una persona" in malo
    assert find_fugas(cuarto, ("registro.xlsx", "lista_2024.csv", "sipot_2024.xlsx")) == []


def publish(cuarto: Path, *partes: str) -> str:
    from typer.testing import CliRunner

    from fais_analysis.cli.app import app

    return CliRunner().invoke(app, ["padron", *partes]).output


@pytest.mark.padron
def test_list_that_cannot_be_is_said_and_a_strange_name_is_explained(
    cuarto: Path, mapa: Path, orden: Callable[..., str]
):
    nacidas = ["15/06/2015"] * 3 + ["15/06/1985"] * 37  # 3 reservadas: ni callando el municipio
    filas = [
        ("Zenobia", f"Quintanar{i}", "Urdapilleta", "", "no la trajo", nacida, "MH"[i % 2], "100050001", "x",
         f"V-{i:05d}", 2024, "6180001234")
        for i, nacida in enumerate(nacidas)
    ]  # fmt: skip
    orden("cargar", write_registro(cuarto, *filas), "--mapa", mapa)

    dicho = orden("publicar", "e", "--ejercicio", 2024, "--lista")

    assert "Sin lista: no hay a quién nombrar; se reservan 3." in dicho
    assert "calentador_solar: sin lista" in dicho
    assert not (cuarto / "e" / "lista_2024.csv").exists()
    tabla = cuarto / "e" / "apoyos_2024.csv"
    tabla.write_text(
        tabla.read_text("utf-8-sig") + "2024,calentador_solar,estado,,,,,total,²\r\n", "utf-8-sig"
    )
    assert "no es lo que se publicó" in orden("comprobar", "e", salida=2)
    for nombre in ("lista_x.csv", "lista_²024.csv"):
        (cuarto / "e" / nombre).write_text("a\r\n")
        assert "no dice de qué ejercicio es" in orden("comprobar", "e", salida=2)
        (cuarto / "e" / nombre).unlink()
    (cuarto / "e" / "lista_2024.csv").write_text("clave_municipio,sexo,apoyo\r\n10039,M,calentador_solar\r\n")
    assert "que la ley no deja publicar" in orden("comprobar", "e", salida=2)
