"""Publicar: lo redondeado suma, se repite igual y, con tres ediciones y el anexo exacto, nadie demuestra una celda."""

import base64
import csv
import gzip
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment

from fais_analysis.padron.ataque import Blanco, Hecho, build_hecho, find_demostradas
from fais_analysis.padron.carga import COLUMNAS_REGISTRO
from fais_analysis.padron.celdas import (
    ESTADO,
    LOCALIDAD_SEXO,
    MUNICIPIO,
    SEXOS,
    TOTAL,
    Atomo,
    CeldaPadron,
    ConteoApoyo,
    build_conteos,
    list_publicadas,
    list_sumas,
    start_detalle,
)
from fais_analysis.padron.comprobacion import build_secretos, find_secretos
from fais_analysis.padron.ediciones import Cerrada, check_repetida, compute_altas, round_ajustes
from fais_analysis.padron.errores import PadronError
from fais_analysis.padron.lista_blanca import get_perfil
from fais_analysis.padron.publicacion import (
    TablaApoyo,
    attack_tabla,
    build_edicion,
    list_blancos,
    protect_conteo,
)
from fais_analysis.padron.redondeo import draw_sube, round_celdas

from .test_carga import write_registro
from .test_cuarto import find_fugas, kill_en

LLAVE = b"k" * 32
EXACTAS = [
    f"10{m:03d}{n:04d}" for m in (1, 2) for n in (1, 3, 5)
]  # el anexo nombra también estas localidades


def make_conteo(semilla: int, municipios: int = 4, localidades: int = 6, tope: int = 9) -> ConteoApoyo:
    azar = random.Random(semilla)
    atomos = {
        Atomo(f"10{m:03d}{loc:04d}", s): min(azar.choice((0, 0, 1, 2, 3, 4, azar.randrange(40))), tope * 4)
        for m in range(1, municipios + 1) for loc in range(1, localidades + 1) for s in SEXOS
    }  # fmt: skip
    return ConteoApoyo("calentador_solar", atomos, 0)


@pytest.fixture(scope="module")
def ediciones() -> list[TablaApoyo]:
    """Tres ediciones seguidas del mismo apoyo, cada una sabiendo cómo se redondeó lo anterior."""
    hechas: list[TablaApoyo] = []
    ya: dict[str, int] = {}
    base = make_conteo(3)
    for anio in range(3):  # la mitad de las celdas repite su cuenta de un año a otro
        azar = random.Random(anio)
        atomos = {a: n if azar.random() < 0.5 else azar.randrange(9) for a, n in base.atomos.items()}
        hechas.append(protect_conteo(ConteoApoyo(base.apoyo, atomos, 0), LLAVE, ya, EXACTAS))
        ya |= hechas[-1].sorteos
    return hechas


def build_saber(ediciones: list[TablaApoyo]) -> tuple[dict, list[Hecho], list[Blanco]]:
    """Todo junto: lo publicado de las tres, y el anexo exacto de cada municipio y de las localidades que nombra,
    por año y en los tres.
    """
    verdad, hechos, blancos = {}, [], []
    for i, tabla in enumerate(ediciones):
        verdad |= {(i, a): n for a, n in tabla.conteo.atomos.items()}
        pares = zip(tabla.celdas, tabla.publicado, strict=True)
        hechos += [build_hecho([(i, a) for a in c.atomos], z) for c, z in pares]
        blancos += [
            Blanco((i, b.nombre), tuple((i, a) for a in b.atomos)) for b in list_blancos(tabla.conteo)
        ]
    for lugar in (*ediciones[0].conteo.municipios, *EXACTAS):
        for anios in ([0], [1], [2], [0, 1, 2]):
            atomos = tuple(k for k in verdad if k[0] in anios and k[1].localidad.startswith(lugar))
            exacto = sum(verdad[a] for a in atomos)
            hechos.append(Hecho(atomos, exacto, exacto))
    conocidos = {h.atomos for h in hechos if h.minimo == h.maximo}
    return verdad, hechos, [b for b in blancos if b.atomos not in conocidos]


def test_three_editions_and_the_annex_prove_no_small_cell(ediciones: list[TablaApoyo]):
    verdad, hechos, blancos = build_saber(ediciones)

    assert sum(0 < sum(verdad[a] for a in b.atomos) < 5 for b in blancos) > 50
    assert find_demostradas(verdad, hechos, blancos) == []


def test_the_attack_does_find_what_nearest_rounding_shows(ediciones: list[TablaApoyo]):
    """Control positivo: redondear al cercano, cada celda por su lado, sí se demuestra."""
    verdad, _, blancos = build_saber(ediciones)
    hechos = []
    for i, tabla in enumerate(ediciones):
        for celda in tabla.celdas:
            cercano = 5 * round(celda.n / 5)
            hechos.append(Hecho(tuple((i, a) for a in celda.atomos), max(0, cercano - 2), cercano + 2))

    assert len(find_demostradas(verdad, hechos, blancos)) > 20


def test_localities_of_the_annex_not_told_before_publishing_do_leak():
    """Control positivo: si se publica sin decir qué localidades nombra el anexo, sus totales demuestran celdas."""
    conteo = make_conteo(3)
    tabla = protect_conteo(conteo, LLAVE, {})
    todas = sorted({a.localidad for a in conteo.atomos})

    assert attack_tabla(conteo, tabla.celdas, tabla.publicado, ()) == []
    assert len(attack_tabla(conteo, tabla.celdas, tabla.publicado, todas)) > 2


def test_what_the_annex_shows_by_itself_does_not_stop_the_edition():
    """El anexo nombra todas las localidades del municipio menos una, de 3: ésa se sabe restando, sin la tabla."""
    conteo = make_conteo(3)
    propias = [a for a in conteo.atomos if a.municipio == "10001"]
    for a in propias[:2]:
        conteo.atomos[a] = {"H": 2, "M": 1}[a.sexo]
    tabla = protect_conteo(conteo, LLAVE, {}, {a.localidad for a in propias[2:]})

    assert tabla.celdas
    assert attack_tabla(conteo, tabla.celdas, tabla.publicado, {a.localidad for a in propias[2:]}) == []


def test_without_the_annex_every_locality_is_taken_as_told():
    conteo = make_conteo(3)
    edicion = build_edicion("2024", [conteo], LLAVE, {})
    (tabla,) = edicion.tablas

    assert edicion.exactas == sorted({a.localidad for a in conteo.atomos})
    assert attack_tabla(conteo, tabla.celdas, tabla.publicado, edicion.exactas) == []


def test_with_the_annex_the_full_detail_did_leak_and_was_reduced():
    """Un municipio con 3 acciones en el anexo: decir de qué localidad o sexo son las demuestra."""
    conteo = make_conteo(8)
    for i, a in enumerate(a for a in conteo.atomos if a.municipio == "10001"):
        conteo.atomos[a] = (2, 1)[i] if i < 2 else 0
    tablas = [protect_conteo(conteo, bytes([s]) * 32, {}) for s in range(4)]

    assert sum(t.primeras for t in tablas) > 0
    assert any(t.detalle.municipios["10001"] > LOCALIDAD_SEXO for t in tablas)


def test_same_count_in_the_same_cell_is_rounded_alike_in_every_edition(ediciones: list[TablaApoyo]):
    vistos: dict[str, int] = {}
    repetidas = 0
    for tabla in ediciones:
        for llave, z in tabla.sorteos.items():
            repetidas += llave in vistos
            assert vistos.setdefault(llave, z) == z
    assert repetidas > 10


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_rounding_adds_up_and_is_within_four(semilla: int):
    conteo = make_conteo(semilla, 3, 4)
    celdas = list_publicadas(conteo, start_detalle(conteo))
    publicado = round_celdas(conteo.apoyo, celdas, LLAVE, {})

    assert publicado is not None
    de = {(c.lugar, c.sexo): z for c, z in zip(celdas, publicado, strict=True)}
    assert all(z % 5 == 0 and abs(z - c.n) < 5 for c, z in zip(celdas, publicado, strict=True))
    for suma, partes in list_sumas(celdas):
        assert de[suma.lugar, suma.sexo] == sum(de[p.lugar, p.sexo] for p in partes)


def test_the_draw_is_unbiased():
    """Cada resto sube con probabilidad resto/5: en 4,000 sorteos, a menos de 4 errores estándar."""
    for resto in range(1, 5):
        suben = sum(
            draw_sube(LLAVE, "x", CeldaPadron(f"10{i:07d}", "H", (), 10 + resto)) for i in range(1_000)
        )
        p = resto / 5
        assert abs(suben - 1_000 * p) < 4 * (1_000 * p * (1 - p)) ** 0.5


def test_annex_locality_without_records_says_nothing_new():
    conteo, otro = make_conteo(3), make_conteo(3)
    otro.listados = {("10039", "M"): 3}  # la lista de otro padrón
    tabla = protect_conteo(conteo, LLAVE, {}, ("100019999", "100399999"))

    assert tabla.publicado == protect_conteo(otro, LLAVE, {}).publicado


def test_sensitive_programme_only_gets_its_state_total():
    conteo = make_conteo(5)
    conteo.es_sensible = True
    tabla = protect_conteo(conteo, LLAVE, {})

    assert [(c.lugar, c.sexo) for c in tabla.celdas] == [(ESTADO, TOTAL)]
    assert tabla.detalle.estado == MUNICIPIO


def test_other_sex_is_never_seen_below_the_state():
    filas = [
        {"registro": f"R{i}", "apoyo": "piso", "clave_localidad": "100050001", "clave_municipio": "10005",
         "sexo": "X" if i % 3 else "", "curp": "", "sensible": ""}
        for i in range(30)
    ]  # fmt: skip
    (conteo,) = build_conteos(pd.DataFrame(filas), LLAVE)
    (otra_vez,) = build_conteos(pd.DataFrame(filas[::-1]), LLAVE)

    assert sum(conteo.atomos.values()) == conteo.otros == 30
    assert {a.sexo for a in conteo.atomos} == set(SEXOS)
    assert conteo.atomos == otra_vez.atomos
    assert (ESTADO, "otro o sin dato", 30) in protect_conteo(conteo, LLAVE, {}).list_filas()


def make_personas(ejercicio: str, cuantas: int) -> pd.DataFrame:
    fila = {"ejercicio": ejercicio, "apoyo": "piso", "clave_municipio": "10005", "clave_localidad": ""}
    return pd.DataFrame([fila] * cuantas)


def test_a_late_entry_is_adjusted_only_once():
    """20 publicados en 2022; llegan 10 tarde y, un año después, 5 más: dos ajustes, de 10 y de 5."""
    cerradas = {"2022": Cerrada("", "", {"piso": {"100050000|H": 20}})}
    altas = compute_altas(make_personas("2022", 30), cerradas, "2023")
    assert round_ajustes(altas, LLAVE) == {"piso": 10}
    cerradas["2023"] = Cerrada("", "", {}, [], altas)

    assert compute_altas(make_personas("2022", 30), cerradas, "2024") == {}
    assert round_ajustes(compute_altas(make_personas("2022", 35), cerradas, "2024"), LLAVE) == {"piso": 5}


def test_an_edition_closed_without_its_table_is_not_repeated_empty():
    with pytest.raises(PadronError, match="ya se publicó"):
        check_repetida(
            "2022", Cerrada("", "", {"piso": {"100050000|H": 20}}), make_personas("2022", 20), [], []
        )


def test_year_without_a_law_is_not_published():
    with pytest.raises(PadronError, match="no hay lista de columnas"):
        get_perfil(2012)


APOYOS = [
    (f"{n} {a}", s)
    for n, s in (("Zenobia", "M"), ("Ñuflo", "H"))
    for a in ("", "Luz", "Sol", "Paz", "Cruz", "Trinidad")
]


def make_registro(carpeta: Path, ejercicio: int, cuantos: int = 90) -> Path:
    azar = random.Random(ejercicio)
    filas = []
    for i in range(cuantos):
        nombre, sexo = APOYOS[i % len(APOYOS)]
        lugar = azar.choice(("100050001", "100050001", "100010001", "100070001"))
        filas.append((nombre.strip(), "Quintanar", f"Urdapilleta{i}", "", "no la trajo", "15/06/1985", sexo,
                      lugar, "x", f"V-{ejercicio}-{i:04d}", ejercicio, "6180001234"))  # fmt: skip
    return write_registro(carpeta, *filas)


def test_a_surname_that_is_also_a_place_is_found_and_the_place_is_not():
    persona = {"nombres": "Zenobia Luz", "primer_apellido": "Hidalgo", "segundo_apellido": "Quintanar"}
    pegada = {"nombres": "Ñuflo Ocón Urdapilleta"}  # todo en una celda
    tabla = pd.DataFrame([persona, pegada, {"nombres": "Francisco", "primer_apellido": "Villa"}])
    secretos = build_secretos(tabla.reindex(columns=COLUMNAS_REGISTRO, fill_value="").fillna(""))
    lugares = {"10008": "Hidalgo", "100080009": "Francisco Villa"}

    for texto in ("x,Zenobia Luz,Hidalgo,Quintanar,3", "ÑUFLO OCON URDAPILLETA"):
        assert find_secretos([texto.encode()], secretos, lugares) == [
            "el nombre de una persona u organización"
        ]
    assert find_secretos([b"piso,10008,Hidalgo,100080009,Francisco Villa,M,5"], secretos, lugares) == []


def test_the_sex_next_to_a_place_is_not_a_maria_of_that_surname():
    persona = {"nombres": "Ma.", "primer_apellido": "Zaldúmbide", "segundo_apellido": "Quintanar"}
    tabla = pd.DataFrame([persona, {**persona, "primer_apellido": "Reyes"}])
    secretos = build_secretos(tabla.reindex(columns=COLUMNAS_REGISTRO, fill_value="").fillna(""))
    lugares = {"100080009": "Los Reyes", "10008": "Hidalgo"}

    assert find_secretos([b"piso,10008,Hidalgo,100080009,Los Reyes,M,5"], secretos, lugares) == []
    for texto in (b"x,M,Zaldumbide,5", "Los Reyes,María,5".encode()):
        assert find_secretos([texto], secretos, lugares) == ["el nombre de una persona u organización"]


def test_a_record_without_a_place_only_counts_in_the_state():
    azar = random.Random(5)
    filas = [
        {
            "registro": f"R{i}",
            "apoyo": "piso",
            "sexo": azar.choice(SEXOS),
            "clave_municipio": m,
            "clave_localidad": "",
        }
        for i, m in enumerate(["10001"] * 40 + ["10005"] * 33 + [""] * 13)
    ]
    tabla = pd.DataFrame(filas, columns=list(COLUMNAS_REGISTRO), dtype=object).fillna("")
    (conteo,) = build_conteos(tabla, LLAVE)

    publicada = protect_conteo(conteo, LLAVE, {})
    assert {lugar for lugar, *_ in publicada.list_filas()} <= {"", "10001", "10005", "100010000", "100050000"}
    assert max(n for lugar, _, n in publicada.list_filas() if not lugar) > 80


@pytest.mark.padron
def test_published_path_and_its_check(cuarto: Path, mapa: Path, orden: Callable[..., str]):
    for ejercicio in (2022, 2023, 2024):
        orden("cargar", make_registro(cuarto, ejercicio), "--mapa", mapa)
        assert "celdas publicadas; tipos de apoyo, 1" in orden(
            "publicar", f"e{ejercicio}", "--ejercicio", ejercicio
        )
    (cuarto / "registro.xlsx").unlink()
    assert "Ediciones comprobadas: 3" in orden("comprobar", "e2022", "e2023", "e2024")
    assert find_fugas(cuarto) == []
    filas = list(csv.DictReader((cuarto / "e2024" / "apoyos_2024.csv").read_text("utf-8-sig").splitlines()))
    assert {f["nivel"] for f in filas} == {"estado", "municipio", "localidad"}
    assert "es la misma tabla" in orden("publicar", "otra", "--ejercicio", 2024)
    assert (cuarto / "otra" / "apoyos_2024.csv").read_bytes() == (
        cuarto / "e2024" / "apoyos_2024.csv"
    ).read_bytes()
    assert "no hay lista de columnas" in orden("publicar", "vieja", "--ejercicio", 2010, salida=2)
    make_registro(cuarto, 2024, 97)
    orden("cargar", cuarto / "registro.xlsx", "--mapa", mapa)
    assert "ya se publicó y ahora saldría distinto" in orden(
        "publicar", "mala", "--ejercicio", 2024, salida=2
    )
    assert not (cuarto / "mala").exists()


@pytest.mark.padron
def test_unwritable_place_leaves_it_open_and_repeating_writes_the_same(
    cuarto: Path, mapa: Path, orden: Callable[..., str], monkeypatch: pytest.MonkeyPatch
):
    from fais_analysis.padron.deposito import Deposito
    from fais_analysis.padron.ediciones import load_cerradas
    from fais_analysis.padron.llaves import get_llave

    orden("cargar", make_registro(cuarto, 2023), "--mapa", mapa)
    for lugar in (cuarto / "mapa.yml" / "e", cuarto / ("e" * 300)):
        dicho = orden("publicar", lugar, "--ejercicio", 2023, salida=2)
        assert "La edición no se pudo escribir" in dicho
    assert load_cerradas(Deposito(cuarto / "cuarto", get_llave())) == {}
    orden("publicar", "e2023", "--ejercicio", 2023)
    orden("cargar", make_registro(cuarto, 2024), "--mapa", mapa)
    orden("publicar", "e2024", "--ejercicio", 2024)
    orden("llave", cuarto / "llave2")
    orden("rotar", cuarto / "llave2")
    monkeypatch.setenv("FAIS_PADRON_LLAVE_ARCHIVO", str(cuarto / "llave2"))

    assert "es la misma tabla" in orden("publicar", "otra", "--ejercicio", 2023)
    for nombre in ("apoyos_2023.csv", "SHA256SUMS"):
        assert (cuarto / "otra" / nombre).read_bytes() == (cuarto / "e2023" / nombre).read_bytes()
    assert not list(cuarto.glob(".*.parcial"))


@pytest.mark.padron
def test_check_finds_what_should_not_be_there(cuarto: Path, mapa: Path, orden: Callable[..., str]):
    orden("cargar", make_registro(cuarto, 2024), "--mapa", mapa)
    orden("publicar", "buena", "--ejercicio", 2024)
    shutil.copytree("buena", "mala")
    libro = openpyxl.Workbook()
    libro.active["B7"].comment = Comment("Zenobia Luz Quintanar Urdapilleta1", "x")
    libro.save("mala/nota.xlsx")
    (cuarto / "mala" / "nota.bin").write_bytes(gzip.compress("xaxx850615mdgxxx05".encode("utf-16-le")))
    (cuarto / "mala" / "otra.txt").write_text(base64.b64encode(b"su vivienda es V-2024-0003 y ya").decode())
    with (cuarto / "mala" / "apoyos_2024.csv").open("a", encoding="utf-8") as archivo:
        archivo.write("2024,calentador_solar,localidad,10005,Durango,100050001,Victoria de Durango,M,3\r\n")

    dicho = orden("comprobar", "mala", salida=2)

    for clase in (
        "el nombre de una persona",
        "una CURP",
        "una clave del registro",
        "no son un múltiplo de 5",
    ):
        assert clase in dicho, dicho
    assert "un archivo que no es de la edición" in dicho
    assert "cambió después de publicarse" in dicho


@pytest.mark.padron
@pytest.mark.parametrize(
    "etapa", ["fais_analysis.padron.publicacion.attack_tabla", "fais_analysis.padron.ediciones.close_edicion"]
)
def test_killed_while_publishing_leaves_nobody_outside(
    cuarto: Path, mapa: Path, orden: Callable[..., str], etapa: str
):
    """Con kill -9, con la tabla en memoria o ya escrita al lado: no hay edición a medias ni nadie afuera."""
    orden("cargar", make_registro(cuarto, 2024), "--mapa", mapa)
    (cuarto / "registro.xlsx").unlink()

    kill_en(etapa, cuarto, "publicar", "e", "--ejercicio", "2024")

    assert (cuarto / ".e.parcial").is_dir() == etapa.endswith("close_edicion")
    assert not (cuarto / "e").exists()
    assert find_fugas(cuarto) == []
    assert "Edición en e" in orden("publicar", "e", "--ejercicio", 2024)
    assert not (cuarto / ".e.parcial").exists()
