"""Lo que el padrón y las evaluaciones dejan para el panorama: sólo agregados, en ``data/seguimiento/``.

Sin esos archivos no se dice nada: el panorama es, byte por byte, el mismo.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fais_analysis.errors import EsquemaError
from fais_analysis.sources.rutas import get_datos

CARPETA, PADRON, EVALUACIONES = "seguimiento", "padron.json", "evaluaciones.json"
CUENTAS_PADRON = ("acciones", "registradas", "apoyos", "repetidos")


def get_ruta_seguimiento(nombre: str) -> Path:
    """Dónde va cada resumen."""
    return get_datos() / CARPETA / nombre


def load_notas_seguimiento() -> tuple[str, ...]:
    """Lo que el panorama dice del padrón y de las evaluaciones; vacío si no hay resumen.

    Raises
    ------
    EsquemaError
        Si un resumen no se entiende.
    """
    notas = []
    for nombre, escribir in ((PADRON, _write_padron), (EVALUACIONES, _write_evaluaciones)):
        ruta = get_ruta_seguimiento(nombre)
        if ruta.is_file():
            try:
                notas.append(escribir(json.loads(ruta.read_text(encoding="utf-8"))))
            except (ValueError, KeyError, TypeError):
                raise EsquemaError(
                    "Un resumen para el panorama no se entiende.",
                    donde=f"data/{CARPETA}/{nombre}",
                    esperado="el que escribe la orden",
                    encontrado="otra cosa",
                    que_hacer="bórrelo o hágalo de nuevo, con la misma orden que lo escribió",
                ) from None
    return tuple(notas)


def _write_padron(resumen: Mapping[str, Any]) -> str:
    acciones, registradas, apoyos, repetidos = (int(resumen[c]) for c in CUENTAS_PADRON)
    if not 0 <= registradas <= acciones or not 0 <= repetidos <= apoyos:
        raise ValueError
    parte = f" ({100 * repetidos / apoyos:.1f} %)" if apoyos else ""
    return (
        f"Padrón de beneficiarios, al {resumen['al']}: acciones con beneficiario registrado, {registradas:,} "
        f"de {acciones:,}; apoyos repetidos dentro de su ventana, {repetidos:,} de {apoyos:,}{parte}. "
        "Sólo agregados; ninguna persona sale del padrón."
    )


def _write_evaluaciones(resumen: Mapping[str, Any]) -> str:
    estados = {str(e): int(n) for e, n in resumen["estados"].items() if n}
    dichos = ", ".join(f"{e}, {n:,}" for e, n in estados.items()) or "ninguno"
    return (
        f"Evaluaciones de programas registradas, {int(resumen['evaluaciones']):,}; sus aspectos susceptibles "
        f"de mejora, al {resumen['al']}: {dichos}."
    )
