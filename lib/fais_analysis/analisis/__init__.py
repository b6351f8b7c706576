"""Análisis propio: lo que usa quien programa con ``from fais_analysis import …``.

Junta carga, cálculo y vistas en llamadas cortas; no agrega método. La guía, con recetas, está en
``docs/guia_analista.md``; los nombres públicos los reparte ``fais_analysis/__init__.py``.
"""
