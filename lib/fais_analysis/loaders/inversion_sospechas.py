"""Lo que se acepta y probablemente esté mal: montos sin su punto, columnas cambiadas, folios casi iguales."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import median

from fais_analysis.costos import measure_costos
from fais_analysis.folios import is_ajeno, is_redondeado, normalize_folio, reduce_folio
from fais_analysis.loaders.inversion_renglon import RenglonInversion, group_folios
from fais_analysis.loaders.libros.problemas import Advertencia
from fais_analysis.loaders.libros.valores import normalize_texto

CIEN_VECES = (20, 2_000)  # un punto perdido multiplica por cien; lo demás es lo que varían las obras entre sí
# Cómo se reparten unas fuentes sólo se sabe con varias obras y si casi todas se reparten parecido.
OBRAS_MISMAS_FUENTES, VECES_PARECIDO = 10, 3
PARTE = 1_000_000  # la parte de una fuente, por millón de lo que ponen las demás
IDENTIFICAN = ("folio_obra", "clave_municipio", "clave_localidad", "clave_ageb", "ejercicio")
PERSONAS_POR_VIVIENDA = (1, 15)  # fuera de aquí no son viviendas
Grupo = list[RenglonInversion]
Regla = Callable[[Sequence[RenglonInversion]], Iterable[int]]


def find_sospechas(renglones: Sequence[RenglonInversion]) -> list[Advertencia]:
    """Lo que una persona debe verificar, con sus renglones. El libro se usa tal como viene."""
    reglas: Mapping[str, Regla] = {
        "Monto unas cien veces mayor que las otras fuentes de la obra: ¿se perdió el punto decimal?, "
        "por verificar": _find_entre_fuentes,
        "Parte de una fuente muy lejos de la que pone en las obras del libro con esas mismas fuentes: "
        "¿sobra o falta un cero, o el punto decimal?, por verificar": _find_partes,
        "Monto igual al folio, a la clave o al ejercicio de su renglón: ¿se recorrió una columna?, "
        "por verificar": _find_monto_clave,
        "Las viviendas no casan con las personas beneficiadas: ¿están cambiadas «viviendas» y «meta»?, "
        "por verificar": _find_viviendas,
        "Folios casi iguales en obras del mismo nombre y municipio: ¿son la misma?, "
        "por verificar": _find_casi_iguales,
        "Folio con letras de otro alfabeto o signos que no se ven, por verificar": _find_folio(is_ajeno),
        "Folio que termina en ceros después de quince cifras: ¿Excel le quitó las últimas?, "
        "por verificar": _find_folio(is_redondeado),
    }
    hallados = ((texto, tuple(sorted(set(buscar(renglones))))) for texto, buscar in reglas.items())
    return [
        *(Advertencia(texto, numeros) for texto, numeros in hallados if numeros),
        *_find_costos(renglones),
    ]


def _is_sin_punto(centavos: int, usual: float) -> bool:
    """Un monto en pesos cerrados, unas cien veces lo usual."""
    return centavos % 100 == 0 and CIEN_VECES[0] <= centavos / usual <= CIEN_VECES[1]


def _find_entre_fuentes(renglones: Sequence[RenglonInversion]) -> Iterable[int]:
    for grupo in group_folios(renglones).values():
        for renglon in grupo:
            otros = [r.get_centavos() for r in grupo if r is not renglon]
            centavos = renglon.get_centavos()
            # pesos cerrados a cientos son presupuesto; lo que perdió el punto trae las cifras de los centavos
            es_cerrado = centavos % 10_000 == 0 and all(o % 100 == 0 for o in otros)
            if otros and not es_cerrado and _is_sin_punto(centavos, median(otros)):
                yield renglon.numero


def _find_partes(renglones: Sequence[RenglonInversion]) -> Iterable[int]:
    """El cero que la suma de la obra no delata: lo que una fuente pone por cada peso de las demás."""
    partes: dict[tuple[str, frozenset[str]], list[tuple[int, int]]] = defaultdict(list)
    for grupo in group_folios(renglones).values():
        fuentes, total = frozenset(map(_get_fuente, grupo)), sum(map(RenglonInversion.get_centavos, grupo))
        for renglon in grupo if len(fuentes) > 1 else ():
            centavos = renglon.get_centavos()
            partes[_get_fuente(renglon), fuentes].append(
                (PARTE * centavos // (total - centavos), renglon.numero)
            )
    for medidas in partes.values():
        usual = measure_costos(parte for parte, _ in medidas)
        if usual is None or usual.obras < OBRAS_MISMAS_FUENTES:
            continue
        if usual.alto <= VECES_PARECIDO * usual.bajo:
            yield from (numero for parte, numero in medidas if usual.is_lejano(parte))


def _get_fuente(renglon: RenglonInversion) -> str:
    return renglon.get_texto("fuente_recurso")


def _find_costos(renglones: Sequence[RenglonInversion]) -> Iterable[Advertencia]:
    """Las obras que cuestan por unidad muy distinto de las iguales del libro, por tipo de obra."""
    costos: dict[tuple[str, str], list[tuple[int, Grupo]]] = defaultdict(list)
    for grupo in group_folios(renglones).values():
        primero = grupo[0]
        con_meta = bool(primero.get_numero("meta"))
        unidades = primero.get_numero("meta" if con_meta else "cantidad")
        if unidades:
            unidad = primero.get_texto("unidad_medida") if con_meta else primero.get_texto("tipo_conteo")
            costo = int(sum(r.get_centavos() for r in grupo) // unidades)
            costos[primero.get_texto("subclasificacion"), unidad].append((costo, grupo))
    for (obra, unidad), medidos in costos.items():
        usual = measure_costos(costo for costo, _ in medidos)
        if usual is None:
            continue
        lejanos = [
            (max if costo > usual.mediana else min)(grupo, key=RenglonInversion.get_centavos).numero
            for costo, grupo in medidos
            if usual.is_lejano(costo)
        ]
        if lejanos:
            por = f"{usual.mediana // 100:,} pesos por {unidad or 'unidad'}"
            texto = (
                f"Costo por unidad muy lejos del de las {usual.obras:,} obras iguales del libro («{obra}»: "
            )
            pregunta = "¿sobra o falta un cero, o el punto decimal?, por verificar"
            yield Advertencia(f"{texto}mediana de {por}): {pregunta}", tuple(sorted(lejanos)))


def _find_monto_clave(renglones: Sequence[RenglonInversion]) -> Iterable[int]:
    for renglon in renglones:
        centavos = renglon.get_centavos()
        ajenos = (renglon.get_texto(c) for c in IDENTIFICAN)
        if centavos and any(a.isdecimal() and int(a) * 100 == centavos for a in ajenos):
            yield renglon.numero


def _find_viviendas(renglones: Sequence[RenglonInversion]) -> Iterable[int]:
    minimo, maximo = PERSONAS_POR_VIVIENDA
    for renglon in renglones:
        viviendas = renglon.get_numero("viviendas")
        personas = renglon.get_numero("beneficiarios_h") + renglon.get_numero("beneficiarios_m")
        unidad = normalize_texto(str(renglon.valores.get("unidad_medida", "")))
        meta = renglon.get_numero("meta") if unidad in ("vivienda", "viviendas") else viviendas
        no_casan = personas and not minimo * viviendas <= personas <= maximo * viviendas
        if viviendas and (no_casan or (meta and meta != viviendas)):
            yield renglon.numero


def _find_folio(cumple: Callable[[str], bool]) -> Regla:
    return lambda renglones: [r.numero for r in renglones if cumple(r.get_texto("folio_obra"))]


def _find_casi_iguales(renglones: Sequence[RenglonInversion]) -> Iterable[int]:
    vistos: dict[tuple[str, ...], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for renglon in renglones:
        folio = str(renglon.valores.get("folio_obra", ""))
        if folio:
            obra = normalize_texto(str(renglon.valores.get("nombre_obra", "")))
            lugar = (reduce_folio(folio), str(renglon.valores.get("clave_municipio")), obra)
            vistos[lugar][normalize_folio(folio)].append(renglon.numero)
    for escrituras in vistos.values():
        if len(escrituras) > 1:
            yield from (n for numeros in escrituras.values() for n in numeros)
