"""Las columnas que no son del formato: un rótulo mal escrito, un dato de personas, o algo que se salta."""

import re

from fais_analysis.loaders.libros.problemas import Problema, show_valor
from fais_analysis.loaders.libros.valores import normalize_texto
from fais_analysis.schemas.libros import FormatoLibro

PARECIDO_MINIMO = 80.0
DE_PERSONAS = re.compile(
    r"curp|rfc|telefono|celular|correo|domicilio|direccion|nacimiento|paterno|materno|solicitante|titular|ine\b"
)
# Si un rótulo que no se conoce los nombra, quizá sea la columna debida con otro nombre: no se salta.
DE_CUIDADO = frozenset({"monto", "clave", "folio", "fuente", "inversion", "pesos", "total", "costo"})


def build_ajena(rotulo: object, renglon: int, formato: FormatoLibro) -> Problema | None:
    """El problema de una columna que el formato no conoce; nulo si se puede saltar sin riesgo."""
    de_mas = " (y «observaciones»)" if "observaciones" in formato.ignoradas else ""
    esperado, que_hacer = f"sólo las columnas de la plantilla{de_mas}", "corrija el nombre o quite la columna"
    encontrado = "una columna que no es de la plantilla"
    if formato.admite_ajenas:
        plano = normalize_texto(str(rotulo))
        if DE_PERSONAS.search(plano):
            encontrado, esperado = "una columna de datos de personas", "ningún dato de personas"
            que_hacer = "quite la columna del libro"
        elif parecida := _find_parecida(plano, formato):
            que_hacer = f"si es «{parecida}», escríbala así; si no, cámbiele el nombre o quítela"
        elif not DE_CUIDADO & set(re.findall(r"\w+", plano)):
            return None
    return Problema(renglon, show_valor(rotulo), encontrado, esperado, que_hacer)


def _find_parecida(plano: str, formato: FormatoLibro) -> str:
    from rapidfuzz import fuzz, process  # sólo quien trae una columna de más lo paga

    nombres = {dicho: c.nombre for c in formato.columnas for dicho in (c.nombre, *c.alias)}
    hallado = process.extractOne(
        plano.replace(" ", "_"), list(nombres), scorer=fuzz.ratio, score_cutoff=PARECIDO_MINIMO
    )
    return nombres[hallado[0]] if hallado else ""
