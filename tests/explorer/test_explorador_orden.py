"""``fais explorar``: sólo esta máquina, con contraseña, y mensajes claros cuando no se puede."""

import json
import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fais_analysis.cli import explorar as orden
from fais_analysis.cli.app import app
from fais_analysis.errors import FuenteFaltanteError, ParametroError
from fais_analysis.explorer.limpieza import strip_salidas


def test_busy_port_is_explained():
    with socket.socket() as ocupado:
        ocupado.bind(("127.0.0.1", 0))
        ocupado.listen()
        puerto = ocupado.getsockname()[1]

        with pytest.raises(ParametroError, match="ocupado"):
            orden.check_puerto(puerto)
        salida = CliRunner().invoke(app, ["explorar", "--sin-navegador", "--puerto", str(puerto)])
    assert salida.exit_code == 2


def test_missing_package_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(orden.importlib.util, "find_spec", lambda _: None)

    with pytest.raises(FuenteFaltanteError, match="JupyterLab no está instalado"):
        orden.check_paquete("jupyterlab")


@pytest.mark.parametrize("paquete", ["jupyterlab", "voila"])
def test_server_listens_only_here_with_a_password_outside_the_process_list(paquete: str, tmp_path: Path):
    cuaderno = tmp_path / "notebooks" / "90_explorador.ipynb"

    servidor = orden.build_servidor(paquete, cuaderno, 8899, tmp_path)

    clave = servidor.direccion.split("token=")[1]
    assert servidor.direccion.startswith("http://127.0.0.1:8899/")
    assert clave not in " ".join(servidor.orden)
    assert len(clave) >= 32
    archivo = tmp_path / "config" / ("voila.json" if paquete == "voila" else "jupyter_lab_config.json")
    escrito = archivo.read_text(encoding="utf-8")
    assert clave in escrito
    seccion = json.loads(escrito)["Voila" if paquete == "voila" else "ServerApp"]
    assert seccion["ip"] == "127.0.0.1"
    if paquete == "jupyterlab":  # con el secreto de siempre, la galleta de ayer entraría sin contraseña
        assert Path(seccion["cookie_secret_file"]).parent == tmp_path
    assert archivo.stat().st_mode & 0o077 == 0
    assert ("FAIS_TABLERO" in servidor.ambiente) == (paquete == "voila")


def test_other_notebooks_keep_their_outputs():
    celda = {"cell_type": "code", "outputs": ["algo"], "execution_count": 1}

    strip_salidas(
        {"type": "notebook", "content": {"metadata": {}, "cells": [celda]}}, path="notebooks/mio.ipynb"
    )

    assert celda["outputs"] == ["algo"]
