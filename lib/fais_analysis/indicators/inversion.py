"""Inversión del libro: sumas exactas en centavos y conteos una sola vez por folio."""

from collections.abc import Sequence

import pandas as pd

from fais_analysis.claves import COLUMNA_MUNICIPIO
from fais_analysis.errors import EsquemaError, ParametroError
from fais_analysis.indicators.validacion import check_columnas, join_claves

DONDE = "libro de inversión"
LIBRO = ("folio_obra", "monto_centavos", "cantidad", "tipo_conteo")
DE_FOLIO = ("cantidad", "tipo_conteo")
CENTAVOS = 100
SALIDA = (
    "inversion_centavos",
    "inversion_mxn",
    "porcentaje_pct",
    "obras",
    "proyectos",
    "acciones",
    "obras_participa",
    "obras_compartidas",
    "es_demostracion",
)
SUMADAS = tuple(c for c in SALIDA if c not in ("inversion_mxn", "porcentaje_pct"))
SUMAS = ("inversion_centavos", "porcentaje_pct", "obras", "proyectos", "acciones", "obras_participa")
REPARTO = (*SUMAS, "inversion_mxn", "estado_pct")


def compute_inversion_por(
    libro: pd.DataFrame, columnas: Sequence[str] = (), por: Sequence[str] = ()
) -> pd.DataFrame:
    """Inversión, obras, proyectos y acciones por grupo; las partes suman el total.

    El dinero se suma en centavos enteros. La cantidad se cuenta **una vez por folio**: si un folio cae en
    varios grupos (por ejemplo, por fuente de recurso), su cantidad se cuenta en el grupo donde tiene más
    dinero (empate: el primero en orden). ``obras_participa`` dice en cuántas obras participa el grupo (sus
    partes sí se repiten) y ``obras_compartidas``, cuántas de ellas están también en otro: si no es cero, el
    informe muestra ``obras_participa`` y lo dice.

    Parameters
    ----------
    libro
        Tabla del libro de inversión (``LibroInversion.tabla``).
    columnas
        Columnas que forman los grupos; ninguna = el total en una fila.
    por
        Columnas que parten el libro en varios, cada uno con su cuenta aparte, como si se calculara solo. Con
        ``["clave_municipio"]``, de una vez lo de todos los municipios: los porcentajes son del total de cada
        uno y un folio que está en dos se cuenta una vez en cada uno.

    Returns
    -------
    DataFrame
        Una fila = grupo, en orden: ``por``, las ``columnas`` y ``inversion_centavos`` (entero, la verdad),
        ``inversion_mxn`` (pesos corrientes), ``porcentaje_pct`` (del total del libro; nulo si el total es
        cero), ``obras`` (folios), ``proyectos, acciones, obras_participa, obras_compartidas,
        es_demostracion``. Un valor vacío forma su propio grupo. Sin filas en el libro, tabla vacía: no
        registrado no es cero.

    Raises
    ------
    EsquemaError
        Si faltan columnas, un folio está vacío, hay centavos no enteros o un folio dice cantidades distintas.
    """
    libros = list(por) or ["_total"]
    por_folio = _assign_folios(_prepare(libro, [*por, *columnas]), libros, [*libros, *columnas])
    sumas = por_folio.groupby([*libros, *columnas], dropna=False, observed=True)[list(SUMADAS)].sum()
    return _add_partes(sumas, libros).reset_index()[[*por, *columnas, *SALIDA]]


def _add_partes(salida: pd.DataFrame, libros: list[str]) -> pd.DataFrame:
    """Pesos, parte del total de su libro y si ese libro es de demostración."""
    salida["inversion_mxn"] = salida["inversion_centavos"] / CENTAVOS
    de_libro = salida.groupby(level=libros, dropna=False)
    total = de_libro["inversion_centavos"].transform("sum")
    salida["porcentaje_pct"] = 100 * salida["inversion_centavos"] / total.where(total > 0)
    salida["es_demostracion"] = de_libro["es_demostracion"].transform("sum") > 0
    return salida


def compute_repartos(libro: pd.DataFrame, columna: str, valores: tuple[str, ...]) -> pd.DataFrame:
    """Cómo se reparte la inversión de cada municipio entre los valores de un vocabulario, junto a la entidad.

    Parameters
    ----------
    libro
        Filas del libro de toda la entidad.
    columna
        Columna que se reparte.
    valores
        Los valores del vocabulario, en el orden de salida.

    Returns
    -------
    DataFrame
        Una fila = municipio y valor: ``clave_municipio, columna, inversion_centavos, porcentaje_pct`` (del
        municipio), ``obras, proyectos, acciones, obras_participa, inversion_mxn, estado_pct``. Un valor sin
        registros es cero; un municipio sin ninguno no tiene filas: no registrado no es cero. Un valor fuera
        del vocabulario va al final, no se pierde. Si lo registrado suma cero pesos, el porcentaje es nulo.
    """
    suyo = compute_inversion_por(libro, [columna], [COLUMNA_MUNICIPIO])
    por_valor = suyo.groupby(columna)["inversion_centavos"].sum()
    total = int(suyo["inversion_centavos"].sum())
    entidad = 100 * por_valor / (total or float("nan"))
    orden = [*valores, *sorted(set(por_valor.index) - set(valores))]
    renglones = pd.MultiIndex.from_product(
        [suyo[COLUMNA_MUNICIPIO].unique(), orden], names=[COLUMNA_MUNICIPIO, columna]
    )
    tabla = suyo.set_index([COLUMNA_MUNICIPIO, columna])[list(SUMAS)].reindex(renglones, fill_value=0)
    hay_dinero = tabla.groupby(level=COLUMNA_MUNICIPIO)["inversion_centavos"].transform("sum") > 0
    tabla["porcentaje_pct"] = tabla["porcentaje_pct"].where(hay_dinero)
    tabla["inversion_mxn"] = tabla["inversion_centavos"] / CENTAVOS
    tabla = tabla.reset_index()
    return tabla.assign(estado_pct=tabla[columna].map(entidad).fillna(0.0))[
        [COLUMNA_MUNICIPIO, columna, *REPARTO]
    ]


def is_demostracion(libro: pd.DataFrame) -> bool:
    """Dice si alguna fila es de demostración; EsquemaError si el libro no trae la marca."""
    check_columnas(libro, ["es_demostracion"], DONDE)
    marcas = libro["es_demostracion"]
    if marcas.isna().any():
        raise EsquemaError(
            "Hay filas que no dicen si son de demostración.",
            donde=DONDE,
            esperado="verdadero o falso en es_demostracion",
            encontrado=f"{int(marcas.isna().sum()):,} filas vacías",
            que_hacer="cargue el libro con load_inversion, que pone la marca",
        )
    return bool(marcas.astype("bool").any())


def check_centavos(libro: pd.DataFrame, donde: str = DONDE) -> pd.Series:
    """Devuelve ``monto_centavos`` si es entero y completo; EsquemaError si vino con decimales o vacíos."""
    centavos = libro["monto_centavos"]
    if not pd.api.types.is_integer_dtype(centavos.dtype) or centavos.isna().any() or (centavos < 0).any():
        raise EsquemaError(
            "Los montos no son centavos enteros.",
            donde=f"{donde}, columna monto_centavos",
            esperado="enteros mayores o iguales que cero, sin vacíos",
            encontrado=f"tipo {centavos.dtype}, {int(centavos.isna().sum()):,} vacíos",
            que_hacer="cargue el libro con load_inversion; no sume pesos con decimales",
        )
    return centavos.astype("int64")


def _prepare(libro: pd.DataFrame, columnas: list[str]) -> pd.DataFrame:
    check_columnas(libro, [*LIBRO, *columnas], DONDE)
    repetidas = [c for c in columnas if c in (*SALIDA, "folio_obra", "monto_centavos", "cantidad")]
    if repetidas:
        raise ParametroError(
            "No se puede agrupar por esa columna.",
            donde="columnas",
            esperado="columnas que describen la obra o la fuente, como grupo o ejercicio",
            encontrado=", ".join(repetidas),
            que_hacer="quite esas columnas de la agrupación",
        )
    _check_folios_iguales(libro)
    is_demostracion(libro)
    cantidad = libro["cantidad"].astype("int64")
    return libro[["folio_obra", *columnas]].assign(
        _total="total",
        inversion_centavos=check_centavos(libro),
        proyectos=cantidad.where(libro["tipo_conteo"] == "proyecto", 0),
        acciones=cantidad.where(libro["tipo_conteo"] == "accion", 0),
        es_demostracion=libro["es_demostracion"].astype("bool"),
    )


def _check_folios_iguales(libro: pd.DataFrame) -> None:
    """Cada folio existe y dice lo mismo (cantidad y tipo) en todas sus filas."""
    vacios = int(libro["folio_obra"].isna().sum())
    dicho = libro[["folio_obra", *DE_FOLIO]].drop_duplicates()["folio_obra"]
    if vacios or dicho.duplicated().any():
        distintos = libro.groupby("folio_obra")[list(DE_FOLIO)].nunique(dropna=False).gt(1).any(axis=1)
        raise EsquemaError(
            "Hay folios vacíos o con cantidades distintas en sus filas.",
            donde=DONDE,
            esperado="la misma cantidad y el mismo tipo de conteo en todas las filas de un folio",
            encontrado=f"{vacios:,} vacíos y {int(distintos.sum()):,} distintos: "
            f"{join_claves(list(distintos.index[distintos]))}",
            que_hacer="corrija el libro: la cantidad describe a la obra, no a la fuente de recurso",
        )


def _assign_folios(tabla: pd.DataFrame, libros: list[str], grupos: list[str]) -> pd.DataFrame:
    """Una fila por grupo y folio, con su cantidad y si éste es el grupo donde se cuenta en su libro."""
    de_folio = {"inversion_centavos": "sum", "proyectos": "max", "acciones": "max", "es_demostracion": "max"}
    por_folio = tabla.groupby([*grupos, "folio_obra"], dropna=False, observed=True, as_index=False)
    por_folio = por_folio.agg(de_folio)
    por_folio = por_folio.sort_values("inversion_centavos", ascending=False, kind="stable")
    llave = [*libros, "folio_obra"]
    es_principal = ~por_folio.duplicated(llave)
    por_folio["obras"] = es_principal.astype("int64")
    por_folio["obras_participa"] = 1
    por_folio["obras_compartidas"] = por_folio.duplicated(llave, keep=False).astype("int64")
    for conteo in ("proyectos", "acciones"):
        por_folio[conteo] = por_folio[conteo].where(es_principal, 0)
    return por_folio
