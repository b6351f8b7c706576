"""Cuadernos mínimos con que se prueba el lote; se escriben en la carpeta que se pida.

``10_diagnostico`` falla, mata su kernel, termina antes de tiempo o se cuelga según la clave; los demás
siempre salen bien. También a mano: ``python tests/batch/cuadernos_prueba.py CARPETA``.
"""

import os
import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

BUENO, FALLA, MUERE, CUELGA, TERMINA_ANTES = "10014", "10002", "10003", "10004", "10006"
MATA_A_SU_PADRE, OTRA_CLAVE = "10001", "10021"

MUNICIPIOS = {
    "10001": "Canatlán",
    "10002": "Canelas",
    "10003": "Coneto de Comonfort",
    "10004": "Cuencamé",
    "10005": "Durango",
    "10006": "General Simón Bolívar",
    "10014": "Mezquital",
    "10021": "Peñón Blanco",
}

MUESTRA = '''from fais_analysis.schemas.capitulos.resumen import Cifra, FuenteCitada, Resumen
from fais_analysis.views.marcado import Html

GRAFICA = """<figure class="fais-grafica" id="g-{0}" data-grafica="g-{0}" data-trazos="1">
<svg role="img" aria-labelledby="t-{0}" viewBox="0 0 10 10"><title id="t-{0}">Barra</title>
<g class="m"><rect width="5" height="5"/></g></svg>
<details><summary>Ver los datos</summary><div class="fais-tabla" id="d-{0}"><table>
<caption>Datos</caption></table></div></details></figure>"""
MAPA = GRAFICA.replace("fais-grafica", "fais-grafica fais-mapa")
TABLA = """<div class="fais-tabla" id="tabla-{0}"><table><caption>Tabla</caption>
<tbody><tr><th scope="row">Pobreza</th><td><data value="{1}">{1}</data></td></tr></tbody></table></div>"""
FUENTE = FuenteCitada("CONEVAL", "Medición de la pobreza", "2020", "https://www.coneval.org.mx/")'''

FALLAS = f"""import os
import subprocess
import sys
import time

assert type(clave_municipio) is str, type(clave_municipio)
if clave_municipio == "{FALLA}":
    raise ValueError("falla a propósito")
if clave_municipio == "{MUERE}":
    os._exit(3)
if clave_municipio == "{TERMINA_ANTES}":
    sys.exit(0)
if clave_municipio == "{MATA_A_SU_PADRE}":
    os.kill(os.getppid(), 9)
    time.sleep(600)
if clave_municipio == "{CUELGA}":
    subprocess.Popen(["sleep", "1234.5"])
    time.sleep(600)
if clave_municipio == "{OTRA_CLAVE}":
    clave_municipio = "10005"
print("algo impreso")
print("un aviso", file=sys.stderr)"""

CIFRAS = """cifras = (
    Cifra("pobreza", "Población en pobreza", "91.1 %", 91.1),
    Cifra("prioridad", "Prioridad", "Agua"),
)"""


def list_procesos(marca: str) -> list[str]:
    """Órdenes de los procesos vivos (de otros) que llevan una marca «VARIABLE=valor» en su entorno."""
    vivos = []
    for carpeta in Path("/proc").glob("[0-9]*"):
        try:
            if int(carpeta.name) != os.getpid() and marca in (
                carpeta / "environ"
            ).read_bytes().decode().split("\0"):
                vivos.append((carpeta / "cmdline").read_bytes().decode().replace("\0", " "))
        except (OSError, UnicodeDecodeError):
            continue
    # Un proceso terminado que nadie ha recogido no tiene orden; el rastreador es de quien corre la prueba.
    return [v for v in vivos if v and "resource_tracker" not in v]


def code_resumen(parametro: str, **campos: object) -> str:
    """Celda final de un cuaderno; los valores se escriben tal cual."""
    pares = {"titulo": '"Prueba"', "clave": parametro, "fuentes": "(FUENTE,)", **campos}
    return f"Resumen({', '.join(f'{k}={v}' for k, v in pares.items())})"


def write_cuaderno(ruta: Path, parametro: str, celdas: list[str | nbformat.NotebookNode]) -> Path:
    """Escribe un cuaderno sin salidas: la celda de parámetros y las demás (texto = código)."""
    omision = '"10"' if parametro == "clave_entidad" else f'"{BUENO}"'
    parametros = new_code_cell(f"{parametro} = {omision}", metadata={"tags": ["parameters"]})
    libro = new_notebook(cells=[parametros, *(new_code_cell(c) if isinstance(c, str) else c for c in celdas)])
    libro.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    for numero, celda in enumerate(libro.cells):
        celda["id"] = f"celda-{numero}"
    ruta.write_text(nbformat.writes(libro) + "\n", encoding="utf-8")
    return ruta


def write_cuadernos(carpeta: Path) -> Path:
    """Los cinco cuadernos de una corrida; el de la hoja no deja ninguna."""
    carpeta.mkdir(parents=True, exist_ok=True)
    write_cuaderno(carpeta / "05_hoja.ipynb", "clave_municipio", [MUESTRA, code_resumen("clave_municipio")])
    texto = "# Diagnóstico\n\nProsa con **énfasis** y $5 de ejemplo.\n\n## ¿Qué carencias pesan?"
    nota = new_markdown_cell("Sólo para quien trabaja aquí.", metadata={"tags": ["solo-cuaderno"]})
    write_cuaderno(
        carpeta / "10_diagnostico.ipynb",
        "clave_municipio",
        [
            new_markdown_cell(texto),
            FALLAS,
            MUESTRA,
            CIFRAS,
            'Html(GRAFICA.format("a"))',
            nota,
            'Html(TABLA.format("a", clave_municipio))',
            code_resumen(
                "clave_municipio", graficas=1, tablas=1, cifras="cifras", advertencias='("Estimación.",)'
            ),
        ],
    )
    write_cuaderno(
        carpeta / "20_mapa_zap.ipynb",
        "clave_municipio",
        [
            new_markdown_cell("# Mapa\n\n## ¿Qué carencias pesan?"),
            MUESTRA,
            'Html(MAPA.format("m"))',
            code_resumen("clave_municipio", mapas=1),
        ],
    )
    write_cuaderno(
        carpeta / "30_inversion.ipynb",
        "clave_municipio",
        [
            new_markdown_cell("# Inversión"),
            MUESTRA,
            'Html(TABLA.format("i", 1))',
            code_resumen("clave_municipio", tablas=1, es_demostracion=True),
        ],
    )
    write_cuaderno(
        carpeta / "00_panorama_estatal.ipynb",
        "clave_entidad",
        [
            new_markdown_cell("# Panorama estatal"),
            MUESTRA,
            'Html(MAPA.format("p"))',
            code_resumen("clave_entidad", mapas=1, fragmentos='{"mapa_indice": MAPA.format("indice")}'),
        ],
    )
    return carpeta


if __name__ == "__main__":
    write_cuadernos(Path(sys.argv[1]))
