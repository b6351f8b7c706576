"""La hoja de un municipio, llena con su propuesta y la mezcla: se queda con las propuestas."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fais_analysis.propuestas.mezcla import Sugerencia
    from fais_analysis.propuestas.revision import Revision


def save_hoja(revision: "Revision", sugerencia: "Sugerencia", carpeta: Path) -> Path:
    """Escribe ``CLAVE_EJERCICIO_hoja.html``, con lo ya acordado, y da su ruta.

    Raises
    ------
    PropuestaError
        Si el registro de acuerdos se alteró.
    FuenteFaltanteError, FuenteAlteradaError
        Si falta una tabla de ``data/`` o alguien la cambió.
    """
    from fais_analysis.pages.ensamble import Pagina
    from fais_analysis.pages.hoja import ROTULO, build_hoja_llena
    from fais_analysis.propuestas.acuerdos import fill_hoja
    from fais_analysis.propuestas.registros import list_acuerdos
    from fais_analysis.propuestas.reunion import build_llenado
    from fais_analysis.reports.hoja import build_hoja
    from fais_analysis.sources.escritura import write_con_carpeta
    from fais_analysis.views.capitulos.hoja_papel import show_hoja

    propuesta = revision.propuesta
    cuerpo = show_hoja(build_hoja(propuesta.clave_municipio), build_llenado(revision, sugerencia))
    rotulo = f"{ROTULO} {propuesta.ejercicio}"
    pagina = Pagina(propuesta.clave_municipio, revision.necesidad.municipio, rotulo, ())
    vigentes = list_acuerdos(carpeta, propuesta.clave_municipio, propuesta.ejercicio)
    documento = build_hoja_llena(pagina, cuerpo, propuesta.sha256[:16])
    destino = carpeta / f"{propuesta.clave_municipio}_{propuesta.ejercicio}_hoja.html"
    write_con_carpeta(destino, fill_hoja(documento, vigentes))
    return destino
