"""Los controles y su acomodo; ninguno calcula: dicen qué se eligió y muestran lo que reciben."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ipywidgets as w

from fais_analysis.claves import ENTIDADES
from fais_analysis.errors import ParametroError
from fais_analysis.explorer.contrastes import list_contrastes
from fais_analysis.explorer.figura import FiguraLigada
from fais_analysis.explorer.mediciones import list_anios
from fais_analysis.explorer.medidas import MEDIDAS, NECESIDADES
from fais_analysis.explorer.piezas import (
    BotonVivo,
    BuscaViva,
    CampoVivo,
    CasillasVivas,
    DescargaViva,
    ListaViva,
    TablaViva,
    TextoVivo,
)
from fais_analysis.explorer.puente import Juntable, PuenteVivo
from fais_analysis.explorer.repetir import REPETIBLES
from fais_analysis.explorer.vista import (
    MODOS,
    NOMBRES_FILTRO,
    OBRAS_DE,
    Filtro,
    Vista,
    build_error,
    write_opcion,
)

FORMATOS: dict[str, str] = {
    "Imagen PNG": "png",
    "Dibujo SVG": "svg",
    "Tabla CSV": "csv",
    "Obras CSV": "csv_obras",
    "Libro de Excel": "xlsx",
}
# Donde se elige con clic va plotly. Lo demás lleva sus valores escritos y va en SVG, el del expediente: con
# plotly en los cuatro, elegir un municipio tarda seis veces más (docs/por_dentro.md).
FIGURAS: tuple[str, ...] = ("dispersion", "mapa")
ORDEN_TARJETAS: tuple[str, ...] = ("mapa", "tendencia", "brecha", "dispersion")
DIBUJOS: dict[str, str] = {
    "Todos": "",
    "El mapa": "mapa",
    "La serie": "tendencia",
    "Las diferencias": "brecha",
    "La dispersión": "dispersion",
}


@dataclass
class Controles:
    """Lo que se elige."""

    entidad: ListaViva
    municipio: ListaViva
    anio: ListaViva
    indicador: ListaViva
    carencia: ListaViva
    contraste: ListaViva
    modo: ListaViva
    agregar: ListaViva
    nacional: ListaViva
    obras_de: ListaViva
    filtros: dict[str, CasillasVivas]
    quitar_filtros: BotonVivo
    enlace: CampoVivo
    deshacer: BotonVivo


@dataclass
class Botones:
    """Lo que se hace con la vista: fijarla, guardarla y producir el expediente."""

    fijar: BotonVivo
    fijadas: ListaViva
    quitar: BotonVivo
    formato: ListaViva
    dibujo: ListaViva
    guardar: BotonVivo
    repetir: ListaViva
    codigo: TextoVivo
    expediente: BotonVivo
    avance: w.IntProgress
    mensaje: TextoVivo


@dataclass
class Tarjeta:
    """Un dibujo con su titular y su pie. Sin figura de plotly, la cabeza trae el SVG."""

    cabeza: TextoVivo
    encima: TextoVivo
    pie: TextoVivo
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
    resumen: TextoVivo
    totales: TextoVivo
    aviso: TextoVivo
    busca: BuscaViva
    tabla: TablaViva
    obras: TablaViva
    descarga: DescargaViva
    puente: PuenteVivo
    raiz: w.VBox

    def check_vista(self, vista: Vista) -> None:
        """Comprueba que su año y sus filtros estén entre lo que se puede elegir; ParametroError si no."""
        if vista.anio not in (anios := list_anios(vista.indicador)):
            raise build_error("Vista.anio", ", ".join(map(str, anios)), str(vista.anio))
        for dimension, lista in self.controles.filtros.items():
            conocidos = {valor for _, valor in lista.opciones}
            if ajenos := [v for v in getattr(vista.filtro, dimension) if v not in conocidos]:
                raise build_error(f"Filtro.{dimension}", "lo que trae el libro", ", ".join(map(str, ajenos)))

    def can_show(self, vista: Vista) -> bool:
        """Si la vista se puede mostrar con estos datos."""
        try:
            self.check_vista(vista)
        except ParametroError:
            return False
        return True


def build_controles(filtros: Mapping[str, Sequence[object]]) -> Controles:
    """Los controles, con sus opciones en español; municipio y año se llenan al mostrar la vista."""
    contrastes = [(c.rotulo, n) for n, c in list_contrastes().items()]
    return Controles(
        entidad=_build_lista("Entidad", [(n, c) for c, n in ENTIDADES.items()]),
        municipio=_build_lista("Municipio", []),
        anio=_build_lista("Año de la medición", []),
        indicador=_build_lista("Indicador", [(m.nombre, m.id) for m in MEDIDAS.values()]),
        carencia=_build_lista("Necesidad de la dispersión", [(MEDIDAS[c].corto, c) for c in NECESIDADES]),
        contraste=_build_lista("Necesidad contra dinero", [("No comparar", ""), *contrastes]),
        modo=_build_lista("Comparar", [(n.capitalize(), m) for m, n in MODOS.items()]),
        agregar=_build_lista("Agregar o quitar un municipio", []),
        nacional=_build_lista(
            "La tabla y el mapa muestran", [("Los municipios del estado", False), ("Todo el país", True)]
        ),
        obras_de=_build_lista("Ver las obras", [(n.capitalize(), v) for v, n in OBRAS_DE.items()]),
        filtros={
            d: CasillasVivas(description=n, opciones=[[write_opcion(d, v), v] for v in filtros[d]])
            for d, n in NOMBRES_FILTRO.items()
        },
        quitar_filtros=BotonVivo(description="Quitar los filtros"),
        enlace=_add_clase(CampoVivo(description="Enlace de esta vista"), "fx-enlace"),
        deshacer=BotonVivo(description="Deshacer", disabled=True),
    )


def _build_lista(rotulo: str, opciones: Sequence[tuple[str, object]]) -> ListaViva:
    return ListaViva(description=rotulo, options=opciones)


def build_acciones() -> Botones:
    """Los botones de la vista."""
    return Botones(
        fijar=BotonVivo(description="Fijar esta vista"),
        fijadas=_build_lista("Vistas fijadas", [("Ninguna todavía", None)]),
        quitar=BotonVivo(description="Quitar las fijadas"),
        formato=_build_lista("Guardar lo que está en pantalla", list(FORMATOS.items())),
        dibujo=_build_lista("Cuál dibujo", list(DIBUJOS.items())),
        guardar=BotonVivo(description="Guardar"),
        repetir=_build_lista("Repítalo en Python", [(n, n) for n in REPETIBLES]),
        codigo=TextoVivo(),
        expediente=BotonVivo(description="Hacer el expediente de este municipio"),
        avance=w.IntProgress(min=0, max=100, layout=w.Layout(visibility="hidden", width="160px")),
        mensaje=TextoVivo(),
    )


def build_pantalla(
    controles: Controles, figuras: Mapping[str, FiguraLigada | None], es_lectura: bool
) -> Pantalla:
    """Acomoda todo. En sólo lectura no hay botón para producir expedientes."""
    acciones = build_acciones()
    tarjetas = {nombre: _build_tarjeta(figuras.get(nombre)) for nombre in ORDEN_TARJETAS}
    piezas = {n: TextoVivo() for n in ("encabezado", "resumen", "totales", "aviso")}
    tabla, obras = TablaViva(), build_tabla_obras()
    descarga, puente, busca = DescargaViva(), PuenteVivo(), BuscaViva()
    c, a = controles, acciones
    produce = [] if es_lectura else [_build_fila(a.expediente, a.avance)]
    guardar = (a.fijar, a.fijadas, a.quitar, a.formato, a.dibujo, a.guardar, descarga)
    secciones = [
        _build_seccion("El libro de inversión", piezas["totales"]),
        _build_seccion("Los municipios", tabla),
        _add_clase(_build_seccion("Las obras", _build_fila(c.obras_de), obras), "fx-ancha"),
        _build_seccion("Fijar y guardar", _build_fila(*guardar), *produce, a.mensaje),
        _build_seccion("Llevarse la vista", _build_fila(c.enlace), _build_fila(a.repetir), a.codigo),
    ]
    raiz = w.VBox(
        [
            piezas["encabezado"],
            _build_barra(busca, controles),
            piezas["aviso"],
            piezas["resumen"],
            _add_clase(w.Box([tarjetas[n].caja for n in ORDEN_TARJETAS]), "fx-tarjetas"),
            _add_clase(w.Box(secciones), "fx-secciones"),
            puente,
        ]
    )
    _add_clase(raiz, "fx")
    _join_puente(raiz, puente)
    textos = (piezas["resumen"], piezas["totales"], piezas["aviso"])
    widgets = (busca, tabla, obras, descarga, puente)
    return Pantalla(controles, acciones, tarjetas, *textos, *widgets, raiz)


def _join_puente(widget: w.Widget, puente: PuenteVivo) -> None:
    """Todo lo que hay en la pantalla manda sus cambios por el mismo puente."""
    if isinstance(widget, Juntable):
        widget.puente = puente
    for hijo in getattr(widget, "children", ()):
        _join_puente(hijo, puente)


def build_tabla_obras() -> TablaViva:
    """La tabla de obras: se ordena y se busca, pero no elige municipio."""
    return TablaViva(
        nombre="renglones (obra y fuente)",
        rotulo_buscar="Buscar una obra",
        es_elegible=False,
        orden={"campo": "monto_mxn", "descendente": True},
    )


def _build_barra(busca: BuscaViva, c: Controles) -> w.Box:
    """Lo que se elige, siempre a la vista."""
    que = (busca, c.entidad, c.municipio, c.indicador, c.anio, c.nacional)
    con = (c.modo, c.agregar, c.carencia, c.contraste, *c.filtros.values(), c.quitar_filtros, c.deshacer)
    return _add_clase(_build_fila(*que, *con), "fx-barra")


def _build_tarjeta(figura: FiguraLigada | None) -> Tarjeta:
    cabeza, encima, pie = TextoVivo(), _add_clase(TextoVivo(), "fx-encima"), TextoVivo()
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
