"""La procedencia en palabras: para quien toca una cifra, y el diccionario compacto que va en el informe."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from fais_analysis.errors import FaisError
from fais_analysis.loaders.citas import build_cita
from fais_analysis.loaders.inversion import TABLA_DEMOSTRACION, find_libros
from fais_analysis.loaders.ordenadas import load_ficha_tabla
from fais_analysis.loaders.seguimiento import CARPETA, get_ruta_seguimiento
from fais_analysis.loaders.seguimiento import PADRON as RESUMEN_PADRON
from fais_analysis.procedencia.gramatica import parse_procedencia
from fais_analysis.procedencia.registro import (
    INVERSION,
    INVERSION_ENTIDAD,
    LIBRO,
    PADRON,
    FichaTablaCapitulo,
    get_ficha,
)
from fais_analysis.sources.huella import compute_huella, compute_sha256, compute_sha256_bytes
from fais_analysis.sources.rutas import get_datos

LARGO_HUELLA = 12
VERSION_DICCIONARIO = 2
# Columnas de una llave que dicen el año del dato.
LLAVES_ANIO = ("anio", "ejercicio", "hasta")


def describe_procedencia(expresion: str) -> str:
    """La procedencia de una cifra, para personas: fuente, año, fórmula, tabla de ``data/`` y huella corta.

    Raises
    ------
    ProcedenciaError
        Si está mal escrita o no está en el registro.
    """
    leida = parse_procedencia(expresion)
    tabla = get_ficha(leida.capitulo, leida.tabla)
    if leida.columna not in tabla.columnas:
        get_ficha(leida.capitulo, f"{leida.tabla}.{leida.columna}")
    columna = tabla.columnas[leida.columna]
    fuentes = [describe_tabla(nombre) for nombre in columna.tablas]
    llave = dict(zip(tabla.llave, leida.llaves, strict=False))
    anio = next((llave[c] for c in LLAVES_ANIO if c in llave), "")
    anios = [anio] if anio else list(dict.fromkeys(f["anio"] for f in fuentes if f["anio"]))
    archivos = [f"{f['archivo']} (huella {f['huella']})" for f in fuentes]
    partes = [
        f"Fuente: {'; '.join(f['fuente'] for f in fuentes)}.",
        f"Año: {', '.join(anios)}." if anios else "",
        f"Cálculo: {columna.formula}.",
        f"Datos: {'; '.join(archivos)}.",
        f"Nota: {columna.nota}." if columna.nota else "",
    ]
    return " ".join(parte for parte in partes if parte)


def build_procedencias(textos: Iterable[str], entradas: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Diccionario inerte con lo que hace falta para decir la fuente de cada cifra de un documento.

    ``textos`` son las procedencias que cita; lleva sólo sus columnas y tablas. La forma está en
    ``docs/por_dentro.md``.
    ``entradas`` es la huella de las filas que el informe usó de cada tabla: así lo que imprime no cambia si
    cambian filas que no usó.
    """
    citadas: dict[tuple[str, str], set[str]] = {}
    for expresion in sorted(set(textos)):
        try:
            leida = parse_procedencia(expresion)
            ficha = get_ficha(leida.capitulo, leida.tabla)
        except FaisError:
            continue  # verificar la nombra como «no se puede comprobar»; aquí sólo no hay qué describir
        if leida.columna in ficha.columnas:
            citadas.setdefault((leida.capitulo, leida.tabla), set()).add(leida.columna)
    grupos = {
        f"{c}.{t}": _write_grupo(get_ficha(c, t), propias) for (c, t), propias in sorted(citadas.items())
    }
    usadas = {nombre for g in grupos.values() for nombre in _list_tablas_grupo(g)}
    return {
        "version": VERSION_DICCIONARIO,
        "columnas": grupos,
        "tablas": {nombre: _write_fuente(nombre, entradas or {}) for nombre in sorted(usadas)},
    }


def _write_grupo(ficha: FichaTablaCapitulo, propias: set[str]) -> dict[str, Any]:
    """Las columnas citadas de una tabla: lo común, una vez; lo propio de una columna, con ella."""
    columnas = {nombre: ficha.columnas[nombre] for nombre in sorted(propias)}
    (tablas, _), *_ = Counter(c.tablas for c in columnas.values()).most_common(1)
    (nota, _), *_ = Counter(c.nota for c in columnas.values()).most_common(1)
    grupo: dict[str, Any] = {"tablas": list(tablas), "nota": nota} if nota else {"tablas": list(tablas)}
    anio = next((n for n, llave in enumerate(ficha.llave) if llave in LLAVES_ANIO), None)
    grupo |= {} if anio is None else {"anio": anio}
    grupo["de"] = {
        nombre: c.formula if (c.tablas, c.nota) == (tablas, nota) else [c.formula, list(c.tablas), c.nota]
        for nombre, c in columnas.items()
    }
    return grupo


def _list_tablas_grupo(grupo: dict[str, Any]) -> set[str]:
    propias = (columna[1] for columna in grupo["de"].values() if not isinstance(columna, str))
    return {*grupo["tablas"], *(t for tablas in propias for t in tablas)}


def _write_fuente(nombre: str, entradas: Mapping[str, str]) -> list[str]:
    ficha = describe_tabla(nombre)
    return [ficha["fuente"], ficha["anio"], find_huella(nombre, entradas) or ficha["huella"]]


def find_huella(nombre: str, entradas: Mapping[str, str]) -> str:
    """Huella corta de lo que un informe usó de una tabla o del libro; vacía si no se sabe."""
    if nombre == LIBRO and INVERSION in entradas:
        del_libro = {n: entradas[n] for n in (INVERSION, INVERSION_ENTIDAD)}
        return compute_huella(del_libro)[:LARGO_HUELLA]
    return entradas.get(nombre, "")[:LARGO_HUELLA]


def describe_tabla(nombre: str) -> dict[str, str]:
    """Fuente, año, archivo y huella corta de una tabla de ``data/``, del libro de inversión o del padrón."""
    if nombre == LIBRO:
        return describe_libro()
    if nombre == PADRON:
        return describe_padron()
    ficha = load_ficha_tabla(nombre)
    return {
        "fuente": build_cita(nombre),
        "anio": str(ficha.fecha_corte),
        "archivo": f"data/{nombre}.csv",
        "huella": ficha.sha256[:LARGO_HUELLA],
    }


def describe_padron() -> dict[str, str]:
    """Lo mismo, de las cuentas del padrón; sin ellas, la huella va vacía."""
    ruta = get_ruta_seguimiento(RESUMEN_PADRON)
    huella = compute_sha256(ruta)[:LARGO_HUELLA] if ruta.is_file() else ""
    fuente = "Padrón de beneficiarios de la secretaría, sólo cuentas"
    return {"fuente": fuente, "anio": "", "archivo": f"data/{CARPETA}/{RESUMEN_PADRON}", "huella": huella}


def describe_libro() -> dict[str, str]:
    """Lo mismo, del libro de inversión vigente; no lo interpreta, sólo lo identifica."""
    rutas = find_libros(get_datos() / "inversion")
    if not rutas:
        huella = load_ficha_tabla(TABLA_DEMOSTRACION).sha256
        fuente, archivo = "DATOS DE DEMOSTRACIÓN", f"data/{TABLA_DEMOSTRACION}.csv"
    else:
        firmas = tuple((r, r.stat().st_size, r.stat().st_mtime_ns) for r in rutas)
        huella, archivo = (
            _compute_huella_libros(firmas),
            f"data/inversion: {', '.join(r.name for r in rutas)}",
        )
        fuente = "Libro de inversión de la secretaría"
    return {"fuente": fuente, "anio": "", "archivo": archivo, "huella": huella[:LARGO_HUELLA]}


@lru_cache(maxsize=4)
def _compute_huella_libros(firmas: tuple[Any, ...]) -> str:
    renglones = "\n".join(f"{ruta.name} {compute_sha256(ruta)}" for ruta, *_ in firmas)
    return compute_sha256_bytes(renglones.encode())
