"""Por enlace: nadie recibe una dirección en la que no esté, byte por byte, su informe."""

import http.server
import ssl
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from fais_analysis.delivery.corrida import read_bytes_hoja, read_bytes_informe, read_corrida
from fais_analysis.delivery.publicacion import check_publicado, get_relativa

from .armado import CAMPANIA, Oficina, build_fila
from .conftest import get_estados, ready, send


class Sitio:
    """Un sitio HTTPS de verdad en 127.0.0.1, con su autoridad."""

    def __init__(self, nombre: str = "127.0.0.1") -> None:
        self.paginas: dict[str, bytes] = {}
        self.pedidos: list[str] = []
        self.autoridad = trustme.CA()
        contexto = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.autoridad.issue_cert(nombre).configure_cert(contexto)
        sitio = self

        class Manejador(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                sitio.pedidos.append(self.path)
                if self.path.startswith("/desvio"):
                    self.send_response(302)
                    self.send_header("Location", self.path.removeprefix("/desvio"))
                    self.end_headers()
                    return
                pagina = sitio.paginas.get(self.path)
                self.send_response(200 if pagina is not None else 404)
                self.end_headers()
                self.wfile.write(pagina or b"")

            def log_message(self, *_: object) -> None: ...

        self.servidor = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Manejador)
        self.servidor.socket = contexto.wrap_socket(self.servidor.socket, server_side=True)
        threading.Thread(target=self.servidor.serve_forever, daemon=True).start()
        self.raiz = f"https://127.0.0.1:{self.servidor.server_address[1]}"

    @property
    def contexto(self) -> ssl.SSLContext:
        contexto = ssl.create_default_context()
        self.autoridad.configure_trust(contexto)
        return contexto


@pytest.fixture
def sitio() -> Iterator[Sitio]:
    abierto = Sitio()
    yield abierto
    abierto.servidor.shutdown()
    abierto.servidor.server_close()


def test_only_the_very_bytes_at_that_address_are_good(sitio: Sitio):
    import hashlib

    huella = hashlib.sha256(b"informe").hexdigest()
    sitio.paginas = {"/bien": b"informe", "/otro": b"informe de otro", "/vacio": b""}

    def check(ruta: str, contexto: ssl.SSLContext = sitio.contexto) -> str:
        return check_publicado(sitio.raiz + ruta, huella, contexto)

    assert check("/bien") == ""
    assert "otro archivo" in check("/otro")
    assert "otro archivo" in check("/vacio")
    assert "contestó 404" in check("/no-esta")
    assert "contestó 302" in check("/desvio/bien")  # suele ser la página de acceso
    assert "no se pudo abrir" in check("/bien", ssl.create_default_context())  # certificado ajeno
    assert "no se pudo abrir" in check_publicado("https://127.0.0.1:9/x", huella, sitio.contexto)


@pytest.mark.parametrize(
    ("enlace", "relativa"),
    [
        ("https://i.example/{clave}/{huella}.html", "{clave}/{huella}.html"),
        ("https://i.example/fais/2020/{clave}_{huella}.html", "{clave}_{huella}.html"),
        ("https://i.example/fais/e-{huella}-{clave}", "e-{huella}-{clave}"),
    ],
)
def test_folder_to_publish_follows_the_link(enlace: str, relativa: str):
    assert get_relativa(enlace) == relativa


@pytest.mark.lento
def test_link_is_sent_only_after_its_own_report_is_published(tmp_path: Path, servir, sitio: Sitio):
    servidor = servir()
    with servidor.pem.open("ab") as salida:  # una autoridad para el correo y otra para el sitio
        salida.write(sitio.autoridad.cert_pem.bytes())
    filas = [
        build_fila("10014", formato="enlace"),
        build_fila("10021", formato="enlace"),
        build_fila("10033"),
    ]
    oficina = Oficina(tmp_path, filas=filas)
    ready(oficina, servidor, enlace=f"{sitio.raiz}/fais/{{clave}}/{{huella}}.html")
    publicar = oficina.carpeta / CAMPANIA / "publicar"
    rutas = {r.relative_to(publicar).as_posix(): r.read_bytes() for r in publicar.rglob("*.html")}
    informes = read_corrida(oficina.corrida).informes
    esperadas = {
        f"{c}/{informes[c].huella_corta}.html": read_bytes_informe(informes[c]) for c in ("10014", "10021")
    }
    hojas = {f"{c}/hoja.html": read_bytes_hoja(informes[c]) for c in ("10014", "10021")}
    assert rutas == esperadas | hojas
    assert sitio.pedidos == []  # preparar no tocó la red

    assert send(oficina)[0].conteo == Counter(negado=2, aceptado=1)
    cambiadas = dict(
        zip(rutas, reversed(list(rutas.values())), strict=True)
    )  # el de uno en el lugar del otro
    sitio.paginas = {f"/fais/{ruta}": crudo for ruta, crudo in cambiadas.items()}
    assert send(oficina)[0].conteo == Counter(negado=2)
    sitio.paginas = {f"/fais/{ruta}": crudo for ruta, crudo in esperadas.items()}  # sin las hojas
    assert send(oficina)[0].conteo == Counter(negado=2)
    assert len(servidor.registro.recibidos) == 1

    sitio.paginas = {f"/fais/{ruta}": crudo for ruta, crudo in rutas.items()}
    assert send(oficina)[0].conteo == Counter(aceptado=2)
    assert set(get_estados(oficina).values()) == {"aceptado"}
