"""De qué entidades hay tablas que no cubren el país: la base del repositorio y las que alguien preparó."""

import yaml

from fais_analysis.claves import check_clave_entidad
from fais_analysis.errors import FaisError, FuenteAlteradaError
from fais_analysis.sources.escritura import write_con_carpeta
from fais_analysis.sources.rutas import get_datos

ENTIDAD_BASE = "10"
ARCHIVO = "entidades.yml"
ENCABEZADO = "# Entidades preparadas además de la base (fais datos preparar). No se versiona.\n"


def load_entidades() -> tuple[str, ...]:
    """Claves de las entidades de las que se construyen las tablas por entidad, en orden.

    Raises
    ------
    FuenteAlteradaError
        Si ``data/entidades.yml`` no es la lista que escribió ``fais datos preparar``.
    """
    ruta = get_datos() / ARCHIVO
    if not ruta.is_file():
        return (ENTIDAD_BASE,)
    try:
        claves = yaml.safe_load(ruta.read_text(encoding="utf-8"))
        return tuple(sorted({ENTIDAD_BASE, *(check_clave_entidad(c) for c in claves)}))
    except (yaml.YAMLError, UnicodeDecodeError, TypeError, FaisError) as error:
        raise FuenteAlteradaError(
            "La lista de entidades preparadas no se puede leer.",
            donde=f"data/{ARCHIVO}",
            esperado='claves de dos dígitos entre comillas: ["32"]',
            encontrado=str(error).splitlines()[0][:120],
            que_hacer="bórrela y corra: fais datos preparar --entidad EE",
        ) from None


def add_entidad(clave_entidad: str) -> bytes | None:
    """Anota que de una entidad se construyen también las tablas por entidad; devuelve la lista de antes."""
    ruta = get_datos() / ARCHIVO
    previa = ruta.read_bytes() if ruta.is_file() else None
    propias = sorted({*load_entidades(), check_clave_entidad(clave_entidad)} - {ENTIDAD_BASE})
    texto = ENCABEZADO + yaml.safe_dump(propias, default_style='"')
    write_con_carpeta(ruta, texto.encode("utf-8"))
    return previa


def restore_entidades(previa: bytes | None) -> None:
    """Deja la lista como estaba (``add_entidad`` la devuelve): la entidad no se pudo preparar."""
    ruta = get_datos() / ARCHIVO
    if previa is None:
        ruta.unlink(missing_ok=True)
    else:
        write_con_carpeta(ruta, previa)
