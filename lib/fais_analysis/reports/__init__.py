"""Los capítulos: cada ``build_*`` junta carga, cálculo y vistas para un municipio o una entidad.

Este archivo no importa nada: lo carga cada kernel al arrancar.
"""
