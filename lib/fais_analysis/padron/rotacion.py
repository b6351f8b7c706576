"""Cambiar la llave: todo se sella de nuevo y cada seudónimo se recalcula; nada con la llave vieja queda."""

import contextlib
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from fais_analysis.errors import describe_falla_sistema
from fais_analysis.padron.accesos import ACCESOS
from fais_analysis.padron.carga import compute_registros
from fais_analysis.padron.decisiones import (
    ARCHIVO_DECISIONES,
    CAMPOS_MOSTRADOS,
    Dictamen,
    compute_huella_par,
    compute_par,
    load_decisiones,
)
from fais_analysis.padron.deposito import (
    CARGAS,
    CUARENTENA,
    HERMANA_NUEVA,
    HERMANA_VIEJA,
    Deposito,
    get_hermana,
    has_sellado,
)
from fais_analysis.padron.ediciones import EDICIONES, SORTEOS
from fais_analysis.padron.errores import PadronError
from fais_analysis.padron.llaves import Llave

TAL_CUAL = ("orden", EDICIONES, SORTEOS)  # lo publicado conserva cómo se redondeó
Filas = dict[str, dict[str, str]]


@dataclass
class Rotada:
    """Cuántos registros cambiaron de seudónimo y qué decisiones pasaron o se quedaron sin sus registros."""

    registros: int = 0
    decisiones: int = 0
    perdidas: int = 0


@dataclass(frozen=True)
class Traslado:
    """El cuarto que se deja y el que entra, cada uno con su llave."""

    viejo: Deposito
    nuevo: Deposito


def rotate_llave(deposito: Deposito, nueva: Llave) -> Rotada:
    """Arma el cuarto con la llave nueva al lado y lo cambia por el viejo, que se borra.

    Los resultados de duplicados y las hojas entregadas no pasan: se rehacen. Una decisión sobre registros que
    ya se borraron no se puede pasar, y se cuenta.

    Raises
    ------
    PadronError
        Si al lado queda lo de otro cambio, o si las carpetas no se pudieron cambiar: nada se pierde.
    """
    carpeta = deposito.carpeta
    if has_sellado(get_hermana(carpeta, HERMANA_VIEJA)):
        raise _fail(
            get_hermana(carpeta, HERMANA_VIEJA).name,
            "ninguna carpeta de otro cambio de llave",
            "una con datos",
            "vea con «fais padron estado» que el padrón esté entero; sólo entonces bórrela y repita",
        )
    destino = Deposito(get_hermana(carpeta, HERMANA_NUEVA), nueva)
    shutil.rmtree(destino.carpeta, ignore_errors=True)
    destino.carpeta.mkdir(mode=0o700)
    traslado = Traslado(deposito, destino)
    nuevos: dict[str, str] = {}
    filas: Filas = {}
    for nombre in deposito.list_nombres(CARGAS):
        _move_carga(nombre, traslado, nuevos, filas)
    for nombre in (*deposito.list_nombres(CUARENTENA), *TAL_CUAL):
        contenido = deposito.open(nombre)
        if contenido is not None:
            destino.save(nombre, contenido)
    decisiones = load_decisiones(deposito)
    pasadas = [p for d in decisiones if (p := _move_decision(d, nuevos, filas, traslado))]
    destino.save_json(ARCHIVO_DECISIONES, [asdict(d) for d in pasadas])
    if (carpeta / ACCESOS).is_file():
        shutil.copyfile(carpeta / ACCESOS, destino.carpeta / ACCESOS)
        (destino.carpeta / ACCESOS).chmod(0o600)
    _swap(deposito, destino)
    return Rotada(len(nuevos), len(pasadas), len(decisiones) - len(pasadas))


def _move_carga(nombre: str, traslado: Traslado, nuevos: dict[str, str], filas: Filas) -> None:
    tabla = traslado.viejo.open_tabla(nombre)
    if tabla is None:
        return
    viejos, tabla["registro"] = list(tabla["registro"]), compute_registros(tabla, traslado.nuevo.llave)
    nuevos |= dict(zip(viejos, tabla["registro"], strict=True))
    filas |= tabla.set_index("registro")[list(CAMPOS_MOSTRADOS)].to_dict("index")
    traslado.nuevo.save_tabla(nombre, tabla)


def _move_decision(
    decision: Dictamen, nuevos: Mapping[str, str], filas: Filas, traslado: Traslado
) -> Dictamen | None:
    a, b = nuevos.get(decision.a), nuevos.get(decision.b)
    if a is None or b is None:
        return None
    vale = decision.huella == compute_huella_par(traslado.viejo.llave, filas[a], filas[b])
    huella = compute_huella_par(traslado.nuevo.llave, filas[a], filas[b]) if vale else ""
    return replace(decision, a=a, b=b, par=compute_par(traslado.nuevo.llave, a, b), huella=huella)


def _swap(viejo: Deposito, nuevo: Deposito) -> None:
    retirada = get_hermana(viejo.carpeta, HERMANA_VIEJA)
    shutil.rmtree(retirada, ignore_errors=True)  # sin nada sellado: ya se vio
    try:
        viejo.carpeta.rename(retirada)
        nuevo.carpeta.rename(viejo.carpeta)
    except OSError as error:
        with contextlib.suppress(OSError):  # si ni esto se puede, la orden que sigue la devuelve
            if not viejo.carpeta.exists():
                retirada.rename(viejo.carpeta)
        que_hacer = "cierre lo que use la carpeta y repita; el padrón sigue con la llave de antes"
        raise _fail(
            viejo.carpeta.name, "poder renombrarla", describe_falla_sistema(error), que_hacer
        ) from None
    shutil.rmtree(retirada, ignore_errors=True)


def _fail(donde: str, esperado: str, encontrado: str, que_hacer: str) -> PadronError:
    return PadronError(
        "La llave no se cambió.", donde=donde, esperado=esperado, encontrado=encontrado, que_hacer=que_hacer
    )
