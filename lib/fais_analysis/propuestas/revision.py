"""La revisión de una propuesta, de su archivo a sus hallazgos: lo que corre ``fais propuesta revisar``."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from fais_analysis.claves import check_clave_municipio
from fais_analysis.errors import ParametroError
from fais_analysis.loaders.libros.ocultos import EN_PESOS
from fais_analysis.loaders.libros.problemas import Problema
from fais_analysis.loaders.propuestas import LibroPropuesta, read_propuesta
from fais_analysis.obras.alineacion import Alineacion, Alternativa, compute_alineacion, suggest_alternativas
from fais_analysis.obras.armado import LecturaPropuesta, build_propuesta
from fais_analysis.obras.efecto import Efecto, compute_efectos, sum_municipio
from fais_analysis.obras.hallazgos import Marco, list_hallazgos_obra
from fais_analysis.obras.historial import check_costos, check_mezcla, check_repetidas
from fais_analysis.obras.modelo import GRAVEDADES, Hallazgo, Obra, Propuesta, format_pesos
from fais_analysis.obras.necesidad import NOMBRE_SUBCARENCIA, Necesidad
from fais_analysis.obras.reconocimiento import normalize_nombre
from fais_analysis.obras.reglas import Medida, list_hallazgos_reglas, measure_reglas
from fais_analysis.propuestas.contexto import (
    load_anteriores,
    load_costos_usuales,
    load_municipios,
    load_necesidad,
    load_reconocedor,
)
from fais_analysis.propuestas.cumplimiento import Cumplimiento, check_acuerdos, list_incumplidos
from fais_analysis.propuestas.registros import list_acuerdos
from fais_analysis.rules.reglas import get_regla, has_regla
from fais_analysis.rules.reparto import list_reglas_reparto


@dataclass(frozen=True)
class PedidoRevision:
    """Qué se revisa: el archivo y, si el libro no lo dice, de qué municipio y ejercicio es.

    ``confirmadas`` va del texto de la propuesta al renglón del Catálogo que una persona confirmó;
    ``fise_pct``, la parte del FISE que se pactó en la mezcla, o nulo si no se revisa; ``carpeta``, dónde
    está lo que se acordó en la reunión, o nula si no se compara con ello.
    """

    ruta: Path
    clave_municipio: str = ""
    ejercicio: int | None = None
    confirmadas: Mapping[str, str] = field(default_factory=dict)
    fise_pct: float | None = None
    carpeta: Path | None = None


@dataclass(frozen=True)
class Revision:
    """Lo que resultó de revisar una propuesta; todo sale de su archivo y de los datos públicos."""

    propuesta: Propuesta
    necesidad: Necesidad
    hallazgos: tuple[Hallazgo, ...]
    medidas: tuple[Medida, ...]
    alineacion: Alineacion
    efectos: tuple[Efecto, ...]
    por_carencia: Mapping[str, Efecto]
    alternativas: tuple[Alternativa, ...]
    avisos: tuple[str, ...] = ()
    cumplimiento: tuple[Cumplimiento, ...] = ()

    @property
    def cuentas(self) -> dict[str, int]:
        """Cuántos hallazgos hay de cada gravedad."""
        veces = Counter(h.gravedad for h in self.hallazgos)
        return {g: veces[g] for g in GRAVEDADES}


def review_propuesta(pedido: PedidoRevision) -> Revision:
    """Revisa una propuesta completa.

    Raises
    ------
    PropuestaError
        Si el archivo no se puede leer.
    ParametroError
        Si no se sabe de qué municipio o ejercicio es.
    ReglaError
        Si no hay Catálogo reconstruido de ese ejercicio.
    """
    libro = read_propuesta(pedido.ruta)
    clave, ejercicio = choose_municipio(libro, pedido), choose_ejercicio(libro, pedido)
    necesidad = load_necesidad(clave)
    confirmadas = {normalize_nombre(t): r for t, r in pedido.confirmadas.items()}
    contexto = LecturaPropuesta(necesidad, ejercicio, load_reconocedor(ejercicio), confirmadas)
    cruda, dudas = build_propuesta(libro.filas, contexto)
    propuesta = replace(
        cruda,
        archivo=libro.archivo,
        sha256=libro.sha256,
        filas_leidas=len(libro.filas),
        filas_ignoradas=libro.ignoradas,
    )
    anteriores = load_anteriores(clave)
    otros = [
        *check_costos(propuesta.obras, anteriores, load_costos_usuales()),
        *check_repetidas(propuesta.obras, anteriores, ejercicio),
        *check_mezcla(propuesta.obras, pedido.fise_pct),
    ]
    acordado = list_acuerdos(pedido.carpeta, clave, ejercicio) if pedido.carpeta else []
    # a la versión que se discutió todavía no le toca cumplirlo
    cumplidos = check_acuerdos([a for a in acordado if a.version != propuesta.contenido], propuesta.obras)
    lectura = [*_list_lectura(libro, propuesta), *dudas, *otros, *list_incumplidos(cumplidos)]
    return replace(_assess(propuesta, necesidad, lectura, libro), cumplimiento=tuple(cumplidos))


def review_obras(
    obras: Sequence[Obra], necesidad: Necesidad, ejercicio: int
) -> tuple[list[Hallazgo], list[Medida]]:
    """Los hallazgos de cada obra y de las reglas del ejercicio, y las reglas medidas."""
    vias = get_regla("FOCALIZACION", ejercicio) if has_regla("FOCALIZACION", ejercicio) else None
    marco = Marco(necesidad, ejercicio, vias)
    medidas = measure_reglas(obras, list_reglas_reparto([ejercicio]))
    hallazgos = [h for obra in obras for h in list_hallazgos_obra(obra, marco)]
    return [*hallazgos, *list_hallazgos_reglas(medidas)], medidas


def sort_hallazgos(hallazgos: Sequence[Hallazgo]) -> tuple[Hallazgo, ...]:
    """Primero lo que bloquea; dentro, lo de más dinero; al final, por renglón."""
    orden = {g: i for i, g in enumerate(GRAVEDADES)}
    return tuple(
        sorted(hallazgos, key=lambda h: (orden[h.gravedad], -(h.pesos or 0), h.regla, h.renglon, h.huella))
    )


def choose_municipio(libro: LibroPropuesta, pedido: PedidoRevision) -> str:
    """De qué municipio es: lo pedido; si no, lo que dice la plantilla; si no, lo que dicen sus renglones.

    Raises
    ------
    ParametroError
        Si no lo dice nadie.
    ClaveError
        Si la clave pedida no existe.
    """
    nombres = load_municipios()
    if pedido.clave_municipio:
        clave = check_clave_municipio(pedido.clave_municipio, nombres, nombres)
        _check_suya(libro, clave, nombres)
        return clave
    dichos = [libro.declarado.get("municipio"), *_list_comunes(libro, "municipio")]
    claves = {c for c in map(str, dichos[:1]) if c[:5] in nombres}
    if claves:
        return claves.pop()[:5]
    por_nombre = {normalize_nombre(n): c for c, n in nombres.items() if c.startswith("10")}
    for dicho in dichos[1:]:
        texto = str(dicho).strip()
        if texto[:5] in nombres or normalize_nombre(texto) in por_nombre:
            return texto[:5] if texto[:5] in nombres else por_nombre[normalize_nombre(texto)]
    prefijos = Counter(str(f.get("localidad", ""))[:5] for _, f in libro.filas)
    comunes = [p for p, _ in prefijos.most_common(1) if p in nombres]
    if comunes:
        return comunes[0]
    raise _build_falta("municipio", "--municipio 10014", libro.archivo)


def choose_ejercicio(libro: LibroPropuesta, pedido: PedidoRevision) -> int:
    """De qué ejercicio es: lo pedido; si no, lo que dice la plantilla o la mayoría de sus renglones.

    Raises
    ------
    ParametroError
        Si no lo dice nadie.
    """
    if pedido.ejercicio is not None:
        return pedido.ejercicio
    dichos = [libro.declarado.get("ejercicio"), *_list_comunes(libro, "ejercicio")]
    for dicho in dichos:
        texto = str(dicho).removesuffix(".0")
        if texto.isdigit() and len(texto) == 4:
            return int(texto)
    raise _build_falta("ejercicio", "--ejercicio 2020", libro.archivo)


def _list_comunes(libro: LibroPropuesta, columna: str) -> list[object]:
    veces = Counter(str(f[columna]) for _, f in libro.filas if columna in f)
    return [valor for valor, _ in veces.most_common(1)]


def _check_suya(libro: LibroPropuesta, clave: str, nombres: Mapping[str, str]) -> None:
    """Que el libro no sea, entero, de otro municipio: si sólo unos renglones lo son, eso son hallazgos."""
    declarada = str(libro.declarado.get("municipio", ""))[:5]
    lugares = {str(f.get("localidad", ""))[:5] for _, f in libro.filas}
    unica = lugares.pop() if len(lugares) == 1 and len(libro.filas) > 1 else ""
    ajena = next((c for c in (declarada, unica) if c in nombres and c != clave), "")
    if ajena:
        raise ParametroError(
            "La propuesta es de otro municipio.",
            donde=libro.archivo,
            esperado=f"{clave} {nombres[clave]}, como dice --municipio",
            encontrado=f"{ajena} {nombres[ajena]}, en su hoja Instrucciones o en todas sus localidades",
            que_hacer="corrija la clave de la orden o pida el libro correcto; no se registró nada",
        )


def _build_falta(que: str, opcion: str, archivo: str) -> ParametroError:
    return ParametroError(
        f"No se sabe de qué {que} es la propuesta.",
        donde=archivo,
        esperado=f"el {que} en la hoja Instrucciones de la plantilla o en una columna",
        encontrado="ninguno de los dos",
        que_hacer=f"dígalo en la orden: {opcion}",
    )


def _assess(
    propuesta: Propuesta, necesidad: Necesidad, lectura: Sequence[Hallazgo], libro: LibroPropuesta
) -> Revision:
    hallazgos, medidas = review_obras(propuesta.obras, necesidad, propuesta.ejercicio)
    efectos = compute_efectos(propuesta.obras, necesidad)
    totales = sum_municipio(efectos, necesidad)
    catalogo = load_reconocedor(propuesta.ejercicio).catalogo
    return Revision(
        propuesta,
        necesidad,
        sort_hallazgos([*lectura, *hallazgos, *_list_excedentes(totales)]),
        tuple(medidas),
        compute_alineacion(propuesta.obras),
        tuple(efectos),
        totales,
        tuple(suggest_alternativas(necesidad, efectos, catalogo)),
        tuple(str(a) for a in libro.advertencias),
    )


def _list_excedentes(totales: Mapping[str, Efecto]) -> list[Hallazgo]:
    """Acciones que no caben: hay más que viviendas que carecen o que viviendas en la localidad."""
    return [
        Hallazgo(
            "EXCEDENTE",
            "corregir",
            f"Al menos {e.sobran:,} acciones de {NOMBRE_SUBCARENCIA[k]} no pueden mover la carencia.",
            "baje la meta o llévelas a otra localidad que lo necesite",
            columna="viviendas",
            encontrado=f"{e.atendidas:,} viviendas atendidas",
            esperado=f"a lo más {e.alto:,}",
            causa=f"excedente {k}",
            cita="Censo 2020 y rezago social 2020: viviendas que carecen; viviendas por localidad, estimadas",
            pesos=e.sobran_centavos,
        )
        for k, e in totales.items()
        if e.sobran
    ]


def _list_lectura(libro: LibroPropuesta, propuesta: Propuesta) -> list[Hallazgo]:
    """Lo que no se entendió al leer, como hallazgos; y si el total escrito no es el que suman las obras."""
    hallazgos = [_build_lectura(p) for p in libro.problemas]
    suma = propuesta.total
    for renglon, total in libro.totales[-1:]:
        if total and total != suma:
            hallazgos.append(
                Hallazgo(
                    "TOTAL_ESCRITO",
                    "corregir",
                    "El total escrito no es el que suman las obras.",
                    "revise si falta o sobra una obra, o si un monto está mal",
                    renglon=renglon,
                    columna="costo_total",
                    encontrado=format_pesos(total),
                    esperado=format_pesos(suma),
                    pesos=abs(total - suma),
                )
            )
    return hallazgos


def _build_lectura(problema: Problema) -> Hallazgo:
    return Hallazgo(
        "LECTURA",
        "bloqueo" if problema.esperado == EN_PESOS else "corregir",  # todo el dinero sería mil veces menos
        f"Al leer se encontró {problema.encontrado}.",
        problema.que_hacer,
        renglon=problema.renglon,
        columna=problema.columna,
        encontrado=problema.encontrado,
        esperado=problema.esperado,
        causa=f"{problema.columna or 'la hoja'}: {problema.que_hacer}",
    )
