"""Trazas de los polígonos de un estado y la figura que las reúne."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from fais_analysis.errors import ParametroError
from fais_analysis.schemas.poligonos import Poligonos
from fais_analysis.views.figura import Anotacion, Diseno, Figura, Linea, Trama, Traza, Valores
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.maps.adornos import add_escala, build_flecha, measure_rotulo
from fais_analysis.views.maps.colocacion import Tierra, list_cajas, place_destacado
from fais_analysis.views.maps.marco import build_layout_mapa, check_sello
from fais_analysis.views.marcado import encode_plotly
from fais_analysis.views.presentacion import Columna, Presentacion
from fais_analysis.views.svg.lienzo import build_lienzo
from fais_analysis.views.tabla import Tabla
from fais_analysis.views.tema import Tema
from fais_analysis.views.texto import measure_texto, split_renglones

_ANCHOS_ROTULO = (160, 120, 90)


@dataclass(frozen=True)
class Relleno:
    """Color y trama de un polígono o de una entrada de la leyenda."""

    color: str
    trama: str = ""
    linea: str = ""


@dataclass(frozen=True)
class Coloreado:
    """Cómo se pinta un mapa: el relleno y el texto de cada clave, y las entradas de la leyenda."""

    rellenos: Mapping[str, Relleno]
    textos: Mapping[str, str]
    leyenda: Sequence[tuple[str, Relleno]]
    titulo_leyenda: str


def get_sin_dato(tema: Tema) -> Relleno:
    """Gris rayado."""
    return Relleno(tema.sin_dato["fondo"], "/", tema.sin_dato["trama"])


def build_borde(color: str, grosor_px: float) -> Linea:
    """El contorno de un polígono."""
    return {"color": color, "width": grosor_px}


def build_poligono(nombre: str, x: Valores, y: Valores, relleno: Relleno, borde: Linea) -> Traza:
    """Traza de un polígono: ``scatter`` con ``fill="toself"``."""
    traza: Traza = {
        "type": "scatter",
        "mode": "lines",
        "fill": "toself",
        "hoveron": "fills",
        "name": encode_plotly(nombre),
        "showlegend": False,
        "x": x,
        "y": y,
        "fillcolor": relleno.color,
        "line": borde,
        "hoverinfo": "text",
    }
    if relleno.trama:
        traza["fillpattern"] = build_trama(relleno)
    return traza


def build_trama(relleno: Relleno) -> Trama:
    """Trama de plotly con fondo y línea explícitos."""
    return {"shape": relleno.trama, "bgcolor": relleno.color, "fgcolor": relleno.linea, "size": 6}


def build_entrada(nombre: str, relleno: Relleno, tema: Tema) -> Traza:
    """Entrada de la leyenda: un polígono sin vértices, que no cuenta como trazo."""
    traza = build_poligono(nombre, (None,), (None,), relleno, build_borde(tema.colores["tinta_suave"], 1))
    return traza | {"showlegend": True, "hoverinfo": "skip"}


def build_figura_estado(
    poligonos: Poligonos, coloreado: Coloreado, presentacion: Presentacion, destacar: str
) -> Figura:
    """Mapa de todos los polígonos, con el municipio destacado al final, encima de los demás."""
    tema = presentacion.tema
    fino, grueso = build_borde(tema.colores["fondo"], 0.9), build_borde(tema.colores["tinta"], 2.6)
    trazas = [build_entrada(nombre, relleno, tema) for nombre, relleno in coloreado.leyenda]
    orilla = Relleno(tema.colores["tinta_suave"])
    trazas.append(
        build_poligono("", *poligonos.contorno, orilla, build_borde(orilla.color, 2.2))
        | {"meta": "apoyo", "hoverinfo": "skip"}
    )
    orden = [c for c in poligonos.claves if c != destacar] + [destacar] * bool(destacar)
    for clave in orden:
        n = poligonos.check_clave(clave)
        borde = grueso if clave == destacar else fino
        traza = build_poligono(
            poligonos.nombres[n],
            poligonos.x_estado[n],
            poligonos.y_estado[n],
            coloreado.rellenos[clave],
            borde,
        )
        trazas.append(traza | {"text": encode_plotly(f"{poligonos.nombres[n]}: {coloreado.textos[clave]}")})
    layout = build_layout_mapa(presentacion, poligonos.caja, trazas, coloreado.titulo_leyenda)
    lienzo = build_lienzo(layout)
    tierra = Tierra(poligonos, lienzo)
    add_escala(layout, lienzo, lambda caja: int(tierra.measure(*caja)), tema)
    if destacar:
        rotulo = build_rotulo(poligonos, destacar, coloreado.textos[destacar], layout, tema)
        layout["annotations"].append(rotulo)
    return {"data": trazas, "layout": layout}


def build_rotulo(poligonos: Poligonos, clave: str, texto: str, layout: Diseno, tema: Tema) -> Anotacion:
    """Nombre y dato del municipio con su flecha, partido del modo que mejor quepa en el papel en blanco.

    No toca la escala ni el norte, que ya deben estar puestos.
    """
    lienzo, n = build_lienzo(layout), poligonos.check_clave(clave)
    tierra, ocupadas = Tierra(poligonos, lienzo), list_cajas(layout)
    px = (lienzo.x(poligonos.puntos[n][0]), lienzo.y(poligonos.puntos[n][1]))
    opciones = []
    palabras = f"{poligonos.nombres[n]} {texto}".split(" ")
    minimo = max(measure_texto(palabra, tema.tamano_rotulo_px, True) for palabra in palabras)
    for ancho in (max(a, minimo) for a in _ANCHOS_ROTULO):  # nunca se corta una palabra
        renglones = [
            r
            for parte in (poligonos.nombres[n], texto)
            for r in split_renglones(parte, ancho, tema.tamano_rotulo_px, True)
        ]
        costo, lugar = place_destacado(px, measure_rotulo(renglones, tema), lienzo, tierra, ocupadas)
        opciones.append((costo + 6 * len(renglones), -ancho, renglones, lugar))
    *_, renglones, lugar = min(opciones, key=lambda opcion: opcion[:2])
    return build_flecha("<br>".join(encode_plotly(r) for r in renglones), poligonos.puntos[n], lugar, tema)


def build_tabla_mapa(
    poligonos: Poligonos,
    valores: Mapping[str, object],
    columna: Columna,
    presentacion: Presentacion,
    destacar: str,
) -> Tabla:
    """Tabla del mapa: un renglón por municipio, en orden de clave."""
    filas = pd.DataFrame(
        {
            "municipio": poligonos.nombres,
            "clave_municipio": poligonos.claves,
            "valor": pd.Series([valores.get(c) for c in poligonos.claves], dtype=object),
            "destacada": [c == destacar for c in poligonos.claves],
        }
    )
    return Tabla(
        id=f"{presentacion.id}-tabla",
        titulo=f"{presentacion.titulo.rstrip('.')}. {presentacion.descripcion}",
        columnas=[Columna("municipio", "Municipio"), Columna("clave_municipio", "Clave"), columna],
        filas=filas,
        fuente=presentacion.fuente,
        destacar="destacada" if destacar else "",
    )


def build_grafica_mapa(presentacion: Presentacion, figura: Figura, tabla: Tabla, resumen: str) -> Grafica:
    """Junta la figura del mapa con sus textos, su sello y su tabla."""
    sello = check_sello(presentacion).sello.frase
    figura["layout"]["title"] = {"text": encode_plotly(presentacion.titulo)}
    return Grafica(
        id=presentacion.id,
        titulo=presentacion.titulo,
        descripcion=presentacion.descripcion,
        fuente=presentacion.fuente,
        figura=figura,
        tabla=tabla,
        nota=f"{sello} {presentacion.nota}".strip(),
        alternativa=presentacion.alternativa
        or f"Mapa. {presentacion.descripcion.rstrip('.')}. {sello} {resumen}",
        imprime_tabla=True,
        clase="mapa",
    )


def read_serie(valores: pd.Series) -> dict[str, object]:
    """Valores por clave, como valores de Python."""
    return dict(zip(map(str, valores.index), valores.tolist(), strict=True))


def describe_destacado(poligonos: Poligonos, coloreado: Coloreado, destacar: str) -> str:
    """«Mezquital: 91.1 %. », o vacío si no se destaca ninguno."""
    if not destacar:
        return ""
    return f"{poligonos.nombres[poligonos.check_clave(destacar)]}: {coloreado.textos[destacar]}. "


def check_claves(por_clave: dict[str, object], poligonos: Poligonos) -> dict[str, object]:
    """Devuelve los valores si todas sus claves están en el mapa.

    Raises
    ------
    ParametroError
        Si hay claves ajenas: dibujarlas de menos sería una falla silenciosa.
    """
    if ajenas := [c for c in por_clave if c not in poligonos.indice]:
        raise ParametroError(
            "Hay valores de municipios que no están en el mapa.",
            donde="views.maps",
            esperado=f"claves entre las {len(poligonos.claves)} del estado",
            encontrado=f"{len(ajenas)} ajenas: {', '.join(map(repr, ajenas[:5]))}",
            que_hacer="filtre la tabla por entidad y use la clave como índice",
        )
    return por_clave
