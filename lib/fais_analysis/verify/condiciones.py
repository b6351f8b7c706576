"""Con qué se hizo un informe y con qué se verifica: qué diferencias tienen explicación y cuáles no."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fais_analysis.errors import FaisError
from fais_analysis.pages.lectura import FICHA, Informe, LugarPieza
from fais_analysis.procedencia.gramatica import Expresion
from fais_analysis.procedencia.registro import LIBRO, list_tablas_de
from fais_analysis.procedencia.textos import describe_tabla, find_huella
from fais_analysis.verify.alcance_libro import AlcanceLibro, build_alcance
from fais_analysis.verify.comparacion import NADA, Diferencia
from fais_analysis.verify.resultado import DISCREPANCIA, SIN_COMPROBAR, Reparo

if TYPE_CHECKING:
    from fais_analysis.verify.rearmado import Rearmado

VERSION, DATOS, CORRIDA = "Versión", "Huella de los datos", "Huella del informe"
INVERSION = "Inversión"
PAPEL_AVISO = "aviso"


@dataclass(frozen=True)
class Condiciones:
    """Lo que explica una diferencia sin que sea una discrepancia.

    ``version`` y ``libro`` son la razón, en palabras, o vacío. ``alcance`` dice qué puede cambiar con
    otro libro de inversión. ``reparos`` son los de la propia ficha del informe.
    """

    clave: str
    version: str = ""
    libro: str = ""
    alcance: AlcanceLibro = field(default_factory=AlcanceLibro)
    es_misma_corrida: bool = True
    reparos: tuple[Reparo, ...] = field(default=())

    def get_razon(self, diferencia: Diferencia) -> str:
        """Por qué una diferencia no se puede comprobar; vacío si es una discrepancia.

        El libro sólo explica lo que está en un lugar al que llega en lo vuelto a armar; de lo que el informe
        diga de sí mismo no se fía.
        """
        if self.version:
            return self.version
        lugares = [*diferencia.propios]
        if diferencia.datos == NADA and diferencia.lugar.papel == PAPEL_AVISO:
            lugares.append(diferencia.lugar)  # el de demostración: aquí ya no hace falta
        return self.libro if self.libro and any(map(self.alcance.covers_lugar, lugares)) else ""

    def get_razon_cifra(self, expresion: Expresion) -> str:
        """Por qué una cifra con procedencia no se puede recalcular; vacío si sí."""
        tablas = list_tablas_de(expresion.capitulo, expresion.tabla, expresion.columna)
        return self.libro if self.libro and LIBRO in tablas else ""

    def is_explicada(self, lugar: LugarPieza) -> bool:
        """Si la diferencia es de la ficha del informe y ya está dicha en ``reparos``."""
        if self.es_misma_corrida or lugar.papel != FICHA or lugar.renglon is None:
            return False
        return lugar.renglon.nombre in (VERSION, DATOS, CORRIDA)


def build_condiciones(informe: Informe, rearmado: "Rearmado") -> Condiciones:
    """Compara la ficha y las huellas del informe con las de aquí.

    La huella del informe abarca los datos que usó, cuadernos, biblioteca y paquetes: si es la misma, nada
    explica una diferencia, ni siquiera otra versión impresa.
    """
    contexto, ficha = rearmado.contexto, informe.ficha
    if ficha.get(CORRIDA) == contexto.corrida_corta:
        return Condiciones(informe.clave)
    version = libro = ""
    reparos = [_build_corrida(ficha.get(CORRIDA, ""), contexto.corrida_corta)]
    aqui = f"fais_analysis {contexto.version}"
    if ficha.get(VERSION) != aqui:
        version = f"se hizo con {ficha.get(VERSION, 'otra versión')[:60]} y aquí está {aqui}"
        reparos.append(Reparo(SIN_COMPROBAR, f"Pie › {VERSION}", ficha.get(VERSION, ""), aqui, version))
    if ficha.get(DATOS) != contexto.huella_corta:
        libro = _compare_libro(informe, rearmado)
        reparos += _compare_tablas(informe, libro, rearmado.contexto.entradas) or [
            _build_datos(informe, contexto.huella_corta)
        ]
    # Ni el de Word ni el de máquinas citan: no se sabe qué de ellos sale del libro.
    sin_citas = AlcanceLibro(cuadernos=frozenset({""}))
    alcance = build_alcance(rearmado.read_como(informe).cifras) if informe.formato == "html" else sin_citas
    return Condiciones(informe.clave, version, libro, alcance, False, tuple(reparos))


def read_huellas(informe: Informe) -> Mapping[str, str]:
    """Huella corta de cada tabla que el informe dice citar; vacío si no lo dice o no se entiende."""
    try:
        tablas = json.loads(informe.procedencias)["tablas"]
        return {str(nombre): str(ficha[2]) for nombre, ficha in tablas.items()}
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        return {}


def _compare_libro(informe: Informe, rearmado: "Rearmado") -> str:
    """Por qué no se puede comprobar la inversión, o vacío si el libro es el mismo."""
    huella, aqui = read_huellas(informe).get(LIBRO), get_huella(LIBRO, rearmado.contexto.entradas)
    demostracion = INVERSION in informe.ficha
    if not demostracion and rearmado.contexto.es_demostracion:
        return "aquí no está el libro de inversión con que se hizo; sólo el de demostración"
    es_otro = (
        huella != aqui
        if huella
        else LIBRO in read_huellas(rearmado.read_como(replace(informe, formato="html")))
    )
    if es_otro or (demostracion and not rearmado.contexto.es_demostracion):
        return "el libro de inversión de aquí es otro que aquel con que se hizo"
    return ""


def get_huella(nombre: str, entradas: Mapping[str, str]) -> str:
    """Huella corta, aquí, de las filas que el informe usa de una tabla; si no se sabe, la de la tabla."""
    return find_huella(nombre, entradas) or describe_tabla(nombre)["huella"]


def _compare_tablas(informe: Informe, libro: str, entradas: Mapping[str, str]) -> list[Reparo]:
    """Las tablas de ``data/`` que ya no son aquéllas con que se hizo el informe, por su nombre."""
    reparos = []
    for nombre, huella in sorted(read_huellas(informe).items()):
        if nombre == LIBRO:
            continue
        archivo = f"data/{nombre}.csv"
        try:
            archivo = describe_tabla(nombre)["archivo"]
            aqui = get_huella(nombre, entradas) or "no existe"
        except FaisError:
            aqui = "no existe"
        if aqui != huella:
            razon = "la tabla no es aquella con que se hizo el informe"
            reparos.append(Reparo(DISCREPANCIA, f"{archivo}, huella", huella, aqui, razon))
    if libro:
        reparos.append(Reparo(SIN_COMPROBAR, "todo lo que sale del libro de inversión", razon=libro))
    return reparos


def _build_datos(informe: Informe, aqui: str) -> Reparo:
    razon = "los datos no son todos los de entonces"
    if read_huellas(informe):
        razon += "; las tablas que este informe dice citar no cambiaron"
    return Reparo(SIN_COMPROBAR, f"Pie › {DATOS}", informe.ficha.get(DATOS, "(no la trae)"), aqui, razon)


def _build_corrida(informe: str, aqui: str) -> Reparo:
    razon = "se hizo con otra edición de los datos que usa, los cuadernos, la biblioteca o los paquetes"
    return Reparo(SIN_COMPROBAR, f"Pie › {CORRIDA}", informe or "(no la trae)", aqui, razon)
