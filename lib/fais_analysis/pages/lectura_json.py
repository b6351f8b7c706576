"""Lee ``resumen.json`` como una lista de piezas: cada valor, con su tabla, su renglón y su campo."""

import json
from collections.abc import Iterator
from typing import Any

from fais_analysis.pages.hoja import ROTULO
from fais_analysis.pages.lectura import FICHA, Informe, LugarPieza, Pieza, RenglonTabla

CAPITULO = "resumen.json"
PRODUCTO = "fais_analysis"


def read_json(documento: str) -> Informe:
    """Lee lo que dice la hoja para máquinas.

    Raises
    ------
    ValueError
        Si no es un JSON o no tiene la forma de uno de los nuestros.
    """
    try:
        campos = json.loads(documento)
        ficha = campos["ficha"]
        de_la_ficha = {
            "Clave": str(campos["clave"]),
            "Versión": f"{PRODUCTO} {ficha['version']}",
            "Huella de los datos": str(ficha["huella_datos"]),
            "Huella del informe": str(ficha["huella_informe"]),
        }
        piezas = [
            p for campo, valor in campos.items() if campo != "ficha" for p in _list_piezas(campo, valor)
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("un archivo que no es un resumen.json") from error
    for nombre, valor in de_la_ficha.items():
        lugar = LugarPieza("Pie", papel=FICHA, renglon=RenglonTabla(nombre))
        piezas.append(Pieza("texto", "dato", nombre, valor, lugar))
    return Informe(de_la_ficha["Clave"], ROTULO, piezas, ficha=de_la_ficha, formato="json")


def _list_piezas(campo: str, valor: Any) -> Iterator[Pieza]:
    """Los valores de un campo: uno, los de un registro, o los de cada renglón de una tabla."""
    filas = valor if isinstance(valor, list) else [valor]
    for numero, fila in enumerate(filas, start=1):
        renglon = RenglonTabla(str(numero)) if isinstance(valor, list) else None
        for columna, celda in fila.items() if isinstance(fila, dict) else [("", fila)]:
            lugar = LugarPieza(CAPITULO, campo, renglon=renglon, columnas=(columna,), columna=0)
            yield Pieza("texto", "dato", f"{campo}.{columna}", json.dumps(celda, ensure_ascii=False), lugar)
