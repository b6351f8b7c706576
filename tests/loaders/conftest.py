"""Fixtures de los lectores."""

from tests.loaders.conftest_recortes import recortes  # noqa: F401
