"""El resultado de verificar un informe: qué coincide, qué no y qué no se puede comprobar."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

DISCREPANCIA, SIN_COMPROBAR = "no coincide", "no se puede comprobar"
MAXIMO_LISTADO = 40
CODIGO_BIEN, CODIGO_DISCREPANCIA, CODIGO_SIN_COMPROBAR = 0, 1, 3


@dataclass(frozen=True)
class Reparo:
    """Algo que no coincide o que no se puede comprobar.

    ``donde`` dice el lugar en el informe (o la tabla de ``data/``); ``informe`` y ``datos``, lo que dice cada
    uno; ``razon`` explica por qué; ``procedencia``, de qué celda debía salir.
    """

    estado: str
    donde: str
    informe: str = ""
    datos: str = ""
    razon: str = ""
    procedencia: str = ""

    def __str__(self) -> str:
        partes = [f"{self.estado.upper()}: {self.donde}"]
        if self.informe or self.datos:
            partes.append(f"el informe dice: {self.informe}")
            partes.append(f"los datos dan:   {self.datos}")
        if self.razon:
            partes.append(f"por qué: {self.razon}")
        if self.procedencia:
            partes.append(f"de: {self.procedencia}")
        return "\n      ".join(partes)


@dataclass(frozen=True)
class Conteo:
    """Cuántas cosas coinciden, cuántas no y cuántas no se pueden comprobar."""

    coinciden: int = 0
    discrepan: int = 0
    sin_comprobar: int = 0

    @property
    def total(self) -> int:
        """Todas."""
        return self.coinciden + self.discrepan + self.sin_comprobar

    def __str__(self) -> str:
        return (
            f"{self.coinciden:,} coinciden, {self.discrepan:,} no coinciden, "
            f"{self.sin_comprobar:,} no se pueden comprobar"
        )


@dataclass(frozen=True)
class Verificacion:
    """Resultado de un informe. ``cifras``: las marcadas con ``<data>``; ``textos``: lo demás con dígitos."""

    archivo: str
    rotulo: str
    cifras: Conteo = field(default_factory=Conteo)
    textos: Conteo = field(default_factory=Conteo)
    reparos: tuple[Reparo, ...] = ()

    @property
    def discrepancias(self) -> int:
        """Cuántos reparos son discrepancias."""
        return sum(h.estado == DISCREPANCIA for h in self.reparos)

    @property
    def codigo_salida(self) -> int:
        """1 si algo no coincide; 3 si nada discrepa pero algo no se puede comprobar; 0 si todo coincide."""
        if self.discrepancias:
            return CODIGO_DISCREPANCIA
        return CODIGO_SIN_COMPROBAR if self.pendientes else CODIGO_BIEN

    @property
    def pendientes(self) -> int:
        """Cuántas cosas no se pudieron comprobar."""
        return sum(h.estado == SIN_COMPROBAR for h in self.reparos) + self.cifras.sin_comprobar

    @property
    def resultado(self) -> str:
        """En una oración."""
        if self.discrepancias:
            return f"NO COINCIDE: {self.discrepancias:,} discrepancia{'s' * (self.discrepancias != 1)}."
        if self.pendientes:
            return "Nada discrepa, pero hay cosas que NO SE PUEDEN COMPROBAR: no las dé por buenas."
        return "Todo coincide."

    def list_renglones(self, maximo: int = MAXIMO_LISTADO) -> Iterator[str]:
        """Lo que se imprime: encabezado, reparos (las discrepancias primero) y conteos."""
        yield f"{self.archivo}: {self.rotulo}"
        for estado in (DISCREPANCIA, SIN_COMPROBAR):
            propios = [h for h in self.reparos if h.estado == estado]
            sueltos = propios if estado == DISCREPANCIA else list(_group(propios))
            yield from (f"  - {reparo}" for reparo in sueltos[:maximo])
            if len(sueltos) > maximo:
                yield f"  … y {len(sueltos) - maximo:,} más: {estado}."
        yield f"  Cifras: {self.cifras}."
        yield f"  Rótulos, títulos, frases, CSV y demás texto con dígitos: {self.textos}."
        yield f"  {self.resultado}"


def _group(reparos: list[Reparo]) -> Iterator[Reparo]:
    """Un renglón por razón cuando se repite: cien veces lo mismo no se lee."""
    veces = Counter((h.razon, h.donde) for h in reparos)
    por_razon = Counter(h.razon for h in reparos)
    vistos: set[str] = set()
    for reparo in reparos:
        if por_razon[reparo.razon] <= 3 or not reparo.razon:
            yield reparo
        elif reparo.razon not in vistos:
            vistos.add(reparo.razon)
            lugares = [lugar for razon, lugar in veces if razon == reparo.razon]
            muestra = "; ".join(lugares[:3])
            donde = f"{por_razon[reparo.razon]:,} lugares, entre ellos: {muestra}"
            yield Reparo(reparo.estado, donde, razon=reparo.razon)
