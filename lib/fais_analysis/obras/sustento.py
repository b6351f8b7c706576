"""En qué se apoya lo que se dice de una obra: su intervalo de viviendas y la vía por la que llega."""

from dataclasses import dataclass

from fais_analysis.obras.alineacion import POR_CONFIRMAR
from fais_analysis.obras.efecto import RED, Aporte, compute_aporte
from fais_analysis.obras.modelo import Obra
from fais_analysis.obras.necesidad import NOMBRE_SUBCARENCIA, Necesidad

NINGUNA = "ninguna de la vivienda"


@dataclass(frozen=True)
class Sustento:
    """Una obra: qué carencia mueve y con qué efecto, de cuántas viviendas a cuántas y en qué se apoya.

    ``atendidas`` es nulo si no dice cuántas. El intervalo es de la obra sola: las de una misma localidad
    pueden ser las mismas viviendas y no se suman.
    """

    carencia: str
    efecto: str
    atendidas: int | None
    bajo: int
    alto: int
    apoyo: str


def describe_sustento(obra: Obra, necesidad: Necesidad) -> Sustento:
    """El intervalo de una obra y lo que lo sostiene: una lista, lo que el libro dice o un supuesto."""
    renglon = obra.catalogo
    if renglon is None:
        return Sustento(POR_CONFIRMAR, POR_CONFIRMAR, None, 0, 0, "no cuenta: falta confirmar su renglón")
    aporte = compute_aporte(obra, necesidad)
    if aporte is None:
        return Sustento(NINGUNA, renglon.efecto, None, 0, 0, "su renglón no toca una carencia de la vivienda")
    tope = necesidad.get_tope(obra.lugar.localidad, aporte.subcarencia)
    alto = aporte.alto if tope is None else min(aporte.alto, tope)
    red = "obra intermedia: sólo las que dice conectar" if aporte.clase == RED and aporte.alto else ""
    partes = [red, _write_apoyo(aporte, necesidad), aporte.nota]
    if alto < aporte.alto:
        partes.append(f"en su localidad, a lo más {tope:,} (estimadas)")
    return Sustento(
        NOMBRE_SUBCARENCIA[aporte.subcarencia],
        renglon.efecto,
        aporte.unidades,
        min(aporte.bajo, alto),
        alto,
        "; ".join(dict.fromkeys(filter(None, partes))),
    )


def _write_apoyo(aporte: Aporte, necesidad: Necesidad) -> str:
    acreditadas = aporte.obra.metas.viviendas_acreditadas
    if not aporte.alto:
        return ""
    if acreditadas is not None:
        return f"lista con CUIS o cédula: {acreditadas:,} viviendas acreditadas"
    carecen = necesidad.carecen.get(aporte.subcarencia)
    if carecen is None or not necesidad.viviendas:
        return "sin lista y sin dato de cuántas carecen: el menor es cero"
    if not aporte.bajo and aporte.nota:
        return ""
    return (
        f"sin lista: el menor supone entregar sin mirar quién carece ({carecen:,} de cada "
        f"{necesidad.viviendas:,} en el municipio)"
    )


def describe_evidencia(obra: Obra) -> tuple[str, str]:
    """Con qué se prueba la vía de una obra según su libro y qué falta; vacíos si no dice vía."""
    lugar, acreditadas = obra.lugar, obra.metas.viviendas_acreditadas
    donde = f"localidad {lugar.localidad}" if lugar.localidad else ""
    consta = {
        "zap_rural": (donde, "la declaratoria del año con su municipio"),
        "zap_urbana": (f"AGEB {lugar.ageb}" if lugar.ageb else "", "la declaratoria del año con su AGEB"),
        "rezago": (donde, "el grado de rezago social de su localidad"),
        "pobreza_extrema": (
            f"{acreditadas:,} viviendas con CUIS o cédula" if acreditadas else "",
            "el CUIS o cédula de cada vivienda",
        ),
    }
    return consta.get(lugar.via, ("", ""))
