"""La primera pantalla del expediente: una petición clara y justa, en menos de noventa palabras."""

from collections.abc import Mapping

from fais_analysis.indicators.texto import SIN_DATO
from fais_analysis.schemas.capitulos.hoja import HojaMunicipio
from fais_analysis.schemas.capitulos.resumen import ARCHIVO_HOJA, FALTA_POCO, SIN_VOZ
from fais_analysis.views.capitulos.hoja_frases import (
    PLAZA,
    find_mayor_contada,
    write_cuidado,
    write_peticion,
    write_vive,
)
from fais_analysis.views.capitulos.hoja_piezas import render_icono, render_iconos, render_puntos
from fais_analysis.views.capitulos.origen import build_cifra
from fais_analysis.views.componentes import render_frase
from fais_analysis.views.formato import is_sin_dato, round_decimal
from fais_analysis.views.marcado import Html, escape_html
from fais_analysis.views.registros import list_renglones

POR_CONTAR = "por contar"


def show_peticion(datos: HojaMunicipio) -> Html:
    """Lo primero que ve un alcalde: la frase, sus puntos, lo que se le propone y el enlace a su hoja."""
    propuestas = [o for o in list_renglones(datos.obras) if o["es_propuesta"]]
    renglones = "".join(render_obra(datos, obra, n == 0) for n, obra in enumerate(propuestas))
    return Html(
        f"{render_iconos([*(str(o['obra']) for o in propuestas), 'plaza'])}"
        f'<div class="peticion"><h1>{write_peticion(datos)}</h1>{render_pares(datos)}'
        '<section class="pide" aria-labelledby="le-proponemos"><div class="cab">'
        '<h2 id="le-proponemos">Le proponemos</h2>'
        '<span aria-hidden="true">viviendas</span></div>'
        f'<ul aria-label="Viviendas que necesitan cada obra">{renglones}</ul>'
        f'<p class="vive">{write_vive(datos)} {write_cuidado(datos)}</p>'
        f"{render_costo(propuestas)}</section>"
        f'<div class="cierre"><p class="plaza">{render_icono("plaza")}<span>{PLAZA}</span></p>'
        f'<a class="ir" href="{ARCHIVO_HOJA}">Ver la hoja</a></div></div>'
    )


def render_pares(datos: HojaMunicipio) -> Html:
    """Los dos bloques de cien puntos: aquí y en el estado; sin medición, nada."""
    de_cien = " de 100" if datos.peticion["voz"].iloc[0] == FALTA_POCO else ""
    figuras = [
        f"<figure>{puntos}<figcaption>{rotulo}: {cifra}{de_cien}</figcaption></figure>"
        for rotulo, cifra, puntos in list_cien(datos)
    ]
    return Html(f'<div class="pares">{"".join(figuras)}</div>') if figuras else Html()


def list_cien(datos: HojaMunicipio) -> list[tuple[str, Html, Html]]:
    """Rótulo, cifra y cien puntos, aquí y en el estado: personas o, si cuenta viviendas, viviendas."""
    fila, tabla, quienes = datos.peticion.iloc[0], "peticion", "personas"
    if fila["voz"] == SIN_VOZ:
        return []
    if (mayor := find_mayor_contada(datos)) is not None:
        fila, tabla, quienes = mayor[1], "fallas", "viviendas"
    pares = []
    for columna, clase, rotulo, donde in (
        ("municipio_pct", "aqui", "Aquí", datos.lugar.en_frase),
        ("estado_pct", "estado", "Estado", "el estado"),
    ):
        llenos = int(round_decimal(fila[columna], 0))
        puntos = render_puntos(llenos, f"cien-{clase}", f"{llenos} de cada 100 {quienes} en {donde}")
        pares.append((rotulo, build_cifra(datos, tabla, fila, columna, "entero").render(), puntos))
    return pares


def render_obra(datos: HojaMunicipio, obra: Mapping[str, object], es_mayor: bool) -> Html:
    """Un renglón de «Le proponemos»: ícono, obra, qué falta y para cuántas viviendas."""
    detalle = "" if obra["es_por_contar"] else str(obra["falta"])
    if es_mayor and detalle:
        que_falta = str(obra["que_falta"])
        es_la_obra = que_falta == str(obra["nombre"]).lower()
        detalle = "es lo que más falta" if es_la_obra else f"lo que más falta: {que_falta}"
    if not is_sin_dato(obra["costo_mxn"]):
        costo = build_cifra(datos, "obras", obra, "costo_mxn", "mxn")
        detalle = render_frase(f"{detalle}; {{costo}} por vivienda".lstrip("; "), {"costo": costo})
    chico = f"<small>{escape_html(detalle)}</small>" if detalle else ""
    return Html(
        f"<li>{render_icono(str(obra['obra']))}<span><strong>{escape_html(obra['nombre'])}</strong>{chico}</span>"
        f"{render_viviendas(datos, obra)}</li>"
    )


def render_viviendas(datos: HojaMunicipio, obra: Mapping[str, object]) -> Html:
    """Las viviendas de una obra, o «por contar», o «sin dato»: nunca cero."""
    if is_sin_dato(obra["viviendas"]):
        return Html(f'<span class="n sd">{POR_CONTAR if obra["es_por_contar"] else SIN_DATO}</span>')
    return Html(f'<span class="n">{build_cifra(datos, "obras", obra, "viviendas", "entero").render()}</span>')


def render_costo(obras: list[dict[str, object]]) -> Html:
    """Lo que no se sabe del costo; si se sabe el de todas, nada que decir aparte."""
    con_costo = [o for o in obras if not is_sin_dato(o["costo_mxn"])]
    if len(con_costo) == len(obras):
        return Html()
    return Html(f'<p class="costo">{"Otros costos" if con_costo else "Costo"}: {SIN_DATO}.</p>')
