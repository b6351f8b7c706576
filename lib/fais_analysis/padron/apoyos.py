"""El mismo apoyo dos veces: a la misma persona o a la misma vivienda, dentro de la ventana que fije la
secretaría.

Es una regla posterior: se marca para revisión, no se borra ni se funde a nadie.
"""

from datetime import date
from itertools import pairwise

import pandas as pd

COLUMNAS_REPETIDOS = ("tipo", "apoyo", "a", "b", "meses")


def find_repetidos(tabla: pd.DataFrame, grupo: dict[str, str]) -> pd.DataFrame:
    """Una fila por par de apoyos iguales y seguidos que caen dentro de la ventana de su programa.

    ``b`` es el que repite: un apoyo repetido por la persona y por la vivienda está en dos pares y es uno.

    Sin fecha se usa el ejercicio, a medio año. Un programa sin ventana no se marca: nadie la ha fijado.
    La misma vivienda sólo cuenta donde el apoyo es a la vivienda: dos becas de hermanos no son una doble.
    """
    con_ventana = tabla[(tabla["ventana_meses"] != "") & (tabla["apoyo"] != "")]
    filas: list[dict[str, object]] = []
    vivienda = con_ventana["clave_municipio"] + "|" + con_ventana["vivienda"].str.strip().str.upper()
    persona = con_ventana["registro"].map(lambda r: grupo.get(r, r))
    de_vivienda = (con_ventana["unidad"] == "vivienda") & (con_ventana["vivienda"] != "")
    casos = (("misma persona", persona, None), ("misma vivienda", vivienda, de_vivienda))
    for tipo, llave, filtro in casos:
        elegidas = con_ventana.assign(llave=llave)
        elegidas = elegidas if filtro is None else elegidas[filtro]
        for _, iguales in elegidas.groupby(["llave", "apoyo"], sort=True):
            if len(iguales) > 1:
                filas += _list_dentro(tipo, iguales)
    repetidos = pd.DataFrame(filas, columns=list(COLUMNAS_REPETIDOS))
    return repetidos.drop_duplicates(["a", "b"], ignore_index=True)


def _list_dentro(tipo: str, iguales: pd.DataFrame) -> list[dict[str, object]]:
    entregas = sorted(
        (_get_fecha(f.fecha_apoyo, f.ejercicio), f.registro, int(f.ventana_meses), f.apoyo)
        for f in iguales.itertuples()
        if f.fecha_apoyo or f.ejercicio
    )
    filas = []
    for (antes, a, ventana, apoyo), (despues, b, *_) in pairwise(entregas):
        meses = (despues.year - antes.year) * 12 + despues.month - antes.month
        if meses <= ventana:
            filas.append({"tipo": tipo, "apoyo": apoyo, "a": a, "b": b, "meses": meses})
    return filas


def _get_fecha(fecha: str, ejercicio: str) -> date:
    return date.fromisoformat(fecha) if fecha else date(int(ejercicio), 7, 1)
