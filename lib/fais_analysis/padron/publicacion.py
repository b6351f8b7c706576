"""La edición que se publica: se redondea, se ataca y lo que se pueda demostrar sale con menos detalle.

Se supone que todo total municipal se conoce exacto por el anexo del convenio, y los de las localidades que
nombra; si no se dice cuáles, los de todas. Sin ataque en cero no hay publicación.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, floor

from fais_analysis.padron.ataque import RUIDO, Blanco, Hecho, build_hecho, find_demostradas, open_ataque
from fais_analysis.padron.celdas import (
    ESTADO,
    LOCALIDAD_SEXO,
    MUNICIPIO,
    NADA,
    OTRO,
    SEXOS,
    TOTAL,
    UMBRAL,
    CeldaPadron,
    ConteoApoyo,
    Detalle,
    group_localidades,
    list_publicadas,
    start_detalle,
)
from fais_analysis.padron.errores import PadronError
from fais_analysis.padron.redondeo import BASE, round_celdas, round_sola, write_sorteo

VUELTAS, MUCHOS = 40, 10**9


@dataclass
class TablaApoyo:
    """Las celdas publicadas de un apoyo, cada una con su cuenta redondeada, y con qué detalle quedó."""

    conteo: ConteoApoyo
    detalle: Detalle
    celdas: list[CeldaPadron]
    publicado: list[int]
    otros: int = 0
    primeras: int = 0  # celdas que el ataque demostraba antes de quitar detalle

    def list_filas(self) -> list[tuple[str, str, int]]:
        """(lugar, sexo, apoyos) de lo que se escribe: un cero no se escribe, porque vale de 0 a 4."""
        filas = [(c.lugar, c.sexo, z) for c, z in zip(self.celdas, self.publicado, strict=True) if z]
        return filas + ([(ESTADO, OTRO, self.otros)] if self.otros else [])

    @property
    def sorteos(self) -> dict[str, int]:
        """Cómo se redondeó cada celda, para repetirlo en la edición que sigue."""
        celdas = zip(self.celdas, self.publicado, strict=True)
        return {write_sorteo(self.conteo.apoyo, c): z for c, z in celdas if c.n % BASE}


@dataclass
class Edicion:
    """Todo lo de un ejercicio; ``sorteos`` se guarda sellado.

    ``exactas`` son las localidades cuyo total se supuso dicho por el anexo.
    """

    ejercicio: str
    tablas: list[TablaApoyo] = field(default_factory=list)
    exactas: list[str] = field(default_factory=list)

    @property
    def sorteos(self) -> dict[str, int]:
        """Los de todas sus tablas."""
        return {llave: z for tabla in self.tablas for llave, z in tabla.sorteos.items()}


def build_edicion(
    ejercicio: str,
    conteos: Sequence[ConteoApoyo],
    llave_publicacion: bytes,
    ya_publicado: Mapping[str, int],
    exactas: Collection[str] | None = None,
) -> Edicion:
    """La edición de un ejercicio, con 0 celdas demostradas.

    ``exactas`` son las localidades cuyo total dice el anexo, además de los municipios; sin ellas, todas.

    Raises
    ------
    PadronError
        Si ni con el menor detalle queda a salvo.
    """
    if exactas is None:
        exactas = {a.localidad for c in conteos for a in c.atomos}
    tablas = [protect_conteo(c, llave_publicacion, ya_publicado, exactas) for c in conteos]
    return Edicion(ejercicio, tablas, sorted(exactas))


def protect_conteo(
    conteo: ConteoApoyo,
    llave_publicacion: bytes,
    ya_publicado: Mapping[str, int],
    exactas: Collection[str] = (),
) -> TablaApoyo:
    """La tabla de un apoyo con todo el detalle que el ataque permite.

    Raises
    ------
    PadronError
        Si ni con el menor detalle queda a salvo.
    """
    detalle, primeras = start_detalle(conteo), -1
    for _ in range(VUELTAS):
        celdas = list_publicadas(conteo, detalle)
        publicado = round_celdas(conteo.apoyo, celdas, llave_publicacion, ya_publicado)
        if publicado is None:
            detalle.estado += 1
            continue
        malos = _list_cambiadas(conteo, celdas, publicado, ya_publicado)
        if not malos:
            demostradas = attack_tabla(conteo, celdas, publicado, exactas)
            primeras = len(demostradas) if primeras < 0 else primeras
            malos = [str(b.nombre).partition("|")[0] for b in demostradas]
        if not malos:
            otros = _round_otros(conteo, llave_publicacion)
            return TablaApoyo(conteo, detalle, celdas, publicado, otros, max(primeras, 0))
        _reduce_detalle(detalle, malos)
    raise PadronError(
        "Una tabla no se puede publicar sin exponer a alguien.",
        donde=f"apoyo {conteo.apoyo}",
        esperado="0 celdas demostradas",
        encontrado="todavía hay, con el menor detalle",
        que_hacer="publique ese apoyo junto con otro, o no lo publique en este ejercicio",
    )


def attack_tabla(
    conteo: ConteoApoyo, celdas: Sequence[CeldaPadron], publicado: Sequence[int], exactas: Collection[str]
) -> list[Blanco]:
    """Las celdas de un apoyo que se demuestran con lo publicado y los totales exactos del anexo.

    Lo que el anexo demuestra él solo (la única localidad que calla de un municipio) no lo dice la edición.
    """
    pares = list(zip(celdas, publicado, strict=True))
    hechos = [build_hecho(c.atomos, z) for c, z in pares if c.lugar != ESTADO]
    estatales = {c.sexo: build_hecho(c.atomos, z) for c, z in pares if c.lugar == ESTADO}
    conocidos = list_conocidos(conteo, exactas)
    hechos += conocidos
    hechos += spread_estatales(conteo, hechos, estatales)
    blancos = list_blancos(conteo)
    anexo = [h for h in conocidos if h.minimo == h.maximo]
    ajenos = {b.nombre for b in find_demostradas(conteo.atomos, anexo, [b for b in blancos if not b.menos])}
    return find_demostradas(conteo.atomos, hechos, [b for b in blancos if b.menos or b.nombre not in ajenos])


def spread_estatales(
    conteo: ConteoApoyo, hechos: Sequence[Hecho], estatales: Mapping[str, Hecho]
) -> list[Hecho]:
    """Lo que las celdas del estado dicen de cada municipio.

    Con el total de cada municipio exacto, los municipios sólo se influyen por cuántos son de un sexo: lo que
    el estado deja a uno es lo suyo menos lo más y lo menos que pueden sumar los demás. Es el mismo programa,
    partido por municipio.
    """
    if SEXOS[0] not in estatales:
        return []
    total = sum(conteo.atomos.values())
    uno, otro = (estatales[s] for s in SEXOS)
    minimo, maximo = max(uno.minimo, total - otro.maximo), min(uno.maximo, total - otro.minimo)
    rangos = {}
    por_municipio = group_localidades(conteo.atomos)
    hechos_de: dict[str, list[Hecho]] = {m: [] for m in por_municipio}
    for hecho in hechos:
        hechos_de[hecho.atomos[0].municipio].append(hecho)
    for municipio, atomos in por_municipio.items():
        sondeo, numero = open_ataque(atomos, hechos_de[municipio])
        columnas = [numero[a] for a in atomos if a.sexo == SEXOS[0]]
        rangos[municipio] = [sondeo.compute_extremo(columnas, es_maximo) for es_maximo in (False, True)]
    menos, mas = (sum(r[i] for r in rangos.values()) for i in (0, 1))
    return [
        Hecho(
            tuple(a for a in por_municipio[m] if a.sexo == SEXOS[0]),
            max(0, ceil(minimo - (mas - alto) - RUIDO)),
            floor(maximo - (menos - bajo) + RUIDO),
        )
        for m, (bajo, alto) in rangos.items()
    ]


def list_conocidos(conteo: ConteoApoyo, exactas: Collection[str]) -> list[Hecho]:
    """Lo que se sabe por fuera: los totales del anexo y cuántas personas de cada sexo dice la lista."""
    hechos = []
    for municipio, atomos in group_localidades(conteo.atomos).items():
        for lugar in (municipio, *(e for e in exactas if e.startswith(municipio))):
            propios = tuple(a for a in atomos if a.localidad.startswith(lugar))
            if propios:  # el anexo puede nombrar una localidad sin registros de este apoyo
                n = sum(conteo.atomos[a] for a in propios)
                hechos.append(Hecho(propios, n, n))
    propios_de = {
        (m, s): tuple(a for a in conteo.atomos if a.municipio == m and a.sexo == s)
        for m, s in conteo.listados
    }
    return hechos + [Hecho(propios_de[k], n, MUCHOS) for k, n in conteo.listados.items() if propios_de[k]]


def list_blancos(conteo: ConteoApoyo) -> list[Blanco]:
    """Cada celda que podría demostrarse, se publique o no: átomos, localidades y municipios por sexo."""
    blancos = [Blanco(f"{a.localidad}|{a.sexo}", (a,)) for a in conteo.atomos]
    por_municipio = group_localidades(conteo.atomos)
    for municipio, atomos in por_municipio.items():
        for lugar in (municipio, *dict.fromkeys(a.localidad for a in atomos)):
            propios = [a for a in atomos if a.localidad.startswith(lugar)]
            blancos.append(Blanco(f"{lugar}|{TOTAL}", tuple(propios)))
        blancos += [Blanco(f"{municipio}|{s}", tuple(a for a in atomos if a.sexo == s)) for s in SEXOS]
    blancos += [
        Blanco(f"{m}|{s}", tuple(a for a in por_municipio.get(m, ()) if a.sexo == s), n)
        for (m, s), n in conteo.listados.items()
    ]
    blancos += [Blanco(f"{ESTADO}|{s}", tuple(a for a in conteo.atomos if a.sexo == s)) for s in SEXOS]
    return blancos


def _list_cambiadas(
    conteo: ConteoApoyo,
    celdas: Sequence[CeldaPadron],
    publicado: Sequence[int],
    ya_publicado: Mapping[str, int],
) -> list[str]:
    """Los lugares donde, para que sume, la misma cuenta saldría distinta de una edición anterior."""
    pares = zip(celdas, publicado, strict=True)
    return [c.lugar for c, z in pares if ya_publicado.get(write_sorteo(conteo.apoyo, c), z) != z]


def _reduce_detalle(detalle: Detalle, lugares: Sequence[str]) -> None:
    """Quita un paso de detalle a cada municipio señalado; donde ya no queda, al estado."""
    for municipio in sorted({lugar[:5] for lugar in lugares}):
        actual = detalle.municipios.get(municipio, NADA)
        if municipio == ESTADO or actual >= MUNICIPIO:
            detalle.estado = {LOCALIDAD_SEXO: MUNICIPIO}.get(detalle.estado, NADA)
        else:
            detalle.municipios[municipio] = actual + 1


def _round_otros(conteo: ConteoApoyo, llave_publicacion: bytes) -> int:
    """Cuántos no registraron H ni M, en el estado y sólo si son el umbral o más."""
    if conteo.otros < UMBRAL or conteo.es_sensible:
        return 0
    return round_sola(llave_publicacion, conteo.apoyo, CeldaPadron(ESTADO, OTRO, (), conteo.otros))
