"""Los widgets propios: tabla, búsqueda, listas, casillas, botones y el que guarda archivos."""

from collections.abc import Mapping, Sequence
from typing import Any

import anywidget
import ipywidgets as w
import pandas as pd
import traitlets

from fais_analysis.explorer.orden import SIN_FILTRO, list_busca
from fais_analysis.explorer.puente import Gestual, Juntable, read_guion
from fais_analysis.explorer.vista import MAXIMO_COMPARADOS
from fais_analysis.views.formato import get_formato, is_sin_dato
from fais_analysis.views.presentacion import Columna


class TextoVivo(Juntable, w.HTML):
    """HTML que cambia con la vista."""


class ListaViva(Gestual, anywidget.AnyWidget, w.Dropdown):
    """Una lista desplegable."""

    _esm = read_guion("cola.js", "lista.js")
    tocables = ("index",)

    def is_vigente(self, mensaje: Mapping[str, Any]) -> bool:
        """Si en ese lugar sigue lo que la persona leyó: entre tanto pudo cambiar la entidad."""
        return bool(self._options_labels[mensaje["index"] :][:1] == (mensaje["rotulo"],))


class CampoVivo(Gestual, anywidget.AnyWidget, w.Text):
    """Un renglón de texto."""

    _esm = read_guion("cola.js", "campo.js")
    tocables = ("value",)


class BotonVivo(Juntable, anywidget.AnyWidget, w.Button):
    """Un botón."""

    _esm = read_guion("cola.js", "boton.js")


class TablaViva(Gestual, anywidget.AnyWidget):
    """Se ordena y se filtra en el navegador; ``orden`` y ``filtro`` regresan al núcleo.

    Si ``es_elegible``, una fila = municipio: ``seleccion`` es la clave elegida y ``comparados`` las que se
    comparan con ella. ``nombre`` dice qué son sus renglones y ``rotulo_buscar``, qué se busca en ellos.
    """

    _esm = read_guion("cola.js", "tabla.js")
    tocables = ("seleccion", "orden", "filtro")
    es_visible = traitlets.Bool(True).tag(sync=True)
    titulo = traitlets.Unicode().tag(sync=True)
    nombre = traitlets.Unicode("municipios").tag(sync=True)
    rotulo_buscar = traitlets.Unicode("Buscar").tag(sync=True)
    es_elegible = traitlets.Bool(True).tag(sync=True)
    columnas: traitlets.List[Any] = traitlets.List().tag(sync=True)
    filas: traitlets.List[Any] = traitlets.List().tag(sync=True)
    seleccion = traitlets.Unicode().tag(sync=True)
    comparados: traitlets.List[Any] = traitlets.List().tag(sync=True)
    maximo_comparados = traitlets.Int(MAXIMO_COMPARADOS - 1).tag(sync=True)
    orden: "traitlets.Dict[str, Any]" = traitlets.Dict(
        {"campo": "clave_municipio", "descendente": False}
    ).tag(sync=True)
    filtro: "traitlets.Dict[str, Any]" = traitlets.Dict(dict(SIN_FILTRO)).tag(sync=True)

    def show_tabla(self, tabla: pd.DataFrame, columnas: Sequence[Columna], titulo: str) -> None:
        """Pone otra tabla, con el orden y el filtro que ya tenía; sin el de una columna que ya no trae."""
        if self.filtro["campo"] not in ("", *(c.campo for c in columnas)):
            self.filtro = {**SIN_FILTRO, "busqueda": self.filtro["busqueda"]}
        with self.hold_sync():
            self.titulo = titulo
            self.columnas = [{"campo": c.campo, "rotulo": c.rotulo, "es_texto": c.es_texto} for c in columnas]
            self.filas = build_filas(tabla, columnas)


class DescargaViva(anywidget.AnyWidget):
    """Guarda un archivo en la computadora de quien mira, sin pasar por la carpeta del servidor."""

    _esm = read_guion("descarga.js")

    def send_archivo(self, nombre: str, contenido: bytes, mime: str, png: dict[str, int] | None) -> None:
        """Manda los bytes; ``png``: las medidas con que se dibuja el SVG, si se quiere como imagen."""
        self.send({"tipo": "archivo", "nombre": nombre, "mime": mime, "png": png}, [contenido])


class BuscaViva(anywidget.AnyWidget):
    """La caja en que se escribe el nombre de un municipio; el núcleo contesta con los que pueden ser."""

    _esm = read_guion("cola.js", "busca.js")

    def show_hallados(self, texto: str, hallados: Mapping[str, str]) -> None:
        """Contesta a lo escrito: la clave y el nombre de cada municipio, el más probable primero."""
        opciones = [{"clave": clave, "nombre": nombre} for clave, nombre in hallados.items()]
        self.send({"texto": texto, "hallados": opciones})


class CasillasVivas(Gestual, anywidget.AnyWidget):
    """Un filtro en que se marcan varias opciones, cada una con un clic: ``opciones`` son texto y valor."""

    _esm = read_guion("cola.js", "casillas.js")
    tocables = ("value",)
    description = traitlets.Unicode().tag(sync=True)
    opciones: traitlets.List[Any] = traitlets.List().tag(sync=True)
    value: traitlets.List[Any] = traitlets.List().tag(sync=True)


def build_filas(tabla: pd.DataFrame, columnas: Sequence[Columna]) -> list[dict[str, Any]]:
    """Cada renglón con su valor exacto (nulo si no hay dato) y su texto en formato de México.

    Su clave es la del municipio o, si no hay uno por renglón, su lugar en la tabla.
    """
    valores = [_list_valores(tabla[c.campo], c) for c in columnas]
    textos = [
        [get_formato(c.formato)(v) for v in columna] for c, columna in zip(columnas, valores, strict=True)
    ]
    es_de_obras = "folio_obra" in tabla
    claves = map(str, range(len(tabla))) if es_de_obras else tabla["clave_municipio"]
    return [
        {"clave": clave, "busca": busca, "valores": list(v), "textos": list(t)}
        for clave, busca, v, t in zip(
            claves, list_busca(tabla), zip(*valores, strict=True), zip(*textos, strict=True), strict=True
        )
    ]


def _list_valores(serie: pd.Series, columna: Columna) -> list[Any]:
    if columna.es_texto:
        return serie.tolist()
    return [None if is_sin_dato(v) else float(v) for v in serie.tolist()]
