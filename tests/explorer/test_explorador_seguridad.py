"""``fais explorar`` no obedece ninguna otra configuración de Jupyter: ni archivos, ni variables, ni carpetas."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, build_opener

import pytest

from fais_analysis.cli import explorar as orden

# De quién puede ser un archivo de configuración, y con qué abriría el servidor a cualquiera.
NOMBRES = (
    *("jupyter_config", "jupyter_server_config", "jupyter_notebook_config", "jupyter_lab_config"),
    *("jupyter_voila_config", "voila", "voila_config"),
)
HOSTIL = {
    "ServerApp": {"ip": "*", "token": "", "password": "", "allow_unauthenticated_access": True, "port": 1},
    "NotebookApp": {"ip": "0.0.0.0", "token": ""},
    "IdentityProvider": {"token": ""},
    "PasswordIdentityProvider": {"token": "", "hashed_password": "", "password_required": False},
    "LabApp": {"ip": "*", "extension_manager": "pypi"},
    "Voila": {"ip": "0.0.0.0", "token": "", "port": 1},
}
VARIABLES = {
    "JUPYTER_TOKEN": "ajena",
    "JUPYTER_PORT": "1",
    "JUPYTER_SERVER_ALLOW_UNAUTHENTICATED_ACCESS": "1",
    "JUPYTER_PREFER_ENV_PATH": "1",
    "VOILA_IP": "0.0.0.0",
}


def write_hostil(carpeta: Path, marca: Path) -> None:
    """Una carpeta de configuración que abriría el servidor; cada archivo de Python deja dicho que se leyó."""
    carpeta.mkdir(parents=True, exist_ok=True)
    for nombre in NOMBRES:
        (carpeta / f"{nombre}.json").write_text(json.dumps(HOSTIL), encoding="utf-8")
        renglones = [
            f"c.{clase}.{opcion} = {valor!r}" for clase, o in HOSTIL.items() for opcion, valor in o.items()
        ]
        aviso = f"open({str(marca)!r}, 'a').write({nombre + chr(10)!r})"
        (carpeta / f"{nombre}.py").write_text(
            "\n".join([aviso, "c = get_config()", *renglones]), encoding="utf-8"
        )


@pytest.fixture
def hostil(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Configuración hostil en cada lugar en que Jupyter busca; devuelve dónde se anotaría que se leyó."""
    marca = tmp_path / "leidos.txt"
    lugares = {n: tmp_path / n for n in ("casa/.jupyter", "propia", "extra", "trabajo", "base/etc/jupyter")}
    for lugar in lugares.values():
        write_hostil(lugar, marca)
    variables = {
        **VARIABLES,
        "HOME": str(tmp_path / "casa"),
        "JUPYTER_CONFIG_DIR": str(lugares["propia"]),
        "JUPYTER_CONFIG_PATH": str(lugares["extra"]),
        "PYTHONUSERBASE": str(tmp_path / "base"),
        "JUPYTER_RUNTIME_DIR": str(tmp_path / "corrida"),
        "JUPYTER_DATA_DIR": str(tmp_path / "datos"),
    }
    for nombre, valor in variables.items():
        monkeypatch.setenv(nombre, valor)
    monkeypatch.chdir(lugares["trabajo"])
    return marca


def list_escuchas(pid: int) -> set[str]:
    """Direcciones, en hexadecimal, en que un proceso espera conexiones."""
    enchufes = set()
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        try:
            enchufes.add(os.readlink(descriptor))
        except OSError:
            continue
    escuchas = set()
    for tabla in ("tcp", "tcp6"):
        for renglon in Path(f"/proc/{pid}/net/{tabla}").read_text().splitlines()[1:]:
            campos = renglon.split()
            if campos[3] == "0A" and f"socket:[{campos[9]}]" in enchufes:
                escuchas.add(campos[1].split(":")[0])
    return escuchas


class SinSeguir(HTTPRedirectHandler):
    """Un desvío es la respuesta: a la entrada con contraseña, o a lo pedido."""

    def redirect_request(self, *_: object) -> None:
        return None


def is_permitida(direccion: str, segundos: float = 90) -> bool:
    """Si un servidor que está arrancando da lo pedido, en vez de pedir la contraseña."""
    limite = time.monotonic() + segundos
    while True:
        try:
            with build_opener(SinSeguir).open(direccion, timeout=10):
                return True
        except HTTPError as error:
            return error.code != 403 and "/login" not in error.headers.get("Location", "")
        except (URLError, ConnectionError):
            assert time.monotonic() < limite, direccion
            time.sleep(0.2)


@pytest.mark.lento
@pytest.mark.skipif(sys.platform != "linux", reason="mira los enchufes del proceso en /proc")
@pytest.mark.parametrize("paquete", ["jupyterlab", "voila"])
def test_no_other_configuration_opens_the_server(paquete: str, hostil: Path, tmp_path: Path, raiz: Path):
    carpeta = tmp_path / "explorar"
    carpeta.mkdir()
    puerto = orden.find_puerto()
    servidor = orden.build_servidor(paquete, raiz / "notebooks" / orden.CUADERNO, puerto, carpeta)
    clave = servidor.direccion.split("token=")[1]
    protegida = f"http://127.0.0.1:{puerto}/api/contents"

    with subprocess.Popen(servidor.orden, env=dict(servidor.ambiente), cwd=servidor.carpeta) as proceso:
        try:
            permitidas = [is_permitida(protegida + cola) for cola in ("", "?token=ajena", f"?token={clave}")]
            escuchas = list_escuchas(proceso.pid)
        finally:
            proceso.terminate()

    assert not hostil.exists(), hostil.read_text()
    assert escuchas == {"0100007F"}
    assert not (tmp_path / "corrida" / "jupyter_cookie_secret").exists()
    assert permitidas == [False, False, True]


def test_nothing_of_the_person_decides_who_enters(hostil: Path, tmp_path: Path):
    ambiente = orden.build_ambiente(tmp_path, os.environ)

    assert set(VARIABLES).isdisjoint(ambiente)
    assert {"JUPYTER_CONFIG_DIR", "JUPYTER_CONFIG_PATH"}.isdisjoint(ambiente)
    assert ambiente["JUPYTER_NO_CONFIG"] == "1"
    assert ambiente["JUPYTERLAB_SETTINGS_DIR"] == str(tmp_path / "propia" / "lab" / "user-settings")


def test_the_kernel_of_the_explorer_is_the_one_of_this_environment(
    hostil: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Quien tiene otro «python3» en su carpeta (lo deja ``ipykernel install --user``) abre el explorador igual."""
    from jupyter_client.kernelspec import KernelSpecManager

    for nombre in ("python3", "otro"):
        suyo = tmp_path / "datos" / "kernels" / nombre / "kernel.json"
        suyo.parent.mkdir(parents=True)
        suyo.write_text(
            json.dumps({"argv": ["/ajeno", "{connection_file}"], "display_name": "x", "language": "python"})
        )
    orden.write_configuracion(tmp_path / "explorar", "clave", 8890)
    for nombre, valor in orden.build_ambiente(tmp_path / "explorar", os.environ).items():
        monkeypatch.setenv(nombre, valor)

    programas = {n: KernelSpecManager().get_kernel_spec(n).argv[0] for n in ("python3", "otro")}
    assert programas == {"python3": sys.executable, "otro": "/ajeno"}
