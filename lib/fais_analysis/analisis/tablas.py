"""Tablas listas para trabajar: recortadas, con el nombre del municipio y con unidades en ``tabla.attrs``."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pandas as pd

from fais_analysis.claves import check_clave_entidad
from fais_analysis.entidad.datos import load_municipios
from fais_analysis.errors import FuenteFaltanteError, ParametroError
from fais_analysis.indicators.comparabilidad import check_anio_publicado
from fais_analysis.loaders import inversion, ordenadas
from fais_analysis.loaders.citas import build_cita
from fais_analysis.nombres import SUGERIDOS, find_lugares, phrase_sugerencia
from fais_analysis.schemas.inversion import COLUMNAS_CAPTURA
from fais_analysis.schemas.registro import ESQUEMAS
from fais_analysis.schemas.textos import read_yaml
from fais_analysis.sources.tablas import ColumnaFicha

LIBRO = "libro de inversión"
NOMBRE_MUNICIPIO = ColumnaFicha("Nombre del municipio", "texto")
COLUMNAS_LIBRO: dict[str, ColumnaFicha] = {
    **{c.nombre: ColumnaFicha(c.significado, c.unidad) for c in COLUMNAS_CAPTURA},
    "monto_centavos": ColumnaFicha("Dinero de esta fuente, exacto: con esto se suma", "centavos corrientes"),
    "es_demostracion": ColumnaFicha("Si la fila es de demostración (ficticia)", "sí o no"),
}
# Sufijos con que la casa nombra la unidad de una columna calculada.
UNIDADES_SUFIJO: dict[str, str] = {
    "_pct": "%",
    "_pp": "puntos porcentuales",
    "_mxn": "pesos",
    "_centavos": "centavos de peso",
    "_personas": "personas",
    "_viviendas": "viviendas",
    "_km2": "km²",
}


def list_municipios(clave_entidad: str) -> pd.DataFrame:
    """Claves y nombres de los municipios de una entidad: una fila = un municipio, en orden de clave.

    Parameters
    ----------
    clave_entidad
        Clave INEGI de dos dígitos, como texto: «10» es Durango.

    Returns
    -------
    DataFrame
        ``clave_municipio`` (cinco dígitos, texto) y ``municipio``.

    Raises
    ------
    ClaveError
        Si la clave no es de una entidad.
    """
    tabla = load_municipios(check_clave_entidad(clave_entidad))
    return annotate_tabla(tabla, "catalogo_municipios")


def load_tabla(nombre: str, clave_entidad: str | None = None, anio: int | None = None) -> pd.DataFrame:
    """Cualquier tabla de ``data/``, recortada y con sus unidades en ``attrs``.

    Si la tabla es de municipios trae también su nombre, en la columna ``municipio``. Sin dato es nulo.

    Parameters
    ----------
    nombre
        Como en ``docs/diccionario.md``: ``pobreza_municipal``, ``pobreza_estatal``, ``inpc``, ``agebs``…
    clave_entidad
        Dos dígitos, texto. Nula: todo lo que trae la tabla.
    anio
        Un año publicado. Nulo: todos.

    Returns
    -------
    DataFrame
        ``attrs`` dice ``tabla, titulo, fuente, cita, advertencias, unidades`` y ``significados``.

    Raises
    ------
    FuenteFaltanteError
        Si no hay una tabla con ese nombre.
    ClaveError
        Si la clave no es de una entidad.
    ComparabilidadError
        Si no hay medición de ese año; no se toma el más cercano.
    ParametroError
        Si la tabla no tiene año o entidad por los que recortar.
    """
    check_nombre_tabla(nombre)
    tabla = ordenadas.load_tabla(nombre)
    if clave_entidad is not None:
        columna = _find_columna(tabla, nombre, ("clave_municipio", "clave_entidad"))
        tabla = tabla[tabla[columna].str.startswith(check_clave_entidad(clave_entidad))]
    if anio is not None:
        _find_columna(tabla, nombre, ("anio",))
        tabla = tabla[tabla["anio"] == check_anio_publicado(tabla, anio)]
    return annotate_tabla(_insert_municipio(tabla.reset_index(drop=True)), nombre)


def check_nombre_tabla(nombre: str) -> None:
    """Que haya una tabla con ese nombre; FuenteFaltanteError, con los parecidos, si no."""
    nombres = {t: t.replace("_", " ").replace("/", " ") for t in ordenadas.list_tablas()}
    if nombre in {*nombres, *ESQUEMAS}:  # si es de la casa y falta su archivo, leerla dirá cómo restaurarla
        return
    parecidas = find_lugares(nombre.replace("_", " "), nombres)[:SUGERIDOS]
    sugerencia = phrase_sugerencia([f"«{n}»" for n in parecidas])
    raise FuenteFaltanteError(
        f"No hay una tabla «{nombre}».",
        donde="load_tabla(nombre)",
        esperado=f"una de las {len(nombres)} de data/",
        encontrado=f"«{nombre}»",
        que_hacer=f"{sugerencia} Están todas, con sus columnas, en docs/diccionario.md".strip(),
    )


def load_pobreza(clave_entidad: str | None = None, anio: int | None = None) -> pd.DataFrame:
    """Pobreza multidimensional por municipio (CONEVAL): una fila = municipio y año.

    Las columnas son ``{indicador}_pct`` (% de la población) y ``{indicador}_personas``; para sumar o restar
    use personas: el % viene redondeado a un decimal. Los municipios sin medición quedan nulos. No se
    encadena con la serie estatal. ``compute_brechas``, ``compute_cambios`` y ``compute_prioridad`` la piden
    con todos los municipios del estado y todos los años.

    Raises
    ------
    ClaveError, ComparabilidadError
        Si la entidad o el año no existen (véase :func:`load_tabla`).
    """
    return load_tabla("pobreza_municipal", clave_entidad, anio)


def load_rezago(clave_entidad: str | None = None, anio: int | None = None) -> pd.DataFrame:
    """Índice de rezago social por municipio (CONEVAL): una fila = municipio y año.

    Los indicadores de vivienda son % de **viviendas**, no de personas. El nivel del índice no se compara
    entre años; el grado y el lugar, sí.

    Raises
    ------
    ClaveError, ComparabilidadError
        Si la entidad o el año no existen (véase :func:`load_tabla`).
    """
    return load_tabla("rezago_social", clave_entidad, anio)


def load_marginacion(clave_entidad: str | None = None, anio: int | None = None) -> pd.DataFrame:
    """Índice de marginación por municipio (CONAPO, método DP2): una fila = municipio y año.

    En DP2 un índice **mayor** es **menos** marginación. Los indicadores de vivienda son % de ocupantes.

    Raises
    ------
    ClaveError, ComparabilidadError
        Si la entidad o el año no existen (véase :func:`load_tabla`).
    """
    return load_tabla("marginacion_municipal", clave_entidad, anio)


def load_localidades(clave_entidad: str | None = None) -> pd.DataFrame:
    """Localidades del Censo 2020 con su punto y su población: una fila = localidad.

    Sólo trae las entidades que se hayan construido (en el repositorio, Durango); de otra entidad regresa
    vacía. La población nula es dato reservado, no cero.

    Raises
    ------
    ClaveError
        Si la clave no es de una entidad.
    """
    return load_tabla("localidades", clave_entidad)


def load_inversion() -> pd.DataFrame:
    """El libro de inversión: una fila = una obra o acción **por fuente de recurso**.

    Un folio con tres fuentes ocupa tres filas: sume ``monto_mxn``, pero cuente obras con
    :func:`compute_inversion_por`, que no las repite. Sin un libro en ``data/inversion/`` regresa el de
    demostración, con ``es_demostracion`` verdadero en cada fila y en ``attrs``: sus totales estatales son los
    publicados y su reparto por municipio es ficticio.

    Returns
    -------
    DataFrame
        Además de las columnas capturadas, ``monto_centavos`` (exacto) y ``es_demostracion``.

    Raises
    ------
    LibroInversionError
        Si un libro de ``data/inversion/`` trae renglones que no se pueden usar.
    FuenteFaltanteError, FuenteAlteradaError
        Si el libro de demostración falta o alguien lo cambió.
    """
    libro = inversion.load_inversion()
    tabla = libro.tabla
    tabla.attrs = {
        "tabla": LIBRO,
        "titulo": "Libro de inversión FAIS",
        "fuente": f"Libro de inversión: {libro.origen}",
        "cita": f"{libro.origen}, sha256 {libro.sha256[:12]}",
        "advertencias": list(libro.advertencias),
        "es_demostracion": libro.es_demostracion,
        **_describe(COLUMNAS_LIBRO, list(tabla.columns)),
    }
    return tabla


def describe_columnas(tabla: pd.DataFrame) -> pd.DataFrame:
    """Qué significa cada columna y en qué unidad está: una fila = una columna.

    Lo dice ``tabla.attrs``; de lo que calcula esta biblioteca, ``analisis/significados.yml``; de una columna
    que usted calculó, la unidad sale de la terminación de su nombre (``_pct``, ``_mxn``, ``_personas``…) y el
    significado queda vacío.

    Returns
    -------
    DataFrame
        ``columna, significado, unidad``; texto vacío donde no se sabe.
    """
    unidades, significados = tabla.attrs.get("unidades", {}), tabla.attrs.get("significados", {})
    filas = []
    for columna in map(str, tabla.columns):
        significado, unidad = significados.get(columna, ""), unidades.get(columna, "")
        if not significado:
            significado, *dicha = load_significados().get(columna, [""])
            unidad = unidad or next(iter(dicha), "")
        filas.append((columna, significado, unidad or _infer_unidad(columna)))
    return pd.DataFrame(filas, columns=["columna", "significado", "unidad"])


@cache
def load_significados() -> dict[str, list[str]]:
    """De cada columna que calcula la superficie pública, su significado y, si hace falta, su unidad."""
    texto = Path(__file__).with_name("significados.yml").read_text(encoding="utf-8")
    return {columna: [str(parte) for parte in partes] for columna, partes in read_yaml(texto).items()}


def annotate_tabla(tabla: pd.DataFrame, nombre: str) -> pd.DataFrame:
    """La misma tabla con lo que dice su ficha en ``attrs``: título, fuente, cita, advertencias y unidades."""
    ficha = ordenadas.load_ficha_tabla(nombre)
    tabla.attrs = {
        "tabla": nombre,
        "titulo": ficha.titulo,
        "fuente": build_cita(nombre),
        "cita": ficha.cita,
        "advertencias": list(ficha.advertencias),
        **_describe({"municipio": NOMBRE_MUNICIPIO, **ficha.columnas}, list(tabla.columns)),
    }
    return tabla


def _describe(columnas: Mapping[str, ColumnaFicha], presentes: list[str]) -> dict[str, dict[str, str]]:
    conocidas = {c: columnas[c] for c in presentes if c in columnas}
    return {
        "unidades": {c: f.unidad for c, f in conocidas.items() if f.unidad},
        "significados": {c: f.significado for c, f in conocidas.items()},
    }


def _infer_unidad(columna: str) -> str:
    return next((unidad for sufijo, unidad in UNIDADES_SUFIJO.items() if columna.endswith(sufijo)), "")


def _insert_municipio(tabla: pd.DataFrame) -> pd.DataFrame:
    if "clave_municipio" not in tabla.columns or "municipio" in tabla.columns:
        return tabla
    nombres = ordenadas.load_tabla("catalogo_municipios").set_index("clave_municipio")["municipio"]
    tabla.insert(
        tabla.columns.get_loc("clave_municipio") + 1, "municipio", tabla["clave_municipio"].map(nombres)
    )
    return tabla


def _find_columna(tabla: pd.DataFrame, nombre: str, candidatas: tuple[str, ...]) -> str:
    for columna in candidatas:
        if columna in tabla.columns:
            return columna
    raise ParametroError(
        f"La tabla «{nombre}» no se puede recortar así.",
        donde=f"data/{nombre}.csv",
        esperado="una tabla con la columna " + " o ".join(candidatas),
        encontrado=", ".join(map(str, tabla.columns[:6])),
        que_hacer="pídala completa y filtre usted la columna que le interese",
    )
