"""El lote de verdad: papermill, kernels y procesos sobre los cuadernos de prueba."""

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from fais_analysis.batch.corridas.manifiesto import BUENO as ESTADO_BUENO
from fais_analysis.batch.corridas.manifiesto import Manifiesto, read_manifiesto
from fais_analysis.batch.lote import run_lote
from fais_analysis.batch.plan.insumos import Insumos
from fais_analysis.batch.plan.limites import Limites
from fais_analysis.batch.plan.pedido import Pedido
from fais_analysis.batch.plan.plan import build_plan
from fais_analysis.pages.causa import Conteos
from fais_analysis.pages.compuerta import check_documento
from tests.batch.cuadernos_prueba import (
    BUENO,
    CUELGA,
    FALLA,
    MATA_A_SU_PADRE,
    MUERE,
    OTRA_CLAVE,
    TERMINA_ANTES,
    list_procesos,
)

pytestmark = [pytest.mark.lento, pytest.mark.usefixtures("sin_datos")]
CANARIO = f"canario-7c1f-{os.getpid()}"  # propio de este proceso: otra corrida a la vez no se confunde


def run(insumos: Insumos, cuadernos: Path, salida: Path, *claves: str, **opciones: object) -> Manifiesto:
    salida.mkdir(exist_ok=True)
    limites = Limites(cuaderno_s=opciones.pop("limite_s", 60))
    pedido = Pedido("10", claves, cuadernos=cuadernos, salida=salida, trabajadores=2, limites=limites)
    return run_lote(build_plan(replace(pedido, **opciones), insumos))


@pytest.fixture(scope="module")
def corrida(
    sin_datos: None, tmp_path_factory: pytest.TempPathFactory, cuadernos: Path
) -> tuple[Manifiesto, Path]:
    """Una corrida con de todo: dos que salen bien y seis que fallan cada uno a su modo."""
    from tests.batch.cuadernos_prueba import MUNICIPIOS

    salida = tmp_path_factory.mktemp("salida")
    insumos = Insumos(MUNICIPIOS, {"data/x.csv": "ab12"}, {"origen": "demo.csv", "sha256": "cd34"}, False)
    os.environ["FAIS_CANARIO"] = CANARIO
    manifiesto = run(insumos, cuadernos, salida, limite_s=20)
    del os.environ["FAIS_CANARIO"]
    return manifiesto, salida / manifiesto.corrida


def get_causa(corrida: tuple[Manifiesto, Path], clave: str) -> tuple[str, int | None]:
    (ficha,) = [f for f in corrida[0].municipios if f.clave == clave]
    assert ficha.informe is None
    assert ficha.sha256 is None
    return ficha.causa.tipo, ficha.causa.celda


def test_one_failure_does_not_touch_the_others(corrida: tuple[Manifiesto, Path]):
    buenos = [f.clave for f in corrida[0].list_estado(ESTADO_BUENO)]

    assert buenos == ["10", "10005", BUENO]
    assert corrida[0].codigo_salida == 1


@pytest.mark.parametrize(
    ("clave", "tipo", "celda"),
    [
        (FALLA, "ValueError", 4),
        (MUERE, "ProcesoMuerto", 4),
        (CUELGA, "LimiteDeTiempo", 4),
        (TERMINA_ANTES, "CeldaIncompleta", 4),
        (OTRA_CLAVE, "ClaveEquivocada", None),
        (MATA_A_SU_PADRE, "ProcesoMuerto", 4),  # mata al padre tibio: los demás siguen con otro
    ],
)
def test_each_failure_names_its_cause(
    corrida: tuple[Manifiesto, Path], clave: str, tipo: str, celda: int | None
):
    assert get_causa(corrida, clave) == (tipo, celda)


def test_failed_notebooks_are_kept_apart(corrida: tuple[Manifiesto, Path]):
    fallos = corrida[1] / "fallos"

    assert sorted(r.name[:5] for r in fallos.iterdir()) == sorted(
        [FALLA, MUERE, CUELGA, TERMINA_ANTES, OTRA_CLAVE, MATA_A_SU_PADRE]
    )
    for carpeta in fallos.iterdir():
        assert (carpeta / "registro.txt").exists()
        assert not (carpeta / "expediente.html").exists()
    roto = json.loads((fallos / "10002_canelas" / "10_diagnostico.ipynb").read_text(encoding="utf-8"))
    assert roto["cells"][3]["outputs"][0]["ename"] == "ValueError"
    assert "An Exception was encountered" not in json.dumps(roto)


def test_the_run_has_exactly_what_was_promised(corrida: tuple[Manifiesto, Path]):
    carpeta = corrida[1]

    assert sorted(r.name for r in carpeta.iterdir()) == [
        "00_panorama_estatal.ipynb", "10005_durango", "10014_mezquital", "fallos", "index.html",
        "manifest.json", "panorama.html", "panorama_interactivo.html", "recursos",
    ]  # fmt: skip
    assert sorted(r.name for r in (carpeta / "10014_mezquital").iterdir()) == [
        "05_hoja.ipynb", "10_diagnostico.ipynb", "20_mapa_zap.ipynb", "30_inversion.ipynb", "expediente.html",
        "interactivo.html",
    ]  # fmt: skip
    visibles = [r.name for r in carpeta.parent.iterdir() if not r.name.startswith(".")]
    assert sorted(visibles) == [carpeta.name, "ultima"]


def test_manifest_on_disk_is_the_one_returned(corrida: tuple[Manifiesto, Path]):
    assert read_manifiesto(corrida[1]) == corrida[0]
    (ficha,) = [f for f in corrida[0].municipios if f.clave == BUENO]
    assert ficha.conteos == Conteos(graficas=1, tablas=2, mapas=1)
    assert ficha.cifras["pobreza"]["texto"] == "91.1 %"
    assert corrida[0].es_demostracion  # lo dijo un cuaderno, aunque el libro no


def test_index_carries_the_map_of_the_state_and_passes_the_gate(corrida: tuple[Manifiesto, Path]):
    indice = (corrida[1] / "index.html").read_text(encoding="utf-8")

    assert 'data-grafica="g-indice"' in indice
    assert check_documento(indice, "10", "index.html") == []


def test_report_says_its_key_and_warns_of_the_demonstration(corrida: tuple[Manifiesto, Path]):
    documento = (corrida[1] / "10014_mezquital" / "expediente.html").read_text(encoding="utf-8")

    assert check_documento(documento, BUENO, "expediente.html") == []
    assert "DATOS DE DEMOSTRACIÓN" in documento
    assert "algo impreso" not in documento


def test_no_process_is_left_behind(corrida: tuple[Manifiesto, Path]):
    assert list_procesos(f"FAIS_CANARIO={CANARIO}") == []


def test_no_secret_nor_machine_path_is_published(corrida: tuple[Manifiesto, Path], raiz: Path):
    vetados = [CANARIO, str(raiz), sys.prefix, str(corrida[1].parent), str(Path.home())]
    for archivo in corrida[1].rglob("*"):
        if archivo.is_file():
            texto = archivo.read_text(encoding="utf-8")
            assert [v for v in vetados if v in texto] == [], archivo.relative_to(corrida[1])


@pytest.mark.usefixtures("obreros_bifurcados")
def test_fork_warm_workers_and_stock_kernels_give_the_same_bytes(
    insumos: Insumos, cuadernos: Path, tmp_path: Path, monkeypatch
):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795357805")
    monkeypatch.setattr("fais_analysis.batch.plan.vigencia.compute_partes_codigo_una_vez", dict)
    modos = {
        "bifurcado": {},
        "uno": {"trabajadores": 1},
        "tibio": {"aislamiento": "tibio"},
        "kernel": {"motor": "papermill"},
    }
    htmls = {}
    for modo, opciones in modos.items():
        manifiesto = run(insumos, cuadernos, tmp_path / modo, BUENO, **opciones)
        assert [str(f.causa) for f in manifiesto.informes] == ["None"] * 2, modo
        carpeta = tmp_path / modo / "ultima"
        htmls[modo] = {r.relative_to(carpeta): r.read_bytes() for r in sorted(carpeta.rglob("*.html"))}

    assert len(htmls["bifurcado"]) == 5
    for modo in modos:
        assert htmls[modo] == htmls["bifurcado"], modo


@pytest.mark.usefixtures("obreros_bifurcados")
def test_nothing_of_one_municipality_reaches_the_next(insumos: Insumos, tmp_path: Path):
    from tests.batch.cuadernos_prueba import write_cuaderno, write_cuadernos

    ensucia = """import pandas, os, sys
assert pandas.get_option("display.max_rows") != 7
assert "FAIS_SUCIO" not in os.environ and not hasattr(sys, "sucio")
pandas.set_option("display.max_rows", 7)
os.environ["FAIS_SUCIO"] = "1"
sys.sucio = True"""
    libro = write_cuadernos(tmp_path / "cuadernos") / "20_mapa_zap.ipynb"
    muestra = "from fais_analysis.schemas.capitulos.resumen import Resumen"
    write_cuaderno(libro, "clave_municipio", [ensucia, muestra, 'Resumen("x", clave_municipio)'])

    manifiesto = run(insumos, tmp_path / "cuadernos", tmp_path / "salida", BUENO, "10005", trabajadores=1)
    assert [str(f.causa) for f in manifiesto.informes] == ["None"] * 3


@pytest.mark.usefixtures("obreros_bifurcados")
def test_two_runs_give_the_same_bytes(insumos: Insumos, cuadernos: Path, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795357805")
    # Para que editar la biblioteca mientras corre esta prueba no la haga fallar.
    monkeypatch.setattr("fais_analysis.batch.plan.vigencia.compute_partes_codigo_una_vez", dict)
    carpetas = []
    for numero, orden in enumerate([(BUENO, "10005"), ("10005", BUENO)]):
        monkeypatch.chdir(tmp_path)  # desde otra carpeta, lo mismo
        salida = tmp_path / f"salida{numero}"
        manifiesto = run(insumos, cuadernos, salida, *orden)
        carpetas.append(salida / manifiesto.corrida)
        tmp_path = tmp_path / "otra"
        tmp_path.mkdir()

    primera, segunda = carpetas
    archivos = sorted(r.relative_to(primera) for r in primera.rglob("*") if r.is_file())
    assert archivos == sorted(r.relative_to(segunda) for r in segunda.rglob("*") if r.is_file())
    for archivo in archivos:
        if archivo.name == "manifest.json":
            uno, dos = (json.loads((c / archivo).read_text()) for c in carpetas)
            assert uno.pop("tiempos")["trabajadores"] == dos.pop("tiempos")["trabajadores"]
            for ficha in (uno["panorama"], dos["panorama"], *uno["municipios"], *dos["municipios"]):
                ficha.pop("segundos")
            assert uno == dos
        else:
            assert (primera / archivo).read_bytes() == (segunda / archivo).read_bytes(), archivo


@pytest.mark.usefixtures("obreros_bifurcados")
def test_the_lote_is_silent_by_itself(insumos: Insumos, cuadernos: Path, tmp_path: Path, capfd):
    run(insumos, cuadernos, tmp_path / "salida", BUENO)

    assert capfd.readouterr() == ("", "")


def test_no_interpreter_pays_for_the_iri_grammar(insumos: Insumos, cuadernos: Path, tmp_path: Path):
    from tests.batch.cuadernos_prueba import write_cuaderno, write_cuadernos

    fuente = 'import sys\nassert sys.modules["rfc3987_syntax"] is None\nassert "lark" not in sys.modules'
    libro = write_cuadernos(tmp_path / "cuadernos") / "20_mapa_zap.ipynb"
    muestra = "from fais_analysis.schemas.capitulos.resumen import Resumen"
    write_cuaderno(libro, "clave_municipio", [fuente, muestra, 'Resumen("x", clave_municipio)'])

    manifiesto = run(insumos, tmp_path / "cuadernos", tmp_path / "salida", BUENO)
    assert manifiesto.codigo_salida == 0, manifiesto.municipios[0].causa
