"""La hoja del analista, sin perder nada en silencio: se lee completa o se dice por qué no y en qué celda."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from fais_analysis.analisis.propias_numeros import find_sueltos
from fais_analysis.errors import EsquemaError, FuenteFaltanteError
from fais_analysis.loaders.libros.celdas import (
    Celdas,
    Fila,
    LibroIlegible,
    build_letra,
    build_lugar,
    is_error,
    is_roto,
)
from fais_analysis.loaders.libros.lectura import read_primera
from fais_analysis.loaders.libros.valores import MAXIMO_EXACTO, is_vacio

RENGLONES_ENCABEZADO = 20
MUESTRA = 5
DISFRACES = {
    "porcentaje": "de porcentaje",
    "miles": "en miles o millones",
    "letrero": "que agrega cifras, «%» o «mil»",
    "tapado": "que no las deja ver",
    "moneda": "de otra moneda",
}
SOSPECHAS = (
    ("Letras echadas a perder por otro programa («PeÃ±Ã³n» por «Peñón»)", is_roto),
    (
        "Números de más de quince cifras: Excel pierde las últimas",
        lambda v: isinstance(v, int | float) and MAXIMO_EXACTO <= abs(v) < float("inf"),
    ),
)


@dataclass(frozen=True)
class Razon:
    """Por qué no se lee una hoja, dónde y qué hacer."""

    que: str
    lugares: list[str]
    que_hacer: str


@dataclass
class HojaPropia:
    """Títulos, renglones (número de Excel y valores, como los títulos) y lo que hay que verificar."""

    archivo: str
    columnas: list[str]
    renglones: list[tuple[int, list[object]]] = field(default_factory=list)
    avisos: list[str] = field(default_factory=list)
    es_texto: bool = False


def read_hoja_propia(ruta: Path, columnas_clave: Sequence[str]) -> HojaPropia:
    """Lee la primera hoja a la vista, desde el renglón que trae el título de la clave.

    Raises
    ------
    FuenteFaltanteError
        Si el archivo no está.
    EsquemaError
        Si el archivo no se puede leer, no trae la columna, o trae errores de Excel, fórmulas sin calcular,
        renglones ocultos o filtrados, celdas combinadas, títulos repetidos o datos fuera de la tabla.
    """
    nombre, celdas = _read_celdas(ruta, columnas_clave)
    encabezado = _find_encabezado(celdas.filas, columnas_clave, ruta.name)
    titulos = {i: str(v).strip() for i, v in encabezado.valores.items() if not is_vacio(v)}
    filas = [f for f in celdas.filas if f.numero > encabezado.numero and _has_datos(f)]
    donde = f"{ruta.name}, hoja «{nombre}»" if nombre else ruta.name
    razon = _check_hoja(celdas, filas, encabezado, titulos)
    if razon is not None:
        _refuse(razon, donde)
    hoja = HojaPropia(ruta.name, list(titulos.values()), avisos=list(celdas.avisos), es_texto=not nombre)
    hoja.renglones = [(f.numero, [f.valores.get(i) for i in titulos]) for f in filas]
    _warn(hoja, celdas, encabezado.numero)
    hoja.avisos += _warn_sueltos(hoja, columnas_clave)
    return hoja


def _read_celdas(ruta: Path, columnas_clave: Sequence[str]) -> tuple[str, Celdas]:
    if not ruta.is_file():
        raise FuenteFaltanteError(
            "No está el archivo de su tabla.",
            donde=str(ruta),
            esperado="un archivo .xlsx, .ods, .xls o .csv",
            encontrado="no existe el archivo",
            que_hacer="revise el nombre y la carpeta",
        )
    try:
        return read_primera(ruta, lambda primeros: _rate(primeros, columnas_clave))
    except LibroIlegible as falla:
        raise _build_ilegible(ruta, falla.encontrado, falla.que_hacer) from None
    except Exception as error:  # cada daño falla a su modo; para quien lo usa, el archivo no se lee
        raise _build_ilegible(ruta, f"{type(error).__name__}: {str(error)[:100]}", "") from None


def _rate(primeros: Sequence[Sequence[str]], columnas_clave: Sequence[str]) -> int:
    """Con este separador, cuántas columnas tiene el renglón que trae el título de la clave."""
    pedidas = set(columnas_clave)
    return next((len(campos) for campos in primeros if pedidas <= {c.strip() for c in campos}), 0)


def _find_encabezado(filas: Sequence[Fila], columnas_clave: Sequence[str], archivo: str) -> Fila:
    for fila in filas:
        if fila.numero > RENGLONES_ENCABEZADO:
            break
        if set(columnas_clave) <= {str(v).strip() for v in fila.valores.values()}:
            return fila
    primeros = list(filas[0].valores.values()) if filas else []
    pedidas = " y ".join(f"una columna «{c}»" for c in columnas_clave)
    raise EsquemaError(
        "La tabla no trae la columna de la clave.",
        donde=archivo,
        esperado=f"{pedidas} con la clave INEGI del municipio",
        encontrado=", ".join(f"«{c}»" for c in primeros[:8]) or "una hoja vacía",
        que_hacer="diga su nombre: read_tabla_propia(ruta, columna_clave=«…»); si va en dos columnas, "
        'columna_clave=["CVE_ENT", "CVE_MUN"]',
    )


def _check_hoja(celdas: Celdas, filas: list[Fila], encabezado: Fila, titulos: dict[int, str]) -> Razon | None:
    """La primera razón para no leer la hoja, con todas sus celdas; nada si está bien."""
    desde, nombres = encabezado.numero, list(titulos.values())
    combinadas = [
        (build_lugar(r1, c1), build_lugar(r2, c2)) for r1, c1, r2, c2 in celdas.combinadas if r2 > desde
    ]
    razones = (
        Razon("errores de Excel", _find_errores([encabezado, *filas]), "corríjalas: Excel perdió el dato"),
        Razon(
            "títulos repetidos",
            [f"«{t}»" for t in dict.fromkeys(nombres) if nombres.count(t) > 1],
            "dé a cada columna un título distinto",
        ),
        Razon(
            "datos fuera de la tabla",
            [build_lugar(f.numero, i) for f in filas for i in _list_fuera(f, titulos)],
            "bórrelos o póngales título",
        ),
        Razon(
            "renglones con menos columnas que los títulos",
            [f"renglón {f.numero}" for f in filas if 0 < f.largo < encabezado.largo],
            "revise comillas y saltos de renglón",
        ),
        Razon(
            "fórmulas sin su valor calculado",
            _find_sin_calcular(celdas, desde),
            "ábralo en Excel y guárdelo, o pegue sólo los valores",
        ),
        Razon("celdas combinadas", [":".join(c) for c in combinadas], "sepárelas y repita el dato"),
        Razon(
            "renglones ocultos o filtrados",
            [f"renglón {f.numero}" for f in filas if f.es_oculta],
            "quite el filtro y muéstrelos, o bórrelos si no van",
        ),
    )
    return next((r for r in razones if r.lugares), None)


def _refuse(razon: Razon, donde: str) -> NoReturn:
    mas = "…" if len(razon.lugares) > MUESTRA else ""
    raise EsquemaError(
        f"La tabla trae {razon.que}: leerla así perdería o cambiaría datos.",
        donde=donde,
        esperado="un título por columna y un valor a la vista en cada celda",
        encontrado=f"{len(razon.lugares):,}: {', '.join(razon.lugares[:MUESTRA])}{mas}",
        que_hacer=razon.que_hacer,
    )


def _find_errores(filas: Sequence[Fila]) -> list[str]:
    return [
        f"renglón {f.numero} «{v}» (celda {build_lugar(f.numero, i)})"
        for f in filas
        for i, v in sorted(f.valores.items())
        if is_error(v)
    ]


def _has_datos(fila: Fila) -> bool:
    return any(not is_vacio(v) for v in fila.valores.values())


def _list_fuera(fila: Fila, titulos: dict[int, str]) -> list[int]:
    return sorted(i for i, v in fila.valores.items() if i not in titulos and not is_vacio(v))


def _find_sin_calcular(celdas: Celdas, desde: int) -> list[str]:
    con_valor = {(f.numero, i) for f in celdas.filas for i in f.valores} if celdas.formulas else set()
    return [build_lugar(r, c) for r, c in sorted(celdas.formulas - con_valor) if r > desde]


def _warn(hoja: HojaPropia, celdas: Celdas, encabezado: int) -> None:
    if encabezado > 1:
        hoja.avisos.append(f"Los títulos están en el renglón {encabezado}; lo de arriba no se leyó")
    tapadas = sorted(celdas.columnas_ocultas & {i for f in celdas.filas for i in f.valores})
    if tapadas:
        hoja.avisos.append(
            f"Columnas ocultas que sí se leyeron: {', '.join(build_letra(i) for i in tapadas)}"
        )
    for disfraz in sorted(set(celdas.disfraces.values())):
        lugares = [build_lugar(*lugar) for lugar, d in sorted(celdas.disfraces.items()) if d == disfraz]
        que = f"Celdas con formato {DISFRACES[disfraz]}: se lee lo guardado, no lo que se ve"
        hoja.avisos.append(f"{que} ({', '.join(lugares[:MUESTRA])})")
    for que, hay in SOSPECHAS:
        lugares = [
            build_lugar(f.numero, i) for f in celdas.filas for i, v in sorted(f.valores.items()) if hay(v)
        ]
        if lugares:
            hoja.avisos.append(f"{que} ({', '.join(lugares[:MUESTRA])})")


def _warn_sueltos(hoja: HojaPropia, columnas_clave: Sequence[str]) -> list[str]:
    """Un texto entre números («s/d», «1.234,56», un lógico) vuelve texto la columna: se dice dónde."""
    avisos = []
    for i, titulo in enumerate(hoja.columnas):
        valores = [v[i] for _, v in hoja.renglones]
        lugares = [] if titulo in columnas_clave else find_sueltos(valores, es_texto=hoja.es_texto)
        if lugares:
            dichos = ", ".join(f"renglón {hoja.renglones[n][0]}" for n in lugares[:MUESTRA])
            mas = "…" if len(lugares) > MUESTRA else ""
            avisos.append(
                f"La columna «{titulo}» es de números y {len(lugares):,} celdas no lo son ({dichos}{mas})"
            )
    return avisos


def _build_ilegible(ruta: Path, encontrado: str, que_hacer: str) -> EsquemaError:
    return EsquemaError(
        "El archivo no se puede leer como tabla.",
        donde=ruta.name,
        esperado="una hoja de Excel o LibreOffice, o un texto separado por comas, con sus títulos",
        encontrado=encontrado,
        que_hacer=que_hacer or "ábralo en Excel y guárdelo como .xlsx",
    )
