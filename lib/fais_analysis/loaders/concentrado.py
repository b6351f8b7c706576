"""Lee el concentrado municipal de CONEVAL: las carencias promedio, que sus datos abiertos no traen.

Formato no cotejado con el original. Por eso sus personas deben ser las de la medición municipal que ya se
tiene, en cada municipio, año e indicador: si un rótulo o un renglón no fuera el suyo, no lo serían.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from fais_analysis.loaders.anexo_cuadros import extend_rotulos
from fais_analysis.loaders.guardas import certify
from fais_analysis.loaders.identificacion import check_identificacion, normalize_nombre
from fais_analysis.loaders.lectura import concat_ordenado, load_mapa, parse_numeros, read_hoja
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.loaders.rechazo import Rechazo
from fais_analysis.schemas.pobreza import CARENCIAS_PROMEDIO, SIN_CARENCIAS
from fais_analysis.schemas.vocabulario import CARENCIAS, SERIE_MUNICIPAL
from fais_analysis.sources.locate import locate_archivo

FUENTE = "coneval_concentrado"
LLAVE = ["clave_municipio", "anio"]
CLAVE = re.compile(r"[0-9]{5}")
ANIO = re.compile(r"\b(20[0-9]{2})\b")
RECHAZO = Rechazo(
    "En el concentrado municipal",
    "los indicadores, las medidas y los años conocidos, con las personas de la medición municipal",
    "pida el archivo a la institución; si es el original y así viene, el formato (no cotejado) es otro: "
    "corrija loaders/columnas/coneval_concentrado.yml y diga por qué",
)


def load_carencias_promedio() -> pd.DataFrame:
    """Carencias promedio por municipio: una fila = un municipio y un año.

    Donde no hay personas en esa situación, o no hubo medición, no hay promedio: nulo, nunca cero.

    Raises
    ------
    FuenteFaltanteError
        Si nadie ha importado el libro.
    EsquemaError
        Si falta un indicador, una medida o un año, o sus personas no son las de la medición municipal.

    References
    ----------
    Fuente ``coneval_concentrado``.
    """
    ruta, mapa = locate_archivo(FUENTE), load_mapa(FUENTE)
    donde = f"{ruta.name}, hoja {mapa['hoja']}"
    filas = read_hoja(ruta, mapa["hoja"])
    inicio = _find_inicio(filas, mapa["clave"], donde)
    clave = [normalize_nombre(c) for c in filas[inicio]].index(mapa["clave"])
    datos = _select_datos(filas[inicio + 1 :], clave, mapa, donde)
    primero = filas.index(datos[0])
    _check_identidad(datos, filas[inicio], clave, mapa, donde)
    lugares = _find_lugares(filas[inicio:primero], mapa, donde)
    tabla = _parse(datos, [str(f[clave]).strip() for f in datos], lugares, mapa, donde)
    _check_personas(tabla, mapa, donde)
    _check_promedios(tabla, mapa, donde)
    ordenada = concat_ordenado([tabla.assign(serie=SERIE_MUNICIPAL)[list(CARENCIAS_PROMEDIO.columns)]], LLAVE)
    return certify(CARENCIAS_PROMEDIO, ordenada, donde)


def _find_inicio(filas: list[list[Any]], rotulo: str, donde: str) -> int:
    for i, fila in enumerate(filas):
        if rotulo in map(normalize_nombre, fila):
            return i
    RECHAZO.fail(f"no aparece el rótulo «{rotulo}»", [], donde)


def _select_datos(filas: list[list[Any]], clave: int, mapa: Mapping[str, Any], donde: str) -> list[list[Any]]:
    """Los renglones con clave; después del primero, lo que no sea otro, ni vacío ni nota, se rechaza."""
    datos: list[list[Any]] = []
    for fila in filas:
        if CLAVE.fullmatch(str(fila[clave]).strip()):
            datos.append(fila)
            continue
        primera = normalize_nombre(next((c for c in fila if normalize_nombre(c)), ""))
        if datos and primera.startswith(tuple(mapa["fin"])):
            break
        if datos and primera:
            RECHAZO.fail("hay un renglón sin clave de municipio", [primera[:40]], donde)
    if not datos:
        RECHAZO.fail("no hay ningún renglón con clave de municipio", [], donde)
    return datos


def _check_identidad(
    datos: list[list[Any]], rotulos: list[Any], clave: int, mapa: Mapping[str, Any], donde: str
) -> None:
    crudo = pd.DataFrame(datos, columns=[normalize_nombre(r) for r in rotulos])
    check_identificacion(crudo, crudo.iloc[:, clave].astype("str"), mapa["identificacion"], donde)


def _find_lugares(
    encabezado: list[list[Any]], mapa: Mapping[str, Any], donde: str
) -> dict[tuple[str, str, int], int]:
    """De cada indicador, medida y año, su columna; deben estar todos, cada uno una vez."""
    renglones = [fila for fila in encabezado if any(map(normalize_nombre, fila))]
    arriba = [[normalize_nombre(c) for c in extend_rotulos(fila)] for fila in renglones[:-1]]
    columnas = zip(*arriba, map(normalize_nombre, renglones[-1]), strict=True)
    indicadores = {rotulo: id_ for id_, rotulos in mapa["indicadores"].items() for rotulo in rotulos}
    lugares: dict[tuple[str, str, int], int] = {}
    for j, textos in enumerate(columnas):
        id_ = next((indicadores[t] for t in textos if t in indicadores), None)
        medida = next((m for r, m in mapa["medidas"].items() if any(t.startswith(r) for t in textos)), None)
        anio = ANIO.search(" ".join(textos[1:]))
        if id_ is None or medida is None or anio is None:
            continue
        if lugares.setdefault((id_, medida, int(anio[1])), j) != j:
            RECHAZO.fail("hay dos columnas de lo mismo", [f"{id_} {medida} {anio[1]}"], donde)
    debidos = {
        (id_, medida, anio)
        for id_ in mapa["indicadores"]
        for medida in mapa["medidas"].values()
        for anio in mapa["anios"]
        if not (id_ in SIN_CARENCIAS and medida == "carencias_promedio")
    }
    if distintos := sorted({*lugares} ^ debidos):
        RECHAZO.fail("faltan o sobran columnas", [" ".join(map(str, d)) for d in distintos], donde)
    return lugares


def _parse(
    datos: list[list[Any]],
    claves: list[str],
    lugares: Mapping[tuple[str, str, int], int],
    mapa: Mapping[str, Any],
    donde: str,
) -> pd.DataFrame:
    partes = []
    for anio in mapa["anios"]:
        columnas = {
            f"{id_}_{medida}": parse_numeros(
                pd.Series([f[j] for f in datos], dtype="object"), mapa["sin_dato"], f"{donde}, {id_} {anio}"
            )
            for (id_, medida, suyo), j in lugares.items()
            if suyo == anio and medida != "pct"
        }
        medidos = pd.DataFrame(columnas).notna().any(axis=1)  # los creados después vienen sin dato
        parte = pd.DataFrame({"clave_municipio": claves, "anio": anio, **columnas})
        partes.append(parte[medidos])
    return pd.concat(partes, ignore_index=True)


def _check_personas(tabla: pd.DataFrame, mapa: Mapping[str, Any], donde: str) -> None:
    """Los municipios y las personas son los de la medición municipal, que es la misma."""
    conocida = load_tabla("pobreza_municipal").set_index(LLAVE)
    leida = tabla.set_index(LLAVE)
    repetidos, ajenos = leida.index[leida.index.duplicated()], leida.index.difference(conocida.index)
    if sueltos := [*repetidos, *ajenos]:
        RECHAZO.fail("hay municipios repetidos o que no se midieron", _name(sueltos), donde)
    leida = leida.reindex(conocida.index)
    for id_ in mapa["indicadores"]:
        propias, suyas = leida[f"{id_}_personas"], conocida[f"{id_}_personas"]
        malas = propias.isna() != suyas.isna()
        malas |= (propias - suyas).abs() > mapa["holgura_personas"]
        if malas.any():
            regla = f"las personas de {id_} no son las de la medición municipal"
            RECHAZO.fail(regla, _name(leida.index[malas]), donde)


def _name(llaves: Iterable[tuple[object, ...]]) -> list[str]:
    return [" ".join(map(str, llave)) for llave in llaves]


def _check_promedios(tabla: pd.DataFrame, mapa: Mapping[str, Any], donde: str) -> None:
    """Los promedios que salen de otros, salen; y ninguno es menor de lo que su situación exige."""

    def total(id_: str) -> pd.Series:
        return (tabla[f"{id_}_carencias_promedio"] * tabla[f"{id_}_personas"]).where(
            tabla[f"{id_}_personas"] > 0, 0.0
        )

    def check(mal: pd.Series, regla: str) -> None:
        if mal.any():
            RECHAZO.fail(regla, _name(tabla.loc[mal, LLAVE].itertuples(index=False)), donde)

    for id_, partes in mapa["sumas"].items():
        resto = (total(id_) - sum(map(total, partes))).abs() / tabla[f"{id_}_personas"]
        check(resto > mapa["holgura_promedio"], f"el promedio de {id_} no sale de {', '.join(partes)}")
    seis = tabla[[f"{c}_personas" for c in CARENCIAS]].sum(axis=1)
    resto = (seis - total("una_carencia")).abs() / tabla["una_carencia_personas"]
    check(resto > mapa["holgura_promedio"], "el promedio de una_carencia no sale de las seis carencias")
    for id_ in mapa["indicadores"]:
        if id_ not in SIN_CARENCIAS:
            promedio, personas = tabla[f"{id_}_carencias_promedio"], tabla[f"{id_}_personas"]
            minimo = mapa["minimos"].get(id_, 0 if id_.startswith("linea") else 1)
            check(promedio < minimo, f"el promedio de {id_} es menor que {minimo}")
            check(promedio.isna() & (personas > 0), f"falta el promedio de {id_}")
