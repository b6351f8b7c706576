"""Dos corridas frente a frente: qué informes cambiaron, qué cifras y de cuánto a cuánto, y por qué."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fais_analysis.batch.corridas.historial import are_intactos
from fais_analysis.batch.corridas.manifiesto import BUENO, FichaInforme, Manifiesto
from fais_analysis.batch.plan.entradas import MAPA
from fais_analysis.pages.lectura import CifraLeida, read_informe
from fais_analysis.procedencia.registro import INVERSION, INVERSION_ENTIDAD

NO_ESTA = "(no está)"
DATO, METODO, REGLA = "dato", "método", "regla"
MOTIVOS = {
    "reglas": (REGLA, "las reglas o el catálogo de obras"),
    "cuadernos": (METODO, "los cuadernos"),
    "biblioteca": (METODO, "la biblioteca"),
    "versiones": (METODO, "las versiones de los paquetes"),
    "plantillas": ("presentación", "las plantillas o los estilos"),
    "parametros": ("parámetros", "lo que se pidió"),
}
ENTRADAS = {
    INVERSION: "sus obras en el libro de inversión",
    INVERSION_ENTIDAD: "las sumas de la entidad en el libro de inversión",
    MAPA: "los mapas",
}
ORDEN = (DATO, REGLA, METODO, "presentación", "parámetros")


@dataclass(frozen=True)
class CifraCambiada:
    """Una cifra que no es la misma: de dónde sale, dónde está, y su valor exacto y como se imprime."""

    procedencia: str
    lugar: str
    antes: str
    despues: str
    texto_antes: str
    texto_despues: str


@dataclass(frozen=True)
class InformeComparado:
    """Un informe en las dos corridas. ``motivos`` va de dato, método o regla a qué cambió; vacío = nada.

    ``nota`` dice lo que no se pudo comparar: falta en una, falló o su archivo cambió después de publicarse.
    """

    clave: str
    nombre: str
    es_igual: bool
    motivos: Mapping[str, tuple[str, ...]]
    cifras: tuple[CifraCambiada, ...] = ()
    nota: str = ""


def compare_corridas(
    antes: tuple[Path, Manifiesto], despues: tuple[Path, Manifiesto]
) -> list[InformeComparado]:
    """Cada informe que está en alguna de las dos corridas, en orden de clave."""
    fichas = [{f.clave: f for f in manifiesto.informes} for _, manifiesto in (antes, despues)]
    return [
        compare_informe((antes[0], fichas[0].get(clave)), (despues[0], fichas[1].get(clave)))
        for clave in sorted({*fichas[0], *fichas[1]})
    ]


def compare_informe(
    antes: tuple[Path, FichaInforme | None], despues: tuple[Path, FichaInforme | None]
) -> InformeComparado:
    """Un informe en las dos corridas; sin leer los archivos si su huella es la misma."""
    una, otra = antes[1], despues[1]
    conocida = otra or una
    nota = describe_ausencia(una, "la primera") or describe_ausencia(otra, "la segunda")
    if nota:
        es_igual = una is not None and otra is not None and una.estado == otra.estado
        return InformeComparado(conocida.clave, conocida.nombre, es_igual, {}, nota=nota)
    motivos = compare_vigencias(una, otra)
    if una.sha256 == otra.sha256:
        return InformeComparado(conocida.clave, conocida.nombre, True, motivos)
    cifras: tuple[CifraCambiada, ...] = ()
    for carpeta, ficha, cual in ((antes[0], una, "la primera"), (despues[0], otra, "la segunda")):
        if not are_intactos({ficha.informe: ficha.sha256}, carpeta):
            nota = f"en {cual}, el archivo no es el que se publicó"
    if not nota:
        cifras = compare_cifras(*(read_cifras(c / f.informe) for c, f in (antes, despues)))
    return InformeComparado(conocida.clave, conocida.nombre, False, motivos, cifras, nota)


def describe_ausencia(ficha: FichaInforme | None, cual: str) -> str:
    """Por qué un informe no se puede comparar; vacío si está y es bueno."""
    if ficha is None:
        return f"no está en {cual}"
    return "" if ficha.estado == BUENO else f"en {cual} quedó {ficha.estado}"


def compare_vigencias(una: FichaInforme, otra: FichaInforme) -> dict[str, tuple[str, ...]]:
    """Qué de lo que determina el informe cambió: dato, método, regla… y exactamente qué de cada uno."""
    motivos: dict[str, list[str]] = {}
    for entrada in sorted({*una.entradas, *otra.entradas}):
        if una.entradas.get(entrada) != otra.entradas.get(entrada):
            motivos.setdefault(DATO, []).append(ENTRADAS.get(entrada, entrada))
    for parte, (clase, nombre) in MOTIVOS.items():
        if una.partes.get(parte) != otra.partes.get(parte):
            motivos.setdefault(clase, []).append(nombre)
    return {clase: tuple(motivos[clase]) for clase in ORDEN if clase in motivos}


def read_cifras(ruta: Path) -> dict[str, CifraLeida]:
    """Las cifras con procedencia de un informe, por su procedencia; una repetida vale lo mismo."""
    informe = read_informe(ruta.read_text(encoding="utf-8"))
    cifras: dict[str, CifraLeida] = {}
    for cifra in informe.cifras:
        if cifra.procedencia:
            cifras.setdefault(cifra.procedencia, cifra)
    return cifras


def compare_cifras(
    antes: Mapping[str, CifraLeida], despues: Mapping[str, CifraLeida]
) -> tuple[CifraCambiada, ...]:
    """Las cifras cuyo valor cambió, aparecieron o desaparecieron, en el orden del informe nuevo."""
    cambiadas = []
    for procedencia in [*despues, *(p for p in antes if p not in despues)]:
        una, otra = antes.get(procedencia), despues.get(procedencia)
        if una is None or otra is None or una.valor != otra.valor:
            lugar = str((otra or una).lugar)
            valores = [c.valor if c else NO_ESTA for c in (una, otra)]
            textos = [" ".join(c.texto.split()) if c else NO_ESTA for c in (una, otra)]
            cambiadas.append(CifraCambiada(procedencia, lugar, *valores, *textos))
    return tuple(cambiadas)
