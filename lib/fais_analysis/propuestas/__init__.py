"""Propuestas: lee el libro de un municipio, lo revisa con ``obras`` y escribe lo que cada quien se lleva."""
