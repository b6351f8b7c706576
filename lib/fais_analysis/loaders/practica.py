"""Los resultados que publicó la práctica, transcritos: lo que nuestros cálculos deben reproducir."""

from decimal import Decimal
from functools import cache
from pathlib import Path

import pandas as pd
import yaml

from fais_analysis.sources.fichas import get_archivo, get_ficha
from fais_analysis.sources.locate import locate_archivo

RUTA_PRACTICA = Path(__file__).with_name("practica.yml")
FUENTE_MONTOS = "fais_montos_publicados"


@cache
def _read_practica() -> dict:
    return yaml.safe_load(RUTA_PRACTICA.read_text(encoding="utf-8"))


def build_practica() -> dict[str, tuple[pd.DataFrame, dict]]:
    """Tablas de lo publicado por la práctica, cada una con su ficha.

    Returns
    -------
    dict
        nombre de la tabla → (tabla, ficha): ``practica/concentrado_2016_2020``,
        ``practica/comparativo_estatal``, ``practica/resultados`` y ``practica/montos_fais_publicados``.

    Raises
    ------
    FuenteFaltanteError
        Si falta el archivo de montos publicados en la carpeta de fuentes.
    """
    return {
        "practica/concentrado_2016_2020": (build_concentrado(), _build_ficha_concentrado()),
        "practica/comparativo_estatal": (_build_comparativo(), _build_ficha_comparativo()),
        "practica/resultados": (_build_resultados(), _build_ficha_resultados()),
        "practica/montos_fais_publicados": (_read_montos(), _build_ficha_montos()),
    }


def build_concentrado() -> pd.DataFrame:
    """Concentrado de inversión 2016-2020: una fila = un grupo, en el orden del original.

    Returns
    -------
    DataFrame
        ``grupo``, ``inversion_mxn`` (Decimal, al centavo), ``cantidad`` (proyectos y/o acciones) y
        ``porcentaje_publicado`` (entero).

    References
    ----------
    «Concentrado de Inversión FAIS 2016-2020», documento de la práctica.
    """
    tabla = pd.DataFrame(_read_practica()["concentrado"])
    tabla["inversion_mxn"] = tabla["inversion_mxn"].map(Decimal)
    return tabla


def _build_comparativo() -> pd.DataFrame:
    crudo = _read_practica()
    filas = [
        {
            "indicador": fila["indicador"],
            "anio": anio,
            "valor_publicado_pct": Decimal(valor),
            "reduccion_publicada_pp": Decimal(fila["reduccion_publicada"]),
            "advertencia": crudo["advertencia_serie"][fila["indicador"]],
        }
        for fila in crudo["comparativo"]
        for anio, valor in fila["valores"].items()
    ]
    return pd.DataFrame(filas)


def _build_resultados() -> pd.DataFrame:
    tabla = pd.DataFrame(_read_practica()["resultados"])
    tabla["valor"] = tabla["valor"].map(Decimal)
    return tabla


def _read_montos() -> pd.DataFrame:
    crudo = pd.read_csv(locate_archivo(FUENTE_MONTOS), dtype="str", encoding="utf-8", keep_default_na=False)
    tabla = crudo.rename(columns={"monto_pesos": "monto_mxn"})
    tabla["monto_mxn"] = tabla["monto_mxn"].map(Decimal)
    return tabla.replace({c: {"": None} for c in ("url", "nota")})


def _build_ficha(titulo: str, llave: list[str], columnas: dict[str, tuple[str, str]]) -> dict:
    crudo = _read_practica()
    return {
        "titulo": titulo,
        "institucion": "SEBISED, Gobierno del Estado de Durango",
        "cita": crudo["documento"],
        "terminos": crudo["terminos"],
        "fecha_corte": crudo["fecha_corte"],
        "entidades": [crudo["clave_entidad"]],
        "llave": llave,
        "columnas": {c: {"significado": s, "unidad": u} for c, (s, u) in columnas.items()},
    }


def _build_ficha_concentrado() -> dict:
    ficha = _build_ficha(
        "Concentrado de Inversión FAIS 2016-2020, como lo publicó la práctica",
        ["grupo"],
        {
            "grupo": ("Grupo del concentrado", "texto"),
            "inversion_mxn": ("Inversión reportada 2016-2020", "pesos corrientes, al centavo"),
            "cantidad": ("Proyectos y/o acciones", "proyectos y/o acciones"),
            "porcentaje_publicado": ("Porcentaje de la inversión, como se publicó", "%, entero"),
        },
    )
    return ficha | {"advertencias": _read_practica()["advertencias_concentrado"]}


def _build_ficha_comparativo() -> dict:
    ficha = _build_ficha(
        "Comparativo de carencias sociales de Durango, como lo publicó la práctica",
        ["indicador", "anio"],
        {
            "indicador": ("Indicador de pobreza (id del vocabulario)", "texto"),
            "anio": ("Año de la medición", "año"),
            "valor_publicado_pct": ("Valor publicado", "% de la población"),
            "reduccion_publicada_pp": ("Reducción publicada entre los dos años", "puntos porcentuales"),
            "advertencia": ("Qué hay que saber de ese valor", "texto"),
        },
    )
    return ficha | {"advertencias": _read_practica()["advertencias_comparativo"]}


def _build_ficha_resultados() -> dict:
    return _build_ficha(
        "Resultados publicados por la práctica",
        ["resultado"],
        {
            "resultado": ("Nombre corto del resultado", "texto"),
            "valor": ("Valor publicado", "la de la columna unidad"),
            "unidad": ("Unidad del valor", "texto"),
            "advertencia": ("Qué hay que saber de ese valor", "texto"),
        },
    )


def _build_ficha_montos() -> dict:
    fuente, archivo = get_ficha(FUENTE_MONTOS), get_archivo(FUENTE_MONTOS)
    ficha = _build_ficha(
        fuente.titulo,
        ["ejercicio", "componente", "ambito", "momento"],
        {
            "ejercicio": ("Año fiscal o periodo", "año o intervalo"),
            "componente": ("Fondo o componente", "texto"),
            "ambito": ("A qué territorio corresponde", "texto"),
            "monto_mxn": ("Monto publicado", "pesos corrientes"),
            "momento": ("Momento contable y, en su caso, redondeo", "texto"),
            "institucion_documento": ("Quién lo publicó y dónde", "texto"),
            "url": ("Dirección de la publicación", "texto"),
            "nota": ("Inferencias y redondeos", "texto"),
        },
    )
    original = {
        "archivo": archivo.nombre,
        "titulo": fuente.titulo,
        "anio": None,
        "url": archivo.url,
        "estado_url": archivo.estado_url,
        "sha256": archivo.sha256,
    }
    propios = {"institucion": fuente.institucion, "cita": fuente.cita, "terminos": fuente.terminos}
    return ficha | propios | {"originales": [original], "advertencias": list(fuente.advertencias)}
