"""Fixtures de los lectores."""

from conftest_recortes import recortes  # noqa: F401
