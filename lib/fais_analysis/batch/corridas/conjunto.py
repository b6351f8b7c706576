"""El estado completo con lo de varias corridas: de cuál es el último informe de cada municipio."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from fais_analysis.batch.corridas.historial import FuenteReuso, check_dentro
from fais_analysis.batch.corridas.manifiesto import BUENO, FichaInforme


@dataclass(frozen=True)
class InformeAjeno:
    """El último informe bueno de un municipio que esta corrida no trae.

    Las rutas de ``ficha`` son relativas a la carpeta de la corrida que se publica; ``generado`` es cuándo se
    produjo.
    """

    ficha: FichaInforme
    generado: str


def list_ajenos(
    fuentes: Sequence[FuenteReuso], municipios: Collection[str], propios: Collection[str]
) -> dict[str, InformeAjeno]:
    """El último informe bueno y en disco de cada municipio que no está en ``propios``, si lo hay.

    ``fuentes`` van de la más nueva a la más vieja.
    """
    hallados: dict[str, InformeAjeno] = {}
    for fuente in fuentes:
        for clave in set(municipios) & {*fuente.fichas} - {*propios, *hallados}:
            ficha, origen = fuente.fichas[clave]
            if fuente.es_huerfana or ficha.estado != BUENO or not _is_en_disco(ficha.informe, fuente):
                continue
            base = f"../{fuente.carpeta.name}"
            interactivo = f"{base}/{ficha.interactivo}" if ficha.interactivo else None
            ajena = replace(ficha, informe=f"{base}/{ficha.informe}", interactivo=interactivo)
            hallados[clave] = InformeAjeno(ajena, origen.generado)
    return hallados


def is_a_la_vista(ultima: str, fuentes: Sequence[FuenteReuso], vigencias: Mapping[str, str]) -> bool:
    """Si el índice de ``ultima`` ya lleva al informe de hoy de cada clave, en esa corrida o en una anterior.

    ``vigencias`` va de la clave de cada informe a la de su contenido.
    """
    publicadas = [f for f in fuentes if not f.es_huerfana]
    desde = next((i for i, f in enumerate(publicadas) if f.carpeta.name == ultima), len(publicadas))
    return all(
        _find_contenido(publicadas[desde:], clave) == contenido for clave, contenido in vigencias.items()
    )


def has_todo(corrida: str, fuentes: Sequence[FuenteReuso]) -> bool:
    """Si esa corrida trae todo lo que las más nuevas que ella traen."""
    publicadas = [f for f in fuentes if not f.es_huerfana]
    desde = next((i for i, f in enumerate(publicadas) if f.carpeta.name == corrida), len(publicadas) - 1)
    fichas = [ficha for f in publicadas[:desde] for ficha, _ in f.fichas.values()]
    nuevas = {ficha.clave for ficha in fichas if ficha.estado == BUENO}
    return nuevas <= {*publicadas[desde].fichas}


def _find_contenido(publicadas: Sequence[FuenteReuso], clave: str) -> str:
    fichas = (f.fichas[clave][0] for f in publicadas if clave in f.fichas)
    return next((ficha.clave_contenido for ficha in fichas if ficha.estado == BUENO), "")


def _is_en_disco(relativa: str | None, fuente: FuenteReuso) -> bool:
    try:
        return bool(relativa) and check_dentro(fuente.carpeta, str(relativa)).is_file()
    except OSError:
        return False
