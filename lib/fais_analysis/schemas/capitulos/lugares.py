"""Un municipio o una entidad, con los nombres con que se presenta en un informe."""

from dataclasses import dataclass

from fais_analysis.claves import ENTIDADES

CIUDAD_DE_MEXICO = "09"


@dataclass(frozen=True)
class Lugar:
    """De quién es el informe. ``clave`` es de municipio (5 dígitos) o de entidad (2)."""

    clave: str
    nombre: str

    @property
    def clave_entidad(self) -> str:
        """Clave de la entidad a la que pertenece."""
        return self.clave[:2]

    @property
    def entidad(self) -> str:
        """Nombre oficial de la entidad."""
        return ENTIDADES[self.clave_entidad]

    @property
    def municipio(self) -> str:
        """Cómo se nombra en una serie o en una frase: distingue al municipio del estado homónimo.

        Examples
        --------
        >>> Lugar("10005", "Durango").municipio, Lugar("10014", "Mezquital").municipio
        ('Municipio de Durango', 'Mezquital')
        """
        return f"Municipio de {self.nombre}" if self.nombre == self.entidad else self.nombre

    @property
    def en_frase(self) -> str:
        """Cómo se nombra dentro de una oración: «el municipio de Durango», «Mezquital»."""
        return f"el municipio de {self.nombre}" if self.nombre == self.entidad else self.nombre

    @property
    def nombre_estado(self) -> str:
        """Cómo se nombra la entidad en una serie: «Estado de Durango», «Ciudad de México»."""
        return self.entidad if self.clave_entidad == CIUDAD_DE_MEXICO else f"Estado de {self.entidad}"

    @property
    def estado(self) -> str:
        """Cómo se nombra la suma de municipios con que se compara."""
        return f"{self.nombre_estado} (suma de municipios)"
