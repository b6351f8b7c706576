"""El padrón: un solo registro de beneficiarios, sin apoyos duplicados y sin una persona expuesta.

Lo personal sólo vive en este cuarto, y ningún otro lo importa; la orden ``fais padron`` lo junta con la
lectura.
"""
