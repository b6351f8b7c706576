"""Diagnósticos municipales de pobreza e inversión FAIS.

Los archivos oficiales entran una vez y se comprueban; el cálculo es puro; los cuadernos sólo
muestran; cada cifra sabe decir de qué fuente y de qué regla viene.
"""

__version__ = "0.1.0"
