"""Lo que se compara con otros años y con las demás obras: costos fuera de lo común y obras ya hechas."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median_low

from fais_analysis.obras.efecto import count_unidades
from fais_analysis.obras.modelo import Hallazgo, Obra, format_pesos, sum_fuentes
from fais_analysis.obras.reconocimiento import normalize_nombre

MINIMO_COSTOS = 5  # con menos obras iguales la mediana no dice nada
VECES_ATIPICO = 2
HOLGURA_MEZCLA_PP = 1
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


def check_costos(obras: Sequence[Obra], anteriores: Iterable[ObraAnterior]) -> list[Hallazgo]:
    """Obras cuyo costo por vivienda es más del doble o menos de la mitad de la mediana de las iguales.

    La mediana es la del libro de inversión si trae bastantes; si no, la de la propia propuesta; si tampoco,
    no se dice nada.
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
