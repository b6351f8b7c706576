"""Un padrón de mentira, el mismo para todas las pruebas del cuarto, y un cuarto propio en una carpeta temporal."""

import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

BANCO = Path(__file__).resolve().parents[2] / "bench" / "padron"
sys.path.insert(0, str(BANCO))

HOY = "2026-11-26"
CANARIOS = ("Zenobia", "Quintanar", "Urdapilleta", "XAXX850615MDGXXX05", "6180001234", "Ñuflo D’Ocón")
ENCABEZADO = (
    *("Nombre(s)", "Apellido paterno", "Apellido materno", "CURP", "Observación", "F. nacimiento", "Sexo"),
    *("Clave localidad", "Localidad", "Vivienda", "Ejercicio", "Teléfono"),
)
MAPA = """\
programa: DG2018-04
unidad: persona
hoja: Entregas
aviso_privacidad: "2026-01"
ventana_meses: 36
columnas:
  nombres: "Nombre(s)"
  primer_apellido: ["Apellido paterno", "Primer apellido"]
  segundo_apellido: "Apellido materno"
  curp: CURP
  motivo_sin_curp: "Observación"
  fecha_nacimiento: {de: "F. nacimiento", formato: dd/mm/aaaa}
  sexo: Sexo
  clave_localidad: "Clave localidad"
  localidad: Localidad
  vivienda: Vivienda
  apoyo: {fijo: calentador_solar}
  ejercicio: Ejercicio
ignorar: ["Teléfono"]
"""


@pytest.fixture
def mapa(tmp_path: Path) -> Path:
    ruta = tmp_path / "mapa.yml"
    ruta.write_text(MAPA, encoding="utf-8")
    return ruta


@pytest.fixture(scope="session")
def tabla_sintetica() -> pd.DataFrame:
    """Unos 1,500 registros con verdad: bastan para ver duplicados y caben en un segundo."""
    from generador import build_personas
    from ruido import build_registros
    from tabla import build_tabla, load_localidades

    return build_tabla(build_registros(build_personas(1_200, 7, load_localidades()), "moderado", 7))


@pytest.fixture(scope="session")
def sin_verdad(tabla_sintetica: pd.DataFrame) -> pd.DataFrame:
    return tabla_sintetica.drop(columns=["persona", "clases", "grupo"])


@pytest.fixture
def cuarto(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for variable, valor in (
        ("FAIS_PADRON", "cuarto"),
        ("TMPDIR", "tmp"),
        ("FAIS_PADRON_LLAVE_ARCHIVO", "llave"),
    ):
        monkeypatch.setenv(variable, str(tmp_path / valor))
    (tmp_path / "tmp").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def orden(cuarto: Path) -> Callable[..., str]:
    def run(*partes: object, salida: int = 0) -> str:
        from fais_analysis.cli.app import app

        resultado = CliRunner().invoke(app, ["padron", *map(str, partes)])
        assert resultado.exit_code == salida, resultado.output
        assert not [c for c in CANARIOS if c.lower() in resultado.output.lower()]
        return resultado.output

    run("llave", cuarto / "llave")
    return run
