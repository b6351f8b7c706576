"""La mezcla de obras dicha como programa entero: qué se elige, con qué dinero y qué reglas obligan."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from fais_analysis.obras.efecto import CONEXION, OTRA, RED, compute_aporte, count_unidades
from fais_analysis.obras.modelo import Obra
from fais_analysis.obras.necesidad import Necesidad
from fais_analysis.programa import Programa
from fais_analysis.schemas.vocabulario import FUENTES_RECURSO

CIEN_MIL = 10_000_000  # centavos: el motor trabaja mejor con números chicos; lo exacto se suma después
MEZCLA, PRESUPUESTO = "MEZCLA", "PRESUPUESTO"


@dataclass(frozen=True)
class Restriccion:
    """Una regla que obliga a la mezcla: la parte ``parte_pct`` de unos fondos, de mínimo o de máximo.

    ``cuenta`` dice qué obras son la parte: «directa», «complementaria», «zap» o «fise» (la mezcla del
    convenio, donde la parte es el dinero del FISE sobre FISE y municipal).
    """

    codigo: str
    cuenta: str
    fondos: tuple[str, ...]
    operador: str
    parte_pct: float
    cita: str = ""


@dataclass(frozen=True)
class EncargoMezcla:
    """Qué se optimiza: presupuesto por fuente (centavos), reglas que obligan y lo que pide el analista.

    ``fijas`` y ``prohibidas`` son folios; ``minimos``, el menor lote de una acción que se hace en parte;
    ``por_conectar``, las viviendas de cada localidad con red al pie y sin descarga (sin dato: no limita).
    """

    presupuesto: Mapping[str, int]
    restricciones: tuple[Restriccion, ...] = ()
    fijas: frozenset[str] = frozenset()
    prohibidas: frozenset[str] = frozenset()
    minimos: Mapping[str, int] = field(default_factory=dict)
    por_conectar: Mapping[str, int] = field(default_factory=dict)
    ampliar: bool = True


@dataclass(frozen=True)
class OpcionObra:
    """Una obra que se puede hacer entera, en parte o más grande, con sus variables del programa.

    Entera (``z``) cuesta lo que dice; cada unidad suelta (``p``), ``unitario`` centavos, redondeado hacia
    arriba: así lo que se entrega nunca cuesta más de lo que se contó.
    """

    obra: Obra
    es_propuesta: bool
    unidades: int
    unitario: int
    maximo: int
    z: int
    p: int


@dataclass
class Planteamiento:
    """El programa armado y cómo leer su solución."""

    programa: Programa
    opciones: list[OpcionObra]
    efectos: list[int] = field(default_factory=list)
    dinero: dict[tuple[str, str], int] = field(default_factory=dict)
    presupuesto: dict[str, int] = field(default_factory=dict)


def classify_clase(obra: Obra) -> str:
    """La clase de dinero de una obra: sólo importa si es directa y si está en ZAP."""
    directa = "directa" if obra.catalogo and obra.catalogo.incidencia == "directa" else "otra"
    return f"{directa}|{'zap' if obra.lugar.via.startswith('zap') else 'fuera'}"


def build_planteamiento(
    propuesta: Sequence[Obra], candidatas: Sequence[Obra], necesidad: Necesidad, encargo: EncargoMezcla
) -> Planteamiento:
    """El programa de una propuesta, en el orden de su contenido: el de los renglones no importa."""
    plan = Planteamiento(Programa(), [])
    juntas = [(o, True) for o in propuesta] + [(o, False) for o in candidatas]
    ordenadas = sorted(juntas, key=lambda par: (*par[0].llave, par[1]))
    for obra, es_propuesta in ordenadas:
        plan.opciones.append(_add_opcion(plan.programa, obra, es_propuesta, necesidad, encargo))
    _add_efectos(plan, necesidad, encargo)
    _add_dinero(plan, encargo)
    for restriccion in encargo.restricciones:
        plan.programa.add_fila(*build_fila(plan, restriccion))
    return plan


def build_fila(plan: Planteamiento, regla: Restriccion) -> tuple[dict[int, float], float, float]:
    """Una regla de partes como fila: Σ parte − p·Σ todo, de un lado o de otro de cero."""
    terminos: dict[int, float] = {}
    for (clase, fuente), columna in plan.dinero.items():
        if fuente in regla.fondos:
            terminos[columna] = float(is_parte(regla.cuenta, clase, fuente)) - regla.parte_pct / 100
    infinito = float("inf")
    return (terminos, 0.0, infinito) if regla.operador == ">=" else (terminos, -infinito, 0.0)


def hash_obra(obra: Obra) -> int:
    """Un número de su contenido, para romper empates sin mirar el renglón."""
    return 1 + int(sha256("\x1f".join(obra.llave).encode()).hexdigest()[:5], 16)


def is_parte(cuenta: str, clase: str, fuente: str) -> bool:
    """Si el dinero de una clase y una fuente es de la parte que mide una regla."""
    if cuenta == "fise":
        return fuente == "FISE"
    es_directa, zona = clase.split("|")
    if cuenta == "zap":
        return zona == "zap"
    return (es_directa == "directa") == (cuenta == "directa")


def _add_opcion(
    programa: Programa, obra: Obra, es_propuesta: bool, necesidad: Necesidad, encargo: EncargoMezcla
) -> OpcionObra:
    aporte = compute_aporte(obra, necesidad)
    es_accion = aporte is not None and aporte.clase != RED and bool(aporte.unidades)
    unidades = (count_unidades(obra) or 1) if es_accion else 1
    maximo = unidades
    if es_accion and aporte is not None and encargo.ampliar and obra.metas.viviendas_acreditadas is None:
        maximo = max(unidades, necesidad.get_tope(obra.lugar.localidad, aporte.subcarencia) or 0)
    fija, prohibida = obra.folio in encargo.fijas, obra.folio in encargo.prohibidas or not obra.total
    z = programa.add_columna(1 if fija else 0, 0 if prohibida else 1)
    p = programa.add_columna(0, 0 if prohibida or fija else max(unidades - 1, maximo - unidades))
    # Entera y además unidades de más, o sólo unas cuantas sueltas.
    programa.add_fila({p: 1, z: (unidades - 1) - (maximo - unidades)}, maximo=unidades - 1)
    minimo = min(encargo.minimos.get(obra.folio, 1), unidades)
    if minimo > 1:
        y = programa.add_columna(0, 1)
        programa.add_fila({p: 1, z: unidades, y: -minimo}, minimo=0)
        programa.add_fila({p: 1, y: -maximo}, maximo=0)
    return OpcionObra(obra, es_propuesta, unidades, -(-obra.total // unidades), maximo, z, p)


def _add_efectos(plan: Planteamiento, necesidad: Necesidad, encargo: EncargoMezcla) -> None:
    """Viviendas que dejan cada componente en cada lugar: ni más que lo entregado ni que lo que falta."""
    grupos: dict[tuple[str, str], dict[str, dict[int, float]]] = defaultdict(
        lambda: {RED: {}, CONEXION: {}, OTRA: {}}
    )
    for opcion in plan.opciones:
        aporte = compute_aporte(opcion.obra, necesidad)
        if aporte is None or not aporte.alto:
            continue
        propias = grupos[opcion.obra.lugar.localidad, aporte.subcarencia][aporte.clase]
        propias[opcion.z] = float(aporte.alto)
        if aporte.clase != RED and opcion.unidades:
            propias[opcion.p] = min(1.0, aporte.alto / opcion.unidades)
    por_componente: dict[str, list[int]] = defaultdict(list)
    for (lugar, k), clases in sorted(grupos.items()):
        tope, por_conectar = necesidad.get_tope(lugar, k), encargo.por_conectar.get(lugar)
        columna = _add_efecto(plan.programa, clases, tope, por_conectar)
        plan.efectos.append(columna)
        por_componente[k].append(columna)
    for k, columnas in por_componente.items():
        if k in necesidad.carecen:
            plan.programa.add_fila(dict.fromkeys(columnas, 1.0), maximo=necesidad.carecen[k])


def _add_efecto(
    programa: Programa, clases: Mapping[str, Mapping[int, float]], tope: int | None, por_conectar: int | None
) -> int:
    """Red y descargas son las mismas viviendas: cuenta la mayor de las dos; lo demás se suma."""
    holgado = sum(max(v.values(), default=0.0) * 10_000 for v in clases.values()) + 10_000
    e = programa.add_columna(0, float(tope) if tope is not None else holgado)
    red, conexion, otra = clases[RED], clases[CONEXION], clases[OTRA]
    if red and conexion:
        comun, cual = programa.add_columna(0, holgado), programa.add_columna(0, 1)
        programa.add_fila({comun: 1, **_negate(red), cual: -holgado}, maximo=0)
        programa.add_fila({comun: 1, **_negate(conexion), cual: holgado}, maximo=holgado)
        programa.add_fila({e: 1, comun: -1, **_negate(otra)}, maximo=0)
    else:
        programa.add_fila({e: 1, **_negate(red), **_negate(conexion), **_negate(otra)}, maximo=0)
    if conexion and por_conectar is not None:  # no se conecta a una red que no existe
        programa.add_fila({**conexion, **_negate(red)}, maximo=float(por_conectar))
    return e


def _negate(terminos: Mapping[int, float]) -> dict[int, float]:
    return {i: -c for i, c in terminos.items()}


def _add_dinero(plan: Planteamiento, encargo: EncargoMezcla) -> None:
    """El dinero va por clase de obra y fuente: menos de treinta variables continuas con cualquier tamaño."""
    programa = plan.programa
    costos: dict[str, dict[int, float]] = defaultdict(dict)
    for opcion in plan.opciones:
        suyos = costos[classify_clase(opcion.obra)]
        suyos[opcion.z] = opcion.obra.total / CIEN_MIL
        suyos[opcion.p] = opcion.unitario / CIEN_MIL
    fuentes = [f for f in FUENTES_RECURSO if encargo.presupuesto.get(f)]
    for clase in sorted(costos):
        for fuente in fuentes:
            plan.dinero[clase, fuente] = programa.add_columna(0, float("inf"), es_entera=False)
        pagos = {plan.dinero[clase, f]: -1.0 for f in fuentes}
        programa.add_fila({**costos[clase], **pagos}, 0.0, 0.0)
    for fuente in fuentes:
        tope = encargo.presupuesto[fuente]
        plan.presupuesto[fuente] = len(programa.filas)
        programa.add_fila(dict.fromkeys(_list_columnas(plan, fuente), 1.0), maximo=tope / CIEN_MIL)


def _list_columnas(plan: Planteamiento, fuente: str) -> Iterable[int]:
    return [c for (_, f), c in plan.dinero.items() if f == fuente]
