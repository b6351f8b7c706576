"""Mapa de un indicador por municipio, con cortes fijos e iguales en todos los informes."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from fais_analysis.errors import ParametroError
from fais_analysis.schemas.poligonos import Poligonos
from fais_analysis.views.formato import Formato, get_formato, is_sin_dato, round_decimal
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.maps.poligonos_trazas import (
    Coloreado,
    Relleno,
    build_figura_estado,
    build_grafica_mapa,
    build_tabla_mapa,
    check_claves,
    describe_destacado,
    get_sin_dato,
    read_serie,
)
from fais_analysis.views.maps.series import MapaChico, Reparto, build_figura_serie
from fais_analysis.views.presentacion import Columna, Presentacion, PresentacionMapa
from fais_analysis.views.tabla import Tabla
from fais_analysis.views.tema import Tema

MAXIMO_CORTES = 4  # la paleta trae cinco colores


@dataclass(frozen=True)
class Cortes:
    """Las clases de un mapa, de dos a cinco, por sus cortes; en los informes, cuatro y siempre los mismos.

    Un valor cae en la clase por su cifra **impresa** (``decimales``), para que el rótulo y el color nunca se
    contradigan. ``unidad`` encabeza la leyenda; ``nombres`` sustituye los rótulos de clase.
    """

    limites: tuple[float, ...]
    unidad: str
    formato: Formato = "pct"
    decimales: int = 1
    nombres: tuple[str, ...] = ()
    procedencia: str | None = None

    def __post_init__(self) -> None:
        son_numeros = all(isinstance(limite, int | float) for limite in self.limites)
        crecen = son_numeros and list(self.limites) == sorted(set(self.limites))
        if not crecen or not 1 <= len(self.limites) <= MAXIMO_CORTES:
            raise ParametroError(
                "Los cortes no forman las clases de un mapa.",
                donde="Cortes.limites",
                esperado="de uno a cuatro números crecientes",
                encontrado=repr(self.limites),
                que_hacer="escríbalos de menor a mayor y sin repetir, por ejemplo (5, 10, 20, 30)",
            )

    def get_clase(self, valor: object) -> int:
        """Número de clase, de 0 a los cortes que haya."""
        return bisect_right(self.limites, float(round_decimal(valor, self.decimales)))

    def list_nombres(self) -> tuple[str, ...]:
        """Rótulo de cada clase: «Menos de 20 %», «20 a 39.9 %», … «80 % o más»."""
        if self.nombres:
            return self.nombres
        dar = get_formato(self.formato)
        justo = dar if not str(self.formato).startswith("pct") else get_formato("pct0")
        if any(limite != int(limite) for limite in self.limites):
            justo = dar
        paso = 10**-self.decimales
        intermedias = [
            f"{justo(a).removesuffix(chr(160) + '%')} a {dar(round(b - paso, self.decimales))}"
            for a, b in zip(self.limites[:-1], self.limites[1:], strict=True)
        ]
        return (f"Menos de {justo(self.limites[0])}", *intermedias, f"{justo(self.limites[-1])} o más")


def plot_mapa(
    poligonos: Poligonos, valores: pd.Series, cortes: Cortes, presentacion: Presentacion, destacar: str = ""
) -> Grafica:
    """Coropletas de un estado.

    Parameters
    ----------
    poligonos
        De ``project_poligonos``; se reutilizan en todos los informes del estado.
    valores
        Cifra por clave de municipio (índice, texto). Los municipios que falten o sean nulos salen rayados
        en gris: «sin dato».
    cortes
        Clases fijas.
    destacar
        Clave del municipio con borde grueso, rótulo y flecha; vacío para ninguno.

    Raises
    ------
    ParametroError
        Si hay valores de claves que no están en el mapa, o ``destacar`` no existe.
    """
    por_clave = check_claves(read_serie(valores), poligonos)
    coloreado = _color_mapa(poligonos, por_clave, cortes, presentacion.tema)
    figura = build_figura_estado(poligonos, coloreado, presentacion, destacar)
    columna = Columna("valor", cortes.unidad, cortes.formato, "derecha", cortes.procedencia)
    tabla = build_tabla_mapa(poligonos, por_clave, columna, presentacion, destacar)
    resumen = f"Municipios: {_count_clases(coloreado)}"
    return build_grafica_mapa(
        presentacion, figura, tabla, describe_destacado(poligonos, coloreado, destacar) + resumen
    )


def plot_serie_coropletas(
    poligonos: Poligonos,
    valores: pd.DataFrame,
    cortes: Cortes,
    presentacion: PresentacionMapa,
    tabla: Tabla,
) -> Grafica:
    """Un mapa chico por indicador, todos con las mismas clases; «sin dato», rayado.

    Parameters
    ----------
    valores
        Una fila por clave de municipio (índice, texto), una columna por mapa; el nombre es su rótulo.
    cortes
        Las clases, las mismas en todos.
    tabla
        Los mismos datos.

    Raises
    ------
    ParametroError
        Si hay claves que no están en el mapa o falta el sello.
    """
    check_claves(dict.fromkeys(map(str, valores.index)), poligonos)
    mapas = [
        MapaChico(str(nombre), _color_mapa(poligonos, read_serie(serie), cortes, presentacion.tema))
        for nombre, serie in valores.items()
    ]
    clases = len(cortes.limites) + 1
    sin_dato = next((m.coloreado for m in mapas if len(m.coloreado.leyenda) > clases), mapas[0].coloreado)
    mapas[0] = replace(mapas[0], coloreado=replace(mapas[0].coloreado, leyenda=sin_dato.leyenda))
    figura = build_figura_serie(poligonos, mapas, presentacion, Reparto(0, 2))
    resumen = ". ".join(f"{m.titulo}: {_count_clases(m.coloreado)}" for m in mapas)
    return build_grafica_mapa(presentacion, figura, tabla, resumen)


def pick_colores(paleta: Sequence[str], cuantos: int) -> list[str]:
    """Tantos colores de la paleta como clases, repartidos de punta a punta.

    Examples
    --------
    >>> pick_colores("abcde", 5), pick_colores("abcde", 3), pick_colores("abcde", 2)
    (['a', 'b', 'c', 'd', 'e'], ['a', 'c', 'e'], ['a', 'e'])
    """
    ultimo = len(paleta) - 1
    return [paleta[round(n * ultimo / (cuantos - 1))] for n in range(cuantos)]


def _count_clases(coloreado: Coloreado) -> str:
    nombres = {relleno: nombre for nombre, relleno in coloreado.leyenda}
    presentes = list(coloreado.rellenos.values())
    return ", ".join(f"{n} en «{nombres[r]}»" for r in nombres if (n := presentes.count(r)))


def _color_mapa(poligonos: Poligonos, por_clave: dict[str, object], cortes: Cortes, tema: Tema) -> Coloreado:
    """Relleno, texto y leyenda de un indicador."""
    dar, sin_dato = get_formato(cortes.formato), get_sin_dato(tema)
    clases = {
        c: None if is_sin_dato(por_clave.get(c)) else cortes.get_clase(por_clave[c]) for c in poligonos.claves
    }
    colores = pick_colores(tema.secuencial, len(cortes.limites) + 1)
    leyenda = [(nombre, Relleno(c)) for nombre, c in zip(cortes.list_nombres(), colores, strict=True)]
    if None in clases.values():
        leyenda.append(("Sin dato", sin_dato))
    return Coloreado(
        rellenos={c: sin_dato if n is None else Relleno(colores[n]) for c, n in clases.items()},
        textos={c: dar(por_clave.get(c)) for c in poligonos.claves},
        leyenda=leyenda,
        titulo_leyenda=cortes.unidad,
    )
