"""Un bloque de municipios que corre en otra máquina, con el mismo corredor, y vuelve en un solo paquete.

Lo que viaja de ida son las tareas y los cuadernos; de vuelta, los resultados y los archivos. No se supone
disco compartido: el trabajador usa sus propios datos y su propia biblioteca, y antes de empezar comprueba que
sean los mismos.
"""

import io
import os
import socket
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fais_analysis.batch.plan.pedido import Pedido
from fais_analysis.batch.plan.plan import Plan, Tarea, add_vigencias
from fais_analysis.batch.plan.vigencia import compute_partes_codigo_una_vez
from fais_analysis.batch.workers.encargo import Encargo, Resultado
from fais_analysis.errors import FaisError

CUADERNOS, PARCIAL = "cuadernos", "parcial"
MAXIMO_DIFERENCIAS = 4


@dataclass(frozen=True)
class Bloque:
    """Lo que se pide a un trabajador. ``cuadernos``: contenido de cada uno, por su nombre de archivo."""

    tareas: tuple[Tarea, ...]
    encargo: Encargo
    cuadernos: Mapping[str, bytes]


@dataclass(frozen=True)
class BloqueHecho:
    """Lo que devuelve un trabajador: los resultados y sus archivos en un zip o, si no puede, por qué."""

    trabajador: str
    resultados: tuple[Resultado, ...] = ()
    archivos: bytes = b""
    rechazo: str = ""


def build_bloques(tareas: Sequence[Tarea], encargo: Encargo, tamano: int) -> list[Bloque]:
    """Las tareas en bloques de hasta ``tamano``, cada uno con los cuadernos que usa."""
    nombres = sorted({f"{nombre}.ipynb" for tarea in tareas for nombre in tarea.cuadernos})
    cuadernos = {nombre: (encargo.pedido.cuadernos / nombre).read_bytes() for nombre in nombres}
    return [
        Bloque(tuple(tareas[inicio : inicio + tamano]), encargo, cuadernos)
        for inicio in range(0, len(tareas), tamano)
    ]


def run_bloque(bloque: Bloque) -> BloqueHecho:
    """Corre un bloque en esta máquina. Corre en el trabajador; nunca lanza por lo que pueda explicar."""
    from fais_analysis.batch.workers.equipo import Equipo

    trabajador = f"{socket.gethostname()}, proceso {os.getpid()}"
    with tempfile.TemporaryDirectory(prefix="fais-") as carpeta:
        cuadernos, parcial = Path(carpeta) / CUADERNOS, Path(carpeta) / PARCIAL
        cuadernos.mkdir()
        parcial.mkdir()
        for nombre, contenido in bloque.cuadernos.items():
            (cuadernos / Path(nombre).name).write_bytes(contenido)
        rechazo = describe_diferencia(bloque, cuadernos)
        if rechazo:
            return BloqueHecho(trabajador, rechazo=rechazo)
        pedido = replace(bloque.encargo.pedido, cuadernos=cuadernos)
        encargo = replace(bloque.encargo, parcial=parcial, pedido=pedido)
        resultados = tuple(Equipo(encargo, 1).run(bloque.tareas))
        return BloqueHecho(trabajador, resultados, pack_carpeta(parcial))


def describe_diferencia(bloque: Bloque, cuadernos: Path) -> str:
    """En qué difiere esta máquina de la que pide; vacío si todo lo que un informe usa es lo mismo."""
    from fais_analysis.batch.plan.insumos import check_insumos

    entidad = bloque.encargo.contexto.entidad
    compute_partes_codigo_una_vez.cache_clear()  # los informes correrán con el código que está en disco
    try:
        plan = Plan(Pedido(entidad, cuadernos=cuadernos), bloque.tareas, check_insumos(entidad), 1)
        propias = add_vigencias(plan).tareas
    except (FaisError, OSError) as error:
        return str(error.que_paso if isinstance(error, FaisError) else error)
    partes: dict[str, None] = {}
    for pedida, propia in zip(bloque.tareas, propias, strict=True):
        for suyas, aqui in (
            (pedida.vigencia.partes, propia.vigencia.partes),
            (pedida.vigencia.entradas, propia.vigencia.entradas),
        ):
            distintas = (n for n in {**suyas, **aqui} if suyas.get(n) != aqui.get(n))
            partes |= dict.fromkeys(sorted(distintas))
    nombres = list(partes)
    resto = f" y {len(nombres) - MAXIMO_DIFERENCIAS} más" if len(nombres) > MAXIMO_DIFERENCIAS else ""
    return f"difiere en: {', '.join(nombres[:MAXIMO_DIFERENCIAS])}{resto}" if nombres else ""


def pack_carpeta(carpeta: Path) -> bytes:
    """Todos los archivos de una carpeta en un zip."""
    paquete = io.BytesIO()
    with zipfile.ZipFile(paquete, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as salida:
        for ruta in sorted(r for r in carpeta.rglob("*") if r.is_file()):
            salida.write(ruta, ruta.relative_to(carpeta).as_posix())
    return paquete.getvalue()


def unpack_bloque(hecho: BloqueHecho, tareas: Sequence[Tarea], parcial: Path) -> None:
    """Deja en la corrida los archivos de un bloque, ya comprobados: cada informe, de un renombrado.

    Raises
    ------
    ValueError
        Si falta un resultado, o el HTML de un informe no tiene la huella que su ficha dice.
    """
    from fais_analysis.batch.corridas.historial import check_dentro
    from fais_analysis.batch.corridas.salida import move_carpeta

    if sorted(r.ficha.clave for r in hecho.resultados) != sorted(t.clave for t in tareas):
        raise ValueError("no devolvió un resultado por municipio")
    with tempfile.TemporaryDirectory(dir=parcial, prefix=".taller-cumulo-") as temporal:
        llegada = Path(temporal)
        with zipfile.ZipFile(io.BytesIO(hecho.archivos)) as paquete:
            for nombre in paquete.namelist():
                ruta = check_dentro(llegada, nombre)
                ruta.parent.mkdir(parents=True, exist_ok=True)
                ruta.write_bytes(paquete.read(nombre))
        check_huellas(hecho.resultados, llegada)
        for tarea in tareas:
            if tarea.carpeta and (llegada / tarea.carpeta).is_dir():
                move_carpeta(llegada / tarea.carpeta, parcial / tarea.carpeta)
        for ruta in sorted(r for r in llegada.rglob("*") if r.is_file()):
            destino = parcial / ruta.relative_to(llegada)
            destino.parent.mkdir(parents=True, exist_ok=True)
            os.replace(ruta, destino)


def check_huellas(resultados: Sequence[Resultado], carpeta: Path) -> None:
    """Que cada HTML sea, byte por byte, el que su ficha dice.

    Raises
    ------
    ValueError
        Si falta o no coincide.
    """
    from fais_analysis.batch.corridas.historial import are_intactos

    for resultado in resultados:
        ficha = resultado.ficha
        pares = ((ficha.informe, ficha.sha256), (ficha.interactivo, ficha.interactivo_sha256))
        if not are_intactos({ruta: huella for ruta, huella in pares if ruta and huella}, carpeta):
            raise ValueError(f"el informe de {ficha.clave} llegó distinto de como se hizo")
