"""De los renglones leídos a las obras: municipio, localidad, folio y renglón del Catálogo."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fais_analysis.folios import normalize_folio
from fais_analysis.obras.modelo import Comite, Hallazgo, Metas, Obra, Propuesta, Ubicacion, build_folio
from fais_analysis.obras.necesidad import Localidad, Necesidad
from fais_analysis.obras.punto import check_punto, is_lejano, read_punto
from fais_analysis.obras.reconocimiento import Reconocedor, normalize_nombre
from fais_analysis.schemas.propuestas_dinero import FUENTE_DE_COLUMNA

Fila = tuple[int, Mapping[str, Any]]
PREFIJOS_LUGAR = (
    "loc ",
    "localidad ",
    "ejido ",
    "comunidad ",
    "poblado ",
    "la comunidad de ",
    "pob ",
    "rancheria ",
)


@dataclass(frozen=True)
class LecturaPropuesta:
    """De qué municipio y ejercicio es la propuesta y con qué se la lee."""

    necesidad: Necesidad
    ejercicio: int
    reconocedor: Reconocedor
    confirmadas: Mapping[str, str]


def build_propuesta(filas: Sequence[Fila], contexto: LecturaPropuesta) -> tuple[Propuesta, list[Hallazgo]]:
    """Las obras de una propuesta y lo que se halló al armarlas (lugares dudosos, folios repetidos)."""
    nombres = _index_localidades(contexto.necesidad.localidades)
    lugares = [_find_localidad(fila.get("localidad"), contexto, nombres) for _, fila in filas]
    folios = _give_folios(filas, [clave for clave, _ in lugares], contexto.necesidad.clave_municipio)
    hallazgos: list[Hallazgo] = []
    obras: list[Obra] = []
    contexto.reconocedor.learn(_read_textos(fila) for _, fila in filas)
    for (renglon, fila), (localidad, duda), folio in zip(filas, lugares, folios, strict=True):
        obras.append(_build_obra(folio, renglon, fila, localidad, contexto))
        if duda:
            hallazgos.append(_build_duda(folio, renglon, str(fila.get("localidad")), duda))
        hallazgos += [*_check_ajena(folio, renglon, fila, contexto), *check_punto(folio, renglon, fila)]
    hallazgos += _find_repetidos(obras)
    return Propuesta(contexto.necesidad.clave_municipio, contexto.ejercicio, tuple(obras)), hallazgos


def _give_folios(filas: Sequence[Fila], lugares: Sequence[str], clave_municipio: str) -> list[str]:
    """El folio de cada renglón; a los que no traen se los da su contenido, y a las gemelas su monto."""

    def rank(i: int) -> tuple[str, ...]:
        fila = filas[i][1]
        dinero = [f"{int(fila.get(c, 0)):018d}" for c in (*FUENTE_DE_COLUMNA, "costo_total")]
        return (normalize_nombre(str(fila.get("nombre_obra", ""))), lugares[i], *dinero)

    folios = [str(fila.get("folio", "")) for _, fila in filas]
    dados, veces = {f for f in folios if f}, Counter[str]()
    for i in sorted((i for i, f in enumerate(folios) if not f), key=rank):
        nombre = normalize_nombre(str(filas[i][1].get("nombre_obra", "")))
        propio = build_folio(clave_municipio, nombre, lugares[i])
        folios[i] = _name_gemela(propio, dados, veces)
        dados.add(folios[i])
    return folios


def _name_gemela(propio: str, dados: Collection[str], veces: Counter[str]) -> str:
    """El folio; de la segunda obra idéntica en adelante, con sufijo. ``veces``, cuántas van de cada una."""
    while True:
        veces[propio] += 1
        folio = propio if veces[propio] == 1 else f"{propio}-{veces[propio]}"
        if folio not in dados:
            return folio


def _build_obra(
    folio: str, renglon: int, fila: Mapping[str, Any], localidad: str, contexto: LecturaPropuesta
) -> Obra:
    sub, nombre = _read_textos(fila)
    montos = {f: int(fila[c]) for c, f in FUENTE_DE_COLUMNA.items() if c in fila}
    return Obra(
        folio=folio,
        renglon=renglon,
        nombre=nombre,
        montos=montos,
        total_declarado=fila.get("costo_total"),
        lectura=contexto.reconocedor.read(sub, nombre, contexto.confirmadas),
        lugar=Ubicacion(
            localidad,
            _say_localidad(str(fila.get("localidad", "")), localidad, contexto),
            str(fila.get("ageb", "")),
            *(punto := read_punto(fila)),
            str(fila.get("via_focalizacion", "")),
            is_lejano(*punto, contexto.necesidad.marco),
        ),
        metas=_build_metas(fila),
        comite=Comite(
            fila.get("comite_prioridad"),
            fila.get("comite_asamblea"),
            str(fila.get("comite_respuesta", "")),
        ),
        modalidad=str(fila.get("modalidad", "")),
        ejecucion=str(fila.get("ejecucion", "")),
        inicio=fila.get("fecha_inicio"),
        termino=fila.get("fecha_termino"),
        folio_mids=str(fila.get("folio_mids", "")),
    )


def _read_textos(fila: Mapping[str, Any]) -> tuple[str, str]:
    return str(fila.get("subclasificacion", "")), str(fila.get("nombre_obra", ""))


def _say_localidad(dicha: str, localidad: str, contexto: LecturaPropuesta) -> str:
    """Lo escrito; si es sólo la clave, con el nombre oficial: así sale en el anexo."""
    propia = contexto.necesidad.localidades.get(localidad)
    return f"{dicha} {propia.nombre}" if propia and dicha.strip() == localidad else dicha


def _build_metas(fila: Mapping[str, Any]) -> Metas:
    meta, drenaje = fila.get("meta"), fila.get("con_drenaje")
    return Metas(
        unidad=str(fila.get("unidad_medida", "")),
        meta=None if meta is None else _parse_decimal(float(meta)),
        viviendas=fila.get("viviendas"),
        viviendas_conectadas=fila.get("viviendas_conectadas"),
        viviendas_acreditadas=fila.get("viviendas_acreditadas"),
        con_drenaje=None if drenaje is None else drenaje == "sí",
        beneficiarios_h=fila.get("beneficiarios_h"),
        beneficiarios_m=fila.get("beneficiarios_m"),
        beneficiarios=fila.get("beneficiarios"),
    )


def _parse_decimal(numero: float) -> Decimal:
    """El número tal como se lee: sin «.0» ni forma científica."""
    return Decimal(int(numero)) if numero.is_integer() else Decimal(repr(numero))


def _index_localidades(localidades: Mapping[str, Localidad]) -> dict[str, list[str]]:
    """Nombre llano → claves; también sin lo que va entre paréntesis."""
    indice: dict[str, list[str]] = defaultdict(list)
    for clave, localidad in localidades.items():
        for nombre in {localidad.nombre, localidad.nombre.split("(")[0]}:
            indice[normalize_nombre(nombre)].append(clave)
    return indice


def _find_localidad(
    valor: object, contexto: LecturaPropuesta, nombres: Mapping[str, list[str]]
) -> tuple[str, str]:
    """La clave de la localidad y, si no se entiende, por qué; vacías si la celda está vacía."""
    texto = "" if valor is None else str(valor).strip()
    if not texto:
        return "", ""
    digitos = texto.split()[0].strip(".-")
    if digitos.isdigit() and len(digitos) == 9:
        if digitos in contexto.necesidad.localidades:
            return digitos, ""
        ajena = not digitos.startswith(contexto.necesidad.clave_municipio)
        return "", "es de otro municipio" if ajena else "no está en el Censo 2020"
    llano = normalize_nombre(texto)
    for prefijo in PREFIJOS_LUGAR:
        llano = llano.removeprefix(prefijo)
    claves = nombres.get(llano, [])
    if len(claves) == 1:
        return claves[0], ""
    if not claves and llano in ("cabecera", "cabecera municipal", "cabecera mpal"):
        return f"{contexto.necesidad.clave_municipio}0001", ""
    if not claves:
        return "", "no se reconoce"
    return "", "la llevan varias localidades: " + ", ".join(claves[:4]) + ("…" if len(claves) > 4 else "")


def _build_duda(folio: str, renglon: int, texto: str, duda: str) -> Hallazgo:
    es_ajena = duda == "es de otro municipio"
    return Hallazgo(
        "LOCALIDAD",
        "bloqueo" if es_ajena else "corregir",
        f"La localidad «{texto[:60]}» {duda}.",
        "escriba la clave de nueve dígitos (hoja Listas de la plantilla)",
        folio,
        renglon,
        "localidad",
        texto[:60],
        "una localidad del municipio",
        causa="localidad que " + duda.split(":")[0],
    )


def _check_ajena(
    folio: str, renglon: int, fila: Mapping[str, Any], contexto: LecturaPropuesta
) -> list[Hallazgo]:
    """Un renglón que dice ser de otro municipio o de otro ejercicio."""
    hallazgos = []
    texto = str(fila.get("municipio", "")).strip()
    clave, municipio = contexto.necesidad.clave_municipio, contexto.necesidad.municipio
    propios = {clave, clave[2:], clave[2:].lstrip("0"), normalize_nombre(municipio)}
    if texto and normalize_nombre(texto) not in propios and texto.split()[0] != clave:
        hallazgos.append(_build_ajena("municipio", folio, renglon, texto[:60], municipio))
    anio = str(fila.get("ejercicio", "")).strip()
    if anio and anio != str(contexto.ejercicio):
        hallazgos.append(_build_ajena("ejercicio", folio, renglon, anio[:20], str(contexto.ejercicio)))
    return hallazgos


def _build_ajena(columna: str, folio: str, renglon: int, encontrado: str, esperado: str) -> Hallazgo:
    return Hallazgo(
        "AJENA",
        "bloqueo",
        f"El renglón es de otro {columna}: «{encontrado}».",
        f"quite el renglón o corrija el {columna}",
        folio,
        renglon,
        columna,
        encontrado,
        esperado,
        causa=f"otro {columna}: {encontrado}",
    )


def _find_repetidos(obras: Iterable[Obra]) -> list[Hallazgo]:
    """Dos renglones con el mismo folio, aunque se escriba distinto, o dos obras iguales con dos folios."""
    propias = list(obras)
    por_folio: dict[str, list[Obra]] = defaultdict(list)
    for obra in propias:
        por_folio[normalize_folio(obra.folio)].append(obra)
    hallazgos = [
        _build_repetido(obra, iguales)
        for iguales in por_folio.values()
        for obra in (iguales if len(iguales) > 1 else ())
    ]
    gemelas: dict[tuple[str, str, int], list[Obra]] = defaultdict(list)
    for obra in propias:
        gemelas[normalize_nombre(obra.nombre), obra.lugar.localidad, obra.total].append(obra)
    for iguales in gemelas.values():
        for obra in iguales[1:] if iguales[0].total else ():
            hallazgos.append(
                Hallazgo(
                    "OBRA_REPETIDA",
                    "corregir",
                    f"Es igual a la del renglón {iguales[0].renglon}.",
                    "quite la que sobra o diga en el nombre en qué se distinguen",
                    obra.folio,
                    obra.renglon,
                    "nombre_obra",
                    obra.nombre[:60],
                    "una obra una sola vez",
                    pesos=obra.total,
                )
            )
    return hallazgos


def _build_repetido(obra: Obra, iguales: Sequence[Obra]) -> Hallazgo:
    """Un folio en varios renglones; si en otro va escrito de otro modo («A-1», «a–1»), se dice cómo."""
    otros = sorted({f"«{o.folio}»" for o in iguales} - {f"«{obra.folio}»"})
    tambien = f" (también escrito {', '.join(otros)})" if otros else ""
    return Hallazgo(
        "FOLIO_REPETIDO",
        "bloqueo",
        f"El folio «{obra.folio}» está en {len(iguales)} renglones{tambien}.",
        "deje cada obra en un renglón, con sus fuentes en columnas, o dele su propio folio",
        obra.folio,
        obra.renglon,
        "folio",
        obra.folio,
        "un folio por renglón",
    )
