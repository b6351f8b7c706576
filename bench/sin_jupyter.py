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

from nbformat import NotebookNode  # noqa: E402

from fais_analysis.batch.plan.plan import Tarea  # noqa: E402
from fais_analysis.batch.plan.vigencia import narrow_contexto  # noqa: E402
from fais_analysis.pages import ensamble, exportar  # noqa: E402
from fais_analysis.pages.ensamble import Fragmento, Pagina  # noqa: E402
from fais_analysis.pages.interactivo import build_interactivo  # noqa: E402
from fais_analysis.schemas.capitulos.resumen import MIME_RESUMEN, load_resumen  # noqa: E402
from fais_analysis.sources.rutas import get_raiz  # noqa: E402
from fais_analysis.verify.rearmado import Prosa, compile_cuaderno, load_plan, run_celda  # noqa: E402
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
    celdas, hoja, resumenes, figuras = [], [], [], {}
    for celda in compile_cuaderno(ruta):
        if isinstance(celda, Prosa):
            celdas.append((celda.etiquetas, make_celda("markdown", celda.texto)))
            continue
        salida = run_celda(celda, espacio) or {}
        if celda.es_parametros:
            espacio[tarea.parametro] = tarea.clave
        if MIME_RESUMEN in salida:
            resumenes.append(load_resumen(salida[MIME_RESUMEN], ruta.name))
        elif "text/html" in salida and exportar.ETIQUETA_HOJA in celda.etiquetas:
            hoja.append(salida["text/html"])
        elif "text/html" in salida:
            celdas.append((celda.etiquetas, make_celda("code", "", salida["text/html"])))
        vista = salida.get(MIME_FAIS, {})
        if vista.get("tipo") == "grafica":
            figuras[vista["id"]] = vista["figura"]
    crudo = join_celdas(celdas, any(r.es_demostracion for r in resumenes))
    cuerpo, entradas, anexo, propias = exportar.number_partes(crudo, ruta.stem)
    return Fragmento(ruta.stem, cuerpo, entradas, tuple(resumenes), figuras, "\n".join(hoja), anexo, propias)


def make_celda(tipo: str, fuente: str, *fragmentos: str) -> NotebookNode:
    """Una celda con lo que muestra."""
    return NotebookNode(cell_type=tipo, source=fuente, outputs=[exportar.build_salida(f) for f in fragmentos])


def join_celdas(celdas: list[tuple[tuple[str, ...], NotebookNode]], es_ficticio: bool) -> str:
    """Lo del capítulo y, tras el corte, lo del anexo, sin los encabezados que no encabezan nada."""
    partes: list[list[NotebookNode]] = [[], []]
    for etiquetas, celda in celdas:
        partes[exportar.is_anexo(etiquetas, es_ficticio)].append(celda)
    escritas = [
        "".join(f"\n{render_celda(c)}" for c in exportar.drop_vacios(parte, fijas=1 - numero))
        for numero, parte in enumerate(partes)
    ]
    return f"{escritas[0]}\n{exportar.CORTE}{escritas[1]}" if escritas[1] else escritas[0]


def render_celda(celda: NotebookNode) -> str:
    """El HTML de una celda."""
    if celda.cell_type == "markdown":
        return render_prosa(celda.source)
    return "".join(exportar.render_salida(s) for s in celda.outputs)


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
