"""Lectores de CONEVAL sobre renglones cortados del original y hojas en línea con su acomodo."""

import pandas as pd
import pytest

from fais_analysis.errors import EsquemaError, FuenteAlteradaError
from fais_analysis.loaders import coneval
from fais_analysis.loaders.anexo_estatal import parse_hoja_entidad
from fais_analysis.loaders.lectura import load_mapa


def get_fila(tabla: pd.DataFrame, clave: str) -> pd.Series:
    return tabla[tabla["clave_municipio"] == clave].iloc[0]


def test_pobreza_keeps_leading_zero_and_thousands(recortes):
    tabla = coneval.load_pobreza_municipal(2010)

    assert tabla["clave_municipio"].tolist()[0] == "01001"
    # Renglón de Mezquital en el CSV 2010: "33,054", 89.7, "29,636"; vul_ing_pob sin comillas: 136.
    mezquital = get_fila(tabla, "10014")
    assert mezquital["poblacion_personas"] == 33_054
    assert mezquital["pobreza_pct"] == 89.7
    assert mezquital["pobreza_personas"] == 29_636
    assert mezquital["vulnerable_ingresos_personas"] == 136


def test_pobreza_sin_dato_is_null_never_zero(recortes):
    tabla = coneval.load_pobreza_municipal(2015)

    sin_dato = tabla[tabla["clave_municipio"].isin(["08010", "26070"])]
    cifras = [c for c in tabla.columns if c.endswith(("_pct", "_personas"))]
    assert len(sin_dato) == 2
    assert sin_dato[cifras].isna().all(axis=None)
    assert len(cifras) == 33


@pytest.mark.parametrize(
    ("anio", "pct", "personas"), [(2010, 90.1, 29_771), (2015, 89.4, 35_426), (2020, 91.8, 45_078)]
)
def test_line_of_poverty_is_the_same_column_every_year(recortes, anio, pct, personas):
    # Mezquital: plb/plb_pob en 2010 y 2015, plp/plp_pob en 2020 (CONEVAL, pobreza municipal 2010-2020).
    mezquital = get_fila(coneval.load_pobreza_municipal(anio), "10014")

    assert (mezquital["linea_pobreza_pct"], mezquital["linea_pobreza_personas"]) == (pct, personas)


def test_unknown_mark_is_an_error_not_a_null(recortes):
    recortes.replace("pobreza_municipal_2015.csv", "n.d", "n/d")

    with pytest.raises(EsquemaError) as error:
        coneval.load_pobreza_municipal(2015)

    assert "«n/d»" in error.value.encontrado
    assert "loaders/columnas" in error.value.que_hacer


def test_missing_column_is_named(recortes):
    recortes.replace("pobreza_municipal_2020.csv", "plp_e_pob", "plp_x_pob")

    with pytest.raises(EsquemaError) as error:
        coneval.load_pobreza_municipal(2020)

    assert "plp_e_pob" in error.value.que_paso


def test_wrong_year_map_does_not_pass(recortes):
    ruta = recortes.put("pobreza_municipal_2010.csv", b"")
    origen = ruta.with_name("indicadores de pobreza municipal_2020.csv").read_bytes()
    recortes.put("pobreza_municipal_2010.csv", origen)

    with pytest.raises(EsquemaError, match="plb"):
        coneval.load_pobreza_municipal(2010)


@pytest.mark.lento
@pytest.mark.parametrize(
    ("antes", "despues", "regla"),
    [
        # Mezquital 2010: pobreza 29,636 = extrema 21,503 + moderada 8,133; población 33,054.
        ('89.7,"29,636"', '89.7,"29,638"', "pobreza_personas = pobreza_extrema_personas"),
        ('89.7,"29,636"', '89.9,"29,636"', "pobreza_pct = "),
        ('"33,054"', '"33,154"', "poblacion_personas = "),
        ('42.9,"14,167"', '43.1,"14,167"', "rezago_educativo_pct = 100"),
        ('42.9,"14,167"', '142.9,"14,167"', "mayor que 100"),
        ('42.9,"14,167"', '42.9,"-14,167"', "menor que 0"),
        ('42.9,"14,167"', '42.9,"14,167.5"', "entero"),
    ],
)
def test_identities_bite(recortes, antes, despues, regla):
    recortes.replace("pobreza_municipal_2010.csv", antes, despues)

    with pytest.raises(EsquemaError) as error:
        coneval.load_pobreza_municipal(2010)

    assert "10014 · 2010" in error.value.donde
    assert regla in str(error.value)


def test_repeated_municipality_is_an_error(recortes):
    original = (recortes.carpeta / "coneval/indicadores de pobreza municipal_2010.csv").read_bytes()
    recortes.put("pobreza_municipal_2010.csv", original + original.splitlines(keepends=True)[-1])

    with pytest.raises(EsquemaError, match="la llave se repite"):
        coneval.load_pobreza_municipal(2010)


def test_empty_file_is_a_clear_error(recortes):
    recortes.put("pobreza_municipal_2010.csv", b"")

    with pytest.raises(FuenteAlteradaError) as error:
        coneval.load_pobreza_municipal(2010)

    assert "fais datos" in error.value.que_hacer


def test_sabana_reads_the_misspelled_columns(recortes):
    tabla = coneval.load_subcarencias_sabana()
    rezago = coneval.load_rezago_social(2010)

    # 01001 en la sábana: p_viv_dren_000 = 1.08099997; porc_vivsnrefr10 = 6.39425993. Pueblo Nuevo abajo.
    original = pd.read_csv(
        recortes.carpeta / "coneval/Indicadores_municipales_sabana_DA.csv", encoding="latin-1", dtype=str
    ).set_index("clave_mun")
    pueblo_nuevo = tabla[(tabla["clave_municipio"] == "10023") & (tabla["anio"] == 2010)].iloc[0]
    assert pueblo_nuevo["drenaje_pct"] == float(original.loc["10023", "p_viv_dren_000"])
    assert get_fila(rezago, "10023")["sin_refrigerador_pct"] == float(
        original.loc["10023", "porc_vivsnrefr10"]
    )
    assert tabla["anio"].unique().tolist() == [1990, 2000, 2010]


def test_sabana_empty_cells_are_null(recortes):
    rezago = coneval.load_rezago_social(2000)

    vacias = rezago[rezago["poblacion_personas"].isna()]
    assert len(vacias) >= 3
    assert vacias.drop(columns=["clave_municipio", "anio"]).isna().all(axis=None)


def test_sabana_proportion_edition_is_rescaled(recortes):
    """La otra edición (UTF-8, sin «mun», % en proporción 0-1) da los mismos números."""
    esperado = coneval.load_subcarencias_sabana()
    ruta = recortes.carpeta / "coneval/Indicadores_municipales_sabana_DA.csv"
    otra = pd.read_csv(ruta, encoding="latin-1", dtype=str, keep_default_na=False).drop(columns="mun")
    for columna in [c for c in otra.columns if c.startswith("p_viv_")]:
        otra[columna] = [repr(float(v) / 100) if v else "" for v in otra[columna]]
    recortes.put("sabana.csv", otra.to_csv(index=False).encode("utf-8"))

    pd.testing.assert_frame_equal(coneval.load_subcarencias_sabana(), esperado)


def make_hoja_rezago(**cambios: object) -> list[list[object]]:
    columnas = load_mapa("coneval_rezago_social")["municipios"][2015]["columnas"]
    indicadores = [r for r, c in columnas.items() if c.endswith("_pct")]
    grupo = ["Indicadores de rezago social (porcentaje)"] + [""] * (len(indicadores) - 1)
    cola = ["Índice de rezago social", "Grado de rezago social", "Lugar que ocupa en el contexto nacional"]
    fila = ["10", "Durango", "10014", "Mezquital", 39288.0, *([25.7572] * 11), 4.876622, "Muy alto", 2.0]
    vacia = [""] * len(fila)
    return [
        ["   ", "", "Población total, …", *[""] * (len(fila) - 3)],
        [
            "Clave entidad",
            "Entidad \nfederativa",
            "Clave municipio",
            "Municipio",
            "Población \ntotal",
            *grupo,
            *cola,
        ],
        ["", "", "", "", "", *indicadores, "", "", ""],
        vacia,
        cambios.get("fila", fila),
        vacia,
        ["Nota 1: …", *[""] * (len(fila) - 1)],
        *cambios.get("extra", []),
    ]


def test_rezago_two_row_header_and_notes():
    tabla = coneval.parse_hoja_rezago(make_hoja_rezago(), load_mapa("coneval_rezago_social"), "prueba")

    assert len(tabla) == 1
    assert tabla["Población total"].iloc[0] == 39288.0
    assert tabla["Viviendas con piso de tierra"].iloc[0] == 25.7572


def test_rezago_unknown_row_is_not_dropped_in_silence():
    raro = ["Durango", *[""] * 18]

    with pytest.raises(EsquemaError, match="forma conocida") as error:
        coneval.parse_hoja_rezago(
            make_hoja_rezago(extra=[raro]), load_mapa("coneval_rezago_social"), "prueba"
        )

    assert "Durango" in error.value.encontrado


def make_hoja_anexo(unidad: str = "Miles de personas") -> list[list[object]]:
    rotulos = load_mapa("coneval_pobreza_estatal")["rotulos"]
    filas: list[list[object]] = [
        ["Medición multidimensional de la pobreza,* Durango", *[""] * 8],
        ["", "", "Indicadores ", "Porcentaje", "", "", unidad, "", ""],
        ["", "", "", 2020.0, "2022**", "", 2020.0, "2022**", ""],
    ]
    filas[1] += ["Carencias promedio", ""]
    filas[2] += [2020.0, "2022**"]
    filas[0] += ["", ""]
    filas += [["", "", "    " + r, 4.3, 6.3, "", 79.603, 117.753, "", 3.35, 3.82] for r in rotulos]
    return filas


def test_anexo_reads_starred_year_and_unit():
    miles = parse_hoja_entidad(make_hoja_anexo(), "prueba")
    millones = parse_hoja_entidad(make_hoja_anexo("Millones de personas"), "prueba")

    assert miles["anio"].tolist() == [2020, 2022]
    assert miles["pobreza_extrema_personas"].tolist() == [79_603, 117_753]
    assert millones["pobreza_extrema_personas"].tolist() == [79_603_000, 117_753_000]
    assert miles["salud_pct"].tolist() == [4.3, 6.3]


@pytest.mark.parametrize(
    "dano",
    [
        lambda f: f.pop(),  # falta un indicador
        lambda f: f.append(list(f[-1])),  # un indicador dos veces
        lambda f: f[1].__setitem__(6, "Cientos de personas"),  # unidad desconocida
        lambda f: f[1].__setitem__(2, "Rubros"),  # sin encabezado
        lambda f: f[5].__setitem__(6, 79.6035),  # media persona
        lambda f: f[5].__setitem__(3, "n.d."),  # marca desconocida
        lambda f: f[2].__setitem__(10, 2024.0),  # los grupos no traen los mismos años
    ],
)
def test_anexo_changed_layout_is_an_error(dano):
    filas = make_hoja_anexo()
    dano(filas)

    with pytest.raises(EsquemaError):
        parse_hoja_entidad(filas, "prueba")
