"""El plan de una corrida: qué cuadernos, para quién y con qué; se revisa antes de arrancar un kernel."""

import ast
import json
import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from fais_analysis import __version__
from fais_analysis.batch.corridas.salida import build_nombre_carpeta
from fais_analysis.batch.plan.insumos import Insumos
from fais_analysis.batch.plan.momento import Momento
from fais_analysis.batch.plan.pedido import Pedido
from fais_analysis.batch.plan.vigencia import Vigencia, build_vigencia
from fais_analysis.claves import ENTIDADES, check_clave_entidad, check_clave_municipio
from fais_analysis.errors import ClaveError, FuenteFaltanteError, ParametroError
from fais_analysis.pages.contexto import Contexto
from fais_analysis.procedencia.registro import check_capitulos
from fais_analysis.reports.capitulos import ENTIDAD, MUNICIPIO, list_cuadernos
from fais_analysis.sources.huella import compute_huella

CUADERNOS_MUNICIPIO = list_cuadernos(MUNICIPIO)
CUADERNOS_PANORAMA = list_cuadernos(ENTIDAD)
TRABAJADORES_MAXIMO = 64


@dataclass(frozen=True)
class Tarea:
    """Un informe por producir.

    ``parametro`` y ``clave`` son lo que recibe cada cuaderno; ``carpeta`` dónde queda dentro de la
    corrida (vacía: en su raíz) e ``informe`` el nombre del HTML. ``vigencia`` dice de qué depende.
    """

    clave: str
    nombre: str
    carpeta: str
    informe: str
    parametro: str
    cuadernos: tuple[str, ...]
    vigencia: Vigencia = field(default=Vigencia(), compare=False)

    @property
    def rotulo(self) -> str:
        """Cómo se nombra en la terminal."""
        return f"{self.clave} {self.nombre}"


@dataclass(frozen=True)
class Plan:
    """Lo que se va a correr, ya validado: lo pedido, sus tareas, los datos, cuántos procesos y el momento."""

    pedido: Pedido
    tareas: tuple[Tarea, ...]
    insumos: Insumos
    trabajadores: int
    cifras_indice: tuple[str, ...] = field(
        default=("voz", "parte_estado", "parte_extrema", "pobreza", "prioridad")
    )
    momento: Momento = field(default=Momento(), compare=False)

    @property
    def entidad(self) -> str:
        """Clave de la entidad."""
        return self.pedido.entidad

    @property
    def nombre_entidad(self) -> str:
        """Nombre oficial de la entidad."""
        return ENTIDADES[self.entidad]


def build_plan(pedido: Pedido, insumos: Insumos) -> Plan:
    """Plan de una corrida: el panorama de la entidad y un expediente por municipio.

    Parameters
    ----------
    pedido
        Lo que se quiere. Las claves repetidas se hacen una vez.
    insumos
        Datos ya comprobados.

    Raises
    ------
    ClaveError
        Si una clave no es texto, no existe o es de otra entidad.
    FuenteFaltanteError, ParametroError
        Si falta un cuaderno o no declara el parámetro que se le va a dar.
    """
    check_capitulos()
    entidad = check_clave_entidad(pedido.entidad)
    pedidas = check_municipios(pedido.claves, entidad, insumos.municipios)
    tareas = (
        Tarea(entidad, ENTIDADES[entidad], "", "panorama.html", "clave_entidad", CUADERNOS_PANORAMA),
        *(build_tarea(clave, insumos.municipios[clave]) for clave in pedidas),
    )
    for tarea in tareas[:2]:
        for nombre in tarea.cuadernos:
            check_cuaderno(pedido.cuadernos / f"{nombre}.ipynb", tarea.parametro)
    trabajadores = count_trabajadores(pedido.trabajadores, len(tareas))
    return Plan(replace(pedido, cuadernos=pedido.cuadernos.absolute()), tareas, insumos, trabajadores)


def add_vigencias(plan: Plan) -> Plan:
    """El plan, con la vigencia de cada informe: de qué cuadernos, código, versiones y filas depende."""
    return replace(plan, tareas=tuple(replace(t, vigencia=_build_vigencia(t, plan)) for t in plan.tareas))


def _build_vigencia(tarea: Tarea, plan: Plan) -> Vigencia:
    insumos = plan.insumos
    return build_vigencia(
        {tarea.parametro: tarea.clave},
        (plan.pedido.cuadernos / f"{nombre}.ipynb" for nombre in tarea.cuadernos),
        insumos.entradas.get(tarea.clave, {}),
        insumos.generales,
    )


def build_tarea(clave: str, nombre: str) -> Tarea:
    """La tarea de un municipio."""
    carpeta = build_nombre_carpeta(clave, nombre)
    return Tarea(clave, nombre, carpeta, "expediente.html", "clave_municipio", CUADERNOS_MUNICIPIO)


def check_municipios(claves: Sequence[str], entidad: str, conocidos: Mapping[str, str]) -> list[str]:
    """Claves pedidas, comprobadas, sin repetir y en orden; todas las de la entidad si no se pidió ninguna."""
    for clave in claves:
        check_clave_municipio(clave, nombres=conocidos)
        if not clave.startswith(entidad):
            raise ClaveError(
                f"El municipio «{clave}» no es de la entidad {entidad} ({ENTIDADES[entidad]}).",
                donde="claves pedidas",
                esperado=f"claves que empiezan con {entidad}",
                encontrado=f"«{clave}», de la entidad {clave[:2]} ({ENTIDADES[clave[:2]]})",
                que_hacer=f"corrija la clave o agregue: --entidad {clave[:2]}",
            )
        check_clave_municipio(clave, conocidos, conocidos)
    return sorted(set(claves) or conocidos)


def check_cuaderno(ruta: Path, parametro: str) -> None:
    """Comprueba que el cuaderno exista y declare el parámetro en su celda ``parameters``.

    papermill sólo avisa de un parámetro desconocido, y el informe saldría con los datos de otro municipio.
    """
    try:
        celdas = json.loads(ruta.read_text(encoding="utf-8"))["cells"]
    except FileNotFoundError:
        raise FuenteFaltanteError(
            f"Falta el cuaderno {ruta.name}.",
            donde=str(ruta.parent),
            esperado=f"un cuaderno llamado {ruta.name}",
            encontrado="no existe",
            que_hacer="restaure la carpeta notebooks o indique otra con --cuadernos",
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _cuaderno_ilegible(ruta, "un cuaderno de Jupyter (.ipynb)", str(error)) from None
    declarados = list_parametros(celdas)
    if parametro not in declarados:
        hallados = ", ".join(sorted(declarados)) or "ninguno"
        raise _cuaderno_ilegible(
            ruta, f"una celda con la etiqueta parameters que defina {parametro}", hallados
        )


def list_parametros(celdas: Collection[dict]) -> set[str]:
    """Nombres que define la celda etiquetada ``parameters``."""
    nombres: set[str] = set()
    for celda in celdas:
        if "parameters" not in celda.get("metadata", {}).get("tags", []):
            continue
        for nodo in ast.parse("".join(celda["source"])).body:
            destinos = nodo.targets if isinstance(nodo, ast.Assign) else [getattr(nodo, "target", None)]
            nombres |= {d.id for d in destinos if isinstance(d, ast.Name)}
    return nombres


def count_trabajadores(pedidos: int | None, tareas: int) -> int:
    """Procesos que se usarán: los pedidos o los núcleos, y nunca más que tareas."""
    if pedidos is not None and not 1 <= pedidos <= TRABAJADORES_MAXIMO:
        raise ParametroError(
            "El número de trabajadores no es válido.",
            donde="--trabajadores",
            esperado=f"un entero entre 1 y {TRABAJADORES_MAXIMO}",
            encontrado=str(pedidos),
            que_hacer="quite la opción para usar un proceso por núcleo",
        )
    return min(pedidos or count_nucleos(), tareas)


def count_nucleos() -> int:
    """Núcleos que este proceso puede usar."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _cuaderno_ilegible(ruta: Path, esperado: str, encontrado: str) -> ParametroError:
    return ParametroError(
        f"El cuaderno {ruta.name} no se puede correr en lote.",
        donde=str(ruta),
        esperado=esperado,
        encontrado=encontrado,
        que_hacer="corrija el cuaderno; vea docs/por_dentro.md",
    )


def build_contexto(plan: Plan) -> Contexto:
    """Lo que rodea a las páginas de una corrida. La huella de la corrida resume las de sus informes."""
    claves = {tarea.clave: tarea.vigencia.clave for tarea in plan.tareas}
    return Contexto(
        entidad=plan.entidad,
        nombre_entidad=plan.nombre_entidad,
        version=__version__,
        huella_datos=plan.insumos.huella_datos,
        huella_corrida=compute_huella(claves),
        es_demostracion=plan.insumos.es_demostracion,
    )
