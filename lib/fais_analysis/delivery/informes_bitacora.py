"""Lo que se le pregunta a la bitácora: el estado de una campaña y el acuse para la oficina."""

from collections import Counter
from dataclasses import dataclass

from fais_analysis.delivery import bitacora_esquema as e
from fais_analysis.delivery import registro
from fais_analysis.delivery.bitacora import Bitacora, Mensaje
from fais_analysis.delivery.decisiones import IMPRESO, RESPUESTA, list_decisiones
from fais_analysis.delivery.direccion import mask_direccion, mask_texto
from fais_analysis.views.hoja_csv import build_hoja_csv

COLUMNAS_ACUSE = (
    "campania", "clave_municipio", "municipio", "cargo", "destinatario", "informe_sha256", "mensaje_sha256",
    "message_id", "version", "estado", "cuando", "respuesta_servidor", "aprobado_por", "rebote",
    "respondio",
)  # fmt: skip


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
    contestaron = {d.folio: d.cuando for d in list_decisiones(bitacora, RESPUESTA, campania)}
    renglones = [
        (
            m.campania, m.clave, m.municipio, m.cargo, m.destinatario, m.informe, m.mensaje, m.message_id,
            "corregida" if m.corrige else "primera", m.estado, m.actualizado, m.respuesta,
            "; ".join(registro.list_aprobadores(bitacora, m.folio, m.mensaje)), rebotes.get(m.folio, ""),
            contestaron.get(m.folio, ""),
        )
        for m in bitacora.list_mensajes(campania)
    ]  # fmt: skip
    en_papel = [  # sin correo: se entregó impreso, con su acuse firmado
        (
            campania, d.clave, d.dato.partition(" ")[2], "", "", d.dato.partition(" ")[0], "", "", "impresa",
            "entregado en papel", d.cuando, d.motivo, d.persona, "", "",
        )
        for d in list_decisiones(bitacora, IMPRESO, campania)
    ]  # fmt: skip
    return build_hoja_csv([COLUMNAS_ACUSE, *renglones, *en_papel]).encode("utf-8")


def _list_rebotes(bitacora: Bitacora) -> dict[int, str]:
    """Último rebote por folio: acción, código y diagnóstico."""
    filas = bitacora.base.execute("SELECT folio, accion, codigo, diagnostico FROM rebotes ORDER BY id")
    return {f["folio"]: " ".join((f["accion"], f["codigo"], f["diagnostico"])).strip() for f in filas}


def _describe(m: Mensaje, rebote: str) -> str:
    detalle = mask_texto(m.respuesta + (f" · rebote: {rebote}" if rebote else ""))
    quien = f"{m.clave} {m.municipio} · {mask_direccion(m.destinatario)}"
    return f"folio {m.folio} · {quien} · {m.estado}: {detalle}"
