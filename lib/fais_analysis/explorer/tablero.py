"""El explorador: una vista y la pantalla que la muestra; cada cambio vuelve a mostrar lo que toca."""

from dataclasses import replace
from threading import RLock, get_ident
from typing import NamedTuple

import pandas as pd

from fais_analysis.entidad.datos import load_entidad_de
from fais_analysis.explorer import datos, graficas, textos
from fais_analysis.explorer.acciones import Acciones
from fais_analysis.explorer.archivo import OBRAS, list_columnas
from fais_analysis.explorer.dibujos import draw_graficas
from fais_analysis.explorer.enlace import write_enlace
from fais_analysis.explorer.figura import FiguraLigada, FiguraMotor
from fais_analysis.explorer.gestos import Gestos
from fais_analysis.explorer.mapa import describe_marcas, prepare_dispersion, prepare_mapa, render_encima
from fais_analysis.explorer.mediciones import list_anios, pick_anio
from fais_analysis.explorer.pantalla import FIGURAS, build_controles, build_pantalla
from fais_analysis.explorer.puente import join_cambios
from fais_analysis.explorer.vista import DE_LA_ENTIDAD, Vista, describe_filtro, describe_tabla
from fais_analysis.nombres import fold_texto
from fais_analysis.views.grafica import Grafica

# Más renglones que éstos no caben en la memoria de una página sin que deje de responder.
MAXIMO_OBRAS = 1_000


class Dibujada(NamedTuple):
    """Lo que una tarjeta muestra: la base de plotly, si lleva, y la gráfica completa."""

    base: Grafica | None = None
    grafica: Grafica | None = None


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
        self.turno, self._hilo = RLock(), 0  # JupyterLab atiende gestos a la vez, cada uno en su hilo
        self._llave_tabla: tuple[object, ...] = ()
        self._llave_obras: tuple[object, ...] = ()
        self._dibujadas: dict[str, Dibujada] = {}
        self.gestos = Gestos(self)
        self._figuras = self._build_figuras()
        controles = build_controles(datos.list_opciones_libro())
        self.pantalla = build_pantalla(controles, self._figuras, es_lectura)
        self.pantalla.raiz.children[0].value = str(textos.render_estilo()) + str(
            textos.render_encabezado(datos.is_demostracion(), es_lectura)
        )
        self.acciones = Acciones(self, es_lectura)
        self.show_vista(self.vista, es_primera=True)
        self.gestos.listen()

    def _ipython_display_(self) -> None:
        from IPython.display import display

        display(self.pantalla.raiz)

    @property
    def esta_mostrando(self) -> bool:
        """Si quien pregunta es el hilo que está mostrando: el cambio es del explorador, no de la persona."""
        return self._hilo == get_ident()

    @property
    def tablas(self) -> dict[str, pd.DataFrame]:
        """Las tablas que hay detrás de lo que se ve, por nombre."""
        return datos.list_tablas(self.vista)

    def _build_figuras(self) -> dict[str, FiguraLigada]:
        bases = self._prepare(self.vista)
        clases = {"dispersion": FiguraMotor, "mapa": FiguraLigada}
        return {n: clases[n](g.figura) for n, g in bases.items()}

    def _prepare(self, vista: Vista) -> dict[str, Grafica]:
        """Lo que va a plotly: no cambia con el municipio. Sin polígonos, sin mapa."""
        mapa = prepare_mapa(vista, datos.get_fuentes(vista.indicador).medida)
        dispersion = prepare_dispersion(vista, datos.get_fuentes(vista.carencia))
        return {"dispersion": dispersion, **({"mapa": mapa} if mapa else {})}

    def open_vista(self, vista: Vista) -> None:
        """Muestra una vista que pide otra persona u otro día; ParametroError si aquí no se puede mostrar."""
        self.pantalla.check_vista(vista)
        load_entidad_de(vista.clave_municipio)
        self.show_vista(vista)

    def show_vista(self, vista: Vista, es_primera: bool = False) -> None:
        """Muestra una vista: sólo se rehace lo que depende de lo que cambió."""
        with self.turno, join_cambios(self.pantalla.puente):
            antes, self.vista = self.vista, replace(vista, anio=pick_anio(vista.indicador, vista.anio))
            vista, self._hilo = self.vista, get_ident()
            try:
                self._show_seleccion(vista)
                self._show_tarjetas(vista)
                self._show_libro(vista, antes, es_primera)
                self._show_controles(vista, antes, es_primera)
                self.pantalla.aviso.value = ""
                if not es_primera:
                    self.gestos.remember(antes)
                self.acciones.show_repetir()
                self._show_figuras(vista)
            finally:
                self._hilo = 0

    def _show_seleccion(self, vista: Vista) -> None:
        tabla, p = datos.get_municipios(vista), self.pantalla
        llave = (describe_tabla(vista), vista.indicador, vista.anio, vista.filtro)
        if llave != self._llave_tabla:
            self._llave_tabla = llave
            titulo = graficas.write_titulo_tabla(vista)
            p.tabla.show_tabla(tabla, list_columnas(vista.indicador), titulo)
        p.tabla.seleccion, p.tabla.comparados = vista.clave_municipio, list(vista.claves[1:])
        nombre = datos.load_nombres()[vista.clave_municipio]
        p.resumen.value = str(textos.render_resumen(vista, datos.get_fila(vista), nombre))

    def _show_tarjetas(self, vista: Vista) -> None:
        bases, dibujos = self._prepare(vista), draw_graficas(vista, es_completa=False)
        for nombre in self.pantalla.tarjetas:
            self._show_tarjeta(nombre, Dibujada(bases.get(nombre), dibujos.get(nombre)), vista)

    def _show_figuras(self, vista: Vista) -> None:
        """Al final, junto con el mensaje de todo lo demás: cada figura de plotly manda el suyo."""
        bases = self._prepare(vista)
        for nombre in FIGURAS:
            self._place_base(nombre, bases.get(nombre))

    def _show_tarjeta(self, nombre: str, nueva: Dibujada, vista: Vista) -> None:
        """Los textos de un dibujo y lo elegido encima; lo que es el mismo que ya está no se repite."""
        tarjeta, antes = self.pantalla.tarjetas[nombre], self._dibujadas.get(nombre, Dibujada())
        self._dibujadas[nombre] = nueva
        if nueva.grafica is None:
            tarjeta.cabeza.value, tarjeta.pie.value = str(textos.render_sin_mapa(vista)), ""
        elif nueva == antes:
            return
        elif nueva.base is None:
            tarjeta.cabeza.value = str(textos.render_dibujo(nueva.grafica))
        else:
            tarjeta.encima.value = str(render_encima(nueva.base, nueva.grafica))
            tarjeta.cabeza.value = str(textos.render_cabeza(nueva.grafica, describe_marcas(vista)))
            if nueva.base is not antes.base:  # la tabla de todos los municipios no cambia con el elegido
                tarjeta.pie.value = str(textos.render_pie(nueva.base))

    def _place_base(self, nombre: str, base: Grafica | None) -> None:
        """Actualiza la figura que ya existe; la del mapa se cierra si la entidad no tiene polígonos."""
        tarjeta = self.pantalla.tarjetas[nombre]
        if base is None:
            self._drop_figura(nombre)
            return
        figura = self._figuras.get(nombre) or FiguraLigada(base.figura)
        self._figuras[nombre] = figura
        figura.show_figura(base.figura)
        if tarjeta.figura is None:
            tarjeta.place_figura(figura)

    def renew_figuras(self) -> None:
        """Pone figuras nuevas: una que se creó antes de que la página se conectara se queda vacía."""
        with self.turno:
            for nombre in list(self._figuras):
                self._drop_figura(nombre)
            self._show_figuras(self.vista)

    def _drop_figura(self, nombre: str) -> None:
        """Quita y cierra una figura: lo que sale de la página seguiría oyendo, ya sin poder dibujar."""
        if nombre in self._figuras:
            self.pantalla.tarjetas[nombre].place_figura(None)
            self._figuras.pop(nombre).close()

    def _show_libro(self, vista: Vista, antes: Vista, es_primera: bool) -> None:
        if es_primera or (vista.filtro, vista.clave_municipio) != (antes.filtro, antes.clave_municipio):
            propios, entidad = datos.get_totales(vista), datos.get_totales_entidad(vista)
            nombre = datos.load_nombres()[vista.clave_municipio]
            self.pantalla.totales.value = str(
                textos.render_totales(vista, propios, entidad, nombre, datos.get_fuentes().libro)
            )
        self._show_obras(vista)

    def _show_obras(self, vista: Vista) -> None:
        """Las obras, si alguien las pidió: armarlas siempre haría más lento elegir un municipio."""
        p, es_entidad = self.pantalla, vista.obras_de == DE_LA_ENTIDAD
        clave = vista.clave_entidad if es_entidad else vista.clave_municipio
        llave = (vista.obras_de and clave, vista.filtro)
        p.obras.es_visible = bool(vista.obras_de)
        if not vista.obras_de or llave == self._llave_obras:
            return
        self._llave_obras = llave
        obras = datos.list_obras(vista)
        lugar = datos.get_estado(vista).lugar.nombre if es_entidad else datos.load_nombres()[clave]
        titulo = textos.write_titulo_obras(obras, lugar, describe_filtro(vista.filtro), MAXIMO_OBRAS)
        p.obras.show_tabla(obras.head(MAXIMO_OBRAS), OBRAS, titulo)

    def _show_controles(self, vista: Vista, antes: Vista, es_primera: bool) -> None:
        c = self.pantalla.controles
        if es_primera or vista.clave_entidad != antes.clave_entidad:
            propios = [(n, k) for k, n in datos.load_catalogo().items() if k[:2] == vista.clave_entidad]
            c.municipio.options = sorted(propios, key=lambda par: fold_texto(par[0]))
            c.agregar.options = [("Elija uno…", ""), *c.municipio.options]
        if es_primera or vista.indicador != antes.indicador:
            c.anio.options = [(str(a), a) for a in list_anios(vista.indicador)]
        valores = {
            c.entidad: vista.clave_entidad,
            c.municipio: vista.clave_municipio,
            c.anio: vista.anio,
            c.indicador: vista.indicador,
            c.carencia: vista.carencia,
            c.contraste: vista.carencia if vista.es_contraste else "",
            c.modo: vista.modo,
            c.nacional: vista.es_nacional,
            c.obras_de: vista.obras_de,
            c.enlace: write_enlace(vista),
            c.agregar: "",
        }
        for control, valor in valores.items():
            if control.value != valor:
                control.value = valor
        for dimension, lista in c.filtros.items():
            if lista.value != (elegidos := list(getattr(vista.filtro, dimension))):
                lista.value = elegidos
