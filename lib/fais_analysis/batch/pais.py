"""El país: una corrida por entidad, cada una en su carpeta, y un índice y un manifiesto que las reúnen.

Cada entidad es una corrida completa, con su índice, su panorama y su manifiesto, así que se reanuda, se
compara y se verifica como cualquiera: al repetir la orden, lo que no cambió no se vuelve a hacer.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from fais_analysis import __version__
from fais_analysis.batch.corrida import INTERRUMPIDA, check_pedido, produce_entidad
from fais_analysis.batch.corridas.candado import hold_salida
from fais_analysis.batch.corridas.manifiesto import BUENO, FALLIDO, NOMBRE, PENDIENTE, Manifiesto
from fais_analysis.batch.corridas.salida import build_nombre_carpeta, check_salida
from fais_analysis.batch.plan.pedido import Pedido
from fais_analysis.claves import ENTIDADES, check_clave_entidad
from fais_analysis.errors import ClaveError, CumuloError, FaisError
from fais_analysis.pages.ensamble import build_forma_indice, get_ambiente
from fais_analysis.sources.escritura import write_atomico
from fais_analysis.sources.huella import compute_sha256

TODAS, SEPARADOR = "todas", ","
CARPETA, MANIFIESTO_PAIS, INDICE = "pais", "manifiesto_pais.json", "index.html"
VERSION_ESQUEMA = 1
COMPLETA, CON_FALLAS, SIN_CORRIDA = "completa", "con fallas", "sin corrida"
SIN_LIBRO = "inversión: el libro no trae obras de la entidad"
SIN_MAPA = "mapas: faltan los polígonos municipales"
ERROR_EN_LO_PEDIDO = 2


@dataclass(frozen=True)
class FichaEntidad:
    """Lo que quedó de una entidad. ``indice`` es la ruta del suyo; ``faltan``, los datos que no se tienen.

    ``corrida`` y ``manifiesto_sha256`` son vacíos si no hubo corrida; entonces ``causa`` dice por qué.
    """

    clave: str
    nombre: str
    carpeta: str
    estado: str
    corrida: str = ""
    indice: str = ""
    manifiesto_sha256: str = ""
    municipios: int = 0
    buenos: int = 0
    fallidos: int = 0
    pendientes: int = 0
    es_demostracion: bool = False
    faltan: tuple[str, ...] = ()
    cifras: Mapping[str, str] | None = None
    causa: str = ""


def list_entidades(pedido: str, claves: Sequence[str] = ()) -> tuple[str, ...]:
    """Las entidades de un pedido de varias («todas» o «01,09»), en orden; vacío si es de una sola.

    Raises
    ------
    ClaveError
        Si alguna no existe o, además, se piden municipios.

    Examples
    --------
    >>> list_entidades("09,01"), list_entidades("10"), len(list_entidades("todas"))
    (('01', '09'), (), 32)
    """
    if pedido != TODAS and SEPARADOR not in pedido:
        return ()
    if claves:
        raise ClaveError(
            "Con varias entidades no se piden municipios sueltos.",
            donde="claves pedidas",
            esperado=f"sólo --entidad {pedido}, o municipios de una entidad",
            encontrado=", ".join(claves[:5]),
            que_hacer="quite los municipios, o dé --entidad con la suya",
        )
    pedidas = ENTIDADES if pedido == TODAS else [clave.strip() for clave in pedido.split(SEPARADOR)]
    return tuple(sorted({check_clave_entidad(clave) for clave in pedidas}))


def produce_pais(entidades: Sequence[str], pedido: Pedido) -> int:
    """Corre varias entidades, una tras otra, en ``salida/pais``; devuelve el código de salida.

    Lo demás de ``pedido`` vale para todas.

    Una entidad que falla no detiene a las demás. Después de cada una se actualizan el índice y el manifiesto
    nacionales: si la orden se interrumpe, dicen hasta dónde se llegó y al repetirla sigue de ahí.

    Raises
    ------
    FaisError
        Si las opciones o la carpeta no sirven, o el clúster se pierde.
    """
    check_pedido(pedido)
    base = pedido.salida.absolute() / CARPETA
    check_salida(base)
    codigos: list[int] = []
    with hold_salida(base):
        fichas = read_fichas(base)
        for numero, entidad in enumerate(entidades, start=1):
            print(f"── {numero} de {len(entidades)}: {entidad} {ENTIDADES[entidad]}", flush=True)
            carpeta = build_nombre_carpeta(entidad, ENTIDADES[entidad])
            try:
                propio = replace(pedido, entidad=entidad, claves=(), salida=base / carpeta)
                codigo, manifiesto = produce_entidad(propio)
                fichas[entidad] = build_ficha(manifiesto, base / carpeta)
            except CumuloError:
                raise
            except FaisError as error:
                codigo, fichas[entidad] = ERROR_EN_LO_PEDIDO, build_sin_corrida(entidad, error)
                print(f"Error: {error}", file=sys.stderr)
            codigos.append(codigo)
            write_pais(fichas, base)
            if codigo == INTERRUMPIDA:
                break
    print_cierre(fichas, entidades, base)
    return max(codigos)


def build_ficha(manifiesto: Manifiesto, carpeta: Path) -> FichaEntidad:
    """La ficha de una entidad que corrió."""
    ruta = carpeta / manifiesto.corrida / NOMBRE
    municipios = manifiesto.municipios
    panorama = manifiesto.panorama
    es_completa = not manifiesto.codigo_salida
    return FichaEntidad(
        clave=manifiesto.entidad,
        nombre=manifiesto.nombre_entidad,
        carpeta=carpeta.name,
        estado=COMPLETA if es_completa else CON_FALLAS,
        corrida=manifiesto.corrida,
        indice=f"{carpeta.name}/{manifiesto.corrida}/{INDICE}",
        manifiesto_sha256=compute_sha256(ruta),
        municipios=len(municipios),
        buenos=sum(f.estado == BUENO for f in municipios),
        fallidos=sum(f.estado == FALLIDO for f in municipios),
        pendientes=sum(f.estado == PENDIENTE for f in municipios),
        es_demostracion=manifiesto.es_demostracion,
        faltan=tuple(list_faltantes(manifiesto)),
        cifras={c["rotulo"]: c["texto"] for c in panorama.cifras.values()} if panorama else {},
    )


def list_faltantes(manifiesto: Manifiesto) -> list[str]:
    """Los datos que una entidad no tiene y su corrida dice."""
    from fais_analysis.loaders.inversion import SIN_OBRAS
    from fais_analysis.sources.rutas import get_shapefiles

    faltan = [SIN_LIBRO] if SIN_OBRAS in manifiesto.insumos["libro"]["advertencias"] else []
    hay_mapa = any(get_shapefiles().glob(f"municipios_{manifiesto.entidad}.*"))
    return [*faltan, *([] if hay_mapa else [SIN_MAPA])]


def build_sin_corrida(entidad: str, error: FaisError) -> FichaEntidad:
    """La ficha de una entidad que no pudo correr."""
    carpeta = build_nombre_carpeta(entidad, ENTIDADES[entidad])
    return FichaEntidad(entidad, ENTIDADES[entidad], carpeta, SIN_CORRIDA, causa=error.que_paso)


def read_fichas(base: Path) -> dict[str, FichaEntidad]:
    """Las fichas del manifiesto nacional, de corridas que siguen ahí; ninguna si no se puede leer."""
    try:
        campos = json.loads((base / MANIFIESTO_PAIS).read_text(encoding="utf-8"))
        if campos["esquema"] != VERSION_ESQUEMA:
            return {}
        fichas = [FichaEntidad(**{**f, "faltan": tuple(f["faltan"])}) for f in campos["entidades"]]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return {f.clave: f for f in fichas if not f.indice or (base / f.indice).is_file()}


def write_pais(fichas: Mapping[str, FichaEntidad], base: Path) -> None:
    """Escribe el índice y el manifiesto nacionales, cada uno de un renombrado; el manifiesto al último."""
    en_orden = [fichas[clave] for clave in sorted(fichas)]
    write_atomico(base / INDICE, build_indice_pais(en_orden))
    campos = {
        "esquema": VERSION_ESQUEMA,
        "version": __version__,
        "indice_sha256": compute_sha256(base / INDICE),
        **count_totales(en_orden),
        "entidades": [asdict(ficha) for ficha in en_orden],
    }
    write_atomico(base / MANIFIESTO_PAIS, json.dumps(campos, ensure_ascii=False, indent=2) + "\n")


def count_totales(fichas: Sequence[FichaEntidad]) -> dict[str, int]:
    """Sumas del país: municipios, expedientes buenos, fallidos y pendientes."""
    return {c: sum(getattr(f, c) for f in fichas) for c in ("municipios", "buenos", "fallidos", "pendientes")}


def build_indice_pais(fichas: Sequence[FichaEntidad]) -> str:
    """La página de entrada del país: una fila por entidad, con su índice y lo que le falta."""
    rotulos = list(dict.fromkeys(rotulo for ficha in fichas for rotulo in ficha.cifras or {}))
    return (
        get_ambiente()
        .get_template("pais.html.j2")
        .render(
            fichas=fichas,
            rotulos=rotulos,
            totales=count_totales(fichas),
            forma=build_forma_indice(),
            version=__version__,
            es_demostracion=any(ficha.es_demostracion for ficha in fichas),
        )
    )


def print_cierre(fichas: Mapping[str, FichaEntidad], entidades: Sequence[str], base: Path) -> None:
    """Dice cuántas entidades y expedientes salieron, y cuáles no."""
    propias = [fichas[e] for e in entidades if e in fichas]
    completas, totales = sum(f.estado == COMPLETA for f in propias), count_totales(propias)
    print(f"{completas} de {len(entidades)} entidades completas; {totales['buenos']:,} expedientes")
    print(f"Ábralos en: {base / INDICE}")
    sys.stdout.flush()
    for ficha in (f for f in propias if f.estado != COMPLETA):
        detalle = ficha.causa or f"{ficha.fallidos} fallidos, {ficha.pendientes} pendientes"
        print(f"{ficha.clave} {ficha.nombre}, {ficha.estado}: {detalle}", file=sys.stderr)
