"""Las ediciones publicadas: qué se dijo, para decirlo igual y no reexpedir lo cerrado."""

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from fais_analysis.padron.celdas import (
    ESTADO,
    LOCALIDAD,
    LOCALIDAD_SEXO,
    MUNICIPIO,
    MUNICIPIO_SEXO,
    NADA,
    SEXOS,
    TOTAL,
    Atomo,
    CeldaPadron,
    ConteoApoyo,
    Detalle,
    add_listados,
    list_publicadas,
    write_localidad,
)
from fais_analysis.padron.deposito import Deposito
from fais_analysis.padron.errores import PadronError
from fais_analysis.padron.publicacion import Edicion, attack_tabla
from fais_analysis.padron.redondeo import round_sola

SORTEOS, EDICIONES = "sorteos", "ediciones"
ESTATAL, AJUSTE = "estado", "ajuste"
NIVELES = {0: ESTATAL, 5: "municipio", 9: "localidad"}
Filas = list[list[Any]]
Altas = dict[str, dict[str, int]]  # por ejercicio ya publicado y apoyo


@dataclass(frozen=True)
class Cerrada:
    """Una edición ya publicada: su tabla, la huella, y lo que contaba por apoyo y «localidad|sexo».

    Se guarda sellada para repetirla y atacarla después, aunque el registro cambie o se borre. ``altas`` es lo
    que sus ajustes ya contaron de ejercicios anteriores; ``otras``, lo de organizaciones y obras;
    ``exactas``, las localidades cuyo total se supuso dicho por el anexo.
    """

    huella: str
    fecha: str
    conteos: Mapping[str, Mapping[str, int]]
    filas: Filas | None = None
    altas: Altas = field(default_factory=dict)
    otras: Filas = field(default_factory=list)
    exactas: Sequence[str] = ()

    def count_apoyo(self, apoyo: str) -> int:
        """Cuántos apoyos de un tipo contaba."""
        return sum(self.conteos.get(apoyo, {}).values())

    def build_conteos(self) -> list[ConteoApoyo]:
        """Sus cuentas, para volver a atacarla."""
        return [
            ConteoApoyo(apoyo, {Atomo(*llave.split("|")): n for llave, n in atomos.items()}, 0)
            for apoyo, atomos in self.conteos.items()
        ]


def build_filas(edicion: Edicion, nombres: Mapping[str, str], ajustes: Mapping[str, int]) -> Filas:
    """Las filas de la tabla, con las columnas de la lista blanca."""
    filas: Filas = []
    for tabla in edicion.tablas:
        apoyo = tabla.conteo.apoyo
        for lugar, sexo, apoyos in tabla.list_filas():
            municipio, localidad = lugar[:5], lugar if len(lugar) == 9 else ""
            nombre = nombres.get(localidad, "sin localidad registrada") if localidad else ""
            filas.append(
                [
                    *(edicion.ejercicio, apoyo, NIVELES[len(lugar)], municipio, nombres.get(municipio, "")),
                    *(localidad, nombre, sexo, apoyos),
                ]
            )
    for apoyo, apoyos in sorted(ajustes.items()):
        filas.append([edicion.ejercicio, apoyo, AJUSTE, "", "", "", "", TOTAL, apoyos])
    return filas


def compute_huella_filas(filas: Filas) -> str:
    """La huella de una tabla publicada."""
    return hashlib.sha256(repr(filas).encode()).hexdigest()


def load_cerradas(deposito: Deposito) -> dict[str, Cerrada]:
    """Las ediciones publicadas, por ejercicio."""
    return {e: Cerrada(**c) for e, c in deposito.open_json(EDICIONES, {}).items()}


def compute_altas(tabla: pd.DataFrame, cerradas: Mapping[str, Cerrada], ejercicio: str) -> Altas:
    """Las altas tardías de ejercicios ya publicados que ningún ajuste ha contado.

    La edición cerrada no se corrige: 12 en una y 13 en la siguiente señalan a una persona.
    """
    altas: Altas = {}
    for anterior, cerrada in cerradas.items():
        if anterior < ejercicio:
            ahora = tabla.loc[tabla["ejercicio"] == anterior, "apoyo"].value_counts()
            for apoyo, cuantos in ahora.items():
                contadas = sum(c.altas.get(anterior, {}).get(apoyo, 0) for c in cerradas.values())
                nuevas = int(cuantos) - cerrada.count_apoyo(str(apoyo)) - contadas
                if nuevas > 0:
                    altas.setdefault(anterior, {})[str(apoyo)] = nuevas
    return altas


def round_ajustes(altas: Altas, llave_publicacion: bytes) -> dict[str, int]:
    """Las altas tardías de cada apoyo, juntas, en todo el estado y redondeadas."""
    ajustes = {}
    sumas: Counter[str] = Counter()
    for por_apoyo in altas.values():
        sumas.update(por_apoyo)
    for apoyo, n in sumas.items():
        if redondo := round_sola(llave_publicacion, apoyo, CeldaPadron(ESTADO, AJUSTE, (), n)):
            ajustes[apoyo] = redondo
    return ajustes


def close_edicion(deposito: Deposito, edicion: Edicion, filas: Filas, otras: Filas, altas: Altas) -> None:
    """Guarda qué se publicó y cómo se redondeó."""
    conteos = {
        t.conteo.apoyo: {f"{a.localidad}|{a.sexo}": n for a, n in t.conteo.atomos.items()}
        for t in edicion.tablas
    }
    huella, hoy = compute_huella_filas(filas), date.today().isoformat()
    nueva = Cerrada(huella, hoy, conteos, filas, altas, otras, edicion.exactas)
    deposito.save_json(SORTEOS, edicion.sorteos | deposito.open_json(SORTEOS, {}))
    guardadas = deposito.open_json(EDICIONES, {})
    deposito.save_json(EDICIONES, guardadas | {edicion.ejercicio: asdict(nueva)})


def check_repetida(
    ejercicio: str,
    cerrada: Cerrada,
    personas: pd.DataFrame,
    listadas: Sequence[Mapping[str, object]],
    exactas: Collection[str] | None,
) -> Filas:
    """Las filas de una edición ya publicada, para escribirlas otra vez: no se sortea nada de nuevo.

    Raises
    ------
    PadronError
        Si el registro de ese ejercicio cambió, o si la lista o el anexo que ahora se dan la dejarían deducir.
    """
    if cerrada.filas is None:
        raise _build_rechazo(ejercicio, cerrada, "ninguna: se cerró sin guardarla")
    propias = personas[personas["ejercicio"] == ejercicio]
    lugares = map(write_localidad, propias["clave_localidad"], propias["clave_municipio"])
    ahora = Counter(zip(propias["apoyo"], lugares, strict=True))
    antes: Counter[tuple[str, str]] = Counter()
    for apoyo, atomos in cerrada.conteos.items():
        for llave, n in atomos.items():
            antes[apoyo, llave.partition("|")[0]] += n
    if ahora != antes:
        raise _build_rechazo(ejercicio, cerrada, "otra, porque cambió el registro")
    if any(n != 0 for n in attack_filas(cerrada, cerrada.filas, listadas, exactas).values()):
        raise _build_rechazo(ejercicio, cerrada, "una con menos detalle, por la lista o el anexo de ahora")
    return cerrada.filas


def attack_filas(
    cerrada: Cerrada,
    filas: Sequence[Sequence[Any]],
    listadas: Sequence[Mapping[str, object]],
    exactas: Collection[str] | None,
) -> dict[str, int | None]:
    """Cuántas celdas de cada apoyo se demuestran con unas filas; nulo si no son las que se publicaron.

    Sin decir qué localidades nombra el anexo, las mismas que se supusieron al publicar.
    """
    conteos = cerrada.build_conteos()
    exactas = cerrada.exactas if exactas is None else exactas
    add_listados(conteos, listadas)
    demostradas: dict[str, int | None] = {}
    for conteo in conteos:
        try:
            dichas = read_publicadas(conteo, filas)
            demostradas[conteo.apoyo] = len(
                attack_tabla(conteo, list(dichas), list(dichas.values()), exactas)
            )
        except (ArithmeticError, ValueError, IndexError):  # otra tabla, o cortada
            demostradas[conteo.apoyo] = None
    return demostradas


def _build_rechazo(ejercicio: str, cerrada: Cerrada, encontrado: str) -> PadronError:
    return PadronError(
        "Ese ejercicio ya se publicó y ahora saldría distinto.",
        donde=f"ejercicio {ejercicio}, publicado el {cerrada.fecha}",
        esperado="la misma tabla",
        encontrado=encontrado,
        que_hacer="no lo reexpida: las altas tardías salen solas, como ajuste, en el ejercicio siguiente",
    )


def read_publicadas(conteo: ConteoApoyo, filas: Sequence[Sequence[Any]]) -> dict[CeldaPadron, int]:
    """Lo que un lector sabe de un apoyo por las filas publicadas: la celda que no aparece vale cero.

    Una localidad que no aparece vale cero si su municipio se publica por localidad; lo mismo, por sexo.
    """
    dichas = {(f[5] or f[3], f[7]): int(f[8]) for f in filas if f[1] == conteo.apoyo and f[2] != AJUSTE}
    por_sexo = {lugar[:5] for lugar, sexo in dichas if len(lugar) == 9 and sexo in SEXOS}
    por_localidad = {lugar[:5] for lugar, _ in dichas if len(lugar) == 9}
    por_municipio = {lugar for lugar, sexo in dichas if len(lugar) == 5 and sexo in SEXOS} | por_sexo
    detalle = Detalle(
        {
            m: LOCALIDAD_SEXO if m in por_sexo else LOCALIDAD if m in por_localidad
            else MUNICIPIO_SEXO if m in por_municipio else MUNICIPIO if (m, TOTAL) in dichas else NADA
            for m in conteo.municipios
        },
        LOCALIDAD_SEXO if (ESTADO, SEXOS[0]) in dichas or (ESTADO, SEXOS[1]) in dichas
        else MUNICIPIO if (ESTADO, TOTAL) in dichas else NADA,
    )  # fmt: skip
    return {c: dichas.get((c.lugar, c.sexo), 0) for c in list_publicadas(conteo, detalle)}
