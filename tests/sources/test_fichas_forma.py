"""La forma publicada de las fichas: todas las del repositorio la cumplen y el esqueleto de una nueva casi."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from typer.testing import CliRunner

from fais_analysis.cli import app as ordenes
from fais_analysis.errors import ParametroError
from fais_analysis.sources import fichas
from fais_analysis.sources.tarjeta import POR_ESCRIBIR, build_tarjeta

RAIZ = Path(__file__).resolve().parents[2]
ESQUEMAS = RAIZ / "lib" / "fais_analysis" / "schemas"
DE_TABLA = sorted([*RAIZ.glob("data/**/*.ficha.yml"), *RAIZ.glob("shapefiles/*.ficha.yml")])
FUENTES = {k: v for k, v in yaml.safe_load(fichas.RUTA_FUENTES.read_text("utf-8")).items() if k[:2] != "x-"}


def build_validador(nombre: str) -> jsonschema.Draft202012Validator:
    esquema = json.loads((ESQUEMAS / nombre).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(esquema)
    return jsonschema.Draft202012Validator(esquema)


DE_FUENTE = build_validador("fuente-1.schema.json")


def list_faltas(tarjeta: dict) -> list[str]:
    """Los lugares que no cumplen; en JSON la llave de un año es texto."""
    archivos = {"null" if a is None else str(a): v for a, v in tarjeta["archivos"].items()}
    return sorted(e.json_path for e in DE_FUENTE.iter_errors({**tarjeta, "archivos": archivos}))


@pytest.mark.parametrize("id_", FUENTES)
def test_every_source_card_has_the_published_form(id_: str):
    assert list_faltas(FUENTES[id_]) == []


@pytest.mark.lento
@pytest.mark.parametrize("ruta", DE_TABLA, ids=lambda r: r.name)
def test_every_table_card_has_the_published_form(ruta: Path):
    errores = build_validador("ficha-1.schema.json").iter_errors(yaml.safe_load(ruta.read_text("utf-8")))

    assert [e.json_path for e in errores] == []


@pytest.mark.parametrize(
    ("campo", "valor", "donde"),
    [
        ("institucion", "", "$.institucion"),
        ("entidad", "10", "$"),
        ("archivos", {"2020-33": FUENTES["coneval_sabana"]["archivos"][None]}, "$.archivos"),
        ("terminos_url", "no es una dirección", "$.terminos_url"),
        ("sorpresa", "x", "$"),
        ("archivos", {}, "$.archivos"),
    ],
)
def test_a_bad_card_is_refused_where_it_is_bad(campo: str, valor: object, donde: str):
    assert list_faltas({**FUENTES["coneval_sabana"], campo: valor}) == [donde]


@pytest.mark.parametrize(
    ("contenido", "codificacion"),
    [
        ("año,x\n1,2\n".encode(), "utf-8"),
        ("año,x\n".encode("utf-8-sig"), "utf-8-sig"),
        ("año,x\n".encode("latin-1"), "latin-1"),
    ],
)
def test_skeleton_measures_what_it_can_and_only_lacks_what_a_person_must_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, contenido: bytes, codificacion: str
):
    archivo = tmp_path / "viviendas 2020.csv"
    archivo.write_bytes(contenido)
    texto = build_tarjeta("inegi_viviendas", archivo, 2020, "32")
    tarjeta = yaml.safe_load(texto)["inegi_viviendas"]

    assert "# Columnas que trae: año, x" in texto
    assert tarjeta["archivos"]["2020-32"]["codificacion"] == codificacion
    assert tarjeta["archivos"]["2020-32"]["bytes"] == len(contenido)
    faltas = [
        "$.advertencias[0]",
        "$.archivos.2020-32.fidelidad",
        "$.cita",
        "$.institucion",
        "$.terminos",
        "$.titulo",
    ]
    assert [f.replace("['2020-32']", ".2020-32") for f in list_faltas(tarjeta)] == faltas
    listo = yaml.safe_load(texto.replace(POR_ESCRIBIR, "escrito"))["inegi_viviendas"]
    assert list_faltas(listo) == []
    # Pegada al registro, el programa la lee.
    registro = tmp_path / "fuentes.yml"
    registro.write_text(fichas.RUTA_FUENTES.read_text("utf-8") + "\n" + texto, encoding="utf-8")
    monkeypatch.setattr(fichas, "RUTA_FUENTES", registro)
    leidas = fichas.load_fichas.__wrapped__()
    assert leidas["inegi_viviendas"].ediciones == (fichas.EdicionArchivo(2020, "32"),)
    assert leidas["inegi_viviendas"].entidades == ("32",)


def test_a_workbook_has_no_encoding_and_an_empty_or_missing_file_is_refused(tmp_path: Path):
    libro = tmp_path / "libro.xlsx"
    libro.write_bytes(b"PK\x03\x04")

    assert (
        yaml.safe_load(build_tarjeta("inegi_libro", libro))["inegi_libro"]["archivos"][None]["codificacion"]
        == ""
    )
    for malo in (tmp_path / "no.csv", tmp_path):
        with pytest.raises(ParametroError, match="no se puede leer"):
            build_tarjeta("inegi_libro", malo)
    libro.write_bytes(b"")
    with pytest.raises(ParametroError) as error:
        build_tarjeta("inegi_libro", libro)
    assert error.value.encontrado == "está vacío"


@pytest.mark.parametrize(
    ("id_", "dice"), [("Inegi", "no sirve"), ("coneval_sabana", "Ya hay"), ("../x_y", "no sirve")]
)
def test_an_identifier_that_cannot_be_used_is_refused(tmp_path: Path, id_: str, dice: str):
    with pytest.raises(ParametroError, match=dice):
        build_tarjeta(id_, tmp_path / "x.csv")


def test_the_order_writes_it_once_and_never_over_another(tmp_path: Path):
    archivo, salida = tmp_path / "x.csv", tmp_path / "nueva.yml"
    archivo.write_text("a,b\n", encoding="utf-8")
    orden = ["datos", "nueva", "inegi_nueva", "--archivo", str(archivo), "--salida", str(salida)]

    assert CliRunner().invoke(ordenes.app, orden).exit_code == 0
    escrito = salida.read_bytes()
    assert CliRunner().invoke(ordenes.app, orden).exit_code != 0
    assert salida.read_bytes() == escrito
