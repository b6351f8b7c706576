"""El informe trimestral listo para capturarse en el SRFT, con una autorrevisión antes de enviarlo.

Los nombres de las columnas son los de los archivos publicados; no están cotejados con el diccionario oficial.
"""

from collections.abc import Iterator, Mapping, Sequence

from fais_analysis.obras.avance import AvanceObra
from fais_analysis.obras.modelo import Obra, Propuesta, format_pesos, sum_fuentes
from fais_analysis.schemas.avances import CORTE_DEFINITIVO, MOMENTOS

ROTULO_AUTORREVISION = "Autorrevisión nuestra: no es el índice de calidad de la SHCP."
PP_DE_FUENTE = {"FISE": "3", "FISMDF": "4"}
COLUMNAS_DESTINO: tuple[str, ...] = (
    *("FOLIO", "CICLO", "TRIMESTRE", "MONTO_GLOBAL_APROBADO", "ID_ENTIDAD_FEDERATIVA"),
    *("ID_MUNICIPIO_RESPONSABLE", "TIPO_PROGRAMA_PROYECTO", "NOMBRE", "CLASIFICACION", "FECHA_INICIO"),
    *("FECHA_TERMINO", "POBLACION_BENEFICIADA", "INSTITUCION_EJECUTORA"),
    *(f"MONTO_{m.upper()}" for m in MOMENTOS),
    *("METAS", "AVANCES_FISICOS", "ESTATUS"),
)
COLUMNAS_FUENTES = ("FOLIO", "CICLO_RECURSO", "ID_RAMO", "ID_MODALIDAD", "ID_PP", "MONTO_MODIFICADO")


def build_destino(
    propuesta: Propuesta, avances: Sequence[AvanceObra], corte: int, municipio: str
) -> list[list[str]]:
    """El destino del gasto de un corte: encabezado y una fila por obra; sin dato, vacío y nunca cero."""
    por_folio = {a.folio: a for a in avances if a.corte == corte}
    filas = [list(COLUMNAS_DESTINO)]
    for obra in sorted(propuesta.obras, key=lambda o: o.llave):
        avance = por_folio.get(obra.folio, AvanceObra(obra.folio, corte))
        fila = _build_fila(obra, avance, propuesta, municipio)
        filas.append([fila[c] for c in COLUMNAS_DESTINO])
    return filas


def build_fuentes(propuesta: Propuesta) -> list[list[str]]:
    """Las fuentes del Ramo 33 de cada obra: encabezado y una fila por obra y fondo."""
    filas = [list(COLUMNAS_FUENTES)]
    for obra in sorted(propuesta.obras, key=lambda o: o.llave):
        for fuente, centavos in sum_fuentes([obra]).items():
            if fuente in PP_DE_FUENTE:
                ciclo, pesos = str(propuesta.ejercicio), _write_pesos(centavos)
                filas.append([obra.folio_mids or obra.folio, ciclo, "33", "I", PP_DE_FUENTE[fuente], pesos])
    return filas


def find_fallas_informe(propuesta: Propuesta, avances: Sequence[AvanceObra], corte: int) -> list[str]:
    """Lo que le falta al informe de un corte para poder enviarse, obra por obra; vacía si nada."""
    por_folio = {a.folio: a for a in avances if a.corte == corte}
    return [
        f"{obra.folio}: {falta}"
        for obra in sorted(propuesta.obras, key=lambda o: o.llave)
        for falta in _list_faltas(obra, por_folio.get(obra.folio), corte)
    ]


def _list_faltas(obra: Obra, avance: AvanceObra | None, corte: int) -> Iterator[str]:
    if not obra.folio_mids:
        yield "sin folio de la MIDS (por verificar)"
    if obra.inicio is None or obra.termino is None:
        yield "sin fecha de inicio o de término"
    if obra.metas.personas is None:
        yield "sin población beneficiada"
    if obra.metas.meta is None or not obra.metas.unidad:
        yield "sin meta o sin su unidad"
    if avance is None:
        yield f"sin avance del corte {corte}"
        return
    if avance.fisico_pct is None:
        yield "sin avance físico"
    faltan = [m for m in MOMENTOS if m not in avance.momentos]
    if faltan:
        yield f"sin lo {', '.join(faltan)}"
    if corte == CORTE_DEFINITIVO and avance.momentos.get("pagado") not in (None, obra.total):
        pagado = format_pesos(avance.momentos["pagado"])
        yield f"definitivo con {pagado} pagados de {format_pesos(obra.total)}"


def _build_fila(obra: Obra, avance: AvanceObra, propuesta: Propuesta, municipio: str) -> Mapping[str, str]:
    metas, catalogo = obra.metas, obra.catalogo
    return {
        "FOLIO": obra.folio_mids or obra.folio,
        "CICLO": str(propuesta.ejercicio),
        "TRIMESTRE": str(avance.corte),
        "MONTO_GLOBAL_APROBADO": _write_pesos(obra.total),
        "ID_ENTIDAD_FEDERATIVA": propuesta.clave_municipio[:2],
        "ID_MUNICIPIO_RESPONSABLE": propuesta.clave_municipio[2:].lstrip("0"),
        "TIPO_PROGRAMA_PROYECTO": catalogo.subclasificacion if catalogo else "",
        "NOMBRE": obra.nombre,
        "CLASIFICACION": catalogo.rubro if catalogo else "",
        "FECHA_INICIO": obra.inicio.isoformat() if obra.inicio else "",
        "FECHA_TERMINO": obra.termino.isoformat() if obra.termino else "",
        "POBLACION_BENEFICIADA": "" if metas.personas is None else str(metas.personas),
        "INSTITUCION_EJECUTORA": f"Municipio de {municipio}",
        **{f"MONTO_{m.upper()}": _write_pesos(avance.momentos.get(m)) for m in MOMENTOS},
        "METAS": "" if metas.meta is None else f"{metas.meta:f} {metas.unidad}".strip(),
        "AVANCES_FISICOS": "" if avance.fisico_pct is None else f"{avance.fisico_pct:f}",
        "ESTATUS": _write_estatus(avance),
    }


def _write_estatus(avance: AvanceObra) -> str:
    """Vacío es sin dato: de una obra sin avance físico no se sabe si empezó."""
    if avance.fisico_pct is None:
        return ""
    return "Terminado" if avance.fisico_pct == 100 else "En ejecución"


def _write_pesos(centavos: int | None) -> str:
    return "" if centavos is None else f"{centavos // 100}.{centavos % 100:02d}"
