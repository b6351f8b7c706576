"""Las reglas del veredicto y de los mensajes, con tablas en línea: qué se dice y qué no en cada caso."""

import pandas as pd
import pytest

from fais_analysis.schemas.capitulos.diagnostico import Diagnostico
from fais_analysis.schemas.capitulos.lugares import Lugar
from fais_analysis.views.capitulos.diagnostico import show_portada, write_titulo_cambio
from fais_analysis.views.capitulos.veredicto import build_veredicto, phrase_posiciones
from fais_analysis.views.mensajes import build_mensajes
from tests.reports.conftest import get_texto

NULO = float("nan")
OBRAS = [("vivienda", "icv_pisos", "Piso firme"), ("servicios_basicos", "isb_agua", "Toma domiciliaria")]


def make_brecha(indicador: str, pct: float, estado: float, personas: float) -> dict[str, object]:
    brecha = pct - estado
    posicion = "similar" if abs(brecha) <= 1 else "peor" if brecha > 0 else "mejor"
    return {
        "clave_municipio": "32001",
        "indicador": indicador,
        "anio": 2020,
        "municipio_pct": pct,
        "municipio_personas": personas,
        "estado_pct": estado,
        "posicion": "no comparable" if pct != pct else posicion,
    }


def make_cambio(
    indicador: str, desde: float, hasta: float, personas: tuple[float, float]
) -> dict[str, object]:
    cambio = hasta - desde
    return {
        "indicador": indicador,
        "desde": 2015,
        "hasta": 2020,
        "desde_pct": desde,
        "hasta_pct": hasta,
        "cambio_pp": cambio,
        "desde_personas": personas[0],
        "hasta_personas": personas[1],
        "cambio_personas": personas[1] - personas[0],
        "sentido": "sin dato" if cambio != cambio else "baja" if cambio < 0 else "sube",
        "sentido_personas": "baja" if personas[1] < personas[0] else "sube",
        "posicion": "similar" if abs(cambio) <= 1 else "mejor" if cambio < 0 else "peor",
    }


def make_carencia(
    carencia: str, lugar_fais: int | None, personas: float, pct: float, **otros
) -> dict[str, object]:
    return {
        "carencia": carencia,
        "personas": personas,
        "pct": pct,
        "capacidad_fais": "directa" if lugar_fais else "ninguna",
        "lugar_fais": lugar_fais,
        "es_lugar_fais_estable": True,
        "es_prioridad_fais": lugar_fais == 1,
        **otros,
    }


def make_falla(
    carencia: str, nombre: str, pct: float, fuente: str = "índice de rezago social"
) -> dict[str, object]:
    base = {"carencia": carencia, "componente": nombre, "nombre": nombre, "fuente": fuente}
    return base | {"anio": 2020, "municipio_pct": pct, "estado_pct": 9.0}


def make_datos(pct: float = 60.0, familia: float = 40.0, **cambios) -> Diagnostico:
    """Un municipio inventado: pobreza ``pct`` contra 50 % del estado y ``familia`` de sus comparables."""
    prioridad = [
        make_carencia("vivienda", 1, 300, 30.0),
        make_carencia("servicios_basicos", 2, 200, 20.0),
        make_carencia("seguridad_social", None, 700, 70.0),
    ]
    frente = pct - familia
    posicion = "similar" if abs(frente) <= 1 else "peor" if frente > 0 else "mejor"
    campos = {
        "lugar": Lugar("32001", "Apozol"),
        "anio": 2020,
        "brechas": pd.DataFrame(
            [make_brecha("pobreza", pct, 50.0, 600), make_brecha("pobreza_extrema", 5.0, 5.5, 50)]
        ),
        "cambios": pd.DataFrame(
            [
                make_cambio("pobreza", 70.0, pct, (700, 600)),
                make_cambio("pobreza_extrema", 6.0, 5.0, (60, 50)),
            ]
        ),
        "prioridad": pd.DataFrame(prioridad),
        "vivienda": pd.DataFrame(
            [
                make_falla("vivienda", "Viviendas con piso de tierra", 12.0),
                make_falla("vivienda", "Viviendas con hacinamiento", 30.0, "índice de marginación"),
                make_falla("servicios_basicos", "Viviendas sin drenaje", 40.0),
            ]
        ),
        "familia": pd.DataFrame(),
        "comparacion": pd.DataFrame(
            [
                {
                    "indicador": "pobreza",
                    "anio": 2020,
                    "familia_pct": familia,
                    "posicion": "no comparable" if familia != familia else posicion,
                }
            ]
        ),
        "frase_familia": "",
        "carencias": pd.DataFrame(),
        "componentes": pd.DataFrame(),
        "subindicadores": pd.DataFrame(
            [{"carencia": c, "id": s, "municipio_pct": 10.0} for c, s, _ in OBRAS]
        ),
        "obras": pd.DataFrame(
            [
                {"carencia": c, "subindicador": s, "efecto": "final", "subclasificacion": o}
                for c, s, o in OBRAS
            ]
        ),
        "conteos": pd.DataFrame(
            [
                {
                    "anio": 2020,
                    "anio_previo": 2015,
                    "familia_municipios": 6,
                    "familia_con_dato": 6,
                    "familia_parecido_bajo": 0,
                }
            ]
        ),
        "parametros": pd.DataFrame([{"umbral_similar_pp": 1.0}]),
        "avisos": (),
        "citas": {},
        "advertencias": (),
    }
    return Diagnostico(**{**campos, **cambios})


def write_veredicto(datos: Diagnostico) -> str:
    return get_texto(" ".join(map(str, build_veredicto(datos)))).replace("\n", " ")


@pytest.mark.parametrize(
    ("estado", "familia", "esperado"),
    [
        ("peor", "peor", "más alta que en el estado y que en los municipios comparables"),
        ("mejor", "mejor", "más baja que en el estado y que en los municipios comparables"),
        ("similar", "similar", "similar a la del estado y a la de los municipios comparables"),
        ("peor", "mejor", "más alta que en el estado, pero más baja que en los municipios comparables"),
        ("mejor", "similar", "más baja que en el estado y similar a la de los municipios comparables"),
        ("similar", "peor", "similar a la del estado y más alta que en los municipios comparables"),
        ("peor", "no comparable", "más alta que en el estado"),
        ("no comparable", "no comparable", ""),
    ],
)
def test_position_against_state_and_family(estado: str, familia: str, esperado: str):
    assert phrase_posiciones(estado, familia) == esperado


def test_verdict_says_level_comparison_priority_works_and_limit():
    assert write_veredicto(make_datos()) == (
        "La pobreza en Apozol es más alta que en el estado y que en los municipios comparables: en 2020 se "
        "estima que vivía en pobreza 60.0 % de su población, frente a 50.0 % en el estado y 40.0 % en los "
        "comparables. De lo que mueve el FAIS, primero "
        "va la carencia de calidad y espacios de la vivienda: la tienen 300 personas (30.0 %). Se quita con obras "
        "que llegan a la casa. La cifra publicada de pobreza pasó de 70.0 % en 2015 a 60.0 % en "
        "2020. Se publica sin margen de error: no se puede afirmar que el cambio sea real ni a qué se debe."
    )


@pytest.mark.parametrize(
    ("pct", "palabra"), [(51.0, "similar"), (49.0, "similar"), (51.1, "más alta"), (48.9, "más baja")]
)
def test_the_threshold_is_one_point_inclusive(pct: float, palabra: str):
    assert palabra in write_veredicto(make_datos(pct, NULO)).split(":")[0]


def test_without_measurement_one_sentence_and_nothing_else():
    sin_dato = make_datos(
        brechas=pd.DataFrame(
            [make_brecha("pobreza", NULO, 50.0, NULO), make_brecha("pobreza_extrema", NULO, 5.5, NULO)]
        )
    )

    assert len(build_veredicto(sin_dato)) == 1
    assert build_mensajes(sin_dato) == []
    texto = get_texto(show_portada(sin_dato))
    assert "sin dato no es cero" in texto
    assert "%" not in texto


def test_without_family_it_is_not_compared():
    texto = write_veredicto(make_datos(familia=NULO))

    assert "más alta que en el estado:" in texto
    assert "No hay municipios comparables con dato." in texto
    assert "en los comparables" not in texto


@pytest.mark.parametrize(
    ("bajos", "frase"),
    [
        (0, ""),
        (4, "Con 4 de los 6 comparables el parecido es bajo"),
        (6, "El parecido con los comparables es bajo"),
    ],
)
def test_low_likeness_is_always_said(bajos: int, frase: str):
    conteos = make_datos().conteos.assign(familia_parecido_bajo=bajos)

    texto = write_veredicto(make_datos(conteos=conteos))

    assert frase in texto
    assert ("parecido" in texto) == bool(bajos)


def test_a_tie_for_first_place_names_both():
    prioridad = pd.DataFrame(
        [make_carencia("vivienda", 1, 300, 30.0), make_carencia("servicios_basicos", 1, 300, 30.0)]
    )

    texto = write_veredicto(make_datos(prioridad=prioridad))

    assert (
        "empatan en primer lugar la de calidad y espacios de la vivienda (300 personas, 30.0 %) y la de"
        in texto
    )
    assert "Se quitan con obras que llegan a la casa. " in texto


@pytest.mark.parametrize(
    ("portada_pct", "dice"),
    [
        (
            31.0,
            "van casi a la par la carencia de servicios básicos en la vivienda (310 personas, 31.0 %) y la",
        ),
        (
            31.5,
            "la que más gente tiene es la carencia de servicios básicos en la vivienda (310 personas, 31.5 %)",
        ),
    ],
)
def test_when_cover_and_score_disagree_the_paragraph_starts_with_the_cover(portada_pct: float, dice: str):
    """Cuencamé: la portada pide por servicios (4.5 %) y el puntaje pone primero la vivienda (3.7 %)."""
    prioridad = pd.DataFrame(
        [make_carencia("vivienda", 1, 300, 30.0), make_carencia("servicios_basicos", 2, 310, portada_pct)]
    )
    datos = make_datos(prioridad=prioridad)
    texto = write_veredicto(datos)

    assert f"De lo que mueve el FAIS, {dice}" in texto
    assert "la de calidad y espacios de la vivienda (300 personas, 30.0 %)" in texto
    mensajes = " ".join(get_texto(m) for m in build_mensajes(datos))
    assert "De las fallas de calidad y espacios de la vivienda que se publican" in mensajes


def test_zero_people_is_zero_and_not_a_gap():
    prioridad = pd.DataFrame(
        [make_carencia("vivienda", 1, 0, 0.0), make_carencia("servicios_basicos", 1, 0, 0.0)]
    )

    texto = write_veredicto(make_datos(prioridad=prioridad))

    assert "no se estima ninguna persona: es una cifra de cero, no un hueco" in texto
    assert "la tienen" not in texto


def test_one_person_agrees_in_number():
    prioridad = pd.DataFrame([make_carencia("vivienda", 1, 1, 0.1)])

    assert "la tiene 1 persona (0.1 %)" in write_veredicto(make_datos(prioridad=prioridad))


@pytest.mark.parametrize(
    ("desde", "frase"),
    [
        (NULO, "No se puede decir cómo cambió la pobreza desde 2015: falta esa medición."),
        (60.4, "Con una diferencia tan chica no se puede afirmar un cambio."),
        (50.0, "no se puede afirmar que el cambio sea real ni a qué se debe."),
    ],
)
def test_what_cannot_be_said_about_the_change(desde: float, frase: str):
    cambios = pd.DataFrame(
        [make_cambio("pobreza", desde, 60.0, (700, 600)), make_cambio("pobreza_extrema", 6.0, 5.0, (60, 50))]
    )

    texto = write_veredicto(make_datos(cambios=cambios))

    assert texto.endswith(frase)
    assert "porque" not in texto
    assert "gracias" not in texto


def test_messages_are_three_to_five_and_do_not_repeat_the_verdict():
    datos = make_datos()
    mensajes = [get_texto(m) for m in build_mensajes(datos)]

    assert 3 <= len(mensajes) <= 5
    veredicto = {str(v) for v in build_veredicto(datos)}
    assert not veredicto & set(mensajes)
    assert (
        mensajes[1] == "La pobreza extrema es similar a la del estado: 5.0 % de la población, frente a 5.5 %."
    )
    assert mensajes[2] == (
        "La carencia más extendida es la de seguridad social, con 70.0 % de la población: el FAIS no la mueve; "
        "depende de otras políticas."
    )


def test_percentage_and_people_in_opposite_directions_are_told():
    cambios = pd.DataFrame(
        [make_cambio("pobreza", 70.0, 60.0, (500, 600)), make_cambio("pobreza_extrema", 6.0, 5.0, (60, 50))]
    )

    texto = get_texto(build_mensajes(make_datos(cambios=cambios))[0])

    assert "el porcentaje baja y el número de personas sube: también cambió la población" in texto


@pytest.mark.parametrize(
    ("despues", "dice"), [(604, "casi no cambia"), (607, "casi no cambia"), (608, "sube")]
)
def test_a_handful_of_people_is_not_said_to_rise(despues: int, dice: str):
    """Gómez Palacio: 109,597 y 109,611 personas; decir que «sube» por 14 no lo sostienen los datos."""
    cambios = pd.DataFrame(
        [
            make_cambio("pobreza", 70.0, 60.0, (601, despues)),
            make_cambio("pobreza_extrema", 6.0, 5.0, (60, 50)),
        ]
    )

    texto = get_texto(build_mensajes(make_datos(cambios=cambios))[0])

    assert f"el porcentaje baja y el número de personas {dice}: también cambió la población" in texto


def test_people_are_not_compared_between_years_when_the_population_has_a_warning():
    texto = get_texto(build_mensajes(make_datos(avisos=("La población cambió.",)))[0])

    assert "600 personas" in texto
    assert "2015" not in texto


def test_an_unstable_order_shows_the_other_one():
    prioridad = make_datos().prioridad.assign(es_lugar_fais_estable=False)

    textos = [get_texto(m) for m in build_mensajes(make_datos(prioridad=prioridad))]

    assert any("Conviene ver también la carencia de servicios básicos en la vivienda" in t for t in textos)
    assert any("Cuál va primero depende de cómo se pesen los criterios." in t for t in textos)


def test_most_widespread_tie_names_all():
    prioridad = make_datos().prioridad.assign(pct=40.0)

    textos = [get_texto(m) for m in build_mensajes(make_datos(prioridad=prioridad))]

    assert any(t.startswith("Las carencias más extendidas son") and "40.0 % cada una" in t for t in textos)


@pytest.mark.parametrize(
    ("bajan", "suben", "esperado"),
    [
        (0, 0, "Desde 2015, ninguna carencia cambia más de 1 punto porcentual"),
        (6, 0, "Desde 2015, la cifra publicada baja más de 1 punto porcentual en las seis carencias"),
        (0, 6, "Desde 2015, la cifra publicada sube más de 1 punto porcentual en las seis carencias"),
        (1, 0, "Desde 2015, la cifra publicada baja más de 1 punto porcentual en una de las seis carencias"),
        (1, 2, "Desde 2015, la cifra publicada baja más de 1 punto porcentual en una carencia y sube en dos"),
    ],
)
def test_change_title_counts_only_above_the_threshold(bajan: int, suben: int, esperado: str):
    conteos = pd.Series(
        {"anio_previo": 2015, "carencias_bajan": bajan, "carencias_suben": suben, "carencias_con_cambio": 6}
    )

    assert write_titulo_cambio(conteos, "1 punto porcentual") == esperado


def test_worst_failing_is_the_one_of_the_first_carencia_and_never_crowding():
    # La vivienda va primero: ni el drenaje (40 %), de otra carencia, ni el hacinamiento de CONAPO (30 %).
    texto = " ".join(get_texto(m) for m in build_mensajes(make_datos()))

    assert "De las fallas de calidad y espacios de la vivienda que se publican" in texto
    assert "la más frecuente en 2020 es «con piso de tierra»: 12.0 %" in texto
    assert "hacinamiento" not in texto


def test_worst_failings_that_read_the_same_are_both_named():
    vivienda = make_datos().vivienda.replace({"servicios_basicos": "vivienda", 40.0: 12.04})

    texto = " ".join(get_texto(m) for m in build_mensajes(make_datos(vivienda=vivienda)))

    assert "las más frecuentes en 2020 son «con piso de tierra» y «sin drenaje»: 12.0 % de las " in texto
    # Cada una tiene su cifra en el estado; la de una sola no se pone a las dos.
    assert "viviendas con cada una." in texto
    assert "frente a 9.0 %" not in texto


def test_opposite_directions_are_only_told_when_the_change_is():
    # 60.0 → 60.4 % es similar: no se dice que el porcentaje sube y las personas bajan.
    cambios = pd.DataFrame(
        [
            make_cambio("pobreza", 60.0, 60.4, (700, 600)),
            make_cambio("pobreza_extrema", 6.0, 5.0, (60, 50)),
        ]
    )
    texto = " ".join(get_texto(m) for m in build_mensajes(make_datos(cambios=cambios)))

    assert "también cambió la población" not in texto
