"""Los widgets de un ejercicio: se contesta con ratón o teclado y se revisa al momento."""

import time
from collections.abc import Callable

import ipywidgets as widgets

from fais_analysis.explorer.aprende.pregunta import BIEN, MAL, Clasificacion, Pregunta, Veredicto
from fais_analysis.views.marcado import escape_html

CLASE = "fais-aprende"
TARDE_S = 1.0
SENAS = {BIEN: "✔ Correcto.", MAL: "✘ Todavía no.", "vacio": ""}
# Los textos largos se leen completos y el aviso se distingue por seña y palabra, no sólo por color.
ESTILO = """<style>
.fais-aprende{margin:0 0 1.2rem;max-width:46rem}
.fais-aprende .fais-enunciado{font-size:15px;font-weight:600;line-height:1.35;margin:.2rem 0}
.fais-aprende .widget-radio,.fais-aprende .widget-radio-box,.fais-aprende .widget-dropdown,
.fais-aprende .widget-html{width:auto;height:auto}
.fais-aprende .widget-radio-box label{display:flex;align-items:flex-start;gap:.5rem;width:auto;height:auto;
white-space:normal;overflow:visible;line-height:1.4;font-size:14px;padding:.2rem 0;min-height:24px}
.fais-aprende .widget-radio-box input{flex:none;order:-1;margin:.2em 0 0}
.fais-aprende .widget-dropdown{display:block}
.fais-aprende .widget-dropdown .widget-label{display:block;width:auto;height:auto;text-align:left;
white-space:normal;overflow:visible;line-height:1.4;font-size:14px}
.fais-aprende .widget-dropdown select{max-width:100%;width:26rem;min-height:30px;height:auto}
.fais-aprende .widget-button{min-height:32px;height:auto;width:auto;align-self:flex-start;padding:0 1.2rem;
margin:.3rem 2px}
.fais-aprende :focus-visible{outline:3px solid #1b5e8c;outline-offset:2px}
.fais-revision{line-height:1.4;font-size:14px;color:#1c1c1c;white-space:normal}
.fais-revision-bien,.fais-revision-mal{border-left:6px solid;padding:.35rem .6rem;margin:.2rem 0}
.fais-revision small{display:block;margin-top:.2rem;color:#3d3d3d}
.fais-leccion.fais-hoja{padding:0;margin:.4rem 0;max-width:52rem}
.fais-leccion ul{margin:.3rem 0;padding-left:1.3rem}
.fais-revision-bien{background:#e6f1f8;border-color:#1b5e8c}
.fais-revision-mal{background:#fbf1e0;border-color:#9a5b00}
</style>"""
Avisar = Callable[[str, bool], None]


def render_revision(veredicto: Veredicto, fuente: str = "") -> str:
    """El veredicto en HTML, con su fuente: un lector de pantalla lo dice al aparecer (``role="status"``)."""
    sena = f"<strong>{SENAS[veredicto.estado]}</strong> " if SENAS[veredicto.estado] else ""
    clase = f"fais-revision fais-revision-{veredicto.estado}" if veredicto.porque else "fais-revision"
    es_juicio = veredicto.estado in (BIEN, MAL)
    pie = f"<small>Fuente: {escape_html(fuente)}</small>" if fuente and es_juicio else ""
    return f'<div class="{clase}" role="status">{sena}{escape_html(veredicto.porque)}{pie}</div>'


def build_tarjeta(pregunta: Pregunta, avisar: Avisar) -> widgets.VBox:
    """La tarjeta de una pregunta: enunciado, opciones, botón «Revisar» y explicación.

    ``avisar`` recibe el id y si acertó cada vez que se revisa. Cambiar la respuesta borra la revisión vieja.
    """
    opciones = widgets.RadioButtons(
        options=[(opcion.texto, numero) for numero, opcion in enumerate(pregunta.opciones)], value=None
    )
    boton = widgets.Button(description="Revisar", tooltip=f"Revisar: {pregunta.enunciado}")
    revision = widgets.HTML(_render_vacia())
    revisada_s = float("-inf")

    def review(_: object) -> None:
        nonlocal revisada_s
        revisada_s = time.monotonic()
        veredicto = pregunta.judge(opciones.value)
        revision.value = render_revision(veredicto, pregunta.fuente)
        avisar(pregunta.id, veredicto.estado == BIEN)

    def change(_: object) -> None:
        # Con conexión lenta la respuesta llega después de su clic: no se pierde, se revisa otra vez.
        if time.monotonic() - revisada_s < TARDE_S:
            review(None)
        else:
            revision.value = _render_vacia()

    boton.on_click(review)
    opciones.observe(change, "value")
    return _build_caja([_build_enunciado(pregunta.enunciado), opciones, boton, revision])


def build_tablero(ejercicio: Clasificacion, avisar: Avisar) -> widgets.VBox:
    """La tarjeta de una clasificación: una lista y un porqué por renglón, y un botón que revisa todo."""
    listas = [_build_lista(r.texto, ejercicio.clases) for r in ejercicio.renglones]
    revisiones = [widgets.HTML(_render_vacia()) for _ in listas]
    boton = widgets.Button(description="Revisar todo", tooltip=f"Revisar todo: {ejercicio.enunciado}")
    cuenta = widgets.HTML(_render_vacia())

    def review(_: object) -> None:
        veredictos = ejercicio.judge([lista.value or None for lista in listas])
        for numero, (revision, veredicto) in enumerate(zip(revisiones, veredictos, strict=True)):
            revision.value = render_revision(veredicto)
            avisar(f"{ejercicio.id}-{numero}", veredicto.estado == BIEN)
        bien = sum(v.estado == BIEN for v in veredictos)
        texto = f"{bien} de {len(veredictos)} correctas. El porqué está bajo cada obra."
        estado = BIEN if bien == len(veredictos) else MAL
        cuenta.value = render_revision(Veredicto(estado, texto), ejercicio.fuente)

    boton.on_click(review)
    renglones = [pieza for pareja in zip(listas, revisiones, strict=True) for pieza in pareja]
    return _build_caja([_build_enunciado(ejercicio.enunciado), *renglones, boton, cuenta])


def _build_lista(rotulo: str, clases: dict[str, str]) -> widgets.Dropdown:
    opciones = [("Elija…", ""), *((texto, clave) for clave, texto in clases.items())]
    return widgets.Dropdown(
        options=opciones, value="", description=rotulo, style={"description_width": "auto"}
    )


def _build_enunciado(texto: str) -> widgets.HTML:
    return widgets.HTML(f'<p class="fais-enunciado">{escape_html(texto)}</p>')


def _render_vacia() -> str:
    return render_revision(Veredicto("vacio", ""))


def _build_caja(piezas: list[widgets.Widget]) -> widgets.VBox:
    caja = widgets.VBox(piezas)
    caja.add_class(CLASE)
    return caja
