"""La calidad de ``data/``: lo que se mide, el sello de las guardas y que una rota detenga la corrida."""

import hashlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import Mock

import pytest

from fais_analysis.batch.plan.insumos import check_insumos
from fais_analysis.errors import EsquemaError
from fais_analysis.loaders import calidad
from fais_analysis.loaders.guardas import load_guardas
from fais_analysis.loaders.ordenadas import clear_memoria, load_ficha_tabla
from fais_analysis.schemas.registro import OPCIONALES

TABLA = "marginacion_municipal"


@pytest.fixture(scope="module")
def medidas() -> dict[str, calidad.CalidadTabla]:
    return {t.tabla: t for t in calidad.measure_calidad("10")}


@pytest.fixture
def datos(tmp_path: Path, raiz: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Los datos del proyecto, que se pueden echar a perder."""
    shutil.copytree(raiz / "data", tmp_path / "data")
    (tmp_path / "shapefiles").mkdir()
    monkeypatch.setenv("FAIS_RAIZ", str(tmp_path))
    clear_memoria()
    yield tmp_path / "data"
    clear_memoria()


def exchange_cifras(datos: Path) -> None:
    """Cambia entre dos municipios un indicador, y pone en la ficha la huella nueva: nada más lo delata."""
    ruta, ficha = datos / f"{TABLA}.csv", datos / f"{TABLA}.ficha.yml"
    filas = [fila.split(",") for fila in ruta.read_text(encoding="utf-8").splitlines()]
    columna = filas[0].index("analfabeta_pct")
    una, otra = (next(f for f in filas if f[:2] == [clave, "2020"]) for clave in ("10005", "10014"))
    una[columna], otra[columna] = otra[columna], una[columna]
    contenido = ("\n".join(",".join(f) for f in filas) + "\n").encode()
    ruta.write_bytes(contenido)
    huella = hashlib.sha256(contenido).hexdigest()
    texto = ficha.read_text(encoding="utf-8")
    ficha.write_text(re.sub(r"(?m)^sha256: \w+$", f"sha256: {huella}", texto), encoding="utf-8")
    clear_memoria()


def test_coverage_is_that_of_the_originals(medidas: dict[str, calidad.CalidadTabla]):
    # 39 municipios; el SRFT 2020 trae 20 con aprobado y a Pueblo Nuevo en cero (HALLAZGOS 26-11-2026, §1).
    assert medidas["pobreza_municipal"].municipios_con_dato == 39
    assert medidas["fismdf_informado"].municipios_con_dato == 21
    assert medidas["fismdf_informado"].columna_vacia == ""  # un aviso vacío no es un dato que falte
    assert medidas["inpc"].municipios_con_dato is None
    # CONEVAL: tres municipios del país sin dato en 2020 y once en 2015, ninguno de Durango.
    assert [e.filas_con_dato for e in medidas["pobreza_municipal"].ediciones] == [39, 39, 39]
    assert [e.anio for e in medidas["pobreza_estatal"].ediciones] == [2016, 2018, 2020, 2022]
    assert {e.filas for e in medidas["pobreza_estatal"].ediciones} == {1}


def test_another_state_sees_its_own(medidas: dict[str, calidad.CalidadTabla]):
    chihuahua = {t.tabla: t for t in calidad.measure_calidad("08")}

    assert chihuahua["localidades"].filas_propias == 0
    # 08010, 08012, 08024, 08063 y 08065 no se midieron en 2015 (CONEVAL, «n.d»).
    assert [e.filas_con_dato for e in chihuahua["pobreza_municipal"].ediciones] == [67, 62, 67]
    assert chihuahua["pobreza_municipal"].filas == medidas["pobreza_municipal"].filas


def test_the_published_seal_covers_every_table_with_guards():
    propias = load_guardas().keys() - OPCIONALES  # sin original, no hay tabla que sellar
    assert calidad.read_selladas() == {n: load_ficha_tabla(n).sha256 for n in propias}


def test_what_someone_accepted_is_told_with_its_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FAIS_FUENTES", str(tmp_path))
    (tmp_path / "cambios_aceptados.yml").write_text(
        "abc: {tabla: inpc, motivo: serie oficial, cambios: '1 cifras distintas: 2016'}\n", encoding="utf-8"
    )

    (inpc,) = (t for t in calidad.measure_calidad("10") if t.tabla == "inpc")

    assert inpc.aceptados == ("1 cifras distintas: 2016. Motivo: serie oficial",)


def test_a_run_checks_the_guards_before_any_report(monkeypatch: pytest.MonkeyPatch):
    falla = EsquemaError("x", donde="x", esperado="x", encontrado="x", que_hacer="x")
    monkeypatch.setattr(calidad, "check_guardas_datos", Mock(side_effect=falla))

    with pytest.raises(EsquemaError) as error:
        check_insumos("10")

    assert error.value is falla


def test_a_broken_identity_is_refused_with_its_rows(datos: Path):
    calidad.check_guardas_datos()  # como está publicada, pasa
    exchange_cifras(datos)

    with pytest.raises(EsquemaError) as error:
        calidad.check_guardas_datos()

    assert error.value.donde == f"data/{TABLA}.csv (10005 · 2020; 10014 · 2020)"


@pytest.mark.parametrize("sello", ["", "{", "[]", '{"huella_guardas": "otra"}'])
def test_a_seal_that_cannot_be_read_or_is_of_other_guards_is_worth_nothing(datos: Path, sello: str):
    assert calidad.read_selladas()
    (datos / "datapackage.json").write_text(sello, encoding="utf-8")

    assert calidad.read_selladas() == {}
