"""El avance de una corrida: barra en la terminal; si no lo es, un renglón simple por informe."""

import sys
from typing import Protocol, Self, TextIO

from fais_analysis.batch.corridas.manifiesto import BUENO, FichaInforme


class Progreso(Protocol):
    """Quien recibe el avance."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def add_reusados(self, reusados: int, faltan: int) -> None:
        """Cuántos informes no cambiaron y cuántos se van a producir; se llama una vez, antes de empezar."""

    def add_terminado(self, ficha: FichaInforme, segundos: float) -> None:
        """Un informe terminó, bien o mal."""


class ProgresoCallado:
    """No muestra nada (pruebas y uso desde Python)."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def add_reusados(self, reusados: int, faltan: int) -> None:
        """No hace nada."""

    def add_terminado(self, ficha: FichaInforme, segundos: float) -> None:
        """No hace nada."""


class ProgresoRenglones:
    """Un renglón por informe, sin códigos de control: para archivos, tuberías y registros."""

    def __init__(self, total: int, flujo: TextIO) -> None:
        self.total, self.flujo, self.hechos = total, flujo, 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.flujo.flush()

    def add_reusados(self, reusados: int, faltan: int) -> None:
        """Dice cuántos no cambiaron, si los hay; los renglones cuentan sólo los que faltan."""
        self.total = faltan
        if reusados:
            print(describe_reusados(reusados, faltan), file=self.flujo, flush=True)

    def add_terminado(self, ficha: FichaInforme, segundos: float) -> None:
        """Escribe «[12/40] 10014 Mezquital listo (3.1 s)»."""
        self.hechos += 1
        print(
            f"[{self.hechos}/{self.total}] {describe_ficha(ficha)} ({segundos:.1f} s)",
            file=self.flujo,
            flush=True,
        )


class ProgresoTerminal:
    """Barra de rich con hechos, fallidos, restantes y tiempo."""

    def __init__(self, total: int, flujo: TextIO) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        self.total, self.hechos, self.fallidos = total, 0, 0
        self.barra = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[conteo]}"),
            TimeElapsedColumn(),
            console=Console(file=flujo),
        )
        self.tarea = self.barra.add_task("Informes", total=total, conteo=self.describe_conteo())

    def __enter__(self) -> Self:
        self.barra.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.barra.stop()

    def add_reusados(self, reusados: int, faltan: int) -> None:
        """Dice cuántos no cambiaron, si los hay, y ajusta la barra a los que faltan."""
        self.total = faltan
        self.barra.update(self.tarea, total=faltan, conteo=self.describe_conteo())
        if reusados:
            self.barra.console.print(describe_reusados(reusados, faltan), markup=False, highlight=False)

    def add_terminado(self, ficha: FichaInforme, segundos: float) -> None:
        """Avanza la barra; lo fallido queda escrito arriba."""
        self.hechos += 1
        if ficha.estado != BUENO:
            self.fallidos += 1
            self.barra.console.print(
                f"{describe_ficha(ficha)} ({segundos:.1f} s)", markup=False, highlight=False
            )
        self.barra.update(self.tarea, advance=1, conteo=self.describe_conteo())

    def describe_conteo(self) -> str:
        """Hechos, fallidos y restantes, en palabras."""
        buenos, restan = self.hechos - self.fallidos, self.total - self.hechos
        return f"{buenos} listos · {self.fallidos} fallidos · {restan} restantes"


def describe_reusados(reusados: int, faltan: int) -> str:
    """Cuántos informes no cambiaron y cuántos se producen, en palabras."""
    no_cambiaron = "1 informe no cambió" if reusados == 1 else f"{reusados} informes no cambiaron"
    if not faltan:
        return f"{no_cambiaron}: no hay nada que producir"
    return f"{no_cambiaron}; se {'produce' if faltan == 1 else 'producen'} {faltan}"


def describe_ficha(ficha: FichaInforme) -> str:
    """Un informe terminado, en un renglón."""
    lugar = f"{ficha.clave} {ficha.nombre}" if ficha.carpeta else f"{ficha.clave} {ficha.nombre} (panorama)"
    if ficha.estado == BUENO:
        return f"{lugar} listo"
    causa = " ".join(str(ficha.causa).split())
    return f"{lugar} FALLÓ: {causa[:200]}"


def open_progreso(total: int, flujo: TextIO | None = None) -> Progreso:
    """Barra si la salida es una terminal; renglones simples si no."""
    flujo = flujo or sys.stdout
    es_terminal = hasattr(flujo, "isatty") and flujo.isatty()
    return ProgresoTerminal(total, flujo) if es_terminal else ProgresoRenglones(total, flujo)
