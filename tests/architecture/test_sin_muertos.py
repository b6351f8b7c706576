"""Nada sobra: todo lo que la biblioteca define lo llama alguien, se exporta o es un gancho con nombre."""

import ast
import re
from collections import Counter

import pytest

from tests.architecture.codigo import MODULOS, PAQUETE, RAIZ, read_arbol

# Los nombres que otro llama por nosotros, y quién. Uno que ya no exista hace fallar la prueba.
GANCHOS = {
    "_ipython_display_": "IPython, al mostrar el explorador",
    "table_to_splink_dataframe": "splink, al nombrar una tabla suya",
    "preparar_sin_internet": "la consola, por el nombre de su orden con guiones",
    "monto_is_centavos": "pandera, por el decorador dataframe_check",
    "localidad_in_municipio": "pandera, por el decorador dataframe_check",
    "folio_is_consistent": "pandera, por el decorador dataframe_check",
    "directa_has_carencia": "pandera, por el decorador dataframe_check",
    "condicionada_says_condicion": "pandera, por el decorador dataframe_check",
    "handle_starttag": "html.parser",
    "handle_startendtag": "html.parser",
    "handle_endtag": "html.parser",
    "handle_data": "html.parser",
    "handle_comment": "html.parser",
    "handle_decl": "html.parser",
    "handle_pi": "html.parser",
    "unknown_decl": "html.parser",
    "updatepos": "html.parser",
    "redirect_request": "urllib, al seguir una dirección",
    "writable": "io, al abrir la corriente",
    "get_kernel_spec": "jupyter_client",
    "execute_managed_notebook": "papermill",
    "output": "nbclient",
    "_file_extension": "nbconvert, por traitlets",
    "_write_rows": "xlsxwriter, al escribir una hoja",
}
DECORADORES_QUE_REGISTRAN = ("command", "callback")  # typer guarda la función: nadie la nombra


def count_usos() -> Counter[str]:
    """Cuántas veces se lee cada nombre en la biblioteca, los cuadernos, las plantillas y la configuración."""
    usos: Counter[str] = Counter()
    for modulo in MODULOS:
        for nodo in ast.walk(read_arbol(modulo)):
            if isinstance(nodo, ast.Name) and isinstance(nodo.ctx, ast.Load):
                usos[nodo.id] += 1
            elif isinstance(nodo, ast.Attribute):
                usos[nodo.attr] += 1
            elif isinstance(nodo, ast.Constant) and re.fullmatch(r"[\w.:]{1,80}", str(nodo.value)):
                usos[re.split(r"[.:]", str(nodo.value))[-1]] += 1  # __all__, tablas de nombres, anotaciones
    datos = [*PAQUETE.rglob("*.y*ml"), *PAQUETE.rglob("*.j2")]
    otros = [*datos, *(RAIZ / "notebooks").glob("*.ipynb"), RAIZ / "pyproject.toml"]
    for archivo in otros:
        usos.update(re.findall(r"\w+", archivo.read_text(encoding="utf-8")))
    return usos


def list_definidos(cuerpo: list[ast.stmt]) -> list[str]:
    """Funciones, clases, métodos y constantes que define un módulo, salvo las que registra su decorador."""
    nombres = []
    for nodo in cuerpo:
        if isinstance(nodo, ast.FunctionDef | ast.AsyncFunctionDef):
            llamados = [d.func if isinstance(d, ast.Call) else d for d in nodo.decorator_list]
            if not any(getattr(d, "attr", "") in DECORADORES_QUE_REGISTRAN for d in llamados):
                nombres.append(nodo.name)
        elif isinstance(nodo, ast.ClassDef):
            metodos = [n for n in nodo.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
            nombres += [nodo.name, *list_definidos(metodos)]
        elif isinstance(nodo, ast.Assign):
            nombres += [d.id for d in nodo.targets if isinstance(d, ast.Name)]
        elif isinstance(nodo, ast.AnnAssign) and isinstance(nodo.target, ast.Name):
            nombres.append(nodo.target.id)
    return [n for n in nombres if not n.startswith("__")]


@pytest.fixture(scope="module")
def usos() -> Counter[str]:
    return count_usos()


def test_everything_defined_is_called_exported_or_a_named_hook(usos: Counter[str]):
    muertos = {
        f"{modulo.relative_to(PAQUETE)}: {nombre}"
        for modulo in MODULOS
        for nombre in list_definidos(read_arbol(modulo).body)
        if not usos[nombre] and nombre not in GANCHOS
    }

    assert not muertos, "nadie los llama: quítelos, o diga en GANCHOS quién"


def test_no_hook_outlives_its_function():
    definidos = {n for modulo in MODULOS for n in list_definidos(read_arbol(modulo).body)}

    assert set(GANCHOS) <= definidos
