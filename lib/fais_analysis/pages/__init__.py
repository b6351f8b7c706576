"""De cuaderno ejecutado a página: exportar, armar, hacer interactiva, revisar y leer un documento."""
