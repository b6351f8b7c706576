"""El FISMDF que cada municipio informó: de quién es la cifra y qué dice quien no informó."""

import pytest

from fais_analysis.reports.inversion import build_inversion
from fais_analysis.reports.panorama import build_panorama
from fais_analysis.views.capitulos import fismdf as ver
from tests.reports.conftest import get_panorama, get_texto


def test_the_expediente_says_whose_figure_it_is_and_never_calls_it_demostracion():
    gomez, mezquital = (get_texto(ver.show_fismdf(build_inversion(c))) for c in ("10007", "10014"))

    assert "(FISMDF) 2020, según informó el municipio" in gomez
    assert "aprobado $52,310,071, pagado $52,314,041" in gomez
    assert "piso de 2013" in gomez
    assert "DEMOSTRACIÓN" not in gomez
    assert "sin dato" in mezquital
    assert "$" not in mezquital


@pytest.mark.lento
def test_the_panorama_shows_all_and_another_state_its_own():
    durango, colima = get_panorama(), build_panorama("06")
    tabla = ver.build_tabla_fismdf(durango)

    assert "20 de 39 municipios informaron un monto aprobado, $501,254,909.62" in get_texto(
        ver.show_total(durango)
    )
    assert len(tabla.filas) == 39
    assert "51.84 % del fondo" in get_texto(ver.show_total(durango))
    assert set(colima.fismdf["clave_municipio"].str[:2]) == {"06"}
