"""Lo que captura una persona —libro de inversión, directorio y tabla propia— en cada forma en que se guarda."""

import csv
import io
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fais_analysis import read_tabla_propia
from fais_analysis.delivery.directorio import COLUMNAS as COLUMNAS_DIRECTORIO
from fais_analysis.delivery.directorio import read_directorio, select_contactos
from fais_analysis.delivery.sospechas import find_ajeno
from fais_analysis.loaders.inversion_revision import review_libro
from fais_analysis.schemas.inversion import COLUMNAS_CAPTURA, OBLIGATORIAS
from fais_analysis.sources.catalogo_obras import read_catalogo_obras
from tests.loaders.libros.hostiles import (
    HojaXml,
    TablaOds,
    build_filas_ods,
    build_ods,
    build_tabla,
    build_xlsx,
)

Rejilla = list[list[object]]
MUNICIPIOS = {"10014": "Mezquital", "10021": "Peñón Blanco", "10033": "Súchil", "10005": "Durango"}
LOCALIDADES = frozenset(f"{clave}0001" for clave in MUNICIPIOS)
CATALOGO = read_catalogo_obras()
COLUMNAS_LIBRO = [c.nombre for c in COLUMNAS_CAPTURA]
CIFRAS_LIBRO = (
    "ejercicio",
    "cantidad",
    "monto_mxn",
    "meta",
    "viviendas",
    "beneficiarios_h",
    "beneficiarios_m",
)
TITULOS = ["Clave", "municipio", "casas", "gasto"]


@dataclass(frozen=True)
class Lectura:
    """Lo que se entendió de un archivo, lo que se pidió verificar y lo que se rechazó."""

    dice: object
    avisos: frozenset[str] = frozenset()
    problemas: tuple[str, ...] = ()


@dataclass(frozen=True)
class Capturado:
    """Un libro bueno en una de sus formas: la rejilla, dónde va cada cosa y cómo se lee."""

    id: str
    tipo: str
    extension: str
    hoja: str
    rejilla: Rejilla
    clave: int
    cifras: tuple[int, ...]
    debidas: tuple[int, ...]
    leer: Callable[[Path], Lectura]

    def write(
        self,
        rejilla: Rejilla,
        celdas: Mapping[str, str] | None = None,
        otras: Sequence[HojaXml] = (),
        formatos: Sequence[str] = (),
        **rarezas: object,
    ) -> bytes:
        """Los octetos del archivo; lo demás sólo vale en un .xlsx: celdas a mano, otras hojas antes y rarezas."""
        if self.extension == ".csv":
            salida = io.StringIO()
            csv.writer(salida, lineterminator="\r\n").writerows([map(_as_texto, f) for f in rejilla])
            return salida.getvalue().encode()
        if self.extension == ".ods":
            return build_ods([TablaOds(build_filas_ods(rejilla), self.hoja)])
        hoja = HojaXml({**build_tabla(rejilla), **(celdas or {})}, self.hoja, **rarezas)
        return build_xlsx([*otras, hoja], formatos=formatos)


def _as_texto(valor: object) -> str:
    return "" if valor is None else str(valor)


def list_capturados() -> list[Capturado]:
    """Los tres libros en cada forma; el .ods de la tabla propia se lee con las mismas piezas que el del libro."""
    formas = [("libro", e) for e in (".xlsx", ".csv", ".ods")]
    formas += [("directorio", e) for e in (".xlsx", ".csv", ".ods")]
    formas += [("tabla_propia", e) for e in (".xlsx", ".csv")]
    return [CONSTRUCTORES[tipo](extension) for tipo, extension in formas]


def _build_libro(extension: str) -> Capturado:
    filas = [_build_obra(n, clave) for n, clave in enumerate([*MUNICIPIOS, *MUNICIPIOS])]
    filas += [
        fila | {"fuente_recurso": "Municipal", "monto_mxn": 97_113.95 + n} for n, fila in enumerate(filas[:3])
    ]
    lugar = COLUMNAS_LIBRO.index
    return Capturado(
        f"libro{extension}", "libro", extension, "Obras",
        [COLUMNAS_LIBRO, *([f.get(c) for c in COLUMNAS_LIBRO] for f in filas)],
        lugar("clave_municipio"), tuple(map(lugar, CIFRAS_LIBRO)), tuple(map(lugar, OBLIGATORIAS)), read_libro,
    )  # fmt: skip


def _build_obra(n: int, clave: str) -> dict[str, object]:
    viviendas = 28 + 3 * n
    return {
        "folio_obra": f"SEB-2018-{clave[2:]}-A{n:03d}", "ejercicio": 2018, "clave_municipio": clave,
        "clave_localidad": f"{clave}0001", "nombre_obra": f"Red de agua potable, tramo {n}",
        "rubro": "Agua y saneamiento", "subclasificacion": "Red o sistema de agua potable (agua entubada)",
        "modalidad": "Ampliación", "incidencia": "directa", "tipo_conteo": "proyecto", "cantidad": 1,
        "fuente_recurso": "FISMDF", "monto_mxn": 226_599.23 + 1_000 * n, "unidad_medida": "metro",
        "meta": 359 + 7 * n, "viviendas": viviendas, "beneficiarios_h": 2 * viviendas - 3,
        "beneficiarios_m": 2 * viviendas + 1, "via_focalizacion": "zap_rural", "estatus": "concluida",
    }  # fmt: skip


def read_libro(ruta: Path) -> Lectura:
    """El libro de inversión, como lo lee ``fais inversion revisar``."""
    revision = review_libro(ruta, frozenset(MUNICIPIOS), CATALOGO, LOCALIDADES)
    for problema in revision.problemas:
        assert all((problema.encontrado, problema.esperado, problema.que_hacer)), problema
    dice = None if revision.tabla is None else sorted(map(tuple, revision.tabla.astype("str").to_numpy()))
    return Lectura(dice, frozenset(map(str, revision.advertencias)), tuple(map(str, revision.problemas)))


def _build_directorio(extension: str) -> Capturado:
    filas = [
        [clave, nombre, "presidencia", "Presidenta municipal", f"Persona de Ejemplo {n}",
         f"presidencia@{CORREOS[clave]}.example", "html", "2025-09-01", "2099-08-31"]
        for n, (clave, nombre) in enumerate(MUNICIPIOS.items())
    ]  # fmt: skip
    return Capturado(
        f"directorio{extension}", "directorio", extension, "Directorio", [list(COLUMNAS_DIRECTORIO), *filas],
        0, (0, 7, 8), (0, 1, 2, 3, 4, 5), read_destinos,
    )  # fmt: skip


CORREOS = {"10014": "mezquital", "10021": "penonblanco", "10033": "suchil", "10005": "durango-capital"}


def read_destinos(ruta: Path) -> Lectura:
    """A quién se escribiría en cada municipio, y lo que ``aprobar`` pediría confirmar."""
    directorio = read_directorio(ruta)
    elegidos = select_contactos(directorio, MUNICIPIOS, date(2026, 1, 15), ["presidencia"])
    contactos = {clave: s.contactos for clave, s in elegidos.items() if s.contactos}
    ajenos = {
        f"{clave} escribe a {ajeno}"
        for clave, suyos in contactos.items()
        for c in suyos
        if (ajeno := find_ajeno(c.correo, clave, MUNICIPIOS, "Durango"))
    }
    dice = {
        clave: [(c.nombre, c.cargo, c.correo, c.formato, c.desde, c.hasta) for c in suyos]
        for clave, suyos in contactos.items()
    }
    problemas = tuple(s.problema for s in elegidos.values() if s.problema)
    return Lectura(dice, frozenset(directorio.advertencias) | ajenos, problemas)


def _build_propia(extension: str) -> Capturado:
    filas = [[clave, nombre, 5 + 2 * n, 1_234.5 + n] for n, (clave, nombre) in enumerate(MUNICIPIOS.items())]
    return Capturado(
        f"tabla_propia{extension}", "tabla_propia", extension, "Hoja1", [TITULOS, *filas],
        0, (2, 3), (0,), read_propia,
    )  # fmt: skip


def read_propia(ruta: Path) -> Lectura:
    """La tabla del analista; sus columnas de siempre, aunque traiga otras."""
    with warnings.catch_warnings(record=True) as dichas:
        warnings.simplefilter("always")
        tabla = read_tabla_propia(ruta, "Clave")
    columnas = ["clave_municipio", *TITULOS[1:]]
    faltan = [c for c in columnas if c not in tabla]
    dice = faltan or tabla[columnas].astype("str").to_numpy().tolist()
    return Lectura(dice, frozenset(str(d.message) for d in dichas))


CONSTRUCTORES: Mapping[str, Callable[[str], Capturado]] = {
    "libro": _build_libro,
    "directorio": _build_directorio,
    "tabla_propia": _build_propia,
}
