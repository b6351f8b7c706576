"""El país: una corrida por entidad, un índice y un manifiesto que las reúnen, y se reanuda."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from fais_analysis.batch import pais
from fais_analysis.batch.corridas.historial import list_publicadas
from fais_analysis.batch.pais import (
    CARPETA,
    COMPLETA,
    CON_FALLAS,
    MANIFIESTO_PAIS,
    SIN_CORRIDA,
    SIN_LIBRO,
    SIN_MAPA,
    FichaEntidad,
    list_entidades,
    produce_pais,
    write_pais,
)
from fais_analysis.batch.plan.pedido import Pedido
from fais_analysis.claves import ENTIDADES
from fais_analysis.errors import ClaveError, FuenteAlteradaError
from fais_analysis.pages.compuerta import check_documento
from tests.batch.bifurcado import use_bifurcados

FICHA = FichaEntidad(
    "03", "Baja California Sur", "03_baja-california-sur", COMPLETA, "2026-01-01_00-00-00",
    "03_baja-california-sur/2026-01-01_00-00-00/index.html", "ab12", 5, 5,
    faltan=(SIN_LIBRO, SIN_MAPA), cifras={"Pobreza": "27.1 %"},
)  # fmt: skip


def test_all_is_the_32_states_and_one_is_not_a_country():
    assert list_entidades("todas") == tuple(ENTIDADES)
    assert list_entidades("31, 09") == ("09", "31")
    assert list_entidades("10") == ()


@pytest.mark.parametrize("pedido", ["09,33", "9,01", "01,"])
def test_unknown_state_is_rejected(pedido: str):
    with pytest.raises(ClaveError):
        list_entidades(pedido)


def test_all_states_and_loose_municipalities_are_rejected():
    with pytest.raises(ClaveError, match="no se piden municipios sueltos"):
        list_entidades("todas", ("10014",))


def test_national_index_is_self_contained_and_says_what_is_missing(tmp_path: Path):
    fallida = replace(FICHA, clave="09", nombre="Ciudad de México", estado=CON_FALLAS, buenos=4, fallidos=1)
    sin = FichaEntidad("20", "Oaxaca", "20_oaxaca", SIN_CORRIDA, causa="La tabla «inpc» cambió.")

    write_pais({"20": sin, "03": FICHA, "09": fallida}, tmp_path)
    indice = (tmp_path / "index.html").read_text(encoding="utf-8")

    assert check_documento(indice, "00", "index.html") == []
    assert f'href="{FICHA.indice}"' in indice
    assert SIN_LIBRO in indice
    assert SIN_MAPA in indice
    assert "1 fallidos" in indice
    assert "La tabla «inpc» cambió." in indice
    assert [f["clave"] for f in read(tmp_path)["entidades"]] == ["03", "09", "20"]
    assert (read(tmp_path)["municipios"], read(tmp_path)["buenos"]) == (10, 9)


def test_same_states_write_the_same_bytes(tmp_path: Path):
    for carpeta in ("a", "b"):
        (tmp_path / carpeta).mkdir()
        write_pais({"03": FICHA}, tmp_path / carpeta)

    for nombre in ("index.html", MANIFIESTO_PAIS):
        assert (tmp_path / "a" / nombre).read_bytes() == (tmp_path / "b" / nombre).read_bytes()


def test_a_state_that_cannot_run_does_not_stop_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    hechas = []

    def produce(pedido):
        hechas.append(pedido.entidad)
        raise FuenteAlteradaError("La tabla cambió.", donde="x", esperado="y", encontrado="z", que_hacer="w")

    monkeypatch.setattr(pais, "produce_entidad", produce)

    assert produce_pais(("03", "06"), Pedido("03,06", salida=tmp_path)) == 2
    assert hechas == ["03", "06"]
    assert {f["estado"] for f in read(tmp_path / CARPETA)["entidades"]} == {SIN_CORRIDA}


@pytest.mark.lento
def test_two_states_run_and_the_second_time_nothing_is_repeated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    for entidad in ("03", "06"):  # los trabajadores heredan lo que aquí se lee una vez
        use_bifurcados(monkeypatch, entidad)
    pedido = ("03", "06"), Pedido("03,06", salida=tmp_path, trabajadores=2)

    assert produce_pais(*pedido) == 0
    fichas = read(tmp_path / CARPETA)["entidades"]
    # Catálogo del INEGI: 5 municipios en Baja California Sur y 10 en Colima.
    assert [(f["clave"], f["municipios"], f["buenos"]) for f in fichas] == [("03", 5, 5), ("06", 10, 10)]
    assert fichas[0]["faltan"] == [SIN_LIBRO, SIN_MAPA]
    assert not any(f["es_demostracion"] for f in fichas)
    assert all((tmp_path / CARPETA / f["indice"]).is_file() for f in fichas)
    previo = (tmp_path / CARPETA / MANIFIESTO_PAIS).read_bytes()
    capsys.readouterr()

    assert produce_pais(*pedido) == 0
    assert "listo" not in capsys.readouterr().out
    assert (tmp_path / CARPETA / MANIFIESTO_PAIS).read_bytes() == previo
    for ficha in fichas:
        assert len(list_publicadas(tmp_path / CARPETA / ficha["carpeta"])) == 1


def read(base: Path) -> dict:
    return json.loads((base / MANIFIESTO_PAIS).read_text(encoding="utf-8"))
