"""No repetir lo que no cambió: se toma de otra corrida lo que tiene la misma clave y sigue intacto."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from fais_analysis.batch.corridas.historial import (
    FuenteReuso,
    are_intactos,
    check_dentro,
    compute_salidas,
    find_anterior,
    is_intacta,
    note_hecho,
)
from fais_analysis.batch.corridas.manifiesto import BUENO, Anterior, FichaInforme, Manifiesto
from fais_analysis.batch.corridas.salida import CorridaEnMarcha
from fais_analysis.batch.plan.plan import Plan, Tarea
from fais_analysis.batch.workers.encargo import Resultado
from fais_analysis.batch.workers.taller import REGISTROS

ANTERIORES, FRAGMENTOS, EXTENSION_FRAGMENTO = "anteriores", "recursos", ".fragmento"


def find_vigente(plan: Plan, fuentes: Sequence[FuenteReuso]) -> Manifiesto | None:
    """La corrida más nueva que ya tiene todo lo que el plan pide, con la misma clave e intacto; o nada."""
    for fuente in fuentes:
        if fuente.manifiesto is None:
            continue
        propias = [fuente.fichas[t.clave][0] for t in plan.tareas if is_vigente(t, plan, fuente)]
        if len(propias) == len(plan.tareas) and is_publicada(fuente.manifiesto, propias, fuente.carpeta):
            return fuente.manifiesto
    return None


def is_publicada(manifiesto: Manifiesto, fichas: Sequence[FichaInforme], carpeta: Path) -> bool:
    """Si esos informes, el índice y los recursos de una corrida están como se publicaron."""
    return are_intactos(manifiesto.recursos, carpeta) and all(is_intacta(f, carpeta) for f in fichas)


def is_vigente(tarea: Tarea, plan: Plan, fuente: FuenteReuso) -> bool:
    """Si una carpeta tiene el informe de una tarea, bueno, en la misma forma y con la misma clave."""
    if tarea.clave not in fuente.fichas:
        return False
    ficha, _ = fuente.fichas[tarea.clave]
    es_misma_forma = ficha.es_incrustado == plan.pedido.es_incrustado
    return ficha.estado == BUENO and es_misma_forma and ficha.clave_contenido == tarea.vigencia.clave


def reuse_informes(
    plan: Plan, fuentes: Sequence[FuenteReuso], corrida: CorridaEnMarcha
) -> dict[str, Resultado]:
    """Copia a la corrida los informes que no hay que repetir; por clave.

    Se copia y no se enlaza: abrir y guardar un informe no debe alterar el de otra corrida.
    """
    resultados = {}
    for tarea in plan.tareas:
        for fuente in fuentes:
            if is_vigente(tarea, plan, fuente) and copy_informe(fuente, tarea.clave, corrida.parcial):
                ficha, origen = fuente.fichas[tarea.clave]
                ficha = replace(ficha, reuso=origen)
                note_hecho(corrida, ficha)
                fragmentos = read_fragmentos(ficha, corrida.parcial)
                resultados[tarea.clave] = Resultado(ficha, fragmentos, ficha.es_demostracion, ficha.segundos)
                break
    return resultados


def copy_informe(fuente: FuenteReuso, clave: str, destino: Path) -> bool:
    """Copia los archivos de un informe, comprobando la huella de cada uno; falso si alguno no es el suyo."""
    ficha, _ = fuente.fichas[clave]
    try:  # se leen todos antes de escribir ninguno: una copia a medias estorbaría al que lo produzca
        crudos = {r: check_dentro(fuente.carpeta, r).read_bytes() for r in ficha.salidas}
    except OSError:
        return False
    intactos = all(sha256(crudo).hexdigest() == ficha.salidas[r] for r, crudo in crudos.items())
    if not intactos or ficha.informe not in crudos:
        return False
    for relativa, crudo in crudos.items():
        copia = destino / relativa
        copia.parent.mkdir(parents=True, exist_ok=True)
        copia.write_bytes(crudo)
    return True


def seal_resultado(resultado: Resultado, tarea: Tarea, plan: Plan, corrida: CorridaEnMarcha) -> Resultado:
    """El resultado con su vigencia y la huella de cada archivo; si es bueno, queda anotado en disco."""
    ficha = replace(
        resultado.ficha,
        es_demostracion=resultado.es_demostracion,
        es_incrustado=plan.pedido.es_incrustado,
        clave_contenido=tarea.vigencia.clave,
        partes=dict(tarea.vigencia.partes),
        entradas=dict(tarea.vigencia.entradas),
        segundos=resultado.segundos,
    )
    if ficha.estado == BUENO:
        rutas = [*list_archivos(tarea, ficha, corrida.parcial), *write_fragmentos(resultado, corrida.parcial)]
        ficha = replace(ficha, salidas=compute_salidas(rutas, corrida.parcial))
        note_hecho(corrida, ficha)
    return replace(resultado, ficha=ficha)


def list_archivos(tarea: Tarea, ficha: FichaInforme, parcial: Path) -> list[Path]:
    """Los archivos de un informe: su carpeta o, del panorama, los suyos en la raíz; y su registro."""
    registro = parcial / REGISTROS / f"{tarea.carpeta or tarea.clave}.txt"
    if tarea.carpeta:
        return [*(parcial / tarea.carpeta).rglob("*"), registro]
    nombres = [ficha.informe, ficha.interactivo, *(f"{c}.ipynb" for c in tarea.cuadernos)]
    return [*(parcial / nombre for nombre in nombres if nombre), registro]


def write_fragmentos(resultado: Resultado, parcial: Path) -> list[Path]:
    """Guarda los trozos que el índice necesita de un informe (el mapa), por si después se reutiliza."""
    rutas = []
    for nombre, trozo in sorted(resultado.fragmentos.items()):
        ruta = parcial / FRAGMENTOS / f"{nombre}{EXTENSION_FRAGMENTO}"
        ruta.parent.mkdir(exist_ok=True)
        ruta.write_text(trozo, encoding="utf-8", newline="\n")
        rutas.append(ruta)
    return rutas


def read_fragmentos(ficha: FichaInforme, parcial: Path) -> dict[str, str]:
    """Los trozos guardados de un informe, por su nombre."""
    rutas = [parcial / r for r in ficha.salidas if r.endswith(EXTENSION_FRAGMENTO)]
    return {ruta.stem: ruta.read_bytes().decode("utf-8") for ruta in rutas}


def keep_anterior(
    ficha: FichaInforme, tarea: Tarea, fuentes: Sequence[FuenteReuso], parcial: Path
) -> FichaInforme:
    """Si el informe no salió, pone junto el último bueno, aparte y señalado como de otra corrida."""
    if ficha.estado == BUENO:
        return ficha
    hallado = find_anterior(fuentes, tarea.clave)
    if hallado is None:
        return ficha
    ruta, huella, origen = hallado
    destino = parcial / ANTERIORES / tarea.carpeta / tarea.informe
    destino.parent.mkdir(parents=True, exist_ok=True)
    destino.write_bytes(ruta.read_bytes())
    relativa = destino.relative_to(parcial).as_posix()
    return replace(ficha, anterior=Anterior(origen.corrida, origen.generado, relativa, huella))
