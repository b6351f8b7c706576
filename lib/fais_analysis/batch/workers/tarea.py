"""Una tarea de principio a fin: producir su informe y publicarlo, o dejar dicho por qué no salió."""

import signal
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from fais_analysis.batch.corridas.manifiesto import FichaInforme
from fais_analysis.batch.kernel.rastro import SUFIJO
from fais_analysis.batch.kernel.rescate import find_rastro, rebuild_cuaderno
from fais_analysis.batch.kernel.vigia import MARCA_LIMITE, PILA, read_pila
from fais_analysis.batch.plan.plan import Tarea
from fais_analysis.batch.workers.encargo import Encargo, Resultado
from fais_analysis.batch.workers.taller import (
    REGISTRO,
    build_fallida,
    capture_registro,
    get_taller,
    publish_bueno,
    publish_fallo,
)
from fais_analysis.errors import describe_falla_sistema
from fais_analysis.pages.causa import Causa
from fais_analysis.pages.higiene import clean_cuaderno, hide_rutas

LIMITE = "LimiteDeTiempo"


def run_tarea(tarea: Tarea, encargo: Encargo) -> Resultado:
    """Produce y publica el informe de una tarea. Toda falla queda en el resultado; nunca se lanza."""
    from fais_analysis.batch.workers.informe import build_informe

    inicio = time.monotonic()
    taller = get_taller(tarea, encargo.parcial)
    try:
        taller.mkdir()
        with capture_registro(taller / REGISTRO):
            resultado = build_informe(tarea, encargo, taller)
        publish_bueno(tarea, encargo.parcial, taller)
    except Exception as error:
        resultado = Resultado(keep_fallo(tarea, encargo, find_causa(tarea, error)))
    return replace(resultado, segundos=round(time.monotonic() - inicio, 3))


def bury_tarea(tarea: Tarea, encargo: Encargo, codigo: int | None, vencio: bool = False) -> Resultado:
    """Resultado de una tarea cuyo proceso murió: rehace su cuaderno hasta donde llegó y dice por qué fue.

    Parameters
    ----------
    tarea, encargo
        Lo que el proceso estaba haciendo.
    codigo
        Con qué terminó: negativo, el número de la señal.
    vencio
        Si se le mató por rebasar el plazo del municipio.
    """
    taller = get_taller(tarea, encargo.parcial)
    pila = read_pila(taller)
    tipo, mensaje = describe_muerte(codigo, encargo)
    if vencio:
        tipo, mensaje = LIMITE, "rebasó el plazo del municipio"
    elif pila.startswith(MARCA_LIMITE):
        tipo, mensaje = LIMITE, f"rebasó el límite de {encargo.pedido.limites.cuaderno_s:g} s"
    cuaderno, celda = rescue_cuaderno(taller)
    with suppress(OSError):
        (taller / PILA).unlink(missing_ok=True)
        with open(taller / REGISTRO, "a", encoding="utf-8") as registro:
            registro.write(pila)
    return Resultado(keep_fallo(tarea, encargo, Causa(cuaderno or tarea.informe, celda, tipo, mensaje)))


def rescue_cuaderno(taller: Path) -> tuple[str, int | None]:
    """Escribe en el taller el cuaderno que corría al morir el proceso; devuelve su nombre y la celda."""
    from fais_analysis.batch.kernel.cuaderno import write_cuaderno

    ruta = find_rastro(taller)
    if ruta is None:
        return "", None
    nombre = ruta.name.removesuffix(SUFIJO)
    try:
        libro, celda = rebuild_cuaderno(ruta)
        clean_cuaderno(libro, nombre)
        write_cuaderno(libro, taller / f"{nombre}.ipynb")
        ruta.unlink()
    except Exception:  # disco lleno, o murió antes de escribir el primer renglón
        return nombre, None
    return nombre, celda


def keep_fallo(tarea: Tarea, encargo: Encargo, causa: Causa) -> FichaInforme:
    """Ficha de un informe fallido; lo que quedó de él se conserva o, si no se puede, sigue en el taller.

    La causa se publica en el manifiesto y en el índice: venga de donde venga, aquí pierde las rutas.
    """
    causa = replace(causa, mensaje=hide_rutas(causa.mensaje))
    ficha = build_fallida(tarea, causa)
    try:
        publish_fallo(tarea, encargo.parcial, ficha)
    except OSError as error:
        nota = f"{causa.mensaje} (no se pudo conservar lo que quedó: {describe_falla_sistema(error)})"
        return replace(ficha, causa=replace(causa, mensaje=nota))
    return ficha


def retry_fallo(tarea: Tarea, encargo: Encargo, resultado: Resultado) -> None:
    """Conserva lo que quedó de un informe fallido si su proceso no pudo (sin permiso, por ejemplo)."""
    if get_taller(tarea, encargo.parcial).exists():
        with suppress(OSError):
            publish_fallo(tarea, encargo.parcial, resultado.ficha)


def find_causa(tarea: Tarea, error: Exception) -> Causa:
    """La causa que trae la falla o, si es imprevista, una con su tipo y mensaje."""
    from fais_analysis.batch.workers.informe import InformeFallido

    if isinstance(error, InformeFallido):
        return error.causa
    mensaje = describe_falla_sistema(error) if isinstance(error, OSError) else hide_rutas(str(error))
    return Causa(tarea.informe, None, type(error).__name__, mensaje)


def describe_muerte(codigo: int | None, encargo: Encargo) -> tuple[str, str]:
    """Tipo y mensaje de la muerte de un proceso, por su código."""
    if codigo is not None and codigo < 0:
        try:
            senal = signal.Signals(-codigo).name
        except ValueError:
            senal = str(-codigo)
        return "ProcesoMuerto", f"una señal terminó el proceso ({senal}) antes de terminar la celda"
    return "ProcesoMuerto", f"el proceso terminó antes que la celda (código {codigo})"
