"""El explorador: una vista, la pantalla que la muestra y las acciones; cada cambio vuelve a mostrar lo que toca."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

import ipywidgets as w
import pandas as pd

from fais_analysis.errors import FaisError
from fais_analysis.explorer import datos, graficas, textos
from fais_analysis.explorer.acciones import Guardador
from fais_analysis.explorer.figura import FiguraLigada, FiguraMotor
from fais_analysis.explorer.mapa import mark_municipios, prepare_mapa
from fais_analysis.explorer.pantalla import build_controles, build_pantalla, read_filtro
from fais_analysis.explorer.vista import (
    FAMILIA,
    MUNICIPIOS,
    SOLO,
    Filtro,
    Vista,
    select_municipio,
    toggle_comparado,
)
from fais_analysis.reports.estado import load_estado_de, load_poligonos
from fais_analysis.views.componentes import render_aviso
from fais_analysis.views.modelos import Columna, Grafica

COLUMNAS = (
    Columna("municipio", "Municipio"),
    Columna("clave_municipio", "Clave"),
    Columna("municipio_pct", "% de la población", "pct"),
    Columna("personas", "Personas", "entero"),
    Columna("brecha_pp", "Brecha con su estado", "pp"),
    Columna("cambio_pp", "Cambio", "pp"),
    Columna("inversion_mxn", "Inversión", "mxn"),
    Columna("inversion_por_persona_mxn", "Por habitante", "mxn"),
    Columna("obras", "Obras", "entero"),
)


def guard(accion: Callable[..., None]) -> Callable[..., None]:
    """Lo que sale mal al elegir se dice en la pantalla; nunca queda callado en un registro."""

    @wraps(accion)
    def run(self: "Explorador", *args: Any) -> None:
        if self.esta_mostrando:
            return
        try:
            accion(self, *args)
        except FaisError as error:
            self.pantalla.aviso.value = str(render_aviso("no_comparable", str(error)))

    return run


class Explorador:
    """El explorador en pantalla.

    ``vista`` es lo que se ve; ``show_vista`` muestra otra. Las tablas de detrás están en ``datos``
    (``datos.get_municipios(explorador.vista)``…).

    Parameters
    ----------
    clave_municipio
        Clave INEGI, texto de cinco dígitos: el municipio con que abre.
    es_lectura
        Sin botón para producir expedientes (el tablero).
    """

    def __init__(self, clave_municipio: str, es_lectura: bool = False) -> None:
        estado = load_estado_de(clave_municipio)
        self.vista = Vista(clave_municipio, estado.anio)
        self.esta_mostrando, self.graficas = False, {}
        self._mapa: Grafica | None = None
        anios = sorted(int(a) for a in estado.pobreza["anio"].unique())
        opciones = datos.list_opciones_libro()
        self.pantalla = build_pantalla(build_controles(anios, opciones), self._build_figuras(), es_lectura)
        self.pantalla.raiz.children[0].value = str(textos.render_estilo()) + str(
            textos.render_encabezado(datos.is_demostracion(), es_lectura)
        )
        self.acciones = Guardador(self)
        self.show_vista(self.vista, es_primera=True)
        self._listen()

    def _ipython_display_(self) -> None:
        from IPython.display import display

        display(self.pantalla.raiz)

    @property
    def tablas(self) -> dict[str, pd.DataFrame]:
        """Las tablas que hay detrás de lo que se ve, por nombre."""
        return datos.list_tablas(self.vista)

    def _build_figuras(self) -> dict[str, FiguraLigada | None]:
        dibujos = self._draw(self.vista)
        figuras: dict[str, FiguraLigada | None] = {"mapa": None}
        for nombre, figura in dibujos.items():
            clase = FiguraMotor if nombre == "tendencia" else FiguraLigada
            figuras[nombre] = clase(figura, self._choose)
        return figuras

    def _draw(self, vista: Vista) -> dict[str, dict[str, Any]]:
        """Las figuras de la vista; deja en ``graficas`` lo que las acompaña."""
        pobreza, libro = datos.get_fuentes()
        familia = datos.list_familia(vista)
        self.graficas = {
            "tendencia": graficas.draw_tendencia(vista, datos.get_tendencia(vista), pobreza),
            "brecha": graficas.draw_brecha(vista, datos.get_brecha(vista), pobreza),
            "dispersion": graficas.draw_dispersion(
                vista, datos.get_dispersion(vista), datos.load_nombres(), familia, f"{pobreza}; {libro}"
            ),
        }
        figuras = {nombre: g.figura for nombre, g in self.graficas.items()}
        if mapa := prepare_mapa(vista, pobreza):
            self.graficas["mapa"] = mapa[0]
            figuras["mapa"] = mark_municipios(
                mapa[1], load_poligonos(vista.clave_entidad), vista.claves, familia
            )
        return figuras

    def show_vista(self, vista: Vista, es_primera: bool = False) -> None:
        """Muestra una vista: sólo se rehace lo que depende de lo que cambió."""
        antes, self.vista = self.vista, vista
        self.esta_mostrando = True
        try:
            self._show_seleccion(vista)
            self._show_figuras(vista)
            self._show_libro(vista, antes, es_primera)
            self._show_controles(vista, antes, es_primera)
            self.pantalla.aviso.value = ""
        finally:
            self.esta_mostrando = False

    def _show_seleccion(self, vista: Vista) -> None:
        tabla, p = datos.get_municipios(vista), self.pantalla
        llave = (vista.es_nacional or vista.clave_entidad, vista.indicador, vista.anio, vista.filtro)
        if llave != getattr(self, "_llave_tabla", None):
            self._llave_tabla = llave
            ambito = "todo el país" if vista.es_nacional else datos.get_estado(vista).lugar.nombre
            p.tabla.show_tabla(tabla, COLUMNAS, graficas.write_titulo_tabla(vista, ambito))
        p.tabla.seleccion, p.tabla.comparados = vista.clave_municipio, list(vista.claves[1:])
        fila = datos.get_fila(vista)
        p.resumen.value = str(textos.render_resumen(vista, fila, datos.load_nombres()[vista.clave_municipio]))

    def _show_figuras(self, vista: Vista) -> None:
        figuras = self._draw(vista)
        for nombre, tarjeta in self.pantalla.tarjetas.items():
            figura = figuras.get(nombre)
            if figura is None:
                tarjeta.cabeza.value = "<h3>Mapa</h3>"
                tarjeta.pie.value = str(textos.render_sin_mapa(vista))
            else:
                tarjeta.cabeza.value = str(textos.render_cabeza(self.graficas[nombre]))
                tarjeta.pie.value = str(textos.render_pie(self.graficas[nombre]))
            self._place_figura(nombre, figura)

    def _place_figura(self, nombre: str, figura: dict[str, Any] | None) -> None:
        """La figura ya creada cambia; la del mapa aparece si la entidad tiene polígonos y se guarda si no."""
        tarjeta = self.pantalla.tarjetas[nombre]
        if figura is not None and tarjeta.figura is None:
            tarjeta.figura = FiguraLigada(figura, self._choose)
        elif figura is not None:
            tarjeta.figura.show_figura(figura)
        hijos = (tarjeta.cabeza, *([tarjeta.figura] if figura else []), tarjeta.pie)
        if hijos != tarjeta.caja.children:
            tarjeta.caja.children = hijos

    def _show_libro(self, vista: Vista, antes: Vista, es_primera: bool) -> None:
        if es_primera or (vista.filtro, vista.clave_municipio) != (antes.filtro, antes.clave_municipio):
            totales = (datos.get_totales(vista), datos.get_totales_entidad(vista))
            nombre = datos.load_nombres()[vista.clave_municipio]
            self.pantalla.totales.value = str(
                textos.render_totales(vista, totales, nombre, datos.get_fuentes()[1])
            )

    def _show_controles(self, vista: Vista, antes: Vista, es_primera: bool) -> None:
        c = self.pantalla.controles
        if es_primera or vista.clave_entidad != antes.clave_entidad:
            propios = [(n, k) for k, n in datos.load_catalogo().items() if k[:2] == vista.clave_entidad]
            c.municipio.options = sorted(propios, key=lambda par: datos.fold_texto(par[0]))
            c.agregar.options = [("Elija uno…", ""), *c.municipio.options]
        valores = {
            c.entidad: vista.clave_entidad,
            c.municipio: vista.clave_municipio,
            c.anio: vista.anio,
            c.indicador: vista.indicador,
            c.carencia: vista.carencia,
            c.modo: vista.modo,
            c.nacional: vista.es_nacional,
            c.agregar: "",
        }
        for control, valor in valores.items():
            if control.value != valor:
                control.value = valor
        for dimension, lista in c.filtros.items():
            if lista.value != getattr(vista.filtro, dimension):
                lista.value = getattr(vista.filtro, dimension)

    def _listen(self) -> None:
        c = self.pantalla.controles
        self._observe(c.entidad, self._choose_entidad)
        self._observe(c.municipio, self._choose)
        self._observe(c.modo, self._choose_modo)
        self._observe(c.agregar, self._toggle)
        for campo, control in (("anio", c.anio), ("indicador", c.indicador), ("carencia", c.carencia)):
            self._observe(control, lambda valor, campo=campo: self._set(campo, valor))
        self._observe(c.nacional, lambda valor: self._set("es_nacional", valor))
        for lista in c.filtros.values():
            self._observe(lista, lambda _: self._set("filtro", read_filtro(c)))
        c.quitar_filtros.on_click(lambda _: self._set("filtro", Filtro()))
        self.pantalla.tabla.observe(lambda cambio: self._choose(cambio["new"]), "seleccion")
        self.pantalla.tabla.on_msg(lambda _, m, __: self._toggle(m.get("clave", "")))

    def _observe(self, control: w.Widget, accion: Callable[[Any], None]) -> None:
        control.observe(lambda cambio: accion(cambio["new"]), "value")

    @guard
    def _set(self, campo: str, valor: Any) -> None:
        self.show_vista(replace(self.vista, **{campo: valor}))

    @guard
    def _choose(self, clave_municipio: str | None) -> None:
        if clave_municipio and clave_municipio != self.vista.clave_municipio:
            self.show_vista(select_municipio(self.vista, clave_municipio))

    @guard
    def _choose_entidad(self, clave_entidad: str) -> None:
        primero = next(c for c in datos.load_catalogo() if c[:2] == clave_entidad)
        self.show_vista(select_municipio(self.vista, primero))

    @guard
    def _choose_modo(self, modo: str) -> None:
        if modo == MUNICIPIOS and not self.vista.comparados:
            familia = datos.get_familia(self.vista.clave_municipio)[0]["clave_municipio"].tolist()
            self.show_vista(
                replace(self.vista, modo=MUNICIPIOS if familia else SOLO, comparados=tuple(familia[:1]))
            )
            return
        self.show_vista(replace(self.vista, modo=modo if modo in (FAMILIA, MUNICIPIOS) else SOLO))

    @guard
    def _toggle(self, clave_municipio: str) -> None:
        self.show_vista(toggle_comparado(self.vista, clave_municipio))
