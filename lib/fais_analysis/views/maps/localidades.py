"""Un municipio de cerca: sus localidades como puntos, con área proporcional a la población."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from fais_analysis.errors import ParametroError
from fais_analysis.schemas.poligonos import Poligonos
from fais_analysis.views.figura import Anotacion, Traza
from fais_analysis.views.formato import format_entero
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.maps.adornos import add_escala
from fais_analysis.views.maps.categorias import Categoria
from fais_analysis.views.maps.colocacion import Caja, Colocacion, is_encimada, list_lugares, place_rotulo
from fais_analysis.views.maps.marco import build_layout_mapa
from fais_analysis.views.maps.poligonos_trazas import (
    Relleno,
    build_borde,
    build_entrada,
    build_grafica_mapa,
    build_poligono,
)
from fais_analysis.views.maps.puntos import (
    PIE_PX,
    Punto,
    Puntos,
    add_muestra,
    build_entrada_zap,
    build_trazas_puntos,
    read_puntos,
)
from fais_analysis.views.marcado import encode_plotly
from fais_analysis.views.presentacion import Columna, Presentacion
from fais_analysis.views.svg.lienzo import Lienzo, build_lienzo
from fais_analysis.views.tabla import Tabla
from fais_analysis.views.tema import TEMA, Tema
from fais_analysis.views.texto import INTERLINEA, measure_texto

# Un círculo menor que esto no estorba a un rótulo.
_ESTORBA_PX = 7
_LADO_MINIMO_KM = 2.0
# Si los nombres mayores no caben, se intenta con los que siguen.
_INTENTOS = 3


@dataclass(frozen=True)
class OpcionesLocalidades:
    """Qué se muestra en el mapa de un municipio.

    ``clase`` es la columna con la categoría de cada punto (vacío: una sola); ``categorias``, sus estilos en
    el orden de la leyenda; ``nombre_punto``, qué es cada punto; ``rotular``, cuántos nombres se intenta
    escribir; ``en_tabla``, cuántos puntos van en la tabla; ``encuadre``, si el mapa abarca todo el
    ``"municipio"`` o sólo la zona de los ``"puntos"`` (las AGEB de una cabecera); ``procedencia``, la
    plantilla de ``Columna`` para sus habitantes. ``rotulo_zap`` es la entrada de leyenda de la ZAP rural
    («ZAP rural 2026»; vacío: no se dibuja) y ``es_zap``, si el municipio lo es: su contorno lleva trama. Con
    una columna ``en_zap`` en la tabla, las localidades en zona son rombos.
    """

    clase: str = ""
    categorias: Sequence[Categoria] = ()
    nombre_punto: str = "Localidad"
    rotular: int = 8
    en_tabla: int = 15
    encuadre: str = "municipio"
    procedencia: str | None = None
    rotulo_zap: str = ""
    es_zap: bool = False


def plot_municipio_localidades(
    poligonos: Poligonos,
    clave: str,
    localidades: pd.DataFrame,
    presentacion: Presentacion,
    opciones: OpcionesLocalidades = OpcionesLocalidades(),
) -> Grafica:
    """Contorno del municipio y un punto por localidad (o AGEB).

    Parameters
    ----------
    localidades
        Una fila = un punto del municipio: ``localidad``, ``longitud``, ``latitud`` (grados),
        ``poblacion_personas`` (nula o cero = punto mínimo) y, si se pide, la columna de clase.

    Raises
    ------
    ParametroError
        Si faltan columnas, no hay puntos o el municipio no está en el mapa.
    """
    numero, tema = poligonos.check_clave(clave), presentacion.tema
    _check_localidades(localidades, opciones)
    puntos = read_puntos(localidades, poligonos, opciones.clase, opciones.procedencia)
    trazas = _list_trazas(poligonos, numero, puntos, opciones, tema)
    caja = poligonos.cajas[numero] if opciones.encuadre == "municipio" else None
    layout = build_layout_mapa(
        presentacion, pad_caja(caja, [(p.x, p.y) for p in puntos.lista]), trazas, "", PIE_PX
    )
    layout["meta"] = {"recorte": True}
    lienzo = build_lienzo(layout)
    circulos = [_get_circulo(p, lienzo) for p in puntos.lista]
    escala = add_escala(layout, lienzo, lambda caja: sum(is_encimada(caja, c) for c in circulos), tema)
    add_muestra(layout, lienzo, puntos, tema)
    layout["annotations"] += _list_rotulos(puntos.lista, opciones.rotular, lienzo, escala)
    tabla = _build_tabla(puntos, presentacion, opciones)
    resumen = f"{len(puntos.lista)} puntos. Los mayores: " + "; ".join(p.texto for p in puntos.lista[:5])
    return build_grafica_mapa(presentacion, {"data": trazas, "layout": layout}, tabla, resumen)


def _check_localidades(localidades: pd.DataFrame, opciones: OpcionesLocalidades) -> None:
    pedidas = [
        "localidad",
        "longitud",
        "latitud",
        "poblacion_personas",
        *([opciones.clase] if opciones.clase else []),
    ]
    faltan = [c for c in pedidas if c not in localidades.columns]
    if faltan or localidades["longitud"].notna().sum() == 0:
        raise ParametroError(
            "La tabla de localidades no sirve para el mapa.",
            donde="plot_municipio_localidades",
            esperado="puntos con coordenadas y " + ", ".join(pedidas),
            encontrado="faltan " + ", ".join(faltan) if faltan else "ningún punto con coordenadas",
            que_hacer="pase la tabla de localidades (o AGEB) del municipio; si no tiene, no dibuje este mapa",
        )


def build_contorno(poligonos: Poligonos, numero: int, relleno: Relleno, tema: Tema) -> Traza:
    """El contorno del municipio, con su nombre."""
    borde = build_borde(tema.colores["tinta_suave"], 1.6)
    nombre = poligonos.nombres[numero]
    traza = build_poligono(nombre, poligonos.x[numero], poligonos.y[numero], relleno, borde)
    return traza | {"text": encode_plotly(nombre)}


def pad_caja(caja: Caja | None, puntos: Sequence[tuple[float, float]]) -> Caja:
    """La caja del municipio (si se pide) y de los puntos, con aire y un lado mínimo."""
    xs, ys = [x for x, _ in puntos], [y for _, y in puntos]
    if caja is not None:
        xs, ys = [*xs, caja[0], caja[2]], [*ys, caja[1], caja[3]]
    ancho, alto = max(xs) - min(xs), max(ys) - min(ys)
    aire = 0.05 * max(ancho, alto)
    x_aire, y_aire = (max(aire, (_LADO_MINIMO_KM - lado) / 2) for lado in (ancho, alto))
    return min(xs) - x_aire, min(ys) - y_aire, max(xs) + x_aire, max(ys) + y_aire


def _list_estilos(opciones: OpcionesLocalidades, tema: Tema) -> list[tuple[str | None, Categoria]]:
    if not opciones.categorias:
        return [(None, Categoria(opciones.nombre_punto, tema.series[0].color))]
    estilos: list[tuple[str | None, Categoria]] = [(c.nombre, c) for c in opciones.categorias]
    return [*estilos, (None, Categoria("Sin dato", tema.colores["fondo"]))]


def _list_rotulos(
    puntos: Sequence[Punto], cuantos: int, lienzo: Lienzo, escala: Caja, tema: Tema = TEMA
) -> list[Anotacion]:
    """Nombres que quepan sin encimarse entre sí ni con los círculos que se distinguen, del mayor al menor."""
    marco = (lienzo.izquierda, lienzo.arriba, lienzo.derecha, lienzo.abajo)
    ocupadas = [escala, *(_get_circulo(p, lienzo) for p in puntos if p.diametro > _ESTORBA_PX)]
    rotulos: list[Anotacion] = []
    for punto in puntos[: _INTENTOS * cuantos]:
        if len(rotulos) == cuantos:
            break
        tamano = (measure_texto(punto.nombre, tema.tamano_eje_px) + 2, tema.tamano_eje_px * INTERLINEA)
        px = (lienzo.x(punto.x), lienzo.y(punto.y))
        lugar = place_rotulo(list_lugares(px, punto.diametro / 2, tamano), marco, ocupadas)
        if lugar is None:
            continue
        ocupadas.append(lugar.caja)
        rotulos.append(_build_rotulo(punto, lugar, tema))
    return rotulos


def _build_rotulo(punto: Punto, lugar: Colocacion, tema: Tema) -> Anotacion:
    return {
        "text": encode_plotly(punto.nombre),
        "x": punto.x,
        "y": punto.y,
        "bgcolor": tema.colores["fondo"],
        "font": {"size": tema.tamano_eje_px, "color": tema.colores["tinta"]},
        "xanchor": lugar.xanchor,
        "yanchor": lugar.yanchor,
        "showarrow": False,
        "xshift": round(lugar.dx, 1),
        "yshift": round(-lugar.dy, 1),
    }


def _get_circulo(punto: Punto, lienzo: Lienzo) -> Caja:
    x, y, r = lienzo.x(punto.x), lienzo.y(punto.y), punto.diametro / 2
    return x - r, y - r, x + r, y + r


def _build_tabla(puntos: Puntos, presentacion: Presentacion, opciones: OpcionesLocalidades) -> Tabla:
    mayores = puntos.lista[: opciones.en_tabla]
    filas = pd.DataFrame(
        {
            "nombre": [p.nombre for p in mayores],
            "personas": pd.Series(
                [None if p.personas is None else int(p.personas) for p in mayores], dtype=object
            ),
            "clase": pd.Series([p.clase for p in mayores], dtype=object),
            "procedencia": [p.procedencia for p in mayores],
        }
    )
    columnas = [
        Columna("nombre", opciones.nombre_punto),
        Columna("personas", "Habitantes", "entero", "derecha", "{procedencia}"),
    ]
    if opciones.clase:
        columnas.append(Columna("clase", "Clase"))
    total = len(puntos.lista)
    cuantos = f" Los {len(mayores)} mayores de {format_entero(total)}." if total > len(mayores) else ""
    return Tabla(
        id=f"{presentacion.id}-tabla",
        titulo=f"{presentacion.titulo.rstrip('.')}. {presentacion.descripcion.rstrip('.')}.{cuantos}",
        columnas=columnas,
        filas=filas,
        fuente=presentacion.fuente,
    )


def _list_trazas(
    poligonos: Poligonos, numero: int, puntos: Puntos, opciones: OpcionesLocalidades, tema: Tema
) -> list[Traza]:
    """El contorno, los puntos y, si hay ZAP que rotular, sus entradas en la leyenda."""
    zona = Relleno(tema.colores["fondo_suave"], "/", tema.colores["contexto"])
    fondo = zona if opciones.es_zap else Relleno(tema.colores["fondo_suave"])
    trazas = [build_contorno(poligonos, numero, fondo, tema)]
    trazas += build_trazas_puntos(puntos, _list_estilos(opciones, tema), tema)
    if opciones.rotulo_zap and opciones.es_zap:
        trazas.append(build_entrada(opciones.rotulo_zap, zona, tema))
    if opciones.rotulo_zap and any(p.en_zap for p in puntos.lista):
        trazas.append(build_entrada_zap(opciones.rotulo_zap, tema))
    return trazas
