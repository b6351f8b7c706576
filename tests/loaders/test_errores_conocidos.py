"""Los errores conocidos de una fuente son datos, con su razón, y se dice el día que los corrige."""

from pathlib import Path

import pandas as pd
import pytest

from fais_analysis.errors import EsquemaError
from fais_analysis.loaders import coneval, fondos
from fais_analysis.loaders.errores_conocidos import CARPETA, load_correcciones
from fais_analysis.sources.fichas import load_fichas

SABANA = Path("coneval/Indicadores_municipales_sabana_DA.csv")


@pytest.mark.parametrize("ruta", sorted(CARPETA.glob("*.yml")), ids=lambda r: r.stem)
def test_each_known_error_is_of_a_registered_source_and_says_why(ruta: Path):
    errores = load_correcciones(ruta.stem)
    sueltos = [*errores.get("rotulos", {}).values(), *(e for n, e in errores.items() if n != "rotulos")]

    assert ruta.stem in load_fichas()
    assert sueltos
    assert all(error["razon"] for error in sueltos)


@pytest.mark.parametrize("dice", ["p_viv_dren_000", "porc_vivsnrefr10"])
def test_a_label_the_source_fixed_is_told(recortes, dice: str):
    bueno = load_correcciones("coneval_sabana")["rotulos"][dice]["debe"]
    original = (recortes.carpeta / SABANA).read_bytes()
    recortes.put("sabana.csv", original.replace(dice.encode(), bueno.encode(), 1))

    with pytest.raises(EsquemaError, match="ya no trae un error conocido") as error:
        coneval.load_subcarencias_sabana()

    assert bueno in error.value.donde
    assert "loaders/correcciones/coneval_sabana.yml" in error.value.que_hacer


def test_a_year_that_stops_repeating_what_was_approved_is_told():
    fais = pd.DataFrame({"anio": [2025, 2026], "aprobado": [1, 2], "devengado": [9, 2]})
    assert fondos._list_repetidos(fais, "x.csv") == [2026]

    with pytest.raises(EsquemaError, match="ya no trae"):
        fondos._list_repetidos(fais.assign(devengado=[9, 3]), "x.csv")


def test_a_national_row_that_adds_up_again_is_told():
    llave = pd.MultiIndex.from_tuples(
        [(c, a) for c in ("00", "01", "02") for a in (2009, 2010)], names=["clave_entidad", "anio"]
    )
    suma = pd.DataFrame({"faeb": [3.0, 9.0, 1.0, 1.0, 2.0, 2.0]}, index=llave)
    fondos._check_nacional(suma, 0.5, "x.csv")  # 2010 no suma, como se sabe

    for malo, dice in (
        ([9.0, 9.0, 1.0, 1.0, 2.0, 2.0], "no suman"),
        ([3.0, 3.0, 1.0, 1.0, 2.0, 2.0], "ya no"),
    ):
        with pytest.raises(EsquemaError, match=dice):
            fondos._check_nacional(suma.assign(faeb=malo), 0.5, "x.csv")
