"""Lo que una vista entrega: una gráfica o una tabla, con sus textos, sus datos y su HTML."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from fais_analysis.errors import ParametroError
from fais_analysis.indicators.zonas_conjuntos import STATUS_ZAP
from fais_analysis.views.formato import Formato, get_formato
from fais_analysis.views.grafica_html import render_grafica
from fais_analysis.views.marcado import Html, check_id
from fais_analysis.views.svg import count_trazos
from fais_analysis.views.tables import list_renglones, render_tabla, write_registros
from fais_analysis.views.tema import TEMA, Tema

MIME_FAIS = "application/vnd.fais+json"

# Configuración única de plotly para la versión interactiva: sin logotipo ni botón de nube.
CONFIGURACION_PLOTLY: dict[str, object] = {
    "displaylogo": False,
    "typesetMath": False,  # dos «$» en un texto son pesos, no una fórmula
    "showSendToCloud": False,
    "displayModeBar": "hover",
    "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"],
    "responsive": False,
    "locale": "es-MX",
}
# plotly no trae es-MX, y su «es» escribe «1 200,0».
IDIOMA_PLOTLY: dict[str, object] = {
    "name": "es-MX",
    "dictionary": {
        "Download plot as a PNG": "Guardar como imagen",
        "Taking snapshot - this may take a few seconds": "Guardando la imagen…",
        "Snapshot succeeded": "Imagen guardada",
        "Sorry, there was a problem downloading your snapshot!": "No se pudo guardar la imagen",
        "Zoom": "Acercar un recuadro",
        "Pan": "Mover",
        "Zoom in": "Acercar",
        "Zoom out": "Alejar",
        "Reset axes": "Volver al inicio",
        "Double-click to zoom back out": "Doble clic para volver al inicio",
    },
    "format": {
        "days": ["domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"],
        "shortDays": ["dom", "lun", "mar", "mié", "jue", "vie", "sáb"],
        "months": [
            *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
            *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
        ],
        "shortMonths": ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"],
        "date": "%d/%m/%Y",
        "decimal": ".",
        "thousands": ",",
        "grouping": [3],
        "currency": ["$", ""],
    },
}


@dataclass(frozen=True)
class Presentacion:
    """Los textos con que se presenta una gráfica o un mapa.

    ``titulo`` es el mensaje («Ocho de cada diez…»); ``descripcion`` dice qué se mide y en qué unidad;
    ``id`` es estable y único en el documento; ``fuente`` y ``nota`` van al pie. ``alternativa`` sustituye
    la descripción que la vista redacta para lectores de pantalla.
    """

    id: str
    titulo: str
    descripcion: str
    fuente: str
    nota: str = ""
    alternativa: str = ""
    tema: Tema = TEMA


@dataclass(frozen=True)
class Sello:
    """De qué año son los datos de un mapa y qué se sabe de la ZAP: sin ellos no se dibuja ninguno.

    ``anio`` es el de los datos («2020», «2015 y 2020»); ``zap_anios``, el de las zonas («2026», «2016-2026»);
    ``status``, qué tan oficial es ese conjunto, con las palabras de ``indicators.zonas.STATUS_ZAP`` (si son
    varias, unidas); ``muestra_zap``, si el mapa las dibuja.
    """

    anio: str
    zap_anios: str
    status: str
    muestra_zap: bool = False

    def __post_init__(self) -> None:
        faltan = [c for c in ("anio", "zap_anios") if not any(d.isdigit() for d in getattr(self, c))]
        faltan += ["status"] * (not any(s in self.status for s in STATUS_ZAP))
        if faltan:
            raise ParametroError(
                "Un mapa no dice su año o la situación de su ZAP.",
                donde="Sello",
                esperado=f"años con cifras y una de: {', '.join(STATUS_ZAP)}",
                encontrado=f"sin {', '.join(faltan)}",
                que_hacer="tome el año y la situación de compute_status_zonas; si no hay, es «sin dato»",
            )

    @property
    def frase(self) -> str:
        """«Datos de 2020. ZAP 2026: sólo criterios derivados.»"""
        ajena = "" if self.muestra_zap else " (este mapa no la dibuja)"
        return f"Datos de {self.anio}. ZAP {self.zap_anios}: {self.status}{ajena}."


@dataclass(frozen=True)
class PresentacionMapa(Presentacion):
    """Los textos de un mapa: los de una gráfica y su sello, obligatorio."""

    sello: Sello = field(kw_only=True)


@dataclass(frozen=True)
class Columna:
    """Una columna visible de una tabla.

    ``formato`` es un nombre de ``formato.FORMATOS`` o una función valor → texto. ``alineacion`` es
    ``"izquierda"``, ``"derecha"`` o ``""`` (texto a la izquierda, cifras a la derecha). ``procedencia`` es
    una plantilla que se llena con las columnas del renglón, por ejemplo
    ``"pobreza_municipal[{clave_municipio},{anio}].pobreza_pct"``, y se escribe en cada cifra.
    """

    campo: str
    rotulo: str
    formato: Formato = "texto"
    alineacion: str = ""
    procedencia: str | None = None

    def __post_init__(self) -> None:
        get_formato(self.formato)

    @property
    def es_texto(self) -> bool:
        """Dice si la columna se alinea como texto."""
        return self.alineacion == "izquierda" or (
            self.alineacion == "" and self.formato in ("texto", "fecha", "anio")
        )


@dataclass(frozen=True, eq=False, repr=False)
class Tabla:
    """Una tabla para personas. Una fila de ``filas`` = un renglón; la primera columna lo encabeza.

    ``total`` es el renglón final (campo → valor); ``destacar``, la columna booleana de ``filas`` que marca
    el renglón del municipio (en negritas y con una seña, no sólo con color).
    """

    id: str
    titulo: str
    columnas: list[Columna]
    filas: pd.DataFrame
    fuente: str
    nota: str = ""
    total: Mapping[str, object] | None = None
    destacar: str = ""

    def __post_init__(self) -> None:
        check_id(self.id)
        campos = [columna.campo for columna in self.columnas] + [self.destacar] * bool(self.destacar)
        if faltan := [campo for campo in campos if campo not in self.filas.columns]:
            raise ParametroError(
                f"La tabla «{self.id}» pide columnas que sus filas no tienen.",
                donde=f"Tabla {self.id}",
                esperado=", ".join(map(str, self.filas.columns)),
                encontrado=", ".join(faltan),
                que_hacer="corrija Columna.campo o agregue la columna a la tabla",
            )

    @cached_property
    def registros(self) -> list[dict[str, object]]:
        """Los renglones de ``filas`` como valores de Python, leídos una vez."""
        return list_renglones(self.filas)

    def __repr__(self) -> str:
        return f"<Tabla {self.id}: {self.titulo} ({len(self.filas)} renglones)>"

    def to_html(self) -> Html:
        """Tabla semántica con título, fuente, nota y descarga."""
        return render_tabla(self)

    def to_dict(self) -> dict[str, object]:
        """Contenido sin formato, listo para JSON (nulo = sin dato)."""
        columnas = [
            {"campo": c.campo, "rotulo": c.rotulo, "procedencia": c.procedencia} for c in self.columnas
        ]
        return {
            "tipo": "tabla",
            "id": self.id,
            "titulo": self.titulo,
            "fuente": self.fuente,
            "nota": self.nota,
            "columnas": columnas,
            "filas": write_registros(self.registros, [c.campo for c in self.columnas]),
        }

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, object]:
        return {"text/html": str(self.to_html()), MIME_FAIS: self.to_dict(), "text/plain": repr(self)}


@dataclass(frozen=True, eq=False, repr=False)
class Grafica:
    """Una gráfica o mapa: la figura (dict de plotly), sus textos y la tabla con los mismos datos.

    De ``figura`` sale todo lo dibujado, tanto el SVG como la versión interactiva.
    """

    id: str
    titulo: str
    descripcion: str
    fuente: str
    figura: dict[str, object]
    tabla: Tabla
    nota: str = ""
    alternativa: str = ""
    imprime_tabla: bool = False
    clase: str = field(default="")

    def __post_init__(self) -> None:
        check_id(self.id)

    def __repr__(self) -> str:
        return f"<Grafica {self.id}: {self.titulo} ({self.trazos} trazos)>"

    @property
    def trazos(self) -> int:
        """Marcas que deben verse dibujadas: barras, líneas, puntos y polígonos con dato."""
        return count_trazos(self.figura)

    def to_html(self) -> Html:
        """Figura completa: titular, SVG, notas, fuente y tabla desplegable."""
        return render_grafica(self)

    def to_dict(self) -> dict[str, object]:
        """Contenido listo para JSON: la figura de plotly y la tabla."""
        return {
            "tipo": "grafica",
            "id": self.id,
            "titulo": self.titulo,
            "descripcion": self.descripcion,
            "fuente": self.fuente,
            "nota": self.nota,
            "trazos": self.trazos,
            "figura": self.figura,
            "tabla": self.tabla.to_dict(),
        }

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, object]:
        return {"text/html": str(self.to_html()), MIME_FAIS: self.to_dict(), "text/plain": repr(self)}
