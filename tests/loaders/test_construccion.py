"""Construir desde cero: lo que los lectores necesitan de ``data/`` se repone primero."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fais_analysis.errors import FuenteFaltanteError
from fais_analysis.loaders import construccion, identificacion
from fais_analysis.loaders.construccion import TablaArmada, build_datos
from fais_analysis.loaders.ordenadas import clear_memoria, load_ficha_tabla, load_tabla

APOYOS = ("catalogo_municipios", "inpc")  # dos bastan, y son chicas


@pytest.fixture
def vacia(tmp_path: Path, raiz: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Un ``data/`` sin nada; «leer» un original da la tabla de siempre."""
    buenas = {n: (load_tabla(n), load_ficha_tabla(n)) for n in APOYOS}
    (tmp_path / "data").mkdir()
    monkeypatch.setenv("FAIS_RAIZ", str(tmp_path))
    monkeypatch.setattr(construccion, "APOYOS", APOYOS)
    monkeypatch.setattr(construccion, "check_originales", lambda _: None)

    def build(tablas: list[str]) -> Iterator[TablaArmada]:
        for nombre in tablas:
            tabla, ficha = buenas[nombre]
            if nombre != APOYOS[0]:
                load_tabla(APOYOS[0])  # su lector la necesita
            columnas = {c: vars(d) for c, d in ficha.columnas.items()}
            yield TablaArmada(nombre, tabla, {**vars(ficha), "columnas": columnas, "originales": []})

    monkeypatch.setattr(construccion, "build_tablas", build)
    clear_memoria()
    yield tmp_path / "data"
    clear_memoria()


def test_an_empty_data_folder_is_rebuilt_in_one_order(vacia: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(construccion, "is_de_siempre", lambda n: n in APOYOS)
    monkeypatch.setattr(construccion.practica, "build_practica", dict)
    monkeypatch.setattr(construccion.demostracion, "build_demostracion_tablas", dict)

    build_datos()

    assert {r.stem for r in vacia.glob("*.csv")} == {*APOYOS}


def test_one_table_does_not_bring_the_others(vacia: Path):
    with pytest.raises(FuenteFaltanteError, match=APOYOS[0]):
        build_datos(tablas=["inpc"])

    assert not [*vacia.glob("*.csv")]


def test_a_missing_catalogue_is_not_remembered_as_empty(
    vacia: Path, raiz: Path, monkeypatch: pytest.MonkeyPatch
):
    """Sin catálogo no hay nombres que cotejar; en cuanto lo hay, sí."""
    identificacion._build_nombres.cache_clear()
    assert identificacion.load_nombres() == {}

    monkeypatch.setenv("FAIS_RAIZ", str(raiz))
    assert identificacion.load_nombres()["10014"] == {"mezquital"}
