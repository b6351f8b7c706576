"""El límite: las mismas figuras, tablas y HTML, ensamblados sin Jupyter en un solo proceso ya tibio.

Corre las celdas compiladas como Python a secas y pega lo que muestran: sin cuaderno, sin kernel, sin
papermill, sin nbconvert, sin compuerta y sin fork. El resultado debe ser el mismo HTML, byte por byte, que el
del lote.
Se corre como programa (``python sin_jupyter.py ENTIDAD SALIDA CLAVE…``) y da un renglón JSON.
"""

import json
import os
import sys
import time
from pathlib import Path

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", PYTHONHASHSEED="0")

from fais_analysis.batch.workers.procesos import block_pesados

block_pesados()

from fais_analysis.batch.plan.plan import Tarea  # noqa: E402
from fais_analysis.batch.plan.vigencia import narrow_contexto  # noqa: E402
from fais_analysis.pages import ensamble, exportar  # noqa: E402
from fais_analysis.pages.ensamble import Fragmento, Pagina  # noqa: E402
from fais_analysis.pages.interactivo import build_interactivo  # noqa: E402
from fais_analysis.schemas.capitulos.resumen import MIME_RESUMEN, load_resumen  # noqa: E402
from fais_analysis.sources.rutas import get_raiz  # noqa: E402
from fais_analysis.verify.rearmado import compile_cuaderno, load_plan, run_celda  # noqa: E402
from fais_analysis.views.registros import MIME_FAIS  # noqa: E402

PROSA: dict[str, str] = {}


def render_prosa(texto: str) -> str:
    """HTML de una celda de texto; es la misma en todos los municipios, así que se hace una vez."""
    if texto not in PROSA:
        PROSA[texto] = exportar.render_prosa(texto)
    return PROSA[texto]


def build_fragmento(ruta: Path, tarea: Tarea) -> Fragmento:
    """Un capítulo: lo que muestran sus celdas, pegado."""
    espacio = {"__name__": "__main__"}
    trozos, hoja, resumenes, figuras = [], [], [], {}
    for celda in compile_cuaderno(ruta):
        if isinstance(celda, str):
            trozos.append(render_prosa(celda))
            continue
        salida = run_celda(celda, espacio) or {}
        if celda.es_parametros:
            espacio[tarea.parametro] = tarea.clave
        if MIME_RESUMEN in salida:
            resumenes.append(load_resumen(salida[MIME_RESUMEN], ruta.name))
        elif "text/html" in salida:
            (hoja if exportar.ETIQUETA_HOJA in celda.etiquetas else trozos).append(salida["text/html"])
        vista = salida.get(MIME_FAIS, {})
        if vista.get("tipo") == "grafica":
            figuras[vista["id"]] = vista["figura"]
    cuerpo, entradas = number_encabezados("\n" + "\n".join(trozos), ruta.stem)
    return Fragmento(ruta.stem, cuerpo, entradas, tuple(resumenes), figuras, "\n".join(hoja))


def number_encabezados(crudo: str, cuaderno: str) -> tuple[str, tuple[ensamble.Entrada, ...]]:
    """El cuerpo con el ancla de cada encabezado, y la lista de encabezados."""
    mayor = min((int(m[1]) for m in exportar.ENCABEZADO_PROSA.finditer(crudo)), default=1)
    entradas: list[ensamble.Entrada] = []

    def abrir(hallado: object) -> str:
        entradas.append(exportar.build_entrada(hallado, mayor, cuaderno, entradas))
        nivel, ancla = entradas[-1].nivel, entradas[-1].ancla
        return f'<h{nivel} id="{ancla}">{hallado[2]}</h{nivel}>'

    return exportar.ENCABEZADO_PROSA.sub(abrir, crudo).strip(), tuple(entradas)


def produce_municipio(tarea: Tarea, cuadernos: Path, contexto: ensamble.Contexto, salida: Path) -> None:
    """Escribe las dos formas del informe de un municipio."""
    fragmentos = tuple(build_fragmento(cuadernos / f"{n}.ipynb", tarea) for n in tarea.cuadernos)
    pagina = Pagina(tarea.clave, tarea.nombre, "Expediente municipal", fragmentos)
    contexto = narrow_contexto(contexto, tarea.vigencia)
    carpeta = salida / tarea.carpeta
    carpeta.mkdir(parents=True, exist_ok=True)
    for nombre, documento in (
        (tarea.informe, ensamble.build_expediente(pagina, contexto)),
        (pagina.interactivo, build_interactivo(pagina, contexto)),
    ):
        (carpeta / nombre).write_text(documento, encoding="utf-8", newline="\n")


def main() -> None:
    """Arma uno para calentar y mide la CPU de los pedidos."""
    entidad, salida, claves = sys.argv[1], Path(sys.argv[2]), sys.argv[3:]
    cuadernos = get_raiz() / "notebooks"
    plan, contexto = load_plan(entidad, cuadernos)
    tareas = {t.clave: t for t in plan.tareas}
    produce_municipio(tareas[claves[0]], cuadernos, contexto, salida)  # calienta
    inicio = time.process_time()
    for clave in claves:
        produce_municipio(tareas[clave], cuadernos, contexto, salida)
    print(json.dumps({"cpu_por_expediente_s": (time.process_time() - inicio) / len(claves)}))


if __name__ == "__main__":
    main()
