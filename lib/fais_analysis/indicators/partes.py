"""En qué partes se divide el dinero de un libro: siempre suman el total y nada se descarta."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from fais_analysis.errors import EsquemaError
from fais_analysis.indicators.inversion import CENTAVOS, DONDE, check_centavos, is_demostracion
from fais_analysis.indicators.necesidad import NO_SE_PUEDE
from fais_analysis.indicators.parametros import MAXIMO_SIN_LOCALIZAR_PCT
from fais_analysis.indicators.texto import SIN_DATO, phrase_pct
from fais_analysis.indicators.validacion import check_columnas, check_no_negativo, join_claves

SIN_LOCALIZAR = "sin localizar"
CON_AGEB, CON_LOCALIDAD = "con AGEB", "con localidad"
SE_PUEDE_LEER = "se puede leer"
ES_INDICIO = "indicio: no es la declaratoria"
PARTES_LUGAR: tuple[str, ...] = (CON_AGEB, CON_LOCALIDAD, SIN_LOCALIZAR)
SALIDA = [
    "parte",
    "inversion_centavos",
    "inversion_mxn",
    "parte_pct",
    "obras",
    "obras_pct",
    "total_centavos",
    "total_obras",
]


def compute_partes(
    libro: pd.DataFrame, parte: pd.Series, orden: Sequence[str], columnas: Sequence[str] = ()
) -> pd.DataFrame:
    """Reparte el dinero y las obras de un libro entre partes que no se traslapan.

    Parameters
    ----------
    libro
        Tabla del libro de inversión.
    parte
        A qué parte pertenece cada fila del libro, con su mismo índice; sin nulos.
    orden
        Todas las partes posibles, en el orden en que se muestran: las que no tienen nada salen en cero.
    columnas
        Columnas que forman los grupos; ninguna = todo el libro.

    Returns
    -------
    DataFrame
        Una fila = grupo y parte: ``columnas, parte, inversion_centavos, inversion_mxn, parte_pct`` (de la
        inversión del grupo), ``obras`` (folios), ``obras_pct, total_centavos, total_obras``. Si el grupo suma
        cero pesos, ``parte_pct`` es nulo. Un libro sin filas da una tabla vacía.

    Raises
    ------
    EsquemaError
        Si una fila no tiene parte, la parte no está en ``orden`` o un folio cae en dos partes.
    """
    tabla = _assign_parte(libro, parte, orden, list(columnas))
    grupos = list(columnas) or ["_total"]
    salida = _sum_partes(tabla, grupos, orden)
    _check_folios_una_parte(salida, grupos, tabla)
    salida["inversion_mxn"] = salida["inversion_centavos"] / CENTAVOS
    total = salida["total_centavos"]
    salida["parte_pct"] = 100 * salida["inversion_centavos"] / total.where(total > 0)
    salida["obras_pct"] = 100 * salida["obras"] / salida["total_obras"]
    return salida[[*columnas, *SALIDA]]


def _assign_parte(
    libro: pd.DataFrame, parte: pd.Series, orden: Sequence[str], columnas: list[str]
) -> pd.DataFrame:
    """Lo que hace falta del libro, comprobado, con la parte de cada fila."""
    check_columnas(libro, ["folio_obra", "monto_centavos", *columnas], DONDE)
    _check_partes(libro, parte, orden)
    return libro[["folio_obra", *columnas]].assign(
        _total="total", monto_centavos=check_centavos(libro), parte=pd.Categorical(parte, list(orden))
    )


def _sum_partes(tabla: pd.DataFrame, grupos: list[str], orden: Sequence[str]) -> pd.DataFrame:
    """Una fila por grupo y parte posible, con sus sumas y las del grupo; en cero, la que no tiene nada."""
    por_grupo = tabla.groupby(grupos, dropna=False, observed=True)
    totales = pd.DataFrame(
        {
            "total_centavos": por_grupo["monto_centavos"].sum(),
            "total_obras": por_grupo["folio_obra"].nunique(),
        }
    ).reset_index()
    por_parte = tabla.groupby([*grupos, "parte"], dropna=False, observed=True)
    sumas = por_parte.agg(
        inversion_centavos=("monto_centavos", "sum"), obras=("folio_obra", "nunique")
    ).reset_index()
    rejilla = totales.merge(pd.DataFrame({"parte": list(orden)}), how="cross")
    sumas["parte"] = sumas["parte"].astype("str")
    salida = rejilla.merge(sumas, on=[*grupos, "parte"], how="left", validate="one_to_one")
    enteros = ["inversion_centavos", "obras", "total_centavos", "total_obras"]
    salida[enteros] = salida[enteros].fillna(0).astype("int64")
    return salida


def add_conclusion(
    partes: pd.DataFrame,
    libro: pd.DataFrame,
    columnas: Sequence[str] = (),
    maximo_pct: float = MAXIMO_SIN_LOCALIZAR_PCT,
) -> pd.DataFrame:
    """Agrega a cada grupo qué se puede concluir de sus partes.

    No se puede concluir si el libro es de demostración, si no hay dinero, o si la suma de «sin localizar» y
    «sin dato» **pasa** de ``maximo_pct`` de la inversión o de las obras.

    Parameters
    ----------
    partes
        Resultado de :func:`compute_partes`; si trae ``status``, lo que no venga de una declaratoria cargada
        se queda en indicio.
    libro
        El libro del que salen: dice si es de demostración.
    columnas
        Las mismas que formaron los grupos.
    maximo_pct
        Cuánto puede faltar por localizar y aún leerse el resultado.

    Returns
    -------
    DataFrame
        ``partes`` con ``falta_pct`` (de la inversión), ``falta_obras_pct, conclusion`` ∈ {se puede leer,
        indicio: no es la declaratoria, no se puede concluir}, ``motivo`` y ``es_demostracion``.
    """
    check_no_negativo(maximo_pct, "maximo_pct")
    tabla = partes.assign(es_demostracion=is_demostracion(libro))
    tabla = _add_falta(tabla, columnas)
    tabla["motivo"] = _find_motivos(tabla, maximo_pct)
    es_indicio = tabla["status"].ne("declaratoria cargada") if "status" in tabla else False
    base = np.where(es_indicio, ES_INDICIO, SE_PUEDE_LEER)
    tabla["conclusion"] = np.where(tabla["motivo"] != "", NO_SE_PUEDE, base)
    return tabla


def _add_falta(tabla: pd.DataFrame, columnas: Sequence[str]) -> pd.DataFrame:
    """Cuánto del dinero y de las obras de cada grupo está sin localizar o sin dato."""
    grupos = [tabla[c] for c in columnas] or [pd.Series("total", index=tabla.index)]
    falta = tabla["parte"].isin([SIN_LOCALIZAR, SIN_DATO])
    for columna, salida in (("parte_pct", "falta_pct"), ("obras_pct", "falta_obras_pct")):
        suma = tabla[columna].where(falta, 0.0).groupby(grupos, dropna=False).transform("sum")
        tabla[salida] = suma.where(tabla[columna].notna())
    return tabla


def _find_motivos(tabla: pd.DataFrame, maximo_pct: float) -> pd.Series:
    """Por qué no se puede concluir de cada fila; vacío si se puede."""
    demasiado = (tabla["falta_pct"] > maximo_pct) | (tabla["falta_obras_pct"] > maximo_pct)
    textos = [
        f"{phrase_pct(p)} de la inversión y {phrase_pct(o)} de las obras están sin localizar o sin dato"
        for p, o in zip(tabla["falta_pct"], tabla["falta_obras_pct"], strict=True)
    ]
    casos = [tabla["es_demostracion"], tabla["total_centavos"] == 0, demasiado]
    motivos = ["el libro es de demostración", "no hay inversión registrada", textos]
    return pd.Series(np.select(casos, motivos, default=""), index=tabla.index, dtype="str")


def compute_localizacion(libro: pd.DataFrame, columnas: Sequence[str] = ()) -> pd.DataFrame:
    """Cuánto del libro dice en qué localidad o AGEB está, y cuánto queda sin localizar.

    Toda obra tiene municipio; «sin localizar» es la que no dice localidad ni AGEB. Se cuenta y se muestra.

    Parameters
    ----------
    libro
        Tabla del libro de inversión.
    columnas
        Columnas que forman los grupos; ninguna = todo el libro.

    Returns
    -------
    DataFrame
        Una fila = grupo y ``parte`` ∈ {con AGEB, con localidad, sin localizar}: las columnas de
        :func:`compute_partes` y :func:`add_conclusion`, ``titular`` (la frase que encabeza el capítulo) y
        ``plantilla`` (la misma, con ``{obras}``, ``{total}`` y ``{pct}`` por llenar).
    """
    partes = compute_partes(libro, classify_lugar(libro), PARTES_LUGAR, columnas)
    tabla = add_conclusion(partes, libro, columnas)
    perdidas = tabla[tabla["parte"] == SIN_LOCALIZAR]
    frases = [_write_plantilla(f) for f in perdidas.itertuples(index=False)]
    titulares = perdidas[list(columnas)].assign(
        plantilla=frases,
        titular=[_fill(p, f) for p, f in zip(frases, perdidas.itertuples(index=False), strict=True)],
    )
    if columnas:
        return tabla.merge(titulares, on=list(columnas), how="left")
    return tabla.assign(**{c: next(iter(titulares[c]), "") for c in ("plantilla", "titular")})


def classify_lugar(libro: pd.DataFrame) -> pd.Series:
    """Qué tan fino es el lugar de cada fila: con AGEB, con localidad o sin localizar."""
    check_columnas(libro, ["clave_localidad", "clave_ageb"], DONDE)
    lugar = np.select(
        [libro["clave_ageb"].notna(), libro["clave_localidad"].notna()],
        [CON_AGEB, CON_LOCALIDAD],
        default=SIN_LOCALIZAR,
    )
    return pd.Series(lugar, index=libro.index, dtype="str")


def _write_plantilla(fila) -> str:
    """La frase que encabeza el capítulo, con ``{obras}``, ``{total}`` y ``{pct}`` por llenar."""
    if not fila.total_obras:
        return "Sin registros de inversión."
    if not fila.obras:
        return "Todas las obras dicen en qué localidad están."
    falta = max(v for v in (fila.falta_pct, fila.falta_obras_pct, 0) if pd.notna(v))
    verbo = "dice en qué localidad está: va" if fila.obras == 1 else "dicen en qué localidad están: van"
    if falta < MAXIMO_SIN_LOCALIZAR_PCT:
        return f"{{obras}} de {{total}} obras ({{pct}} de la inversión) no {verbo} como «sin localizar»."
    sujeto = "de las obras" if fila.falta_obras_pct == falta else "de la inversión"
    van = "va" if fila.obras == 1 else "van"
    if falta > MAXIMO_SIN_LOCALIZAR_PCT:
        return (
            f"Más de la mitad {sujeto} no dice dónde está: {{obras}} de {{total}} ({{pct}} de la inversión) "
            f"{van} como «sin localizar». Por lugar, no se puede concluir."
        )
    return (
        f"La mitad {sujeto} no dice dónde está: {{obras}} de {{total}} ({{pct}} de la inversión) {van} como "
        "«sin localizar»."
    )


def _fill(plantilla: str, fila) -> str:
    return plantilla.format(
        obras=f"{fila.obras:,}", total=f"{fila.total_obras:,}", pct=phrase_pct(fila.parte_pct)
    )


def _check_partes(libro: pd.DataFrame, parte: pd.Series, orden: Sequence[str]) -> None:
    ajenas = parte[~parte.isin(list(orden))]
    if len(ajenas) or not parte.index.equals(libro.index):
        raise EsquemaError(
            "Hay filas del libro sin parte: su dinero se perdería.",
            donde=DONDE,
            esperado=f"una de {', '.join(orden)} en cada fila",
            encontrado=f"{len(ajenas):,} filas sin parte conocida",
            que_hacer="clasifique todas las filas; lo que no se sabe va en «sin dato»",
        )


def _check_folios_una_parte(salida: pd.DataFrame, grupos: list[str], tabla: pd.DataFrame) -> None:
    if salida["obras"].sum() == tabla.groupby(grupos, dropna=False)["folio_obra"].nunique().sum():
        return
    partes = tabla.groupby([*grupos, "folio_obra"], dropna=False, observed=True)["parte"].nunique()
    malos = partes[partes > 1].index.get_level_values("folio_obra")
    raise EsquemaError(
        "Hay folios que caen en dos partes del mismo reparto.",
        donde=DONDE,
        esperado="todas las filas de un folio describen la misma obra",
        encontrado=f"{len(malos):,} folios: {join_claves(list(malos))}",
        que_hacer="cargue el libro con load_inversion, que comprueba que el folio diga siempre lo mismo",
    )
