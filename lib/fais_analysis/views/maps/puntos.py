"""Los puntos de un mapa de localidades: lectura, tamaño con área proporcional y trazas."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from fais_analysis.schemas.poligonos import Poligonos
from fais_analysis.views.dato import fill_procedencia
from fais_analysis.views.figura import Diseno, EstiloRotulo, Forma, Traza
from fais_analysis.views.figures.comun import ANCHO
from fais_analysis.views.formato import format_entero, format_habitantes, is_sin_dato
from fais_analysis.views.maps.adornos import to_paper
from fais_analysis.views.maps.categorias import Categoria
from fais_analysis.views.maps.poligonos import project_puntos
from fais_analysis.views.marcado import encode_plotly
from fais_analysis.views.registros import list_renglones, read_numero
from fais_analysis.views.svg.lienzo import Lienzo
from fais_analysis.views.tema import Tema, compute_luminancia
from fais_analysis.views.texto import measure_texto

_DIAMETRO_MAXIMO = 30.0
_DIAMETRO_MINIMO = 2.5
_DIAMETRO_SIN_POBLACION = 8.0
# Parte del marco que los círculos pueden cubrir en total: con muchos parecidos, se achican todos.
_COBERTURA = 0.2
_CON_TITULO = 25
_MUESTRAS = (100, 1_000, 10_000, 100_000, 1_000_000)

PIE_PX = 40


@dataclass(frozen=True)
class Punto:
    """Un punto del mapa: ``x`` y ``y`` en km; ``personas`` nula = sin dato."""

    nombre: str
    personas: float | None
    clase: str | None
    x: float
    y: float
    diametro: float
    procedencia: str = ""
    en_zap: bool = False

    @property
    def texto(self) -> str:
        """Nombre, habitantes y clase."""
        personas = format_habitantes(self.personas)
        return f"{self.nombre}: {personas}{f', {self.clase}' if self.clase else ''}{', en ZAP' * self.en_zap}"


@dataclass(frozen=True)
class Puntos:
    """Puntos de mayor a menor, y la constante que lleva de la raíz de la población al diámetro en pixeles."""

    lista: tuple[Punto, ...]
    px_por_raiz: float

    def fit_diametro(self, personas: float) -> float:
        """Diámetro en pixeles, a medios pixeles, de una población."""
        return fit_diametro(personas, self.px_por_raiz)


def fit_diametro(personas: float, px_por_raiz: float) -> float:
    """Diámetro con área proporcional a la población, con un mínimo visible."""
    return round(max(_DIAMETRO_MINIMO, px_por_raiz * personas**0.5) * 2) / 2


def read_puntos(
    localidades: pd.DataFrame, poligonos: Poligonos, clase: str, procedencia: str | None = None
) -> Puntos:
    """Puntos con coordenadas, de mayor a menor población; los empates, por nombre."""
    renglones = [r for r in list_renglones(localidades) if not is_sin_dato(r["longitud"])]
    longitudes, latitudes = ([read_numero(r[c]) for r in renglones] for c in ("longitud", "latitud"))
    xs, ys = project_puntos(longitudes, latitudes, poligonos)
    personas = [
        None if is_sin_dato(p) else read_numero(p) for p in (r["poblacion_personas"] for r in renglones)
    ]
    con_dato = [p for p in personas if p]
    mayor, suma = max(con_dato, default=1.0), sum(con_dato) or 1.0
    tope = min(_DIAMETRO_MAXIMO, (_COBERTURA * ANCHO * ANCHO * 1.27 * mayor / suma) ** 0.5)
    px_por_raiz = tope / mayor**0.5
    puntos = []
    for renglon, habitantes, x, y in zip(renglones, personas, xs, ys, strict=True):
        valor = renglon[clase] if clase else None
        nombre_clase = None if is_sin_dato(valor) else str(valor)
        diametro = fit_diametro(habitantes or 0, px_por_raiz) if con_dato else _DIAMETRO_SIN_POBLACION
        origen = fill_procedencia(procedencia, renglon)
        zap = renglon.get("en_zap")
        en_zap = not is_sin_dato(zap) and bool(zap)
        nombre = str(renglon["localidad"])
        puntos.append(Punto(nombre, habitantes, nombre_clase, x, y, diametro, origen, en_zap))
    return Puntos(tuple(sorted(puntos, key=lambda p: (-(p.personas or 0), p.nombre, p.x, p.y))), px_por_raiz)


def build_trazas_puntos(
    puntos: Puntos, estilos: Sequence[tuple[str | None, Categoria]], tema: Tema
) -> list[Traza]:
    """Trazas por clase. ``estilos`` son parejas (clase, estilo); con una sola, todos los puntos la usan.

    Los mayores llevan título; los demás van sin él y se funden por tamaño en un trazo, que pesa la quinta
    parte. «Sin dato» (clase nula) sólo aparece si hay puntos sin clase.
    """
    trazas, mayores = [], set(map(id, puntos.lista[:_CON_TITULO]))
    hay_clases = len(estilos) > 1
    # Con clases, el color no debe mezclarse con el de abajo.
    opacidad = 1 if hay_clases else 0.85
    for clase, estilo in estilos:
        de_clase = [p for p in puntos.lista if not hay_clases or p.clase == clase]
        if not de_clase and clase is None:
            continue
        if en_zona := [p for p in de_clase if p.en_zap]:
            traza = _build_traza(en_zona, estilo, 1, tema)
            traza["marker"] |= {"symbol": "diamond", "line": {"color": tema.colores["tinta"], "width": 1.6}}
            trazas.append(traza | {"showlegend": False})
            de_clase = [p for p in de_clase if not p.en_zap]
        chicos = [p for p in de_clase if id(p) not in mayores]
        for diametro in sorted({p.diametro for p in chicos}, reverse=True):
            traza = _build_traza([p for p in chicos if p.diametro == diametro], estilo, opacidad, tema)
            traza["marker"]["size"] = diametro
            if not hay_clases:
                del traza["marker"]["line"]
            trazas.append(traza | {"meta": "fundir", "showlegend": False})
        trazas.append(_build_traza([p for p in de_clase if id(p) in mayores], estilo, opacidad, tema))
    return trazas


def build_entrada_zap(nombre: str, tema: Tema) -> Traza:
    """Entrada de leyenda de las localidades en zona: un rombo."""
    traza = _build_traza([], Categoria(nombre, tema.colores["fondo"]), 1, tema)
    traza["marker"] |= {"symbol": "diamond", "line": {"color": tema.colores["tinta"], "width": 1.6}}
    return traza


def _build_traza(grupo: list[Punto], estilo: Categoria, opacidad: float, tema: Tema) -> Traza:
    es_oscuro = compute_luminancia(estilo.color) < 0.18
    return {
        "type": "scatter",
        "mode": "markers",
        "name": encode_plotly(estilo.nombre),
        "showlegend": True,
        # Sin puntos, un vértice nulo: plotly quita de la leyenda una traza vacía.
        "x": [p.x for p in grupo] or [None],
        "y": [p.y for p in grupo] or [None],
        "marker": {
            "symbol": "circle",
            "size": [p.diametro for p in grupo] or 9,
            "color": estilo.color,
            "opacity": opacidad,
            "line": {"color": tema.colores["fondo" if es_oscuro else "tinta_suave"], "width": 1},
        },
        "hovertext": [encode_plotly(p.texto) for p in grupo],
        "hoverinfo": "text",
    }


def add_muestra(layout: Diseno, lienzo: Lienzo, puntos: Puntos, tema: Tema) -> None:
    """Agrega círculos de muestra con su población, en la franja bajo el mapa; nada si no hay población."""
    mayor = max((p.personas or 0 for p in puntos.lista), default=0)
    muestras = [n for n in _MUESTRAS if mayor / 400 <= n <= mayor][-3:]
    x, y = lienzo.izquierda + 2, lienzo.abajo + PIE_PX / 2 + 2
    estilo: EstiloRotulo = {
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "middle",
        "showarrow": False,
        "font": {"size": tema.tamano_eje_px, "color": tema.colores["tinta_suave"]},
    }
    for n in muestras:
        diametro = puntos.fit_diametro(n)
        texto = format_entero(n) + ("\u00a0habitantes" if n == muestras[-1] else "")
        layout["shapes"].append(_build_circulo(lienzo, (x, y), diametro, tema))
        tx, ty = to_paper(lienzo, x + diametro + 5, y)
        layout["annotations"].append({"text": texto, "x": tx, "y": ty, **estilo})
        x += diametro + 5 + measure_texto(texto, tema.tamano_eje_px) + 14


def _build_circulo(lienzo: Lienzo, esquina: tuple[float, float], diametro: float, tema: Tema) -> Forma:
    """Un círculo de muestra, desde su orilla izquierda."""
    x, y = esquina
    (x0, y0), (x1, y1) = (to_paper(lienzo, x + d, y + d - diametro / 2) for d in (0, diametro))
    return {
        "type": "circle",
        "x0": x0,
        "x1": x1,
        "y0": y0,
        "y1": y1,
        "line": {"color": tema.colores["tinta_suave"], "width": 1.2},
        "xref": "paper",
        "yref": "paper",
        "fillcolor": tema.colores["fondo"],
    }
