"""De dónde sale cada cifra: gramática, registro, textos y el valor que hoy dan los datos."""
