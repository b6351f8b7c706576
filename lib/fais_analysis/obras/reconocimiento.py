"""Qué renglón del Catálogo es una obra escrita como la escribe la gente.

Sólo un nombre del Catálogo, tal cual, se asigna solo. Todo lo demás son candidatas que una persona confirma:
ninguna regla de parecido deja en cero el error callado.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

import numpy as np

from fais_analysis.obras.modelo import Lectura, RenglonCatalogo
from fais_analysis.rules.reconocimiento import Vocabulario

MINIMO, VENTAJA = 0.62, 0.10  # de aquí para arriba, la primera candidata se ofrece ya elegida
CONTRADICE, DISTANCIA = 0.7, 0.25  # y con esto se pone en duda lo que dice la columna
CANDIDATAS = 3
GRAMOS = (3, 4)
PESO_PALABRAS, PESO_COBERTURA = 0.62, 0.65
A_FAVOR, EN_CONTRA = 0.12, 0.2
PARECIDA = 82.0  # erratas: una palabra desconocida se lee como la conocida más parecida
ESCUELA = "escuela"  # kínder, primaria o plantel: de qué obra se trata no cambia
NO_LETRAS = re.compile(r"[^a-z0-9ñ ]+")


def normalize_nombre(texto: str) -> str:
    """Minúsculas, sin acentos ni signos: para comparar nombres de obra, nunca para mostrarlos."""
    plano = unicodedata.normalize("NFKD", texto.casefold()).encode("ascii", "ignore").decode()
    return " ".join(NO_LETRAS.sub(" ", plano).split())


def singularize(palabra: str) -> str:
    """La palabra en singular, sin diccionario: basta que dos formas den lo mismo."""
    if len(palabra) > 4 and palabra.endswith("es") and palabra[-3] not in "aeioulqrtcgv":
        return palabra[:-2]
    if len(palabra) > 5 and palabra.endswith(
        ("ores", "ales", "eles", "iles", "oles", "ules", "ones", "ares", "udes", "ades")
    ):
        return palabra[:-2]
    return palabra[:-1] if len(palabra) > 3 and palabra.endswith("s") else palabra


@dataclass(frozen=True)
class _Frase:
    renglon: int
    palabras: frozenset[str]
    peso: float


class Reconocedor:
    """Compara textos con el Catálogo de un ejercicio; recuerda lo ya leído."""

    def __init__(self, catalogo: Sequence[RenglonCatalogo], vocabulario: Vocabulario) -> None:
        self.catalogo, self._v = tuple(catalogo), vocabulario
        self._pares = {k: v for k, v in vocabulario.abreviaturas.items() if " " in k}
        self._exactos = _index_nombres(self.catalogo)
        rubros, nombres = [r.rubro for r in self.catalogo], [r.subclasificacion for r in self.catalogo]
        self._de_rubro = {r: np.array([r == suyo for suyo in rubros]) for r in ("Educación", "Vivienda")}
        self._escolares = self._de_rubro["Educación"] & ["escol" in normalize_nombre(n) for n in nombres]
        propias = {i: set(vocabulario.sumideros.get(n, ())) for i, n in enumerate(nombres)}
        self._sumideros = {i: palabras for i, palabras in propias.items() if palabras}
        self._memoria: dict[str, tuple[tuple[str, float], ...]] = {}
        self._erratas: dict[str, str] = {}
        self._utiles: frozenset[str] = frozenset()
        textos = [(i, self.clean(t)) for i, r in enumerate(self.catalogo) for t in self._list_frases(r)]
        self._prepare([(i, palabras) for i, palabras in textos if palabras])

    @property
    def palabras(self) -> frozenset[str]:
        """Las palabras con que se dicen las obras del Catálogo: lo demás de un nombre es el lugar."""
        v = self._v
        return self._utiles | v.relleno | v.modalidad | v.lugar | frozenset(v.abreviaturas)

    def find_exacto(self, texto: str) -> RenglonCatalogo | None:
        """El renglón cuyo nombre es exactamente el texto, sin contar mayúsculas, acentos ni signos."""
        return self._exactos.get(normalize_nombre(texto))

    def read(self, subclasificacion: str, nombre: str, confirmadas: Mapping[str, str]) -> Lectura:
        """Qué renglón es una obra: lo que dice su columna o lo que alguien confirmó; si no, candidatas."""
        exacto = self.find_exacto(subclasificacion or nombre)
        if exacto is not None:
            return Lectura("exacto", exacto, contradice=self._find_contradiccion(exacto, nombre))
        texto = self._choose_texto(subclasificacion, nombre)
        dichas = [confirmadas.get(normalize_nombre(t), "") for t in (texto, nombre)]
        confirmada = self.find_exacto(next(filter(None, dichas), ""))
        if confirmada is not None:
            es_del_nombre = texto != subclasificacion  # a quien confirmó ese nombre no se le contradice
            contradice = "" if es_del_nombre else self._find_contradiccion(confirmada, nombre)
            return Lectura("confirmado", confirmada, contradice=contradice)
        entero = f"{subclasificacion} {nombre}".strip()
        propias = self.rank(entero)
        if not propias:
            return Lectura(texto=texto)
        candidatas = tuple(n for n, _ in propias)
        primera = self._exactos[normalize_nombre(candidatas[0])] if self._is_clara(entero, propias) else None
        return Lectura("supuesto", primera, candidatas, texto=texto)

    def _choose_texto(self, subclasificacion: str, nombre: str) -> str:
        """Lo que hay que confirmar: la columna del Catálogo si por sí sola es clara; si no, con el nombre."""
        if subclasificacion and self._is_clara(subclasificacion, self.rank(subclasificacion)):
            return subclasificacion
        return f"{subclasificacion} {nombre}".strip()

    def rank(self, texto: str) -> tuple[tuple[str, float], ...]:
        """Las candidatas de un texto, de la más a la menos parecida; ninguna si no parece obra."""
        llave = normalize_nombre(texto)
        if llave not in self._memoria:
            self._memoria[llave] = self._rank(llave)
        return self._memoria[llave]

    def clean(self, texto: str) -> tuple[str, ...]:
        """Las palabras que dicen qué obra es: sin abreviaturas, relleno, medidas ni nombres de calles."""
        llanas = [singularize(self._v.abreviaturas.get(p, p)) for p in normalize_nombre(texto).split()]
        unido = " ".join(self._v.abreviaturas.get(p, p) for p in llanas)
        unido = self._join_pares(unido)  # «c. de salud», antes de quitar el relleno
        sin_relleno = [p for p in unido.split() if p not in self._v.relleno and not p[0].isdigit()]
        palabras = self._join_pares(" ".join(sin_relleno)).split()  # «jardín de niños», después
        for i, palabra in enumerate(palabras):
            if palabra in self._v.lugar and i:
                palabras = palabras[: i + 1]
                break
        utiles = [p for p in palabras if p not in self._v.modalidad] or palabras
        buenas = [self._fix_errata(p) for p in utiles]
        return tuple(ESCUELA if p in self._v.escolar else p for p in buenas)

    def _join_pares(self, texto: str) -> str:
        for escrito, dicho in self._pares.items():
            texto = f" {texto} ".replace(f" {escrito} ", f" {dicho} ").strip()
        return texto

    def _list_frases(self, renglon: RenglonCatalogo) -> list[str]:
        return [renglon.subclasificacion, *self._v.alias.get(renglon.subclasificacion, ())]

    def _prepare(self, frases: Sequence[tuple[int, tuple[str, ...]]]) -> None:
        apariciones = Counter(p for _, palabras in frases for p in set(palabras))
        self._idf = {p: log(1 + len(frases) / n) for p, n in apariciones.items()}
        self._utiles = frozenset(self._idf)
        self._frases = [_Frase(i, frozenset(ps), sum(self._idf[p] for p in set(ps))) for i, ps in frases]
        self._con_palabra: dict[str, list[int]] = {}
        for n, frase in enumerate(self._frases):
            for palabra in frase.palabras:
                self._con_palabra.setdefault(palabra, []).append(n)
        self._renglon_de = np.array([f.renglon for f in self._frases])
        self._pesos = np.array([f.peso for f in self._frases])
        gramos = [_count_gramos(" ".join(ps)) for _, ps in frases]
        self._posicion = {g: i for i, g in enumerate(sorted({g for c in gramos for g in c}))}
        self._gidf = np.zeros(len(self._posicion))
        for cuenta in gramos:
            for g in cuenta:
                self._gidf[self._posicion[g]] += 1
        self._gidf = np.log(1 + len(frases) / self._gidf)
        self._matriz = np.zeros((len(self._posicion), len(frases)), dtype=np.float32)
        for j, cuenta in enumerate(gramos):
            for g, veces in cuenta.items():
                self._matriz[self._posicion[g], j] = (1 + log(veces)) * self._gidf[self._posicion[g]]
        self._matriz /= np.linalg.norm(self._matriz, axis=0)

    def _rank(self, texto: str) -> tuple[tuple[str, float], ...]:
        llanas = [singularize(p) for p in texto.split()]
        crudas, seguido = set(llanas), f" {' '.join(llanas)} "
        if any(f" {ajena} " in seguido for ajena in self._v.ajenas):
            return ()
        palabras = self.clean(texto)
        if not palabras:
            return ()
        puntajes = PESO_PALABRAS * self._score_palabras(palabras)
        puntajes += (1 - PESO_PALABRAS) * self._score_gramos(palabras)
        por_renglon = np.zeros(len(self.catalogo))
        np.maximum.at(por_renglon, self._renglon_de, puntajes)
        self._weigh_contexto(por_renglon, set(palabras) | crudas)
        orden = sorted(range(len(por_renglon)), key=lambda i: (-por_renglon[i], i))[:CANDIDATAS]
        return tuple(
            (self.catalogo[i].subclasificacion, round(float(por_renglon[i]), 4))
            for i in orden
            if por_renglon[i] >= 0.2
        )

    def _score_palabras(self, palabras: Sequence[str]) -> np.ndarray:
        """Cuánto de cada frase está en el texto y cuánto de lo conocido del texto está en la frase."""
        comunes = np.zeros(len(self._frases))
        propias = set(palabras) & self._utiles
        for palabra in propias:
            comunes[self._con_palabra[palabra]] += self._idf[palabra]
        total = sum(self._idf[p] for p in propias)
        if not total:
            return comunes
        return PESO_COBERTURA * comunes / self._pesos + (1 - PESO_COBERTURA) * comunes / total

    def _score_gramos(self, palabras: Sequence[str]) -> np.ndarray:
        cuenta = {g: v for g, v in _count_gramos(" ".join(palabras)).items() if g in self._posicion}
        if not cuenta:
            return np.zeros(len(self._frases))
        filas = [self._posicion[g] for g in cuenta]
        pesos = np.array([1 + log(v) for v in cuenta.values()]) * self._gidf[filas]
        return (pesos @ self._matriz[filas]) / sqrt(float(pesos @ pesos))

    def _weigh_contexto(self, puntajes: np.ndarray, palabras: set[str]) -> None:
        """Una escuela no es una vivienda, y los sumideros sólo van con su palabra propia."""
        es_escolar, es_vivienda = bool(palabras & self._v.escolar), bool(palabras & self._v.vivienda)
        if es_escolar:
            puntajes += np.where(self._de_rubro["Educación"], A_FAVOR, -EN_CONTRA)
        else:
            puntajes -= self._escolares * EN_CONTRA / 2
            puntajes += self._de_rubro["Vivienda"] * es_vivienda * A_FAVOR / 2
        for i, propias in self._sumideros.items():
            if not palabras & propias:
                puntajes[i] = 0

    def _fix_errata(self, palabra: str) -> str:
        if not self._utiles or palabra in self._utiles or len(palabra) < 5:
            return palabra
        if palabra not in self._erratas:
            from rapidfuzz import fuzz, process  # sólo quien escribe con erratas lo paga

            hallada = process.extractOne(palabra, self._utiles, scorer=fuzz.ratio, score_cutoff=PARECIDA)
            self._erratas[palabra] = hallada[0] if hallada else palabra
        return self._erratas[palabra]

    def _is_clara(self, texto: str, propias: Sequence[tuple[str, float]]) -> bool:
        if not propias or " ".join(self.clean(texto)) in self._v.ambiguas:
            return False
        segunda = propias[1][1] if len(propias) > 1 else 0.0
        return propias[0][1] >= MINIMO and propias[0][1] - segunda >= VENTAJA

    def _find_contradiccion(self, exacto: RenglonCatalogo, nombre: str) -> str:
        """Lo que el nombre parece ser, si claramente no es lo que dice la columna."""
        propias = dict(self.rank(nombre))
        primera = next(iter(propias), "")
        if not primera or propias[primera] < CONTRADICE:
            return ""
        distancia = propias[primera] - propias.get(exacto.subclasificacion, 0.0)
        return primera if distancia >= DISTANCIA else ""


def _index_nombres(catalogo: Iterable[RenglonCatalogo]) -> dict[str, RenglonCatalogo]:
    return {normalize_nombre(r.subclasificacion): r for r in catalogo}


def _count_gramos(texto: str) -> Counter[str]:
    con_orillas = f" {texto} "
    return Counter(con_orillas[i : i + n] for n in GRAMOS for i in range(len(con_orillas) - n + 1))
