"""Lectores: de un archivo oficial o una tabla ordenada a una tabla validada, sin filtrar ni calcular."""
