"""El libro capturado: leer cualquier hoja que llenó una persona, sin saber de inversión ni de correo."""
