"""Cada concepto vive una vez: la misma constante, con el mismo nombre y valor, en un solo módulo."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.codigo import MODULOS, PAQUETE, read_arbol

# Los que se llaman y valen igual sin ser lo mismo, y por qué.
A_PROPOSITO = {
    "BUENO": "la entrega no confía en el lote: lee el manifiesto con sus propias palabras",
    "NOMBRE": "la entrega no confía en el lote: lee el manifiesto con sus propias palabras",
    "CAPACIDADES": "el cálculo no abre archivos, y la regla que las declara sí",
    "CARENCIAS": "las de vivienda que compara la portada y las que dibuja el panorama se eligen por separado",
    "FUERA": "dónde cae una obra y en qué situación está un municipio: cada una con sus demás valores",
    "ID_PLOTLY": "quien verifica un informe lo busca por lo que dice el documento, sin importar a quien lo hizo",
    "INDICE": "el de una corrida y el del país: cada uno puede cambiar de nombre",
    "LLAVE": "la llave de dos tablas distintas",
    "_ORILLA_PX": "la orilla de dos dibujos distintos",
}


def list_constantes(archivo: Path) -> Iterator[tuple[str, str]]:
    """Nombre y valor escrito de cada constante del módulo; las que se asignan juntas, por separado."""
    for nodo in read_arbol(archivo).body:
        if isinstance(nodo, ast.Assign):
            destinos, valores = nodo.targets[0], nodo.value
            juntas = isinstance(destinos, ast.Tuple) and isinstance(valores, ast.Tuple)
            pares = zip(destinos.elts, valores.elts, strict=True) if juntas else [(destinos, valores)]
        elif isinstance(nodo, ast.AnnAssign) and nodo.value is not None:
            pares = [(nodo.target, nodo.value)]
        else:
            continue
        yield from ((d.id, ast.unparse(v)) for d, v in pares if isinstance(d, ast.Name) and d.id.isupper())


def test_a_constant_has_one_home():
    casas: dict[tuple[str, str], list[str]] = defaultdict(list)
    for archivo in MODULOS:
        for constante in list_constantes(archivo):
            casas[constante].append(archivo.relative_to(PAQUETE).as_posix())
    repetidas = {nombre: donde for (nombre, _), donde in casas.items() if len(donde) > 1}

    assert {n: d for n, d in repetidas.items() if n not in A_PROPOSITO} == {}
    assert A_PROPOSITO.keys() <= repetidas.keys(), "una excepción que ya no hace falta"


def test_a_class_name_means_one_thing():
    """Sólo las de módulo: las que van dentro de otra (``Config`` de un contrato) llevan el nombre de la suya."""
    casas: dict[str, list[str]] = defaultdict(list)
    for archivo in MODULOS:
        for nodo in read_arbol(archivo).body:
            if isinstance(nodo, ast.ClassDef):
                casas[nodo.name].append(archivo.relative_to(PAQUETE).as_posix())
    repetidas = {nombre: donde for nombre, donde in casas.items() if len(donde) > 1}

    assert repetidas == {}, "déle a la suya otra palabra"
