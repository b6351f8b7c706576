"""Dos corridas frente a frente: qué informes cambiaron, qué cifras y de cuánto a cuánto, y por qué."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fais_analysis.batch.corridas.historial import are_intactos
from fais_analysis.batch.corridas.manifiesto import BUENO, CorridaEnDisco, FichaInforme
from fais_analysis.batch.plan.entradas import MAPA
from fais_analysis.pages.lectura import CifraLeida, read_informe
from fais_analysis.procedencia.registro import INVERSION, INVERSION_ENTIDAD, PADRON

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
    PADRON: "las cuentas del padrón",
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


@dataclass(frozen=True)
class InformeEnCorrida:
    """Un informe en una de las dos corridas (``cual``); sin ficha si no está en ella."""

    cual: str
    carpeta: Path
    ficha: FichaInforme | None

    def find_buena(self) -> FichaInforme | None:
        """Su ficha, si salió bien."""
        return self.ficha if self.ficha is not None and self.ficha.estado == BUENO else None

    def describe_ausencia(self) -> str:
        """Por qué no se puede comparar; vacío si está y es bueno."""
        if self.ficha is None:
            return f"no está en {self.cual}"
        return "" if self.ficha.estado == BUENO else f"en {self.cual} quedó {self.ficha.estado}"

    def find_ruta(self) -> Path | None:
        """Su archivo, si sigue siendo el que se publicó."""
        ficha = self.ficha
        if ficha is None or ficha.informe is None or ficha.sha256 is None:
            return None
        return (
            self.carpeta / ficha.informe
            if are_intactos({ficha.informe: ficha.sha256}, self.carpeta)
            else None
        )


def compare_corridas(antes: CorridaEnDisco, despues: CorridaEnDisco) -> list[InformeComparado]:
    """Cada informe que está en alguna de las dos corridas, en orden de clave."""
    unas, otras = ({f.clave: f for f in c.manifiesto.informes} for c in (antes, despues))
    return [
        compare_informe(
            InformeEnCorrida("la primera", antes.carpeta, unas.get(clave)),
            InformeEnCorrida("la segunda", despues.carpeta, otras.get(clave)),
        )
        for clave in sorted({*unas, *otras})
    ]


def compare_informe(antes: InformeEnCorrida, despues: InformeEnCorrida) -> InformeComparado:
    """Un informe en las dos corridas; sin leer los archivos si su huella es la misma."""
    una, otra = antes.find_buena(), despues.find_buena()
    if una is None or otra is None:
        return build_incomparable(antes, despues)
    motivos = compare_vigencias(una, otra)
    if una.sha256 == otra.sha256:
        return InformeComparado(otra.clave, otra.nombre, True, motivos)
    rutas = [lado.find_ruta() for lado in (antes, despues)]
    notas = [
        f"en {lado.cual}, el archivo no es el que se publicó"
        for lado, ruta in zip((antes, despues), rutas, strict=True)
        if ruta is None
    ]
    cifras: tuple[CifraCambiada, ...] = ()
    if not notas:
        cifras = compare_cifras(*(read_cifras(ruta) for ruta in rutas if ruta is not None))
    return InformeComparado(otra.clave, otra.nombre, False, motivos, cifras, "".join(notas[-1:]))


def build_incomparable(antes: InformeEnCorrida, despues: InformeEnCorrida) -> InformeComparado:
    """Un informe que falta o no es bueno en alguna de las dos corridas, y por qué no se compara."""
    conocida = despues.ficha or antes.ficha
    estados = {lado.ficha.estado if lado.ficha else "" for lado in (antes, despues)}
    nota = antes.describe_ausencia() or despues.describe_ausencia()
    clave, nombre = (conocida.clave, conocida.nombre) if conocida else ("", "")
    return InformeComparado(clave, nombre, len(estados) == 1, {}, nota=nota)


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
        conocida = otra or una
        if conocida is not None and (una is None or otra is None or una.valor != otra.valor):
            lugar = str(conocida.lugar)
            valores = [c.valor if c else NO_ESTA for c in (una, otra)]
            textos = [" ".join(c.texto.split()) if c else NO_ESTA for c in (una, otra)]
            cambiadas.append(CifraCambiada(procedencia, lugar, *valores, *textos))
    return tuple(cambiadas)
