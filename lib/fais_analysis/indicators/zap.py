"""Criterios de Zona de Atención Prioritaria derivados de datos públicos. Nunca es la declaratoria."""

from dataclasses import dataclass

import pandas as pd

from fais_analysis.errors import ParametroError
from fais_analysis.indicators.exactos import compute_exactos
from fais_analysis.indicators.parametros import GRADOS_PRIORITARIOS, UMBRAL_MAYORIA_PCT
from fais_analysis.indicators.texto import join_frase
from fais_analysis.indicators.validacion import check_columnas, check_llave_unica, check_no_negativo

LEYENDA_DERIVADO = "criterio derivado de datos públicos; no es la declaratoria ZAP; por verificar"
SIN_LISTA = "sin dato: no se tiene la lista de ese año"
CRITERIOS: dict[str, str] = {
    "marginacion": "grado de marginación alto o muy alto",
    "rezago": "grado de rezago social alto o muy alto",
    "tres_carencias": "mayoría de la población con tres o más carencias",
    "pobreza_extrema": "mayoría de la población en pobreza extrema",
}


@dataclass(frozen=True)
class CorteZap:
    """De qué año sale cada insumo de los criterios y cuáles se aplican.

    Los insumos disponibles al emitir una declaratoria no son del mismo año: por eso se dicen por separado.
    ``umbral_pct`` es la parte de la población que se llama mayoría (mayor o igual).
    """

    marginacion: int
    rezago: int
    pobreza: int
    umbral_pct: float = UMBRAL_MAYORIA_PCT
    criterios: tuple[str, ...] = tuple(CRITERIOS)


def compute_criterios_zap(
    marginacion: pd.DataFrame, rezago: pd.DataFrame, pobreza: pd.DataFrame, anio: int | CorteZap
) -> pd.DataFrame:
    """Qué municipios cumplen los criterios públicos de ZAP rural con los datos de un corte.

    No usa población indígena, delincuencia ni caminos, que algunas declaratorias sí usan.

    Parameters
    ----------
    marginacion
        ``marginacion_original`` (el grado que regía) o ``marginacion_municipal`` (DP2, reestimado).
    rezago
        ``rezago_social``.
    pobreza
        ``pobreza_municipal``.
    anio
        Un año para los tres insumos, o un :class:`CorteZap` con el de cada uno.

    Returns
    -------
    DataFrame
        Una fila = municipio presente en alguno de los insumos: ``clave_municipio, grado_marginacion,
        grado_rezago, tres_carencias_pct, pobreza_extrema_pct, cumple_marginacion, cumple_rezago,
        cumple_tres_carencias, cumple_pobreza_extrema, cumple`` (lógicos con nulo), ``motivo`` y ``status``.
        ``cumple`` es cierto si se cumple alguno; nulo si ninguno se cumple y falta alguno; un criterio que no
        se aplica queda nulo y no cuenta.

    Raises
    ------
    ParametroError
        Si el año no está en un insumo o el corte nombra un criterio desconocido.
    """
    corte = _read_corte(anio)
    tabla = (
        _get_grado(marginacion, corte.marginacion, "marginacion")
        .merge(_get_grado(rezago, corte.rezago, "rezago"), on="clave_municipio", how="outer")
        .merge(_get_porcentajes(pobreza, corte.pobreza), on="clave_municipio", how="outer")
        .sort_values("clave_municipio", ignore_index=True)
    )
    return _add_criterios(tabla, corte).assign(status=LEYENDA_DERIVADO)


def _add_criterios(tabla: pd.DataFrame, corte: CorteZap) -> pd.DataFrame:
    """Qué criterio cumple cada municipio y si cumple alguno; el que no se aplica queda nulo."""
    cumple = {
        "marginacion": _is_prioritario(tabla["grado_marginacion"]),
        "rezago": _is_prioritario(tabla["grado_rezago"]),
        "tres_carencias": _is_mayoria(tabla["tres_carencias_pct"], corte.umbral_pct),
        "pobreza_extrema": _is_mayoria(tabla["pobreza_extrema_pct"], corte.umbral_pct),
    }
    total = pd.Series(False, index=tabla.index, dtype="boolean")
    for criterio, valor in cumple.items():
        aplica = criterio in corte.criterios
        tabla[f"cumple_{criterio}"] = valor if aplica else pd.array([pd.NA] * len(tabla), dtype="boolean")
        total = total | valor if aplica else total
    tabla["cumple"] = total
    tabla["motivo"] = [_phrase_motivo(f, corte) for f in tabla.to_dict("records")]
    return tabla


def compute_zap_rural(zap_rural: pd.DataFrame, claves: list[str], anio: int) -> pd.DataFrame:
    """Qué municipios están en la lista de ZAP rural que se tiene de un año, y con qué certeza.

    Parameters
    ----------
    zap_rural
        Tabla ``zap_rural``: sólo los años con lista.
    claves
        Municipios por los que se pregunta.
    anio
        Año de la declaratoria; la lista de un año no se usa en otro.

    Returns
    -------
    DataFrame
        Una fila = municipio: ``clave_municipio, anio, en_lista`` (lógico; nulo si no hay lista de ese año),
        ``status`` (el estado de la lista, o que no se tiene).
    """
    check_columnas(zap_rural, ["anio", "clave_municipio", "estado"], "ZAP rural")
    lista = zap_rural[zap_rural["anio"] == anio]
    salida = pd.DataFrame({"clave_municipio": pd.Series(list(claves), dtype="str"), "anio": anio})
    if lista.empty:
        return salida.assign(en_lista=pd.array([pd.NA] * len(salida), dtype="boolean"), status=SIN_LISTA)
    en_lista = salida["clave_municipio"].isin(set(lista["clave_municipio"])).astype("boolean")
    return salida.assign(en_lista=en_lista, status="; ".join(sorted(set(lista["estado"]))))


def _check_corte(corte: CorteZap) -> None:
    check_no_negativo(corte.umbral_pct, "umbral_pct")
    raros = [c for c in corte.criterios if c not in CRITERIOS]
    if raros or not corte.criterios:
        raise ParametroError(
            "El corte ZAP no nombra criterios válidos.",
            donde="CorteZap.criterios",
            esperado=f"uno o más de: {', '.join(CRITERIOS)}",
            encontrado=", ".join(raros) or "ninguno",
            que_hacer="corrija los criterios o deje los cuatro por omisión",
        )


def _select_anio(tabla: pd.DataFrame, anio: int, insumo: str) -> pd.DataFrame:
    filas = tabla[tabla["anio"] == anio]
    if filas.empty:
        anios = ", ".join(str(int(a)) for a in sorted(tabla["anio"].unique()))
        raise ParametroError(
            f"No hay datos de {insumo} de {anio}.",
            donde=f"criterios ZAP, insumo {insumo}",
            esperado=f"uno de: {anios or 'ningún año'}",
            encontrado=str(anio),
            que_hacer="indique con CorteZap el año disponible de cada insumo",
        )
    return filas


def _get_grado(tabla: pd.DataFrame, anio: int, insumo: str) -> pd.DataFrame:
    check_columnas(tabla, ["clave_municipio", "anio", "grado"], insumo)
    filas = _select_anio(tabla, anio, insumo)
    check_llave_unica(filas, ["clave_municipio"], insumo)
    return filas[["clave_municipio", "grado"]].rename(columns={"grado": f"grado_{insumo}"})


def _get_porcentajes(pobreza: pd.DataFrame, anio: int) -> pd.DataFrame:
    ids = ["tres_carencias", "pobreza_extrema"]
    columnas = ["clave_municipio", "anio", "serie", "poblacion_personas", *(f"{i}_personas" for i in ids)]
    check_columnas(pobreza, columnas, "pobreza municipal")
    exactos = compute_exactos(_select_anio(pobreza, anio, "pobreza")[columnas])
    ancha = exactos.pivot(index="clave_municipio", columns="indicador", values="pct")
    return ancha[ids].add_suffix("_pct").rename_axis(columns=None).reset_index()


def _is_prioritario(grado: pd.Series) -> pd.Series:
    return grado.isin(GRADOS_PRIORITARIOS).astype("boolean").mask(grado.isna())


def _is_mayoria(pct: pd.Series, umbral_pct: float) -> pd.Series:
    return (pct >= umbral_pct).astype("boolean").mask(pct.isna())


def _phrase_motivo(fila: dict, corte: CorteZap) -> str:
    cumplidos = [CRITERIOS[c] for c in corte.criterios if fila[f"cumple_{c}"] is True]
    faltan = [CRITERIOS[c] for c in corte.criterios if pd.isna(fila[f"cumple_{c}"])]
    sin_dato = f"sin dato de {', '.join(faltan)}" if faltan else ""
    if cumplidos:
        return "; ".join(p for p in (join_frase(cumplidos), sin_dato) if p)
    return sin_dato or "no cumple ninguno de los criterios aplicados"


def _read_corte(anio: int | CorteZap) -> CorteZap:
    """El corte pedido, ya comprobado; un año suelto es el de los tres insumos."""
    corte = anio if isinstance(anio, CorteZap) else CorteZap(anio, anio, anio)
    _check_corte(corte)
    return corte
