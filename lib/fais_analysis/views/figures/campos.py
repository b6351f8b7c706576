"""Qué columnas de la tabla se dibujan, y los renglones leídos una sola vez como valores de Python."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from fais_analysis.errors import ParametroError
from fais_analysis.views.dato import fill_procedencia
from fais_analysis.views.formato import Formato, get_formato, is_sin_dato
from fais_analysis.views.presentacion import Columna, Presentacion
from fais_analysis.views.registros import list_renglones, read_numero
from fais_analysis.views.tabla import Tabla


@dataclass(frozen=True)
class Campos:
    """Columnas de una tabla larga (una fila = una marca) y cómo se escribe su valor.

    ``categoria`` es el renglón o el año; ``valor``, la cifra; ``serie`` distingue municipio y estado, o las
    partes de un todo; ``destacar`` es una columna booleana; ``referencia``, el nombre de la serie contra la
    que se compara; ``maximo`` fija el tope del eje (para que dos gráficas sean comparables);
    ``procedencia`` es la plantilla de ``Columna``. Los ``rotulo_*`` encabezan la tabla.
    """

    categoria: str
    valor: str
    serie: str = ""
    formato: Formato = "pct"
    destacar: str = ""
    referencia: str = ""
    maximo: float | None = None
    procedencia: str | None = None
    rotulo_categoria: str = "Concepto"
    rotulo_valor: str = "Valor"


@dataclass(frozen=True)
class Marca:
    """Un valor por dibujar. ``valor`` es ``None`` si no hay dato; ``texto``, como se imprime."""

    categoria: object
    serie: str
    valor: float | None
    texto: str
    es_destacada: bool
    procedencia: str
    crudo: object


@dataclass(frozen=True)
class Marcas:
    """Marcas de una gráfica, por serie y categoría, en el orden en que aparecen en la tabla."""

    todas: tuple[Marca, ...]
    categorias: tuple[object, ...]
    series: tuple[str, ...]

    @cached_property
    def _por_llave(self) -> dict[tuple[object, str], Marca]:
        return {(m.categoria, m.serie): m for m in self.todas}

    def list_serie(self, serie: str) -> list[Marca | None]:
        """Marcas de una serie en el orden de las categorías; ``None`` donde la tabla no trae renglón."""
        return [self._por_llave.get((categoria, serie)) for categoria in self.categorias]

    def list_categoria(self, categoria: object) -> list[Marca]:
        """Marcas de una categoría en el orden de las series."""
        lista = (self._por_llave.get((categoria, serie)) for serie in self.series)
        return [marca for marca in lista if marca is not None]

    def list_valores(self) -> list[float]:
        """Valores con dato."""
        return [m.valor for m in self.todas if m.valor is not None]


def read_marcas(datos: pd.DataFrame, campos: Campos) -> Marcas:
    """Lee la tabla larga una vez y comprueba que sirva para dibujar.

    Raises
    ------
    ParametroError
        Si faltan columnas, la tabla está vacía o repite una pareja de categoría y serie.
    """
    pedidas = [campos.categoria, campos.valor, campos.serie, campos.destacar]
    if datos.empty or (faltan := [c for c in pedidas if c and c not in datos.columns]):
        raise ParametroError(
            "No hay con qué dibujar la gráfica.",
            donde="views.figures",
            esperado="una tabla con renglones y las columnas " + ", ".join(c for c in pedidas if c),
            encontrado="una tabla vacía" if datos.empty else "faltan " + ", ".join(faltan),
            que_hacer="revise la tabla que se pasa y los nombres en Campos",
        )
    todas = tuple(_list_marcas(datos, campos))
    llaves = [(m.categoria, m.serie) for m in todas]
    if len(set(llaves)) < len(llaves):
        raise ParametroError(
            "La tabla repite una categoría dentro de una serie.",
            donde="views.figures",
            esperado="una fila por categoría y serie",
            encontrado=f"{len(llaves) - len(set(llaves))} filas repetidas",
            que_hacer="agregue o filtre la tabla antes de dibujarla",
        )
    return Marcas(
        todas, tuple(dict.fromkeys(c for c, _ in llaves)), tuple(dict.fromkeys(s for _, s in llaves))
    )


def _list_marcas(datos: pd.DataFrame, campos: Campos) -> Iterator[Marca]:
    dar_formato = get_formato(campos.formato)
    for renglon in list_renglones(datos):
        crudo = renglon[campos.valor]
        hay = not is_sin_dato(crudo)
        yield Marca(
            categoria=renglon[campos.categoria],
            serie=str(renglon[campos.serie]) if campos.serie else "",
            valor=read_numero(crudo) if hay else None,
            texto=dar_formato(crudo),
            es_destacada=bool(campos.destacar) and renglon[campos.destacar] is True,
            procedencia=fill_procedencia(campos.procedencia, renglon),
            crudo=crudo if hay else None,
        )


def build_tabla_series(marcas: Marcas, campos: Campos, presentacion: Presentacion) -> Tabla:
    """Tabla de la gráfica: un renglón por categoría y una columna por serie."""
    columnas = [Columna("categoria", campos.rotulo_categoria, "texto")]
    datos: dict[str, list[object]] = {"categoria": [str(c) for c in marcas.categorias]}
    for numero, serie in enumerate(marcas.series):
        lista = marcas.list_serie(serie)
        datos[f"valor_{numero}"] = [None if m is None else m.crudo for m in lista]
        datos[f"procedencia_{numero}"] = ["" if m is None else m.procedencia for m in lista]
        rotulo = serie or campos.rotulo_valor
        procedencia = f"{{procedencia_{numero}}}" if campos.procedencia else None
        columnas.append(Columna(f"valor_{numero}", rotulo, campos.formato, "derecha", procedencia))
    filas = pd.DataFrame(datos, dtype=object)
    destacar = ""
    if campos.destacar and len(marcas.series) == 1:
        filas["destacada"] = [m is not None and m.es_destacada for m in marcas.list_serie(marcas.series[0])]
        destacar = "destacada"
    return Tabla(
        id=f"{presentacion.id}-tabla",
        titulo=f"{presentacion.titulo.rstrip('.')}. {presentacion.descripcion}",
        columnas=columnas,
        filas=filas,
        fuente=presentacion.fuente,
        destacar=destacar,
    )
