"""Qué cifras cambiaron entre el informe que ya se entregó y el nuevo: lo que dice la versión corregida."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fais_analysis.delivery.informe import CifraExpediente
from fais_analysis.delivery.portada import CifraMensaje

MAXIMO = 12
AUSENTE = "no estaba"
RETIRADA = "ya no aparece"


@dataclass(frozen=True)
class Cambio:
    """Una cifra que cambió: dónde, qué decía y qué dice."""

    lugar: str
    antes: str
    ahora: str

    @property
    def frase(self) -> str:
        """Cómo se dice.

        Examples
        --------
        >>> Cambio("Pobreza", "30 %", "31 %").frase, Cambio("Pobreza", AUSENTE, "31 %").frase
        ('decía 30 %; ahora dice 31 %', 'no estaba; ahora dice 31 %')
        """
        antes = AUSENTE if self.antes == AUSENTE else f"decía {self.antes}"
        return f"{antes}; {RETIRADA if self.ahora == RETIRADA else f'ahora dice {self.ahora}'}"


@dataclass(frozen=True)
class Foto:
    """Las cifras de un informe tal como se entregó: las principales, por rótulo, y todas, por identidad."""

    principales: Mapping[str, str]
    todas: Mapping[str, CifraExpediente]


@dataclass(frozen=True)
class InformeEnviado:
    """Un informe ya enviado: la huella de lo que se lee en él y sus cifras."""

    huella_lectura: str
    foto: Foto


def build_foto(cifras: Sequence[CifraMensaje], todas: Mapping[str, CifraExpediente]) -> Foto:
    """Foto de un informe a partir de las cifras de su mensaje y de todas las leídas."""
    principales = {c.rotulo: f"{c.texto} ({c.nota})" if c.nota else c.texto for c in cifras}
    return Foto(principales, todas)


def compare_fotos(antes: Foto, ahora: Foto) -> list[Cambio]:
    """Cifras que cambiaron: las principales, las demás en el orden del expediente y, al final, las nuevas."""
    cambios = [_drop_nota(c) for c in _compare(antes.principales, ahora.principales)]
    previas = {clave: cifra.texto for clave, cifra in antes.todas.items()}
    nuevas = {clave: cifra.texto for clave, cifra in ahora.todas.items()}
    dichas = {_get_par(c) for c in cambios}
    lugares = {clave: cifra.lugar for clave, cifra in {**antes.todas, **ahora.todas}.items()}
    for cambio in _compare(previas, nuevas):
        lugar = lugares[cambio.lugar]
        if _get_par(cambio) not in dichas:
            cambios.append(Cambio(lugar, cambio.antes, cambio.ahora))
    return sorted(cambios, key=lambda c: c.antes == AUSENTE)


def _get_par(cambio: Cambio) -> tuple[str, str]:
    """Lo que decía y lo que dice, sin contar si el espacio es de los que no se parten."""
    return " ".join(cambio.antes.split()), " ".join(cambio.ahora.split())


def _drop_nota(cambio: Cambio) -> Cambio:
    """Sin la nota entre paréntesis, si es la misma antes y ahora.

    Examples
    --------
    >>> _drop_nota(Cambio("Inversión", "$1 (de 2016 a 2020)", "$2 (de 2016 a 2020)")).ahora
    '$2'
    """
    antes, _, nota_antes = cambio.antes.partition(" (")
    ahora, _, nota_ahora = cambio.ahora.partition(" (")
    return Cambio(cambio.lugar, antes, ahora) if nota_antes == nota_ahora and antes != ahora else cambio


def _compare(antes: Mapping[str, str], ahora: Mapping[str, str]) -> list[Cambio]:
    orden = [*ahora, *(clave for clave in antes if clave not in ahora)]
    pares = ((clave, antes.get(clave, AUSENTE), ahora.get(clave, RETIRADA)) for clave in orden)
    return [Cambio(clave, viejo, nuevo) for clave, viejo, nuevo in pares if viejo != nuevo]
