"""Las visitas de verificación y el avance revisado, como quedan en sus registros."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from fais_analysis.errors import ParametroError
from fais_analysis.obras.modelo import Hallazgo, Propuesta, format_obras
from fais_analysis.propuestas.avance import RevisionAvance
from fais_analysis.propuestas.bitacora import append_asiento, get_ultima, is_repetido
from fais_analysis.propuestas.registros import AVANCES, VISITAS, AvanceHecho, Visita
from fais_analysis.sources.huella import compute_sha256

LISTO_PCT = 100


@dataclass(frozen=True)
class PedidoVisita:
    """Lo que registra quien verificó: folio de la obra, día, área, qué halló y el archivo que lo prueba."""

    folio: str
    fecha: str
    area: str
    hallazgo: str
    evidencia: Path
    momento: datetime


def save_visita(carpeta: Path, propuesta: Propuesta, pedido: PedidoVisita) -> Visita:
    """Registra una visita a una obra de la propuesta, con la huella de su evidencia.

    Raises
    ------
    ParametroError
        Si la obra no está en la propuesta, la fecha no es un día ya pasado, o falta el hallazgo o el archivo.
    PropuestaError
        Si el registro se alteró.
    """
    _check_visita(propuesta, pedido)

    def build(hechas: Sequence[Visita]) -> Visita:
        return Visita(
            registrada_en=pedido.momento.isoformat(timespec="seconds"),
            clave_municipio=propuesta.clave_municipio,
            ejercicio=propuesta.ejercicio,
            folio=pedido.folio,
            fecha=pedido.fecha,
            area=pedido.area.strip(),
            hallazgo=pedido.hallazgo.strip(),
            evidencia=pedido.evidencia.name,
            evidencia_sha256=compute_sha256(pedido.evidencia),
            anterior=get_ultima(hechas),
        )

    hecha = append_asiento(carpeta / VISITAS, Visita, build)
    assert hecha is not None  # build siempre hace una
    return hecha


def note_avance(carpeta: Path, revision: RevisionAvance, momento: datetime) -> None:
    """Registra hasta qué corte llega un avance revisado y cuántas obras terminaron.

    Sólo lo que dice lo mismo que el último de esa propuesta no se agrega: el mismo libro contra una versión
    corregida puede ya no bloquear, o bloquear.

    Raises
    ------
    PropuestaError
        Si el registro se alteró.
    """
    propuesta = revision.propuesta
    ultimos = {a.folio: a.fisico_pct for a in sorted(revision.avances, key=lambda a: a.corte)}
    folios = {o.folio for o in propuesta.obras}

    def build(hechos: Sequence[AvanceHecho]) -> AvanceHecho | None:
        llave = (propuesta.clave_municipio, propuesta.ejercicio)
        propios = [h for h in hechos if (h.clave_municipio, h.ejercicio) == llave]
        nuevo = AvanceHecho(
            revisado_en=momento.isoformat(timespec="seconds"),
            clave_municipio=propuesta.clave_municipio,
            ejercicio=propuesta.ejercicio,
            corte=max((a.corte for a in revision.avances), default=0),
            obras=len(folios),
            terminadas=sum(ultimos.get(f) == LISTO_PCT for f in folios),
            bloqueos=sum(h.gravedad == "bloqueo" for h in revision.hallazgos),
            sha256=revision.sha256,
            anterior=get_ultima(hechos),
        )
        return None if is_repetido(nuevo, propios[-1] if propios else None, "revisado_en") else nuevo

    append_asiento(carpeta / AVANCES, AvanceHecho, build)


def find_sin_visita(revision: RevisionAvance, visitas: Sequence[Visita]) -> list[Hallazgo]:
    """Las obras ya pagadas, aun en parte, que nadie ha visitado: una línea con su cuenta y su dinero."""
    vistas = {v.folio for v in visitas}
    pagado = {a.folio: a.momentos.get("pagado", 0) for a in sorted(revision.avances, key=lambda a: a.corte)}
    faltan = [o for o in revision.propuesta.obras if pagado.get(o.folio) and o.folio not in vistas]
    if not faltan:
        return []
    return [
        Hallazgo(
            "SIN_VISITA",
            "aviso",
            f"{format_obras(len(faltan))} con pagos, aun en parte, y sin visita de verificación.",
            "visítelas y regístrelo con: fais avance visita",
            encontrado=", ".join(o.folio for o in faltan[:5]),
            causa="SIN_VISITA",
            cita="Verificación y acompañamiento del convenio",
            pesos=sum(pagado[o.folio] for o in faltan),
        )
    ]


def _check_visita(propuesta: Propuesta, pedido: PedidoVisita) -> None:
    try:
        es_pasada = date.fromisoformat(pedido.fecha) <= pedido.momento.date()
    except ValueError:
        es_pasada = False
    faltas = (
        (
            pedido.folio in {o.folio for o in propuesta.obras},
            "el folio de una obra de la propuesta",
            pedido.folio,
        ),
        (es_pasada, "una fecha AAAA-MM-DD que ya pasó", pedido.fecha),
        (bool(pedido.area.strip()), "el área que visitó", "ninguna"),
        (bool(pedido.hallazgo.strip()), "qué se halló", "nada"),
        (pedido.evidencia.is_file(), "el archivo de la evidencia", pedido.evidencia.name),
    )
    for consta, esperado, encontrado in faltas:
        if not consta:
            raise ParametroError(
                "La visita no se puede registrar así.",
                donde=f"fais avance visita, {propuesta.archivo}",
                esperado=esperado,
                encontrado=f"«{encontrado}»",
                que_hacer="corrija la orden y repita",
            )
