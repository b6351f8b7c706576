"""Cuánto se parece un texto, ya limpio, a cada renglón del Catálogo: por sus palabras y por sus letras."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

import numpy as np

GRAMOS = (3, 4)  # letras seguidas que se comparan
PESO_PALABRAS, PESO_COBERTURA = 0.62, 0.65
Frase = tuple[int, tuple[str, ...]]


class Parecido:
    """Las frases con que se dice cada renglón, preparadas para compararlas con miles de textos."""

    def __init__(self, frases: Sequence[Frase], renglones: int) -> None:
        """``frases`` son (posición del renglón, palabras), en orden; ``renglones``, cuántos hay."""
        self._cuantos = renglones
        self._presentes, self._desde = np.unique([renglon for renglon, _ in frases], return_index=True)
        self._trozos: dict[str, list[int]] = {}
        self._palabras = _Indice([set(palabras) for _, palabras in frases])
        self._pesos = self._palabras.sum_pesos()
        self._gramos = _Indice([_list_gramos(palabras) for _, palabras in frases])
        self._gramos.normalize()

    @property
    def palabras(self) -> frozenset[str]:
        """Las palabras de todas las frases."""
        return frozenset(map(str, self._palabras.posicion))

    def score(self, textos: Sequence[Sequence[str]]) -> np.ndarray:
        """El parecido de cada texto (fila) con cada renglón: el de la frase suya que más se parece."""
        de_frase = PESO_PALABRAS * self._score_palabras(textos)
        de_frase += (1 - PESO_PALABRAS) * self._score_gramos(textos)
        de_renglon = np.zeros((len(textos), self._cuantos))
        de_renglon[:, self._presentes] = np.maximum.reduceat(de_frase, self._desde, axis=1)
        return de_renglon

    def _score_palabras(self, textos: Sequence[Sequence[str]]) -> np.ndarray:
        """Cuánto de cada frase está en el texto y cuánto de lo conocido del texto está en la frase."""
        posicion = self._palabras.posicion
        hallados = [sorted({posicion[p] for p in palabras if p in posicion}) for palabras in textos]
        de_texto, propias = _join(hallados)
        comunes = self._palabras.add(de_texto, propias, np.ones(len(propias)), len(textos))
        total = np.bincount(de_texto, self._palabras.idf[propias], minlength=len(textos))
        total[total == 0] = 1
        return comunes * (PESO_COBERTURA / self._pesos + ((1 - PESO_COBERTURA) / total)[:, None])

    def _score_gramos(self, textos: Sequence[Sequence[str]]) -> np.ndarray:
        de_texto, hallados = _join([self._find_gramos(palabras) for palabras in textos])
        cuantos = len(self._gramos.posicion)
        llaves, veces = np.unique(de_texto * cuantos + hallados, return_counts=True)
        de_texto, propios = np.divmod(llaves, cuantos)
        pesos = (1 + np.log(veces)) * self._gramos.idf[propios]
        norma = np.sqrt(np.bincount(de_texto, pesos**2, minlength=len(textos)))
        norma[norma == 0] = 1
        return self._gramos.add(de_texto, propios, pesos, len(textos)) / norma[:, None]

    def _find_gramos(self, palabras: Sequence[str]) -> list[int]:
        hallados: list[int] = []
        for trozo in _split_trozos(palabras):
            if trozo not in self._trozos:
                conocidos = (self._gramos.posicion.get(g) for g in _split_gramos(trozo))
                self._trozos[trozo] = [g for g in conocidos if g is not None]
            hallados += self._trozos[trozo]
        return hallados


class _Indice:
    """En qué frases está cada elemento (palabra o gramo) y cuánto pesa en cada una."""

    def __init__(self, frases: Sequence[Iterable[Hashable]]) -> None:
        cuentas = [Counter(frase) for frase in frases]
        self._cuantas = len(frases)
        self.posicion = {e: i for i, e in enumerate(sorted({e for c in cuentas for e in c}, key=str))}
        de_cada = [(self.posicion[e], j, veces) for j, c in enumerate(cuentas) for e, veces in c.items()]
        elemento, self._frase, veces = np.array(sorted(de_cada)).T
        apariciones = np.bincount(elemento)
        self._desde = np.concatenate(([0], apariciones.cumsum()))
        self.idf = np.log(1 + len(frases) / apariciones)
        self._peso = (1 + np.log(veces)) * self.idf[elemento]

    def sum_pesos(self) -> np.ndarray:
        """Cuánto pesa cada frase."""
        return np.bincount(self._frase, self._peso, minlength=self._cuantas)

    def normalize(self) -> None:
        """Deja en uno la norma de cada frase."""
        norma = np.sqrt(np.bincount(self._frase, self._peso**2, minlength=self._cuantas))
        self._peso /= norma[self._frase]

    def add(self, de_texto: np.ndarray, propios: np.ndarray, pesos: np.ndarray, textos: int) -> np.ndarray:
        """Por texto y frase, la suma de los elementos ``propios`` de ese texto, cada uno por su peso."""
        desde, cuantos = self._desde[propios], self._desde[propios + 1] - self._desde[propios]
        antes = cuantos.cumsum() - cuantos
        lugares = (desde - antes).repeat(cuantos) + np.arange(cuantos.sum())
        casillas = (de_texto * self._cuantas).repeat(cuantos) + self._frase[lugares]
        sumandos = self._peso[lugares] * pesos.repeat(cuantos)
        return np.bincount(casillas, sumandos, minlength=textos * self._cuantas).reshape(textos, -1)


def _join(hallados: Sequence[Sequence[int]]) -> tuple[np.ndarray, np.ndarray]:
    """Las posiciones de todos los textos, seguidas, y de qué texto es cada una."""
    de_texto = np.arange(len(hallados)).repeat([len(h) for h in hallados])
    return de_texto, np.array([p for h in hallados for p in h], dtype=np.intp)


def _list_gramos(palabras: Sequence[str]) -> list[str]:
    return [gramo for trozo in _split_trozos(palabras) for gramo in _split_gramos(trozo)]


def _split_trozos(palabras: Sequence[str]) -> list[str]:
    """Cada palabra con su orilla y las letras que le siguen: juntas traen cada gramo del texto una vez."""
    texto, trozos, desde = f" {' '.join(palabras)} ", [], 0
    for palabra in palabras:
        trozos.append(texto[desde : desde + len(palabra) + GRAMOS[-1]])
        desde += len(palabra) + 1
    return trozos


def _split_gramos(trozo: str) -> list[str]:
    """Los gramos que empiezan en la palabra de un trozo o en el espacio que la antecede."""
    fin = trozo.index(" ", 1)
    return [trozo[i : i + n] for n in GRAMOS for i in range(fin) if i + n <= len(trozo)]
