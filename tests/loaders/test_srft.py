"""El FISMDF 2020 informado al SRFT: los totales de HALLAZGOS (26-11-2026, §1), los avisos y una lectura aparte."""

import pandas as pd
import pytest

from fais_analysis.indicators.fismdf import compute_fismdf_informado, compute_total_fismdf
from fais_analysis.loaders.ordenadas import load_ficha_tabla, load_tabla
from fais_analysis.sources.locate import locate_archivo


@pytest.fixture(scope="module")
def informado() -> pd.DataFrame:
    return load_tabla("fismdf_informado").set_index("clave_municipio")


@pytest.fixture(scope="module")
def municipios() -> pd.Series:
    claves = load_tabla("catalogo_municipios")["clave_municipio"]
    return claves[claves.str.startswith("10")]


def test_published_totals_of_durango(informado, municipios):
    total = compute_total_fismdf(informado.reset_index(), municipios).iloc[0]

    # 20 municipios con aprobado > 0 suman 501,254,909.62 = 51.84 % del fondo; 18 sin dato (HALLAZGOS §1).
    assert (total["con_aprobado"], total["sin_dato"], total["municipios"]) == (20, 18, 39)
    assert total["aprobado_mxn"] == 501_254_909.62
    assert round(total["fondo_pct"], 2) == 51.84
    # El informe del estado, 966,925,052, contra el fondo publicado × LCF 32: diferencia de 0.0003 %.
    assert informado.loc["10000", "aprobado_centavos"] == 96_692_505_200
    assert abs(966_925_052 / (1_100_293_325 * 2.2228 / 2.5294) - 1) < 0.000005
    assert informado.loc["10005", "aprobado_centavos"] == 8_532_851_462


def test_cautions_are_data_by_key(informado):
    con_aviso = informado[informado.index.str.startswith("10") & informado["aviso"].notna()]["aviso"]

    assert sorted(con_aviso.index) == ["10005", "10007", "10023", "10027"]
    assert "piso de 2013" in con_aviso["10007"]
    assert informado.loc["10007", "aprobado_centavos"] < 8_054_660_000  # F_2013, ASF 13-D GF-240
    assert "aprobado en cero" in con_aviso["10023"]
    assert informado.loc["10023", ["aprobado_centavos", "pagado_centavos"]].tolist() == [0, 4_493_074_171]
    assert "80 %" in con_aviso["10005"]
    assert "80 %" in con_aviso["10027"]
    assert not {"10014", "10032", "10004"} & set(informado.index)  # Mezquital, Papasquiaro y Cuencamé
    assert "CC BY 4.0" in load_ficha_tabla("fismdf_informado").cita


@pytest.mark.fuentes
def test_an_independent_reading_gives_the_same(informado):
    crudo = pd.read_csv(locate_archivo("shcp_srft_fismdf"), dtype={"cvegeo": str}).set_index("cvegeo")
    con_dato = crudo[crudo["fais_pagado_2020"].notna()]

    assert len(crudo) == 1470
    assert sorted(con_dato.index) == sorted(informado.index)
    for propia, columna in (("aprobado_centavos", "fais_2020"), ("pagado_centavos", "fais_pagado_2020")):
        assert (informado[propia] - con_dato[columna] * 100).abs().max() <= 0.5001


def test_without_report_is_sin_dato_never_zero(informado):
    fila = compute_fismdf_informado(informado.reset_index(), pd.Series(["10014"])).iloc[0]

    assert fila[["aprobado_mxn", "pagado_mxn", "pagado_pct"]].isna().all()
    # Con aprobado en cero el porcentaje no existe: no es infinito.
    assert pd.isna(
        compute_fismdf_informado(informado.reset_index(), pd.Series(["10023"]))["pagado_pct"].iloc[0]
    )
