"""Qué hay, qué falta y qué se atrasó; y que la orden diga qué informe lo pide."""

import shutil
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from fais_analysis.cli import app as ordenes
from fais_analysis.loaders import existencias
from fais_analysis.loaders.definiciones import load_definiciones
from fais_analysis.loaders.ordenadas import clear_memoria
from fais_analysis.loaders.preparacion import FALTA
from fais_analysis.schemas.registro import OPCIONALES
from fais_analysis.sources.fichas import EdicionArchivo, get_archivo

LIBRERIA = Path(existencias.__file__).parents[1]
ESTADOS = {existencias.PRESENTE, FALTA, existencias.ALTERADO, existencias.ACEPTADO}


def invoke(*argumentos: str) -> tuple[int, str]:
    resultado = CliRunner().invoke(ordenes.app, ["datos", *argumentos], prog_name="fais")
    return resultado.exit_code, resultado.stdout


@pytest.fixture
def copia(tmp_path: Path, raiz: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Una raíz con una tabla, que se puede echar a perder, y una carpeta de fuentes vacía."""
    (tmp_path / "data").mkdir()
    (tmp_path / "shapefiles").mkdir()
    for archivo in ("inpc.csv", "inpc.ficha.yml"):
        shutil.copy(raiz / "data" / archivo, tmp_path / "data")
    monkeypatch.setenv("FAIS_RAIZ", str(tmp_path))
    monkeypatch.setenv("FAIS_FUENTES", str(tmp_path / "fuentes"))
    clear_memoria()
    yield tmp_path / "data"
    clear_memoria()


def find(tabla: str, clave: str = "10") -> existencias.ExistenciaTabla:
    return next(t for t in existencias.list_tablas_existentes(clave) if t.tabla == tabla)


@pytest.mark.lento
def test_what_is_published_is_up_to_date_and_another_state_is_told_what_it_lacks():
    durango = existencias.list_tablas_existentes("10")
    zacatecas = {t.tabla for t in existencias.list_tablas_existentes("32") if not t.cubre}

    assert {t.estado for t in durango if t.tabla not in OPCIONALES} == {existencias.AL_DIA}
    assert zacatecas - OPCIONALES == {
        "agebs",
        "indicadores_censales",
        "localidades",
        "marginacion_ageb",
        "zap_rural",
    }


def test_missing_altered_and_outdated_are_told_apart(copia: Path):
    assert find("inpc").estado == existencias.AL_DIA
    assert find("pobreza_municipal").estado == FALTA

    ficha = copia / "inpc.ficha.yml"
    datos = yaml.safe_load(ficha.read_text(encoding="utf-8"))
    datos["originales"][0]["sha256"] = "0" * 64
    ficha.write_text(yaml.safe_dump(datos, allow_unicode=True), encoding="utf-8")
    clear_memoria()
    atrasada = find("inpc")
    assert atrasada.estado == existencias.ATRASADA
    assert "inpc_promedio_anual_2016_2020.csv" in atrasada.motivo

    (copia / "inpc.csv").write_text("anio\n2016\n", encoding="utf-8")
    clear_memoria()
    assert find("inpc").estado == existencias.ALTERADO


def test_an_original_says_whether_it_is_the_registered_one(copia: Path):
    ruta = copia.parent / "fuentes" / get_archivo("inegi_inpc").ruta
    assert existencias.find_estado("inegi_inpc", EdicionArchivo(None)) == FALTA
    ruta.parent.mkdir(parents=True)
    ruta.write_text("otra cosa", encoding="utf-8")

    assert existencias.find_estado("inegi_inpc", EdicionArchivo(None)) == existencias.ALTERADO
    assert {o.estado for o in existencias.list_existencias()} <= ESTADOS


def test_the_reports_each_table_declares_are_those_that_read_it():
    """Lo que dice ``tablas.yml`` se coteja con lo que nombran los cuartos que arman cada informe."""

    def read(*patrones: str) -> str:
        rutas = [r for p in patrones for r in sorted(LIBRERIA.glob(p))]
        return "\n".join(r.read_text(encoding="utf-8") for r in rutas)

    comun, panorama = read("entidad/*.py"), read("reports/panorama*.py", "reports/mapa_zap.py")
    expediente = read("reports/diag*.py", "reports/inv*.py", "reports/hoja*.py", "reports/mapa_zap.py")
    for nombre, definicion in load_definiciones().items():
        declarados = set(definicion["informes"])
        if definicion.get("opcional"):
            assert "expediente" in declarados or f'"{nombre}"' not in comun + expediente, nombre
            continue
        assert ("expediente" in declarados) == (f'"{nombre}"' in comun + expediente), nombre
        assert ("panorama" in declarados) == (f'"{nombre}"' in comun + panorama), nombre


def test_the_order_says_what_is_missing_and_which_report_needs_it(copia: Path):
    codigo, salida = invoke("listar", "--entidad", "32")

    assert codigo == 0
    assert "  inpc: al día — expediente, panorama" in salida
    assert (
        "coneval_pobreza_estatal: falta — coneval/Anexo estadístico entidades 2022.xlsx; para pobreza_estatal (panorama)"
        in salida
    )
    assert "fais_catalogo: falta — fais/catalogo_fais.csv; no entra a ninguna tabla" in salida
    assert "fais datos descargar" in salida
    assert "1 al día" in salida


def test_a_state_that_does_not_exist_is_refused():
    assert invoke("listar", "--entidad", "99")[0] != 0
