"""Lee el rezago social y la marginación de 2020 por localidad y por AGEB urbana.

Formato no cotejado con el original: se busca cada columna por su rótulo, y lo que no se espera se rechaza por
su nombre. Lo que se puede comprobar con el mismo censo, se comprueba.
"""

from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas as pa

from fais_analysis.errors import FaisError
from fais_analysis.loaders.coneval import parse_hoja_rezago
from fais_analysis.loaders.guardas import certify, find_intercambio
from fais_analysis.loaders.identificacion import check_identificacion
from fais_analysis.loaders.lectura import (
    concat_ordenado,
    load_mapa,
    normalize_rotulo,
    open_libro,
    parse_columnas,
    read_hojas,
    select_columnas,
)
from fais_analysis.loaders.libros_oficiales import list_visibles
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.loaders.rechazo import Rechazo
from fais_analysis.schemas.indices_locales import (
    MARGINACION_LOCALIDADES,
    REZAGO_SOCIAL_AGEBS,
    REZAGO_SOCIAL_LOCALIDADES,
)
from fais_analysis.sources.entidades import load_entidades
from fais_analysis.sources.locate import locate_archivo

MAPA = "indices_locales"
MAXIMO_TITULO = 12  # renglones en que se busca el encabezado
RECHAZO = Rechazo(
    "En el índice por localidad o AGEB",
    "todo el país, cada lugar en su renglón y con lo que dice de él el mismo censo",
    "pida el archivo a la institución; si es el original y así viene, el formato (no cotejado) es otro: "
    "corrija loaders/columnas/indices_locales.yml y diga por qué",
)


def load_rezago_localidades() -> pd.DataFrame:
    """Índice y grado de rezago social: una fila = una localidad de las entidades preparadas, 2020.

    Raises
    ------
    FuenteFaltanteError
        Si nadie ha importado el libro.
    EsquemaError
        Si falta una columna, una celda no es un número, el nombre no es el de su clave, la población no es la
        del Censo o faltan renglones.

    References
    ----------
    Fuente ``coneval_rezago_localidades``.
    """
    return _load("rezago_social_localidades", REZAGO_SOCIAL_LOCALIDADES)


def load_rezago_agebs() -> pd.DataFrame:
    """Grado de rezago social: una fila = una AGEB urbana de las entidades preparadas, 2020.

    Con menos de tres viviendas CONEVAL reserva los indicadores: nulos, con su grado. Lo demás, como
    :func:`load_rezago_localidades`.

    References
    ----------
    Fuente ``coneval_rezago_agebs``.
    """
    return _load("rezago_social_agebs", REZAGO_SOCIAL_AGEBS)


def load_marginacion_localidades() -> pd.DataFrame:
    """Índice de marginación, método DP2: una fila = una localidad de las entidades preparadas, 2020.

    Un índice MAYOR significa MENOS marginación. Lo demás, como :func:`load_rezago_localidades`.

    References
    ----------
    Fuente ``conapo_marginacion_localidades``.
    """
    return _load("marginacion_localidades", MARGINACION_LOCALIDADES)


def _load(nombre: str, esquema: pa.DataFrameSchema) -> pd.DataFrame:
    mapa = load_mapa(MAPA)[nombre]
    ruta = locate_archivo(mapa["fuente"], mapa["anio"])
    crudo = _read_hojas(ruta, mapa)
    textos = select_columnas(crudo, mapa["columnas"], ruta.name)
    llave = textos.columns[0]
    propias = textos[llave].map(normalize_rotulo).str[:2].isin(load_entidades())
    tabla = parse_columnas(textos[propias], mapa["sin_dato"], ruta.name)
    check_identificacion(crudo[propias], tabla[llave], mapa["identificacion"], ruta.name)
    tabla = tabla.assign(
        anio=mapa["anio"], clave_municipio=tabla[llave].str[:5], clave_localidad=tabla[llave].str[:9]
    )
    _check_poblacion(tabla, llave, mapa["poblacion"], ruta.name)
    certificada = certify(esquema, concat_ordenado([tabla[list(esquema.columns)]], [llave]), ruta.name)
    if "comparable" in mapa:
        _check_rotulos(certificada, llave, mapa["comparable"], ruta.name)
    return certificada


def _read_hojas(ruta: Path, mapa: dict[str, Any]) -> pd.DataFrame:
    """Los renglones de todas las hojas a la vista que traen el encabezado; deben ser los de todo el país."""
    hojas = read_hojas(ruta, list_visibles(open_libro(ruta)))
    con_datos = {
        hoja: filas
        for hoja, filas in hojas.items()
        if any(f and normalize_rotulo(f[0]) == mapa["rotulo_clave"] for f in filas[:MAXIMO_TITULO])
    }
    if not con_datos:
        RECHAZO.fail(f"ninguna hoja empieza con la columna «{mapa['rotulo_clave']}»", [*hojas], ruta.name)
    partes = [parse_hoja_rezago(f, mapa, f"{ruta.name}, hoja {h}") for h, f in con_datos.items()]
    crudo = pd.concat(partes, ignore_index=True)
    debidas = mapa["filas_nacionales"] or _find_ultimo(crudo, mapa, ruta.name)
    if len(crudo) < debidas or mapa["filas_nacionales"] not in (None, len(crudo)):
        RECHAZO.fail(f"no vienen los {debidas:,} lugares del país", [f"trae {len(crudo):,}"], ruta.name)
    return crudo


def _find_ultimo(crudo: pd.DataFrame, mapa: dict[str, Any], donde: str) -> int:
    """El último lugar nacional: al menos esos renglones debe traer."""
    lugares = select_columnas(crudo, {mapa["rotulo_lugar"]: "lugar_nacional"}, donde)
    return int(parse_columnas(lugares, mapa["sin_dato"], donde)["lugar_nacional"].max())


def _check_poblacion(tabla: pd.DataFrame, llave: str, otra: str, donde: str) -> None:
    """La población de cada lugar que ya se tiene es ésa: delata una clave o una cifra de otro."""
    conocida = _load_conocida(otra, llave)["poblacion_personas"]
    suya = tabla[llave].map(conocida)
    malas = suya.notna() & (suya != tabla["poblacion_personas"])
    if malas.any():
        RECHAZO.fail("la población no es la del Censo", [*tabla.loc[malas, llave]], donde)


def _check_rotulos(tabla: pd.DataFrame, llave: str, otra: str, donde: str) -> None:
    """Sin un índice del que salgan, cada indicador se coteja con el que CONAPO mide de las mismas AGEB."""
    conocida = _load_conocida(otra, llave)
    comunes = [c for c in tabla if c.endswith("_pct") and c in conocida]
    mia = tabla.set_index(llave)[comunes].dropna()
    suya = conocida[comunes].dropna()
    unidas = mia.index.intersection(suya.index)
    falla = find_intercambio(mia.loc[unidas], suya.loc[unidas])
    if falla is not None:
        RECHAZO.fail(*falla, donde)


def _load_conocida(nombre: str, llave: str) -> pd.DataFrame:
    """La tabla del mismo censo que se tiene, por esa llave; vacía la primera vez."""
    try:
        conocida = load_tabla(nombre)
    except FaisError:
        return pd.DataFrame(columns=[llave, "poblacion_personas"]).set_index(llave)
    if "anio" in conocida:
        conocida = conocida[conocida["anio"] == conocida["anio"].max()]
    return conocida.set_index(llave)
