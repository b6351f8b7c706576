"""Tablas semánticas: encabezados, cifras recuperables, descarga en CSV y desplazamiento accesible."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

import pandas as pd

from fais_analysis.errors import ParametroError
from fais_analysis.views.hoja_csv import build_hoja_csv
from fais_analysis.views.marcado import Html, check_id, escape_html
from fais_analysis.views.presentacion import Columna
from fais_analysis.views.registros import MIME_FAIS, list_renglones, write_registros
from fais_analysis.views.tabla_contenido import RENGLONES_MEDIDOS, is_ancha, render_contenido, write_rotulos

# Lo que un navegador no conserva, o entiende de otro modo, dentro de un enlace «data:».
_ESCAPADOS_EN_URI = str.maketrans({c: quote(c) for c in '%#"<>\t\r\n\ufeff'})

# Cómo empieza la fuente de lo ficticio (``loaders.citas.build_cita_libro``).
FUENTE_FICTICIA = "DATOS DE DEMOSTRACIÓN"


def render_tabla(tabla: "Tabla", rotulo: str = "") -> Html:
    """Tabla en HTML dentro de un contenedor que se desplaza y recibe el foco.

    Si sus columnas no caben en un teléfono, ahí cada renglón se lee como una ficha (rótulo y valor) en vez
    de desplazarse de lado. ``rotulo`` es el id de lo que ya la nombra: dentro de una gráfica, título,
    fuente y nota son los de ella y no se repiten.
    """
    ident, nombre = tabla.id, rotulo or f"{tabla.id}-titulo"
    columnas, registros = tabla.columnas, tabla.registros
    medidos = [*registros[:RENGLONES_MEDIDOS], *([] if tabla.total is None else [tabla.total])]
    es_ancha = is_ancha(columnas, medidos)
    contenido = render_contenido(columnas, registros, tabla.total, tabla.destacar, es_ancha)
    partes = [
        f'<div class="fais-tabla{" fais-ancha" if es_ancha else ""}" id="{ident}">',
        f'<div class="fais-desplaza" role="region" tabindex="0" aria-labelledby="{nombre}">',
        f"<table{_write_clases(tabla)}{_write_nombre(rotulo)}{_write_estilo(tabla) if es_ancha else ''}>",
        "" if rotulo else f'<caption id="{nombre}"><span>{escape_html(tabla.titulo)}</span></caption>',
        f"{contenido}</table></div>",
        "" if rotulo else _render_pie(tabla),
        render_descarga(tabla, nombre),
        "</div>",
    ]
    return Html("".join(partes))


def _write_clases(tabla: "Tabla") -> str:
    """Qué columnas son cifras: una clase por columna en la tabla pesa menos que una por celda."""
    numeros = [f"n{n}" for n, c in enumerate(tabla.columnas, start=1) if n > 1 and not c.es_texto]
    return f' class="{" ".join(numeros)}"' if numeros else ""


def _write_nombre(rotulo: str) -> str:
    return f' aria-labelledby="{rotulo}"' if rotulo else ""


def _write_estilo(tabla: "Tabla") -> str:
    return f' style="{write_rotulos(tabla.columnas)}"'


def _render_pie(tabla: "Tabla") -> str:
    nota = f'<p class="fais-nota">{escape_html(tabla.nota)}</p>' if tabla.nota else ""
    fuente = f'<p class="fais-fuente">Fuente: {escape_html(tabla.fuente)}</p>' if tabla.fuente else ""
    return nota + fuente


def render_descarga(tabla: "Tabla", rotulo: str = "") -> str:
    """Enlace que guarda la tabla como CSV, sin red: los datos van en el propio enlace.

    Sólo se escapa lo que hace falta: el navegador completa acentos y espacios, y el documento pesa menos.
    Lo de demostración no se descarga: suelto, sin su franja, un CSV pasaría por verdadero.
    """
    if tabla.fuente.startswith(FUENTE_FICTICIA):
        return ""
    contenido = build_csv(tabla).translate(_ESCAPADOS_EN_URI)
    destino = escape_html(f"data:text/csv;charset=utf-8,{contenido}")
    nombre = f'download="{tabla.id}.csv" aria-describedby="{rotulo or tabla.id + "-titulo"}"'
    return f'<p class="fais-descarga"><a {nombre} href="{destino}">Descargar CSV</a></p>'


def build_csv(tabla: "Tabla") -> str:
    """La tabla como CSV para personas (:func:`build_hoja_csv`), con los valores sin redondear."""
    totales = [tabla.total] if tabla.total is not None else []
    return build_hoja_csv(
        [
            [c.rotulo for c in tabla.columnas],
            *([registro.get(c.campo) for c in tabla.columnas] for registro in [*tabla.registros, *totales]),
        ]
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
