"""Los capítulos de los informes, uno por renglón: de aquí sale todo lo que hay que saber de ellos.

De esta tabla toman el plan sus cuadernos, la vigencia lo que un cuaderno puede leer, la precarga lo que se
calcula una vez, la procedencia sus constructores y llaves, y el banco de pruebas lo que mide. Un capítulo
nuevo es su contrato, su ``build_*``, sus vistas, su cuaderno, su archivo de ``procedencia/columnas`` y un
renglón aquí; lo que falte es un error que lo nombra. Módulo ligero: no importa ningún capítulo.
"""

import importlib
import symtable
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fais_analysis.errors import EsquemaError

MUNICIPIO, ENTIDAD = "municipio", "entidad"


@dataclass(frozen=True)
class Capitulo:
    """Un capítulo: ``nombre`` es su módulo en este cuarto, con ``build_<nombre>``, y el de su contrato.

    ``cuaderno`` es el que lo muestra (uno puede mostrar varios) y ``ambito``, de quién es el informe.
    ``calentar`` nombra la función de su módulo que recibe una entidad y deja calculado lo que vale para todos
    sus municipios; la de un capítulo de la entidad se corre sólo donde se hace el panorama.
    """

    nombre: str
    cuaderno: str
    ambito: str
    calentar: str = ""

    @property
    def modulo(self) -> str:
        """Nombre completo de su módulo."""
        return f"fais_analysis.reports.{self.nombre}"


CAPITULOS = (
    Capitulo("hoja", "05_hoja", MUNICIPIO, calentar="build_hoja_entidad"),
    Capitulo("diagnostico", "10_diagnostico", MUNICIPIO, calentar="build_diagnostico_entidad"),
    Capitulo("mapa_zap", "20_mapa_zap", MUNICIPIO, calentar="build_mapas_entidad"),
    Capitulo("inversion", "30_inversion", MUNICIPIO, calentar="load_comun"),
    Capitulo("panorama", "00_panorama_estatal", ENTIDAD, calentar="build_panorama"),
    Capitulo("panorama_mapas", "00_panorama_estatal", ENTIDAD),
    Capitulo("panorama_focalizacion", "00_panorama_estatal", ENTIDAD, calentar="build_panorama_focalizacion"),
)


def list_capitulos(ambito: str = "") -> tuple[Capitulo, ...]:
    """Los capítulos de un ámbito, o todos, en el orden de la tabla."""
    return tuple(c for c in CAPITULOS if ambito in ("", c.ambito))


def list_cuadernos(ambito: str) -> tuple[str, ...]:
    """Los cuadernos con que se hace el informe de un ámbito, sin repetir y en orden."""
    return tuple(dict.fromkeys(c.cuaderno for c in list_capitulos(ambito)))


def is_capitulo(nombre: str) -> bool:
    """Si un módulo de este cuarto es un capítulo: lo que lee, entonces, se conoce."""
    return any(c.nombre == nombre for c in CAPITULOS)


@cache
def check_piezas(capitulo: Capitulo) -> None:
    """Que un capítulo tenga su módulo, el de su contrato y las funciones que se le nombran, sin importarlos.

    Raises
    ------
    EsquemaError
        Si le falta algo.
    """
    carpeta, nombre = Path(__file__).parents[1], f"{capitulo.nombre}.py"
    for pieza in (f"reports/{nombre}", f"schemas/capitulos/{nombre}"):
        if not (carpeta / pieza).is_file():
            raise _build_error(capitulo, pieza, "nada")
    try:
        definidos = list_nombres((carpeta / "reports" / nombre).read_text(encoding="utf-8"))
    except SyntaxError as error:
        raise _build_error(capitulo, f"que reports/{nombre} sea Python", str(error.msg)) from error
    for funcion in filter(None, (f"build_{capitulo.nombre}", capitulo.calentar)):
        if funcion not in definidos:
            raise _build_error(capitulo, f"{funcion} en reports/{nombre}", "nada con ese nombre")


def list_nombres(codigo: str) -> set[str]:
    r"""Lo que un módulo define o importa con nombre; lo que sólo se menciona o se llama no cuenta.

    Examples
    --------
    >>> sorted(list_nombres("from a import b as c\ndef d(): return e"))
    ['c', 'd']
    """
    tabla = symtable.symtable(codigo, "capitulo", "exec")
    return {s.get_name() for s in tabla.get_symbols() if s.is_assigned() or s.is_imported()}


def load_capitulo(capitulo: Capitulo) -> Any:
    """El módulo de un capítulo.

    Raises
    ------
    EsquemaError
        Si no hay tal módulo, o importa algo que no existe.
    """
    check_piezas(capitulo)
    try:
        return importlib.import_module(capitulo.modulo)
    except ImportError as error:
        esperado = f"que reports/{capitulo.nombre}.py se pueda importar"
        raise _build_error(capitulo, esperado, describe_importacion(error)) from error


def describe_importacion(error: ImportError) -> str:
    """Qué no se pudo importar, sin la ruta del archivo en que se buscó.

    Examples
    --------
    >>> describe_importacion(ImportError("cannot import name 'x' from 'y' (/donde/sea.py)"))
    "cannot import name 'x' from 'y'"
    """
    return str(error).partition(" (")[0]


def get_constructor(nombre: str) -> Callable[[str], object]:
    """La función ``build_*`` de un capítulo, que recibe una clave y da su contrato lleno.

    Raises
    ------
    EsquemaError
        Si el capítulo no está en la tabla, o a su módulo le falta la función.
    """
    capitulo = next((c for c in CAPITULOS if c.nombre == nombre), None)
    if capitulo is None:
        conocidos = ", ".join(c.nombre for c in CAPITULOS)
        raise EsquemaError(
            f"No hay un capítulo «{nombre}».",
            donde="reports/capitulos.py",
            esperado=conocidos,
            encontrado=nombre,
            que_hacer="agregue su renglón a CAPITULOS; vea CONTRIBUTING.md",
        )
    return _get_funcion(capitulo, f"build_{nombre}")


def warm_capitulos(ambito: str, entidad: str) -> list[Callable[[], object]]:
    """Los pasos que dejan calculado lo que comparten los informes de un ámbito, sin darlos todavía.

    Raises
    ------
    EsquemaError
        Si un capítulo nombra una función que no existe: sería una corrida más lenta y nadie lo sabría.
    """
    con_paso = [c for c in list_capitulos(ambito) if c.calentar]
    return [_bind(_get_funcion(c, c.calentar), entidad) for c in con_paso]


def _bind(funcion: Callable[[str], object], entidad: str) -> Callable[[], object]:
    return lambda: funcion(entidad)


def _get_funcion(capitulo: Capitulo, nombre: str) -> Callable[[str], object]:
    funcion = getattr(load_capitulo(capitulo), nombre, None)
    if not callable(funcion):
        raise _build_error(capitulo, f"{nombre} en reports/{capitulo.nombre}.py", "nada con ese nombre")
    return funcion


def _build_error(capitulo: Capitulo, esperado: str, encontrado: str) -> EsquemaError:
    return EsquemaError(
        f"Al capítulo «{capitulo.nombre}» le falta una pieza.",
        donde="reports/capitulos.py",
        esperado=esperado,
        encontrado=encontrado,
        que_hacer="escríbala o corrija su renglón en CAPITULOS; vea CONTRIBUTING.md",
    )
