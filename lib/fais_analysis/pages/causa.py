"""Por qué no salió un informe, y cuántas figuras tiene el que sí."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Causa:
    """Por qué falló un municipio: cuaderno, celda (desde 1; nula si no aplica), tipo y mensaje."""

    cuaderno: str
    celda: int | None
    tipo: str
    mensaje: str

    def __str__(self) -> str:
        lugar = self.cuaderno if self.celda is None else f"{self.cuaderno}, celda {self.celda}"
        return f"{lugar}: {self.tipo}: {self.mensaje}".rstrip(": ")


@dataclass(frozen=True)
class Conteos:
    """Cuántas gráficas, tablas y mapas hay en un informe."""

    graficas: int = 0
    tablas: int = 0
    mapas: int = 0

    def __add__(self, otro: "Conteos") -> "Conteos":
        return Conteos(self.graficas + otro.graficas, self.tablas + otro.tablas, self.mapas + otro.mapas)
