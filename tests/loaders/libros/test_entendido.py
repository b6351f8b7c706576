"""Lo que la gente escribe se entiende si no hay duda, y se dice cómo se entendió."""

import pytest

from fais_analysis.loaders.inversion_revision import review_libro
from fais_analysis.nombres import find_lugares

from .conftest import COLUMNAS, make_fila, make_obras, write_xlsx

MUNICIPIOS = {
    "10001": "Canatlán",
    "10005": "Durango",
    "10014": "Mezquital",
    "10010": "Hidalgo",
    "16034": "Hidalgo",
    "01001": "Aguascalientes",
}
LOCALIDADES = {
    "100140001": "San Francisco del Mezquital",
    "100140016": "Huazamota",
    "100140020": "El Rosario",
    "100140021": "El Rosario",
}
DICHO = make_fila(clave_municipio="Mezquital", clave_localidad=None)


@pytest.fixture
def revisar(tmp_path, catalogo):
    def revisar_filas(filas, poblacion=None, **opciones):
        ruta = write_xlsx(tmp_path / "libro.xlsx", filas, **opciones)
        return review_libro(ruta, MUNICIPIOS, catalogo, LOCALIDADES, poblacion)

    return revisar_filas


@pytest.mark.parametrize(
    "columna, escrito, leido",
    [
        ("clave_municipio", "mezquital", "10014"),
        ("clave_municipio", "MEZQUITAL ", "10014"),
        ("clave_municipio", "10014 Mezquital", "10014"),
        ("clave_municipio", "10014 - Mezquital", "10014"),
        ("clave_municipio", "Mezquital (10014)", "10014"),
        ("clave_municipio", "10014.0", "10014"),
        ("clave_localidad", "Huazamota", "100140016"),
        ("ejercicio", "2020.0", 2020),
        ("cantidad", "1.00", 1),
        ("via_focalizacion", "ZAP Rural", "zap_rural"),
        ("fuente_recurso", "fism-df", "FISMDF"),
        ("fuente_recurso", "FAISMUN", "FISMDF"),
        ("estatus", "Terminada", "concluida"),
        ("estatus", "EN EJECUCION", "en ejecución"),
        ("incidencia", "Complementario", "complementaria"),
        ("tipo_conteo", "Acciones", "accion"),
    ],
)
def test_what_people_write_is_understood(revisar, columna, escrito, leido):
    revision = revisar([DICHO | {columna: escrito}])

    assert revision.problemas == []
    assert revision.tabla[columna].tolist() == [leido]


def test_what_was_understood_is_shown_and_the_usual_is_not(revisar):
    revision = revisar([DICHO, DICHO | {"folio_obra": "B", "estatus": "terminada"}])
    callada = revisar([make_fila(clave_municipio="10005", clave_localidad=None, incidencia="Directa")])

    assert [str(e) for e in revision.entendidas] == [
        "clave_municipio: «Mezquital» se leyó como «10014»: 2 renglones (2, 3).",
        "estatus: «terminada» se leyó como «concluida»: 1 renglón (3).",
    ]
    assert callada.entendidas == []


def test_headers_as_people_write_them(revisar):
    rotulos = {
        "ejercicio": "Año",
        "clave_municipio": "Municipio",
        "monto_mxn": "Monto ($)",
        "folio_obra": "Folio:",
    }
    columnas = [rotulos.get(c, c) for c in COLUMNAS]
    revision = revisar([{rotulos.get(c, c): v for c, v in DICHO.items()}], columnas=[*columnas, "Notas"])

    assert revision.problemas == []
    assert "La columna «Monto ($)» se leyó como «monto_mxn»." in map(str, revision.entendidas)
    assert "Columnas que no son de la plantilla y no se leyeron: «Notas»." in map(str, revision.advertencias)


@pytest.mark.parametrize(
    "rotulo", ["CURP", "Teléfono del beneficiario", "monto autorizado", "Estatuss", "vivienda"]
)
def test_extra_column_that_could_matter_is_a_problem(revisar, rotulo):
    assert [p.columna for p in revisar([DICHO], columnas=[*COLUMNAS, rotulo]).problemas] == [f"«{rotulo}»"]


def test_amount_header_in_thousands_is_not_pesos(revisar):
    columnas = ["Monto (miles)" if c == "monto_mxn" else c for c in COLUMNAS]

    assert {p.columna for p in revisar([DICHO], columnas=columnas).problemas} >= {"monto_mxn"}


def test_name_beside_the_key_must_be_its_own(revisar):
    filas = [
        make_fila(clave_municipio="10014", clave_localidad=None, Municipio="MEZQUITAL"),
        make_fila(folio_obra="B", clave_municipio="10014", clave_localidad=None, Municipio="Durango"),
    ]
    revision = revisar(filas, columnas=[*COLUMNAS, "Municipio"])

    assert revision.problemas == []
    assert [a.renglones for a in revision.advertencias if "no es el de su clave" in a.texto] == [(3,)]


def test_a_name_shared_by_two_states_needs_the_rest_of_the_book(revisar):
    solo = revisar([DICHO | {"clave_municipio": "Hidalgo"}])
    acompanado = revisar([DICHO, DICHO | {"folio_obra": "B", "clave_municipio": "Hidalgo"}])

    assert "hay 2 municipios con ese nombre (10010, 16034)" in solo.problemas[0].que_hacer
    assert acompanado.tabla["clave_municipio"].tolist() == ["10014", "10010"]


@pytest.mark.parametrize(
    "columna, valor, guia",
    [
        ("clave_municipio", "Mezqital", "¿quiso decir 10014 Mezquital?"),
        ("clave_municipio", "Xyzw", "fais municipios NOMBRE"),
        ("clave_municipio", "10005 Mezquital", "corrija la clave o el nombre"),
        ("clave_municipio", 1001, "cero inicial"),
        ("clave_localidad", "El Rosario", "fais localidades 10014"),
        ("clave_localidad", "Rancho X", "fais localidades 10014"),
    ],
)
def test_doubt_is_not_guessed_and_the_hint_leads_somewhere(revisar, columna, valor, guia):
    problemas = revisar([DICHO | {columna: valor}]).problemas

    assert [p.columna for p in problemas] == [columna]
    assert guia in problemas[0].que_hacer


@pytest.mark.parametrize("valor", ["1.000", "2020.5", "2,020.0.0"])
def test_a_dot_that_may_mean_thousands_is_not_an_integer(revisar, valor):
    assert [p.columna for p in revisar([DICHO | {"cantidad": valor}]).problemas] == ["cantidad"]


def test_a_whole_key_is_found_as_it_is():
    assert find_lugares("10014", MUNICIPIOS) == ["10014"]


POBLACION = {"10014": 1_900}
GRANDE = {"monto_mxn": 2_000_000, "clave_municipio": "10014", "clave_localidad": None}


@pytest.mark.parametrize(
    "cambio, nivel, texto",
    [
        ({"monto_mxn": 300_000_000_000}, "grave", "fuera de toda proporción"),
        ({"monto_mxn": 5}, "grave", "casi nada"),
        ({"monto_mxn": 950}, "verificar", "casi nada"),
        ({"monto_mxn": 400_000_000}, "grave", "por cada habitante"),
        ({"monto_mxn": 50_000_000}, "verificar", "por cada habitante"),
        ({"beneficiarios_h": 5_000_000, "beneficiarios_m": 5_000_000}, "grave", "Más beneficiarios"),
        ({"beneficiarios_m": 3_000}, "verificar", "Más beneficiarios"),
        ({"viviendas": 2_500}, "grave", "Más viviendas"),
        ({"tipo_conteo": "accion", "monto_mxn": 30_000_000}, "grave", "por vivienda"),
    ],
)
def test_absurd_books_are_findings_with_a_level(revisar, cambio, nivel, texto):
    revision = revisar([make_fila(**GRANDE) | cambio], POBLACION)

    assert revision.problemas == []
    assert nivel in [a.nivel for a in revision.advertencias if texto in a.texto]


def test_a_believable_book_has_no_findings(revisar):
    filas = [
        make_fila(**GRANDE, viviendas=60, beneficiarios_h=120, beneficiarios_m=130),
        make_fila(**GRANDE, folio_obra="B", nombre_obra="Drenaje en la calle 5"),
    ]

    assert revisar(filas, POBLACION).advertencias == []


@pytest.mark.parametrize(
    "uno, otro, nivel",
    [
        ("Drenaje, calle Hidalgo", "DRENAJE CALLE HIDALGO", "grave"),
        ("Drenaje en calle 5", "Drenaje en calle 6", None),
        ("Drenaje etapa I", "Drenaje etapa II", None),
        ("Drenaje en el centro", "Techo firme en la loma", None),
    ],
)
def test_one_work_under_two_folios(revisar, uno, otro, nivel):
    filas = [make_fila(**GRANDE, nombre_obra=uno), make_fila(**GRANDE, folio_obra="B", nombre_obra=otro)]

    niveles = [a.nivel for a in revisar(filas).advertencias if "dos folios" in a.texto]

    assert niveles == ([nivel] if nivel else [])


def test_equal_supports_are_only_to_be_checked(revisar):
    hallados = revisar(make_obras(2, **GRANDE, tipo_conteo="accion")).advertencias

    assert [a.nivel for a in hallados if "dos folios" in a.texto] == ["verificar"]


@pytest.mark.parametrize(
    "nombre, es_personal",
    [
        ("Piso firme en casa de Juana Pérez", True),
        ("PISO FIRME EN CASA DE LA C. JUANA", True),
        ("Techo en domicilio del Sr. López", True),
        ("Cuarto, tel. 618 123 45 67", True),
        ("Cuarto 6181234567", True),
        ("Baño para la beneficiaria: Rosa", True),
        ("Casa de la cultura", False),
        ("Rehabilitación de la casa de salud, col. Centro", False),
        ("Red de agua del km 12+500 al 13+200", False),
        ("Calle 20 de Noviembre entre 5 de Febrero y Juárez", False),
        ("Casa del campesino", False),
    ],
)
def test_possible_personal_data_in_names_is_flagged_and_never_repeated(revisar, nombre, es_personal):
    avisos = [str(a) for a in revisar([make_fila(**GRANDE, nombre_obra=nombre)]).advertencias]

    assert any("dato personal" in a for a in avisos) is es_personal
    assert not any("Juan" in a or "618" in a or "Rosa" in a for a in avisos)
