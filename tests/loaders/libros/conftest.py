"""Libros pequeños para probar el lector: una obra buena y lo que haga falta cambiarle."""

import csv
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from fais_analysis.loaders.inversion_revision import RevisionLibro, review_libro
from fais_analysis.schemas.inversion import COLUMNAS_CAPTURA
from fais_analysis.sources.catalogo_obras import read_catalogo_obras

COLUMNAS = [c.nombre for c in COLUMNAS_CAPTURA]
MUNICIPIOS = frozenset({"10001", "10005", "10014", "01001"})
LOCALIDADES = frozenset({"100010001", "100050001", "100140001"})
OBRA = {
    "folio_obra": "SEB-1",
    "ejercicio": 2018,
    "clave_municipio": "10005",
    "clave_localidad": "100050001",
    "nombre_obra": "Red de agua potable en la cabecera",
    "rubro": "Agua y saneamiento",
    "subclasificacion": "Red o sistema de agua potable (agua entubada)",
    "modalidad": "Ampliación",
    "incidencia": "directa",
    "tipo_conteo": "proyecto",
    "cantidad": 1,
    "fuente_recurso": "FISMDF",
    "monto_mxn": 1200.5,
}


def make_fila(**cambios: object) -> dict[str, object]:
    """La obra buena con cambios; ``None`` vacía la celda."""
    return OBRA | cambios


def make_obras(cuantas: int, **cambios: object) -> list[dict[str, object]]:
    """Obras buenas con folios distintos."""
    return [make_fila(folio_obra=f"SEB-{i + 1}", **cambios) for i in range(cuantas)]


def write_xlsx(ruta: Path, filas: list[dict], *, hoja: str = "Obras", antes: int = 0, columnas=None) -> Path:
    """Un libro con encabezado y filas; ``antes`` deja renglones de adorno arriba."""
    columnas = columnas or COLUMNAS
    libro = openpyxl.Workbook()
    celdas = libro.active
    celdas.title = hoja
    for i in range(antes):
        celdas.append([f"Secretaría, oficio {i}"])
    celdas.append(columnas)
    for fila in filas:
        celdas.append([fila.get(c) for c in columnas])
    libro.save(ruta)
    return ruta


def write_csv(ruta: Path, filas: list[dict], *, codificacion: str = "utf-8", separador: str = ",") -> Path:
    """El mismo libro como texto."""
    with ruta.open("w", encoding=codificacion, newline="") as archivo:
        escritor = csv.writer(archivo, delimiter=separador)
        escritor.writerow(COLUMNAS)
        escritor.writerows([["" if f.get(c) is None else f[c] for c in COLUMNAS] for f in filas])
    return ruta


@pytest.fixture(scope="session")
def catalogo() -> pd.DataFrame:
    """El Catálogo de obras."""
    return read_catalogo_obras()


@pytest.fixture
def revisar(tmp_path: Path, catalogo: pd.DataFrame) -> Callable[..., RevisionLibro]:
    """Revisa unas filas escritas como .xlsx (o como .csv)."""

    def revisar_filas(filas: list[dict], *, csv_: bool = False, **opciones: object) -> RevisionLibro:
        if csv_:
            ruta = write_csv(tmp_path / "libro.csv", filas, **opciones)
        else:
            ruta = write_xlsx(tmp_path / "libro.xlsx", filas, **opciones)
        return review_libro(ruta, MUNICIPIOS, catalogo, LOCALIDADES)

    return revisar_filas


@pytest.fixture
def revisar_ruta(catalogo: pd.DataFrame) -> Callable[[Path], RevisionLibro]:
    """Revisa un archivo ya escrito."""
    return lambda ruta: review_libro(ruta, MUNICIPIOS, catalogo, LOCALIDADES)


@pytest.fixture
def raiz_propia(tmp_path: Path, raiz: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Una raíz con los datos del proyecto y su propia carpeta ``data/inversion`` vacía."""
    datos = tmp_path / "proyecto" / "data"
    datos.mkdir(parents=True)
    for origen in (raiz / "data").iterdir():
        if origen.name != "inversion":
            (datos / origen.name).symlink_to(origen)
    (datos / "inversion").mkdir()
    (tmp_path / "proyecto" / "shapefiles").mkdir()
    monkeypatch.setenv("FAIS_RAIZ", str(tmp_path / "proyecto"))
    return tmp_path / "proyecto"
