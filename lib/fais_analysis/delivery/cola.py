"""Poner en la cola, en una transacción, lo que una preparación escribió y retirar lo que ya no ofrece."""

from collections.abc import Mapping
from dataclasses import replace

from fais_analysis.delivery import registro
from fais_analysis.delivery.direccion import fold_direccion
from fais_analysis.delivery.encargo import Encargo, Renglon


def save_cola(encargo: Encargo, renglones: list[Renglon]) -> list[Renglon]:
    """Encola los mensajes nuevos. Con ``solo``, lo que no se nombró no se toca."""
    bitacora, folios = encargo.bitacora, {}
    repetir = encargo.repetir or encargo.recordatorio
    campania = registro.Campania(
        encargo.campania, encargo.corrida.nombre, str(encargo.corrida.carpeta),
        str(encargo.ruta_directorio.resolve()), encargo.configuracion.aprobadores, repetir,
    )  # fmt: skip
    with bitacora.transact():
        registro.save_campania(bitacora, campania)
        for nuevo in encargo.nuevos:
            folio = registro.save_mensaje(bitacora, nuevo.campos)
            registro.save_avisos(bitacora, folio, nuevo.avisos)
            folios[nuevo.campos["clave"], nuevo.campos["buzon"]] = folio
        registro.retire_sobrantes(bitacora, encargo.campania, folios.values(), encargo.solo)
    return [_with_folio(renglon, folios) for renglon in renglones]


def _with_folio(r: Renglon, folios: Mapping[tuple[str, str], int]) -> Renglon:
    buzon = fold_direccion(r.contacto.correo) if r.contacto else ""
    return replace(r, folio=folios.get((r.clave, buzon), 0))
