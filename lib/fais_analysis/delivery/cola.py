"""Poner en la cola, en una transacción, lo que una preparación escribió y retirar lo que ya no ofrece."""

from collections.abc import Mapping
from dataclasses import replace

from fais_analysis.delivery import registro
from fais_analysis.delivery.direccion import fold_direccion
from fais_analysis.delivery.pedido import PedidoCampania, RenglonRevision


def save_cola(pedido: PedidoCampania, renglones: list[RenglonRevision]) -> list[RenglonRevision]:
    """Encola los mensajes nuevos. Con ``solo``, lo que no se nombró no se toca."""
    bitacora, folios = pedido.bitacora, {}
    repetir = pedido.repetir or pedido.recordatorio
    campania = registro.Campania(
        pedido.campania, pedido.corrida.nombre, str(pedido.corrida.carpeta),
        str(pedido.ruta_directorio.resolve()), pedido.configuracion.aprobadores, repetir,
    )  # fmt: skip
    with bitacora.transact():
        registro.save_campania(bitacora, campania)
        for nuevo in pedido.nuevos:
            folio = registro.save_mensaje(bitacora, nuevo.campos)
            registro.save_avisos(bitacora, folio, nuevo.avisos)
            folios[nuevo.campos["clave"], nuevo.campos["buzon"]] = folio
        registro.retire_sobrantes(bitacora, pedido.campania, folios.values(), pedido.solo)
    return [_with_folio(renglon, folios) for renglon in renglones]


def _with_folio(r: RenglonRevision, folios: Mapping[tuple[str, str], int]) -> RenglonRevision:
    buzon = fold_direccion(r.contacto.correo) if r.contacto else ""
    return replace(r, folio=folios.get((r.clave, buzon), 0))
