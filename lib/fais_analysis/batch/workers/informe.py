"""Un informe completo: correr sus cuadernos, exportarlos, armarlos en un HTML y pasar la compuerta."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

from fais_analysis.batch.corridas.manifiesto import BUENO, FichaInforme
from fais_analysis.batch.corridas.salida import build_nombre_carpeta
from fais_analysis.batch.kernel.aparte import run_aparte
from fais_analysis.batch.kernel.cuaderno import SIN_CUADERNO, Ejecucion, run_cuaderno, write_cuaderno
from fais_analysis.batch.plan.plan import Tarea
from fais_analysis.batch.plan.vigencia import narrow_contexto
from fais_analysis.batch.workers.encargo import Encargo, Resultado
from fais_analysis.batch.workers.precarga import preload_panorama
from fais_analysis.batch.workers.taller import RECHAZADO
from fais_analysis.pages import compuerta, ensamble, hoja, interactivo
from fais_analysis.pages.causa import Causa, Conteos
from fais_analysis.pages.ensamble import Fragmento
from fais_analysis.pages.exportar import export_cuaderno
from fais_analysis.pages.higiene import clean_cuaderno, hide_rutas
from fais_analysis.schemas.capitulos.resumen import ARCHIVO_HOJA, ARCHIVO_RESUMEN


class InformeFallido(Exception):
    """El informe no salió; ``causa`` dice por qué."""

    def __init__(self, causa: Causa) -> None:
        super().__init__(str(causa))
        self.causa = causa


def build_informe(tarea: Tarea, encargo: Encargo, taller: Path) -> Resultado:
    """Escribe en ``taller`` los cuadernos ejecutados y el HTML de una tarea.

    Raises
    ------
    InformeFallido
        Si un cuaderno falla o el informe no pasa la compuerta.
    """
    fragmentos = tuple(build_fragmento(tarea, n, encargo, taller) for n in tarea.cuadernos)
    rotulo = "Expediente municipal" if tarea.carpeta else "Panorama estatal"
    pagina = ensamble.Pagina(tarea.clave, tarea.nombre, rotulo, fragmentos)
    encargo = replace(encargo, contexto=narrow_contexto(encargo.contexto, tarea.vigencia))
    documento = ensamble.build_expediente(pagina, encargo.contexto)
    try:
        raise_falla(compuerta.check_informe(documento, tarea.clave, tarea.informe, fragmentos))
    except InformeFallido:
        (taller / RECHAZADO).write_text(documento, encoding="utf-8", newline="\n")
        raise
    (taller / tarea.informe).write_text(documento, encoding="utf-8", newline="\n")
    hermano = write_interactivo(pagina, encargo, taller)
    write_hoja(pagina, encargo, taller)
    extras = {nombre: trozo for f in fragmentos for nombre, trozo in f.resumen.fragmentos.items()}
    raise_falla([c for nombre, trozo in extras.items() for c in compuerta.check_autonomia(trozo, nombre)])
    return Resultado(
        replace(build_ficha(tarea, documento.encode("utf-8"), fragmentos), **hermano),
        extras,
        ensamble.is_demostracion(fragmentos, encargo.contexto),
    )


def write_interactivo(pagina: ensamble.Pagina, encargo: Encargo, taller: Path) -> dict[str, Any]:
    """Escribe la forma interactiva; devuelve sus campos del manifiesto."""
    documento = interactivo.build_interactivo(pagina, encargo.contexto, encargo.pedido.es_incrustado)
    permisos = interactivo.build_permisos(pagina, encargo.pedido.es_incrustado)
    raise_falla(compuerta.check_forma(documento, pagina.interactivo, permisos))
    crudo = documento.encode("utf-8")
    (taller / pagina.interactivo).write_bytes(crudo)
    carpeta = "" if pagina.es_panorama else f"{build_nombre_carpeta(pagina.clave, pagina.nombre)}/"
    return {
        "interactivo": carpeta + pagina.interactivo,
        "interactivo_sha256": hashlib.sha256(crudo).hexdigest(),
        "interactivo_bytes": len(crudo),
    }


def write_hoja(pagina: ensamble.Pagina, encargo: Encargo, taller: Path) -> None:
    """Escribe la hoja de una página y su resumen para máquinas, si un cuaderno las dejó."""
    documento = hoja.build_hoja(pagina, encargo.contexto)
    if not documento:
        return
    raise_falla(compuerta.check_documento(documento, pagina.clave, ARCHIVO_HOJA, tope_bytes=hoja.TOPE_BYTES))
    (taller / ARCHIVO_HOJA).write_bytes(documento.encode("utf-8"))
    (taller / ARCHIVO_RESUMEN).write_bytes(hoja.build_resumen(pagina, encargo.contexto).encode("utf-8"))


def build_fragmento(tarea: Tarea, nombre: str, encargo: Encargo, taller: Path) -> Fragmento:
    """Corre un cuaderno, lo deja limpio en el taller y lo exporta ya revisado."""
    pedido = encargo.pedido
    ruta = pedido.cuadernos / f"{nombre}.ipynb"
    parametros = {tarea.parametro: tarea.clave}
    correr = partial(run_cuaderno, ruta, parametros, pedido.limites, taller, pedido.motor)
    if encargo.es_aparte:
        correr = partial(run_aparte, correr if tarea.carpeta else partial(run_preparado, tarea.clave, correr))
    ejecucion = correr()
    libro = ejecucion.libro
    if libro is not None:
        clean_cuaderno(libro, nombre)
        write_cuaderno(libro, taller / ruta.name)
    raise_falla([ejecucion.causa] if ejecucion.causa else [])
    if libro is None:  # sin causa y sin cuaderno no hay qué exportar
        raise InformeFallido(Causa(nombre, None, "CeldaIncompleta", SIN_CUADERNO))
    raise_falla(compuerta.check_salidas(libro, nombre))
    fragmento = export_cuaderno(libro, nombre)
    raise_falla(compuerta.check_resumenes(fragmento.resumenes, nombre, tarea.clave))
    return fragmento


def run_preparado(entidad: str, correr: Callable[[], Ejecucion]) -> Ejecucion:
    """El cuaderno del panorama, en una copia de la que ya calculó lo que más memoria pide."""
    preload_panorama(entidad)
    return run_aparte(correr)


def build_ficha(tarea: Tarea, crudo: bytes, fragmentos: Sequence[Fragmento]) -> FichaInforme:
    """Ficha de un informe bueno."""
    return FichaInforme(
        clave=tarea.clave,
        nombre=tarea.nombre,
        carpeta=tarea.carpeta,
        estado=BUENO,
        informe=f"{tarea.carpeta}/{tarea.informe}".lstrip("/"),
        sha256=hashlib.sha256(crudo).hexdigest(),
        tamanio_bytes=len(crudo),
        conteos=sum((count_fragmento(f) for f in fragmentos), Conteos()),
        cifras={c.id: asdict(c) for c in ensamble.list_cifras(fragmentos)},
        advertencias=ensamble.list_advertencias(fragmentos),
    )


def count_fragmento(fragmento: Fragmento) -> Conteos:
    """Gráficas, tablas y mapas de un cuaderno que ya pasó la compuerta: las que su resumen dijo."""
    resumen = fragmento.resumen
    return Conteos(resumen.graficas, resumen.tablas, resumen.mapas)


def raise_falla(causas: Sequence[Causa]) -> None:
    """Lanza con la primera causa, sin rutas de la máquina en su mensaje."""
    for causa in causas:
        raise InformeFallido(Causa(causa.cuaderno, causa.celda, causa.tipo, hide_rutas(causa.mensaje)))
