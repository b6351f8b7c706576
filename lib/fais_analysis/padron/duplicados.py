"""Buscar duplicados: los exactos, los probables y los que debe ver una persona; con las guardas que
splink no da.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import log2

import pandas as pd

from fais_analysis.padron.comparaciones import (
    COMPARACIONES,
    NIVELES_IGUALES,
    get_gamma,
    get_nivel,
    list_gammas,
)
from fais_analysis.padron.errores import PadronError
from fais_analysis.padron.fonetica import normalize_palabras
from fais_analysis.padron.grupos import join_pares
from fais_analysis.padron.modelo import Modelo, load_modelo
from fais_analysis.padron.normaliza import normalize_registros
from fais_analysis.padron.puntaje import MAXIMO_TOCAYOS, TOCAYOS, score_pares
from fais_analysis.padron.vetos import SIN_VETO, find_vetos

UMBRAL_BITS, REGISTROS_BASE = 2.0, 100_000
CONTROLES, MAXIMO_CONTROLES_HOJA = 20, 100
PREFIJO_CONTROL = "~control"
# Con el mismo nombre y una de estas, dos CURP distintas son casi siempre una captura mal: una persona lo ve.
FECHA_CERCANA = ("primero_enero", "igual", "dia_mes", "un_dia", "anio", "anio_y_0101")
COLUMNAS_REVISION = ("a", "b", "motivo", *COMPARACIONES)
Par = tuple[str, str]


@dataclass
class Duplicados:
    """El resultado, sin nada personal: ``grupo`` por registro y los pares que van a revisión con su motivo.

    ``controles`` son pares de verdad conocida (``es_misma``), para saber cómo decide quien revisa.
    """

    grupo: dict[str, str]
    revision: pd.DataFrame
    controles: pd.DataFrame
    exactos: int
    unidos: int
    modelo: str
    umbral_bits: float = field(default=UMBRAL_BITS)


def find_duplicados(
    tabla: pd.DataFrame,
    modelo: Modelo | None = None,
    iguales: Sequence[Par] = (),
    separados: Sequence[Par] = (),
) -> Duplicados:
    """Agrupa los registros de personas por quién es la misma.

    Ni el orden de las filas ni acentos o mayúsculas cambian el resultado. Las decisiones humanas mandan.

    Raises
    ------
    PadronError
        Si el modelo no está entrenado, si los pares de control no vuelven o si hay exactos y no salió ningún
        par.
    """
    modelo = modelo or load_modelo()
    tabla = tabla.sort_values("registro", ignore_index=True)
    enlace, pares = _score_con_controles(tabla, modelo)
    exactos = _count_exactos(enlace)
    if exactos and pares.empty:
        raise _fail("pares", f"pares, porque {exactos:,} registros repiten a otro", "ninguno")
    umbral = UMBRAL_BITS + max(0.0, log2(max(len(tabla), 1) / REGISTROS_BASE))
    vetos = find_vetos(pares)
    unibles = pares[(vetos == SIN_VETO) & (pares["peso"] >= umbral)]
    curps = dict(zip(tabla["registro"].tolist(), tabla["curp"].tolist(), strict=True))
    nacidos = enlace["anio"].astype(object).fillna("").tolist()
    anios = dict(zip(enlace["registro"].tolist(), nacidos, strict=True))
    grupos = join_pares(curps, unibles, iguales, separados, anios, _list_ajenas(tabla))
    revision = _build_revision(pares, vetos, umbral, grupos.grupo, grupos.conflictos)
    decididos = {*map(tuple, map(sorted, separados)), *map(tuple, map(sorted, iguales))}
    llaves = pd.Series(zip(revision["a"], revision["b"], strict=True), dtype="object")
    revision = revision[~llaves.isin(decididos)].reset_index(drop=True)
    unidos = len(grupos.grupo) - len(set(grupos.grupo.values()))
    controles_hoja = _choose_controles(pares)
    return Duplicados(grupos.grupo, revision, controles_hoja, exactos, unidos, modelo.huella, umbral)


def describe_distinto(niveles: dict[str, int]) -> list[str]:
    """Campo por campo, en palabras, lo que no es igual en dos registros; nunca un porcentaje."""
    dichos = (get_nivel(campo, niveles[campo]) for campo in COMPARACIONES)
    return [nivel.frase for nivel in dichos if nivel.nombre not in NIVELES_IGUALES]


def _score_con_controles(tabla: pd.DataFrame, modelo: Modelo) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Las columnas de comparación de la tabla y sus pares; los controles se buscan con ella y se quitan."""
    controles = _build_controles(tabla)
    enlace = normalize_registros(pd.concat([tabla, controles], ignore_index=True))
    pares = score_pares(enlace, modelo)
    es_control = pares["a"].str.startswith(PREFIJO_CONTROL) | pares["b"].str.startswith(PREFIJO_CONTROL)
    _check_controles(pares[es_control], len(controles))
    return enlace.iloc[: len(tabla)], pares[~es_control].reset_index(drop=True)


def _build_revision(
    pares: pd.DataFrame,
    vetos: pd.Series,
    umbral: float,
    grupo: dict[str, str],
    conflictos: dict[Par, str],
) -> pd.DataFrame:
    """Los pares que no se unieron y una persona debe ver: pesan lo bastante y algo los detuvo."""
    separados = pares["a"].map(grupo) != pares["b"].map(grupo)
    motivo = vetos.where(vetos != SIN_VETO, "se parecen, pero no lo bastante")
    niveles = {
        campo: pares[campo].map({g: n.nombre for g, n in list_gammas(campo)})
        for campo in ("nombre", "fecha", "curp")
    }
    nombre_parecido = ~niveles["nombre"].isin(("otro", "nulo"))
    misma_curp = niveles["curp"] == "igual"
    de_otra_curp = (niveles["curp"] == "distintas") & (
        (niveles["nombre"] != "igual") | ~niveles["fecha"].isin(FECHA_CERCANA)
    )
    dudosos = separados & (pares["peso"] >= umbral - 4) & (nombre_parecido | misma_curp) & ~de_otra_curp
    genero = (niveles["nombre"] == "genero") & ~misma_curp
    elegidos = dudosos & ~genero | separados & _find_tocayos(pares)
    revision = pares.assign(motivo=motivo)[elegidos][list(COLUMNAS_REVISION)].reset_index(drop=True)
    llaves = zip(revision["a"], revision["b"], strict=True)
    revision["motivo"] = [
        conflictos.get(par, dicho) for par, dicho in zip(llaves, revision["motivo"], strict=True)
    ]
    return revision


def _find_tocayos(pares: pd.DataFrame) -> pd.Series:
    """Los que se llaman igual y no traen fecha ni CURP que los distinga, si casi nadie más se llama así."""
    suyos = pares
    for campo, nivel in TOCAYOS.items():
        suyos = suyos[suyos[campo] == get_gamma(campo, nivel)]
    veces = pd.concat([suyos["a"], suyos["b"]]).value_counts()
    raros = suyos[(suyos["a"].map(veces) < MAXIMO_TOCAYOS) & (suyos["b"].map(veces) < MAXIMO_TOCAYOS)]
    return pd.Series(pares.index.isin(raros.index), index=pares.index)


def _list_ajenas(tabla: pd.DataFrame) -> set[str]:
    """Los registros cuya CURP no dice nada de su fecha de nacimiento, o ni la fecha ni la inicial de uno de
    sus nombres.
    """
    con = tabla[(tabla["curp"] != "") & (tabla["fecha_nacimiento"] != "")]
    con = con[con["curp"].str[4:10] != con["fecha_nacimiento"].str[2:].str.replace("-", "")]
    columnas = zip(*(con[c] for c in ("registro", "curp", "nombres", "fecha_nacimiento")), strict=True)
    return {
        registro
        for registro, curp, nombres, fecha in columnas
        if curp[3] not in {palabra[0] for palabra in normalize_palabras(nombres)}
        or (curp[4:6] != fecha[2:4] and curp[6:8] != fecha[5:7] and curp[8:10] != fecha[8:])
    }


def _choose_controles(pares: pd.DataFrame) -> pd.DataFrame:
    """Pares que nadie discute: todo igual con la misma CURP, o dos homónimos con otra CURP y otra fecha."""
    es = {
        c: pares[c].map({g: n.nombre for g, n in list_gammas(c)})
        for c in ("nombre", "apellidos", "fecha", "curp")
    }
    iguales = (es["nombre"] == "igual") & (es["apellidos"] == "iguales") & (es["fecha"] == "igual")
    misma = pares[iguales & (es["curp"] == "igual")].head(MAXIMO_CONTROLES_HOJA).assign(es_misma=1)
    homonimos = (es["nombre"] == "igual") & (es["fecha"] == "otra") & (es["curp"] == "distintas")
    distintas = pares[homonimos].head(MAXIMO_CONTROLES_HOJA).assign(es_misma=0)
    return pd.concat([misma, distintas])[["a", "b", "es_misma", *COMPARACIONES]].reset_index(drop=True)


def _count_exactos(enlace: pd.DataFrame) -> int:
    """Registros que repiten nombre, apellidos y fecha, o CURP, letra por letra: los que deben dar pares."""
    por_nombre = (
        enlace.dropna(subset=["nom", "ap1", "fecha_can"]).duplicated(["nom", "aps", "fecha_can"]).sum()
    )
    por_curp = enlace.dropna(subset=["curp"]).duplicated("curp").sum()
    return int(max(por_nombre, por_curp))


def _build_controles(tabla: pd.DataFrame) -> pd.DataFrame:
    """Copias de unos registros con otro identificador: deben volver como pares."""
    con_evidencia = (tabla["curp"] != "") | (tabla["fecha_nacimiento"] != "")
    sirven = tabla[(tabla["nombres"] != "") & (tabla["primer_apellido"] != "") & con_evidencia]
    revueltos = pd.util.hash_pandas_object(sirven["registro"], index=False).sort_values()
    copias = sirven.loc[revueltos.index[:CONTROLES]].copy()
    copias["registro"] = [f"{PREFIJO_CONTROL}{r}" for r in copias["registro"]]
    return copias


def _check_controles(pares: pd.DataFrame, cuantos: int) -> None:
    esperados = set()
    for a, b in zip(pares["a"], pares["b"], strict=True):
        if f"{PREFIJO_CONTROL}{a}" == b or f"{PREFIJO_CONTROL}{b}" == a:
            esperados.add((a, b))
    if len(esperados) < cuantos:
        raise _fail("pares de control", f"{cuantos} pares de control", f"{len(esperados)}")


def _fail(donde: str, esperado: str, encontrado: str) -> PadronError:
    return PadronError(
        "La búsqueda de duplicados no halló lo que debía: no se puede confiar en ella.",
        donde=donde,
        esperado=esperado,
        encontrado=encontrado,
        que_hacer="revise el modelo y las versiones del extra padron; no use este resultado",
    )
