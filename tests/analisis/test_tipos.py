"""Lo que llega con otro tipo se dice en español; lo que se puede entender sin duda, se entiende."""

import inspect

import pandas as pd
import pytest

import fais_analysis
from fais_analysis import (
    Cortes,
    compute_brechas,
    compute_cambios,
    compute_comparacion_familia,
    compute_familia,
    compute_focalizacion,
    compute_inversion_constante_por,
    compute_inversion_per_capita,
    compute_inversion_por,
    compute_prioridad,
    describe_columnas,
    load_catalogo_obras,
    load_inversion,
    load_marginacion,
    load_pobreza,
    load_rezago,
    load_tabla,
    read_tabla_propia,
)
from fais_analysis.analisis import tipos
from fais_analysis.analisis.tablas import load_significados
from fais_analysis.errors import EsquemaError, FaisError, FuenteFaltanteError, ParametroError
from fais_analysis.loaders.ordenadas import list_tablas


@pytest.mark.parametrize("anio", ["2020", " 2020 ", 2020.0])
def test_a_year_written_as_text_is_understood(anio):
    pd.testing.assert_frame_equal(load_pobreza("10", anio), load_pobreza("10", 2020))


@pytest.mark.parametrize("anio", ["dos mil", True, [2020], "202"])
def test_what_is_not_a_year_is_explained(anio):
    with pytest.raises(FaisError, match="Qué hacer"):
        load_pobreza("10", anio)


def list_funciones() -> list[str]:
    return [n for n in fais_analysis.__all__ if inspect.isfunction(getattr(fais_analysis, n))]


@pytest.mark.parametrize("nombre", list_funciones())
def test_a_wrong_type_in_the_public_surface_is_a_message_of_the_house(nombre: str):
    """A cada función se le da un objeto cualquiera en su primer argumento."""
    funcion = getattr(fais_analysis, nombre)
    parametros = [p for p in inspect.signature(funcion).parameters.values() if p.default is p.empty]
    if not parametros:
        return

    with pytest.raises(FaisError, match="Qué hacer") as error:
        funcion(object(), *[object()] * (len(parametros) - 1))

    assert isinstance(error.value, FaisError)


@pytest.mark.parametrize(
    "funcion, posicionales, con_nombre, dicho",
    [
        (load_pobreza, ("10",), {"año": 2020}, "no los pide: año"),
        (compute_prioridad, ("10014",), {}, "faltan: clave_municipio"),
        (load_tabla, ("inpc",), {"nombre": "inpc"}, "dados dos veces: nombre"),
        (load_rezago, ("10", 2020, True), {}, "3 sin nombre; caben 2"),
    ],
)
def test_arguments_that_do_not_fit_are_named(funcion, posicionales, con_nombre, dicho):
    with pytest.raises(ParametroError) as error:
        funcion(*posicionales, **con_nombre)

    assert dicho in str(error.value)


@pytest.mark.parametrize(
    "nombre, parecida", [("pobresa", "pobreza_municipal"), ("INPC", "inpc"), ("zzz", "")]
)
def test_a_table_that_does_not_exist_names_those_alike(nombre, parecida):
    with pytest.raises(FuenteFaltanteError, match="No hay una tabla") as error:
        load_tabla(nombre)

    assert f"«{parecida}»" in str(error.value) if parecida else "quiso decir" not in str(error.value)


def test_the_guard_keeps_name_help_and_signature():
    from fais_analysis.analisis.tablas import load_pobreza as propia

    assert load_pobreza.__doc__ == propia.__doc__
    assert inspect.signature(load_pobreza) == inspect.signature(propia)


def test_a_function_without_readable_types_still_runs():
    def suma(a: "NoExiste", b: int = 1):  # noqa: F821
        return a + b

    assert tipos.guard_tipos(suma)(1) == 2


def test_the_key_may_come_in_two_columns(tmp_path):
    mia = pd.DataFrame({"CVE_ENT": [10, 1], "CVE_MUN": [14, 1], "casas": [3, 4]})
    mia.to_csv(tmp_path / "mia.csv", index=False)
    mia.to_excel(tmp_path / "mia.xlsx", index=False)

    for archivo in ("mia.csv", "mia.xlsx"):
        leida = read_tabla_propia(tmp_path / archivo, columna_clave=["CVE_ENT", "CVE_MUN"])
        assert leida["clave_municipio"].tolist() == ["10014", "01001"]
        assert leida["casas"].tolist() == [3, 4]
    with pytest.raises(EsquemaError, match=r'columna_clave=\["CVE_ENT", "CVE_MUN"\]'):
        read_tabla_propia(tmp_path / "mia.csv")


@pytest.mark.parametrize("limites", [(10,), (5, 10), (1, 2, 3), (1, 2, 3, 4)])
def test_a_map_may_have_from_two_to_five_classes(limites):
    cortes = Cortes(limites, "%")

    assert len(cortes.list_nombres()) == len(limites) + 1
    assert [cortes.get_clase(v) for v in (limites[0] - 1, limites[-1])] == [0, len(limites)]


@pytest.mark.parametrize("limites", [(), (1, 2, 3, 4, 5), (3, 2), (1, 1), "abc", ("1", "2")])
def test_breaks_that_make_no_classes_are_explained(limites):
    with pytest.raises(ParametroError, match="de uno a cuatro números crecientes"):
        Cortes(limites, "%")


def list_calculadas() -> dict[str, pd.DataFrame]:
    """Una tabla de cada función pública que calcula."""
    pobreza, marginacion, libro = load_pobreza("10"), load_marginacion("10"), load_inversion()
    familia = compute_familia(marginacion, "10014")
    return {
        "brechas": compute_brechas(pobreza, "10014"),
        "cambios": compute_cambios(pobreza, "10014"),
        "familia": familia,
        "comparacion": compute_comparacion_familia(pobreza, "10014", familia),
        "constante": compute_inversion_constante_por(libro, load_tabla("inpc"), 2020, ["ejercicio"]),
        "focalizacion": compute_focalizacion(libro),
        "per_capita": compute_inversion_per_capita(libro, pobreza),
        "por": compute_inversion_por(libro, ["rubro", "incidencia", "fuente_recurso"]),
        "prioridad": compute_prioridad(pobreza, "10014"),
        "catalogo": load_catalogo_obras(2020),
    }


@pytest.mark.lento
def test_every_column_of_the_surface_is_described_with_its_unit():
    calculadas = list_calculadas()
    cargadas = {nombre: load_tabla(nombre) for nombre in list_tablas()}

    for nombre, tabla in {**cargadas, **calculadas, "libro": load_inversion()}.items():
        dicho = describe_columnas(tabla)
        faltan = dicho.loc[(dicho["significado"] == "") | (dicho["unidad"] == ""), "columna"].tolist()
        assert faltan == [], nombre
    usadas = {str(c) for tabla in calculadas.values() for c in tabla.columns}
    assert set(load_significados()) <= usadas, "significados que ya nadie usa"
