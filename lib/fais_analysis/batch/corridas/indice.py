"""La página de entrada de una corrida: mapa, panorama y los municipios con su estado y cifras clave."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from html import unescape

from fais_analysis.batch.corridas.conjunto import InformeAjeno
from fais_analysis.batch.corridas.manifiesto import BUENO, FALLIDO, PENDIENTE, FichaInforme, Manifiesto
from fais_analysis.indicators.texto import SIN_DATO, join_frase
from fais_analysis.loaders.estado_propuestas import EstadoPropuestas
from fais_analysis.pages.contexto import Contexto
from fais_analysis.pages.ensamble import build_forma_indice, get_ambiente
from fais_analysis.pages.siglas import write_siglas
from fais_analysis.pages.titulos import place_titulos
from fais_analysis.schemas.capitulos.resumen import NOMBRES_VOZ, URGENTE
from fais_analysis.views.formato import format_fecha
from fais_analysis.views.marcado import Html, escape_html

VACIA = ("", None)
NIVEL_MAPA = 2  # el del encabezado bajo el que va
POLIGONO = re.compile(r'<path d="(?P<trazo>[^"]*)"[^>]*><title>(?P<titulo>[^<]*)</title></path>')
SELLO_PROPUESTAS = re.compile(r'<section [^>]*data-propuestas="(?P<huella>[0-9a-f]+)"')
ORILLA = re.compile(r'<use href="[^"]*"/>')
# Cuántos municipios nombra la frase de a quién llamar, y desde qué parte del estado es mucha gente.
LLAMADAS, PARTE_GRANDE_PCT = 6, 5.0
NO_PEDIDO, AJENO = "no_pedido", "ajeno"
ROTULOS = {
    BUENO: "listo",
    FALLIDO: "falló: no hay expediente",
    PENDIENTE: "no se alcanzó a producir",
    NO_PEDIDO: "no se pidió en esta corrida",
}


@dataclass(frozen=True)
class ColumnaIndice:
    """Una cifra clave que el índice muestra de cada municipio."""

    id: str
    rotulo: str
    es_cifra: bool = True


@dataclass(frozen=True)
class RenglonIndice:
    """Un municipio en el índice. ``informe`` es nulo si no hay expediente que abrir.

    ``estado`` es ``ajeno`` si el expediente es de otra corrida, la de ``fecha_anterior``.
    ``cifras`` son parejas (texto, valor); el valor es nulo si no hay número por el que ordenar. ``anterior``
    es el último informe bueno, si éste no salió, y ``fecha_anterior`` el día de la corrida que lo produjo;
    ``hoja``, la de la reunión.
    """

    clave: str
    nombre: str
    estado: str
    informe: str | None
    cifras: tuple[tuple[str, float | None], ...]
    interactivo: str | None = None
    anterior: str | None = None
    fecha_anterior: str = ""
    hoja: str | None = None
    es_demostracion: bool = False

    @property
    def rotulo_estado(self) -> str:
        """El estado en palabras; de un informe de otra corrida, de cuál."""
        if self.estado != AJENO:
            return ROTULOS[self.estado]
        demostracion = ", con datos de demostración" if self.es_demostracion else ""
        return f"de la corrida del {self.fecha_anterior}{demostracion}"


@dataclass(frozen=True)
class PiezasIndice:
    """Lo que el índice agrega a la lista de municipios.

    ``cifras`` son los identificadores de las cifras clave que se muestran; las que nadie trae se omiten.
    ``mapa`` es el HTML del mapa del estado, o vacío; ``propuestas``, en qué van, o nulo si no hay ninguna.
    ``ajenos`` son los informes de otras corridas, de los municipios que ésta no trae. ``calidad`` es el
    archivo de la página de calidad, si la hay.
    """

    cifras: Sequence[str]
    mapa: str = ""
    propuestas: EstadoPropuestas | None = None
    ajenos: Mapping[str, InformeAjeno] = field(default_factory=dict)
    calidad: str = ""


def build_indice(
    manifiesto: Manifiesto, contexto: Contexto, municipios: Mapping[str, str], piezas: PiezasIndice
) -> str:
    """Página índice de una corrida.

    ``municipios`` son todos los de la entidad, de clave a nombre; los que no se pidieron llevan a su informe
    de otra corrida, con su fecha, o van sin enlace si no lo hay.
    """
    nombres = name_homonimos(municipios)
    fichas = {f.clave: rename_ficha(f, nombres) for f in manifiesto.municipios}
    ajenos = {c: replace(a, ficha=rename_ficha(a.ficha, nombres)) for c, a in piezas.ajenos.items()}
    todas = [*fichas.values(), *(ajeno.ficha for ajeno in ajenos.values())]
    columnas = list_columnas(todas, piezas.cifras)
    renglones = [
        build_ajeno(ajenos[c], columnas) if c in ajenos else build_renglon(fichas.get(c), c, n, columnas)
        for c, n in sorted({**municipios, **nombres}.items())
    ]
    listas = [f for f in todas if f.estado == BUENO and f.carpeta]
    llamar = {f.clave: n for n, f in enumerate(order_llamada(todas))}
    renglones.sort(key=lambda r: llamar.get(r.clave, len(llamar)))
    return (
        get_ambiente()
        .get_template("indice.html.j2")
        .render(
            manifiesto=manifiesto,
            contexto=contexto,
            forma=build_forma_indice(),
            columnas=columnas,
            renglones=renglones,
            mapa=Html(place_titulos(link_mapa(piezas.mapa, renglones), NIVEL_MAPA)),
            panorama=manifiesto.panorama and build_renglon(manifiesto.panorama, "", "", ()),
            momento=describe_momento(manifiesto.generado, con_hora=True),
            resumen_estado=describe_estado(manifiesto, len(ajenos)),
            llamada=phrase_llamada(listas, es_parcial=len(listas) < len(municipios)),
            es_demostracion=manifiesto.es_demostracion,
            propuestas=piezas.propuestas,
            calidad=piezas.calidad,
            siglas=write_siglas(["FAIS", piezas.mapa]),
        )
    )


def name_homonimos(municipios: Mapping[str, str]) -> dict[str, str]:
    """El nombre con su clave de los municipios que en la entidad se llaman igual que otro.

    Examples
    --------
    >>> name_homonimos({"20208": "San Juan Mixtepec", "20209": "San Juan Mixtepec", "20067": "Oaxaca"})
    {'20208': 'San Juan Mixtepec (20208)', '20209': 'San Juan Mixtepec (20209)'}
    """
    veces = Counter(municipios.values())
    return {clave: f"{nombre} ({clave})" for clave, nombre in municipios.items() if veces[nombre] > 1}


def rename_ficha(ficha: FichaInforme, nombres: Mapping[str, str]) -> FichaInforme:
    """La ficha con el nombre que le toca, si no es el suyo."""
    return replace(ficha, nombre=nombres[ficha.clave]) if ficha.clave in nombres else ficha


def find_huella_propuestas(indice: str) -> str:
    """La huella de las propuestas con que se hizo un índice; vacía si no lleva ninguna."""
    hallada = SELLO_PROPUESTAS.search(indice)
    return hallada["huella"] if hallada else ""


def list_columnas(fichas: Sequence[FichaInforme], cifras: Sequence[str]) -> list[ColumnaIndice]:
    """Columnas de cifras: el rótulo es el que dio el primer municipio que la trae; sin números, es texto."""
    traidas = {id_: [f.cifras[id_] for f in fichas if id_ in f.cifras] for id_ in cifras}
    return [
        ColumnaIndice(id_, propias[0]["rotulo"], any(cifra["valor"] is not None for cifra in propias))
        for id_, propias in traidas.items()
        if propias
    ]


def build_renglon(
    ficha: FichaInforme | None, clave: str, nombre: str, columnas: Sequence[ColumnaIndice]
) -> RenglonIndice:
    """Renglón de un municipio; sin ficha, no se pidió."""
    if ficha is None:
        return RenglonIndice(clave, nombre, NO_PEDIDO, None, tuple(VACIA for _ in columnas))
    if ficha.estado != BUENO:
        vacias, previo = tuple(VACIA for _ in columnas), ficha.anterior
        fecha = describe_momento(previo.generado) if previo else ""
        anterior = previo.informe if previo else None
        return RenglonIndice(ficha.clave, ficha.nombre, ficha.estado, None, vacias, None, anterior, fecha)
    cifras = [ficha.cifras.get(c.id, {"texto": SIN_DATO, "valor": None}) for c in columnas]
    textos = tuple((cifra["texto"], cifra["valor"]) for cifra in cifras)
    hoja = ficha.hoja
    return RenglonIndice(
        ficha.clave, ficha.nombre, ficha.estado, ficha.informe, textos, ficha.interactivo, hoja=hoja
    )


def build_ajeno(ajeno: InformeAjeno, columnas: Sequence[ColumnaIndice]) -> RenglonIndice:
    """Renglón de un municipio cuyo último informe es de otra corrida."""
    propio = build_renglon(ajeno.ficha, ajeno.ficha.clave, ajeno.ficha.nombre, columnas)
    fecha = describe_momento(ajeno.generado, con_hora=True)
    es_demostracion = ajeno.ficha.es_demostracion
    return replace(propio, estado=AJENO, hoja=None, fecha_anterior=fecha, es_demostracion=es_demostracion)


def is_urgente(ficha: FichaInforme) -> bool:
    """Si su petición es urgente."""
    return bool(ficha.cifras["voz"]["texto"] == NOMBRES_VOZ[URGENTE])


def order_llamada(fichas: Sequence[FichaInforme]) -> list[FichaInforme]:
    """En qué orden llamarlos: los urgentes y luego los demás, por su parte del estado; sin ella, no entra."""
    con_parte = [f for f in fichas if f.cifras.get("parte_estado", {}).get("valor") is not None]
    return sorted(con_parte, key=lambda f: (not is_urgente(f), -f.cifras["parte_estado"]["valor"], f.clave))


def phrase_llamada(fichas: Sequence[FichaInforme], es_parcial: bool = False) -> tuple[str, ...]:
    """A quién llamar primero, en una o dos oraciones: dónde está más de lo que el FAIS puede quitar.

    Primero los urgentes, por su parte del estado; después los demás que reúnen mucho. Si faltan municipios
    (``es_parcial``), se dice que es de los que hay. Vacía si ningún informe la trae.
    """
    orden = order_llamada(fichas)
    urgentes = [f for f in orden if is_urgente(f)]
    grandes = [
        f for f in orden if not is_urgente(f) and f.cifras["parte_estado"]["valor"] >= PARTE_GRANDE_PCT
    ]
    frases = []
    if urgentes:
        cifras = urgentes[0].cifras
        extrema = cifras.get("parte_extrema", {})
        vive = f" y vive el {extrema['texto']} de la gente en pobreza extrema" if extrema.get("valor") else ""
        seguir = join_frase([f.nombre for f in urgentes[1:LLAMADAS]])
        despues = f" Después, a {seguir}." if seguir else ""
        llame = "De los expedientes listos, llame primero a" if es_parcial else "Llame primero a"
        frases.append(
            f"{llame} {urgentes[0].nombre}: ahí está el {cifras['parte_estado']['texto']} de las "
            f"carencias de la vivienda que el FAIS puede quitar en el estado{vive}.{despues}"
        )
    if grandes:
        partes = join_frase([f"{f.nombre} ({f.cifras['parte_estado']['texto']})" for f in grandes])
        no_son, reunen = ("No es urgente", "reúne") if len(grandes) == 1 else ("No son urgentes", "reúnen")
        frases.append(f"{no_son} en porcentaje, pero {reunen} mucha gente: {partes}.")
    return tuple(frases)


def link_mapa(mapa: str, renglones: Sequence[RenglonIndice]) -> str:
    """El mapa del estado con cada municipio enlazado a su expediente; el que no tiene, sin enlace.

    Un municipio se reconoce por el título de su polígono («Mezquital: 65.5 %»). Los enlaces son del SVG: se
    recorren con el teclado y no necesitan guion, así que el dibujo deja de ser una sola imagen.
    """
    informes = {r.nombre: r.informe for r in renglones if r.informe}

    def enlazar(hallado: re.Match[str]) -> str:
        titulo = hallado["titulo"]
        informe = informes.get(unescape(titulo).partition(": ")[0])
        if informe is None:
            return hallado[0]
        rotulo = f"{titulo}. Abrir su expediente"
        return f'<a href="{escape_html(informe)}" aria-label="{rotulo}">{hallado[0]}</a>'

    enlazado = POLIGONO.sub(enlazar, mapa)
    if enlazado == mapa:
        return mapa
    # Una copia («use») de los municipios repetiría sus enlaces: la orilla lleva aquí sus propios vértices.
    orilla = f'<path d="{"".join(p["trazo"] for p in POLIGONO.finditer(mapa))}"/>'
    return ORILLA.sub(orilla, enlazado, count=1).replace('role="img"', 'role="group"')


def describe_momento(generado: str, con_hora: bool = False) -> str:
    """La fecha de una corrida en palabras («22 de noviembre de 2026, 14:30»)."""
    momento = datetime.fromisoformat(generado)
    return f"{format_fecha(momento.date())}{f', {momento:%H:%M}' if con_hora else ''}"


def describe_estado(manifiesto: Manifiesto, ajenos: int = 0) -> str:
    """Cuántos expedientes hay, cuántos faltan y cuántos son de otras corridas, en palabras."""
    buenos = sum(f.estado == BUENO for f in manifiesto.municipios)
    faltan = len(manifiesto.municipios) - buenos
    texto = f"{buenos} expediente{'s' if buenos != 1 else ''}"
    otros = f" y {ajenos} de otras corridas" if ajenos else ""
    return f"{texto}{otros}; {faltan} sin producir" if faltan else f"{texto}{otros}"
