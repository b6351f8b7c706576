"""Un cuaderno que se ejecuta: el motor propio y el de fábrica, sus celdas, sus mensajes y sus límites."""
