"""El avance de un convenio, de su libro a la curva, los hallazgos y los plazos: ``fais avance revisar``."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from fais_analysis.folios import normalize_folio
from fais_analysis.loaders.avances import LibroAvance, read_avance
from fais_analysis.loaders.libros.plantilla import Formatos, build_libro
from fais_analysis.obras.agrupado import index_nombres
from fais_analysis.obras.avance import AvanceObra, Plazo, PuntoCurva, build_curva, estimate_costo, list_plazos
from fais_analysis.obras.avance_hallazgos import list_hallazgos_avance
from fais_analysis.obras.modelo import Hallazgo, Propuesta, format_pesos
from fais_analysis.obras.reconocimiento import normalize_nombre
from fais_analysis.obras.srft import ROTULO_AUTORREVISION
from fais_analysis.propuestas.libro_hallazgos import ROTULO_GRAVEDAD
from fais_analysis.propuestas.paginas import Celda, Paginas, build_pesos
from fais_analysis.propuestas.registros import Visita
from fais_analysis.propuestas.revision import sort_hallazgos
from fais_analysis.schemas.avances import CORTE_DEFINITIVO, MOMENTOS
from fais_analysis.sources.huella import compute_sha256


@dataclass(frozen=True)
class RevisionAvance:
    """El avance leído contra su anexo: curva S, hallazgos y plazos de ley."""

    propuesta: Propuesta
    avances: tuple[AvanceObra, ...]
    curva: tuple[PuntoCurva, ...]
    hallazgos: tuple[Hallazgo, ...]
    plazos: tuple[Plazo, ...]
    sha256: str = ""
    avisos: tuple[str, ...] = ()


def review_avance(ruta: Path, propuesta: Propuesta) -> RevisionAvance:
    """Revisa un libro de avance contra la versión convenida.

    Raises
    ------
    PropuestaError
        Si el libro no se puede leer.
    """
    libro = read_avance(ruta)
    avances, dudas = _build_avances(libro, propuesta)
    hallazgos = [*dudas, *list_hallazgos_avance(propuesta.obras, avances, propuesta.ejercicio)]
    return RevisionAvance(
        propuesta,
        tuple(avances),
        tuple(build_curva(propuesta.obras, avances, propuesta.ejercicio)),
        sort_hallazgos(hallazgos),
        tuple(list_plazos(propuesta.ejercicio)),
        compute_sha256(ruta),
        tuple(str(a) for a in libro.advertencias),
    )


def build_avance_consola(revision: RevisionAvance, hoy: date) -> str:
    """La curva, los hallazgos y los plazos que siguen, en renglones."""
    renglones = ["Corte      Programado          Ganado            Real   SPI   CPI"]
    for p in revision.curva:
        pesos = "".join(f"{format_pesos(c):>16}" for c in (p.programado, p.ganado, p.real))
        notas = " (programa supuesto)" if p.es_supuesto else ""
        faltan = f" (sin dato: {p.sin_dato:,})" if p.sin_dato else ""
        renglones.append(
            f"{p.corte:>5}{pesos} {_write_indice(p.spi):>5} {_write_indice(p.cpi):>5}{notas}{faltan}"
        )
    nombres = index_nombres(revision.propuesta.obras)
    for h in revision.hallazgos[:20]:
        que_pasa = f"{h.que_pasa.rstrip('.')}: {h.encontrado}" if h.encontrado else h.que_pasa
        obra = _name_obra(h, nombres)
        renglones.append(f"  {ROTULO_GRAVEDAD[h.gravedad]}, {obra}: {que_pasa} → {h.que_hacer}")
    if len(revision.hallazgos) > 20:
        renglones.append(f"  … y {len(revision.hallazgos) - 20:,} más, en el libro")
    renglones += [f"  {aviso}" for aviso in revision.avisos]
    vienen = [p for p in revision.plazos if p.vence >= hoy]
    if vienen:
        renglones.append(f"  Sigue: {vienen[0].que}, {vienen[0].vence.isoformat()}")
    return "\n".join([*renglones, f"  {ROTULO_AUTORREVISION}"])


def _name_obra(hallazgo: Hallazgo, nombres: Mapping[str, str]) -> str:
    """La obra por su folio y su nombre: el anexo impreso no trae folios."""
    nombre = nombres.get(hallazgo.folio, "")[:40]
    return f"{hallazgo.folio} «{nombre}»" if nombre else hallazgo.folio or "el anexo"


def build_libro_avance(revision: RevisionAvance, visitas: Sequence[Visita] = ()) -> bytes:
    """El .xlsx del avance: curva S, hallazgos, obras, visitas y plazos; los mismos bytes para lo mismo."""

    def escribir(libro: Workbook, formatos: Formatos) -> None:
        paginas = Paginas(libro)
        paginas.add("Curva S", _list_curva(revision), (10, 20, 20, 20, 10, 10, 20, 16))
        paginas.add("Hallazgos", _list_hallazgos(revision), (40, 46, 46, 34, 12, 14, 18))
        paginas.add("Obras", _list_obras(revision), (40, 8, 12, *[18] * (len(MOMENTOS) + 1)))
        if visitas:
            paginas.add("Visitas", _list_visitas(revision, visitas), (40, 12, 20, 60, 30, 24))
        plazos: list[list[Celda]] = [["qué", "vence"]]
        plazos += [[p.que, p.vence.isoformat()] for p in revision.plazos]
        paginas.add("Plazos", plazos, (40, 16))

    return build_libro("Avance de obras", escribir)


def _build_avances(libro: LibroAvance, propuesta: Propuesta) -> tuple[list[AvanceObra], list[Hallazgo]]:
    por_nombre: dict[str, list[str]] = defaultdict(list)
    for obra in propuesta.obras:
        por_nombre[normalize_nombre(obra.nombre)].append(obra.folio)
    escritos = {normalize_folio(o.folio): o.folio for o in propuesta.obras}  # «pm-4» es «PM-4»
    avances: list[AvanceObra] = []
    dudas = [
        Hallazgo("LECTURA", "corregir", f"Se encontró {p.encontrado}.", p.que_hacer, renglon=p.renglon,
                 columna=p.columna, encontrado=p.encontrado, esperado=p.esperado, causa=p.columna)
        for p in libro.problemas
    ]  # fmt: skip
    for renglon, fila in libro.filas:
        corte, fisico = _parse_numero(fila.get("corte")), _parse_numero(fila.get("fisico_pct"))
        if corte is None or corte != int(corte) or not 1 <= corte <= CORTE_DEFINITIVO:
            dudas.append(_build_duda(renglon, "corte", fila.get("corte"), "un trimestre, de 1 a 5"))
            continue
        if fisico is None and fila.get("fisico_pct") is not None:
            dudas.append(_build_duda(renglon, "fisico_pct", fila["fisico_pct"], "un número de 0 a 100"))
        dicho, nombre = str(fila.get("folio", "")), str(fila.get("nombre_obra", ""))
        folio = escritos.get(normalize_folio(dicho), "")
        if not folio:
            suyos = por_nombre.get(normalize_nombre(nombre), [dicho or "sin folio"])
            if len(suyos) > 1:
                una = "una sola obra del anexo con ese nombre"
                dudas.append(_build_duda(renglon, "nombre_obra", nombre, una, "escriba el folio de la obra"))
                continue
            folio = suyos[0]
        avances.append(_build_avance(folio, int(corte), renglon, fisico, fila))
    fisicos = {renglon: str(fila.get("fisico_pct", "")) for renglon, fila in libro.filas}
    return avances, [*dudas, *_doubt_fracciones(avances, fisicos)]


def _doubt_fracciones(avances: Sequence[AvanceObra], escritos: Mapping[int, str]) -> list[Hallazgo]:
    """Lo que quizá venía de una celda con formato de por ciento: 0.5 es 50 % y 1 es 100 %.

    Lo escrito con su «%» no se duda. Si todas son fracciones, una sola duda, sin renglón.
    """
    con_avance = [a for a in avances if a.fisico_pct]
    dudosos = [a for a in con_avance if 0 < (a.fisico_pct or 0) <= 1 and "%" not in escritos[a.renglon]]
    esperado, que_hacer = (
        "por ciento, de 0 a 100, y no una fracción",
        "escriba 100 y no 1; si es 1, «1 %» en texto",
    )
    if dudosos and len(dudosos) == len(con_avance):
        mayor = max(a.fisico_pct or 0 for a in dudosos)
        return [_build_duda(0, "fisico_pct", mayor, esperado, que_hacer)]
    return [_build_duda(a.renglon, "fisico_pct", a.fisico_pct, esperado, que_hacer) for a in dudosos]


def _build_avance(
    folio: str, corte: int, renglon: int, fisico: Decimal | None, fila: dict[str, Any]
) -> AvanceObra:
    momentos = {m: int(fila[m]) for m in MOMENTOS if m in fila}
    acta = fila.get("acta")
    return AvanceObra(
        folio, corte, renglon, fisico, momentos, fila.get("fotos"), None if acta is None else acta == "sí"
    )


def _parse_numero(valor: object) -> Decimal | None:
    try:  # con coma no se adivina: «5,5» no es 55
        numero = Decimal(str(valor).replace("%", "").strip())
    except InvalidOperation:
        return None
    return numero if numero.is_finite() else None


def _build_duda(
    renglon: int, columna: str, valor: object, esperado: str, que_hacer: str = "corrija la celda"
) -> Hallazgo:
    encontrado = "" if valor is None else str(valor)[:40]
    return Hallazgo(
        "LECTURA", "corregir", f"No se entiende «{encontrado}».", que_hacer, renglon=renglon,
        columna=columna, encontrado=encontrado, esperado=esperado, causa=columna,
    )  # fmt: skip


def _write_indice(indice: Fraction | None) -> str:
    return "s/d" if indice is None else f"{float(indice):.2f}"


def _list_curva(revision: RevisionAvance) -> list[list[Celda]]:
    cabeza: list[Celda] = ["corte", "programado", "ganado", "real (devengado)", "SPI", "CPI", "programa"]
    filas = [[*cabeza, "obras sin dato"]]
    for p in revision.curva:
        pesos = [build_pesos(c) for c in (p.programado, p.ganado, p.real)]
        programa = "supuesto: recta" if p.es_supuesto else "de cada obra"
        filas.append([p.corte, *pesos, _write_indice(p.spi), _write_indice(p.cpi), programa, p.sin_dato])
    return filas


def _list_hallazgos(revision: RevisionAvance) -> list[list[Celda]]:
    nombres = index_nombres(revision.propuesta.obras)
    filas: list[list[Celda]] = [
        ["obra", "qué pasa", "qué hacer", "se encontró", "corte", "gravedad", "regla"]
    ]
    for h in revision.hallazgos:
        nombre = nombres.get(h.folio, h.folio or "el anexo")
        filas.append(
            [nombre, h.que_pasa, h.que_hacer, h.encontrado, h.columna, ROTULO_GRAVEDAD[h.gravedad], h.regla]
        )
    return filas


def _list_visitas(revision: RevisionAvance, visitas: Sequence[Visita]) -> list[list[Celda]]:
    nombres = index_nombres(revision.propuesta.obras)
    filas: list[list[Celda]] = [["obra", "fecha", "área", "qué se halló", "evidencia", "huella"]]
    for v in visitas:
        nombre = nombres.get(v.folio, v.folio)
        filas.append([nombre, v.fecha, v.area, v.hallazgo, v.evidencia, v.evidencia_sha256[:16]])
    return filas


def _list_obras(revision: RevisionAvance) -> list[list[Celda]]:
    obras = {o.folio: o for o in revision.propuesta.obras}
    filas: list[list[Celda]] = [["obra", "corte", "físico %", *MOMENTOS, "costo estimado (informa)"]]
    for a in revision.avances:
        obra = obras.get(a.folio)
        estimado = build_pesos(estimate_costo(obra, a)) if obra else None
        fisico = "sin dato" if a.fisico_pct is None else f"{a.fisico_pct:f}"
        montos = [build_pesos(a.momentos.get(m)) for m in MOMENTOS]
        filas.append([obra.nombre if obra else a.folio, a.corte, fisico, *montos, estimado])
    return filas
