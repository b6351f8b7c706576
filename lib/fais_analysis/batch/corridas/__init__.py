"""Una corrida en disco: su carpeta, su manifiesto, su índice, las anteriores y el candado."""
