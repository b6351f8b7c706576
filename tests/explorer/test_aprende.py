"""Los ejercicios del cuaderno de formación: la respuesta correcta sale de las reglas y de los datos."""

from dataclasses import replace

import ipywidgets as widgets
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fais_analysis.errors import ParametroError, ReglaError
from fais_analysis.explorer.aprende import medicion, municipio, obras, tarjetas
from fais_analysis.explorer.aprende.clase import Clase, open_clase
from fais_analysis.explorer.aprende.pregunta import (
    BIEN,
    MAL,
    VACIO,
    Caso,
    Clasificacion,
    Opcion,
    Pregunta,
    shuffle_opciones,
)
from fais_analysis.explorer.aprende.tarjetas import build_tablero, build_tarjeta
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.reports.diagnostico import build_diagnostico
from fais_analysis.rules.carencias import load_carencias
from fais_analysis.rules.catalogo import load_catalogo_obras

CARENCIAS = load_carencias()
CATALOGO = load_catalogo_obras(2020)
FINALES = sorted(CATALOGO.loc[CATALOGO["efecto"] == "final", "subclasificacion"])
# Una muestra siempre; los 39 en la suite lenta.
DURANGO = [pytest.param(f"10{n:03d}", marks=[] if n % 8 == 6 else pytest.mark.lento) for n in range(1, 40)]


def get_correcta(pregunta: Pregunta) -> str:
    return next(o.texto for o in pregunta.opciones if o.es_correcta)


@pytest.fixture(scope="module")
def clase() -> Clase:
    return open_clase("10014")


# --- el modelo ---


def test_judge_explains_right_wrong_and_missing():
    pregunta = Pregunta("x", "¿?", (Opcion("a", True, "porque a"), Opcion("b", False, "porque no b")), "f")

    assert (pregunta.judge(0).estado, pregunta.judge(0).porque) == (BIEN, "porque a")
    assert (pregunta.judge(1).estado, pregunta.judge(1).porque) == (MAL, "porque no b")
    assert pregunta.judge(None).estado == VACIO


@pytest.mark.parametrize("correctas", [(), (0, 1), (0, 1, 2)])
def test_a_question_needs_exactly_one_right_answer(correctas: tuple[int, ...]):
    opciones = tuple(Opcion(str(n), n in correctas, "") for n in range(3))

    with pytest.raises(ParametroError, match="no se puede contestar"):
        Pregunta("x", "¿?", opciones, "f")


def test_repeated_texts_are_not_a_question():
    with pytest.raises(ParametroError):
        Pregunta("x", "¿?", (Opcion("a", True, ""), Opcion("a", False, "")), "f")


@given(st.lists(st.text(min_size=1), min_size=2, unique=True), st.text())
def test_shuffle_keeps_every_option_and_never_depends_on_the_input_order(textos: list[str], id_: str):
    opciones = [Opcion(t, n == 0, "") for n, t in enumerate(textos)]

    puestas = shuffle_opciones(id_, opciones)

    assert set(puestas) == set(opciones)
    assert puestas == shuffle_opciones(id_, reversed(opciones))


def test_the_right_answer_is_not_always_in_the_same_place(clase: Clase):
    lugares = {
        next(n for n, o in enumerate(p.opciones) if o.es_correcta)
        for preguntas in clase.temas.values()
        for p in preguntas
    }

    assert len(lugares) >= 3


def test_classification_rejects_a_class_without_label():
    with pytest.raises(ParametroError, match="rótulo"):
        Clasificacion("x", "¿?", (Caso("a", "otra", ""),), {"una": "Una"}, "f")


# --- cómo se mide ---


@pytest.mark.parametrize(
    ("carencia", "subindicador"),
    [(c, s) for c in ("vivienda", "servicios_basicos") for s in CARENCIAS[c].subindicadores],
    ids=lambda x: getattr(x, "id", x),
)
def test_threshold_question_answers_with_the_rule(carencia: str, subindicador):
    pregunta = medicion.build_umbral(CARENCIAS[carencia], subindicador)

    assert get_correcta(pregunta) == subindicador.umbral
    textos = " ".join(o.texto for o in pregunta.opciones)
    assert "no es carencia" not in textos, "una opción delata que no es la correcta"
    assert all(o.porque for o in pregunta.opciones)


def test_changing_the_rule_changes_the_answer():
    vivienda = CARENCIAS["vivienda"]
    hac = next(s for s in vivienda.subindicadores if s.id == "icv_hac")
    otra = replace(hac, umbral="Viven más de 2 personas por cuarto.")
    cambiada = replace(
        vivienda, subindicadores=(*[s for s in vivienda.subindicadores if s.id != "icv_hac"], otra)
    )
    casas = ((4, 2), (5, 2), (6, 3))

    assert get_correcta(medicion.build_hacinamiento(cambiada, casas)) == "5 personas en 2 cuartos"
    with pytest.raises(ParametroError):  # con el límite de la regla vigente, ninguna pasa
        medicion.build_hacinamiento(vivienda, casas)


def test_limit_is_read_from_the_rule_and_its_absence_is_an_error():
    # CONEVAL: hay hacinamiento con MÁS de 2.5 personas por cuarto (rules/data/carencias.yml, verificada).
    hac = next(s for s in CARENCIAS["vivienda"].subindicadores if s.id == "icv_hac")

    assert medicion.read_limite(hac) == 2.5
    assert not medicion.is_hacinada(5, 2, 2.5)
    assert medicion.is_hacinada(6, 2, 2.5)
    with pytest.raises(ReglaError):
        medicion.read_limite(replace(hac, umbral="Viven muchos."))


@given(st.integers(1, 40), st.integers(1, 15))
def test_crowding_is_more_than_the_limit_per_room(personas: int, cuartos: int):
    esperado = personas * 2 > 5 * cuartos  # 2.5 = 5/2, sin punto flotante

    assert medicion.is_hacinada(personas, cuartos, 2.5) == esperado
    texto = medicion._explain_casa(personas, cuartos, 2.5)
    assert ("hay hacinamiento" in texto) == esperado


def test_capacity_questions_answer_with_the_rules():
    capaz, ninguna = medicion.build_capacidad(CARENCIAS), medicion.build_ninguna(CARENCIAS)
    por_nombre = {c.nombre: c.capacidad_fais for c in CARENCIAS.values()}

    assert por_nombre[get_correcta(capaz)] == "directa"
    assert all(por_nombre[o.texto] != "directa" for o in capaz.opciones if not o.es_correcta)
    assert por_nombre[get_correcta(ninguna)] == "ninguna"
    assert len(ninguna.opciones) == 6


def test_series_question_is_answered_by_the_comparability_rule():
    municipal, estatal = load_tabla("pobreza_municipal"), load_tabla("pobreza_estatal")

    assert get_correcta(medicion.build_series(municipal, estatal)).startswith("No")
    assert get_correcta(medicion.build_series(municipal, municipal)).startswith("Sí")


# --- las obras ---


@settings(max_examples=40)
@given(st.sets(st.sampled_from(sorted(CATALOGO["subindicador"].dropna().unique()))), st.data())
def test_only_final_works_remove_a_fault(fallas: set[str], datos: st.DataObject):
    nombres = datos.draw(st.sets(st.sampled_from(sorted(CATALOGO["subclasificacion"])), max_size=6))
    elegidas = CATALOGO[CATALOGO["subclasificacion"].isin(nombres)]

    quedan = obras.compute_pendientes(fallas, elegidas)

    quita = {f.subindicador for f in elegidas.itertuples() if f.subclasificacion in FINALES}
    assert quedan == fallas - quita
    assert quedan <= fallas


@pytest.mark.parametrize(
    ("carencia", "fallas"),
    [("vivienda", ("icv_pisos", "icv_hac")), ("servicios_basicos", ("isb_agua", "isb_dren"))],
)
def test_house_leaves_the_lack_only_with_both_works(carencia: str, fallas: tuple[str, str]):
    pregunta = obras.build_salida(CATALOGO, CARENCIAS[carencia], fallas)

    assert " y " in get_correcta(pregunta)
    assert len(pregunta.opciones) == 4
    for opcion in pregunta.opciones:
        assert opcion.es_correcta == ("No le queda ninguna falla" in opcion.porque)


def test_house_with_the_wrong_fault_is_a_different_answer():
    techo = obras.build_salida(CATALOGO, CARENCIAS["vivienda"], ("icv_techos", "icv_muros"))

    assert get_correcta(techo) == "Techo firme y muro firme"


def test_classification_answers_with_the_catalogue():
    ejercicio = obras.build_clasificacion(CATALOGO)
    del_catalogo = CATALOGO.set_index("subclasificacion")["efecto"].to_dict()

    assert {r.clase for r in ejercicio.renglones} == set(CATALOGO["efecto"])
    assert all(r.clase == del_catalogo[r.texto] for r in ejercicio.renglones)
    assert "por verificar" in ejercicio.fuente
    veredictos = ejercicio.judge([r.clase for r in ejercicio.renglones])
    assert {v.estado for v in veredictos} == {BIEN}
    assert ejercicio.judge([None] * len(ejercicio.renglones))[0].estado == VACIO


def test_changing_the_catalogue_changes_the_classification():
    otro = CATALOGO.assign(
        efecto=CATALOGO["efecto"].mask(CATALOGO["subclasificacion"] == "Piso firme", "intermedia")
    )

    piso = next(r for r in obras.build_clasificacion(otro, 60).renglones if r.texto == "Piso firme")

    assert piso.clase == "intermedia"


# --- el municipio ---


@pytest.mark.parametrize("clave", DURANGO)
def test_municipal_answers_are_recomputed_from_the_raw_table(clave: str):
    datos = build_diagnostico(clave)
    crudo = load_tabla("pobreza_municipal").query("clave_municipio == @clave").set_index("anio")
    preguntas = {p.id.removesuffix(f"-{clave}"): p for p in municipio.build_preguntas(datos)}

    personas = {c: crudo.loc[2020, f"{c}_personas"] for c in CARENCIAS}
    mayor = max(personas, key=personas.get)
    if "mas-gente" in preguntas:
        correcta = next(o for o in preguntas["mas-gente"].opciones if o.es_correcta)
        assert f"{personas[mayor]:,.0f} personas" in correcta.porque.replace("\u00a0", " ")
    else:
        assert list(personas.values()).count(personas[mayor]) > 1
    assert "primera" in preguntas
    primera = datos.prioridad[datos.prioridad["lugar_fais"].eq(1).fillna(False)].iloc[0]
    es_imprecisa = "poco precisa" in primera["razon"]  # CONEVAL: no se compara con el estado ni se pregunta
    assert ("posicion" in preguntas) is not es_imprecisa


def test_position_question_agrees_with_the_weighted_state(clase: Clase):
    # Mezquital, servicios básicos 2020: 40,775 personas; peor que la suma de los 39 municipios.
    tabla = load_tabla("pobreza_municipal").query("anio == 2020 and clave_municipio.str.startswith('10')")
    estado = 100 * tabla["servicios_basicos_personas"].sum() / tabla["poblacion_personas"].sum()
    pregunta = municipio.build_posicion(clase.datos)

    assert get_correcta(pregunta) == "Peor que su estado"
    assert f"{estado:.1f}" in pregunta.opciones[0].porque


def test_points_question_never_says_percent_nor_cause(clase: Clase):
    pregunta = municipio.build_puntos(clase.datos)

    assert "puntos porcentuales" in get_correcta(pregunta)
    malas = [o.texto for o in pregunta.opciones if not o.es_correcta]
    assert any("%" in t for t in malas)
    assert any("FAIS hizo" in t for t in malas)


def test_municipality_without_measurement_asks_nothing_and_says_so():
    # 2020: CONEVAL no publica tres municipios; se busca uno que sí esté en el catálogo.
    tabla = load_tabla("pobreza_municipal").query("anio == 2020 and pobreza_pct.isna()")
    clave = tabla["clave_municipio"].iloc[0]
    clase = open_clase(clave)

    assert not clase.temas["municipio"]
    assert "Sin dato no es cero" in clase.ask("municipio").value
    assert "sin dato" in str(clase.show_carencias().to_html())


def test_a_tie_is_not_asked(clase: Clase):
    empate = clase.datos.prioridad.assign(personas=100.0)

    assert municipio.build_mas_gente(replace(clase.datos, prioridad=empate)) is None


# --- los widgets ---


def find_widgets(caja: widgets.Widget, tipo: type) -> list:
    propios = [caja] if isinstance(caja, tipo) else []
    return propios + [w for hijo in getattr(caja, "children", ()) for w in find_widgets(hijo, tipo)]


def test_card_says_why_and_forgets_when_the_answer_changes(clase: Clase, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tarjetas, "TARDE_S", 0.0)  # como quien lo piensa antes de cambiarla
    avisos = []
    pregunta = clase.temas["vivienda"][0]
    tarjeta = build_tarjeta(pregunta, lambda id_, bien: avisos.append((id_, bien)))
    (opciones,), (boton,) = find_widgets(tarjeta, widgets.RadioButtons), find_widgets(tarjeta, widgets.Button)
    revision = find_widgets(tarjeta, widgets.HTML)[-1]
    buena = next(n for n, o in enumerate(pregunta.opciones) if o.es_correcta)
    mala = next(n for n, o in enumerate(pregunta.opciones) if not o.es_correcta)

    boton.click()
    assert "Elija una respuesta" in revision.value
    opciones.value = mala
    boton.click()
    assert "Todavía no" in revision.value
    assert pregunta.opciones[mala].porque in revision.value
    opciones.value = buena
    assert "Todavía no" not in revision.value, "la revisión vieja ya no vale"
    boton.click()
    assert "Correcto" in revision.value
    assert pregunta.fuente in revision.value
    assert avisos == [(pregunta.id, False), (pregunta.id, False), (pregunta.id, True)]


def test_answer_that_arrives_after_its_click_is_reviewed_again(clase: Clase):
    pregunta = clase.temas["vivienda"][0]
    tarjeta = build_tarjeta(pregunta, lambda *_: None)
    (opciones,), (boton,) = find_widgets(tarjeta, widgets.RadioButtons), find_widgets(tarjeta, widgets.Button)

    boton.click()
    opciones.value = next(n for n, o in enumerate(pregunta.opciones) if o.es_correcta)

    assert "Correcto" in find_widgets(tarjeta, widgets.HTML)[-1].value


def test_board_reviews_every_row(clase: Clase):
    avisos = {}
    tablero = build_tablero(clase.clasificacion, avisos.__setitem__)
    listas, (boton,) = find_widgets(tablero, widgets.Dropdown), find_widgets(tablero, widgets.Button)

    for lista, renglon in zip(listas, clase.clasificacion.renglones, strict=True):
        lista.value = renglon.clase
    listas[0].value = ""
    boton.click()

    total = len(listas)
    assert sum(avisos.values()) == total - 1
    assert f"{total - 1} de {total} correctas" in find_widgets(tablero, widgets.HTML)[-1].value


def test_progress_counts_each_answer_once_and_goes_back_if_it_gets_worse():
    clase = open_clase("10014")
    assert "Lleva 0 de" in clase.show_avance().value

    clase._note("umbral-icv_pisos", True)
    clase._note("umbral-icv_pisos", True)
    assert clase.correctas == 1
    clase._note("umbral-icv_pisos", False)
    assert clase.correctas == 0


def test_ids_are_unique_and_the_total_is_what_is_asked(clase: Clase):
    ids = [p.id for preguntas in clase.temas.values() for p in preguntas]

    assert len(set(ids)) == len(ids)
    assert clase.total == len(ids) + len(clase.clasificacion.renglones)


def test_unknown_topic_is_explained(clase: Clase):
    with pytest.raises(ParametroError, match="No hay un tema"):
        clase.ask("otro")
    with pytest.raises(ParametroError, match="No hay una carencia"):
        clase.show_carencia("otra")


def test_lessons_carry_the_rule_text(clase: Clase):
    texto = str(clase.show_carencia("vivienda"))

    for subindicador in CARENCIAS["vivienda"].subindicadores:
        assert subindicador.umbral in texto
    assert CARENCIAS["vivienda"].que_no_puede in texto
    assert "por verificar" in texto


def test_table_of_lacks_has_the_municipal_figures(clase: Clase):
    fila = clase.show_carencias().filas.set_index("carencia").loc["Servicios básicos en la vivienda"]

    # CONEVAL, pobreza municipal 2020: Mezquital, servicios básicos, 40,775 personas.
    assert fila["personas"] == pytest.approx(40_775)
    assert isinstance(clase.show_carencias().filas, pd.DataFrame)
