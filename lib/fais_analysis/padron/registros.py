"""Lo cargado: cada archivo en su sello, y todo junto cuando hace falta."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from fais_analysis.padron.carga import COLUMNAS_REGISTRO, Carga, Fila
from fais_analysis.padron.decisiones import keep_decisiones
from fais_analysis.padron.deposito import CARGAS, CUARENTENA, Deposito
from fais_analysis.padron.errores import PadronError
from fais_analysis.padron.llaves import compute_seudonimo
from fais_analysis.schemas.padron import MapaPadron

DERIVADOS = ("duplicados", "hojas")


def save_carga(
    deposito: Deposito, carga: Carga, mal_leidas: Sequence[Fila], contenido: bytes, mapa: MapaPadron
) -> tuple[str, bool]:
    """Guarda lo aceptado y lo rechazado; el mismo archivo queda una sola vez. Devuelve nombre y si es
    nueva.
    """
    huella = hashlib.sha256(contenido).hexdigest()
    nombre = compute_seudonimo(deposito.llave.derive("carga"), huella)[:12]
    es_nueva = deposito.open(f"{CARGAS}/{nombre}") is None
    orden = list_cargas(deposito)
    deposito.save_tabla(f"{CARGAS}/{nombre}", carga.tabla)
    motivos: dict[int, str] = {}
    for rechazo in carga.rechazos:
        motivos[rechazo.renglon] = (
            f"{motivos.get(rechazo.renglon, '')} {rechazo.campo}: {rechazo.que}".strip()
        )
    rechazadas = [
        {**fila, "renglon": str(numero), "motivo": motivos.get(numero, "celda que no se entiende")}
        for numero, fila in [*carga.rechazadas, *mal_leidas]
    ]
    if rechazadas:
        deposito.save_tabla(f"{CUARENTENA}/{nombre}", pd.DataFrame(rechazadas).fillna(""))
    else:
        deposito.remove([f"{CUARENTENA}/{nombre}"])
    orden = [o for o in orden if o["carga"] != nombre]
    hoy = date.today().isoformat()
    entrada = {"carga": nombre, "aviso": mapa.aviso_privacidad, "filas": len(carga.tabla), "cargada": hoy}
    entrada |= {
        "ejercicio": max(carga.tabla["ejercicio"], default=""),
        "conservacion_meses": mapa.conservacion_meses,
    }
    deposito.save_json("orden", [*orden, entrada])
    return nombre, es_nueva


def count_ya_cargados(deposito: Deposito, carga: Carga, nombre: str) -> int:
    """Cuántos registros de una carga están también en otra: cuentan una sola vez."""
    otras = [o["carga"] for o in list_cargas(deposito) if o["carga"] != nombre]
    tablas = [deposito.open_tabla(f"{CARGAS}/{otra}") for otra in otras]
    presentes = {registro for tabla in tablas if tabla is not None for registro in tabla["registro"]}
    return int(carga.tabla["registro"].isin(presentes).sum())


def load_registros(deposito: Deposito) -> pd.DataFrame:
    """Todo lo cargado, una fila por apoyo; si un registro viene en dos cargas vale la última.

    Raises
    ------
    PadronError
        Si no hay nada cargado.
    """
    tablas = [deposito.open_tabla(f"{CARGAS}/{o['carga']}") for o in list_cargas(deposito)]
    presentes = [t.assign(carga_orden=i) for i, t in enumerate(tablas) if t is not None and len(t)]
    if not presentes:
        raise PadronError(
            "El padrón está vacío.",
            donde="carpeta del padrón",
            esperado="al menos un registro cargado",
            encontrado="ninguno",
            que_hacer="cargue uno con: fais padron cargar ARCHIVO --mapa MAPA",
        )
    todo = pd.concat(presentes, ignore_index=True).drop_duplicates("registro", keep="last")
    return todo[list(COLUMNAS_REGISTRO)].sort_values("registro", ignore_index=True)


def select_personas(tabla: pd.DataFrame) -> pd.DataFrame:
    """Los apoyos a personas o a sus viviendas; sin organizaciones ni obras."""
    return tabla[tabla["unidad"].isin(("persona", "vivienda"))].reset_index(drop=True)


def list_cargas(deposito: Deposito) -> list[dict[str, Any]]:
    """Cada carga en su orden: nombre, aviso de privacidad, filas y fecha."""
    cargas: list[dict[str, Any]] = deposito.open_json("orden", [])
    return cargas


def compute_vencimiento(carga: Mapping[str, Any], plazo_meses: int | None = None) -> date | None:
    """Hasta qué día se conserva una carga; nulo si nadie fijó su plazo.

    El plazo corre desde el cierre de su último ejercicio. El del mapa manda; ``plazo_meses`` es para las que
    no lo traen.

    Examples
    --------
    >>> compute_vencimiento({"cargada": "2024-05-02", "ejercicio": "2023", "conservacion_meses": 30})
    datetime.date(2026, 6, 30)
    """
    meses = carga.get("conservacion_meses") or plazo_meses
    if not meses:
        return None
    anios, mes = divmod(meses, 12)
    siguiente = date(int(carga.get("ejercicio") or carga["cargada"][:4]) + 1 + anios, mes + 1, 1)
    return siguiente - timedelta(days=1)


def remove_cargas(deposito: Deposito, cuales: Sequence[str]) -> tuple[int, int]:
    """Borra cargas, su cuarentena y todo resultado que las nombra; cuántos archivos y decisiones había.

    El resultado de duplicados y las hojas entregadas se borran enteros: se rehacen con lo que queda. De lo
    decidido se borra lo de un registro que ya no está: quien revisó pudo escribir un dato en su motivo.
    """
    quedan = [o for o in list_cargas(deposito) if o["carga"] not in cuales]
    nombres = [f"{carpeta}/{c}" for c in cuales for carpeta in (CARGAS, CUARENTENA)]
    borrados = deposito.remove([*nombres, *DERIVADOS])
    deposito.save_json("orden", quedan)
    tablas = [deposito.open_tabla(f"{CARGAS}/{o['carga']}") for o in quedan]
    registros = {registro for tabla in tablas if tabla is not None for registro in tabla["registro"]}
    return borrados, keep_decisiones(deposito, registros)
