"""Escribir un mensaje: del informe, la persona y las plantillas a un .eml y a su renglón de la cola."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fais_analysis.delivery import registro
from fais_analysis.delivery.adjunto import Adjunto, RecursosAdjunto, build_adjunto
from fais_analysis.delivery.cambios import Cambio
from fais_analysis.delivery.carpeta import make_carpeta, write_privado
from fais_analysis.delivery.contexto import build_contexto
from fais_analysis.delivery.direccion import fold_direccion
from fais_analysis.delivery.mapa import build_mapa, build_muestra
from fais_analysis.delivery.mensaje import Sobre, build_mensaje, build_message_id
from fais_analysis.delivery.pedido import Entrega, PedidoCampania, VistaPrevia
from fais_analysis.delivery.publicacion import write_publicacion

MENSAJES, VISTAS = "mensajes", "vistas"


@dataclass(frozen=True)
class Escrito:
    """Un mensaje escrito: los campos de su renglón en la bitácora, cómo se ve y si cambió de formato."""

    campos: dict[str, Any]
    vista: VistaPrevia
    por_tamanio: bool = False


def write_entrega(
    pedido: PedidoCampania, entrega: Entrega, cambios: Sequence[Cambio], *, en_cola: bool
) -> Escrito:
    """Arma y escribe el mensaje de una entrega; si no va a la cola, sólo deja cómo se vería.

    Raises
    ------
    FaisError
        Si no se puede imprimir, armar o escribir.
    """
    informe = entrega.informe
    adjunto, por_tamanio = _choose_adjunto(pedido, entrega, en_cola=en_cola)
    crudo = _build(pedido, entrega, adjunto, cambios)
    huella = hashlib.sha256(crudo).hexdigest()
    carpeta = MENSAJES if en_cola else VISTAS
    archivo = f"{carpeta}/{informe.clave}_{huella[:16]}.eml"
    ruta = make_carpeta(pedido.carpeta_campania / carpeta) / archivo.rpartition("/")[2]
    write_privado(ruta, crudo)
    if en_cola:
        _register(pedido, entrega, adjunto)
    campos = _build_campos(pedido, entrega, adjunto) | {"mensaje": huella, "archivo": archivo}
    return Escrito(campos, VistaPrevia(ruta, len(crudo), adjunto.nombre or adjunto.enlace), por_tamanio)


def _choose_adjunto(pedido: PedidoCampania, entrega: Entrega, *, en_cola: bool) -> tuple[Adjunto, bool]:
    """El adjunto que prefiere; si pesa más de lo que se acepta y hay dónde publicarlo, va por enlace."""
    configuracion = pedido.configuracion
    formato = entrega.contacto.formato or configuracion.formato_omision
    formato = formato if en_cola else "html"  # para la vista de lo que no se envía no se imprime un PDF
    recursos = RecursosAdjunto(pedido.carpeta / "pdf", configuracion.enlace)
    adjunto = build_adjunto(formato, entrega.leido, recursos)
    if adjunto.bytes_total <= configuracion.adjunto_maximo_mb * 1_000_000 or not configuracion.enlace:
        return adjunto, False
    return build_adjunto("enlace", entrega.leido, recursos), True


def _build(pedido: PedidoCampania, entrega: Entrega, adjunto: Adjunto, cambios: Sequence[Cambio]) -> bytes:
    """Bytes del mensaje, sin fecha: se pone al enviar."""
    c, contacto, ultimo = pedido.configuracion, entrega.contacto, entrega.historia.ultimo
    if pedido.base is None:
        raise RuntimeError("falta pintar el mapa base")
    mapa = build_mapa(pedido.base, pedido.valores, c.cortes_mapa, entrega.informe.clave)
    sobre = Sobre(
        (c.remitente.nombre, c.remitente.correo), (contacto.nombre, contacto.correo), c.responder_a, c.baja,
        _build_identidad(pedido, entrega), ultimo.message_id if ultimo else "",
    )  # fmt: skip
    contexto = build_contexto(pedido, entrega, adjunto, cambios)
    imagenes = {sobre.cid: mapa}
    for numero, clase in enumerate(contexto["leyenda"]):
        clase["cid"] = sobre.build_cid(f"clase{numero}")
        imagenes[clase["cid"]] = build_muestra(clase["color"])
    cuerpo = pedido.plantillas.render({**contexto, "mapa_cid": sobre.cid}, sobre.cid)
    usadas = {cid: crudo for cid, crudo in imagenes.items() if f"cid:{cid}" in cuerpo.html}
    return build_mensaje(sobre, cuerpo, usadas, adjunto)


def _register(pedido: PedidoCampania, entrega: Entrega, adjunto: Adjunto) -> None:
    """Lo que el mensaje necesita fuera de su .eml: la foto de sus cifras y, por enlace, lo publicable."""
    informe = entrega.informe
    with pedido.bitacora.transact():
        registro.save_informe(pedido.bitacora, entrega.leido.huellas, informe.clave, entrega.foto)
    if adjunto.formato == "enlace":
        write_publicacion(pedido.carpeta_campania, pedido.configuracion.enlace, entrega.leido)


def _build_identidad(pedido: PedidoCampania, entrega: Entrega) -> str:
    informe, dominio = entrega.informe, pedido.configuracion.dominio
    return build_message_id(pedido.campania, informe.clave, entrega.contacto.correo, informe.sha256, dominio)


def _build_campos(pedido: PedidoCampania, entrega: Entrega, adjunto: Adjunto) -> dict[str, Any]:
    informe, contacto, previo = entrega.informe, entrega.contacto, entrega.historia.ultimo
    return {
        "campania": pedido.campania, "clave": informe.clave, "municipio": informe.nombre,
        "destinatario": contacto.correo, "buzon": fold_direccion(contacto.correo), "rol": contacto.rol,
        "cargo": contacto.cargo, "formato": adjunto.formato, "informe": informe.sha256,
        "adjunto": adjunto.sha256, "message_id": _build_identidad(pedido, entrega),
        "corrige": previo.folio if previo else None, "carpeta_corrida": str(pedido.corrida.carpeta),
        "repetir": int(pedido.repetir or pedido.recordatorio),
    }  # fmt: skip
