"""La ZAP año por año, en tabla: situación del conjunto, decreto y lo del municipio."""

from fais_analysis.schemas.capitulos.mapa_zap import MapaZap
from fais_analysis.views.capitulos.comun import join_citas, phrase_de
from fais_analysis.views.capitulos.mapa_zap_frases import write_decreto
from fais_analysis.views.capitulos.origen import write_origen
from fais_analysis.views.formato import is_sin_dato
from fais_analysis.views.presentacion import Columna
from fais_analysis.views.tabla import Tabla


def build_tabla_zap_propia(datos: MapaZap) -> Tabla:
    """Lo que se sabe de cada año para el municipio: una fila = año."""
    propia, con_lista = datos.zap_propia, bool(datos.citas["zap_rural"])
    filas = propia.assign(
        decreto=[write_decreto(f) for f in propia["fecha_dof"]],
        lista=[_write_lista(v) for v in propia["en_lista_no_cotejada"]],
        conjunto=[_write_status(f.status, f.status_urbana) for f in propia.itertuples()],
    )
    return Tabla(
        id="tabla-zap",
        titulo=f"ZAP {phrase_de(datos.lugar.en_frase)}, por año",
        columnas=[
            Columna("anio", "Año", "anio", "izquierda"),
            Columna("conjunto", "Conjunto"),
            Columna("decreto", "Decreto (Diario Oficial)"),
            Columna("situacion", "ZAP rural"),
            Columna(
                "agebs_en_zap",
                "AGEB en ZAP urbana",
                "entero",
                procedencia=write_origen(datos, "zap_propia", "agebs_en_zap"),
            ),
            Columna(
                "agebs_sin_dato",
                "AGEB sin dato",
                "entero",
                procedencia=write_origen(datos, "zap_propia", "agebs_sin_dato"),
            ),
            *([Columna("lista", "Lista sin cotejar")] if con_lista else []),
        ],
        filas=filas,
        fuente=join_citas(datos.citas, "zap_declaratorias", "zap_rural", "marginacion_ageb"),
        nota=(
            "La lista sin cotejar es de prensa o transcripción y no decide: no figurar en ella no prueba que "
            "el municipio no sea ZAP. Cada lista vale sólo para su año."
        )
        if con_lista
        else "El conjunto de un año no se usa en otro.",
    )


def _write_lista(valor: object) -> str | None:
    return None if is_sin_dato(valor) else ("Figura" if valor else "No figura")


def _write_status(rural: str, urbana: str) -> str:
    return rural if rural == urbana else f"rural: {rural}; urbana: {urbana}"
