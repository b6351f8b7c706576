"""De renglones leídos a registros: CURP revisada, seudónimo propio y, lo que no se puede usar, con su
motivo.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from fais_analysis.padron.curp import EXPLICACIONES, find_error_curp, get_nacimiento, normalize_curp
from fais_analysis.padron.llaves import Llave, compute_seudonimo
from fais_analysis.schemas.padron import CAMPOS_PADRON, MapaPadron

COLUMNAS_REGISTRO = (
    *("registro", "programa", "unidad", "renglon", "ventana_meses", "sensible"),
    *CAMPOS_PADRON,
    *("curp_error", "curp_escrita"),
)
Fila = tuple[int, Mapping[str, str]]
NACIMIENTO_MINIMO = date(1900, 1, 1)


@dataclass(frozen=True)
class HallazgoCarga:
    """Algo de un renglón: su número, el campo y, en palabras, qué clase de cosa. Nunca el valor."""

    renglon: int
    campo: str
    que: str

    def __str__(self) -> str:
        return f"renglón {self.renglon}, campo {self.campo}: {self.que}."


@dataclass
class Carga:
    """El resultado: una fila por apoyo en ``tabla``, lo rechazado con su motivo y lo que conviene revisar."""

    tabla: pd.DataFrame
    rechazos: list[HallazgoCarga] = field(default_factory=list)
    rechazadas: list[Fila] = field(default_factory=list)
    avisos: list[HallazgoCarga] = field(default_factory=list)


def build_carga(filas: Sequence[Fila], mapa: MapaPadron, llave: Llave | None, hoy: date) -> Carga:
    """Revisa los renglones y les pone seudónimo; sin llave (sólo revisar), la columna queda vacía.

    Una CURP inválida no detiene el renglón: se avisa de qué clase es, no sirve para igualar y su texto sólo
    sirve para decir «casi igual». Sin CURP se exige un motivo.
    """
    carga = Carga(pd.DataFrame(columns=list(COLUMNAS_REGISTRO)))
    folios = Counter(f["folio"] for _, f in filas if f.get("folio"))
    aceptados = []
    for numero, fila in filas:
        rechazos, avisos, curp = _review_fila(numero, fila, mapa, hoy)
        if folios[fila.get("folio", "")] > 1:
            rechazos.append(HallazgoCarga(numero, "folio", "el folio está en más de un renglón"))
        carga.rechazos += rechazos
        carga.avisos += avisos
        if rechazos:
            carga.rechazadas.append((numero, fila))
        else:
            aceptados.append({**fila, **curp, "renglon": str(numero)})
    carga.tabla = _build_tabla(aceptados, mapa, llave)
    return carga


def _review_fila(
    numero: int, fila: Mapping[str, str], mapa: MapaPadron, hoy: date
) -> tuple[list[HallazgoCarga], list[HallazgoCarga], dict[str, str]]:
    rechazos = [HallazgoCarga(numero, campo, que) for campo, que in _find_rechazos(fila, hoy)]
    if mapa.unidad not in ("persona", "vivienda"):
        return rechazos, [], {}
    escrita = fila.get("curp", "")
    error = find_error_curp(escrita, hoy)
    if error == "vacia" and not fila.get("motivo_sin_curp"):
        rechazos.append(HallazgoCarga(numero, "motivo_sin_curp", "sin CURP y sin motivo"))
    avisos = [HallazgoCarga(numero, "curp", EXPLICACIONES[error])] if error not in ("", "vacia") else []
    if not error:
        avisos += [HallazgoCarga(numero, campo, que) for campo, que in _find_incoherencias(fila)]
    normal = normalize_curp(escrita)
    return rechazos, avisos, {"curp": "" if error else normal, "curp_error": error, "curp_escrita": normal}


def _find_rechazos(fila: Mapping[str, str], hoy: date) -> Iterable[tuple[str, str]]:
    if fila.get("fecha_nacimiento") and not NACIMIENTO_MINIMO.isoformat() <= fila["fecha_nacimiento"]:
        yield "fecha_nacimiento", "anterior a 1900"
    if not fila.get("ejercicio") and not fila.get("fecha_apoyo"):
        yield "fecha_apoyo", "sin ejercicio ni fecha, no se sabe en qué año se cuenta"
    for campo in ("fecha_nacimiento", "fecha_apoyo"):
        if fila.get(campo, "") > hoy.isoformat():
            yield campo, "una fecha que todavía no llega"
    localidad, municipio = fila.get("clave_localidad", ""), fila.get("clave_municipio", "")
    if localidad and municipio and not localidad.startswith(municipio):
        yield "clave_localidad", "no es de ese municipio"


def _find_incoherencias(fila: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Lo capturado que no dice lo mismo que una CURP válida: avisa, porque hay razones legales para ello."""
    curp = normalize_curp(fila["curp"])
    fecha = fila.get("fecha_nacimiento", "")
    if fecha and fecha != get_nacimiento(curp).isoformat():
        yield "fecha_nacimiento", "distinta de la que dice la CURP"
    if fila.get("sexo", "") and fila["sexo"] != curp[10]:
        yield "sexo", "distinto del que dice la CURP"


def find_fuera_de_catalogo(tabla: pd.DataFrame, lugares: Collection[str]) -> list[HallazgoCarga]:
    """Los renglones sin lugar, o cuyo lugar no está en el catálogo: se publicaría sin nombre."""
    hallados = []
    for fila in tabla.itertuples():
        campo = "clave_localidad" if fila.clave_localidad else "clave_municipio"
        if (clave := getattr(fila, campo)) and clave not in lugares:
            hallados.append(HallazgoCarga(int(fila.renglon), campo, "no está en el catálogo del INEGI"))
        elif not clave:
            hallados.append(HallazgoCarga(int(fila.renglon), campo, "sin lugar: sólo cuenta en el estado"))
    return hallados


def _build_tabla(filas: list[dict[str, str]], mapa: MapaPadron, llave: Llave | None) -> pd.DataFrame:
    fijos = {
        "programa": mapa.programa,
        "unidad": mapa.unidad,
        "ventana_meses": str(mapa.ventana_meses or ""),
        "sensible": "1" if mapa.es_sensible else "",
    }
    vacio = dict.fromkeys(COLUMNAS_REGISTRO, "")
    tabla = pd.DataFrame([vacio | f | fijos for f in filas], columns=list(COLUMNAS_REGISTRO), dtype=object)
    sin_municipio = (tabla["clave_municipio"] == "") & (tabla["clave_localidad"] != "")
    tabla.loc[sin_municipio, "clave_municipio"] = tabla.loc[sin_municipio, "clave_localidad"].str[:5]
    sin_ejercicio = tabla["ejercicio"] == ""
    tabla.loc[sin_ejercicio, "ejercicio"] = tabla.loc[sin_ejercicio, "fecha_apoyo"].str[:4]
    if llave is not None:
        tabla["registro"] = compute_registros(tabla, llave)
    return tabla


def compute_registros(tabla: pd.DataFrame, llave: Llave) -> list[str]:
    """El seudónimo de cada registro: del folio del programa o, sin él, de su contenido; nunca del renglón.

    Dos renglones idénticos son dos registros (pueden ser un apoyo doble): los distingue su vez.
    """
    de_registro = llave.derive("registro")
    vistos: Counter[tuple[str, ...]] = Counter()
    seudonimos = []
    for fila in tabla[["programa", "folio", *[c for c in CAMPOS_PADRON if c != "folio"]]].itertuples(
        index=False
    ):
        partes = (fila[0], "folio", fila[1]) if fila[1] else (fila[0], "contenido", *fila[2:])
        vistos[partes] += 1
        seudonimos.append(compute_seudonimo(de_registro, *partes, str(vistos[partes])))
    return seudonimos
