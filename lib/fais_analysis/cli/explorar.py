"""La orden ``fais explorar``: el explorador en JupyterLab o, con ``--tablero``, de sólo lectura."""

import importlib.util
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from jupyter_core.paths import jupyter_config_dir

from fais_analysis.errors import FuenteFaltanteError, ParametroError
from fais_analysis.explorer import CUADERNO, VARIABLE_ENLACE, VARIABLE_TABLERO
from fais_analysis.explorer.expediente import VARIABLE_SERVIDO
from fais_analysis.sources.rutas import get_raiz

AYUDA = """Abre el explorador en JupyterLab, o como tablero de sólo lectura con --tablero.

Sólo lo puede abrir esta máquina (127.0.0.1), con una contraseña que cambia cada vez y va en la dirección.
Termina con Ctrl-C. No usa internet."""

MAQUINA = "127.0.0.1"
PUERTO, PUERTOS = 8890, 20
SOLO_ERRORES = 40
CONFIG = "config"
# Lo que JupyterLab trae consigo; ninguna otra extensión de servidor se carga.
EXTENSIONES = ("jupyterlab", "jupyter_lsp", "jupyter_server_terminals")
# Variables con que se configura un servidor de Jupyter: las de la persona no deciden quién entra a éste.
VARIABLES_AJENAS = ("JUPYTER", "VOILA", "JPY_")
CONSERVADAS = frozenset(
    {
        *("JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_DIR"),
        *("JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR"),
    }
)
PAQUETES = {"jupyterlab": "JupyterLab", "voila": "Voilà"}

# Quien corre un cuaderno antes de que tenga kernel pierde lo corrido sin saberlo: que JupyterLab se lo diga.
AJUSTES = {"@jupyterlab/notebook-extension:tracker": {"enableKernelInitNotification": True}}

# La plantilla de Voilà pide letras de iconos a un CDN y se declara en inglés; ésta es la misma sin eso ni las
# celdas de texto, que hablan a quien está en JupyterLab: al del tablero le habla la pantalla.
PLANTILLA = """{%- extends 'voila/templates/lab/index.html.j2' -%}
{% import "spinner.macro.html.j2" as spinner %}
{%- block notebook_css -%}
{% if frontend == "voila" %}{{ resources.include_js("static/voila-style.js") }}{% endif %}
{{ spinner.css() }}
<script>document.documentElement.lang = "es-MX";</script>
<style>.jp-mod-noOutputs.jp-mod-noInput, .jp-MarkdownCell { display: none; }</style>
{{ super.super() }}
{%- endblock notebook_css -%}
"""

Tablero = Annotated[bool, typer.Option("--tablero", help="Sólo lectura, con Voilà: sin código a la vista.")]
Puerto = Annotated[
    int | None, typer.Option("--puerto", min=1024, max=65535, metavar="PUERTO", help="Si no, uno libre.")
]
SinNavegador = Annotated[bool, typer.Option("--sin-navegador", help="Sólo escribe la dirección.")]
Enlace = Annotated[
    str, typer.Option("--vista", metavar="ENLACE", help="Abre la vista que otra persona le mandó.")
]


@dataclass(frozen=True)
class Servidor:
    """Qué se va a correr: la orden, su ambiente, la dirección con que se abre y la carpeta en que corre."""

    orden: tuple[str, ...]
    ambiente: Mapping[str, str]
    direccion: str
    carpeta: Path


def explorar(
    tablero: Tablero = False, puerto: Puerto = None, sin_navegador: SinNavegador = False, vista: Enlace = ""
) -> None:
    """Corre el servidor hasta que se interrumpa."""
    if vista:
        from fais_analysis.explorer.enlace import read_enlace

        read_enlace(vista)  # mejor aquí que dentro del cuaderno
    paquete = check_paquete("voila" if tablero else "jupyterlab")
    cuaderno = find_cuaderno()
    elegido = check_puerto(puerto) if puerto else find_puerto()
    with tempfile.TemporaryDirectory(prefix="fais-explorar-") as carpeta:
        servidor = build_servidor(paquete, cuaderno, elegido, Path(carpeta))
        if vista:
            servidor = replace(servidor, ambiente={**servidor.ambiente, VARIABLE_ENLACE: vista})
        typer.echo(f"Explorador: {servidor.direccion}")
        typer.echo("Termina con Ctrl-C.")
        if not sin_navegador:
            typer.launch(servidor.direccion)
        raise typer.Exit(run_servidor(servidor))


def check_paquete(nombre: str) -> str:
    """Devuelve el paquete si está instalado; si no, dice cómo instalarlo."""
    if importlib.util.find_spec(nombre) is None:
        raise FuenteFaltanteError(
            f"{PAQUETES[nombre]} no está instalado.",
            donde="ambiente de Python",
            esperado=f"el paquete {nombre}",
            encontrado="ninguno",
            que_hacer="instale el ambiente completo: make ambiente, o conda env update -f environment.yml",
        )
    return nombre


def find_cuaderno() -> Path:
    """El cuaderno del explorador, en ``notebooks/`` del proyecto."""
    ruta = get_raiz() / "notebooks" / CUADERNO
    if not ruta.is_file():
        raise FuenteFaltanteError(
            "No está el cuaderno del explorador.",
            donde=f"notebooks/{CUADERNO}",
            esperado="el cuaderno que trae el proyecto",
            encontrado="nada",
            que_hacer=f"recupérelo con: git checkout notebooks/{CUADERNO}",
        )
    return ruta


def is_libre(puerto: int) -> bool:
    """Si nadie usa el puerto en esta máquina."""
    with socket.socket() as intento:
        try:
            intento.bind((MAQUINA, puerto))
        except OSError:
            return False
    return True


def check_puerto(puerto: int) -> int:
    """Devuelve el puerto si está libre.

    Raises
    ------
    ParametroError
        Si otro programa lo usa.
    """
    if not is_libre(puerto):
        raise ParametroError(
            f"El puerto {puerto} está ocupado.",
            donde="--puerto",
            esperado="un puerto libre",
            encontrado="otro programa lo está usando",
            que_hacer="pida otro con --puerto, o quite --puerto y se busca uno libre",
        )
    return puerto


def find_puerto() -> int:
    """El primer puerto libre de los que se intentan."""
    for puerto in range(PUERTO, PUERTO + PUERTOS):
        if is_libre(puerto):
            return puerto
    raise ParametroError(
        "No hay un puerto libre para el explorador.",
        donde="fais explorar",
        esperado=f"uno entre {PUERTO} y {PUERTO + PUERTOS - 1}",
        encontrado="todos ocupados",
        que_hacer="cierre otros exploradores o pida uno con --puerto",
    )


def build_servidor(paquete: str, cuaderno: Path, puerto: int, carpeta: Path) -> Servidor:
    """La orden completa. La contraseña va en un archivo de configuración, no en la lista de procesos."""
    clave = secrets.token_urlsafe(24)
    write_configuracion(carpeta, clave, puerto)
    ambiente = build_ambiente(carpeta, os.environ)
    ambiente[VARIABLE_SERVIDO] = str(cuaderno.parents[1])
    base = f"http://{MAQUINA}:{puerto}"
    # -P: la carpeta donde se corre no pone módulos. Sin otra configuración que la de «config».
    orden = [sys.executable, "-P", "-m", "fais_analysis.explorer.servidor", paquete, str(carpeta / CONFIG)]
    if paquete == "voila":
        orden += [str(cuaderno), "--no-browser", f"--port={puerto}"]
        ambiente[VARIABLE_TABLERO] = "1"
        direccion = f"{base}/?token={clave}"
    else:
        orden += ["--no-browser", f"--ServerApp.root_dir={cuaderno.parents[1]}", "--allow-root"]
        direccion = f"{base}/lab/tree/notebooks/{CUADERNO}?token={clave}"
    return Servidor(tuple(orden), ambiente, direccion, carpeta)


def build_ambiente(carpeta: Path, actual: Mapping[str, str]) -> dict[str, str]:
    """El ambiente del servidor: nada de lo que la persona haya configurado en Jupyter decide quién entra.

    Se quitan sus variables y se conservan sus gustos de pantalla (ajustes y espacios de JupyterLab), sus
    carpetas de datos y sus kernels.
    """
    ambiente = {n: v for n, v in actual.items() if n in CONSERVADAS or not n.startswith(VARIABLES_AJENAS)}
    propia = Path(actual.get("JUPYTER_CONFIG_DIR") or jupyter_config_dir()) / "lab"
    ambiente.setdefault("JUPYTERLAB_SETTINGS_DIR", str(propia / "user-settings"))
    ambiente.setdefault("JUPYTERLAB_WORKSPACES_DIR", str(propia / "workspaces"))
    ambiente["JUPYTER_PATH"] = os.pathsep.join(filter(None, (str(carpeta), actual.get("JUPYTER_PATH"))))
    return {**ambiente, "JUPYTER_NO_CONFIG": "1", "PYTHONUTF8": "1"}


def write_configuracion(carpeta: Path, clave: str, puerto: int) -> None:
    """Sólo esta máquina, con contraseña, sin avisos ni actualizaciones que salgan a internet."""
    from ipykernel.kernelspec import get_kernel_dict  # tarda: sólo quien abre el explorador lo paga

    voila = {
        "Voila": {"ip": MAQUINA, "port_retries": 0, "token": clave, "log_level": SOLO_ERRORES},
        "VoilaConfiguration": {"show_tracebacks": False, "template": "fais"},
    }
    extensiones = dict.fromkeys(EXTENSIONES, True)
    anuncios = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
    archivos = {
        # Primero que el «python3» de la persona, que suele ser de otro ambiente y no tiene este paquete.
        "kernels/python3/kernel.json": get_kernel_dict(),
        f"{CONFIG}/jupyter_lab_config.json": build_configuracion_lab(carpeta, clave, puerto),
        f"{CONFIG}/jupyter_server_config.d/fais.json": {"ServerApp": {"jpserver_extensions": extensiones}},
        f"{CONFIG}/voila.json": voila,
        f"{CONFIG}/labconfig/page_config.json": anuncios,
        f"{CONFIG}/labconfig/default_setting_overrides.json": AJUSTES,
        "voila/templates/fais/conf.json": {"base_template": "lab"},
    }
    escritos = {nombre: json.dumps(contenido) for nombre, contenido in archivos.items()}
    for nombre, texto in {**escritos, "voila/templates/fais/index.html.j2": PLANTILLA}.items():
        ruta = carpeta / nombre
        ruta.parent.mkdir(parents=True, exist_ok=True)
        ruta.touch(mode=0o600)
        ruta.write_text(texto, encoding="utf-8")


def build_configuracion_lab(carpeta: Path, clave: str, puerto: int) -> dict[str, dict[str, object]]:
    """La configuración de JupyterLab: es la única que el servidor lee.

    Las galletas se firman con un secreto de esta vez: con el de siempre, la de ayer entraría sin contraseña.
    """
    return {
        "ServerApp": {
            "ip": MAQUINA,
            "port": puerto,
            "port_retries": 0,
            "allow_remote_access": False,
            "cookie_secret_file": str(carpeta / "firma_galletas"),
            "log_level": SOLO_ERRORES,
        },
        "IdentityProvider": {"token": clave},
        "FileContentsManager": {"pre_save_hook": "fais_analysis.explorer.limpieza.strip_salidas"},
        "LabApp": {
            "log_level": SOLO_ERRORES,
            "news_url": None,
            "check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
            "extension_manager": "readonly",
        },
    }


def run_servidor(servidor: Servidor) -> int:
    """Corre el servidor; con Ctrl-C lo cierra y espera a que termine."""
    for nombre in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, nombre) and threading.current_thread() is threading.main_thread():
            signal.signal(getattr(signal, nombre), _interrupt)
    # En su propia sesión: Ctrl-C lo recibe esta orden, que lo cierra sin que el servidor pregunte nada.
    with subprocess.Popen(
        servidor.orden,
        env=dict(servidor.ambiente),
        cwd=servidor.carpeta,  # donde la persona esté parada puede haber otra configuración
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    ) as proceso:
        try:
            return proceso.wait()
        except KeyboardInterrupt:
            proceso.terminate()
            proceso.wait()
            return 0


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt
