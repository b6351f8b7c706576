"""Lo que se dice de la ZAP de cada año: sello de los mapas, conjuntos, decreto y frases."""

import re
from collections.abc import Sequence

import pandas as pd

from fais_analysis.indicators.texto import SIN_DATO, join_frase
from fais_analysis.indicators.zonas import DECLARATORIA
from fais_analysis.indicators.zonas_series import DENTRO, EN_PARTE
from fais_analysis.schemas.anios import split_seguidos
from fais_analysis.schemas.capitulos.mapa_zap import MapaZap
from fais_analysis.views.capitulos.comun import upper_inicial
from fais_analysis.views.componentes import render_frase
from fais_analysis.views.formato import is_sin_dato
from fais_analysis.views.maps import ConjuntoZap
from fais_analysis.views.marcado import Html
from fais_analysis.views.presentacion import Sello
from fais_analysis.views.registros import list_renglones

POR_VERIFICAR = "fecha por verificar"
# Sin la declaratoria no se niega: indígenas, delincuencia y caminos no se miden.
NO_SALDRIA = "Con los criterios que se pueden calcular, {municipio} no quedaría en"
NO_ES_DECLARATORIA = "no es la declaratoria ZAP; por verificar"
_ANIO = re.compile(r"\b(?:19|20)\d{2}\b")


def write_decreto(fecha_dof: object) -> str:
    """Fecha del decreto en el Diario Oficial, o que falta verificarla.

    Examples
    --------
    >>> write_decreto("2022-11-28"), write_decreto(None)
    ('28/11/2022', 'fecha por verificar')
    """
    if is_sin_dato(fecha_dof) or not fecha_dof:
        return POR_VERIFICAR
    anio, mes, dia = str(fecha_dof)[:10].split("-")
    return f"{dia}/{mes}/{anio}"


def build_sello_zap(conjuntos: pd.DataFrame, anio: str = "") -> Sello:
    """El sello de un mapa que dibuja la ZAP.

    ``conjuntos`` son los que dibuja (renglones de ``conjuntos`` o de ``zap_propia``); ``anio``, el de los
    demás datos del mapa; vacío, los de los insumos de esos conjuntos.
    """
    columna = "status_urbana" if "status_urbana" in conjuntos else "status"
    desde, hasta = (
        (conjuntos["desde"].min(), conjuntos["hasta"].max())
        if "desde" in conjuntos
        else (conjuntos["anio"].min(), conjuntos["anio"].max())
    )
    insumos = sorted({a for corte in conjuntos["corte"] for a in _ANIO.findall(str(corte))})
    anios = str(hasta) if desde == hasta or anio else f"{desde}-{hasta}"
    status = join_frase(list(dict.fromkeys(conjuntos[columna])))
    return Sello(anio or join_frase(insumos) or anios, anios, status, muestra_zap=True)


def build_conjuntos_zap(
    conjuntos: pd.DataFrame, situacion: pd.DataFrame, claves: Sequence[str]
) -> list[ConjuntoZap]:
    """Los conjuntos que se dibujan, en orden de años; sólo con los municipios del mapa."""
    renglones, en_mapa = list_renglones(situacion), frozenset(claves)
    lista = []
    for fila in conjuntos.itertuples():
        propios = [r for r in renglones if fila.desde <= r["anio"] <= fila.hasta]
        fechas = {r["anio"]: r["fecha_dof"] for r in propios}
        decretos = "; ".join(f"{anio}, {write_decreto(fecha)}" for anio, fecha in fechas.items())
        if all(map(is_sin_dato, fechas.values())):
            decretos = POR_VERIFICAR
        elif len(fechas) == 1:
            decretos = write_decreto(fechas[fila.desde])
        ultimos = [r for r in propios if r["anio"] == fila.hasta]
        del_ultimo = {str(r["clave_municipio"]): str(r["situacion"]) for r in ultimos}
        situaciones = {c: s for c, s in del_ultimo.items() if c in en_mapa}
        lista.append(ConjuntoZap(fila.conjunto, fila.status, decretos, situaciones))
    return lista


def phrase_aviso_zap(anios: pd.DataFrame) -> str:
    """Qué tan oficiales son las zonas de los mapas. ``anios``: una fila = año, con ``status``."""
    cargadas = [str(a) for a in anios.loc[anios["status"] == DECLARATORIA, "anio"]]
    derivadas = (
        "se calcularon con grados publicados: no son la declaratoria de Zonas de Atención Prioritaria (ZAP) "
        "del Diario Oficial."
    )
    if not cargadas:
        return f"Las zonas de los mapas {derivadas}"
    propias = (
        f"Las zonas rurales de {join_frase(cargadas)} son las del anexo de la declaratoria que se importó"
    )
    return f"{propias}." if len(cargadas) == len(anios) else f"{propias}; las de los demás años {derivadas}"


def phrase_situacion(datos: MapaZap) -> Html:
    """«En 2026, Mezquital está en zona …: …»; que no saldría, si sólo lo dicen los criterios; o sin dato."""
    ultimo = datos.zap_propia.iloc[-1]
    if ultimo["status"] != DECLARATORIA and ultimo["situacion"] not in (DENTRO, EN_PARTE, SIN_DATO):
        return _phrase_no_saldria(datos, ultimo)
    cifras = {
        "anio": str(ultimo["anio"]),
        "municipio": datos.lugar.en_frase,
        "motivo": str(ultimo["motivo"]),
    }
    verbos = {
        DENTRO: "En {anio}, {municipio} está",
        EN_PARTE: "En {anio}, {municipio} tiene localidades",
        SIN_DATO: "En {anio} no se puede decir si {municipio} está",
    }
    verbo = verbos.get(ultimo["situacion"], "En {anio}, {municipio} no está")
    frase = f"{verbo} en zona de atención prioritaria (ZAP) rural: {{motivo}}."
    if ultimo["status"] != DECLARATORIA and ultimo["situacion"] != SIN_DATO:
        frase += " Se calculó con grados publicados: falta cotejar la declaratoria."
    return render_frase(frase, cifras)


def _phrase_no_saldria(datos: MapaZap, ultimo: pd.Series) -> Html:
    """Que los criterios aplicados no lo ponen en zona, sin negar que esté, y si una lista lo incluye."""
    frase = (
        f"{NO_SALDRIA} zona de atención prioritaria (ZAP) rural en {{anio}}. Otros criterios no se miden, y "
        "falta cotejar la declaratoria."
    )
    if _is_en_lista(ultimo["en_lista_no_cotejada"]):
        frase += " Una lista sin cotejar sí lo incluye."
    return render_frase(frase, {"anio": str(ultimo["anio"]), "municipio": datos.lugar.en_frase})


def _is_en_lista(valor: object) -> bool:
    """Si la lista de prensa o transcripción lo incluye; sin lista de ese año, no."""
    return not is_sin_dato(valor) and bool(valor)


def phrase_titulo_zap(datos: MapaZap) -> str:
    """El titular del mapa: en qué años está el municipio en zona."""
    nombre, total = upper_inicial(datos.lugar.en_frase), len(datos.zap_propia)
    dentro = datos.zap_propia[datos.zap_propia["situacion"].isin([DENTRO, EN_PARTE])]
    sin_dato = datos.zap_propia["situacion"] == SIN_DATO
    es_oficial = (datos.zap_propia["status"] == DECLARATORIA).all()
    salvedad = "" if es_oficial else f" ({NO_ES_DECLARATORIA})"
    desde, hasta = datos.zap_propia["anio"].iloc[[0, -1]]
    if sin_dato.all():
        return f"{nombre}: sin dato de ZAP rural, {desde}-{hasta}"
    if dentro.empty and not es_oficial:
        en_lista = any(map(_is_en_lista, datos.zap_propia["en_lista_no_cotejada"]))
        lista = "; una lista sin cotejar sí lo incluye" if en_lista else ""
        no_saldria = NO_SALDRIA.format(municipio=datos.lugar.en_frase)
        return f"{no_saldria} ZAP rural en ningún año, {desde}-{hasta}{lista}{salvedad}"
    if dentro.empty:
        return f"{nombre} no está en ZAP rural en ningún año, {desde}-{hasta}"
    if len(dentro) == total:
        return f"{nombre} está en ZAP rural todos los años, {desde}-{hasta}{salvedad}"
    return f"{nombre} está en ZAP rural en {_join_anios(list(dentro['anio']))}{salvedad}"


def _join_anios(anios: list[int]) -> str:
    """«2016, 2019-2021 y 2023»."""
    tramos = split_seguidos(map(int, anios))
    return join_frase([str(t[0]) if len(t) == 1 else f"{t[0]}-{t[-1]}" for t in tramos])
