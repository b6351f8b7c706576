"""La serie estatal 2008-2018: de dónde salió lo que publicó la práctica, y lo que no dijo."""

from functools import partial

from fais_analysis.schemas.capitulos.panorama import Panorama
from fais_analysis.schemas.vocabulario import CARENCIAS
from fais_analysis.views.capitulos.comun import get_corto, get_fila
from fais_analysis.views.capitulos.origen import build_cifra, write_origen
from fais_analysis.views.capitulos.panorama import (
    INDICADORES,
    TRAMO_ANTERIOR,
    TRAMO_ESTATAL,
    phrase_serie,
    plot_serie,
)
from fais_analysis.views.componentes import CifraVista, render_frase, render_lista_mensajes
from fais_analysis.views.figures import Campos, plot_barras_comparadas
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.marcado import Html
from fais_analysis.views.presentacion import Columna, Presentacion
from fais_analysis.views.tabla import Tabla
from fais_analysis.views.tema import TEMA_OTRAS

ANIOS_PRACTICA = (2018, 2016)
PUBLICADO = f"{min(ANIOS_PRACTICA)}–{max(ANIOS_PRACTICA)}"
NO_SE_UNEN = (
    f"La serie {TRAMO_ANTERIOR} y la {TRAMO_ESTATAL} no son comparables (CONEVAL): no se unen ni se restan."
)


def list_graficas(datos: Panorama) -> tuple[str, ...]:
    """Gráficas de la serie anterior: el comparativo sólo donde hubo práctica."""
    return ("serie_anterior",) if datos.comparativo.empty else ("comparativo_carencias", "serie_anterior")


def list_tablas(_datos: Panorama) -> tuple[str, ...]:
    """Tablas de la serie anterior."""
    return ("componentes",)


def build_tabla_comparativo(datos: Panorama) -> Tabla | Html:
    """Los indicadores que publicó la práctica frente a las dos series estatales."""
    if datos.comparativo.empty:
        return Html("")
    filas = datos.comparativo.assign(nombre=datos.comparativo["indicador"].map(get_corto))
    for columna in ("coincide", "coincide_anterior"):
        filas[f"{columna}_texto"] = filas[columna].map({True: "Sí", False: "No"})
    origen = partial(write_origen, datos, "comparativo")
    anterior, publicada = "reduccion_anterior_pp", "reduccion_publicada_pp"
    return Tabla(
        id="tabla-comparativo",
        titulo=f"Resultados {PUBLICADO} publicados por la práctica, frente a las dos series estatales",
        columnas=[
            Columna("nombre", "Indicador"),
            Columna("anio", "Año", "anio"),
            Columna("valor_publicado_pct", "Publicado", "pct", procedencia=origen("valor_publicado_pct")),
            Columna(
                "valor_anterior_pct",
                f"Serie {TRAMO_ANTERIOR}",
                "pct2",
                procedencia=origen("valor_anterior_pct"),
            ),
            Columna("coincide_anterior_texto", "¿Coincide?"),
            Columna(
                "valor_serie_pct", f"Serie {TRAMO_ESTATAL}", "pct2", procedencia=origen("valor_serie_pct")
            ),
            Columna("coincide_texto", "¿Coincide?"),
            Columna(publicada, "Reducción publicada (puntos)", "decimal", procedencia=origen(publicada)),
            Columna(
                anterior, f"Reducción {TRAMO_ANTERIOR} (puntos)", "decimal", procedencia=origen(anterior)
            ),
        ],
        filas=filas,
        fuente="; ".join(
            datos.citas[t]
            for t in ("practica/comparativo_estatal", "pobreza_estatal_anterior", "pobreza_estatal")
        ),
        nota=f"Las reducciones son puntos porcentuales. {NO_SE_UNEN}",
    )


def show_lectura(datos: Panorama) -> Html:
    """De qué serie es lo publicado, qué calló y qué pasó después; vacío donde no hubo práctica."""
    if datos.comparativo.empty:
        return Html("")
    despues = [a for a in sorted(datos.serie_estatal["anio"].unique()) if a > max(ANIOS_PRACTICA)]
    return render_lista_mensajes(
        [_phrase_origen(datos), _phrase_pobreza(datos), *(_phrase_despues(datos, a) for a in despues)]
    )


def _phrase_origen(datos: Panorama) -> Html:
    iguales = datos.comparativo["coincide_anterior"].eq(True)
    primera = get_fila(datos.comparativo, indicador="pobreza_extrema", anio=min(ANIOS_PRACTICA))
    cuantas = (
        f"Las {len(iguales)} cifras que publicó la práctica son"
        if iguales.all()
        else f"{int(iguales.sum())} de las {len(iguales)} cifras que publicó la práctica son"
    )
    return render_frase(
        f"{cuantas} de la serie {TRAMO_ANTERIOR} de CONEVAL: verificado en su anexo estadístico. El "
        f"{{publicado}} de pobreza extrema de {min(ANIOS_PRACTICA)} es {{exacto}} en esa serie, no en la "
        f"{TRAMO_ESTATAL} ({{otra}}).",
        {
            "publicado": build_cifra(datos, "comparativo", primera, "valor_publicado_pct", "pct"),
            "exacto": build_cifra(datos, "comparativo", primera, "valor_anterior_pct", "pct2"),
            "otra": build_cifra(datos, "comparativo", primera, "valor_serie_pct", "pct2"),
        },
    )


def _phrase_pobreza(datos: Panorama) -> Html:
    """La pobreza total de la misma serie, que la práctica no publicó, y con el mismo par de años."""
    cifras = {
        nombre: _build_cifra_serie(datos, "serie_anterior", "pobreza", anio)
        for nombre, anio in (("antes", min(ANIOS_PRACTICA)), ("despues", max(ANIOS_PRACTICA)))
    }
    subio = float(str(cifras["despues"].valor)) > float(str(cifras["antes"].valor))
    verbo = "subió" if subio else "bajó"
    return render_frase(
        f"En esa misma serie y esos mismos años, la pobreza total {verbo} de {{antes}} a {{despues}}; el "
        "documento no lo dice.",
        cifras,
    )


def _phrase_despues(datos: Panorama, anio: int) -> Html:
    return render_frase(
        f"Después, en la otra serie ({TRAMO_ESTATAL}, no comparable), {anio}: pobreza {{pobreza}} y pobreza "
        "extrema {pobreza_extrema}.",
        {i: _build_cifra_serie(datos, "serie_estatal", i, anio) for i in INDICADORES},
    )


def _build_cifra_serie(datos: Panorama, tabla: str, indicador: str, anio: int) -> CifraVista:
    fila = get_fila(getattr(datos, tabla), indicador=indicador, anio=anio)
    return build_cifra(datos, tabla, fila, "pct", "pct2")


def plot_comparativo_carencias(datos: Panorama) -> Grafica | Html:
    """El «Comparativo de carencias sociales» de la práctica, completo: las seis carencias, 2016 y 2018."""
    if datos.comparativo.empty:
        return Html("")
    filas = datos.serie_anterior[datos.serie_anterior["indicador"].isin(CARENCIAS)]
    filas = filas[filas["anio"].isin(ANIOS_PRACTICA)].sort_values("anio", ascending=False, kind="stable")
    filas = filas.assign(nombre=filas["indicador"].map(get_corto), serie=filas["anio"].astype(str))
    ancha = filas.pivot(index="indicador", columns="anio", values="pct")
    suben = ancha.index[ancha[max(ANIOS_PRACTICA)] > ancha[min(ANIOS_PRACTICA)]]
    presentacion = Presentacion(
        id="comparativo-carencias",
        titulo=f"Comparativo de carencias sociales {PUBLICADO}: {_phrase_suben(len(suben), len(ancha))}",
        descripcion=f"Porcentaje de la población de {datos.lugar.nombre}, serie {TRAMO_ANTERIOR}",
        fuente=datos.citas["pobreza_estatal_anterior"],
        nota="La gráfica que publicó la práctica, rehecha con la serie de la que salió. " + NO_SE_UNEN,
        tema=TEMA_OTRAS,
    )
    campos = Campos(
        "nombre",
        "pct",
        "serie",
        rotulo_categoria="Carencia",
        procedencia=write_origen(datos, "serie_anterior", "pct"),
    )
    return plot_barras_comparadas(filas, campos, presentacion)


def _phrase_suben(suben: int, total: int) -> str:
    """Cuántas bajan y cuántas suben, de todas.

    Examples
    --------
    >>> _phrase_suben(1, 6)
    'cinco de seis bajan y una sube'
    """
    letras = ("ninguna", "una", "dos", "tres", "cuatro", "cinco", "seis")
    bajan = total - suben
    return (
        f"{letras[bajan]} de {letras[total]} {'baja' if bajan == 1 else 'bajan'} y "
        f"{letras[suben]} {'suben' if suben > 1 else 'sube'}"
    )


def plot_serie_anterior(datos: Panorama) -> Grafica:
    """Pobreza y pobreza extrema en la serie 2008-2018, en su propia gráfica."""
    ultimo, paso = datos.serie_anterior["anio"].max(), phrase_serie(datos.serie_anterior, "pobreza")
    presentacion = Presentacion(
        id="serie-anterior",
        titulo=f"En la serie anterior, que terminó en {ultimo}, la pobreza pasa {paso}",
        descripcion=f"Porcentaje de la población de {datos.lugar.nombre}, serie {TRAMO_ANTERIOR}",
        fuente=datos.citas["pobreza_estatal_anterior"],
        nota=NO_SE_UNEN,
        tema=TEMA_OTRAS,
    )
    return plot_serie(datos, "serie_anterior", presentacion)


def build_tabla_componentes(datos: Panorama) -> Tabla:
    """Los componentes de las dos carencias que las obras mueven, con los umbrales de la propia carencia."""
    filas = datos.componentes.assign(
        carencia_nombre=datos.componentes["carencia"].map(get_corto),
        dato=datos.componentes["nombre"].str.removeprefix("Población en viviendas "),
    )
    desde, hasta = filas[["desde_anio", "hasta_anio"]].iloc[0]
    origen = partial(write_origen, datos, "componentes")
    return Tabla(
        id="tabla-componentes",
        titulo=f"De qué están hechas las carencias de la vivienda: componentes, {desde} y {hasta}",
        columnas=[
            Columna("carencia_nombre", "Carencia"),
            Columna("dato", "Población en viviendas…"),
            Columna("desde_pct", str(desde), "pct2", procedencia=origen("desde_pct")),
            Columna("hasta_pct", str(hasta), "pct2", procedencia=origen("hasta_pct")),
            Columna("hasta_personas", f"Personas {hasta}", "entero", procedencia=origen("hasta_personas")),
        ],
        filas=filas,
        fuente=datos.citas["subcarencias_estatales"],
        nota=(
            "Con los umbrales de la carencia (hacinamiento: más de 2.5 personas por cuarto). Una persona "
            f"puede tener varios: no se suman. {NO_SE_UNEN}"
        ),
    )
