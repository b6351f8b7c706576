"""Cómo se comparan dos registros, campo por campo: la condición de cada nivel y cómo se dice en palabras.

De mayor a menor parecido; el primero que se cumple es el del par. El del género va antes que «una letra»:
si no,
Francisco y Francisca parecerían un error de dedo.
"""

from dataclasses import dataclass

MINIMO_PARECIDO = 0.90
_JW = "jaro_winkler_similarity({0}_l, {0}_r) >= {1}"
# La de Damerau, que cuenta uno por trasposición, es lenta; la sencilla, que cuenta dos, descarta antes.
_DL = "(levenshtein({0}_l, {0}_r) <= 2 * {1} AND damerau_levenshtein({0}_l, {0}_r) <= {1})"
_CASI_AP = f"({_JW.format('ap1', MINIMO_PARECIDO)} OR {_DL.format('ap1', 1)})"
_CASI_AP2 = f"({_JW.format('ap2', MINIMO_PARECIDO)} OR {_DL.format('ap2', 1)})"
_DIA = "abs(date_diff('day', CAST(fecha_l AS DATE), CAST(fecha_r AS DATE)))"


@dataclass(frozen=True)
class Nivel:
    """Un nivel: su nombre (estable, va en el modelo), la condición en SQL y lo que se le dice a quien
    revisa.
    """

    nombre: str
    condicion: str
    frase: str
    frecuencia: str = ""


NULO = "nulo"
OTRO = "ELSE"
COMPARACIONES: dict[str, tuple[Nivel, ...]] = {
    "nombre": (
        Nivel(NULO, "nom_l IS NULL OR nom_r IS NULL", "falta el nombre"),
        Nivel("igual", "nom_l = nom_r", "nombre igual", "nom"),
        Nivel(
            "salvo_comunes",
            "nom_sin_l = nom_sin_r AND nom_gen_l <> nom_gen_r",
            "nombre igual salvo María o José",
        ),
        Nivel("genero", "nom_gen_l = nom_gen_r", "sólo cambia el género del nombre"),
        Nivel("reordenado", "ord_l = ord_r", "nombres en otro orden"),
        Nivel("suena", "nom_son_l = nom_son_r", "nombre que suena igual"),
        Nivel(
            "contenido",
            "contains(' ' || nom_son_l || ' ', ' ' || nom_son_r || ' ') OR "
            "contains(' ' || nom_son_r || ' ', ' ' || nom_son_l || ' ')",
            "un nombre está contenido en el otro",
        ),
        Nivel(
            "una_letra",
            f"{_DL.format('nom', 1)} OR {_DL.format('nom_son', 1)} OR "
            f"({_DL.format('nom_son', 2)} AND length(nom_l) >= 10)",
            "nombre con una letra distinta",
        ),
        Nivel("otro", OTRO, "nombre distinto"),
    ),
    "apellidos": (
        Nivel(NULO, "ap1_l IS NULL OR ap1_r IS NULL", "falta el apellido"),
        Nivel("iguales", "aps_l = aps_r", "apellidos iguales", "aps"),
        Nivel("suenan", "ap1_son_l = ap1_son_r AND ap2_son_l = ap2_son_r", "apellidos que suenan igual"),
        Nivel("invertidos", "ap1_son_l = ap2_son_r AND ap2_son_l = ap1_son_r", "apellidos invertidos"),
        Nivel(
            "una_letra",
            f"(ap1_son_l = ap1_son_r AND {_CASI_AP2}) OR (ap2_son_l = ap2_son_r AND {_CASI_AP})",
            "apellidos con una letra distinta",
        ),
        Nivel(
            "falta_segundo",
            "ap1_son_l = ap1_son_r AND (ap2_l IS NULL OR ap2_r IS NULL)",
            "primer apellido igual; falta el segundo",
        ),
        Nivel("solo_primero", "ap1_son_l = ap1_son_r", "sólo el primer apellido es igual"),
        Nivel(
            "solo_uno",
            f"ap2_son_l = ap2_son_r OR ap1_son_l = ap2_son_r OR ap2_son_l = ap1_son_r OR {_CASI_AP}",
            "sólo un apellido coincide",
        ),
        Nivel("otros", OTRO, "apellidos distintos"),
    ),
    "fecha": (
        Nivel(NULO, "fecha_l IS NULL OR fecha_r IS NULL", "falta la fecha de nacimiento"),
        Nivel("primero_enero", "fecha_l = fecha_r AND es_0101_l = '1'", "misma fecha, un 1 de enero"),
        Nivel("igual", "fecha_l = fecha_r", "misma fecha de nacimiento"),
        Nivel("dia_mes", "fecha_can_l = fecha_can_r", "fecha con día y mes cambiados"),
        Nivel("un_dia", f"{_DIA} = 1", "fecha con un día de diferencia"),
        Nivel(
            "anio",
            "substr(fecha_l, 6) = substr(fecha_r, 6) AND coalesce(es_0101_l, '') = '' AND "
            "abs(CAST(anio_l AS INT) - CAST(anio_r AS INT)) IN (1, 10)",
            "mismo día y mes; el año no",
        ),
        Nivel(
            "anio_y_0101",
            "anio_l = anio_r AND (es_0101_l = '1' OR es_0101_r = '1')",
            "mismo año; en una dice 1 de enero",
        ),
        Nivel(
            "anio_y_dia",
            "abs(CAST(anio_l AS INT) - CAST(anio_r AS INT)) IN (1, 10) AND "
            "(substr(fecha_l, 6, 2) = substr(fecha_r, 6, 2) OR es_0101_l = '1' OR es_0101_r = '1' OR "
            "substr(fecha_can_l, 5) = substr(fecha_can_r, 5))",
            "el año difiere y también el día o el mes",
        ),
        Nivel("un_digito", "hamming(fecha_l, fecha_r) = 1", "fecha con un dígito distinto"),
        Nivel("mismo_anio", "anio_l = anio_r", "sólo el año es igual"),
        Nivel("otra", OTRO, "fecha de nacimiento distinta"),
    ),
    "curp": (
        Nivel(NULO, "curp_escrita_l IS NULL OR curp_escrita_r IS NULL", "sin CURP en alguna"),
        Nivel("igual", "curp_l = curp_r", "misma CURP"),
        Nivel("distintas", "curp_l IS NOT NULL AND curp_r IS NOT NULL", "dos CURP válidas distintas"),
        Nivel(
            "casi",
            _DL.format("curp_escrita", 2),
            "CURP casi igual; una está mal escrita",
        ),
        Nivel("otra", OTRO, "CURP distinta; una está mal escrita"),
    ),
    "sexo": (
        Nivel(NULO, "sexo_l IS NULL OR sexo_r IS NULL", "sexo X o sin decir en alguna"),
        Nivel("igual", "sexo_l = sexo_r", "mismo sexo"),
        Nivel("distinto", OTRO, "sexo distinto"),
    ),
    "lugar": (
        Nivel(NULO, "mun_l IS NULL OR mun_r IS NULL", "sin lugar en alguna"),
        Nivel("vivienda", "viv_l = viv_r", "misma vivienda"),
        Nivel("localidad", "loc_l = loc_r", "misma localidad"),
        Nivel("municipio", "mun_l = mun_r", "mismo municipio; la localidad no"),
        Nivel("otro", OTRO, "otro municipio"),
    ),
}
# De lo que no hay nada que decir a quien revisa: la hoja ya muestra la vivienda y la localidad.
NIVELES_IGUALES = frozenset({"igual", "iguales", "primero_enero", "vivienda", "localidad"})
# Un par se compara si comparte alguno de estos bloques. Un nulo nunca hace bloque.
BLOQUES: tuple[tuple[str, ...], ...] = (
    ("curp",),
    ("ap1_son", "ap2_son", "pri_son"),
    ("fecha_can", "pri_son"),
    ("fecha_can", "ap1_son"),
    ("fecha_can", "ap2_son"),
    ("aps_par", "anio"),
    ("aps_par", "pri_son"),
    ("viv", "pri_son"),
    ("viv", "aps_par"),
    ("ap1_son", "ord", "mun"),
    ("viv", "anio"),
    ("ap1_son", "pri_son", "anio"),
    ("ap1_son", "pri_son", "loc"),
    ("pri_son", "ap2_son", "anio"),
    ("ap2_son", "pri_son", "loc"),
)
MAXIMO_BLOQUE, MAXIMO_PARES_POR_FILA = 5_000, 50


def get_nivel(campo: str, gamma: int) -> Nivel:
    """El nivel de un campo por el número que da splink: -1 es nulo y 0 el último."""
    niveles = COMPARACIONES[campo]
    return niveles[0] if gamma < 0 else niveles[len(niveles) - 1 - gamma]


def list_gammas(campo: str) -> list[tuple[int, Nivel]]:
    """Cada número con que splink dice un nivel de un campo, y el nivel."""
    return [(gamma, get_nivel(campo, gamma)) for gamma in range(-1, len(COMPARACIONES[campo]) - 1)]


def get_gamma(campo: str, nombre: str) -> int:
    """El número que splink da a un nivel de un campo."""
    niveles = [n.nombre for n in COMPARACIONES[campo]]
    return -1 if nombre == NULO else len(niveles) - 1 - niveles.index(nombre)
