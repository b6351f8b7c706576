"""Las entradas de cada informe: una huella por tabla, sólo de las filas que ese informe pudo usar.

De una tabla municipal entran las filas del municipio o, si el capítulo lo compara con su entidad (promedios,
familias, mapas), las de toda la entidad. Del libro de inversión entran las filas del municipio y, aparte, las
sumas de la entidad con que se compara: cambiar el nombre de una obra no toca a los demás; cambiar un monto,
sí, porque mueve los pesos por persona del estado que todos imprimen.
"""

import csv
import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from fais_analysis.batch.plan.huellas import SEGUIMIENTO, list_seguimiento
from fais_analysis.claves import COLUMNA_MUNICIPIO
from fais_analysis.procedencia.registro import INVERSION, INVERSION_ENTIDAD, PADRON
from fais_analysis.sources.huella import compute_huella, compute_sha256
from fais_analysis.sources.rutas import get_datos, get_shapefiles

if TYPE_CHECKING:
    import pandas as pd

    from fais_analysis.loaders.inversion import LibroInversion

MAPA = "mapa"
# De éstas un expediente sólo usa las filas de su municipio; de las demás municipales, las de su entidad.
SOLO_PROPIAS = frozenset({"localidades", "agebs", "marginacion_ageb", "viviendas_localidades"})
# Éstas sólo las usa el panorama.
SOLO_PANORAMA = ("pobreza_estatal", *(f"practica/{t}" for t in ("comparativo", "montos", "resultados")))
# Éstas no las usa ningún informe: son de la biblioteca.
SIN_INFORME = frozenset(
    {
        "carencias_promedio",
        "fais_estatal",
        "finanzas_municipales",
        "fism_efipem",
        "fismdf_distribucion",
        "fismdf_ejercicio",
        "indicadores_censales",
        "marginacion_localidades",
        "pobreza_estatal_inegi",
        "pobreza_municipal_sexo",
        "ramo33_fondos",
        "rezago_social_agebs",
        "rezago_social_localidades",
        "srft_fuentes",
        "srft_proyectos",
        "viviendas_municipales",
    }
)
# El libro de demostración entra como libro, no como tabla.
LIBRO_DEMOSTRACION = "demostracion/"
# Renglones de una ficha que cambian con cualquier fila; lo demás (título, cita, advertencias) se imprime.
_VOLATIL = re.compile(r"^\s*(sha256|filas):")
_OTRA_ENTIDAD = re.compile(r"municipios_(\d{2})\.")
_SEPARADOR = "\x1f"


def compute_entradas(
    entidad: str, municipios: Iterable[str], libro: "LibroInversion"
) -> dict[str, dict[str, str]]:
    """De la clave de cada informe (los municipios y la entidad) a la huella de cada entrada suya.

    Parameters
    ----------
    entidad
        Clave de la entidad.
    municipios
        Claves de sus municipios.
    libro
        El libro de inversión vigente.
    """
    claves = list(municipios)
    entradas: dict[str, dict[str, str]] = {clave: {} for clave in (entidad, *claves)}
    for nombre, ruta in list_tablas_publicas().items():
        ficha = compute_huella_ficha(ruta.with_name(f"{ruta.stem}.ficha.yml"))
        por_clave = read_filas(ruta, ruta.stat().st_mtime_ns, ruta.stat().st_size)
        de_todos = select_huella(
            nombre, entidad, por_clave
        )  # las de la entidad son las mismas para todos: una vez
        for clave, propias in entradas.items():
            if clave == entidad or not nombre.startswith(SOLO_PANORAMA):
                filas = select_huella(nombre, clave, por_clave) if nombre in SOLO_PROPIAS else de_todos
                propias[nombre] = compute_huella({"ficha": ficha, "filas": filas})
    mapa = compute_huella_mapa(entidad)
    for clave, del_libro in compute_entradas_libro(entidad, claves, libro).items():
        entradas[clave] |= {**del_libro, MAPA: mapa}
    if resumenes := {r.name: compute_sha256(r) for r in list_seguimiento()}:
        entradas[entidad][SEGUIMIENTO] = compute_huella(resumenes)
    for clave, huella in compute_entradas_padron().items():
        if clave in entradas:
            entradas[clave][PADRON] = huella
    return entradas


def compute_entradas_padron() -> dict[str, str]:
    """De cada municipio, la huella de lo que el padrón cuenta de él: su expediente no usa lo de otro."""
    from fais_analysis.loaders.seguimiento import read_padron_municipios

    cuentas = read_padron_municipios().items()
    return {clave: compute_huella({c: str(n) for c, n in propias.items()}) for clave, propias in cuentas}


def list_tablas_publicas() -> dict[str, Path]:
    """Tablas ordenadas con ficha que usa algún informe, por su nombre; el libro de demostración, aparte."""
    datos = get_datos()
    rutas = (ruta.with_name(ruta.name.replace(".ficha.yml", ".csv")) for ruta in datos.rglob("*.ficha.yml"))
    tablas = {ruta.relative_to(datos).with_suffix("").as_posix(): ruta for ruta in sorted(rutas)}
    propias = {n: r for n, r in tablas.items() if n not in SIN_INFORME and r.is_file()}
    return {n: r for n, r in propias.items() if not n.startswith(LIBRO_DEMOSTRACION)}


def select_huella(nombre: str, clave: str, por_clave: Mapping[str, str]) -> str:
    """Huella de las filas de una tabla que un informe usa: las suyas, las de su entidad o la tabla entera."""
    if "" in por_clave:  # no es municipal
        return por_clave[""]
    if clave in por_clave and nombre in SOLO_PROPIAS:
        return compute_huella({clave: por_clave[clave]})
    prefijo = clave if nombre in SOLO_PROPIAS else clave[:2]
    return compute_huella({c: huella for c, huella in por_clave.items() if c.startswith(prefijo)})


@lru_cache(maxsize=128)
def read_filas(ruta: Path, _modificada: int, _tamano: int) -> dict[str, str]:
    """Huella de las filas de cada municipio de una tabla; si no es municipal, de todas, con clave vacía."""
    with ruta.open(encoding="utf-8", newline="") as archivo:
        filas = csv.reader(archivo)
        columnas = next(filas, [])
        encabezado = _SEPARADOR.join(columnas)
        posicion = columnas.index(COLUMNA_MUNICIPIO) if COLUMNA_MUNICIPIO in columnas else -1
        huellas: dict[str, hashlib._Hash] = {}
        for fila in filas:
            clave = fila[posicion] if posicion >= 0 else ""
            huella = huellas.get(clave) or huellas.setdefault(clave, hashlib.sha256(encabezado.encode()))
            huella.update(f"\n{_SEPARADOR.join(fila)}".encode())
    if not huellas and posicion < 0:
        return {"": hashlib.sha256(encabezado.encode()).hexdigest()}
    return {clave: huella.hexdigest() for clave, huella in huellas.items()}


def compute_huella_ficha(ruta: Path) -> str:
    """Huella de lo que una ficha dice de su tabla, sin el conteo de filas ni las huellas de archivos."""
    renglones = ruta.read_text(encoding="utf-8").splitlines()
    return hashlib.sha256("\n".join(r for r in renglones if not _VOLATIL.match(r)).encode()).hexdigest()


def compute_huella_mapa(entidad: str) -> str:
    """Huella de los mapas que un informe de la entidad puede usar: todos menos los de otra entidad."""
    carpeta = get_shapefiles()
    propios = {}
    for ruta in sorted(r for r in carpeta.rglob("*") if r.is_file() and not r.name.startswith(".")):
        otra = _OTRA_ENTIDAD.match(ruta.name)
        if otra is None or otra[1] == entidad:
            propios[ruta.relative_to(carpeta).as_posix()] = compute_sha256(ruta)
    return compute_huella(propios)


def compute_entradas_libro(
    entidad: str, municipios: Iterable[str], libro: "LibroInversion"
) -> dict[str, dict[str, str]]:
    """Las entradas que vienen del libro: las filas de cada municipio y las sumas de su entidad.

    El panorama toma todas las filas de la entidad. Lo que el libro dice de sí (nombre, advertencias) se
    imprime en todos, así que entra con las sumas.
    """
    de_entidad = libro.tabla[libro.tabla[COLUMNA_MUNICIPIO].str.startswith(entidad)]
    filas = {clave: _hash_tabla(propias) for clave, propias in de_entidad.groupby(COLUMNA_MUNICIPIO)}
    ajeno = {"origen": libro.origen, "demostracion": str(libro.es_demostracion)}
    ajeno["advertencias"] = "\n".join(libro.advertencias)
    comun = compute_huella({**ajeno, **compute_sumas_entidad(de_entidad)})
    sin_filas = compute_huella({})
    entradas = {
        clave: {INVERSION: filas.get(clave, sin_filas), INVERSION_ENTIDAD: comun} for clave in municipios
    }
    return {**entradas, entidad: {INVERSION: compute_huella(filas), INVERSION_ENTIDAD: comun}}


def compute_sumas_entidad(de_entidad: "pd.DataFrame") -> dict[str, str]:
    """Lo que un expediente usa de las obras de los demás: centavos por municipio y por cada reparto.

    Una prueba cambia, columna por columna, una obra de otro municipio y exige que, si el capítulo de
    inversión de éste cambia, cambie también esta huella.
    """
    from fais_analysis.entidad.inversion_tablas import REPARTOS
    from fais_analysis.indicators.focalizacion import add_focalizacion
    from fais_analysis.indicators.peticion_costos import compute_costos
    from fais_analysis.rules.peticion import load_reglas_peticion

    tabla = add_focalizacion(de_entidad)
    sumas = {}
    # Las sumas por municipio dicen también cuántos tienen registros, que el expediente imprime.
    for columna in (COLUMNA_MUNICIPIO, "ejercicio", *REPARTOS):
        por_valor = tabla.groupby(columna, dropna=False)["monto_centavos"].sum()
        sumas[columna] = repr(sorted((str(valor), int(suma)) for valor, suma in por_valor.items()))
    # El efecto de las obras de la entidad (final, intermedia…) sale del catálogo de cada ejercicio.
    por_obra = tabla.groupby(["ejercicio", "rubro", "subclasificacion"], dropna=False)["monto_centavos"].sum()
    sumas["efecto"] = repr(sorted((str(valor), int(suma)) for valor, suma in por_obra.items()))
    # La hoja imprime el costo por vivienda de la entidad: la mediana de sus folios.
    reglas = load_reglas_peticion()
    sumas["costos"] = repr(compute_costos(de_entidad, reglas.obras, reglas.umbrales.minimo_obras_costo))
    return sumas


def _hash_tabla(tabla: "pd.DataFrame") -> str:
    columnas = [(nombre, columna.tolist()) for nombre, columna in tabla.items()]
    return hashlib.sha256(repr(columnas).encode()).hexdigest()
