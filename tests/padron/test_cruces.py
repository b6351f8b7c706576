"""Los cruces: pagadas contra registradas, el mismo piso dos veces y dónde se juntan apoyos."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from fais_analysis.errors import EsquemaError
from fais_analysis.loaders.padron_acciones import read_rezago
from fais_analysis.padron.carga import COLUMNAS_REGISTRO
from fais_analysis.padron.cruces import (
    compare_acciones,
    compare_libro,
    count_zonas,
    describe_diferencia,
    find_juntos,
    find_mismo_apoyo,
)
from fais_analysis.schemas.padron_acciones import AccionAnexo

from .conftest import MAPA
from .test_carga import write_registro
from .test_cuarto import FILAS, find_fugas


def make(*filas: dict) -> pd.DataFrame:
    base = {"unidad": "vivienda", "apoyo": "piso", "ejercicio": "2024", "clave_municipio": "10005"}
    base |= {"clave_localidad": "100050001", "nombres": "Ana", "primer_apellido": "Rojo"}
    todas = [{"registro": f"R{i}"} | base | f for i, f in enumerate(filas)]
    return pd.DataFrame(todas, columns=list(COLUMNAS_REGISTRO), dtype=object).fillna("")


def test_actions_paid_against_recorded():
    tabla = make(*[{}] * 3, {"clave_localidad": "100050002"}, {"apoyo": "techo"})
    acciones = [
        AccionAnexo("2024", "10005", "100050001", "piso", 4), AccionAnexo("2024", "10005", "", "piso", 1),
        AccionAnexo("2024", "10007", "", "piso", 2),
    ]  # fmt: skip

    cruce = compare_acciones(tabla, acciones)

    dicho = {
        (f.clave_municipio, f.clave_localidad, f.apoyo): describe_diferencia(f.pagadas, f.registradas)
        for f in cruce.itertuples()
    }
    assert dicho == {
        ("10005", "", "piso"): "coincide", ("10005", "100050001", "piso"): "faltan 1 por registrar",
        ("10005", "", "techo"): "sin renglón en el anexo", ("10007", "", "piso"): "faltan 2 por registrar",
    }  # fmt: skip
    assert cruce["registradas"].sum() == len(tabla)


def test_ledger_counts_a_work_with_two_sources_once():
    libro = pd.DataFrame(
        [("A", 2024, "10005", "Piso firme", "accion", 3)] * 2
        + [("B", 2024, "10005", "Piso firme", "proyecto", 9)],
        columns=["folio_obra", "ejercicio", "clave_municipio", "subclasificacion", "tipo_conteo", "cantidad"],
    )
    cruce = compare_libro(make({}, {}), [AccionAnexo("2024", "10005", "", "piso", 3, "Piso firme")], libro)

    assert cruce[["pagadas", "registradas"]].to_numpy().tolist() == [[3, 2]]


def test_same_floor_twice_and_crowded_places():
    tabla = make(
        {"vivienda": "V1"}, {"vivienda": " v1", "ejercicio": "2016"}, {"vivienda": "V1", "apoyo": "techo"},
        {"vivienda": "V1", "apoyo": "baño"}, {"vivienda": "V2", "unidad": "persona"}, {"vivienda": "V2", "unidad": "persona"},
    )  # fmt: skip
    (mismo,) = find_mismo_apoyo(tabla).to_dict("records")

    assert set(mismo["registros"]) == {"R0", "R1"}
    assert [c["tipo"] for c in find_juntos(tabla).to_dict("records")] == ["una vivienda"]
    primos = make(
        *[{"segundo_apellido": "Núñez"}, {"primer_apellido": "Nuñes", "segundo_apellido": "ROJO"}] * 3
    )
    assert [c["apoyos"] for c in find_juntos(primos).to_dict("records")] == [6]


def test_zones_without_a_list_are_not_outside():
    tabla = make({}, {"ejercicio": "2013"}, {"clave_municipio": "10007"})
    zonas = count_zonas(tabla, {("2024", "10005"): True, ("2024", "10007"): False}, {"10005": "Bajo"})

    assert dict(zip(zonas["zona"], zonas["grado"], strict=True)) == {
        "en ZAP rural": "municipios de rezago bajo", "sin municipio o sin zonas de ese año": "municipios de rezago bajo",
        "fuera de ZAP rural": "municipios sin dato de rezago",
    }  # fmt: skip


def test_backwardness_by_locality_comes_from_the_book_the_office_has(tmp_path: Path):
    libro = tmp_path / "rezago.csv"
    libro.write_text("clave_localidad,grado\n100050001,Muy bajo\n100050002,ALTO\n", encoding="utf-8")
    tabla = make({}, {"clave_localidad": "100050002"}, {"clave_localidad": ""})

    zonas = count_zonas(tabla, {}, {}, read_rezago(libro))
    assert dict(zip(zonas["grado_localidad"], zonas["apoyos"], strict=True)) == {
        "localidades de rezago muy bajo": 1, "localidades de rezago alto": 1, "localidades sin dato de rezago": 1,
    }  # fmt: skip
    libro.write_text("clave_localidad,grado\n100050001,Regular\n", encoding="utf-8")
    with pytest.raises(EsquemaError, match="no se puede leer"):
        read_rezago(libro)


def test_another_state_crosses_with_its_own_zones(monkeypatch: pytest.MonkeyPatch):
    from fais_analysis.cli.padron_cruzar import _list_zonas
    from fais_analysis.entidad import zonas

    def load(entidad: str) -> pd.DataFrame:
        fila = {"anio": 2024, "ambito": "rural", "unidad": "municipio", "es_zap": entidad == "32"}
        return pd.DataFrame([{**fila, "clave_municipio": f"{entidad}005"}])

    monkeypatch.setattr(zonas, "load_zonas", load)
    dicho = _list_zonas(make({"clave_municipio": "32005"}, {}, {"clave_municipio": ""}), None)

    assert [f for f in dicho if "ZAP" in f or "zonas" in f] == [
        "piso, en ZAP rural: 1 apoyos.", "piso, fuera de ZAP rural: 1 apoyos.", "piso, sin municipio o sin zonas de ese año: 1 apoyos.",
    ]  # fmt: skip


@pytest.mark.padron
def test_crossing_says_counts_and_seals_the_rows(cuarto: Path, orden: Callable[..., str]):
    import pyrage

    mapa = cuarto / "mapa.yml"
    mapa.write_text(MAPA.replace("unidad: persona", "unidad: vivienda"), encoding="utf-8")
    orden("cargar", write_registro(cuarto, *FILAS), "--mapa", mapa)
    libro = openpyxl.Workbook()
    libro.active.title = "Acciones"
    for fila in (
        ("ejercicio", "clave_municipio", "apoyo", "acciones"),
        (2024, "10005", "calentador_solar", 9),
    ):
        libro.active.append(fila)
    libro.save(cuarto / "acciones.xlsx")
    quien = pyrage.x25519.Identity.generate()

    dicho = orden(
        "cruzar",
        "--acciones",
        cuarto / "acciones.xlsx",
        "--detalle",
        cuarto / "d.age",
        "--para",
        quien.to_public(),
    )

    assert "faltan" in dicho
    assert "es el de demostración: con él no se cruza" in dicho
    assert "Por mirar, el mismo apoyo en una vivienda: 1 casos" in dicho
    assert pyrage.decrypt((cuarto / "d.age").read_bytes(), [quien]).startswith(b"PK")
    assert find_fugas(cuarto) == []
    (cuarto / "malas.csv").write_text(
        "ejercicio,clave_municipio,apoyo,acciones\n2024,1005,piso,x\n", encoding="utf-8"
    )
    assert "no se puede leer" in orden("cruzar", "--acciones", cuarto / "malas.csv", salida=2)
