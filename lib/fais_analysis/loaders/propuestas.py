"""El libro de una propuesta municipal: la plantilla o la hoja que el municipio ya tenía, renglón por renglón.

Aquí sólo se lee. Lo dudoso queda como problema con su celda; nada se adivina y ningún renglón se pierde sin
decirlo.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from fais_analysis.errors import PropuestaError
from fais_analysis.loaders.libros.celdas import Hoja
from fais_analysis.loaders.libros.columnas import build_lectores, normalize_columnas
from fais_analysis.loaders.libros.hoja import HojaCruda
from fais_analysis.loaders.libros.lectura import read_hoja
from fais_analysis.loaders.libros.problemas import Advertencia, Problema
from fais_analysis.loaders.libros.renglones import parse_celdas
from fais_analysis.loaders.libros.valores import is_vacio, normalize_texto
from fais_analysis.loaders.propuestas_dobles import drop_estado, fill_huecos, list_dinero_ajeno
from fais_analysis.schemas.propuestas import (
    FORMATO_ACUERDOS,
    FORMATO_CONFIRMADAS,
    FORMATO_PROPUESTA,
    MAXIMO_OBRAS,
)
from fais_analysis.schemas.propuestas_dinero import FUENTE_DE_COLUMNA
from fais_analysis.sources.huella import compute_sha256

LECTORES = build_lectores(FORMATO_PROPUESTA)
LECTORES_ACUERDOS = build_lectores(FORMATO_ACUERDOS)
VACIAS = frozenset({"-", "--", "—", "–", "n/a", "na", "s/d", "sd", "nd", "n/d", ".", "no aplica", "s/n"})
MONEDA = re.compile(r"(mxn|m\.?n\.?|pesos|mn)\.?$", re.IGNORECASE)
CON_UNIDAD = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*[A-Za-zÁÉÍÓÚáéíóúñÑ².]+\d?\.?")
TOTALES = ("total", "totales", "gran total", "suma", "subtotal", "sumas", "sub-total")
SUMA_DICHA = re.compile(
    r"(?:gran |sub-?)?total\b|suma |(?:importe|monto|inversion|costo|presupuesto) (?:\w+ ){0,2}total(?:es)?$"
)
MONTOS = (*FUENTE_DE_COLUMNA, "costo_total")
APOSTROFO = re.compile(r"\$?\s*\d{1,3}['’´]\d{3}(,\d{3})*(\.\d{1,2})?")  # millones, como se escriben a mano
SIN_CENTAVOS = re.compile(r"\.\s*[-–—]+$")
ORDINAL = re.compile(r"(\d+)\s*(?:\.?[oaº°ª]\.?|ra\.?|ro\.?|da\.?|do\.?|ta\.?|to\.?)", re.IGNORECASE)
CON_MEDIDA = (
    *("meta", "viviendas", "viviendas_conectadas", "viviendas_acreditadas"),
    *("beneficiarios", "beneficiarios_h", "beneficiarios_m"),
)
ROTULOS_DECLARADOS = {"municipio": "municipio de la propuesta", "ejercicio": "ejercicio de la propuesta"}
ROTULOS_NOMBRE = {"nombre_obra", *FORMATO_PROPUESTA.por_nombre["nombre_obra"].alias}
RENGLONES_INSTRUCCIONES = 40
MUDAS = "Columnas en otro orden"  # una hoja de la calle nunca trae el orden de la plantilla


@dataclass
class LibroPropuesta:
    """Lo leído de un libro: sus filas, lo que no se entendió y lo que se dejó fuera.

    ``filas`` son (renglón, valores por columna); los montos, en centavos, y lo vacío no está. ``totales`` son
    los renglones de totales que el libro trae (renglón, centavos); ``declarado``, el municipio y el ejercicio
    escritos en sus instrucciones.
    """

    archivo: str
    sha256: str
    filas: list[tuple[int, dict[str, object]]] = field(default_factory=list)
    problemas: list[Problema] = field(default_factory=list)
    advertencias: list[Advertencia] = field(default_factory=list)
    totales: list[tuple[int, int]] = field(default_factory=list)
    declarado: dict[str, object] = field(default_factory=dict)
    ignoradas: int = 0


class _Declarado:
    """Mira la hoja de instrucciones de la plantilla y toma el municipio y el ejercicio."""

    def __init__(self) -> None:
        self.valores: dict[str, object] = {}

    def __call__(self, hojas: Sequence[Hoja], hoja: HojaCruda) -> None:
        for otra in hojas:
            if normalize_texto(otra.nombre) != "instrucciones":
                continue
            for fila in otra.leer(RENGLONES_INSTRUCCIONES).filas:
                for columna, valor in fila.valores.items():
                    rotulo = normalize_texto(valor) if isinstance(valor, str) else ""
                    for nombre, debido in ROTULOS_DECLARADOS.items():
                        if rotulo.startswith(debido) and not is_vacio(fila.valores.get(columna + 1)):
                            self.valores[nombre] = fila.valores[columna + 1]


def read_propuesta(ruta: Path) -> LibroPropuesta:
    """Lee un libro de propuesta (.xlsx, .ods, .xls o .csv).

    Raises
    ------
    PropuestaError
        Si el archivo no se puede abrir, no trae encabezados reconocibles o no hay ninguna obra.
    """
    declarado = _Declarado()
    hoja = read_hoja(ruta, FORMATO_PROPUESTA, declarado)
    if not hoja.renglon_encabezado:
        primero = hoja.problemas[0]
        raise _build_error(ruta, primero.encontrado, primero.esperado, primero.que_hacer)
    drop_estado(hoja)
    libro = LibroPropuesta(ruta.name, compute_sha256(ruta), declarado=declarado.valores)
    libro.problemas += [p for p in hoja.problemas if not _is_rotulo_ajeno(p)]
    libro.advertencias += [a for a in hoja.advertencias if not a.texto.startswith(MUDAS)]
    ajenas = [p.columna for p in hoja.problemas if _is_rotulo_ajeno(p)]
    if ajenas:
        libro.advertencias.append(Advertencia("Columnas que no se usan: " + ", ".join(ajenas)))
    libro.problemas += list_dinero_ajeno(hoja)
    if len(hoja.filas) > MAXIMO_OBRAS:
        encontrado, que_hacer = f"{len(hoja.filas):,} renglones", "deje sólo las obras del ejercicio"
        raise _build_error(ruta, encontrado, f"a lo más {MAXIMO_OBRAS:,} obras", que_hacer)
    titulos: list[int] = []
    for renglon, crudo in hoja.filas:
        fill_huecos(crudo)
        if not _is_encabezado(crudo):
            _add_fila(libro, renglon, crudo, titulos)
    _drop_sumas(libro)
    if titulos:
        aviso = Advertencia("Renglones sin dinero ni meta: se leyeron como títulos", tuple(titulos))
        libro.advertencias.append(aviso)
        libro.ignoradas += len(titulos)
    if not libro.filas:
        sin_usar = f"; columnas que no se usan: {', '.join(ajenas[:6])}" if ajenas else ""
        encontrado = f"ninguna obra con dinero ni meta bajo el encabezado{sin_usar}"
        raise _build_error(ruta, encontrado, "al menos una obra", "revise los nombres de columna")
    return libro


def read_confirmadas(ruta: Path) -> dict[str, str]:
    """Lo que una persona confirmó en la hoja «Por confirmar»: texto de la propuesta → renglón del Catálogo.

    Raises
    ------
    PropuestaError
        Si el libro no trae esa hoja.
    """
    hoja = read_hoja(ruta, FORMATO_CONFIRMADAS)
    if not hoja.renglon_encabezado:
        primero = hoja.problemas[0]
        raise _build_error(ruta, primero.encontrado, primero.esperado, primero.que_hacer)
    return {
        str(fila["texto"]): str(fila["confirmada"])
        for _, fila in hoja.filas
        if not is_vacio(fila.get("texto")) and not is_vacio(fila.get("confirmada"))
    }


def read_acuerdos(ruta: Path) -> list[dict[str, object]]:
    """Los renglones con acuerdo del libro de la mezcla: folio, acuerdo, pesos en centavos y nota.

    Raises
    ------
    PropuestaError
        Si el libro no trae esa hoja o alguna celda del acuerdo no se entiende: nada se registra a medias.
    """
    hoja = read_hoja(ruta, FORMATO_ACUERDOS)
    propios = [p for p in hoja.problemas if not hoja.renglon_encabezado or p.columna in LECTORES_ACUERDOS]
    if propios:
        raise _build_error(ruta, propios[0].encontrado, propios[0].esperado, propios[0].que_hacer)
    acordados: list[dict[str, object]] = []
    for renglon, crudo in hoja.filas:
        if all(is_vacio(crudo.get(c)) for c in ("acuerdo", "pesos_acordados", "nota")):
            continue
        valores, problemas = parse_celdas(renglon, crudo, FORMATO_ACUERDOS, LECTORES_ACUERDOS)
        faltan = [c for c in ("folio", "acuerdo") if c not in valores]
        if problemas or faltan:
            columna, encontrado, esperado = (
                (problemas[0].columna, problemas[0].encontrado, problemas[0].esperado)
                if problemas
                else (faltan[0], "una celda vacía", "el folio y el acuerdo de la obra")
            )
            celda = f"renglón {renglon}, columna {columna}: {encontrado}"
            raise _build_error(ruta, celda, esperado, "corrija la celda; no se registró ninguno")
        acordados.append(valores)
    return acordados


def _build_error(ruta: Path, encontrado: str, esperado: str, que_hacer: str) -> PropuestaError:
    return PropuestaError(
        "La propuesta no se puede leer.",
        donde=ruta.name,
        esperado=esperado,
        encontrado=encontrado,
        que_hacer=que_hacer,
    )


def _is_rotulo_ajeno(problema: Problema) -> bool:
    return problema.encontrado == "una columna que no es de la plantilla"


def _add_fila(libro: LibroPropuesta, renglon: int, crudo: Mapping[str, object], titulos: list[int]) -> None:
    limpio = {c: _clean(c, v) for c, v in crudo.items()}
    valores, problemas = parse_celdas(renglon, limpio, FORMATO_PROPUESTA, LECTORES)
    trae_dinero = any(not is_vacio(limpio.get(c)) for c in MONTOS)
    if _is_total(limpio):
        total = valores.get("costo_total")
        libro.totales.append((renglon, _sum_montos(valores) if total is None else int(str(total))))
        libro.ignoradas += 1
    elif not trae_dinero and all(is_vacio(limpio.get(c)) for c in ("meta", "viviendas", "subclasificacion")):
        titulos.append(renglon)
    else:
        libro.filas.append((renglon, valores))
        libro.problemas += problemas


def _is_encabezado(fila: Mapping[str, object]) -> bool:
    """Un renglón que repite el encabezado, como lo deja quien pega una hoja tras otra."""
    nombre = fila.get("nombre_obra")
    if not isinstance(nombre, str) or normalize_texto(nombre).replace(" ", "_") not in ROTULOS_NOMBRE:
        return False
    dichos = [(c, v) for c, v in fila.items() if isinstance(v, str)]
    iguales = sum(normalize_columnas([v], FORMATO_PROPUESTA) == [c] for c, v in dichos)
    return iguales > 1 and 2 * iguales > len(dichos)


def _drop_sumas(libro: LibroPropuesta) -> None:
    """Saca lo que sólo suma a otros renglones, con lo que no se entendió ahí."""
    _drop_grupos(libro)
    _drop_suma(libro)
    sumas = {renglon for renglon, _ in libro.totales}  # la fórmula de un total no es de ninguna obra
    libro.problemas = [p for p in libro.problemas if p.renglon not in sumas]


def _drop_grupos(libro: LibroPropuesta) -> None:
    """Saca los renglones que sólo dicen un rubro y la suma de los que siguen: no son obras.

    Con uno solo, y de un solo renglón, el parecido puede ser casual: se queda.
    """
    titulos = [i for i, (_, fila) in enumerate(libro.filas) if set(fila) <= {"nombre_obra", *MONTOS}]
    grupos = []
    for i, fin in pairwise([*titulos, len(libro.filas)]):
        suyas = [_sum_montos(fila) for _, fila in libro.filas[i + 1 : fin]]
        if suyas and _sum_montos(libro.filas[i][1]) == sum(suyas) > 0:
            grupos.append((i, len(suyas)))
    if not grupos or grupos == [(grupos[0][0], 1)]:
        return
    fuera = tuple(libro.filas[i][0] for i, _ in grupos)
    libro.filas = [f for f in libro.filas if f[0] not in fuera]
    libro.ignoradas += len(fuera)
    libro.advertencias.append(
        Advertencia("Renglones con la suma de los que siguen: se leyeron como títulos", fuera)
    )


def _drop_suma(libro: LibroPropuesta) -> None:
    """Saca el último renglón si en cada columna es la suma de los demás: es un total, diga lo que diga."""
    if len(libro.filas) < 3:
        return
    *obras, (renglon, ultimo) = libro.filas
    if not set(ultimo) <= {"nombre_obra", *MONTOS, *CON_MEDIDA} or not _sum_montos(ultimo):
        return
    dichas = [c for c in MONTOS if c in ultimo]
    if all(int(str(ultimo[c])) == sum(int(str(f.get(c, 0))) for _, f in obras) for c in dichas):
        libro.filas = obras
        libro.totales.append((renglon, _sum_montos(ultimo)))
        libro.ignoradas += 1
        aviso = Advertencia("El último renglón es la suma de los demás: se leyó como total", (renglon,))
        libro.advertencias.append(aviso)


def _sum_montos(fila: Mapping[str, object]) -> int:
    """Centavos de un renglón: los de sus fuentes; si no trae, su costo."""
    fuentes = [int(str(fila[c])) for c in FUENTE_DE_COLUMNA if c in fila]
    return sum(fuentes) if fuentes else int(str(fila.get("costo_total", 0)))


def _is_total(fila: Mapping[str, object]) -> bool:
    """Un renglón que dice «total» donde iría el nombre o el lugar, o que sólo trae dinero."""
    textos = [normalize_texto(v).strip(" .:$") for v in fila.values() if isinstance(v, str)]
    if any(t in TOTALES or SUMA_DICHA.match(t) for t in textos):
        return is_vacio(fila.get("localidad")) or normalize_texto(str(fila["localidad"])) in TOTALES
    propias = [c for c, v in fila.items() if not is_vacio(v)]
    return bool(set(propias) & set(MONTOS)) and set(propias) <= {
        *MONTOS,
        "beneficiarios_h",
        "beneficiarios_m",
        "viviendas",
    }


def _clean(columna: str, valor: object) -> object:
    """Quita lo que la gente agrega y no cambia el dato: «$ … MXN», «40 acc.», un guion por vacío."""
    if isinstance(valor, Decimal | int | float) or not isinstance(valor, str):
        return valor
    texto = " ".join(valor.replace("\u00a0", " ").split())
    if normalize_texto(texto) in VACIAS or texto in VACIAS:
        return None
    if columna in MONTOS:
        sin_moneda = SIN_CENTAVOS.sub("", MONEDA.sub("", texto).strip())
        if APOSTROFO.fullmatch(sin_moneda):
            sin_moneda = re.sub("['’´]", ",", sin_moneda)
        return None if sin_moneda in ("$", "$-", "$ -") else sin_moneda
    hallado = CON_UNIDAD.fullmatch(texto) if columna in CON_MEDIDA else None
    hallado = ORDINAL.fullmatch(texto) if columna == "comite_prioridad" else hallado
    return hallado[1] if hallado else texto
