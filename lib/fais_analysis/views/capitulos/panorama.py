"""El panorama estatal: resultados publicados, series oficiales y municipios."""

from dataclasses import replace
from functools import partial

import pandas as pd

from fais_analysis.indicators.parametros import UMBRAL_SIMILAR_PP
from fais_analysis.indicators.texto import join_frase
from fais_analysis.schemas.anios import write_tramo
from fais_analysis.schemas.capitulos.panorama import Panorama
from fais_analysis.schemas.vocabulario import TRAMO_PRACTICA
from fais_analysis.views.capitulos.comun import get_corto, get_fila, phrase_paso, phrase_puntos, select_filas
from fais_analysis.views.capitulos.origen import build_cifra, write_origen
from fais_analysis.views.capitulos.panorama_necesidad import phrase_necesidad
from fais_analysis.views.componentes import (
    render_aviso,
    render_cifras,
    render_frase,
    render_lista_mensajes,
)
from fais_analysis.views.figures import Campos, plot_evolucion
from fais_analysis.views.formato import format_pct
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.marcado import Html
from fais_analysis.views.presentacion import Columna, Presentacion
from fais_analysis.views.tabla import Tabla
from fais_analysis.views.tema import TEMA_OTRAS

INDICADORES = ("pobreza", "pobreza_extrema")
TRAMO_ESTATAL = write_tramo("pobreza_estatal").replace("-", "–")
TRAMO_ANTERIOR = write_tramo("pobreza_estatal_anterior").replace("-", "–")


def list_graficas(datos: Panorama) -> tuple[str, ...]:
    """Gráficas que muestra el panorama."""
    return ("serie_estatal", "suma_municipios") if not datos.serie_estatal.empty else ("suma_municipios",)


def list_tablas(datos: Panorama) -> tuple[str, ...]:
    """Tablas que muestra el panorama: las de la práctica sólo si aplican."""
    practica = () if datos.concentrado.empty else ("concentrado",)
    comparativo = () if datos.comparativo.empty else ("comparativo",)
    evaluaciones = () if datos.evaluaciones.empty else ("evaluaciones",)
    return (*practica, *comparativo, *evaluaciones, "conteos")


def show_portada(datos: Panorama) -> Html:
    """Primero, dónde está la necesidad; después, las cifras y los demás mensajes del estado."""
    tarjetas = [
        replace(
            build_cifra(
                datos,
                "estado",
                get_fila(datos.estado, indicador=i, anio=datos.anio),
                "personas",
                "personas",
            ),
            rotulo=f"{get_corto(i)}, {datos.anio}",
            detalle=_write_detalle(datos, i),
        )
        for i in INDICADORES
    ]
    if not datos.concentrado.empty:
        total = get_fila(datos.concentrado, grupo="TOTAL")
        cifra = build_cifra(datos, "concentrado", total, "inversion_publicada_mxn", "mxn2")
        tarjetas.append(
            replace(cifra, rotulo=f"Inversión FAIS {TRAMO_PRACTICA}", detalle="concentrado publicado")
        )
    necesidad = phrase_necesidad(datos)
    respuesta = render_lista_mensajes(necesidad) if necesidad else Html("")
    return Html(respuesta + render_cifras(tarjetas) + render_lista_mensajes(_build_mensajes(datos)))


def _write_detalle(datos: Panorama, indicador: str) -> Html:
    fila = get_fila(datos.estado, indicador=indicador, anio=datos.anio)
    return render_frase(
        "{pct}; suma de {municipios} municipios",
        {
            "pct": build_cifra(datos, "estado", fila, "pct", "pct"),
            "municipios": build_cifra(datos, "estado", fila, "municipios_con_dato", "entero"),
        },
    )


def _build_mensajes(datos: Panorama) -> list[Html]:
    mensajes = [_phrase_conteo(datos, indicador) for indicador in INDICADORES]
    if not datos.participacion.empty:
        mensajes.append(
            render_frase(
                f"El {{parte}} de la inversión publicada {TRAMO_PRACTICA} fue a agua y saneamiento, "
                "electrificación y vivienda.",
                {
                    "parte": build_cifra(
                        datos, "participacion", datos.participacion.iloc[0], "porcentaje_pct", "pct0"
                    )
                },
            )
        )
    return mensajes


def _phrase_conteo(datos: Panorama, indicador: str) -> Html:
    fila = get_fila(datos.conteos, indicador=indicador, medida="pct")
    unidad = " municipio" if fila["bajan"] == 1 else " municipios"
    bajan = _write_cuantos("bajan", int(fila["bajan"]), unidad)
    suben = _write_cuantos("suben", int(fila["suben"]))
    otros = "; en {sin_dato}, sin dato" if fila["sin_dato"] else ""
    chicas = (
        f" En {{similares}} de ellos la diferencia es de hasta {phrase_puntos(UMBRAL_SIMILAR_PP)} y no se "
        "afirma un cambio."
        if fila["similares"]
        else ""
    )
    return render_frase(
        f"{{nombre}}: entre {{desde}} y {{hasta}} la cifra publicada baja en {bajan} y sube en {suben} "
        f"(en porcentaje{otros}).{chicas}",
        {
            "nombre": get_corto(indicador),
            "desde": str(fila["desde"]),
            "hasta": str(fila["hasta"]),
            "bajan": build_cifra(datos, "conteos", fila, "bajan", "entero"),
            "suben": build_cifra(datos, "conteos", fila, "suben", "entero"),
            "similares": build_cifra(datos, "conteos", fila, "similares", "entero"),
            "sin_dato": build_cifra(datos, "conteos", fila, "sin_dato", "entero"),
        },
    )


def _write_cuantos(hueco: str, cuantos: int, unidad: str = "") -> str:
    """«{bajan} municipios», «{bajan} municipio» o «ninguno»."""
    return f"{{{hueco}}}{unidad}" if cuantos else "ninguno"


def build_tabla_concentrado(datos: Panorama) -> Tabla | Html:
    """El concentrado publicado frente al libro de inversión."""
    if datos.concentrado.empty and datos.comparativo.empty:  # otra entidad: aquí la práctica no publicó nada
        return Html("")
    if datos.concentrado.empty:
        return render_aviso("informacion", "La práctica no publicó un concentrado de esta entidad.")
    filas = datos.concentrado.assign(
        igual=datos.concentrado["coincide"].map({True: "Sí", False: "No"}), nombre=datos.concentrado["grupo"]
    )
    campos = (
        "nombre",
        "inversion_publicada_mxn",
        "cantidad_publicada",
        "porcentaje_publicado_pct",
        "porcentaje_calculado_pct",
    )
    origen = partial(write_origen, datos, "concentrado")
    total = get_fila(filas, grupo="TOTAL")
    return Tabla(
        id="tabla-concentrado",
        titulo=f"Concentrado de inversión FAIS {TRAMO_PRACTICA} publicado por la práctica",
        columnas=[
            Columna(campos[0], "Grupo"),
            Columna(campos[1], "Inversión", "mxn2", procedencia=origen(campos[1])),
            Columna(campos[2], "Proyectos y acciones", "entero", procedencia=origen(campos[2])),
            Columna(campos[3], "Porcentaje publicado", "pct0", procedencia=origen(campos[3])),
            Columna(campos[4], "Porcentaje calculado", "pct", procedencia=origen(campos[4])),
            Columna("igual", "¿El libro da lo mismo?"),
        ],
        filas=filas[filas["grupo"] != "TOTAL"],
        fuente=datos.citas["practica/concentrado_2016_2020"],
        nota=(
            "En Vivienda son acciones por vivienda, no contratos. Falta conciliar este total con el FAIS "
            "publicado de cada año: los datos no se ajustan."
        ),
        total={**total, "nombre": "Total"},
    )


def plot_serie_estatal(datos: Panorama) -> Grafica | Html:
    """Pobreza y pobreza extrema en la serie estatal, que no se encadena con la municipal."""
    if datos.serie_estatal.empty:
        return Html("")
    paso = phrase_serie(datos.serie_estatal, "pobreza_extrema")
    presentacion = Presentacion(
        id="serie-estatal",
        titulo=f"En la serie estatal, la pobreza extrema pasa {paso}",
        descripcion=f"Porcentaje de la población de {datos.lugar.nombre}, serie {TRAMO_ESTATAL}",
        fuente=datos.citas["pobreza_estatal"],
        nota=f"No se une con la suma de municipios ni con la serie {TRAMO_ANTERIOR}: no son comparables.",
        tema=TEMA_OTRAS,
    )
    return plot_serie(datos, "serie_estatal", presentacion)


def phrase_serie(serie: pd.DataFrame, indicador: str) -> str:
    """De cuánto a cuánto pasa un indicador, de la primera medición de una serie a la última."""
    filas = select_filas(serie, indicador=indicador).sort_values("anio")
    primero, ultimo = filas.iloc[0], filas.iloc[-1]
    return phrase_paso(primero["pct"], ultimo["pct"], primero["anio"], ultimo["anio"])


def plot_serie(datos: Panorama, tabla: str, presentacion: Presentacion) -> Grafica:
    """Pobreza y pobreza extrema de una sola tabla del panorama, medición por medición."""
    filas: pd.DataFrame = getattr(datos, tabla)
    filas = filas[filas["indicador"].isin(INDICADORES)]
    filas = filas.assign(nombre=filas["indicador"].map(get_corto))
    origen = write_origen(datos, tabla, "pct")
    campos = Campos("anio", "pct", "nombre", rotulo_categoria="Año", procedencia=origen)
    return plot_evolucion(filas, campos, presentacion)


def plot_suma_municipios(datos: Panorama) -> Grafica:
    """Pobreza y pobreza extrema como suma de los municipios, medición por medición."""
    extrema = select_filas(datos.estado, indicador="pobreza_extrema").sort_values("anio")
    pasos = [f"{format_pct(fila.pct)} en {fila.anio}" for fila in extrema.itertuples(index=False)]
    personas = [f"{fila.personas:,.0f} en {fila.anio}" for fila in extrema.itertuples(index=False)]
    presentacion = Presentacion(
        id="suma-municipios",
        titulo=f"Pobreza extrema, suma de municipios: {join_frase(pasos)}",
        descripcion=f"Porcentaje de la población, suma de los municipios de {datos.lugar.nombre}",
        fuente=datos.citas["pobreza_municipal"],
        nota=f"Personas en pobreza extrema: {join_frase(personas)}. "
        "Otro estimador y otra población que la serie estatal.",
        tema=TEMA_OTRAS,
    )
    return plot_serie(datos, "estado", presentacion)


def build_tabla_conteos(datos: Panorama) -> Tabla:
    """Cuántos municipios suben y bajan, en porcentaje y en personas."""
    medidas = {"pct": "en porcentaje", "personas": "en personas"}
    filas = datos.conteos.assign(
        nombre=datos.conteos["indicador"].map(get_corto), medida_nombre=datos.conteos["medida"].map(medidas)
    )
    desde, hasta = datos.conteos[["desde", "hasta"]].iloc[0]
    origen = partial(write_origen, datos, "conteos")
    return Tabla(
        id="tabla-conteos",
        titulo=f"Municipios en que la cifra publicada sube o baja, {desde}–{hasta}",
        columnas=[
            Columna("nombre", "Indicador"),
            Columna("medida_nombre", "Se cuenta"),
            Columna("bajan", "Bajan", "entero", procedencia=origen("bajan")),
            Columna("suben", "Suben", "entero", procedencia=origen("suben")),
            Columna("sin_dato", "Sin dato", "entero", procedencia=origen("sin_dato")),
        ],
        filas=filas,
        fuente=datos.citas["pobreza_municipal"],
        nota="En porcentaje y en personas los conteos no coinciden: la población también cambia.",
    )


def build_tabla_evaluaciones(datos: Panorama) -> Tabla | Html:
    """Las evaluaciones de programas y cómo van sus recomendaciones; nada si no se ha registrado ninguna."""
    if datos.evaluaciones.empty:
        return Html("")
    return Tabla(
        id="tabla-evaluaciones",
        titulo="Evaluaciones de programas y sus aspectos susceptibles de mejora",
        columnas=[
            Columna("programa", "Programa"),
            Columna("evaluaciones", "Evaluaciones"),
            Columna("abiertos", "Aspectos por atender"),
            Columna("cerrados", "Cerrados con evidencia"),
        ],
        filas=datos.evaluaciones,
        fuente="Registro de evaluaciones de la dependencia, no revisado por un tercero.",
    )
