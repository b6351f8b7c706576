"""Las ediciones publicadas: qué se dijo, para decirlo igual y no reexpedir lo cerrado."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

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
    list_publicadas,
)
from fais_analysis.padron.deposito import Deposito
from fais_analysis.padron.errores import PadronError
from fais_analysis.padron.publicacion import Edicion
from fais_analysis.padron.redondeo import BASE, draw_sube

SORTEOS, EDICIONES = "sorteos", "ediciones"
ESTATAL, AJUSTE = "estado", "ajuste"
NIVELES = {0: ESTATAL, 5: "municipio", 9: "localidad"}
Filas = list[list[object]]


@dataclass(frozen=True)
class Cerrada:
    """Una edición ya publicada: la huella de su tabla y lo que contaba, por apoyo y «localidad|sexo».

    Se guarda sellada para poder atacarla después, aunque el registro cambie o se borre.
    """

    huella: str
    fecha: str
    conteos: Mapping[str, Mapping[str, int]]

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


def compute_ajustes(
    tabla: pd.DataFrame, cerradas: Mapping[str, Cerrada], ejercicio: str, llave_publicacion: bytes
) -> dict[str, int]:
    """Las altas tardías de ejercicios ya publicados, por apoyo y en todo el estado, redondeadas.

    La edición cerrada no se corrige: 12 en una y 13 en la siguiente señalan a una persona.
    """
    altas: dict[str, int] = {}
    for anterior, cerrada in cerradas.items():
        if anterior < ejercicio:
            ahora = tabla.loc[tabla["ejercicio"] == anterior, "apoyo"].value_counts()
            for apoyo, cuantos in ahora.items():
                altas[apoyo] = altas.get(apoyo, 0) + max(0, int(cuantos) - cerrada.count_apoyo(str(apoyo)))
    ajustes = {}
    for apoyo, n in altas.items():
        celda = CeldaPadron(ESTADO, AJUSTE, (), n)
        redondo = n - n % BASE + (BASE if n % BASE and draw_sube(llave_publicacion, apoyo, celda) else 0)
        if redondo:
            ajustes[apoyo] = redondo
    return ajustes


def close_edicion(deposito: Deposito, edicion: Edicion, huella: str) -> bool:
    """Guarda qué se publicó y cómo se redondeó; devuelve si es nueva. La misma edición se puede repetir.

    Raises
    ------
    PadronError
        Si ya se publicó y ahora saldría distinta.
    """
    cerradas = load_cerradas(deposito)
    previa = cerradas.get(edicion.ejercicio)
    if previa is not None and previa.huella != huella:
        raise PadronError(
            "Ese ejercicio ya se publicó y ahora saldría distinto.",
            donde=f"ejercicio {edicion.ejercicio}, publicado el {previa.fecha}",
            esperado="la misma tabla",
            encontrado="otra, porque cambió el registro",
            que_hacer="no lo reexpida: las altas tardías salen solas, como ajuste, en el ejercicio siguiente",
        )
    if previa is not None:
        return False
    conteos = {
        t.conteo.apoyo: {f"{a.localidad}|{a.sexo}": n for a, n in t.conteo.atomos.items()}
        for t in edicion.tablas
    }
    guardadas = deposito.open_json(EDICIONES, {})
    nueva = {"huella": huella, "fecha": date.today().isoformat(), "conteos": conteos}
    deposito.save_json(SORTEOS, edicion.sorteos | deposito.open_json(SORTEOS, {}))
    deposito.save_json(EDICIONES, guardadas | {edicion.ejercicio: nueva})
    return True


def read_publicadas(conteo: ConteoApoyo, filas: Sequence[Sequence[str]]) -> dict[CeldaPadron, int]:
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
