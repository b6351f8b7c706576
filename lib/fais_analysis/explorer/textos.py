"""Lo que la pantalla dice con palabras y cifras: resumen, avisos, totales y pies de figura, en HTML."""

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from string import Template
from typing import Any

import pandas as pd

from fais_analysis.claves import ENTIDADES
from fais_analysis.explorer.medidas import MEDIDAS, PCT, Medible
from fais_analysis.explorer.vista import (
    DE_LA_ENTIDAD,
    DEL_MUNICIPIO,
    NOMBRES_FILTRO,
    Vista,
    describe_filtro,
    write_opcion,
)
from fais_analysis.views.componentes import CifraVista, render_aviso, render_cifras
from fais_analysis.views.formato import Formato, format_entero, format_mxn, get_formato, is_sin_dato
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.marcado import Html, escape_html
from fais_analysis.views.svg import render_svg
from fais_analysis.views.tema import TEMA, build_css

DE_DIMENSION = {nombre: dimension for dimension, nombre in NOMBRES_FILTRO.items()}
DEMOSTRACION = (
    "El libro de inversión es de demostración: los totales estatales por grupo son los publicados, pero el "
    "reparto por municipio y las obras son ficticios. Las cifras de pobreza sí son oficiales."
)


GUIA = (
    "Escriba el nombre de un municipio, o elíjalo en la lista, en el mapa, en la dispersión o en la tabla "
    "(flechas y Entrar). Todo lo demás cambia con él."
)
BIENVENIDA = (
    "Este tablero es sólo para mirar: nada de lo que haga aquí cambia los datos ni lo que ven los demás. "
    "Escriba el nombre de su municipio, o tóquelo en el mapa, y todo lo demás cambia con él. Cada número de "
    "obras se puede tocar para ver cuáles son; «Guardar» baja a su computadora la tabla o los dibujos, con "
    "sus fuentes. Si la página deja de responder, vuelva a cargarla."
)


def render_estilo() -> Html:
    """La hoja de estilo de la pantalla, con los colores y la letra del tema."""
    propia = files(__package__).joinpath("explorador.css").read_text(encoding="utf-8")
    valores = {**TEMA.colores, "tipografia": TEMA.tipografia}
    return Html(f"<style>{build_css()}{Template(propia).substitute(valores)}</style>")


def render_encabezado(es_demostracion: bool, es_lectura: bool) -> Html:
    """El título y, si toca, el rótulo de demostración."""
    aviso = render_aviso("demostracion", DEMOSTRACION) if es_demostracion else ""
    guia = BIENVENIDA if es_lectura else GUIA
    return Html(f'<h2>Explorador de pobreza e inversión</h2><p class="fx-nota">{guia}</p>{aviso}')


def render_resumen(vista: Vista, fila: Mapping[str, object], nombre: str) -> Html:
    """El municipio elegido y sus cifras: las del renglón de la tabla, ni una más."""
    medida = MEDIDAS[vista.indicador]
    hay = not is_sin_dato(fila["inversion_mxn"])
    obras = f"{format_entero(fila['obras'])} obras" if hay else "el libro no registra obras"
    formato = ("pct", "pp") if medida.formato == PCT else ("mxn", "mxn")
    cifras = [
        CifraVista(
            fila[medida.campo], formato[0], f"{medida.corto}, {vista.anio}", _describe_cuantos(medida, fila)
        ),
        CifraVista(fila[medida.brecha], formato[1], "Brecha con su estado", "municipio menos su estado"),
        CifraVista(fila[medida.cambio], formato[1], "Cambio", "desde la medición anterior"),
        CifraVista(fila["inversion_mxn"], "mxn", "Inversión filtrada", obras),
    ]
    lugar = f"{nombre}, {ENTIDADES[vista.clave_entidad]}"
    clave = vista.clave_municipio
    titulo = f'<h2 data-clave="{clave}">{escape_html(lugar)} <small>({clave})</small></h2>'
    return Html(titulo + render_cifras(cifras) + "".join(_list_avisos(vista, fila, nombre)))


def _describe_cuantos(medida: Medible, fila: Mapping[str, object]) -> str:
    """A cuántos toca el porcentaje, o de cuánto dinero es el cociente."""
    if is_sin_dato(fila[medida.campo]):
        return "sin dato publicado"
    if is_sin_dato(fila[medida.conteo]):
        return medida.unidad
    if medida.formato == PCT:
        return f"{format_entero(fila[medida.conteo])} personas"
    return f"por habitante; {format_mxn(fila[medida.conteo])} en total"


def _list_avisos(vista: Vista, fila: Mapping[str, object], nombre: str) -> list[Html]:
    """Lo que le falta al municipio, dicho; nunca un cero en su lugar."""
    avisos = []
    if is_sin_dato(fila[MEDIDAS[vista.indicador].campo]):
        texto = f"{nombre} no tiene dato publicado de este indicador en {vista.anio}: sin dato, no cero."
        avisos.append(render_aviso("informacion", texto))
    if is_sin_dato(fila["inversion_mxn"]):
        texto = f"El libro de inversión no registra obras de {nombre}: sin dato, no cero."
        avisos.append(render_aviso("informacion", texto))
    return avisos


def render_cabeza(grafica: Grafica, marcas: str = "") -> Html:
    """El titular y la descripción de una figura; ``marcas`` explica cómo se señala a los comparados."""
    dicho = f"{grafica.descripcion}. {marcas}" if marcas else grafica.descripcion
    return Html(
        f'<div class="fx-cabeza"><h3 id="{grafica.id}-h">{escape_html(grafica.titulo)}</h3>'
        f'<p class="fx-descripcion">{escape_html(dicho)}</p></div>'
    )


def render_dibujo(grafica: Grafica) -> Html:
    """La figura completa en SVG, con su titular, su pie y su tabla: la misma que lleva el expediente."""
    svg = render_svg(grafica.figura, grafica.id, grafica.titulo, grafica.alternativa or grafica.descripcion)
    return Html(f'{render_cabeza(grafica)}<div class="fx-dibujo">{svg}</div>{render_pie(grafica)}')


def render_pie(grafica: Grafica) -> Html:
    """Fuente, nota y la tabla que dice lo mismo que la figura."""
    nota = f'<p class="fx-nota">{escape_html(grafica.nota)}</p>' if grafica.nota else ""
    return Html(
        f'{nota}<p class="fx-fuente">Fuente: {escape_html(grafica.fuente)}</p>{render_datos(grafica)}'
    )


def render_sin_mapa(vista: Vista) -> Html:
    """Por qué no hay mapa y qué hacer."""
    texto = (
        f"Sin mapa: faltan los polígonos de {ENTIDADES[vista.clave_entidad]}. Se construyen con "
        f"«fais datos mapas --entidad {vista.clave_entidad}». Elija el municipio en la lista o en la tabla."
    )
    return Html(f"<h3>Mapa</h3>{render_aviso('informacion', texto)}")


def render_datos(grafica: Grafica) -> Html:
    """La tabla de la figura, desplegable: cada cifra con su valor exacto."""
    tabla = grafica.tabla
    cabeza = "".join(f'<th scope="col">{escape_html(c.rotulo)}</th>' for c in tabla.columnas)
    renglones = []
    for registro in tabla.filas.to_dict("records"):
        celdas = [
            CifraVista(registro[c.campo], c.formato).render() if not c.es_texto else None
            for c in tabla.columnas
        ]
        textos = [
            escape_html(str(registro[c.campo])) if celda is None else celda
            for c, celda in zip(tabla.columnas, celdas, strict=True)
        ]
        renglones.append("<tr>" + "".join(f"<td>{t}</td>" for t in textos) + "</tr>")
    return Html(
        f'<details><summary>Ver los datos</summary><div class="fx-desborda" tabindex="0" role="region" '
        f'aria-label="Datos de la figura"><table class="fx-totales" aria-labelledby="{grafica.id}-h">'
        f"<thead><tr>{cabeza}</tr></thead>"
        f"<tbody>{''.join(renglones)}</tbody></table></div></details>"
    )


EN_CERO: Mapping[str, Any] = {"inversion_mxn": 0.0, "obras": 0, "porcentaje_pct": 0.0}


def render_totales(
    vista: Vista, propios: pd.DataFrame, entidad: pd.DataFrame, nombre: str, fuente: str
) -> Html:
    """Los totales del libro tras el filtro: los del municipio, junto a los de su entidad."""
    filtro = describe_filtro(vista.filtro)
    if entidad.empty:
        return render_aviso(
            "no_comparable", f"El libro no registra obras de {ENTIDADES[vista.clave_entidad]}."
        )
    por_valor = {(r["dimension"], r["valor"]): r for r in propios.to_dict("records")}
    renglones, dimension = [], "Total"
    for registro in entidad.to_dict("records"):
        if registro["dimension"] != dimension:
            dimension = registro["dimension"]
            renglones.append(
                f'<tr class="grupo"><th colspan="6" scope="colgroup">{escape_html(dimension)}</th></tr>'
            )
        renglones.append(_render_total(registro, por_valor))
    rotulos = (nombre, "Obras", "% de lo suyo", ENTIDADES[vista.clave_entidad], "Obras")
    cabeza = "".join(f'<th scope="col" class="n">{escape_html(r)}</th>' for r in rotulos)
    return Html(
        f'<div class="fx-desborda" tabindex="0" role="region" aria-label="Totales del libro de inversión">'
        f'<table class="fx-totales" data-clave="{vista.clave_municipio}" '
        f'data-filtro="{escape_html(filtro)}">'
        f"<caption>Libro de inversión, {escape_html(filtro)}</caption>"
        f'<thead><tr><th scope="col">Pesos corrientes</th>{cabeza}</tr></thead>'
        f"<tbody>{''.join(renglones)}</tbody></table></div>"
        f'<p class="fx-nota">Una obra con varias fuentes o rubros se cuenta en cada uno en que participa. '
        f"Fuente: {escape_html(fuente)}. Incidencia y zona son las que declara el libro: por verificar.</p>"
    )


def _render_total(registro: Mapping[str, Any], por_valor: Mapping[tuple[str, Any], Mapping[str, Any]]) -> str:
    llave = (registro["dimension"], registro["valor"])
    es_total = llave[0] == "Total"
    # Con renglones en el libro, lo que no tiene es cero; sin ninguno, sin dato.
    propio = por_valor.get(llave) or (EN_CERO if por_valor else dict.fromkeys(EN_CERO))
    rotulo = "Total" if es_total else write_opcion(DE_DIMENSION[llave[0]], llave[1])
    textos: list[str] = [
        _render_cifra(propio["inversion_mxn"], "mxn"),
        _render_cifra(propio["obras"], "entero"),
        _render_cifra(propio["porcentaje_pct"], "pct"),
        _render_cifra(registro["inversion_mxn"], "mxn"),
        _render_cifra(registro["obras"], "entero"),
    ]
    textos[1] = _render_pedido(textos[1], DEL_MUNICIPIO, registro, propio["obras"])
    textos[4] = _render_pedido(textos[4], DE_LA_ENTIDAD, registro, registro["obras"])
    cuerpo = "".join(f'<td class="n">{texto}</td>' for texto in textos)
    marca = (
        f' class="total" data-total="{llave[0]}"'
        if es_total
        else f' data-valor="{escape_html(str(llave[1]))}"'
    )
    return f'<tr{marca}><th scope="row">{escape_html(rotulo)}</th>{cuerpo}</tr>'


@lru_cache(maxsize=4096, typed=True)
def _render_cifra(valor: object, formato: Formato) -> Html:
    """Una cifra de los totales: las del estado se repiten con cada municipio que se elige."""
    return CifraVista(valor, formato).render()


def _render_pedido(cifra: str, de_quien: str, registro: Mapping[str, Any], obras: object) -> str:
    """El número de obras como botón que las lista; sin obras, sólo el número."""
    if is_sin_dato(obras) or not obras:
        return cifra
    dimension = DE_DIMENSION.get(registro["dimension"], "")
    de = "del municipio" if de_quien == DEL_MUNICIPIO else "del estado"
    return (
        f'<button type="button" class="fx-pide" data-de="{de_quien}" data-dimension="{dimension}" '
        f'data-valor="{escape_html(str(registro["valor"]))}" title="Ver estas obras {de}">{cifra}</button>'
    )


def render_codigo(codigo: str) -> Html:
    """La celda que repite lo que se ve, con su botón para copiarla."""
    return Html(
        f'<div class="fx-codigo"><button type="button" class="fx-copia">Copiar la celda</button>'
        f'<pre tabindex="0" role="region" aria-label="Código de Python">{escape_html(codigo)}</pre></div>'
    )


def write_titulo_obras(obras: pd.DataFrame, lugar: str, filtro: str, maximo: int) -> str:
    """Cuántas obras son, cuánto suman y, si no caben todas, cuáles se ven."""
    cuantas = obras["folio_obra"].nunique()
    suma = format_mxn(obras["monto_mxn"].sum())
    titulo = f"Obras de {lugar} ({filtro}): {format_entero(cuantas)} obras, {suma}"
    if len(obras) > maximo:
        titulo += f". Se ven los {format_entero(maximo)} renglones de más dinero; el archivo los trae todos"
    return titulo


def write_fijada(vista: Vista, fila: Mapping[str, object], nombre: str) -> str:
    """Una vista fijada, en un renglón."""
    medida = MEDIDAS[vista.indicador]
    dar, diferencia = get_formato(medida.formato), get_formato("pp" if medida.formato == PCT else "mxn")
    falta = is_sin_dato(fila[medida.brecha])
    brecha = "" if falta else f" ({diferencia(fila[medida.brecha])} con su estado)"
    cifra = f"{medida.corto} {vista.anio}: {dar(fila[medida.campo])}{brecha}"
    return f"{nombre} · {cifra} · {describe_filtro(vista.filtro)}"
