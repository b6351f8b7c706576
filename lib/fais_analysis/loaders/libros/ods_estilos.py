"""Los formatos de un .ods que hacen leer otra cantidad que la guardada («1.2» por 1,200: en miles)."""

from dataclasses import dataclass, field

from fais_analysis.loaders.libros.celdas import find_disfraz
from fais_analysis.loaders.libros.paquete import Atributos

FORMATOS = ("number-style", "currency-style", "percentage-style", "text-style", "date-style", "time-style")
VISIBLES = ("percentage-style", "date-style", "time-style")  # su valor ya dice lo que son
CON_CIFRA = ("number", "scientific-number", "fraction")
TAPADO = ";"
TACHAN = ("text-line-through-style", "text-line-through-type")
POSITIVO = ("value()>0", "value()>=0")


@dataclass
class Estilos:
    """Qué muestra cada estilo de celda; se arma conforme pasa el XML.

    ``formatos`` se escriben como los escribe Excel; ``casos`` son los que un formato usa según el valor.
    """

    formatos: dict[str, str] = field(default_factory=dict)
    casos: dict[str, dict[str, str]] = field(default_factory=dict)
    de_celda: dict[str, str] = field(default_factory=dict)
    tachados: set[str] = field(default_factory=set)
    abierto: str = ""
    estilo: str = ""
    en_texto: bool = False

    def open(self, nombre: str, atributos: Atributos) -> None:
        """Empieza un elemento de los estilos."""
        if nombre == "style":
            self.estilo = atributos.get("name", "")
            if "data-style-name" in atributos:
                self.de_celda[self.estilo] = atributos["data-style-name"]
        elif nombre == "text-properties" and any(atributos.get(a, "none") != "none" for a in TACHAN):
            self.tachados.add(self.estilo)
        elif nombre in FORMATOS:
            self.abierto = atributos.get("name", "")
            self.formatos[self.abierto] = "@" if nombre in VISIBLES else ""
        elif self.abierto and nombre in CON_CIFRA:
            self.formatos[self.abierto] += "0" + "," * ((len(atributos.get("display-factor", "1")) - 1) // 3)
        elif self.abierto and nombre == "text-content":
            self.formatos[self.abierto] += "@"
        elif self.abierto and nombre == "map":
            condicion = atributos.get("condition", "").replace(" ", "")
            self.casos.setdefault(self.abierto, {})[condicion] = atributos.get("apply-style-name", "")
        self.en_texto = bool(self.abierto) and nombre in ("text", "currency-symbol")

    def close(self, nombre: str) -> None:
        """Termina un elemento de los estilos."""
        self.en_texto = False
        if nombre in FORMATOS:
            self.formatos[self.abierto] = self.formatos[self.abierto] or TAPADO
            self.abierto = ""

    def add_texto(self, pedazo: str) -> None:
        """El letrero que acompaña al número."""
        if self.en_texto:
            self.formatos[self.abierto] += f'"{pedazo}"'

    def find_disfraz(self, estilo: str) -> str:
        """Por qué ese estilo de celda muestra otra cosa que el número guardado; vacío si no lo hace."""
        formato = self.de_celda.get(estilo, "")
        casos = self.casos.get(formato, {})
        positivo = next((casos[c] for c in POSITIVO if c in casos), "")
        usados = [positivo] if positivo else [formato, *casos.values()]
        return next((d for f in usados if (d := find_disfraz(self.formatos.get(f, "")))), "")
