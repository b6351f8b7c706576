"""El cuarto entero, por sus órdenes: lo guardado va sellado, nada personal queda fuera y la hoja vuelve."""

import base64
import gzip
import io
import sqlite3
import subprocess
import sys
import unicodedata
import urllib.parse
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest

from fais_analysis.padron.accesos import check_accesos, record_acceso

from .conftest import CANARIOS, MAPA
from .test_carga import BUENO, write_registro

pytestmark = pytest.mark.padron
FILAS = [
    BUENO,
    ("ZENOBIA", "QUINTANAR", "URDAPILLETA", None, "no la trajo", "15/06/1985", "M", *BUENO[7:]),
    (
        "Zenobia",
        "Quintanar",
        None,
        None,
        "no la trajo",
        None,
        "M",
        "100050001",
        "Victoria de Durango",
        None,
        2024,
        None,
    ),
    ("Ñuflo D’Ocón", "Quintanar", "Urdapilleta", None, "sin acta", "01/02/2010", "H", *BUENO[7:]),
    ("Eulogio", "Zaldúmbide", "Yturriaga", None, None, "01/02/2010", "H", *BUENO[7:]),
]


def build_huellas(canario: str) -> set[bytes]:
    """Cómo puede verse un canario dentro de un archivo: entero, en fragmentos de nueve y codificado."""
    formas = {canario, canario.lower(), canario.upper(), unicodedata.normalize("NFD", canario)}
    formas |= {canario[i : i + 9] for i in range(0, max(1, len(canario) - 8), 4)}
    bytes_ = {f.encode(c) for f in formas if len(f) > 5 for c in ("utf-8", "utf-16-le")}
    bytes_ |= {
        base64.b64encode(b" " * d + canario.encode())[4 * (d > 0) :].rstrip(b"=")[2:-2] for d in range(3)
    }
    return {b for b in bytes_ | {urllib.parse.quote(canario).encode()} if len(b) > 5}


HUELLAS = {h for c in CANARIOS for h in build_huellas(c)}


def open_capas(contenido: bytes) -> Iterator[bytes]:
    """El archivo y lo que lleva dentro: zip (xlsx, ods, docx), gzip, sqlite y duckdb."""
    yield contenido
    if contenido.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(contenido)) as paquete:
            for nombre in paquete.namelist():
                yield from open_capas(paquete.read(nombre))
    if contenido.startswith(b"\x1f\x8b"):
        yield from open_capas(gzip.decompress(contenido))
    if contenido.startswith(b"SQLite format 3"):
        base = sqlite3.connect(":memory:")
        base.deserialize(contenido)
        yield "\n".join(base.iterdump()).encode()
    if contenido[8:12] == b"DUCK":
        import tempfile

        import duckdb

        with tempfile.NamedTemporaryFile(suffix=".duckdb") as copia:
            copia.write(contenido)
            copia.flush()
            conexion = duckdb.connect(copia.name, read_only=True)
            for (tabla,) in conexion.execute("SELECT table_name FROM duckdb_tables()").fetchall():
                yield str(conexion.execute(f'SELECT * FROM "{tabla}"').fetchall()).encode()
            conexion.close()


def find_fugas(carpeta: Path, salvo: tuple[str, ...] = ("registro.xlsx", "llena.xlsx")) -> list[str]:
    fugas = []
    for ruta in carpeta.rglob("*"):
        if ruta.is_file() and ruta.name not in salvo:
            capas = list(open_capas(ruta.read_bytes()))
            if any(h in capa for capa in capas for h in HUELLAS):
                fugas.append(ruta.name)
    return fugas


def test_the_sweep_finds_a_canary_in_every_container(tmp_path: Path):
    """Control positivo: si el barrido no los halla aquí, no prueba nada allá."""
    import duckdb

    libro = openpyxl.Workbook()
    libro.active.append([CANARIOS[0]])
    libro.save(tmp_path / "a.xlsx")
    (tmp_path / "b.gz").write_bytes(gzip.compress(CANARIOS[1].encode()))
    (tmp_path / "c.txt").write_bytes(CANARIOS[5].encode("utf-16-le"))
    (tmp_path / "d.b64").write_bytes(base64.b64encode(b"xx" + CANARIOS[3].encode()))
    base = sqlite3.connect(tmp_path / "e.sqlite")
    base.execute("CREATE TABLE t AS SELECT ? AS x", (CANARIOS[2],))
    base.commit()
    base.close()
    conexion = duckdb.connect(str(tmp_path / "f.duckdb"))
    conexion.execute("CREATE TABLE t AS SELECT ? || i AS x FROM range(3000) r(i)", [CANARIOS[3]])
    conexion.close()

    assert sorted(find_fugas(tmp_path)) == ["a.xlsx", "b.gz", "c.txt", "d.b64", "e.sqlite", "f.duckdb"]


def test_whole_path_leaves_no_person_outside(cuarto: Path, mapa: Path, orden: Callable[..., str]):
    import pyrage

    registro = write_registro(cuarto, *FILAS)
    orden("revisar", registro, "--mapa", mapa, salida=2)
    assert not (cuarto / "cuarto").exists() or not list((cuarto / "cuarto").rglob("*.age"))
    assert "Se pueden usar 4" in orden("cargar", registro, "--mapa", mapa)
    assert "ya estaba" in orden("cargar", registro, "--mapa", mapa)
    assert "Personas: 3" in orden("duplicados")
    revisor = pyrage.x25519.Identity.generate()
    orden("hoja", cuarto / "hoja.age", "--para", revisor.to_public())
    assert find_fugas(cuarto) == []

    llena, pares = fill_hoja(pyrage.decrypt((cuarto / "hoja.age").read_bytes(), [revisor]), cuarto)
    assert "Personas: 2" in orden("decidir", llena)
    assert "Personas: 2" in orden("duplicados")
    decididos = [p for p in pares if p in list_decididos(cuarto)]
    salidas = [orden("decidir", "--deshacer", par, "--quien", "Revisora Dos") for par in decididos]
    assert "Personas: 3" in salidas[-1]
    orden("decidir", "--deshacer", decididos[0], salida=2)
    assert check_accesos(cuarto / "cuarto")[1] == 0
    assert find_fugas(cuarto) == []


def list_decididos(cuarto: Path) -> set[str]:
    from fais_analysis.padron.decisiones import load_decisiones
    from fais_analysis.padron.deposito import Deposito
    from fais_analysis.padron.llaves import get_llave

    return {d.par for d in load_decisiones(Deposito(cuarto / "cuarto", get_llave()))}


def fill_hoja(contenido: bytes, carpeta: Path) -> tuple[Path, list[str]]:
    libro = openpyxl.load_workbook(io.BytesIO(contenido))
    hoja = libro["Pares"]
    titulos = [c.value for c in hoja[2]]
    assert "puntaje" not in " ".join(map(str, titulos))
    pares = []
    for renglon in range(3, hoja.max_row + 1, 2):
        hoja.cell(renglon, titulos.index("decisión") + 1).value = "misma persona"
        hoja.cell(renglon, titulos.index("quién") + 1).value = "Revisora Uno"
        pares.append(str(hoja.cell(renglon, 1).value))
    assert "XAXX850615" not in str([[c.value for c in fila] for fila in hoja.rows])
    libro.save(carpeta / "llena.xlsx")
    return carpeta / "llena.xlsx", pares


def test_altered_sheet_is_rejected(cuarto: Path, mapa: Path, orden: Callable[..., str]):
    import pyrage

    orden("cargar", write_registro(cuarto, *FILAS), "--mapa", mapa)
    orden("duplicados")
    revisor = pyrage.x25519.Identity.generate()
    orden("hoja", cuarto / "hoja.age", "--para", revisor.to_public())
    llena, _ = fill_hoja(pyrage.decrypt((cuarto / "hoja.age").read_bytes(), [revisor]), cuarto)
    libro = openpyxl.load_workbook(llena)
    libro["Pares"].cell(3, 3).value = "Otra"
    libro.save(llena)

    assert "se alteró lo que la hoja mostraba" in orden("decidir", llena)


MUERE_EN = """
import sys, time
from unittest import mock

def wait(*_, **__):
    print("LISTO", flush=True)
    time.sleep(600)

with mock.patch(sys.argv[1], wait):
    from fais_analysis.cli.app import app

    app(["padron", *sys.argv[2:]])
"""


def kill_en(etapa: str, carpeta: Path, *orden: str) -> None:
    """Corre una orden en otro proceso y la mata al llegar a una etapa; si no llega, es una falla."""
    proceso = subprocess.Popen(
        [sys.executable, "-c", MUERE_EN, etapa, *orden],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=carpeta,
    )
    assert proceso.stdout is not None
    dicho = proceso.stdout.readline()
    proceso.kill()
    proceso.communicate()
    assert dicho == b"LISTO\n"


@pytest.mark.parametrize(
    "etapa", ["fais_analysis.padron.puntaje._predict_parte", "fais_analysis.sources.escritura.os.replace"]
)
def test_killed_process_leaves_nothing(cuarto: Path, mapa: Path, orden: Callable[..., str], etapa: str):
    """Con kill -9 no queda un nombre en claro: ni con los nombres en duckdb ni a media escritura."""
    orden("cargar", write_registro(cuarto, *FILAS), "--mapa", mapa)
    kill_en(etapa, cuarto, "duplicados")

    assert find_fugas(cuarto) == []
    orden("estado")  # al abrir, se lleva los temporales que dejó
    assert not list((cuarto / "cuarto").rglob(".*.tmp"))


def test_failure_while_writing_and_unexpected_errors_say_no_value(
    cuarto: Path, mapa: Path, orden: Callable[..., str], monkeypatch: pytest.MonkeyPatch
):
    registro = write_registro(cuarto, *FILAS)
    orden("cargar", registro, "--mapa", mapa)
    from fais_analysis.padron import deposito, duplicados

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as parche:
        parche.setattr(deposito, "write_atomico", fail)
        assert "no queda espacio" in orden("cargar", registro, "--mapa", mapa, salida=2)

    def burst(*_: object) -> None:
        raise ValueError(f"celda {CANARIOS[0]}")

    monkeypatch.setattr(duplicados, "score_pares", burst)
    assert "Falla imprevista" in orden("duplicados", salida=70)
    assert find_fugas(cuarto) == []


def test_key_and_folder_are_private(cuarto: Path, mapa: Path, orden: Callable[..., str]):
    registro = write_registro(cuarto, *FILAS)
    orden("cargar", registro, "--mapa", mapa)
    assert (cuarto / "cuarto").stat().st_mode & 0o777 == 0o700
    assert (cuarto / "llave").stat().st_mode & 0o777 == 0o600
    (cuarto / "llave").chmod(0o644)
    assert "otros leen" in orden("duplicados", salida=2)
    (cuarto / "llave").unlink()
    orden("llave", cuarto / "llave")
    assert "otra llave" in orden("duplicados", salida=2)
    (cuarto / "cuarto" / ".git").mkdir()
    assert "repositorio" in orden("duplicados", salida=2)


def test_state_and_deletion(cuarto: Path, mapa: Path, orden: Callable[..., str]):
    orden("cargar", write_registro(cuarto, *FILAS), "--mapa", mapa)
    (carga,) = [r.stem for r in (cuarto / "cuarto" / "cargas").iterdir()]
    assert "Registros de persona: 4" in orden("estado")
    assert "Confirme" in orden("borrar", "--carga", carga, salida=2)
    assert "Borradas 1 cargas" in orden("borrar", "--carga", carga, "--si")
    assert [r.name for r in (cuarto / "cuarto").rglob("*.age")] == ["orden.age"]
    assert "vacío" in orden("duplicados", salida=2)
    assert "AAAA-MM-DD" in orden("borrar", "--antes-de", "mañana", salida=2)


def test_what_is_past_its_period_is_told_and_really_deleted(
    cuarto: Path, mapa: Path, orden: Callable[..., str]
):
    import pyrage

    from fais_analysis.padron.llaves import get_llave

    orden("cargar", write_registro(cuarto, *FILAS), "--mapa", mapa)
    orden("duplicados")
    revisor = pyrage.x25519.Identity.generate()
    orden("hoja", cuarto / "hoja.age", "--para", revisor.to_public())
    llena, _ = fill_hoja(pyrage.decrypt((cuarto / "hoja.age").read_bytes(), [revisor]), cuarto)
    orden("decidir", llena)
    assert "sin plazo fijado" in orden("estado")
    assert "por verificar" in orden("borrar", "--vencidas", salida=2)  # sin plazo no se borra nada
    assert "Nada que borrar" in orden("borrar", "--vencidas", "--plazo-meses", 600, salida=2)
    mapa.write_text(f"{MAPA}conservacion_meses: 1\n", encoding="utf-8")
    orden("cargar", cuarto / "registro.xlsx", "--mapa", mapa)
    assert "VENCIDA: se conservaba hasta el 31/01/" in orden("estado")
    orden("duplicados")

    dicho = orden("borrar", "--vencidas", "--si")

    assert "Borradas 1 cargas" in dicho
    assert "0 decisiones" not in dicho
    identidad = pyrage.x25519.Identity.from_str(get_llave().age)
    queda = [pyrage.decrypt(r.read_bytes(), [identidad]) for r in (cuarto / "cuarto").rglob("*.age")]
    assert sorted(queda) == [b"[]", b"[]"]  # ni cargas ni decisiones


def test_a_changed_access_breaks_the_chain(tmp_path: Path):
    for i in range(3):
        record_acceso(tmp_path, "cargar", i)
    assert check_accesos(tmp_path) == (3, 0)
    ruta = tmp_path / "accesos.jsonl"
    ruta.write_text(ruta.read_text().replace('"filas": 1', '"filas": 9'), encoding="utf-8")
    assert check_accesos(tmp_path) == (3, 2)


def test_new_key_keeps_decisions_and_nothing_opens_with_the_old_one(
    cuarto: Path, mapa: Path, orden: Callable[..., str], monkeypatch: pytest.MonkeyPatch
):
    import pyrage

    from fais_analysis.padron.llaves import read_llave

    orden("cargar", write_registro(cuarto, *FILAS), "--mapa", mapa)
    orden("duplicados")
    revisor = pyrage.x25519.Identity.generate()
    orden("hoja", cuarto / "hoja.age", "--para", revisor.to_public())
    llena, _ = fill_hoja(pyrage.decrypt((cuarto / "hoja.age").read_bytes(), [revisor]), cuarto)
    assert "Personas: 2" in orden("decidir", llena)
    antes = list_decididos(cuarto)
    orden("llave", cuarto / "llave2")

    assert "Decisiones que pasan" in orden("rotar", cuarto / "llave2")
    assert "misma llave" not in orden("duplicados", salida=2)
    monkeypatch.setenv("FAIS_PADRON_LLAVE_ARCHIVO", str(cuarto / "llave2"))
    assert "Personas: 2" in orden("duplicados")
    assert antes.isdisjoint(list_decididos(cuarto))
    assert "En cadena" in orden("estado")
    vieja = pyrage.x25519.Identity.from_str(read_llave(cuarto / "llave").age)
    for ruta in (cuarto / "cuarto").rglob("*.age"):
        with pytest.raises(pyrage.DecryptError):
            pyrage.decrypt(ruta.read_bytes(), [vieja])
    assert sorted(r.name for r in cuarto.iterdir() if r.name.startswith("cuarto")) == ["cuarto"]
    assert find_fugas(cuarto) == []


def test_interrupted_key_change_never_loses_the_registry(
    cuarto: Path, mapa: Path, orden: Callable[..., str], monkeypatch: pytest.MonkeyPatch
):
    orden("cargar", write_registro(cuarto, *FILAS), "--mapa", mapa)
    orden("llave", cuarto / "llave2")
    renombrar = Path.rename

    def fail_la_nueva(ruta: Path, destino: Path) -> Path:
        if ruta.name.endswith(".nueva"):
            raise PermissionError(13, "lo usa otro programa")
        return renombrar(ruta, destino)

    with monkeypatch.context() as parche:
        parche.setattr(Path, "rename", fail_la_nueva)
        assert "La llave no se cambió" in orden("rotar", cuarto / "llave2", salida=2)
    assert "Registros de persona: 4" in orden("estado")

    (cuarto / "cuarto").rename(cuarto / "cuarto.vieja")  # murió entre los dos cambios de nombre
    (cuarto / "cuarto").mkdir()
    assert "Registros de persona: 4" in orden("estado")
    assert not (cuarto / "cuarto.vieja").exists()

    (cuarto / "cuarto").rename(cuarto / "cuarto.vieja")
    (cuarto / "cuarto").mkdir()
    (cuarto / "cuarto" / "accesos.jsonl").write_text("")
    assert "sólo en «cuarto.vieja»" in orden("cargar", cuarto / "registro.xlsx", "--mapa", mapa, salida=2)
    (cuarto / "cuarto" / "accesos.jsonl").unlink()
    orden("estado")

    guardado = cuarto / "cuarto.vieja" / "cargas"
    guardado.mkdir(parents=True)
    (guardado / "x.age").write_bytes(b"lo unico que queda")
    assert "ninguna carpeta de otro cambio" in orden("rotar", cuarto / "llave2", salida=2)
    assert "bórrela sólo si" in orden("estado")
    assert (guardado / "x.age").exists()


def test_a_line_cut_short_is_told_and_does_not_stop_the_work(tmp_path: Path):
    """Se acabó el disco a medio renglón, y a medio carácter: lo que sigue se anota y lo roto se señala."""
    for _ in range(2):
        record_acceso(tmp_path, "revisión", 3)
    ruta = tmp_path / "accesos.jsonl"
    ruta.write_bytes(ruta.read_bytes()[:-40] + "ó".encode()[:1])
    record_acceso(tmp_path, "después", 1)
    record_acceso(tmp_path, "y otra", 1)

    assert check_accesos(tmp_path) == (4, 2)


def test_a_reason_with_odd_line_ends_keeps_the_chain(tmp_path: Path):
    for motivo in ("uno\u2028dos", "tres\u0085cuatro", "cinco\u2029\n\x0b\x1cseis"):
        record_acceso(tmp_path, "cargar", 1, motivo=motivo)

    assert check_accesos(tmp_path) == (3, 0)
