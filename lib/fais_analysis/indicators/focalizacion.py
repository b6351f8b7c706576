"""¿Llegó el dinero adonde dice la ley? Partes de la inversión en ZAP, por rezago, incidencia y efecto.

Las fórmulas, con casos calculados a mano, están en ``docs/focalizacion.md``. La vía que cada obra declara va
tal cual (``add_focalizacion``); lo demás compara su lugar con las zonas y los grados de su ejercicio.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from fais_analysis.indicators.inversion import DONDE
from fais_analysis.indicators.necesidad import SIN_CLASIFICAR
from fais_analysis.indicators.parametros import GRADOS_PRIORITARIOS
from fais_analysis.indicators.partes import SIN_LOCALIZAR, add_conclusion, compute_partes
from fais_analysis.indicators.texto import SIN_DATO
from fais_analysis.indicators.ubicacion_zonas import ALGUNA, DENTRO, FUERA, classify_zonas
from fais_analysis.indicators.validacion import check_columnas, check_llave_unica
from fais_analysis.indicators.zonas import RURAL, STATUS_ZAP, URBANA
from fais_analysis.rules.cortes_zap import CorteEjercicio
from fais_analysis.schemas.catalogo import EFECTOS
from fais_analysis.schemas.inversion import VIAS_FOCALIZACION
from fais_analysis.schemas.vocabulario import GRADOS, INCIDENCIAS

PARTES_ZONA: tuple[str, ...] = (DENTRO, FUERA, SIN_LOCALIZAR, SIN_DATO)
AMBITOS: tuple[str, ...] = (RURAL, URBANA, ALGUNA)
ALTOS, OTROS = "en los grados más altos", "en otros grados"
PARTES_GRADO: tuple[str, ...] = (ALTOS, OTROS, SIN_DATO)
DE_LA_LEY, DE_LINEAMIENTOS = "alto o muy alto", "dos mayores grados de la entidad"
PARTES_EFECTO: tuple[str, ...] = (*EFECTOS, SIN_CLASIFICAR)
POR_EJERCICIO: tuple[str, ...] = ("ejercicio",)
SIN_VIA = "sin_via"
VIAS: tuple[str, ...] = (*VIAS_FOCALIZACION, SIN_VIA)


def add_focalizacion(libro: pd.DataFrame) -> pd.DataFrame:
    """El libro con ``via``: lo que no se declara tiene su propio valor, no se pierde.

    Es lo que el libro declara, sin cotejar con la declaratoria; dónde cayó cada obra lo dice
    :func:`compute_partes_zap`.

    Examples
    --------
    >>> t = pd.DataFrame({"via_focalizacion": ["rezago", None]})
    >>> add_focalizacion(t)["via"].tolist()
    ['rezago', 'sin_via']
    """
    check_columnas(libro, ["via_focalizacion"], DONDE)
    return libro.assign(via=libro["via_focalizacion"].fillna(SIN_VIA))


def compute_partes_zap(
    libro: pd.DataFrame,
    zonas: pd.DataFrame,
    columnas: Sequence[str] = POR_EJERCICIO,
    lugares: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Parte de la inversión dentro de ZAP rural, de ZAP urbana y de alguna de las dos.

    A cada obra se le aplica **sólo el conjunto de su ejercicio** (véase ``classify_zonas``).

    Parameters
    ----------
    libro
        Tabla del libro de inversión.
    zonas
        Resultado de ``compute_zonas`` de las entidades del libro.
    columnas
        Columnas que forman los grupos; por omisión, el ejercicio.
    lugares
        ``classify_zonas`` del libro, si ya se tiene.

    Returns
    -------
    DataFrame
        Una fila = grupo, ámbito y parte: ``columnas, ambito`` ∈ {rural, urbana, alguna}, ``parte`` ∈ {dentro,
        fuera, sin localizar, sin dato}, las columnas de ``compute_partes``, ``status`` (el más débil de los
        ejercicios del grupo), ``corte, fecha_dof, leyenda, falta_pct, falta_obras_pct, conclusion, motivo,
        es_demostracion``.
    """
    columnas = list(columnas)
    lugares = classify_zonas(libro, zonas) if lugares is None else lugares
    partes = []
    for ambito in AMBITOS:
        tabla = compute_partes(libro, lugares[ambito], PARTES_ZONA, columnas)
        fichas = _describe_zonas(libro, zonas, ambito, columnas)
        tabla = tabla.merge(fichas, on=columnas, how="left") if columnas else tabla.merge(fichas, how="cross")
        tabla = add_conclusion(tabla, libro, columnas)
        tabla.insert(len(columnas), "ambito", pd.Series(ambito, index=tabla.index, dtype="str"))
        partes.append(tabla)
    return _sort_grupos(pd.concat(partes, ignore_index=True), columnas)


def compute_partes_rezago(
    libro: pd.DataFrame,
    rezago: pd.DataFrame,
    cortes: Mapping[int, CorteEjercicio],
    columnas: Sequence[str] = POR_EJERCICIO,
) -> pd.DataFrame:
    """Parte de la inversión en municipios de los dos grados más altos de rezago social.

    Con el grado vigente en el ejercicio (``cortes``). Dos lecturas: la de la ley (grado alto o muy alto) y la
    de los Lineamientos (los dos mayores grados que hay en la entidad, por verificar). El grado es municipal:
    por localidad no se tiene, y se dice.

    Returns
    -------
    DataFrame
        Una fila = grupo, ``definicion`` y ``parte`` ∈ {en los grados más altos, en otros grados, sin dato},
        con las columnas de ``compute_partes``, ``falta_pct, falta_obras_pct, conclusion, motivo,
        es_demostracion``.
    """
    columnas = list(columnas)
    check_columnas(libro, ["ejercicio", "clave_municipio"], DONDE)
    check_columnas(rezago, ["clave_municipio", "anio", "grado"], "rezago social")
    check_llave_unica(rezago, ["clave_municipio", "anio"], "rezago social")
    anios = libro["ejercicio"].map({e: c.rezago for e, c in cortes.items()})
    grados = rezago.set_index(["anio", "clave_municipio"])["grado"]
    grado = _lookup(grados, anios, libro["clave_municipio"])
    menor_alto = _lookup(_list_dos_mayores(rezago), anios, libro["clave_municipio"].str.slice(0, 2))
    en_mayores = grado.map({g: n for n, g in enumerate(GRADOS)}) >= menor_alto
    partes = []
    for definicion, alto in ((DE_LA_LEY, grado.isin(GRADOS_PRIORITARIOS)), (DE_LINEAMIENTOS, en_mayores)):
        parte = pd.Series(np.select([grado.isna(), alto], [SIN_DATO, ALTOS], OTROS), libro.index, dtype="str")
        tabla = add_conclusion(compute_partes(libro, parte, PARTES_GRADO, columnas), libro, columnas)
        tabla.insert(len(columnas), "definicion", pd.Series(definicion, index=tabla.index, dtype="str"))
        partes.append(tabla)
    return _sort_grupos(pd.concat(partes, ignore_index=True), columnas)


def compute_partes_incidencia(libro: pd.DataFrame, columnas: Sequence[str] = POR_EJERCICIO) -> pd.DataFrame:
    """Parte de la inversión de incidencia directa, complementaria y especial, según el libro.

    Returns
    -------
    DataFrame
        Una fila = grupo y ``parte`` ∈ {directa, complementaria, especial}, con las columnas de
        ``compute_partes``, ``falta_pct, falta_obras_pct, conclusion, motivo, es_demostracion``.
    """
    check_columnas(libro, ["incidencia"], DONDE)
    partes = compute_partes(libro, libro["incidencia"].astype("str"), INCIDENCIAS, columnas)
    return add_conclusion(partes, libro, columnas)


def compute_partes_efecto(
    libro: pd.DataFrame, catalogo: pd.DataFrame, columnas: Sequence[str] = POR_EJERCICIO
) -> pd.DataFrame:
    """Obra final contra intermedia: parte de la inversión por su efecto en la carencia, según el catálogo.

    Final: por sí sola saca a la vivienda de la carencia; final condicionada: sólo si se cumple su condición;
    intermedia: sólo a las viviendas que se conectan. Lo que no está en el catálogo es «sin clasificar».

    Returns
    -------
    DataFrame
        Una fila = grupo y ``parte`` ∈ {final, final condicionada, intermedia, indirecta, sin efecto, sin
        clasificar}, con las columnas de ``compute_partes``, ``falta_pct, falta_obras_pct, conclusion, motivo,
        es_demostracion``.
    """
    efecto = classify_efecto(libro, catalogo)
    return add_conclusion(compute_partes(libro, efecto, PARTES_EFECTO, columnas), libro, columnas)


def classify_efecto(libro: pd.DataFrame, catalogo: pd.DataFrame) -> pd.Series:
    """Efecto de cada fila del libro según el catálogo que regía en su ejercicio; fuera de él, sin clasificar.

    ``catalogo`` puede traer varios ejercicios (``desde``, ``hasta``): véase ``load_catalogo_ejercicios``.
    """
    llave = ["rubro", "subclasificacion"]
    check_columnas(libro, ["ejercicio", *llave], DONDE)
    check_columnas(catalogo, [*llave, "efecto"], "catálogo de obras")
    vigencia = [c for c in ("desde", "hasta") if c in catalogo.columns]
    check_llave_unica(catalogo, [*llave, *vigencia], "catálogo de obras")
    filas = libro[["ejercicio", *llave]].assign(_fila=range(len(libro)))
    unidas = filas.merge(catalogo[[*llave, *vigencia, "efecto"]], on=llave, how="inner")
    if vigencia:
        unidas = unidas[unidas["ejercicio"].between(unidas["desde"], unidas["hasta"])]
    check_llave_unica(unidas, ["_fila"], "catálogo de obras, vigencias traslapadas")
    efectos = unidas.set_index("_fila")["efecto"].reindex(range(len(libro)))
    return pd.Series(efectos.to_numpy(), index=libro.index, dtype="str").fillna(SIN_CLASIFICAR)


def _lookup(conocidos: pd.Series, anio: pd.Series, clave: pd.Series) -> pd.Series:
    llaves = pd.MultiIndex.from_arrays([anio, clave])
    return pd.Series(conocidos.reindex(llaves).to_numpy(), index=anio.index)


def _sort_grupos(tabla: pd.DataFrame, columnas: list[str]) -> pd.DataFrame:
    """Por grupo, conservando dentro de cada uno el orden de ámbitos y partes."""
    return tabla.sort_values(columnas, kind="stable", ignore_index=True) if columnas else tabla


def _describe_zonas(
    libro: pd.DataFrame, zonas: pd.DataFrame, ambito: str, columnas: list[str]
) -> pd.DataFrame:
    """Status, corte, decreto y leyenda del conjunto usado por cada grupo; el status, el más débil."""
    ambitos = (RURAL, URBANA) if ambito == ALGUNA else (ambito,)
    campos = ["status", "corte", "fecha_dof", "leyenda"]
    fichas = zonas[zonas["ambito"].isin(ambitos)].drop_duplicates(["anio", "ambito"])
    pares = libro[list(dict.fromkeys(["ejercicio", *columnas]))].drop_duplicates()
    pares = pares.merge(pd.DataFrame({"ambito": list(ambitos)}), how="cross")
    fichas = fichas[["anio", "ambito", *campos]].rename(columns={"anio": "_anio"})
    unidas = pares.merge(fichas, left_on=["ejercicio", "ambito"], right_on=["_anio", "ambito"], how="left")
    unidas["status"] = unidas["status"].fillna(SIN_DATO)
    unidas["_debil"] = unidas["status"].map({s: n for n, s in enumerate(STATUS_ZAP)})
    grupos = columnas or ["_total"]
    unidas = unidas.assign(_total="total")
    peor = unidas.groupby(grupos, dropna=False, observed=True)["_debil"].max()
    salida = pd.DataFrame({"status": peor.map(dict(enumerate(STATUS_ZAP)))})
    for campo in campos[1:]:
        dichos = unidas[unidas[campo].fillna("") != ""].drop_duplicates([*grupos, campo])
        juntos = dichos.groupby(grupos, dropna=False, observed=True)[campo].agg("; ".join)
        salida[campo] = juntos.reindex(salida.index, fill_value="")
    return salida.reset_index(drop=not columnas)


def _list_dos_mayores(rezago: pd.DataFrame) -> pd.Series:
    """Por año y entidad, el menor de los dos mayores grados presentes (como número de orden)."""
    tabla = pd.DataFrame(
        {
            "anio": rezago["anio"],
            "entidad": rezago["clave_municipio"].str.slice(0, 2),
            "orden": rezago["grado"].map({g: n for n, g in enumerate(GRADOS)}),
        }
    )
    presentes = tabla.dropna().drop_duplicates()
    return presentes.groupby(["anio", "entidad"])["orden"].agg(lambda s: s.nlargest(2).min())
