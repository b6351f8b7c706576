"""Obras: de la propuesta municipal a la obra terminada. Cálculo puro: recibe valores, no abre nada."""
