"""Las piezas dibujadas de la petición: íconos, cien puntos y la tira de las fallas."""

from collections.abc import Iterable

from fais_analysis.views.marcado import Html, escape_html

# Trazo de 1.7 en un cuadro de 24, sin relleno y del color del texto: son adorno, el nombre va escrito.
ICONOS = {
    "drenaje": "M5 3h5v8H5zM5 11h14c0 3.6-2.6 6-6 6H9c-2.4-.3-4-2.6-4-6zM9.5 17l-1 4h7l-1-4",
    "agua": "M2 9h10a5 5 0 0 1 5 5v1h-4v-1a1 1 0 0 0-1-1H2M8 9V5M5 5h6"
    "M15 17.5c-1.3 1.7-1.6 4 0 4s1.3-2.3 0-4z",
    "luz": "M12 2.5a6.2 6.2 0 0 0-3.6 11.25c.7.55 1 1.3 1 2.25h5.2c0-.95.3-1.7 1-2.25A6.2 6.2 0 0 0 12 2.5z"
    "M9.5 18.5h5M10.5 21.5h3",
    "piso": "m2 11 10-8 10 8M5 9.5V21h14V9.5M5 15h14M5 18h14M9.7 15v3M14.3 15v3M12 18v3M7.5 18v3M16.5 18v3",
    "estufa": "M3 11h13v10H3zM16 13.5h2V3h3v13h-5M6 11V8h7v3M9.5 13.5c2.4 2 2.4 5 0 5s-2.4-3 0-5z",
    "cuarto": "m2 11 7.5-7.5L17 11M4.5 9v12h10V9M14.5 13H22v8h-7.5M18.25 15v4M16.25 17h4",
    "plaza": "M8 21v-7M8 14a5 5 0 1 1 0-10 5 5 0 0 1 0 10zM13.5 16H22M14.5 16v5M21 16v5M13.5 13H22",
}
COLUMNAS, RENGLONES, PASO = 20, 5, 8


def render_iconos(ids: Iterable[str]) -> Html:
    """Los íconos que un documento usa, una vez; cada lugar los llama con :func:`render_icono`."""
    simbolos = "".join(
        f'<symbol id="i-{id_}" viewBox="0 0 24 24"><path d="{ICONOS[id_]}"/></symbol>'
        for id_ in dict.fromkeys(ids)
    )
    return Html(f'<svg class="fais-simbolos" width="0" height="0" aria-hidden="true">{simbolos}</svg>')


def render_icono(id_: str) -> Html:
    """Un ícono, que no se lee en voz alta."""
    return Html(f'<svg class="fais-icono" aria-hidden="true"><use href="#i-{id_}"/></svg>')


def render_puntos(llenos: int, clase: str, nombre: str) -> Html:
    """Cien puntos, por columnas, con ``llenos`` rellenos y los demás huecos: se distinguen sin color."""
    llenos = max(0, min(COLUMNAS * RENGLONES, llenos))
    si, no = _draw_columnas(0, llenos), _draw_columnas(llenos, COLUMNAS * RENGLONES)
    huecos = f'<path class="orilla" d="{no}"/><path class="hueco" d="{no}"/>' if no else ""
    return Html(
        f'<svg class="fais-cien {clase}" viewBox="0 0 {COLUMNAS * PASO} {RENGLONES * PASO}" role="img" '
        f'aria-label="{escape_html(nombre)}"><path class="lleno" d="{si}"/>{huecos}</svg>'
    )


def _draw_columnas(desde: int, hasta: int) -> str:
    """Una raya por columna, del primer punto al último: la hoja de estilo la dibuja punteada."""
    trazos = []
    for columna in range(desde // RENGLONES, -(-hasta // RENGLONES)):
        primero, ultimo = max(desde - columna * RENGLONES, 0), min(hasta - columna * RENGLONES, RENGLONES) - 1
        trazos.append(f"M{columna * PASO + 4} {primero * PASO + 4}V{ultimo * PASO + 4.1:g}")
    return "".join(trazos)


def render_barra(aqui_pct: object, estado_pct: object, comparables_pct: object, escala: float) -> Html:
    """La barra de una falla: aquí, con la marca del estado (◇) y la de los comparables (△).

    La que falte no se dibuja.
    """
    aqui, estado, comparables = (_place(v, escala) for v in (aqui_pct, estado_pct, comparables_pct))
    trazos = [f'<rect class="aqui" y="13" height="18" width="{aqui}"/>'] if aqui is not None else []
    if comparables is not None:
        trazos.append(f'<path class="marca" d="M{comparables} 30l7 12h-14z"/>')
    if estado is not None:
        trazos.append(f'<path class="marca" d="M{estado} 1l7 9-7 9-7-9z"/>')
    eje = '<path class="eje" d="M0 22h220"/>'
    return Html(f'<svg viewBox="0 0 220 44" aria-hidden="true">{eje}{"".join(trazos)}</svg>')


def _place(valor: object, escala: float) -> int | None:
    return round(220 * valor / escala) if isinstance(valor, float) and valor == valor else None
