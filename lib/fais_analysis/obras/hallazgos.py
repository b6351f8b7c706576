"""Lo que hay que corregir en cada obra de una propuesta: filas con qué pasa y qué hacer, nunca un error."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from fais_analysis.claves import is_ageb
from fais_analysis.obras.hallazgos_metas import (
    POR_VERIFICAR,
    check_comite,
    check_fechas,
    check_metas,
    check_personas,
    check_viviendas,
)
from fais_analysis.obras.modelo import Gravedad, Hallazgo, Obra, format_pesos
from fais_analysis.obras.necesidad import Necesidad
from fais_analysis.obras.punto import MEXICO
from fais_analysis.obras.sustento import describe_evidencia
from fais_analysis.rules.reglas import Regla

ARITMETICA = "Aritmética: el costo total es la suma de sus fuentes, al centavo"
CATALOGO = "Catálogo de obras (Anexo I de los Lineamientos), reconstruido"


@dataclass(frozen=True)
class Marco:
    """Contra qué se revisa una obra: el municipio, el ejercicio y la regla de las vías de focalización.

    ``focalizacion`` es nula si nadie ha revisado la regla para ese ejercicio.
    """

    necesidad: Necesidad
    ejercicio: int
    focalizacion: Regla | None


def list_hallazgos_obra(obra: Obra, marco: Marco) -> list[Hallazgo]:
    """Todo lo que se halla en una obra, de lo que bloquea a lo que sólo se avisa."""
    hallazgos = [h for check in COMPROBACIONES for h in check(obra, marco)]
    hallazgos += [h for check in SIN_REGLAS for h in check(obra, marco.necesidad, marco.ejercicio)]
    return hallazgos


def _check_dinero(obra: Obra, marco: Marco) -> Iterable[Hallazgo]:
    declarado = obra.total_declarado
    if obra.montos and declarado is not None and declarado != obra.total:
        yield Hallazgo(
            "SUMA_FUENTES",
            "bloqueo",
            "Las fuentes no suman el costo total.",
            "corrija el costo o el monto de alguna fuente",
            obra.folio,
            obra.renglon,
            columna="costo_total",
            encontrado=format_pesos(declarado),
            esperado=format_pesos(obra.total),
            cita=ARITMETICA,
            pesos=abs(declarado - obra.total),
        )


def _check_fuente(obra: Obra, marco: Marco) -> Iterable[Hallazgo]:
    declarado = obra.total_declarado
    if not obra.montos and declarado:
        yield Hallazgo(
            "SIN_FUENTE",
            "corregir",
            "No dice de qué fuente sale el dinero.",
            "escriba el monto en la columna de su fuente",
            obra.folio,
            obra.renglon,
            columna="costo_total",
            encontrado=format_pesos(declarado),
            esperado="FISE, FISMDF, municipal…",
            causa="sin fuente de recurso",
            pesos=declarado,
        )
    elif not obra.total:
        yield Hallazgo(
            "SIN_MONTO",
            "corregir",
            "La obra no trae dinero.",
            "escriba cuánto cuesta y de qué fuente",
            obra.folio,
            obra.renglon,
            columna="costo_total",
            esperado="un monto mayor que cero",
            causa="sin monto",
        )


def _build_sin_renglon(obra: Obra, regla: str, problema: str, que_hacer: str, causa: str) -> Hallazgo:
    """La obra no tiene todavía un renglón del Catálogo que cuente."""
    return Hallazgo(
        regla,
        "corregir",
        problema,
        que_hacer,
        obra.folio,
        obra.renglon,
        columna="subclasificacion",
        encontrado=obra.nombre[:80],
        esperado="un renglón del Catálogo",
        causa=causa,
        cita=CATALOGO,
        leyenda=POR_VERIFICAR,
        pesos=obra.total,
    )


def _check_catalogo(obra: Obra, marco: Marco) -> Iterable[Hallazgo]:
    lectura = obra.lectura
    if lectura.modo == "supuesto":
        guia = f"confirme: {'; o bien '.join(lectura.candidatas)}"
        problema = "Su renglón del Catálogo está por confirmar; mientras, no cuenta."
        yield _build_sin_renglon(obra, "POR_CONFIRMAR", problema, guia, "renglón del Catálogo por confirmar")


def _check_reconocida(obra: Obra, marco: Marco) -> Iterable[Hallazgo]:
    lectura = obra.lectura
    if lectura.modo == "ninguno":
        guia = "elija su renglón de la lista, o quítela si no es obra"
        problema = "No se reconoce como obra del Catálogo."
        yield _build_sin_renglon(obra, "NO_RECONOCIDA", problema, guia, "sin renglón del Catálogo")
    elif lectura.contradice:
        yield Hallazgo(
            "CONTRADICE",
            "corregir",
            f"El nombre parece «{lectura.contradice}», no lo que dice su renglón.",
            "corrija uno de los dos",
            obra.folio,
            obra.renglon,
            columna="nombre_obra",
            encontrado=obra.nombre[:80],
            esperado=lectura.renglon.subclasificacion if lectura.renglon else "",
            causa="nombre y renglón del Catálogo no concuerdan",
            pesos=obra.total,
        )


def _check_modalidad(obra: Obra, marco: Marco) -> Iterable[Hallazgo]:
    renglon = obra.catalogo
    if (
        renglon
        and obra.modalidad
        and obra.modalidad.casefold() not in {m.casefold() for m in renglon.modalidades}
    ):
        yield Hallazgo(
            "MODALIDAD",
            "aviso",
            "El Catálogo no trae esa modalidad para la obra.",
            "revise la modalidad",
            obra.folio,
            obra.renglon,
            columna="modalidad",
            encontrado=obra.modalidad,
            esperado="; ".join(renglon.modalidades),
            causa="modalidad fuera del Catálogo",
            cita=CATALOGO,
            leyenda=POR_VERIFICAR,
        )


def _check_focalizacion(obra: Obra, marco: Marco) -> Iterable[Hallazgo]:
    regla = marco.focalizacion
    if obra.lugar.via:
        return
    grave: Gravedad = "bloqueo" if regla and regla.puede_bloquear else "aviso"
    yield Hallazgo(
        "FOCALIZACION",
        grave,
        "No dice por qué vía llega a su población objetivo.",
        "escriba una: ZAP del año, localidad de alto o muy alto rezago, o pobreza extrema acreditada",
        obra.folio,
        obra.renglon,
        columna="via_focalizacion",
        esperado="zap_rural, zap_urbana, rezago o pobreza_extrema",
        causa="sin vía de focalización",
        cita=regla.cita if regla else "",
        leyenda=regla.leyenda if regla else "nadie ha revisado esta regla para el ejercicio",
        pesos=obra.total,
    )


def _check_evidencia(obra: Obra, marco: Marco) -> Iterable[Hallazgo]:
    """La vía que se prueba con algo del propio libro (su AGEB, su lista) y no lo trae."""
    consta, prueba = describe_evidencia(obra)
    columna = {"zap_urbana": "ageb", "pobreza_extrema": "viviendas_acreditadas"}.get(obra.lugar.via)
    if columna and not consta:
        yield Hallazgo(
            "EVIDENCIA_VIA",
            "aviso",
            f"Dice «{obra.lugar.via}» y no trae con qué se prueba.",
            "escriba la AGEB" if columna == "ageb" else "escriba cuántas viviendas tienen CUIS o cédula",
            obra.folio,
            obra.renglon,
            columna=columna,
            esperado=prueba,
            causa=f"vía {obra.lugar.via} sin evidencia",
            cita=marco.focalizacion.cita if marco.focalizacion else "",
            pesos=obra.total,
        )


def _check_ageb(obra: Obra, marco: Marco) -> Iterable[Hallazgo]:
    """Una AGEB mal copiada nombra otro lugar, o ninguno."""
    ageb, contenedor = obra.lugar.ageb, obra.lugar.localidad or marco.necesidad.clave_municipio
    if not ageb:
        return
    fallas = {
        "El último signo de la AGEB no es el que le toca: alguna cifra está mal.": not is_ageb(ageb),
        "La AGEB no es de su localidad o municipio.": not ageb.startswith(contenedor),
    }
    for que_pasa in (f for f, falla in fallas.items() if falla):
        yield Hallazgo(
            "AGEB",
            "aviso",
            que_pasa,
            "cópiela de la declaratoria o del Marco Geoestadístico",
            obra.folio,
            obra.renglon,
            columna="ageb",
            encontrado=ageb,
            esperado=f"una AGEB de {contenedor}",
            causa=que_pasa,
        )


def _check_lugar(obra: Obra, marco: Marco) -> Iterable[Hallazgo]:
    lugar = obra.lugar
    if not lugar.localidad and not lugar.dicha:
        yield Hallazgo(
            "SIN_LOCALIDAD",
            "corregir",
            "No se sabe en qué localidad está.",
            "escriba la clave de nueve dígitos de la localidad",
            obra.folio,
            obra.renglon,
            columna="localidad",
            esperado="una localidad del municipio",
            causa="sin localidad",
            pesos=obra.total,
        )
    if lugar.es_lejana:
        oeste, sur, este, norte = marco.necesidad.marco or MEXICO
        yield Hallazgo(
            "COORDENADAS",
            "corregir",
            "Las coordenadas caen lejos del municipio.",
            "revíselas: ¿falta el signo menos de la longitud?",
            obra.folio,
            obra.renglon,
            columna="latitud",
            encontrado=f"{lugar.latitud}, {lugar.longitud}",
            esperado=f"latitud {sur:.1f} a {norte:.1f}, longitud {oeste:.1f} a {este:.1f}",
        )


COMPROBACIONES: tuple[Callable[[Obra, Marco], Iterable[Hallazgo]], ...] = (
    _check_dinero,
    _check_fuente,
    _check_catalogo,
    _check_reconocida,
    _check_modalidad,
    _check_focalizacion,
    _check_evidencia,
    _check_ageb,
    _check_lugar,
)
SIN_REGLAS = (check_personas, check_metas, check_viviendas, check_fechas, check_comite)
