"""Cálculo puro: tablas ordenadas y valores de reglas entran, tablas con unidades salen.

Nada de aquí abre archivos ni importa ``loaders``, ``sources`` o papermill. El método está en
``docs/metodo.md``, con lo que se puede comparar y lo que no.
"""
