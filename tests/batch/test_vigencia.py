"""La clave de un informe: qué la cambia y qué no. Las tablas son las del proyecto; el libro se altera en memoria."""

import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from fais_analysis.batch.corridas.manifiesto import BUENO, FichaInforme
from fais_analysis.batch.plan import entradas as e
from fais_analysis.batch.plan.huellas import compute_huellas, compute_partes_codigo
from fais_analysis.batch.plan.plan import CUADERNOS_MUNICIPIO, CUADERNOS_PANORAMA
from fais_analysis.batch.plan.vigencia import Vigencia, build_vigencia, is_conocido
from fais_analysis.batch.progreso import ProgresoRenglones, ProgresoTerminal
from fais_analysis.loaders import ordenadas
from fais_analysis.loaders.inversion import LibroInversion, load_demostracion
from fais_analysis.schemas.inversion import COLUMNAS_CAPTURA
from tests.batch.cuadernos_prueba import write_cuaderno, write_cuadernos

CAMBIADO, OTRO = "10014", "10015"
CLAVES = [f"10{n:03}" for n in range(1, 40)]
# Lo que describe a una obra y ningún otro municipio muestra: cambiarlo sólo rehace el suyo (y el panorama).
DESCRIPTIVAS = (
    "folio_obra", "nombre_obra", "modalidad", "carencia", "tipo_conteo", "cantidad", "unidad_medida", "meta",
    "viviendas", "beneficiarios_h", "beneficiarios_m", "estatus",
)  # fmt: skip
# Lo que entra en las sumas de la entidad que todos imprimen: cambiarlo rehace los 39.
DE_TODOS = ("ejercicio", "grupo", "incidencia", "fuente_recurso", "monto_mxn", "via_focalizacion")


@pytest.fixture(scope="module")
def libro() -> LibroInversion:
    return load_demostracion()


@pytest.fixture(scope="module")
def antes(libro: LibroInversion) -> dict[str, dict[str, str]]:
    return e.compute_entradas_libro("10", CLAVES, libro)


def alter(libro: LibroInversion, columna: str) -> LibroInversion:
    """El libro con otro valor en una columna de la primera obra de un municipio."""
    tabla = libro.tabla.copy()
    fila = tabla.index[tabla["clave_municipio"] == CAMBIADO][0]
    if columna == "monto_mxn":
        tabla.loc[fila, "monto_centavos"] += 100
        tabla.loc[fila, "monto_mxn"] += 1
        return replace(libro, tabla=tabla)
    distintos = [v for v in tabla[columna].dropna().unique() if v != tabla.loc[fila, columna]]
    nuevo = distintos[0] if distintos else "otro"
    if columna in ("folio_obra", "nombre_obra"):
        nuevo = f"{tabla.loc[fila, columna]} bis"
    tabla.loc[fila, columna] = nuevo
    return replace(libro, tabla=tabla)


def list_cambiadas(antes: Mapping[str, object], despues: Mapping[str, object]) -> set[str]:
    return {clave for clave in antes if antes[clave] != despues[clave]}


@pytest.mark.lento
@pytest.mark.parametrize("columna", DESCRIPTIVAS)
def test_a_row_that_moves_no_state_figure_rebuilds_its_municipality_and_the_panorama(
    libro: LibroInversion, antes: dict, columna: str
):
    despues = e.compute_entradas_libro("10", CLAVES, alter(libro, columna))

    assert list_cambiadas(antes, despues) == {"10", CAMBIADO}


@pytest.mark.lento
@pytest.mark.parametrize("columna", DE_TODOS)
def test_a_row_that_moves_a_state_figure_rebuilds_every_report_that_prints_it(
    libro: LibroInversion, antes: dict, columna: str
):
    despues = e.compute_entradas_libro("10", CLAVES, alter(libro, columna))

    assert list_cambiadas(antes, despues) == {"10", *CLAVES}
    # Los otros cambian por las sumas de la entidad, no por sus obras: así lo dice «fais corridas comparar».
    assert antes[OTRO][e.INVERSION] == despues[OTRO][e.INVERSION]
    assert antes[CAMBIADO][e.INVERSION] != despues[CAMBIADO][e.INVERSION]


@pytest.mark.lento
def test_every_column_of_the_ledger_reaches_the_key_of_its_municipality(libro: LibroInversion, antes: dict):
    for columna in (c.nombre for c in COLUMNAS_CAPTURA if c.nombre != "clave_municipio"):
        despues = e.compute_entradas_libro("10", CLAVES, alter(libro, columna))
        assert antes[CAMBIADO] != despues[CAMBIADO], columna
        assert antes["10"] != despues["10"], columna


def test_works_of_another_state_change_nothing(libro: LibroInversion, antes: dict):
    ajena = libro.tabla.head(1).assign(clave_municipio="32001")
    import pandas as pd

    mas = replace(libro, tabla=pd.concat([libro.tabla, ajena], ignore_index=True))

    assert e.compute_entradas_libro("10", CLAVES, mas) == antes


def test_what_the_ledger_says_of_itself_is_printed_in_all(libro: LibroInversion, antes: dict):
    otro = e.compute_entradas_libro("10", CLAVES, replace(libro, origen="otro.xlsx"))

    assert list_cambiadas(antes, otro) == {"10", *CLAVES}


def open_tabla(nombre: str) -> list[str]:
    return e.list_tablas_publicas()[nombre].read_text(encoding="utf-8").splitlines(keepends=True)


def write_tabla(carpeta: Path, nombre: str, cambio: tuple[str, str] = ("", "")) -> dict[str, str]:
    """Huellas por municipio de una tabla del proyecto, con un cambio de texto."""
    texto = e.list_tablas_publicas()[nombre].read_text(encoding="utf-8")
    assert not cambio[0] or cambio[0] in texto
    ruta = carpeta / f"{nombre}.csv"
    ruta.write_text(texto.replace(*cambio, 1) if cambio[0] else texto, encoding="utf-8")
    return e.read_filas(ruta, 0, hash(cambio))


def test_a_locality_changes_only_its_municipality_and_a_poverty_row_all_the_state(tmp_path: Path):
    renglon = next(r for r in open_tabla("localidades") if f",{CAMBIADO}," in r or r.startswith(CAMBIADO))
    una, otra = write_tabla(tmp_path, "localidades"), write_tabla(tmp_path, "localidades", (renglon, ""))
    assert list_cambiadas(una, otra) == {CAMBIADO}
    for clave, cambia in ((CAMBIADO, True), (OTRO, False), ("10", True)):
        huellas = [e.select_huella("localidades", clave, filas) for filas in (una, otra)]
        assert (huellas[0] != huellas[1]) == cambia, clave

    renglon = next(r for r in open_tabla("pobreza_municipal") if r.startswith(CAMBIADO))
    una = write_tabla(tmp_path, "pobreza_municipal")
    otra = write_tabla(tmp_path, "pobreza_municipal", (renglon, ""))
    for clave, cambia in ((CAMBIADO, True), (OTRO, True), ("32001", False)):
        huellas = [e.select_huella("pobreza_municipal", clave, filas) for filas in (una, otra)]
        assert (huellas[0] != huellas[1]) == cambia, clave


def test_a_table_that_is_not_municipal_counts_whole():
    ruta = e.list_tablas_publicas()["inpc"]

    assert set(e.read_filas(ruta, 0, 0)) == {""}


def test_the_card_of_a_table_counts_but_not_its_own_checksum(tmp_path: Path):
    ficha = ordenadas.get_datos() / "inpc.ficha.yml"
    texto = ficha.read_text(encoding="utf-8")
    copia = tmp_path / "inpc.ficha.yml"
    huellas = []
    for nuevo in (texto, texto.replace("filas: ", "filas: 1"), texto.replace("titulo: ", "titulo: Otro ")):
        copia.write_text(nuevo, encoding="utf-8")
        huellas.append(e.compute_huella_ficha(copia))

    assert huellas[0] == huellas[1] != huellas[2]


def test_the_map_of_another_state_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(e, "get_shapefiles", lambda: tmp_path)
    (tmp_path / "municipios_10.geojson").write_text("{}")
    antes = e.compute_huella_mapa("10")
    (tmp_path / "municipios_32.geojson").write_text("{}")
    assert e.compute_huella_mapa("10") == antes

    (tmp_path / "municipios_10.geojson").write_text("{ }")
    assert e.compute_huella_mapa("10") != antes


def test_the_notebooks_of_the_project_are_known(raiz: Path):
    for nombre in (*CUADERNOS_MUNICIPIO, *CUADERNOS_PANORAMA):
        assert is_conocido(raiz / "notebooks" / f"{nombre}.ipynb", 0), nombre


@pytest.mark.parametrize(
    "celda",
    [
        "import pandas as pd", "from fais_analysis.loaders.ordenadas import load_tabla",
        "from fais_analysis.reports import estado", 'datos = open("x").read()', "esto no es código",
    ],
)  # fmt: skip
def test_a_notebook_that_could_read_anything_depends_on_everything(tmp_path: Path, celda: str):
    ruta = write_cuaderno(tmp_path / "10_diagnostico.ipynb", "clave_municipio", [celda])
    vigencia = build_vigencia({}, [ruta], {"localidades": "a"}, {"data/x.csv": "b"})

    assert not is_conocido(ruta, 0)
    assert set(vigencia.entradas) == {"localidades", "data/x.csv"}


def test_a_known_notebook_depends_only_on_its_rows(raiz: Path):
    ruta = raiz / "notebooks" / "10_diagnostico.ipynb"

    assert set(build_vigencia({}, [ruta], {"localidades": "a"}, {"x": "b"}).entradas) == {"localidades"}


def test_key_covers_notebook_parameters_and_data(tmp_path: Path):
    ruta = write_cuadernos(tmp_path) / "20_mapa_zap.ipynb"
    base = build_vigencia({"clave_municipio": OTRO}, [ruta], {}, {"x": "1"})
    otras = [
        build_vigencia({"clave_municipio": CAMBIADO}, [ruta], {}, {"x": "1"}),
        build_vigencia({"clave_municipio": OTRO}, [ruta], {}, {"x": "2"}),
        replace(base, partes={**base.partes, "versiones": "otra"}),
        replace(base, partes={**base.partes, "reglas": "otra"}),
    ]
    write_cuaderno(ruta, "clave_municipio", ["1"])
    otras.append(build_vigencia({"clave_municipio": OTRO}, [ruta], {}, {"x": "1"}))

    assert len({v.clave for v in (base, *otras)}) == len(otras) + 1
    assert build_vigencia({"clave_municipio": OTRO}, [ruta], {}, {"x": "1"}) == otras[-1]
    assert Vigencia().clave


def test_rules_templates_and_library_are_told_apart():
    partes = compute_partes_codigo()

    assert set(partes) == {"biblioteca", "plantillas", "reglas"}
    assert len(set(partes.values())) == 3


def test_progress_says_what_did_not_change_and_counts_only_the_rest():
    flujo = io.StringIO()
    progreso = ProgresoRenglones(40, flujo)
    progreso.add_reusados(38, 2)
    progreso.add_terminado(FichaInforme("10014", "Mezquital", "10014_mezquital", BUENO), 1.25)

    assert flujo.getvalue().splitlines() == [
        "38 informes no cambiaron; se producen 2",
        "[1/2] 10014 Mezquital listo (1.2 s)",
    ]
    barra = ProgresoTerminal(40, io.StringIO())
    barra.add_reusados(38, 2)
    assert barra.describe_conteo() == "0 listos · 0 fallidos · 2 restantes"


def test_a_manifest_names_and_hashes_only_what_has_a_card(tmp_path: Path):
    datos = tmp_path / "data"
    for nombre in (
        "inpc.csv",
        "inpc.ficha.yml",
        "propuestas/10014.xlsx",
        "padron/x.csv",
        "suelto.csv",
        "inpc.xlsx",
    ):
        (datos / nombre).parent.mkdir(parents=True, exist_ok=True)
        (datos / nombre).write_text(nombre, encoding="utf-8")

    assert list(compute_huellas(datos)) == ["data/inpc.csv", "data/inpc.ficha.yml"]
