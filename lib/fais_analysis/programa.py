"""Un programa lineal con enteros, dicho renglón por renglón y resuelto siempre igual por HiGHS."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

NODOS = 200_000  # tope que no depende de la máquina: con un reloj, otra máquina daría otra mezcla
INFINITO = float("inf")
Terminos = Mapping[int, float]


@dataclass
class Programa:
    """Columnas con su intervalo y filas con el suyo; se resuelve tantas veces como etapas haya."""

    minimos: list[float] = field(default_factory=list)
    maximos: list[float] = field(default_factory=list)
    enteras: list[bool] = field(default_factory=list)
    filas: list[tuple[dict[int, float], float, float]] = field(default_factory=list)

    def add_columna(self, minimo: float, maximo: float, es_entera: bool = True) -> int:
        """Agrega una variable y devuelve su número."""
        self.minimos.append(minimo)
        self.maximos.append(maximo)
        self.enteras.append(es_entera)
        return len(self.minimos) - 1

    def add_fila(self, terminos: Terminos, minimo: float = -INFINITO, maximo: float = INFINITO) -> None:
        """Agrega una condición: ``minimo ≤ Σ coeficiente·variable ≤ maximo``."""
        self.filas.append(({i: c for i, c in terminos.items() if c}, minimo, maximo))

    def copy(self) -> "Programa":
        """Otro programa igual, para quitarle o ponerle condiciones."""
        return Programa(list(self.minimos), list(self.maximos), list(self.enteras), list(self.filas))

    def maximize(self, objetivo: Terminos, holgura: float = 0.5) -> "Solucion | None":
        """La solución de mayor objetivo, o nada si ninguna cumple.

        ``holgura`` es la distancia absoluta que se tolera: media unidad basta si el objetivo es entero.
        """
        highspy, motor = _open_motor()
        motor.setOptionValue("mip_abs_gap", holgura)
        motor.passModel(self._build(highspy, objetivo))
        motor.run()
        estado = motor.getModelStatus()
        if estado in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return None
        valores = np.asarray(motor.getSolution().col_value)
        if not len(valores):
            return None
        distancia = 0.0 if estado == highspy.HighsModelStatus.kOptimal else float(motor.getInfo().mip_gap)
        return Solucion(valores, distancia)

    def open_sondeo(self) -> "Sondeo":
        """El mismo programa, para preguntar por muchos objetivos seguidos: cada uno parte del anterior."""
        highspy, motor = _open_motor()
        motor.setOptionValue("presolve", "off")
        motor.passModel(self._build(highspy, {}))
        return Sondeo(motor, highspy.HighsModelStatus.kOptimal)

    def _build(self, highspy: Any, objetivo: Terminos) -> Any:
        lp = highspy.HighsLp()
        columnas, filas = len(self.minimos), len(self.filas)
        lp.num_col_, lp.num_row_ = columnas, filas
        costos = np.zeros(columnas)
        for i, c in objetivo.items():
            costos[i] = -c
        lp.col_cost_ = costos
        lp.col_lower_, lp.col_upper_ = np.array(self.minimos), np.array(self.maximos)
        lp.row_lower_ = np.array([f[1] for f in self.filas])
        lp.row_upper_ = np.array([f[2] for f in self.filas])
        inicios = np.cumsum([0, *(len(f[0]) for f in self.filas)])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = inicios
        lp.a_matrix_.index_ = np.array([i for f in self.filas for i in f[0]], dtype=np.int32)
        lp.a_matrix_.value_ = np.array([c for f in self.filas for c in f[0].values()])
        tipo = highspy.HighsVarType
        lp.integrality_ = [tipo.kInteger if e else tipo.kContinuous for e in self.enteras]
        return lp


@dataclass(frozen=True)
class Solucion:
    """Los valores hallados y, si no se llegó al óptimo, a qué distancia relativa se quedó."""

    valores: np.ndarray
    distancia: float

    def get_entero(self, columna: int) -> int:
        """El valor de una variable entera, redondeado: el motor la da con ruido."""
        return round(float(self.valores[columna]))


@dataclass
class Sondeo:
    """Un programa lineal abierto: de cada objetivo, hasta dónde llega y, en ``valores``, con qué valores."""

    motor: Any
    optimo: Any
    valores: np.ndarray = field(default_factory=lambda: np.zeros(0))
    _anterior: tuple[int, ...] = ()

    def compute_extremo(self, columnas: Sequence[int], es_maximo: bool) -> float:
        """El mínimo o el máximo de la suma de unas columnas; infinito si no tiene.

        Raises
        ------
        ArithmeticError
            Si el programa no tiene solución.
        """
        costo = -1.0 if es_maximo else 1.0
        for columna in self._anterior:
            self.motor.changeColCost(columna, 0.0)
        for columna in columnas:
            self.motor.changeColCost(columna, costo)
        self._anterior = tuple(columnas)
        self.motor.run()
        estado = self.motor.getModelStatus()
        if estado == self.optimo:
            self.valores = np.asarray(self.motor.getSolution().col_value)
            return costo * float(self.motor.getInfo().objective_function_value)
        if "Infeasible" in str(estado) and "Unbounded" not in str(estado):
            raise ArithmeticError("programa sin solución")
        return INFINITO if es_maximo else -INFINITO


def _open_motor() -> tuple[Any, Any]:
    import highspy  # sólo quien optimiza lo paga

    with _mute():
        motor = highspy.Highs()
    for opcion, valor in _OPCIONES.items():
        motor.setOptionValue(opcion, valor)
    return highspy, motor


@contextmanager
def _mute() -> Iterator[None]:
    """Calla la salida del proceso: HiGHS escribe su rótulo al crearse, aunque se le pida silencio."""
    lectura, escritura = os.pipe()
    propia = os.dup(1)
    try:
        os.dup2(escritura, 1)
        yield
    finally:
        os.dup2(propia, 1)
        for abierto in (propia, lectura, escritura):
            os.close(abierto)


_OPCIONES = {
    "output_flag": False,
    "log_to_console": False,
    "threads": 1,
    "random_seed": 1,
    "mip_rel_gap": 0.0,
    "mip_max_nodes": NODOS,
    "mip_feasibility_tolerance": 1e-9,
    "primal_feasibility_tolerance": 1e-9,
}
