"""Lee el FISMDF por municipio del SRFT (ejercicio del gasto) y de la EFIPEM anual; formato no cotejado.

Se busca cada columna por su rótulo y se rechaza por su nombre lo que no se espera. De los trimestres, que son
acumulados, se toma el último; de los renglones, los del programa y nunca los de sus partidas.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from fais_analysis.loaders.guardas import certify
from fais_analysis.loaders.identificacion import load_nombres, normalize_nombre
from fais_analysis.loaders.lectura import (
    check_comas,
    concat_ordenado,
    load_mapa,
    pad_clave,
    parse_enteros,
    parse_numeros,
)
from fais_analysis.loaders.lectura_grande import read_csv_filtrado, read_rotulos
from fais_analysis.loaders.rechazo import Rechazo
from fais_analysis.schemas.fondo_municipal import FISM_EFIPEM, FISMDF_EJERCICIO
from fais_analysis.sources.fichas import EdicionArchivo, get_archivo, get_ficha
from fais_analysis.sources.locate import list_a_mano, locate_archivo

MAPA = "fondo_municipal"
RECHAZO = Rechazo(
    "En el fondo por municipio",
    "las columnas y claves de su diccionario (formato no cotejado con el original)",
    "si el archivo es el original, corrija loaders/columnas/fondo_municipal.yml y diga por qué",
)


def load_fismdf_ejercicio() -> pd.DataFrame:
    """FISMDF aprobado y pagado de los ejercicios que se tienen: una fila = un municipio y un ejercicio.

    Raises
    ------
    FuenteFaltanteError
        Si no se ha importado ninguno.
    EsquemaError
        Si falta una columna, una celda no es un número, un municipio no existe o sólo trae partidas.

    References
    ----------
    Fuente ``shcp_srft_ejercicio``.
    """
    mapa = load_mapa(MAPA)["srft_ejercicio"]
    partes = [_read_ejercicio(edicion, mapa) for edicion in list_ediciones(mapa["fuente"])]
    ordenada = concat_ordenado(partes, ["clave_municipio", "anio"])[list(FISMDF_EJERCICIO.columns)]
    return certify(FISMDF_EJERCICIO, ordenada, "SRFT, ejercicio del gasto")


def load_fism_efipem() -> pd.DataFrame:
    """FISM que recibió cada municipio según la EFIPEM: una fila = un municipio y un año con dato.

    Raises
    ------
    FuenteFaltanteError
        Si no se ha importado ningún año.
    EsquemaError
        Si falta una columna, una celda no es un número, un municipio no existe o se repite.

    References
    ----------
    Fuente ``inegi_efipem_anual``.
    """
    mapa = load_mapa(MAPA)["efipem_anual"]
    partes = [_read_efipem(edicion, mapa) for edicion in list_ediciones(mapa["fuente"])]
    ordenada = concat_ordenado(partes, ["clave_municipio", "anio"])[list(FISM_EFIPEM.columns)]
    return certify(FISM_EFIPEM, ordenada, "EFIPEM anual")


def list_ediciones(fuente: str) -> list[EdicionArchivo]:
    """Las que están; si ninguna, el error dice cómo traer la última."""
    a_mano = list_a_mano(fuente)
    if not a_mano:
        locate_archivo(fuente, *get_ficha(fuente).ediciones[-1])
    return a_mano


def _read_ejercicio(edicion: EdicionArchivo, mapa: Mapping[str, Any]) -> pd.DataFrame:
    """El último trimestre de cada municipio, sumado: varias instituciones pueden ejercer lo de uno."""

    def is_fondo(fila: dict[str, str]) -> bool:
        return fila["ramo"].lstrip("0") == mapa["ramo"] and fila["programa"] == mapa["programa"]

    tabla, donde = read_elegidos(edicion, mapa, is_fondo)
    # Lo que queda de ejercicios anteriores se informa aparte y no es de éste.
    tabla = tabla[tabla["anio_recurso"] == str(edicion.anio)]
    es_estado = tabla["clave_municipio"].str.lstrip("0") == ""
    tabla = tabla.assign(clave_municipio=join_clave(tabla))
    check_nombres(tabla[~es_estado], donde)
    es_programa = tabla["registro"].map(normalize_nombre).str.startswith(mapa["registro"])
    sin_programa = set(tabla["clave_municipio"]) - set(tabla.loc[es_programa, "clave_municipio"])
    if sin_programa:
        RECHAZO.fail("hay municipios con partidas y sin su programa", sorted(sin_programa), donde)
    tabla = tabla[es_programa].assign(trimestre=parse_enteros(tabla["trimestre"], f"{donde}, TRIMESTRE"))
    ajenos = tabla.loc[~tabla["trimestre"].isin(mapa["trimestres"]), "clave_municipio"]
    if len(ajenos):
        RECHAZO.fail("hay trimestres que no existen", [*ajenos], donde)
    tabla = tabla[tabla["trimestre"] == tabla.groupby("clave_municipio")["trimestre"].transform("max")]
    for monto in ("aprobado", "pagado"):
        tabla[f"{monto}_centavos"] = parse_centavos(tabla[monto], f"{donde}, {monto}")
    llave = ["clave_municipio", "trimestre"]
    suma = tabla.groupby(llave, as_index=False)[["aprobado_centavos", "pagado_centavos"]].sum()
    return suma.assign(anio=edicion.anio)


def _read_efipem(edicion: EdicionArchivo, mapa: Mapping[str, Any]) -> pd.DataFrame:
    def is_fism(fila: dict[str, str]) -> bool:
        return (normalize_nombre(fila["tema"]), normalize_nombre(fila["descripcion"])) == (
            mapa["tema"],
            mapa["descripcion"],
        )

    tabla, donde = read_elegidos(edicion, mapa, is_fism)
    tabla = tabla.assign(clave_municipio=join_clave(tabla))
    check_nombres(tabla, donde)
    return tabla.assign(anio=edicion.anio, monto_centavos=parse_centavos(tabla["valor"], f"{donde}, VALOR"))


def read_elegidos(
    edicion: EdicionArchivo, mapa: Mapping[str, Any], conserva: Callable[[dict[str, str]], bool]
) -> tuple[pd.DataFrame, str]:
    """Los renglones pedidos, con los nombres de aquí; todos deben ser del año de la edición."""
    ruta = locate_archivo(mapa["fuente"], *edicion)
    codificacion = get_archivo(mapa["fuente"], *edicion).codificacion
    presentes = read_rotulos(ruta, codificacion)
    elegidos = {
        next((r for r in rotulos if r in presentes), rotulos[0]): nombre
        for nombre, rotulos in mapa["rotulos"].items()
    }
    anios: set[str] = set()

    def is_pedida(fila: dict[str, str]) -> bool:
        propia = {elegidos[rotulo]: valor for rotulo, valor in fila.items()}
        anios.add(propia.get("anio", str(edicion.anio)))
        return conserva(propia)

    crudo = read_csv_filtrado(ruta, codificacion, [*elegidos], is_pedida).rename(columns=elegidos)
    if anios != {str(edicion.anio)}:
        RECHAZO.fail(f"no todos los renglones son de {edicion.anio}", sorted(anios), ruta.name)
    if crudo.empty:
        RECHAZO.fail("no hay ningún renglón del fondo", [], ruta.name)
    return crudo, ruta.name


def join_clave(tabla: pd.DataFrame) -> pd.Series:
    """La clave de municipio, de las dos partes en que la dan estos archivos."""
    return pad_clave(tabla["clave_entidad"], 2) + pad_clave(tabla["clave_municipio"], 3)


def check_nombres(tabla: pd.DataFrame, donde: str) -> None:
    """Cada clave existe y, si el archivo trae el nombre, es el suyo."""
    conocidos = load_nombres()
    nombres = tabla["municipio"].map(normalize_nombre) if "municipio" in tabla else [""] * len(tabla)
    malas = [
        clave
        for clave, nombre in zip(tabla["clave_municipio"], nombres, strict=True)
        if clave not in conocidos or (nombre and nombre not in conocidos[clave])
    ]
    if malas:
        RECHAZO.fail("hay claves que no existen o no son las de su nombre", malas, donde)


def parse_centavos(textos: pd.Series, donde: str) -> pd.Series:
    """Centavos exactos de un monto en pesos.

    Raises
    ------
    EsquemaError
        Si una celda trae comas o no es un número.
    """
    check_comas(textos, donde)
    parse_numeros(textos, [], donde)
    return textos.map(lambda t: int(Decimal(t) * 100)).astype("int64")
