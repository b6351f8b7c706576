"""La hoja de una página que se lleva a la reunión: la petición, su mapa, los acuerdos y las firmas."""

from collections.abc import Mapping

from fais_analysis.indicators.texto import SIN_DATO, join_frase
from fais_analysis.schemas.capitulos.hoja import HojaMunicipio
from fais_analysis.views.capitulos.hoja import list_cien, render_viviendas
from fais_analysis.views.capitulos.hoja_frases import name_caption, write_cuidado, write_peticion
from fais_analysis.views.capitulos.hoja_llenado import OTRAS, Llenado, render_huecos, render_pedidos
from fais_analysis.views.capitulos.hoja_lugares import (
    is_por_localidad,
    list_numeros,
    render_lugares,
    render_nota_lugares,
)
from fais_analysis.views.capitulos.hoja_mapa import render_mapa
from fais_analysis.views.capitulos.hoja_piezas import render_barra, render_icono, render_iconos
from fais_analysis.views.capitulos.origen import build_cifra
from fais_analysis.views.componentes import CifraVista, render_frase
from fais_analysis.views.formato import is_sin_dato
from fais_analysis.views.marcado import Html, escape_html
from fais_analysis.views.registros import list_renglones

SERIES = ("municipio_pct", "estado_pct", "comparables_pct")
ESCALAS = (10, 20, 30, 40, 60, 80, 100)
DICHOS = {"llega": "a la casa", "red": "a redes", "no_toca": "a otras obras"}
COMA = '<span class="fais-oculto">, </span>'  # quien oye la página no ve el renglón que las separa
COLUMNAS = ("Obra", "Viviendas", "Costo por vivienda†", "Total†", "Localidades", "Propuesta del municipio",
            "Acuerdo")  # fmt: skip
CUENTA = (
    '<section class="cu"><p class="si"><b>Cuenta</b> lo que llega a la casa. Redes, pozos y tanques cuentan '
    'por cada casa que se conecta.</p><p class="no"><b>No quitan la carencia</b> plazas, calles, alumbrado o '
    "canchas: mejoran el lugar y tienen tope.</p></section>"
)
SIGUE = (
    '<section class="pa"><div><h2>Lo que sigue</h2><ol><li><span>El municipio ubica las viviendas, por '
    "localidad: <i></i></span></li><li><span>El municipio entrega su propuesta ajustada: <i></i></span></li>"
    '<li><span>Se firma el convenio: <i></i></span></li></ol></div><div class="co"><h2>Contacto</h2>'
    '<p>Nombre: <i></i></p><p>Teléfono: <i></i></p></div></section><p class="solo">Para anotar costos, '
    "acuerdos y firmas, imprima esta hoja: cabe en una página carta o A4.</p>"
    '<section class="fi"><p>Por el municipio</p>'
    "<p>Por la secretaría del estado</p></section>"
)


def show_hoja(datos: HojaMunicipio, llenado: Llenado | None = None) -> Html:
    """La hoja entera, sin su encabezado ni su pie, que pone la página.

    Con ``llenado``, lo que se pide y lo que gana toman el lugar de las notas que explican.
    """
    obras = [str(o) for o in datos.obras["obra"]]
    cierre = render_pedidos(llenado) if llenado else Html(f"{CUENTA}{render_dinero(datos)}")
    densa = " densa" if is_por_localidad(datos) else ""
    return Html(
        f'<div class="hoja{densa}">{render_iconos(obras)}{render_frase_hoja(datos)}'
        f'<section class="g3"><div>{render_tira(datos)}</div><div>{render_mapa(datos)}</div>'
        f"<div>{render_lugares(datos)}</div></section>{render_nota_lugares(datos)}"
        f"{render_acuerdos(datos, llenado)}{render_nota_costos(datos)}{cierre}{SIGUE}</div>"
    )


def render_frase_hoja(datos: HojaMunicipio) -> Html:
    """La petición y sus cien puntos, lado a lado."""
    puntos = "".join(f"<span>{rotulo}: {cifra}</span>{cien}" for rotulo, cifra, cien in list_cien(datos))
    frase = f'<p class="s">{write_peticion(datos)}</p>'
    return Html(f'<section class="fr">{frase}<div class="d2">{puntos}</div></section>')


def render_tira(datos: HojaMunicipio) -> Html:
    """Las seis fallas de la vivienda: aquí, en el estado y en los comparables."""
    filas = list_renglones(datos.fallas)
    mayor = max(
        (v for f in filas for v in (f[c] for c in SERIES) if isinstance(v, float) and v == v), default=100.0
    )
    escala = next((e for e in ESCALAS if e >= mayor), ESCALAS[-1])
    renglones = "".join(_render_falla(datos, fila, escala) for fila in filas)
    comparables = f" Comparables: {escape_html(join_frase(datos.comparables))}." if datos.comparables else ""
    if datos.dominante:
        comparables += f" {escape_html(datos.dominante)} pesa más que los otros juntos."
    ancha = " ancha" if any(is_sin_dato(fila["comparables_pct"]) for fila in filas) else ""
    return Html(
        f'<table class="tira{ancha}"><caption class="fais-oculto">'
        f"Fallas de la vivienda, {datos.anio}, por cada 100 viviendas</caption>"
        f"<colgroup>{'<col>' * 5}</colgroup>"
        f'<thead><tr><th scope="col" colspan="2">De cada 100 viviendas, {datos.anio}</th>'
        '<th scope="col">Aquí</th><th scope="col"><abbr title="Estado">Est.</abbr>'
        '</th><th scope="col"><abbr title="Comparables">Comp.</abbr></th></tr></thead>'
        f"<tbody>{renglones}</tbody></table>"
        '<p class="ley" aria-hidden="true">█ aquí &nbsp; ◇ estado &nbsp; △ comparables</p>'
        f'<p class="nt">*Más de 2 por dormitorio (CONAPO).{comparables} {write_cuidado(datos)}</p>'
    )


def _render_falla(datos: HojaMunicipio, fila: Mapping[str, object], escala: float) -> str:
    celdas = "".join(
        f"<td{clase}>{build_cifra(datos, 'fallas', fila, columna, 'decimal').render()}</td>"
        for columna, clase in zip(SERIES, (' class="m"', "", ""), strict=True)
    )
    nombre = f"{fila['nombre']}{'*' if fila['falla'] == 'hacinamiento' else ''}"
    barra = render_barra(fila["municipio_pct"], fila["estado_pct"], fila["comparables_pct"], escala)
    return f'<tr><th scope="row">{escape_html(nombre)}</th><td>{barra}</td>{celdas}</tr>'


def render_acuerdos(datos: HojaMunicipio, llenado: Llenado | None = None) -> Html:
    """La tabla de la reunión: obra, viviendas, costo y total, con huecos para escribir o ya llenos."""
    renglones = "".join(_render_acuerdo(datos, obra, llenado) for obra in list_renglones(datos.obras))
    columnas, hueco = "".join(f'<th scope="col">{c}</th>' for c in COLUMNAS), "<td></td>"
    titulo = f"Le proponemos: viviendas que necesitan cada obra, de {name_caption(datos)} habitadas"
    huecos = f"{hueco}<td>$</td><td>$</td>{hueco}{render_huecos(llenado, OTRAS)}"
    otra = f'<tr class="otra"><th scope="row">Otra:</th>{huecos}</tr>'
    return Html(
        f'<table class="ob"><caption>{titulo}</caption><colgroup>{"<col>" * len(COLUMNAS)}</colgroup>'
        f"<thead><tr>{columnas}</tr></thead><tbody>{renglones}{otra}</tbody></table>"
    )


def _render_acuerdo(datos: HojaMunicipio, obra: Mapping[str, object], llenado: Llenado | None) -> str:
    pesos = "".join(
        f"<td>{'$' if is_sin_dato(obra[c]) else build_cifra(datos, 'obras', obra, c, 'mxn').render()}</td>"
        for c in ("costo_mxn", "total_mxn")
    )
    huecos = render_huecos(llenado, str(obra["obra"]))
    nombre = f"{escape_html(obra['nombre'])}{COMA}<small>{escape_html(obra['falta'])}</small>"
    return (
        f'<tr><th scope="row"><div>{render_icono(str(obra["obra"]))}<span>{nombre}</span></div></th>'
        f"<td>{render_viviendas(datos, obra)}</td>{pesos}"
        f"<td>{list_numeros(datos, str(obra['falla']))}</td>{huecos}</tr>"
    )


def render_nota_costos(datos: HojaMunicipio) -> Html:
    """De dónde sale el costo, o que no lo hay; y que las viviendas no se suman."""
    de_quien = f" ({datos.parte_libro})" if datos.parte_libro else ""
    origen = (
        f"Mediana de lo que costó en el libro de inversión{de_quien}, en pesos de cada año; vacío, sin dato"
    )
    if datos.obras["costo_mxn"].isna().all():
        pocas = f"el libro de inversión{de_quien} no trae bastantes obras iguales"
        falta = "no hay costos reales" if datos.es_demostracion else pocas
        origen = f"Sin dato: {falta}; se anotan en la reunión"
    no_se_suman = "Una vivienda puede necesitar varias obras: no se suman."
    return Html(f'<p class="nt">† {origen}. {no_se_suman}</p>')


def render_informado(datos: HojaMunicipio) -> Html:
    """El fondo municipal del último año que se conoce, según el propio municipio, con su cuidado."""
    fila = datos.fismdf.iloc[0]
    inicio = f"{fila['ejercicio']}, fondo municipal"
    montos = {
        nombre: build_cifra(datos, "fismdf", fila, f"{nombre}_mxn", "mxn")
        for nombre in ("aprobado", "pagado")
        if not is_sin_dato(fila[f"{nombre}_mxn"]) and fila[f"{nombre}_mxn"]
    }
    if not montos:
        por_que = "el municipio no lo informó" if is_sin_dato(fila["pagado_mxn"]) else "se capturó cero"
        return Html(f"{inicio}: {SIN_DATO}; {por_que}.")
    cuidado = "" if is_sin_dato(fila["aviso"]) else "; vea su aviso en el expediente"
    dicho = " y ".join(f"{nombre} {{{nombre}}}" for nombre in montos)
    return render_frase(f"{inicio}, según informó el municipio: {dicho}{cuidado}.", dict(montos))


def render_dinero(datos: HojaMunicipio) -> Html:
    """El dinero del último año, según el libro real; sin él, se dice."""
    filas = [f for f in list_renglones(datos.dinero) if not is_sin_dato(f["monto_mxn"])]
    if not filas:
        falta = "falta el libro real de obras" if datos.es_demostracion else "el libro no registra obras aquí"
        texto = f"Cuánto llegó a la casa: {SIN_DATO}; {falta}."
        return Html(f'<p class="din"><b>Dinero:</b> {render_informado(datos)} {texto}</p>')
    cifras: dict[str, CifraVista | str] = {
        str(f["destino"]): build_cifra(datos, "dinero", f, "monto_mxn", "mxn") for f in filas
    }
    partes = "; ".join(f"{dicho}, {{{d}}}" for d, dicho in DICHOS.items())
    frase = render_frase(f"{filas[0]['ejercicio']}, según el libro: {partes}.", cifras)
    return Html(f'<p class="din"><b>Dinero:</b> {frase}</p>')
