"""Lo que el padrón y las evaluaciones dejan para el panorama: sólo agregados, en ``data/seguimiento/``.

Sin esos archivos no se dice nada: el panorama es, byte por byte, el mismo.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from fais_analysis.errors import EsquemaError
from fais_analysis.sources.rutas import get_datos

CARPETA, PADRON, EVALUACIONES = "seguimiento", "padron.json", "evaluaciones.json"
Leido = TypeVar("Leido")
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
    notas = (_read_resumen(PADRON, _write_padron), _read_resumen(EVALUACIONES, _write_evaluaciones))
    return tuple(nota for nota in notas if nota)


def load_evaluaciones() -> pd.DataFrame:
    """Las evaluaciones de cada programa y cómo van sus aspectos susceptibles de mejora.

    Una fila = programa, con ``programa``, ``evaluaciones`` y lo demás en palabras; vacía si no hay resumen.

    Raises
    ------
    EsquemaError
        Si el resumen no se entiende.
    """
    filas = _read_resumen(EVALUACIONES, _list_programas) or []
    return pd.DataFrame(filas, columns=["programa", "evaluaciones", "abiertos", "cerrados"])


def _read_resumen(nombre: str, leer: Callable[[Mapping[str, Any]], Leido]) -> Leido | None:
    ruta = get_ruta_seguimiento(nombre)
    if not ruta.is_file():
        return None
    try:
        return leer(json.loads(ruta.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise EsquemaError(
            "Un resumen para el panorama no se entiende.",
            donde=f"data/{CARPETA}/{nombre}",
            esperado="el que escribe la orden",
            encontrado="otra cosa",
            que_hacer="bórrelo o hágalo de nuevo, con la misma orden que lo escribió",
        ) from None


def load_padron_municipio(clave_municipio: str) -> pd.DataFrame:
    """Lo que el padrón dice de un municipio: una fila, o ninguna si no hay resumen o no lo nombra.

    Las cuentas van redondeadas a base 5: un cero vale de 0 a 4 y un nulo es que no se dice. ``repetidos_pct``
    es la parte de los apoyos con ventana fijada que se repite en ella.

    Raises
    ------
    EsquemaError
        Si el resumen no se entiende.
    """
    cuentas = read_padron_municipios().get(clave_municipio)
    tabla = pd.DataFrame([cuentas] if cuentas else [], columns=["al", *CUENTAS_PADRON])
    repetidos, apoyos = (tabla[c].astype("Float64") for c in ("repetidos", "apoyos"))
    return tabla.assign(repetidos_pct=(100 * repetidos / apoyos).astype("float64"))


def read_padron_municipios() -> Mapping[str, Mapping[str, Any]]:
    """Las cuentas del padrón de cada municipio, por su clave; vacío si no hay resumen.

    Raises
    ------
    EsquemaError
        Si el resumen no se entiende.
    """
    return _read_resumen(PADRON, _list_municipios) or {}


def _list_municipios(resumen: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Los resúmenes de antes no los traen."""
    municipios = resumen.get("municipios", {}).items()
    return {str(clave): {"al": str(resumen["al"])} | _read_cuentas(c) for clave, c in municipios}


def _read_cuentas(cuentas: Mapping[str, Any]) -> dict[str, int | None]:
    leidas = {c: None if cuentas[c] is None else int(cuentas[c]) for c in CUENTAS_PADRON}
    topes = (("registradas", "acciones"), ("repetidos", "apoyos"))
    pares = [(leidas[c], leidas[tope]) for c, tope in topes]
    if leidas["acciones"] is None or any(
        n is not None and not 0 <= n <= (n if m is None else m) for n, m in pares
    ):
        raise ValueError
    return leidas


def _write_padron(resumen: Mapping[str, Any]) -> str:
    cuentas = _read_cuentas(resumen)
    dichas = {c: _write_cuenta(n) for c, n in cuentas.items()}
    repetidos, apoyos = cuentas["repetidos"], cuentas["apoyos"]
    parte = f" ({100 * repetidos / apoyos:.1f} %)" if repetidos and apoyos else ""
    return (
        f"Padrón de beneficiarios, al {resumen['al']}: acciones con beneficiario registrado, "
        f"{dichas['registradas']} de {cuentas['acciones']:,}; apoyos repetidos dentro de su ventana, "
        f"{dichas['repetidos']} de {dichas['apoyos']}{parte}. Cuentas redondeadas a base 5; ninguna persona "
        "sale del padrón."
    )


def _write_cuenta(cuenta: int | None) -> str:
    """Una cuenta redondeada en palabras: el cero vale de 0 a 4."""
    return "no se dice" if cuenta is None else f"{cuenta:,}" if cuenta else "menos de 5"


def _write_evaluaciones(resumen: Mapping[str, Any]) -> str:
    estados = {str(e): int(n) for e, n in resumen["estados"].items() if n}
    dichos = ", ".join(f"{e}, {n:,}" for e, n in estados.items()) or "ninguno"
    return (
        f"Evaluaciones de programas registradas, {int(resumen['evaluaciones']):,}; sus aspectos susceptibles "
        f"de mejora, al {resumen['al']}: {dichos}."
    )


def _list_programas(resumen: Mapping[str, Any]) -> list[dict[str, str]]:
    """Un renglón por programa; los resúmenes de antes no los traen."""
    return [
        {
            "programa": str(programa),
            "evaluaciones": f"{int(cuentas['evaluaciones']):,}",
            "abiertos": ", ".join(f"{int(n):,} {e}" for e, n in cuentas["abiertos"].items() if n)
            or "ninguno",
            "cerrados": f"{int(cuentas['cerrados']):,}",
        }
        for programa, cuentas in resumen.get("programas", {}).items()
    ]
