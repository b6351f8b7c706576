"""El resumen de una página de una revisión, aunque tenga cinco mil hallazgos; en HTML y en la consola."""

from fractions import Fraction
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from fais_analysis.obras.agrupado import GrupoHallazgos, group_causas
from fais_analysis.obras.efecto import SUPUESTO, Efecto
from fais_analysis.obras.modelo import format_obras, format_pesos
from fais_analysis.obras.necesidad import NOMBRE_SUBCARENCIA, compute_salen_solo
from fais_analysis.obras.reglas import write_parte
from fais_analysis.propuestas.cumplimiento import build_cumplimiento_consola
from fais_analysis.propuestas.revision import Revision

CAUSAS_MOSTRADAS = 8
LUGARES_MOSTRADOS = 3
CARPETA_PLANTILLAS = Path(__file__).with_name("plantillas")


def get_ambiente_paginas() -> Environment:
    """Con qué se llenan las páginas de este cuarto: todo texto se escapa y lo que falte es un error."""
    return Environment(
        loader=FileSystemLoader(CARPETA_PLANTILLAS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )


def build_resumen_html(revision: Revision, acuse: str = "") -> str:
    """La página del resumen: se imprime en una hoja y no pide nada a la red."""
    causas = group_causas(revision.hallazgos)
    propuesta = revision.propuesta
    return (
        get_ambiente_paginas()
        .get_template("resumen.html.j2")
        .render(
            municipio=revision.necesidad.municipio,
            ejercicio=propuesta.ejercicio,
            obras=f"{len(propuesta.obras):,}",
            total=format_pesos(propuesta.total),
            acuse=acuse,
            cuentas={g: f"{n:,}" for g, n in revision.cuentas.items()},
            llega_pct=write_parte_de(revision.alineacion.prioritario, propuesta.total),
            clases=[
                (c, format_pesos(p), write_parte_de(p, propuesta.total))
                for c, p in revision.alineacion.por_clase.items()
            ],
            efectos=list_efectos(revision),
            supuesto=SUPUESTO,
            alternativas=list_alternativas(revision),
            causas=[_write_causa(c) for c in causas[:CAUSAS_MOSTRADAS]],
            mas=max(0, len(causas) - CAUSAS_MOSTRADAS),
            medidas=list_medidas(revision),
            archivo=propuesta.archivo,
            huella=propuesta.sha256[:16],
        )
    )


def build_resumen_consola(revision: Revision) -> str:
    """El mismo resumen en renglones de texto."""
    propuesta, cuentas = revision.propuesta, revision.cuentas
    renglones = [
        f"{revision.necesidad.municipio} {propuesta.ejercicio}: {format_obras(len(propuesta.obras))}, "
        f"{format_pesos(propuesta.total)} pesos",
        "  Hallazgos: que bloquean, {bloqueo:,}; por corregir, {corregir:,}; avisos, {aviso:,}".format(
            **cuentas
        ),
        "  A qué llega el dinero:",
    ]
    for clase, pesos in revision.alineacion.por_clase.items():
        renglones.append(
            f"    {clase:<36}{format_pesos(pesos):>20}  {write_parte_de(pesos, propuesta.total)}"
        )
    if revision.por_carencia:
        renglones.append("  Viviendas: carecen · atendidas · dejarían la carencia")
    for k, efecto in revision.por_carencia.items():
        renglones.append(f"    {NOMBRE_SUBCARENCIA[k]:<28}" + " · ".join(_write_efecto(efecto)))
    causas = group_causas(revision.hallazgos)
    renglones += ["  Qué corregir primero:"] if causas else []
    for causa in causas[:CAUSAS_MOSTRADAS]:
        que_pasa, que_hacer, cuantas, _ = _write_causa(causa)
        renglones.append(f"    {cuantas:>5}  {que_pasa} → {que_hacer}")
    if len(causas) > CAUSAS_MOSTRADAS:
        renglones.append(f"    … y {len(causas) - CAUSAS_MOSTRADAS:,} causas más")
    renglones += build_cumplimiento_consola(revision.cumplimiento)
    renglones += [f"  Al leer: {aviso}" for aviso in revision.avisos]
    return "\n".join(renglones)


def write_parte_de(parte: int, total: int) -> str:
    """Una parte como porcentaje; «sin dato» si no hay de qué."""
    return f"{float(Fraction(100 * parte, total)):.1f} %" if total else "sin dato"


def _write_efecto(efecto: Efecto) -> tuple[str, str, str, str]:
    carecen = "sin dato" if efecto.carecen is None else f"{efecto.carecen:,}"
    entre = f"{efecto.bajo:,}" if efecto.bajo == efecto.alto else f"{efecto.bajo:,} a {efecto.alto:,}"
    return carecen, f"{efecto.atendidas:,}", entre, efecto.veredicto


def write_solo(revision: Revision, subcarencia: str) -> str:
    """A lo más cuántas dejarían la carencia de servicios si en todas se resolviera sólo ese componente."""
    cotas = compute_salen_solo(revision.necesidad, subcarencia)
    return f"{cotas[1]:,}" if cotas else "sin dato"


def _write_causa(causa: GrupoHallazgos) -> tuple[str, str, str, str]:
    muestra = causa.muestra
    que_pasa = f"{muestra.que_pasa} ({muestra.leyenda})" if muestra.leyenda else muestra.que_pasa
    pesos = "" if causa.pesos is None else format_pesos(causa.pesos)
    return que_pasa, muestra.que_hacer, f"{causa.cuenta:,}", pesos


def list_efectos(revision: Revision) -> list[tuple[str, ...]]:
    """Por carencia: carecen, se atienden, la dejarían, veredicto y cuántas si sólo se resuelve ésa."""
    return [
        (NOMBRE_SUBCARENCIA[k], *_write_efecto(e), write_solo(revision, k))
        for k, e in revision.por_carencia.items()
    ]


def list_alternativas(revision: Revision) -> list[tuple[str, str, str, str, str]]:
    """Lo que falta atender: carencia, cuántas carecen y se atienden, con qué obras y dónde empezar."""
    return [
        (
            NOMBRE_SUBCARENCIA[a.subcarencia],
            f"{a.carecen:,}",
            f"{a.atendidas:,}",
            "; ".join(a.obras),
            "; ".join(f"{nombre} ({n:,} estimadas)" for _, nombre, n in a.lugares[:LUGARES_MOSTRADOS]),
        )
        for a in revision.alternativas
    ]


def list_medidas(revision: Revision) -> list[tuple[str, str, str, str]]:
    """Las reglas del ejercicio: cuál, cuánto da la propuesta, qué se espera y el resultado con su certeza."""
    return [
        (
            m.descripcion,
            write_parte(m),
            m.esperado,
            f"{m.resultado}{f': {m.razon}' if m.razon else ''}{f' ({m.leyenda})' if m.leyenda else ''}",
        )
        for m in revision.medidas
    ]
