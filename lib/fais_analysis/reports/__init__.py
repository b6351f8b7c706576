"""Informes: junta carga, cálculo y vistas (``build_*``), corre los cuadernos en lote y los exporta.

Este archivo no importa nada: lo carga cada kernel al arrancar.
"""
