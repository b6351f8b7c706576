"""Vistas: de tabla a gráfica, mapa o tabla en HTML. Puras: no abren archivos de datos ni calculan."""
