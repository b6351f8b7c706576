"""Encabezado, cuerpo y pie de una tabla, y si cabe en un teléfono."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from numbers import Number

from fais_analysis.views.dato import NULO, fill_procedencia, render_dato, write_valor
from fais_analysis.views.formato import get_formato, is_sin_dato
from fais_analysis.views.marcado import Html, escape_html
from fais_analysis.views.presentacion import Columna
from fais_analysis.views.texto import measure_texto

# Un teléfono de 320 px deja unos 290 a la tabla; su letra es de 14 px y cada celda pierde 12 en aire.
_ANCHO_TELEFONO = 290
_LETRA_PX = 14
_AIRE_PX = 12
_TEXTO_COMODO_PX = 110
# Más que esto es una frase: en el teléfono va bajo su rótulo, de orilla a orilla.
_PROSA_PX = 220
# La medida es de la letra más ancha; la del teléfono ocupa menos.
_HOLGURA = 0.9
RENGLONES_MEDIDOS = 60


def is_ancha(columnas: Sequence[Columna], registros: Sequence[Mapping[str, object]]) -> bool:
    """Dice si las columnas, con su texto sin apretar, no caben en un teléfono."""
    if len(columnas) < 3:
        return False
    largos = _measure_columnas(columnas, registros)
    ancho = 0.0
    for numero, (columna, largo) in enumerate(zip(columnas, largos, strict=True)):
        encabezado = max(measure_texto(palabra, _LETRA_PX, True) for palabra in columna.rotulo.split(" "))
        if (numero == 0 or columna.es_texto) and largo > _TEXTO_COMODO_PX:
            largo = _TEXTO_COMODO_PX
        ancho += max(encabezado, largo)
    hay_prosa = any(largo > _PROSA_PX for largo in largos[1:])
    return hay_prosa or ancho * _HOLGURA + _AIRE_PX * len(largos) > _ANCHO_TELEFONO


def _measure_columnas(columnas: Sequence[Columna], registros: Sequence[Mapping[str, object]]) -> list[float]:
    """Texto más largo de cada columna, en pixeles."""
    return [
        max((measure_texto(_write_texto(c, registro), _LETRA_PX) for registro in registros), default=0.0)
        for c in columnas
    ]


def _write_texto(columna: Columna, registro: Mapping[str, object]) -> str:
    valor = registro.get(columna.campo)
    return "sin dato" if is_sin_dato(valor) else str(get_formato(columna.formato)(valor))


def write_rotulos(columnas: Sequence[Columna]) -> str:
    """Rótulos de las columnas como variables de CSS: una vez por tabla y no en cada celda.

    La hoja de estilo los antepone a cada cifra cuando el renglón se dibuja como ficha.
    """
    variables = (f"--c{n}:{_quote_css(c.rotulo)}" for n, c in enumerate(columnas, start=1) if n > 1)
    return ";".join(variables)


def _quote_css(texto: str) -> str:
    """Cadena de CSS inerte aun dentro de un atributo: lo que no sea letra, cifra o espacio va escapado."""
    return "'" + "".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in texto) + "'"


def render_contenido(
    columnas: Sequence[Columna],
    registros: Sequence[Mapping[str, object]],
    total: Mapping[str, object] | None,
    destacar: str,
    es_ancha: bool,
) -> str:
    """``thead``, ``tbody`` y ``tfoot``. En una tabla ancha, las frases largas llevan su propia clase."""
    encabezados = "".join(
        f'<th scope="col"{_get_clase(c, numero)}>{escape_html(c.rotulo)}</th>'
        for numero, c in enumerate(columnas)
    )
    cuerpo = "".join(
        _render_renglon(columnas, registro, es_ancha, bool(destacar and registro[destacar]))
        for registro in registros
    )
    if not registros:
        cuerpo = f'<tr><td colspan="{len(columnas)}">{NULO}</td></tr>'
    pie = "" if total is None else f"<tfoot>{_render_renglon(columnas, total, es_ancha)}</tfoot>"
    return f"<thead><tr>{encabezados}</tr></thead><tbody>{cuerpo}</tbody>{pie}"


def _get_clase(columna: Columna, numero: int) -> str:
    return "" if numero == 0 or columna.es_texto else ' class="fais-num"'


def _render_renglon(
    columnas: Sequence[Columna], registro: Mapping[str, object], es_ancha: bool, es_destacado: bool = False
) -> str:
    celdas = []
    for numero, columna in enumerate(columnas):
        contenido = _render_celda(columna, registro)
        if numero == 0:
            marca = '<span class="fais-sena" aria-hidden="true">▸ </span>' if es_destacado else ""
            celdas.append(f'<th scope="row">{marca}{contenido}</th>')
            continue
        clase = ""
        if (
            es_ancha
            and columna.es_texto
            and measure_texto(_write_texto(columna, registro), _LETRA_PX) > _PROSA_PX
        ):
            clase = ' class="fais-largo"'
        celdas.append(f"<td{clase}>{contenido}</td>")
    clase = ' class="fais-destacada"' if es_destacado else ""
    return f"<tr{clase}>{''.join(celdas)}</tr>"


def _render_celda(columna: Columna, registro: Mapping[str, object]) -> str:
    valor = registro.get(columna.campo)
    if isinstance(valor, Html):
        return str(valor)
    if is_sin_dato(valor) or valor == "":
        return NULO
    texto = get_formato(columna.formato)(valor)
    if columna.formato == "anio":  # un año rotula el renglón; no es una cifra que se calcule
        return escape_html(texto)
    if isinstance(valor, Number | Decimal) and not isinstance(valor, bool):
        return render_dato(valor, texto, fill_procedencia(columna.procedencia, registro))
    if isinstance(valor, date):
        return f'<time datetime="{write_valor(valor)}">{escape_html(texto)}</time>'
    return escape_html(texto)
