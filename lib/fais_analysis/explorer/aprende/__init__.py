"""Ejercicios del cuaderno ``91_aprende_carencias``: preguntas que salen de las reglas y de los datos.

``pregunta`` es el modelo; ``medicion``, ``obras`` y ``municipio`` arman las preguntas (puros: reciben reglas
y tablas); ``lecciones`` las explica en HTML y ``clase`` pone los widgets.
"""
