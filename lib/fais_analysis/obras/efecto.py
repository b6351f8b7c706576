"""De obra a viviendas: cuántas carecen, cuántas se atienden y cuántas dejarían la carencia, sin confundirlas.

El número de viviendas que dejan una carencia es un intervalo con su supuesto. El menor supone que la obra se
entrega sin mirar quién carece: es un supuesto, no una cota.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from fais_analysis.obras.modelo import Obra
from fais_analysis.obras.necesidad import Necesidad
from fais_analysis.obras.reconocimiento import normalize_nombre

SALE, ENTRE, NO_CONCLUYE = "se sabe", "entre esos dos números", "no se puede concluir"
CASI_NADA = Fraction(1, 4)  # con un bajo menor que la cuarta parte del alto no se concluye
SUPUESTO = "El número menor supone que se entrega sin mirar quién carece."
UNIDADES_VIVIENDA = frozenset(
    {
        "vivienda",
        "viviendas",
        "accion",
        "acciones",
        "cuarto",
        "cuartos",
        "bano",
        "banos",
        "pieza",
        "piezas",
        "toma",
    }
    | {"tomas", "descarga", "descargas", "estufa", "estufas", "panel", "paneles", "biodigestor", "letrina"}
    | {
        "biodigestores",
        "letrinas",
        "piso",
        "pisos",
        "techo",
        "techos",
        "muro",
        "muros",
        "viv",
        "acc",
        "cisterna",
    }
)
RED, CONEXION, OTRA = "red", "conexion", "otra"
CONDICIONADAS_A_DRENAJE = ("Cuarto para baño",)
CUARTOS = "icv_hac"


@dataclass(frozen=True)
class Aporte:
    """Lo que una obra entrega a un componente: unidades, las que podrían contar y las de a ciegas."""

    obra: Obra
    subcarencia: str
    clase: str
    unidades: int | None
    alto: int
    bajo: int
    nota: str = ""


@dataclass(frozen=True)
class Efecto:
    """Un componente en una localidad: carecen, atendidas y las que lo dejarían, de ``bajo`` a ``alto``.

    ``sobran`` son las unidades que no pueden mover la carencia y ``sobran_centavos`` su dinero. Con
    ``carecen`` nulo no hay dato.
    """

    localidad: str
    subcarencia: str
    carecen: int | None
    atendidas: int
    bajo: int
    alto: int
    veredicto: str
    sobran: int = 0
    sobran_centavos: int = 0
    notas: tuple[str, ...] = ()


def count_unidades(obra: Obra) -> int | None:
    """Viviendas que recibe una acción: las que dice o, si la meta se cuenta en viviendas, la meta."""
    if obra.metas.viviendas is not None:
        return obra.metas.viviendas
    unidad = normalize_nombre(obra.metas.unidad)
    if (
        obra.metas.meta is not None
        and unidad in UNIDADES_VIVIENDA
        and obra.metas.meta == int(obra.metas.meta)
    ):
        return int(obra.metas.meta)
    return None


def compute_aporte(obra: Obra, necesidad: Necesidad) -> Aporte | None:
    """Lo que la obra puede mover; nulo si su renglón no es seguro o no toca una carencia de la vivienda."""
    renglon = obra.catalogo
    if renglon is None or not renglon.subindicador.startswith(("isb_", "icv_")):
        return None
    k = renglon.subindicador
    if renglon.efecto == "intermedia":
        conectadas = obra.metas.viviendas_conectadas or 0
        nota = "" if conectadas else "obra intermedia: no dice cuántas viviendas quedan conectadas"
        return _build_aporte(obra, k, RED, conectadas, nota, necesidad)
    unidades = count_unidades(obra)
    if unidades is None:
        return Aporte(obra, k, OTRA, None, 0, 0, "no dice cuántas viviendas")
    if renglon.efecto == "final condicionada":
        return _build_condicionada(obra, unidades, necesidad)
    if k == CUARTOS:
        return Aporte(obra, k, OTRA, unidades, unidades, 0, "sin dato de personas y cuartos por vivienda")
    clase = CONEXION if "conexión" in renglon.subclasificacion or "Toma" in renglon.subclasificacion else OTRA
    return _build_aporte(obra, k, clase, unidades, "", necesidad)


def compute_efectos(obras: Iterable[Obra], necesidad: Necesidad) -> list[Efecto]:
    """Una fila por localidad y componente, en orden de clave.

    La suma municipal de un componente nunca pasa de las viviendas que carecen de él: véase
    :func:`sum_municipio`.
    """
    grupos: dict[tuple[str, str], list[Aporte]] = defaultdict(list)
    for obra in obras:
        aporte = compute_aporte(obra, necesidad)
        if aporte is not None:
            grupos[obra.lugar.localidad, aporte.subcarencia].append(aporte)
    return [_join_aportes(lugar, k, grupos[lugar, k], necesidad) for lugar, k in sorted(grupos)]


def sum_municipio(efectos: Sequence[Efecto], necesidad: Necesidad) -> dict[str, Efecto]:
    """El efecto de todo el municipio por componente, con el tope de las viviendas que carecen."""
    totales: dict[str, Efecto] = {}
    for k in sorted({e.subcarencia for e in efectos}):
        propios = [e for e in efectos if e.subcarencia == k]
        carecen = necesidad.carecen.get(k)
        suma = sum(e.alto for e in propios)
        alto = suma if carecen is None else min(suma, carecen)
        bajo = min(sum(e.bajo for e in propios), alto)
        atendidas = sum(e.atendidas for e in propios)
        totales[k] = Efecto(
            "",
            k,
            carecen,
            atendidas,
            bajo,
            alto,
            judge(bajo, alto, carecen),
            sobran=sum(e.sobran for e in propios) + suma - alto,
            sobran_centavos=sum(e.sobran_centavos for e in propios),
            notas=tuple(dict.fromkeys(n for e in propios for n in e.notas)),
        )
    return totales


def judge(bajo: int, alto: int, carecen: int | None) -> str:
    """El veredicto de un intervalo: sale, entre dos números, o no se puede concluir."""
    if alto == 0:
        return SALE if carecen is not None else NO_CONCLUYE
    if carecen is None or bajo < CASI_NADA * alto:
        return NO_CONCLUYE
    return SALE if bajo == alto else ENTRE


def _build_condicionada(obra: Obra, unidades: int, necesidad: Necesidad) -> Aporte:
    renglon = obra.catalogo
    assert renglon is not None
    if renglon.subclasificacion in CONDICIONADAS_A_DRENAJE:
        if obra.metas.con_drenaje:
            return _build_aporte(obra, renglon.subindicador, OTRA, unidades, "", necesidad)
        nota = "no dice si trae su propio drenaje" if obra.metas.con_drenaje is None else "sin drenaje propio"
        return Aporte(obra, renglon.subindicador, OTRA, unidades, 0, 0, nota)
    if renglon.subindicador == CUARTOS:
        return Aporte(obra, renglon.subindicador, OTRA, unidades, unidades, 0, renglon.condicion)
    return Aporte(obra, renglon.subindicador, OTRA, unidades, 0, 0, renglon.condicion)


def _build_aporte(obra: Obra, k: str, clase: str, unidades: int, nota: str, necesidad: Necesidad) -> Aporte:
    """Con lista cuentan las acreditadas; a ciegas, la parte de las viviendas que carece en el municipio."""
    acreditadas = obra.metas.viviendas_acreditadas
    if acreditadas is not None:
        con_lista = min(acreditadas, unidades)
        return Aporte(obra, k, clase, unidades, con_lista, con_lista, nota)
    carecen = necesidad.carecen.get(k)
    bajo = unidades * carecen // necesidad.viviendas if carecen is not None and necesidad.viviendas else 0
    return Aporte(obra, k, clase, unidades, unidades, bajo, nota)


def _join_aportes(localidad: str, k: str, aportes: Sequence[Aporte], necesidad: Necesidad) -> Efecto:
    """Red y descargas son las mismas viviendas; un baño puede ser otra o la misma."""

    def suma(clase: str, campo: str) -> int:
        return sum(getattr(a, campo) or 0 for a in aportes if a.clase == clase)

    cuentan = max(suma(RED, "alto"), suma(CONEXION, "alto")) + suma(OTRA, "alto")
    tope = necesidad.get_tope(localidad, k)
    alto = cuentan if tope is None else min(cuentan, tope)
    bajo = min(alto, max(suma(RED, "bajo"), suma(CONEXION, "bajo"), suma(OTRA, "bajo")))
    carecen = necesidad.carecen.get(k)
    sobran = cuentan - alto
    centavos = sum(a.obra.total for a in aportes if a.alto)
    atendidas = max(suma(RED, "unidades"), suma(CONEXION, "unidades")) + suma(OTRA, "unidades")
    return Efecto(
        localidad,
        k,
        carecen,
        atendidas,
        bajo,
        alto,
        judge(bajo, alto, carecen),
        sobran,
        centavos * sobran // cuentan if cuentan else 0,
        tuple(dict.fromkeys(a.nota for a in aportes if a.nota)),
    )
