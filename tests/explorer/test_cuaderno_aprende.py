"""El cuaderno de formación se ejecuta completo con papermill, en un municipio con dato y en uno sin él.

Con el motor del lote, que da lo mismo que el de fábrica (``test_lote_motor_igualdad``) sin arrancar un kernel cada vez;
en kernels de verdad lo corre ``test_navegador_aprende``.
"""

import json
from pathlib import Path

import papermill
import pytest

from fais_analysis.batch.kernel.motor import NOMBRE

pytestmark = pytest.mark.lento
CUADERNO = "91_aprende_carencias.ipynb"


# 2020: un municipio de Durango, uno de otra entidad y uno sin medición publicada (Oaxaca, CONEVAL «n.d»).
@pytest.mark.parametrize(("clave", "nombre"), [("10014", "Mezquital"), ("32010", "Fresnillo")])
def test_runs_and_talks_about_its_municipality(clave: str, nombre: str, raiz: Path, tmp_path: Path):
    salida = tmp_path / "salida.ipynb"

    papermill.execute_notebook(
        raiz / "notebooks" / CUADERNO,
        salida,
        engine_name=NOMBRE,
        parameters={"clave_municipio": clave},
        progress_bar=False,
    )

    texto = salida.read_text(encoding="utf-8")
    celdas = [c for c in json.loads(texto)["cells"] if c["cell_type"] == "code"]
    assert not [s for c in celdas for s in c["outputs"] if s["output_type"] == "error"]
    assert f"<strong>{nombre}</strong>" in texto
    assert (
        sum(
            "application/vnd.jupyter.widget-view+json" in s.get("data", {})
            for c in celdas
            for s in c["outputs"]
        )
        == 9
    )


def test_a_number_instead_of_a_key_is_explained(raiz: Path, tmp_path: Path):
    with pytest.raises(papermill.PapermillExecutionError, match="llegó como número"):
        papermill.execute_notebook(
            raiz / "notebooks" / CUADERNO,
            tmp_path / "x.ipynb",
            engine_name=NOMBRE,
            parameters={"clave_municipio": 10014},
            progress_bar=False,
        )
