"""Privado por omisión: lo que no tiene ficha no entra a ninguna clave; el libro de inversión, sólo a la de corrida."""

from pathlib import Path

import pytest

from fais_analysis.batch.plan import huellas


@pytest.fixture
def datos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Una carpeta de datos con una tabla pública y un mapa público."""
    for carpeta, nombre in (("data", "inpc.csv"), ("shapefiles", "municipios_10.geojson")):
        (tmp_path / carpeta).mkdir()
        for archivo in (nombre, nombre.split(".")[0] + ".ficha.yml"):
            (tmp_path / carpeta / archivo).write_text(archivo, encoding="utf-8")
    monkeypatch.setattr(huellas, "get_datos", lambda: tmp_path / "data")
    monkeypatch.setattr(huellas, "get_shapefiles", lambda: tmp_path / "shapefiles")
    return tmp_path / "data"


def save(ruta: Path, texto: str = "x") -> None:
    ruta.parent.mkdir(parents=True, exist_ok=True)
    ruta.write_text(texto, encoding="utf-8")


@pytest.mark.parametrize(
    "ajeno", ["propuestas/x.xlsx", "cualquiera/y.csv", "suelto.csv", "inversion/.~lock.libro.ods#"]
)
def test_what_has_no_card_changes_no_key(datos: Path, ajeno: str):
    antes = huellas.compute_huella_cruda([]), huellas.compute_huellas(datos)
    save(datos / ajeno)

    assert (huellas.compute_huella_cruda([]), huellas.compute_huellas(datos)) == antes


def test_the_ledger_changes_the_key_of_the_run_and_is_not_named_in_public(datos: Path):
    claves = [huellas.compute_huella_cruda([])]
    for texto in ("una obra", "otra obra"):
        save(datos / "inversion" / "libro.xlsx", texto)
        claves.append(huellas.compute_huella_cruda([]))

    assert len(set(claves)) == 3
    assert list(huellas.compute_huellas(datos)) == ["data/inpc.csv", "data/inpc.ficha.yml"]


@pytest.mark.parametrize("publico", ["data/inpc.csv", "shapefiles/municipios_10.geojson"])
def test_a_public_file_changes_the_key_of_the_run(datos: Path, publico: str):
    antes = huellas.compute_huella_cruda([])
    save(datos.parent / publico, "otro")

    assert huellas.compute_huella_cruda([]) != antes


def test_where_proposals_stand_changes_the_key_of_the_run_and_is_not_named_in_public(datos: Path):
    claves = [huellas.compute_huella_cruda([])]
    for texto in ("sin propuesta", "analizada"):
        save(datos / "propuestas" / "estado_10.json", texto)
        claves.append(huellas.compute_huella_cruda([]))

    assert len(set(claves)) == 3
    assert list(huellas.compute_huellas(datos)) == ["data/inpc.csv", "data/inpc.ficha.yml"]
