"""Con qué se lee una propuesta: las localidades del municipio, lo que le falta y el Catálogo."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

import pandas as pd

from fais_analysis.claves import check_clave_municipio
from fais_analysis.costos import Distribucion, measure_costos
from fais_analysis.indicators.viviendas import COLUMNAS_VIVIENDA, find_bases
from fais_analysis.loaders.inversion import find_libros, load_inversion
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.obras.efecto import CUARTOS
from fais_analysis.obras.historial import ObraAnterior, normalize_unidad
from fais_analysis.obras.modelo import RenglonCatalogo
from fais_analysis.obras.necesidad import (
    COLUMNA_DE_SUBCARENCIA,
    Localidad,
    Necesidad,
    compute_carecen,
)
from fais_analysis.obras.reconocimiento import Reconocedor
from fais_analysis.rules.catalogo import load_catalogo_obras
from fais_analysis.rules.reconocimiento import load_vocabulario
from fais_analysis.sources.rutas import get_datos

ANIO = 2020  # el único rezago con decimales bastantes para reconstruir la base
CON_LOS_TRES = "6200240395"  # del INEGI: de cada cien viviendas, con agua, drenaje y electricidad


def load_municipios() -> dict[str, str]:
    """Nombre de cada municipio del país, por clave."""
    tabla = load_tabla("catalogo_municipios")
    return dict(zip(tabla["clave_municipio"], tabla["municipio"], strict=True))


def check_municipio(clave_municipio: str) -> None:
    """Que la clave sea de un municipio del país.

    Raises
    ------
    ClaveError
        Si no.
    """
    check_clave_municipio(clave_municipio, load_municipios())


@lru_cache(maxsize=4)
def load_necesidad(clave_municipio: str) -> Necesidad:
    """Lo que le falta a un municipio en 2020, en viviendas, y sus localidades.

    La base de viviendas se reconstruye del rezago social; si cabe más de una, es «sin dato». El hacinamiento
    es aproximado: porcentaje de CONAPO por esa base. Las localidades sólo se tienen de Durango.

    Raises
    ------
    ClaveError
        Si el municipio no existe.
    """
    nombres = load_municipios()
    check_clave_municipio(clave_municipio, nombres, nombres)
    rezago = _pick(load_tabla("rezago_social"), clave_municipio)
    marginacion = _pick(load_tabla("marginacion_municipal"), clave_municipio)
    habitantes = int(rezago["poblacion_personas"]) if rezago else 0
    bases = find_bases(habitantes, [float(rezago[c]) for c in COLUMNAS_VIVIENDA]) if rezago else []
    base = _choose_base(bases, clave_municipio)
    carecen = compute_carecen(
        base, {c: float(rezago[c]) for c in COLUMNA_DE_SUBCARENCIA.values()} if rezago else {}
    )
    if (
        base is not None
        and marginacion
        and marginacion["hacinamiento_pct"] == marginacion["hacinamiento_pct"]
    ):
        carecen[CUARTOS] = round(base * float(marginacion["hacinamiento_pct"]) / 100)
    tabla = load_tabla("localidades")
    propias = tabla[tabla["clave_municipio"] == clave_municipio]
    return Necesidad(
        clave_municipio,
        nombres[clave_municipio],
        habitantes,
        base,
        carecen,
        _build_localidades(propias),
        aproximadas=(CUARTOS,),
        sin_alguno=_count_sin_alguno(base, clave_municipio),
        marco=_find_marco(propias),
    )


@lru_cache(maxsize=4)
def load_reconocedor(ejercicio: int) -> Reconocedor:
    """El reconocedor con el Catálogo de un ejercicio.

    Raises
    ------
    ReglaError
        Si nadie ha reconstruido el Catálogo de ese ejercicio.
    """
    tabla = load_catalogo_obras(ejercicio)
    return Reconocedor([_build_renglon(r) for r in tabla.to_dict("records")], load_vocabulario())


def load_anteriores(clave_municipio: str) -> tuple[ObraAnterior, ...]:
    """Las obras de un municipio en el libro de inversión; del de demostración, ninguna.

    Raises
    ------
    LibroInversionError
        Si el libro propio trae algo que no se puede usar.
    """
    if not find_libros(get_datos() / "inversion"):
        return ()
    libro = load_inversion()
    propias = libro.tabla[libro.tabla["clave_municipio"] == clave_municipio]
    columnas = ["ejercicio", "nombre_obra", "clave_localidad", "subclasificacion"]
    folios = propias.groupby("folio_obra").agg(
        {**dict.fromkeys([*columnas, "viviendas"], "first"), "monto_centavos": "sum"}
    )
    return tuple(
        ObraAnterior(
            int(f["ejercicio"]),
            str(f["nombre_obra"]),
            f["clave_localidad"] if isinstance(f["clave_localidad"], str) else "",
            str(f["subclasificacion"]),
            int(f["monto_centavos"]),
            None if pd.isna(f["viviendas"]) else int(f["viviendas"]),
        )
        for f in folios.to_dict("records")
    )


def load_costos_usuales() -> dict[tuple[str, str], Distribucion]:
    """Lo que costó cada unidad en las obras iguales de todo el libro de inversión; del de demostración, nada.

    Raises
    ------
    LibroInversionError
        Si el libro propio trae algo que no se puede usar.
    """
    if not find_libros(get_datos() / "inversion"):
        return {}
    columnas = ["subclasificacion", "unidad_medida", "meta"]
    folios = (
        load_inversion()
        .tabla.groupby("folio_obra")
        .agg({**dict.fromkeys(columnas, "first"), "monto_centavos": "sum"})
    )
    costos: dict[tuple[str, str], list[int]] = defaultdict(list)
    for obra, unidad, meta, centavos in folios.dropna().itertuples(index=False):
        if meta > 0 and centavos > 0:
            costos[obra, normalize_unidad(unidad)].append(int(centavos // meta))
    return {tipo: usual for tipo, suyos in costos.items() if (usual := measure_costos(suyos)) is not None}


def _choose_base(bases: Sequence[int], clave_municipio: str) -> int | None:
    """La menor, cotejada con el Censo en los 39 de Durango; fuera, sólo si las demás son sus múltiplos."""
    if not bases:
        return None
    es_segura = clave_municipio.startswith("10") or all(b % bases[0] == 0 for b in bases)
    return bases[0] if es_segura else None


def _count_sin_alguno(base: int | None, clave_municipio: str) -> int | None:
    """Viviendas que carecen al menos de agua, drenaje o electricidad; nulo si no se sabe."""
    tabla = load_tabla("indicadores_censales")
    suya = (tabla["clave_municipio"] == clave_municipio) & (tabla["anio"] == ANIO)
    con_los_tres_pct = tabla.loc[suya & (tabla["id_indicador"] == CON_LOS_TRES), "valor"].dropna()
    if base is None or con_los_tres_pct.empty:
        return None
    return base - round(base * float(con_los_tres_pct.iloc[0]) / 100)


def _pick(tabla: pd.DataFrame, clave_municipio: str) -> Mapping[str, float]:
    fila = tabla[(tabla["clave_municipio"] == clave_municipio) & (tabla["anio"] == ANIO)]
    return {} if fila.empty else {str(c): v for c, v in fila.iloc[0].items()}


def _build_localidades(tabla: pd.DataFrame) -> dict[str, Localidad]:
    filas = zip(tabla["clave_localidad"], tabla["localidad"], tabla["poblacion_personas"], strict=True)
    return {clave: Localidad(nombre, int(personas)) for clave, nombre, personas in filas}


def _find_marco(tabla: pd.DataFrame) -> tuple[float, float, float, float] | None:
    if tabla.empty:
        return None
    este_oeste, norte_sur = tabla["longitud"], tabla["latitud"]
    return (
        float(este_oeste.min()),
        float(norte_sur.min()),
        float(este_oeste.max()),
        float(norte_sur.max()),
    )


def _build_renglon(fila: Mapping[str, object]) -> RenglonCatalogo:
    def texto(campo: str) -> str:
        valor = fila[campo]
        return valor if isinstance(valor, str) else ""

    return RenglonCatalogo(
        texto("subclasificacion"),
        texto("rubro"),
        tuple(texto("modalidades").split("; ")),
        texto("incidencia"),
        texto("carencia"),
        texto("subindicador"),
        texto("efecto"),
        texto("condicion"),
        texto("grupo"),
        texto("certeza"),
    )
