"""Vuelve a calcular cada cifra de un informe y compara una corrida con otra."""
