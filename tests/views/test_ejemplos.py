"""Los ejemplos de los docstrings corren y dan lo que dicen."""

import doctest
import importlib
import pkgutil

import pytest

import fais_analysis.views

MODULOS = [m.name for m in pkgutil.walk_packages(fais_analysis.views.__path__, "fais_analysis.views.")]


@pytest.mark.parametrize("nombre", MODULOS)
def test_docstring_examples(nombre):
    assert doctest.testmod(importlib.import_module(nombre)).failed == 0


def test_there_are_examples_to_run():
    ejemplos = [
        e for m in MODULOS for e in doctest.DocTestFinder().find(importlib.import_module(m)) if e.examples
    ]

    assert len(ejemplos) > 10
