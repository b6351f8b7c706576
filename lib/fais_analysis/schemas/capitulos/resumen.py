"""El resumen con que termina cada cuaderno: lo que el expediente, el índice y el manifiesto necesitan.

Un cuaderno lo muestra en su última celda; viaja como un tipo de salida propio, que el exportador lee
y no imprime. El formato está en ``docs/por_dentro.md``.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fais_analysis.errors import EsquemaError

MIME_RESUMEN = "application/vnd.fais.resumen+json"
# Con qué voz se le pide a un municipio, y cómo se dice.
URGENTE, COMO_ESTADO, FALTA_POCO, SIN_VOZ = "urgente", "como_estado", "falta_poco", "sin_dato"
NOMBRES_VOZ = {
    URGENTE: "urgente",
    COMO_ESTADO: "como el estado",
    FALTA_POCO: "le falta poco",
    SIN_VOZ: "sin dato",
}
# La hoja de una página de un municipio y lo mismo para máquinas, en su carpeta.
ARCHIVO_HOJA, ARCHIVO_RESUMEN = "hoja.html", "resumen.json"


@dataclass(frozen=True)
class Cifra:
    """Una cifra clave. ``valor`` es el número (nulo si no hay dato); ``texto``, como se imprime.

    ``procedencia`` es la celda de que sale, con la gramática de ``docs/corridas.md``.
    """

    id: str
    rotulo: str
    texto: str
    valor: float | None = None
    nota: str = ""
    procedencia: str = ""


@dataclass(frozen=True)
class FuenteCitada:
    """Una fuente que el informe cita al pie. ``url`` es la dirección oficial (o vacía)."""

    institucion: str
    titulo: str
    anio: str = ""
    url: str = ""


@dataclass(frozen=True)
class Resumen:
    """Resumen de un cuaderno.

    ``clave`` es la del municipio (o entidad) que se calculó: el exportador exige que sea la pedida.
    ``graficas``, ``tablas`` y ``mapas`` son las que el cuaderno debe mostrar: el exportador las cuenta.
    ``fragmentos`` lleva HTML para otras páginas, por ejemplo ``mapa_indice``; ``maquina``, lo que acaba en
    ``resumen.json``.
    """

    titulo: str
    clave: str
    cifras: tuple[Cifra, ...] = ()
    advertencias: tuple[str, ...] = ()
    fuentes: tuple[FuenteCitada, ...] = ()
    es_demostracion: bool = False
    graficas: int = 0
    tablas: int = 0
    mapas: int = 0
    fragmentos: Mapping[str, str] = field(default_factory=dict)
    maquina: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Diccionario para JSON."""
        return dataclasses.asdict(
            dataclasses.replace(self, fragmentos=dict(self.fragmentos), maquina=dict(self.maquina))
        )

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        texto = (
            f"Resumen de {self.titulo}: {self.graficas} gráficas, {self.tablas} tablas, {self.mapas} mapas"
        )
        return {"text/plain": texto, MIME_RESUMEN: self.to_dict()}


def load_resumen(campos: Mapping[str, Any], donde: str) -> Resumen:
    """Resumen a partir de lo que dejó el cuaderno.

    Raises
    ------
    EsquemaError
        Si falta un campo, sobra otro o tiene otra forma.
    """
    try:
        return Resumen(
            **{
                **campos,
                "cifras": tuple(Cifra(**c) for c in campos.get("cifras", ())),
                "advertencias": tuple(campos.get("advertencias", ())),
                "fuentes": tuple(FuenteCitada(**f) for f in campos.get("fuentes", ())),
            }
        )
    except TypeError as error:
        raise EsquemaError(
            "El resumen del cuaderno no tiene la forma acordada.",
            donde=donde,
            esperado="los campos de fais_analysis.schemas.capitulos.resumen.Resumen",
            encontrado=str(error),
            que_hacer="termine el cuaderno mostrando un Resumen; vea docs/por_dentro.md",
        ) from error
