"""Vuelve a armar un informe desde los datos, sin Jupyter: las mismas celdas, vistas y plantillas del lote."""

import ast
import json
import sys
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from types import CodeType
from typing import Any

from nbformat import NotebookNode

from fais_analysis.batch.plan.insumos import check_insumos
from fais_analysis.batch.plan.pedido import Pedido
from fais_analysis.batch.plan.plan import Plan, Tarea, add_vigencias, build_contexto, build_plan
from fais_analysis.batch.plan.vigencia import narrow_contexto
from fais_analysis.claves import ENTIDADES
from fais_analysis.pages import ensamble
from fais_analysis.pages.contexto import Contexto
from fais_analysis.pages.ensamble import Fragmento, Pagina
from fais_analysis.pages.exportar import export_cuaderno
from fais_analysis.pages.hoja import ROTULO as HOJA
from fais_analysis.pages.hoja import build_hoja, build_resumen
from fais_analysis.pages.hoja_docx import build_docx
from fais_analysis.pages.interactivo import build_interactivo
from fais_analysis.pages.lectura import Informe, read_informe
from fais_analysis.pages.lectura_docx import read_docx
from fais_analysis.pages.lectura_json import read_json
from fais_analysis.sources.rutas import get_raiz

PARAMETROS = "parameters"
# Los cuartos que guardan algo leído o calculado de los datos o de los cuadernos.
CON_MEMORIA = tuple(
    f"fais_analysis.{cuarto}."
    for cuarto in ("batch", "entidad", "loaders", "pages", "procedencia", "reports", "verify")
)


@dataclass(frozen=True)
class Rearmado:
    """Un informe vuelto a armar: la página, con qué datos y biblioteca se hizo, y sus documentos."""

    pagina: Pagina
    contexto: Contexto

    @property
    def fragmentos(self) -> tuple[Fragmento, ...]:
        """Los capítulos, en orden."""
        return self.pagina.fragmentos

    @cached_property
    def documento(self) -> str:
        """El informe para enviar."""
        return ensamble.build_expediente(self.pagina, self.contexto)

    @cached_property
    def leido(self) -> Informe:
        """El informe para enviar, leído en piezas."""
        return read_informe(self.documento)

    def read_como(self, informe: Informe) -> Informe:
        """El informe de aquí en la misma forma que uno leído: para enviar, interactiva, hoja, Word o JSON."""
        if informe.rotulo == HOJA:
            if informe.formato == "json":
                return read_json(build_resumen(self.pagina, self.contexto))
            hoja = build_hoja(self.pagina, self.contexto)
            return read_docx(build_docx(hoja)) if informe.formato == "docx" else read_informe(hoja)
        if not informe.es_interactivo:
            return self.leido
        return read_informe(build_interactivo(self.pagina, self.contexto, informe.es_incrustado))


def rebuild_informe(clave: str, cuadernos: Path | None = None) -> Rearmado:
    """Arma el informe de un municipio (o el panorama de una entidad) igual que el lote, en este proceso.

    Raises
    ------
    ClaveError
        Si el municipio o la entidad no existe.
    FuenteFaltanteError, FuenteAlteradaError, EsquemaError, LibroInversionError
        Si los datos no se pueden leer o alguien los cambió.
    """
    return _rebuild(clave, cuadernos or get_raiz() / "notebooks")


@lru_cache(maxsize=2)
def _rebuild(clave: str, carpeta: Path) -> Rearmado:
    plan, contexto = load_plan(clave[:2], carpeta)
    tarea = get_tarea(plan, clave)
    fragmentos = tuple(rebuild_fragmento(carpeta / f"{n}.ipynb", tarea) for n in tarea.cuadernos)
    rotulo = "Expediente municipal" if tarea.carpeta else "Panorama estatal"
    pagina = ensamble.Pagina(tarea.clave, tarea.nombre, rotulo, fragmentos)
    return Rearmado(pagina, narrow_contexto(contexto, tarea.vigencia))


@lru_cache(maxsize=4)
def load_plan(entidad: str, cuadernos: Path) -> tuple[Plan, Contexto]:
    """El plan y el contexto con que el lote correría hoy esa entidad; una vez por proceso."""
    pedido = Pedido(entidad, cuadernos=cuadernos, trabajadores=1)
    plan = add_vigencias(build_plan(pedido, check_insumos(entidad)))
    return plan, build_contexto(plan)


def clear_memoria() -> None:
    """Olvida todo lo leído y calculado: hace falta si los datos o los cuadernos cambian en el proceso."""
    for nombre, modulo in list(sys.modules.items()):
        if nombre.startswith(CON_MEMORIA):
            for guardado in [f for f in vars(modulo).values() if callable(getattr(f, "cache_clear", None))]:
                guardado.cache_clear()


def get_tarea(plan: Plan, clave: str) -> Tarea:
    """La tarea de una clave; ClaveError si la entidad no la tiene."""
    from fais_analysis.claves import check_clave_municipio

    if clave not in ENTIDADES:
        check_clave_municipio(clave, plan.insumos.municipios)
    return next(tarea for tarea in plan.tareas if tarea.clave == clave)


def rebuild_fragmento(ruta: Path, tarea: Tarea) -> Fragmento:
    """Corre las celdas de un cuaderno en orden y exporta lo que mostrarían."""
    espacio: dict[str, Any] = {"__name__": "__main__"}
    celdas = []
    for celda in compile_cuaderno(ruta):
        if isinstance(celda, Prosa):
            celdas.append(_build_celda("markdown", celda.texto, celda.etiquetas))
            continue
        salida = run_celda(celda, espacio)
        if celda.es_parametros:
            espacio[tarea.parametro] = tarea.clave
        celdas.append(celda.build_ejecutada(salida))
    return export_cuaderno(NotebookNode(cells=celdas), ruta.stem)


def _build_celda(tipo: str, fuente: str, etiquetas: tuple[str, ...]) -> NotebookNode:
    """Una celda sin pasar por nbformat, que valida cada una: lo que se imprime lo valida la exportación."""
    return NotebookNode(cell_type=tipo, source=fuente, metadata=NotebookNode(tags=list(etiquetas)))


@dataclass(frozen=True)
class Prosa:
    """Una celda de texto con sus etiquetas, que dicen si va en el anexo."""

    texto: str
    etiquetas: tuple[str, ...]


@dataclass(frozen=True)
class Celda:
    """Una celda de código ya compilada: su fuente, lo que se ejecuta y la expresión final, que se muestra."""

    fuente: str
    cuerpo: CodeType
    final: CodeType | None
    etiquetas: tuple[str, ...]

    @property
    def es_parametros(self) -> bool:
        """Si es la celda ``parameters``, tras la que van los del informe."""
        return PARAMETROS in self.etiquetas

    def build_ejecutada(self, salida: dict[str, Any] | None) -> NotebookNode:
        """La celda como quedaría en un cuaderno ejecutado."""
        celda = _build_celda("code", self.fuente, self.etiquetas)
        vistas = [salida] if salida else []
        celda["outputs"] = [NotebookNode(output_type="display_data", data=v, metadata={}) for v in vistas]
        return celda


def run_celda(celda: Celda, espacio: dict[str, Any]) -> dict[str, Any] | None:
    """Corre una celda de un cuaderno del proyecto; devuelve lo que mostraría, o nada."""
    exec(celda.cuerpo, espacio)
    valor = eval(celda.final, espacio) if celda.final is not None else None
    if valor is None:
        return None
    if hasattr(valor, "_repr_mimebundle_"):
        return valor._repr_mimebundle_()
    html = valor._repr_html_() if hasattr(valor, "_repr_html_") else None
    return {"text/html": html} if html is not None else {"text/plain": repr(valor)}


@lru_cache(maxsize=16)
def compile_cuaderno(ruta: Path) -> tuple[Prosa | Celda, ...]:
    """Celdas de un cuaderno del proyecto: la prosa y el código compilado."""
    celdas: list[Prosa | Celda] = []
    for cruda in json.loads(ruta.read_text(encoding="utf-8"))["cells"]:
        fuente = "".join(cruda["source"])
        etiquetas = tuple(cruda.get("metadata", {}).get("tags", ()))
        if cruda["cell_type"] == "markdown" and "solo-cuaderno" not in etiquetas:
            celdas.append(Prosa(fuente, etiquetas))
        elif cruda["cell_type"] == "code":
            celdas.append(_compile_celda(fuente, etiquetas, ruta.name))
    return tuple(celdas)


def _compile_celda(fuente: str, etiquetas: tuple[str, ...], nombre: str) -> Celda:
    arbol = ast.parse(fuente, nombre)
    final, ultima = None, arbol.body[-1] if arbol.body else None
    if isinstance(ultima, ast.Expr):
        arbol.body.pop()
        final = compile(ast.Expression(ultima.value), nombre, "eval")
    return Celda(fuente, compile(arbol, nombre, "exec"), final, etiquetas)
