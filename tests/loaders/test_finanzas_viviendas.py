"""EFIPEM 2020 y viviendas del Censo 2020 por municipio: los totales publicados y lo que se rechaza."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from fais_analysis.analisis.tablas import describe_columnas
from fais_analysis.analisis.tablas import load_tabla as load_publica
from fais_analysis.batch.plan.entradas import SIN_INFORME
from fais_analysis.errors import EsquemaError
from fais_analysis.loaders import finanzas, viviendas
from fais_analysis.loaders.definiciones import load_definiciones
from fais_analysis.loaders.ordenadas import load_ficha_tabla, load_tabla
from fais_analysis.schemas.registro import OPCIONALES
from fais_analysis.schemas.viviendas import TENENCIAS


@pytest.fixture(scope="module")
def montos() -> pd.DataFrame:
    """Pesos por municipio y concepto."""
    tabla = load_tabla("finanzas_municipales")
    return tabla.pivot(index="clave_municipio", columns="concepto", values="monto_centavos") / 100


@pytest.fixture(scope="module")
def censo() -> pd.DataFrame:
    return load_tabla("viviendas_municipales").set_index("clave_municipio")


def test_published_totals_of_the_efipem(montos: pd.DataFrame):
    # HALLAZGOS 26-11-2026, §1: 2,250 municipios, Durango 39 de 39, aportaciones 2,742,567,937 e inversión pública
    # 1,258,458,733; en cada uno el total de ingresos es el de egresos; 10005: ingresos 2,436.0 y particip. 979.7 mdp.
    durango = montos[montos.index.str.startswith("10")]
    assert (len(montos), len(durango)) == (2250, 39)
    assert durango["aportaciones"].sum() == 2_742_567_937
    assert durango["inversion_publica"].sum() == 1_258_458_733
    assert (montos["ingresos"] == montos["egresos"]).all()
    assert round(montos.loc["10005", "ingresos"] / 1e6, 1) == 2436.0
    assert round(montos.loc["10005", "participaciones"] / 1e6, 1) == 979.7


def test_what_a_municipality_did_not_report_is_missing_not_zero(montos: pd.DataFrame):
    # Contadas en el original: 8 sin ingresos propios y 26 sin inversión pública, ninguno de Durango.
    assert montos.isna().sum()[lambda s: s > 0].to_dict() == {"ingresos_propios": 8, "inversion_publica": 26}
    assert not (montos == 0).any(axis=None)


def test_published_totals_of_the_census(censo: pd.DataFrame):
    # INEGI, Censo 2020: 126,014,024 habitantes en 2,469 municipios; Durango 1,832,650 (HALLAZGOS §4) en 39.
    durango = censo[censo.index.str.startswith("10")]
    assert (len(censo), censo["poblacion_personas"].sum()) == (2469, 126_014_024)
    assert (len(durango), durango["poblacion_personas"].sum()) == (39, 1_832_650)


def test_the_counts_agree_with_the_percentages_of_the_same_census(censo: pd.DataFrame):
    """CONEVAL publica el % sin refrigerador y sin lavadora: de los dos sale el mismo total, y es entero."""
    rezago = load_tabla("rezago_social").query("anio == 2020").set_index("clave_municipio")
    pct = rezago[rezago.index.str.startswith("10")]
    totales = [
        censo.loc[pct.index, f"{cosa}_viviendas"] / (1 - pct[f"sin_{cosa}_pct"] / 100)
        for cosa in ("refrigerador", "lavadora")
    ]

    assert len(pct) == 39
    assert (totales[0] - totales[1]).abs().max() < 0.01
    assert (totales[0] - totales[0].round()).abs().max() < 0.01


def test_no_report_uses_them_and_the_library_describes_them():
    assert {n for n in SIN_INFORME if load_definiciones()[n]["informes"]} == set()
    for nombre in SIN_INFORME - OPCIONALES:
        descritas = describe_columnas(load_publica(nombre, "10"))
        assert {*load_ficha_tabla(nombre).columnas} <= {*descritas["columna"]}
    assert "No es FAIS" in " ".join(load_ficha_tabla("finanzas_municipales").advertencias)
    assert "VIVPARH_CV" in " ".join(load_ficha_tabla("viviendas_municipales").advertencias)


EFIPEM = pd.DataFrame(
    {"cvegeo": ["10001", "10002"], "pob_conapo": [100, 50]}
    | {c: [2000, 3000] for c in ("ingresos_tot", "egresos_tot")}
    | {c: [500, 700] for c in ("participaciones", "aportaciones", "ingresos_propios", "inversion_publica")}
).astype(str)
for columna in [*EFIPEM.columns[2:]]:
    EFIPEM[f"{columna}_pc"] = (EFIPEM[columna].astype(float) / EFIPEM["pob_conapo"].astype(float)).astype(str)

ITER = pd.DataFrame(
    {"ENTIDAD": ["10", "10"], "NOM_ENT": ["Durango"] * 2, "MUN": ["1", "2"], "NOM_MUN": ["Canatlán", "Canelas"]}
    | {"POBTOT": ["31401", "4122"], "VIVTOT": ["10000", "2000"]}
    | {f"VPH_{v}": ["5000", "1500"] for v in (
        "1DOR", "C_ELEC", "AGUADV", "TINACO", "CISTER", "EXCSA", "DRENAJ", "REFRI", "LAVAD", "BICI", "TV", "PC",
        "CEL", "INTER", "SPMVPI")}
    | {"VPH_INTER_%": ["50.0", "75.0"]}
)  # fmt: skip


def put(tabla: pd.DataFrame, ruta: Path, parche: pytest.MonkeyPatch, modulo: object) -> None:
    tabla.to_csv(ruta, index=False, encoding="utf-8")
    parche.setattr(modulo, "locate_archivo", lambda *_: ruta)


def change(columna: str, fila: int, valor: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    def apply(tabla: pd.DataFrame) -> pd.DataFrame:
        tabla.loc[fila, columna] = valor
        return tabla

    return apply


def swap(columna: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    return lambda t: t.assign(**{columna: t[columna].to_numpy()[::-1]})


def test_the_small_ones_are_read_and_an_empty_cell_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    vacia = EFIPEM.assign(inversion_publica=["500", ""], inversion_publica_pc=["5.0", ""])
    put(vacia, tmp_path / "a.csv", monkeypatch, finanzas)
    leida = finanzas.load_finanzas_municipales().set_index(["clave_municipio", "concepto"])["monto_centavos"]

    assert leida["10001", "ingresos"] == 200_000
    assert ("10002", "inversion_publica") not in leida.index

    censo = (
        load_tabla("rezago_social").query("anio == 2020").set_index("clave_municipio")["poblacion_personas"]
    )
    real = ITER.assign(POBTOT=[str(int(censo[c])) for c in ("10001", "10002")])
    put(real, tmp_path / "b.csv", monkeypatch, viviendas)
    leida = viviendas.load_viviendas_municipales().set_index("clave_municipio")

    assert leida.loc["10002", "internet_viviendas"] == 1500
    assert len(leida.columns) == 3 + len(TENENCIAS)


@pytest.mark.parametrize(
    ("dano", "dice"),
    [
        (swap("cvegeo"), "no vienen en su orden"),
        (swap("aportaciones"), "por habitante"),
        (swap("pob_conapo"), "por habitante"),
        (change("cvegeo", 1, "10099"), "no existen"),
        (change("egresos_tot", 0, "n.d"), "no son un número"),
        (change("inversion_publica", 0, ""), "por habitante"),
        (change("aportaciones", 0, "500.5"), "deben ser un número entero"),
        (lambda t: t.assign(egresos_tot="4000", egresos_tot_pc=["40.0", "80.0"]), "no es el de egresos"),
        (lambda t: t.drop(columns="participaciones"), "faltan columnas: participaciones"),
    ],
)
def test_a_damaged_efipem_is_refused(tmp_path, monkeypatch, dano: Callable, dice: str):
    put(dano(EFIPEM.copy()), tmp_path / "a.csv", monkeypatch, finanzas)

    with pytest.raises(EsquemaError, match=dice) as error:
        finanzas.load_finanzas_municipales()

    assert error.value.que_hacer


@pytest.mark.parametrize(
    ("dano", "dice"),
    [
        (swap("MUN"), "el nombre no es el de su clave"),
        (swap("VPH_INTER"), "no es la de su porcentaje"),
        (change("POBTOT", 0, "99"), "la población no es la del censo"),
        (change("VPH_TV", 0, "*"), "no son un número"),
        (lambda t: t.drop(columns="VPH_CISTER"), "faltan columnas: VPH_CISTER"),
    ],
)
def test_a_damaged_census_is_refused(tmp_path, monkeypatch, dano: Callable, dice: str):
    put(dano(ITER.copy()), tmp_path / "b.csv", monkeypatch, viviendas)

    with pytest.raises(EsquemaError, match=dice):
        viviendas.load_viviendas_municipales()


@pytest.mark.fuentes
@pytest.mark.parametrize(
    ("nombre", "leer"),
    [
        ("finanzas_municipales", finanzas.load_finanzas_municipales),
        ("viviendas_municipales", viviendas.load_viviendas_municipales),
    ],
)
def test_the_original_gives_the_published_table(nombre: str, leer: Callable[[], pd.DataFrame]):
    pd.testing.assert_frame_equal(leer(), load_tabla(nombre), check_dtype=False)
