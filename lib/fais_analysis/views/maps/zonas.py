"""Las Zonas de Atención Prioritaria de una entidad, un mapa por conjunto, con sus años, status y decreto."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fais_analysis.errors import ParametroError
from fais_analysis.indicators.texto import SIN_DATO, join_frase
from fais_analysis.indicators.zonas_conjuntos import STATUS_ZAP
from fais_analysis.indicators.zonas_series import DENTRO, EN_PARTE, FUERA, SITUACIONES
from fais_analysis.schemas.poligonos import Poligonos
from fais_analysis.views.figura import Diseno, Turno
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.maps.poligonos_trazas import (
    Coloreado,
    Relleno,
    build_grafica_mapa,
    build_rotulo,
    check_claves,
    get_sin_dato,
)
from fais_analysis.views.maps.series import MapaChico, Reparto, build_figura_serie, write_rotulo
from fais_analysis.views.marcado import encode_plotly
from fais_analysis.views.presentacion import PresentacionMapa
from fais_analysis.views.tabla import Tabla
from fais_analysis.views.tema import Tema

_PRIMERO_PX = 262
_COLUMNAS = 4


@dataclass(frozen=True)
class ConjuntoZap:
    """Las zonas de uno o varios años seguidos. Sin años, status o decretos no se puede construir.

    ``anios`` es «2016» o «2023-2026»; ``status``, uno de ``STATUS_ZAP``; ``decretos``, la fecha de cada uno
    o «fecha por verificar»; ``situaciones``, de clave de municipio a una de ``SITUACIONES``.
    """

    anios: str
    status: str
    decretos: str
    situaciones: Mapping[str, str]

    def __post_init__(self) -> None:
        problemas = [
            *(["años"] if not any(c.isdigit() for c in self.anios) else []),
            *([f"situación «{self.status}»"] if self.status not in STATUS_ZAP else []),
            *(["decreto, o «fecha por verificar»"] if not self.decretos.strip() else []),
            *(sorted({v for v in self.situaciones.values() if v not in SITUACIONES})),
        ]
        if problemas:
            raise ParametroError(
                "Un conjunto de ZAP no se puede dibujar.",
                donde=f"ConjuntoZap «{self.anios}»",
                esperado=f"años, decreto y una situación de: {', '.join(STATUS_ZAP)}",
                encontrado=f"mal: {'; '.join(problemas)}",
                que_hacer="arme el conjunto con compute_conjuntos y compute_situacion_rural",
            )

    @property
    def titulo(self) -> str:
        """«2023-2026: sólo criterios derivados»."""
        return f"{self.anios}: {self.status}"

    @property
    def dentro(self) -> list[str]:
        """Claves en zona, completas o en parte."""
        return [c for c, s in self.situaciones.items() if s in (DENTRO, EN_PARTE)]


def plot_mapas_zap(
    poligonos: Poligonos,
    conjuntos: Sequence[ConjuntoZap],
    presentacion: PresentacionMapa,
    tabla: Tabla,
    destacar: str = "",
) -> Grafica:
    """El conjunto más reciente en grande y los anteriores en chico.

    En la forma interactiva, un botón por conjunto cambia el mapa grande (``layout.meta.serie``).

    Parameters
    ----------
    conjuntos
        En orden de años; cada uno con la situación de todos los municipios del mapa (la que falte es «sin
        dato»).
    tabla
        Los mismos datos, año por año.
    destacar
        Clave del municipio con borde grueso, rótulo y flecha; vacío para ninguno.

    Raises
    ------
    ParametroError
        Si no hay conjuntos o alguno trae claves que no están en el mapa.
    """
    _check_conjuntos(conjuntos, poligonos, presentacion.id)
    tema, del_ultimo = presentacion.tema, [conjuntos[-1], *conjuntos[:-1]]
    rellenos = build_rellenos(tema)
    mapas = [
        _build_mapa(poligonos, conjunto, rellenos, conjuntos if n == 0 else ())
        for n, conjunto in enumerate(del_ultimo)
    ]
    figura = build_figura_serie(poligonos, mapas, presentacion, Reparto(_PRIMERO_PX, _COLUMNAS), destacar)
    if destacar:
        rotulo = _get_situacion(del_ultimo[0], destacar)
        propio = build_rotulo(poligonos, destacar, rotulo, figura["layout"], tema)
        figura["layout"]["annotations"].append(propio)
    figura["layout"]["meta"] = {"serie": _build_serie(del_ultimo, figura["layout"], poligonos, destacar)}
    return build_grafica_mapa(presentacion, figura, tabla, _describe(poligonos, del_ultimo))


def build_rellenos(tema: Tema) -> dict[str, Relleno]:
    """Color y trama de cada situación: la zona lleva trama, para que se lea en gris."""
    parte, media = tema.partes[0], tema.partes[2]
    return {
        DENTRO: Relleno(parte.color, "/", tema.colores["fondo"]),
        EN_PARTE: Relleno(media.color, ".", media.linea),
        FUERA: Relleno(tema.colores["fondo_suave"]),
        SIN_DATO: get_sin_dato(tema),
    }


def _build_mapa(
    poligonos: Poligonos,
    conjunto: ConjuntoZap,
    rellenos: Mapping[str, Relleno],
    todos: Sequence[ConjuntoZap],
) -> MapaChico:
    """Un mapa de la serie; el grande (``todos`` no vacío) dice de cada municipio sus años en zona."""
    situaciones = {c: conjunto.situaciones.get(c, SIN_DATO) for c in poligonos.claves}
    presentes = {s for otro in (conjunto, *todos) for s in otro.situaciones.values()} | set(
        situaciones.values()
    )
    leyenda = [(s.capitalize(), r) for s, r in rellenos.items() if s in (DENTRO, FUERA) or s in presentes]
    textos = {c: _phrase_anios(c, todos) for c in situaciones} if todos else situaciones
    coloreado = Coloreado({c: rellenos[s] for c, s in situaciones.items()}, textos, leyenda, "")
    if todos:
        return MapaChico(_write_titulo(conjunto), coloreado, _write_detalle(conjunto))
    return MapaChico(conjunto.anios, coloreado, conjunto.status, rellenos[FUERA])


def _phrase_anios(clave: str, conjuntos: Sequence[ConjuntoZap]) -> str:
    """«en zona en 2016 y 2017-2018», «fuera» o «sin dato»."""
    por_situacion = {
        s: [k.anios for k in conjuntos if k.situaciones.get(clave, SIN_DATO) == s] for s in SITUACIONES
    }
    partes = [
        f"{s}{' todos los años' * (s in (DENTRO, EN_PARTE))}"
        if len(anios) == len(conjuntos)
        else f"{s} en {join_frase(anios)}"
        for s, anios in por_situacion.items()
        if anios and (s != FUERA or len(anios) == len(conjuntos))
    ]
    return "; ".join(partes)


def _get_situacion(conjunto: ConjuntoZap, clave: str) -> str:
    return conjunto.situaciones.get(clave, SIN_DATO).capitalize()


def _build_serie(
    del_ultimo: Sequence[ConjuntoZap], layout: Diseno, poligonos: Poligonos, destacar: str
) -> list[Turno]:
    """Por cada conjunto, el eje de su mapa (vacío, el grande) y sus rótulos cuando se ve en grande."""
    serie: list[Turno] = []
    ultimo = len(layout["annotations"]) - 1
    for n, conjunto in enumerate(del_ultimo, start=1):
        titulo, _ = write_rotulo(_write_titulo(conjunto), _write_detalle(conjunto), layout["width"] - 6)
        notas = {"0": titulo}
        if destacar:
            nombre = poligonos.nombres[poligonos.check_clave(destacar)]
            escrito = (encode_plotly(nombre), encode_plotly(_get_situacion(conjunto, destacar)))
            notas[str(ultimo)] = layout["annotations"][-1]["text"] if n == 1 else "<br>".join(escrito)
        serie.append({"rotulo": conjunto.anios, "eje": "" if n == 1 else f"x{n}", "notas": notas})
    return serie


def _write_titulo(conjunto: ConjuntoZap) -> str:
    return f"ZAP rural {conjunto.titulo}"


def _write_detalle(conjunto: ConjuntoZap) -> str:
    return f"Decreto: {conjunto.decretos}"


def _describe(poligonos: Poligonos, conjuntos: Sequence[ConjuntoZap]) -> str:
    """Cada conjunto con sus municipios, por nombre: lo mismo que dicen los mapas."""
    frases = []
    for conjunto in conjuntos:
        nombres = [poligonos.nombres[poligonos.indice[c]] for c in conjunto.dentro]
        if all(s == SIN_DATO for s in conjunto.situaciones.values()):
            frases.append(f"{conjunto.titulo}")
        else:
            frases.append(f"{conjunto.titulo}; {len(nombres)}: {join_frase(nombres) or 'ninguno'}")
    return ". ".join(frases)


def _check_conjuntos(conjuntos: Sequence[ConjuntoZap], poligonos: Poligonos, ident: str) -> None:
    if not conjuntos:
        raise ParametroError(
            "No hay ningún conjunto de ZAP que dibujar.",
            donde=f"mapa «{ident}»",
            esperado="al menos un año, aunque sea sin dato",
            encontrado="ninguno",
            que_hacer="tome los conjuntos de compute_conjuntos",
        )
    for conjunto in conjuntos:
        check_claves(dict(conjunto.situaciones), poligonos)
