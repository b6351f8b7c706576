"""El capítulo de inversión: dónde está la necesidad y a dónde fue el dinero."""

import pandas as pd

from fais_analysis.schemas.informes import InversionMunicipio
from fais_analysis.schemas.vocabulario import GRUPOS_CONCENTRADO
from fais_analysis.views.capitulos.comun import get_corto, get_fila, lower_inicial, stack_series
from fais_analysis.views.componentes import (
    Cifra,
    render_aviso,
    render_cifras,
    render_frase,
    render_lista_mensajes,
)
from fais_analysis.views.figures import Campos, plot_apiladas, plot_barras, plot_barras_comparadas
from fais_analysis.views.formato import format_mxn, format_pct, is_sin_dato
from fais_analysis.views.marcado import Html
from fais_analysis.views.modelos import Grafica, Presentacion

GRAFICAS = ("grupos", "anios", "incidencia", "fuentes", "per_capita")
TABLAS = ("grupos", "anios", "necesidad", "obras")
GRUPOS_SOCIALES = tuple(g for g in GRUPOS_CONCENTRADO if g != "Otros proyectos")
NOMBRES_POBLACION = {
    "poblacion_personas": "Por persona",
    "pobreza_personas": "Por persona en pobreza",
    "pobreza_extrema_personas": "Por persona en pobreza extrema",
}
SIN_REGISTROS = (
    "El libro de inversión no registra obras de este municipio. No registrado no es cero: "
    "no se puede decir cuánto se invirtió."
)


def list_graficas(datos: InversionMunicipio) -> tuple[str, ...]:
    """Gráficas que muestra el capítulo: ninguna si el libro no registra obras del municipio."""
    return () if datos.total.empty else GRAFICAS


def list_tablas(datos: InversionMunicipio) -> tuple[str, ...]:
    """Tablas que muestra el capítulo: ninguna si el libro no registra obras del municipio."""
    return () if datos.total.empty else TABLAS


def show_portada(datos: InversionMunicipio) -> Html:
    """Cifras y mensajes de la inversión, o el aviso de que no hay registros."""
    if datos.total.empty:
        return render_aviso("informacion", SIN_REGISTROS)
    total = datos.total.iloc[0]
    pobreza = get_fila(datos.per_capita, poblacion="pobreza_personas")
    origen = f"inversion[{datos.lugar.clave}]"
    anios = f"{datos.por_anio['ejercicio'].min()}–{datos.por_anio['ejercicio'].max()}"
    tarjetas = [
        Cifra(
            total["inversion_mxn"],
            "mxn",
            f"Inversión registrada, {anios}",
            "pesos corrientes",
            f"{origen}.total",
        ),
        Cifra(
            pobreza["municipio_mxn"],
            "mxn",
            "Por persona en pobreza",
            f"en el estado, {format_mxn(pobreza['estado_mxn'])}",
            f"{origen}.por_persona_pobreza",
        ),
        Cifra(
            _sum_pct(datos.por_grupo),
            "pct",
            "En agua, electrificación y vivienda",
            "de la inversión registrada",
        ),
    ]
    return Html(_show_aviso(datos) + render_cifras(tarjetas) + render_lista_mensajes(_build_mensajes(datos)))


def _show_aviso(datos: InversionMunicipio) -> str:
    if not datos.es_demostracion:
        return ""
    texto = (
        "Los montos por municipio de este capítulo son ficticios: sirven para mostrar el informe, no para "
        "decidir. Sólo los totales estatales por grupo son los publicados."
    )
    return render_aviso("demostracion", texto)


def _build_mensajes(datos: InversionMunicipio) -> list[Html]:
    directa = datos.por_incidencia[datos.por_incidencia["incidencia"] == "directa"]["porcentaje_pct"].sum()
    estado = datos.estado_por_incidencia
    directa_estado = estado[estado["incidencia"] == "directa"]["porcentaje_pct"].sum()
    cifras = {"directa": Cifra(directa, "pct"), "estado": Cifra(directa_estado, "pct")}
    frase = render_frase(
        "Las obras de incidencia directa suman {directa} de la inversión registrada; en el estado, {estado}.",
        cifras,
    )
    return [frase, *(_phrase_necesidad(fila) for fila in datos.necesidad.itertuples(index=False))]


def _phrase_necesidad(fila: object) -> Html:
    carencia = lower_inicial(get_corto(fila.carencia))
    if fila.conclusion == "no se puede concluir":
        return render_frase(
            "{carencia}: no se puede concluir si el dinero siguió a la necesidad ({motivo}).",
            {"carencia": get_corto(fila.carencia), "motivo": fila.motivo},
        )
    return render_frase(
        "De las personas con carencias que el FAIS mueve directamente, {necesidad} son de {carencia}; de la "
        "inversión que las atiende, {inversion}: {conclusion}.",
        {
            "necesidad": Cifra(fila.peso_necesidad_pct, "pct"),
            "carencia": carencia,
            "inversion": Cifra(fila.peso_inversion_pct, "pct"),
            "conclusion": fila.conclusion,
        },
    )


def _sum_pct(por_grupo: pd.DataFrame) -> float:
    return float(por_grupo[por_grupo["grupo"].isin(GRUPOS_SOCIALES)]["porcentaje_pct"].sum())


def plot_grupos(datos: InversionMunicipio) -> Grafica | Html:
    """Parte de la inversión en cada grupo, municipio y estado."""
    if datos.total.empty:
        return Html("")
    filas = _fill_grupos(datos.estado_por_grupo, "estado_pct").merge(
        _fill_grupos(datos.por_grupo, "municipio_pct"), on="grupo"
    )
    series = {"municipio_pct": datos.lugar.municipio, "estado_pct": f"Estado de {datos.lugar.entidad}"}
    mayor = filas.loc[filas["municipio_pct"].idxmax()]
    presentacion = Presentacion(
        id="inversion-grupos",
        titulo=f"{mayor['grupo']} recibe la mayor parte: {format_pct(mayor['municipio_pct'])}",
        descripcion="Porcentaje de la inversión registrada en cada grupo del concentrado",
        fuente=datos.citas["libro"],
    )
    campos = Campos("categoria", "valor", "serie", rotulo_categoria="Grupo", referencia=series["estado_pct"])
    return plot_barras_comparadas(stack_series(filas, "grupo", series), campos, presentacion)


def _fill_grupos(tabla: pd.DataFrame, nombre: str) -> pd.DataFrame:
    """Los cuatro grupos: con registros en otros grupos, uno sin registros es cero."""
    completa = pd.DataFrame({"grupo": list(GRUPOS_CONCENTRADO)})
    completa = completa.merge(tabla[["grupo", "porcentaje_pct"]], on="grupo", how="left")
    return completa.assign(**{nombre: completa["porcentaje_pct"].fillna(0.0)})[["grupo", nombre]]


def plot_anios(datos: InversionMunicipio) -> Grafica | Html:
    """Inversión de cada año por grupo, en millones de pesos corrientes."""
    if datos.total.empty:
        return Html("")
    filas = datos.por_anio_grupo.assign(anio=datos.por_anio_grupo["ejercicio"].astype("str"))
    mayor = datos.por_anio.loc[datos.por_anio["inversion_constante_mxn"].fillna(-1).idxmax()]
    presentacion = Presentacion(
        id="inversion-anios",
        titulo=f"El año de mayor inversión registrada, ya descontada la inflación, es {mayor['ejercicio']}",
        descripcion="Inversión por año y grupo, millones de pesos (mdp) corrientes",
        fuente=datos.citas["libro"],
    )
    campos = Campos("anio", "inversion_mxn", "grupo", "mdp", rotulo_categoria="Año", rotulo_valor="Inversión")
    return plot_apiladas(filas, campos, presentacion)


def plot_incidencia(datos: InversionMunicipio) -> Grafica | Html:
    """Cómo se reparte la inversión por incidencia, en el municipio y en el estado."""
    if datos.total.empty:
        return Html("")
    propias = datos.por_incidencia.assign(ambito=datos.lugar.municipio)
    estado = datos.estado_por_incidencia.assign(ambito=f"Estado de {datos.lugar.entidad}")
    filas = pd.concat([propias, estado], ignore_index=True)
    orden = {"directa": 0, "complementaria": 1, "especial": 2}
    filas = filas.sort_values("incidencia", key=lambda s: s.map(orden), kind="stable", ignore_index=True)
    presentacion = Presentacion(
        id="inversion-incidencia",
        titulo="Lo directo abate una carencia; lo complementario mejora el entorno",
        descripcion="Porcentaje de la inversión registrada por incidencia de la obra",
        fuente=datos.citas["libro"],
        nota="Catálogo reconstruido, no cotejado con el DOF: por verificar.",
    )
    campos = Campos("ambito", "porcentaje_pct", "incidencia", rotulo_categoria="Ámbito")
    return plot_apiladas(
        filas.sort_values("ambito", key=lambda s: s != datos.lugar.municipio, kind="stable"),
        campos,
        presentacion,
    )


def plot_fuentes(datos: InversionMunicipio) -> Grafica | Html:
    """De dónde salió el dinero."""
    if datos.total.empty:
        return Html("")
    filas = datos.por_fuente.sort_values("inversion_centavos", ascending=False)
    mayor = filas.iloc[0]
    presentacion = Presentacion(
        id="inversion-fuentes",
        titulo=f"La mayor fuente es {mayor['fuente_recurso']}: {format_pct(mayor['porcentaje_pct'])}",
        descripcion="Inversión registrada por fuente del recurso, millones de pesos (mdp) corrientes",
        fuente=datos.citas["libro"],
        nota="Una obra con mezcla de recursos aparece en cada una de sus fuentes.",
    )
    campos = Campos(
        "fuente_recurso", "inversion_mxn", formato="mdp", rotulo_categoria="Fuente", rotulo_valor="Inversión"
    )
    return plot_barras(filas, campos, presentacion)


def plot_per_capita(datos: InversionMunicipio) -> Grafica | Html:
    """Pesos por persona y por persona en pobreza, municipio y estado."""
    if datos.total.empty:
        return Html("")
    filas = datos.per_capita[datos.per_capita["poblacion"] != "pobreza_extrema_personas"]
    filas = filas.assign(nombre=filas["poblacion"].map(NOMBRES_POBLACION))
    series = {"municipio_mxn": datos.lugar.municipio, "estado_mxn": f"Estado de {datos.lugar.entidad}"}
    anio = int(filas["anio_poblacion"].iloc[0])
    presentacion = Presentacion(
        id="inversion-per-capita",
        titulo=_write_titulo_per_capita(datos),
        descripcion=f"Pesos corrientes acumulados, entre la población de {anio}",
        fuente=f"{datos.citas['libro']}; población: CONEVAL {anio}",
        nota="Es dinero de varios años entre la población de uno: sirve para comparar, no es un monto anual.",
    )
    campos = Campos(
        "categoria", "valor", "serie", "mxn", rotulo_categoria="Población", referencia=series["estado_mxn"]
    )
    return plot_barras_comparadas(stack_series(filas, "nombre", series), campos, presentacion)


def _write_titulo_per_capita(datos: InversionMunicipio) -> str:
    fila = get_fila(datos.per_capita, poblacion="pobreza_personas")
    if is_sin_dato(fila["municipio_mxn"]) or is_sin_dato(fila["estado_mxn"]):
        return "Sin dato para decir cuánto se invirtió por persona en pobreza"
    lado = "más" if fila["municipio_mxn"] > fila["estado_mxn"] else "menos"
    return f"Por persona en pobreza se registra {lado} que en el estado: {format_mxn(fila['municipio_mxn'])}"
