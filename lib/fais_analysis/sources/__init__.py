"""Fuentes: dónde están los archivos oficiales, qué huella tienen, cómo se citan y cómo se descargan."""
