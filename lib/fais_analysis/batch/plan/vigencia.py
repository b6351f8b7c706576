"""La vigencia de un informe: la clave de todo lo que lo determina. A misma clave, mismo informe."""

import ast
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from fais_analysis.batch.plan.huellas import compute_huella_cuadernos, compute_partes_codigo, get_versiones
from fais_analysis.pages.contexto import Contexto
from fais_analysis.reports.capitulos import is_capitulo
from fais_analysis.sources.huella import compute_huella

REPORTES, VISTAS = "fais_analysis.reports", "fais_analysis.views"


@dataclass(frozen=True)
class Vigencia:
    """La clave de un informe y de qué está hecha.

    ``partes``: huellas de cuadernos, biblioteca, plantillas, reglas, versiones y parámetros; ``entradas``: la
    de cada tabla, sólo de las filas que el informe pudo usar; ``datos`` las resume.
    """

    partes: Mapping[str, str] = field(default_factory=dict)
    entradas: Mapping[str, str] = field(default_factory=dict)

    @property
    def datos(self) -> str:
        """Huella de los datos que el informe usó."""
        return compute_huella(self.entradas)

    @property
    def clave(self) -> str:
        """Huella de todo."""
        return compute_huella({**self.partes, "datos": self.datos})


def build_vigencia(
    parametros: Mapping[str, str],
    cuadernos: Iterable[Path],
    entradas: Mapping[str, str],
    generales: Mapping[str, str],
) -> Vigencia:
    """Vigencia de un informe.

    Parameters
    ----------
    parametros
        Lo que recibe cada cuaderno y la forma que se pidió.
    cuadernos
        Los que lo forman.
    entradas
        Huella de cada tabla que usa, ya elegidas las filas.
    generales
        Huella de todos los archivos de datos. Si un cuaderno no es de los conocidos no se puede saber qué
        lee, y entonces su informe depende de todos.
    """
    rutas = tuple(cuadernos)
    son_conocidos = bool(entradas) and all(is_conocido(ruta, ruta.stat().st_mtime_ns) for ruta in rutas)
    partes = {
        **compute_partes_codigo_una_vez(),
        "cuadernos": compute_huella_cuadernos(rutas),
        "parametros": compute_huella(parametros),
        "versiones": compute_huella(get_versiones()),
    }
    return Vigencia(partes, dict(sorted((entradas if son_conocidos else {**generales, **entradas}).items())))


@lru_cache(maxsize=1)
def compute_partes_codigo_una_vez() -> dict[str, str]:
    """Las huellas del código, leídas una vez por proceso: es el código que este proceso ya importó."""
    return compute_partes_codigo()


@lru_cache(maxsize=16)
def is_conocido(ruta: Path, _modificado: int) -> bool:
    """Si un cuaderno sólo importa capítulos y vistas: entonces sus datos son los de sus capítulos."""
    try:
        celdas = json.loads(ruta.read_text(encoding="utf-8"))["cells"]
        codigo = "\n".join("".join(c["source"]) for c in celdas if c["cell_type"] == "code")
        nodos = list(ast.walk(ast.parse(codigo)))
    except (OSError, ValueError, KeyError, TypeError, SyntaxError):
        return False
    if any(isinstance(n, ast.Import) or _is_apertura(n) for n in nodos):
        return False
    return all(_is_conocida(n) for n in nodos if isinstance(n, ast.ImportFrom))


def _is_apertura(nodo: ast.AST) -> bool:
    """Nombres con que un cuaderno llegaría a un archivo sin importar nada."""
    return isinstance(nodo, ast.Name) and nodo.id in ("open", "exec", "eval", "__import__", "get_ipython")


def _is_conocida(nodo: ast.ImportFrom) -> bool:
    """Un capítulo (lo que lee lo cubre ``batch.plan.entradas``, con su prueba) o una vista."""
    modulo = nodo.module or ""
    if modulo == REPORTES:
        return all(is_capitulo(n.name) for n in nodo.names)
    es_capitulo = modulo.startswith(REPORTES) and is_capitulo(modulo.removeprefix(f"{REPORTES}."))
    return es_capitulo or modulo == VISTAS or modulo.startswith(f"{VISTAS}.")


def narrow_contexto(contexto: Contexto, vigencia: Vigencia) -> Contexto:
    """El contexto de la corrida con las huellas de un solo informe."""
    return replace(
        contexto,
        huella_datos=vigencia.datos,
        huella_corrida=vigencia.clave,
        entradas=vigencia.entradas,
    )
