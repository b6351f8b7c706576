"""Lo que se le pregunta a la bitácora: estado de una campaña, acuse para la oficina y resolver lo dudoso."""

from collections import Counter
from dataclasses import dataclass

from fais_analysis.delivery import bitacora_esquema as e
from fais_analysis.delivery import registro
from fais_analysis.delivery.aprobacion import check_persona
from fais_analysis.delivery.bitacora import Bitacora, Mensaje
from fais_analysis.delivery.direccion import mask_direccion, mask_texto
from fais_analysis.delivery.errores import CampaniaError
from fais_analysis.views.hoja_csv import build_hoja_csv

COLUMNAS_ACUSE = (
    "campania", "clave_municipio", "municipio", "cargo", "destinatario", "informe_sha256", "mensaje_sha256",
    "message_id", "version", "estado", "cuando", "respuesta_servidor", "aprobado_por", "rebote",
)  # fmt: skip
MOTIVO_MINIMO = 10
LLEGO, NO_LLEGO = "llego", "no-llego"


@dataclass(frozen=True)
class EstadoCampania:
    """Conteo por estado, cuántos pendientes esperan aprobación y los renglones que piden atención."""

    conteo: Counter[str]
    sin_aprobar: int
    atencion: list[str]


def get_estado(bitacora: Bitacora, campania: registro.Campania) -> EstadoCampania:
    """Estado de una campaña; las direcciones salen enmascaradas."""
    mensajes = bitacora.list_mensajes(campania.nombre)
    pendientes = [m for m in mensajes if m.estado in e.PENDIENTES]
    sin_aprobar = sum(
        registro.count_aprobadores(bitacora, m.folio, m.mensaje) < campania.aprobadores for m in pendientes
    )
    rebotes = _list_rebotes(bitacora)
    raros = [m for m in mensajes if m.estado in (e.DESCONOCIDO, e.RECHAZADO, e.DIFERIDO, e.ENVIANDO)
             or m.folio in rebotes or (m.estado == e.EN_COLA and m.respuesta)]  # fmt: skip
    return EstadoCampania(
        Counter(m.estado for m in mensajes),
        sin_aprobar,
        [_describe(m, rebotes.get(m.folio, "")) for m in raros],
    )


def build_acuse(bitacora: Bitacora, campania: str) -> bytes:
    """CSV (UTF-8 con marca, para Excel): quién, qué huella, cuándo y qué contestó el servidor."""
    rebotes = _list_rebotes(bitacora)
    renglones = [
        (
            m.campania, m.clave, m.municipio, m.cargo, m.destinatario, m.informe, m.mensaje, m.message_id,
            "corregida" if m.corrige else "primera", m.estado, m.actualizado, m.respuesta,
            "; ".join(registro.list_aprobadores(bitacora, m.folio, m.mensaje)), rebotes.get(m.folio, ""),
        )
        for m in bitacora.list_mensajes(campania)
    ]  # fmt: skip
    return build_hoja_csv([COLUMNAS_ACUSE, *renglones]).encode("utf-8")


def resolve_mensaje(bitacora: Bitacora, folio: int, resultado: str, persona: str, motivo: str) -> Mensaje:
    """Una persona dice qué pasó con un mensaje «desconocido», o devuelve a la cola uno «rechazado».

    Raises
    ------
    CampaniaError
        Si falta el motivo, el resultado no es «llego» o «no-llego», o el estado no se resuelve así.
    """
    persona, motivo = check_persona(persona), " ".join(motivo.split())
    mensaje = bitacora.get_mensaje(folio)
    if len(motivo) < MOTIVO_MINIMO:
        raise _build_error("--motivo", f"una razón de {MOTIVO_MINIMO} caracteres o más", f"{len(motivo)}")
    destinos = {(e.DESCONOCIDO, LLEGO): e.CONSTANCIA, (e.DESCONOCIDO, NO_LLEGO): e.EN_COLA,
                (e.RECHAZADO, NO_LLEGO): e.EN_COLA}  # fmt: skip
    destino = destinos.get((mensaje.estado, resultado))
    if destino is None:
        esperado = "un folio desconocido (llego | no-llego) o rechazado (no-llego)"
        raise _build_error(f"folio {folio}", esperado, f"{mensaje.estado}, «{resultado[:20]}»")
    with bitacora.transact():
        bitacora.update(folio, destino, (mensaje.estado,), "", f"{persona}: {motivo}")
        if destino == e.EN_COLA:
            bitacora.base.execute("UPDATE mensajes SET intentos = 0, proximo = 0 WHERE folio = ?", (folio,))
    return bitacora.get_mensaje(folio)


def _list_rebotes(bitacora: Bitacora) -> dict[int, str]:
    """Último rebote por folio: acción, código y diagnóstico."""
    filas = bitacora.base.execute("SELECT folio, accion, codigo, diagnostico FROM rebotes ORDER BY id")
    return {f["folio"]: " ".join((f["accion"], f["codigo"], f["diagnostico"])).strip() for f in filas}


def _describe(m: Mensaje, rebote: str) -> str:
    detalle = mask_texto(m.respuesta + (f" · rebote: {rebote}" if rebote else ""))
    quien = f"{m.clave} {m.municipio} · {mask_direccion(m.destinatario)}"
    return f"folio {m.folio} · {quien} · {m.estado}: {detalle}"


def _build_error(donde: str, esperado: str, encontrado: str) -> CampaniaError:
    return CampaniaError(
        "No se puede resolver.", donde=donde, esperado=esperado, encontrado=encontrado,
        que_hacer="vea los folios con: fais correo estado",
    )  # fmt: skip
