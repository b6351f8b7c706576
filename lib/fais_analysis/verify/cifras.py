"""Verifica las cifras con procedencia: el valor se vuelve a calcular y el texto debe ser su redondeo."""

from collections.abc import Sequence

from fais_analysis.errors import FaisError
from fais_analysis.indicators.texto import SIN_DATO
from fais_analysis.pages.lectura import CifraLeida, Informe
from fais_analysis.procedencia.valor import evaluate_procedencia, parse_procedencia
from fais_analysis.verify.comparacion import Diferencia, is_mismo_numero, is_redondeo
from fais_analysis.verify.condiciones import Condiciones
from fais_analysis.verify.resultado import DISCREPANCIA, SIN_COMPROBAR, Reparo
from fais_analysis.views.dato import write_valor

SIN_PROCEDENCIA = "la cifra no dice de dónde sale"


def check_cifras(
    informe: Informe, diferencias: Sequence[Diferencia], condiciones: Condiciones
) -> list[Reparo | None]:
    """Un resultado por cifra del informe, en su orden; nulo si coincide.

    Una cifra coincide si su valor es el que dan los datos, su texto es el redondeo de ese valor y el
    informe vuelto a armar la escribe igual.
    """
    por_cifra: dict[int, Diferencia] = {}
    for diferencia in diferencias:
        por_cifra.setdefault(diferencia.cifra, diferencia)
    return [
        check_cifra(cifra, por_cifra.get(numero), condiciones) for numero, cifra in enumerate(informe.cifras)
    ]


def check_cifra(cifra: CifraLeida, diferencia: Diferencia | None, condiciones: Condiciones) -> Reparo | None:
    """Resultado de una cifra; nulo si coincide."""
    reparo = _recalculate(cifra, condiciones)
    if diferencia is None or (reparo and reparo.estado == DISCREPANCIA):
        return reparo
    if razon := condiciones.get_razon(diferencia):
        return reparo or _build(SIN_COMPROBAR, cifra, razon, diferencia.informe, diferencia.datos)
    detalle = f"{diferencia.detalle}: así no la escribe el informe vuelto a armar".lstrip(": ")
    return _build(DISCREPANCIA, cifra, detalle, diferencia.informe, diferencia.datos)


def _recalculate(cifra: CifraLeida, condiciones: Condiciones) -> Reparo | None:
    if not cifra.procedencia:
        return _build(SIN_COMPROBAR, cifra, SIN_PROCEDENCIA)
    try:
        leida = parse_procedencia(cifra.procedencia)
        if leida.clave not in (condiciones.clave, condiciones.clave[:2]):
            return _build(SIN_COMPROBAR, cifra, f"cita otra clave, {leida.clave}")
        if razon := condiciones.get_razon_cifra(leida):
            return _build(SIN_COMPROBAR, cifra, razon)
        valor = write_valor(evaluate_procedencia(leida))
    except FaisError as error:
        return _build(SIN_COMPROBAR, cifra, error.que_paso.rstrip("."))
    if not is_mismo_numero(cifra.valor, valor):
        return _build(DISCREPANCIA, cifra, "el valor es otro", cifra.valor, valor or SIN_DATO)
    if is_redondeo(cifra.texto, valor) is False:
        return _build(DISCREPANCIA, cifra, "lo impreso no es el redondeo del valor", cifra.texto, valor)
    return None


def _build(estado: str, cifra: CifraLeida, razon: str, informe: str = "", datos: str = "") -> Reparo:
    donde = f"{cifra.lugar} › cifra «{' '.join(cifra.texto.split())}»"
    return Reparo(estado, donde, informe, datos, razon, cifra.procedencia[:200])
