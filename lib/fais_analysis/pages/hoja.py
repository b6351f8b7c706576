"""La hoja de una página: lo que un cuaderno dejó para ella, con su encabezado, su pie y su política."""

import json

from fais_analysis.pages.contexto import Contexto
from fais_analysis.pages.ensamble import Fragmento, Pagina, get_ambiente, list_fuentes, render_procedencias
from fais_analysis.procedencia.gramatica import find_base, shorten_procedencias
from fais_analysis.views.guiones import build_politica
from fais_analysis.views.marcado import Html

ROTULO = "Hoja para la reunión de obras"
TOPE_BYTES = 80_000


def build_hoja(pagina: Pagina, contexto: Contexto) -> str:
    """Documento HTML autónomo de la hoja: sin guiones, cabe en una página; vacío si ningún cuaderno la deja.

    No lleva el aviso de demostración: del libro ficticio no toma ni un peso, y lo que falta lo dice.
    """
    propio = pagina.peticion
    if propio is None:
        return ""
    base = find_base(propio.hoja)
    solo = Fragmento(propio.cuaderno, propio.hoja, (), propio.resumenes)
    return (
        get_ambiente()
        .get_template("hoja.html.j2")
        .render(
            pagina=pagina,
            contexto=contexto,
            rotulo=ROTULO,
            politica=build_politica(["'none'"]),
            base=base,
            cuerpo=Html(shorten_procedencias(propio.hoja, base)),
            instituciones=sorted({f.institucion for f in list_fuentes([solo])}),
            procedencias=render_procedencias([solo], contexto.entradas),
        )
    )


def build_hoja_llena(pagina: Pagina, cuerpo: Html, huella: str) -> str:
    """La hoja con lo que propuso el municipio: de uso interno, con la huella de su archivo en el pie."""
    return (
        get_ambiente()
        .get_template("hoja_llena.html.j2")
        .render(
            pagina=pagina,
            rotulo=pagina.rotulo,
            politica=build_politica(["'none'"]),
            base="",
            cuerpo=cuerpo,
            procedencias="",
            huella=huella,
        )
    )


def build_resumen(pagina: Pagina, contexto: Contexto) -> str:
    """El JSON de ``resumen.json``: lo que dice la hoja, para máquinas (``schemas/resumen-1.schema.json``)."""
    ficha = {
        "version": contexto.version,
        "huella_datos": contexto.huella_corta,
        "huella_informe": contexto.corrida_corta,
    }
    return json.dumps({"esquema": 1, **pagina.maquina, "ficha": ficha}, ensure_ascii=False, indent=1) + "\n"
