"""Cada receta de CONTRIBUTING, caminada en una copia: lo que dice que se toca es lo que se tocó, y alcanza."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
import yaml

from tests.docs.caminatas import RUTA, Copia, copy_proyecto, list_rutas, read_apartado, read_expediente

LIB = "lib/fais_analysis"
FUENTE = "coneval_pobreza_municipal"
NUEVO = 2025
# El año de ensayo lleva las cifras de 2015 con los encabezados de 2020: 2,457 municipios (schemas/anios.yml) y, en
# Mezquital, 89.1 % en pobreza (CONEVAL, 2015).
FILAS = 2457
MEZQUITAL_PCT = r"89\.1\s%"


@pytest.fixture
def copia(tmp_path: Path) -> Iterator[Copia]:
    una = copy_proyecto(tmp_path)
    yield una
    una.corredor.close()


def write_original(copia: Copia, anio: int, cifras: int, encabezados: int) -> Path:
    """El CSV de un año como lo publica la institución, hecho al revés: de la tabla ordenada al original."""
    mapa = yaml.safe_load((copia.raiz / LIB / "loaders" / "columnas" / f"{FUENTE}.yml").read_text("utf-8"))
    tabla = pd.read_csv(copia.raiz / "data" / "pobreza_municipal.csv", dtype="str", keep_default_na=False)
    tabla = tabla[tabla["anio"] == str(cifras)].replace("", mapa["sin_dato"][0])
    originales = {propia: oficial for oficial, propia in mapa["anios"][encabezados].items()}
    ruta = copia.raiz / f"indicadores de pobreza municipal_{anio}.csv"
    tabla[list(originales)].rename(columns=originales).to_csv(ruta, index=False, encoding="latin-1")
    return ruta


def register_anio(copia: Copia, archivo: Path) -> None:
    """Los tres archivos de datos que pide la receta de un año: ni un renglón de código."""
    contenido = archivo.read_bytes()
    tarjeta = (
        f'    {NUEVO}:\n      ruta: "coneval/{archivo.name}"\n      url: "https://www.coneval.org.mx/"\n'
        f"      estado_url: portal\n      sha256: {hashlib.sha256(contenido).hexdigest()}\n"
        f'      bytes: {len(contenido)}\n      codificacion: latin-1\n      fidelidad: "ensayo"\n'
    )
    siguiente = "\nconeval_pobreza_estatal:\n"
    copia.replace(f"{LIB}/sources/fuentes.yml", siguiente, tarjeta + siguiente)
    columnas = f"{LIB}/loaders/columnas/{FUENTE}.yml"
    copia.replace(columnas, "  2020: *pobreza\n", f"  2020: *pobreza\n  {NUEVO}: *pobreza\n")
    renglon = next(
        linea
        for linea in (copia.raiz / LIB / "schemas" / "anios.yml").read_text(encoding="utf-8").splitlines()
        if linea.startswith("pobreza_municipal:")
    )
    copia.replace(f"{LIB}/schemas/anios.yml", renglon, f"{renglon[:-1]}, {NUEVO}: {FILAS}}}")


@dataclass(frozen=True)
class Caminadas:
    """Dos recetas caminadas en la misma copia: lo que cada una tocó y lo que se dijo al verificar."""

    copia: Copia
    del_anio: set[str]
    del_indicador: set[str]
    verificacion: str


@pytest.fixture(scope="module")
def caminadas(tmp_path_factory: pytest.TempPathFactory) -> Caminadas:
    """Un año y un indicador nuevos, y una sola corrida verificada con los dos."""
    copia = copy_proyecto(tmp_path_factory.mktemp("caminadas"), lote=True)
    originales = [write_original(copia, anio, anio, anio) for anio in (2010, 2015, 2020)]
    originales.append(write_original(copia, NUEVO, 2015, 2020))
    register_anio(copia, originales[-1])
    del_anio = copia.list_tocados()
    copia.replace(
        f"{LIB}/schemas/componentes.py",
        '"sin_excusado", "sin_electricidad")',
        '"sin_excusado", "sin_electricidad", "sin_refrigerador")',
    )
    del_indicador = copia.list_tocados() - del_anio

    copia.run("datos", "importar", *map(str, originales))
    copia.run("datos", "construir", "--tabla", "pobreza_municipal")
    copia.run("datos", "diccionario")
    copia.run("reportes", "10014", entidad="10")
    verificacion = copia.run("verificar", "outputs/ultima")
    copia.corredor.close()
    return Caminadas(copia, del_anio, del_indicador, verificacion)


def check_verificada(caminadas: Caminadas) -> None:
    """Nada discrepa, todo se puede comprobar y las órdenes no escribieron nada a mano."""
    assert "0 con discrepancias" in caminadas.verificacion
    assert "y 0 no se pueden comprobar" in caminadas.verificacion
    assert caminadas.copia.list_tocados() == caminadas.del_anio | caminadas.del_indicador


@pytest.mark.lento
def test_a_new_year_of_a_known_source_takes_no_code(caminadas: Caminadas):
    copia, tocados = caminadas.copia, caminadas.del_anio

    assert not any(ruta.endswith(".py") for ruta in tocados)
    assert tocados == {r.replace("FUENTE", FUENTE) for r in list_rutas(read_apartado("Un año"))}
    check_verificada(caminadas)
    ficha = yaml.safe_load((copia.raiz / "data" / "pobreza_municipal.ficha.yml").read_text("utf-8"))
    assert ficha["titulo"].endswith("2010, 2015, 2020 y 2025 (todo el país)")
    assert (ficha["fecha_corte"], ficha["originales"][-1]["anio"]) == (str(NUEVO), NUEVO)
    expediente = read_expediente(copia, "10014")
    assert re.search(rf'brechas\[pobreza,{NUEVO}\]\.municipio_pct">{MEZQUITAL_PCT}', expediente)
    assert f"municipal 2010-{NUEVO}" in (copia.raiz / "data" / "pobreza_municipal.csv").read_text("utf-8")


@pytest.mark.lento
def test_an_indicator_from_a_column_already_in_data_takes_one_file_of_the_library(caminadas: Caminadas):
    pedidos = read_apartado("Un indicador")

    assert caminadas.del_indicador == list_rutas(pedidos)
    assert len(set(RUTA.findall(pedidos))) <= 4
    check_verificada(caminadas)
    # CONEVAL, rezago social 2020, Mezquital: el último renglón de la tabla de viviendas es el que se agregó.
    texto = read_expediente(caminadas.copia, "10014")
    cifra = (
        rf'vivienda\[[^\]]*sin_refrigerador[^\]]*\]\.municipio_pct">{read_refrigerador(caminadas.copia)}\s%'
    )
    assert re.search(cifra, texto)


def read_refrigerador(copia: Copia) -> str:
    """Viviendas sin refrigerador en Mezquital, 2020, con un decimal, como está en ``data/``."""
    tabla = pd.read_csv(copia.raiz / "data" / "rezago_social.csv", dtype={"clave_municipio": "str"})
    fila = tabla[(tabla["clave_municipio"] == "10014") & (tabla["anio"] == 2020)].iloc[0]
    return f"{fila['sin_refrigerador_pct']:.1f}"


ORDEN = '''"""Orden ``fais saluda``."""

import typer

AYUDA = "Saluda."


def saluda() -> None:
    """Saluda."""
    typer.echo("Buen día.")
'''


def test_a_command_is_its_file_and_one_line(copia: Copia):
    (copia.raiz / LIB / "cli" / "saluda.py").write_text(ORDEN, encoding="utf-8")
    copia.replace(f"{LIB}/cli/app.py", '    "explorar",\n', '    "explorar",\n    "saluda",\n')

    assert copia.run("saluda") == "Buen día.\n"
    assert re.search(r"^  saluda +Saluda\.$", copia.run("--help"), re.M)
    esperados = {r.replace("ORDEN", "saluda") for r in list_rutas(read_apartado("Una orden"))}
    assert copia.list_tocados() == esperados


ESQUEMA = '''"""Contrato de las viviendas con internet por entidad."""

from fais_analysis.schemas.columnas import build_esquema, build_pct, build_texto

INTERNET = build_esquema(
    "internet",
    "una fila por entidad",
    {"clave_entidad": build_texto("Clave INEGI"), "internet_pct": build_pct("Viviendas con internet")},
    llave=["clave_entidad"],
)
'''
LECTOR = '''"""Lector de las viviendas con internet."""

import pandas as pd

from fais_analysis.loaders.lectura import load_mapa, parse_columnas, read_csv_texto, select_columnas
from fais_analysis.schemas.internet import INTERNET
from fais_analysis.schemas.validacion import validate
from fais_analysis.sources.locate import locate_archivo


def load_internet() -> pd.DataFrame:
    """Una fila = una entidad."""
    mapa, ruta = load_mapa("internet"), locate_archivo("internet")
    tabla = select_columnas(read_csv_texto(ruta, "utf-8"), mapa["columnas"], ruta.name)
    return validate(INTERNET, parse_columnas(tabla, mapa["sin_dato"], ruta.name), ruta.name)
'''
DEFINICION = """internet:
  titulo: "Viviendas con internet por entidad, 2020"
  fecha_corte: "2020"
  filas: 2
  originales: [internet]
  lector: internet.load_internet
"""
TARJETA = """
internet:
  institucion: INEGI
  titulo: "Viviendas con internet"
  cita: "INEGI, de ensayo"
  <<: *inegi
  advertencias: []
  archivos:
    null: {ruta: inegi/internet.csv, url: "", estado_url: ninguna, sha256: HUELLA, bytes: 36, codificacion: utf-8,
      fidelidad: ensayo}
"""


@pytest.mark.lento
def test_a_source_is_its_card_map_contract_reader_and_definition(copia: Copia):
    original = copia.raiz / "internet.csv"
    original.write_text("CVE,CON_INTERNET\n09,75.7\n10,s/d\n", encoding="utf-8")
    huella = hashlib.sha256(original.read_bytes()).hexdigest()
    biblioteca = copia.raiz / LIB
    (biblioteca / "schemas" / "internet.py").write_text(ESQUEMA, encoding="utf-8")
    (biblioteca / "loaders" / "internet.py").write_text(LECTOR, encoding="utf-8")
    mapa = 'sin_dato: ["s/d"]\ncolumnas: {CVE: clave_entidad, CON_INTERNET: internet_pct}\n'
    (biblioteca / "loaders" / "columnas" / "internet.yml").write_text(mapa, encoding="utf-8")
    copia.append(f"{LIB}/sources/fuentes.yml", TARJETA.replace("HUELLA", huella))
    copia.append(f"{LIB}/loaders/tablas.yml", DEFINICION)
    registro = f"{LIB}/schemas/registro.py"
    copia.replace(registro, "    marginacion,\n", "    internet,\n    marginacion,\n")
    copia.replace(
        registro,
        "            zap.ZAP_RURAL,\n",
        "            internet.INTERNET,\n            zap.ZAP_RURAL,\n",
    )

    copia.run("datos", "importar", str(original))
    copia.run("datos", "construir", "--tabla", "internet")

    esperados = {r.replace("FUENTE", "internet") for r in list_rutas(read_apartado("Una fuente"))}
    assert copia.list_tocados() == esperados
    assert (copia.raiz / "data" / "internet.csv").read_text() == "clave_entidad,internet_pct\n09,75.7\n10,\n"
    ficha = yaml.safe_load((copia.raiz / "data" / "internet.ficha.yml").read_text("utf-8"))
    assert ficha["columnas"]["internet_pct"]["significado"] == "Viviendas con internet"
