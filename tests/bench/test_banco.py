"""El banco arranca, rechaza lo que no vale y sabe contar. No se mide nada: la velocidad no es una prueba."""

import json
import runpy
import sys
from functools import partial
from pathlib import Path

import pytest

from fais_analysis.batch.kernel.motor import NOMBRE
from tests.batch.bifurcado import run_fais, use_bifurcados
from tests.orden_bifurcada import OrdenBifurcada

BANCO = Path(__file__).resolve().parents[2] / "bench"
sys.path.insert(0, str(BANCO))

import banco  # noqa: E402
import corredores  # noqa: E402
import mediciones  # noqa: E402
import memoria  # noqa: E402
import revision  # noqa: E402
from corredores import CorridaInvalida, Medida, run_medido  # noqa: E402


def test_help_lists_what_can_be_measured(capsys: pytest.CaptureFixture):
    with pytest.raises(SystemExit) as salida:
        banco.main(["--help"])

    assert salida.value.code == 0
    assert "--pais-completo" in capsys.readouterr().out


def test_unknown_measurement_is_rejected(capsys: pytest.CaptureFixture):
    assert banco.main(["--medir", "velocidad"]) == 2
    assert "velocidad" in capsys.readouterr().err


def test_stock_loop_is_scaled_without_repeating_its_start():
    # 2 s de arranque y 10 s por municipio: 39 municipios son 392 s.
    medida = Medida(22.0, 0, json.dumps({"arranque_s": 2.0, "por_municipio_s": [10.0, 10.0]}))

    assert mediciones.scale_fabrica(medida, 39) == pytest.approx(392)


def test_sample_is_spread_over_the_list():
    claves = [f"{n:02}" for n in range(39)]

    assert mediciones.pick_muestra(claves, 3) == ["06", "19", "32"]
    assert mediciones.pick_muestra(claves[:2], 5) == claves[:2]


def test_ratios_are_told_with_their_range():
    assert mediciones.describe([30.0, 20.0, 25.0], "×") == "25.0× (20.0–30.0, 3 pares)"
    assert mediciones.describe([4.04], "×") == "4.0×"


def test_table_marks_what_is_not_met():
    filas = [mediciones.build_fila("a", "≥ 1", "–", "0") | {"cumple": False}]
    condiciones = banco.Condiciones(2, "0", "3.11", "Linux", {})

    assert "| a | ≥ 1 | – | 0 | **no** |" in banco.render_markdown(filas, condiciones, 60)


def test_an_order_that_fails_does_not_count():
    with pytest.raises(CorridaInvalida, match="terminó con 3"):
        run_medido(["-c", "raise SystemExit(3)"])


@pytest.mark.lento
@pytest.mark.skipif(sys.platform != "linux", reason="lee /proc")
def test_memory_of_a_forked_child_is_told_apart():
    orden = "import os, time; x = bytearray(60_000_000); os.fork(); x[:] = b'1' * len(x); time.sleep(1.5)"
    medida = run_medido(["-c", orden], con_memoria=True)

    assert medida.memoria["hijos"] == 1
    assert 50 < medida.memoria["hijo_privada_maxima_mb"] < 200  # reescribe 60 MB que heredó
    assert memoria.summarize_picos({})["hijos"] == 0


def test_an_empty_report_cannot_win(tmp_path: Path):
    ficha = {
        "clave": "10014",
        "informe": "x/expediente.html",
        "conteos": {"graficas": 1, "tablas": 1, "mapas": 0},
    }
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "expediente.html").write_text('<html data-clave="10014"></html>', encoding="utf-8")

    with pytest.raises(CorridaInvalida, match="se declararon"):
        revision.check_ficha(tmp_path, ficha)


def run_aqui(orden: list[str], con_memoria: bool = False) -> Medida:
    """Una orden del banco, bifurcada de este proceso, que ya leyó los datos: aquí no se mide nada.

    El banco las corre en un Python nuevo, que es lo que mide. El bucle de fábrica va aquí con el motor de la casa, sin
    kernels: que deja el mismo cuaderno que el de fábrica lo prueba ``test_lote_motor_igualdad``.
    """
    if orden[:2] == ["-m", "fais_analysis"]:
        hecha = run_fais(*orden[2:], entidad="10")
        codigo, dicho, error = hecha.exit_code, hecha.stdout, hecha.output
    else:
        bifurcada = OrdenBifurcada((), corredores.RAIZ, lambda: run_programa(orden))
        (dicho, error), codigo = bifurcada.communicate(600), bifurcada.returncode
    assert codigo == 0, error
    return Medida(60.0 + len(orden), 60.0 + len(orden), dicho)


def run_programa(orden: list[str]) -> None:
    """Un programa de ``bench`` en este proceso, con papermill sobre el motor de la casa."""
    import papermill

    papermill.execute_notebook = partial(papermill.execute_notebook, engine_name=NOMBRE, progress_bar=False)
    sys.argv = orden
    runpy.run_path(orden[0], run_name="__main__")
    sys.exit()


@pytest.mark.lento
@pytest.mark.skipif(sys.platform != "linux", reason="bifurca")
def test_bench_runs_with_a_small_sample(
    tmp_path: Path, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    """Con dos municipios: que un expediente salga igual por los dos caminos se ve igual que con cuatro."""
    use_bifurcados(monkeypatch, "10")
    monkeypatch.setattr(corredores, "run_medido", run_aqui)
    datos = tmp_path / "banco.json"
    opciones = ["--medir", "lote,cpu", "--pares", "1", "--muestra", "1", "--municipios", "2"]

    assert banco.main([*opciones, "--json", str(datos)]) in (0, 1)  # con tan pocos, la razón no dice nada

    filas = json.loads(datos.read_text(encoding="utf-8"))["filas"]
    assert [f["detalles"][0].get("html_iguales") for f in filas] == [None, 2]
    assert "| Qué | Exigido |" in capsys.readouterr().out
