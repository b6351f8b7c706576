"""Preparar una campaña: un mensaje por persona, o la razón por la que no se puede, para cada municipio."""

from collections.abc import Mapping, Sequence

from fais_analysis.delivery import registro
from fais_analysis.delivery.cambios import Cambio, build_foto
from fais_analysis.delivery.carpeta import make_carpeta
from fais_analysis.delivery.cola import save_cola
from fais_analysis.delivery.corrida import InformeCorrida
from fais_analysis.delivery.direccion import fold_direccion
from fais_analysis.delivery.directorio import Contacto, Seleccion
from fais_analysis.delivery.historia import (
    BuzonCampania,
    Historia,
    describe_mudado,
    find_obstaculo,
    get_historia,
)
from fais_analysis.delivery.informe import Contenido
from fais_analysis.delivery.leido import InformeLeido, read_informe
from fais_analysis.delivery.mapa import build_base
from fais_analysis.delivery.pedido import (
    CAMBIO,
    FALTA,
    LISTO,
    NO_ENVIABLE,
    NO_PEDIDO,
    SIN_CAMBIOS,
    YA_ENVIADO,
    Aviso,
    Entrega,
    MensajeNuevo,
    PedidoCampania,
    RenglonRevision,
)
from fais_analysis.delivery.portada import find_discordancia, list_valores
from fais_analysis.delivery.redaccion import write_entrega
from fais_analysis.delivery.seleccion import choose_contactos
from fais_analysis.delivery.sospechas import list_avisos
from fais_analysis.delivery.verificacion import COINCIDE
from fais_analysis.errors import FaisError
from fais_analysis.sources.rutas import get_shapefiles


def prepare_campania(pedido: PedidoCampania) -> list[RenglonRevision]:
    """Prepara los mensajes y los deja en la cola, sin aprobar. Nada se conecta a ningún servidor."""
    corrida = pedido.corrida
    geojson = f"municipios_{corrida.entidad}.geojson"
    pedido.base = build_base(get_shapefiles() / geojson, corrida.archivos.get(f"shapefiles/{geojson}"))
    pedido.valores = list_valores(corrida, pedido.configuracion.cifra_mapa, pedido.base.claves)
    nombres = {clave: informe.nombre for clave, informe in corrida.informes.items()}
    fecha = pedido.ahora.date()
    selecciones = choose_contactos(pedido.directorio, nombres, fecha, pedido.configuracion.roles)
    pedido.verificados = _verify(pedido)
    make_carpeta(pedido.carpeta_campania)
    make_carpeta(pedido.carpeta_campania / "mensajes")
    renglones = []
    for numero, informe in enumerate(corrida.informes.values(), start=1):
        if pedido.solo and informe.clave not in pedido.solo:
            renglones.append(
                RenglonRevision(informe.clave, informe.nombre, NO_PEDIDO, huella=informe.huella_corta)
            )
        else:
            pedido.aviso(f"[{numero}/{len(nombres)}] {informe.clave} {informe.nombre}")
            renglones += _prepare_municipio(pedido, informe, selecciones[informe.clave])
    return save_cola(pedido, renglones)


def _verify(pedido: PedidoCampania) -> Mapping[str, str]:
    """Verifica lo que puede enviarse y no se ha verificado. Con demostración ni se intenta: no se enviará."""
    corrida = pedido.corrida
    if corrida.es_demostracion:
        return {}
    pedidos = [i for i in corrida.informes.values() if not pedido.solo or i.clave in pedido.solo]
    buenos = [i for i in pedidos if i.ruta is not None and not i.es_demostracion]
    huellas = [i.huella_conjunta for i in buenos]
    sabidas = registro.get_verificaciones(pedido.bitacora, huellas)
    pendientes = [i for i in buenos if sabidas.get(i.huella_conjunta) != COINCIDE]
    if pendientes:
        pedido.aviso(f"Verificando {len(pendientes)} informes…")
        registro.save_verificaciones(pedido.bitacora, pedido.verificador(pendientes))
    return registro.get_verificaciones(pedido.bitacora, huellas)


def _prepare_municipio(
    pedido: PedidoCampania, informe: InformeCorrida, seleccion: Seleccion
) -> list[RenglonRevision]:
    if seleccion.problema:
        estado = FALTA if seleccion.problema.startswith("falta la dirección") else NO_ENVIABLE
        return [
            RenglonRevision(
                informe.clave, informe.nombre, estado, seleccion.problema, huella=informe.huella_corta
            )
        ]
    try:
        leido = read_informe(informe)
        razon = find_impedimento(pedido, leido)
    except FaisError as error:
        return [_refuse(informe, c, f"{error.que_paso} {error.encontrado}") for c in seleccion.contactos]
    return [_prepare_contacto(pedido, _get_entrega(pedido, leido, seleccion, c), razon)
            for c in seleccion.contactos]  # fmt: skip


def find_impedimento(pedido: PedidoCampania, leido: InformeLeido) -> str:
    """Por qué no se puede enviar un informe, o vacío."""
    informe, contenido = leido.informe, leido.contenido
    if discordancia := find_discordancia(informe, leido.portada):
        return discordancia
    if contenido.claves != (informe.clave,):
        return f"el archivo dice ser de {' y '.join(contenido.claves) or 'ningún municipio'}"
    if pedido.corrida.es_demostracion or informe.es_demostracion or contenido.es_demostracion:
        return "usa datos de demostración"
    return _find_falta(pedido, informe, contenido)


def _find_falta(pedido: PedidoCampania, informe: InformeCorrida, contenido: Contenido) -> str:
    verificado = pedido.verificados.get(informe.huella_conjunta, "falta fais verificar")
    if verificado != COINCIDE:
        return f"no está verificado: {verificado}"
    return "" if contenido.fuentes else "no dice sus fuentes"


def _get_entrega(
    pedido: PedidoCampania, leido: InformeLeido, seleccion: Seleccion, contacto: Contacto
) -> Entrega:
    """Un informe para una persona, con su historia."""
    buzon = BuzonCampania(pedido.campania, leido.informe.clave, fold_direccion(contacto.correo))
    vigentes = [fold_direccion(c.correo) for c in seleccion.contactos if c.rol == contacto.rol]
    historia = get_historia(pedido.bitacora, buzon, contacto.rol, vigentes, leido.huellas)
    foto = build_foto(leido.cifras, leido.contenido.cifras)
    previa = registro.get_informe(pedido.bitacora, historia.ultimo.informe) if historia.ultimo else None
    return Entrega(leido, contacto, historia, foto, previa)


def _prepare_contacto(pedido: PedidoCampania, entrega: Entrega, razon: str) -> RenglonRevision:
    """Un renglón: lo que ya recibió, lo que se lo impide o el mensaje escrito y puesto por encolar."""
    informe, contacto = entrega.informe, entrega.contacto
    razon = razon or find_obstaculo(entrega.historia)
    if not razon and (ya := _find_ya(pedido, entrega)):
        return ya
    cambios = entrega.cambios
    try:
        escrito = write_entrega(pedido, entrega, cambios, en_cola=not razon)
    except FaisError as error:
        return _refuse(informe, contacto, razon or f"{error.que_paso} {error.encontrado}")
    datos = (contacto, informe.huella_corta, 0, escrito.vista)
    if razon:
        return RenglonRevision(informe.clave, informe.nombre, NO_ENVIABLE, razon, *datos)
    avisos = tuple(list_avisos(pedido, entrega, escrito))
    pedido.nuevos.append(MensajeNuevo(escrito.campos, avisos))
    estado = CAMBIO if entrega.historia.ultimo else LISTO
    return RenglonRevision(informe.clave, informe.nombre, estado, _describe(entrega, cambios, avisos), *datos)


def _find_ya(pedido: PedidoCampania, entrega: Entrega) -> RenglonRevision | None:
    """El renglón de quien ya lo recibió, o nada."""
    historia, informe, contacto = entrega.historia, entrega.informe, entrega.contacto
    if historia.ultimo and entrega.previa:
        if historia.ultimo.informe == informe.sha256:
            return _refuse(informe, contacto, f"el {historia.ultimo.actualizado[:10]}", YA_ENVIADO)
        if entrega.previa.huella_lectura == entrega.leido.contenido.huella_lectura:
            return _refuse(informe, contacto, "lo que se lee es igual a lo ya enviado", SIN_CAMBIOS)
    if historia.anterior:
        detalle = f"es el que ya se le mandó con el folio {historia.anterior.folio}, antes de la corrección"
        return _refuse(informe, contacto, f"{detalle}; para volver a él, use otra campaña")
    return _find_repetido(pedido, entrega, historia)


def _find_repetido(pedido: PedidoCampania, entrega: Entrega, historia: Historia) -> RenglonRevision | None:
    """Lo mismo en otra campaña; un recordatorio sólo va a quien lo recibió y no ha contestado."""
    informe, contacto = entrega.informe, entrega.contacto
    if pedido.recordatorio and historia.repetido is None:
        return _refuse(informe, contacto, "no ha recibido este informe: no hay qué recordarle", NO_PEDIDO)
    if pedido.recordatorio and historia.respuesta:
        return _refuse(informe, contacto, f"ya contestó, el {historia.respuesta}", YA_ENVIADO)
    if historia.repetido is None or pedido.repetir or pedido.recordatorio:
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


def _refuse(
    informe: InformeCorrida, contacto: Contacto, razon: str, estado: str = NO_ENVIABLE
) -> RenglonRevision:
    return RenglonRevision(informe.clave, informe.nombre, estado, razon, contacto, informe.huella_corta)
