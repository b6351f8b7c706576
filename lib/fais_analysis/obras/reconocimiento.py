"""Qué renglón del Catálogo es una obra escrita como la escribe la gente.

Sólo un nombre del Catálogo, tal cual, se asigna solo. Todo lo demás son candidatas que una persona confirma:
ninguna regla de parecido deja en cero el error callado.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np

from fais_analysis.obras.modelo import Lectura, RenglonCatalogo
from fais_analysis.obras.parecido import Parecido
from fais_analysis.rules.reconocimiento import Vocabulario

MINIMO, VENTAJA = 0.62, 0.10  # de aquí para arriba, la primera candidata se ofrece ya elegida
CONTRADICE, DISTANCIA = 0.7, 0.25  # y con esto se pone en duda lo que dice la columna
CANDIDATAS = 3
SUELO = 0.2  # con menos no se parece a nada
A_FAVOR, EN_CONTRA = 0.12, 0.2
PARECIDA = 82.0  # erratas: una palabra desconocida se lee como la conocida más parecida
ESCUELA = "escuela"  # kínder, primaria o plantel: de qué obra se trata no cambia
NO_LETRAS = re.compile(r"[^a-z0-9ñ ]+")
RECORDADAS = 16_384
LOTE = 256  # textos que se puntúan de una vez
# palabras, si se habla de una escuela, si de una vivienda y qué sumideros no traen su palabra propia
_Llave = tuple[tuple[str, ...], bool, bool, tuple[int, ...]]


@lru_cache(maxsize=RECORDADAS)
def normalize_nombre(texto: str) -> str:
    """Minúsculas, sin acentos ni signos: para comparar nombres de obra, nunca para mostrarlos."""
    plano = texto.casefold()
    if not plano.isascii():
        plano = unicodedata.normalize("NFKD", plano).encode("ascii", "ignore").decode()
    return " ".join(NO_LETRAS.sub(" ", plano).split())


@lru_cache(maxsize=RECORDADAS)
def singularize(palabra: str) -> str:
    """La palabra en singular, sin diccionario: basta que dos formas den lo mismo."""
    if len(palabra) > 4 and palabra.endswith("es") and palabra[-3] not in "aeioulqrtcgv":
        return palabra[:-2]
    if len(palabra) > 5 and palabra.endswith(
        ("ores", "ales", "eles", "iles", "oles", "ules", "ones", "ares", "udes", "ades")
    ):
        return palabra[:-2]
    return palabra[:-1] if len(palabra) > 3 and palabra.endswith("s") else palabra


class Reconocedor:
    """Compara textos con el Catálogo de un ejercicio; recuerda lo ya leído."""

    def __init__(self, catalogo: Sequence[RenglonCatalogo], vocabulario: Vocabulario) -> None:
        self.catalogo, self._v = tuple(catalogo), vocabulario
        self._pares = [(f" {k} ", f" {v} ") for k, v in vocabulario.abreviaturas.items() if " " in k]
        self._frases_ajenas = [f" {a} " for a in vocabulario.ajenas if " " in a]
        self._exactos = _index_nombres(self.catalogo)
        rubros, nombres = [r.rubro for r in self.catalogo], [r.subclasificacion for r in self.catalogo]
        educacion, vivienda = (np.array([r == suyo for suyo in rubros]) for r in ("Educación", "Vivienda"))
        escolares = educacion & ["escol" in normalize_nombre(n) for n in nombres]
        self._a_escolar = np.where(educacion, A_FAVOR, -EN_CONTRA)
        self._a_lo_demas, self._a_vivienda = escolares * -EN_CONTRA / 2, vivienda * A_FAVOR / 2
        propias = {i: set(vocabulario.sumideros.get(n, ())) for i, n in enumerate(nombres)}
        self._sumideros = {i: palabras for i, palabras in propias.items() if palabras}
        self._memoria: dict[str, tuple[tuple[str, float], ...]] = {}
        self._rangos: dict[_Llave, tuple[tuple[str, float], ...]] = {}
        self._erratas: dict[str, str] = {}
        self._expandidas: dict[str, str] = {}
        self._limpios: dict[str, tuple[str, ...]] = {}
        self._utiles: frozenset[str] = frozenset()
        textos = [(i, self.clean(t)) for i, r in enumerate(self.catalogo) for t in self._list_frases(r)]
        self._parecido = Parecido([t for t in textos if t[1]], len(self.catalogo))
        self._utiles = self._parecido.palabras
        self._conocidas = sorted(self._utiles)  # entre dos igual de parecidas, siempre la misma
        self._limpios.clear()  # las frases del Catálogo se limpiaron sin buscarles erratas

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
        llano = normalize_nombre(texto)
        if llano not in self._memoria:
            self._learn([llano])
        return self._memoria[llano]

    def learn(self, obras: Iterable[tuple[str, str]]) -> None:
        """Puntúa de una vez lo que ``read`` va a pedir de cada (subclasificación, nombre).

        No cambia ninguna respuesta: cinco mil nombres uno por uno tardan cuatro veces más.
        """
        textos = dict.fromkeys(llano for sub, nombre in obras for llano in self._list_textos(sub, nombre))
        self._learn([t for t in textos if t not in self._memoria])

    def _list_textos(self, subclasificacion: str, nombre: str) -> list[str]:
        if self.find_exacto(subclasificacion or nombre) is not None:
            return [normalize_nombre(nombre)]
        return [normalize_nombre(t) for t in (subclasificacion, f"{subclasificacion} {nombre}") if t]

    def _learn(self, llanos: Sequence[str]) -> None:
        llaves = {llano: self._build_llave(llano) for llano in llanos}
        nuevas = [k for k in dict.fromkeys(llaves.values()) if k and k not in self._rangos]
        for i in range(0, len(nuevas), LOTE):
            self._score(nuevas[i : i + LOTE])
        self._memoria |= {llano: self._rangos[k] if k else () for llano, k in llaves.items()}

    def clean(self, texto: str) -> tuple[str, ...]:
        """Las palabras que dicen qué obra es: sin abreviaturas, relleno, medidas ni nombres de calles."""
        llave = normalize_nombre(texto)
        if llave not in self._limpios:
            self._limpios[llave] = self._clean(llave)
        return self._limpios[llave]

    def _clean(self, texto: str) -> tuple[str, ...]:
        unido = " ".join([self._expand(p) for p in texto.split()])
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

    def _expand(self, palabra: str) -> str:
        """La palabra en singular y sin abreviar, se abrevie como se abrevie."""
        if palabra not in self._expandidas:
            llana = singularize(self._v.abreviaturas.get(palabra, palabra))
            self._expandidas[palabra] = self._v.abreviaturas.get(llana, llana)
        return self._expandidas[palabra]

    def _join_pares(self, texto: str) -> str:
        con_orillas = f" {texto} "
        for escrito, dicho in self._pares:
            if escrito in con_orillas:
                con_orillas = con_orillas.replace(escrito, dicho)
        return con_orillas.strip()

    def _list_frases(self, renglon: RenglonCatalogo) -> list[str]:
        return [renglon.subclasificacion, *self._v.alias.get(renglon.subclasificacion, ())]

    def _build_llave(self, texto: str) -> _Llave | None:
        """De qué depende lo que se reconoce en un texto; nula si no parece obra.

        Dos nombres que sólo cambian de lugar la comparten: se puntúan una vez.
        """
        llanas = [singularize(p) for p in texto.split()]
        crudas, seguido = set(llanas), f" {' '.join(llanas)} "
        if crudas & self._v.ajenas or any(ajena in seguido for ajena in self._frases_ajenas):
            return None
        palabras = self.clean(texto)
        crudas.update(palabras)
        sin_palabra = tuple(i for i, propias in self._sumideros.items() if not crudas & propias)
        es_escolar, es_vivienda = bool(crudas & self._v.escolar), bool(crudas & self._v.vivienda)
        return (palabras, es_escolar, es_vivienda, sin_palabra) if palabras else None

    def _score(self, llaves: Sequence[_Llave]) -> None:
        """Recuerda las candidatas de cada llave."""
        puntajes = self._parecido.score([palabras for palabras, *_ in llaves])
        for (_, es_escolar, es_vivienda, sin_palabra), suyos in zip(llaves, puntajes, strict=True):
            self._weigh_contexto(suyos, es_escolar, es_vivienda)
            suyos[list(sin_palabra)] = 0
        # a nueve decimales: el ruido de una suma no desempata
        ordenes = np.argsort(-puntajes.round(9), axis=1, kind="stable")[:, :CANDIDATAS]
        for llave, suyos, orden in zip(llaves, puntajes, ordenes, strict=True):
            self._rangos[llave] = tuple(
                (self.catalogo[i].subclasificacion, round(float(suyos[i]), 4))
                for i in orden
                if suyos[i] >= SUELO
            )

    def _weigh_contexto(self, puntajes: np.ndarray, es_escolar: bool, es_vivienda: bool) -> None:
        """Una escuela no es una vivienda."""
        puntajes += self._a_escolar if es_escolar else self._a_lo_demas
        if es_vivienda and not es_escolar:
            puntajes += self._a_vivienda

    def _fix_errata(self, palabra: str) -> str:
        if not self._utiles or palabra in self._utiles or len(palabra) < 5:
            return palabra
        if palabra not in self._erratas:
            from rapidfuzz import fuzz, process  # sólo quien escribe con erratas lo paga

            hallada = process.extractOne(palabra, self._conocidas, scorer=fuzz.ratio, score_cutoff=PARECIDA)
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
