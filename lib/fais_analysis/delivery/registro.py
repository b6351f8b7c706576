"""Lo que la preparación escribe en la bitácora y le pregunta: campañas, informes, mensajes y su historia."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fais_analysis.delivery import bitacora_esquema as e
from fais_analysis.delivery.bitacora import CAMPOS, Bitacora, Mensaje, build_bitacora_error, get_ahora
from fais_analysis.delivery.cambios import Foto, InformeEnviado
from fais_analysis.delivery.errores import CampaniaError
from fais_analysis.delivery.historia import Huellas
from fais_analysis.delivery.informe import CifraExpediente
from fais_analysis.nombres import fold_texto

if TYPE_CHECKING:
    from fais_analysis.delivery.pedido import Aviso

EDITABLES = ("destinatario", "municipio", "rol", "cargo", "formato", "adjunto", "mensaje", "archivo",
             "corrige", "carpeta_corrida", "repetir")  # fmt: skip


@dataclass(frozen=True)
class Campania:
    """Una campaña: de qué corrida y de qué directorio salió y cuántas personas deben aprobarla.

    ``repetir``: quien prepara pidió mandar aun lo que el buzón ya recibió en otra campaña.
    """

    nombre: str
    corrida: str
    carpeta_corrida: str
    directorio: str
    aprobadores: int
    repetir: bool = False


def get_campania(bitacora: Bitacora, nombre: str) -> Campania:
    """La campaña pedida.

    Raises
    ------
    CampaniaError
        Si no se ha preparado.
    """
    columnas = "nombre, corrida, carpeta_corrida, directorio, aprobadores, repetir"
    fila = bitacora.base.execute(f"SELECT {columnas} FROM campanias WHERE nombre = ?", (nombre,)).fetchone()
    if fila:
        return Campania(**{**dict(fila), "repetir": bool(fila["repetir"])})
    conocidas = [f[0] for f in bitacora.base.execute("SELECT nombre FROM campanias ORDER BY nombre")]
    raise CampaniaError(
        "No existe esa campaña.",
        donde=f"campaña «{nombre[:64]}»",
        esperado="una campaña preparada" + (f": {', '.join(conocidas)}" if conocidas else ""),
        encontrado="ninguna con ese nombre",
        que_hacer="prepárela con: fais correo preparar, o escriba bien su nombre",
    )


def save_campania(bitacora: Bitacora, campania: Campania) -> None:
    """Crea la campaña o la pone al día; el número de aprobadores nunca baja."""
    orden = (
        "INSERT INTO campanias (nombre, creada, corrida, carpeta_corrida, directorio, aprobadores, repetir) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (nombre) DO UPDATE SET "
        "corrida = excluded.corrida, carpeta_corrida = excluded.carpeta_corrida, "
        "directorio = excluded.directorio, aprobadores = max(aprobadores, excluded.aprobadores), "
        "repetir = excluded.repetir"
    )
    datos = (
        campania.corrida, campania.carpeta_corrida, campania.directorio, campania.aprobadores,
        int(campania.repetir),
    )  # fmt: skip
    bitacora.base.execute(orden, (campania.nombre, get_ahora(), *datos))


def get_cola(bitacora: Bitacora, mensaje: Mapping[str, object]) -> Mensaje | None:
    """El mensaje con esa identidad (campaña, clave, buzón, informe), si ya existe."""
    orden = (
        f"SELECT {', '.join(CAMPOS)} FROM mensajes WHERE campania = :campania AND clave = :clave "
        "AND buzon = :buzon AND informe = :informe"
    )
    fila = bitacora.base.execute(orden, dict(mensaje)).fetchone()
    return Mensaje(*fila) if fila else None


def save_informe(bitacora: Bitacora, huellas: Huellas, clave: str, foto: Foto) -> None:
    """Guarda huellas, clave y cifras de un informe; no lleva datos personales."""
    todas = {cual: [c.lugar, c.texto] for cual, c in foto.todas.items()}
    texto = json.dumps({"principales": dict(foto.principales), "todas": todas}, ensure_ascii=False)
    orden = "INSERT OR IGNORE INTO informes (sha256, clave, huella_lectura, foto) VALUES (?, ?, ?, ?)"
    bitacora.base.execute(orden, (huellas.archivo, clave, huellas.lectura, texto))


def get_informe(bitacora: Bitacora, sha256: str) -> InformeEnviado:
    """Huella de lectura y cifras de un informe ya registrado."""
    fila = bitacora.base.execute(
        "SELECT huella_lectura, foto FROM informes WHERE sha256 = ?", (sha256,)
    ).fetchone()
    if fila is None:
        raise build_bitacora_error("un informe que no está registrado")
    datos = json.loads(fila["foto"])
    todas = {k: CifraExpediente(*v) for k, v in datos["todas"].items()}
    return InformeEnviado(fila["huella_lectura"], Foto(datos["principales"], todas))


def save_mensaje(bitacora: Bitacora, campos: Mapping[str, object]) -> int:
    """Pone un mensaje en la cola, o actualiza los bytes del que ya está ahí; devuelve su folio."""
    previo = get_cola(bitacora, campos)
    if previo is None:
        completos = {**campos, "estado": e.EN_COLA, "actualizado": get_ahora()}
        columnas = ", ".join(completos)
        marcas = ", ".join(f":{c}" for c in completos)
        folio = bitacora.base.execute(
            f"INSERT INTO mensajes ({columnas}) VALUES ({marcas})", completos
        ).lastrowid
        bitacora.add_evento(int(folio or 0), "preparado")
        return int(folio or 0)
    if previo.estado == e.RETIRADO:
        bitacora.update(previo.folio, e.EN_COLA, (e.RETIRADO,), "", "se volvió a preparar")
    editables = [c for c in EDITABLES if campos[c] != getattr(previo, c)]
    if editables:
        cambios = ", ".join(f"{c} = :{c}" for c in editables)
        valores = {c: campos[c] for c in editables} | {"folio": previo.folio}
        bitacora.base.execute(f"UPDATE mensajes SET {cambios} WHERE folio = :folio", valores)
    if "mensaje" in editables:
        bitacora.add_evento(previo.folio, "preparado", "los bytes cambiaron: pide otra aprobación")
    return previo.folio


def save_avisos(bitacora: Bitacora, folio: int, avisos: Iterable["Aviso"]) -> None:
    """Deja los avisos de un mensaje en lugar de los que tenía; dentro de una transacción ya abierta."""
    bitacora.base.execute("DELETE FROM avisos WHERE folio = ?", (folio,))
    filas = [(folio, a.tipo, a.texto, int(a.bloquea)) for a in avisos]
    bitacora.base.executemany("INSERT OR IGNORE INTO avisos VALUES (?, ?, ?, ?)", filas)


def list_avisos(bitacora: Bitacora, folio: int) -> list[tuple[str, str, bool]]:
    """Los avisos de un mensaje: tipo, texto y si bloquea."""
    orden = "SELECT tipo, texto, bloquea FROM avisos WHERE folio = ? ORDER BY bloquea DESC, tipo, texto"
    return [(f["tipo"], f["texto"], bool(f["bloquea"])) for f in bitacora.base.execute(orden, (folio,))]


def retire_sobrantes(
    bitacora: Bitacora, campania: str, vigentes: Iterable[int], solo: frozenset[str] = frozenset()
) -> int:
    """Retira de la cola lo que esta preparación ya no ofrece; con ``solo``, nada de otros municipios."""
    conservar = set(vigentes)
    sobrantes = [m for m in bitacora.list_mensajes(campania, *e.PENDIENTES)
                 if m.folio not in conservar and (not solo or m.clave in solo)]  # fmt: skip
    for mensaje in sobrantes:
        bitacora.update(mensaje.folio, e.RETIRADO, e.PENDIENTES, "", "la preparación nueva ya no lo ofrece")
    return len(sobrantes)


def get_verificaciones(bitacora: Bitacora, huellas: Sequence[str]) -> dict[str, str]:
    """Resultado de verificación por huella, de las que lo tienen."""
    orden = "SELECT resultado FROM verificaciones WHERE sha256 = ?"
    pares = ((h, bitacora.base.execute(orden, (h,)).fetchone()) for h in huellas)
    return {huella: fila["resultado"] for huella, fila in pares if fila}


def save_verificaciones(bitacora: Bitacora, resultados: Mapping[str, str]) -> None:
    """Guarda resultados de verificación; el último vale."""
    with bitacora.transact():
        bitacora.base.executemany(
            "INSERT OR REPLACE INTO verificaciones VALUES (?, ?, ?)",
            [(huella, resultado, get_ahora()) for huella, resultado in resultados.items()],
        )


def count_aprobadores(bitacora: Bitacora, folio: int, huella: str) -> int:
    """Cuántas personas distintas aprobaron esos bytes de ese mensaje."""
    return len(list_aprobadores(bitacora, folio, huella))


def list_aprobadores(bitacora: Bitacora, folio: int, huella: str) -> list[str]:
    """Quiénes aprobaron esos bytes, en el orden en que lo hicieron.

    Dos escrituras que sólo difieren en acentos o mayúsculas son la misma persona.
    """
    orden = "SELECT persona FROM aprobaciones WHERE folio = ? AND mensaje = ? ORDER BY id"
    personas = (fila["persona"] for fila in bitacora.base.execute(orden, (folio, huella)))
    unicas: dict[str, str] = {}
    for persona in personas:
        unicas.setdefault(fold_texto(persona), persona)
    return list(unicas.values())
