"""El manifiesto de una corrida: qué se pidió, con qué datos y qué salió. Es lo único que lee la entrega.

Se guarda como ``manifest.json``; su forma es ``schemas/manifiesto-2.schema.json``. No lleva rutas de la
máquina, usuario ni secretos.
"""

import dataclasses
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fais_analysis.errors import EsquemaError
from fais_analysis.pages.causa import Causa, Conteos
from fais_analysis.schemas.capitulos.resumen import ARCHIVO_HOJA

VERSION_ESQUEMA = 2
NOMBRE = "manifest.json"
BUENO, FALLIDO, PENDIENTE = "bueno", "fallido", "pendiente"


@dataclass(frozen=True)
class Origen:
    """De qué corrida viene un informe que ésta no produjo: su nombre y su fecha."""

    corrida: str
    generado: str


@dataclass(frozen=True)
class Anterior:
    """El último informe bueno de un municipio que ahora no salió. Se conserva a la vista, nunca se envía.

    ``informe`` es su ruta dentro de esta corrida; ``corrida`` y ``generado``, los de la que lo produjo.
    """

    corrida: str
    generado: str
    informe: str
    sha256: str


@dataclass(frozen=True)
class FichaInforme:
    """Un informe de la corrida: el de un municipio o el panorama estatal.

    ``informe`` es la ruta del HTML dentro de la corrida y ``sha256`` su huella; ambas nulas si no es
    bueno; lo mismo ``interactivo``, su forma para analistas. ``cifras`` son las que el
    índice muestra, por identificador. ``clave_contenido``, ``partes`` y ``entradas`` son su vigencia;
    ``salidas``, la huella de cada archivo suyo; ``es_incrustado``, si su interactivo
    lleva plotly adentro; ``segundos``, lo que tardó en producirse; ``reuso``, de qué corrida se tomó, si no
    se produjo en ésta; ``anterior``, el último bueno, si éste no lo es.
    """

    clave: str
    nombre: str
    carpeta: str
    estado: str
    informe: str | None = None
    sha256: str | None = None
    tamanio_bytes: int | None = None
    conteos: Conteos = field(default_factory=Conteos)
    cifras: dict[str, dict[str, Any]] = field(default_factory=dict)
    advertencias: list[str] = field(default_factory=list)
    causa: Causa | None = None
    interactivo: str | None = None
    interactivo_sha256: str | None = None
    interactivo_bytes: int | None = None
    es_demostracion: bool = False
    es_incrustado: bool = False
    clave_contenido: str = ""
    partes: dict[str, str] = field(default_factory=dict)
    entradas: dict[str, str] = field(default_factory=dict)
    salidas: dict[str, str] = field(default_factory=dict)
    segundos: float = 0
    reuso: Origen | None = None
    anterior: Anterior | None = None

    @property
    def hoja(self) -> str | None:
        """Ruta de su hoja de una página dentro de la corrida, si la tiene."""
        ruta = f"{self.carpeta}/{ARCHIVO_HOJA}"
        return ruta if ruta in self.salidas else None


@dataclass(frozen=True)
class Manifiesto:
    """Una corrida completa. ``tiempos`` va aparte porque es lo único que cambia sin que cambie nada más.

    ``recursos`` son los archivos que comparten los informes interactivos, por su ruta y con su huella.
    """

    corrida: str
    generado: str
    entidad: str
    nombre_entidad: str
    es_demostracion: bool
    huella_corrida: str
    versiones: dict[str, str]
    insumos: dict[str, Any]
    panorama: FichaInforme | None
    municipios: list[FichaInforme]
    recursos: dict[str, str] = field(default_factory=dict)
    tiempos: dict[str, Any] = field(default_factory=dict)
    esquema: int = VERSION_ESQUEMA

    @property
    def informes(self) -> list[FichaInforme]:
        """El panorama, si se pidió, y los municipios."""
        return [*([self.panorama] if self.panorama else []), *self.municipios]

    def list_estado(self, estado: str) -> list[FichaInforme]:
        """Los informes que quedaron en ese estado."""
        return [ficha for ficha in self.informes if ficha.estado == estado]

    @property
    def codigo_salida(self) -> int:
        """0 si todo salió bien; 1 si algo falló o quedó pendiente."""
        return 0 if all(ficha.estado == BUENO for ficha in self.informes) else 1


@dataclass(frozen=True)
class CorridaEnDisco:
    """Una corrida publicada: su carpeta y lo que dice su manifiesto."""

    carpeta: Path
    manifiesto: Manifiesto


def build_json(manifiesto: Manifiesto) -> str:
    """JSON del manifiesto, con el orden de los campos y dos espacios: dos iguales dan los mismos bytes."""
    campos = dataclasses.asdict(manifiesto)
    return json.dumps({"esquema": campos.pop("esquema"), **campos}, ensure_ascii=False, indent=2) + "\n"


def read_manifiesto(carpeta: Path) -> Manifiesto:
    """Manifiesto de una corrida.

    Raises
    ------
    EsquemaError
        Si no es un manifiesto o lo escribió otra versión.
    """
    ruta = carpeta / NOMBRE
    try:
        campos = json.loads(ruta.read_text(encoding="utf-8"))
        if campos.pop("esquema") != VERSION_ESQUEMA:
            raise ValueError("otra versión de esquema")
        campos["panorama"] = campos["panorama"] and load_ficha(campos["panorama"])
        campos["municipios"] = [load_ficha(ficha) for ficha in campos["municipios"]]
        return Manifiesto(**campos)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise EsquemaError(
            "No se pudo leer el manifiesto de la corrida.",
            donde=f"{carpeta.name}/{NOMBRE}",
            esperado=f"un manifiesto con esquema {VERSION_ESQUEMA}",
            encontrado=f"{type(error).__name__}: {error}",
            que_hacer="vuelva a producir los informes con: fais reportes",
        ) from error


def load_ficha(campos: dict[str, Any]) -> FichaInforme:
    """Ficha de un informe, de sus campos en JSON; ValueError, KeyError o TypeError si no lo es."""
    clases = {"causa": Causa, "reuso": Origen, "anterior": Anterior}
    leidos = {n: campos[n] and clase(**campos[n]) for n, clase in clases.items()}
    return FichaInforme(**{**campos, "conteos": Conteos(**campos["conteos"]), **leidos})
