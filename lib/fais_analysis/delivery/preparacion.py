"""Preparar una campaña: un mensaje por persona, o la razón por la que no se puede, para los 39 municipios."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from fais_analysis.delivery import registro
from fais_analysis.delivery.adjunto import Adjunto, build_adjunto
from fais_analysis.delivery.bitacora import Mensaje
from fais_analysis.delivery.cambios import Cambio, build_foto, compare_fotos
from fais_analysis.delivery.carpeta import make_carpeta, write_privado
from fais_analysis.delivery.contexto import build_contexto, list_valores
from fais_analysis.delivery.corrida import InformeCorrida, read_bytes_informe
from fais_analysis.delivery.direccion import fold_direccion
from fais_analysis.delivery.directorio import Contacto, Seleccion, find_ajeno, select_contactos
from fais_analysis.delivery.encargo import (
    CAMBIO,
    FALTA,
    LISTO,
    NO_ENVIABLE,
    NO_PEDIDO,
    SIN_CAMBIOS,
    YA_ENVIADO,
    Encargo,
    Renglon,
    Vista,
)
from fais_analysis.delivery.historia import describe_mudado, find_obstaculo, get_historia
from fais_analysis.delivery.informe import Contenido, read_contenido
from fais_analysis.delivery.mapa import Base, build_base, build_mapa
from fais_analysis.delivery.mensaje import Sobre, build_mensaje, build_message_id, parse_mensaje
from fais_analysis.delivery.publicacion import write_publicacion
from fais_analysis.delivery.verificacion import COINCIDE
from fais_analysis.errors import FaisError
from fais_analysis.sources.rutas import get_shapefiles

CIFRAS_MINIMO = 3


def prepare_campania(encargo: Encargo) -> list[Renglon]:
    """Prepara los mensajes y los deja en la cola, sin aprobar. Nada se conecta a ningún servidor."""
    corrida = encargo.corrida
    geojson = f"municipios_{corrida.entidad}.geojson"
    encargo.base = build_base(get_shapefiles() / geojson, corrida.archivos.get(f"shapefiles/{geojson}"))
    nombres = {clave: informe.nombre for clave, informe in corrida.informes.items()}
    fecha = encargo.ahora.date()
    selecciones = select_contactos(encargo.directorio, nombres, fecha, encargo.configuracion.roles)
    encargo.verificados = _verify(encargo)
    make_carpeta(encargo.carpeta_campania)
    make_carpeta(encargo.carpeta_campania / "mensajes")
    renglones = []
    for numero, informe in enumerate(corrida.informes.values(), start=1):
        if encargo.solo and informe.clave not in encargo.solo:
            renglones.append(Renglon(informe.clave, informe.nombre, NO_PEDIDO, huella=informe.huella_corta))
        else:
            encargo.aviso(f"[{numero}/{len(nombres)}] {informe.clave} {informe.nombre}")
            renglones += _prepare_municipio(encargo, informe, selecciones[informe.clave])
    return _save(encargo, renglones)


def _verify(encargo: Encargo) -> Mapping[str, str]:
    """Verifica lo que puede enviarse y no se ha verificado. Con demostración ni se intenta: no se enviará."""
    corrida = encargo.corrida
    if corrida.es_demostracion:
        return {}
    pedidos = [i for i in corrida.informes.values() if not encargo.solo or i.clave in encargo.solo]
    buenos = [i for i in pedidos if i.ruta is not None and not i.es_demostracion]
    huellas = [i.sha256 for i in buenos]
    sabidas = registro.get_verificaciones(encargo.bitacora, huellas)
    pendientes = [i for i in buenos if sabidas.get(i.sha256) != COINCIDE]
    if pendientes:
        encargo.aviso(f"Verificando {len(pendientes)} informes…")
        registro.save_verificaciones(encargo.bitacora, encargo.verificador(pendientes))
    return registro.get_verificaciones(encargo.bitacora, huellas)


def _prepare_municipio(encargo: Encargo, informe: InformeCorrida, seleccion: Seleccion) -> list[Renglon]:
    if seleccion.problema:
        estado = FALTA if seleccion.problema.startswith("falta la dirección") else NO_ENVIABLE
        return [
            Renglon(informe.clave, informe.nombre, estado, seleccion.problema, huella=informe.huella_corta)
        ]
    try:
        crudo = read_bytes_informe(informe)
        contenido = read_contenido(crudo)
        razon = find_impedimento(encargo, informe, contenido)
    except FaisError as error:
        return [_refuse(informe, c, f"{error.que_paso} {error.encontrado}") for c in seleccion.contactos]
    leido, todos = (informe, crudo, contenido), seleccion.contactos
    return [_prepare_contacto(encargo, leido, todos, c, razon) for c in todos]


def find_impedimento(encargo: Encargo, informe: InformeCorrida, contenido: Contenido) -> str:
    """Por qué no se puede enviar un informe, o vacío."""
    if contenido.claves != (informe.clave,):
        return f"el archivo dice ser de {' y '.join(contenido.claves) or 'ningún municipio'}"
    if encargo.corrida.es_demostracion or informe.es_demostracion or contenido.es_demostracion:
        return "usa datos de demostración"
    if encargo.verificados.get(informe.sha256) != COINCIDE:
        return f"no está verificado: {encargo.verificados.get(informe.sha256, 'falta fais verificar')}"
    if len(informe.cifras) < CIFRAS_MINIMO:
        return f"tiene menos de {CIFRAS_MINIMO} cifras principales"
    return "" if contenido.fuentes else "no dice sus fuentes"


def _prepare_contacto(
    encargo: Encargo, leido: tuple[InformeCorrida, bytes, Contenido], contactos: tuple[Contacto, ...],
    contacto: Contacto, razon: str,
) -> Renglon:  # fmt: skip
    informe, crudo, contenido = leido
    identidad = (encargo.campania, informe.clave, fold_direccion(contacto.correo))
    buzones = [fold_direccion(c.correo) for c in contactos if c.rol == contacto.rol]
    lectura = (informe.sha256, contenido.huella_lectura)
    historia = get_historia(encargo.bitacora, identidad, contacto.rol, buzones, lectura)
    foto = build_foto(informe.cifras, contenido.cifras)
    previa = registro.get_informe(encargo.bitacora, historia.ultimo.informe) if historia.ultimo else None
    razon = razon or find_obstaculo(historia)
    if not razon and historia.ultimo and previa:
        if historia.ultimo.informe == informe.sha256:
            return _refuse(informe, contacto, f"el {historia.ultimo.actualizado[:10]}", YA_ENVIADO)
        if previa[0] == contenido.huella_lectura:
            return _refuse(informe, contacto, "lo que se lee es igual a lo ya enviado", SIN_CAMBIOS)
    if not razon and historia.anterior:
        detalle = f"es el que ya se le mandó con el folio {historia.anterior.folio}, antes de la corrección"
        return _refuse(informe, contacto, f"{detalle}; para volver a él, use otra campaña")
    if not razon and historia.repetido and not encargo.repetir:
        detalle = f"lo mismo, en la campaña «{historia.repetido.campania}»; si debe repetirse: --repetir"
        return _refuse(informe, contacto, detalle, YA_ENVIADO)
    cambios = compare_fotos(previa[1], foto) if previa else []
    try:
        formato = contacto.formato or encargo.configuracion.formato_omision
        formato = "html" if razon else formato  # para la vista de lo que no se envía no se imprime un PDF
        recursos = (encargo.carpeta / "pdf", encargo.configuracion.enlace)
        adjunto = build_adjunto(formato, informe, crudo, recursos)
        armado = _build(encargo, (informe, contenido, contacto), adjunto, (historia.ultimo, cambios))
    except FaisError as error:
        return _refuse(informe, contacto, razon or f"{error.que_paso} {error.encontrado}")
    if razon:
        return Renglon(
            informe.clave, informe.nombre, NO_ENVIABLE, razon, contacto, informe.huella_corta, 0, armado[1]
        )
    registro_foto = ((informe.sha256, informe.clave, contenido.huella_lectura), foto)
    campos = _build_campos(encargo, (informe, contacto), (adjunto, armado[0]), historia.ultimo)
    nuevo = {"campos": campos, "foto": registro_foto, "crudo": armado[0]}
    encargo.nuevos.append({**nuevo, "informe": informe, "publicar": crudo if formato == "enlace" else None})
    detalle = _describe(cambios) if historia.ultimo else describe_mudado(historia)
    nombres = {clave: otro.nombre for clave, otro in encargo.corrida.informes.items()}
    if ajeno := find_ajeno(contacto.correo, informe.clave, nombres, encargo.corrida.nombre_entidad):
        detalle = "; ".join(filter(None, (detalle, f"revise: la dirección nombra a {ajeno}")))
    estado = CAMBIO if historia.ultimo else LISTO
    return Renglon(
        informe.clave, informe.nombre, estado, detalle, contacto, informe.huella_corta, 0, armado[1]
    )


def _describe(cambios: Sequence[Cambio]) -> str:
    return (
        f"versión corregida: {len(cambios)} cifras distintas"
        if cambios
        else "versión corregida: cambió el texto"
    )


def _refuse(informe: InformeCorrida, contacto: Contacto, razon: str, estado: str = NO_ENVIABLE) -> Renglon:
    return Renglon(informe.clave, informe.nombre, estado, razon, contacto, informe.huella_corta)


def _build(
    encargo: Encargo, leido: tuple[InformeCorrida, Contenido, Contacto], adjunto: Adjunto,
    anterior: tuple[Mensaje | None, Sequence[Cambio]],
) -> tuple[bytes, Vista]:  # fmt: skip
    """Bytes y vista de un mensaje. Si ya estaba en la cola y sólo cambiaría la fecha, conserva la suya."""
    informe, _, contacto = leido
    c = encargo.configuracion
    identidad = build_message_id(encargo.campania, informe.clave, contacto.correo, informe.sha256, c.dominio)
    base = _get_base(encargo)
    valores = list_valores(encargo.corrida, c.cifra_mapa, base.claves)
    mapa = build_mapa(base, valores, c.cortes_mapa, informe.clave)
    sobre = Sobre(
        (c.remitente.nombre, c.remitente.correo), (contacto.nombre, contacto.correo), c.responder_a, c.baja,
        identidad, _get_fecha(encargo, informe, contacto), anterior[0].message_id if anterior[0] else "",
    )  # fmt: skip
    contexto = build_contexto((encargo.corrida, c, valores), leido, adjunto, anterior)
    cuerpo = encargo.plantillas.render({**contexto, "mapa_cid": sobre.cid}, sobre.cid)
    crudo = build_mensaje(sobre, cuerpo, mapa, adjunto)
    return crudo, Vista(cuerpo, mapa, sobre.cid, len(crudo), adjunto.nombre or adjunto.enlace)


def _get_base(encargo: Encargo) -> Base:
    if encargo.base is None:
        raise RuntimeError("falta pintar el mapa base")
    return encargo.base


def _get_fecha(encargo: Encargo, informe: InformeCorrida, contacto: Contacto) -> datetime:
    """La fecha del mensaje que ya está en la cola con esa identidad, o la de ahora."""
    identidad = {
        "campania": encargo.campania, "clave": informe.clave, "buzon": fold_direccion(contacto.correo),
        "informe": informe.sha256,
    }  # fmt: skip
    previo = registro.get_cola(encargo.bitacora, identidad)
    ruta = encargo.carpeta_campania / previo.archivo if previo else None
    if previo is None or ruta is None or not ruta.is_file():
        return encargo.ahora
    return parsedate_to_datetime(str(parse_mensaje(ruta.read_bytes())["Date"]))


def _build_campos(
    encargo: Encargo,
    leido: tuple[InformeCorrida, Contacto],
    armado: tuple[Adjunto, bytes],
    previo: Mensaje | None,
) -> dict[str, Any]:
    (informe, contacto), (adjunto, crudo) = leido, armado
    huella = hashlib.sha256(crudo).hexdigest()
    identidad = build_message_id(
        encargo.campania, informe.clave, contacto.correo, informe.sha256, encargo.configuracion.dominio
    )
    return {
        "campania": encargo.campania, "clave": informe.clave, "municipio": informe.nombre,
        "destinatario": contacto.correo, "buzon": fold_direccion(contacto.correo), "rol": contacto.rol,
        "cargo": contacto.cargo, "formato": adjunto.formato, "informe": informe.sha256,
        "adjunto": adjunto.sha256,
        "mensaje": huella, "message_id": identidad, "archivo": f"mensajes/{informe.clave}_{huella[:16]}.eml",
        "corrige": previo.folio if previo else None,
    }  # fmt: skip


def _save(encargo: Encargo, renglones: list[Renglon]) -> list[Renglon]:
    """Escribe los .eml y después, en una sola transacción, la cola."""
    for nuevo in encargo.nuevos:
        write_privado(encargo.carpeta_campania / nuevo["campos"]["archivo"], nuevo["crudo"])
        if nuevo["publicar"] is not None:
            enlace = encargo.configuracion.enlace
            write_publicacion(encargo.carpeta_campania, enlace, nuevo["informe"], nuevo["publicar"])
    bitacora, folios = encargo.bitacora, {}
    with bitacora.transact():
        aprobadores = encargo.configuracion.aprobadores
        rutas = (str(encargo.corrida.carpeta), str(encargo.ruta_directorio.resolve()))
        registro.save_campania(
            bitacora,
            registro.Campania(encargo.campania, encargo.corrida.nombre, *rutas, aprobadores, encargo.repetir),
        )
        for nuevo in encargo.nuevos:
            registro.save_informe(bitacora, *nuevo["foto"])
            folio = registro.save_mensaje(bitacora, nuevo["campos"])
            folios[nuevo["campos"]["clave"], nuevo["campos"]["buzon"]] = folio
        registro.retire_sobrantes(bitacora, encargo.campania, folios.values())
    return [_with_folio(renglon, folios) for renglon in renglones]


def _with_folio(r: Renglon, folios: Mapping[tuple[str, str], int]) -> Renglon:
    buzon = fold_direccion(r.contacto.correo) if r.contacto else ""
    folio = folios.get((r.clave, buzon), 0)
    return Renglon(r.clave, r.municipio, r.estado, r.razon, r.contacto, r.huella, folio, r.vista)
