"""Ningún parámetro junta varios argumentos en una tupla: lo que va junto lleva nombre (una dataclass).

Un punto, un rango o una caja —todo ``float`` o todo ``int``— son un solo dato y sí pueden ser tuplas.
"""

import ast
from collections.abc import Iterator

from tests.architecture.codigo import MODULOS, PAQUETE, parse, read_arbol

COORDENADAS = ({"float"}, {"int"})


def read_largo_fijo(anotacion: ast.expr) -> list[str]:
    """Los tipos de una tupla de largo fijo; vacío si no lo es."""
    if not isinstance(anotacion, ast.Subscript) or ast.unparse(anotacion.value) not in ("tuple", "Tuple"):
        return []
    partes = anotacion.slice.elts if isinstance(anotacion.slice, ast.Tuple) else []
    tipos = [ast.unparse(parte) for parte in partes]
    return [] if "..." in tipos else tipos


def list_alternativas(anotacion: ast.expr) -> list[ast.expr]:
    """Los tipos que admite una anotación, también escrita como texto."""
    if isinstance(anotacion, ast.Constant) and isinstance(anotacion.value, str):
        anotacion = parse(anotacion.value.strip()).body[0].value
    if isinstance(anotacion, ast.BinOp):
        return [*list_alternativas(anotacion.left), *list_alternativas(anotacion.right)]
    return [anotacion]


def read_propios(arbol: ast.Module) -> dict[str, list[str]]:
    """Los nombres con que un módulo llama a una tupla de largo fijo (``Par = tuple[str, int]``)."""
    pares = [
        (nodo.targets[0] if isinstance(nodo, ast.Assign) else nodo.target, nodo.value)
        for nodo in arbol.body
        if isinstance(nodo, ast.Assign | ast.AnnAssign) and nodo.value is not None
    ]
    return {n.id: t for n, v in pares if isinstance(n, ast.Name) and (t := read_largo_fijo(v))}


def read_nombres(arboles: dict[str, ast.Module], modulo: str) -> dict[str, list[str]]:
    """Los de un módulo y los que importa de otro."""
    nombres = read_propios(arboles[modulo])
    for nodo in ast.walk(arboles[modulo]):
        if isinstance(nodo, ast.ImportFrom) and nodo.module in arboles:
            ajenos = read_propios(arboles[nodo.module])
            nombres |= {a.asname or a.name: ajenos[a.name] for a in nodo.names if a.name in ajenos}
    return nombres


def list_dobladas(arboles: dict[str, ast.Module]) -> Iterator[str]:
    """Los parámetros que son una tupla de largo fijo y no una coordenada, como «módulo: función(parámetro)»."""
    for modulo, arbol in arboles.items():
        nombres = read_nombres(arboles, modulo)
        for funcion in ast.walk(arbol):
            if not isinstance(funcion, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            argumentos = funcion.args
            for parametro in (*argumentos.posonlyargs, *argumentos.args, *argumentos.kwonlyargs):
                for tipo in list_alternativas(parametro.annotation) if parametro.annotation else ():
                    propios = nombres.get(tipo.id, []) if isinstance(tipo, ast.Name) else []
                    tipos = read_largo_fijo(tipo) or propios
                    if tipos and set(tipos) not in COORDENADAS:
                        yield f"{modulo.removeprefix('fais_analysis.')}: {funcion.name}({parametro.arg})"


def read_biblioteca() -> dict[str, ast.Module]:
    return {
        ".".join(ruta.relative_to(PAQUETE.parent).with_suffix("").parts): read_arbol(ruta) for ruta in MODULOS
    }


def test_what_folds_arguments_is_seen():
    """La búsqueda ve la tupla directa, la opcional, la escrita como texto y la que tiene nombre propio."""
    otro = parse("Par = tuple[str, str]")
    fuente = (
        "from otro import Par\n"
        "Caja = tuple[float, float, float, float]\n"
        "def directa(a: tuple[str, int]): ...\n"
        "def opcional(a: 'tuple[str, bool] | None' = None): ...\n"
        "def nombrada(*, a: Par): ...\n"
        "def bien(caja: Caja, punto: tuple[float, float], lista: tuple[str, ...], pares: list[tuple[str, int]]): ...\n"
    )

    halladas = list(list_dobladas({"uno": parse(fuente), "otro": otro}))

    assert halladas == ["uno: directa(a)", "uno: opcional(a)", "uno: nombrada(a)"]


def test_no_parameter_folds_several_arguments():
    assert set(list_dobladas(read_biblioteca())) == set()
