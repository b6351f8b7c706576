"""Lo que el padrón cuenta de un municipio: acciones con beneficiario registrado y apoyos repetidos."""

import pandas as pd

from fais_analysis.schemas.capitulos.inversion import InversionMunicipio
from fais_analysis.views.capitulos.origen import build_cifra
from fais_analysis.views.componentes import CifraVista, render_frase
from fais_analysis.views.formato import is_sin_dato
from fais_analysis.views.marcado import Html

POCAS = "menos de 5"  # una cuenta redondeada a cero vale de 0 a 4


def show_padron(datos: InversionMunicipio) -> Html:
    """La nota del padrón; sin resumen del municipio, nada."""
    if datos.padron.empty:
        return Html("")
    fila = datos.padron.iloc[0]
    frase = f"Padrón de beneficiarios, al {fila['al']}: {_phrase_acciones(fila)} {_phrase_repetidos(fila)}"
    cifras = {c: _build_cuenta(datos, fila, c) for c in ("acciones", "registradas", "apoyos", "repetidos")}
    cifras["pct"] = build_cifra(datos, "padron", fila, "repetidos_pct", "pct")
    cierre = "Cuentas redondeadas a base 5; ninguna persona sale del padrón."
    return Html(f'<p class="fais-nota">{render_frase(f"{frase} {cierre}", cifras)}</p>')


def _phrase_acciones(fila: pd.Series) -> str:
    if not fila["acciones"]:
        return "el anexo del convenio no trae acciones de este municipio."
    if is_sin_dato(fila["registradas"]):
        return (
            "de {acciones} acciones pagadas no se dice cuántas tienen beneficiario registrado: son muy pocas."
        )
    return "acciones con beneficiario registrado, {registradas} de {acciones} pagadas."


def _phrase_repetidos(fila: pd.Series) -> str:
    if is_sin_dato(fila["repetidos"]) or is_sin_dato(fila["apoyos"]):
        return "No se dice cuántos apoyos se repiten."
    parte = " ({pct})" if fila["repetidos"] else ""
    return f"Apoyos que se repiten dentro de su ventana, {{repetidos}} de {{apoyos}}{parte}."


def _build_cuenta(datos: InversionMunicipio, fila: pd.Series, columna: str) -> CifraVista | str:
    es_cero = not is_sin_dato(fila[columna]) and fila[columna] == 0
    return POCAS if es_cero else build_cifra(datos, "padron", fila, columna, "entero")
