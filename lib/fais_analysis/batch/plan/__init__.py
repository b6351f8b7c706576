"""Qué se va a correr y con qué: insumos, huellas, vigencia de cada informe y el plan ya validado."""
