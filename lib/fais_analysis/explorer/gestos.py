"""Lo que la persona hace con la pantalla, convertido en otra vista: elegir, comparar, filtrar y deshacer."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial, wraps
from typing import Any

import ipywidgets as w

from fais_analysis.errors import FaisError
from fais_analysis.explorer import datos
from fais_analysis.explorer.archivo import Escena
from fais_analysis.explorer.contrastes import apply_contraste
from fais_analysis.explorer.enlace import read_enlace
from fais_analysis.explorer.pantalla import read_filtro
from fais_analysis.explorer.vista import (
    DE_LA_ENTIDAD,
    DEL_MUNICIPIO,
    FAMILIA,
    MUNICIPIOS,
    SOLO,
    Filtro,
    Vista,
    select_municipio,
    toggle_comparado,
)
from fais_analysis.nombres import find_lugares
from fais_analysis.views.componentes import render_aviso

MAXIMO_DESHACER, MAXIMO_HALLADOS = 50, 12


def guard(accion: Callable[..., None]) -> Callable[..., None]:
    """Lo que sale mal al elegir se dice en la pantalla; nunca queda callado en un registro."""

    @wraps(accion)
    def run(self: "Gestos", *args: Any) -> None:
        if self.explorador.esta_mostrando:
            return
        with self.explorador.turno:  # lo que se toca mientras algo se muestra espera su turno: no se pierde
            try:
                accion(self, *args)
            except FaisError as error:
                self.explorador.pantalla.aviso.value = str(render_aviso("no_comparable", str(error)))

    return run


class Gestos:
    """Cada gesto es una vista nueva; las anteriores se guardan para deshacer."""

    def __init__(self, explorador: Escena) -> None:
        self.explorador = explorador
        self._anteriores: list[Vista] = []
        self._es_vuelta = False

    @property
    def vista(self) -> Vista:
        """La que está en pantalla."""
        return self.explorador.vista

    def listen(self) -> None:
        """Conecta los controles; lo que se cambie desde aquí es una vista nueva."""
        p = self.explorador.pantalla
        c = p.controles
        acciones: dict[w.Widget, Callable[[Any], None]] = {
            c.entidad: self.choose_entidad,
            c.municipio: self.choose,
            c.modo: self.choose_modo,
            c.agregar: self.toggle,
            c.contraste: self.contrast,
            c.enlace: self.open_enlace,
            **{lista: lambda _: self.set_campo("filtro", read_filtro(c)) for lista in c.filtros.values()},
        }
        campos = {"anio": c.anio, "indicador": c.indicador, "carencia": c.carencia}
        campos |= {"es_nacional": c.nacional, "obras_de": c.obras_de}
        acciones |= {control: partial(self.set_campo, campo) for campo, control in campos.items()}
        for control, accion in acciones.items():
            _observe(control, "value", accion)
        c.quitar_filtros.on_click(lambda _: self.clear_filtros())
        c.deshacer.on_click(lambda _: self.undo())
        p.busca.on_msg(lambda _, mensaje, __: self.read_busca(mensaje))
        _observe(p.tabla, "seleccion", self.choose)
        p.tabla.on_msg(lambda _, mensaje, __: self.toggle(mensaje.get("comparar", "")))
        p.puente.on_msg(lambda _, mensaje, __: self.read_puente(mensaje))

    def remember(self, antes: Vista) -> None:
        """Guarda la vista anterior para poder volver a ella."""
        if self._es_vuelta or antes == self.vista:
            return
        self._anteriores = [*self._anteriores, antes][-MAXIMO_DESHACER:]
        self._show_deshacer()

    def _show_deshacer(self) -> None:
        self.explorador.pantalla.controles.deshacer.disabled = not self._anteriores

    @guard
    def undo(self) -> None:
        """Vuelve a la vista anterior."""
        if not self._anteriores:
            return
        self._es_vuelta = True
        try:
            self.explorador.show_vista(self._anteriores.pop())
        finally:
            self._es_vuelta = False
            self._show_deshacer()

    @guard
    def set_campo(self, campo: str, valor: Any) -> None:
        """Cambia una sola cosa de la vista."""
        self.explorador.show_vista(replace(self.vista, **{campo: valor}))

    @guard
    def clear_filtros(self) -> None:
        """Quita los filtros del libro y el contraste."""
        self.explorador.show_vista(replace(self.vista, filtro=Filtro(), es_contraste=False))

    @guard
    def choose(self, clave: str | None) -> None:
        """Elige un municipio; con dos dígitos (el mapa del país), el primero de la entidad."""
        if clave and len(clave) == 2:
            self.choose_entidad(clave)
        elif clave and clave != self.vista.clave_municipio:
            self.explorador.show_vista(select_municipio(self.vista, clave))

    @guard
    def choose_entidad(self, clave_entidad: str) -> None:
        """Pasa al primer municipio de otra entidad, con su mapa."""
        primero = next(c for c in datos.load_catalogo() if c[:2] == clave_entidad)
        self.explorador.show_vista(replace(select_municipio(self.vista, primero), es_nacional=False))

    @guard
    def choose_modo(self, modo: str) -> None:
        """Cambia con quién se compara; «con otros municipios» empieza por el más parecido."""
        vista = self.vista
        if modo == MUNICIPIOS and not vista.comparados:
            familia = datos.get_familia(vista.clave_municipio)[0]["clave_municipio"].tolist()
            elegido = MUNICIPIOS if familia else SOLO
            self.explorador.show_vista(replace(vista, modo=elegido, comparados=tuple(familia[:1])))
            return
        self.explorador.show_vista(replace(vista, modo=modo if modo in (FAMILIA, MUNICIPIOS) else SOLO))

    @guard
    def toggle(self, clave_municipio: str) -> None:
        """Agrega o quita un municipio de la comparación."""
        self.explorador.show_vista(toggle_comparado(self.vista, clave_municipio))

    @guard
    def contrast(self, necesidad: str) -> None:
        """Quién tiene más de una necesidad y menos dinero para ella, por habitante."""
        if not necesidad:
            self.explorador.show_vista(replace(self.vista, es_contraste=False, filtro=Filtro()))
            return
        nueva = apply_contraste(self.vista, necesidad)
        self.explorador.show_vista(nueva)
        self.explorador.pantalla.tabla.orden = {"campo": "municipio_pct", "descendente": True}

    @guard
    def open_enlace(self, texto: str) -> None:
        """Abre la vista de un enlace pegado."""
        self.explorador.open_vista(read_enlace(texto))

    def read_busca(self, mensaje: dict[str, str]) -> None:
        """Lo que llega de la caja de búsqueda: lo que se va escribiendo o el municipio que se eligió."""
        if "clave" in mensaje:
            self.choose(mensaje["clave"])
        else:
            self.search(mensaje.get("texto", ""))

    def search(self, texto: str) -> None:
        """Los municipios que pueden ser lo que se escribió: primero los de la entidad, luego los del país."""
        catalogo = datos.load_catalogo()
        hallados = find_lugares(texto, catalogo)
        propios = [c for c in hallados if c[:2] == self.vista.clave_entidad]
        orden = list(dict.fromkeys([*propios, *hallados]))[:MAXIMO_HALLADOS]
        opciones = {c: f"{catalogo[c]}, {datos.get_entidad(c)}" for c in orden}
        self.explorador.pantalla.busca.show_hallados(texto, opciones)

    def read_puente(self, mensaje: dict[str, Any]) -> None:
        """Lo que avisa la página: una figura que le llegó vacía, un polígono o un total que se tocó."""
        if "vacias" in mensaje:
            self.explorador.renew_figuras()
        elif "clave" in mensaje:
            self.choose(str(mensaje["clave"]))
        elif "de" in mensaje:
            self.ask_obras(mensaje)

    @guard
    def ask_obras(self, mensaje: dict[str, str]) -> None:
        """Las obras que hay detrás de un total: el de la entidad o el del municipio, y de qué renglón."""
        filtro, dimension = self.vista.filtro, mensaje.get("dimension", "")
        if dimension:
            valor: Any = int(mensaje["valor"]) if dimension == "ejercicios" else mensaje["valor"]
            filtro = replace(filtro, **{dimension: (valor,)})
        de_quien = DE_LA_ENTIDAD if mensaje.get("de") == DE_LA_ENTIDAD else DEL_MUNICIPIO
        self.explorador.show_vista(replace(self.vista, obras_de=de_quien, filtro=filtro))


def _observe(control: w.Widget, campo: str, accion: Callable[[Any], None]) -> None:
    control.observe(lambda cambio: accion(cambio["new"]), campo)
