"""El modificatorio dice qué cambió del anexo ya hecho, al centavo, y no sale sin él ni sin diferencias."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import docx
import openpyxl
import pytest
from typer.testing import CliRunner

import fais_analysis.cli.app as ordenes
from fais_analysis.errors import PropuestaError
from fais_analysis.obras.modificatorio import Modificatorio
from fais_analysis.propuestas.convenio import build_anexo_revisado
from fais_analysis.propuestas.modificatorio import (
    build_modificatorio_docx,
    build_modificatorio_xlsx,
    modify_anexo,
)
from fais_analysis.propuestas.registros import list_anexos, save_anexo
from fais_analysis.propuestas.revision import PedidoRevision, Revision, review_propuesta

CABEZA = ["folio", "nombre_obra", "subclasificacion", "localidad", "meta", "unidad_medida", "viviendas", "fise",
          "fismdf", "via_focalizacion", "beneficiarios_h", "beneficiarios_m", "fecha_termino"]  # fmt: skip
PISO = [
    "A",
    "Piso firme",
    "Piso firme",
    "100140015",
    5,
    "vivienda",
    5,
    40000,
    40000.5,
    "rezago",
    9,
    9,
    "2020-10-01",
]
TECHO = [
    "B",
    "Techo firme",
    "Techo firme",
    "100140015",
    5,
    "vivienda",
    5,
    0,
    70000,
    "rezago",
    9,
    9,
    "2020-10-01",
]
MURO = [
    "C",
    "Muro firme",
    "Muro firme",
    "100140015",
    4,
    "vivienda",
    4,
    0,
    60000.01,
    "rezago",
    8,
    8,
    "2020-10-01",
]
AHORA = datetime(2020, 6, 1, tzinfo=UTC)


def change(obra: list, **campos: object) -> list:
    return [campos.get(nombre, valor) for nombre, valor in zip(CABEZA, obra, strict=True)]


@pytest.fixture(scope="module")
def revisiones(escribir: Callable[..., Path]) -> tuple[Revision, Revision]:
    mas = change(PISO, meta=8, viviendas=8, fise=70000)
    libros = ([CABEZA, PISO, TECHO], [CABEZA, MURO, change(TECHO, fecha_termino="2020-12-01"), mas])
    una, otra = (review_propuesta(PedidoRevision(escribir(f), "10014", 2020)) for f in libros)
    return una, otra


@pytest.fixture(scope="module")
def hecho(revisiones: tuple[Revision, Revision], tmp_path_factory: pytest.TempPathFactory) -> Modificatorio:
    una, otra = revisiones
    carpeta = tmp_path_factory.mktemp("anexos")
    save_anexo(carpeta, build_anexo_revisado(una, []), una.propuesta.contenido, AHORA)
    return modify_anexo(una, otra, [], list_anexos(carpeta, "10014", 2020))


def test_differences_say_what_changed_and_add_up_to_the_cent(hecho: Modificatorio):
    por_clase = {d.clase: d for d in hecho.diferencias if d.clase != "cambia"}
    cambios = [d.cambios for d in hecho.diferencias if d.clase == "cambia"]

    assert set(por_clase) == {"nueva"}
    assert ("término: 01/10/2020 → 01/12/2020",) in cambios  # una fecha sola también es un cambio
    assert ("meta: 5 vivienda → 8 vivienda", "viviendas: 5 → 8", "FISE: 40,000.00 → 70,000.00") in cambios
    assert hecho.diferencia == 3000000 + 6000001 == sum(hecho.por_fuente.values())
    assert hecho.diferencia == sum(d.centavos_ahora - d.centavos_antes for d in hecho.diferencias)
    assert hecho.letra_diferencia == "(NOVENTA MIL PESOS 01/100 M.N.)"


def test_documents_are_the_same_bytes_and_say_both_versions(hecho: Modificatorio):
    crudo = build_modificatorio_docx(hecho, "modificatorio 1")
    documento = docx.Document(io.BytesIO(crudo))
    texto = "\n".join(p.text for p in documento.paragraphs)

    assert crudo == build_modificatorio_docx(hecho, "modificatorio 1")
    assert build_modificatorio_xlsx(hecho) == build_modificatorio_xlsx(hecho)
    assert "CONVENIO MODIFICATORIO 1" in texto
    assert hecho.anterior.folio in texto
    assert hecho.nuevo.folio in texto
    assert "aumenta $90,000.01" in texto
    assert "{" not in texto
    hojas = openpyxl.load_workbook(io.BytesIO(build_modificatorio_xlsx(hecho))).sheetnames
    assert hojas == ["Diferencias", "Sumas", "Anexo técnico"]


def test_without_its_annex_or_without_differences_it_is_refused(
    revisiones: tuple[Revision, Revision], tmp_path: Path
):
    una, otra = revisiones
    with pytest.raises(PropuestaError, match="modificatorio"):
        modify_anexo(una, otra, [], [])
    save_anexo(tmp_path, build_anexo_revisado(una, []), una.propuesta.contenido, AHORA)
    with pytest.raises(PropuestaError, match="modificatorio"):
        modify_anexo(una, una, [], list_anexos(tmp_path, "10014", 2020))


@pytest.mark.lento
def test_the_command_numbers_them_and_repeating_one_adds_none(escribir: Callable[..., Path], tmp_path: Path):
    libros = [
        escribir([CABEZA, PISO], "1.xlsx"),
        escribir([CABEZA, PISO, TECHO], "2.xlsx"),
        escribir([CABEZA, MURO], "3.xlsx"),
    ]
    comun = ["--municipio", "10014", "--ejercicio", "2020", "--salida", str(tmp_path)]

    def run(*orden: object) -> str:
        corrida = CliRunner().invoke(ordenes.app, ["convenio", *map(str, orden), *comun], prog_name="fais")
        assert corrida.exit_code == 0, corrida.output
        return corrida.output

    run("anexo", libros[0])
    assert "Modificatorio 1 de" in run("modificatorio", libros[0], libros[1])
    assert "Modificatorio 1 de" in run("modificatorio", libros[0], libros[1])
    assert "Modificatorio 2 de" in run("modificatorio", libros[1], libros[2])
    assert "Modificatorio 2 de" in run("modificatorio", libros[1], libros[2])
    run("anexo", libros[0])  # reimprimir el original no lo vuelve el vigente
    pasado = ["convenio", "modificatorio", str(libros[0]), str(libros[1]), *comun]
    corrida = CliRunner().invoke(ordenes.app, pasado, prog_name="fais")
    assert corrida.exit_code == 2
    assert "la versión del anexo vigente" in corrida.output
    assert "Modificatorio 3 de" in run("modificatorio", libros[2], libros[0])
    assert "Modificatorio 4 de" in run("modificatorio", libros[0], libros[1])  # otra vez, y no la primera
    assert [a.tipo for a in list_anexos(tmp_path, "10014", 2020)] == [
        "original",
        *(f"modificatorio {n}" for n in (1, 2, 3, 4)),
    ]
