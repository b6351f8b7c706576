"""Antes y después: cambio de cada carencia de vivienda junto a la inversión del rubro que la atiende.

Es una asociación entre municipios, no el efecto de la inversión: ninguna frase de aquí dice que una causó la
otra.
"""

from dataclasses import dataclass

import pandas as pd

from fais_analysis.errors import ParametroError
from fais_analysis.indicators.asociacion import Asociacion, compute_spearman
from fais_analysis.indicators.comparabilidad import check_anio_publicado, check_misma_serie
from fais_analysis.indicators.constantes import compute_inversion_constante_por
from fais_analysis.indicators.estado_dato import COMPLETO, SIN_REGISTROS
from fais_analysis.indicators.inversion import CENTAVOS, DONDE, check_centavos, is_demostracion
from fais_analysis.indicators.necesidad import NO_SE_PUEDE
from fais_analysis.indicators.parametros import MINIMO_ASOCIACION, UMBRAL_POBLACION_PCT
from fais_analysis.indicators.validacion import check_columnas, check_llave_unica

ES_ASOCIACION = (
    "Es asociación, no efecto: que un municipio haya recibido más y su carencia haya bajado más (o menos) no "
    "prueba que la inversión lo causó. Influyen el nivel de partida, otros programas, la población y el "
    "error de cada medición."
)
SIN_MEDICION = "sin dato de la carencia"
SIN_POBREZA, SIN_PRECIOS = "sin dato de población en pobreza", "sin INPC de algún ejercicio"
LIBRO = ["folio_obra", "ejercicio", "clave_municipio", "rubro", "subclasificacion", "carencia"]
DE_VIVIENDAS, DE_PERSONAS = "% de viviendas", "% de la población"


@dataclass(frozen=True)
class Par:
    """Una carencia medida y qué obras la atienden (por carencia o subindicador del catálogo)."""

    id: str
    nombre: str
    unidad: str
    columna: str
    valor: str


PARES: tuple[Par, ...] = (
    Par("vivienda", "Calidad y espacios de la vivienda", DE_PERSONAS, "carencia", "vivienda"),
    Par(
        "servicios_basicos", "Servicios básicos en la vivienda", DE_PERSONAS, "carencia", "servicios_basicos"
    ),
    Par("piso_tierra", "Viviendas con piso de tierra", DE_VIVIENDAS, "subindicador", "icv_pisos"),
    Par("sin_agua", "Viviendas sin agua entubada de la red", DE_VIVIENDAS, "subindicador", "isb_agua"),
    Par("sin_drenaje", "Viviendas sin drenaje", DE_VIVIENDAS, "subindicador", "isb_dren"),
    Par("sin_electricidad", "Viviendas sin energía eléctrica", DE_VIVIENDAS, "subindicador", "isb_luz"),
)


@dataclass(frozen=True)
class Periodo:
    """De qué medición a cuál, qué ejercicios se suman y a precios de qué año.

    ``ejercicios`` deben caer después de ``desde`` y no después de ``hasta``.
    """

    desde: int
    hasta: int
    ejercicios: tuple[int, ...]
    base_anio: int


@dataclass(frozen=True)
class TablasCambio:
    """Las tablas del cambio: ``pobreza_municipal`` y ``rezago_social`` de los municipios, e ``inpc``."""

    pobreza: pd.DataFrame
    rezago: pd.DataFrame
    inpc: pd.DataFrame


def compute_antes_despues(
    libro: pd.DataFrame, catalogo: pd.DataFrame, tablas: TablasCambio, periodo: Periodo
) -> pd.DataFrame:
    """Cambio de cada carencia entre dos mediciones y pesos constantes por persona en pobreza de su rubro.

    Parameters
    ----------
    libro
        Tabla del libro de inversión.
    catalogo
        Catálogo de obras (``rubro, subclasificacion, carencia, subindicador``); puede traer vigencias.
    tablas
        Pobreza y rezago social de los municipios que se comparan, e INPC.
    periodo
        Mediciones, ejercicios y año de los precios.

    Returns
    -------
    DataFrame
        Una fila = carencia y municipio: ``par, nombre, unidad, clave_municipio, desde_pct, hasta_pct,
        cambio_pp`` (negativo = bajó), ``pobreza_personas`` (al inicio), ``inversion_mxn`` (corrientes),
        ``inversion_constante_mxn, por_persona_pobreza_mxn`` (constantes), ``base_anio, ejercicios,
        certeza_inpc, estado_dato, aviso`` (población que cambió más del umbral), ``sin_clasificar_mxn``
        (obras que no están en el catálogo), ``fuera_de_periodo_mxn`` (otros ejercicios), ``es_demostracion``.
        Sin registros del municipio en el libro la inversión es nula; con registros y ninguno en el rubro, 0.

    Raises
    ------
    ComparabilidadError
        Si alguna de las mediciones no está publicada.
    ParametroError
        Si un ejercicio cae fuera del periodo o falta el INPC del año base.
    """
    en_periodo = _select_periodo(libro, periodo)
    propio = libro[en_periodo]
    tabla = _join_pares(propio, catalogo, tablas, periodo)
    tabla["sin_clasificar_mxn"] = _sum_omitido(tabla, propio[~_is_en_catalogo(propio, catalogo)])
    tabla["fuera_de_periodo_mxn"] = _sum_omitido(tabla, libro[~en_periodo])
    return tabla.assign(base_anio=periodo.base_anio, es_demostracion=is_demostracion(libro))


def compute_asociacion(antes_despues: pd.DataFrame, minimo: int = MINIMO_ASOCIACION) -> pd.DataFrame:
    """Correlación de Spearman entre el cambio y la inversión por persona en pobreza, por carencia.

    Negativa: donde hubo más inversión por persona, la carencia bajó más (o subió menos). El intervalo sale de
    remuestrear municipios con semilla fija; no incluye el error de cada medición.

    Returns
    -------
    DataFrame
        Una fila = carencia: ``par, nombre, unidad, rho, rho_inferior, rho_superior, municipios,
        municipios_omitidos, bajan, suben, conclusion`` ∈ {asociación negativa, asociación positiva, no se
        distingue de cero, no se puede concluir}, ``motivo, advertencia`` (la frase fija),
        ``es_demostracion``.
    """
    columnas = ["par", "nombre", "unidad", "cambio_pp", "por_persona_pobreza_mxn", "es_demostracion"]
    check_columnas(antes_despues, columnas, "antes y después")
    filas = []
    for llave, grupo in antes_despues.groupby(["par", "nombre", "unidad"], sort=False):
        medida = compute_spearman(grupo["por_persona_pobreza_mxn"], grupo["cambio_pp"], minimo)
        demo = bool(grupo["es_demostracion"].any())
        motivo = "el libro es de demostración" if demo else _find_motivo(medida, minimo)
        filas.append(
            {
                **dict(zip(["par", "nombre", "unidad"], llave, strict=True)),
                "rho": medida.rho,
                "rho_inferior": medida.inferior,
                "rho_superior": medida.superior,
                "municipios": medida.casos,
                "municipios_omitidos": len(grupo) - medida.casos,
                "bajan": int((grupo["cambio_pp"] < 0).sum()),
                "suben": int((grupo["cambio_pp"] > 0).sum()),
                "conclusion": NO_SE_PUEDE if motivo else _conclude(medida),
                "motivo": motivo,
                "advertencia": ES_ASOCIACION,
                "es_demostracion": demo,
            }
        )
    return pd.DataFrame(filas)


def _find_motivo(medida: Asociacion, minimo: int) -> str:
    if medida.casos < minimo:
        return f"menos de {minimo:,} municipios con los dos datos"
    return "la inversión o el cambio no varían entre municipios" if pd.isna(medida.rho) else ""


def _conclude(medida: Asociacion) -> str:
    if medida.inferior <= 0 <= medida.superior:
        return "no se distingue de cero"
    return "asociación negativa" if medida.rho < 0 else "asociación positiva"


def _check_periodo(periodo: Periodo) -> None:
    fuera = [e for e in periodo.ejercicios if not periodo.desde < e <= periodo.hasta]
    if fuera or not periodo.ejercicios:
        raise ParametroError(
            "Los ejercicios no caen entre las dos mediciones.",
            donde="Periodo.ejercicios",
            esperado=f"ejercicios después de {periodo.desde} y hasta {periodo.hasta}",
            encontrado=", ".join(map(str, fuera)) or "ninguno",
            que_hacer="sume sólo los ejercicios que pudieron cambiar la segunda medición",
        )


def _build_mediciones(tablas: TablasCambio, periodo: Periodo) -> dict[str, pd.DataFrame]:
    """Por carencia: los dos porcentajes, el cambio, las personas en pobreza al inicio y el aviso."""
    carencias = [p.id for p in PARES if p.unidad == DE_PERSONAS]
    personas = ["poblacion_personas", "pobreza_personas", *(f"{c}_personas" for c in carencias)]
    check_columnas(tablas.pobreza, ["clave_municipio", "anio", "serie", *personas], "pobreza municipal")
    check_misma_serie(tablas.pobreza)
    inicio, fin = (_select(tablas.pobreza, a, "pobreza municipal") for a in (periodo.desde, periodo.hasta))
    viviendas = [_select(tablas.rezago, a, "rezago social") for a in (periodo.desde, periodo.hasta)]
    claves = sorted(set(inicio.index) | set(fin.index))
    poblacion = [t["poblacion_personas"].reindex(claves) for t in (inicio, fin)]
    cambio_poblacion = 100 * (poblacion[1] - poblacion[0]).abs() / poblacion[0].where(poblacion[0] > 0)
    aviso = f"la población de la medición cambió más de {UMBRAL_POBLACION_PCT:g} % entre las dos"
    comun = pd.DataFrame({"pobreza_personas": inicio["pobreza_personas"].reindex(claves)})
    comun["aviso"] = pd.Series("", index=comun.index).mask(cambio_poblacion > UMBRAL_POBLACION_PCT, aviso)
    salida = {}
    for par in PARES:
        if par.unidad == DE_PERSONAS:
            columna = f"{par.id}_personas"
            pcts = [100 * t[columna] / t["poblacion_personas"] for t in (inicio, fin)]
        else:
            pcts = [t[f"{par.id}_pct"] for t in viviendas]
        desde, hasta = (p.reindex(claves) for p in pcts)
        salida[par.id] = comun.assign(desde_pct=desde, hasta_pct=hasta, cambio_pp=hasta - desde)
    return salida


def _select(tabla: pd.DataFrame, anio: int, donde: str) -> pd.DataFrame:
    filas = tabla[tabla["anio"] == check_anio_publicado(tabla, anio)]
    check_llave_unica(filas, ["clave_municipio"], donde)
    return filas.set_index("clave_municipio")


def _sum_par(
    libro: pd.DataFrame, catalogo: pd.DataFrame, par: Par, inpc: pd.DataFrame, base_anio: int
) -> pd.DataFrame:
    """Pesos corrientes y constantes de las obras que atienden la carencia, por municipio."""
    llave = ["rubro", "subclasificacion"]
    if par.columna == "carencia":  # manda lo que dice el libro
        obras = libro[libro["carencia"] == par.valor]
    else:
        check_columnas(catalogo, [*llave, par.columna], "catálogo de obras")
        propias = catalogo.loc[catalogo[par.columna] == par.valor, llave].drop_duplicates()
        obras = libro.merge(propias, on=llave, how="inner", validate="many_to_one")
    return compute_inversion_constante_por(obras, inpc, base_anio, ["clave_municipio"])


def _is_en_catalogo(libro: pd.DataFrame, catalogo: pd.DataFrame) -> pd.Series:
    llave = ["rubro", "subclasificacion"]
    conocidas = pd.MultiIndex.from_frame(catalogo[llave])
    return pd.Series(pd.MultiIndex.from_frame(libro[llave]).isin(conocidas), index=libro.index)


def _sum_omitido(tabla: pd.DataFrame, filas: pd.DataFrame) -> pd.Series:
    """Pesos corrientes del municipio que no entran en la comparación; cero si no hay."""
    sumas = check_centavos(filas).groupby(filas["clave_municipio"]).sum() / CENTAVOS
    return tabla["clave_municipio"].map(sumas).fillna(0.0)


def _join_par(cambio: pd.DataFrame, dinero: pd.DataFrame, con_registros: set[str], par: Par) -> pd.DataFrame:
    tabla = cambio.rename_axis("clave_municipio").reset_index()
    campos = ["clave_municipio", "inversion_mxn", "inversion_constante_mxn", "certeza_inpc"]
    tabla = tabla.merge(dinero[campos].assign(_hay=True), on="clave_municipio", how="left")
    vacio = tabla["clave_municipio"].isin(con_registros) & tabla["_hay"].isna()
    for columna in ("inversion_mxn", "inversion_constante_mxn"):
        tabla[columna] = tabla[columna].astype("float64").mask(vacio, 0.0)
    pobres = tabla["pobreza_personas"]
    tabla["por_persona_pobreza_mxn"] = tabla["inversion_constante_mxn"] / pobres.where(pobres > 0)
    tabla["estado_dato"] = COMPLETO
    for caso, texto in (
        (~(pobres > 0), SIN_POBREZA),
        (tabla["inversion_constante_mxn"].isna(), SIN_PRECIOS),
        (tabla["inversion_mxn"].isna(), SIN_REGISTROS),
        (tabla["cambio_pp"].isna(), SIN_MEDICION),
    ):
        tabla["estado_dato"] = tabla["estado_dato"].mask(caso, texto)
    tabla = tabla.assign(par=par.id, nombre=par.nombre, unidad=par.unidad).drop(columns="_hay")
    orden = ["par", "nombre", "unidad", "clave_municipio", "desde_pct", "hasta_pct", "cambio_pp"]
    dinero_columnas = ["inversion_mxn", "inversion_constante_mxn", "por_persona_pobreza_mxn", "certeza_inpc"]
    return tabla[[*orden, "pobreza_personas", *dinero_columnas, "estado_dato", "aviso"]]


def _select_periodo(libro: pd.DataFrame, periodo: Periodo) -> pd.Series:
    """Qué filas del libro caen en los ejercicios del periodo, ya comprobados los dos."""
    _check_periodo(periodo)
    check_columnas(libro, LIBRO, DONDE)
    return libro["ejercicio"].isin(periodo.ejercicios)


def _join_pares(
    propio: pd.DataFrame, catalogo: pd.DataFrame, tablas: TablasCambio, periodo: Periodo
) -> pd.DataFrame:
    """Cada carencia con el dinero de su rubro, una debajo de otra."""
    medidas = _build_mediciones(tablas, periodo)
    partes = []
    for par in PARES:
        dinero = _sum_par(propio, catalogo, par, tablas.inpc, periodo.base_anio)
        partes.append(_join_par(medidas[par.id], dinero, set(propio["clave_municipio"]), par))
    tabla = pd.concat(partes, ignore_index=True)
    return tabla.assign(ejercicios=", ".join(str(e) for e in sorted(periodo.ejercicios)))
