"""Los dieciséis controles de auditoría: cuáles se comprobaron con lo que hay y a cuáles qué les falta.

La lista es el orden en que suele revisar la Auditoría Superior de la Federación: por verificar. Un control
sin datos no está cumplido ni incumplido: se dice qué documento haría falta.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fais_analysis.obras.modelo import Hallazgo, Obra
from fais_analysis.obras.reglas import Medida

NO_COMPROBADO = "no se comprobó"
NADA_FALTA = "ninguno"
DE_AVANCE = frozenset(
    {"IMPOSIBLE", "SOBREPAGADA", "PAGADA_SIN_AVANCE", "SIN_EVIDENCIA", "DETENIDA", "ATRASADA"}
    | {"SIN_AVANCE", "SIN_VISITA", "CORTE_REPETIDO", "FUERA_DEL_ANEXO"}
)


@dataclass(frozen=True)
class Control:
    """Un control: qué se comprueba, con qué hallazgos, con qué reglas medidas y qué documento le falta.

    Sin ``hallazgos`` ni ``medidas`` no hay con qué comprobarlo. ``falta`` vacío: con lo que hay alcanza.
    """

    numero: int
    nombre: str
    comprobacion: str
    hallazgos: frozenset[str] = frozenset()
    medidas: frozenset[str] = frozenset()
    falta: str = ""


@dataclass(frozen=True)
class ControlRevisado:
    """Cómo quedó un control: ``resultado`` para leerse y ``falta``, lo que habría que conseguir."""

    control: Control
    resultado: str
    falta: str


def _build(numero: int, nombre: str, comprobacion: str, **con: str) -> Control:
    conjuntos = {c: frozenset(con.get(c, "").split()) for c in ("hallazgos", "medidas")}
    return Control(numero, nombre, comprobacion, **conjuntos, falta=con.get("falta", ""))


CONTROLES = (
    _build(1, "Cuenta bancaria única", "una cuenta productiva por fondo, sin traspasos",
           falta="los estados de cuenta del fondo"),
    _build(2, "Ministración en plazo", "diez entregas, a más tardar en cinco días hábiles",
           falta="las fechas de cada ministración"),
    _build(3, "Comprobación del gasto", "cada pago con su documento y su registro contable",
           hallazgos="SIN_EVIDENCIA", falta="las pólizas y los comprobantes de cada pago"),
    _build(4, "Rubro y Catálogo", "el renglón es del Catálogo del año y está confirmado",
           hallazgos="POR_CONFIRMAR NO_RECONOCIDA CONTRADICE MODALIDAD"),
    _build(5, "Población objetivo", "una vía de focalización", hallazgos="FOCALIZACION EVIDENCIA_VIA",
           falta="la evidencia de la vía: declaratoria del año, grado de rezago o CUIS"),
    _build(6, "Mínimo en ZAP", "la parte del FISE y del FISMDF que va a zonas de atención prioritaria",
           medidas="FISE_ZAP_MIN FISMDF_ZAP_URBANA_MIN"),
    _build(7, "Directa y complementaria", "la parte de cada una contra la regla del año",
           medidas="DIRECTA_MIN COMPLEMENTARIA_MAX"),
    _build(8, "Indirectos y PRODIM", "a lo más 3 % y 2 % del fondo",
           falta="el presupuesto de gastos indirectos y de PRODIM"),
    _build(9, "MIDS y SRFT", "folio de la MIDS antes de ejercer", hallazgos="SIN_MIDS",
           falta="lo que se capturó en el SRFT"),
    _build(10, "Contratación", "modalidad según el monto, contrato, garantías, estimaciones y entrega",
           falta="los contratos y sus expedientes"),
    _build(11, "Obra real", "existe, avanza y lo pagado corresponde a lo hecho",
           hallazgos="IMPOSIBLE SOBREPAGADA PAGADA_SIN_AVANCE DETENIDA ATRASADA SIN_AVANCE SIN_VISITA",
           falta="las estimaciones y el acta de entrega"),
    _build(12, "Acción de vivienda", "beneficiario con CUIS, sin duplicar, en la localidad de la obra",
           hallazgos="EXCEDENTE MAS_QUE_LOCALIDAD", falta="el padrón de beneficiarios con su CUIS"),
    _build(13, "Cierre", "devengado al 31 de diciembre, pagado al 31 de marzo, reintegro al 15 de enero",
           falta="lo devengado, lo pagado y los reintegros al cierre"),
    _build(14, "Informes trimestrales", "enviados, publicados y conciliados",
           falta="los acuses del SRFT y su publicación"),
    _build(15, "Difusión y comité", "asamblea, prioridades respondidas y personas beneficiadas",
           hallazgos="COMITE_SIN_RESPUESTA COMITE_SIN_ASAMBLEA BENEFICIARIOS",
           falta="las publicaciones de montos, obras y metas"),
    _build(16, "Impacto", "ninguna acción pasa de las viviendas que carecen",
           hallazgos="EXCEDENTE", falta="cuánto va a la cabecera y las obras inconclusas de otros años"),
)  # fmt: skip


def review_controles(
    obras: Sequence[Obra], hallazgos: Sequence[Hallazgo], medidas: Sequence[Medida], con_avance: bool = False
) -> list[ControlRevisado]:
    """Los dieciséis, en su orden: con cuántos hallazgos, o qué dato falta.

    ``con_avance`` dice si ya se revisó un libro de avance: sin él, sus comprobaciones no se hicieron.
    """
    veces = Counter(h.regla for h in hallazgos)
    veces["SIN_MIDS"] += sum(not o.folio_mids for o in obras)
    hechas = {m.codigo: m for m in medidas}
    return [_review(c, veces, hechas, con_avance) for c in CONTROLES]


def _review(
    control: Control, veces: Counter[str], hechas: dict[str, Medida], con_avance: bool
) -> ControlRevisado:
    codigos = control.hallazgos if con_avance else control.hallazgos - DE_AVANCE
    medidas = [hechas[c] for c in sorted(control.medidas) if c in hechas]
    if not codigos and not medidas:
        falta = "la regla de ese ejercicio" if control.medidas else control.falta
        if control.hallazgos:  # los suyos son todos de avance
            falta = f"el libro de avance; {falta}"
        return ControlRevisado(control, NO_COMPROBADO, falta)
    if medidas:
        dicho = "; ".join(dict.fromkeys(f"{m.fondo}: {m.resultado}" for m in medidas))
        return ControlRevisado(control, dicho, control.falta)
    cuantos = sum(veces[c] for c in codigos)
    dicho = f"{cuantos:,} hallazgos" if cuantos != 1 else "1 hallazgo"
    parte = "comprobado en parte" if control.falta else "comprobado"
    return ControlRevisado(control, f"{parte}: {dicho if cuantos else 'nada que señalar'}", control.falta)
