"""El ritmo: cuánto se espera entre mensajes y cuánto antes de reintentar. Sin azar: sale de la huella."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass

from fais_analysis.delivery.configuracion import Configuracion


@dataclass
class Ritmo:
    """Reparte los mensajes en el tiempo. El reloj y la espera se pueden sustituir en pruebas."""

    configuracion: Configuracion
    reloj: Callable[[], float] = time.monotonic
    dormir: Callable[[float], None] = time.sleep
    ultimo: float | None = None

    def wait(self, huella: str) -> float:
        """Espera lo que falte desde el mensaje anterior; dice cuánto esperó."""
        falta = 0.0
        if self.ultimo is not None:
            intervalo = compute_intervalo(self.configuracion, huella)
            falta = max(0.0, self.ultimo + intervalo - self.reloj())
        if falta:
            self.dormir(falta)
        self.ultimo = self.reloj()
        return falta


def compute_intervalo(configuracion: Configuracion, huella: str) -> float:
    """Segundos entre mensajes, con variación hacia arriba: nunca menos que el ritmo pedido."""
    return 60 / configuracion.por_minuto * (1 + configuracion.variacion_pct / 100 * _fraction(huella))


def compute_espera(configuracion: Configuracion, intentos: int, huella: str) -> float:
    """Segundos antes del siguiente intento: se duplica cada vez, con tope y una variación de hasta 10 %."""
    base = min(configuracion.espera_s * 2**intentos, configuracion.espera_maxima_s)
    return base * (1 + 0.1 * _fraction(huella))


def _fraction(huella: str) -> float:
    """Número de 0 a 1 que depende sólo de la huella."""
    return int(hashlib.sha256(huella.encode()).hexdigest()[:8], 16) / 0xFFFFFFFF
