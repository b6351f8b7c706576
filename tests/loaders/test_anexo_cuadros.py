"""El anexo estatal 2008-2018: los totales publicados, una lectura independiente y las rarezas del libro."""

import pandas as pd
import pytest

from fais_analysis.errors import EsquemaError
from fais_analysis.loaders.anexo_cuadros import parse_cuadro
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.sources.locate import locate_archivo

FUENTE = "coneval_pobreza_estatal_anterior"
ENTIDADES = [
    "Aguascalientes",
    "Baja California",
    "Baja California Sur",
    "Campeche",
    "Coahuila",
    "Colima",
    "Chiapas",
    "Chihuahua",
    "Ciudad de México",
    "Durango",
    "Guanajuato",
    "Guerrero",
    "Hidalgo",
    "Jalisco",
    "México",
    "Michoacán",
    "Morelos",
    "Nayarit",
    "Nuevo León",
    "Oaxaca",
    "Puebla",
    "Querétaro",
    "Quintana Roo",
    "San Luis Potosí",
    "Sinaloa",
    "Sonora",
    "Tabasco",
    "Tamaulipas",
    "Tlaxcala",
    "Veracruz",
    "Yucatán",
    "Zacatecas",
    "Estados Unidos Mexicanos",
]


@pytest.fixture(scope="module")
def durango() -> pd.DataFrame:
    """Durango en la serie 2008-2018, con sus subcarencias, por año."""
    llave = ["clave_entidad", "anio", "serie", "poblacion_personas"]
    tabla = load_tabla("pobreza_estatal_anterior").merge(load_tabla("subcarencias_estatales"), on=llave)
    return tabla[tabla["clave_entidad"] == "10"].set_index("anio")


@pytest.mark.parametrize(
    "columna, esperado_2016, esperado_2018",
    # HALLAZGOS 26-11-2026 §4, «Resuelve el 2.8» (cuadros 4A y 5) y cuadros 19D y 19E, por el mismo documento.
    [
        ("pobreza_extrema_pct", 2.7729, 2.2195),
        ("servicios_basicos_pct", 8.0909, 5.6559),
        ("vivienda_pct", 7.0170, 4.7781),
        ("pobreza_pct", 35.9889, 37.3498),
        ("icv_pisos_pct", 1.6935, 1.3130),
        ("icv_techos_pct", 0.5649, 0.3680),
        ("icv_muros_pct", 0.3448, 0.3357),
        ("icv_hac_pct", 5.1412, 3.2789),
        ("isb_agua_pct", 2.8141, 1.8945),
        ("isb_dren_pct", 5.8532, 3.5306),
        ("isb_luz_pct", 0.1941, 0.1758),
        ("isb_combus_pct", 0.9057, 0.8158),
    ],
)
def test_published_figures_of_durango(durango, columna, esperado_2016, esperado_2018):
    assert durango.loc[[2016, 2018], columna].round(4).tolist() == [esperado_2016, esperado_2018]


def test_figures_known_from_elsewhere(durango):
    # 2010: 51.574 y 10.474 % son la suma de los municipios (datos.md §6); 72.6244 %, con alguna carencia, es
    # pobreza + vulnerables (datos.md §11). 2018: 13.6, 48.1 y 18.8, de prensa (datos.md §7.1).
    assert durango.loc[2010, ["pobreza_pct", "pobreza_extrema_pct"]].astype(float).round(3).tolist() == [
        51.574,
        10.474,
    ]
    assert (
        round(durango.loc[2010, "pobreza_pct"] + durango.loc[2010, "vulnerable_carencias_pct"], 4) == 72.6244
    )
    carencias = ["rezago_educativo_pct", "seguridad_social_pct", "alimentacion_pct"]
    assert durango.loc[2018, carencias].astype(float).round(1).tolist() == [13.6, 48.1, 18.8]
    assert durango["poblacion_personas"].tolist() == [
        1633855, 1675558, 1715364, 1751418, 1787492, 1820740,
    ]  # fmt: skip


def test_a_component_never_exceeds_its_carencia():
    llave = ["clave_entidad", "anio"]
    junta = load_tabla("subcarencias_estatales").merge(load_tabla("pobreza_estatal_anterior"), on=llave)
    for carencia, prefijo in (("vivienda", "icv_"), ("servicios_basicos", "isb_")):
        componentes = [c for c in junta.columns if c.startswith(prefijo) and c.endswith("_pct")]
        assert len(componentes) == 4
        assert (junta[componentes].max(axis=1) <= junta[f"{carencia}_pct"] + 1e-6).all()
        assert (junta[componentes].sum(axis=1) >= junta[f"{carencia}_pct"] - 1e-4).all()


@pytest.mark.lento
@pytest.mark.fuentes
def test_an_independent_reading_by_position_gives_the_same():
    """pandas, por posición de fila y columna, sin los rótulos ni el mapa del lector."""
    ruta = locate_archivo(FUENTE)
    anterior = load_tabla("pobreza_estatal_anterior").set_index(["clave_entidad", "anio"])
    sub = load_tabla("subcarencias_estatales").set_index(["clave_entidad", "anio"])
    lugares = [
        ("Cuadro 4A", 10, anterior, {"pobreza_pct": 2, "pobreza_moderada_pct": 9, "pobreza_extrema_pct": 16}),
        ("Cuadro 4A", 10, anterior, {"pobreza_personas": 23, "pobreza_extrema_carencias_promedio": 58}),
        ("Cuadro 4B", 10, anterior, {"vulnerable_carencias_pct": 2, "no_pobre_personas": 37}),
        ("Cuadro 5", 10, anterior, {"rezago_educativo_pct": 9, "salud_pct": 16, "linea_pobreza_pct": 58}),
        ("Cuadro 6", 10, anterior, {"vivienda_personas": 30, "servicios_basicos_personas": 37}),
        ("Cuadro 19D", 12, sub, {"icv_pisos_pct": 2, "icv_techos_pct": 14, "icv_hac_personas": 44}),
        ("Cuadro 19E", 12, sub, {"isb_agua_pct": 2, "isb_dren_personas": 20, "isb_combus_pct": 38}),
    ]
    claves = [f"{n:02d}" for n in range(1, 33)] + ["00"]
    hojas = pd.read_excel(ruta, sheet_name=[lugar[0] for lugar in lugares], header=None, engine="openpyxl")
    for hoja, fila, tabla, columnas in lugares:
        for columna, inicio in columnas.items():
            factor = 1000 if columna.endswith("_personas") else 1
            crudo = hojas[hoja].iloc[fila : fila + 33, inicio : inicio + 6].astype(float) * factor
            propio = tabla[columna].unstack("anio").loc[claves]
            assert abs(crudo.to_numpy() - propio.to_numpy()).max() < 1e-6, (hoja, columna)


def make_cuadro(anios: list[object] | None = None, rotulo: str = "Pobreza") -> list[list[object]]:
    """Un cuadro con el acomodo del libro: margen, rótulo combinado, medida, años, 33 filas y la fuente."""
    anios = anios or [2016.0, 2018.0, ""]
    ancho = [""] * (len(anios) - 1)
    return [
        ["", "Entidad \nfederativa", rotulo, *ancho],
        ["", "", "Porcentaje", *ancho],
        ["", "", *anios],
        *(["", nombre, float(n), n + 0.5, ""] for n, nombre in enumerate(ENTIDADES)),
        ["", "Fuente: estimaciones del CONEVAL", *[""] * len(anios)],
    ]


def test_years_as_text_read_like_years_as_number():
    como_numero = parse_cuadro(make_cuadro(), {"Pobreza": "pobreza"}, "prueba")
    como_texto = parse_cuadro(make_cuadro(["2016", "2018", ""]), {"Pobreza": "pobreza"}, "prueba")

    assert como_numero["pobreza_pct"].equals(como_texto["pobreza_pct"])
    assert como_numero["pobreza_pct"]["10", 2018] == 9.5


def test_the_empty_separator_labelled_with_a_year_is_skipped():
    # El cuadro 5 rotula «2018» la columna vacía que sigue a «Calidad y espacios de la vivienda».
    con_anio = parse_cuadro(make_cuadro([2016.0, 2018.0, 2018.0]), {"Pobreza": "pobreza"}, "prueba")

    assert con_anio["pobreza_pct"].equals(
        parse_cuadro(make_cuadro(), {"Pobreza": "pobreza"}, "p")["pobreza_pct"]
    )


def break_repetida(filas):
    return [[*f[:-1], 2018.0] if n == 2 else [*f[:-1], 1.0] if 2 < n < 36 else f for n, f in enumerate(filas)]


def break_entidad(filas):
    return [["", "Atlántida", *f[2:]] if f[1] == "Durango" else f for f in filas]


@pytest.mark.parametrize(
    "dano, esperado",
    [
        (break_repetida, "dos columnas de 2018"),
        (break_entidad, "«Atlántida»"),
        (lambda filas: filas[:10] + filas[11:], "faltan"),
        (lambda filas: make_cuadro(rotulo="Pobreza nueva"), "nueva"),
        (lambda filas: [filas[0], ["", "", "Proporción", "", ""], *filas[2:]], "Proporción"),
        (lambda filas: filas[1:], "ninguno"),
    ],
)
def test_a_changed_layout_is_refused_by_name(dano, esperado):
    with pytest.raises(EsquemaError) as error:
        parse_cuadro(dano(make_cuadro()), {"Pobreza": "pobreza"}, "prueba")

    assert esperado in error.value.encontrado
    assert "loaders/columnas" in error.value.que_hacer
