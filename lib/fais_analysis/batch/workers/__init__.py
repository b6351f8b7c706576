"""Quién corre cada informe: procesos de esta máquina o de un clúster, lo que precargan y lo que entregan."""
