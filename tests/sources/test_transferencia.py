"""Bajar contra un servidor en 127.0.0.1 que hace lo que hacen los de verdad cuando fallan."""

import hashlib
import http.server
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fais_analysis.errors import EsquemaError, FuenteAlteradaError, FuenteFaltanteError
from fais_analysis.sources import transferencia
from fais_analysis.sources.descarga import PARCIALES, POR_REVISAR, download_archivo
from fais_analysis.sources.fichas import Archivo

BUENO = b"PK\x03\x04" + bytes(range(256)) * 800  # con firma de libro; unos 200 KB
OTROS_BYTES = BUENO + b" "
UN_VALOR = BUENO[:-1] + b"\x00"
PAGINA = b"\xef\xbb\xbf\n<!DOCTYPE html><html><body>No encontrado</body></html>"
MITAD = len(BUENO) // 2
Respuesta = Callable[["Manejador"], None]


class Manejador(http.server.BaseHTTPRequestHandler):
    """Contesta con el guion de la prueba: uno por petición y, al acabarse, el último."""

    guion: list[Respuesta] = []  # noqa: RUF012
    peticiones: list[tuple[str, str]] = []  # noqa: RUF012

    def do_GET(self):
        self.peticiones.append((self.path, self.headers.get("Range", "")))
        responder = self.guion[min(len(self.peticiones), len(self.guion)) - 1]
        responder(self)

    def send(self, contenido: bytes, codigo: int = 200, largo: int | None = None, **mas: str) -> None:
        self.send_response(codigo)
        self.send_header("Content-Length", str(len(contenido) if largo is None else largo))
        self.send_header("ETag", '"una"')
        for nombre, valor in mas.items():
            self.send_header(nombre.replace("_", "-"), valor)
        self.end_headers()
        self.wfile.write(contenido)

    def log_message(self, *_):
        pass


def give(contenido: bytes, codigo: int = 200, **mas: str) -> Respuesta:
    return lambda m: m.send(contenido, codigo, **mas)


def cut(m: Manejador) -> None:
    """La mitad de lo anunciado, y cuelga."""
    m.send(BUENO[:MITAD], largo=len(BUENO))


def stall(m: Manejador) -> None:
    """La mitad de lo anunciado, y calla más de lo que se le espera."""
    m.send(BUENO[:MITAD], largo=len(BUENO))
    m.wfile.flush()
    m.server.callado.wait(20)


def resume(m: Manejador) -> None:
    """Lo que falta, si se pide con la marca debida; si no, todo."""
    desde = int(m.headers.get("Range", "bytes=0-")[6:].rstrip("-"))
    if desde and m.headers.get("If-Range") == '"una"':
        m.send(BUENO[desde:], 206, Content_Range=f"bytes {desde}-{len(BUENO) - 1}/{len(BUENO)}")
    else:
        m.send(BUENO)


def move(m: Manejador) -> None:
    if m.path == "/otra/a.xlsx":
        return m.send(BUENO)
    return m.send(b"", 302, Location="/otra/a.xlsx")


@pytest.fixture
def servir(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., str]]:
    """Arranca el servidor con un guion y devuelve la dirección del archivo."""
    monkeypatch.setattr(transferencia, "PAUSA_SEGUNDOS", 0.0)
    monkeypatch.setattr(transferencia, "ESPERA_SEGUNDOS", 0.3)
    Manejador.peticiones.clear()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Manejador) as servidor:
        servidor.callado = threading.Event()
        threading.Thread(target=servidor.serve_forever, args=(0.01,), daemon=True).start()

        def servir(*guion: Respuesta) -> str:
            Manejador.guion = list(guion)
            return f"http://127.0.0.1:{servidor.server_port}/datos/a.xlsx"

        yield servir
        servidor.callado.set()
        servidor.shutdown()


def make_archivo(url: str) -> Archivo:
    return Archivo(
        ruta="coneval/a.xlsx",
        url=url,
        estado_url="visto",
        sha256=hashlib.sha256(BUENO).hexdigest(),
        bytes=len(BUENO),
        codificacion="",
        fidelidad="prueba",
    )


def get_desde(peticion: int) -> int:
    """Desde qué octeto se pidió (cero, si se pidió entero)."""
    return int(Manejador.peticiones[peticion][1].removeprefix("bytes=").rstrip("-") or 0)


def same_figures(_: Path) -> str:
    return "pobreza_estatal"


def other_figures(ruta: Path) -> str:
    raise EsquemaError("Cambió.", donde=ruta.name, esperado="x", encontrado="10014: 1 → 2", que_hacer="y")


@pytest.mark.parametrize(
    ("guion", "peticiones"),
    [
        ([give(BUENO)], 1),
        ([cut, resume], 2),
        ([stall, resume], 2),
        ([move], 2),
        ([give(b"", 429, Retry_After="0"), give(b"", 500), give(BUENO)], 3),
        ([give(b"", 416), give(BUENO)], 2),
    ],
    ids=["bien", "cortado", "callado", "redirige", "429 y 500 pasajeros", "416"],
)
def test_it_arrives_whole(servir, tmp_path: Path, guion, peticiones):
    hecha = download_archivo(make_archivo(servir(*guion)), tmp_path)

    assert hecha.ruta.read_bytes() == BUENO
    assert len(Manejador.peticiones) == peticiones
    assert not list((tmp_path / PARCIALES).iterdir())


def test_only_what_is_missing_is_asked_for(servir, tmp_path: Path):
    download_archivo(make_archivo(servir(cut, resume)), tmp_path)

    assert 0 < get_desde(1) <= MITAD


def test_next_run_resumes_what_the_last_one_left(servir, tmp_path: Path):
    with pytest.raises(FuenteFaltanteError, match="completo en 4 intentos"):
        download_archivo(make_archivo(servir(cut, give(b"", 503))), tmp_path)
    Manejador.peticiones.clear()

    archivo = make_archivo(servir(resume))
    assert download_archivo(archivo, tmp_path).ruta.read_bytes() == BUENO
    assert 0 < get_desde(0) <= MITAD


def test_another_file_under_the_same_address_is_not_glued(servir, tmp_path: Path):
    """Si cambió mientras tanto, If-Range hace que llegue entero."""
    hecha = download_archivo(make_archivo(servir(cut, give(BUENO))), tmp_path)

    assert hecha.ruta.read_bytes() == BUENO


@pytest.mark.lento
@pytest.mark.parametrize(
    ("guion", "motivo"),
    [
        ([cut], "completo"),
        ([stall], "completo"),
        ([give(PAGINA, Content_Type="application/vnd.ms-excel")], "página web"),
        ([give(b"")], "vacío"),
        ([give(b"una,dos\n1,2\n")], "no es un archivo .xlsx"),
        ([give(b"", 404)], "se movió"),
        ([give(b"", 410)], "se movió"),
        ([give(b"", 429)], "completo"),
        ([give(b"", 500)], "completo"),
        ([give(b"", 302, Location="/otra/vez")], "completo"),
    ],
    ids=["cortado", "callado", "HTML", "vacío", "otro tipo", "404", "410", "429", "500", "en círculos"],
)
def test_it_does_not_arrive_and_nothing_is_replaced(servir, tmp_path: Path, guion, motivo):
    previo = tmp_path / "coneval" / "a.xlsx"
    previo.parent.mkdir()
    previo.write_bytes(b"lo que habia")

    with pytest.raises(FuenteFaltanteError) as error:
        download_archivo(make_archivo(servir(*guion)), tmp_path)

    assert motivo in error.value.que_paso
    assert "/datos/" in error.value.que_hacer  # dice en qué página buscarlo
    assert previo.read_bytes() == b"lo que habia"
    assert not (tmp_path / POR_REVISAR).exists()


def test_a_moved_link_names_the_page_of_the_card(servir, tmp_path: Path):
    archivo = replace(make_archivo(servir(give(b"", 404))), pagina="https://ejemplo.mx/medicion/")

    with pytest.raises(FuenteFaltanteError) as error:
        download_archivo(archivo, tmp_path)

    assert "busque el archivo en https://ejemplo.mx/medicion/" in error.value.que_hacer


def test_other_bytes_with_the_same_figures_come_in_and_say_so(servir, tmp_path: Path):
    archivo = make_archivo(servir(give(OTROS_BYTES)))

    hecha = download_archivo(archivo, tmp_path, comprobar=same_figures)

    assert "las mismas cifras (pobreza_estatal)" in hecha.aviso
    assert hecha.ruta.read_bytes() == OTROS_BYTES
    assert download_archivo(archivo, tmp_path).ya_estaba


@pytest.mark.parametrize("comprobar", [other_figures, lambda _: "", None])
def test_one_changed_value_of_the_same_size_stays_out(servir, tmp_path: Path, comprobar):
    with pytest.raises(FuenteAlteradaError) as error:
        download_archivo(make_archivo(servir(give(UN_VALOR))), tmp_path, comprobar=comprobar)

    apartado = tmp_path / POR_REVISAR / "a.xlsx"
    assert apartado.read_bytes() == UN_VALOR
    assert f'importar "{apartado}" --reemplazar' in error.value.que_hacer  # tal cual, desde cualquier carpeta
    assert f"{len(BUENO):,} bytes, +0" in error.value.encontrado
    assert not (tmp_path / "coneval").exists()
    assert comprobar is not other_figures or "10014: 1 → 2" in error.value.encontrado


def test_far_bigger_than_known_is_cut_short(servir, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(transferencia, "TAMANO_MINIMO", 10)
    archivo = replace(make_archivo(servir(give(BUENO))), bytes=1)

    with pytest.raises(FuenteFaltanteError, match="pesa mucho más"):
        download_archivo(archivo, tmp_path)


def test_mirror_is_asked_instead(servir, tmp_path: Path):
    espejo = servir(give(BUENO)).removesuffix("/datos/a.xlsx")
    archivo = replace(make_archivo("http://127.0.0.1:9/a.xlsx"), estado_url="portal")

    assert download_archivo(archivo, tmp_path, espejo=espejo).ruta.read_bytes() == BUENO
    assert Manejador.peticiones[0][0] == "/coneval/a.xlsx"


def test_local_folder_serves_as_mirror(tmp_path: Path):
    espejo = tmp_path / "espejo"
    espejo.mkdir()
    archivo = make_archivo("http://127.0.0.1:9/a.xlsx")
    with pytest.raises(FuenteFaltanteError, match="espejo"):
        download_archivo(archivo, tmp_path / "f", espejo=str(espejo))

    (espejo / "a.xlsx").write_bytes(BUENO)

    assert download_archivo(archivo, tmp_path / "f", espejo=str(espejo)).ruta.read_bytes() == BUENO


def test_proxy_of_the_environment_is_used(servir, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    proxy = servir(give(BUENO)).removesuffix("/datos/a.xlsx")
    monkeypatch.setenv("http_proxy", proxy)
    monkeypatch.setenv("no_proxy", "")

    download_archivo(make_archivo("http://institucion.invalid/a.xlsx"), tmp_path)

    assert Manejador.peticiones[0][0] == "http://institucion.invalid/a.xlsx"
