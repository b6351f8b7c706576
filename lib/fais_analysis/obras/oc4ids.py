"""Las obras en OC4IDS 0.9.5: presupuesto por fuente, metas y avance, y lo que el esquema no revisa.

El esquema oficial acepta un monto sin moneda, personas negativas y campos inventados: aquí no.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fais_analysis.obras.avance import AvanceObra
from fais_analysis.obras.modelo import Obra, Propuesta, sum_fuentes

VERSION = "0.9"
MONEDA = "MXN"
SECTOR_DE_RUBRO = {
    "Agua y saneamiento": "waterAndWaste",
    "Vivienda": "socialHousing",
    "Educación": "education",
    "Salud": "health",
}
SECTOR_DE_GRUPO = {"Electrificación": "energy"}
TIPO_DE_MODALIDAD = {
    "construcción": "construction",
    "ampliación": "expansion",
    "rehabilitación": "rehabilitation",
}
# Del estado de la propuesta, por su clave; sin ninguno, apenas se identifica.
STATUS_DE_ESTADO = {
    **dict.fromkeys(("decision", "convenida"), "preparation"),
    "ejecucion": "implementation",
    "cerrada": "completion",
    "cancelada": "cancelled",
}
CAMPOS = frozenset(
    [
        "id",
        "updated",
        "language",
        "identifiers",
        "publicAuthority",
        "title",
        "description",
        "budget",
        "period",
        "locations",
        "status",
        "type",
        "sector",
        "additionalClassifications",
        "parties",
        "metrics",
        "benefits",
        "social",
    ]
)


@dataclass(frozen=True)
class Publicacion:
    """Quién publica, cuándo (instante ISO, con zona) y en qué estado va la propuesta, por su clave."""

    prefijo: str
    publica: str
    municipio: str
    publicado_en: str
    estado: str = ""


def build_paquete(
    propuesta: Propuesta, avances: Sequence[AvanceObra], publicacion: Publicacion
) -> dict[str, Any]:
    """El paquete de proyectos de una propuesta; los montos van en Decimal, exactos."""
    obras = sorted(propuesta.obras, key=lambda o: o.llave)
    return {
        "uri": f"urn:{publicacion.prefijo}:{propuesta.clave_municipio}:{propuesta.ejercicio}",
        "publishedDate": publicacion.publicado_en,
        "version": VERSION,
        "publisher": {"name": publicacion.publica},
        "projects": [_build_proyecto(o, propuesta, avances, publicacion) for o in obras],
    }


def write_json(paquete: Mapping[str, Any]) -> str:
    """El paquete como JSON: los Decimal, con sus cifras exactas y sin pasar por punto flotante."""
    marcas: dict[str, str] = {}

    def mark(valor: object) -> str:
        if not isinstance(valor, Decimal):
            raise TypeError(f"OC4IDS no lleva {type(valor).__name__}")
        marca = f"\x00{len(marcas)}\x00"
        marcas[json.dumps(marca)] = f"{valor:f}"
        return marca

    texto = json.dumps(paquete, ensure_ascii=False, indent=1, default=mark)
    for marca, cifra in marcas.items():
        texto = texto.replace(marca, cifra, 1)
    return texto + "\n"


def find_fallas(paquete: Mapping[str, Any]) -> list[str]:
    """Lo que el esquema oficial deja pasar y no debe publicarse; vacío si todo está bien."""
    fallas: list[str] = []
    vistos: set[str] = set()
    instante = str(paquete.get("publishedDate", ""))
    if "T" not in instante or not (instante.endswith("Z") or instante[-6:-5] in "+-"):
        fallas.append("publishedDate sin hora o sin zona horaria")
    for proyecto in paquete["projects"]:
        nombre = str(proyecto.get("id"))
        if nombre in vistos:
            fallas.append(f"{nombre}: id repetido")
        vistos.add(nombre)
        fallas += [f"{nombre}: campo desconocido {c}" for c in sorted(set(proyecto) - CAMPOS)]
        fallas += [f"{nombre}: {falla}" for falla in _check_valores(proyecto)]
        fallas += [f"{nombre}: {falla}" for falla in _check_sumas(proyecto)]
    return fallas


def _check_valores(nodo: object, nombre: str = "") -> Iterator[str]:
    if isinstance(nodo, Mapping):
        if "amount" in nodo and not isinstance(nodo["amount"], Mapping) and not nodo.get("currency"):
            yield "monto sin moneda"
        if nombre == "beneficiaries" and nodo.get("numberOfPeople", 0) < 0:
            yield "personas negativas"
        for campo, valor in nodo.items():
            yield from _check_valores(valor, campo)
    elif isinstance(nodo, Sequence) and not isinstance(nodo, str):
        for valor in nodo:
            yield from _check_valores(valor, nombre)


def _check_sumas(proyecto: Mapping[str, Any]) -> Iterator[str]:
    presupuesto = proyecto.get("budget", {})
    partes = [
        p["amount"]["amount"]
        for grupo in presupuesto.get("budgetBreakdowns", [])
        for p in grupo["budgetBreakdown"]
    ]
    if partes and sum(partes, Decimal(0)) != presupuesto["amount"]["amount"]:
        yield "las fuentes no suman el presupuesto"


def _build_proyecto(
    obra: Obra, propuesta: Propuesta, avances: Sequence[AvanceObra], publicacion: Publicacion
) -> dict[str, Any]:
    proyecto: dict[str, Any] = {
        "id": f"{publicacion.prefijo}-{propuesta.clave_municipio}-{propuesta.ejercicio}-{obra.folio}",
        "language": "es",
        "identifiers": [{"id": obra.folio, "scheme": "folio"}],
        "title": obra.nombre,
        "status": STATUS_DE_ESTADO.get(publicacion.estado, "identification"),
        "publicAuthority": {"name": f"Municipio de {publicacion.municipio}", "id": propuesta.clave_municipio},
        "budget": _build_presupuesto(obra),
        "period": _build_periodo(obra, propuesta.ejercicio),
        "metrics": [*_list_metas(obra), *_list_avances(obra, avances)],
        "locations": _list_lugares(obra),
        "benefits": _list_beneficios(obra),
        "social": _build_asamblea(obra),
        **_build_clases(obra),
    }
    return {campo: valor for campo, valor in proyecto.items() if valor not in ([], {}, "")}


def _build_monto(centavos: int) -> dict[str, Any]:
    return {"amount": Decimal(centavos) / 100, "currency": MONEDA}


def _build_presupuesto(obra: Obra) -> dict[str, Any]:
    partes = [
        {"id": fuente, "sourceParty": {"name": fuente, "id": fuente}, "amount": _build_monto(centavos)}
        for fuente, centavos in sum_fuentes([obra]).items()
    ]
    total: dict[str, Any] = {"amount": _build_monto(obra.total)}
    if partes:
        total["budgetBreakdowns"] = [{"id": "fuentes", "budgetBreakdown": partes}]
    return total


def _build_periodo(obra: Obra, ejercicio: int) -> dict[str, str]:
    inicio = obra.inicio.isoformat() if obra.inicio else f"{ejercicio}-01-01"
    termino = obra.termino.isoformat() if obra.termino else f"{ejercicio}-12-31"
    return {"startDate": f"{inicio}T00:00:00-06:00", "endDate": f"{termino}T23:59:59-06:00"}


def _list_metas(obra: Obra) -> list[dict[str, Any]]:
    if obra.metas.meta is None:
        return []
    observacion: dict[str, Any] = {"id": "meta", "measure": f"{obra.metas.meta:f}"}
    if obra.metas.unidad:
        observacion["unit"] = {"name": obra.metas.unidad}
    return [{"id": "meta", "title": "Meta", "observations": [observacion]}]


def _list_avances(obra: Obra, avances: Sequence[AvanceObra]) -> list[dict[str, Any]]:
    propios = sorted((a for a in avances if a.folio == obra.folio), key=lambda a: a.corte)
    fisicos: list[dict[str, Any]] = [
        {"id": f"corte-{a.corte}", "measure": f"{a.fisico_pct:f}", "unit": {"name": "%"}}
        for a in propios
        if a.fisico_pct is not None
    ]
    dinero: list[dict[str, Any]] = [
        {"id": f"corte-{a.corte}-{m}", "value": _build_monto(c), "dimensions": {"momento": m}}
        for a in propios
        for m, c in a.momentos.items()
    ]
    metricas = (
        ("physicalProgress", "Avance físico", fisicos),
        ("financialProgress", "Avance financiero", dinero),
    )
    return [{"id": i, "title": t, "observations": o} for i, t, o in metricas if o]


def _list_lugares(obra: Obra) -> list[dict[str, Any]]:
    lugar = obra.lugar
    dicho: dict[str, Any] = {"id": lugar.localidad or obra.folio}
    if lugar.localidad:
        dicho["gazetteer"] = {"scheme": "MX-INEGI", "identifiers": [lugar.localidad]}
    if lugar.punto:
        dicho["geometry"] = {"type": "Point", "coordinates": [Decimal(repr(g)) for g in lugar.punto]}
    return [dicho] if len(dicho) > 1 else []


def _list_beneficios(obra: Obra) -> list[dict[str, Any]]:
    grupos = (("mujeres", obra.metas.beneficiarios_m), ("hombres", obra.metas.beneficiarios_h))
    personas = [{"description": g, "numberOfPeople": n} for g, n in grupos if n is not None]
    return [{"title": "Personas beneficiadas", "beneficiaries": personas}] if personas else []


def _build_asamblea(obra: Obra) -> dict[str, Any]:
    if obra.comite.asamblea is None:
        return {}
    dia = f"{obra.comite.asamblea.isoformat()}T00:00:00-06:00"
    return {"consultationMeetings": [{"id": "asamblea", "date": dia}]}


def _build_clases(obra: Obra) -> dict[str, Any]:
    """Sector, tipo y clasificaciones propias; lo por confirmar y lo que OC4IDS no tiene, se omite."""
    catalogo = obra.catalogo
    clases: dict[str, Any] = {}
    if tipo := TIPO_DE_MODALIDAD.get(obra.modalidad.casefold()):
        clases["type"] = tipo
    if catalogo is None:
        return clases
    if sector := SECTOR_DE_GRUPO.get(catalogo.grupo) or SECTOR_DE_RUBRO.get(catalogo.rubro):
        clases["sector"] = [sector]
    propias = (
        ("fais-subclasificacion", catalogo.subclasificacion),
        ("fais-incidencia", catalogo.incidencia),
        ("coneval-carencia", catalogo.carencia),
        ("fais-via", obra.lugar.via),
    )
    clases["additionalClassifications"] = [{"scheme": e, "id": v, "description": v} for e, v in propias if v]
    return clases
