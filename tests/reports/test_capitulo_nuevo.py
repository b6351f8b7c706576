"""Un capítulo es un renglón: se agrega uno en una copia y el lote lo corre, lo precarga, lo reusa y lo verifica."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fais_analysis.batch.workers.precarga import try_pasos
from fais_analysis.errors import EsquemaError
from tests.docs.caminatas import RUTA, read_apartado
from tests.docs.corredor import Corredor

RAIZ = Path(__file__).resolve().parents[2]
MUNICIPIO, OTRO = "10014", "10015"
CONTRATO = '''"""El contrato del tamaño: la población de cada medición."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from fais_analysis.schemas.capitulos.contrato import Llaves
from fais_analysis.schemas.capitulos.lugares import Lugar


@dataclass(frozen=True)
class Tamano:
    """``poblacion``: una fila = año."""

    capitulo: ClassVar[str] = "tamano"
    llaves: ClassVar[Llaves] = {"poblacion": ("anio",)}
    lugar: Lugar
    poblacion: pd.DataFrame
    citas: Mapping[str, str]
'''
CONSTRUCCION = '''"""El capítulo del tamaño."""

from functools import lru_cache

import pandas as pd

from fais_analysis.entidad.datos import load_datos_entidad, load_entidad_de
from fais_analysis.entidad.filtros import filter_municipio
from fais_analysis.loaders.citas import build_citas, build_fuentes
from fais_analysis.schemas.capitulos.resumen import Resumen
from fais_analysis.schemas.capitulos.tamano import Tamano


@lru_cache(maxsize=4)
def build_tamano_entidad(clave_entidad: str) -> pd.DataFrame:
    """La población de todos los municipios."""
    return load_datos_entidad(clave_entidad).pobreza[["clave_municipio", "anio", "poblacion_personas"]]


def build_tamano(clave_municipio: str) -> Tamano:
    """La población de un municipio."""
    entidad = load_entidad_de(clave_municipio)
    tabla = filter_municipio(build_tamano_entidad(clave_municipio[:2]), clave_municipio)
    return Tamano(entidad.get_lugar(clave_municipio), tabla, build_citas(["pobreza_municipal"], clave_municipio))


def build_resumen_tamano(datos: Tamano) -> Resumen:
    """Lo que pide el expediente."""
    return Resumen("Tamaño", datos.lugar.clave, fuentes=build_fuentes(["pobreza_municipal"], datos.lugar.clave), tablas=1)
'''
VISTA = '''"""La tabla del tamaño."""

from fais_analysis.schemas.capitulos.tamano import Tamano
from fais_analysis.views.capitulos.origen import write_origen
from fais_analysis.views.presentacion import Columna
from fais_analysis.views.tabla import Tabla


def build_tabla_poblacion(datos: Tamano) -> Tabla:
    """La población por año."""
    origen = write_origen(datos, "poblacion", "poblacion_personas")
    columnas = [Columna("anio", "Año", "anio"), Columna("poblacion_personas", "Personas", "entero", procedencia=origen)]
    return Tabla("tabla-tamano", "Población de cada medición", columnas, datos.poblacion, datos.citas["pobreza_municipal"])
'''
COLUMNAS = """poblacion:
  tablas: [pobreza_municipal]
  columnas:
    poblacion_personas: población del municipio con que CONEVAL hizo la medición
"""
CELDAS = [
    "from fais_analysis.reports import tamano\nfrom fais_analysis.views.capitulos import tamano as ver\n\n"
    "datos = tamano.build_tamano(clave_municipio)",
    "ver.build_tabla_poblacion(datos)",
    "tamano.build_resumen_tamano(datos)",
]
RENGLON = '    Capitulo("tamano", "40_tamano", MUNICIPIO, calentar="build_tamano_entidad"),\n'
PIEZAS = {
    "schemas/capitulos/tamano.py": CONTRATO,
    "reports/tamano.py": CONSTRUCCION,
    "views/capitulos/tamano.py": VISTA,
    "procedencia/columnas/tamano.yml": COLUMNAS,
}
PRECARGADO = """
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from fais_analysis.batch.workers import precarga
precarga.preload_comunes()
antes = "fais_analysis.reports.tamano" in sys.modules
precarga.preload_entidad("10")
print(antes, sys.modules["fais_analysis.reports.tamano"].build_tamano_entidad.cache_info().currsize)
"""


def write_cuaderno(cuadernos: Path) -> None:
    """El cuaderno del capítulo, con la celda de parámetros de los demás."""
    libro = json.loads((cuadernos / "30_inversion.ipynb").read_text(encoding="utf-8"))
    titulo, parametros, *_ = libro["cells"]
    celdas = [{**titulo, "source": ["## Tamaño"]}, parametros]
    celdas += [{**parametros, "id": f"t{n}", "metadata": {}, "source": [c]} for n, c in enumerate(CELDAS)]
    (cuadernos / "40_tamano.ipynb").write_text(json.dumps({**libro, "cells": celdas}), encoding="utf-8")


@pytest.fixture(scope="module")
def copia(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """El proyecto con el capítulo agregado: cuatro archivos, un cuaderno y un renglón."""
    carpeta = tmp_path_factory.mktemp("proyecto")
    for nombre in ("lib", "notebooks", "data"):
        # Con lo ya compilado: si no, cada proceso compila la biblioteca entera.
        shutil.copytree(
            RAIZ / nombre, carpeta / nombre, ignore=shutil.ignore_patterns("*.pyc.*", "*.egg-info")
        )
    (carpeta / "shapefiles").symlink_to(RAIZ / "shapefiles")
    paquete = carpeta / "lib" / "fais_analysis"
    for nombre, texto in PIEZAS.items():
        (paquete / nombre).write_text(texto, encoding="utf-8")
    write_cuaderno(carpeta / "notebooks")
    tabla = paquete / "reports" / "capitulos.py"
    codigo = tabla.read_text(encoding="utf-8")
    marca = '    Capitulo("panorama", '
    assert codigo.count(marca) == 1
    tabla.write_text(codigo.replace(marca, RENGLON + marca), encoding="utf-8")
    return carpeta


def test_the_recipe_names_every_piece_and_nothing_else():
    """CONTRIBUTING pide lo que aquí se hace: los archivos del capítulo y un renglón."""
    pedidos = {r.replace("CAPITULO", "tamano") for r in RUTA.findall(read_apartado("Un capítulo"))}

    propios = {f"lib/fais_analysis/{pieza}" for pieza in PIEZAS} | {"notebooks/40_tamano.ipynb"}
    assert pedidos == propios | {"lib/fais_analysis/reports/capitulos.py"}


def build_entorno(copia: Path) -> dict[str, str]:
    return os.environ | {"FAIS_RAIZ": str(copia), "PYTHONPATH": str(copia / "lib")}


def run_python(copia: Path, *argumentos: str) -> subprocess.CompletedProcess[str]:
    orden = [sys.executable, *argumentos]
    return subprocess.run(
        orden, cwd=copia, env=build_entorno(copia), capture_output=True, text=True, check=False
    )


@pytest.mark.lento
@pytest.mark.skipif(sys.platform != "linux", reason="la precarga es de quien se bifurca")
def test_a_chapter_is_one_line(copia: Path):
    """Las órdenes se bifurcan de un Python que ya importó la copia: lo que cuenta es lo que hacen, no el arranque."""
    corredor = Corredor(copia, copia / "lib", os.environ)
    try:
        check_capitulo_nuevo(copia, corredor)
    finally:
        corredor.close()


def check_capitulo_nuevo(copia: Path, corredor: Corredor) -> None:
    corredor.run("reportes", MUNICIPIO)
    corrida = (copia / "outputs" / "ultima").resolve()
    ficha = json.loads((corrida / "manifest.json").read_text(encoding="utf-8"))["municipios"][0]
    documento = (corrida / ficha["informe"]).read_text(encoding="utf-8")

    # Se ve, con sus cifras y su procedencia.
    assert "Población de cada medición" in documento
    assert "tamano(10014)." in documento
    # Es incremental: depende de sus filas, no de todos los archivos de data/.
    assert not [nombre for nombre in ficha["entradas"] if nombre.startswith(("data/", "shapefiles/"))]
    assert "Nada cambió" in corredor.run("reportes", MUNICIPIO)
    # Un cambio en filas que no lee rehace el panorama, que sí las lee, y a él no.
    rename_localidad(copia / "data", OTRO)
    segunda = corredor.run("reportes", MUNICIPIO, entidad="10")  # los datos ya no cambian: se leen una vez
    assert re.findall(r"^\[\d+/\d+\] (\d+) ", segunda, re.M) == ["10"], segunda
    assert (copia / "outputs" / "ultima" / ficha["informe"]).read_text(encoding="utf-8") == documento
    # Se precarga, y lo de su entidad queda calculado antes de bifurcar.
    assert corredor.run(codigo=PRECARGADO).split() == ["True", "1"]
    # Se verifica, cifra por cifra.
    assert "Todo coincide" in corredor.run("verificar", str(corrida / ficha["informe"]))


FALTANTES = [
    ("schemas/capitulos/tamano.py", "", "schemas/capitulos/tamano.py"),
    ("reports/tamano.py", "", "reports/tamano.py"),
    ("procedencia/columnas/tamano.yml", "", "procedencia/columnas/tamano.yml"),
    ("schemas/capitulos/tamano.py", "llaves", "«capitulo» y «llaves»"),
    ("reports/tamano.py", "build_tamano(", "build_tamano en reports/tamano.py"),
    ("reports/tamano.py", "build_tamano_entidad", "build_tamano_entidad en reports/tamano.py"),
    # se menciona (se llama), pero nadie la define
    ("reports/tamano.py", "def build_tamano_entidad(", "build_tamano_entidad en reports/tamano.py"),
]


# Cada revisión, en un proceso bifurcado de uno que sólo importó quien revisa: los contratos se leen entonces.
REVISOR = """
import json, os, sys, traceback
from fais_analysis.procedencia.registro import check_capitulos
for _ in sys.stdin:
    hijo = os.fork()
    if not hijo:
        dicho = ""
        try:
            check_capitulos()
        except BaseException:
            dicho = traceback.format_exc()
        print(json.dumps(dicho), flush=True)
        os._exit(0)
    os.waitpid(hijo, 0)
"""


@pytest.fixture(scope="module")
def revisor(copia: Path) -> Iterator[subprocess.Popen[str]]:
    """El proceso que revisa los capítulos de la copia cada vez que se le pide."""
    orden = [sys.executable, "-B", "-c", REVISOR]
    tubo = subprocess.PIPE
    with subprocess.Popen(
        orden, cwd=copia, env=build_entorno(copia), stdin=tubo, stdout=tubo, text=True
    ) as proceso:
        yield proceso
        proceso.stdin.close()


def review(revisor: subprocess.Popen[str]) -> str:
    """El error que da la revisión, o vacío."""
    print(file=revisor.stdin, flush=True)
    return json.loads(revisor.stdout.readline())


def test_a_whole_chapter_passes(revisor: subprocess.Popen[str]):
    assert review(revisor) == ""


@pytest.mark.lento
@pytest.mark.parametrize(("pieza", "borrado", "dicho"), FALTANTES)
def test_a_missing_piece_is_named(
    copia: Path, revisor: subprocess.Popen[str], pieza: str, borrado: str, dicho: str
):
    with without(copia / "lib" / "fais_analysis" / pieza, borrado):
        hallado = review(revisor)

    assert dicho in hallado
    check_partes(hallado)


@pytest.mark.lento
@pytest.mark.parametrize(
    ("pieza", "dicho"),
    [
        ("lib/fais_analysis/reports/tamano.py", "reports/tamano.py"),
        ("notebooks/40_tamano.ipynb", "40_tamano.ipynb"),
    ],
)
def test_nothing_runs_while_a_piece_is_missing(copia: Path, pieza: str, dicho: str):
    salida = copia / "otra"
    with without(copia / pieza):
        hecho = run_python(copia, "-m", "fais_analysis", "reportes", MUNICIPIO, "--salida", str(salida))

    assert hecho.returncode == 2
    assert dicho in hecho.stderr
    assert "Traceback" not in hecho.stderr
    assert not list(salida.glob("20*"))
    check_partes(hecho.stderr)


@pytest.mark.lento
def test_a_chapter_that_cannot_be_imported_stops_the_run_and_says_what(copia: Path):
    salida = copia / "rota"
    with without(copia / "lib" / "fais_analysis" / "reports" / "tamano.py", "load_entidad_de"):
        hecho = run_python(copia, "-m", "fais_analysis", "reportes", MUNICIPIO, "--salida", str(salida))

    assert hecho.returncode == 1
    assert "que reports/tamano.py se pueda importar" in hecho.stderr + hecho.stdout
    assert "Traceback" not in hecho.stderr
    check_partes(hecho.stderr + hecho.stdout)


@pytest.mark.parametrize(
    "paso", ["import fais_analysis.no_existe", "from fais_analysis.errors import no_existe"]
)
def test_preloading_hides_no_wrong_name(paso: str):
    with pytest.raises(EsquemaError, match="no_existe"):
        try_pasos([lambda: exec(paso)])


@pytest.mark.parametrize("paso", ["import no_existe", "raise ValueError", "1 / 0", "open('/no/existe')"])
def test_what_the_data_cannot_do_is_left_for_its_report(paso: str):
    dados = []
    try_pasos([lambda: exec(paso), lambda: dados.append(1)])

    assert dados == [1]


def rename_localidad(datos: Path, municipio: str) -> None:
    """Cambia el nombre de una localidad, con la huella que su ficha declara."""
    tabla, ficha = datos / "localidades.csv", datos / "localidades.ficha.yml"
    antes = tabla.read_bytes()
    despues = re.sub(rf"^(\d+,{municipio},)".encode(), rb"\1Ex ", antes, count=1, flags=re.M)
    assert despues != antes
    tabla.write_bytes(despues)
    huellas = [hashlib.sha256(crudo).hexdigest() for crudo in (antes, despues)]
    texto = ficha.read_text(encoding="utf-8")
    assert texto.count(huellas[0]) == 1
    ficha.write_text(texto.replace(*huellas), encoding="utf-8")


@contextmanager
def without(ruta: Path, borrado: str = "") -> Iterator[None]:
    """Un archivo que falta, o en que un nombre es otro; al salir queda como estaba."""
    original = ruta.read_text(encoding="utf-8")
    ruta.write_text(
        original.replace(borrado, re.sub(r"\w+(?=\(?$)", "otra", borrado)), encoding="utf-8"
    ) if borrado else ruta.unlink()
    try:
        yield
    finally:
        ruta.write_text(original, encoding="utf-8")


def check_partes(texto: str) -> None:
    """Las partes de un error de la casa."""
    assert [p for p in ("Dónde", "Se esperaba", "Se encontró", "Qué hacer") if p not in texto] == []
