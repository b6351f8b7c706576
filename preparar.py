"""Prepara el ambiente en ``.venv``, en cualquier sistema y sin ``make``: ``python3 preparar.py``.

Instala las versiones fijas de ``requirements.lock``, con su huella. Se puede repetir: sólo instala si algo
cambió. Si junto hay una carpeta ``ruedas`` (la deja ``fais preparar-sin-internet``) no usa la red.
Sólo necesita la biblioteca estándar; un Python viejo alcanza a decir cuál hace falta.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time

MINIMA, TOPE = (3, 11), (3, 15)  # una prueba las coteja con pyproject.toml
RAIZ = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(RAIZ, ".venv")
LISTO, RUEDAS = os.path.join(VENV, ".listo"), os.path.join(RAIZ, "ruedas")
ES_WINDOWS = os.name == "nt"
PYTHON_VENV = os.path.join(VENV, *(("Scripts", "python.exe") if ES_WINDOWS else ("bin", "python")))
ESTE = f"{sys.version_info[0]}.{sys.version_info[1]}"


class PreparacionError(Exception):
    """Algo falta antes de instalar; su texto dice qué escribir."""


def check_python(version=sys.version_info):
    """Que este Python sirva, antes de instalar nada."""
    if not MINIMA <= tuple(version[:2]) < TOPE:
        lanzador = "py -3.12" if ES_WINDOWS else "python3.12"
        raise PreparacionError(
            f"Hace falta Python {MINIMA[0]}.{MINIMA[1]} a {TOPE[0]}.{TOPE[1] - 1} y éste es "
            f"{version[0]}.{version[1]} ({sys.executable}).\n  Qué hacer: con otro, {lanzador} preparar.py"
        )
    if importlib.util.find_spec("ensurepip") is None:
        raise PreparacionError(
            "A este Python le falta ensurepip, con que se crea el ambiente.\n"
            f"  Qué hacer: sudo apt install python{version[0]}.{version[1]}-venv"
        )


def compute_sello(version):
    """Huella de lo que decide el ambiente: las versiones fijas, el proyecto, su Python y dónde está."""
    suma = hashlib.sha256(f"{version}|{RAIZ}".encode("utf-8", "surrogateescape"))
    for nombre in ("requirements.lock", "pyproject.toml"):
        with open(os.path.join(RAIZ, nombre), "rb") as archivo:
            suma.update(archivo.read())
    return suma.hexdigest()


def is_listo(sello):
    """Si el ambiente ya es ése."""
    try:
        with open(LISTO, encoding="ascii") as archivo:
            return archivo.read().strip() == sello
    except (OSError, ValueError):
        return False


def read_python_venv():
    """La versión del ambiente que hay, si corre y sirve («3.12»); vacía si no: entonces hay que rehacerlo.

    No tiene que ser la de este Python: quien hizo el suyo con otro que sirve lo conserva.
    """
    pregunta = "import sys; print('{}.{}'.format(*sys.version_info))"
    try:
        dicho = subprocess.check_output([PYTHON_VENV, "-c", pregunta], stderr=subprocess.DEVNULL)
        version = tuple(int(parte) for parte in dicho.decode("ascii").strip().split("."))
    except (OSError, ValueError, subprocess.CalledProcessError):
        return ""
    return ".".join(map(str, version)) if MINIMA <= version < TOPE else ""


def run_paso(frase, *orden):
    """Corre un paso; si falla dice cuál fue y termina."""
    print(f"{frase}…", flush=True)
    if subprocess.call(list(orden), cwd=RAIZ) != 0:
        raise PreparacionError(
            f"No se pudo terminar: {frase.lower()}.\n  Qué hacer: vea arriba el motivo, corríjalo y repita "
            "la orden; detrás de un proxy, dé HTTPS_PROXY; sin internet, vea docs/instalar.md"
        )


def build_venv():
    """Un ambiente nuevo; el que haya, de otro Python o a medias, se quita."""
    es_ajeno = (
        os.path.isdir(VENV) and os.listdir(VENV) and not os.path.exists(os.path.join(VENV, "pyvenv.cfg"))
    )
    if es_ajeno:
        raise PreparacionError(
            f"Ya hay algo en {VENV} que no es un ambiente de Python.\n  Qué hacer: muévalo y repita la orden"
        )
    shutil.rmtree(VENV, ignore_errors=True)
    run_paso("Creando el ambiente en .venv", sys.executable, "-m", "venv", VENV)


def install():
    """Las versiones fijas y luego este proyecto, ligado a su carpeta."""
    pip = [PYTHON_VENV, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if os.path.isdir(RUEDAS):
        pip += ["--no-index", "--find-links", RUEDAS]
    run_paso("Instalando las versiones fijas", *pip, "--require-hashes", "-r", "requirements.lock")
    run_paso("Instalando fais_analysis", *pip, "--no-deps", "--no-build-isolation", "-e", ".")


def prepare():
    """Deja el ambiente al día, si no lo está."""
    inicio = time.time()
    suya = read_python_venv()
    if suya and is_listo(compute_sello(suya)):
        return
    if not suya:
        check_python()
        build_venv()
    install()
    sello = compute_sello(suya or ESTE)
    with open(LISTO, "w", encoding="ascii") as archivo:
        archivo.write(sello)
    print(f"Listo en {time.time() - inicio:.0f} s.")


def main():
    """Prepara y dice cómo se usa; 2 si falta algo."""
    for corriente in (sys.stdout, sys.stderr):
        if hasattr(corriente, "reconfigure"):
            corriente.reconfigure(errors="replace")  # una terminal sin acentos no lo detiene
    try:
        prepare()
    except PreparacionError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        motivo = error.strerror or error
        print(f"Error: no se pudo escribir el ambiente: {motivo}.\n  Dónde: {RAIZ}", file=sys.stderr)
        print("  Qué hacer: revise el permiso y el espacio, y repita la orden", file=sys.stderr)
        return 2
    if "--callado" not in sys.argv:
        activar = r".venv\Scripts\activate" if ES_WINDOWS else ". .venv/bin/activate"
        print(f"Para usar la orden fais en esta terminal:  {activar}\nY luego:  fais reportes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
