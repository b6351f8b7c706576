"""Qué hay a la mano, qué falta y qué se atrasó: los originales, las tablas y los informes que las piden."""

from collections.abc import Mapping
from dataclasses import dataclass

from fais_analysis.errors import FaisError, FuenteAlteradaError, FuenteFaltanteError
from fais_analysis.loaders.definiciones import list_originales, list_pedidas, load_definiciones
from fais_analysis.loaders.ordenadas import load_ficha_tabla, load_tabla
from fais_analysis.loaders.preparacion import FALTA
from fais_analysis.sources.fichas import EdicionArchivo, get_archivo, load_fichas
from fais_analysis.sources.huella import compute_sha256
from fais_analysis.sources.locate import locate_archivo

PRESENTE, ALTERADO, ACEPTADO = "presente", "alterado", "otra edición, aceptada"
AL_DIA, ATRASADA = "al día", "atrasada"
SIN_INFORME = "biblioteca y explorador"


@dataclass(frozen=True)
class ExistenciaOriginal:
    """Un archivo oficial: su estado, las tablas que salen de él y los informes que las piden."""

    fuente: str
    edicion: EdicionArchivo
    ruta: str
    estado: str
    tablas: tuple[str, ...]
    informes: tuple[str, ...]


@dataclass(frozen=True)
class ExistenciaTabla:
    """Una tabla de ``data/``: su estado y por qué, si cubre la entidad y qué informes la piden."""

    tabla: str
    estado: str
    motivo: str
    cubre: bool
    informes: tuple[str, ...]


def find_estado(id_: str, edicion: EdicionArchivo) -> str:
    """Si el archivo oficial está a la mano y es la edición registrada o una que alguien aceptó."""
    try:
        ruta = locate_archivo(id_, *edicion)
    except FuenteFaltanteError:
        return FALTA
    except FuenteAlteradaError:
        return ALTERADO
    return PRESENTE if compute_sha256(ruta) == get_archivo(id_, *edicion).sha256 else ACEPTADO


def list_existencias() -> list[ExistenciaOriginal]:
    """Una fila = un archivo oficial registrado, en el orden del registro."""
    usos: dict[str, list[str]] = {}
    for nombre, definicion in load_definiciones().items():
        for id_ in {*definicion["originales"], *definicion.get("originales_nacionales", [])}:
            usos.setdefault(id_, []).append(nombre)
    return [
        ExistenciaOriginal(
            id_,
            edicion,
            archivo.ruta,
            find_estado(id_, edicion),
            tuple(usos.get(id_, ())),
            _list_informes(usos.get(id_, [])),
        )
        for id_, ficha in load_fichas().items()
        for edicion, archivo in ficha.archivos.items()
    ]


def list_tablas_existentes(clave_entidad: str) -> list[ExistenciaTabla]:
    """Una fila = una tabla de ``loaders/tablas.yml``: si está, si es la de su ficha y si ésta es la de hoy.

    Parameters
    ----------
    clave_entidad
        De qué entidad se pregunta si la tabla trae filas.
    """
    huellas = _load_huellas()
    return [_find_tabla(nombre, clave_entidad, huellas) for nombre in load_definiciones()]


def _find_tabla(nombre: str, clave_entidad: str, huellas: Mapping[str, str]) -> ExistenciaTabla:
    informes = _list_informes([nombre])
    try:
        ficha = load_ficha_tabla(nombre)
        load_tabla(nombre)
    except FuenteFaltanteError as error:
        motivo = "nadie ha importado con qué" if load_definiciones()[nombre].get("opcional") else ""
        return ExistenciaTabla(nombre, FALTA, motivo or error.encontrado, False, informes)
    except FaisError as error:
        return ExistenciaTabla(nombre, ALTERADO, error.que_paso, False, informes)
    otros = [o.archivo for o in ficha.originales if huellas.get(o.archivo, o.sha256) != o.sha256]
    registrados = {
        get_archivo(id_, *e).nombre for id_ in list_originales(nombre) for e in list_pedidas(nombre, id_)
    }
    otros += sorted(registrados - {o.archivo for o in ficha.originales})
    motivo = f"se hizo con otra edición de {', '.join(otros)}" if otros else ""
    return ExistenciaTabla(
        nombre, ATRASADA if otros else AL_DIA, motivo, ficha.covers(clave_entidad), informes
    )


def _load_huellas() -> dict[str, str]:
    """La huella vigente de cada archivo: la del que está a la mano o, si no está, la registrada."""
    huellas = {}
    for id_, ficha in load_fichas().items():
        for edicion, archivo in ficha.archivos.items():
            en_mano = find_estado(id_, edicion) == ACEPTADO
            huellas[archivo.nombre] = (
                compute_sha256(locate_archivo(id_, *edicion)) if en_mano else archivo.sha256
            )
    return huellas


def _list_informes(tablas: list[str]) -> tuple[str, ...]:
    definiciones = load_definiciones()
    return tuple(dict.fromkeys(i for nombre in tablas for i in definiciones[nombre].get("informes", [])))
