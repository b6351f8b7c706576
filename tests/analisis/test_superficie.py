"""La superficie pública: barata de importar, completa, documentada, tipada y dicha en la guía."""

import ast
import inspect
import re
import subprocess
import sys
import typing
from dataclasses import is_dataclass
from pathlib import Path

import pandas as pd
import pytest

import fais_analysis
from fais_analysis.analisis.tablas import COLUMNAS_LIBRO, UNIDADES_SUFIJO
from fais_analysis.errors import ClaveError, ComparabilidadError, FuenteFaltanteError, ParametroError

RAIZ = Path(__file__).resolve().parents[2]
PAQUETE = RAIZ / "lib" / "fais_analysis"
NOMBRES = fais_analysis.__all__
FUNCIONES = [n for n in NOMBRES if inspect.isfunction(inspect.unwrap(getattr(fais_analysis, n)))]
CON_GEOPANDAS = ("load_municipios_geo", "project_poligonos")  # su tipo se nombra sin importar geopandas
# En qué apartado del diccionario está lo que carga cada función.
TABLAS = {
    "load_pobreza": "pobreza_municipal",
    "load_rezago": "rezago_social",
    "load_marginacion": "marginacion_municipal",
    "load_localidades": "localidades",
    "load_inversion": "demostracion/inversion",
}


def run_python(codigo: str) -> str:
    """Lo que imprime un Python nuevo, sin nada importado."""
    return subprocess.run(
        [sys.executable, "-c", codigo], capture_output=True, text=True, check=True, cwd=RAIZ
    ).stdout.strip()


def test_importing_the_package_imports_nothing_heavy():
    pesados = ("pandas", "numpy", "yaml", "typer", "geopandas", "pandera", "jinja2")

    cargados = run_python(
        f"import sys, fais_analysis; print([m for m in {pesados!r} if m in sys.modules])"
        "; print(len([m for m in sys.modules if m.startswith('fais_analysis.')]))"
    )

    assert cargados.splitlines() == ["[]", "0"]


@pytest.mark.lento
def test_a_light_name_does_not_pay_for_the_heavy_ones():
    salida = run_python(
        "import sys; from fais_analysis import get_regla; print('geopandas' in sys.modules, 'nbconvert' in sys.modules)"
    )

    assert salida == "False False"


def test_every_public_name_exists_and_is_short_list():
    assert 20 <= len(NOMBRES) <= 40
    assert sorted(set(NOMBRES)) == NOMBRES
    assert set(NOMBRES) <= set(dir(fais_analysis))


def test_unknown_name_says_where_to_look():
    with pytest.raises(AttributeError, match="__all__"):
        _ = fais_analysis.load_lo_que_sea


def test_the_stub_says_the_same_as_the_package():
    stub = ast.parse((PAQUETE / "__init__.pyi").read_text(encoding="utf-8"))
    dichos = {
        alias.asname: nodo.module
        for nodo in stub.body
        if isinstance(nodo, ast.ImportFrom)
        for alias in nodo.names
    }

    assert dichos == {n: f"fais_analysis.{m}" for n, m in fais_analysis._DONDE.items()}
    assert (PAQUETE / "py.typed").is_file()


def test_package_data_carries_the_type_marks():
    texto = (RAIZ / "pyproject.toml").read_text(encoding="utf-8")

    assert '"*.pyi"' in texto
    assert '"py.typed"' in texto


@pytest.mark.parametrize("nombre", FUNCIONES)
class TestFuncion:
    def test_has_a_numpy_docstring_in_spanish(self, nombre: str):
        funcion = getattr(fais_analysis, nombre)
        texto = inspect.getdoc(funcion) or ""
        pedidos = [p for p in inspect.signature(funcion).parameters.values() if p.default is p.empty]

        assert texto.splitlines()[0].endswith((".", ":")), "la primera línea es una oración"
        assert re.search(r"\b(de|del|la|el|los|las|que|una)\b", texto), "no parece español"
        assert not pedidos or "Parameters\n---" in texto or len(pedidos) <= 2, "sin parámetros explicados"
        assert re.search(r"^(Parameters|Returns|Raises|Examples)\n-{3}", texto, re.M), "sin apartados"

    def test_is_typed_and_the_types_resolve(self, nombre: str):
        funcion = getattr(fais_analysis, nombre)
        firma = inspect.signature(funcion)

        assert firma.return_annotation is not firma.empty
        assert all(p.annotation is not p.empty for p in firma.parameters.values())
        if nombre not in CON_GEOPANDAS:
            assert "return" in typing.get_type_hints(funcion)


def test_the_rest_are_documented_dataclasses():
    clases = [n for n in NOMBRES if n not in FUNCIONES]

    assert clases == ["Campos", "Cortes", "Presentacion", "PresentacionMapa"]
    assert all(is_dataclass(getattr(fais_analysis, n)) and getattr(fais_analysis, n).__doc__ for n in clases)


def test_the_guide_lists_the_whole_surface():
    guia = (RAIZ / "docs" / "guia_analista.md").read_text(encoding="utf-8")
    apartado = guia.split("## Todo lo que hay")[1].split("\n## ")[0]

    assert sorted(re.findall(r"`(\w+)`[,.]", apartado)) == NOMBRES


@pytest.mark.parametrize(("funcion", "tabla"), TABLAS.items())
def test_units_in_attrs_are_the_ones_in_the_dictionary(funcion: str, tabla: str):
    diccionario = (RAIZ / "docs" / "diccionario.md").read_text(encoding="utf-8")
    apartado = diccionario.split(f"## `data/{tabla}.csv`")[1].split("\n## ")[0]
    datos = getattr(fais_analysis, funcion)()

    filas = dict(re.findall(r"^\| `(\w+)` \| (.*) \| \w+ \|$", apartado, re.M))
    propias = set(datos.columns) - {"municipio", "monto_centavos", "es_demostracion"}
    assert propias == set(filas)
    for columna in propias:
        dicho = f"{datos.attrs['significados'][columna]} | {datos.attrs['unidades'].get(columna, '')}"
        assert filas[columna] == dicho


def test_columns_added_by_the_surface_are_described_too():
    pobreza, libro = fais_analysis.load_pobreza("10", 2020), fais_analysis.load_inversion()

    for tabla in (pobreza, libro):
        descripcion = fais_analysis.describe_columnas(tabla)
        assert descripcion["columna"].tolist() == list(tabla.columns)
        assert descripcion["significado"].ne("").all()
        assert descripcion["unidad"].ne("").all()
    assert set(COLUMNAS_LIBRO) == set(libro.columns)


def test_unit_of_a_computed_column_comes_from_its_name():
    tabla = pd.DataFrame({"mi_cambio_pp": [1.0], "mi_gasto_mxn": [2.0], "mi_lugar": [1]})

    unidades = fais_analysis.describe_columnas(tabla).set_index("columna")["unidad"]

    assert unidades.to_dict() == {
        "mi_cambio_pp": UNIDADES_SUFIJO["_pp"],
        "mi_gasto_mxn": UNIDADES_SUFIJO["_mxn"],
        "mi_lugar": "",
    }


def test_attrs_survive_a_filter():
    pobreza = fais_analysis.load_pobreza("10", 2020)

    assert pobreza[pobreza["pobreza_pct"] > 50].attrs == pobreza.attrs


def test_tables_are_cut_by_entity_and_year_without_losing_rows():
    # 39 municipios de Durango y tres mediciones: CONEVAL, pobreza municipal 2010, 2015 y 2020.
    assert len(fais_analysis.load_pobreza("10")) == 39 * 3
    assert len(fais_analysis.load_pobreza("10", 2020)) == 39
    assert fais_analysis.load_tabla("pobreza_estatal", "10")["anio"].tolist() == [2016, 2018, 2020, 2022]
    assert fais_analysis.load_tabla("inpc")["anio"].tolist() == [2016, 2017, 2018, 2019, 2020]


def test_each_load_is_a_copy():
    mia = fais_analysis.load_pobreza("10", 2020)
    mia["pobreza_pct"] = 0

    assert fais_analysis.load_pobreza("10", 2020)["pobreza_pct"].min() > 0


@pytest.mark.parametrize(
    ("pedido", "error"),
    [
        ({"clave_entidad": "99"}, ClaveError),
        ({"clave_entidad": 10}, ClaveError),
        ({"anio": 2018}, ComparabilidadError),
    ],
)
def test_bad_cuts_are_explained(pedido: dict, error: type[Exception]):
    with pytest.raises(error, match="Qué hacer"):
        fais_analysis.load_pobreza(**pedido)


def test_tables_that_cannot_be_cut_or_do_not_exist_say_so():
    with pytest.raises(ParametroError, match="recortar"):
        fais_analysis.load_tabla("inpc", "10")
    with pytest.raises(ParametroError, match="recortar"):
        fais_analysis.load_tabla("catalogo_municipios", anio=2020)
    with pytest.raises(FuenteFaltanteError):
        fais_analysis.load_tabla("no_existe")


def test_priority_is_the_one_of_the_report():
    mia = fais_analysis.compute_prioridad(fais_analysis.load_pobreza("10"), "10014")

    informe = fais_analysis.build_diagnostico("10014").prioridad[mia.columns]
    pd.testing.assert_frame_equal(mia, informe, check_dtype=False)


def test_family_is_the_one_of_the_report():
    mia = fais_analysis.compute_familia(fais_analysis.load_marginacion("10"), "10014")

    informe = fais_analysis.build_diagnostico("10014").familia
    assert mia["clave_municipio"].tolist() == informe["clave_municipio"].tolist()
