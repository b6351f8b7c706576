"""Qué tan completo está un renglón: los valores de ``estado_dato`` que comparten varias medidas."""

COMPLETO = "completo"
SIN_REGISTROS = "sin registros de inversión"
