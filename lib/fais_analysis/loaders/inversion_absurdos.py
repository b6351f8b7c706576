"""Lo que cada celda admite y junto no puede ser: montos, beneficiarios y obras dos veces."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml

from fais_analysis.loaders.inversion_renglon import RenglonInversion, group_folios
from fais_analysis.loaders.libros.problemas import Advertencia, Nivel
from fais_analysis.loaders.libros.valores import normalize_texto

RUTA_LIMITES = Path(__file__).with_name("plausibilidad.yml")
PARECIDO_MISMA_OBRA = 92.0
Grupo = list[RenglonInversion]
Medida = Callable[[Grupo], float | None]


def find_absurdos(renglones: Sequence[RenglonInversion], poblacion: Mapping[str, int]) -> list[Advertencia]:
    """Lo que pasa de los límites de ``plausibilidad.yml``, con su nivel; lo grave primero.

    Sin la población de un municipio no se juzga lo que depende de ella.
    """
    grupos = list(group_folios(renglones).values())
    avisos: list[Advertencia] = []
    for texto, limite, medir, es_minimo in _list_medidas(poblacion):
        avisos += _judge(texto, _read_limites()[limite], [(g, medir(g)) for g in grupos], es_minimo)
    avisos += _find_mismas(grupos)
    return sorted(avisos, key=lambda a: a.nivel != "grave")


@cache
def _read_limites() -> Mapping[str, Mapping[Nivel, float]]:
    limites: Mapping[str, Mapping[Nivel, float]] = yaml.safe_load(RUTA_LIMITES.read_text(encoding="utf-8"))
    return limites


def _list_medidas(poblacion: Mapping[str, int]) -> list[tuple[str, str, Medida, bool]]:
    def por_habitante(contar: Callable[[Grupo], float]) -> Medida:
        return lambda g: _divide(contar(g), poblacion.get(g[0].get_texto("clave_municipio"), 0))

    return [
        ("Obra de monto fuera de toda proporción", "monto_obra_mxn", _sum_pesos, False),
        (
            "Obra que costaría demasiado por cada habitante de su municipio",
            "pesos_por_habitante",
            por_habitante(_sum_pesos),
            False,
        ),
        (
            "Obra que costaría casi nada: ¿el monto está en miles?",
            "monto_unitario_minimo_mxn",
            lambda g: _divide(_sum_pesos(g), g[0].get_numero("cantidad")),
            True,
        ),
        (
            "Apoyo que costaría demasiado por vivienda",
            "monto_unitario_maximo_mxn",
            lambda g: _divide(_sum_pesos(g), _count_acciones(g)),
            False,
        ),
        (
            "Más beneficiarios que habitantes en su municipio",
            "beneficiarios_por_habitante",
            por_habitante(lambda g: g[0].get_numero("beneficiarios_h") + g[0].get_numero("beneficiarios_m")),
            False,
        ),
        (
            "Más viviendas de las que puede haber en su municipio",
            "viviendas_por_habitante",
            por_habitante(lambda g: g[0].get_numero("viviendas")),
            False,
        ),
    ]


def _judge(
    texto: str,
    limites: Mapping[Nivel, float],
    medidos: Iterable[tuple[Grupo, float | None]],
    es_minimo: bool,
) -> list[Advertencia]:
    hallados: dict[Nivel, list[int]] = {"grave": [], "verificar": []}
    for grupo, medida in medidos:
        if not medida:
            continue
        for nivel, numeros in hallados.items():
            if medida < limites[nivel] if es_minimo else medida > limites[nivel]:
                numeros.append(grupo[0].numero)
                break
    finales: dict[Nivel, str] = {"grave": "no puede ser", "verificar": "por verificar"}
    return [Advertencia(f"{texto}, {finales[n]}", tuple(r), n) for n, r in hallados.items() if r]


def _find_mismas(grupos: Iterable[Grupo]) -> list[Advertencia]:
    """La misma obra con dos folios: mismo lugar, año y monto, y nombres que sólo difieren en la escritura."""
    iguales: dict[tuple[object, ...], list[Grupo]] = defaultdict(list)
    for grupo in grupos:
        columnas = ("clave_municipio", "ejercicio", "subclasificacion")
        iguales[(*(grupo[0].valores.get(c) for c in columnas), _sum_pesos(grupo))].append(grupo)
    hallados: dict[Nivel, set[int]] = {"grave": set(), "verificar": set()}
    for candidatos in iguales.values():
        for i, uno in enumerate(candidatos):
            for otro in candidatos[i + 1 :]:
                if _is_misma(uno[0], otro[0]):
                    # dos apoyos iguales en un lugar son cosa de todos los días; dos obras iguales, no
                    es_accion = uno[0].valores.get("tipo_conteo") == "accion"
                    hallados["verificar" if es_accion else "grave"] |= {uno[0].numero, otro[0].numero}
    texto = "La misma obra parece estar con dos folios: mismo nombre, lugar, año y monto"
    return [Advertencia(texto, tuple(sorted(r)), nivel) for nivel, r in hallados.items() if r]


def _is_misma(uno: RenglonInversion, otro: RenglonInversion) -> bool:
    from rapidfuzz import fuzz  # sólo si hay dos obras del mismo monto

    lugares = {r.get_texto("clave_localidad") for r in (uno, otro)} - {""}
    nombres = [normalize_texto(r.get_texto("nombre_obra")) for r in (uno, otro)]
    if len(lugares) > 1 or not all(nombres):
        return False
    cifras = [re.findall(r"\d+|\b[ivx]+\b|\b[a-z]\b", n) for n in nombres]  # «calle 5» no es «calle 6»
    return cifras[0] == cifras[1] and fuzz.token_sort_ratio(*nombres) >= PARECIDO_MISMA_OBRA


def _sum_pesos(grupo: Grupo) -> float:
    return sum(r.get_centavos() for r in grupo) / 100


def _count_acciones(grupo: Grupo) -> float:
    return grupo[0].get_numero("cantidad") if grupo[0].valores.get("tipo_conteo") == "accion" else 0


def _divide(numerador: float, divisor: float) -> float | None:
    return numerador / divisor if divisor else None
