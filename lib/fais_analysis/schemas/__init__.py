"""Contratos de las tablas: columnas, unidades, llaves e identidades."""
