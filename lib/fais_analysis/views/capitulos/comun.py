"""Piezas comunes a los capítulos: elegir un renglón, armar series y redactar listas."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from fais_analysis.errors import EsquemaError
from fais_analysis.indicators.texto import join_frase
from fais_analysis.schemas.anios import split_seguidos
from fais_analysis.schemas.vocabulario import POR_ID
from fais_analysis.views.dato import fill_procedencia
from fais_analysis.views.formato import (
    format_decimal,
    format_entero,
    format_pct,
    is_sin_dato,
    round_decimal,
)
from fais_analysis.views.registros import list_renglones, read_numero

NUMEROS = ("ninguna", "una", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")


def select_filas(tabla: pd.DataFrame, **filtros: object) -> pd.DataFrame:
    """Renglones que cumplen todos los filtros, en su orden."""
    return tabla.take(_find_filas(tabla, filtros)).reset_index(drop=True)


def get_fila(tabla: pd.DataFrame, **filtros: object) -> pd.Series:
    """El único renglón que cumple los filtros.

    Raises
    ------
    EsquemaError
        Si no hay uno, o hay más de uno.
    """
    filas = _find_filas(tabla, filtros)
    if len(filas) != 1:
        raise EsquemaError(
            "Una vista pide un renglón y la tabla no trae exactamente uno.",
            donde=", ".join(f"{c} = {v}" for c, v in filtros.items()),
            esperado="un renglón",
            encontrado=f"{len(filas)} renglones",
            que_hacer="revise el build_* que armó la tabla",
        )
    return tabla.iloc[filas[0]]


def _find_filas(tabla: pd.DataFrame, filtros: Mapping[str, object]) -> list[int]:
    """Posiciones de los renglones que cumplen todos los filtros; un nulo no cumple ninguno.

    Las tablas de un capítulo son de decenas de renglones: así es más rápido que con máscaras.
    """
    posiciones = list(range(len(tabla)))
    for columna, valor in filtros.items():
        valores = tabla[columna].tolist()
        posiciones = [n for n in posiciones if valores[n] is not pd.NA and valores[n] == valor]
    return posiciones


def stack_series(
    tabla: pd.DataFrame,
    categoria: str,
    series: dict[str, str],
    origen: Callable[[str], str] | None = None,
) -> pd.DataFrame:
    """Tabla larga para graficar: de una columna por serie a una fila por marca.

    ``series`` va de columna a nombre impreso. El resultado trae ``categoria, serie, valor, procedencia``, por
    serie y en el orden de la tabla. ``origen`` da la plantilla de procedencia de cada columna, que va ya
    llena.
    """
    renglones = list_renglones(tabla)
    marcas = [
        (renglon[categoria], nombre, renglon[columna], fill_procedencia(plantilla, renglon))
        for columna, nombre in series.items()
        for plantilla in [origen(columna) if origen else ""]
        for renglon in renglones
    ]
    return pd.DataFrame(marcas, columns=["categoria", "serie", "valor", "procedencia"])


def get_corto(indicador: str) -> str:
    """Nombre corto de un indicador, para rótulos."""
    return POR_ID[indicador].corto


def get_nombre(indicador: str) -> str:
    """Nombre oficial de un indicador, para tablas."""
    return POR_ID[indicador].nombre


def lower_inicial(texto: str) -> str:
    """El texto con minúscula inicial, para seguir una frase.

    Examples
    --------
    >>> lower_inicial("Piso firme")
    'piso firme'
    """
    return texto[:1].lower() + texto[1:]


def upper_inicial(texto: str) -> str:
    """El texto con mayúscula inicial, para abrir una frase.

    Examples
    --------
    >>> upper_inicial("el municipio de Durango")
    'El municipio de Durango'
    """
    return texto[:1].upper() + texto[1:]


def phrase_de(lugar: str) -> str:
    """El lugar con su preposición: «de Mezquital», «del municipio de Durango»; «El Oro» no se contrae.

    Examples
    --------
    >>> phrase_de("el municipio de Durango"), phrase_de("El Oro")
    ('del municipio de Durango', 'de El Oro')
    """
    return f"del {lugar[3:]}" if lugar.startswith("el ") else f"de {lugar}"


def join_citas(citas: Mapping[str, str], *tablas: str) -> str:
    """Las fuentes de una figura, en orden; la de una tabla que no cubre el lugar va vacía y no se imprime.

    Examples
    --------
    >>> join_citas({"zap": "DOF", "lista": "", "agebs": "CONAPO"}, "zap", "lista", "agebs")
    'DOF; CONAPO'
    """
    return "; ".join(citas[t] for t in tablas if citas[t])


def phrase_puntos(valor: object) -> str:
    """Magnitud en puntos porcentuales, sin decimales de más: «1 punto porcentual».

    Examples
    --------
    >>> phrase_puntos(1.0), phrase_puntos(-0.46), phrase_puntos(float("nan"))
    ('1 punto porcentual', '0.5 puntos porcentuales', 'sin dato')
    """
    if is_sin_dato(valor):
        return format_entero(valor)
    redondo = format_decimal(abs(read_numero(valor))).removesuffix(".0")
    return f"{redondo} {'punto porcentual' if redondo == '1' else 'puntos porcentuales'}"


def phrase_numero(numero: int) -> str:
    """Un conteo chico con letra, en femenino: «una», «seis»; desde diez, con cifras.

    Examples
    --------
    >>> phrase_numero(1), phrase_numero(12)
    ('una', '12')
    """
    return NUMEROS[numero] if numero < len(NUMEROS) else format_entero(numero)


def phrase_anios(anios: Sequence[int]) -> str:
    """Años en una frase, con los seguidos en tramo: «2016 a 2022, 2024 y 2025».

    Examples
    --------
    >>> phrase_anios([2016, 2017, 2018, 2020, 2021])
    '2016 a 2018, 2020 y 2021'
    """
    partes = []
    for tramo in split_seguidos(sorted(anios)):
        partes += [f"{tramo[0]} a {tramo[-1]}"] if len(tramo) > 2 else [str(a) for a in tramo]
    return join_frase(partes)


def phrase_paso(desde: object, hasta: object, anio_desde: int, anio_hasta: int) -> str:
    """«de 89.1 % en 2015 a 91.1 % en 2020», o la que se tiene y que falta la otra.

    Examples
    --------
    >>> phrase_paso(None, 42.7, 2015, 2020).replace("\u00a0", " "), phrase_paso(None, None, 2015, 2020)
    ('42.7 % en 2020; sin dato de 2015', 'sin dato de 2015 ni de 2020')
    """
    if is_sin_dato(desde) and is_sin_dato(hasta):
        return f"sin dato de {anio_desde} ni de {anio_hasta}"
    if is_sin_dato(desde):
        return f"{format_pct(hasta)} en {anio_hasta}; sin dato de {anio_desde}"
    if is_sin_dato(hasta):
        return f"{format_pct(desde)} en {anio_desde}; sin dato de {anio_hasta}"
    return f"de {format_pct(desde)} en {anio_desde} a {format_pct(hasta)} en {anio_hasta}"


def phrase_obras(hueco: str, cuantas: object) -> str:
    """«{hueco} obras», o «{hueco} obra» si es una, para ``render_frase``.

    Examples
    --------
    >>> phrase_obras("obras_via", 1)
    '{obras_via} obra'
    """
    return f"{{{hueco}}} {'obra' if cuantas == 1 else 'obras'}"


def has_familia(conteos: pd.Series) -> bool:
    """Si la mitad o más de los comparables tiene dato: con menos, no son la familia y no se compara.

    ``conteos`` trae ``familia_municipios`` y ``familia_con_dato``.
    """
    return 0 < int(conteos["familia_municipios"]) <= 2 * int(conteos["familia_con_dato"])


def phrase_comparables(frase_familia: str, conteos: pd.Series, dato: str) -> str:
    """Con quién se compara y qué tan firme es; si casi ninguno tiene ``dato``, que no se compara.

    ``conteos`` es el de :func:`phrase_parecido`.
    """
    todos, con_dato = int(conteos["familia_municipios"]), int(conteos["familia_con_dato"])
    if todos == 0 or has_familia(conteos):
        return f"{frase_familia} {phrase_parecido(conteos)}".strip()
    cuantos = f"Sólo {format_entero(con_dato)}" if con_dato else "Ninguno"
    verbo = "tienen" if con_dato > 1 else "tiene"
    return (
        f"{cuantos} de sus {format_entero(todos)} municipios comparables {verbo} {dato}: no se compara con "
        "ellos."
    )


def phrase_redondeo(filas: pd.DataFrame, grupo: str, columna: str) -> str:
    """Por qué las partes de un todo no dan 100.0 como se leen; vacío si dan.

    Examples
    --------
    >>> phrase_redondeo(pd.DataFrame({"g": ["a"] * 3, "pct": [33.33] * 3}), "g", "pct")
    'Por el redondeo, las partes pueden no sumar 100.'
    """
    con_dato = filas[filas[columna].notna()]
    leidas = con_dato.assign(leida=[round_decimal(v, 1) for v in con_dato[columna]])
    sumas = leidas.groupby(grupo)["leida"].agg(sum)
    return "Por el redondeo, las partes pueden no sumar 100." if (sumas != 100).any() else ""


def phrase_redondeo_personas(brechas: pd.DataFrame, partes: Sequence[str]) -> str:
    """Por qué las personas de cada parte, como se leen, no dan las que están en pobreza; vacío si dan."""
    con_dato = brechas[brechas["municipio_personas"].notna()]
    ancha = con_dato.pivot(index="anio", columns="indicador", values="municipio_personas")
    leidas = ancha[["pobreza", *partes]].dropna().map(lambda personas: round_decimal(personas, 0))
    suman = leidas[list(partes)].sum(axis=1) == leidas["pobreza"]
    return "" if suman.all() else "Por el redondeo, las partes pueden no sumar el total."


def list_mayores(tabla: pd.DataFrame, columna: str, formato: Callable[[object], str]) -> pd.DataFrame:
    """Los renglones con el valor más alto de una columna, contados los que impresos se leen igual."""
    con_dato = tabla[tabla[columna].notna()]
    if con_dato.empty:
        return con_dato
    mayor = formato(con_dato[columna].max())
    return con_dato[[formato(v) == mayor for v in con_dato[columna]]]


def phrase_parecido(conteos: pd.Series) -> str:
    """Qué tan firme es la comparación con la familia; vacío si no la hay.

    ``conteos`` trae ``familia_municipios, familia_parecido_bajo, familia_con_dato``.
    """
    todos, bajos, con_dato = (
        int(conteos[f"familia_{c}"]) for c in ("municipios", "parecido_bajo", "con_dato")
    )
    if todos == 0:
        return ""
    frases = [f"Con {format_entero(bajos)} de ellos el parecido es bajo."] if bajos else []
    if con_dato < todos:
        frases.append(f"Sólo {format_entero(con_dato)} {'tiene' if con_dato == 1 else 'tienen'} dato.")
    return " ".join([*frases, "No se eligen por su pobreza ni por sus carencias."])
