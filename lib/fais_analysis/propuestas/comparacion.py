"""Qué cambió entre dos versiones de una propuesta: obras, pesos que se movieron, viviendas y hallazgos."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook

from fais_analysis.errors import ParametroError
from fais_analysis.loaders.libros.plantilla import Formatos, build_libro
from fais_analysis.obras.alineacion import classify_obra
from fais_analysis.obras.comparacion import Pareja, match_versiones
from fais_analysis.obras.modelo import Hallazgo, Obra, format_pesos
from fais_analysis.obras.necesidad import NOMBRE_SUBCARENCIA
from fais_analysis.propuestas.bitacora import append_asiento, get_ultima, is_repetido
from fais_analysis.propuestas.contexto import load_reconocedor
from fais_analysis.propuestas.cumplimiento import (
    Cumplimiento,
    build_cumplimiento_consola,
    check_acuerdos,
)
from fais_analysis.propuestas.paginas import Celda, Paginas, build_pesos
from fais_analysis.propuestas.registros import COMPARACIONES, ComparacionHecha
from fais_analysis.propuestas.revision import Revision
from fais_analysis.sources.huella import compute_sha256


@dataclass(frozen=True)
class Comparacion:
    """Dos revisiones del mismo municipio y ejercicio, casadas obra por obra.

    ``resueltos``, ``nuevos`` y ``repetidos`` son hallazgos por su huella: reordenar no los cambia.
    ``cumplimiento`` es qué fue de lo acordado entre las dos.
    """

    inicial: Revision
    modificada: Revision
    parejas: tuple[Pareja, ...]
    resueltos: tuple[Hallazgo, ...]
    nuevos: tuple[Hallazgo, ...]
    repetidos: tuple[Hallazgo, ...]
    cumplimiento: tuple[Cumplimiento, ...] = ()


def compare_revisiones(inicial: Revision, modificada: Revision) -> Comparacion:
    """Casa las obras y separa los hallazgos de dos versiones.

    Raises
    ------
    ParametroError
        Si son de municipios o ejercicios distintos.
    """
    check_misma(inicial, modificada)
    una, otra = inicial.propuesta, modificada.propuesta
    parejas = match_versiones(una.obras, otra.obras, load_reconocedor(una.ejercicio).palabras)
    nombres = _name_folios(parejas)
    antes = {_key(h, nombres): h for h in inicial.hallazgos}
    despues = {_key(h, {}): h for h in modificada.hallazgos}
    return Comparacion(
        inicial,
        modificada,
        tuple(parejas),
        tuple(h for k, h in antes.items() if k not in despues),
        tuple(h for k, h in despues.items() if k not in antes),
        tuple(h for k, h in despues.items() if k in antes),
        tuple(
            check_acuerdos(
                [c.acuerdo for c in modificada.cumplimiento], otra.obras, _index_sucesoras(parejas)
            )
        ),
    )


def check_misma(inicial: Revision, modificada: Revision) -> None:
    """Que dos versiones sean del mismo municipio y ejercicio.

    Raises
    ------
    ParametroError
        Si no.
    """
    una, otra = inicial.propuesta, modificada.propuesta
    if (una.clave_municipio, una.ejercicio) != (otra.clave_municipio, otra.ejercicio):
        raise ParametroError(
            "Las dos versiones no son de la misma propuesta.",
            donde=f"{una.archivo} y {otra.archivo}",
            esperado="el mismo municipio y el mismo ejercicio",
            encontrado=f"{una.clave_municipio} {una.ejercicio} y {otra.clave_municipio} {otra.ejercicio}",
            que_hacer="elija dos versiones de la misma propuesta",
        )


def note_comparacion(carpeta: Path, comparacion: Comparacion, libro: Path, momento: datetime) -> None:
    """Registra qué dos versiones se compararon y la huella del libro; repetir la última no agrega otra.

    Raises
    ------
    PropuestaError
        Si el registro se alteró.
    """
    una, otra = comparacion.inicial.propuesta, comparacion.modificada.propuesta

    def build(hechas: Sequence[ComparacionHecha]) -> ComparacionHecha | None:
        llave = (otra.clave_municipio, otra.ejercicio)
        propias = [h for h in hechas if (h.clave_municipio, h.ejercicio) == llave]
        nueva = ComparacionHecha(
            hecha_en=momento.isoformat(timespec="seconds"),
            clave_municipio=otra.clave_municipio,
            ejercicio=otra.ejercicio,
            inicial=una.contenido,
            modificada=otra.contenido,
            sha256=compute_sha256(libro),
            anterior=get_ultima(hechas),
        )
        return None if is_repetido(nueva, propias[-1] if propias else None, "hecha_en") else nueva

    append_asiento(carpeta / COMPARACIONES, ComparacionHecha, build)


def build_comparacion_consola(comparacion: Comparacion) -> str:
    """Lo que cambió, en renglones."""
    una, otra = comparacion.inicial, comparacion.modificada
    clases = Counter(p.clase for p in comparacion.parejas)
    cabeza = f"{una.necesidad.municipio} {una.propuesta.ejercicio}: "
    renglones = [cabeza + ", ".join(f"{clase} {n:,}" for clase, n in sorted(clases.items()))]
    renglones.append("  Pesos                                           antes             después")
    for clase, antes in una.alineacion.por_clase.items():
        despues = otra.alineacion.por_clase[clase]
        renglones.append(f"    {clase:<34}{format_pesos(antes):>19}{format_pesos(despues):>20}")
    renglones.append("  Viviendas que, a lo más, dejarían la carencia")
    for k in sorted({*una.por_carencia, *otra.por_carencia}):
        pares = [r.por_carencia[k].alto if k in r.por_carencia else 0 for r in (una, otra)]
        renglones.append(f"    {NOMBRE_SUBCARENCIA[k]:<34}{pares[0]:>19,}{pares[1]:>20,}")
    hallazgos = (comparacion.resueltos, comparacion.nuevos, comparacion.repetidos)
    resueltos, nuevos, repetidos = (len(h) for h in hallazgos)
    renglones.append(
        f"  Hallazgos resueltos: {resueltos:,}; nuevos: {nuevos:,}; que se repiten: {repetidos:,}"
    )
    return "\n".join([*renglones, *build_cumplimiento_consola(comparacion.cumplimiento)])


def build_libro_comparacion(comparacion: Comparacion) -> bytes:
    """El .xlsx de la comparación, obra por obra; los mismos bytes para lo mismo."""

    def escribir(libro: Workbook, formatos: Formatos) -> None:
        paginas = Paginas(libro)
        paginas.add("Obras", _list_parejas(comparacion), (16, 44, 44, 18, 18, 18, 30, 30))
        paginas.add("Hallazgos", _list_hallazgos(comparacion), (14, 50, 46, 30, 18, 18))
        if comparacion.cumplimiento:
            acordado = _list_cumplimiento(comparacion.cumplimiento)
            paginas.add("Acuerdos", acordado, (14, 44, 16, 18, 50, 16, 50))
        notas: list[list[Celda]] = [["resumen"]]
        paginas.add(
            "Resumen", [*notas, *([t] for t in build_comparacion_consola(comparacion).splitlines())], (100,)
        )

    return build_libro(f"Comparación: {comparacion.inicial.necesidad.municipio}", escribir)


def _list_parejas(comparacion: Comparacion) -> list[list[Celda]]:
    cabeza: list[Celda] = [
        "clase",
        "inicial",
        "modificada",
        "pesos inicial",
        "pesos modificada",
        "diferencia",
    ]
    filas = [[*cabeza, "antes llegaba a", "ahora llega a"]]
    for pareja in comparacion.parejas:
        antes, despues = (sum(o.total for o in lado) for lado in (pareja.iniciales, pareja.modificadas))
        filas.append(
            [
                pareja.clase,
                _join_nombres(pareja.iniciales),
                _join_nombres(pareja.modificadas),
                build_pesos(antes),
                build_pesos(despues),
                build_pesos(pareja.diferencia),
                "; ".join(dict.fromkeys(classify_obra(o) for o in pareja.iniciales)),
                "; ".join(dict.fromkeys(classify_obra(o) for o in pareja.modificadas)),
            ]
        )
    return filas


def _join_nombres(obras: tuple[Obra, ...]) -> str:
    return " + ".join(o.nombre for o in obras)


def _list_hallazgos(comparacion: Comparacion) -> list[list[Celda]]:
    filas: list[list[Celda]] = [["situación", "qué pasa", "qué hacer", "se encontró", "pesos", "regla"]]
    grupos = (
        ("se repite", comparacion.repetidos),
        ("nuevo", comparacion.nuevos),
        ("resuelto", comparacion.resueltos),
    )
    for situacion, hallazgos in grupos:
        for h in hallazgos:
            filas.append([situacion, h.que_pasa, h.que_hacer, h.encontrado, build_pesos(h.pesos), h.regla])
    return filas


def _list_cumplimiento(hechos: Sequence[Cumplimiento]) -> list[list[Celda]]:
    cabeza: list[Celda] = ["ámbito", "de qué", "acuerdo", "pesos acordados", "nota", "resultado", "por qué"]
    filas = [cabeza]
    for c in hechos:
        a = c.acuerdo
        filas.append(
            [a.ambito, a.que, a.decision, build_pesos(a.monto_centavos), a.nota, c.resultado, c.razon]
        )
    return filas


def _index_sucesoras(parejas: Sequence[Pareja]) -> dict[str, list[str]]:
    """De cada folio inicial a los de todas las obras en que quedó."""
    return {una.folio: [o.folio for o in p.modificadas] for p in parejas for una in p.iniciales}


def _name_folios(parejas: list[Pareja]) -> dict[str, str]:
    """De cada folio inicial al de su obra en la modificada: así se sabe qué error se repite."""
    return {
        una.folio: pareja.modificadas[0].folio
        for pareja in parejas
        for una in pareja.iniciales
        if pareja.modificadas
    }


def _key(hallazgo: Hallazgo, folios: dict[str, str]) -> tuple[str, str, str]:
    propio = folios.get(hallazgo.folio, hallazgo.folio)
    return hallazgo.regla, propio or hallazgo.causa, hallazgo.columna
