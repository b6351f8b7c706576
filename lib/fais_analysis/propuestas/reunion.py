"""La hoja de la reunión: qué propone el municipio, qué se le sugiere, qué gana y tres cosas que pedirle."""

from collections.abc import Iterator, Mapping, Sequence

from fais_analysis.indicators.texto import SIN_DATO
from fais_analysis.obras.agrupado import group_causas
from fais_analysis.obras.alineacion import NO_INCIDE, classify_obra, compute_alineacion
from fais_analysis.obras.efecto import Efecto, compute_efectos, sum_municipio
from fais_analysis.obras.mezcla import scale_obra
from fais_analysis.obras.mezcla_dinero import Parte
from fais_analysis.obras.modelo import Obra, format_pesos
from fais_analysis.obras.necesidad import NOMBRE_SUBCARENCIA
from fais_analysis.propuestas.mezcla import Sugerencia
from fais_analysis.propuestas.resumen import LUGARES_MOSTRADOS, get_ambiente_paginas, write_parte_de
from fais_analysis.propuestas.revision import Revision
from fais_analysis.views.capitulos.hoja_llenado import OTRAS, Llenado, Renglon

PEDIDAS, OBRAS_MOSTRADAS = 3, 14
LARGO_PEDIDO = 180
NADA_QUE_PEDIR = "Nada que pedir: la propuesta ya llega a quien lo necesita."
QUITAR = "quitarla"
NO_LLEGA = "ninguna obra con renglón seguro llega todavía a una carencia de la vivienda"
FILA_DE_SUBCARENCIA = {  # las obras de la hoja (rules/data/peticion.yml)
    "isb_dren": "drenaje",
    "isb_agua": "agua",
    "isb_luz": "luz",
    "icv_pisos": "piso",
    "isb_combus": "estufa",
    "icv_hac": "cuarto",
    "icv_techos": "cuarto",
    "icv_muros": "cuarto",
}
SIN_MEZCLA = "Ninguna mezcla cumple todo con este dinero: vea qué ceder con fais propuesta mezcla."


def build_reunion_html(revision: Revision, sugerencia: Sugerencia) -> str:
    """La página: cabe en una hoja impresa y no pide nada a la red."""
    propuesta, mezcla = revision.propuesta, sugerencia.mezcla
    sugeridas = [scale_obra(p) for p in mezcla.partes]
    nueva = compute_alineacion(sugeridas)
    despues = sum_municipio(compute_efectos(sugeridas, revision.necesidad), revision.necesidad)
    filas = list(_list_obras(revision, {p.obra.folio: p for p in mezcla.partes}))
    es_factible = mezcla.es_factible and bool(sugeridas)
    return (
        get_ambiente_paginas()
        .get_template("reunion.html.j2")
        .render(
            municipio=revision.necesidad.municipio,
            ejercicio=propuesta.ejercicio,
            total=format_pesos(propuesta.total),
            llega_antes=write_parte_de(revision.alineacion.prioritario, propuesta.total),
            llega_despues=write_parte_de(nueva.prioritario, nueva.total) if es_factible else "",
            pedir=[*_list_pedidos(revision)][:PEDIDAS] or [NADA_QUE_PEDIR],
            gana=_list_gana(revision.por_carencia, despues) if es_factible else [],
            sin_mezcla="" if es_factible else SIN_MEZCLA,
            obras=filas[:OBRAS_MOSTRADAS],
            mas=max(0, len(filas) - OBRAS_MOSTRADAS),
            archivo=propuesta.archivo,
            huella=propuesta.sha256[:16],
        )
    )


def build_llenado(revision: Revision, sugerencia: Sugerencia) -> Llenado:
    """Lo que llena la hoja del municipio: por obra suya, lo propuesto y lo sugerido; pedidos y ganancia."""
    propias, mezcla = revision.propuesta.obras, sugerencia.mezcla
    sugeridas = [scale_obra(p) for p in mezcla.partes] if mezcla.es_factible else []
    despues = sum_municipio(compute_efectos(sugeridas, revision.necesidad), revision.necesidad)
    todas = [*propias, *sugeridas]
    renglones = {
        fila: Renglon(
            _write_grupo([o for o in propias if _find_fila(o) == fila]) or "no la trae",
            _write_grupo([o for o in sugeridas if _find_fila(o) == fila]) or (QUITAR if sugeridas else ""),
            sorted({o.folio for o in todas if _find_fila(o) == fila}),
        )
        for fila in sorted({_find_fila(o) for o in todas})
    }
    gana = _write_gana(_list_gana(revision.por_carencia, despues))
    pedidos = [shorten_frase(p) for p in [*_list_pedidos(revision)][:PEDIDAS]] or [NADA_QUE_PEDIR]
    return Llenado(renglones, pedidos, (gana or NO_LLEGA) if sugeridas else SIN_MEZCLA)


def shorten_frase(frase: str, largo: int = LARGO_PEDIDO) -> str:
    """Una petición que cabe en dos renglones: se corta en una palabra y lo dice.

    Examples
    --------
    >>> shorten_frase("Atender drenaje en la sierra", 16)
    'Atender drenaje…'
    """
    if len(frase) <= largo:
        return frase
    return f"{frase[:largo].rsplit(' ', 1)[0].rstrip(' ,;:.')}…"


def _find_fila(obra: Obra) -> str:
    """A qué obra de la hoja corresponde; la que no es ninguna, o aún no es segura, a las otras."""
    return FILA_DE_SUBCARENCIA.get(obra.catalogo.subindicador, OTRAS) if obra.catalogo else OTRAS


def _write_grupo(obras: Sequence[Obra]) -> str:
    """Las viviendas y los pesos de un grupo de obras; vacío si no hay ninguna."""
    if not obras:
        return ""
    viviendas = sum(o.metas.viviendas or o.metas.viviendas_conectadas or 0 for o in obras)
    cuantas = f"{viviendas:,} viv." if viviendas else f"{len(obras):,} obra{'s' if len(obras) > 1 else ''}"
    return f"{cuantas} ${format_pesos(sum(o.total for o in obras)).partition('.')[0]}"


def _list_pedidos(revision: Revision) -> Iterator[str]:
    """Lo que más mueve, primero: la carencia sin atender, el dinero que no incide y lo que bloquea."""
    for a in revision.alternativas[:1]:
        lugares = ", ".join(nombre for _, nombre, _ in a.lugares[:LUGARES_MOSTRADOS])
        donde = f" Empiece por {lugares}." if lugares else ""  # antes de lo que la hoja pueda cortar
        yield (
            f"Atender {NOMBRE_SUBCARENCIA[a.subcarencia]}: carecen {a.carecen:,} viviendas y la propuesta "
            f"llega a {a.atendidas:,}.{donde} Sirve: {'; '.join(a.obras[:2])}."
        )
    ajenas = [o for o in revision.propuesta.obras if classify_obra(o) == NO_INCIDE]
    if ajenas:
        mayor = max(ajenas, key=lambda o: (o.total, o.llave))
        pesos = format_pesos(revision.alineacion.por_clase[NO_INCIDE])
        yield f"Mover dinero de lo que no quita carencias ({pesos} pesos; la mayor, «{mayor.nombre}»)."
    for causa in group_causas(revision.hallazgos):
        muestra = causa.muestra
        if muestra.regla == "POR_CONFIRMAR":
            obras = (
                "1 obra todavía no cuenta"
                if causa.cuenta == 1
                else f"{causa.cuenta:,} obras todavía no cuentan"
            )
            yield f"Confirmar a qué renglón del Catálogo corresponde cada obra: {obras}."
        elif muestra.gravedad != "aviso":
            cuantas = f" ({causa.cuenta:,} obras o celdas)" if causa.cuenta > 1 else ""
            yield f"{muestra.que_pasa}{cuantas} {muestra.que_hacer[:1].upper()}{muestra.que_hacer[1:]}."


def _list_gana(antes: Mapping[str, Efecto], despues: Mapping[str, Efecto]) -> list[tuple[str, ...]]:
    filas: list[tuple[str, ...]] = []
    for k in sorted({*antes, *despues}, key=lambda k: -(despues[k].alto if k in despues else 0)):
        uno, otro = (e[k].alto if k in e else 0 for e in (antes, despues))
        carecen = (despues.get(k) or antes[k]).carecen
        dicho = SIN_DATO if carecen is None else f"{carecen:,}"
        filas.append((NOMBRE_SUBCARENCIA[k], dicho, f"{uno:,}", f"{otro:,}", f"{otro - uno:+,}"))
    return filas


def _write_gana(filas: Sequence[tuple[str, ...]]) -> str:
    """Lo que gana el municipio y, dicho aparte, lo que a cambio baja."""
    suben: list[str] = []
    bajan: list[str] = []
    for nombre, _, antes, ahora, diferencia in filas:
        paso = f"de {antes} a {ahora}" if antes != ahora else f"igual, {ahora}"
        (bajan if diferencia.startswith("-") else suben).append(f"{nombre}, {paso} viviendas")
    dichos = ("; ".join(suben), f"A cambio baja: {'; '.join(bajan)}" if bajan else "")
    return ". ".join(filter(None, dichos))


def _list_obras(revision: Revision, partes: Mapping[str, Parte]) -> Iterator[tuple[str, str, str, str]]:
    """De más a menos dinero en juego, con su folio al final; la que se quita lo dice."""
    propias = {o.folio: o for o in revision.propuesta.obras}
    todas = [*propias.values(), *(p.obra for f, p in partes.items() if f not in propias)]

    def weigh(obra: Obra) -> tuple[int, tuple[str, ...]]:
        sugerido = partes[obra.folio].total if obra.folio in partes else 0
        return -max(obra.total, sugerido), obra.llave

    for obra in sorted(todas, key=weigh):
        parte = partes.get(obra.folio)
        propuesto = _write_lado(obra.total, obra.metas.viviendas) if obra.folio in propias else "no la trae"
        viviendas = scale_obra(parte).metas.viviendas if parte else None
        sugerido = _write_lado(parte.total, viviendas) if parte else "se quita"
        yield obra.nombre, propuesto, sugerido, obra.folio


def _write_lado(centavos: int, viviendas: int | None) -> str:
    return f"{format_pesos(centavos)}{f' · {viviendas:,} viv.' if viviendas is not None else ''}"
