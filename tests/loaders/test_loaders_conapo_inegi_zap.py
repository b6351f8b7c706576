"""Lectores de CONAPO, INEGI y ZAP sobre renglones cortados del original."""

from pathlib import Path

import pytest

from fais_analysis.errors import EsquemaError
from fais_analysis.loaders import conapo, inegi, zap
from fais_analysis.loaders.lectura import load_mapa


def test_marginacion_original_drops_only_national_rows(recortes):
    tabla = conapo.load_marginacion_original()

    assert tabla["clave_municipio"].isin(["01001", "07058", "10005", "10014"]).all()
    mezquital = tabla[tabla["clave_municipio"] == "10014"].set_index("anio")
    assert mezquital.index.tolist() == [1990, 1995, 2000, 2005, 2010, 2015]
    # CONAPO, base 1990-2015: Mezquital 2015, índice 4.845, Muy alto, lugar 2.
    assert mezquital.loc[2015, ["indice", "grado", "lugar_nacional"]].tolist() == [4.845, "Muy alto", 2]


def test_marginacion_original_dash_is_null(recortes):
    tabla = conapo.load_marginacion_original()

    sin_dato = tabla[(tabla["clave_municipio"] == "07058") & (tabla["anio"] == 2000)].iloc[0]
    assert sin_dato[["indice", "grado", "lugar_nacional"]].isna().all()


def test_marginacion_municipal_ignores_declared_empty_rows():
    columnas = list(load_mapa("conapo_marginacion_municipal")["anios"][2010]["columnas"])
    datos = dict.fromkeys(columnas, 5.0) | {
        "CVE_MUN": "10014",
        "POB_TOT": 33396.0,
        "GM_2010": "Muy alto",
        "IM_2010": 13.5919,
        "IMN_2010": 0.3319,
    }
    filas = [columnas, [datos[c] for c in columnas], *[[""] * len(columnas) for _ in range(5)]]

    tabla = conapo.parse_marginacion_municipal(filas, 2010, "prueba")

    assert len(tabla) == 1
    assert tabla["localidades_menos_5000_pct"].iloc[0] == 5.0
    assert tabla["anio"].iloc[0] == 2010


def test_marginacion_municipal_national_row_is_not_a_municipality():
    columnas = list(load_mapa("conapo_marginacion_municipal")["anios"][2020]["columnas"])
    filas = [columnas, ["Nacional", *[5.0] * (len(columnas) - 1)]]

    with pytest.raises(EsquemaError):
        conapo.parse_marginacion_municipal(filas, 2020, "prueba")


@pytest.mark.parametrize("anio", [2010, 2020])
def test_ageb_columns_by_name_not_by_position(recortes, anio):
    tabla = conapo.load_marginacion_ageb(anio)
    ruta = recortes.carpeta / f"inegi_geo/marginacion_ageb_urbana_durango_conapo_{anio}.csv"
    encabezado, primera = ruta.read_text(encoding="utf-8").splitlines()[:2]
    crudo = dict(zip(encabezado.split(","), primera.split(","), strict=True))

    fila = tabla[tabla["clave_ageb"] == crudo["CVE_AGEB"]].iloc[0]
    assert fila["hacinamiento_pct"] == float(crudo["OVHAC"])
    assert fila["sin_celular_pct"] == float(crudo["OVSCEL"])
    assert fila["indice_normalizado"] == float(crudo[f"IMN_{anio}"])
    assert fila["poblacion_personas"] == float(crudo["POB_TOTAL"])


def test_ageb_ending_in_letter_is_kept(recortes):
    claves = conapo.load_marginacion_ageb(2020)["clave_ageb"]

    assert claves.str.len().eq(13).all()
    assert claves.str.match(r".*[A-Z]$").any()


def test_localidades_keep_text_keys_and_point(recortes):
    tabla = inegi.load_localidades().set_index("clave_localidad")

    # ITER 2020: 100010001 Canatlán, 11,943 habitantes, 1,940 m.
    canatlan = tabla.loc["100010001"]
    assert (canatlan["clave_municipio"], canatlan["localidad"]) == ("10001", "Canatlán")
    assert (canatlan["poblacion_personas"], canatlan["altitud_m"]) == (11_943, 1940)
    assert canatlan["longitud"] == pytest.approx(-104.7783736, abs=1e-6)


def test_localidad_outside_mexico_is_an_error(recortes):
    recortes.replace("localidades.csv", "-104.7783736111111", "104.7783736111111")

    with pytest.raises(EsquemaError, match="mayor que"):
        inegi.load_localidades()


def test_catalogo_tells_apart_similar_names(recortes):
    nombres = inegi.load_catalogo_municipios().set_index("clave_municipio")["municipio"]

    assert nombres[["10018", "10019", "10035", "10037"]].tolist() == [
        "El Oro",
        "Otáez",
        "Tepehuanes",
        "Topia",
    ]


def test_inpc_certainty_is_lower_case(recortes):
    assert inegi.load_inpc()["certeza"].unique().tolist() == ["corroborado"]


def test_zap_years_without_list_are_absent_not_empty(recortes):
    rural = zap.load_zap_rural()
    declaratorias = zap.load_zap_declaratorias().set_index("anio")

    assert sorted(rural["anio"].unique()) == [2023, 2026]
    assert declaratorias.loc[2016, "listado_rural_durango"] == "no localizada"
    assert declaratorias.loc[2016].drop("listado_rural_durango").isna().all()
    assert declaratorias.loc[2017, "municipios_rural"] == 1115


@pytest.mark.parametrize("quedan", [lambda _: False, lambda renglon: "Nacional" in renglon])
def test_an_original_with_only_its_header_is_refused_in_five_parts(tmp_path, quedan):
    recorte = Path(__file__).parent / "recortes" / "marginacion_original.csv"
    original = recorte.read_text(encoding="latin-1").splitlines()
    ruta = tmp_path / "base.csv"
    ruta.write_text("\n".join([original[0], *filter(quedan, original[1:])]) + "\n", encoding="latin-1")

    with pytest.raises(EsquemaError, match="ninguna fila de datos"):
        conapo.read_marginacion_original(ruta, "latin-1")
