"""Los estilos de un .xlsx que cambian lo que una celda dice: fechas, formatos engañosos y lo tachado."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from fais_analysis.loaders.libros.celdas import LibroIlegible, find_disfraz, is_formato_fecha
from fais_analysis.loaders.libros.paquete import Atributos

FECHAS_DE_FABRICA = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
PORCENTAJES_DE_FABRICA = frozenset({9, 10})
MAXIMO_ESTILOS = 65_490  # los que admite Excel
NO = ("0", "false", "off")


@dataclass
class EstilosXlsx:
    """Qué es y qué muestra cada estilo de celda; se arma conforme pasa el XML."""

    formatos: dict[int, str] = field(default_factory=dict)
    numeros: list[int] = field(default_factory=list)
    letras: list[int] = field(default_factory=list)
    tachadas: set[int] = field(default_factory=set)
    dentro: list[str] = field(default_factory=list)
    letra: int = -1

    def open(self, nombre: str, atributos: Atributos) -> None:
        """Empieza un elemento de los estilos."""
        padre = self.dentro[-1] if self.dentro else ""
        if nombre == "numFmt" and "numFmts" in self.dentro:
            self.formatos[int(atributos["numFmtId"])] = atributos.get("formatCode", "")
        elif nombre == "font" and padre == "fonts":
            self.letra += 1
        elif padre == "font" and "fonts" in self.dentro and is_tachado(nombre, atributos):
            self.tachadas.add(self.letra)
        elif nombre == "xf" and padre == "cellXfs":
            self.numeros.append(int(atributos.get("numFmtId", 0)))
            self.letras.append(int(atributos.get("fontId", 0)))
            check_tope(self.numeros, MAXIMO_ESTILOS, "formatos de celda")
        self.dentro.append(nombre)

    def close(self, _: str) -> None:
        """Termina un elemento de los estilos."""
        self.dentro.pop()

    def list_fechas(self) -> frozenset[int]:
        """Los estilos que son fecha."""
        return frozenset(i for i, n in enumerate(self.numeros) if self._is_fecha(n))

    def list_disfraces(self) -> dict[int, str]:
        """Los estilos que muestran otro número que el guardado, y por qué."""
        return {i: d for i, n in enumerate(self.numeros) if (d := self._find_disfraz(n))}

    def list_tachados(self) -> frozenset[int]:
        """Los estilos con la letra tachada."""
        return frozenset(i for i, letra in enumerate(self.letras) if letra in self.tachadas)

    def _is_fecha(self, numero: int) -> bool:
        propio = self.formatos.get(numero)
        return numero in FECHAS_DE_FABRICA if propio is None else is_formato_fecha(propio)

    def _find_disfraz(self, numero: int) -> str:
        if numero in self.formatos:
            return find_disfraz(self.formatos[numero])
        return "porcentaje" if numero in PORCENTAJES_DE_FABRICA else ""


def is_tachado(nombre: str, atributos: Atributos) -> bool:
    """Si un elemento de la letra la tacha."""
    return nombre == "strike" and atributos.get("val") not in NO


def check_tope(vistos: Sequence[object], tope: int, que: str) -> None:
    """Que un libro no traiga más de lo que cabe en uno capturado.

    Raises
    ------
    LibroIlegible
        Si pasa del tope.
    """
    if len(vistos) > tope:
        raise LibroIlegible(
            f"un libro con más de {tope:,} {que}",
            "un libro capturado",
            "copie los datos a la plantilla y pegue sólo los valores",
        )
