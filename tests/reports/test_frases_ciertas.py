"""Frases que alguien leyó y eran falsas: cada una, con el caso en que lo era."""

from dataclasses import replace

import pandas as pd
import pytest

from fais_analysis.reports import inversion
from fais_analysis.reports.hoja import build_hoja, build_resumen_hoja
from fais_analysis.reports.mapa_zap import build_mapa_zap
from fais_analysis.views.capitulos import fismdf, focalizacion, focalizacion_tablas, inversion_portada
from fais_analysis.views.capitulos.hoja_frases import name_voz
from fais_analysis.views.capitulos.zap_tabla import build_tabla_zap_propia
from tests.reports.conftest import get_panorama, get_texto


def write_voz(clave: str) -> str:
    cifras = build_resumen_hoja(build_hoja(clave)).cifras
    return next(c.texto for c in cifras if c.id == "voz")


@pytest.mark.parametrize(
    ("clave", "texto"),
    [  # diferencia con el estado de la carencia mayor, CONEVAL 2020
        ("10001", "como el estado"),  # −0.05
        ("10005", "mucha gente, menos que el estado"),  # −2.17
        ("10011", "algo más que el estado"),  # +4.15
        ("10017", "como el estado"),  # +3.70, poco precisa: la hoja cuenta viviendas, 5.15 % y 5.05 %
        ("10014", "urgente"),  # +77.12
        ("10030", "le falta poco"),
    ],
)
def test_index_says_as_the_state_only_when_it_is(clave: str, texto: str):
    assert write_voz(clave) == texto


def test_few_people_are_never_called_many():
    fila = pd.Series({"voz": "como_estado", "variante": "abajo_muchas", "personas": 500})

    assert name_voz(fila, 1000) == "menos que el estado"


def test_municipio_without_a_caveat_is_not_without_data():
    tabla = fismdf.build_tabla_fismdf(get_panorama())

    filas = tabla.filas.set_index("clave_municipio")
    informo = filas["pagado_mxn"].notna()
    assert filas.loc[informo, "aviso"].notna().all()
    assert filas.loc[informo, "aviso"].eq("ninguno").any()
    assert filas.loc[~informo, "aviso"].isna().all()


@pytest.mark.lento
def test_zero_captured_is_not_an_approved_zero():
    # Pueblo Nuevo capturó aprobado 0 y pagado $44,930,741.71 (SRFT 2020, cuarto trimestre).
    frase = get_texto(fismdf.show_fismdf(inversion.build_inversion("10023")))
    estado = get_panorama()

    assert "aprobado: sin dato (se capturó cero), pagado $44,930,742." in frase
    assert "20 de 39 municipios" in get_texto(fismdf.show_total(estado))
    assert "de 18 no hay dato y 1 capturó cero." in get_texto(fismdf.show_total(estado))
    fila = fismdf.build_tabla_fismdf(estado).filas.set_index("clave_municipio").loc["10023"]
    assert pd.isna(fila["aprobado_mxn"])
    assert "aprobado $" in get_texto(fismdf.show_fismdf(inversion.build_inversion("10005")))


@pytest.mark.parametrize(("clave", "es_rural"), [("10014", True), ("10005", False)])
def test_a_whole_rural_zap_does_not_need_the_locality(clave: str, es_rural: bool):
    detalle = get_texto(focalizacion.build_tarjeta_zap(inversion.build_inversion(clave), "2020").detalle)

    assert (focalizacion.TODO_RURAL in detalle) == es_rural
    assert ("sin localizar" in detalle) != es_rural


def test_zap_table_counts_the_ageb_without_data():
    datos = build_mapa_zap("10005")
    tabla = build_tabla_zap_propia(datos)

    assert [c.rotulo for c in tabla.columnas if c.campo.startswith("agebs")] == [
        "AGEB en ZAP urbana",
        "AGEB sin dato",
    ]
    assert tabla.filas["agebs_sin_dato"].equals(datos.zap_propia["agebs_sin_dato"])


def test_fictitious_tiles_say_so_each_one():
    datos = inversion.build_inversion("10014")
    real = replace(datos, es_demostracion=False)

    assert get_texto(inversion_portada.show_portada(datos)).count("(demostración)") == 3
    assert "(demostración)" not in get_texto(inversion_portada.show_portada(real))


def test_no_works_is_not_zero_pesos():
    datos = inversion.build_inversion("10014")
    vacio = replace(datos, cambio=datos.cambio.assign(por_persona_pobreza_mxn=0.0))

    texto = get_texto(inversion_portada.show_cambio(vacio))

    assert "De 2016 a 2019 no hay obras en el libro que la atiendan." in texto
    assert "$0" not in texto


def test_rules_not_evaluated_name_their_years():
    texto = get_texto(focalizacion_tablas.build_tabla_reglas(inversion.build_inversion("10014")).to_html())

    assert "No se evaluó «Mínimo en ZAP urbana, fondo municipal» de 2016 a 2020: " in texto
