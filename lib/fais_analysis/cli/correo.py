"""Órdenes del correo: ``fais correo preparar | aprobar | enviar | estado | rebotes | acuse | resolver``."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fais_analysis.cli.correo_seguimiento import (
    Campania,
    Carpeta,
    Por,
    acuse,
    estado,
    impreso,
    rebotes,
    resolver,
)

if TYPE_CHECKING:  # delivery se importa al usarse: cada orden paga sólo lo suyo
    from fais_analysis.delivery.bitacora import Bitacora
    from fais_analysis.delivery.despacho import Despacho
    from fais_analysis.delivery.directorio import Directorio
    from fais_analysis.delivery.pedido import PedidoCampania, RenglonRevision
    from fais_analysis.delivery.verificacion import Verificador

AYUDA = """Entrega de expedientes por correo: preparar, revisar, aprobar, enviar y llevar cuenta.

Nada sale sin aprobación ni sin --enviar. La carpeta del correo está fuera del repositorio (FAIS_CORREO)."""

SI = ("s", "si", "sí")

app = typer.Typer(help=AYUDA, no_args_is_help=True)


CarpetaCorrida = Annotated[Path, typer.Option(help="Carpeta de la corrida, con manifest.json.")]
ArchivoDirectorio = Annotated[Path, typer.Option(help="Directorio .xlsx o .csv, fuera del repositorio.")]
NombreCampania = Annotated[str, typer.Option(help="Nombre de la campaña, por ejemplo 2020-diagnostico.")]
Repetir = Annotated[
    bool, typer.Option("--repetir", help="También a quien ya recibió lo mismo en otra campaña.")
]
Solo = Annotated[
    list[str] | None, typer.Option(metavar="CLAVE", help="Sólo ese municipio; se puede repetir.")
]
Recordatorio = Annotated[
    bool, typer.Option("--recordatorio", help="Sólo a quien ya lo recibió y no consta que contestara.")
]


@app.command()
def preparar(
    corrida: CarpetaCorrida,
    directorio: ArchivoDirectorio,
    campania: NombreCampania,
    repetir: Repetir = False,
    solo: Solo = None,
    recordatorio: Recordatorio = False,
    carpeta: Carpeta = None,
) -> None:
    """Arma un mensaje por persona y la revisión. No se conecta a ningún servidor."""
    from fais_analysis.claves import check_clave_municipio
    from fais_analysis.delivery import carpeta as c
    from fais_analysis.delivery.bitacora import Bitacora
    from fais_analysis.delivery.configuracion import read_configuracion
    from fais_analysis.delivery.corrida import read_corrida
    from fais_analysis.delivery.pedido import PedidoCampania
    from fais_analysis.delivery.plantilla import Plantillas
    from fais_analysis.delivery.preparacion import prepare_campania
    from fais_analysis.delivery.revision import write_revision
    from fais_analysis.delivery.testigo import check_testigo

    raiz, ahora = c.get_carpeta(carpeta), datetime.now().astimezone().replace(microsecond=0)
    nombre = c.check_nombre_campania(campania)
    with c.hold_candado(raiz), Bitacora(raiz / c.BITACORA, crear=True) as bitacora:
        check_testigo(bitacora, nombre, repetir=repetir)
        leida = read_corrida(corrida)
        claves = frozenset(check_clave_municipio(clave, leida.informes) for clave in solo or ())
        contactos = _read_directorio(directorio)
        pedido = PedidoCampania(
            nombre, raiz, leida, contactos,
            directorio,
            read_configuracion(raiz / c.CONFIGURACION), Plantillas(raiz / c.PLANTILLAS), bitacora,
            get_verificador(), ahora, lambda texto: typer.echo(texto, err=True), repetir,
            claves, recordatorio=recordatorio,
        )  # fmt: skip
        renglones = prepare_campania(pedido)
        write_revision(pedido, renglones)
    _show_preparacion(pedido, renglones)


def _read_directorio(ruta: Path) -> "Directorio":
    """El directorio; lo que hay que saber de él se dice antes de seguir."""
    from fais_analysis.delivery.directorio import read_directorio

    directorio = read_directorio(ruta)
    for aviso in directorio.advertencias:
        typer.echo(f"Directorio: {aviso}", err=True)
    return directorio


def _show_preparacion(pedido: "PedidoCampania", renglones: "list[RenglonRevision]") -> None:
    """Dice cómo quedó cada municipio y qué sigue."""
    from fais_analysis.delivery.publicacion import CARPETA as CARPETA_PUBLICAR

    for situacion, cuantos in sorted(Counter(r.estado for r in renglones).items()):
        typer.echo(f"{cuantos:>4}  {situacion}")
    for r in renglones:
        if r.razon:
            typer.echo(f"      {r.clave} {r.municipio}: {r.estado}: {r.razon}")
    if (pedido.carpeta_campania / CARPETA_PUBLICAR).is_dir():
        typer.echo(f"Para quien prefiere enlace, publique: {pedido.carpeta_campania / CARPETA_PUBLICAR}")
    typer.echo(f"Revise: {pedido.carpeta_campania / 'revision.html'}")
    if any(r.folio for r in renglones):
        typer.echo(f"Si está bien: fais correo aprobar {pedido.campania} --por «su nombre»")


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

    raiz = c.get_carpeta(carpeta, crear=False)
    nombre = c.check_nombre_campania(campania)
    with c.hold_candado(raiz), Bitacora(raiz / c.BITACORA) as bitacora:
        _ask(bitacora, nombre, por)
        aprobacion = approve_campania(bitacora, nombre, por, raiz / nombre)
    typer.echo(f"{aprobacion.mensajes} mensajes aprobados.")
    for bloqueado in aprobacion.bloqueados:
        typer.echo(f"Sin aprobar: {bloqueado}")
    if aprobacion.por_completar:
        typer.echo(f"{aprobacion.por_completar} esperan la aprobación de otra persona.")
    else:
        typer.echo(f"Ensaye con: fais correo enviar {campania}")
    raise typer.Exit(1 if aprobacion.bloqueados else 0)


def _ask(bitacora: "Bitacora", campania: str, por: str) -> None:
    """Pregunta cada aviso por el nombre de su municipio; lo que se contesta queda asentado."""
    from fais_analysis.delivery import decisiones as d
    from fais_analysis.delivery.aprobacion import check_persona, list_preguntas
    from fais_analysis.delivery.errores import CampaniaError

    check_persona(por)
    for p in list_preguntas(bitacora, campania):
        mensaje = bitacora.get_mensaje(p.folio)
        typer.echo(f"{p.municipio}: {p.texto}.")
        if p.bloquea:
            motivo = typer.prompt("¿Cómo sabe que es su dirección? (vacío: no se aprueba)", default="")
            if not motivo.strip():
                continue
            decision = d.build_decision(d.DIRECCION, mensaje, d.Firma(por, motivo))
        elif _confirm(f"¿Se manda así a {mensaje.municipio}?"):
            dato = f"{mensaje.mensaje} {p.texto}"
            firma = d.Firma(por, "visto y aceptado al aprobar")
            decision = d.build_decision(d.AVISO, mensaje, firma, dato)
        else:
            raise CampaniaError(
                "No se aprobó nada.", donde=p.municipio, esperado="todos los avisos contestados",
                encontrado="uno que no se acepta", que_hacer="corrija el directorio y vuelva a preparar",
            )  # fmt: skip
        with bitacora.transact():
            d.save_decision(bitacora, decision)


def _confirm(pregunta: str) -> bool:
    """Sí o no, en español: la de typer sólo entiende «y». Lo que no sea sí, es no."""
    return str(typer.prompt(f"{pregunta} [s/N]", default="", show_default=False)).strip().lower() in SI


@app.command()
def enviar(
    campania: Campania,
    de_verdad: Annotated[bool, typer.Option("--enviar", help="Envía; sin esto sólo se ensaya.")] = False,
    prueba: Annotated[str, typer.Option(metavar="BUZON", help="Manda todo, marcado, a un solo buzón.")] = "",
    sin_red: Annotated[
        bool, typer.Option("--sin-red", help="En el ensayo, no probar el servidor ni los enlaces.")
    ] = False,
    carpeta: Carpeta = None,
) -> None:
    """Ensaya el envío y, con --enviar y el nombre de la campaña escrito, envía."""
    from fais_analysis.delivery import carpeta as c
    from fais_analysis.delivery.despacho import describe_envio, open_despacho
    from fais_analysis.delivery.errores import CampaniaError

    raiz, nombre = c.get_carpeta(carpeta, crear=False), c.check_nombre_campania(campania)
    if not de_verdad:
        _rehearse(raiz, nombre, prueba, sin_red=sin_red)
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


def _rehearse(raiz: Path, nombre: str, prueba: str, *, sin_red: bool) -> None:
    """Ensaya: la guarda de cada mensaje y, salvo ``sin_red``, el servidor y los enlaces. No manda nada."""
    from fais_analysis.delivery.despacho import build_medios, check_medios, open_despacho, rehearse

    despacho = open_despacho(raiz, nombre, exige_aprobacion=not prueba)
    renglones, saldrian = rehearse(despacho, prueba)
    for renglon in renglones:
        typer.echo(renglon)
    total = f"Ensayo: saldrían {saldrian} de {len(renglones)}. Nada se envió; para enviar agregue --enviar."
    typer.echo(total)
    malos: list[str] = []
    if renglones and not sin_red:
        malos = check_medios(despacho, build_medios(despacho.configuracion, typer.echo))
        for malo in malos:
            typer.echo(f"Enlace: {malo}")
        typer.echo("El servidor contesta, cifra, acepta las credenciales y admite al remitente.")
    raise typer.Exit(0 if saldrian == len(renglones) and not malos else 1)


def _send(despacho: "Despacho", prueba: str) -> None:
    from fais_analysis.delivery import bitacora_esquema as e
    from fais_analysis.delivery.despacho import build_medios, check_medios
    from fais_analysis.delivery.envio import Emisor
    from fais_analysis.delivery.prueba import send_prueba

    medios = build_medios(despacho.configuracion, typer.echo)
    if prueba:
        hecho = send_prueba(despacho.bitacora, despacho.guarda, medios, prueba)
        typer.echo(
            f"Prueba: {hecho.aceptados} mensajes aceptados, {hecho.fallidos} no. No cuentan como entrega."
        )
        raise typer.Exit(1 if hecho.fallidos else 0)
    bitacora, campania = despacho.bitacora, despacho.guarda.campania.nombre
    if bitacora.list_mensajes(campania, *e.PENDIENTES):
        check_medios(despacho, medios)  # lo que es de quien opera se sabe antes de tocar la cola
    resumen = Emisor(despacho.bitacora, despacho.guarda, medios).run()
    a_cola, dudosos = resumen.recuperados
    if a_cola or dudosos:
        typer.echo(f"De un envío cortado: {a_cola} volvieron a la cola y {dudosos} quedaron desconocidos.")
    typer.echo(
        "; ".join(f"{n} {estado}" for estado, n in sorted(resumen.conteo.items())) or "No había qué enviar."
    )
    faltan = bitacora.list_mensajes(campania, e.EN_COLA, e.DIFERIDO, e.DESCONOCIDO, e.RECHAZADO)
    if faltan:
        typer.echo(f"Piden atención: {len(faltan)}; véalos con: fais correo estado {campania}")
    raise typer.Exit(1 if faltan else 0)


for _orden in (estado, rebotes, acuse, resolver, impreso):
    app.command()(_orden)


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
