"""Anexos ZAP estropeados: nunca otra clave en silencio; lo que falta se ve en la cuenta que siempre se dice."""

import os
import random
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from fais_analysis.errors import FaisError
from fais_analysis.loaders.declaratorias import read_anexo
from fais_analysis.loaders.ordenadas import load_tabla
from tests.loaders.corrupcion.bateria import PARTES, Caso
from tests.loaders.corrupcion.cuentas import (
    CUENTA,
    INOCUO,
    PROPIEDAD,
    RECHAZO,
    SILENCIO,
    TRAZA,
    list_anotables,
)
from tests.loaders.corrupcion.danos import DANOS
from tests.loaders.corrupcion.originales import Formato, Rejilla

SEMILLAS = 8
CADA = 4  # la muestra corre un daño de cada cuatro en cada anexo, corridos: entre todos pasan todos


def list_anexos() -> list[Formato]:
    """El rural de cuarenta municipios y el urbano de sesenta AGEB, en CSV y en XLSX."""
    municipios = load_tabla("catalogo_municipios").iloc[250:290].reset_index(drop=True)
    rural: Rejilla = [["CLAVE ENTIDAD", "CLAVE MUNICIPIO", "NOMBRE ENTIDAD", "NOMBRE MUNICIPIO"]]
    rural += [
        [f.clave_entidad, f.clave_municipio, f.entidad.upper()[:11], f.municipio.upper()]
        for f in municipios.itertuples()
    ]
    agebs = load_tabla("marginacion_ageb").query("anio == 2020").head(60)
    nombres = load_tabla("catalogo_municipios").set_index("clave_municipio")["municipio"]
    urbana: Rejilla = [["Clave entidad", "Municipio", "Clave localidad", "Clave AGEB", "Traslape ZAP rural"]]
    urbana += [
        ["10", nombres[f.clave_municipio], f.clave_localidad, f.clave_ageb, "NO"] for f in agebs.itertuples()
    ]
    return [
        Formato(
            id=f"zap_{ambito}{extension}", fuente="", anio=None, tabla=ambito, rejilla=rejilla, clave=clave,
            nombres=(nombre,), cifras=(clave,), leer=pd.DataFrame, esperada=pd.DataFrame(),
            hoja="Hoja1" if extension == ".xlsx" else "",
        )
        for ambito, rejilla, clave, nombre in (("rural", rural, 1, 3), ("urbana", urbana, 3, 1))
        for extension in (".csv", ".xlsx")
    ]  # fmt: skip


def run_caso(carpeta: Path, anexo: Formato, buenas: set[str], dano: str, semilla: int) -> Caso:
    """Estropea un anexo, lo lee y dice en qué acabó: una clave que no estaba es otra zona."""
    azar = random.Random(f"{anexo.id}/{dano}/{semilla}")
    ruta = carpeta / f"anexo{'.xlsx' if anexo.hoja else '.csv'}"
    ruta.write_bytes(DANOS[dano](anexo, azar))
    try:
        leidas = set(read_anexo(ruta, anexo.tabla)["clave"])
    except FaisError as error:
        completas = all(str(getattr(error, p)).strip() for p in PARTES)
        return Caso(anexo.id, dano, semilla, RECHAZO if completas else TRAZA, str(error))
    except Exception as error:
        return Caso(anexo.id, dano, semilla, TRAZA, f"{type(error).__name__}: {error}")
    if leidas == buenas:
        return Caso(anexo.id, dano, semilla, INOCUO, "")
    return Caso(anexo.id, dano, semilla, SILENCIO if leidas - buenas else CUENTA, str(leidas ^ buenas))


@pytest.mark.lento
def test_a_damaged_annex_never_names_another_place(
    tmp_path: Path, record_property: Callable[[str, object], None]
):
    completa = os.environ.get("FAIS_CORRUPCION") == "completa"
    casos = []
    for i, anexo in enumerate(list_anexos()):
        ruta = tmp_path / f"bueno{'.xlsx' if anexo.hoja else '.csv'}"
        ruta.write_bytes(anexo.write(anexo.rejilla))
        buenas = set(read_anexo(ruta, anexo.tabla)["clave"])
        assert len(buenas) == len(anexo.rejilla) - 1
        semillas = range(SEMILLAS if completa else 1)
        danos = [d for j, d in enumerate(DANOS) if completa or (i + j) % CADA == 0]
        casos += [run_caso(tmp_path, anexo, buenas, d, n) for d in danos for n in semillas]
    if completa:
        record_property(PROPIEDAD, list_anotables(casos))

    assert [c for c in casos if c.resultado in (SILENCIO, TRAZA)] == []
    assert {c.resultado for c in casos} >= {RECHAZO, INOCUO}


@pytest.mark.parametrize("nombre", ["MEZQUIT", "Mezquital", ""])
def test_a_name_cut_by_the_official_gazette_is_still_its_own(tmp_path: Path, nombre: str):
    ruta = tmp_path / "anexo.csv"
    ruta.write_text(f"CLAVE ENTIDAD,CLAVE MUNICIPIO,NOMBRE MUNICIPIO\n10,10014,{nombre}\n", encoding="utf-8")

    assert read_anexo(ruta, "rural")["clave"].tolist() == ["10014"]


def test_a_key_with_one_digit_wrong_is_another_place(tmp_path: Path):
    ruta = tmp_path / "anexo.csv"
    ruta.write_text("CLAVE ENTIDAD,CLAVE MUNICIPIO,NOMBRE MUNICIPIO\n10,10015,MEZQUITAL\n", encoding="utf-8")

    with pytest.raises(FaisError, match="formato esperado") as error:
        read_anexo(ruta, "rural")

    assert "10015 MEZQUITAL" in error.value.encontrado
