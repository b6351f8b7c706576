"""El capítulo de diagnóstico: pobreza, carencias, prioridad, vivienda y municipios comparables."""

import pandas as pd

from fais_analysis.indicators.familias import compute_comparacion_familia, compute_familia, phrase_familia
from fais_analysis.indicators.indices import compute_grados
from fais_analysis.indicators.poblacion import compute_poblaciones
from fais_analysis.reports.citas import build_citas, build_fuentes
from fais_analysis.reports.estado import DatosEstado, filter_municipio, load_estado_de
from fais_analysis.reports.resumen import Cifra, Resumen
from fais_analysis.rules.carencias import Carencia, load_carencias
from fais_analysis.rules.catalogo import load_catalogo_obras
from fais_analysis.schemas.informes import Diagnostico
from fais_analysis.views.capitulos import diagnostico as ver
from fais_analysis.views.formato import format_pct, format_personas
from fais_analysis.views.mensajes import phrase_prioridad

TABLAS = (
    "pobreza_municipal",
    "rezago_social",
    "rezago_social_estatal",
    "marginacion_municipal",
    "catalogo_municipios",
)
ADVERTENCIAS = (
    "La pobreza municipal es una estimación de modelo (CONEVAL) y los archivos publicados no traen intervalo "
    "de confianza: una diferencia pequeña puede no ser real.",
    "El estado con que se compara es la suma de sus municipios en la misma medición. La cifra estatal "
    "oficial sale de otra encuesta y no se encadena con ésta.",
    "Los componentes de la vivienda cuentan viviendas u ocupantes, no personas con la carencia, y entre "
    "fuentes no se restan.",
    "La serie municipal termina en 2020: no hay medición posterior ni se interpola.",
)


def build_diagnostico(clave_municipio: str) -> Diagnostico:
    """Tablas del diagnóstico de un municipio.

    Parameters
    ----------
    clave_municipio
        Clave INEGI, texto de cinco dígitos.

    Raises
    ------
    ClaveError
        Si no es texto de cinco dígitos o el municipio no existe.
    FuenteFaltanteError, FuenteAlteradaError
        Si falta una tabla de ``data/`` o alguien la cambió.
    """
    estado = load_estado_de(clave_municipio)
    familia = compute_familia(estado.variables_familia, clave_municipio)
    carencias = load_carencias()
    return Diagnostico(
        lugar=estado.get_lugar(clave_municipio),
        anio=estado.anio,
        brechas=filter_municipio(estado.brechas, clave_municipio),
        cambios=filter_municipio(estado.cambios, clave_municipio),
        prioridad=filter_municipio(estado.prioridades, clave_municipio),
        vivienda=filter_municipio(estado.vivienda, clave_municipio),
        familia=familia.merge(estado.municipios, on="clave_municipio", how="left"),
        comparacion=compute_comparacion_familia(estado.pobreza, clave_municipio, familia),
        frase_familia=phrase_familia(estado.variables_familia, clave_municipio),
        grados=build_grados(estado, clave_municipio),
        carencias=build_carencias(carencias),
        obras=build_obras(carencias, estado.anio),
        avisos=build_avisos(estado, clave_municipio),
        citas=build_citas(TABLAS),
        advertencias=ADVERTENCIAS,
    )


def build_avisos(estado: DatosEstado, clave_municipio: str) -> tuple[str, ...]:
    """Lo que cambia la lectura de las cifras de este municipio.

    Una medición hecha con una población muy distinta de la censal, o un cambio en personas que viene de que
    cambió la población de la medición.
    """
    poblaciones = compute_poblaciones(estado.pobreza, estado.rezago, clave_municipio)
    cambios = filter_municipio(estado.cambios, clave_municipio)
    ultimo = cambios[(cambios["indicador"] == "pobreza") & (cambios["hasta"] == estado.anio)]
    del_cambio = ultimo[ultimo["desde"] == ultimo["desde"].max()]["aviso"]
    comparadas = poblaciones[poblaciones["tiene_aviso"] & (poblaciones["anio"] >= ultimo["desde"].max())]
    textos = [*comparadas["aviso"], *del_cambio]
    return tuple(t for t in textos if isinstance(t, str) and t)


def build_grados(estado: DatosEstado, clave_municipio: str) -> pd.DataFrame:
    """Grado de rezago social y de marginación por año: una fila = índice y año."""
    partes = [
        compute_grados(estado.rezago, clave_municipio, "rezago_social"),
        compute_grados(estado.marginacion, clave_municipio, "marginacion_dp2"),
    ]
    return pd.concat([parte for parte in partes if not parte.empty], ignore_index=True)


def build_carencias(carencias: dict[str, Carencia]) -> pd.DataFrame:
    """Las seis carencias explicadas: una fila = carencia."""
    campos = (
        "id",
        "nombre",
        "definicion",
        "que_puede_fais",
        "que_no_puede",
        "capacidad_fais",
        "cita",
        "certeza",
    )
    return pd.DataFrame([{campo: getattr(c, campo) for campo in campos} for c in carencias.values()])


def build_obras(carencias: dict[str, Carencia], ejercicio: int) -> pd.DataFrame:
    """Qué obras del Catálogo mueven cada subindicador: una fila = subindicador y obra."""
    catalogo = load_catalogo_obras(ejercicio)
    directas = catalogo[(catalogo["incidencia"] == "directa") & catalogo["subindicador"].notna()]
    nombres = {s.id: s.nombre for c in carencias.values() for s in c.subindicadores}
    columnas = ["carencia", "subindicador", "subclasificacion", "efecto", "condicion", "certeza"]
    obras = directas[columnas].reset_index(drop=True)
    return obras.assign(subindicador_nombre=obras["subindicador"].map(nombres))


def build_resumen_diagnostico(datos: Diagnostico) -> Resumen:
    """Lo que el expediente, el índice y el manifiesto necesitan de este capítulo."""
    actual = datos.brechas[datos.brechas["anio"] == datos.anio].set_index("indicador")
    cifras = [
        Cifra(
            id=indicador,
            rotulo=rotulo,
            texto=format_pct(actual.loc[indicador, "municipio_pct"]),
            valor=_get_numero(actual.loc[indicador, "municipio_pct"]),
            nota=f"{format_personas(actual.loc[indicador, 'municipio_personas'])} en {datos.anio}",
        )
        for indicador, rotulo in (("pobreza", "Pobreza"), ("pobreza_extrema", "Pobreza extrema"))
    ]
    cifras.append(Cifra("prioridad", "Carencia prioritaria", phrase_prioridad(datos.prioridad)))
    return Resumen(
        titulo="Diagnóstico",
        clave=datos.lugar.clave,
        cifras=tuple(cifras),
        advertencias=(*datos.avisos, *datos.advertencias),
        fuentes=build_fuentes(TABLAS[:-1]),
        graficas=len(ver.list_graficas(datos)),
        tablas=len(ver.TABLAS),
    )


def _get_numero(valor: float) -> float | None:
    return None if pd.isna(valor) else float(valor)
