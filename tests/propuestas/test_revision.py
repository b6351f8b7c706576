"""De un libro de la calle a sus hallazgos: se entiende lo que se puede y se dice lo que no."""

import io
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from fais_analysis.errors import ParametroError, PropuestaError
from fais_analysis.loaders.propuestas import read_confirmadas
from fais_analysis.obras.agrupado import group_causas
from fais_analysis.propuestas import libro_hallazgos
from fais_analysis.propuestas.libro_hallazgos import build_libro_hallazgos
from fais_analysis.propuestas.mapa import build_mapa
from fais_analysis.propuestas.plantilla import build_plantilla_propuesta
from fais_analysis.propuestas.revision import PedidoRevision, Revision, review_propuesta

PISO = ["nombre_obra", "subclasificacion", "localidad", "meta", "unidad_medida", "viviendas", "fise", "fismdf",
        "costo_total", "via_focalizacion", "beneficiarios_h", "beneficiarios_m"]  # fmt: skip
BUENA = ["Piso firme", "Piso firme", "100140042 El Troncón", 40, "vivienda", 40, 300000, 300000.5, 600000.5,
         "rezago", 80, 80]  # fmt: skip


def review(ruta: Path, **otros: object) -> Revision:
    return review_propuesta(PedidoRevision(ruta, "10014", 2020, **otros))


@pytest.fixture(scope="module")
def revision(calle: Path) -> Revision:
    return review(calle)


def test_a_street_sheet_is_read_whole(revision: Revision):
    obras = {o.nombre: o for o in revision.propuesta.obras}

    assert len(obras) == 4
    assert revision.propuesta.filas_ignoradas == 2
    red = obras["Ampliacion red de drenaje col. centro"]
    assert (red.total, red.montos) == (123450050, {"FISE": 61725025, "FISMDF": 61725025})
    assert (red.lugar.localidad, str(red.metas.meta), red.metas.viviendas) == ("100140001", "850", 60)


def test_only_exact_names_count_and_the_rest_waits(revision: Revision):
    modos = {o.nombre: o.lectura.modo for o in revision.propuesta.obras}

    assert modos["PISO FIRME"] == "exacto"
    assert modos["Ampliacion red de drenaje col. centro"] == "supuesto"
    assert modos["PAGO DE NOMINA SEG. PUB."] == "ninguno"
    assert revision.alineacion.por_clase["por confirmar"] == 123450050 + 200000000 + 50000000
    assert revision.alineacion.prioritario == 160000000


def test_it_says_what_is_wrong_and_blockers_go_first(revision: Revision):
    reglas = [h.regla for h in revision.hallazgos]

    assert {"SUMA_FUENTES", "FOCALIZACION", "POR_CONFIRMAR", "NO_RECONOCIDA", "EXCEDENTE"} <= set(reglas)
    gravedades = [h.gravedad for h in revision.hallazgos]
    assert gravedades == sorted(gravedades, key=["bloqueo", "corregir", "aviso"].index)
    assert next(c.cuenta for c in group_causas(revision.hallazgos) if c.muestra.regla == "FOCALIZACION") == 4


def test_confirming_a_text_makes_its_works_count(calle: Path):
    hechas = {"Ampliacion red de drenaje col. centro": "Red de drenaje sanitario / red de alcantarillado"}
    revision = review(calle, confirmadas=hechas)

    assert revision.alineacion.por_carencia["isb_dren"] == 123450050
    assert revision.propuesta.contenido == review(calle).propuesta.contenido  # confirmar no es otra versión
    assert "SIN_CONEXION" in {h.regla for h in revision.hallazgos}


def test_a_clean_row_has_no_blockers(escribir: Callable[..., Path]):
    revision = review(escribir([PISO, BUENA]))

    assert revision.cuentas["bloqueo"] == 0
    assert revision.por_carencia["icv_pisos"].alto == 40


def test_order_of_rows_changes_neither_version_nor_findings(escribir: Callable[..., Path]):
    filas = [[f"obra {i % 3}", "Piso firme", "100140042", i, "vivienda", i, 1000 + i] for i in range(12)]
    cabeza = PISO[:7]
    una = review(escribir([cabeza, *filas]))
    random.Random(7).shuffle(filas)
    otra = review(escribir([cabeza, *filas], "otro.xlsx"))

    assert una.propuesta.contenido == otra.propuesta.contenido
    assert {h.huella for h in una.hallazgos} == {h.huella for h in otra.hallazgos}
    assert una.medidas == otra.medidas


def test_reviewing_twice_gives_the_same(calle: Path, revision: Revision):
    assert review(calle) == revision


@pytest.mark.parametrize(
    ("columna", "valor", "regla", "gravedad"),
    [
        ("localidad", "100300001", "LOCALIDAD", "bloqueo"),
        ("localidad", "La Guajolota", "LOCALIDAD", "corregir"),
        ("localidad", "Ninguna Parte", "LOCALIDAD", "corregir"),
        ("costo_total", 600000.51, "SUMA_FUENTES", "bloqueo"),
        ("fise", "1.200,50", "LECTURA", "corregir"),
        ("fise", "#N/A", "LECTURA", "corregir"),
        ("beneficiarios_h", 5000, "MAS_QUE_LOCALIDAD", "aviso"),
        ("nombre_obra", "Rehabilitación de plaza principal", "CONTRADICE", "corregir"),
        ("viviendas", 200, "EXCEDENTE", "corregir"),
    ],
)
def test_each_trap_is_a_finding(
    escribir: Callable[..., Path], columna: str, valor: object, regla: str, gravedad: str
):
    fila = list(BUENA)
    fila[PISO.index(columna)] = valor
    hallazgos = review(escribir([PISO, fila])).hallazgos

    assert (regla, gravedad) in {(h.regla, h.gravedad) for h in hallazgos}


def test_degrees_are_read_as_number_or_text(escribir: Callable[..., Path]):
    cabeza = [*PISO, "latitud", "longitud"]
    filas = [[*BUENA, 22.87, -104.24], [*BUENA, "22.87", "-104.24"], [*BUENA, 22.87, 104.24]]
    revision = review(escribir([cabeza, *filas]))

    assert {(o.lugar.latitud, abs(o.lugar.longitud)) for o in revision.propuesta.obras} == {(22.87, 104.24)}
    assert [h.renglon for h in revision.hallazgos if h.regla == "COORDENADAS"] == [4]  # sin signo menos
    assert "LECTURA" not in {h.regla for h in revision.hallazgos}


def test_another_municipality_and_repeated_folios_block(escribir: Callable[..., Path]):
    cabeza = ["folio", "municipio", *PISO]
    filas = [["A1", "Mezquital", *BUENA], ["A1", "Canatlán", *BUENA]]
    reglas = [h.regla for h in review(escribir([cabeza, *filas])).hallazgos if h.gravedad == "bloqueo"]

    assert sorted(set(reglas)) == ["AJENA", "FOLIO_REPETIDO"]


def test_a_folio_written_two_ways_is_one_and_blocks(escribir: Callable[..., Path]):
    filas = [["A-1", *BUENA], ["a–1", *BUENA], ["A-10", *BUENA]]
    hallazgos = review(escribir([["folio", *PISO], *filas])).hallazgos

    repetidos = {h.folio: h.que_pasa for h in hallazgos if h.regla == "FOLIO_REPETIDO"}
    assert set(repetidos) == {"A-1", "a–1"}
    assert "también escrito «A-1»" in repetidos["a–1"]


# la de 1001400010870 es una AGEB de San Francisco del Mezquital; la 1000500010015, de Victoria de Durango
@pytest.mark.parametrize(
    ("ageb", "dicho"),
    [("1001400010870", ""), ("1001400010871", "último signo"), ("1000500010015", "no es de su localidad")],
)
def test_an_ageb_that_cannot_be_is_a_warning(ageb: str, dicho: str, escribir: Callable[..., Path]):
    obra = [*BUENA]
    obra[PISO.index("localidad")] = "100140001"
    hallazgos = review(escribir([["ageb", *PISO], [ageb, *obra]])).hallazgos

    avisos = [(h.gravedad, dicho in h.que_pasa) for h in hallazgos if h.regla == "AGEB"]
    assert avisos == ([("aviso", True)] if dicho else [])


def test_total_row_that_does_not_add_up_is_said(escribir: Callable[..., Path]):
    total = ["TOTAL", None, None, None, None, None, None, None, 1]
    hallazgos = review(escribir([PISO, BUENA, total])).hallazgos

    assert [h.encontrado for h in hallazgos if h.regla == "TOTAL_ESCRITO"] == ["1.00"]


def test_a_file_that_is_not_a_proposal_is_refused(tmp_path: Path, escribir: Callable[..., Path]):
    roto = tmp_path / "roto.xlsx"
    roto.write_bytes(b"esto no es un libro")
    for ruta in (roto, tmp_path / "no_existe.xlsx", escribir([["a", "b"], [1, 2]]), escribir([PISO])):
        with pytest.raises(PropuestaError):
            review(ruta)


def test_a_row_with_only_money_is_a_total_not_a_work(escribir: Callable[..., Path]):
    suelto = [None] * 8 + [600000.5]
    revision = review(escribir([PISO, BUENA, suelto]))

    assert (len(revision.propuesta.obras), revision.propuesta.total) == (1, 60000050)


@pytest.mark.lento
def test_a_book_that_is_not_of_one_municipality_is_refused(escribir: Callable[..., Path]):
    filas = [["Piso firme", None, "100140015", i] for i in range(10_001)]
    with pytest.raises(PropuestaError, match="leer"):
        review(escribir([PISO[:4], *filas]))


def test_without_municipality_it_asks(escribir: Callable[..., Path]):
    ruta = escribir([["nombre_obra", "fismdf"], ["Piso firme", 1000]])
    with pytest.raises(ParametroError, match="municipio"):
        review_propuesta(PedidoRevision(ruta))


def test_template_is_the_same_every_time_and_reads_back(tmp_path: Path):
    una = build_plantilla_propuesta(tmp_path / "a.xlsx", "10014", 2020)
    otra = build_plantilla_propuesta(tmp_path / "b.xlsx", "10014", 2020)
    assert una.read_bytes() == otra.read_bytes()

    import openpyxl

    libro = openpyxl.load_workbook(una)
    hoja = libro["Obras"]
    columnas = {c.value: c.column for c in hoja[1]}
    for nombre, valor in zip(PISO, BUENA, strict=True):
        hoja.cell(2, columnas[nombre], valor)
    libro.save(tmp_path / "llena.xlsx")
    revision = review_propuesta(PedidoRevision(tmp_path / "llena.xlsx"))

    assert (revision.propuesta.clave_municipio, revision.propuesta.ejercicio) == ("10014", 2020)
    assert revision.cuentas["bloqueo"] == 0
    assert len(hoja.data_validations.dataValidation) > 10


def test_csv_is_read_too(tmp_path: Path):
    ruta = tmp_path / "propuesta.csv"
    renglones = [";".join(map(str, r)) for r in (PISO, BUENA)]
    ruta.write_text("\n".join(renglones), encoding="utf-8-sig")

    assert review(ruta).propuesta.total == 60000050


def test_what_the_confirming_sheet_shows_is_what_gets_confirmed(
    escribir: Callable[..., Path], tmp_path: Path
):
    """Con columna del Catálogo y nombre a la vez: lo confirmado cuenta, y lo igual se confirma de una vez."""
    cabeza = ["nombre_obra", "subclasificacion", "localidad", "fismdf"]
    filas = [["Cuarto paquete 1", "Cuarto dormitorio", "100140042", 10],
             ["Cuarto paquete 2", "Cuarto dormitorio", "100140042", 10],
             ["Ampliación de red de agua", "Agua", "100140042", 10]]  # fmt: skip
    libro = escribir([cabeza, *filas])
    ruta = tmp_path / "hallazgos.xlsx"
    ruta.write_bytes(build_libro_hallazgos(review_propuesta(PedidoRevision(libro, "10014", 2020))))
    lleno = openpyxl.load_workbook(ruta)
    hoja = lleno["Por confirmar"]
    textos = [fila[0].value for fila in hoja.iter_rows(min_row=2)]
    assert sorted(textos) == ["Agua Ampliación de red de agua", "Cuarto dormitorio"]
    for fila in hoja.iter_rows(min_row=2):
        fila[6].value = fila[3].value
    lleno.save(ruta)
    revision = review_propuesta(PedidoRevision(libro, "10014", 2020, read_confirmadas(ruta)))
    assert [o.lectura.modo for o in revision.propuesta.obras] == ["confirmado"] * 3


def test_five_messy_styles_are_read_as_a_person_would(escribir: Callable[..., Path]):
    """Apóstrofo por millones, «.-» por centavos, «1ra», «100 pers.» y rótulos abreviados."""
    cabeza = [
        "Nº",
        "Obra",
        "Comunidad",
        "Prioridad",
        "Beneficiarios",
        "Aport. Mpal.",
        "INVERSION FISE",
        "FISM",
    ]
    filas = [["PROGRAMA DE OBRA 2020"], cabeza,
             [1, "Cuartos", "Cabecera Mpal.", "1ra", "100 pers.", "1'250,000.00", "$ 900,000.-", 0.5],
             [2, "Pavimento", "Peñoles", "2°", "1,200", "12'50,000", "1'250'000", None]]  # fmt: skip
    revision = review_propuesta(PedidoRevision(escribir(filas), "10030", 2020))
    una, otra = revision.propuesta.obras
    assert una.montos == {"Municipal": 1_250_000_00, "FISE": 900_000_00, "FISMDF": 50}
    assert (una.comite.prioridad, una.metas.personas, una.lugar.localidad) == (1, 100, "100300001")
    assert (otra.comite.prioridad, otra.metas.personas, otra.montos) == (2, 1200, {})
    dudosas = {h.columna for h in revision.hallazgos if h.regla == "LECTURA" and h.renglon == 4}
    assert dudosas == {"municipal", "fise"}  # mal puesto el apóstrofo, no se adivina


def test_one_cause_in_many_works_is_one_line_that_speaks_for_all(escribir: Callable[..., Path]):
    cabeza = ["nombre_obra", "localidad", "viviendas", "fise", "fismdf", "costo_total", "via_focalizacion"]
    filas = [["piso de concreto", "100140042", 10, 100, 100, 201, "rezago"],
             ["baños con biodigestor", "100140042", 10, 100, 100, 300, "rezago"]]  # fmt: skip
    hecha = review_propuesta(PedidoRevision(escribir([cabeza, *filas]), "10014", 2020))
    por_regla = {c.muestra.regla: c for c in group_causas(hecha.hallazgos)}

    assert (por_regla["SUMA_FUENTES"].cuenta, por_regla["SUMA_FUENTES"].muestra.esperado) == (2, "200.00")
    assert por_regla["POR_CONFIRMAR"].muestra.que_hacer.startswith("llene la columna «confirmada»")


def test_a_whole_workbook_of_another_municipality_is_refused(escribir: Callable[..., Path]):
    cabeza = ["nombre_obra", "localidad", "fise"]
    ajenas = [["Piso firme", "100300001", 100], ["Techo firme", "100300001", 100]]

    with pytest.raises(ParametroError, match="es de otro municipio"):
        review_propuesta(PedidoRevision(escribir([cabeza, *ajenas]), "10014", 2020))


def test_a_mids_or_srft_export_is_read(tmp_path: Path):
    """Con los rótulos que publican; una fila inventada de cada uno."""
    exportados = {
        "mids.csv": "folio_mids,ejercicio,localidad_clave,nombre_obra,subclasificacion,beneficiarios_hombres,"
        "beneficiarios_mujeres,viviendas,fise,fismdf,costo_total,fecha_inicio\n"
        "M1,2020,100140042,Piso firme,Piso firme,80,80,40,100000,300000,400000,2020-03-01\n",
        "srft.csv": "CICLO,TRIMESTRE,MUNICIPIO,FOLIO,CATEGORIA,NOMBRE,MONTO_GLOBAL_APROBADO,ESTATUS,FECHA_INICIO,"
        "POBLACION_BENEFICIADA\n2020,1,Mezquital,F1,Vivienda,Piso firme,400000,En ejecución,01/03/2020,160\n",
    }
    for nombre, texto in exportados.items():
        (tmp_path / nombre).write_text(texto, encoding="utf-8")
        (obra,) = review_propuesta(PedidoRevision(tmp_path / nombre, "10014", 2020)).propuesta.obras

        assert (obra.nombre, obra.total, obra.metas.personas) == ("Piso firme", 400_000_00, 160)
        assert obra.inicio == date(2020, 3, 1)


def test_a_detail_that_is_cut_says_how_many_are_left(revision: Revision, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(libro_hallazgos, "MAXIMO_DETALLE", 2)
    contenido = build_libro_hallazgos(revision)
    filas = list(openpyxl.load_workbook(io.BytesIO(contenido))["Detalle"].values)

    assert len(filas) == 4
    assert filas[-1][0] == f"Hay {len(revision.hallazgos) - 2:,} más"


def test_coordinates_that_are_not_a_place_are_said_and_never_mapped(escribir: Callable[..., Path]):
    """Sin signo, al revés, en ceros, en grados y minutos, con coma o a medias: el mapa usa la localidad."""
    malas = [(22.96, 104.63), (-104.63, 22.96), (0, 0), (1000, -104.6), ("22°57'42\"N", "104°37'45\"O"),
             ("22,96", "-104,63"), (22.96, None)]  # fmt: skip
    cabeza = ["folio", "nombre_obra", "localidad", "fismdf", "latitud", "longitud"]
    filas = [[f"M{n}", f"Piso firme {n}", "100140015", 10, *punto] for n, punto in enumerate(malas)]
    buena = ["B", "Piso firme", "100140015", 10, 22.96, -104.63]
    revision = review_propuesta(PedidoRevision(escribir([cabeza, *filas, buena]), "10014", 2020))
    mapa = build_mapa(revision.propuesta.obras, "10014").set_index("folio")

    assert {h.folio for h in revision.hallazgos if h.regla == "COORDENADAS"} == {f[0] for f in filas}
    assert mapa.loc["B", "punto"] == "de la obra"
    assert set(mapa.drop("B")["punto"]) == {"de su localidad (aproximado)"}
    assert mapa.drop("B").geometry.nunique() == 1
