"""Lo que todos los cuadernos de una corrida importan, leen y usan, listo una sola vez antes de empezar."""

import ast
import gc
import importlib
import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path

from fais_analysis.batch.plan.limites import MOTOR_FABRICA
from fais_analysis.batch.workers.encargo import Encargo
from fais_analysis.errors import EsquemaError
from fais_analysis.reports.capitulos import (
    CAPITULOS,
    ENTIDAD,
    MUNICIPIO,
    describe_importacion,
    list_cuadernos,
    load_capitulo,
    warm_capitulos,
)

# Lo que el motor y la exportación importan al usarse; aquí se importa una vez y se hereda. Si falta uno de
# fuera no pasa nada: se importará (o fallará) donde se use. Uno de la casa que no existe es un error.
AJENOS = (
    "IPython.core.application",
    "IPython.core.completerlib",
    "IPython.core.crashhandler",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "bdb",
)
PROPIOS = (
    "fais_analysis.batch.kernel.celdas",
    "fais_analysis.batch.workers.informe",
    "fais_analysis.batch.workers.tarea",
    "fais_analysis.procedencia.textos",
)

# Cada cuántos objetos nuevos busca basura un hijo: vive un segundo, y buscarla era un treintavo de su tiempo.
RECOLECTA = (100_000, 50, 100)


def preload_comunes() -> None:
    """Lo que cualquier encargo usa: bibliotecas, reglas, registro, exportador y plantillas."""
    try_pasos(partial(importlib.import_module, modulo) for modulo in (*AJENOS, *PROPIOS))
    for capitulo in CAPITULOS:
        load_capitulo(capitulo)
    try_pasos([warm_comunes])


def preload_entidad(entidad: str) -> None:
    """Los datos de una entidad y lo que se calcula una vez para todos sus municipios."""
    try_pasos([partial(load_entidad, entidad)])
    try_pasos(partial(index_paso, paso) for paso in warm_capitulos(MUNICIPIO, entidad))
    try_pasos([partial(index_entidad, entidad), partial(warm_proyeccion, entidad)])


def preload(encargo: Encargo) -> None:
    """Carga los datos de la entidad e importa lo que importen los cuadernos.

    Es una ayuda, no un requisito: si unos datos fallan aquí, fallarán (y se explicará) en el informe que los
    use. Lo que le falte a la biblioteca sí se dice. Nunca corre nada de un municipio: lo que queda en memoria
    es igual para todos.
    """
    if encargo.pedido.motor != MOTOR_FABRICA:  # con kernel, cada cuaderno lo paga por su cuenta
        nombres = dict.fromkeys(c.cuaderno for c in CAPITULOS)
        cuadernos = [encargo.pedido.cuadernos / f"{nombre}.ipynb" for nombre in nombres]
        for sentencia in list_importaciones(cuadernos):
            with suppress(Exception):  # la que esté mal la dirá, con su celda, el informe de su cuaderno
                exec(sentencia, {})
        try_pasos(partial(load_cuaderno, ruta) for ruta in cuadernos)
        preload_entidad(encargo.contexto.entidad)
        try_pasos([partial(warm_interpretes, len(list_cuadernos(MUNICIPIO)))])
    if encargo.pedido.es_incrustado:
        try_pasos([warm_plotly])
    gc.collect()
    gc.freeze()  # el recolector de cada hijo no toca (ni copia) lo heredado
    gc.set_threshold(*RECOLECTA)


def try_pasos(pasos: Iterable[Callable[[], object]]) -> None:
    """Da cada paso; el que no pueda con los datos no impide los demás.

    Raises
    ------
    EsquemaError
        Si un paso importa de la biblioteca algo que no hay: callarlo sería una corrida más lenta, y nada más.
    """
    for paso in pasos:
        try:
            paso()
        except ImportError as error:
            check_ajena(error)
        except Exception:  # lo que esté mal en los datos lo dirá el informe que los use
            continue


def check_ajena(error: ImportError) -> None:
    """Que una importación fallida no sea de la biblioteca.

    Raises
    ------
    EsquemaError
        Si lo es.
    """
    if (error.name or "").startswith("fais_analysis"):
        raise EsquemaError(
            "La precarga nombra algo que la biblioteca no tiene.",
            donde="batch/workers/precarga.py",
            esperado=f"que {error.name} exista, con lo que se le pide",
            encontrado=describe_importacion(error),
            que_hacer="corrija el nombre donde se importa, o reinstale la biblioteca",
        ) from error


def load_entidad(entidad: str) -> None:
    """Datos comprobados de la entidad e indicadores de todos sus municipios."""
    from fais_analysis.entidad import datos, zonas

    datos.load_poligonos(entidad)
    zonas.load_status_zonas(entidad)
    datos.load_datos_entidad(entidad).poblaciones  # noqa: B018  (se calcula al pedirla)


def index_paso(paso: Callable[[], object]) -> None:
    """Da un paso y busca en qué renglones de sus tablas está cada municipio, que si no buscaría cada hijo."""
    from fais_analysis.entidad.filtros import index_tablas

    index_tablas(paso())


def index_entidad(entidad: str) -> None:
    """Lo mismo con las tablas de la entidad, ya con lo que los capítulos calcularon de ellas."""
    from fais_analysis.entidad import datos

    for cargar in (datos.load_datos_entidad, datos.load_fismdf):
        index_paso(partial(cargar, entidad))


def preload_panorama(entidad: str) -> None:
    """Lo que sólo usa el panorama y más memoria pide: en su hijo, sin retrasar a los demás."""
    try_pasos(warm_capitulos(ENTIDAD, entidad))


def warm_comunes() -> None:
    """Reglas, registro de procedencias, guiones, exportador y plantillas, leídos y usados una vez."""
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

    from fais_analysis.pages import ensamble
    from fais_analysis.pages.exportar import export_cuaderno
    from fais_analysis.procedencia.registro import load_registro
    from fais_analysis.rules.reglas import has_regla
    from fais_analysis.rules.territorio import load_territorio
    from fais_analysis.views.guiones import DESCARGA, GUION, INTERACTIVO, load_guion

    load_registro()
    load_territorio()
    has_regla("DIRECTA_MIN", 0)
    for guion in (DESCARGA, GUION, INTERACTIVO):
        load_guion(guion)
    salida = new_output("display_data", {"text/html": "<p>x</p>"})
    export_cuaderno(new_notebook(cells=[new_markdown_cell("# x"), new_code_cell(outputs=[salida])]), "00_x")
    ambiente = ensamble.get_ambiente()
    for plantilla in ambiente.list_templates():
        ambiente.get_template(plantilla)


def warm_proyeccion(entidad: str) -> None:
    """Abre la base de proyecciones, que de otro modo abriría cada hijo."""
    from fais_analysis.entidad.datos import load_poligonos
    from fais_analysis.views.maps import project_puntos

    poligonos = load_poligonos(entidad)
    if poligonos is not None:
        project_puntos([-104.0], [24.0], poligonos)


def warm_plotly() -> None:
    """Plotly comprimido, para los interactivos de un solo archivo."""
    from fais_analysis.pages.interactivo import load_plotly_comprimido

    load_plotly_comprimido()


def load_cuaderno(ruta: Path) -> None:
    """Un cuaderno sin correr, que es el mismo para todos los municipios."""
    from fais_analysis.batch.kernel.cuaderno import load_libro

    load_libro(ruta)


def warm_interpretes(cuantos: int) -> None:
    """Un intérprete por cuaderno de un informe, construidos y sin usar."""
    from fais_analysis.batch.kernel.interprete import reserve_interpretes

    reserve_interpretes(cuantos)


def list_importaciones(cuadernos: Iterable[Path]) -> list[str]:
    """Importaciones de primer nivel de las celdas de código, sin repetir y en orden."""
    sentencias: dict[str, None] = {}
    for ruta in filter(Path.is_file, cuadernos):
        for celda in json.loads(ruta.read_text(encoding="utf-8"))["cells"]:
            if celda["cell_type"] == "code":
                with suppress(SyntaxError):
                    nodos = ast.parse("".join(celda["source"])).body
                    propias = (n for n in nodos if isinstance(n, ast.Import | ast.ImportFrom))
                    sentencias |= dict.fromkeys(ast.unparse(n) for n in propias)
    return list(sentencias)
