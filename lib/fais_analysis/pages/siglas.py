"""Qué quieren decir las siglas: se dicen donde el documento empieza, sólo las que usa."""

import re
from collections.abc import Iterable

SIGLAS = {
    "FAIS": "Fondo de Aportaciones para la Infraestructura Social",
    "FISMDF": "fondo municipal del FAIS",
    "FISE": "fondo estatal del FAIS",
    "SRFT": "Sistema de Recursos Federales Transferidos",
    "ASF": "Auditoría Superior de la Federación",
    "DOF": "Diario Oficial de la Federación",
    "ENIGH": "Encuesta Nacional de Ingresos y Gastos de los Hogares",
    "ZAP": "zona de atención prioritaria",
    "AGEB": "grupo de manzanas",
    "INPC": "Índice Nacional de Precios al Consumidor",
}


def write_siglas(fragmentos: Iterable[str], propias: Iterable[str] = SIGLAS) -> str:
    """Las siglas de unos fragmentos y lo que quieren decir, en un renglón; vacío si no usan ninguna.

    Examples
    --------
    >>> write_siglas(["<p>El FAIS y la ZAP de 2020</p>"])
    'FAIS: Fondo de Aportaciones para la Infraestructura Social; ZAP: zona de atención prioritaria'
    """
    todo = " ".join(fragmentos)
    usadas = [s for s in propias if re.search(rf"(?<![\w-]){s}(?![\w-])", todo)]
    return "; ".join(f"{sigla}: {SIGLAS[sigla]}" for sigla in usadas)
