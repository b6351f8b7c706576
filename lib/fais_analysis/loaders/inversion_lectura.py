"""De la hoja cruda a los renglones del libro de inversión: qué se entiende, qué no y qué se salta."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from fais_analysis.loaders.inversion_entendido import Entendido, check_totales, find_total, is_total
from fais_analysis.loaders.inversion_lugares import build_lector_municipio, find_localidad, name_claves
from fais_analysis.loaders.inversion_renglon import RenglonInversion
from fais_analysis.loaders.libros.columnas import Lector, build_lectores
from fais_analysis.loaders.libros.hoja import HojaCruda
from fais_analysis.loaders.libros.problemas import Advertencia, Problema
from fais_analysis.loaders.libros.renglones import parse_celdas
from fais_analysis.loaders.libros.valores import is_vacio, normalize_texto
from fais_analysis.nombres import fold_texto
from fais_analysis.schemas.inversion import FORMATO

LECTORES = build_lectores(FORMATO)
QUE_ESCRIBIR = {
    "monto_mxn": "escriba el monto de esta fuente o quite el renglón",
    "clave_municipio": "copie la clave del catálogo: fais municipios",
}
NOMBRE_AJENO = "El nombre del municipio no es el de su clave; se usó la clave, por verificar"


@dataclass
class LecturaLibro:
    """Los renglones de obras y lo que se dijo de ellos; los de totales no están."""

    renglones: list[RenglonInversion] = field(default_factory=list)
    problemas: list[Problema] = field(default_factory=list)
    advertencias: list[Advertencia] = field(default_factory=list)
    entendidas: list[Advertencia] = field(default_factory=list)


def read_renglones(
    hoja: HojaCruda, municipios: Collection[str], localidades: Collection[str]
) -> LecturaLibro:
    """Lee cada renglón de la hoja.

    Si se dan con su nombre, municipios y localidades también se leen por él cuando no hay duda.
    """
    nombres = {**name_claves(localidades), **name_claves(municipios)}
    entendido, lectura = Entendido(), LecturaLibro()
    lectores = {
        **LECTORES,
        "clave_municipio": build_lector_municipio(name_claves(municipios), hoja.filas),
    }
    totales = {n: find_total(crudo) for n, crudo in hoja.filas if is_total(crudo)}
    for numero, crudo in hoja.filas:
        if numero in totales:
            continue
        renglon, problemas = _parse_renglon(numero, crudo, lectores, nombres)
        lectura.renglones.append(renglon)
        lectura.problemas += problemas
        entendido.add_lecturas(renglon, crudo, nombres)
    lectura.problemas += [p for p in hoja.problemas if p.renglon not in totales]
    saltados, no_cuadran = check_totales(totales, lectura.renglones)
    lectura.advertencias += [
        *hoja.advertencias,
        *no_cuadran,
        *_check_nombres(hoja, lectura.renglones, nombres),
    ]
    lectura.entendidas += [*hoja.entendidas, *saltados, *entendido.list_lecturas()]
    return lectura


def _parse_renglon(
    numero: int, crudo: Mapping[str, object], lectores: Mapping[str, Lector], nombres: Mapping[str, str]
) -> tuple[RenglonInversion, list[Problema]]:
    valores, problemas = parse_celdas(numero, crudo, FORMATO, lectores, QUE_ESCRIBIR)
    municipio = str(valores.get("clave_municipio", ""))
    if municipio and "clave_localidad" not in valores and not is_vacio(crudo.get("clave_localidad")):
        clave = find_localidad(crudo["clave_localidad"], municipio, nombres)
        if clave:
            valores["clave_localidad"] = clave
            problemas = [p for p in problemas if p.columna != "clave_localidad"]
        else:
            problemas = [_guide_localidad(p, municipio) for p in problemas]
    if _is_marca_si(crudo.get("es_demostracion")):
        valores["es_demostracion"] = True
    return RenglonInversion(numero, valores), problemas


def _guide_localidad(problema: Problema, municipio: str) -> Problema:
    guia = problema.que_hacer.replace("CLAVE_MUNICIPIO", municipio)
    return replace(problema, que_hacer=guia) if problema.columna == "clave_localidad" else problema


def _check_nombres(
    hoja: HojaCruda, renglones: Collection[RenglonInversion], nombres: Mapping[str, str]
) -> list[Advertencia]:
    """Con la clave y el nombre en columnas aparte, que digan lo mismo."""
    escritos = {n: fila["municipio"] for n, fila in hoja.filas if isinstance(fila.get("municipio"), str)}
    ajenos = tuple(
        r.numero
        for r in renglones
        if (oficial := nombres.get(r.get_texto("clave_municipio")))
        and not is_vacio(escrito := escritos.get(r.numero))
        and fold_texto(str(escrito)) != fold_texto(oficial)
    )
    return [Advertencia(NOMBRE_AJENO, ajenos)] if ajenos else []


def _is_marca_si(valor: object) -> bool:
    return not is_vacio(valor) and normalize_texto(str(valor)) not in ("no", "false", "falso", "0", "0.0")
