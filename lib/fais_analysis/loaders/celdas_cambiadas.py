"""En qué celdas de un archivo difieren dos ediciones: la hoja, la celda, lo que decía y lo que dice."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from fais_analysis.loaders.lectura import normalize_rotulo, open_libro, read_csv_texto
from fais_analysis.loaders.libros.celdas import build_letra
from fais_analysis.loaders.libros_oficiales import list_visibles

DE_LIBRO, DE_TEXTO = (".xlsx", ".xls"), (".csv", ".gz")
MAXIMO_SUELTAS = 300  # con más renglones distintos no es una corrección: es otra tabla
Fila = tuple[str, ...]
Hojas = dict[str, list[Fila]]


def list_celdas_cambiadas(antes: Path, despues: Path, codificacion: str) -> list[str]:
    """Una por celda que cambió y por hoja con más o menos renglones o columnas.

    Un renglón se reconoce por su contenido, no por su lugar: uno de más o en otro orden no corre a los demás.

    Parameters
    ----------
    antes, despues
        El archivo que se tiene y el nuevo.
    codificacion
        La de la ficha, si es de texto.

    Returns
    -------
    list of str
        Vacía si dicen lo mismo, si falta alguno o si no son hojas de cálculo ni CSV.
    """
    try:
        viejas, nuevas = _read_hojas(antes, codificacion), _read_hojas(despues, codificacion)
    except Exception:  # uno dañado falla de muchas maneras: su lector ya dijo cuál
        return []
    dichas = [f"hoja «{h}» de menos" for h in viejas if h not in nuevas]
    dichas += [f"hoja «{h}» de más" for h in nuevas if h not in viejas]
    for hoja in viejas:
        if hoja in nuevas:
            dichas += _compare_hoja(hoja, viejas[hoja], nuevas[hoja])
    return dichas


def _read_hojas(ruta: Path, codificacion: str) -> Hojas:
    """Cada hoja, renglón por renglón, como texto; un CSV es una sola, sin nombre."""
    if ruta.suffix in DE_LIBRO:
        libro = open_libro(ruta)
        return {
            hoja: [_as_fila(f) for f in libro.get_sheet_by_name(hoja).to_python(skip_empty_area=False)]
            for hoja in list_visibles(libro)
        }
    if ruta.suffix not in DE_TEXTO:
        return {}
    tabla = read_csv_texto(ruta, codificacion)
    return {"": [_as_fila(tabla.columns), *map(_as_fila, tabla.itertuples(index=False))]}


def _as_fila(celdas: Iterable[object]) -> Fila:
    """Como texto; un número, sin el ruido con que lo guarda cada programa."""
    return tuple(f"{v:.12g}" if isinstance(v, float) else normalize_rotulo(v) for v in celdas)


def _compare_hoja(hoja: str, viejo: list[Fila], nuevo: list[Fila]) -> list[str]:
    lugar = f"hoja «{hoja}»" if hoja else "el archivo"
    dichas = [
        f"{lugar}: {ahora:,} {que}, antes {previo:,}"
        for que, previo, ahora in (
            ("renglones", len(viejo), len(nuevo)),
            ("columnas", _count_columnas(viejo), _count_columnas(nuevo)),
        )
        if previo != ahora
    ]
    sobran, faltan = _list_sueltos(viejo, nuevo), _list_sueltos(nuevo, viejo)
    if max(len(sobran), len(faltan)) > MAXIMO_SUELTAS:
        return dichas
    nombrar = _name_de_libro(hoja) if hoja else _name_de_texto(nuevo[0] if nuevo else ())
    for j in faltan:
        i = max(sobran, key=lambda i: _count_iguales(viejo[i], nuevo[j]), default=None)
        if i is None or 2 * _count_iguales(viejo[i], nuevo[j]) < len(nuevo[j]):
            continue  # un renglón nuevo: ya lo dice la cuenta
        sobran.remove(i)
        dichas += [
            f"{nombrar(j, k)}: {viejo[i][k] or 'vacía'} → {v or 'vacía'}"
            for k, v in enumerate(nuevo[j])
            if k < len(viejo[i]) and viejo[i][k] != v
        ]
    return dichas


def _count_columnas(filas: Sequence[Fila]) -> int:
    return max(map(len, filas), default=0)


def _list_sueltos(filas: list[Fila], otras: list[Fila]) -> list[int]:
    """Los lugares de los renglones que no están, tantas veces, entre los otros."""
    quedan, sueltos = Counter(otras), []
    for lugar, fila in enumerate(filas):
        if quedan[fila]:
            quedan[fila] -= 1
        else:
            sueltos.append(lugar)
    return sueltos


def _count_iguales(una: Fila, otra: Fila) -> int:
    return sum(a == b for a, b in zip(una, otra, strict=False))


def _name_de_libro(hoja: str) -> Callable[[int, int], str]:
    return lambda renglon, columna: f"hoja «{hoja}», celda {build_letra(columna)}{renglon + 1}"


def _name_de_texto(rotulos: Fila) -> Callable[[int, int], str]:
    return lambda renglon, columna: f"renglón {renglon + 1:,}, columna «{rotulos[columna]}»"
