"""Lo que ya pasó con una persona y con su municipio: qué recibió, qué quedó en duda, qué rebotó."""

from collections.abc import Collection, Sequence
from dataclasses import astuple, dataclass

from fais_analysis.delivery import bitacora_esquema as e
from fais_analysis.delivery.bitacora import CAMPOS, Bitacora, Mensaje
from fais_analysis.delivery.direccion import mask_direccion

DUDOSOS = (e.DESCONOCIDO, e.ENVIANDO, e.RESERVADO)


@dataclass(frozen=True)
class BuzonCampania:
    """A quién se le manda en una campaña: la clave de su municipio y su dirección."""

    campania: str
    clave: str
    buzon: str


@dataclass(frozen=True)
class Huellas:
    """De un informe: la de su archivo y la de lo que se lee en él."""

    archivo: str
    lectura: str


@dataclass(frozen=True)
class Historia:
    """Lo que ya pasó con una persona en una campaña.

    ``mudado`` es lo último que se mandó (o quizá se mandó) a un buzón que ya no es de ese rol en el
    directorio; ``anterior``, ese mismo informe ya mandado a ese buzón en la campaña; ``repetido``, el mismo
    contenido entregado a ese buzón en otra campaña; ``ajeno``, lo mandado a ese buzón como de otro municipio;
    ``respuesta``, el día en que contestó (lo asienta una persona); ``temporal``, código del último aviso que
    no fue definitivo.
    """

    ultimo: Mensaje | None
    dudoso: Mensaje | None
    rechazado: Mensaje | None
    rebote: str
    mudado: Mensaje | None
    anterior: Mensaje | None
    repetido: Mensaje | None
    ajeno: Mensaje | None
    respuesta: str = ""
    temporal: str = ""


def get_historia(
    bitacora: Bitacora, buzon: BuzonCampania, rol: str, vigentes: Collection[str], informe: Huellas
) -> Historia:
    """Historia de un buzón en una campaña.

    Parameters
    ----------
    rol, vigentes
        Con qué rol se le escribe y los buzones vigentes de ese rol, para reconocer los que ya no lo son.
    informe
        El que se le mandaría.
    """
    clave, direccion = buzon.clave, buzon.buzon
    mensajes = _list(bitacora, "campania = ? AND clave = ?", (buzon.campania, clave))
    suyos = [m for m in mensajes if m.buzon == direccion]
    iguales = [m for m in suyos if m.informe == informe.archivo]
    otros = [m for m in mensajes if m.rol == rol and m.buzon not in vigentes]
    repetido = find_repetido(bitacora, buzon, informe.lectura)
    return Historia(
        _last(suyos, (e.ACEPTADO, e.CONSTANCIA)), _last(suyos, DUDOSOS), _last(suyos, (e.RECHAZADO,)),
        _get_rebote(bitacora, direccion), _last(otros, (*DUDOSOS, e.ACEPTADO, e.CONSTANCIA)),
        _last(iguales, e.QUIZA_RECIBIDOS), repetido,
        _last(_list(bitacora, "buzon = ? AND clave <> ?", (direccion, clave)), e.QUIZA_RECIBIDOS),
        _get_respuesta(bitacora, clave, direccion, repetido), _get_temporal(bitacora, direccion),
    )  # fmt: skip


def find_repetido(bitacora: Bitacora, buzon: BuzonCampania, lectura: str) -> Mensaje | None:
    """El mensaje de otra campaña con que ese buzón recibió, o quizá recibió, lo mismo que se le mandaría."""
    marcas = ", ".join("?" * len(e.QUIZA_RECIBIDOS))
    donde = (
        "campania <> ? AND clave = ? AND buzon = ? AND informe IN (SELECT sha256 FROM informes WHERE"
        f" huella_lectura = ?) AND estado IN ({marcas})"
    )
    hallados = _list(bitacora, donde, (*astuple(buzon), lectura, *e.QUIZA_RECIBIDOS))
    return hallados[-1] if hallados else None


def find_obstaculo(historia: Historia) -> str:
    """Por qué lo ya pasado impide mandar, o vacío."""
    if historia.ajeno:
        otro = f"{historia.ajeno.clave} {historia.ajeno.municipio}"
        folio = historia.ajeno.folio
        return (
            f"esa dirección recibió antes el informe de {otro}; corrija el directorio o, si el error fue"
            f" aquel envío: fais correo resolver {folio} cruzado"
        )
    if historia.dudoso:
        return f"no se sabe si el folio {historia.dudoso.folio} llegó; resuélvalo con fais correo resolver"
    if historia.mudado and historia.mudado.estado in DUDOSOS:
        folio = historia.mudado.folio
        return f"no se sabe si el folio {folio} llegó a la dirección anterior; resuélvalo primero"
    if historia.rechazado:
        return f"el servidor rechazó el folio {historia.rechazado.folio}; corrija la dirección o resuélvalo"
    if historia.rebote:
        return (
            f"la dirección rebotó ({historia.rebote}); corríjala o:"
            " fais correo resolver FOLIO rebote-atendido"
        )
    return ""


def describe_mudado(historia: Historia) -> str:
    """Aviso de que el municipio ya recibió en otra dirección; vacío si no."""
    if historia.mudado is None:
        return ""
    fecha, direccion = historia.mudado.actualizado[:10], mask_direccion(historia.mudado.destinatario)
    return f"dirección nueva: el {fecha} ya se entregó a {direccion}"


def _get_respuesta(bitacora: Bitacora, clave: str, buzon: str, repetido: Mensaje | None) -> str:
    """Día en que el municipio contestó al envío que se le recordaría; vacío si no consta."""
    if repetido is None:
        return ""
    orden = (
        "SELECT cuando FROM decisiones WHERE tipo = 'respuesta' AND clave = ? AND buzon = ? AND campania = ?"
        " ORDER BY id DESC LIMIT 1"
    )
    fila = bitacora.base.execute(orden, (clave, buzon, repetido.campania)).fetchone()
    return fila["cuando"][:10] if fila else ""


def _get_temporal(bitacora: Bitacora, buzon: str) -> str:
    """Código del último aviso de falla que no cierra el buzón; vacío si no hay."""
    fila = bitacora.base.execute(
        "SELECT r.codigo, r.accion FROM rebotes AS r JOIN mensajes AS m USING (folio) WHERE m.buzon = ? "
        "AND NOT r.bloquea AND r.accion IN ('failed', 'delayed', 'otra') ORDER BY r.id DESC LIMIT 1", (buzon,)
    ).fetchone()  # fmt: skip
    return (fila["codigo"] or fila["accion"]) if fila else ""


def _get_rebote(bitacora: Bitacora, buzon: str) -> str:
    """Código del último rebote definitivo que nadie ha atendido; vacío si no hay."""
    fila = bitacora.base.execute(
        "SELECT r.codigo FROM rebotes AS r JOIN mensajes AS m USING (folio) WHERE m.buzon = ? AND r.bloquea "
        "AND r.id > (SELECT COALESCE(MAX(CAST(dato AS INTEGER)), 0) FROM decisiones "
        "WHERE tipo = 'rebote' AND buzon = ?) ORDER BY r.id DESC LIMIT 1", (buzon, buzon)
    ).fetchone()  # fmt: skip
    return (fila["codigo"] or "sin código") if fila else ""


def _list(bitacora: Bitacora, donde: str, valores: Sequence[object]) -> list[Mensaje]:
    """Mensajes que cuentan: lo que llegó a la alcaldía equivocada no lo recibió ésta ni marca su buzón."""
    orden = (
        f"SELECT {', '.join(CAMPOS)} FROM mensajes AS m WHERE {donde} AND NOT EXISTS (SELECT 1 FROM"
        " decisiones AS d WHERE d.folio = m.folio AND d.tipo = 'cruzado') ORDER BY folio"
    )
    return [Mensaje(*fila) for fila in bitacora.base.execute(orden, list(valores))]


def _last(mensajes: Sequence[Mensaje], estados: tuple[str, ...]) -> Mensaje | None:
    return next((m for m in reversed(mensajes) if m.estado in estados), None)
