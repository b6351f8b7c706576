"""Quién falta y a quién llamar primero: las propuestas de un ejercicio en una tabla."""

from collections.abc import Sequence

from fais_analysis.claves import check_clave_entidad
from fais_analysis.obras.modelo import format_pesos
from fais_analysis.propuestas.acuses import Acuse, list_ultimos
from fais_analysis.propuestas.contexto import load_municipios
from fais_analysis.propuestas.resumen import write_parte_de


def build_estado(acuses: Sequence[Acuse], ejercicio: int, clave_entidad: str) -> str:
    """Una fila por municipio: primero quien no ha enviado; luego, quien tiene más que lo bloquea.

    Raises
    ------
    ClaveError
        Si la clave no es de una entidad.
    """
    check_clave_entidad(clave_entidad)
    nombres = {c: n for c, n in load_municipios().items() if c.startswith(clave_entidad)}
    ultimos = list_ultimos(acuses, ejercicio)
    faltan = sorted(set(nombres) - set(ultimos))
    recibidas = sorted(
        (ultimos[c] for c in nombres if c in ultimos),
        key=lambda a: (-a.bloqueos, -a.por_corregir, a.clave_municipio),
    )
    renglones = [f"Propuestas {ejercicio}: {len(recibidas)} de {len(nombres)} municipios"]
    for clave in faltan:
        renglones.append(f"  {clave} {nombres[clave]:<28} no ha enviado")
    for acuse in recibidas:
        llega = write_parte_de(acuse.prioritario_centavos, acuse.total_centavos)
        renglones.append(
            f"  {acuse.clave_municipio} {nombres[acuse.clave_municipio]:<28} v{acuse.version}  "
            f"{acuse.bloqueos:,} bloquean, {acuse.por_corregir:,} por corregir, "
            f"{format_pesos(acuse.total_centavos)} pesos, {llega} llega a la vivienda"
        )
    return "\n".join(renglones)
