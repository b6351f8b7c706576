"""El directorio: una presidencia vigente por municipio, y errores que no repiten datos de nadie."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from fais_analysis.delivery.carpeta import check_privada
from fais_analysis.delivery.directorio import COLUMNAS, FORMATO, read_directorio, select_contactos
from fais_analysis.delivery.directorio_plantilla import build_plantilla_directorio
from fais_analysis.delivery.errores import DirectorioError

from .armado import NOMBRES, RAIZ, build_fila, write_directorio

HOY = date(2026, 11, 22)
CLAVES = {c: NOMBRES[c] for c in ("10014", "10021")}


def select(tmp_path: Path, *filas: dict, roles=("presidencia",)):
    directorio = read_directorio(write_directorio(tmp_path / "d.csv", filas))
    return select_contactos(directorio, CLAVES, HOY, roles)


def test_one_active_mayor_is_chosen_and_past_ones_are_not(tmp_path: Path):
    elegidos = select(
        tmp_path,
        build_fila("10014", correo="antes@m.example", vigente_desde="2022-09-01", vigente_hasta="2025-08-31"),
        build_fila("10014", correo="ahora@m.example"),
        build_fila("10014", correo="despues@m.example", vigente_desde="01/09/2027", vigente_hasta=""),
        build_fila("10021"),
    )

    assert [c.correo for c in elegidos["10014"].contactos] == ["ahora@m.example"]


@pytest.mark.parametrize(
    ("filas", "dice"),
    [
        ([], "falta la dirección"),
        ([build_fila("10014", vigente_hasta="2026-11-21")], "falta la dirección"),
        ([build_fila("10014", rol="tesoreria")], "falta la dirección"),
        ([build_fila("10014"), build_fila("10014", correo="otra@m.example")], "2 presidencias vigentes"),
        ([build_fila("10014", municipio="Peñón Blanco")], "la clave 10014 es de Mezquital"),
        ([build_fila("10014", correo="no es")], "el correo no tiene la forma"),
        ([build_fila("10014", correo="")], "«correo» está vacía"),
        ([build_fila("10014", nombre="Ana\nBcc: x@y.example")], "«nombre» trae saltos"),
        ([build_fila("10014", cargo="=1+1")], "«cargo» es una fórmula"),
        ([build_fila("10014", formato="zip")], "«formato» no es uno de"),
        ([build_fila("10014", rol="alcalde")], "«rol» no es uno de"),
        ([build_fila("10014", vigente_desde="ayer")], "una fecha de vigencia no se entiende"),
        ([build_fila("10014", vigente_desde="2027-01-01", vigente_hasta="2026-01-01")], "termina antes"),
        ([build_fila("10014"), build_fila("10014", correo="")], "renglón 3: «correo» está vacía"),
        (
            [build_fila("10014"), build_fila("10021", correo="PRESIDENCIA@m10014.example")],
            "aparece en otro municipio",
        ),
    ],
)
def test_doubtful_rows_block_their_municipality(tmp_path: Path, filas: list[dict], dice: str):
    elegido = select(tmp_path, *filas)["10014"]

    assert elegido.contactos == ()
    assert dice in elegido.problema
    for dato in ("presidencia@", "no es", "Ana", "otra@"):
        if dato not in dice:
            assert dato not in elegido.problema


def test_roles_add_recipients_but_the_mayor_is_still_required(tmp_path: Path):
    filas = [build_fila("10014"), build_fila("10014", rol="tesoreria", correo="tesoreria@m.example")]

    ambos = select(tmp_path, *filas, roles=("presidencia", "tesoreria"))["10014"]

    assert [c.rol for c in ambos.contactos] == ["presidencia", "tesoreria"]
    assert "falta" in select(tmp_path, filas[1], roles=("tesoreria",))["10014"].problema


def test_contact_never_prints_who_it_is(tmp_path: Path):
    contacto = select(tmp_path, build_fila("10014"))["10014"].contactos[0]

    assert "Persona" not in repr(contacto)
    assert "@" not in repr(contacto)


def test_excel_accepts_text_or_whole_numbers_and_real_dates(tmp_path: Path):
    libro = openpyxl.Workbook()
    hoja = libro.active
    hoja.title = FORMATO.hoja
    hoja.append(list(COLUMNAS))
    fila = build_fila("10014", vigente_desde=date(2025, 9, 1), vigente_hasta=None)
    hoja.append([10014 if c == "clave_municipio" else fila[c] for c in COLUMNAS])
    hoja.append([None] * 9)
    libro.save(tmp_path / "d.xlsx")

    directorio = read_directorio(tmp_path / "d.xlsx")

    assert [(c.clave, c.desde, c.hasta) for c in directorio.contactos] == [("10014", date(2025, 9, 1), None)]
    assert directorio.problemas == {}


@pytest.mark.parametrize("contenido", [b"\xff\xfe\x00", b"", b"clave,correo\n1,2\n", b"PK\x03\x04roto"])
def test_unreadable_directory_is_explained(tmp_path: Path, contenido: bytes):
    for nombre in ("d.csv", "d.xlsx"):
        (tmp_path / nombre).write_bytes(contenido)
        with pytest.raises(DirectorioError):
            read_directorio(tmp_path / nombre)


def test_template_lists_the_39_and_is_never_overwritten(tmp_path: Path):
    destino = build_plantilla_directorio(tmp_path / "contactos.xlsx")

    hoja = openpyxl.load_workbook(destino)[FORMATO.hoja]
    filas = list(hoja.iter_rows(values_only=True))
    assert filas[0] == COLUMNAS
    assert {f[0]: f[1] for f in filas[1:]} == NOMBRES  # 39, INEGI
    assert {f[2] for f in filas[1:]} == {"presidencia"}
    directorio = read_directorio(destino)  # vacía: cada municipio dice qué le falta
    assert len(directorio.problemas) == 39
    with pytest.raises(DirectorioError, match="ya existe"):
        build_plantilla_directorio(destino)


@pytest.mark.parametrize("ruta", ["contactos_de_alguien.txt", "docs/directorio_real.tsv", "lib/x.sqlite"])
def test_personal_data_is_refused_inside_the_repository(ruta: str):
    with pytest.raises(DirectorioError, match="repositorio"):
        check_privada(RAIZ / ruta)


@pytest.mark.parametrize(
    "ruta",
    ["data/directorio/contactos.xlsx", "contactos.xlsx", "outputs/x.csv", "a/revision.html", "b/uno.eml"],
)
def test_ignored_places_are_allowed(ruta: str):
    assert check_privada(RAIZ / ruta)
