"""Preparar una campaña: un mensaje por persona, o la razón por la que no se puede, para cada municipio."""

from collections.abc import Mapping, Sequence

from fais_analysis.delivery import registro
from fais_analysis.delivery.cambios import Cambio, build_foto
from fais_analysis.delivery.carpeta import make_carpeta
from fais_analysis.delivery.cola import save_cola
from fais_analysis.delivery.corrida import InformeCorrida, read_bytes_informe
from fais_analysis.delivery.direccion import fold_direccion
from fais_analysis.delivery.directorio import Contacto, Seleccion
from fais_analysis.delivery.encargo import (
    CAMBIO,
    FALTA,
    LISTO,
    NO_ENVIABLE,
    NO_PEDIDO,
    SIN_CAMBIOS,
    YA_ENVIADO,
    Aviso,
    Encargo,
    Entrega,
    InformeLeido,
    MensajeNuevo,
    Renglon,
)
from fais_analysis.delivery.historia import Historia, describe_mudado, find_obstaculo, get_historia
from fais_analysis.delivery.informe import Contenido, read_contenido
from fais_analysis.delivery.mapa import build_base
from fais_analysis.delivery.portada import find_discordancia, list_valores, read_portada
from fais_analysis.delivery.redaccion import write_entrega
from fais_analysis.delivery.seleccion import choose_contactos
from fais_analysis.delivery.sospechas import list_avisos
from fais_analysis.delivery.verificacion import COINCIDE
from fais_analysis.errors import FaisError
from fais_analysis.sources.rutas import get_shapefiles

CIFRAS_MINIMO = 3


def prepare_campania(encargo: Encargo) -> list[Renglon]:
    """Prepara los mensajes y los deja en la cola, sin aprobar. Nada se conecta a ningún servidor."""
    corrida = encargo.corrida
    geojson = f"municipios_{corrida.entidad}.geojson"
    encargo.base = build_base(get_shapefiles() / geojson, corrida.archivos.get(f"shapefiles/{geojson}"))
    encargo.valores = list_valores(corrida, encargo.configuracion.cifra_mapa, encargo.base.claves)
    nombres = {clave: informe.nombre for clave, informe in corrida.informes.items()}
    fecha = encargo.ahora.date()
    selecciones = choose_contactos(encargo.directorio, nombres, fecha, encargo.configuracion.roles)
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
    return save_cola(encargo, renglones)


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
        leido = InformeLeido(informe, crudo, read_contenido(crudo))
        razon = find_impedimento(encargo, leido)
    except FaisError as error:
        return [_refuse(informe, c, f"{error.que_paso} {error.encontrado}") for c in seleccion.contactos]
    return [_prepare_contacto(encargo, _get_entrega(encargo, leido, seleccion, c), razon)
            for c in seleccion.contactos]  # fmt: skip


def find_impedimento(encargo: Encargo, leido: InformeLeido) -> str:
    """Por qué no se puede enviar un informe, o vacío."""
    informe, contenido = leido.informe, leido.contenido
    if discordancia := find_discordancia(informe, read_portada(leido.crudo)):
        return discordancia
    if contenido.claves != (informe.clave,):
        return f"el archivo dice ser de {' y '.join(contenido.claves) or 'ningún municipio'}"
    if encargo.corrida.es_demostracion or informe.es_demostracion or contenido.es_demostracion:
        return "usa datos de demostración"
    return _find_falta(encargo, informe, contenido)


def _find_falta(encargo: Encargo, informe: InformeCorrida, contenido: Contenido) -> str:
    if encargo.verificados.get(informe.sha256) != COINCIDE:
        return f"no está verificado: {encargo.verificados.get(informe.sha256, 'falta fais verificar')}"
    if len(informe.cifras) < CIFRAS_MINIMO:
        return f"tiene menos de {CIFRAS_MINIMO} cifras principales"
    return "" if contenido.fuentes else "no dice sus fuentes"


def _get_entrega(encargo: Encargo, leido: InformeLeido, seleccion: Seleccion, contacto: Contacto) -> Entrega:
    """Un informe para una persona, con su historia."""
    identidad = (encargo.campania, leido.informe.clave, fold_direccion(contacto.correo))
    buzones = [fold_direccion(c.correo) for c in seleccion.contactos if c.rol == contacto.rol]
    historia = get_historia(encargo.bitacora, identidad, contacto.rol, buzones, leido.lectura)
    foto = build_foto(leido.informe.cifras, leido.contenido.cifras)
    previa = registro.get_informe(encargo.bitacora, historia.ultimo.informe) if historia.ultimo else None
    return Entrega(leido, contacto, historia, foto, previa)


def _prepare_contacto(encargo: Encargo, entrega: Entrega, razon: str) -> Renglon:
    """Un renglón: lo que ya recibió, lo que se lo impide o el mensaje escrito y puesto por encolar."""
    informe, contacto = entrega.informe, entrega.contacto
    razon = razon or find_obstaculo(entrega.historia)
    if not razon and (ya := _find_ya(encargo, entrega)):
        return ya
    cambios = entrega.cambios
    try:
        escrito = write_entrega(encargo, entrega, cambios, en_cola=not razon)
    except FaisError as error:
        return _refuse(informe, contacto, razon or f"{error.que_paso} {error.encontrado}")
    datos = (contacto, informe.huella_corta, 0, escrito.vista)
    if razon:
        return Renglon(informe.clave, informe.nombre, NO_ENVIABLE, razon, *datos)
    avisos = tuple(list_avisos(encargo, entrega, escrito))
    encargo.nuevos.append(MensajeNuevo(escrito.campos, avisos))
    estado = CAMBIO if entrega.historia.ultimo else LISTO
    return Renglon(informe.clave, informe.nombre, estado, _describe(entrega, cambios, avisos), *datos)


def _find_ya(encargo: Encargo, entrega: Entrega) -> Renglon | None:
    """El renglón de quien ya lo recibió, o nada."""
    historia, informe, contacto = entrega.historia, entrega.informe, entrega.contacto
    if historia.ultimo and entrega.previa:
        if historia.ultimo.informe == informe.sha256:
            return _refuse(informe, contacto, f"el {historia.ultimo.actualizado[:10]}", YA_ENVIADO)
        if entrega.previa[0] == entrega.leido.contenido.huella_lectura:
            return _refuse(informe, contacto, "lo que se lee es igual a lo ya enviado", SIN_CAMBIOS)
    if historia.anterior:
        detalle = f"es el que ya se le mandó con el folio {historia.anterior.folio}, antes de la corrección"
        return _refuse(informe, contacto, f"{detalle}; para volver a él, use otra campaña")
    return _find_repetido(encargo, entrega, historia)


def _find_repetido(encargo: Encargo, entrega: Entrega, historia: Historia) -> Renglon | None:
    """Lo mismo en otra campaña; un recordatorio sólo va a quien lo recibió y no ha contestado."""
    informe, contacto = entrega.informe, entrega.contacto
    if encargo.recordatorio and historia.repetido is None:
        return _refuse(informe, contacto, "no ha recibido este informe: no hay qué recordarle", NO_PEDIDO)
    if encargo.recordatorio and historia.respuesta:
        return _refuse(informe, contacto, f"ya contestó, el {historia.respuesta}", YA_ENVIADO)
    if historia.repetido is None or encargo.repetir or encargo.recordatorio:
        return None
    detalle = f"lo mismo, en la campaña «{historia.repetido.campania}»; si debe repetirse: --repetir"
    return _refuse(informe, contacto, detalle, YA_ENVIADO)


def _describe(entrega: Entrega, cambios: Sequence[Cambio], avisos: Sequence[Aviso]) -> str:
    """La nota del renglón: qué versión es y todo lo que quien aprueba debe contestar."""
    version = describe_mudado(entrega.historia)
    if entrega.historia.ultimo:
        que = f"{len(cambios)} cifras distintas" if cambios else "cambió el texto"
        version = f"versión corregida: {que}"
    return "; ".join(filter(None, (version, *(f"revise: {a.texto}" for a in avisos if a.texto != version))))


def _refuse(informe: InformeCorrida, contacto: Contacto, razon: str, estado: str = NO_ENVIABLE) -> Renglon:
    return Renglon(informe.clave, informe.nombre, estado, razon, contacto, informe.huella_corta)
