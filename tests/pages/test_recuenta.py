"""Las frases de los 39 expedientes, recontadas aparte: pandas sobre data/, sin los indicadores de la biblioteca."""

import re
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd
import pytest

from tests.pages.conftest import RAIZ, Corrida
from tests.reports.conftest import get_texto

pytestmark = [pytest.mark.lento, pytest.mark.xdist_group("informes")]
CLAVES = [f"10{n:03d}" for n in range(1, 40)]
DE_TEXTO = {"clave_municipio": str, "clave_localidad": str, "clave_ageb": str}
SIMILAR = "similar"
COMPARADOS = {
    "Pobreza": "pobreza", "Pobreza extrema": "pobreza_extrema",
    "Servicios básicos en la vivienda": "servicios_basicos", "Calidad y espacios de la vivienda": "vivienda",
}  # fmt: skip


def read(nombre: str) -> pd.DataFrame:
    tabla = pd.read_csv(RAIZ / "data" / f"{nombre}.csv", dtype=DE_TEXTO)
    return tabla[tabla["clave_municipio"].str.startswith("10")]


def write(valor: float, decimales: int = 1) -> str:
    return f"{Decimal(repr(float(valor))).quantize(Decimal(10) ** -decimales, ROUND_HALF_UP):,}"


@pytest.fixture(scope="module")
def textos(corrida: Corrida) -> dict[str, str]:
    return {
        c: get_texto(corrida.get_html(c).read_text(encoding="utf-8").split("<body", 1)[1]) for c in CLAVES
    }


@pytest.fixture(scope="module")
def pobreza() -> pd.DataFrame:
    tabla = read("pobreza_municipal")
    return tabla[tabla["anio"] == 2020].set_index("clave_municipio")


@pytest.fixture(scope="module")
def vecinos() -> dict[str, list[str]]:
    """Los seis más parecidos (metodo.md §6): logaritmo de la población, % en localidades chicas e ingreso."""
    tabla = read("marginacion_municipal")
    tabla = tabla[tabla["anio"] == 2020].set_index("clave_municipio")
    variables = tabla[["localidades_menos_5000_pct", "hasta_2sm_pct"]].assign(
        tamano=np.log(tabla["poblacion_personas"])
    )
    z = (variables - variables.mean()) / variables.std(ddof=0)
    lejos = {c: ((z - z.loc[c]) ** 2).mean(axis=1).drop(c) for c in z.index}
    return {c: list(d.nsmallest(6).index) for c, d in lejos.items()}


def compute_pct(pobreza: pd.DataFrame, claves: list[str], id_: str) -> float:
    suyas = pobreza.loc[claves]
    return 100 * suyas[f"{id_}_personas"].sum() / suyas["poblacion_personas"].sum()


@pytest.mark.parametrize("clave", CLAVES)
def test_comparables_and_their_figures(textos, pobreza, vecinos, clave):
    texto = textos[clave]
    catalogo = read("catalogo_municipios").set_index("clave_municipio")["municipio"]
    seis = vecinos[clave]
    frase = re.search(r"Se compara con 6 municipios de su estado\..*? De (.*?)\. Se eligen", texto)[1]
    poblacion = pobreza.loc[seis, "poblacion_personas"]
    mayor, parte = catalogo[poblacion.idxmax()], 100 * poblacion.max() / poblacion.sum()
    dicho = f"{mayor} tiene {parte:.0f} de cada 100 habitantes del grupo"
    assert (dicho in texto) == (parte > 50)

    assert all(re.search(rf"\b{re.escape(catalogo[c])}\b", frase) for c in seis)
    for rotulo, id_ in COMPARADOS.items():
        cifras = [
            write(compute_pct(pobreza, quienes, id_)) for quienes in ([clave], list(pobreza.index), seis)
        ]
        assert re.search(rf"^{rotulo} {cifras[0]} % {cifras[1]} % {cifras[2]} %$", texto, re.M), (
            rotulo,
            cifras,
        )
    dicho = re.search(r"^La pobreza en .*? es (.*?):", texto, re.M)[1]
    contra_seis = compute_pct(pobreza, [clave], "pobreza") - compute_pct(pobreza, seis, "pobreza")
    contra_todos = compute_pct(pobreza, [clave], "pobreza") - compute_pct(
        pobreza, list(pobreza.index), "pobreza"
    )
    como, y_como = classify(contra_todos), classify(contra_seis)
    assert dicho in {
        f"{como} que en el estado y que en los municipios comparables" if como == y_como else "",
        f"{como} que en el estado, pero {y_como} que en los municipios comparables",
        f"{como} que en el estado y similar a la de los municipios comparables" if y_como == SIMILAR else "",
        f"similar a la del estado y {y_como} que en los municipios comparables" if como == SIMILAR else "",
        "similar a la del estado y a la de los municipios comparables" if como == y_como == SIMILAR else "",
    }, (dicho, como, y_como)


def classify(diferencia: float) -> str:
    """Cómo se dice una diferencia ya redondeada: hasta 1 punto es similar (metodo.md)."""
    redonda = float(write(diferencia))
    return SIMILAR if abs(redonda) <= 1 else "más alta" if redonda > 0 else "más baja"


@pytest.mark.parametrize("clave", CLAVES)
def test_where_its_people_live(textos, clave):
    texto = textos[clave]
    suyas = read("localidades").query("clave_municipio == @clave and poblacion_personas > 0")
    personas = suyas["poblacion_personas"]
    mayor = suyas.loc[personas.idxmax()]
    cuantas, parte = len(suyas), write(100 * mayor["poblacion_personas"] / personas.sum())

    assert f"Su población vive en {cuantas:,} localidades;" in texto
    assert f"La mayor, {mayor['localidad']}, reúne {parte} % de sus habitantes." in texto
    grados = read("marginacion_ageb").query("clave_municipio == @clave and anio == 2020")
    todas = (read("agebs")["clave_municipio"] == clave).sum()
    altas = grados[grados["grado"].isin(["Alto", "Muy alto"])]
    dicho = re.search(
        r"De sus (\d+) AGEB urbanas [^,]*, (\d+) tienen? grado [^,]*, y (?:en (?:las )?(\w+) )?(no )?es alto [^.]*\.",
        texto,
    )
    solo = len(grados) == 1
    cuantas_altas = str(len(altas) or "ninguna")
    assert dicho.groups() == (
        str(todas),
        str(len(grados)),
        None if solo else cuantas_altas,
        "no " if solo and altas.empty else None,
    )
    if len(altas):
        assert f"ahí viven {altas['poblacion_personas'].sum():,} personas" in dicho[0]


@pytest.mark.parametrize("clave", CLAVES)
def test_no_headline_is_made_of_demonstration_money(textos, clave):
    """El libro de demostración reparte por municipio dinero ficticio: nada se concluye ni se encabeza con él."""
    visible = textos[clave].rsplit("Anexo para el analista", 1)[0]
    assert len(visible.split()) > 500
    assert "Por persona en pobreza se registra" not in textos[clave]
    assert "por persona en pobreza" not in visible
