"""El marco de un mapa: la misma escala en los dos ejes, lugar para la leyenda y celdas con tierra."""

from collections.abc import Sequence

from fais_analysis.errors import ParametroError
from fais_analysis.views.figura import Diseno, Traza
from fais_analysis.views.figures.comun import (
    ANCHO,
    Margenes,
    build_eje_oculto,
    build_layout,
    measure_leyenda,
    set_leyenda,
)
from fais_analysis.views.presentacion import Presentacion, PresentacionMapa

_ORILLA_PX = 3
_ALTO_MAXIMO = 430

CajaKm = tuple[float, float, float, float]


def build_layout_mapa(
    presentacion: Presentacion, caja: CajaKm, trazas: Sequence[Traza], titulo_leyenda: str, pie_px: float = 0
) -> Diseno:
    """``layout`` de un mapa: la caja en km llena el ancho (o el alto máximo) sin deformarse.

    ``pie_px`` reserva una franja bajo el mapa.

    Raises
    ------
    ParametroError
        Si la presentación no trae su sello.
    """
    check_sello(presentacion)
    izquierda, abajo, derecha, arriba = caja
    leyenda = measure_leyenda(trazas, presentacion.tema, titulo_leyenda) + 2
    ancho_util = ANCHO - 2 * _ORILLA_PX
    px_por_km = min(ancho_util / max(derecha - izquierda, 1e-6), _ALTO_MAXIMO / max(arriba - abajo, 1e-6))
    alto = (arriba - abajo) * px_por_km
    sobra_km = (ancho_util / px_por_km - (derecha - izquierda)) / 2
    margenes = Margenes(_ORILLA_PX, leyenda + _ORILLA_PX, _ORILLA_PX, _ORILLA_PX + pie_px)
    alto_total = leyenda + alto + 2 * _ORILLA_PX + pie_px
    eje_x = build_eje_oculto((izquierda - sobra_km, derecha + sobra_km))
    # El alto se redondea a décimas de pixel: el rango se ajusta para conservar la escala.
    alto_real = round(alto_total, 1) - round(margenes.arriba, 1) - round(margenes.abajo, 1)
    eje_y = build_eje_oculto((abajo, abajo + alto_real / px_por_km)) | {"scaleanchor": "x"}
    layout = build_layout(presentacion, alto_total, margenes, eje_x, eje_y)
    set_leyenda(layout, presentacion.tema, titulo_leyenda)
    return layout


def check_sello(presentacion: Presentacion) -> PresentacionMapa:
    """La presentación, si es de un mapa con su año y la situación de su ZAP.

    Todo mapa pasa por aquí: sin sello no hay ``layout``.

    Raises
    ------
    ParametroError
        Si es la presentación de una gráfica cualquiera.
    """
    if isinstance(presentacion, PresentacionMapa):
        return presentacion
    raise ParametroError(
        "Un mapa no se dibuja sin su año y la situación de su ZAP.",
        donde=f"mapa «{presentacion.id}»",
        esperado="PresentacionMapa con sello=Sello(año de los datos, años de la ZAP, situación)",
        encontrado=type(presentacion).__name__,
        que_hacer="use PresentacionMapa; en los informes el sello lo da entidad.zonas",
    )
