"""Cruces del padrón: con el anexo y el libro, con las zonas prioritarias, y dónde se juntan apoyos.

Todo son cuentas; lo que señala registros va por su seudónimo y sólo sale sellado.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from fais_analysis.padron.normaliza import normalize_registros
from fais_analysis.schemas.padron_acciones import AccionAnexo

LLAVE = ["ejercicio", "clave_municipio", "clave_localidad", "apoyo"]
COLUMNAS_ACCIONES = (*LLAVE, "pagadas", "registradas")
COLUMNAS_JUNTOS = ("tipo", "lugar", "apoyos", "registros")
MINIMO_VIVIENDA, MINIMO_FAMILIA = 3, 5  # apoyos en un ejercicio: desde aquí alguien lo mira
SIN_RENGLON = "sin renglón en el anexo"


def compare_acciones(personas: pd.DataFrame, acciones: Sequence[AccionAnexo]) -> pd.DataFrame:
    """Acciones pagadas contra beneficiarios registrados: una fila = ejercicio, lugar y apoyo del anexo.

    Un renglón sin localidad cuenta lo de todo el municipio que no esté en otro renglón con localidad. Lo
    registrado que ningún renglón ampara va en filas propias, con ``pagadas`` en cero.
    """
    pagadas = pd.DataFrame(
        [(a.ejercicio, a.clave_municipio, a.clave_localidad, a.apoyo, a.acciones) for a in acciones],
        columns=[*LLAVE, "pagadas"],
    )
    pagadas = pagadas.groupby(LLAVE, as_index=False)["pagadas"].sum()
    con_renglon = set(pagadas[LLAVE].itertuples(index=False, name=None))
    lugares = [
        localidad if (ejercicio, municipio, localidad, apoyo) in con_renglon else ""
        for ejercicio, municipio, localidad, apoyo in personas[LLAVE].itertuples(index=False, name=None)
    ]
    registradas = (
        personas.assign(clave_localidad=lugares).groupby(LLAVE).size().rename("registradas").reset_index()
    )
    juntas = pagadas.merge(registradas, on=LLAVE, how="outer")
    cuentas = ["pagadas", "registradas"]
    juntas[cuentas] = juntas[cuentas].fillna(0).astype("int64")
    return juntas[list(COLUMNAS_ACCIONES)].sort_values(LLAVE, ignore_index=True)


def compare_libro(
    personas: pd.DataFrame, acciones: Sequence[AccionAnexo], libro: pd.DataFrame
) -> pd.DataFrame:
    """Las acciones del libro de inversión contra lo registrado: una fila = ejercicio, municipio y apoyo.

    El anexo dice cómo se llama cada apoyo en el libro; el apoyo que no lo dice no se cruza. Una obra pagada
    con dos fuentes cuenta una vez.
    """
    nombres = {(a.subclasificacion, a.apoyo) for a in acciones if a.subclasificacion}
    del_libro = libro[libro["tipo_conteo"] == "accion"].drop_duplicates("folio_obra")
    filas = []
    for subclasificacion, apoyo in sorted(nombres):
        suyas = del_libro[del_libro["subclasificacion"] == subclasificacion]
        for (ejercicio, municipio), obras in suyas.groupby(["ejercicio", "clave_municipio"]):
            filas.append((str(ejercicio), municipio, "", apoyo, int(obras["cantidad"].sum())))
    pagadas = [AccionAnexo(*fila) for fila in filas]
    ejercicios, apoyos = {f[0] for f in filas}, {f[3] for f in filas}
    propias = personas[personas["ejercicio"].isin(ejercicios) & personas["apoyo"].isin(apoyos)]
    return compare_acciones(propias, pagadas) if filas else pd.DataFrame(columns=list(COLUMNAS_ACCIONES))


def describe_diferencia(pagadas: int, registradas: int) -> str:
    """En palabras, si lo pagado y lo registrado coinciden."""
    if pagadas == registradas:
        return "coincide"
    if not pagadas:
        return SIN_RENGLON
    cuantas = abs(pagadas - registradas)
    return f"faltan {cuantas:,} por registrar" if pagadas > registradas else f"hay {cuantas:,} de más"


def count_zonas(
    personas: pd.DataFrame,
    zonas: Mapping[tuple[str, str], bool],
    rezago: Mapping[str, str],
    localidades: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Apoyos dentro y fuera de la zona de atención prioritaria rural, y por rezago.

    ``zonas`` dice de cada (ejercicio, municipio) si es zona; ``rezago``, el grado de cada municipio;
    ``localidades``, el de cada localidad, si la oficina lo tiene. Una fila = ejercicio, apoyo, zona y grados.
    """
    frases = {True: "en ZAP rural", False: "fuera de ZAP rural", None: "sin municipio o sin zonas de ese año"}
    zona = [
        frases[zonas.get((e, m))]
        for e, m in zip(personas["ejercicio"], personas["clave_municipio"], strict=True)
    ]
    con_lugar = personas.assign(
        zona=zona,
        grado=_find_grados(personas["clave_municipio"], rezago, "municipios"),
        grado_localidad=_find_grados(personas["clave_localidad"], localidades or {}, "localidades"),
    )
    llave = ["ejercicio", "apoyo", "zona", "grado", "grado_localidad"]
    return con_lugar.groupby(llave).size().rename("apoyos").reset_index()


def _find_grados(claves: pd.Series, grados: Mapping[str, str], de: str) -> list[str]:
    frases = {clave: f"{de} de rezago {grado.lower()}" for clave, grado in grados.items()}
    return [frases.get(clave, f"{de} sin dato de rezago") for clave in claves]


def find_juntos(personas: pd.DataFrame) -> pd.DataFrame:
    """Donde se juntan apoyos: una fila = vivienda o familia en un ejercicio, con sus registros.

    Una familia son los mismos dos apellidos, como suenan y en cualquier orden, en la misma localidad: es un
    indicio, no un parentesco. Con apellidos comunes en una localidad grande no se marca.
    """
    enlace = normalize_registros(personas)
    base = personas[["registro", "ejercicio", "apoyo", "clave_localidad"]].assign(
        vivienda=enlace["viv"].to_numpy(), familia=enlace["aps_par"].to_numpy()
    )
    casos: list[tuple[str, str, int, tuple[str, ...]]] = []
    for (ejercicio, vivienda), filas in base.dropna(subset=["vivienda"]).groupby(["ejercicio", "vivienda"]):
        if len(filas) >= MINIMO_VIVIENDA:
            casos.append(("una vivienda", f"{ejercicio} {vivienda}", len(filas), tuple(filas["registro"])))
    con_familia = base[base["familia"].notna() & (base["clave_localidad"] != "")]
    poblacion = con_familia.groupby("clave_localidad").size()
    for (ejercicio, localidad, _), filas in con_familia.groupby(["ejercicio", "clave_localidad", "familia"]):
        if len(filas) >= max(MINIMO_FAMILIA, poblacion[localidad] / 20):
            casos.append(("una familia", f"{ejercicio} {localidad}", len(filas), tuple(filas["registro"])))
    return pd.DataFrame(casos, columns=list(COLUMNAS_JUNTOS))


def find_mismo_apoyo(personas: pd.DataFrame) -> pd.DataFrame:
    """La misma vivienda con el mismo apoyo dos veces, en cualquier ejercicio: una fila = vivienda y apoyo.

    Sólo de programas que se dan a la vivienda: un piso o un techo se pone una vez.
    """
    de_vivienda = personas[(personas["unidad"] == "vivienda") & (personas["vivienda"] != "")]
    llave = de_vivienda["clave_municipio"] + "|" + de_vivienda["vivienda"].str.strip().str.upper()
    casos = [
        ("el mismo apoyo en una vivienda", f"{vivienda} {apoyo}", len(filas), tuple(filas["registro"]))
        for (vivienda, apoyo), filas in de_vivienda.assign(llave=llave).groupby(["llave", "apoyo"])
        if len(filas) > 1
    ]
    return pd.DataFrame(casos, columns=list(COLUMNAS_JUNTOS))


def list_detalle(casos: Iterable[Mapping[str, Any]], personas: pd.DataFrame) -> list[list[str]]:
    """Un renglón por registro señalado, con su origen, para el libro sellado: sin nombres ni CURP."""
    por = personas.set_index("registro")[["programa", "apoyo", "ejercicio", "folio", "renglon"]]
    renglones = []
    for numero, caso in enumerate(casos, start=1):
        for registro in caso["registros"]:
            fila = por.loc[registro]
            renglones.append([str(numero), str(caso["tipo"]), *map(str, fila)])
    return renglones
