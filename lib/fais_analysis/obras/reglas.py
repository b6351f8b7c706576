"""La propuesta contra las reglas de su ejercicio: cada porcentaje con su cita y su certeza.

Sólo lo cotejado con la norma bloquea. Lo que no se ha confirmado puede caer de un lado o de otro: si de eso
depende el resultado, no se evalúa.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from fais_analysis.obras.modelo import Gravedad, Hallazgo, Obra, format_pesos
from fais_analysis.rules.evaluacion import CUMPLE, NO_CUMPLE, NO_EVALUABLE, compute_parte_pct, evaluate_regla
from fais_analysis.rules.reglas import LEYENDA_POR_VERIFICAR, Regla

FONDOS = ("FISE", "FISMDF")
GRAVEDAD_DE_ACCION: dict[str, Gravedad] = {"exigir": "bloqueo", "señalar": "corregir", "avisar": "aviso"}
SIN_REGLA = "nadie ha revisado esta regla para el ejercicio"
DEPENDE = "depende de las obras por confirmar"
DEPENDE_DE_LA_VIA = "depende de las obras que no dicen su vía"
SIN_DINERO = "la propuesta no trae dinero de ese fondo"
Clasifica = Callable[[Obra], bool | None]


@dataclass(frozen=True)
class Medida:
    """Una regla medida en la propuesta: cuánto da, cuánto se esperaba y qué resultó.

    ``minimo`` y ``maximo`` (centavos) son la parte según caigan las obras por confirmar.
    """

    codigo: str
    descripcion: str
    fondo: str
    minimo: int
    maximo: int
    total: int
    resultado: str
    esperado: str
    accion: str
    cita: str
    leyenda: str
    razon: str = ""

    @property
    def parte_pct(self) -> Fraction | None:
        """El porcentaje seguro: el de las obras ya confirmadas."""
        return compute_parte_pct(self.minimo, self.total)


def _is_directa(obra: Obra) -> bool | None:
    return None if obra.catalogo is None else obra.catalogo.incidencia == "directa"


def _is_complementaria(obra: Obra) -> bool | None:
    return None if obra.catalogo is None else obra.catalogo.incidencia != "directa"


def _is_zap(obra: Obra) -> bool | None:
    return obra.lugar.via.startswith("zap") if obra.lugar.via else None


def _is_zap_urbana(obra: Obra) -> bool | None:
    return obra.lugar.via == "zap_urbana" if obra.lugar.via else None


MEDIDAS: dict[str, tuple[tuple[str, ...], Clasifica]] = {
    "DIRECTA_MIN": (FONDOS, _is_directa),
    "COMPLEMENTARIA_MAX": (FONDOS, _is_complementaria),
    "FISE_ZAP_MIN": (("FISE",), _is_zap),
    "FISMDF_ZAP_URBANA_MIN": (("FISMDF",), _is_zap_urbana),
}


def measure_reglas(obras: Sequence[Obra], reglas: Iterable[Regla]) -> list[Medida]:
    """Cada regla de reparto medida en las obras; la que nadie revisó para el ejercicio sale sin evaluar.

    Si una regla cambió dentro del año, cada obra se mide con la que regía en su fecha de inicio; las obras
    sin fecha se miden con todas.
    """
    propias = list(reglas)
    medidas = []
    for codigo in MEDIDAS:
        versiones = [r for r in propias if r.codigo == codigo]
        medidas += [_measure(r, _select(obras, r)) for r in versiones] or [_describe_sin_regla(codigo)]
    return medidas


def list_hallazgos_reglas(medidas: Iterable[Medida]) -> list[Hallazgo]:
    """Un hallazgo por regla que no se cumple; bloquea sólo la cotejada con la norma."""
    return [
        Hallazgo(
            m.codigo,
            GRAVEDAD_DE_ACCION[m.accion],
            m.descripcion,
            "mueva dinero a obras directas en las localidades que lo necesitan"
            if m.codigo in ("DIRECTA_MIN", "COMPLEMENTARIA_MAX")
            else "revise en qué zona está cada obra y su vía de focalización",
            columna="propuesta",
            encontrado=write_parte(m),
            esperado=m.esperado,
            causa=m.codigo,
            cita=m.cita,
            leyenda=m.leyenda,
            pesos=m.minimo,
        )
        for m in medidas
        if m.resultado == NO_CUMPLE
    ]


def write_parte(medida: Medida) -> str:
    """La parte medida, con sus pesos; «sin dato» si no hay de qué."""
    parte = medida.parte_pct
    if parte is None:
        return "sin dato"
    pct = f"{float(parte):.2f} %"
    return f"{pct} ({format_pesos(medida.minimo)} de {format_pesos(medida.total)})"


def _select(obras: Sequence[Obra], regla: Regla) -> list[Obra]:
    if regla.desde is None and regla.hasta is None:
        return list(obras)
    return [o for o in obras if o.inicio is None or _rige(regla, o.inicio)]


def _rige(regla: Regla, fecha: date) -> bool:
    return (regla.desde or fecha) <= fecha <= (regla.hasta or fecha)


def _measure(regla: Regla, obras: Sequence[Obra]) -> Medida:
    fondos, clasifica = MEDIDAS[regla.codigo]
    minimo = maximo = total = 0
    for obra in obras:
        pesos = sum(obra.montos.get(f, 0) for f in fondos)
        es = clasifica(obra)
        total += pesos
        minimo += pesos if es else 0
        maximo += pesos if es or es is None else 0
    bajo, alto = (evaluate_regla(regla, compute_parte_pct(p, total)) for p in (minimo, maximo))
    razon = bajo.razon if bajo.resultado == alto.resultado else _name_duda(regla)
    razon = razon if total else SIN_DINERO
    resultado = NO_EVALUABLE if razon else bajo.resultado
    return Medida(
        regla.codigo,
        regla.descripcion,
        " y ".join(fondos),
        minimo,
        maximo,
        total,
        resultado,
        bajo.esperado,
        regla.accion if resultado != CUMPLE else "nada",
        regla.cita,
        regla.leyenda,
        razon,
    )


def _name_duda(regla: Regla) -> str:
    return DEPENDE_DE_LA_VIA if "ZAP" in regla.codigo else DEPENDE


def _describe_sin_regla(codigo: str) -> Medida:
    fondos = " y ".join(MEDIDAS[codigo][0])
    return Medida(
        codigo, codigo, fondos, 0, 0, 0, NO_EVALUABLE, "", "nada", "", LEYENDA_POR_VERIFICAR, SIN_REGLA
    )
