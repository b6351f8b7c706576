"""Lo que se compara con otros años y con las demás obras: costos fuera de lo común y obras ya hechas."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median_low

from fais_analysis.costos import Distribucion
from fais_analysis.obras.efecto import count_unidades
from fais_analysis.obras.modelo import Hallazgo, Obra, format_pesos, sum_fuentes
from fais_analysis.obras.reconocimiento import normalize_nombre, singularize

MINIMO_COSTOS = 5  # con menos obras iguales la mediana no dice nada
VECES_ATIPICO = 2
HOLGURA_MEZCLA_PP = 1
ABREVIADAS = {
    **dict.fromkeys(("m", "ml", "mt", "mts", "metro lineal"), "metro"),
    **dict.fromkeys(("m2", "mt2", "mts2"), "metro cuadrado"),
    **dict.fromkeys(("km", "kms"), "kilometro"),
    **dict.fromkeys(("viv", "casa"), "vivienda"),
}
CostosUsuales = Mapping[tuple[str, str], Distribucion]  # por subclasificación y unidad de la meta
DE_LA_CASA = "comparación de la casa, con pesos corrientes: orienta, no prueba"


@dataclass(frozen=True)
class ObraAnterior:
    """Una obra de un año anterior, del libro de inversión: en dónde, cuánto costó y a cuántas viviendas."""

    ejercicio: int
    nombre: str
    localidad: str
    renglon: str
    centavos: int
    viviendas: int | None


def normalize_unidad(unidad: str) -> str:
    """La unidad de una meta en singular y sin acentos, para saber si dos obras se miden igual.

    Examples
    --------
    >>> {normalize_unidad(u) for u in ("Metros cuadrados", "metro cuadrado", "m²", "M2")}
    {'metro cuadrado'}
    """
    unidad = " ".join(map(singularize, normalize_nombre(unidad).split()))
    return ABREVIADAS.get(unidad, unidad)


def check_costos(
    obras: Sequence[Obra], anteriores: Iterable[ObraAnterior], usuales: CostosUsuales | None = None
) -> list[Hallazgo]:
    """Obras que cuestan muy distinto de las iguales.

    Por vivienda, más del doble o menos de la mitad de la mediana: la del libro de inversión si trae
    bastantes; si no, la de la propia propuesta; si tampoco, no se dice nada. Por unidad de su meta, tan lejos
    de ``usuales`` que parece sobrar o faltar un cero.
    """
    del_libro: dict[str, list[int]] = defaultdict(list)
    for anterior in anteriores:
        if anterior.viviendas:
            del_libro[anterior.renglon].append(anterior.centavos // anterior.viviendas)
    propios: dict[str, list[int]] = defaultdict(list)
    costos = {o.folio: _compute_unitario(o) for o in obras}
    for obra in obras:
        if obra.catalogo and (costo := costos[obra.folio]):
            propios[obra.catalogo.subclasificacion].append(costo)
    medianas = {renglon: _choose_mediana(renglon, del_libro, propios) for renglon in propios}
    hallazgos = []
    for obra in obras:
        costo = costos[obra.folio]
        if (lejano := _find_lejano(obra, usuales or {})) is not None:
            hallazgos.append(lejano)
            continue
        if obra.catalogo is None or not costo:
            continue
        mediana, de_donde = medianas[obra.catalogo.subclasificacion]
        if mediana and not mediana <= costo * VECES_ATIPICO <= mediana * VECES_ATIPICO**2:
            hallazgos.append(_build_atipico(obra, costo, mediana, de_donde))
    return hallazgos


def check_repetidas(
    obras: Iterable[Obra], anteriores: Iterable[ObraAnterior], ejercicio: int
) -> list[Hallazgo]:
    """Obras con el mismo nombre y lugar que una de un año anterior del libro de inversión."""
    hechas = {(normalize_nombre(a.nombre), a.localidad): a for a in anteriores if a.ejercicio < ejercicio}
    hallazgos = []
    for obra in obras:
        hecha = hechas.get((normalize_nombre(obra.nombre), obra.lugar.localidad))
        if hecha is not None:
            hallazgos.append(
                Hallazgo(
                    "OBRA_DE_OTRO_ANIO",
                    "aviso",
                    f"Una obra con el mismo nombre y lugar se hizo en {hecha.ejercicio}.",
                    "diga si es otra etapa, otra calle u otras viviendas",
                    obra.folio,
                    obra.renglon,
                    columna="nombre_obra",
                    encontrado=obra.nombre[:80],
                    esperado="una obra que no se haya hecho",
                    causa="obras ya hechas en otro año",
                    cita=DE_LA_CASA,
                    pesos=obra.total,
                )
            )
    return hallazgos


def check_mezcla(obras: Iterable[Obra], fise_pct: float | None) -> list[Hallazgo]:
    """La parte del FISE sobre lo que ponen FISE y municipio (FISMDF y recurso propio), contra lo pactado.

    Sin proporción pactada (``fise_pct`` nulo) o sin dinero de ninguno, no se dice nada.
    """
    sumas = sum_fuentes(obras)
    fise, municipio = sumas.get("FISE", 0), sumas.get("FISMDF", 0) + sumas.get("Municipal", 0)
    if fise_pct is None or not fise + municipio:
        return []
    pactada = Fraction(str(fise_pct))
    parte = Fraction(100 * fise, fise + municipio)
    if abs(parte - pactada) <= HOLGURA_MEZCLA_PP:
        return []
    cuanto = f"{format_pesos(fise)} de {format_pesos(fise + municipio)}"
    debido = round((fise + municipio) * pactada / 100)
    return [
        Hallazgo(
            "MEZCLA",
            "corregir",
            "La mezcla no es la pactada entre el estado y el municipio.",
            f"lleve el FISE a {format_pesos(debido)} pesos, o escriba el motivo de la excepción",
            columna="propuesta",
            encontrado=f"{float(parte):.1f} % FISE ({cuanto})",
            esperado=f"{fise_pct:g} %, con {HOLGURA_MEZCLA_PP} punto de holgura",
            causa="MEZCLA",
            cita="Parámetro del convenio: «peso a peso» en 2020; la holgura es de la casa",
            pesos=abs(fise - debido),
        )
    ]


def _compute_unitario(obra: Obra) -> int | None:
    unidades = count_unidades(obra)
    return obra.total // unidades if unidades and obra.total else None


def _choose_mediana(
    renglon: str, del_libro: Mapping[str, Sequence[int]], propios: Mapping[str, Sequence[int]]
) -> tuple[int, str]:
    for costos, de_donde in (
        (del_libro.get(renglon, ()), "del libro"),
        (propios.get(renglon, ()), "de la propuesta"),
    ):
        if len(costos) >= MINIMO_COSTOS:
            return median_low(costos), f"mediana {de_donde}, {len(costos):,} obras iguales"
    return 0, ""


def _find_lejano(obra: Obra, usuales: CostosUsuales) -> Hallazgo | None:
    """El aviso de un costo por unidad al que parece sobrarle o faltarle un cero."""
    if obra.catalogo is None or not obra.metas.meta or not obra.total:
        return None
    unidad = obra.metas.unidad
    usual = usuales.get((obra.catalogo.subclasificacion, normalize_unidad(unidad)))
    costo = int(obra.total // obra.metas.meta)
    if usual is None or not usual.is_lejano(costo):
        return None
    return Hallazgo(
        "COSTO_DE_OTRO_ORDEN",
        "aviso",
        f"Cuesta por unidad mucho {'más' if costo > usual.mediana else 'menos'} que las obras iguales.",
        "vea si sobra o falta un cero o el punto decimal, en el costo o en la meta",
        obra.folio,
        obra.renglon,
        columna="costo_total",
        encontrado=f"{format_pesos(costo)} por {unidad}",
        esperado=f"cerca de {format_pesos(usual.mediana)} (mediana del libro, {usual.obras:,} obras iguales)",
        causa="costo por unidad de otro orden",
        cita=DE_LA_CASA,
        pesos=obra.total,
    )


def _build_atipico(obra: Obra, costo: int, mediana: int, de_donde: str) -> Hallazgo:
    como = "más del doble" if costo > mediana else "menos de la mitad"
    return Hallazgo(
        "COSTO_ATIPICO",
        "aviso",
        f"Cuesta por vivienda {como} que las obras iguales.",
        "pida el presupuesto de la obra o corrija las viviendas",
        obra.folio,
        obra.renglon,
        columna="costo_total",
        encontrado=f"{format_pesos(costo)} por vivienda",
        esperado=f"cerca de {format_pesos(mediana)} ({de_donde})",
        causa=f"costo por vivienda: {como}",
        cita=DE_LA_CASA,
        pesos=obra.total,
    )
