"""Órdenes del correo para después de enviar: estado, rebotes, acuse, resolver e impreso."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

Carpeta = Annotated[
    Path | None, typer.Option(help="Carpeta del correo; si no, FAIS_CORREO o la del usuario.")
]
Campania = Annotated[str, typer.Argument(metavar="CAMPANIA", help="Nombre de la campaña.")]
Por = Annotated[str, typer.Option("--por", help="Nombre de quien responde.")]


def estado(campania: Campania, carpeta: Carpeta = None) -> None:
    """Dice cómo va una campaña y qué pide atención."""
    from fais_analysis.delivery import carpeta as c
    from fais_analysis.delivery.bitacora import Bitacora
    from fais_analysis.delivery.informes_bitacora import get_estado
    from fais_analysis.delivery.registro import get_campania

    with Bitacora(c.get_carpeta(carpeta, crear=False) / c.BITACORA) as bitacora:
        resultado = get_estado(bitacora, get_campania(bitacora, campania))
    for nombre, cuantos in sorted(resultado.conteo.items()):
        typer.echo(f"{cuantos:>4}  {nombre}")
    if resultado.sin_aprobar:
        typer.echo(f"{resultado.sin_aprobar:>4}  pendientes sin aprobar")
    for renglon in resultado.atencion:
        typer.echo(renglon)


def rebotes(
    ruta: Annotated[Path, typer.Argument(help="Un .eml, una carpeta con .eml o un mbox.")],
    carpeta: Carpeta = None,
) -> None:
    """Lee avisos de no entrega y los anota en la bitácora."""
    from fais_analysis.delivery import carpeta as c
    from fais_analysis.delivery.bitacora import Bitacora
    from fais_analysis.delivery.rebotes import import_rebotes

    with Bitacora(c.get_carpeta(carpeta, crear=False) / c.BITACORA) as bitacora:
        r = import_rebotes(bitacora, ruta)
    typer.echo(
        f"{r.leidos} avisos leídos: {r.nuevos} nuevos ({r.definitivos} definitivos), "
        f"{r.ajenos} de mensajes que no son de esta bitácora."
    )
    typer.echo(f"{len(r.no_entendidos)} mensajes no entendidos{': léalos' if r.no_entendidos else ''}.")
    for renglon in r.no_entendidos:
        typer.echo(f"      {renglon}")


def acuse(
    campania: Campania,
    salida: Annotated[
        Path | None, typer.Option(help="Archivo .csv; si no, en la carpeta de la campaña.")
    ] = None,
    carpeta: Carpeta = None,
) -> None:
    """Escribe el acuse en CSV: quién, qué huella, cuándo y qué contestó el servidor."""
    from fais_analysis.delivery import carpeta as c
    from fais_analysis.delivery.bitacora import Bitacora
    from fais_analysis.delivery.informes_bitacora import build_acuse
    from fais_analysis.delivery.registro import get_campania

    raiz = c.get_carpeta(carpeta, crear=False)
    with Bitacora(raiz / c.BITACORA) as bitacora:
        nombre = get_campania(bitacora, campania).nombre
        destino = salida or raiz / nombre / f"acuse_{nombre}.csv"
        c.write_privado(c.check_privada(destino), build_acuse(bitacora, nombre))
    typer.echo(f"Acuse: {destino}")


def resolver(
    folio: Annotated[str, typer.Argument(metavar="FOLIOS", help="Uno o varios: 3, 3,5 o 3,5,8-12.")],
    resultado: Annotated[
        str,
        typer.Argument(
            metavar="RESULTADO",
            help="llego, no-llego, cruzado, rebote-atendido, direccion-correcta o respondio.",
        ),
    ],
    por: Por,
    motivo: Annotated[str, typer.Option("--motivo", help="Cómo se supo.")],
    carpeta: Carpeta = None,
) -> None:
    """Una persona dice qué pasó con uno o varios mensajes; queda su nombre y su razón."""
    from fais_analysis.delivery import carpeta as c
    from fais_analysis.delivery.bitacora import Bitacora
    from fais_analysis.delivery.decisiones import Firma
    from fais_analysis.delivery.resolucion import parse_folios, resolve_mensajes

    raiz = c.get_carpeta(carpeta, crear=False)
    with c.hold_candado(raiz), Bitacora(raiz / c.BITACORA) as bitacora:
        mensajes = resolve_mensajes(bitacora, parse_folios(folio), resultado, Firma(por, motivo))
    for m in mensajes:
        typer.echo(f"Folio {m.folio}, {m.clave} {m.municipio}: {m.estado}.")


def impreso(
    campania: Campania,
    clave: Annotated[str, typer.Argument(metavar="CLAVE", help="Clave del municipio.")],
    entregado: Annotated[bool, typer.Option("--entregado", help="Ya se entregó: se asienta.")] = False,
    por: Annotated[str, typer.Option("--por", help="Nombre de quien responde.")] = "",
    motivo: Annotated[str, typer.Option("--motivo", help="Con qué constancia: el acuse firmado.")] = "",
    carpeta: Carpeta = None,
) -> None:
    """Para quien no tiene correo: el expediente y su acuse por imprimir, y constancia de entrega."""
    from fais_analysis.claves import check_clave_municipio
    from fais_analysis.delivery import carpeta as c
    from fais_analysis.delivery import impresos
    from fais_analysis.delivery.bitacora import Bitacora
    from fais_analysis.delivery.corrida import read_corrida
    from fais_analysis.delivery.decisiones import Firma
    from fais_analysis.delivery.registro import get_campania

    raiz = c.get_carpeta(carpeta, crear=False)
    with c.hold_candado(raiz), Bitacora(raiz / c.BITACORA) as bitacora:
        ficha = get_campania(bitacora, campania)
        corrida = read_corrida(Path(ficha.carpeta_corrida))
        informe = impresos.check_imprimible(bitacora, corrida, check_clave_municipio(clave, corrida.informes))
        if entregado:
            impresos.save_entrega_impresa(bitacora, ficha.nombre, informe, Firma(por, motivo))
            typer.echo(f"{informe.clave} {informe.nombre}: entregado en papel; sale en el acuse.")
            return
        hecho = impresos.write_impreso(raiz / ficha.nombre, ficha.nombre, informe, datetime.now().date())
    typer.echo(f"Por imprimir: {hecho.expediente}")
    typer.echo(f"Acuse por firmar: {hecho.acuse}")
