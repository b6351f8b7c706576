"""Lee las viviendas por localidad del Censo 2020 (ITER): qué le falta a cada una y en dónde.

Formato no cotejado con el original. Por eso nada se da por bueno: las localidades deben sumar el renglón de
su municipio, y éste, decir lo que el mismo censo dice en otras dos tablas que sí se tienen.
"""

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from fais_analysis.claves import ENTIDADES
from fais_analysis.loaders.guardas import certify
from fais_analysis.loaders.identificacion import check_identificacion, normalize_nombre
from fais_analysis.loaders.lectura import (
    concat_ordenado,
    load_mapa,
    pad_clave,
    parse_enteros,
    parse_numeros,
)
from fais_analysis.loaders.lectura_grande import read_csv_filtrado
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.loaders.rechazo import Rechazo
from fais_analysis.schemas.territorio import LOCALIDADES
from fais_analysis.schemas.viviendas import VIVIENDAS_LOCALIDADES
from fais_analysis.sources.entidades import load_entidades
from fais_analysis.sources.fichas import EdicionArchivo, get_archivo
from fais_analysis.sources.locate import list_a_mano, locate_archivo

FUENTE = "inegi_iter_localidades"
RECHAZO = Rechazo(
    "En el ITER por localidad",
    "las cifras que publica el INEGI, que suman y coinciden con el mismo censo por municipio",
    "pida el archivo a la institución; si es el original y así viene, el formato (no cotejado) "
    "es otro: corrija loaders/columnas/inegi_iter_localidades.yml y diga por qué",
)
PAIS = "00"
MINUTOS = 60
# «104°46'42.145" W»: grados, minutos, segundos con milésimas y de qué lado.
SEXAGESIMAL = re.compile(r"(\d{2,3})[°º] ?(\d{2})['’´] ?(\d{2}\.\d{1,3})[\"”] ?([NW])", re.ASCII)


def load_viviendas_localidades() -> pd.DataFrame:
    """Viviendas a las que les falta cada cosa: una fila = una localidad de las entidades preparadas.

    Donde sólo hay una o dos viviendas el INEGI reserva las cifras: nulas, salvo la población.

    Raises
    ------
    FuenteFaltanteError
        Si nadie ha importado el ITER del país ni el de una de esas entidades.
    EsquemaError
        Si una celda no es un número, una localidad no es de su municipio, las partes no suman su total o el
        municipio no dice lo mismo que otra tabla del mismo censo.

    References
    ----------
    Fuente ``inegi_iter_localidades``.
    """
    ediciones = _choose_ediciones(load_entidades())
    partes = [_read_edicion(edicion, entidades) for edicion, entidades in ediciones.items()]
    ordenada = concat_ordenado(partes, ["clave_localidad"])[list(VIVIENDAS_LOCALIDADES.columns)]
    return certify(VIVIENDAS_LOCALIDADES, ordenada, "viviendas por localidad")


def load_localidades_iter(entidades: tuple[str, ...]) -> pd.DataFrame:
    """Punto, altitud y población de las localidades de esas entidades: una fila = una localidad.

    Vacía si no se tiene el ITER de ninguna. Lo demás, como :func:`load_viviendas_localidades`.
    """
    ediciones = _choose_ediciones(entidades) if list_a_mano(FUENTE) else {}
    partes = [_read_edicion(edicion, suyas) for edicion, suyas in ediciones.items()]
    if not partes:
        return pd.DataFrame(columns=list(LOCALIDADES.columns))
    tabla = pd.concat(partes, ignore_index=True)
    tabla["longitud"] = -_parse_grados(tabla["longitud"], "W")
    tabla["latitud"] = _parse_grados(tabla["latitud"], "N")
    tabla["altitud_m"] = parse_numeros(tabla["altitud_m"], [], f"{FUENTE}, ALTITUD")
    return tabla[list(LOCALIDADES.columns)]


def _parse_grados(textos: pd.Series, lado: str) -> pd.Series:
    """De grados, minutos y segundos a grados con decimales."""
    partes = textos.str.extract(f"^{SEXAGESIMAL.pattern}$")
    minutos, segundos = partes[1].astype("float64"), partes[2].astype("float64")
    malas = (partes[3] != lado) | (minutos >= MINUTOS) | (segundos >= MINUTOS)
    if malas.any():
        RECHAZO.fail(f"hay coordenadas que no se entienden ({lado})", [*textos[malas].astype("str")], FUENTE)
    return partes[0].astype("float64") + minutos / MINUTOS + segundos / MINUTOS**2


def _choose_ediciones(entidades: tuple[str, ...]) -> dict[EdicionArchivo, list[str]]:
    """De qué archivo sale cada entidad: del suyo, si está; si no, del de todo el país."""
    anio = load_mapa(FUENTE)["anio"]
    a_mano = list_a_mano(FUENTE)
    pais = EdicionArchivo(anio)
    if not a_mano:
        locate_archivo(FUENTE, *pais)
    elegidas: dict[EdicionArchivo, list[str]] = {}
    for entidad in entidades:
        propia = EdicionArchivo(anio, entidad)
        elegida = propia if propia in a_mano else pais
        if elegida in a_mano:
            elegidas.setdefault(elegida, []).append(entidad)
    return elegidas


def _read_edicion(edicion: EdicionArchivo, entidades: list[str]) -> pd.DataFrame:
    """Las localidades de esas entidades, comprobadas contra los totales del archivo y de otras tablas."""
    mapa = load_mapa(FUENTE)
    crudo, donde = _read_crudo(edicion, entidades)
    claves = pd.DataFrame({r: pad_clave(crudo[r], ancho) for r, ancho in mapa["clave"].items()})
    crudo, claves = _drop_entidad(crudo, claves, mapa)
    clave = claves["ENTIDAD"] + claves["MUN"]
    check_identificacion(crudo, clave, mapa["identificacion"], donde)
    tabla = _parse(crudo, mapa, donde).assign(
        clave_municipio=clave, clave_localidad=clave + claves["LOC"], anio=mapa["anio"]
    )
    es_total = claves["LOC"] == mapa["todo_el_municipio"]
    es_reservada = claves["LOC"].isin(mapa["reservadas"])
    totales = tabla[es_total].set_index("clave_municipio")
    _check_contrarias(tabla, mapa, donde)
    _check_suma(tabla[~es_total], es_reservada[~es_total], totales, donde)
    _check_censo(totales, entidades, mapa, donde)
    localidades = tabla[~es_total & ~es_reservada]
    _check_localidades(localidades, donde)
    return localidades


def _read_crudo(edicion: EdicionArchivo, entidades: list[str]) -> tuple[pd.DataFrame, str]:
    """Los renglones de esas entidades; el archivo debe ser del estado, o del país, que se le supone."""
    ruta, mapa = locate_archivo(FUENTE, *edicion), load_mapa(FUENTE)
    rotulos = [*mapa["clave"], *mapa["identificacion"].values(), *mapa["columnas"]]
    rotulos += [*mapa["contrarias"], *mapa["ubicacion"]]
    vistas: set[str] = set()

    def is_pedida(fila: dict[str, str]) -> bool:
        entidad = fila["ENTIDAD"].zfill(2)
        vistas.add(entidad)
        return entidad in entidades

    crudo = read_csv_filtrado(ruta, get_archivo(FUENTE, *edicion).codificacion, rotulos, is_pedida)
    debidas = {edicion.entidad} if edicion.entidad else {*ENTIDADES, PAIS}
    if vistas != debidas:
        RECHAZO.fail(f"no están las entidades de la edición {edicion}", sorted(vistas ^ debidas), ruta.name)
    return crudo, ruta.name


def _drop_entidad(
    crudo: pd.DataFrame, claves: pd.DataFrame, mapa: Mapping[str, Any]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sin los renglones de toda la entidad, que traen otro nombre de municipio."""
    de_municipio = claves["MUN"] != mapa["toda_la_entidad"]
    return crudo[de_municipio], claves[de_municipio]


def _parse(crudo: pd.DataFrame, mapa: Mapping[str, Any], donde: str) -> pd.DataFrame:
    """Números, con lo reservado como nulo; la población no se reserva nunca. La ubicación sigue en texto."""
    columnas = {nombre: crudo[rotulo] for rotulo, nombre in mapa["ubicacion"].items()}
    for rotulo, nombre in {**mapa["columnas"], **{c: c for c in mapa["contrarias"]}}.items():
        lugar = f"{donde}, columna {rotulo}"
        if nombre == "localidad":
            columnas[nombre] = crudo[rotulo].astype("str")
        elif nombre == "poblacion_personas":
            columnas[nombre] = parse_enteros(crudo[rotulo], lugar)
        else:
            columnas[nombre] = parse_numeros(crudo[rotulo], mapa["sin_dato"], lugar)
    return pd.DataFrame(columnas, index=crudo.index)


def _check_contrarias(tabla: pd.DataFrame, mapa: Mapping[str, Any], donde: str) -> None:
    """Las viviendas que tienen algo y las que no lo tienen caben en el total."""
    for tiene, falta in mapa["contrarias"].items():
        malas = tabla[tiene] + tabla[falta] > tabla["total_viviendas"]
        if malas.any():
            claves = tabla.loc[malas, "clave_localidad"].tolist()
            RECHAZO.fail(f"{tiene} y su contraria pasan del total de viviendas", claves, donde)


def _check_suma(partes: pd.DataFrame, es_reservada: pd.Series, totales: pd.DataFrame, donde: str) -> None:
    """Las localidades suman su municipio; de lo reservado, la suma viene en los renglones 9998 y 9999."""
    cuentas = [c for c in partes if c.endswith(("_viviendas", "_personas")) or c.startswith("VPH_")]
    for columna in cuentas:
        sumadas = partes[~es_reservada] if columna == "poblacion_personas" else partes
        suma = sumadas.groupby("clave_municipio")[columna].sum().reindex(totales.index, fill_value=0)
        malas = suma != totales[columna]
        if malas.any():
            RECHAZO.fail(f"las localidades no suman su municipio en {columna}", [*suma.index[malas]], donde)
    sin_total = sorted(set(partes["clave_municipio"]) - set(totales.index))
    if sin_total:
        RECHAZO.fail("falta el renglón del municipio", sin_total, donde)


def _check_censo(totales: pd.DataFrame, entidades: list[str], mapa: Mapping[str, Any], donde: str) -> None:
    """Cada municipio dice lo mismo que las otras dos tablas que salen del mismo censo."""
    censo = _load_del_anio("viviendas_municipales", mapa["anio"])
    de_aqui = censo[censo.index.str[:2].isin(entidades)]
    distintos = sorted({*de_aqui.index} ^ {*totales.index})
    if distintos or totales.index.has_duplicates:
        RECHAZO.fail("no están los municipios del Censo, cada uno una vez", distintos, donde)
    viviendas = de_aqui.reindex(totales.index)
    nombres = {**mapa["columnas"], **{c: c for c in mapa["contrarias"]}}
    for rotulo, columna in mapa["viviendas_municipales"].items():
        malas = viviendas[columna].notna() & (viviendas[columna] != totales[nombres[rotulo]])
        if malas.any():
            RECHAZO.fail(f"{rotulo} no es el del Censo por municipio", [*totales.index[malas]], donde)
    rezago = _load_del_anio("rezago_social", mapa["anio"]).reindex(totales.index)
    for columna, publicado in mapa["rezago_social"].items():
        propio = totales[columna] / totales["total_viviendas"] * 100
        malas = (propio - rezago[publicado]).abs() > mapa["holgura_pp"]
        if malas.any():
            RECHAZO.fail(f"{columna} no da el {publicado} de CONEVAL", [*totales.index[malas]], donde)


def _check_localidades(tabla: pd.DataFrame, donde: str) -> None:
    """Las localidades de una entidad que ya se tiene son ésas, con su nombre y su población."""
    conocidas = load_tabla("localidades").set_index("clave_localidad")
    conocidas = conocidas[conocidas["clave_municipio"].isin(tabla["clave_municipio"])]
    if conocidas.empty:
        return
    leidas = tabla.set_index("clave_localidad")
    distintas = sorted({*conocidas.index} ^ {*leidas.index})
    if distintas:
        RECHAZO.fail("no están las localidades del Censo", distintas, donde)
    leidas = leidas.reindex(conocidas.index)
    malas = leidas["poblacion_personas"] != conocidas["poblacion_personas"]
    malas |= leidas["localidad"].map(normalize_nombre) != conocidas["localidad"].map(normalize_nombre)
    if malas.any():
        RECHAZO.fail("el nombre o la población no es el de la localidad", [*conocidas.index[malas]], donde)


def _load_del_anio(tabla: str, anio: int) -> pd.DataFrame:
    conocida = load_tabla(tabla)
    return conocida[conocida["anio"] == anio].set_index("clave_municipio")
