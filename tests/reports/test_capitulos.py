"""Los cuatro capítulos: cifras publicadas, casos sin dato y lo que cada cuaderno dice que muestra."""

import json
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import pytest

from fais_analysis.entidad import inversion_tablas as entidad_tablas
from fais_analysis.entidad.inversion import load_libro
from fais_analysis.errors import ClaveError, EsquemaError
from fais_analysis.indicators.necesidad import compute_sin_clasificar
from fais_analysis.loaders.ordenadas import load_tabla
from fais_analysis.reports import (
    diagnostico,
    inversion,
    mapa_zap,
    panorama,
)
from fais_analysis.views.capitulos import comun, significado
from fais_analysis.views.capitulos import diagnostico_tablas as ver_diagnostico
from fais_analysis.views.capitulos import focalizacion as ver_focalizacion
from fais_analysis.views.capitulos import inversion as ver_inversion
from fais_analysis.views.capitulos import inversion_portada as ver_portada
from fais_analysis.views.capitulos import inversion_tablas as ver_tablas
from fais_analysis.views.capitulos import mapa_zap as ver_mapa
from fais_analysis.views.capitulos import panorama as ver_panorama
from fais_analysis.views.capitulos import panorama_series as ver_series
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.marcado import Html
from fais_analysis.views.tabla import Tabla
from tests.reports.conftest import get_panorama, get_texto

CUADERNOS = Path(__file__).resolve().parents[2] / "notebooks"
CHICO_SIN_DATO_2015 = "20140"  # San Francisco Chindúa: sin medición 2015
SIN_DATO_2020 = "04012"  # Seybaplaya: municipio nuevo, sin medición
SIN_MAPA_NI_LIBRO = "32001"
CIUDAD_DE_MEXICO = "09002"
MUNICIPIOS = (
    "10014",
    "10005",
    "10030",
    CHICO_SIN_DATO_2015,
    SIN_DATO_2020,
    SIN_MAPA_NI_LIBRO,
    CIUDAD_DE_MEXICO,
)


def list_vistas(nombre: str, clave: str) -> tuple[list[object], object]:
    """Corre las celdas de un cuaderno en orden y devuelve lo que mostraría, y su resumen."""
    libro = json.loads((CUADERNOS / f"{nombre}.ipynb").read_text(encoding="utf-8"))
    espacio: dict[str, object] = {}
    vistas = []
    for celda in (c for c in libro["cells"] if c["cell_type"] == "code"):
        fuente = "".join(celda["source"])
        if "parameters" in celda["metadata"].get("tags", []):
            espacio["clave_entidad" if nombre.startswith("00") else "clave_municipio"] = clave
        elif fuente.startswith(("from", "import")):
            exec(fuente, espacio)
        else:
            vistas.append(eval(fuente, espacio))
    return vistas[:-1], vistas[-1]


def assert_conteos(vistas: list[object], resumen: object) -> None:
    graficas = [v for v in vistas if isinstance(v, Grafica)]
    mapas = [g for g in graficas if g.clase == "mapa"]
    assert resumen.graficas == len(graficas) - len(mapas)
    assert resumen.mapas == len(mapas)
    assert resumen.tablas == len([v for v in vistas if isinstance(v, Tabla)])


@pytest.mark.lento
@pytest.mark.parametrize("clave", MUNICIPIOS)
@pytest.mark.parametrize("nombre", ["10_diagnostico", "20_mapa_zap", "30_inversion"])
def test_every_view_renders_and_the_resumen_counts_them(nombre: str, clave: str):
    vistas, resumen = list_vistas(nombre, clave)

    assert resumen.clave == clave
    assert_conteos(vistas, resumen)
    # En los 39 de Durango, sobre su expediente entero: tests/pages/test_corrida.py.
    assert all("nan" not in get_texto(v).lower().split() for v in vistas if isinstance(v, Html))
    for vista in vistas:
        if isinstance(vista, Grafica):
            assert vista.trazos > 0, vista.id
            go.Figure(vista.figura)  # plotly acepta la misma descripción


@pytest.mark.lento
def test_capital_with_a_name_like_its_state_never_says_de_el():
    vistas = [v for n in ("10_diagnostico", "30_inversion") for v in list_vistas(n, "10005")[0]]

    assert "de el municipio" not in " ".join(get_texto(v) for v in vistas if isinstance(v, Html))


@pytest.mark.lento
@pytest.mark.parametrize("entidad", ["10", "32", "09"])
def test_panorama_of_any_state_renders(entidad: str):
    vistas, resumen = list_vistas("00_panorama_estatal", entidad)

    assert resumen.clave == entidad
    assert_conteos(vistas, resumen)


@pytest.mark.parametrize(
    "build", [diagnostico.build_diagnostico, mapa_zap.build_mapa_zap, inversion.build_inversion]
)
@pytest.mark.parametrize("clave", [10014, "1001", "10040", "99001", "", None])
def test_build_rejects_what_is_not_a_known_text_key(build, clave: object):
    with pytest.raises(ClaveError) as hallado:
        build(clave)

    assert "fais municipios" in str(hallado.value) or "comillas" in str(hallado.value)


def test_panorama_reproduces_the_published_concentrado():
    # Documento de la práctica: 5,320,692,627.02 pesos, 100,845 acciones; 35/14/29/22 %; 71 %.
    datos = get_panorama()
    total = comun.get_fila(datos.concentrado, grupo="TOTAL")

    assert str(round(total["inversion_publicada_mxn"], 2)) == "5320692627.02"
    assert total["cantidad_publicada"] == 100_845
    assert datos.concentrado["coincide"].all()
    assert datos.participacion["porcentaje_pct"].iloc[0] == pytest.approx(71.148, abs=0.001)
    assert "71 %" in get_texto(ver_panorama.show_portada(datos))


def test_panorama_counts_are_the_ones_published_by_the_state_evaluator():
    # Inevap, 16/12/2021: 33 bajan y 6 suben; en pobreza extrema, 16 bajan y 23 suben (en %).
    texto = get_texto(ver_panorama.show_portada(get_panorama()))

    assert "baja en 33 municipios y sube en 6 (en porcentaje)" in texto
    assert "baja en 16 municipios y sube en 23 (en porcentaje)" in texto
    # Con pandas, de data/: de 39, la pobreza se mueve hasta 1.0 (como se lee) en 2; la extrema, en 16.
    assert "En 2 de ellos la diferencia es de hasta 1 punto porcentual y no se afirma un cambio." in texto
    assert "En 16 de ellos" in texto
    assert "80,981 personas" in texto


def test_panorama_says_from_which_series_the_practice_took_its_figures():
    tabla = ver_series.build_tabla_comparativo(get_panorama())
    extrema = tabla.filas[
        (tabla.filas["indicador"] == "pobreza_extrema") & (tabla.filas["anio"] == 2016)
    ].iloc[0]

    assert extrema["valor_publicado_pct"] == 2.8
    assert extrema["valor_serie_pct"] == pytest.approx(2.7146, abs=1e-4)  # anexo 2022, hoja Durango
    assert extrema["coincide_texto"] == "No"
    assert extrema["valor_anterior_pct"] == pytest.approx(2.7729, abs=1e-4)  # anexo 2008-2018, cuadro 4A
    assert extrema["coincide_anterior_texto"] == "Sí"


@pytest.mark.lento
def test_panorama_says_what_the_practice_left_out_in_the_same_breath():
    # HALLAZGOS 26-11-2026 §4: en esa serie la pobreza total sube, 35.99 → 37.35 %; después, anexo estatal 2022.
    lectura = get_texto(ver_series.show_lectura(get_panorama()))
    grafica = ver_series.plot_comparativo_carencias(get_panorama())

    assert "Las 6 cifras que publicó la práctica son de la serie 2008–2018" in lectura
    assert "subió de 35.99 % a 37.35 %" in lectura
    assert "no comparable), 2020: pobreza 38.69 % y pobreza extrema 4.30 %" in lectura
    assert "no comparable), 2022: pobreza 34.31 % y pobreza extrema 6.30 %" in lectura
    assert "por verificar" not in lectura
    assert len(grafica.tabla.filas) == 6


@pytest.mark.lento
def test_another_state_has_its_previous_series_and_no_practice():
    datos = panorama.build_panorama("06")

    assert ver_series.show_lectura(datos) == ""
    assert "Colima" in str(ver_series.plot_serie_anterior(datos).to_html())
    assert len(datos.componentes) == 8


def test_panorama_never_shows_2016_2018_alone():
    grafica = ver_panorama.plot_serie_estatal(get_panorama())

    assert set(grafica.tabla.filas.iloc[:, 0].astype(str)) >= {"2016", "2018", "2020", "2022"}


@pytest.mark.lento
def test_municipal_investment_adds_up_to_the_state():
    libro = load_libro().tabla
    suma = sum(
        int(inversion.build_inversion(c).total["inversion_centavos"].iloc[0])
        for c in sorted(libro["clave_municipio"].unique())
    )

    assert suma == 532_069_262_702


def test_demonstration_is_said_in_text_and_source():
    datos = inversion.build_inversion("10014")

    assert datos.es_demostracion
    assert "DATOS DE DEMOSTRACIÓN" in get_texto(ver_portada.show_avisos(datos))
    assert "DATOS DE DEMOSTRACIÓN" in ver_inversion.plot_grupos(datos).fuente
    assert inversion.build_resumen_inversion(datos).cifras == ()


def test_demonstration_never_concludes():
    tabla = ver_tablas.build_tabla_necesidad(inversion.build_inversion("10014"))

    assert set(tabla.filas["conclusion"]) == {"no se puede concluir"}


def test_municipio_without_registered_works_is_not_zero():
    datos = inversion.build_inversion("32001")

    texto = get_texto(ver_portada.show_avisos(datos))
    assert "No registrado no es cero" in texto
    assert ver_portada.show_portada(datos) == ver_portada.plot_publicado(datos) == ""
    assert inversion.build_resumen_inversion(datos).graficas == 0


def test_map_title_says_it_is_not_the_declaratoria():
    mapa = ver_mapa.plot_mapa_zap(mapa_zap.build_mapa_zap("10014"))

    assert "no es la declaratoria ZAP; por verificar" in mapa.titulo
    assert "2016-2026" in mapa.titulo
    assert "ZAP 2016-2026: sólo criterios derivados" in mapa.nota


def test_outside_by_derived_criteria_is_not_a_denial():
    """Gómez Palacio está en la lista sin cotejar de 2026 y tres criterios no se miden; Hidalgo, sin lista."""
    con_lista, sin_lista = (mapa_zap.build_mapa_zap(c) for c in ("10007", "10010"))
    lista = "Una lista sin cotejar sí lo incluye."

    frase = get_texto(ver_mapa.show_portada(con_lista)).splitlines()[0]
    assert frase == (
        "Con los criterios que se pueden calcular, Gómez Palacio no quedaría en zona de atención prioritaria "
        f"(ZAP) rural en 2026. Otros criterios no se miden, y falta cotejar la declaratoria. {lista}"
    )
    assert lista not in get_texto(ver_mapa.show_portada(sin_lista))
    assert ver_mapa.plot_mapa_zap(con_lista).titulo.startswith(
        "Con los criterios que se pueden calcular, Gómez Palacio no quedaría en ZAP rural en ningún año, "
        "2016-2026; una lista sin cotejar sí lo incluye (no es la declaratoria"
    )


def test_outside_by_the_published_decree_is_said_flatly():
    datos = mapa_zap.build_mapa_zap("10007")
    propia = datos.zap_propia.assign(status="declaratoria cargada", motivo="no figura en el anexo")
    oficial = type(datos)(**{**vars(datos), "zap_propia": propia})

    assert "En 2026, Gómez Palacio no está en zona de atención" in get_texto(ver_mapa.show_portada(oficial))
    titulo = ver_mapa.plot_mapa_zap(oficial).titulo
    assert titulo == "Gómez Palacio no está en ZAP rural en ningún año, 2016-2026"


def test_every_locality_of_the_municipio_is_counted():
    localidades = load_tabla("localidades")
    datos = mapa_zap.build_mapa_zap("10014")

    assert len(datos.localidades) == 905  # ITER 2020
    assert (
        datos.localidades["poblacion_personas"].sum()
        == localidades.loc[localidades["clave_municipio"] == "10014", "poblacion_personas"].sum()
    )


def test_hostile_names_are_inert():
    datos = mapa_zap.build_mapa_zap("10030")
    localidades = datos.localidades.assign(localidad="<script>alert(1)</script>")
    hostil = type(datos)(**{**vars(datos), "localidades": localidades})

    marcado = str(ver_mapa.plot_localidades(hostil).to_html())

    assert "<script" not in marcado


def test_get_fila_refuses_to_guess():
    tabla = pd.DataFrame({"a": [1, 1]})

    with pytest.raises(EsquemaError):
        comun.get_fila(tabla, a=1)
    with pytest.raises(EsquemaError):
        comun.get_fila(tabla, a=2)


def test_obras_table_carries_its_certainty():
    tabla = ver_diagnostico.build_tabla_obras(diagnostico.build_diagnostico("10014"))

    assert "por verificar" in tabla.fuente
    assert "Piso firme" in set(tabla.filas["finales"])


def test_what_the_book_does_not_locate_is_counted_and_shown():
    datos = inversion.build_inversion("10014")

    alguna = datos.partes_zap[datos.partes_zap["ambito"] == "alguna"]
    for tabla in (datos.por_via, datos.localizacion, alguna, datos.partes_efecto):
        assert tabla["inversion_centavos"].sum() == datos.total["inversion_centavos"].iloc[0]
        assert tabla["obras"].sum() == datos.total["obras"].iloc[0]
    assert "Sin localizar" in {t["name"] for t in ver_focalizacion.plot_zonas(datos).figura["data"]}
    assert "no declara a qué población llega" in get_texto(ver_portada.show_incidencia(datos))


def test_each_work_uses_the_catalogue_of_its_year():
    # Trece folios «Proyecto especial» 2016-2018 ya no están en el catálogo de 2020.
    libro = load_libro().tabla
    catalogo = entidad_tablas.build_catalogo(libro)

    assert int(compute_sin_clasificar(libro, catalogo)["obras"].iloc[0]) == 0
    ultimo = catalogo[catalogo["ejercicio"] == 2020].drop(columns="ejercicio")
    assert int(compute_sin_clasificar(libro, ultimo)["obras"].iloc[0]) == 13


def test_unclassified_works_are_told():
    datos = inversion.build_inversion("10014")
    fila = {"obras": 2, "inversion_centavos": 15_000_000, "inversion_mxn": 150_000.0, "porcentaje_pct": 0.3}
    sueltas = type(datos)(**{**vars(datos), "sin_clasificar": pd.DataFrame([fila])})

    assert "Sin clasificar: 2 obras con $150,000 (0.3 %)" in get_texto(ver_portada.show_portada(sueltas))
    assert (
        "Obras sin clasificar en el catálogo de su año: 2." in ver_tablas.build_tabla_necesidad(sueltas).nota
    )


def test_meaning_explains_every_component_with_its_municipal_figure_or_says_there_is_none():
    texto = get_texto(significado.show_significado(diagnostico.build_diagnostico("10014")))

    assert "viviendas sin drenaje, 71.4 % (índice de rezago social, 2020)" in texto  # IRS 2020, Mezquital
    assert "2020) (CONAPO: más de 2 por dormitorio; no es esta regla)." in texto
    assert texto.count("sin dato municipal reciente") == 3  # techo, muros y combustible
    assert "Exactamente 2.5 personas por cuarto no es carencia." in texto
    assert "No es carencia: la fosa séptica no es carencia" not in texto


def test_housing_chart_never_mixes_units():
    datos = diagnostico.build_diagnostico("10014")

    assert set(datos.vivienda["unidad"]) == {"% de viviendas"}
    assert "hacinamiento" in set(datos.vivienda["componente"])
