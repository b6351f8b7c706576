"""Las visitas, el informe trimestral, el cierre y el mapa, por sus órdenes y con libros inventados."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import pytest
from typer.testing import CliRunner

import fais_analysis.cli.app as ordenes
from fais_analysis.obras.modelo import Hallazgo
from fais_analysis.propuestas.avance import RevisionAvance, review_avance
from fais_analysis.propuestas.bitacora import read_bitacora
from fais_analysis.propuestas.registros import AVANCES, AvanceHecho, find_avance, list_visitas
from fais_analysis.propuestas.revision import PedidoRevision, review_propuesta
from fais_analysis.propuestas.verificacion import note_avance

CABEZA = ["folio", "nombre_obra", "subclasificacion", "localidad", "latitud", "longitud", "viviendas", "meta",
          "unidad_medida", "fise", "fismdf", "via_focalizacion", "beneficiarios_h", "beneficiarios_m", "fecha_inicio",
          "fecha_termino", "folio_mids"]  # fmt: skip
OBRAS = [
    ["A", "Piso firme", "Piso firme", "100140015", 22.9, -104.5, 40, 40, "vivienda", 200000, 200000.5, "rezago", 80,
     82, "2020-03-01", "2020-06-30", "M1"],
    ["B", "Techo firme", "Techo firme", "100140001", None, None, 9, 9, "vivienda", 0, 90000, "rezago", 20, 20,
     "2020-03-01", "2020-06-30", None],
]  # fmt: skip
AVANCE = ["folio", "corte", "fisico_pct", "comprometido", "devengado", "ejercido", "pagado", "fotos", "acta"]
LISTA = ["A", 2, 100, 400000.5, 400000.5, 400000.5, 400000.5, 6, "sí"]


AHORA = datetime(2020, 7, 1, tzinfo=UTC)


@pytest.fixture
def revision(escribir: Callable[..., Path]) -> RevisionAvance:
    propia = review_propuesta(PedidoRevision(escribir([CABEZA, *OBRAS]), "10014", 2020))
    return review_avance(escribir([AVANCE, LISTA], "a.xlsx", "Avance"), propia.propuesta)


@pytest.fixture
def fais(escribir: Callable[..., Path], tmp_path: Path) -> Callable[..., tuple[int, str]]:
    libro = escribir([CABEZA, *OBRAS])

    def run(grupo: str, orden: str, *resto: object) -> tuple[int, str]:
        comun = ["--municipio", "10014", "--ejercicio", "2020", "--salida", str(tmp_path)]
        partes = [grupo, orden, str(libro), *map(str, resto), *comun]
        corrida = CliRunner().invoke(ordenes.app, partes, prog_name="fais")
        return corrida.exit_code, corrida.output

    return run


def test_a_visit_keeps_the_hash_of_its_evidence_and_bad_ones_are_refused(
    fais: Callable[..., tuple[int, str]], tmp_path: Path
):
    foto = tmp_path / "foto.jpg"
    foto.write_bytes(b"foto inventada")
    buena = ["--folio", "A", "--fecha", "2020-05-04", "--hallazgo", "Existe y opera", "--evidencia", foto, "--area", "SEBISED"]  # fmt: skip
    assert fais("avance", "visita", *buena)[0] == 0
    for n, malo in ((1, "Z"), (3, "ayer"), (3, "2999-01-01"), (5, " "), (7, tmp_path / "no.jpg"), (9, " ")):
        mala = [*buena]
        mala[n] = malo
        codigo, dicho = fais("avance", "visita", *mala)
        assert codigo == 2
        assert "Qué hacer:" in dicho
    (visita,) = list_visitas(tmp_path, "10014", 2020)
    assert (visita.folio, len(visita.evidencia_sha256)) == ("A", 64)


def test_progress_is_recorded_once_and_says_who_has_no_visit(
    fais: Callable[..., tuple[int, str]], escribir: Callable[..., Path], tmp_path: Path
):
    libro = escribir([AVANCE, LISTA, ["B", 2, 100, 90000, 90000, 90000, 90000, 6, "sí"]], "a.xlsx", "Avance")
    codigo, dicho = fais("avance", "revisar", libro)
    fais("avance", "revisar", libro)

    assert codigo == 0, dicho
    assert "2 obras con pagos, aun en parte, y sin visita" in dicho
    hecho = find_avance(tmp_path, "10014", 2020)
    assert hecho is not None
    assert (hecho.corte, hecho.obras, hecho.terminadas, hecho.bloqueos) == (2, 2, 2, 0)
    assert len((tmp_path / "avances.jsonl").read_text(encoding="utf-8").splitlines()) == 1


def test_quarterly_report_says_what_it_lacks_and_never_writes_a_zero_for_it(
    fais: Callable[..., tuple[int, str]], escribir: Callable[..., Path], tmp_path: Path
):
    libro = escribir([AVANCE, LISTA, ["B", 1, 10, 90000, 0, 0, 0, 0, "no"]], "a.xlsx", "Avance")
    codigo, dicho = fais("avance", "informe", libro, "--corte", 2)

    assert codigo == 0, dicho
    assert "B: sin folio de la MIDS" in dicho
    assert "B: sin avance del corte 2" in dicho
    assert "A:" not in dicho
    assert "no es el índice de calidad" in dicho
    texto = (tmp_path / "10014_2020_T2_destino.csv").read_text(encoding="utf-8-sig")
    filas = {f["FOLIO"]: f for f in csv.DictReader(io.StringIO(texto))}
    assert (filas["M1"]["MONTO_PAGADO"], filas["M1"]["ESTATUS"]) == ("400000.50", "Terminado")
    assert [filas["B"][c] for c in ("MONTO_PAGADO", "AVANCES_FISICOS", "ESTATUS")] == ["", "", ""]
    texto = (tmp_path / "10014_2020_T2_fuentes.csv").read_text(encoding="utf-8-sig")
    fuentes = list(csv.DictReader(io.StringIO(texto)))
    assert sorted((f["FOLIO"], f["ID_PP"], f["MONTO_MODIFICADO"]) for f in fuentes) == [
        ("B", "4", "90000.00"), ("M1", "3", "200000.00"), ("M1", "4", "200000.50"),
    ]  # fmt: skip


def test_an_impossible_quarter_is_not_reported(
    fais: Callable[..., tuple[int, str]], escribir: Callable[..., Path], tmp_path: Path
):
    libro = escribir([AVANCE, ["A", 2, 3600000, 1, 1, 1, 1, 0, "no"]], "a.xlsx", "Avance")
    codigo, dicho = fais("avance", "informe", libro, "--corte", 2)

    assert codigo == 2
    assert "no pueden ser" in dicho
    assert list(tmp_path.glob("*destino.csv")) == []


def test_a_percentage_cell_read_as_a_fraction_is_not_reported(
    fais: Callable[..., tuple[int, str]], escribir: Callable[..., Path], tmp_path: Path
):
    def report(fisico: object, otro: object, corte: int = 2) -> tuple[int, str]:
        filas = [[*LISTA[:2], fisico, *LISTA[3:]], ["B", 2, otro, 90000, 0, 0, 0, 0, "no"]]
        anterior = ["A", 1, "casi", 400000.5, 0, 0, 0, 0, "no"]  # de otro corte: no estorba
        libro = escribir([AVANCE, anterior, *filas], "a.xlsx", "Avance")
        return fais("avance", "informe", libro, "--corte", corte)

    for fisico, otro in ((1, 1), (1, 60), (0.5, 60), ("no sé", 60)):
        codigo, dicho = report(fisico, otro)
        assert codigo == 2
        assert all(p in dicho for p in ("Dónde:", "Se esperaba:", "Se encontró:", "Qué hacer:"))
    assert list(tmp_path.glob("*destino.csv")) == []
    for fisico, otro in (("1 %", 60), (100, 0), (None, 60)):
        assert report(fisico, otro)[0] == 0


def test_the_same_book_against_a_mended_proposal_is_recorded_again(revision: RevisionAvance, tmp_path: Path):
    sano = replace(revision, hallazgos=())
    malo = replace(revision, hallazgos=(Hallazgo("IMPOSIBLE", "bloqueo", "No puede ser.", "corrija"),))
    ajeno = replace(sano, propuesta=replace(sano.propuesta, clave_municipio="10001"))
    for cual in (sano, sano, malo, malo, ajeno, malo, sano):
        note_avance(tmp_path, cual, AHORA)

    hechos = read_bitacora(tmp_path / AVANCES, AvanceHecho)
    assert [(h.clave_municipio, h.bloqueos) for h in hechos] == [
        ("10014", 0), ("10014", 1), ("10001", 0), ("10014", 0),
    ]  # fmt: skip


@pytest.mark.parametrize("formato", ["gpkg", "kml"])
def test_located_works_go_to_a_map_and_say_which_point_is_theirs(
    fais: Callable[..., tuple[int, str]], tmp_path: Path, formato: str
):
    codigo, dicho = fais("obras", "exportar", f"--{formato}")
    tabla = gpd.read_file(tmp_path / f"10014_2020_obras.{formato}")

    assert codigo == 0, dicho
    puntos = dict(zip(tabla["folio"], tabla["punto"], strict=True))
    assert puntos == {"A": "de la obra", "B": "de su localidad (aproximado)"}
    propio = tabla.geometry[list(tabla["folio"]).index("A")]
    assert (propio.x, propio.y) == (-104.5, 22.9)
    assert dict(zip(tabla["folio"], tabla["pesos"], strict=True))["A"] == "400000.50"
