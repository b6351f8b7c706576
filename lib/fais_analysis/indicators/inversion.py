"""Inversión del libro: sumas exactas en centavos y conteos una sola vez por folio."""

from collections.abc import Sequence

import pandas as pd

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
SUMAS = ("inversion_centavos", "porcentaje_pct", "obras", "proyectos", "acciones", "obras_participa")
REPARTO = (*SUMAS, "inversion_mxn", "estado_pct")


def compute_inversion_por(libro: pd.DataFrame, columnas: Sequence[str] = ()) -> pd.DataFrame:
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

    Returns
    -------
    DataFrame
        Una fila = grupo, en orden: las ``columnas`` y ``inversion_centavos`` (entero, la verdad),
        ``inversion_mxn`` (pesos corrientes), ``porcentaje_pct`` (del total de la tabla; nulo si el total es
        cero), ``obras`` (folios), ``proyectos, acciones, obras_participa, obras_compartidas,
        es_demostracion``. Un valor vacío forma su propio grupo. Sin filas en el libro, tabla vacía: no
        registrado no es cero.

    Raises
    ------
    EsquemaError
        Si faltan columnas, un folio está vacío, hay centavos no enteros o un folio dice cantidades distintas.
    """
    columnas = list(columnas)
    tabla = _prepare(libro, columnas)
    grupos = columnas or ["_total"]
    montos = tabla.groupby(grupos, dropna=False, observed=True)["monto_centavos"].sum()
    por_folio = _assign_folios(tabla, grupos)
    principal = por_folio[por_folio["es_principal"]]
    conteos = principal.groupby(grupos, dropna=False, observed=True)[["obra", "proyectos", "acciones"]].sum()
    presencia = por_folio.groupby(grupos, dropna=False, observed=True)["es_compartida"].agg(["size", "sum"])
    salida = pd.DataFrame({"inversion_centavos": montos}).astype("int64")
    salida[["obras", "proyectos", "acciones"]] = conteos.reindex(salida.index, fill_value=0).astype("int64")
    salida[["obras_participa", "obras_compartidas"]] = presencia.reindex(salida.index).astype("int64")
    salida["inversion_mxn"] = salida["inversion_centavos"] / CENTAVOS
    total = int(salida["inversion_centavos"].sum())
    salida["porcentaje_pct"] = 100 * salida["inversion_centavos"] / (total or float("nan"))
    salida["es_demostracion"] = is_demostracion(libro)
    return salida.reset_index()[[*columnas, *SALIDA]]


def check_folios(libro: pd.DataFrame) -> pd.DataFrame:
    """Folios que caen en más de un ejercicio, municipio o grupo: su cantidad se cuenta una sola vez.

    Returns
    -------
    DataFrame
        Una fila = columna en la que hay folios repartidos: ``columna, folios, ejemplos, texto``. Vacía si
        no hay ninguno. No es un error: es lo que un informe debe decir junto a los conteos.
    """
    check_columnas(libro, ["folio_obra"], DONDE)
    filas = []
    for columna in ("ejercicio", "clave_municipio", "grupo"):
        if columna not in libro.columns:
            continue
        distintos = libro.groupby("folio_obra")[columna].nunique(dropna=False)
        repartidos = sorted(distintos.index[distintos > 1])
        if repartidos:
            texto = f"{len(repartidos):,} folios aparecen en más de un valor de {columna}; se cuentan una vez"
            filas.append([columna, len(repartidos), join_claves(repartidos), texto])
    return pd.DataFrame(filas, columns=["columna", "folios", "ejemplos", "texto"])


def compute_reparto(
    propio: pd.DataFrame, entidad: pd.DataFrame, columna: str, valores: tuple[str, ...]
) -> pd.DataFrame:
    """Cómo se reparte la inversión del municipio entre los valores de un vocabulario, junto a la entidad.

    Parameters
    ----------
    propio
        Filas del libro del municipio.
    entidad
        Filas del libro de toda su entidad o, ya calculada, su ``compute_inversion_por`` de la columna.
    columna
        Columna que se reparte.
    valores
        Los valores del vocabulario, en el orden de salida.

    Returns
    -------
    DataFrame
        Una fila = valor: ``columna, inversion_centavos, porcentaje_pct, obras, proyectos, acciones,
        obras_participa, inversion_mxn, estado_pct``. Un valor sin registros es cero si hay otros registros;
        sin ningún registro del municipio, tabla vacía: no registrado no es cero. Un valor fuera del
        vocabulario va al final, no se pierde. Si lo registrado suma cero pesos, el porcentaje es nulo.
    """
    suyo = compute_inversion_por(propio, [columna])
    todo = entidad if "inversion_centavos" in entidad.columns else compute_inversion_por(entidad, [columna])
    fuera = sorted({*todo[columna].dropna(), *suyo[columna].dropna()} - set(valores))
    tabla = pd.DataFrame({columna: [*valores, *fuera]})
    if suyo.empty:
        return tabla.head(0).assign(**dict.fromkeys(REPARTO, 0))
    estado = todo[[columna, "porcentaje_pct"]].rename(columns={"porcentaje_pct": "estado_pct"})
    tabla = tabla.merge(suyo[[columna, *SUMAS]], on=columna, how="left", validate="one_to_one")
    tabla = tabla.merge(estado, on=columna, how="left", validate="one_to_one")
    enteros = {c: "int64" for c in SUMAS if not c.endswith("_pct")}
    tabla = tabla.fillna(dict.fromkeys((*SUMAS, "estado_pct"), 0)).astype(enteros)
    if not tabla["inversion_centavos"].any():
        tabla["porcentaje_pct"] = float("nan")
    tabla["inversion_mxn"] = tabla["inversion_centavos"] / CENTAVOS
    return tabla[[columna, *REPARTO]]


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
    tabla = libro[list(dict.fromkeys([*LIBRO, *columnas]))].assign(monto_centavos=check_centavos(libro))
    return tabla if columnas else tabla.assign(_total="total")


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


def _assign_folios(tabla: pd.DataFrame, grupos: list[str]) -> pd.DataFrame:
    """Una fila por grupo y folio, con su cantidad y si éste es el grupo donde se cuenta."""
    por_folio = tabla.groupby([*grupos, "folio_obra"], dropna=False, observed=True, as_index=False)[
        "monto_centavos"
    ].sum()
    por_folio = por_folio.sort_values("monto_centavos", ascending=False, kind="stable")
    por_folio["es_principal"] = ~por_folio.duplicated("folio_obra")
    por_folio["es_compartida"] = por_folio.duplicated("folio_obra", keep=False).astype("int64")
    folios = tabla.drop_duplicates("folio_obra").set_index("folio_obra")
    cantidad = por_folio["folio_obra"].map(folios["cantidad"]).astype("int64")
    tipo = por_folio["folio_obra"].map(folios["tipo_conteo"])
    por_folio["obra"] = 1
    por_folio["proyectos"] = cantidad.where(tipo == "proyecto", 0)
    por_folio["acciones"] = cantidad.where(tipo == "accion", 0)
    return por_folio
