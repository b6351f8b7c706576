"""El nivel del título de cada figura, según dónde quedó en la página. Módulo ligero."""

import re

TITULO_FIGURA = re.compile(r'<h([1-6]) id=|<h4 class="fais-titulo">(.*?)</h4>', re.DOTALL)


def place_titulos(parte: str, nivel: int) -> str:
    """El título de cada figura, un nivel abajo del encabezado que la precede; al principio, de ``nivel``."""

    def bajar(hallado: re.Match[str]) -> str:
        nonlocal nivel
        if hallado[1]:
            nivel = int(hallado[1])
            return hallado[0]
        suyo = min(nivel + 1, 6)
        return f'<h{suyo} class="fais-titulo">{hallado[2]}</h{suyo}>'

    return TITULO_FIGURA.sub(bajar, parte)
