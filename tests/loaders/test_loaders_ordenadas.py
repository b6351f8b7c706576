"""data/ se lee sólo si es, byte por byte, la que describe su ficha."""

import csv
import shutil
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from fais_analysis.errors import ClaveError, EsquemaError, FaisError, FuenteAlteradaError, FuenteFaltanteError
from fais_analysis.loaders import ordenadas
from fais_analysis.loaders.construccion import build_ficha
from fais_analysis.loaders.definiciones import load_definiciones
from fais_analysis.loaders.ordenadas import list_tablas, load_ficha_tabla, load_tabla
from fais_analysis.loaders.poligonos import load_poligonos
from fais_analysis.schemas.registro import ESQUEMAS
from fais_analysis.sources.fichas import get_ficha
from fais_analysis.sources.huella import compute_sha256
from fais_analysis.sources.tablas import write_tabla

MAX_BYTES_DATOS = 15_000_000
TABLAS = [n for n, d in load_definiciones().items() if not d.get("opcional")]


@pytest.fixture
def copia(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raiz: Path) -> Path:
    """Una copia de data/ y shapefiles/ que se puede dañar."""
    for carpeta in ("data", "shapefiles"):
        (tmp_path / carpeta).mkdir()
    for nombre in ("pobreza_municipal", "inpc", "zap_rural"):
        for extension in (".csv", ".ficha.yml"):
            shutil.copy(raiz / "data" / f"{nombre}{extension}", tmp_path / "data")
    shutil.copytree(raiz / "shapefiles", tmp_path / "shapefiles", dirs_exist_ok=True)
    monkeypatch.setenv("FAIS_RAIZ", str(tmp_path))
    return tmp_path


@pytest.mark.lento
@pytest.mark.parametrize("nombre", TABLAS)
def test_table_has_contract_columns_types_and_exact_numbers(nombre, raiz):
    tabla = load_tabla(nombre)
    with (raiz / "data" / f"{nombre}.csv").open(encoding="utf-8", newline="") as archivo:
        filas = list(csv.DictReader(archivo))

    assert list(tabla.columns) == list(ESQUEMAS[nombre].columns)
    assert len(tabla) == len(filas)
    for columna in tabla.columns:
        textos = [f[columna] for f in filas]
        if tabla[columna].dtype == "float64":
            esperado = np.array([float(t) if t else np.nan for t in textos])
            assert np.array_equal(tabla[columna].to_numpy(), esperado, equal_nan=True), columna
        else:
            leidos = ["" if pd.isna(v) else str(v) for v in tabla[columna]]
            assert leidos == textos, columna


@pytest.mark.parametrize("nombre", TABLAS)
def test_table_is_sorted_by_its_key(nombre):
    llave = list(ESQUEMAS[nombre].unique)
    tabla = load_tabla(nombre)

    assert not tabla.duplicated(llave).any()
    pd.testing.assert_frame_equal(tabla, tabla.sort_values(llave, ignore_index=True))


@pytest.mark.parametrize("nombre", TABLAS)
def test_ficha_says_where_the_table_comes_from(nombre):
    ficha = load_ficha_tabla(nombre)
    definicion = load_definiciones()[nombre]

    assert ficha.titulo == definicion["titulo"]
    assert ficha.fecha_corte == definicion["fecha_corte"]
    assert ficha.cita
    assert ficha.terminos
    assert ficha.filas == len(load_tabla(nombre))
    assert sum(len(get_ficha(f).archivos) for f in definicion["originales"]) == len(ficha.originales)
    assert all(len(o.sha256) == 64 and o.archivo for o in ficha.originales)
    assert list(ficha.columnas) == list(ESQUEMAS[nombre].columns)
    assert all(c.significado and c.unidad for c in ficha.columnas.values())


@pytest.mark.fuentes
@pytest.mark.parametrize("nombre", TABLAS)
def test_ficha_is_up_to_date(nombre):
    escrita = load_ficha_tabla(nombre)
    nueva = build_ficha(nombre)

    assert [vars(o) for o in escrita.originales] == nueva["originales"]
    assert list(escrita.advertencias) == nueva["advertencias"]


def test_every_table_of_the_folder_has_a_ficha_and_loads(raiz):
    csvs = {
        r.relative_to(raiz / "data").as_posix().removesuffix(".csv")
        for r in (raiz / "data").rglob("*.csv")
        if "inversion" not in r.relative_to(raiz / "data").parts[:-1]
    }

    assert set(TABLAS) <= csvs == set(list_tablas())
    for nombre in csvs:
        assert len(load_tabla(nombre)) == load_ficha_tabla(nombre).filas


def test_data_folder_stays_small(raiz):
    total = sum(r.stat().st_size for r in (raiz / "data").rglob("*") if r.is_file())

    assert total < MAX_BYTES_DATOS


def test_one_changed_digit_is_detected(copia):
    ruta = copia / "data" / "pobreza_municipal.csv"
    ruta.write_bytes(ruta.read_bytes().replace(b"29636", b"29637", 1))

    with pytest.raises(FuenteAlteradaError) as error:
        load_tabla("pobreza_municipal")

    assert error.value.donde == "data/pobreza_municipal.csv"
    assert "fais datos construir" in error.value.que_hacer


def test_changed_line_endings_are_detected(copia):
    ruta = copia / "data" / "inpc.csv"
    ruta.write_bytes(ruta.read_bytes().replace(b"\n", b"\r\n"))

    with pytest.raises(FuenteAlteradaError):
        load_tabla("inpc")


def test_table_that_breaks_its_contract_is_rejected_even_with_a_good_hash(copia):
    """Quien cambia la tabla y su ficha todavía se topa con las identidades."""
    ruta = copia / "data" / "pobreza_municipal.csv"
    ruta.write_bytes(ruta.read_bytes().replace(b",29636,", b",39636,", 1))
    ficha = copia / "data" / "pobreza_municipal.ficha.yml"
    datos = yaml.safe_load(ficha.read_text(encoding="utf-8")) | {"sha256": compute_sha256(ruta)}
    ficha.write_text(yaml.safe_dump(datos, allow_unicode=True), encoding="utf-8")

    with pytest.raises(EsquemaError) as error:
        load_tabla("pobreza_municipal")

    assert "10014 · 2010" in error.value.donde


@pytest.mark.parametrize("extension", [".csv", ".ficha.yml"])
def test_missing_file_says_what_to_do(copia, extension):
    (copia / "data" / f"inpc{extension}").unlink()

    with pytest.raises(FuenteFaltanteError) as error:
        load_tabla("inpc")

    assert error.value.donde == f"data/inpc{extension}"
    assert "fais datos construir" in error.value.que_hacer


@pytest.mark.parametrize(
    "contenido", [b"", b"\xff\xfe basura", b"tabla: inpc\n", b"- una\n- lista\n", b"a: [1"]
)
def test_damaged_ficha_is_a_clear_error(copia, contenido):
    (copia / "data" / "inpc.ficha.yml").write_bytes(contenido)

    with pytest.raises(FuenteAlteradaError) as error:
        load_tabla("inpc")

    assert error.value.donde == "data/inpc.ficha.yml"


@pytest.mark.parametrize("contenido", [b"", b"\x00\x01", "año\n2016\n".encode("latin-1")])
def test_damaged_table_is_a_clear_error(copia, contenido):
    (copia / "data" / "inpc.csv").write_bytes(contenido)

    with pytest.raises(FaisError):
        load_tabla("inpc")


def test_each_call_gets_its_own_copy():
    primera = load_tabla("inpc")
    primera.loc[:, "inpc_promedio"] = 0.0

    assert (load_tabla("inpc")["inpc_promedio"] > 0).all()


def test_second_read_is_from_memory(monkeypatch):
    load_tabla("inpc")
    monkeypatch.setattr(ordenadas, "_read_comprobado", lambda *_: pytest.fail("volvió a leer el disco"))

    load_tabla("inpc")


def test_written_types_come_back(tmp_path, monkeypatch):
    """Decimal exacto, lógico, entero, texto con ceros y nulo hacen el viaje completo."""
    tabla = pd.DataFrame(
        {
            "clave_municipio": ["10014", "01001"],
            "monto_mxn": [Decimal("10.10"), Decimal("0.05")],
            "es_demostracion": [True, False],
            "cantidad": [1, 2],
            "valor_pct": [None, 0.1],
            "nota": [None, "NA"],
        }
    )
    ficha = {
        **{k: "prueba" for k in ("titulo", "institucion", "cita", "terminos", "fecha_corte")},
        "llave": ["clave_municipio"],
        "columnas": {c: {"significado": c, "unidad": "—"} for c in tabla.columns},
    }
    for carpeta in ("data", "shapefiles"):
        (tmp_path / carpeta).mkdir()
    write_tabla("sub/prueba", tabla, ficha, tmp_path / "data")
    monkeypatch.setenv("FAIS_RAIZ", str(tmp_path))

    leida = load_tabla("sub/prueba")

    assert leida["clave_municipio"].tolist() == ["01001", "10014"]
    assert leida["monto_mxn"].tolist() == [Decimal("0.05"), Decimal("10.10")]
    assert [str(v) for v in leida["monto_mxn"]] == ["0.05", "10.10"]
    assert leida["es_demostracion"].tolist() == [False, True]
    assert leida["valor_pct"].isna().tolist() == [False, True]
    assert leida["nota"].fillna("nulo").tolist() == ["NA", "nulo"]


class TestMapas:
    """shapefiles/: contornos para dibujar, con área oficial."""

    def test_area_of_durango(self):
        # INEGI: 123,364 km²; la proyección EPSG:6372 daría 122,131 (−1 %).
        mapa = ordenadas.load_municipios_geo("10")

        assert mapa["area_km2"].sum() == pytest.approx(123_364, abs=1)
        assert mapa["clave_municipio"].tolist() == [f"10{n:03d}" for n in range(1, 40)]

    def test_names_are_those_of_the_catalogue(self):
        nombres = load_tabla("catalogo_municipios").set_index("clave_municipio")["municipio"]
        mapa = ordenadas.load_municipios_geo("10").set_index("clave_municipio")["nombre"]

        assert mapa.tolist() == nombres.loc[mapa.index].tolist()

    @pytest.mark.parametrize(
        "cargar", [lambda: ordenadas.load_municipios_geo("10"), lambda: load_poligonos("entidades")]
    )
    def test_outer_rings_are_clockwise_and_shapes_valid(self, cargar):
        mapa = cargar()
        partes = mapa.geometry.explode()

        assert mapa.crs.to_epsg() == 4326
        assert mapa.geometry.is_valid.all()
        assert not partes.exterior.is_ccw.any()

    def test_neighbours_share_their_border(self):
        """Sin huecos ni traslapes: la suma de las partes es la unión, y no hay vacíos dentro."""
        mapa = ordenadas.load_municipios_geo("10")
        union = mapa.geometry.union_all()

        assert mapa.geometry.is_valid_coverage()
        assert union.geom_type == "Polygon"
        assert len(union.interiors) == 0

    def test_thirty_two_states(self):
        mapa = load_poligonos("entidades").set_index("clave_entidad")

        assert len(mapa) == 32
        assert mapa.loc["10", "nombre"] == "Durango"
        assert mapa.loc["10", "area_km2"] == pytest.approx(123_364, abs=1)

    def test_one_changed_coordinate_is_detected(self, copia):
        ruta = copia / "shapefiles" / "municipios_10.geojson"
        ruta.write_bytes(ruta.read_bytes().replace(b"-104.7218", b"-104.7219", 1))

        with pytest.raises(FuenteAlteradaError):
            ordenadas.load_municipios_geo("10")

    def test_state_without_map_says_how_to_build_it(self):
        with pytest.raises(FuenteFaltanteError) as error:
            ordenadas.load_municipios_geo("05")

        assert "--entidad" in error.value.que_hacer

    @pytest.mark.parametrize("clave", [10, "1", "33", "../10"])
    def test_bad_state_key(self, clave):
        with pytest.raises(ClaveError):
            ordenadas.load_municipios_geo(clave)
