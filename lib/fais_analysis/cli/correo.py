"""Órdenes del correo: ``fais correo preparar | aprobar | enviar | estado | rebotes | acuse | resolver``."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:  # delivery se importa al usarse: cada orden paga sólo lo suyo
    from fais_analysis.delivery.despacho import Despacho
    from fais_analysis.delivery.verificacion import Verificador

AYUDA = """Entrega de expedientes por correo: preparar, revisar, aprobar, enviar y llevar cuenta.

Nada sale sin aprobación ni sin --enviar. La carpeta del correo está fuera del repositorio (FAIS_CORREO)."""

app = typer.Typer(help=AYUDA, no_args_is_help=True)

Carpeta = Annotated[
    Path | None, typer.Option(help="Carpeta del correo; si no, FAIS_CORREO o la del usuario.")
]
Campania = Annotated[str, typer.Argument(metavar="CAMPANIA", help="Nombre de la campaña.")]
Por = Annotated[str, typer.Option("--por", help="Nombre de quien responde.")]


@app.command()
def preparar(
    corrida: Annotated[Path, typer.Option(help="Carpeta de la corrida, con manifest.json.")],
    directorio: Annotated[Path, typer.Option(help="Directorio .xlsx o .csv, fuera del repositorio.")],
    campania: Annotated[str, typer.Option(help="Nombre de la campaña, por ejemplo 2020-diagnostico.")],
    repetir: Annotated[
        bool, typer.Option("--repetir", help="También a quien ya recibió lo mismo en otra campaña.")
    ] = False,
    solo: Annotated[
        list[str] | None, typer.Option(metavar="CLAVE", help="Sólo ese municipio; se puede repetir.")
    ] = None,
    carpeta: Carpeta = None,
) -> None:
    """Arma un mensaje por persona y la revisión. No se conecta a ningún servidor."""
    from fais_analysis.claves import check_clave_municipio
    from fais_analysis.delivery import carpeta as c
    from fais_analysis.delivery.bitacora import Bitacora
    from fais_analysis.delivery.configuracion import read_configuracion
    from fais_analysis.delivery.corrida import read_corrida
    from fais_analysis.delivery.directorio import read_directorio
    from fais_analysis.delivery.encargo import Encargo
    from fais_analysis.delivery.plantilla import Plantillas
    from fais_analysis.delivery.preparacion import prepare_campania
    from fais_analysis.delivery.publicacion import CARPETA as CARPETA_PUBLICAR
    from fais_analysis.delivery.revision import build_revision
    from fais_analysis.delivery.testigo import check_testigo

    raiz, ahora = c.get_carpeta(carpeta), datetime.now().astimezone().replace(microsecond=0)
    nombre = c.check_nombre_campania(campania)
    with c.hold_candado(raiz), Bitacora(raiz / c.BITACORA, crear=True) as bitacora:
        check_testigo(bitacora, nombre)
        leida = read_corrida(corrida)
        claves = frozenset(check_clave_municipio(clave, leida.informes) for clave in solo or ())
        contactos = read_directorio(directorio)
        for aviso in contactos.advertencias:
            typer.echo(f"Directorio: {aviso}", err=True)
        encargo = Encargo(
            nombre, raiz, leida, contactos,
            directorio,
            read_configuracion(raiz / c.CONFIGURACION), Plantillas(raiz / c.PLANTILLAS), bitacora,
            get_verificador(), ahora, lambda texto: typer.echo(texto, err=True), repetir,
            claves,
        )  # fmt: skip
        renglones = prepare_campania(encargo)
        revision = encargo.carpeta_campania / "revision.html"
        html = build_revision(campania, encargo.corrida, renglones, ahora)
        c.write_privado(revision, html.encode("utf-8"))
    for estado, cuantos in sorted(Counter(r.estado for r in renglones).items()):
        typer.echo(f"{cuantos:>4}  {estado}")
    for r in renglones:
        if r.razon:
            typer.echo(f"      {r.clave} {r.municipio}: {r.estado}: {r.razon}")
    if (encargo.carpeta_campania / CARPETA_PUBLICAR).is_dir():
        typer.echo(f"Para quien prefiere enlace, publique: {encargo.carpeta_campania / CARPETA_PUBLICAR}")
    typer.echo(f"Revise: {revision}")
    if any(r.folio for r in renglones):
        typer.echo(f"Si está bien: fais correo aprobar {campania} --por «su nombre»")


def get_verificador() -> "Verificador":
    """Con qué se verifica un informe: la orden ``fais verificar``."""
    from fais_analysis.delivery.verificacion import verify_por_orden

    return verify_por_orden


@app.command()
def aprobar(campania: Campania, por: Por, carpeta: Carpeta = None) -> None:
    """Aprueba los bytes exactos de cada mensaje pendiente, a nombre de una persona."""
    from fais_analysis.delivery import carpeta as c
    from fais_analysis.delivery.aprobacion import approve_campania
    from fais_analysis.delivery.bitacora import Bitacora

    raiz = c.get_carpeta(carpeta)
    nombre = c.check_nombre_campania(campania)
    with c.hold_candado(raiz), Bitacora(raiz / c.BITACORA) as bitacora:
        aprobacion = approve_campania(bitacora, nombre, por, raiz / nombre)
    typer.echo(f"{aprobacion.mensajes} mensajes aprobados.")
    if aprobacion.por_completar:
        typer.echo(f"{aprobacion.por_completar} esperan la aprobación de otra persona.")
    else:
        typer.echo(f"Ensaye con: fais correo enviar {campania}")


@app.command()
def enviar(
    campania: Campania,
    de_verdad: Annotated[bool, typer.Option("--enviar", help="Envía; sin esto sólo se ensaya.")] = False,
    prueba: Annotated[str, typer.Option(metavar="BUZON", help="Manda todo, marcado, a un solo buzón.")] = "",
    carpeta: Carpeta = None,
) -> None:
    """Ensaya el envío y, con --enviar y el nombre de la campaña escrito, envía."""
    from fais_analysis.delivery import carpeta as c
    from fais_analysis.delivery.despacho import describe_envio, open_despacho, rehearse
    from fais_analysis.delivery.errores import CampaniaError

    raiz, nombre = c.get_carpeta(carpeta), c.check_nombre_campania(campania)
    if not de_verdad:
        renglones, saldrian = rehearse(open_despacho(raiz, nombre, exige_aprobacion=not prueba), prueba)
        for renglon in renglones:
            typer.echo(renglon)
        typer.echo(
            f"Ensayo: saldrían {saldrian} de {len(renglones)}. Nada se envió; para enviar agregue --enviar."
        )
        raise typer.Exit(0 if saldrian == len(renglones) else 1)
    with c.hold_candado(raiz):
        despacho = open_despacho(raiz, nombre, exige_aprobacion=not prueba)
        typer.echo(describe_envio(despacho, prueba))
        escrito = typer.prompt("Escriba el nombre de la campaña para enviarla")
        if escrito.strip() != nombre:
            raise CampaniaError(
                "No se envió nada.", donde="confirmación", esperado="el nombre exacto de la campaña",
                encontrado="otro texto", que_hacer="repita la orden y escríbalo igual",
            )  # fmt: skip
        _send(despacho, prueba)


def _send(despacho: "Despacho", prueba: str) -> None:
    from fais_analysis.delivery.despacho import build_medios
    from fais_analysis.delivery.envio import NEGADO, Emisor
    from fais_analysis.delivery.prueba import send_prueba

    medios = build_medios(despacho.configuracion, typer.echo)
    if prueba:
        hecho = send_prueba(despacho.bitacora, despacho.guarda, medios, prueba)
        typer.echo(
            f"Prueba: {hecho.aceptados} mensajes aceptados, {hecho.fallidos} no. No cuentan como entrega."
        )
        raise typer.Exit(1 if hecho.fallidos else 0)
    resumen = Emisor(despacho.bitacora, despacho.guarda, medios).run()
    a_cola, dudosos = resumen.recuperados
    if a_cola or dudosos:
        typer.echo(f"De un envío cortado: {a_cola} volvieron a la cola y {dudosos} quedaron desconocidos.")
    typer.echo(
        "; ".join(f"{n} {estado}" for estado, n in sorted(resumen.conteo.items())) or "No había qué enviar."
    )
    malos = sum(n for estado, n in resumen.conteo.items() if estado in (NEGADO, "rechazado", "desconocido"))
    raise typer.Exit(1 if malos or dudosos else 0)


@app.command()
def estado(campania: Campania, carpeta: Carpeta = None) -> None:
    """Dice cómo va una campaña y qué pide atención."""
    from fais_analysis.delivery import carpeta as c
    from fais_analysis.delivery.bitacora import Bitacora
    from fais_analysis.delivery.informes_bitacora import get_estado
    from fais_analysis.delivery.registro import get_campania

    with Bitacora(c.get_carpeta(carpeta) / c.BITACORA) as bitacora:
        resultado = get_estado(bitacora, get_campania(bitacora, campania))
    for nombre, cuantos in sorted(resultado.conteo.items()):
        typer.echo(f"{cuantos:>4}  {nombre}")
    if resultado.sin_aprobar:
        typer.echo(f"{resultado.sin_aprobar:>4}  pendientes sin aprobar")
    for renglon in resultado.atencion:
        typer.echo(renglon)


@app.command()
def rebotes(
    ruta: Annotated[Path, typer.Argument(help="Un .eml, una carpeta con .eml o un mbox.")],
    carpeta: Carpeta = None,
) -> None:
    """Lee avisos de no entrega y los anota en la bitácora."""
    from fais_analysis.delivery import carpeta as c
    from fais_analysis.delivery.bitacora import Bitacora
    from fais_analysis.delivery.rebotes import import_rebotes

    with Bitacora(c.get_carpeta(carpeta) / c.BITACORA) as bitacora:
        r = import_rebotes(bitacora, ruta)
    typer.echo(
        f"{r.leidos} avisos leídos: {r.nuevos} nuevos, {r.ajenos} de mensajes que no son de esta bitácora."
    )


@app.command()
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

    raiz = c.get_carpeta(carpeta)
    with Bitacora(raiz / c.BITACORA) as bitacora:
        nombre = get_campania(bitacora, campania).nombre
        destino = salida or raiz / nombre / f"acuse_{nombre}.csv"
        c.write_privado(c.check_privada(destino), build_acuse(bitacora, nombre))
    typer.echo(f"Acuse: {destino}")


@app.command()
def resolver(
    folio: Annotated[int, typer.Argument(help="Folio, como sale en fais correo estado.")],
    resultado: Annotated[str, typer.Argument(metavar="RESULTADO", help="llego o no-llego.")],
    por: Por,
    motivo: Annotated[str, typer.Option("--motivo", help="Cómo se supo.")],
    carpeta: Carpeta = None,
) -> None:
    """Una persona dice qué pasó con un mensaje desconocido o rechazado."""
    from fais_analysis.delivery import carpeta as c
    from fais_analysis.delivery.bitacora import Bitacora
    from fais_analysis.delivery.informes_bitacora import resolve_mensaje

    raiz = c.get_carpeta(carpeta)
    with c.hold_candado(raiz), Bitacora(raiz / c.BITACORA) as bitacora:
        mensaje = resolve_mensaje(bitacora, folio, resultado, por, motivo)
    typer.echo(f"Folio {folio}, {mensaje.clave} {mensaje.municipio}: {mensaje.estado}.")


@app.command("plantilla-directorio")
def plantilla_directorio(
    salida: Annotated[
        Path | None, typer.Option(help="Archivo .xlsx; si no, en la carpeta del correo.")
    ] = None,
    entidad: Annotated[str, typer.Option(help="Clave de la entidad, dos dígitos.")] = "10",
    carpeta: Carpeta = None,
) -> None:
    """Crea el directorio vacío, con un renglón de presidencia por municipio."""
    from fais_analysis.delivery.carpeta import get_carpeta
    from fais_analysis.delivery.directorio_plantilla import build_plantilla_directorio

    destino = build_plantilla_directorio(salida or get_carpeta(carpeta) / "contactos.xlsx", entidad)
    typer.echo(f"Directorio por llenar: {destino}")


@app.command("plantilla-mensaje")
def plantilla_mensaje(carpeta: Carpeta = None) -> None:
    """Copia la configuración y las plantillas del mensaje para editarlas; no pisa las que ya estén."""
    from fais_analysis.delivery import carpeta as c
    from fais_analysis.delivery.configuracion import read_plantilla_paquete
    from fais_analysis.delivery.plantilla import ARCHIVOS

    raiz = c.get_carpeta(carpeta)
    c.make_carpeta(raiz / c.PLANTILLAS)
    destinos = {raiz / c.CONFIGURACION: c.CONFIGURACION, **{raiz / c.PLANTILLAS / n: n for n in ARCHIVOS}}
    for destino, nombre in destinos.items():
        if destino.exists():
            typer.echo(f"Ya estaba: {destino}")
        else:
            c.write_privado(destino, read_plantilla_paquete(nombre).encode("utf-8"))
            typer.echo(f"Creado: {destino}")
