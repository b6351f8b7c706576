"""Los ejemplos de los docstrings corren y dan lo que dicen."""

import doctest
import importlib
import pkgutil

import pytest

import fais_analysis.indicators

MODULOS = [m.name for m in pkgutil.iter_modules(fais_analysis.indicators.__path__)]


@pytest.mark.parametrize("nombre", MODULOS)
def test_docstring_examples(nombre):
    modulo = importlib.import_module(f"fais_analysis.indicators.{nombre}")

    resultado = doctest.testmod(modulo)

    assert resultado.failed == 0


def test_there_are_examples_to_run():
    modulos = [importlib.import_module(f"fais_analysis.indicators.{m}") for m in MODULOS]

    assert sum(len(doctest.DocTestFinder().find(m)) > 0 for m in modulos) > 5
