"""Lee el FAIS de los 32 estados (2018 en adelante) y los fondos del Ramo 33 (1998-2014)."""

from decimal import Decimal

import pandas as pd

from fais_analysis.claves import ENTIDADES
from fais_analysis.loaders.errores_conocidos import check_sigue, load_correcciones
from fais_analysis.loaders.guardas import certify
from fais_analysis.loaders.identificacion import check_identificacion, list_nombres_entidad, normalize_nombre
from fais_analysis.loaders.lectura import (
    check_comas,
    concat_ordenado,
    load_mapa,
    pad_clave,
    parse_enteros,
    parse_numeros,
    read_csv_texto,
    select_columnas,
)
from fais_analysis.loaders.rechazo import Rechazo
from fais_analysis.schemas.fondos import FAIS_ESTATAL, FONDO_TOTAL, MOMENTOS, RAMO33
from fais_analysis.sources.fichas import get_archivo
from fais_analysis.sources.locate import locate_archivo

FAIS_ESTADOS, RAMO33_FONDOS = "fais_eaid_estados", "shcp_ramo33_fondos"
CENTAVOS = Decimal(100)
CENTAVOS_POR_MDP = Decimal(100_000_000)
FILA_NACIONAL = "00"
DEVENGADO = MOMENTOS[1]
RECHAZO = Rechazo(
    "En los fondos por entidad",
    "las cifras como las publica la fuente, que suman",
    "si se cruzaron renglones o columnas, pida el corregido; si el archivo es otro, revise "
    "loaders/columnas/fondos.yml",
)


def load_fais_estatal() -> pd.DataFrame:
    """FAIS aprobado y devengado por cada entidad: una fila = entidad, año y momento.

    Un cero es sin dato: la entidad no separó sus fondos. No distingue FISE de FISMDF.

    Raises
    ------
    EsquemaError
        Si una celda no es un número, una entidad no existe o los fondos no suman las aportaciones.

    References
    ----------
    Fuente ``fais_eaid_estados``: ODbL, se cita y lo derivado se comparte igual.
    """
    ruta, mapa = locate_archivo(FAIS_ESTADOS), load_mapa("fondos")["fais_estatal"]
    crudo = read_csv_texto(ruta, get_archivo(FAIS_ESTADOS).codificacion)
    tabla = select_columnas(crudo, mapa["columnas"], ruta.name).map(str.strip)
    tabla = tabla[tabla["codigo"].isin([mapa["total"], *mapa["partes"]])]
    tabla = tabla.assign(
        clave_entidad=tabla["entidad"].map(_find_entidades(tabla["entidad"], ruta.name)),
        anio=parse_enteros(tabla["anio"], f"{ruta.name}, Año"),
    )
    for momento in MOMENTOS:
        check_comas(tabla[momento], f"{ruta.name}, {momento}")
        parse_numeros(tabla[momento], [], f"{ruta.name}, {momento}")
        tabla[momento] = tabla[momento].map(lambda t: int(Decimal(t) * CENTAVOS))
        _check_fondos(tabla, momento, mapa, ruta.name)
    fais = tabla[tabla["codigo"] == mapa["codigo"]]
    larga = fais.melt(["clave_entidad", "anio"], [*MOMENTOS], "momento", "monto_centavos")
    repetido = larga["anio"].isin(_list_repetidos(fais, ruta.name)) & (larga["momento"] == DEVENGADO)
    con_dato = larga[(larga["monto_centavos"] != 0) & ~repetido].astype({"momento": "str"})
    llave = ["clave_entidad", "anio", "momento"]
    ordenada = concat_ordenado([con_dato[list(FAIS_ESTATAL.columns)]], llave)
    return certify(FAIS_ESTATAL, ordenada, f"FAIS por entidad ({ruta.name})")


def load_ramo33() -> pd.DataFrame:
    """Ramo 33 presupuestado por entidad y fondo, 1998-2014: una fila = entidad, año y fondo con dato.

    Raises
    ------
    EsquemaError
        Si una celda no es un número, un nombre no es el de su clave, los fondos no suman o las entidades no
        suman la fila nacional.

    References
    ----------
    Fuente ``shcp_ramo33_fondos``, procesada por un tercero.
    """
    ruta, mapa = locate_archivo(RAMO33_FONDOS), load_mapa("fondos")["ramo33_fondos"]
    crudo = read_csv_texto(ruta, get_archivo(RAMO33_FONDOS).codificacion)
    propias = {mapa["clave"]: "clave_entidad", mapa["anio"]: "anio"}
    tabla = select_columnas(crudo, {**propias, **mapa["columnas"]}, ruta.name)
    tabla["clave_entidad"] = pad_clave(tabla["clave_entidad"], 2)
    check_identificacion(crudo, tabla["clave_entidad"], {"entidad": mapa["nombre"]}, ruta.name)
    tabla["anio"] = parse_enteros(tabla["anio"], f"{ruta.name}, {mapa['anio']}")
    for fondo in mapa["columnas"].values():
        textos = tabla[fondo].str.replace(" ", "", regex=False)
        check_comas(textos, f"{ruta.name}, {fondo}")
        numeros = parse_numeros(textos, [""], f"{ruta.name}, {fondo}")
        tabla[fondo] = textos.where(numeros.notna()).map(_parse_mdp, na_action="ignore")
    _check_sumas(tabla, mapa, ruta.name)
    todos = [*mapa["columnas"].values()]
    larga = tabla.melt(["clave_entidad", "anio"], todos, "fondo", "monto_centavos")
    larga = larga.dropna().astype({"monto_centavos": "int64", "fondo": "str"})
    ordenada = concat_ordenado([larga[list(RAMO33.columns)]], ["clave_entidad", "anio", "fondo"])
    return certify(RAMO33, ordenada, f"Ramo 33 por fondo ({ruta.name})")


def _find_entidades(nombres: pd.Series, donde: str) -> dict[str, str]:
    """De cada nombre, la clave de su entidad; deben estar las 32, cada una con un solo nombre."""
    por_nombre = {nombre: clave for clave in ENTIDADES for nombre in list_nombres_entidad(clave)}
    claves = {n: por_nombre.get(normalize_nombre(n)) for n in nombres.unique()}
    ajenos = [n for n, clave in claves.items() if clave is None]
    if ajenos or len({*claves.values()}) != len(claves) or len(claves) != len(ENTIDADES):
        RECHAZO.fail("no están las 32 entidades, cada una una vez", ajenos or sorted(claves), donde)
    return {n: clave for n, clave in claves.items() if clave}


def _list_repetidos(fais: pd.DataFrame, donde: str) -> list[int]:
    """Los años en que lo devengado repite lo aprobado, si de veras lo repite."""
    error = load_correcciones(FAIS_ESTADOS)["devengado_repetido"]
    suyos = fais[fais["anio"].isin(error["anios"])]
    repite = bool((suyos["aprobado"] == suyos["devengado"]).all())
    check_sigue(repite, FAIS_ESTADOS, error["razon"], donde)
    return error["anios"]


def _check_fondos(tabla: pd.DataFrame, momento: str, mapa: dict, donde: str) -> None:
    """Los ocho fondos suman las aportaciones, salvo donde no se separaron y todos vienen en cero."""
    _check_llave(tabla, ["clave_entidad", "anio", "codigo"], donde)
    ancha = tabla.pivot(index=["clave_entidad", "anio"], columns="codigo", values=momento)
    suma = ancha[mapa["partes"]].sum(axis=1)
    holgura = mapa["holgura_mxn"] * CENTAVOS
    malas = ((suma - ancha[mapa["total"]]).abs() > float(holgura)) & (suma != 0)
    malas |= ancha.isna().any(axis=1)
    if malas.any():
        RECHAZO.fail(f"los fondos no suman las aportaciones ({momento})", _name(ancha.index[malas]), donde)


def _parse_mdp(texto: str) -> int:
    return int(Decimal(texto) * CENTAVOS_POR_MDP)


def _check_sumas(tabla: pd.DataFrame, mapa: dict, donde: str) -> None:
    """Cada fondo es la suma de sus partes; la fila nacional, la de las entidades."""
    _check_llave(tabla, ["clave_entidad", "anio"], donde)
    holgura = float(CENTAVOS_POR_MDP) * mapa["holgura_mdp"]
    indice = tabla.set_index(["clave_entidad", "anio"])[[*mapa["columnas"].values()]].astype("float64")
    for entero, partes in mapa["sumas"].items():
        otro_ramo = indice.index.get_level_values(0).isin(mapa["total_con_otro_ramo"]) & (
            entero == FONDO_TOTAL
        )
        malas = ((indice[partes].sum(axis=1) - indice[entero].fillna(0)).abs() > holgura) & ~otro_ramo
        if malas.any():
            RECHAZO.fail(f"las partes no suman {entero}", _name(indice.index[malas]), donde)
    _check_nacional(indice, holgura, donde)


def _check_nacional(indice: pd.DataFrame, holgura: float, donde: str) -> None:
    """Las entidades suman la fila nacional, salvo los años en que se sabe que no."""
    suma = indice.drop(FILA_NACIONAL, level=0).groupby("anio").sum()
    resto = (suma - indice.loc[FILA_NACIONAL].fillna(0)).abs() > holgura
    malos = {*resto.index[resto.any(axis=1)]}
    error = load_correcciones(RAMO33_FONDOS)["nacional_no_suma"]
    if nuevos := sorted(malos - {*error["anios"]}):
        RECHAZO.fail("las entidades no suman la fila nacional", [str(a) for a in nuevos], donde)
    check_sigue({*error["anios"]} <= malos, RAMO33_FONDOS, error["razon"], donde)


def _check_llave(tabla: pd.DataFrame, llave: list[str], donde: str) -> None:
    repetidas = tabla.loc[tabla.duplicated(llave), llave].astype("str")
    if len(repetidas):
        RECHAZO.fail("hay renglones repetidos", repetidas.agg(" ".join, axis=1).tolist(), donde)


def _name(indice: pd.MultiIndex) -> list[str]:
    return [" ".join(map(str, llave)) for llave in indice]
