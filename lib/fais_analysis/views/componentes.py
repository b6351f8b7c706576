"""Piezas del informe que no son gráfica ni tabla: cifras clave, avisos y mensajes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import Formatter

from fais_analysis.errors import ParametroError
from fais_analysis.views.dato import render_dato
from fais_analysis.views.formato import Formato, get_formato
from fais_analysis.views.marcado import Html, escape_html

TITULOS_AVISO: dict[str, str] = {
    "demostracion": "DATOS DE DEMOSTRACIÓN",
    "por_verificar": "Por verificar",
    "no_comparable": "No comparable",
    "informacion": "",
}

# Más caracteres que éstos piden una tarjeta del doble de ancho: la cifra no se parte.
_LARGO_VALOR = 9


@dataclass(frozen=True)
class CifraVista:
    """Una cifra con su formato y procedencia, para una tarjeta o para incrustar en una frase.

    ``rotulo`` y ``detalle`` sólo se usan en la tarjeta.
    """

    valor: object
    formato: Formato = "texto"
    rotulo: str = ""
    detalle: str | Html = ""
    procedencia: str = ""

    def render(self) -> Html:
        """``<data value=…>`` con el texto formateado, o «sin dato»."""
        return render_dato(self.valor, get_formato(self.formato)(self.valor), self.procedencia)


def render_cifras(cifras: Sequence[CifraVista]) -> Html:
    """Tarjetas de cifras clave en una lista de definiciones: rótulo, valor grande y detalle."""
    tarjetas = []
    for cifra in cifras:
        detalle = f'<dd class="fais-detalle">{escape_html(cifra.detalle)}</dd>' if cifra.detalle else ""
        ancha = " fais-cifra-ancha" if len(get_formato(cifra.formato)(cifra.valor)) > _LARGO_VALOR else ""
        tarjetas.append(
            f'<div class="fais-cifra{ancha}"><dt>{escape_html(cifra.rotulo)}</dt>'
            f'<dd class="fais-valor">{cifra.render()}</dd>{detalle}</div>'
        )
    return Html(f'<dl class="fais-cifras">{"".join(tarjetas)}</dl>')


def render_aviso(tipo: str, texto: str) -> Html:
    """Aviso que cambia la lectura del informe.

    ``tipo``: ``demostracion``, ``por_verificar``, ``no_comparable`` o ``informacion``. El tipo se lee en el
    título; no depende del color.

    Raises
    ------
    ParametroError
        Si el tipo no existe.
    """
    if tipo not in TITULOS_AVISO:
        raise ParametroError(
            "No existe ese tipo de aviso.",
            donde="render_aviso",
            esperado=", ".join(TITULOS_AVISO),
            encontrado=repr(tipo),
            que_hacer="use uno de esos tipos",
        )
    titulo = f"<strong>{TITULOS_AVISO[tipo]}</strong> " if TITULOS_AVISO[tipo] else ""
    return Html(
        f'<div class="fais-aviso fais-aviso-{tipo}" role="note"><p>{titulo}{escape_html(texto)}</p></div>'
    )


def render_frase(plantilla: str, cifras: Mapping[str, CifraVista | str]) -> Html:
    """Frase con cifras recuperables: ``{nombre}`` se sustituye por la cifra con su ``<data>``.

    Todo lo demás se escapa; un nombre sin cifra es un error, no un hueco.

    Raises
    ------
    ParametroError
        Si la plantilla pide una cifra que no se dio.

    Examples
    --------
    >>> str(render_frase("Son {n} personas.", {"n": CifraVista(44732, "entero")}))
    'Son <data value="44732">44,732</data> personas.'
    """
    partes = []
    for literal, nombre, _, _ in Formatter().parse(plantilla):
        partes.append(escape_html(literal))
        if nombre is None:
            continue
        if nombre not in cifras:
            raise ParametroError(
                "Una frase del informe pide una cifra que no se calculó.",
                donde="render_frase",
                esperado=", ".join(cifras) or "ninguna cifra",
                encontrado=nombre,
                que_hacer="agregue esa cifra o quítela de la frase",
            )
        valor = cifras[nombre]
        partes.append(str(valor.render()) if isinstance(valor, CifraVista) else escape_html(valor))
    return Html("".join(partes))


def render_lista_mensajes(mensajes: Sequence[str | Html], es_numerada: bool = False) -> Html:
    """Lista de mensajes clave. Cada uno es texto (se escapa) o ``Html`` de ``render_frase``."""
    etiqueta = "ol" if es_numerada else "ul"
    renglones = "".join(f"<li>{escape_html(mensaje)}</li>" for mensaje in mensajes)
    return Html(f'<{etiqueta} class="fais-mensajes">{renglones}</{etiqueta}>')
