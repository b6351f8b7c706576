"""La referencia estatal de los componentes de la vivienda, con los umbrales de la propia carencia."""

from fais_analysis.indicators.texto import join_frase
from fais_analysis.schemas.anios import write_tramo
from fais_analysis.schemas.capitulos.diagnostico import Diagnostico
from fais_analysis.views.capitulos.origen import build_cifra
from fais_analysis.views.componentes import render_frase
from fais_analysis.views.marcado import Html
from fais_analysis.views.registros import list_renglones

# Como se dicen en una lista; el nombre completo está en la tabla y en el panorama.
_EN_LISTA = {
    "icv_pisos": "piso de tierra",
    "icv_techos": "techo endeble",
    "icv_muros": "muros endebles",
    "icv_hac": "hacinamiento",
    "isb_agua": "sin agua",
    "isb_dren": "sin drenaje",
    "isb_luz": "sin electricidad",
    "isb_combus": "leña o carbón sin chimenea",
}
DIFERENCIA = (
    "No se resta de lo de arriba: aquí se cuentan personas y allá viviendas; el hacinamiento de CONEVAL es "
    "más de 2.5 personas por cuarto; y «sin agua» y «sin drenaje» llevan los criterios de la carencia. Es la "
    f"serie {write_tramo('subcarencias_estatales').replace('-', '–')}."
)


def show_referencia_estatal(datos: Diagnostico) -> Html:
    """Los ocho componentes en el estado y en qué difiere su definición de la de los datos municipales."""
    renglones = list_renglones(datos.componentes)
    partes = [f"{_EN_LISTA[str(r['componente'])]} {{{r['componente']}}}" for r in renglones]
    cifras = {
        str(r["componente"]): build_cifra(datos, "componentes", r, "hasta_pct", "pct2") for r in renglones
    }
    frase = (
        f"Referencia del estado con los umbrales de CONEVAL ({renglones[0]['hasta_anio']}, % de la "
        f"población): {join_frase(partes)}. {DIFERENCIA}"
    )
    return Html(f'<p class="fais-nota">{render_frase(frase, cifras)}</p>')
