"""La bitácora: qué mensaje existe, quién lo aprobó y qué pasó con él. SQLite, confirmada en disco.

Cada cambio de estado es una transacción que se confirma antes de seguir. Ningún paso se supone: si el
proceso muere, el estado dice hasta dónde llegó.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path

from fais_analysis.delivery import bitacora_esquema as e
from fais_analysis.delivery.avisos_entrega import Rebote
from fais_analysis.delivery.bitacora_fallas import (
    DANADA,
    build_ausente,
    build_bitacora_error,
    build_falla,
    describe_falla,
)

ESPERA_S = 30
VERSION = 3


@dataclass(frozen=True, repr=False)
class Mensaje:
    """Un renglón de la bitácora: un mensaje para una persona. Su ``repr`` no dice quién es."""

    folio: int
    campania: str
    clave: str
    municipio: str
    destinatario: str
    buzon: str
    rol: str
    cargo: str
    formato: str
    informe: str
    adjunto: str
    mensaje: str
    message_id: str
    archivo: str
    corrige: int | None
    estado: str
    intentos: int
    proximo: float
    dueno: str
    respuesta: str
    actualizado: str
    carpeta_corrida: str = ""
    repetir: int = 0

    def __repr__(self) -> str:
        return f"Mensaje({self.folio}, {self.clave} {self.municipio}, {self.estado})"


CAMPOS = tuple(campo.name for campo in fields(Mensaje))


def get_ahora() -> str:
    """Fecha y hora local con zona, al segundo."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


class Bitacora:
    """Abre la bitácora de una carpeta; sólo la crea quien prepara. Un objeto por proceso.

    Raises
    ------
    BitacoraError
        Si no está, está dañada, es de otra versión o no se puede leer y escribir.
    """

    def __init__(self, ruta: Path, *, crear: bool = False) -> None:
        self.ruta = ruta
        if not (crear or (ruta.is_file() and ruta.stat().st_size)):
            raise build_ausente()
        try:
            if not ruta.exists():
                os.close(os.open(ruta, os.O_RDWR | os.O_CREAT, 0o600))
            self.base = sqlite3.connect(ruta, timeout=ESPERA_S, isolation_level=None)
            self.base.row_factory = sqlite3.Row
            self.base.execute("PRAGMA foreign_keys = ON")
            self.base.execute("PRAGMA synchronous = EXTRA")
            if self.base.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise build_falla(DANADA)
            self._check_version(crear)
        except (OSError, sqlite3.Error) as error:
            raise build_falla(describe_falla(error)) from None

    def _check_version(self, crear: bool) -> None:
        with self.transact():
            version = self.base.execute("PRAGMA user_version").fetchone()[0]
            if version not in range(VERSION + 1) or (version == 0 and not crear):
                raise build_bitacora_error(f"esquema {version}")
            if version == VERSION:
                return
            self.base.create_function("es_definitivo", 3, _is_definitivo)
            for paso in range(version, VERSION) if version else ():
                for orden in e.MUDANZAS[paso]:
                    self.base.execute(orden)
            for orden in _split(e.TABLAS):
                self.base.execute(orden)
            pares = [(de, a) for de, destinos in e.TRANSICIONES.items() for a in destinos]
            self.base.executemany("INSERT OR IGNORE INTO transiciones VALUES (?, ?)", pares)
            self.base.execute(f"PRAGMA user_version = {VERSION}")

    @contextmanager
    def transact(self) -> Iterator[None]:
        """Una transacción que toma la escritura desde el principio; se confirma al salir o no queda nada."""
        try:
            self.base.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.base.execute("COMMIT")
            finally:
                if self.base.in_transaction:  # con el disco lleno, SQLite ya la deshizo
                    self.base.execute("ROLLBACK")
        except sqlite3.IntegrityError:
            raise
        except sqlite3.Error as error:
            raise build_falla(describe_falla(error)) from None

    def close(self) -> None:
        """Cierra la base."""
        self.base.close()

    def __enter__(self) -> "Bitacora":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def list_mensajes(self, campania: str, *estados: str) -> list[Mensaje]:
        """Los mensajes de una campaña, por clave y folio; de ciertos estados si se dan."""
        filtro = f" AND estado IN ({', '.join('?' * len(estados))})" if estados else ""
        orden = f"SELECT {', '.join(CAMPOS)} FROM mensajes WHERE campania = ?{filtro} ORDER BY clave, folio"
        return [Mensaje(*fila) for fila in self.base.execute(orden, (campania, *estados))]

    def list_buzones(self) -> set[str]:
        """Todos los buzones a los que se ha preparado algo, en cualquier campaña."""
        return {fila["buzon"] for fila in self.base.execute("SELECT DISTINCT buzon FROM mensajes")}

    def get_mensaje(self, folio: int) -> Mensaje:
        """Un mensaje por su folio."""
        orden = f"SELECT {', '.join(CAMPOS)} FROM mensajes WHERE folio = ?"
        fila = self.base.execute(orden, (folio,)).fetchone()
        if fila is None:
            raise build_bitacora_error(f"no hay mensaje con folio {folio}", "un folio de: fais correo estado")
        return Mensaje(*fila)

    def claim_siguiente(
        self, campania: str, ahora: float, dueno: str, omitidos: frozenset[int]
    ) -> Mensaje | None:
        """Aparta el siguiente mensaje que toca; nadie más podrá apartarlo. Nulo si no hay.

        No ofrece direcciones con un rechazo, ni mensajes de quien tiene otro «desconocido» sin resolver.
        """
        with self.transact():
            filas = self.base.execute(_SIGUIENTE, {"campania": campania, "ahora": ahora})
            folio = next((f["folio"] for f in filas if f["folio"] not in omitidos), None)
            filas.close()  # sin agotarla: con miles en la cola, leerla toda por cada uno sería cuadrático
            if folio is None:
                return None
            self.update(folio, e.RESERVADO, e.PENDIENTES, dueno)
        return self.get_mensaje(folio)

    def move(self, folio: int, estado: str, desde: tuple[str, ...], dueno: str, detalle: str = "") -> None:
        """Cambia el estado de un mensaje apartado por ``dueno`` y lo confirma en disco.

        Raises
        ------
        BitacoraError
            Si ya no está en ``desde`` o es de otro proceso: no se sigue.
        """
        with self.transact():
            self.update(folio, estado, desde, dueno, detalle)

    def defer(self, folio: int, proximo: float, dueno: str, detalle: str) -> None:
        """Deja un mensaje para después, con la respuesta del servidor y un intento más."""
        with self.transact():
            self.update(folio, e.DIFERIDO, (e.RESERVADO, e.ENVIANDO), dueno, detalle)
            orden = "UPDATE mensajes SET intentos = intentos + 1, proximo = ? WHERE folio = ?"
            self.base.execute(orden, (proximo, folio))

    def postpone(self, folio: int, dueno: str, detalle: str) -> None:
        """Deja un mensaje para otra orden, con sus intentos completos."""
        with self.transact():
            self.update(folio, e.DIFERIDO, (e.RESERVADO, e.ENVIANDO), dueno, detalle)
            self.base.execute("UPDATE mensajes SET intentos = 0, proximo = 0 WHERE folio = ?", (folio,))

    def update(self, folio: int, estado: str, desde: tuple[str, ...], dueno: str, detalle: str = "") -> None:
        """Cambia el estado dentro de una transacción ya abierta. Véase ``move``."""
        marcas = ", ".join("?" * len(desde))
        propio = "" if estado == e.RESERVADO or not dueno else " AND dueno = ?"
        orden = (
            "UPDATE mensajes SET estado = ?, dueno = ?, respuesta = ?, actualizado = ? "
            f"WHERE folio = ? AND estado IN ({marcas}){propio}"
        )
        valores = [estado, dueno, detalle, get_ahora(), folio, *desde, *([dueno] if propio else [])]
        try:
            cambio = self.base.execute(orden, valores).rowcount
        except sqlite3.IntegrityError as error:
            raise build_bitacora_error(str(error)) from None
        if cambio != 1:
            raise build_bitacora_error(f"el folio {folio} ya no está en {' ni en '.join(desde)}")
        self.add_evento(folio, estado, detalle)

    def add_evento(self, folio: int, suceso: str, detalle: str = "") -> None:
        """Anota algo que le pasó a un mensaje."""
        orden = "INSERT INTO eventos (folio, cuando, suceso, detalle) VALUES (?, ?, ?, ?)"
        self.base.execute(orden, (folio, get_ahora(), suceso, detalle))

    def get_ultimo_instante(self) -> datetime | None:
        """Cuándo fue lo último que se asentó; nulo si no hay nada."""
        fila = self.base.execute("SELECT cuando FROM eventos ORDER BY id DESC LIMIT 1").fetchone()
        return datetime.fromisoformat(fila["cuando"]) if fila else None

    def recover(self) -> tuple[list[int], list[int]]:
        """Con el candado tomado: lo que dejó un proceso muerto. Devuelve folios (a la cola, desconocidos).

        «reservado» no llegó a DATA y vuelve a la cola. «enviando» pudo llegar: queda desconocido.
        """
        with self.transact():
            sueltos = self.base.execute("SELECT folio, estado FROM mensajes WHERE estado IN (?, ?)",
                                        (e.RESERVADO, e.ENVIANDO)).fetchall()  # fmt: skip
            a_cola = [f["folio"] for f in sueltos if f["estado"] == e.RESERVADO]
            dudosos = [f["folio"] for f in sueltos if f["estado"] == e.ENVIANDO]
            for folio in a_cola:
                self.update(
                    folio, e.EN_COLA, (e.RESERVADO,), "", "el proceso anterior se cortó antes de DATA"
                )
            for folio in dudosos:
                motivo = "el proceso anterior se cortó después de empezar DATA"
                self.update(folio, e.DESCONOCIDO, (e.ENVIANDO,), "", motivo)
        return a_cola, dudosos

    def get_proximo(self, campania: str, omitidos: frozenset[int]) -> float | None:
        """Cuándo toca el siguiente diferido, en segundos desde 1970; nulo si no hay."""
        orden = "SELECT folio, proximo FROM mensajes WHERE campania = ? AND estado = ?"
        filas = self.base.execute(orden, (campania, e.DIFERIDO))
        momentos = [f["proximo"] for f in filas if f["folio"] not in omitidos]
        return min(momentos, default=None)


_SIGUIENTE = """
SELECT folio FROM mensajes AS m
WHERE campania = :campania AND estado IN ('en_cola', 'diferido') AND proximo <= :ahora
    AND NOT EXISTS (SELECT 1 FROM mensajes AS r WHERE r.campania = m.campania
        AND r.buzon = m.buzon AND r.estado IN ('rechazado', 'desconocido', 'enviando', 'reservado'))
ORDER BY clave, folio
"""


def _is_definitivo(accion: str, codigo: str, diagnostico: str) -> bool:
    return Rebote("", accion, codigo, diagnostico, "").es_definitivo


def _split(orden: str) -> list[str]:
    """Parte el esquema en órdenes completas (``executescript`` confirmaría la transacción)."""
    ordenes, actual = [], ""
    for renglon in orden.splitlines():
        actual += renglon + "\n"
        if sqlite3.complete_statement(actual):
            ordenes.append(actual)
            actual = ""
    return ordenes
