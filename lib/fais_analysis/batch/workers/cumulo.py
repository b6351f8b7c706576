"""El cúmulo: reparte bloques de municipios entre los trabajadores de un clúster de dask ya existente.

Tiene la misma forma que :class:`fais_analysis.batch.workers.equipo.Equipo`. Un bloque cuyo trabajador muere
se repite en otro; uno que un trabajador no puede hacer, porque no tiene lo mismo que esta máquina, también.
"""

import logging
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fais_analysis.batch.plan.plan import Tarea
from fais_analysis.batch.workers.bloque import Bloque, BloqueHecho, build_bloques, run_bloque, unpack_bloque
from fais_analysis.batch.workers.encargo import Encargo, Resultado
from fais_analysis.errors import CumuloError
from fais_analysis.pages.causa import Causa

if TYPE_CHECKING:
    from distributed import Client, Future

ESPERA_CONEXION_S = 15
# Cuánto se espera a que haya un trabajador antes de darse por vencido.
ESPERA_TRABAJADORES_S = 60
PULSO_S = 1.0
BLOQUE_MAXIMO = 60
INTENTOS = 3
LARGO_DETALLE = 120
PROTOCOLOS = ("tcp://", "tls://", "ucx://", "ws://", "wss://")


@dataclass
class Envio:
    """Un bloque en marcha: cuántas veces se ha mandado y quién no pudo con él."""

    bloque: Bloque
    intentos: int = 1
    vetados: set[str] = field(default_factory=set)
    motivo: str = ""


class Cumulo:
    """Corre tareas en un clúster; cada bloque, con el corredor de una sola máquina."""

    def __init__(self, encargo: Encargo, direccion: str) -> None:
        self.encargo, self.direccion = encargo, direccion
        self.pedidos: dict[Future, Envio] = {}
        self.rechazos: dict[str, str] = {}
        self.sin_nadie = 0.0

    def run(self, tareas: Iterable[Tarea]) -> Iterator[Resultado]:
        """Resultados, en el orden en que terminan sus bloques.

        Raises
        ------
        CumuloError
            Si no hay clúster, se queda sin trabajadores, o ninguno tiene lo mismo que esta máquina.
        """
        with open_cliente(self.direccion) as cliente:
            lista = list(tareas)
            tamano = compute_tamano(len(lista), count_hilos(cliente))
            for bloque in build_bloques(lista, self.encargo, tamano):
                self._submit(cliente, Envio(bloque))
            try:
                while self.pedidos:
                    for futuro in self._wait(cliente):
                        yield from self._collect(cliente, futuro)
            finally:
                cliente.cancel(list(self.pedidos), force=True)
                self.pedidos = {}

    def close(self) -> None:
        """Nada que cerrar: el cliente vive lo que dura ``run`` y el clúster no es de esta orden."""

    def _submit(self, cliente: "Client", pedido: Envio) -> None:
        otros = [t for t in list_trabajadores(cliente) if t not in pedido.vetados]
        destino = {"workers": otros, "allow_other_workers": True} if pedido.vetados and otros else {}
        if pedido.vetados and not otros:
            raise self._build_incompatible()
        self.pedidos[cliente.submit(run_remoto, pedido.bloque, pure=False, **destino)] = pedido

    def _wait(self, cliente: "Client") -> list["Future"]:
        """Los bloques que ya terminaron, bien o mal; revisa cada tanto que siga habiendo quien trabaje."""
        from distributed import TimeoutError, wait

        try:
            return list(wait(list(self.pedidos), PULSO_S, "FIRST_COMPLETED").done)
        except TimeoutError:
            if list_trabajadores(cliente):
                self.sin_nadie = 0.0
                return []
        except (CancelledError, OSError) as error:  # el planificador ya no está
            raise build_perdido(self.direccion, f"{type(error).__name__}: {error}") from error
        self.sin_nadie = self.sin_nadie or time.monotonic()
        if time.monotonic() - self.sin_nadie > ESPERA_TRABAJADORES_S:
            raise build_perdido(self.direccion, f"ningún trabajador en {ESPERA_TRABAJADORES_S} s")
        return []

    def _collect(self, cliente: "Client", futuro: "Future") -> Iterator[Resultado]:
        """Los resultados de un bloque o, si no salió, su repetición."""
        pedido = self.pedidos.pop(futuro)
        if futuro.status not in ("finished", "error"):
            raise build_perdido(self.direccion, f"el planificador canceló un bloque ({futuro.status})")
        if futuro.status == "error":
            error = futuro.exception()
            yield from self._repeat(cliente, pedido, f"{type(error).__name__}: {error}")
            return
        direccion, hecho = futuro.result()
        if hecho.rechazo:
            self.rechazos[hecho.trabajador] = hecho.rechazo
            pedido.vetados.add(direccion)
            self._submit(cliente, pedido)
            return
        try:
            unpack_bloque(hecho, pedido.bloque.tareas, self.encargo.parcial)
        except ValueError as error:
            yield from self._repeat(cliente, pedido, str(error))
            return
        yield from hecho.resultados

    def _repeat(self, cliente: "Client", pedido: Envio, motivo: str) -> Iterator[Resultado]:
        if pedido.intentos < INTENTOS:
            pedido.intentos += 1
            self._submit(cliente, pedido)
            return
        from fais_analysis.batch.workers.tarea import keep_fallo

        for tarea in pedido.bloque.tareas:
            causa = Causa(tarea.informe, None, "TrabajadorMuerto", f"falló en {INTENTOS} intentos: {motivo}")
            yield Resultado(keep_fallo(tarea, self.encargo, causa))

    def _build_incompatible(self) -> CumuloError:
        quienes = "; ".join(f"{quien} {que}" for quien, que in sorted(self.rechazos.items()))
        return CumuloError(
            "Ningún trabajador del clúster tiene lo mismo que esta máquina.",
            donde=self.direccion,
            esperado="la misma biblioteca, reglas, versiones y datos en cada trabajador",
            encontrado=quienes,
            que_hacer="instale en los trabajadores el mismo proyecto, con sus data/ y shapefiles/, y repita",
        )


def run_remoto(bloque: Bloque) -> tuple[str, BloqueHecho]:
    """Corre un bloque en el trabajador; dice además en qué dirección, para no volver a pedírselo."""
    from distributed import get_worker

    return get_worker().address, run_bloque(bloque)


def compute_tamano(tareas: int, hilos: int) -> int:
    """Municipios por bloque: los que tocan a cada hilo, y nunca tantos que una muerte cueste mucho.

    Examples
    --------
    >>> compute_tamano(40, 2), compute_tamano(571, 2), compute_tamano(5, 16)
    (20, 60, 1)
    """
    return max(1, min(BLOQUE_MAXIMO, -(-tareas // max(1, hilos))))


def list_trabajadores(cliente: "Client") -> list[str]:
    """Direcciones de los trabajadores conectados ahora."""
    return sorted(_get_informacion(cliente))


def count_hilos(cliente: "Client") -> int:
    """Bloques que el clúster puede correr a la vez."""
    return sum(int(ficha["nthreads"]) for ficha in _get_informacion(cliente).values())


def _get_informacion(cliente: "Client") -> dict[str, Any]:
    return cliente.scheduler_info(n_workers=-1)["workers"]


def check_cumulo(direccion: str) -> None:
    """Comprueba, antes de empezar, que haya dask, que la dirección sirva y que alguien trabaje.

    Raises
    ------
    CumuloError
        Si no.
    """
    with open_cliente(direccion):
        return


@contextmanager
def open_cliente(direccion: str) -> Iterator["Client"]:
    """Cliente de un clúster con al menos un trabajador.

    Raises
    ------
    CumuloError
        Si falta dask, la dirección está mal, nadie contesta o no hay trabajadores.
    """
    distributed = _import_distributed()
    if not direccion.startswith(PROTOCOLOS):
        raise CumuloError(
            "La dirección del clúster no se entiende.",
            donde="--dask",
            esperado="la del planificador, por ejemplo tcp://servidor:8786",
            encontrado=f"«{direccion}»",
            que_hacer="copie la dirección que dice el planificador al arrancar (dask scheduler)",
        )
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        cliente = distributed.Client(direccion, timeout=ESPERA_CONEXION_S)
    except (OSError, ValueError, TimeoutError) as error:
        raise _build_inalcanzable(direccion, error) from error
    with cliente:
        try:
            cliente.wait_for_workers(1, timeout=ESPERA_CONEXION_S)
        except TimeoutError:
            raise build_perdido(direccion, "ningún trabajador conectado") from None
        yield cliente


def _import_distributed() -> Any:
    try:
        import distributed
    except ImportError:
        raise CumuloError(
            "Para usar un clúster hace falta dask.",
            donde="--dask",
            esperado="el paquete distributed instalado, aquí y en los trabajadores",
            encontrado="no está instalado",
            que_hacer="instálelo con: pip install '.[dask]'; o quite --dask para usar sólo esta máquina",
        ) from None
    return distributed


def _build_inalcanzable(direccion: str, error: Exception) -> CumuloError:
    detalle = str(error).splitlines()[0][:LARGO_DETALLE] if str(error) else "sin respuesta"
    return CumuloError(
        "No se pudo conectar con el clúster.",
        donde=direccion,
        esperado="un planificador de dask que conteste en esa dirección",
        encontrado=f"{type(error).__name__}: {detalle}",
        que_hacer="revise la dirección y que el planificador esté en marcha (dask scheduler)",
    )


def build_perdido(direccion: str, encontrado: str) -> CumuloError:
    """El clúster se quedó sin quien trabaje; lo ya hecho no se pierde."""
    return CumuloError(
        "El clúster dejó de trabajar antes de terminar.",
        donde=direccion,
        esperado="al menos un trabajador conectado (dask worker)",
        encontrado=encontrado,
        que_hacer="arranque los trabajadores y repita la orden: lo ya hecho no se repetirá",
    )
