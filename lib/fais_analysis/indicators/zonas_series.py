"""Las zonas a lo largo de los ejercicios: qué años comparten conjunto y qué pasó con cada municipio."""

from collections.abc import Sequence

import pandas as pd

from fais_analysis.indicators.texto import SIN_DATO
from fais_analysis.indicators.validacion import check_columnas
from fais_analysis.indicators.zonas import COLUMNAS
from fais_analysis.indicators.zonas_conjuntos import DECLARATORIA, RURAL, URBANA

DENTRO, EN_PARTE, FUERA = "en zona", "con localidades en zona", "fuera"
SITUACIONES: tuple[str, ...] = (DENTRO, EN_PARTE, FUERA, SIN_DATO)
_LLAVE = ["anio", "clave_municipio"]


def compute_situacion_rural(zonas: pd.DataFrame, claves: Sequence[str]) -> pd.DataFrame:
    """Situación de cada municipio frente a la ZAP rural, ejercicio por ejercicio.

    Si el anexo de un año nombra localidades, el municipio que tiene alguna queda «con localidades en zona» y
    los demás, fuera.

    Parameters
    ----------
    zonas
        De ``compute_zonas``.
    claves
        Los municipios de la entidad.

    Returns
    -------
    DataFrame
        Una fila = año y municipio: ``anio, clave_municipio, situacion`` ∈ SITUACIONES, ``localidades_en_zap``
        (nula si el conjunto es de municipios), ``motivo, en_lista_no_cotejada, lista_status, status, corte,
        unidad, fecha_dof, url_dof``.
    """
    check_columnas(zonas, COLUMNAS, "zonas")
    rural = zonas[zonas["ambito"] == RURAL]
    partes = [
        _build_por_localidad(del_anio, claves)
        if del_anio["unidad"].iloc[0] == "localidad"
        else _build_por_municipio(del_anio, claves)
        for _, del_anio in rural.groupby("anio")
    ]
    columnas = [*_LLAVE, "situacion", "localidades_en_zap", "motivo", "en_lista_no_cotejada", "lista_status"]
    columnas += ["status", "corte", "unidad", "fecha_dof", "url_dof"]
    return pd.concat(partes, ignore_index=True)[columnas]


def compute_conjuntos(situacion: pd.DataFrame) -> pd.DataFrame:
    """Los años seguidos que comparten conjunto: mismos municipios, misma situación y mismos insumos.

    Una declaratoria cargada nunca se junta con la de otro año.

    Returns
    -------
    DataFrame
        Una fila = conjunto: ``conjunto`` («2017-2018»), ``desde, hasta, status, corte, unidad, municipios,
        dentro, en_parte, fuera, sin_dato``. Si todo es sin dato, los conteos de dentro y fuera son nulos.
    """
    filas: list[dict[str, object]] = []
    previa: object = None
    for anio, del_anio in situacion.groupby("anio"):
        primera = del_anio.iloc[0]
        propia = int(anio) if primera["status"] == DECLARATORIA else None
        marca = (primera["status"], primera["corte"], propia, tuple(del_anio["situacion"]))
        if marca == previa:
            filas[-1]["hasta"] = int(anio)
            continue
        previa = marca
        filas.append({"desde": int(anio), "hasta": int(anio), **_count_situaciones(del_anio)})
    tabla = pd.DataFrame(filas)
    tabla.insert(0, "conjunto", [_write_anios(f.desde, f.hasta) for f in tabla.itertuples()])
    return tabla.astype({c: "Int64" for c in ("dentro", "en_parte", "fuera", "sin_dato")})


def compute_zap_anios(zonas: pd.DataFrame, situacion: pd.DataFrame) -> pd.DataFrame:
    """Lo que se tiene de cada ejercicio en los dos ámbitos: una fila = año.

    Returns
    -------
    DataFrame
        ``anio, conjunto, status_rural, status_urbana, fecha_dof, url_dof, dentro, en_parte, agebs,
        agebs_en_zap, agebs_sin_dato``. Sin AGEB de la entidad, lo urbano es sin dato y sus conteos, nulos.
    """
    conjuntos = compute_conjuntos(situacion)
    primeras = situacion.drop_duplicates("anio")[["anio", "status", "fecha_dof", "url_dof"]]
    tabla = primeras.rename(columns={"status": "status_rural"}).reset_index(drop=True)
    de_anio = [
        conjuntos[(conjuntos["desde"] <= a) & (conjuntos["hasta"] >= a)].iloc[0] for a in tabla["anio"]
    ]
    for columna in ("conjunto", "dentro", "en_parte"):
        tabla[columna] = [fila[columna] for fila in de_anio]
    return tabla.merge(_count_agebs(zonas, ["anio"]), on="anio", how="left").pipe(_fill_urbana)


def compute_zap_propias(zonas: pd.DataFrame, situacion: pd.DataFrame) -> pd.DataFrame:
    """Lo mismo, de cada municipio: una fila = municipio y año, en ese orden.

    Returns
    -------
    DataFrame
        Las columnas de :func:`compute_situacion_rural`, ``status_urbana, agebs, agebs_en_zap`` y
        ``agebs_sin_dato``. Un municipio sin AGEB queda sin dato en lo urbano.
    """
    tabla = situacion.merge(_count_agebs(zonas, _LLAVE), on=_LLAVE, how="left").pipe(_fill_urbana)
    return tabla.sort_values(["clave_municipio", "anio"], ignore_index=True)


def _build_por_municipio(rural: pd.DataFrame, claves: Sequence[str]) -> pd.DataFrame:
    tabla = _put_anio(rural, claves).merge(
        rural.drop(columns=["anio", "status", "corte", "unidad", "fecha_dof", "url_dof"]),
        on="clave_municipio",
        how="left",
    )
    es_zap = tabla["es_zap"].astype("boolean")
    situacion = es_zap.map({True: DENTRO, False: FUERA}).astype("object")
    return tabla.assign(
        situacion=situacion.where(es_zap.notna(), SIN_DATO),
        localidades_en_zap=pd.array([pd.NA] * len(tabla), dtype="Int64"),
    )


def _build_por_localidad(rural: pd.DataFrame, claves: Sequence[str]) -> pd.DataFrame:
    en_zap = rural[rural["es_zap"].fillna(False).astype("bool")]
    cuenta = en_zap.groupby("clave_municipio").size().reindex(list(claves), fill_value=0)
    tabla = _put_anio(rural, claves)
    tabla["localidades_en_zap"] = cuenta.to_numpy(dtype="int64")
    tabla["localidades_en_zap"] = tabla["localidades_en_zap"].astype("Int64")
    tabla["situacion"] = [EN_PARTE if n else FUERA for n in cuenta]
    tabla["motivo"] = [
        f"localidades que nombra el anexo: {n:,}" if n else "ninguna localidad en el anexo" for n in cuenta
    ]
    vacios = pd.array([pd.NA] * len(tabla), dtype="boolean")
    return tabla.assign(en_lista_no_cotejada=vacios, lista_status=None)


def _put_anio(rural: pd.DataFrame, claves: Sequence[str]) -> pd.DataFrame:
    """Un renglón por municipio con lo común a todo el año."""
    comun = rural.iloc[0][["anio", "status", "corte", "unidad", "fecha_dof", "url_dof"]]
    return pd.DataFrame({"clave_municipio": list(claves)}).assign(**comun.to_dict())


def _count_situaciones(del_anio: pd.DataFrame) -> dict[str, object]:
    cuenta = del_anio["situacion"].value_counts()
    sin_dato = int(cuenta.get(SIN_DATO, 0))
    conocido = sin_dato < len(del_anio)
    conteos = {c: int(cuenta.get(s, 0)) if conocido else None for c, s in
               (("dentro", DENTRO), ("en_parte", EN_PARTE), ("fuera", FUERA))}  # fmt: skip
    primera = del_anio.iloc[0]
    comun = {c: primera[c] for c in ("status", "corte", "unidad")}
    return {**comun, "municipios": len(del_anio), **conteos, "sin_dato": sin_dato}


def _count_agebs(zonas: pd.DataFrame, llave: list[str]) -> pd.DataFrame:
    urbana = zonas[zonas["ambito"] == URBANA]
    marcas = urbana.assign(
        agebs_en_zap=urbana["es_zap"].fillna(False).astype("bool"), agebs_sin_dato=urbana["es_zap"].isna()
    )
    grupos = marcas.groupby(llave)
    tabla = grupos[["agebs_en_zap", "agebs_sin_dato"]].sum().astype("Int64")
    tabla.insert(0, "agebs", grupos.size().astype("Int64"))
    tabla["agebs_en_zap"] = tabla["agebs_en_zap"].where(tabla["agebs_sin_dato"] < tabla["agebs"])
    status = urbana.drop_duplicates("anio").set_index("anio")["status"]
    tabla = tabla.reset_index()
    tabla["status_urbana"] = tabla["anio"].map(status)
    return tabla


def _fill_urbana(tabla: pd.DataFrame) -> pd.DataFrame:
    return tabla.assign(status_urbana=tabla["status_urbana"].astype("object").fillna(SIN_DATO))


def _write_anios(desde: int, hasta: int) -> str:
    return str(desde) if desde == hasta else f"{desde}-{hasta}"
