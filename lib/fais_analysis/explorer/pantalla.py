"""Los controles y su acomodo; ninguno calcula: dicen qué se eligió y muestran lo que reciben."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ipywidgets as w

from fais_analysis.claves import ENTIDADES
from fais_analysis.explorer.figura import FiguraLigada
from fais_analysis.explorer.piezas import DescargaViva, TablaViva
from fais_analysis.explorer.vista import MODOS, NOMBRES_FILTRO, Filtro, Vista, write_opcion
from fais_analysis.schemas.vocabulario import CARENCIAS, INDICADORES, POR_ID

FORMATOS: dict[str, str] = {
    "Imagen PNG": "png",
    "Dibujo SVG": "svg",
    "Tabla CSV": "csv",
    "Libro de Excel": "xlsx",
}
# Donde se elige con clic va plotly. Lo demás lleva sus valores escritos y va en SVG, el del expediente: con
# plotly en los cuatro, elegir un municipio tarda seis veces más (docs/por_dentro.md).
FIGURAS: tuple[str, ...] = ("dispersion", "mapa")
ORDEN_TARJETAS: tuple[str, ...] = ("mapa", "tendencia", "brecha", "dispersion")


@dataclass
class Controles:
    """Lo que se elige."""

    entidad: w.Dropdown
    municipio: w.Dropdown
    anio: w.Dropdown
    indicador: w.Dropdown
    carencia: w.Dropdown
    modo: w.Dropdown
    agregar: w.Dropdown
    nacional: w.Dropdown
    filtros: dict[str, w.SelectMultiple]
    quitar_filtros: w.Button


@dataclass
class Botones:
    """Lo que se hace con la vista: fijarla, guardarla y producir el expediente."""

    fijar: w.Button
    fijadas: w.Dropdown
    quitar: w.Button
    formato: w.Dropdown
    guardar: w.Button
    expediente: w.Button
    avance: w.IntProgress
    mensaje: w.HTML


@dataclass
class Tarjeta:
    """Un dibujo con su titular y su pie. Sin figura de plotly, la cabeza trae el SVG."""

    cabeza: w.HTML
    encima: w.HTML
    pie: w.HTML
    caja: w.VBox
    figura: FiguraLigada | None = None

    def place_figura(self, figura: FiguraLigada | None) -> None:
        """Pone la figura, con lo elegido encima, o la quita."""
        marco = [_add_clase(w.Box([figura, self.encima]), "fx-marco")] if figura else []
        self.figura = figura
        self.caja.children = (self.cabeza, *marco, self.pie)


@dataclass
class Pantalla:
    """Toda la pantalla."""

    controles: Controles
    acciones: Botones
    tarjetas: dict[str, Tarjeta]
    resumen: w.HTML
    totales: w.HTML
    aviso: w.HTML
    tabla: TablaViva
    descarga: DescargaViva
    raiz: w.VBox

    def can_show(self, vista: Vista) -> bool:
        """Si el año y los filtros de una vista están entre las opciones de los controles."""
        controles = {d: lista.options for d, lista in self.controles.filtros.items()}
        filtrables = {d: {valor for _, valor in opciones} for d, opciones in controles.items()}
        anios = {valor for _, valor in self.controles.anio.options}
        return vista.anio in anios and all(
            set(getattr(vista.filtro, d)) <= valores for d, valores in filtrables.items()
        )


def build_controles(anios: Sequence[int], filtros: Mapping[str, Sequence[object]]) -> Controles:
    """Los controles, con sus opciones en español; entidad y municipio se llenan al mostrar la vista."""
    indicadores = [(i.nombre, i.id) for i in INDICADORES]
    return Controles(
        entidad=_build_lista("Entidad", [(n, c) for c, n in ENTIDADES.items()]),
        municipio=_build_lista("Municipio", []),
        anio=_build_lista("Año de la medición", [(str(a), a) for a in anios]),
        indicador=_build_lista("Indicador", indicadores),
        carencia=_build_lista("Carencia de la dispersión", [(POR_ID[c].corto, c) for c in CARENCIAS]),
        modo=_build_lista("Comparar", [(n.capitalize(), m) for m, n in MODOS.items()]),
        agregar=_build_lista("Agregar o quitar un municipio", []),
        nacional=_build_lista(
            "La tabla muestra", [("Los municipios del estado", False), ("Todo el país", True)]
        ),
        filtros={
            d: w.SelectMultiple(description=n, options=[(write_opcion(d, v), v) for v in filtros[d]], rows=5)
            for d, n in NOMBRES_FILTRO.items()
        },
        quitar_filtros=w.Button(description="Quitar los filtros"),
    )


def _build_lista(rotulo: str, opciones: Sequence[tuple[str, object]]) -> w.Dropdown:
    return w.Dropdown(description=rotulo, options=opciones)


def build_acciones() -> Botones:
    """Los botones de la vista."""
    return Botones(
        fijar=w.Button(description="Fijar esta vista"),
        fijadas=_build_lista("Vistas fijadas", [("Ninguna todavía", None)]),
        quitar=w.Button(description="Quitar las fijadas"),
        formato=_build_lista("Guardar lo que está en pantalla", list(FORMATOS.items())),
        guardar=w.Button(description="Guardar"),
        expediente=w.Button(description="Hacer el expediente de este municipio"),
        avance=w.IntProgress(min=0, max=100, layout=w.Layout(visibility="hidden", width="160px")),
        mensaje=w.HTML(),
    )


def build_pantalla(
    controles: Controles, figuras: Mapping[str, FiguraLigada | None], es_lectura: bool
) -> Pantalla:
    """Acomoda todo. En sólo lectura no hay botón para producir expedientes."""
    acciones = build_acciones()
    tarjetas = {nombre: _build_tarjeta(figuras.get(nombre)) for nombre in ORDEN_TARJETAS}
    piezas = {n: w.HTML() for n in ("encabezado", "resumen", "totales", "aviso")}
    tabla, descarga = TablaViva(), DescargaViva()
    c, a = controles, acciones
    produce = [] if es_lectura else [_build_fila(a.expediente, a.avance)]
    raiz = w.VBox(
        [
            piezas["encabezado"],
            _build_fila(c.entidad, c.municipio, c.anio, c.indicador, c.carencia, c.modo, c.agregar),
            piezas["aviso"],
            piezas["resumen"],
            _add_clase(w.Box([tarjetas[n].caja for n in ORDEN_TARJETAS]), "fx-tarjetas"),
            _build_seccion(
                "El libro de inversión", _build_fila(*c.filtros.values(), c.quitar_filtros), piezas["totales"]
            ),
            _build_seccion("Los municipios", _build_fila(c.nacional), tabla),
            _build_seccion(
                "Fijar y guardar",
                _build_fila(a.fijar, a.fijadas, a.quitar, a.formato, a.guardar, descarga),
                *produce,
                a.mensaje,
            ),
        ]
    )
    _add_clase(raiz, "fx")
    textos = (piezas["resumen"], piezas["totales"], piezas["aviso"])
    return Pantalla(controles, acciones, tarjetas, *textos, tabla, descarga, raiz)


def _build_tarjeta(figura: FiguraLigada | None) -> Tarjeta:
    cabeza, encima, pie = w.HTML(), _add_clase(w.HTML(), "fx-encima"), w.HTML()
    tarjeta = Tarjeta(cabeza, encima, pie, _add_clase(w.VBox(), "fx-tarjeta"))
    tarjeta.place_figura(figura)
    return tarjeta


def _build_seccion(titulo: str, *hijos: w.Widget) -> w.VBox:
    return _add_clase(w.VBox([w.HTML(f"<h3>{titulo}</h3>"), *hijos]), "fx-seccion")


def _build_fila(*hijos: w.Widget) -> w.Box:
    return _add_clase(w.Box(list(hijos)), "fx-fila")


def _add_clase(widget: w.DOMWidget, clase: str) -> w.DOMWidget:
    widget.add_class(clase)
    return widget


def read_filtro(controles: Controles) -> Filtro:
    """El filtro del libro como está en los controles."""
    return Filtro(**{dimension: tuple(lista.value) for dimension, lista in controles.filtros.items()})
