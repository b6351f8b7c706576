"""El FISMDF informado al SRFT: junto a la inversión del libro, nunca mezclado con ella."""

from functools import partial

import pandas as pd

from fais_analysis.schemas.capitulos.inversion import InversionMunicipio
from fais_analysis.schemas.capitulos.panorama import Panorama
from fais_analysis.views.capitulos.origen import build_cifra, write_origen
from fais_analysis.views.capitulos.padron import show_padron
from fais_analysis.views.componentes import render_aviso, render_frase
from fais_analysis.views.formato import is_sin_dato
from fais_analysis.views.marcado import Html
from fais_analysis.views.presentacion import Columna
from fais_analysis.views.tabla import Tabla

# La tabla trae la sigla sola, entre paréntesis.
AUDITORIA = ("ASF 13-D", "Auditoría Superior de la Federación (ASF) 13-D")
APARTE = "Es lo que se informó; no se suma con las obras del libro ni se compara con ellas."

CERO_CAPTURADO = "se capturó cero"


def list_tablas(datos: Panorama) -> tuple[str, ...]:
    """Tablas del FISMDF informado en el panorama."""
    return ("fismdf",) if datos.fismdf["pagado_mxn"].notna().any() else ()


def show_fismdf(datos: InversionMunicipio) -> Html:
    """Lo que el municipio informó de su FISMDF y, si lo hay, lo que el padrón cuenta de sus apoyos."""
    return Html(f"{_show_informado(datos)}{show_padron(datos)}")


def _show_informado(datos: InversionMunicipio) -> Html:
    """Lo informado, con su aviso; si no informó, que es sin dato."""
    fila = datos.fismdf.iloc[0]
    rotulo = (
        f"Fondo municipal del FAIS (FISMDF) {fila['ejercicio']}, según informó el municipio al Sistema de "
        "Recursos Federales Transferidos (SRFT): "
    )
    if is_sin_dato(fila["pagado_mxn"]):
        return Html(f'<p class="fais-nota">{rotulo}sin dato; no lo informó, y eso no es cero.</p>')
    frase = render_frase(
        rotulo + "aprobado{aprobado}, pagado {pagado}.{aviso} " + APARTE,
        {
            "aprobado": _phrase_aprobado(datos, fila),
            "pagado": build_cifra(datos, "fismdf", fila, "pagado_mxn", "mxn"),
            "aviso": "" if is_sin_dato(fila["aviso"]) else f" Cuidado: {fila['aviso']}.".replace(*AUDITORIA),
        },
    )
    return Html(f'<p class="fais-nota">{frase}</p>')


def _phrase_aprobado(datos: InversionMunicipio, fila: pd.Series) -> Html:
    """« $1,000», o que no se sabe: un cero capturado no es que no se haya aprobado nada."""
    if fila["aprobado_mxn"] == 0:
        return Html(f": sin dato ({CERO_CAPTURADO})")
    return render_frase(" {monto}", {"monto": build_cifra(datos, "fismdf", fila, "aprobado_mxn", "mxn")})


def show_total(datos: Panorama) -> Html:
    """Cuántos municipios lo informaron y qué parte del fondo es."""
    fila = datos.fismdf_total.iloc[0]
    if not list_tablas(datos):
        return render_aviso("informacion", "Ningún municipio informó su FISMDF en el SRFT: sin dato.")
    huecos = {
        c: build_cifra(datos, "fismdf_total", fila, c, "entero") for c in ("con_aprobado", "municipios")
    }
    huecos["sin_dato"] = build_cifra(datos, "fismdf_total", fila, "sin_dato", "entero")
    huecos["aprobado"] = build_cifra(datos, "fismdf_total", fila, "aprobado_mxn", "mxn2")
    parte = ""
    if not is_sin_dato(fila["fondo_pct"]):
        huecos["fondo_pct"] = build_cifra(datos, "fismdf_total", fila, "fondo_pct", "pct2")
        parte = ", el {fondo_pct} del fondo de la entidad"
    cero = ""
    if fila["con_cero"]:
        huecos["con_cero"] = build_cifra(datos, "fismdf_total", fila, "con_cero", "entero")
        cero = f" y {{con_cero}} {'capturó' if fila['con_cero'] == 1 else 'capturaron'} cero"
    frase = render_frase(
        f"FISMDF {int(datos.fismdf['ejercicio'].max())}: {{con_aprobado}} de {{municipios}} municipios "
        f"informaron un monto aprobado, {{aprobado}} en total{parte}; de {{sin_dato}} no hay dato{cero}. "
        f"{APARTE}",
        huecos,
    )
    return Html(f"<p>{frase}</p>")


def build_tabla_fismdf(datos: Panorama) -> Tabla | Html:
    """Lo informado por cada municipio, con su aviso."""
    if not list_tablas(datos):
        return Html("")
    origen = partial(write_origen, datos, "fismdf")
    nombres = datos.municipios[["clave_municipio", "municipio"]]
    return Tabla(
        id="tabla-fismdf",
        titulo=f"FISMDF informado por los municipios, SRFT {int(datos.fismdf['ejercicio'].max())}",
        columnas=[
            Columna("municipio", "Municipio"),
            Columna("aprobado_mxn", "Aprobado", "mxn", procedencia=origen("aprobado_mxn")),
            Columna("pagado_mxn", "Pagado", "mxn", procedencia=origen("pagado_mxn")),
            Columna("pagado_pct", "Pagado de lo aprobado", "pct", procedencia=origen("pagado_pct")),
            Columna("aviso", "Cuidado"),
        ],
        filas=nombres.merge(datos.fismdf, on="clave_municipio").assign(
            aprobado_mxn=lambda t: t["aprobado_mxn"].where(t["aprobado_mxn"] != 0),
            aviso=lambda t: t["aviso"].mask(t["aviso"].isna() & t["pagado_mxn"].notna(), "ninguno"),
        ),
        fuente=datos.citas["fismdf_informado"],
        nota="Sin dato: no lo informó o capturó cero; no es que no haya habido. " + APARTE,
    )
