"""Libros con el acomodo conocido del concentrado municipal y del tabulado estatal del INEGI, desde ``data/``."""

import pandas as pd

from fais_analysis.claves import ENTIDADES
from fais_analysis.loaders.lectura import load_mapa
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.schemas.pobreza import SIN_CARENCIAS
from fais_analysis.schemas.vocabulario import CARENCIAS

Rejilla = list[list[object]]
CONCENTRADO, INEGI = load_mapa("coneval_concentrado"), load_mapa("inegi_pobreza_estatal")


def build_promedios() -> pd.DataFrame:
    """Los 39 municipios de Durango en tres años: personas publicadas y promedios inventados que cumplen sus sumas."""
    tabla = load_tabla("pobreza_municipal")
    tabla = tabla[tabla["clave_municipio"].str.startswith("10")].reset_index(drop=True)
    personas = {id_: tabla[f"{id_}_personas"] for id_ in CONCENTRADO["indicadores"]}
    todas = sum(personas[c] for c in CARENCIAS)
    resto = (todas - 3.5 * personas["pobreza_extrema"]) / (
        personas["pobreza_moderada"] + personas["vulnerable_carencias"]
    )
    de_pobres = 3.5 * personas["pobreza_extrema"] + resto * personas["pobreza_moderada"]
    promedios = dict.fromkeys(personas, pd.Series(3.2, tabla.index)) | {
        "pobreza_extrema": pd.Series(3.5, tabla.index),
        "pobreza_moderada": resto,
        "vulnerable_carencias": resto,
        "pobreza": de_pobres / personas["pobreza"],
        "linea_pobreza": de_pobres / personas["linea_pobreza"],
        "una_carencia": todas / personas["una_carencia"],
    }
    nuevas = {f"{i}_carencias_promedio": p.round(3) for i, p in promedios.items() if i not in SIN_CARENCIAS}
    return tabla.assign(**{c: v.where(tabla["pobreza_pct"].notna()) for c, v in nuevas.items()})


def build_concentrado(tabla: pd.DataFrame) -> Rejilla:
    """Encabezado en los renglones 5 a 7 y datos desde el 9, con la primera columna vacía y una nota al final."""
    municipios = load_tabla("catalogo_municipios").set_index("clave_municipio")["municipio"]
    claves, anios = sorted(set(tabla["clave_municipio"])), CONCENTRADO["anios"]
    arriba = ["", "Clave de\nentidad", "Entidad federativa", "Clave de municipio", "Municipio"]
    filas: Rejilla = [["Concentrado de prueba"], [], [], [], arriba, [""] * 5, [""] * 5, []]
    filas += [["", c[:2], ENTIDADES[c[:2]], c, municipios[c]] for c in claves]
    for anio in anios:
        _add(filas, [f"Población {anio}*\n(leer nota al final del cuadro)", "", ""], [1.0] * len(claves))
    for id_, (rotulo, *_) in CONCENTRADO["indicadores"].items():
        for medida, columna in CONCENTRADO["medidas"].items():
            if id_ in SIN_CARENCIAS and columna == "carencias_promedio":
                continue
            ancha = tabla.pivot(index="clave_municipio", columns="anio", values=f"{id_}_{columna}")
            for n, anio in enumerate(anios):
                primera = n == 0
                titulos = [
                    rotulo.capitalize() if primera and medida == "porcentaje" else "",
                    medida.capitalize() if primera else "",
                    anio,
                ]
                _add(filas, titulos, ["n.d." if v != v else v for v in ancha[anio].reindex(claves)])
    filas.append(["", "* Nota: libro escrito según su descripción."])
    ancho = max(map(len, filas))
    return [[*f, *[""] * (ancho - len(f))] for f in filas]


def _add(filas: Rejilla, titulos: list[object], valores: list[object]) -> None:
    for fila, valor in zip([*filas[4:7], *filas[8:]], [*titulos, *valores], strict=True):
        fila.append(valor)


def build_inegi() -> dict[str, Rejilla]:
    """Una hoja por entidad con las cifras de la serie de CONEVAL, como si el INEGI publicara las mismas."""
    tabla = load_tabla("pobreza_estatal")
    hojas: dict[str, Rejilla] = {"Índice": [["Contenido"]]}
    for clave, hoja in INEGI["hojas"].items():
        grupo = tabla[tabla["clave_entidad"] == clave].set_index("anio")
        anios, unidad = [*grupo.index], "Millones de personas" if clave == "00" else "Miles de personas"
        factor = 1e6 if clave == "00" else 1e3
        nombre = ENTIDADES.get(clave, "Estados Unidos Mexicanos")
        hueco = [""] * len(anios)
        filas: Rejilla = [
            ["INEGI"], ["Pobreza multidimensional"], [""], [nombre], [""],
            ["Indicadores", "", "", "", unidad, *hueco, "Porcentaje", *hueco],
            ["", "", "", "", *anios, "", *anios, ""],
            ["Pobreza"],
        ]  # fmt: skip
        for rotulo, id_ in INEGI["rotulos"].items():
            es_sub = id_ in ("pobreza_moderada", "pobreza_extrema")
            personas = (grupo[f"{id_}_personas"] / factor).tolist()
            filas.append(["", rotulo] if es_sub else [rotulo, ""])
            filas[-1] += ["", "", *personas, "", *grupo[f"{id_}_pct"], ""]
        ancho = max(map(len, filas))
        hojas[hoja] = [[*f, *[""] * (ancho - len(f))] for f in filas]
    return hojas
