"""Una corrida se verifica entera: de quién es cada archivo, qué falta y qué cambió un correo sin querer."""

import dataclasses
import hashlib
import json
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fais_analysis.batch.corridas.manifiesto import (
    BUENO,
    FALLIDO,
    NOMBRE,
    FichaInforme,
    Manifiesto,
    build_json,
    read_manifiesto,
)
from fais_analysis.cli.app import app
from fais_analysis.pages.hoja import build_hoja, build_resumen
from fais_analysis.pages.lectura import read_informe
from fais_analysis.verify import rearmado
from fais_analysis.verify.entrada import check_corrida, check_identidad, list_avisos
from fais_analysis.verify.rearmado import rebuild_informe

OTRO = "10005"
CARPETAS = {"10014": "10014_mezquital", OTRO: "10005_durango"}
NOMBRES = {"10014": "Mezquital", OTRO: "Durango", "10": "Durango"}


def build_ficha(clave: str, documento: str) -> FichaInforme:
    carpeta = CARPETAS.get(clave, "")
    informe = f"{carpeta}/expediente.html" if carpeta else "panorama.html"
    sha256 = hashlib.sha256(documento.encode()).hexdigest()
    return FichaInforme(clave, NOMBRES[clave], carpeta, BUENO, informe=informe, sha256=sha256)


@pytest.fixture(scope="module", autouse=True)
def rearmados() -> Iterator[None]:
    """Los tres informes se rearman una vez: quien verifica recuerda dos, y aquí se piden los tres por turno."""
    with pytest.MonkeyPatch.context() as parche:
        parche.setattr(rearmado, "_rebuild", cache(rearmado._rebuild.__wrapped__))
        yield


@pytest.fixture(scope="module")
def documentos(expediente: str, panorama: str) -> dict[str, str]:
    """Los tres informes de la corrida, por clave."""
    return {"10014": expediente, OTRO: rebuild_informe(OTRO).documento, "10": panorama}


@pytest.fixture
def corrida(documentos: dict[str, str], tmp_path: Path) -> Path:
    """Una corrida de dos municipios y el panorama, con su manifiesto."""
    for clave, documento in documentos.items():
        ficha = build_ficha(clave, documento)
        (tmp_path / ficha.carpeta).mkdir(exist_ok=True)
        (tmp_path / str(ficha.informe)).write_text(documento, encoding="utf-8", newline="\n")
    write(tmp_path, [build_ficha(c, documentos[c]) for c in CARPETAS], build_ficha("10", documentos["10"]))
    return tmp_path


def write(carpeta: Path, municipios: list[FichaInforme], panorama: FichaInforme | None) -> None:
    insumos = {"municipios_entidad": 39}
    m = Manifiesto(
        "x", "2026-01-01T00:00:00+00:00", "10", "Durango", True, "", {}, insumos, panorama, municipios
    )
    (carpeta / NOMBRE).write_text(build_json(m), encoding="utf-8")


def verify(*rutas: Path) -> tuple[int, str]:
    hecho = CliRunner().invoke(app, ["verificar", *map(str, rutas)], prog_name="fais")
    return hecho.exit_code, hecho.stdout + hecho.stderr


def mend(carpeta: Path) -> None:
    """Pone en el manifiesto la huella de lo que hoy hay en disco, como haría quien quiere engañar."""
    m = read_manifiesto(carpeta)
    fichas = [
        dataclasses.replace(f, sha256=hashlib.sha256((carpeta / str(f.informe)).read_bytes()).hexdigest())
        for f in m.informes
    ]
    write(carpeta, fichas[1:], fichas[0])


@pytest.mark.lento
def test_a_whole_run_matches_and_names_who_is_missing(corrida: Path):
    codigo, dicho = verify(corrida)

    assert codigo == 0
    assert "La corrida trae 2 de los 39 municipios de Durango; faltan: 10001 Canatlán" in dicho
    assert "10014" not in dicho.partition("faltan:")[2]


@pytest.mark.lento
def test_two_municipalities_exchanged_with_their_hashes_mended_are_found(corrida: Path):
    una, otra = (corrida / c / "expediente.html" for c in CARPETAS.values())
    textos = una.read_bytes(), otra.read_bytes()
    una.write_bytes(textos[1])
    otra.write_bytes(textos[0])
    mend(corrida)

    codigo, dicho = verify(corrida)

    assert codigo == 1
    assert dicho.count("de quién es el informe") == 4  # los dos, contra el manifiesto y contra su carpeta
    assert dicho.count("Todo coincide.") == 1  # el panorama, que no se tocó


@pytest.mark.parametrize(
    ("de", "cambio", "dicen"),
    [
        (OTRO, {}, ["de quién es el informe"]),
        ("10014", {}, []),
        ("10014", {"viviendas_habitadas": 1}, ["resumen.json › viviendas_habitadas"]),
        ("10014", {"esquema": None, "de_mas": 5}, ["resumen.json › esquema", "resumen.json › de_mas"]),
    ],
)
def test_the_figures_for_machines_are_of_their_sheet(tmp_path: Path, de: str, cambio: dict, dicen: list[str]):
    """El resumen de otro municipio, o con una cifra cambiada, junto a la hoja buena."""
    carpeta = tmp_path / CARPETAS["10014"]
    carpeta.mkdir()
    una, otra = rebuild_informe("10014"), rebuild_informe(de)
    (carpeta / "hoja.html").write_text(build_hoja(una.pagina, una.contexto), encoding="utf-8", newline="\n")
    resumen = json.loads(build_resumen(otra.pagina, otra.contexto)) | cambio
    (carpeta / "resumen.json").write_text(json.dumps(resumen), encoding="utf-8")

    codigo, dicho = verify(carpeta)

    assert (codigo, [c for c in dicen if c not in dicho]) == (1 if dicen else 0, [])


def write_cuaderno(ruta: Path, fuente: str) -> None:
    celda = {"cell_type": "code", "metadata": {"tags": ["injected-parameters"]}, "source": [fuente]}
    ruta.write_text(json.dumps({"cells": [{**celda, "metadata": {}}, celda]}), encoding="utf-8")


@pytest.mark.parametrize(
    ("fuente", "dice"),
    [
        ('# Parameters\nclave_municipio = "10014"\n', []),
        ('# Parameters\nclave_municipio = "10005"\n', ["es de 10005, no de 10014"]),
        ("nada", ["es de nadie que se sepa, no de 10014"]),
    ],
)
def test_an_executed_notebook_must_be_of_its_municipality(tmp_path: Path, fuente: str, dice: list[str]):
    relativa = f"{CARPETAS['10014']}/10_diagnostico.ipynb"
    (tmp_path / relativa).parent.mkdir()
    write_cuaderno(tmp_path / relativa, fuente)
    ficha = dataclasses.replace(build_ficha("10014", ""), salidas={relativa: "x"})
    write(tmp_path, [ficha], None)

    dicho = [d for d in check_corrida(tmp_path, read_manifiesto(tmp_path)) if "cuaderno" in d]
    assert dicho == [f"el cuaderno «{relativa}» {d}" for d in dice]


def test_a_lone_file_must_be_of_its_folder(corrida: Path):
    shutil.copy(corrida / CARPETAS[OTRO] / "expediente.html", corrida / CARPETAS["10014"])

    codigo, dicho = verify(corrida / CARPETAS["10014"] / "expediente.html")

    assert (codigo, "su carpeta" in dicho) == (1, True)


@pytest.mark.lento
@pytest.mark.parametrize(("de", "nombre"), [("10", "expediente.html"), ("10014", "panorama.html")])
def test_an_overview_under_the_name_of_a_dossier_is_refused(
    documentos: dict[str, str], tmp_path: Path, de: str, nombre: str
):
    (tmp_path / nombre).write_text(documentos[de], encoding="utf-8", newline="\n")

    codigo, dicho = verify(tmp_path / nombre)

    assert (codigo, "nombre del archivo" in dicho) == (1, True)


@pytest.mark.lento
@pytest.mark.parametrize("falta", ["archivo", "ficha"])
def test_what_is_missing_is_named(corrida: Path, falta: str):
    if falta == "archivo":
        (corrida / CARPETAS[OTRO] / "expediente.html").unlink()
    else:
        m = read_manifiesto(corrida)
        write(corrida, [f for f in m.municipios if f.clave != OTRO], m.panorama)

    codigo, dicho = verify(corrida)

    assert codigo == 1
    assert {
        "archivo": "falta el informe de 10005",
        "ficha": "no nombra el informe que está en «10005_durango/expediente.html»",
    }[falta] in dicho


@pytest.mark.lento
def test_a_report_that_did_not_come_out_is_named(corrida: Path, documentos: dict[str, str]):
    m = read_manifiesto(corrida)
    fallida = FichaInforme("10001", "Canatlán", "10001_canatlan", FALLIDO)
    write(corrida, [*m.municipios, fallida, m.municipios[0]], m.panorama)

    codigo, dicho = verify(corrida)

    assert codigo == 1
    assert "10001 Canatlán no se verifica: quedó fallido." in dicho
    assert "nombra 2 veces a 10014" in dicho


@pytest.mark.lento
@pytest.mark.parametrize("cambio", ["marca", "saltos", "ambos", "final"])
def test_what_a_mail_gateway_adds_is_not_tampering(corrida: Path, cambio: str):
    archivo = corrida / CARPETAS["10014"] / "expediente.html"
    crudo = archivo.read_bytes()
    crudo = crudo.replace(b"\n", b"\r\n") if cambio in ("saltos", "ambos") else crudo
    crudo = crudo.rstrip() if cambio == "final" else crudo
    archivo.write_bytes(b"\xef\xbb\xbf" + crudo if cambio in ("marca", "ambos") else crudo)

    codigo, dicho = verify(corrida)

    assert codigo == 0, dicho
    assert "cambió después" not in dicho


def test_what_cannot_be_checked_is_not_a_success(documentos: dict[str, str], tmp_path: Path):
    archivo = tmp_path / "expediente.html"
    otra = documentos["10014"].replace("fais_analysis 0.1.0", "fais_analysis 9.9.9")
    huella = rebuild_informe("10014").contexto.corrida_corta
    archivo.write_text(otra.replace(huella, "0" * len(huella)), encoding="utf-8", newline="\n")

    codigo, dicho = verify(archivo)

    assert codigo == 3
    assert "NO SE PUEDEN COMPROBAR" in dicho


def list_faltas(carpeta: Path, cambiar: dict[str, object], clave: str = "10014") -> str:
    """Lo que no cuadra si la ficha de un informe dijera otra cosa."""
    m = read_manifiesto(carpeta)
    fichas = [dataclasses.replace(f, **cambiar) if f.clave == clave else f for f in m.informes]
    return "; ".join(
        check_corrida(carpeta, dataclasses.replace(m, panorama=fichas[0], municipios=fichas[1:]))
    )


@pytest.mark.parametrize(
    ("cambiar", "dice"),
    [
        ({"nombre": "Súchil"}, "llama «Súchil» a 10014 Mezquital"),
        ({"clave": "32014"}, "32014 Mezquital, que no es de su entidad"),
        ({"carpeta": "10014_suchil"}, "está en «10014_suchil»"),
        (
            {"interactivo": "10014_mezquital/interactivo.html"},
            "falta el informe de 10014 Mezquital: 10014_mezquital/i",
        ),
        (
            {"salidas": {"10014_mezquital/hoja.html": "x"}},
            "falta el informe de 10014 Mezquital: 10014_mezquital/hoja",
        ),
        ({"informe": None}, "sin archivo"),
    ],
)
def test_name_key_folder_and_every_form_must_agree(corrida: Path, cambiar: dict[str, object], dice: str):
    assert dice in list_faltas(corrida, cambiar)


@pytest.mark.parametrize(
    "sobra", ["copia/expediente.html", "10005_durango (2)/hoja.html", "panorama_interactivo.html"]
)
def test_a_report_that_the_manifest_does_not_name_is_said(corrida: Path, sobra: str):
    (corrida / sobra).parent.mkdir(exist_ok=True)
    (corrida / sobra).write_text("<p></p>", encoding="utf-8")

    assert f"no nombra el informe que está en «{sobra}»" in list_faltas(corrida, {})


def test_the_panorama_must_be_of_the_state_of_the_run(corrida: Path):
    assert "32 Durango, que no es de su entidad" in list_faltas(corrida, {"clave": "32"}, "10")


def test_who_is_missing_comes_from_the_catalogue_and_not_from_the_manifest(corrida: Path):
    m = dataclasses.replace(read_manifiesto(corrida), insumos={"municipios_entidad": 2})

    assert "faltan: 10001 Canatlán" in " ".join(list_avisos(m))


@pytest.mark.parametrize(
    ("ruta", "quien"),
    [
        ("Expediente Durango 10005.html", "el nombre del archivo"),
        ("10005_durango (2)/expediente.html", "su carpeta"),
        ("Copia de 10005-durango/hoja.html", "su carpeta"),
        ("Oficio 12345/10005 hoja.html", "el nombre del archivo"),
    ],
)
def test_the_key_written_anywhere_must_be_the_one_of_the_report(
    expediente: str, tmp_path: Path, ruta: str, quien: str
):
    (reparo,) = check_identidad(tmp_path / ruta, read_informe(expediente), "")

    assert (reparo.informe, reparo.datos, quien in reparo.razon) == ("10014", "10005", True)
