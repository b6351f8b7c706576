"""Un municipio de cerca: sus localidades como puntos, con área proporcional a la población."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from fais_analysis.errors import ParametroError
from fais_analysis.views.figures.comun import Dict
from fais_analysis.views.formato import format_entero, is_sin_dato
from fais_analysis.views.maps.adornos import add_escala
from fais_analysis.views.maps.categorias import Categoria
from fais_analysis.views.maps.colocacion import Caja, list_lugares, place_rotulo
from fais_analysis.views.maps.marco import build_layout_mapa
from fais_analysis.views.maps.poligonos import Poligonos, project_puntos
from fais_analysis.views.maps.poligonos_trazas import Relleno, build_grafica_mapa, build_poligono
from fais_analysis.views.marcado import encode_plotly
from fais_analysis.views.modelos import Columna, Grafica, Presentacion, Tabla
from fais_analysis.views.svg.lienzo import Lienzo, build_lienzo
from fais_analysis.views.tables import list_renglones
from fais_analysis.views.tema import Tema
from fais_analysis.views.texto import INTERLINEA, measure_texto

_DIAMETRO_MAXIMO = 30.0
_DIAMETRO_MINIMO = 2.5
_CON_TITULO = 40
_PIE_PX = 40


@dataclass(frozen=True)
class OpcionesLocalidades:
    """Qué se muestra en el mapa de un municipio.

    ``clase`` es la columna con la categoría de cada punto (vacío: una sola); ``categorias``, sus estilos en el
    orden de la leyenda; ``nombre_punto``, qué es cada punto; ``rotular``, cuántos nombres se intenta escribir;
    ``en_tabla``, cuántos puntos van en la tabla.
    """

    clase: str = ""
    categorias: Sequence[Categoria] = ()
    nombre_punto: str = "Localidad"
    rotular: int = 8
    en_tabla: int = 25


@dataclass(frozen=True)
class _Punto:
    nombre: str
    personas: float | None
    clase: str | None
    x: float
    y: float
    diametro: float

    @property
    def texto(self) -> str:
        personas = "sin dato" if self.personas is None else f"{format_entero(self.personas)} habitantes"
        return f"{self.nombre}: {personas}{f', {self.clase}' if self.clase else ''}"


def plot_municipio_localidades(
    poligonos: Poligonos,
    clave: str,
    localidades: pd.DataFrame,
    presentacion: Presentacion,
    opciones: OpcionesLocalidades = OpcionesLocalidades(),  # noqa: B008 - inmutable
) -> Grafica:
    """Contorno del municipio y un punto por localidad (o AGEB).

    Parameters
    ----------
    localidades
        Una fila = un punto del municipio: ``localidad``, ``longitud``, ``latitud`` (grados),
        ``poblacion_personas`` (nula = punto mínimo hueco) y, si se pide, la columna de clase.

    Raises
    ------
    ParametroError
        Si faltan columnas o el municipio no está en el mapa.
    """
    numero = poligonos.check_clave(clave)
    _check_columnas(localidades, opciones)
    tema = presentacion.tema
    puntos = _read_puntos(localidades, poligonos, opciones)
    contorno = build_poligono(
        poligonos.nombres[numero],
        poligonos.x[numero],
        poligonos.y[numero],
        Relleno(tema.colores["fondo_suave"]),
        (tema.colores["tinta_suave"], 1.6),
    )
    contorno["text"] = encode_plotly(poligonos.nombres[numero])
    trazas = [contorno, *_build_puntos(puntos, opciones, tema)]
    layout = build_layout_mapa(presentacion, _pad(poligonos.cajas[numero], puntos), trazas, "", _PIE_PX)
    lienzo = build_lienzo(layout)
    escala = add_escala(layout, lienzo, None, tema)
    muestra = _add_muestra(layout, lienzo, puntos, tema)
    trazas += muestra
    layout["annotations"] += _list_rotulos(puntos, lienzo, opciones.rotular, [escala], tema)
    tabla = _build_tabla(puntos, presentacion, opciones)
    resumen = f"{len(puntos)} puntos. Los mayores: " + "; ".join(p.texto for p in puntos[:5])
    return build_grafica_mapa(presentacion, {"data": trazas, "layout": layout}, tabla, resumen)


def _check_columnas(localidades: pd.DataFrame, opciones: OpcionesLocalidades) -> None:
    pedidas = [
        "localidad",
        "longitud",
        "latitud",
        "poblacion_personas",
        *([opciones.clase] if opciones.clase else []),
    ]
    if faltan := [c for c in pedidas if c not in localidades.columns]:
        raise ParametroError(
            "La tabla de localidades no sirve para el mapa.",
            donde="plot_municipio_localidades",
            esperado=", ".join(pedidas),
            encontrado="faltan " + ", ".join(faltan),
            que_hacer="pase la tabla de localidades (o AGEB) con esas columnas",
        )


def _read_puntos(
    localidades: pd.DataFrame, poligonos: Poligonos, opciones: OpcionesLocalidades
) -> list[_Punto]:
    """Puntos de mayor a menor población; los empates, por nombre."""
    renglones = [r for r in list_renglones(localidades) if not is_sin_dato(r["longitud"])]
    xs, ys = project_puntos([r["longitud"] for r in renglones], [r["latitud"] for r in renglones], poligonos)
    mayor = (
        max(
            (r["poblacion_personas"] for r in renglones if not is_sin_dato(r["poblacion_personas"])),
            default=1,
        )
        or 1
    )
    puntos = []
    for renglon, x, y in zip(renglones, xs, ys, strict=True):
        personas = (
            None if is_sin_dato(renglon["poblacion_personas"]) else float(renglon["poblacion_personas"])
        )
        clase = renglon[opciones.clase] if opciones.clase else None
        diametro = max(_DIAMETRO_MINIMO, _DIAMETRO_MAXIMO * ((personas or 0) / mayor) ** 0.5)
        clase = None if clase is None or is_sin_dato(clase) else str(clase)
        puntos.append(_Punto(str(renglon["localidad"]), personas, clase, x, y, round(diametro * 2) / 2))
    return sorted(puntos, key=lambda p: (-(p.personas or 0), p.nombre, p.x, p.y))


def _pad(caja: tuple[float, float, float, float], puntos: list[_Punto]) -> tuple[float, float, float, float]:
    """La caja del municipio, con un poco de aire y los puntos que caigan fuera del contorno simplificado."""
    aire = 0.03 * max(caja[2] - caja[0], caja[3] - caja[1])
    xs, ys = [p.x for p in puntos], [p.y for p in puntos]
    return (
        min([caja[0], *xs]) - aire,
        min([caja[1], *ys]) - aire,
        max([caja[2], *xs]) + aire,
        max([caja[3], *ys]) + aire,
    )


def _list_estilos(opciones: OpcionesLocalidades, tema: Tema) -> list[tuple[str | None, Categoria]]:
    if not opciones.categorias:
        return [(None, Categoria(opciones.nombre_punto, tema.series[0].color))]
    estilos: list[tuple[str | None, Categoria]] = [(c.nombre, c) for c in opciones.categorias]
    return [*estilos, (None, Categoria("Sin dato", tema.colores["linea"]))]


def _build_puntos(puntos: list[_Punto], opciones: OpcionesLocalidades, tema: Tema) -> list[Dict]:
    """Por clase: los chicos, fundidos por tamaño en un trazo; los mayores, uno por uno y con título."""
    trazas = []
    mayores = set(map(id, puntos[:_CON_TITULO]))
    for clase, estilo in _list_estilos(opciones, tema):
        de_clase = [p for p in puntos if p.clase == clase or not opciones.categorias]
        if not de_clase and clase is None:
            continue
        chicos = [p for p in de_clase if id(p) not in mayores]
        for diametro in sorted({p.diametro for p in chicos}):
            grupo = [p for p in chicos if p.diametro == diametro]
            trazas.append(_build_traza(grupo, estilo, tema) | {"meta": "fundir", "showlegend": False})
            trazas[-1]["marker"] = {
                "symbol": "circle",
                "size": diametro,
                "color": estilo.color,
                "opacity": 0.8,
            }
        trazas.append(_build_traza([p for p in de_clase if id(p) in mayores], estilo, tema))
    return trazas


def _build_traza(grupo: list[_Punto], estilo: Categoria, tema: Tema) -> Dict:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": encode_plotly(estilo.nombre),
        "showlegend": True,
        "x": [p.x for p in grupo],
        "y": [p.y for p in grupo],
        "marker": {
            "symbol": "circle",
            "size": [p.diametro for p in grupo] or 9,
            "color": estilo.color,
            "opacity": 0.8,
            "line": {"color": tema.colores["fondo"], "width": 1},
        },
        "hovertext": [encode_plotly(p.texto) for p in grupo],
        "hoverinfo": "text",
    }


def _add_muestra(layout: Dict, lienzo: Lienzo, puntos: list[_Punto], tema: Tema) -> list[Dict]:
    """Círculos de muestra con su población, en la franja bajo el mapa."""
    mayor = max((p.personas or 0 for p in puntos), default=0)
    muestras = [n for n in (100, 1_000, 10_000, 100_000, 1_000_000) if mayor / 400 <= n <= mayor][-3:]
    km_por_px = (lienzo.rango_x[1] - lienzo.rango_x[0]) / (lienzo.derecha - lienzo.izquierda)
    y_px = lienzo.abajo + _PIE_PX / 2 + 2
    x_px, xs, diametros = lienzo.izquierda + 2, [], []
    fuente = {"size": tema.tamano_eje_px, "color": tema.colores["tinta_suave"]}
    for n in muestras:
        diametro = round(max(_DIAMETRO_MINIMO, _DIAMETRO_MAXIMO * (n / mayor) ** 0.5) * 2) / 2
        texto = format_entero(n) + ("\u00a0habitantes" if n == muestras[-1] else "")
        xs.append(x_px + diametro / 2)
        diametros.append(diametro)
        layout["annotations"].append(
            {
                "text": texto,
                "x": _to_km_x(lienzo, x_px + diametro + 5, km_por_px),
                "y": _to_km_y(lienzo, y_px, km_por_px),
                "xanchor": "left",
                "yanchor": "middle",
                "showarrow": False,
                "font": fuente,
            }
        )
        x_px += diametro + 5 + measure_texto(texto, tema.tamano_eje_px) + 14
    if not xs:
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": "",
            "showlegend": False,
            "x": [_to_km_x(lienzo, x, km_por_px) for x in xs],
            "y": [_to_km_y(lienzo, y_px, km_por_px)] * len(xs),
            "marker": {
                "symbol": "circle",
                "size": diametros,
                "color": tema.colores["fondo"],
                "line": {"color": tema.colores["tinta_suave"], "width": 1.2},
            },
            "hoverinfo": "skip",
            "cliponaxis": False,
        }
    ]


def _to_km_x(lienzo: Lienzo, px: float, km_por_px: float) -> float:
    return round(lienzo.rango_x[0] + (px - lienzo.izquierda) * km_por_px, 3)


def _to_km_y(lienzo: Lienzo, px: float, km_por_px: float) -> float:
    return round(lienzo.rango_y[0] + (lienzo.abajo - px) * km_por_px, 3)


def _list_rotulos(
    puntos: list[_Punto], lienzo: Lienzo, cuantos: int, ocupadas: list[Caja], tema: Tema
) -> list[Dict]:
    """Nombres de las mayores que quepan sin encimarse entre sí ni con los círculos grandes."""
    marco = (lienzo.izquierda, lienzo.arriba, lienzo.derecha, lienzo.abajo)
    circulos = [_get_circulo(p, lienzo) for p in puntos[:cuantos] if p.diametro > 5]
    ocupadas, rotulos = [*ocupadas, *circulos], []
    for punto in puntos[:cuantos]:
        tamano = (measure_texto(punto.nombre, tema.tamano_eje_px) + 2, tema.tamano_eje_px * INTERLINEA)
        px = (lienzo.x(punto.x), lienzo.y(punto.y))
        lugar = place_rotulo(list_lugares(px, punto.diametro / 2, tamano), marco, ocupadas)
        if lugar is None:
            continue
        ocupadas.append(lugar.caja)
        rotulos.append(
            {
                "text": encode_plotly(punto.nombre),
                "x": punto.x,
                "y": punto.y,
                "xanchor": lugar.xanchor,
                "yanchor": lugar.yanchor,
                "xshift": round(lugar.dx, 1),
                "yshift": round(-lugar.dy, 1),
                "showarrow": False,
                "bgcolor": tema.colores["fondo"],
                "font": {"size": tema.tamano_eje_px, "color": tema.colores["tinta"]},
            }
        )
    return rotulos


def _get_circulo(punto: _Punto, lienzo: Lienzo) -> Caja:
    x, y, r = lienzo.x(punto.x), lienzo.y(punto.y), punto.diametro / 2
    return x - r, y - r, x + r, y + r


def _build_tabla(puntos: list[_Punto], presentacion: Presentacion, opciones: OpcionesLocalidades) -> Tabla:
    mayores = puntos[: opciones.en_tabla]
    filas = pd.DataFrame(
        {
            "nombre": [p.nombre for p in mayores],
            "personas": pd.Series([p.personas for p in mayores], dtype=object),
            "clase": pd.Series([p.clase for p in mayores], dtype=object),
        }
    )
    columnas = [
        Columna("nombre", opciones.nombre_punto),
        Columna("personas", "Habitantes", "entero", "derecha"),
    ]
    if opciones.clase:
        columnas.append(Columna("clase", "Clase"))
    cuantos = (
        f" Los {len(mayores)} mayores de {format_entero(len(puntos))}." if len(puntos) > len(mayores) else ""
    )
    return Tabla(
        id=f"{presentacion.id}-tabla",
        titulo=f"{presentacion.titulo.rstrip('.')}. {presentacion.descripcion.rstrip('.')}.{cuantos}",
        columnas=columnas,
        filas=filas,
        fuente=presentacion.fuente,
    )
