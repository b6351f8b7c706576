"""La evidencia mínima: qué par no se une por mucho que pese, y con qué frase se le dice a quien revisa."""

from collections.abc import Mapping

import pandas as pd

from fais_analysis.padron.comparaciones import COMPARACIONES, NULO, get_gamma

SIN_VETO = ""
Vetos = tuple[tuple[pd.Series, str], ...]
_NOMBRE_FUERTE = ("igual", "salvo_comunes", "reordenado", "suena")
_APELLIDOS_FUERTES = ("iguales", "suenan", "invertidos")
_FECHA_FUERTE = ("primero_enero", "igual", "dia_mes", "un_dia", "anio")
_FECHA_FLOJA = ("otra", "mismo_anio", "un_digito", "anio_y_dia")


def find_vetos(pares: pd.DataFrame) -> pd.Series:
    """La frase del primer veto de cada par, o vacío.

    Dos CURP válidas distintas nunca se unen, ni un nombre que sólo cambia de género. Un nulo no veta por sí
    mismo: pide más de lo demás.
    """
    es = {campo: _build_pruebas(pares, campo) for campo in COMPARACIONES}
    frases = pd.Series(SIN_VETO, index=pares.index)
    for condicion, frase in (*_list_vetos_de_identidad(es), *_list_vetos_de_evidencia(es)):
        frases = frases.mask((frases == SIN_VETO) & condicion, frase)
    return frases


def _list_vetos_de_identidad(es: Mapping[str, "_Pruebas"]) -> Vetos:
    """CURP, nombre, fecha y sexo: lo que dice que son dos personas."""
    nombre, apellidos, fecha = es["nombre"], es["apellidos"], es["fecha"]
    misma, casi = es["curp"]("igual"), es["curp"]("casi")
    apellidos_bien = apellidos(*_APELLIDOS_FUERTES, "una_letra", "falta_segundo", "solo_primero")
    identico = nombre("igual") & apellidos("iguales") & es["lugar"]("vivienda")
    iguales = fecha("igual") & apellidos(*_APELLIDOS_FUERTES)
    en_casa = es["lugar"]("vivienda") & nombre("igual", "suena")
    return (
        (es["curp"]("distintas"), "tienen dos CURP válidas distintas"),
        (nombre("genero"), "sólo cambia el género del nombre"),
        (nombre("otro"), "los nombres son distintos"),
        (nombre(NULO) & ~(misma & ~fecha(*_FECHA_FLOJA) & apellidos_bien), "falta el nombre"),
        (
            (fecha("otra") | (fecha("mismo_anio") & ~identico))
            & ~((misma | casi) & nombre(*_NOMBRE_FUERTE, "contenido", "una_letra")),
            "las fechas de nacimiento no son la misma",
        ),
        (
            fecha("otra") & ~apellidos(*_APELLIDOS_FUERTES, "una_letra"),
            "las fechas de nacimiento no son la misma",
        ),
        (
            fecha("un_digito") & ~(misma | casi) & ~en_casa
            | fecha("anio_y_dia")
            & ~(misma | casi)
            & ~(en_casa & apellidos(*_APELLIDOS_FUERTES, "una_letra", "falta_segundo")),
            "la fecha difiere y lo demás no basta",
        ),
        (
            es["sexo"]("distinto")
            & ~nombre("igual", "reordenado")
            & ~(misma | casi)
            & ~(nombre("suena") & iguales),
            "cambian el sexo y el nombre",
        ),
    )


def _list_vetos_de_evidencia(es: Mapping[str, "_Pruebas"]) -> Vetos:
    """Apellidos, fecha ausente y parecidos a medias: lo que no basta para decir que son una."""
    nombre, apellidos, fecha = es["nombre"], es["apellidos"], es["fecha"]
    con_curp = es["curp"]("igual", "casi")
    apellidos_flojos = ~apellidos(*_APELLIDOS_FUERTES, "una_letra", "falta_segundo")
    en_casa = es["lugar"]("vivienda") & apellidos(*_APELLIDOS_FUERTES)
    flojo = ~(
        nombre(*_NOMBRE_FUERTE) & apellidos(*_APELLIDOS_FUERTES, "una_letra") | en_casa & nombre("una_letra")
    )
    a_medias = nombre("una_letra", "contenido") & ~apellidos(*_APELLIDOS_FUERTES)
    lejos = ~con_curp & ~es["lugar"]("vivienda", "localidad")
    sin_lugar = lejos & ~(es["lugar"](NULO) & nombre("igual") & apellidos("iguales"))
    return (
        (fecha(NULO) & (flojo & ~con_curp | sin_lugar), "falta la fecha y lo demás no basta"),
        (
            fecha("anio_y_0101") & ~apellidos("iguales", "suenan") & lejos,
            "el día no se sabe y los apellidos difieren",
        ),
        (
            apellidos_flojos
            & ~(fecha(*_FECHA_FUERTE) & nombre(*_NOMBRE_FUERTE))
            & ~(fecha("anio_y_0101") & nombre("igual") & apellidos("solo_uno") & es["lugar"]("vivienda")),
            "los apellidos no coinciden",
        ),
        (apellidos("otros", NULO) & ~con_curp, "los apellidos son distintos"),
        (
            apellidos("solo_primero", "solo_uno") & ~(con_curp | es["lugar"]("vivienda")),
            "coincide un solo apellido",
        ),
        (a_medias & ~(con_curp | fecha(*_FECHA_FUERTE)), "nombre, apellidos y fecha difieren un poco"),
        (
            fecha("anio_y_0101", "anio")
            & ~(nombre(*_NOMBRE_FUERTE) | en_casa & nombre("una_letra", "contenido"))
            & ~con_curp,
            "el año o el día no coinciden y el nombre tampoco",
        ),
    )


class _Pruebas:
    def __init__(self, gammas: pd.Series, campo: str) -> None:
        self.gammas, self.campo = gammas, campo

    def __call__(self, *nombres: str) -> "pd.Series":
        return self.gammas.isin([get_gamma(self.campo, n) for n in nombres])


def _build_pruebas(pares: pd.DataFrame, campo: str) -> _Pruebas:
    return _Pruebas(pares[campo], campo)
