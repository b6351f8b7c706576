"""Verifica un informe: recalcula cada cifra desde los datos y compara todo lo demás, pieza por pieza."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from fais_analysis.batch.corridas.manifiesto import NOMBRE
from fais_analysis.claves import ENTIDADES
from fais_analysis.errors import FaisError, FuenteAlteradaError
from fais_analysis.loaders import ordenadas
from fais_analysis.pages.hoja import ROTULO as HOJA
from fais_analysis.pages.lectura import DIGITO, Informe
from fais_analysis.pages.lectura_docx import CAPITULO
from fais_analysis.schemas.registro import ESQUEMAS
from fais_analysis.verify.cifras import check_cifras
from fais_analysis.verify.comparacion import NADA, Diferencia, compare_piezas
from fais_analysis.verify.condiciones import Condiciones, build_condiciones
from fais_analysis.verify.entrada import build_ajeno, check_identidad, read_crudo, read_documento
from fais_analysis.verify.resultado import DISCREPANCIA, SIN_COMPROBAR, Conteo, Reparo, Verificacion

# Lo que la hoja deja en blanco en sus tablas, para escribirlo en la reunión.
HUECOS = (NADA, "$")
FORMAS = {"html": "", "docx": ", en Word", "json": ", para máquinas"}
ROTULOS = {"Expediente municipal": 5, "Panorama estatal": 2, HOJA: 5}


def verify_archivo(ruta: Path, sha256: str = "", clave: str = "") -> Verificacion:
    """Verifica un expediente o un panorama contra los datos de esta máquina.

    Parameters
    ----------
    ruta
        El HTML, la hoja en Word o su ``resumen.json``. Una marca de orden o los saltos de línea que un correo
        haya cambiado no cuentan.
    sha256
        La huella que el manifiesto de la corrida registró, si se tiene.
    clave
        De quién debe ser, según el manifiesto; vacía: de quien diga su carpeta («10014_mezquital»).

    Raises
    ------
    ParametroError
        Si no es un expediente ni un panorama, o no se puede leer.
    FuenteFaltanteError, EsquemaError, LibroInversionError
        Si los datos de esta máquina no se pueden leer.
    """
    crudo = read_crudo(ruta)
    informe, comparable = read_documento(crudo, ruta)
    verificacion = verify_informe(informe, str(ruta))
    reparos = list(check_identidad(ruta, informe, clave))
    # Un correo puede quitar o agregar el último salto de renglón.
    huellas = [hashlib.sha256(c).hexdigest() for c in (crudo, comparable, comparable.rstrip() + b"\n")]
    if sha256 and sha256 not in huellas:
        razon = "el archivo cambió después de publicarse la corrida"
        cambiado = f"{NOMBRE}, sha256 del archivo"
        reparos.append(Reparo(DISCREPANCIA, cambiado, f"{huellas[0][:12]}…", f"{sha256[:12]}…", razon))
    return _with_reparos(verificacion, tuple(reparos))


def verify_informe(informe: Informe, archivo: str) -> Verificacion:
    """Verifica un informe ya leído. ``archivo`` es cómo se nombra en el resultado."""
    check_informe(informe, archivo)
    from fais_analysis.verify.rearmado import rebuild_informe  # nbconvert tarda: sólo si es un informe

    forma = ", interactivo" if informe.es_interactivo else FORMAS[informe.formato]
    rotulo = f"{informe.rotulo}, {informe.clave}{forma}"
    try:
        rearmado = rebuild_informe(informe.clave)
    except FuenteAlteradaError as error:
        return _build_alterada(informe, archivo, error)
    condiciones = build_condiciones(informe, rearmado)
    diferencias = compare_piezas(informe.piezas, rearmado.read_como(informe).piezas)
    de_cifras = check_cifras(informe, diferencias, condiciones)
    sueltos = [
        _judge(d, condiciones) for d in diferencias if d.cifra < 0 and not condiciones.is_explicada(d.lugar)
    ]
    textos = count_textos(informe, sueltos)
    reparos = (*condiciones.reparos, *(h for h in de_cifras if h is not None), *sueltos)
    return Verificacion(archivo, rotulo, count_cifras(informe, de_cifras), textos, reparos)


def check_informe(informe: Informe, archivo: str) -> None:
    """Que sea un expediente, una hoja o un panorama de esta herramienta, con su clave y su ficha."""
    tamano = ROTULOS.get(informe.rotulo, 0)
    clave = informe.clave
    es_clave = clave.isascii() and clave.isdigit() and len(clave) == tamano and clave[:2] in ENTIDADES
    if not es_clave or "Versión" not in informe.ficha:
        hallado = f"«{informe.rotulo[:40]}», clave «{clave[:10]}»" if informe.rotulo else "otra cosa"
        raise build_ajeno(Path(archivo).name, hallado)


def count_cifras(informe: Informe, de_cifras: Sequence[Reparo | None]) -> Conteo:
    """Cuántas cifras coinciden, discrepan o no se pueden comprobar."""
    estados = [h.estado if h else "" for h in de_cifras]
    discrepan, sin = estados.count(DISCREPANCIA), estados.count(SIN_COMPROBAR)
    return Conteo(len(informe.cifras) - discrepan - sin, discrepan, sin)


def count_textos(informe: Informe, sueltos: Sequence[Reparo]) -> Conteo:
    """Lo mismo de las demás piezas con dígitos."""
    total = sum(p.cifra < 0 and p.tipo in ("texto", "atributo") and bool(DIGITO.search(p.valor))
                for p in informe.piezas)  # fmt: skip
    discrepan = sum(h.estado == DISCREPANCIA for h in sueltos)
    sin = len(sueltos) - discrepan
    return Conteo(max(0, total - discrepan - sin), discrepan, sin)


def _judge(diferencia: Diferencia, condiciones: Condiciones) -> Reparo:
    """Una diferencia fuera de las cifras: discrepancia, o no se puede comprobar si hay razón para ello."""
    razon = condiciones.get_razon(diferencia)
    if diferencia.datos in HUECOS and diferencia.lugar.capitulo == CAPITULO and diferencia.lugar.renglon:
        razon = "lo escribió alguien en un hueco de la hoja: no sale de los datos"
    lugar = str(diferencia.lugar)
    donde = f"{lugar} › {diferencia.detalle}" if diferencia.detalle else lugar
    estado = SIN_COMPROBAR if razon else DISCREPANCIA
    return Reparo(estado, donde, diferencia.informe, diferencia.datos, razon)


def _build_alterada(informe: Informe, archivo: str, error: FuenteAlteradaError) -> Verificacion:
    """Los datos de esta máquina no son los de su ficha: se nombran todas las tablas cambiadas."""
    reparos = [_build_tabla_alterada(e) for e in list_alteradas()] or [_build_tabla_alterada(error)]
    razon = "una tabla de data/ no es la que describe su ficha"
    cifras = Reparo(SIN_COMPROBAR, "todas las cifras del informe", razon=razon)
    total = Conteo(sin_comprobar=len(informe.cifras))
    return Verificacion(archivo, f"{informe.rotulo}, {informe.clave}", total, reparos=(*reparos, cifras))


def list_alteradas() -> list[FuenteAlteradaError]:
    """Las tablas de ``data/`` que no son las que describe su ficha."""
    errores = []
    for nombre in sorted({*ESQUEMAS, *ordenadas.list_tablas()}):
        try:
            ordenadas.load_tabla(nombre)
        except FuenteAlteradaError as error:
            errores.append(error)
        except FaisError:
            continue
    return errores


def _build_tabla_alterada(error: FuenteAlteradaError) -> Reparo:
    return Reparo(DISCREPANCIA, error.donde, error.esperado, error.encontrado, error.que_paso)


def _with_reparos(v: Verificacion, reparos: tuple[Reparo, ...]) -> Verificacion:
    return Verificacion(v.archivo, v.rotulo, v.cifras, v.textos, (*reparos, *v.reparos))
