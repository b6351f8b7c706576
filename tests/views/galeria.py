"""Galería de maquetas con cifras de data/: se escribe en una carpeta temporal para mirarla en el navegador.

    python tests/views/galeria.py CARPETA

No se versiona la salida. Las pruebas de navegador usan ``build_galeria``.
"""

import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd

from fais_analysis.schemas.vocabulario import CARENCIAS, GRADOS, POR_ID
from fais_analysis.views.componentes import (
    CifraVista,
    render_aviso,
    render_cifras,
    render_frase,
    render_lista_mensajes,
)
from fais_analysis.views.figures import (
    Campos,
    plot_apiladas,
    plot_barras,
    plot_barras_comparadas,
    plot_evolucion,
    plot_puntos,
)
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.maps import (
    Cortes,
    OpcionesLocalidades,
    Poligonos,
    build_categorias_orden,
    plot_mapa,
    plot_municipio_localidades,
    project_poligonos,
)
from fais_analysis.views.presentacion import Columna, Presentacion, PresentacionMapa, Sello
from fais_analysis.views.tabla import Tabla
from fais_analysis.views.tema import build_css

RAIZ = Path(__file__).parents[2]
SELLO = Sello("2020", "2026", "sólo criterios derivados")
CONEVAL = "CONEVAL, medición de la pobreza municipal 2010, 2015 y 2020."
TERRITORIO = {"10014": "Mezquital", "10005": "Durango", "10027": "San Juan de Guadalupe"}
PARTES = ("pobreza_extrema", "pobreza_moderada", "vulnerable_carencias", "vulnerable_ingresos", "no_pobre")


def read_tabla(nombre: str) -> pd.DataFrame:
    """Tabla ordenada de data/, con las claves como texto."""
    claves = {c: str for c in ("clave_municipio", "clave_localidad", "clave_ageb", "clave_entidad")}
    return pd.read_csv(RAIZ / "data" / f"{nombre}.csv", dtype=claves)


def read_poligonos() -> Poligonos:
    """Los 39 municipios."""
    return project_poligonos(gpd.read_file(RAIZ / "shapefiles" / "municipios_10.geojson"))


def build_pobreza_larga(clave: str) -> pd.DataFrame:
    """Una fila por territorio (municipio y estado), indicador y año, con el valor exacto."""
    todo = read_tabla("pobreza_municipal")
    todo = todo[todo["clave_municipio"].str.startswith("10")]
    filas = []
    for anio, del_anio in todo.groupby("anio"):
        propio = del_anio[del_anio["clave_municipio"] == clave].iloc[0]
        for ident in POR_ID:
            personas, poblacion = del_anio[f"{ident}_personas"].sum(), del_anio["poblacion_personas"].sum()
            base = {"indicador": POR_ID[ident].nombre, "id": ident, "anio": anio}
            pct = 100 * propio[f"{ident}_personas"] / propio["poblacion_personas"]
            filas.append(
                base | {"territorio": TERRITORIO[clave], "pct": pct, "personas": propio[f"{ident}_personas"]}
            )
            filas.append(base | {"territorio": "Estado de Durango", "pct": 100 * personas / poblacion})
    largo = pd.DataFrame(filas)
    return largo.sort_values("territorio", key=lambda s: s == "Estado de Durango", kind="stable")


def build_galeria(clave: str, poligonos: Poligonos) -> list[Grafica]:
    """Todas las formas de gráfica con las cifras de un municipio."""
    return [*build_graficas(clave), *build_extremas(clave), *build_mapas(clave, poligonos)]


def build_graficas(clave: str) -> list[Grafica]:
    """Las primitivas."""
    largo, nombre = build_pobreza_larga(clave), TERRITORIO[clave]
    carencias = largo[largo["id"].isin(CARENCIAS) & (largo["anio"] == 2020)]
    evolucion = largo[largo["id"] == "pobreza"]
    campos = Campos(
        "indicador",
        "pct",
        "territorio",
        maximo=100,
        procedencia="pobreza_municipal[{id},{anio}]",
        rotulo_categoria="Carencia",
    )
    partes = largo[largo["id"].isin(PARTES) & (largo["territorio"] == nombre)].sort_values(
        "anio", kind="stable"
    )
    partes = partes.assign(corto=[POR_ID[i].corto for i in partes["id"]])
    return [
        plot_evolucion(
            evolucion,
            Campos("anio", "pct", "territorio", maximo=100, rotulo_categoria="Año"),
            Presentacion(
                f"evolucion-{clave}",
                f"La pobreza de {nombre}, contra la del estado, en 2010, 2015 y 2020",
                "Porcentaje de la población en situación de pobreza",
                CONEVAL,
                "Estimaciones de modelo: no se puede afirmar un cambio sin su intervalo.",
            ),
        ),
        plot_barras_comparadas(
            carencias,
            campos,
            Presentacion(
                f"carencias-{clave}",
                f"Cuatro carencias son mayores en {nombre} que en el estado",
                "Porcentaje de la población con cada carencia, 2020",
                CONEVAL,
            ),
        ),
        plot_puntos(
            carencias,
            campos,
            Presentacion(
                f"brecha-{clave}",
                "La mayor distancia con el estado está en los servicios básicos de la vivienda",
                "Porcentaje de la población con cada carencia, 2020, y diferencia en puntos porcentuales",
                CONEVAL,
            ),
        ),
        plot_apiladas(
            partes,
            Campos("anio", "pct", "corto", maximo=100, rotulo_categoria="Año"),
            Presentacion(
                f"composicion-{clave}",
                "Dos de cada tres personas están en pobreza extrema",
                "Porcentaje de la población según su situación",
                CONEVAL,
            ),
        ),
        plot_barras(
            carencias[carencias["territorio"] == nombre].assign(
                propio=[i == "servicios_basicos" for i in carencias[carencias["territorio"] == nombre]["id"]]
            ),
            Campos("indicador", "personas", formato="entero", destacar="propio"),
            Presentacion(
                f"personas-{clave}", "Cuántas personas tienen cada carencia", "Personas, 2020", CONEVAL
            ),
        ),
    ]


def build_extremas(clave: str) -> list[Grafica]:
    """Casos que rompen dibujos: cifras de diez dígitos, negativos, sin dato, nombres hostiles."""
    inversion = pd.DataFrame(
        {"ejercicio": [2016, 2017, 2018, 2019, 2020], "mxn": [1234567890.0, 987654321, 0, None, 1111111111]}
    )
    cambios = pd.DataFrame(
        {"carencia": [POR_ID[c].corto for c in CARENCIAS], "pp": [-9.04, -15.83, 7.42, None, 0.58, -2.91]}
    )
    hostil = pd.DataFrame(
        {
            "concepto": [
                "<script>alert(1)</script> & «Peñón»",
                'Otro "><img src=x onerror=alert(2)>',
                "M" * 60,
            ],
            "pct": [12.5, None, 99.95],
            "serie": "<b>Mun</b>",
        }
    )
    series = pd.DataFrame(
        {
            "anio": [1990, 2000, 2010, 2015, 2020] * 3,
            "serie": ["San Juan de Guadalupe"] * 5
            + ["Acceso a los servicios básicos en la vivienda"] * 5
            + ["Nacional"] * 5,
            "pct": [60.1, 55.2, None, 41.8, 39.9, 40.2, 30.7, 28.1, 22.2, 20.5, 22.3, 21.0, 20.6, 20.5, 20.4],
        }
    )
    largos = [
        {"grupo": g, "parte": p, "mxn": v}
        for g, vs in (("Incidencia directa", (812345678.9, 1e6, 45e6)), ("Complementaria", (3e8, 2e8, 0)))
        for p, v in zip(("FISMDF", "FISE", "Aportación de beneficiarios"), vs, strict=True)
    ]
    p = lambda i, t: Presentacion(f"{i}-{clave}", t, "Caso extremo", "Cifras inventadas para la maqueta.")  # noqa: E731
    return [
        plot_barras(
            inversion, Campos("ejercicio", "mxn", formato="mxn"), p("anios", "Cifras de diez dígitos"), "v"
        ),
        plot_barras(
            inversion, Campos("ejercicio", "mxn", formato="mxn"), p("anios-h", "Diez dígitos, de lado")
        ),
        plot_barras(
            cambios, Campos("carencia", "pp", formato="pp"), p("cambio", "Cambios con signo y un faltante")
        ),
        plot_barras(
            cambios.head(4), Campos("carencia", "pp", formato="pp"), p("cambio-v", "Cambios, de pie"), "v"
        ),
        plot_barras_comparadas(
            hostil, Campos("concepto", "pct", "serie"), p("hostil", "<i>Título</i> & hostil")
        ),
        plot_evolucion(series, Campos("anio", "pct", "serie"), p("tres", "Tres series y un hueco")),
        plot_apiladas(
            pd.DataFrame(largos), Campos("grupo", "mxn", "parte", formato="mxn"), p("pesos", "Pesos apilados")
        ),
    ]


def build_mapas(clave: str, poligonos: Poligonos) -> list[Grafica]:
    """Coropletas y localidades."""
    nombre = TERRITORIO[clave]
    pobreza = read_tabla("pobreza_municipal").query("anio == 2020 and clave_municipio.str.startswith('10')")
    pct = (100 * pobreza["pobreza_personas"] / pobreza["poblacion_personas"]).set_axis(
        pobreza["clave_municipio"]
    )
    localidades = read_tabla("localidades").query("clave_municipio == @clave")
    agebs = read_tabla("agebs").query("clave_municipio == @clave")
    grado_ageb = read_tabla("marginacion_ageb").query("anio == 2020").set_index("clave_ageb")["grado"]
    agebs = agebs.assign(grado=agebs["clave_ageb"].map(grado_ageb), localidad=agebs["clave_ageb"])
    p = lambda i, t, d: PresentacionMapa(f"{i}-{clave}", t, d, CONEVAL, sello=SELLO)  # noqa: E731
    return [
        plot_mapa(
            poligonos,
            pct,
            Cortes((20, 40, 60, 80), "Porcentaje de la población"),
            p(
                "mapa",
                f"{nombre}: 91 de cada cien personas en pobreza",
                "Población en situación de pobreza, 2020",
            ),
            clave,
        ),
        plot_mapa(
            poligonos,
            pct.drop(pct.index[[3, 17, 33]]),
            Cortes((20, 40, 60, 80), "Porcentaje de la población"),
            p(
                "mapa-sd",
                "El mismo mapa con tres municipios sin dato",
                "Población en situación de pobreza, 2020",
            ),
        ),
        plot_municipio_localidades(
            poligonos,
            clave,
            localidades,
            p("localidades", f"Las localidades de {nombre}", "Habitantes por localidad, 2020"),
        ),
        plot_municipio_localidades(
            poligonos,
            clave,
            agebs,
            p("agebs", f"Las AGEB urbanas de {nombre}", "Grado de marginación por AGEB, 2020"),
            OpcionesLocalidades("grado", build_categorias_orden(GRADOS), "AGEB", 0, encuadre="puntos"),
        ),
    ]


def build_pagina(clave: str, graficas: list[Grafica]) -> str:
    """Página completa con todos los componentes."""
    cifras = render_cifras(
        [
            CifraVista(
                44732, "entero", "personas en pobreza", "De 49,103 habitantes, 2020", "pobreza_municipal"
            ),
            CifraVista(91.098, "pct", "de la población", "Estado: 37.6 %"),
            CifraVista(1234567890.5, "mxn", "inversión FAIS 2016-2020"),
            CifraVista(None, "pct", "en zonas de atención prioritaria"),
        ]
    )
    frase = render_frase(
        "Se estima que {n} personas ({pct}) no tienen {que}.",
        {
            "n": CifraVista(40775, "entero"),
            "pct": CifraVista(83.04, "pct"),
            "que": "servicios básicos <en> la vivienda",
        },
    )
    tabla = Tabla(
        f"obras-{clave}",
        "Inversión por grupo de obra, 2016-2020",
        [
            Columna("grupo", "Grupo"),
            Columna("obras", "Obras", "entero", procedencia="inversion[{grupo}]"),
            Columna("mxn", "Inversión", "mxn"),
            Columna("pct", "Parte del total", "pct"),
        ],
        pd.DataFrame(
            {
                "grupo": ["Agua y Saneamiento", "=cmd|' /C calc'!A0", "Otros proyectos", "Vivienda"],
                "obras": [1234, 567, 89, 4567],
                "mxn": [1234567890.12, 234567.5, None, 98765432.1],
                "pct": [71.148, 12.05, None, 8.25],
                "propio": [False, False, False, True],
            }
        ),
        "Libro de inversión de demostración.",
        "La suma puede diferir por redondeo.",
        total={"grupo": "Total", "obras": 6457, "mxn": 1333567889.72, "pct": 100},
        destacar="propio",
    )
    avisos = "".join(
        str(render_aviso(tipo, texto))
        for tipo, texto in (
            ("demostracion", "El reparto por municipio es ficticio. No debe usarse para decidir."),
            ("por_verificar", "La regla del 40 % no está cotejada con el DOF."),
            ("no_comparable", "La serie estatal 2016-2022 usa otro estimador."),
            ("informacion", "Cada cifra puede volver a calcularse."),
        )
    )
    cuerpo = "".join(str(g.to_html()) for g in graficas)
    mensajes = render_lista_mensajes([frase, "Texto <b>llano</b> & escapado", frase], es_numerada=True)
    return (
        '<!doctype html><html lang="es-MX"><head><meta charset="utf-8"><title>Galería</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>body{{margin:0}}{build_css()}</style></head><body><main class='fais-hoja'>"
        f"<h1>{TERRITORIO[clave]}</h1>"
        f"{avisos}{cifras}{mensajes}<h2>Gráficas</h2>{cuerpo}{tabla.to_html()}</main></body></html>"
    )


def main(carpeta: Path) -> None:
    """Escribe una página por municipio de muestra."""
    carpeta.mkdir(parents=True, exist_ok=True)
    poligonos = read_poligonos()
    for clave in TERRITORIO:
        destino = carpeta / f"galeria_{clave}.html"
        destino.write_text(build_pagina(clave, build_galeria(clave, poligonos)), encoding="utf-8")
        print(destino, destino.stat().st_size)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
