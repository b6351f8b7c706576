"""Cuándo se puede enviar: días, horas y feriados de la oficina."""

from datetime import datetime

from fais_analysis.delivery.configuracion import DIAS, Ventana
from fais_analysis.delivery.errores import EnvioError

CON_ACENTO = {"miercoles": "miércoles", "sabado": "sábado"}  # en correo.yml los días se escriben sin él


def find_cierre(ventana: Ventana, ahora: datetime) -> str:
    """Por qué no se puede enviar a esa hora; vacío si se puede.

    Examples
    --------
    >>> find_cierre(Ventana(DIAS[:5], "09:00", "18:00", ("2026-11-20",)), datetime(2026, 11, 20, 10))
    'es día feriado (2026-11-20)'
    >>> find_cierre(Ventana(DIAS[:5], "09:00", "18:00"), datetime(2026, 11, 27, 10))
    ''
    >>> find_cierre(Ventana(DIAS[:5], "09:00", "18:00"), datetime(2026, 11, 28, 10))
    'es sábado'
    """
    dia, hora = DIAS[ahora.weekday()], f"{ahora:%H:%M}"
    if ahora.date().isoformat() in ventana.feriados:
        return f"es día feriado ({ahora.date().isoformat()})"
    if dia not in ventana.dias:
        return f"es {CON_ACENTO.get(dia, dia)}"
    return "" if ventana.desde <= hora < ventana.hasta else f"son las {hora}"


def check_ventana(ventana: Ventana, ahora: datetime) -> None:
    """Exige que sea hora de enviar.

    Raises
    ------
    EnvioError
        Si es otro día, otra hora o feriado: lo que falta sigue en la cola.
    """
    cierre = find_cierre(ventana, ahora)
    if not cierre:
        return
    dias = ", ".join(CON_ACENTO.get(d, d) for d in ventana.dias)
    raise EnvioError(
        "No es hora de enviar; lo que falta sigue en la cola.",
        donde="correo.yml, ventana",
        esperado=f"{dias}, de {ventana.desde} a {ventana.hasta}, que no sea feriado",
        encontrado=cierre,
        que_hacer="repita la orden dentro del horario, o cambie «ventana»",
    )
