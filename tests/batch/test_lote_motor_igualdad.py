"""El motor de la casa deja el mismo cuaderno que el motor de fábrica de papermill (kernel verdadero).

Se comparan las salidas y los metadatos tras normalizar sólo lo que el kernel hace distinto sin querer: en
cuántos trozos entrega un texto, los colores de terminal, el nombre de archivo de la celda, tiempos e
identificadores.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from fais_analysis.batch.kernel.cuaderno import run_cuaderno
from fais_analysis.batch.kernel.motor import NOMBRE
from fais_analysis.batch.plan.limites import MOTORES, Limites
from fais_analysis.batch.plan.plan import CUADERNOS_MUNICIPIO
from fais_analysis.batch.workers.procesos import build_entorno
from tests.batch.cuadernos_prueba import write_cuaderno

pytestmark = pytest.mark.lento

ANSI = re.compile(r"\x1b\[[0-9;]*m")
CELDA = re.compile(r"\S*ipykernel_\d+/\d+\.py|(?<=0x)[0-9a-f]{6,}")

RAROS = [
    new_markdown_cell("# Casos raros"),
    "",
    "1 + 1",
    "_, In[2], Out",
    "x = 5; x;",
    "print('uno'); print('dos', end=''); import sys; print('error', file=sys.stderr)",
    "sys.stdout.write('sin salto'); sys.stdout.flush(); sys.stdout.isatty(), sys.stdout.encoding",
    "from IPython.display import HTML, Image, Markdown, clear_output, display, update_display",
    "display(HTML('<b>á</b>'), Markdown('*x*')); 'último'",
    "print('antes'); display({'text/plain': 'x', 'text/html': '<i>x</i>'}, raw=True); print('después')",
    "display(Image(data=b'\\x89PNG\\r\\n\\x1a\\nfalso', format='png'))",
    "h = display('primero', display_id='d1'); display('otro', display_id=True);",
    "h.update('segundo'); update_display('tercero', display_id='d1'); print('actualizado')",
    "display('repite', display_id='d1')",
    "update_display('final', display_id='d1')",
    "print('se borra'); clear_output(); print('queda')",
    "print('se borra después'); clear_output(wait=True); print('reemplaza'); display('y esto')",
    "display('a'); clear_output(wait=True)",
    "import warnings; warnings.warn('un aviso'); warnings.warn('viejo', DeprecationWarning)",
    "import logging; logging.warning('por registro'); logging.getLogger('x').error('otro')",
    # El kernel recoge lo de otros programas en un hilo: sin la espera, con la máquina ocupada, lo pierde.
    "import subprocess, os, time; os.system('echo del sistema; echo mal >&2'); time.sleep(1)",
    "!echo con exclamación",
    "salida = !echo capturada\nsalida",
    "subprocess.run(['sh', '-c', 'echo nieto'], check=True); time.sleep(1)",
    "%%bash\necho en bash",
    "%%capture oculto\nprint('no se ve')",
    "%env FAIS_RARA=1",
    "import asyncio\nawait asyncio.sleep(0)\n'esperado'",
    "asyncio.get_running_loop().is_running()",
    "class Mime:\n    def _repr_mimebundle_(self, include=None, exclude=None):\n"
    "        return {'text/plain': 'p', 'application/x-fais+json': {'t': (1, 2), 'n': None, 'f': 0.1}}, "
    "{'application/x-fais+json': {'meta': (1,)}}\nMime()",
    "class Callado:\n    def _repr_html_(self): return None\n    def __repr__(self): return 'callado'\nCallado()",
    "class Roto:\n    def _repr_html_(self): raise ValueError('no se dibuja')\n    def __repr__(self): return 'roto'",
    "import pandas as pd\npd.DataFrame({f'c{i}': [i, i + 0.5] for i in range(25)})",
    "pd.get_option('display.max_columns'), pd.get_option('display.width')",
    "pd.Series([1, 2], index=['á', 'b'])",
    "None",
    "...",
    "{'b': 1, 'a': {3, 1, 2}}",
    "'línea\\nnueva'",
    "print('ñandú € 😀'); '😀'",
    "for i in range(300): print(i, end=' ')",
    "print('a\\rb\\bc')",
    "import threading\nt = threading.Thread(target=lambda: print('de un hilo')); t.start(); t.join()",
    "get_ipython().execution_count, __name__, type(get_ipython())",
    "import __main__; __main__.x, 'x' in globals()",
    new_code_cell("raise RuntimeError('omitida')", metadata={"tags": ["skip-execution"]}),
    "try:\n    input('¿? ')\nexcept Exception as e:\n    print(type(e).__name__, e)",
    "import getpass\ntry:\n    getpass.getpass()\nexcept Exception as e:\n    print(type(e).__name__, e)",
    # Lo que no es JSON estricto o texto viaja cambiado: NaN, un sustituto suelto, un byte que no es UTF-8.
    "display({'application/json': {'a': float('nan'), 'b': [float('inf')]}, 'text/html': '<p>x</p>'}, raw=True)",
    "display('x', metadata={'a': {1: float('nan')}})",
    "display({'application/json': {1: 2, None: 3, 'c': b'x'}, 'text/plain': 'p'}, raw=True)",
    "print('Pe\\udcf1\\udcf3n'); HTML('<b>\\udcf1</b>')",
    "'a\\ud800'",
    "get_ipython().set_next_input('x = 1')",
    "?len",
    "class Propio:\n    def _ipython_display_(self): print('mío')\nPropio()",
    "from __future__ import annotations\ndef f(x: 1 + 1): pass\nf.__annotations__",
    "async def g():\n    yield 1\n[x async for x in g()]",
    "breakpoint()",
    "%pprint\nlist(range(40))",
    "def gancho(_=None): print('gancho')\nget_ipython().events.register('post_run_cell', gancho); 1",
    "get_ipython().events.unregister('post_run_cell', gancho)",
    "def en_hilo(): raise ValueError('en hilo')\nt = threading.Thread(target=en_hilo, name='h'); t.start(); t.join()",
    "sys.stdout.name, sys.stderr.name, sys.stdout.errors, 'store' in get_ipython().magics_manager.magics['line']",
    "def ante(info): print(info.cell_meta, info.cell_id, info.store_history)\n"
    "get_ipython().events.register('pre_run_cell', ante)",
    "await asyncio.sleep(0)",
    "get_ipython().events.unregister('pre_run_cell', ante)",
    # Lo que muestra una tarea que dejó otra celda no es de la que corre.
    "async def tarde():\n    await asyncio.sleep(0.05); print('tarde'); display('tarde')\n"
    "tarea = asyncio.create_task(tarde())",
    "await tarea; print('a tiempo')",
    # Los controles: su estado queda en el cuaderno, y un Output se queda con lo que se muestra dentro de él.
    "import comm.base_comm, itertools, types\nn = itertools.count()\n"
    "comm.base_comm.uuid = types.SimpleNamespace(uuid4=lambda: types.SimpleNamespace(hex=f'{next(n):032x}'))",
    "import ipywidgets as w\nbarra = w.IntSlider(value=3, description='años')\nbarra",
    "barra.value = 7; imagen = w.Image(value=b'\\x89PNG\\x00'); imagen",
    "caja = w.Output(); caja",
    "with caja:\n    print('dentro'); display(1)\nprint('fuera')",
    "with caja:\n    clear_output(); print('otra')",
    "caja.append_stdout('más'); len(caja.outputs)",
    "boton = w.Button(); boton.on_click(lambda _: print('clic')); boton.click(); w.HBox([barra, boton])",
    "w.interact(lambda x: print(x), x=(0, 3));",
    "canal = comm.create_comm(target_name='nadie', data={'a': 1}); canal.send({'b': 2}); type(canal)",
    "exit(keep_kernel=True)",
    "%xmode Plain",
    "sys.stdout = __import__('io').StringIO(); print('no sale')",
    "'fin'",
]

FALLAS = {
    "excepción": "def f(n):\n    return 1 / n\nprint('antes')\nf(0)",
    "sintaxis": "x = = 3",
    "encadenada": "try:\n    {}['k']\nexcept KeyError as e:\n    raise ValueError('otra') from e",
    "salida": "import sys; sys.exit(3)",
    "pregunta": "input('¿? ')",
    "en espera": "import asyncio\nawait asyncio.sleep(0)\nraise ValueError('async')",
    "recursión": "def f(): return f()\nf()",
    "al transformar": "get_ipython().input_transformers_cleanup.append(lambda l: 1 / 0)\n"
    "get_ipython().run_cell('1')\n1 / 0",
}

# Las demás no dejan el intérprete distinto: van en un solo cuaderno que las espera, y se corre una vez.
ESPERADAS = [
    "class R:\n    def __repr__(self): raise ValueError('no')\nR()",
    "raise KeyboardInterrupt()",
    "raise ExceptionGroup('g', [ValueError('a'), ExceptionGroup('h', [TypeError('b')])])",
    "e = ValueError('x'); e.add_note('una nota'); raise e",
    "%no_existe",
    "%%no_existe\n1",
    "import json; json.loads('{')",
    "assert 1 == 2, 'mensaje ñ'",
    "raise ValueError('\\udcf1')",
    "class S(Exception):\n    def __str__(self): raise ValueError('z')\nraise S('ya')",
    "class S(Exception):\n    def _render_traceback_(self): return ['a', 'b']\nraise S('ya')",
    "class S(Exception):\n    def _render_traceback_(self): raise ValueError('z')\nraise S('ya')",
    "import asyncio\nraise asyncio.CancelledError()",
    "class B(BaseException): pass\nraise B('x')",
    "import sys\nawait asyncio.sleep(0)\nsys.exit(2)",
    "raise SystemExit('con texto')",
    "print('y sigue')",
    "class Raro:\n    def _repr_mimebundle_(self, include=None, exclude=None): raise ValueError('q')\n"
    "    def __repr__(self): return 'raro'\nRaro()",
    "class Entero:\n    def __repr__(self): return 1\nEntero()",
    "class Html:\n    def _repr_html_(self): return 5\n    def _repr_png_(self): return b'x'\nHtml()",
    "class Conjunto:\n    def _repr_mimebundle_(self, **_): return {'application/json': {1, 2}}\nConjunto()",
    "display(5, raw=True)",
    "sys.stdout.buffer",
    "import pdb; pdb.set_trace()",
    "%debug",
    "%tb",
    "asyncio.run(asyncio.sleep(0))",
    "asyncio.get_event_loop().run_until_complete(asyncio.sleep(0))",
    "async def falla(): raise OSError('z')\nt = asyncio.create_task(falla())\nawait asyncio.sleep(0)\nt.exception()",
    "%%sh\nexit 3",
    "%%script --no-raise-error sh\nexit 3",
    "!exit 4",
    "_exit_code",
    "%%python\nprint('otro')",
    "%run -i /no/hay.py",
    "open('/no/hay')",
    "for i in range(5): print(i); print(-i, file=sys.stderr)",
    "print('mucho ' * 100_000)",
    "print('a'); clear_output(wait=True); 1 / 0",
    "from IPython.display import clear_output\nprint('a'); clear_output(wait=True); 1 / 0",
    "%matplotlib inline",
    "%%html\n<b>x</b>",
    "%%capture dicho --no-stderr\nprint('z'); print('e', file=sys.stderr)",
    "dicho.show(); dicho.stdout",
    "%xmode Minimal",
    "1 / 0",
    "%xmode Verbose",
    "uno = 1; uno / 0",
    "%xmode Context",
    "get_ipython().set_custom_exc((OSError,), lambda *_, tb_offset=None: print('atrapada'))\nraise OSError('x')",
]


SALIDA = "salida.ipynb"
# Ninguna celda tarda más que eso de una tirada; es un tope, no una medida.
ESPERA_FABRICA_S, VECES_FABRICA = 180, 3
# Cada corrida, en un proceso aparte (pytest se queda con los avisos y los registros del suyo) que se bifurca de
# otro que sólo ha importado papermill: es lo mismo que uno nuevo, sin pagar la importación cada vez.
CORRE = """
import json, os, sys
from fais_analysis.batch.workers.procesos import block_pesados
block_pesados()
import papermill
from fais_analysis.batch.kernel.cuaderno import NOMBRE, Manejador

for renglon in sys.stdin:
    pedido = json.loads(renglon)
    hijo = os.fork()
    if not hijo:
        for descriptor, archivo in enumerate((os.devnull, pedido["dicho"], pedido["error"])):
            os.dup2(os.open(archivo, os.O_RDWR | os.O_CREAT), descriptor)
        os.environ.clear()
        os.environ.update(pedido["entorno"])
        codigo = 1
        ruta, salida, motor, parametros, con_reserva = pedido["argumentos"]
        if motor == NOMBRE and con_reserva:
            from fais_analysis.batch.kernel.interprete import reserve_interpretes
            reserve_interpretes(1)
        opciones = {} if motor == NOMBRE else {
            "kernel_manager_class": Manejador, "record_timing": False, "execution_timeout": pedido["espera_s"]}
        try:  # sin función de por medio: con un nivel más, una recursión se trunca en otro renglón
            papermill.execute_notebook(
                ruta, salida, parameters=parametros, engine_name=motor or None, kernel_name="python3",
                language="python", progress_bar=False, request_save_on_cell_execute=False, **opciones)
            codigo = 0
        except papermill.PapermillExecutionError as falla:
            print("FALLA", falla)
            codigo = 0
        except BaseException:
            import traceback
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(codigo)
    print(os.waitstatus_to_exitcode(os.waitpid(hijo, 0)[1]), flush=True)
"""


@pytest.fixture(scope="module")
def corredor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[str]]:
    """El proceso que ya importó papermill."""
    entorno = build_entorno(tmp_path_factory.mktemp("corredor"))
    orden = [sys.executable, "-P", "-c", CORRE]
    with subprocess.Popen(
        orden, env=entorno, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as proceso:
        yield proceso
        proceso.stdin.close()


@dataclass(frozen=True)
class Comparador:
    """Corre un cuaderno con los dos motores y compara lo que dejan."""

    corredor: subprocess.Popen[str]
    carpeta: Path

    def run(self, ruta: Path, motor: str, reserva: str, **parametros: str) -> tuple[Any, str]:
        """Corre con un motor; devuelve el cuaderno que quedó en disco y el error de papermill.

        ``reserva`` no vacía: con el intérprete construido de antemano, como en el lote. El kernel de fábrica
        pierde de vez en cuando una respuesta y papermill la esperaría siempre: entonces se repite.
        """
        for _ in range(1 if motor else VECES_FABRICA):
            lugar = Path(tempfile.mkdtemp(dir=self.carpeta))
            pedido = [str(ruta), str(lugar / SALIDA), motor, parametros, reserva]
            acabo, dicho, error = self._run_aparte(lugar, pedido)
            if acabo or "CellTimeoutError" not in error:
                break
        assert acabo, error
        libro = nbformat.read(lugar / SALIDA, nbformat.NO_CONVERT)
        nbformat.validate(libro)
        return libro, ANSI.sub("", dicho.partition("FALLA ")[2])

    def _run_aparte(self, lugar: Path, argumentos: list[Any]) -> tuple[bool, str, str]:
        """Si acabó bien, lo que dijo y sus errores."""
        dicho, error = lugar / "dicho", lugar / "error"
        entorno = {k: v for k, v in build_entorno(lugar).items() if not k.startswith("PYTEST")}
        entorno["JUPYTER_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="fais-")
        pedido = {"argumentos": argumentos, "entorno": entorno, "espera_s": ESPERA_FABRICA_S}
        self.corredor.stdin.write(f"{json.dumps({**pedido, 'dicho': str(dicho), 'error': str(error)})}\n")
        self.corredor.stdin.flush()
        acabo = self.corredor.stdout.readline().strip() == "0"
        return acabo, dicho.read_text(encoding="utf-8"), error.read_text(encoding="utf-8")

    def compare(self, ruta: Path, *reservas: str, **parametros: str) -> tuple[Any, str]:
        """Los dos motores dejan el mismo cuaderno y dicen lo mismo; el propio, con cada reserva que se diga."""
        de_fabrica = self.run(ruta, "", "", **parametros)
        propios = [self.run(ruta, NOMBRE, reserva, **parametros) for reserva in reservas or ("sí",)]
        return [compare_corridas(propio, de_fabrica) for propio in propios][0]


def compare_corridas(propia: tuple[Any, str], de_fabrica: tuple[Any, str]) -> tuple[Any, str]:
    """Lo que dejaron los dos motores, igual salvo lo que se normaliza; devuelve lo propio."""
    (propio, error), (fabrica, esperado) = propia, de_fabrica
    propio, fabrica = normalize(propio), normalize(fabrica)
    for una, otra in zip(propio.cells, fabrica.cells, strict=True):
        assert una == otra, una.source
    assert propio == fabrica
    assert CELDA.sub("<celda>", error) == CELDA.sub("<celda>", esperado)
    return propio, error


@pytest.fixture
def motores(corredor: subprocess.Popen[str], tmp_path: Path) -> Comparador:
    return Comparador(corredor, tmp_path)


def normalize(libro: Any) -> dict[str, Any]:
    libro = nbformat.from_dict(libro)
    for campo in ("start_time", "end_time", "duration", "output_path"):
        libro.metadata.papermill.pop(campo)
    for celda in libro.cells:
        for campo in ("start_time", "end_time", "duration"):
            celda.metadata.get("papermill", {}).pop(campo, None)
        if "injected-parameters" in celda.metadata.get("tags", []) or "papermill-error" in str(
            celda.metadata
        ):
            celda.pop("id")
        if celda.cell_type == "code":
            celda.outputs = join_textos(celda.outputs)
    return libro


def join_textos(salidas: list[Any]) -> list[Any]:
    """Las salidas con los textos de cada corriente juntos en la primera, y todo sin colores ni rutas."""
    juntas: list[Any] = []
    for salida in salidas:
        texto = next((s for s in juntas if "name" in s and s["name"] == salida.get("name")), None)
        if texto is not None:
            texto["text"] += salida["text"]
        else:
            juntas.append(salida)
    for salida in juntas:
        for campo in ("text", "evalue"):
            if campo in salida:
                salida[campo] = CELDA.sub("<celda>", ANSI.sub("", salida[campo]))
        if "traceback" in salida:
            salida["traceback"] = [CELDA.sub("<celda>", ANSI.sub("", t)) for t in salida["traceback"]]
        for mime, valor in salida.get("data", {}).items():
            if isinstance(valor, str):
                salida["data"][mime] = CELDA.sub("<celda>", valor)
    textos = sorted((s for s in juntas if "name" in s), key=lambda s: s["name"], reverse=True)
    return [*textos, *(s for s in juntas if "name" not in s)]


def test_odd_cells_leave_the_same_notebook(motores: Comparador, tmp_path: Path):
    ruta = write_cuaderno(tmp_path / "raros.ipynb", "clave_municipio", RAROS)
    libro, _ = motores.compare(ruta, "sí", "")

    assert all(c.metadata.papermill.status == "completed" for c in libro.cells)
    assert sum(len(c.get("outputs", [])) for c in libro.cells) > len(RAROS) // 2


@pytest.mark.parametrize("falla", FALLAS)
def test_a_cell_error_leaves_the_same_traceback_and_notebook(motores: Comparador, tmp_path: Path, falla: str):
    ruta = write_cuaderno(tmp_path / "falla.ipynb", "clave_municipio", ["1", FALLAS[falla], "print('no')"])

    libro, error = motores.compare(ruta)
    assert error
    assert libro.cells[-1].metadata.papermill.status == "pending"
    assert libro.metadata.papermill.exception is True


def test_expected_errors_leave_the_same_notebook(motores: Comparador, tmp_path: Path):
    esperadas = [new_code_cell(c, metadata={"tags": ["raises-exception"]}) for c in ESPERADAS]
    libro, _ = motores.compare(write_cuaderno(tmp_path / "e.ipynb", "clave_municipio", esperadas))

    fallidas = [c for c in libro.cells if any(s.output_type == "error" for s in c.get("outputs", []))]
    assert len(fallidas) > len(ESPERADAS) // 2


def test_quitting_early_and_expected_errors_are_alike(motores: Comparador, tmp_path: Path):
    espera = new_code_cell("1 / 0", metadata={"tags": ["raises-exception"]})
    motores.compare(write_cuaderno(tmp_path / "a.ipynb", "clave_municipio", [espera, "2"]))
    sale = write_cuaderno(tmp_path / "b.ipynb", "clave_municipio", ["import sys; sys.exit(0)", "2"])
    motores.compare(sale)


def join_cuadernos(carpeta: Path, ruta: Path) -> Path:
    """Los capítulos de un municipio, uno tras otro en un solo cuaderno: cada motor lee los datos una vez."""
    libros = [nbformat.read(carpeta / f"{c}.ipynb", nbformat.NO_CONVERT) for c in CUADERNOS_MUNICIPIO]
    junto = libros[0]
    for numero, libro in enumerate(libros[1:]):
        for celda in (c for c in libro.cells if "parameters" not in c.metadata.get("tags", [])):
            junto.cells.append({**celda, "id": f"{numero}-{celda.id}"})
    nbformat.write(nbformat.from_dict(junto), ruta)
    return ruta


@pytest.mark.parametrize("clave", ["10005"])
def test_a_real_municipality_leaves_the_same_notebooks(
    motores: Comparador, raiz: Path, tmp_path: Path, clave: str
):
    ruta = join_cuadernos(raiz / "notebooks", tmp_path / "juntos.ipynb")
    libro, error = motores.compare(ruta, clave_municipio=clave)

    assert not error
    assert f'clave_municipio = "{clave}"' in libro.cells[2].source
    dibujos = [s for c in libro.cells for s in c.get("outputs", []) if "text/html" in s.get("data", {})]
    assert len(dibujos) > 10 * len(CUADERNOS_MUNICIPIO)


@pytest.mark.parametrize(
    "celda", ["import asyncio\nawait asyncio.sleep(0)\n'x'", "display(float('nan'))", "print('\\udcf1')"]
)
def test_the_very_first_cell_is_alike(motores: Comparador, tmp_path: Path, celda: str):
    """Lo que el intérprete aún no tiene antes de su primera celda no se nota."""
    ruta = write_cuaderno(tmp_path / "primera.ipynb", "clave_municipio", ["1"])
    libro = nbformat.read(ruta, nbformat.NO_CONVERT)
    libro.cells.insert(0, new_code_cell(celda, id="primera"))
    nbformat.write(libro, ruta)

    motores.compare(ruta, "")


def test_a_traceback_that_is_not_a_list_is_the_same_failure(tmp_path: Path):
    """Con el motor de fábrica el cuaderno no es válido y se dice; con el propio era una falla imprevista."""
    celda = "class S(Exception):\n    def _render_traceback_(self): pass\nraise S('ya')"
    ruta = write_cuaderno(tmp_path / "10_x.ipynb", "clave_municipio", ["1", celda])

    causas = [run_cuaderno(ruta, {"clave_municipio": "10014"}, Limites(), tmp_path, m).causa for m in MOTORES]

    assert causas[0] == causas[1]
    assert causas[0].tipo == "NotebookValidationError"
