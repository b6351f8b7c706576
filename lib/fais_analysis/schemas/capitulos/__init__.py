"""Los contratos de los capítulos: lo que cada cuaderno recibe, y con qué llave se localiza cada renglón."""
