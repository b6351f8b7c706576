"""El libro de inversión frente a lo que se perdía en silencio. Cada clase se prueba con varias entradas."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fais_analysis.loaders.inversion_revision import RevisionLibro, review_libro
from fais_analysis.sources.catalogo_obras import read_catalogo_obras

from .conftest import COLUMNAS, LOCALIDADES, MUNICIPIOS, make_fila, make_obras, write_csv
from .hostiles import (
    HojaXml,
    TablaOds,
    build_celda,
    build_filas_ods,
    build_ods,
    build_tabla,
    build_xlsx,
    letra,
)

CATALOGO = read_catalogo_obras()
ERRORES = ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!")
MONTO = COLUMNAS.index("monto_mxn")
VARIOS = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def build_filas(filas: list[dict]) -> list[list[object]]:
    return [COLUMNAS, *([f.get(c) for c in COLUMNAS] for f in filas)]


def review(ruta: Path, contenido: bytes) -> RevisionLibro:
    ruta.write_bytes(contenido)
    return review_libro(ruta, MUNICIPIOS, CATALOGO, LOCALIDADES)


def review_filas(carpeta: Path, filas: list[dict]) -> RevisionLibro:
    return review(carpeta / "l.xlsx", build_xlsx([HojaXml(build_tabla(build_filas(filas)))]))


@VARIOS
@given(st.sampled_from(range(len(COLUMNAS))), st.sampled_from(ERRORES), st.sampled_from(["xlsx", "ods"]))
def test_an_error_cell_is_named_wherever_it_is(tmp_path, columna, error, tipo):
    filas = build_filas(make_obras(2))
    filas[2][columna] = error
    excel, libre = build_xlsx([HojaXml(build_tabla(filas))]), build_ods([TablaOds(build_filas_ods(filas))])

    revision = review(tmp_path / f"l.{tipo}", excel if tipo == "xlsx" else libre)

    assert revision.tabla is None
    dicho = f"«{error}» (hoja «Obras», celda {letra(columna)}3)"
    assert [p for p in revision.problemas if dicho in p.encontrado]


def test_a_row_of_errors_is_not_an_empty_row(tmp_path):
    filas = [*build_filas([make_fila()]), ["#REF!"] * len(COLUMNAS)]

    problemas = review(tmp_path / "l.xlsx", build_xlsx([HojaXml(build_tabla(filas))])).problemas

    assert [p.renglon for p in problemas] == [3] * len(COLUMNAS)


@pytest.mark.parametrize("vacia", [' t="e">', ' t="e"><v></v>', ' t="e"><v/>'])
def test_an_error_without_its_text_is_not_an_empty_cell(tmp_path, vacia):
    """En cualquier columna, también en una opcional."""
    celdas = build_tabla(build_filas([make_fila()]))
    for columna in range(len(COLUMNAS)):
        danadas = {**celdas, f"{letra(columna)}2": vacia}
        revision = review(tmp_path / "l.xlsx", build_xlsx([HojaXml(danadas)]))

        assert revision.tabla is None
        assert any(f"celda {letra(columna)}2" in p.encontrado for p in revision.problemas)


@pytest.mark.parametrize(
    "escrito", ["#N/A", "#¡REF!", "#N/D", "#¿NOMBRE?", "Err:502", "#VALOR!", "#NULO!", "####"]
)
def test_an_error_written_as_text_is_an_error_too(tmp_path, escrito):
    ruta = write_csv(tmp_path / "l.csv", [make_fila(viviendas=escrito)])

    problemas = review_libro(ruta, MUNICIPIOS, CATALOGO, LOCALIDADES).problemas

    assert any(f"el error «{escrito}»" in p.encontrado for p in problemas)


@pytest.mark.parametrize("celda", ["XFD1048576", "A1048576", "XFD3", "M500000", "ZZ2"])
@pytest.mark.parametrize("valor", [1, "x", " "])
def test_a_stray_cell_is_named_or_harmless(tmp_path, celda, valor):
    celdas = build_tabla(build_filas([make_fila()])) | {celda: build_celda(valor)}

    revision = review(tmp_path / "l.xlsx", build_xlsx([HojaXml(celdas)]))

    renglon = int(celda.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    junto = valor == " " and celda == "ZZ2"  # un espacio cerca de la tabla no es un dato
    assert {p.renglon for p in revision.problemas} == (set() if junto else {renglon})


@pytest.mark.parametrize("estado", ["visible", "hidden", "veryHidden"])
def test_a_stray_cell_in_another_sheet_is_not_read(tmp_path, estado):
    buena = HojaXml(build_tabla(build_filas([make_fila()])))
    otra = HojaXml({"XFD1048576": build_celda(1)}, nombre="Notas", estado=estado)

    for hojas in ([buena, otra], [otra, buena]):
        assert review(tmp_path / "l.xlsx", build_xlsx(hojas)).problemas == []


def test_a_huge_repeated_ods_range_is_refused(tmp_path):
    plaga = (
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated='
        '"16384" office:value-type="float" office:value="1"/></table:table-row>'
    )
    filas = build_filas_ods(build_filas([make_fila()]))

    revision = review(tmp_path / "l.ods", build_ods([TablaOds(filas + plaga)]))

    assert "celdas" in revision.problemas[0].encontrado


@pytest.mark.lento
@pytest.mark.skipif(sys.platform != "linux", reason="mira /proc")
def test_a_stray_cell_fits_in_400_mb(tmp_path):
    """En otro proceso: la cuenta incluye a Python y a lo que importa, y no a quien lo lanza (VmHWM)."""
    celdas = build_tabla(build_filas([make_fila()])) | {"XFD1048576": build_celda(1)}
    (tmp_path / "l.xlsx").write_bytes(build_xlsx([HojaXml(celdas)]))
    guion = (
        "import re, sys; from pathlib import Path\n"
        "from fais_analysis.loaders.libros.lectura import read_hoja\n"
        "from fais_analysis.schemas.inversion import FORMATO\n"
        "hoja = read_hoja(Path(sys.argv[1]), FORMATO)\n"
        "estado = Path('/proc/self/status').read_text()\n"
        "print(hoja.problemas[0].renglon, re.search(r'VmHWM:\\s+(\\d+)', estado)[1])"
    )

    orden = [sys.executable, "-c", guion, str(tmp_path / "l.xlsx")]
    renglon, memoria = subprocess.run(orden, capture_output=True, text=True, check=True).stdout.split()

    assert renglon == "1048576"
    assert int(memoria) < 400_000  # KB


@pytest.mark.parametrize("estado", ["hidden", "veryHidden"])
@pytest.mark.parametrize("nombres", [("Obras", "Hoja1"), ("Hoja1", "Obras")])
def test_a_hidden_sheet_is_never_read_in_place_of_the_visible_one(tmp_path, estado, nombres):
    vieja = HojaXml(build_tabla(build_filas([make_fila(monto_mxn=1)])), nombre=nombres[0], estado=estado)
    buena = HojaXml(build_tabla(build_filas([make_fila(monto_mxn=2)])), nombre=nombres[1])

    revision = review(tmp_path / "l.xlsx", build_xlsx([vieja, buena]))
    sola = review(tmp_path / "l.xlsx", build_xlsx([vieja]))

    assert revision.tabla["monto_mxn"].tolist() == [2.0]
    assert any(f"La hoja oculta «{nombres[0]}»" in str(a) for a in revision.advertencias)
    assert "oculta" in sola.problemas[0].encontrado


def test_a_hidden_ods_sheet_is_not_read(tmp_path):
    vieja = TablaOds(build_filas_ods(build_filas([make_fila(monto_mxn=1)])), "Viejas", es_oculta=True)
    buena = TablaOds(build_filas_ods(build_filas([make_fila(monto_mxn=2)])))

    assert review(tmp_path / "l.ods", build_ods([vieja, buena])).tabla["monto_mxn"].tolist() == [2.0]


@pytest.mark.parametrize("estricto", [False, True])
@pytest.mark.parametrize(
    "parte", ["xl/worksheets/sheet1.xml", "xl/hojas/obras.xml", "datos/a.bin", "Sheet.XML"]
)
def test_formulas_and_merges_are_found_wherever_the_sheet_is(tmp_path, estricto, parte):
    celdas = build_tabla(build_filas(make_obras(3)))
    celdas[f"{letra(MONTO)}3"] = "><f>1+1</f><v>2</v>"
    libro = build_xlsx([HojaXml(celdas, parte=parte, combinadas=["C2:C4"])], estricto=estricto)

    encontrados = [p.encontrado for p in review(tmp_path / "l.xlsx", libro).problemas]

    assert "una fórmula" in encontrados
    assert "celdas combinadas (C2:C4)" in encontrados


def test_formulas_of_conditional_formats_are_not_of_cells(tmp_path):
    extra = '<extLst><ext><cf xmlns:xm="m"><xm:f>$A$1</xm:f></cf></ext></extLst>'
    hoja = HojaXml(build_tabla(build_filas([make_fila()])), despues=extra)

    assert review(tmp_path / "l.xlsx", build_xlsx([hoja])).problemas == []


IGUALES = [
    *(f"SEB{guion}2019{guion}001" for guion in "\u2010\u2011\u2012\u2013\u2014\u2212\uff0d"),
    *("SEB - 2019-001", "SEB-2019 -001", "\u00a0SEB-2019-001", "SEB-2019-001\u200b", "SEB\u00ad-2019-001"),
    *("SEB-2019-OO1", "SEB-2019-0o1", "\u0405EB-2019-001", "S\u0415B-2019-001", "SE\u0412-2019-001"),
]


@pytest.mark.parametrize("otro", IGUALES, ids=ascii)
def test_a_folio_that_looks_the_same_does_not_split_a_work(tmp_path, otro):
    revision = review_filas(
        tmp_path, [make_fila(folio_obra="SEB-2019-001"), make_fila(folio_obra=otro, fuente_recurso="FISE")]
    )

    folios = set() if revision.tabla is None else set(revision.tabla["folio_obra"])
    assert any(p.columna == "folio_obra" for p in revision.problemas) or len(folios) == 1


@pytest.mark.parametrize("otro", ["\u0545EB-1", "SEB-1\u3164", "SEB-\u0661", "S\ua4d0B-1"], ids=ascii)
def test_a_folio_with_signs_of_another_alphabet_is_said(tmp_path, otro):
    (aviso,) = review_filas(tmp_path, [make_fila(folio_obra=otro)]).advertencias

    assert ("otro alfabeto" in aviso.texto, aviso.renglones) == (True, (2,))


def test_folios_that_excel_rounded_before_the_csv_are_said(tmp_path):
    ruta = write_csv(tmp_path / "l.csv", [make_fila(folio_obra=f"20231001400000{i}000") for i in "12"])

    assert any(
        "quince cifras" in a.texto and a.renglones == (2, 3)
        for a in review_libro(ruta, MUNICIPIOS, CATALOGO).advertencias
    )


@pytest.mark.parametrize("roto", ["Pozo en PeÃ±Ã³n", "Pozo en Pe\ufffdn", "Pozo en Otßez", "Pozo en Pe├▒on"])
def test_letters_broken_by_another_program_are_said(tmp_path, roto):
    filas = [
        make_fila(nombre_obra=roto),
        make_fila(folio_obra="SEB-2", nombre_obra="Tubería de 8″ ø en Peñón"),
    ]

    avisos = review_filas(tmp_path, filas).advertencias

    assert [a.renglones for a in avisos if "echadas a perder" in a.texto] == [(2,)]


@pytest.mark.parametrize("columna", ["folio_obra", "nombre_obra"])
@pytest.mark.parametrize("vacio", ["nan", "NULL", "N/A"])
def test_no_data_as_a_program_writes_it_is_not_a_name(tmp_path, columna, vacio):
    assert [p.columna for p in review_filas(tmp_path, [make_fila(**{columna: vacio})]).problemas] == [columna]


@pytest.mark.lento
def test_a_stray_cell_in_a_csv_is_refused_before_reading_it_all(tmp_path):
    ruta = write_csv(tmp_path / "l.csv", [make_fila()], codificacion="cp1252")
    ruta.write_bytes(ruta.read_bytes() + (b"," * 255 + b"\r\n") * 30_000)

    (problema,) = review_libro(ruta, MUNICIPIOS, CATALOGO).problemas

    assert "casi todas vacías" in problema.encontrado


@pytest.mark.parametrize("otro", ["123.0", "123.00", "'123", "’123", "123."])
def test_what_a_program_adds_to_a_folio_does_not_split_a_work(tmp_path, otro):
    filas = [make_fila(folio_obra="123"), make_fila(folio_obra=otro, fuente_recurso="FISE", monto_mxn=3)]

    assert [p.columna for p in review_filas(tmp_path, filas).problemas] == ["folio_obra"]


@pytest.mark.parametrize("otro", ["SEB-2016-11-1", "SEB-2016-1-12", "SED-2016-1-11"])
def test_different_folios_are_not_confused(tmp_path, otro):
    filas = [make_fila(folio_obra="SEB-2016-1-11"), make_fila(folio_obra=otro, nombre_obra="Otra red")]

    revision = review_filas(tmp_path, filas)

    assert (revision.problemas, revision.advertencias) == ([], [])


@pytest.mark.parametrize(
    "uno, otro",
    [
        ("0012", "12"),
        ("SEB 2019/001", "SEB-2019-1"),
        ("OB-I", "OB-1"),
        ("SE8-1", "SEB-1"),
        ("5EB-1", "SEB-1"),
    ],
)
def test_almost_equal_folios_of_the_same_work_are_warned(tmp_path, uno, otro):
    filas = [make_fila(folio_obra=uno), make_fila(folio_obra=otro, fuente_recurso="FISE")]

    revision = review_filas(tmp_path, filas)

    assert any("casi iguales" in a.texto and a.renglones == (2, 3) for a in revision.advertencias)


@VARIOS
@given(st.integers(10**15, 10**18 - 1))
def test_a_numeric_folio_beyond_fifteen_digits_is_refused(tmp_path, folio):
    revision = review_filas(tmp_path, [make_fila(folio_obra=folio), make_fila(folio_obra=f"texto-{folio}")])

    assert [(p.renglon, p.columna) for p in revision.problemas] == [(2, "folio_obra")]


@pytest.mark.parametrize("folio", ["2.0231E+17", "2,0231E+17", "1E+18"])
def test_a_folio_that_became_scientific_is_refused(tmp_path, folio):
    ruta = write_csv(tmp_path / "l.csv", [make_fila(folio_obra=folio)])

    assert [p.columna for p in review_libro(ruta, MUNICIPIOS, CATALOGO).problemas] == ["folio_obra"]


@pytest.mark.parametrize("monto", ["010005", "01001", "10005", "100050001", "2018", "41207"])
def test_a_key_in_place_of_an_amount_is_said(tmp_path, monto):
    ruta = write_csv(tmp_path / "l.csv", [make_fila(monto_mxn=monto, folio_obra="41207")])

    revision = review_libro(ruta, MUNICIPIOS, CATALOGO, LOCALIDADES)

    dicho = [*(p.columna for p in revision.problemas), *(str(a)[:13] for a in revision.advertencias)]
    assert dicho in (["monto_mxn"], ["Monto igual a"])


def make_costos(cambios: dict[int, object]) -> list[dict[str, object]]:
    """Seis obras del mismo tipo y costo parecido: de 1,000 a 1,500 pesos el metro, inventados aquí."""
    montos = {i: round(100_000.5 + i * 9_999.31, 2) for i in range(6)} | cambios
    return [
        make_fila(folio_obra=f"C-{i}", meta=100, unidad_medida="metro", monto_mxn=m)
        for i, m in montos.items()
    ]


@pytest.mark.parametrize("veces", [100, 10, 0.1, 0.01])
@pytest.mark.parametrize("cual", [0, 3, 5])
def test_a_lost_or_spare_zero_is_seen_in_the_unit_cost(tmp_path, cual, veces):
    """De más o de menos, aunque el monto todavía parezca creíble; se dice con qué obras se compara."""
    errado = round((100_000.5 + cual * 9_999.31) * veces, 2)

    revision = review_filas(tmp_path, make_costos({cual: errado}))

    (aviso,) = [a for a in revision.advertencias if "Costo por unidad" in a.texto]
    assert (aviso.renglones, "las 6 obras iguales" in aviso.texto) == ((cual + 2,), True)


def test_four_equal_works_are_enough_and_three_are_not(tmp_path):
    for cuantas, se_dice in ((4, True), (3, False)):
        revision = review_filas(tmp_path, make_costos({1: 11_000_000})[:cuantas])
        assert any("Costo por unidad" in a.texto for a in revision.advertencias) == se_dice


@pytest.mark.parametrize("cambios", [{}, {5: 300_000}, {4: 900_000, 5: 1_100_000}, {0: 40_000, 1: 30_000}])
def test_costs_that_vary_as_works_do_are_not_said(tmp_path, cambios):
    """Una obra al triple, dos obras caras o dos baratas: eso varía de una obra a otra."""
    assert review_filas(tmp_path, make_costos(cambios)).advertencias == []


def make_partes(obras: int, municipal: float, cambios: dict[int, float]) -> list[dict[str, object]]:
    """Obras de costo muy distinto en que el municipio pone una parte parecida de lo que pone el estado."""
    filas = []
    for i in range(obras):
        estatal = round(120_000.37 * 1.4**i, 2)
        parte = municipal * (1 + 0.1 * (i % 3))
        fuentes = {"Estatal": estatal, "Municipal": round(estatal * parte * cambios.get(i, 1), 2)}
        filas += [
            make_fila(folio_obra=f"P-{i}", nombre_obra=f"Red {i}", monto_mxn=m, fuente_recurso=f)
            for f, m in fuentes.items()
        ]
    return filas


@pytest.mark.parametrize("municipal", [0.25, 1, 2.3])
@pytest.mark.parametrize("cual, veces", [(0, 0.1), (11, 0.1), (4, 10)])
def test_a_lost_zero_in_one_source_is_seen_in_the_share_it_pays(tmp_path, municipal, cual, veces):
    """La obra entera sigue pareciendo de costo creíble: lo que desentona es la parte de esa fuente."""
    revision = review_filas(tmp_path, make_partes(12, municipal, {cual: veces}))

    (aviso,) = [a for a in revision.advertencias if "Parte de una fuente" in a.texto]
    assert aviso.renglones == (2 * cual + 2, 2 * cual + 3)


@pytest.mark.parametrize(
    "filas",
    [
        make_partes(12, 1, {}),
        make_partes(9, 1, {3: 0.1}),  # con nueve obras no se sabe cómo se reparten
        make_partes(12, 1, {0: 0.1, 3: 0.3, 5: 0.05, 7: 3, 9: 4}),  # cada obra se reparte a su modo
    ],
)
def test_shares_that_vary_from_work_to_work_are_not_said(tmp_path, filas):
    dicho = [str(a) for a in review_filas(tmp_path, filas).advertencias]

    assert [a for a in dicho if "Parte de una fuente" in a] == []


@pytest.mark.parametrize("bueno, otro", [(226_599.23, 97_113.95), (1_200.5, 1_200.5), (95_000.01, 300_000)])
def test_a_lost_decimal_point_is_seen_among_the_sources_of_a_work(tmp_path, bueno, otro):
    def list_sospechas(monto: float) -> list[tuple[int, ...]]:
        filas = [make_fila(monto_mxn=monto), make_fila(monto_mxn=otro, fuente_recurso="Municipal")]
        return [a.renglones for a in review_filas(tmp_path, filas).advertencias if "fuentes" in a.texto]

    assert list_sospechas(round(bueno * 100)) == [(2,)]
    assert list_sospechas(bueno) == []


@pytest.mark.parametrize(
    "datos",
    [
        {
            "unidad_medida": "metro",
            "viviendas": 359,
            "meta": 28,
            "beneficiarios_h": 49,
            "beneficiarios_m": 57,
        },
        {"unidad_medida": "pozo", "viviendas": 1, "meta": 30, "beneficiarios_h": 50, "beneficiarios_m": 60},
        {"unidad_medida": "Vivienda", "viviendas": 40, "meta": 28},
    ],
)
def test_viviendas_and_meta_exchanged_are_warned(tmp_path, datos):
    revision = review_filas(tmp_path, [make_fila(**datos)])

    assert any("«viviendas» y «meta»" in a.texto for a in revision.advertencias)


def test_exchanged_labels_are_seen_even_without_people(tmp_path):
    filas = [list(f) for f in build_filas([make_fila(viviendas=28, meta=359)])]
    i, j = COLUMNAS.index("viviendas"), COLUMNAS.index("meta")
    filas[0][i], filas[0][j] = filas[0][j], filas[0][i]

    revision = review(tmp_path / "l.xlsx", build_xlsx([HojaXml(build_tabla(filas))]))

    assert any("otro orden" in a.texto and "viviendas, meta" in a.texto for a in revision.advertencias)


DISFRAZADOS = [
    "0%",
    "0.00%",
    "#,##0,",
    '0.0,,"M"',
    "[Red]0%",
    ";;;",
    '"$500"',
    '0"000"',
    "0\\.00",
    '0" mil"',
    "0\\%",
]


@pytest.mark.parametrize("formato", DISFRAZADOS)
@pytest.mark.parametrize("columna", ["monto_mxn", "cantidad", "meta"])
def test_a_format_that_hides_the_number_is_refused(tmp_path, formato, columna):
    celdas = build_tabla(build_filas([make_fila(meta=3)]))
    celdas[f"{letra(COLUMNAS.index(columna))}2"] = build_celda(5, estilo=1)

    revision = review(tmp_path / "l.xlsx", build_xlsx([HojaXml(celdas)], formatos=[formato]))

    assert [(p.renglon, p.columna) for p in revision.problemas] == [(2, columna)]


@pytest.mark.parametrize("formato", ["#,##0.00", '"$"#,##0.00', '0.00" M.N."', "0.0_%", "0.00;;"])
def test_a_format_that_shows_the_number_is_accepted(tmp_path, formato):
    celdas = build_tabla(build_filas([make_fila()])) | {f"{letra(MONTO)}2": build_celda(5, estilo=1)}

    assert review(tmp_path / "l.xlsx", build_xlsx([HojaXml(celdas)], formatos=[formato])).problemas == []


FORMATO_ODS = """<number:number-style style:name="N1"{}</number:number-style>
<style:style style:name="ce1" style:data-style-name="N1"/>"""


@pytest.mark.parametrize(
    "formato, dice",
    [
        ('><number:number number:display-factor="1000"/>', "en miles"),
        ("><number:number/><number:text> mil</number:text>", "«mil»"),
        (">", "no lo deja ver"),
        ("><number:number/><number:text> M.N.</number:text>", ""),
    ],
)
def test_an_ods_format_that_shows_another_amount_is_refused(tmp_path, formato, dice):
    filas = build_filas_ods(build_filas([make_fila()])).replace(
        '<table:table-cell office:value-type="float" office:value="1200.5">',
        '<table:table-cell table:style-name="ce1" office:value-type="float" office:value="1200.5">',
    )
    estilos = '<office:document-styles xmlns:office="o" xmlns:style="s" xmlns:number="n">{}</office:document-styles>'
    (tmp_path / "l.ods").write_bytes(build_ods([TablaOds(filas)]))
    with zipfile.ZipFile(tmp_path / "l.ods", "a") as paquete:
        paquete.writestr("styles.xml", estilos.format(FORMATO_ODS.format(formato)))

    problemas = review_libro(tmp_path / "l.ods", MUNICIPIOS, CATALOGO, LOCALIDADES).problemas

    assert [p.columna for p in problemas if dice and dice in p.encontrado] == ["monto_mxn"] * bool(dice)
    assert bool(problemas) == bool(dice)
