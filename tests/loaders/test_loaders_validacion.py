"""Los contratos muerden, y lo que dicen se entiende."""

import pandas as pd
import pytest

from fais_analysis.errors import EsquemaError
from fais_analysis.loaders.construccion import check_filas
from fais_analysis.loaders.definiciones import load_definiciones
from fais_analysis.loaders.lectura import parse_numeros
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.schemas import validacion
from fais_analysis.schemas.anios import load_filas_por_anio
from fais_analysis.schemas.registro import ESQUEMAS
from fais_analysis.schemas.validacion import validate

CON_CLAVE = [n for n, esquema in ESQUEMAS.items() if any(c.startswith("clave_") for c in esquema.unique)]


def get_error(nombre: str, tabla: pd.DataFrame) -> EsquemaError:
    with pytest.raises(EsquemaError) as error:
        validate(ESQUEMAS[nombre], tabla, "prueba")
    assert error.value.que_hacer
    return error.value


@pytest.mark.parametrize("nombre", ESQUEMAS)
class TestCualquierTabla:
    def test_empty_table_is_not_a_table(self, nombre):
        assert "0 filas" in get_error(nombre, load_tabla(nombre).head(0)).encontrado

    def test_missing_column_is_said_first(self, nombre):
        columna = load_tabla(nombre).columns[-1]

        assert (
            f"falta la columna «{columna}»"
            in get_error(nombre, load_tabla(nombre).drop(columns=columna)).que_paso
        )

    def test_extra_column(self, nombre):
        assert "sobra la columna «otra»" in get_error(nombre, load_tabla(nombre).assign(otra=1)).que_paso

    def test_repeated_key(self, nombre):
        tabla = load_tabla(nombre)

        assert "llave" in str(get_error(nombre, pd.concat([tabla, tabla.head(1)], ignore_index=True)))

    def test_row_count_is_declared(self, nombre):
        check_filas(nombre, load_tabla(nombre))

        with pytest.raises(EsquemaError, match="filas que debe"):
            check_filas(nombre, load_tabla(nombre).iloc[1:])


@pytest.mark.parametrize("nombre", CON_CLAVE)
class TestClave:
    def get_clave(self, nombre: str) -> str:
        return next(c for c in ESQUEMAS[nombre].unique if c.startswith("clave_"))

    def test_null_key(self, nombre):
        tabla = load_tabla(nombre)
        tabla.loc[0, self.get_clave(nombre)] = None

        assert f"«{self.get_clave(nombre)}» tiene celdas sin dato" in get_error(nombre, tabla).que_paso

    def test_key_without_its_zero(self, nombre):
        tabla = load_tabla(nombre)
        clave = self.get_clave(nombre)
        tabla.loc[0, clave] = tabla.loc[0, clave][1:]

        assert clave in get_error(nombre, tabla).que_paso


def test_declared_years_are_those_of_the_table():
    for nombre, filas in load_filas_por_anio().items():
        assert load_tabla(nombre).groupby("anio").size().to_dict() == filas
        assert "filas" not in load_definiciones()[nombre], f"{nombre}: su cuenta ya está en anios.yml"


def test_half_empty_row_is_a_hole_nobody_declared():
    tabla = load_tabla("pobreza_municipal")
    tabla.loc[tabla["clave_municipio"] == "10014", "salud_pct"] = float("nan")

    error = get_error("pobreza_municipal", tabla)

    assert "todas sus cifras o ninguna" in error.que_paso
    assert "10014 · 2010; 10014 · 2015; 10014 · 2020" in error.donde
    assert error.encontrado == "3 casos"


@pytest.mark.parametrize("columna", ["pobreza_pct", "pobreza_personas", "poblacion_personas"])
def test_zero_instead_of_null_is_caught(columna):
    tabla = load_tabla("pobreza_municipal")
    tabla.loc[tabla["poblacion_personas"].isna(), columna] = 0.0

    get_error("pobreza_municipal", tabla)


def test_each_rule_is_described_by_class_not_by_row(monkeypatch: pytest.MonkeyPatch):
    """Pandera da una falla por renglón y columna: describirlas una por una tardaba un minuto."""
    descritas = []
    describe = validacion._describe_falla
    monkeypatch.setattr(validacion, "_describe_falla", lambda f: descritas.append(1) or describe(f))
    tabla = load_tabla("pobreza_municipal").head(200)

    error = get_error("pobreza_municipal", tabla.assign(pobreza_pct=tabla["pobreza_pct"] + 50, otra=1))

    assert "sobra la columna «otra»" in error.que_paso
    assert "pobreza_pct = pobreza_extrema_pct + pobreza_moderada_pct" in error.encontrado
    assert len(descritas) < 500  # de unas 37,000 fallas


def test_swapped_indicators_are_caught():
    tabla = load_tabla("pobreza_municipal").query("clave_municipio == '10005'")
    cambio = {"pobreza_extrema_pct": "pobreza_moderada_pct", "pobreza_moderada_pct": "pobreza_extrema_pct"}

    get_error("pobreza_municipal", tabla.rename(columns=cambio)[list(tabla.columns)])


def test_other_series_is_rejected():
    assert (
        "serie"
        in get_error("pobreza_estatal", load_tabla("pobreza_estatal").assign(serie="2008-2018")).que_paso
    )


@pytest.mark.parametrize(
    ("texto", "numero"),
    [
        ("33,054", 33054.0),
        ("9", 9.0),
        ("1.0", 1.0),
        ("-1.676", -1.676),
        ("1,234,567", 1234567.0),
        ("1e-05", 1e-05),
    ],
)
def test_numbers_as_the_institutions_write_them(texto, numero):
    assert parse_numeros(pd.Series([texto]), [], "prueba").tolist() == [numero]


@pytest.mark.parametrize("texto", ["33,05", "1.234,5", "n.d.", "—", "", "1 234", "0x1", "nan", "inf", "12%"])
def test_anything_else_is_an_error(texto):
    with pytest.raises(EsquemaError):
        parse_numeros(pd.Series(["1", texto]), [], "prueba")
