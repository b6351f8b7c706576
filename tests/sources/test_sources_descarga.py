"""Bajar e importar archivos oficiales, contra un servidor en 127.0.0.1."""

import functools
import hashlib
import http.server
import re
import threading
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fais_analysis.cli.datos import app
from fais_analysis.errors import FuenteAlteradaError, FuenteFaltanteError, ParametroError
from fais_analysis.sources import importacion, transferencia
from fais_analysis.sources.descarga import download_archivo
from fais_analysis.sources.ediciones import read_ediciones_aceptadas
from fais_analysis.sources.fichas import Archivo, get_archivo
from fais_analysis.sources.importacion import import_archivo
from fais_analysis.sources.locate import locate_archivo

CONTENIDO = "clave,valor\n01001,«1»\n".encode()
SHA = hashlib.sha256(CONTENIDO).hexdigest()


@pytest.fixture(autouse=True)
def _sin_pausas(monkeypatch: pytest.MonkeyPatch) -> None:
    """Insiste igual, sin esperar entre un intento y otro."""
    monkeypatch.setattr(transferencia, "PAUSA_SEGUNDOS", 0.0)


class Manejador(http.server.SimpleHTTPRequestHandler):
    peticiones: list[str] = []  # noqa: RUF012

    def do_GET(self):
        self.peticiones.append(self.path)
        if self.path.endswith("cortado.csv"):
            self.send_response(200)
            self.send_header("Content-Length", str(len(CONTENIDO) + 100))
            self.end_headers()
            self.wfile.write(CONTENIDO)
            return
        super().do_GET()

    def log_message(self, *_):
        pass


@pytest.fixture
def servidor(tmp_path: Path):
    """Carpeta servida por HTTP en 127.0.0.1 y su dirección."""
    carpeta = tmp_path / "servidor"
    carpeta.mkdir()
    Manejador.peticiones.clear()
    manejador = functools.partial(Manejador, directory=str(carpeta))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), manejador) as http_local:
        hilo = threading.Thread(target=http_local.serve_forever, args=(0.01,), daemon=True)
        hilo.start()
        yield carpeta, f"http://127.0.0.1:{http_local.server_port}"
        http_local.shutdown()


def make_archivo(url: str, **cambios: object) -> Archivo:
    base = Archivo(
        ruta="coneval/prueba.csv",
        url=url,
        estado_url="visto",
        sha256=SHA,
        bytes=len(CONTENIDO),
        codificacion="utf-8",
        fidelidad="prueba",
    )
    return replace(base, **cambios)


def list_archivos(carpeta: Path) -> list[str]:
    return sorted(r.relative_to(carpeta).as_posix() for r in carpeta.rglob("*") if r.is_file())


class TestDescarga:
    def test_good_download_is_stored_once(self, servidor, tmp_path):
        publicado, url = servidor
        (publicado / "a.csv").write_bytes(CONTENIDO)
        archivo = make_archivo(f"{url}/a.csv")

        primera = download_archivo(archivo, tmp_path / "f")
        segunda = download_archivo(archivo, tmp_path / "f")

        assert (primera.ya_estaba, segunda.ya_estaba) == (False, True)
        assert Manejador.peticiones == ["/a.csv"]
        assert primera.ruta.read_bytes() == CONTENIDO
        assert list_archivos(tmp_path / "f") == ["coneval/prueba.csv"]

    def test_other_edition_is_set_aside_and_nothing_is_lost(self, servidor, tmp_path):
        publicado, url = servidor
        (publicado / "a.csv").write_bytes(b"otra edicion")
        previo = tmp_path / "f" / "coneval" / "prueba.csv"
        previo.parent.mkdir(parents=True)
        previo.write_bytes(b"lo que habia")

        with pytest.raises(FuenteAlteradaError) as error:
            download_archivo(make_archivo(f"{url}/a.csv"), tmp_path / "f")

        assert previo.read_bytes() == b"lo que habia"
        assert (tmp_path / "f" / "por_revisar" / "prueba.csv").read_bytes() == b"otra edicion"
        assert "--reemplazar" in error.value.que_hacer
        assert list_archivos(tmp_path / "f") == ["coneval/prueba.csv", "por_revisar/prueba.csv"]

    @pytest.mark.parametrize("pagina", ["no_existe.csv", "cortado.csv"])
    def test_failed_download_leaves_no_trace(self, servidor, tmp_path, pagina):
        with pytest.raises(FuenteFaltanteError) as error:
            download_archivo(make_archivo(f"{servidor[1]}/{pagina}"), tmp_path / "f")

        assert list_archivos(tmp_path / "f") == []
        assert "fais datos importar" in error.value.que_hacer

    def test_nobody_answers(self, tmp_path):
        with pytest.raises(FuenteFaltanteError) as error:
            download_archivo(make_archivo("http://127.0.0.1:9/a.csv", estado_url="plantilla"), tmp_path / "f")

        assert "por probar" in error.value.donde

    def test_unverifiable_certificate_is_refused(self, servidor, tmp_path):
        """Un servidor sin TLS en una dirección https: se dice y no se baja."""
        with pytest.raises(FuenteFaltanteError) as error:
            download_archivo(make_archivo(servidor[1].replace("http:", "https:") + "/a.csv"), tmp_path / "f")

        assert "certificado" in error.value.que_paso
        assert list_archivos(tmp_path / "f") == []

    def test_tls_verification_is_never_turned_off(self, raiz):
        for modulo in (raiz / "lib" / "fais_analysis").rglob("*.py"):
            texto = modulo.read_text(encoding="utf-8")
            assert "verify=False" not in texto
            assert "_create_unverified_context" not in texto

    @pytest.mark.parametrize(
        "cambio", [{"estado_url": "portal"}, {"estado_url": "ninguna", "url": ""}, {"convertido": True}]
    )
    def test_without_direct_address(self, tmp_path, cambio):
        with pytest.raises(FuenteFaltanteError) as error:
            download_archivo(replace(make_archivo("http://127.0.0.1:9/a"), **cambio), tmp_path)

        assert "fais datos importar" in error.value.que_hacer


class TestZip:
    def make_zip(self, ruta: Path, nombre: str, contenido: bytes = CONTENIDO) -> str:
        with zipfile.ZipFile(ruta, "w") as libro:
            libro.writestr("LEEME.txt", "hola")
            libro.writestr(f"carpeta/{nombre}", contenido)
        return hashlib.sha256(ruta.read_bytes()).hexdigest()

    def test_member_is_taken_out(self, servidor, tmp_path):
        self.make_zip(servidor[0] / "a.zip", "Anexo estadístico.csv")

        hecha = download_archivo(
            make_archivo(f"{servidor[1]}/a.zip", zip="Anexo estadístico.csv"), tmp_path / "f"
        )

        assert hecha.ruta.read_bytes() == CONTENIDO

    def test_member_name_in_another_code_page(self, servidor, tmp_path):
        """Un ZIP viejo guarda el acento en cp850 y sin la marca UTF-8."""
        ruta = servidor[0] / "a.zip"
        self.make_zip(ruta, "Anexo estad?stico.csv")
        ruta.write_bytes(ruta.read_bytes().replace(b"estad?stico", b"estad\xa1stico"))

        archivo = make_archivo(f"{servidor[1]}/a.zip", zip="Anexo estadístico.csv")

        assert download_archivo(archivo, tmp_path / "f").ruta.read_bytes() == CONTENIDO

    def test_registered_zip_with_another_edition_inside_is_accepted_and_said(self, servidor, tmp_path):
        sha_zip = self.make_zip(servidor[0] / "a.zip", "prueba.csv", b"mismos valores, otros bytes")
        archivo = make_archivo(f"{servidor[1]}/a.zip", zip="prueba.csv", zip_sha256=sha_zip)

        hecha = download_archivo(archivo, tmp_path / "f")

        assert "otra edición" in hecha.aviso
        assert list(read_ediciones_aceptadas(tmp_path / "f")) == ["coneval/prueba.csv"]
        assert download_archivo(archivo, tmp_path / "f").ya_estaba

    def test_unknown_zip_with_another_edition_is_not(self, servidor, tmp_path):
        self.make_zip(servidor[0] / "a.zip", "prueba.csv", b"otra cosa")
        archivo = make_archivo(f"{servidor[1]}/a.zip", zip="prueba.csv", zip_sha256="0" * 64)

        with pytest.raises(FuenteAlteradaError):
            download_archivo(archivo, tmp_path / "f")

        assert not (tmp_path / "f" / "coneval").exists()

    def test_broken_zip(self, servidor, tmp_path):
        (servidor[0] / "a.zip").write_bytes(b"PK\x03\x04 roto")

        with pytest.raises(FuenteAlteradaError) as error:
            download_archivo(make_archivo(f"{servidor[1]}/a.zip", zip="prueba.csv"), tmp_path / "f")

        assert "ZIP" in error.value.que_paso

    def test_member_is_not_there(self, servidor, tmp_path):
        self.make_zip(servidor[0] / "a.zip", "otro.csv")

        with pytest.raises(FuenteAlteradaError) as error:
            download_archivo(make_archivo(f"{servidor[1]}/a.zip", zip="prueba.csv"), tmp_path / "f")

        assert "otro.csv" in error.value.encontrado


@pytest.fixture
def carpeta(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Carpeta de fuentes vacía."""
    monkeypatch.setenv("FAIS_FUENTES", str(tmp_path / "fuentes"))
    return tmp_path / "fuentes"


@pytest.fixture
def inpc(raiz: Path) -> bytes:
    """Los bytes registrados del INPC (el recorte es el archivo completo)."""
    contenido = (raiz / "tests/loaders/recortes/inpc.csv").read_bytes()
    assert hashlib.sha256(contenido).hexdigest() == get_archivo("inegi_inpc").sha256
    return contenido


class TestImportar:
    def test_by_hash_whatever_its_name(self, carpeta, tmp_path, inpc):
        llego = tmp_path / "descarga (1).csv"
        llego.write_bytes(inpc)

        importado = import_archivo(llego)[0]

        assert (importado.id, importado.edicion.anio, importado.por_huella, importado.aviso) == (
            "inegi_inpc",
            None,
            True,
            "",
        )
        assert locate_archivo("inegi_inpc") == importado.ruta

    def test_by_name_warns_and_is_accepted(self, carpeta, tmp_path):
        llego = tmp_path / "INPC_promedio_anual_2016_2020.CSV"
        llego.write_bytes(b"otra edicion")

        importado = import_archivo(llego)[0]

        assert not importado.por_huella
        assert "NO es la edición comprobada" in importado.aviso
        assert locate_archivo("inegi_inpc").read_bytes() == b"otra edicion"

    def test_by_name_does_not_replace_the_checked_one(self, carpeta, tmp_path, inpc):
        bueno, otro = tmp_path / "bueno.csv", tmp_path / "inpc_promedio_anual_2016_2020.csv"
        bueno.write_bytes(inpc)
        otro.write_bytes(b"otra edicion")
        import_archivo(bueno)

        with pytest.raises(FuenteAlteradaError) as error:
            import_archivo(otro)

        assert "--reemplazar" in error.value.que_hacer
        assert locate_archivo("inegi_inpc").read_bytes() == inpc
        assert import_archivo(otro, reemplazar=True)[0].ruta.read_bytes() == b"otra edicion"

    def test_official_name_of_the_address(self, carpeta, tmp_path):
        # CONAPO publica IMM_DP2_2015.xlsx; aquí se guarda como IMM_2015.xlsx.
        llego = tmp_path / "IMM_DP2_2015.xlsx"
        llego.write_bytes(b"un libro")

        importado = import_archivo(llego)[0]

        assert (importado.id, importado.edicion.anio) == ("conapo_marginacion_municipal", 2015)

    def test_zip_brings_several(self, carpeta, tmp_path, inpc):
        llego = tmp_path / "IRS_ent_mun_2000_2020.zip"
        with zipfile.ZipFile(llego, "w") as libro:
            libro.writestr("IRS_entidades_mpios_2005.xlsx", b"sin registrar")
            libro.writestr("datos/IRS_entidades_mpios_2015.xlsx", b"2015")
            libro.writestr("datos/IRS_entidades_mpios_2020.xlsx", b"2020")
            libro.writestr("otro nombre.csv", inpc)

        importados = import_archivo(llego)

        assert [(i.id, i.edicion.anio, i.por_huella) for i in importados] == [
            ("coneval_rezago_social", 2015, False),
            ("coneval_rezago_social", 2020, False),
            ("inegi_inpc", None, True),
        ]

    @pytest.mark.parametrize("nombre", ["no_existe.csv", "carpeta", "vacio.csv", "foto.zip"])
    def test_unknown_file(self, carpeta, tmp_path, nombre):
        (tmp_path / "carpeta").mkdir()
        (tmp_path / "vacio.csv").write_bytes(b"")
        with zipfile.ZipFile(tmp_path / "foto.zip", "w") as libro:
            libro.writestr("foto.png", b"x")

        with pytest.raises(FuenteFaltanteError) as error:
            import_archivo(tmp_path / nombre)

        assert "fais datos fichas" in error.value.que_hacer
        assert not carpeta.exists()

    def test_no_path_escapes_the_folder(self, carpeta, tmp_path, inpc):
        llego = tmp_path / "malo.zip"
        with zipfile.ZipFile(llego, "w") as libro:
            libro.writestr("../../escape.csv", inpc)

        import_archivo(llego)

        assert not list(tmp_path.rglob("escape.csv"))


class TestOrdenes:
    def run(self, *argumentos: str):
        return CliRunner().invoke(app, list(argumentos))

    def test_fichas_lists_state(self, carpeta, tmp_path, inpc):
        (tmp_path / "x.csv").write_bytes(inpc)
        assert self.run("importar", str(tmp_path / "x.csv")).exit_code == 0

        salida = self.run("fichas").stdout

        assert "inegi/inpc_promedio_anual_2016_2020.csv [presente]" in salida
        registrados = re.findall(r"^  \S.*\[(?:falta|presente)\]$", salida, re.M)
        assert f"{len(registrados) - 1} falta, 1 presente" in salida

    def test_ficha_shows_address_hash_and_warnings(self, carpeta):
        salida = self.run("fichas", "coneval_pobreza_municipal").stdout

        assert "e974045c592ec2d55d1ada62f44c051a191926c6e4884a2c88121fd3a1a0f50d" in salida
        assert "Dirección (visto): https://www.coneval.org.mx/" in salida
        assert "Advertencia: " in salida

    def test_construir_without_sources_says_what_to_do(self, carpeta, tmp_path):
        resultado = self.run("construir", "--salida", str(tmp_path / "data"))

        assert isinstance(resultado.exception, FuenteFaltanteError)
        assert re.match(r"Faltan (\d+) de \1 archivos", resultado.exception.que_paso)
        assert "fais datos descargar" in resultado.exception.que_hacer
        assert not (tmp_path / "data").exists()

    @pytest.mark.lento
    @pytest.mark.fuentes
    def test_construir_one_table_needs_only_its_originals(self, tmp_path, raiz, monkeypatch):
        original = locate_archivo("coneval_pobreza_estatal")
        monkeypatch.setenv("FAIS_FUENTES", str(tmp_path / "fuentes"))
        import_archivo(original)

        resultado = self.run("construir", "--tabla", "pobreza_estatal", "--salida", str(tmp_path / "data"))

        assert resultado.exit_code == 0, resultado.output
        assert list_archivos(tmp_path / "data") == ["pobreza_estatal.csv", "pobreza_estatal.ficha.yml"]
        for nombre in list_archivos(tmp_path / "data"):
            assert (tmp_path / "data" / nombre).read_bytes() == (raiz / "data" / nombre).read_bytes()

    @pytest.mark.fuentes
    def test_construir_unknown_table(self, tmp_path):
        resultado = self.run("construir", "--tabla", "pobresa", "--salida", str(tmp_path / "data"))

        assert isinstance(resultado.exception, ParametroError)
        assert "pobreza_municipal" in resultado.exception.esperado
        assert not (tmp_path / "data").exists()

    def test_descargar_reports_each_failure_and_fails(self, carpeta):
        resultado = self.run("descargar", "inegi_inpc", "zap_criterios")

        assert resultado.exit_code == 2
        assert "No se pudieron bajar 2 de 2 fuentes." in resultado.stderr
        assert resultado.stderr.count("Qué hacer:") == 2

    def test_importar_refuses_what_it_cannot_read(self, carpeta, tmp_path):
        (tmp_path / "IMM_2020.xls").write_bytes(b"x")

        resultado = self.run("importar", str(tmp_path / "IMM_2020.xls"), "--reemplazar", "--motivo", "nueva")

        assert isinstance(resultado.exception, FuenteAlteradaError)
        assert not (carpeta / "conapo").exists()

    def test_importar_recognises_by_content_and_warns_on_stderr(self, carpeta, tmp_path, inpc):
        (tmp_path / "precios (2).csv").write_bytes(inpc + b"\n")

        resultado = self.run("importar", str(tmp_path / "precios (2).csv"))

        assert "inegi_inpc" in resultado.stdout
        assert "no es la edición comprobada; se leyó y se revisó: inpc" in resultado.stderr


def test_every_registered_name_is_recognised_as_its_own():
    for id_, ficha in importacion.load_fichas().items():
        for edicion, archivo in ficha.archivos.items():
            hallado = importacion._match(archivo.nombre, "otra huella")
            assert (hallado.id, hallado.edicion) == (id_, edicion), archivo.nombre
