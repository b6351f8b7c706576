"""Proyectos del SRFT y distribución del FISMDF, de archivos escritos según su diccionario (sin el original)."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from fais_analysis.errors import FaisError, FuenteFaltanteError
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.loaders.srft_proyectos import (
    load_fismdf_distribucion,
    load_srft_fuentes,
    load_srft_proyectos,
)
from fais_analysis.sources.fichas import EdicionArchivo
from fais_analysis.sources.locate import use_candidato

LECTORES: dict[str, Callable[[], pd.DataFrame]] = {
    "shcp_srft_destino": load_srft_proyectos,
    "shcp_srft_destino_fuentes": load_srft_fuentes,
    "po_distribucion_fismdf": load_fismdf_distribucion,
}
DESTINO = pd.DataFrame(
    [
        ("A1", 2024, 4, 10, 14, "Mezquital", "Obra", "Agua y saneamiento", "Mezquital", "En ejecución", "100.50", "90.25"),
        ("A2", 2024, 5, 10, 0, "Gobierno de la Entidad", "Obra", "Vivienda", "SEBISED", "Terminado", "10", "20"),
        ("A3", 2024, 4, 32, 1, "Apozol", "Obra", "Otros", "Apozol", "Terminado", "7", "7"),
    ],
    columns=["FOLIO", "CICLO", "TRIMESTRE", "ID_ENTIDAD_FEDERATIVA", "ID_MUNICIPIO_RESPONSABLE",
             "MUNICIPIO_RESPONSABLE", "TIPO_PROGRAMA_PROYECTO", "CLASIFICACION", "INSTITUCION_EJECUTORA", "ESTATUS",
             "MONTO_GLOBAL_APROBADO", "MONTO_PAGADO"],
).astype(str)  # fmt: skip
FUENTES = pd.DataFrame(
    [("A1", 2024, 33, "I", 4, "60.50"), ("A1", 2024, 33, "I", 5, "40"), ("A2", 2023, 33, "I", 3, "10"),
     ("A9", 2024, 23, "U", 4, "5")],
    columns=["FOLIO", "CICLO_RECURSO", "ID_RAMO", "ID_MODALIDAD", "ID_PP", "MONTO_MODIFICADO"],
).astype(str)  # fmt: skip


@pytest.fixture(scope="module")
def acuerdo() -> pd.DataFrame:
    """Los 39 municipios con montos inventados y su total."""
    municipios = load_tabla("catalogo_municipios").query("clave_entidad == '10'")["municipio"]
    montos = [f"{1000 + n}.25" for n in range(len(municipios))]
    total = sum(1000.25 + n for n in range(len(municipios)))
    return pd.DataFrame({"MUNICIPIO": [*municipios, "TOTAL"], "MONTO": [*montos, f"{total:.2f}"]})


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str, pd.DataFrame], pd.DataFrame]:
    def read(fuente: str, tabla: pd.DataFrame) -> pd.DataFrame:
        tabla.to_csv(tmp_path / "x.csv", index=False)
        edicion = EdicionArchivo(2019, "10") if fuente.startswith("po_") else EdicionArchivo(2024)
        with use_candidato(fuente, edicion, tmp_path / "x.csv"):
            return LECTORES[fuente]()

    return read


def test_projects_of_the_state_and_what_each_gets_from_the_fund(read: Callable):
    proyectos, fuentes = read("shcp_srft_destino", DESTINO), read("shcp_srft_destino_fuentes", FUENTES)

    assert proyectos["folio"].tolist() == ["A1", "A2"]  # el de Zacatecas no se preparó
    assert proyectos["clave_municipio"].tolist() == ["10014", "10000"]
    assert proyectos[["aprobado_centavos", "pagado_centavos"]].to_numpy().tolist() == [
        [10050, 9025],
        [1000, 2000],
    ]
    assert proyectos["aviso"].fillna("").tolist() == ["", "lo pagado pasa de lo aprobado"]
    # A1 mezcla FISMDF y FORTAMUN: dos fuentes, y sólo 60.50 son del FISMDF. PP 4 de otro ramo no es FAIS.
    assert fuentes.to_dict("records") == [
        {"folio": "A1", "anio": 2024, "programa": "FISMDF", "modificado_centavos": 6050, "fuentes": 2},
        {"folio": "A2", "anio": 2024, "programa": "FISE", "modificado_centavos": 1000, "fuentes": 1},
    ]


def test_the_agreement_gives_each_municipality_its_amount(read: Callable, acuerdo: pd.DataFrame):
    leida = read("po_distribucion_fismdf", acuerdo.rename(columns={"MONTO": "ASIGNACION"}))

    assert (len(leida), leida["monto_centavos"].iloc[0]) == (39, 100_025)
    assert leida["clave_municipio"].tolist() == [f"100{n:02}" for n in range(1, 40)]


@pytest.mark.parametrize(
    ("fuente", "fila", "columna", "valor", "dice"),
    [
        ("shcp_srft_destino", 0, "ID_MUNICIPIO_RESPONSABLE", "99", "no existen"),
        ("shcp_srft_destino", 0, "MUNICIPIO_RESPONSABLE", "Súchil", "no son las de su nombre"),
        ("shcp_srft_destino", 0, "FOLIO", "A2", "folios repetidos"),
        ("shcp_srft_destino", 0, "MONTO_PAGADO", "n/a", "no son un número"),
        ("shcp_srft_destino", 0, "CICLO", "2023", "no todos los renglones son de 2024"),
        ("shcp_srft_destino_fuentes", 0, "MONTO_MODIFICADO", "1,200", "comas"),
        ("po_distribucion_fismdf", 4, "MONTO", "5", "no suman"),
        ("po_distribucion_fismdf", 4, "MUNICIPIO", "Colima", "no son uno de Durango"),
        ("po_distribucion_fismdf", 4, "MUNICIPIO", "Mezquital", "no son uno de Durango, o repetidos"),
        ("po_distribucion_fismdf", 39, "MUNICIPIO", "Suma", "no suman"),
    ],
)
def test_what_is_not_expected_is_refused_by_name(
    read: Callable, acuerdo: pd.DataFrame, fuente: str, fila: int, columna: str, valor: str, dice: str
):
    tablas = {
        "shcp_srft_destino": DESTINO,
        "shcp_srft_destino_fuentes": FUENTES,
        "po_distribucion_fismdf": acuerdo,
    }
    tabla = tablas[fuente].copy()
    tabla.loc[fila, columna] = valor

    with pytest.raises(FaisError, match=dice) as error:
        read(fuente, tabla)

    assert all((error.value.donde, error.value.esperado, error.value.encontrado, error.value.que_hacer))


@pytest.mark.parametrize("fuente", LECTORES)
def test_a_missing_column_and_a_missing_file_are_named(
    read: Callable, acuerdo: pd.DataFrame, fuente: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    tabla = {"shcp_srft_destino": DESTINO, "shcp_srft_destino_fuentes": FUENTES}.get(fuente, acuerdo)
    with pytest.raises(FaisError, match="faltan columnas"):
        read(fuente, tabla.drop(columns=tabla.columns[0]))

    monkeypatch.setenv("FAIS_FUENTES", str(tmp_path))
    with pytest.raises(FuenteFaltanteError, match="Falta el archivo"):
        LECTORES[fuente]()
