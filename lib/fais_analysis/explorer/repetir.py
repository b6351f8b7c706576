"""«Repítalo en Python»: la celda que rehace, exactamente, la tabla o el dibujo que está en pantalla."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from fais_analysis.explorer.vista import Filtro, Vista

TABLA, DIBUJO = "tabla", "dibujo"
REPETIBLES: dict[str, tuple[str, str]] = {
    "La tabla de municipios": (TABLA, "municipios"),
    "Las obras": (TABLA, "obras"),
    "Los totales del municipio": (TABLA, "totales_municipio"),
    "Los totales del estado": (TABLA, "totales_entidad"),
    "El mapa": (DIBUJO, "mapa"),
    "La serie": (DIBUJO, "tendencia"),
    "Las diferencias": (DIBUJO, "brecha"),
    "La dispersión": (DIBUJO, "dispersion"),
}


def write_codigo(vista: Vista, cual: str, orden: Mapping[str, Any], filtro: Mapping[str, Any]) -> str:
    """La celda de Python que repite una parte de la pantalla.

    Parameters
    ----------
    cual
        Uno de ``REPETIBLES``.
    orden, filtro
        Los que la persona puso en la tabla (sólo cuentan para las tablas que se ordenan).
    """
    tipo, nombre = REPETIBLES[cual]
    funcion = "list_tablas" if tipo == TABLA else "draw_graficas"
    lineas = [
        f"from fais_analysis.explorer import {', '.join(_list_nombres(vista, funcion, nombre))}",
        "",
        f"vista = {write_vista(vista)}",
    ]
    if nombre in ("municipios", "obras"):
        lineas += [
            f'tabla = {funcion}(vista)["{nombre}"]',
            f"apply_orden(tabla, orden={dict(orden)!r}, filtro={dict(filtro)!r})",
        ]
    else:
        lineas.append(f'{funcion}(vista)["{nombre}"]')
    return "\n".join(lineas)


def _list_nombres(vista: Vista, funcion: str, nombre: str) -> list[str]:
    usados = ["Vista", funcion]
    usados += ["apply_orden"] * (nombre in ("municipios", "obras"))
    usados += ["Filtro"] * (not vista.filtro.esta_vacio)
    return sorted(usados)


def write_vista(vista: Vista) -> str:
    """La vista como se escribe en Python; lo que está como viene de fábrica no se escribe.

    Examples
    --------
    >>> write_vista(Vista("10014", 2020, indicador="salud", filtro=Filtro(ejercicios=(2019,))))
    "Vista('10014', 2020, indicador='salud', filtro=Filtro(ejercicios=(2019,)))"
    """
    base = Vista(vista.clave_municipio, vista.anio)
    partes = [repr(vista.clave_municipio), str(vista.anio), *_list_distintos(vista, base, ("filtro",))]
    if not vista.filtro.esta_vacio:
        partes.append(f"filtro=Filtro({', '.join(_list_distintos(vista.filtro, Filtro()))})")
    return f"Vista({', '.join(partes)})"


def _list_distintos(objeto: Vista | Filtro, base: Vista | Filtro, salvo: tuple[str, ...] = ()) -> list[str]:
    distintos = []
    for campo in fields(objeto):
        valor = getattr(objeto, campo.name)
        if campo.name not in salvo and valor != getattr(base, campo.name):
            distintos.append(f"{campo.name}={valor!r}")
    return distintos
