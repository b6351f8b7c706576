"""Los dos widgets propios: la tabla que se ordena y se filtra, y el que guarda archivos."""

from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import anywidget
import pandas as pd
import traitlets

from fais_analysis.explorer.vista import MAXIMO_COMPARADOS
from fais_analysis.nombres import fold_texto
from fais_analysis.views.formato import get_formato, is_sin_dato
from fais_analysis.views.presentacion import Columna

SIN_FILTRO = {"busqueda": "", "campo": "", "minimo": None, "maximo": None}


def _read_guion(nombre: str) -> str:
    return files(__package__).joinpath(nombre).read_text(encoding="utf-8")


class TablaViva(anywidget.AnyWidget):
    """Una fila = municipio. Se ordena y se filtra en el navegador; ``orden`` y ``filtro`` regresan al núcleo.

    ``seleccion`` es la clave elegida y ``comparados`` las que se comparan con ella.
    """

    _esm = _read_guion("tabla.js")
    titulo = traitlets.Unicode().tag(sync=True)
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
        """Pone otra tabla, con el orden y el filtro que ya tenía."""
        with self.hold_sync():
            self.titulo = titulo
            self.columnas = [{"campo": c.campo, "rotulo": c.rotulo, "es_texto": c.es_texto} for c in columnas]
            self.filas = build_filas(tabla, columnas)


class DescargaViva(anywidget.AnyWidget):
    """Guarda un archivo en la computadora de quien mira, sin pasar por la carpeta del servidor."""

    _esm = _read_guion("descarga.js")

    def send_archivo(self, nombre: str, contenido: bytes, mime: str, png: dict[str, int] | None) -> None:
        """Manda los bytes; ``png``: las medidas con que se dibuja el SVG, si se quiere como imagen."""
        self.send({"tipo": "archivo", "nombre": nombre, "mime": mime, "png": png}, [contenido])


def build_filas(tabla: pd.DataFrame, columnas: Sequence[Columna]) -> list[dict[str, Any]]:
    """Cada renglón con su valor exacto (nulo si no hay dato) y su texto en formato de México."""
    valores = [_list_valores(tabla[c.campo], c) for c in columnas]
    textos = [
        [get_formato(c.formato)(v) for v in columna] for c, columna in zip(columnas, valores, strict=True)
    ]
    return [
        {"clave": clave, "busca": f"{fold_texto(nombre)} {clave}", "valores": list(v), "textos": list(t)}
        for clave, nombre, v, t in zip(
            tabla["clave_municipio"],
            tabla["municipio"],
            zip(*valores, strict=True),
            zip(*textos, strict=True),
            strict=True,
        )
    ]


def _list_valores(serie: pd.Series, columna: Columna) -> list[Any]:
    if columna.es_texto:
        return serie.tolist()
    return [None if is_sin_dato(v) else float(v) for v in serie.tolist()]


def apply_orden(tabla: pd.DataFrame, orden: dict[str, Any], filtro: dict[str, Any]) -> pd.DataFrame:
    """La tabla como se ve: el mismo filtro y el mismo orden que puso la persona en el navegador."""
    partes = fold_texto(filtro["busqueda"]).split()
    busca = [
        f"{fold_texto(n)} {c}" for n, c in zip(tabla["municipio"], tabla["clave_municipio"], strict=True)
    ]
    vista = tabla[[all(p in b for p in partes) for b in busca]]
    campo, minimo, maximo = filtro["campo"], filtro["minimo"], filtro["maximo"]
    if campo in vista.columns and (minimo is not None or maximo is not None):
        valores = vista[campo]
        vista = vista[
            valores.notna()
            & ((valores >= minimo) if minimo is not None else True)
            & ((valores <= maximo) if maximo is not None else True)
        ]
    es_texto = orden["campo"] == "municipio"
    llave = (lambda s: s.map(fold_texto)) if es_texto else None
    vista = vista.sort_values("clave_municipio", kind="stable")
    return vista.sort_values(
        orden["campo"], ascending=not orden["descendente"], kind="stable", na_position="last", key=llave
    )
