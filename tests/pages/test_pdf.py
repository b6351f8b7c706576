"""PDF con el navegador instalado: mensaje claro si no hay, y nunca un archivo a medias."""

import os
import stat
import sys
from pathlib import Path

import pytest

from fais_analysis import navegador
from fais_analysis.errors import FuenteFaltanteError, SalidaError
from fais_analysis.pages import pdf

soporte = pytest.mark.skipif(sys.platform == "win32", reason="el doble es un guion de shell")
HTML = "<!doctype html><html lang='es-MX'><title>Prueba</title><p>Peñón Blanco"


@pytest.fixture
def informe(tmp_path: Path) -> Path:
    ruta = tmp_path / "10021_penon-blanco" / "expediente.html"
    ruta.parent.mkdir()
    ruta.write_text(HTML, encoding="utf-8")
    return ruta


def make_navegador(carpeta: Path, cuerpo: str) -> Path:
    """Un doble del navegador; ``$salida`` es el PDF que se le pide."""
    ruta = carpeta / "navegador"
    ruta.write_text(
        '#!/bin/sh\nfor a in "$@"; do case "$a" in --print-to-pdf=*) salida="${a#*=}";; esac; done\n' + cuerpo
    )
    ruta.chmod(ruta.stat().st_mode | stat.S_IXUSR)
    return ruta


def test_without_a_browser_the_message_says_what_to_do(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(navegador.VARIABLE, raising=False)
    monkeypatch.setattr(navegador.shutil, "which", lambda _: None)
    monkeypatch.setattr(navegador, "LUGARES", {})

    with pytest.raises(FuenteFaltanteError) as falla:
        navegador.find_navegador()
    for parte in ("Dónde: los programas instalados", "Chromium", "ninguno", navegador.VARIABLE):
        assert parte in str(falla.value)


def test_the_chosen_browser_must_exist(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv(navegador.VARIABLE, str(tmp_path / "no-existe"))
    with pytest.raises(FuenteFaltanteError, match="que no existe"):
        navegador.find_navegador()

    (tmp_path / "no-existe").write_text("")
    assert navegador.find_navegador() == tmp_path / "no-existe"


@soporte
@pytest.mark.parametrize("cuerpo", ["exit 1", "printf '%%PDF-1.4 a medias' > \"$salida\"", "sleep 5"])
def test_a_failure_keeps_the_previous_pdf(
    informe: Path, tmp_path: Path, cuerpo: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(navegador, "LIMITE_S", 0.5)
    previo = informe.with_suffix(".pdf")
    previo.write_bytes(b"anterior")

    with pytest.raises(SalidaError, match=r"10021_penon-blanco/expediente\.html"):
        pdf.print_pdf(informe, make_navegador(tmp_path, cuerpo))
    assert previo.read_bytes() == b"anterior"
    assert sorted(r.name for r in informe.parent.iterdir()) == ["expediente.html", "expediente.pdf"]


@soporte
def test_the_browser_is_asked_without_network_and_with_its_own_profile(informe: Path, tmp_path: Path):
    guion = 'printf "%s\\n" "$@" > "$(dirname "$0")/orden"; printf "%%PDF-1.4\\n%%%%EOF\\n" > "$salida"'
    pdf.print_pdf(informe, make_navegador(tmp_path, guion))
    orden = (tmp_path / "orden").read_text().splitlines()

    assert orden[-1] == informe.as_uri()
    assert "--proxy-server=127.0.0.1:9" in orden
    (perfil,) = [o.partition("=")[2] for o in orden if o.startswith("--user-data-dir=")]
    assert not Path(perfil).exists()
    assert ("--no-sandbox" in orden) is (os.geteuid() == 0)


@soporte
def test_one_failure_does_not_stop_the_rest(informe: Path, tmp_path: Path):
    doble = make_navegador(tmp_path, 'printf "%%PDF-1.4\\n%%%%EOF\\n" > "$salida"')
    falta = tmp_path / "no-existe.html"
    hechos = pdf.print_varios([falta, informe], doble)

    assert [ruta for ruta, _ in hechos] == [falta, informe]
    assert isinstance(hechos[0][1], SalidaError)
    assert hechos[1][1] == informe.with_suffix(".pdf")


@pytest.mark.navegador
def test_the_installed_browser_makes_a_pdf(informe: Path):
    crudo = pdf.print_pdf(informe, navegador.find_navegador()).read_bytes()

    assert crudo.startswith(b"%PDF")
    assert b"/StructTreeRoot" in crudo  # etiquetado, para lectores de pantalla
