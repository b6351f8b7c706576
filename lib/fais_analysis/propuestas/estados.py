"""En qué estado va cada propuesta: quién la movió, cuándo y con qué documento. Sólo se agrega."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fais_analysis.errors import ParametroError
from fais_analysis.obras.estados import (
    ANALIZADA,
    CANCELADA,
    ESTADOS,
    INICIAL,
    PRIMER_EJERCICIO,
    RECIBIDA,
    Exigencia,
    Paso,
    find_paso,
    list_faltas,
    list_siguientes,
)
from fais_analysis.propuestas.acuses import Acuse, read_acuses
from fais_analysis.propuestas.bitacora import Asiento, append_asiento, get_ultima, read_bitacora
from fais_analysis.propuestas.registros import AnexoHecho, find_avance, find_comparacion, list_anexos
from fais_analysis.sources.huella import compute_sha256

TRANSICIONES = "transiciones.jsonl"
COMPARACION = "{clave}_{ejercicio}_comparacion.xlsx"


@dataclass(frozen=True)
class Transicion(Asiento):
    """Un movimiento de una propuesta: de dónde a dónde, qué área, cuándo, por qué y con qué documento.

    ``version`` es la huella de lo último recibido; ``documento_sha256``, la del archivo que lo prueba.
    """

    clave_municipio: str
    ejercicio: int
    de: str
    a: str
    area: str
    fecha: str
    motivo: str
    documento: str
    documento_sha256: str
    version: str


@dataclass(frozen=True)
class Movimiento:
    """Lo que pide quien mueve una propuesta."""

    clave_municipio: str
    ejercicio: int
    a: str
    area: str
    momento: datetime
    motivo: str = ""
    documento: Path | None = None


@dataclass(frozen=True)
class _Situacion:
    """Lo que consta de una propuesta al moverla."""

    pasados: tuple[Transicion, ...]
    acuses: tuple[Acuse, ...]
    anexos: tuple[AnexoHecho, ...]
    terminada: bool
    comparacion: Path | None

    @property
    def version(self) -> str:
        """La huella de lo último recibido; vacía si nada."""
        return self.acuses[-1].contenido if self.acuses else ""


def read_transiciones(carpeta: Path) -> list[Transicion]:
    """Todos los movimientos registrados, del primero al último.

    Raises
    ------
    PropuestaError
        Si el registro se alteró o no se puede leer.
    """
    return read_bitacora(carpeta / TRANSICIONES, Transicion)


def index_estados(pasados: Sequence[Transicion], ejercicio: int) -> dict[str, Transicion]:
    """El último movimiento de cada municipio en un ejercicio; quien no está, sigue sin propuesta."""
    return {t.clave_municipio: t for t in pasados if t.ejercicio == ejercicio}


def move_propuesta(carpeta: Path, movimiento: Movimiento) -> Transicion:
    """Registra un movimiento, si el paso existe y consta lo que exige.

    Raises
    ------
    ParametroError
        Si el paso no está permitido, le falta algo, no dice qué área lo mueve o el ejercicio no puede ser.
    PropuestaError
        Si algún registro se alteró.
    """
    tope = movimiento.momento.year + 1
    if not PRIMER_EJERCICIO <= movimiento.ejercicio <= tope:
        esperado = f"un ejercicio de {PRIMER_EJERCICIO} a {tope} (--ejercicio)"
        raise _build_error(movimiento, esperado, str(movimiento.ejercicio))
    if movimiento.documento is not None and not movimiento.documento.is_file():
        raise _build_error(movimiento, "un documento que exista", movimiento.documento.name)
    if not movimiento.area.strip():
        raise _build_error(movimiento, "el área que la mueve (--area)", "ninguna")
    situacion = _read_situacion(carpeta, movimiento)

    def build(todas: Sequence[Transicion]) -> Transicion:
        de = index_estados(todas, movimiento.ejercicio).get(movimiento.clave_municipio)
        return _build_transicion(movimiento, de.a if de else INICIAL, situacion, get_ultima(todas))

    hecha = append_asiento(carpeta / TRANSICIONES, Transicion, build)
    assert hecha is not None  # build siempre hace una o se queja
    return hecha


def note_revision(carpeta: Path, acuse: Acuse, momento: datetime) -> str:
    """Deja recibida y analizada la propuesta que se acaba de revisar por primera vez; devuelve su estado.

    Una versión distinta, ya analizada la anterior, no se mueve sola: pide el acta de concertación.

    Raises
    ------
    PropuestaError
        Si algún registro se alteró.
    """
    llave = (acuse.clave_municipio, acuse.ejercicio)
    actual = index_estados(read_transiciones(carpeta), acuse.ejercicio).get(acuse.clave_municipio)
    estado = actual.a if actual else INICIAL
    for de, a in ((INICIAL, RECIBIDA), (RECIBIDA, ANALIZADA)):
        if estado == de:
            motivo = f"acuse {acuse.folio}"
            estado = move_propuesta(carpeta, Movimiento(*llave, a, acuse.area or "DPPS", momento, motivo)).a
    return estado


def _read_situacion(carpeta: Path, m: Movimiento) -> _Situacion:
    llave = (m.clave_municipio, m.ejercicio)
    avance = find_avance(carpeta, *llave)
    acuses = tuple(a for a in read_acuses(carpeta) if (a.clave_municipio, a.ejercicio) == llave)
    return _Situacion(
        tuple(t for t in read_transiciones(carpeta) if (t.clave_municipio, t.ejercicio) == llave),
        acuses,
        tuple(list_anexos(carpeta, *llave)),
        avance is not None and avance.terminadas == avance.obras and not avance.bloqueos,
        m.documento or (_find_comparada(carpeta, acuses[-1]) if acuses else None),
    )


def _find_comparada(carpeta: Path, ultimo: Acuse) -> Path | None:
    """El libro de la comparación, si es el que se registró y compara lo último recibido con otra versión."""
    hecha = find_comparacion(carpeta, ultimo.clave_municipio, ultimo.ejercicio)
    if hecha is None or hecha.modificada != ultimo.contenido or hecha.inicial == hecha.modificada:
        return None
    libro = carpeta / COMPARACION.format(clave=ultimo.clave_municipio, ejercicio=ultimo.ejercicio)
    return libro if libro.is_file() and compute_sha256(libro) == hecha.sha256 else None


def _build_transicion(m: Movimiento, de: str, situacion: _Situacion, anterior: str) -> Transicion:
    previo = next((t.de for t in reversed(situacion.pasados) if t.a == CANCELADA), "")
    paso = find_paso(de, m.a, previo)
    if paso is None:
        siguientes = ", ".join(list_siguientes(de, previo)) or "ninguno: ahí termina"
        raise _build_error(m, f"desde «{de}» ({ESTADOS[de].nombre}): {siguientes}", f"pasar a «{m.a}»")
    cumplidas = _list_cumplidas(m, de, situacion)
    if faltas := list_faltas(paso, cumplidas):
        raise _build_error(m, "; ".join(faltas), f"pasar de «{de}» a «{m.a}» sin eso")
    documento = _choose_documento(paso, m, situacion)
    return Transicion(
        clave_municipio=m.clave_municipio,
        ejercicio=m.ejercicio,
        de=de,
        a=m.a,
        area=m.area.strip(),
        fecha=m.momento.isoformat(timespec="seconds"),
        motivo=m.motivo.strip(),
        documento=documento.name if documento else "",
        documento_sha256=compute_sha256(documento) if documento else "",
        version=situacion.version,
        anterior=anterior,
    )


def _list_cumplidas(m: Movimiento, de: str, situacion: _Situacion) -> set[Exigencia]:
    """Lo que consta. La versión «distinta» lo es de la que había cuando se llegó a donde está.

    Volver de cancelada no es llegar: lo recibido entre tanto sigue sin analizar.
    """
    llegadas = (t for t in reversed(situacion.pasados) if t.a == de and t.de != CANCELADA)
    previa = next((t.version for t in llegadas), "")
    constan: dict[Exigencia, bool] = {
        "motivo": bool(m.motivo.strip()),
        "documento": m.documento is not None,
        "acuse": bool(situacion.acuses),
        "otra_version": bool(situacion.version) and situacion.version != previa,
        "comparacion": situacion.comparacion is not None,
        "anexo": any(a.version == situacion.version for a in situacion.anexos[-1:]),
        "terminadas": situacion.terminada,
    }
    return {exigencia for exigencia, consta in constan.items() if consta}


def _choose_documento(paso: Paso, m: Movimiento, situacion: _Situacion) -> Path | None:
    return situacion.comparacion if "comparacion" in paso.exige else m.documento


def _build_error(m: Movimiento, esperado: str, encontrado: str) -> ParametroError:
    return ParametroError(
        "La propuesta no se puede mover así.",
        donde=f"propuesta {m.ejercicio} de {m.clave_municipio}",
        esperado=esperado,
        encontrado=encontrado,
        que_hacer="complete lo que falta, o vea en qué va con: fais propuesta estado",
    )
