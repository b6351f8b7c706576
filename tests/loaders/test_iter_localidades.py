"""ITER 2020 por localidad, leído de un archivo escrito según el diccionario oficial (el original no se tiene)."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from fais_analysis.cli import app as ordenes
from fais_analysis.errors import FaisError, FuenteFaltanteError
from fais_analysis.loaders import iter_localidades
from fais_analysis.loaders.construccion import build_ficha
from fais_analysis.loaders.iter_localidades import FUENTE, load_viviendas_localidades
from fais_analysis.sources.fichas import EdicionArchivo, get_archivo
from fais_analysis.sources.locate import use_candidato
from tests.loaders.iter_de_prueba import build_rejilla, build_totales, write_iter

DURANGO = EdicionArchivo(2020, "10")
PAIS = EdicionArchivo(2020)
Filas = list[list[object]]


@pytest.fixture(scope="module")
def leida(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """El de Durango, entero."""
    ruta = tmp_path_factory.mktemp("iter") / "iter.csv"
    ruta.write_bytes(write_iter(build_rejilla()))
    with use_candidato(FUENTE, DURANGO, ruta):
        return load_viviendas_localidades()


@pytest.fixture
def colima(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Filas], pd.DataFrame]:
    """Lee unos renglones de Colima (diez municipios, cinco localidades inventadas en cada uno) como los del país."""
    monkeypatch.setattr(iter_localidades, "load_entidades", lambda: ("06",))
    monkeypatch.setattr(iter_localidades, "ENTIDADES", {"06": "Colima"})

    def read(filas: Filas) -> pd.DataFrame:
        pais = ["00", "Total nacional", "000", *filas[1][3:]]
        (tmp_path / "iter.csv").write_bytes(write_iter([filas[0], pais, *filas[1:]]))
        with use_candidato(FUENTE, PAIS, tmp_path / "iter.csv"):
            return load_viviendas_localidades()

    return read


def test_every_locality_with_its_dwellings_and_the_totals_of_the_census(leida: pd.DataFrame):
    # Datos.md: 5,890 localidades en el ITER de Durango; INEGI, Censo 2020: 1,832,650 habitantes.
    assert (len(leida), leida["poblacion_personas"].sum()) == (5890, 1_832_650)
    canatlan = leida[leida["clave_municipio"] == "10001"]
    totales = build_totales("10001")
    reservadas = canatlan["total_viviendas"].isna()
    # Lo reservado no está en ninguna localidad: la suma se queda corta, nunca se pasa.
    assert 0 < reservadas.sum() < len(canatlan)
    assert canatlan.loc[reservadas, "poblacion_personas"].notna().all()
    assert 0.9 * totales["VIVPARH_CV"] < canatlan["total_viviendas"].sum() <= totales["VIVPARH_CV"]


def test_the_small_file_reads(colima: Callable[[Filas], pd.DataFrame]):
    leida = colima([[*f] for f in build_rejilla("06")])

    assert len(leida) == 50
    assert leida["clave_localidad"].str.endswith("0001").sum() == 10


def put(fila: int, rotulo: str, valor: object) -> Callable[[Filas], None]:
    def damage(filas: Filas) -> None:
        filas[fila][filas[0].index(rotulo)] = valor

    return damage


def swap(uno: str, otro: str) -> Callable[[Filas], None]:
    def damage(filas: Filas) -> None:
        a, b = filas[0].index(uno), filas[0].index(otro)
        filas[0][a], filas[0][b] = filas[0][b], filas[0][a]

    return damage


def drop(fila: int) -> Callable[[Filas], None]:
    return lambda filas: filas.__delitem__(fila)


@pytest.mark.parametrize(
    ("damage", "dice"),
    [
        (put(3, "VPH_NODREN", 9999), "no suman|pasan del total"),
        (put(3, "VPH_NODREN", "9.999,5"), "no son un número"),
        (put(3, "POBTOT", "*"), "no son un número"),
        (put(3, "NOM_MUN", "Tecomán"), "el nombre no es el de su clave"),
        (put(2, "POBTOT", 7), "no suman"),
        (drop(3), "no suman"),
        (drop(2), "falta el renglón"),
        (swap("VPH_NODREN", "VPH_AGUAFV"), "no da el|pasan del total"),
        (swap("VPH_DRENAJ", "VPH_C_ELEC"), "no es el del Censo|pasan del total"),
        (put(0, "VPH_NODREN", "VPH_NDREN"), "faltan columnas"),
        (put(0, "VPH_LETR", "VPH_NODREN"), "dos veces|faltan columnas"),
        (put(3, "VPH_PISOTI", "*"), "no suman"),
    ],
)
def test_what_does_not_add_up_is_refused(colima: Callable, damage: Callable[[Filas], None], dice: str):
    filas = [[*f] for f in build_rejilla("06")]
    damage(filas)

    with pytest.raises(FaisError, match=dice) as error:
        colima(filas)

    assert all((error.value.donde, error.value.esperado, error.value.encontrado, error.value.que_hacer))


def test_a_file_of_one_state_is_not_the_national_one(tmp_path: Path):
    ruta = tmp_path / "x.csv"
    ruta.write_bytes(write_iter(build_rejilla()))

    with use_candidato(FUENTE, PAIS, ruta), pytest.raises(FaisError, match="entidades de la edición 2020"):
        load_viviendas_localidades()


def test_the_point_of_a_state_without_an_extract_comes_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    filas = [[*f] for f in build_rejilla("06")]
    (tmp_path / "iter.csv").write_bytes(write_iter(filas))
    monkeypatch.setattr(iter_localidades, "get_archivo", lambda *_: get_archivo(FUENTE, 2020, "10"))
    monkeypatch.setattr(iter_localidades, "locate_archivo", lambda *_: tmp_path / "iter.csv")
    monkeypatch.setattr(iter_localidades, "list_a_mano", lambda _: [EdicionArchivo(2020, "06")])

    puntos = iter_localidades.load_localidades_iter(("06",))

    # 103°30'36" O y 19°06' N, como se escribieron.
    assert puntos.iloc[0][["longitud", "latitud"]].tolist() == pytest.approx([-103.51, 19.1])
    filas[4][filas[0].index("LONGITUD")] = "103°61'12.000\" W"
    (tmp_path / "iter.csv").write_bytes(write_iter(filas))
    with pytest.raises(FaisError, match="coordenadas"):
        iter_localidades.load_localidades_iter(("06",))


def test_without_it_nothing_changes_and_it_says_how_to_bring_it(fuentes_vacias: Path):
    with pytest.raises(FuenteFaltanteError, match="inegi_iter_localidades 2020") as error:
        load_viviendas_localidades()

    assert "fais datos descargar" in error.value.que_hacer
    assert iter_localidades.load_localidades_iter(("10",)).empty


@pytest.fixture
def fuentes_vacias(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FAIS_FUENTES", str(tmp_path / "fuentes"))
    return tmp_path


@pytest.mark.lento
def test_imported_whatever_its_name(fuentes_vacias: Path):
    archivo = fuentes_vacias / "censo bajado ayer.csv"
    archivo.write_bytes(write_iter(build_rejilla()))

    importado = CliRunner().invoke(ordenes.app, ["datos", "importar", str(archivo)])

    assert importado.exit_code == 0, importado.output
    assert "inegi_iter_localidades 2020 10" in importado.output
    assert "no cotejado" in importado.output
    ficha = build_ficha("viviendas_localidades")
    assert "no cotejado" in " ".join(ficha["advertencias"])
    assert [o["archivo"] for o in ficha["originales"]] == ["conjunto_de_datos_iter_10CSV20.csv"]
