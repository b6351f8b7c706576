"""Lo que el expediente afirma, en siete municipios que contrastan; se lee como lo leería un alcalde."""

import pytest

from fais_analysis.indicators.texto import join_frase
from fais_analysis.reports.diagnostico import build_diagnostico
from fais_analysis.reports.inversion import build_inversion
from fais_analysis.reports.mapa_zap import build_mapa_zap
from fais_analysis.views.capitulos import diagnostico, inversion_portada, mapa_zap, panorama
from fais_analysis.views.capitulos import diagnostico_carencias as carencias
from fais_analysis.views.mensajes import build_mensajes
from tests.reports.conftest import assert_instantanea, get_panorama, get_texto

# El más pobre; la capital homónima del estado; industrial; menos de 2,000 habitantes; con alza; con baja
# fuerte; con población de la medición muy distinta de la censal.
CONTRASTES = ("10014", "10005", "10007", "10030", "10023", "10010", "10034")


@pytest.mark.lento
@pytest.mark.parametrize("clave", CONTRASTES)
def test_mensajes_instantanea(clave: str):
    partes = [
        diagnostico.show_portada(build_diagnostico(clave)),
        carencias.show_otros_programas(build_diagnostico(clave)),
        carencias.show_mensajes(build_diagnostico(clave)),
        mapa_zap.show_portada(build_mapa_zap(clave)),
        mapa_zap.show_aviso(build_mapa_zap(clave)),
        inversion_portada.show_avisos(build_inversion(clave)),
        inversion_portada.show_portada(build_inversion(clave)),
    ]

    assert_instantanea("\n".join(get_texto(p) for p in partes), f"mensajes_{clave}")


@pytest.mark.lento
def test_panorama_instantanea():
    assert_instantanea(get_texto(panorama.show_portada(get_panorama())), "panorama_10")


def test_mezquital_says_the_published_figures():
    # CONEVAL, medición municipal 2020: 91.1 % (44,732) y 65.5 % (32,159).
    datos = build_diagnostico("10014")
    texto = get_texto(diagnostico.show_portada(datos)) + get_texto(carencias.show_mensajes(datos))

    assert "91.1 %" in texto
    assert "44,732 personas" in texto
    assert "65.5 %" in texto
    assert "32,159 en pobreza extrema" in texto


@pytest.mark.lento
@pytest.mark.parametrize("clave", ["04012", "07125", "29048"])
def test_municipio_without_measurement_says_sin_dato_and_claims_nothing(clave: str):
    # Los tres municipios sin medición 2020 (CONEVAL, «n.d»).
    texto = get_texto(diagnostico.show_portada(build_diagnostico(clave)))

    assert "sin dato no es cero" in texto
    assert "%" not in texto
    assert "peor" not in texto
    assert build_mensajes(build_diagnostico(clave)) == []


def test_the_capital_is_not_confused_with_its_state():
    datos = build_diagnostico("10005")
    texto = get_texto(diagnostico.show_portada(datos)) + get_texto(carencias.show_mensajes(datos))

    assert "La pobreza en el municipio de Durango es más baja que en el estado" in texto
    assert "de el municipio" not in texto
    assert "«El estado» es la suma de sus municipios" in texto


def test_join_frase_uses_e_before_the_i_sound():
    assert join_frase(["pisos"]) == "pisos"
    assert join_frase(["agua", "luz"]) == "agua y luz"
    assert join_frase(["agua", "higiene"]) == "agua e higiene"
    assert join_frase(["agua", "hielo"]) == "agua y hielo"
