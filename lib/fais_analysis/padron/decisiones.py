"""Lo que una persona decidió de cada par: sólo se agrega, se recuerda al volver a cargar y se puede
deshacer.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

import pandas as pd

from fais_analysis.padron.deposito import Deposito
from fais_analysis.padron.errores import PadronError
from fais_analysis.padron.llaves import Llave, compute_seudonimo

MISMA, DISTINTAS, NO_SE_SABE = "misma persona", "personas distintas", "no se puede saber"
OPCIONES_DECISION = (MISMA, DISTINTAS, NO_SE_SABE)
ARCHIVO_DECISIONES = "decisiones"
# Los campos que se muestran para decidir: si alguno cambia, la decisión queda por confirmar.
CAMPOS_MOSTRADOS = (
    *("nombres", "primer_apellido", "segundo_apellido", "fecha_nacimiento", "sexo", "curp"),
    *("clave_localidad", "localidad", "vivienda"),
)


@dataclass(frozen=True)
class Dictamen:
    """Una decisión sobre un par de registros, por sus seudónimos. ``anula`` = deshace las anteriores."""

    par: str
    a: str
    b: str
    huella: str
    decision: str
    por_que: str = ""
    quien: str = ""
    cuando: str = ""
    anula: bool = False


@dataclass
class Vigentes:
    """Lo que hoy vale: pares que se unen, que se separan, que hay que confirmar y en que no hay acuerdo."""

    iguales: list[tuple[str, str]] = field(default_factory=list)
    separados: list[tuple[str, str]] = field(default_factory=list)
    por_confirmar: list[str] = field(default_factory=list)
    sin_acuerdo: list[str] = field(default_factory=list)


def compute_par(llave: Llave, a: str, b: str) -> str:
    """El seudónimo de un par; no importa el orden."""
    return compute_seudonimo(llave.derive("par"), min(a, b), max(a, b))


def compute_huella_par(llave: Llave, fila_a: Mapping[str, str], fila_b: Mapping[str, str]) -> str:
    """La huella de lo que se mostró de los dos."""
    partes = [f[c] for f in (fila_a, fila_b) for c in CAMPOS_MOSTRADOS]
    return compute_seudonimo(llave.derive("huella"), *partes)


def load_decisiones(deposito: Deposito) -> list[Dictamen]:
    """Todas, en el orden en que se tomaron."""
    return [Dictamen(**d) for d in deposito.open_json(ARCHIVO_DECISIONES, [])]


def add_decisiones(deposito: Deposito, nuevas: Iterable[Dictamen]) -> int:
    """Agrega las que no estén ya, y devuelve cuántas fueron."""
    todas = load_decisiones(deposito)
    de_mas = [d for d in nuevas if d.anula or d not in _drop_anuladas(todas)]
    if de_mas:
        deposito.save_json(ARCHIVO_DECISIONES, [asdict(d) for d in [*todas, *de_mas]])
    return len(de_mas)


def keep_decisiones(deposito: Deposito, registros: Collection[str]) -> int:
    """Borra lo decidido de registros que ya no están, y devuelve cuántas decisiones eran."""
    todas = load_decisiones(deposito)
    quedan = [d for d in todas if d.a in registros and d.b in registros]
    if len(quedan) < len(todas):
        deposito.save_json(ARCHIVO_DECISIONES, [asdict(d) for d in quedan])
    return len(todas) - len(quedan)


def _drop_anuladas(decisiones: Sequence[Dictamen]) -> list[Dictamen]:
    """Las que siguen en pie: volver a decidir lo deshecho es una decisión nueva."""
    en_pie: list[Dictamen] = []
    for decision in decisiones:
        en_pie = [d for d in en_pie if d.par != decision.par] if decision.anula else [*en_pie, decision]
    return en_pie


def anula_par(decisiones: Sequence[Dictamen], par: str, quien: str, cuando: str) -> Dictamen:
    """La fila que deshace lo decidido de un par.

    Raises
    ------
    PadronError
        Si de ese par no hay nada que deshacer.
    """
    del_par = [d for d in decisiones if d.par == par]
    if not del_par or del_par[-1].anula:
        raise PadronError(
            "De ese par no hay decisión que deshacer.",
            donde="--deshacer",
            esperado="la clave de un par ya decidido",
            encontrado="uno sin decisión vigente",
            que_hacer="copie la clave de la columna «par» de la hoja",
        )
    return replace(del_par[-1], quien=quien, cuando=cuando, anula=True)


def select_vigentes(decisiones: Sequence[Dictamen], tabla: pd.DataFrame, llave: Llave) -> Vigentes:
    """Lo que vale de cada par: la última de cada revisor, si lo mostrado no ha cambiado y todos coinciden."""
    por_par: dict[str, dict[str, Dictamen]] = {}
    for decision in decisiones:
        if decision.anula:
            por_par.pop(decision.par, None)
        else:
            por_par.setdefault(decision.par, {})[decision.quien] = decision
    filas = tabla.set_index("registro")[list(CAMPOS_MOSTRADOS)].to_dict("index")
    vigentes = Vigentes()
    for par, de_revisores in sorted(por_par.items()):
        ultimas = list(de_revisores.values())
        a, b = ultimas[0].a, ultimas[0].b
        if a not in filas or b not in filas:
            continue  # un registro que ya no está: la decisión espera por si vuelve
        actual = compute_huella_par(llave, filas[a], filas[b])
        dichas = {d.decision for d in ultimas if d.decision != NO_SE_SABE}
        if any(d.huella != actual for d in ultimas):
            vigentes.por_confirmar.append(par)
        elif len(dichas) > 1:
            vigentes.sin_acuerdo.append(par)
        elif MISMA in dichas:
            vigentes.iguales.append((a, b))
        elif DISTINTAS in dichas:
            vigentes.separados.append((a, b))
    return vigentes
