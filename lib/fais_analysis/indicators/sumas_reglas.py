"""El dinero que mide cada regla de reparto, sumado por grupo y ejercicio: falta sólo compararlo."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from fais_analysis.indicators.inversion import DONDE, check_centavos, is_demostracion
from fais_analysis.indicators.partes import SIN_LOCALIZAR
from fais_analysis.indicators.texto import SIN_DATO
from fais_analysis.indicators.ubicacion_zonas import ALGUNA, DENTRO
from fais_analysis.indicators.validacion import check_columnas
from fais_analysis.indicators.zonas import DECLARATORIA, RURAL, URBANA

FAIS = ("FISE", "FISMDF")
FOCALIZACION = "FOCALIZACION"
SUMAS = [
    "regla",
    "fondo",
    "total_centavos",
    "minimo_centavos",
    "maximo_centavos",
    "sin_declaratoria",
    "obras",
    "obras_sin_via",
    "vias",
    "es_demostracion",
]


@dataclass(frozen=True)
class ParteMedida:
    """Qué parte del dinero mide una regla: de qué fondos y qué filas cuentan."""

    regla: str
    fondos: tuple[tuple[str, ...], ...]
    columna: str
    valores: tuple[str, ...]
    ambitos: tuple[str, ...] = ()


MEDIDAS: tuple[ParteMedida, ...] = (
    ParteMedida("DIRECTA_MIN", (FAIS, ("FISE",), ("FISMDF",)), "incidencia", ("directa",)),
    ParteMedida(
        "COMPLEMENTARIA_MAX",
        (FAIS, ("FISE",), ("FISMDF",)),
        "incidencia",
        ("complementaria", "especial"),
    ),
    ParteMedida("FISE_ZAP_MIN", (("FISE",),), ALGUNA, (DENTRO,), (RURAL, URBANA)),
    ParteMedida("FISMDF_ZAP_URBANA_MIN", (("FISMDF",),), URBANA, (DENTRO,), (URBANA,)),
)


def compute_sumas_reglas(
    libro: pd.DataFrame, zonas: pd.DataFrame, lugares: pd.DataFrame, columnas: Sequence[str] = ()
) -> pd.DataFrame:
    """El dinero que cada regla mide, sumado en centavos: lo que falta para compararlo es la regla.

    Parameters
    ----------
    libro
        Tabla del libro de inversión.
    zonas
        Resultado de ``compute_zonas``.
    lugares
        Resultado de ``classify_zonas`` de ese libro.
    columnas
        Grupos además del ejercicio.

    Returns
    -------
    DataFrame
        Una fila = grupo, ejercicio, regla y fondo: ``columnas, ejercicio, regla, fondo, total_centavos`` (del
        fondo), ``minimo_centavos`` (lo que la regla mide), ``maximo_centavos`` (con lo que pudo caer ahí),
        ``sin_declaratoria`` (le falta la del ejercicio), ``obras, obras_sin_via, vias`` (las declaradas; sólo
        FOCALIZACION) y ``es_demostracion``.
    """
    grupos = [*columnas, "ejercicio"]
    check_columnas(libro, ["incidencia", "fuente_recurso", "via_focalizacion", *grupos], DONDE)
    is_demostracion(libro)
    tabla = libro.assign(monto_centavos=check_centavos(libro), **{c: lugares[c] for c in lugares.columns})
    medidas = {(m.regla, " y ".join(f)): _measure(tabla, m, f) for m in MEDIDAS for f in m.fondos}
    sumas = pd.concat(medidas, axis="columns", names=["regla", "fondo"])
    sumas = sumas.groupby([tabla[c] for c in grupos], dropna=False, observed=True).sum()
    sumas = sumas.stack(["regla", "fondo"], future_stack=True).reset_index()
    sumas = pd.concat([sumas, _sum_vias(tabla, grupos)], ignore_index=True)
    es_demostracion = tabla.groupby(grupos, dropna=False)["es_demostracion"].any().rename("es_demostracion")
    sumas = sumas.join(es_demostracion, on=grupos).sort_values(grupos, kind="stable", ignore_index=True)
    return sumas.assign(sin_declaratoria=_list_sin_declaratoria(sumas, zonas))[[*grupos, *SUMAS]]


def _list_sin_declaratoria(sumas: pd.DataFrame, zonas: pd.DataFrame) -> list[bool]:
    """A qué filas les falta la declaratoria de su ejercicio en alguna de las zonas que su regla mide."""
    ambitos = {medida.regla: medida.ambitos for medida in MEDIDAS}
    declarados = _list_declarados(zonas)
    return [
        any((ejercicio, ambito) not in declarados for ambito in ambitos.get(regla, ()))
        for ejercicio, regla in zip(sumas["ejercicio"], sumas["regla"], strict=True)
    ]


def _list_declarados(zonas: pd.DataFrame) -> set[tuple[int, str]]:
    cargadas = zonas[zonas["status"] == DECLARATORIA][["anio", "ambito"]].drop_duplicates()
    return set(cargadas.itertuples(index=False, name=None))


def _measure(tabla: pd.DataFrame, medida: ParteMedida, fondos: tuple[str, ...]) -> pd.DataFrame:
    """De cada fila: los centavos del fondo, los que la regla mide y los que podría medir."""
    total = tabla["monto_centavos"].where(tabla["fuente_recurso"].isin(fondos), 0)
    valor = tabla[medida.columna]
    posible = valor.isin((*medida.valores, SIN_LOCALIZAR, SIN_DATO))
    return pd.DataFrame(
        {
            "total_centavos": total,
            "minimo_centavos": total.where(valor.isin(medida.valores), 0),
            "maximo_centavos": total.where(posible, 0),
        }
    )


def _sum_vias(tabla: pd.DataFrame, grupos: list[str]) -> pd.DataFrame:
    """Lo de las obras que no declaran por qué vía llegan a su población: la ley pide una."""
    es_fais, sin_via = tabla["fuente_recurso"].isin(FAIS), tabla["via_focalizacion"].isna()
    dinero, folio = tabla["monto_centavos"].where(es_fais, 0), tabla["folio_obra"].where(es_fais)
    medido = tabla[grupos].assign(
        total_centavos=dinero,
        minimo_centavos=dinero.mask(sin_via, 0),
        obras=folio,
        obras_sin_via=folio.where(sin_via),
    )
    por_grupo = medido.groupby(grupos, dropna=False, observed=True)
    sumas = por_grupo[["total_centavos", "minimo_centavos"]].sum()
    sumas[["obras", "obras_sin_via"]] = por_grupo[["obras", "obras_sin_via"]].nunique()
    vias = tabla.loc[es_fais & ~sin_via, [*grupos, "via_focalizacion"]].drop_duplicates()
    vias = vias.sort_values("via_focalizacion").groupby(grupos, dropna=False, observed=True)
    sumas["vias"] = vias["via_focalizacion"].agg(list).reindex(sumas.index)
    sumas["maximo_centavos"] = sumas["minimo_centavos"]
    return sumas.assign(regla=FOCALIZACION, fondo=" y ".join(FAIS)).reset_index()
