"""El lote incremental, con los cuadernos de prueba: qué se rehace, qué se toma y qué se conserva."""

import errno
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from filelock import FileLock
from jsonschema import Draft202012Validator

import fais_analysis
from fais_analysis.batch import lote
from fais_analysis.batch.corridas.candado import NOMBRE_CANDADO, hold_salida
from fais_analysis.batch.corridas.historial import list_huerfanas
from fais_analysis.batch.corridas.manifiesto import FALLIDO, Manifiesto, read_manifiesto
from fais_analysis.batch.plan.al_dia import compute_cruda, find_al_dia, write_sello
from fais_analysis.batch.plan.insumos import Insumos
from fais_analysis.batch.plan.pedido import Pedido
from fais_analysis.batch.plan.plan import build_plan
from fais_analysis.batch.progreso import ProgresoCallado
from fais_analysis.delivery.corrida import CorridaError, read_bytes_informe, read_corrida
from fais_analysis.errors import EsquemaError, PropuestaError, SalidaError
from fais_analysis.loaders.estado_propuestas import CAMPOS
from tests.batch.cuadernos_prueba import BUENO, MUNICIPIOS, write_cuaderno, write_cuadernos

OTRO = "10005"
ESQUEMA = Path(fais_analysis.__file__).parent / "schemas" / "manifiesto-2.schema.json"
VALIDADOR = Draft202012Validator(json.loads(ESQUEMA.read_text(encoding="utf-8")))
FILAS = {clave: {"localidades": f"de {clave}"} for clave in ("10", *MUNICIPIOS)}


class Cuenta(ProgresoCallado):
    """Guarda qué informes se produjeron."""

    def __init__(self) -> None:
        self.producidos: list[str] = []

    def add_terminado(self, ficha, segundos: float) -> None:
        self.producidos.append(ficha.clave)


@pytest.fixture(autouse=True)
def fija(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Sin datos que precargar y sin que editar la biblioteca a media prueba cambie las claves."""
    monkeypatch.setattr("fais_analysis.batch.plan.vigencia.compute_partes_codigo_una_vez", dict)
    for nombre in ("data", "shapefiles"):
        (tmp_path / "raiz" / nombre).mkdir(parents=True)
    monkeypatch.setenv("FAIS_RAIZ", str(tmp_path / "raiz"))


@pytest.fixture
def correr(tmp_path: Path, cuadernos: Path) -> Callable[..., tuple[Manifiesto, list[str]]]:
    """Corre Durango y Mezquital; devuelve el manifiesto y lo que se produjo."""

    def _correr(
        filas: dict = FILAS, claves: tuple[str, ...] = (OTRO, BUENO), **opciones: object
    ) -> tuple[Manifiesto, list[str]]:
        salida = tmp_path / "salida"
        salida.mkdir(exist_ok=True)
        insumos = Insumos(MUNICIPIOS, {"data/x.csv": "ab"}, {"origen": "d.csv"}, True, entradas=filas)
        propias = {"cuadernos": cuadernos, "salida": salida, "trabajadores": 2, **opciones}
        plan = build_plan(Pedido("10", claves, **propias), insumos)
        cuenta = Cuenta()
        return lote.run_lote(plan, cuenta), sorted(cuenta.producidos)

    return _correr


@pytest.fixture
def salida(tmp_path: Path) -> Path:
    return tmp_path / "salida"


def list_corridas(salida: Path) -> list[str]:
    return sorted(r.name for r in salida.iterdir() if not r.name.startswith(".") and not r.is_symlink())


def check_esquema(manifiesto: Manifiesto, salida: Path) -> None:
    crudo = json.loads((salida / manifiesto.corrida / "manifest.json").read_text(encoding="utf-8"))
    assert [f"{x.json_path}: {x.message}" for x in VALIDADOR.iter_errors(crudo)] == []
    assert read_manifiesto(salida / manifiesto.corrida) == manifiesto


def change_filas(*claves: str) -> dict:
    return {c: {"localidades": f"{f['localidades']}, otra"} if c in claves else f for c, f in FILAS.items()}


pytestmark = [pytest.mark.lento, pytest.mark.usefixtures("obreros_bifurcados")]


def test_nothing_changed_nothing_is_done(correr, salida: Path):
    primera, producidos = correr()
    assert producidos == ["10", OTRO, BUENO]
    check_esquema(primera, salida)

    segunda, producidos = correr()

    assert (segunda, producidos) == (primera, [])
    assert list_corridas(salida) == [primera.corrida]


def test_a_proposal_that_moves_redoes_only_the_index_and_is_not_in_the_manifest(
    correr, salida: Path, tmp_path: Path
):
    primera, _ = correr()
    ruta = tmp_path / "raiz" / "data" / "propuestas" / "estado_10.json"
    ruta.parent.mkdir()
    fila = {c: f"<{c}>" for c in CAMPOS} | {"clave": BUENO, "estado": "d · analizada"}
    ruta.write_text(json.dumps({"ejercicio": 2020, "orden": "", "filas": [fila]}), encoding="utf-8")

    segunda, producidos = correr()

    assert (producidos, segunda.corrida != primera.corrida) == ([], True)
    assert "d · analizada" in (salida / segunda.corrida / "index.html").read_text(encoding="utf-8")
    assert "analizada" not in (salida / segunda.corrida / "manifest.json").read_text(encoding="utf-8")
    assert correr()[0] == segunda

    ruta.write_text("{}", encoding="utf-8")
    with pytest.raises(PropuestaError):
        correr()


def test_one_changed_row_rebuilds_that_report_and_reuses_the_rest(correr, salida: Path):
    primera, _ = correr()
    segunda, producidos = correr(change_filas("10", BUENO))

    assert producidos == ["10", BUENO]
    check_esquema(segunda, salida)
    fichas = {f.clave: f for f in segunda.informes}
    assert fichas[OTRO].reuso.corrida == primera.corrida
    assert fichas[BUENO].reuso is None
    assert list(segunda.tiempos["por_informe_s"]) == ["10", BUENO]
    for ruta in fichas[OTRO].salidas:
        una, otra = (salida / m.corrida / ruta for m in (primera, segunda))
        assert una.read_bytes() == otra.read_bytes()
        assert una.stat().st_ino != otra.stat().st_ino  # copia: editar uno no toca el otro
    assert os.readlink(salida / "ultima") == segunda.corrida
    # Volver a los datos de antes tampoco produce nada: ya hay una corrida con esas claves.
    assert correr() == (primera, [])
    assert os.readlink(salida / "ultima") == primera.corrida


def test_reused_panorama_still_gives_the_map_to_the_index(correr, salida: Path):
    correr()
    segunda, producidos = correr(change_filas(BUENO))

    assert producidos == [BUENO]
    assert 'data-grafica="g-indice"' in (salida / segunda.corrida / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("ruta", ["10014_mezquital/expediente.html", "10014_mezquital/20_mapa_zap.ipynb"])
@pytest.mark.parametrize("como", ["alterado", "borrado"])
def test_an_altered_or_deleted_file_is_produced_again(correr, salida: Path, ruta: str, como: str):
    primera, _ = correr()
    archivo = salida / primera.corrida / ruta
    original = archivo.read_bytes()
    if como == "borrado":
        archivo.unlink()
    else:
        archivo.write_bytes(original + b" ")

    segunda, producidos = correr()

    assert (producidos, segunda.codigo_salida) == ([BUENO], 0)
    if archivo.suffix == ".html":
        assert (salida / segunda.corrida / ruta).read_bytes() == original


def test_an_altered_index_makes_a_new_run_without_producing_reports(correr, salida: Path):
    primera, _ = correr()
    (salida / primera.corrida / "index.html").write_text("otra cosa")

    segunda, producidos = correr()

    assert producidos == []
    assert segunda.corrida != primera.corrida
    assert all(f.reuso.corrida == primera.corrida for f in segunda.informes)


def test_forced_run_produces_everything_with_the_same_bytes(correr, salida: Path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795357805")
    primera, _ = correr(trabajadores=1)
    segunda, producidos = correr(forzar=True, trabajadores=2)

    assert producidos == ["10", OTRO, BUENO]
    assert segunda.corrida == f"{primera.corrida}_2"
    for ruta in ("index.html", "panorama.html", "10014_mezquital/expediente.html"):
        una, otra = ((salida / m.corrida / ruta).read_bytes() for m in (primera, segunda))
        assert una == otra, ruta


def test_failed_report_keeps_the_last_good_one_apart_and_never_mailable(
    correr, salida: Path, tmp_path: Path, cuadernos: Path
):
    buena, _ = correr()
    malos = write_cuadernos(tmp_path / "malos")
    falla = f'assert clave_municipio != "{BUENO}"'
    muestra = "from fais_analysis.schemas.capitulos.resumen import Resumen"
    write_cuaderno(
        malos / "20_mapa_zap.ipynb", "clave_municipio", [falla, muestra, 'Resumen("x", clave_municipio)']
    )

    for _ in range(2):  # si vuelve a fallar, sigue siendo el de la corrida que sí lo produjo
        mala, _ = correr(cuadernos=malos)
        check_esquema(mala, salida)
        (ficha,) = mala.list_estado(FALLIDO)
        assert ficha.clave == BUENO
        assert (ficha.anterior.corrida, ficha.anterior.generado) == (buena.corrida, buena.generado)
        conservado = salida / mala.corrida / ficha.anterior.informe
        original = salida / buena.corrida / "10014_mezquital" / "expediente.html"
        assert conservado.read_bytes() == original.read_bytes()
        assert not (salida / mala.corrida / "10014_mezquital").exists()
        indice = (salida / mala.corrida / "index.html").read_text(encoding="utf-8")
        assert 'href="anteriores/10014_mezquital/expediente.html"' in indice
        assert "el anterior, del " in indice

    informe = read_corrida(salida / mala.corrida).informes[BUENO]
    assert informe.ruta is None
    with pytest.raises(CorridaError, match="no salió bien"):
        read_bytes_informe(informe)
    # El de otro municipio, que sí salió, se puede leer.
    assert read_bytes_informe(read_corrida(salida / mala.corrida).informes[OTRO])

    shutil.rmtree(salida / buena.corrida)  # aun sin la corrida que lo produjo
    mala, _ = correr(cuadernos=malos)
    assert mala.list_estado(FALLIDO)[0].anterior.corrida == buena.corrida


def test_unreadable_manifest_of_an_old_run_is_passed_over(correr, salida: Path):
    primera, _ = correr()
    (salida / primera.corrida / "manifest.json").write_text('{"esquema": 2, "corr')

    segunda, producidos = correr()

    assert producidos == ["10", OTRO, BUENO]
    assert segunda.corrida != primera.corrida
    with pytest.raises(EsquemaError):
        read_manifiesto(salida / primera.corrida)


def test_full_disk_when_publishing_loses_nothing(correr, salida: Path, monkeypatch: pytest.MonkeyPatch):
    def llenar(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as parche:
        parche.setattr(lote, "build_indice", llenar)
        with pytest.raises(SalidaError) as error:
            correr()
    assert error.value.encontrado == "no queda espacio en el disco"
    assert "no se repetirá" in error.value.que_hacer
    assert list_corridas(salida) == []

    _, producidos = correr()

    assert producidos == []
    assert list_huerfanas(salida) == []


def test_second_run_refuses_while_another_holds_the_folder(correr, salida: Path, monkeypatch):
    salida.mkdir()
    (salida / ".2026-11-22_10-00-00.parcial").mkdir()
    monkeypatch.setattr(lote, "hold_salida", partial(hold_salida, espera_s=0.2))
    with FileLock(salida / NOMBRE_CANDADO), pytest.raises(SalidaError) as error:
        correr()

    assert error.value.encontrado == "en marcha: 2026-11-22_10-00-00"
    assert "--salida" in error.value.que_hacer
    assert list_corridas(salida) == []


def test_fast_path_only_answers_when_everything_is_as_it_was(correr, salida: Path, cuadernos: Path, tmp_path):
    manifiesto, _ = correr()
    cruda = compute_cruda(cuadernos)
    lugares = {"cuadernos": cuadernos, "salida": salida}
    pedido = Pedido("10", (OTRO, BUENO), **lugares)
    assert find_al_dia(pedido) is None  # nadie lo ha revisado
    write_sello(salida, cruda, manifiesto, ["10", OTRO, BUENO])

    assert find_al_dia(pedido) == manifiesto
    assert find_al_dia(replace(pedido, claves=(BUENO,))) == manifiesto
    otros = ({"claves": ()}, {"claves": ("10021",)}, {"entidad": "32", "claves": ()}, {"es_incrustado": True})
    for otro in otros:
        assert find_al_dia(replace(pedido, **otro)) is None, otro
    (tmp_path / "raiz" / "data" / "suelto.csv").write_text("x")  # sin ficha: no es de nadie
    assert find_al_dia(pedido) == manifiesto
    (tmp_path / "raiz" / "data" / "inpc.ficha.yml").write_text("x")
    assert find_al_dia(pedido) is None
    (tmp_path / "raiz" / "data" / "inpc.ficha.yml").unlink()
    assert find_al_dia(pedido) == manifiesto
    (salida / "ultima").unlink()
    assert find_al_dia(pedido) is None
    correr()  # sin producir nada, la vuelve a señalar
    assert find_al_dia(pedido) == manifiesto
    (salida / manifiesto.corrida / "10014_mezquital" / "expediente.html").write_text("x")
    assert find_al_dia(pedido) is None
    (salida / ".al-dia-10.json").write_text("{")
    assert find_al_dia(pedido) is None


def test_a_partial_run_leads_to_the_rest_each_with_its_run(correr, salida: Path):
    primera, _ = correr()
    parcial, producidos = correr({**FILAS, BUENO: {"localidades": "otra"}}, (BUENO,))
    indice = (salida / "ultima" / "index.html").read_text(encoding="utf-8")
    ajeno = primera.municipios[0]

    assert producidos == [BUENO]
    assert [m.clave for m in parcial.municipios] == [BUENO]
    assert f'href="../{primera.corrida}/{ajeno.informe}"' in indice
    assert (salida / "ultima" / f"../{primera.corrida}" / str(ajeno.informe)).is_file()
    assert f'href="{parcial.municipios[0].informe}"' in indice
    assert "de la corrida del " in indice
    assert "1 expediente y 1 de otras corridas" in indice


def test_asking_again_for_a_part_that_did_not_change_keeps_ultima(correr, salida: Path):
    primera, _ = correr()
    cambiada = {**FILAS, BUENO: {"localidades": "otra"}}
    parcial, _ = correr(cambiada, (BUENO,))

    vigente, producidos = correr(cambiada, (OTRO,))  # sigue siendo el de la primera

    assert producidos == []
    assert vigente.corrida == primera.corrida
    assert os.readlink(salida / "ultima") == parcial.corrida


def test_going_back_shows_the_report_of_today(correr, salida: Path):
    primera, _ = correr()
    correr({**FILAS, BUENO: {"localidades": "otra"}}, (BUENO,))

    correr(FILAS, (BUENO,))  # se deshizo el cambio

    assert os.readlink(salida / "ultima") == primera.corrida


def test_what_is_no_longer_on_disk_is_not_linked(correr, salida: Path):
    primera, _ = correr()
    (salida / primera.corrida / str(primera.municipios[0].informe)).unlink()

    correr({**FILAS, BUENO: {"localidades": "otra"}}, (BUENO,))

    assert "no se pidió en esta corrida" in (salida / "ultima" / "index.html").read_text(encoding="utf-8")
