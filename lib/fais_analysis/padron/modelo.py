"""El modelo congelado: qué tan seguido se da cada nivel en pares de la misma persona (m) y de dos (u).

Se entrena en ``bench/padron`` con verdad conocida y viaja con el paquete; aquí sólo se lee y se revisa.
splink
avisa y sigue si un nivel quedó sin entrenar: para nosotros es un error.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from fais_analysis.padron.comparaciones import COMPARACIONES, NULO, OTRO
from fais_analysis.padron.errores import PadronError

MAXIMO_M_OTRO = 0.05  # más que esto y el modelo aprendió hogares, no personas
FRECUENCIA_MINIMA = 1e-4  # un apellido muy raro no prueba más que esto


@dataclass(frozen=True)
class Modelo:
    """``niveles`` da (m, u) por campo y nivel; ``nulos``, qué parte de cada columna venía vacía al
    entrenar.
    """

    version: str
    previa: float
    niveles: Mapping[str, Mapping[str, tuple[float, float]]]
    nulos: Mapping[str, float]
    huella: str


def load_modelo(texto: str | None = None) -> Modelo:
    """El modelo del paquete, o el de un texto, ya revisado.

    Raises
    ------
    PadronError
        Si algún nivel no está entrenado o el modelo confunde hogares con personas.
    """
    if texto is None:
        texto = files("fais_analysis.padron").joinpath("modelo.json").read_text(encoding="utf-8")
    crudo = json.loads(texto)
    _check_niveles(crudo["niveles"])
    niveles = {c: {n: (float(m), float(u)) for n, (m, u) in v.items()} for c, v in crudo["niveles"].items()}
    huella = hashlib.sha256(texto.encode()).hexdigest()[:12]
    return Modelo(crudo["version"], float(crudo["previa"]), niveles, crudo["nulos"], huella)


def _check_niveles(niveles: Mapping[str, Any]) -> None:
    for campo, debidos in COMPARACIONES.items():
        for nivel in debidos[1:]:
            m, u = niveles.get(campo, {}).get(nivel.nombre, (None, None))
            if not all(isinstance(p, float) and 0 < p < 1 for p in (m, u)):
                raise _fail(f"{campo}, nivel {nivel.nombre}", "m y u entre 0 y 1", "un nivel sin entrenar")
    for campo in ("nombre", "fecha"):
        ultimo = COMPARACIONES[campo][-1].nombre
        if niveles[campo][ultimo][0] > MAXIMO_M_OTRO:
            raise _fail(f"{campo}, nivel {ultimo}", f"m de {MAXIMO_M_OTRO} o menos", "un modelo de hogares")


def build_comparacion(campo: str, modelo: Modelo, con_frecuencia: bool) -> dict[str, Any]:
    """La comparación de un campo como la pide splink; con muchos registros, lo raro pesa más que lo común."""
    niveles: list[dict[str, Any]] = []
    for nivel in COMPARACIONES[campo]:
        if nivel.nombre == NULO:
            nulo = {"sql_condition": nivel.condicion, "is_null_level": True, "label_for_charts": NULO}
            niveles.append(nulo)
            continue
        m, u = modelo.niveles[campo][nivel.nombre]
        hecho: dict[str, Any] = {
            "sql_condition": OTRO if nivel.condicion == OTRO else f"({nivel.condicion})",
            "label_for_charts": nivel.nombre,
            "m_probability": m,
            "u_probability": u,
        }
        if nivel.frecuencia and con_frecuencia:
            hecho["sql_condition"] = nivel.condicion
            hecho |= {"tf_adjustment_column": nivel.frecuencia, "tf_minimum_u_value": FRECUENCIA_MINIMA}
        niveles.append(hecho)
    return {"output_column_name": campo, "comparison_levels": niveles}


def _fail(donde: str, esperado: str, encontrado: str) -> PadronError:
    return PadronError(
        "El modelo de duplicados no se puede usar.",
        donde=f"modelo.json: {donde}",
        esperado=esperado,
        encontrado=encontrado,
        que_hacer="vuelva a entrenarlo con bench/padron/entrenar.py",
    )
