"""La mezcla sugerida de una propuesta: con qué presupuesto, qué reglas obligan y qué se entrega."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path

from xlsxwriter import Workbook

from fais_analysis.errors import ParametroError
from fais_analysis.folios import normalize_folio
from fais_analysis.loaders.libros.plantilla import Formatos, build_libro
from fais_analysis.obras.efecto import CONEXION, RED, compute_aporte
from fais_analysis.obras.mezcla import Mezcla, find_mezcla
from fais_analysis.obras.mezcla_modelo import EncargoMezcla, Restriccion
from fais_analysis.obras.modelo import Obra, format_obras, format_pesos, sum_fuentes
from fais_analysis.obras.necesidad import Necesidad
from fais_analysis.obras.reglas import FONDOS
from fais_analysis.propuestas.paginas import Celda, Paginas, build_pesos
from fais_analysis.propuestas.revision import PedidoRevision, Revision, review_propuesta
from fais_analysis.rules.reglas import LEYENDA_POR_VERIFICAR, Regla
from fais_analysis.rules.reparto import list_reglas_reparto
from fais_analysis.schemas.propuestas import DECISIONES
from fais_analysis.schemas.vocabulario import FUENTES_RECURSO

CUENTA_DE_REGLA = {"DIRECTA_MIN": "directa", "COMPLEMENTARIA_MAX": "complementaria", "FISE_ZAP_MIN": "zap"}
COMPONENTE = "viviendas-componente: una vivienda puede contar en varias carencias"


@dataclass(frozen=True)
class PedidoMezcla:
    """Lo que pide el analista, como lo escribe en la orden.

    ``presupuesto`` son pares «FISE=1500000.00»; sin ninguno, lo que trae la propuesta. ``obligar`` son
    códigos de reglas que sólo avisarían; ``fijar`` y ``prohibir``, folios; ``minimos``, pares
    «FOLIO=UNIDADES», y ``por_conectar``, «LOCALIDAD=VIVIENDAS» con red al pie y sin descarga.
    """

    presupuesto: Sequence[str] = ()
    obligar: Sequence[str] = ()
    fijar: Sequence[str] = ()
    prohibir: Sequence[str] = ()
    candidatas: Path | None = None
    ampliar: bool = True
    aceptar_sin_via: bool = False
    minimos: Sequence[str] = ()
    por_conectar: Sequence[str] = ()


@dataclass(frozen=True)
class Sugerencia:
    """La mezcla y con qué se hizo: el encargo, las obras que quedaron fuera y por qué."""

    mezcla: Mezcla
    encargo: EncargoMezcla
    sin_via: int
    por_confirmar: int
    avisos: tuple[str, ...] = field(default=())


def suggest_mezcla(revision: Revision, pedido: PedidoMezcla) -> Sugerencia:
    """La mejor mezcla de la propuesta y de las candidatas.

    Raises
    ------
    ParametroError
        Si el presupuesto, una regla o un folio no existen.
    PropuestaError
        Si el libro de candidatas no se puede leer.
    """
    propias = revision.propuesta.obras
    candidatas = _read_candidatas(revision, pedido.candidatas)
    todas = [*propias, *candidatas]
    pedido = _name_folios(pedido, todas)
    minimos = _parse_enteros("--minimo", pedido.minimos)
    _check_folios(pedido, minimos, todas)
    dichas = _parse_enteros("--por-conectar", pedido.por_conectar)
    sin_via = [] if pedido.aceptar_sin_via else [o.folio for o in todas if not o.lugar.via]
    prohibidas = frozenset({*pedido.prohibir, *sin_via} - set(pedido.fijar))
    # De una obra que no se ha entendido no se sugiere nada: ni quitarla ni moverle el dinero.
    por_confirmar = {o.folio for o in propias if not o.cuenta and o.total} - prohibidas
    encargo = EncargoMezcla(
        _parse_presupuesto(pedido.presupuesto) or sum_fuentes(propias),
        tuple(_list_restricciones(revision.propuesta.ejercicio, pedido.obligar)),
        frozenset({*pedido.fijar, *por_confirmar}),
        prohibidas,
        minimos,
        {**_find_por_conectar(todas, revision.necesidad), **dichas},
        ampliar=pedido.ampliar,
    )
    mezcla = find_mezcla(propias, candidatas, revision.necesidad, encargo)
    return Sugerencia(mezcla, encargo, len(sin_via), sum(not o.cuenta for o in todas))


def build_mezcla_consola(sugerencia: Sugerencia) -> str:
    """Lo que cambia, en renglones: qué se gana, qué cuesta cada regla y, si nada cumple, qué ceder."""
    mezcla = sugerencia.mezcla
    renglones = [f"Presupuesto: {_write_presupuesto(sugerencia.encargo)}"]
    if sugerencia.sin_via:
        renglones.append(f"  {format_obras(sugerencia.sin_via)} fuera, sin vía de focalización (LCF 33)")
    if sugerencia.por_confirmar:
        dudosas = format_obras(sugerencia.por_confirmar)
        renglones.append(f"  {dudosas} por confirmar: con cero viviendas y sin cambio")
    if not mezcla.es_factible:
        renglones.append("Ninguna mezcla cumple todo. Con esto alcanza (comprobado al peso):")
        for codigo, centavos in mezcla.ceder[:3]:
            renglones.append(f"  ceder {codigo}: {format_pesos(centavos)} pesos")
        return "\n".join([*renglones, "  … y más de tres"] if len(mezcla.ceder) > 3 else renglones)
    antes, ahora = f"{mezcla.viviendas_propuesta:,}", f"{mezcla.viviendas:,}"
    renglones.append(f"A lo más dejarían su carencia {ahora}; con la propuesta, {antes} ({COMPONENTE})")
    if mezcla.viviendas < mezcla.viviendas_propuesta:
        renglones.append(
            "  La propuesta da más, pero no cumple: con obras sin vía, prohibidas o fuera de una regla"
        )
    for codigo, costo in mezcla.costos.items():
        renglones.append(f"  {codigo}: " + (f"cuesta {costo:,} viviendas" if costo > 0 else "no ata"))
    renglones.append(f"  Un millón de pesos más daría {mezcla.por_millon:,}")
    if mezcla.distancia:
        renglones.append(
            f"  No se probó que sea la mejor: a lo más {100 * mezcla.distancia:.2f} % de distancia"
        )
    return "\n".join(renglones)


def build_libro_mezcla(revision: Revision, sugerencia: Sugerencia) -> bytes:
    """El .xlsx con la propuesta y la mezcla, obra por obra; los mismos bytes para lo mismo."""
    fuentes = [f for f in FUENTES_RECURSO if f in sugerencia.encargo.presupuesto]

    def escribir(libro: Workbook, formatos: Formatos) -> None:
        paginas = Paginas(libro)
        anchos = (44, 34, 12, 12, 17, 17, *[15] * len(fuentes), 14, 17, 30, 12)
        filas = _list_filas(revision, sugerencia, fuentes)
        paginas.add("Mezcla", filas, anchos)
        columna = len(anchos) - 4
        lista = {"validate": "list", "source": list(DECISIONES), "error_type": "stop"}
        paginas.hojas["Mezcla"][0].data_validation(1, columna, len(filas) - 2, columna, lista)
        notas = [[t] for t in ("notas", *build_mezcla_consola(sugerencia).splitlines())]
        paginas.add("Notas", notas, (110,))

    return build_libro(f"Mezcla sugerida: {revision.necesidad.municipio}", escribir)


def _list_filas(revision: Revision, sugerencia: Sugerencia, fuentes: Sequence[str]) -> list[list[Celda]]:
    cabeza = ["obra", "renglón del Catálogo", "unidades propuestas", "unidades sugeridas", "pesos propuestos"]
    acordado = ("acuerdo", "pesos acordados", "nota", "folio")
    filas: list[list[Celda]] = [[*cabeza, "pesos sugeridos", *fuentes, *acordado]]
    partes = {p.obra.folio: p for p in sugerencia.mezcla.partes}
    propias = {o.folio for o in revision.propuesta.obras}
    nuevas = [p.obra for p in sugerencia.mezcla.partes if p.obra.folio not in propias]
    for obra in [*revision.propuesta.obras, *nuevas]:
        parte = partes.get(obra.folio)
        renglon = obra.catalogo.subclasificacion if obra.catalogo else "por confirmar"
        propuestos = build_pesos(obra.total) if obra.folio in propias else None
        unidades: Celda = parte.propuestas if parte and obra.folio in propias else None
        sugeridos = build_pesos(parte.total if parte else 0)
        montos = [build_pesos(parte.montos.get(f, 0)) if parte else None for f in fuentes]
        unas = (unidades, parte.unidades if parte else 0, propuestos, sugeridos)
        filas.append([obra.nombre, renglon, *unas, *montos, None, None, None, obra.folio])
    total: list[Celda] = ["TOTAL", "", None, None, build_pesos(revision.propuesta.total)]
    sumas = [build_pesos(sum(p.montos.get(f, 0) for p in partes.values())) for f in fuentes]
    filas.append([*total, build_pesos(sum(p.total for p in partes.values())), *sumas])
    return filas


def _read_candidatas(revision: Revision, ruta: Path | None) -> list[Obra]:
    if ruta is None:
        return []
    propuesta = revision.propuesta
    otra = review_propuesta(PedidoRevision(ruta, propuesta.clave_municipio, propuesta.ejercicio)).propuesta
    propios = {o.folio for o in propuesta.obras}
    return [o for o in otra.obras if o.folio not in propios]


def _list_restricciones(ejercicio: int, obligar: Sequence[str]) -> list[Restriccion]:
    """Lo verificado obliga; lo demás, sólo si el analista lo pide."""
    conocidas = [r for r in list_reglas_reparto([ejercicio]) if r.codigo in CUENTA_DE_REGLA and r.activa]
    ajenas = set(obligar) - {r.codigo for r in conocidas}
    if ajenas:
        raise _build_error(
            "--obligar", ", ".join(sorted({r.codigo for r in conocidas})), ", ".join(sorted(ajenas))
        )
    elegidas = [r for r in conocidas if r.puede_bloquear or r.codigo in obligar]
    return [_build_restriccion(r) for r in elegidas if isinstance(r.valor, int | float)]


def _build_restriccion(regla: Regla) -> Restriccion:
    fondos = ("FISE",) if regla.codigo == "FISE_ZAP_MIN" else FONDOS
    valor = regla.valor if isinstance(regla.valor, int | float) else 0
    cita = f"{regla.cita} ({LEYENDA_POR_VERIFICAR})" if regla.leyenda else regla.cita
    return Restriccion(
        regla.codigo, CUENTA_DE_REGLA[regla.codigo], fondos, regla.operador, float(valor), cita
    )


def _parse_presupuesto(pares: Sequence[str]) -> dict[str, int]:
    presupuesto: dict[str, int] = {}
    por_nombre = {f.casefold(): f for f in FUENTES_RECURSO}
    for par in pares:
        fuente, _, monto = par.partition("=")
        try:
            centavos = Decimal(monto.replace(",", "").strip()) * 100
        except InvalidOperation:
            raise _build_error("--presupuesto", "FUENTE=PESOS, como FISE=1500000.00", par) from None
        if fuente.strip().casefold() not in por_nombre or centavos != int(centavos) or centavos < 0:
            raise _build_error("--presupuesto", f"una fuente de: {', '.join(FUENTES_RECURSO)}, y pesos", par)
        presupuesto[por_nombre[fuente.strip().casefold()]] = int(centavos)
    return presupuesto


def _parse_enteros(opcion: str, pares: Sequence[str]) -> dict[str, int]:
    enteros = {}
    for par in pares:
        clave, _, cuantos = par.rpartition("=")
        if not clave or not cuantos.strip().isdecimal():
            raise _build_error(opcion, "CLAVE=NÚMERO, un entero de cero o más", par)
        enteros[clave.strip()] = int(cuantos)
    return enteros


def _find_por_conectar(obras: Sequence[Obra], necesidad: Necesidad) -> dict[str, int]:
    """Viviendas que cada localidad conecta sin que ninguna de estas obras les lleve la red.

    De la red que ya existe no hay dato: se cree lo que la propuesta trae y no se agranda sobre ello.
    """
    saldos: dict[tuple[str, str], int] = defaultdict(int)
    for aporte in filter(None, (compute_aporte(o, necesidad) for o in obras)):
        signo = {CONEXION: 1, RED: -1}.get(aporte.clase, 0)
        saldos[aporte.obra.lugar.localidad, aporte.subcarencia] += signo * aporte.alto
    por_lugar: dict[str, int] = {}
    for (lugar, _), saldo in saldos.items():
        por_lugar[lugar] = max(saldo, por_lugar.get(lugar, 0))
    return por_lugar


def _name_folios(pedido: PedidoMezcla, obras: Sequence[Obra]) -> PedidoMezcla:
    """Lo pedido, con cada folio como está en la propuesta: «pm-4» es «PM-4»; lo que no está queda igual."""
    escritos = {normalize_folio(o.folio): o.folio for o in obras}

    def name(folio: str) -> str:
        return escritos.get(normalize_folio(folio), folio)

    pares = (minimo.rpartition("=") for minimo in pedido.minimos)
    return replace(
        pedido,
        fijar=tuple(map(name, pedido.fijar)),
        prohibir=tuple(map(name, pedido.prohibir)),
        minimos=tuple(f"{name(folio)}{igual}{cuantas}" for folio, igual, cuantas in pares),
    )


def _check_folios(pedido: PedidoMezcla, minimos: Mapping[str, int], obras: Sequence[Obra]) -> None:
    conocidos = {o.folio for o in obras}
    pedidos = (("--fijar", pedido.fijar), ("--prohibir", pedido.prohibir), ("--minimo", tuple(minimos)))
    for opcion, folios in pedidos:
        ajenos = [f for f in folios if f not in conocidos]
        if ajenos:
            raise _build_error(
                opcion,
                "folios de la propuesta (hoja Obra por obra)",
                ", ".join(ajenos),
            )


def _build_error(opcion: str, esperado: str, encontrado: str) -> ParametroError:
    return ParametroError(
        "No se puede armar la mezcla con lo pedido.",
        donde=f"opción {opcion}",
        esperado=esperado,
        encontrado=f"«{encontrado}»",
        que_hacer="corrija la orden",
    )


def _write_presupuesto(encargo: EncargoMezcla) -> str:
    return ", ".join(f"{f} {format_pesos(c)}" for f, c in encargo.presupuesto.items())
