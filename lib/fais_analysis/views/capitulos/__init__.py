"""Las composiciones de cada capítulo: qué gráfica o tabla, con qué título y en qué orden."""
