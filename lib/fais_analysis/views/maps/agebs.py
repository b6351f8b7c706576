"""Las AGEB urbanas de un municipio: con su contorno si se tiene el Marco Geoestadístico; si no, su punto."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from fais_analysis.errors import ParametroError
from fais_analysis.indicators.texto import join_frase
from fais_analysis.schemas.poligonos import Coordenadas, Poligonos
from fais_analysis.views.figura import Traza
from fais_analysis.views.formato import format_entero, format_habitantes, is_sin_dato
from fais_analysis.views.grafica import Grafica
from fais_analysis.views.maps.adornos import add_escala
from fais_analysis.views.maps.categorias import Categoria
from fais_analysis.views.maps.colocacion import Caja, is_encimada
from fais_analysis.views.maps.localidades import build_contorno, pad_caja
from fais_analysis.views.maps.marco import build_layout_mapa
from fais_analysis.views.maps.poligonos import clip_anillos, project_puntos
from fais_analysis.views.maps.poligonos_trazas import (
    Relleno,
    build_borde,
    build_entrada,
    build_grafica_mapa,
    build_poligono,
    get_sin_dato,
)
from fais_analysis.views.marcado import encode_plotly
from fais_analysis.views.presentacion import Columna, PresentacionMapa
from fais_analysis.views.registros import list_renglones, read_numero
from fais_analysis.views.svg.lienzo import build_lienzo
from fais_analysis.views.tabla import Tabla
from fais_analysis.views.tema import Tema, compute_luminancia

FUERA_DEL_GRADO = "Sin grado"
# Diámetro de los puntos según cuántos hay: pocos, grandes; muchos, que no se tapen.
_DIAMETROS_PX = ((150, 6.0), (40, 8.0), (0, 10.0))
_ROMBO_VECES = 1.3
_CON_TITULO = 20
_EN_TABLA = 15
_LUGARES_NOMBRADOS = 4
# Si todas caben en un cuadro no mucho mayor que el de la localidad principal, se ven todas.
_VECES_PRINCIPAL = 2.0

Formas = Mapping[str, tuple[Coordenadas, Coordenadas]]


@dataclass(frozen=True)
class OpcionesAgebs:
    """Qué se muestra: ``categorias`` son los grados, en orden; ``rotulo_zap``, la entrada de leyenda de la
    zona («En ZAP urbana 2026»); ``formas``, los contornos por clave (vacío: puntos); ``procedencia``, la
    plantilla de ``Columna`` de los habitantes.
    """

    categorias: Sequence[Categoria]
    rotulo_zap: str
    formas: Formas = field(default_factory=dict)
    procedencia: str | None = None


@dataclass(frozen=True)
class Ageb:
    """Una AGEB lista para dibujar: ``x`` y ``y`` en km; ``en_zap`` nulo = sin dato."""

    clave: str
    localidad: str
    texto: str
    grado: str
    en_zap: bool | None
    x: float
    y: float


def plot_municipio_agebs(
    poligonos: Poligonos,
    clave: str,
    agebs: pd.DataFrame,
    presentacion: PresentacionMapa,
    opciones: OpcionesAgebs,
) -> Grafica:
    """Las AGEB de la localidad principal (o de todas, si caben), por grado y con su ZAP.

    La que está en ZAP lleva trama (contorno) o es un rombo (punto), además del color de su grado. Las que
    quedan fuera del cuadro se cuentan en la nota.

    Parameters
    ----------
    agebs
        Una fila = AGEB: ``clave_ageb, localidad, grado, poblacion_personas, longitud, latitud, en_zap``.

    Raises
    ------
    ParametroError
        Si faltan columnas, no hay puntos, el municipio no está en el mapa o falta el sello.
    """
    numero, tema = poligonos.check_clave(clave), presentacion.tema
    check_agebs(agebs)
    todas = read_agebs(agebs, poligonos)
    caja = frame_agebs(todas)
    visibles = [a for a in todas if caja[0] <= a.x <= caja[2] and caja[1] <= a.y <= caja[3]]
    x, y = clip_anillos(poligonos.x[numero], poligonos.y[numero], caja)
    fondo = Relleno(tema.colores["fondo_suave"])
    contorno = build_contorno(poligonos, numero, fondo, tema) | {"x": x, "y": y}
    trazas = _list_trazas(contorno, visibles, opciones, tema)
    layout = build_layout_mapa(presentacion, caja, trazas, "")
    layout["meta"] = {"recorte": True}
    lienzo = build_lienzo(layout)
    cajas = [(lienzo.x(a.x) - 4, lienzo.y(a.y) - 4, lienzo.x(a.x) + 4, lienzo.y(a.y) + 4) for a in visibles]
    add_escala(layout, lienzo, lambda propia: sum(is_encimada(propia, c) for c in cajas), tema)
    tabla = _build_tabla(agebs, presentacion, opciones)
    grafica = build_grafica_mapa(presentacion, {"data": trazas, "layout": layout}, tabla, _describe(visibles))
    return _add_cuadro(grafica, visibles, len(todas) - len(visibles))


def check_agebs(agebs: pd.DataFrame) -> None:
    """Exige las columnas del mapa y al menos un punto."""
    pedidas = ["clave_ageb", "localidad", "grado", "poblacion_personas", "longitud", "latitud", "en_zap"]
    faltan = [c for c in pedidas if c not in agebs.columns]
    if faltan or agebs["longitud"].notna().sum() == 0:
        raise ParametroError(
            "La tabla de AGEB no sirve para el mapa.",
            donde="plot_municipio_agebs",
            esperado="puntos con coordenadas y " + ", ".join(pedidas),
            encontrado="faltan " + ", ".join(faltan) if faltan else "ningún punto con coordenadas",
            que_hacer="pase las AGEB del municipio con su punto; si no las tiene, no dibuje este mapa",
        )


def read_agebs(agebs: pd.DataFrame, poligonos: Poligonos) -> list[Ageb]:
    """Las AGEB con punto, de mayor a menor población; los empates, por clave."""
    renglones = [r for r in list_renglones(agebs) if not is_sin_dato(r["longitud"])]
    renglones.sort(key=lambda r: (-_read_personas(r["poblacion_personas"]), str(r["clave_ageb"])))
    longitudes, latitudes = ([read_numero(r[c]) for r in renglones] for c in ("longitud", "latitud"))
    xs, ys = project_puntos(longitudes, latitudes, poligonos)
    return [_read_ageb(r, x, y) for r, x, y in zip(renglones, xs, ys, strict=True)]


def _read_personas(celda: object) -> float:
    """Para ordenar: sin dato va con las que no tienen a nadie."""
    return 0.0 if is_sin_dato(celda) else read_numero(celda)


def _read_ageb(renglon: Mapping[str, object], x: float, y: float) -> Ageb:
    clave, personas, zap = str(renglon["clave_ageb"]), renglon["poblacion_personas"], renglon["en_zap"]
    grado = FUERA_DEL_GRADO if is_sin_dato(renglon["grado"]) else str(renglon["grado"])
    en_zap = None if is_sin_dato(zap) else bool(zap)
    situacion = {True: "en ZAP", False: "fuera de ZAP", None: "ZAP sin dato"}[en_zap]
    lugar = f"{renglon['localidad']}, AGEB {clave[-4:]}"
    texto = f"{lugar}: {format_habitantes(personas)}, {grado.lower()}, {situacion}"
    return Ageb(clave, str(renglon["localidad"]), texto, grado, en_zap, x, y)


def frame_agebs(agebs: Sequence[Ageb]) -> Caja:
    """El cuadro del mapa: el de todas si es compacto; si no, el de la localidad con más AGEB."""
    cuenta: dict[str, int] = {}
    for ageb in agebs:
        cuenta[ageb.clave[:9]] = cuenta.get(ageb.clave[:9], 0) + 1
    principal = max(sorted(cuenta), key=lambda c: cuenta[c])
    de_todas = pad_caja(None, [(a.x, a.y) for a in agebs])
    propia = pad_caja(None, [(a.x, a.y) for a in agebs if a.clave[:9] == principal])
    lado = [max(c[2] - c[0], c[3] - c[1]) for c in (de_todas, propia)]
    return de_todas if lado[0] <= _VECES_PRINCIPAL * lado[1] else propia


def list_entradas_agebs(visibles: Sequence[Ageb], opciones: OpcionesAgebs, tema: Tema) -> list[Traza]:
    """Leyenda: todos los grados, «Sin grado» si lo hay y la zona con su trama o su símbolo."""
    rellenos = [(c.nombre, Relleno(c.color)) for c in opciones.categorias]
    if any(a.grado == FUERA_DEL_GRADO for a in visibles):
        rellenos.append((FUERA_DEL_GRADO, get_sin_dato(tema)))
    if opciones.formas:
        entradas = [build_entrada(nombre, relleno, tema) for nombre, relleno in rellenos]
    else:
        puntos = [(nombre, _build_traza([], relleno.color, False, tema)) for nombre, relleno in rellenos]
        entradas = [t | {"name": encode_plotly(nombre), "showlegend": True} for nombre, t in puntos]
    if not opciones.rotulo_zap:
        return entradas
    if opciones.formas:
        zona = Relleno(tema.colores["fondo"], "/", tema.colores["tinta"])
        return [*entradas, build_entrada(opciones.rotulo_zap, zona, tema)]
    rombo = _build_traza([], tema.colores["fondo"], True, tema)
    return [*entradas, rombo | {"name": encode_plotly(opciones.rotulo_zap), "showlegend": True}]


def _get_color(grado: str, opciones: OpcionesAgebs, tema: Tema) -> str:
    return {c.nombre: c.color for c in opciones.categorias}.get(grado, tema.sin_dato["fondo"])


def _list_trazas(contorno: Traza, visibles: list[Ageb], opciones: OpcionesAgebs, tema: Tema) -> list[Traza]:
    """La leyenda, el contorno y las AGEB: con su forma las que la traen; las demás, con su punto."""
    trazas = [*list_entradas_agebs(visibles, opciones, tema), contorno]
    trazas += _list_formas([a for a in visibles if a.clave in opciones.formas], opciones, tema)
    return trazas + _list_puntos([a for a in visibles if a.clave not in opciones.formas], opciones, tema)


def _list_formas(agebs: Sequence[Ageb], opciones: OpcionesAgebs, tema: Tema) -> list[Traza]:
    """Los contornos: uno por AGEB con su título para las más pobladas; los demás, juntos por grado y ZAP."""
    grupos: dict[Relleno, list[Ageb]] = {}
    for ageb in agebs[_CON_TITULO:]:
        grupos.setdefault(_get_relleno(ageb, opciones, tema), []).append(ageb)
    trazas = [_join_formas(grupo, relleno, opciones, tema) for relleno, grupo in grupos.items()]
    for ageb in agebs[:_CON_TITULO]:
        traza = _join_formas([ageb], _get_relleno(ageb, opciones, tema), opciones, tema)
        trazas.append(traza | {"text": encode_plotly(ageb.texto)})
    return trazas


def _get_relleno(ageb: Ageb, opciones: OpcionesAgebs, tema: Tema) -> Relleno:
    color = _get_color(ageb.grado, opciones, tema)
    if ageb.en_zap:
        return Relleno(color, "/", tema.colores["fondo" if compute_luminancia(color) < 0.18 else "tinta"])
    return get_sin_dato(tema) if ageb.grado == FUERA_DEL_GRADO else Relleno(color)


def _join_formas(agebs: Sequence[Ageb], relleno: Relleno, opciones: OpcionesAgebs, tema: Tema) -> Traza:
    """Una traza con los anillos de varias AGEB, separados por ``None``."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for ageb in agebs:
        x, y = opciones.formas[ageb.clave]
        xs += [None, *x] if xs else x
        ys += [None, *y] if ys else y
    return build_poligono("", tuple(xs), tuple(ys), relleno, build_borde(tema.colores["fondo"], 0.6))


def _list_puntos(agebs: Sequence[Ageb], opciones: OpcionesAgebs, tema: Tema) -> list[Traza]:
    """Un trazo por grado y situación; los más poblados, aparte y con título."""
    trazas, mayores = [], {a.clave for a in agebs[:_CON_TITULO]}
    orden = [*(c.nombre for c in opciones.categorias), FUERA_DEL_GRADO]
    diametro = next(d for desde, d in _DIAMETROS_PX if len(agebs) >= desde)
    for grado in orden:
        for en_zap in (False, True):
            grupo = [a for a in agebs if a.grado == grado and bool(a.en_zap) == en_zap]
            for es_mayor in (False, True):
                propios = [a for a in grupo if (a.clave in mayores) == es_mayor]
                traza = _build_traza(propios, _get_color(grado, opciones, tema), en_zap, tema, diametro)
                trazas += [traza if es_mayor else traza | {"meta": "fundir"}] if propios else []
    return trazas


def _build_traza(
    agebs: Sequence[Ageb], color: str, en_zap: bool, tema: Tema, diametro: float = _DIAMETROS_PX[0][1]
) -> Traza:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "",
        "showlegend": False,
        "x": [a.x for a in agebs] or [None],
        "y": [a.y for a in agebs] or [None],
        "marker": {
            "symbol": "diamond" if en_zap else "circle",
            "size": round(diametro * (_ROMBO_VECES if en_zap else 1), 1),
            "color": color,
            "line": {"color": tema.colores["tinta"], "width": 1.6 if en_zap else 0.6},
        },
        "hovertext": [encode_plotly(a.texto) for a in agebs],
        "hoverinfo": "text",
    }


def _describe(visibles: Sequence[Ageb]) -> str:
    en_zona = sum(1 for a in visibles if a.en_zap)
    return f"{len(visibles)} AGEB en el cuadro, {en_zona} en ZAP urbana. Las mayores: " + "; ".join(
        a.texto for a in visibles[:3]
    )


def _add_cuadro(grafica: Grafica, visibles: Sequence[Ageb], fuera: int) -> Grafica:
    """La nota con qué localidades abarca el cuadro y cuántas AGEB quedan fuera."""
    lugares = list(dict.fromkeys(a.localidad for a in visibles))
    nombres = join_frase(lugares if len(lugares) <= _LUGARES_NOMBRADOS else [*lugares[:3], "otras"])
    frase = f"El cuadro abarca {nombres}."
    if fuera:
        quedan = "Otra AGEB queda" if fuera == 1 else f"Otras {fuera} AGEB quedan"
        frase += f" {quedan} fuera del cuadro: van en la cuenta, no en el dibujo."
    return replace(grafica, nota=f"{grafica.nota} {frase}")


def _build_tabla(agebs: pd.DataFrame, presentacion: PresentacionMapa, opciones: OpcionesAgebs) -> Tabla:
    orden = agebs.sort_values(["poblacion_personas", "clave_ageb"], ascending=[False, True], kind="stable")
    filas = orden.head(_EN_TABLA).assign(
        nombre=[f"{a.localidad}, {a.clave_ageb[-4:]}" for a in orden.head(_EN_TABLA).itertuples()],
        zap=[None if is_sin_dato(v) else ("Sí" if v else "No") for v in orden["en_zap"].head(_EN_TABLA)],
    )
    cuantas = f" Las {len(filas)} mayores de {format_entero(len(agebs))}." if len(agebs) > len(filas) else ""
    return Tabla(
        id=f"{presentacion.id}-tabla",
        titulo=f"{presentacion.titulo.rstrip('.')}. {presentacion.descripcion.rstrip('.')}.{cuantas}",
        columnas=[
            Columna("nombre", "AGEB"),
            Columna("poblacion_personas", "Habitantes", "entero", "derecha", opciones.procedencia),
            Columna("grado", "Grado"),
            Columna("zap", "ZAP"),
        ],
        filas=filas,
        fuente=presentacion.fuente,
    )
