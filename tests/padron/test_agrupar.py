"""Nombres, vetos, grupos, apoyos y decisiones: todo lo que decide sin splink."""

import pandas as pd
import pytest

from fais_analysis.padron.apoyos import find_repetidos
from fais_analysis.padron.comparaciones import COMPARACIONES, get_gamma
from fais_analysis.padron.decisiones import DISTINTAS, MISMA, Dictamen, compute_huella_par, select_vigentes
from fais_analysis.padron.duplicados import describe_distinto
from fais_analysis.padron.errores import PadronError
from fais_analysis.padron.fonetica import build_sin_genero, build_sonido, normalize_palabras
from fais_analysis.padron.grupos import join_pares
from fais_analysis.padron.llaves import Llave
from fais_analysis.padron.modelo import load_modelo
from fais_analysis.padron.vetos import find_vetos

LLAVE = Llave(b"\1" * 32, "")
TODO_IGUAL = {
    "nombre": "igual",
    "apellidos": "iguales",
    "fecha": "igual",
    "curp": "igual",
    "sexo": "igual",
    "lugar": "vivienda",
}


def make_par(**niveles: str) -> pd.DataFrame:
    return pd.DataFrame([{c: get_gamma(c, n) for c, n in (TODO_IGUAL | niveles).items()}])


def make_pares(*pares: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(pares, columns=["a", "b", "peso"])


@pytest.mark.parametrize(
    ("uno", "otro"),
    [
        ("Peña", "Pe#a"),
        ("Ma. del Carmen", "MARIA CARMEN"),
        ("De la Cruz", "Delacruz"),
        ("Fco.", "Francisco"),
        ("O’dam", "ODAM"),
    ],
)
def test_spelling_is_one(uno: str, otro: str):
    assert normalize_palabras(uno) == normalize_palabras(otro)


def test_sound_and_gender():
    assert build_sonido("VAZQUEZ") == build_sonido("BASQUES")
    assert build_sin_genero(["FRANCISCO"]) == build_sin_genero(["FRANCISCA"])
    assert build_sin_genero(["DANIEL"]) == build_sin_genero(["DANIELA"])
    assert build_sin_genero(["OLGA"]) != build_sin_genero(["OLG"])
    assert build_sin_genero(["JOSE", "LUIS"]) == build_sin_genero(["MARIA", "LUISA"])


@pytest.mark.parametrize(
    ("niveles", "frase"),
    [
        ({}, ""), ({"curp": "distintas"}, "dos CURP"), ({"nombre": "genero"}, "género"),
        ({"nombre": "otro", "fecha": "otra"}, "nombres"), ({"curp": "nulo"}, ""), ({"fecha": "otra", "curp": "nulo"}, "fechas"),
        ({"fecha": "nulo", "curp": "nulo", "apellidos": "falta_segundo"}, "falta la fecha"), ({"sexo": "nulo"}, ""),
        ({"fecha": "nulo", "curp": "nulo", "nombre": "contenido"}, "falta la fecha"), ({"fecha": "anio_y_dia", "curp": "nulo"}, ""),
        ({"fecha": "anio_y_dia", "curp": "nulo", "nombre": "contenido"}, "fecha"),
        ({"fecha": "anio_y_dia", "curp": "nulo", "lugar": "municipio"}, "fecha"),
        ({"fecha": "nulo", "curp": "nulo", "lugar": "municipio"}, "falta la fecha"), ({"fecha": "nulo", "curp": "nulo"}, ""),
        ({"nombre": "otro"}, "nombres"), ({"fecha": "otra", "apellidos": "falta_segundo"}, "fechas"),
        ({"fecha": "un_digito", "curp": "nulo"}, ""), ({"fecha": "un_digito", "curp": "nulo", "lugar": "localidad"}, "fecha"),
        ({"fecha": "anio_y_0101", "curp": "nulo", "apellidos": "invertidos", "lugar": "municipio"}, "día"),
        ({"sexo": "distinto", "curp": "nulo", "nombre": "una_letra"}, "sexo"), ({"sexo": "distinto", "nombre": "una_letra"}, ""),
        ({"apellidos": "invertidos", "curp": "nulo"}, ""), ({"apellidos": "otros", "curp": "nulo"}, "apellidos"),
    ],
)  # fmt: skip
def test_minimum_evidence(niveles: dict, frase: str):
    (veto,) = find_vetos(make_par(**niveles))
    assert (frase in veto) if frase else veto == ""


def test_the_sheet_says_every_difference():
    gammas = {"nombre": "suena", "apellidos": "solo_primero", "fecha": "mismo_anio", "lugar": "municipio"}
    (par,) = make_par(**gammas).to_dict("records")

    assert describe_distinto(par) == [
        "nombre que suena igual", "sólo el primer apellido es igual", "sólo el año es igual", "mismo municipio; la localidad no",
    ]  # fmt: skip
    assert describe_distinto(make_par().to_dict("records")[0]) == []


def test_two_valid_curps_never_meet_through_a_third():
    """A y C tienen CURP distinta; B, sin CURP, se parece a las dos: se une a la que gana con claridad."""
    grupos = join_pares({"a": "C1", "b": "", "c": "C2"}, make_pares(("a", "b", 20.0), ("b", "c", 10.0)))

    assert grupos.grupo["a"] == grupos.grupo["b"] != grupos.grupo["c"]
    assert ("b", "c") in grupos.conflictos


def test_almost_tied_candidates_go_to_review():
    grupos = join_pares({"a": "C1", "b": "", "c": "C2"}, make_pares(("a", "b", 11.0), ("b", "c", 10.0)))

    assert len(set(grupos.grupo.values())) == 3
    assert len(grupos.conflictos) == 2


def test_one_without_a_date_does_not_join_two_of_other_years():
    """El puente sin fecha se queda con quien más se le parece; la otra, de otra generación, va a revisión."""
    sin_curp, pares = dict.fromkeys("abc", ""), make_pares(("a", "b", 20.0), ("b", "c", 15.0))
    grupos = join_pares(sin_curp, pares, anios={"a": "1961", "b": "", "c": "1939"})
    decidido = join_pares(sin_curp, pares, iguales=[("a", "c")], anios={"a": "1961", "b": "", "c": "1939"})

    assert grupos.grupo["a"] == grupos.grupo["b"] != grupos.grupo["c"]
    assert "dos años distintos" in grupos.conflictos["b", "c"]
    assert set(decidido.grupo.values()) == {"a"}
    for parecido in ("1961", "1962", "1971", "1991"):
        assert set(join_pares(sin_curp, pares, anios={"a": "1961", "c": parecido}).grupo.values()) == {"a"}


def test_a_person_decides_and_the_order_of_rows_does_not_matter():
    pares = make_pares(("a", "b", 20.0), ("b", "c", 15.0), ("c", "d", 9.0))
    sin_curp = dict.fromkeys("abcd", "")
    volteado = join_pares(sin_curp, pares.iloc[::-1])
    separado = join_pares(sin_curp, pares, separados=[("a", "d")])

    assert join_pares(sin_curp, pares).grupo == volteado.grupo == dict.fromkeys("abcd", "a")
    assert separado.grupo["a"] != separado.grupo["d"]
    assert join_pares({"a": "C1", "b": "C2"}, make_pares(), iguales=[("a", "b")]).conflictos


def make_registros(**columnas: list[str]) -> pd.DataFrame:
    base = {c: [""] * len(columnas["registro"]) for c in (
        "nombres", "primer_apellido", "segundo_apellido", "fecha_nacimiento", "sexo", "curp", "clave_localidad",
        "localidad", "vivienda", "clave_municipio", "fecha_apoyo", "ejercicio", "apoyo", "ventana_meses", "unidad",
    )}  # fmt: skip
    return pd.DataFrame(base | columnas)


def test_same_support_twice_only_inside_the_window_and_only_where_someone_fixed_it():
    tabla = make_registros(
        registro=["r1", "r2", "r3", "r4"], fecha_apoyo=["2023-01-10", "2024-01-10", "2029-01-01", "2023-01-10"],
        apoyo=["piso"] * 4, ventana_meses=["24", "24", "24", ""], unidad=["persona"] * 4,
    )  # fmt: skip

    repetidos = find_repetidos(tabla, dict.fromkeys(("r1", "r2", "r3", "r4"), "r1"))

    assert repetidos[["tipo", "a", "b", "meses"]].to_numpy().tolist() == [["misma persona", "r1", "r2", 12]]


def test_same_dwelling_counts_only_when_the_support_is_for_the_dwelling():
    tabla = make_registros(
        registro=["r1", "r2"], ejercicio=["2023", "2024"], apoyo=["piso"] * 2, ventana_meses=["36"] * 2,
        vivienda=["v1", "V1 "], unidad=["vivienda"] * 2,
    )  # fmt: skip

    assert find_repetidos(tabla, {})["tipo"].tolist() == ["misma vivienda"]
    assert find_repetidos(tabla.assign(unidad="persona"), {}).empty


def test_a_support_repeated_by_person_and_by_dwelling_counts_once():
    tabla = make_registros(
        registro=["r9", "r1", "r5"], ejercicio=["2023", "2024", "2025"], apoyo=["piso"] * 3,
        ventana_meses=["36"] * 3, vivienda=["v1"] * 3, unidad=["vivienda"] * 3,
    )  # fmt: skip

    repetidos = find_repetidos(tabla, {"r9": "p", "r5": "p", "r1": "q"})

    assert len(repetidos) == 3
    assert set(repetidos["b"]) == {"r1", "r5"}


def decide(tabla: pd.DataFrame, decision: str, quien: str = "uno", **cambios: object) -> Dictamen:
    filas = tabla.set_index("registro").to_dict("index")
    return Dictamen(**{"par": "p", "a": "r1", "b": "r2", "huella": compute_huella_par(LLAVE, filas["r1"], filas["r2"]),
                       "decision": decision, "quien": quien} | cambios)  # fmt: skip


def test_decisions_are_remembered_questioned_and_undone():
    tabla = make_registros(registro=["r1", "r2"], nombres=["Ana", "Anna"])
    misma, otra = decide(tabla, MISMA), decide(tabla, DISTINTAS, quien="dos")

    assert select_vigentes([misma], tabla, LLAVE).iguales == [("r1", "r2")]
    assert select_vigentes([misma, otra], tabla, LLAVE).sin_acuerdo == ["p"]
    assert select_vigentes([misma], tabla.assign(nombres=["Ana", "Anita"]), LLAVE).por_confirmar == ["p"]
    assert select_vigentes([misma, decide(tabla, MISMA, anula=True)], tabla, LLAVE).iguales == []


def test_untrained_level_or_a_model_of_households_is_an_error():
    bueno = load_modelo()
    niveles = {c: {n: list(p) for n, p in v.items()} for c, v in bueno.niveles.items()}
    assert set(niveles) == set(COMPARACIONES)
    import json

    def dump(**cambios: object) -> str:
        return json.dumps({"version": "x", "previa": 1e-5, "nulos": {}, "niveles": niveles} | cambios)

    sin_uno = {**niveles, "fecha": {k: v for k, v in niveles["fecha"].items() if k != "dia_mes"}}
    hogares = {**niveles, "nombre": {**niveles["nombre"], "otro": [0.465, 0.9]}}
    for malo in (sin_uno, hogares):
        with pytest.raises(PadronError):
            load_modelo(dump(niveles=malo))
