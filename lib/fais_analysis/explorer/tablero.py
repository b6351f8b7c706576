"""El explorador: una vista y la pantalla que la muestra; cada cambio vuelve a mostrar lo que toca."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial, wraps
from typing import Any

import ipywidgets as w
import pandas as pd

from fais_analysis.entidad.datos import load_entidad_de
from fais_analysis.errors import FaisError
from fais_analysis.explorer import datos, graficas, textos
from fais_analysis.explorer.acciones import Acciones
from fais_analysis.explorer.archivo import COLUMNAS
from fais_analysis.explorer.figura import FiguraLigada, FiguraMotor
from fais_analysis.explorer.mapa import (
    describe_marcas,
    draw_mapa_completo,
    prepare_dispersion,
    prepare_mapa,
    render_encima,
)
from fais_analysis.explorer.pantalla import FIGURAS, build_controles, build_pantalla, read_filtro
from fais_analysis.explorer.vista import (
    FAMILIA,
    MUNICIPIOS,
    SOLO,
    Filtro,
    Vista,
    select_municipio,
    toggle_comparado,
)
from fais_analysis.nombres import fold_texto
from fais_analysis.views.componentes import render_aviso
from fais_analysis.views.grafica import Grafica


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
        estado = load_entidad_de(clave_municipio)
        self.vista = Vista(clave_municipio, estado.anio)
        self.esta_mostrando = False
        self._llave_tabla: tuple[object, ...] = ()
        self._pies: dict[str, Grafica] = {}
        anios = sorted(int(a) for a in estado.pobreza["anio"].unique())
        opciones = datos.list_opciones_libro()
        self._figuras = self._build_figuras()
        self.pantalla = build_pantalla(build_controles(anios, opciones), self._figuras, es_lectura)
        self.pantalla.raiz.children[0].value = str(textos.render_estilo()) + str(
            textos.render_encabezado(datos.is_demostracion(), es_lectura)
        )
        self.acciones = Acciones(self, es_lectura)
        self.show_vista(self.vista, es_primera=True)
        self._listen()

    def _ipython_display_(self) -> None:
        from IPython.display import display

        display(self.pantalla.raiz)

    @property
    def tablas(self) -> dict[str, pd.DataFrame]:
        """Las tablas que hay detrás de lo que se ve, por nombre."""
        return datos.list_tablas(self.vista)

    def _build_figuras(self) -> dict[str, FiguraLigada]:
        bases = self._prepare(self.vista)
        clases = {"dispersion": FiguraMotor, "mapa": FiguraLigada}
        return {n: clases[n](g.figura, self._choose) for n, g in bases.items()}

    def _prepare(self, vista: Vista) -> dict[str, Grafica]:
        """Lo que va a plotly: no cambia con el municipio. Sin polígonos, sin mapa."""
        fuentes = datos.get_fuentes()
        mapa = prepare_mapa(vista, fuentes.pobreza)
        return {"dispersion": prepare_dispersion(vista, fuentes), **({"mapa": mapa} if mapa else {})}

    def draw_graficas(self, vista: Vista, es_completa: bool = True) -> dict[str, Grafica]:
        """Los dibujos de la vista. En la pantalla, la dispersión sólo pide los municipios destacados."""
        fuentes, familia = datos.get_fuentes(), datos.list_familia(vista)
        puntos, nombres = datos.get_dispersion(vista), datos.load_nombres()
        if not es_completa:
            puntos = puntos[puntos["clave_municipio"].isin((*vista.claves, *familia))]
        dibujos = {
            "tendencia": graficas.draw_tendencia(vista, datos.get_tendencia(vista), fuentes.pobreza),
            "brecha": graficas.draw_brecha(vista, datos.get_brecha(vista), fuentes.pobreza),
            "dispersion": graficas.draw_dispersion(vista, puntos, nombres, familia, fuentes),
        }
        if mapa := draw_mapa_completo(vista, fuentes.pobreza, familia):
            dibujos["mapa"] = mapa
        return dibujos

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
        if llave != self._llave_tabla:
            self._llave_tabla = llave
            ambito = "todo el país" if vista.es_nacional else datos.get_estado(vista).lugar.nombre
            p.tabla.show_tabla(tabla, COLUMNAS, graficas.write_titulo_tabla(vista, ambito))
        p.tabla.seleccion, p.tabla.comparados = vista.clave_municipio, list(vista.claves[1:])
        nombre = datos.load_nombres()[vista.clave_municipio]
        p.resumen.value = str(textos.render_resumen(vista, datos.get_fila(vista), nombre))

    def _show_figuras(self, vista: Vista) -> None:
        bases, dibujos = self._prepare(vista), self.draw_graficas(vista, es_completa=False)
        for nombre, tarjeta in self.pantalla.tarjetas.items():
            grafica = dibujos.get(nombre)
            if nombre in FIGURAS:
                self._place_base(nombre, bases.get(nombre))
            if grafica is None:
                tarjeta.cabeza.value, tarjeta.pie.value = str(textos.render_sin_mapa(vista)), ""
                self._pies.pop(nombre, None)
            elif nombre not in FIGURAS:
                tarjeta.cabeza.value = str(textos.render_dibujo(grafica))
            else:
                tarjeta.encima.value = str(render_encima(bases[nombre], grafica))
                tarjeta.cabeza.value = str(textos.render_cabeza(grafica, describe_marcas(vista)))
                self._show_pie(nombre, bases[nombre])

    def _show_pie(self, nombre: str, base: Grafica) -> None:
        """La tabla de todos los municipios no cambia con el elegido."""
        if self._pies.get(nombre) is not base:
            self._pies[nombre] = base
            self.pantalla.tarjetas[nombre].pie.value = str(textos.render_pie(base))

    def _place_base(self, nombre: str, base: Grafica | None) -> None:
        """Actualiza la figura que ya existe; la del mapa se quita si la entidad no tiene polígonos."""
        tarjeta = self.pantalla.tarjetas[nombre]
        if base is None:
            if tarjeta.figura is not None:
                tarjeta.place_figura(None)
            return
        figura = self._figuras.get(nombre) or FiguraLigada(base.figura, self._choose)
        self._figuras[nombre] = figura
        figura.show_figura(base.figura)
        if tarjeta.figura is None:
            tarjeta.place_figura(figura)

    def _show_libro(self, vista: Vista, antes: Vista, es_primera: bool) -> None:
        if es_primera or (vista.filtro, vista.clave_municipio) != (antes.filtro, antes.clave_municipio):
            propios, entidad = datos.get_totales(vista), datos.get_totales_entidad(vista)
            nombre = datos.load_nombres()[vista.clave_municipio]
            self.pantalla.totales.value = str(
                textos.render_totales(vista, propios, entidad, nombre, datos.get_fuentes().libro)
            )

    def _show_controles(self, vista: Vista, antes: Vista, es_primera: bool) -> None:
        c = self.pantalla.controles
        if es_primera or vista.clave_entidad != antes.clave_entidad:
            propios = [(n, k) for k, n in datos.load_catalogo().items() if k[:2] == vista.clave_entidad]
            c.municipio.options = sorted(propios, key=lambda par: fold_texto(par[0]))
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
            self._observe(control, partial(self._set, campo))
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
