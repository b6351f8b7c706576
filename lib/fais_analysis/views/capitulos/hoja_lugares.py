"""Los lugares de la hoja: la lista numerada del mapa, dónde va cada obra y qué no se pudo ubicar."""

from collections.abc import Mapping, Sequence

from fais_analysis.indicators.texto import SIN_DATO, join_frase
from fais_analysis.schemas.anios import split_seguidos
from fais_analysis.schemas.capitulos.hoja import HojaMunicipio
from fais_analysis.views.capitulos.origen import build_cifra
from fais_analysis.views.componentes import render_frase
from fais_analysis.views.formato import format_entero, is_sin_dato
from fais_analysis.views.marcado import Html, escape_html
from fais_analysis.views.registros import list_renglones

LARGO_NOMBRE = 27
LUGARES_OBRA = 2
# Renglones para escribir los lugares, donde no se tienen.
HUECOS = 5
FALTA_LUGAR = {"sin_drenaje": "sin drenaje", "sin_agua": "sin agua", "piso_tierra": "piso de tierra",
               "sin_electricidad": "sin luz"}  # fmt: skip
# Bajo el título de la falla más común, la de otro lugar va en una palabra.
OTRA_FALLA = {"sin_drenaje": "drenaje", "sin_agua": "agua", "piso_tierra": "piso", "sin_electricidad": "luz"}


def render_lugares(datos: HojaMunicipio) -> Html:
    """La lista numerada que nombra los lugares del mapa."""
    filas = list_renglones(datos.lugares)
    if not filas:
        huecos = "".join(f"<li><b>{n}</b><span></span></li>" for n in range(1, HUECOS + 1))
        return Html(
            f"<h2>Lugares</h2><p>Población por localidad: {SIN_DATO}. Escriba los que más lo necesitan:</p>"
            f'<ol class="lug ageb huecos" aria-hidden="true">{huecos}</ol>'
        )
    renglones = "".join(_render_lugar(datos, fila) for fila in filas)
    clase = ' class="lug ageb"' if datos.ciudad else ' class="lug"'
    return Html(f"<h2>{_name_lista(datos)}</h2><ol{clase}>{renglones}</ol>")


def _name_lista(datos: HojaMunicipio) -> str:
    """Cuántos lugares nombra la lista; si son todos los que hay, se dice."""
    if comun := name_falla_comun(datos):
        return f"Más viviendas {phrase_falla(comun)}"
    if len(datos.lugares) == 1:
        return "Su único grupo de manzanas" if datos.ciudad else "Su único lugar poblado"
    if datos.puntos.empty:
        return f"Sus {len(datos.lugares)} {'grupos de manzanas' if datos.ciudad else 'lugares'}"
    return "Diez grupos de manzanas" if datos.ciudad else "Diez lugares más poblados"


def phrase_falla(falla: str) -> str:
    """Lo que se dice de las viviendas: «sin agua», «con piso de tierra»."""
    return f"{'con ' if falla == 'piso_tierra' else ''}{FALTA_LUGAR[falla]}"


def is_por_localidad(datos: HojaMunicipio) -> bool:
    """Si los lugares van con sus viviendas, según el Censo por localidad."""
    return bool(datos.lugares["viviendas"].gt(0).any())


def name_falla_comun(datos: HojaMunicipio) -> str:
    """La falla mayor en más lugares, que va en el título y no se repite; vacío si no van por localidad."""
    return str(datos.lugares["falla"].mode().iloc[0]) if is_por_localidad(datos) else ""


def _render_lugar(datos: HojaMunicipio, fila: Mapping[str, object]) -> str:
    comun = name_falla_comun(datos)
    que, dichos = ("viviendas", {**OTRA_FALLA, comun: ""}) if comun else ("personas", FALTA_LUGAR)
    falta = f" {dichos[str(fila['falla'])]}".rstrip() if fila["falla"] else ""
    cuantas = build_cifra(datos, "lugares", fila, que, "entero").render()
    nombre = escape_html(name_lugar(datos, fila))
    return f"<li><b>{fila['numero']}</b> <span>{nombre}</span> <span>{cuantas}{falta}</span></li>"


def name_lugar(datos: HojaMunicipio, fila: Mapping[str, object]) -> str:
    """El nombre de un lugar, con su clave del INEGI si otro de la lista se llama igual."""
    nombre = shorten_nombre(str(fila["nombre"]))
    iguales = [n for n in datos.lugares["nombre"] if shorten_nombre(str(n)) == nombre]
    return f"{nombre} ({str(fila['clave'])[-4:]})" if len(iguales) > 1 else nombre


def shorten_nombre(nombre: str) -> str:
    """El nombre de un lugar; el sobrenombre entre paréntesis se queda si cabe en su renglón.

    Examples
    --------
    >>> shorten_nombre("Bancos (El Alto)"), shorten_nombre("San Francisco del Mezquital (Mezquital)")
    ('Bancos (El Alto)', 'San Francisco del Mezquital')
    """
    return nombre if len(nombre) <= LARGO_NOMBRE else nombre.partition(" (")[0]


def render_nota_lugares(datos: HojaMunicipio) -> Html:
    """Qué son los números de la lista y qué no se pudo ubicar."""
    if datos.lugares.empty:
        return Html()
    if datos.ciudad:
        inicio = (
            f"Grupos de manzanas (AGEB) de {datos.ciudad}, {datos.anio}; escriba la colonia. Personas en "
            "viviendas con la falla que se indica. "
        )
        return Html(f'<p class="nt">{escape_html(inicio)}{_phrase_fuera(datos)}</p>')
    localidades = len(datos.lugares) + len(datos.puntos)
    if is_por_localidad(datos):
        return Html(
            f'<p class="nt">Censo {datos.anio}, {localidades:,} localidades.{_phrase_sin_ubicar(datos)}</p>'
        )
    cuantas = f" (hay {localidades:,} localidades)" if len(datos.puntos) else ""
    texto = f"Lugares: habitantes, {datos.anio}{cuantas}. Falta el dato de vivienda de cada localidad."
    return Html(f'<p class="nt">{texto}</p>')


def _phrase_fuera(datos: HojaMunicipio) -> Html:
    """Lo que falta fuera de la ciudad; sin el Censo por localidad, que no se sabe."""
    filas = [f for f in list_renglones(datos.ubicadas) if not is_sin_dato(f["viviendas"]) and f["viviendas"]]
    if datos.ubicadas.empty:
        return Html("Falta el dato de los demás poblados.")
    if not filas:
        return Html("En los demás poblados no falta ninguna de las cuatro.")
    cifras = {str(f["falla"]): build_cifra(datos, "ubicadas", f, "viviendas", "entero") for f in filas}
    dichos = join_frase([f"{{{falla}}} {phrase_falla(falla)}" for falla in cifras])
    return render_frase(f"En los demás poblados, viviendas: {dichos}.", dict(cifras))


def _phrase_sin_ubicar(datos: HojaMunicipio) -> str:
    """De la obra de más viviendas, cuántas están donde el Censo no detalla; vacío, si ninguna."""
    falla = next((str(o["falla"]) for o in list_renglones(datos.obras) if o["falla"]), "")
    total, ubicadas = (
        next((f["viviendas"] for f in list_renglones(tabla) if f["falla"] == falla), None)
        for tabla in (datos.fallas, datos.ubicadas)
    )
    if is_sin_dato(total) or is_sin_dato(ubicadas) or int(str(total)) <= int(str(ubicadas)):
        return ""
    resto = format_entero(int(str(total)) - int(str(ubicadas)))
    return f" En las de una o dos viviendas, que el INEGI no detalla: {resto} {phrase_falla(falla)}."


def list_numeros(datos: HojaMunicipio, falla: str) -> Html:
    """En qué lugares de la lista va la obra; vacío, para escribirlos.

    Con viviendas por localidad, los dos con más viviendas con esa falla: «Núm. 2 (212), 1 (98)»; en una
    ciudad, los grupos de manzanas en que esa falla es la mayor: «Núm. 1, 4 a 7».
    """
    filas = list_renglones(datos.lugares)
    cuenta = f"{falla}_viviendas"
    if falla and cuenta in datos.lugares and is_por_localidad(datos):
        con_falla = [f for f in filas if not is_sin_dato(f[cuenta]) and f[cuenta]]
        mayores = sorted(con_falla, key=lambda f: -int(str(f[cuenta])))[:LUGARES_OBRA]
        dichos = (
            f"{f['numero']} ({build_cifra(datos, 'lugares', f, cuenta, 'entero').render()})" for f in mayores
        )
        return Html(f"Núm. {', '.join(dichos)}") if mayores else Html()
    if not datos.ciudad or not falla:
        return Html()
    numeros = [int(str(f["numero"])) for f in filas if f["falla"] == falla]
    return Html(f"Núm. {phrase_numeros(numeros)}") if numeros else Html()


def phrase_numeros(numeros: Sequence[int]) -> str:
    """Los números en palabras cortas; tres o más seguidos, por sus extremos.

    Examples
    --------
    >>> phrase_numeros([1, 2, 4, 5, 6, 9])
    '1, 2, 4 a 6, 9'
    """
    tramos = split_seguidos(numeros)
    dichos = (f"{t[0]} a {t[-1]}" if len(t) > 2 else ", ".join(map(str, t)) for t in tramos)
    return ", ".join(dichos)
