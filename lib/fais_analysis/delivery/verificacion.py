"""Si un informe está verificado: lo dice ``fais verificar``, en otro proceso, y se guarda por huella.

La entrega no importa ``reports``: usa la orden y su código de salida (0 nada discrepa, 1 algo discrepa,
2 no se pudo). El resultado vale para esos bytes (los del expediente y su hoja) y ningunos otros.
"""

import hashlib
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence

from fais_analysis.delivery.corrida import InformeCorrida

COINCIDE = "coincide"
LIMITE_S = 1800
TRAMO = 100  # informes por orden: Windows no admite renglones de más de 32,767 caracteres
Verificador = Callable[[Sequence[InformeCorrida]], Mapping[str, str]]


def verify_por_orden(informes: Sequence[InformeCorrida]) -> dict[str, str]:
    """Resultado por huella: ``coincide`` o por qué no. Por tramos y, si algo falla en uno, uno por uno."""
    resultados: dict[str, str] = {}
    for inicio in range(0, len(informes), TRAMO):
        resultados |= _verify_tramo(informes[inicio : inicio + TRAMO])
    return resultados


def _verify_tramo(informes: Sequence[InformeCorrida]) -> dict[str, str]:
    if len(informes) > 1 and _run(informes) == 0 and all(_is_intacto(i) for i in informes):
        return {informe.huella_conjunta: COINCIDE for informe in informes}
    return {informe.huella_conjunta: _verify_uno(informe) for informe in informes}


def _verify_uno(informe: InformeCorrida) -> str:
    codigo = _run([informe])
    if not _is_intacto(informe):
        return "el archivo cambió mientras se verificaba"
    if codigo == 0:
        return COINCIDE
    return (
        "fais verificar halló discrepancias" if codigo == 1 else f"fais verificar no pudo (salida {codigo})"
    )


def _run(informes: Sequence[InformeCorrida]) -> int:
    rutas = [str(ruta) for i in informes for ruta in (i.ruta, i.hoja) if ruta is not None]
    orden = [sys.executable, "-m", "fais_analysis", "verificar", *rutas]
    try:
        return subprocess.run(orden, capture_output=True, timeout=LIMITE_S, check=False).returncode
    except (OSError, subprocess.TimeoutExpired):
        return 2


def _is_intacto(informe: InformeCorrida) -> bool:
    """Si el expediente y su hoja siguen siendo los del manifiesto."""
    pares = ((informe.ruta, informe.sha256), (informe.hoja, informe.hoja_sha256))
    return informe.ruta is not None and all(
        hashlib.sha256(ruta.read_bytes()).hexdigest() == sha256 for ruta, sha256 in pares if ruta is not None
    )
