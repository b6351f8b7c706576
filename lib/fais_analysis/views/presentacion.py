"""Los textos con que una vista se presenta, y las columnas de una tabla."""

from dataclasses import dataclass, field

from fais_analysis.errors import ParametroError
from fais_analysis.indicators.zonas_conjuntos import STATUS_ZAP
from fais_analysis.views.formato import Formato, get_formato
from fais_analysis.views.tema import TEMA, Tema


@dataclass(frozen=True)
class Presentacion:
    """Los textos con que se presenta una gráfica o un mapa.

    ``titulo`` es el mensaje («Ocho de cada diez…»); ``descripcion`` dice qué se mide y en qué unidad;
    ``id`` es estable y único en el documento; ``fuente`` y ``nota`` van al pie. ``alternativa`` sustituye
    la descripción que la vista redacta para lectores de pantalla.
    """

    id: str
    titulo: str
    descripcion: str
    fuente: str
    nota: str = ""
    alternativa: str = ""
    tema: Tema = TEMA


@dataclass(frozen=True)
class Sello:
    """De qué año son los datos de un mapa y qué se sabe de la ZAP: sin ellos no se dibuja ninguno.

    ``anio`` es el de los datos («2020», «2015 y 2020»); ``zap_anios``, el de las zonas («2026», «2016-2026»);
    ``status``, qué tan oficial es ese conjunto, con las palabras de ``indicators.zonas.STATUS_ZAP`` (si son
    varias, unidas); ``muestra_zap``, si el mapa las dibuja.
    """

    anio: str
    zap_anios: str
    status: str
    muestra_zap: bool = False

    def __post_init__(self) -> None:
        faltan = [c for c in ("anio", "zap_anios") if not any(d.isdigit() for d in getattr(self, c))]
        faltan += ["status"] * (not any(s in self.status for s in STATUS_ZAP))
        if faltan:
            raise ParametroError(
                "Un mapa no dice su año o la situación de su ZAP.",
                donde="Sello",
                esperado=f"años con cifras y una de: {', '.join(STATUS_ZAP)}",
                encontrado=f"sin {', '.join(faltan)}",
                que_hacer="tome el año y la situación de compute_status_zonas; si no hay, es «sin dato»",
            )

    @property
    def frase(self) -> str:
        """«Datos de 2020. ZAP 2026: sólo criterios derivados.»"""
        ajena = "" if self.muestra_zap else " (este mapa no la dibuja)"
        return f"Datos de {self.anio}. ZAP {self.zap_anios}: {self.status}{ajena}."


@dataclass(frozen=True)
class PresentacionMapa(Presentacion):
    """Los textos de un mapa: los de una gráfica y su sello, obligatorio."""

    sello: Sello = field(kw_only=True)


@dataclass(frozen=True)
class Columna:
    """Una columna visible de una tabla.

    ``formato`` es un nombre de ``formato.FORMATOS`` o una función valor → texto. ``alineacion`` es
    ``"izquierda"``, ``"derecha"`` o ``""`` (texto a la izquierda, cifras a la derecha). ``procedencia`` es
    una plantilla que se llena con las columnas del renglón, por ejemplo
    ``"pobreza_municipal[{clave_municipio},{anio}].pobreza_pct"``, y se escribe en cada cifra.
    """

    campo: str
    rotulo: str
    formato: Formato = "texto"
    alineacion: str = ""
    procedencia: str | None = None

    def __post_init__(self) -> None:
        get_formato(self.formato)

    @property
    def es_texto(self) -> bool:
        """Dice si la columna se alinea como texto."""
        return self.alineacion == "izquierda" or (
            self.alineacion == "" and self.formato in ("texto", "fecha", "anio")
        )
