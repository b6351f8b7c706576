"""De dónde sale cada cifra que un capítulo imprime: la celda de su tabla, por su llave."""

from collections.abc import Mapping

import pandas as pd

from fais_analysis.errors import EsquemaError
from fais_analysis.schemas.capitulos.contrato import Contrato
from fais_analysis.views.componentes import CifraVista
from fais_analysis.views.dato import fill_procedencia, write_llave
from fais_analysis.views.figures import Campos
from fais_analysis.views.formato import Formato

# Columna que deja ``stack_series`` con la procedencia ya llena.
PROCEDENCIA = "{procedencia}"


def write_origen(datos: Contrato, tabla: str, columna: str, **llaves: object) -> str:
    """Plantilla de procedencia de una columna: ``{hueco}`` por cada columna de la llave que no se dé.

    Parameters
    ----------
    datos
        Las tablas del capítulo.
    tabla, columna
        De qué celda sale la cifra.
    llaves
        Valores fijos de la llave, cuando el renglón que se muestra no los trae.

    Raises
    ------
    EsquemaError
        Si el capítulo no tiene registrada esa tabla.
    """
    capitulo, declaradas = datos.capitulo, datos.llaves
    if tabla not in declaradas:
        raise EsquemaError(
            "Una cifra dice venir de una tabla sin llave registrada.",
            donde=f"{capitulo}.{tabla}",
            esperado=", ".join(declaradas),
            encontrado=tabla,
            que_hacer=f"agréguela a «llaves» en schemas/capitulos/{capitulo}.py y a procedencia/columnas",
        )
    huecos = (write_llave(llaves[c]) if c in llaves else f"{{{c}}}" for c in declaradas[tabla])
    return f"{capitulo}({datos.lugar.clave}).{tabla}[{','.join(huecos)}].{columna}"


def build_campos(rotulo: str, referencia: str = "", formato: Formato = "pct") -> Campos:
    """Los campos de una gráfica de :func:`comun.stack_series`, con su procedencia."""
    return Campos(
        "categoria",
        "valor",
        "serie",
        formato,
        referencia=referencia,
        procedencia=PROCEDENCIA,
        rotulo_categoria=rotulo,
    )


def build_cifra(
    datos: Contrato,
    tabla: str,
    fila: pd.Series | Mapping[str, object],
    columna: str,
    formato: Formato,
) -> CifraVista:
    """La cifra de una celda, con su formato y su procedencia.

    ``fila`` es el renglón de la tabla, con su llave.
    """
    procedencia = fill_procedencia(write_origen(datos, tabla, columna), fila)
    return CifraVista(fila[columna], formato, procedencia=procedencia)
