"""Una propuesta y sus obras: los datos que comparten revisión, mezcla, comparación, convenio y avance.

El dinero va en centavos enteros; las claves, en texto; las metas, en Decimal. Ninguna persona tiene nombre
aquí: sólo áreas y cargos. Lo que la propuesta no dice es nulo, nunca cero.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from typing import Literal

from fais_analysis.schemas.vocabulario import FUENTES_RECURSO

Modo = Literal["exacto", "confirmado", "supuesto", "ninguno"]
MODOS_QUE_CUENTAN: tuple[Modo, ...] = ("exacto", "confirmado")
Gravedad = Literal["bloqueo", "corregir", "aviso"]
GRAVEDADES: tuple[Gravedad, ...] = ("bloqueo", "corregir", "aviso")


@dataclass(frozen=True)
class RenglonCatalogo:
    """Una subclasificación del Catálogo de un ejercicio: qué carencia mueve y con qué efecto."""

    subclasificacion: str
    rubro: str
    modalidades: tuple[str, ...]
    incidencia: str
    carencia: str
    subindicador: str
    efecto: str
    condicion: str
    grupo: str
    certeza: str


@dataclass(frozen=True)
class Lectura:
    """Qué renglón del Catálogo se entendió en una obra y cómo.

    Sólo «exacto» y «confirmado» cuentan. Un «supuesto» se muestra con sus ``candidatas``, de la más a la
    menos parecida, y espera a que alguien lo confirme: ``texto`` es lo que hay que confirmar, tal como se lee
    al buscarlo.
    """

    modo: Modo = "ninguno"
    renglon: RenglonCatalogo | None = None
    candidatas: tuple[str, ...] = ()
    contradice: str = ""
    texto: str = ""


@dataclass(frozen=True)
class Ubicacion:
    """Dónde está la obra y por qué vía llega a su población objetivo.

    ``dicha`` es lo que el libro escribió por localidad; ``localidad``, su clave si se entendió. Con
    ``es_lejana`` las coordenadas, como se escribieron, no caen en el municipio.
    """

    localidad: str = ""
    dicha: str = ""
    ageb: str = ""
    latitud: float | None = None
    longitud: float | None = None
    via: str = ""
    es_lejana: bool = False

    @property
    def punto(self) -> tuple[float, float] | None:
        """Longitud y latitud, si las dice y caen en el municipio."""
        if self.latitud is None or self.longitud is None or self.es_lejana:
            return None
        return self.longitud, self.latitud


@dataclass(frozen=True)
class Metas:
    """Qué entrega la obra. ``viviendas_acreditadas`` son las que están en una lista de CUIS o cédulas."""

    unidad: str = ""
    meta: Decimal | None = None
    viviendas: int | None = None
    viviendas_conectadas: int | None = None
    viviendas_acreditadas: int | None = None
    con_drenaje: bool | None = None
    beneficiarios_h: int | None = None
    beneficiarios_m: int | None = None
    beneficiarios: int | None = None

    @property
    def personas(self) -> int | None:
        """Personas beneficiadas: hombres y mujeres; si no se desglosan, el total que diga el libro."""
        if self.beneficiarios_h is None and self.beneficiarios_m is None:
            return self.beneficiarios
        return (self.beneficiarios_h or 0) + (self.beneficiarios_m or 0)


@dataclass(frozen=True)
class Comite:
    """Qué lugar le dio el comité comunitario a la obra y en qué asamblea."""

    prioridad: int | None = None
    asamblea: date | None = None
    respuesta: str = ""


@dataclass(frozen=True)
class Obra:
    """Una obra o acción de una propuesta: un renglón del libro, con su dinero por fuente en centavos.

    ``total_declarado`` es el costo que dice el libro; el que vale es :attr:`total`, la suma de las fuentes.
    """

    folio: str
    renglon: int
    nombre: str
    montos: Mapping[str, int] = field(default_factory=dict)
    total_declarado: int | None = None
    lectura: Lectura = Lectura()
    lugar: Ubicacion = Ubicacion()
    metas: Metas = Metas()
    comite: Comite = Comite()
    modalidad: str = ""
    ejecucion: str = ""
    inicio: date | None = None
    termino: date | None = None
    folio_mids: str = ""

    @cached_property
    def total(self) -> int:
        """Suma de las fuentes, en centavos; si ninguna viene, el costo declarado; si tampoco, cero."""
        return sum(self.montos.values()) if self.montos else self.total_declarado or 0

    @property
    def cuenta(self) -> bool:
        """Si su renglón del Catálogo es seguro: sin eso no cuenta viviendas ni pesos alineados."""
        return self.lectura.modo in MODOS_QUE_CUENTAN

    @property
    def catalogo(self) -> RenglonCatalogo | None:
        """Su renglón del Catálogo, sólo si cuenta."""
        return self.lectura.renglon if self.cuenta else None

    @cached_property
    def llave(self) -> tuple[str, ...]:
        """Su contenido, para ordenar: nunca depende del renglón ni de un folio puesto por renglón."""
        seguro = self.catalogo.subclasificacion if self.catalogo else ""
        montos = ";".join(f"{f}={self.montos[f]:018d}" for f in FUENTES_RECURSO if f in self.montos)
        propio = "" if self.folio.startswith("t-") else self.folio
        metas = f"{self.metas.meta}|{self.metas.viviendas}|{self.comite.prioridad}"
        return (self.lugar.localidad, seguro, self.nombre, f"{self.total:018d}", montos, metas, propio)


@dataclass(frozen=True)
class Hallazgo:
    """Algo que corregir, justificar o mirar en una propuesta: una fila, nunca un error.

    ``causa`` junta en una línea los hallazgos de un mismo origen; ``pesos`` (centavos) es el dinero de que
    habla, si habla de dinero; ``leyenda`` va junto al resultado si la regla no está cotejada.
    """

    regla: str
    gravedad: Gravedad
    que_pasa: str
    que_hacer: str
    folio: str = ""
    renglon: int = 0
    columna: str = ""
    encontrado: str = ""
    esperado: str = ""
    causa: str = ""
    cita: str = ""
    leyenda: str = ""
    pesos: int | None = None

    @property
    def huella(self) -> str:
        """Qué hallazgo es, sin el renglón: reordenar el libro no crea hallazgos."""
        partes = (self.regla, self.folio or self.causa, self.columna, self.encontrado)
        return sha256("\x1f".join(partes).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Propuesta:
    """Lo que un municipio propone para un ejercicio, ya leído.

    ``sha256`` identifica el archivo por sus bytes; :attr:`contenido`, la versión por lo que dice.
    """

    clave_municipio: str
    ejercicio: int
    obras: tuple[Obra, ...]
    archivo: str = ""
    sha256: str = ""
    filas_leidas: int = 0
    filas_ignoradas: int = 0

    @cached_property
    def total(self) -> int:
        """Suma de las obras, en centavos."""
        return sum(o.total for o in self.obras)

    @cached_property
    def contenido(self) -> str:
        """Huella de lo que la propuesta dice, sin importar el orden de sus filas ni el archivo."""
        filas = sorted(  # sin el renglón del Catálogo: confirmarlo no es otra versión
            "\x1f".join((o.llave[0], *o.llave[2:], o.lugar.via, str(o.inicio), str(o.termino)))
            for o in self.obras
        )
        cabeza = f"{self.clave_municipio}\x1f{self.ejercicio}"
        return sha256("\x1e".join((cabeza, *filas)).encode()).hexdigest()


def sum_fuentes(obras: Iterable[Obra]) -> dict[str, int]:
    """Centavos por fuente de recurso, en el orden del vocabulario; sólo las que traen dinero."""
    propias = list(obras)
    sumas = {f: sum(o.montos.get(f, 0) for o in propias) for f in FUENTES_RECURSO}
    return {f: s for f, s in sumas.items() if s}


def build_folio(clave_municipio: str, nombre: str, lugar: str) -> str:
    """Folio de una obra que no trae: sale de su contenido, no de su renglón."""
    huella = sha256(f"{clave_municipio}\x1f{lugar}\x1f{nombre}".encode()).hexdigest()[:8]
    return f"t-{huella}"


def format_obras(cuantas: int) -> str:
    """Cuántas obras, en su número.

    Examples
    --------
    >>> format_obras(1), format_obras(1200)
    ('1 obra', '1,200 obras')
    """
    return f"{cuantas:,} {'obra' if cuantas == 1 else 'obras'}"


def format_pesos(centavos: int) -> str:
    """Centavos como pesos, con miles y dos decimales, sin pasar por punto flotante.

    Examples
    --------
    >>> format_pesos(123456789)
    '1,234,567.89'
    """
    signo = "-" if centavos < 0 else ""
    return f"{signo}{abs(centavos) // 100:,}.{abs(centavos) % 100:02d}"
