"""Cargar un registro: xlsx, ods o csv; renglón y campo, nunca el valor; lo no declarado no entra."""

import csv
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from fais_analysis.errors import EsquemaError
from fais_analysis.loaders.padron import Registro, load_registro
from fais_analysis.loaders.padron_acciones import read_acciones
from fais_analysis.loaders.padron_mapa import read_mapa_padron
from fais_analysis.padron.carga import Carga, build_carga, compute_registros, find_fuera_de_catalogo
from fais_analysis.padron.llaves import Llave

from .conftest import ENCABEZADO, MAPA

HOY = date(2026, 11, 26)
BUENO = (
    *("Zenobia", "Quintanar", "Urdapilleta", "XAXX850615MDGXXX05", "", "15/06/1985", "M"),
    *("100050001", "Victoria de Durango", "V1", 2024, "6180001234"),
)
LLAVE = Llave(b"\1" * 32, "AGE-SECRET-KEY-1")
SECRETOS = ("Zenobia", "Quintanar", "Urdapilleta", "6180001234", "XAXX850615")


def write_registro(
    carpeta: Path, *filas: tuple, encabezado: tuple = ENCABEZADO, es_csv: bool = False
) -> Path:
    ruta = carpeta / ("registro.csv" if es_csv else "registro.xlsx")
    if es_csv:
        with ruta.open("w", encoding="utf-8", newline="") as archivo:
            csv.writer(archivo).writerows([encabezado, *filas])
        return ruta
    libro = openpyxl.Workbook()
    hoja = libro.active
    hoja.title = "Entregas"
    for fila in (encabezado, *filas):
        hoja.append(fila)
    libro.save(ruta)
    return ruta


def change(**cambios: object) -> tuple:
    return tuple(
        cambios.get(c.split(" ")[0].split("(")[0].strip("."), v)
        for c, v in zip(ENCABEZADO, BUENO, strict=True)
    )


def load(mapa: Path, ruta: Path) -> tuple[Registro, Carga]:
    leido = load_registro(ruta, read_mapa_padron(mapa))
    return leido, build_carga(leido.filas, read_mapa_padron(mapa), LLAVE, HOY)


@pytest.mark.parametrize("es_csv", [False, True])
def test_good_row_is_loaded_with_its_pseudonym(tmp_path: Path, mapa: Path, es_csv: bool):
    _, carga = load(mapa, write_registro(tmp_path, BUENO, es_csv=es_csv))

    (fila,) = carga.tabla.to_dict("records")
    assert (fila["curp"], fila["fecha_nacimiento"]) == ("XAXX850615MDGXXX05", "1985-06-15")
    assert (fila["clave_municipio"], fila["ejercicio"], fila["apoyo"]) == (
        "10005",
        "2024",
        "calentador_solar",
    )
    assert len(fila["registro"]) == 26
    assert "6180001234" not in str(fila)  # la columna ignorada no entra


@pytest.mark.parametrize(
    ("cambio", "campo"),
    [
        ({"Sexo": "Q"}, "sexo"), ({"F": "1985-06-15"}, "fecha_nacimiento"), ({"F": "31/02/1985"}, "fecha_nacimiento"),
        ({"F": "15/06/2030"}, "fecha_nacimiento"), ({"Clave": "0050001"}, "clave_localidad"),
        ({"Nombre": None}, "nombres"), ({"CURP": None}, "motivo_sin_curp"), ({"Ejercicio": "dos mil"}, "ejercicio"),
    ],
)  # fmt: skip
def test_bad_row_goes_to_quarantine_saying_row_and_field_only(
    tmp_path: Path, mapa: Path, cambio: dict, campo: str
):
    leido, carga = load(mapa, write_registro(tmp_path, BUENO, change(**cambio)))

    dichos = [*leido.problemas, *carga.rechazos]
    assert [(p.renglon, getattr(p, "campo", "") or p.columna) for p in dichos] == [(3, campo)]
    assert len(carga.tabla) == 1
    assert len(leido.rechazadas) + len(carga.rechazadas) == 1
    assert not [s for s in SECRETOS if any(s in str(d) for d in dichos)]


def test_invalid_curp_is_kept_as_missing_and_explained_by_kind(tmp_path: Path, mapa: Path):
    _, carga = load(mapa, write_registro(tmp_path, change(CURP="XAXX850615MDGXXX04")))

    assert (carga.tabla.loc[0, "curp"], carga.tabla.loc[0, "curp_error"]) == ("", "verificador")
    assert "dígito verificador" in str(carga.avisos[0])
    assert "XAXX" not in str(carga.avisos[0])


def test_without_curp_and_with_a_reason_is_accepted(tmp_path: Path, mapa: Path):
    _, carga = load(mapa, write_registro(tmp_path, change(CURP=None, Observación="no tiene acta")))

    assert carga.tabla["curp_error"].tolist() == ["vacia"]
    assert carga.rechazos == []


def test_undeclared_column_is_an_error_and_its_title_is_not_repeated(tmp_path: Path, mapa: Path):
    leido, _ = load(
        mapa, write_registro(tmp_path, (*BUENO, "x"), encabezado=(*ENCABEZADO, "Zenobia Quintanar"))
    )

    assert not leido.es_legible
    assert "columna M" in str(leido.problemas[0])
    assert not any("enobia" in str(p) for p in leido.problemas)


def test_sex_written_with_f_stops_until_the_map_says_so(tmp_path: Path, mapa: Path):
    ruta = write_registro(tmp_path, BUENO, change(Sexo="F"))
    assert not load(mapa, ruta)[0].es_legible
    mapa.write_text(MAPA.replace("sexo: Sexo", "sexo: {de: Sexo, valores: {F: M, M: H}}"), encoding="utf-8")

    _, carga = load(mapa, ruta)
    assert carga.tabla["sexo"].tolist() == ["H", "M"]


def test_identical_rows_are_two_records_and_order_does_not_change_their_ids(tmp_path: Path, mapa: Path):
    _, carga = load(mapa, write_registro(tmp_path, BUENO, BUENO, change(Vivienda="V2")))
    volteada = carga.tabla.iloc[::-1].reset_index(drop=True)

    assert carga.tabla["registro"].nunique() == 3
    assert set(compute_registros(volteada, LLAVE)) == set(carga.tabla["registro"])
    assert set(compute_registros(volteada, Llave(b"\2" * 32, ""))) & set(carga.tabla["registro"]) == set()


@pytest.mark.parametrize(
    ("antes", "despues", "encontrado"),
    [
        ("unidad: persona", "unidad: familia", "otra unidad"), ("unidad: persona", "unidad: obra", "falta poblacion"),
        ("  curp: CURP\n", "", "falta curp"), ("ventana_meses: 36", "ventana_meses: 0", "otra cosa"),
        ("programa:", "telefono: x\nprograma:", "no se conoce, en el renglón 1"), ('aviso_privacidad: "2026-01"\n', "", "falta aviso"),
        ("dd/mm/aaaa", "adivine", "otro en fecha_nacimiento"), ("{fijo: calentador_solar}", '{fijo: ""}', "ninguno o ambos"),
        ("  curp: CURP\n", "  curp: CURP\n  curp: Firma\n", "«curp» dos veces"),
        ("programa:", "unidad: obra\nprograma:", "«unidad» dos veces"),
    ],
)  # fmt: skip
def test_bad_map_is_explained(mapa: Path, antes: str, despues: str, encontrado: str):
    mapa.write_text(MAPA.replace(antes, despues), encoding="utf-8")

    with pytest.raises(EsquemaError) as error:
        read_mapa_padron(mapa)
    assert encontrado in error.value.encontrado


def test_a_place_that_is_not_in_the_catalogue_is_told(tmp_path: Path, mapa: Path):
    _, carga = load(mapa, write_registro(tmp_path, BUENO, change(Clave="109990001"), change(Clave=None)))

    ajeno, sin_lugar = find_fuera_de_catalogo(carga.tabla, {"10005", "100050001"})
    assert (ajeno.renglon, ajeno.campo) == (3, "clave_localidad")
    assert (sin_lugar.renglon, sin_lugar.que) == (4, "sin lugar: sólo cuenta en el estado")


def test_a_row_without_year_never_counts_in_silence(tmp_path: Path, mapa: Path):
    mapa.write_text(
        MAPA.replace("ejercicio: Ejercicio", "fecha_apoyo: {de: Ejercicio, formato: aaaa-mm-dd}"),
        encoding="utf-8",
    )
    _, carga = load(mapa, write_registro(tmp_path, change(Ejercicio="2026-03-01"), change(Ejercicio=None)))

    assert carga.tabla["ejercicio"].tolist() == ["2026"]
    assert [str(r) for r in carga.rechazos] == [
        "renglón 3, campo fecha_apoyo: sin ejercicio ni fecha, no se sabe en qué año se cuenta."
    ]


@pytest.mark.parametrize("malo", ["ejercicio: {fijo: veintiséis}", 'ejercicio: {fijo: "26"}'])
def test_a_bad_fixed_value_of_the_map_stops_the_whole_file(tmp_path: Path, mapa: Path, malo: str):
    texto = MAPA.replace("ejercicio: Ejercicio", malo).replace('["Teléfono"]', '["Teléfono", "Ejercicio"]')
    mapa.write_text(texto, encoding="utf-8")

    leido, _ = load(mapa, write_registro(tmp_path, BUENO))
    assert not leido.es_legible
    assert "corríjalo en el mapa" in leido.problemas[0].que_hacer


def test_the_registry_given_by_mistake_as_another_file_is_not_repeated(tmp_path: Path):
    registro = tmp_path / "registro.csv"
    registro.write_text(
        "ejercicio,clave_municipio,apoyo,acciones,Zenobia Quintanar\nZenobia,10005,piso,Calle Luna 7,x\n",
        encoding="utf-8",
    )
    mapa = tmp_path / "mapa.yml"
    for contenido in ("Zenobia Quintanar: x\nZenobia Quintanar: y\n", MAPA + "Zenobia Quintanar: x\n"):
        mapa.write_text(contenido, encoding="utf-8")
        with pytest.raises(EsquemaError) as error:
            read_mapa_padron(mapa)
        assert "renglón" in error.value.encontrado
        assert "enobia" not in str(error.value)
    with pytest.raises(EsquemaError) as error:
        read_acciones(registro)
    assert not any(dato in str(error.value) for dato in ("enobia", "uintanar", "Luna"))


def test_community_work_never_carries_persons(tmp_path: Path):
    mapa = tmp_path / "obra.yml"
    mapa.write_text(
        "programa: DG2018-04\nunidad: obra\naviso_privacidad: '1'\ncolumnas:\n  poblacion_personas: Personas\n"
        "  apoyo: {fijo: red}\n  ejercicio: Año\n  clave_localidad: Clave\n  nombres: Nombre\n",
        encoding="utf-8",
    )
    with pytest.raises(EsquemaError, match="mapa") as error:
        read_mapa_padron(mapa)
    assert "la columna nombres" in error.value.encontrado
