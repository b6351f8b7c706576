"""Reglas del FAIS por ejercicio, Catálogo de obras y carencias, como datos con cita y certeza."""
