"""Lee un archivo antes de que entre: qué tablas salen de él y en qué cambian las que se tienen."""

from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from fais_analysis.errors import FaisError, FuenteFaltanteError
from fais_analysis.loaders.cambios import EJEMPLOS, Cambios, check_cambios
from fais_analysis.loaders.celdas_cambiadas import list_celdas_cambiadas
from fais_analysis.loaders.construccion import compare_con_datos, get_lector
from fais_analysis.loaders.definiciones import load_definiciones
from fais_analysis.schemas.anios import load_anios
from fais_analysis.sources.fichas import EdicionArchivo, get_archivo, load_fichas
from fais_analysis.sources.locate import use_candidato
from fais_analysis.sources.rutas import get_fuentes

# Fuentes de las que se dice por qué no leyeron un archivo que nadie reconoce.
MOTIVOS = 3


def review_candidato(id_: str, edicion: EdicionArchivo, ruta: Path) -> list[Cambios]:
    """Qué cambiaría cada tabla si ese archivo ocupara el lugar del registrado.

    Parameters
    ----------
    id_, edicion
        La fuente y la edición que se le suponen.
    ruta
        El archivo, donde esté.

    Returns
    -------
    list of Cambios
        Uno por tabla que sale de él; vacía si ninguna se construye con esa fuente o si nadie lo leyó (con
        otras entidades preparadas, las AGEB salen del archivo del país y no del recorte).

    Raises
    ------
    EsquemaError, FuenteAlteradaError
        Si no se puede leer, o una guarda no cuadra.
    """
    with use_candidato(id_, edicion, ruta) as candidato:
        revisadas = [
            cambios
            for nombre, definicion in load_definiciones().items()
            if id_ in definicion["originales"]
            for cambios in _review_tabla(nombre, definicion, edicion.anio)
        ]
    return revisadas if candidato.se_leyo else []


def check_candidato(id_: str, edicion: EdicionArchivo, ruta: Path, motivo: str = "") -> str:
    """En qué tablas dice lo mismo que lo que ya se tiene; vacío si ninguna tabla sale de él.

    Raises
    ------
    EsquemaError, FuenteAlteradaError
        Si no se puede leer, si una guarda no cuadra o si quita o cambia algo y no hay un motivo. Dice también
        en qué celdas difiere del archivo que se tiene.
    """
    try:
        revisadas = review_candidato(id_, edicion, ruta)
        for cambios in revisadas:
            check_cambios(cambios, get_fuentes(), motivo)
    except FaisError as error:
        error.encontrado += _describe_celdas(id_, edicion, ruta)
        raise
    return ", ".join(dict.fromkeys(cambios.tabla for cambios in revisadas))


def find_fuente(ruta: Path) -> tuple[str, EdicionArchivo]:
    """La fuente y la edición de un archivo, por lo que trae: la única que lo lee sin que cambie nada.

    Raises
    ------
    FuenteFaltanteError
        Si ninguna lo reconoce, o lo leen varias; dice por qué no las de nombre más parecido.
    """
    leyeron, motivos = [], []
    for id_, ficha in load_fichas().items():
        for edicion, archivo in ficha.archivos.items():
            if Path(archivo.ruta).suffix.lower() != ruta.suffix.lower():
                continue
            try:
                revisadas = review_candidato(id_, edicion, ruta)
            except FaisError as error:
                parecido = fuzz.ratio(ruta.stem.lower(), Path(archivo.ruta).stem.lower())
                motivos.append((-parecido, f"{id_} {edicion}".rstrip() + f": {error.que_paso}"))
                continue
            if revisadas:
                leyeron.append((any(c.detienen for c in revisadas), id_, edicion))
    identicas = [(id_, edicion) for cambia, id_, edicion in leyeron if not cambia]
    posibles = identicas or [(id_, edicion) for _, id_, edicion in leyeron]
    if len(posibles) == 1:
        return posibles[0]
    hallado = "; ".join(f"{id_} {edicion}".rstrip() for id_, edicion in posibles)
    raise FuenteFaltanteError(
        f"«{ruta.name}» no se reconoce por su contenido.",
        donde=ruta.name,
        esperado="las columnas y claves de una de las fuentes de: fais datos fichas",
        encontrado=f"lo leen varias: {hallado}"
        if posibles
        else (" · ".join(motivo for _, motivo in sorted(motivos)[:MOTIVOS]) or "otra extensión"),
        que_hacer="si es un archivo oficial, devuélvale su nombre; si la institución cambió sus rótulos, "
        "agréguelos al mapa en loaders/columnas",
    )


def _describe_celdas(id_: str, edicion: EdicionArchivo, ruta: Path) -> str:
    """« · 1 diferencia con el archivo que se tiene: hoja «Municipios», celda G310: 8.65 → 30.5», o nada."""
    archivo = get_archivo(id_, *edicion)
    celdas = list_celdas_cambiadas(get_fuentes() / archivo.ruta, ruta, archivo.codificacion)
    if not celdas:
        return ""
    cuantas = "1 diferencia" if len(celdas) == 1 else f"{len(celdas):,} diferencias"
    puntos = "…" if len(celdas) > EJEMPLOS else ""
    return f" · {cuantas} con el archivo que se tiene: {'; '.join(celdas[:EJEMPLOS])}{puntos}"


def _review_tabla(nombre: str, definicion: dict[str, Any], anio: int | None) -> list[Cambios]:
    if "lector" in definicion:
        return [compare_con_datos(nombre, get_lector(definicion["lector"])())]
    lector = get_lector(definicion["lector_por_anio"])
    revisadas = []
    for cual in [anio] if anio in load_anios(nombre) else load_anios(nombre):
        try:
            leida = lector(cual)
        except FuenteFaltanteError:
            continue  # ese año sale de otro original
        revisadas.append(compare_con_datos(nombre, leida, cual))
    return revisadas
