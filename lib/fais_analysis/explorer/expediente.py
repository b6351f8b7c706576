"""«Hacer el expediente de este municipio»: la misma orden ``fais reportes``, en otro proceso y con avance."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from fais_analysis.claves import check_clave_municipio

VARIABLE_SERVIDO = "FAIS_SERVIDO"
RENGLON = re.compile(r"^\[(\d+)/(\d+)\] (.+)$")
CIERRE = re.compile(r"^Ábralos en: (.+)$")


@dataclass(frozen=True)
class Avance:
    """Cómo va: informes hechos y pedidos, lo último que dijo y, al terminar, el archivo que hay que abrir."""

    hechos: int
    total: int
    mensaje: str
    indice: str = ""
    codigo: int | None = None


def run_expediente(
    clave_municipio: str, al_avanzar: Callable[[Avance], None], salida: Path | None = None
) -> Avance:
    """Produce el expediente y el panorama de su entidad; avisa a cada paso y devuelve el último avance.

    Corre en otro proceso: si falla o se cuelga, el explorador sigue.

    Raises
    ------
    ClaveError
        Si la clave no es texto de cinco dígitos.
    """
    clave = check_clave_municipio(clave_municipio)
    orden = [sys.executable, "-m", "fais_analysis", "reportes", clave, "--entidad", clave[:2]]
    orden += ["--salida", str(salida)] if salida else []
    with subprocess.Popen(
        orden, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", errors="replace"
    ) as proceso:
        ultimo = follow_renglones(proceso.stdout or (), al_avanzar)
    final = Avance(ultimo.hechos, ultimo.total, ultimo.mensaje, ultimo.indice, proceso.returncode)
    al_avanzar(final)
    return final


def find_enlace(clave_municipio: str, avance: Avance) -> str:
    """La dirección del expediente en el servidor que muestra el cuaderno; vacía si no lo alcanza.

    ``fais explorar`` dice qué carpeta sirve; un Jupyter cualquiera no, y entonces sólo se dice la ruta.
    """
    servida = os.environ.get(VARIABLE_SERVIDO)
    hallados = sorted(Path(avance.indice).resolve().parent.glob(f"{clave_municipio}_*/expediente.html"))
    if not servida or not hallados or not hallados[0].is_relative_to(Path(servida).resolve()):
        return ""
    return "/files/" + quote(hallados[0].relative_to(Path(servida).resolve()).as_posix())


def follow_renglones(renglones: Iterable[str], al_avanzar: Callable[[Avance], None]) -> Avance:
    """Lee lo que dice la orden, renglón por renglón, y avisa de cada informe terminado.

    Examples
    --------
    >>> dicho = ["[1/2] 10 Durango listo (3.1 s)", "Ábralos en: x/index.html"]
    >>> follow_renglones(dicho, lambda avance: None)
    Avance(hechos=1, total=2, mensaje='10 Durango listo (3.1 s)', indice='x/index.html', codigo=None)
    """
    avance = Avance(0, 0, "Empezando…")
    al_avanzar(avance)
    for crudo in renglones:
        renglon = crudo.strip()
        if hallado := RENGLON.match(renglon):
            avance = Avance(int(hallado[1]), int(hallado[2]), hallado[3], avance.indice)
        elif hallado := CIERRE.match(renglon):
            avance = Avance(avance.hechos, avance.total, avance.mensaje, hallado[1])
        elif renglon.startswith(("Error", "Falló")):
            avance = Avance(avance.hechos, avance.total, renglon, avance.indice)
        else:
            continue
        al_avanzar(avance)
    return avance
