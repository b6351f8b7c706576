"""El enlace con splink: precisión con verdad conocida, lo que nunca se une, y las guardas que splink no da."""

import csv
import os
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest
from generador_otro import build_tabla_otra

from fais_analysis.padron.carga import COLUMNAS_REGISTRO
from fais_analysis.padron.duplicados import Duplicados, find_duplicados
from fais_analysis.padron.errores import PadronError
from fais_analysis.padron.normaliza import normalize_registros
from fais_analysis.padron.puntaje import check_bloques

pytestmark = pytest.mark.padron


def list_pares(grupo: dict[str, str]) -> set[tuple[str, str]]:
    por_grupo: dict[str, list[str]] = {}
    for registro, cabeza in grupo.items():
        por_grupo.setdefault(cabeza, []).append(registro)
    return {p for m in por_grupo.values() for p in combinations(sorted(m), 2)}


@pytest.fixture(scope="module")
def hallado(sin_verdad: pd.DataFrame) -> Duplicados:
    return find_duplicados(sin_verdad)


def test_precision_and_recall_on_known_truth(tabla_sintetica: pd.DataFrame, hallado: Duplicados):
    """Piso para esta muestra chica; lo medido en grande está en docs/padron.md."""
    verdad = list_pares(tabla_sintetica.set_index("registro")["persona"].to_dict())
    dichos = list_pares(hallado.grupo)

    assert len(verdad) > 300
    assert len(verdad & dichos) / len(dichos) >= 0.99
    assert len(verdad & dichos) / len(verdad) >= 0.92


def test_second_generator():
    tabla = build_tabla_otra(1_500, 4, "moderado")
    verdad = list_pares(tabla.set_index("registro")["persona"].to_dict())
    dichos = list_pares(find_duplicados(tabla[list(COLUMNAS_REGISTRO)]).grupo)

    assert len(verdad & dichos) / len(dichos) >= 0.998
    assert len(verdad & dichos) / len(verdad) >= 0.965


def test_order_case_and_accents_do_not_change_groups(sin_verdad: pd.DataFrame, hallado: Duplicados):
    otra = sin_verdad.sample(frac=1, random_state=3).reset_index(drop=True)
    for campo in ("nombres", "primer_apellido", "segundo_apellido"):
        otra[campo] = otra[campo].str.upper().str.translate(str.maketrans("ÁÉÍÓÚ", "AEIOU"))

    repetido = find_duplicados(otra)

    assert repetido.grupo == hallado.grupo
    assert repetido.revision.equals(hallado.revision)


def test_decisions_rule_and_undoing_them_restores(sin_verdad: pd.DataFrame, hallado: Duplicados):
    juntos = next(p for p in sorted(list_pares(hallado.grupo)))
    separado = find_duplicados(sin_verdad, separados=[juntos])

    assert separado.grupo[juntos[0]] != separado.grupo[juntos[1]]
    assert find_duplicados(sin_verdad).grupo == hallado.grupo


def test_no_group_has_two_valid_curps(sin_verdad: pd.DataFrame, hallado: Duplicados):
    con_curp = sin_verdad[sin_verdad["curp"] != ""]

    assert con_curp["curp"].groupby(con_curp["registro"].map(hallado.grupo)).nunique().max() == 1


def test_controls_are_of_both_kinds(sin_verdad: pd.DataFrame, hallado: Duplicados):
    """Quien revisa encuentra pares que son la misma persona y homónimos que no: su CURP lo dice."""
    curp = sin_verdad.set_index("registro")["curp"]
    for verdad, pares in hallado.controles.groupby("es_misma"):
        a, b = curp[pares["a"]].to_numpy(), curp[pares["b"]].to_numpy()
        assert "" not in {*a, *b}
        assert ((a == b) == bool(verdad)).all()
    assert set(hallado.controles["es_misma"]) == {0, 1}


def test_result_carries_nothing_personal(sin_verdad: pd.DataFrame, hallado: Duplicados):
    dicho = f"{hallado.revision.to_csv()}{hallado.controles.to_csv()}{hallado.grupo}"

    assert not [n for n in sin_verdad["curp"] if n and n in dicho]
    assert not [n for n in sin_verdad["nombres"].unique() if len(n) > 6 and n in dicho]


@pytest.mark.parametrize(
    ("cambio", "donde"),
    [({"curp": "XAXX850615MDGXXX05"}, "bloque"), ({"primer_apellido": "", "segundo_apellido": ""}, "columna"),
     ({"registro": "uno"}, "registro")],
)  # fmt: skip
def test_a_ruined_column_is_an_error_not_zero_pairs(sin_verdad: pd.DataFrame, cambio: dict, donde: str):
    tabla = pd.concat([sin_verdad] * 5, ignore_index=True).assign(
        registro=lambda t: [f"r{i}" for i in t.index]
    )
    with pytest.raises(PadronError) as error:
        find_duplicados(tabla.assign(**cambio))
    assert donde in error.value.donde


def test_a_search_that_finds_no_control_is_an_error(
    sin_verdad: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
):
    from fais_analysis.padron import duplicados

    real = duplicados.score_pares
    monkeypatch.setattr(duplicados, "score_pares", lambda *a: real(*a).iloc[:0])
    with pytest.raises(PadronError, match="no halló lo que debía"):
        find_duplicados(sin_verdad)


def test_a_null_makes_no_block(sin_verdad: pd.DataFrame):
    sin_nada = sin_verdad.head(300).assign(
        curp="", fecha_nacimiento="", vivienda="", clave_localidad="", segundo_apellido=""
    )
    enlace = normalize_registros(sin_nada)

    assert enlace[["curp", "fecha_can", "viv"]].isna().all().all()
    assert check_bloques(enlace) < 300


@pytest.mark.fuentes
def test_pairs_of_the_shared_file():
    """Pares de otra mano (535). Los distintos nunca se unen; de los mismos, casi todos."""
    ruta = Path(os.environ["FAIS_FUENTES"]).parent / "casos" / "padron" / "pares_verdad.csv"
    casos = list(csv.DictReader(ruta.open(encoding="utf-8")))
    filas = []
    for caso in casos:
        for lado in ("a", "b"):
            curp = caso[f"curp_{lado}"]
            filas.append(
                {"registro": f"{caso['par']}{lado}", "unidad": "persona", "nombres": caso[f"nombres_{lado}"],
                 "primer_apellido": caso[f"ap1_{lado}"], "segundo_apellido": caso[f"ap2_{lado}"], "curp_escrita": curp,
                 "fecha_nacimiento": caso[f"fecha_{lado}"], "sexo": caso[f"sexo_{lado}"],
                 "clave_localidad": caso[f"loc_{lado}"], "clave_municipio": caso[f"loc_{lado}"][:5],
                 "localidad": caso[f"locn_{lado}"], "vivienda": caso[f"viv_{lado}"]}
            )  # fmt: skip
    tabla = pd.DataFrame(filas).reindex(columns=list(COLUMNAS_REGISTRO), fill_value="")
    from datetime import date

    from fais_analysis.padron.curp import find_error_curp

    errores = [find_error_curp(c, date(2026, 11, 26)) for c in tabla["curp_escrita"]]
    tabla["curp"] = [c if not e else "" for c, e in zip(tabla["curp_escrita"], errores, strict=True)]
    hallado = find_duplicados(tabla)
    unidos = {c["par"] for c in casos if hallado.grupo[f"{c['par']}a"] == hallado.grupo[f"{c['par']}b"]}
    mal_unidos = [
        c["clase"]
        for c in casos
        if c["esperado"].startswith("no unir") or "nunca unir" in c["esperado"]
        if c["par"] in unidos
    ]
    por_unir = [c for c in casos if c["esperado"] == "unir"]

    assert len(casos) == 535
    assert mal_unidos == []
    assert sum(c["par"] in unidos for c in por_unir) / len(por_unir) >= 0.965


@pytest.mark.padron
def test_scoring_by_parts_gives_the_same_pairs_and_failures_say_no_value(
    sin_verdad: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
):
    from fais_analysis.padron import puntaje
    from fais_analysis.padron.modelo import load_modelo
    from fais_analysis.padron.normaliza import normalize_registros

    enlace = normalize_registros(sin_verdad)
    entero = puntaje.score_pares(enlace, load_modelo())
    monkeypatch.setattr(puntaje, "REGISTROS_POR_PARTE", 500)
    pd.testing.assert_frame_equal(puntaje.score_pares(enlace, load_modelo()), entero)

    def burst(*_: object) -> None:
        raise RuntimeError("Out of Memory Error: celda Zenobia")

    monkeypatch.setattr(puntaje, "_predict", burst)
    with pytest.raises(PadronError, match="quepa en 2GB") as falla:
        puntaje.score_pares(enlace, load_modelo())
    assert "Zenobia" not in str(falla.value)


def test_a_curp_of_another_does_not_dispute_who_brings_none():
    from fais_analysis.padron.duplicados import _list_ajenas

    filas = [
        ("de otro", "XAXR630923HNEXXX07", "Refugio", "1960-06-03"),  # ni año, ni mes, ni día
        ("del hijo", "XAXM600923HNEXXX07", "Refugio", "1960-06-03"),  # ni la inicial
        ("un dedo", "XAXR600613HNEXXX07", "Refugio", "1960-06-03"),
        ("suya", "XAXR600603HNEXXX07", "Refugio", "1960-06-03"),
    ]
    tabla = pd.DataFrame(filas, columns=["registro", "curp", "nombres", "fecha_nacimiento"])

    assert _list_ajenas(tabla) == {"de otro", "del hijo"}


@pytest.mark.padron
def test_twins_named_after_the_same_saint_are_two():
    base = dict.fromkeys(COLUMNAS_REGISTRO, "") | {"unidad": "persona", "vivienda": "V1"}
    base |= {"primer_apellido": "Rojo", "segundo_apellido": "Luna", "fecha_nacimiento": "2010-05-04"}
    base |= {"clave_localidad": "100050001", "clave_municipio": "10005", "motivo_sin_curp": "sin acta"}
    gemelos = [("José Guadalupe", "H"), ("María Guadalupe", "M"), ("J. Guadalupe", "")]
    tabla = pd.DataFrame(
        [base | {"registro": f"R{i}", "nombres": n, "sexo": s} for i, (n, s) in enumerate(gemelos)]
    )

    grupo = find_duplicados(tabla).grupo
    assert grupo["R0"] == grupo["R2"] != grupo["R1"]


@pytest.mark.padron
def test_one_rare_name_in_two_towns_without_date_or_curp_is_seen_by_a_person():
    """Nombres inventados. Lejos, el par pesa poco; el que abunda no dice nada y no se enseña."""
    base = dict.fromkeys(COLUMNAS_REGISTRO, "") | {"unidad": "persona", "motivo_sin_curp": "sin acta"}
    raros = [("Zenobia Luz", "Quintanar", "Urdapilleta", m) for m in ("10005", "10014")]
    comunes = [("María", "López", "López", f"100{n:02d}") for n in range(1, 7)]
    campos = ("nombres", "primer_apellido", "segundo_apellido", "clave_municipio")
    tabla = pd.DataFrame(
        [
            base
            | dict(zip(campos, fila, strict=True))
            | {"registro": f"R{i}", "clave_localidad": f"{fila[3]}0001", "vivienda": f"V{i}"}
            for i, fila in enumerate(raros + comunes)
        ]
    )

    hallado = find_duplicados(tabla)

    assert len(set(hallado.grupo.values())) == len(tabla)  # nadie se une por llamarse igual
    assert hallado.revision[["a", "b", "motivo"]].to_numpy().tolist() == [
        ["R0", "R1", "falta la fecha y lo demás no basta"]
    ]
