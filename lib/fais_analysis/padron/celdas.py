"""Lo que se cuenta para publicar: apoyos por localidad y sexo, y qué celdas se publican con cada detalle.

Quien no registró H ni M se reparte al azar entre las dos columnas, siempre igual: así los totales suman y
ninguna localidad delata a nadie. Cuántos son se dice sólo en el total del estado.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from fais_analysis.padron.llaves import compute_seudonimo

TOTAL, OTRO = "total", "otro o sin dato"
SEXOS = ("H", "M")
ESTADO = ""
SIN_LOCALIDAD = "0000"  # al final de la clave del municipio: el registro no dice la localidad
SIN_MUNICIPIO = "00000"  # el registro no dice dónde, o delata una condición: sólo cuenta en el estado
# Del mayor detalle al menor: lo que se publica de un municipio.
LOCALIDAD_SEXO, LOCALIDAD, MUNICIPIO_SEXO, MUNICIPIO, NADA = range(5)
UMBRAL = 5


@dataclass(frozen=True, order=True)
class Atomo:
    """La celda más fina: una localidad y un sexo."""

    localidad: str
    sexo: str

    @property
    def municipio(self) -> str:
        """La clave del municipio."""
        return self.localidad[:5]


@dataclass(frozen=True)
class CeldaPadron:
    """Una celda con su cuenta verdadera: ``lugar`` es estado, municipio o localidad según su largo."""

    lugar: str
    sexo: str
    atomos: tuple[Atomo, ...]
    n: int


@dataclass
class ConteoApoyo:
    """Los apoyos de un tipo en un ejercicio: cuántos hay en cada átomo y cuántos no son H ni M.

    ``listados`` dice cuántas personas de cada (municipio, sexo) van por su nombre en la lista publicada.
    """

    apoyo: str
    atomos: dict[Atomo, int]
    otros: int
    es_sensible: bool = False
    listados: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def municipios(self) -> list[str]:
        """Los municipios con algún apoyo, en orden."""
        return sorted({a.municipio for a in self.atomos})

    def build_celda(self, lugar: str, sexo: str = TOTAL) -> CeldaPadron:
        """La celda de un lugar y un sexo, con su cuenta."""
        propios = tuple(a for a in self.atomos if a.localidad.startswith(lugar) and sexo in (TOTAL, a.sexo))
        return CeldaPadron(lugar, sexo, propios, sum(self.atomos[a] for a in propios))


@dataclass
class Detalle:
    """Hasta dónde se publica un conteo: de cada municipio y del estado."""

    municipios: dict[str, int]
    estado: int = LOCALIDAD_SEXO

    @property
    def con_sexo_estatal(self) -> bool:
        """Si el estado se publica por sexo."""
        return self.estado < MUNICIPIO


def build_conteos(tabla: pd.DataFrame, llave_publicacion: bytes) -> list[ConteoApoyo]:
    """Cuenta los apoyos de un ejercicio: uno por tipo de apoyo, en orden; una fila de la tabla = un apoyo."""
    conteos = []
    for apoyo, filas in tabla.groupby("apoyo", sort=True):
        atomos: Counter[Atomo] = Counter()
        otros = 0
        for fila in filas.itertuples():
            localidad = write_localidad(fila.clave_localidad, fila.clave_municipio)
            sexo = fila.sexo if fila.sexo in SEXOS else fila.curp[10:11]
            if sexo not in SEXOS:
                otros += 1
                sexo = SEXOS[ord(compute_seudonimo(llave_publicacion, "sexo", fila.registro)[0]) % 2]
            for cual in SEXOS:
                atomos[Atomo(localidad, cual)] += cual == sexo
        conteos.append(
            ConteoApoyo(str(apoyo), dict(sorted(atomos.items())), otros, (filas["sensible"] != "").any())
        )
    return conteos


def write_localidad(clave_localidad: str, clave_municipio: str) -> str:
    """La localidad en que cuenta un registro, aunque no la diga.

    Examples
    --------
    >>> write_localidad("", "10005"), write_localidad("", "")
    ('100050000', '000000000')
    """
    return clave_localidad or f"{clave_municipio or SIN_MUNICIPIO}{SIN_LOCALIDAD}"


def add_listados(conteos: Sequence[ConteoApoyo], listadas: Sequence[Mapping[str, object]]) -> None:
    """Anota en cada conteo cuántas personas de cada municipio y sexo van en la lista publicada."""
    por_apoyo = {c.apoyo: c for c in conteos}
    for fila in listadas:
        municipio, sexo = str(fila["clave_municipio"]), str(fila["sexo"])
        conteo = por_apoyo.get(str(fila["apoyo"]))
        if municipio and sexo in SEXOS and conteo is not None:
            conteo.listados[municipio, sexo] = conteo.listados.get((municipio, sexo), 0) + 1


def start_detalle(conteo: ConteoApoyo) -> Detalle:
    """El mayor detalle que se intenta; de un programa que delata una condición, sólo el total del estado."""
    inicial = NADA if conteo.es_sensible else LOCALIDAD_SEXO
    municipios = {m: NADA if m == SIN_MUNICIPIO else inicial for m in conteo.municipios}
    return Detalle(municipios, MUNICIPIO if conteo.es_sensible else LOCALIDAD_SEXO)


def list_publicadas(conteo: ConteoApoyo, detalle: Detalle) -> list[CeldaPadron]:
    """Las celdas que se publican con un detalle, del estado a la localidad."""
    celdas = [] if detalle.estado == NADA else [conteo.build_celda(ESTADO)]
    if detalle.con_sexo_estatal:
        celdas += [conteo.build_celda(ESTADO, s) for s in SEXOS]
    por_municipio = group_localidades(conteo.atomos)
    for municipio in conteo.municipios:
        hasta = detalle.municipios[municipio]
        if hasta <= MUNICIPIO:
            celdas.append(_sum_celda(conteo, municipio, TOTAL, por_municipio[municipio]))
        if hasta <= MUNICIPIO_SEXO:
            celdas += [_sum_celda(conteo, municipio, s, por_municipio[municipio]) for s in SEXOS]
        for localidad in (
            sorted({a.localidad for a in por_municipio[municipio]}) if hasta <= LOCALIDAD else ()
        ):
            propios = [a for a in por_municipio[municipio] if a.localidad == localidad]
            celdas.append(_sum_celda(conteo, localidad, TOTAL, propios))
            if hasta == LOCALIDAD_SEXO:
                celdas += [_sum_celda(conteo, localidad, s, propios) for s in SEXOS]
    return celdas


def list_sumas(celdas: Sequence[CeldaPadron]) -> list[tuple[CeldaPadron, list[CeldaPadron]]]:
    """Qué celdas publicadas son la suma de otras publicadas: por sexo y por lugar."""
    por_llave = {(c.lugar, c.sexo): c for c in celdas}
    por_padre: dict[tuple[str, str], list[CeldaPadron]] = {}
    for celda in celdas:
        if celda.lugar != ESTADO:
            padre = ESTADO if len(celda.lugar) == 5 else celda.lugar[:5]
            por_padre.setdefault((padre, celda.sexo), []).append(celda)
    sumas = []
    for llave, celda in por_llave.items():
        hijas = por_padre.get(llave, [])
        if hijas and sum(len(h.atomos) for h in hijas) == len(celda.atomos):
            sumas.append((celda, hijas))
        por_sexo = [por_llave[llave[0], s] for s in SEXOS if (llave[0], s) in por_llave]
        if celda.sexo == TOTAL and len(por_sexo) == len(SEXOS):
            sumas.append((celda, por_sexo))
    return sumas


def group_localidades(atomos: Iterable[Atomo]) -> Mapping[str, list[Atomo]]:
    """Los átomos de cada municipio."""
    grupos: dict[str, list[Atomo]] = {}
    for atomo in atomos:
        grupos.setdefault(atomo.municipio, []).append(atomo)
    return grupos


def _sum_celda(conteo: ConteoApoyo, lugar: str, sexo: str, de: Sequence[Atomo]) -> CeldaPadron:
    propios = tuple(a for a in de if sexo in (TOTAL, a.sexo))
    return CeldaPadron(lugar, sexo, propios, sum(conteo.atomos[a] for a in propios))
