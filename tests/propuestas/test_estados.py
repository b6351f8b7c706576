"""El camino de una propuesta por sus órdenes: nada se salta, todo queda registrado y el índice lo muestra."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest
from typer.testing import CliRunner

import fais_analysis.cli.app as ordenes
from fais_analysis.errors import PropuestaError
from fais_analysis.loaders import estado_propuestas
from fais_analysis.propuestas.acuses import read_acuses
from fais_analysis.propuestas.estados import TRANSICIONES, index_estados, read_transiciones
from fais_analysis.propuestas.registros import list_anexos

CABEZA = ["folio", "nombre_obra", "subclasificacion", "localidad", "meta", "unidad_medida", "viviendas", "fise",
          "fismdf", "via_focalizacion", "beneficiarios_h", "beneficiarios_m"]  # fmt: skip
PISO = ["A", "Piso firme", "Piso firme", "100140015", 5, "vivienda", 5, 40000, 40000.5, "rezago", 9, 9]
PLAZA = ["B", "Plaza", "Plaza, parque, domo o espacio público recreativo", "100140015", 1, "obra", None, 500000,
         500000, "rezago", 90, 90]  # fmt: skip


@pytest.fixture
def fais(tmp_path: Path) -> Callable[..., tuple[int, str]]:
    """Corre una orden en una carpeta propia; entrega su código y lo que dijo."""

    def run(*orden: object) -> tuple[int, str]:
        comun = ["--municipio", "10014"] if orden[1] != "estado" else []
        partes = [*map(str, orden), *comun, "--ejercicio", "2020", "--salida", str(tmp_path)]
        corrida = CliRunner().invoke(ordenes.app, partes, prog_name="fais")
        return corrida.exit_code, corrida.output

    return run


@pytest.fixture
def acta(tmp_path: Path) -> Path:
    ruta = tmp_path / "acta.pdf"
    ruta.write_bytes(b"acta inventada")
    return ruta


@pytest.mark.lento
def test_the_whole_way_from_received_to_running(
    fais: Callable[..., tuple[int, str]], escribir: Callable[..., Path], tmp_path: Path, acta: Path
):
    inicial, otra = escribir([CABEZA, PISO, PLAZA]), escribir([CABEZA, PISO], "otra.xlsx")

    assert "d · analizada" in fais("propuesta", "revisar", inicial)[1]
    codigo, dicho = fais("propuesta", "mover", "--a", "modificada", "--area", "DPPS", "--documento", acta)
    assert codigo == 2
    assert "una versión distinta de la analizada" in dicho
    assert "Con el acta" in fais("propuesta", "revisar", otra)[1]
    assert fais("propuesta", "mover", "--a", "modificada", "--area", "DPPS", "--documento", acta)[0] == 0
    assert fais("propuesta", "mover", "--a", "decision", "--area", "DPPS")[0] == 2
    assert fais("propuesta", "comparar", inicial, otra)[0] == 0
    assert fais("propuesta", "mover", "--a", "decision", "--area", "DPPS")[0] == 0
    assert fais("propuesta", "mover", "--a", "convenida", "--area", "SEBISED")[0] == 2  # sin anexo
    codigo, dicho = fais("convenio", "anexo", inicial)
    assert codigo == 2
    assert "la versión 2, recibida el" in dicho
    assert fais("convenio", "anexo", otra)[0] == 0
    assert fais("propuesta", "mover", "--a", "convenida", "--area", "SEBISED")[0] == 0
    codigo, dicho = fais("propuesta", "mover", "--a", "ejecucion", "--area", "DPPS", "--documento", acta)
    assert codigo == 0
    assert "1 obra sin folio de la MIDS" in dicho
    assert "lo suele mover SEBISED" in dicho

    pasos = read_transiciones(tmp_path)
    assert [p.a for p in pasos] == [
        "recibida",
        "analizada",
        "modificada",
        "decision",
        "convenida",
        "ejecucion",
    ]
    assert (pasos[2].documento, len(pasos[2].documento_sha256)) == ("acta.pdf", 64)
    assert pasos[3].documento == "10014_2020_comparacion.xlsx"
    renglon = fais("propuesta", "estado")[1].splitlines()[-1]
    assert "h · en ejecución" in renglon
    assert "7.4 % → 100.0 % a la vivienda" in renglon  # 80,000.50 de 1,080,000.50; después, todo


def test_illegal_moves_have_five_parts_and_leave_no_trace(
    fais: Callable[..., tuple[int, str]], tmp_path: Path
):
    for a in ("convenida", "recibida", "nada"):
        codigo, dicho = fais("propuesta", "mover", "--a", a, "--area", "DPPS")
        assert codigo == 2
        assert all(parte in dicho for parte in ("Dónde:", "Se esperaba:", "Se encontró:", "Qué hacer:"))
    assert fais("propuesta", "mover", "--a", "cancelada", "--area", " ", "--motivo", "x")[0] == 2
    assert read_transiciones(tmp_path) == []


def test_altering_a_move_breaks_the_record(fais: Callable[..., tuple[int, str]], tmp_path: Path):
    for a in ("cancelada", "cancelada"):
        fais("propuesta", "mover", "--a", a, "--area", "SEBISED", "--motivo", "ya no participa")
    assert index_estados(read_transiciones(tmp_path), 2020)["10014"].a == "cancelada"
    dicho = asdict(read_transiciones(tmp_path)[0]) | {"anterior": "1" * 64}
    (tmp_path / TRANSICIONES).write_text(json.dumps(dicho) + "\n", encoding="utf-8")

    with pytest.raises(PropuestaError, match="no está completo"):
        read_transiciones(tmp_path)
    assert fais("propuesta", "estado")[0] == 2


def test_the_index_reads_what_the_orders_leave(
    fais: Callable[..., tuple[int, str]],
    escribir: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(estado_propuestas, "get_datos", lambda: tmp_path)
    assert estado_propuestas.read_estado_propuestas("10") is None
    fais("propuesta", "revisar", escribir([CABEZA, PISO]))
    (tmp_path / "propuestas").mkdir()
    (tmp_path / "estado_10.json").rename(tmp_path / "propuestas" / "estado_10.json")

    estado = estado_propuestas.read_estado_propuestas("10")
    assert estado is not None
    assert (estado.ejercicio, len(estado.filas)) == (2020, 39)
    assert estado.filas[-1]["estado"] == "d · analizada"
    assert estado.filas[0]["municipio"] == "Durango"  # de más a menos personas en pobreza extrema
    (tmp_path / "propuestas" / "estado_10.json").write_text("{}", encoding="utf-8")
    with pytest.raises(PropuestaError, match="no se puede leer"):
        estado_propuestas.read_estado_propuestas("10")


@pytest.mark.parametrize("separador", ["\u2028", "\u2029", "\u0085"])
def test_a_pasted_line_separator_does_not_break_the_record(
    fais: Callable[..., tuple[int, str]], tmp_path: Path, separador: str
):
    motivo = f"pegado{separador}de Word"
    for _ in range(2):
        fais("propuesta", "mover", "--a", "cancelada", "--area", "SEBISED", "--motivo", motivo)
    assert read_transiciones(tmp_path)[0].motivo == motivo


def test_a_year_that_cannot_be_is_refused_and_does_not_reach_the_index(
    fais: Callable[..., tuple[int, str]], escribir: Callable[..., Path], tmp_path: Path
):
    fais("propuesta", "revisar", escribir([CABEZA, PISO]))
    comun = ["propuesta", "mover", "--municipio", "10014", "--a", "cancelada", "--area", "SEBISED"]
    comun += ["--motivo", "x", "--salida", str(tmp_path), "--ejercicio"]
    for malo in ("20266", "2013"):
        corrida = CliRunner().invoke(ordenes.app, [*comun, malo], prog_name="fais")
        assert corrida.exit_code == 2
        assert all(p in corrida.output for p in ("Dónde:", "Se esperaba:", "Se encontró:", "Qué hacer:"))
    assert CliRunner().invoke(ordenes.app, [*comun, "2026"], prog_name="fais").exit_code == 0
    assert json.loads((tmp_path / "estado_10.json").read_text(encoding="utf-8"))["ejercicio"] == 2020


@pytest.mark.lento
def test_what_was_cancelled_goes_back_only_to_where_it_was(
    fais: Callable[..., tuple[int, str]], escribir: Callable[..., Path], tmp_path: Path, acta: Path
):
    fais("propuesta", "revisar", escribir([CABEZA, PISO, PLAZA]))
    mover = ["propuesta", "mover", "--area", "SEBISED", "--motivo", "se equivocaron de municipio"]
    assert fais(*mover, "--a", "cancelada")[0] == 0
    fais("propuesta", "revisar", escribir([CABEZA, PISO], "otra.xlsx"))
    assert fais(*mover, "--a", "recibida", "--documento", acta)[0] == 2
    assert fais(*mover, "--a", "analizada")[0] == 2  # sin documento
    codigo, dicho = fais(*mover, "--a", "analizada", "--documento", acta)
    assert (codigo, "cancelada → d · analizada" in dicho) == (0, True)
    assert fais(*mover, "--a", "modificada", "--documento", acta)[0] == 0  # lo recibido entre tanto cuenta


@pytest.mark.lento
def test_an_earlier_comparison_does_not_serve_for_the_last_version(
    fais: Callable[..., tuple[int, str]], escribir: Callable[..., Path], tmp_path: Path, acta: Path
):
    una, dos, tres = (
        escribir([CABEZA, *obras], f"{n}.xlsx")
        for n, obras in enumerate(([PISO, PLAZA], [PISO], [[*PISO[:8], 50000, *PISO[9:]]]))
    )
    fais("propuesta", "revisar", una)
    assert fais("propuesta", "comparar", una, dos)[0] == 0
    fais("propuesta", "revisar", tres)
    assert fais("propuesta", "mover", "--a", "modificada", "--area", "DPPS", "--documento", acta)[0] == 0
    decidir = ["propuesta", "mover", "--a", "decision", "--area", "DPPS"]
    assert "la comparación de lo último recibido" in fais(*decidir)[1]
    fais("propuesta", "comparar", tres, tres)
    assert fais(*decidir)[0] == 2
    fais("propuesta", "comparar", una, tres)
    libro = tmp_path / "10014_2020_comparacion.xlsx"
    bueno = libro.read_bytes()
    libro.write_bytes(b"otro")
    assert fais(*decidir)[0] == 2
    libro.write_bytes(bueno)
    assert fais(*decidir)[0] == 0


@pytest.mark.lento
def test_going_back_to_an_earlier_version_is_recorded_and_shown(
    fais: Callable[..., tuple[int, str]], escribir: Callable[..., Path], tmp_path: Path
):
    una, otra = escribir([CABEZA, PISO, PLAZA]), escribir([CABEZA, PISO], "otra.xlsx")
    for libro in (una, una, otra, una):
        fais("propuesta", "revisar", libro)
        fais("convenio", "anexo", libro)
    acuses, anexos = read_acuses(tmp_path), list_anexos(tmp_path, "10014", 2020)
    assert [a.version for a in acuses] == [1, 2, 1]
    assert [a.version for a in anexos] == [acuses[0].contenido, acuses[1].contenido, acuses[0].contenido]
    assert "v1     1,080,000.50 pesos, 7.4 % a la vivienda" in fais("propuesta", "estado")[1]


def test_the_next_version_knows_what_was_agreed(
    fais: Callable[..., tuple[int, str]], escribir: Callable[..., Path]
):
    inicial, otra = (
        escribir([CABEZA, PISO, PLAZA]),
        escribir([CABEZA, PISO, [*PLAZA[:7], None, 500000, *PLAZA[9:]]]),
    )
    fais("propuesta", "revisar", inicial)
    fais("propuesta", "acordar", inicial, "--area", "SPS", "--folio", "B", "--acuerdo", "se quita")

    assert "Acuerdos de la reunión" not in fais("propuesta", "revisar", inicial)[1]  # todavía no le toca
    dicho = fais("propuesta", "revisar", otra)[1]
    assert "Acuerdos de la reunión: 0 de 1 cumplidos" in dicho
    assert "No se cumple lo acordado en la reunión: «B» se quita." in dicho
    assert (
        "no cumplido: B, se quita; hay 1, con 500,000.00 pesos"
        in fais("propuesta", "comparar", inicial, otra)[1]
    )


def test_an_old_version_is_not_agreed_nor_followed(
    fais: Callable[..., tuple[int, str]], escribir: Callable[..., Path]
):
    inicial, otra = escribir([CABEZA, PISO, PLAZA]), escribir([CABEZA, PISO], "otra.xlsx")
    for version in (inicial, otra):
        fais("propuesta", "revisar", version)
    acuerdo = ("--area", "SPS", "--folio", "A", "--acuerdo", "se queda")
    codigo, dicho = fais("propuesta", "acordar", inicial, *acuerdo)
    assert codigo == 2
    assert "no es la última versión" in dicho
    assert fais("propuesta", "acordar", otra, *acuerdo)[0] == 0
    assert fais("convenio", "anexo", otra)[0] == 0
    avance = escribir([["folio", "corte", "fisico_pct"], ["A", 1, 10]], "avance.xlsx", "Avance")
    codigo, dicho = fais("avance", "revisar", inicial, avance)
    assert codigo == 2
    assert "Esta versión no es la convenida." in dicho
