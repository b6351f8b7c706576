"""La clave no se queda corta: si un expediente cambia, su clave cambia. Se prueba armándolo de verdad.

Se arma el mismo capítulo con los datos alterados y se compara con su clave. Si un capítulo empieza a usar otra
tabla, otras filas u otra columna del libro, aquí falla: hay que decirlo en ``batch/plan/entradas.py``.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import reduce
from pathlib import Path

import pandas as pd
import pytest

from fais_analysis.batch.plan import entradas as e
from fais_analysis.batch.plan.plan import CUADERNOS_MUNICIPIO, CUADERNOS_PANORAMA, Tarea
from fais_analysis.entidad import inversion as entidad_inversion
from fais_analysis.entidad.datos import load_datos_entidad
from fais_analysis.entidad.zonas import load_zonas
from fais_analysis.loaders import ordenadas
from fais_analysis.loaders.inversion import load_inversion
from fais_analysis.schemas.inversion import COLUMNAS_CAPTURA
from fais_analysis.verify import rearmado
from tests.batch.test_vigencia import CAMBIADO, CLAVES, DESCRIPTIVAS, OTRO, alter

pytestmark = pytest.mark.lento
COLUMNAS = [c.nombre for c in COLUMNAS_CAPTURA if c.nombre != "clave_municipio"]


def forget_libro() -> None:
    """Olvida todo lo que pudo salir del libro; se queda lo leído de data/ y lo que se arma sólo con eso."""
    quedan = {load_datos_entidad, load_zonas}
    for nombre, modulo in list(sys.modules.items()):
        if nombre.startswith(rearmado.CON_MEMORIA) and not nombre.startswith("fais_analysis.loaders."):
            for guardado in [f for f in vars(modulo).values() if callable(getattr(f, "cache_clear", None))]:
                if guardado not in quedan and not guardado.__module__.startswith("fais_analysis.loaders."):
                    guardado.cache_clear()


def build_capitulos(raiz: Path, clave: str, cuadernos: tuple[str, ...]) -> list[str]:
    """El cuerpo de cada capítulo y lo suyo del anexo, sin la ficha."""
    parametro = "clave_municipio" if len(clave) == 5 else "clave_entidad"
    tarea = Tarea(clave, clave, clave, "expediente.html", parametro, cuadernos)
    fragmentos = [rearmado.rebuild_fragmento(raiz / "notebooks" / f"{c}.ipynb", tarea) for c in cuadernos]
    return [f.cuerpo + f.anexo for f in fragmentos]


@pytest.fixture(scope="module")
def completos(raiz: Path) -> dict[str, list[str]]:
    """Los capítulos de un municipio y los del panorama, con todos los datos."""
    cuadernos = {OTRO: CUADERNOS_MUNICIPIO, "10": CUADERNOS_PANORAMA}
    return {clave: build_capitulos(raiz, clave, de) for clave, de in cuadernos.items()}


@pytest.fixture
def limpia() -> Iterator[None]:
    """Al terminar, nada de lo alterado queda en memoria."""
    yield
    rearmado.clear_memoria()


@pytest.fixture
def con_filas(
    limpia: None, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Callable[[str, pd.DataFrame], pd.DataFrame]], None]:
    """Cambia lo que se lee de data/: recibe una función (nombre, tabla) → tabla."""
    original = ordenadas._read_tabla

    def cambiar(filtro: Callable[[str, pd.DataFrame], pd.DataFrame]) -> None:
        rearmado.clear_memoria()
        falsa = lambda nombre, datos: filtro(nombre, original(nombre, datos))  # noqa: E731
        falsa.cache_clear = original.cache_clear  # type: ignore[attr-defined]
        monkeypatch.setattr(ordenadas, "_read_tabla", falsa)

    return cambiar


def keep_propias(clave: str) -> Callable[[str, pd.DataFrame], pd.DataFrame]:
    """De cada tabla, sólo las filas que la clave de un informe mira."""

    def filtro(nombre: str, tabla: pd.DataFrame) -> pd.DataFrame:
        if "clave_municipio" not in tabla.columns:
            return tabla
        prefijo = clave if nombre in e.SOLO_PROPIAS else clave[:2]
        return tabla[tabla["clave_municipio"].str.startswith(prefijo)].reset_index(drop=True)

    return filtro


def test_no_change_in_another_municipality_reaches_a_dossier_without_changing_its_key(
    raiz: Path, completos: dict[str, list[str]], limpia: None, monkeypatch: pytest.MonkeyPatch
):
    libro = load_inversion()
    forget_libro()
    load_datos_entidad.cache_clear()
    load_zonas.cache_clear()
    with monkeypatch.context() as sin_libro:  # lo que forget_libro conserva no lee el libro
        sin_libro.setattr(entidad_inversion, "load_inversion", lambda: pytest.fail("leyó el libro"))
        assert load_datos_entidad("10").lugar.clave == load_zonas("10")["clave_municipio"].str[:2].iat[0]
    intacto = [completos[OTRO][CUADERNOS_MUNICIPIO.index("30_inversion")]]
    antes = e.compute_entradas_libro("10", CLAVES, libro)
    # Si la clave cambia, el expediente se rehace, cambie o no.
    calladas = [
        c for c in COLUMNAS if antes[OTRO] == e.compute_entradas_libro("10", CLAVES, alter(libro, c))[OTRO]
    ]
    assert set(DESCRIPTIVAS) <= set(calladas)  # sí se arma con lo que no cambia la clave
    assert CAMBIADO != OTRO

    def build_con(columnas: list[str]) -> list[str]:
        otro = reduce(alter, columnas, libro)
        assert antes[OTRO] == e.compute_entradas_libro("10", CLAVES, otro)[OTRO]
        forget_libro()
        monkeypatch.setattr(
            entidad_inversion, "load_inversion", lambda: replace(otro, tabla=otro.tabla.copy())
        )
        return build_capitulos(raiz, OTRO, ("30_inversion",))

    # Todas a la vez; sólo si algo se nota se arma de una en una, para decir cuáles.
    if build_con(calladas) != intacto:
        pytest.fail(f"cambian el expediente: {[c for c in calladas if build_con([c]) != intacto]}")


def test_a_dossier_comes_out_the_same_with_only_the_rows_and_tables_its_key_covers(
    raiz: Path, completos: dict[str, list[str]], con_filas
):
    propias, leidas = keep_propias(OTRO), set()
    con_filas(lambda nombre, tabla: leidas.add(nombre) or propias(nombre, tabla))

    assert build_capitulos(raiz, OTRO, CUADERNOS_MUNICIPIO) == completos[OTRO]
    assert "pobreza_municipal" in leidas  # sí se está mirando
    assert [n for n in leidas if n.startswith(e.SOLO_PANORAMA)] == []


def test_the_overview_comes_out_the_same_with_only_the_rows_of_its_state(
    raiz: Path, completos: dict[str, list[str]], con_filas
):
    con_filas(keep_propias("10"))

    assert build_capitulos(raiz, "10", CUADERNOS_PANORAMA) == completos["10"]
